"""Fields: one thing to enter each, with its label above and a kind refusal below.

Made of core ipywidgets that are safe inside JupyterLab with the keyboard alone: text fields,
buttons, checkboxes. What is typed, what code says and what the journal gives back is read in one
place, `Field.read`.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from html import escape
from numbers import Real
from string import ascii_lowercase
from typing import Any, Generic, TypeVar

import ipywidgets as widgets

from mlworkshop import typed_number, ui
from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import colon, text

__all__ = ["Amount", "Choose", "Field", "Range", "Rows", "Ticks", "Words"]

V = TypeVar("V")

_SHORT = 24  # characters: options of so few stand side by side


class Field(ABC, Generic[V]):
    """One thing to enter.

    Parameters
    ----------
    label : str
        Plain text, shown above.
    control : ipywidgets.Widget
        What it is entered with.
    """

    nothing: Any = None  # what a state holds for an empty field
    drags = False  # whether it may change many times before it rests

    def __init__(self, label: str, control: widgets.Widget) -> None:
        self.label = label
        self._value: V | None = None
        self._refusal = ui.html()
        self._watching: list[Callable[[V | None], None]] = []
        self.widget: widgets.Widget = widgets.VBox([control, self._refusal])
        self.widget.add_class("mlw-field")

    @property
    def value(self) -> V | None:
        """What was entered; None while that is nothing."""
        return self._value

    @property
    def is_refused(self) -> bool:
        """Whether what was entered last could not be taken."""
        return bool(self._refusal.value)

    def put(self, value: V | None) -> None:
        """Show a value, without calling anybody."""
        with ui.LOCK:
            self._value = value
            self._refusal.value = ""
            self._show(value)

    def watch(self, call: Callable[[V | None], None]) -> None:
        """Call with each new value from now on."""
        self._watching.append(call)

    def refuse(self, why: str) -> None:
        """Say below the field why something cannot be taken."""
        self._refusal.value = ui.alert(why)

    @abstractmethod
    def read(self, given: object) -> V:
        """A value in the one form that is kept; reading it again gives the same.

        Parameters
        ----------
        given
            As typed, as code says it, or as it comes back from JSON.

        Raises
        ------
        WorkshopError
            If it will not do; the message names the field, what was found and what is expected.
        """

    @abstractmethod
    def shown(self, value: V | None) -> str:
        """A value as plain text, for pages without widgets."""

    def choices(self) -> list[str]:
        """What there is to choose from, a line each."""
        return []

    @abstractmethod
    def _show(self, value: V | None) -> None:
        """Let the control show a value."""

    def _entered(self, given: object) -> None:
        """Take over what was entered, or say why not and put the last value back."""
        with ui.LOCK:
            try:
                value = None if given in ("", None) else self.read(given)
            except WorkshopError as error:
                self.put(self._value)
                self.refuse(str(error))
                return
            changed = value != self._value
            self.put(value)
            for call in self._watching if changed else ():
                call(value)

    def _unfit(self, given: object, expected: str) -> WorkshopError:
        found = given if isinstance(given, str) and 0 < len(given) <= 60 else shown(given)
        return WorkshopError(
            text(
                en=f'{self.label}: "{found}" is not {expected}.',
                ja=f"「{self.label}」に「{found}」は使えません。{expected}を指定してください。",
            )
        )


class Amount(Field[float]):
    """A number with its unit.

    Parameters
    ----------
    label : str
    unit : str
        A sign such as "$" or "%", or a word.
    lowest, highest : float, optional
        Bounds, inclusive; a slider needs both.
    whole : bool
        Whether only whole numbers will do.
    slider : bool
        Whether there is a slider below, for the mouse; the field does the same.
    step : float, optional
        What one press of the buttons − and + beside the field changes, and the slider's grid;
        without it there are no buttons.
    """

    def __init__(
        self,
        label: str,
        *,
        unit: str = "",
        lowest: float | None = None,
        highest: float | None = None,
        whole: bool = False,
        slider: bool = False,
        step: float | None = None,
    ) -> None:
        self._unit, self._lowest, self._highest, self._whole = unit, lowest, highest, whole
        self._step = step
        self.input = _text(_with_unit(label, unit))
        self.input.observe(self._typed, "value")
        controls: list[widgets.Widget] = [self.input]
        self.buttons = [
            ui.button(sign, partial(self._move, way), f"{label}{colon()}{way * (step or 0):+g}")
            for sign, way in (("−", -1), ("+", 1))
            if step
        ]
        if self.buttons:
            controls = [widgets.HBox([self.input, *self.buttons])]
            controls[0].layout.align_items = "flex-end"
        self.slider: widgets.FloatSlider | None = None
        if slider:
            if lowest is None or highest is None:
                raise ValueError(f"The slider of {label!r} needs both bounds.")
            self.slider = widgets.FloatSlider(
                lowest,
                min=lowest,
                max=highest,
                step=step or (highest - lowest) / 100,
                readout=False,
            )
            self.slider.observe(self._slid, "value")
            self.drags = True
            controls.append(self.slider)
        super().__init__(label, widgets.VBox(controls))

    def read(self, given: object) -> float:
        """A finite number within the bounds."""
        number: float | None = None
        if isinstance(given, str):
            try:
                number = typed_number.read(given, [self._unit])
            except WorkshopError as error:
                raise WorkshopError(
                    text(en=f"{self.label}: {error}", ja=f"{self.label}：{error}")
                ) from None
        elif isinstance(given, Real) and not isinstance(given, bool):
            with suppress(OverflowError, ValueError):
                number = float(given)
        if number is None or not math.isfinite(number) or not self._fits(number):
            raise self._unfit(given, self._expected())
        return int(number) if self._whole else number

    def shown(self, value: float | None) -> str:
        """The number with its unit."""
        return "–" if value is None else typed_number.amount(value, self._unit)

    def _fits(self, number: float) -> bool:
        low = -math.inf if self._lowest is None else self._lowest
        high = math.inf if self._highest is None else self._highest
        return low <= number <= high and (number.is_integer() or not self._whole)

    def _expected(self) -> str:
        what = text(en="a number", ja="数値")
        if self._whole:
            what = text(en="a whole number", ja="整数")
        low, high = self.shown(self._lowest), self.shown(self._highest)
        if self._lowest is not None and self._highest is not None:
            # The unit once: it may be a noun in the plural, and "1 baskets" is no English.
            first = low.removesuffix(self._unit).rstrip() if high.endswith(self._unit) else low
            return text(en=f"{what} from {first} to {high}", ja=f"{low}以上{high}以下の{what}")
        if self._lowest is not None:
            return text(en=f"{what}, {low} or more", ja=f"{low}以上の{what}")
        if self._highest is not None:
            return text(en=f"{what}, {high} or less", ja=f"{high}以下の{what}")
        return what

    def _show(self, value: float | None) -> None:
        self.input.value = _digits(value)
        if self.slider and value is not None:
            self.slider.value = self._on_grid(value)

    def _typed(self, change: Any) -> None:
        if change.new != _digits(self._value):  # else it was put there
            self._entered(change.new.strip())

    def _slid(self, change: Any) -> None:
        # A slider knows its own grid only: put at 0.995 it answers 1, which nobody has chosen.
        if self._value is None or self._on_grid(change.new) != self._on_grid(self._value):
            self._entered(self._on_grid(change.new))

    def _move(self, way: int) -> None:
        step, value = self._step or 1, self._value
        if value is None:
            value = self._lowest or 0
        number = round(round(value / step) * step + way * step, 10)
        low = number if self._lowest is None else max(number, self._lowest)
        self._entered(low if self._highest is None else min(low, self._highest))

    def _on_grid(self, value: float) -> float:
        assert self.slider
        low, high, step = self.slider.min, self.slider.max, self.slider.step
        return float(min(high, max(low, round(low + round((value - low) / step) * step, 10))))


class Choose(Field[str]):
    """One of several, a button each.

    Parameters
    ----------
    label : str
    options : mapping of str to str
        From an id, which is the value, to words.
    """

    def __init__(self, label: str, options: Mapping[str, str]) -> None:
        self.options = dict(options)
        self.buttons = {
            id_: ui.button("", partial(self._entered, id_), f"{label}{colon()}{words}")
            for id_, words in self.options.items()
        }
        controls: list[widgets.Widget] = list(self.buttons.values())
        if all(len(words) <= _SHORT for words in self.options.values()):
            controls = [widgets.HBox(controls)]
        super().__init__(label, _group(label, controls))
        self._show(None)

    def read(self, given: object) -> str:
        """The id of an option, or its letter: a for the first one."""
        return _id_of(self, self.options, given)

    def shown(self, value: str | None) -> str:
        """The option's words."""
        return "–" if value is None else self.options.get(value, value)

    def choices(self) -> list[str]:
        """The options with their letters."""
        return _lettered(self.options)

    def _show(self, value: str | None) -> None:
        for id_, button in self.buttons.items():
            ui.mark(button, self.options[id_], id_ == value)


