"""A mail typed by hand: what moves its score, in widgets and without them, in both languages."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hands import words
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from mlworkshop import activities, journal, language
from mlworkshop.activities.typed_text import Judge, contributions
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.outcome import Outcome

LESSON = "m1-intro/02-spam"
KEY = "typed-mail"
FIELD = "Your email:"
SPAM = ["free money now", "win free money", "click here to win a prize", "cheap money click here"]
GOOD = [
    "the meeting moves to ten",
    "lunch at ten",
    "the list of open bugs",
    "see you at the meeting",
]
EXAMPLES = ["free money for the meeting", "おめでとうございます", "the  list\nof bugs"]
POSITIVE = Text(en="spam", ja="スパム")
NEGATIVE = Text(en="good mail", ja="通常メール")


def fitted(*steps):
    return make_pipeline(*steps).fit(SPAM + GOOD, [True] * len(SPAM) + [False] * len(GOOD))


@pytest.fixture(scope="module")
def model():
    return fitted(TfidfVectorizer(), LogisticRegression(C=30))


@pytest.fixture(autouse=True)
def begun(begin):
    begin(LESSON)


@pytest.fixture
def shown(model, outputs):
    """Run the activity's cell: what it shows."""

    def run(model=model, **changes):
        given = {"positive": POSITIVE, "negative": NEGATIVE, "examples": EXAMPLES} | changes
        activities.typed_text(model, **given)
        return outputs[-1]

    return run


@pytest.fixture
def scored(shown):
    """The live page after a mail was typed and left."""

    def run(mail, **changes):
        page = shown(**changes).page
        page.enter(FIELD, mail)
        return page

    return run


def in_table(html):
    """Word, push and direction of each row in the table of words."""
    row = r'<th scope="row">(.*?)</th><td><span class="mlw-line">([+−][\d.]+) (.*?)</span></td>'
    return [(word, float(push.replace("−", "-")), way) for word, push, way in re.findall(row, html)]


# What a word contributes


@pytest.mark.parametrize("vectoriser", [TfidfVectorizer(ngram_range=(1, 2)), CountVectorizer()])
@pytest.mark.parametrize("mail", ["free money for the meeting", "THE the the", "zzz", ""])
def test_intercept_and_contributions_are_the_logit_of_the_score(vectoriser, mail):
    model = fitted(vectoriser, LogisticRegression())
    logit = model[-1].intercept_[0] + contributions(model, mail).sum()
    assert logit == pytest.approx(model.decision_function([mail])[0])
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(model.predict_proba([mail])[0, 1])


def test_a_contribution_is_the_value_in_the_mail_times_the_weight(model):
    mail = "free money for the meeting"
    pushes = contributions(model, mail)
    values = model[0].transform([mail]).toarray()[0]
    assert set(pushes.index) == {"free", "money", "the", "meeting"}
    for word, push in pushes.items():
        column = model[0].vocabulary_[word]
        assert push == pytest.approx(values[column] * model[-1].coef_[0, column])


def test_contributions_go_from_one_direction_to_the_other(model):
    pushes = contributions(model, " ".join(SPAM + GOOD))
    assert isinstance(pushes, pd.Series)
    assert pushes.index.name == "word"
    assert pushes.name == "contribution"
    assert pushes.is_monotonic_decreasing
    assert pushes.iloc[0] > 0 > pushes.iloc[-1]


def test_a_mail_without_known_words_has_no_contributions(model):
    pushes = contributions(model, "おめでとうございます")
    assert len(pushes) == 0
    assert pushes.sum() == 0


# The controls


def test_leaving_the_field_scores_what_was_typed(shown, model):
    page = shown().page
    assert page.outcome is None
    page.press("Score it")
    assert page.outcome is Outcome.NOT_ATTEMPTED
    page.enter(FIELD, "free money")
    assert f"Score {model.predict_proba(['free money'])[0, 1]:.2f}" in page.text
    assert "Scored text: free money" in page.text
    page.press("Score it")
    assert page.outcome is None
    page.enter(FIELD, "  ")
    assert "verdict" not in page.text


