"""A real JupyterLab, started as `make lab` starts it, and a real Chromium looking at it.

A test opens a notebook of the course with the fixture `open_notebook` and works on it through a
`Notebook`. Each test begins with the notebook as it is in the repository, on a copy, and with no
progress. A test that fails leaves a picture of its windows in tests/artefacts/; with the option
`--screenshots` all those that tests take are kept there.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import nbformat
import pytest
import zmq
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from mlworkshop import language

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
FIXTURES = ROOT / "tests" / "unit" / "fixtures"
GALLERY_QUESTIONS = FIXTURES / "quizzes"
# Of JupyterLab: each worker has one of its own.
LOG = ARTEFACTS / f"lab-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.log"
WAIT = 150_000  # milliseconds, for a kernel to start or a notebook to run on a busy machine
# Chromium must ask nobody but our JupyterLab, and as root in a container it has no sandbox.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

expect.set_options(timeout=30_000)


@dataclass
class Lab:
    """A running JupyterLab.

    Parameters
    ----------
    url : str
        Ending in a slash.
    token : str
    folder : Path
        What it shows: copies of `notebooks/` and `solutions/`.
    home : Path
        Where its kernels keep progress.
    """

    url: str
    token: str
    folder: Path
    home: Path

    def request(self, method: str, path: str) -> object:
        """Ask its REST interface, such as `("GET", "api/kernels")`."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def write(self, path: str, *cells: str, **metadata: object) -> str:
        """Write a notebook; a cell that begins with `#` and a space is Markdown.

        Returns
        -------
        str
            The path, to open it.
        """
        v4 = nbformat.v4
        made = v4.new_notebook(
            cells=[
                v4.new_markdown_cell(cell) if cell.startswith("# ") else v4.new_code_cell(cell)
                for cell in cells
            ]
        )
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        made.metadata.update({"kernelspec": kernel, **metadata})
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, target)
        return path

    def afresh(self) -> None:
        """Stop all kernels and forget all progress."""
        for kernel in self.request("GET", "api/kernels"):
            self.request("DELETE", f"api/kernels/{kernel['id']}")
        shutil.rmtree(self.home, ignore_errors=True)


