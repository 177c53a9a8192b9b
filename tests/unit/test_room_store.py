"""What the room folds from its log: facts in, tallies out."""

from __future__ import annotations

import itertools

import pytest

from mlworkshop.language import Text
from mlworkshop.room import state
from mlworkshop.room.database import Entry, Room
from mlworkshop.room.events import TELEPHONE
from mlworkshop.room.polls import Lesson, Poll, Task
from mlworkshop.room.store import Folded

HERE, THERE = "m1-intro/02-spam", "m1-intro/03-product-category"
WORDS = Text(en="words", ja="言葉")
POLL = Poll("quiz:q", HERE, "single", 2, WORDS, {"a": WORDS, "b": WORDS}, frozenset("b"))
CXO = Poll("cxo:1/first", THERE, "single", 1, WORDS, {"pilot": WORDS, "wait": WORDS})
TASK = Task("task", 1, WORDS, {"known": WORDS, "mute": None})
COURSE = {
    HERE: Lesson(HERE, WORDS, (POLL,), (), (TASK,)),
    THERE: Lesson(THERE, WORDS, (), (CXO,), ()),
}


class Log:
    """A log in memory, and what is folded from it."""

    def __init__(self) -> None:
        self.folded = Folded(COURSE, {poll.id: poll for poll in (POLL, CXO)})
        self._seq = itertools.count(1)

    def add(self, kind, attendance=None, n=None, **body):
        self.folded.add([Entry(next(self._seq), attendance, n, kind, body)])

    def join(self, *attendances):
        for each in attendances:
            self.add("join", each, 0, token=f"token of {each}")

    def answer(self, attendance, n, chosen, outcome=None, version=2, lesson=HERE):
        outcome = outcome or ("right" if chosen == "b" else "wrong")
        chosen = [chosen] if isinstance(chosen, str) else chosen
        fields = {"question": "q", "version": version, "chosen": chosen, "outcome": outcome}
        self.add("answer", attendance, n, lesson=lesson, **fields)

    def vote(self, attendance, n, chosen, poll=CXO):
        self.add("vote", attendance, n, lesson=HERE, poll=poll.id, chosen=[chosen])

    def tried(self, attendance, n, outcome, diagnosis="", version=1):
        fields = {"exercise": "task", "version": version, "outcome": outcome}
        self.add("exercise", attendance, n, lesson=HERE, diagnosis=diagnosis, **fields)

    def results(self, poll=POLL):
        return self.folded.results(poll)


@pytest.fixture
def log():
    made = Log()
    made.join("one", "two")
    return made


def test_first_and_last_are_by_n_in_whatever_order_they_arrive(log):
    for n, chosen in ((3, "b"), (1, "a"), (2, "a")):
        log.answer("one", n, chosen)
    log.answer("two", 1, "b")
    results = log.results()
    assert results["first"] == {"a": 1, "b": 1}
    assert results["last"] == {"a": 0, "b": 2}
    assert results["outcomes"] == {"first": {"right": 1, "wrong": 1}, "last": {"right": 2}}
    assert results["changed"] == {"wrong_to_right": 1, "right_to_wrong": 0}
    assert log.folded.answered(POLL.id) == 2


@pytest.mark.parametrize("begins", ["notebook", "telephone"])
def test_notebook_and_telephone_are_one_person_and_the_later_one_is_the_last(log, begins):
    def say(source, chosen):
        if source == "notebook":
            log.answer("one", 7, chosen)
        else:
            log.vote("one", TELEPHONE, chosen, POLL)

    say(begins, "a")
    say("notebook" if begins == "telephone" else "telephone", "b")
    results = log.results()
    assert results["first"] == {"a": 1, "b": 0}
    assert results["last"] == {"a": 0, "b": 1}


