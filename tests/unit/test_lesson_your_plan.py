"""What m2-planning/06-your-plan says, held to its activities and questions."""

from __future__ import annotations

import re

import kit

from mlworkshop.language import LANGUAGES
from mlworkshop.plan import example
from mlworkshop.questions import bank
from mlworkshop.questions.rounds import LENGTH

LESSON = kit.lesson("m2-planning/06-your-plan")


def test_the_round_has_questions_of_many_kinds_and_more_than_one_round_of_them():
    own = [entry.question for entry in bank.entries() if entry.lesson == LESSON.id]
    asked = [question for question in own if question.review]
    assert len(asked) > LENGTH
    assert {question.kind for question in asked} >= {"single", "multiple", "match", "number"}
    assert LESSON.says(en=f"at most {'five'} questions", ja=f"最大{LENGTH}問")
    assert LENGTH == 5


def test_the_gain_is_what_the_prompt_gives():
    question = LESSON.asked("plan-review-value")
    for lang in LANGUAGES:
        users, forms, minutes, cost = sorted(
            (
                int(number)
                for number in re.findall(r"\d+", question.prompt.of(lang))
                if number != "1"
            ),
            key=[60, 200, 6, 450].index,
        )
        assert question.answer == users * forms * minutes / 60 - cost
    slips = [slip.value for slip in question.mistakes]
    assert slips == [1200, 60 * 200 * 6, 200 * 6 / 60 - 450]


def test_the_text_counts_what_is_planted():
    assert len(example.planted()) == 5
    assert LESSON.says(en="All five contradictions")


def test_what_the_text_says_of_the_ways_out_is_what_the_rules_say():
    before = {"deadline-before-end", *(each.rule.id for each in example.after("later"))}
    new = {
        change: {each.rule.id for each in example.after(change)} - before
        for change in example.CHANGES
    }
    assert [change for change in new if new[change]] == ["best-case"]
    assert LESSON.says(
        en="One of them makes the number fit and nothing else; the rules notice.",
        ja="数字のつじつまを合わせただけの案は、ルールに見つかります",
    )
