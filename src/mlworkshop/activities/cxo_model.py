"""The invented company of the CXO simulation: twelve decisions over four years, in a seeded world.

Nothing here was measured in a real company. A game is a string of letters, one for each decision:
`play(3, "aabc")` is the company of world 3 after four decisions.

Amounts of money are thousands of dollars. Goodwill, data and skills go from 0 to 100.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

BUDGET = 1200.0  # for the first stage
YEARS = (1, 1, 2)  # of each stage
PER_STAGE = 4  # decisions
LETTERS = "abc"

# Decisions, and by the same letters their options.
FIRST, WHY, RECORDS, TOOLS = "first", "why", "records", "tools"
SETBACK, ROLL_OUT, TRUTH, PEOPLE = "setback", "roll_out", "truth", "people"
CORE, OUTSIDE, ORGANISATION, NEXT = "core", "outside", "organisation", "next"

OPTIONS: dict[str, tuple[str, str, str]] = {
    FIRST: ("pilot", "pricing", "wait"),
    WHY: ("course", "target", "quiet"),
    RECORDS: ("document", "lake", "by_hand"),
    TOOLS: ("partner", "platform", "open"),
    SETBACK: ("learn", "stop", "guard"),
    ROLL_OUT: ("plan", "rush", "pilots"),
    TRUTH: ("agree", "order", "link"),
    PEOPLE: ("hire", "train", "rent"),
    CORE: ("embed", "results", "service"),
    OUTSIDE: ("buy", "repair", "swap"),
    ORGANISATION: ("central", "inside", "leave"),
    NEXT: ("experiments", "proven", "platform"),
}
DECISIONS = tuple(OPTIONS)

LEAVES, RIVAL, LEAK, DIRECTOR, PRICES = EVENTS = ("leaves", "rival", "leak", "director", "prices")
PRICING, BOUGHT = "pricing", "bought"  # what comes into use in the second stage

_WORTH = 1300.0  # what a year of everything in use, with perfect data and skills, is worth
_ENOUGH_GOODWILL = 70  # so that every store follows what the models say
_READY = 50  # of data and skills: what a platform needs to be used at all
_PLATFORM, _UPKEEP = 500.0, 100.0
_GAIN, _EARLY_GAIN = 1.35, 1.1  # chosen with several applications in view, or before the first one


@dataclass(frozen=True)
class World:
    """What the board cannot change.

    Parameters
    ----------
    documented : bool
        Whether the data is in good order when the game begins.
    patient : bool
        Whether the board waits two years for a result.
    scarce : bool
        Whether people with ML skills are hard to find.
    ready_made : bool
        Whether products that competitors use have proved themselves by the second year.
    worth : float
        Of a year of everything in use, as a factor.
    events : tuple of three str
        What happens in each stage, before its third decision.
    """

    documented: bool
    patient: bool
    scarce: bool
    ready_made: bool
    worth: float
    events: tuple[str, str, str]


@lru_cache(maxsize=4096)
def world(seed: int) -> World:
    """The world of a number."""
    draw = random.Random(seed)
    chances = (0.25, 0.6, 0.6, 0.18)
    documented, patient, scarce, ready_made = (draw.random() < chance for chance in chances)
    worth = draw.uniform(0.8, 1.25)
    first, second, third = draw.sample(EVENTS, 3)
    return World(documented, patient, scarce, ready_made, worth, (first, second, third))


@dataclass(frozen=True, slots=True)
class Company:
    """The company at one moment.

    Parameters
    ----------
    world : World
    chosen : tuple of str
        The options that were taken, in the order of the decisions.
    news : tuple of (str, Effect)
        What has happened since the last decision, by its name: what comes into use, and events.
    money : float
        What is left of the budget that the board has granted so far.
    spent, earned : float
        So far.
    goodwill, data, skills : float
    reach : float
        How much of what models could do is in use; above 1 there are several applications.
    upkeep : float
        What a year of what was set up costs.
    years : tuple of Year
        A report on each stage that is over.
    end : str
        Why it is over too early: `"broke"` or `"goodwill"`; or nothing.
    """

    world: World
    chosen: tuple[str, ...] = ()
    news: tuple[tuple[str, Effect], ...] = ()
    money: float = BUDGET
    spent: float = 0.0
    earned: float = 0.0
    goodwill: float = 50.0
    data: float = 25.0
    skills: float = 20.0
    reach: float = 0.0
    upkeep: float = 0.0
    years: tuple[Year, ...] = ()
    end: str = ""

    @property
    def stage(self) -> int:
        """0, 1 or 2; 3 when the game was played to its end."""
        return len(self.chosen) // PER_STAGE

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to decide any more."""
        return bool(self.end) or len(self.chosen) == len(DECISIONS)

    @property
    def decision(self) -> str:
        """What is to be decided next."""
        return DECISIONS[len(self.chosen)]

    @property
    def result(self) -> float:
        """What was earned, less what was spent."""
        return self.earned - self.spent

    @property
    def has_platform(self) -> bool:
        """Whether a platform was bought, used or not."""
        return "platform" in self.chosen

    @property
    def uses_platform(self) -> bool:
        """Whether it has enough data and people to be of any use."""
        return self.has_platform and min(self.data, self.skills) >= _READY

    @property
    def _gain(self) -> float:
        if not self.uses_platform:
            return 1.0
        return _EARLY_GAIN if self.chosen[DECISIONS.index(TOOLS)] == "platform" else _GAIN

    @property
    def quality(self) -> float:
        """What data and skills make possible, from 0 to 1: one without the other is little."""
        return math.sqrt(self.data * self.skills) / 100

    @property
    def use(self) -> float:
        """How many stores follow what the models say, from 0 to 1."""
        return min(1.0, self.goodwill / _ENOUGH_GOODWILL)

    @property
    def yearly(self) -> float:
        """What a year is worth as things are."""
        return _WORTH * self.world.worth * self.reach * self.quality * self.use * self._gain

    def has(self, *options: str) -> bool:
        """Whether one of these options was taken."""
        return any(option in self.chosen for option in options)


