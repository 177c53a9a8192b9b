"""What m1-intro/08-review and the module's page say, held to the lessons' own code."""

from __future__ import annotations

import re

import kit
import numpy as np
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
    assert LENGTH == 5
    assert LESSON.says(en="at most five questions", ja=f"最大{LENGTH}問")


def test_calculated_answers_and_slips_are_what_their_prompts_give():
    def slips(id_):
        return [slip.value for slip in LESSON.asked(id_).mistakes]

    a, b = 40 * 9000 + 200 * 500, 10 * 9000 + 600 * 500
    assert LESSON.asked("review-two-cut-offs").answer == a - b
    assert slips("review-two-cut-offs") == [610 - 240, 30 * 9000, 400 * 500, b]
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
    assert slips(lift.id) == pytest.approx([15, 0.15, 0.30 / 0.45, 0.45 * 0.30], abs=0.005)


# Claim A


def test_the_spirits_are_not_found_and_never_is_better(names):
    spirits, says = names["new_spirit"], names["says_spirit"]
    assert (spirits & says).sum() == 0
    right = (says == spirits).mean()
    assert LESSON.says(en=f"**{right:.1%} right** on {len(spirits):,}")
    assert LESSON.says(ja=f"{len(spirits):,}商品で、**正解率は{right:.1%}**")
    # "right for three products fewer", "ten thousand products"
    assert (~spirits).sum() - (says == spirits).sum() == 3
    assert 10_000 < len(spirits) < 11_000


def test_no_reasonable_model_of_the_price_does_better(names):
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(50, min_samples_leaf=5, random_state=0)
    forest.fit(names["past_price"], names["past_spirit"])
    found = forest.predict(names["new_price"])[names["new_spirit"].to_numpy()]
    assert found.mean() < 0.05


# Claim B


def test_the_promise_is_small_and_the_bill_is_no_better_than_without_a_filter(names):
    promised, got = names["repetitions"].T
    assert LESSON.says(en=f"${promised[0]:.2f} per 1,000 emails")
    assert LESSON.says(ja=f"1,000通あたり{100 * promised[0]:.0f}円")
    assert got.mean() > 4 * promised.mean()
    assert got.mean() == pytest.approx(names["no_filter"], rel=0.1)
    # One repetition proves little: it is so in nearly all of them.
    assert (got > promised).mean() > 0.9
    assert len(names["cut_offs"]) == 99


def test_the_costs_are_those_of_the_spam_lesson_and_of_the_text(names):
    spam = kit.lesson("m1-intro/02-spam")
    for price in ("missed_price", "false_alarm_price"):
        [line] = re.findall(rf"^{price} = .*$", LESSON.text, re.MULTILINE)
        assert f"\n{line}\n" in spam.text
    assert (names["missed_price"], names["false_alarm_price"]) == (0.10, 5.00)
    assert LESSON.says(
        en="$0.10 for each missed spam email and $5 for each false alarm",
        ja="見逃しを1通10円、誤検出を1通500円",
    )


def test_the_filters_have_not_seen_the_emails_they_are_tested_on(names):
    learned, others = names["learned"], names["others"]
    assert not set(learned.index) & set(others.index)
    assert not set(learned["body"]) & set(others["body"])


def test_half_for_choosing_and_half_for_measuring_is_right_on_average(names):
    """What the question on claim B recommends."""
    cost_of, found = names["cost_of"], []
    for repetition in range(300):
        order = np.random.default_rng(1000 + repetition).permutation(cost_of.shape[1])
        half, other, rest = order[:100], order[100:200], order[200:]
        chosen = cost_of[:, half].mean(axis=1).argmin()
        found.append((cost_of[chosen, other].mean(), cost_of[chosen, rest].mean()))
    measured, later = np.mean(found, axis=0)
    assert measured == pytest.approx(later, rel=0.15)


# Claim C


