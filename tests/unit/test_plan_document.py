"""How the plan is put together, merged with those of a team, and shown."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import ipywidgets as widgets
import pytest

import mlworkshop as ws
from mlworkshop import journal
from mlworkshop.course import lesson as source
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text
from mlworkshop.plan import document, formats, layout
from mlworkshop.plan.outline import HOME, SECTIONS
from mlworkshop.questions import bank, final_check, sittings
from mlworkshop.questions.game import key_of
from mlworkshop.questions.kinds import Open
from mlworkshop.questions.rounds import Round

USE_CASE, TIME = "m2-planning/02-find-the-use-case", "m2-planning/05-time-and-production"
# Open questions about the lesson's own case, not about the attendee's work.
NOT_OWN = {"tasks-segment-names", "four-recommendation"}
PLACES = [(each.lesson, each.key) for section in SECTIONS for each in section.sources]


def say(lesson, key, words, facts=None, version=2):
    digest = [[{"en": "Label", "ja": "項目"}, {"en": words, "ja": words}]]
    answer = {"digest": digest, "facts": facts or {}}
    journal.record(lesson, "note", key, version=version, answer=answer)


def words_of(version):
    return version.piece.parts[0][1].en


def part(lesson, key):
    (found,) = [
        each
        for each in document.load().parts
        if (each.source.lesson, each.source.key) == (lesson, key)
    ]
    return found


def copy_of(name, *said):
    """A plan of somebody else: what `say` is given, each."""
    pieces = [
        {
            "lesson": lesson,
            "key": key,
            "kind": "note",
            "version": 2,
            "answer": {"digest": [[{"en": "L", "ja": "項"}, {"en": words, "ja": words}]]},
            "parts": [[{"en": "L", "ja": "項"}, {"en": words, "ja": words}]],
        }
        for lesson, key, words in said
    ]
    return document.read({"name": name, "pieces": pieces})


# The outline


def test_the_outline_names_each_place_once():
    assert len(PLACES) == len(set(PLACES))
    assert {place[0] for place in PLACES} <= {entry.id for entry in structure.load().lessons}


def test_every_question_about_ones_own_work_has_its_place():
    asked = {
        (entry.lesson, entry.question.id)
        for entry in bank.entries()
        if isinstance(entry.question, Open) and entry.question.id not in NOT_OWN
    }
    opened = {place for place in PLACES if structure.is_open(place[0])}
    assert asked == {place for place in opened if not place[1].startswith("own-")}


def test_every_activity_about_ones_own_project_has_its_place():
    shown = {
        (entry.id, key)
        for entry in structure.load().lessons
        if entry.is_open
        for cell in source.read(structure.source_of(entry.id)).cells
        if cell.kind == "code"
        for key in re.findall(r"""["'](own-[a-z0-9-]+)["']""", cell.source)
    }
    opened = {place for place in PLACES if structure.is_open(place[0])}
    assert shown == {place for place in opened if place[1].startswith("own-")}


# Put together


def test_what_is_said_last_counts_and_what_is_not_is_missing():
    say(USE_CASE, "own-gap", "first", {"kpi": "waste", "as_is": "odd", "unheard-of": 1})
    say(USE_CASE, "own-gap", "second", {"kpi": "sales", "as_is": 3})
    say(USE_CASE, "chain-gap", "no part of it")
    plan = document.load()
    (told,) = plan.said
    assert words_of(told.versions[0]) == "second"
    assert (plan.facts.kpi, plan.facts.as_is) == ("sales", 3.0)
    assert len(plan.missing) == sum(len(each.sources) for each in SECTIONS if each.is_wanted) - 1
    assert not plan.open


def test_the_earlier_part_says_a_fact_that_two_say():
    say(TIME, "own-timeline", "later in the outline", {"kpi": "wrong", "weeks_80": 3})
    say(USE_CASE, "own-gap", "earlier", {"kpi": "right"})
    plan = document.load()
    assert (plan.facts.kpi, plan.facts.weeks_80) == ("right", 3.0)
    assert plan.lessons_of(["weeks_80", "kpi", "as_is"]) == [TIME, USE_CASE]


@pytest.mark.parametrize("version", [1, 3, 99])
def test_a_note_of_another_version_counts_as_far_as_it_can_be_read(version):
    say(USE_CASE, "own-gap", "old", {"kpi": 3, "as_is": 4.5}, version)
    plan = document.load()
    assert words_of(plan.said[0].versions[0]) == "old"
    assert plan.facts.model_dump(exclude_none=True) == {"as_is": 4.5}


def test_what_no_section_names_is_kept_under_more_notes():
    say("m9-later/01-lesson", "own-later", "from a later version")
    (told,) = document.load().said
    assert told.section == SECTIONS[-1]
    assert "from a later version" in formats.written(".md").decode()


# Merged


