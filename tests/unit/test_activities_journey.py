"""The journey: what counts as evidence, how far it reaches, what the plan gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlworkshop import activities
from mlworkshop.activities.journey import STAGES, Journey, WhereWeAre
from mlworkshop.errors import WorkshopError

ALL = Journey(**{stage: f"seen: {stage}" for stage in STAGES}, checkable=tuple(STAGES))


@pytest.fixture
def sheet(begin):
    begin("m1-intro/02-spam")
    return lambda state: WhereWeAre(state, "own-journey")


def test_a_claim_counts_only_where_others_could_check_it_and_it_says_something():
    assert ALL.reached == "scaling"
    assert replace(ALL, checkable=()).reached is None
    assert replace(ALL, learning=" ").reached is None


def test_a_stage_without_evidence_ends_the_way():
    state = replace(ALL, building="")
    assert (state.reached, state.next, state.beyond) == (
        "prototyping",
        "building",
        ["deploying", "scaling"],
    )
    assert (ALL.next, ALL.beyond) == (None, [])


def test_the_plan_gets_it_once_anything_is_said(sheet):
    assert sheet(replace(ALL, checkable=())).digest()
    assert not sheet(Journey()).digest()


def test_the_picture_tells_evidence_from_claims_without_colour(sheet):
    drawn = sheet(Journey(learning="a", building="b", checkable=("learning",))).picture()
    assert [drawn.count(mark) for mark in ("✓ ", "? claim", "nothing yet")] == [1, 1, 4]
    assert drawn.count("stroke-dasharray") == 1


def test_a_stage_that_there_is_none_of_is_refused(begin):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match="takes no 'flying'"):
        activities.journey(flying="yes")
