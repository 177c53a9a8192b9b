"""Framing cards: their texts keep the answer to themselves, and replies fit the choice."""

from __future__ import annotations

import importlib
from collections import Counter

import pytest
from hands import outcome, words

from mlworkshop import language
from mlworkshop.activities.round import Said, Turns, turns
from mlworkshop.errors import WorkshopError
from mlworkshop.outcome import Outcome

framing = importlib.import_module("mlworkshop.activities.framing_cards")
CARDS = framing.cards(framing.CASES)


def ask(card):
    case, aspect = framing._of(card)
    return getattr(case, aspect)


def test_the_deck_and_six_more_industries():
    assert list(framing.CASES)[:4] == [
        "click-fraud",
        "demographics",
        "recommendation",
        "face-match",
    ]
    assert len(framing.CASES) == 10
    assert {case.decides for case in framing.CASES.values()} == {"amount", "format", "target"}
    assert {ask(f"{case}:task").right for case in framing.CASES} == set(framing._TASKS.values())


def test_the_place_tells_nothing_about_what_fits():
    places = Counter(list(ask(card).options(card)).index("right") for card in CARDS)
    assert len(places) == 3
    assert min(places.values()) >= 7


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("card", [card for card in CARDS if not card.endswith(":task")])
def test_length_tells_nothing_about_what_fits(lang, card):
    lengths = [len(option.of(lang)) for option in ask(card).options(card).values()]
    assert max(lengths) <= 1.3 * min(lengths) + 2


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_what_fits_is_not_always_the_longest(lang):
    longest = Counter(
        max(options := ask(card).options(card), key=lambda id_: len(options[id_].of(lang)))
        for card in CARDS
        if not card.endswith(":task")
    )
    assert longest["right"] <= 10


@pytest.fixture
def activity(begin):
    begin("m1-intro/02-spam")
    return framing.FramingCards(tuple(framing.CASES), Turns(), "framing")


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("card", CARDS)
def test_each_choice_has_its_reply(activity, lang, card):
    language.use(lang)
    for id_, option in ask(card).options(card).items():
        reply = activity.reply(Said(card, id_))
        assert outcome(reply) == (Outcome.RIGHT if id_ == "right" else Outcome.WRONG)
        assert str(option) in words(reply)
        assert str(ask(card).why) in words(reply)


def test_letters_in_a_call_go_through_the_cards_in_order(activity):
    made = turns(CARDS[:3], framing.choices_for, "a B ｃ")
    assert [said.card for said in made.said] == list(CARDS[:3])
    assert [said.choice for said in made.said] == [
        list(ask(card).options(card))[at] for at, card in enumerate(CARDS[:3])
    ]
    for bad in ("d", "abca", None, 3):
        with pytest.raises(WorkshopError, match="said"):
            turns(CARDS[:3], framing.choices_for, bad)


def test_the_way_from_code_leads_to_the_same_place(activity):
    right = {card: list(ask(card).options(card)).index("right") for card in CARDS}
    letters = "".join("abc"[right[card]] for card in CARDS)
    activity.become(turns(CARDS, framing.choices_for, letters))
    assert f'said="{letters}"' in activity.code()
    assert "30 of 30" in activity.page()


def test_an_unknown_case_is_named(begin):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match="face-match"):
        framing.framing_cards(["face-mach"])
