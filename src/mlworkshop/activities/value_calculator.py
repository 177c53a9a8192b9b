"""What uses of machine learning are worth a year, as ranges, and what makes them so uncertain."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache, partial
from html import escape
from math import floor
from statistics import median, quantiles
from typing import Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Range
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

Three = tuple[float, float, float]  # low, likely, high
_CURRENCY = Text(en="$", ja="円")
_DRAWS = 2000
_MOST = 1e12  # users, cases or money: beyond it nothing can be drawn
_BINS = 40
_GAIN, _LOSS = "#0b5394", "#a33b00"
_NAMES = (Text(en="Your idea", ja="自分の案"), Text(en="Another idea", ja="別の案"))


@dataclass(frozen=True)
class Idea:
    """Users x cases x effect, less errors and running cost; None is not estimated yet.

    Parameters
    ----------
    users : Three
    cases : Three
        Per user and year.
    effect : Three
        Of a case that is answered right, in money.
    wrong : Three
        Cases that are answered wrong, in per cent.
    price : Three
        Of a wrong answer, in money.
    cost : Three
        Per year, whatever the number of cases.
    """

    users: Three | None = None
    cases: Three | None = None
    effect: Three | None = None
    wrong: Three | None = None
    price: Three | None = None
    cost: Three | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every part is estimated."""
        return None not in asdict(self).values()

    @property
    def likely(self) -> dict[str, float]:
        """Each part at its likely number."""
        return {name: part[1] for name, part in asdict(self).items()}

    @property
    def before_costs(self) -> list[float]:
        """2,000 possible values a year, errors paid: each part drawn from a triangle by itself."""
        return [earned for earned, _ in _drawn(self)]

    @property
    def draws(self) -> list[float]:
        """The same after the running cost."""
        return [earned - cost for earned, cost in _drawn(self)]

    @property
    def swings(self) -> list[tuple[str, float, float]]:
        """Each part with the values where it alone is at either end; the widest first."""
        swings = []
        for name, (low, _, high) in asdict(self).items():
            ends = [_net(self.likely | {name: end}) for end in (low, high)]
            swings.append((name, min(ends), max(ends)))
        return sorted(swings, key=lambda swing: swing[1] - swing[2])

    @property
    def lost_to_errors(self) -> float:
        """What errors take a year at the likely numbers: effects that are missed, prices paid."""
        at = self.likely
        return at["users"] * at["cases"] * at["wrong"] / 100 * (at["effect"] + at["price"])

    @property
    def most_wrong(self) -> float | None:
        """Per cent of wrong answers at which it just breaks even; None if it never does."""
        at = self.likely
        spare = _net(at | {"wrong": 0})
        stake = at["users"] * at["cases"] * (at["effect"] + at["price"])
        return 100 * spare / stake if spare >= 0 and stake else None

    @property
    def least_cases(self) -> float | None:
        """Cases a year at which it just breaks even; None if each case loses money."""
        at = self.likely
        each = _before_costs(at | {"users": 1, "cases": 1})
        return at["cost"] / each if each > 0 else None

    def beats(self, other: Idea) -> float:
        """The share of simulated years in which this one is worth more."""
        # Both are drawn from the same random numbers: shifted by one, they are independent.
        mine, theirs = self.draws, other.draws
        return sum(a > b for a, b in zip(mine, theirs[1:] + theirs[:1], strict=True)) / _DRAWS


@dataclass(frozen=True)
class Ideas:
    """One idea or two, and which one the fields show."""

    ideas: tuple[Idea, ...]
    at: int = 0


def _before_costs(at: Mapping[str, float]) -> float:
    wrong = at["wrong"] / 100
    return at["users"] * at["cases"] * ((1 - wrong) * at["effect"] - wrong * at["price"])


def _net(at: Mapping[str, float]) -> float:
    return _before_costs(at) - at["cost"]


@lru_cache(maxsize=8)
def _drawn(idea: Idea) -> tuple[tuple[float, float], ...]:
    """Value before costs, and costs, of each draw."""
    draw = random.Random(0).triangular
    parts = asdict(idea).items()
    draws = [
        {
            name: draw(low, high, likely) if low < high else low
            for name, (low, likely, high) in parts
        }
        for _ in range(_DRAWS)
    ]
    return tuple((_before_costs(at), at["cost"]) for at in draws)


