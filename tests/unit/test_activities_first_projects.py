"""First projects: where they are placed, what their files can answer, what the plan gets."""

from __future__ import annotations

from html import unescape
from itertools import combinations

import pytest

from mlworkshop import activities
from mlworkshop.activities import base
from mlworkshop.activities.first_projects import CANDIDATES, QUESTIONS, Defence

RIGHT = {id_: question.paper for id_, question in QUESTIONS.items()}


def answered(pick, **points):
    """How many of the questions a file answers."""
    return sum(Defence(pick, **(RIGHT | points)).answered(pick, each) for each in QUESTIONS)


def test_what_can_be_defended_is_what_is_backed_and_quick():
    full = {id_ for id_ in CANDIDATES if answered(id_) == len(QUESTIONS)}
    assert full == {id_ for id_, each in CANDIDATES.items() if each.cell == "start"}
    assert len(full) == 2


def test_backing_on_the_board_is_backing_in_the_file():
    backed = {id_ for id_, each in CANDIDATES.items() if each.cell in ("start", "prepare")}
    assert {id_ for id_, each in CANDIDATES.items() if not each.people.lacks} == backed


def test_every_cell_has_a_candidate_and_none_is_without_any_answer_to_give():
    assert {each.cell for each in CANDIDATES.values()} == {"start", "prepare", "ask", "wait"}
    assert all(answered(id_) for id_ in CANDIDATES)


def test_pointing_to_another_paper_answers_nothing_and_gets_a_reply_of_its_own():
    for id_, question in QUESTIONS.items():
        for paper in question.otherwise:
            assert answered("emails", **{id_: paper}) == 2
        assert {*question.otherwise, question.paper} == {"people", "number", "trial", "promise"}
        assert len(set(map(str, question.otherwise.values()))) == 3


@pytest.mark.parametrize("picks", [*combinations(CANDIDATES, 2)])
def test_the_director_says_what_is_still_open_in_which_file(begin, outputs, picks):
    begin("m1-intro/02-spam")
    activities.sceptical_director(first=picks[0], second=picks[1], **RIGHT)
    said = unescape(outputs[-1].static)
    agrees = all(answered(pick) == 3 for pick in picks)
    assert ("The director agrees to both" in said) == agrees
    for pick in picks:
        left = len(QUESTIONS) - answered(pick)
        assert (f"{CANDIDATES[pick].name}: {left}" in said) == bool(left)


def test_one_project_twice_is_one_project(begin, outputs):
    begin("m1-intro/02-spam")
    activities.sceptical_director(first="emails", second="emails", **RIGHT)
    assert "different second project" in outputs[-1].static


def test_the_course_speaks_once_all_cards_of_the_chain_are_placed(begin, outputs):
    begin("m1-intro/02-spam")
    placed = dict.fromkeys(CANDIDATES, "wait")
    activities.first_projects(chain=True, placed=placed)
    assert outputs[-1].static.count("<tr>") == 1 + len(CANDIDATES)
    del placed["emails"]
    activities.first_projects(chain=True, placed=placed)
    assert "<table>" not in outputs[-1].static


def test_the_plan_gets_own_projects_only_and_loses_none(begin, outputs):
    begin("m1-intro/02-spam")
    activities.first_projects(chain=True)
    emails = CANDIDATES["emails"]
    outputs[-1].page.press(f"{emails.name}. {emails.about} → Neither backed nor quick")
    assert base.digests() == []
    activities.first_projects(key="own-first-projects")
    outputs[-1].page.enter("Cards of your own, one per line", "cats\nfood")
    outputs[-1].page.press("food → Backed, a result within 3 months")
    (digest,) = base.digests()
    said = {label.en: words.en for label, words in digest.parts}
    assert said == {"Backed, a result within 3 months": "food", "Not placed yet": "cats"}