class Year(NamedTuple):
    """A report on a stage that is over."""

    earned: float  # by what was in use
    upkeep: float  # of all that was set up
    idle: float  # the part of it for a platform that had too little data or skills to be used
    granted: float  # by the board, for the next stage
    mood: float  # what the result did to goodwill


class Effect(NamedTuple):
    """What an option does at once, and how it goes: the words for it depend on the latter."""

    how: str = ""
    cost: float = 0.0
    upkeep: float = 0.0
    goodwill: float = 0.0
    data: float = 0.0
    skills: float = 0.0
    reach: float = 0.0


def _lake(company: Company) -> Effect:
    if company.world.documented:
        return Effect("known", cost=380, upkeep=40, data=24)
    return Effect("unknown", cost=380, upkeep=40, data=14)  # nobody knows what projects will need


def _open(company: Company) -> Effect:
    """Experiments teach more where people can find their way in the data."""
    if company.world.documented or company.has("document"):
        return Effect("known", cost=60, goodwill=5, data=4, skills=10)
    return Effect("unknown", cost=60, goodwill=4, data=2, skills=6)


def _setback(company: Company) -> float:
    """Goodwill that a failure in public costs, which is more after big words."""
    loss = 14.0
    if company.has("target"):
        loss += 8
    if company.has("quiet"):
        loss -= 4
    return loss


def _learn(company: Company) -> Effect:
    if company.has("course"):
        return Effect("prepared", cost=60, goodwill=-0.35 * _setback(company), skills=9)
    return Effect("surprised", cost=60, goodwill=-0.9 * _setback(company), skills=9)


def _stop(company: Company) -> Effect:
    return Effect(goodwill=-0.3 * _setback(company), skills=5, reach=-0.4 * company.reach)


