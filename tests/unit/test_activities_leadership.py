"""The board of importance and urgency, the question to a team, and the first steps by stage."""

from __future__ import annotations

import importlib
from html import unescape

import pytest

from mlworkshop import language
from mlworkshop.activities.board import Placed
from mlworkshop.errors import WorkshopError

board = importlib.import_module("mlworkshop.activities.important_urgent")
question = importlib.import_module("mlworkshop.activities.team_question")
steps = importlib.import_module("mlworkshop.activities.first_steps")
Stage, Steps = steps.Stage, steps.Steps


@pytest.fixture(autouse=True)
def begun(begin):
    begin("m1-intro/02-spam")


# Importance x urgency


def test_each_cell_has_a_card_and_most_of_them_are_not_where_it_burns():
    cells = [card.cell for card in board.CARDS.values()]
    assert set(cells) == set(board.CELLS) == set(board.ADVICE)
    assert max(set(cells), key=cells.count) == "plan"


def test_views_and_advice_come_once_every_card_lies_and_only_where_they_differ():
    ours = {id_: card.cell for id_, card in board.CARDS.items()}
    early = board.ImportantUrgent(Placed(dict(list(ours.items())[1:])), "board").page()
    same = board.ImportantUrgent(Placed(ours), "board").page()
    assert str(board.ADVICE["plan"]) not in early
    assert str(board.ADVICE["plan"]) in same
    assert "<table>" not in same
    for id_, card in board.CARDS.items():
        other = next(cell for cell in board.CELLS if cell != card.cell)
        page = unescape(board.ImportantUrgent(Placed(ours | {id_: other}), "board").page())
        assert page.count("<tr>") == 2
        assert str(card.why) in page
        assert str(card.unless) in page
        assert "mlw-wrong" not in page


def test_a_call_may_use_letters_and_what_is_no_place_is_refused(outputs):
    board.important_urgent(placed="a3 b2")
    with pytest.raises(WorkshopError, match="placed"):
        board.important_urgent(placed={"robot": "later"})
    with pytest.raises(WorkshopError, match="placed"):
        board.important_urgent(placed=7)


# The question to a team


def test_a_question_goes_into_the_plan_once_something_is_said():
    empty = question.TeamQuestion(question.Question(), "own-question")
    assert empty.digest() == []
    said = question.TeamQuestion(question.Question("HR", refused="<b evil>"), "own-question")
    assert [words for _, words in said.digest()] == ["HR", "<b evil>"]
    assert "<b evil" not in said.static()
    assert "2 of 4" in said.page()


# First steps by stage


def own(**stages):
    return steps.FirstSteps(Steps(**stages), "own-first-steps")


def test_it_begins_empty_and_says_what_is_suggested_at_each_stage():
    activity = own()
    assert activity.digest() == []
    assert activity.instead() == ""
    for at in steps.STAGES:
        activity.become(Steps(at=at))
        page = activity.page()
        assert all(str(words) in page for words in steps.ACTIONS[at].values())
    assert {tuple(each) for each in steps.ACTIONS.values()} == {tuple(steps.AREAS)}


def test_a_step_lacks_its_person_and_its_date():
    stage = Stage(strategy="ask", data="look", data_who="Kim", collaboration_by="Friday")
    assert stage.lacks == {"strategy": ("who", "by"), "data": ("by",)}
    assert Stage().lacks == {}


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_each_step_is_a_line_of_the_plan_with_its_stage(lang):
    language.use(lang)
    activity = own(few=Stage(data="one lake", data_who="Kim", data_by="1 May"), at="many")
    ((label, words),) = activity.digest()
    assert str(steps.STAGES["few"]) in label
    assert str(steps.AREAS["data"]) in label
    assert all(part in words for part in ("one lake", "Kim", "1 May"))


def test_what_is_entered_belongs_to_the_stage_in_view(outputs):
    steps.first_steps(start={"data": "look"})
    page = outputs[-1].page
    page.press("3. Several in production, with impact")
    page.enter("Data: step", "buy weather data")
    page.press("1. Interest, little experience")
    assert page.field("Data: step").value == "look"
    steps.first_steps(start={"data": "look"})
    assert "buy weather data" in outputs[-1].static
    assert "many={&#x27;data&#x27;: &#x27;buy weather data&#x27;}" in outputs[-1].static


@pytest.mark.parametrize("bad", [{"luck": "x"}, ["data"], 3, "data"])
def test_a_stage_that_is_no_dictionary_of_known_keys_is_refused(bad):
    with pytest.raises(WorkshopError, match="few"):
        steps.first_steps(few=bad)


@pytest.mark.parametrize("bad", [{"data": 3}, {"data": "x" * 2001}])
def test_what_a_field_does_not_take_is_refused(bad):
    with pytest.raises(WorkshopError, match="data"):
        steps.first_steps(many=bad)
