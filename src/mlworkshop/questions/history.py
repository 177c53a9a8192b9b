"""What the journal holds about a question, graded as it is today.

The only judge of earlier answers: the question on display, the rounds of review, the map of the
course and the summary all ask here, so they cannot contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from mlworkshop import journal
from mlworkshop.errors import WorkshopError
from mlworkshop.outcome import Outcome
from mlworkshop.questions import letters
from mlworkshop.questions.bank import Entry
from mlworkshop.questions.kinds import Answer, Grade

__all__ = ["Earlier", "all_of", "latest"]


@dataclass(frozen=True)
class Earlier:
    """An answer given earlier to the present version of a question.

    Parameters
    ----------
    answer : Answer
        As `Question.read` returns it.
    grade : Grade
    time : float
        When, in seconds since 1970.
    """

    answer: Answer
    grade: Grade
    time: float


def latest(entry: Entry) -> Earlier | None:
    """The answer given last; None if there is none that still fits."""
    question = entry.question
    event = journal.latest(entry.lesson, "quiz", question.id, question.version)
    return _judged(entry, event) if event else None


def all_of(entry: Entry) -> list[Earlier]:
    """Answers to a question, the last of each outcome, in order."""
    question = entry.question
    events = journal.about(entry.lesson, "quiz", question.id, question.version)
    return [earlier for event in events if (earlier := _judged(entry, event))]


def _judged(entry: Entry, event: journal.Event) -> Earlier | None:
    """An event as an answer; None where it answered another question of this name."""
    try:
        answer = entry.question.read(letters.answer_of(event))
    except WorkshopError:
        return None
    grade = entry.question.grade(answer)
    if answer is None or grade.outcome is Outcome.NOT_ATTEMPTED:
        return None
    return Earlier(answer, grade, event.time)
