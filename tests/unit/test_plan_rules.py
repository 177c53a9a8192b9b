"""Which facts a plan's rules take for a contradiction, and which they do not."""

from __future__ import annotations

import json
import re

import pytest

from mlworkshop.plan.facts import Facts
from mlworkshop.plan.rules import RULES, findings

# Of each rule: facts that contradict, and a change after which they do not.
BOTH_SIDES = {
    "deadline-past": ({"weeks_to_deadline": 0.0}, {"weeks_to_deadline": 1.0}),
    "deadline-before-end": ({"weeks_to_deadline": 12.0, "weeks_80": 13.0}, {"weeks_80": 12.0}),
    "only-the-model": ({"tasks_beside_the_model": 0}, {"tasks_beside_the_model": 1}),
    "nothing-goes-wrong": ({"weeks_best_case": 9.0, "weeks_80": 9.0}, {"weeks_80": 9.5}),
    "no-gap": ({"as_is": 3.0, "to_be": 3.0}, {"to_be": 2.0}),
    "value-below-cost": ({"value_likely": 100.0, "running_cost": 100.0}, {"value_likely": 101.0}),
    "operation-not-in-the-cost": (
        {"running_cost": 1199.0, "monthly_cost": 100.0},
        {"running_cost": 1200.0},
    ),
    "no-way-to-measure": (
        {"kpi": "waste", "measured_how": " ", "measured_by": "Aya"},
        {"measured_how": "by scales"},
    ),
    "nobody-measures": ({"kpi": "waste", "measured_how": "by scales"}, {"measured_by": "Aya"}),
    "never-wrong": ({"required_percent": 100.0}, {"required_percent": 99.0}),
    "better-than-people": ({"required_percent": 91.0, "agreement": 0.9}, {"agreement": 0.91}),
    "no-labels": ({"labels": "to_label", "labelling_planned": False}, {"labelling_planned": True}),
    "labels-of-no-data": ({"data_exists": "no", "labels": "exist"}, {"data_exists": "partly"}),
    "labels-do-not-arise": (
        {"training_data_arises": False, "labels": "arise"},
        {"training_data_arises": True},
    ),
    "no-legal-basis": ({"personal_data": True}, {"legal_basis": True}),
    "rule-with-a-model": ({"verdict": "rule", "weeks_80": 20.0}, {"verdict": "prompt"}),
    "certainty-from-ml": (
        {"verdict": "prompt", "certainty_demanded": True},
        {"verdict": "rule"},
    ),
    "every-decision-explained": (
        {"verdict": "ml", "full_explanation_demanded": True},
        {"full_explanation_demanded": False},
    ),
    "real-time-by-night": (
        {"seconds_to_answer": 3599.0, "architecture": "batch_files"},
        {"seconds_to_answer": 3600.0},
    ),
    "fast-for-nobody": (
        {"seconds_to_answer": 86400.0, "architecture": "real_time", "on_call": "Aya"},
        {"seconds_to_answer": 86399.0},
    ),
    "nobody-called": ({"architecture": "existing_flow"}, {"on_call": "Aya"}),
    "no-retraining": (
        {"new_data_arrives": True, "retraining_planned": False},
        {"retraining_planned": True},
    ),
    "retraining-on-nothing": (
        {"new_data_arrives": False, "retraining_planned": True},
        {"new_data_arrives": True},
    ),
    "nobody-to-label": ({"labels": "to_label", "labelling_by": "nobody"}, {"labels": "exist"}),
    "nobody-to-operate": (
        {"architecture": "batch_files", "operation_by": "nobody"},
        {"operation_by": "partner"},
    ),
    "staffed-too-late": (
        {"weeks_to_staff": 13.0, "weeks_to_deadline": 12.0},
        {"weeks_to_staff": 12.0},
    ),
    "trained-too-late": (
        {"weeks_to_train": 13.0, "weeks_to_deadline": 12.0},
        {"weeks_to_train": 12.0},
    ),
}


def found(facts: dict[str, object]) -> list[str]:
    return [finding.rule.id for finding in findings(Facts(**facts))]


def test_every_rule_is_tried():
    assert [rule.id for rule in RULES] == list(BOTH_SIDES)
    assert len(RULES) >= 12


@pytest.mark.parametrize("rule", BOTH_SIDES)
def test_it_finds_its_contradiction_and_nothing_beside_it(rule):
    contradicting, mending = BOTH_SIDES[rule]
    assert found(contradicting) == [rule]
    assert found(contradicting | mending) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_nobody_has_said_contradicts_nothing(rule):
    contradicting, _ = BOTH_SIDES[rule.id]
    assert contradicting.keys() >= set(rule.needs)
    assert {*rule.needs, *rule.may} <= Facts.model_fields.keys()
    for name in rule.needs:
        assert rule.applied(Facts(**contradicting | {name: None})) is None
    assert findings(Facts()) == []


def test_it_says_the_plans_own_figures_in_each_language():
    facts = Facts(value_likely=1234567.0, running_cost=2e6)
    (finding,) = findings(facts)
    assert "$1,235,000" in finding.found.en
    assert "1,235,000円" in finding.found.ja
    for seconds, en, ja in ((1.0, " 1 second,", "1秒以"), (600.0, " 10 minutes,", "10分以")):
        (finding,) = findings(Facts(seconds_to_answer=seconds, architecture="batch_files"))
        assert en in finding.found.en
        assert ja in finding.found.ja
    facts = Facts(kpi="{as_is} \n" + "x" * 50_000)
    (finding,) = findings(facts)
    assert "{as_is} xxx" in finding.found.en
    assert len(finding.found.ja) < 200


def test_every_rule_says_what_why_and_what_to_ask():
    for rule in RULES:
        assert rule.ask.en.endswith("?")
        assert rule.ask.ja.endswith("か。")
        fields = re.findall(r"{(\w+)}", rule.found.en)
        assert set(fields) == set(re.findall(r"{(\w+)}", rule.found.ja)) <= set(rule.needs)


def test_facts_of_another_version_are_read_one_by_one():
    said = json.loads(
        '{"as_is": 3, "to_be": "four", "labels": "in a drawer", "unheard": [1], "kpi": "waste", '
        '"weeks_80": 1e999, "personal_data": true, "on_call": null, "agreement": {"a": 1}}'
    )
    known = Facts.among(said).model_dump(exclude_none=True)
    assert known == {"as_is": 3.0, "kpi": "waste", "personal_data": True}
