"""Earlier answers: kept by ids and graded by one rule, also those that were kept by letters."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from mlworkshop import journal
from mlworkshop.outcome import Outcome
from mlworkshop.overview import progress_map
from mlworkshop.questions import bank, history, view
from mlworkshop.questions.kinds import Match, Multiple, Order, Single

RECORDED = Path(__file__).parent / "fixtures" / "journals"
# By question: how the last answer came out at that time, and what it was, by ids. A question whose
# version was raised since has forgotten it.
ANSWERS = json.loads((RECORDED / "format_1.answers.json").read_text(encoding="utf-8"))
KNOWN = {entry.question.id: entry for entry in bank.entries()}
LASTING = [id_ for id_ in ANSWERS if id_ in KNOWN and KNOWN[id_].question.version == 1]


@pytest.fixture
def recorded():
    """The journal of somebody who took the whole course when answers were kept by letters."""
    journal.folder().mkdir(parents=True)
    shutil.copy(RECORDED / "format_1.jsonl", journal.folder())


def turned(entry):
    """A question whose options, steps, cards and groups come in another order, as they may."""
    question = entry.question
    changed = {
        name: getattr(question, name)[1:] + getattr(question, name)[:1]
        for name in ("options", "shown", "cards", "groups")
        if hasattr(question, name)
    }
    return replace(entry, question=question.model_copy(update=changed))


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("reorder", [lambda entry: entry, turned], ids=["same", "reordered"])
def test_each_answer_of_the_recorded_journal_is_where_it_was(reorder, monkeypatch):
    entries = tuple(map(reorder, KNOWN.values()))
    monkeypatch.setattr(bank, "entries", lambda: entries)
    kinds = set()
    for entry in entries:
        if entry.question.id not in LASTING:
            continue
        expected = ANSWERS[entry.question.id]
        earlier = history.latest(entry)
        assert earlier.answer == expected["answer"]
        assert earlier.grade.outcome.value == expected["outcome"]
        shown = view.View(entry)
        assert f"mlw-feedback mlw-{expected['outcome']}" in shown.feedback.value
        assert escape(entry.question.typed(earlier.answer)) in shown.feedback.value
        kinds.add(entry.question.kind)
    assert len(kinds) == 6
    (done, of), _ = progress_map.right([entry.lesson for entry in entries]).values()
    assert of == len(entries)
    assert done >= len(LASTING), "each was right once"


@pytest.mark.usefixtures("recorded")
def test_hints_exercises_and_rounds_of_the_recorded_journal_are_there():
    lines = (RECORDED / "format_1.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        event = journal.latest(line["lesson"], line["kind"], line["key"], line["version"])
        assert event.time >= line["time"]
        assert (event.answer == line["answer"]) is (event.time == line["time"]) or line["kind"] in (
            "quiz",
            "exercise",
        )


def kept(entry, answer, format_=1):
    line = {"format": format_, "time": 1.0, "lesson": entry.lesson, "kind": "quiz"}
    line |= {"key": entry.question.id, "version": 1, "outcome": "right", "answer": answer}
    journal.folder().mkdir(parents=True, exist_ok=True)
    (journal.folder() / "one.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")


@pytest.mark.parametrize("kind", [Single, Multiple, Order, Match])
@pytest.mark.parametrize("answer", ["z", "", "ü", "a9 b99", 5, None, ["a"], {"a": "1"}])
def test_letters_that_mean_nothing_are_no_answer(kind, answer):
    entry = next(entry for entry in KNOWN.values() if isinstance(entry.question, kind))
    kept(entry, answer)
    assert history.latest(entry) is None
    assert history.all_of(entry) == []


def test_letters_mean_something_in_the_old_format_only():
    entry = KNOWN["start-practice"]
    kept(entry, "b")
    assert history.latest(entry).grade.outcome is Outcome.RIGHT
    kept(entry, "false-alarm", format_=2)
    assert history.latest(entry).grade.outcome is Outcome.RIGHT


def test_the_map_and_the_question_judge_alike_whatever_the_line_says():
    entry = KNOWN["start-practice"]
    kept(entry, "missed-spam", format_=2)  # its line says "right"
    assert history.latest(entry).grade.outcome is Outcome.WRONG
    assert "mlw-feedback mlw-wrong" in view.View(entry).feedback.value
    assert progress_map.right([entry.lesson])["quiz"] == (0, 1)
