"""Hints of questions and exercises: what the journal says of them is not trusted blindly."""

from __future__ import annotations

import pytest

from mlworkshop import journal
from mlworkshop.hints import Hints
from mlworkshop.language import Text

HINTS = Hints(
    "m1/01-cats", "purr", 1, tuple(Text(en=f"*{at}* <b>", ja=f"{at}") for at in (1, 2, 3))
)


def test_they_come_one_by_one_and_end():
    assert [HINTS.take() for _ in range(5)] == [1, 2, 3, 3, 3]
    assert HINTS.taken() == 3
    assert len({HINTS.label(count) for count in range(4)}) == 4
    assert [HINTS.shown(count).count("<em>") for count in range(4)] == [0, 1, 2, 3]
    assert HINTS.folded().count("<details>") == 3
    assert "<b>" not in HINTS.shown(3) + HINTS.folded()


def test_somebody_who_begins_again_counts_from_the_first():
    HINTS.take()
    HINTS.take()
    assert HINTS.take(0) == 1
    assert HINTS.taken() == 1


@pytest.mark.parametrize(
    ("kept", "taken"),
    [
        (-1, 0),
        (-(10**400), 0),
        (99, 3),
        (10**400, 3),
        (True, 0),
        (2.0, 0),
        ("2", 0),
        ([2], 0),
        (None, 0),
    ],
)
def test_a_count_that_cannot_be_is_put_right(kept, taken):
    journal.record("m1/01-cats", "hint", "purr", answer=kept)
    assert HINTS.taken() == taken
    assert HINTS.shown(HINTS.taken()).count("<em>") == taken