def test_a_plan_fills_what_is_empty_once_and_activities_go_on_with_it(begin, outputs):
    begin(HOME)
    ws.activities.project_start(key="own-start")
    outputs[-1].page.enter("Name of the project", "Food for cats")
    held = formats.written(".html")
    journal.start_afresh(HOME)
    assert document.load().said == []
    for filled in (1, 0):
        assert document.take_over(formats.parsed(held, "x.html")) == filled
        assert len(document.copies()) == 1
        assert len(document.load().said) == 1
        assert document.load().open == []
    ws.activities.project_start(key="own-start")
    assert outputs[-1].page.field("Name of the project").value == "Food for cats"


def test_a_team_of_six_disagrees_and_nothing_is_lost():
    say(USE_CASE, "own-gap", "mine")
    names = ["Aya", "Bob", "Chi", "Dan", "Eri"]
    for name in names:
        gap = "same" if name in ("Aya", "Bob") else f"of {name}"
        copy = copy_of(name, (USE_CASE, "own-gap", gap), (TIME, f"own-{name}", name))
        document.take_over(copy)
    versions = part(USE_CASE, "own-gap").versions
    assert next(words_of(each) for each in versions) == "mine"
    assert {words_of(each): set(each.names) for each in versions[1:]} == {
        "same": {"Aya", "Bob"},
        "of Chi": {"Chi"},
        "of Dan": {"Dan"},
        "of Eri": {"Eri"},
    }
    for suffix in (".md", ".html"):
        told = formats.written(suffix).decode()
        assert all(words in told for words in ("mine", "same", "of Chi", "of Dan", "of Eri"))
        again = formats.parsed(told.encode(), "x")
        assert len(again.pieces) == 5 + len(names)


def test_a_decision_goes_into_the_lesson_and_keeps_the_others():
    say(USE_CASE, "own-gap", "mine")
    document.take_over(copy_of("Aya", (USE_CASE, "own-gap", "hers")))
    document.take_over(copy_of("Bob", (USE_CASE, "own-gap", "his")))
    undecided = part(USE_CASE, "own-gap")
    assert undecided.is_open
    document.settle(undecided, undecided.versions[1])
    decided = part(USE_CASE, "own-gap")
    assert not decided.is_open
    assert next(words_of(each) for each in decided.versions) == "hers"
    assert {words_of(each) for each in decided.versions} == {"mine", "hers", "his"}
    told = journal.latest(USE_CASE, "note", "own-gap", 2).answer
    assert told["digest"][0][1]["en"] == "hers"

    document.take_over(copy_of("Chi", (USE_CASE, "own-gap", "a new one")))
    assert part(USE_CASE, "own-gap").is_open
    say(USE_CASE, "own-gap", "changed by hand")
    assert words_of(part(USE_CASE, "own-gap").versions[0]) == "changed by hand"


def test_what_one_keeps_is_decided_as_well():
    say(USE_CASE, "own-gap", "mine")
    document.take_over(copy_of("Aya", (USE_CASE, "own-gap", "hers")))
    undecided = part(USE_CASE, "own-gap")
    document.settle(undecided, undecided.versions[0])
    decided = part(USE_CASE, "own-gap")
    assert not decided.is_open
    assert [words_of(each) for each in decided.versions] == ["mine", "hers"]


def test_a_file_cannot_change_what_is_no_part_of_a_plan():
    copy = copy_of("Eve", ("m1-intro/08-review", "review m1-intro", "x"), (HOME, "own-else", "y"))
    document.take_over(copy)
    assert {event.lesson for event in journal.events()} == {HOME}
    assert all(event.key.startswith("plan copy") for event in journal.events())
    assert len(document.load().said) == 2  # shown, all the same


def test_a_plan_of_another_version_opens_piece_by_piece():
    good = copy_of("Aya", (USE_CASE, "own-gap", "good")).model_dump(mode="json")
    (piece,) = good["pieces"]
    odd = [None, 3, [], {}, piece | {"parts": "x"}, piece | {"kind": "else"}, piece | {"parts": []}]
    later = piece | {"key": "own-later", "new field": [1], "version": 7}
    older = {name: piece[name] for name in ("lesson", "key", "kind", "parts")} | {"key": "own-old"}
    copy = document.read(good | {"pieces": [*odd, piece, later, older], "format": 99})
    assert [each.key for each in copy.pieces] == ["own-gap", "own-later", "own-old"]
    document.take_over(copy)
    again = formats.parsed(formats.written(".md"), "x")
    (kept,) = [each for each in again.pieces if each.key == "own-later"]
    assert kept.model_extra == {"new field": [1]}
    for nothing in (None, [], {"pieces": 3}, {"pieces": "abc"}, 10**400):
        found = document.read(nothing)
        assert found is None or found.pieces == ()


# Shown


