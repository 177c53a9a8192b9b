"""The numbers that sections 4 to 6 of m3-organisation/02-data-strategy quote."""

from __future__ import annotations

import kit
import numpy as np
import pytest

from mlworkshop.activities.label_machines import (
    Prices,
    Use,
    _curve,
    machines,
    majority_error,
    retrainings,
)

LESSON = kit.lesson("m3-organisation/02-data-strategy")


# ---- labels


def test_one_wrong_label_in_ten_costs_little_and_three_cannot_be_made_up(names):
    accuracy = names["accuracy"]
    assert (accuracy[0.0] - accuracy[0.1]).abs().max() < 0.02
    assert accuracy.loc[1600, 0.3] < accuracy.loc[100, 0.0]


def test_what_the_majority_makes_of_fifteen_and_of_ten_per_cent():
    assert f"{majority_error(0.15, 3):.1%}" == "6.1%"
    assert f"{majority_error(0.15, 3, 0.2):.1%}" == "7.9%"
    assert f"{majority_error(0.10, 3):.1%}" == "2.8%"
    assert f"{majority_error(0.18, 3):.1%}" == "8.6%"


def test_the_specialist_wins_at_the_lesson_s_prices_and_the_button_where_experts_are_rare(names):
    curve = _curve(names["accuracy"].to_dict())
    prices = Prices(0.5, 0.02, 1500, 4000, 500, 540, 100, 100)

    def best(by_hand):
        use = Use(10_000, 2, 15, "3", 20, by_hand)
        return {
            way: max(one.net for one in retrainings(machine, use, prices, curve))
            for way, machine in machines(use, prices).items()
        }

    at_first, rare = best(3), best(30)
    assert max(at_first, key=at_first.get) == "by_hand"
    assert max(rare, key=rare.get) == "button"


# ---- drift


def test_alarms_in_ordinary_weeks(names):
    assert list(names["false_alarms"].values()) == [0, 0, 5]
    assert f"{next(iter(names['ends'].values())).high:.0%}" == "18%"


def test_only_the_days_since_the_last_visit_ring_and_they_do_from_the_first_week(names):
    watched = names["watched"]
    after = watched[watched["week"] >= 30]
    rings = after[after["psi"] > 0.1]
    assert set(rings["column"]) == {"days_since"}
    assert sorted(rings["week"]) == list(range(30, 51))


def test_who_was_let_in_in_week_30(names):
    assert (len(names["often"]), len(names["newcomers"])) == (80, 289)
    assert names["visits"]["week"].between(5, 50).all()
    assert names["lines"]["household_id"].nunique() == 80 + 289 + 1


def test_the_receipt_alone_loses_most_without_an_alarm(names):
    lost = names["per_100"] / names["dollar"]
    with_days, alone = (lost[name] for name in lost)
    assert alone[alone.index >= 30].mean() > 1.2 * with_days[with_days.index >= 30].mean()
    assert alone[alone.index < 30].mean() < 1.1 * with_days[with_days.index < 30].mean()


def test_which_plan_pays_depends_on_the_price_of_a_retraining(names):
    outcomes = list(names["outcomes"].values())
    everyone, no_one, once, seldom, monthly, weekly, alarm = outcomes
    assert alarm[:, 0].mean() == pytest.approx(4, abs=0.5)
    assert weekly[:, 0].mean() == 37
    assert alarm[:, 1].mean() / weekly[:, 1].mean() == pytest.approx(1, abs=0.01)
    worst_model = max(plan[:, 1].mean() for plan in (once, seldom, monthly, weekly, alarm))
    assert worst_model < min(everyone[:, 1].mean(), no_one[:, 1].mean())

    def mean_gain(price):
        return np.mean(once[:, 1] - alarm[:, 1] - price * alarm[:, 0])

    assert mean_gain(50) > 100
    assert abs(mean_gain(100)) < 0.01 * once[:, 1].mean()


def test_what_each_alarm_misses(names):
    (_, few, _, p_few), (_, many, _, p_many), upwards, shuffled = names["trifle"]
    assert p_few > 0.05 > p_many
    assert many < few < 0.1
    assert upwards[1] == pytest.approx(shuffled[1])
    assert upwards[3] < 0.05 < shuffled[3]


# ---- review


def test_the_review_pays_on_emails_that_chose_nothing(names):
    assert names["saving"].excludes_zero
    assert f"{names['validation']['spam'].mean():.0%}" == "27%"
    assert names["by_people"].mean() > names["by_model"].mean() > names["reviewed"].mean()


def test_calibration_saves_a_sixth_and_both_curves_come_down_as_far(names):
    plain, calibrated = names["on_validation"].values()
    assert 1 - calibrated[0] / plain[0] == pytest.approx(1 / 6, abs=0.02)
    assert calibrated.min() == pytest.approx(plain.min(), rel=0.05)
    assert calibrated[-1] == calibrated.max()


def test_the_queue_holds_mistakes_of_the_model_and_emails_that_it_has_not_seen(names):
    queue = names["most_doubtful"]
    assert len(queue) == 8
    assert len(names["inbox"]) == 58
    assert not set(queue) & set(names["others"].index)
    called = names["inbox_scores"][queue] >= 5 / 6
    assert (called != names["inbox"].loc[queue, "spam"]).any()
