"""Named ways to play the two loops, and how they do in many worlds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from mlworkshop.activities import kit
from mlworkshop.activities.base import Activity, Nothing
from mlworkshop.activities.two_loops_model import (
    ASK,
    BUILD,
    IMPROVE,
    LABEL,
    RENT,
    SHIP,
    SIMPLE,
    Project,
    world,
)
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

__all__ = ["NAMES", "WAYS", "Comparison", "compare", "money", "opening", "run", "two_loops_ways"]

Way = Callable[[Project], str]  # what to do next


def _loop(project: Project) -> str:
    """Once something is live: label, improve, ship, and ask where little is known."""
    last = project.turns[-1].action
    if last == ASK and project.simple >= project.quality:
        return SIMPLE
    if last in (IMPROVE, SIMPLE):
        return SHIP
    if last == SHIP and project.known < 0.5:
        return ASK
    if last == LABEL or project.ceiling - project.quality > 0.3:
        return IMPROVE
    return LABEL


def opening(*actions: str) -> Way:
    """These turns, then the loop of `_loop`, which is the same for all ways."""

    def way(project: Project) -> str:
        at = len(project.turns)
        return actions[at] if at < len(actions) else _loop(project)

    return way


def _ship_once(project: Project) -> str:
    at = len(project.turns)
    return (SIMPLE, SHIP)[at] if at < 2 else (LABEL, IMPROVE)[at % 2]


# The first is the one that the course recommends; the others are compared with it. None is weakened
# on purpose: most rent machines, and all but the last go on with the same loop.
WAYS: dict[str, Way] = {
    "simple": opening(ASK, SIMPLE, SHIP, RENT),
    "interviews": opening(ASK, ASK, ASK, ASK, SIMPLE, SHIP, RENT),
    "direct": opening(RENT, LABEL, IMPROVE, SHIP),
    "thorough": opening(ASK, ASK, LABEL, LABEL, RENT, IMPROVE, IMPROVE, SHIP),
    "data": opening(LABEL, LABEL, LABEL, LABEL, RENT, IMPROVE, SHIP),
    "model": opening(RENT, LABEL, LABEL, IMPROVE, IMPROVE, IMPROVE, SHIP),
    "platform": opening(BUILD, ASK, SIMPLE, SHIP),
    "once": _ship_once,
}
NAMES = {
    "simple": Text(en="Start simple, ship early", ja="簡単に始めて早く出す"),
    "interviews": Text(en="Four weeks of interviews first", ja="まず4週間ヒアリング"),
    "direct": Text(en="Own model at once, rented machines", ja="すぐに独自モデル（基盤は借用）"),
    "thorough": Text(en="Ask, polish, then ship", ja="聞いて、磨いて、出す"),
    "data": Text(en="Label all data first", ja="まずラベルをそろえる"),
    "model": Text(en="Polish the model first", ja="まずモデルを磨く"),
    "platform": Text(en="Build the platform first", ja="まず基盤を作る"),
    "once": Text(en="Ship once, then improve in the lab", ja="一度出し、あとは手元で改善"),
}


def run(way: Way, seed: int) -> Project:
    """A project in the world of a number, played to its end; what it cannot pay for it replaces."""
    project = Project(world(seed))
    while not project.is_over:
        choices = (way(project), IMPROVE, SHIP, ASK)
        project.take(next(action for action in choices if not project.obstacle(action)))
    return project


@dataclass(frozen=True)
class Comparison:
    """How one way did in many worlds; amounts in thousands of dollars.

    Parameters
    ----------
    low, median, high : float
        The result: 8 of 10 worlds are between low and high.
    behind : tuple of three floats
        By how much it is behind the first way, in the same worlds: the mean, and its 95 % interval.
    best : float
        The share of the worlds in which no way did better.
    weekly : float
        What it earns in a week at the end, on average.
    """

    low: float
    median: float
    high: float
    behind: tuple[float, float, float]
    best: float
    weekly: float


@cache
def compare(worlds: int) -> dict[str, Comparison]:
    """Each way in the worlds from 1 to a number, which are the same for all."""
    seeds = range(1, worlds + 1)
    ends = {name: [run(way, seed) for seed in seeds] for name, way in WAYS.items()}
    results = {name: [end.result for end in of_one] for name, of_one in ends.items()}
    tops = [max(of_world) for of_world in zip(*results.values(), strict=True)]
    first = results["simple"]
    return {
        name: Comparison(
            *_deciles(of_one),
            behind=_mean([mine - other for mine, other in zip(first, of_one, strict=True)]),
            best=statistics.mean(result == top for result, top in zip(of_one, tops, strict=True)),
            weekly=statistics.mean(end.weekly for end in ends[name]),
        )
        for name, of_one in results.items()
    }


def _deciles(values: list[float]) -> tuple[float, float, float]:
    tenths = statistics.quantiles(values, n=10)
    return tenths[0], statistics.median(values), tenths[-1]


def _mean(values: list[float]) -> tuple[float, float, float]:
    """The mean with its 95 % interval: 1.96 standard errors on each side."""
    mean = statistics.mean(values)
    half = 1.96 * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def money(thousands: float) -> str:
    """An amount of the invented projects: in dollars, or in ten thousands of yen."""
    dollars = amount(round(thousands) * 1000, "$")
    # The word joiner keeps a line from ending between the sign and the dollars.
    return text(en=dollars.replace("−", "−\u2060"), ja=amount(round(thousands) * 10, "万円"))


_WIDTH, _LEFT, _RIGHT, _ROW = 640, 246, 20, 30


class WaysToPlay(Activity[Nothing]):
    """The results of all ways, as ranges below each other and as a table.

    Parameters
    ----------
    worlds : int
    """

    call = "two_loops_ways"
    title = Text(en="Eight ways to play, in many worlds", ja="8通りの進め方を、多くの条件で比べる")
    minutes, minutes_reason = 1.0, "a chart of eight rows and a table of five columns"
    lives = False

    def __init__(self, worlds: int) -> None:
        self._worlds = worlds
        super().__init__(Nothing(), "")

    def picture(self) -> str:
        """Eight bars on one scale, each from low to high with its median."""
        found = compare(self._worlds)
        low = min(each.low for each in found.values())
        high = max(each.high for each in found.values())
        bottom = 34 + _ROW * len(found)

        def x(value: float) -> float:
            return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / (high - low)

        parts = [kit.write(10, 16, self._axis(), anchor="start", fill=kit.QUIET, size=12)]
        for tick in range(math.ceil(low / 40) * 40, math.floor(high) + 1, 40):
            parts += [
                f'<path d="M{x(tick):.1f} 24V{bottom}" stroke="#bbbbbb"'
                f' stroke-width="{1 if tick else 2}"/>',
                kit.write(x(tick), bottom + 15, money(tick), size=11),
            ]
        for row, (name, each) in enumerate(found.items()):
            y = 34 + _ROW * row
            parts += [
                kit.write(_LEFT - 10, y + 14, str(NAMES[name]), anchor="end", size=12),
                f'<rect x="{x(each.low):.1f}" y="{y}" width="{x(each.high) - x(each.low):.1f}" '
                f'height="18" fill="#cfe3f3" stroke="#0b5394"/>',
                f'<path d="M{x(each.median):.1f} {y - 2}v22" stroke="{kit.INK}" stroke-width="3"/>',
            ]
        return kit.svg(_WIDTH, bottom + 24, self.alternative(), parts)

    def alternative(self) -> str:
        """The ranges in words."""
        said = (
            text(
                en=f"{NAMES[name]}: {money(each.low)} to {money(each.high)}, "
                f"median {money(each.median)}",
                ja=f"{NAMES[name]}：{money(each.low)}〜{money(each.high)}、"
                f"中央値{money(each.median)}",
            )
            for name, each in compare(self._worlds).items()
        )
        return f"{self._axis()} {text(en='; ', ja='／').join(said)}"

    def page(self) -> str:
        """The same with the differences and the shares."""
        found = compare(self._worlds)
        heads = (
            text(en="way to play", ja="進め方"),
            text(en="median result", ja="結果の中央値"),
            text(en="behind the first way (95% interval)", ja="1行目との差の平均（95%信頼区間）"),
            text(en="best of the eight in", ja="8通りの中で一番だった割合"),
            text(en="earns per week at the end", ja="最後の1週間の価値"),
        )
        rows = [
            (
                NAMES[name],
                money(each.median),
                "–" if name == "simple" else _interval(each.behind),
                f"{each.best:.0%}",
                money(each.weekly),
            )
            for name, each in found.items()
        ]
        return kit.table(heads, rows)

    def _axis(self) -> str:
        return text(
            en=f"Result after 26 weeks in 8 of 10 of {self._worlds:,} worlds; the line is the "
            "median.",
            ja=f"26週間後の結果（{self._worlds:,}通りの条件のうち8割が入る範囲。太線は中央値）",
        )


def _interval(of: tuple[float, float, float]) -> str:
    mean, low, high = map(money, of)
    return text(en=f"{mean} ({low} to {high})", ja=f"{mean}（{low}〜{high}）")


def two_loops_ways(*, worlds: int = 500) -> None:
    """Show how eight ways to play the two loops do in many worlds.

    Parameters
    ----------
    worlds : int, default 500
        How many of the worlds that `two_loops` plays in, from the first one.

    Raises
    ------
    WorkshopError
        If it is not a whole number from 2 to 5,000.
    """
    if isinstance(worlds, bool) or not isinstance(worlds, int) or not 2 <= worlds <= 5000:
        raise WorkshopError(
            text(
                en=f"worlds={shown(worlds)} in ws.activities.two_loops_ways: use a whole number "
                "from 2 to 5,000.",
                ja=f"ws.activities.two_loops_ways の worlds={shown(worlds)} は使えません。"
                "2以上5,000以下の整数にしてください。",
            )
        )
    WaysToPlay(worlds).show()
