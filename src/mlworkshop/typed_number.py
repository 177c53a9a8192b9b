"""Numbers as people type them, and amounts as people read them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from mlworkshop.errors import WorkshopError, cut
from mlworkshop.language import text

__all__ = ["amount", "read", "with_unit"]

_MINUS = "−–—―ー‐"  # what keyboards and spreadsheets give for a minus
_IN_GROUPS = r"[+-]?[1-9]\d{0,2}([, ]\d{3})+(\.\d*)?"
_PLAIN = r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?"
_TIMES = {"万": 10_000, "億": 100_000_000}


def read(typed: str, units: Iterable[str] = ()) -> float | None:
    """Read a number.

    Parameters
    ----------
    typed : str
        Digits of half or full width, with thousands as in 1,234 or 1 234, any minus, blanks around
        it; in Japanese also with 万 or 億.
    units : iterable of str, optional
        What may be written before or behind it.

    Returns
    -------
    float or None
        None where nothing was typed, or the unit alone.

    Raises
    ------
    WorkshopError
        If it is no number, or could be read in two ways. The message quotes what was typed.
    """
    units = [unit for unit in units if unit]
    plain = _without(_plain(typed), [_plain(unit) for unit in units])
    if not plain:
        return None
    digits, times = plain, 1
    if plain[-1] in _TIMES:
        digits, times = plain[:-1].rstrip(), _TIMES[plain[-1]]
    if re.fullmatch(_IN_GROUPS, digits):
        digits = re.sub("[, ]", "", digits)
    if any(unicodedata.category(sign) == "No" for sign in typed):  # 5², ①: what number is that?
        digits = ""
    if re.fullmatch(_PLAIN, digits) and math.isfinite(number := float(Decimal(digits) * times)):
        return number
    found = cut(typed)
    if re.fullmatch(r"[+-]?\d*,\d+", plain):
        point = plain.replace(",", ".")
        raise WorkshopError(
            text(
                en=f'"{found}" can be read in two ways. Write decimals with a point ({point}), '
                "and thousands as in 1,234 or 1234.",
                ja=f"「{found}」は2通りに読めてしまいます。小数は {point} のようにピリオドで、"
                "桁区切りは1,234または1234のように入力してください。",
            )
        )
    unit = units[0] if units else ""
    raise WorkshopError(
        text(
            en=f'"{found}" cannot be read as a number. Type digits only, such as 1234 or 0.5'
            + (f"; the unit is {unit}." if unit else "."),
            ja=f"「{found}」は数値として読み取れません。1234や0.5のように数字だけを入力して"
            "ください" + (f"（単位：{unit}）。" if unit else "。"),
        )
    )


def amount(value: float, unit: str = "") -> str:
    """A number with its unit, as people read it: 1,234 yen, $0.5, 98%."""
    return with_unit(f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}", unit)


def with_unit(digits: str, unit: str) -> str:
    """Digits with their unit: the sign of a currency before them, anything else behind."""
    if unit and all(unicodedata.category(sign) == "Sc" for sign in unit):
        sign = "−" if digits[0] in "-−" else ""
        return f"{sign}{unit}{digits.lstrip('-−')}"
    gap = " " if unit and unit.isascii() and unit != "%" else ""  # Japanese has none
    return f"{digits}{gap}{unit}".replace("-", "−", 1)


def _plain(words: str) -> str:
    """Words in lower case and half width, with ordinary blanks, as far as they have such."""
    return unicodedata.normalize("NFKC", words).lower().strip()


def _without(plain: str, units: list[str]) -> str:
    """A number without its unit, whether the sign stands before the unit or behind it."""
    sign = "-" if plain[:1] and plain[0] in _MINUS + "-" else ""
    digits = plain.removeprefix(plain[0]).strip() if sign else plain
    for unit in units:
        bare = digits.removesuffix(unit).removeprefix(unit).strip()
        if bare != digits:
            digits = bare
            break
    if not sign and digits and digits[0] in _MINUS:
        digits = f"-{digits[1:]}"
    return sign + digits
