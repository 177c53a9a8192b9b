"""Everything that the course can show, in one notebook, worked as a person does.

By the keyboard alone in English, by the mouse in Japanese. What can be told from widgets in a
process of its own is told in `tests/unit`; here is what only a browser can show: focus and
JupyterLab's own keys, dragging, uploads, a notebook without its kernel, colours, other addresses.
All tests of a language share a window and a kernel; none relies on another's answers.
"""

from __future__ import annotations

import os
import re
import shutil
from io import BytesIO

import nbformat
import pytest
from hands import (
    Keyboard,
    Mouse,
    answer,
    attempt,
    check_of,
    feedback,
    right,
    words,
    wrong,
)
from PIL import Image
from playwright.sync_api import expect

from conftest import GALLERY_QUESTIONS
from mlworkshop.activities import base
from mlworkshop.authoring import build
from mlworkshop.course import lesson
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank

QUESTIONS = {
    entry.question.kind: entry.question for entry in reversed(bank.entries(GALLERY_QUESTIONS))
}
only_en = pytest.mark.parametrize("lang", ["en"], indirect=True, scope="module")
only_ja = pytest.mark.parametrize("lang", ["ja"], indirect=True, scope="module")


# Activities that only show something, which no kernel has to keep alive.
STILL = {name for name, kind in base.kinds().items() if not kind.lives}


@pytest.fixture(scope="module")
def source(gallery_course):
    """The gallery as its author wrote it."""
    return lesson.read(gallery_course / "lessons" / "gallery.md")


@pytest.fixture(scope="module")
def gallery(open_for_module, running_lab, gallery_course, source, lang):
    """The gallery, open and run."""
    built = build.Target(source, lang, solved=False).notebook()
    begins = next(cell for cell in built["cells"] if cell["cell_type"] == "code")
    begins["source"] = [
        "from pathlib import Path\nfrom mlworkshop.course import structure\n",
        f"structure.root = lambda: Path({str(gallery_course)!r})\n",
        *begins["source"],
    ]
    path = f"gallery/{lang}.ipynb"
    target = running_lab.folder / path
    target.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.from_dict(built), target)
    notebook = open_for_module(path)
    notebook.run_all()
    return notebook


@pytest.fixture
def hand(gallery, lang):
    """The keyboard in English, the mouse in Japanese."""
    return (Keyboard if lang == "en" else Mouse)(gallery)


@pytest.fixture
def widget_cells(gallery):
    """Which cells show something to work with."""
    return [at for at, said in enumerate(sources(gallery)) if "ws.quiz(" in said or _shows(said)]


def _shows(said: str) -> bool:
    called = re.search(r"ws\.(check|activities\.\w+)\(", said)
    return bool(called) and called[1].removeprefix("activities.") not in STILL


def cells_of(notebook) -> dict[str, tuple[str, str]]:
    """Kind and source of each cell in the notebook's file, by the cell's id."""
    read = nbformat.read(notebook.lab.folder / notebook.path, as_version=4)
    return {cell.id: (cell.cell_type, cell.source) for cell in read.cells}


def sources(notebook) -> list[str]:
    """What the notebook's file says."""
    return [source for _, source in cells_of(notebook).values()]


def live(notebook, call):
    """The widgets below the cell with this call."""
    return notebook.cell(call).locator(".mlw-live")


def enter(hand, check, typed):
    """Fill in the one field of an exercise without code, and check it."""
    hand.type(check.locator(".mlw-live input"), typed)
    hand.press(check.locator(".mlw-live button.mlw-main"))


def status(widgets):
    """The line in which an activity says what has changed."""
    return widgets.locator("[role=status]").first


def test_run_all_leaves_no_error_and_everything_lives(gallery, widget_cells):
    gallery.assert_clean()
    for at in widget_cells:
        cell = gallery.cells.nth(at)
        live = cell.locator(".mlw-live").locator("button, input, textarea")
        expect(live.first).to_be_attached()
        expect(cell.locator(".mlw-static")).to_be_hidden()
    pictures = gallery.page.locator(".jp-OutputArea-output img")
    widths = pictures.evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(widths) > 3
    assert all(widths)


