"""What every activity is made of.

An activity is a frozen dataclass, its state, which is the pure model and is tested without widgets,
and a short view of it: a subclass of `Activity`, or of one of its shapes `Panel`, `Board` and
`Round`. Everything else is here: keeping the state, showing it with and without a kernel.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import ipywidgets as widgets
from pydantic import TypeAdapter, ValidationError

from mlworkshop import journal, language, notebook, ui
from mlworkshop.activities.kit import STYLE, as_image
from mlworkshop.language import LANGUAGES, Text, Typed, text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Activity", "Digest", "Nothing", "digests", "kinds"]

_VERSION = 2  # of the notes, which hide none of another version
_SETTLED = 0.5  # seconds without a change until a drag is written down

S = TypeVar("S", bound="DataclassInstance")
T = TypeVar("T")


@dataclass(frozen=True)
class Nothing:
    """The state of an activity that only shows something."""


@dataclass(frozen=True)
class Digest:
    """What an activity adds to the plan.

    Parameters
    ----------
    lesson, key : str
        Where it is, as the journal has it.
    parts : tuple of pairs of Text and Typed
        Labels with words, in both languages.
    facts : dict of str to JSON values
        What the plan's rules compare, by the names of `plan.facts.Facts`.
    blanks : tuple of Text
        What is still open in it.
    event : journal.Event
        The note that says so.
    """

    lesson: str
    key: str
    parts: tuple[tuple[Text, Typed], ...]
    facts: dict[str, Any]
    blanks: tuple[Text, ...]
    event: journal.Event


def digests() -> list[Digest]:
    """What all activities add to the plan, each as it was left last, in the order of first use.

    A note of another version of the course counts as far as it can be read.
    """
    found: dict[tuple[str, str], Digest] = {}
    for event in journal.events():
        if event.kind == "note" and isinstance(event.answer, dict):
            try:
                parts = _PARTS.validate_python(event.answer.get("digest"))
            except ValidationError:
                continue
            blanks: tuple[Text, ...] = ()
            with suppress(ValidationError):  # they are not worth the note
                blanks = _BLANKS.validate_python(event.answer.get("blanks"))
            facts = event.answer.get("facts")
            facts = facts if isinstance(facts, dict) else {}
            digest = Digest(event.lesson, event.key, parts, facts, blanks, event)
            found[event.lesson, event.key] = digest
    return [digest for digest in found.values() if digest.parts]


_PARTS = TypeAdapter(tuple[tuple[Text, Typed], ...])
_BLANKS = TypeAdapter(tuple[Text, ...])


def kinds() -> dict[str, type[Activity[Any]]]:
    """Every activity by the function of `ws.activities` that shows it."""
    from mlworkshop import activities

    shown = {name for name in dir(activities) if getattr(activities, name)}  # imports each
    found: dict[str, type[Activity[Any]]] = {}
    waiting: list[type[Activity[Any]]] = Activity.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if getattr(kind, "call", "") in shown:
            found[kind.call] = kind
    return found


class Activity(ABC, Generic[S]):
    """Something to try out in a cell, which is there again after a restart.

    A subclass says what it looks like at `self.state`; a control of its calls `become`.

    Parameters
    ----------
    given : S
        The state that the call in the notebook says: a frozen dataclass of JSON values, annotated
        with their bounds. When the call changes, it wins for good.
    key : str
        Under which the state is kept in the open lesson.
    """

    call: ClassVar[str]  # the function of `ws.activities` that shows it
    title: ClassVar[Text]
    minutes: ClassVar[float]  # that attendees need, beside reading what is around it
    minutes_reason: ClassVar[str]  # in one line
    style: ClassVar[str] = ""
    lives: ClassVar[bool] = True  # whether there is anything to press or to fill in

    def __init__(self, given: S, key: str) -> None:
        self._given, self._key = given, key
        keeps = not isinstance(given, Nothing)
        self._lesson = notebook.lesson() if keeps else ""
        self._states: TypeAdapter[S] = TypeAdapter(type(given))
        self._timer: asyncio.TimerHandle | None = None
        self._page, self._picture, self._message = ui.html(), ui.html(), ui.html()
        self.before: S | None = None  # the state before the last change
        self.state = given
        if keeps:
            self._restore()

    # What a subclass says.

    @abstractmethod
    def page(self) -> str:
        """What comes out, as HTML; the same with and without a kernel."""

    def intro(self) -> str:
        """HTML above everything else, with and without a kernel."""
        return ""

    def how(self) -> str:
        """What to do, as HTML; only where there are controls."""
        return ""

    def controls(self) -> list[widgets.Widget]:
        """What is pressed or filled in."""
        return []

    def layout(self) -> list[widgets.Widget]:
        """The live parts from top to bottom."""
        return [*self.controls(), self._message, self._picture, self._page]

    def picture(self) -> str:
        """An SVG element, or nothing; `alternative` says it in words."""
        return ""

    def alternative(self) -> str:
        """What the picture shows, as plain text."""
        return ""

    def instead(self) -> str:
        """HTML in place of the controls, where there is no kernel."""
        return ""

    def plain(self) -> str:
        """What front ends show that know text only; the same in every state."""
        return str(self.title)

    def code(self) -> str:
        """The Python call, or part of it, that does what the controls do; may be empty."""
        return ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """What this adds to the plan, in the language of the moment: labels and words."""
        return []

    def blanks(self) -> Sequence[str]:
        """What is still open in that, by its labels in the language of the moment."""
        return []

    def facts(self) -> Mapping[str, Any]:
        """What the plan's rules compare: JSON values by the names of `plan.facts.Facts`."""
        return {}

    def fits(self, state: S) -> bool:
        """Whether a state that was kept makes sense here, beyond its types and bounds."""
        return True

    @classmethod
    def older(cls, note: Any) -> Any:
        """A note of the first version of the course as `{"given": …, "state": …}`."""
        return None

    # What it does.

    def show(self) -> None:
        """Display the activity in the current cell."""
        if not self.lives:
            ui.still(self.static(), self.plain())
            return
        top = ui.html(f"<style>{STYLE}{self.style}</style>{self.intro()}{self.how()}")
        live = widgets.VBox([top, *self.layout()])
        self.refresh()
        live.add_class(self._class)
        ui.show(live, self.static(), self.plain())

    def static(self) -> str:
        """The activity as it is now, as HTML that needs no kernel."""
        picture = as_image(self.picture(), self.alternative()) if self.picture() else ""
        code = ""
        if self.code():
            says = text(
                en="Nothing to press here? Run this cell in JupyterLab. From code:",
                ja="操作できないときは、JupyterLab でこのセルを実行してください。"
                "コードで指定する方法：",
            )
            code = f'<p class="mlw-way-in">{says} <code>{escape(self.code())}</code></p>'
        return (
            f'<style>{STYLE}{self.style}</style><div class="{self._class}">'
            f"<p><strong>{escape(str(self.title))}</strong></p>"
            f"{self.intro()}{picture}{self.page()}{self.instead()}{code}</div>"
        )

    def refresh(self) -> None:
        """Show the present state."""
        self._picture.value, self._page.value = self.picture(), self.page()

    def become(self, state: S, *, drags: bool = False) -> None:
        """Take over a new state: show it, and write it down.

        Parameters
        ----------
        state : S
        drags : bool
            Whether many changes may follow at once: then only the one that rests is written down.
        """
        with ui.LOCK:
            if state == self.state:
                return
            self.before, self.state = self.state, state
            self._message.value = ""
            self.refresh()
            if self._timer:
                self._timer.cancel()
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # no kernel, so nobody drags
                drags = False
            if drags:
                self._timer = loop.call_later(_SETTLED, self._write_down)
            else:
                self._write_down()

    def say(self, problem: str) -> None:
        """Say what could not be done, as plain text."""
        self._message.value = ui.alert(problem)

    # What is kept.

    def _write_down(self) -> None:
        with ui.LOCK:
            answer = {
                "given": self._states.dump_python(self._given, mode="json"),
                "state": self._states.dump_python(self.state, mode="json"),
                "digest": self._digest(),
                "facts": dict(self.facts()),
                "blanks": self._blanks(),
            }
            saved = journal.record(self._lesson, "note", self._key, version=_VERSION, answer=answer)
            if not saved:
                self.say(journal.trouble() or "")

    def _digest(self) -> list[list[dict[str, str]]]:
        return [
            [dict(zip(LANGUAGES, says, strict=True)) for says in zip(*pairs, strict=True)]
            for pairs in _in_each_language(self.digest)
            if all(words.strip() for pair in pairs for words in pair)
        ]

    def _blanks(self) -> list[dict[str, str]]:
        return [dict(zip(LANGUAGES, each, strict=True)) for each in _in_each_language(self.blanks)]

    def _restore(self) -> None:
        """Come back to the state that was kept last, unless the call says something new since."""
        for version in (_VERSION, 1):
            event = journal.latest(self._lesson, "note", self._key, version)
            if event and (kept := self._kept(event)):
                given, state = kept
                if given == self._given:
                    self.state = state
                else:
                    self._write_down()
                return

    def _kept(self, event: journal.Event) -> tuple[S, S] | None:
        """What the call said, and the state; None where the note makes no sense, or none here."""
        note = event.answer if event.version == _VERSION else self.older(event.answer)
        if not isinstance(note, dict):
            return None
        given, state = self._read(note.get("given")), self._read(note.get("state"))
        return (given, state) if given and state and self.fits(state) else None

    def _read(self, kept: object) -> S | None:
        """A state from JSON; None if it is none, or says more than this version knows."""
        try:
            state = self._states.validate_json(json.dumps(kept, allow_nan=False), strict=True)
        except (ValueError, TypeError, RecursionError):
            return None
        again = self._states.dump_python(state, mode="json")
        is_known = isinstance(kept, dict) and kept == {k: v for k, v in again.items() if k in kept}
        return state if is_known else None

    @property
    def _class(self) -> str:
        return "mlw-" + self.call.replace("_", "-")


def _in_each_language(say: Callable[[], Sequence[T]]) -> Iterator[tuple[T, ...]]:
    """What is said, item by item, in the order of `LANGUAGES`."""
    told = []
    for spoken in LANGUAGES:
        with language.speaking(spoken):
            told.append(say())
    yield from zip(*told, strict=True)
