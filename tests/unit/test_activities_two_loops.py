"""The two-loop simulator: the invented project, its balance, its debrief, and the buttons."""

from __future__ import annotations

from statistics import mean

import pytest

from mlworkshop import activities, journal, language
from mlworkshop.activities.two_loops_debrief import causes, debrief
from mlworkshop.activities.two_loops_model import (
    ACTIONS,
    ASK,
    BUDGET,
    BUILD,
    IMPROVE,
    LABEL,
    NEED,
    RENT,
    SHIP,
    SIMPLE,
    WEEKS,
    Project,
    World,
    play,
    world,
)
from mlworkshop.activities.two_loops_ways import WAYS, compare, money, run
from mlworkshop.errors import WorkshopError

WORLDS = range(1, 2001)
QUIET = World(known=0.3, bar=0.05, simple=0.4, worth=10.0, events={})


@pytest.fixture(scope="module")
def played():
    """Each way in 2,000 worlds."""
    return {name: [run(way, seed) for seed in WORLDS] for name, way in WAYS.items()}


def project(*actions, in_world=QUIET):
    made = Project(in_world)
    for action in actions:
        made.take(action)
    return made


# The project


def test_a_world_is_the_same_each_time_and_turns_replay():
    first, again = (play(7, [ASK, SIMPLE, SHIP, RENT, LABEL, IMPROVE, SHIP]) for _ in range(2))
    assert first == again
    assert world(7) != world(8)


def test_what_is_shipped_earns_its_quality_times_its_fit():
    made = project(SIMPLE, SHIP)
    assert made.useful == pytest.approx(0.4 * 0.3)
    made.take(ASK)
    assert made.earned == pytest.approx(10 * 0.4 * 0.3)
    assert made.result == made.earned - made.spent


def test_below_the_bar_nobody_uses_it_so_nothing_is_earned_or_learned():
    high = World(known=0.3, bar=0.3, simple=0.4, worth=10.0, events={})
    made = project(SIMPLE, SHIP, LABEL, LABEL, in_world=high)
    assert (made.earned, made.known) == (0, 0.3)
    assert causes(debrief(made), made)[:2] == ("nothing", "bar")


def test_talk_has_a_limit_that_use_goes_beyond():
    assert project(*[ASK] * 20).known < 0.6
    assert project(ASK, SIMPLE, SHIP, *[ASK] * 15).known > 0.8


def test_labels_made_without_knowing_the_need_help_less():
    blind, seeing = project(LABEL), project(*[ASK] * 6, LABEL)
    assert blind.ceiling < seeing.ceiling


def test_work_by_hand_slows_the_next_turns_and_rented_machines_do_not():
    by_hand = project(*[IMPROVE] * 3)
    rented = project(RENT, *[IMPROVE] * 3)
    assert by_hand.weeks_of(IMPROVE) > rented.weeks_of(IMPROVE)
    assert rented.saved > 0


@pytest.mark.parametrize(
    ("before", "action", "obstacle"),
    [
        ([], SHIP, "nothing"),
        ([RENT], RENT, "have"),
        ([BUILD], RENT, "have"),
        ([RENT], BUILD, ""),
        ([BUILD, *[LABEL] * 7], LABEL, "money"),
        ([ASK] * WEEKS, ASK, "over"),
    ],
)
def test_what_cannot_be_done_says_why(before, action, obstacle):
    made = project(*before)
    assert made.obstacle(action) == obstacle
    if obstacle:
        with pytest.raises(ValueError, match=obstacle):
            made.take(action)


def test_what_is_not_finished_in_time_does_nothing():
    made = project(*[ASK] * 24, BUILD)
    assert made.is_over
    assert not made.turns[-1].is_done
    assert not made.environment


def test_a_changed_need_spoils_what_is_known_built_and_live():
    change = World(known=0.3, bar=0.05, simple=0.4, worth=10.0, events={5: NEED})
    still, changed = project(SIMPLE, SHIP, LABEL), project(SIMPLE, SHIP, LABEL, in_world=change)
    assert changed.useful < still.useful
    assert changed.known < still.known
    left = project(SIMPLE, SHIP, *[ASK] * 23, in_world=change)
    assert "stale" in causes(debrief(left), left)


def test_no_budget_is_overdrawn(played):
    for ends in played.values():
        assert all(0 <= end.money <= BUDGET for end in ends)
        assert all(end.week == WEEKS for end in ends)


# The balance, over 2,000 worlds


def test_starting_simple_and_shipping_early_is_best_on_average(played):
    average = {name: mean(end.result for end in ends) for name, ends in played.items()}
    assert max(average, key=average.__getitem__) == "simple"
    assert len(average) >= 6
    behind = compare(500)
    assert all(each.behind[1] > 0 for name, each in behind.items() if name != "simple")


