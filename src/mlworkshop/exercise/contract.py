"""What an answer must be before it is checked: contracts of type and shape.

A contract says in both languages what it expects and what it found, and names the likely slip.
What it accepts it hands on in one plain form (a list in place of an array, a float in place of an
int), so that neither checks nor lessons need to ask which it was.
"""

from __future__ import annotations

import copy
import difflib
import functools
import inspect
import math
import numbers
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from mlworkshop.exercise.wording import code, describe, literal, name_of, scalar
from mlworkshop.language import Text


class Unusable(Exception):
    """The answer has the wrong type or shape.

    Parameters
    ----------
    expected, found : Text
        Noun phrases, Markdown.
    slip : Text, optional
        The likely mistake and its fix, in a sentence of its own.
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
    """What an answer must be."""

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

    def guard(self, accepted: Any) -> Any:
        """What a check is given of an accepted answer."""
        return accepted

    def _refuse(self, answer: Any, slip: Text | None = None) -> Unusable:
        return Unusable(self.expected, describe(answer), slip or _common_slip(answer))


class Number(Contract):
    """A number; handed on as a float, or as an int if it must be whole.

    Parameters
    ----------
    low, high : float, optional
        Bounds, themselves allowed.
    whole : bool
        Whether it must be a whole number.
    """

    def __init__(
        self, low: float | None = None, high: float | None = None, *, whole: bool = False
    ) -> None:
        self.low, self.high, self.whole = low, high, whole

    @property
    def expected(self) -> Text:
        """See `Contract`."""
        en, ja = ("a whole number", "整数") if self.whole else ("a number", "数値")
        low, high = self.low, self.high
        if low is not None and high is not None:
            return Text(en=f"{en} from {low} to {high}", ja=f"{low}から{high}までの{ja}")
        if low is not None:
            return Text(en=f"{en} of {low} or more", ja=f"{low}以上の{ja}")
        if high is not None:
            return Text(en=f"{en} of {high} or less", ja=f"{high}以下の{ja}")
        return Text(en=en, ja=ja)

    @property
    def example(self) -> float:
        """See `Contract`."""
        if self.low is None or self.high is None:
            return next(bound for bound in (self.low, self.high, 1) if bound is not None)
        middle = (self.low + self.high) / 2
        return math.floor(middle) if self.whole or middle.is_integer() else middle

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
        examples: dict[str, Any] = {
            "missing": None,
            "text": str(self.example),
            "list": [self.example],
            "function": lambda: self.example,
            "truth value": True,
            "nan": math.nan,
        }
        if self.low is not None:
            examples["too low"] = self.low - 1
        if self.high is not None:
            examples["too high"] = self.high + 1
        if self.whole:
            examples["fraction"] = self.example + (
                0.5 if self._allows(self.example + 0.5) else -0.5
            )
        return examples

    def accept(self, answer: Any) -> float:
        """See `Contract`."""
        given = scalar(answer)
        if isinstance(given, bool) or not isinstance(given, numbers.Real):
            raise self._refuse(answer, self._slip(given))
        value = _as_float(given)
        if not math.isfinite(value):
            slip = Text(
                en="A calculation before it went wrong, such as a division by zero.",
                ja="その前の計算で、0での割り算などが起きていませんか。",
            )
            raise self._refuse(answer, slip)
        if not self._allows(value):
            raise self._refuse(answer, self._slip_of_size(value))
        if self.whole and not value.is_integer():
            slip = Text(en="Round it to a whole number.", ja="整数に丸めてください。")
            raise self._refuse(answer, slip)
        return int(value) if self.whole else value

    @staticmethod
    def _slip_of_unit(number: str) -> Text:
        bare = code(number, quoted=False)
        return Text(
            en=f"Write the number alone, without quotation marks: {bare}.",
            ja=f"引用符や単位を付けずに、数値だけを {bare} と書いてください。",
        )

    def _allows(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def _slip(self, value: Any) -> Text | None:
        if isinstance(value, str):
            typed = unicodedata.normalize("NFKC", value).strip()
            plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", typed)  # 43,200
            with suppress(ValueError):
                float(plain)
                bare = code(plain, quoted=False)
                return Text(
                    en=f"Remove the quotation marks: {bare}.",
                    ja=f"引用符を外して {bare} と書いてください。",
                )
            with suppress(ValueError):
                if typed.endswith("%"):
                    return self._slip_of_scale(float(typed[:-1])) or self._slip_of_unit(typed[:-1])
            if with_unit := re.fullmatch(r"[^\d.,+*/()-]*(\d+(?:\.\d+)?)[^\d.,+*/()-]*", plain):
                return self._slip_of_unit(with_unit[1])  # $16.67, 約17ドル
            if re.fullmatch(r"[\d\s.+*/()-]*[+*/-][\d\s.+*/()-]*", plain):
                return Text(
                    en="Remove the quotation marks, and Python computes it.",
                    ja="引用符を外すと、Python が計算します。",
                )
        if isinstance(value, tuple) and [*map(type, value)] == [int, int]:
            return self._slip_of_comma(*value)
        if isinstance(value, list | tuple) and len(value) == 1:
            return Text(
                en="Remove the brackets around the number.",
                ja="数値を囲む括弧を外してください。",
            )
        return None

    def _slip_of_comma(self, before: int, after: int) -> Text:
        if self.whole:
            meant = code(f"{before}{after:03}", quoted=False)
            return Text(
                en=f"Write the number without a comma: {meant}.",
                ja=f"数値はカンマを入れずに {meant} と書いてください。",
            )
        meant = code(f"{before}.{after}", quoted=False)
        if before and (after == 0 or 100 <= after < 1000):  # 43,000 and 43,200
            thousands = code(f"{before}{after:03}", quoted=False)
            return Text(
                en=f"A comma makes two numbers of it. Write {thousands}, or {meant} if it is a "
                "decimal.",
                ja=f"カンマを入れると2つの数値になります。{thousands}、小数なら {meant} と"
                "書いてください。",
            )
        return Text(
            en=f"Write the decimal with a point: {meant}.",
            ja=f"小数点にはピリオドを使い、{meant} と書いてください。",
        )

    def _slip_of_size(self, value: float) -> Text | None:
        if self.high == 1 and 1 < value < 2:
            return Text(
                en="More than 1 is no share: are brackets around the divisor missing?",
                ja="割合は1を超えません。割る数を囲む括弧が抜けていませんか。",
            )
        return self._slip_of_scale(value) if value >= 2 else None

    def _slip_of_scale(self, value: float) -> Text | None:
        if self.high is not None and self.high <= 1 and self._allows(value / 100):
            return Text(
                en=f"Write a percentage as a share: `{value / 100:g}` for {value:g} %.",
                ja=f"パーセントは割合に直して書きます（{value:g}%なら `{value / 100:g}`）。",
            )
        return None


class OneOf(Contract):
    """One of a few values; in texts, case and the spaces around do not matter.

    Parameters
    ----------
    *choices : str, int, float or bool
        At least two.
    """

    def __init__(self, *choices: Any) -> None:
        self.choices = choices

    @property
    def expected(self) -> Text:
        """See `Contract`."""
        listed = [code(choice) for choice in self.choices]
        return Text(en=f"one of {', '.join(listed)}", ja=f"{'、'.join(listed)} のうち1つ")

    @property
    def example(self) -> Any:
        """See `Contract`."""
        return self.choices[0]

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
        return {
            "missing": None,
            "unknown": "no such choice",
            "all of them": list(self.choices),
            "type": {self.example: 1},
            "function": lambda: self.example,
        }

    def accept(self, answer: Any) -> Any:
        """See `Contract`."""
        value = _folded(scalar(answer))
        for choice in self.choices:
            if not isinstance(value, str | numbers.Number):  # equal to nothing, or in part
                break
            # True is 1 for Python, but not for a reader.
            if isinstance(value, bool) == isinstance(choice, bool) and value == _folded(choice):
                return choice
        raise self._refuse(answer, self._slip(answer))

    def _slip(self, value: Any) -> Text | None:
        if isinstance(value, str):
            names = {_folded(str(choice)): choice for choice in self.choices}
            parts = "|".join(map(re.escape, names))
            if re.fullmatch(f"({parts}){{2,}}", _folded(value)):
                return Text(
                    en="A comma is missing between two words.",
                    ja="単語と単語の間のカンマが抜けています。",
                )
            # The opposite of a choice looks much like it.
            names = {name: names[name] for name in names if _negated(name) == _negated(value)}
            if close := difflib.get_close_matches(_folded(value), names, 1):
                meant = code(names[close[0]])
                return Text(en=f"Do you mean {meant}?", ja=f"{meant} のことですか。")
        if isinstance(value, list | tuple) and len(value) == 1:
            return Text(en="Remove the brackets around it.", ja="囲んでいる括弧を外してください。")
        return None


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
    """

    _noun = Text(en="value", ja="値")

    def __init__(
        self,
        of: Contract,
        length: int | None = None,
        *,
        minimum: int = 1,
        maximum: int | None = None,
    ) -> None:
        self.of = of
        self.ordered = length is not None
        self.minimum = minimum if length is None else length
        self.maximum = maximum if length is None else length

    @property
    def expected(self) -> Text:
        """See `Contract`."""
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
        """See `Contract`."""
        return [self.of.example] * max(self.minimum, 1)

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
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
        """See `Contract`."""
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
        if not self.minimum <= len(values) <= (self.maximum or len(values)):
            raise self._refuse(answer, self._slip_of_thousands(accepted))
        return accepted

    def _slip_of_thousands(self, values: list[Any]) -> Text | None:
        """Commas inside the numbers, which make two of each."""
        pairs = list(zip(values[::2], values[1::2], strict=False))
        whole = all(isinstance(value, float) and value.is_integer() for value in values)
        if not whole or len(values) != 2 * self.minimum or len(values) != 2 * (self.maximum or 0):
            return None
        if not all(0 < before < 1000 and 0 <= after < 1000 for before, after in pairs):
            return None
        meant = code("[" + ", ".join(f"{a:.0f}{b:03.0f}" for a, b in pairs) + "]", quoted=False)
        return Text(
            en=f"A comma begins a new value. Write {meant}.",
            ja=f"カンマは値の区切りになります。{meant} と書いてください。",
        )

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
            or _common_slip(answer)
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
    length, minimum, maximum
        See `Values`.
    whole : bool
        Whether they must be whole numbers.
    """

    def __init__(
        self,
        low: float | None = None,
        high: float | None = None,
        *,
        length: int | None = None,
        minimum: int = 1,
        maximum: int | None = None,
        whole: bool = False,
    ) -> None:
        of = Number(low, high, whole=whole)
        super().__init__(of, length, minimum=minimum, maximum=maximum)


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
            quoted = code(str(value))
            slip = Text(
                en=f"Put it in quotation marks: {quoted}.",
                ja=f"{quoted} のように引用符で囲んでください。",
            )
            raise self._refuse(answer, slip)
        if not isinstance(answer, str) or len(_words(answer)) != 1:
            raise self._refuse(answer)
        if self.single and len(answer.split()) > 1:
            raise self._refuse(answer)
        return answer.strip()


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
    """

    _noun = Text(en="word", ja="語")

    def __init__(
        self, minimum: int = 1, maximum: int | None = None, *, single: bool = False
    ) -> None:
        self.single = single
        super().__init__(_Word(single), minimum=minimum, maximum=maximum)

    def accept(self, answer: Any) -> list[Any]:
        """See `Contract`."""
        texts = [value for value in _listed(answer) or [] if isinstance(value, str)]
        count = sum(len(value.split()) for value in texts)
        if self.single and count > len(texts) and all(len(_words(value)) < 2 for value in texts):
            slip = Text(
                en=f"You added {count} words; each entry is one word.",
                ja=f"全部で{count}語あります。1つの引用符の中に書けるのは1語だけです。",
            )
            raise self._refuse(answer, slip)
        return super().accept(answer)

    def _slip(self, answer: Any) -> Text | None:
        if isinstance(answer, str) and (words := _words(answer)):
            return _slip_of_quotes(words)
        return super()._slip(answer)


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
    def expected(self) -> Text:
        """See `Contract`."""
        keys, such = [code(key) for key in self.of], code(self.example)
        return Text(
            en=f"a dict with the keys {', '.join(keys)}, such as {such}",
            ja=f"キー {'、'.join(keys)} をもつ辞書（例：{such}）",
        )

    @property
    def example(self) -> dict[str, Any]:
        """See `Contract`."""
        return {key: contract.example for key, contract in self.of.items()}

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
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
        """See `Contract`."""
        if not isinstance(answer, Mapping):
            raise self._refuse(answer)
        if set(answer) != set(self.of):
            raise self._refuse(answer, _slip_of_names(self.of, answer))
        accepted = {}
        for key, contract in self.of.items():
            try:
                accepted[key] = contract.accept(answer[key])
            except Unusable as error:
                raise _in_part(key, error) from None
        return accepted


