"""The picture of the CXO simulation: five small charts over twelve decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mlworkshop.activities import kit
from mlworkshop.activities.cxo_model import DECISIONS, PER_STAGE, Company
from mlworkshop.language import text

__all__ = ["Measure", "draw", "measures"]

_WIDTH, _HEIGHT = 700, 144
_WIDE, _GAP, _TOP, _BOTTOM = 120, 22, 44, 122
_BLUE, _PALE = "#0b5394", "#e8f1fa"


@dataclass(frozen=True)
class Measure:
    """Something that goes up and down: its name, its values, the top of its scale, its words."""

    name: str
    values: list[float]
    highest: float
    say: Callable[[float], str]


def measures(companies: Sequence[Company], money: Callable[[float], str]) -> list[Measure]:
    """What the picture shows, from the company before the first decision on."""
    left = [each.money for each in companies]
    yearly = [each.yearly for each in companies]
    kinds = (
        (text(en="goodwill", ja="社内の支持"), [each.goodwill for each in companies]),
        (text(en="data", ja="データ"), [each.data for each in companies]),
        (text(en="skills", ja="スキル"), [each.skills for each in companies]),
    )
    return [
        Measure(text(en="budget left", ja="残りの予算"), left, max(1500.0, *left) * 1.05, money),
        *(Measure(name, values, 100.0, "{:.0f}".format) for name, values in kinds),
        Measure(
            text(en="value a year", ja="年間の価値"), yearly, max(500.0, *yearly) * 1.05, money
        ),
    ]


def draw(shown: Sequence[Measure], label: str) -> str:
    """Draw the charts beside each other.

    Parameters
    ----------
    shown : sequence of Measure
    label : str
        What they show, for those who do not see them.

    Returns
    -------
    str
        An SVG element.
    """
    parts = [part for at, each in enumerate(shown) for part in _chart(at, each)]
    return kit.svg(_WIDTH, _HEIGHT, label, parts)


def _chart(at: int, of: Measure) -> Iterator[str]:
    left, step = 4 + at * (_WIDE + _GAP), _WIDE / len(DECISIONS)
    for stage in range(3):
        x = left + stage * PER_STAGE * step
        ground = _PALE if stage % 2 == 0 else kit.GROUND
        yield (
            f'<rect x="{x:.1f}" y="{_TOP}" width="{PER_STAGE * step:.1f}" '
            f'height="{_BOTTOM - _TOP}" fill="{ground}" stroke="#bbbbbb"/>'
        )
        yield kit.write(x + 2 * step, _BOTTOM + 15, str(stage + 1), fill=kit.QUIET, size=11)
    yield kit.write(left, 14, of.name, anchor="start", size=13)
    yield kit.write(left, 33, of.say(of.values[-1]), anchor="start", fill=_BLUE, size=13)
    points = [
        (left + turn * step, _BOTTOM - max(value, 0) / of.highest * (_BOTTOM - _TOP))
        for turn, value in enumerate(of.values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{line}" fill="none" stroke="{_BLUE}" stroke-width="2.5"/>'
    x, y = points[-1]
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_BLUE}"/>'
