"""The picture of a project of two loops: its turns, money, and shares, week by week."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mlworkshop.activities import kit
from mlworkshop.activities.two_loops_model import (
    ASK,
    BUDGET,
    BUILD,
    IMPROVE,
    LABEL,
    RENT,
    SHIP,
    SIMPLE,
    WEEKS,
    Project,
    Turn,
)
from mlworkshop.activities.two_loops_ways import money
from mlworkshop.language import Text, text

__all__ = ["draw"]

_WIDTH, _HEIGHT = 690, 356
_LEFT, _WEEK = 58, 19  # where the first week begins, and how wide it is
_END = _LEFT + _WEEK * WEEKS
_BLUE, _BROWN, _GREEN = "#0b5394", "#a33b00", "#00664b"
_USERS, _MODEL, _MACHINES, _OUT = "#cfe3f3", "#fbe3d4", "#ececec", _BLUE

_BOXES = {  # words for a week that is 19 units wide, and a ground
    ASK: (Text(en="ask", ja="聞く"), _USERS),
    SIMPLE: (Text(en="simple", ja="簡単"), _MODEL),
    IMPROVE: (Text(en="improve", ja="改善"), _MODEL),
    LABEL: (Text(en="label", ja="ラベル"), _MODEL),
    BUILD: (Text(en="build", ja="基盤自作"), _MACHINES),
    RENT: (Text(en="rent", ja="借用"), _MACHINES),
    SHIP: (Text(en="ship", ja="公開"), _OUT),
}


@dataclass(frozen=True)
class _Panel:
    """A field of lines over the weeks, from `top` to `bottom`, whose highest value is `highest`."""

    title: str
    top: int
    bottom: int
    highest: float
    say: Callable[[float], str]

    def y(self, value: float) -> float:
        return self.bottom - value / self.highest * (self.bottom - self.top)


@dataclass(frozen=True)
class _Line:
    """A value for each week, from before the first one on."""

    name: str
    colour: str
    dashes: str
    values: list[float]


def draw(project: Project, label: str) -> str:
    """Draw the turns, value and money, and what is known, good and useful.

    Parameters
    ----------
    project : Project
    label : str
        What it shows, for those who do not see it.

    Returns
    -------
    str
        An SVG element.
    """
    weeks = project.weeks
    highest = max(BUDGET, project.earned)
    amounts = _Panel(text(en="money", ja="金額"), 80, 190, highest, money)
    shares = _Panel(text(en="shares", ja="割合"), 224, 326, 1.0, "{:.0%}".format)
    known = [project.world.known, *(week.known for week in weeks)]
    lines = [
        _Line(text(en="value", ja="価値"), _BLUE, "", [0, *(week.earned for week in weeks)]),
        _Line(text(en="budget", ja="残り予算"), _BROWN, "7 4", [BUDGET, *(w.money for w in weeks)]),
    ]
    more = [
        _Line(text(en="need known", ja="ニーズ"), _GREEN, "", known),
        _Line(text(en="quality", ja="品質"), _BROWN, "7 4", [0, *(w.quality for w in weeks)]),
        _Line(text(en="usefulness", ja="有用さ"), _BLUE, "2 3", [0, *(w.useful for w in weeks)]),
    ]
    parts = [*_turns(project), *_field(amounts, lines), *_field(shares, more)]
    return kit.svg(_WIDTH, _HEIGHT, label, parts)


def _turns(project: Project) -> Iterator[str]:
    """The turns as boxes as wide as their weeks, and what happened as diamonds below."""
    for turn in project.turns:
        yield from _box(turn)
    for week, _ in project.happened:
        yield kit.write(_LEFT + _WEEK * (week - 0.5), 60, "◆", size=11)
    if project.happened:
        says = text(en="◆ event (listed below)", ja="◆ 出来事（下に一覧）")
        yield kit.write(_END + 8, 60, says, anchor="start", fill=kit.QUIET, size=10)


def _box(turn: Turn) -> Iterator[str]:
    words, ground = _BOXES[turn.action]
    x, wide = _LEFT + _WEEK * turn.start, _WEEK * turn.weeks
    dashed = "" if turn.is_done else ' stroke-dasharray="3 3"'
    yield (
        f'<rect x="{x}" y="18" width="{wide}" height="26" fill="{ground}" stroke="{kit.INK}"'
        f"{dashed}/>"
    )
    ink = kit.GROUND if ground == _OUT else kit.INK
    yield kit.write(x + wide / 2, 35, str(words), fill=ink, size=9)


def _field(panel: _Panel, lines: Iterable[_Line]) -> Iterator[str]:
    yield kit.write(_LEFT, panel.top - 6, panel.title, anchor="start", fill=kit.QUIET, size=11)
    for share in (0.0, 0.5, 1.0):
        y = panel.y(share * panel.highest)
        yield f'<path d="M{_LEFT} {y:.1f}H{_END}" stroke="#bbbbbb"/>'
        says = panel.say(share * panel.highest)
        yield kit.write(_LEFT - 5, y + 4, says, anchor="end", fill=kit.QUIET, size=10)
    for week in range(0, WEEKS + 1, 2):
        x = _LEFT + _WEEK * week
        yield kit.write(x, panel.bottom + 14, str(week), fill=kit.QUIET, size=10)
    weeks = text(en="week", ja="週")
    yield kit.write(_END + 12, panel.bottom + 14, weeks, anchor="start", fill=kit.QUIET, size=10)
    lines = list(lines)
    for line in lines:
        yield _polyline(panel, line)
    y = panel.bottom + 4 + 15.0
    for line in sorted(lines, key=lambda line: line.values[-1]):
        last = line.values[-1]
        y = min(panel.y(last) + 4, y - 15)  # names that would touch are moved apart
        says = f"{line.name} {panel.say(last)}"
        yield kit.write(_END + 8, y, says, anchor="start", fill=line.colour, size=12)


def _polyline(panel: _Panel, line: _Line) -> str:
    points = " ".join(
        f"{_LEFT + _WEEK * at},{panel.y(value):.1f}" for at, value in enumerate(line.values)
    )
    dashed = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="2.5"'
        f"{dashed}/>"
    )
