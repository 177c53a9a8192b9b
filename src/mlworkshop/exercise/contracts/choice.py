"""One of a few values."""

from __future__ import annotations

import numbers
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from mlworkshop.errors import nearest
from mlworkshop.exercise.contracts.base import YOUR_ANSWER, Contract, slip_of_one
from mlworkshop.exercise.wording import code, scalar
from mlworkshop.fields import Choose, Field
from mlworkshop.language import Text


class OneOf(Contract):
    """One of a few values; in texts, case and the spaces around do not matter.

    Parameters
    ----------
    *choices : str, int, float or bool
        At least two.
    words : mapping of str to Text, optional
        What each choice's button says; without it, the choice itself.
    label : Text, optional
        For its field.
    """

    size = 1

    def __init__(
        self, *choices: Any, words: Mapping[str, Text] | None = None, label: Text | None = None
    ) -> None:
        self.choices = choices
        self.words, self.label = dict(words or {}), label

    @property
    def expected(self) -> Text:
        listed = [code(choice) for choice in self.choices]
        return Text(en=f"one of {', '.join(listed)}", ja=f"{'、'.join(listed)} のうち1つ")

    @property
    def example(self) -> Any:
        return self.choices[0]

    def bad_examples(self) -> dict[str, Any]:
        return {
            "missing": None,
            "unknown": "no such choice",
            "all of them": list(self.choices),
            "type": {self.example: 1},
            "function": lambda: self.example,
        }

    def accept(self, answer: Any) -> Any:
        value = _folded(scalar(answer))
        for choice in self.choices:
            if not isinstance(value, str | numbers.Number):  # equal to nothing, or in part
                break
            # True is 1 for Python, but not for a reader.
            if isinstance(value, bool) == isinstance(choice, bool) and value == _folded(choice):
                return choice
        raise self._refuse(answer, self._slip(answer))

    @property
    def options(self) -> dict[str, str]:
        """The choices as text, with the words for each."""
        return {str(choice): str(self.words.get(choice, choice)) for choice in self.choices}

    def fields(self, label: str = "") -> list[Field[Any]]:
        return [Choose(str(self.label or label or YOUR_ANSWER), self.options)]

    def joined(self, values: Sequence[Any]) -> Any:
        [value] = values
        return {str(choice): choice for choice in self.choices}.get(value, ...)

    def spread(self, accepted: Any) -> list[Any]:
        return [str(accepted)]

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
            if close := nearest(_folded(value), names):
                meant = code(names[close])
                return Text(en=f"Do you mean {meant}?", ja=f"{meant} のことですか。")
        return slip_of_one(value)


def _folded(value: Any) -> Any:
    """A text as it is compared: case, width and spaces around do not matter."""
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value).strip().casefold()
    return value


def _negated(value: str) -> bool:
    """Whether a text says what something is not."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return re.search(r"\b(?:not?|non|never)\b|n['’]t\b|ない|なし", folded) is not None
