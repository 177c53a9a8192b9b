"""Whether the texts keep to the course's words in `glossary.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mlworkshop.authoring.wording.baseline import Slip
from mlworkshop.authoring.wording.passages import Passage
from mlworkshop.authoring.wording.patterns import Corpus, slip_at, spotting
from mlworkshop.course import structure, yaml_files
from mlworkshop.course.glossary import Term, path, terms
from mlworkshop.errors import Problem
from mlworkshop.language import LANGUAGES, Language

# Brackets, with the words in them; those of the language come first.
_BRACKETS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\(([^()]*)\)"),
    "ja": re.compile(r"（([^（）]*)）"),
}


def problems() -> Iterator[Problem]:
    """Terms of lessons that the course does not list, and plain words that stand for two things."""
    known = {entry.id for entry in structure.load().lessons}
    seen: set[tuple[Language, str]] = set()
    for at, term in enumerate(terms()):
        if term.lesson and term.lesson not in known:
            what = f"{term.plain.en}: the course has no lesson {term.lesson!r}."
            yield _problem(what, "correct the lesson's id.", at, "lesson")
        for language in LANGUAGES:
            word = term.plain.of(language)
            if (language, word) in seen:
                what = f"{word!r} appears here for the second time."
                yield _problem(what, "one word for one thing.", at, "plain", language)
            seen.add((language, word))


def slips(passages: Sequence[Passage]) -> Iterator[Slip]:
    """Words to avoid, and terms that the lesson of first use does not give in brackets."""
    known = terms()
    for language in LANGUAGES:
        yield from _avoided(known, Corpus(passages, language), language)
    for term in known:
        own = [each for each in passages if _is_of(term.lesson, each)]
        for language in LANGUAGES:
            yield from _unnamed(term, own, language)


def _avoided(terms: Iterable[Term], corpus: Corpus, language: Language) -> Iterator[Slip]:
    instead = {word: term for term in terms for word in getattr(term.avoid, language)}
    for (passage, found), term in corpus.find_words(instead):
        fix = f"write {term.plain.of(language)!r}, the glossary's word."
        yield slip_at(passage, found, "glossary-word", fix)


def _unnamed(term: Term, own: Sequence[Passage], language: Language) -> Iterator[Slip]:
    standard = getattr(term.standard, language)
    read = [each for each in own if each.language == language]
    if standard is None or not read:
        return
    spotted = spotting([standard], language)
    named = [
        each for each in read if any(map(spotted.search, _BRACKETS[language].findall(each.words)))
    ]
    plain = term.plain.of(language)
    shown = f"{plain} (*{standard}*)" if language == "en" else f"{plain}（{standard}）"
    words = f"{language} {standard}"
    used = [each for each in read if each.kind == "text" and _alone(plain, language, each.words)]
    if not named:
        first = (used or read)[0]
        what = f"The lesson never says in brackets that {plain!r} is {standard!r}."
        yield Slip(first.path, first.line, "glossary-term", words, what, f"write {shown} once.")
    elif used and used[0].line < named[0].line:
        what = (
            f"The lesson uses {plain!r} before line {named[0].line} says that it is {standard!r}."
        )
        fix = f"write {shown} here, at its first use."
        yield Slip(used[0].path, used[0].line, "glossary-late", words, what, fix)


def _alone(plain: str, language: Language, words: str) -> bool:
    """Whether a text has a word that is not part of a longer one, such as 帯 in 世帯."""
    if language == "en":
        return spotting([plain], language).search(words) is not None
    letters = r"[\u30a1-\u30fc\u4e00-\u9fff]"  # katakana and kanji
    return re.search(rf"(?<!{letters}){re.escape(plain)}(?!{letters})", words) is not None


def _is_of(lesson: str | None, passage: Passage) -> bool:
    return (
        lesson is not None
        and passage.kind in ("text", "heading")
        and passage.place == f"lessons/{lesson}.md"
    )


def _problem(what: str, fix: str, *location: int | str) -> Problem:
    return Problem(path(), yaml_files.line_of(path(), *location), what, fix)
