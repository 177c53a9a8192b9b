"""Whether the version of a question was raised when what its earlier answers rely on changed.

`quizzes/fingerprints.json` holds the version of each question that the course ever asked, and a
hash of its meaning. `mlworkshop build` adds what is new to it and never forgets what was taken
away: an id must not come back for another question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from mlworkshop.errors import Problem
from mlworkshop.models import Model, Slug
from mlworkshop.questions.bank import Entry
from mlworkshop.questions.kinds import AnyQuestion

__all__ = ["FILE", "Fingerprint", "compared", "of", "read", "written"]

FILE = "fingerprints.json"


class Fingerprint(Model):
    """A question's version, and a hash of what its answers mean."""

    version: Annotated[int, Field(ge=1, strict=True)]
    hash: str


_FILE = TypeAdapter(dict[Slug, Fingerprint])


def of(question: AnyQuestion) -> Fingerprint:
    """The fingerprint of a question as it is."""
    meaning = json.dumps([question.kind, *question.meaning()])
    hashed = hashlib.sha256(meaning.encode()).hexdigest()[:12]
    return Fingerprint(version=question.version, hash=hashed)


def compared(
    known: Mapping[str, Fingerprint], entries: Iterable[Entry]
) -> tuple[dict[str, Fingerprint], list[Problem]]:
    """Compare questions with what is known of them.

    Parameters
    ----------
    known : mapping of str to Fingerprint
        By the questions' ids.
    entries : iterable of Entry
        All questions of the course.

    Returns
    -------
    fingerprints : dict of str to Fingerprint
        What is to be known from now on.
    problems : list of Problem
        Questions that changed their meaning without a new version.
    """
    updated, problems = dict(known), []
    for entry in entries:
        if "todo" in json.dumps(entry.question.meaning()):
            continue  # a skeleton
        now, before = of(entry.question), known.get(entry.question.id)
        if before is None or now.version > before.version:
            updated[entry.question.id] = now
        elif now != before:
            what = (
                f"an id or what is right is not as in version {before.version}: earlier answers "
                "would be misjudged."
            )
            fix = (
                f"raise `version` to {before.version + 1}, or put the ids and answers back; while "
                f"nobody has answered it yet, take its line out of quizzes/{FILE}."
            )
            problems.append(entry.problem(what, fix, "id"))
    return updated, problems


def read(source: str) -> dict[str, Fingerprint]:
    """The fingerprints in the text of their file.

    Raises
    ------
    ValueError
        If that is something else.
    """
    try:
        return _FILE.validate_json(source)
    except ValidationError as error:
        raise ValueError(str(error)) from None


def written(fingerprints: Mapping[str, Fingerprint]) -> str:
    """The text of the file: a line a question, so that branches that add some merge."""
    lines = [f'"{id_}": {one.model_dump_json()}' for id_, one in sorted(fingerprints.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"
