"""Sittings of the final check: what each draws from all modules, and how it stands. Pure.

A question is known here by its key, "id:version", as in `rounds`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter, ValidationError

from mlworkshop.questions.rounds import Mark, Round

__all__ = ["HALF", "LENGTH", "Candidate", "Score", "Sitting", "begin", "draw", "read"]

LENGTH = 20  # questions of the whole check
HALF = 10  # after so many there is a result, and one may stop


@dataclass(frozen=True)
class Candidate:
    """A question that the check may ask.

    Parameters
    ----------
    key : str
        "id:version".
    module : str
        The id of its module.
    objective : tuple of str and int
        Its lesson, and which of the lesson's objectives it is about.
    """

    key: str
    module: str
    objective: tuple[str, int]

    @property
    def lesson(self) -> str:
        """The lesson that asks it first."""
        return self.objective[0]


@dataclass(frozen=True)
class Score:
    """How a check came out: questions right at the first answer, of those asked.

    Parameters
    ----------
    right : int
    of : int
    skipped : int
        How many of them were left out.
    """

    right: int
    of: int
    skipped: int = 0


@dataclass(frozen=True)
class Sitting:
    """One time that the check is taken.

    Parameters
    ----------
    drawn : tuple of str
        Keys of all its questions; the first half of them is asked first.
    round : Round
        How far it is, in the half or the whole.
    number : int
        Which sitting this is, from 1.
    has_begun : bool
        Whether the attendee has said what they expect, or left that out.
    expected : mapping of str to int
        By module, how many answers of the first half the attendee expects to be right.
    past : mapping of str to Mark
        How the questions of earlier sittings came out last.
    earlier : Score, optional
        The result of the last sitting that had one.
    """

    drawn: tuple[str, ...]
    round: Round
    number: int = 1
    has_begun: bool = False
    expected: dict[str, int] = field(default_factory=dict)
    past: dict[str, Mark] = field(default_factory=dict)
    earlier: Score | None = None

    @property
    def first_half(self) -> tuple[str, ...]:
        """Keys of the questions that are asked first."""
        return self.drawn[:HALF]

    @property
    def rest(self) -> tuple[str, ...]:
        """Keys of the questions that the whole check has beyond what the round asks."""
        asked = {*self.round.marks, *self.round.waiting}
        return tuple(key for key in self.drawn if key not in asked)

    @property
    def score(self) -> Score | None:
        """The last result there is: of the whole check, its first half, or the sitting before."""
        marks = self.round.marks
        counted = list(marks) if not self.round.waiting else list(self.first_half)
        if counted and all(key in marks for key in counted):
            came_out = Counter(marks[key] for key in counted)
            return Score(came_out["right"], len(counted), came_out["skipped"])
        return self.earlier

    def extended(self) -> Sitting:
        """The sitting when the second half is asked as well."""
        return replace(self, round=replace(self.round, waiting=self.rest))

    def among(self, known: Iterable[str]) -> Sitting:
        """The sitting without the questions that there are no longer, in this version."""
        known = set(known)
        drawn = tuple(key for key in self.drawn if key in known)
        return replace(self, drawn=drawn, round=self.round.among(known))


_SITTING = TypeAdapter(Sitting)


def read(kept: object) -> Sitting | None:
    """The sitting that was kept as JSON; None if it is none, such as one of another version."""
    try:
        return _SITTING.validate_python(kept)
    except ValidationError:
        return None


def begin(pool: Sequence[Candidate], before: Sitting | None = None) -> Sitting:
    """Draw for the first time, or once more after another sitting."""
    if before is None:
        number, past, earlier = 1, {}, None
    else:
        number, past, earlier = before.number + 1, before.past | before.round.marks, before.score
    drawn = draw(pool, past, seed=number)
    return Sitting(
        drawn, Round(drawn[:HALF], is_single=True), number=number, past=past, earlier=earlier
    )


def draw(
    pool: Iterable[Candidate], past: Mapping[str, Mark], *, seed: int, count: int = LENGTH
) -> tuple[str, ...]:
    """Draw questions: modules by turns, and within them lessons and objectives.

    Parameters
    ----------
    pool : iterable of Candidate
        In the order of the course.
    past : mapping of str to Mark
        How those came out that were drawn before. What was not drawn before comes first, then what
        was not right.
    seed : int
        The same seed gives the same draw, so that a room can talk about it.
    count : int

    Returns
    -------
    tuple of str
        Keys, fewer than `count` where there are no more; a part from the start has all modules too.
    """
    left: dict[str, list[Candidate]] = {}
    for candidate in pool:
        left.setdefault(candidate.module, []).append(candidate)
    chance = random.Random(seed)
    for candidates in left.values():
        chance.shuffle(candidates)  # what the order of the draw leaves open
    drawn: list[str] = []
    met: Counter[object] = Counter()  # lessons and objectives
    while len(drawn) < count and any(left.values()):
        for candidates in left.values():
            if candidates and len(drawn) < count:
                best = min(candidates, key=lambda one: _reluctance(one, past, met))
                candidates.remove(best)
                met.update([best.lesson, best.objective])
                drawn.append(best.key)
    return tuple(drawn)


def _reluctance(
    one: Candidate, past: Mapping[str, Mark], met: Counter[object]
) -> tuple[int, int, int]:
    """What speaks against drawing a question next; the smallest is drawn."""
    mark = past.get(one.key)
    known = 0 if mark is None else 2 if mark == "right" else 1
    return known, met[one.lesson], met[one.objective]
