"""From a CSV file or a DataFrame to chunks of rows, with lines and what is wrong with them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import Text, text
from mlworkshop.miniml.columns import is_missing

if TYPE_CHECKING:
    import pandas as pd

# A chunk ends at whichever comes first, so that rows of long texts need no more memory.
MOST_ROWS = 5_000
MOST_SIGNS = 2_000_000
# A cell that goes on longer is taken for a quote that somebody forgot to close.
LONGEST_CELL = 1_000_000

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DELIMITERS_JA = {",": "カンマ", ";": "セミコロン", "\t": "タブ", "|": "縦棒"}


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


class Table:
    """Rows to go through as often as one likes. `table` makes one.

    Parameters
    ----------
    columns : list of str
        The header.
    chunks : callable
        Gives an iterator of `Chunk` each time; called with a function that is told how far the
        reading has come, in units of `size`.
    size : int
        Bytes of the file, or rows of the DataFrame.
    notes : list of Text
        What was found out about the file that its owner should know.
    path : Path, optional
        The file.
    """

    def __init__(
        self,
        columns: list[str],
        chunks: Callable[[Callable[[int], object]], Iterator[Chunk]],
        size: int,
        notes: list[Text],
        path: Path | None = None,
    ) -> None:
        self.columns = columns
        self.size = size
        self.notes = notes
        self.path = path
        self._chunks = chunks

    def chunks(self, advance: Callable[[int], object] = lambda done: None) -> Iterator[Chunk]:
        """Go through all rows once.

        Parameters
        ----------
        advance : callable, optional
            Told after each chunk how much of `size` has been read.

        Yields
        ------
        Chunk
        """
        return self._chunks(advance)


def table(data: Any) -> Table:
    """Open a CSV file or a DataFrame.

    Parameters
    ----------
    data : str, Path or DataFrame
        A file may be UTF-8, UTF-16 with a byte order mark, or Shift_JIS (cp932), packed by gzip or
        not; its cells stand between commas, or between semicolons, tabs or bars where the header
        has no comma.

    Returns
    -------
    Table

    Raises
    ------
    WorkshopError
        If there is no such file, or it is no table.
    """
    import pandas as pd  # here: it takes as long as everything else together

    if isinstance(data, pd.DataFrame):
        return _of_frame(data)
    if isinstance(data, str | Path):
        return _of_file(Path(data))
    raise WorkshopError(
        text(
            en=f"The data is {shown(data)}; expected the path of a CSV file or a DataFrame. "
            "Pass one of the two.",
            ja=f"データとして {shown(data)} が渡されました。CSV ファイルのパスか "
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

    def chunks(advance: Callable[[int], object]) -> Iterator[Chunk]:
        for first in range(0, len(frame), MOST_ROWS):
            part = frame.iloc[first : first + MOST_ROWS].astype(object)
            part.columns = columns
            last = first + len(part)
            yield Chunk(first, range(first, last), part.reset_index(drop=True))
            advance(last)

    return Table(columns, chunks, len(frame), [])


def _of_file(path: Path) -> Table:
    name = path.name
    if not path.is_file():
        raise WorkshopError(_no_file(path))
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4096)
    packed = start.startswith(b"\x1f\x8b")
    if packed:
        try:
            with gzip.open(path) as unpacked:
                start = unpacked.read(4096)
        except (OSError, EOFError):
            start = b"\0"
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise WorkshopError(
            text(
                en=f"{name} is empty; expected a header and rows. Look whether it was saved.",
                ja=f"{name} は空のファイルです。見出し行とデータ行が必要です。"
                "正しく保存されているか確かめてください。",
            )
        )
    encoding = _encoding(path, packed, start)
    delimiter, header, notes = _header(path, packed, encoding)

    def chunks(advance: Callable[[int], object]) -> Iterator[Chunk]:
        with path.open("rb") as bytes_, _text(bytes_, packed, encoding) as file:
            rows = _rows(file, delimiter)
            next(rows)  # the header
            for chunk in _chunks(rows, header):
                yield chunk
                advance(bytes_.tell())
        advance(size)

    return Table(header, chunks, size, notes, path)


def _no_file(path: Path) -> str:
    if path.is_dir():
        return text(
            en=f"{path} is a folder; expected a CSV file. Add the file's name.",
            ja=f"{path} はフォルダーです。CSV ファイルのパスを指定してください。",
        )
    folder = path.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    near = nearest(path.name, names)
    return text(
        en=f"There is no file {path}. "
        + (f"Did you mean {near}?" if near else "Check its name and folder."),
        ja=f"{path} というファイルはありません。"
        + (f"{near} のことですか。" if near else "ファイル名とフォルダーを確かめてください。"),
    )


def _text(bytes_: IO[bytes], packed: bool, encoding: str) -> io.TextIOWrapper:
    unpacked: Any = gzip.GzipFile(fileobj=bytes_) if packed else bytes_
    return io.TextIOWrapper(unpacked, encoding=encoding, newline="")


def _encoding(path: Path, packed: bool, start: bytes) -> str:
    """How the letters are written: the whole file decides, its only kanji may be in the last line.

    A file without anything but ASCII reads the same either way.
    """
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\0" in start or start.startswith(b"PK\x03\x04"):
        candidates = ()
    else:
        candidates = ("utf-8-sig", "cp932")
    for encoding in candidates:
        try:
            with path.open("rb") as bytes_, _text(bytes_, packed, encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        except (OSError, EOFError):
            break
        return encoding
    raise WorkshopError(
        text(
            en=f"{path.name} is no text in UTF-8 or Shift_JIS; expected a CSV file. "
            "In a spreadsheet program, save the sheet as “CSV UTF-8”.",
            ja=f"{path.name} は UTF-8 でも Shift_JIS でもないため読めません。"
            "表計算ソフトの場合は「CSV UTF-8」形式で保存してください。",
        )
    )


def _header(path: Path, packed: bool, encoding: str) -> tuple[str, list[str], list[Text]]:
    """Delimiter, names of the columns, and what to tell about them."""
    with path.open("rb") as bytes_, _text(bytes_, packed, encoding) as file:
        top = [line for line in islice(file, 1000) if line.strip()][:20]
    starts = {sign: _first(top, sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: len(starts[sign]))
    if len(starts[","]) > 1 or len(starts[best]) < 2:
        best = ","
    notes = []
    if encoding == "cp932":
        notes.append(
            Text(
                en="The file is written in Shift_JIS (cp932), and was read so.",
                ja="ファイルの文字コードは Shift_JIS（cp932）でした。そのように読み込みました。",
            )
        )
    if best != ",":
        notes.append(
            Text(
                en=f"The cells stand between {_DELIMITERS[best]}s, not commas: read so.",
                ja=f"区切り文字はカンマではなく{_DELIMITERS_JA[best]}でした。"
                "そのように読み込みました。",
            )
        )
    # The name that pandas.read_csv gives to such a column.
    header = [name or f"Unnamed: {place}" for place, name in enumerate(starts[best])]
    if not header:
        raise WorkshopError(
            text(
                en=f'The first line of {path.name} has quotes (") that do not fit; expected the '
                "names of the columns. Mend that line.",
                ja=f'{path.name} の1行目の引用符（"）の対応がとれていません。'
                "列名の行を直してください。",
            )
        )
    _check_header(header, path.name)
    with path.open("rb") as bytes_, _text(bytes_, packed, encoding) as file:
        rows = _rows(file, best)
        next(rows)
        if next(rows, None) is None:
            raise WorkshopError(
                text(
                    en=f"{path.name} has a header and no rows; expected at least one row. "
                    "Look whether it was saved completely.",
                    ja=f"{path.name} には見出し行だけで、データ行がありません。"
                    "最後まで保存されているか確かめてください。",
                )
            )
    return best, header, notes


def _first(lines: list[str], delimiter: str) -> list[str]:
    for row in _rows(iter(lines), delimiter):
        return [] if row.reason else row.cells
    return []


def _check_header(columns: list[str], where: str) -> None:
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        names = ", ".join(map(repr, twice))
        raise WorkshopError(
            text(
                en=f"{where} has more than one column named {names}; each needs a name of its own. "
                "Rename all but one.",
                ja=f"{where} に同じ名前の列が複数あります：{names}。"
                "列ごとに別の名前を付けてください。",
            )
        )


@dataclass
class _Row:
    line: int
    cells: list[str]
    raw: str = ""
    reason: Text | None = None


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[_Row]:
    """Split lines into rows of cells; blank lines are none.

    Where a quote is never closed, its own line is given up, and reading goes on with the next, not
    at the end of the file. Where one is followed by more than a delimiter, the row's lines are.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    pending: deque[str] = deque()
    taken: list[str] = []

    def following() -> str | None:
        return pending.popleft() if pending else next(lines, None)

    def feed() -> Iterator[str]:
        while (more := following()) is not None:
            taken.append(more)
            yield more

    line = 1
    while (start := following()) is not None:
        if '"' not in start:  # most lines; splitting them takes a fraction of the time
            if words := start.rstrip("\r\n"):
                yield _Row(line, words.split(delimiter))
            line += 1
            continue
        pending.appendleft(start)
        taken.clear()
        try:
            cells = next(csv.reader(feed(), delimiter=delimiter, strict=True))
        except csv.Error as error:
            reason = Text(
                en='a quote (") does not fit: never closed, or followed by more than a delimiter',
                ja='引用符（"）の対応がとれていません（閉じていない、または直後に余分な文字がある）',
            )
            lost = len(taken) if "expected after" in str(error) else 1
            raw = "".join(taken[:lost]).rstrip("\r\n")
            yield _Row(line, [raw], raw, reason)
            pending.extendleft(reversed(taken[lost:]))
            line += lost
        else:
            yield _Row(line, cells)
            line += len(taken)


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
                texts[len(cells)] = row.raw or _written(found)
                reasons[len(cells)] = row.reason or _wrong_width(len(found), width)
                found = [*found[:width], *[""] * (width - len(found))]
            signs += sum(map(len, found))
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
        en=f"{found} cell{'s' if found != 1 else ''} where the header has {expected}",
        ja=f"セルが{found}個あります（見出し行は{expected}個）",
    )


def _written(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
