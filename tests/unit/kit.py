"""What tests of one lesson ask it: its variables, its questions, its words.

    LESSON = kit.lesson("m1-intro/02-spam")

Tests that take the fixture `names` get the variables after running the lesson's code, which
happens once in a session for all its tests and exercises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import exercise_kit

from mlworkshop.course import lesson as source
from mlworkshop.course import structure
from mlworkshop.language import Language
from mlworkshop.overview import summary_page
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import AnyQuestion


@dataclass(frozen=True)
class Told:
    """A lesson, and what can be asked about it.

    Parameters
    ----------
    id : str
        Such as `m1-intro/02-spam`.
    """

    id: str

    @property
    def path(self) -> Path:
        """Its source."""
        return structure.source_of(self.id)

    @cached_property
    def text(self) -> str:
        """Its source as it is."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def cells(self) -> tuple[source.Cell, ...]:
        """Its cells in both languages."""
        return tuple(source.read(self.path).cells)

    @property
    def names(self) -> dict[str, Any]:
        """Its variables after running its code with the solutions."""
        return exercise_kit.run(self.path).names

    @property
    def cases(self) -> dict[str, exercise_kit.Case]:
        """Its exercises by id."""
        return exercise_kit.cases(self.path)

    def asked(self, id_: str) -> AnyQuestion:
        """One of its questions."""
        return bank.find(id_).question

    def idea(self, lang: Language) -> str:
        """What the module's page for printing says of it."""
        page = self.path.parent / "summary.yml"
        return summary_page._read(page).ideas[self.id].of(lang)

    def says(self, *, en: str = "", ja: str = "") -> bool:
        """True where its texts or code have these words in each language, across line ends."""
        for lang, wanted in (("en", en), ("ja", ja)):
            told = self._english if lang == "en" else self._japanese
            assert wanted in told, f"{self.id} does not say in {lang!r}: {wanted}"
        return bool(en or ja)

    @cached_property
    def _english(self) -> str:
        return re.sub(r"\s+", " ", self._in("en"))

    @cached_property
    def _japanese(self) -> str:
        return re.sub(r" *\n *", "", self._in("ja"))

    def _in(self, lang: Language) -> str:
        return "\n".join(cell.source for cell in self.cells if cell.language in (None, lang))


def lesson(id_: str) -> Told:
    """A lesson by its id."""
    return Told(id_)
