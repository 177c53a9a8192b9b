"""Questions: how answers are read, how they are graded, what is said about them."""

from __future__ import annotations

import math
from fractions import Fraction
from html import unescape
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from mlworkshop import language, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.questions import bank, kinds
from mlworkshop.questions.kinds import Number, lettered
from mlworkshop.ui import Outcome

ANIMALS = {
    entry.question.id: entry.question
    for entry in bank.entries(Path(__file__).parent / "fixtures" / "quizzes")
}
COLOUR, MAMMALS, BUTTERFLY = ANIMALS["colour"], ANIMALS["mammals"], ANIMALS["butterfly"]
WHERE, LEGS, WEIGHT, PET = (
    ANIMALS[id_] for id_ in ("where-they-live", "legs", "weight", "your-pet")
)


def said(grade):
    return "\n".join(words.en for words in grade.explanations)


# Reading.


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        (COLOUR, "b", "b"),
        (COLOUR, " B ", "b"),
        (COLOUR, "ｂ", "b"),
        (COLOUR, "b.", "b"),
        (COLOUR, "b)", "b"),
        (COLOUR, "(B)", "b"),
        (COLOUR, "（ｂ）", "b"),
        (COLOUR, "ｂ．", "b"),
        (COLOUR, "b。", "b"),
        (MAMMALS, ["c", "a"], "ac"),
        (MAMMALS, ("a.", "（Ｃ）"), "ac"),
        (MAMMALS, "a) c)", "ac"),
        (MAMMALS, [], ""),
        (BUTTERFLY, ["b", "d", "a", "c"], "bdac"),
        (WHERE, ["b2", "a1"], "a1 b2"),
        (WHERE, "(a) 1, (b) 2", "a1 b2"),
        (COLOUR, "", ""),
        (MAMMALS, "ca", "ac"),
        (MAMMALS, "A, c、 Ｅ", "ace"),
        (MAMMALS, "aa", "a"),
        (BUTTERFLY, "b → d → a → c", "bdac"),
        (BUTTERFLY, "bd,ac", "bdac"),
        (WHERE, "c2 a1", "a1 c2"),
        (WHERE, "a1b1c2", "a1 b1 c2"),
        (WHERE, "ａ：１、ｂ：２", "a1 b2"),
        (WHERE, "a-01", "a1"),
        (WHERE, "", ""),
        (PET, "  two\nlines ", "two\nlines"),
        (PET, "", ""),
        (LEGS, 12, 12.0),
        (LEGS, np.int64(12), 12.0),
        (LEGS, np.float32(0.5), 0.5),
    ],
)
def test_answers_are_read_in_many_forms(question, typed, read):
    assert question.read(typed) == read
    assert type(question.read(typed)) is type(read)
    assert question.read(question.read(typed)) == read


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (COLOUR, "d"),
        (COLOUR, "ab"),
        (COLOUR, "blue"),
        (COLOUR, 2),
        (COLOUR, None),
        (COLOUR, ["b"]),
        (MAMMALS, "af"),
        (MAMMALS, {"a"}),
        (MAMMALS, ["a", 1]),
        (MAMMALS, ["a", ["c"]]),
        (MAMMALS, {"a": True}),
        (MAMMALS, 3),
        (BUTTERFLY, "abc"),
        (BUTTERFLY, "aabc"),
        (BUTTERFLY, "abcde"),
        (BUTTERFLY, 1234),
        (WHERE, [("a", 1)]),
        (WHERE, "a3"),
        (WHERE, "a0"),
        (WHERE, "d1"),
        (WHERE, "a1 a2"),
        (WHERE, "a1 b"),
        (WHERE, "1a"),
        (WHERE, {"a": 1}),
        (LEGS, None),
        (LEGS, True),
        (LEGS, math.nan),
        (LEGS, math.inf),
        (LEGS, 1j),
        (LEGS, [12]),
        (LEGS, {"legs": 12}),
        (PET, 3),
        (PET, b"bytes"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_answer_says_what_would_be(question, value, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as caught:
        question.read(value)
    assert question.call in str(caught.value)
    assert repr(value) in str(caught.value)
    with pytest.raises(WorkshopError):
        question.grade(value)


def test_a_long_answer_is_cut_in_the_message():
    with pytest.raises(WorkshopError) as caught:
        COLOUR.read("z" * 1000)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("question", ANIMALS.values(), ids=ANIMALS)
@pytest.mark.parametrize(
    "value",
    [10**400, -(10**5000), Fraction(10**400), "9" * 400, "a" + "1" * 5000, [[]], {"a": {}}],
    ids=lambda value: type(value).__name__,  # not even pytest can write all of them
)
def test_nothing_that_people_type_ends_in_a_traceback(question, value):
    if question is PET and isinstance(value, str):
        assert question.read(value) == value
        return
    with pytest.raises(WorkshopError) as caught:
        question.read(value)
    assert len(str(caught.value)) < 400


SHIPPED = {entry.question.id: entry.question for entry in bank.entries()}


@pytest.mark.parametrize("id_", [*ANIMALS, *SHIPPED])
def test_the_example_is_not_the_right_answer(id_):
    question = (ANIMALS | SHIPPED)[id_]
    assert question.grade(question._example).outcome is not Outcome.RIGHT


@pytest.mark.parametrize("right", ["ab", "ac", "a", "bc"])
def test_the_example_of_several_letters_is_never_right(right):
    options = [
        option.model_copy(update={"correct": letter in right})
        for letter, option in lettered(MAMMALS.options[:3])
    ]
    question = MAMMALS.model_copy(update={"options": tuple(options)})
    assert question.grade(question._example).outcome is not Outcome.RIGHT


@pytest.mark.parametrize("question", ANIMALS.values(), ids=ANIMALS)
def test_the_example_can_be_typed(question):
    assert f'ws.answer("{question.id}", ' in question.call
    value = eval(question.call.partition(", ")[2].removesuffix(")"))
    assert question.read(value) == value


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1300", 1300),
        ("1,300", 1300),
        ("1 300", 1300),
        ("12,345,678.5", 12345678.5),
        ("１，３００", 1300),
        ("　１３００　本", 1300),
        ("1300legs", 1300),
        ("1300 Legs", 1300),
        ("+1300", 1300),
        ("-5", -5),
        ("−5", -5),
        ("－５", -5),
        ("ー5", -5),
        (".5", 0.5),
        ("5.", 5),
        ("０．５", 0.5),
        ("1e3", 1000),
        ("007", 7),
        ("", ""),
        ("  ", ""),
        ("legs", ""),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert LEGS.read(typed) == number
    assert LEGS.read(LEGS.read(typed)) == number


def test_a_unit_may_stand_in_front_and_may_hold_a_long_vowel():
    dollars = LEGS.model_copy(update={"unit": WEIGHT.unit.model_copy(update={"en": "$"})})
    assert dollars.read("$1,300") == 1300
    assert dollars.read("12キログラム") == 12
    assert dollars.read("-12 キログラム") == -12


def test_a_number_may_have_no_unit():
    assert LEGS.model_copy(update={"unit": None}).read("7") == 7


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("typed", "point"), [("0,5", "0.5"), ("12,5", "12.5"), ("0,125", "0.125")])
def test_a_decimal_comma_is_asked_about(typed, point, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as caught:
        LEGS.read(typed)
    assert point in str(caught.value)
    assert typed in str(caught.value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "typed", ["many", "1.234,5", "12 5", "1/3", "0x10", "1_000", "nan", "5 kg", "1e999"]
)
def test_what_is_no_number_says_so_with_the_unit(typed, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as caught:
        LEGS.read(typed)
    assert typed in str(caught.value)
    assert str(LEGS.unit) in str(caught.value)


# Grading.


@pytest.mark.parametrize("question", ANIMALS.values(), ids=ANIMALS)
def test_nothing_is_not_attempted(question):
    grade = question.grade("")
    assert (grade.outcome, grade.score) == (Outcome.NOT_ATTEMPTED, 0)
    assert said(grade)


def test_single():
    outcomes = {letter: COLOUR.grade(letter) for letter in "abc"}
    assert [grade.outcome for grade in outcomes.values()] == [
        Outcome.WRONG,
        Outcome.RIGHT,
        Outcome.WRONG,
    ]
    assert outcomes["a"].explanations == (COLOUR.options[0].why,)
    assert outcomes["b"].explanations == (COLOUR.options[1].why,)
    assert [words.en[:6] for words in outcomes["b"].others] == ["**a.**", "**c.**"]
    assert outcomes["a"].others == ()


@pytest.mark.parametrize(
    ("ticked", "outcome", "score"),
    [
        ("ace", Outcome.RIGHT, 1),
        ("ac", Outcome.PARTIAL, 2 / 3),
        ("a", Outcome.PARTIAL, 1 / 3),
        ("aceb", Outcome.PARTIAL, 2 / 3),
        ("abcde", Outcome.PARTIAL, 1 / 3),
        ("ab", Outcome.WRONG, 0),
        ("bd", Outcome.WRONG, 0),
    ],
)
def test_multiple_takes_wrong_ticks_off_the_right_ones(ticked, outcome, score):
    grade = MAMMALS.grade(ticked)
    assert (grade.outcome, grade.score) == (outcome, pytest.approx(score))
    for letter, option in lettered(MAMMALS.options):
        explained = option.why.en in said(grade)
        expected = letter in ticked if outcome is Outcome.RIGHT or not option.correct else False
        assert explained is expected, "wrong ticks are explained; what is missing is not given away"
    if outcome is not Outcome.RIGHT:
        missing = sum(letter not in ticked for letter in "ace")
        assert f"{missing} still missing" in said(grade)
        hits = sum(letter in ticked for letter in "ace")
        assert f"{hits} right, {len(ticked) - hits} wrong, {missing} still" in said(grade)
        assert grade.others == ()


def test_order_counts_the_pairs_in_order():
    right = [step.id for step in BUTTERFLY.steps]
    letters = {step.id: letter for letter, step in lettered(BUTTERFLY.in_shown_order)}
    for answer in permutations(right):
        grade = BUTTERFLY.grade("".join(letters[id_] for id_ in answer))
        inverted = [
            (first, second)
            for at, first in enumerate(answer)
            for second in answer[at + 1 :]
            if right.index(first) > right.index(second)
        ]
        if answer == BUTTERFLY.shown:
            assert grade.outcome is Outcome.NOT_ATTEMPTED
            continue
        assert grade.score == pytest.approx(1 - len(inverted) / 6)
        expected = (
            Outcome.RIGHT
            if not inverted
            else Outcome.WRONG
            if len(inverted) == 6
            else Outcome.PARTIAL
        )
        assert grade.outcome is expected
        for mistake in BUTTERFLY.mistakes:
            made = (mistake.before, mistake.after) in inverted
            assert (mistake.why.en in said(grade)) is made
        if inverted:
            account = grade.explanations[0]
            pairs = "1 pair is" if len(inverted) == 1 else f"{len(inverted)} pairs are"
            assert account.en == f"{pairs} still in the wrong order."
            assert f"あと{len(inverted)}組" in account.ja
            assert len(grade.explanations) > 1, "there is always more to say than the number"


def test_order_without_a_listed_mistake_says_where_to_look():
    unlisted = BUTTERFLY.model_copy(update={"mistakes": ()})
    assert "another step must come first" in said(unlisted.grade("dbca"))
    assert "up to step 2" in said(unlisted.grade("bdca"))


def test_match_counts_cards():
    right, wrong = WHERE.grade("a1 b1 c2"), WHERE.grade("a1 b2 c2")
    assert (right.outcome, right.score) == (Outcome.RIGHT, 1)
    assert all(card.why.en in said(right) for card in WHERE.cards)
    assert (wrong.outcome, wrong.score) == (Outcome.PARTIAL, pytest.approx(2 / 3))
    assert f"**b.** {WHERE.mistakes[0].why.en}" in said(wrong)
    assert not any(card.why.en in said(wrong) for card in WHERE.cards)


def test_match_with_an_unlisted_mistake_names_the_card():
    grade = WHERE.grade("a2 b1 c1")
    assert "**a.** “Trout” does not go with “On land”." in said(grade)
    assert "「マス」は「陸の上」には" in grade.explanations[1].ja
    assert "Hare <long ears>" in unescape(ui.markdown(said(grade)))


def test_a_card_s_signs_are_no_markdown():
    words = "2 * 3 * 4 = `24` <b> [a](b) _c_ \\ & $5"
    assert unescape(ui.markdown(kinds._as_typed(words))) == f"<p>{words}</p>\n"


def test_match_may_be_left_unfinished():
    grade = WHERE.grade("a1")
    assert (grade.outcome, grade.score) == (Outcome.PARTIAL, pytest.approx(1 / 3))
    assert "1 right, 0 wrong, 2 still missing" in said(grade)
    assert WHERE.grade("a2").outcome is Outcome.WRONG


def test_number_knows_likely_mistakes():
    assert LEGS.grade(1300).outcome is Outcome.RIGHT
    assert said(LEGS.grade(1300)) == LEGS.why.en
    for mistake in LEGS.mistakes:
        grade = LEGS.grade(mistake.value)
        assert (grade.outcome, grade.score, said(grade)) == (Outcome.WRONG, 0, mistake.why.en)
    assert "too small" in said(LEGS.grade(1299))
    assert "too large" in said(LEGS.grade(1301))


def test_tolerance_includes_its_ends_as_decimals():
    edge = Number(
        kind="number", id="edge", objective=1, prompt=LEGS.prompt, why=LEGS.why,
        answer=0.97, tolerance=0.01, mistakes=[{"value": 0.5, "why": LEGS.why}],
    )  # fmt: skip
    assert edge.grade(0.98).outcome is Outcome.RIGHT
    assert edge.grade(0.96).outcome is Outcome.RIGHT
    assert edge.grade(0.9801).outcome is Outcome.WRONG


@pytest.fixture
def per_cent():
    why = {"en": "Listed.", "ja": "一覧にある間違い。"}
    return Number(
        kind="number", id="share", objective=1, prompt=LEGS.prompt, why=LEGS.why,
        answer=70, tolerance=1, unit={"en": "%", "ja": "％"},
        mistakes=[{"value": value, "why": why} for value in (0, 30)],
    )  # fmt: skip


@pytest.mark.parametrize("value", [0.7, "0.7", "0.7 %", 0.70123])
def test_a_right_share_is_told_that_per_cent_are_wanted(per_cent, value):
    grade = per_cent.grade(value)
    number = per_cent.read(value)
    assert (grade.outcome, grade.score) == (Outcome.WRONG, 0)
    assert said(grade) == f"{number:g} is the right share. In per cent it is {100 * number:g}."
    assert f"割合としては {number:g} " in grade.explanations[0].ja


def test_a_share_is_not_right_by_chance(per_cent):
    assert "Listed" in said(per_cent.grade(0.3)), "near a listed mistake"
    (listed, *_) = per_cent.mistakes
    own = {"mistakes": (listed.model_copy(update={"value": 0.7}),)}
    assert said(per_cent.model_copy(update=own).grade(0.7)) == "Listed.", "an author's words"
    assert "too small" in said(per_cent.grade(7))
    other_unit = per_cent.model_copy(update={"unit": LEGS.unit})
    assert "share" not in said(other_unit.grade(0.7))
    assert "share" not in said(per_cent.model_copy(update={"unit": None}).grade(0.7))


def test_the_nearer_of_two_mistakes_is_meant():
    close = LEGS.model_copy(update={"answer": 0.0, "tolerance": 250.0})
    assert said(close.grade(1390)) == LEGS.mistakes[0].why.en
    assert said(close.grade(1410)) == LEGS.mistakes[1].why.en


def test_open_words_are_kept():
    assert PET.grade("a cat").outcome is Outcome.KEPT
    assert PET.grade(" \n ").outcome is Outcome.NOT_ATTEMPTED


def test_zero_is_an_answer():
    assert LEGS.grade(0).outcome is Outcome.WRONG
