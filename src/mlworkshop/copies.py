"""Attendees' own copies of the notebooks, so that the course can change while people work.

The copies are in `my-workshop/en` and `my-workshop/ja`, which git ignores: beside `notebooks/`, so
that links to other lessons and to the data sets lead where they should; where the course's folder
cannot be written to, as on a hub, in the home folder. A copy in which nothing was typed is replaced
when the course has a newer version; any other is set aside under its name and the date.

Whatever happens on the way (a full disk, two starts at once, JupyterLab saving, an interruption),
nothing that somebody typed is overwritten: a new notebook is written beside, the old one renamed,
and the new one put in its place only if nothing else has come there.
"""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mlworkshop import files
from mlworkshop.course import notebook_files, structure
from mlworkshop.course.notebook_files import Unreadable, Version
from mlworkshop.language import LANGUAGES, Language, text

FOLDER = "my-workshop"


@dataclass
class Changes:
    """What was done to the copies; their paths below `folder()`.

    Parameters
    ----------
    new, replaced : list of Path
    set_aside : dict of Path to Path
        Copies in which something was typed, and the files that hold them from now on.
    unreadable : list of Path
        Notebooks of the course itself that cannot be read, so that their copies stay as they are.
    """

    new: list[Path] = field(default_factory=list)
    replaced: list[Path] = field(default_factory=list)
    set_aside: dict[Path, Path] = field(default_factory=dict)
    unreadable: list[Path] = field(default_factory=list)

    def lines(self) -> list[str]:
        """A line for each thing that somebody must know."""
        said = []
        if self.replaced:
            names = _listed(self.replaced)
            said.append(text(en=f"Updated: {names}", ja=f"更新しました：{names}"))
        for path, aside in self.set_aside.items():
            said.append(
                text(
                    en=f"{path.as_posix()} is new. The one you worked in is now called "
                    f"{aside.name}; your answers to questions and exercises are kept.",
                    ja=f"{path.as_posix()} を新しくしました。これまで使っていたものは "
                    f"{aside.name} という名前で残してあります。問題と演習の答えも残っています。",
                )
            )
        if self.unreadable:
            names = _listed(self.unreadable)
            said.append(
                text(
                    en=f"These notebooks of the course cannot be read: {names}. Run: mlworkshop "
                    "update",
                    ja=f"教材の次のノートブックを読み込めません：{names}。mlworkshop update を"
                    "実行してください。",
                )
            )
        return said


def folder() -> Path:
    """Where the copies are: in the course's folder, or at home where that is read-only."""
    beside = structure.root() / FOLDER
    writable = os.access(beside if beside.exists() else beside.parent, os.W_OK)
    return beside if writable else Path.home() / FOLDER


def languages() -> list[Language]:
    """The languages of which there are copies."""
    return [language for language in LANGUAGES if (folder() / language).is_dir()]


def bring_up_to_date(language: Language) -> Changes:
    """Make the copies that are missing, and replace those of an older version of the course.

    Parameters
    ----------
    language : {"en", "ja"}

    Returns
    -------
    Changes

    Raises
    ------
    WorkshopError
        If the disk is full or something cannot be written; nothing is lost then.
    """
    given, own = structure.root() / "notebooks" / language, folder()
    changes = Changes()
    for source in notebook_files.of_course(given):
        path = Path(language, source.relative_to(given))
        try:
            _bring(source, own, path, changes)
        except OSError as error:
            raise files.not_written(own / path, error) from None
    return changes


def set_aside(path: Path) -> Path:
    """Rename a file to its name and today's date.

    Parameters
    ----------
    path : Path
        Such as `02-spam.ipynb`.

    Returns
    -------
    Path
        Such as `02-spam-2026-11-26.ipynb`; with a number behind, where there is such a file.
    """
    aside = path.with_stem(f"{path.stem}-{date.today()}")
    number = 1
    while not _reserved(aside):
        number += 1
        aside = path.with_stem(f"{path.stem}-{date.today()}-{number}")
    try:
        path.replace(aside)
    except OSError:
        aside.unlink()
        raise
    return aside


def _reserved(path: Path) -> bool:
    """Whether a name was free; nobody else takes it from now on."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    return True


def _bring(source: Path, own: Path, path: Path, changes: Changes) -> None:
    """Make or renew one copy, where it must be."""
    try:
        newest = notebook_files.version(source)
    except Unreadable:
        changes.unreadable.append(path)
        return
    copy = own / path
    with suppress(Unreadable):
        found = notebook_files.version(copy)
        if newest.given in (found.given, found.typed):
            return
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_name(f".{copy.stem}.{uuid.uuid4().hex[:8]}.part")
    try:
        shutil.copyfile(source, unfinished)  # before anything moves: the disk may be full
        aside = None
        with suppress(FileNotFoundError):  # there was none, or another start has taken it
            aside = set_aside(copy)
        _place(unfinished, copy)
    finally:
        unfinished.unlink(missing_ok=True)
    if aside is None:
        changes.new.append(path)
    elif _nothing_typed(aside, newest):
        aside.unlink()
        changes.replaced.append(path)
    else:
        changes.set_aside[path] = aside


def _place(unfinished: Path, copy: Path) -> None:
    """Give a file its name, unless something has that name: what JupyterLab has just saved."""
    try:
        os.link(unfinished, copy)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not copy.exists():
            unfinished.rename(copy)


def _nothing_typed(path: Path, newest: Version) -> bool:
    try:
        found = notebook_files.version(path)
    except Unreadable:
        return False
    return found.is_untouched or found.typed == newest.typed


def _listed(paths: list[Path]) -> str:
    return ", ".join(path.as_posix() for path in paths)
