"""What m2-planning/03-should-it-be-ml says, held to the toy that it shows."""

from __future__ import annotations

import importlib

import kit
import pytest

LESSON = kit.lesson("m2-planning/03-should-it-be-ml")
flywheel = importlib.import_module("mlworkshop.activities.flywheel")


def users(*holds):
    return flywheel._about(flywheel.Toy(holds).run()[-1].users)


@pytest.mark.parametrize(
    ("holds", "found", "en", "ja"),
    [
        (("pays", "accrues", "exhausted"), "9,000", "of 9,000 users", "利用者約9,000人"),
        (("accrues", "exhausted"), "2,800", "about 2,800 users", "約2,800人"),
        (("pays", "exhausted"), "1,400", "about 1,400", "約1,400人"),
        (("pays", "accrues"), "12,000", "about 12,000", "約12,000人"),
    ],
)
def test_users_at_the_end(holds, found, en, ja):
    assert users(*holds) == found
    assert LESSON.says(en=en, ja=ja)


def test_what_comes_through_ml():
    assert flywheel._about(flywheel.Toy().gained) == "8,000"
    assert LESSON.says(en="about 8,000 of 9,000 users", ja="約8,000人が機械学習による増加")


def test_without_revenue_users_approach_the_number_at_which_the_money_is_gone():
    assert flywheel._USERS / flywheel._UNPAID + flywheel._USERS == 3_000
    assert LESSON.says(en="below 3,000", ja="3,000人を前に")
