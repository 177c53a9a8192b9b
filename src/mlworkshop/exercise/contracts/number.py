"""A number."""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from contextlib import suppress
from decimal import Decimal
from typing import Any

from mlworkshop.exercise.contracts.base import YOUR_ANSWER, Contract, slip_of_one
from mlworkshop.exercise.wording import code, scalar
from mlworkshop.fields import Amount, Field
from mlworkshop.language import Text

_LONG = 100  # characters: no number is typed like that


class Number(Contract):
    """A number; handed on as a float, or as an int if it must be whole.

    Parameters
    ----------
    low, high : float, optional
        Bounds, themselves allowed.
    whole : bool
        Whether it must be a whole number.
    unit, label : Text, optional
        For its field.
    """

    size = 1

    def __init__(
        self,
        low: float | None = None,
        high: float | None = None,
        *,
        whole: bool = False,
        unit: Text | None = None,
        label: Text | None = None,
    ) -> None:
        self.low, self.high, self.whole = low, high, whole
        self.unit, self.label = unit, label

    @property
    def expected(self) -> Text:
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
        if self.low is None or self.high is None:
            return next(bound for bound in (self.low, self.high, 1) if bound is not None)
        middle = (self.low + self.high) / 2
        return math.floor(middle) if self.whole or middle.is_integer() else middle

    def bad_examples(self) -> dict[str, Any]:
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
        given = scalar(answer)
        if isinstance(given, bool) or not isinstance(given, numbers.Real | Decimal):
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

    def fields(self, label: str = "") -> list[Field[Any]]:
        return [
            Amount(
                str(self.label or label or YOUR_ANSWER),
                unit=str(self.unit or ""),
                lowest=self.low,
                highest=self.high,
                whole=self.whole,
            )
        ]

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
        if isinstance(value, str) and len(value) < _LONG:
            typed = unicodedata.normalize("NFKC", value).strip()
            typed = re.sub("^[−–—]", "-", typed)  # a minus as texts print it
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
        if isinstance(value, tuple) and [*map(type, value)] == [int, int] and max(value) < 10**9:
            return self._slip_of_comma(*value)
        return slip_of_one(value)

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
                en="A share cannot be more than 1. Are brackets around the divisor missing?",
                ja="割合は1を超えません。割る数を囲む括弧が抜けていませんか。",
            )
        return self._slip_of_scale(value) if value >= 2 else None

    def _slip_of_scale(self, value: float) -> Text | None:
        if self.high is not None and self.high <= 1 and self._allows(value / 100):
            return Text(
                en=f"Write a percentage as a share: `{value / 100:g}` for {value:g}%.",
                ja=f"パーセントは割合に直して書きます（{value:g}%なら `{value / 100:g}`）。",
            )
        return None


def _as_float(value: numbers.Real | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number beyond any float
        return math.inf
    except ValueError:  # Decimal's signalling NaN
        return math.nan
