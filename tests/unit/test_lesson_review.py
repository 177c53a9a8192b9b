"""What m1-intro/08-review and the module's page say, held to the lessons' own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pandas as pd
import pytest

from mlworkshop import language
from mlworkshop.course import structure, yaml_files
from mlworkshop.language import LANGUAGES
from mlworkshop.miniml import costs
from mlworkshop.overview import summary_page
from mlworkshop.questions import bank
from mlworkshop.questions.rounds import LENGTH

LESSON = kit.lesson("m1-intro/08-review")
PAGE = structure.root() / "lessons" / "m1-intro" / "summary.yml"
OTHERS = [entry.id for entry in structure.load().lessons if entry.id.startswith("m1-intro/")][:-1]


# The round


def test_the_round_has_questions_of_many_kinds_and_more_than_one_round_of_them():
    own = [entry.question for entry in bank.entries() if entry.lesson == LESSON.id]
    asked = [question for question in own if question.review]
    assert len(asked) >= LENGTH
    assert {question.kind for question in asked} >= {
        "single",
        "multiple",
        "match",
        "order",
        "number",
    }
    assert {question.kind for question in own if not question.review} >= {"open"}
    assert LESSON.says(en="Ten questions at most", ja=f"{LENGTH}問")


def test_calculated_answers_and_slips_are_what_their_prompts_give():
    def slips(id_):
        return [slip.value for slip in LESSON.asked(id_).mistakes]

    a, b = 40 * 90 + 200 * 5, 10 * 90 + 600 * 5
    assert LESSON.asked("review-two-cut-offs").answer == a - b
    assert slips("review-two-cut-offs") == [610 - 240, 30 * 90, 400 * 5, b]
    night = LESSON.asked("review-price-of-a-night")
    training, predictions = 2 * costs.PRICE_HOUR, 60 * costs.PRICE_BATCH
    assert night.answer == pytest.approx(training + 30 * predictions)
    for lang in LANGUAGES:
        assert re.findall(r"0\.\d+", night.prompt.of(lang)) == [
            f"{price:.2f}" for price in (costs.PRICE_HOUR, costs.PRICE_BATCH)
        ]
    assert slips(night.id) == pytest.approx(
        [30 * 60_000 * 0.10, training + predictions, 30 * (training + predictions)], abs=1
    )
    lift = LESSON.asked("review-lift")
    assert lift.answer == pytest.approx(0.45 / 0.30)
    assert slips(lift.id) == pytest.approx([15, 0.30 / 0.45, 0.45 * 0.30], abs=0.005)


# Claim A


def test_the_spirits_are_not_found_and_never_is_better(names):
    spirits, says = names["new_spirit"], names["says_spirit"]
    assert (spirits & says).sum() == 0
    assert names["right_share"] == pytest.approx(0.9966, abs=0.0001)
    assert LESSON.says(en="nearly 99.7 %", ja="99.7%近く")
    assert len(spirits) == 10_803  # "ten thousand products"
    # "right for three products fewer than a sign"
    assert (~spirits).sum() - (says == spirits).sum() == 3


def test_no_reasonable_model_of_the_price_does_better(names):
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(50, min_samples_leaf=5, random_state=0)
    forest.fit(names["past_price"], names["past_spirit"])
    found = forest.predict(names["new_price"])[names["new_spirit"].to_numpy()]
    assert found.mean() < 0.05


# Claim B


def test_the_claimed_and_the_honest_error_are_as_written(names):
    for figure in (names["error_of_weekday"], names["error_as_claimed"]):
        assert LESSON.says(en=f"{figure:,.0f} dollars", ja=f"{figure:,.0f}ドル")
    weekday, claimed, honest = (
        names[name] for name in ("error_of_weekday", "error_as_claimed", "honest_error")
    )
    # "the column helps a little, not a lot"; "what had been gained was mostly the future"
    assert 0.01 < 1 - honest / weekday < 0.05
    assert weekday - honest < 0.25 * (weekday - claimed)


def test_the_claim_was_tested_on_later_days_of_which_three_are_missing(names):
    sales = names["sales"]
    table = names["weekday"].assign(extra=sales.rolling(7, center=True).mean()).dropna()
    assert table.index.max() == pd.Timestamp("2017-12-28")
    assert table["2017-09-11":].index.min() == pd.Timestamp("2017-09-11")


# Claim C


def test_the_promise_is_a_few_dollars_and_the_bill_several_times_as_much(names):
    promised, got = names["draws"].mean()
    assert promised < 6
    assert got > 4 * promised
    # "one repetition proves little": it is so in nearly all of them
    draws = names["draws"].to_numpy()
    assert (draws[:, 1] > draws[:, 0]).mean() > 0.9
    assert names["promised"] == draws[0, 0] < promised, "the colleague's own"
    assert len(names["cut_offs"]) == 99
    assert (names["cut_offs"][0], names["cut_offs"][-1]) == (0.01, 0.99)
    assert LESSON.says(en="99 cut-offs, from 0.01 to 0.99")


def test_the_prices_are_those_of_the_spam_lesson(names):
    spam = kit.lesson("m1-intro/02-spam").names
    missed = np.array([1000 * spam["missed_price"]])
    assert set(np.unique(names["cost_of"])) == {0, *missed, 1000 * spam["false_alarm_price"]}


def test_the_filter_has_not_seen_the_mails_it_is_tested_on(names):
    assert not set(names["learned"].index) & set(names["others"].index)
    assert not set(names["learned"]["body"]) & set(names["others"]["body"])


def test_half_for_choosing_and_half_for_measuring_is_honest_on_average(names):
    """What the question on claim C recommends."""
    cost_of, found = names["cost_of"], []
    for draw in range(300):
        order = np.random.default_rng(1000 + draw).permutation(cost_of.shape[1])
        half, other, rest = order[:100], order[100:200], order[200:]
        chosen = cost_of[:, half].mean(axis=1).argmin()
        found.append((cost_of[chosen, other].mean(), cost_of[chosen, rest].mean()))
    measured, later = np.mean(found, axis=0)
    assert measured == pytest.approx(later, rel=0.15)


def test_yesterday_alone_is_even_a_little_closer_than_the_week_before(names):
    """What the feedback on that slip says."""
    alone = names["error_with"](names["sales"].shift(1))
    assert 0.9 * names["honest_error"] < alone < names["honest_error"]


# The figure of all three


def test_the_panels_show_the_figures_of_the_text(names):
    pairs = list(names["panels"].values())
    assert [f"{value:.1f}" for value in pairs[0]] == ["99.7", "0.0"]
    assert pairs[1] == (names["error_as_claimed"], names["honest_error"])
    assert pairs[2] == pytest.approx(tuple(names["draws"].mean()))


# The page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_questions_to_ask_have_the_figures_of_the_claims(names, lang):
    first, second, third = (
        re.findall(r"\d+(?:[.,]\d+)?", one.of(lang)) for one in summary_page._read(PAGE).ask
    )
    spirits, says = names["new_spirit"], names["says_spirit"]
    counts = [str((spirits & says).sum()), str(spirits.sum())]
    assert first == [
        f"{100 * names['right_share']:.1f}",
        *(counts if lang == "en" else counts[::-1]),
    ]
    assert second == [f"{names[error]:,.0f}" for error in ("error_as_claimed", "honest_error")]
    assert third == [f"{cost:.0f}" for cost in names["draws"].mean()]


def test_the_page_has_all_seven_lessons_and_ten_words():
    page = summary_page._read(PAGE)
    assert list(page.ideas) == OTHERS
    assert len(OTHERS) == 7
    assert len(page.words) == 10
    assert summary_page.problems() == []


def test_the_words_are_those_of_the_course():
    table = (structure.root() / "glossary.yml").read_text(encoding="utf-8").lower()
    for one in summary_page._read(PAGE).words:
        for lang in LANGUAGES:
            assert one.word.of(lang).lower() in table or one.word.of(lang) in ("Leak", "リーク")


def test_the_summary_can_be_read_as_a_file_of_the_course():
    with_all = yaml_files.load(PAGE, summary_page._Summary)
    for lang in LANGUAGES:
        language.use(lang)
        assert all(str(text) for text in (*with_all.ideas.values(), *with_all.next))
