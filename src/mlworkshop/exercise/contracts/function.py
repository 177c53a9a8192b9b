"""A function."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from mlworkshop.exercise.contracts.base import Contract, Raised, Unfilled, Unusable, leaves
from mlworkshop.exercise.wording import code, literal, name_of
from mlworkshop.language import Text, counted


class FunctionOf(Contract):
    """A function; handed on as it is.

    Parameters
    ----------
    returns : Contract
        What each call must return.
    examples : sequence of tuple
        Arguments to try it with, one tuple a call; at least one.

    Notes
    -----
    What a check is given calls the attendee's function with copies of the arguments, and hands on
    what it returns in the plain form of `returns`.
    """

    def __init__(self, returns: Contract, examples: Sequence[tuple[Any, ...]]) -> None:
        self.returns, self.examples = returns, examples

    @property
    def expected(self) -> Text:
        count, result = len(self.examples[0]), self.returns.expected
        return Text(
            en=f"a function that takes {counted(count, 'value')} and returns {result.en}",
            ja=f"{count}個の値を受け取り、{result.ja}を返す関数",
        )

    @property
    def example(self) -> Callable[..., Any]:
        return lambda *_: self.returns.example

    def bad_examples(self) -> dict[str, Any]:

        def fails(*_: object) -> None:
            raise ValueError("this example always fails")

        def wants_more(*_: object, more: object) -> Any:
            return self.returns.example

        def returning(value: Any) -> Callable[..., Any]:
            return lambda *_: value

        return {
            "missing": None,
            "called": self.returns.example,
            "text": "no function",
            "raising": fails,
            "one parameter more": wants_more,
            **{
                f"returns {name}": returning(bad)
                for name, bad in self.returns.bad_examples().items()
            },
        }

    def accept(self, answer: Any) -> Any:
        if not callable(answer):
            raise self._refuse(answer, self._slip(answer))
        with suppress(ValueError):  # some built-in functions do not tell what they take
            signature = inspect.signature(answer)
            try:
                signature.bind(*self.examples[0])
            except TypeError:
                takes = code(f"{name_of(answer)}{signature}", quoted=False)
                found = Text(en=f"the function {takes}", ja=f"関数 {takes}")
                slip = Text(
                    en="Change what is in the brackets after its name.",
                    ja="関数名のあとの括弧の中を直してください。",
                )
                raise Unusable(self.expected, found, slip) from None
        guarded = self.guard(answer)
        for arguments in self.examples:
            guarded(*arguments)
        return answer

    def guard(self, accepted: Callable[..., Any]) -> Callable[..., Any]:

        @functools.wraps(accepted, updated=())
        def guarded(*arguments: Any) -> Any:
            call = code(f"{name_of(accepted)}({', '.join(map(literal, arguments))})", quoted=False)
            try:
                result = accepted(*map(_copied, arguments))
            except (Exception, KeyboardInterrupt, SystemExit) as error:
                raise Raised(accepted, call) from error
            if any(leaf is ... for leaf in leaves(result)):
                raise Unfilled
            try:
                return self.returns.accept(result)
            except Unusable as error:
                if result is None:
                    slip: Text | None = Text(
                        en="Did you forget `return`? `print` only shows a value.",
                        ja="`return` を忘れていませんか。`print` は表示だけで値を返しません。",
                    )
                else:
                    slip = error.slip
                found = Text(
                    en=f"{call} returns {error.found.en}", ja=f"{call} の返す値が{error.found.ja}"
                )
                raise Unusable(self.expected, found, slip) from None

        return guarded

    def _slip(self, answer: Any) -> Text | None:
        with suppress(Unusable):
            self.returns.accept(answer)
            return Text(
                en="Hand over the function itself: its name without brackets after it.",
                ja="関数そのものを渡します。関数名のあとの括弧を外してください。",
            )
        return None


def _copied(value: Any) -> Any:
    """A copy, so that a function cannot change what the lesson goes on with."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value
