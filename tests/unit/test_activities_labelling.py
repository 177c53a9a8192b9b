"""Labelling photos: the session by itself, then each button, the field, and the call from code."""

from __future__ import annotations

import base64
import io
import math
import re
from html import escape

import pytest
from PIL import Image

from mlworkshop import activities, journal, language, notebook, ui
from mlworkshop.activities import labelling as module
from mlworkshop.activities.labelling import Labelling, Session, Stopwatch
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES

LESSON = "m1-intro/06-cat-photos"
KEY = "labelling"
COLOURS = {"tom.png": "red", "rex.png": "green", "leo.png": "blue"}
NAMES = tuple(COLOURS)
PHOTOS = {name: Image.new("RGB", (600, 900), colour) for name, colour in COLOURS.items()}
CREDITS = {name: f"{name[0]} & Co. <{number}>" for number, name in enumerate(NAMES)}
DESCRIPTIONS = {name: f"a “{colour}” <picture>" for name, colour in COLOURS.items()}
SECOND = {"tom.png": "cat", "rex.png": "other", "leo.png": "cat"}


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.fixture
def call(shown):
    """Run the activity's cell as a notebook does."""

    def run(**changes):
        given = {"credits": CREDITS, "descriptions": DESCRIPTIONS, "second": SECOND} | changes
        return activities.label_photos(given.pop("photos", PHOTOS), **given)

    return run


def opened(clock=None, session=None, second=SECOND):
    clock = clock or Clock()
    session = session or Session(NAMES)
    return Labelling(session, PHOTOS, CREDITS, DESCRIPTIONS, second, KEY, clock)


def press(labelling, letters, clock=None, seconds=2.0):
    for letter in letters:
        if clock:
            clock.now += seconds
        labelling.buttons[letter].click()


def words(page):
    return " ".join(
        re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S)).split()
    )


def seen(labelling):
    """The colour of the photo on display, None when there is none."""
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', labelling.photo.value)
    if not found:
        return None
    pixel = Image.open(io.BytesIO(base64.b64decode(found[1]))).getpixel((5, 5))
    return {(254, 0, 0): "red", (0, 128, 1): "green", (0, 0, 254): "blue"}[pixel]


# The session


def test_session_goes_through_the_photos_and_back():
    session = Session(NAMES).answered("cat", 2.0).answered("skipped", 9.0)
    assert not session.is_done
    assert session.labels == {"tom.png": "cat"}
    done = session.answered("other", 4.0)
    assert done.is_done
    assert done.labels == {"tom.png": "cat", "leo.png": "other"}
    assert done.undone() == session


def test_time_per_label_is_the_median_of_what_is_known_without_skipped_ones():
    session = Session(tuple("abcdef")).answered("cat")
    assert session.seconds_per_label is None
    session = session.answered("skipped", 50.0)
    assert session.seconds_per_label is None
    session = session.answered("cat", 1.0).answered("other", 2.0).answered("cat", 9.0)
    assert session.seconds_per_label == 2.0


def test_agreement_counts_only_photos_that_both_labelled():
    session = Session(tuple("abcde"))
    for label in ("cat", "other", "skipped", "cat", "other"):
        session = session.answered(label)
    second = {"a": "cat", "b": "cat", "c": "cat", "e": "other", "z": "cat"}
    agreement = session.agreement(second)
    assert (agreement.same, agreement.both, agreement.differ) == (2, 3, ("b",))


def test_kappa_leaves_out_what_chance_explains():
    session = Session(tuple("abcd"))
    for label in ("cat", "cat", "other", "other"):
        session = session.answered(label)
    # By hand: half agree, and half would by chance.
    assert session.agreement(dict(zip("abcd", ["cat", "other"] * 2, strict=True))).kappa == 0
    assert session.agreement(session.labels).kappa == 1
    # Three in four agree; chance gives 0.5 * 0.25 + 0.5 * 0.75 = 0.5.
    second = {"a": "cat", "b": "other", "c": "other", "d": "other"}
    assert session.agreement(second).kappa == pytest.approx((0.75 - 0.5) / (1 - 0.5))