class Ticks(Field[tuple[str, ...]]):
    """Any of several, a box each; the value is () once the last tick is taken away.

    Parameters
    ----------
    label : str
    options : mapping of str to str
        From an id to words; the value holds ids in this order.
    """

    nothing = ()

    def __init__(self, label: str, options: Mapping[str, str]) -> None:
        self.options = dict(options)
        self.boxes = {
            id_: widgets.Checkbox(description=ui.label(words), indent=False)
            for id_, words in self.options.items()
        }
        for box in self.boxes.values():
            box.observe(self._ticked, "value")
        super().__init__(label, _group(label, list(self.boxes.values())))

    def read(self, given: object) -> tuple[str, ...]:
        """Ids or letters of options, or one text of letters."""
        parts: Iterable[object]
        if isinstance(given, str):
            letters = dict(zip(ascii_lowercase, self.options, strict=False))
            parts = given if given not in self.options and set(given) <= set(letters) else [given]
        elif isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
            parts = given
        else:
            raise self._unfit(given, _expected(self.options))
        chosen = {_id_of(self, self.options, part) for part in parts}
        return tuple(id_ for id_ in self.options if id_ in chosen)

    def shown(self, value: tuple[str, ...] | None) -> str:
        """The ticked options' words."""
        words = [self.options.get(id_, id_) for id_ in value or ()]
        return text(en="; ", ja="、").join(words) or "–"

    def choices(self) -> list[str]:
        """The options with their letters."""
        return _lettered(self.options)

    def _show(self, value: tuple[str, ...] | None) -> None:
        for id_, box in self.boxes.items():
            box.value = id_ in (value or ())

    def _ticked(self, change: Any) -> None:
        ticked = tuple(id_ for id_, box in self.boxes.items() if box.value)
        own = next(id_ for id_, box in self.boxes.items() if box is change.owner)
        if change.new != (own in (self._value or ())):  # else it was put there
            self._entered(ticked)


