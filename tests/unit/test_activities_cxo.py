"""The CXO simulation: the invented chain, its debrief, its words, and the buttons."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from mlworkshop import activities, journal, language
from mlworkshop.activities import cxo_texts
from mlworkshop.activities.cxo_debrief import debrief, taken
from mlworkshop.activities.cxo_model import (
    BUDGET,
    DECISIONS,
    DIRECTOR,
    LEAK,
    LEAVES,
    LETTERS,
    OPTIONS,
    PER_STAGE,
    PRICES,
    RIVAL,
    World,
    effect,
    event,
    play,
    replay,
    take,
    world,
)
from mlworkshop.activities.cxo_ways import STEPS, WAYS, finish, letters_of, run
from mlworkshop.errors import WorkshopError

QUIET = World(
    documented=False,
    patient=True,
    scarce=False,
    ready_made=False,
    worth=1.0,
    events=(PRICES, PRICES, PRICES),
)
STEADY = "aaacaaabaaba"  # a sensible game


@pytest.fixture
def page(begin, outputs):
    begin("m1-intro/02-spam")

    def show(**said):
        activities.cxo(**said)
        return outputs[-1].page

    return show


# The chain


def after(letters, **facts):
    return replay(replace(QUIET, **facts), letters)


def test_a_world_is_the_same_each_time_and_letters_replay():
    assert play(7, STEADY) == play(7, STEADY)
    assert world(7) != world(8)
    assert letters_of(play(7, STEADY)) == STEADY


def test_what_is_in_use_earns_more_with_goodwill_data_and_skills_and_nothing_without_either():
    company = after("aaac")
    for part in ("goodwill", "data", "skills", "reach"):
        assert replace(company, **{part: 0.0}).yearly == 0
        assert replace(company, **{part: getattr(company, part) / 2}).yearly < company.yearly


def test_a_first_project_with_a_quick_result_raises_goodwill():
    pilot, pricing, waiting = (after(first + "aac") for first in LETTERS)
    assert pilot.years[0].earned > 0 == pricing.years[0].earned == waiting.years[0].earned
    assert pilot.goodwill > max(pricing.goodwill, waiting.goodwill)


def test_a_platform_before_data_and_people_is_an_unused_cost():
    early = after("aaab")
    assert early.has_platform
    assert not early.uses_platform
    assert early.years[0].idle > 0
    assert early.yearly < after("aaaa").yearly
    late = after("aaacaaabaabc")
    assert late.uses_platform
    assert late.yearly > 1.2 * after("aaacaaabaabb").yearly


@pytest.mark.parametrize(
    ("earlier", "other", "option", "better", "worse"),
    [
        ("aaac", "acac", "learn", "prepared", "surprised"),  # leaders were trained
        ("aaacaa", "cbccba", "agree", "agreed", "stalled"),  # goodwill
        ("aaacaa", "acacaa", "order", "prepared", "resisted"),
        ("aaacaaa", "aaaaaaa", "train", "practised", "new"),  # who has experimented
        ("aaacaaa", "cbccabc", "hire", "stayed", "left"),
        ("aaaaaaaaa", "ccccccccc", "buy", "joined", "alone"),  # data
        ("aaacaaabab", "accccaccab", "inside", "enough", "thin"),  # skills
    ],
)
def test_what_a_decision_does_depends_on_earlier_ones(earlier, other, option, better, worse):
    assert effect(after(earlier), option).how == better
    assert effect(after(other), option).how == worse


def test_a_target_that_is_missed_costs_more_goodwill_than_silence():
    promised, silent = after("bbac", patient=False), after("bcac", patient=False)
    assert promised.years[0].mood < silent.years[0].mood < 0


@pytest.mark.parametrize(
    ("name", "letters", "kind", "harder"),
    [
        (LEAVES, "aaacaa", "shared", "aaabaa"),
        (RIVAL, "aa", "ahead", "ca"),
        (LEAK, "aaacaa", "found", "aabcaa"),
        (DIRECTOR, "aa", "answered", "ac"),
    ],
)
def test_events_hit_those_less_who_are_prepared(name, letters, kind, harder):
    prepared, other = (after(each, events=(name,) * 3) for each in (letters, harder))
    (_, mild), (_, hard) = event(prepared), event(other)
    assert mild.how == kind != hard.how
    assert mild.goodwill + mild.skills > hard.goodwill + hard.skills


def test_the_large_project_needs_data_and_waiting_needs_products_that_work():
    def arrives(letters, **facts):
        ((_, does),) = after(letters, **facts).news
        return does

    assert arrives("baac", documented=True).reach > 2 * arrives("bacc").reach
    assert arrives("caac", ready_made=True).reach > 2 * arrives("caac").reach


def test_a_game_may_end_early_and_nothing_follows():
    broke = after("babb")
    assert (broke.end, broke.money < 0) == ("broke", True)
    with pytest.raises(ValueError, match="learn"):
        take(broke, "learn")
    lost = after("cbbcabbc", patient=False, events=(RIVAL, DIRECTOR, LEAK))
    assert lost.end == "goodwill"
    assert replay(broke.world, "babb" + "a" * 8) == broke
    with pytest.raises(ValueError, match="abbaaa"):
        play(next(seed for seed in range(1, 99) if play(seed, "babb").end), "babbaaa")


def test_what_ends_a_game_is_told(page, outputs):
    ends = {seed: replay(world(seed), "cbbcabbcccc") for seed in range(1, 99)}
    seed, end = next((seed, end) for seed, end in ends.items() if end.end and end.news)
    ((name, does),) = end.news
    page(world=seed, said=letters_of(end))
    assert str(cxo_texts.NEWS[name, does.how]) in outputs[-1].text


@pytest.mark.parametrize("way", WAYS)
def test_each_plan_can_be_played_to_an_end(way):
    end = run(WAYS[way], QUIET)
    assert end.is_over
    assert end.earned - end.spent == end.result
    assert len(end.years) == 3 or end.end


def test_the_money_adds_up():
    end = after(STEADY)
    assert end.money == pytest.approx(BUDGET + sum(year.granted for year in end.years) - end.spent)
    assert end.earned == pytest.approx(sum(year.earned for year in end.years))


# The debrief


def test_each_action_of_the_deck_is_taken_by_an_option_of_its_stage():
    for stage, areas in enumerate(cxo_texts.ACTIONS):
        assert tuple(areas) == cxo_texts.AREAS
        here = DECISIONS[stage * PER_STAGE : (stage + 1) * PER_STAGE]
        for actions in areas.values():
            for decision, option in (by for action in actions for by in action.by):
                assert decision in here
                assert option in OPTIONS[decision]
    end = after(STEADY)
    assert [was for _, was in taken(end, 0, "strategy")] == [True, True, True]
    assert [was for _, was in taken(end, 0, "together")] == [True, False, True]


def test_platform_and_waiting_are_no_actions_of_the_deck():
    by = {
        pair
        for areas in cxo_texts.ACTIONS
        for each in areas.values()
        for a in each
        for pair in a.by
    }
    assert not {("first", "wait"), ("tools", "platform"), ("why", "target")} & by


def test_the_debrief_names_the_decision_that_cost_most_by_playing_the_others():
    found = debrief(QUIET, "aaabaaabaaba")
    assert found.platform.gain > 0
    assert "platform" in {each.option for each in found.unearned}
    for named in (found.worst, found.best):
        at = DECISIONS.index(named.decision)
        letter = LETTERS[OPTIONS[named.decision].index(named.option)]
        other = after("aaabaaabaaba"[:at] + letter + "aaabaaabaaba"[at + 1 :])
        assert named.gain == pytest.approx(other.result - after("aaabaaabaaba").result)
    assert debrief(QUIET, STEADY).platform is None


def test_a_game_without_goodwill_after_its_last_decision_was_not_stopped(page):
    letters = "ccccbcccbbcb"
    end = play(1, letters)
    assert (end.end, len(end.years)) == ("goodwill", 3)
    found = debrief(world(1), letters)
    assert found.limit == "goodwill"
    assert 0 < found.followed < 0.1  # what was earned was earned before goodwill ran out
    shown = page(world=1, said=letters).text
    assert "no goodwill was left" in shown
    assert not any(words in shown for words in ("stopped", "followed by going on", "only 0%"))


def test_a_game_that_ends_with_the_platform_has_no_year_without_use_and_no_fact_to_blame(page):
    shown = page(world=1, said="babb").text
    assert "early platform was chosen" in shown
    assert "It was unused" not in shown
    assert "would have changed the result" in shown
    assert "bottleneck" not in shown
    assert "$0 more" not in shown


def test_an_early_end_is_compared_with_games_that_go_on():
    found = debrief(QUIET, "babb")
    assert found.first_year is None
    assert found.worst.gain > 0
    assert finish(QUIET, "baba").is_over


@pytest.mark.parametrize(
    ("letters", "limit"),
    [
        ("cbcccbcccacc", "goodwill"),
        ("abaaaccabcab", "reach"),
        ("aaabaaacaaba", "skills"),
        ("aaabaaccacba", "data"),
    ],
)
def test_the_bottleneck_is_what_would_have_helped_most(letters, limit):
    assert debrief(QUIET, letters).limit == limit


def test_another_fact_is_tried_in_the_same_world():
    of = replace(QUIET, ready_made=True)
    found = debrief(of, "caacababaaba")
    assert found.flip == "ready_made"
    assert found.flipped == pytest.approx(
        after("caacababaaba").result - replay(of, "caacababaaba").result
    )


# The words


def test_everything_that_can_happen_has_words():
    replies, news = set(), set()
    draw = random.Random(1)
    for seed in range(1, 2500):
        company = play(seed, "")
        while not company.is_over:
            option = draw.choice(OPTIONS[company.decision])
            replies.add((company.decision, option, effect(company, option).how))
            company = take(company, option)
            news |= {(name, does.how) for name, does in company.news}
    assert replies == set(cxo_texts.REPLIES)
    assert news == set(cxo_texts.NEWS)
    assert set(cxo_texts.SHORT) == {(d, option) for d in DECISIONS for option in OPTIONS[d]}


def test_options_of_a_decision_are_alike_in_length():
    for lang in language.LANGUAGES:
        for card in cxo_texts.DECISIONS.values():
            lengths = [len(option.of(lang)) for option in card.options]
            assert max(lengths) <= 1.35 * min(lengths), card.title.en


@pytest.mark.parametrize(
    ("thousands", "en", "ja"),
    [(1234, "$1,230,000", "1億2,300万円"), (-100, "−$100,000", "−1,000万円"), (2, "$0", "0円")],
)
def test_amounts_read_as_people_write_them(thousands, en, ja):
    for lang, expected in (("en", en), ("ja", ja)):
        with language.speaking(lang):
            assert cxo_texts.money(thousands) == expected


# The buttons


def press(shown, letter):
    shown.press(next(says for says in shown.buttons if says.startswith(f"{letter}. ")))


def state():
    return journal.events()[-1].answer["state"]


def test_decisions_undo_and_games_side_by_side_by_buttons_alone(page):
    shown = page(world=3)
    for letter in STEADY:
        press(shown, letter)
    assert "decision 12" not in shown.text
    before = state()
    press(shown, "a")
    assert (state(), 'role="alert"' in shown.html) == (before, True)
    assert "Debrief" in shown.text
    shown.press("Again in the same world")
    for letter in "aaab" + STEADY[4:]:
        press(shown, letter)
    assert [game["said"] for game in state()["earlier"]] == [STEADY]
    assert shown.html.count("<tr>") >= 7
    shown.press("Play in another world", "Undo")
    assert state()["said"] == "aaab" + STEADY[4:]
    shown.press("Undo", "Play in another world")
    assert state()["world"] == 4
    assert len(state()["earlier"]) == 1


def test_nothing_to_undo_or_to_play_again_is_said(page):
    shown = page()
    shown.press("Undo")
    assert 'role="alert"' in shown.html
    shown.press("Again in the same world")
    assert journal.events() == []


def vote(shown, *counts):
    for letter, count in zip(LETTERS, counts, strict=True):
        shown.enter(f"Votes for {letter}", str(count))
    shown.press("Count the vote")


def test_a_room_votes_the_majority_counts_and_a_tie_is_decided_by_the_instructor(page, outputs):
    shown = page(world=3)
    assert "Count the vote" not in shown.buttons
    shown.press("Let the room vote", "Count the vote")
    assert 'role="alert"' in shown.html
    vote(shown, 9, 4, 2)
    assert (state()["said"], state()["votes"]) == ("a", [[9, 4, 2]])
    vote(shown, 6, 3, 6)
    assert len(state()["said"]) == 1
    press(shown, "b")
    assert len(state()["said"]) == 1
    press(shown, "c")
    assert (state()["said"], state()["votes"][1]) == ("ac", [6, 3, 6])
    for letter in "aacaaabaab":
        press(shown, letter)
    assert "most divided on number 2" in shown.text
    assert "a 6, b 3, c 6" in shown.text
    shown.press("Undo")
    assert len(state()["votes"]) == 11
    assert "Count the vote" in page(world=3).buttons


def test_votes_that_cannot_be_read_do_not_leave_the_decision_to_the_others(page):
    shown = page()
    shown.press("Let the room vote")
    vote(shown, "1O", 4, 2)
    assert journal.events() == []
    assert "Correct the votes" in shown.text
    vote(shown, 10, 4, 2)
    assert state()["said"] == "a"


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("letters", [STEADY, "babb", "cbbcabbc"])
def test_each_kind_of_end_has_its_debrief_without_a_kernel(page, outputs, lang, letters):
    language.use(lang)
    ends = {seed: replay(world(seed), letters) for seed in range(1, 99)}
    seed, end = next((seed, end) for seed, end in ends.items() if end.is_over)
    page(world=seed, said=letters_of(end), key=letters)
    assert "<h4>" in outputs[-1].static
    assert cxo_texts.money(end.result) in outputs[-1].text


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"world": 0}, ["world=0", "9,999"]),
        ({"world": True}, ["world="]),
        ({"said": "abx"}, ["decision 3"]),
        ({"said": 3}, ["said=3"]),
        ({"said": STEADY + "a"}, ["decision 13"]),
        ({"said": "ab", "votes": [(1, 0, 0)]}, ["votes="]),
        ({"said": "a", "votes": [(1, 2, 0)]}, ["votes="]),
        ({"said": "a", "votes": "many"}, ["votes="]),
        ({"said": "a", "votes": [(1, -1, 0.5)]}, ["votes="]),
    ],
)
def test_a_call_that_cannot_be_played_says_where(page, said, names):
    with pytest.raises(WorkshopError) as told:
        page(**said)
    for name in names:
        assert name in str(told.value)


def test_votes_can_be_said_in_code(page, outputs):
    page(said="ab", votes=[(7, 1, 0), (4, 4, 1)])
    assert "votes=[(7, 1, 0), (4, 4, 1)]" in outputs[-1].text


def test_the_plan_of_the_steps_looks_before_it_decides():
    assert len({letters_of(run(WAYS[STEPS], world(seed))) for seed in range(1, 60)}) > 3
