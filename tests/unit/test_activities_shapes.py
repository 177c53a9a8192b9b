"""The shapes that activities take, each by a small example: boards and rounds."""

from __future__ import annotations

import pytest
from hands import Page, words

from mlworkshop import journal, language, notebook
from mlworkshop.activities import base
from mlworkshop.activities.board import Board, Placed
from mlworkshop.activities.round import Round, Said, Stopwatch, Turns, letter_of
from mlworkshop.language import LANGUAGES, Text

LESSON = "m1-intro/02-spam"
DECK = {"a": Text(en="ask <b>", ja="聞く <b>"), "b": "build"}
CELLS = {"now": Text(en="now", ja="今"), "later": "later"}


@pytest.fixture(autouse=True)
def begun(begin):
    begin(LESSON)


class Plan(Board):
    call = "plan"
    title = Text(en="Plan", ja="計画")
    takes_own = True


class Doors(Round):
    call = "doors"
    title = Text(en="Doors", ja="ドア")

    def choices(self):
        return {"a": ("open", "Open"), "b": ("close", "Close")}

    def card(self, id_):
        return f"<p>door {id_}</p>"

    def outcome(self):
        return "<p>{}</p>".format(" ".join(said.choice for said in self.state.said))


@pytest.fixture
def board(outputs):
    def run(key="plan"):
        Plan(DECK, CELLS, Placed(), key).show()
        return outputs[-1].page

    return run


@pytest.fixture
def doors(outputs):
    def run(given=(), clock=lambda: 0.0):
        activity = Doors("xyz", Turns(given), "doors", clock)
        activity.show()
        return activity, outputs[-1].page

    return run


def lies(page):
    """What lies where, and what waits."""
    return page.text[page.text.rindex("Sorted" if "Sorted" in page.text else "All sorted") :]


def test_cards_are_put_into_cells_and_taken_out_again(board):
    page = board()
    page.press("ask <b> → now")
    assert lies(page) == "Sorted so far; 1 still to go: now ask <b> later"
    page.press("build → now")
    assert lies(page) == "All sorted: now ask <b> build later"
    page.press("build → later")
    assert lies(page) == "All sorted: now ask <b> later build"
    page.press("build → later", "build → not placed")
    assert lies(page) == "Sorted so far; 1 still to go: now ask <b> later"
    assert "<b>" not in page.html
    assert lies(board()) == lies(page)


def test_own_cards_come_to_the_others_and_go_from_where_they_lay(board):
    own = "Cards of your own, one per line"
    page = board()
    page.press("build → now")
    page.enter(own, "call, or mail\n<i>")
    page.press("<i> → later")
    assert (
        lies(page)
        == "Sorted so far; 2 still to go: now build later <i> Not placed yet call, or mail"
    )
    page = board()
    assert page.field(own).value == "call, or mail\n<i>"
    page.enter(own, "call")
    assert lies(page) == "Sorted so far; 2 still to go: now build later Not placed yet call"
    with pytest.raises(AssertionError):
        page.button("<i> → later")
    (digest,) = base.digests()
    assert [(a.en, b.en, a.ja) for a, b in digest.parts] == [
        ("now", "build", "今"),
        ("Not placed yet", "call", "まだ置いていないもの"),
    ]


def test_without_a_kernel_the_cards_that_wait_are_listed(outputs):
    Plan(DECK, CELLS, Placed({"a": "now"}), "plan").show()
    assert [words.count("<li>") for words in (outputs[-1].static, outputs[-1].page.html)] == [1, 0]


def test_cards_that_are_no_longer_there_begin_anew(board):
    board().press("build → now")
    note = journal.events()[-1].answer
    for placed in ({"gone": "now"}, {"a": "nowhere"}):
        bad = note | {"state": {"placed": placed, "own": []}}
        journal.record(LESSON, "note", "plan", version=2, answer=bad)
        assert lies(board()) == "Sorted so far; 2 still to go: now later"


def test_a_round_goes_through_its_cards_to_an_end_and_back(doors):
    activity, page = doors()
    for letter, where in zip("aba", ("2 of 3", "3 of 3", "All 3 are done."), strict=True):
        page.press({"a": "Open (a)", "b": "Close (b)"}[letter])
        assert where in page.text
    assert "open close open" in page.text
    before = activity.state
    page.press("Open (a)")
    assert activity.state == before
    for left in (2, 1, 0, 0):
        page.press("Undo (u)")
        assert len(activity.state.said) == left
    assert "nothing to undo" in page.text
    assert "door x" in page.text


def test_starting_again_can_be_undone(doors):
    activity, page = doors()
    page.press("Start again")
    assert not journal.events()
    page.press("Open (a)", "Close (b)")
    said = activity.state
    page.press("Start again")
    assert activity.state == Turns()
    page.press("Undo (u)")
    assert activity.state == said


@pytest.mark.parametrize("typed", ["b", " Ｂ ", "B"])
def test_a_letter_and_enter_is_a_press(doors, typed):
    activity, page = doors()
    label = "Or type a, b, u and press Enter:"
    page.enter(label, typed)
    assert [said.choice for said in activity.state.said] == ["close"]
    assert page.field(label).value == ""
    page.enter(label, "う")
    assert activity.state == Turns()
    before = len(journal.events())
    for other in ("x", "ab", "<b>", "  "):
        page.enter(label, other)
        assert page.field(label).value == ""
        assert "<b>" not in page.html
    page.enter(label, "x" * 50_000)
    assert len(page.text) < 1_000
    assert len(journal.events()) == before
    assert letter_of("ｃんＳ") == "cns"


def test_time_is_taken_from_press_to_press_without_pauses(doors):
    now = [100.0]
    watch = Stopwatch(lambda: now[0])
    laps = [watch.lap()]
    for seconds in (60, 60.1, 3):
        now[0] += seconds
        laps.append(watch.lap())
    assert laps == [None, 60, None, 3]
    activity, page = doors(clock=lambda: now[0])
    page.press("Open (a)")
    now[0] += 2
    page.press("Open (a)")
    assert [said.seconds for said in activity.state.said] == [None, 2]
    assert doors()[0].state == activity.state


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_round_says_how_far_it_is_without_a_kernel(doors, outputs, lang):
    language.use(lang)
    doors((Said("x", "open"),))
    assert "door y" in outputs[-1].static
    assert 'value="1" max="3"' in outputs[-1].static
    assert isinstance(outputs[-1].page, Page)
    assert words(outputs[-1].static)
    assert notebook.lesson() == LESSON
