"""Notebooks as tests (nbval): each in a kernel that is offline and knows nothing of the others."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from jupyter_client.manager import KernelManager

from mlworkshop.authoring import kernels


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


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Name the likeliest reason when a solution's outputs differ."""
    failed = terminalreporter.stats.get("failed", [])
    if config.getoption("nbval", False) and any(".ipynb" in report.nodeid for report in failed):
        terminalreporter.section("stored outputs")
        terminalreporter.line(
            "Did src/mlworkshop change, which the build does not notice, and are the new outputs "
            "as they should be? Then: mlworkshop build --all"
        )
