"""The plan as Markdown: what was typed is shown as typed by every CommonMark or GitHub reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlworkshop.plan.layout import Block

__all__ = ["written"]

_ANYWHERE = re.compile(r"([\\`*_{\[\]<>&|~$#])")
# What makes a list, a heading or a rule where it begins a line.
_AT_START = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)])(?= |$))")
_BLANKS = re.compile(r"^[ \t]+|(?<= ) +|[ \t]+$")  # of which Markdown shows one or none


def written(blocks: Sequence[Block], data: str) -> bytes:
    """A Markdown file.

    Parameters
    ----------
    blocks : sequence of Block
    data : str
        The plan for programs, in one line without `>`; no reader shows it.

    Returns
    -------
    bytes
        UTF-8.
    """
    parts = [_block(block) for block in blocks]
    return ("\n\n".join([*parts, f"<!--\n{data}\n-->"]) + "\n").encode()


def _block(block: Block) -> str:
    match block.kind:
        case "title" | "heading" | "part":
            level = {"title": "#", "heading": "##", "part": "###"}[block.kind]
            return f"{level} {_escaped(' '.join(block.words.split()))}"
    words = _escaped(block.words)
    if not block.label:
        return words
    label = f"**{_escaped(' '.join(block.label.split()))}**"
    # Bold ends before a Japanese full-width sign only where a blank follows.
    return f"{label}\\\n{words}" if "\n" in words else f"{label} {words}"


def _escaped(words: str) -> str:
    """Plain text as Markdown, its line breaks and blanks included."""
    return "\\\n".join(map(_line, words.split("\n")))


def _line(line: str) -> str:
    line = _ANYWHERE.sub(r"\\\1", line)
    line = _AT_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line
    )
    return _BLANKS.sub(lambda found: "&nbsp;" * len(found[0].expandtabs(4)), line)
