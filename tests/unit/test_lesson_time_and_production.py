"""The numbers that m2-planning/05-time-and-production and its questions quote."""

from __future__ import annotations

import time
from dataclasses import replace

import kit
import pandas as pd
import pytest

from mlworkshop import miniml
from mlworkshop.activities.architectures import Use
from mlworkshop.activities.timeline import EMPTY, runs
from mlworkshop.measures.intervals import wilson

LESSON = kit.lesson("m2-planning/05-time-and-production")
FACTORY = replace(
    EMPTY, goal=1, access=2, label=10, prepare=2, model=3, build=4, operate=2, trial=4,
    unprecedented=20, science=10, gaps=40, short=30,
)  # fmt: skip
CHAIN = Use("day", "batch_warehouse", 2000, 0.10, 0.42, 8, 50)


# ---- the factory


def test_labelling_takes_what_the_timeline_is_told(names):
    assert names["weeks"] == FACTORY.label == 10
    assert names["inspection"]["photos"] * names["inspection"]["share"] == 600
    told = (
        "goal=1, access=2, prepare=2, model=3",
        "unprecedented=20, science=10, gaps=40, short=30",
    )
    assert all(words in LESSON.text for words in told)


def test_the_dates_of_the_timeline():
    assert (FACTORY.weeks_best_case, FACTORY.weeks_80) == (20, 36)
    assert runs(FACTORY, overruns=False).min() == FACTORY.weeks_best_case < runs(FACTORY).min()
    faster = {
        name: replace(FACTORY, **{name: getattr(FACTORY, name) / 2}) for name in ("model", "label")
    }
    assert {name: 36 - plan.weeks_80 for name, plan in faster.items()} == {"model": 3, "label": 6}


# ---- architectures


def test_a_machine_that_waits_costs_24_times_as_much():
    predictions = 30 * 2 * CHAIN.price_1000
    night, day = (CHAIN.machine(each) - predictions for each in ("batch_warehouse", "real_time"))
    assert (round(night), round(day), day / night) == (13, 302, pytest.approx(24))
    assert CHAIN.people > CHAIN.machine("real_time")


def test_the_bill_of_2015_and_its_likely_slips():
    bill = LESSON.asked("time-monthly-bill")
    listed = miniml.cost(
        real_time_predictions=50_000 * 30, endpoint_hours=720, model_bytes=100_000_000
    )
    assert bill.answer == pytest.approx(listed.total)
    slips = [
        listed.real_time,
        listed.real_time + listed.reserved / 10,
        listed.real_time / 30 + listed.reserved,
    ]
    assert [mistake.value for mistake in bill.mistakes] == pytest.approx(slips)


# ---- the stream


def test_a_busy_day_and_the_days_before_september(names):
    per_day, busy = names["per_day"], names["busy"]
    before = per_day[:"2017-08-31"]
    assert len(before) == 243
    assert int(before.quantile(0.95)) == 81
    assert busy[:"2017-08-31"].sum() == 13
    assert names["lines"]["household_id"].nunique() == 370


def test_the_cut_off_is_chosen_on_earlier_days(names):
    assert names["alarm_at"] == names["earlier"].iloc[:, -1].idxmax() == 47
    assert list(names["earlier"].loc[47]) == [9, 4, 15, 1200]


def test_a_dozen_days_make_the_difference_to_an_alarm_that_rings_half_as_often(names):
    noticed, _, false, _ = (names["earlier"].loc[47] - names["earlier"].loc[50]).abs()
    assert noticed + false == 12
    assert names["earlier"].loc[50].iloc[2] / names["earlier"].loc[47].iloc[2] < 0.5


def test_the_alarm_rings_the_same_day(names):
    assert names["rang"] == pd.Timestamp("2017-11-22 16:52")
    assert sum(when > names["rang"] for when, _ in names["arrived"]) == 47
    assert len(names["arrived"]) == 56 + 47


def test_most_alarms_on_busy_days_ring_in_the_evening(names):
    left = {}
    for day in names["busy"][:"2017-08-31"].loc[lambda busy: busy].index:
        counts = list(names["watch"](names["times"][names["days"] == day]))
        rung = [at for at, (_, count) in enumerate(counts) if count >= 47]
        if rung:
            left[counts[rung[0]][0] - day] = len(counts) - rung[0] - 1
    late = {time: more for time, more in left.items() if time >= pd.Timedelta("18:42:00")}
    assert (len(left), len(late), max(late.values())) == (9, 5, 18)
    assert min(late) < pd.Timedelta("18:43:00")


def test_a_longer_window_has_fewer_false_alarms(names):
    rings = {
        day: max(count for _, count in names["watch"](group, 8)) >= 60
        for day, group in names["times"].groupby(names["days"])
    }
    before = slice(None, "2017-08-31")
    noticed, _, false, _ = names["outcome"](pd.Series(rings)[before], names["busy"][before])
    assert (noticed, false) == (9, 8)


def test_the_window_takes_a_receipt_in_no_time(names):
    began = time.process_time()
    assert len(list(names["watch"](names["times"].iloc[:1000]))) == 1000
    assert time.process_time() - began < 1


def test_the_calendar_is_compared_on_both_periods(names):
    rows = names["compared"].to_numpy().tolist()
    assert rows[:3] == [[9, 4, 15, 1200], [2, 11, 3, 300], [0, 13, 0, 0]]
    assert rows[3:] == [[2, 0, 1, 500], [2, 0, 4, 200], [0, 2, 0, 0]]
    assert (~names["busy"]["2017-09-01":]).sum() == 119
    both = wilson(2, 2)
    assert (f"{both.low:.0%}", f"{both.high:.0%}") == ("34%", "100%")


def test_the_stream_earns_less_than_a_machine_that_waits(names):
    earned = names["compared"].iloc[0, 3] / 8
    assert earned == 150 < 24 * 30 * CHAIN.price_hour == pytest.approx(302, abs=1)
    assert round(302.4 * 150, -3) == 45_000 > 15_000


# ---- the function


def test_the_function_refuses_what_was_decided(names):
    check = names["problem_with"]
    assert check((812, "14:05", 23.10)) == check((813, "14:06", -4.5)) == ""
    assert check((816, "14:08", 0.0)) == ""
    assert check((812, "14:05", 23.10), {812}) == "twice"
    assert check((814, "25:10", 8.0)) == "time"
    assert check((815, "14:07", None)) == "amount"
    assert names["refused"] == ["bad-time", "no-amount", "twice"]
    assert names["test_of_check"](check) is True