def test_in_about_a_tenth_of_the_worlds_something_else_wins(played):
    won = [
        max(played, key=lambda name, at=at: played[name][at].result) for at in range(len(WORLDS))
    ]
    others = [at for at, name in enumerate(won) if name != "simple"]
    assert 0.08 <= len(others) / len(won) <= 0.18
    kinds = [world(WORLDS[at]).kind for at in others]
    assert kinds.count("known") > 40
    assert kinds.count("high") > 80
    assert won.count("direct") > 40
    assert won.count("thorough") > 40


@pytest.mark.parametrize(
    ("way", "cause"),
    [
        ("model", "late"),
        ("model", "beside"),
        ("data", "beside"),
        ("platform", "platform"),
        ("platform", "late"),
        ("once", "unshipped"),
    ],
)
def test_the_debrief_names_why_a_way_loses(played, way, cause):
    named = [cause in causes(debrief(end), end) for end in played[way]]
    assert mean(named) > 0.85
    assert mean(cause in causes(debrief(end), end) for end in played["simple"]) < 0.15


def test_ways_that_lose_lose_money_or_hardly_earn_any(played):
    for name in ("model", "platform", "data", "once"):
        assert (
            mean(end.result for end in played[name])
            < mean(end.result for end in played["simple"]) / 4
        )


def test_the_debrief_tells_who_asked_for_the_bar_from_who_did_not():
    high = World(known=0.3, bar=0.3, simple=0.4, worth=10.0, events={})
    for turns, knew in (((ASK, SIMPLE, SHIP), True), ((SIMPLE, SHIP, ASK), False)):
        found = debrief(project(*turns, in_world=high))
        assert found.knew_bar == knew
    assert not debrief(project(ASK, SIMPLE, SHIP)).knew_bar


def test_the_debrief_counts_both_loops():
    found = debrief(project(SIMPLE, SHIP, LABEL, IMPROVE, SHIP, LABEL, IMPROVE, IMPROVE, IMPROVE))
    assert (found.business, found.model, found.shipped) == (2, 4, 2)
    assert found.unshipped > 10
    assert debrief(project(*[ASK] * WEEKS)).first_used is None


# The buttons


@pytest.fixture
def page(begin, outputs):
    begin("m1-intro/02-spam")

    def show(**said):
        activities.two_loops(**said)
        return outputs[-1].page

    return show


def test_turns_undo_and_a_new_world_by_buttons_alone(page):
    shown = page()
    shown.press("Ask users", "Start simpler", "Ship")
    assert "4 of 26 weeks" in shown.text
    shown.press("Undo")
    assert "3 of 26 weeks" in shown.text
    shown.press("Play in another world")
    assert "0 of 26 weeks" in shown.text
    assert journal.events()[-1].answer["state"] == {"world": 2, "turns": []}
    shown.press("Undo")
    assert journal.events()[-1].answer["state"] == {"world": 1, "turns": ["ask", "simple"]}


def test_what_cannot_be_done_is_said_and_changes_nothing(page):
    shown = page()
    shown.press("Ship", "Undo")
    assert journal.events() == []
    assert 'role="alert"' in shown.html


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_way_can_be_played_to_its_end_in_words(page, outputs, lang):
    for name, way in WAYS.items():
        language.use(lang)
        end = run(way, 30)
        page(world=30, turns=[turn.action for turn in end.turns], key=name)
        assert money(end.result) in outputs[-1].text


def test_every_turn_has_words_in_both_languages(page):
    for lang in ("en", "ja"):
        language.use(lang)
        assert len(page(key=lang).buttons) == len(ACTIONS) + 2


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"world": 0}, ["world=0", "9,999"]),
        ({"world": "1"}, ["world="]),
        ({"turns": "ask fly"}, ["turn 2", "fly", "simple"]),
        ({"turns": [None]}, ["turn 1"]),
        ({"turns": 3}, ["turns=3"]),
        ({"turns": "ship"}, ["turn 1", "Start simpler"]),
        ({"turns": ["ask"] * 27}, ["turn 27", "over"]),
    ],
)
def test_a_call_that_cannot_be_played_says_where_and_what_to_do(page, said, names):
    with pytest.raises(WorkshopError) as told:
        page(**said)
    for name in names:
        assert name in str(told.value)


@pytest.mark.parametrize("worlds", [1, True, 5001, "many"])
def test_a_number_of_worlds_that_cannot_be_compared_is_refused(worlds):
    with pytest.raises(WorkshopError, match="worlds="):
        activities.two_loops_ways(worlds=worlds)