def test_each_example_fills_the_field_and_is_scored(shown):
    page = shown(examples=[*EXAMPLES, "x " * 90]).page
    names = [name for name in page.buttons if name.startswith("Example")]
    assert [len(name) < 75 for name in names] == [True] * 4
    for name, mail in zip(names, [*EXAMPLES, "x " * 90], strict=True):
        page.press(name)
        assert page.field(FIELD).value == mail.strip()
        assert f"Scored text: {' '.join(mail.split())}" in page.text


def test_the_text_of_the_first_version_is_still_there(shown):
    journal.record(LESSON, "note", KEY, answer="free <b>money</b>")
    output = shown()
    assert {word for word, *_ in in_table(output.static)} == {"free", "money"}
    assert output.page.field(FIELD).value == "free <b>money</b>"
    assert "<b>" not in output.page.html.replace("<b ", "")


# What is said


def test_the_table_names_the_words_that_push_most_and_where(scored, model):
    mail = " ".join(SPAM + GOOD)
    pushes = contributions(model, mail)
    up = [(word, round(push, 2), "towards spam") for word, push in pushes.head(5).items()]
    down = [(word, round(push, 2), "towards good mail") for word, push in pushes.tail(5).items()]
    table = in_table(scored(mail).html)
    assert sorted(table[:5]) == sorted(up)
    assert sorted(table[5:]) == sorted(down)
    assert [push for _, push, _ in table] == sorted(pushes.round(2)[[w for w, *_ in table]])[::-1]


@pytest.mark.parametrize("seed", range(3))
def test_words_that_push_alike_come_in_one_order_on_every_machine(seed):
    model = fitted(CountVectorizer(), LogisticRegression())
    noise = np.random.default_rng(seed).random(model[-1].coef_.shape) * 1e-6
    for direction in (1, -1):
        model[-1].coef_[:] = direction + noise
        up, down = Judge(model, "spam", "good", 0.5).pushes("win the money at ten lunch")
        assert [*up, *down] == ["at", "lunch", "money", "ten", "the"]


def test_bars_go_to_both_sides_of_the_middle_by_the_push(scored, model):
    bars = re.findall(r'mlw-(up|down)" style="left:(\d+)%;width:(\d+)%', scored("money the").html)
    (up, up_left, up_width), (down, down_left, down_width) = bars
    assert (up, up_left) == ("up", "50")
    assert down == "down"
    assert int(down_left) + int(down_width) == 50
    money, the = contributions(model, "money the").abs()
    assert max(int(up_width), int(down_width)) == 50
    assert int(up_width) / int(down_width) == pytest.approx(money / the, rel=0.05)


def test_words_that_hardly_push_are_said_to(scored):
    model = fitted(CountVectorizer(), LogisticRegression())
    model[-1].coef_[:] = 0.001
    page = scored("money", model=model)
    assert not in_table(page.html)
    assert "hardly push the score" in page.text


def test_words_are_known_or_not(scored, model):
    page = scored("free zebra money quagga zebra")
    assert "knows none" not in page.text
    assert page.text.endswith("Unknown to the model, so without any effect: zebra, quagga")
    assert (
        f"Without any known words the score would be {model.predict_proba([''])[0, 1]:.2f}"
        in page.text
    )
    page.enter(FIELD, "free money")
    assert "Unknown" not in page.text
    page.enter(FIELD, " ".join(f"zz{number}" for number in range(14)))
    assert "knows none of these words" in page.text
    assert not in_table(page.html)
    assert page.text.endswith("zz9 and 4 more")


def test_the_cut_off_decides_the_verdict(scored, model):
    score = float(model.predict_proba(["money the"])[0, 1])
    cut_offs = (0, score - 0.01, round(score, 6), score + 0.01, 1)
    said = [scored("money the", cut_off=cut_off, key=str(cut_off)).text for cut_off in cut_offs]
    verdicts = [re.search("verdict is: (spam|good mail)", says)[1] for says in said]
    assert verdicts == ["spam", "spam", "spam", "good mail", "good mail"]