class Words(Field[str | tuple[str, ...]]):
    """A few words, or several of them: with commas between, in a field of many lines one per line.

    What is too long stays typed, beside the last value that was taken.

    Parameters
    ----------
    label : str
    lines : int
        How many the field shows; Enter takes over what is in a field of one line.
    longest : int
        How many letters it takes at most; more than anybody types, so that what is pasted stays.
    several : bool
        Whether the value is a tuple of words.
    placeholder : str
        Shown while nothing is typed.
    """

    def __init__(
        self,
        label: str,
        *,
        lines: int = 1,
        longest: int = 100_000,
        several: bool = False,
        placeholder: str = "",
    ) -> None:
        self._longest, self._several, self._lines = longest, several, lines
        self.nothing = () if several else ""
        self.input = _text(label, lines)
        self.input.placeholder = placeholder
        self.input.add_class("mlw-words")
        self.input.observe(self._typed, "value")
        super().__init__(label, self.input)

    def read(self, given: object) -> str | tuple[str, ...]:
        """Words without blanks around them."""
        parts = given if self._several and isinstance(given, list | tuple) else [given]
        if self._several and isinstance(given, str):
            parts = given.splitlines() if self._lines > 1 else re.split("[,、，]", given)
        words = []
        for part in parts:
            if not isinstance(part, str):
                raise self._unfit(part, text(en="text", ja="文字列"))
            # "replace": half an emoji, which a browser may send, has no UTF-8.
            words.append(part.encode("utf-8", "replace").decode("utf-8").strip())
        if (length := sum(map(len, words))) > self._longest:
            most = f"{self._longest:,}"
            raise WorkshopError(
                text(
                    en=f"{self.label}: {length:,} characters are too many. Use {most} at most.",
                    ja=f"「{self.label}」は{length:,}文字あり、長すぎます。"
                    f"{most}文字以内にしてください。",
                )
            )
        return tuple(filter(None, words)) if self._several else words[0]

    def shown(self, value: str | tuple[str, ...] | None) -> str:
        """The words as they are typed."""
        if isinstance(value, tuple):
            value = ("\n" if self._lines > 1 else text(en=", ", ja="、")).join(value)
        return value or "–"

    def _show(self, value: str | tuple[str, ...] | None) -> None:
        self.input.value = self.shown(value) if value else ""

    def _typed(self, change: Any) -> None:
        if change.new == (self.shown(self._value) if self._value else ""):
            return  # it was put there
        try:
            self.read(change.new)
        except WorkshopError as error:
            self.refuse(str(error))
        else:
            self._entered(change.new.strip())


