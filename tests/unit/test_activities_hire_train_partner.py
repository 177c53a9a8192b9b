"""Hire, train or partner: the decision and when it changes."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest

from mlworkshop.activities.hire_train_partner import Situation

ANY = Situation()
SURE = Situation(
    hire_after=(6, 6, 6),
    train_after=(9, 9, 9),
    partner_after=(1, 1, 1),
    hire_once=(20, 20, 20),
    hire_month=(13, 13, 13),
    train_once=(10, 10, 10),
    train_month=(9, 9, 9),
    partner_month=(30, 30, 30),
)


@pytest.mark.parametrize(
    ("changed", "best"),
    [
        *(({"deadline": months}, "both") for months in range(2, 11)),
        ({"deadline": 11}, "hire"),
        *(({"deadline": months}, "train") for months in (12, 15, 24)),
        ({"needed": 6, "house": "may"}, "partner"),
        ({"deadline": 1}, None),
        ({"needed": 6}, None),  # no one would be trained in time
        ({"deadline": 12, "needed": 5}, None),  # productive when the work is over is too late
    ],
)
def test_the_decision_changes_with_what_is_needed(changed, best):
    assert next(iter(replace(ANY, **changed).fitting()), None) == best


def test_a_partner_alone_leaves_nothing_that_must_stay():
    assert "partner" not in ANY.fitting()
    assert "partner" in replace(ANY, house="may").fitting()


def test_what_is_certain_is_computed_by_hand():
    ways = SURE.drawn()
    assert {name: set(way.costs) for name, way in ways.items()} == {
        "hire": {(20 + 18 * 13) / 18},
        "train": {(10 + 15 * 9) / 15},
        "partner": {30},
        "both": {(8 * 30 + 10 + 15 * 9) / 23},
    }
    assert {name: way.in_time for name, way in ways.items()} == {
        "hire": 0, "train": 0, "partner": 1, "both": 1
    }  # fmt: skip


def test_what_is_never_productive_has_no_price():
    (cost,) = set(replace(SURE, needed=6).drawn()["hire"].costs)
    assert cost == float("inf")


def test_ways_are_compared_in_the_same_draws():
    ways = ANY.drawn()
    assert ways["train"].beats(ways["train"]) == 0
    assert ways["train"].beats(ways["partner"]) == 1
    assert 0 < replace(ANY, hire_month=(5, 9_000, 20_000)).drawn()["hire"].beats(ways["train"]) < 1


def test_invented_money_is_that_of_the_language():
    dollars, yen = ANY.drawn(), ANY.drawn(100)
    assert median(yen["hire"].costs) == pytest.approx(100 * median(dollars["hire"].costs))
    assert ANY.fitting() == ANY.fitting(100)
