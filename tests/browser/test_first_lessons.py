"""The first lessons of module 1 in a real browser, once each: wrong, right, tomorrow.

The first by the keyboard alone, the last in Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hands import (
    Hand,
    Keyboard,
    Mouse,
    attempt,
    check_of,
    check_wrong_then_right,
    feedback,
    right,
    starter_and_solution,
    words,
)
from playwright.sync_api import expect

from conftest import Notebook
from mlworkshop.exercise import store
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import AnyQuestion


@dataclass
class Taken:
    """A lesson that somebody takes."""

    lesson: str
    notebook: Notebook
    hand: Hand
    question: AnyQuestion
    exercise: str
    mistake: str  # in place of the exercise's answer
    own: Callable[[Taken], Callable[[], None]]  # what only this lesson has


def rules(taken: Taken) -> Callable[[], None]:
    """Tick rules until one has mended some mails and broken others."""
    live = taken.notebook.cell("ws.activities.rules_game").locator(".mlw-live")
    status, boxes = live.locator("[role=status]"), live.locator("input[type=checkbox]")
    taken.hand.reach(taken.notebook.cell("ws.activities.rules_game"))
    expect(status).to_contain_text("5 of 10 mails right")
    for at in (3, 5):
        before = status.text_content()
        taken.hand.press(boxes.nth(at))
        expect(boxes.nth(at)).to_be_checked()
        expect(status).not_to_have_text(before)
        expect(status).to_contain_text(re.compile(r"mended mails? \d.* and broke mails? \d"))
    count = int(status.text_content().split()[0])
    expect(live.locator("tr.mlw-rules-wrong")).to_have_count(10 - count)
    taken.notebook.screenshot("rules-game", live)

    def check_again() -> None:
        expect(status).to_contain_text(f"{count} of 10 mails right")
        for at in range(boxes.count()):
            expect(boxes.nth(at)).to_be_checked(checked=at in (3, 5))

    return check_again


def matrix(taken: Taken) -> Callable[[], None]:
    """Open one cell by a click and another by its numbers."""
    live = taken.notebook.cell("ws.activities.matrix").locator(".mlw-live")
    table, status = live.locator(".mlw-matrix").first, live.locator("[role=status]")
    fields, buttons = live.locator("input[type=number]"), table.locator("button")
    side = round(buttons.count() ** 0.5)

    def says(row: int, column: int) -> str:
        return buttons.nth((row - 1) * side + column - 1).get_attribute("title")

    # The last column, F1, is what the exercise asks for.
    assert table.evaluate("table => table.scrollWidth - table.clientWidth") <= 0
    Mouse(taken.notebook).press(buttons.nth(4 * side + 1))
    expect(status).to_have_text(says(5, 2))
    expect(fields.nth(0)).to_have_value("5")
    expect(fields.nth(1)).to_have_value("2")
    taken.notebook.screenshot("matrix-cell", live)
    Keyboard(taken.notebook).reach(taken.notebook.cell("ws.activities.matrix"))
    for at, number in enumerate(("8", "1")):
        Keyboard(taken.notebook).type(fields.nth(at), number)
        taken.notebook.page.keyboard.press("Enter")
    expect(status).to_have_text(says(8, 1))
    expect(live.locator(".mlw-matrix-cases tr")).not_to_have_count(0)

    def check_again() -> None:
        expect(status).to_have_text(says(8, 1))
        expect(table.locator("button.mlw-matrix-chosen")).to_have_count(1)

    return check_again


def forecasts(taken: Taken) -> Callable[[], None]:
    """Type amounts with commas inside, and then as the check proposes."""
    name = "be-the-forecaster"
    cell = attempt(taken.notebook, name, "my_forecasts = [11,000, 10,000, 15,000]", taken.hand)
    expect(feedback(cell)).to_contain_text(Outcome.WRONG.label)
    expect(feedback(cell).locator("code", has_text="[11000, 10000, 15000]")).to_have_count(1)
    taken.notebook.screenshot("forecasts-with-commas", cell.locator(".mlw-live"))
    cell = attempt(taken.notebook, name, "my_forecasts = [11000, 10000, 15000]", taken.hand)
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    return lambda: expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)


LESSONS = {
    "m1-intro/01-what-is-ml": (Keyboard, "ml-three-kinds", "ask-outside", "45", rules),
    "m1-intro/03-product-category": (
        Mouse,
        "category-what-the-steps-show",
        "find-the-weakest",
        "[2, 5]",
        matrix,
    ),
    "m1-intro/04-tomorrows-sales": (Mouse, "sales-shuffled", "choose-the-margin", "10", forecasts),
}
each_lesson = pytest.mark.parametrize(
    ("lang", "taken"),
    list(zip(("en", "en", "ja"), LESSONS, strict=True)),
    ids=[lesson.rpartition("/")[2] for lesson in LESSONS],
    indirect=True,
    scope="module",
)


@pytest.fixture(scope="module")
def taken(open_for_module, lang, request):
    """The lesson, open and run."""
    lesson = request.param
    hand, asked, exercise, mistake, own = LESSONS[lesson]
    notebook = open_for_module(f"notebooks/{lang}/{lesson}.ipynb")
    notebook.run_all()
    question = bank.find(asked).question
    return Taken(lesson, notebook, hand(notebook), question, exercise, mistake, own)


@each_lesson
def test_run_all_leaves_no_error_and_every_plot_is_drawn(taken, lang):
    taken.notebook.assert_clean()
    plots = taken.notebook.page.locator('.jp-Notebook [data-mime-type="image/png"] img')
    assert plots.count() >= 3
    for at in range(plots.count()):
        assert plots.nth(at).evaluate("plot => plot.naturalWidth") > 0


@each_lesson
def test_wrong_right_and_tomorrow(taken, lang):
    notebook, name = taken.notebook, taken.lesson.rpartition("/")[2]
    check_wrong_then_right(notebook, taken.hand, taken.question, f"{name}-{lang}")

    exercise = store.find(taken.lesson, taken.exercise)
    starter, solution = starter_and_solution(taken.lesson, taken.exercise)
    expect(feedback(check_of(notebook, taken.exercise))).to_contain_text(
        Outcome.NOT_ATTEMPTED.label
    )
    mistake = starter.partition(" = ")[0] + f" = {taken.mistake}"
    cell = attempt(notebook, taken.exercise, mistake, taken.hand)
    expect(feedback(cell)).to_contain_text(Outcome.WRONG.label)
    cell = attempt(notebook, taken.exercise, solution, taken.hand)
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    expect(feedback(cell)).to_contain_text(words(str(exercise.why)))
    check_own = taken.own(taken)
    asked = notebook.cell(f'ws.quiz("{taken.question.id}")')

    notebook.restart_and_run_all()
    notebook.assert_clean()
    expect(feedback(asked)).to_contain_text(Outcome.RIGHT.label)
    expect(feedback(asked).locator(".mlw-typed")).to_contain_text(right(taken.question))
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    check_own()


@each_lesson
def test_widgets_are_accessible(taken, lang):
    assert taken.notebook.accessibility_problems() == []
