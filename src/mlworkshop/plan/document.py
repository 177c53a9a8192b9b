"""The plan: all that was said about the attendee's own project, in order. No display here.

What somebody has said is a piece of a plan, kept in the journal where it belongs: an activity's
note, an answer to a question. A plan read from a file is kept beside them as a copy; where two
versions of one part differ, the attendee decides, and every version stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic_core import to_json

from mlworkshop import journal
from mlworkshop.activities import base
from mlworkshop.course import structure
from mlworkshop.language import Text, Typed
from mlworkshop.outcome import Outcome
from mlworkshop.plan.facts import Facts
from mlworkshop.plan.outline import HOME, SECTIONS, Section, Source, section_of, takes
from mlworkshop.plan.rules import Finding, findings
from mlworkshop.questions import bank, final_check, history
from mlworkshop.questions.kinds import Open

__all__ = ["Copy", "Part", "Piece", "Plan", "Version", "load", "settle", "take_over"]

_COPY, _SETTLED = "plan copy", "plan settled"  # what keys of notes about the plan begin with
_KNOWN = {(source.lesson, source.key): source for each in SECTIONS for source in each.sources}


class _Lenient(BaseModel):
    """Part of a file that another version of the course may have written: what is unknown stays."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Piece(_Lenient):
    """What one activity or question adds.

    Parameters
    ----------
    lesson, key, kind, version, answer
        As the journal has it; see `journal.Event`.
    parts : tuple of pairs of Text and Typed
        Labels with words, in both languages.
    facts : dict of str to JSON values
        By the names of `Facts`, as far as they are known.
    blanks : tuple of Text
        What is still open in it.
    """

    lesson: str
    key: str
    kind: Literal["note", "quiz"]
    version: int = 1
    answer: JsonValue = None
    parts: tuple[tuple[Text, Typed], ...]
    facts: dict[str, JsonValue] = {}
    blanks: tuple[Text, ...] = ()

    @property
    def place(self) -> tuple[str, str]:
        """Which part of the plan this is a version of."""
        return self.lesson, self.key

    @cached_property
    def mark(self) -> str:
        """The same for two pieces that say the same, though an update may have changed labels."""
        if self.answer is not None:
            return _digest(self.answer)
        said = [[words.model_dump() for words in pair] for pair in self.parts]
        return _digest([said, self.facts])


