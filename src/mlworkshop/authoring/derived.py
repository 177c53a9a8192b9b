"""Files that the build makes of others, beside the notebooks."""

from __future__ import annotations

from pathlib import Path

from mlworkshop.course import course_files, structure
from mlworkshop.errors import Problem


def bring(path: Path, source: str, of: str, check: bool) -> list[Problem]:
    """Write a file where it is missing or differs, and print its name.

    Parameters
    ----------
    path : Path
    source : str
        What it must hold.
    of : str
        What gives it, for the problem: "the glossary gives it".
    check : bool
        Only compare.

    Returns
    -------
    list of Problem
        With `check`, that it differs; otherwise none.

    Raises
    ------
    CourseFileError
        If the file cannot be read or written.
    """
    if path.exists() and course_files.read(path) == source:
        return []
    if check:
        what = f"This file is not as {of}."
        return [Problem(path, 0, what, "run `mlworkshop build`.")]
    course_files.write(path, source)
    print(path.relative_to(structure.root()).as_posix())
    return []