def _guard(company: Company) -> Effect:
    return Effect(upkeep=90, goodwill=-0.25 * _setback(company), data=3)


def _plan(company: Company) -> Effect:
    return Effect(cost=220, upkeep=40, reach=company.reach + 0.1, skills=4)


def _rush(company: Company) -> Effect:
    if min(company.data, company.skills) >= 38:
        return Effect("ready", cost=60, upkeep=60, reach=company.reach + 0.1)
    return Effect("unready", cost=60, upkeep=60, reach=0.5 * company.reach, goodwill=-15)


def _agree(company: Company) -> Effect:
    """Departments share what they have where they trust the plan, or understand it."""
    if company.goodwill >= (40 if company.has("course") else 52):
        return Effect("agreed", cost=150, goodwill=2, data=19)
    return Effect("stalled", cost=150, goodwill=-3, data=7)


def _order(company: Company) -> Effect:
    if company.has("course"):
        return Effect("prepared", cost=170, goodwill=-6, data=21)
    return Effect("resisted", cost=170, goodwill=-13, data=19)


def _hire(company: Company) -> Effect:
    """A team of experts builds something at once; where they are scarce, it is a small one."""
    cost, skills, reach = (350.0, 18, 0.02) if company.world.scarce else (200.0, 24, 0.06)
    if company.goodwill < 42:  # good people do not stay where nothing moves
        return Effect("left", cost=cost, upkeep=50, skills=skills / 2)
    return Effect("stayed", cost=cost, upkeep=70, skills=skills, reach=reach)


def _train(company: Company) -> Effect:
    if company.has("open"):
        return Effect("practised", cost=140, goodwill=4, skills=21)
    return Effect("new", cost=140, goodwill=3, skills=15)


def _rent(company: Company) -> Effect:
    if company.has("partner"):
        return Effect("same", cost=20, upkeep=100, skills=18)
    return Effect("new", cost=60, upkeep=110, skills=16)


def _embed(company: Company) -> Effect:
    if company.goodwill >= 50:
        return Effect("carried", cost=130, goodwill=6, skills=4, reach=0.15 * company.reach)
    return Effect("paper", cost=130, goodwill=4)


def _results(company: Company) -> Effect:
    return Effect(goodwill=-3, upkeep=-0.6 * company.upkeep)


def _service(company: Company) -> Effect:
    if min(company.data, company.skills) >= 60:
        return Effect("bought", cost=240, upkeep=40, reach=0.24)
    return Effect("rejected", cost=240, upkeep=20, goodwill=-10, reach=0.05)


def _buy(company: Company) -> Effect:
    if company.data >= 52:
        return Effect("joined", cost=100, upkeep=30, data=14)
    return Effect("alone", cost=100, upkeep=30, data=4)


def _repair(company: Company) -> Effect:
    return Effect(cost=90, data=5 + 0.3 * max(75 - company.data, 0))


def _swap(company: Company) -> Effect:
    if company.goodwill < 55:
        return Effect("refused", cost=30, data=3)
    if company.world.documented or company.has("document"):
        return Effect("sound", cost=30, data=9)
    return Effect("careless", cost=30, data=9, goodwill=-9)


def _central(company: Company) -> Effect:
    return Effect(cost=90, upkeep=20, skills=6, reach=0.12 * company.reach)


def _inside(company: Company) -> Effect:
    if company.skills >= 60:
        return Effect("enough", cost=150, upkeep=40, goodwill=3, reach=0.25 * company.reach)
    return Effect("thin", cost=150, upkeep=40, goodwill=2, reach=-0.05 * company.reach)


def _experiments(company: Company) -> Effect:
    if company.data >= 55:
        return Effect("found", cost=80, goodwill=4, skills=3, reach=0.2)
    return Effect("nothing", cost=80, goodwill=4, skills=3, reach=0.05)


