"""Several values: of the same kind in a list, or each under a key of its own."""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from mlworkshop import fields
from mlworkshop.exercise.contracts.base import (
    YOUR_ANSWER,
    Contract,
    Unusable,
    common_slip,
    in_part,
    slip_of_names,
)
from mlworkshop.exercise.contracts.choice import OneOf
from mlworkshop.exercise.contracts.number import Number
from mlworkshop.exercise.wording import code, describe, literal, scalar, whole_characters
from mlworkshop.fields import Field, Ticks
from mlworkshop.language import Text, counted


class Values(Contract):
    """Several values of the same kind; handed on as a list, whatever sequence they came in.

    Parameters
    ----------
    of : Contract
        What each value must be.
    length : int, optional
        How many there must be; then their order matters, and a set is refused.
    minimum : int
        How many there must be at least, if no length is given.
    maximum : int, optional
        How many there may be at most, if no length is given.
    labels : sequence of Text, optional
        For the fields, one for each of `length` values.
    label : Text, optional
        For the boxes to tick, where neither length nor order matter.
    """

    _noun = Text(en="value", ja="値")

    def __init__(
        self,
        of: Contract,
        length: int | None = None,
        *,
        minimum: int = 1,
        maximum: int | None = None,
        labels: Sequence[Text] = (),
        label: Text | None = None,
    ) -> None:
        self.of, self.labels, self.label = of, labels, label
        self.ordered = length is not None
        self.minimum = minimum if length is None else length
        self.maximum = maximum if length is None else length

    @property
    def expected(self) -> Text:
        low, high, noun = self.minimum, self.maximum, self._noun
        if low == high:
            count_en, count_ja = f"{low} ", f"{low}個の"
        elif high:
            count_en, count_ja = f"{low} to {high} ", f"{low}〜{high}個の"
        elif low > 1:
            count_en, count_ja = f"at least {low} ", f"{low}個以上の"
        else:
            count_en = count_ja = ""
        plural = "" if low == high == 1 else "s"
        each, such = self.of.expected, code(self.example)
        return Text(
            en=f"a list of {count_en}{noun.en}{plural}, each {each.en}, such as {such}",
            ja=f"{count_ja}{noun.ja}のリスト（それぞれ{each.ja}。例：{such}）",
        )

    @property
    def example(self) -> list[Any]:
        return [self.of.example] * max(self.minimum, 1)

    def bad_examples(self) -> dict[str, Any]:
        one = self.of.example
        examples: dict[str, Any] = {
            "missing": None,
            "number": 0.5,
            "text": "no list",
            "function": lambda: self.example,
            "nested": [self.example],
            "too few": [one] * (self.minimum - 1),
        }
        if self.maximum is not None:
            examples["too many"] = [one] * (self.maximum + 1)
        for name, bad in self.of.bad_examples().items():
            examples[f"one {name}"] = [*self.example[1:], bad]
        if self.minimum == 0:
            del examples["too few"]
        if self.ordered:
            examples["set"] = set(range(self.minimum))
        return examples

    def accept(self, answer: Any) -> list[Any]:
        values = _listed(answer)
        if values is None:
            raise self._refuse(answer, self._slip(answer))
        if self.ordered and isinstance(answer, set | frozenset):
            slip = Text(
                en="A set has no order: use square brackets.",
                ja="集合 `{ }` には順番がありません。角括弧 `[ ]` を使ってください。",
            )
            raise self._refuse(answer, slip)
        accepted = list(self._each(answer, values))
        if not self._fits(len(values)):
            raise self._refuse(answer, self._slip_of_thousands(accepted))
        return accepted

    @property
    def size(self) -> int:  # type: ignore[override]
        """See `Contract`."""
        if self.ordered:
            return self.minimum * self.of.size
        return int(isinstance(self.of, OneOf))

    def fields(self, label: str = "") -> list[Field[Any]]:
        if isinstance(self.of, OneOf) and not self.ordered:
            return [Ticks(str(self.label or label or YOUR_ANSWER), self.of.options)]
        if not self.ordered:
            return []
        labels = map(str, self.labels or range(1, self.minimum + 1))
        return [field for each in labels for field in self.of.fields(each)]

    def joined(self, values: Sequence[Any]) -> Any:
        if not self.ordered:
            return list(values[0]) if values[0] else ...
        left = iter(values)
        return [self.of.joined(list(islice(left, self.of.size))) for _ in range(self.minimum)]

    def spread(self, accepted: Any) -> list[Any]:
        if not self.ordered:
            return [tuple(accepted)]
        return [value for part in accepted for value in self.of.spread(part)]

    def _slip_of_thousands(self, values: list[Any]) -> Text | None:
        """Commas inside the numbers, which make two of each."""
        pairs = list(zip(values[::2], values[1::2], strict=False))
        whole = all(isinstance(value, int | float) and value == int(value) for value in values)
        if not whole or len(values) != 2 * self.minimum or len(values) != 2 * (self.maximum or 0):
            return None
        if not all(0 < before < 1000 and 0 <= after < 1000 for before, after in pairs):
            return None
        meant = code("[" + ", ".join(f"{a:.0f}{b:03.0f}" for a, b in pairs) + "]", quoted=False)
        return Text(
            en=f"A comma begins a new value. Write {meant}.",
            ja=f"カンマは値の区切りになります。{meant} と書いてください。",
        )

    def _fits(self, count: int) -> bool:
        return self.minimum <= count <= (count if self.maximum is None else self.maximum)

    def _each(self, answer: Any, values: list[Any]) -> Iterator[Any]:
        for position, value in enumerate(values, 1):
            try:
                yield self.of.accept(value)
            except Unusable as error:
                whole = describe(answer)
                found = Text(
                    en=f"{whole.en}, where no. {position} is {error.found.en}",
                    ja=f"{whole.ja}（{position}番目が{error.found.ja}）",
                )
                slip = self._slip_of_one_text(value) or error.slip
                raise Unusable(self.expected, found, slip) from None

    def _slip_of_one_text(self, value: Any) -> Text | None:
        """All the values inside one pair of quotation marks."""
        if not isinstance(value, str) or len(parts := _words(value)) < 2:
            return None
        with suppress(Unusable):
            return _slip_of_quotes([self.of.accept(part) for part in parts])
        return None

    def _slip(self, answer: Any) -> Text | None:
        return (
            self._slip_of_one_text(answer)
            or common_slip(answer)
            or Text(
                en="Put square brackets around the values, and commas between them.",
                ja="値をカンマで区切り、全体を角括弧 `[ ]` で囲んでください。",
            )
        )


