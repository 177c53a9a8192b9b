"""The README's picture of the movable cut-off, taken anew with `--screenshots`."""

from __future__ import annotations

import pytest
from hands import Mouse
from playwright.sync_api import expect

from mlworkshop.language import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_for_the_readme(open_notebook, lang, pytestconfig):
    if not pytestconfig.getoption("--screenshots"):
        pytest.skip("takes a picture, with --screenshots only")
    spam = open_notebook(f"notebooks/{lang}/m1-intro/02-spam.ipynb")
    spam.run_all()
    widgets = spam.cell("ws.activities.cut_off").locator(".mlw-live")
    field = widgets.get_by_role("textbox", name={"en": "Cut-off", "ja": "しきい値"}[lang])
    Mouse(spam).type(field, "0.8")
    spam.page.keyboard.press("Enter")
    expect(widgets.locator("[role=status]").first).to_contain_text("0.80")
    spam.page.set_viewport_size({"width": 1200, "height": 900})
    spam.page.locator('.jp-SideBar [data-id="filebrowser"]').click()
    expect(spam.page.locator("#jp-left-stack")).to_be_hidden()
    field.blur()
    spam.bring_into_view(widgets, at="start")
    assert spam.screenshot(f"cut-off.{lang}").stat().st_size < 250_000