def test_what_is_known_is_passed_over(log):
    entry = Entry(99, "one", 1, "exercise", {"lesson": HERE, "exercise": "task", "version": 1})
    entry.body.update(outcome="right", diagnosis="")
    log.folded.add([entry, entry])
    log.folded.add([entry])
    assert log.folded.done(HERE, TASK)[0] == {"right": 1}
    assert not log.folded.attendances["one"].is_delayed


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 1, "chosen": "a"},
        {"chosen": "c"},
        {"chosen": ["a", "b"]},
        {"chosen": ["a", "a"]},
        {"chosen": []},
        {"chosen": "a", "outcome": "open"},
    ],
)
def test_what_does_not_answer_this_version_of_the_question_does_not_count(log, fields):
    log.answer("one", 1, **fields)
    assert log.folded.answered(POLL.id) == 0
    assert log.folded.where()[HERE] == 1  # but it came


def test_votes_after_the_reveal_count_when_it_is_opened_again(log):
    log.add("open", poll=CXO.id)
    log.vote("one", TELEPHONE, "pilot")
    log.add("reveal", poll=CXO.id)
    log.vote("one", TELEPHONE + 1, "wait")
    assert log.results(CXO)["last"] == {"pilot": 1, "wait": 0}
    log.add("open", poll=CXO.id)
    assert CXO.id not in log.folded.controls.revealed
    log.vote("one", TELEPHONE + 2, "wait")
    assert log.results(CXO)["first"] == {"pilot": 1, "wait": 0}
    assert log.results(CXO)["last"] == {"pilot": 0, "wait": 1}
    assert log.folded.attendances["one"].next == TELEPHONE + 3


def test_where_people_are_is_by_n_and_the_telephone_is_nowhere(log):
    log.add("lesson", "one", 2, lesson=THERE)
    log.add("lesson", "one", 1, lesson=HERE)
    log.vote("one", TELEPHONE, "pilot")
    log.add("lesson", "two", 1, lesson="m9-elsewhere/01-new")
    assert log.folded.where() == {THERE: 1, "m9-elsewhere/01-new": 1}
    assert log.folded.lesson() == THERE
    log.add("look", lesson=HERE)
    assert log.folded.lesson() == HERE


def test_a_vote_keeps_the_page_in_its_lesson_until_the_instructor_goes_on(log):
    log.add("lesson", "one", 1, lesson=HERE)
    log.add("open", poll=POLL.id)
    log.add("lesson", "one", 2, lesson=THERE)
    assert (shown(log)["lesson"], shown(log)["voting"]) == (HERE, HERE)
    log.add("look", lesson=THERE)
    assert (shown(log)["lesson"], shown(log)["voting"]) == (THERE, HERE)
    log.add("close")
    assert shown(log)["voting"] is None


def test_hands_go_up_down_and_are_dealt_with(log):
    log.add("stuck", "one", 2, lesson=HERE, on=True)
    log.add("stuck", "one", 1, lesson=HERE, on=False)
    assert log.folded.stuck() == {HERE: 1}
    assert state.for_attendee(log.folded, "one", 0.0)["stuck"]
    log.add("calm", lesson=HERE)
    assert log.folded.stuck() == {}
    assert not state.for_attendee(log.folded, "one", 0.0)["stuck"]
    log.add("stuck", "one", 3, lesson=HERE, on=True)
    log.add("stuck", "two", 1, lesson=HERE, on=True)
    assert log.folded.stuck() == {HERE: 2}
    log.add("stuck", "one", 4, lesson=HERE, on=False)
    log.add("leave", "two", forget=False)
    assert log.folded.stuck() == {}


@pytest.mark.parametrize("forget", [True, False])
def test_who_leaves_is_unknown_and_who_wants_it_forgotten(log, forget):
    log.answer("one", 1, "a")
    log.answer("two", 1, "b")
    before = log.folded.changed[POLL.id]
    log.add("leave", "one", forget=forget)
    assert log.folded.tokens == {"token of two": "two"}
    assert log.results()["last"] == {"a": 0 if forget else 1, "b": 1}
    assert (log.folded.changed[POLL.id] > before) == forget
    log.answer("one", 2, "b")  # on its way while it left
    assert log.results()["last"] == {"a": 0 if forget else 1, "b": 1}
    assert log.folded.where() == {HERE: 1}


