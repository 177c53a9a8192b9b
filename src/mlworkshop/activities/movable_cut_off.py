"""The movable cut-off: who is called positive by which score, and what the mistakes cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from mlworkshop.activities.kit import table
from mlworkshop.activities.panel import Panel
from mlworkshop.activities.pictures import (
    FALSE_ALARMS,
    FOUND,
    LEFT_ALONE,
    MARGIN,
    MISSED,
    WIDTH,
    Names,
    called,
    describe,
    draw,
    number,
    right,
    wrong,
)
from mlworkshop.fields import Amount
from mlworkshop.language import Text, text
from mlworkshop.typed_number import with_unit

if TYPE_CHECKING:
    from mlworkshop.measures.two_classes import Confusion, Scored

_DEAREST = 1_000_000_000
_TABLE = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_MOST_DECIMALS = 6  # of an amount of money


@dataclass(frozen=True)
class Choice:
    """What the attendee sets, and the lesson's author before.

    Parameters
    ----------
    cut_off : float
        From 0 to 1; what scores as much or more is called positive.
    price_missed, price_false_alarm : float
        What each mistake of either kind costs, from 0 to 1,000,000,000.
    """

    cut_off: float
    price_missed: float
    price_false_alarm: float


def cut_off(
    is_positive: Any,
    scores: Any,
    *,
    positive: str | Text | None = None,
    negative: str | Text | None = None,
    unit: str | Text | None = None,
    currency: str | Text | None = None,
    price_missed: float = 1,
    price_false_alarm: float = 1,
    cut_off: float = 0.5,
    key: str = "cutoff",
) -> None:
    """Show the scores of both classes with a cut-off to move, and what its mistakes cost.

    A case is called positive when its score is the cut-off or more. The cut-off and the prices that
    the attendee chose come back when the cell runs again, unless those in the call have changed
    since: that is how to move the cut-off without widgets.

    Parameters
    ----------
    is_positive : array-like of bool, shape (n,)
        What each case really is; both classes occur.
    scores : array-like of float, shape (n,)
        The model's probability, from 0 to 1, that the case is positive.
    positive, negative : str or Text, optional
        The classes' names, such as "spam" and "good mail".
    unit : str or Text, optional
        What is counted: in English a plural noun ("mails"), in Japanese a counter (「通」).
    currency : str or Text, optional
        A sign such as "$", or a word such as "yen", 「円」.
    price_missed, price_false_alarm : float, default 1
        What a positive case costs that is missed, and a negative one that is called positive.
    cut_off : float, default 0.5
        The cut-off at first.
    key : str, default "cutoff"
        Tells the cut-offs of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If labels, scores, prices or cut-off are not what they should be.
    """
    names = Names(
        positive=positive or Text(en="positive", ja="陽性"),
        negative=negative or Text(en="negative", ja="陰性"),
        unit=unit or Text(en="cases", ja="件"),
        currency=currency or Text(en="yen", ja="円"),
    )
    given = Choice(cut_off, price_missed, price_false_alarm)

    from mlworkshop.measures.two_classes import scored  # here: it needs numpy

    MovableCutOff(scored(is_positive, scores), names, given, key).show()


class MovableCutOff(Panel[Choice]):
    """The picture of the scores with a cut-off to move, and what comes out.

    Parameters
    ----------
    data : Scored
    names : Names
    given : Choice
        What the call in the notebook says.
    key : str
    """

    call = "cut_off"
    title = Text(en="Movable cut-off", ja="動かせるしきい値")
    minutes, minutes_reason = 3.0, "a dozen settings, and a look at both kinds of error for each"
    # The slider is as wide as the picture's axis, so that its knob is above the line. Styles of
    # cells below come later, so that a rule has to be stronger than the one that it changes.
    style = f"""
