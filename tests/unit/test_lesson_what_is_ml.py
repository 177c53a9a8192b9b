"""What m1-intro/01-what-is-ml and its questions say, held to the lesson's own code."""

from __future__ import annotations

import re

import kit
import pandas as pd
import pytest

from mlworkshop import activities, language, notebook, ui
from mlworkshop.activities.rules import Inbox, Rule
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m1-intro/01-what-is-ml")


@pytest.fixture(scope="module")
def game(names):
    rules = tuple(
        Rule(name, name, name not in names["good_signs"], tuple(map(bool, names["signs"][name])))
        for name in names["sign_names"]
    )
    return Inbox(tuple(names["inbox"]["text"]), tuple(names["inbox"]["spam"]), rules)


def test_no_rule_set_gets_all_ten_right_and_the_model_does_better_than_the_best(names):
    nothing, everything, best, model = names["right"]
    assert len(names["rule_sets"]) == 2 ** len(names["sign_names"]) == 2**7
    assert (nothing, everything, best, model) == (5, 6, 8, 9)
    assert len(names["inbox"]) == 10
    assert LESSON.says(en="Nine of ten is not enough", ja="10通中9通")


def test_the_game_counts_as_the_lesson_does(names, game):
    for rules in names["rule_sets"]:
        assert sum(game.right(rules)) == names["right_by_rules"](rules)


def test_beyond_the_best_a_tick_that_mends_a_mail_breaks_another(names, game):
    best = [rules for rules in names["rule_sets"] if sum(game.right(rules)) == names["best_rules"]]
    before_and_after = [
        (game.right(rules), game.right({*rules} ^ {sign}))
        for rules in best
        for sign in names["sign_names"]
    ]
    mending = [
        (before, after)
        for before, after in before_and_after
        if any(now and not was for was, now in zip(before, after, strict=True))
    ]
    assert mending
    for before, after in mending:
        assert any(was and not now for was, now in zip(before, after, strict=True))
    assert LESSON.says(en="**more than eight is out of reach**", ja="**8通が限界です**。")


def test_each_sign_stands_in_spam_and_in_good_mail(names):
    for sign in names["sign_names"]:
        assert set(names["inbox"].loc[names["signs"][sign] == 1, "spam"]) == {True, False}


def test_thirty_other_mails_are_learned_from(names):
    assert len(names["judged"]) == 30
    assert LESSON.says(en="Thirty **other** mails", ja="**別の**30通")
    assert not set(names["inbox"]["text"]) & set(names["judged"]["text"])


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_the_signs_are_those_that_the_texts_show(names, chosen):
    """As far as a program can see them: shouting, links, the word free, order numbers."""
    rows = re.findall(
        r'\(ws\.text\(en="(.+?)", ja="(.+?)"\), "([a-z|]*)", (?:True|False)\),', LESSON.text
    )
    assert len(rows) == 40
    for en, ja, marks in rows:
        mail, signs = (en if chosen == "en" else ja), set(filter(None, marks.split("|")))
        said = {
            "shouts": "!!!" in mail or "！！！" in mail,
            "link": "[link]" in mail or "[リンク]" in mail,
            "free": bool(re.search(r"\bfree\b|無料", mail, re.IGNORECASE)),
            "order": bool(re.search(r"\border \d|注文\d", mail, re.IGNORECASE)),
            "known": mail.startswith(("(", "（")),
        }
        assert {name for name, holds in said.items() if holds} == signs - {"asks", "haste"}, mail


def test_an_order_speaks_for_good_mail_but_less_than_a_link_for_spam(names):
    weights = pd.Series(names["model"].coef_[0], index=list(names["sign_names"]))
    assert -weights["link"] < weights["order"] < 0
    assert weights["known"] < 0
    assert (weights.drop(["known", "order"]) > 0).all()


def test_the_model_errs_on_one_of_two_mails_with_the_same_signs(names):
    twins = names["twins"]
    assert names["wrong"].sum() == 1
    assert len(twins) == 2
    assert twins["marks"].nunique() == 1
    assert set(twins["spam"]) == {True, False}


def test_the_question_on_100_per_cent_is_worked_out_right():
    question = LESSON.asked("ml-hundred-per-cent")
    mails, alike, spam, good = 2000, 60, 20, 40
    for lang in LANGUAGES:
        numbers = re.findall(r"[\d,]+", question.prompt.of(lang))
        assert {f"{mails:,}", str(alike), str(spam), str(good)} <= set(numbers)
    assert spam + good == alike
    assert question.answer == 100 * (1 - spam / mails)
    shares = [1, 1 - alike / mails, 1 - good / mails, 1 - alike / 2 / mails]
    assert [slip.value for slip in question.mistakes] == [100 * share for share in shares]


def test_the_line_fits_in_july_and_goes_below_zero_before_winter(names):
    july, model = names["july"], names["tea_model"]
    assert model.score(july[["temperature"]], july["bottles"]) > 0.9
    zero = -model.intercept_ / model.coef_[0]
    assert 5 < zero < july["temperature"].min()


def test_the_misses_jump_when_the_rival_opens(names):
    weekly, rival = names["weekly_miss"], names["rival_day"]
    assert rival == 15
    assert LESSON.says(en="On the 15th **a rival opens", ja="15日に**隣に競合店")
    assert LESSON.says(en="on the 19th", ja="（19日）まで")
    assert weekly.loc[: rival - 1].max() < 15
    assert weekly.loc[rival + 4] > 40


def test_ten_new_days_are_enough_to_come_back(names):
    assert len(names["since"]) == 10
    assert names["since"].index[-1] == 24
    assert len(names["last_week"]) == 7
    last = names["last_week"]
    old, new = (
        (last["bottles"] - names[model].predict(last[["temperature"]])).abs().mean()
        for model in ("tea_model", "new_model")
    )
    assert old > 3 * new
    assert new < names["weekly_miss"].loc[: names["rival_day"] - 1].max()


@pytest.mark.parametrize("which", ["lowest", "highest"])
@pytest.mark.parametrize("exercise", ["ask-outside", "set-the-alarm"])
def test_the_lesson_runs_on_with_any_number_that_is_handed_back(names, exercise, which):
    contract = LESSON.cases[exercise].exercise.answer
    value = contract.accept(contract.low if which == "lowest" else contract.high)
    later = (
        LESSON.text.split(f'ws.check("{exercise}"')[1].split("```{code-cell}")[1].split("```")[0]
    )
    code = later.split("\n", 2)[2]
    name = "temperature" if exercise == "ask-outside" else "limit"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matplotlib.pyplot.show", lambda: None)
        exec(code, names | {name: value})


def test_the_game_of_the_lesson_is_shown_in_both_languages(names, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON.id)
    shown = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: shown.append(bundle))
    for lang in LANGUAGES:
        language.use(lang)
        activities.rules_game(
            names["inbox"]["text"],
            names["inbox"]["spam"],
            names["signs"],
            names=names["sign_names"],
            good_if=names["good_signs"],
        )
    assert "5 of 10 mails right" in shown[0]["text/html"]
    assert "10通中5通が正解" in shown[2]["text/html"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(names, lang):
    said = re.findall(r"\d+", LESSON.idea(lang))
    right = str((names["model_says"] == names["inbox"]["spam"]).sum())
    best, ten, judged = str(names["best_rules"]), str(len(names["inbox"])), len(names["judged"])
    assert sorted(said) == sorted([best, ten, str(judged), right])
