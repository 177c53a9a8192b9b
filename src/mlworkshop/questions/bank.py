"""The bank: all questions of the course, and whether together they make sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from pydantic import TypeAdapter

from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, nearest, shown
from mlworkshop.language import text
from mlworkshop.questions.kinds import AnyQuestion

__all__ = ["Entry", "entries", "find", "problems"]

# A lesson's id, and its questions in order.
_FILE: TypeAdapter[dict[str, tuple[AnyQuestion, ...]]] = TypeAdapter(
    dict[str, tuple[AnyQuestion, ...]]
)


@dataclass(frozen=True)
class Entry:
    """A question and where it stands.

    Parameters
    ----------
    question : Question
    lesson : str
        The lesson that asks it.
    path : Path
        The file.
    position : int
        Among the lesson's questions in that file, from 0.
    """

    question: AnyQuestion
    lesson: str
    path: Path
    position: int

    def problem(self, what: str, fix: str, *location: str | int) -> Problem:
        """A mistake in this question, with the line of what `location` leads to."""
        line = yaml_files.line_of(self.path, self.lesson, self.position, *location)
        return Problem(self.path, line, f"{self.question.id}: {what}", fix)


@lru_cache
def entries(folder: Path | None = None) -> tuple[Entry, ...]:
    """All questions, in the order of the files' names and within them.

    Parameters
    ----------
    folder : Path, optional
        Of the files `*.yml`; `quizzes/` of the course by default.

    Raises
    ------
    CourseFileError
        With all mistakes of all files.
    """
    found, mistakes = _read(folder)
    if mistakes:
        raise CourseFileError(mistakes)
    return tuple(found)


def find(id_: object) -> Entry:
    """The question with an id, which may be anything that somebody typed.

    Raises
    ------
    WorkshopError
        If there is none.
    CourseFileError
        If the bank has mistakes.
    """
    known = {entry.question.id: entry for entry in entries()}
    if isinstance(id_, str) and id_ in known:
        return known[id_]
    near = nearest(id_, known)
    raise WorkshopError(
        text(
            en=f"There is no question {shown(id_)}. "
            + (f"Did you mean {near!r}?" if near else "Copy the id from a ws.quiz(…) cell."),
            ja=f"{shown(id_)} という問題は見つかりません。"
            + (
                f"{near!r} の間違いではありませんか。"
                if near
                else "ws.quiz(…) のセルから id をコピーしてください。"
            ),
        )
    )


def problems(folder: Path | None = None) -> list[Problem]:
    """Everything that is wrong with the questions, for the authors.

    Beside each file's own mistakes: an id used twice, a lesson that does not exist, an objective
    that the lesson does not have. What gives the right option away is in `habits`.

    Parameters
    ----------
    folder : Path, optional
        As for `entries`.

    Returns
    -------
    list of Problem
        In the order of files and lines.
    """
    found, mistakes = _read(folder)
    return sorted(chain(mistakes, _repeated(found), _out_of_lesson(found)))


def _read(folder: Path | None) -> tuple[list[Entry], list[Problem]]:
    found: list[Entry] = []
    mistakes: list[Problem] = []
    for path in sorted((folder or structure.root() / "quizzes").glob("*.yml")):
        try:
            lessons = yaml_files.load(path, _FILE)
        except CourseFileError as error:
            mistakes += error.problems
        else:
            for lesson, questions in lessons.items():
                found += [Entry(asked, lesson, path, at) for at, asked in enumerate(questions)]
    return found, mistakes


def _repeated(found: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in found:
        earlier = first.setdefault(entry.question.id, entry)
        if earlier is not entry:
            what = f"the id stands in {earlier.path.name} for {earlier.lesson} already."
            yield entry.problem(what, "choose another id.", "id")


def _out_of_lesson(found: Sequence[Entry]) -> Iterator[Problem]:
    for lesson in dict.fromkeys(entry.lesson for entry in found):
        asked = [entry for entry in found if entry.lesson == lesson]
        if not structure.source_of(lesson).is_file():
            path = asked[0].path
            what = f"there is no lesson {lesson!r}."
            fix = f"correct its id, or write lessons/{lesson}.md first."
            yield Problem(path, yaml_files.line_of(path, lesson), what, fix)
            continue
        try:
            count = len(structure.header_of(lesson).objectives)
        except CourseFileError:
            continue  # reported with the lesson
        for entry in asked:
            if entry.question.objective > count:
                what = f"objective {entry.question.objective} of {count} does not exist."
                yield entry.problem(what, f"choose one from 1 to {count}.", "objective")
