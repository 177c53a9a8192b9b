"""JupyterLab as the course starts it, and the helpers of all other browser tests."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

BUTTON = """
import ipywidgets as widgets
button = widgets.Button(description="Press me")
said = widgets.HTML("nothing yet")
button.on_click(lambda _: setattr(said, "value", "pressed"))
widgets.VBox([button, said]).add_class("mlw")
"""


def test_a_notebook_runs_and_its_widgets_work(lab, open_notebook):
    path = lab.write("smoke.ipynb", "# A title", "print(6 * 7)", BUTTON)
    notebook = open_notebook(path)
    notebook.run_all()
    expect(notebook.output(notebook.cell("6 * 7"))).to_have_text("42")
    said = notebook.showing("nothing yet").locator(".widget-html").last
    expect(said).to_be_visible()
    notebook.output(notebook.cell("Press me")).get_by_role("button", name="Press me").click()
    expect(notebook.showing("pressed")).to_be_visible()
    expect(said).to_have_count(0)
    assert notebook.cells.count() == 3


def test_a_cell_can_be_written_and_run_again_and_the_kernel_restarted(lab, open_notebook):
    notebook = open_notebook(lab.write("edit.ipynb", "answer = 1", "answer + 1"))
    notebook.run_all()
    notebook.run_all()  # again: the second run must be waited for as well
    expect(notebook.cell("answer + 1").locator(".jp-InputPrompt")).to_have_text("[4]:")
    notebook.write(notebook.cell("answer = 1"), "answer = 41")
    notebook.run(notebook.cell("answer = 41"))
    notebook.run(notebook.cell("answer + 1"))
    expect(notebook.output(notebook.cell("answer + 1"))).to_contain_text("42")
    notebook.save()
    assert nbformat.read(lab.folder / "edit.ipynb", as_version=4).cells[0].source == "answer = 41"
    notebook.restart()
    with pytest.raises(AssertionError, match="NameError"):
        notebook.run(notebook.cell("answer + 1"))


def test_a_key_pressed_after_a_click_changes_nothing(lab, open_notebook):
    path = lab.write("keys.ipynb", "# A title", BUTTON, "1 + 1")
    notebook = open_notebook(path)
    notebook.run_all()
    page = notebook.page
    for clicked in (
        page.get_by_role("button", name="Press me"),
        notebook.showing("pressed").locator(".widget-html").last,
        page.get_by_role("heading", name="A title"),
    ):
        clicked.click()
        for key in "abvyxmrz1234560ddii00":
            page.keyboard.press(key)
        for key in "ABMZ":
            page.keyboard.press(f"Shift+{key}")
        expect(page.locator(".jp-Dialog")).to_have_count(0)
    notebook.save()
    cells = nbformat.read(lab.folder / path, as_version=4).cells
    assert [cell.source for cell in cells] == ["# A title", BUTTON, "1 + 1"]
    assert [cell.cell_type for cell in cells] == ["markdown", "code", "code"]


def test_an_error_stops_run_all_and_is_told(lab, open_notebook):
    notebook = open_notebook(lab.write("error.ipynb", "1 / 0", "print('never')"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()


def test_a_notebook_opens_without_a_kernel(lab, open_notebook):
    notebook = open_notebook(lab.write("no-kernel.ipynb", "# Read me"), kernel=False)
    expect(notebook.cell("Read me")).to_be_visible()
    assert lab.request("GET", "api/kernels") == []


def test_nothing_is_asked_of_anybody_and_no_news_popup(lab, open_notebook):
    notebook = open_notebook(lab.write("quiet.ipynb", "# Quiet", "$x$" and "1"))
    notebook.run_all()
    expect(notebook.page.locator(".Toastify__toast")).to_have_count(0)
    assert notebook.requests_elsewhere == []
    notebook.page.evaluate("fetch('https://example.org/').catch(() => null)")
    assert notebook.requests_elsewhere == ["https://example.org/"]


def test_axe_finds_a_bad_widget_and_passes_a_good_one(lab, open_notebook):
    pale = "<div class='mlw'><p style='color: #ccc; background: #fff'>pale</p><b>good</b></div>"
    code = f"from IPython.display import HTML; HTML({pale!r})"
    notebook = open_notebook(lab.write("axe.ipynb", code, BUTTON))
    notebook.run_all()
    assert any("color-contrast" in problem for problem in notebook.accessibility_problems())
    assert notebook.accessibility_problems(".mlw b") == []


def test_an_output_that_reaches_beyond_its_cell_is_noticed(lab, open_notebook):
    wide = "from IPython.display import HTML; HTML('<p style=\"width: 3000px\">wide</p>')"
    notebook = open_notebook(lab.write("wide.ipynb", "'narrow'", wide))
    notebook.run_all()
    assert notebook.too_wide() == ["wide"]


def test_the_map_leads_to_a_lesson(lab, open_notebook):
    begin = 'import mlworkshop as ws; ws.begin("00-start-here", "en"); ws.progress()'
    notebook = open_notebook(lab.write("notebooks/en/map.ipynb", begin))
    notebook.run_all()
    lesson = "m1-intro/02-spam"
    link = notebook.page.locator(f'th[scope=row] a[href*="{lesson}"]')
    link.click()
    tab = notebook.page.locator(".lm-TabBar-tab.lm-mod-current", has_text="02-spam.ipynb")
    expect(tab).to_be_visible()


def test_it_opens_on_the_first_notebook(lab, open_notebook):
    page = open_notebook(lab.write("other.ipynb", "# Other")).page
    page.goto(f"{lab.url}?token={lab.token}")
    page.wait_for_url("**/lab/tree/notebooks/en/00-start-here.ipynb**")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
