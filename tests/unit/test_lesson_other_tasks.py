"""The numbers that m1-intro/07-other-tasks and its questions quote, held to its own code."""

from __future__ import annotations

import contextlib
import re

import kit
import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from mlworkshop import data, measures
from mlworkshop.exercise import Wrong, store
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m1-intro/07-other-tasks")


def points(interval):
    """An interval as texts quote it, in percentage points."""
    return [100 * value for value in (interval.estimate, interval.low, interval.high)]


# ---- segments


def test_a_household_is_described_by_the_first_half_and_judged_on_the_second(names):
    customers, judged = names["customers"], names["judged"]
    assert customers.notna().all(axis=None)
    assert customers["visits"].min() == names["second_half"]["visits"].min() == 6
    bought = names["baskets"]
    early = bought[bought["time"] < "2017-07-01"].groupby("household").size()
    assert (customers["visits"] == early[customers.index]).all()
    assert LESSON.says(en=f"the {len(customers)} households with six", ja=f"{len(customers)}世帯")
    assert LESSON.says(en=f"{len(judged)} of the households", ja=f"{len(judged)}世帯")
    shares = customers[names["families"]["what"]]
    assert shares.min(axis=None) >= 0
    assert (shares.sum(axis=1) <= 100).all()
    columns = [column for family in names["families"].values() for column in family]
    assert columns == customers.columns.tolist()


def test_unscaled_the_dollars_alone_decide(names):
    assert names["same_as_spend"] == pytest.approx(1, abs=0.005)


@pytest.mark.parametrize(("mean", "spread", "lang"), [(50_000, 15_000, "en"), (5e6, 1.5e6, "ja")])
def test_the_other_unit_of_the_question_turns_the_segments_round(mean, spread, lang):
    random = np.random.default_rng(0)
    ages, incomes = random.uniform(20, 80, 300), random.normal(mean, spread, 300)
    people = pd.DataFrame({"age": ages, "income": incomes})
    in_millions = people.assign(income=people["income"] / 1e6)

    def segment(table):
        return KMeans(3, n_init=10, random_state=0).fit_predict(table)

    assert adjusted_rand_score(segment(people), segment(people[["income"]])) > 0.95
    assert adjusted_rand_score(segment(in_millions), segment(people[["age"]])) > 0.95
    assert f"{mean:,.0f}" in LESSON.asked("tasks-scaling").prompt.of(lang)


def test_each_family_of_columns_is_stable_at_some_number(names):
    best = {family: result.mean() for family, result in names["stable"].items()}
    assert all(mean.max() > 0.8 for mean in best.values())
    assert best["what"].idxmax() == 5
    # More than one number will do; two segments, or those with a handful of households, will not.
    exercise = LESSON.cases["choose-segments"].exercise
    context = LESSON.cases["choose-segments"].context
    accepted = []
    for number in range(2, 8):
        with contextlib.suppress(Wrong):
            exercise.check({"columns": "what", "number": number}, **context)
            accepted.append(number)
    assert accepted == [3, 4, 5]
    assert LESSON.says(
        en=f"mean agreement is at least {exercise.STABLE}",
        ja=f"一致度の平均が{exercise.STABLE}以上",
    )
    assert names["segments"] == {"columns": "what", "number": 5}


def test_shuffled_columns_are_as_stable(names):
    mixed, what = names["mixed_up_stable"].mean(), names["stable"]["what"].mean()
    assert mixed[5] == pytest.approx(what[5], abs=0.06)
    # each column keeps its values
    assert np.allclose(np.sort(names["mixed_up"], axis=0), np.sort(names["shares"], axis=0))


def test_quoted_results_of_the_leaflets_are_those_of_the_plot(names):
    right = names["right"]
    _, spend, favourite, segments = right.mean()
    assert (f"{segments:.0%}", f"{spend:.0%}", f"{favourite:.0%}") == ("57%", "29%", "62%")
    assert LESSON.says(
        en="right for 57% of the households, cutting by spend for 29%", ja="57%の世帯"
    )
    lead = measures.paired_difference(right.iloc[:, 3], right.iloc[:, 1])
    assert np.round(points(lead)).tolist() == [29, 22, 35]
    assert LESSON.says(en="29 points (95%: 22 to 35)", ja="29ポイント（95%信頼区間は22〜35）")
    behind = measures.paired_difference(right.iloc[:, 3], right.iloc[:, 2])
    assert np.round(points(behind)).tolist() == [-5, -10, 0]
    assert LESSON.says(
        en="5 points behind it (−10 to 0)", ja="5ポイント低く（95%信頼区間は−10〜0）"
    )


def test_no_leaflet_knows_the_second_half(names):
    """Other later purchases change which leaflets are right, and none of the leaflets."""
    assert names["shares"].index.equals(names["customers"].index)
    for chosen in list(names["leaflets"].values())[1:]:
        assert chosen.index.equals(names["judged"])
    assert names["half"] == "2017-07-01"


