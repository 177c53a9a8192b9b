"""The edition for the browser alone, in a real browser that reaches no host but this one.

Run by `make lite-test`, which makes it first; by night in CI. With `-s` it says how long it took.
"""

from __future__ import annotations

import html
import http.server
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from mlworkshop import language
from mlworkshop.authoring import lite
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES, Language
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank

sys.path.append(str(Path(__file__).parents[1] / "browser"))
from hands import Keyboard, answer, feedback, right

LITE = structure.root() / lite.FOLDER
ARTEFACTS = structure.root() / "tests" / "artefacts"
MOST = 60_000_000  # bytes
WAIT = 240_000  # milliseconds: Python inside a page, on a busy computer
ALL_RAN = """() => {
  const shown = '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt';
  const prompts = [...document.querySelectorAll(shown)];
  return prompts.length && prompts.every(prompt => /\\d/.test(prompt.textContent));
}"""

pytestmark = pytest.mark.timeout(1200)


class _Server(http.server.SimpleHTTPRequestHandler):
    sent = 0  # bytes

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        _Server.sent += Path(source.name).stat().st_size if hasattr(source, "name") else 0
        super().copyfile(source, outputfile)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the edition is served from."""
    handler = partial(_Server, directory=str(LITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Iterator[Language]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.fixture
def browser(tmp_path: Path, address: str, lang: Language) -> Iterator[BrowserContext]:
    """A browser that keeps what pages store, and whose pages asked nobody else."""
    asked: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path,
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
            color_scheme="light" if lang == "en" else "dark",
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(WAIT)
        context.on("request", lambda request: asked.append(request.url))
        yield context
        context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


class Notebook:
    """A notebook of the edition, opened in a page of its own."""

    def __init__(self, browser: BrowserContext, address: str, path: str) -> None:
        self.page: Page = browser.new_page()
        self.page.goto(f"{address}/lab/index.html?path={path}")
        # JupyterLab opens those of the last time as well.
        current = self.page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current")
        expect(current).to_contain_text(path.rpartition("/")[2], timeout=WAIT)
        self.cells = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        expect(self.cells.first).to_be_visible(timeout=WAIT)

    def run_all(self) -> None:
        """Run all cells, none of which raises."""
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=WAIT)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        label = self.page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True)
        label.click()
        self.page.wait_for_function(ALL_RAN, timeout=WAIT)
        raised = self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
        assert raised.all_text_contents() == []

    def cell(self, source: str) -> Locator:
        """The cell whose source has these words."""
        return self.cells.filter(has=self.page.locator(".jp-Cell-inputArea", has_text=source))

    def picture(self, name: str) -> None:
        """Keep one, to be looked at."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"lite-{name}.png")


def test_size() -> None:
    size = sum(path.stat().st_size for path in LITE.rglob("*") if path.is_file())
    print(f"\n{size / 1e6:.0f} MB")
    assert size < MOST


def test_a_lesson_answered_by_keyboard_is_there_again_and_its_plan_exported(
    browser: BrowserContext, address: str, lang: Language
) -> None:
    own = bank.find("fit-own-work").question
    asked = bank.find("fit-prompt-first").question
    _Server.sent, began = 0, time.monotonic()
    notebook = Notebook(browser, address, f"{lang}/m2-planning/03-should-it-be-ml.ipynb")
    notebook.run_all()
    took, sent = time.monotonic() - began, _Server.sent
    print(f"\n{lang}: opened and run to its end in {took:.0f} s, {sent / 1e6:.0f} MB")
    cell = notebook.cell(f'ws.quiz("{asked.id}")')
    answer(Keyboard(notebook), cell, asked, right(asked))
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    notebook.picture(f"question-{lang}")
    written = f"Our invoices <{lang}>"
    answer(Keyboard(notebook), notebook.cell(f'ws.quiz("{own.id}")'), own, written)
    expect(feedback(notebook.cell(f'ws.quiz("{own.id}")'))).to_be_visible()
    notebook.page.close()

    again = Notebook(browser, address, f"{lang}/m2-planning/03-should-it-be-ml.ipynb")
    again.run_all()
    cell = again.cell(f'ws.quiz("{asked.id}")')
    expect(feedback(cell)).to_contain_text(Outcome.RIGHT.label)
    again.page.close()

    index = Notebook(browser, address, f"{lang}/{lite.INDEX}")
    index.picture(f"index-{lang}")
    index.run_all()
    plan = index.cell("ws.my_plan()")
    plan.locator(".mlw-live button.mlw-main").first.click()
    link = plan.locator(".mlw-live a[download]")
    with index.page.expect_download() as download:
        link.click()
    index.picture(f"plan-{lang}")
    assert written in html.unescape(Path(download.value.path()).read_text("utf-8"))


def test_the_other_lessons_ask_their_questions(
    browser: BrowserContext, address: str, lang: Language
) -> None:
    notebook = Notebook(browser, address, f"{lang}/m1-intro/02-spam.ipynb")
    notebook.run_all()
    asked = [entry.question for entry in bank.entries() if entry.lesson == "m1-intro/02-spam"]
    live = notebook.page.locator(".mlw-live")
    expect(live).to_have_count(sum(not question.here_only for question in asked))
    notebook.picture(f"questions-{lang}")


def test_the_first_lesson_says_what_works_here(
    browser: BrowserContext, address: str, lang: Language
) -> None:
    notebook = Notebook(browser, address, f"{lang}/00-start-here.ipynb")
    notebook.run_all()
    doctor = notebook.cell("ws.doctor()")
    expect(doctor.locator(".mlw-live .mlw-feedback")).to_contain_text("scikit-learn")
    notebook.picture(f"start-{lang}")
