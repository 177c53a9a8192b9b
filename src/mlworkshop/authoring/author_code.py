"""Code that authors wrote, run so that whatever it does to its process is found and named."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

TIME_LIMIT = 60  # seconds for one file or one starter; they need a hundredth, busy machines more

_NOTE = "MLWORKSHOP_RUNNING"  # names a file that holds the path of what is being run


def supervised(work: Callable[[], int]) -> int:
    """Do some work in a process of its own, and fail when that process ends before the work.

    Parameters
    ----------
    work : callable
        A function of a module; it runs the code of authors inside `running`.

    Returns
    -------
    int
        What `work` returns; 1 where something ended its process.
    """
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder, "running")
        os.environ[_NOTE] = str(note)
        context = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(1, context) as pool:
                return pool.submit(work).result()
        except BrokenProcessPool:
            culprit = note.read_text(encoding="utf-8") if note.exists() else "something"
            print(
                f"{culprit}:0: Running its code ended the whole command, or took longer than "
                f"{TIME_LIMIT} s. Fix: take out what exits, kills or waits.",
                file=sys.stderr,
            )
            return 1
        finally:
            del os.environ[_NOTE]


@contextmanager
def running(path: Path) -> Iterator[None]:
    """Around code of a file: says that it runs, and ends the process when it does not return."""
    note = os.environ.get(_NOTE)
    if not note:  # nobody watches, so that ending the process would hide more than it shows
        yield
        return
    Path(note).write_text(str(path), encoding="utf-8")
    faulthandler.dump_traceback_later(TIME_LIMIT, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        Path(note).unlink(missing_ok=True)
