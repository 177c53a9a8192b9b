"""The check files: which exercises a lesson has."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from mlworkshop.course import course_files, structure
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, nearest, shown
from mlworkshop.exercise.check import Exercise, Misconception
from mlworkshop.exercise.contracts import Contract
from mlworkshop.language import Text, text
from mlworkshop.questions import bank

_LIKELIEST = 3  # wrong answers that a check must know by name


def of_lesson(lesson: str) -> Mapping[str, Exercise]:
    """The exercises of a lesson by their id, in the order of its check file.

    Parameters
    ----------
    lesson : str
        Such as `m1-intro/02-spam`.

    Returns
    -------
    mapping of str to Exercise
        Empty if the lesson has no check file.

    Raises
    ------
    CourseFileError
        If the check file has mistakes.
    """
    path = structure.source_of(lesson).with_suffix(".py")
    return load(path) if path.exists() else {}


def find(lesson: str, name: str) -> Exercise:
    """One exercise of a lesson.

    Raises
    ------
    WorkshopError
        If the lesson has no exercise of this name, or it is a question's.
    CourseFileError
        If the check file has mistakes.
    """
    known = of_lesson(lesson)
    if isinstance(name, str) and name in known:
        return known[name]
    given = shown(name)
    if isinstance(name, str) and name in _questions():
        raise WorkshopError(
            text(
                en=f"{given} is a question. Answer it in its own cell, where its hints are, too.",
                ja=f"{given} は演習ではなく問題です。問題のセルで回答してください。"
                "ヒントも問題の中にあります。",
            )
        )
    near = nearest(name, known)
    close = [near] if near else list(known)
    raise WorkshopError(
        text(
            en=f"This lesson has no exercise {given}. Use one of: {', '.join(close)}.",
            ja=f"このレッスンに演習 {given} はありません。次の名前を使ってください："
            f"{'、'.join(close)}",
        )
        if close
        else text(en="This lesson has no exercises.", ja="このレッスンに演習はありません。")
    )


def _questions() -> list[str]:
    """The ids of the course's questions."""
    with suppress(CourseFileError):  # they say so where they stand
        return [entry.question.id for entry in bank.entries()]
    return []


def load(path: Path) -> Mapping[str, Exercise]:
    """The exercises of a check file by their id; read again when the file has changed.

    Raises
    ------
    CourseFileError
        With a `Problem` for each mistake.
    """
    return _load(path, path.stat().st_mtime_ns)


@lru_cache
def _load(path: Path, _changed: int) -> Mapping[str, Exercise]:
    module = _imported(path)
    exercises: dict[str, Exercise] = {}
    problems: list[Problem] = []
    for made in vars(module).values():
        if isinstance(made, type) and made.__module__ == module.__name__:
            if not issubclass(made, Exercise):
                continue
            found = list(_mistakes(made))
            if not found and made.id in exercises:
                found = [(f"the id {made.id!r} stands here twice.", "give it another one.")]
            if found:
                line = _line_of(path, made.__name__)
                problems += [
                    Problem(path, line, f"{made.__name__}: {what}", fix) for what, fix in found
                ]
            else:
                exercises[made.id] = made()
    if problems:
        raise CourseFileError(problems)
    return MappingProxyType(exercises)


def _imported(path: Path) -> ModuleType:
    """Run a check file as a module; a path with a hyphen cannot be imported by name."""
    module = ModuleType(f"mlworkshop_checks.{path.parent.name}.{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses and pickle look there
    try:
        exec(compile(course_files.read(path), str(path), "exec"), module.__dict__)
    except (CourseFileError, KeyboardInterrupt):
        raise
    except BaseException as error:  # also SystemExit: a check file must not end the program
        if isinstance(error, SyntaxError) and error.filename == str(path):
            line = error.lineno or 0
        else:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((f.lineno or 0 for f in reversed(frames) if f.filename == str(path)), 0)
        said = " ".join(str(error).split())
        what = f"The check file does not run: {type(error).__name__}: {said}."
        raise CourseFileError([Problem(path, line, what, "correct it.")]) from error
    return module


def _line_of(path: Path, class_name: str) -> int:
    for number, line in enumerate(course_files.lines(course_files.read(path)), 1):
        if re.match(rf"class {class_name}\b", line):
            return number
    return 0


def _mistakes(made: type[Exercise]) -> Iterator[tuple[str, str]]:
    """What is wrong with an exercise, and the fix."""
    for name, kind in (("id", str), ("title", Text), ("why", Text), ("answer", Contract)):
        if not isinstance(getattr(made, name, None), kind):
            yield f"`{name}` is no {kind.__name__}.", f"set `{name} = {kind.__name__}(…)`."
    if not made.code and getattr(getattr(made, "answer", None), "size", None) == 0:
        yield "no field can ask for this `answer`.", "set `code = True`, or ask for less."
    if missing := sorted(made.__abstractmethods__):
        yield f"`{'` and `'.join(missing)}` missing.", "write it."
    for name, of in (("hints", Text), ("misconceptions", Misconception)):
        given = getattr(made, name)
        if not isinstance(given, tuple) or not all(isinstance(item, of) for item in given):
            yield f"`{name}` is no tuple of {of.__name__}.", "end a tuple of one with a comma."
            return
    names = [misconception.name for misconception in made.misconceptions]
    if len(set(names)) < _LIKELIEST:
        what = f"names {len(set(names))} misconceptions, at least {_LIKELIEST} are needed."
        yield what, "add the likeliest wrong answers, each under a name of its own."
    elif len(set(names)) < len(names):
        yield "a misconception stands here twice.", "give each a name of its own."
