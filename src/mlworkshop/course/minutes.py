"""How long a lesson takes: the one rule, and why it is as it is.

Typed guesses were too low by a third to two thirds, so that every minute that the course states is
computed from what attendees read, look at, answer and do.

Left out, because it differs from person to person or is done by the machine: waiting for cells,
the words shown after an answer, hints, a second try, talking in the room, and breaks. Questions
that a review repeats because they were missed are left out, too.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from mlworkshop.course import syntax
from mlworkshop.course.lesson import Cell, Lesson
from mlworkshop.language import LANGUAGES, Language

# Adults read easy prose at about 240 English words or 600 Japanese characters a minute; new ideas
# with figures in them, often in a second language or on a projector, take longer.
_ENGLISH_WORDS = 200
_JAPANESE_CHARACTERS = 450

# Seconds.
_PICTURE = 30  # to find the axes of a plot or the row of a table that the text speaks of
_CODE_CELL = 20  # to see what it does; nobody has to follow it line by line
_WITHOUT_CODE = (
    150  # an exercise: to look at the figures again, decide and read what the check says
)
_WITH_CODE = 300  # an exercise: a line or two, with a slip of the pen
# A question's prompt and options are read once; those with many parts are answered part by part.
_QUESTION = {"single": 45, "multiple": 60, "match": 90, "order": 75, "number": 75, "open": 150}

_EXPECTING = 45  # before the final check: to say how many answers will be right
_ACTIVITY = 120  # one that does not say itself how long it takes

_OPTIONAL: dict[Language, str] = {"en": "(optional)", "ja": "（省略可）"}
_DRAWING = re.compile(r"(^|\.)(sns|plt|plot)\.|\.(plot|hist|boxplot|bar|barh)$")
_MARKUP = re.compile(r"\]\([^)]*\)|<[^>]*>|[*_`#>|\\\[\]-]")


@dataclass(frozen=True)
class Minutes:
    """How long something takes.

    Parameters
    ----------
    core : int
        Whole minutes for what the main idea needs.
    optional : int
        Whole minutes for the rest: optional sections, and exercises that want code, which may
        always be left out.
    """

    core: int
    optional: int = 0

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(self.core + other.core, self.optional + other.optional)


@dataclass(frozen=True)
class Contents:
    """What a lesson's calls lead to.

    Parameters
    ----------
    questions : mapping of str to str
        The kind of each question by its id.
    code : collection of str
        The exercises that want code.
    review : sequence of str
        The kinds of the questions that a round of review asks.
    final : sequence of str
        The kinds of the questions that the final check may draw.
    halves : pair of int
        How many questions it asks, and how many more it offers.
    activities : mapping of str to float
        The minutes that each activity says it takes, by the function that shows it.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    code: Collection[str] = ()
    review: Sequence[str] = ()
    final: Sequence[str] = ()
    halves: tuple[int, int] = (0, 0)
    activities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part of a lesson below a heading of the second level.

    Parameters
    ----------
    heading : str
        In English; empty for what comes before the first one.
    core, optional : float
        Seconds.
    """

    heading: str
    core: float
    optional: float

    @property
    def minutes(self) -> Minutes:
        """Each minute that is begun counts."""
        return Minutes(math.ceil(self.core / 60), math.ceil(self.optional / 60))


def of(read: Lesson, contents: Contents) -> Minutes:
    """How long a lesson takes.

    Parameters
    ----------
    read : Lesson
    contents : Contents
        What its calls lead to; a question that is unknown counts as one with a single choice.

    Returns
    -------
    Minutes
    """
    found = sections(read, contents)
    return Section(
        "", sum(part.core for part in found), sum(part.optional for part in found)
    ).minutes


def sections(read: Lesson, contents: Contents) -> list[Section]:
    """How long each section of a lesson takes; see `of`.

    Returns
    -------
    list of Section
        In the lesson's order.
    """
    found: list[Section] = []
    heading, spent = "", _Spent()
    for cell, is_below in _placed(read):
        if cell.language == "en" and cell.begins_section:
            found += spent.section(heading)
            heading, spent = cell.title, _Spent()
        spent.add(cell, is_below, contents)
    return found + spent.section(heading)


def optional_parts(read: Lesson) -> frozenset[str]:
    """The questions and exercises, by their ids, that stand in a lesson's optional parts."""
    found: set[str] = set()
    for cell, is_below in _placed(read):
        tree = syntax.parsed(cell.source) if is_below and cell.kind == "code" else None
        if isinstance(tree, ast.Module):
            called = syntax.calls(tree)
            shown = (call for name, call in called if name in ("ws.quiz", "ws.check"))
            found.update(syntax.first_argument(call) or "" for call in shown)
    return frozenset(found)


