"""What m3-organisation/04-leadership says, held to its activities."""

from __future__ import annotations

import importlib
from collections import Counter

import kit

from mlworkshop.activities import cxo_ways
from mlworkshop.activities.cxo_model import world

LESSON = kit.lesson("m3-organisation/04-leadership")
meeting = importlib.import_module("mlworkshop.activities.meeting")
board = importlib.import_module("mlworkshop.activities.important_urgent")
steps = importlib.import_module("mlworkshop.activities.first_steps")


def test_the_text_counts_what_is_asked_and_what_is_on_the_desk():
    remarks = meeting.SCRIPTS["departments"].remarks
    assert len(remarks) == 5
    assert LESSON.says(en="Five departments answer", ja="5つの部署が答えます")
    assert len(board.CARDS) == 7
    assert LESSON.says(en="Seven things are on your desk", ja="手元に7つの用件")


def test_most_cards_are_important_and_not_urgent():
    cells = [card.cell for card in board.CARDS.values()]
    assert cells.count("plan") == 3 > max(cells.count(cell) for cell in {*cells} - {"plan"})
    assert LESSON.says(en="three cards there, more than in any other", ja="3枚がここに入り")


def test_a_dated_doubt_was_accepted_and_two_firm_answers_went_back():
    remarks = meeting.SCRIPTS["departments"].remarks
    accepted = {id_ for id_, each in remarks.items() if each.course in ("accept", "find_out")}
    assert accepted == {"food", "stores"}
    assert "don't know yet" in remarks["stores"].says.en
    assert LESSON.says(en='An honest "not yet" with a date was accepted; two firm answers went')


def test_how_often_each_plan_of_the_game_does_best():
    results = [
        {name: cxo_ways.run(way, world(seed)).result for name, way in cxo_ways.WAYS.items()}
        for seed in range(1, 201)
    ]
    best = Counter(max(each, key=lambda name: each[name]) for each in results)
    assert len(cxo_ways.WAYS) == 9
    assert 80 <= best["steps"] <= 120
    assert best["platform"] == best["wait"] == 0
    for name in ("steps", "platform", "wait"):
        named = cxo_ways.NAMES[name]
        assert LESSON.says(en=named.en[1:], ja=f"「{named.ja}」")
    assert LESSON.says(en="nine fixed plans played 200 worlds", ja="9通りの進め方を200の条件")


def test_the_question_of_stages_uses_the_stages_of_the_plan():
    question = LESSON.asked("lead-actions-by-stage")
    names = {group.id: group.text for group in question.groups}
    for id_, name in steps.STAGES.items():
        assert name.en.endswith(names[id_].en)
        assert name.ja.endswith(names[id_].ja)
    assert sorted(card.group for card in question.cards) == sorted([*steps.STAGES] * 2)
