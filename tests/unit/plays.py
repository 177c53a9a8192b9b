"""Play lessons through their fields, whatever activities and questions they have.

    played = plays.play("m2-planning/06-your-plan", "ja")
    played.activities      # those that were shown, by key
    played.typed           # every text that was typed in, each different

Nothing here names an activity: fields are found by their kinds, buttons by what they say.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from mlworkshop import fields, language, notebook
from mlworkshop.activities.base import Activity
from mlworkshop.activities.panel import Panel
from mlworkshop.cards import Cards
from mlworkshop.course import lesson as source
from mlworkshop.course import structure
from mlworkshop.language import Language
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import Open

_PRESSES = 60  # at most, in an activity that is not made of fields


@dataclass
class Played:
    """What was shown and typed in a lesson."""

    activities: list[Activity[Any]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


def play(lesson: str, lang: Language, *, is_own_alone: bool = False) -> Played:
    """Run a lesson's cells in order, and fill in what is about the attendee's own work.

    Parameters
    ----------
    lesson : str
    lang : {"en", "ja"}
    is_own_alone : bool, default False
        Whether cells that show nothing about the attendee's own work are left out, as some of them
        train models for seconds.
    """
    played = Played()
    numbers = itertools.count(1)
    show = Activity.show
    called: dict[str, Any] = {}

    def fresh() -> str:
        module, _, name = lesson.partition("/")
        words = f"{module[:2]} {name[:2]} typed {next(numbers)} & <{lang}>"
        played.typed.append(words)
        return words

    def shown(activity: Activity[Any]) -> None:
        show(activity)
        played.activities.append(activity)
        if activity._key.startswith("own-"):
            _fill(activity, fresh)

    import mlworkshop as ws

    Activity.show = shown  # type: ignore[method-assign]
    before = language.current()
    try:
        notebook.begin(lesson, lang)
        called["ws"] = ws
        for cell in source.read(structure.source_of(lesson)).cells:
            is_run = cell.kind == "code" and cell.role != "stub"
            if is_run and (not is_own_alone or 'key="own-' in cell.source):
                exec(cell.source, called)
        for entry in bank.entries():
            if entry.lesson == lesson and isinstance(entry.question, Open):
                ws.answer(entry.question.id, fresh())
    finally:
        Activity.show = show  # type: ignore[method-assign]
        language.use(before)
    return played


def _fill(activity: Activity[Any], fresh: Any) -> None:
    if isinstance(activity, Panel):
        for each in activity.fields.values():
            enter(each, fresh)
        return
    for _ in range(_PRESSES):
        button = next(_buttons(activity), None)
        if button is None:
            return
        button.click()


def enter(each: fields.Field[Any], fresh: Any) -> None:
    """Fill in a field as an attendee does."""
    if isinstance(each, fields.Words):
        each.input.value = fresh()
    elif isinstance(each, fields.Amount):
        each.input.value = f"{_within(each._lowest, each._highest):g}"
    elif isinstance(each, fields.Choose):
        next(iter(each.buttons.values())).click()
    elif isinstance(each, fields.Ticks):
        next(iter(each.boxes.values())).value = True
    elif isinstance(each, fields.Range):
        low = _within(each._one._lowest, each._one._highest)
        for at, one in enumerate(each.inputs):
            one.value = f"{low + (at if each._one._highest is None else 0):g}"
    elif isinstance(each, Cards):
        for _, buttons in each._rows.values():
            next(iter(buttons.values())).click()
    elif isinstance(each, fields.Rows):
        for cell in each.rows[0].values():
            enter(cell, fresh)
    else:
        raise NotImplementedError(f"a field of the kind {type(each).__name__}")


def _within(lowest: float | None, highest: float | None) -> float:
    """A whole number that bounds allow, 7 where they allow it."""
    return min(7 if highest is None else highest, max(7, lowest or 0))


def _buttons(activity: Activity[Any]) -> Iterator[widgets.Button]:
    """What can be pressed in an activity, the first ones first."""
    for control in activity.controls():
        yield from (each for each in _inside(control) if not each.disabled)


def _inside(widget: widgets.Widget) -> Iterator[widgets.Button]:
    if getattr(widget.layout, "display", None) == "none":
        return
    if isinstance(widget, widgets.Button):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from _inside(child)