class Column(Contract):
    """A value for each label, as `groupby` gives it: a pandas Series.

    Parameters
    ----------
    labels : sequence of str
        The index, in any order.
    of : Contract
        What each value must be.
    """

    def __init__(self, labels: Sequence[str], of: Contract) -> None:
        self.labels, self.of = labels, of

    @property
    def expected(self) -> Text:
        """See `Contract`."""
        labels, each = [code(label) for label in self.labels], self.of.expected
        return Text(
            en=f"one column (Series) with the labels {', '.join(labels)}, each {each.en}",
            ja=f"ラベル {'、'.join(labels)} をもつ1列（Series。それぞれ{each.ja}）",
        )

    @property
    def example(self) -> Any:
        """See `Contract`."""
        return self._series(dict.fromkeys(self.labels, self.of.example))

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
        good = self.example
        return {
            "missing": None,
            "number": self.of.example,
            "table": good.to_frame("value"),
            "label missing": good.iloc[1:],
            "no labels": good.reset_index(drop=True),
            "function": lambda: good,
            **{
                f"value {name}": self._series(dict.fromkeys(self.labels, bad))
                for name, bad in self.of.bad_examples().items()
            },
        }

    def accept(self, answer: Any) -> Any:
        """See `Contract`."""
        import pandas as pd  # here: it takes longer to import than everything else of ours

        if isinstance(answer, pd.DataFrame):
            slip = Text(
                en='Choose one column before you compute: `…["column"]`, in single brackets.',
                ja='計算の前に `…["列名"]` のように一重の角括弧で1列だけ選んでください。',
            )
            raise self._refuse(answer, slip)
        if not isinstance(answer, pd.Series):
            raise self._refuse(answer, self._slip(answer))
        if sorted(map(str, answer.index)) != sorted(self.labels):
            raise self._refuse(answer, _slip_of_names(self.labels, answer.index))
        accepted = []
        for label, value in answer.items():
            try:
                accepted.append(self.of.accept(value))
            except Unusable as error:
                raise _in_part(label, error) from None
        return pd.Series(accepted, index=answer.index, name=answer.name)

    def _slip(self, answer: Any) -> Text | None:
        import pandas as pd

        value = scalar(answer)
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return Text(
                en="That is one figure for all: group first.",
                ja="それは全体で1つの値です。先にグループに分けてください。",
            )
        if isinstance(answer, pd.api.typing.DataFrameGroupBy | pd.api.typing.SeriesGroupBy):
            return Text(
                en="The groups have no figure yet: take `.mean()` (or another summary) of each.",
                ja="グループに分けただけで、まだ値がありません。`.mean()` などで、"
                "グループごとの値を求めてください。",
            )
        return None

    def _series(self, values: Mapping[str, Any]) -> Any:
        import pandas as pd

        return pd.Series(list(values.values()), index=list(values), dtype=object).infer_objects()