class Range(Field[tuple[float, float, float]]):
    """A number that nobody knows exactly: at the lowest, likely, at the highest.

    What is typed stays while the three do not fit together, and the last good value with it.

    Parameters
    ----------
    label : str
    unit : str
    lowest, highest : float, optional
        Bounds of all three.
    """

    def __init__(
        self,
        label: str,
        *,
        unit: str = "",
        lowest: float | None = None,
        highest: float | None = None,
    ) -> None:
        names = (
            text(en="low", ja="最小"),
            text(en="likely", ja="見込み"),
            text(en="high", ja="最大"),
        )
        self._one = Amount(label, unit=unit, lowest=lowest, highest=highest)
        self.inputs = [_text(name) for name in names]
        for field, name in zip(self.inputs, names, strict=True):
            field.description_allow_html = True
            heard = text(en=f"{label}: ", ja=f"{label}：")
            field.description = f'<span class="mlw-heard">{escape(heard)}</span>{name}'
            field.observe(self._typed, "value")
        super().__init__(label, _group(_with_unit(label, unit), [widgets.HBox(self.inputs)]))

    def read(self, given: object) -> tuple[float, float, float]:
        """Three numbers that do not fall; a single one is meant exactly."""
        if isinstance(given, Real) and not isinstance(given, bool):
            given = [given] * 3
        if not isinstance(given, list | tuple) or len(given) != 3:
            expected = text(
                en="a list of three numbers: low, likely, high", ja="最小・見込み・最大の3つの数値"
            )
            raise self._unfit(given, expected)
        low, likely, high = (self._one.read(part) for part in given)
        if not low <= likely <= high:
            a, b, c = map(self._one.shown, (low, likely, high))
            raise WorkshopError(
                text(
                    en=f"{self.label}: {a}, {b}, {c} are not in order. "
                    "Low must not exceed likely, and likely must not exceed high.",
                    ja=f"「{self.label}」の {a}、{b}、{c} は順番が合っていません。"
                    "最小 ≦ 見込み ≦ 最大 になるようにしてください。",
                )
            )
        return low, likely, high

    def shown(self, value: tuple[float, float, float] | None) -> str:
        """The likely number, and the others behind it."""
        if value is None:
            return "–"
        low, likely, high = map(self._one.shown, value)
        return text(en=f"{likely} ({low} to {high})", ja=f"{likely}（{low}〜{high}）")

    def _show(self, value: tuple[float, float, float] | None) -> None:
        for field, number in zip(self.inputs, value or (None,) * 3, strict=True):
            field.unobserve(self._typed, "value")  # half of a range is none
            field.value = _digits(number)
            field.observe(self._typed, "value")

    def _typed(self, change: Any) -> None:
        typed = [field.value.strip() for field in self.inputs]
        self._refusal.value = ""
        if typed == [_digits(number) for number in self._value or (None,) * 3]:
            return  # it was put there
        if not any(typed):
            self._entered(None)
        elif all(typed):
            try:
                self._entered(self.read(typed))
            except WorkshopError as error:
                self.refuse(str(error))


