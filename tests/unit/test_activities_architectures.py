"""Architectures and their cost: the model alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mlworkshop import miniml
from mlworkshop.activities.architectures import (
    ARCHITECTURES,
    NEEDS,
    UNDECIDED,
    Use,
    architectures,
)
from mlworkshop.plan.facts import Facts

USE = Use("day", "batch_files", 2000, 0.10, 0.42, 8, 50)


def test_a_month_costs_its_predictions_its_machines_and_its_people():
    assert USE.machine("batch_files") == pytest.approx(2 * 30 * 0.10 + 30 * 0.42)
    assert USE.machine("real_time") == pytest.approx(2 * 30 * 0.10 + 720 * 0.42)
    assert USE.monthly_cost == pytest.approx(USE.machine("batch_files") + 400)


def test_what_a_prediction_costs_agrees_with_the_price_list():
    listed = miniml.cost(batch_predictions=2000 * 30).total
    assert replace(USE, price_hour=0).machine("batch_files") == pytest.approx(listed)


def test_nothing_is_known_of_what_nobody_has_said():
    use = Use(UNDECIDED, UNDECIDED, 0, 0, 0, 0, 0)
    assert (use.seconds, use.monthly_cost, use.meets("real_time")) == (None, None, None)
    assert replace(use, architecture="real_time").monthly_cost is None


def test_no_cost_is_named_before_anything_has_a_price(begin, outputs):
    begin("m1-intro/02-spam")
    for given in ({}, {"people_hours": 1, "people_rate": 0.5}):
        architectures(architecture="real_time", **given)
    status = [re.search('role="status">(.*?)</p>', each.static)[1] for each in outputs]
    assert ["$" in says for says in status] == [False, True]


@pytest.mark.parametrize(
    ("need", "soon_enough"),
    [
        ("second", {"real_time"}),
        ("minute", {"real_time", "existing_flow"}),
        ("hour", {"real_time", "existing_flow", "batch_warehouse"}),
        ("day", set(ARCHITECTURES)),
        ("week", set(ARCHITECTURES)),
    ],
)
def test_a_stricter_need_leaves_fewer_architectures(need, soon_enough):
    assert {id_ for id_ in ARCHITECTURES if replace(USE, need=need).meets(id_)} == soon_enough


def test_the_plan_knows_each_architecture_and_need():
    for id_ in ARCHITECTURES:
        assert Facts(architecture=id_).architecture == id_
    assert sorted(seconds for seconds, _ in NEEDS.values()) == [s for s, _ in NEEDS.values()]
