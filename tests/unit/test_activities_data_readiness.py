"""Six questions about data: what holds, what comes first, what the plan gets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlworkshop import activities, language
from mlworkshop.activities.data_readiness import QUESTIONS, DataReadiness, Readiness
from mlworkshop.errors import WorkshopError
from mlworkshop.plan.facts import Facts

READY = Readiness(
    **dict.fromkeys(QUESTIONS, "yes"),
    **{f"{question}_evidence": "seen on 1 May" for question in QUESTIONS},
)


@pytest.fixture
def sheet(begin):
    begin("m2-planning/04-is-the-data-ready")
    return lambda state: DataReadiness(state, "own-readiness")


def test_a_yes_without_evidence_is_not_known():
    claimed = replace(READY, secure_evidence="")
    assert READY.open == []
    assert claimed.holds("secure") == "unknown"
    assert claimed.light("secure") == "yes"
    assert claimed.open == ["secure"]


@pytest.mark.parametrize("light", ["partly", "no", "unknown"])
def test_other_answers_need_no_evidence(light):
    assert Readiness(exists=light).holds("exists") == light


def test_personal_data_without_a_legal_basis_stop_privacy():
    assert replace(READY, personal="yes", legal_basis="no").open == ["private"]
    assert replace(READY, personal="yes", legal_basis="no").holds("private") == "no"
    for personal, basis in (("yes", "yes"), ("no", "no"), ("unknown", "no")):
        assert replace(READY, personal=personal, legal_basis=basis).open == []


def test_what_stops_comes_before_what_is_unknown_and_what_holds_partly():
    state = replace(READY, exists="partly", secure="unknown", representative="no")
    assert state.open == ["representative", "secure", "exists"]


def test_a_new_sheet_says_nothing_and_the_plan_can_tell(sheet):
    facts = Facts.model_validate_json(json.dumps(sheet(Readiness()).facts()))
    assert {getattr(facts, f"data_{question}") for question in QUESTIONS} == {"unknown"}
    assert (facts.personal_data, facts.legal_basis, facts.labels) == (None, None, "unknown")


def test_the_plan_gets_what_holds_not_what_is_claimed(sheet):
    state = replace(READY, exists_evidence="", personal="yes", legal_basis="no", labels="arise")
    facts = Facts.model_validate_json(json.dumps(sheet(state).facts()))
    assert (facts.data_exists, facts.data_private, facts.data_secure) == ("unknown", "no", "yes")
    assert (facts.personal_data, facts.legal_basis, facts.labels) == (True, False, "arise")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Ready"),
        ({"exists": "no", "secure": "unknown"}, "Not ready: 1 of 6"),
        ({"secure": "unknown", "private": "partly"}, "Cannot be said yet: 1 of 6"),
        ({"private": "partly"}, "start small: 1 of 6"),
    ],
)
def test_the_verdict_follows_from_the_lights(sheet, change, said):
    state = replace(READY, **change)
    assert said in sheet(state).page()
    words = dict(sheet(state).digest())
    assert said in words["Is the data ready?"]
    assert len(words["To do, in this order"].splitlines()) == len(state.open)


def test_the_words_of_the_evidence_come_out_as_typed(sheet):
    odd = "<b>" + "😀 مرحبا １２３" * 300
    words = dict(sheet(replace(READY, exists_evidence=odd)).digest())
    assert odd in "".join(words.values())
    assert "<b>" not in sheet(replace(READY, exists_evidence=odd)).page()


@pytest.mark.parametrize("wrong", [{"exits": "yes"}, {"exists": "green"}, {"labels": "partly"}])
def test_unknown_questions_and_answers_are_refused(begin, wrong):
    begin("m2-planning/04-is-the-data-ready")
    for lang in language.LANGUAGES:
        language.use(lang)
        with pytest.raises(WorkshopError, match=next(iter(wrong))):
            activities.data_readiness(**wrong)