class Numbers(Values):
    """Several numbers; handed on as a list of floats.

    Parameters
    ----------
    low, high : float, optional
        Bounds of each number.
    length, labels
        See `Values`.
    whole : bool
        Whether they must be whole numbers.
    unit : Text, optional
        For the fields.
    """

    def __init__(
        self,
        low: float | None = None,
        high: float | None = None,
        *,
        length: int | None = None,
        whole: bool = False,
        unit: Text | None = None,
        labels: Sequence[Text] = (),
    ) -> None:
        of = Number(low, high, whole=whole, unit=unit)
        super().__init__(of, length, labels=labels)


class _Word(Contract):
    """A text that is not empty, without commas; without spaces, too, if it must be single."""

    def __init__(self, single: bool) -> None:
        self.single = single

    @property
    def expected(self) -> Text:
        if self.single:
            return Text(en="one word in quotation marks", ja="引用符で囲んだ1語")
        return Text(en="a text in quotation marks", ja="引用符で囲んだ文字列")

    @property
    def example(self) -> str:
        return "free"

    def bad_examples(self) -> dict[str, Any]:
        bad = {"missing": None, "number": 5, "empty": " ", "several": "free, win"}
        return bad | ({"two words": "click here"} if self.single else {})

    def accept(self, answer: Any) -> str:
        value = scalar(answer)
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            quoted = code(literal(value))
            slip = Text(
                en=f"Put it in quotation marks: {quoted}.",
                ja=f"{quoted} のように引用符で囲んでください。",
            )
            raise self._refuse(answer, slip)
        if not isinstance(answer, str) or len(_words(answer)) != 1:
            raise self._refuse(answer)
        if self.single and len(answer.split()) > 1:
            raise self._refuse(answer)
        return whole_characters(answer.strip())


