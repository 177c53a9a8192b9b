"""The pages for people: what they link to, quote and tell to run is there, in both languages."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

import mlworkshop as ws
from mlworkshop import cli
from mlworkshop.course import structure

ROOT = structure.root()
ENGLISH = sorted(
    path
    for folder in (".", "docs", "instructor", "deploy")
    for path in (ROOT / folder).glob("*.md")
    if path.with_suffix(".ja.md").exists()
)
PAGES = [page for english in ENGLISH for page in (english, english.with_suffix(".ja.md"))]
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_ROW = re.compile(r"^ *\|.*\|$", re.M)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def anchors(page: Path) -> set[str]:
    """What GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files_and_headings_that_exist(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        if re.match(r"\w+:", link):
            continue
        path, _, heading = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if heading:
            assert heading in anchors(target), link


@pytest.mark.parametrize("english", ENGLISH, ids=name)
def test_both_languages_have_the_same_headings_rows_and_boxes(english):
    def shape(page: Path) -> dict[str, object]:
        text = read(page)
        return {
            "headings": [len(level) for level in re.findall(r"^(#+) ", _FENCE.sub("", text), re.M)],
            "columns of each row": [row.count(" | ") for row in _ROW.findall(text)],
            "boxes to tick": text.count("- [ ] "),
            "fences": len(_FENCE.findall(text)),
        }

    assert shape(english) == shape(english.with_suffix(".ja.md"))


@cache
def subcommands() -> set[str]:
    [commands] = (
        action
        for action in cli._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return set(commands.choices)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_and_calls_exist(page):
    text = read(page)
    code = "\n".join(re.findall(r"`([^`\n]+)`", text) + _FENCE.findall(text))
    assert set(re.findall(r"\bmlworkshop ([a-z]+)", code)) <= subcommands()
    targets = set(re.findall(r"^([\w-]+):", read(ROOT / "Makefile"), re.M))
    assert set(re.findall(r"(?<!\w)make ([a-z][\w-]*)", code)) <= targets
    for call in re.findall(r"\bws((?:\.\w+)+)\(", code):
        found = ws
        for part in call.split(".")[1:]:
            found = getattr(found, part)


def pairs() -> Iterator[tuple[str, str]]:
    """What the course says, in both languages; where a value is put in, there is a break."""
    for path in (*(ROOT / "src").rglob("*.py"), ROOT / "tools" / "environment.py"):
        for call in ast.walk(ast.parse(read(path))):
            if isinstance(call, ast.Call):
                said = {word.arg: _constant(word.value) for word in call.keywords}
                if {"en", "ja"} <= said.keys():
                    yield said["en"], said["ja"]
    japanese, english = re.findall(r"<<END\n(.*?)\nEND", read(ROOT / "tools/find-python.sh"), re.S)
    yield english, japanese


def _constant(words: ast.expr) -> str:
    if isinstance(words, ast.Constant):
        return str(words.value)
    if isinstance(words, ast.JoinedStr):
        return "".join(map(_constant, words.values))
    if isinstance(words, ast.BinOp):
        return _constant(words.left) + _constant(words.right)
    return "\n\n"


TROUBLE = ROOT / "instructor" / "trouble.md"


def symptoms(page: Path) -> list[str]:
    """The first column of all tables."""
    return [row.split(" | ")[0] for row in _ROW.findall(read(page))]


def test_messages_that_instructors_look_up_are_those_that_the_course_shows():
    said = list(pairs())
    quoted = 0
    for english, japanese in zip(
        symptoms(TROUBLE), symptoms(TROUBLE.with_suffix(".ja.md")), strict=True
    ):
        ours, theirs = re.findall('"(.+?)"', english), re.findall("「(.+?)」", japanese)
        assert len(ours) == len(theirs), english
        for en, ja in zip(ours, theirs, strict=True):
            assert any(en in first and ja in second for first, second in said), (en, ja)
            quoted += 1
    assert quoted > 25


def test_messages_of_jupyterlab_are_those_that_it_shows():
    static = Path(sys.prefix, "share/jupyter/lab/static").glob("jlab_core.*.js")
    bundle = "".join(map(read, static))
    messages = [
        part.strip()
        for page in (TROUBLE, TROUBLE.with_suffix(".ja.md"))
        for symptom in symptoms(page)
        for message in re.findall(r"\*(.+?)\*", symptom)
        for part in message.split("…")
        if len(part.split()) > 2
    ]
    assert len(messages) == 6
    assert [message for message in messages if message not in bundle] == []
