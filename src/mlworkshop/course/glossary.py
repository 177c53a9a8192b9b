"""The course's words: `glossary.yml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from mlworkshop.course import structure, yaml_files
from mlworkshop.language import Language, Text
from mlworkshop.models import Listed, Model, Words

__all__ = ["Term", "path", "terms"]


class Standard(Model):
    """What the field calls it; nothing in a language where the plain word is that term."""

    en: Words | None = None
    ja: Words | None = None


class Avoided(Model):
    """Words for the same thing that the texts do without."""

    en: Listed[Words] = ()
    ja: Listed[Words] = ()


class Term(Model):
    """One thing and its one word.

    Parameters
    ----------
    plain : Text
        The word that the texts use.
    standard : Standard
        What stands once in brackets at the lesson of first use.
    means : Text
        One sentence.
    lesson : str, optional
        The lesson of first use.
    avoid : Avoided
    """

    plain: Text
    standard: Standard = Standard()
    means: Text
    lesson: str | None = None
    avoid: Avoided = Avoided()

    def named(self, language: Language) -> str:
        """The word with what the field calls it in brackets, where that is another one."""
        plain, standard = self.plain.of(language), getattr(self.standard, language)
        if standard is None:
            return plain
        return f"{plain} ({standard})" if language == "en" else f"{plain}（{standard}）"


_FILE: TypeAdapter[tuple[Term, ...]] = TypeAdapter(tuple[Term, ...])


def path() -> Path:
    """The file, at the course's root."""
    return structure.root() / "glossary.yml"


def terms() -> tuple[Term, ...]:
    """All terms; none if a course has no glossary.

    Raises
    ------
    CourseFileError
        With all mistakes of the file, each at its line.
    """
    return yaml_files.load(path(), _FILE) if path().exists() else ()
