"""The numbers that m1-intro/04-tomorrows-sales and its questions quote, held to its own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pandas as pd
import pytest

from mlworkshop.language import LANGUAGES
from mlworkshop.measures import paired_difference

LESSON = kit.lesson("m1-intro/04-tomorrows-sales")
AHEAD, LOW, HIGH = 1, 2, 3  # columns of a comparison with the weekday mean


def row(names, table, model):
    return names[table].loc[names["names"][model]]


def has_winner(names, table, model):
    compared = row(names, table, model)
    return compared.iloc[LOW] > 0 or compared.iloc[HIGH] < 0


def weeks(index):
    return index.strftime("%G-%V")


# ---- the rule of the split


def test_the_last_weeks_are_the_test_and_no_choice_sees_them(names):
    for period, length in (("choice_weeks", 8), ("test_weeks", 16)):
        first, last = (pd.Timestamp(day) for day in names[period])
        assert (first.day_name(), last.day_name()) == ("Monday", "Sunday")
        assert (last - first).days + 1 == 7 * length
    assert names["choice_weeks"][1] == "2017-09-10" == str(names["seen"].index.max().date())
    assert names["test_weeks"][1] == "2017-12-31"
    for chosen_on in ("seen", "actual", "to_shuffle", "forecasts"):
        assert names[chosen_on].index.max() < pd.Timestamp(names["test_weeks"][0])


def test_the_holiday_tuesday_misleads(names):
    tuesdays = names["sales"][["2017-06-27", "2017-07-04", "2017-07-11"]]
    assert set(tuesdays.index.day_name()) == {"Tuesday"}
    assert tuesdays.iloc[1] > 1.5 * tuesdays.iloc[2] > tuesdays.iloc[0]


def test_the_look_at_the_past(names):
    by_weekday = names["by_weekday"]
    assert by_weekday[[5, 6]].min() > 1.1 * by_weekday[:5].max()
    seen = names["seen"].groupby(names["seen"].index.day_of_week)
    assert (seen.max() - seen.min()).min() > 2000


# ---- a rolling origin, and its comparisons


def test_a_forecast_knows_earlier_days_only(names):
    sunday, week = pd.Timestamp("2017-08-06"), slice("2017-08-07", "2017-08-13")
    past = names["opened"][:sunday]
    means = past.groupby(past.index.day_of_week).mean()
    assert np.allclose(names["forecasts"]["weekday"][week], means)


def test_the_weekday_mean_is_the_baseline_to_beat(names):
    simple = names["errors"].mean()
    assert simple.idxmin() == "weekday"
    for model in ("constant", "yesterday", "last_week", "four_weeks"):
        assert row(names, "compared", model).iloc[LOW] > 0, "the other simple forecasts are worse"


def test_no_model_beats_it_on_the_validation_weeks(names):
    assert row(names, "compared", "linear").iloc[AHEAD] == pytest.approx(-100, abs=0.5)
    for model in ("linear", "counter", "lags"):
        assert not has_winner(names, "in_order", model)


def test_the_regression_has_learned_the_weekday_means(names):
    weights, means = names["weights"], names["means"]
    assert np.allclose(weights - weights.mean(), means - means.mean(), atol=60)


def test_what_shuffling_promised(names):
    actual, forecasts = names["actual"], names["forecasts"]
    error = {
        name: sum((one - actual).abs() for one in each) / 5
        for name, each in names["shuffled"].items()
    }
    in_order = (forecasts["counter"] - actual).abs()
    assert LESSON.says(
        en=f"an error of ${error['counter'].mean():,.0f}. With earlier days only, it is "
        f"${in_order.mean():,.0f}",
        ja=f"誤差は{error['counter'].mean():,.0f}ドルに見えました。"
        f"前の日だけから学ばせると{in_order.mean():,.0f}ドル",
    )
    # "clearly smaller", says the question
    assert paired_difference(error["counter"], error["weekday"], unit=weeks(actual.index)).high < 0
    assert error["lags"].mean() > (forecasts["lags"] - actual).abs().mean(), "no gain"
    gap = paired_difference(in_order, error["counter"], unit=weeks(actual.index))
    said = f"${gap.estimate:.0f} has an interval from −${-gap.low:.0f} to ${gap.high:.0f}"
    assert LESSON.says(
        en=said, ja=f"{gap.estimate:.0f}ドルの差も、区間は−{-gap.low:.0f}〜{gap.high:.0f}ドル"
    )


def test_the_per_cent_question_has_the_numbers_of_the_data(names):
    question = LESSON.asked("sales-per-cent")
    error, mean = names["errors"]["last_week"].mean(), names["actual"].mean()
    assert question.answer == round(100 * error / mean)
    for language in LANGUAGES:
        quoted = re.findall(r"\d+,\d{3}", question.prompt.of(language))
        assert quoted == [f"{round(mean, -2):,.0f}", f"{round(error, -1):,.0f}"]
        best = 100 * names["errors"]["weekday"].mean() / mean
        assert f"{best:.0f}%" in question.why.of(language)
    slips = [slip.value for slip in question.mistakes]
    assert slips == pytest.approx(
        [100 * (1 - error / mean), 100 * mean / error, error / mean], rel=0.02
    )


# ---- the band, the order, the spiral


def test_the_band_is_as_written(names):
    low, high = names["low"], names["high"]
    assert LESSON.says(
        en=f"from ${-low:,.0f} below to ${high:,.0f} above",
        ja=f"{-low:,.0f}ドル下から{high:,.0f}ドル上",
    )
    assert names["off"].between(low, high).mean() == pytest.approx(0.8, abs=0.02)


def test_the_margin_and_what_part_of_it_corrects_the_bias(names):
    prices = (names["price_left_over"], names["price_missing"])
    assert names["cheapest"] == {prices: -7, (0.5, 0.5): -2}
    assert names["margin"] == -7
    assert sum(prices) == 1
    short = names["actual"] > 0.93 * names["forecasts"]["weekday"]
    assert short.mean() == pytest.approx(0.75, abs=0.05)


def test_orders_shrink_although_demand_does_not(names):
    first, fifth = names["spiral"][1], names["spiral"][5]
    assert fifth.iloc[0] / first.iloc[0] == pytest.approx(0.75, abs=0.03)
    assert fifth.iloc[1] < 95
    assert fifth.iloc[2] == pytest.approx(first.iloc[2])


# ---- the test, opened once


def test_no_model_beats_the_weekday_mean_and_the_day_counter_loses(names):
    for model in ("linear", "four_weeks", "lags"):
        assert not has_winner(names, "tested", model)
    assert row(names, "tested", "counter").iloc[LOW] > 0


def test_the_broken_promise_is_as_written(names):
    gap, real = names["broken_promise"], row(names, "tested", "counter").iloc[0]
    assert LESSON.says(
        en=f"an error of ${names['promised'].mean():,.0f} instead of ${real:,.0f}. The interval "
        f"of that gap, ${gap.low:.0f} to ${gap.high:.0f}, excludes zero",
        ja=f"{real:,.0f}ドルではなく{names['promised'].mean():,.0f}ドルに見えました。"
        f"この差の区間は{gap.low:.0f}〜{gap.high:.0f}ドル",
    )


def test_what_the_band_held_and_the_margin_saved(names):
    _, late, all_weeks = names["held"].iloc[:, 1]
    share, interval = all_weeks.split(" ")
    low, high = interval.strip("()").split("–")
    assert LESSON.says(
        en=f"held {share}% of all days (interval {low}% to {high}%)",
        ja=f"{share}%でした（区間は{low}〜{high}%）",
    )
    share, interval = late.split(" ")
    low, high = interval.strip("()").split("–")
    assert LESSON.says(
        en=f"held only {share}%, but these six weeks are few (interval {low}% to {high}%)",
        ja=f"感謝祭の週からは{share}%です。ただし6週間だけなので、区間は{low}〜{high}%",
    )
    largest = names["missed"].abs().nlargest(5).index
    assert {(day.month, day.day) for day in largest} == {
        *((11, day) for day in (21, 22, 25)),
        *((12, day) for day in (22, 23)),
    }
    saved = names["saved"]
    assert LESSON.says(
        en=f"saved ${saved.estimate:.0f} a day, but the interval from −${-saved.low:.0f} to "
        f"${saved.high:.0f} contains zero",
        ja=f"{saved.estimate:.0f}ドルでしたが、区間は−{-saved.low:.0f}〜{saved.high:.0f}ドル",
    )


def test_the_closed_day_and_december(names):
    sales = names["sales"]
    closed = pd.Timestamp("2017-12-25")
    assert sales.index[sales.isna()].tolist() == [closed]
    assert closed not in names["outcome"].index, "not in the tables"
    months = sales.groupby(sales.index.month)
    assert months.sum().idxmax() == months.mean().idxmax() == 12


def test_the_forecast_of_the_next_week_is_for_monday_first(names):
    week = names["next_week"]
    assert week.index[0] == pd.Timestamp("2018-01-01")
    assert week.index[0].day_name() == "Monday"
    assert np.isfinite(week).all()


def test_the_other_ways_to_an_order(names):
    smooth, quantile = names["other_orders"].values()
    assert smooth[LOW] > 0
    assert quantile[LOW] < 0 < quantile[HIGH]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(names, lang):
    said = re.findall(r"\d,\d{3}", LESSON.idea(lang))
    real = row(names, "tested", "counter").iloc[0]
    numbers = (names["promised"].mean(), real, names["weekday_mae"])
    assert said == [f"{number:,.0f}" for number in numbers]
