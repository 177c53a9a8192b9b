"""Texts in two languages, and the language of the open notebook."""

from __future__ import annotations

import os
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Text(BaseModel):
    """The same words in both languages; `str()` gives those of the open notebook.

    Parameters
    ----------
    en, ja : str
        The words, neither of them empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: _Words
    ja: _Words

    def of(self, language: Language) -> str:
        """The words in one language."""
        return self.en if language == "en" else self.ja

    def __str__(self) -> str:
        return self.of(_current)


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
    return ja if _current == "ja" else en


def current() -> Language:
    """The language of the open notebook, before `use` the system's."""
    return _current


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
    """Japanese where `COURSE_LANG` or else the locale's variables say so, English otherwise."""
    for variable in ("COURSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"


_current: Language = of_system()
