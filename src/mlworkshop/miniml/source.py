"""Step 1 of the service: data with an inferred schema, split into training and test data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import Text, text
from mlworkshop.miniml.columns import (
    MOST_VALUES,
    TYPES,
    ColumnType,
    Profile,
    as_columns,
    is_missing,
    numbers,
    word,
)
from mlworkshop.miniml.reading import Chunk, table
from mlworkshop.miniml.schema import infer, short
from mlworkshop.miniml.view import Shown

if TYPE_CHECKING:
    import pandas as pd

Part = Literal["train", "test"]

_MOST_REJECTED = 1_000  # rows that are kept to be looked at; all are counted
_LONGEST_TEXT = 1_000  # characters of each of them


@dataclass(frozen=True)
class Rows:
    """Some good rows of one part.

    Parameters
    ----------
    inputs : DataFrame, n rows
        The columns that a model may use, as `as_columns` makes them.
    target : ndarray, shape (n,)
        Float for a numeric target, otherwise str.
    """

    inputs: pd.DataFrame
    target: NDArray[Any]


class DataSource(Shown):
    """A table to learn from: its columns' types, its bad rows, and its two parts.

    The type of each column follows from all its values:

    =========== =============================================================================
    binary      it has exactly two different values
    numeric     otherwise, at least 90% of its values are numbers, and they are no codes, which
                have zeros at the beginning or are JAN codes
    text        otherwise, more than half of its values (where they are very many, of the first)
                differ from each other, and they are 15 characters or longer on average
    categorical otherwise
    =========== =============================================================================

    A value is missing where the cell is empty or holds one of the words that `pandas.read_csv`
    takes for missing, such as NA. A column without any value is left out. Categories are compared
    without the blanks around them; 3, 3.0 and "3" are one category, "TRUE" and "true" as well.
    Amounts may be written as in accounts: 1,000 and, for -1,000, ▲1,000, △1,000 or (1,000).

    A row is rejected, counted and shown if it has another number of cells than the header, quotes
    that do not fit, a word in a numeric column, or no value in the target. A number missing
    among the inputs is no reason: the model takes the mean.

    Each row's part follows from `seed` and from its place alone, so it stays in its part whatever
    the size of the chunks in which the file is read, and when other rows turn out bad.

    Parameters
    ----------
    data : str, Path or DataFrame
        The path of a CSV file with a header: UTF-8 or Shift_JIS (cp932), packed by gzip or not;
        its cells are separated by commas, or by semicolons or tabs where the header has no comma,
        which is said in the notes. It is read in chunks, never as a whole, and has to stay as it
        is. A DataFrame may be changed afterwards: the data source does not see it.
    target : str
        The column to predict.
    types : dict of str to {"binary", "categorical", "numeric", "text"}, optional
        Types of columns where the rules find another than you want: {"zip": "categorical"}.
    test_share : float, default 0.3
        Share of the rows put aside to test with: each row's chance, so the parts come close to it.
    seed : int, default 0
        Another seed, another split.

    Attributes
    ----------
    schema : DataFrame
        A row a column of the data: type ("empty" if left out), distinct (different values; 20,000
        stands for that many or more), missing (values), example.
    rejected : DataFrame
        The first 1,000 rejected rows: line (1 is the header; in a DataFrame the row's position,
        from 0), reason (in the notebook's language), text (its first 1,000 characters).
    counts : dict of str to int
        rows = train + test + rejected.
    notes : list of str
        What the owner of the data should know, in the notebook's language.
    types : dict of str to str
        Type of each input column that is used.
    target : str
    target_type : {"binary", "categorical", "numeric"}

    Raises
    ------
    WorkshopError
        If the data cannot be read, or the target is missing, empty, of one value only, free text
        or of more than 100 classes, or an argument is not what it should be.
    """

    def __init__(
        self,
        data: str | Path | pd.DataFrame,
        target: str,
        *,
        types: Mapping[str, ColumnType] | None = None,
        test_share: float = 0.3,
        seed: int = 0,
    ) -> None:
        _check_split(test_share, seed)
        self._table = table(data)
        self._given = _checked_types(types)
        self.target = target
        self._test_share = test_share
        self._seed = int(seed)
        self._notes: list[Text] = list(self._table.notes)
        self._check_names()
        self._profiles = self._profile()
        self._types, notes = infer(self._profiles, self._given, target)
        self._notes += notes
        self.types = {name: kind for name, kind in self._types.items() if name != target}
        self.target_type = self._types[target]
        self._walk()

    @property
    def notes(self) -> list[str]:
        """What the owner of the data should know."""
        return [str(note) for note in self._notes]

    @property
    def schema(self) -> pd.DataFrame:
        """A row a column: type, distinct, missing, example."""
        import pandas as pd

        return pd.DataFrame(
            {
                "type": [self._types.get(name, "empty") for name in self._profiles],
                "distinct": [profile.distinct for profile in self._profiles.values()],
                "missing": [profile.missing for profile in self._profiles.values()],
                "example": [short(profile.example) for profile in self._profiles.values()],
            },
            index=pd.Index(self._profiles, name="column"),
        )

    @property
    def rejected(self) -> pd.DataFrame:
        """The rows that are left out: line, reason, text."""
        import pandas as pd

        rows = [(line, str(reason), words) for line, reason, words in self._rejected]
        return pd.DataFrame(rows, columns=["line", "reason", "text"])

    @property
    def is_japanese(self) -> dict[str, bool]:
        """Whether a text column is mostly Japanese, which has no blanks between words."""
        return {
            name: self._profiles[name].is_japanese
            for name, kind in self.types.items()
            if kind == "text"
        }

    def chunks(self, part: Part) -> Iterator[Rows]:
        """Go once through the good rows of one part, a chunk at a time.

        Parameters
        ----------
        part : {"train", "test"}

        Yields
        ------
        Rows
            Never without a row.
        """
        for chunk in self._table.chunks():
            good = self._good(chunk)
            chosen = good & (self._is_test(chunk) == (part == "test"))
            if chosen.any():
                frame = chunk.frame[chosen]
                yield Rows(as_columns(frame, self.types), self._target_of(frame))

    def part(self, part: Part) -> pd.DataFrame:
        """One part as a DataFrame, all in memory, in the order of the data.

        Parameters
        ----------
        part : {"train", "test"}

        Returns
        -------
        DataFrame
            The columns that are used, in the form in which the model gets them, and the target.
        """
        import pandas as pd

        if not (isinstance(part, str) and part in ("train", "test")):
            raise WorkshopError(
                text(
                    en=f'There is no part {shown(part)}. Choose "train" or "test".',
                    ja=f"{shown(part)} という区分はありません。"
                    '"train" か "test" を指定してください。',
                )
            )
        chunks = [rows.inputs.assign(**{self.target: rows.target}) for rows in self.chunks(part)]
        if chunks:
            return pd.concat(chunks, ignore_index=True)
        return pd.DataFrame(columns=[*self.types, self.target])

    def _check_names(self) -> None:
        columns = self._table.columns
        if len(columns) < 2:
            raise WorkshopError(
                text(
                    en=f"The data has one column only, {columns[0]!r}; expected the target and at "
                    "least one more. If the file has several, write their names into its first "
                    "line, and put commas between its cells.",
                    ja=f"データに列が1つ（{columns[0]!r}）しかありません。"
                    "予測したい列のほかに、少なくとも1列が必要です。"
                    "列が複数あるファイルなら、1行目を列名にし、区切り文字をカンマにしてください。",
                )
            )
        for name in (self.target, *self._given):
            if isinstance(name, str) and name in columns:
                continue
            near = nearest(name if isinstance(name, str) else shown(name), columns)
            # Nothing like it: perhaps the file begins with a title, or at once with data.
            is_file = self._table.path is not None
            listed = ", ".join(map(short, columns[:20]))
            raise WorkshopError(
                text(
                    en=f"The data has no column {shown(name)}. "
                    + (f"Did you mean {near!r}? " if near else "")
                    + f"It has: {listed}."
                    + (" The names must be in the first line." if is_file and not near else ""),
                    ja=f"データに {shown(name)} という列はありません。"
                    + (f"{near!r} のことですか。" if near else "")
                    + f"ある列：{listed}"
                    + ("。ファイルの1行目が列名になっていますか。" if is_file and not near else ""),
                )
            )
        for name, kind in self._given.items():
            if not (isinstance(kind, str) and kind in TYPES):
                raise WorkshopError(
                    text(
                        en=f"types gives {name!r} the type {shown(kind)}. "
                        f"Choose one of {', '.join(TYPES)}.",
                        ja=f"types で {name!r} に {shown(kind)} が指定されています。"
                        f"{'、'.join(TYPES)} のどれかを指定してください。",
                    )
                )

    def _profile(self) -> dict[str, Profile]:
        profiles = {name: Profile() for name in self._table.columns}
        first_bad: tuple[int, Text] | None = None
        some_good = False
        for chunk in self._table.chunks():
            good = np.ones(len(chunk.frame), bool)
            good[list(chunk.reasons)] = False
            some_good = some_good or bool(good.any())
            if chunk.reasons and first_bad is None:
                place = min(chunk.reasons)
                first_bad = (chunk.lines[place], chunk.reasons[place])
            frame = chunk.frame if good.all() else chunk.frame[good]
            for name, profile in profiles.items():
                profile.update(frame[name])
        if first_bad is not None and not some_good:
            line, reason = first_bad
            raise WorkshopError(
                text(
                    en=f"No row can be read. The first, line {line}: {reason}. Make the rows fit "
                    "the header.",
                    ja=f"読み取れる行がありません。最初の行（{line}行目）：{reason}。"
                    "見出し行と各行の形をそろえてください。",
                )
            )
        return profiles

    def _walk(self) -> None:
        """Check each row, and count."""
        self._rejected: list[tuple[int, Text, str]] = []
        counts = dict.fromkeys(("rows", "train", "test", "rejected"), 0)
        for chunk in self._table.chunks():
            good = self._good(chunk)
            is_test = self._is_test(chunk)
            counts["rows"] += len(good)
            counts["train"] += int((good & ~is_test).sum())
            counts["test"] += int((good & is_test).sum())
            counts["rejected"] += int((~good).sum())
            for place in sorted(chunk.reasons):
                if len(self._rejected) < _MOST_REJECTED:
                    self._rejected.append(
                        (
                            chunk.lines[place],
                            chunk.reasons[place],
                            chunk.text_of(place)[:_LONGEST_TEXT],
                        )
                    )
        self.counts = counts

    def _good(self, chunk: Chunk) -> NDArray[np.bool_]:
        """Which rows of a chunk can be used; adds the reasons of the others to it."""
        missing = np.flatnonzero([is_missing(value) for value in chunk.frame[self.target]])
        for place in missing.tolist():
            chunk.reasons.setdefault(
                place,
                Text(en=f"no value in {self.target!r}", ja=f"{self.target!r} に値がない"),
            )
        add_words(chunk, self._types)
        good = np.ones(len(chunk.frame), bool)
        good[list(chunk.reasons)] = False
        return good

    def _is_test(self, chunk: Chunk) -> NDArray[np.bool_]:
        places = np.arange(chunk.first, chunk.first + len(chunk.frame))
        return chance(places, self._seed) < self._test_share

    def _target_of(self, frame: pd.DataFrame) -> NDArray[Any]:
        values = frame[self.target]
        if self.target_type == "numeric":
            return numbers(values)
        return np.array([word(value) for value in values], dtype=object)

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        counts = {name: f"{count:,}" for name, count in self.counts.items()}
        title = text(
            en=f"Data source: {counts['rows']} rows = {counts['train']} training "
            f"+ {counts['test']} test + {counts['rejected']} rejected. "
            f"Target: {self.target} ({self.target_type})",
            ja=f"データソース：全{counts['rows']}行 ＝ 学習用{counts['train']}行"
            f" ＋ テスト{counts['test']}行 ＋ 除外{counts['rejected']}行。"
            f"予測する列：{self.target}（{_NAMES_JA[self.target_type]}）",
        )
        head = [
            text(en="column", ja="列"),
            text(en="type", ja="型"),
            text(en="different values", ja="値の種類"),
            text(en="missing", ja="欠損"),
            text(en="example", ja="例"),
        ]
        rows: list[list[object]] = []
        for name, row in self.schema.iterrows():
            kind = text(en=row["type"], ja=_NAMES_JA[row["type"]])
            more = "+" if row["distinct"] == MOST_VALUES else ""
            rows.append(
                [name, kind, f"{row['distinct']:,}{more}", f"{row['missing']:,}", row["example"]]
            )
        rejected = [
            text(en=f"line {line}: {reason}", ja=f"{line}行目：{reason}")
            for line, reason, _ in self._rejected[:5]
        ]
        if self.counts["rejected"] > len(rejected):
            rejected.append(
                text(
                    en=f"… and {self.counts['rejected'] - len(rejected):,} more: source.rejected",
                    ja=f"…ほか{self.counts['rejected'] - len(rejected):,}行（source.rejected）",
                )
            )
        return title, head, rows, [*self.notes, *rejected]


_NAMES_JA = {
    "binary": "二値",
    "categorical": "カテゴリ",
    "numeric": "数値",
    "text": "文章",
    "empty": "値なし",
}


def add_words(chunk: Chunk, types: Mapping[str, ColumnType]) -> None:
    """Add to a chunk's reasons the rows that have a word where a number belongs.

    Parameters
    ----------
    chunk : Chunk
    types : dict of str to str
        Of the columns to look at.
    """
    for name, kind in types.items():
        if kind != "numeric":
            continue
        values = chunk.frame[name]
        for place in np.flatnonzero(np.isnan(numbers(values))).tolist():
            value = values.iloc[place]
            if not is_missing(value):
                found = short(str(value))
                chunk.reasons.setdefault(
                    place,
                    Text(
                        en=f"{name!r} has {found!r} where a number belongs",
                        ja=f"{name!r} は数値の列だが、値が {found!r}",
                    ),
                )


def chance(places: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """A number from 0 to 1 for each row, as good as drawn at random, from its place alone.

    G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators" (2014):
    the mixing function of SplitMix64.

    Parameters
    ----------
    places : ndarray of int, shape (n,)
        From 0.
    seed : int

    Returns
    -------
    ndarray of float, shape (n,)
    """
    golden = 0x9E3779B97F4A7C15
    start = np.uint64((seed * 0xD1342543DE82EF95 + golden) % 2**64)
    mixed = start + (places.astype(np.uint64) + np.uint64(1)) * np.uint64(golden)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return np.asarray((mixed >> np.uint64(11)) / 2.0**53)


def _checked_types(types: Any) -> dict[str, ColumnType]:
    if types is None or isinstance(types, Mapping):
        return dict(types or {})
    raise WorkshopError(
        text(
            en=f'types={shown(types)}: expected types by column, such as {{"zip": "categorical"}}. '
            "Change it in the call.",
            ja=f"types={shown(types)} は使えません。"
            '{"zip": "categorical"} のように、列ごとに型を指定してください。',
        )
    )


def _check_split(test_share: Any, seed: Any) -> None:
    is_number = isinstance(test_share, Real) and not isinstance(test_share, bool)
    if not (is_number and 0 < test_share < 1):
        raise WorkshopError(
            text(
                en=f"test_share={shown(test_share)}: expected a share between 0 and 1, such as "
                "0.3. Change it in the call.",
                ja=f"test_share={shown(test_share)} は使えません。0.3のように、"
                "0と1の間の割合を指定してください。",
            )
        )
    if not isinstance(seed, Integral) or isinstance(seed, bool):
        raise WorkshopError(
            text(
                en=f"seed={shown(seed)}: expected a whole number. Change it in the call.",
                ja=f"seed={shown(seed)} は使えません。整数を指定してください。",
            )
        )
