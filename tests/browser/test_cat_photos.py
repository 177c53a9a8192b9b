"""The cat photos in a real browser: labelling by keys and by buttons, and the decisions on it.

All tests of a language share one window and one kernel.
"""

from __future__ import annotations

import re

import pytest
from hands import Keyboard, Mouse, attempt, feedback, starter_and_solution, words
from playwright.sync_api import expect

from mlworkshop.exercise import store
from mlworkshop.outcome import Outcome

LESSON = "m1-intro/06-cat-photos"
PHOTOS = 20
CATS = {3, 7, 12}  # which of the photos to label, counted from 1, show house cats
BIG_CATS = {2, 9}


@pytest.fixture(scope="module")
def cats(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture
def labelling(cats):
    """The cell with the photos to label."""
    return cats.cell("ws.activities.label_photos")


def done(labelling):
    return labelling.locator(".mlw-live progress")


def test_run_all_leaves_no_error(cats, lang):
    cats.assert_clean()
    for picture in cats.page.locator(".jp-OutputArea-output img").all():
        assert picture.evaluate("picture => picture.naturalWidth") > 0
        assert picture.get_attribute("alt") is not None or picture.evaluate(
            "picture => picture.closest('[data-mime-type=\"image/png\"]') !== null"
        )
    cats.screenshot(f"cats-{lang}-gallery", cats.output(cats.cell("photo_gallery(roll.loc[some]")))


@pytest.mark.parametrize("lang", ["en"], indirect=True, scope="module")
def test_label_all_photos_by_keyboard(cats, lang, labelling):
    hand = Keyboard(cats)
    hand.reach(labelling)
    live = labelling.locator(".mlw-live")
    field = live.locator("input")
    cats.save()
    before = cats.cells.count()
    for number in range(1, PHOTOS - 1):
        hand.type(field, "c" if number in CATS | BIG_CATS else "n")
        cats.page.keyboard.press("Enter")
        expect(done(labelling)).to_have_attribute("value", str(number))
        expect(field).to_have_value("")
    cats.screenshot(f"cats-{lang}-labelling", live)
    hand.type(field, "u")
    cats.page.keyboard.press("Enter")
    expect(done(labelling)).to_have_attribute("value", str(PHOTOS - 3))
    not_a_cat = live.get_by_role("button", name="(n)")
    for number, key in ((PHOTOS - 2, "Enter"), (PHOTOS - 1, "Space"), (PHOTOS, "Enter")):
        hand.press(not_a_cat, key)
        expect(done(labelling)).to_have_attribute("value", str(number))
        expect(not_a_cat).to_be_focused()
    expect(live).to_contain_text(f"{PHOTOS} of {PHOTOS} photos the same label")
    expect(live).to_contain_text("1,000 labels take")
    expect(cats.cells).to_have_count(before)
    cats.screenshot(f"cats-{lang}-labelled", live)


@pytest.mark.parametrize("lang", ["en"], indirect=True, scope="module")
def test_labels_and_time_reach_the_cells_below(cats, labelling):
    """The attendee has labelled as the colleague did: big cats, too."""
    cats.run(labelling)
    below = cats.cell('print(\n    ws.text(\n        en=f"{seconds_per_label}')
    cats.run(below)
    seconds = re.search(r"([\d.]+) seconds a label", cats.output(below).text_content())[1]
    assert 0 < float(seconds) < 60
    trained = cats.showing("camera roll: wrongly called a cat")
    cats.run(trained)
    rows = trained.locator("tbody tr").all_text_contents()
    assert len(rows) == 3
    assert rows[1].split()[-1] == rows[2].split()[-1] != "–"


@pytest.mark.parametrize("lang", ["ja"], indirect=True, scope="module")
def test_label_by_mouse_and_find_the_labels_after_a_restart(cats, lang, labelling):
    live, hand = labelling.locator(".mlw-live"), Mouse(cats)
    for number in range(1, PHOTOS + 1):
        button = live.get_by_role("button", name="(c)" if number in CATS else "(n)")
        hand.press(button)
        expect(done(labelling)).to_have_attribute("value", str(number))
    expect(live).to_contain_text(f"{PHOTOS}枚中{PHOTOS - 2}枚")
    expect(live.locator("table img")).to_have_count(2)
    cats.screenshot(f"cats-{lang}-labelled", live)
    cats.restart_and_run_all()
    expect(done(labelling)).to_have_attribute("value", str(PHOTOS))
    expect(live).to_contain_text(f"{PHOTOS}枚中{PHOTOS - 2}枚")
    cats.assert_clean()
    hand.press(live.locator("button").last)  # start again
    expect(done(labelling)).to_have_attribute("value", "0")
    expect(live.locator("table")).to_have_count(0)
    hand.press(live.get_by_role("button", name="(u)"))
    expect(done(labelling)).to_have_attribute("value", str(PHOTOS))


def test_the_price_of_labels_wrong_then_right(cats, lang):
    exercise = store.find(LESSON, "price-of-labels")
    starter, solution = starter_and_solution(LESSON, exercise.id)
    name = starter.partition(" = ")[0]
    hours = f"{name} = 1000 * seconds_per_label / 3600"
    for source, outcome in ((hours, Outcome.WRONG), (solution, Outcome.RIGHT)):
        cell = attempt(cats, exercise.id, source)
        expect(feedback(cell)).to_contain_text(outcome.label)
    expect(feedback(cell)).to_contain_text(words(str(exercise.why)))


def test_plots_and_tables_for_the_eye(cats, lang):
    plots = cats.page.locator('.jp-Notebook [data-mime-type="image/png"] img')
    for at in range(plots.count()):
        cats.screenshot(f"cats-{lang}-plot-{at + 1}", plots.nth(at))
    cats.screenshot(f"cats-{lang}-decision", cats.output(cats.showing("1,998")))


def test_widgets_are_accessible(cats):
    assert cats.accessibility_problems() == []
