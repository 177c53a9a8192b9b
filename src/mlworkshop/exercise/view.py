"""Exercises in a notebook: what a check says, hints in steps, the solution."""

from __future__ import annotations

import inspect
import textwrap
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from mlworkshop import course, journal, lesson, notebook, ui
from mlworkshop.errors import CourseFileError
from mlworkshop.exercise import store
from mlworkshop.exercise.check import Exercise, Result, evaluate
from mlworkshop.exercise.wording import literal
from mlworkshop.language import text
from mlworkshop.ui import Outcome, escape

__all__ = ["check", "hint", "solution"]

_DOUBLE_CLICK = 0.4  # seconds


def check(name: str, answer: Any, /, **context: Any) -> Any:
    """Check the answer to an exercise, and say how it came out.

    Parameters
    ----------
    name : str
        The exercise's id.
    answer : object
        What the attendee has made.
    **context
        What the check computes with.

    Returns
    -------
    object
        What the lesson goes on with: the attendee's answer, right or wrong, if it has the right
        type and shape; the reference otherwise.

    Raises
    ------
    WorkshopError
        If this lesson has no exercise of this name.
    """
    where = notebook.lesson()
    try:
        exercise = store.find(where, name)
    except CourseFileError as error:
        _apologise(str(error))
        return answer
    help_ = _Help(where, exercise)
    try:
        result = evaluate(exercise, answer, context)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({Path(frame.filename).name}, {frame.lineno})"
        _apologise(what)
        if not help_.latest("exercise"):
            help_.record("exercise", answer=what)
        return _reference(exercise, answer, context)
    feedback = ui.feedback(result.outcome, _said(result, help_.latest("exercise")))
    view = _View(help_, feedback + _remember(help_, answer, result))
    ui.show(view.widget, view.static(), f"{_heading(exercise)} {result.outcome.label}")
    return result.handed_back


def hint(name: str) -> None:
    """Show the hints to an exercise, one more with each call.

    Parameters
    ----------
    name : str
        The exercise's id.

    Raises
    ------
    WorkshopError
        If this lesson has no exercise of this name.
    """
    help_ = _Help(notebook.lesson(), store.find(notebook.lesson(), name))
    help_.take_hint()
    hints = help_.exercise.hints[: help_.taken()]
    ui.still(help_.hints(), "\n".join(map(str, hints)))


def solution(name: str) -> None:
    """Show the solution of an exercise.

    Parameters
    ----------
    name : str
        The exercise's id.

    Raises
    ------
    WorkshopError
        If this lesson has no exercise of this name.
    """
    help_ = _Help(notebook.lesson(), store.find(notebook.lesson(), name))
    help_.take_solution()
    ui.still(help_.solution(), help_.source())


class _Help:
    """What a learner may ask for. How much they did is in the journal, and nowhere else.

    Parameters
    ----------
    where : str
        The lesson.
    exercise : Exercise
    """

    def __init__(self, where: str, exercise: Exercise) -> None:
        self.where, self.exercise = where, exercise

    def taken(self) -> int:
        """How many hints were asked for."""
        event = self.latest("hint")
        return event.answer if event and isinstance(event.answer, int) else 0

    def take_hint(self) -> None:
        """Ask for one hint more."""
        if (taken := self.taken()) < len(self.exercise.hints):
            self.record("hint", answer=taken + 1)

    def hints(self) -> str:
        """HTML of the hints that were asked for, and whether there are more."""
        total = len(self.exercise.hints)
        shown = "".join(
            f"<p><strong>{_hint_word()} {at}/{total}</strong></p>{ui.markdown(str(words))}"
            for at, words in enumerate(self.exercise.hints[: self.taken()], 1)
        )
        return shown if total else f"<p>{ui.hint_label(0, 0)}</p>"

    def has_solution(self) -> bool:
        """Whether the solution was asked for."""
        return self.latest("solution") is not None

    def take_solution(self) -> None:
        """Ask for the solution."""
        if not self.has_solution():
            self.record("solution")

    def solution(self) -> str:
        """HTML of the solution."""
        title = text(en="A solution", ja="解答例")
        return f"<p><strong>{title}</strong></p><pre><code>{escape(self.source())}</code></pre>"

    def source(self) -> str:
        """The solution as the lesson has it."""
        read = lesson.read(course.source_of(self.where))
        return read.code_of(self.exercise.id, "solution").source

    def latest(self, kind: journal.Kind) -> journal.Event | None:
        """What was last recorded about this exercise."""
        return journal.latest(self.where, kind, self.exercise.id, self.exercise.version)

    def record(self, kind: journal.Kind, *, outcome: str = "", answer: Any = None) -> bool:
        """Remember something about this exercise; False if it could not be saved."""
        name, version = self.exercise.id, self.exercise.version
        return journal.record(
            self.where, kind, name, version=version, outcome=outcome, answer=answer
        )


