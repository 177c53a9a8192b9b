"""Spaced review: which questions come back, and on which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from banks import NUMBER, put_questions
from hands import Page

import mlworkshop as ws
from mlworkshop import journal, language, notebook
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome
from mlworkshop.overview import progress_map
from mlworkshop.questions import bank, review, spaced, view
from mlworkshop.questions.spaced import DAYS, Repetition

START = date(2026, 2, 27)
CATS = "m1/01-cats"


def after(days):
    return START + timedelta(days=days)


def test_right_answers_on_due_days_lead_through_all_intervals_and_out():
    kept, day, asked = Repetition(0, START), START, []
    while not kept.is_over:
        day += timedelta(days=1)
        if kept.is_due(day):
            asked.append((day - START).days)
            kept = kept.passed(day)
    assert asked == [1, 8, 38]
    assert not kept.is_due(after(10_000))


def test_a_day_that_was_missed_is_made_up_for():
    assert Repetition(0, START).is_due(after(400))


@pytest.mark.parametrize(("ahead", "is_due"), [(1, False), (2, True), (30_000, True)])
def test_one_day_ahead_is_another_time_zone_and_more_is_a_wrong_clock(ahead, is_due):
    assert Repetition(2, after(ahead)).is_due(START) is is_due


@pytest.fixture
def cats(small_course, monkeypatch):
    ids = ["paws", "tail", "ears", "fur", "nose", "eyes"]
    put_questions(small_course, {CATS: "".join(NUMBER.format(id=id_) for id_ in ids)})
    monkeypatch.setattr(notebook, "_lesson", CATS)
    monkeypatch.setattr(view, "_shown", {})


@pytest.fixture
def today(monkeypatch):
    """Say which day it is, wherever it is asked."""

    def today(day):
        class Day(date):
            @classmethod
            def today(cls):
                return day

        monkeypatch.setattr(view, "date", Day)
        monkeypatch.setattr(review, "date", Day)
        noon = datetime.combine(day, datetime.min.time()).timestamp() + 12 * 3600
        monkeypatch.setattr(journal.time, "time", lambda: noon)

    today(START)
    return today


def due(day):
    return [entry.question.id for entry in spaced.due(bank.entries(), day)]


def test_what_is_right_at_once_never_comes_back(cats, today, outputs):
    ws.answer("paws", 1)
    assert due(after(1)) == due(after(1000)) == []
    assert [event.kind for event in journal.events()] == ["quiz"]


def test_what_was_wrong_comes_back_though_the_second_try_was_right(cats, today, outputs):
    ws.answer("paws", 2)
    ws.answer("paws", 1)
    assert due(START) == []
    assert due(after(1)) == ["paws"]


def test_the_same_wrong_answer_on_its_day_counts_again(cats, today, outputs):
    ws.answer("paws", 2)
    today(after(1))
    ws.answer("paws", 2)
    assert due(after(1)) == []
    assert due(after(2)) == ["paws"]


def test_those_that_wait_longest_come_first(cats, today, outputs):
    ws.answer("tail", 2)
    today(after(1))
    ws.answer("paws", 2)
    assert due(after(9)) == ["tail", "paws"]


def test_starting_a_lesson_afresh_forgets_it(cats, today, outputs):
    ws.answer("paws", 2)
    journal.start_afresh(CATS)
    assert due(after(1)) == []


@pytest.mark.parametrize("passed", range(1, len(DAYS) + 1))
def test_a_wrong_answer_leads_back_to_the_first_interval(passed, cats, today, outputs):
    ws.answer("paws", 2)
    day = START
    for wait in DAYS[:passed]:
        day += timedelta(days=wait)
        today(day)
        ws.answer("paws", 1)
    assert due(day) == []
    ws.answer("paws", 2)
    assert due(day) == []
    assert due(day + timedelta(days=1)) == ["paws"]


def test_a_right_answer_before_its_day_changes_nothing(cats, today, outputs):
    ws.answer("paws", 2)
    today(after(1))
    ws.answer("paws", 1)
    today(after(5))
    ws.answer("paws", 1)
    assert due(after(7)) == []
    assert due(after(8)) == ["paws"]


@pytest.mark.parametrize(
    "held", [None, 3, {}, {"step": "1", "since": "2026-01-01"}, {"step": 1, "since": "soon"}]
)
def test_a_note_that_cannot_be_read_does_no_harm(held, cats):
    journal.record(CATS, "quiz", "paws", outcome="wrong", answer=2)
    journal.record(CATS, "note", "again paws:1", answer=held)
    assert due(date.today()) == []
    assert due(date.today() + timedelta(days=1)) == ["paws"]


# On display


@pytest.fixture
def map_of(outputs):
    def map_of(lang="en"):
        language.use(lang)
        ws.progress()
        return outputs[-1]

    return map_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_says_nothing_of_it_while_nothing_is_due(lang, cats, today, map_of, outputs):
    ws.answer("paws", 2)
    ws.answer("tail", 1)
    shown = map_of(lang)
    assert shown.live is None
    assert progress_map._due(1) not in shown.static


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_due_is_answered_below_the_map(lang, cats, today, map_of, outputs):
    ws.answer("paws", 2)
    ws.answer("tail", 2)
    today(after(1))
    shown = map_of(lang)
    assert progress_map._due(2) in shown.static
    assert progress_map._due(2) in progress_map.plain()
    page = Page(shown.live)
    page.enter(ui_label(lang), "1")
    assert page.outcome is Outcome.RIGHT
    page.find(review.game.widgets.Button)[-1].click()
    page.enter(ui_label(lang), "2")
    assert due(after(1)) == []
    assert due(after(2)) == ["tail"]
    assert due(after(8)) == ["tail", "paws"]


def ui_label(lang):
    return {"en": "Your answer", "ja": "答え"}[lang]


def test_a_round_of_the_day_goes_on_after_a_restart_and_ends(cats, today, outputs):
    for id_ in ("paws", "tail"):
        ws.answer(id_, 2)
    today(after(1))
    ws.review()
    ws.answer("paws", 1)
    ws.review(go_on=True)
    journal._open.cache_clear()
    ws.review()
    assert "Question 2 of 2" in outputs[-1].static
    assert "How many, tail?" in outputs[-1].static
    ws.answer("tail", 1)
    ws.review(go_on=True)
    assert "Right: 2 of 2" in outputs[-1].static
    ws.review()
    assert "No question is due today." in outputs[-1].static


def test_the_round_of_another_day_does_not_go_on(cats, today, outputs):
    ws.answer("paws", 2)
    ws.answer("tail", 2)
    today(after(1))
    ws.review()
    ws.answer("paws", 1)
    today(after(2))
    ws.review()
    assert "Question 1 of 1" in outputs[-1].static


def test_many_come_in_rounds(cats, today, outputs):
    for entry in bank.entries():
        ws.answer(entry.question.id, 2)
    today(after(1))
    for _ in range(5):
        ws.review(go_on=True)
    assert "Still due today: 6." in outputs[-1].static
