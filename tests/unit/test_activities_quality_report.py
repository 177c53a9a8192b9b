"""What is known of the quality of one's data: nothing that was added is lost."""

from __future__ import annotations

import pytest

from mlworkshop.activities.board import Placed
from mlworkshop.activities.quality_report import _ASPECTS, _STANDINGS, QualityReport


@pytest.fixture
def report(begin):
    begin("m2-planning/04-is-the-data-ready")
    return lambda state: QualityReport(_ASPECTS, _STANDINGS, state, "own-quality")


def test_an_untouched_report_has_nothing_for_the_plan(report):
    assert not any(words for _, words in report(Placed()).digest())


def test_a_finding_that_is_not_placed_yet_is_in_the_plan_and_on_the_page(report):
    state = Placed({"complete": "measure"}, ("12% <empty>, or more", "two units"))
    told = dict(report(state).digest())
    assert told["Not placed yet"] == "12% <empty>, or more\ntwo units"
    assert "12% &lt;empty&gt;" in report(state).page()


def test_a_finding_that_is_placed_is_told_once(report):
    activity = report(Placed({}, ("two units",)))
    activity.become(Placed({"two units": "fix"}, ("two units",)))
    assert [words for _, words in activity.digest() if words] == ["two units"]
