"""The first lesson in a real browser, once through in each language: wrong, right, tomorrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hands import (
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

from mlworkshop.course import structure
from mlworkshop.exercise import store
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank

LESSON = "00-start-here"
NOT_STARTED, FINISHED = "○", "✓"
ONE_OF_ONE = re.compile(r"^1\D+1\D*$")  # in either language


@pytest.fixture(scope="module")
def start(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


def row(notebook, lesson=LESSON):
    """A lesson's line in the map."""
    title = notebook.page.locator("th[scope=row]", has_text=str(structure.header_of(lesson).title))
    return notebook.output(notebook.cell("ws.progress()")).locator("tr").filter(has=title)


def test_wrong_right_and_tomorrow(start, lang):
    start.assert_clean()
    expect(row(start)).to_contain_text(NOT_STARTED)

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
    expect(row(start)).to_contain_text(FINISHED)

    start.restart_and_run_all()
    start.assert_clean()
    said = feedback(start.cell(f'ws.quiz("{question.id}")'))
    expect(said).to_contain_text(Outcome.RIGHT.label)
    expect(said.locator(".mlw-typed")).to_contain_text(right(question))
    expect(row(start)).to_contain_text(FINISHED)
    expect(row(start).locator("td", has_text=ONE_OF_ONE)).to_have_count(2)
    start.screenshot(f"start-{lang}-map", start.output(start.cell("ws.progress()")))
    start.screenshot(f"start-{lang}-doctor", start.output(start.cell("ws.doctor()")))


def test_widgets_are_accessible(start):
    assert start.accessibility_problems() == []


def test_the_map_leads_to_the_next_lesson(start):
    lesson = "m1-intro/02-spam"
    row(start, lesson).get_by_role("link").click()
    tab = start.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=f"{Path(lesson).name}.ipynb")
    expect(tab).to_be_visible()
