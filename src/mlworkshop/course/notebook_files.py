"""Notebooks as files: whether one can be read, and whether somebody has changed what it says.

A built notebook carries a digest of its own cells. So each copy, wherever it is, tells from which
version of the course it was made and whether anything was typed since. Saving without a change,
outputs, execution counts, widgets' state and the empty cell that JupyterLab adds at the end do not
count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from mlworkshop import files
from mlworkshop.language import Text

# `02-spam-2026-11-26.ipynb` was set aside, `02-spam-afresh.ipynb` is from `ws.start_afresh()`.
_OWN = re.compile(r"-(afresh|\d{4}-\d\d-\d\d)(-\d+)?$")
_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)


class Unreadable(Exception):
    """A file that JupyterLab cannot open as a notebook; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


class _Cell(BaseModel):
    cell_type: Literal["code", "markdown", "raw"]
    source: str | list[str]
    attachments: dict[str, Any] = {}


class _Notebook(BaseModel):
    nbformat: Literal[4]
    metadata: dict[str, Any]
    cells: list[_Cell]


@dataclass(frozen=True)
class Version:
    """What can be told from a notebook alone.

    Parameters
    ----------
    given : str or None
        Digest of what the course gave; None where the notebook does not say.
    typed : str
        Digest of what it says now.
    """

    given: str | None
    typed: str

    @property
    def is_untouched(self) -> bool:
        """Whether it still says what the course gave."""
        return self.given == self.typed


def version(path: Path) -> Version:
    """Read a notebook's version.

    Raises
    ------
    Unreadable
        If JupyterLab could not open the file.
    """
    notebook = _read(path)
    about = notebook.metadata.get("mlworkshop")
    given = about.get("given") if isinstance(about, dict) else None
    return Version(given if isinstance(given, str) else None, _digest(notebook))


def digest(notebook: dict[str, Any]) -> str:
    """A digest of what a notebook says: of the kind and source of each cell that is not empty.

    Parameters
    ----------
    notebook : dict
        As JSON has it, format 4.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return _digest(_Notebook.model_validate(notebook))


def _digest(notebook: _Notebook) -> str:
    said = [
        (cell.cell_type, source, cell.attachments)
        for cell in notebook.cells
        if (source := "".join(cell.source).replace("\r\n", "\n")).strip() or cell.attachments
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def of_course(folder: Path) -> Iterator[Path]:
    """The notebooks of the course below a folder, in order, without attendees' own."""
    for path in sorted(folder.rglob("*.ipynb")):
        if not is_own(path):
            yield path


def is_own(path: Path) -> bool:
    """Whether a notebook's name says that it is an attendee's: set aside, afresh, or a backup."""
    return ".ipynb_checkpoints" in path.parts or _OWN.search(path.stem) is not None


def _read(path: Path) -> _Notebook:
    try:
        if not path.is_file():
            raise Unreadable(Text(en="it is not a file", ja="ファイルではありません"))
        content = path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = files.reason(error)
        raise Unreadable(Text(en=reason, ja=reason)) from None
    except UnicodeDecodeError:
        raise Unreadable(
            Text(en="its text is not UTF-8", ja="文字コードが UTF-8 ではありません")
        ) from None
    if not content.strip():
        raise Unreadable(Text(en="it is empty", ja="中身が空です"))
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        if _CONFLICT.search(content):
            raise Unreadable(
                Text(
                    en="two versions were mixed in it (it holds conflict marks, <<<<<<<)",
                    ja="2つの版が混ざっています（競合マーク <<<<<<< があります）",
                )
            ) from None
        raise Unreadable(
            Text(
                en="it is cut off or damaged (not valid JSON)",
                ja="途中で切れているか、壊れています（JSONとして読めません）",
            )
        ) from None
    try:
        return _Notebook.model_validate(read)
    except (ValidationError, RecursionError):
        raise Unreadable(
            Text(
                en="it is not a notebook of format 4",
                ja="フォーマット4のノートブックではありません",
            )
        ) from None