def test_exercises_show_the_outcome_now_and_known_misconceptions_alone(log):
    log.tried("one", 1, "wrong", "known")
    log.tried("one", 2, "right")
    log.tried("two", 1, "wrong", "you-are-all-fools")
    log.tried("two", 3, "wrong", "known", version=7)
    outcomes, met = log.folded.done(HERE, TASK)
    assert outcomes == {"right": 1, "wrong": 1}
    assert met == {"known": 1}


def test_an_attendance_is_delayed_while_there_is_a_gap(log):
    log.answer("one", 1, "a")
    log.answer("one", 3, "a")
    assert log.folded.attendances["one"].is_delayed
    log.answer("one", 2, "a")
    log.vote("one", TELEPHONE + 5, "pilot")
    assert not log.folded.attendances["one"].is_delayed


def shown(log):
    room = Room("id", "ABCDEF", "secret", 1.0)
    return state.for_instructor(room, log.folded, address="http://here/", here=2)


def test_the_instructor_sees_results_when_they_are_revealed(log):
    log.answer("one", 1, "b")
    [question] = shown(log)["questions"]
    assert question["answered"] == 1
    assert question["results"] is question["right"] is None
    log.add("reveal", poll=POLL.id)
    [question] = shown(log)["questions"]
    assert question["results"]["last"] == {"a": 0, "b": 1}
    assert question["right"] == ["b"]
    log.add("hide", poll=POLL.id)
    assert shown(log)["questions"][0]["results"] is None


def test_a_timer_runs_out_and_never_shows_more_than_was_set(log):
    log.add("timer", seconds=60, ends=160.0)
    for now, left in ((100.0, 60.0), (159.5, 0.5), (170.0, -10.0), (0.0, 60.0)):
        assert state.timer(log.folded, now) == {"ends_in": left}
    log.add("timer", seconds=0, ends=1.0)
    assert state.timer(log.folded, 0.0) is None


def test_who_votes_sees_their_own_vote_and_the_rest_after_the_reveal(log):
    def seen(who):
        return state.for_attendee(log.folded, who, 0.0), state.tag_for_attendee(log.folded, who)

    log.add("look", lesson=HERE)
    nothing, tag = seen("one")
    assert nothing == {
        "poll": None,
        "timer": None,
        "lesson": HERE,
        "stuck": False,
        "next": TELEPHONE,
    }
    log.add("open", poll=POLL.id)
    opened, tag_opened = seen("one")
    assert opened["poll"]["mine"] is opened["poll"]["results"] is opened["poll"]["right"] is None
    log.answer("two", 1, "b")
    assert seen("one")[1] == tag_opened != tag  # what others do is hidden
    log.vote("one", TELEPHONE, "a", POLL)
    voted, tag_voted = seen("one")
    assert voted["poll"]["mine"] == ["a"]
    assert voted["next"] == TELEPHONE + 1
    log.add("reveal", poll=POLL.id)
    revealed, tag_revealed = seen("one")
    assert revealed["poll"]["right"] == ["b"]
    assert revealed["poll"]["results"]["last"] == {"a": 1, "b": 1}
    log.answer("two", 2, "a")
    assert len({tag, tag_opened, tag_voted, tag_revealed, seen("one")[1]}) == 5


def test_a_poll_is_opened_again_and_the_same_vote_is_a_new_try(log):
    def asked():
        [question] = shown(log)["questions"]
        return question

    log.add("look", lesson=HERE)
    assert (asked()["open"], asked()["round"]) == (False, 0)
    log.add("open", poll=POLL.id)
    log.vote("one", TELEPHONE, "a", POLL)
    log.answer("two", 1, "b")
    log.add("close")
    assert state.for_attendee(log.folded, "one", 0.0)["poll"]["open"] is False
    log.add("open", poll=POLL.id)
    assert (asked()["open"], asked()["round"], asked()["again"]) == (True, 2, 0)
    log.vote("one", TELEPHONE + 1, "a", POLL)
    assert (asked()["answered"], asked()["again"]) == (2, 1)
    log.add("reveal", poll=POLL.id)
    assert not asked()["open"]
    assert asked()["results"]["people"] == 2
