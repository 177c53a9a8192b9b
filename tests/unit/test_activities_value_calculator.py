"""The value of a use of machine learning: the model alone."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest

from mlworkshop import activities
from mlworkshop.activities.value_calculator import Idea, Ideas, ValueCalculator
from mlworkshop.errors import WorkshopError


def certain(number):
    return (number,) * 3


SURE = Idea(*map(certain, (100.0, 10.0, 2.0, 10.0, 3.0, 500.0)))


def test_right_answers_bring_their_effect_wrong_ones_cost_their_price():
    assert set(SURE.before_costs) == {900 * 2 - 100 * 3}
    assert set(SURE.draws) == {900 * 2 - 100 * 3 - 500}
    assert {swing[1:] for swing in SURE.swings} == {(1000, 1000)}
    assert SURE.lost_to_errors == 1000 * 2 - 1500


def test_at_break_even_nothing_is_left():
    by_errors = replace(SURE, wrong=certain(SURE.most_wrong))
    by_cases = replace(SURE, users=certain(1), cases=certain(SURE.least_cases))
    for idea in (by_errors, by_cases):
        assert idea.draws[0] == pytest.approx(0, abs=1e-9)


def test_there_is_no_break_even_where_nothing_helps():
    assert replace(SURE, cost=certain(2001.0)).most_wrong is None
    assert replace(SURE, users=certain(0.0)).most_wrong is None
    assert replace(SURE, wrong=certain(50.0)).least_cases is None
    assert replace(SURE, users=certain(0.0), cost=certain(0.0)).least_cases == 0


def test_draws_are_those_of_triangles_and_always_the_same():
    idea = replace(SURE, users=(0, 3, 6), cases=certain(1), effect=certain(1), wrong=certain(0))
    assert fmean(idea.before_costs) == pytest.approx(3, abs=0.1)
    # Of a symmetric triangle over 0 to 6, an eighth lies below 1.5.
    assert fmean(value < 1.5 for value in idea.before_costs) == pytest.approx(1 / 8, abs=0.025)
    assert 0 <= min(idea.before_costs) <= max(idea.before_costs) <= 6
    assert idea.draws == idea.draws


def test_of_two_alike_each_is_ahead_half_of_the_time():
    idea = replace(SURE, users=(0, 100, 200))
    assert idea.beats(idea) == pytest.approx(0.5, abs=0.04)
    assert replace(idea, effect=certain(20)).beats(idea) > 0.9


@pytest.mark.parametrize("widest", ["users", "cases", "effect", "wrong", "price", "cost"])
def test_the_part_that_moves_the_value_most_comes_first(widest):
    wide = {"users": 90, "cases": 9, "effect": 1.8, "wrong": 10, "price": 3, "cost": 500}[widest]
    middle = getattr(SURE, widest)[1]
    idea = replace(SURE, **{widest: (middle - wide, middle, middle + wide)})
    assert idea.swings[0][0] == widest
    assert all(low <= high for _, low, high in idea.swings)


def calculator(begin, *ideas):
    begin("m1-intro/02-spam")
    return ValueCalculator(Ideas(ideas), ("One", "Two")[: len(ideas)], "own-value")


def test_an_empty_one_asks_and_says_nothing_to_the_plan(begin):
    empty = calculator(begin, Idea())
    assert (empty.picture(), empty.digest(), empty.facts()) == ("", [], {})
    assert "Running cost per year" in empty.page()


def test_the_plan_gets_the_first_idea_and_how_it_compares(begin):
    told = calculator(begin, SURE, replace(SURE, effect=certain(1.0)))
    assert told.facts() == {
        "value_low": 1500,
        "value_likely": 1500,
        "value_high": 1500,
        "running_cost": 500,
    }
    assert told.digest()[-1][1] == '"One" is worth more than "Two" in 100% of the simulated years.'
    assert len(told.digest()) == 11


def test_the_fields_show_one_idea_at_a_time_and_change_only_that(begin, outputs):
    begin("m1-intro/02-spam")
    names = {"names": ("One", "Two")}
    activities.value_calculator(users=(1, 2, 3), other={"users": (4, 5, 6)}, **names)
    page = outputs[-1].page
    page.press("Two")
    assert page.chosen == ["Two"]
    page.enter("Users: low", "3")
    page.press("One")
    activities.value_calculator(users=(1, 2, 3), other={"users": (4, 5, 6)}, **names)
    assert "users=(1, 2, 3), other={'users': (3, 5, 6)}" in outputs[-1].static.replace(
        "&#x27;", "'"
    )


def test_a_part_of_the_other_idea_that_is_unknown_is_named(begin):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match="uses"):
        activities.value_calculator(other={"uses": (1, 2, 3)})


@pytest.mark.parametrize("number", [0.0, 0.1, 1 / 3, 1e12])
def test_what_is_certain_is_one_bar(begin, number):
    users = replace(SURE, users=certain(number), wrong=certain(0.0), cost=certain(0.0))
    drawn = calculator(begin, users).picture()
    assert drawn.count("<rect") == 2  # one of them is the ground
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_a_number_that_is_too_large_is_refused(begin):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match="Cases per user and year"):
        activities.value_calculator(cases=(1, 2, 1e13))
