"""What gives the right option away: each habit is seen, and fair questions have none."""

from __future__ import annotations

import re
from itertools import product
from math import prod
from pathlib import Path

import pytest
from scipy.stats import binom

from mlworkshop.language import LANGUAGES, Text
from mlworkshop.questions import habits
from mlworkshop.questions.bank import Entry
from mlworkshop.questions.kinds import Open, Single
from mlworkshop.questions.parts import Option


def asked(*options, right=0, id_="q", lesson="m1/01-cats", stem="?"):
    """A question in the bank whose options are texts, or pairs of texts in both languages."""
    pairs = [option if isinstance(option, tuple) else (option, option) for option in options]
    stem = stem if isinstance(stem, Text) else Text(en=stem, ja=stem)
    made = tuple(
        Option.model_construct(text=Text(en=en, ja=ja), correct=at == right)
        for at, (en, ja) in enumerate(pairs)
    )
    return Entry(
        Single.model_construct(id=id_, prompt=stem, options=made), lesson, Path("q.yml"), 0
    )


def sized(id_, right, longest=None, options=4, only=LANGUAGES, lesson="m1/01-cats"):
    """A question whose option at `right` is right, and the one at `longest` is a bit longer."""
    texts = [
        tuple(f"word {at}" + "++" * (at == longest and each in only) for each in LANGUAGES)
        for at in range(options)
    ]
    return asked(*texts, right=right, id_=id_, lesson=lesson)


def rules(*entries):
    return [(habit.rule, habit.about) for habit in habits.find(entries)]


def of_one(*options, right=0):
    """The habits of one question in English."""
    return in_language("en", *options, right=right)


def in_language(language, *options, **more):
    """The habits of one question in a language."""
    return [rule for rule, about in rules(asked(*options, **more)) if about == f"q {language}"]


# ---- of one question


@pytest.mark.parametrize(
    ("language", "options", "found"),
    [
        ("en", ("Look again first", "Yes: it rises", "No: it is flat"), True),
        ("en", ("Wait: it is flat", "Yes: it rises", "Yes: it grows"), True),
        ("en", ("No: it is flat", "Yes: it rises", "No: it falls"), False),
        ("en", ("Wait: it is flat", "Yes: it rises", "No: it falls"), False),
        ("en", ("Look again first", "Yes: it rises", "Note its end"), False),
        ("ja", ("先に写真を見る", "賛成。増える", "反対。十分だ"), True),
        ("ja", ("反対。写真を見る", "賛成。増える", "反対。十分だ"), False),
    ],
)
def test_the_right_option_stands_out_by_its_verdict(language, options, found):
    assert in_language(language, *options) == ["option-verdict"] * found


@pytest.mark.parametrize(
    ("language", "stem", "options", "found"),
    [
        ("en", "Sales of 2017?", ("High in 2017", "High each year"), True),
        ("en", "Sales of 2017?", ("High in 2017", "Low in 2017?"), False),
        ("en", "How many of 20?", ("About 200", "Nearly 10"), False),
        ("en", "Does it find each event?", ("All events", "All but two"), True),
        ("en", "Does it find each event?", ("All hours", "All events"), False),
        ("en", "Is the model right about it?", ("The model is", "The rule is"), False),
        ("ja", "予算を求めました。", ("予算を見る", "写真を見る"), True),
        ("ja", "予算と写真です。", ("予算を見る", "写真を見る"), False),
        ("ja", "メールですか。", ("メールです", "広告メール"), False),
    ],
)
def test_the_right_option_alone_repeats_the_stem(language, stem, options, found):
    assert in_language(language, *options, stem=stem) == ["stem-repeated"] * found


@pytest.mark.parametrize(
    "options",
    [
        ("a map of all the streets in the town", "a map of streets", "a map of trains"),
        ("no map", "a map of all the streets", "a map of all the trains"),
    ],
)
def test_the_right_option_stands_out_by_its_length(options):
    assert of_one(*options) == ["option-length"]
    assert of_one(*options, right=1) == [], "a wrong one may"


@pytest.mark.parametrize(
    "options",
    [
        ("Berlin", "Rome", "Vienna"),  # a few letters are nothing where options are words
        ("a map of the streets and parks", "a map of the streets and", "a map of trains and"),
    ],
)
def test_a_little_longer_is_no_habit(options):
    assert of_one(*options) == []


@pytest.mark.parametrize(
    "reasoned",
    [
        "Sell it, because demand is up",
        "Sell it, since the price is high",
        "The price is high, so sell it",
    ],
)
def test_a_reason_is_in_all_options_or_in_none(reasoned):
    plain = "Keep it for another three weeks"
    assert of_one(reasoned, plain) == ["option-reason"]
    assert of_one(plain, reasoned) == ["option-reason"]
    assert of_one(reasoned, reasoned + "s") == []


