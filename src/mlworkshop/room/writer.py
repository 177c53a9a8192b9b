"""The one place of a worker that talks to the database: what arrives together shares a commit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from mlworkshop.room.database import Database, Over, Row, Trouble
from mlworkshop.room.store import Folded

_GATHER = 0.004  # seconds for which the first of a commit waits for others
_MOST = 5_000  # requests that wait; a room does not send so many at once
_FRESH = 0.25  # seconds for which what others have written may be unknown
_PULSE = 5.0  # seconds
_HERE = 120.0  # seconds after which somebody who was not heard of is not here

_Result = TypeVar("_Result")


class Writer:
    """Adds to the log and keeps up with it.

    Parameters
    ----------
    database : Database
    folded : Folded
        Is brought up to date with each commit.
    over : callable
        Called once when the room is over.
    """

    def __init__(self, database: Database, folded: Folded, over: Callable[[], object]) -> None:
        self._database, self._folded, self._over = database, folded, over
        self._thread = ThreadPoolExecutor(1, "room-database")
        self._waiting: list[tuple[Sequence[Row], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._fresh = float("-inf")
        self._heard: dict[str, float] = {}  # since the last pulse
        self._last_heard: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.is_over = False

    async def start(self) -> None:
        """Read the log so far, and begin."""
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._beat())]
        await self.add([])

    async def stop(self) -> None:
        """Write what waits, and let go of the database."""
        for task in self._tasks:
            task.cancel()
        await self._in_thread(self._database.close)
        self._thread.shutdown()

    async def add(self, rows: Sequence[Row]) -> None:
        """Return when rows are committed and the fold has them, and all that came before.

        Raises
        ------
        Trouble, Over
            Then none of them was added.
        """
        if self.is_over:
            raise Over
        if len(self._waiting) > _MOST:
            raise Trouble("too much waits to be written")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done))
        self._wake.set()
        await done

    async def freshen(self) -> None:
        """See to it that what other workers have written is known, if the database answers."""
        if time.monotonic() - self._fresh > _FRESH:
            with suppress(Trouble):
                await self.add([])

    async def end(self) -> None:
        """Delete all."""
        await self._in_thread(self._database.end)
        self._end()

    def hear(self, attendance: str) -> None:
        """Note that an attendance was heard of just now."""
        self._heard[attendance] = self._last_heard[attendance] = time.monotonic()

    def here(self) -> int:
        """How many were heard of in the last two minutes and have not left."""
        now = time.monotonic()
        return sum(
            0 <= now - self._last_heard.get(each, float("-inf")) < _HERE
            for each in self._folded.attendances
        )

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHER)
            self._wake.clear()
            waiting, self._waiting = self._waiting, []
            rows = [row for some, _ in waiting for row in some]
            trouble: Exception | None = None
            try:
                new = await self._in_thread(self._database.append, rows, self._folded.seq)
                self._folded.add(new)
                self._fresh = time.monotonic()
            except Over as error:
                self._end()
                trouble = error
            except Exception as error:  # whatever it is, those who wait are told
                trouble = error if isinstance(error, Trouble) else Trouble(repr(error))
            for _, done in waiting:
                if done.cancelled():
                    continue
                if trouble:
                    done.set_exception(trouble)
                else:
                    done.set_result(None)

    async def _beat(self) -> None:
        """Tell the others whom this worker has heard, and notice when the time is over."""
        while not self.is_over:
            heard, self._heard = self._heard, {}
            try:
                self._last_heard |= await self._in_thread(self._database.hear, heard)
            except Trouble:
                self._heard = heard | self._heard
            except Over:
                with suppress(Trouble):
                    await self._in_thread(self._database.end)
                self._end()
            await asyncio.sleep(_PULSE)

    def _end(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._over()

    async def _in_thread(self, call: Callable[..., _Result], *arguments: object) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)
