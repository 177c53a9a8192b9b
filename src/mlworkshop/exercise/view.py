"""Exercises in a notebook: what a check says, hints in steps, the solution."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.course import lesson, structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.exercise import said, starters, store
from mlworkshop.exercise.assistance import Help, HelpButtons
from mlworkshop.exercise.check import Exercise, Missing, Result, evaluate
from mlworkshop.exercise.contracts import Unusable
from mlworkshop.exercise.form import Form
from mlworkshop.exercise.wording import code, literal, scalar
from mlworkshop.language import text
from mlworkshop.outcome import Outcome

__all__ = ["answer", "check", "hint", "solution"]


class _ByFields:
    """In place of an answer: it is entered, not handed over."""

    def __repr__(self) -> str:
        return "<by fields>"


_BY_FIELDS = _ByFields()

# The form of each exercise that was shown last in this kernel, by lesson and id.
_shown: dict[tuple[str, str], Form] = {}


def check(name: str, answer: Any = _BY_FIELDS, /, **context: Any) -> Any:
    """Ask for the answer to an exercise, or check the one that code has made.

    Parameters
    ----------
    name : str
        The exercise's id.
    answer : object, optional
        What the attendee's code has made. Without it fields to enter an answer are shown, with the
        one from before.
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
        If this lesson has no exercise of this name, or it wants code and is given none.
    """
    where = notebook.lesson()
    try:
        exercise = store.find(where, name)
    except CourseFileError as error:
        ui.still(said.does_not_work(str(error), ours=False), str(error))
        return None if answer is _BY_FIELDS else answer
    if answer is not _BY_FIELDS:
        return _check_code(where, exercise, answer, context)
    if exercise.code:
        raise WorkshopError(
            text(
                en=f'The exercise {name!r} is answered in code: ws.check("{name}", my_answer).',
                ja=f"演習 {name!r} にはコードで答えます。"
                f'ws.check("{name}", my_answer) の形で渡してください。',
            )
        )
    try:
        form = Form(where, exercise, context, solved=notebook.is_solved())
    except Exception as error:
        return _failed(Help(where, exercise, lambda: ""), None, context, error)
    _shown[where, name] = form
    ui.show(form.widget, form.static(), said.heading(exercise))
    return form.handed_back


def answer(name: str, value: object) -> None:
    """Answer an exercise without code from code: the same as entering it.

    Parameters
    ----------
    name : str
        The exercise's id.
    value : object
        What the fields ask for: a number, a word, a list, or a dict with a key for each field.

    Raises
    ------
    WorkshopError
        If this lesson has no such exercise, its cell was not run, or this is no answer to it.
    """
    form = _form(name)
    try:
        form.submit(value)
    except Unusable as error:
        ui.still(ui.feedback(Outcome.WRONG, ui.markdown(str(error.message))), str(error.message))
    else:
        ui.still(form.feedback.value, said.heading(form.exercise))


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
    help_ = _help(name)
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
        If this lesson has no exercise of this name, or its solution needs its cell to be run.
    """
    help_ = _help(name)
    if not help_.exercise.code:
        help_ = _form(name).help
    help_.take_solution()
    ui.still(help_.solution_block(), help_.solution())


def _help(name: str) -> Help:
    where = notebook.lesson()
    exercise = store.find(where, name)

    def source() -> str:
        read = lesson.read(structure.source_of(where))
        return read.code_of(exercise.id, "solution").source

    return Help(where, exercise, source)


def _form(name: str) -> Form:
    """The form of an exercise that is on display."""
    where = notebook.lesson()
    exercise = store.find(where, name)
    if form := _shown.get((where, exercise.id)):
        return form
    if exercise.code:
        raise WorkshopError(
            text(
                en=f"The exercise {name!r} is answered in its own cell: write your code in place "
                "of `...`, and run the cell and the one below it.",
                ja=f"演習 {name!r} は、演習のセルの `...` をコードに書き換え、"
                "そのセルと次のセルを実行して答えます。",
            )
        )
    raise WorkshopError(
        text(
            en=f'Run the cell with ws.check("{name}", …) first, then this one again.',
            ja=f'先に ws.check("{name}", …) のセルを実行し、'
            "そのあとこのセルをもう一度実行してください。",
        )
    )


def _check_code(where: str, exercise: Exercise, answer: Any, context: Mapping[str, Any]) -> Any:
    help_ = _help(exercise.id)
    try:
        result = evaluate(exercise, answer, context)
    except Exception as error:
        return _failed(help_, answer, context, error)
    earlier = help_.latest("exercise")
    if result.outcome is not Outcome.NOT_ATTEMPTED or not (earlier and earlier.outcome):
        earlier = None
    label = result.outcome.label
    if earlier:
        label = text(en="○ No answer in the cell now", ja="○ 今のセルには答えがありません")
    body = _said(exercise, answer, result, earlier)
    if result.outcome is not Outcome.NOT_ATTEMPTED:
        body += help_.remember(result, _typed(answer))
    _show_check(help_, label, said.box(result.outcome, label, body))
    return result.handed_back


def _show_check(help_: Help, label: str, feedback: str) -> None:
    """Show how code came out, with buttons for help."""
    buttons = HelpButtons(help_)
    title = said.heading(help_.exercise)
    head = f"<p><strong>{escape(title)}</strong></p>"
    shown = ui.html(said.live_head(help_.where, help_.exercise) + feedback)
    live = widgets.VBox([shown, widgets.HBox(buttons.buttons), *buttons.panels])
    says = text(
        en="No buttons below? Get help from code:",
        ja="下にボタンが出ないときは、コードでヒントや解答例を表示できます：",
    )
    calls = " ".join(f"<code>{escape(call)}</code>" for call in buttons.calls())
    ui.show(live, f"{head}{feedback}{buttons.static()}<p>{says} {calls}</p>", f"{title} {label}")


def _failed(help_: Help, answer: Any, context: Mapping[str, Any], error: Exception) -> Any:
    """Say that a check stopped with an error of its own; give what the lesson goes on with."""
    if not help_.latest("exercise"):
        help_.record("exercise", answer=said.where(error))
    try:
        handed_back, ours = help_.exercise.reference(**context), True
    except Exception:
        handed_back, ours = answer, False
    ui.still(said.does_not_fit(error, ours=ours), said.where(error))
    return handed_back


def _said(exercise: Exercise, answer: Any, result: Result, earlier: journal.Event | None) -> str:
    """HTML of what a check says below its outcome."""
    body = (_of_earlier(earlier) if earlier else "") + ui.markdown(str(result.message))
    if name := starters.left_out(exercise.id):
        body = ui.markdown(_of_before(name)) + body
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
        goes_on = said.goes_on(result.is_reference)
    if not result.is_reference:
        goes_on = f"{said.again()} {goes_on}"
    return body + ui.markdown(goes_on)


def _of_before(name: str) -> str:
    """Markdown about an answer that the exercise's cell does not give any more."""
    shown = code(name, quoted=False)
    return text(
        en=f"The cell above does not mention {shown} any more: this is your answer from before.",
        ja=f"上のセルに {shown} がなくなっています。これは前に実行したときの答えです。",
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


def _typed(answer: Any) -> str | None:
    """An answer about as it was typed; None where that would say little, as for a table."""
    if inspect.isfunction(answer):
        try:
            return textwrap.dedent(inspect.getsource(answer)).strip()
        except (OSError, TypeError):
            return None
    answer = scalar(answer)
    plain = isinstance(answer, str | int | float | list | tuple | set | Mapping)
    return literal(answer) if plain else None
