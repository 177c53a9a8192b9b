"""Pictures and links in a lesson's texts, in Markdown and in raw HTML."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from mlworkshop.course import structure
from mlworkshop.course.lesson import Cell


class Reference(NamedTuple):
    """A picture or a link, what is said in place of a picture, and the line in the file."""

    kind: Literal["picture", "link"]
    address: str
    alternative: str
    line: int


def of(cell: Cell) -> Iterator[Reference]:
    """The pictures and links of a cell; code has none."""
    if cell.kind != "text":
        return
    block = 0
    for token in _renderer().parse(cell.source):
        block = token.map[0] if token.map else block
        line = cell.line + block
        for part in [token, *(token.children or [])]:
            if part.type in ("softbreak", "hardbreak"):
                line += 1
            elif part.type == "image":
                yield Reference("picture", str(part.attrs["src"]), part.content, line)
            elif part.type == "link_open":
                yield Reference("link", str(part.attrs["href"]), "", line)
            elif part.type in ("html_block", "html_inline"):
                tags = _Tags(line)
                tags.feed(part.content)
                yield from tags.found


def is_dead(address: str, cell: Cell, lesson: str) -> bool:
    """Whether a relative link leads nowhere from the lesson's built notebook."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as an address with half a pair of brackets
        return True
    if parts.scheme or parts.netloc or not parts.path:
        return False
    notebook = structure.root() / "notebooks" / (cell.language or "en") / f"{lesson}.ipynb"
    return not _is_there(Path(os.path.normpath(notebook.parent / unquote(parts.path))))


def _is_there(target: Path) -> bool:
    """Whether a file of the course exists, or will when everything is built."""
    root = structure.root()
    if not target.is_relative_to(root):
        return False
    place = target.relative_to(root).parts
    if place[:1] in (("notebooks",), ("solutions",)) and target.suffix == ".ipynb":
        name = Path(*place[2:]).with_suffix("").as_posix()
        return place[1] in ("en", "ja") and structure.is_open(name)
    return os.path.exists(target)  # unlike Path's own, it takes any name


class _Tags(HTMLParser):
    """The references in raw HTML that begins in some line of the file."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self._first = line
        self.found: list[Reference] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        line = self._first + self.getpos()[0] - 1
        if tag == "img":
            self.found.append(
                Reference("picture", given.get("src", ""), given.get("alt", ""), line)
            )
        elif tag == "a" and "href" in given:
            self.found.append(Reference("link", given["href"], "", line))


@lru_cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")