def test_a_score_just_below_the_cut_off_is_not_rounded_to_it(model):
    judge = Judge(model, "spam", "good mail", 0.5)
    assert judge.written(0.4996) == "0.4996"
    assert judge.written(0.5004) == "0.50"
    assert judge.written(0.5) == "0.50"
    assert Judge(model, "spam", "good mail", 0.333).written(0.3334) == "0.333"


def test_without_a_kernel_each_example_has_its_score_verdict_and_words(shown, model):
    rows = re.findall("<tr>(<th scope=.row.>.*?)</tr>", shown().static, re.DOTALL)
    assert len(rows) == len(EXAMPLES)
    for row, mail in zip(rows, EXAMPLES, strict=True):
        says = words(row).replace("\N{NO-BREAK SPACE}", " ")
        score = model.predict_proba([mail])[0, 1]
        assert says.startswith(" ".join(mail.split()))
        assert f" {score:.2f} {'spam' if score >= 0.5 else 'good mail'} " in says
        for word, push in contributions(model, mail).items():
            assert f"{word} {push:+.2f}".replace("-", "−") in says
    assert ["knows none of these words" in row for row in rows] == [False, True, False]


def test_the_way_from_code_works(shown, model):
    code = re.search("<code>(.*?)</code>", shown().static)[1]
    scores = eval(code.replace("&quot;", '"'), {"model": model})
    assert scores == pytest.approx(model.predict_proba(["my text"])[:, 1])


def test_examples_may_be_none_one_or_in_both_languages(shown):
    assert "<table" not in shown(examples=[]).static
    assert "Example" not in " ".join(shown(examples=[]).page.buttons)
    assert shown(examples="free money").static.count('<th scope="row">') == 1
    language.use("ja")
    html = shown(examples=[Text(en="free money", ja="無料のお金")]).static
    assert "無料のお金" in html
    assert "free money" not in html


# Bad input


def unfitted():
    return make_pipeline(TfidfVectorizer(), LogisticRegression())


def of_three_classes():
    model = unfitted()
    return model.fit(["a bug", "free money", "lunch today"], ["work", "spam", "home"])


BAD = {
    "no pipeline": (lambda: LogisticRegression(), "LogisticRegression", "make_pipeline"),
    "no model": (lambda: "spam", "str", "make_pipeline"),
    "three steps": (
        lambda: fitted(CountVectorizer(), TfidfTransformer(), LogisticRegression()),
        "TfidfTransformer",
        "make_pipeline",
    ),
    "no vectoriser": (
        lambda: make_pipeline(TfidfTransformer(), LogisticRegression()),
        "TfidfTransformer",
        "make_pipeline",
    ),
    "not fitted": (unfitted, "", "model.fit("),
    "no weights": (lambda: fitted(TfidfVectorizer(), MultinomialNB()), "MultinomialNB", "Logistic"),
    "nothing learned": (
        lambda: fitted(TfidfVectorizer(), DummyClassifier()),
        "DummyClassifier",
        "Logistic",
    ),
    "no probabilities": (lambda: fitted(TfidfVectorizer(), LinearSVC()), "LinearSVC", "Logistic"),
    "three classes": (of_three_classes, "3", "labels == 'spam'"),
}


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("bad", BAD)
def test_another_model_is_refused_with_what_was_found_and_the_fix(shown, outputs, bad, chosen):
    language.use(chosen)
    make, found, fix = BAD[bad]
    for act in (lambda: shown(model=make()), lambda: contributions(make(), "money")):
        with pytest.raises(WorkshopError) as refused:
            act()
        assert found in str(refused.value)
        assert fix in str(refused.value)
        assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert outputs == []


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan"), "0.5", None, True, 10**400])
def test_a_cut_off_outside_0_to_1_is_refused(shown, outputs, bad):
    with pytest.raises(WorkshopError, match="cut_off="):
        shown(cut_off=bad)
    assert outputs == []


@pytest.mark.parametrize("good", [0, 1, np.float32(0.25), np.float64(0.9)])
def test_any_kind_of_number_from_0_to_1_is_a_cut_off(shown, good):
    assert f"Verdict at {good:g}" in shown(cut_off=good).text
