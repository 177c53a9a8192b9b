"""The gap between today and the goal: the model alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hands import words

from mlworkshop import language
from mlworkshop.activities.gap import Gap, Goal

GOOD = Goal(
    "People wait a day.",
    "People wait an hour.",
    "Share of emails answered within four hours",
    "%",
    58,
    85,
    26,
    "ticket system, weekly",
    "head of the support desk",
)


def test_a_goal_with_all_parts_can_be_measured():
    assert GOOD.open == []
    assert Goal().open == list(Goal.__dataclass_fields__)


@pytest.mark.parametrize(
    ("part", "bad"),
    [
        ("to_be", 58),
        ("as_is", None),
        ("weeks", None),
        ("how", ""),
        ("who", "Everyone"),
        ("who", ""),
    ],
)
def test_what_is_missing_or_says_nothing_is_asked(part, bad):
    asked = replace(GOOD, **{part: bad}).open
    assert asked == (["to_be"] if part == "to_be" else [part])


VAGUE = [
    "Improve satisfaction",
    "happier customers",
    "more efficient work",
    "Better quality",
    "Improve everything",
    "AI adoption rate",
    "満足度を上げる",
    "業務効率化",
    "品質の向上",
    "売り場の改善",
    "生成AIの利用率",
    "fewer failed deliveries",
    "再配達を減らす",
]
COUNTED = [
    "Complaints per 1,000 orders",
    "satisfaction score from 1 to 5",
    "improve sales",
    "Share of defects of quality A",
    "daily output",
    "顧客満足度のスコア",
    "品質不良の件数",
    "離職率",
    "改善提案の採用件数",
    "解約率",
]


@pytest.mark.parametrize("kpi", VAGUE)
def test_a_direction_without_a_count_is_refused_whatever_else_is_said(kpi):
    goal = replace(GOOD, kpi=kpi)
    assert goal.clarifies is not None
    assert goal.open == ["kpi"]


@pytest.mark.parametrize("kpi", COUNTED)
def test_what_can_be_counted_is_taken(kpi):
    assert replace(GOOD, kpi=kpi).open == []


@pytest.mark.parametrize(
    ("kpi", "unit", "is_bare"),
    [
        ("failed deliveries", "deliveries", True),
        ("failed deliveries", "per 1,000", False),
        ("failed deliveries", "deliveries/week", False),
        ("failed deliveries", "％", False),
        ("failed deliveries per route", "deliveries", False),
        ("handling of a claim", "hours", False),
        ("再配達", "件", True),
        ("再配達", "件／週", False),
        ("1,000件あたりの再配達", "件", False),
    ],
)
def test_a_count_without_its_time_or_whole_is_asked_for_that(kpi, unit, is_bare):
    assert replace(GOOD, kpi=kpi, unit=unit).open == (["kpi"] if is_bare else [])
    assert replace(GOOD, kpi=kpi, unit="").open == ["unit"]


def test_each_kind_of_vagueness_has_its_own_question():
    asked = {replace(GOOD, kpi=kpi).clarifies for kpi in VAGUE[:6]}
    assert len(asked) == 5


def test_the_plan_gets_the_gap_and_no_kpi_that_cannot_be_measured(begin):
    begin("m1-intro/02-spam")
    facts = {}
    for goal in (GOOD, replace(GOOD, kpi="Improve satisfaction", who=""), Goal()):
        activity = Gap(goal, f"own-{goal.who}-{goal.kpi}")
        facts[goal] = activity.facts()
        assert bool(activity.digest()) == (goal != Goal())
    good, vague, nothing = facts.values()
    assert good == {
        "kpi": GOOD.kpi,
        "measured_how": GOOD.how,
        "measured_by": GOOD.who,
        "as_is": 58,
        "to_be": 85,
        "weeks_to_deadline": 26,
    }
    assert vague == good | {"kpi": None, "measured_by": None}
    assert set(nothing.values()) == {None}


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_page_asks_three_questions_at_once_and_first_what_is_vague(begin, lang):
    language.use(lang)
    begin("m1-intro/02-spam")
    for goal in (GOOD, replace(GOOD, kpi="quality 品質", weeks=None), Goal()):
        activity = Gap(goal, "own")
        page = activity.page()
        assert page.count("<li>") == min(3, len(goal.open))
        assert (f"<ol><li>{goal.clarifies}" in page) == (goal.clarifies is not None)
        assert bool(activity.picture()) == (None not in (goal.as_is, goal.to_be, goal.weeks))
    assert words(Gap(GOOD, "own").picture()).count("%") == 2
