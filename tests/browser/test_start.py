"""The first lesson in a real browser, once through in each language: wrong, right, tomorrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import (
    Mouse,
    attempt,
    check_of,
    check_wrong_then_right,
    feedback,
    starter_and_solution,
    words,
)
from playwright.sync_api import expect

from mlworkshop import course
from mlworkshop.exercise import store
from mlworkshop.language import Text
from mlworkshop.outcome import Outcome
from mlworkshop.quiz import bank

LESSON = "00-start-here"
EARLIER = Text(en="Your earlier answer:", ja="以前の答え：")
FINISHED = Text(en="Finished", ja="完了")
NOT_STARTED = Text(en="Not started", ja="未着手")
ONE_OF_ONE = Text(en="1 of 1", ja="1問中1問")


@pytest.fixture(scope="module")
def start(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


def row(notebook, lesson=LESSON):
    """A lesson's line in the map."""
    title = notebook.page.locator("th[scope=row]", has_text=str(course.header_of(lesson).title))
    return notebook.output(notebook.cell("ws.progress()")).locator("tr").filter(has=title)


def test_wrong_right_and_tomorrow(start, lang):
    start.assert_clean()
    expect(row(start)).to_contain_text(str(NOT_STARTED))

    (question,) = [entry.question for entry in bank.entries() if entry.lesson == LESSON]
    check_wrong_then_right(start, Mouse(start), question, f"start-{lang}")

    exercise = store.find(LESSON, "how-many")
    starter, solution = starter_and_solution(LESSON, exercise.id)
    name = starter.partition(" = ")[0]
    mistake = f"{name} = {exercise.misconceptions[0].answer()}"
    expect(feedback(check_of(start, exercise.id))).to_contain_text(Outcome.NOT_ATTEMPTED.label)
    cell = attempt(start, exercise.id, mistake)
    expect(feedback(cell)).to_contain_text(Outcome.WRONG.label)
    cell = attempt(start, exercise.id, solution)
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    expect(feedback(cell)).to_contain_text(words(str(exercise.why)))

    start.run(start.cell("ws.progress()"))
    expect(row(start)).to_contain_text(str(FINISHED))

    start.restart_and_run_all()
    start.assert_clean()
    expect(feedback(start.cell(f'ws.quiz("{question.id}")'))).to_contain_text(str(EARLIER))
    expect(row(start)).to_contain_text(str(FINISHED))
    expect(row(start).get_by_text(str(ONE_OF_ONE), exact=True)).to_have_count(2)
    start.screenshot(f"start-{lang}-map", start.output(start.cell("ws.progress()")))
    start.screenshot(f"start-{lang}-doctor", start.output(start.cell("ws.doctor()")))


def test_widgets_are_accessible(start):
    assert start.accessibility_problems() == []


def test_the_map_leads_to_the_next_lesson(start):
    lesson = "m1-intro/02-spam"
    row(start, lesson).get_by_role("link").click()
    tab = start.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=f"{Path(lesson).name}.ipynb")
    expect(tab).to_be_visible()
