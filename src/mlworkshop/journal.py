"""What this attendee has done: append-only JSON lines in the user's own folder.

Each process writes a file of its own, created by its first record, and reads those of all. Nothing
is ever deleted or rewritten: "afresh" is a line as well. Lines that cannot be read, half-written
ones or those of a later version of the course, are passed over and stay where they are. While
saving is impossible, the process remembers. Nothing here leaves the machine by itself.

In memory is only the last event of each outcome about each thing: a hundred, where the files may
hold a million lines.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, get_args

from platformdirs import user_data_path
from pydantic import JsonValue
from pydantic_core import from_json

from mlworkshop import files
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text, whole
from mlworkshop.outcome import Outcome

__all__ = [
    "Event",
    "Kind",
    "about",
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
        The value of an `Outcome`, or nothing.
    answer : JSON value
        What was answered.
    """

    format: int
    time: float
    lesson: str
    kind: Kind
    key: str
    version: int = 1
    outcome: str = ""
    answer: JsonValue = None


_FORMAT = 2  # since answers to questions are kept by ids; see `questions.letters`
_KINDS = frozenset(get_args(Kind))
_OUTCOMES = ("", *(outcome.value for outcome in Outcome))
# In the year 5138. No clock tells so, and time goes on from there: see `_Journal.record`.
_LATEST = 1e11
_BATCH = 10_000  # lines
# Seconds between two looks for what others have written. In a browser alone each asks the page,
# and the map of the course looks hundreds of times.
_PAUSE = 1.0 if sys.platform == "emscripten" else 0.0

# Lesson, kind, key, version, outcome.
_Slot = tuple[str, str, str, int, str]


def folder() -> Path:
    """Where progress is kept: `MLWORKSHOP_HOME`, or else where this system keeps a user's data.

    How `MLWORKSHOP_HOME` may be written: see `files.folder_setting`.

    Returns
    -------
    Path
        Absolute.
    """
    return files.folder_setting("MLWORKSHOP_HOME") or user_data_path("mlworkshop")


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
    try:
        return _journal().record(lesson, kind, key, version, outcome, answer)
    except Exception:  # whatever it is, a lesson goes on
        return False


def trouble() -> str | None:
    """Why what was recorded last could not be saved, for the attendee; None when all is well."""
    return _journal().trouble()


def events(lesson: str | None = None) -> list[Event]:
    """What has been done since each lesson was last started afresh, the last of each outcome.

    Parameters
    ----------
    lesson : str, optional
        Only this lesson's.

    Returns
    -------
    list of Event
        In order of time.
    """
    return [event for event in _journal().events() if lesson in (None, event.lesson)]


def about(lesson: str, kind: Kind, key: str, version: int = 1) -> list[Event]:
    """Those of `events` that are of a kind and about one thing in this version of it."""
    return _journal().about(lesson, kind, key, version)


def latest(lesson: str, kind: Kind, key: str, version: int = 1) -> Event | None:
    """The last event of a kind about one question or exercise, in this version of it."""
    found = about(lesson, kind, key, version)
    return found[-1] if found else None


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
    journal = _journal()
    try:
        before = _lines_of_export(path, whole_file=True) if path.exists() else iter(())
    except (OSError, ValueError) as error:
        raise files.not_written(path, error) from None
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in _each_once(chain(before, journal.lines())):
            count += 1
            yield line + b"\n"

    lines = counted()
    first = next(lines, None)
    if first is not None:
        files.put(path, chain([first], lines), private=True)
    return count


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
        return _journal().add(_lines_of_export(path))
    except (OSError, ValueError) as error:
        raise WorkshopError(
            text(
                en=f"Could not read {path}: {files.reason(error)} "
                "Check the file's name and folder.",
                ja=f"{path} を読み込めませんでした。{files.reason(error)}"
                "ファイル名とフォルダーを確認してください。",
            )
        ) from None


@dataclass
class _File:
    """How far one file has been read."""

    stamp: tuple[int, int, int] = (0, 0, 0)
    end: int = 0  # of the last whole line