class _View:
    """A check on display, with buttons for help.

    Parameters
    ----------
    help_ : _Help
    feedback : str
        HTML.
    """

    def __init__(self, help_: _Help, feedback: str) -> None:
        self._help, self._feedback = help_, feedback
        self._asked: float | None = None  # when the solution was asked for first
        self._hint_button = ui.button("", self._hint)
        self._solution_button = ui.button("", self._solve)
        self._hints, self._solution = ui.html(), ui.html()
        self._head = f"<p><strong>{escape(_heading(help_.exercise))}</strong></p>"
        buttons = [self._hint_button] if help_.exercise.hints else []
        self.widget = widgets.VBox(
            [
                ui.html(self._head + feedback),
                widgets.HBox([*buttons, self._solution_button]),
                self._hints,
                self._solution,
            ]
        )
        self._refresh()

    def static(self) -> str:
        """The same without a kernel, with all hints, folded."""
        exercise = self._help.exercise
        hints = "".join(
            f"<details><summary>{_hint_word()} {at}</summary>{ui.markdown(str(words))}</details>"
            for at, words in enumerate(exercise.hints, 1)
        )
        says = text(
            en="No buttons below? Get help from code:",
            ja="下にボタンが出ないときは、コードでヒントや解答例を表示できます：",
        )
        calls = [f'ws.hint("{exercise.id}")'] if exercise.hints else []
        calls.append(f'ws.solution("{exercise.id}")')
        listed = " ".join(f"<code>{escape(call)}</code>" for call in calls)
        return f"{self._head}{self._feedback}{hints}{self._solution.value}<p>{says} {listed}</p>"

    def _hint(self) -> None:
        self._help.take_hint()
        self._refresh()

    def _solve(self) -> None:
        """The first press asks; the second, unless the two are a double click, shows."""
        now = time.monotonic()
        if self._asked is None:
            self._asked = now
        elif now - self._asked > _DOUBLE_CLICK:
            self._help.take_solution()
        self._refresh()

    def _refresh(self) -> None:
        # A button whose work is done stays enabled: disabling it takes the focus away.
        taken, total = self._help.taken(), len(self._help.exercise.hints)
        _label(self._hint_button, ui.hint_label(taken, total))
        if taken:
            self._hints.value = self._help.hints()
        if self._help.has_solution():
            says = text(en="The solution stands below", ja="解答例を下に表示しています")
            self._solution.value = self._help.solution()
        elif self._asked is None:
            says = text(en="Show the solution", ja="解答例を見る")
        else:
            says = text(
                en="Show the solution? Press again",
                ja="解答例を表示しますか？ もう一度押してください",
            )
        _label(self._solution_button, says)


def _label(button: widgets.Button, label: str) -> None:
    button.description = button.tooltip = label


def _heading(exercise: Exercise) -> str:
    marked = text(en=" (code)", ja="（コード）") if exercise.code else ""
    return text(en="Exercise: ", ja="演習：") + str(exercise.title) + marked


def _hint_word() -> str:
    return text(en="Hint", ja="ヒント")


def _said(result: Result, earlier: journal.Event | None) -> str:
    """HTML of what a check says below its outcome."""
    body = ui.markdown(str(result.message))
    if result.outcome is Outcome.NOT_ATTEMPTED and earlier and earlier.outcome:
        body += _of_earlier(earlier)
    if result.is_reference:
        goes_on = text(
            en="Meanwhile the lesson goes on with our answer.",
            ja="それまでは、こちらで用意した答えを使って先へ進みます。",
        )
    elif result.outcome is Outcome.WRONG:
        goes_on = text(
            en="Try again as often as you like. The lesson goes on with your answer as it is.",
            ja="何度でもやり直せます。このあとは、今の答えをそのまま使って進みます。",
        )
    else:
        return body
    return f"{body}<p>{goes_on}</p>"


def _of_earlier(event: journal.Event) -> str:
    """HTML of an earlier answer, which an untouched copy of the notebook does not hold."""
    says = (
        text(en="You solved this earlier.", ja="この演習は以前に正解しています。")
        if event.outcome == Outcome.RIGHT.value
        else text(en="You tried this earlier.", ja="この演習には以前に取り組んでいます。")
    )
    if event.answer is None:
        return f"<p>{says}</p>"
    says += text(en=" Your answer was:", ja="そのときの答え：")
    return f"<p>{says}</p><pre><code>{escape(str(event.answer))}</code></pre>"


def _remember(help_: _Help, answer: Any, result: Result) -> str:
    """Record an answer, unless it is none or the same again; HTML of why it could not be saved."""
    if result.outcome is Outcome.NOT_ATTEMPTED:
        return ""
    latest, typed = help_.latest("exercise"), _typed(answer)
    if latest and (latest.outcome, latest.answer) == (result.outcome.value, typed):
        return ""
    if help_.record("exercise", outcome=result.outcome.value, answer=typed):
        return ""
    return f"<p>{escape(journal.trouble() or '')}</p>"


def _typed(answer: Any) -> str | None:
    """An answer about as it was typed; None where that would say little, as for a table."""
    if inspect.isfunction(answer):
        try:
            return textwrap.dedent(inspect.getsource(answer)).strip()
        except (OSError, TypeError):
            return None
    plain = isinstance(answer, str | int | float | list | tuple | set | Mapping)
    return literal(answer) if plain else None


def _reference(exercise: Exercise, answer: Any, context: Mapping[str, Any]) -> Any:
    """The reference, or the attendee's answer if not even that can be had."""
    try:
        return exercise.reference(**context)
    except Exception:
        return answer


def _apologise(what: str) -> None:
    """Say that a check file has a mistake, without our traceback."""
    title = text(en="! The mistake is ours", ja="! こちらの不具合です")
    says = text(
        en="The check of this exercise does not work; your answer may well be right. The lesson "
        "goes on with our answer. Please report this line:",
        ja="この演習のチェックが動きませんでした。あなたの答えのせいではありません。こちらで用意した"
        "答えを使って先へ進みます。お手数ですが、次の行をお知らせください：",
    )
    ui.still(
        f'<div class="mlw-feedback mlw-error" role="status"><strong>{title}</strong>'
        f"<p>{says}</p><pre><code>{escape(what)}</code></pre></div>",
        f"{title}: {what}",
    )