.mlw .mlw-cut-off .mlw-field:has(.widget-slider) {{ flex: 1 1 100%; }}
.mlw .mlw-cut-off .widget-slider {{ margin: 0 {100 * MARGIN / WIDTH:.2f}%; }}
.mlw-cut-off table {{ margin: 0.8em 0; }}
.mlw-cut-off tbody th {{ white-space: nowrap; }}
"""

    def __init__(self, data: Scored, names: Names, given: Choice, key: str) -> None:
        self._data, self._names = data, names
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Amount]:
        """The prices, and the cut-off with its slider next to the picture."""
        names, unit = self._names, str(self._names.currency)
        missed = text(
            en=f"Price of each {names.positive} missed", ja=f"見逃し1{names.unit}あたりの損害額"
        )
        false_alarm = text(
            en=f"Price of each {names.negative} called {names.positive}",
            ja=f"誤検出1{names.unit}あたりの損害額",
        )
        cut_off = text(en="Cut-off (0 to 1)", ja="しきい値（0〜1）")
        return {
            "price_missed": Amount(missed, unit=unit, lowest=0, highest=_DEAREST),
            "price_false_alarm": Amount(false_alarm, unit=unit, lowest=0, highest=_DEAREST),
            "cut_off": Amount(cut_off, lowest=0, highest=1, slider=True, step=0.01),
        }

    def how(self) -> str:
        """How to move the cut-off, for the mouse and for the keyboard."""
        says = text(
            en="Drag the circle, press − or +, or type a number.",
            ja="丸いつまみをドラッグするか、− と + のボタンを押すか、数値を入力してください。",
        )
        return f"<p>{says}</p>"

    def picture(self) -> str:
        """Both classes' scores with the cut-off."""
        return draw(self._data, self.state.cut_off, self._names)

    def alternative(self) -> str:
        """The four counts."""
        return describe(self._data.at(self.state.cut_off), self.state.cut_off, self._names)

    def page(self) -> str:
        """Cost, confusion matrix and measures at the chosen cut-off."""
        confusion = self._data.at(self.state.cut_off)
        return (
            f'<p role="status" style="font-size: 1.1em">{_cost(confusion, self.state, self._names)}'
            f"</p>{_matrix(confusion, self.state, self._names)}{_measures(confusion, self._names)}"
        )

    def instead(self) -> str:
        """Several cut-offs at the chosen prices: a way to decide where nothing can be moved."""
        return _table(self._data, self.state, self._names)

    def digest(self) -> Sequence[tuple[str, str]]:
        """The cut-off, and what mistakes cost with it."""
        confusion = self._data.at(self.state.cut_off)
        cost = confusion.cost(self.state.price_missed, self.state.price_false_alarm)
        per_1000 = _money(_per_1000(cost, confusion), self._names, _decimals(self.state))
        return [
            (text(en="Cut-off", ja="しきい値"), number(self.state.cut_off)),
            (
                text(
                    en=f"Cost of mistakes per 1,000 {self._names.unit}",
                    ja=f"1,000{self._names.unit}あたりの損害額",
                ),
                per_1000,
            ),
        ]

    @classmethod
    def older(cls, note: Any) -> Any:
        """Notes had `cutoff` and `chosen`."""
        match note:
            case {"given": {"cutoff": given, **before}, "chosen": {"cutoff": chosen, **now}}:
                return {
                    "given": {"cut_off": given, **before},
                    "state": {"cut_off": chosen, **now},
                }
        return None


def _cost(confusion: Confusion, choice: Choice, names: Names) -> str:
    cost = confusion.cost(choice.price_missed, choice.price_false_alarm)
    amounts = (choice.price_missed, choice.price_false_alarm, cost, _per_1000(cost, confusion))
    price_missed, price_false_alarm, total, per_1000 = (
        escape(_money(amount, names, _decimals(choice))) for amount in amounts
    )
    missed = f"{confusion.missed:,} × {price_missed}"
    false_alarms = f"{confusion.false_alarms:,} × {price_false_alarm}"
    at, unit = number(choice.cut_off), escape(str(names.unit))
    return text(
        en=f"Cut-off {at}: {MISSED} {missed} + {FALSE_ALARMS} {false_alarms} = "
        f"<strong>{total}</strong> for these {confusion.cases:,} {unit}, "
        f"or <strong>{per_1000}</strong> per 1,000 {unit}.",
        ja=f"しきい値 {at}：{MISSED} {missed} ＋ {FALSE_ALARMS} {false_alarms} ＝ "
        f"<strong>{total}</strong>（この{confusion.cases:,}{unit}の合計。"
        f"1,000{unit}あたりでは<strong>{per_1000}</strong>）",
    )


