"""How long the course's lessons and its ways take, by the rule in `course.minutes`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mlworkshop.activities import base
from mlworkshop.course import lesson, minutes, structure
from mlworkshop.course.lesson import Lesson
from mlworkshop.course.minutes import Contents, Minutes, Section
from mlworkshop.exercise import store
from mlworkshop.questions import bank, final_check, rounds, sittings


def of(read: Lesson) -> Minutes:
    """How long a lesson takes that has been read.

    Raises
    ------
    CourseFileError
        If its check file or a question bank has mistakes.
    """
    return minutes.of(read, _contents(read.header.id))


def of_entry(entry: structure.Entry) -> Minutes:
    """How long a lesson takes; one that is in preparation as long as it may.

    Raises
    ------
    CourseFileError
        If its files have mistakes.
    """
    if not entry.is_open:
        return Minutes(entry.at_most)
    source = structure.source_of(entry.id)
    files = [path for path in (source, source.with_suffix(".py")) if path.exists()]
    return _of_file(source, *(path.stat().st_mtime_ns for path in files))


@lru_cache(maxsize=256)  # the build asks for each lesson once a notebook
def _of_file(source: Path, *_changed: int) -> Minutes:
    return of(lesson.read(source))


def optional_parts(entry: structure.Entry) -> frozenset[str]:
    """The questions and exercises of a lesson, by their ids, that stand in optional parts of it."""
    source = structure.source_of(entry.id)
    return _optional_in(source, source.stat().st_mtime_ns) if entry.is_open else frozenset()


@lru_cache(maxsize=64)
def _optional_in(source: Path, _changed: int) -> frozenset[str]:
    return minutes.optional_parts(lesson.read(source))


def of_course() -> dict[str, Minutes]:
    """How long each lesson takes, by its id; see `of_entry`."""
    return {entry.id: of_entry(entry) for entry in structure.load().lessons}


def of_way(way: structure.Way, lessons: Mapping[str, Minutes]) -> Minutes:
    """How long a way takes, without breaks.

    Parameters
    ----------
    way : Way
    lessons : mapping of str to Minutes
        What `of_course` gives.
    """
    chosen = structure.load().entries_of(way)
    return sum((lessons[entry.id] for entry in chosen), Minutes(0))


def outline() -> list[tuple[object, ...]]:
    """All that overviews of the course show of its lessons, before anything has been answered.

    Returns
    -------
    list of tuple
        For each lesson its module's title, its own, whether it is open, its core minutes, and how
        many questions and exercises it has.
    """
    asked = Counter(entry.lesson for entry in bank.entries())
    minutes = of_course()
    return [
        (
            *(module.title.en, module.title.ja, entry.id, entry.title.en, entry.title.ja),
            *(entry.is_open, minutes[entry.id].core, asked[entry.id]),
            len(store.of_lesson(entry.id)),
        )
        for module in structure.load().modules
        for entry in module.lessons
    ]


def sections(id_: str) -> list[Section]:
    """How long each section of a lesson takes."""
    return minutes.sections(lesson.read(structure.source_of(id_)), _contents(id_))


def _contents(id_: str) -> Contents:
    entries = bank.entries()
    exercises = store.of_lesson(id_)
    return Contents(
        questions={entry.question.id: entry.question.kind for entry in entries},
        code=[name for name, exercise in exercises.items() if exercise.code],
        review=[
            entry.question.kind
            for entry in entries
            if entry.lesson == id_ and entry.question.review
        ][: rounds.LENGTH],
        final=final_check.kinds(),
        halves=(sittings.HALF, sittings.LENGTH - sittings.HALF),
        activities={name: kind.minutes for name, kind in base.kinds().items()},
    )
