"""For and against: ten cases, and the questions about one's own."""

from __future__ import annotations

import importlib
from collections import Counter

import pytest

from mlworkshop import language
from mlworkshop.activities.round import Said, Turns
from mlworkshop.errors import WorkshopError
from mlworkshop.plan.facts import Facts

module = importlib.import_module("mlworkshop.activities.for_and_against")
Fit = module.Fit


@pytest.fixture(autouse=True)
def begun(begin):
    begin("m1-intro/02-spam")


def test_each_of_the_eight_situations_decides_a_case_and_one_is_for_a_prompt():
    decides = Counter(case.decides for case in module.CASES.values())
    assert len(module.CASES) == 10
    assert set(decides) == set(module.REASONS)
    verdicts = Counter(reason.verdict for reason in module.REASONS.values())
    assert verdicts == {"ml": 4, "rule": 4, "prompt": 1}


def test_other_reasons_that_hold_are_reasons_and_not_the_first_one():
    for case in module.CASES.values():
        assert set(case.also) <= set(module.REASONS) - {case.decides}


def test_the_verdict_does_not_follow_a_pattern():
    verdicts = [module.REASONS[case.decides].verdict for case in module.CASES.values()]
    assert all(len(set(verdicts[at : at + 4])) > 1 for at in range(len(verdicts) - 3))


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("card", module.CASES)
def test_a_choice_is_answered_by_how_near_it_comes_and_never_scored(lang, card):
    language.use(lang)
    activity = module.ForAndAgainst(tuple(module.CASES), Turns(), "round")
    case = module.CASES[card]
    said = {
        choice: module._compared(case, choice).replace(module._reason(choice), "")
        for choice in module.REASONS
    }
    kinds = {
        choice: "same"
        if choice == case.decides
        else "also"
        if choice in case.also
        else module.REASONS[choice].verdict == module.REASONS[case.decides].verdict
        for choice in module.REASONS
    }
    for one in said:
        for other in said:
            assert (said[one] == said[other]) == (kinds[one] == kinds[other])
        reply = activity.reply(Said(card, one))
        assert "mlw-wrong" not in reply
        assert "mlw-right" not in reply


def test_at_the_end_the_choices_are_beside_the_course_and_the_code_leads_there():
    letters = "".join(
        next(at for at, id_ in module._LETTERS.items() if id_ == case.decides)
        for case in module.CASES.values()
    )
    choices = {at: (id_, id_) for at, id_ in module._LETTERS.items()}
    given = module.turns(tuple(module.CASES), lambda _: choices, letters)
    activity = module.ForAndAgainst(tuple(module.CASES), given, "round")
    assert activity.is_done
    assert f'said="{letters}"' in activity.code()
    assert activity.page().count("<tr>") == 11


def own(**said):
    return module.FitForMl(Fit(**said), "own-fit")


def test_a_case_of_ones_own_begins_neutral():
    activity = own()
    assert activity.state.speaks_for == activity.state.speaks_against == activity._next() == []
    assert len(activity.state.open) == 9
    assert activity.digest() == []
    assert set(activity.facts().values()) == {None}


def test_answers_speak_for_or_against_and_what_nobody_knows_stays_open():
    fit = Fit(complex="yes", scale="no", existing="yes", new_data="no", certain="unknown")
    assert fit.speaks_for == ["complex"]
    assert fit.speaks_against == ["existing", "new_data"]
    assert set(fit.open) == {"instant", "personal", "certain", "explained", "instructed"}
    assert Fit(new_data="yes").speaks_against == []


def test_the_plan_gets_the_verdict_first_and_facts_that_it_knows():
    activity = own(
        new_data="no", certain="yes", explained="unknown", verdict="prompt", reason="cheap to try"
    )
    assert [says for _, says in activity.digest()][1] == "cheap to try"
    facts = activity.facts()
    assert facts == {
        "verdict": "prompt",
        "new_data_arrives": False,
        "certainty_demanded": True,
        "full_explanation_demanded": None,
    }
    assert Facts(**facts)


@pytest.mark.parametrize("verdict", module._OWN_VERDICTS)
def test_each_verdict_is_one_that_the_plan_knows(verdict):
    assert Facts(verdict=verdict).verdict == verdict


def test_each_reason_against_asks_something():
    fit = own(existing="yes", new_data="no", certain="yes", explained="yes", instructed="yes")
    assert fit._next() == [*module._NEXT.values(), module._TRY_A_PROMPT]
    names = ("complex", "scale", "instant", "personal", "existing", "certain", "explained")
    nothing = own(**dict.fromkeys(names, "no"), new_data="yes", instructed="no")
    assert nothing._next() == [module._NOTHING_SPEAKS_FOR]


@pytest.mark.parametrize(("answers", "asks"), module._CLASHES)
def test_answers_that_do_not_go_together_are_asked_about(answers, asks):
    assert own(**answers)._next()[0] == asks
    for name in answers:
        assert asks not in own(**{**answers, name: None})._next()


@pytest.mark.parametrize("bad", [{"complex": "perhaps"}, {"verdict": "luck"}, {"reason": 3}])
def test_a_call_that_cannot_be_filled_in_names_the_argument(bad):
    with pytest.raises(WorkshopError, match=next(iter(bad))):
        own(**bad)


def test_thirty_answers_without_an_error_leave_room_for_one_wrong_in_ten():
    at_most = 1 - 0.05 ** (1 / 30)  # upper end of a one-sided 95% interval (Clopper-Pearson)
    assert round(at_most, 1) == 0.1
    assert "one answer in ten" in str(module._TRY_A_PROMPT)