class ValueCalculator(Panel[Ideas]):
    """Six ranges for each idea, and what comes out.

    Parameters
    ----------
    given : Ideas
    names : sequence of str or Text
        Of the ideas.
    key : str
    """

    call = "value_calculator"
    title = Text(en="What is it worth per year?", ja="年間でどれだけの価値があるか")
    minutes, minutes_reason = 4.0, "six ranges to think about, half a minute each, and the result"

    def __init__(self, given: Ideas, names: Sequence[str | Text], key: str) -> None:
        self._names = names
        self._switch = [
            ui.button("", partial(self._turn_to, at), str(name)) for at, name in enumerate(names)
        ]
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Range]:
        """The parts of the value."""

        def range_(en: str, ja: str, unit: str = "", highest: float = _MOST) -> Range:
            return Range(text(en=en, ja=ja), unit=unit, lowest=0, highest=highest)

        money = str(_CURRENCY)
        return {
            "users": range_("Users", "利用者数"),
            "cases": range_("Cases per user and year", "1人あたりの年間件数"),
            "effect": range_("Effect per right answer", "正解1件あたりの効果", money),
            "wrong": range_("Wrong answers", "間違いの割合", "%", 100),
            "price": range_("Price of an error", "間違い1件の損害", money),
            "cost": range_("Running cost per year", "年間の運用費", money),
        }

    def part(self, state: Ideas) -> Idea:
        """The idea that the fields show."""
        return state.ideas[state.at]

    def with_part(self, state: Ideas, part: Any) -> Ideas:
        """The ideas with this one changed."""
        ideas = list(state.ideas)
        ideas[state.at] = part
        return replace(state, ideas=tuple(ideas))

    def fits(self, state: Ideas) -> bool:
        """Whether the fields take each idea."""
        places = range(len(self._names))
        return (
            len(state.ideas) == len(self._names)
            and state.at in places
            and all(super(ValueCalculator, self).fits(replace(state, at=at)) for at in places)
        )

    def controls(self) -> list[widgets.Widget]:
        """The ideas to choose from, where there are two, and the fields."""
        switch = [widgets.HBox(self._switch)] if len(self._switch) > 1 else []
        return [*switch, *super().controls()]

    def refresh(self) -> None:
        """Show the present state and which idea it is about."""
        super().refresh()
        for at, button in enumerate(self._switch):
            ui.mark(button, str(self._names[at]), at == self.state.at)

    def picture(self) -> str:
        """How often each value comes up, the ideas below each other on one scale."""
        shown = self._complete()
        if not shown:
            return ""
        ends = [end for _, idea in shown for end in quantiles(idea.draws, n=100)[::98]]
        low, high = min(0.0, *ends), max(0.0, *ends)
        rim = 1e-9 * (high - low)  # quantiles are rounded: what is certain must be within
        low, high = low - rim, high + rim
        scale = 480 / (high - low or 1)
        parts, zero = [], 20 + scale * -low
        for row, (_, idea) in enumerate(shown):
            ground = 110 * row + 100
            parts += _bars(idea.draws, low, high, ground)
            middle = 20 + scale * (median(idea.draws) - low)
            parts.append(f'<path d="M{middle:.1f} {ground}v-70" stroke="{kit.INK}"/>')
            parts.append(f'<path d="M20 {ground}H500" stroke="{kit.QUIET}"/>')
        bottom = 110 * len(shown)
        parts.append(
            f'<path d="M{zero:.1f} 10V{bottom}" stroke="{kit.QUIET}" stroke-dasharray="3 3"/>'
        )
        for row, (name, _) in enumerate(shown):  # above the line, which may run through them
            parts.append(kit.write(26, 110 * row + 22, name, anchor="start"))
        parts.append(kit.write(zero, bottom + 12, self._money(0)))
        if low < 0 and zero > 120:
            parts.append(kit.write(20, bottom + 12, self._money(low), anchor="start"))
        if high > 0 and zero < 400:
            parts.append(kit.write(500, bottom + 12, self._money(high), anchor="end"))
        return kit.svg(520, bottom + 20, self.alternative(), parts)

    def alternative(self) -> str:
        """The distributions in words."""
        said = (f"{name}{kit.colon()}{self._said(idea)}" for name, idea in self._complete())
        return text(en=" ", ja="").join(said)

    def page(self) -> str:
        """The value as a range, the price of errors, break-even, and what drives the spread."""
        html = "".join(
            f"<p><strong>{escape(name)}</strong>{kit.colon()}{escape(self._said(idea))}</p>"
            for name, idea in self._complete()
        )
        html += f"<p>{escape(self._compared())}</p>" if self._compared() else ""
        idea, name = self.part(self.state), str(self._names[self.state.at])
        if idea.is_complete:
            lines = text(en=" ", ja="").join([self._errors(idea), self._break_even(idea)])
            html += f"<p>{escape(name)}{kit.colon()}{escape(lines)}</p>"
            label = text(
                en="One part at a time, from low to high, the others at their likely value:",
                ja="1項目ずつ最小から最大まで動かすと（ほかは見込みのまま）：",
            )
            spans = [(self.fields[name].label, low, high) for name, low, high in idea.swings]
            html += f"<p>{label}</p>{kit.spans(spans, self._money)}"
        else:
            html += f"<p>{escape(name)}{kit.colon()}{escape(self._missing(idea))}</p>"
        return f'<div role="status">{html}</div>'

    def digest(self) -> Sequence[tuple[str, str]]:
        """The first idea: its value, what it rests on, and what drives its spread."""
        idea = self.state.ideas[0]
        filled = [
            (field.label, field.shown(getattr(idea, name)))
            for name, field in self.spoken().items()
            if getattr(idea, name) is not None
        ]
        if not idea.is_complete:
            return filled
        driver = self.spoken()[idea.swings[0][0]].label
        said = [
            (str(self.title), self._said(idea)),
            *filled,
            (text(en="Price of errors", ja="間違いによる損失"), self._errors(idea)),
            (text(en="When it pays", ja="元が取れる条件"), self._break_even(idea)),
            (text(en="Most uncertain", ja="最も不確かな項目"), driver),
            (text(en="Compared", ja="比較"), self._compared()),
        ]
        return [(label, words) for label, words in said if words]

    def facts(self) -> Mapping[str, Any]:
        """The first idea, once it is complete."""
        idea = self.state.ideas[0]
        if not idea.is_complete:
            return {}
        low, middle, high = _ends(idea.before_costs)
        return {
            "value_low": low,
            "value_likely": middle,
            "value_high": high,
            "running_cost": idea.likely["cost"],
        }

    def code(self) -> str:
        """The call with the present estimates."""
        first, *others = (
            {name: value for name, value in asdict(idea).items() if value}
            for idea in self.state.ideas
        )
        says = [f"{name}={value!r}" for name, value in first.items()]
        says += [f"other={other!r}" for other in others]
        numbers = re.sub(r"(?<=\d)\.0\b", "", ", ".join(says))
        return f"ws.activities.{self.call}({numbers or '…'})"

    def _as_called(self, given: Ideas) -> Ideas:
        for at in range(len(given.ideas)):
            given = super()._as_called(replace(given, at=at))
        return replace(given, at=0)

    def _turn_to(self, at: int) -> None:
        self.become(replace(self.state, at=at))

    def _complete(self) -> list[tuple[str, Idea]]:
        """The ideas that are estimated in full, with their names."""
        named = zip(map(str, self._names), self.state.ideas, strict=True)
        return [(name, idea) for name, idea in named if idea.is_complete]

    def _said(self, idea: Idea) -> str:
        low, middle, high = map(self._money, _ends(idea.draws))
        loss = f"{sum(value < 0 for value in idea.draws) / _DRAWS:.0%}"
        likely = self._money(_net(idea.likely))
        return text(
            en=f"{likely} with every number at its likely value. In 2,000 simulated years: median "
            f"{middle}, "
            f"8 of 10 between {low} and {high}, a loss in {loss}.",
            ja=f"すべて見込みどおりなら{likely}。2,000回の試算では、中央値が{middle}、"
            f"8割が{low}から{high}の間、赤字が{loss}です。",
        )

    def _compared(self) -> str:
        if len(self._complete()) < 2:
            return ""
        (one, first), (two, second) = self._complete()
        share = f"{first.beats(second):.0%}"
        return text(
            en=f'"{one}" is worth more than "{two}" in {share} of the simulated years.',
            ja=f"試算の{share}で、「{one}」の価値が「{two}」を上回ります。",
        )

    def _errors(self, idea: Idea) -> str:
        lost, at = idea.lost_to_errors, idea.likely
        perfect = self._money(at["users"] * at["cases"] * at["effect"])
        return text(
            en=f"Errors take {self._money(lost)} a year away from the {perfect} that a model "
            "without errors would bring (both at the likely numbers).",
            ja=f"間違いがまったくなければ年間{perfect}の効果があります。間違いのせいで、そのうち"
            f"{self._money(lost)}を失います（どちらも見込みの値）。",
        )

    def _break_even(self, idea: Idea) -> str:
        at, wrong, cases = idea.likely, idea.most_wrong, idea.least_cases
        if wrong is None:
            return text(
                en="It would not pay even if every answer were right.",
                ja="すべて正解だったとしても、元は取れません。",
            )
        said = text(
            en=f"It breaks even at {wrong:.3g}% wrong answers (you expect {at['wrong']:.3g}%)",
            ja=f"損益分岐点は、間違いの割合が{wrong:.3g}%（見込みは{at['wrong']:.3g}%）",
        )
        if cases is None:
            return said + text(
                en=". As it is, each case loses money, so more cases make it worse.",
                ja="です。今の見込みでは1件ごとに損をするので、件数が増えるほど赤字が膨らみます。",
            )
        least, most = (
            f"{number:,.3g}" if number < 1000 else f"{number:,.0f}"
            for number in (cases, at["users"] * at["cases"])
        )
        return said + text(
            en=f", or at {least} cases a year (you expect {most}).",
            ja=f"、または年間{least}件（見込みは{most}件）です。",
        )

    def _missing(self, idea: Idea) -> str:
        labels = [self.fields[name].label for name in asdict(idea) if not getattr(idea, name)]
        return text(
            en=f"Still to be estimated: {'; '.join(labels)}. A wide range is fine.",
            ja=f"まだ見積もっていない項目：{'、'.join(labels)}。幅は広くてかまいません。",
        )

    def _money(self, value: float) -> str:
        return amount(float(f"{value:.3g}"), str(_CURRENCY))