class Notebook:
    """The notebook that is open in the browser, as somebody sees it.

    Parameters
    ----------
    page : Page
        Playwright's, for everything that has no method here.
    path : str
        As in `Lab.folder`.
    lab : Lab
    takes_pictures : bool
        Whether `screenshot` does anything.
    """

    def __init__(self, page: Page, path: str, lab: Lab, takes_pictures: bool = False) -> None:
        self.page, self.path, self.lab = page, path, lab
        self.takes_pictures = takes_pictures
        #: Addresses outside this machine that the page asked for; none was let through.
        self.requests_elsewhere: list[str] = []
        page.context.route(lambda url: urlsplit(url).hostname not in _HERE, self._refuse)

    def _refuse(self, route: Route) -> None:
        self.requests_elsewhere.append(route.request.url)
        route.abort()

    def open(self, kernel: bool = True) -> None:
        """Open it and wait until its kernel is idle, or let JupyterLab find no kernel."""
        if not kernel:
            none = {"default": "", "kernelspecs": {}}
            self.page.route("**/api/kernelspecs*", lambda route: route.fulfill(json=none))
        self.page.goto(f"{self.lab.url}lab/tree/{quote(self.path)}?reset&token={self.lab.token}")
        expect(self.page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=WAIT)
        if kernel:
            self.wait_until_idle()
        else:
            dialog = self.page.locator(".jp-Dialog")
            dialog.get_by_role("button", name="No Kernel").click()
            expect(dialog).to_have_count(0)

    def wait_until_idle(self) -> None:
        """Wait until the kernel has nothing to do, as the status bar says."""
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("| Idle", timeout=WAIT)

    def menu(self, *names: str) -> None:
        """Choose from the menu bar, such as `menu("Kernel", "Restart Kernel…")`."""
        self.page.get_by_role("menuitem", name=names[0], exact=True).click()
        for name in names[1:]:
            label = self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True)
            label.filter(visible=True).click()

    def run_all(self) -> None:
        """Run all cells from the menu, and wait for the last.

        Raises
        ------
        AssertionError
            With the error's text, if a cell raised.
        """
        self._forget_numbers()
        self.menu("Run", "Run All Cells")
        self._wait_for_all()

    def restart_and_run_all(self) -> None:
        """Restart the kernel and run all cells, as one does on coming back.

        Raises
        ------
        AssertionError
            With the error's text, if a cell raised.
        """
        self._forget_numbers()
        self.menu("Kernel", "Restart Kernel and Run All Cells…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self._wait_for_all()

    def _forget_numbers(self) -> None:
        self.page.locator(_PROMPT).evaluate_all(_FORGET_NUMBERS)

    def _wait_for_all(self) -> None:
        try:
            self.page.wait_for_function(_ALL_DONE, timeout=WAIT)
        except PlaywrightTimeout:
            prompts = self.page.locator(_PROMPT).all_text_contents()
            raise AssertionError(f"the cells did not finish; their prompts: {prompts}") from None
        self._raise_errors(self.page)
        self.wait_until_idle()

    def run(self, cell: Locator) -> None:
        """Run one cell by the keyboard, and wait for it."""
        prompt = cell.locator(".jp-InputPrompt")
        prompt.evaluate_all(_FORGET_NUMBERS)
        prompt.click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).to_have_text(re.compile(r"\d"), timeout=WAIT)
        self._raise_errors(cell)

    def assert_clean(self) -> None:
        """No error, no warning, no widget that failed, no prices as formulas, no requests."""
        outputs = self.page.locator(".jp-Notebook .jp-OutputArea-output")
        for kind in ("stderr", "error"):
            said = self.page.locator(f'[data-mime-type="application/vnd.jupyter.{kind}"]')
            assert said.all_text_contents() == []
        for words in ("Traceback", "Error displaying widget", "Loading widget"):
            expect(outputs.filter(has_text=words)).to_have_count(0)
        assert self.page.locator(_FORMULA_IN_A_LINE).all_text_contents() == [], "two prices?"
        assert self.requests_elsewhere == []

    def too_wide(self, *, but_tables: bool = False) -> list[str]:
        """The beginning of each output that reaches beyond its cell, perhaps but tables."""
        outputs = self.page.locator(".jp-Notebook .jp-OutputArea-output")
        if but_tables:  # which may scroll to the side, as WCAG has it
            outputs = outputs.filter(has_not=self.page.locator("table"))
        return list(outputs.evaluate_all(_TOO_WIDE))

    def _raise_errors(self, where: Page | Locator) -> None:
        errors = where.locator('[data-mime-type="application/vnd.jupyter.stderr"] pre').filter(
            has_text=re.compile("Error|Traceback")
        )
        if errors.count():
            raise AssertionError("a cell raised:\n" + "\n".join(errors.all_text_contents()))

    def restart(self) -> None:
        """Restart the kernel; outputs stay as they are."""
        self.menu("Kernel", "Restart Kernel…")
        with self.page.expect_response(re.compile(r"/restart")):
            self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.wait_until_idle()

    @property
    def cells(self) -> Locator:
        """All cells, of every kind."""
        return self.page.locator(".jp-Notebook .jp-Cell")

    def cell(self, source: str | re.Pattern[str]) -> Locator:
        """The cell whose source, or rendered text, contains these words."""
        wanted = self.page.locator(".jp-Cell-inputArea", has_text=source)
        return self.cells.filter(has=wanted)

    def showing(self, words: str) -> Locator:
        """The cell whose output contains these words; also where its source is collapsed.

        Playwright looks again on each use: choose words that a click leaves there.
        """
        wanted = self.page.locator(".jp-Cell-outputArea", has_text=words)
        return self.cells.filter(has=wanted)

    def output(self, cell: Locator) -> Locator:
        """Everything that a cell shows below its source."""
        return cell.locator(".jp-Cell-outputArea")

    def write(self, cell: Locator, source: str) -> None:
        """Replace a cell's source, as if typed."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def save(self) -> None:
        """Save the notebook into `Lab.folder`."""
        # Until the checkpoint, which follows on the file, JupyterLab passes over the next wish.
        with self.page.expect_response(
            lambda answer: (
                answer.request.method == "POST"
                and answer.url.partition("?")[0].endswith("/checkpoints")
            )
        ):
            # Not by its keys: fields in widgets keep those to themselves.
            self.menu("File", "Save Notebook")

    def screenshot(self, name: str, of: Locator | None = None) -> Path:
        """Keep a picture of the window, or of one element, if pictures are wanted."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        if not self.takes_pictures:
            return path
        if of is None:
            self.page.screenshot(path=path)
            return path
        window, height = self.page.viewport_size, of.bounding_box()["height"]
        if is_too_tall := height > window["height"] - _FRAME:
            self.page.set_viewport_size(window | {"height": math.ceil(height) + _FRAME})
        self.bring_into_view(of)
        of.screenshot(path=path)
        if is_too_tall:
            self.page.set_viewport_size(window)
        return path

    def bring_into_view(self, what: Locator, at: str = "center") -> None:
        """Scroll until something stays in view, at the "start", "center", "end" or "nearest" of it.

        JupyterLab lays cells out only when they come into sight, which moves all that follow.
        """
        for _ in range(50):
            if what.evaluate(_SCROLL, at):
                return
        raise AssertionError(f"{what} does not stay in view")

    def accessibility_problems(self, within: str = ".mlw") -> list[str]:
        """What axe-core finds inside the elements that a selector matches; a line each."""
        # Axe passes over what it believes to be cut off: below a body without height, as
        # JupyterLab's, and outside the window. So the window becomes as tall as the notebook.
        window = self.page.viewport_size
        self.page.evaluate("document.body.style.height = '100vh'")
        self.page.set_viewport_size(window | {"height": 30_000})
        self.page.locator(".jp-WindowedPanel-outer").evaluate("panel => { panel.scrollTop = 0; }")
        expect(self.cells.first).to_be_in_viewport()
        found = Axe().run(self.page, context=within).response["violations"]
        self.page.set_viewport_size(window)
        return [
            f"{rule['id']}: {rule['help']}: {node['html']}\n{node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]


_HERE = ("localhost", "127.0.0.1", None)  # None: data: and blob: have no host

_FRAME = 200  # pixels of a window's height, at most, that JupyterLab keeps for menus and the like

_TOO_WIDE = """
outputs => outputs.filter(output => output.scrollWidth > output.clientWidth + 1)
  .map(output => output.textContent.trim().slice(0, 80))"""

# Whether something is, after scrolling to it, still there two frames later.
_SCROLL = """
async (what, at) => {
  what.scrollIntoView({block: at});
  const before = what.getBoundingClientRect().top;
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  return what.getBoundingClientRect().top === before;
}"""

# Where a cell's number stands, unless its source is collapsed: then it stands nowhere.
_PROMPT = ".jp-CodeCell .jp-InputArea-prompt"

# JupyterLab writes [*] and then the new number; an old one must not be taken for it.
_FORGET_NUMBERS = "prompts => { for (const prompt of prompts) prompt.textContent = 'before'; }"

# A cell without code gets no number; after a cell that raised, those behind it get none either.
# Cells out of sight have no innerText.
# Formulas have lines of their own in this course; a table's cell may hold one price.
_FORMULA_IN_A_LINE = ".jp-Notebook mjx-container:not([display])"
_ALL_DONE = r"""
() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea')]
    .filter(input => input.querySelector('.cm-content')?.textContent.trim() !== '')
    .map(input => input.querySelector('.jp-InputPrompt').textContent);
  const raised = document.querySelector(
    '.jp-Notebook [data-mime-type="application/vnd.jupyter.stderr"]');
  return prompts.every(prompt => /\d/.test(prompt))
    || (raised && prompts.some(prompt => /\d/.test(prompt))
      && !prompts.some(prompt => /before|\*/.test(prompt)));
}"""


_open: list[Notebook] = []  # of the running test or module


def pytest_addoption(parser: pytest.Parser) -> None:
    """Pictures cost time and are for people: for the README, or to see what a change looks like."""
    parser.addoption("--screenshots", action="store_true", help="keep pictures in tests/artefacts/")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Keep a picture of each window when a test has failed."""
    report = yield
    if report.failed:
        slug = re.sub(r"\W+", "-", item.name).strip("-")
        for number, notebook in enumerate(_open, start=1):
            with suppress(PlaywrightError):
                notebook.page.screenshot(path=ARTEFACTS / f"failed-{slug}-{number}.png")
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, or fail if MLWORKSHOP_REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        reason = "BROWSER TESTS DID NOT RUN: no Chromium here; on Debian: apt install chromium"
        if os.environ.get("MLWORKSHOP_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Lab]:
    """JupyterLab for all tests, with settings of its own."""
    base = tmp_path_factory.mktemp("lab")
    folder, home = base / "course", base / "progress"
    runtime = Path(tempfile.mkdtemp())  # a short path: kernels' sockets lie here
    folder.mkdir()
    for name in ("notebooks", "solutions"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    environment = os.environ | {
        "MLWORKSHOP_HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(base / "config"),
        "JUPYTER_DATA_DIR": str(base / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(base / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(base / "workspaces"),
        "IPYTHONDIR": str(base / "ipython"),
        "COURSE_LANG": "en",
    }
    command = [sys.executable, "-m", "mlworkshop.cli", "lab", "--no-browser", "--port=0"]
    if zmq.has("ipc"):  # two servers would take each other's TCP ports: see kernels.sockets
        command.append("--KernelManager.transport=ipc")
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with LOG.open("w") as log:
        server = subprocess.Popen(
            [*command, f"--folder={folder}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            details = _wait_for_server(server, runtime)
            yield Lab(details["url"], details["token"], folder, home)
        finally:
            server.terminate()
            server.wait(30)
            shutil.rmtree(runtime, ignore_errors=True)


def _wait_for_server(server: subprocess.Popen[bytes], runtime: Path) -> dict[str, str]:
    """What the server says of itself, as soon as it listens."""
    for _ in range(600):
        if server.poll() is not None:
            break
        for file in runtime.glob("jpserver-*.json"):
            # It may be half written, and is there before anybody answers.
            with suppress(ValueError, OSError):
                details = dict(json.loads(file.read_text()))
                urllib.request.urlopen(f"{details['url']}api", timeout=30).close()
                return details
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{LOG.read_text()}")


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    """The running JupyterLab, without kernels and without progress."""
    running_lab.afresh()
    yield running_lab
    running_lab.afresh()


@pytest.fixture
def open_notebook(
    lab: Lab, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook by its path in the repository, or one made by `Lab.write`.

    `open_notebook("notebooks/ja/00-start-here.ipynb", kernel=False)` opens it without a kernel.
    Call it again to see the same notebook in another window, as after coming back.
    """
    with _opener(lab, browser, request.config) as open_:
        yield open_


@pytest.fixture(
    scope="module",
    params=[pytest.param(each, marks=pytest.mark.xdist_group(each)) for each in language.LANGUAGES],
)
def lang(request: pytest.FixtureRequest) -> language.Language:
    """Each language in turn; the course's texts are in it here as well."""
    language.use(request.param)
    return request.param


@pytest.fixture(scope="module")
def open_for_module(
    running_lab: Lab, browser: Browser, lang: language.Language, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Notebook]]:
    """Like `open_notebook`, for what all tests of a module in one language share."""
    running_lab.afresh()
    with _opener(running_lab, browser, request.config) as open_:
        yield open_
    running_lab.afresh()


