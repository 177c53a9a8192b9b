"""The game of rules: what rules say, alone and together, and what a tick changes."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hands import words

from mlworkshop import activities, journal, language
from mlworkshop.activities.rules import Inbox, Rule
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text

LESSON = "m1-intro/01-what-is-ml"
TEXTS = ["free money", "free delivery?", "click, order 7", "see you"]
IS_SPAM = [True, False, True, False]
SIGNS = pd.DataFrame({"free": [1, 1, 0, 0], "link": [0, 0, 1, 0], "order": [0, 0, 1, 0]})
NAMES = {"free": Text(en="free", ja="無料"), "link": "link", "order": Text(en="order", ja="注文")}
INBOX = Inbox(
    tuple(TEXTS),
    tuple(IS_SPAM),
    tuple(Rule(name, name, name != "order", tuple(map(bool, SIGNS[name]))) for name in SIGNS),
)
FREE, LINK = "free → spam", "link → spam"
ORDER = "order → good email, whatever the others say"


@pytest.fixture
def run(begin, outputs):
    """Run the game's cell: what it shows."""
    begin(LESSON)

    def shown(**changes):
        given = {"names": NAMES, "good_if": ["order"]} | changes
        activities.rules_game(TEXTS, IS_SPAM, SIGNS, **given)
        return outputs[-1]

    return shown


def test_rules_for_good_mail_win_over_rules_for_spam():
    assert INBOX.called_spam([]) == (False,) * 4
    assert INBOX.called_spam(["free"]) == (True, True, False, False)
    assert INBOX.called_spam(["free", "link"]) == (True, True, True, False)
    assert INBOX.called_spam(["free", "link", "order"]) == (True, True, False, False)
    assert INBOX.called_spam(["order"]) == (False,) * 4


def test_right_compares_with_what_the_mails_are():
    assert INBOX.right([]) == (False, True, False, True)
    assert INBOX.right(["link"]) == (False, True, True, True)


def test_a_tick_says_what_it_mends_and_breaks(run):
    page = run().page
    for ticks, change in (
        ([FREE], "2 of 4 emails right This change fixed email 1 and broke email 2."),
        ([FREE, LINK], "3 of 4 emails right This change fixed email 3 and broke none."),
        ([FREE, LINK, ORDER], "fixed none and broke email 3"),
        ([FREE, ORDER], "made no difference"),
    ):
        page.tick(*ticks)
        assert change in page.text


def test_each_mail_is_judged_in_words_and_each_rule_alone(run):
    rows = re.findall("<tr.*?</tr>", run(ticked=["free"]).static, re.DOTALL)
    said = [words(row) for row in rows]
    assert said[2:5] == [
        "2 free delivery? good spam ✗ wrong",
        "3 click, order 7 spam good ✗ wrong",
        "4 see you good good ✓ right",
    ]
    assert ["mlw-no" in row for row in rows[1:5]] == [False, True, True, False]
    assert f"{FREE} 1, 2 2" in said
    assert f"{ORDER} 3 2" in said


def test_ticks_of_the_first_version_are_still_there(run):
    journal.record(LESSON, "note", "rules-game", answer={"given": [], "ticked": ["link"]})
    assert "3 of 4 emails right" in run().text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("argument", ["ticked", "good_if"])
def test_a_sign_that_is_not_there_is_refused_with_those_that_are(run, outputs, argument, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as refused:
        run(**{argument: ["links"]})
    for name in (argument, "links", "free", "link", "order"):
        assert name in str(refused.value)
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (lang == "ja")
    assert outputs == []


def test_the_lesson_can_ask_later_what_is_ticked(begin, outputs):
    begin(LESSON)
    ticked = activities.rules_game(TEXTS, IS_SPAM, SIGNS, names=NAMES, good_if=["order"])
    assert ticked() == ()
    outputs[-1].page.tick(FREE)
    assert ticked() == ("free",)