def _ends(draws: Sequence[float]) -> tuple[float, float, float]:
    """Eight of ten are between the first and the last, half are below the one in the middle."""
    tenths = quantiles(draws, n=10)
    return tenths[0], median(draws), tenths[-1]


def _bars(draws: Sequence[float], low: float, high: float, ground: float) -> list[str]:
    """A histogram on a line from x = 20 to 500; a bar's edge is at nothing gained or lost."""
    width = (high - low) / _BINS or 1
    counts = Counter(floor(value / width) for value in draws if low <= value <= high)
    scale, most = 480 / (high - low or 1), max(counts.values())
    return [
        f'<rect x="{20 + scale * (place * width - low):.1f}" y="{ground - 70 * count / most:.1f}" '
        f'width="{scale * width - 1:.1f}" height="{70 * count / most:.1f}" '
        f'fill="{_GAIN if place >= 0 else _LOSS}"/>'
        for place, count in sorted(counts.items())
    ]


def value_calculator(
    *,
    users: Three | None = None,
    cases: Three | None = None,
    effect: Three | None = None,
    wrong: Three | None = None,
    price: Three | None = None,
    cost: Three | None = None,
    other: Mapping[str, Three] | None = None,
    names: Sequence[str | Text] = _NAMES,
    key: str = "value",
) -> None:
    """Let the attendee work out what a use of machine learning is worth per year.

    Parameters
    ----------
    users, cases, effect, wrong, price, cost : tuple of three floats, optional
        Low, likely, high: users, cases per user and year, effect of a right answer, per cent of
        wrong answers, price of a wrong one, running cost per year. Left out: to be estimated.
    other : mapping of str to tuple of three floats, optional
        The same of a second idea to compare with; an empty one for the attendee to fill in.
    names : sequence of two str or Text
        Of the ideas.
    key : str, default "value"
        Tells the calculators of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a part is no range, or `other` has a part of another name.
    """
    ideas = [Idea(users, cases, effect, wrong, price, cost)]
    if other is not None:
        known = [part.name for part in fields(Idea)]
        if unknown := [name for name in other if name not in known]:
            raise WorkshopError(
                text(
                    en=f"other= has no part {shown(unknown[0])}. Its parts: {', '.join(known)}.",
                    ja=f"other= に {shown(unknown[0])} という項目はありません。"
                    f"使える項目：{'、'.join(known)}",
                )
            )
        ideas.append(Idea(**other))
    ValueCalculator(Ideas(tuple(ideas)), names[: len(ideas)], key).show()
