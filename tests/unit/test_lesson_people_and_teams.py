"""The numbers that m3-organisation/03-people-and-teams quotes."""

from __future__ import annotations

import kit
from test_activities_staffing import CHEAP, DECK

from mlworkshop.activities.staffing import _DAYS, _NEEDS, Team

LESSON = kit.lesson("m3-organisation/03-people-and-teams")


def test_the_three_get_two_of_six_tasks_done():
    assert len(_NEEDS) - len(DECK.missing) == 2
    most = max(len(_NEEDS) - len(Team({"scientist": time}).missing) for time in _DAYS)
    assert most == 1
    assert LESSON.says(en="one task at most", ja="最大で1つ")
    assert LESSON.says(en="The three alone get two of six tasks done", ja="6つのうち2つです")


def test_the_cheapest_team():
    assert CHEAP.cost() == 37_000
    assert list(CHEAP.members.values()).count("half") == 6
    assert len(CHEAP.members) == 7
    assert LESSON.says(en="possible for $37,000 a month", ja="月370万円")
    assert LESSON.says(en="seven people, six of them half-time", ja="7人で、うち6人が兼任")


def test_the_days_that_are_about_code():
    days = {skill: n for skills in _NEEDS.values() for skill, n in skills.items()}
    code = sum(days[skill] for skill in ("processing", "pipelines", "software"))
    assert (code, sum(_NEEDS["train"].values()), sum(days.values())) == (5, 3, 14)
    assert LESSON.says(en="five of the fourteen days a week", ja="ソフトウェアの5日")
    assert LESSON.says(en="part of the three for training", ja="学習と評価の3日の一部")


def test_what_the_slides_say_has_its_year():
    assert LESSON.says(en="in 2021 (published on 31 March 2022), 62%", ja="2022年3月31日公表")
    assert LESSON.says(en="**Airbnb** (article of 2017)", ja="（2017年の記事）")
    assert LESSON.says(en="**Uber** (article of 2018)", ja="（2018年の記事）")
    assert LESSON.says(en="18 roles", ja="役割を18とし")