class Table(Contract):
    """A pandas DataFrame with at least one row; handed on as it is.

    Parameters
    ----------
    columns : sequence of str, or mapping of str to Contract
        Columns that it must have, among others; and what each of their values must be.
    """

    def __init__(self, columns: Sequence[str] | Mapping[str, Contract]) -> None:
        self.columns = list(columns)
        self.of = columns if isinstance(columns, Mapping) else {}

    @property
    def expected(self) -> Text:
        """See `Contract`."""
        columns = [code(column) for column in self.columns]
        return Text(
            en=f"a table (DataFrame) with the columns {', '.join(columns)}",
            ja=f"列 {'、'.join(columns)} をもつ表（DataFrame）",
        )

    @property
    def example(self) -> Any:
        """See `Contract`."""
        import pandas as pd

        return pd.DataFrame(
            {name: [self.of[name].example if name in self.of else 1] for name in self.columns}
        )

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""
        import pandas as pd

        good = self.example
        return {
            "missing": None,
            "text": "no table",
            "list": good.to_numpy().tolist(),
            "one column": good[self.columns[0]],
            "column missing": good.iloc[:, 1:],
            "no rows": good.iloc[:0],
            "function": lambda: good,
            **{
                f"{column}: {name}": good.assign(**{column: pd.Series([bad], dtype=object)})
                for column, contract in self.of.items()
                for name, bad in contract.bad_examples().items()
            },
        }

    def accept(self, answer: Any) -> Any:
        """See `Contract`."""
        import pandas as pd

        if isinstance(answer, pd.Series):
            slip = Text(
                en='Double brackets keep a table a table: `…[["column"]]`.',
                ja='`…[["列名"]]` と二重の角括弧で選ぶと、表のまま取り出せます。',
            )
            raise self._refuse(answer, slip)
        if not isinstance(answer, pd.DataFrame):
            raise self._refuse(answer)
        if not set(self.columns) <= set(answer.columns):
            raise self._refuse(answer, _slip_of_names(self.columns, answer.columns))
        if answer.empty:
            slip = Text(
                en="Is a condition too strict, so that no row is left?",
                ja="条件が厳しすぎて、1行も残っていないのではありませんか。",
            )
            raise self._refuse(answer, slip)
        for column, contract in self.of.items():
            for value in answer[column]:
                try:
                    contract.accept(value)
                except Unusable as error:
                    raise _in_part(column, error) from None
        return answer


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
        """See `Contract`."""
        count, result = len(self.examples[0]), self.returns.expected
        return Text(
            en=f"a function that takes {count} value{'' if count == 1 else 's'} "
            f"and returns {result.en}",
            ja=f"{count}個の値を受け取り、{result.ja}を返す関数",
        )

    @property
    def example(self) -> Callable[..., Any]:
        """See `Contract`."""
        return lambda *_: self.returns.example

    def bad_examples(self) -> dict[str, Any]:
        """See `Contract`."""

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
        """See `Contract`."""
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
                    en="Change what stands in the brackets after its name.",
                    ja="関数名のあとの括弧の中を直してください。",
                )
                raise Unusable(self.expected, found, slip) from None
        guarded = self.guard(answer)
        for arguments in self.examples:
            guarded(*arguments)
        return answer

    def guard(self, accepted: Callable[..., Any]) -> Callable[..., Any]:
        """See `Contract`."""

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