@pytest.mark.parametrize("call", ['ws.quiz("colour")', "ws.check(", "ws.activities.typed_text"])
def test_jupyterlab_s_keys_after_a_click_change_nothing(gallery, call):
    """A letter typed where no field has the focus is a command to JupyterLab."""
    before = cells_of(gallery)
    cell = gallery.cell(call).first
    for where in (".mlw-live p", ".mlw-live button"):
        target = cell.locator(where).first
        gallery.bring_into_view(target)
        target.click()
        for key in ("a", "b", "x", "c", "v", "m", "r", "y", "d", "d", "0", "0"):
            gallery.page.keyboard.press(key)
    gallery.save()
    expect(gallery.page.locator(".jp-Dialog")).to_have_count(0)
    assert cells_of(gallery) == before
    expect(cell.locator(".mlw-live")).to_be_visible()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_wrong_then_right_and_no_cell_changes(gallery, hand, kind):
    question, before = QUESTIONS[kind], sources(gallery)
    cell = gallery.cell(f'ws.quiz("{question.id}")')
    for how, value in (("wrong", wrong(question)), ("right", right(question))):
        answer(hand, cell, question, value)
        grade = question.grade(question.read(value))
        expect(feedback(cell)).to_have_class(re.compile(rf"mlw-{grade.outcome.value}\b"))
        expect(feedback(cell)).to_have_attribute("role", "alert")  # so that it is read out
        for why in grade.explanations:
            expect(feedback(cell)).to_contain_text(words(str(why)))
        gallery.screenshot(f"question-{kind}-{how}", cell.locator(".mlw-live"))
    gallery.save()
    assert sources(gallery) == before


def test_without_code_an_answer_is_entered_and_used_once_the_cells_run_again(gallery, hand):
    check, goes_on = check_of(gallery, "cut-off"), gallery.cell('print(f"goes on with')
    expect(feedback(check)).to_have_class(re.compile(r"mlw-open\b"))
    before = "0.75"
    expect(gallery.output(goes_on)).to_have_text(f"goes on with {before}")
    for typed, outcome in (("0.5", Outcome.WRONG), ("0.7", Outcome.RIGHT)):
        hand.reach(check)
        enter(hand, check, typed)
        expect(feedback(check)).to_have_class(re.compile(rf"mlw-{outcome.value}\b"))
        expect(feedback(check)).to_contain_text("Run Selected Cell and All Below")
        gallery.screenshot(f"fields-{outcome.value}", check.locator(".mlw-live"))
        gallery.run(goes_on)
        expect(gallery.output(goes_on)).to_have_text(f"goes on with {before}")
        gallery.run(check)
        expect(feedback(check)).not_to_contain_text("Run Selected Cell and All Below")
        gallery.run(goes_on)
        expect(gallery.output(goes_on)).to_have_text(f"goes on with {typed}")
        before = typed


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        ("my_share = ...", Outcome.NOT_ATTEMPTED),
        ("my_share = 0.1", Outcome.WRONG),
        ("my_share = 0.5", Outcome.RIGHT),
    ],
)
def test_a_value_in_code_untouched_wrong_and_right(gallery, hand, made, outcome):
    said = feedback(attempt(gallery, "share", made, hand))
    expect(said).to_have_class(re.compile(rf"mlw-{outcome.value}\b"))


@only_en
def test_an_error_in_a_function_has_its_line_and_nothing_of_ours(gallery, hand):
    broken = "def my_rule(mail, word):\n    return unknown"
    said = feedback(attempt(gallery, "rule", broken, hand))
    expect(said).to_have_class(re.compile("mlw-error"))
    expect(said).to_contain_text("line 2")
    expect(said.locator("pre")).to_have_text("return unknown")
    gallery.assert_clean()


@only_ja
def test_a_double_click_does_not_give_the_solution_away(gallery, hand):
    widgets = check_of(gallery, "rule").locator(".mlw-live")
    button, solution = widgets.locator("button").last, "found = word in mail"
    asks = button.text_content()
    button.dblclick()
    expect(button).not_to_have_text(asks)
    expect(widgets).not_to_contain_text(solution)
    gallery.page.wait_for_timeout(500)  # a press too soon would be part of the double click
    hand.press(button)
    expect(widgets).to_contain_text(solution)


# Activities


