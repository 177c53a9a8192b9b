"""Starting a room: where it is kept, what it is called, and what is printed."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import ssl
import threading
import time
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import segno
import uvicorn
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from uvicorn.supervisors import Multiprocess

from mlworkshop import files, journal
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.room import app, protocol
from mlworkshop.room.database import Database, Room, Trouble, same

PORT = 8765
_HEADERS = 16 * 1024  # bytes
_WATCH = 0.5  # seconds
_MOST_HOURS = 72
_LINES = 8192


@dataclass(frozen=True)
class Options:
    """What the command was told.

    Parameters
    ----------
    folder : Path, optional
        Where the room is kept; by default beside the journal.
    database : str
        The address of PostgreSQL; empty for SQLite.
    host : str
        Where to listen.
    port : int
    address : str
        Where attendees go, when that is not the machine itself: behind a proxy.
    host_names : tuple of str
        More names by which the server may be called.
    workers : int
        Processes; more than one need PostgreSQL.
    hours : float
        How long a new room lasts.
    certificate, key : Path, optional
        For TLS.
    organisation, contact : str
        For the note on privacy.
    new : bool
        Whether to end the room that is there.
    browser : bool
        Whether to open the instructor's page.
    """

    folder: Path | None = None
    database: str = ""
    host: str = "0.0.0.0"
    port: int = PORT
    address: str = ""
    host_names: tuple[str, ...] = ()
    workers: int = 1
    hours: float = 12.0
    certificate: Path | None = None
    key: Path | None = None
    organisation: str = ""
    contact: str = ""
    new: bool = False
    browser: bool = True


def serve(options: Options) -> int:
    """Serve the room until it is ended, its time is over, or the process is stopped.

    Raises
    ------
    WorkshopError
        If it cannot begin.
    """
    _check(options)
    _allow_connections()
    settings = _settings(options)
    with _listen(options) as listening:
        room, secret = begun(options, settings)
        _print(room, settings.address, secret)
        if options.browser:
            page = f"{_from_here(options, settings)}instructor#{secret}"
            threading.Timer(1.0, webbrowser.open, [page]).start()
        if options.workers > 1:
            _serve_by_many(options, settings, listening)
        else:
            _serve_here(options, settings, listening)
    return _say_goodbye(options, settings)


def _say_goodbye(options: Options, settings: app.Settings) -> int:
    """Tell what has become of the room; with it goes its secret."""
    is_over = False
    with suppress(Trouble):
        is_over = settings.opened().room() is None
    if is_over:
        _secret_file(options).unlink(missing_ok=True)
    print(_ENDED if is_over else _KEPT)
    return 0


def end(options: Options) -> int:
    """End the room that is kept, and delete all of it."""
    _check_database(options.database)
    try:
        Database(_target(options)).end()
    except Trouble as trouble:
        raise _no_database(trouble) from None
    _secret_file(options).unlink(missing_ok=True)
    print(_ENDED)
    return 0


def begun(options: Options, settings: app.Settings) -> tuple[Room, str]:
    """The room that is kept, or a new one; with the instructor's secret.

    Raises
    ------
    WorkshopError
        If the database cannot be reached, or holds the room of another folder.
    """
    database = settings.opened()
    try:
        room = None if options.new else database.room()
        if room is not None:
            return room, _kept_secret(options, room)
        room, secret = database.begin(3600 * options.hours)
        _folder(options).mkdir(mode=0o700, parents=True, exist_ok=True)
    except Trouble as trouble:
        raise _no_database(trouble) from None
    except OSError as error:
        raise files.not_written(_folder(options), error) from None
    finally:
        database.close()
    files.put(_secret_file(options), secret.encode(), private=True)
    return room, secret


def _kept_secret(options: Options, room: Room) -> str:
    with suppress(OSError):
        secret = _secret_file(options).read_text("ascii").strip()
        if same(secret, room.secret):
            return secret
    raise WorkshopError(
        text(
            en="There is a room already, but its secret is not in "
            f"{_folder(options)}. Start from the folder in which it began (--folder), or end it "
            "and start another one: --new.",
            ja=f"ルームはすでにありますが、講師用の秘密の文字列が {_folder(options)} にありません。"
            "開始したときのフォルダーを --folder で指定するか、--new で終了し、"
            "新しく始めてください。",
        )
    )


def _folder(options: Options) -> Path:
    return (options.folder or journal.folder() / "room").absolute()


def _secret_file(options: Options) -> Path:
    return _folder(options) / "secret"


def _target(options: Options) -> str | Path:
    return options.database or _folder(options) / "room.sqlite"


def _settings(options: Options) -> app.Settings:
    address = _address(options)
    return app.Settings(
        str(_target(options)),
        address,
        _hosts(options, address),
        options.organisation,
        options.contact,
    )


def _check(options: Options) -> None:
    """Refuse what cannot work before anything begins."""
    if options.workers < 1:
        raise WorkshopError(
            text(
                en=f"A room needs one worker or more, not {options.workers}: --workers 2",
                ja=f"ワーカーは1つ以上必要です（指定は{options.workers}）。例：--workers 2",
            )
        )
    if options.workers > 1 and not options.database:
        raise WorkshopError(
            text(
                en="Several workers need PostgreSQL: add --database postgresql://…",
                ja="複数のワーカーには PostgreSQL が必要です。--database postgresql://… を"
                "指定してください。",
            )
        )
    _check_database(options.database)
    if not 0 < options.hours <= _MOST_HOURS:
        raise WorkshopError(
            text(
                en=f"A room lasts more than 0 and at most {_MOST_HOURS} hours, "
                f"not {options.hours:g}: --hours 8",
                ja=f"ルームを開けるのは0時間より長く、最長{_MOST_HOURS}時間です"
                f"（指定は{options.hours:g}）。例：--hours 8",
            )
        )
    if options.address:
        _check_address(options.address)
    if options.certificate or options.key:
        _check_certificate(options)


def _check_database(address: str) -> None:
    with suppress(ArgumentError, ValueError):
        if not address or make_url(address).drivername == "postgresql":
            return
    raise WorkshopError(  # which does not show it: there may be a password in it
        text(
            en="This is not the address of a database. Write --database "
            "postgresql://user@host/name, or leave it out.",
            ja="データベースのアドレスではありません。--database "
            "postgresql://user@host/name のように書くか、省略してください。",
        )
    )


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WorkshopError(
            text(
                en=f"{shown(address)} is not the address of a server. Write --address "
                "https://room.example.com",
                ja=f"{shown(address)} はサーバーのアドレスとして使えません。--address "
                "https://room.example.com のように書いてください。",
            )
        )


def _check_certificate(options: Options) -> None:
    if not (options.certificate and options.key):
        raise WorkshopError(
            text(
                en="TLS needs both: --certificate and --key.",
                ja="TLSには --certificate と --key の両方が必要です。",
            )
        )
    try:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(files.readable(options.certificate), files.readable(options.key))
    except ssl.SSLError:
        raise WorkshopError(
            text(
                en=f"{options.certificate} and {options.key} are not a certificate and its key in "
                "PEM form. Check --certificate and --key.",
                ja=f"{options.certificate} と {options.key} は、PEM形式の証明書と秘密鍵の組では"
                "ありません。--certificate と --key を確認してください。",
            )
        ) from None


def _listen(options: Options) -> socket.socket:
    """The socket, before anything is printed that would not be true."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((options.host, options.port))
    except (OSError, OverflowError) as error:
        made.close()
        why = getattr(error, "strerror", None) or str(error)
        raise WorkshopError(
            text(
                en=f"Cannot listen on {options.host}, port {options.port}: {why}. "
                "Is a room running already? Otherwise choose another port: --port 8766.",
                ja=f"{options.host} のポート {options.port} を使えません（{why}）。"
                "ルームがすでに動いていないか確認するか、--port 8766 のように別のポートを"
                "指定してください。",
            )
        ) from None
    made.set_inheritable(True)
    return made


