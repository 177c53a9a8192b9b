"""A lesson's Markdown source, read into cells that know their lines.

The format is MyST Markdown as jupytext reads it, so a lesson also opens as a notebook in
JupyterLab. jupytext passes over many a slip in silence and takes nearly a second to import; this
reader finds the cells with the same parser, and reports every slip with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mlworkshop.course import course_files, structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.language import Language
from mlworkshop.models import Model, Slug

Role = Literal["stub", "solution", "notes"]
Slide = Literal["slide", "subslide", "fragment", "skip", "notes"]


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson's source.

    Parameters
    ----------
    kind : {"text", "code"}
    source : str
        Markdown or Python, without the marks around it.
    line : int
        Line in the file, from 1, where `source` begins.
    language : {"en", "ja"}, optional
        Whose text this is; None for code, which serves both.
    role : {"stub", "solution", "notes"}, optional
        The starter of an exercise, its answer, or notes for the instructor.
    exercise : str, optional
        The exercise that a stub or a solution belongs to.
    slide : str, optional
        Jupyter's own slide type.
    metadata : mapping
        What goes into the notebook's cell as it is: `jupyter`, `tags`.
    """

    kind: Literal["text", "code"]
    source: str
    line: int
    language: Language | None = None
    role: Role | None = None
    exercise: str | None = None
    slide: Slide | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        """Whether JupyterLab shows only the first line of its source at first."""
        return bool(self.metadata.get("jupyter", {}).get("source_hidden"))

    @property
    def level(self) -> int:
        """The level of the heading that a text begins with; 0 for none."""
        return len(found[1]) if (found := self._heading) else 0

    @property
    def title(self) -> str:
        """The words of that heading; empty for none."""
        return found[2].strip() if (found := self._heading) else ""

    @property
    def begins_section(self) -> bool:
        """Whether attendees see a heading of the first or second level here."""
        return self.role != "notes" and 0 < self.level < 3

    @property
    def _heading(self) -> re.Match[str] | None:
        return re.match(r"(#+) +(.+)", self.source) if self.kind == "text" else None


@dataclass(frozen=True)
class Section:
    """A part of a lesson below a heading of the first or second level.

    Parameters
    ----------
    cells : tuple of Cell
        Its heading comes first, in English; only what is above the first heading has none.
    """

    cells: tuple[Cell, ...]

    def heading(self, language: Language) -> str:
        """The words of its heading in a language; empty for none."""
        texts = (cell for cell in self.cells if cell.language == language and cell.begins_section)
        return next((cell.title for cell in texts), "")

    def notes(self, language: Language) -> list[Cell]:
        """What is for the instructor in a language."""
        return [cell for cell in self.cells if cell.role == "notes" and cell.language == language]


def sections(cells: Iterable[Cell]) -> list[Section]:
    """The sections of a lesson.

    Parameters
    ----------
    cells : iterable of Cell
        In both languages.

    Returns
    -------
    list of Section
        In the lesson's order. The first one may be without a heading.
    """
    found: list[list[Cell]] = [[]]
    for cell in cells:
        if cell.language == "en" and cell.begins_section:
            found.append([])
        found[-1].append(cell)
    return [Section(tuple(part)) for part in found if part]


@dataclass(frozen=True)
class Lesson:
    """A lesson's header and cells, as written, in both languages.

    Parameters
    ----------
    path : Path
        The Markdown file.
    header : structure.Header
    cells : tuple of Cell
    """

    path: Path
    header: structure.Header
    cells: tuple[Cell, ...]

    def code_of(self, exercise: str, role: Literal["stub", "solution"]) -> Cell:
        """The starter or the answer of an exercise.

        Raises
        ------
        KeyError
            If the lesson has none.
        """
        for cell in self.cells:
            if (cell.exercise, cell.role) == (exercise, role):
                return cell
        raise KeyError(f"{self.path}: no {role} of the exercise {exercise!r}")


class _Options(Model):
    slide: Slide | None = None


class _TextOptions(_Options):
    lang: Language
    role: Literal["notes"] | None = None


class _Hidden(Model):
    source_hidden: bool = False
    outputs_hidden: bool = False


class _CodeOptions(_Options):
    role: Literal["stub", "solution"] | None = None
    exercise: Slug | None = None
    jupyter: _Hidden | None = None
    tags: list[str] | None = None


def read(path: Path) -> Lesson:
    """Read a lesson.

    Parameters
    ----------
    path : Path
        Its Markdown file, UTF-8; `structure.source_of` gives it.

    Returns
    -------
    Lesson

    Raises
    ------
    CourseFileError
        With a `Problem` for each mistake that would change what the cells are.
    """
    header, cells, problems = parse(course_files.read(path), path)
    if problems or header is None:
        raise CourseFileError(problems)
    return Lesson(path, header, cells)


@lru_cache(maxsize=64)  # the build and each lint read all lessons
def parse(
    source: str, path: Path
) -> tuple[structure.Header | None, tuple[Cell, ...], tuple[Problem, ...]]:
    """Read as much of a lesson as can be read.

    Parameters
    ----------
    source : str
    path : Path
        Named in the problems.

    Returns
    -------
    header : structure.Header or None
        None if it has mistakes.
    cells : tuple of Cell
        Those without mistakes.
    problems : tuple of Problem
        Everything that would change what the header or the cells are.
    """
    problems: list[Problem] = []
    header: structure.Header | None = _collect(problems, lambda: structure.header_in(source, path))
    cells = tuple(_cells(source, path, problems))
    return header, cells, tuple(problems)


