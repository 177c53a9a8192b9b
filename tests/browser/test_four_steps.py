"""The lesson of the prediction service in a real browser: a server inside the kernel, and numbers.

Widgets of these kinds are tried in the spam lesson; here it is what only this lesson has.
"""

from __future__ import annotations

import re

import pytest
from hands import attempt, feedback, starter_and_solution
from playwright.sync_api import expect

from mlworkshop.outcome import Outcome

LESSON = "m1-intro/05-four-steps"
NOBODY = re.compile("no answer|返事なし")


@pytest.fixture(scope="module")
def four(open_for_module, lang):
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


def test_run_all_untouched_is_clean_and_draws_its_plots(four, lang):
    four.assert_clean()
    plots = four.page.locator('.jp-Notebook .jp-RenderedImage[data-mime-type="image/png"] img')
    expect(plots).to_have_count(4)
    for at in range(4):
        assert plots.nth(at).evaluate("plot => plot.naturalWidth") > 0
        four.screenshot(f"four-{lang}-plot-{at + 1}", plots.nth(at))


def test_batch_says_how_far_it_came(four, lang):
    cell = four.cell("ws.miniml.predict_batch(model, here")
    live = cell.locator(".mlw-live")
    expect(live).to_contain_text("100 %")
    expect(live.locator(".progress-bar")).to_be_visible()
    four.screenshot(f"four-{lang}-batch", four.output(cell))


def test_the_endpoint_starts_again_answers_and_stops(four, lang):
    serve, stop = four.cell("ws.miniml.serve(model)"), four.cell("endpoint.stop()")
    asked = four.cell('record = {"price"')
    expect(four.output(stop)).to_have_text(NOBODY)
    for _ in range(2):  # a cell is often run twice
        four.run(serve)
    four.run(asked)
    expect(four.output(asked)).to_have_text(re.compile(r"200 GROCERY 0\.\d+"))
    for bad in ('"price": "cheap"', 'if name != "price"'):
        cell = four.cell(bad)
        expect(four.output(cell)).to_have_text(re.compile("422 .*'price'"))
    four.run(stop)
    expect(four.output(stop)).to_have_text(NOBODY)
    four.run(asked)
    expect(four.output(asked)).to_have_text(NOBODY)
    four.assert_clean()
    four.screenshot(f"four-{lang}-real-time")


def test_a_learning_rate_crawls_jumps_and_arrives(four, lang):
    starter, solution = starter_and_solution(LESSON, "learning-rate")
    for source, outcome in (
        (starter, Outcome.NOT_ATTEMPTED),
        ("my_learning_rate = 0.001", Outcome.WRONG),
        ("my_learning_rate = 1", Outcome.WRONG),
        (solution, Outcome.RIGHT),
    ):
        said = feedback(attempt(four, "learning-rate", source))
        expect(said).to_contain_text(outcome.label)
        four.screenshot(f"four-{lang}-rate-{outcome.value}", said)
    four.assert_clean()
