"""Step 4 of the service, second way: a real HTTP endpoint that predicts a record at a time."""

from __future__ import annotations

import errno
import json
import os
import socket
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from numbers import Integral
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Any, Self

from mlworkshop.errors import WorkshopError, cut, shown
from mlworkshop.language import text
from mlworkshop.miniml import payload
from mlworkshop.miniml.model import Model, check_cut_off
from mlworkshop.miniml.payload import BadRequest, problem

MOST_BYTES = 1_000_000  # of a request's body
MOST_CONNECTIONS = 32
SILENCE = 10.0  # seconds
LIFE = 60.0  # seconds that a connection lasts at most, busy or not
_MOST_PASSED_OVER = 50_000_000  # bytes of a body that is refused, so that its sender sees why
_HOST = "127.0.0.1"
_NAMES = (_HOST, "localhost", "[::1]")  # any other may be that of a page in a browser
_JSON = "application/json; charset=utf-8"
_WAYS = {"/health": "GET", "/schema": "GET", "/predict": "POST"}


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
        server = _bound(port, model, cut_off)
        self.port: int = server.server_address[1]
        self.url = f"http://{_HOST}:{self.port}"
        # A daemon: it ends with the kernel. It must not refer to the endpoint, or that never goes.
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.1,), name=f"endpoint-{self.port}", daemon=True
        )
        self._thread.start()
        self._end = weakref.finalize(self, _end, server, self._thread)
        self._end.atexit = False

    @property
    def is_running(self) -> bool:
        """Whether it answers."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Answer no more, and give the port free; once stopped, this does nothing."""
        self._end()
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


def _end(server: _Server, thread: threading.Thread) -> None:
    """Stop a server, and wait until its port is free."""
    if threading.current_thread() is thread:  # which collected the endpoint: it cannot wait
        threading.Thread(target=_end, args=(server, thread), daemon=True).start()
        return
    server.shutdown()
    thread.join()
    server.server_close()


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
    field (or null), found, expected, and message, in the notebook's language. 400: no HTTP or no
    JSON; 403: asked by another name than 127.0.0.1, localhost or [::1], as a page in a browser
    might; 404: no such path; 405: not that method; 411: no Content-Length; 413: body of more than
    1,000,000 bytes; 415: Content-Type other than application/json; 422: record with a field
    missing, unknown, or of another type; 503: more than 32 connections at once.

    A connection that is silent for 10 seconds is closed, and each after a minute.

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
    if not isinstance(port, Integral) or isinstance(port, bool) or not 0 <= port <= 65535:
        raise WorkshopError(
            text(
                en=f"port={shown(port)}: expected a whole number from 0 to 65,535. "
                "Leave it out to get a free one.",
                ja=f"port={shown(port)} は使えません。0以上65,535以下の整数を指定してください。"
                "省略すると空いているポートを使います。",
            )
        )
    if port and (earlier := _running.get(port)):
        earlier.stop()
    endpoint = Endpoint(model, port, cut_off)
    _running[endpoint.port] = endpoint
    return endpoint


_running: weakref.WeakValueDictionary[int, Endpoint] = weakref.WeakValueDictionary()


def _bound(port: int, model: Model, cut_off: float) -> _Server:
    try:
        return _Server(port, model, cut_off)
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


class _Server(ThreadingTCPServer):
    """A thread for each connection, of which there are only so many, and for so long."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"  # there two programs could have the same port
    request_queue_size = MOST_CONNECTIONS
    server_address: tuple[str, int]

    def __init__(self, port: int, model: Model, cut_off: float) -> None:
        self.model, self.cut_off = model, cut_off
        self._since: dict[Any, float] = {}
        super().__init__((_HOST, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if len(self._since) < MOST_CONNECTIONS:
            self._since[request] = time.monotonic()
            super().process_request(request, client_address)
            return
        found = text(en="too many connections at once", ja="多すぎる同時接続")
        expected = text(en=f"at most {MOST_CONNECTIONS}", ja=f"{MOST_CONNECTIONS}件以下")
        content = _json({"errors": [problem(found, expected)]})
        with suppress(OSError):
            request.sendall(
                b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"
                b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                % (_JSON.encode(), len(content), content)
            )
        self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        self._since.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        self._hang_up(time.monotonic() - LIFE)

    def server_close(self) -> None:
        super().server_close()
        self._hang_up(time.monotonic())

    def _hang_up(self, before: float) -> None:
        """End the connections that began before a time; their threads then see the end."""
        for request, since in [*self._since.items()]:
            if since <= before:
                with suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing: it would show what was asked."""