def test_the_gain_is_as_claimed_and_its_interval_includes_zero(names):
    before, after = names["error_with"](0), names["error_with"](names["week_before"])
    gain = names["gain"]
    assert gain.estimate == pytest.approx(before - after)
    assert gain.low < 0 < gain.high
    assert LESSON.says(
        en=f"fell from ${before:,.0f} to ${after:,.0f} a day: **${gain.estimate:.0f} better**",
        ja=f"1日{before:,.0f}ドルから{after:,.0f}ドルへ、**{gain.estimate:.0f}ドル減りました**",
    )
    days = names["errors_with"](names["week_before"]).index
    assert LESSON.says(en=f"On {len(days)} later days", ja=f"その後の{len(days)}日")
    weeks = len(set(days.to_period("W")))
    assert LESSON.says(en=f"compares {weeks} weeks", ja=f"比べたのは{weeks}週間")


def test_an_interval_does_not_reveal_the_leak(names):
    sales = names["sales"]
    gain = names["gain_of"](sales.rolling(7, center=True).mean())
    assert gain.excludes_zero
    low, high = f"{gain.low:.0f}", f"{gain.high:.0f}"
    assert LESSON.says(en=f"fell by ${gain.estimate:.0f}", ja=f"{gain.estimate:.0f}ドル減り")
    assert LESSON.says(en=f"was ${low} to ${high}", ja=f"{low}ドルから{high}ドル")
    praised = LESSON.cases["week-before"].exercise.why
    for lang in LANGUAGES:
        assert re.findall(r"\d\d+", praised.of(lang)) == [f"{gain.estimate:.0f}"]
    assert names["gain"].estimate < 0.25 * gain.estimate, "mostly knowledge of the future"


def test_yesterday_alone_is_even_a_little_closer_than_the_week_before(names):
    """What the feedback on that slip says."""
    honest = names["error_with"](names["week_before"])
    alone = names["error_with"](names["sales"].shift(1))
    assert 0.9 * honest < alone < honest


# Claim D


def test_the_run_that_is_claimed_is_the_best_of_twenty(names):
    runs, others = names["runs"], names["others"]
    assert list(runs.index) == list(range(1, 21))
    assert runs.idxmax() == 16
    assert runs.min() < (~names["spam"]).mean() < runs.mean() < runs[16] - 0.05
    assert LESSON.says(
        en=f"it was **{runs[16]:.0%} right** on {len(others):,}",
        ja=f"{len(others):,}通での**正解率が{runs[16]:.0%}**",
    )


# All four


def test_the_table_has_a_row_for_each_claim_and_the_text_says_what_is_in_it(names):
    checks = names["checks"]
    assert list(checks.index) == list("ABCD")
    assert not checks.isna().any(axis=None)
    flaws = LESSON.cases["find-the-flaw"].reference
    assert len(flaws) == len(checks)


# The page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_questions_to_ask_have_the_numbers_of_the_claims(names, lang):
    first, second, third = (
        re.findall(r"\d+(?:[.,]\d+)*", one.of(lang)) for one in summary_page._read(PAGE).ask
    )
    spirits, says = names["new_spirit"], names["says_spirit"]
    counts = [str((spirits & says).sum()), str(spirits.sum())]
    assert first == [
        f"{100 * (says == spirits).mean():.1f}",
        *(counts if lang == "en" else counts[::-1]),
    ]
    promised, got = names["repetitions"][0, 0], names["repetitions"][:, 1].mean()
    spent = ["1,000", f"{promised:.2f}", f"{got:.0f}"]
    yen = ["1,000", f"{100 * promised:.0f}", f"{100 * got:,.0f}"]
    assert second == (spent if lang == "en" else yen)
    gain = names["gain"]
    assert third[-3:] == [f"{abs(one):.0f}" for one in (gain.estimate, gain.low, gain.high)]


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
            for word in re.split(r", | \(|、|（", one.word.of(lang).lower()):
                assert word.strip(")）") in table, word


def test_the_summary_can_be_read_as_a_file_of_the_course():
    with_all = yaml_files.load(PAGE, summary_page._Summary)
    for lang in LANGUAGES:
        language.use(lang)
        assert all(str(text) for text in (*with_all.ideas.values(), *with_all.next))
