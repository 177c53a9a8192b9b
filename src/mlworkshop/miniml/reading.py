"""From a CSV file or a DataFrame to chunks of rows, with lines and what is wrong with them."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mlworkshop import files
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, counted, text
from mlworkshop.miniml.columns import is_missing

if TYPE_CHECKING:
    import pandas as pd

# A chunk ends at whichever comes first, so that rows of long texts need no more memory.
MOST_ROWS = 5_000
MOST_SIGNS = 2_000_000
LONGEST_ROW = 1_000_000  # characters; what goes on longer is not a row of a table

_DELIMITERS = {
    ",": Text(en="commas", ja="カンマ"),
    ";": Text(en="semicolons", ja="セミコロン"),
    "\t": Text(en="tabs", ja="タブ"),
}


@dataclass
class Chunk:
    """Some rows in a row, good and bad.

    Parameters
    ----------
    first : int
        Place of its first row among all rows, from 0.
    lines : sequence of int
        Where each row begins: in a file the line, the header's being 1; in a DataFrame the
        position, from 0.
    frame : DataFrame of object
        The cells as they came, n rows; those of bad rows cut or filled up to the header's width.
    reasons : dict of int to Text
        For each bad row, by its place in the chunk, what is wrong.
    texts : dict of int to str
        The rows that could not be split into cells, as they stand in the file.
    """

    first: int
    lines: list[int] | range
    frame: pd.DataFrame
    reasons: dict[int, Text] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def text_of(self, place: int) -> str:
        """A row as it stands in the file, as well as it is known."""
        if place in self.texts:
            return self.texts[place]
        cells = self.frame.iloc[place]
        return _written(["" if is_missing(cell) else str(cell) for cell in cells])


@dataclass(frozen=True)
class Table:
    """Rows to go through as often as one likes. `table` makes one.

    Parameters
    ----------
    columns : list of str
        The header.
    chunks : callable
        Gives an iterator of `Chunk` each time; takes a function that is told after each of them
        how far the reading has come, in units of `size`.
    size : int
        Bytes of the file, or rows of the DataFrame.
    notes : list of Text
        What was found out about the file that its owner should know.
    path : Path, optional
        The file.
    """

    columns: list[str]
    chunks: Callable[..., Iterator[Chunk]]
    size: int
    notes: list[Text]
    path: Path | None = None


def table(data: Any) -> Table:
    """Open a CSV file or a DataFrame.

    Parameters
    ----------
    data : str, Path or DataFrame
        A file may be UTF-8 or Shift_JIS (cp932), packed by gzip or not; its cells are separated by
        commas, or by semicolons or tabs where the header has no comma.

    Returns
    -------
    Table
        What happens to the DataFrame afterwards does not change it. A file has to stay as it is.

    Raises
    ------
    WorkshopError
        If there is no such file, or it is no table.
    """
    import pandas as pd  # here: it takes as long as everything else together

    if isinstance(data, pd.DataFrame):
        return _of_frame(data)
    if isinstance(data, str | Path):
        return _of_file(files.readable(files.named(data, "data.csv")))
    raise WorkshopError(
        text(
            en=f"The data is {shown(data)}; expected the path of a CSV file or a DataFrame. "
            "Pass one of the two.",
            ja=f"データとして {shown(data)} が渡されました。CSVファイルのパスか "
            "DataFrame を渡してください。",
        )
    )


def _of_frame(frame: pd.DataFrame) -> Table:
    columns = [str(name) for name in frame.columns]
    _check_header(columns, text(en="The DataFrame", ja="DataFrame"))
    if frame.empty:
        raise WorkshopError(
            text(
                en="The DataFrame has no rows; expected at least one. Pass one with data.",
                ja="DataFrame に行がありません。データのある DataFrame を渡してください。",
            )
        )
    frame = frame.copy(deep=False)  # pandas copies what is changed from now on, in either of them

    def chunks(advance: Callable[[int], object] = lambda done: None) -> Iterator[Chunk]:
        for first in range(0, len(frame), MOST_ROWS):
            part = frame.iloc[first : first + MOST_ROWS].astype(object)
            part.columns = columns
            last = first + len(part)
            yield Chunk(first, range(first, last), part.reset_index(drop=True))
            advance(last)

    return Table(columns, chunks, len(frame), [])


@dataclass(frozen=True)
class _File:
    """A CSV file, and how to read it."""

    path: Path
    is_packed: bool
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    def text(self, bytes_: IO[bytes]) -> io.TextIOWrapper:
        unpacked: Any = gzip.GzipFile(fileobj=bytes_) if self.is_packed else bytes_
        return io.TextIOWrapper(unpacked, encoding=self.encoding, newline="")

    def rows(self, letters: io.TextIOWrapper) -> Iterator[_Row]:
        """Its rows, the header first; blank lines are none."""
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_ROW))
        taken: list[str] = []  # the lines of the row that is being read
        left = LONGEST_ROW

        def lines() -> Iterator[str]:
            nonlocal left
            while more := letters.readline(LONGEST_ROW + 1):
                taken.append(more)
                left -= len(more)
                if left < 0:
                    raise self._endless(line)
                yield more

        line = 1
        reader = csv.reader(lines(), delimiter=self.delimiter, strict=True)
        while True:
            reason = None
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if "unexpected end" in str(error):
                    raise self._endless(line) from None
                cells, reason = (
                    [],
                    Text(
                        en='a quote (") is followed by more than a delimiter',
                        ja='閉じる引用符（"）の直後に余分な文字がある',
                    ),
                )
            if cells is None:
                return
            if cells or reason:
                yield _Row(line, cells, "".join(taken).rstrip("\r\n"), reason)
            line += len(taken)
            taken.clear()
            left = LONGEST_ROW

    def _endless(self, line: int) -> WorkshopError:
        return WorkshopError(
            text(
                en=f"{self.path.name}, line {line}: the row that begins here does not end: a quote "
                '(") is never closed, or the lines have no ends. Correct that line.',
                ja=f'{self.path.name} の{line}行目から始まる行が終わりません。引用符（"）が'
                "閉じていないか、改行がありません。その行を直してください。",
            )
        )


@dataclass
class _Row:
    line: int
    cells: list[str]
    raw: str
    reason: Text | None


def _of_file(path: Path) -> Table:
    stamp = _stamp(path)
    file, notes = _encoded(path)
    header, file = _header(file)
    if file.delimiter != ",":
        sign = _DELIMITERS[file.delimiter]
        notes.append(
            Text(
                en=f"The cells are separated by {sign.en}, not commas, and were read so.",
                ja=f"区切り文字はカンマではなく{sign.ja}でした。そのように読み込みました。",
            )
        )

    def chunks(advance: Callable[[int], object] = lambda done: None) -> Iterator[Chunk]:
        if _stamp(path) != stamp:
            raise WorkshopError(
                text(
                    en=f"{path.name} has changed since it was opened. Run the cell that makes the "
                    "data source once more, then those below it.",
                    ja=f"{path.name} は、開いた後に変更されました。データソースを作るセルから"
                    "もう一度実行してください。",
                )
            )
        with path.open("rb") as bytes_, file.text(bytes_) as letters:
            rows = file.rows(letters)
            next(rows)  # the header
            for chunk in _chunks(rows, header):
                yield chunk
                advance(bytes_.tell())
        advance(stamp[0])

    return Table(header, chunks, stamp[0], notes, path)


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time: another one, another file."""
    there = files.readable(path).stat()
    return there.st_size, there.st_mtime_ns


