"""The game of rules: driven through its boxes, without them, in both languages."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from mlworkshop import activities, journal, language, notebook, ui
from mlworkshop.activities.rules import Inbox, Rule, RulesGame
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text

LESSON = "m1-intro/01-what-is-ml"
KEY = "rules-game"
TEXTS = ["free <b>money</b>", "free delivery?", "click, order 7", "see you"]
IS_SPAM = [True, False, True, False]
SIGNS = pd.DataFrame({"free": [1, 1, 0, 0], "link": [0, 0, 1, 0], "order": [0, 0, 1, 0]})
NAMES = {
    "free": Text(en="says “free”", ja="「無料」と書いてある"),
    "link": Text(en="has a <link>", ja="<リンク>がある"),
    "order": Text(en="names an order", ja="注文番号がある"),
}
INBOX = Inbox(
    tuple(TEXTS),
    tuple(IS_SPAM),
    tuple(Rule(name, name, name != "order", tuple(map(bool, SIGNS[name]))) for name in SIGNS),
)


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON)


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.fixture
def static(shown):
    """Run the game's cell: the HTML that needs no kernel."""

    def run(**changes):
        given = {"names": NAMES, "good_if": ["order"]} | changes
        activities.rules_game(TEXTS, IS_SPAM, SIGNS, **given)
        return shown[-2]["text/html"]

    return run


def opened(given=()):
    return RulesGame(INBOX, list(given), KEY)


def words(page):
    return " ".join(
        re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S)).split()
    )


def test_rules_for_good_mail_win_over_rules_for_spam():
    assert INBOX.called_spam([]) == (False,) * 4
    assert INBOX.called_spam(["free"]) == (True, True, False, False)
    assert INBOX.called_spam(["free", "link"]) == (True, True, True, False)
    assert INBOX.called_spam(["free", "link", "order"]) == (True, True, False, False)
    assert INBOX.called_spam(["order"]) == (False,) * 4


def test_right_compares_with_what_the_mails_are():
    assert INBOX.right([]) == (False, True, False, True)
    assert INBOX.right(["link"]) == (False, True, True, True)


def test_a_tick_says_what_it_mends_and_breaks():
    game = opened()
    assert "2 of 4 mails right" in game.result.value
    game.boxes["free"].value = True
    assert "2 of 4 mails right" in game.result.value
    assert "This change mended mail 1 and broke mail 2." in game.result.value
    game.boxes["link"].value = True
    assert "3 of 4 mails right" in game.result.value
    assert "mended mail 3 and broke none" in game.result.value
    game.boxes["order"].value = True
    assert "mended none and broke mail 3" in game.result.value
    game.boxes["link"].value = False
    assert "made no mail right or wrong" in game.result.value


def test_several_mails_are_listed():
    signs = (True, True, True, False)
    game = RulesGame(Inbox(tuple(TEXTS), (True,) * 4, (Rule("a", "a", True, signs),)), [], KEY)
    game.boxes["a"].value = True
    assert "mended mails 1, 2, 3 and broke none" in game.result.value


def test_each_mail_is_judged_in_words(static):
    rows = [words(row) for row in re.findall("<tr class.*?</tr>", static(ticked=["free"]))]
    assert rows[1:] == [
        "2 free delivery? good spam ✗ wrong",
        "3 click, order 7 spam good ✗ wrong",
        "4 see you good good ✓ right",
    ]


def test_ticks_come_back_unless_the_call_has_changed():
    game = opened()
    game.boxes["link"].value = True
    again = opened()
    assert again.ticked == ["link"]
    assert [name for name, box in again.boxes.items() if box.value] == ["link"]
    assert "This change" not in again.result.value
    assert opened(["free"]).ticked == ["free"]
    journal.start_afresh(LESSON)
    assert opened().ticked == []


@pytest.mark.parametrize("answer", [None, 3, ["a"], {"given": []}, {"given": [], "ticked": "link"}])
def test_a_note_of_another_shape_is_passed_over(answer):
    journal.record(LESSON, "note", KEY, answer=answer)
    assert opened().ticked == []


def test_a_rule_of_a_later_version_is_passed_over():
    journal.record(LESSON, "note", KEY, answer={"given": [], "ticked": ["link", "unheard-of", 3]})
    assert opened().ticked == ["link"]


def test_when_the_ticks_cannot_be_saved_it_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file"))
    game = opened()
    game.boxes["link"].value = True
    assert "3 of 4" in game.result.value
    assert "could not be saved" in game.result.value


def test_static_part_shows_what_each_rule_does_alone(static):
    html = words(static())
    assert "says “free” → spam 1, 2 2" in html
    assert "→ good mail, whatever the others say 3 2" in html
    assert 'ticked=["free"]' in html
    assert static() == static()


def test_what_is_shown_is_escaped(static):
    html = static()
    assert "<b>money" not in html
    assert "&lt;b&gt;money" in html
    assert "has a &lt;link&gt;" in html


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_everything_is_said_in_the_language_of_the_notebook(static, shown, chosen):
    language.use(chosen)
    static()
    game = opened()
    game.boxes["free"].value = True
    for part in (words(game.result.value), shown[-2]["text/plain"], words(shown[-2]["text/html"])):
        assert bool(re.search("[ぁ-んァ-ン一-龥]", part)) == (chosen == "ja"), part


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("wrong", ["ticked", "good_if"])
def test_a_sign_that_is_not_there_is_refused_with_those_that_are(static, shown, wrong, chosen):
    language.use(chosen)
    with pytest.raises(WorkshopError) as refused:
        static(**{wrong: ["links"]})
    for name in ("'links'", "free", "link", "order"):
        assert name in str(refused.value)
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert shown == []
