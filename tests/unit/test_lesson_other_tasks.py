"""The numbers that m1-intro/07-other-tasks and its questions quote, held to its own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from mlworkshop import data
from mlworkshop.exercise import store
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m1-intro/07-other-tasks")


# ---- segments


def test_a_household_is_described_by_the_columns_that_the_table_lists(names):
    customers = names["customers"]
    assert customers.notna().all(axis=None)
    assert customers["visits"].min() == 12
    assert names["lines"]["household_id"].nunique() == 370
    assert LESSON.says(en="370 households", ja="370世帯")
    assert LESSON.says(
        en=f"{len(customers)} households with twelve", ja=f"12回以上あった{len(customers)}世帯"
    )
    for column in customers:
        assert LESSON.says(en=f"`{column}`")
    shares = customers.drop(columns=["visits", "spend"])
    assert shares.min(axis=None) >= 0
    assert shares.max(axis=None) <= 100
    assert (shares[["produce", "meat", "drug", "deli"]].sum(axis=1) <= 100).all()
    by_code = (
        store.load(LESSON.path.with_suffix(".py"))["choose-segments"]
        .answer.of["columns"]
        .of.choices
    )
    assert list(by_code) == customers.columns.tolist()


def test_unscaled_the_dollars_alone_decide(names):
    assert names["same_as_spend"] == pytest.approx(1, abs=0.005)
    # "the borders stand upright": segments do not overlap in spend, scaled ones do
    customers, two = names["customers"], names["two"]
    found = names["segment"](customers[two], 3)
    ends = customers["spend"].groupby(found).agg(["min", "max"]).sort_values("min")
    assert (ends["max"].iloc[:-1].to_numpy() <= ends["min"].iloc[1:].to_numpy()).all()
    found = names["segment"](names["scaled"][two], 3)
    ends = customers["spend"].groupby(found).agg(["min", "max"]).sort_values("min")
    assert not (ends["max"].iloc[:-1].to_numpy() <= ends["min"].iloc[1:].to_numpy()).all()


def test_the_other_unit_of_the_question_turns_the_segments_round(names):
    random = np.random.default_rng(0)
    people = pd.DataFrame(
        {"age": random.uniform(20, 80, 300), "income": random.normal(5e6, 1.5e6, 300)}
    )
    in_millions = people.assign(income=people["income"] / 1e6)
    segment = names["segment"]
    by_yen, by_millions = segment(people, 3), segment(in_millions, 3)
    assert adjusted_rand_score(by_yen, segment(people[["income"]], 3)) > 0.95
    assert adjusted_rand_score(by_millions, segment(people[["age"]], 3)) > 0.95


def test_quoted_agreements_are_those_of_the_plot(names):
    how_much, what = names["how_much_stable"].mean(), names["what_stable"].mean()
    assert f"{how_much[2]:.2f}" == "0.97"
    assert how_much.idxmax() == 2
    assert f"{what[5]:.2f}" == "0.85"
    assert what.idxmax() == 5
    assert what[2] < 0.6
    for quoted in ("0.97", "0.85"):
        assert LESSON.says(en=quoted, ja=quoted)


def test_the_plot_s_draws_are_no_accident_of_their_seed(names):
    """ "How much" in two, and "what" in five, come back in other draws, too."""
    agreements, scaled = names["agreements"], names["scaled"]
    for columns, number, least in ((names["how_much"], 2, 0.9), (names["what"], 5, 0.7)):
        table = scaled[list(columns)].to_numpy()
        other = np.random.default_rng(5).permutation(len(table))
        assert np.mean(list(agreements(table[other], number))) > least


def test_two_segments_by_how_much_say_more_and_less(names):
    found = names["segment"](names["scaled"][["visits", "spend"]], 2)
    means = names["customers"].groupby(found).mean()
    more = means["spend"].idxmax()
    assert means["visits"].idxmax() == more
    assert means.loc[more, "spend"] > 3 * means.loc[1 - more, "spend"]
    shares = names["scaled"].drop(columns=["visits", "spend"]).groupby(found).mean()
    assert shares.diff().iloc[1].abs().max() < 0.5  # and hardly anything else


def test_each_segment_by_what_has_one_share_that_stands_out_or_none(names):
    found, scaled = names["found"], names["scaled"]
    means = scaled[list(names["what"])].groupby(found).mean()
    high = means > 1
    assert sorted(high.sum(axis=1)) == [0, 1, 1, 1, 1]
    assert (high.sum() == 1).all()


def test_shuffled_columns_are_as_stable(names):
    mixed, what = names["mixed_up_stable"].mean(), names["what_stable"].mean()
    assert mixed[5] == pytest.approx(what[5], abs=0.06)
    # each column keeps its values
    assert np.allclose(
        np.sort(names["mixed_up"], axis=0), np.sort(names["scaled"][list(names["what"])], axis=0)
    )


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_that_is_no_accident_of_one_shuffle(names, seed):
    random = np.random.default_rng(seed)
    what = names["scaled"][list(names["what"])]
    mixed = np.column_stack([random.permutation(what[column]) for column in what])
    agreement = np.mean(list(names["agreements"](mixed, 5)))
    assert agreement == pytest.approx(names["what_stable"][5].mean(), abs=0.1)


# ---- the leak


def test_the_night_with_most_water_lies_before_the_second_segment(names):
    highest = names["highest"]
    assert highest == pd.Timestamp("2022-03-29")
    second = names["event_times"][1]
    assert highest < second[0] < highest + pd.Timedelta(hours=12)
    # "the night shows only one, the last"
    low = names["by_night"] < 97
    assert low.sum() == 1
    assert low.idxmax() == names["event_times"][3][-1].normalize()
    # "in which the water was nearly off all day"
    assert names["meter"].loc[second, "flow_l_s"].median() < 50


def test_the_usual_is_known_before_the_hour(names):
    hourly, usual = names["hourly"], names["usual"]
    at = pd.Timestamp("2022-04-20 10:00")
    before = [hourly[at - pd.Timedelta(days=days)] for days in range(1, 15)]
    assert usual[at] == pytest.approx(np.nanmedian(before))
    # "in the first days, on as many as there are"
    second = hourly.index[0] + pd.Timedelta(days=2)
    before = [hourly[second - pd.Timedelta(days=days)] for days in (1, 2)]
    assert usual[second] == pytest.approx(np.mean(before))


def test_alarms_apart_by_six_hours_or_less_are_one(names):
    watched = names["watched"]
    flags = pd.Series(False, watched.index)
    flags.iloc[[100, 106, 113]] = True
    found = names["alarms"](flags)
    assert found["hours"].tolist() == [2, 1]
    assert found["start"].tolist() == [watched.index[100], watched.index[113]]
    assert len(names["alarms"](flags & False)) == 0


def rates(names, limit):
    """Alarms, false ones, segments found."""
    events = names["alarms_at"](limit)["event"]
    return len(events), (events == 0).sum(), events[events > 0].nunique()


def test_the_listed_alarms_are_seven_with_four_real(names):
    assert names["event_count"] == 4
    assert rates(names, 2.5) == (7, 3, 4)
    assert names["rates"] == [57, 100]
    # "the same hours belong to an alarm that began before the segment"
    second = names["alarms_at"](2.5).query("event == 2")["start"].iloc[0]
    assert names["event_times"][1][0] - second > pd.Timedelta(hours=12)


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, (31, 27, 4)), (3, (6, 2, 4)), (5, (5, 1, 4)), (8, (4, 0, 4))]
)
def test_alarms_at_limits(names, limit, expected):
    assert rates(names, limit) == expected


def test_beyond_eight_the_peak_is_missed(names):
    assert names["watched"].query("event == 3")["off"].tolist() == [pytest.approx(8.3)]
    assert rates(names, 9)[2] == 3


def test_the_false_alarm_of_the_question(names):
    found = names["alarms_at"](5)
    [false] = found[found["event"] == 0].itertuples()
    assert false.start == pd.Timestamp("2022-03-29 01:00")
    assert names["event_times"][1][0] - false.start == pd.Timedelta(hours=7)
    prompt = LESSON.asked("tasks-false-alarm").prompt
    assert "29 March, 01:00" in prompt.en
    assert "seven hours" in prompt.en
    assert "3月29日1時" in prompt.ja
    assert "7時間前" in prompt.ja


def test_who_skips_the_limit_sees_the_false_alarm_of_the_question(names):
    exercise = store.find("m1-intro/07-other-tasks", "alarm-limit")
    assert exercise.reference(alarms_at=names["alarms_at"], of=names["event_count"]) == 5


def test_the_silent_alarm_of_the_question(names):
    question, meter = LESSON.asked("tasks-always-silent"), names["meter"]
    inside = int((meter["event"] > 0).sum())
    assert f"{inside} of the {len(meter):,} hours" in question.prompt.en
    assert f"{len(meter):,}時間のうち、4つの区間に含まれるのは{inside}時間" in question.prompt.ja
    assert question.answer == round(100 * (1 - inside / len(meter)))
    assert [slip.value for slip in question.mistakes] == [0, round(100 * inside / len(meter)), 100]


def test_four_of_four_says_forty_to_a_hundred(names):
    ranges = names["ranges"].round()
    assert ranges.iloc[1].tolist() == [4, 4, 40, 100]
    assert ranges.iloc[0].tolist() == [4, 5, 28, 99]  # "say even less about precision"
    assert LESSON.says(en="somewhere between 40 and 100 %", ja="40%から100%の間")


@pytest.mark.parametrize("limit", [3.5, 4, 5, 6, 8])
def test_the_forest_is_hardly_better(names, limit):
    by_rule = names["watched"]["off"].abs() >= limit
    forest = names["rank"] <= by_rule.sum()
    (_, alarms, _, found), other = names["counted"](by_rule), names["counted"](forest)
    assert other[3] == found == 4
    assert alarms - 1 <= other[1] <= alarms
    if other[1] < alarms:
        missing = set(names["alarms"](by_rule)["start"].dt.date) - set(
            names["alarms"](forest)["start"].dt.date
        )
        assert {str(day) for day in missing} <= {"2022-03-25", "2022-03-29"}


def test_what_the_forest_s_table_shows(names):
    rule, as_many, own = (names["compared"].iloc[at].tolist() for at in range(3))
    assert rule == [48, 5, 4, 4]
    assert as_many == [48, 4, 4, 4]
    assert own[1] - own[2] == 5  # "calls out people five times for nothing"
    assert own[3] == 4


# ---- bought together


def test_popularity_wins_the_count(names):
    earlier = names["earlier"]
    most = earlier.sum().nlargest(4).index
    for pair in names["known"].nlargest(5, "both").index:
        assert set(pair) <= set(most)
    assert set(most) == {
        "FLUID MILK PRODUCTS",
        "SOFT DRINKS",
        "BAKED BREAD/BUNS/ROLLS",
        "CHEESE",
    }


def test_lift_is_one_when_goods_have_nothing_to_do_with_each_other(names):
    table = pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 0, 1, 0], "c": [1, 1, 0, 0]}).astype(bool)
    found = names["pairs"](table)
    assert found.loc[("a", "b"), "lift"] == 1
    assert found.loc[("a", "c"), "lift"] == 2
    assert found["both"].tolist() == [1, 2, 1]


def test_milk_and_soft_drinks_are_together_hardly_more_than_by_chance(names):
    second = names["known"].nlargest(5, "both").iloc[1]
    assert set(second.name) == {"FLUID MILK PRODUCTS", "SOFT DRINKS"}
    assert f"{second['lift']:.1f}" == "1.2"
    assert LESSON.says(
        en="second in the table, have a lift of 1.2",
        ja="表の2行目にある牛乳と清涼飲料のリフト値は1.2",
    )


def test_the_share_of_the_list_is_that_of_pasta_with_sauce(names):
    percent = round(100 * names["with_both"] / names["with_pasta"])
    assert LESSON.says(
        en=f"of all baskets with dry pasta, {percent} % hold pasta sauce",
        ja=f"乾燥パスタが入ったかごの{percent}%",
    )


def test_pasta_and_sauce_are_ten_times_as_often_together(names):
    assert names["pasta_lift"] == pytest.approx(10.4, abs=0.05)
    pair = names["known"].loc[("DRY NOODLES/PASTA", "PASTA SAUCE")]
    assert pair["lift"] == pytest.approx(names["pasta_lift"])


def test_without_a_minimum_nothing_comes_back(names):
    first = names["top_pairs"](1)
    assert (first["both"].head(5) == 1).all()  # those that the lesson shows
    assert first["both"].max() <= 2
    assert (first["later"] == 0).all()


def test_every_pair_that_can_be_shown_has_a_name_in_both_languages(names):
    named = set(data.catalogue()["supermarket_baskets"].labels)
    shown = {name for pair in names["known"].nlargest(5, "both").index for name in pair}
    for minimum in range(1, 1001):
        shown |= {name for pair in names["top_pairs"](minimum).index for name in pair}
    shown |= set(names["candidates"].index)
    assert shown <= named


def test_the_earlier_baskets_end_with_september(names):
    times = names["times"]
    assert times[names["earlier"].index].max() < pd.Timestamp("2017-10-01")
    assert times[names["later"].index].min() >= pd.Timestamp("2017-10-01")


def test_the_candidates_are_three_special_three_popular_and_two_rare(names):
    candidates = names["candidates"]
    assert len(candidates) == 8
    assert candidates.index.is_unique
    assert names["three"] == [4, 5, 6]
    assert candidates["lift"].iloc[:3].max() < 3
    assert candidates["lift"].iloc[3:6].min() > 4
    assert candidates["both"].iloc[6:].max() < 10


def test_hits_are_of_a_hidden_category_that_no_method_sees(names):
    left, full, hidden = names["left"], names["full"], names["hidden"]
    rows = np.arange(len(full))
    assert full[rows, hidden].all()
    assert not left[rows, hidden].any()
    assert (full.sum(axis=1) - left.sum(axis=1) == 1).all()
    assert full.sum(axis=1).min() >= 3
    perfect = np.zeros(full.shape)
    perfect[rows, hidden] = 1
    assert names["hits"](perfect).all()
    assert not names["hits"](-perfect + left).any()
    # what is in the basket already is never named
    assert names["hits"](perfect + 5 * left).all()


def test_lift_loses_and_habit_wins(names):
    popularity, lift, share, habit = names["rate"]
    assert lift < popularity / 2
    assert popularity < share < popularity + 3
    assert habit > share + 2
    gap = names["hit"].iloc[:, 3] - names["hit"].iloc[:, 0]
    assert gap.mean() > 2 * 1.96 * gap.sem()
    assert len(gap) > 3000
    # with any minimum, lift stays behind popularity
    for minimum in (20, 200, 600):
        scores = names["best_of"](np.where(names["both"] >= minimum, names["lift"], 0))
        assert 100 * names["hits"](scores).mean() < popularity


@pytest.mark.parametrize("name", ["tasks-six", "tasks-judged"])
def test_each_task_is_asked_for_once(name):
    question = LESSON.asked(name)
    assert sorted(card.group for card in question.cards) == sorted(
        group.id for group in question.groups
    )


def test_no_question_of_the_first_lesson_comes_back():
    texts = {str(card.text) for card in LESSON.asked("ml-tasks-one").cards}
    assert not texts & {str(card.text) for card in LESSON.asked("tasks-six").cards}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(names, lang):
    events = names["alarms_at"](2.5)["event"]
    said = re.findall(r"\d", LESSON.idea(lang))
    assert sorted(map(int, said)) == sorted([len(events), (events > 0).sum()])
