"""The room as a web application: who may ask for what, and what comes back."""

from __future__ import annotations

import asyncio
import io
import json
import multiprocessing
import os
import secrets
import signal
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import segno
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlworkshop.language import Language
from mlworkshop.models import Model
from mlworkshop.room import events, export, privacy, state
from mlworkshop.room.database import Database, Over, Room, Row, Trouble, digest, same
from mlworkshop.room.limits import Budget
from mlworkshop.room.polls import course, polls
from mlworkshop.room.refusals import Refused
from mlworkshop.room.store import Folded
from mlworkshop.room.writer import Writer

PAGES = Path(__file__).parent / "pages"
_LARGEST = 64 * 1024  # bytes of a body
_SECONDS = 10  # in which a body has to arrive
_MOST_ATTENDANCES = 2000
FAREWELL = 3  # seconds after the end in which those who ask, every two of them, hear of it
_MOST_EVENTS = 3_000  # of an attendance; two long days have some hundreds
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True)
class Settings:
    """How a room is served.

    Parameters
    ----------
    database : str
        The address of PostgreSQL, or the path of SQLite's file.
    address : str
        Where attendees go.
    hosts : tuple of str
        Names and addresses by which the server may be called.
    organisation, contact : str
        Who is responsible and whom to ask, for the note on privacy.
    """

    database: str
    address: str
    hosts: tuple[str, ...]
    organisation: str = ""
    contact: str = ""

    def opened(self) -> Database:
        """Its database."""
        is_address = "://" in self.database
        return Database(self.database if is_address else Path(self.database))


@dataclass
class Service:
    """What the requests of one worker share."""

    settings: Settings
    room: Room
    folded: Folded
    writer: Writer
    wrong_codes: Budget = field(default_factory=lambda: Budget(20, 2))
    sends: dict[str, Budget] = field(default_factory=dict)
    looks: dict[str, Budget] = field(default_factory=dict)
    shown: tuple[str, dict[str, Any]] = ("", {})

    async def attendance(self, request: Request) -> str:
        """Whose token a request carries."""
        token = digest(_bearer(request))
        if token not in self.folded.tokens:
            await self.add()  # another worker may have let someone in a moment ago
        if token not in self.folded.tokens:
            raise Refused("not-joined")
        found = self.folded.tokens[token]
        self.writer.hear(found)
        return found

    def instructor(self, request: Request) -> None:
        """Let no one else pass."""
        if not same(_bearer(request), self.room.secret):
            raise Refused("not-instructor")

    async def add(self, *rows: Row) -> None:
        """Commit rows, perhaps none, and learn what others have committed."""
        await self.writer.add(rows)

    async def state(self) -> tuple[str, dict[str, Any]]:
        """What the instructor sees, with its tag."""
        await self.writer.freshen()
        here, now = self.writer.here(), time.monotonic()
        tag = f'"{self.folded.seq}-{here}"'
        if tag != self.shown[0]:
            made = state.for_instructor(
                self.room, self.folded, address=self.settings.address, here=here
            )
            self.shown = tag, made
        return tag, self.shown[1] | {"timer": state.timer(self.folded, now)}