def _proven(company: Company) -> Effect:
    return Effect(goodwill=-4, reach=0.1 * company.reach)


def _platform(company: Company) -> Effect:
    if company.has_platform:
        return Effect("again", cost=120, reach=0.1 * company.reach)
    return Effect(cost=_PLATFORM, upkeep=_UPKEEP, skills=5)


_EFFECTS: dict[tuple[str, str], Effect | Callable[[Company], Effect]] = {
    (FIRST, "pilot"): Effect(cost=150, goodwill=6, reach=0.35, data=3, skills=4),
    (FIRST, "pricing"): Effect(cost=280, goodwill=3),  # and see `arrival`
    (FIRST, "wait"): Effect(cost=10),  # and see `arrival`
    (WHY, "course"): Effect(cost=110, goodwill=3, skills=4),
    (WHY, "target"): Effect(goodwill=12),  # to be kept: see `_mood`
    (WHY, "quiet"): Effect(),
    (RECORDS, "document"): Effect(cost=100, data=13),
    (RECORDS, "lake"): _lake,
    (RECORDS, "by_hand"): Effect(cost=20, data=7),
    (TOOLS, "partner"): Effect(cost=180, skills=18),
    (TOOLS, "platform"): _platform,
    (TOOLS, "open"): _open,
    (SETBACK, "learn"): _learn,
    (SETBACK, "stop"): _stop,
    (SETBACK, "guard"): _guard,
    (ROLL_OUT, "plan"): _plan,
    (ROLL_OUT, "rush"): _rush,
    (ROLL_OUT, "pilots"): Effect(cost=150, goodwill=3, data=4, skills=7, reach=0.25),
    (TRUTH, "agree"): _agree,
    (TRUTH, "order"): _order,
    (TRUTH, "link"): Effect(cost=40, data=10),
    (PEOPLE, "hire"): _hire,
    (PEOPLE, "train"): _train,
    (PEOPLE, "rent"): _rent,
    (CORE, "embed"): _embed,
    (CORE, "results"): _results,
    (CORE, "service"): _service,
    (OUTSIDE, "buy"): _buy,
    (OUTSIDE, "repair"): _repair,
    (OUTSIDE, "swap"): _swap,
    (ORGANISATION, "central"): _central,
    (ORGANISATION, "inside"): _inside,
    (ORGANISATION, "leave"): Effect(),
    (NEXT, "experiments"): _experiments,
    (NEXT, "proven"): _proven,
    (NEXT, "platform"): _platform,
}


def effect(company: Company, option: str) -> Effect:
    """What an option of the decision in turn would do."""
    found = _EFFECTS[company.decision, option]
    return found if isinstance(found, Effect) else found(company)


def _leaves(company: Company) -> Effect:
    if company.has("train", "open", "rent"):
        return Effect("shared", skills=-4)
    return Effect("alone", skills=-12)


def _rival(company: Company) -> Effect:
    if company.reach:
        return Effect("ahead", goodwill=6)
    return Effect("behind", goodwill=-8)


def _leak(company: Company) -> Effect:
    if company.world.documented or company.has("document"):
        return Effect("found", cost=20, goodwill=-3)
    return Effect("searched", cost=90, goodwill=-11)


def _director(company: Company) -> Effect:
    if company.has("course"):
        return Effect("answered", goodwill=-1)
    return Effect("doubted", goodwill=-10)


_HAPPENS: dict[str, Callable[[Company], Effect]] = {
    LEAVES: _leaves,
    RIVAL: _rival,
    LEAK: _leak,
    DIRECTOR: _director,
    PRICES: lambda company: Effect(),  # see `_year`
}


def event(company: Company) -> tuple[str, Effect] | None:
    """What happens before the third decision of a stage, and how it goes."""
    if len(company.chosen) % PER_STAGE != 2:
        return None
    name = company.world.events[company.stage]
    return name, _HAPPENS[name](company)


def begin(of: World) -> Company:
    """The company before the first decision."""
    return Company(of, data=48.0 if of.documented else 25.0)


