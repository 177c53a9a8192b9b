"""An attendee's part in a room: what goes to the instructor's server, and nothing else.

Without an attendance, which only `ws.join` makes, nothing is kept here and nothing is sent. With
one, each event becomes a file of its own in the user's folder, whichever lesson's kernel it comes
from, and a thread sends what has not been sent: at once, or when there is a network again. The
lesson never waits for it.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from mlworkshop import files, journal, network
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text

__all__ = ["Attendance", "Sent", "State", "current", "is_cut_off", "join", "leave", "sent", "tell"]

State = Literal["waiting", "sent", "refused"]

_WAITS = (3.0, 10.0)  # seconds for a connection, and for an answer
_AT_ONCE = 50  # events in one request
_LONGEST_PAUSE = 30.0  # seconds between two attempts without a network
_LONGEST_REASON = 300  # characters
_LATE = 86_400.0  # seconds after the room's end: by then it has ended on every clock


@dataclass(frozen=True)
class Attendance:
    """That someone takes part in a room.

    Parameters
    ----------
    address : str
        Of the server, without a slash at its end.
    id : str
        Random, made by the server for this attendance alone.
    token : str
        What shows the server that an event is of this attendance.
    until : float
        When the room's data will be deleted, in seconds since 1970.
    """

    address: str
    id: str
    token: str
    until: float

    @property
    def page(self) -> str:
        """The address at which a telephone votes as the same person."""
        return f"{self.address}/#t={self.token}"


class Sent(NamedTuple):
    """An event, word for word as the server gets it, and how far it has come."""

    event: dict[str, Any]
    state: State


def current() -> Attendance | None:
    """The attendance of this user, in whichever notebook it began; None without one."""
    try:
        read = json.loads(_file().read_bytes())
        made = Attendance(read["address"], read["id"], read["token"], float(read["until"]))
        return made if re.fullmatch(r"[\w-]+", made.id) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def join(address: object, code: object = None) -> Attendance:
    """Take part in a room from now on. Those who are in it already stay the same attendee.

    Parameters
    ----------
    address : str
        As the instructor's screen shows it, with or without `http://`.
    code : str, optional
        Six letters; not needed where the address has them, as the one in the QR code does.

    Raises
    ------
    WorkshopError
        If there is no room at this address, it has another code, or this cannot be kept.
    """
    at, part = _address(address)
    letters = _code(code or part)
    earlier = current()
    if earlier and earlier.address == at and _ask(earlier, "GET", "/api/vote").status == 200:
        return earlier
    answer = _request("POST", f"{at}/api/join", {"code": letters})
    body = answer.body
    if answer.status != 201 or not {"attendance", "token", "until"} <= body.keys():
        raise _not_joined(at, letters, answer)
    if earlier:
        leave()
    made = Attendance(at, str(body["attendance"]), str(body["token"]), float(body["until"]))
    try:
        _folder(made).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.not_written(_folder(made), error) from None
    files.put(_file(), json.dumps(asdict(made)).encode(), private=True)
    return made


def leave(*, forget: bool = False) -> Attendance | None:
    """Send nothing more, from any notebook; also what is still waiting is not sent.

    Parameters
    ----------
    forget : bool
        Whether the server is asked to delete what it has got from this attendance.

    Returns
    -------
    Attendance or None
        The one that has ended, if there was one.

    Raises
    ------
    WorkshopError
        If the server cannot be reached to forget, or this cannot be written down; then the
        attendance goes on.
    """
    left = current()
    if left is None:
        return None
    answer = _ask(left, "POST", "/api/leave", {"forget": forget})
    if forget and answer.status not in (204, 401):
        raise WorkshopError(
            text(
                en=f"{left.address} does not answer, so it cannot delete anything now. Try again "
                "later, or leave without it: ws.leave().",
                ja=f"{left.address} から応答がないため、今は削除できません。あとでもう一度試すか、"
                "削除せずに退出してください：ws.leave()",
            )
        )
    try:
        _file().unlink(missing_ok=True)
    except OSError as error:  # then it would go on
        raise files.not_written(_file(), error) from None
    return left


def tell(kind: str, lesson: str, **what: Any) -> Attendance | None:
    """Put an event in line for the server, where someone takes part in a room; never raises.

    Parameters
    ----------
    kind : {"answer", "exercise", "lesson", "stuck"}
    lesson : str
        Where it happened.
    **what : JSON values
        What more the kind has: ids, outcomes, nothing typed.

    Returns
    -------
    Attendance or None
        To whose room it goes; None where it goes nowhere.
    """
    with suppress(Exception):  # whatever it is, a lesson goes on
        to = current()
        if to and time.time() < to.until + _LATE:
            _keep(to, {"kind": kind, "time": round(time.time(), 3), "lesson": lesson, **what})
            _sender.wake()
            return to
    return None


def sent() -> list[Sent]:
    """All that this user's attendances have sent, or will, in order of time."""
    every = [
        Sent(event, _state(path))
        for folder in _home().glob("*/")
        for path, event in _events(folder)
    ]
    return sorted(every, key=lambda each: each.event["time"])


