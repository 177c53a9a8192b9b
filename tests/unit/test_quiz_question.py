"""Questions: how answers are read, how they are graded, what is said about them."""

from __future__ import annotations

import json
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
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank, kinds
from mlworkshop.questions.kinds import Match, Multiple, Number, Open, Order, Single, lettered

ANIMALS = {
    entry.question.id: entry.question
    for entry in bank.entries(Path(__file__).parent / "fixtures" / "quizzes")
}
COLOUR, MAMMALS, BUTTERFLY = ANIMALS["colour"], ANIMALS["mammals"], ANIMALS["butterfly"]
WHERE, LEGS, WEIGHT, PET = (
    ANIMALS[id_] for id_ in ("where-they-live", "legs", "weight", "your-pet")
)


def graded(question, typed):
    """How an answer comes out that is given by letters, as `ws.answer` takes it."""
    return question.grade(question.read(typed))


def said(grade):
    return "\n".join(words.en for words in grade.explanations)


# Reading.


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        (COLOUR, "b", "black"),
        (COLOUR, " B ", "black"),
        (COLOUR, "ｂ", "black"),
        (COLOUR, "b.", "black"),
        (COLOUR, "b)", "black"),
        (COLOUR, "(B)", "black"),
        (COLOUR, "（ｂ）", "black"),
        (COLOUR, "ｂ．", "black"),
        (COLOUR, "b。", "black"),
        (COLOUR, "black", "black"),
        (MAMMALS, ["c", "a"], ["bat", "dolphin"]),
        (MAMMALS, ("a.", "（Ｃ）"), ["bat", "dolphin"]),
        (MAMMALS, "a) c)", ["bat", "dolphin"]),
        (MAMMALS, "ca", ["bat", "dolphin"]),
        (MAMMALS, "A, c、 Ｅ", ["bat", "dolphin", "mouse"]),
        (MAMMALS, "aa", ["dolphin"]),
        (MAMMALS, ["mouse", "bat", "mouse"], ["bat", "mouse"]),
        (BUTTERFLY, ["b", "d", "a", "c"], ["egg", "larva", "pupa", "adult"]),
        (BUTTERFLY, "b → d → a → c", ["egg", "larva", "pupa", "adult"]),
        (BUTTERFLY, "bd,ac", ["egg", "larva", "pupa", "adult"]),
        (BUTTERFLY, ("adult", "egg", "larva", "pupa"), ["adult", "egg", "larva", "pupa"]),
        (WHERE, ["b2", "a1"], {"trout": "water", "whale": "land"}),
        (WHERE, "(a) 1, (b) 2", {"trout": "water", "whale": "land"}),
        (WHERE, "c2 a1", {"trout": "water", "hare": "land"}),
        (WHERE, "a1b1c2", {"trout": "water", "whale": "water", "hare": "land"}),
        (WHERE, "ａ：１、ｂ：２", {"trout": "water", "whale": "land"}),
        (WHERE, "a-01", {"trout": "water"}),
        (WHERE, {"whale": "land", "trout": "land"}, {"trout": "land", "whale": "land"}),
        (PET, "  two\nlines ", "two\nlines"),
        (
            PET,
            "half an emoji \ud83d, two halves \ud83d\ude00",
            "half an emoji \ufffd, two halves 😀",
        ),
        (LEGS, 12, 12.0),
        (LEGS, 0, 0.0),
        (LEGS, "0", 0.0),
        (LEGS, np.int64(12), 12.0),
        (LEGS, np.float32(0.5), 0.5),
    ],
)
def test_answers_are_read_in_many_forms(question, typed, read):
    assert question.read(typed) == read
    assert type(question.read(typed)) is type(read)
    assert question.read(read) == read
    assert question.read(question.typed(read)) == read, "it can be typed as it is shown"
    assert json.loads(json.dumps(read)) == read, "it can be kept"


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        *((COLOUR, ""), (MAMMALS, ""), (MAMMALS, []), (BUTTERFLY, []), (WHERE, ""), (WHERE, {})),
        *((PET, " \n "), (LEGS, ""), (LEGS, "  "), (LEGS, "legs")),
    ],
)
def test_nothing_is_read_as_none_and_not_attempted(question, nothing):
    assert question.read(nothing) is None
    grade = question.grade(None)
    assert (grade.outcome, grade.score) == (Outcome.NOT_ATTEMPTED, 0)
    assert said(grade)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (COLOUR, "d"),
        (COLOUR, "ab"),
        (COLOUR, "green"),
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
        (WHERE, {"trout": "sky"}),
        (WHERE, {"dodo": "land"}),
        (WHERE, {"trout": ["water"]}),
        (COLOUR, "dolphin"),
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


