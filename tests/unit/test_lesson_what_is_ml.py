"""What m1-intro/01-what-is-ml and its questions say, held to the lesson's own code."""

from __future__ import annotations

import itertools
import re

import kit
import numpy as np
import pandas as pd
import pytest

from mlworkshop import activities, language, measures, notebook, ui
from mlworkshop.activities.rules import Inbox, Rule
from mlworkshop.exercise import Wrong
from mlworkshop.language import LANGUAGES

LESSON = kit.lesson("m1-intro/01-what-is-ml")


@pytest.fixture(scope="module")
def game(names):
    features = names["features"].head(10)
    rules = tuple(
        Rule(name, name, name not in names["speak_for_good"], tuple(map(bool, features[name])))
        for name in names["feature_names"]
    )
    return Inbox(tuple(names["inbox"]["text"]), tuple(names["inbox"]["spam"]), rules)


def test_the_game_counts_as_the_lesson_does_and_ends_at_eight(names, game):
    assert len(names["rule_sets"]) == 2 ** len(names["feature_names"]) == 128
    for rules, right in zip(names["rule_sets"], names["by_rules"], strict=True):
        assert list(game.right(rules)) == list(right[:10])
    assert names["by_rules"][:, :10].sum(axis=1).max() == 8
    assert LESSON.says(en="**you cannot get more than eight right**", ja="**8通が限界です。**")
    assert LESSON.says(en="128 rule sets", ja="128通りの組み合わせ")


def test_two_rules_that_combine_features_get_nine_and_nothing_gets_ten(names):
    features = names["features"].head(10).astype(bool)
    by_two = (features["link"] & ~features["known"]) | (features["shouts"] & ~features["order"])
    assert (by_two == names["inbox"]["spam"]).sum() == 9
    answers = names["inbox"].groupby("marks")["spam"].agg(["sum", "count"])
    assert np.maximum(answers["sum"], answers["count"] - answers["sum"]).sum() == 9


def test_no_mix_of_features_of_the_test_was_learned_from(names):
    emails, familiar = names["emails"], names["familiar"]
    assert not set(emails.loc[familiar, "marks"]) & set(emails.loc[~familiar, "marks"])
    assert (familiar.sum(), (~familiar).sum(), familiar.iloc[10:].sum()) == (24, 16, 14)
    assert emails["text"].is_unique
    assert LESSON.says(en="24 familiar emails", ja="10通と合わせた24通")
    assert LESSON.says(en="The other 16", ja="残りの16通")


def test_rules_and_model_get_as_many_right_as_texts_and_question_say(names):
    nothing, rules, model = names["right"].round(1).to_numpy()
    assert (list(nothing), list(model)) == ([12, 10, 22], [20, 13, 21])
    assert list(rules) == [20, 13.7, 27]
    why = {option.id: option.why for option in LESSON.asked("ml-small-test").options}
    for lang, said in (
        ("en", ("13 of 16 right, against 10", "the model got 21 of 40 and doing nothing 22")),
        ("ja", ("10通に対して13通", "40通のうちモデルは21通、何もしない場合は22通")),
    ):
        assert all(words in why["switch"].of(lang) for words in said)
        assert re.findall(r"\d+", why["stay-with-rules"].of(lang))[0] == "27"
        assert "21" in why["stay-with-rules"].of(lang)


def test_the_intervals_are_those_of_the_texts(names):
    share = measures.wilson(13, 16)
    assert (round(100 * share.low), round(100 * share.high)) == (57, 93)
    assert LESSON.says(en="from 57% to 93%", ja="57%でも93%でも")
    difference = measures.paired_difference(
        names["model_right_left_out"], names["rules_right_left_out"], unit=names["emails"]["marks"]
    )
    ends = difference.estimate, difference.low, difference.high
    assert [round(100 * each) for each in ends] == [-15, -35, 2]
    assert LESSON.says(
        en="−15 percentage points, with an interval from −35 to +2",
        ja="−15ポイントで、区間は−35から+2です",
    )


def test_left_out_emails_are_judged_by_what_never_saw_their_mix(names):
    marks, by_rules = names["emails"]["marks"], names["by_rules"]
    for mix, at in itertools.islice(marks.groupby(marks).groups.items(), 3):
        scores = by_rules[:, marks != mix].sum(axis=1)
        wanted = by_rules[scores == scores.max()].mean(axis=0)[marks == mix]
        assert names["rules_right_left_out"][at - 1] == pytest.approx(wanted)


def test_the_rules_of_the_attendee_join_the_table(names):
    code = next(
        cell.source for cell in LESSON.cells if "def right_by_rules" in cell.source
    ).replace("ticked()", "['link', 'known']")
    again = dict(names)
    exec(code, again)
    last = again["right"].iloc[-1]
    assert list(last[:2]) == [19, 13]
    assert np.isnan(last.iloc[2])
    assert len(again["right"]) == len(names["right"]) + 1