class _Handler(BaseHTTPRequestHandler):
    """Answers in JSON, whatever happens."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "mlworkshop", ""
    timeout = SILENCE
    wbufsize = -1  # headers and body in one piece
    server: _Server
    raw_requestline: bytes

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # methods that there are and others alike
            return self._reply
        raise AttributeError(name)

    def parse_request(self) -> bool:
        understood = super().parse_request()
        if not (understood or self.raw_requestline.strip()):  # which the library passes over
            self.send_error(400)
        return understood

    def _reply(self) -> None:
        try:
            self._write(200, self._answer(self._body()))
        except BadRequest as error:
            self._write(error.status, {"errors": error.problems})
        except OSError:  # the sender has gone, or says nothing more
            raise
        except Exception:
            found = text(en="an error inside the service", ja="サービス内部のエラー")
            self._write(500, {"errors": [problem(found, text(en="an answer", ja="応答"))]})

    def _body(self) -> bytes:
        """What was sent, which has to be read before one can answer."""
        size = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not size.isdecimal() or len(size) > 15:
            self.close_connection = True
            found = text(en="a body of unknown size", ja="サイズの分からない本文")
            raise BadRequest(411, [problem(found, "Content-Length")])
        if int(size) > MOST_BYTES:
            self.close_connection = True
            rest = min(int(size), _MOST_PASSED_OVER)
            while rest > 0 and (piece := self.rfile.read(min(rest, 1 << 16))):
                rest -= len(piece)
            found = text(en=f"a body of {int(size):,} bytes", ja=f"本文が{int(size):,}バイト")
            expected = text(en=f"at most {MOST_BYTES:,}", ja=f"{MOST_BYTES:,}バイト以下")
            raise BadRequest(413, [problem(found, expected)])
        return self.rfile.read(int(size))

    def _answer(self, body: bytes) -> Any:
        model, path = self.server.model, self.path.partition("?")[0]
        names = [f"{host}:{self.server.server_address[1]}" for host in _NAMES]
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in names:
            found = cut(f"Host: {', '.join(hosts)}")
            raise BadRequest(403, [problem(found, f"Host: {names[0]}")])
        if path not in _WAYS:
            raise BadRequest(404, [problem(cut(path), ", ".join(_WAYS))])
        if self.command != _WAYS[path]:
            raise BadRequest(405, [problem(cut(f"{self.command} {path}"), f"{_WAYS[path]} {path}")])
        if path == "/health":
            return {"status": "ok", "target": model.target, "kind": model.kind}
        if path == "/schema":
            return payload.schema(model.types, model.target)
        if self.headers.get_content_type() != "application/json":
            found = cut(f"Content-Type: {self.headers.get('Content-Type', '')}")
            raise BadRequest(415, [problem(found, "Content-Type: application/json")])
        given = payload.parse(body)
        made = _predicted(model, payload.checked(given, model.types), self.server.cut_off)
        return made if isinstance(given, list) else made[0]

    def _write(self, status: int, answer: Any) -> None:
        content = _json(answer)
        self.send_response(status)
        self.send_header("Content-Type", _JSON)
        self.send_header("Content-Length", str(len(content)))
        if status == 405:
            self.send_header("Allow", _WAYS[self.path.partition("?")[0]])
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say what is wrong with a request that is no HTTP, or too long a line of it."""
        self.close_connection = True
        self.request_version = self.protocol_version  # what was asked had none, or another
        found = text(en="a request that is not HTTP", ja="HTTPとして読めないリクエスト")
        self._write(int(code), {"errors": [problem(found, "HTTP/1.1")]})

    def log_message(self, *_: Any) -> None:
        """Log nothing: it would show what was asked."""


def _json(answer: Any) -> bytes:
    # A lone half of a pair of surrogates can be asked, but not written.
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace")


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