def test_kappa_is_unknown_where_all_labels_are_the_same():
    session = Session(("a",)).answered("cat")
    assert session.agreement({"a": "cat"}).kappa is None
    assert session.agreement({}).kappa is None


def test_stopwatch_counts_from_press_to_press_without_pauses(clock):
    watch = Stopwatch(clock)
    assert watch.lap() is None
    clock.now += 60
    assert watch.lap() == 60
    clock.now += 60.1
    assert watch.lap() is None
    clock.now += 3
    assert watch.lap() == 3


# Buttons


def test_each_button_answers_to_the_photo_in_turn():
    labelling = opened()
    assert seen(labelling) == "red"
    press(labelling, "c")
    assert seen(labelling) == "green"
    assert "Photo 1: cat. Photo 2 of 3" in words(labelling.status.value)
    press(labelling, "n")
    assert seen(labelling) == "blue"
    assert "Photo 2: not a cat. Photo 3 of 3" in words(labelling.status.value)
    press(labelling, "s")
    assert seen(labelling) is None
    assert "All 3 photos are done." in words(labelling.status.value)
    assert labelling.labels == {"tom.png": "cat", "rex.png": "other"}
    assert "cat: 1, not a cat: 1, skip: 1" in words(labelling.result.value)


def test_undo_takes_back_one_label_after_another():
    labelling = opened()
    press(labelling, "cnsu")
    assert seen(labelling) == "blue"
    assert labelling.result.value == ""
    assert "The label of photo 3 is taken back. Photo 3 of 3" in words(labelling.status.value)
    press(labelling, "uu")
    assert labelling.labels == {}
    press(labelling, "u")
    assert "nothing to undo" in labelling.status.value
    press(labelling, "n")
    assert labelling.labels == {"tom.png": "other"}


def test_a_press_after_the_end_changes_nothing_and_says_so():
    labelling = opened()
    press(labelling, "cnc")
    before = labelling.session
    for letter in "cns":
        press(labelling, letter)
        assert "You have been through all photos" in labelling.status.value
    assert labelling.session == before


def test_start_again_and_back():
    labelling = opened()
    labelling.afresh.click()
    assert "No photo is labelled yet" in labelling.status.value
    press(labelling, "cn")
    labelling.afresh.click()
    assert labelling.labels == {}
    assert seen(labelling) == "red"
    press(labelling, "u")
    assert labelling.labels == {"tom.png": "cat", "rex.png": "other"}
    assert "Your labels are back" in labelling.status.value
    press(labelling, "uuu")
    assert "nothing to undo" in labelling.status.value


def test_time_is_measured_from_press_to_press(clock):
    labelling = opened(clock)
    clock.now += 30  # reading the instructions
    press(labelling, "c")
    assert labelling.seconds_per_label is None
    press(labelling, "n", clock, 1.5)
    press(labelling, "c", clock, 2.5)
    assert labelling.seconds_per_label == 2.0
    result = words(labelling.result.value)
    assert "2.0 seconds" in result
    assert "1,000 labels take 33 minutes" in result


def test_a_pause_is_not_working_time(clock):
    labelling = opened(clock)
    press(labelling, "c", clock)
    press(labelling, "n", clock, 600)
    press(labelling, "c", clock, 3)
    assert labelling.seconds_per_label == 3.0


def test_no_time_known_is_said():
    assert "No time per label is known" in opened(session=labelled("ccc")).result.value


def test_agreement_is_shown_only_at_the_end():
    labelling = opened()
    press(labelling, "cn")
    assert "second annotator" not in labelling.result.value
    press(labelling, "n")
    result = words(labelling.result.value)
    assert "2 of 3 photos the same label (67%)" in result
    assert "not a cat cat" in result  # the row of the photo that differs: me, then the other
    assert CREDITS["leo.png"].partition(" ")[0] in result
    assert labelling.result.value.count("<img") == 1
    assert "0.40" in result  # (2/3 - 4/9) / (1 - 4/9)


def test_full_agreement_lists_no_photo():
    labelling = opened(session=labelled("cnc"))
    assert "3 of 3 photos" in words(labelling.result.value)
    assert "<table" not in labelling.result.value


def test_without_a_second_annotator_nothing_is_compared():
    labelling = opened(session=labelled("cnc"), second={})
    assert "second annotator" not in labelling.result.value


