"""What a game of the CXO simulation says, computed from what was played."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from mlworkshop.activities.cxo_model import (
    DECISIONS,
    LETTERS,
    OPTIONS,
    PER_STAGE,
    TOOLS,
    Company,
    World,
    begin,
    effect,
    replay,
    take,
)
from mlworkshop.activities.cxo_texts import ACTIONS, FACTS, Action
from mlworkshop.activities.cxo_ways import STEPS, WAYS, finish, run

__all__ = ["Debrief", "Instead", "Unearned", "debrief", "history", "taken"]

_PLENTY, _REACH = 80, 1.3  # of data and skills, and of what is in use, in a very good game
_IN_VAIN = {"left", "stalled", "unready", "rejected", "alone", "thin", "nothing", "refused"}


@dataclass(frozen=True)
class Instead:
    """What another option of one decision would have made of the game, all else the same."""

    decision: str
    chosen: str
    option: str
    gain: float


@dataclass(frozen=True)
class Unearned:
    """What was paid for and earned little or nothing."""

    decision: str
    option: str
    cost: float


@dataclass(frozen=True)
class Debrief:
    """What can be said of a game that is over; money in thousands of dollars.

    Parameters
    ----------
    first_year : int or None
        The stage, from 1, in which something earned for the first time.
    unearned : tuple of Unearned
        The most expensive first.
    platform : Instead or None
        What the best other option would have brought in place of a platform that was bought early.
    limit : str
        What held the last year's value back most: "goodwill", "data", "skills" or "reach";
        nothing if there was plenty of all.
    followed : float
        How many stores followed what the models said when something could last be earned, from 0
        to 1.
    worst : Instead or None
        The decision in which another option would have gained most.
    best : Instead or None
        The decision in which the next best option would have lost most.
    flip : str
        The fact about the world that mattered most to this game.
    flipped : float
        What the other fact would have changed.
    plan : str
        The plan with fixed rules that does best in this world.
    plan_result : float
    because : tuple of str
        The facts without each of which that plan would not be ahead of the plan step by step.
    """

    first_year: int | None
    unearned: tuple[Unearned, ...]
    platform: Instead | None
    limit: str
    followed: float
    worst: Instead | None
    best: Instead | None
    flip: str
    flipped: float
    plan: str
    plan_result: float
    because: tuple[str, ...]


def history(of: World, letters: str) -> list[Company]:
    """The company before the first decision, and after each."""
    companies = [begin(of)]
    for letter in letters:
        now = companies[-1]
        companies.append(take(now, OPTIONS[now.decision][LETTERS.index(letter)]))
    return companies


def taken(company: Company, stage: int, area: str) -> list[tuple[Action, bool]]:
    """The deck's actions for a stage and an area, and whether each was taken."""
    chosen = set(zip(DECISIONS, company.chosen, strict=False))
    return [(action, not chosen.isdisjoint(action.by)) for action in ACTIONS[stage][area]]


def debrief(of: World, letters: str) -> Debrief:
    """Look back on a game.

    Parameters
    ----------
    of : World
    letters : str
        To the end of the game.
    """
    company = replay(of, letters)
    others = _others(of, letters, company)
    worst = max(others, key=lambda each: each.gain)
    nearest = _next_best(others)
    best = min(nearest.values(), key=lambda each: each.gain)
    flips = {flip: finish(_flipped(of, flip), letters).result - company.result for flip in FACTS}
    flip = max(flips, key=lambda each: abs(flips[each]))
    results = {name: run(way, of).result for name, way in WAYS.items()}
    plan = max(results, key=results.__getitem__)
    return Debrief(
        first_year=next((at for at, year in enumerate(company.years, 1) if year.earned), None),
        unearned=_unearned(of, letters, company),
        platform=nearest[TOOLS] if nearest.get(TOOLS, best).chosen == "platform" else None,
        limit=_limit(company),
        followed=_as_it_earned(company).use,
        worst=worst if worst.gain > 0 else None,
        best=best if best.gain < 0 else None,
        flip=flip,
        flipped=flips[flip],
        plan=plan,
        plan_result=results[plan],
        because=() if plan == STEPS else _because(of, plan),
    )


def _others(of: World, letters: str, company: Company) -> list[Instead]:
    """Each option that was not taken, in its place; a game that had ended goes on by a plan."""
    found = []
    for at, letter in enumerate(letters):
        decision = DECISIONS[at]
        for other, option in zip(LETTERS, OPTIONS[decision], strict=True):
            if other != letter:
                result = finish(of, letters[:at] + other + letters[at + 1 :]).result
                found.append(Instead(decision, company.chosen[at], option, result - company.result))
    return found


def _next_best(others: list[Instead]) -> dict[str, Instead]:
    """By decision, the option that would have done best beside the one that was taken."""
    best: dict[str, Instead] = {}
    for each in others:
        if each.decision not in best or each.gain > best[each.decision].gain:
            best[each.decision] = each
    return best


def _flipped(of: World, flip: str) -> World:
    changed: dict[str, Any] = {flip: not getattr(of, flip)}
    return replace(of, **changed)


def _because(of: World, plan: str) -> tuple[str, ...]:
    others = {flip: _flipped(of, flip) for flip in FACTS}
    return tuple(
        flip
        for flip, other in others.items()
        if run(WAYS[STEPS], other).result >= run(WAYS[plan], other).result
    )


def _unearned(of: World, letters: str, company: Company) -> tuple[Unearned, ...]:
    found = []
    for before, option in zip(history(of, letters), company.chosen, strict=False):
        does = effect(before, option)
        if does.how in _IN_VAIN and does.cost:
            found.append(Unearned(before.decision, option, does.cost))
        elif option == "platform" and does.upkeep:
            idle = sum(year.idle for year in company.years)
            price = 0.0 if company.uses_platform else does.cost
            if idle or price:
                found.append(Unearned(before.decision, option, price + idle))
    return tuple(sorted(found, key=lambda each: -each.cost))


def _as_it_earned(company: Company) -> Company:
    """The company before what it had earned in its last stage changed goodwill."""
    is_reported = len(company.years) * PER_STAGE == len(company.chosen)
    mood = company.years[-1].mood if is_reported else 0.0
    return replace(company, goodwill=company.goodwill - mood)


def _limit(company: Company) -> str:
    """What would have raised the last year's value most, had there been plenty of it."""
    company = _as_it_earned(company)
    gains = {
        "goodwill": 1 / max(company.use, 0.01),
        "data": math.sqrt(_PLENTY / max(company.data, 1)),
        "skills": math.sqrt(_PLENTY / max(company.skills, 1)),
        "reach": _REACH / max(company.reach, 0.01),
    }
    most = max(gains, key=gains.__getitem__)
    return most if gains[most] > 1 else ""
