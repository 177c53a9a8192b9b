"""Help with an exercise: hints in steps, and the solution on a second, deliberate press."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import journal, ui
from mlworkshop.exercise.check import Exercise, Result
from mlworkshop.hints import Hints
from mlworkshop.language import text
from mlworkshop.room import attendee

_DOUBLE_CLICK = 0.4  # seconds


class Help:
    """What a learner may ask for. How much they did is in the journal, and nowhere else.

    Parameters
    ----------
    where : str
        The lesson.
    exercise : Exercise
    solution : callable
        Gives the solution, as code or in words.
    """

    def __init__(self, where: str, exercise: Exercise, solution: Callable[[], str]) -> None:
        self.where, self.exercise, self.solution = where, exercise, solution
        self.hints = Hints(where, exercise.id, exercise.version, exercise.hints)

    def has_solution(self) -> bool:
        """Whether the solution was asked for."""
        return self.latest("solution") is not None

    def take_solution(self) -> None:
        """Ask for the solution."""
        if not self.has_solution():
            self.record("solution")

    def solution_block(self) -> str:
        """HTML of the solution."""
        title = text(en="A solution", ja="解答例")
        return f"<p><strong>{title}</strong></p><pre><code>{escape(self.solution())}</code></pre>"

    def latest(self, kind: journal.Kind) -> journal.Event | None:
        """What was last recorded about this exercise."""
        return journal.latest(self.where, kind, self.exercise.id, self.exercise.version)

    def record(self, kind: journal.Kind, *, outcome: str = "", answer: Any = None) -> bool:
        """Remember something about this exercise; False if it could not be saved."""
        name, version = self.exercise.id, self.exercise.version
        return journal.record(
            self.where, kind, name, version=version, outcome=outcome, answer=answer
        )

    def remember(self, result: Result, answer: Any) -> str:
        """Record an answer, unless it is the same again.

        Returns
        -------
        str
            HTML of why it could not be saved, and of what the room was told.
        """
        outcome = result.outcome.value
        latest = self.latest("exercise")
        if latest and (latest.outcome, latest.answer) == (outcome, answer):
            return ""
        says = ""
        if not self.record("exercise", outcome=outcome, answer=answer):
            says = f"<p>{escape(journal.trouble() or '')}</p>"
        name, version = self.exercise.id, self.exercise.version
        return says + attendee.share_exercise(
            self.where, name, version, result.outcome, result.misconception
        )


class HelpButtons:
    """Buttons for hints and the solution, and what they show.

    Parameters
    ----------
    help_ : Help
    """

    def __init__(self, help_: Help) -> None:
        self._help = help_
        self._asked: float | None = None  # when the solution was asked for first
        self._hint_button = ui.button("", self._hint)
        self._solution_button = ui.button("", self._solve)
        self._hints, self._solution = ui.html(), ui.html()
        hint = [self._hint_button] if help_.exercise.hints else []
        self.buttons: list[widgets.Widget] = [
            *hint,
            self._solution_button,
            *attendee.stuck_buttons(),
        ]
        self.panels: list[widgets.Widget] = [self._hints, self._solution]
        self.refresh()

    def static(self) -> str:
        """The same without a kernel, with all hints, folded."""
        return f"{self._help.hints.folded()}{self._solution.value}"

    def calls(self) -> list[str]:
        """The same from code."""
        id_ = self._help.exercise.id
        hint = [f'ws.hint("{id_}")'] if self._help.exercise.hints else []
        return [*hint, f'ws.solution("{id_}")']

    def refresh(self) -> None:
        """Show what has been asked for by now."""
        # A button whose work is done stays enabled: disabling it takes the focus away.
        hints, taken = self._help.hints, self._help.hints.taken()
        _label(self._hint_button, hints.label(taken))
        self._hints.value = hints.shown(taken)
        if self._help.has_solution():
            says = text(en="The solution is shown below", ja="解答例を下に表示しています")
            self._solution.value = self._help.solution_block()
        elif self._asked is None:
            says = text(en="Show the solution", ja="解答例を見る")
        else:
            says = text(
                en="Show the solution? Press again",
                ja="解答例を表示しますか？ もう一度押してください",
            )
        _label(self._solution_button, says)

    def _hint(self) -> None:
        self._help.hints.take()
        self.refresh()

    def _solve(self) -> None:
        """The first press asks; the second, unless the two are a double click, shows."""
        now = time.monotonic()
        if self._asked is None:
            self._asked = now
        elif now - self._asked > _DOUBLE_CLICK:
            self._help.take_solution()
        self.refresh()


def _label(button: widgets.Button, label: str) -> None:
    button.description = button.tooltip = label