def labelled(letters):
    return module._from_letters(NAMES, letters)


# The field


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("c", {"tom.png": "cat"}),
        ("N", {"tom.png": "other"}),
        (" ｃ ", {"tom.png": "cat"}),
        ("ん", {"tom.png": "other"}),
    ],
)
def test_a_letter_and_enter_is_a_press(typed, labels):
    labelling = opened()
    labelling.field.value = typed
    assert labelling.field.value == ""
    assert labelling.labels == labels
    assert seen(labelling) == "green"
    labelling.field.value = "う" if typed == "ん" else "u"
    assert labelling.labels == {}


def test_skip_from_the_field_and_the_same_letter_twice():
    labelling = opened()
    for _ in range(2):
        labelling.field.value = "s"
    assert len(labelling.session.answers) == 2
    assert labelling.labels == {}


@pytest.mark.parametrize("typed", ["x", "cn", "cat", "<b>"])
def test_another_letter_changes_nothing_and_says_so(typed):
    labelling = opened()
    labelling.field.value = typed
    assert labelling.session == Session(NAMES)
    assert f"“{escape(typed)}” is none of c, n, s and u" in labelling.status.value


def test_an_empty_field_says_nothing():
    labelling = opened()
    before = labelling.status.value
    labelling.field.value = "  "
    assert labelling.status.value == before


def test_every_control_can_be_reached_and_named_without_a_mouse():
    labelling = opened()
    names = [button.description for button in labelling.buttons.values()]
    assert names == ["cat (c)", "not a cat (n)", "skip (s)", "Undo (u)"]
    assert all(button.tabbable is not False for button in labelling.buttons.values())
    assert "c, n, s or u" in labelling.field.description
    assert labelling.field.continuous_update is False


# What is shown


def test_nothing_on_display_gives_the_answer_away(call, shown):
    call()
    page = shown[-2]["text/html"]
    assert not [name for name in NAMES if name in page]


def test_photo_has_its_credit_and_is_described_for_those_who_cannot_see_it(call, shown):
    call()
    page = shown[-2]["text/html"]
    assert escape(CREDITS["tom.png"]) in page
    assert f'alt="{escape(DESCRIPTIONS["tom.png"])}"' in page
    assert f'heard">{escape(DESCRIPTIONS["tom.png"])}<' in page
    assert "<picture>" not in page


def test_photos_are_made_small_and_turned_as_the_camera_was_held(tmp_path):
    photo = Image.new("RGB", (2000, 1000), "blue")
    photo.paste("red", (0, 0, 1000, 1000))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left side is the top
    photo.save(tmp_path / "turned.jpg", exif=exif)
    uri = module._data_uri(tmp_path / "turned.jpg", (420, 280))
    small = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    assert small.size == (140, 280)
    top, bottom = small.getpixel((70, 20)), small.getpixel((70, 260))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]
    assert len(uri) < 30_000


def test_static_part_is_the_state_and_plain_text_is_constant(call, shown):
    call()
    first = shown[-2]
    assert "Photo 1 of 3" in words(first["text/html"])
    assert 'labels="ccns"' in first["text/html"]
    call()
    assert shown[-2] == first
    press(opened(), "c")
    call()
    assert "Photo 2 of 3" in words(shown[-2]["text/html"])
    assert shown[-2]["text/plain"] == first["text/plain"]
    assert shown[-1]["text/plain"] == ""


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_everything_is_said_in_the_language_of_the_notebook(call, shown, chosen):
    language.use(chosen)
    call()
    labelling = opened()
    parts = [shown[-2]["text/plain"], words(shown[-2]["text/html"]), labelling.field.description]
    parts += [button.description for button in labelling.buttons.values()]
    parts.append(labelling.afresh.description)
    for typed in ("u", "x", "c", "u", "c", "n", "n", "c"):
        labelling.field.value = typed
        parts.append(words(labelling.status.value).replace(DESCRIPTIONS["tom.png"], ""))
    parts.append(words(labelling.result.value))
    labelling.afresh.click()
    parts.append(words(labelling.status.value))
    for part in parts:
        assert bool(re.search("[ぁ-んァ-ン一-龥]", part)) == (chosen == "ja"), part


