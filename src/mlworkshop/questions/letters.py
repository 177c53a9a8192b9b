"""Answers that the journal kept by letters, in lines of format 1, as answers by ids.

What the letters meant stands in `quizzes/letters.json`, made from the banks of that time: the order
of options, steps and cards may have changed since.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

from mlworkshop import journal
from mlworkshop.course import structure

__all__ = ["answer_of"]


def answer_of(event: journal.Event) -> object:
    """The answer that an event of the kind "quiz" holds, by ids whatever the event's format.

    Parameters
    ----------
    event : journal.Event

    Returns
    -------
    object
        What `Question.read` takes; None where the letters mean nothing.
    """
    if event.format > 1:
        return event.answer
    meant = _meanings(structure.root() / "quizzes" / "letters.json").get(event.key)
    if meant is None or meant["version"] != event.version:
        return event.answer  # numbers and words are kept as they were
    return _by_ids(event.answer, **meant) if isinstance(event.answer, str) else None


@lru_cache
def _meanings(path: Any) -> dict[str, dict[str, Any]]:
    """For each question its version and kind then, and the ids in the order of its letters."""
    meanings: dict[str, dict[str, Any]] = json.loads(path.read_bytes()) if path.exists() else {}
    return meanings


def _by_ids(
    typed: str, *, version: int, kind: str, ids: list[str], groups: Sequence[str] = ()
) -> object:
    named = dict(zip(ascii_lowercase, ids, strict=False))
    try:
        if kind == "match":
            placed = re.findall(r"([a-z])(\d+)", typed)
            return {named[card]: groups[int(number) - 1] for card, number in placed}
        found = [named[letter] for letter in typed]
    except LookupError:
        return None
    return found[0] if kind == "single" and found else found
