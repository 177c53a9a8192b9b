"""The lesson on other tasks in a real browser, once through in each language.

All tests of a language share one window and one kernel, and none relies on another's answers. Its
questions are of the kinds that the spam lesson's tests answer.
"""

from __future__ import annotations

import pytest
from hands import attempt, feedback, starter_and_solution, words
from playwright.sync_api import expect

from mlworkshop.exercise import store
from mlworkshop.outcome import Outcome

LESSON = "m1-intro/07-other-tasks"
MISTAKES = {
    "choose-segments": 'my_segments = {"columns": ["visits", "spend"], "number": 2}',
    "alarm-limit": "my_limit = 20",
    "lift-of-a-pair": "my_lift = with_both / with_pasta",
}


@pytest.fixture(scope="module")
def tasks(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


def test_run_all_leaves_no_error_and_every_plot_is_drawn(tasks, lang):
    tasks.assert_clean()
    plots = tasks.page.locator('.jp-Notebook [data-mime-type="image/png"] img')
    expect(plots).to_have_count(9)
    for at in range(9):
        assert plots.nth(at).evaluate("plot => plot.naturalWidth") > 0
        tasks.screenshot(f"tasks-{lang}-plot-{at + 1}", plots.nth(at))


@pytest.mark.parametrize("name", MISTAKES)
def test_exercise_untouched_wrong_right(tasks, lang, name):
    exercise = store.find(LESSON, name)
    starter, solution = starter_and_solution(LESSON, name)
    for source, outcome in (
        (starter, Outcome.NOT_ATTEMPTED),
        (MISTAKES[name], Outcome.WRONG),
        (solution, Outcome.RIGHT),
    ):
        said = feedback(attempt(tasks, name, source))
        expect(said).to_contain_text(outcome.label)
        if outcome is Outcome.RIGHT:
            expect(said).to_contain_text(words(str(exercise.why)))
        tasks.screenshot(f"tasks-{lang}-{name}-{outcome.value}", said)
    tasks.assert_clean()


def test_what_it_shows_is_accessible(tasks):
    assert tasks.accessibility_problems() == []
