"""Presenting a lesson live: slides inside JupyterLab whose cells run.

The instructor works on a copy in a folder for temporary files, with settings of its own, so that
nothing stays behind in notebooks, progress or settings.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Language, Text, text

__all__ = ["HOW", "prepared"]

HOW = Text(
    en="Choose Run > Run All Cells, then Sliveshow > Start from first cell. PageDown and PageUp "
    "turn the slides, Shift + Enter runs a cell, Esc leaves. `mlworkshop notes` writes the "
    "speaker's page. Ctrl + C here ends everything.",
    ja="Run > Run All Cells のあと、Sliveshow > Start from first cell を選びます。PageDown と "
    "PageUp でスライドを送り、Shift + Enter でセルを実行し、Esc で終わります。講師用メモは "
    "`mlworkshop notes` で作れます。ここで Ctrl + C を押すと、すべて終了します。",
)
_STYLE = structure.root() / "tools" / "jupyter" / "sliveshow.css"
# Where JupyterLab and the course write, each moved into the folder that goes away.
_WRITTEN = ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "MLWORKSHOP_HOME")


@contextmanager
def prepared(lesson: str, language: Language) -> Iterator[tuple[Path, str]]:
    """A folder to present a lesson from, which is removed at the end.

    Parameters
    ----------
    lesson : str
        Such as `m1-intro/02-spam`.
    language : {"en", "ja"}

    Yields
    ------
    folder : Path
        A copy of the notebooks of this language, with the slides' style sheet beside each.
    start : str
        The lesson's notebook in it.

    Raises
    ------
    WorkshopError
        If there is no such lesson, or what shows the slides is not installed.
    """
    structure.require(lesson)
    if find_spec("sliveshow") is None:
        raise WorkshopError(
            text(
                en="What shows the slides is not installed here, as attendees do without it. Run "
                f"`make present LESSON={lesson}`, or `pip install -r requirements-teach.txt`.",
                ja="スライドを表示する拡張機能は参加者には不要なため、インストールされていません。"
                f"`make present LESSON={lesson}` か `pip install -r requirements-teach.txt` を"
                "実行してください。",
            )
        )
    before = {name: os.environ.get(name) for name in _WRITTEN}
    with tempfile.TemporaryDirectory(prefix="mlworkshop-", ignore_cleanup_errors=True) as made:
        folder = Path(made, "notebooks")
        shutil.copytree(structure.root() / "notebooks" / language, folder)
        for place in {path.parent for path in folder.rglob("*.ipynb")}:
            shutil.copy(_STYLE, place / "sliveshow.css")
        for name in _WRITTEN:
            os.environ[name] = str(Path(made, name.lower()))
        try:
            yield folder, f"{lesson}.ipynb"
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