class Copy(_Lenient):
    """A plan as a file holds it.

    Parameters
    ----------
    name : str
        Whose it is.
    pieces : tuple of Piece
    """

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Version:
    """What a part of the plan may say.

    Parameters
    ----------
    piece : Piece
    names : tuple of str
        Whose plans say so; empty for the attendee's own.
    """

    piece: Piece
    names: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One part of the plan, with every version of it.

    Parameters
    ----------
    section : Section
    source : Source
    versions : tuple of Version
        The one that counts first; none where nothing was said.
    is_settled : bool
        Whether the attendee has decided between the versions.
    """

    section: Section
    source: Source
    versions: tuple[Version, ...]
    is_settled: bool

    @property
    def is_open(self) -> bool:
        """Whether there are versions to decide between."""
        return len(self.versions) > 1 and not self.is_settled

    @property
    def blanks(self) -> tuple[Text, ...]:
        """What is still open in the version that counts."""
        return self.versions[0].piece.blanks if self.versions else ()


@dataclass(frozen=True)
class Plan:
    """Everything that is known of the attendee's project.

    Parameters
    ----------
    parts : tuple of Part
        In the order of the outline.
    begun : frozenset of str
        The lessons that the attendee has begun: a way through the course leaves others out.
    """

    parts: tuple[Part, ...]
    begun: frozenset[str] = frozenset()

    @property
    def missing(self) -> list[Part]:
        """Parts of which something should be said and nothing is."""
        return [part for part in self.parts if part.section.is_wanted and not part.versions]

    @property
    def partly(self) -> list[Part]:
        """Parts of which something is said, and something should still be."""
        return [part for part in self.parts if part.section.is_wanted and part.blanks]

    @property
    def expected(self) -> list[Part]:
        """Parts of which something should be said by now: those of lessons begun, and what is."""
        return [
            part
            for part in self.parts
            if part.section.is_wanted and (part.versions or part.source.lesson in self.begun)
        ]

    def gaps(self, *, in_begun: bool) -> dict[str, list[Part]]:
        """What is missing, all or part of it, by lesson in the order of the course.

        Parameters
        ----------
        in_begun : bool
            Of the lessons that are begun, or of the others.
        """
        order = [entry.id for entry in structure.load().lessons]
        found: dict[str, list[Part]] = {}
        gaps = [*self.missing, *self.partly]
        for part in sorted(gaps, key=lambda part: order.index(part.source.lesson)):
            if (part.source.lesson in self.begun) == in_begun:
                found.setdefault(part.source.lesson, []).append(part)
        return found

    @property
    def said(self) -> list[Part]:
        """Parts of which something was said."""
        return [part for part in self.parts if part.versions]

    @property
    def open(self) -> list[Part]:
        """Parts with versions to decide between."""
        return [part for part in self.parts if part.is_open]

    @cached_property
    def facts(self) -> Facts:
        """What the versions that count say; where two parts say the same fact, the earlier one."""
        return Facts(**{name: value for name, (value, _) in self._told.items()})

    @property
    def findings(self) -> list[Finding]:
        """What contradicts itself."""
        return findings(self.facts)

    def lessons_of(self, names: Iterable[str]) -> list[str]:
        """The lessons in which some facts were said, each once."""
        return list(dict.fromkeys(self._told[name][1] for name in names if name in self._told))

    def copy(self) -> Copy:
        """The plan as it goes into a file: every version of every part."""
        name = self.facts.written_by or ""
        pieces = [version.piece for part in self.said for version in part.versions]
        return Copy(name=name, pieces=tuple(pieces))

    @cached_property
    def _told(self) -> dict[str, tuple[Any, str]]:
        """Each known fact with the lesson that says it."""
        told: dict[str, tuple[Any, str]] = {}
        for part in self.said:
            piece = part.versions[0].piece
            known = Facts.among(piece.facts).model_dump(exclude_none=True)
            told = {name: (value, piece.lesson) for name, value in known.items()} | told
        return told


def load() -> Plan:
    """The plan as it stands in the journal."""
    found: dict[tuple[str, str], list[Version]] = {}
    for piece in _own():
        found[piece.place] = [Version(piece, ())]
    for copy in copies():
        for piece in copy.pieces:
            _add(found.setdefault(piece.place, []), piece, copy.name)
    sources = dict(_KNOWN)
    for place, versions in found.items():
        if place not in sources:
            label, words = versions[0].piece.parts[0]
            name = words if versions[0].piece.kind == "quiz" else label
            sources[place] = Source(*place, name)
    parts = [_part(source, found.get(place, [])) for place, source in sources.items()]
    order = list(SECTIONS)
    by_section = sorted(parts, key=lambda part: order.index(part.section))
    return Plan(tuple(by_section), final_check.begun())


def take_over(copy: Copy) -> int:
    """Keep a plan from a file: it fills what is empty here, and stands beside what is not.

    Returns
    -------
    int
        How many parts were empty here before.
    """
    empty = {(part.source.lesson, part.source.key) for part in load().missing}
    own = {piece.place for piece in _own()}
    _keep(copy)
    filled = 0
    for piece in copy.pieces:
        if piece.place not in own and _goes_into_lessons(piece):
            own.add(piece.place)
            filled += piece.place in empty
            _record(piece)
    return filled


def settle(part: Part, version: Version) -> None:
    """Decide which version of a part counts; the others are kept."""
    own = next((each.piece for each in part.versions if not each.names), None)
    if own and own != version.piece:
        _keep(Copy(name="", pieces=(own,)))
    if version.names and _goes_into_lessons(version.piece):
        _record(version.piece)
    marks = [each.piece.mark for each in part.versions]
    answer: dict[str, Any] = {"chosen": version.piece.mark, "versions": marks}
    journal.record(HOME, "note", f"{_SETTLED} {' '.join(version.piece.place)}", answer=answer)


def copies() -> list[Copy]:
    """The plans that were read from files."""
    events = [event for event in journal.events(HOME) if event.key.startswith(_COPY)]
    return [copy for event in events if (copy := read(event.answer))]


def read(held: object) -> Copy | None:
    """A plan from JSON, whatever version of the course wrote it.

    Returns
    -------
    Copy or None
        With every piece that makes sense; None where this is no plan.
    """
    if not isinstance(held, Mapping) or not isinstance(held.get("pieces"), Sequence):
        return None
    pieces = []
    for each in held["pieces"]:
        with suppress(ValidationError, ValueError, RecursionError):
            piece = Piece.model_validate(each)
            if piece.parts:
                pieces.append(piece)
    name = held.get("name")
    return Copy(name=name if isinstance(name, str) else "", pieces=tuple(pieces))


def _own() -> list[Piece]:
    """What the attendee has said in the lessons."""
    pieces = [
        Piece(
            lesson=digest.lesson,
            key=digest.key,
            kind="note",
            version=digest.event.version,
            answer=digest.event.answer,
            parts=digest.parts,
            facts=digest.facts,
            blanks=digest.blanks,
        )
        for digest in base.digests()
        if digest.key.startswith("own-")
    ]
    for entry in bank.entries():
        question = entry.question
        is_own = isinstance(question, Open) and takes(entry.lesson, question.id)
        if is_own and (earlier := history.latest(entry)):
            words = str(earlier.answer)
            pieces.append(
                Piece(
                    lesson=entry.lesson,
                    key=question.id,
                    kind="quiz",
                    version=question.version,
                    answer=words,
                    parts=((question.prompt, Typed(en=words, ja=words)),),
                )
            )
    return pieces


def _goes_into_lessons(piece: Piece) -> bool:
    """Whether the journal may take a piece of a file: nothing but what plans are made of."""
    return piece.place in _KNOWN and piece.kind == _KNOWN[piece.place].kind


def _record(piece: Piece) -> None:
    outcome = Outcome.KEPT.value if piece.kind == "quiz" else ""
    journal.record(
        piece.lesson,
        piece.kind,
        piece.key,
        version=piece.version,
        outcome=outcome,
        answer=piece.answer,
    )


def _keep(copy: Copy) -> None:
    answer = copy.model_dump(mode="json")
    journal.record(HOME, "note", f"{_COPY} {_digest(answer)}", answer=answer)


def _add(versions: list[Version], piece: Piece, name: str) -> None:
    """Add what somebody says to the versions of a part, once."""
    for at, version in enumerate(versions):
        if version.piece.mark == piece.mark:
            if version.names and name not in version.names:
                versions[at] = Version(version.piece, (*version.names, name))
            return
    versions.append(Version(piece, (name,)))


def _part(source: Source, versions: list[Version]) -> Part:
    """A part with the version first that counts."""
    key = f"{_SETTLED} {source.lesson} {source.key}"
    event = journal.latest(HOME, "note", key)
    decided = event.answer if event and isinstance(event.answer, dict) else {}
    known = decided.get("versions")
    known = known if isinstance(known, list) else []
    if not any(not version.names for version in versions):  # else the lesson has what counts
        versions.sort(key=lambda version: version.piece.mark != decided.get("chosen"))
    is_settled = all(version.piece.mark in known for version in versions)
    section = section_of(source.lesson, source.key)
    return Part(section, source, tuple(versions), is_settled)


def _digest(held: object) -> str:
    return hashlib.blake2b(to_json(held, inf_nan_mode="null"), digest_size=8).hexdigest()
