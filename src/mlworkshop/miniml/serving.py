"""Step 4 of the service, second way: a real HTTP endpoint that predicts a record at a time."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import threading
import weakref
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text
from mlworkshop.miniml import payload
from mlworkshop.miniml.model import Model, check_cut_off
from mlworkshop.miniml.payload import BadRequest, problem

MOST_BYTES = 1_000_000  # of a request's body
_HOST = "127.0.0.1"


class Endpoint:
    """A running endpoint. `serve` makes one; use it in a `with` block, or call `stop`.

    It also stops when nothing refers to it any more: a cell that starts one can be run again.

    Attributes
    ----------
    url : str
        Such as http://127.0.0.1:40123, without a slash at the end.
    port : int
    """

    def __init__(self, model: Model, port: int, cut_off: float) -> None:
        sockets = _bound(port)
        self.port: int = sockets[0].getsockname()[1]
        self.url = f"http://{_HOST}:{self.port}"
        self._lock = threading.Lock()
        self._service = _Service(sockets, model, cut_off)
        # A daemon: it ends with the kernel.
        self._thread = threading.Thread(
            target=self._service.run, name=f"endpoint-{self.port}", daemon=True
        )
        self._thread.start()
        self._service.started.wait()
        weakref.finalize(self, self._service.stop).atexit = False

    @property
    def is_running(self) -> bool:
        """Whether it answers."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Answer no more, and give the port free; once stopped, this does nothing."""
        with self._lock:
            self._service.stop()
            self._thread.join()
        if _running.get(self.port) is self:
            del _running[self.port]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        if not self.is_running:
            return text(en="Endpoint, stopped", ja="エンドポイント（停止中）")
        return text(en=f"Endpoint at {self.url}", ja=f"エンドポイント {self.url}")


class _Service:
    """What an endpoint's thread runs. It must not refer to the endpoint, or that would never go."""

    def __init__(self, sockets: list[socket.socket], model: Model, cut_off: float) -> None:
        self._sockets, self._model, self._cutoff = sockets, model, cut_off
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self.started = threading.Event()

    def run(self) -> None:
        """Answer until `stop` is called."""
        # The loop that tornado works with on every system, Windows included.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        """Make `run` come to its end, from any thread; once ended, this does nothing."""
        if self._loop is not None and self._stopping is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        from tornado.httpserver import HTTPServer

        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            server = HTTPServer(_application(self._model, self._cutoff), max_body_size=2**40)
            server.add_sockets(self._sockets)
        finally:
            self.started.set()
        await self._stopping.wait()
        server.stop()
        await server.close_all_connections()


def serve(model: Model, *, port: int = 0, cut_off: float = 0.5) -> Endpoint:
    """Start an HTTP endpoint on this machine, for programs on this machine only (127.0.0.1).

    ============= ===================================================================
    GET /health   {"status": "ok", "target": …, "kind": …}
    GET /schema   the JSON Schema of a record
    POST /predict a record, or a list of records; answers a prediction, or a list of them
    ============= ===================================================================

    A prediction is {"prediction": …}; with "score", the probability of `model.positive`, for two
    classes; with "scores", the probability of each class, for several. In a record each input
    column is there; null stands for a missing value.

    What cannot be answered gets {"errors": […]} with, each, record (place in the list, or null),
    field (or null), found, expected, and message, in the notebook's language. 400: no JSON; 404:
    no such path; 405: not that method; 413: body of more than 1,000,000 bytes; 422: record with a
    field missing, unknown, or of another type.

    Requests are logged nowhere. The endpoint ends with `stop`, with its `with` block, when nothing
    refers to it any more, or with the kernel.

    Parameters
    ----------
    model : Model
    port : int, default 0
        0 takes a free one. An earlier endpoint that this session started on the same port is
        stopped first, so a cell can be run again.
    cut_off : float, default 0.5
        Binary models call `model.positive` what scores as much or more.

    Returns
    -------
    Endpoint

    Raises
    ------
    WorkshopError
        If the port is taken by another program, or an argument is not what it should be.
    """
    if not isinstance(model, Model):
        raise WorkshopError(
            text(
                en=f"serve was given {shown(model)}; expected a model. "
                "Pass what ws.miniml.train returned.",
                ja=f"serve に {shown(model)} が渡されました。"
                "ws.miniml.train が返したモデルを渡してください。",
            )
        )
    check_cut_off(cut_off)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port <= 65535:
        raise WorkshopError(
            text(
                en=f"port={shown(port)}: expected a whole number from 0 to 65,535. "
                "Leave it out to get a free one.",
                ja=f"port={shown(port)} は使えません。0 以上 65,535 以下の整数を指定してください。"
                "省略すると空いているポートを使います。",
            )
        )
    if port and (earlier := _running.get(port)):
        earlier.stop()
    endpoint = Endpoint(model, port, cut_off)
    _running[endpoint.port] = endpoint
    return endpoint