@only_en
def test_a_number_is_typed_and_stepped(gallery, hand):
    cell, widgets = gallery.cell("ws.activities.cut_off"), live(gallery, "ws.activities.cut_off")
    hand.reach(cell)
    field = widgets.get_by_role("textbox", name="Cut-off")
    hand.type(field, "１．０")
    gallery.page.keyboard.press("Enter")
    expect(status(widgets)).to_contain_text("1.00")
    expect(field).to_have_value("1")
    hand.type(field, "11")
    gallery.page.keyboard.press("Enter")
    expect(widgets.get_by_role("alert")).to_contain_text("11")
    expect(field).to_have_value("1")
    hand.press(widgets.get_by_role("button", name="−"))
    expect(status(widgets)).to_contain_text("0.99")
    expect(cell).to_have_class(re.compile("jp-mod-active"))


@only_ja
def test_a_slider_is_dragged(gallery, hand):
    widgets, mouse = live(gallery, "ws.activities.cut_off"), gallery.page.mouse
    knob, track = (widgets.locator(part) for part in (".noUi-touch-area", ".noUi-base"))
    gallery.bring_into_view(knob)
    start, whole = knob.bounding_box(), track.bounding_box()
    y = start["y"] + start["height"] / 2
    mouse.move(start["x"] + start["width"] / 2, y)
    mouse.down()
    mouse.move(whole["x"] + 0.9 * whole["width"], y, steps=5)
    mouse.up()
    expect(widgets.get_by_role("textbox", name="しきい値")).to_have_value(
        re.compile(r"^0\.(89|9|91)$")
    )
    expect(status(widgets)).to_contain_text(re.compile(r"0\.(89|9)"))


def test_boxes_are_ticked(gallery, hand):
    widgets = live(gallery, "ws.activities.rules_game")
    hand.reach(gallery.cell("ws.activities.rules_game"))
    for box in widgets.locator("input[type=checkbox]").all():
        before, ticked = status(widgets).text_content(), box.is_checked()
        hand.press(box)
        expect(box).to_be_checked(checked=not ticked)
        expect(status(widgets)).not_to_have_text(before)


def test_a_cell_of_a_matrix_is_opened(gallery, hand, lang):
    widgets = live(gallery, "ws.activities.matrix")
    hand.reach(gallery.cell("ws.activities.matrix"))
    buttons = widgets.locator(".mlw-matrix-grid button")
    fields = widgets.locator(".mlw-field input")
    for row, column in ((2, 2), (1, 1)):
        button = buttons.nth(3 * (row - 1) + column - 1)
        if lang == "ja":
            hand.press(button)
        else:  # nobody wants to press Tab for each cell of a large matrix
            for field, number in zip(fields.all(), (row, column), strict=True):
                hand.type(field, str(number))
                gallery.page.keyboard.press("Enter")
        expect(status(widgets)).to_have_text(button.get_attribute("title"))
        expect(button).to_have_class(re.compile("chosen"))


def test_a_text_is_scored_and_its_html_escaped(gallery, hand):
    cell = gallery.cell("ws.activities.typed_text")
    widgets = cell.locator(".mlw-live")
    mail = "free <b id='typed'>money</b> <img src=x onerror='window.hit = 1'>"
    hand.reach(cell)
    hand.type(widgets.locator("textarea"), mail)
    hand.press(widgets.locator("button").last)
    expect(status(widgets)).to_contain_text(re.compile(r"0\.\d\d"))
    expect(status(widgets)).to_contain_text("money")
    expect(cell.locator("#typed, .mlw img")).to_have_count(0)
    assert gallery.page.evaluate("window.hit") is None


@only_en
def test_photos_are_labelled_by_keys(gallery, hand):
    cell = gallery.cell("ws.activities.label_photos")
    widgets = cell.locator(".mlw-live")
    field, done = widgets.locator("input"), widgets.locator("progress")
    hand.reach(cell)
    for key, count in (("n", "1"), ("c", "2"), ("u", "1")):
        hand.type(field, key)
        gallery.page.keyboard.press("Enter")
        expect(done).to_have_attribute("value", count)
        expect(field).to_have_value("")
    other = widgets.get_by_role("button", name="(n)")
    for key, count in (("Enter", "2"), ("Space", "3")):
        hand.press(other, key)
        expect(done).to_have_attribute("value", count)
        expect(other).to_be_focused()
    below = gallery.cell('print(f"labelled')
    gallery.run(below)
    expect(gallery.output(below)).to_have_text("labelled ['other', 'other', 'other']")


