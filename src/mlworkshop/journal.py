"""What this attendee has done: append-only JSON lines in the user's own folder.

Each process writes a file of its own, created by its first record, and reads those of all. Nothing
is ever deleted or rewritten: "afresh" is a line as well. Lines that cannot be read, half-written
ones or those of a later version of the course, are passed over and stay where they are. While
saving is impossible, the process remembers. Nothing here leaves the machine by itself.
"""

from __future__ import annotations

import errno
import json
import math
import os
import stat
import threading
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from mlworkshop import files
from mlworkshop.errors import WorkshopError
from mlworkshop.language import text

__all__ = [
    "Event",
    "Kind",
    "events",
    "export",
    "folder",
    "import_",
    "latest",
    "record",
    "start_afresh",
    "trouble",
]

Kind = Literal["quiz", "exercise", "hint", "solution", "note", "afresh"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the attendee did; a line of the journal.

    Parameters
    ----------
    format : int
        Version of the lines' format, raised when a reader of the old one would misunderstand.
    time : float
        Seconds since 1970, but later than all that the writing process had seen: it orders events
        even when the clock went backwards.
    lesson : str
        Such as `m1-intro/02-spam`.
    kind : str
        What was done.
    key : str
        The id of the question, exercise or note.
    version : int
        The version of that question or exercise.
    outcome : str
        The value of a `ui.Outcome`, or nothing.
    answer : JSON value
        What was answered.
    """

    format: Literal[1]
    time: Annotated[float, Field(allow_inf_nan=False)]
    lesson: str
    kind: Kind
    key: str
    version: int = 1
    outcome: str = ""
    answer: JsonValue = None


_LINE = TypeAdapter(Event)
# A line, and what it says; None for a line of a later version, which is kept for that version.
_Lines = dict[bytes, Event | None]


def folder() -> Path:
    """Where progress is kept: `MLWORKSHOP_HOME`, or else where this system keeps a user's data."""
    return Path(os.environ.get("MLWORKSHOP_HOME") or user_data_path("mlworkshop"))


def record(
    lesson: str, kind: Kind, key: str, *, version: int = 1, outcome: str = "", answer: Any = None
) -> bool:
    """Remember what the attendee did; never raises.

    Parameters
    ----------
    lesson, kind, key, version, outcome
        See `Event`.
    answer : JSON value, optional
        Anything else is kept as its `str()`.

    Returns
    -------
    bool
        False when it could not be saved: then it lasts as long as this kernel, `trouble` says why,
        and the next record tries again.
    """
    return _journal().record(lesson, kind, key, version, outcome, answer)


def trouble() -> str | None:
    """Why what was recorded last could not be saved, for the attendee; None when all is well."""
    return _journal().trouble()


def events(lesson: str | None = None) -> list[Event]:
    """What has been done since each lesson was last started afresh, in order.

    Parameters
    ----------
    lesson : str, optional
        Only this lesson's.

    Returns
    -------
    list of Event
    """
    return [event for event in _journal().events() if lesson in (None, event.lesson)]


def latest(lesson: str, kind: Kind, key: str, version: int = 1) -> Event | None:
    """The last event of a kind about one question or exercise, in this version of it."""
    for event in reversed(_journal().events()):
        if (event.lesson, event.kind, event.key, event.version) == (lesson, kind, key, version):
            return event
    return None


def start_afresh(lesson: str) -> None:
    """Hide what was done in a lesson so far; the files and an export still hold it."""
    record(lesson, "afresh", "")


def export(path: Path) -> int:
    """Write all progress to one file; what an earlier export left in that file stays.

    Parameters
    ----------
    path : Path

    Returns
    -------
    int
        Number of records in the file. With 0, no file was written.

    Raises
    ------
    WorkshopError
        If the file cannot be written, or holds something else.
    """
    lines = _journal().lines()
    try:
        if path.exists():
            lines = _read_export(path) | lines
        if not lines:
            return 0
    except (OSError, ValueError) as error:
        raise files.not_written(path, error) from None
    files.put(path, _joined(lines))
    return len(lines)


def import_(path: Path) -> int:
    """Add the progress that an export holds; importing it twice adds nothing twice.

    Parameters
    ----------
    path : Path

    Returns
    -------
    int
        Number of records that were not here before.

    Raises
    ------
    WorkshopError
        If the file cannot be read or holds no progress; then nothing has changed.
    """
    try:
        lines = _read_export(path)
    except (OSError, ValueError) as error:
        raise WorkshopError(
            text(
                en=f"Could not read {path}: {files.reason(error)} "
                "Check the file's name and folder.",
                ja=f"{path} を読み込めませんでした。{files.reason(error)}"
                "ファイル名とフォルダーを確認してください。",
            )
        ) from None
    return _journal().add(lines)


@dataclass
class _File:
    """What has been read of one file so far."""

    stamp: tuple[int, int, int] = (0, 0, 0)
    end: int = 0  # of the last whole line
    lines: _Lines = field(default_factory=dict)


class _Journal:
    """The files of one folder, as one process reads and writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = self._new_file()
        self._unsaved: _Lines = {}
        self._error: OSError | None = None
        self._files: dict[str, _File] = {}
        self._lines: _Lines = {}
        self._events: list[Event] = []
        self._last = 0.0
        self._lock = threading.RLock()  # the front end may run widgets beside a cell

    def record(
        self, lesson: str, kind: Kind, key: str, version: int, outcome: str, answer: Any
    ) -> bool:
        with self._lock:
            self._refresh()
            made = {
                "format": 1,
                "time": max(time.time(), math.nextafter(self._last, math.inf)),
                "lesson": lesson,
                "kind": kind,
                "key": key,
                "version": version,
                "outcome": outcome,
                "answer": answer,
            }
            try:
                line = _encoded(made)
            except (TypeError, ValueError, RecursionError):  # no JSON, or without end
                line = _encoded(made | {"answer": str(answer)})
            self._save({line: _LINE.validate_json(line)})
            return self._error is None

    def add(self, lines: _Lines) -> int:
        with self._lock:
            self._refresh()
            new = {line: event for line, event in lines.items() if line not in self._lines}
            if new:
                self._save(new)
            return len(new)

    def events(self) -> list[Event]:
        with self._lock:
            self._refresh()
            return self._events

    def lines(self) -> _Lines:
        with self._lock:
            self._refresh()
            return dict(self._lines)

    def trouble(self) -> str | None:
        if self._error is None:
            return None
        reason = files.reason(self._error)
        return text(
            en=f"This is remembered only until the kernel stops, because it could not be saved in "
            f"{self._folder}: {reason} ws.export_progress() writes it to a file elsewhere.",
            ja=f"{self._folder} に保存できなかったため、記録はカーネルの停止とともに失われます。"
            f"{reason}ws.export_progress() で別の場所のファイルに書き出せます。",
        )

    def _new_file(self) -> Path:
        return self._folder / f"{uuid.uuid4().hex}.jsonl"

    def _save(self, new: _Lines) -> None:
        """Append what is unsaved by one write, and keep in memory what could not be saved."""
        self._unsaved |= new
        data = _joined(self._unsaved)
        self._error = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._own.open("ab", buffering=0) as file:
                if file.write(data) != len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self._error = error
            self._own = self._new_file()  # the next line must not continue half a one
            self._merge()
        else:
            self._unsaved = {}

    def _refresh(self) -> None:
        """Read what was added to the files since the last time."""
        files: dict[str, _File] = {}
        changed = False
        with suppress(OSError):
            for name in os.listdir(self._folder):
                if name.endswith(".jsonl"):
                    file = files[name] = self._files.get(name, _File())
                    changed |= _read_on(file, self._folder / name)
        if changed or files.keys() != self._files.keys():
            self._files = files
            self._merge()

    def _merge(self) -> None:
        self._lines = {}
        for file in self._files.values():
            self._lines |= file.lines
        self._lines |= self._unsaved
        # Events of the same time have the same order in every process: that of their bytes.
        known = [(event.time, line, event) for line, event in self._lines.items() if event]
        known.sort(key=lambda entry: entry[:2])
        if known:
            self._last = max(self._last, known[-1][0])
        afresh = {
            event.lesson: at for at, (*_, event) in enumerate(known) if event.kind == "afresh"
        }
        self._events = [
            event for at, (*_, event) in enumerate(known) if at > afresh.get(event.lesson, -1)
        ]


def _journal() -> _Journal:
    # A forked process is another process: it writes its own file.
    return _open(folder(), os.getpid())


@lru_cache
def _open(folder: Path, process: int) -> _Journal:
    return _Journal(folder)


def _encoded(made: dict[str, Any]) -> bytes:
    # "replace": half an emoji, which a browser may send, has no UTF-8.
    return json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _read_on(file: _File, path: Path) -> bool:
    """Read the whole lines added to a file; tell whether it has changed."""
    try:
        status = path.stat()
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        if stamp == file.stamp or not stat.S_ISREG(status.st_mode):
            return False
        if stamp[0] != file.stamp[0] or stamp[1] <= file.stamp[1]:  # another file, or edited
            file.end, file.lines = 0, {}
        with path.open("rb") as opened:
            opened.seek(file.end)
            data = opened.read()
    except OSError:
        return False
    whole = data.rfind(b"\n") + 1
    file.lines |= _parse(data[:whole])
    file.end += whole
    file.stamp = stamp
    return True


def _parse(data: bytes) -> _Lines:
    """The lines of progress in some bytes; everything else is passed over."""
    lines: _Lines = {}
    for raw in data.split(b"\n"):
        line = raw.strip()
        try:
            lines[line] = _LINE.validate_json(line)
        except ValidationError:
            with suppress(ValueError, RecursionError):
                found = json.loads(line)
                if isinstance(found, dict) and isinstance(found.get("format"), int):
                    lines[line] = None
    return lines


def _read_export(path: Path) -> _Lines:
    if path.exists() and not path.is_file():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    lines = _parse(path.read_bytes())
    if not lines:
        raise WorkshopError(
            text(
                en=f"{path} holds no progress of this course, so nothing has changed. "
                "Choose a file that ws.export_progress() wrote.",
                ja=f"{path} にはこの教材の進み具合の記録がありません。何も変更していません。"
                "ws.export_progress() で書き出したファイルを指定してください。",
            )
        )
    return lines
