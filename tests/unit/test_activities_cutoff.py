"""The movable cut-off, driven through its widgets, without them, in both languages."""

from __future__ import annotations

import asyncio
import base64
import html
import re
import time
from dataclasses import replace
from xml.etree import ElementTree

import ipywidgets as widgets
import numpy as np
import pytest
from sklearn import metrics

from mlworkshop import activities, journal, language, notebook, ui
from mlworkshop.activities import movable_cutoff, score_histogram
from mlworkshop.activities.movable_cutoff import Choice, MovableCutOff
from mlworkshop.activities.score_histogram import MARGIN, WIDTH, Names
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.measures.two_classes import scored

LESSON = "m1-intro/02-spam"
GIVEN = Choice(cutoff=0.5, price_missed=10, price_false_alarm=200)
NAMES = Names("spam", "good mail", "mails", "$")
JAPANESE = Names("迷惑メール", "通常のメール", "通", "円")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON)


@pytest.fixture(scope="module")
def cases():
    random = np.random.default_rng(1)
    labels = random.random(800) < 0.3
    return labels, np.clip(random.normal(np.where(labels, 0.75, 0.25), 0.2), 0, 1)


@pytest.fixture
def opened(cases):
    """Run the activity's cell: the widgets as they first appear."""

    def run(given=GIVEN, names=NAMES, key="cutoff"):
        return MovableCutOff(scored(*cases), names, given, key)

    return run


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def words(page):
    """The text of some HTML, as it is read."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def rows(page):
    """The cells of every table row in some HTML."""
    return [
        [words(cell).strip() for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    ]


def counts(activity):
    """Missed, found, left alone and false alarms, read from the confusion matrix."""
    matrix = rows(activity.results.value)[1:3]
    return [int(cell.split(":")[1].replace(",", "")) for row in matrix for cell in row[1:]]


def expected(cases, cutoff):
    labels, scores = cases
    (left_alone, false_alarms), (missed, found) = metrics.confusion_matrix(labels, scores >= cutoff)
    return [missed, found, left_alone, false_alarms]


def notes():
    return [event.answer["chosen"] for event in journal.events(LESSON) if event.kind == "note"]


# --- each control changes what it must -----------------------------------------------------------


@pytest.mark.parametrize("cutoff", [0, 0.01, 0.07, 0.3, 0.51, 0.93, 1])
@pytest.mark.parametrize("control", ["slider", "field"])
def test_moving_the_cutoff_moves_everything(opened, cases, control, cutoff):
    activity = opened()
    widget = activity.slider if control == "slider" else activity.fields["cutoff"]
    widget.value = cutoff
    assert counts(activity) == expected(cases, cutoff)
    assert activity.slider.value == activity.fields["cutoff"].value == cutoff
    assert f">cut-off {cutoff:.2f}</text>" in activity.picture.value
    assert f"called spam: {sum(cases[1] >= cutoff)}" in activity.picture.value
    labels, called = cases[0], cases[1] >= cutoff
    measures = {row[0]: row[1] for row in rows(activity.results.value)[4:]}
    recall, accuracy = metrics.recall_score(labels, called), metrics.accuracy_score(labels, called)
    assert measures["Recall"] == f"{recall:.1%}"
    assert measures["Accuracy"] == f"{accuracy:.1%}"
    if called.any():
        assert measures["Precision"] == f"{metrics.precision_score(labels, called):.1%}"


def small():
    """500 mails, 100 of them spam; at 0.5, 3 spam are missed and 2 good mails called spam."""
    scores = np.repeat([0.4, 0.9, 0.6, 0.1], [3, 97, 2, 398])
    return scored(np.repeat([True, False], [100, 400]), scores)


@pytest.mark.parametrize(
    ("missed", "false_alarm", "says"),
    [
        (10, 200, "3 × $10 + false alarms 2 × $200 = $430 for these 500 mails, or $860 per 1,000"),
        (0, 0.5, "3 × $0.00 + false alarms 2 × $0.50 = $1.00 for these 500 mails, or $2.00 per"),
        (0.1, 25, "3 × $0.10 + false alarms 2 × $25.00 = $50.30 for these 500 mails, or $100.60"),
        (1234.25, 0, "3 × $1,234.25 + false alarms 2 × $0.00 = $3,702.75 for these 500 mails, or"),
        (0.005, 1, "3 × $0.005 + false alarms 2 × $1.000 = $2.015 for these 500 mails, or $4.030"),
        (1e9, 0, "= $3,000,000,000 for these 500 mails, or $6,000,000,000 per 1,000 mails"),
    ],
)
def test_prices_make_the_cost(missed, false_alarm, says):
    activity = MovableCutOff(small(), NAMES, GIVEN, "cutoff")
    activity.fields["price_missed"].value = missed
    activity.fields["price_false_alarm"].value = false_alarm
    assert says in words(activity.results.value)
    assert "Cut-off 0.50: missed 3 × $" in words(activity.results.value)


def test_a_small_amount_of_many_whole_prices_keeps_its_decimals():
    data = scored(np.repeat([True, False], [1, 2999]), np.repeat([0.1, 0.2], [1, 2999]))
    activity = MovableCutOff(data, NAMES, Choice(0.5, 4, 1), "cutoff")
    assert "$4 for these 3,000 mails, or $1.33 per 1,000" in words(activity.results.value)


def test_the_other_cutoffs_have_the_same_decimals(shown):
    MovableCutOff(small(), NAMES, Choice(0.5, 0.1, 25), "cutoff").show()
    (row,) = (row for row in rows(static(shown)["text/html"]) if row[0] == "0.50")
    assert row[-2:] == ["50.30", "100.60"]


@pytest.mark.parametrize(("lang", "way"), [("en", "Drag the circle"), ("ja", "ドラッグ")])
def test_the_ways_to_move_it_are_said_beside_the_fields(opened, monkeypatch, lang, way):
    language.use(lang)
    lives = []
    monkeypatch.setattr(ui, "show", lambda live, static, plain: lives.append(live))
    opened().show()
    said = [child.value for child in lives[0].children if isinstance(child, widgets.HTML)]
    (line,) = (value for value in said if way in value)
    assert "↑" in line
    assert "↓" in line


def test_cost_in_japanese_has_its_currency_behind():
    language.use("ja")
    activity = MovableCutOff(small(), JAPANESE, GIVEN, "cutoff")
    says = (
        "しきい値 0.50：見逃し 3 × 10 円 ＋ 誤検出 2 × 200 円 ＝ 430 円 "
        "（この 500 通の合計。1,000 通あたりでは 860 円 ）"
    )
    assert says in words(activity.results.value)


@pytest.mark.parametrize(("cutoff", "share"), [(0.95, "–"), (0.9, "100.0%"), (0, "20.0%")])
def test_precision_where_nothing_is_called_positive_is_said_in_words(cutoff, share):
    activity = MovableCutOff(small(), NAMES, GIVEN, "cutoff")
    activity.slider.value = cutoff
    (precision,) = (row for row in rows(activity.results.value) if row[0] == "Precision")
    assert precision[1] == share
    assert ("nothing is called spam" in precision[2]) == (share == "–")


def test_a_finer_cutoff_than_the_slider_knows_stays(opened, cases):
    activity = opened()
    activity.fields["cutoff"].value = 0.995
    assert activity.choice.cutoff == activity.fields["cutoff"].value == 0.995
    assert activity.slider.value == pytest.approx(0.995, abs=0.0051)
    assert ">cut-off 0.995</text>" in activity.picture.value
    assert counts(activity) == expected(cases, 0.995)
    assert opened().choice.cutoff == 0.995
    activity.slider.value = 0.98
    assert activity.choice.cutoff == activity.fields["cutoff"].value == 0.98


def test_what_a_slider_sends_is_rounded(opened):
    activity = opened()
    activity.slider.value = 0.1 + 0.2
    assert activity.fields["cutoff"].value == activity.slider.value == 0.3


# --- typed numbers that will not do --------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cutoff", 1.5),
        ("cutoff", -0.01),
        ("cutoff", float("nan")),
        ("price_missed", -1),
        ("price_missed", float("inf")),
        ("price_false_alarm", 2e9),
    ],
)
def test_a_number_out_of_range_is_refused_kindly(opened, name, value, lang):
    language.use(lang)
    activity = opened()
    before = activity.results.value
    activity.fields[name].value = value
    assert activity.choice == GIVEN
    assert activity.fields[name].value == getattr(GIVEN, name)
    assert activity.results.value == before
    said = words(activity.message.value)
    assert f"{value:g}" in said
    assert f"{getattr(GIVEN, name):g}" in said
    assert activity.fields[name].description in said
    assert ("数値" in said) == (lang == "ja")
    assert not notes()
    activity.fields[name].value = 1
    assert activity.message.value == ""
    assert getattr(activity.choice, name) == 1


# --- what the attendee chose comes back ----------------------------------------------------------


def test_the_choice_comes_back_after_a_restart(opened):
    first = opened()
    first.slider.value = 0.8
    first.fields["price_missed"].value = 3
    again = opened()
    assert again.choice == Choice(0.8, 3, GIVEN.price_false_alarm)
    assert again.slider.value == again.fields["cutoff"].value == 0.8
    assert again.picture.value == first.picture.value
    assert again.results.value == first.results.value


def test_looking_records_nothing(opened, shown):
    opened().show()
    assert not notes()


def test_a_call_that_has_changed_wins_over_the_earlier_choice(opened):
    opened().slider.value = 0.8
    edited = replace(GIVEN, cutoff=0.3)
    assert opened(edited).choice == edited
    assert opened(edited).choice == edited
    assert opened(GIVEN).choice == GIVEN
    opened(GIVEN).slider.value = 0.6
    assert opened(GIVEN).choice.cutoff == 0.6


def test_starting_the_lesson_afresh_forgets_the_choice(opened):
    opened().slider.value = 0.8
    journal.start_afresh(LESSON)
    assert opened().choice == GIVEN


def test_two_cutoffs_of_a_lesson_and_of_two_lessons_are_kept_apart(opened, monkeypatch):
    opened().slider.value = 0.8
    assert opened(key="another").choice == GIVEN
    monkeypatch.setattr(notebook, "_lesson", "m1-intro/06-cat-photos")
    assert opened().choice == GIVEN


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        "0.8",
        {},
        {"cutoff": 0.8},
        {"cutoff": 8, "price_missed": 1, "price_false_alarm": 1},
        {"cutoff": "0.8", "price_missed": 1, "price_false_alarm": 1},
        {"cutoff": None, "price_missed": 1, "price_false_alarm": 1},
    ],
)
def test_a_damaged_note_is_passed_over(opened, chosen):
    given = {"cutoff": 0.5, "price_missed": 10, "price_false_alarm": 200}
    journal.record(LESSON, "note", "cutoff", answer={"given": given, "chosen": chosen})
    assert opened().choice == GIVEN


def test_a_drag_is_written_down_once_it_rests(opened, monkeypatch):
    monkeypatch.setattr(movable_cutoff, "_SETTLED", 0.02)

    async def drag():
        activity = opened()
        for hundredths in range(20, 40):
            activity.slider.value = hundredths / 100
        assert not notes()
        await asyncio.sleep(0.1)

    asyncio.run(drag())
    assert [note["cutoff"] for note in notes()] == [0.39]


def test_a_choice_that_cannot_be_saved_is_said_and_lasts_as_long_as_the_kernel(
    opened, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file" / "folder"))
    activity = opened()
    activity.slider.value = 0.8
    assert journal.trouble() in words(activity.message.value)
    assert counts(activity) != expected(([True, False], np.array([1, 0])), 0.5)
    assert opened().choice.cutoff == 0.8


# --- without a kernel ----------------------------------------------------------------------------


def static(bundles):
    return next(bundle for bundle in bundles if "text/html" in bundle)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_static_part_has_the_picture_and_several_cutoffs(opened, shown, cases, lang):
    language.use(lang)
    activity = opened(names=JAPANESE if lang == "ja" else NAMES)
    activity.show()
    page = static(shown)["text/html"]
    assert activity.results.value in page
    coded = re.search(r'src="data:image/svg\+xml;base64,(.*?)"', page)[1]
    assert base64.b64decode(coded).decode() == activity.picture.value
    alt = re.search(r'<img alt="(.*?)"', page)[1]
    assert all(f"{count:,}" in alt for count in expected(cases, 0.5))
    table = {row[0]: row for row in rows(page) if len(row) == 9}
    for cutoff in (0.05, *(tenth / 10 for tenth in range(1, 10)), 0.95):
        _, *four, precision, recall, cost, _ = table.pop(f"{cutoff:.2f}")
        missed, found, left_alone, false_alarms = expected(cases, cutoff)
        assert [int(cell.replace(",", "")) for cell in four] == [
            missed,
            found,
            left_alone,
            false_alarms,
        ]
        assert precision == f"{found / (found + false_alarms):.1%}"
        assert recall == f"{found / (found + missed):.1%}"
        assert int(cost.replace(",", "")) == 10 * missed + 200 * false_alarms
    assert len(table) == 1  # its headers
    assert "start=0.3" in page


def test_the_static_table_includes_the_chosen_cutoff(opened, shown, cases):
    opened(replace(GIVEN, cutoff=0.37)).show()
    (row,) = (row for row in rows(static(shown)["text/html"]) if row[0] == "0.37")
    assert [int(cell) for cell in row[1:5]] == expected(cases, 0.37)


def test_the_static_part_is_the_same_each_time_and_shows_the_present_state(opened, shown):
    for _ in range(2):
        opened().show()
    first, second = (bundle for bundle in shown if "text/html" in bundle)
    assert first == second
    shown.clear()
    opened().slider.value = 0.7
    opened().show()
    assert static(shown)["text/html"] != first["text/html"]
    assert static(shown)["text/plain"] == first["text/plain"]


# --- from the notebook ---------------------------------------------------------------------------


def test_the_call_returns_nothing_and_shows_the_names_it_was_given(cases, shown):
    positive = Text(en="cat", ja="猫")
    shows = activities.cutoff(*cases, positive=positive, negative="other", unit="photos", start=0.2)
    assert shows is None
    page = words(static(shown)["text/html"])
    assert "really cat" in page
    assert "called other" in page
    assert "per 1,000 photos" in page
    assert "Cut-off 0.20" in page


def test_the_call_needs_no_names(cases, shown):
    language.use("ja")
    activities.cutoff(*cases)
    page = words(static(shown)["text/html"])
    assert "実際は陽性" in page
    assert "1,000 件あたり" in page
    assert not re.search("[Cc]ut-off|missed:|found|precision|called", page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "argument",
    [
        {"start": 1.5},
        {"start": "0.5"},
        {"start": None},
        {"start": float("nan")},
        {"price_missed": -1},
        {"price_false_alarm": float("inf")},
    ],
)
def test_numbers_in_the_call_are_checked(cases, shown, argument, lang):
    language.use(lang)
    ((name, value),) = argument.items()
    with pytest.raises(WorkshopError) as error:
        activities.cutoff(*cases, **argument)
    assert f"{name}={value!r}" in str(error.value)
    assert ("数値" in str(error.value)) == (lang == "ja")
    assert not shown


def test_the_call_checks_its_data(shown):
    with pytest.raises(WorkshopError, match="only one class"):
        activities.cutoff([True, True], [0.1, 0.2])
    assert not shown


def test_a_notebook_that_has_not_begun_is_told_so(cases, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", None)
    with pytest.raises(WorkshopError, match="first code cell"):
        activities.cutoff(*cases)


def test_names_are_escaped_everywhere(shown):
    name = "<b>&\"'"
    activities.cutoff(
        [True, False], [0.9, 0.1], positive=name, negative=name, unit=name, currency=name
    )
    page = static(shown)["text/html"]
    drawn = base64.b64decode(re.search(r'base64,(.*?)"', page)[1]).decode()
    assert "<b>" not in page
    assert "<b>" not in drawn
    assert f"really {name}" in words(page)
    alt = ElementTree.fromstring(drawn).get("aria-label")
    assert name in alt


# --- the picture ---------------------------------------------------------------------------------


def hatched(svg):
    """How far the hatched bars reach, above and below, in units of the score."""
    bars = [
        bar
        for bar in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if bar.get("fill") == "url(#mlw-hatch)"
    ]
    scale = WIDTH - 2 * MARGIN
    spans = [
        ((float(bar.get("x")) - MARGIN) / scale, float(bar.get("width")) / scale) for bar in bars
    ]
    below = [float(bar.get("y")) >= score_histogram._BOTTOM for bar in bars]
    return spans, below


@pytest.mark.parametrize("cutoff", [0, 0.25, 0.33, 0.5, 0.8, 1])
def test_mistakes_are_hatched_on_their_side_of_the_line(cases, cutoff):
    # Cases all over each bar, so that the line has some of both classes on either side.
    scores = np.concatenate([cases[1], np.linspace(0, 0.9999, 400), np.linspace(0, 0.9999, 400)])
    cases = np.concatenate([cases[0], np.repeat([True, False], 400)]), np.minimum(scores, 0.9999)
    spans, below = hatched(score_histogram.draw(scored(*cases), cutoff, NAMES))
    missed, _, _, false_alarms = expected(cases, cutoff)
    assert any(below) == (false_alarms > 0)
    assert (not all(below)) == (missed > 0)
    for (left, width), under in zip(spans, below, strict=True):
        if under:
            assert left >= cutoff - 0.001
        else:
            assert left + width <= cutoff + 0.001


@pytest.mark.parametrize(
    ("scores", "cutoff", "above", "below"),
    [
        ([0.96, 0.935], 0.94, 0, 0),  # what the line has left behind is no false alarm
        ([0.96, 0.945], 0.94, 0, 1),
        ([0.96, 0.94], 0.94, 0, 1),
        ([0.41, 0.1], 0.43, 1, 0),
        ([0.44, 0.1], 0.43, 0, 0),
        ([1, 0.1], 1, 0, 0),
        ([0.999, 0.1], 1, 1, 0),
    ],
)
def test_a_bar_is_hatched_only_for_cases_that_are_mistakes(scores, cutoff, above, below):
    data = scored([True, False], scores)
    _, is_below = hatched(score_histogram.draw(data, cutoff, NAMES))
    assert (is_below.count(False), is_below.count(True)) == (above, below)
    assert (data.at(cutoff).missed, data.at(cutoff).false_alarms) == (above, below)


def test_a_divided_bar_shows_both_parts_however_near_its_end_the_line_runs():
    data = scored([True, False, False], [0.99, 0.90001, 0.93])
    _, is_below = hatched(score_histogram.draw(data, 0.9001, NAMES))
    assert is_below == [True]
    drawn = ElementTree.fromstring(score_histogram.draw(data, 0.9001, NAMES))
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if bar.get("stroke")]
    under = [bar for bar in bars if float(bar.get("y")) >= score_histogram._BOTTOM]
    assert len(under) == 2
    assert all(float(bar.get("width")) >= score_histogram._SLIVER for bar in under)


def test_every_bar_has_its_number(cases):
    data = scored(*cases)
    drawn = ElementTree.fromstring(score_histogram.draw(data, 0.5, NAMES))
    numbers = [text.text for text in drawn.iter(f"{SVG}text") if text.get("font-size") == "10"]
    counted = [count for pair in zip(*data.histogram(), strict=True) for count in pair if count]
    assert numbers == [str(count) for count in counted]


def test_bars_above_and_below_have_one_scale(cases):
    data = scored(*cases)
    drawn = ElementTree.fromstring(score_histogram.draw(data, 0, NAMES))
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if bar.get("stroke")]
    counted = [count for pair in zip(*data.histogram(), strict=True) for count in pair if count]
    heights = {}
    for count, bar in zip(counted, bars, strict=True):
        heights.setdefault(count, set()).add(float(bar.get("height")))
    assert all(len(of_count) == 1 for of_count in heights.values())
    in_order = [heights[count].pop() for count in sorted(heights)]
    assert in_order == sorted(set(in_order))
    assert in_order[0] > 5
    assert in_order[-1] == score_histogram._BAR


def test_the_line_and_its_label_stay_inside(cases):
    for cutoff in (0, 0.01, 0.5, 0.99, 1):
        drawn = ElementTree.fromstring(score_histogram.draw(scored(*cases), cutoff, NAMES))
        for rectangle in drawn.iter(f"{SVG}rect"):
            left, width = float(rectangle.get("x", 0)), float(rectangle.get("width"))
            assert left >= 0
            assert left + width <= WIDTH


def test_thousands_are_shortened():
    many = scored(np.repeat([True, False], [12_345, 1]), np.repeat([0.9, 0.1], [12_345, 1]))
    drawn = score_histogram.draw(many, 0.5, NAMES)
    assert ">12k</text>" in drawn
    assert "found: 12,345<" in drawn


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_scale_is_said_on_the_picture(cases, lang):
    language.use(lang)
    drawn = score_histogram.draw(scored(*cases), 0.5, JAPANESE if lang == "ja" else NAMES)
    assert ("対数" if lang == "ja" else "logarithmic") in drawn


# --- speed ---------------------------------------------------------------------------------------


def test_a_step_of_the_slider_is_answered_at_once(opened):
    activity = opened()
    start = time.perf_counter()
    for hundredths in range(1, 41):
        activity.slider.value = hundredths / 100
    assert (time.perf_counter() - start) / 40 < 0.1
