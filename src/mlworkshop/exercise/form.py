"""Exercises without code: fields to enter an answer, a button to check it, feedback."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import journal, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.exercise import said
from mlworkshop.exercise.assistance import Help, HelpButtons
from mlworkshop.exercise.check import Exercise, Result, evaluate
from mlworkshop.exercise.contracts import Unusable
from mlworkshop.exercise.wording import literal
from mlworkshop.fields import Ticks
from mlworkshop.language import Text, colon, text
from mlworkshop.outcome import Outcome


class Form:
    """An exercise without code on display, with the answer that was kept.

    Parameters
    ----------
    where : str
        The lesson.
    exercise : Exercise
    context : mapping of str to object
        What its check computes with.
    solved : bool
        Whether to show the reference as if it had been entered, as built solutions do.

    Attributes
    ----------
    handed_back : object
        What the lesson goes on with: the kept answer, or the reference as long as there is none.
    """

    def __init__(
        self, where: str, exercise: Exercise, context: Mapping[str, Any], *, solved: bool = False
    ) -> None:
        self.exercise, self._context = exercise, dict(context)
        self.help = Help(where, exercise, self.solution)
        self._contract = exercise.answer
        self._fields = self._contract.fields()
        blank = self._contract.joined([None] * len(self._fields))
        if solved:
            answer = self._contract.accept(exercise.reference(**context))
            self._put(answer)
        else:
            answer = self._kept(blank)
        result = self._result(answer)
        self.handed_back, self._is_reference = result.handed_back, result.is_reference
        self._help_buttons = HelpButtons(self.help)
        body = ui.markdown(str(result.message))
        if result.outcome is not Outcome.RIGHT:
            body += f"<p>{said.goes_on(result.is_reference)}</p>"
        self.feedback = ui.html(ui.feedback(result.outcome, body))
        self._head = f"<p><strong>{escape(said.heading(exercise))}</strong></p>"
        check = ui.button(text(en="Check my answer", ja="答え合わせをする"), self._check)
        check.add_class("mlw-main")
        self.widget = widgets.VBox(
            [
                ui.html(said.live_head(where, exercise)),
                *(field.widget for field in self._fields),
                widgets.HBox([check, *self._help_buttons.buttons]),
                *self._help_buttons.panels,
                self.feedback,
            ]
        )
        match self._fields:  # then there is nothing else to wait for
            case [field] if not isinstance(field, Ticks):
                field.watch(lambda value: None if value is None else self._check())

    def submit(self, answer: Any) -> Outcome:
        """Take over an answer from code: the same as entering it.

        Raises
        ------
        Unusable
            If it has the wrong type or shape; then nothing has changed.
        """
        accepted = self._contract.accept(answer)
        self._put(accepted)
        return self._take(accepted)

    def static(self) -> str:
        """The same without a kernel."""
        asked = "".join(
            f"<p>{escape(field.label)}<br>"
            + "".join(f"{escape(choice)}<br>" for choice in field.choices())
            + f"<strong>{escape(field.shown(field.value))}</strong></p>"
            for field in self._fields
        )
        call = f'ws.answer("{self.exercise.id}", {literal(self._contract.example)})'
        return (
            f"{self._head}{asked}{self.feedback.value}{self._help_buttons.static()}"
            f"{ui.no_widgets_hint(call)}"
        )

    def solution(self) -> str:
        """The reference in words."""
        fields = self._contract.fields()
        reference = self._contract.accept(self.exercise.reference(**self._context))
        return "\n".join(
            f"{field.label}{colon()}{field.shown(field.read(value))}"
            for field, value in zip(fields, self._contract.spread(reference), strict=True)
        )

    def _kept(self, blank: Any) -> Any:
        """The attendee's earlier answer, or the blank where there is none that can be read."""
        event = self.help.latest("exercise")
        for given in _readings(event) if event else ():
            with suppress(Unusable, WorkshopError):
                accepted = self._contract.accept(given)
                self._put(accepted)
                return accepted
        return blank

    def _put(self, accepted: Any) -> None:
        """Let the fields show an answer, all of them or, where one refuses its part, none."""
        parts = zip(self._fields, self._contract.spread(accepted), strict=True)
        for field, value in [(field, field.read(value)) for field, value in parts]:
            field.put(value)

    def _check(self) -> None:
        with ui.LOCK, self.feedback.hold_sync():
            self._take(self._contract.joined([field.value for field in self._fields]))
            self.feedback.value = ui.aloud(self.feedback.value)

    def _take(self, answer: Any) -> Outcome:
        """Check an answer, remember it, and say how it came out."""
        try:
            result = self._result(answer)
        except Exception as error:
            self.feedback.value = said.does_not_fit(error, ours=self._is_reference)
            return Outcome.ERROR
        body = ui.markdown(str(result.message))
        if not result.is_reference:
            if result.outcome is Outcome.WRONG:
                body += f"<p>{said.again()}</p>"
            body += self.help.remember(result, result.handed_back)
            # What the notebook goes on with is of the cell's last run.
            if result.handed_back != self.handed_back:
                body += ui.markdown(str(_RUN_AGAIN))
        self.feedback.value = ui.feedback(result.outcome, body)
        return result.outcome

    def _result(self, answer: Any) -> Result:
        return evaluate(self.exercise, answer, self._context, by_fields=True)


_RUN_AGAIN = Text(
    en="The cells below still use the answer from before. To go on with this one, choose "
    "**Run > Run Selected Cell and All Below**.",
    ja="下のセルでは、まだ前の答えが使われています。この答えで進むには、"
    "**Run > Run Selected Cell and All Below** を選んでください。",
)


def _readings(event: journal.Event) -> list[Any]:
    """What an answer in the journal may be: as it is or, from earlier versions, as typed."""
    if not event.outcome:
        return []
    readings: list[Any] = [event.answer]
    if isinstance(event.answer, str):
        with suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            readings.append(ast.literal_eval(event.answer))
    return readings
