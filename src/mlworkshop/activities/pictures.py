"""The picture of the movable cut-off: both classes' scores, the cut-off and what it gets wrong.

The positive class stands above, the negative hangs below, the cut-off divides them: the four
quarters are the four cells of the confusion matrix. Drawn as SVG by hand rather than by matplotlib,
because it is drawn again at every step of a slider, in about a millisecond; because it is the same
on every machine; and because mistakes are hatched as the line passes over them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mlworkshop.activities.kit import GROUND, INK, QUIET, svg, write
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    from mlworkshop.measures.two_classes import Confusion, Scored

WIDTH = 560
MARGIN = 20  # left and right of the scores from 0 to 1
_HEIGHT = 372
_BAR = 96  # the highest one
_SLIVER = 3  # the least width of a bar's part
_TOP = 172  # where the upper bars stand
_BOTTOM = 194  # where the lower bars hang
_FIRST_ROW, _LAST_ROW = 57, 318  # the words above and below the bars

# Blue and vermilion differ for every kind of colour vision; hatching says it without colour.
_RIGHT_FILL, _RIGHT = "#cfe3f3", "#0b5394"
_WRONG_FILL, _WRONG = "#f9c9a8", "#a33b00"

FOUND = Text(en="found", ja="検出")
MISSED = Text(en="missed", ja="見逃し")
FALSE_ALARMS = Text(en="false alarms", ja="誤検出")
LEFT_ALONE = Text(en="left alone", ja="正しく通過")


@dataclass(frozen=True)
class Names:
    """What a lesson calls things.

    Parameters
    ----------
    positive, negative : str or Text
        The two classes, such as "spam" and "good mail".
    unit : str or Text
        What is counted: in English a plural noun ("mails"), in Japanese a counter (「通」).
    currency : str or Text
        A sign such as "$", or a word such as 「円」.
    """

    positive: str | Text
    negative: str | Text
    unit: str | Text
    currency: str | Text


def number(cut_off: float) -> str:
    """A cut-off as words show it: with two digits, or more where it has more."""
    return f"{cut_off:.2f}" if round(cut_off, 2) == cut_off else f"{cut_off:g}"


def called(name: str | Text) -> str:
    """What the model says of a case: which class it takes it for."""
    return text(en=f"called {name}", ja=f"{name}と判定")


def right(what: Text, count: int) -> str:
    """How many cases were called what they are, one way or the other."""
    return f"✓ {_tally(what, count)}"


def wrong(what: Text, count: int) -> str:
    """How many cases were not called what they are, one way or the other."""
    return f"✗ {_tally(what, count)}"


def _tally(what: str | Text, count: int) -> str:
    return text(en=f"{what}: {count:,}", ja=f"{what}：{count:,}")


def describe(confusion: Confusion, cut_off: float, names: Names) -> str:
    """What the picture shows, for those who do not see it; plain text."""
    return text(
        en=f"Histogram of the scores, {names.positive} above and {names.negative} below. At "
        f"cut-off {number(cut_off)}: of {confusion.positive:,} {names.positive}, "
        f"{confusion.found:,} found and {confusion.missed:,} missed; of {confusion.negative:,} "
        f"{names.negative}, {confusion.left_alone:,} left alone and "
        f"{confusion.false_alarms:,} false alarms.",
        ja=f"スコアのヒストグラム。上が{names.positive}、下が{names.negative}です。"
        f"しきい値 {number(cut_off)} のとき、"
        f"{names.positive} {confusion.positive:,} {names.unit}のうち"
        f"検出 {confusion.found:,}、見逃し {confusion.missed:,}。"
        f"{names.negative} {confusion.negative:,} {names.unit}のうち"
        f"正しく通過 {confusion.left_alone:,}、誤検出 {confusion.false_alarms:,}。",
    )


def draw(scored: Scored, cut_off: float, names: Names) -> str:
    """Draw the scores of both classes and the cut-off.

    Parameters
    ----------
    scored : Scored
    cut_off : float
        From 0 to 1.
    names : Names

    Returns
    -------
    str
        An SVG element, `WIDTH` units wide, that scales with the space it has.
    """
    confusion = scored.at(cut_off)
    columns = _columns(scored, cut_off)
    hatch = (
        '<defs><pattern id="mlw-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{_WRONG}" stroke-width="2.4"/>'
        "</pattern></defs>"
    )
    parts = (
        hatch,
        *_sides(confusion, cut_off, names),
        *_bars(columns, _x(cut_off)),
        *_line(cut_off),
        *_numbers(columns),
        *_axis(cut_off, names),
        *_words(confusion, names),
    )
    return svg(WIDTH, _HEIGHT, describe(confusion, cut_off, names), parts)


def _x(score: float) -> float:
    return MARGIN + score * (WIDTH - 2 * MARGIN)


def _sides(confusion: Confusion, cut_off: float, names: Names) -> Iterator[str]:
    """What falls left and right of the cut-off is called so; the right side is shaded."""
    yield (
        f'<rect x="{_x(cut_off):.1f}" y="40" width="{_x(1) - _x(cut_off):.1f}" '
        f'height="{_LAST_ROW - 32}" fill="#ececec"/>'
    )
    negative = _tally(called(names.negative), confusion.called_negative)
    positive = _tally(called(names.positive), confusion.called_positive)
    yield write(MARGIN, 14, f"◀ {negative}", anchor="start")
    yield write(WIDTH - MARGIN, 14, f"{positive} ▶", anchor="end")


@dataclass(frozen=True)
class _Column:
    """A bar: from its left to its right side, from its top down by its height.

    Of the cases that it counts, `reaching` have the cut-off as score or more.
    """

    count: int
    reaching: int
    above: bool
    left: float
    right: float
    top: float
    height: float


def _columns(scored: Scored, cut_off: float) -> list[_Column]:
    from mlworkshop.measures.two_classes import BIN_EDGES  # here: it needs numpy

    above, below = scored.histogram()
    reach = scored.scores >= cut_off
    reaching = replace(
        scored, is_positive=scored.is_positive[reach], scores=scored.scores[reach]
    ).histogram()
    # Scores pile up at both ends, and the few in between are the mistakes: a logarithm shows both,
    # of one more than the count, because that of a single one is 0.
    unit = _BAR / math.log1p(max(*above, *below))
    columns = []
    for at, (start, end) in enumerate(pairwise(BIN_EDGES)):
        for counts, reach_it, is_above in zip((above, below), reaching, (True, False), strict=True):
            count = counts[at]
            height = unit * math.log1p(count)
            top = _TOP - height if is_above else _BOTTOM
            sides = _x(start) + 1, _x(end) - 1
            if count:
                columns.append(_Column(count, reach_it[at], is_above, *sides, top, height))
    return columns


def _bars(columns: Iterable[_Column], line: float) -> Iterator[str]:
    """Each bar, divided where the line runs through it and cases are on both sides of it."""
    for column in columns:
        if 0 < column.reaching < column.count:
            # Each side is seen, however near to the bar's end the line runs.
            cut = min(max(line, column.left + _SLIVER), column.right - _SLIVER)
            yield _bar(column, column.left, cut, wrong=column.above)
            yield _bar(column, cut, column.right, wrong=not column.above)
        else:
            wrong = column.above != bool(column.reaching)
            yield _bar(column, column.left, column.right, wrong=wrong)


def _bar(column: _Column, left: float, right: float, *, wrong: bool) -> str:
    place = (
        f'x="{left:.1f}" y="{column.top:.1f}" width="{right - left:.1f}" '
        f'height="{column.height:.1f}"'
    )
    if not wrong:
        return f'<rect {place} fill="{_RIGHT_FILL}" stroke="{_RIGHT}"/>'
    # The hatching lies on a plain bar, which stays where a front end cannot draw patterns.
    return (
        f'<rect {place} fill="{_WRONG_FILL}"/>'
        f'<rect {place} fill="url(#mlw-hatch)" stroke="{_WRONG}"/>'
    )


def _numbers(columns: Iterable[_Column]) -> Iterator[str]:
    for column in columns:
        y = column.top - 4 if column.above else column.top + column.height + 11
        # What fits over a bar are four digits.
        short = str(column.count) if column.count < 10_000 else f"{column.count / 1000:.0f}k"
        yield write((column.left + column.right) / 2, y, short, size=10)


def _axis(cut_off: float, names: Names) -> Iterator[str]:
    for y in (_TOP, _BOTTOM):
        yield f'<path d="M{MARGIN} {y}H{WIDTH - MARGIN}" stroke="{INK}"/>'
    for tenth in range(11):
        if abs(tenth / 10 - cut_off) > 0.02:  # else the line runs through it, and says as much
            yield write(_x(tenth / 10), _TOP + 15, f"{tenth / 10:g}", size=11)
    score = text(
        en=f'Across: score, the model\'s probability of "{names.positive}"',
        ja=f"横軸：スコア（モデルが予測した「{names.positive}」の確率）",
    )
    bars = text(
        en=f"Bars: number of {names.unit}, on a logarithmic scale so that a single one is seen",
        ja=f"棒：{names.unit}数（棒の先の数字）。少数でも見えるように、高さは対数目盛",
    )
    yield write(WIDTH / 2, _LAST_ROW + 30, score, fill=QUIET, size=12)
    yield write(WIDTH / 2, _LAST_ROW + 48, bars, fill=QUIET, size=12)


def _words(confusion: Confusion, names: Names) -> Iterator[str]:
    end = WIDTH - MARGIN - 4
    missed, found = wrong(MISSED, confusion.missed), right(FOUND, confusion.found)
    yield write(MARGIN, _FIRST_ROW, missed, anchor="start", fill=_WRONG)
    yield write(WIDTH / 2, _FIRST_ROW, "▲ " + _tally(names.positive, confusion.positive))
    yield write(end, _FIRST_ROW, found, anchor="end", fill=_RIGHT)
    left_alone = right(LEFT_ALONE, confusion.left_alone)
    false_alarms = wrong(FALSE_ALARMS, confusion.false_alarms)
    yield write(MARGIN, _LAST_ROW, left_alone, anchor="start", fill=_RIGHT)
    yield write(WIDTH / 2, _LAST_ROW, "▼ " + _tally(names.negative, confusion.negative))
    yield write(end, _LAST_ROW, false_alarms, anchor="end", fill=_WRONG)


def _line(cut_off: float) -> Iterator[str]:
    x = _x(cut_off)
    words = text(en=f"cut-off {number(cut_off)}", ja=f"しきい値 {number(cut_off)}")
    wide = 104
    at = min(max(x, wide / 2 + 1), WIDTH - wide / 2 - 1)
    yield f'<path d="M{x:.1f} 36V{_LAST_ROW + 8}" stroke="{INK}" stroke-width="2.5"/>'
    yield f'<rect x="{at - wide / 2:.1f}" y="20" width="{wide}" height="20" rx="4" fill="{INK}"/>'
    yield write(at, 34.5, words, fill=GROUND)
