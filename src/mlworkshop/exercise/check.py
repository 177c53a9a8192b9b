"""Exercises and how an answer to one comes out. No display here."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mlworkshop.exercise.contracts import Contract, Raised, Unfilled, Unusable, leaves
from mlworkshop.exercise.wording import code, name_of
from mlworkshop.language import Text
from mlworkshop.outcome import Outcome


class Wrong(Exception):
    """The answer has the right type and shape, but is wrong.

    Parameters
    ----------
    text : Text
        What the answer leads to and where to look next, Markdown; not the answer itself.
    misconception : str, optional
        The name of the misconception behind it.
    """

    def __init__(self, text: Text, misconception: str | None = None) -> None:
        self.text, self.misconception = text, misconception
        super().__init__(text.en)


@dataclass(frozen=True, eq=False)
class Missing:
    """Stands where there is no answer to check, in place of an older one.

    Parameters
    ----------
    why : Text
        What happened and what to do, Markdown.
    """

    why: Text


@dataclass(frozen=True)
class Misconception:
    """A likely wrong answer, which must get a message of its own.

    Parameters
    ----------
    name : str
        A slug; `check` gives it to `Wrong`.
    answer : callable
        Gives the answer, of the right type and shape; called with the context of `ws.check`.
    says : Text, optional
        What it leads to and where to look next, Markdown; for the kinds of exercise that look
        their misconceptions up by themselves, such as `Figure`.
    also : tuple of callable
        Other answers that come from the same misconception.
    """

    name: str
    answer: Callable[..., Any]
    says: Text | None = None
    also: tuple[Callable[..., Any], ...] = ()

    def answers(self, **context: Any) -> Iterator[Any]:
        """All of its answers."""
        for make in (self.answer, *self.also):
            yield make(**context)


class Exercise(ABC):
    """An exercise; a lesson's check file has a subclass for each of its own.

    Attributes
    ----------
    id : str
        As the lesson's cells and `ws.check` name it.
    title : Text
    code : bool
        Whether it wants code; then it is marked as one that may be skipped.
    version : int
        Raised when an earlier answer no longer says anything about the exercise.
    answer : Contract
        What type and shape an answer must have.
    why : Text
        Shown with the right answer, Markdown.
    hints : tuple of Text
        In steps, Markdown; the last one all but gives the answer.
    misconceptions : tuple of Misconception
        The likeliest wrong answers, at least three.
    also_right, also_wrong : tuple of callable
        More answers to test the check with, such as those just inside and just outside a bound;
        called like `Misconception.answer`.
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    code: ClassVar[bool] = False
    version: ClassVar[int] = 1
    answer: ClassVar[Contract]
    why: ClassVar[Text]
    hints: ClassVar[tuple[Text, ...]] = ()
    misconceptions: ClassVar[tuple[Misconception, ...]] = ()
    also_right: ClassVar[tuple[Callable[..., Any], ...]] = ()
    also_wrong: ClassVar[tuple[Callable[..., Any], ...]] = ()

    @abstractmethod
    def reference(self, **context: Any) -> Any:
        """A right answer.

        Parameters
        ----------
        **context
            The keyword arguments of `ws.check`.
        """

    @abstractmethod
    def check(self, answer: Any, **context: Any) -> Text | None:
        """Return when the answer is right.

        Parameters
        ----------
        answer : object
            In the plain form that the contract hands on.
        **context
            The keyword arguments of `ws.check`.

        Returns
        -------
        Text or None
            What there is to say about this right answer, before `why`.

        Raises
        ------
        Wrong
            When it is not.
        """


@dataclass(frozen=True)
class Result:
    """How an answer came out.

    Parameters
    ----------
    outcome : Outcome
    message : Text
        Markdown.
    handed_back : object
        What the lesson goes on with.
    is_reference : bool
        Whether that is the reference in place of the attendee's answer.
    misconception : str, optional
        The name of the misconception that was recognised.
    """

    outcome: Outcome
    message: Text
    handed_back: Any
    is_reference: bool
    misconception: str | None = None


def evaluate(
    exercise: Exercise, answer: Any, context: Mapping[str, Any], *, by_fields: bool = False
) -> Result:
    """Check an answer.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        Whatever the attendee has made.
    context : mapping of str to object
        What `reference` and `check` compute with.
    by_fields : bool
        Whether it was entered into fields, so that no message may speak of code.

    Returns
    -------
    Result

    Raises
    ------
    Exception
        Only for a mistake in the check file itself.
    """
    try:
        if message := _empty_fields(answer) if by_fields else _blanks(answer):
            return _replaced(exercise, context, Outcome.NOT_ATTEMPTED, message)
        accepted = exercise.answer.accept(answer)
        try:
            said: object = exercise.check(exercise.answer.guard(accepted), **context)
        except Wrong as wrong:
            return Result(Outcome.WRONG, wrong.text, accepted, False, wrong.misconception)
    except Unfilled:
        return _replaced(exercise, context, Outcome.NOT_ATTEMPTED, _UNTOUCHED)
    except Unusable as error:
        message = error.slip if by_fields and error.slip else error.message
        return _replaced(exercise, context, Outcome.WRONG, message)
    except Raised as error:
        return _replaced(exercise, context, Outcome.ERROR, _explain(error))
    why = exercise.why
    if isinstance(said, Text):
        why = Text(en=f"{said.en}\n\n{why.en}", ja=f"{said.ja}\n\n{why.ja}")
    elif said is not None:
        raise TypeError(f"{type(exercise).__name__}.check returned {said!r}, which is no Text")
    return Result(Outcome.RIGHT, why, accepted, False)


