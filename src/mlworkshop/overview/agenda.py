"""When each lesson of a workshop begins, with breaks, lunch and a reserve.

Computed from the lessons' core minutes, so that an agenda cannot promise what does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mlworkshop.course.minutes import Minutes
from mlworkshop.course.structure import Entry

__all__ = ["Slot", "days", "schedule"]

Kind = Literal["lesson", "break", "lunch", "reserve"]

# Minutes. A break comes before a lesson that would keep people sitting for longer than this.
_SITTING = 75
_BREAK = 10
_LUNCH = 60
# Lunch comes before the first lesson that would end after 12:45, unless the day begins at noon.
_LUNCH_UNTIL, _NOON = 12 * 60 + 45, 12 * 60
# For talking, late arrivals and computers that take their time: one minute in ten.
_RESERVE = 0.1


@dataclass(frozen=True)
class Slot:
    """A part of a day.

    Parameters
    ----------
    begins : int
        Minutes since midnight.
    minutes : int
    kind : {"lesson", "break", "lunch", "reserve"}
    entry : Entry, optional
        The lesson, if it is one.
    """

    begins: int
    minutes: int
    kind: Kind
    entry: Entry | None = None

    @property
    def ends(self) -> int:
        """Minutes since midnight."""
        return self.begins + self.minutes


def schedule(
    lessons: Sequence[Entry], minutes: Mapping[str, Minutes], begins: int
) -> tuple[Slot, ...]:
    """A day with these lessons in their order.

    Parameters
    ----------
    lessons : sequence of Entry
    minutes : mapping of str to Minutes
        How long each lesson takes, by its id; only the core is taught.
    begins : int
        Minutes since midnight.

    Returns
    -------
    tuple of Slot
        Without gaps; the last one is the reserve.
    """
    slots: list[Slot] = []
    now, sat, has_eaten = begins, 0, begins >= _NOON

    def add(kind: Kind, length: int, of: Entry | None = None) -> None:
        nonlocal now
        slots.append(Slot(now, length, kind, of))
        now += length

    for entry in lessons:
        length = minutes[entry.id].core
        if not has_eaten and now + length > _LUNCH_UNTIL:
            add("lunch", _LUNCH)
            sat, has_eaten = 0, True
        elif sat and sat + length > _SITTING:
            add("break", _BREAK)
            sat = 0
        add("lesson", length, entry)
        sat += length
    taught = sum(slot.minutes for slot in slots if slot.kind == "lesson")
    add("reserve", 5 * round(_RESERVE * taught / 5))
    return tuple(slots)


def days(
    lessons: Sequence[Entry], minutes: Mapping[str, Minutes], count: int
) -> tuple[tuple[Entry, ...], ...]:
    """Lessons shared out over days, in their order, so that the longest day is as short as can be.

    Parameters
    ----------
    lessons : sequence of Entry
    minutes : mapping of str to Minutes
    count : int
        1 or 2 days.

    Returns
    -------
    tuple of tuple of Entry
    """
    if count == 1:
        return (tuple(lessons),)
    cores = [minutes[entry.id].core for entry in lessons]
    at = min(range(1, len(cores)), key=lambda at: max(sum(cores[:at]), sum(cores[at:])))
    return tuple(lessons[:at]), tuple(lessons[at:])
