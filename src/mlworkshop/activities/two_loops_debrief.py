"""What a played project says about its two loops: how often each turned, what never earned."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from mlworkshop.activities.two_loops_model import (
    ASK,
    BUILD,
    IMPROVE,
    LABEL,
    NEED,
    SIMPLE,
    WEEKS,
    Project,
)

_TURN = 2  # weeks of use until a version has taught anything
_LATE = 8  # weeks
_BESIDE = 3  # weeks of work before the first version
_UNSHIPPED = 6  # weeks of work
_SLOW = 4  # weeks

CAUSES = ("nothing", "bar", "platform", "late", "beside", "unshipped", "stale", "slow")


@dataclass(frozen=True)
class Debrief:
    """What can be said of a project that is over.

    Parameters
    ----------
    first_used : int or None
        The week in which users first had something that they used.
    business : int
        Turns of the business loop: versions that were in use for two weeks or more.
    model : int
        Turns of the model loop: finished turns at the model.
    shipped : int
        Those of them that reached a version.
    unshipped : int
        Weeks of work at data and model after the last version.
    blind : int
        Weeks of work at data and model before the first version.
    beside : int
        About how many of them went beside the need, because it was not known.
    platform : int
        Weeks spent on building infrastructure.
    saved : int
        Weeks that the environment saved in the turns that were taken.
    slow : int
        Weeks that debt cost.
    knew_bar : bool
        Whether users had been asked before the first version that was below the bar.
    """

    first_used: int | None
    business: int
    model: int
    shipped: int
    unshipped: int
    blind: int
    beside: int
    platform: int
    saved: int
    slow: int
    knew_bar: bool


def debrief(project: Project) -> Debrief:
    """Look back on a project."""
    versions = project.versions
    earned = [0.0, *(week.earned for week in project.weeks)]
    used = [before < after for before, after in pairwise(earned)]
    starts = [version.week for version in versions]
    in_use = [sum(used[start:end]) for start, end in pairwise([*starts, WEEKS])]
    last = starts[-1] if starts else 0
    at_model = [turn for turn in project.turns if turn.action in (SIMPLE, IMPROVE)]
    at_all = [turn for turn in project.turns if turn.action in (SIMPLE, IMPROVE, LABEL)]
    below = next((v.week for v in versions if v.useful < project.world.bar), 0)
    first_used = used.index(True) + 1 if any(used) else None
    blind = sum(turn.weeks for turn in at_all if starts and turn.end < starts[0])
    return Debrief(
        first_used=first_used,
        business=sum(weeks >= _TURN for weeks in in_use),
        model=sum(turn.is_done for turn in at_model),
        shipped=sum(turn.end < last for turn in at_model),
        unshipped=sum(turn.weeks for turn in at_all if turn.start >= last),
        blind=blind,
        beside=round(blind * (1 - versions[0].fit)) if versions else 0,
        platform=sum(turn.weeks for turn in project.turns if turn.action == BUILD),
        saved=project.saved,
        slow=project.lost_to_debt,
        knew_bar=any(turn.action == ASK and turn.end < below for turn in project.turns),
    )


def causes(found: Debrief, project: Project) -> tuple[str, ...]:
    """What kept the result low, the gravest first."""
    changes = [week for week, event in project.happened if event == NEED]
    last = project.versions[-1].week if project.versions else WEEKS
    holds = {
        "nothing": found.first_used is None,
        "bar": any(version.useful < project.world.bar for version in project.versions),
        "platform": found.platform > 0,
        "late": found.first_used is not None and found.first_used > _LATE,
        "beside": found.beside >= _BESIDE,
        "unshipped": found.unshipped >= _UNSHIPPED,
        "stale": any(last < week < WEEKS - _TURN for week in changes),
        "slow": found.slow >= _SLOW,
    }
    return tuple(cause for cause in CAUSES if holds[cause])
