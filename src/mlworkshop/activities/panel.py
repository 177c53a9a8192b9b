"""Panels: fields, and a page that says what comes out of them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

import ipywidgets as widgets

from mlworkshop import language, ui
from mlworkshop.activities.base import Activity, S
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Field
from mlworkshop.language import text

__all__ = ["Panel"]

_NOT_SAID = ("unknown", "undecided")  # options that leave a question open


class Panel(Activity[S]):
    """An activity whose state is filled in field by field.

    A field may be left empty, and emptied again, where the state's class has what stands for an
    empty one as its default: `as_is: float | None = None`.

    Parameters
    ----------
    given : S
        What the call says, as it says it: each field reads its part.
    key : str

    Raises
    ------
    WorkshopError
        If a field will not take what the call says; the message names the argument.
    """

    def __init__(self, given: S, key: str) -> None:
        self.fields = dict(self.ask())
        self._fields_in = {language.current(): self.fields}
        super().__init__(self._as_called(given), key)
        self._fill()
        for name, field in self.fields.items():
            field.watch(partial(self._entered, name))

    @abstractmethod
    def ask(self) -> Mapping[str, Field[Any]]:
        """A field for each part of the state that people fill in, by its name."""

    def part(self, state: S) -> Any:
        """What of a state the fields are about: a dataclass, by default all of it."""
        return state

    def with_part(self, state: S, part: Any) -> S:
        """A state whose `part` is another one."""
        return cast(S, part)

    def spoken(self) -> Mapping[str, Field[Any]]:
        """The fields as they are called in the language of the moment.

        Those of the other language are made once: widgets are not free, and a front end drops
        what comes too fast.
        """
        lang = language.current()
        if lang not in self._fields_in:
            self._fields_in[lang] = dict(self.ask())
        return self._fields_in[lang]

    def filled(self) -> list[tuple[str, str]]:
        """What is filled in, in the language of the moment: labels and words."""
        part = self.part(self.state)
        return [
            (field.label, field.shown(value))
            for name, field in self.spoken().items()
            if (value := getattr(part, name)) != field.nothing
        ]

    def blanks(self) -> list[str]:
        """The fields that are empty, or say that nobody knows yet."""
        part = self.part(self.state)
        return [
            field.label
            for name, field in self.spoken().items()
            if getattr(part, name) in (field.nothing, *_NOT_SAID)
        ]

    def controls(self) -> list[widgets.Widget]:
        """The fields, beside each other where there is room."""
        row = widgets.HBox([field.widget for field in self.fields.values()])
        row.add_class("mlw-fields")
        return [row]

    def code(self) -> str:
        """The call with the present state."""
        part = self.part(self.state)
        says = "".join(
            f", {name}={value!r}"
            for name, field in self.fields.items()
            if (value := getattr(part, name)) != field.nothing
        )
        says = re.sub(r"(?<=\d)\.0\b", "", says)  # 1.0 is 1 to those who do not code
        return f"ws.activities.{self.call}(…{says})"

    def fits(self, state: S) -> bool:
        """Whether each field would take its part."""
        part = self.part(state)
        try:
            return all(self._read_field(part, name) == getattr(part, name) for name in self.fields)
        except WorkshopError:
            return False

    def become(self, state: S, *, drags: bool = False) -> None:
        """Take over a new state; the fields show it."""
        with ui.LOCK:
            super().become(state, drags=drags)
            self._fill()

    def _fill(self) -> None:
        """Let the fields show the state; what they show already, half of it perhaps, stays."""
        part = self.part(self.state)
        for name, field in self.fields.items():
            if self._held(field.value, field) != getattr(part, name):
                field.put(getattr(part, name))

    def _entered(self, name: str, value: Any) -> None:
        field, held = self.fields[name], self._held(value, self.fields[name])
        part = self.part(self.state)
        if held is None and not self._may_be_empty(part, name):
            field.put(getattr(part, name))
            back = field.shown(getattr(part, name))
            field.refuse(
                text(
                    en=f"{field.label} cannot be empty, so it is back at {back}.",
                    ja=f"「{field.label}」は空にできないので、{back}に戻しました。",
                )
            )
            return
        state = self.with_part(self.state, replace(part, **{name: held}))
        self.become(state, drags=field.drags)

    def _held(self, value: Any, field: Field[Any]) -> Any:
        return field.nothing if value is None else value

    def _may_be_empty(self, part: Any, name: str) -> bool:
        return bool(getattr(type(part), name, ...) == self.fields[name].nothing)

    def _read_field(self, part: Any, name: str) -> Any:
        value = getattr(part, name)
        if value == self.fields[name].nothing and self._may_be_empty(part, name):
            return value
        return self.fields[name].read(value)

    def _as_called(self, given: S) -> S:
        part, read = self.part(given), {}
        for name in self.fields:
            try:
                read[name] = self._read_field(part, name)
            except WorkshopError as error:
                raise WorkshopError(
                    text(
                        en=f"{name}= in ws.activities.{self.call}: {error}",
                        ja=f"ws.activities.{self.call} の {name}= を確認してください。{error}",
                    )
                ) from None
        return self.with_part(given, replace(part, **read))
