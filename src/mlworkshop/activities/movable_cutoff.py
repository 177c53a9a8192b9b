"""The movable cut-off: who is called positive by which score, and what the mistakes cost."""

from __future__ import annotations

import asyncio
import base64
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import partial
from html import escape
from numbers import Real
from typing import Any

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.activities.score_histogram import (
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
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text
from mlworkshop.measures.two_classes import Confusion, Scored, scored

_HIGHEST = {"cutoff": 1, "price_missed": 1_000_000_000, "price_false_alarm": 1_000_000_000}
_TABLE = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_MOST_DECIMALS = 6  # of an amount of money
_SETTLED = 0.5  # seconds without a change until the choice is written down

# The slider is as wide as the picture's axis, so that its knob stands above the line. The knob as
# such is hidden from the keyboard, because with it focused the key "b" inserts a cell, and from
# screen readers, because ipywidgets gives it no name and rounds its value; the touch area inside
# it stays for the mouse. The number field beside it does the same with the arrow keys.
_INSET = f"{100 * MARGIN / WIDTH:.2f}%"
_STYLE = f"""
.mlw-cutoff .widget-text {{ flex-direction: column; align-items: flex-start; width: auto;
  height: auto; margin: 0.3em 1.5em 0.3em 0; }}
.mlw-cutoff .widget-text .widget-label {{ width: auto; height: auto; white-space: normal;
  line-height: 1.45; text-align: left; }}
.mlw-cutoff .widget-text input {{ width: 8em; background: #ffffff; color: #1b1b1b;
  border: 1px solid #767676; }}
.mlw-cutoff .widget-slider {{ width: auto; margin: 0 {_INSET}; }}
.mlw-cutoff .slider-container {{ margin: 0; }}
.mlw-cutoff .noUi-handle:has(> .noUi-touch-area) {{ visibility: hidden; }}
.mlw-cutoff .noUi-touch-area {{ visibility: visible; box-sizing: border-box; cursor: ew-resize;
  width: 24px; height: 24px; margin: -5px; border: 3px solid #1b1b1b; border-radius: 50%;
  background: #ffffff; }}
"""


@dataclass(frozen=True)
class Choice:
    """What the attendee sets, and the lesson's author before.

    Parameters
    ----------
    cutoff : float
        From 0 to 1; what scores as much or more is called positive.
    price_missed, price_false_alarm : float
        What each mistake of either kind costs, from 0 to 1,000,000,000.
    """

    cutoff: float
    price_missed: float
    price_false_alarm: float


def cutoff(
    is_positive: Any,
    scores: Any,
    *,
    positive: str | Text | None = None,
    negative: str | Text | None = None,
    unit: str | Text | None = None,
    currency: str | Text | None = None,
    price_missed: float = 1,
    price_false_alarm: float = 1,
    start: float = 0.5,
    key: str = "cutoff",
) -> None:
    """Show the scores of both classes with a cut-off to move, and what its mistakes cost.

    A case is called positive when its score is the cut-off or more. The cut-off and the prices that
    the attendee chose come back when the cell runs again, unless `start` or the prices in the call
    have changed since: that is how to move the cut-off without widgets.

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
    start : float, default 0.5
        The cut-off at first.
    key : str, default "cutoff"
        Tells the cut-offs of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If labels, scores, prices or start are not what they should be.
    """
    given = {"cutoff": start, "price_missed": price_missed, "price_false_alarm": price_false_alarm}
    for name, value in given.items():
        if not _fits(name, value):
            argument = f"{'start' if name == 'cutoff' else name}={value!r}"
            raise WorkshopError(
                text(
                    en=f"{argument}: expected a number from 0 to {_HIGHEST[name]:,}. "
                    "Change it in the call.",
                    ja=f"{argument} は使えません。0 以上 {_HIGHEST[name]:,} 以下の数値に"
                    "書き換えてください。",
                )
            )
    names = Names(
        positive=str(positive or text(en="positive", ja="陽性")),
        negative=str(negative or text(en="negative", ja="陰性")),
        unit=str(unit or text(en="cases", ja="件")),
        currency=str(currency or text(en="yen", ja="円")),
    )
    numbers = {name: float(value) for name, value in given.items()}
    MovableCutOff(scored(is_positive, scores), names, Choice(**numbers), key).show()


class MovableCutOff:
    """The activity's widgets, and what they are set to.

    Parameters
    ----------
    data : Scored
    names : Names
    given : Choice
        What the call in the notebook says.
    key : str
        Under which the choice is remembered in the open lesson.
    """

    def __init__(self, data: Scored, names: Names, given: Choice, key: str) -> None:
        self._data = data
        self._names = names
        self._given = given
        self._key = key
        self._lesson = notebook.lesson()
        self._timer: asyncio.TimerHandle | None = None
        self.choice = given

        self.message = ui.html()
        self.picture = ui.html()
        self.results = ui.html()
        self._recall()
        labels = {
            "cutoff": text(en="Cut-off (0 to 1)", ja="しきい値（0〜1）"),
            "price_missed": text(
                en=f"Price of each {names.positive} missed ({names.currency})",
                ja=f"見逃し1{names.unit}あたりの損害額（{names.currency}）",
            ),
            "price_false_alarm": text(
                en=f"Price of each {names.negative} called {names.positive} ({names.currency})",
                ja=f"誤検出1{names.unit}あたりの損害額（{names.currency}）",
            ),
        }
        self.fields = {
            name: widgets.FloatText(value, description=labels[name])
            for name, value in asdict(self.choice).items()
        }
        self.fields["cutoff"].step = 0.01
        self.slider = widgets.FloatSlider(
            round(self.choice.cutoff, 2), min=0, max=1, step=0.01, readout=False
        )
        for name, field in self.fields.items():
            field.observe(partial(self._typed, name), "value")
        self.slider.observe(self._slid, "value")
        self._refresh()

    def show(self) -> None:
        """Display the activity in the current cell."""
        row = widgets.HBox(list(self.fields.values()))
        row.layout.flex_flow = "row wrap"
        row.layout.align_items = "flex-end"
        style = ui.html(f"<style>{_STYLE}</style>")
        way = ui.html(f"<p>{_way()}</p>")
        live = widgets.VBox(
            [style, row, way, self.message, self.slider, self.picture, self.results]
        )
        live.add_class("mlw-cutoff")
        static = (
            _image(self._data, self.choice, self._names)
            + self.results.value
            + _table(self._data, self.choice, self._names)
            + _without_widgets()
        )
        ui.show(live, static, text(en="Movable cut-off", ja="動かせるしきい値"))

    def _typed(self, name: str, change: Any) -> None:
        """Take over a typed number, or say why not and put the last one back."""
        if _fits(name, change.new):
            self._set(name, change.new)
            return
        field, stays = self.fields[name], getattr(self.choice, name)
        problem = text(
            en=f"“{field.description}” takes numbers from 0 to {_HIGHEST[name]:,}; "
            f"{change.new:g} is not one of them. It stays at {stays:g}.",
            ja=f"「{field.description}」には 0 以上 {_HIGHEST[name]:,} 以下の数値を"
            f"入力してください。{change.new:g} は使えないため、{stays:g} のままにしました。",
        )
        field.value = stays
        self._say(problem)

    def _slid(self, change: Any) -> None:
        # A slider knows hundredths only: put at 0.995 it answers 1, which nobody has chosen.
        if (value := round(change.new, 2)) != round(self.choice.cutoff, 2):
            self._set("cutoff", value)

    def _set(self, name: str, value: float) -> None:
        if value == getattr(self.choice, name):
            return
        self.choice = replace(self.choice, **{name: value})
        self.fields[name].value = value
        self.slider.value = round(self.choice.cutoff, 2)
        self.message.value = ""
        self._refresh()
        self._settle()

    def _refresh(self) -> None:
        self.picture.value = draw(self._data, self.choice.cutoff, self._names)
        self.results.value = _results(self._data, self.choice, self._names)

    def _say(self, problem: str) -> None:
        self.message.value = f'<p class="mlw-feedback mlw-wrong" role="alert">{escape(problem)}</p>'

    def _settle(self) -> None:
        """Write the choice down once the slider has come to rest."""
        if self._timer:
            self._timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, so nobody drags
            self._write_down()
        else:
            self._timer = loop.call_later(_SETTLED, self._write_down)

    def _write_down(self) -> None:
        answer = {"given": asdict(self._given), "chosen": asdict(self.choice)}
        if not journal.record(self._lesson, "note", self._key, answer=answer):
            self._say(journal.trouble() or "")

    def _recall(self) -> None:
        """Come back to the last choice, unless the call has said something new since."""
        event = journal.latest(self._lesson, "note", self._key)
        if event is None:
            return
        match event.answer:
            case {"given": given, "chosen": dict(chosen)} if given == asdict(self._given):
                numbers = {
                    name: value
                    for name, value in chosen.items()
                    if isinstance(value, int | float) and _fits(name, value)
                }
                if numbers.keys() == _HIGHEST.keys():
                    self.choice = Choice(**numbers)
            case _:
                self._write_down()


def _fits(name: str, value: object) -> bool:
    highest = _HIGHEST.get(name, -1)  # nothing fits a name from a later version
    return isinstance(value, Real) and 0 <= float(value) <= highest


def _image(data: Scored, choice: Choice, names: Names) -> str:
    """The picture in a form that stays where SVG elements are taken out of a page."""
    coded = base64.b64encode(draw(data, choice.cutoff, names).encode()).decode()
    alt = escape(describe(data.at(choice.cutoff), choice.cutoff, names))
    return f'<img alt="{alt}" style="width: 100%" src="data:image/svg+xml;base64,{coded}">'


def _results(data: Scored, choice: Choice, names: Names) -> str:
    """Cost, confusion matrix and measures at the chosen cut-off, as HTML."""
    confusion = data.at(choice.cutoff)
    return (
        f'<p role="status" style="font-size: 1.1em">{_cost(confusion, choice, names)}</p>'
        + _matrix(confusion, choice, names)
        + _measures(confusion, names)
    )


def _cost(confusion: Confusion, choice: Choice, names: Names) -> str:
    cost = confusion.cost(choice.price_missed, choice.price_false_alarm)
    amounts = (choice.price_missed, choice.price_false_alarm, cost, _per_1000(cost, confusion))
    price_missed, price_false_alarm, total, per_1000 = (
        _money(amount, names, _decimals(choice)) for amount in amounts
    )
    missed = f"{confusion.missed:,} × {price_missed}"
    false_alarms = f"{confusion.false_alarms:,} × {price_false_alarm}"
    at, unit = number(choice.cutoff), escape(names.unit)
    return text(
        en=f"Cut-off {at}: {MISSED} {missed} + {FALSE_ALARMS} {false_alarms} = "
        f"<strong>{total}</strong> for these {confusion.cases:,} {unit}, "
        f"or <strong>{per_1000}</strong> per 1,000 {unit}.",
        ja=f"しきい値 {at}：{MISSED} {missed} ＋ {FALSE_ALARMS} {false_alarms} ＝ "
        f"<strong>{total}</strong>（この {confusion.cases:,} {unit}の合計。"
        f"1,000 {unit}あたりでは <strong>{per_1000}</strong>）",
    )


def _matrix(confusion: Confusion, choice: Choice, names: Names) -> str:
    """The confusion matrix, its cells where the picture has them."""
    positive, negative = escape(names.positive), escape(names.negative)
    rule = text(
        en=f"Confusion matrix: what scores {number(choice.cutoff)} or more is called {positive}",
        ja=f"混同行列：スコアが {number(choice.cutoff)} 以上なら{positive}と判定",
    )
    really = text(en="really {}", ja="実際は{}").format
    return _html_table(
        rule,
        ("", called(negative), called(positive)),
        (
            (really(positive), wrong(MISSED, confusion.missed), right(FOUND, confusion.found)),
            (
                really(negative),
                right(LEFT_ALONE, confusion.left_alone),
                wrong(FALSE_ALARMS, confusion.false_alarms),
            ),
        ),
    )


def _measures(confusion: Confusion, names: Names) -> str:
    positive, unit = escape(names.positive), escape(names.unit)
    found, said = f"{confusion.found:,}", f"{confusion.called_positive:,}"
    if confusion.precision is None:
        of_called = text(
            en=f"nothing is called {positive}, so there is nothing to take a share of",
            ja=f"{positive}と判定したものが 1 {unit}もないため、計算できません",
        )
    else:
        of_called = text(
            en=f"of {said} called {positive}, {found} really are",
            ja=f"{positive}と判定した {said} {unit}のうち、"
            f"実際に{positive}だったのは {found} {unit}",
        )
    of_positive = text(
        en=f"of {confusion.positive:,} that really are {positive}, {found} are found",
        ja=f"実際の{positive} {confusion.positive:,} {unit}のうち、見つけたのは {found} {unit}",
    )
    of_all = text(
        en=f"of all {confusion.cases:,} {unit}, {confusion.right:,} are called what they are",
        ja=f"全 {confusion.cases:,} {unit}のうち、正しく判定したのは {confusion.right:,} {unit}",
    )
    return _html_table(
        text(en="How good that is", ja="このしきい値での評価指標"),
        (text(en="Measure", ja="指標"), text(en="Value", ja="値"), text(en="Meaning", ja="意味")),
        (
            (text(en="Precision", ja="適合率"), _share(confusion.precision), of_called),
            (text(en="Recall", ja="再現率"), _share(confusion.recall), of_positive),
            (text(en="Accuracy", ja="正解率"), _share(confusion.accuracy), of_all),
        ),
    )


def _table(data: Scored, choice: Choice, names: Names) -> str:
    """Several cut-offs at the chosen prices: a way to decide where nothing can be moved."""
    unit, currency = escape(names.unit), escape(names.currency)
    heads = (
        text(en="cut-off", ja="しきい値"),
        MISSED,
        FOUND,
        LEFT_ALONE,
        FALSE_ALARMS,
        text(en="precision", ja="適合率"),
        text(en="recall", ja="再現率"),
        text(en=f"cost ({currency})", ja=f"損害額（{currency}）"),
        text(en=f"per 1,000 {unit}", ja=f"1,000 {unit}あたり"),
    )
    rows = []
    for at in sorted({*_TABLE, choice.cutoff}):
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
    return _html_table(caption, heads, rows)


def _html_table(caption: str, heads: Iterable[object], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table of escaped words; each row's first cell is its header."""
    left, header = 'style="text-align: left"', 'style="text-align: left; white-space: nowrap"'
    top = "".join(f'<th scope="col" {left}>{head}</th>' if head else "<td></td>" for head in heads)
    body = "".join(
        f'<tr><th scope="row" {header}>{first}</th>'
        + "".join(f"<td {left}>{cell}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    return (
        f'<table style="margin: 0.8em 0"><caption {left}>{caption}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _without_widgets() -> str:
    says = text(
        en="No slider here? Run this cell in JupyterLab. Without widgets, change the numbers in "
        "the call and run it again:",
        ja="スライダーが出ないときは、JupyterLab でこのセルを実行してください。"
        "ウィジェットを使えない環境では、コードの数値を書き換えて実行し直してください：",
    )
    return f"<p>{says} <code>start=0.3, price_missed=…, price_false_alarm=…</code></p>"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _way() -> str:
    """How to move the cut-off, for the mouse and for the keyboard."""
    return text(
        en="Drag the circle, or click the number field and press ↑ or ↓.",
        ja="丸いつまみをドラッグするか、数値の欄をクリックして ↑ キーか ↓ キーを押してください。",
    )


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
    """An amount with its currency, escaped: a sign goes before it, a word behind."""
    digits = _digits(amount, decimals)
    if unicodedata.category(names.currency[-1]) == "Sc":
        return escape(f"{names.currency}{digits}")
    return escape(f"{digits} {names.currency}")
