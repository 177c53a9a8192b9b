"""What is said around an exercise, of either kind."""

from __future__ import annotations

import traceback
from html import escape
from pathlib import Path

from mlworkshop.course import course_files, structure
from mlworkshop.exercise.check import Exercise
from mlworkshop.language import text
from mlworkshop.outcome import Outcome


def heading(exercise: Exercise) -> str:
    """An exercise's title, marked if it wants code."""
    marked = text(en=" (code)", ja="（コード）") if exercise.code else ""
    return _named(exercise) + marked


def live_head(where: str, exercise: Exercise) -> str:
    """HTML of an exercise's title on a page with a kernel.

    Where the lesson's text has it as a heading, it is there for screen readers alone: on the page
    the same words would stand twice, one below the other.
    """
    headings = (line for line in _lines(where) if line.startswith("#"))
    is_above = any(_named(exercise).casefold() in line.casefold() for line in headings)
    look = ' class="mlw-heard"' if is_above else ""
    return f"<p{look}><strong>{escape(heading(exercise))}</strong></p>"


def _named(exercise: Exercise) -> str:
    return text(en="Exercise: ", ja="演習：") + str(exercise.title)


def _lines(where: str) -> list[str]:
    """The lines of a lesson; none where its source is not at hand."""
    try:
        return course_files.read(structure.source_of(where)).splitlines()
    except OSError:
        return []


def again() -> str:
    """An answer may be changed."""
    return text(en="Try again as often as you like.", ja="何度でもやり直せます。")


def goes_on(ours: bool) -> str:
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


def box(outcome: Outcome, label: str, body: str) -> str:
    """HTML as of `ui.feedback`, under a heading of its own."""
    return (
        f'<div class="mlw-feedback mlw-{outcome.value}" role="status">'
        f"<strong>{escape(label)}</strong>{body}</div>"
    )


def where(error: Exception) -> str:
    """An error of the check file's in one line, for the person who corrects it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}, {frame.lineno})"


def does_not_work(what: str, *, ours: bool) -> str:
    """HTML that says that a check file has mistakes.

    Parameters
    ----------
    what : str
        For the person who corrects it.
    ours : bool
        Whether the lesson goes on with the reference.
    """
    says = text(
        en="The check of this exercise does not work; your answer may well be right.",
        ja="この演習のチェックが動きませんでした。答えは合っているかもしれません。",
    )
    return _apology(text(en="! The mistake is ours", ja="! こちらの不具合です"), says, what, ours)


def does_not_fit(error: Exception, *, ours: bool) -> str:
    """HTML that says that a check stopped with an error of its own; see `does_not_work`."""
    says = text(
        en="Either this check has a mistake, or a name of the lesson was overwritten, or "
        "the cell of the check was changed. Choose Run > Run All Cells and check again.",
        ja="このチェックに不具合があるか、レッスンで使う名前が別の値で上書きされたか、"
        "チェックのセルが書きかえられたようです。Run > Run All Cells を選んで、"
        "もう一度チェックしてみてください。",
    )
    title = text(en="! Something does not fit", ja="! どこかが食い違っています")
    return _apology(title, says, where(error), ours)


def _apology(title: str, says: str, what: str, ours: bool) -> str:
    report = text(
        en="If you see this again, please report this line:",
        ja="何度も出るときは、お手数ですが次の行をお知らせください：",
    )
    body = "".join(f"<p>{words}</p>" for words in (escape(says), goes_on(ours), report))
    return box(Outcome.ERROR, title, f"{body}<pre><code>{escape(what)}</code></pre>")
