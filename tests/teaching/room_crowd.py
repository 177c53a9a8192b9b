"""A crowd for tests/teaching/test_room.py, in a process of its own, on the loopback only.

It is told what to do by lines of JSON on its standard input, and answers each by one.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds for an answer
LESSON, QUESTION, OPTIONS = (
    "m1-intro/02-spam",
    "spam-why-split",
    ("only-memory", "cheaper-training"),
)

_LONG = 2.0  # seconds that a hostile client waits for an answer
_LOST = (OSError, EOFError, ValueError, asyncio.TimeoutError)


class Line:
    """A connection that is kept, and made again when it breaks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: Any = None, token: str = "", tag: str = ""
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of an answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask(method, path, body, token, tag)
        except _LOST:
            self.hang_up()
            raise

    async def _ask(
        self, method: str, path: str, body: Any, token: str, tag: str
    ) -> tuple[int, dict[str, str], Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._streams
        sent = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\n"
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        head += f"If-None-Match: {tag}\r\n" if tag else ""
        writer.write(f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
        status, headers = await _head(reader)
        got = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.hang_up()
        return status, headers, json.loads(got) if got else None

    def hang_up(self) -> None:
        """Close it; the next question opens another."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


class Person:
    """Somebody with a notebook that sends and a telephone that looks."""

    def __init__(self, port: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.line, self.look_line = Line(port), Line(port)
        self.token = self.attendance = self.tag = ""
        self.n = 0
        self.acknowledged: set[int] = set()
        self.answered_at: list[float] = []

    async def join(self, code: str) -> float:
        """Seconds that it took, waiting and trying again included."""
        begun = time.monotonic()
        while True:
            with suppress(*_LOST):
                status, _, got = await self.line.ask("POST", "/api/join", {"code": code})
                if status == 201:
                    self.token, self.attendance = got["token"], got["attendance"]
                    return time.monotonic() - begun
            await self.pause(0.2, 0.6)

    async def send(self, numbers: list[int]) -> float:
        """Send answers until they are acknowledged; seconds that it took."""
        events = [self._answer(n) for n in numbers]
        begun = time.monotonic()
        while True:
            with suppress(*_LOST):
                status, _, got = await self.line.ask(
                    "POST", "/api/events", {"events": events}, self.token
                )
                if status == 200:
                    self.acknowledged.update(got["got"])
                    self.answered_at.append(time.monotonic())
                    return time.monotonic() - begun
                if status not in (429, 503):
                    raise AssertionError((status, got))
            await self.pause(0.2, 0.6)

    def chosen(self, n: int) -> str:
        """What the answer of a number says, however often it is sent."""
        return random.Random(f"{self.attendance}{n}").choice(OPTIONS)

    def _answer(self, n: int) -> dict[str, Any]:
        chosen = self.chosen(n)
        clock = time.time() + self.random.choice((-86_400, 0, 86_400))  # somebody's is always wrong
        return {
            "n": n,
            "kind": "answer",
            "time": clock,
            "lesson": LESSON,
            "question": QUESTION,
            "version": 1,
            "chosen": [chosen],
            "outcome": "right" if chosen == OPTIONS[0] else "wrong",
        }

    async def vote(self, together: asyncio.Event) -> float:
        """Answer when all do."""
        self.n += 1
        await together.wait()
        return await self.send([self.n])

    async def endure(self, over: asyncio.Event) -> None:
        """Answer now and then: in order, out of order, and again what was sent before."""
        while not over.is_set():
            numbers = [self.n + 1, self.n + 2][: self.random.randint(1, 2)]
            self.n += len(numbers)
            self.random.shuffle(numbers)
            if self.random.random() < 0.3:
                numbers.append(self.random.randint(1, self.n))
            await self.send(numbers)
            await self.pause(1.0, 3.0)

    async def look(self) -> None:
        """Ask every two seconds what there is to vote on, as a telephone's page does."""
        await self.pause(0.0, 2.0)
        while True:
            with suppress(*_LOST):
                status, headers, _ = await self.look_line.ask(
                    "GET", "/api/vote", None, self.token, self.tag
                )
                self.tag = headers.get("etag", "") if status in (200, 304) else ""
            await self.pause(1.8, 2.2)

    async def pause(self, least: float, most: float) -> None:
        """Wait for some time."""
        await asyncio.sleep(self.random.uniform(least, most))


class Crowd:
    """Many people, and what they are told to do together."""

    def __init__(self, port: int, people: int) -> None:
        self.port = port
        self.people = [Person(port, seed) for seed in range(people)]
        self._over = asyncio.Event()
        self._going: list[asyncio.Task[None]] = []

    async def join(self, code: str) -> dict[str, Any]:
        """All at once."""
        return _summary(await asyncio.gather(*(each.join(code) for each in self.people)))

    async def vote(self, rounds: int) -> dict[str, Any]:
        """All at the same moment, several times; meanwhile their telephones look."""
        looking = [asyncio.create_task(each.look()) for each in self.people]
        taken: list[float] = []
        for _ in range(rounds):
            together = asyncio.Event()
            votes = [asyncio.create_task(each.vote(together)) for each in self.people]
            await asyncio.sleep(2)
            together.set()
            taken += await asyncio.gather(*votes)
        for each in looking:
            each.cancel()
        for person in self.people:
            person.look_line.hang_up()
        return _summary(taken) | {"last": max(each.answered_at[-1] for each in self.people)}

    async def endure(self) -> dict[str, Any]:
        """Begin to answer now and then."""
        self._over.clear()
        self._going = [asyncio.create_task(each.endure(self._over)) for each in self.people]
        return {}

    async def back(self, since: float) -> dict[str, Any]:
        """How many had an answer since a moment of the monotonic clock, and when the last had."""
        first = [min((at for at in p.answered_at if at > since), default=None) for p in self.people]
        there = [at for at in first if at is not None]
        return {"people": len(there), "seconds": max(there, default=since) - since}

    async def stop(self) -> dict[str, Any]:
        """Let all finish what they have begun; what was acknowledged to each."""
        self._over.set()
        await asyncio.gather(*self._going)
        return {each.attendance: sorted(each.acknowledged) for each in self.people}

    async def tallies(self) -> dict[str, Any]:
        """What each has chosen first and last."""
        return {
            "first": Counter(each.chosen(1) for each in self.people),
            "last": Counter(each.chosen(each.n) for each in self.people),
        }

    async def torment(self, count: int) -> dict[str, Any]:
        """Send malformed requests of many kinds, and say what came back of them."""
        kinds = [*_malformed(self.port, self.people[0].token)]
        answers: Counter[str] = Counter()
        places = asyncio.Semaphore(100)

        async def one(at: int) -> None:
            async with places:
                answers[await _shout(self.port, kinds[at % len(kinds)])] += 1

        await asyncio.gather(*(one(at) for at in range(count)))
        return {"kinds": len(kinds), "answers": answers}

    async def stall(self, count: int) -> dict[str, Any]:
        """Open lines that send a sign a second; seconds until the server has closed them all."""
        begun = time.monotonic()
        head = f"POST /api/join HTTP/1.1\r\nHost: {HOST}\r\n".encode()
        body = head + b"Content-Length: 60000\r\n\r\n{"
        starts = [head, body, b"", b"G"]
        await asyncio.gather(*(_drip(self.port, starts[at % len(starts)]) for at in range(count)))
        return {"seconds": time.monotonic() - begun}


def _summary(seconds: list[float]) -> dict[str, Any]:
    ordered = sorted(seconds)
    share = {name: ordered[int(part * (len(ordered) - 1))] for name, part in _PARTS.items()}
    return share | {"count": len(ordered)}


_PARTS = {"p50": 0.5, "p95": 0.95, "max": 1.0}


async def _shout(port: int, data: bytes) -> str:
    """The status that some bytes get, or `closed`."""
    with suppress(*_LOST):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(data)
                async with asyncio.timeout(_LONG):  # those that say too little get no answer
                    status, _ = await _head(reader)
                return str(status)
            finally:
                writer.close()
    return "closed"


async def _drip(port: int, start: bytes) -> None:
    with suppress(*_LOST):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(start)
            try:
                while not reader.at_eof():
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(reader.read(1000), 1)
                    writer.write(b"x")
                    await writer.drain()
            finally:
                writer.close()


def _malformed(port: int, token: str) -> list[bytes]:
    host = f"Host: {HOST}:{port}\r\n"
    bearer = f"Authorization: Bearer {token}\r\n"

    def post(path: str, body: bytes, headers: str = host + bearer) -> bytes:
        head = f"POST {path} HTTP/1.1\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def get(path: str, headers: str = host) -> bytes:
        return f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode("latin-1")

    deep = b'{"events": ' + b"[" * 30_000
    good = json.dumps({"events": [{"n": 1, "kind": "lesson", "time": 1, "lesson": "x y"}]}).encode()
    return [
        random.Random(1).randbytes(2000),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),  # TLS
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\r\n" * 500,
        b"A" * 70_000,
        get("/", "Host: evil.example\r\n"),
        get("/", "Host: \r\n"),
        get("/", host + host),
        get("/api/room", host + "X: " + "y" * 70_000 + "\r\n"),
        get("/api/room", host + "".join(f"X{at}: y\r\n" for at in range(5000))),
        get("/static/../../app.py"),
        get("/static/%2e%2e/%2e%2e/etc/passwd"),
        get("/" + "%00" * 100),
        get("/api/room"),
        get("/api/room", host + "Authorization: Bearer " + "z" * 5000 + "\r\n"),
        get("/api/room", host + "Authorization: Basic eDp5\r\n"),
        get("/api/vote", host + "Authorization: Bearer \xff\xfe\r\n"),
        get("/api/export.csv"),
        f"DELETE /api/room HTTP/1.1\r\n{host}\r\n".encode(),
        f"POST /api/join HTTP/1.1\r\n{host}Content-Length: -5\r\n\r\n".encode(),
        f"POST /api/join HTTP/1.1\r\n{host}Content-Length: 9e9\r\n\r\n".encode(),
        post("/api/join", b"{}", f"{host}Content-Length: 5\r\n"),
        f"POST /api/join HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
        post("/api/join", b'{"code": "AAAAAA"}'),
        post("/api/join", b'{"code": {"a": [1e999]}}'),
        post("/api/join", b'{"code": "\'; DROP TABLE room; --"}'),
        post("/api/events", b"{"),
        post("/api/events", b"\xff" * 1000),
        post("/api/events", deep),
        post("/api/events", good),
        post("/api/events", b'{"events": [' + b"1," * 20_000 + b"1]}"),
        post("/api/events", b" " * 70_000),
        post("/api/events", good, host),
        post("/api/leave", b"{}", host),
        post("/api/room/end", b"{}"),
        post("/api/room/reveal", b'{"poll": "quiz:spam-why-split"}'),
        post("/api/room/" + "x" * 3000, b"{}"),
    ]


async def _main() -> None:
    crowd: Crowd | None = None
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    while line := await lines.readline():
        command, arguments = json.loads(line)
        if crowd is None:
            crowd, said = Crowd(**arguments), {}
        else:
            do: Callable[..., Awaitable[dict[str, Any]]] = getattr(crowd, command)
            said = await do(**arguments)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