def _placed(read: Lesson) -> Iterator[tuple[Cell, bool]]:
    """The cells that attendees have, each with whether it is below an optional heading."""
    optional_below = 0  # level of the heading that makes what is below it optional; 0 for none
    for cell in read.cells:
        if cell.role in ("notes", "solution"):
            continue
        if cell.language == "en" and cell.level:
            if optional_below and cell.level <= optional_below:
                optional_below = 0
            if not optional_below and is_optional(cell):
                optional_below = cell.level
        yield cell, bool(optional_below)


def is_optional(cell: Cell) -> bool:
    """Whether a text begins with a heading that says that what is below it may be left out."""
    return cell.language is not None and _OPTIONAL[cell.language] in cell.title


class _Spent:
    """Seconds of a section: all but reading, core and optional, and reading by language."""

    def __init__(self) -> None:
        self._doing = {False: 0.0, True: 0.0}
        self._reading = {(lang, late): 0.0 for lang in LANGUAGES for late in (False, True)}

    def add(self, cell: Cell, is_optional: bool, contents: Contents) -> None:
        if cell.language:
            self._reading[cell.language, is_optional] += _reading(cell)
        else:
            for seconds, may_be_left in _doing(cell, contents):
                self._doing[is_optional or may_be_left] += seconds

    def section(self, heading: str) -> list[Section]:
        """The section, slower readers considered; none where nothing is in it."""
        core, optional = (
            self._doing[late] + max(self._reading["en", late], self._reading["ja", late])
            for late in (False, True)
        )
        return [Section(heading, core, optional)] if core or optional else []


def _reading(cell: Cell) -> float:
    words = _MARKUP.sub(" ", cell.source)
    if cell.language == "ja":
        return 60 * sum(not each.isspace() for each in words) / _JAPANESE_CHARACTERS
    return 60 * len(re.findall(r"\S*\w\S*", words)) / _ENGLISH_WORDS


def _doing(cell: Cell, contents: Contents) -> Iterator[tuple[float, bool]]:
    """What a cell of code takes, in seconds, and whether it may always be left out."""
    tree = syntax.parsed(cell.source)
    if cell.role or isinstance(tree, SyntaxError):  # a starter counts with its exercise
        return
    called = list(syntax.calls(tree))
    if not cell.is_hidden and not syntax.only_shows(tree):
        yield _CODE_CELL, False
    for name, call in called:
        about = syntax.first_argument(call) or ""
        if name == "ws.quiz":
            yield _QUESTION.get(contents.questions.get(about, ""), _QUESTION["single"]), False
        elif name == "ws.check":
            wants_code = about in contents.code
            yield (_WITH_CODE if wants_code else _WITHOUT_CODE), wants_code
        elif name == "ws.review":
            yield sum(_QUESTION[kind] for kind in contents.review), False
        elif name == "ws.final_check":
            each = fmean([_QUESTION[kind] for kind in contents.final] or [0])
            yield _EXPECTING + contents.halves[0] * each, False
            yield contents.halves[1] * each, True
        elif name.startswith(syntax.ACTIVITIES):
            activity = name.removeprefix(syntax.ACTIVITIES)
            yield 60 * contents.activities.get(activity, _ACTIVITY / 60), False
        elif syntax.showing(name):
            yield _PICTURE, False
    if draws(tree):
        yield _PICTURE, False


def draws(tree: ast.Module) -> bool:
    """Whether a cell shows a plot or a table: it draws, or ends with a value to be shown."""
    # What a function would draw is drawn by the cell that calls it.
    done = [part for part in tree.body if not isinstance(part, ast.FunctionDef | ast.ClassDef)]
    called = [name for part in done for name, _ in syntax.calls(part)]
    if not tree.body or any(map(syntax.showing, called)):
        return False
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        return not (isinstance(last.value, ast.Call) and syntax.dotted(last.value.func) == "print")
    return any(_DRAWING.search(name) for name in called)
