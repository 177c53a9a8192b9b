"""A queue of doubtful cases: the model, without widgets."""

import pytest

from mlworkshop import activities
from mlworkshop.activities.review_queue import Case, Costs, people_needed, result
from mlworkshop.activities.round import Said
from mlworkshop.errors import WorkshopError

CASES = {
    "caught": Case("free", 0.9, is_positive=True),
    "missed": Case("money", 0.2, is_positive=True),
    "alarm": Case("offer", 0.8, is_positive=False),
}
COSTS = Costs(missed=1, false_alarm=5, hour=36)


def said(*choices, seconds=(None, 10.0, 30.0)):
    return [Said(*each) for each in zip(CASES, choices, seconds, strict=True)]


def test_a_careful_person_saves_the_model_s_mistakes_less_the_time():
    found = result(said("yes", "yes", "no"), CASES, 0.5, COSTS)
    assert (found.model, found.people, found.seconds) == (6, 0, 20)
    assert found.was_measured
    assert found.time == pytest.approx(3 * 20 / 3600 * 36)
    assert found.saved == pytest.approx(6 - 0.6)


def test_a_person_who_is_wrong_pays_for_it():
    found = result(said("no", "no", "yes"), CASES, 0.5, COSTS)
    assert found.people == 7
    assert found.saved < 0


def test_the_cut_off_decides_what_the_model_would_have_done():
    at_least = result(said("yes", "yes", "no"), CASES, 0.9, COSTS)
    assert at_least.model == 1


def test_without_measured_time_a_usual_one_is_taken_and_said():
    found = result(said("yes", "yes", "no", seconds=(None,) * 3), CASES, 0.5, COSTS)
    assert not found.was_measured
    assert found.seconds > 0


def test_a_queue_that_just_fits_needs_nobody_else():
    assert people_needed(720, 30) == 1
    assert people_needed(721, 30) == 2
    assert people_needed(0, 30) == 0


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"cases": 5}, "cases"),
        ({"scores": "high"}, "scores"),
        ({"scores": {"a": 0.5}}, "scores"),
        ({"scores": {"a": 2, "b": 0.5}}, "scores"),
        ({"is_positive": {}}, "is_positive"),
        ({"cut_off": "high"}, "cut_off"),
        ({"price_hour": -1}, "price_hour"),
        ({"said": "yx"}, "said"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(begin, changed, named):
    begin("m1-intro/02-spam")
    call = {
        "cases": {"a": "x", "b": "y"},
        "scores": {"a": 0.5, "b": 0.6},
        "is_positive": {"a": True, "b": False},
        "positive": "spam",
        "negative": "good",
        "currency": "$",
        "cut_off": 0.5,
        "price_missed": 1,
        "price_false_alarm": 5,
        "price_hour": 24,
        "per_day": 10,
    }
    with pytest.raises(WorkshopError, match=named):
        activities.review_queue(**call | changed)


def test_one_wrong_value_alone_is_named_first():
    with pytest.raises(WorkshopError, match="cases=5"):
        activities.review_queue(cases=5)
