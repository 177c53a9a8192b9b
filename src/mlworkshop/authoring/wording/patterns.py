"""Words that do not pass: patterns of translated English and of Japanese notation.

They stand in one data file, `lessons/wording.yml`, each with the better form, its reason and
examples; CONTRIBUTING tells how to add one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import (
    Field,
    TypeAdapter,
    field_validator,
    model_validator,
)

from mlworkshop.authoring.wording.baseline import Slip
from mlworkshop.authoring.wording.passages import Kind, Passage, prose
from mlworkshop.course import structure, yaml_files
from mlworkshop.language import LANGUAGES, Language
from mlworkshop.models import Listed, Model, Slug, Words

T = TypeVar("T")
# A passage, and a match in its words.
Found = tuple[Passage, re.Match[str]]

_Examples = Annotated[Listed[Words], Field(min_length=1)]

# A passage's beginning or end in an expression; `[^` is neither.
_ANCHOR = re.compile(r"(?<![\[\\])\^|(?<!\\)\$")
# Between passages that are searched as one string, which is ten times as fast: no pattern has it.
_BREAK = "\0"


class Exemption(Model):
    """A place where a pattern may stay.

    Parameters
    ----------
    file : str
        Files as seen from the course's root, such as `lessons/**/02-*.md` or `quizzes/*`.
    quote : str, optional
        Some words of the text that has it; without, the whole file may.
    """

    file: Words
    quote: str = ""

    def covers(self, passage: Passage) -> bool:
        """Whether a passage is such a place."""
        quote = " ".join(self.quote.split())
        return fnmatchcase(passage.place, self.file) and quote in " ".join(passage.words.split())


class Pattern(Model):
    r"""A way to say it that does not pass.

    Parameters
    ----------
    id : str
        The rule's name in messages and in the baseline.
    language : {"en", "ja"}
    words : tuple of str
        Words or phrases: capitals do not count, English ones match whole words only, a space
        matches a line break too.
    regex : str
        In their place, a regular expression as Python has it; capitals count. What is no prose
        (code, computed values) is `{}` in the texts.
    better : str
        The form to write; `\1` is the expression's first group.
    reason : str
        One sentence.
    matches, passes : tuple of str
        Texts that have it and that do not: the pattern's tests.
    not_in : tuple of Kind
        Kinds of texts that may have it.
    exceptions : tuple of Exemption
    """

    id: Slug
    language: Language
    words: Listed[Words] = ()
    regex: str = ""
    better: Words
    reason: Words
    matches: _Examples
    passes: _Examples
    not_in: Listed[Kind] = ()
    exceptions: Listed[Exemption] = ()

    @field_validator("regex")
    @classmethod
    def _check_regex(cls, regex: str) -> str:
        try:
            re.compile(regex)
        except re.error as error:
            mistake = ((), f"this is not a regular expression: {error}.", "correct it.")
            yaml_files.refuse([mistake])
        return regex

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if bool(self.words) == bool(self.regex):
            what = "a pattern has either `words` or a `regex`."
            yaml_files.refuse([((), what, "give one of them.")])
        return self

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression that finds it."""
        if self.regex:
            return re.compile(self.regex)
        return spotting(self.words, self.language)

    def said_of(self, found: re.Match[str]) -> str:
        """The better form of what was found."""
        return found.expand(self.better) if "\\" in self.better else self.better

    def may_stay_in(self, passage: Passage) -> bool:
        """Whether a text is of a kind or at a place that may have it."""
        return passage.kind in self.not_in or any(
            place.covers(passage) for place in self.exceptions
        )

    def occurs_in(self, words: str) -> bool:
        """Whether a text, as Markdown, has it."""
        return bool(self.compiled.search(prose(words)))


_FILE: TypeAdapter[tuple[Pattern, ...]] = TypeAdapter(tuple[Pattern, ...])


def spotting(words: Iterable[str], language: Language) -> re.Pattern[str]:
    """The expression that finds any of some words or phrases, as `Pattern.words` says."""
    alternatives = "|".join(r"\s+".join(map(re.escape, each.split())) for each in words)
    edges = (r"(?<![\w-])(?:", r")(?![\w-])") if language == "en" else ("(?:", ")")
    return re.compile(alternatives.join(edges), re.IGNORECASE)


def path() -> Path:
    """The data file."""
    return structure.root() / "lessons" / "wording.yml"


def patterns() -> tuple[Pattern, ...]:
    """All patterns; none if a course has no such file.

    Raises
    ------
    CourseFileError
        With all mistakes of the file, each at its line.
    """
    if not path().exists():
        return ()
    return yaml_files.load(path(), _FILE)


def slips(passages: Sequence[Passage]) -> Iterator[Slip]:
    """Every place where a text has one of the patterns.

    Raises
    ------
    CourseFileError
        If the data file has mistakes.
    """
    known = patterns()
    for language in LANGUAGES:
        corpus = Corpus(passages, language)
        own = [pattern for pattern in known if pattern.language == language]
        plain = {word: pattern for pattern in own for word in pattern.words}
        found = [(pattern, at) for at, pattern in corpus.find_words(plain)]
        for pattern in own:
            if pattern.regex:
                found += [(pattern, at) for at in corpus.find(pattern.compiled)]
        for pattern, (passage, match) in found:
            if pattern.may_stay_in(passage):
                continue
            fix = f"write {pattern.said_of(match)}. {pattern.reason}"
            yield slip_at(passage, match, pattern.id, fix)


def slip_at(passage: Passage, found: re.Match[str], rule: str, fix: str) -> Slip:
    """What was found in a passage, as a slip; `found` is a match in `Passage.words`."""
    words = " ".join(found[0].split())
    line = passage.line_at(found.start())
    return Slip(passage.path, line, rule, words.lower(), f"{words!r} does not pass.", fix)


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


class Corpus:
    """All texts of a language as one string.

    Parameters
    ----------
    passages : sequence of Passage
        In both languages.
    language : {"en", "ja"}
    """

    def __init__(self, passages: Iterable[Passage], language: Language) -> None:
        self._language = language
        self._passages = [each for each in passages if each.language == language]
        self._words = _BREAK.join(passage.words for passage in self._passages)
        lengths = (len(passage.words) + 1 for passage in self._passages)
        self._starts = [0, *accumulate(lengths)]

    def find_words(self, words: Mapping[str, T]) -> Iterator[tuple[Found, T]]:
        """Each of many words or phrases, as `spotting` finds them, with what it maps to."""
        known = {_folded(word): value for word, value in words.items()}
        if known:
            # The longest first, so that no word hides one that begins like it.
            longest_first = sorted(known, key=len, reverse=True)
            for passage, match in self.find(spotting(longest_first, self._language)):
                yield (passage, match), known[_folded(match[0])]

    def find(self, expression: re.Pattern[str]) -> Iterator[Found]:
        """Each passage with each match in it, as a match in the passage's own words."""
        if _ANCHOR.search(expression.pattern):
            for passage in self._passages:
                yield from ((passage, found) for found in expression.finditer(passage.words))
            return
        position = 0
        while rough := expression.search(self._words, position):
            at = bisect_right(self._starts, rough.start()) - 1
            passage = self._passages[at]
            # What goes on behind the passage's end may end before it as well, or not match at all.
            found = expression.match(passage.words, rough.start() - self._starts[at])
            position = rough.start() + max(1, len(found[0]) if found else 0)
            if found:
                yield passage, found