class Words(Values):
    """Several texts; handed on as a list, without the spaces around each.

    Parameters
    ----------
    minimum : int
        How many there must be at least.
    maximum : int, optional
        How many there may be at most.
    single : bool
        Whether each text must be one word, so that `maximum` limits the words as well.
    label : Text, optional
        For its field.
    """

    size = 1

    _noun = Text(en="word", ja="語")

    def __init__(
        self,
        minimum: int = 1,
        maximum: int | None = None,
        *,
        single: bool = False,
        label: Text | None = None,
    ) -> None:
        self.single = single
        super().__init__(_Word(single), minimum=minimum, maximum=maximum, label=label)

    def accept(self, answer: Any) -> list[Any]:
        given = _listed(answer) or []
        texts = [value for value in given if isinstance(value, str) and len(_words(value)) == 1]
        count = sum(len(value.split()) for value in texts)
        if self.single and count > len(texts) == len(given):
            slip = Text(
                en=f"These are {count} words: put commas between them.",
                ja=f"全部で{count}語あります。1語ずつカンマで区切ってください。",
            )
            raise self._refuse(answer, slip)
        if len(texts) == len(given) > 0 and not self._fits(len(texts)):
            slip = Text(
                en=f"You gave {counted(len(texts), 'word')}. {self._range.en} wanted.",
                ja=f"今は{len(texts)}語です。{self._range.ja}にしてください。",
            )
            raise self._refuse(answer, slip)
        return super().accept(answer)

    @property
    def _range(self) -> Text:
        low, high = self.minimum, self.maximum
        if high is None:
            return Text(en=f"{low} or more are", ja=f"{low}語以上")
        return Text(en=f"{low} to {high} are", ja=f"{low}〜{high}語")

    def fields(self, label: str = "") -> list[Field[Any]]:
        return [fields.Words(str(self.label or label or YOUR_ANSWER), several=True)]

    def _slip(self, answer: Any) -> Text | None:
        if isinstance(answer, str) and (words := _words(answer)):
            return _slip_of_quotes(words)
        return super()._slip(answer)


class Fields(Contract):
    """A dict with given keys.

    Parameters
    ----------
    of : mapping of str to Contract
        What each key's value must be.
    """

    def __init__(self, of: Mapping[str, Contract]) -> None:
        self.of = of

    @property
    def size(self) -> int:  # type: ignore[override]
        """See `Contract`; 0 if one of its parts can only come from code."""
        sizes = [contract.size for contract in self.of.values()]
        return sum(sizes) if all(sizes) else 0

    def fields(self, label: str = "") -> list[Field[Any]]:
        return [field for key, contract in self.of.items() for field in contract.fields(key)]

    def joined(self, values: Sequence[Any]) -> Any:
        left = iter(values)
        return {
            key: contract.joined(list(islice(left, contract.size)))
            for key, contract in self.of.items()
        }

    def spread(self, accepted: Any) -> list[Any]:
        return [
            value for key, contract in self.of.items() for value in contract.spread(accepted[key])
        ]

    @property
    def expected(self) -> Text:
        keys, such = [code(key) for key in self.of], code(self.example)
        return Text(
            en=f"a dict with the keys {', '.join(keys)}, such as {such}",
            ja=f"キー {'、'.join(keys)} をもつ辞書（例：{such}）",
        )

    @property
    def example(self) -> dict[str, Any]:
        return {key: contract.example for key, contract in self.of.items()}

    def bad_examples(self) -> dict[str, Any]:
        first = next(iter(self.of))
        return {
            "missing": None,
            "list": list(self.example.values()),
            "function": lambda: self.example,
            "key missing": {key: value for key, value in self.example.items() if key != first},
            "key too many": self.example | {"unknown": 1},
            **{
                f"{key}: {name}": self.example | {key: bad}
                for key, contract in self.of.items()
                for name, bad in contract.bad_examples().items()
            },
        }

    def accept(self, answer: Any) -> dict[str, Any]:
        if not isinstance(answer, Mapping):
            raise self._refuse(answer)
        if set(answer) != set(self.of):
            raise self._refuse(answer, slip_of_names(self.of, answer))
        accepted = {}
        for key, contract in self.of.items():
            try:
                accepted[key] = contract.accept(answer[key])
            except Unusable as error:
                raise in_part(key, error) from None
        return accepted


def _words(typed: str) -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in re.split("[,、，]", typed) if word.strip()]


def _slip_of_quotes(words: list[str]) -> Text:
    """The likeliest slip: all the words inside one pair of quotation marks."""
    meant = code(words)
    return Text(
        en=f"Quotation marks go around each word, square brackets around all: {meant}.",
        ja=f"1語ずつ引用符で囲み、全体を角括弧で囲みます：{meant}",
    )


def _listed(value: Any) -> list[Any] | None:
    """The values of any plain sequence, or None."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, list | tuple | range):
        return list(value)
    if getattr(value, "ndim", None) == 1 and hasattr(value, "tolist"):
        return list(value.tolist())
    return None
