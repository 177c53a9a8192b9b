"""Who does the six tasks, and who learns what."""

from __future__ import annotations

import pytest

from mlworkshop.activities.team_gaps import Gaps
from mlworkshop.activities.training_plan import Training


@pytest.mark.parametrize(
    ("said", "light"),
    [
        ({"operate": "have", "operate_who": "Ms Sato"}, "go"),
        ({"operate": "have"}, "careful"),  # who?
        ({"operate": "partner", "operate_who": "Ms Sato"}, "careful"),
        ({"operate": "nobody", "operate_who": "Ms Sato"}, "stop"),
        ({"operate_who": "Ms Sato"}, "careful"),  # can she?
    ],
)
def test_only_a_named_person_who_can_is_a_go(said, light):
    assert Gaps(**said).lights == {"operate": light}


def test_nothing_is_judged_before_it_is_said():
    assert Gaps(weeks=8).lights == {}


def test_a_plan_is_open_until_each_part_is_said():
    half = Training(team_who="eight developers", team_hours=40, team_weeks=10)
    assert half.open("team") == ["can", "seen"]
    assert len(half.open("leaders")) == 5
    assert (half.hours_a_week("team"), half.hours_a_week("leaders")) == (4, None)
    assert Training(leaders_hours=0, leaders_weeks=2).hours_a_week("leaders") == 0