def is_cut_off() -> bool:
    """Whether the last attempt to send came to nothing, so that events wait."""
    return _sender.pause > 0


# Files. An event never changes its file; a mark beside it says how far it has come.


def _home() -> Path:
    return journal.folder() / "attendance"


def _file() -> Path:
    return _home() / "current.json"


def _folder(attendance: Attendance) -> Path:
    return _home() / attendance.id


def _keep(to: Attendance, event: dict[str, Any]) -> None:
    """Give an event the next number, although other kernels do the same, and write it down."""
    folder = _folder(to)
    number = max((int(path.stem) for path in folder.glob("*.json")), default=0) + 1
    while True:
        with suppress(FileExistsError), open(folder / f"{number:06}.json", "x") as file:
            json.dump({"n": number, **event}, file)
            return
        number += 1


def _events(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError):  # being written at this moment
            yield path, json.loads(path.read_bytes())


def _state(path: Path) -> State:
    if path.with_suffix(".sent").exists():
        return "sent"
    return "refused" if path.with_suffix(".refused").exists() else "waiting"


def _waiting(attendance: Attendance) -> list[tuple[Path, dict[str, Any]]]:
    return [each for each in _events(_folder(attendance)) if _state(each[0]) == "waiting"]


# Sending.


class _Sender:
    """A thread that sends what waits, as long as this kernel lives."""

    def __init__(self) -> None:
        self.pause = 0.0  # seconds until the next attempt; more than none when the last one failed
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()
        if self._thread is None or not self._thread.is_alive():  # also after a fork
            self._thread = threading.Thread(target=self._run, name="room", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            while (to := current()) and (waiting := _waiting(to)):
                try:
                    self.pause = _send(to, waiting[:_AT_ONCE], self.pause)
                except OSError:  # the folder cannot be written at the moment
                    self.pause = _LONGEST_PAUSE
                # The room may come back for five hundred at the same moment.
                time.sleep(self.pause * random.uniform(0.5, 1))


_sender = _Sender()


def _send(to: Attendance, events: Sequence[tuple[Path, dict[str, Any]]], pause: float) -> float:
    """Send some events; how many seconds to wait before the next attempt."""
    answer = _ask(to, "POST", "/api/events", {"events": [event for _, event in events]})
    match answer.status, answer.body:
        case 200, {"got": [*got]}:
            for path, event in events:
                if event["n"] in got:
                    path.with_suffix(".sent").touch()
            return 0.0
        case 401 | 410, {"error": _}:  # the room has ended, or forgotten this attendance
            if current() == to:
                _file().unlink(missing_ok=True)
            return 0.0
        case 422, {"at": int(at)} if 0 <= at < len(events):
            events[at][0].with_suffix(".refused").touch()
            return 0.0
        case 429, _:
            return min(max(answer.retry_after, 1.0), _LONGEST_PAUSE)
    return min(max(2 * pause, 1.0), _LONGEST_PAUSE)


class _Answer(NamedTuple):
    """What a server has answered; status 0 for nothing at all."""

    status: int
    body: dict[str, Any]
    retry_after: float = 0.0  # seconds


def _ask(of: Attendance, method: str, path: str, body: object = None) -> _Answer:
    return _request(method, of.address + path, body, token=of.token)


def _request(method: str, address: str, body: object = None, *, token: str = "") -> _Answer:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        import requests  # not before it is needed; in a browser alone there is none

        with requests.Session() as session:
            # Between two computers of a room there is no proxy.
            session.trust_env = not network.is_near(address, look_up=True)
            # But a company's own certificates there are.
            session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
            # A redirect, such as to a page to log in, would take the token elsewhere.
            answer = session.request(
                method, address, json=body, headers=headers, timeout=_WAITS, allow_redirects=False
            )
    except (ImportError, OSError, ValueError):  # no network, no server, no address
        return _Answer(0, {})
    said: object = None
    with suppress(ValueError):  # no JSON: another program
        said = answer.json()
    wait = answer.headers.get("Retry-After", "")
    return _Answer(
        answer.status_code,
        said if isinstance(said, dict) else {},
        float(wait) if wait.isascii() and wait.isdigit() else 0.0,
    )


# What an attendee types.


def _address(given: object) -> tuple[str, str]:
    """The server that was meant, and the code where the address has it, as in a QR code."""
    words = unicodedata.normalize("NFKC", given).strip() if isinstance(given, str) else ""
    with suppress(ValueError):  # no port, or half an IPv6 address
        parts = urlsplit(words if "://" in words else f"http://{words}")
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            place = parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")
            return f"{parts.scheme}://{place}", parts.fragment
    raise WorkshopError(
        text(
            en=f"{shown(given)} is not the address of a room. Copy it from the instructor's "
            'screen, such as "192.168.0.7:8765".',
            ja=f"{shown(given)} はルームのアドレスではありません。講師の画面に表示されている"
            "アドレスを入力してください。例：192.168.0.7:8765",
        )
    )


def _code(given: object) -> str:
    """Six letters, however they were typed."""
    words = unicodedata.normalize("NFKC", given) if isinstance(given, str) else ""
    letters = re.sub(r"[\s-]", "", words).upper()
    if re.fullmatch("[A-Z]{6}", letters):
        return letters
    raise WorkshopError(
        text(
            en=f"{shown(given)} is not a code: it has six letters. The instructor's screen shows "
            "it.",
            ja=f"{shown(given)} は参加コードではありません。コードはアルファベット6文字で、"
            "講師の画面に表示されています。",
        )
    )


def _not_joined(address: str, code: str, answer: _Answer) -> WorkshopError:
    """Why there is no way into a room."""
    if answer.body.get("error") == "wrong-code":
        return WorkshopError(
            text(
                en=f"The room at {address} has a different code from {code}. Compare it with the "
                "instructor's screen.",
                ja=f"{address} のルームの参加コードは {code} ではありません。"
                "講師の画面のコードを確かめてください。",
            )
        )
    match answer.body.get("message"):
        case {"en": str(en), "ja": str(ja)}:  # a room that says why, such as a full one
            return WorkshopError(f"{address}: {text(en=en, ja=ja)[:_LONGEST_REASON]}")
    if answer.status:
        return WorkshopError(
            text(
                en=f"Something answers at {address}, but it is not a room (status "
                f"{answer.status}). Does this network want you to log in first? Otherwise compare "
                "the address with the instructor's screen.",
                ja=f"{address} から応答はありましたが、ルームではないようです（ステータス"
                f"{answer.status}）。このネットワークへのログインが必要ではありませんか。"
                "そうでなければ、講師の画面のアドレスと見比べてください。",
            )
        )
    return WorkshopError(
        text(
            en=f"Nothing answers at {address}. Are you in the same network as the instructor? "
            "Compare the address with the instructor's screen. The lesson works without the "
            "room.",
            ja=f"{address} から応答がありません。講師と同じネットワークに接続していますか。"
            "アドレスを講師の画面と見比べてください。ルームに参加しなくても、レッスンは"
            "進められます。",
        )
    )