class Rows(Field[tuple[dict[str, Any], ...]]):
    """A short list of rows that people add to, move and remove.

    A row counts once its cells are filled. Rows stay where they are and exchange what they
    hold, so that the button that was pressed keeps the focus.

    Parameters
    ----------
    label : str
    columns : mapping of str to callable
        From a column's name to what makes a field for it.
    most : int
        How many rows there may be.
    whole : bool
        Whether each cell of a row must be filled; otherwise one will do.
    """

    nothing = ()

    def __init__(
        self,
        label: str,
        columns: Mapping[str, Callable[[], Field[Any]]],
        *,
        most: int = 20,
        whole: bool = True,
    ) -> None:
        self._columns, self._most, self._whole = dict(columns), most, whole
        self._readers = {name: make() for name, make in self._columns.items()}
        self.rows: list[dict[str, Field[Any]]] = []
        self.buttons: list[dict[str, widgets.Button]] = []
        self._boxes = widgets.VBox([])
        self.add = ui.button(text(en="Add a row", ja="行を追加"), self._add)
        hint = text(
            en="A row counts once all its fields are filled.",
            ja="すべての欄を埋めた行だけが反映されます。",
        )
        hints = [ui.html(hint)] if whole else []
        super().__init__(label, _group(label, [*hints, self._boxes, self.add]))
        self._show(None)

    def read(self, given: object) -> tuple[dict[str, Any], ...]:
        """Rows of known columns, none of them left out."""
        expected = text(
            en=f"a list of rows with {', '.join(self._columns)} ({self._most} at most)",
            ja=f"{'・'.join(self._columns)} を持つ行（{self._most}行まで）",
        )
        if not isinstance(given, list | tuple) or len(given) > self._most:
            raise self._unfit(given, expected)
        for row in given:
            if not isinstance(row, Mapping) or row.keys() != self._columns.keys():
                raise self._unfit(row, expected)
        return tuple(
            {name: reader.read(row[name]) for name, reader in self._readers.items()}
            for row in given
        )

    def shown(self, value: tuple[dict[str, Any], ...] | None) -> str:
        """A line for each row."""
        nothing = text(en="(open)", ja="（未定）")
        rows = (
            " – ".join(
                nothing if row[name] == reader.nothing else reader.shown(row[name])
                for name, reader in self._readers.items()
            )
            for row in value or ()
        )
        return "\n".join(rows) or "–"

    def _show(self, value: tuple[dict[str, Any], ...] | None) -> None:
        self._lay(list(value or ({},)))

    def _lay(self, rows: list[dict[str, Any]]) -> None:
        """Let there be as many rows, holding this."""
        while len(self.rows) < len(rows):
            self._make()
        del self.rows[len(rows) :], self.buttons[len(rows) :]
        for fields, held in zip(self.rows, rows, strict=True):
            for name, field in fields.items():
                field.put(held.get(name))
        if len(self._boxes.children) != len(rows):
            self._boxes.children = self._boxes.children[: len(rows)]

    def _make(self) -> None:
        """Make one more row, below the others."""
        at = len(self.rows)
        fields = {name: make() for name, make in self._columns.items()}
        for field in fields.values():
            field.watch(lambda _: self._collect())
        number = at + 1
        buttons = {
            "up": ui.button(
                "↑",
                partial(self._swap, at - 1),
                text(en=f"Move row {number} up", ja=f"{number}行目を上へ"),
            ),
            "down": ui.button(
                "↓",
                partial(self._swap, at),
                text(en=f"Move row {number} down", ja=f"{number}行目を下へ"),
            ),
            "remove": ui.button(
                "✕",
                partial(self._remove, at),
                text(en=f"Remove row {number}", ja=f"{number}行目を削除"),
            ),
        }
        self.rows.append(fields)
        self.buttons.append(buttons)
        box = widgets.HBox([*(field.widget for field in fields.values()), *buttons.values()])
        box.add_class("mlw-row")
        self._boxes.children = (*self._boxes.children, box)

    def _add(self) -> None:
        if len(self.rows) < self._most:
            self._make()
        else:
            self.refuse(text(en=f"{self._most} rows at most.", ja=f"{self._most}行までです。"))

    def _swap(self, above: int) -> None:
        held = [self._held(row) for row in self.rows]
        if above >= 0 and above + 1 < len(held):
            held[above : above + 2] = reversed(held[above : above + 2])
            self._rearrange(held)

    def _remove(self, at: int) -> None:
        held = [self._held(row) for row in self.rows]
        del held[at]
        self._rearrange(held or [{}])

    def _rearrange(self, held: list[dict[str, Any]]) -> None:
        with ui.LOCK:
            self._lay(held)
            self._collect()

    def _collect(self) -> None:
        """Tell what the rows hold that count; what is in the others stays."""
        counts = all if self._whole else any
        with ui.LOCK:
            value = tuple(
                {name: row[name].nothing if cell is None else cell for name, cell in held.items()}
                for row in self.rows
                for held in [self._held(row)]
                if counts(cell not in (None, row[name].nothing) for name, cell in held.items())
            )
            if value != (self._value or ()):
                self._value = value
                for call in self._watching:
                    call(value)

    def _held(self, row: Mapping[str, Field[Any]]) -> dict[str, Any]:
        return {name: field.value for name, field in row.items()}


