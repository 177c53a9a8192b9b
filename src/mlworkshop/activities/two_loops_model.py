"""The invented project of the two loops: 26 weeks of a team, turn by turn, in a seeded world.

Nothing here was measured in a real company. What the numbers assume is written beside them; the
lesson says so as well, and shows how often each way to play does well in these worlds.

Amounts of money are thousands of dollars. Knowledge, quality, fit and bar are shares from 0 to 1.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

WEEKS = 26
BUDGET = 60.0  # beside the team itself, which is paid for all 26 weeks

ASK, SIMPLE, IMPROVE, LABEL, BUILD, RENT, SHIP = ACTIONS = (
    "ask",
    "simple",
    "improve",
    "label",
    "build",
    "rent",
    "ship",
)

# Weeks without debt, and what each turn costs beside the team.
_WEEKS = {ASK: 1, SIMPLE: 2, IMPROVE: 3, LABEL: 2, BUILD: 7, RENT: 1, SHIP: 1}
COST = {ASK: 0.0, SIMPLE: 3.0, IMPROVE: 3.0, LABEL: 5.0, BUILD: 25.0, RENT: 1.0, SHIP: 0.0}
RENT_A_WEEK = 0.4
# Debt is what is done by hand because nothing is automated: weeks more for each later turn at the
# model or its release. An environment of one's own or a rented one takes most of it away.
_DEBT = {SIMPLE: 0.2, IMPROVE: 0.8, LABEL: 0.2, SHIP: 0.4}
_SLOWED = (IMPROVE, SHIP)
_LEFT_OF_DEBT = {"": 1.0, RENT: 0.25, BUILD: 0.0}

_SAYABLE = 0.6  # what people can say of their need before they have used anything
_HEARD = 0.3  # of what they can say and the team does not know: learned by asking for a week
_SEEN = 0.15  # the same: learned from a week of real use
_LABELS_FROM_USE = 0.08  # batches a week, because what is used leaves data behind
_STEP = 0.8  # of what is left to the ceiling: gained by one turn at the model

NEED, ARCHIVE, LEAVES, CHEAPER, SEASON = EVENTS = ("need", "archive", "leaves", "cheaper", "season")
_CHANCE = {NEED: 0.5, ARCHIVE: 0.25, LEAVES: 0.35, CHEAPER: 0.3, SEASON: 0.35}
_SEASON = 3  # weeks in which everything is worth double


@dataclass(frozen=True)
class World:
    """What nobody in the project can change.

    Parameters
    ----------
    known : float
        How much of the users' need the team knows before the first week.
    bar : float
        How useful the thing must be before anybody uses it.
    simple : float
        How good a start with rules or a ready-made model is.
    worth : float
        What a week of something perfectly useful is worth, in thousands of dollars.
    events : dict of int to str
        What happens in which week.
    """

    known: float
    bar: float
    simple: float
    worth: float
    events: dict[int, str]

    @property
    def kind(self) -> str:
        """`"known"` where the need was known, `"high"` where the bar is high, else `"usual"`."""
        return "known" if self.known > 0.6 else "high" if self.bar > 0.2 else "usual"


@lru_cache(maxsize=4096)
def world(seed: int) -> World:
    """The world of a number: in 7 of 100 the need is known from the start, in 7 the bar is high."""
    draw = random.Random(seed)
    kind = draw.random()
    known, bar = draw.uniform(0.15, 0.4), draw.uniform(0.02, 0.08)
    if kind < 0.07:
        known = draw.uniform(0.88, 0.98)
    elif kind < 0.14:  # such as in medicine: a demand in writing, so that the need is half known
        known, bar = draw.uniform(0.5, 0.6), draw.uniform(0.3, 0.36)
    simple, worth = draw.uniform(0.25, 0.4), draw.uniform(8, 16)
    weeks = draw.sample(range(5, 23), len(EVENTS))
    happens = {
        week: event
        for week, event in zip(weeks, EVENTS, strict=True)
        if draw.random() < _CHANCE[event]
    }
    return World(known, bar, simple, worth, happens)


class Week(NamedTuple):
    """Where the project was at the end of a week."""

    earned: float
    money: float
    known: float
    quality: float
    useful: float  # of the version that is live


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, from the beginning of a week to the end of another, in weeks from 0."""

    action: str
    start: int
    end: int
    is_done: bool

    @property
    def weeks(self) -> int:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Version:
    """What was shipped, in which week."""

    week: int
    quality: float
    useful: float

    @property
    def fit(self) -> float:
        """How much of it was built to the need."""
        return self.useful / self.quality


