"""Who carries what: where the line lies, and what is said of it."""

from __future__ import annotations

import pytest

from mlworkshop import activities
from mlworkshop.activities.who_carries import Lines, right


def test_each_form_leaves_less_to_the_team_and_none_leaves_nothing():
    assert [right(form) for form in ("infrastructure", "ml", "ai")] == [3, 5, 9]


@pytest.mark.parametrize(
    ("lines", "verdicts"),
    [
        (Lines(0, 0, 0), ["open", "open", "open"]),
        (Lines(3, 5, 9), ["right", "right", "right"]),
        (Lines(5, 3, 10), ["high", "low", "high"]),
    ],
)
def test_a_line_is_open_right_or_too_low_or_high(lines, verdicts):
    assert list(lines.verdicts.values()) == verdicts


def test_the_layers_are_explained_once_every_line_is_drawn(begin, outputs):
    begin("m1-intro/02-spam")
    activities.who_carries(infrastructure=3, ml=5)
    page = outputs[-1].page
    assert "<table>" not in page.html
    page.press("AI services: +1")
    assert page.html.count("<tr>") == 1 + 10 + 1 + 3