def _allow_connections() -> None:
    """Let the process have a line for each notebook and telephone, where the system limits them."""
    with suppress(ImportError, ValueError, OSError):  # there is no such limit on Windows
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if now != resource.RLIM_INFINITY:
            wanted = _LINES if most == resource.RLIM_INFINITY else min(_LINES, most)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, wanted), most))


def _from_here(options: Options, settings: app.Settings) -> str:
    """The address for a browser on this machine, which need not go through the network."""
    is_own = options.host in ("0.0.0.0", "127.0.0.1") and not options.certificate
    return f"http://localhost:{options.port}/" if is_own else settings.address


def _address(options: Options) -> str:
    if options.address:
        return options.address.rstrip("/") + "/"
    scheme = "https" if options.certificate else "http"
    name = _own_address() if options.host in ("0.0.0.0", "::") else options.host
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{options.port}/"


def _own_address() -> str:
    """The machine's address in its network; nothing is sent to find it."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("192.0.2.1", 9))  # an address that stands for no machine
        return str(asked.getsockname()[0])
    return "127.0.0.1"


def _hosts(options: Options, address: str) -> tuple[str, ...]:
    """What the `Host` header of a request may say."""
    name = socket.gethostname().lower()
    known = {"localhost", "127.0.0.1", "::1", _own_address(), name, f"{name}.local"}
    known |= {urlsplit(address).hostname or "", *map(str.lower, options.host_names)}
    if not options.host.startswith(("0.0.0.0", "::")):
        known.add(options.host.lower())
    return tuple(sorted(known - {""}))


def _config(options: Options, application: object, **more: object) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]
        http=protocol.Bounded,
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,  # no address of anybody is written down
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_HEADERS,
        timeout_keep_alive=20,  # seconds; a phone asks every two, and an idle line takes no time
        timeout_graceful_shutdown=3,
        backlog=2048,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
        **more,  # type: ignore[arg-type]
    )


def _serve_here(options: Options, settings: app.Settings, listening: socket.socket) -> None:
    def stop() -> None:
        server.should_exit = True

    server = uvicorn.Server(_config(options, app.create(settings, stop)))
    with suppress(KeyboardInterrupt):
        server.run([listening])


def _serve_by_many(options: Options, settings: app.Settings, listening: socket.socket) -> None:
    os.environ["MLWORKSHOP_ROOM"] = json.dumps(dataclasses.asdict(settings))
    config = _config(
        options, "mlworkshop.room.app:from_environment", factory=True, workers=options.workers
    )
    supervisor = Multiprocess(config, [listening])
    threading.Thread(target=_watch, args=(settings, supervisor.should_exit), daemon=True).start()
    supervisor.run()


def _watch(settings: app.Settings, ended: threading.Event) -> None:
    """Stop the workers when one of them has ended the room."""
    database = settings.opened()
    while not ended.wait(_WATCH):
        with suppress(Trouble):
            if database.room() is None:
                time.sleep(app.FAREWELL)
                ended.set()


def _print(room: Room, address: str, secret: str) -> None:
    segno.make(f"{address}#{room.code}", micro=False).terminal(compact=True)
    print(
        text(
            en=f"Attendees: {address}   code: {room.code}\n"
            f'In a notebook: ws.join("{address}", "{room.code}")\n'
            f"For you alone: {address}instructor#{secret}\n"
            f"What is collected: {address}privacy\n"
            "Ctrl + C stops the server and keeps the room; End on your page deletes it.",
            ja=f"参加者用：{address}　参加コード：{room.code}\n"
            f'ノートブックから：ws.join("{address}", "{room.code}")\n'
            f"講師専用（ほかの人に見せないこと）：{address}instructor#{secret}\n"
            f"収集する情報：{address}privacy\n"
            "Ctrl + C でサーバーを止めてもルームは残ります。講師用ページの「終了」で削除されます。",
        ),
        flush=True,
    )


_ENDED = Text(
    en="The room has ended, and its data are deleted.",
    ja="ルームを終了し、データを削除しました。",
)
_KEPT = Text(
    en="The server has stopped; the room and its data are kept. `mlworkshop room` goes on with it, "
    "`mlworkshop room --end` deletes it.",
    ja="サーバーを停止しました。ルームとデータは残っています。続けるには `mlworkshop room`、"
    "削除するには `mlworkshop room --end` を実行してください。",
)


def _no_database(trouble: Trouble) -> WorkshopError:
    said = str(trouble).strip().splitlines()[0] if str(trouble).strip() else ""
    return WorkshopError(
        text(
            en=f"The room's database cannot be used: {said}. Check the address (--database) or "
            "the folder (--folder), and whether the disk is full.",
            ja=f"ルームのデータベースを使えません（{said}）。アドレス（--database）または"
            "フォルダー（--folder）と、ディスクの空き容量を確認してください。",
        )
    )
