"""The lints on words and questions: all that they find, measured against the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlworkshop.authoring import skeletons
from mlworkshop.authoring.wording import baseline, glossary, passages, patterns, twins
from mlworkshop.authoring.wording.baseline import Slip
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.questions import bank, habits


def problems(drafts: object = ()) -> list[Problem]:
    """What is wrong with the words of all texts and the options of all questions.

    Parameters
    ----------
    drafts
        As for any lint across the course; the texts are read here, and not only the lessons'.

    Raises
    ------
    CourseFileError
        If one of the lints' own files has mistakes.
    """
    return [*glossary.problems(), *baseline.problems(slips())]


def slips() -> Iterator[Slip]:
    """Everything that all texts break, whether the baseline lists it or not."""
    found, pairs = passages.of_course()
    # What a skeleton left blank is reported as such, and has no words yet.
    found = [each for each in found if not skeletons.BLANK.search(each.words)]
    pairs = [each for each in pairs if not skeletons.BLANK.search(each.en.words + each.ja.words)]
    yield from patterns.slips(found)
    yield from glossary.slips(found)
    yield from twins.slips(found, pairs)
    yield from _habits()


def _habits() -> Iterator[Slip]:
    try:
        entries = bank.entries()
    except CourseFileError:
        return  # the bank's own lint reports it
    for habit in habits.find(entries):
        problem = habit.entry.problem(habit.what, habit.fix, *habit.location)
        yield Slip(problem.path, problem.line, habit.rule, habit.about, problem.what, problem.fix)


def shrink_baseline() -> str:
    """Take out of the baseline what the texts no longer break; say how much it still lists."""
    return _said(baseline.shrink(slips()))


def start_baseline(rules: Iterable[str]) -> str:
    """List what today's texts break of new rules; say how much the baseline lists now."""
    return _said(baseline.start(slips(), rules))


def _said(count: int) -> str:
    return f"{baseline.path().name} lists {count} slips."
