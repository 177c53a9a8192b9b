"""The plan as a sequence of blocks, which every format writes in its own way. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mlworkshop.course import structure
from mlworkshop.language import Text, current, text, whole
from mlworkshop.plan.document import Part, Plan, Version
from mlworkshop.plan.outline import SECTIONS

__all__ = ["MISSING", "Block", "blocks", "contents", "lacks", "name_of", "said"]

# What stands above the missing parts of lessons that are begun, and of the others.
MISSING = {
    True: Text(
        en="Still missing, from lessons that you have begun",
        ja="まだ書かれていないもの（始めたレッスン）",
    ),
    False: Text(
        en="From lessons that you have not taken (your way through the course may leave them out)",
        ja="まだ始めていないレッスンのもの（受講するコースによっては含まれません）",
    ),
}

_NO_CHARACTER = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph.

    Parameters
    ----------
    kind : {"title", "heading", "part", "said", "aside"}
        "said" is what people have typed or chosen; "aside" is ours.
    words : str
        Plain text; each line break counts.
    label : str, optional
        What stands in bold before it.
    """

    kind: Literal["title", "heading", "part", "said", "aside"]
    words: str
    label: str = ""


def blocks(plan: Plan, date: str = "") -> list[Block]:
    """The plan in the language of the moment, as it goes into a file.

    Parameters
    ----------
    plan : Plan
    date : str, optional
        When it is written.
    """
    return [*contents(plan, date), *_contradictions(plan), *_missing(plan)]


def contents(plan: Plan, date: str = "") -> list[Block]:
    """What the plan says, without what contradicts itself or is missing."""
    found = [Block("title", _title(plan))]
    by = plan.facts.written_by
    if under := " · ".join(_typed(words) for words in (by, date) if words):
        found.append(Block("aside", under))
    for section in SECTIONS:
        parts = [part for part in plan.parts if part.section == section]
        told = [part for part in parts if part.versions]
        if told:
            found.append(Block("heading", str(section.title)))
        for part in told:
            found.append(Block("part", _typed(str(part.source.name))))
            found += said(part, part.versions[0])
            if part.is_open:
                found.append(Block("aside", _undecided()))
    if not plan.said:
        nothing = text(en="Nothing here yet.", ja="まだ何も書かれていません。")
        found.append(Block("aside", nothing))
    return [*found, *_other_versions(plan)]


def _title(plan: Plan) -> str:
    """The name of the project, or what this is."""
    name = _typed(plan.facts.project or "").strip()
    return name or text(en="Plan for an ML project", ja="機械学習プロジェクトの計画書")


def name_of(version: Version) -> str:
    """Whose version this is."""
    named = [name or text(en="set aside", ja="保留にした案") for name in version.names]
    own = text(en="your own", ja="自分の案")
    return text(en=", ", ja="、").join(map(_typed, named)) or own


def lacks(part: Part) -> str:
    """What is still open in a part of which something is said; nothing otherwise."""
    if not part.blanks:
        return ""
    labels = text(en="; ", ja="／").join(_typed(str(label)) for label in part.blanks)
    return text(en=f"partly; still open: {labels}", ja=f"一部のみ。残り：{labels}")


def said(part: Part, version: Version) -> list[Block]:
    """What a version of a part says."""
    found = []
    for label, words in version.piece.parts:
        bold = "" if part.source.kind == "quiz" else _typed(str(label))
        found.append(Block("said", _typed(words.of(current())), bold))
    return found


def _contradictions(plan: Plan) -> list[Block]:
    found = [Block("heading", text(en="Contradictions", ja="食い違っているところ"))]
    for finding in plan.findings:
        rule = finding.rule
        found += [
            Block("part", str(rule.title)),
            Block("said", _typed(str(finding.found)), text(en="Found", ja="見つかったこと")),
            Block("said", str(rule.why), text(en="Why it matters", ja="問題になる理由")),
            Block("said", str(rule.ask), text(en="Question", ja="確かめること")),
        ]
    if not plan.said:
        return []
    if len(found) == 1:
        nothing = text(
            en="The rules found no contradiction in what has been filled in.",
            ja="書かれている範囲では、食い違いは見つかりませんでした。",
        )
        found.append(Block("aside", nothing))
    return found


def _other_versions(plan: Plan) -> list[Block]:
    parts = [part for part in plan.said if len(part.versions) > 1]
    if not parts:
        return []
    found = [Block("heading", text(en="Other versions", ja="ほかの案"))]
    for part in parts:
        for version in part.versions[1:]:
            name, whose = part.source.name, name_of(version)
            title = text(en=f"{name} ({whose})", ja=f"{name}（{whose}）")
            found.append(Block("part", _typed(title)))
            found += said(part, version)
    return found


def _missing(plan: Plan) -> list[Block]:
    found = []
    titles = {entry.id: str(entry.title) for entry in structure.load().lessons}
    for in_begun, heading in MISSING.items():
        gaps = plan.gaps(in_begun=in_begun)
        if gaps:
            found.append(Block("heading", str(heading)))
        for lesson, parts in gaps.items():
            found.append(Block("part", titles[lesson]))
            found += [_gap(part) for part in parts]
    return found


def _gap(part: Part) -> Block:
    name, open_ = str(part.source.name), lacks(part)
    return Block("aside", open_, name) if open_ else Block("aside", name)


def _undecided() -> str:
    return text(
        en="There is another version of this part, and no one has decided yet.",
        ja="この部分には別の案があり、まだ決まっていません。",
    )


def _typed(words: str) -> str:
    """What somebody typed, so that every format can hold it: control characters become visible."""
    words = whole(words).replace("\r\n", "\n").replace("\r", "\n")
    words = re.sub(
        "[\x00-\x08\x0b-\x1f\x7f]",
        lambda found: "\u2421" if found[0] == "\x7f" else chr(0x2400 + ord(found[0])),
        words,
    )
    return _NO_CHARACTER.sub("\ufffd", words)