_UNTOUCHED = Text(
    en="Put your answer in place of `...` in the cell above, run it, then run this cell again.",
    ja="上のセルの `...` を自分の答えに書き換えて実行し、"
    "そのあとこのセルをもう一度実行してください。",
)


def _replaced(
    exercise: Exercise, context: Mapping[str, Any], outcome: Outcome, message: Text
) -> Result:
    return Result(outcome, message, exercise.reference(**context), True)


def _empty_fields(answer: Any) -> Text | None:
    """What to do about fields that are empty, if any."""
    parts = list(leaves(answer))
    left = sum(part is ... for part in parts)
    if not left:
        return None
    if left == len(parts):
        return Text(
            en="Enter your answer, then press *Check my answer*.",
            ja="答えを入力して、「答え合わせをする」を押してください。",
        )
    return Text(
        en=f"{left} more to fill in." if left > 1 else "One more to fill in.",
        ja=f"あと{left}か所、答えが入っていません。",
    )


def _blanks(answer: Any) -> Text | None:
    """What to do about the blanks that are left in an answer, if any."""
    if inspect.isfunction(answer):
        return _blank_lines(answer)
    parts = list(leaves(answer))
    for part in parts:
        if isinstance(part, Missing):
            return part.why
    left = sum(part is ... for part in parts)
    if not left:
        return None
    if left == len(parts):
        return _UNTOUCHED
    return Text(
        en=f"Fill in {left} more: replace {'the' if left == 1 else 'each'} `...` that is left.",
        ja=f"あと{left}個です。残りの `...` も自分の答えに書き換えてください。",
    )


def _blank_lines(function: Callable[..., Any]) -> Text | None:
    """The same for a function, read from its source; None as well where that cannot be had."""
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):  # made with exec, or a lambda amid a long statement
        return None
    blanks = sorted({first + line - 1 for line in _lines_of_blanks(tree)})
    if not blanks:
        return None
    name, listed = code(name_of(function), quoted=False), [str(line) for line in blanks]
    return Text(
        en=f"There is still a `...` in {name}: on line {' and line '.join(listed)}. Put your code "
        "in its place, run the cell, then run this one again.",
        ja=f"{name} の{'・'.join(listed)}行目にまだ `...` が残っています。"
        "そこにコードを書いてセルを実行し、そのあとこのセルをもう一度実行してください。",
    )


def _lines_of_blanks(node: ast.AST) -> Iterator[int]:
    """Lines on which a bare `...` stands; `array[..., 0]` is no blank."""
    if isinstance(node, ast.Constant) and node.value is ...:
        yield node.lineno
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Subscript) and child is node.slice):
            yield from _lines_of_blanks(child)


def _explain(error: Raised) -> Text:
    """What the attendee's function raised, and at which of their lines."""
    cause = error.__cause__
    assert cause is not None
    kind, said = type(cause).__name__, str(cause)
    what = code(f"{kind}: {said}" if said else kind, quoted=False)
    en, ja = f"{error.call} stopped with {what}.", f"{error.call} が {what} で止まりました。"
    for of, advice in _ADVICE:
        if isinstance(cause, of):
            en, ja = f"{en} {advice.en}", f"{ja}{advice.ja}"
    if where := _own_line(error):
        number, name, line = where
        fence = "`" * max(3, line.count("`") + 1)
        block = f"\n\n{fence}\n{line}\n{fence}"
        en = f"{en} It happened on line {number} of the cell that defines {name}:{block}"
        ja = f"{ja}{name} を定義したセルの{number}行目です。{block}"
    return Text(en=en, ja=ja)


_ADVICE: tuple[tuple[type[BaseException], Text], ...] = (
    (
        RecursionError,
        Text(
            en="The function calls itself without end.",
            ja="関数が自分自身を際限なく呼び出しています。",
        ),
    ),
    (
        KeyboardInterrupt,
        Text(
            en="You interrupted it. Does one of its loops never end?",
            ja="実行が中断されました。終わらないループがありませんか。",
        ),
    ),
    (
        SystemExit,
        Text(
            en="`exit` ends the whole program; use `return` to leave a function.",
            ja="`exit` はプログラム全体を終了させます。関数を抜けるには `return` を使います。",
        ),
    ),
)


def _own_line(error: Raised) -> tuple[int, str, str] | None:
    """Number, function and source of the last line of the attendee's that was run.

    All that they define shares the notebook's global names; libraries have others.
    """
    function = inspect.unwrap(error.function)
    own = getattr(function, "__globals__", None)
    found = None
    trace = error.__cause__.__traceback__ if error.__cause__ else None
    while trace:
        frame = trace.tb_frame
        if frame.f_globals is own:
            line = linecache.getline(frame.f_code.co_filename, trace.tb_lineno).strip()
            found = trace.tb_lineno, code(frame.f_code.co_name.strip("<>"), quoted=False), line
        trace = trace.tb_next
    return found
