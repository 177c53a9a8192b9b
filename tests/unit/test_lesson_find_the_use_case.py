"""What m2-planning/02-find-the-use-case says, held to its own numbers."""

from __future__ import annotations

import kit
import pytest

from mlworkshop import measures
from mlworkshop.activities.value_calculator import Idea

LESSON = kit.lesson("m2-planning/02-find-the-use-case")


@pytest.fixture(scope="module")
def ideas():
    names = LESSON.names
    return Idea(**names["emails"]), Idea(**names["shelves"])


def test_both_ideas_are_worth_what_the_text_says(ideas):
    emails, shelves = (idea.swings[0] for idea in ideas)
    assert (emails[0], shelves[0]) == ("effect", "effect")
    assert LESSON.says(
        en="the effect per right answer moves the result most", ja="正解1件あたりの効果"
    )
    likely = [idea.likely for idea in ideas]
    nets = [
        at["users"] * at["cases"] * at["effect"] - idea.lost_to_errors - at["cost"]
        for idea, at in zip(ideas, likely, strict=True)
    ]
    assert [round(net) for net in nets] == [27_600, 54_000]
    assert LESSON.says(
        en="the shelves bring $54,000 and the emails $27,600",
        ja="棚の欠品は540万円、メールは276万円",
    )


def test_neither_idea_is_clearly_ahead(ideas):
    emails, shelves = ideas
    assert round(100 * shelves.beats(emails)) == 56
    assert LESSON.says(en="only 56% of the simulated years", ja="試算の56%だけ")
    for idea in ideas:
        assert sum(value < 0 for value in idea.draws) / len(idea.draws) > 1 / 3
    assert LESSON.says(en="a loss in more than a third", ja="3分の1以上が")


def test_errors_take_their_share(ideas):
    emails, _ = ideas
    perfect = emails.likely["users"] * emails.likely["cases"] * emails.likely["effect"]
    assert emails.lost_to_errors / perfect == pytest.approx(0.40)
    assert LESSON.says(en="Errors take 40%", ja="効果の40%")


def test_the_hours_of_the_tax_app():
    payments = 40_000 * 600
    question = LESSON.asked("case-tax-hours")
    assert question.answer == payments * (0.9 * 15 - 0.1 * 60) / 3600
    assert {mistake.value for mistake in question.mistakes} == {
        payments * 15 / 3600,
        payments * 0.9 * 15 / 3600,
    }


def test_chance_moves_the_requirement_by_as_much_as_its_explanation_says():
    share = measures.wilson(1700, 2000)
    assert round(50 * (share.high - share.low), 1) == 1.6
    (right,) = (o for o in LESSON.asked("case-requirement").options if o.correct)
    assert "1.6 points" in right.why.en
    assert "1.6ポイント" in right.why.ja
