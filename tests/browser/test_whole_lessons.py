"""Whole lessons, one of each module, for people who use the keyboard alone or large text.

What `test_gallery` shows of each kind of thing is tried here on what stands in lessons. It takes
minutes, so `make lessons-test` runs it, by night in CI.
"""

from __future__ import annotations

import pytest
from hands import Keyboard
from playwright.sync_api import expect

LESSONS = ["m1-intro/02-spam", "m2-planning/04-is-the-data-ready", "m3-organisation/04-leadership"]
CONTROLS = ".mlw-live :is(button, input, textarea, summary, a[href]):not([disabled])"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.parametrize("lang", ["en"], indirect=True, scope="module"),
]


@pytest.fixture(scope="module", params=LESSONS)
def notebook(open_for_module, request):
    """The lesson, open and run."""
    opened = open_for_module(f"notebooks/en/{request.param}.ipynb")
    opened.run_all()
    return opened


def test_every_control_is_reached_by_keyboard_and_seen(notebook):
    """Forwards and backwards, in collapsed cells as well, and nothing holds the focus."""
    hand = Keyboard(notebook)
    hand.reach(notebook.cells.first)
    controls = notebook.page.locator(CONTROLS).filter(visible=True)
    assert controls.count() > 50
    for key in ("Tab", "Shift+Tab"):
        hand.leave(key)
        missed = f"all => all.filter(one => one.dataset.seen !== '{key}').map(one => one.outerHTML)"
        assert controls.evaluate_all(missed) == []


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_widgets_and_plots_are_accessible(notebook, theme):
    notebook.menu("Settings", "Theme", f"JupyterLab {theme}")
    is_light = str(theme == "Light").lower()
    expect(notebook.page.locator("body")).to_have_attribute("data-jp-theme-light", is_light)
    assert notebook.accessibility_problems(".mlw, .jp-OutputArea-output > img") == []


def test_every_picture_says_what_it_shows(notebook):
    pictures = notebook.page.locator(".jp-OutputArea-output img").all()
    assert [one.get_attribute("src")[:80] for one in pictures if not one.get_attribute("alt")] == []


@pytest.mark.parametrize("width", [650, 320])
def test_nothing_but_tables_scrolls_to_the_side_in_large_text(notebook, width):
    """As at 200% and at 400% of a window of 1,300 pixels, the files' list closed."""
    page = notebook.page
    page.keyboard.press("Escape")
    page.keyboard.press("Control+b")
    try:
        page.set_viewport_size({"width": width, "height": 900})
        notebook.bring_into_view(notebook.cells.last)
        assert notebook.too_wide(but_tables=True) == []
    finally:
        page.set_viewport_size({"width": 1300, "height": 1000})
        page.keyboard.press("Control+b")