def _encoded(path: Path) -> tuple[_File, list[Text]]:
    """How a file's letters are written: all of it decides, its only kanji may be in the last line.

    One without anything but ASCII reads the same either way.
    """
    with path.open("rb") as bytes_:
        is_packed = bytes_.read(2) == b"\x1f\x8b"
    for encoding in ("utf-8-sig", "cp932"):
        file = _File(path, is_packed, encoding)
        try:
            with path.open("rb") as bytes_, file.text(bytes_) as letters:
                while (piece := letters.read(1 << 20)) and "\0" not in piece:
                    pass
        except UnicodeError:
            continue
        except (OSError, EOFError, zlib.error):
            break
        if piece:
            break
        if encoding == "utf-8-sig":
            return file, []
        note = Text(
            en="The file is written in Shift_JIS (cp932), and was read so.",
            ja="ファイルの文字コードは Shift_JIS（cp932）でした。そのように読み込みました。",
        )
        return file, [note]
    raise WorkshopError(
        text(
            en=f"{path.name} is not text in UTF-8 or Shift_JIS; expected a CSV file. "
            'In a spreadsheet program, save the sheet as "CSV UTF-8".',
            ja=f"{path.name} は UTF-8 でも Shift_JIS でもないため読めません。"
            "表計算ソフトの場合は「CSV UTF-8」形式で保存してください。",
        )
    )