@pytest.mark.parametrize(
    ("question", "ids"),
    [(MAMMALS, ["bat", "black"]), (BUTTERFLY, ["egg", "larva"]), (BUTTERFLY, ["egg", "egg"])],
)
def test_ids_that_are_unknown_or_not_all_are_no_answer(question, ids):
    with pytest.raises(WorkshopError):
        question.read(ids)


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
    assert graded(question, question._example).outcome is not Outcome.RIGHT


@pytest.mark.parametrize("right", ["ab", "ac", "a", "bc"])
def test_the_example_of_several_letters_is_never_right(right):
    options = [
        option.model_copy(update={"correct": letter in right})
        for letter, option in lettered(MAMMALS.options[:3])
    ]
    question = MAMMALS.model_copy(update={"options": tuple(options)})
    assert graded(question, question._example).outcome is not Outcome.RIGHT


@pytest.mark.parametrize("question", ANIMALS.values(), ids=ANIMALS)
def test_the_example_can_be_typed(question):
    assert f'ws.answer("{question.id}", ' in question.call
    value = eval(question.call.partition(", ")[2].removesuffix(")"))
    assert question.typed(question.read(value)) == str(value)


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


def test_single():
    outcomes = {letter: graded(COLOUR, letter) for letter in "abc"}
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
    grade = graded(MAMMALS, ticked)
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
        grade = graded(BUTTERFLY, "".join(letters[id_] for id_ in answer))
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
    assert "a different step must come first" in said(graded(unlisted, "dbca"))
    assert "up to step 2" in said(graded(unlisted, "bdca"))


def test_match_counts_cards():
    right, wrong = graded(WHERE, "a1 b1 c2"), graded(WHERE, "a1 b2 c2")
    assert (right.outcome, right.score) == (Outcome.RIGHT, 1)
    assert all(card.why.en in said(right) for card in WHERE.cards)
    assert (wrong.outcome, wrong.score) == (Outcome.PARTIAL, pytest.approx(2 / 3))
    assert f"**b.** {WHERE.mistakes[0].why.en}" in said(wrong)
    assert not any(card.why.en in said(wrong) for card in WHERE.cards)


def test_match_with_an_unlisted_mistake_names_the_card():
    grade = graded(WHERE, "a2 b1 c1")
    assert '**a.** "Trout" does not go with "On land".' in said(grade)
    assert "「マス」は「陸の上」には" in grade.explanations[1].ja
    assert "Hare <long ears>" in unescape(ui.markdown(said(grade)))


def test_a_card_s_signs_are_no_markdown():
    words = "2 * 3 * 4 = `24` <b> [a](b) _c_ \\ & $5"
    assert unescape(ui.markdown(kinds._as_typed(words))) == f"<p>{words}</p>\n"


def test_match_may_be_left_unfinished():
    grade = graded(WHERE, "a1")
    assert (grade.outcome, grade.score) == (Outcome.PARTIAL, pytest.approx(1 / 3))
    assert "1 right, 0 wrong, 2 still missing" in said(grade)
    assert graded(WHERE, "a2").outcome is Outcome.WRONG


def test_number_knows_likely_mistakes():
    assert graded(LEGS, 1300).outcome is Outcome.RIGHT
    assert said(graded(LEGS, 1300)) == LEGS.why.en
    for mistake in LEGS.mistakes:
        grade = graded(LEGS, mistake.value)
        assert (grade.outcome, grade.score, said(grade)) == (Outcome.WRONG, 0, mistake.why.en)
    assert "too small" in said(graded(LEGS, 1299))
    assert "too large" in said(graded(LEGS, 1301))


def test_tolerance_includes_its_ends_as_decimals():
    edge = Number(
        kind="number", id="edge", objective=1, prompt=LEGS.prompt, why=LEGS.why,
        answer=0.97, tolerance=0.01, mistakes=[{"value": 0.5, "why": LEGS.why}],
    )  # fmt: skip
    assert graded(edge, 0.98).outcome is Outcome.RIGHT
    assert graded(edge, 0.96).outcome is Outcome.RIGHT
    assert graded(edge, 0.9801).outcome is Outcome.WRONG


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
    grade = graded(per_cent, value)
    number = per_cent.read(value)
    assert (grade.outcome, grade.score) == (Outcome.WRONG, 0)
    assert said(grade) == f"{number:g} is the right share. In per cent it is {100 * number:g}."
    assert f"割合としては {number:g} " in grade.explanations[0].ja


