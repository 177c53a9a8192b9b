"""What m3-organisation/05-wrap-up says, held to the check, the review and its questions."""

from __future__ import annotations

from dataclasses import asdict

import kit

from mlworkshop import journal
from mlworkshop.course import structure
from mlworkshop.overview import progress_map
from mlworkshop.plan.outline import HOME as PLAN
from mlworkshop.plan.outline import section_of
from mlworkshop.questions import final_check, review, sittings, spaced
from mlworkshop.questions.rounds import Round

LESSON = kit.lesson(final_check.HOME)


def test_the_check_has_ten_questions_and_ten_more():
    assert (sittings.HALF, sittings.LENGTH) == (10, 20)
    assert LESSON.says(en="Ten questions come from all three modules", ja="3つのモジュールから10問")
    assert LESSON.says(en="Ten more questions are waiting", ja="あと10問解けます")


def test_it_is_finished_when_its_questions_and_the_check_are():
    def is_finished():
        return LESSON.id in [entry.id for entry in progress_map.finished()[0]]

    for id_, answer in (("wrap-wait-with", "infrastructure"), ("wrap-own-stop", "reports")):
        journal.record(LESSON.id, "quiz", id_, outcome="right", answer=answer)
    assert not is_finished()
    round_ = Round((), {"q:1": "right"}, is_single=True)
    sitting = sittings.Sitting(("q:1",), round_, has_begun=True)
    journal.record(LESSON.id, "note", "final check", answer=asdict(sitting))
    assert is_finished()


def test_what_was_wrong_comes_back_on_the_days_that_are_told():
    assert spaced.DAYS == (1, 7, 30)
    assert LESSON.says(en="after 1, 7 and 30 days", ja="1日後、7日後、30日後")
    start = structure.header_of(review._HOME).title
    assert LESSON.says(en=f'"{start.en}"', ja=f"「{start.ja}」")


def test_what_one_stops_doing_goes_into_the_plan():
    assert section_of(LESSON.id, "wrap-own-stop").id == "organisation"
    assert section_of(PLAN, "own-start").id == "team"
