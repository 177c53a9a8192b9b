"""The numbers that m2-planning/01-two-loops and its questions quote, held to the simulator."""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

import kit
import pytest

from mlworkshop import language
from mlworkshop.activities.two_loops_model import RENT, SHIP, SIMPLE, world
from mlworkshop.activities.two_loops_ways import WAYS, compare, money, opening, run
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m2-planning/01-two-loops")
WORLDS = range(1, 501)


@pytest.fixture(scope="module")
def found():
    return compare(500)


def said(value):
    with language.speaking("en"):
        en = money(value)
    with language.speaking("ja"):
        return en, money(value)


def test_the_texts_quote_the_comparison(found):
    best, others = found["simple"].best, 1 - found["simple"].best
    half = 1.96 * (best * others / len(WORLDS)) ** 0.5
    assert LESSON.says(
        en=f"best in {best:.0%} of these worlds (95% interval {best - half:.0%} to "
        f"{best + half:.0%})",
        ja=f"{best:.0%}の条件で、「簡単に始めて早く出す」が一番でした"
        f"（95%信頼区間は{100 * (best - half):.0f}〜{best + half:.0%}）",
    )
    assert LESSON.says(en=f"In {others:.0%} of the worlds another", ja=f"{others:.0%}の条件では")
    mean, low, high = map(said, found["interviews"].behind)
    assert LESSON.says(en=f"cost {mean[0]} on average ({low[0]} to {high[0]})")
    assert LESSON.says(
        ja=f"平均で{mean[1]}少なくなります（{low[1].removesuffix('万円')}万〜{high[1]}）"
    )
    model, platform = said(found["model"].behind[0]), said(found["platform"].behind[0])
    assert LESSON.says(
        en=f"Polishing the model first costs {model[0]}, and building the platform first "
        f"{platform[0]}",
        ja=f"まずモデルを磨くと{model[1]}、まず基盤を作ると{platform[1]}少なくなります",
    )


def test_a_way_close_to_the_best_does_better_in_some_worlds():
    close = opening(SIMPLE, SHIP, RENT)
    more = [run(close, seed).result - run(WAYS["simple"], seed).result for seed in WORLDS]
    share, (en, ja) = mean(each > 0 for each in more), said(-mean(more))
    assert LESSON.says(
        en=f"better in {share:.0%} of the worlds, though {en} worse on average",
        ja=f"平均では{ja}少なくなりますが、{share:.0%}の条件では上回ります",
    )


def test_in_the_last_week_the_platform_first_earns_as_much_as_anyone(found):
    most = max(each.weekly for each in found.values())
    assert round(found["platform"].weekly) == round(most)
    en, ja = said(most)
    assert LESSON.says(en=f"as much as anyone ({en})", ja=f"同じだけの価値（{ja}）")


def test_what_wins_elsewhere_is_mostly_where_the_world_is_unusual(found):
    wins = Counter(
        world(seed).kind
        for seed in WORLDS
        if max(WAYS, key=lambda name, seed=seed: run(WAYS[name], seed).result) != "simple"
    )
    assert wins["known"] + wins["high"] > wins["usual"]


def test_the_question_on_the_hospital_counts_right():
    high = [seed for seed in WORLDS if world(seed).kind == "high"]
    best = Counter(max(WAYS, key=lambda name: run(WAYS[name], seed).result) for seed in high)
    right = next(option for option in LESSON.asked("loops-hospital").options if option.correct)
    for lang in LANGUAGES:
        assert {len(high), best["thorough"]} <= set(
            map(int, re.findall(r"\d+", right.why.of(lang)))
        )
    assert best["model"] == best["platform"] == 0


def test_the_share_depends_on_how_many_worlds_have_a_high_bar():
    best = {
        seed: max(WAYS, key=lambda name, seed=seed: run(WAYS[name], seed).result) == "simple"
        for seed in WORLDS
    }
    high = [won for seed, won in best.items() if world(seed).kind == "high"]
    other = [won for seed, won in best.items() if world(seed).kind != "high"]
    assert LESSON.says(
        en=f"only {sum(high)} of {len(high)} worlds",
        ja=f"水準の高い{len(high)}通りだけを見ると、「簡単に始めて早く出す」が一番だったのは{sum(high)}通り",
    )
    half = (mean(high) + mean(other)) / 2
    assert half == pytest.approx(0.5, abs=0.02)
    assert LESSON.says(en="fall to about 50%", ja="約50%に下がります")


def test_the_platform_pays_when_the_question_says():
    question = LESSON.asked("loops-platform-pays")
    assert question.answer / 3 == (question.answer - 7) / 2
    early = next(week for week in range(7, 21) if week // 3 == (week - 7) // 2)  # whole turns alone
    assert early in {mistake.value for mistake in question.mistakes}
    assert 3 / 3 == (3 - 1) / 2  # renting


def test_the_assumptions_that_are_named_are_those_of_the_code():
    assert LESSON.says(en="at most 60% of their need", ja="ニーズの60%まで")
    kinds = Counter(world(seed).kind for seed in range(1, 5001))
    assert kinds["known"] / 5000 == pytest.approx(0.07, abs=0.01)
    assert kinds["high"] / 5000 == pytest.approx(0.07, abs=0.01)


def test_the_unusual_worlds_are_unusual_and_another_way_wins_there():
    assert (world(309).kind, world(91).kind, world(10).kind) == ("known", "high", "usual")
    for seed, better in ((309, "direct"), (91, "thorough")):
        assert run(WAYS[better], seed).result > run(WAYS["simple"], seed).result + 10
        assert LESSON.says(en=f"world={seed}", ja=f"world={seed}")