@pytest.mark.parametrize("typed", ["150%", "１５０％", "150 %", "1.5"])
def test_a_number_without_a_unit_may_be_typed_in_per_cent(per_cent, typed):
    lift = per_cent.model_copy(update={"unit": None})
    assert lift.read(typed) == 1.5
    assert lift.read("%") is None


def test_a_share_is_not_right_by_chance(per_cent):
    assert "Listed" in said(graded(per_cent, 0.3)), "near a listed mistake"
    (listed, *_) = per_cent.mistakes
    own = {"mistakes": (listed.model_copy(update={"value": 0.7}),)}
    assert said(graded(per_cent.model_copy(update=own), 0.7)) == "Listed.", "an author's words"
    assert "too small" in said(graded(per_cent, 7))
    other_unit = per_cent.model_copy(update={"unit": LEGS.unit})
    assert "share" not in said(graded(other_unit, 0.7))
    assert "share" not in said(graded(per_cent.model_copy(update={"unit": None}), 0.7))


def test_the_nearer_of_two_mistakes_is_meant():
    close = LEGS.model_copy(update={"answer": 0.0, "tolerance": 250.0})
    assert said(graded(close, 1390)) == LEGS.mistakes[0].why.en
    assert said(graded(close, 1410)) == LEGS.mistakes[1].why.en


def test_open_words_are_kept():
    assert graded(PET, "a cat").outcome is Outcome.KEPT


def test_zero_is_an_answer():
    assert graded(LEGS, 0).outcome is Outcome.WRONG


# Every option, card, step and number of the course's own questions.


def of_kind(kind):
    questions = (ANIMALS | SHIPPED).values()
    found = [pytest.param(asked, id=asked.id) for asked in questions if isinstance(asked, kind)]
    return pytest.mark.parametrize("question", found)


def explained(grade, why):
    """Whether an explanation is given, alone or behind a letter."""
    return any(words.en.endswith(why.en) for words in grade.explanations)


@of_kind(Single)
def test_each_option_is_explained_and_the_right_one_explains_all(question):
    for option in question.options:
        grade = question.grade(option.id)
        assert grade.outcome is (Outcome.RIGHT if option.correct else Outcome.WRONG)
        assert grade.explanations == (option.why,)
        left = [other.why for other in question.options if other is not option]
        told = [words.en.partition("** ")[2] for words in grade.others]
        assert told == ([why.en for why in left] if option.correct else [])


@of_kind(Multiple)
def test_each_option_counts(question):
    right = {option.id for option in question.options if option.correct}
    all_right = question.grade(sorted(right))
    assert all_right.outcome is Outcome.RIGHT
    for option in question.options:
        grade = question.grade(sorted(right ^ {option.id}))  # one too many, or one too few
        if option.correct:
            assert explained(all_right, option.why)
            assert not explained(grade, option.why), "what is missing stays open"
            expected = Outcome.PARTIAL if len(right) > 1 else Outcome.NOT_ATTEMPTED
        else:
            assert explained(grade, option.why)
            expected = Outcome.PARTIAL if len(right) > 1 else Outcome.WRONG
        assert grade.outcome is expected


@of_kind(Order)
def test_each_likely_order_is_explained(question):
    right = [step.id for step in question.steps]
    assert question.grade(right).explanations == (question.why,)
    for mistake in question.mistakes:
        order = next(
            list(order)
            for order in permutations(right)
            if order.index(mistake.before) < order.index(mistake.after) and order != question.shown
        )
        assert explained(question.grade(order), mistake.why)


@of_kind(Match)
def test_each_likely_group_is_explained(question):
    homes = {card.id: card.group for card in question.cards}
    right = question.grade(homes)
    assert right.outcome is Outcome.RIGHT
    assert all(explained(right, card.why) for card in question.cards)
    for mistake in question.mistakes:
        grade = question.grade(homes | {mistake.card: mistake.group})
        assert grade.outcome is Outcome.PARTIAL
        assert explained(grade, mistake.why)


@of_kind(Number)
def test_each_likely_number_is_explained(question):
    assert question.grade(question.answer).explanations == (question.why,)
    for mistake in question.mistakes:
        grade = question.grade(mistake.value)
        assert (grade.outcome, grade.explanations) == (Outcome.WRONG, (mistake.why,))
    far = 1e7 * (1 + question.tolerance)
    low, high = (question.grade(question.answer + side * far) for side in (-1, 1))
    assert low.outcome is high.outcome is Outcome.WRONG
    assert low.explanations != high.explanations


@of_kind(Open)
def test_words_of_ones_own_are_kept(question):
    assert graded(question, "mine").outcome is Outcome.KEPT
