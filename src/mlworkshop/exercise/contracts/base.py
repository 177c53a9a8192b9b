"""What an answer must be before it is checked: contracts of type and shape.

A contract says in both languages what it expects and what it found, and names the likely slip.
What it accepts it hands on in one plain form (a list in place of an array, a float in place of an
int), so that neither checks nor lessons need to ask which it was.

An exercise without code asks by fields: a contract says which, and puts what they hold together to
an answer. An empty field gives `...`, as an untouched starter does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mlworkshop.errors import nearest
from mlworkshop.exercise.wording import code, describe, name_of
from mlworkshop.fields import Field
from mlworkshop.language import Text

YOUR_ANSWER = Text(en="Your answer", ja="答え")


class Unusable(Exception):
    """The answer has the wrong type or shape.

    Parameters
    ----------
    expected, found : Text
        Noun phrases, Markdown.
    slip : Text, optional
        The likely mistake and its fix, in a sentence of its own.

    Attributes
    ----------
    message : Text
        All of it.
    """

    def __init__(self, expected: Text, found: Text, slip: Text | None = None) -> None:
        self.expected, self.found, self.slip = expected, found, slip
        self.message = Text(
            en=f"Expected here: {expected.en}. Found: {found.en}. {slip.en if slip else ''}",
            ja=f"必要な答え：{expected.ja}。今の答え：{found.ja}。{slip.ja if slip else ''}",
        )
        super().__init__(self.message.en)


class Raised(Exception):
    """The attendee's function raised or was interrupted; `__cause__` is what it raised.

    Parameters
    ----------
    function : callable
        The attendee's own.
    call : str
        How it was called, Markdown.
    """

    def __init__(self, function: Callable[..., Any], call: str) -> None:
        self.function, self.call = function, call
        super().__init__(call)


class Unfilled(Exception):
    """What the attendee's function returned has a blank left in it."""


class Contract(ABC):
    """What an answer must be.

    Attributes
    ----------
    size : int
        How many fields ask for it; 0 where only code can give such an answer.
    """

    size = 0

    @property
    @abstractmethod
    def expected(self) -> Text:
        """What is accepted: a noun phrase, Markdown."""

    @property
    @abstractmethod
    def example(self) -> Any:
        """An answer that is accepted, right or not."""

    @abstractmethod
    def bad_examples(self) -> dict[str, Any]:
        """Answers that are not accepted, by name: wrong type, wrong shape, missing, raising."""

    @abstractmethod
    def accept(self, answer: Any) -> Any:
        """Give the answer in one plain form.

        Parameters
        ----------
        answer : object

        Returns
        -------
        object
            What the lesson goes on with.

        Raises
        ------
        Unusable
            If it has the wrong type or shape.
        """

    def fields(self, label: str = "") -> list[Field[Any]]:
        """New, empty fields to enter an answer with.

        Parameters
        ----------
        label : str
            What to ask for, where the contract has no label of its own.
        """
        return []

    def joined(self, values: Sequence[Any]) -> Any:
        """The answer that the fields' values make, `...` in the place of each None."""
        [value] = values
        return ... if value is None else value

    def spread(self, accepted: Any) -> list[Any]:
        """The fields' values that make an accepted answer."""
        return [accepted]

    def guard(self, accepted: Any) -> Any:
        """What a check is given of an accepted answer."""
        return accepted

    def _refuse(self, answer: Any, slip: Text | None = None) -> Unusable:
        return Unusable(self.expected, describe(answer), slip or common_slip(answer))


def leaves(value: Any) -> Iterator[Any]:
    """The values inside lists, tuples, sets and dicts, however deep; each list once."""
    waiting, seen = [value], set[int]()
    while waiting:
        value = waiting.pop()
        if not isinstance(value, Mapping | list | tuple | set | frozenset):
            yield value
        elif id(value) not in seen:  # a list may hold itself
            seen.add(id(value))
            waiting += value.values() if isinstance(value, Mapping) else value


def common_slip(answer: Any) -> Text | None:
    """The likely mistake where it is the same for all values."""
    if answer is None:
        return Text(
            en="Nothing was computed. What `print` or `show` gives is always `None`.",
            ja="値がありません。`print` や `show` の結果はいつも `None` になります。",
        )
    if callable(answer):
        call = code(f"{name_of(answer)}(…)", quoted=False)
        return Text(
            en=f"A function is only run when it is called: {call}.",
            ja=f"関数は {call} のように呼び出して、はじめて値になります。",
        )
    return None


def slip_of_one(answer: Any) -> Text | None:
    """What to do where one value was made several of, by brackets or by a comma behind it."""
    if not isinstance(answer, list | tuple) or len(answer) != 1:
        return None
    if isinstance(answer, tuple):
        return Text(
            en="The comma after the value makes a tuple of it: remove the comma.",
            ja="値の後ろのカンマでタプルになっています。カンマを外してください。",
        )
    return Text(en="Remove the brackets around it.", ja="囲んでいる括弧を外してください。")


def slip_of_names(expected: Collection[str], found: Iterable[Any]) -> Text:
    """Which names are missing, and what was written in place of them."""
    names = list(map(str, found))
    missing = [name for name in expected if name not in names]
    if not missing:
        extra = "、".join(code(name) for name in names if name not in expected)
        return Text(
            en=f"Take out {extra.replace('、', ', ')}.", ja=f"{extra} を取り除いてください。"
        )
    others = [name for name in names if name not in expected]
    close = nearest(missing[0], others)
    listed = [code(name) for name in missing]
    meant = code(close) if close else ""
    return Text(
        en=f"Missing: {', '.join(listed)}."
        + (f" You have {meant} in place of {listed[0]}." if meant else ""),
        ja=f"{'、'.join(listed)} がありません。"
        + (f"{listed[0]} が {meant} になっていませんか。" if meant else ""),
    )


def in_part(name: Any, error: Unusable) -> Unusable:
    """An error about one part of an answer."""
    label = code(name)
    return Unusable(
        Text(en=f"{error.expected.en} for {label}", ja=f"{label} の値として{error.expected.ja}"),
        error.found,
        error.slip,
    )
