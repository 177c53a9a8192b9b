"""Three ways to get labels: the model, without widgets."""

import random
from dataclasses import replace

import pytest

from mlworkshop import activities
from mlworkshop.activities.label_machines import (
    Curve,
    Prices,
    Use,
    machines,
    majority_error,
    retrainings,
)
from mlworkshop.errors import WorkshopError

USE = Use(cases=10_000, pressed=2, wrong=15, people="3", alike=20, by_hand=3)
PRICES = Prices(0.5, 0.02, 1500, 4000, 500, 540, 100, 100)
CURVE = Curve((100, 1000), (0.0, 0.5), ((0.8, 0.9), (0.7, 0.5)))


def best(way, use=USE, prices=PRICES):
    runs = retrainings(machines(use, prices)[way], use, prices, CURVE)
    return max(runs, key=lambda one: one.net)


def test_a_majority_is_wrong_as_often_as_when_it_is_tried():
    rng = random.Random(1)
    tried = sum(sum(rng.random() < 0.2 for _ in range(5)) > 2 for _ in range(20_000)) / 20_000
    assert majority_error(0.2, 5) == pytest.approx(tried, abs=0.006)
    assert majority_error(0.2, 1) == pytest.approx(0.2)


def test_people_who_see_everything_alike_are_no_better_than_one():
    assert majority_error(0.2, 7, 1) == pytest.approx(0.2)
    assert majority_error(0.2, 3, 0) < majority_error(0.2, 3, 0.5) < 0.2


def test_the_curve_holds_what_was_measured_and_promises_nothing_beyond():
    assert CURVE.at(100, 0) == 0.8
    assert CURVE.at(10**2.5, 0) == pytest.approx(0.85)
    assert CURVE.at(1000, 0.25) == pytest.approx(0.7)
    assert CURVE.at(1, 0) == 0.8
    assert CURVE.at(10**9, 0.9) == 0.5


def test_a_panel_of_more_people_brings_fewer_labels_and_better_ones():
    three, seven = (machines(replace(USE, people=n), PRICES)["panel"] for n in ("3", "7"))
    assert three.labels == pytest.approx(180)
    assert seven.labels == pytest.approx(540 / 7)
    assert seven.error < three.error < 0.15
    assert seven.price > three.price


def test_net_is_what_fewer_mistakes_save_less_all_that_was_paid():
    third = retrainings(machines(USE, PRICES)["by_hand"], USE, PRICES, CURVE)[2]
    assert (third.week, third.labels, third.price_of_label) == (3, 300, 3)
    saved = (CURVE.at(400, 0) - 0.8) * 10_000 * 0.5 * 49
    assert third.net == pytest.approx(saved - 900 - 500)


def test_waiting_costs_weeks_and_retraining_at_once_lacks_labels():
    assert 1 < best("by_hand").week < 26
    assert best("button", replace(USE, wrong=1)).week > 1


def test_a_model_without_labels_can_start_from_none():
    assert best("button", replace(USE, pressed=0), replace(PRICES, labels_at_first=0)).labels == 0


def test_which_way_wins_depends_on_the_price_of_a_label_by_hand():
    cheap, expensive = replace(USE, by_hand=0.1, wrong=1), replace(USE, by_hand=30, wrong=1)
    assert best("by_hand", cheap).net > best("button", cheap).net
    assert best("by_hand", expensive).net < best("button", expensive).net


def test_without_presses_there_is_nothing_to_gain():
    none = best("button", replace(USE, pressed=0))
    assert none.price_of_label is None
    assert none.net == -PRICES.button - PRICES.retraining


@pytest.mark.parametrize(
    "curve",
    [
        5,
        {"x": {1: 0}},
        {},
        {0: {}},
        {0: {10: 0.7}},
        {0: {10: 0.7, 20: 1.2}},
        {0: {1: 0, 2: 1}, 1: {1: 0}},
    ],
)
def test_a_curve_that_is_none_is_refused(begin, curve):
    begin("m1-intro/02-spam")
    prices = {"mistake": 1, "press": 1, "button": 1, "panel": 1, "retraining": 1}
    with pytest.raises(WorkshopError, match="curve"):
        activities.label_machines(curve, currency="$", **prices)


def test_a_price_below_zero_is_refused_by_name(begin):
    begin("m1-intro/02-spam")
    prices = {"mistake": 1, "press": -1, "button": 1, "panel": 1, "retraining": 1}
    with pytest.raises(WorkshopError, match="press=-1"):
        activities.label_machines({0: {10: 0.7, 20: 0.8}}, currency="$", **prices)
