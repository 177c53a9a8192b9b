"""The CXO simulation over many worlds: what sensible plans, slogans and chance come to."""

from __future__ import annotations

import random
from collections import Counter
from statistics import mean, quantiles

import pytest

from mlworkshop.activities.cxo_debrief import debrief
from mlworkshop.activities.cxo_model import DECISIONS, LETTERS, OPTIONS, replay, world
from mlworkshop.activities.cxo_ways import STEPS, WAYS, letters_of, run

WORLDS = range(1, 301)
SLOGANS = {"platform", "wait"}


@pytest.fixture(scope="module")
def plans():
    """The results of each plan in 300 worlds."""
    return {name: [run(way, world(seed)) for seed in WORLDS] for name, way in WAYS.items()}


@pytest.fixture(scope="module")
def winners(plans):
    """The plan that does best in each world."""
    return [max(plans, key=lambda name: plans[name][at].result) for at in range(len(WORLDS))]


@pytest.fixture(scope="module")
def games():
    """10,000 games by chance, the best first, with their letters."""
    draw = random.Random(3)
    found = []
    for _ in range(10_000):
        letters = "".join(draw.choices(LETTERS, k=len(DECISIONS)))
        found.append((replay(world(draw.randint(1, 9_999)), letters), letters))
    return sorted(found, key=lambda game: -game[0].result)


def test_the_best_plan_wins_often_but_never_always(plans, winners):
    won = Counter(winners)
    assert max(won, key=won.__getitem__) == STEPS
    assert 0.45 <= won[STEPS] / len(winners) <= 0.8
    assert len([name for name in won if won[name] >= 0.05 * len(winners)]) >= 3
    assert len(plans.keys() - SLOGANS) >= 6


def test_where_another_plan_wins_the_debrief_says_which_fact_made_it_so(winners):
    others = [seed for seed, name in zip(WORLDS, winners, strict=True) if name != STEPS]
    told = [debrief(world(seed), letters_of(run(WAYS[STEPS], world(seed)))) for seed in others[:80]]
    assert mean(bool(found.because) for found in told) > 0.9
    facts = Counter(fact for found in told for fact in found.because)
    assert facts["documented"] > 5
    assert facts["ready_made"] > 5
    assert facts["scarce"] > 10


@pytest.mark.parametrize("slogan", sorted(SLOGANS))
def test_slogans_lose_in_almost_every_world(plans, winners, slogan):
    assert winners.count(slogan) == 0
    behind = [
        first.result - other.result
        for first, other in zip(plans[STEPS], plans[slogan], strict=True)
    ]
    assert mean(each > 0 for each in behind) > 0.95
    assert mean(behind) > 500


def test_the_debrief_says_why_slogans_lose_from_what_was_played(plans):
    for name, share in (("platform", 0.9), (STEPS, 0.0)):
        found = [debrief(end.world, letters_of(end)).platform for end in plans[name][:40]]
        assert mean(bool(each and each.gain > 0) for each in found) >= share
        assert share or not any(found)
    waited = [debrief(end.world, letters_of(end)) for end in plans["wait"][:40]]
    assert mean((found.first_year or 9) > 1 for found in waited) > 0.95
    assert mean(found.limit in ("goodwill", "reach") for found in waited) > 0.9


def test_chance_does_clearly_worse_and_sometimes_well(plans, games):
    results = [end.result for end, _ in games]
    for name in plans.keys() - {"wait"}:
        assert mean(end.result for end in plans[name]) > mean(results) + 500
    assert mean(results) < 0
    sensible = mean(end.result for end in plans[STEPS])
    assert 0.1 < mean(result > 0 for result in results) < 0.3
    assert 0.002 < mean(each > sensible for each in results) < 0.05


def test_games_end_in_every_way(games):
    ends = Counter(end.end for end, _ in games)
    assert ends.keys() == {"", "broke", "goodwill"}
    assert min(ends.values()) > 1000
    assert all(len(end.chosen) == len(DECISIONS) or end.end for end, _ in games)
    early = Counter(len(end.chosen) for end, _ in games if end.end)
    assert len(early) > 6


def test_each_option_is_part_of_good_games(games):
    best = games[:1000]
    for at, decision in enumerate(DECISIONS):
        shares = Counter(letters[at] for _, letters in best)
        for letter, option in zip(LETTERS, OPTIONS[decision], strict=True):
            is_slogan = option == "wait" or (decision, option) == ("tools", "platform")
            assert shares[letter] > (40 if is_slogan else 100), (decision, option)


def test_no_list_of_letters_beats_the_plan_that_looks(plans):
    """Change one letter after another for the better, from the commonest letters of the plan."""
    common = [Counter(letters_of(end)[at] for end in plans[STEPS]) for at in range(len(DECISIONS))]
    best = "".join(each.most_common(1)[0][0] for each in common)
    seeds = WORLDS[:60]

    def score(letters):
        return mean(replay(world(seed), letters).result for seed in seeds)

    for at in range(len(DECISIONS)):
        best = max((best[:at] + letter + best[at + 1 :] for letter in LETTERS), key=score)
    assert score(best) < 1.15 * mean(end.result for end in plans[STEPS][: len(seeds)])


def test_results_spread_over_worlds(plans):
    low, *_, high = quantiles([end.result for end in plans[STEPS]], n=10)
    assert high > 1.8 * low > 0