# ---- the leak


def test_the_usual_is_known_before_the_hour(names):
    hourly, usual = names["hourly"], names["usual"]
    at = pd.Timestamp("2022-04-20 10:00")
    before = [hourly[at - pd.Timedelta(days=days)] for days in range(1, 15)]
    assert usual[at] == pytest.approx(np.nanmedian(before))
    # "fewer at the beginning"
    second = hourly.index[0] + pd.Timedelta(days=2)
    before = [hourly[second - pd.Timedelta(days=days)] for days in (1, 2)]
    assert usual[second] == pytest.approx(np.mean(before))


def test_alarms_apart_by_six_hours_or_less_are_one(names):
    watched = names["watched"]
    hours = watched.iloc[[100, 106, 113]]
    found = names["alarms"](hours, watched["off"])
    assert found["hours"].tolist() == [2, 1]
    assert found["start"].tolist() == [hours.index[0], hours.index[2]]
    assert len(names["alarms"](hours[:0], watched["off"])) == 0


def rates(names, limit, weeks):
    """Alarms, false ones, events found."""
    events = names["alarms_at"](limit, names[weeks])["event"]
    return len(events), (events == 0).sum(), events[events > 0].nunique()


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(1, (13, 10, 3)), (2.5, (6, 3, 3)), (5, (4, 1, 3)), (8, (3, 0, 3)), (9, (2, 0, 2))],
)
def test_alarms_of_the_first_weeks(names, limit, expected):
    assert rates(names, limit, "first_weeks") == expected


@pytest.mark.parametrize("limit", [3.5, 4, 5, 6, 8])
def test_the_later_weeks_hold_one_event_and_any_good_limit_finds_it(names, limit):
    assert names["event_count"] == 3
    assert set(names["later_weeks"]["event"]) == {0, 4}
    assert rates(names, limit, "later_weeks") == (1, 0, 1)


def test_the_peak_is_about_eight_off(names):
    assert names["watched"].query("event == 3")["off"].tolist() == [pytest.approx(8.3)]


def test_what_one_of_one_and_no_false_alarm_prove(names):
    compared = names["compared"]
    assert compared.iloc[:, 0].tolist() == [1, 2, 1]
    assert compared.iloc[:, 1].tolist() == [0, 1, 0]
    assert compared.iloc[:, 2].tolist() == 3 * ["1 of 1 (21–100%)"]
    assert LESSON.says(en="between 21% and 100%", ja="21%から100%の間")
    days = names["later_weeks"].index.normalize().nunique()
    low = measures.wilson(0, days)
    assert (days, round(100 * low.high), round(30 * low.high)) == (37, 9, 3)
    assert LESSON.says(en="on 37 days, the true rate may be up to 9% of days, about three a month")
    assert LESSON.says(ja="37日間で誤検出がなかったとしても、本当は、およそ月に3回（9%の日）")


def test_yesterday_rings_again_on_the_day_after(names):
    found = names["by_rule"](names["later_weeks"])
    [again] = list(found.values())[1].query("event == 0")["start"]
    fourth = names["later_weeks"].query("event == 4").index
    assert pd.Timedelta(0) < again - fourth[0] <= pd.Timedelta(days=2)


def test_the_fixed_band_is_perfect_because_the_labels_are_such_a_band(names):
    for weeks, events in (("first_weeks", 3), ("later_weeks", 1)):
        band = list(names["by_rule"](names[weeks]).values())[2]
        assert (band["event"] > 0).all()
        assert band["event"].nunique() == events
    meter, low = names["meter"], names["meter"]["event"].isin([1, 2, 4])
    assert ((meter["flow_l_s"] < 98) == low).all()
    assert meter["flow_l_s"].idxmax() == meter.query("event == 3").index[0]
    assert names["ordinary"].min() > 98
    assert LESSON.says(
        en="three runs below 98 l/s and the highest", ja="98 L/秒を下回った3つの区間"
    )


def test_the_false_alarm_of_the_question(names):
    found = names["alarms_at"](5)
    [false] = found[found["event"] == 0].itertuples()
    meter = names["meter"]
    second = meter[meter["event"] == 2].index[0]
    assert false.start == pd.Timestamp("2022-03-29 01:00")
    assert second - false.start == pd.Timedelta(hours=7)
    night = meter["flow_l_s"][meter.index.hour.isin([2, 3, 4])]
    by_night = night.groupby(night.index.normalize()).median()
    assert by_night.idxmax() == false.start.normalize()
    prompt = LESSON.asked("tasks-false-alarm").prompt
    assert "29 March, 01:00" in prompt.en
    assert "seven hours" in prompt.en
    assert "3月29日1時" in prompt.ja
    assert "7時間前" in prompt.ja


