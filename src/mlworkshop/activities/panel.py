"""Panels: fields, and a page that says what comes out of them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities.base import Activity, S
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Field
from mlworkshop.language import text

__all__ = ["Panel"]


class Panel(Activity[S]):
    """An activity whose state is filled in field by field.

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
        super().__init__(replace(given, **self._as_called(given)), key)
        self._fill()
        for name, field in self.fields.items():
            field.watch(partial(self._entered, name))

    @abstractmethod
    def ask(self) -> Mapping[str, Field[Any]]:
        """A field for each part of the state that people fill in, by its name."""

    def filled(self) -> list[tuple[str, str]]:
        """What is filled in, in the language of the moment: labels and words."""
        asked = self.ask().items()
        return [(field.label, field.shown(getattr(self.state, name))) for name, field in asked]

    def controls(self) -> list[widgets.Widget]:
        """The fields, beside each other where there is room."""
        row = widgets.HBox([field.widget for field in self.fields.values()])
        row.add_class("mlw-fields")
        return [row]

    def code(self) -> str:
        """The call with the present state."""
        says = ", ".join(f"{name}={getattr(self.state, name)!r}" for name in self.fields)
        says = re.sub(r"(?<=\d)\.0\b", "", says)  # 1.0 is 1 to those who do not code
        return f"ws.activities.{self.call}(…, {says})"

    def fits(self, state: S) -> bool:
        """Whether each field would take its part."""
        try:
            return all(
                field.read(getattr(state, name)) == getattr(state, name)
                for name, field in self.fields.items()
            )
        except WorkshopError:
            return False

    def become(self, state: S, *, drags: bool = False) -> None:
        """Take over a new state; the fields show it."""
        with ui.LOCK:
            super().become(state, drags=drags)
            self._fill()

    def _fill(self) -> None:
        """Let the fields show the state; what they show already, half of it perhaps, stays."""
        for name, field in self.fields.items():
            if self._held(field.value, field) != getattr(self.state, name):
                field.put(getattr(self.state, name))

    def _entered(self, name: str, value: Any) -> None:
        field, held = self.fields[name], self._held(value, self.fields[name])
        if held is None:  # nothing can come of an empty field
            field.put(getattr(self.state, name))
            return
        self.become(replace(self.state, **{name: held}), drags=field.drags)

    def _held(self, value: Any, field: Field[Any]) -> Any:
        return field.nothing if value is None else value

    def _as_called(self, given: S) -> dict[str, Any]:
        read = {}
        for name, field in self.fields.items():
            try:
                read[name] = field.read(getattr(given, name))
            except WorkshopError as error:
                raise WorkshopError(
                    text(
                        en=f"{name}= in ws.activities.{self.call}: {error}",
                        ja=f"ws.activities.{self.call} の {name}= を確認してください。{error}",
                    )
                ) from None
        return read