def _text(label: str, lines: int = 1) -> widgets.Text | widgets.Textarea:
    # Without continuous updates the value comes with Enter, and when the field is left.
    if lines > 1:
        return widgets.Textarea(description=ui.label(label), continuous_update=False, rows=lines)
    return widgets.Text(description=ui.label(label), continuous_update=False)


def _group(label: str, controls: list[widgets.Widget]) -> widgets.VBox:
    return widgets.VBox([ui.html(escape(label)), *controls])


def _with_unit(label: str, unit: str) -> str:
    return label + text(en=f" ({unit})", ja=f"（{unit}）") if unit else label


def _digits(value: float | None) -> str:
    """A number as one would type it; reading it gives the same number."""
    return "" if value is None else f"{value:,}".removesuffix(".0")


def _lettered(options: Mapping[str, str]) -> list[str]:
    return [f"{at}. {words}" for at, words in zip(ascii_lowercase, options.values(), strict=False)]


def _expected(options: Mapping[str, str]) -> str:
    return text(en=f"one of {', '.join(options)}", ja="、".join(options) + " のどれか")


def _id_of(field: Field[Any], options: Mapping[str, str], given: object) -> str:
    """The option that is meant by its id or its letter."""
    if isinstance(given, str):
        letters = dict(zip(ascii_lowercase, options, strict=False))
        for known in (options, letters):
            if (found := given.strip()) in known or (found := found.lower()) in known:
                return found if known is options else letters[found]
    expected = _expected(options)
    if near := nearest(given, options):
        expected += text(en=f' (did you mean "{near}"?)', ja=f"（「{near}」のことですか？）")
    raise field._unfit(given, expected)
