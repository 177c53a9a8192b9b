"""Every text that people read, with its language and its place: what the lints on words look at.

Lessons' Markdown, both languages of each text in the YAML files, `text(en=…, ja=…)` and the like
in Python, the READMEs. What is no prose (code, addresses, formulas, tags, computed values) is
replaced by `{}`, so that no pattern matches there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml

from mlworkshop.course import course_files, lesson, structure, yaml_files
from mlworkshop.errors import CourseFileError
from mlworkshop.language import LANGUAGES, Language

# What a text is for: a learner reads `text`, `heading`, `option`, `objective` and `message` (from
# code), whoever teaches reads `notes`.
Kind = Literal["text", "heading", "option", "objective", "message", "notes"]

# Files of Markdown in one language each, beside the lessons.
_PAGES = (
    "README{}.md",
    "docs/where-it-runs{}.md",
    *(
        f"instructor/{name}{{}}.md"
        for name in ("README", "checklists", "faq", "feedback", "room", "team-plan", "trouble")
    ),
)
_YAML = (
    "glossary.yml",
    "lessons/course.yml",
    "lessons/*/summary.yml",
    "quizzes/**/*.yml",
    "datasets/catalog.yml",
)
_PYTHON = ("lessons/**/*.py", "src/mlworkshop/**/*.py")

_NOT_PROSE = re.compile(
    r"<!--.*?-->|^(?P<fence>```+|~~~+).*?^(?P=fence)"  # comments, blocks of code
    r"|(?P<tick>`+)[^`].*?(?<!`)(?P=tick)(?!`)"  # code
    r"|\$\$.*?\$\$|(?<![\\\w$])\$(?![\s\d])[^$\n]+?\$"  # formulas, not dollars
    r"|(?<=\]\()[^)\s]*|https?://[^\s)>」』、。]*"  # addresses
    r"|</?[a-zA-Z][^>]*>|&\w+;",  # tags, entities
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(r"#+ ")


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, option, message …: what one reads in one go.

    Parameters
    ----------
    path : Path
    line : int
        Where it begins, from 1.
    language : {"en", "ja"}
    kind : str
        See `Kind`.
    words : str
        As written, with `{}` for what is no prose; lines as in the file where it is Markdown.
    last : int
        The line where it ends.
    """

    path: Path
    line: int
    language: Language
    kind: Kind
    words: str
    last: int

    @cached_property
    def place(self) -> str:
        """The file as seen from the course's root, such as `lessons/m1-intro/02-spam.md`."""
        return self.path.relative_to(structure.root()).as_posix()

    def line_at(self, offset: int) -> int:
        """The line in the file of what stands at `offset` in `words`, as near as can be told."""
        return min(self.line + self.words.count("\n", 0, offset), self.last)


@dataclass(frozen=True)
class Pair:
    """The same text in both languages."""

    en: Passage
    ja: Passage


def of_course() -> tuple[list[Passage], list[Pair]]:
    """All passages, and those pairs of them that must say the same in two languages.

    Files that cannot be read are passed over: the lints of their kind report them.
    """
    root = structure.root()
    alone: list[Passage] = []
    pairs: list[Pair] = []
    for language in LANGUAGES:
        for page in _PAGES:
            path = root / page.format("" if language == "en" else f".{language}")
            if path.exists():
                alone += _paragraphs(_source(path), path, 1, language, "text")
    for path in _files(root, "lessons/**/*.md"):
        found, both = of_lesson(path)
        alone += found
        pairs += both
    for path in _files(root, *_YAML):
        pairs += of_yaml(_source(path), path)
    for path in _files(root, *_PYTHON):
        pairs += of_python(_source(path), path)
    return [*alone, *(passage for pair in pairs for passage in (pair.en, pair.ja))], pairs


def of_lesson(path: Path) -> tuple[list[Passage], list[Pair]]:
    """The paragraphs of a lesson, and the pairs in its header and its code."""
    source = _source(path)
    _, cells, _ = lesson.parse(source, path)
    paragraphs: list[Passage] = []
    pairs: list[Pair] = []
    if source.startswith("---\n"):
        pairs += of_yaml(source.split("\n---\n", 1)[0], path)
    for cell in cells:
        if cell.language:
            kind: Kind = "notes" if cell.role == "notes" else "text"
            paragraphs += _paragraphs(cell.source, path, cell.line, cell.language, kind)
        elif "ja=" in cell.source:
            pairs += of_python(cell.source, path, cell.line)
    return paragraphs, pairs


