"""Hire, train or partner: how soon someone is productive, what it costs, and what stays.

All numbers that are filled in are invented; the attendee puts their own in their place.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from statistics import median, quantiles
from typing import Annotated, Any, Literal

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import language
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.called import refuse_unknown
from mlworkshop.fields import Amount, Choose, Field, Range
from mlworkshop.language import Text, counted, text
from mlworkshop.typed_number import amount

__all__ = ["hire_train_partner"]

Three = tuple[float, float, float]  # low, likely, high
_Months = Annotated[float, Bounds(ge=0.5, le=120)]

_DRAWS = 2000
_ENOUGH = 0.8  # of the draws in which a way must be in time
_MOST_MONTHS, _MOST_MONEY = 120.0, 1e12
_RATE: dict[language.Language, int] = {"en": 1, "ja": 100}
_CURRENCY = Text(en="$", ja="円")

_WAYS = {
    "hire": Text(en="Hire", ja="採用する"),
    "train": Text(en="Train a colleague", ja="社員を育てる"),
    "partner": Text(en="Partner alone", ja="パートナーだけに頼む"),
    "both": Text(
        en="Partner now, train a colleague alongside", ja="パートナーに頼み、並行して社員を育てる"
    ),
}
_STAYS = {
    "hire": Text(en="the person and the skill", ja="人とスキル"),
    "train": Text(en="the person and the skill", ja="人とスキル"),
    "partner": Text(en="model, code, documents", ja="モデル、コード、文書"),
    "both": Text(en="a colleague who has done it once", ja="一度経験した社員"),
}
_HOUSE = {
    "must": Text(en="the skill must stay", ja="スキルを社内に残したい"),
    "may": Text(en="the skill may leave", ja="残らなくてもよい"),
}

# In dollars, once and for each month of work; the Japanese edition has a hundred times as many yen.
_INVENTED: dict[str, Three] = {
    "hire_once": (10_000, 20_000, 40_000),
    "hire_month": (11_000, 13_000, 16_000),
    "train_once": (5_000, 10_000, 20_000),
    "train_month": (7_000, 9_000, 11_000),
    "partner_month": (22_000, 30_000, 40_000),
}
_ASKED = {
    "hire_after": Text(en="Hire: until productive", ja="採用：戦力になるまで"),
    "hire_once": Text(en="Hire: search, once", ja="採用：採用活動（1回）"),
    "hire_month": Text(en="Hire: a month of work", ja="採用：月額"),
    "train_after": Text(en="Train: until productive", ja="育成：戦力になるまで"),
    "train_once": Text(en="Train: courses and hours, once", ja="育成：講座と学習時間（1回）"),
    "train_month": Text(
        en="Train: old work done by others, a month", ja="育成：元の仕事の代わり（月額）"
    ),
    "partner_after": Text(en="Partner: until productive", ja="パートナー：戦力になるまで"),
    "partner_month": Text(en="Partner: a month of work", ja="パートナー：月額"),
}


@dataclass(frozen=True)
class Situation:
    """What is needed, and what each way takes.

    Parameters
    ----------
    deadline, needed : float
        Months until someone must be productive, and for how many from today the work is needed.
    house : {"must", "may"}
        Whether the skill must stay in the house.
    hire_after, train_after, partner_after : Three
        Months until someone is productive.
    hire_once, hire_month, train_once, train_month, partner_month : Three, optional
        Money, once or for a month of work; None is the invented amount.
    """

    deadline: _Months = 3
    needed: _Months = 24
    house: Literal["must", "may"] = "must"
    hire_after: Three = (3, 6, 15)
    train_after: Three = (6, 9, 15)
    partner_after: Three = (0.5, 1, 2)
    hire_once: Three | None = None
    hire_month: Three | None = None
    train_once: Three | None = None
    train_month: Three | None = None
    partner_month: Three | None = None

    def drawn(self, rate: float = 1) -> dict[str, Way]:
        """What comes of each way, where the invented money is in dollars times a rate."""
        return _drawn(self, rate)

    def fitting(self, rate: float = 1) -> list[str]:
        """The ways that are in time and leave behind what must stay, the cheapest first."""
        ways = self.drawn(rate)
        fit = [
            name
            for name, way in ways.items()
            if way.in_time >= _ENOUGH and (self.house == "may" or way.stays >= _ENOUGH)
        ]
        return sorted(fit, key=lambda name: median(ways[name].costs))


@dataclass(frozen=True)
class Way:
    """What comes of one way, draw by draw.

    Parameters
    ----------
    after : tuple of float
        Months until someone is productive.
    costs : tuple of float
        Of a month in which the work gets done; infinite where it never does.
    in_time, stays : float
        The share of draws in which the deadline is met, and in which the skill is in the house when
        the work is no longer needed.
    """

    after: tuple[float, ...]
    costs: tuple[float, ...]
    in_time: float
    stays: float

    def beats(self, other: Way) -> float:
        """The share of draws in which this one is cheaper, everything else being equal."""
        pairs = zip(self.costs, other.costs, strict=True)
        return sum(mine < theirs for mine, theirs in pairs) / _DRAWS


@lru_cache(maxsize=8)
def _drawn(at: Situation, rate: float) -> dict[str, Way]:
    """Each part is drawn from a triangle by itself, the same for all four ways.

    Hired people and partners are paid from the month in which they are productive. A colleague
    keeps the old work until then: learning costs `train_once`, and then `train_month` follows.
    """
    draw = random.Random(0).triangular
    after: dict[str, list[float]] = {name: [] for name in _WAYS}
    costs: dict[str, list[float]] = {name: [] for name in _WAYS}
    trained = 0
    for _ in range(_DRAWS):
        one = {}
        for name in _ASKED:
            low, likely, high = getattr(at, name) or (rate * each for each in _INVENTED[name])
            one[name] = draw(low, high, likely) if low < high else low
        hire, train, partner = (one[f"{name}_after"] for name in ("hire", "train", "partner"))
        by_partner = max(0.0, min(train, at.needed) - partner) * one["partner_month"]
        by_trained = one["train_once"] + max(0.0, at.needed - train) * one["train_month"]
        paid = {
            "hire": one["hire_once"] + max(0.0, at.needed - hire) * one["hire_month"],
            "train": by_trained,
            "partner": max(0.0, at.needed - partner) * one["partner_month"],
            "both": by_partner + by_trained,
        }
        first = {"hire": hire, "train": train, "partner": partner, "both": min(partner, train)}
        for name, months in first.items():
            after[name].append(months)
            worked = at.needed - months
            costs[name].append(paid[name] / worked if worked > 0 else float("inf"))
        trained += train < at.needed
    latest = min(at.deadline, at.needed)
    stays = {"hire": 1.0, "train": 1.0, "partner": 0.0, "both": trained / _DRAWS}
    return {
        name: Way(
            tuple(after[name]),
            tuple(costs[name]),
            sum(months <= latest for months in after[name]) / _DRAWS,
            stays[name],
        )
        for name in _WAYS
    }


_STYLE = """
.mlw .mlw-ranges .mlw-field { max-width: 23em; }
.mlw .mlw-ranges .mlw-field .widget-text input { width: 6.5em; }
"""


class HireTrainPartner(Panel[Situation]):
    """What is needed, what each way takes, and which way fits."""

    call = "hire_train_partner"
    title = Text(en="Hire, train or partner?", ja="採用、育成、パートナー")
    style = _STYLE
    minutes, minutes_reason = 4.0, "a table and a picture of four ways, and three or four changes"

    def ask(self) -> Mapping[str, Field[Any]]:
        """First what is needed, then what each way takes."""
        months = text(en="months", ja="か月")
        asked: dict[str, Field[Any]] = {
            "deadline": Amount(
                text(en="Someone must be productive within", ja="戦力が必要になるまで"),
                unit=months,
                lowest=0.5,
                highest=_MOST_MONTHS,
                step=1,
            ),
            "needed": Amount(
                text(en="The work is needed for", ja="この仕事が続く期間"),
                unit=months,
                lowest=0.5,
                highest=_MOST_MONTHS,
                step=6,
            ),
            "house": Choose(
                text(en="When it is over", ja="終わったとき"),
                {id_: str(words) for id_, words in _HOUSE.items()},
            ),
        }
        for name, label in _ASKED.items():
            if name in _INVENTED:
                asked[name] = _money_field(str(label), _INVENTED[name])
            else:
                asked[name] = Range(str(label), unit=months, lowest=0, highest=_MOST_MONTHS)
        return asked

    def how(self) -> str:
        """What is invented, and what to do."""
        says = text(
            en="Change what you need first, and watch when the decision changes. All numbers are "
            'invented: put in those of your company. "In time" means in at least 8 of 10 cases. A '
            "bar in the picture leaves out the fastest and the slowest tenth, and its upright line "
            'is the median. A bar that crosses the deadline a little may still be "in time".',
            ja="まず上の3つを変えて、どこで判断が変わるかを見てください。数字はすべて架空のものなので、"
            "自分の組織の数字に置き換えてください。「間に合う」は、10回中8回以上を指します。"
            "図の棒は、早いほうと遅いほうの1割ずつを除いた範囲で、縦線は中央値です。そのため、棒が期限を"
            "少し越えていても「間に合う」ことがあります。",
        )
        return f"<p>{escape(says)}</p>"

    def layout(self) -> list[widgets.Widget]:
        """What is needed, what comes out, and then the invented numbers, a row a way."""
        needed = self._row(name for name in self.fields if name not in _ASKED)
        ways = [
            self._row(name for name in _ASKED if name.startswith(way))
            for way in ("hire", "train", "partner")
        ]
        for row in ways:
            row.add_class("mlw-ranges")
        return [needed, self._message, self._picture, self._page, *ways]

    def _row(self, names: Iterable[str]) -> widgets.HBox:
        """Some fields beside each other, where there is room."""
        row = widgets.HBox([self.fields[name].widget for name in names])
        row.add_class("mlw-fields")
        return row

    def picture(self) -> str:
        """When someone is productive, 8 of 10 cases as a bar, and the deadline as a line."""
        ways = self._ways()
        ends = {name: _ends(way.after) for name, way in ways.items()}
        longest = 1.08 * max(self.state.deadline, *(high for _, _, high in ends.values()))
        scale = _WIDTH / longest
        parts = []
        for row, (name, (low, middle, high)) in enumerate(ends.items()):
            y = 30 + _ROW * row
            parts.append(kit.write(_LEFT - 10, y + 14, _short(name), anchor="end", size=12))
            parts.append(
                f'<rect x="{_LEFT + scale * low:.1f}" y="{y}" '
                f'width="{max(3, scale * (high - low)):.1f}" height="18" fill="#0b5394"/>'
                f'<path d="M{_LEFT + scale * middle:.1f} {y - 3}v24" stroke="{kit.INK}" '
                'stroke-width="2"/>'
            )
        x, bottom = _LEFT + scale * self.state.deadline, 30 + _ROW * len(ends)
        parts.append(
            f'<path d="M{x:.1f} 22V{bottom}" stroke="#a33b00" stroke-width="2" '
            'stroke-dasharray="5 3"/>'
        )
        deadline = text(en="deadline", ja="期限") + kit.colon()
        parts.append(kit.write(x, 15, f"{deadline}{self.state.deadline:g}", fill="#a33b00"))
        parts.append(f'<path d="M{_LEFT} {bottom}h{_WIDTH}" stroke="{kit.QUIET}"/>')
        last = text(en=counted(round(longest), "month"), ja=f"{longest:.0f}か月")
        parts.append(kit.write(_LEFT, bottom + 16, "0"))
        parts.append(kit.write(_LEFT + _WIDTH, bottom + 16, last, anchor="end"))
        return kit.svg(_LEFT + _WIDTH + 12, bottom + 24, self.alternative(), parts)

    def alternative(self) -> str:
        """The same in words."""
        said = text(en="; ", ja="、").join(
            f"{_WAYS[name]}{kit.colon()}{_months(way.after)}" for name, way in self._ways().items()
        )
        return text(
            en=f"Months until someone is productive, in 8 of 10 cases: {said}. "
            f"Deadline: {self.state.deadline:g}.",
            ja=f"戦力になるまでの月数（10回中8回）：{said}。期限：{self.state.deadline:g}か月。",
        )

    def page(self) -> str:
        """The way that fits, and all four in a table."""
        ways = self._ways()
        heads = (
            text(en="Way", ja="方法"),
            text(en="In time", ja="間に合う"),
            text(en="Productive after (months)", ja="戦力になるまで（月）"),
            text(en="A month of work costs", ja="働いた1か月あたりの費用"),
            text(en="What stays", ja="社内に残るもの"),
        )
        rows = (
            (
                _WAYS[name],
                f"{way.in_time:.0%}",
                _months(way.after),
                _cost(way.costs),
                _STAYS[name] if name != "both" or way.stays >= _ENOUGH else _STAYS["partner"],
            )
            for name, way in ways.items()
        )
        said = f'<p role="status"><strong>{escape(self._said(ways))}</strong></p>'
        return said + kit.table(heads, rows)

    def _ways(self) -> dict[str, Way]:
        return self.state.drawn(_RATE[language.current()])

    def _said(self, ways: Mapping[str, Way]) -> str:
        fit = self.state.fitting(_RATE[language.current()])
        if not fit:
            near = max(ways, key=lambda name: ways[name].in_time)
            return text(
                en="No way is in time and leaves what must stay. The fastest is in time in "
                f"{ways[near].in_time:.0%} of the cases. Which condition can you change?",
                ja="期限に間に合い、残したいものも残る方法がありません。一番早い方法でも、間に合うのは"
                f"{ways[near].in_time:.0%}です。どの条件なら変えられますか。",
            )
        best, *others = fit
        said = text(
            en=f"Decision: {_WAYS[best]}. In time, and {_cost(ways[best].costs)} a month of work.",
            ja=f"判断：{_WAYS[best]}。期限に間に合い、働いた1か月あたり{_cost(ways[best].costs)}です。",
        )
        if not others:
            return said + text(
                en=" No other way meets your conditions.",
                ja="ほかの方法は条件を満たしません。",
            )
        share = f"{ways[best].beats(ways[others[0]]):.0%}"
        return said + text(
            en=f" It costs less than the next one ({_WAYS[others[0]]}) in {share} of the cases.",
            ja=f"次に安い方法（{_WAYS[others[0]]}）より安いのは、試算の{share}です。",
        )


_LEFT, _WIDTH, _ROW = 160, 400, 32  # units of the picture


def _short(name: str) -> str:
    return (
        text(en="Partner and train", ja="パートナーと育成") if name == "both" else str(_WAYS[name])
    )


def _ends(draws: tuple[float, ...]) -> tuple[float, float, float]:
    """Eight of ten are between the first and the last, half are below the one in the middle."""
    tenths = quantiles(draws, n=10)
    return tenths[0], median(draws), tenths[-1]


def _months(after: tuple[float, ...]) -> str:
    low, middle, high = (f"{end:.1f}" for end in _ends(after))
    return text(en=f"{middle} ({low} to {high})", ja=f"{middle}（{low}〜{high}）")


def _cost(costs: tuple[float, ...]) -> str:
    finite = [cost for cost in costs if cost < float("inf")]
    if len(finite) < len(costs) * _ENOUGH:
        return text(en="mostly too late for the work", ja="多くの場合、間に合わない")
    low, middle, high = (
        amount(float(f"{end:.2g}"), str(_CURRENCY)) for end in _ends(tuple(finite))
    )
    return text(en=f"{middle} ({low} to {high})", ja=f"{middle}（{low}〜{high}）")


def _money_field(label: str, invented: Three) -> Range:
    """A range of money that is empty while the invented one holds."""
    rate = _RATE[language.current()]
    low, likely, high = (each * rate for each in invented)
    says = Range("").shown((low, likely, high))
    label = text(en=f"{label}; empty: {says}", ja=f"{label}。空欄は{says}")
    return Range(label, unit=str(_CURRENCY), lowest=0, highest=_MOST_MONEY)


def hire_train_partner(*, key: str = "hire-train-partner", **said: Any) -> None:
    """Let the attendee compare hiring, training, a partner, and a partner beside training.

    Parameters
    ----------
    key : str, default "hire-train-partner"
        Tells the comparisons of a lesson that has several apart.
    **said : float, str or three floats
        `deadline` and `needed` in months; `house`: "must" or "may"; ranges, each low, likely and
        high: `hire_after`, `train_after`, `partner_after` in months, and in the money of the
        attendee's language `hire_once`, `hire_month`, `train_once`, `train_month`,
        `partner_month`. What is left out is invented.

    Raises
    ------
    WorkshopError
        If there is no such part, or it is out of its bounds.
    """
    refuse_unknown("ws.activities.hire_train_partner", Situation.__dataclass_fields__, said)
    HireTrainPartner(Situation(**said), key).show()
