"""The chain's plan with planted contradictions: just these are found."""

from __future__ import annotations

import re

import pytest

from mlworkshop import activities
from mlworkshop.activities.contradictions import Search
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.plan import example
from mlworkshop.plan.rules import findings

PLANTED = {suspect.rule for suspect in example.SUSPECTS.values() if suspect.rule}


def test_the_rules_find_what_is_planted_and_nothing_else():
    assert {finding.rule.id for finding in findings(example.FACTS)} == PLANTED
    assert len(PLANTED) == len(example.planted()) == 5
    assert len(example.SUSPECTS) - len(PLANTED) == 3


def test_the_text_says_what_the_facts_say():
    facts = example.FACTS
    for lang in LANGUAGES:
        told = " ".join(says.of(lang) for _, says in example.LINES)
        for number in (
            facts.weeks_to_deadline,
            facts.as_is,
            facts.to_be,
            facts.required_percent,
            facts.weeks_best_case,
            facts.weeks_80,
        ):
            assert re.search(rf"\b{number:.0f}(?!\d)", told, re.ASCII)
    english = " ".join(says.en for _, says in example.LINES)
    for money in (facts.value_likely, facts.running_cost, facts.monthly_cost):
        assert f"${money:,.0f}" in english
    japanese = " ".join(says.ja for _, says in example.LINES)
    for money in (facts.value_likely, facts.running_cost, facts.monthly_cost):
        assert f"{money / 100:,.0f}万円" in japanese  # 100 yen for a dollar
    year = 12 * facts.monthly_cost
    assert f"${year:,.0f}" in example.SUSPECTS["value-architecture"].why.en
    assert f"{year / 100:,.0f}万円" in example.SUSPECTS["value-architecture"].why.ja


def test_each_way_out_leaves_what_it_does_not_settle():
    left = {
        change: {finding.rule.id for finding in example.after(change)} for change in example.CHANGES
    }
    first = "deadline-before-end"
    assert left["later"] == left["no-trial"] == PLANTED - {first}
    assert left["best-case"] == PLANTED - {first} | {"nothing-goes-wrong"}
    assert left["smaller"] == PLANTED - {first, "no-labels"}


def test_it_counts_hits_misses_and_false_alarms():
    search = Search(("goal-timeline", "data-law"))
    assert search.found == ["goal-timeline"]
    assert search.false_alarms == ["data-law"]
    assert len(search.missed) == 4


def test_the_way_out_comes_after_the_rules_have_looked(begin, outputs):
    begin("m1-intro/02-spam")
    activities.contradictions()
    page = outputs[-1].page
    suspects = [str(each.text) for each in example.SUSPECTS.values()]
    changes = [str(each.text) for each in example.CHANGES.values()]
    assert not set(changes) & set(page.buttons)
    page.tick(suspects[0], suspects[1])
    assert "contradictions; false alarms" not in page.text
    page.press("Let the rules check")
    assert "You found 1 of 5 contradictions; false alarms: 1." in page.text
    page.press(changes[1])
    assert "before: 5. After this change: 5." in page.text
    assert "(new)" in page.text
    page.press(changes[3])
    assert "before: 5. After this change: 3." in page.text
    assert "(new)" not in page.text


def test_from_code_by_letters_and_with_a_kind_refusal(begin, outputs):
    begin("m1-intro/02-spam")
    activities.contradictions(suspected="aceg", checked=True, change="d")
    assert "You found 4 of 5" in outputs[-1].text
    for odd in ({"suspected": "xyz"}, {"change": "never"}, {"checked": "yes"}, {"suspected": 3}):
        with pytest.raises(WorkshopError):
            activities.contradictions(**odd)