def leaves(value: Any) -> Iterator[Any]:
    """The values inside lists, tuples, sets and dicts, however deep."""
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple | set | frozenset):
        yield value
        return
    for part in value:
        yield from leaves(part)


def _common_slip(answer: Any) -> Text | None:
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


def _slip_of_names(expected: Collection[str], found: Iterable[Any]) -> Text:
    """Which names are missing, and what was written in place of them."""
    names = list(map(str, found))
    missing = [name for name in expected if name not in names]
    if not missing:
        extra = "、".join(code(name) for name in names if name not in expected)
        return Text(
            en=f"Take out {extra.replace('、', ', ')}.", ja=f"{extra} を取り除いてください。"
        )
    others = [name for name in names if name not in expected]
    close = difflib.get_close_matches(missing[0], others, 1)
    listed = [code(name) for name in missing]
    meant = code(close[0]) if close else ""
    return Text(
        en=f"Missing: {', '.join(listed)}."
        + (f" You have {meant} in place of {listed[0]}." if meant else ""),
        ja=f"{'、'.join(listed)} がありません。"
        + (f"{listed[0]} が {meant} になっていませんか。" if meant else ""),
    )


def _in_part(name: Any, error: Unusable) -> Unusable:
    """An error about one part of an answer."""
    label = code(name)
    return Unusable(
        Text(en=f"{error.expected.en} for {label}", ja=f"{label} の値として{error.expected.ja}"),
        error.found,
        error.slip,
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


def _as_float(value: numbers.Real) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number beyond any float
        return math.inf


def _folded(value: Any) -> Any:
    """A text as it is compared: case, width and spaces around do not matter."""
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value).strip().casefold()
    return value


def _negated(value: str) -> bool:
    """Whether a text says what something is not."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return re.search(r"\b(?:not?|non|never)\b|n['’]t\b|ない|なし", folded) is not None


def _copied(value: Any) -> Any:
    """A copy, so that a function cannot change what the lesson goes on with."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value