def test_invented_prices_are_those_of_the_reader():
    assert LESSON.says(en="orders over $30", ja="3,000円以上")
    assert LESSON.says(en="Pay $2", ja="200円の支払い")


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_the_features_are_those_that_the_texts_show(chosen):
    """As far as a program can see them: shouting, links, the word free, order numbers."""
    rows = re.findall(
        r'\(ws\.text\(en="(.+?)", ja="(.+?)"\), "([a-z|]*)", (?:True|False)\),', LESSON.text
    )
    assert len(rows) == 40
    for en, ja, marks in rows:
        email, features = (en if chosen == "en" else ja), set(filter(None, marks.split("|")))
        said = {
            "shouts": "!!!" in email or "！！！" in email,
            "link": "[link]" in email or "[リンク]" in email,
            "free": bool(re.search(r"\bfree\b|無料", email, re.IGNORECASE)),
            "order": bool(re.search(r"\border \d|注文\d", email, re.IGNORECASE)),
            "known": email.startswith(("(", "（")),
        }
        assert {name for name, holds in said.items() if holds} == features - {"asks", "haste"}, (
            email
        )


def test_the_weights_are_as_the_text_describes_them(names):
    weights = pd.Series(names["model"].coef_[0], index=list(names["feature_names"]))
    assert weights.idxmax() == "link"
    assert weights.idxmin() == "known"
    assert abs(weights["free"]) < 0.05


def test_weak_signs_add_up_as_the_text_says(names):
    def called_spam(*shown):
        row = [[int(name in shown) for name in names["feature_names"]]]
        columns = list(names["feature_names"])
        return bool(names["model"].predict(pd.DataFrame(row, columns=columns))[0])

    assert not called_spam("shouts")
    assert not called_spam("haste")
    assert called_spam("shouts", "haste")
    assert LESSON.says(
        en="shouting alone is not enough for spam", ja="「！！！」だけなら通常メールですが"
    )


@pytest.mark.parametrize(
    ("degrees", "slip"),
    [(20, "inside"), (34, "inside"), (34.1, "too-hot"), (13.87, "not-far-enough")],
)
def test_the_ends_of_the_range_and_zero_bottles_are_told_as_they_are(degrees, slip):
    case = LESSON.cases["ask-outside"]
    with pytest.raises(Wrong) as told:
        case.exercise.check(degrees, **case.context)
    assert told.value.misconception == slip
    assert "−0" not in told.value.text.en


def test_an_alarm_that_mostly_never_comes_is_not_called_late():
    case = LESSON.cases["set-the-alarm"]
    assert (case.context["months"] > 80).any().mean() < 0.2
    with pytest.raises(Wrong, match="too late or never"):
        case.exercise.check(80, **case.context)


def test_two_emails_of_the_inbox_have_the_same_features_and_different_labels(names):
    twins = names["twins"]
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


def test_each_task_is_asked_for_once():
    question = LESSON.asked("ml-tasks-one")
    groups = [group.id for group in question.groups]
    assert sorted(card.group for card in question.cards) == sorted(groups)


def test_the_line_fits_in_july_and_goes_below_zero_before_winter(names):
    july, model = names["july"], names["tea_model"]
    assert model.score(july[["temperature"]], july["bottles"]) > 0.9
    zero = -model.intercept_ / model.coef_[0]
    assert 5 < zero < july["temperature"].min()
    assert [july["temperature"].min().round(), july["temperature"].max().round()] == [20, 34]
    assert LESSON.says(en="has seen 20 to 34°C", ja="学習した気温は20〜34℃")


def test_the_errors_jump_when_the_rival_opens(names):
    august, rival = names["august"], names["rival_day"]
    assert rival == 15
    assert LESSON.says(en="On the 15th **a rival opens", ja="15日に**隣に競合店")
    assert august.loc[rival - 4 : rival - 1].mean() == pytest.approx(10, abs=1)
    assert august.loc[rival + 7 :].mean() == pytest.approx(62, abs=4)
    assert LESSON.says(en="from 10 bottles to about 60", ja="10本前後から60本前後")


def test_an_alarm_is_judged_on_months_that_were_not_shown(names):
    given = LESSON.cases["set-the-alarm"].context
    months, august = given["months"], names["august"]
    assert months.shape[1] == 200
    assert not any(np.allclose(months[month], august) for month in months)
    assert LESSON.says(en="200 other simulated months", ja="200か月分を別に")
    just_above = august.loc[: given["rival_day"] - 1].max()
    assert (months.loc[: given["rival_day"] - 1] > just_above).any().mean() > 0.1


def test_the_game_of_the_lesson_is_shown_in_both_languages(names, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON.id)
    shown = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: shown.append(bundle))
    for lang in LANGUAGES:
        language.use(lang)
        ticked = activities.rules_game(
            names["inbox"]["text"],
            names["inbox"]["spam"],
            names["features"].head(10),
            names=names["feature_names"],
            good_if=names["speak_for_good"],
        )
        assert ticked() == ()
    assert "5 of 10 emails right" in shown[0]["text/html"]
    assert "10通中5通が正解" in shown[2]["text/html"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_numbers(names, lang):
    said = sorted(map(int, re.findall(r"\d+", LESSON.idea(lang))))
    nothing, rules, model = names["right"].iloc[:3, 2].round().astype(int)
    assert said == sorted([len(names["emails"]), nothing, rules, model])