@contextmanager
def _opener(lab: Lab, browser: Browser, config: pytest.Config) -> Iterator[Callable[..., Notebook]]:
    copied: set[str] = set()

    def open_(path: str, *, kernel: bool = True, locale: str = "en-US") -> Notebook:
        if path not in copied and (ROOT / path).is_file():
            shutil.copyfile(ROOT / path, lab.folder / path)
            copied.add(path)
        context = browser.new_context(viewport={"width": 1300, "height": 1000}, locale=locale)
        context.set_default_timeout(15_000)
        notebook = Notebook(context.new_page(), path, lab, config.getoption("--screenshots"))
        _open.append(notebook)
        notebook.open(kernel)
        return notebook

    yield open_
    while _open:
        _open.pop().page.context.close()


@pytest.fixture(scope="session")
def gallery_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one lesson, the gallery, with the unit tests' questions and checks."""
    root = tmp_path_factory.mktemp("gallery")
    (root / "lessons").mkdir()
    for name in ("course.yml", "gallery.md"):
        shutil.copyfile(Path(__file__).parent / "gallery" / name, root / "lessons" / name)
    checks = FIXTURES / "exercises" / "lessons" / "practice.py"
    shutil.copyfile(checks, root / "lessons" / "gallery.py")
    shutil.copytree(GALLERY_QUESTIONS, root / "quizzes")
    return root