def test_it_shows_contradictions_and_what_is_missing_with_ways_there(begin, outputs):
    begin(HOME)
    say(USE_CASE, "own-gap", "x", {"weeks_to_deadline": 3})
    say(TIME, "own-timeline", "y", {"weeks_80": 9})
    ws.my_plan()
    page = outputs[-1].page
    assert "The deadline comes before the 80% date" in page.text
    assert "lessons that you have begun" in page.text
    for entry in structure.load().lessons:
        if entry.is_open and entry.id.startswith("m2"):
            assert f'href="{Path(entry.id).name}.ipynb"' in page.html
    assert set(re.findall("<script|<b evil", page.html)) == set()
    static = outputs[-1].static
    ws.my_plan()
    assert outputs[-1].static == static
    assert outputs[-1].plain == outputs[0].plain


def test_its_buttons_write_files_and_take_up_others(begin, outputs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    begin(HOME)
    say(USE_CASE, "own-gap", "<b evil>mine")
    ws.my_plan()
    page = outputs[-1].page
    page.press("Write as HTML (to print)", "Write as Word", "Write as Markdown")
    assert {path.name for path in tmp_path.iterdir()} >= {
        f"my-plan{end}" for end in formats.FORMATS
    }
    assert 'download="my-plan.md"' in page.html
    assert "<b evil" not in page.html
    (tmp_path / "my-plan.docx").write_bytes(b"my thesis")
    page.press("Write as Word")
    assert "not overwritten" in page.text

    data = formats.written(".md")
    say(USE_CASE, "own-gap", "changed since")
    focused = []
    monkeypatch.setattr(widgets.Button, "focus", lambda button: focused.append(button.description))
    (upload,) = page.find(widgets.FileUpload)
    upload.value = (_file("a.md", data), _file("thesis.md", b"my thesis"))
    assert "holds no plan" in page.text
    assert "which version counts?" in page.text
    page.press("Use this: a.md")
    assert "which version counts?" not in page.text
    assert words_of(part(USE_CASE, "own-gap").versions[0]) == "<b evil>mine"
    assert upload.value == ()
    assert focused == ["Refresh"]  # as the button that was pressed is gone


def _file(name, data):
    made = {"name": name, "type": "", "size": len(data), "content": memoryview(data)}
    return made | {"last_modified": datetime(2026, 1, 1, tzinfo=UTC)}


def test_from_code(begin, outputs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    begin(HOME)
    say(USE_CASE, "own-gap", "x")
    ws.export_plan()
    assert 'href="data:text/html' in outputs[-1].static
    ws.import_plan()
    assert "my-plan.html has been added" in outputs[-1].text
    for wrong in ("nowhere.html", str(tmp_path), 3):
        with pytest.raises(WorkshopError):
            ws.import_plan(wrong)
    for wrong in ("plan.pdf", 3, "nowhere/plan.html"):
        with pytest.raises(WorkshopError):
            ws.export_plan(wrong)


def test_what_cannot_be_saved_is_said(begin, outputs, tmp_path, monkeypatch):
    begin(HOME)
    data = copy_of("Aya", (USE_CASE, "own-gap", "hers"))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file" / "folder"))
    held = tmp_path / "plan.md"
    held.write_text(json.dumps({"mlworkshop-plan": 1, **data.model_dump(mode="json")}))
    ws.import_plan(held)
    assert journal.trouble() in outputs[-1].plain


def test_the_same_answer_under_a_label_of_an_older_course_is_not_another_version():
    say(USE_CASE, "own-gap", "mine")
    copy = document.load().copy()
    (piece,) = copy.pieces
    older = piece.model_copy(
        update={"parts": tuple((Text(en="Old", ja="旧"), words) for _, words in piece.parts)}
    )
    document.take_over(document.read(copy.model_copy(update={"pieces": (older,)}).model_dump()))
    assert len(part(USE_CASE, "own-gap").versions) == 1


# Ways that leave lessons out


def test_what_no_lesson_asked_for_yet_is_listed_apart_and_not_counted():
    say(USE_CASE, "own-gap", "Waste falls")
    plan = document.load()
    assert {part.source.lesson for part in plan.expected} == {USE_CASE}
    assert list(plan.gaps(in_begun=True)) == [USE_CASE]
    left_out = plan.gaps(in_begun=False)
    assert {lesson.partition("/")[0] for lesson in left_out} == {"m2-planning", "m3-organisation"}
    headings = [block.words for block in layout.blocks(plan) if block.kind == "heading"]
    assert headings[-2:] == [str(words) for words in layout.MISSING.values()]


def test_a_question_of_the_final_check_does_not_begin_its_lesson():
    entry = next(each for each in bank.entries() if each.lesson == USE_CASE)
    key = key_of(entry)
    sitting = sittings.Sitting((key,), Round((), {key: "wrong"}, is_single=True))
    kept = sittings._SITTING.dump_python(sitting, mode="json")
    journal.record(final_check.HOME, "note", "final check", answer=kept)
    journal.record(USE_CASE, "quiz", entry.question.id, outcome="wrong", answer="x")
    journal.record(USE_CASE, "note", f"again {key}", answer={"step": 0, "since": "2026-01-01"})
    assert document.load().begun == {final_check.HOME}
    journal.record(USE_CASE, "hint", entry.question.id, answer=1)
    assert USE_CASE in document.load().begun
