"""What can be wrong with the files of the course and beside the notebooks; for the doctor."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.machinery import PathFinder
from pathlib import Path
from pkgutil import iter_modules

from mlworkshop import copies
from mlworkshop.course import lesson, notebook_files, structure
from mlworkshop.course.notebook_files import Unreadable
from mlworkshop.course.structure import Entry
from mlworkshop.data import data_sets
from mlworkshop.errors import WorkshopError
from mlworkshop.exercise import store
from mlworkshop.language import Text
from mlworkshop.questions import bank

# Python itself looks for them, and the first one found counts.
_MEANT_TO_BE_HIDDEN = ("sitecustomize", "usercustomize")


def damaged_notebooks() -> list[tuple[str, Text]]:
    """Notebooks that JupyterLab cannot open: the course's own, and attendees' copies of them.

    Returns
    -------
    list of (str, Text)
        The file, from the course's folder on, and what is wrong with it.
    """
    given = structure.root() / "notebooks"
    names = [path.relative_to(given) for path in notebook_files.of_course(given)]
    found = []
    for path in (top / name for top in (given, copies.folder()) for name in names):
        if path.exists():  # a copy is made when it is opened first
            try:
                notebook_files.version(path)
            except Unreadable as error:
                found.append((_shown(path), error.reason))
    return found


def mistakes() -> list[str]:
    """What keeps parts of the course from being read, a sentence each; for lessons, one each.

    Reads the list of lessons, every lesson with its check file, the questions and the list of
    data sets.
    """
    found = []
    for what, read in _parts():
        try:
            read()
        except WorkshopError as error:
            found.append(_shown_words(str(error)))
        # A check file is code, which may also end the program.
        except (Exception, SystemExit) as error:
            found.append(_shown_words(f"{what}: {type(error).__name__}: {error}"))
    return found


def hiding_files() -> list[str]:
    """Files and folders that hide a package of the same name, such as `pandas.py` by a notebook.

    Looks in the folders of the notebooks and in those that come first on Python's path.
    """
    first, packages = _python_path()
    return [
        _shown(folder / f"{module.name}{'' if module.ispkg else '.py'}")
        for folder in sorted({*_notebook_folders(), *first})
        for module in iter_modules([str(folder)])
        if module.name not in _MEANT_TO_BE_HIDDEN and PathFinder.find_spec(module.name, packages)
    ]


def _parts() -> Iterator[tuple[str, Callable[[], object]]]:
    yield "lessons/course.yml", structure.load
    lessons: tuple[Entry, ...] = ()
    with suppress(Exception):  # as the first part tells
        lessons = structure.load().lessons
    for entry in lessons:
        path = structure.source_of(entry.id)
        yield _shown(path), partial(_read_lesson, entry)
        yield _shown(path.with_suffix(".py")), partial(store.of_lesson, entry.id)
    yield "quizzes", bank.entries
    yield "datasets/catalog.yml", data_sets.catalogue


def _read_lesson(entry: Entry) -> None:
    if entry.is_open:
        lesson.read(structure.source_of(entry.id))
    else:
        _ = entry.title  # the planned one


def _notebook_folders() -> Iterator[Path]:
    for top in (structure.root() / "notebooks", copies.folder()):
        for folder, _, files in os.walk(top):
            if ".ipynb_checkpoints" not in folder and any(f.endswith(".ipynb") for f in files):
                yield Path(folder)


def _python_path() -> tuple[list[Path], list[str]]:
    """Folders that Python looks into first, as PYTHONPATH gives them; those of the packages."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    homes = [Path(sysconfig.get_path(name)).resolve() for name in names]
    source, scripts = Path(__file__).resolve().parents[1], Path(sysconfig.get_path("scripts"))
    first, packages = [], []
    for path in sys.path:  # "" is the current folder
        folder = Path(path).resolve()
        if folder == source or any(folder.is_relative_to(home) for home in homes):
            packages.append(path)
        elif folder.is_dir() and folder != scripts.resolve() and packages in ([], [str(source)]):
            first.append(folder)
    return first, packages


def _shown(path: Path) -> str:
    with suppress(ValueError):
        return path.relative_to(structure.root()).as_posix()
    return str(path)


def _shown_words(words: str) -> str:
    return words.replace(f"{structure.root()}{os.sep}", "")
