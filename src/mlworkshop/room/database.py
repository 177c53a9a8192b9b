"""The room's log, in SQLite or PostgreSQL: it is only appended to, until all of it is deleted.

Whoever has read up to a number (`seq`) misses nothing by asking for what is after it: writers take
turns, so that the numbers come in the order of the commits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # without I, L and O, which look like others
_LOCK = 7_166_773  # of PostgreSQL's: whoever holds it writes
_WAIT = 5  # seconds for another's turn, or for an answer of the database
_SLACK = 2 * 86400.0  # seconds by which the wall clock may be wrong

_metadata = MetaData()
_room = Table(
    "room",
    _metadata,
    Column("id", String(32), primary_key=True),
    Column("code", String(6), nullable=False),
    Column("secret", String(64), nullable=False),  # SHA-256
    Column("seconds", Float, nullable=False),  # how long it lasts
    Column("began", Float, nullable=False),  # by the wall clock
    Column("began_ticks", Float, nullable=False),  # by the monotonic clock
    Column("last_ticks", Float, nullable=False),
)
_log = Table(
    "room_log",
    _metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("attendance", String(32)),
    Column("n", BigInteger),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("attendance", "n"),
    sqlite_autoincrement=True,  # a number is never used twice, also after rows were deleted
)
_heard = Table(
    "room_heard",
    _metadata,
    Column("attendance", String(32), primary_key=True),
    Column("ticks", Float, nullable=False),
)


class Row(NamedTuple):
    """A fact to be added to the log.

    Parameters
    ----------
    kind : str
    body : mapping
        What JSON can hold.
    attendance : str, optional
        Whose it is; None for the instructor's.
    n : int, optional
        Two rows of one attendance and number are one; None where each counts.
    """

    kind: str
    body: Mapping[str, Any]
    attendance: str | None = None
    n: int | None = None


class Entry(NamedTuple):
    """A fact of the log."""

    seq: int
    attendance: str | None
    n: int | None
    kind: str
    body: dict[str, Any]


class Trouble(Exception):
    """The database did not do what was asked: nothing was kept."""


class Over(Exception):
    """The room has been ended, and all of it deleted."""


@dataclass(frozen=True)
class Room:
    """What a room is, apart from what happens in it.

    Parameters
    ----------
    id, code : str
    secret : str
        The SHA-256 of the instructor's secret.
    until : float
        When it is over by the clock on the wall, in seconds since 1970.
    """

    id: str
    code: str
    secret: str
    until: float


def digest(secret: str) -> str:
    """What is kept of a secret or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Database:
    """The log of one room.

    Parameters
    ----------
    address : str or Path
        Of PostgreSQL, such as `postgresql://user@host/name`; or the file of SQLite.
    """

    def __init__(self, address: str | Path) -> None:
        self._file = address if isinstance(address, Path) else None
        self._engine = _sqlite(address) if isinstance(address, Path) else _postgresql(address)
        dialect = sqlite if self._file else postgresql
        self._add = dialect.insert(_log).on_conflict_do_nothing()
        hear = dialect.insert(_heard)
        self._hear = hear.on_conflict_do_update(
            index_elements=["attendance"], set_={"ticks": hear.excluded.ticks}
        )

    # The room.

    def begin(self, seconds: float) -> tuple[Room, str]:
        """A new room; the old one is ended.

        Parameters
        ----------
        seconds : float
            After which it is over.

        Returns
        -------
        Room
        str
            The instructor's secret, which is not kept here.
        """
        self.end()
        secret = secrets.token_urlsafe(16)
        now = time.monotonic()
        if self._file:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        with self._turn() as connection:
            _metadata.create_all(connection)
            connection.execute(
                insert(_room).values(
                    id=secrets.token_hex(8),
                    code="".join(secrets.choice(CODE_LETTERS) for _ in range(6)),
                    secret=digest(secret),
                    seconds=seconds,
                    began=time.time(),
                    began_ticks=now,
                    last_ticks=now,
                )
            )
        room = self.room()
        assert room
        return room, secret

    def room(self) -> Room | None:
        """The room, unless there is none or its time is over."""
        if self._file and not self._file.exists():
            return None
        with self._trouble(), self._engine.connect() as connection:
            if not self._engine.dialect.has_table(connection, _room.name):
                return None
            row = connection.execute(select(_room)).one_or_none()
        if row is None or _age(row) >= row.seconds:
            return None
        return Room(row.id, row.code, row.secret, row.began + row.seconds)

    def end(self) -> None:
        """Delete all that is known of the room."""
        if self._file:
            if self._file.exists():
                with suppress(Trouble), self._turn() as connection:  # another process sees it
                    connection.execute(delete(_room))
            self.close()
            for ending in ("", "-wal", "-shm"):
                self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        else:
            with self._turn() as connection:
                _metadata.create_all(connection)
                names = ", ".join(table.name for table in _metadata.sorted_tables)
                connection.execute(text(f"TRUNCATE {names}"))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # The log.

    def append(self, rows: Sequence[Row], after: int) -> list[Entry]:
        """Add facts, all or none of them; those that are there already are passed over.

        Parameters
        ----------
        rows : sequence of Row
            Perhaps none. Those of attendances that have left are not kept.
        after : int
            The last number that the caller knows.

        Returns
        -------
        list of Entry
            All that came after it, in order.

        Raises
        ------
        Trouble
            Then none of them was added.
        Over
            If there is no room any more.
        """
        if rows:
            with self._turn() as connection:
                if connection.execute(select(_room.c.id)).first() is None:
                    raise Over
                gone = self._left(connection, {row.attendance for row in rows})
                some = [_as_columns(row) for row in rows if row.attendance not in gone]
                if some:
                    connection.execute(self._add, some)
                forgets = self._forget(connection, rows)
            if forgets:
                self._scrub()
        with self._trouble(), self._engine.connect() as connection:
            found = connection.execute(select(_log).where(_log.c.seq > after).order_by(_log.c.seq))
            return [
                Entry(row.seq, row.attendance, row.n, row.kind, json.loads(row.body))
                for row in found
            ]

    def _left(self, connection: Connection, attendances: Set[str | None]) -> set[str]:
        """Those who have left: what was on its way, or came to another worker, is not kept."""
        asked = select(_log.c.attendance).where(
            _log.c.attendance.in_(sorted(filter(None, attendances))), _log.c.n.is_(None)
        )
        return set(connection.execute(asked).scalars())

    def _forget(self, connection: Connection, rows: Sequence[Row]) -> bool:
        """Delete what those have sent who want it to be forgotten, but not that they had joined."""
        gone = [row.attendance for row in rows if row.kind == "leave" and row.body.get("forget")]
        if gone:
            connection.execute(delete(_log).where(_log.c.attendance.in_(gone), _log.c.n > 0))
        return bool(gone)

    def _scrub(self) -> None:
        """Empty SQLite's journal: what was deleted is still in it."""
        if self._file:
            with suppress(Trouble), self._trouble(), self._engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def hear(self, ticks: Mapping[str, float]) -> dict[str, float]:
        """Note when attendances were last heard of, and that the room is alive.

        Parameters
        ----------
        ticks : mapping of str to float
            By the monotonic clock, which all processes of the machine share.

        Returns
        -------
        dict of str to float
            Those of all.

        Raises
        ------
        Over
            If the room's time is over, or it has been ended.
        """
        if self.room() is None:
            raise Over
        with self._turn() as connection:
            connection.execute(update(_room).values(last_ticks=time.monotonic()))
            if ticks:
                rows = [{"attendance": who, "ticks": at} for who, at in sorted(ticks.items())]
                connection.execute(self._hear, rows)
            found = connection.execute(select(_heard.c.attendance, _heard.c.ticks))
            return {row.attendance: row.ticks for row in found}

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        """A transaction in which no one else writes."""
        with self._trouble(), self._engine.begin() as connection:
            if self._file is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            self._engine.dispose()  # a connection that has met a full disk may not recover
            raise Trouble(str(getattr(error, "orig", error))) from error


def _as_columns(row: Row) -> dict[str, Any]:
    return row._asdict() | {"body": json.dumps(row.body, separators=(",", ":"))}


def _age(row: Any) -> float:
    """Seconds since the room began, whatever has happened to the clock on the wall.

    The monotonic clock starts from zero with the machine; then the clock on the wall has to do. It
    is also asked whether the room is far older than it may be, so that no data outstays its time.
    """
    by_wall = time.time() - float(row.began)
    ticks = time.monotonic()
    if ticks < row.last_ticks or by_wall > row.seconds + _SLACK:
        return by_wall
    return ticks - float(row.began_ticks)


def _sqlite(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")

    return engine


def _postgresql(address: str) -> Engine:
    url = make_url(address).set(drivername="postgresql+psycopg")
    milliseconds = 1000 * _WAIT
    options = (
        f"-c synchronous_commit=on -c statement_timeout={milliseconds} "
        f"-c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={milliseconds}"
    )
    return create_engine(
        url,
        pool_pre_ping=True,  # the database may have been started again
        connect_args={"connect_timeout": _WAIT, "options": options},
    )


def same(secret: str, kept: str) -> bool:
    """Whether a secret is the one of which a SHA-256 was kept."""
    return hmac.compare_digest(digest(secret), kept)
