"""What kind of values a column holds, and the form in which a model gets them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, get_args
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from mlworkshop import typed_number
from mlworkshop.errors import WorkshopError

if TYPE_CHECKING:
    import pandas as pd

ColumnType = Literal["binary", "categorical", "numeric", "text"]
TYPES: tuple[ColumnType, ...] = get_args(ColumnType)

# The words that pandas.read_csv takes for a missing value, so that both see the same.
MISSING = frozenset(
    [
        *("", "NA", "N/A", "n/a", "<NA>", "#NA", "#N/A", "#N/A N/A", "NULL", "null", "None"),
        *("NaN", "-NaN", "nan", "-nan", "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN"),
    ]
)

MOST_VALUES = 20_000  # different values of a column that are told apart
NUMERIC_FROM = 0.9  # share of a column's values that are numbers, to call the others mistakes
LONG = 15  # characters on average, for a text
HIGHEST = 1e100  # a number beyond is none: it could not be computed with

_WHOLE = re.compile(r"(-?\d+)\.0+")
# What is worth a closer look: 1,234 and −5, １２, and (5) or ▲5 for -5 in accounts.
_PERHAPS_WRITTEN = re.compile(
    r"[\s(（+＋\-－−‐–—―ー▲△]{0,3}\d[\d,， ]{0,25}([.．]\d{0,20})?[\s)）]{0,3}"
)
_IN_ACCOUNTS = re.compile(r"[▲△] ?(\d.*)|\((\d.*)\)")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def word(value: Any) -> str:
    """A value as a category: `3`, `3.0` and "3" are the same, and so are `True` and "TRUE".

    Parameters
    ----------
    value : object

    Returns
    -------
    str
        Empty where the value is missing.
    """
    if isinstance(value, str):
        stripped = value.strip()
        if stripped in MISSING:
            return ""
        if stripped.endswith("0") and (whole := _WHOLE.fullmatch(stripped)):
            return whole[1]
        lowered = stripped.lower()
        return lowered if lowered in ("true", "false") else stripped
    if is_missing(value):
        return ""
    return word(str(value))


def is_missing(value: Any) -> bool:
    """Whether there is no value: None, NaN, NaT, blank, or a word of `MISSING`."""
    if isinstance(value, str):
        return value.strip() in MISSING
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # pandas.NA, and arrays
        return type(value).__name__ == "NAType"


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """A column as numbers.

    Parameters
    ----------
    values : Series, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
        NaN for what is missing, no number (see `written`), or beyond `HIGHEST`.
    """
    import pandas as pd

    made = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    if np.isnan(made).any():
        made = np.array(
            [
                written(value) if number != number and isinstance(value, str) else number
                for number, value in zip(made.tolist(), values.tolist(), strict=True)
            ]
        )
    return np.where(np.abs(made) <= HIGHEST, made, np.nan)


def written(value: str) -> float:
    """An amount that is written as people write it, not programs; NaN if it is none.

    Parameters
    ----------
    value : str
        With commas between thousands, full-width digits, another sign than the hyphen for minus,
        or as in accounts, ▲100, △100 or (100) for -100.

    Returns
    -------
    float
    """
    if not _PERHAPS_WRITTEN.fullmatch(value):  # most are words
        return np.nan
    accounts = _IN_ACCOUNTS.fullmatch(normalize("NFKC", value).strip())
    try:
        amount = typed_number.read(accounts[1] or accounts[2] if accounts else value)
    except WorkshopError:
        return np.nan
    if amount is None:
        return np.nan
    return -amount if accounts else amount


def words(values: Any) -> list[str]:
    """A column as categories, see `word`."""
    return [word(value) for value in values]


def texts(values: Any) -> list[str]:
    """A column as free text: what is missing is empty, the rest stays as it is."""
    return [
        "" if is_missing(value) else value if isinstance(value, str) else str(value)
        for value in values
    ]


def as_columns(frame: pd.DataFrame, types: dict[str, ColumnType]) -> pd.DataFrame:
    """Bring the columns that a model uses into the form that it uses: a pipeline's first step.

    Parameters
    ----------
    frame : DataFrame, n rows
        Has at least the columns of `types`, their values as they come: strings, numbers, missing.
    types : dict of str to str
        Which columns are used, and as what.

    Returns
    -------
    DataFrame, n rows
        The columns of `types`: numeric ones as float, the others as strings.
    """
    import pandas as pd

    made = {}
    for name, kind in types.items():
        values = frame[name]
        if kind == "numeric":
            made[name] = pd.Series(numbers(values))
        else:
            made[name] = pd.Series((texts if kind == "text" else words)(values), dtype=object)
    return pd.DataFrame(made)


def is_product_code(value: str) -> bool:
    """Whether a value is a JAN (EAN, UPC) code: 8, 12 or 13 digits, the last of which checks.

    Parameters
    ----------
    value : str
    """
    if len(value) not in (8, 12, 13) or not (value.isascii() and value.isdigit()):
        return False
    digits = [int(digit) for digit in reversed(value)]
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


class Profile:
    """What is learned of a column while its values go by.

    Attributes
    ----------
    missing : int
        Values that are not there.
    present : int
        Values that are.
    numbers : int
        Those of them that are finite numbers.
    example : str
        The first value.
    written : str
        The first number that programs would not read, see `written`; empty if there is none.
    code : str
        The first number with a zero at its beginning; empty if there is none.
    low, high : float
        The smallest and the largest number; infinite where there is none.
    """

    def __init__(self) -> None:
        self.missing = 0
        self.present = 0
        self.numbers = 0
        self.example = self.written = self.code = ""
        self.low, self.high = np.inf, -np.inf
        self._signs = 0
        self._japanese = 0
        self._whole = True
        self._padded = 0
        self._lengths: set[int] = set()
        self._all_products = True
        self._counts: Counter[str | int] = Counter()
        self._full_at = 0

    def update(self, values: pd.Series) -> None:
        """Take in some more values.

        Parameters
        ----------
        values : Series
        """
        found = [value for value in words(values) if value]
        self.missing += len(values) - len(found)
        self.present += len(found)
        if not found:
            return
        self.example = self.example or found[0]
        as_numbers = numbers(values)
        finite = as_numbers[np.isfinite(as_numbers)]
        self.numbers += len(finite)
        self.low = min(self.low, finite.min(initial=np.inf))
        self.high = max(self.high, finite.max(initial=-np.inf))
        self._whole = self._whole and bool((finite == np.floor(finite)).all())
        self._look_at_writing(found)
        self._signs += sum(map(len, found))
        if not self._full_at:
            self._japanese += sum(bool(_JAPANESE.search(value)) for value in found)
            # Of long texts only their hash is kept.
            self._counts.update(value if len(value) <= 200 else hash(value) for value in found)
            if len(self._counts) >= MOST_VALUES:
                self._full_at = self.present

    def _look_at_writing(self, found: list[str]) -> None:
        padded = [value for value in found if value[0] == "0" and value[1:].isdigit()]
        self._padded += len(padded)
        self.code = self.code or next(iter(padded), "")
        self._lengths |= set(map(len, found))
        self._all_products = self._all_products and all(map(is_product_code, found))
        if not self.written:
            odd = (value for value in found if not value.isascii() or {*value} & {*",() "})
            self.written = next((value for value in odd if written(value) == written(value)), "")

    @property
    def is_code(self) -> bool:
        """Whether these numbers are names: zeros at the beginning, or check digits that fit."""
        if self.numbers < NUMERIC_FROM * self.present:
            return False
        if self._all_products and self.present >= 20:
            return True
        one_length = len(self._lengths) == 1
        return self._padded > 0 and (one_length or 20 * self._padded >= self.present)

    @property
    def same_but_for_width(self) -> tuple[str, str] | None:
        """Two values that differ only in full-width and half-width characters."""
        seen: dict[str, str] = {}
        for value in self._counts:
            if isinstance(value, str):
                other = seen.setdefault(normalize("NFKC", value), value)
                if other != value:
                    return other, value
        return None

    @property
    def distinct(self) -> int:
        """How many different values there are; `MOST_VALUES` stands for that many or more."""
        return min(len(self._counts), MOST_VALUES)

    @property
    def is_japanese(self) -> bool:
        """Whether more than half of the values have kana or kanji."""
        return 2 * self._japanese > (self._full_at or self.present)

    @property
    def few_whole_numbers(self) -> bool:
        """Whether these might be numbers of classes rather than amounts."""
        return self._whole and 2 < self.distinct <= 10 and self.numbers == self.present

    @property
    def mostly_different(self) -> bool:
        """Whether more than half of the values differ from each other; where many, of the first."""
        return 2 * len(self._counts) > (self._full_at or self.present)

    @property
    def is_running_number(self) -> bool:
        """Whether these are the whole numbers of a range, each once."""
        all_differ = len(self._counts) == (self._full_at or self.present)
        is_whole = self._whole and self.numbers == self.present
        return all_differ and is_whole and self.high - self.low + 1 == self.present

    def mostly(self, pattern: re.Pattern[str]) -> bool:
        """Whether at least 90 % of the first thousand different values are of a form.

        Parameters
        ----------
        pattern : Pattern
            Matched with the whole of a value; its full-width signs are as good as the others.
        """
        first = [str(value) for value in islice(self._counts, 1000)]
        found = sum(bool(pattern.fullmatch(normalize("NFKC", value))) for value in first)
        return bool(first) and found >= 0.9 * len(first)

    def type(self) -> ColumnType | None:
        """The column's type by the rules of `DataSource`; None where all is missing."""
        if not self.present:
            return None
        if len(self._counts) == 2:
            return "binary"
        if self.numbers >= NUMERIC_FROM * self.present:
            return "categorical" if self.is_code else "numeric"
        if self.mostly_different and self._signs >= LONG * self.present:
            return "text"
        return "categorical"
