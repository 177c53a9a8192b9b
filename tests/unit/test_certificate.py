"""The certificate: what it says, for whom, and that it says no more than is known."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest
from banks import NUMBER, put_questions
from hands import Page

import mlworkshop as ws
from mlworkshop import journal, language, notebook
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import certificate, timetable
from mlworkshop.questions import final_check, sittings
from mlworkshop.questions.rounds import Round
from mlworkshop.questions.sittings import Score, Sitting

CATS, START = "m1/01-cats", "00-start"


@pytest.fixture
def cats(small_course, monkeypatch, tmp_path):
    put_questions(
        small_course,
        {
            CATS: NUMBER.format(id="paws") + NUMBER.format(id="tail"),
            START: NUMBER.format(id="start"),
        },
    )
    monkeypatch.setattr(notebook, "_lesson", CATS)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def show(outputs, cats):
    def show(lang="en", *args):
        language.use(lang)
        assert ws.certificate(*args) is None
        return outputs[-1]

    return show


def answered(lesson, key, value=1):
    journal.record(lesson, "quiz", key, outcome="right" if value == 1 else "wrong", answer=value)


def checked(right, of, otherwise="wrong"):
    keys = [f"q{at}:1" for at in range(of)]
    marks = {key: "right" if at < right else otherwise for at, key in enumerate(keys)}
    sitting = Sitting(tuple(keys), Round((), marks, is_single=True), has_begun=True)
    kept = sittings._SITTING.dump_python(sitting, mode="json")
    journal.record(final_check.HOME, "note", "final check", answer=kept)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_nothing_done_it_says_so_kindly(lang, show):
    page = show(lang).static
    assert "<ul>" not in page
    assert {"en": "is about to begin", "ja": "これから始めます"}[lang] in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_begun_is_told_apart_from_what_is_finished(lang, show):
    answered(CATS, "paws", 2)
    page = show(lang).static
    assert {"en": "Begun", "ja": "始めたレッスン"}[lang] in page
    assert {"en": ">Finished<", "ja": ">完了したレッスン<"}[lang] not in page
    answered(CATS, "tail")
    page = show(lang).static
    assert {"en": ">Begun<", "ja": ">始めたレッスン<"}[lang] not in page
    assert {"en": ">Finished<", "ja": ">完了したレッスン<"}[lang] in page


def test_a_question_of_the_final_check_begins_no_lesson(show):
    answered(CATS, "paws", 2)
    sitting = Sitting(("paws:1", "start:1"), Round(("start:1",), {"paws:1": "wrong"}))
    kept = sittings._SITTING.dump_python(sitting, mode="json")
    journal.record(final_check.HOME, "note", "final check", answer=kept)
    assert ">Begun<" not in show().static


def test_minutes_are_those_of_the_finished_lessons_alone(show, monkeypatch):
    core = {START: 10, CATS: 95}
    monkeypatch.setattr(timetable, "of_entry", lambda entry: timetable.Minutes(core[entry.id]))
    answered(START, "start")
    assert "1 lesson, 0 h 10 min" in show().static
    answered(CATS, "paws")
    assert "1 lesson, 0 h 10 min" in show().static
    answered(CATS, "tail")
    assert "2 lessons, 1 h 45 min" in show().static


def test_the_result_of_the_final_check_is_told_when_there_is_one(show):
    assert "Final check" not in show().static
    checked(7, 10)
    assert final_check.score() == Score(7, 10)
    assert "Final check: 7 of 10" in show().static


def test_what_was_left_out_of_the_final_check_is_told_apart(show):
    checked(7, 10)
    assert "Left out" not in show().static
    checked(7, 10, otherwise="skipped")
    assert "Left out: 3." in show().static


def test_it_says_what_it_does_not_certify(show):
    assert "not an exam" in show().static


# The ways of the real course


@pytest.mark.parametrize("way", structure.load().ways, ids=lambda way: way.id)
def test_a_way_that_was_walked_to_its_end_is_named(way):
    done = structure.load().entries_of(way)
    if way.lessons == "all":
        assert certificate._way(done) == "This is the whole course."
        return
    assert str(way.title) in certificate._way(done)
    assert "every lesson" in certificate._way(done)
    assert f"{len(done) - 1} of {len(done)} lessons" in certificate._way(done[:-1])


# The name

NAMES = {
    "html": "<script>alert(1)</script>",
    "attribute": '" onload="x',
    "right to left": "مريم بنت عبد الله",
    "emoji": "👩‍🔬" * 20,
    "long": "W" * 200,
    "lines": "Ada\n\nLovelace",
    "half an emoji": "a\ud83d",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_is_escaped_and_kept(name, show):
    page = show("en", name).static
    once = " ".join(certificate.whole(name).split())
    assert f"<bdi>{escape(once)}</bdi>" in page
    assert "<script>" not in page
    assert certificate._kept() == once
    assert f"<bdi>{escape(once)}</bdi>" in show("ja").static


def test_a_name_that_is_typed_is_shown_and_written(show, tmp_path):
    page = Page(show().live)
    page.enter("Your name, as it is to be printed", "Ada <Lovelace>")
    assert "<bdi>Ada &lt;Lovelace&gt;</bdi>" in page.html
    page.press("Write the certificate to a file")
    written = (tmp_path / "my-certificate.html").read_text("utf-8")
    assert "Ada &lt;Lovelace&gt;" in written
    assert certificate._day(date.today()) in written
    page.press("Write the certificate to a file")
    assert "my-certificate.html" in page.html


@pytest.mark.parametrize("name", ["", " ", "x" * 201, 3, ["Ada"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_name_is_refused_kindly(name, lang, show):
    with pytest.raises(WorkshopError):
        show(lang, name)


def test_another_file_of_this_name_stays(show, tmp_path):
    other = tmp_path / "my-certificate.html"
    other.write_text("mine")
    with pytest.raises(WorkshopError):
        show("en", "Ada", other)
    page = Page(show("en").live)
    page.press("Write the certificate to a file")
    assert "already exists" in page.html
    assert other.read_text() == "mine"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_are_written_as_the_language_does(lang):
    language.use(lang)
    assert (
        certificate._day(date(2026, 11, 6))
        == {"en": "6 November 2026", "ja": "2026年11月6日"}[lang]
    )
