"""Notebooks as tests (nbval): each in a kernel that is offline and knows nothing of the others.

What a cell writes to stderr counts as a failure: attendees would see it in red. And which tests
share a worker, so that no window is opened and no lesson run twice.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from functools import cache, partial
from pathlib import Path
from unittest import mock

import pytest
from jupyter_client.manager import KernelManager
from xdist.scheduler import LoadScopeScheduling

from mlworkshop.authoring import kernels
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES


def pytest_addoption(parser: pytest.Parser) -> None:
    """Code is the same in both languages, so one of them will do where no text is compared."""
    says = "of each lesson, only the notebook in one language, by turns"
    parser.addoption("--one-language", action="store_true", help=says)


def shared_by(nodeid: str) -> str:
    """What a test shares with others that it is dear to make: a lesson's run, a window, a model.

    Parameters
    ----------
    nodeid : str
        Such as `tests/unit/test_lesson_spam.py::test_the_split_is_as_written`.

    Returns
    -------
    str
        The same for tests that belong on one worker.
    """
    file, _, test = nodeid.partition("::")
    for entry in structure.load().lessons:
        name = entry.id.rpartition("/")[2]  # such as 02-spam
        own_file = f"test_lesson_{name[3:].replace('-', '_')}"
        if Path(file).stem.startswith(own_file) or f"[{name}" in test:
            return name
    if Path(file).stem == "test_gallery" and (language := re.search(r"\[(en|ja)\b", test)):
        return f"gallery-{language[1]}"
    return file if _makes_something_once(file) else nodeid


@cache
def _makes_something_once(file: str) -> bool:
    """Whether a file of unit tests has a fixture for all of them, such as a model."""
    path = Path(__file__).parent / file
    if path.parent.name != "unit" or not path.is_file():
        return False
    return 'scope="module"' in path.read_text(encoding="utf-8")


class _Sharing(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    """Take the place of `--dist loadscope`."""
    return _Sharing(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the notebooks of the languages whose turn it is not."""
    if not config.getoption("--one-language") or collection_path.suffix != ".ipynb":
        return None
    for at, entry in enumerate(structure.load().lessons):
        for language in LANGUAGES:
            if collection_path.match(f"notebooks/{language}/{entry.id}.ipynb"):
                return language != LANGUAGES[at % len(LANGUAGES)]
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Give a cell as long as the build does; nbval's own limit is more than half an hour."""
    if config.getoption("nbval_cell_timeout", None) == 2000:
        config.option.nbval_cell_timeout = kernels.CELL_TIMEOUT


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item):
    """Start a notebook's kernel, which its first cell does, in fresh surroundings."""
    notebook = item.parent
    if type(notebook).__name__ != "IPyNbFile" or notebook.kernel is not None:
        return (yield)
    home = Path(tempfile.mkdtemp(prefix="mlworkshop-"))
    notebook.sanitize_patterns |= kernels.VARYING
    manager = partial(KernelManager, config=kernels.sockets())
    with (
        mock.patch.dict(os.environ, kernels.environment(home)),
        mock.patch("nbval.kernel.KernelManager", manager),
    ):
        result = yield
    notebook.addfinalizer(lambda: shutil.rmtree(home, ignore_errors=True))
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """Fail a cell that wrote to stderr."""
    result = yield
    outputs = getattr(item, "test_outputs", ())
    if said := "".join(out.text for out in outputs if out.get("name") == "stderr"):
        item.raise_cell_error("The cell writes to stderr", said)
    return result


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Name the likeliest reason when a solution's outputs differ."""
    failed = terminalreporter.stats.get("failed", [])
    if config.getoption("nbval", False) and any(".ipynb" in report.nodeid for report in failed):
        terminalreporter.section("stored outputs")
        terminalreporter.line(
            "Did src/mlworkshop change, which the build does not notice, and are the new outputs "
            "as they should be? Then: mlworkshop build --all"
        )
