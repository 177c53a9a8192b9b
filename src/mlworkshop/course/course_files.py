"""Files of the course, read and written: whatever goes wrong names the file and the fix."""

from __future__ import annotations

from pathlib import Path

from mlworkshop import files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError


def read(path: Path) -> str:
    """The text of a file of the course.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte order mark, with any line ends.

    Returns
    -------
    str
        Its lines end with a line feed.

    Raises
    ------
    CourseFileError
        If there is none, it cannot be read, or it is not UTF-8 text.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        fix = "write it, or correct the name."
        raise _refused(path, 0, "The file does not exist.", fix) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, 0, f"The file cannot be read: {reason}.", "let it be read.") from None
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, line, "This is not UTF-8.", "save the file as UTF-8.") from None
    if "\0" in source:
        line = source.count("\n", 0, source.index("\0")) + 1
        raise _refused(path, line, "This line holds a null character.", "remove it.")
    return source.replace("\r\n", "\n").replace("\r", "\n")


def write(path: Path, source: str) -> None:
    """Write a file of the course whole or not at all, and the folders that it lies in.

    Raises
    ------
    CourseFileError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.put(path, source.encode("utf-8"))
    except WorkshopError as error:
        raise _refused(path, 0, str(error), "let it be written, and run this again.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, 0, f"The file cannot be written: {reason}.", "let it be.") from None


def lines(source: str) -> list[str]:
    """The lines of a text as Markdown, YAML and Python count them, without their ends.

    `str.splitlines` also splits at form feeds and at separators that come with text pasted from
    web pages and word processors.
    """
    found = source.split("\n")
    return found[:-1] if found[-1] == "" else found


def _refused(path: Path, line: int, what: str, fix: str) -> CourseFileError:
    return CourseFileError([Problem(path, line, what, fix)])