@pytest.mark.parametrize("plain", ["So many at so few stops", "It rose, so far by a tenth", "sofa"])
def test_other_uses_of_so_are_no_reason(plain):
    assert "option-reason" not in of_one(plain, "A plain option as it is")


@pytest.mark.parametrize(
    "reasoned", ["高いので売る", "売る。高いのだから", "需要が増えたため、売る"]
)
def test_a_japanese_reason_is_seen(reasoned):
    assert ("option-reason", "q ja") in rules(asked(("x y", reasoned), ("x z", "3週間は売らない")))


@pytest.mark.parametrize("plain", ["10月から売る", "店から買う", "高いのである"])
def test_a_japanese_origin_is_no_reason(plain):
    assert rules(asked(("x y", plain), ("x z", "今は売らない"))) == []


@pytest.mark.parametrize(
    ("rule", "word"), [("option-absolute", "never"), ("option-hedge", "often")]
)
def test_tone_gives_the_right_option_away(rule, word):
    loud, flat = f"It {word} rains in May", "It rains in June, too"
    wrong_has_it = rule == "option-absolute"
    assert of_one(loud, flat, right=int(wrong_has_it)) == [rule]
    assert of_one(loud, flat, right=int(not wrong_has_it)) == []
    assert of_one(loud, f"It {word} snows in May", right=1) == []


# ---- of many


def test_the_right_option_must_not_stay_at_one_position():
    positions = [1] * 7 + [0, 2, 3]

    def bank_with(moved):
        others = [0, 2, 3] * 3
        return [sized(f"q-{at}", p) for at, p in enumerate(others[:moved] + positions[moved:])]

    (found,) = habits.find(bank_with(moved=0))
    assert (found.rule, found.about, found.entry.question.id) == ("right-position", "b", "q-0")
    surplus = int(re.search(r"in (\d+) of these: q-0, q-1", found.fix)[1])
    assert rules(*bank_with(moved=surplus - 1)) != []
    assert rules(*bank_with(moved=surplus)) == []


def test_a_spread_bank_has_no_habit():
    assert rules(*(sized(f"q-{at}", at % 4) for at in range(40))) == []


@pytest.mark.parametrize("only", LANGUAGES)
def test_the_right_option_must_not_be_the_longest_in_one_language(only):
    rigged = [sized(f"q-{at}", at % 4, at % 4, only=only, lesson=f"m1/{at}") for at in range(8)]
    assert rules(*rigged) == [("right-longest", f"all lessons {only}")]


def test_a_habit_of_one_lesson_is_seen_in_a_bank_that_has_none():
    fair = [sized(f"q-{at}", at % 4, (at + at // 4) % 4, lesson=f"m1/{at}") for at in range(64)]
    rigged = [sized(f"r-{at}", at % 4, at % 4, lesson="m1/02-dogs") for at in range(4)]
    assert {about for _, about in rules(*fair, *rigged)} == {"m1/02-dogs en", "m1/02-dogs ja"}


def test_the_right_option_must_not_be_the_shortest():
    texts = ["a word", "a word or two", "a word or more"]
    rigged = [
        asked(*texts[at % 3 :], *texts[: at % 3], right=-at % 3, id_=f"q-{at}") for at in range(9)
    ]
    assert {rule for rule, about in rules(*rigged) if not about.startswith("q")} == {
        "right-shortest"
    }


def test_the_right_option_may_be_the_longest_now_and_then():
    assert rules(*(sized(f"q-{at}", at % 4, (at + at // 4) % 4) for at in range(16))) == []


def test_options_of_the_same_length_are_no_habit():
    assert rules(*(sized(f"q-{at}", at % 4, longest=None) for at in range(40))) == []


def test_few_options_are_hit_more_often_by_chance():
    # 7 of 9 is much among four options, and not among two.
    def nine(options):
        return [sized(f"q-{at}", 1 if at < 7 else 0, options=options) for at in range(9)]

    assert len(rules(*nine(4))) == 1
    assert rules(*nine(2)) == []


def test_one_question_and_other_kinds_have_no_habit_of_many():
    other = Entry(Open.model_construct(id="o"), "m1/01-cats", Path("q.yml"), 1)
    assert rules(sized("cat", 0, longest=0), other) == []


def test_the_probability_is_that_of_the_binomial_distribution():
    for hits in range(13):
        expected = binom.sf(hits - 1, 12, 0.25)
        assert habits.at_least(hits, [0.25] * 12) == pytest.approx(expected)


def test_the_probability_of_unequal_chances_is_that_of_all_cases():
    chances = [1 / 2, 1 / 3, 1 / 4, 1 / 4, 1.0]
    for hits in range(len(chances) + 2):
        expected = sum(
            prod(
                chance if happens else 1 - chance
                for chance, happens in zip(chances, case, strict=True)
            )
            for case in product([True, False], repeat=len(chances))
            if sum(case) >= hits
        )
        assert habits.at_least(hits, chances) == pytest.approx(expected)
