"""The value of a use of machine learning: the model alone."""

from __future__ import annotations

import numpy as np
import pytest

from mlworkshop.activities.value_calculator import Value


def certain(number):
    return (number,) * 3


def test_the_value_is_users_times_cases_times_effect_less_cost():
    value = Value((1, 100, 200), (1, 10, 20), (0, 2, 5), (0, 500, 1000))
    assert value.likely == 100 * 10 * 2 - 500


def test_what_is_certain_has_no_spread():
    value = Value(certain(100), certain(10), certain(2), certain(500))
    assert np.all(value.draws == 1500)
    assert {swing[1:] for swing in value.swings} == {(1500, 1500)}


def test_draws_are_those_of_triangles_and_always_the_same():
    value = Value((0, 3, 6), certain(1), certain(1), certain(0))
    assert value.draws.mean() == pytest.approx(3, abs=0.05)
    # Of a symmetric triangle over 0 to 6, an eighth lies below 1.5.
    assert np.mean(value.draws < 1.5) == pytest.approx(1 / 8, abs=0.01)
    assert 0 <= value.draws.min() <= value.draws.max() <= 6
    assert np.array_equal(value.draws, value.draws)


@pytest.mark.parametrize("widest", ["users", "cases", "effect", "cost"])
def test_the_part_that_moves_the_value_most_comes_first(widest):
    parts = dict.fromkeys(("users", "cases", "effect"), (9, 10, 11)) | {"cost": (90, 100, 110)}
    parts[widest] = (0, 1000, 2000) if widest == "cost" else (5, 10, 15)
    swings = Value(**parts).swings
    assert swings[0][0] == widest
    assert len(swings) == 4
    assert all(low <= high for _, low, high in swings)


def test_an_effect_may_be_a_loss():
    value = Value((1, 2, 3), certain(1), (-5, -1, 1), certain(0))
    assert value.likely == -2
    assert ("users", -3, -1) in value.swings
