"""The bank: all questions of the course, a file a lesson, and whether together they make sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, nearest, shown
from mlworkshop.language import text
from mlworkshop.models import Listed, Model
from mlworkshop.questions.kinds import AnyQuestion

__all__ = ["Entry", "File", "entries", "files", "find", "folder", "problems"]


class File(Model):
    """The questions of a lesson, in the order in which it asks them."""

    questions: Listed[AnyQuestion]


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
        Among the lesson's questions, from 0.
    """

    question: AnyQuestion
    lesson: str
    path: Path
    position: int

    def problem(self, what: str, fix: str, *location: str | int) -> Problem:
        """A mistake in this question, with the line of what `location` leads to."""
        line = yaml_files.line_of(self.path, "questions", self.position, *location)
        return Problem(self.path, line, f"{self.question.id}: {what}", fix)


def folder() -> Path:
    """Where the course has its questions: `<lesson id>.yml` for each lesson that asks any."""
    return structure.root() / "quizzes"


def files(within: Path) -> list[Path]:
    """The files of a bank, in the order of their paths."""
    found = sorted(within.rglob("*.yml"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


@lru_cache
def entries(within: Path | None = None) -> tuple[Entry, ...]:
    """All questions, in the order of the files' paths and within them.

    Parameters
    ----------
    within : Path, optional
        The bank's folder; that of the course by default.

    Raises
    ------
    CourseFileError
        With all mistakes of all files.
    """
    found, mistakes = _read(within or folder())
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


def problems(within: Path | None = None) -> list[Problem]:
    """Everything that is wrong with the questions, for the authors.

    Beside each file's own mistakes: an id used twice, a lesson that does not exist, an objective
    that the lesson does not have. What gives the right option away is in `habits`.

    Parameters
    ----------
    within : Path, optional
        As for `entries`.

    Returns
    -------
    list of Problem
        In the order of files and lines.
    """
    found, mistakes = _read(within or folder())
    return sorted(chain(mistakes, _repeated(found), _out_of_lesson(found)))


def _read(within: Path) -> tuple[list[Entry], list[Problem]]:
    found: list[Entry] = []
    mistakes: list[Problem] = []
    for path in files(within):
        lesson = path.relative_to(within).with_suffix("").as_posix()
        try:
            questions = yaml_files.load(path, File).questions
        except CourseFileError as error:
            mistakes += error.problems
        else:
            found += [Entry(asked, lesson, path, at) for at, asked in enumerate(questions)]
    return found, mistakes


def _repeated(found: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in found:
        earlier = first.setdefault(entry.question.id, entry)
        if earlier is not entry:
            what = f"{earlier.lesson} has a question of this id already."
            yield entry.problem(what, "choose another id.", "id")


def _out_of_lesson(found: Sequence[Entry]) -> Iterator[Problem]:
    for lesson in dict.fromkeys(entry.lesson for entry in found):
        asked = [entry for entry in found if entry.lesson == lesson]
        if not structure.source_of(lesson).is_file():
            what = f"there is no lesson {lesson!r}."
            fix = f"correct the file's name, or write lessons/{lesson}.md first."
            yield Problem(asked[0].path, 1, what, fix)
            continue
        try:
            count = len(structure.header_of(lesson).objectives)
        except CourseFileError:
            continue  # reported with the lesson
        for entry in asked:
            if entry.question.objective > count:
                what = f"objective {entry.question.objective} of {count} does not exist."
                yield entry.problem(what, f"choose one from 1 to {count}.", "objective")