_running: weakref.WeakValueDictionary[int, Endpoint] = weakref.WeakValueDictionary()


def _bound(port: int) -> list[socket.socket]:
    from tornado.netutil import bind_sockets

    try:
        return bind_sockets(port, _HOST, family=socket.AF_INET)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise WorkshopError(
            text(
                en=f"Port {port} is taken by another program or not allowed. "
                "Choose another, or leave it out to get a free one.",
                ja=f"ポート {port} はほかのプログラムが使用中か、使用が許可されていません。"
                "別の番号を指定するか、省略して空いているポートを使ってください。",
            )
        ) from None


def _application(model: Model, cut_off: float) -> Any:
    """The paths and what answers them."""
    from tornado.web import Application, RequestHandler, stream_request_body

    ways = {"/health": "GET", "/schema": "GET", "/predict": "POST"}

    @stream_request_body
    class Handler(RequestHandler):
        """Answers in JSON, whatever happens."""

        def prepare(self) -> None:
            self._body: list[bytes] = []
            self._size = 0

        def data_received(self, chunk: bytes) -> None:
            # What is too long is read to its end, or the sender would never see the answer.
            self._size += len(chunk)
            if self._size <= MOST_BYTES:
                self._body.append(chunk)

        def _answer(self) -> None:
            path = self.request.path
            try:
                if path not in ways:
                    raise BadRequest(404, [problem(_said(path), ", ".join(ways))])
                if self.request.method != ways[path]:
                    self.set_header("Allow", ways[path])
                    found = f"{self.request.method} {path}"
                    raise BadRequest(405, [problem(_said(found), f"{ways[path]} {path}")])
                if path == "/health":
                    self._write({"status": "ok", "target": model.target, "kind": model.kind})
                elif path == "/schema":
                    self._write(payload.schema(model.types, model.target))
                else:
                    self._write(self._predictions())
            except BadRequest as error:
                self.set_status(error.status)
                self._write({"errors": error.problems})

        get = post = put = patch = delete = head = options = _answer

        def _predictions(self) -> Any:
            if self._size > MOST_BYTES:
                found = text(en=f"a body of {self._size:,} bytes", ja=f"本文が{self._size:,}バイト")
                expected = text(en=f"at most {MOST_BYTES:,}", ja=f"{MOST_BYTES:,}バイト以下")
                raise BadRequest(413, [problem(found, expected)])
            given = payload.parse(b"".join(self._body))
            made = _predicted(model, payload.checked(given, model.types), cut_off)
            return made if isinstance(given, list) else made[0]

        def _write(self, answer: Any) -> None:
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(json.dumps(answer, ensure_ascii=False))

        def write_error(self, status_code: int, **kwargs: Any) -> None:
            found = text(en="an error inside the service", ja="サービス内部のエラー")
            expected = text(en="an answer", ja="応答")
            self._write({"errors": [problem(found, expected)]})

        def log_exception(self, *error: Any) -> None:
            """Log nothing: it would show what was asked."""

    return Application([(".*", Handler)], log_function=lambda handler: None)


def _said(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"


def _predicted(model: Model, given: list[dict[str, Any]], cut_off: float) -> list[dict[str, Any]]:
    import pandas as pd

    columns = {name: [record[name] for record in given] for name in model.types}
    frame = pd.DataFrame(columns, dtype=object)
    made: list[dict[str, Any]] = model.predict(frame, cut_off).to_dict("records")
    if model.kind != "multiclass":
        return made
    rounds = model.scores(frame).tolist()
    return [
        {"prediction": row["prediction"], "scores": dict(zip(model.classes, scores, strict=True))}
        for row, scores in zip(made, rounds, strict=True)
    ]