def of_yaml(source: str, path: Path) -> Iterator[Pair]:
    """Every `{en: …, ja: …}` of a YAML file."""
    try:
        root = yaml_files.composed(source)
    except yaml.YAMLError:
        return
    yield from _pairs_below(root, path, "text")


def _pairs_below(node: yaml.Node | None, path: Path, kind: Kind) -> Iterator[Pair]:
    if isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _pairs_below(entry, path, kind)
    elif isinstance(node, yaml.MappingNode):
        entries = {key.value: value for key, value in node.value}
        if {"en", "ja"} == set(entries) and all(
            isinstance(entry, yaml.ScalarNode) for entry in entries.values()
        ):
            en, ja = (_scalar(entries[language], path, language, kind) for language in LANGUAGES)
            yield Pair(en, ja)
            return
        for key, value in entries.items():
            below: Kind = kind
            if key in ("options", "cards", "groups", "steps"):
                below = "option"
            elif key in ("why", "mistakes"):
                below = "text"
            elif key == "objectives":
                below = "objective"
            elif key == "title":
                below = "heading"
            yield from _pairs_below(value, path, below)


def _scalar(node: yaml.ScalarNode, path: Path, language: Language, kind: Kind) -> Passage:
    first, last = node.start_mark.line + 1, node.end_mark.line + 1
    if node.style in ("|", ">"):
        first += 1
    return Passage(path, first, language, kind, prose(node.value), last)


def of_python(source: str, path: Path, first_line: int = 1) -> Iterator[Pair]:
    """Every call that is given words as `en=` and `ja=`, such as `text(…)`, `Text(…)`."""
    if "ja=" not in source:
        return
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    lines = course_files.lines(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {word.arg: word.value for word in node.keywords if word.arg in LANGUAGES}
            if len(given) == len(LANGUAGES):
                en, ja = (
                    _string(given[language], lines, path, first_line, language)
                    for language in LANGUAGES
                )
                yield Pair(en, ja)


def _string(
    node: ast.expr, lines: list[str], path: Path, first_line: int, language: Language
) -> Passage:
    """What an expression shows.

    A string over several lines of source has a line break where the next line's part begins, as
    far as that can be told, so that mistakes in it have lines.
    """
    last = node.end_lineno or node.lineno
    words, at = prose(_shown(node)), 0
    for line in lines[node.lineno : last]:
        # The line's first words, after quotes and prefixes, up to the first value or escape.
        begins = re.match(r"""\s*\+?\s*[a-z]?["']([^"'{\\]{4,})""", line)
        found = words.find(begins[1][:20], at) if begins else -1
        if found > 0:
            words, at = f"{words[:found]}\n{words[found:]}", found + 1
    offset = first_line - 1
    return Passage(path, offset + node.lineno, language, "message", words, offset + last)


def _shown(node: ast.expr) -> str:
    """The words of a string, or of strings put together; `{}` for anything computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_shown, node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _shown(node.left) + _shown(node.right)
    return "{}"


def _paragraphs(
    source: str, path: Path, line: int, language: Language, kind: Kind
) -> Iterator[Passage]:
    """Markdown between blank lines, headings by themselves."""
    start, block = line, list[str]()
    for number, words in enumerate([*course_files.lines(prose(source)), ""], line):
        is_heading = bool(_HEADING.match(words))
        if block and (is_heading or not words.strip() or _HEADING.match(block[0])):
            is_title = kind == "text" and _HEADING.match(block[0])
            heading: Kind = "heading" if is_title else kind
            yield Passage(path, start, language, heading, "\n".join(block), number - 1)
            block = []
        if words.strip():
            start = start if block else number
            block.append(words)


def prose(markdown: str) -> str:
    """Markdown with `{}` in place of what is no prose, line breaks kept."""

    def blank(found: re.Match[str]) -> str:
        return "{}" + "\n" * found[0].count("\n")

    return _NOT_PROSE.sub(blank, markdown)


def _source(path: Path) -> str:
    try:
        return course_files.read(path)
    except CourseFileError:
        return ""


def _files(root: Path, *globs: str) -> Iterable[Path]:
    return sorted(
        path
        for pattern in globs
        for path in root.glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
    )
