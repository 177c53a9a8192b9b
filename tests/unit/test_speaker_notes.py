"""The speaker's page: everything that the instructor needs is on it, in one language."""

from __future__ import annotations

import re
from html import unescape

import pytest

from mlworkshop.authoring import speaker_notes
from mlworkshop.cli import main
from mlworkshop.course import lesson, structure
from mlworkshop.errors import WorkshopError
from mlworkshop.exercise import store
from mlworkshop.language import LANGUAGES, Language, joined
from mlworkshop.overview import timetable
from mlworkshop.questions import answer_key, bank

OPEN = [entry.id for entry in structure.load().lessons if entry.is_open]


def words(html: str) -> str:
    """The words of a page, without marks of HTML and without blanks."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", html)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", OPEN)
def test_page_has_all_notes_and_answers(id_: str, language: Language) -> None:
    page = speaker_notes.page(id_, language)
    shown, read = words(page), lesson.read(structure.source_of(id_))
    for cell in read.cells:
        if cell.role == "notes" and cell.language == language:
            plain = re.sub(r"[*`#>\s-]|\]\([^)]*\)|[\[\]]", "", joined(cell.source))
            assert plain[:30] in re.sub(r"[*`#>\s-]", "", shown), cell.line
    for entry in bank.entries():
        if entry.lesson == id_:
            assert f"<code>{entry.question.id}</code>" in page
            assert page.count("✗") >= len(answer_key.of(entry.question).slips)
    other = "\u3042-\u3093" if language == "en" else None
    if other:
        assert not re.search(f"[{other}]", shown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", OPEN)
def test_each_exercise_has_its_solution_and_the_reason(id_: str, language: Language) -> None:
    page = speaker_notes.page(id_, language)
    label = "Exercise: " if language == "en" else "演習： "
    parts = re.findall(f"<h3>{label}(.*?)(?=<h3>|<h2>|</main>)", page, re.DOTALL)
    assert len(parts) == len(store.of_lesson(id_))
    for part in parts:
        assert '<div class="right">✓ ' in part or "<pre><code>" in part
        assert str(speaker_notes._THEN.of(language)) in part


@pytest.mark.parametrize("entry", bank.entries(), ids=lambda entry: entry.question.id)
def test_key_agrees_with_the_grading(entry: bank.Entry) -> None:
    """What the page calls right is graded as right, and what it calls wrong is not among it."""
    key, question = answer_key.of(entry.question), entry.question
    if question.kind == "open":
        assert key == answer_key.Key()
        return
    assert key.right
    assert key.slips
    assert not {line.en for line in key.right} & {slip.en for slip, _ in key.slips}
    if question.kind in ("single", "multiple", "order"):
        letters = "".join(line.en[0] for line in key.right)
    elif question.kind == "match":
        groups = [group.text.en for group in question.groups]
        letters = " ".join(
            f"{line.en[0]}{groups.index(line.en.rpartition(' → ')[2]) + 1}" for line in key.right
        )
    else:
        letters = key.right[0].en
    assert question.grade(question.read(letters)).outcome.value == "right"


@pytest.mark.parametrize("id_", OPEN)
def test_minutes_of_sections_add_up_and_the_clock_agrees(id_: str) -> None:
    page = speaker_notes.page(id_, "en")
    rows = re.findall(r"<td>(\d+):(\d\d)<td>(?:(\d+) min)?<td>", page)
    passed = 0
    for hours, rest, core in rows:
        assert 60 * int(hours) + int(rest) == passed
        passed += int(core or 0)
    assert passed == timetable.of(lesson.read(structure.source_of(id_))).core


def test_unknown_lesson_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkshopError, match=r"Did you mean m1-intro/02-spam"):
        speaker_notes.page("m1-intro/02-spm", "en")
    assert main(["notes", "../../etc/passwd"]) == 1
    assert "no lesson" in capsys.readouterr().err