class _Journal:
    """The files of one folder, as one process reads and writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = self._new_file()
        self._is_private = False
        self._unsaved: list[bytes] = []
        self._error: OSError | None = None
        self._files: dict[str, _File] = {}
        self._known: dict[_Slot, Event] = {}
        self._afresh: dict[str, float] = {}  # when each lesson was last started so
        self._last = 0.0
        self._fresh_until = 0.0  # by the monotonic clock
        self._lock = threading.RLock()  # the front end may run widgets beside a cell

    def record(
        self, lesson: str, kind: Kind, key: str, version: int, outcome: str, answer: Any
    ) -> bool:
        with self._lock:
            self._refresh()
            made = {
                "format": _FORMAT,
                "time": min(max(time.time(), math.nextafter(self._last, math.inf)), _LATEST),
                "lesson": lesson,
                "kind": kind,
                "key": key,
                "version": version,
                "outcome": outcome,
            }
            self._save([_encoded(made, answer)])
            return self._error is None

    def add(self, lines: Iterable[bytes]) -> int:
        """Save those of some lines that are not here yet, and count them."""
        with self._lock:
            known = {_digest(line) for line in self.lines()}
            new = (line for line in _each_once(lines) if _digest(line) not in known)
            count = 0
            for some in _batches(new):
                self._save(some)
                count += len(some)
            return count

    def events(self) -> list[Event]:
        with self._lock:
            self._refresh()
            return sorted(filter(self._counts, self._known.values()), key=_Order)

    def about(self, lesson: str, kind: Kind, key: str, version: int) -> list[Event]:
        with self._lock:
            self._refresh()
            slots = ((lesson, kind, key, version, outcome) for outcome in _OUTCOMES)
            found = (self._known[slot] for slot in slots if slot in self._known)
            return sorted(filter(self._counts, found), key=_Order)

    def lines(self) -> Iterator[bytes]:
        """All lines of the files that are progress, and what could not be saved."""
        for name in self._names():
            with suppress(OSError), (self._folder / name).open("rb") as file:
                yield from (raw.strip() for raw in file if raw.endswith(b"\n") and _is_ours(raw))
        yield from self._unsaved

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

    def _save(self, new: Iterable[bytes]) -> None:
        """Append what is unsaved by one write, and keep in memory what could not be saved."""
        self._fresh_until = 0.0
        self._unsaved += new
        data = b"".join(line + b"\n" for line in self._unsaved)
        self._error = None
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._keep_private()
            with open(self._own, "ab", buffering=0, opener=files.only_mine) as file:
                if file.write(data) != len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self._error = error
            self._own = self._new_file()  # the next line must not continue half a one
            self._learn(self._unsaved)
        else:
            self._unsaved = []

    def _keep_private(self) -> None:
        """Close to other users what an earlier version of the course left open, once a process."""
        if self._is_private:
            return
        self._is_private = True
        paths = {self._folder / name: 0o600 for name in self._names()}
        # Any other folder may be shared on purpose.
        if self._folder == user_data_path("mlworkshop"):
            paths[self._folder] = 0o700
        for path, mode in paths.items():
            with suppress(OSError):
                if not path.is_symlink():
                    path.chmod(mode)

    def _names(self) -> list[str]:
        """The files' names: of regular ones only, as a link may lead to a device without an end."""
        found = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.name.endswith(".jsonl") and entry.is_file():
                        found.append(entry.name)
        return sorted(found)

    def _refresh(self) -> None:
        """Read what was added to the files since the last time; all, if some was taken away."""
        if time.monotonic() < self._fresh_until:
            return
        names = self._names()
        if not all(self._learn_from(name) for name in names) or self._files.keys() - names:
            self._files, self._known, self._afresh = {}, {}, {}
            for name in names:
                self._learn_from(name)
            self._learn(self._unsaved)
        self._fresh_until = time.monotonic() + _PAUSE

    def _learn_from(self, name: str) -> bool:
        """Read on in a file; False if it is not the one that was read so far."""
        file = self._files.setdefault(name, _File())
        path = self._folder / name
        try:
            status = path.stat()
            stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
            if stamp == file.stamp:
                return True
            if file.end and (stamp[0] != file.stamp[0] or stamp[1] <= file.stamp[1]):
                return False
            with path.open("rb") as opened:
                opened.seek(file.end)
                self._learn(_whole_lines(opened, file))
            file.stamp = stamp
        except OSError:
            pass
        return True

    def _learn(self, lines: Iterable[bytes]) -> None:
        """Keep the last event of each slot, of the lines and of what was known."""
        last: dict[_Slot, dict[str, Any]] = {}
        for made in _latest_of(lines):
            outcome = made.get("outcome", "")
            slot = (
                made["lesson"],
                made["kind"],
                made["key"],
                made.get("version", 1),
                outcome if outcome in _OUTCOMES else "",
            )
            if slot not in last or made["time"] > last[slot]["time"]:
                last[slot] = made
        for slot, made in last.items():
            event = Event(**{name: made[name] for name in Event.__slots__ if name in made})
            self._last = max(self._last, event.time)
            if event.kind == "afresh":
                self._afresh[event.lesson] = max(event.time, self._afresh.get(event.lesson, 0.0))
            elif slot not in self._known or _Order(self._known[slot]) < _Order(event):
                self._known[slot] = event

    def _counts(self, event: Event) -> bool:
        """Whether an event came after the lesson was started afresh."""
        return event.time > self._afresh.get(event.lesson, -1.0)


