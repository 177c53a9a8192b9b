"""What the build makes of the question banks: fingerprints, and the schema that editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from mlworkshop.authoring import derived
from mlworkshop.course import course_files
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.questions import bank, fingerprints

__all__ = ["bring_up_to_date", "first_line", "problems"]

_SCHEMA = "schema.json"


def bring_up_to_date(check: bool = False) -> list[Problem]:
    """Write what changed of `quizzes/fingerprints.json` and `quizzes/schema.json`.

    Parameters
    ----------
    check : bool
        Only compare.

    Returns
    -------
    list of Problem
        With `check`, files that are not as they should be; in any case, questions that changed
        their meaning without a new version.
    """
    try:
        known = _known()
        updated, found = fingerprints.compared(known, bank.entries())
    except CourseFileError as error:
        return error.problems
    schema = json.dumps(TypeAdapter(bank.File).json_schema(), ensure_ascii=False, indent=1) + "\n"
    expected = {fingerprints.FILE: fingerprints.written(updated), _SCHEMA: schema}
    for name, source in expected.items():
        found += derived.bring(bank.folder() / name, source, "the questions give it", check)
    return found


def problems() -> Iterator[Problem]:
    """What is wrong with the files of the bank beside the questions themselves."""
    yield from fingerprints.compared(_known(), bank.entries())[1]
    for path in bank.files(bank.folder()):
        expected = first_line(path)
        if course_files.read(path).partition("\n")[0] != expected:
            what = "The first line does not tell editors where the schema is."
            yield Problem(path, 1, what, f"make it `{expected}`.")


def first_line(path: Path) -> str:
    """The line by which editors find the schema of a file of the bank."""
    up = "../" * (len(path.relative_to(bank.folder()).parts) - 1)
    return f"# yaml-language-server: $schema={up}{_SCHEMA}"


def _known() -> dict[str, fingerprints.Fingerprint]:
    path = bank.folder() / fingerprints.FILE
    if not path.exists():
        return {}
    try:
        return fingerprints.read(course_files.read(path))
    except ValueError as error:
        what = f"These are no fingerprints: {str(error).splitlines()[-1].strip()}."
        fix = "take the file back from git, and run `mlworkshop build`."
        raise CourseFileError([Problem(path, 0, what, fix)]) from None