@only_ja
def test_photos_are_labelled_by_mouse(gallery, hand):
    widgets = live(gallery, "ws.activities.label_photos")
    for count, key in enumerate("cnc", 1):
        hand.press(widgets.get_by_role("button", name=f"({key})"))
        expect(widgets.locator("progress")).to_have_attribute("value", str(count))
    hand.press(widgets.locator("button").last)  # start again
    expect(widgets.locator("progress")).to_have_attribute("value", "0")


def large_photo() -> bytes:
    """More than 10 MB, which is where JupyterLab's connection would end by itself."""
    made = BytesIO()
    size = (2400, 2000)
    Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])).save(made, "PNG")
    assert len(made.getvalue()) > 14e6
    return made.getvalue()


@only_en
def test_photos_are_uploaded_and_not_saved(gallery):
    own = gallery.cell("own_photo")
    button = own.locator(".mlw-live button").first
    gallery.bring_into_view(button)
    with gallery.page.expect_file_chooser(timeout=30_000) as chooser:
        button.press("Enter")
    small = BytesIO()
    Image.new("RGB", (300, 200), "#a50").save(small, "PNG")
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    chooser.value.set_files(
        [
            {"name": "my <b>cat</b>.png", "mimeType": "image/png", "buffer": small.getvalue()},
            {"name": "noise.png", "mimeType": "image/png", "buffer": large_photo()},
            {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic},
        ]
    )
    expect(own.locator("figure img")).to_have_count(2, timeout=60_000)
    expect(own.get_by_role("alert")).to_contain_text("IMG_1.HEIC")
    expect(own.locator("figure").first).to_contain_text("my <b>cat</b>.png")
    gallery.save()
    file = gallery.lab.folder / gallery.path
    assert "noise.png" not in file.read_text(encoding="utf-8")


# What a screen reader meets, in this order: roles, and names as far as they tell things apart


MET = {
    'ws.quiz("colour")': ["button /^. a\\. /", "button /^. b\\. /", "button /^. c\\. /", "button"],
    'ws.quiz("mammals")': ["checkbox /^a\\. /", "checkbox /^b\\. /", "button"],
    'ws.quiz("butterfly")': [
        *["button /↑/ [disabled]", "button /↓/", "text: /^[a-d]\\. /"],
        *["button /↑/", "button /↓/ [disabled]", "text: /^[a-d]\\. /", "button"],
    ],
    'ws.quiz("where-they-live")': [
        *["text: /a\\. /", "button /^. 1\\. /", "button /^. 2\\. /", "text: /b\\. /"],
        *["status", "button"],
    ],
    'ws.quiz("legs")': ["textbox /\\(legs\\)/", "button"],
    'ws.quiz("your-pet")': ["textbox /./", "button"],
    'ws.check("cut-off"': ["textbox /./", "button", "button", "button"],
    'ws.check("share"': ["button"],
    "ws.activities.cut_off": [
        *["textbox /Price/", "textbox /Cut-off/", "button", "button", "img /cut-off/", "status"],
        *["table /Confusion matrix/", "table /./"],
    ],
    "ws.activities.gap": ["textbox /KPI/", "textbox /Today/", "textbox /Goal/", "status"],
    "ws.activities.first_projects": ["button /^[○●] /", "button /^[○●] /", "status"],
    "ws.activities.framing_cards": [
        "status",
        "button /\\(a\\)$/",
        "button",
        "textbox /./",
        "button",
    ],
    "ws.activities.cxo": [
        *["status", "button /^a\\. /", "button /^b\\. /", "button /^c\\. /", "img /budget/"],
    ],
}


@only_en
@pytest.mark.parametrize("call", MET)
def test_a_screen_reader_meets_it_in_this_order(gallery, call):
    lines = "\n".join(f"- {one}" for one in MET[call])
    expect(live(gallery, call).first).to_match_aria_snapshot(lines)


# The whole of it


