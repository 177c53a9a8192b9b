"""The timeline: the model alone."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from mlworkshop import journal
from mlworkshop.activities.timeline import EMPTY, FACTORS, WAITS_FOR, Timeline, runs, timeline
from mlworkshop.errors import WorkshopError

PLAN = replace(EMPTY, goal=1, access=2, label=10, prepare=2, model=3, build=4, operate=2, trial=4)


def test_a_task_begins_once_all_that_it_waits_for_are_done():
    begun = {task: start for task, (start, _) in PLAN.best_case.items()}
    assert begun == {
        "goal": 0,
        "access": 1,
        "label": 3,
        "prepare": 3,
        "model": 13,
        "build": 1,
        "operate": 5,
        "trial": 16,
    }
    assert PLAN.weeks_best_case == 20
    assert replace(PLAN, build=30).weeks_best_case == 1 + 30 + 2 + 4


def test_what_is_not_planned_takes_no_time_and_is_not_drawn():
    plan = replace(EMPTY, model=3)
    assert (plan.planned, plan.weeks_best_case, plan.beside_the_model) == (["model"], 3, 0)
    assert EMPTY.planned == []
    assert EMPTY.weeks_best_case == 0


def test_tasks_wait_for_earlier_ones_only_and_all_lead_to_the_trial():
    seen = set()
    for task, before in WAITS_FOR.items():
        assert set(before) <= seen
        seen.add(task)
    for task in WAITS_FOR:
        assert replace(PLAN, **{task: 99}).weeks_best_case >= 99


def test_overruns_stay_within_what_is_said():
    plan = replace(EMPTY, model=10)
    assert 10 <= runs(plan).min() <= 10.5
    assert 15.5 <= runs(plan).max() <= 16
    # A triangle over 1 to 1.6 with its top at 1.1 has the mean 3.7 / 3.
    assert runs(plan).mean() == pytest.approx(10 * 3.7 / 3, abs=0.15)
    assert np.all(runs(plan, overruns=False) == 10)


def test_each_delay_does_what_is_said_when_it_is_certain():
    def gained(**said):
        return runs(replace(EMPTY, model=10, **said), overruns=False) - 10

    spans = {
        "unprecedented": (5, 15),
        "science": (2, 6),
        "gaps": (4, 12),
        "short": (30, 30),
    }
    for factor, (low, high) in spans.items():
        more = gained(**{factor: 100})
        assert low <= more.min() <= more.max() <= high
        assert np.mean(more) == pytest.approx((low + high) / 2, rel=0.05)


def test_probabilities_are_those_that_are_said():
    rounds = runs(replace(EMPTY, model=10, short=50), overruns=False) / 10 - 1
    assert np.mean(rounds > 0) == pytest.approx(0.5, abs=0.05)
    assert np.mean(rounds == 3) == pytest.approx(0.125, abs=0.03)
    late = runs(replace(EMPTY, model=10, gaps=30), overruns=False) > 10
    assert np.mean(late) == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_cause_that_moves_the_date_most_comes_first(factor):
    plan = replace(replace(EMPTY, model=20, trial=1), **{factor: 100})
    drivers = dict(plan.drivers)
    assert max((cause for cause in FACTORS), key=drivers.get) == factor
    assert [weeks for _, weeks in plan.drivers] == sorted(drivers.values(), reverse=True)
    assert all(drivers[other] == 0 for other in FACTORS if other != factor)


def test_the_80_percent_date_is_met_by_8_of_10_runs():
    plan = replace(PLAN, gaps=40, short=30)
    assert 0.8 <= np.mean(runs(plan) <= plan.weeks_80) <= 0.9
    assert plan.weeks_80 > plan.weeks_best_case


@pytest.mark.parametrize("said", [{"labels": 3}, {"label": -1}, {"gaps": 101}, {"model": "x"}])
def test_a_call_that_makes_no_sense_names_what_is_wrong(begin, said):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match=next(iter(said))):
        timeline(**said)


def test_a_field_that_was_emptied_says_that_its_number_is_back(begin, outputs):
    begin("m1-intro/02-spam")
    timeline(label=10)
    page = outputs[-1].page
    assert 'role="alert"' not in page.html
    page.enter("Label the data (weeks)", "")
    assert page.field("Label the data (weeks)").value == "10"
    assert 'role="alert"' in page.html


@pytest.mark.parametrize("weeks", [0.01, 520])
def test_the_picture_can_be_drawn_for_the_shortest_and_the_longest_plan(begin, weeks):
    begin("m1-intro/02-spam")
    certain = dict.fromkeys(FACTORS, 100)
    plan = replace(EMPTY, **(dict.fromkeys(WAITS_FOR, weeks) | certain))
    assert "<svg" in Timeline(plan, "long").picture()


def test_a_thousand_runs_and_what_moves_them_take_less_than_half_a_second():
    plan = replace(PLAN, gaps=41.5, short=30.5)
    began = time.process_time()
    assert plan.drivers
    assert len(runs(plan)) == 1000
    assert time.process_time() - began < 0.5


def test_labels_that_exist_need_no_time(begin):
    begin("m2-planning/05-time-and-production")
    plan = replace(PLAN, label=0)

    def remarks(key):
        return Timeline(plan, key).page().count("labelling")

    assert (remarks("own-timeline"), remarks("timeline")) == (1, 1)
    facts = {"labels": "exist"}
    said = {"digest": [[{"en": "a", "ja": "あ"}] * 2], "facts": facts}
    journal.record("m2-planning/04-is-the-data-ready", "note", "own-readiness", answer=said)
    assert (remarks("own-timeline"), remarks("timeline")) == (0, 1)
