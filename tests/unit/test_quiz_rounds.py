"""Rounds of review questions: their order, their turns, and what is kept of them."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from mlworkshop.questions import rounds
from mlworkshop.questions.rounds import LENGTH, Asked, Round

MISSED_LATE = Asked("late:1", own=False, right=False, when=9)
MISSED_EARLY = Asked("early:1", own=False, right=False, when=2)
MISSED_HERE = Asked("here:1", own=True, right=False, when=8)
KNOWN = Asked("known:1", own=False, right=True, when=1)
KNOWN_HERE = Asked("known-here:1", own=True, right=True, when=5)
KNOWN_LATER = Asked("known-later:1", own=True, right=True, when=7)
NEW = Asked("new:1", own=True)
NEWER = Asked("newer:1", own=True)
NEVER_MET = Asked("never-met:1", own=False)
ALL = [
    KNOWN,
    NEVER_MET,
    MISSED_LATE,
    MISSED_EARLY,
    NEW,
    KNOWN_LATER,
    MISSED_HERE,
    KNOWN_HERE,
    NEWER,
]


def play(state, *outcomes):
    """Answer the questions on the table one by one, "" leaving one out; the keys asked."""
    asked = []
    for outcome in outcomes:
        asked.append(state.key)
        state = (state.heard(outcome) if outcome else state).onward()
    return state, asked


def test_missed_ones_come_first_those_missed_longest_ago_before_the_others_then_new_ones():
    assert rounds.choose(ALL) == [MISSED_EARLY, MISSED_HERE, MISSED_LATE, NEW, NEWER]


def test_what_the_last_round_did_not_get_right_comes_before_everything():
    assert rounds.choose(ALL, lost={"late:1", "new:1"})[:2] == [MISSED_LATE, MISSED_EARLY]


def test_what_was_put_right_elsewhere_since_is_not_missed():
    assert KNOWN not in rounds.choose(ALL, lost={KNOWN.key})


def test_questions_of_lessons_that_were_not_done_are_never_asked():
    assert NEVER_MET not in rounds.choose(ALL)


def test_without_anything_done_there_are_only_new_ones():
    state = rounds.deal([NEVER_MET, NEW, NEWER])
    assert state == Round(("new:1", "newer:1"))


def test_a_round_has_no_more_than_its_length():
    many = [Asked(f"q{at}:1", own=True) for at in range(LENGTH + 3)]
    state = rounds.deal(many)
    assert state.waiting == tuple(f"q{at}:1" for at in range(LENGTH))
    assert rounds.deal(many, length=2).waiting == ("q0:1", "q1:1")


def test_when_nothing_is_missed_or_new_its_own_come_again_the_oldest_first():
    assert rounds.deal([KNOWN, KNOWN_LATER, KNOWN_HERE]).waiting == (
        "known-here:1",
        "known-later:1",
    )


def test_a_module_without_questions_gives_an_empty_round():
    state = rounds.deal([NEVER_MET])
    assert (state.key, state.count) == (None, 0)


def test_a_round_that_is_all_right_ends_after_one_turn_each():
    state, asked = play(Round(("a:1", "b:1")), "right", "right")
    assert asked == ["a:1", "b:1"]
    assert state == Round((), {"a:1": "right", "b:1": "right"})
    assert state.key is None


@pytest.mark.parametrize("outcome", ["wrong", "partial"])
def test_what_is_not_right_comes_again_at_the_end_once(outcome):
    state, asked = play(Round(("a:1", "b:1", "c:1")), outcome, "right", outcome)
    assert asked == ["a:1", "b:1", "c:1"]
    assert state.waiting == ("a:1", "c:1")
    assert state.comes_again
    state, asked = play(state, "right", outcome)
    assert asked == ["a:1", "c:1"]
    assert state == Round((), {"a:1": "again", "b:1": "right", "c:1": "wrong"})


def test_only_the_first_answer_of_a_turn_counts():
    state = Round(("a:1", "b:1")).heard("wrong").heard("right")
    assert state.said == "wrong"
    assert state.onward().waiting == ("b:1", "a:1")
    assert Round(("a:1",)).heard("right").heard("wrong").onward().marks == {"a:1": "right"}


def test_the_last_question_may_come_again_at_once():
    state, asked = play(Round(("a:1",)), "wrong", "wrong")
    assert asked == ["a:1", "a:1"]
    assert state == Round((), {"a:1": "wrong"})


def test_what_is_left_out_does_not_come_again():
    state, asked = play(Round(("a:1", "b:1")), "", "wrong", "")
    assert asked == ["a:1", "b:1", "b:1"]
    assert state == Round((), {"a:1": "skipped", "b:1": "wrong"})


def test_each_question_counts_once():
    state, _ = play(Round(("a:1", "b:1")), "wrong")
    assert state.count == 2


def test_after_its_end_nothing_is_heard():
    over = Round((), {"a:1": "right"})
    assert over.heard("wrong") is over


def test_a_round_comes_back_from_json():
    state = Round(("a:1", "b:2"), {"c:1": "again"}, "wrong")
    assert rounds.read(json.loads(json.dumps(asdict(state)))) == state


@pytest.mark.parametrize(
    "kept",
    [None, "a", [], {}, {"waiting": "abc"}, {"waiting": [1]}, {"waiting": [], "marks": {"a": "?"}}],
)
def test_what_is_no_round_is_none(kept):
    assert rounds.read(kept) is None


def test_a_question_that_was_removed_or_changed_leaves_the_round():
    state = Round(("a:1", "b:1", "c:1"), {"d:1": "right", "c:1": "wrong"}, "wrong")
    assert state.among({"b:1", "c:1", "a:2"}) == Round(("b:1", "c:1"), {"c:1": "wrong"})
    assert state.among({"a:1", "d:1"}) == Round(("a:1",), {"d:1": "right"}, "wrong")
    assert state.among(()).count == 0