MOVES = """
parts => parts.map(part => getComputedStyle(part))
  .filter(style => parseFloat(style.transitionDuration) || style.animationName !== 'none')
  .length"""


@only_ja
def test_nothing_moves_for_those_who_ask_for_it(gallery):
    gallery.page.emulate_media(reduced_motion="reduce")
    try:
        assert gallery.page.locator(".mlw, .mlw *").evaluate_all(MOVES) == 0
    finally:
        gallery.page.emulate_media(reduced_motion="no-preference")


@only_ja
def test_in_large_text_nothing_scrolls_to_the_side(gallery):
    """As at 400% of a window of 1,280 pixels, with the files' list closed."""
    page = gallery.page
    page.keyboard.press("Escape")
    page.keyboard.press("Control+b")
    try:
        page.set_viewport_size({"width": 320, "height": 1000})
        assert gallery.too_wide(but_tables=True) == []
    finally:
        page.set_viewport_size({"width": 1300, "height": 1000})
        page.keyboard.press("Control+b")


def test_widgets_are_accessible(gallery):
    assert gallery.accessibility_problems() == []


@only_ja
def test_widgets_are_accessible_in_the_dark(gallery):
    gallery.menu("Settings", "Theme", "JupyterLab Dark")
    try:
        expect(gallery.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        assert gallery.accessibility_problems() == []
        for call in ("cut_off", "label_photos", "value_calculator"):
            gallery.screenshot(f"dark-{call}", live(gallery, f"ws.activities.{call}"))
    finally:
        gallery.menu("Settings", "Theme", "JupyterLab Light")
        expect(gallery.page.locator("body")).to_have_attribute("data-jp-theme-light", "true")


@only_ja
def test_answers_are_there_after_a_restart(gallery, hand):
    field = live(gallery, "ws.activities.cut_off").get_by_role("textbox", name="しきい値")
    hand.type(field, "0.25")
    gallery.page.keyboard.press("Enter")
    expect(status(live(gallery, "ws.activities.cut_off"))).to_contain_text("0.25")
    for question in QUESTIONS.values():
        answer(hand, gallery.cell(f'ws.quiz("{question.id}")'), question, right(question))
    enter(hand, check_of(gallery, "cut-off"), "0.5")
    gallery.restart_and_run_all()
    for question in QUESTIONS.values():
        said = feedback(gallery.cell(f'ws.quiz("{question.id}")'))
        outcome = question.grade(question.read(right(question))).outcome
        expect(said).to_have_class(re.compile(rf"mlw-{outcome.value}\b"))
        expect(said.locator(".mlw-typed")).not_to_be_empty()
    expect(feedback(check_of(gallery, "cut-off"))).to_have_class(re.compile("mlw-wrong"))
    expect(field).to_have_value("0.25")
    gallery.assert_clean()


@pytest.mark.parametrize(
    ("lang", "kernel"),
    [("en", False), ("ja", True)],
    ids=["en-no-kernel", "ja-new-kernel"],
    indirect=["lang"],
    scope="module",
)
def test_a_saved_notebook_is_readable_before_it_runs(gallery, open_for_module, lang, kernel):
    gallery.save()
    saved = f"gallery/{lang}-saved.ipynb"
    shutil.copyfile(gallery.lab.folder / gallery.path, gallery.lab.folder / saved)
    again = open_for_module(saved, kernel=kernel)
    dead = again.page.locator(".jp-OutputArea-output.lm-Panel")
    says = "Error displaying widget" if kernel else "Loading widget"
    shown = again.page.locator(".mlw-static")
    kept = nbformat.read(gallery.lab.folder / saved, as_version=4)
    expect(shown).to_have_count(
        str(kept).count("mlw mlw-static")
    )  # JupyterLab draws them by and by
    expect(dead.filter(has_text=says)).to_have_count(shown.count() - len(STILL))
    for at in range(shown.count()):
        expect(shown.nth(at)).to_be_visible()
    for question in QUESTIONS.values():
        asked = again.cell(f'ws.quiz("{question.id}")').locator(".mlw-static")
        expect(asked).to_contain_text(words(str(question.prompt)))
    for said in ("Error displaying widget", "Loading widget"):
        expect(again.page.get_by_text(said).filter(visible=True)).to_have_count(0)
