"""Intervals for shares and for paired differences, held to published values and to SciPy."""

import numpy as np
import pytest
from scipy.stats import binomtest

from mlworkshop.errors import WorkshopError
from mlworkshop.measures import paired_difference, wilson

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
# Medicine 17 (1998), table I, method 3.
PUBLISHED = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0000, 0.1611),
    (1, 29): (0.0061, 0.1718),
}


@pytest.mark.parametrize(("counts", "bounds"), PUBLISHED.items())
def test_wilson_gives_the_published_interval(counts, bounds):
    interval = wilson(*counts)
    assert (round(interval.low, 4), round(interval.high, 4)) == bounds
    assert interval.estimate == counts[0] / counts[1]


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.99])
@pytest.mark.parametrize("counts", [(0, 107), (3, 3), (1, 2), (999, 1000)])
def test_wilson_agrees_with_scipy(counts, confidence):
    interval = wilson(*counts, confidence)
    expected = binomtest(*counts).proportion_ci(confidence, "wilson")
    assert (interval.low, interval.high) == pytest.approx(tuple(expected), abs=1e-12)


def test_numbers_of_numpy_are_counts_too():
    assert wilson(np.int64(3), np.int64(10)) == wilson(3, 10)


@pytest.mark.parametrize(
    "arguments",
    [(11, 10), (-1, 10), (0, 0), (0.3, 10), ("3", 10), (3, None), (3, 10, 1), (3, 10, 0)],
)
def test_what_is_not_a_count_is_explained(arguments):
    with pytest.raises(WorkshopError, match="expected"):
        wilson(*arguments)


def test_the_interval_of_a_difference_has_its_nominal_coverage():
    """Over 300 worlds of 80 pairs whose true difference is 0.5, about 95 in 100 hold it."""
    random = np.random.default_rng(1)
    held = 0
    for world in range(300):
        shared = random.normal(size=80) * 5
        first, second = shared + 0.5 + random.normal(size=80), shared + random.normal(size=80)
        interval = paired_difference(first, second, seed=world, draws=500)
        held += interval.low <= 0.5 <= interval.high
    assert 0.90 <= held / 300 <= 0.98


def test_pairing_takes_out_what_both_share():
    random = np.random.default_rng(2)
    shared = random.normal(size=200) * 100
    first = shared + 1 + random.normal(size=200) * 0.1
    paired = paired_difference(first, shared)
    shuffled = paired_difference(first, random.permutation(shared))
    assert paired.excludes_zero
    assert not shuffled.excludes_zero
    assert paired.estimate == pytest.approx(shuffled.estimate)


def test_units_that_repeat_themselves_widen_the_interval():
    random = np.random.default_rng(3)
    weeks = np.repeat(np.arange(15), 7)
    first = np.repeat(random.normal(size=15), 7)
    alone, together = (
        paired_difference(first, 0 * first),
        paired_difference(first, 0 * first, unit=weeks),
    )
    assert together.estimate == alone.estimate
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(
        7**0.5, rel=0.2
    )


def test_units_of_unequal_size_count_by_their_cases():
    first = np.array([1.0, 1, 1, 0])
    interval = paired_difference(first, np.zeros(4), unit=["a", "a", "a", "b"])
    assert interval.estimate == 0.75
    assert (interval.low, interval.high) == (0, 1)


def test_the_same_seed_gives_the_same_interval_in_any_portions(monkeypatch):
    first, second = np.random.default_rng(4).random((2, 50))
    before = paired_difference(first, second)
    monkeypatch.setattr("mlworkshop.measures.intervals._AT_ONCE", 120)
    assert paired_difference(first, second) == before


def test_right_and_wrong_can_be_compared():
    assert paired_difference([True, True, False], [True, False, False]).estimate == pytest.approx(
        1 / 3
    )


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [
        ([1, 2], [1, 2, 3], {}),
        ([1, 2], [1, 2], {"unit": ["a"]}),
        ([], [], {}),
        ([1, None], [1, 2], {}),
        (["a"], ["b"], {}),
        ([[1, 2]], [[1, 2]], {}),
        (5, 6, {}),
        ([1, 2], [1, 2], {"confidence": "0.95"}),
    ],
)
def test_columns_that_do_not_fit_are_explained(first, second, more):
    with pytest.raises(WorkshopError, match="expected"):
        paired_difference(first, second, **more)
