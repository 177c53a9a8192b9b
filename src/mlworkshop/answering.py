"""One way to answer from code, for questions and for exercises without code."""

from __future__ import annotations

from contextlib import suppress

from mlworkshop import notebook
from mlworkshop.errors import CourseFileError, WorkshopError, nearest, shown
from mlworkshop.exercise import store
from mlworkshop.exercise import view as exercises
from mlworkshop.language import text
from mlworkshop.questions import bank
from mlworkshop.questions import view as questions

__all__ = ["answer"]


def answer(id_: str, value: object) -> None:
    """Answer a question, or an exercise without code of the open lesson: the same as clicking.

    Parameters
    ----------
    id_ : str
        As its cell names it.
    value : object
        What it asks for. Of a question an option's letter, such as "b"; several, "ac" or
        ["a", "c"]; steps in order, "cabd"; cards with the numbers of their groups, "a1 b2 c1"; a
        number; or words. Of an exercise what its fields hold: a number, a word, a list of them, or
        a dict with a key for each field.

    Raises
    ------
    WorkshopError
        If there is no such question or exercise, or this is no answer to it.
    """
    asked: list[str] = []
    with suppress(CourseFileError):  # the bank says so in the question's own cell
        asked = [entry.question.id for entry in bank.entries()]
    done: list[str] = []
    with suppress(WorkshopError):  # no lesson has begun, or its checks have mistakes
        done = list(store.of_lesson(notebook.lesson()))
    if isinstance(id_, str) and id_ in done and id_ not in asked:
        return exercises.answer(id_, value)
    if (isinstance(id_, str) and id_ in asked) or not asked:
        return questions.answer(id_, value)
    near = nearest(id_, [*asked, *done])
    raise WorkshopError(
        text(
            en=f"There is no question or exercise {shown(id_)} here."
            + (f" Did you mean {near!r}?" if near else " Copy the name from its cell."),
            ja=f"{shown(id_)} という問題や演習はここにありません。"
            + (f"{near!r} のことですか？" if near else "セルに書かれた名前を使ってください。"),
        )
    )
