"""Modules 2 and 3 from start to end, through their fields: the plan then has every answer."""

from __future__ import annotations

import html
import io

import docx
import plays
import pytest

from mlworkshop import language
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES
from mlworkshop.plan import document, formats

LESSONS = [
    entry.id
    for entry in structure.load().lessons
    if entry.is_open and entry.id.startswith(("m2-planning/", "m3-organisation/"))
]


def plain(suffix: str) -> str:
    """What a reader of an exported plan sees, more or less."""
    data = formats.written(suffix)
    if suffix == ".docx":
        return "\n".join(each.text for each in docx.Document(io.BytesIO(data)).paragraphs)
    told = data.decode()
    return html.unescape(told) if suffix == ".html" else told.replace("\\", "").partition("<!--")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_contains_every_answer_of_both_modules(lang, outputs, monkeypatch):
    typed, shown = [], []
    for lesson in LESSONS:
        played = plays.play(lesson, lang, is_own_alone=True)
        typed += played.typed
        shown += [(lesson, each._key) for each in played.activities if each._key.startswith("own-")]
    assert len(typed) == len(set(typed)) > 10
    language.use(lang)
    plan = document.load()
    told = {(part.source.lesson, part.source.key) for part in plan.said}
    assert set(shown) <= told
    assert [part for part in plan.missing if part.source.lesson in LESSONS] == []
    for suffix in formats.FORMATS:
        seen = plain(suffix)
        assert [words for words in typed if words not in seen] == []
        for part in plan.said:
            for label, words in part.versions[0].piece.parts:
                assert words.of(lang) in seen
                assert part.source.kind == "quiz" or label.of(lang) in seen