def take(company: Company, option: str) -> Company:
    """Decide, and let happen what follows before the next decision.

    Raises
    ------
    ValueError
        If the game is over, or there is no such option.
    """
    if company.is_over or option not in OPTIONS[company.decision]:
        raise ValueError(option)
    does = effect(company, option)
    after = _moved(company, does, chosen=(*company.chosen, option), news=())
    if not after.end and len(after.chosen) % PER_STAGE == 0:
        after = _year(after)
    if not after.is_over and (happens := arrival(after) or event(after)):
        after = _moved(after, happens[1], news=(happens,))
    return after


def _moved(company: Company, by: Effect, **changes: Any) -> Company:
    """The company after an effect, and whether that is the end."""
    money, goodwill = company.money - by.cost, _limited(company.goodwill + by.goodwill)
    return replace(
        company,
        money=money,
        spent=company.spent + by.cost,
        upkeep=company.upkeep + by.upkeep,
        goodwill=goodwill,
        data=_limited(company.data + by.data),
        skills=_limited(company.skills + by.skills),
        reach=company.reach + by.reach,
        end="broke" if money < 0 else "goodwill" if goodwill <= 0 else "",
        **changes,
    )


def _limited(value: float) -> float:
    return max(0.0, min(100.0, value))


def _year(company: Company) -> Company:
    """The end of a stage: what is in use earns, what was set up costs, the board decides."""
    at = company.stage - 1
    years = YEARS[at]
    prices = 1.35 if company.world.events[at] == PRICES else 1.0
    earned = company.yearly * years * prices
    costs = Effect(cost=company.upkeep * years, goodwill=_mood(company, at))
    after = _moved(company, costs, earned=company.earned + earned)
    is_idle = company.has_platform and not company.uses_platform
    idle = _UPKEEP * years if is_idle else 0.0
    granted = _granted(after) if at < 2 and not after.end else 0.0
    mood = after.goodwill - company.goodwill
    now = Year(earned, company.upkeep * years, idle, granted, mood)
    return replace(after, money=after.money + granted, years=(*after.years, now))


def _mood(company: Company, at: int) -> float:
    """Goodwill that a stage's result brings; big words raise what is expected of the first one."""
    if company.yearly >= (60, 200, 450)[at]:
        return 3.0
    loss = -4.0 if company.world.patient else -15.0
    return loss - (12.0 if company.has("target") and at == 0 else 0.0)


def _granted(company: Company) -> float:
    """What the board grants for the next stage: by how much it believes in it."""
    return 300 + 10 * company.goodwill


def arrival(company: Company) -> tuple[str, Effect] | None:
    """What was begun in the first stage and comes into use with the second one, and how it goes."""
    if len(company.chosen) != PER_STAGE:
        return None
    if company.has("pricing"):
        ready = company.data >= _READY
        return PRICING, Effect("ready", reach=0.68) if ready else Effect(
            "late", reach=0.3, goodwill=-6
        )
    if company.has("wait"):
        proven = company.world.ready_made
        return BOUGHT, Effect("proven", cost=80, reach=0.7) if proven else Effect(
            "unproven", cost=80, reach=0.25
        )
    return None


def play(seed: int, letters: str) -> Company:
    """The company in the world of a number, after some decisions.

    Parameters
    ----------
    seed : int
    letters : str
        For each decision from the first one, the letter of the option.

    Raises
    ------
    ValueError
        If a letter is not an option's, or comes after the end.
    """
    company = replay(world(seed), letters)
    if len(company.chosen) < len(letters):
        raise ValueError(letters)
    return company


def replay(of: World, letters: str) -> Company:
    """The same in a world that may have no number; letters after the end count for nothing."""
    company = begin(of)
    for letter in letters:
        if company.is_over:
            break
        company = take(company, OPTIONS[company.decision][LETTERS.index(letter)])
    return company