@dataclass(slots=True)
class Project:
    """A project as it goes on; `take` is a turn.

    Parameters
    ----------
    world : World
    """

    world: World
    week: int = 0
    spent: float = 0.0
    earned: float = 0.0
    known: float = 0.0
    quality: float = 0.0
    fit: float = 0.0  # of what is built to the need
    labels: float = 0.0  # batches that show what the users need
    debt: float = 0.0
    by_hand: float = 0.0  # what the debt would be without an environment
    environment: str = ""  # or RENT or BUILD
    simple: float = 0.0
    useful: float = 0.0  # of the version that is live
    has_asked: bool = False
    season_until: int = -1
    weeks: list[Week] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    happened: list[tuple[int, str]] = field(default_factory=list)
    lost_to_debt: int = 0  # weeks
    saved: int = 0  # weeks, by an environment

    def __post_init__(self) -> None:
        self.known, self.simple = self.world.known, self.world.simple

    @property
    def is_over(self) -> bool:
        """Whether the 26 weeks are over."""
        return self.week >= WEEKS

    @property
    def is_live(self) -> bool:
        """Whether something has been shipped."""
        return bool(self.versions)

    @property
    def is_used(self) -> bool:
        """Whether something is live that is useful enough for anybody to use it."""
        return self.is_live and self.useful >= self.world.bar

    @property
    def weekly(self) -> float:
        """What a week of ordinary use earns now."""
        return self.world.worth * self.useful if self.is_used else 0.0

    @property
    def money(self) -> float:
        """What is left of the budget."""
        return BUDGET - self.spent

    @property
    def result(self) -> float:
        """What was earned, less what was spent."""
        return self.earned - self.spent

    def weeks_of(self, action: str) -> int:
        """How many weeks a turn takes now."""
        return _WEEKS[action] + self._slower(action) - self._quicker(action)

    def obstacle(self, action: str) -> str:
        """Why a turn cannot be taken: `"over"`, `"money"`, `"nothing"`, `"have"`; or nothing."""
        if self.is_over:
            return "over"
        if COST[action] > self.money:
            return "money"
        if action == SHIP and not self.quality:
            return "nothing"
        if action in (BUILD, RENT) and self.environment in (action, BUILD):
            return "have"
        return ""

    def take(self, action: str) -> None:
        """Take a turn: its weeks pass, and if the 26 weeks are enough, it is done.

        Raises
        ------
        ValueError
            If there is an obstacle.
        """
        if obstacle := self.obstacle(action):
            raise ValueError(f"{action}: {obstacle}")
        start, needed = self.week, self.weeks_of(action)
        self.lost_to_debt += self._slower(action)
        self.saved += self._quicker(action)
        if action in _SLOWED:
            self.saved += int(self.by_hand) - int(self.debt)
        self.spent += COST[action]
        for _ in range(min(needed, WEEKS - start)):
            self._pass_a_week()
        is_done = start + needed <= WEEKS
        self.turns.append(Turn(action, start, self.week, is_done))
        if is_done:
            self._finish(action)
            self.weeks[-1] = self._now()

    def _slower(self, action: str) -> int:
        return int(self.debt) if action in _SLOWED else 0

    def _quicker(self, action: str) -> int:
        return int(action == IMPROVE and bool(self.environment))

    def _finish(self, action: str) -> None:
        if action == ASK:
            self.known += _HEARD * max(_SAYABLE - self.known, 0)
            self.has_asked = True
        elif action == SIMPLE:
            self._make(max(self.simple - self.quality, 0.0), anew=self.simple >= self.quality)
        elif action == IMPROVE:
            self._make(max(_STEP * (self.ceiling - self.quality), 0.0))
        elif action == LABEL:
            self.labels += self.known  # what is labelled by a guess helps only by chance
        elif action in (BUILD, RENT):
            self.environment, self.debt = action, self.debt * _LEFT_OF_DEBT[action]
        elif action == SHIP:
            self.useful = self.quality * self.fit
            self.versions.append(Version(self.week, self.quality, self.useful))
        self._owe(_DEBT.get(action, 0.0))

    def _owe(self, debt: float) -> None:
        self.by_hand += debt
        self.debt += debt * _LEFT_OF_DEBT[self.environment]

    @property
    def ceiling(self) -> float:
        """How good the model can become with the labels that there are."""
        return 0.4 + 0.55 * (1 - math.exp(-self.labels / 1.5))

    def _make(self, gain: float, *, anew: bool = False) -> None:
        """Build something by what is known now; the rest is brought a third of the way to it."""
        old = self.known if anew else self.fit + max(self.known - self.fit, 0) / 3
        whole = self.quality + gain
        if whole:
            self.fit = (self.quality * old + gain * self.known) / whole
        self.quality = whole

    def _pass_a_week(self) -> None:
        self.week += 1
        if event := self.world.events.get(self.week):
            self.happened.append((self.week, event))
            self._happen(event)
        if self.environment == RENT:
            self.spent += min(RENT_A_WEEK, self.money)
        if self.is_used:
            self.earned += self.weekly * (2 if self.week <= self.season_until else 1)
            self.known += _SEEN * (1 - self.known)
            self.labels += _LABELS_FROM_USE
        self.weeks.append(self._now())

    def _now(self) -> Week:
        return Week(self.earned, self.money, self.known, self.quality, self.useful)

    def _happen(self, event: str) -> None:
        if event == NEED:
            self.known *= 0.7
            self.fit *= 0.75
            self.useful *= 0.75
        elif event == ARCHIVE:
            self.labels += 1
        elif event == LEAVES:
            self._owe(2.0)
        elif event == CHEAPER:
            self.simple += 0.1
        elif event == SEASON:
            self.season_until = self.week + _SEASON - 1


def play(seed: int, actions: Iterable[str]) -> Project:
    """A project in the world of a number, after some turns."""
    project = Project(world(seed))
    for action in actions:
        project.take(action)
    return project