# Remembered


def test_answers_and_their_times_come_back(clock):
    first = opened(clock)
    press(first, "cn", clock, 3.0)
    again = opened()
    assert again.session == first.session
    assert seen(again) == "blue"
    assert again.seconds_per_label == 3.0
    again.buttons["u"].click()
    assert opened().labels == {"tom.png": "cat"}
    again.afresh.click()
    assert opened().labels == {}
    again.buttons["u"].click()
    assert opened().labels == {"tom.png": "cat"}


def test_the_time_between_two_kernels_does_not_count():
    press(opened(), "c")
    clock = Clock()
    again = opened(clock)
    press(again, "n", clock, 5)
    assert again.seconds_per_label is None


def test_another_session_of_the_lesson_has_its_own_answers():
    press(opened(), "c")
    other = Labelling(Session(NAMES), PHOTOS, CREDITS, DESCRIPTIONS, {}, "other", Clock())
    assert other.labels == {}


def test_a_lesson_started_afresh_has_no_labels():
    press(opened(), "c")
    journal.start_afresh(LESSON)
    assert opened().labels == {}


def test_other_photos_than_last_time_begin_anew():
    press(opened(), "cn")
    swapped = Session((NAMES[1], NAMES[0], NAMES[2]))
    assert opened(session=swapped).session == swapped
    fewer = Session(NAMES[:1])
    assert opened(session=fewer).session == fewer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        3,
        ["c"],
        {"given": []},
        {"given": [], "answers": "c"},
        {"given": [], "answers": ["c"]},
        {"given": [], "answers": [["tom.png", "dog", 1.0]]},
        {"given": [], "answers": [["tom.png", "cat", "fast"]]},
        {"given": [], "answers": [["tom.png", "cat"]]},
    ],
)
def test_a_note_of_another_shape_is_passed_over(answer):
    journal.record(LESSON, "note", KEY, answer=answer)
    assert opened().labels == {}


def test_when_labels_cannot_be_saved_it_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file"))
    labelling = opened()
    press(labelling, "c")
    assert labelling.labels == {"tom.png": "cat"}
    assert "could not be saved" in labelling.status.value


# From code


def test_labels_from_code(call, shown):
    labelling = call(labels="cNs")
    assert labelling.labels == {"tom.png": "cat", "rex.png": "other"}
    assert labelling.seconds_per_label is None
    assert "All 3 photos are done" in words(shown[-2]["text/html"])


def test_a_call_that_has_changed_counts_more_than_what_is_remembered(call):
    press(call(labels="c"), "n")
    assert call(labels="c").labels == {"tom.png": "cat", "rex.png": "other"}
    assert call(labels="nn").labels == {"tom.png": "other", "rex.png": "other"}


def test_what_the_call_returns_follows_the_buttons(call):
    labelling = call()
    assert labelling.labels == {}
    press(labelling, "c")
    assert labelling.labels == {"tom.png": "cat"}


def test_a_pandas_series_will_do_for_each_mapping(call):
    import pandas as pd

    labelling = call(
        photos=pd.Series(PHOTOS),
        credits=pd.Series(CREDITS),
        descriptions=pd.Series(DESCRIPTIONS),
        second=pd.Series(SECOND),
    )
    press(labelling, "ccn")
    assert "1 of 3" in words(labelling.result.value)


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"labels": "cx"}, ["'cx'", "c", "n", "s", 'labels="ccns"']),
        ({"labels": "cccc"}, ["'cccc'", "3"]),
        ({"labels": ["c"]}, ["['c']"]),
        ({"labels": math.nan}, ["nan"]),
        ({"credits": {}}, ["'tom.png'", "credits"]),
        ({"descriptions": {"tom.png": "a"}}, ["'rex.png'", "descriptions"]),
        ({"second": {"tom.png": "Cat"}}, ["'tom.png'", "'Cat'", '"cat"', '"other"']),
    ],
)
def test_a_wrong_call_is_refused_with_what_was_expected(call, shown, changes, names, chosen):
    language.use(chosen)
    with pytest.raises(WorkshopError) as refused:
        call(**changes)
    for name in names:
        assert name in str(refused.value)
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert shown == []