def create(settings: Settings, stop: Callable[[], None] = lambda: None) -> ASGIApp:
    """The application.

    Parameters
    ----------
    settings : Settings
        Of a room that has begun.
    stop : callable
        Called `FAREWELL` seconds after the room is over.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = settings.opened()
        room = database.room()
        if room is None:
            raise Over
        folded = Folded(course(), polls())
        loop = asyncio.get_running_loop()
        writer = Writer(database, folded, lambda: loop.call_later(FAREWELL, stop))
        app.state.service = Service(settings, room, folded, writer)
        await writer.start()
        yield
        await writer.stop()

    app = Starlette(
        routes=_routes(),
        exception_handlers={
            Refused: lambda _, error: error.response(),
            Over: lambda *_: Refused("over").response(),
            Trouble: lambda *_: Refused("storage", {"Retry-After": "2"}).response(),
            HTTPException: _http_error,
        },
        lifespan=lifespan,
    )
    return _Guard(app, frozenset(settings.hosts))


def _routes() -> list[BaseRoute]:
    return [
        Route("/", _page("vote.html")),
        Route("/instructor", _page("instructor.html")),
        Route("/privacy", _privacy),
        Mount("/static", StaticFiles(directory=PAGES, follow_symlink=False)),
        Route("/api/join", _join, methods=["POST"]),
        Route("/api/events", _events, methods=["POST"]),
        Route("/api/leave", _leave, methods=["POST"]),
        Route("/api/vote", _vote),
        Route("/api/room", _room),
        Route("/api/room/{action}", _act, methods=["POST"]),
        Route("/api/qr.svg", _qr),
        Route("/api/export.{ending:str}", _export),
    ]


class _Guard:
    """What holds for each request: called by a known name; nothing is kept, framed or guessed."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _CSP
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                is_file = scope["path"].startswith("/static/")
                headers["Cache-Control"] = "no-cache" if is_file else "no-store"
            await send(message)

        if _name_in(Headers(scope=scope).get("host", "")) not in self._hosts:
            await Refused("wrong-host").response()(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def _name_in(host: str) -> str:
    """The name in a `Host` header, without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower().strip("[]")


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    if service.writer.is_over:
        raise Refused("over")
    return service


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""


async def _http_error(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 400)
    refused = {404: "not-found", 405: "not-allowed"}.get(status, "bad-request")
    return Refused(refused, getattr(error, "headers", None)).response()


async def _body(request: Request) -> dict[str, Any]:
    """A JSON object, of bounded size and in bounded time."""
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > _LARGEST:
                    raise Refused("too-large", {"Connection": "close"})
    except TimeoutError:
        raise Refused("too-slow", {"Connection": "close"}) from None
    except ClientDisconnect:  # whoever sent half of it has gone
        raise Refused("bad-request") from None
    try:
        read = from_json(bytes(body), allow_inf_nan=False) if body else {}
    except ValueError:
        raise Refused("bad-request") from None
    if not isinstance(read, dict):
        raise Refused("bad-request")
    return read


# Pages.


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return HTMLResponse((PAGES / name).read_bytes())

    return page


async def _privacy(request: Request) -> Response:
    service = _service(request)
    return HTMLResponse(privacy.page(service.settings.organisation, service.settings.contact))


# Attendees.


async def _join(request: Request) -> Response:
    service, body = _service(request), await _body(request)
    code = "".join(unicodedata.normalize("NFKC", str(body.get("code", ""))[:40]).split()).upper()
    if not secrets.compare_digest(code.encode(), service.room.code.encode()):
        if wait := service.wrong_codes.wait():
            raise Refused("too-fast", {"Retry-After": _whole(wait)})
        raise Refused("wrong-code")
    if service.folded.controls.locked:
        raise Refused("locked")
    if len(service.folded.attendances) >= _MOST_ATTENDANCES:
        raise Refused("full")
    attendance, token = secrets.token_hex(8), secrets.token_urlsafe(16)
    await service.add(Row("join", {"token": digest(token)}, attendance, 0))
    service.writer.hear(attendance)
    return JSONResponse(
        {
            "attendance": attendance,
            "token": token,
            "room": service.room.id,
            "until": service.room.until,
        },
        201,
    )


async def _events(request: Request) -> Response:
    service = _service(request)
    attendance = await service.attendance(request)
    if wait := service.sends.setdefault(attendance, Budget(20, 5)).wait():
        raise Refused("too-fast", {"Retry-After": _whole(wait)})
    sent = (await _body(request)).get("events")
    if not isinstance(sent, list) or not sent:
        raise Refused("bad-request")
    if len(sent) > events.MOST:
        raise Refused("too-large")
    if service.folded.attendances[attendance].sent > _MOST_EVENTS:
        raise Refused("too-fast", {"Retry-After": "3600"})
    try:
        rows = events.read(attendance, sent)
    except events.BadEvent as error:
        raise Refused("bad-event", at=error.at) from None
    await service.add(*rows)
    return JSONResponse({"got": [row.n for row in rows]})


async def _leave(request: Request) -> Response:
    service = _service(request)
    attendance = await service.attendance(request)
    forget = (await _body(request)).get("forget", False) is True
    await service.add(Row("leave", {"forget": forget}, attendance))
    return Response(status_code=204)


async def _vote(request: Request) -> Response:
    service = _service(request)
    attendance = await service.attendance(request)
    if wait := service.looks.setdefault(attendance, Budget(20, 10)).wait():
        raise Refused("too-fast", {"Retry-After": _whole(wait)})
    await service.writer.freshen()
    if attendance not in service.folded.attendances:
        raise Refused("not-joined")
    tag = state.tag_for_attendee(service.folded, attendance)
    return _tagged(
        request, tag, lambda: state.for_attendee(service.folded, attendance, time.monotonic())
    )


# The instructor.


class _Poll(Model):
    poll: Annotated[str, Field(max_length=100)]


class _Lesson(Model):
    lesson: Annotated[str, Field(max_length=100)]


class _Timer(Model):
    seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class _Locked(Model):
    locked: bool


class _Nothing(Model):
    pass


# By action: what it is told, and the kind of its row.
_ACTIONS: dict[str, tuple[TypeAdapter[Any], str]] = {
    "open": (TypeAdapter(_Poll), "open"),
    "close": (TypeAdapter(_Nothing), "close"),
    "reveal": (TypeAdapter(_Poll), "reveal"),
    "hide": (TypeAdapter(_Poll), "hide"),
    "lesson": (TypeAdapter(_Lesson), "look"),
    "timer": (TypeAdapter(_Timer), "timer"),
    "lock": (TypeAdapter(_Locked), "lock"),
    "calm": (TypeAdapter(_Lesson), "calm"),
    "end": (TypeAdapter(_Nothing), "end"),
}


async def _room(request: Request) -> Response:
    service = _service(request)
    service.instructor(request)
    tag, made = await service.state()
    return _tagged(request, tag, lambda: made)


async def _act(request: Request) -> Response:
    service = _service(request)
    service.instructor(request)
    if request.path_params["action"] not in _ACTIONS:
        raise Refused("not-found")
    told, kind = _ACTIONS[request.path_params["action"]]
    try:
        asked = told.validate_python(await _body(request)).model_dump()
    except ValidationError:
        raise Refused("bad-request") from None
    if "poll" in asked and asked["poll"] not in service.folded.polls:
        raise Refused("unknown")
    if "lesson" in asked and asked["lesson"] not in service.folded.course:
        raise Refused("unknown")
    if kind == "open" and not service.folded.polls[asked["poll"]].options:
        raise Refused("no-options")
    if kind == "end":
        await service.writer.end()
        return JSONResponse({"ended": True})
    if kind == "timer":
        asked["ends"] = time.monotonic() + asked["seconds"]
    await service.add(Row(kind, asked))
    _, made = await service.state()
    return JSONResponse(made)


async def _qr(request: Request) -> Response:
    """The address with the code in it, as a picture."""
    service = _service(request)
    service.instructor(request)
    made = io.BytesIO()
    code = segno.make(f"{service.settings.address}#{service.room.code}", micro=False)
    code.save(made, "svg", omitsize=True, light="white", xmldecl=False)
    return Response(made.getvalue(), media_type="image/svg+xml")


async def _export(request: Request) -> Response:
    service = _service(request)
    service.instructor(request)
    await service.writer.freshen()
    if request.path_params["ending"] == "csv":
        return Response(export.csv_of(service.folded), media_type="text/csv; charset=utf-8")
    if request.path_params["ending"] == "html":
        language: Language = "ja" if request.query_params.get("lang") == "ja" else "en"
        return HTMLResponse(export.page_of(service.folded, language))
    raise Refused("not-found")


def _tagged(request: Request, tag: str, make: Callable[[], Mapping[str, Any]]) -> Response:
    """What was asked for, unless who asks has it already."""
    known = request.headers.get("if-none-match", "")
    if known.removeprefix("W/") == tag:  # a proxy that compresses marks it so
        return Response(status_code=304, headers={"ETag": tag})
    return JSONResponse(make(), headers={"ETag": tag})


def _whole(seconds: float) -> str:
    return str(max(1, round(seconds + 0.5)))


def from_environment() -> ASGIApp:
    """The application of a worker that another process has started."""
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    said = json.loads(os.environ["MLWORKSHOP_ROOM"])
    return create(Settings(**said | {"hosts": tuple(said["hosts"])}))


def _outlive_nobody() -> None:
    """Stop with the process that has started this one, however that ended: it holds the port."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