def _matrix(confusion: Confusion, choice: Choice, names: Names) -> str:
    """The confusion matrix, its cells where the picture has them."""
    positive, negative = names.positive, names.negative
    rule = text(
        en=f"Confusion matrix: what scores {number(choice.cut_off)} or more is called {positive}",
        ja=f"混同行列：スコアが{number(choice.cut_off)}以上なら{positive}と判定",
    )
    really = text(en="really {}", ja="実際は{}").format
    return table(
        ("", called(negative), called(positive)),
        (
            (really(positive), wrong(MISSED, confusion.missed), right(FOUND, confusion.found)),
            (
                really(negative),
                right(LEFT_ALONE, confusion.left_alone),
                wrong(FALSE_ALARMS, confusion.false_alarms),
            ),
        ),
        caption=rule,
    )


def _measures(confusion: Confusion, names: Names) -> str:
    positive, unit = names.positive, names.unit
    found, said = f"{confusion.found:,}", f"{confusion.called_positive:,}"
    if confusion.precision is None:
        of_called = text(
            en=f"nothing is called {positive}, so there is nothing to take a share of",
            ja=f"{positive}と判定したものが1{unit}もないため、計算できません",
        )
    else:
        of_called = text(
            en=f"of {said} called {positive}, {found} really are",
            ja=f"{positive}と判定した{said}{unit}のうち、実際に{positive}だったのは{found}{unit}",
        )
    of_positive = text(
        en=f"of {confusion.positive:,} that really are {positive}, {found} are found",
        ja=f"実際の{positive}{confusion.positive:,}{unit}のうち、見つけたのは{found}{unit}",
    )
    of_all = text(
        en=f"of all {confusion.cases:,} {unit}, {confusion.right:,} are called what they are",
        ja=f"全{confusion.cases:,}{unit}のうち、正しく判定したのは{confusion.right:,}{unit}",
    )
    return table(
        (text(en="Measure", ja="指標"), text(en="Value", ja="値"), text(en="Meaning", ja="意味")),
        (
            (text(en="Precision", ja="適合率"), _share(confusion.precision), of_called),
            (text(en="Recall", ja="再現率"), _share(confusion.recall), of_positive),
            (text(en="Accuracy", ja="正解率"), _share(confusion.accuracy), of_all),
        ),
        caption=text(en="How good that is", ja="このしきい値での評価指標"),
    )


def _table(data: Scored, choice: Choice, names: Names) -> str:
    """Several cut-offs at the chosen prices: a way to decide where nothing can be moved."""
    unit, currency = names.unit, names.currency
    heads = (
        text(en="cut-off", ja="しきい値"),
        MISSED,
        FOUND,
        LEFT_ALONE,
        FALSE_ALARMS,
        text(en="precision", ja="適合率"),
        text(en="recall", ja="再現率"),
        text(en=f"cost ({currency})", ja=f"損害額（{currency}）"),
        text(en=f"per 1,000 {unit}", ja=f"1,000{unit}あたり"),
    )
    rows = []
    for at in sorted({*_TABLE, choice.cut_off}):
        confusion = data.at(at)
        cost = confusion.cost(choice.price_missed, choice.price_false_alarm)
        rows.append(
            (
                number(at),
                f"{confusion.missed:,}",
                f"{confusion.found:,}",
                f"{confusion.left_alone:,}",
                f"{confusion.false_alarms:,}",
                _share(confusion.precision),
                _share(confusion.recall),
                _digits(cost, _decimals(choice)),
                _digits(_per_1000(cost, confusion), _decimals(choice)),
            )
        )
    caption = text(en="Other cut-offs at the same prices", ja="同じ損害額で、しきい値を変えた場合")
    return table(heads, rows, caption=caption)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _per_1000(cost: float, confusion: Confusion) -> float:
    """The cost of 1,000 cases such as these."""
    return 1000 * cost / confusion.cases


def _decimals(choice: Choice) -> int:
    """How many decimals amounts have: none with whole prices, else two, or all of a price's."""
    prices = (choice.price_missed, choice.price_false_alarm)
    needed = max(
        -int(Decimal(repr(float(price))).normalize().as_tuple().exponent) for price in prices
    )
    return min(max(2, needed), _MOST_DECIMALS) if needed > 0 else 0


def _digits(amount: float, decimals: int) -> str:
    """An amount of money; without decimals, that of 1,000 cases is rounded where it is large."""
    if decimals or amount >= 100:
        return f"{amount:,.{decimals}f}"
    return f"{amount:,.2f}".removesuffix(".00") if amount >= 1 else f"{amount:.3g}"


def _money(amount: float, names: Names, decimals: int) -> str:
    return with_unit(_digits(amount, decimals), str(names.currency))
