"""The spam lesson in a real browser, once through in each language.

All tests of a language share one window and one kernel, and each leaves the notebook usable for
the next; none relies on what another has answered.
"""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from hands import (
    Keyboard,
    Mouse,
    answer,
    attempt,
    check_of,
    check_wrong_then_right,
    feedback,
    right,
    starter_and_solution,
    words,
)
from playwright.sync_api import Locator, expect

from mlworkshop.activities.score_histogram import FALSE_ALARMS, FOUND, LEFT_ALONE, MISSED
from mlworkshop.exercise import Wrong, store
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank

LESSON = "m1-intro/02-spam"
BEGIN = f'import mlworkshop as ws\nws.begin("{LESSON}", "ja")'
FONT = """
import matplotlib
from matplotlib.font_manager import FontProperties, findfont, get_font
font = get_font(findfont(FontProperties(family=matplotlib.rcParams["font.family"])))
print("missing:", [sign for sign in {signs!r} if not font.get_char_index(ord(sign))])
"""
# The first question of each kind.
QUESTIONS = {
    entry.question.kind: entry.question
    for entry in reversed(bank.entries())
    if entry.lesson == LESSON
}


@pytest.fixture(scope="module")
def spam(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture
def cutoff(spam):
    """The cell with the movable cut-off."""
    return spam.cell("ws.activities.cutoff")


def sources(notebook) -> list[str]:
    """What the notebook's file says."""
    file = notebook.lab.folder / notebook.path
    return [cell.source for cell in nbformat.read(file, as_version=4).cells]


def widget_cells(notebook) -> list[int]:
    """Which cells show questions, exercises or activities."""
    return [
        at
        for at, source in enumerate(sources(notebook))
        if any(call in source for call in ("ws.quiz(", "ws.check(", "ws.activities."))
    ]


def test_run_all_leaves_no_error_and_every_widget_works(spam):
    spam.assert_clean()
    expect(spam.cells).to_have_count(len(sources(spam)))
    assert len(widget_cells(spam)) > len(QUESTIONS)
    for at in widget_cells(spam):
        cell = spam.cells.nth(at)
        assert cell.locator(".mlw-live").locator("button, input, textarea").count()
        expect(cell.locator(".mlw-static")).to_be_hidden()


def test_plots_are_drawn(spam, lang):
    drawn = [source for source in sources(spam) if "plt.show()" in source]
    plots = spam.page.locator('.jp-Notebook [data-mime-type="image/png"] img')
    expect(plots).to_have_count(len(drawn))
    for at in range(len(drawn)):
        assert plots.nth(at).evaluate("plot => plot.naturalWidth") > 0
        spam.screenshot(f"spam-{lang}-plot-{at + 1}", plots.nth(at))


@pytest.mark.parametrize("kind", QUESTIONS)
def test_question_wrong_then_right_by_mouse(spam, lang, kind):
    check_wrong_then_right(spam, Mouse(spam), QUESTIONS[kind], f"spam-{lang}")


@pytest.mark.parametrize("lang", ["en"], indirect=True, scope="module")
@pytest.mark.parametrize("kind", QUESTIONS)
def test_question_wrong_then_right_by_keyboard_and_no_cell_changes(spam, lang, kind):
    spam.save()
    before = sources(spam)
    check_wrong_then_right(spam, Keyboard(spam), QUESTIONS[kind], f"spam-{lang}-keyboard")
    expect(spam.cells).to_have_count(len(before))
    spam.save()
    assert sources(spam) == before


def test_hints_of_a_question(spam):
    question = next(asked for asked in QUESTIONS.values() if len(asked.hints) > 1)
    cell = spam.cell(f'ws.quiz("{question.id}")')
    check_hints(Mouse(spam), cell, question.hints)


def check_hints(hand, cell, hints):
    live = cell.locator(".mlw-live")
    for at, hint in enumerate(hints, 1):
        expect(live).not_to_contain_text(words(str(hint)))
        button = live.get_by_role(
            "button", name=re.compile(rf"(Hint|ヒント)\D+{at}\D+{len(hints)}")
        )
        hand.press(button)
        expect(live).to_contain_text(words(str(hint)))
    expect(button).to_have_count(0)


def test_exercise_untouched_wrong_right(spam, lang):
    exercise = store.find(LESSON, "be-the-model")
    mistake = exercise.misconceptions[0].answer()
    with pytest.raises(Wrong) as raised:
        exercise.check(mistake)
    starter, solution = starter_and_solution(LESSON, exercise.id)
    name = starter.partition(" = ")[0]
    for source, outcome, says in (
        (starter, Outcome.NOT_ATTEMPTED, ""),
        (f"{name} = {mistake}", Outcome.WRONG, raised.value.text),
        (solution, Outcome.RIGHT, exercise.why),
    ):
        cell = attempt(spam, exercise.id, source)
        expect(feedback(cell)).to_contain_text(outcome.label)
        expect(feedback(cell)).to_contain_text(words(str(says)))
        spam.screenshot(f"spam-{lang}-exercise-{outcome.value}", cell.locator(".mlw-live"))


def test_hints_and_solution_of_an_exercise(spam):
    exercise = store.find(LESSON, "write-the-rule")
    cell, hand = check_of(spam, exercise.id), Mouse(spam)
    check_hints(hand, cell, exercise.hints)
    live = cell.locator(".mlw-live")
    _, solution = starter_and_solution(LESSON, exercise.id)
    button = live.locator("button").last
    asks = button.text_content()
    button.dblclick()
    expect(button).not_to_have_text(asks)
    expect(live).not_to_contain_text(solution)
    spam.page.wait_for_timeout(500)  # a press too soon would be taken for part of a double click
    hand.press(button)
    expect(live).to_contain_text(solution)


def test_cut_off_typed_moves_the_matrix(spam, cutoff):
    hand = Keyboard(spam)
    hand.reach(cutoff)
    field = cutoff.locator("input[type=number]").first
    for typed, nobody in (("0", {MISSED, LEFT_ALONE}), ("1", {FOUND, FALSE_ALARMS})):
        hand.type(field, typed)
        spam.page.keyboard.press("Enter")
        expect(status(cutoff)).to_contain_text(f"{float(typed):.2f}")
        counts = matrix(cutoff)
        assert {name for name, count in counts.items() if count == 0} == nobody
    hand.focus(field)
    spam.page.keyboard.press("ArrowDown")
    expect(status(cutoff)).to_contain_text("0.99")
    assert matrix(cutoff) != counts
    assert sum(matrix(cutoff).values()) == sum(counts.values())
    expect(cutoff).to_have_class(re.compile("jp-mod-active"))


def test_cut_off_dragged_moves_the_matrix(spam, lang, cutoff):
    live, mouse = cutoff.locator(".mlw-live"), spam.page.mouse
    field = live.locator("input[type=number]").first
    Mouse(spam).type(field, "0.5")
    spam.page.keyboard.press("Enter")
    expect(status(cutoff)).to_contain_text("0.50")
    before = matrix(cutoff)
    knob, track = (live.locator(part) for part in (".noUi-touch-area", ".noUi-base"))
    knob.scroll_into_view_if_needed()
    start, whole = knob.bounding_box(), track.bounding_box()
    y = start["y"] + start["height"] / 2
    mouse.move(start["x"] + start["width"] / 2, y)
    mouse.down()
    mouse.move(whole["x"] + 0.9 * whole["width"], y, steps=5)
    mouse.up()
    expect(field).to_have_value(re.compile(r"^0\.(89|9|91)$"))
    expect(status(cutoff)).to_contain_text(re.compile(r"0\.(89|9)"))
    after = matrix(cutoff)
    assert after[MISSED] > before[MISSED]
    assert after[FALSE_ALARMS] < before[FALSE_ALARMS]
    spam.screenshot(f"spam-{lang}-cut-off", live)


def test_picture_for_the_readme(spam, lang, cutoff):
    window = spam.page.viewport_size
    field = cutoff.locator(".mlw-live input[type=number]").first
    Mouse(spam).type(field, "0.8")
    spam.page.keyboard.press("Enter")
    expect(status(cutoff)).to_contain_text("0.80")
    spam.page.set_viewport_size({"width": 1200, "height": 900})
    files = spam.page.locator('.jp-SideBar [data-id="filebrowser"]')
    files.click()
    expect(spam.page.locator("#jp-left-stack")).to_be_hidden()
    field.blur()
    spam.bring_into_view(cutoff.locator(".mlw-live"), at="start")
    picture = spam.screenshot(f"cut-off.{lang}")
    files.click()
    spam.page.set_viewport_size(window)
    assert picture.stat().st_size < 250_000


def status(cutoff: Locator) -> Locator:
    """The line that says the cut-off and what it costs."""
    return cutoff.locator(".mlw-live [role=status]").first


def matrix(cutoff: Locator) -> dict[str, int]:
    """The confusion matrix on display."""
    cells = cutoff.locator(".mlw-live table").first.locator("tbody td").all_text_contents()
    counts = [int(re.sub(r"\D", "", cell)) for cell in cells]
    return dict(zip((MISSED, FOUND, LEFT_ALONE, FALSE_ALARMS), counts, strict=True))


def test_typed_mail_is_scored_and_its_html_escaped(spam, lang):
    mail = "Click here <b id='typed'>now</b>, guaranteed! <img src=x onerror='window.hit = 1'>"
    cell, hand = spam.cell("ws.activities.typed_text"), Mouse(spam)
    live = cell.locator(".mlw-live")
    field, says = live.locator("textarea"), live.locator("[role=status]")
    hand.type(field, mail)
    hand.press(live.locator("button").last)
    expect(says).to_contain_text(re.compile(r"0\.\d\d"))
    expect(says).to_contain_text("guaranteed")
    spam.screenshot(f"spam-{lang}-typed-mail", live)
    spam.run(cell)
    expect(field).to_have_value(mail)
    expect(says).to_contain_text("guaranteed")
    expect(cell.locator(".mlw-static")).to_contain_text(mail)
    expect(cell.locator("#typed, .mlw img")).to_have_count(0)
    assert spam.page.evaluate("window.hit") is None


@pytest.mark.parametrize("lang", ["ja"], indirect=True, scope="module")
def test_the_font_of_japanese_plots_has_every_sign(spam, open_for_module):
    # Of a sign that it has not, matplotlib draws a box and warns: assert_clean would have told.
    labels = re.findall(r'ja="([^"]+)"', "".join(sources(spam)))
    signs = "".join(sorted(set("".join(labels))))
    assert "し" in signs
    path = spam.lab.write("font.ipynb", BEGIN, FONT.format(signs=signs))
    scratch = open_for_module(path)
    scratch.run_all()
    expect(scratch.output(scratch.cell("missing"))).to_have_text("missing: []")


@pytest.mark.parametrize("lang", ["ja"], indirect=True, scope="module")
def test_answers_are_there_after_a_restart(spam, cutoff):
    hand = Mouse(spam)
    field = cutoff.locator(".mlw-live input[type=number]").first
    hand.type(field, "0.25")
    spam.page.keyboard.press("Enter")
    expect(status(cutoff)).to_contain_text("0.25")
    starter, solution = starter_and_solution(LESSON, "be-the-model")
    for source in (solution, starter):  # the latter as in a fresh copy of the notebook
        checked = attempt(spam, "be-the-model", source)
    for question in QUESTIONS.values():
        answer(hand, spam.cell(f'ws.quiz("{question.id}")'), question, right(question))
    spam.restart_and_run_all()
    for question in QUESTIONS.values():
        said = feedback(spam.cell(f'ws.quiz("{question.id}")'))
        expect(said).to_contain_text(question.grade(right(question)).outcome.label)
        expect(said.locator(".mlw-typed")).to_contain_text(right(question))
    expect(feedback(checked)).to_have_class(re.compile("mlw-open"))
    expect(feedback(checked).locator("pre")).to_have_text(solution.partition(" = ")[2])
    expect(field).to_have_value("0.25")
    spam.assert_clean()


def test_widgets_are_accessible(spam):
    assert spam.accessibility_problems() == []


@pytest.mark.parametrize("lang", ["ja"], indirect=True, scope="module")
def test_widgets_are_accessible_in_the_dark(spam, lang, cutoff):
    spam.menu("Settings", "Theme", "JupyterLab Dark")
    try:
        expect(spam.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        assert spam.accessibility_problems() == []
        for question in QUESTIONS.values():
            live = spam.cell(f'ws.quiz("{question.id}")').locator(".mlw-live")
            spam.screenshot(f"spam-{lang}-dark-{question.kind}", live)
        spam.screenshot(f"spam-{lang}-dark-cut-off", cutoff.locator(".mlw-live"))
    finally:
        spam.menu("Settings", "Theme", "JupyterLab Light")
        expect(spam.page.locator("body")).to_have_attribute("data-jp-theme-light", "true")


@pytest.mark.parametrize(
    ("lang", "kernel"),
    [("en", False), ("ja", True)],
    ids=["no-kernel", "new-kernel"],
    indirect=["lang"],
    scope="module",
)
def test_saved_notebook_shows_its_questions_before_it_runs(spam, lang, open_for_module, kernel):
    spam.save()
    saved = f"notebooks/{lang}/saved-{kernel}.ipynb"
    shutil.copyfile(spam.lab.folder / spam.path, spam.lab.folder / saved)
    again = open_for_module(saved, kernel=kernel)
    dead = again.page.locator(".jp-OutputArea-output.lm-Panel")
    says = "Error displaying widget" if kernel else "Loading widget"
    expect(dead.filter(has_text=says)).to_have_count(len(widget_cells(again)))
    check_readable(again, f"spam-{lang}-saved-{'new' if kernel else 'no'}-kernel")


def test_solution_shows_its_questions_without_a_kernel(lang, open_for_module):
    solution = open_for_module(f"solutions/{lang}/{LESSON}.ipynb", kernel=False)
    check_readable(solution, f"spam-{lang}-solution-no-kernel")


def check_readable(notebook, name):
    """Questions, exercises and activities can be read, and no line tells of dead widgets."""
    for entry in bank.entries():
        if entry.lesson == LESSON:
            asked = notebook.cell(f'ws.quiz("{entry.question.id}")').locator(".mlw-static")
            expect(asked).to_be_visible()
            expect(asked).to_contain_text(words(str(entry.question.prompt)))
    for at in widget_cells(notebook):
        expect(notebook.cells.nth(at).locator(".mlw-static")).to_be_visible()
    for dead in ("Error displaying widget", "Loading widget"):
        expect(notebook.page.get_by_text(dead).filter(visible=True)).to_have_count(0)
    picture = notebook.cell("activities.cutoff").locator(".mlw-static img")
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    for what in ("activities.cutoff", f'"{QUESTIONS["order"].id}"'):
        notebook.screenshot(f"{name}-{what.strip(chr(34))}", notebook.output(notebook.cell(what)))
