"""What questions consist of, and whether it fits together.

The functions find what pydantic's types allow and what makes no sense all the same; each mistake
is a triple for `yaml_files.refuse`: where, what is wrong, the fix.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Annotated

from pydantic import AfterValidator, Field

from mlworkshop.course import yaml_files
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.models import Model, Slug

Mistakes = Iterator[tuple[tuple[int | str, ...], str, str]]


Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]


def _at_least(least: int) -> AfterValidator:
    # pydantic's own `min_length` also complains about entries that it has refused already.
    def check(entries: tuple[object, ...]) -> tuple[object, ...]:
        if len(entries) < least:
            what = f"there must be {least} or more, found {len(entries)}."
            yaml_files.refuse([((), what, "add what is missing.")])
        return entries

    return AfterValidator(check)


Some = _at_least(1)
Several = _at_least(2)
# There are letters to call so many by, and nobody wants more.
Lettered = Field(max_length=len(ascii_lowercase))


class Item(Model):
    """A step to put in order, or a group to put cards into; answers are kept by its id."""

    id: Slug
    text: Text


class Option(Item):
    """A choice, whether it is right, and why."""

    correct: bool = False
    why: Text


class Card(Item):
    """A card, the group that it belongs to, and why."""

    group: Slug
    why: Text


class Swap(Model):
    """A likely mistake: to put one step before another that it must follow."""

    before: Slug
    after: Slug
    why: Text


class Misplacement(Model):
    """A likely mistake: to put a card into a group where it does not belong."""

    card: Slug
    group: Slug
    why: Text


class Miscalculation(Model):
    """A likely mistake: a wrong number with a reason."""

    value: Real
    why: Text


def repeated(entries: Sequence[Item]) -> Mistakes:
    """Entries with the id or, in either language, the text of an earlier one; ids like letters."""
    seen: set[tuple[str, ...]] = set()
    for at, entry in enumerate(entries):
        words: dict[tuple[str, ...], str] = {
            ("text", language): entry.text.of(language) for language in LANGUAGES
        }
        words["id",] = entry.id
        if len(entry.id) == 1:  # `ws.answer` takes letters and ids
            what = f"the id {entry.id!r} could be one of the letters that attendees see."
            yield (at, "id"), what, "choose a word."
        for where, word in words.items():
            if (*where, plain(word)) in seen:
                yield (
                    (at, *where),
                    f"{word!r} appears here for the second time.",
                    "make them differ.",
                )
            seen.add((*where, plain(word)))


def strangers(named: Iterable[tuple[tuple[int | str, ...], str]], known: Iterable[str]) -> Mistakes:
    """Ids, each with its place, that are not among the known ones."""
    known = tuple(known)
    for where, id_ in named:
        if id_ not in known:
            yield where, f"the id {id_!r} is unknown.", f"use one of {', '.join(known)}."


def misordered(shown: Sequence[str], right: Sequence[str]) -> Mistakes:
    """What keeps `shown` from being another order of the same steps."""
    yield from strangers((((at,), id_) for at, id_ in enumerate(shown)), right)
    for at, id_ in enumerate(shown):
        if id_ in shown[:at]:
            yield (at,), f"the step {id_!r} is shown twice.", "name each step once."
    for id_ in right:
        if id_ not in shown:
            yield (), f"the step {id_!r} is not shown.", "name each step once."
    if tuple(shown) == tuple(right):
        yield (), "the steps are shown in their right order.", "shuffle them."


def unlikely_swaps(mistakes: Sequence[Swap], right: Sequence[str]) -> Mistakes:
    """Mistakes that name unknown steps, or two in their right order."""
    for at, mistake in enumerate(mistakes):
        pair = (mistake.before, mistake.after)
        yield from strangers((((at, "before"), pair[0]), ((at, "after"), pair[1])), right)
        if set(pair) <= set(right) and right.index(pair[0]) <= right.index(pair[1]):
            what = f"{pair[0]!r} before {pair[1]!r} is not a mistake: that is the right order."
            yield (at, "before"), what, "swap `before` and `after`, or take the mistake out."
        if any((other.before, other.after) == pair for other in mistakes[:at]):
            yield (at, "before"), "this mistake appears here for the second time.", "keep one."


def unlikely_misplacements(
    mistakes: Sequence[Misplacement], groups: Sequence[str], homes: Mapping[str, str]
) -> Mistakes:
    """Mistakes that name unknown cards or groups, or the group that is right."""
    for at, mistake in enumerate(mistakes):
        yield from strangers([((at, "card"), mistake.card)], homes)
        yield from strangers([((at, "group"), mistake.group)], groups)
        if homes.get(mistake.card) == mistake.group:
            what = f"{mistake.group!r} is the right group of {mistake.card!r}: not a mistake."
            yield (at, "group"), what, "name a wrong group, or take the mistake out."
        if any(
            (other.card, other.group) == (mistake.card, mistake.group) for other in mistakes[:at]
        ):
            yield (at, "card"), "this mistake appears here for the second time.", "keep one."


def unlikely_numbers(
    mistakes: Sequence[Miscalculation], answer: float, tolerance: float
) -> Mistakes:
    """Mistakes that count as right, or that cannot be told from another."""
    for at, mistake in enumerate(mistakes):
        if near(mistake.value, answer, tolerance):
            what = f"{mistake.value:g} counts as right: {answer:g} within {tolerance:g}."
            yield (at, "value"), what, "take the mistake out, or lower the tolerance."
        if any(near(mistake.value, other.value, tolerance) for other in mistakes[:at]):
            what = f"{mistake.value:g} is within the tolerance of a mistake above."
            yield (at, "value"), what, "keep one, or lower the tolerance."


def near(number: float, target: float, tolerance: float) -> bool:
    """Whether a number is no further from the target than the tolerance."""
    # The slack is for decimals: 0.98 is no further than 0.01 from 0.97.
    return abs(number - target) <= tolerance + 1e-9 * max(1.0, abs(target))


def plain(typed: str) -> str:
    """Words in lower case and half width, as far as they have one."""
    return unicodedata.normalize("NFKC", typed).lower().strip()
