"""Texts in two languages, and the language of the open notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from mlworkshop import system_language
from mlworkshop.models import Model, Words

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Kana, kanji, and the signs and full-width forms that go with them.
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
# Before a digit there is no space either, unless it numbers a list's item.
_ENDS_WIDE, _BEGINS_WIDE = re.compile(_WIDE + "$"), re.compile(_WIDE + r"|\d(?!\d*[.)] )")
# Bold words may begin right after a full stop or the like; elsewhere they might not become bold.
# Code has a space before it, except there.
_ENDS_PART, _BEGINS_SIGN = re.compile("[、。：！？」』）]$"), re.compile(r"\*\*\S|`(?!``)\S")


def joined(japanese: str) -> str:
    """Take out the line breaks inside Japanese sentences of a Markdown text.

    Markdown shows a line break as a space, and Japanese has none between words.

    Parameters
    ----------
    japanese : str
        A break stays where Latin letters or most of Markdown's signs stand beside it.

    Returns
    -------
    str
    """
    first, *rest = japanese.split("\n")
    lines = [first]
    for line in rest:
        quote = "> " if line.startswith("> ") and lines[-1].startswith("> ") else ""
        words = line.removeprefix(quote).lstrip(" ")
        is_heading = lines[-1].startswith("#")
        fits = (_ENDS_WIDE.search(lines[-1]) and _BEGINS_WIDE.match(words)) or (
            _ENDS_PART.search(lines[-1]) and _BEGINS_SIGN.match(words)
        )
        if fits and not is_heading:
            lines[-1] += words
        else:
            lines.append(line)
    return "\n".join(lines)


class Text(Model):
    """The same words in both languages; `str()` gives those of the open notebook.

    Parameters
    ----------
    en, ja : str
        The words, neither of them empty.
    """

    en: Words
    ja: Annotated[Words, AfterValidator(joined)]

    def of(self, language: Language) -> str:
        """The words in one language."""
        return self.en if language == "en" else self.ja

    def __str__(self) -> str:
        return self.of(current())


class Typed(Text):
    """What somebody typed, or nobody's prose at least: blanks and line breaks stay as they are."""

    en: Annotated[str, Field(min_length=1)]
    ja: Annotated[str, Field(min_length=1)]


def text(*, en: str, ja: str) -> str:
    """Choose between two texts by the language of the open notebook.

    Parameters
    ----------
    en, ja : str
        The same words in both languages.

    Returns
    -------
    str
        `ja` in a Japanese notebook, `en` otherwise.
    """
    return ja if current() == "ja" else en


def colon() -> str:
    """What stands between a name and what is said of it, in the language of the moment."""
    return text(en=": ", ja="：")


def counted(count: float, noun: str, plural: str = "") -> str:
    """How many of something, in English: 1 week, 1,200 weeks, 0 weeks.

    Parameters
    ----------
    count : float
    noun : str
        In the singular.
    plural : str, optional
        By default the noun with an s.
    """
    return f"{count:,.10g} {noun if count == 1 else plural or noun + 's'}"


def whole(typed: str) -> str:
    """What somebody typed, as text that can be sent and saved.

    Parameters
    ----------
    typed : str
        A browser may send an emoji as two halves, or one half alone, for which UTF-8 has no bytes.

    Returns
    -------
    str
        Two halves are joined; one alone becomes "�".
    """
    return typed.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def current() -> Language:
    """The language of the open notebook, before `use` the system's."""
    return _for_now.get() or _current


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak another language inside a `with`, in this thread alone."""
    token = _for_now.set(language)
    try:
        yield
    finally:
        _for_now.reset(token)


def use(language: Language) -> None:
    """Set the language of everything that is shown from now on.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    _current = language


def of_system() -> Language:
    """The system's language, where it is one of the course's; English otherwise."""
    return "ja" if system_language.of_system() == "ja" else "en"


_current: Language = of_system()
_for_now: ContextVar[Language | None] = ContextVar("language", default=None)
