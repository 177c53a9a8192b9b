"""What can go wrong, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

_LENGTH = 60


def shown(value: object) -> str:
    """What was found, as a message shows it: as Python writes it, cut where it goes on and on.

    Parameters
    ----------
    value : object
        Anything at all: a number of more digits than Python writes is named by its type, and so
        is what takes several lines, such as a table.

    Returns
    -------
    str
        61 characters at most.
    """
    try:
        words = repr(value)
    except Exception:
        words = f"<{type(value).__name__}>"
    if "\n" in words:
        words = f"<{type(value).__name__}>"
    return cut(words)


def cut(words: str, most: int = _LENGTH) -> str:
    """A text as a message shows it: what goes on and on ends in `…`."""
    return words if len(words) <= most else f"{words[:most]}…"


def nearest(name: object, names: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The one of some names that was probably meant; capitals and blanks around it do not count.

    Parameters
    ----------
    name : object
        What was given.
    names : iterable of str
    likeness : float
        How like the given name it must be: 1 is the same.

    Returns
    -------
    str or None
        None where none of them is near, or `name` is no text.
    """
    if not isinstance(name, str):
        return None
    known = {each.strip().casefold(): each for each in reversed([*names])}
    near = get_close_matches(name.strip().casefold(), known, 1, likeness)
    return known[near[0]] if near else None


class WorkshopError(Exception):
    """An error whose message alone tells what was found, what was expected and the fix.

    IPython asks an exception for `_render_traceback_`: a learner sees the message in place of a
    traceback through our files.
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file of the course.

    Parameters
    ----------
    path : Path
        The file, relative to the course's root where it lies inside.
    line : int
        Line in that file, counted from 1; 0 where the file as a whole is meant.
    what : str
        What was found, and what was expected.
    fix : str
        What to do about it, as an imperative sentence.
    """

    path: Path
    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} Fix: {self.fix}"


class CourseFileError(WorkshopError):
    """A file of the course has mistakes; all of them are reported together.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))
