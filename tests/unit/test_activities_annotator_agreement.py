"""Labelling twice, and the table of two annotators: the models and what they say."""

from __future__ import annotations

import pytest

from mlworkshop import activities
from mlworkshop.activities.annotator_agreement import AnnotatorAgreement, Pass, cards_of
from mlworkshop.activities.round import Turns
from mlworkshop.activities.two_annotators import Pairs, TwoAnnotators
from mlworkshop.errors import WorkshopError

ITEMS = {"a": "fire", "b": "invoice", "c": "thanks"}
KIM = {"kim": ((True, True, False), (True, False, False))}
CALL = {"question": "?", "positive": "urgent", "negative": "can wait", "rule": "Fire is urgent."}


@pytest.fixture
def labelled(begin):
    begin("m2-planning/04-is-the-data-ready")

    def made(first, second):
        by_item = dict(zip(ITEMS, first, strict=True)), dict(zip(ITEMS, second, strict=True))
        turns = Turns()
        for card in cards_of(ITEMS):
            number, item = card.split(":")
            turns = turns.then(card, "yes" if by_item[int(number) - 1][item] == "y" else "no")
        return AnnotatorAgreement(turns, ITEMS, **CALL, colleagues=KIM, key="k")

    return made


def test_each_text_comes_once_a_pass_and_the_second_has_another_order():
    cards = cards_of(dict.fromkeys("abcdefghij"))
    first, second = cards[:10], cards[10:]
    assert [card[2:] for card in first] == list("abcdefghij")
    assert sorted(card[2:] for card in second) == list("abcdefghij")
    assert [card[2:] for card in second] != list("abcdefghij")
    assert cards == cards_of(dict.fromkeys("abcdefghij"))


def test_labels_are_put_back_into_the_order_of_the_texts(labelled):
    first, second = labelled("ynn", "nny").passes()
    assert first.labels == ((True, False, False), KIM["kim"][0])
    assert second.labels == ((False, False, True), KIM["kim"][1])


def test_a_pass_counts_what_is_unanimous_and_what_the_majority_says():
    both = Pass(((True, False, True), (True, True, False), (True, True, True)))
    assert both.unanimous == 1
    assert both.with_majority == 2
    assert both.agreement == pytest.approx((1 / 3 + 2 / 3 + 2 / 3) / 3)
    assert Pass(((True, True), (True, True))).kappa is None


def test_the_end_says_how_often_one_kept_to_ones_label_and_that_colleagues_are_simulated(labelled):
    page = labelled("ynn", "ynn").outcome()
    assert "<strong>3 of 3</strong>" in page
    assert "simulated" in page
    assert "<strong>1 of 3</strong>" in labelled("ynn", "yyy").outcome()


def test_the_rule_is_shown_in_the_second_pass_only(labelled):
    activity = labelled("ynn", "ynn")
    assert CALL["rule"] not in activity.card("1:a")
    assert CALL["rule"] in activity.card("2:a")


def test_what_all_agree_on_and_nobody_changed_is_not_listed(labelled):
    page = labelled("ynn", "ynn").outcome()
    assert "disputed" not in page
    assert "thanks" in labelled("ynn", "yny").outcome()


@pytest.mark.parametrize("labels", ["ynx", "ynynyny", 5])
def test_labels_that_do_not_fit_are_refused(begin, labels):
    begin("m2-planning/04-is-the-data-ready")
    with pytest.raises(WorkshopError, match="labels"):
        activities.annotator_agreement(ITEMS, **CALL, colleagues={}, labels=labels)
    with pytest.raises(WorkshopError, match="colleagues"):
        activities.annotator_agreement(ITEMS, **CALL, colleagues={"kim": ("yy", "yyy")})


def test_four_counts_become_the_labels_of_two():
    pairs = Pairs(2, 1, 1, 3)
    assert pairs.labels == ([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0])
    assert (pairs.cases, pairs.same) == (7, 5)


def test_the_table_that_is_often_printed(begin):
    begin("m2-planning/04-is-the-data-ready")
    table = TwoAnnotators(Pairs(20, 5, 10, 15), "own-agreement")
    assert table.facts() == {"agreement": 0.7}
    assert "0.40" in table.page()
    (part,) = table.digest()
    assert "35 of 50" in part[1]


@pytest.mark.parametrize(
    ("pairs", "agreement"), [(Pairs(), None), (Pairs(both=9), 1), (Pairs(0, 3, 4, 0), 0)]
)
def test_counts_at_the_edges(begin, pairs, agreement):
    begin("m2-planning/04-is-the-data-ready")
    table = TwoAnnotators(pairs, "own-agreement")
    assert table.facts()["agreement"] == agreement
    assert table.page()
    assert bool(table.digest()) == bool(pairs.cases)
