"""Spaced review: what was answered wrong comes back after 1, 7 and 30 days.

Each right answer on a day when a question is due sends it to the next interval, which a note keeps,
and after the last one it stays away; a wrong answer sends it back to the first. A right answer on
an earlier day, such as the second try below the explanation, proves little and changes nothing.
What was right at once never comes back.

Days are those of this computer's calendar, so that "tomorrow" is what the attendee calls so, in
any time zone. The intervals are the ones that teachers use most; why reviews that are further and
further apart work is in Cepeda et al., "Distributed practice in verbal recall tasks", Psychological
Bulletin 132 (2006), pages 354 to 380.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mlworkshop import journal
from mlworkshop.outcome import Outcome
from mlworkshop.questions import history
from mlworkshop.questions.bank import Entry
from mlworkshop.questions.kinds import Open

__all__ = ["DAYS", "Repetition", "due", "is_about", "is_due", "move_on", "of"]

DAYS = (1, 7, 30)  # until a question comes back, for the first, second and third time
_NOTE = "again"  # key of a question's note, with its id and version behind it
_ABROAD = timedelta(days=1)  # how far ahead of today a day may be that was written further east


@dataclass(frozen=True)
class Repetition:
    """Where a question that was once wrong is on its way back.

    Parameters
    ----------
    step : int
        How many intervals it has passed, from 0; with all of them passed it does not come back.
    since : date
        When it took this step.
    """

    step: int
    since: date

    @property
    def is_over(self) -> bool:
        """Whether it has passed all intervals."""
        return self.step >= len(DAYS)

    @property
    def day(self) -> date:
        """From when on it is to be asked."""
        return self.since + timedelta(days=DAYS[self.step])

    def is_due(self, today: date) -> bool:
        """Whether it is to be asked on a day, or was to be asked before.

        A step in the future was written by a clock that was wrong. Such a question is due, as it
        might otherwise not come back for years.
        """
        return not self.is_over and (self.day <= today or self.since - today > _ABROAD)

    def passed(self, today: date) -> Repetition:
        """The same after a right answer on a day when it was due."""
        return Repetition(self.step + 1, today)


def of(entry: Entry) -> Repetition | None:
    """Where a question is on its way back; None if it was never wrong."""
    answers = history.all_of(entry)
    wrong = [each.time for each in answers if each.grade.outcome is not Outcome.RIGHT]
    if not wrong or isinstance(entry.question, Open):
        return None
    event = journal.latest(entry.lesson, "note", _key(entry))
    if event and event.time > max(wrong) and (kept := _read(event.answer)):
        return kept
    return Repetition(0, date.fromtimestamp(max(wrong)))


def is_due(entry: Entry, today: date) -> bool:
    """Whether a question is to be asked again on a day."""
    kept = of(entry)
    return kept is not None and kept.is_due(today)


def due(entries: Iterable[Entry], today: date) -> list[Entry]:
    """Those of some questions that are due on a day, the ones waiting longest first."""
    kept = [(found.day, entry) for entry in entries if (found := of(entry)) and found.is_due(today)]
    return [entry for _, entry in sorted(kept, key=lambda each: each[0])]


def move_on(entry: Entry, today: date) -> None:
    """Remember that a question that was due has been answered right."""
    if before := of(entry):
        after = before.passed(today)
        answer = {"step": after.step, "since": after.since.isoformat()}
        journal.record(entry.lesson, "note", _key(entry), answer=answer)


def is_about(event: journal.Event) -> bool:
    """Whether a line of the journal says no more than when a question comes back."""
    return event.kind == "note" and event.key.startswith(f"{_NOTE} ")


def _key(entry: Entry) -> str:
    return f"{_NOTE} {entry.question.id}:{entry.question.version}"


def _read(held: Any) -> Repetition | None:
    try:
        step, since = held["step"], date.fromisoformat(held["since"])
    except (LookupError, TypeError, ValueError):
        return None
    return Repetition(step, since) if type(step) is int and 0 <= step <= len(DAYS) else None
