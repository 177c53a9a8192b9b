"""What a use of machine learning is worth a year, as a range, and what makes it so uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

import numpy as np

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Range
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

Three = tuple[float, float, float]  # low, likely, high
_CURRENCY = Text(en="$", ja="円")


@dataclass(frozen=True)
class Value:
    """Users x cases per user and year x effect per case - cost per year, none of them certain."""

    users: Three
    cases: Three
    effect: Three
    cost: Three

    @property
    def likely(self) -> float:
        """The value where each part is as likely."""
        return self.users[1] * self.cases[1] * self.effect[1] - self.cost[1]

    @property
    def draws(self) -> Any:
        """10,000 possible values: each part drawn from a triangle over its range, if it is one."""
        triangular = np.random.default_rng(0).triangular
        users, cases, effect, cost = (
            triangular(low, likely, high, 10_000) if low < high else likely
            for low, likely, high in asdict(self).values()
        )
        return users * cases * effect - cost

    @property
    def swings(self) -> list[tuple[str, float, float]]:
        """Each part with the values where it alone is at either end; the widest first."""
        swings = []
        for name, (low, _, high) in asdict(self).items():
            ends = [replace(self, **{name: (end,) * 3}).likely for end in (low, high)]
            swings.append((name, min(ends), max(ends)))
        return sorted(swings, key=lambda swing: swing[1] - swing[2])


class ValueCalculator(Panel[Value]):
    """Four ranges to fill in, and what comes out."""

    call = "value_calculator"
    title = Text(en="What is it worth per year?", ja="年間でどれだけの価値があるか")
    minutes, minutes_reason = 4.0, "four ranges to think about, a minute each"

    def ask(self) -> Mapping[str, Range]:
        """The parts of the value."""
        money = str(_CURRENCY)
        return {
            "users": Range(text(en="Users", ja="利用者数"), lowest=0),
            "cases": Range(text(en="Cases per user and year", ja="1人あたりの年間件数"), lowest=0),
            "effect": Range(text(en="Effect per case", ja="1件あたりの効果"), unit=money),
            "cost": Range(text(en="Cost per year", ja="年間費用"), unit=money, lowest=0),
        }

    def page(self) -> str:
        """The value as a range, the risk of a loss, and what drives the spread."""
        loss = f"{np.mean(self.state.draws < 0):.0%}"
        spread = text(
            en=f"Costs more than it brings in {loss} of cases. One part at a time, low to high:",
            ja=f"費用が効果を上回る確率は{loss}です。1項目ずつ最小から最大まで動かすと：",
        )
        spans = [(self.fields[name].label, low, high) for name, low, high in self.state.swings]
        said = f'<p role="status"><strong>{escape(self._said())}</strong></p><p>{spread}</p>'
        return said + kit.spans(spans, self._money)

    def digest(self) -> Sequence[tuple[str, str]]:
        """The value, what it rests on, and what drives its spread."""
        driver = self.ask()[self.state.swings[0][0]].label
        uncertain = text(en="Most uncertain", ja="最も不確かな項目")
        return [(str(self.title), self._said()), *self.filled(), (uncertain, driver)]

    def _said(self) -> str:
        ends = np.quantile(self.state.draws, [0.1, 0.9])
        likely, low, high = map(self._money, (self.state.likely, *ends))
        return text(
            en=f"Likely {likely}; in 8 of 10 cases between {low} and {high}",
            ja=f"見込み {likely}（8割の確率で{low}から{high}の間）",
        )

    def _money(self, value: float) -> str:
        return amount(float(f"{value:.3g}"), str(_CURRENCY))


def value_calculator(
    *, users: Three, cases: Three, effect: Three, cost: Three, key: str = "value"
) -> None:
    """Let the attendee work out what a use of machine learning is worth per year.

    Parameters
    ----------
    users, cases, effect, cost : tuple of three floats
        Low, likely, high: users, cases per user and year, effect per case, cost per year.
    key : str, default "value"
        Tells the calculators of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a part is no range.
    """
    ValueCalculator(Value(users, cases, effect, cost), key).show()
