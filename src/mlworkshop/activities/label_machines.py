"""Features of a product that leave labels behind, against labels made by hand.

What several people make of a case: Condorcet, "Essai sur l'application de l'analyse à la
probabilité des décisions rendues à la pluralité des voix" (1785). How accuracy grows with labels is
measured by the lesson and handed in; all prices are those of the call.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Annotated, Any, Literal, cast

from pydantic import Field as Bounds
from pydantic import TypeAdapter, ValidationError

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Amount, Choose, Field
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

WEEKS = 52

_PEOPLE = ("1", "3", "5", "7")
_MOST = 1_000_000_000
_MOST_WRONG = 45.0  # percent: at 50 a press says nothing
Percent = Annotated[float, Bounds(ge=0, le=100)]


@dataclass(frozen=True)
class Use:
    """How people use the features, as far as the attendee sets it.

    Parameters
    ----------
    cases : float
        Cases that the model decides in a week.
    pressed : float
        Percent of them for which someone presses the button.
    wrong : float
        Percent of presses that are wrong, 0 to 45.
    people : {"1", "3", "5", "7"}
        How many are asked about each case of the panel; the majority counts.
    alike : float
        Percent of cases that all of them see alike, so that they are right or wrong together.
    by_hand : float
        What a label costs that a specialist makes.
    """

    cases: Annotated[float, Bounds(ge=1, le=_MOST)]
    pressed: Percent
    wrong: Annotated[float, Bounds(ge=0, le=_MOST_WRONG)]
    people: Literal["1", "3", "5", "7"]
    alike: Percent
    by_hand: Annotated[float, Bounds(ge=0, le=_MOST)]


@dataclass(frozen=True)
class Prices:
    """What does not change.

    Parameters
    ----------
    mistake : float
        What a case costs that the model gets wrong.
    press : float
        What a press costs: the seconds of the one who presses.
    button, panel : float
        What it costs to build the one and the other.
    retraining : float
        What it costs to train, test and release a model once.
    panel_presses, labels_by_hand : float
        Presses in the panel a week; labels that the specialist makes in a week.
    labels_at_first : int
        How many correct labels today's model has learned from.
    """

    mistake: float
    press: float
    button: float
    panel: float
    retraining: float
    panel_presses: float
    labels_by_hand: float
    labels_at_first: int


def majority_error(wrong: float, people: int, alike: float = 0.0) -> float:
    """How often the majority of several people is wrong.

    Where each of `people`, an odd number, is wrong with probability `wrong` and independently of
    the others, that is the upper half of a binomial distribution (Condorcet, 1785). In a share
    `alike` of the cases they are not independent at all: all of them say the same.

    Parameters
    ----------
    wrong, alike : float
        Shares from 0 to 1.
    people : int
    """
    outvoted = sum(
        math.comb(people, k) * wrong**k * (1 - wrong) ** (people - k)
        for k in range(people // 2 + 1, people + 1)
    )
    return alike * wrong + (1 - alike) * outvoted


@dataclass(frozen=True)
class Curve:
    """Accuracy by number of labels and by the share of them that is wrong, as it was measured.

    Parameters
    ----------
    sizes : tuple of int
        From small to large.
    errors : tuple of float
        From 0 up.
    accuracy : tuple of tuple of float, shape (errors, sizes)
    """

    sizes: tuple[int, ...]
    errors: tuple[float, ...]
    accuracy: tuple[tuple[float, ...], ...]

    def at(self, labels: float, error: float) -> float:
        """Between what was measured, on straight lines over the logarithm of the labels.

        Beyond it nothing is promised: it stays at the last value.
        """
        logs = tuple(map(math.log, self.sizes))
        at_size = [_between(math.log(max(labels, 1)), logs, row) for row in self.accuracy]
        return _between(error, self.errors, at_size)


def _between(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    if x <= xs[0]:
        return ys[0]
    for (left, low), (right, high) in pairwise(zip(xs, ys, strict=True)):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return ys[-1]


@dataclass(frozen=True)
class Machine:
    """One way to get labels.

    Parameters
    ----------
    labels : float
        How many it brings in a week.
    error : float
        The share of them that is wrong.
    build, price : float
        What it costs once, and for each label.
    """

    labels: float
    error: float
    build: float
    price: float


def machines(use: Use, prices: Prices) -> dict[str, Machine]:
    """The three ways to get labels, by name."""
    wrong, people = use.wrong / 100, int(use.people)
    return {
        "button": Machine(use.cases * use.pressed / 100, wrong, prices.button, prices.press),
        "panel": Machine(
            prices.panel_presses / people,
            majority_error(wrong, people, use.alike / 100),
            prices.panel,
            prices.press * people,
        ),
        "by_hand": Machine(prices.labels_by_hand, 0.0, 0.0, use.by_hand),
    }


@dataclass(frozen=True)
class Retraining:
    """A model trained once more, with the labels that there are by then.

    Parameters
    ----------
    week : int
        After which week, from 1.
    labels : float
        New ones by then.
    price_of_label : float, optional
        Everything that they cost, for one; None without any.
    accuracy : float
    net : float
        By the end of the year: what fewer mistakes save, less labels and retraining.
    """

    week: int
    labels: float
    price_of_label: float | None
    accuracy: float
    net: float


def retrainings(machine: Machine, use: Use, prices: Prices, curve: Curve) -> list[Retraining]:
    """What a single retraining would bring, for each week of the year but the last."""
    now = curve.at(prices.labels_at_first, 0.0)
    found = []
    for week in range(1, WEEKS):
        new = machine.labels * week
        learned_from = max(1, prices.labels_at_first + new)
        accuracy = curve.at(learned_from, machine.error * new / learned_from)
        spent = machine.build + machine.price * new
        saved = (accuracy - now) * use.cases * prices.mistake * (WEEKS - week)
        price = spent / new if new else None
        found.append(Retraining(week, new, price, accuracy, saved - spent - prices.retraining))
    return found


_NAMES = {
    "button": Text(en="Like button", ja="いいねボタン"),
    "panel": Text(en="Panel", ja="パネル選択"),
    "by_hand": Text(en="Specialist", ja="専門家"),
}


class LabelMachines(Panel[Use]):
    """Six fields, and what three ways to get labels bring.

    Parameters
    ----------
    given : Use
        What the call in the notebook says.
    prices : Prices
    curve : Curve
    currency : str
    key : str
    """

    call = "label_machines"
    title = Text(en="Three ways to get labels", ja="ラベルを得る3つの方法")
    minutes, minutes_reason = 2.0, "two fields changed one by one, and three rows to read each time"

    def __init__(
        self, given: Use, prices: Prices, curve: Curve, currency: str | Text, key: str
    ) -> None:
        self._prices, self._curve, self._currency = prices, curve, currency
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Field[Any]]:
        """How the features are used."""

        def number(en: str, ja: str, highest: float, lowest: float = 0, unit: str = "%") -> Amount:
            return Amount(text(en=en, ja=ja), unit=unit, lowest=lowest, highest=highest)

        people = text(en="People asked about each case of the panel", ja="パネルで1件を見る人数")
        return {
            "cases": number(
                "Cases the model decides per week",
                "モデルが判定する件数（週）",
                _MOST,
                1,
                text(en="", ja="件"),
            ),
            "pressed": number(
                "Cases for which someone presses the button",
                "ボタンが押される割合",
                100,
            ),
            "wrong": number("Presses that are wrong", "押し間違いの割合", _MOST_WRONG),
            "people": Choose(people, {id_: id_ for id_ in _PEOPLE}),
            "alike": number(
                "Cases that all of them see alike", "全員が同じ見方をする件の割合", 100
            ),
            "by_hand": number(
                "Price of a label made by a specialist",
                "専門家が付けるラベル1件の費用",
                _MOST,
                unit=str(self._currency),
            ),
        }

    def how(self) -> str:
        """What to do."""
        says = text(
            en="Change one field at a time. When does another way win?",
            ja="欄を1つずつ変えます。一番得な方法が入れ替わるのは、どんなときでしょうか。",
        )
        return f"<p>{says}</p>"

    def picture(self) -> str:
        """What a retraining would bring, by the week in which it happens."""
        return _draw(self._runs(), self._money, self.alternative())

    def alternative(self) -> str:
        """The best week of each way."""
        return " ".join(
            text(
                en=f"{name}: best in week {best.week}, {self._money(best.net)} over the year.",
                ja=f"{name}：最も得なのは{best.week}週目で、1年で{self._money(best.net)}。",
            )
            for name, best in self._best().items()
        )

    def page(self) -> str:
        """The way that wins, all three in a table, and what is assumed."""
        heads = (
            text(en="Way", ja="方法"),
            text(en="Labels per week", ja="ラベル数（週）"),
            text(en="Wrong labels", ja="誤ったラベル"),
            text(en="Best week to retrain", ja="最も得な週"),
            text(en="Cost per label by then", ja="それまでの1件の費用"),
            text(en="Accuracy", ja="正解率"),
            text(en="Net over the year", ja="1年の差し引き"),
        )
        ways = machines(self.state, self._prices)
        rows = [
            (
                _NAMES[id_],
                f"{ways[id_].labels:,.0f}",
                f"{ways[id_].error:.1%}",
                best.week,
                self._price(best.price_of_label),
                f"{best.accuracy:.1%}",
                self._money(best.net),
            )
            for id_, best in zip(_NAMES, self._best().values(), strict=True)
        ]
        assumed = "".join(f"<li>{escape(says)}</li>" for says in self._assumptions())
        about = text(en="What this assumes", ja="置いている仮定")
        return (
            f'<p role="status"><strong>{escape(self._said())}</strong></p>{kit.table(heads, rows)}'
            f"<details><summary>{about}</summary><ul>{assumed}</ul></details>"
        )

    def instead(self) -> str:
        """How several people do: the way to compare where nothing can be changed."""
        heads = (text(en="People", ja="人数"), text(en="Wrong labels", ja="誤ったラベル"))
        wrong, alike = self.state.wrong / 100, self.state.alike / 100
        rows = [(n, f"{majority_error(wrong, int(n), alike):.1%}") for n in _PEOPLE]
        return kit.table(heads, rows, caption=text(en="The panel", ja="パネル選択"))

    def _runs(self) -> dict[str, list[Retraining]]:
        return {
            str(_NAMES[id_]): retrainings(machine, self.state, self._prices, self._curve)
            for id_, machine in machines(self.state, self._prices).items()
        }

    def _best(self) -> dict[str, Retraining]:
        return {name: max(run, key=lambda one: one.net) for name, run in self._runs().items()}

    def _said(self) -> str:
        name, best = max(self._best().items(), key=lambda item: item[1].net)
        if best.net <= 0:
            return text(
                en="None of the three pays within a year: leave the model as it is.",
                ja="1年では、3つのどれも元が取れません。モデルは今のままにします。",
            )
        return text(
            en=f"{name} wins: retrain after week {best.week}, and the year ends "
            f"{self._money(best.net)} better.",
            ja=f"最も得なのは「{name}」です。{best.week}週目の終わりに再学習すると、1年で"
            f"{self._money(best.net)}のプラスになります。",
        )

    def _assumptions(self) -> list[str]:
        prices, money, price = self._prices, self._money, self._price
        first, last = self._curve.sizes[0], self._curve.sizes[-1]
        return [
            text(
                en="Measured: accuracy by number of labels and share of wrong ones, from "
                f"{first:,} to {last:,} labels. Beyond that it stays where it is.",
                ja="測定値：ラベルの数と誤りの割合ごとの正解率です。測ったのは"
                f"{first:,}件から{last:,}件までで、その先は変わらないとみなします。",
            ),
            text(
                en=f"Invented: a mistake of the model costs {price(prices.mistake)}, a press "
                f"{price(prices.press)} and a retraining {money(prices.retraining)}. The button "
                f"costs {money(prices.button)} to build, the panel {money(prices.panel)}.",
                ja=f"架空の値：モデルの誤り1件{price(prices.mistake)}、ボタン1回"
                f"{price(prices.press)}、再学習1回{money(prices.retraining)}。開発費は、"
                f"ボタンが{money(prices.button)}、パネルが{money(prices.panel)}です。",
            ),
            text(
                en=f"Invented: the panel gets {prices.panel_presses:,.0f} presses per week. The "
                f"specialist makes {prices.labels_by_hand:,.0f} labels per week without mistakes.",
                ja=f"架空の値：パネルは週に{prices.panel_presses:,.0f}回押されます。専門家は週に"
                f"{prices.labels_by_hand:,.0f}件のラベルを付け、間違えません。",
            ),
            text(
                en=f"Today's model has learned from {prices.labels_at_first} correct labels. It is "
                "retrained once, and the world does not change.",
                ja=f"今のモデルは、正しいラベル{prices.labels_at_first}件で学習しました。再学習は1回だけで、"
                "世の中は変わらないとします。",
            ),
            text(
                en="Presses are a fair sample, and wrong ones fall on it by chance. In real life, "
                "annoyed people press more, and the model learns what all get wrong.",
                ja="押す人に偏りはなく、押し間違いは偶然に起こるとします。実際には、不満のある人ほど押し、"
                "全員に共通する間違いはモデルも覚えてしまいます。",
            ),
        ]

    def _money(self, value: float) -> str:
        return amount(round(value), str(self._currency))

    def _price(self, value: float | None) -> str:
        """A small amount."""
        if value is None:
            return "–"
        return amount(round(value, 2) if abs(value) < 10 else round(value), str(self._currency))


# The picture.

_COLOURS = {"button": ("#0b5394", ""), "panel": ("#a33b00", "7 4"), "by_hand": ("#00664b", "2 3")}
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 260, 84, 560, 34, 214


def _draw(
    runs: Mapping[str, Sequence[Retraining]], money: Callable[[float], str], label: str
) -> str:
    """A line a way: the net of a retraining over the week in which it happens."""
    nets = [one.net for run in runs.values() for one in run]
    high = max(0.0, *nets)
    low = max(min(0.0, *nets), -high if high else min(nets))  # deeper losses are not drawn
    scale = (_BOTTOM - _TOP) / (high - low or 1)

    def x(week: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (week - 1) / (WEEKS - 2)

    def y(net: float) -> float:
        return _TOP + scale * (high - net)

    title = text(
        en="Net over the year, by the week of the retraining", ja="再学習する週と、1年の差し引き"
    )
    parts = [kit.write(_LEFT, 18, title, anchor="start", fill=kit.QUIET, size=12)]
    for value in {high, 0.0, low}:
        parts += [
            f'<path d="M{_LEFT} {y(value):.1f}H{_RIGHT}" stroke="#bbbbbb"/>',
            kit.write(_LEFT - 6, y(value) + 4, money(value), anchor="end", size=11),
        ]
    parts += [kit.write(x(week), _BOTTOM + 18, str(week), size=11) for week in (1, 13, 26, 39, 51)]
    parts.append(
        kit.write(_RIGHT + 16, _BOTTOM + 18, text(en="week", ja="週"), anchor="start", size=11)
    )
    names_at = float(_BOTTOM)
    for (name, run), (colour, dashes) in sorted(
        zip(runs.items(), _COLOURS.values(), strict=True), key=lambda line: line[0][1][-1].net
    ):
        best = max(run, key=lambda one: one.net)
        points = " ".join(f"{x(one.week):.1f},{y(one.net):.1f}" for one in run if one.net >= low)
        names_at = min(
            y(max(run[-1].net, low)) + 4, names_at - 16
        )  # names that would touch are moved apart
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dashes}"/>',
            f'<circle cx="{x(best.week):.1f}" cy="{y(max(best.net, low)):.1f}" r="5" '
            f'fill="{colour}"/>',
            kit.write(_RIGHT + 8, names_at, name, anchor="start", fill=colour, size=12),
        ]
    return kit.svg(_WIDE, _HIGH, label, parts)


def label_machines(
    curve: Mapping[float, Mapping[int, float]],
    *,
    currency: str | Text,
    mistake: float,
    press: float,
    button: float,
    panel: float,
    retraining: float,
    panel_presses: float = 540,
    labels_by_hand: float = 100,
    labels_at_first: int = 100,
    cases: float = 10_000,
    pressed: float = 2,
    wrong: float = 15,
    people: str = "3",
    alike: float = 20,
    by_hand: float = 3,
    key: str = "label-machines",
) -> None:
    """Let the attendee compare a like button, a panel and a specialist as sources of labels.

    Parameters
    ----------
    curve : mapping of float to mapping of int to float
        Measured accuracy, 0 to 1: by the share of wrong labels, then by the number of labels. Each
        share has the same numbers, at least two.
    currency : str or Text
        Of all prices.
    mistake, press, button, panel, retraining : float
        What a mistake of the model costs, a press, building the button and the panel, a retraining.
    panel_presses : float, default 540
        Presses in the panel per week.
    labels_by_hand : float, default 100
        Labels that the specialist makes per week.
    labels_at_first : int, default 100
        Correct labels that today's model has learned from.
    cases, pressed, wrong, people, alike, by_hand
        What the fields say at first, as in `Use`; shares in percent.
    key : str, default "label-machines"
        Tells those of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If the curve is no table of accuracies, a price is below zero, or a field will not take what
        the call says.
    """
    # As the call says it: the field refuses what is none of them.
    given = Use(cases, pressed, wrong, cast(Any, people), alike, by_hand)
    prices = Prices(
        mistake=kit.at_least_0("mistake", mistake),
        press=kit.at_least_0("press", press),
        button=kit.at_least_0("button", button),
        panel=kit.at_least_0("panel", panel),
        retraining=kit.at_least_0("retraining", retraining),
        panel_presses=kit.at_least_0("panel_presses", panel_presses),
        labels_by_hand=kit.at_least_0("labels_by_hand", labels_by_hand),
        labels_at_first=int(kit.at_least_0("labels_at_first", labels_at_first)),
    )
    LabelMachines(given, prices, _curve(curve), currency, key).show()


_TABLE = TypeAdapter(dict[float, dict[int, Annotated[float, Bounds(ge=0, le=1)]]])


def _curve(given: Mapping[float, Mapping[int, float]]) -> Curve:
    try:
        rows = dict(sorted(_TABLE.validate_python(given).items()))
    except ValidationError:
        rows = {}
    sizes = sorted(next(iter(rows.values()), {}))
    fits = len(sizes) > 1 and all(sorted(row) == sizes for row in rows.values())
    if not fits:
        raise WorkshopError(
            text(
                en=f"curve is {shown(given)}. Give accuracies from 0 to 1 by the share of wrong "
                "labels, then by the number of labels, such as {0.0: {100: 0.9, 1000: 0.95}}, with "
                "the same numbers for each share.",
                ja=f"curve が {shown(given)} になっています。誤ったラベルの割合、ラベルの数の順に、"
                "0以上1以下の正解率を指定してください。例：{0.0: {100: 0.9, 1000: 0.95}}。"
                "ラベルの数は、どの割合でも同じにします。",
            )
        )
    table = tuple(tuple(row[size] for size in sizes) for row in rows.values())
    return Curve(tuple(sizes), tuple(rows), table)