def _collect(problems: list[Problem], parse: Callable[[], Any]) -> Any:
    """What `parse` returns, or None with its problems added."""
    try:
        return parse()
    except CourseFileError as error:
        problems.extend(error.problems)
        return None


@lru_cache
def _parser() -> MarkdownIt:
    """The parser that jupytext uses: CommonMark blocks, front matter and `+++`."""
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    parser = MarkdownIt("commonmark").enable("table").disable("inline", True)
    return parser.use(front_matter_plugin).use(myst_block_plugin).use(myst_role_plugin)


def _cells(source: str, path: Path, problems: list[Problem]) -> Iterator[Cell]:
    """Yield the cells in order, and add what is wrong to `problems`."""
    lines = course_files.lines(source)
    start, marker = 0, None  # where the text of the next text cell begins, and its +++
    for token in _parser().parse(source + "\n"):
        if token.map is None:
            continue
        is_cell = token.type == "fence" and token.info.startswith("{code-cell}")
        is_break = token.type == "myst_block_break"
        if token.type == "fence" and token.info.startswith("{") and not is_cell:
            what = f"JupyterLab shows the directive {token.info.split()[0]} as raw text."
            fix = "write plain Markdown, or {code-cell} for a cell of code."
            problems.append(Problem(path, token.map[0] + 1, what, fix))
        if token.type == "front_matter":
            start = token.map[1]
        elif token.level and (is_cell or is_break):
            what = "A cell begins inside a list or a quotation, where it stays text."
            fix = "end the list, and begin the line at the left margin."
            problems.append(Problem(path, token.map[0] + 1, what, fix))
        elif is_cell or is_break:
            yield from _text_cell(lines, start, token.map[0], marker, path, problems)
            if is_cell:
                yield from _code_cell(token, lines, path, problems)
            start, marker = token.map[1], token if is_break else None
    yield from _text_cell(lines, start, len(lines), marker, path, problems)


def _text_cell(
    lines: list[str],
    start: int,
    end: int,
    marker: Token | None,
    path: Path,
    problems: list[Problem],
) -> Iterator[Cell]:
    while start < end and not lines[start].strip():
        start += 1
    text = "\n".join(lines[start:end]).rstrip()
    if marker is None:
        if text:
            what = "This text has no language: there is no line +++ above it."
            fix = 'put +++ {"lang": "en"} or +++ {"lang": "ja"} above it.'
            problems.append(Problem(path, start + 1, what, fix))
        return
    assert marker.map is not None
    line = marker.map[0] + 1
    if not text:
        what = "No text follows this line."
        problems.append(Problem(path, line, what, "write the text, or remove the line."))
    try:
        json.loads(marker.content or "{}")
    except ValueError as error:
        what = f"What follows +++ is not valid JSON: {error}."
        problems.append(Problem(path, line, what, 'write it as in +++ {"lang": "en"}.'))
        return
    options: _TextOptions | None = _collect(
        problems, lambda: yaml_files.parse(marker.content or "{}", path, _TextOptions, line)
    )
    if options and text:
        yield Cell("text", text, start + 1, options.lang, options.role, slide=options.slide)


def _code_cell(
    token: Token, lines: list[str], path: Path, problems: list[Problem]
) -> Iterator[Cell]:
    assert token.map is not None
    first, end = token.map[0] + 1, token.map[1]
    last = "".join(lines[first:end][-1:])
    if not re.fullmatch(rf" {{0,3}}{re.escape(token.markup)}+ *", last):
        what = "This cell of code has no end."
        problems.append(Problem(path, first, what, f"close it with a line of {token.markup}."))
    yaml, body = _split_options(token.content)
    line = first + token.content.count("\n") - len(body) + 1
    options: _CodeOptions | None = _CodeOptions()
    if yaml is not None:
        options = _code_options(yaml, path, first + 1, problems)
    if options is None:
        return
    if (options.role is None) != (options.exercise is None):
        what = "role and exercise belong together: one of them is missing here."
        fix = "give both, as in `:role: stub` and `:exercise: cut-off`."
        problems.append(Problem(path, first, what, fix))
    yield Cell(
        "code",
        "\n".join(body),
        line,
        role=options.role,
        exercise=options.exercise,
        slide=options.slide,
        metadata=options.model_dump(include={"jupyter", "tags"}, exclude_unset=True),
    )


def _code_options(
    yaml: str, path: Path, first_line: int, problems: list[Problem]
) -> _CodeOptions | None:
    for line, text in enumerate(course_files.lines(yaml), first_line):
        if text and not re.match(r"[\w-]+:( |$)|[ #-]", text):
            what = f"This is not an option of a cell: {text!r}."
            problems.append(Problem(path, line, what, "write options as in `:role: stub`."))
            return None
    options: _CodeOptions | None = _collect(
        problems, lambda: yaml_files.parse(yaml or "{}", path, _CodeOptions, first_line)
    )
    return options


def _split_options(content: str) -> tuple[str | None, list[str]]:
    """The YAML above a cell's code, None where there is none, and the lines of code."""
    body = course_files.lines(content)
    yaml = None
    if content.startswith("---"):
        ends = (i for i, text in enumerate(body) if i and text.startswith("---"))
        end = next(ends, len(body))
        # The opening line becomes an empty one, so that line numbers stay right.
        yaml, body = "\n".join(["", *body[1:end]]), body[end + 1 :]
    elif content.startswith(":"):
        end = next((i for i, text in enumerate(body) if not text.startswith(":")), len(body))
        yaml, body = "\n".join(text[1:] for text in body[:end]), body[end:]
    if body and not body[0].strip():
        body = body[1:]
    return yaml, body