def test_who_skips_the_limit_sees_the_false_alarm_of_the_question(names):
    exercise = store.find("m1-intro/07-other-tasks", "alarm-limit")
    assert exercise.reference(alarms_at=names["alarms_at"], of=names["event_count"]) == 5


# ---- bought together


def test_lift_is_one_when_goods_have_nothing_to_do_with_each_other(names):
    table = pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 0, 1, 0], "c": [1, 1, 0, 0]}).astype(bool)
    found = names["pairs"](table)
    assert found.loc[("a", "b"), "lift"] == 1
    assert found.loc[("a", "c"), "lift"] == 2
    assert found["both"].tolist() == [1, 2, 1]


def test_what_the_table_of_pairs_shows(names):
    assert (names["known"].nlargest(3, "both")["lift"] < 2).all()
    assert LESSON.says(en="their lift is below 2", ja="リフト値は2に届きません")
    rare = names["top_pairs"](1).head(3)
    assert (rare["both"] == 1).all()
    assert (rare["later"] == 0).all()


@pytest.mark.parametrize("minimum", [600, 800, 1000])
def test_a_minimum_that_leaves_few_pairs_is_called_too_high(names, minimum):
    exercise = store.find("m1-intro/07-other-tasks", "minimum-baskets")
    with pytest.raises(Wrong) as wrong:
        exercise.check(minimum, top_pairs=names["top_pairs"])
    assert wrong.value.misconception == "only-the-popular"


def test_pasta_and_sauce_are_ten_times_as_often_together(names):
    assert names["pasta_lift"] == pytest.approx(10.1, abs=0.05)
    pair = names["known"].loc[("DRY NOODLES/PASTA", "PASTA SAUCE")]
    assert pair["lift"] == pytest.approx(names["pasta_lift"])


def test_every_pair_that_can_be_shown_has_a_name_in_both_languages(names):
    named = set(data.catalogue()["supermarket_baskets"].labels)
    shown = {name for pair in names["known"].nlargest(3, "both").index for name in pair}
    for minimum in range(1, 1001):
        shown |= {name for pair in names["top_pairs"](minimum).head(5).index for name in pair}
    assert shown <= named


def test_what_is_learned_chosen_on_and_kept_does_not_overlap(names):
    parts = [names["times"][names[part].index] for part in ("learned", "choosing", "kept")]
    bounds = [(part.min(), part.max()) for part in parts]
    assert bounds == sorted(bounds)
    assert bounds[0][1] < pd.Timestamp("2017-07-01") <= bounds[1][0]
    assert bounds[1][1] < pd.Timestamp("2017-10-01") <= bounds[2][0]
    assert names["times"][names["before"].index].max() < pd.Timestamp("2017-10-01")


def test_hits_are_of_a_hidden_category_that_no_method_sees(names):
    full = names["full"]
    left, hidden = names["hide_one"](np.random.default_rng(0))
    rows = np.arange(len(full))
    assert full[rows, hidden].all()
    assert not left[rows, hidden].any()
    assert (full.sum(axis=1) - left.sum(axis=1) == 1).all()
    assert full.sum(axis=1).min() >= 3
    perfect = np.zeros(full.shape)
    perfect[rows, hidden] = 1
    assert names["hits"](perfect, left, hidden).all()
    assert not names["hits"](-perfect + left, left, hidden).any()
    # what is in the basket already is never named
    assert names["hits"](perfect + 5 * left, left, hidden).all()


def test_quoted_leads_of_the_fair_test(names):
    hit, unit = names["hit"], names["household"][names["tested"].index].to_numpy()
    popularity, habit, _, _, both = (hit[name] for name in hit)
    lead = points(measures.paired_difference(habit, popularity, unit=unit))
    assert np.round(lead, 1).tolist() == [6.8, 4.6, 9.5]
    assert LESSON.says(en="by 6.8 points (4.6 to 9.5)", ja="6.8ポイント（4.6〜9.5）")
    more = points(measures.paired_difference(both, habit, unit=unit))
    assert np.round(more, 1).tolist() == [0, -0.8, 0.8]
    assert LESSON.says(
        en="makes a difference of 0.0 points (−0.8 to 0.8)", ja="0.0ポイント（−0.8〜0.8）"
    )


@pytest.mark.parametrize("minimum", [10, 50, 200, 600])
def test_lift_loses_to_popularity_with_any_minimum(names, minimum):
    left, hidden = names["hide_one"](np.random.default_rng(0))
    scores = names["best_of"](np.where(names["both"] >= minimum, names["lift"], 0), left)
    behind = measures.paired_difference(
        names["hits"](scores, left, hidden),
        names["hit"].iloc[:, 0],
        unit=names["household"][names["tested"].index].to_numpy(),
    )
    assert behind.high < 0


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
def test_the_page_to_print_quotes_its_numbers(names, lang):
    seen = names["later_weeks"]["event"].max() > 0
    assert list(map(int, re.findall(r"\d", LESSON.idea(lang)))) == [int(seen), 1]