def _header(file: _File) -> tuple[list[str], _File]:
    """The names of the columns, and the file with what is between its cells."""
    name = file.path.name
    for delimiter in (*_DELIMITERS, ","):  # the comma once more, where none of them divides
        file = replace(file, delimiter=delimiter)
        with file.path.open("rb") as bytes_, file.text(bytes_) as letters:
            top = [*islice(file.rows(letters), 2)]
        if top and len(top[0].cells) > 1:
            break
    if len(top) < 2:
        raise WorkshopError(
            text(
                en=f"{name} has no rows; expected a header and at least one row. Check that it was "
                "saved completely.",
                ja=f"{name} にデータ行がありません。見出し行とデータ行が必要です。"
                "最後まで保存されているか確かめてください。",
            )
        )
    if reason := top[0].reason:
        raise WorkshopError(
            text(
                en=f"{name}, line {top[0].line}: {reason.en}; expected the names of the columns. "
                "Correct that line.",
                ja=f"{name} の{top[0].line}行目：{reason.ja}。列名の行を直してください。",
            )
        )
    # The name that pandas.read_csv gives to such a column.
    header = [cell or f"Unnamed: {place}" for place, cell in enumerate(top[0].cells)]
    _check_header(header, name)
    return header, file


def _check_header(columns: list[str], where: str) -> None:
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        names = ", ".join(map(shown, twice[:20]))
        raise WorkshopError(
            text(
                en=f"{where} has more than one column named {names}; each needs a name of its own. "
                "Rename all but one.",
                ja=f"{where} に同じ名前の列が複数あります：{names}。"
                "列ごとに別の名前を付けてください。",
            )
        )


def _chunks(rows: Iterator[_Row], header: list[str]) -> Iterator[Chunk]:
    import pandas as pd

    width = len(header)
    first = 0
    while True:
        cells: list[list[str]] = []
        lines: list[int] = []
        reasons: dict[int, Text] = {}
        texts: dict[int, str] = {}
        signs = 0
        for row in rows:
            found = row.cells
            if row.reason or len(found) != width:
                texts[len(cells)] = row.raw
                reasons[len(cells)] = row.reason or _wrong_width(len(found), width)
                found = [*found[:width], *[""] * (width - len(found))]
            signs += len(row.raw)
            cells.append(found)
            lines.append(row.line)
            if len(cells) >= MOST_ROWS or signs >= MOST_SIGNS:
                break
        if not cells:
            return
        columns = dict(zip(header, map(list, zip(*cells, strict=True)), strict=True))
        yield Chunk(first, lines, pd.DataFrame(columns, dtype=object), reasons, texts)
        first += len(cells)


def _wrong_width(found: int, expected: int) -> Text:
    return Text(
        en=f"{counted(found, 'cell')} where the header has {expected}",
        ja=f"セルが{found}個あります（見出し行は{expected}個）",
    )


def _written(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
