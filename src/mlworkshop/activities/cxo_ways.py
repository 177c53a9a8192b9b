"""Plans for the CXO simulation that follow fixed rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mlworkshop.activities.cxo_model import (
    CORE,
    DECISIONS,
    FIRST,
    LETTERS,
    NEXT,
    OPTIONS,
    ORGANISATION,
    OUTSIDE,
    PEOPLE,
    RECORDS,
    ROLL_OUT,
    SETBACK,
    TOOLS,
    TRUTH,
    WHY,
    YEARS,
    Company,
    World,
    begin,
    effect,
    replay,
    take,
)
from mlworkshop.language import Text

__all__ = ["NAMES", "STEPS", "WAYS", "finish", "letters_of", "run"]

Way = Callable[[Company], str]  # which option of the decision in turn

_SETTLED = {
    FIRST: "pilot",
    WHY: "course",
    RECORDS: "document",
    SETBACK: "learn",
    PEOPLE: "train",
}


def _step_by_step(company: Company) -> str:
    """One stage after the other, each decision by what the company has by then."""
    ready = min(company.data, company.skills)
    documented = company.world.documented or company.has("document")
    is_worth_a_platform = ready >= 50 and company.yearly > 900 and company.money > 750
    return {
        TOOLS: "open" if documented else "partner",
        ROLL_OUT: "rush" if ready >= 38 else "plan",
        TRUTH: "agree" if company.goodwill >= (40 if company.has("course") else 52) else "link",
        CORE: "embed" if company.goodwill >= 50 else "service" if ready >= 60 else "results",
        OUTSIDE: "swap"
        if company.goodwill >= 55 and documented
        else "buy"
        if company.data >= 52
        else "repair",
        ORGANISATION: "inside" if company.skills >= 60 else "central",
        NEXT: "platform"
        if is_worth_a_platform and not company.has_platform
        else "experiments"
        if company.data >= 55
        else "proven",
    }.get(company.decision) or _SETTLED[company.decision]


def _but(changes: Mapping[str, str]) -> Way:
    """Step by step but for some decisions."""
    return lambda company: changes.get(company.decision) or _step_by_step(company)


STEPS = "steps"
# None is weakened on purpose: each has an idea of its own and is sensible in everything else. The
# last one waits with everything.
WAYS: dict[str, Way] = {
    STEPS: _but({}),
    "team": _but({PEOPLE: "hire"}),
    "big": _but({FIRST: "pricing", TOOLS: "partner"}),
    "second": _but({FIRST: "wait"}),
    "data": _but({RECORDS: "lake", TOOLS: "partner", TRUTH: "order"}),
    "partner": _but({RECORDS: "by_hand", TOOLS: "partner", PEOPLE: "rent", ORGANISATION: "leave"}),
    "fast": _but(
        {WHY: "target", RECORDS: "by_hand", TOOLS: "partner", ROLL_OUT: "rush", TRUTH: "link"}
    ),
    "platform": _but({TOOLS: "platform"}),
    "wait": _but(
        {
            FIRST: "wait",
            WHY: "quiet",
            RECORDS: "by_hand",
            TOOLS: "open",
            SETBACK: "stop",
            ROLL_OUT: "pilots",
            TRUTH: "link",
            PEOPLE: "rent",
            CORE: "results",
            OUTSIDE: "repair",
            ORGANISATION: "leave",
            NEXT: "proven",
        }
    ),
}
NAMES = {
    STEPS: Text(en="step by step", ja="段階を踏む"),
    "team": Text(en="a team of experts", ja="経験者のチームを作る"),
    "big": Text(en="the big project first", ja="大きな案件から始める"),
    "second": Text(en="the second mover", ja="最初だけ他社の様子を見る"),
    "data": Text(en="all data first", ja="データを先にそろえる"),
    "partner": Text(en="leave it to a partner", ja="パートナーに任せる"),
    "fast": Text(en="promise and roll out fast", ja="目標を掲げて急ぐ"),
    "platform": Text(en="a platform first", ja="まず基盤を買う"),
    "wait": Text(en="wait and see", ja="様子を見続ける"),
}


def run(way: Way, of: World) -> Company:
    """A game by a plan; what it cannot pay for is replaced by what costs least."""
    return _on(begin(of), way)


def finish(of: World, letters: str) -> Company:
    """A game by letters; where they do not reach its end, it goes on step by step."""
    return _on(replay(of, letters), _step_by_step)


def _on(company: Company, way: Way) -> Company:
    while not company.is_over:
        wanted = way(company)
        does = effect(company, wanted)
        later = (company.upkeep + does.upkeep) * YEARS[company.stage]
        if does.cost + later > company.money:
            wanted = min(OPTIONS[company.decision], key=lambda each: effect(company, each).cost)
        company = take(company, wanted)
    return company


def letters_of(company: Company) -> str:
    """The letters of what was decided."""
    return "".join(
        LETTERS[OPTIONS[decision].index(option)]
        for decision, option in zip(DECISIONS, company.chosen, strict=False)
    )
