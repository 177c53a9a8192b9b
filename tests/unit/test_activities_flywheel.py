"""The flywheel: what the toy's conditions do, and that each is needed."""

from __future__ import annotations

import importlib
import itertools
from xml.etree import ElementTree

import pytest

from mlworkshop import language
from mlworkshop.errors import WorkshopError

flywheel = importlib.import_module("mlworkshop.activities.flywheel")
Toy = flywheel.Toy
ALL = ("pays", "accrues", "exhausted")


def without(condition):
    return Toy(tuple(other for other in ALL if other != condition))


def test_users_data_and_quality_drive_each_other_where_all_hold():
    months = Toy().run()
    for now, later in itertools.pairwise(months[12:]):
        assert later.users > now.users
        assert later.examples - now.examples > now.users
        assert later.model > now.model
    assert months[0].model < months[0].rules


@pytest.mark.parametrize("condition", ALL)
def test_without_any_one_condition_the_gain_is_less_than_a_third(condition):
    assert 0 <= without(condition).gained < Toy().gained / 3


def test_each_condition_stops_it_for_its_own_reason():
    unpaid, by_hand, early = (without(condition).run() for condition in ALL)
    assert unpaid[-1].users < flywheel._USERS / flywheel._UNPAID + flywheel._USERS
    assert unpaid[-1].users - unpaid[-13].users < Toy().run()[-1].users - Toy().run()[-13].users
    assert by_hand[-1].examples < Toy().run()[-1].examples / 10
    assert without("accrues").ahead_from > 4 * Toy().ahead_from
    # Rules alone bring more users than the wheel: what ML adds is next to nothing.
    assert early[-1].users > Toy().run()[-1].users
    assert without("exhausted").gained < early[-1].users / 100
    assert without("exhausted").ahead_from > 36


def test_one_without_a_model_does_not_depend_on_data():
    for condition in ALL:
        toy = without(condition)
        both = Toy(tuple(c for c in toy.holds if c != "accrues"))
        alone = [month.users for month in toy.run(with_model=False)]
        assert alone == [month.users for month in both.run(with_model=False)]


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("holds", [ALL, (), ("pays",)])
def test_the_picture_is_whole_and_its_last_values_are_in_words(begin, lang, holds):
    begin("m1-intro/02-spam")
    language.use(lang)
    activity = flywheel.Flywheel(Toy(holds), "flywheel")
    drawn = ElementTree.fromstring(activity.picture())
    lines = [part for part in drawn.iter() if part.tag.endswith("polyline")]
    assert len(lines) == (5 if holds == ALL else 8)
    assert flywheel._about(activity.state.run()[-1].users) in activity.alternative()
    assert activity.page().count("<li>") == 6 + len(ALL) - len(holds)


def test_an_unknown_condition_is_named(begin):
    begin("m1-intro/02-spam")
    with pytest.raises(WorkshopError, match="luck"):
        flywheel.flywheel(["luck"])
