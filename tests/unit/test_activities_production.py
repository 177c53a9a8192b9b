"""Questions before production: the model alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlworkshop.activities.production import Readiness

READY = Readiness(
    "measured", "weekly", "Version the code", "enough", "Ms Sato, 24 hours", "planned"
)


def test_what_is_answered_well_may_go():
    assert set(READY.lights.values()) == {"go"}


@pytest.mark.parametrize(
    ("said", "question", "light"),
    [
        ({"cost": "unknown"}, "cost", "careful"),
        ({"cost": "estimated"}, "cost", "go"),
        ({"changes": "unknown"}, "changes", "careful"),
        ({"to_do": ""}, "to_do", "careful"),
        ({"performance": "unknown"}, "performance", "careful"),
        ({"performance": "short"}, "performance", "stop"),
        ({"on_call": ""}, "on_call", "careful"),
        ({"retraining": "undecided"}, "retraining", "careful"),
        ({"retraining": "none"}, "retraining", "stop"),
        ({"retraining": "none", "changes": "rarely"}, "retraining", "go"),
    ],
)
def test_each_gap_changes_its_own_light(said, question, light):
    lights = replace(READY, **said).lights
    assert lights[question] == light
    assert {id_ for id_ in lights if lights[id_] != READY.lights[id_]} <= {question}
