"""Staff a pilot: who can do what, for how many days, and for how much."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest

from mlworkshop.activities.staffing import _DAYS, _NEEDS, _ROLE, ROLES, TASKS, Team

DECK = Team(model={"product": "one", "scientist": "one", "ml_engineer": "one"})
HALVES = dict.fromkeys(("buyer", "store", "analyst"), "half")
CHEAP = Team(
    {"scientist": "half", "ml_engineer": "half"},
    {"developer": "half", "it_manager": "half"},
    {"buyer": "half", "store": "half", "analyst": "one"},
)


def test_a_team_of_the_three_lacks_the_department():
    missing = DECK.missing
    assert set(missing) == {"users", "label", "train", "decide"}
    assert missing["label"] == {"goods": []}
    assert missing["decide"] == {"say": []}
    assert missing["train"] == {"statistics": ["scientist"]}  # who can, but has no day left
    assert not Team(DECK.model, department=HALVES).missing


@pytest.mark.parametrize("time", ["half", "one", "two"])
def test_data_scientists_alone_train_a_model_and_nothing_more(time):
    lacking = set(Team({"scientist": time}).missing)
    assert lacking >= set(TASKS) - {"train"}
    assert ("train" in lacking) == (_DAYS[time] < 5)  # two days go to the data first


def test_nobody_does_what_they_have_no_skill_or_no_day_for():
    for team in (DECK, CHEAP, Team(DECK.model, department=HALVES)):
        given = defaultdict(int)
        for day in team.days:
            if day.by:
                assert day.skill in _ROLE[day.by].skills
                given[day.by] += 1
        assert all(days <= _DAYS[team.members[who]] for who, days in given.items())


def test_each_task_has_its_days():
    wanted = [(task, skill) for task, skills in _NEEDS.items() for skill in skills]
    found = {(day.task, day.skill) for day in DECK.days}
    assert list(_NEEDS) == list(TASKS)
    assert found == set(wanted)
    assert len(DECK.days) == sum(sum(skills.values()) for skills in _NEEDS.values())


def test_someone_moves_to_what_only_they_can_do():
    # The analyst may do the data, but then no one is left for the statistics.
    team = Team({"scientist": "one", "data_engineer": "half"}, department={"analyst": "half"})
    assert {"data", "train"}.isdisjoint(team.missing)


def test_money():
    assert DECK.cost() == 3 * 13_000
    assert Team(department={"buyer": "half"}, outside={"consultant": "two"}).cost() == 63_500
    assert Team({"product": "half"}, model_wage=10).cost(100) == 5
    assert Team({"product": "half"}).cost(100) == 650_000
    assert CHEAP.is_ready()
    assert not Team(CHEAP.model, CHEAP.software, CHEAP.department, budget=36_999).is_ready()
    assert not DECK.is_ready()


def test_the_most_expensive_team_does_not_win():
    everyone = Team(**{group: dict.fromkeys(roles, "two") for group, roles in ROLES.items()})
    assert not everyone.missing
    assert not everyone.is_ready()


def teams(budget: int) -> list[Team]:
    """Those of all cards at none, half or full that cost exactly so much."""
    cards = [(group, who) for group, roles in ROLES.items() for who in roles]
    price = [Team(**{group: {who: "half"}}).cost() for group, who in cards]
    found = []
    for times in itertools.product((0, 1, 2), repeat=len(cards)):
        if sum(map(float.__mul__, map(float, times), price)) == budget:
            groups = defaultdict(dict)
            for (group, who), time in zip(cards, times, strict=True):
                if time:
                    groups[group][who] = ("half", "one")[time - 1]
            found.append(Team(**groups))
    return found


def test_spending_the_budget_is_no_proof_of_a_good_team():
    spent = teams(50_000)
    assert len(spent) == 2_394
    assert f"{sum(bool(team.missing) for team in spent) / len(spent):.0%}" == "93%"
    # And there is more than one good one, with and without each of the three.
    good = [team.members for team in spent if not team.missing]
    for who in ("product", "scientist", "ml_engineer"):
        assert 0 < sum(who in members for members in good) < len(good)


def test_no_complete_team_is_cheaper():
    assert CHEAP.cost() == 37_000
    assert not CHEAP.missing
    for budget in range(35_000, 37_000, 500):  # fewer days than the tasks take below that
        assert all(team.missing for team in teams(budget))
