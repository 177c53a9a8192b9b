"""Rounds of review questions: which ones, in which order, and when a round is over.

Pure logic. A question is known here by its key, "id:version", so that what was said about an
earlier version of it is about another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter, ValidationError

__all__ = ["LENGTH", "Asked", "Mark", "Round", "choose", "deal", "read"]

LENGTH = 5  # questions of a round, so that its end is in sight

# Right at once; right when it came again; not right; left out.
Mark = Literal["right", "again", "wrong", "skipped"]


@dataclass(frozen=True)
class Asked:
    """A question that a review may ask, and how it was answered last.

    Parameters
    ----------
    key : str
        "id:version".
    own : bool
        Whether it was written for this review; others come only when they were missed.
    right : bool, optional
        Whether the last answer was right; None before the first.
    when : float
        When that was, in seconds since 1970.
    """

    key: str
    own: bool
    right: bool | None = None
    when: float = 0.0

    @property
    def is_missed(self) -> bool:
        """Whether it was answered wrong, and never right since."""
        return self.right is False

    @property
    def is_new(self) -> bool:
        """Whether it is waiting to be asked for the first time."""
        return self.own and self.right is None


@dataclass(frozen=True)
class Round:
    """A round, as it stands.

    Parameters
    ----------
    waiting : tuple of str
        Keys of the questions still to be asked; the first one is on the table.
    marks : mapping of str to Mark
        How those came out that have had a turn.
    said : str
        Value of the `Outcome` of the first answer in this turn; empty before.
    is_single : bool
        Whether each question has one turn only, right or wrong.
    """

    waiting: tuple[str, ...]
    marks: dict[str, Mark] = field(default_factory=dict)
    said: str = ""
    is_single: bool = False

    @property
    def key(self) -> str | None:
        """The question on the table; None when the round is over."""
        return self.waiting[0] if self.waiting else None

    @property
    def comes_again(self) -> bool:
        """Whether the question on the table has had a turn in this round before."""
        return self.key in self.marks

    @property
    def count(self) -> int:
        """How many questions the round has, each counted once."""
        return len({*self.waiting, *self.marks})

    def heard(self, outcome: str) -> Round:
        """The round after an answer: only the first of a turn counts, whatever follows it."""
        return self if self.said or not self.waiting else replace(self, said=outcome)

    def onward(self) -> Round:
        """The round when its next turn begins.

        What was wrong comes again at the end, once, if the round has second turns; what was not
        answered is left out.
        """
        key, *rest = self.waiting
        mark: Mark
        if self.said == "right":
            mark = "again" if self.comes_again else "right"
        elif self.comes_again or self.said:
            mark = "wrong"
        else:
            mark = "skipped"
        if mark == "wrong" and not self.comes_again and not self.is_single:
            rest.append(key)
        return Round(tuple(rest), self.marks | {key: mark}, is_single=self.is_single)

    def among(self, known: Collection[str]) -> Round:
        """The round without the questions that there are no longer, in this version."""
        waiting = tuple(key for key in self.waiting if key in known)
        marks = {key: mark for key, mark in self.marks.items() if key in known}
        said = self.said if waiting[:1] == self.waiting[:1] else ""
        return replace(self, waiting=waiting, marks=marks, said=said)


_ROUND = TypeAdapter(Round)


def read(kept: object) -> Round | None:
    """The round that was kept as JSON; None if it is none, such as one of another version."""
    try:
        return _ROUND.validate_python(kept)
    except ValidationError:
        return None


def choose(asked: Iterable[Asked], lost: Collection[str] = ()) -> list[Asked]:
    """What there is to ask, in order.

    Parameters
    ----------
    asked : iterable of Asked
        In the order of the course.
    lost : collection of str
        Keys of what was not right in the last round.

    Returns
    -------
    list of Asked
        First what was missed: in the last round, then elsewhere, and of those first what was
        missed longest ago. Then what is new, in the order of the course.
    """
    asked = list(asked)
    missed = [one for one in asked if one.is_missed]
    missed.sort(key=lambda one: (one.key not in lost, one.when))
    return [*missed, *(one for one in asked if one.is_new)]


def deal(asked: Sequence[Asked], lost: Collection[str] = (), length: int = LENGTH) -> Round:
    """A new round.

    When nothing was missed and nothing is new, it has the review's own questions once more, first
    those answered longest ago.
    """
    again = sorted((one for one in asked if one.own), key=lambda one: one.when)
    chosen = choose(asked, lost) or again
    return Round(tuple(one.key for one in chosen[:length]))
