"""Each lesson once in a real JupyterLab, in the two languages by turns: it runs, lives and fits.

`make notebooks` runs it in the other one, without a browser. What a lesson says and computes is
proven elsewhere, with less effort; how its widgets are worked, in `test_gallery`.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES

OPEN = [entry.id for entry in structure.load().lessons if entry.is_open]


@pytest.mark.parametrize(
    ("lesson", "lang"),
    [(lesson, LANGUAGES[(at + 1) % len(LANGUAGES)]) for at, lesson in enumerate(OPEN)],
)
def test_a_lesson_runs_lives_and_fits(open_notebook, lesson, lang):
    notebook = open_notebook(f"notebooks/{lang}/{lesson}.ipynb")
    notebook.run_all()
    notebook.assert_clean()
    assert notebook.too_wide() == []
    asked = notebook.cell(re.compile(r"ws\.(quiz|check|review)\("))
    assert asked.count()
    # Counted again and again: some cells are drawn later than others.
    expect(asked.filter(has_not=notebook.page.locator(".mlw-live"))).to_have_count(0)
