"""The matrix of several classes, driven through its widgets, without them, in both languages."""

from __future__ import annotations

import html
import re

import numpy as np
import pandas as pd
import pytest

from mlworkshop import activities, journal, language, notebook, ui
from mlworkshop.activities.matrix import _SHADES, _STEPS, OpenMatrix
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.measures.several_classes import class_matrix

LESSON = "m1-intro/03-product-category"
NAMES = {"x": "Deli", "y": "Meat", "z": "Flowers"}
TRUTH = ["x"] * 20 + ["y"] * 10 + ["z"] * 4
PREDICTED = ["x"] * 5 + ["y"] * 15 + ["y"] * 9 + ["x"] + ["y"] * 2 + ["z"] * 2
CASES = pd.DataFrame(
    {"type": [f"thing {n}" for n in range(34)], "price": np.arange(34) + 0.5, "size": [None] * 34},
    index=range(100, 134),
)


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON)


@pytest.fixture
def opened(monkeypatch):
    """Run the activity's cell: the widgets as they first appear."""
    made = []
    monkeypatch.setattr(OpenMatrix, "show", lambda activity: made.append(activity))

    def run(start=("x", "y"), **options):
        activities.matrix(TRUTH, PREDICTED, CASES, start=start, names=NAMES, **options)
        return made[-1]

    return run


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))

    def run(**options):
        start = options.pop("start", ("x", "y"))
        options = {"names": NAMES, **options}
        activities.matrix(TRUTH, PREDICTED, CASES, start=start, **options)
        return bundles[-2]

    return run


def words(page):
    """The text of some HTML, as it is read."""
    page = re.sub(r"(?s)<style>.*?</style>", "", page)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def things(activity):
    return [int(number) for number in re.findall(r"thing (\d+)", activity.result.value)]


def chosen(activity):
    return [
        cell
        for cell, button in activity.buttons.items()
        if "mlw-matrix-chosen" in button._dom_classes
    ]


def notes():
    return [event.answer["chosen"] for event in journal.events(LESSON) if event.kind == "note"]


@pytest.mark.parametrize("way", ["click", "type"])
@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("column", range(3))
def test_every_cell_shows_what_is_in_it(opened, way, row, column):
    activity = opened(start=("z", "x"))
    if way == "click":
        activity.buttons[row, column].click()
    else:
        activity.fields[0].value = row + 1
        activity.fields[1].value = column + 1
    inside = [
        number
        for number, pair in enumerate(zip(TRUTH, PREDICTED, strict=True))
        if pair == ("xyz"[row], "xyz"[column])
    ]
    assert things(activity) == inside[:10]
    assert chosen(activity) == [(row, column)]
    assert [field.value for field in activity.fields] == [row + 1, column + 1]
    says = words(activity.result.value)
    total = TRUTH.count("xyz"[row])
    names = list(NAMES.values())
    assert f"Really {names[row]}, called {names[column]}: {len(inside)} of {total} cases" in says
    assert ("The first 10" in says) == (len(inside) > 10)


def test_one_click_is_one_note(opened):
    opened().buttons[2, 2].click()
    assert notes() == [[2, 2]]


def test_cells_say_their_share_and_darker_means_more(opened):
    activity = opened()
    assert [button.description for button in activity.buttons.values()] == [
        *("25", "75", "·"),
        *("10", "90", "·"),
        *("·", "50", "50"),
    ]
    shades = [
        int(re.search(r"mlw-matrix-(\d)", " ".join(button._dom_classes))[1])
        for button in activity.buttons.values()
    ]
    assert shades == [2, 3, 0, 1, 4, 0, 0, 3, 3]
    assert activity.buttons[0, 1].tooltip == "Really Deli, called Meat: 15 of 20 cases (75.0%)"


def test_the_cell_opened_last_comes_back_until_the_call_changes(opened):
    opened().buttons[1, 1].click()
    assert opened().cell == (1, 1)
    assert opened(start=("y", "x")).cell == (1, 0)
    assert opened(key="another").cell == (0, 1)
    journal.start_afresh(LESSON)
    assert opened().cell == (0, 1)


@pytest.mark.parametrize(
    "note",
    [None, "x", {}, {"given": [0, 1], "chosen": [0, 9]}, {"given": [0, 1], "chosen": ["a", 1]}],
)
def test_a_damaged_note_is_passed_over(opened, note):
    journal.record(LESSON, "note", "matrix", answer=note)
    assert opened().cell == (0, 1)


def test_a_cell_that_cannot_be_saved_is_said(opened, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file" / "folder"))
    activity = opened()
    activity.buttons[1, 1].click()
    assert journal.trouble() in words(activity.result.value)


def test_buttons_are_for_the_mouse_and_fields_for_the_keyboard(opened):
    activity = opened()
    assert not any(button.tabbable for button in activity.buttons.values())
    activity.fields[0].value = 99
    assert activity.cell == (2, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_static_part_has_the_matrix_and_the_open_cell(shown, lang):
    language.use(lang)
    page = shown()["text/html"]
    data = class_matrix(TRUTH, PREDICTED)
    table = re.search(r'(?s)<table class="mlw-matrix-table">.*?</table>', page)[0]
    rows = [
        [words(cell).strip() for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]
    assert rows[1][1:] == ["25", "75", "·", "58.8% (20)", f"{data.f1[0]:.2f}"]
    assert rows[4][1:] == ["18", "76", "6", "100.0% (34)", f"{data.macro_f1:.2f}"]
    assert f"{data.accuracy:.1%}" in words(page)
    assert "thing 5" in page
    assert "thing 4" not in page
    assert ("実際は" in page) == (lang == "ja")
    assert table.count("mlw-matrix-chosen") == 1
    assert table.count("mlw-matrix-right") == 3
    assert shown()["text/html"] == page


def test_names_and_cases_are_escaped(shown):
    evil = "<b>&\"'"
    page = shown(names=dict.fromkeys("xyz", evil), unit=Text(en=evil, ja=evil))["text/html"]
    assert evil not in page
    assert evil in words(page)


def test_labels_are_names_unless_there_are_others(shown):
    assert "Really x, called y" in words(shown(names=None)["text/html"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("options", "said"),
    [({"start": ("x", "w")}, "'w'"), ({"cases": CASES.head(3)}, "3")],
)
def test_the_call_is_checked(lang, options, said):
    language.use(lang)
    call = {"cases": CASES, "start": ("x", "y"), **options}
    with pytest.raises(WorkshopError, match=said):
        activities.matrix(TRUTH, PREDICTED, call.pop("cases"), **call)


def test_letters_stand_out_from_their_ground():
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert len(_SHADES) == len(_STEPS) + 1
    grounds = [light(ground) for ground, _ in _SHADES]
    assert grounds == sorted(grounds, reverse=True)
    for ground, letters in _SHADES:
        low, high = sorted([light(ground), light(letters)])
        assert (high + 0.05) / (low + 0.05) >= 7
