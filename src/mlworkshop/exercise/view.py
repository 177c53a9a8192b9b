"""Exercises in a notebook: what a check says, hints in steps, the solution."""

from __future__ import annotations

import inspect
import textwrap
import time
import traceback
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.course import lesson, structure
from mlworkshop.errors import CourseFileError
from mlworkshop.exercise import store
from mlworkshop.exercise.check import Exercise, Missing, Result, evaluate
from mlworkshop.exercise.wording import literal
from mlworkshop.hints import Hints
from mlworkshop.language import text
from mlworkshop.outcome import Outcome

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
        _apologise(
            text(en="! The mistake is ours", ja="! こちらの不具合です"),
            text(
                en="The check of this exercise does not work; your answer may well be right.",
                ja="この演習のチェックが動きませんでした。あなたの答えのせいではありません。",
            ),
            str(error),
            ours=False,
        )
        return answer
    help_ = _Help(where, exercise)
    try:
        result = evaluate(exercise, answer, context)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({Path(frame.filename).name}, {frame.lineno})"
        if not help_.latest("exercise"):
            help_.record("exercise", answer=what)
        handed_back, ours = _reference(exercise, answer, context)
        _apologise(
            text(en="! Something does not fit", ja="! どこかが食い違っています"),
            text(
                en="Either this check has a mistake, or a name of the lesson was overwritten, or "
                "the cell of the check was changed. Choose Run > Run All Cells and check again.",
                ja="このチェックに不具合があるか、レッスンで使う名前が別の値で上書きされたか、"
                "チェックのセルが書きかえられたようです。Run > Run All Cells を選んで、"
                "もう一度チェックしてみてください。",
            ),
            what,
            ours=ours,
        )
        return handed_back
    earlier = help_.latest("exercise")
    if result.outcome is not Outcome.NOT_ATTEMPTED or not (earlier and earlier.outcome):
        earlier = None
    label = result.outcome.label
    if earlier:
        label = text(en="○ No answer in the cell now", ja="○ 今のセルには答えがありません")
    feedback = _box(result.outcome, label, _said(exercise, answer, result, earlier))
    view = _View(help_, feedback + _remember(help_, answer, result))
    ui.show(view.widget, view.static(), f"{_heading(exercise)} {label}")
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
    count = help_.hints.take()
    says = help_.hints.shown(count) or f"<p>{help_.hints.label(0)}</p>"
    ui.still(says, "\n".join(map(str, help_.hints.words[:count])))


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
        self.hints = Hints(where, exercise.id, exercise.version, exercise.hints)

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
        read = lesson.read(structure.source_of(self.where))
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
        hints = self._help.hints.folded()
        says = text(
            en="No buttons below? Get help from code:",
            ja="下にボタンが出ないときは、コードでヒントや解答例を表示できます：",
        )
        calls = [f'ws.hint("{exercise.id}")'] if exercise.hints else []
        calls.append(f'ws.solution("{exercise.id}")')
        listed = " ".join(f"<code>{escape(call)}</code>" for call in calls)
        return f"{self._head}{self._feedback}{hints}{self._solution.value}<p>{says} {listed}</p>"

    def _hint(self) -> None:
        self._help.hints.take()
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
        hints, taken = self._help.hints, self._help.hints.taken()
        _label(self._hint_button, hints.label(taken))
        self._hints.value = hints.shown(taken)
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


def _box(outcome: Outcome, label: str, body: str) -> str:
    """HTML as of `ui.feedback`, under a heading of its own."""
    return (
        f'<div class="mlw-feedback mlw-{outcome.value}" role="status">'
        f"<strong>{escape(label)}</strong>{body}</div>"
    )


def _said(exercise: Exercise, answer: Any, result: Result, earlier: journal.Event | None) -> str:
    """HTML of what a check says below its outcome."""
    body = (_of_earlier(earlier) if earlier else "") + ui.markdown(str(result.message))
    if result.outcome is Outcome.RIGHT:
        return body
    if (
        result.outcome is Outcome.NOT_ATTEMPTED
        and exercise.code
        and not isinstance(answer, Missing)
    ):
        goes_on = text(
            en="This one is for people who code. Skip it if you like: leave `...`, run both cells, "
            "and the lesson goes on with our answer.",
            ja="コードを書く人向けの演習です。飛ばしてもかまいません。`...` のまま2つのセルを"
            "実行すると、こちらで用意した答えを使って先へ進みます。",
        )
    else:
        goes_on = _goes_on(result.is_reference)
    if not result.is_reference:
        again = text(en="Try again as often as you like. ", ja="何度でもやり直せます。")
        goes_on = again + goes_on
    return body + ui.markdown(goes_on)


def _goes_on(ours: bool) -> str:
    """What the lesson goes on with: the reference or the attendee's answer."""
    if ours:
        return text(
            en="Meanwhile the lesson goes on with our answer.",
            ja="使える答えが入るまでは、こちらで用意した答えを使って先へ進みます。",
        )
    return text(
        en="The lesson goes on with your answer as it is.",
        ja="このあとは、今の答えをそのまま使って進みます。",
    )


def _of_earlier(event: journal.Event) -> str:
    """HTML of an earlier answer, which an untouched copy of the notebook does not hold."""
    says = (
        text(en="Earlier you solved this.", ja="以前、この演習に正解しています。")
        if event.outcome == Outcome.RIGHT.value
        else text(en="Earlier you tried this.", ja="以前、この演習に取り組んでいます。")
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


def _reference(exercise: Exercise, answer: Any, context: Mapping[str, Any]) -> tuple[Any, bool]:
    """The reference and True, or the attendee's answer and False if not even that can be had."""
    try:
        return exercise.reference(**context), True
    except Exception:
        return answer, False


def _apologise(title: str, says: str, what: str, *, ours: bool) -> None:
    """Say that a check does not work, without our traceback.

    Parameters
    ----------
    title, says : str
    what : str
        For whoever mends it.
    ours : bool
        Whether the lesson goes on with the reference.
    """
    report = text(
        en="If you see this again, please report this line:",
        ja="何度も出るときは、お手数ですが次の行をお知らせください：",
    )
    body = "".join(f"<p>{words}</p>" for words in (escape(says), _goes_on(ours), report))
    body += f"<pre><code>{escape(what)}</code></pre>"
    ui.still(_box(Outcome.ERROR, title, body), f"{title}: {what}")