def _journal() -> _Journal:
    # A forked process is another process: it writes its own file.
    return _open(folder(), os.getpid())


@lru_cache
def _open(folder: Path, process: int) -> _Journal:
    return _Journal(folder)


def _encoded(made: dict[str, Any], answer: object) -> bytes:
    """A line; an answer that JSON cannot hold, or not read back, is described in words."""
    forms: tuple[Callable[[object], object], ...] = (lambda same: same, str, shown)
    for form in forms:
        with suppress(Exception):  # without end, too deep, of too many digits …
            line = json.dumps(made | {"answer": form(answer)}, ensure_ascii=False, allow_nan=False)
            if _is_event(from_json(encoded := whole(line).encode())):
                return encoded
    raise TypeError(f"{made} is no event")


def _latest_of(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The events in some lines, as JSON, but for most of those that later ones outdate.

    Reading JSON takes most of the time, and the later lines come last. So batches are read from
    their ends, and a line is skipped that has nothing new between "lesson" and "answer" and an
    earlier time than an event that has been read.
    """
    read: dict[bytes, float] = {}
    for batch in _batches(lines):
        for line in reversed(batch):
            start, _, rest = line.partition(b', "lesson": ')
            about = rest.partition(b', "answer": ')[0]
            try:
                if about in read and float(start.rpartition(b" ")[2]) <= read[about]:
                    continue
                made = from_json(line)
            except ValueError:
                continue
            if _is_event(made):
                if about:
                    read[about] = made["time"]
                yield made


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    lines = iter(lines)
    while some := list(islice(lines, _BATCH)):
        yield some


def _is_event(made: Any) -> bool:
    """Whether this is an `Event` as JSON."""
    try:
        version, outcome = made.get("version", 1), made.get("outcome", "")
        return (
            made["format"] in (1, _FORMAT)
            and _is_time(made["time"])
            and type(made["lesson"]) is type(made["key"]) is type(outcome) is str
            and made["kind"] in _KINDS
            and type(version) is int
        )
    except (AttributeError, LookupError, TypeError):
        return False


def _is_ours(line: bytes) -> bool:
    """Whether a line is progress, be it of a later version of the course."""
    try:
        made = from_json(line)
        if not isinstance(made, dict) or type(made.get("format")) is not int:
            return False
        return made["format"] not in (1, _FORMAT) or _is_time(made.get("time", 0))
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value <= _LATEST


class _Order:
    """By what events are sorted: those of the same time the same in every process."""

    def __init__(self, event: Event) -> None:
        self._event = event

    def __lt__(self, other: _Order) -> bool:
        one, two = self._event, other._event
        # Only at the same time does it write out both: a plan in the journal has megabytes.
        return one.time < two.time if one.time != two.time else repr(one) < repr(two)


def _whole_lines(opened: Iterable[bytes], file: _File) -> Iterator[bytes]:
    for line in opened:
        if not line.endswith(b"\n"):
            return  # still being written
        file.end += len(line)
        yield line


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def _each_once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without those that came before; in memory are only their digests."""
    seen: set[bytes] = set()
    for line in lines:
        if (digest := _digest(line)) not in seen:
            seen.add(digest)
            yield line


def _lines_of_export(path: Path, whole_file: bool = False) -> Iterator[bytes]:
    """The lines of progress in a file, which is read twice: nothing comes of one that has none.

    With `whole_file`, it must hold nothing else.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    foreign = 0
    is_progress = False
    with path.open("rb") as file:
        for at, raw in enumerate(file, 1):
            if _is_ours(raw):
                is_progress = True
            elif raw.strip() and not foreign:
                foreign = at
            if is_progress and (foreign or not whole_file):
                break
    if not is_progress:
        raise WorkshopError(
            text(
                en=f"{path} holds no progress of this course, so nothing has changed. "
                "Choose a file that ws.export_progress() wrote.",
                ja=f"{path} にはこの教材の進み具合の記録がありません。何も変更していません。"
                "ws.export_progress() で書き出したファイルを指定してください。",
            )
        )
    if foreign and whole_file:
        raise WorkshopError(
            text(
                en=f"{path} also holds something else (line {foreign}), which would be lost, so "
                "nothing has changed. Choose another file name.",
                ja=f"{path} の{foreign}行目に、進み具合の記録ではない内容があります。"
                "失われないように、何も変更していません。別のファイル名を指定してください。",
            )
        )
    return _progress_in(path)


def _progress_in(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (raw.strip() for raw in file if _is_ours(raw))
