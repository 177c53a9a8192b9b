"""The numbers that m1-intro/04-tomorrows-sales and its questions quote, held to its own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from mlworkshop import data
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m1-intro/04-tomorrows-sales")


def mean_error(names, forecast):
    return (names["test"]["sales"] - forecast).abs().mean()


def test_the_test_weeks_are_as_written(names):
    past, test = names["past"], names["test"]
    assert past.index.max() == pd.Timestamp("2017-09-10")
    assert past.index.max().day_name() == "Sunday"
    assert test.index.max() == pd.Timestamp("2017-12-31")
    assert (test.index.max() - past.index.max()).days == 16 * 7
    assert LESSON.says(en=f"with {len(past)} days", ja=f"{len(past)}日分")


def test_the_look_at_the_year(names):
    sales, by_weekday = names["sales"], names["by_weekday"]
    # "hardly a trend": the straight line gains less than a tenth in a year
    assert abs(names["weights"].iloc[-1]) * 365 < 0.1 * sales.mean()
    assert sales.index[sales.isna()].tolist() == [pd.Timestamp("2017-12-25")]
    # "Saturday and Sunday stand out"; "still differ by thousands of dollars"
    assert by_weekday[[5, 6]].min() > 1.1 * by_weekday[:5].max()
    spread = sales.groupby(sales.index.day_of_week).agg(lambda days: days.max() - days.min())
    assert spread.min() > 2000
    assert sales.sort_values(ascending=False).index[:2].month.tolist() == [12, 11]


def test_labor_day_was_a_monday_that_misleads(names):
    case = names["sales"][["2017-08-28", "2017-09-04", "2017-09-11"]]
    assert set(case.index.day_name()) == {"Monday"}
    assert case.iloc[1] > 1.15 * case.iloc[2] > case.iloc[0]


def test_the_line_beats_both_baselines_which_are_about_equal(names):
    errors = names["errors"]
    assert errors["linear"] < 0.75 * errors[["yesterday", "last_week"]].min()
    assert errors["yesterday"] == pytest.approx(errors["last_week"], rel=0.05)
    # "yesterday" fails at the start and the end of each weekend
    test = names["test"]
    off = (test["sales"] - test["yesterday"]).abs().groupby(test.index.day_of_week).mean()
    assert set(off.nlargest(2).index) == {5, 0}


def test_the_per_cent_question_has_the_numbers_of_the_data(names):
    question = LESSON.asked("sales-per-cent")
    error, mean = names["errors"]["last_week"], names["test"]["sales"].mean()
    assert question.answer == round(100 * error / mean)
    for language in LANGUAGES:
        quoted = re.findall(r"\d+,\d{3}", question.prompt.of(language))
        assert quoted == [f"{mean:,.0f}"[:-2] + "00", f"{round(error, -2):,.0f}"]
    slips = [slip.value for slip in question.mistakes]
    assert slips == pytest.approx(
        [100 * (1 - error / mean), 100 * mean / error, error / mean], rel=0.02
    )


def test_shuffling_turns_the_order_round_on_the_same_days(names):
    mixed, honest = names["mixed_errors"], names["errors"]
    assert mixed["boosting"] < 0.9 * mixed["linear"]
    assert honest["boosting"] > 1.1 * honest["linear"]
    # "Linear regression gained nothing"
    assert mixed["linear"] == pytest.approx(honest["linear"], rel=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_is_no_accident_of_one_shuffle(names, seed):
    table, calendar = names["table"], names["calendar"]
    shuffled = KFold(10, shuffle=True, random_state=seed)
    mixed = {
        name: cross_val_predict(names[name], calendar(table.index), table["sales"], cv=shuffled)[
            -len(names["test"]) :
        ]
        for name in ("linear", "boosting")
    }
    assert mean_error(names, mixed["boosting"]) < 0.95 * mean_error(names, mixed["linear"])


def test_calmer_settings_bring_boosting_close_to_the_line(names):
    calm = make_pipeline(
        names["prepared"](),
        GradientBoostingRegressor(learning_rate=0.05, max_depth=2, random_state=0),
    )
    calm.fit(names["calendar"](names["past"].index), names["past"]["sales"])
    forecast = calm.predict(names["calendar"](names["test"].index))
    assert mean_error(names, forecast) < 1.05 * names["errors"]["linear"]


def test_shuffled_the_model_follows_rush_and_slump(names):
    test, mixed, honest = names["test"]["sales"], names["mixed"], names["forecasts"]
    for day in ("2017-11-20", "2017-11-21", "2017-11-22", "2017-11-24", "2017-11-25"):
        miss = abs(test[day] - honest["boosting"][day])
        assert abs(test[day] - mixed["boosting"][day]) < 0.9 * miss
    # "Neighbours can mislead, too (see Wednesday, 29 November)"
    day = pd.Timestamp("2017-11-29")
    assert day.day_name() == "Wednesday"
    assert mixed["boosting"][day] > 1.5 * test[day]


def test_the_band_holds_in_ordinary_weeks_only(names):
    inside = names["periods"]["inside"]
    assert inside.iloc[0] == pytest.approx(80, abs=5)
    assert inside.iloc[1] < 60
    low, high = names["low"], names["high"]
    assert names["past_errors"].between(low, high).mean() == pytest.approx(0.8, abs=0.01)
    saturday = pd.Timestamp("2017-12-23")
    assert saturday.day_name() == "Saturday"
    assert names["off"][saturday] > high


def test_a_week_is_easier_than_a_day_in_per_cent(names):
    test, days, sums = names["test"], names["day_errors"], names["sum_errors"]
    shares = pd.DataFrame(
        {"day": days / test["sales"].mean(), "week": sums / names["week_sums"].mean()}
    ).drop("yesterday")
    assert (shares["week"] < shares["day"]).all()
    assert 0.8 * sums["linear"] < sums["boosting"] < sums["linear"]
    assert len(names["week_sums"]) == 16
    assert sums.idxmax() == days.idxmax() == "yesterday"
    assert sums["yesterday"] > 3 * sums["last_week"]


def test_prices_in_the_text_are_those_of_the_code(names):
    for price in (names["price_left_over"], names["price_missing"]):
        assert LESSON.says(en=f"{price:.2f} US dollars", ja=f"{price:.2f}米ドル")
    assert names["price_left_over"] / names["price_missing"] == pytest.approx(3)


def test_the_cheapest_order_lies_below_the_forecast_in_both_halves(names):
    cost, steps = names["cost"], names["steps"]
    best = [
        min(steps, key=lambda step: cost(names[weeks], step))
        for weeks in ("first_weeks", "last_weeks")
    ]
    assert -15 < best[0] < -5
    assert best[1] == pytest.approx(best[0], abs=2)
    # "even with the best margin, the eight weeks with the holidays cost about twice as much"
    ratio = cost(names["last_weeks"], best[1]) / cost(names["first_weeks"], best[0])
    assert ratio == pytest.approx(2, abs=0.2)


def test_run_out_on_three_days_in_four(names):
    weeks = names["first_weeks"]
    ordered = names["forecasts"]["linear"][weeks] * (1 + names["margin"] / 100)
    assert (names["test"]["sales"][weeks] > ordered).mean() == pytest.approx(0.75, abs=0.1)


def test_the_worst_days_lie_around_the_two_holidays(names):
    worst, off = names["worst"], names["off"]
    assert set(worst.month) == {11, 12}
    before, after = off["2017-11-20":"2017-11-22"], off["2017-11-23":"2017-11-25"]
    assert (before > 0).all()
    assert (after < 0).all()
    assert off["2017-12-22":"2017-12-23"].min() > names["high"]
    assert pd.Timestamp("2017-12-30") in worst
    assert pd.Timestamp("2017-12-30").day_name() == "Saturday"
    assert names["on_closed_day"] > 10_000


def test_december_was_strong_once(names):
    sales = data.supermarket_sales()["sales_usd"]
    months = sales.groupby(sales.index.month)
    assert months.sum().idxmax() == months.mean().idxmax() == 12
    others = sales[sales.index.month != 12].mean()
    assert months.mean()[12] / others - 1 == pytest.approx(0.1, abs=0.035)
    assert 12 not in set(names["past"].index.month)


def test_the_forecast_of_the_next_week_is_for_monday_first(names):
    week = names["next_week"]
    assert week.index[0] == pd.Timestamp("2018-01-01")
    assert week.index[0].day_name() == "Monday"
    assert np.isfinite(week).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(names, lang):
    said = re.findall(r"\d,\d{3}", LESSON.idea(lang))
    errors = (names["mixed_errors"]["boosting"], names["errors"]["boosting"])
    assert said == [f"{error:,.0f}" for error in (*errors, names["errors"]["linear"])]
