"""A mail typed by hand: what moves its score, in widgets and without them, in both languages."""

from __future__ import annotations

import math
import re
import threading
import time

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from mlworkshop import activities, journal, language, notebook, ui
from mlworkshop.activities import typed
from mlworkshop.activities.typed import Judge, TypedText, contributions
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.outcome import Outcome

LESSON = "m1-intro/02-spam"
KEY = "typed-mail"
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
def begun(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", LESSON)


@pytest.fixture
def opened(model):
    """Run the activity's cell: the widgets as they first appear."""

    def run(model=model, positive="spam", negative="good mail", cut_off=0.5, examples=EXAMPLES):
        return TypedText(Judge(model, positive, negative, cut_off), examples, KEY)

    return run


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.fixture
def static(model, shown):
    """Run the activity's cell: the HTML that needs no kernel."""

    def run(model=model, **changes):
        given = {"positive": POSITIVE, "negative": NEGATIVE, "examples": EXAMPLES} | changes
        activities.typed_text(model, **given)
        return shown[-2]["text/html"]

    return run


def words_of(html):
    """What a reader sees of some HTML, in one line."""
    seen = re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return " ".join(seen.split())


def in_table(html):
    """Word, push and direction of each row in the table of words."""
    row = r'<th scope="row">(.*?)</th><td class="mlw-typed-line">([+−][\d.]+) (.*?)</td>'
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


def test_nothing_is_scored_before_the_press(opened):
    activity = opened()
    assert activity.field.value == ""
    assert "Score it" in activity.result.value
    assert not in_table(activity.result.value)
    assert journal.events() == []


def test_press_scores_what_was_typed(opened, model):
    activity = opened()
    activity.field.value = "free money"
    assert "verdict" not in activity.result.value
    activity.score.click()
    score = model.predict_proba(["free money"])[0, 1]
    says = words_of(activity.result.value)
    assert f"Score {score:.2f}, so the verdict is: spam" in says
    assert "It reaches the cut-off of 0.5." in says
    assert f"width:{score:.0%}" in activity.result.value
    assert "left:50%" in activity.result.value
    assert journal.latest(LESSON, "note", KEY).answer == "free money"


def test_each_example_fills_the_field_and_waits_for_the_press(opened):
    activity = opened()
    before = ""
    for button, mail in zip(activity.examples, EXAMPLES, strict=True):
        activity.score.click()
        button.click()
        assert activity.field.value == mail
        says = words_of(activity.result.value)
        if before:
            assert f"the result of the text before: “{before}”" in says
        else:
            assert says.endswith("then press “Score it”.")
        before = mail
    assert [button.description for button in activity.examples] == [
        "Example 1: free money for the meeting",
        "Example 2: おめでとうございます",
        "Example 3: the list of bugs",
    ]


def test_a_long_example_has_a_short_button_but_is_filled_in_whole(opened):
    mail = "money " * 100
    activity = opened(examples=[mail])
    activity.examples[0].click()
    assert len(activity.examples[0].description) < 80
    assert activity.examples[0].description.endswith("…")
    assert activity.field.value == mail


@pytest.mark.parametrize("mail", ["", "  \n\t "])
@pytest.mark.parametrize("chosen", LANGUAGES)
def test_an_empty_field_is_not_attempted(opened, mail, chosen):
    language.use(chosen)
    activity = opened()
    activity.field.value = mail
    activity.score.click()
    assert f"mlw-{Outcome.NOT_ATTEMPTED.value}" in activity.result.value
    assert Outcome.NOT_ATTEMPTED.label in activity.result.value
    assert journal.events() == []


@pytest.mark.parametrize(
    ("chosen", "label"),
    [
        ("en", "This is the result of the text before: “free &lt;money&gt;”."),
        ("ja", "以下は直前に計算した文章「free &lt;money&gt;」の結果です。"),
    ],
)
def test_a_result_below_another_text_says_whose_it_is(opened, monkeypatch, chosen, label):
    language.use(chosen)
    activity = opened()
    activity.field.value = "free <money>"
    activity.score.click()
    result = activity.result.value
    now = time.monotonic()
    monkeypatch.setattr(typed.time, "monotonic", lambda: now + 2)
    activity.field.value = "free <money> tomorrow"
    assert label in words_of(activity.result.value)
    assert activity.result.value.endswith(result)
    activity.field.value = "free <money>"
    assert activity.result.value == result
    activity.field.value = "the meeting"
    activity.score.click()
    assert label not in words_of(activity.result.value)


def test_a_result_of_last_time_says_so_as_well(opened):
    activity = opened()
    activity.field.value = "free money"
    activity.score.click()
    again = opened()
    again.field.value = "meeting"
    assert "the text before: “free money”" in words_of(again.result.value)


def test_the_button_that_scores_is_the_main_one(opened):
    activity = opened()
    assert "mlw-main" in activity.score._dom_classes
    assert not any("mlw-main" in example._dom_classes for example in activity.examples)


def test_letters_that_a_press_has_overtaken_count(opened):
    activity = opened()
    activity.field.value = "the mee"
    activity.score.click()
    activity.field.value = "the meeting"
    assert {word for word, *_ in in_table(activity.result.value)} == {"the", "meeting"}
    assert journal.latest(LESSON, "note", KEY).answer == "the meeting"


def test_letters_that_come_in_another_thread_while_scoring_count(opened, monkeypatch):
    activity = opened()
    activity.field.value = "free"
    score, late = Judge.score, []

    def slow(judge, mail):
        if not late:
            late.append(threading.Thread(target=setattr, args=(activity.field, "value", "meeting")))
            late[0].start()
            late[0].join(0.2)  # it waits for this scoring to end
        return score(judge, mail)

    monkeypatch.setattr(Judge, "score", slow)
    activity.score.click()
    late[0].join()
    assert [word for word, *_ in in_table(activity.result.value)] == ["meeting"]


def test_feedback_comes_at_once(opened):
    random = np.random.default_rng(0)
    words = ["".join(random.choice(list("abcdefghij"), 6)) for _ in range(15_000)]
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=5, tol=1))
    activity = opened(model.fit([" ".join(words), "meeting"], [True, False]))
    taken = []
    for start in range(5):
        activity.field.value = " ".join(words[start : start + 300])  # a mail of 2,000 characters
        before = time.perf_counter()
        activity.score.click()
        taken.append(time.perf_counter() - before)
    assert min(taken) < 0.05


# What is said


def test_the_table_names_the_words_that_push_most_and_where(opened, model):
    mail = " ".join(SPAM + GOOD)
    activity = opened()
    activity.field.value = mail
    activity.score.click()
    pushes = contributions(model, mail)
    up = [(word, round(push, 2), "towards spam") for word, push in pushes.head(5).items()]
    down = [(word, round(push, 2), "towards good mail") for word, push in pushes.tail(5).items()]
    table = in_table(activity.result.value)
    assert sorted(table[:5]) == sorted(up)
    assert sorted(table[5:]) == sorted(down)
    assert [push for _, push, _ in table] == sorted(pushes.round(2)[[w for w, *_ in table]])[::-1]


@pytest.mark.parametrize("seed", range(3))
def test_words_that_push_alike_stand_in_one_order_on_every_machine(opened, seed):
    model = fitted(CountVectorizer(), LogisticRegression())
    noise = np.random.default_rng(seed).random(model[-1].coef_.shape) * 1e-6
    for direction in (1, -1):
        model[-1].coef_[:] = direction + noise
        activity = opened(model)
        activity.field.value = "win the money at ten lunch"
        activity.score.click()
        words = [word for word, *_ in in_table(activity.result.value)]
        assert words[::direction] == ["at", "lunch", "money", "ten", "the"]


def test_bars_go_to_both_sides_of_the_middle_by_the_push(opened, model):
    activity = opened()
    activity.field.value = "money the"
    activity.score.click()
    bars = re.findall(
        r'mlw-typed-(up|down)" style="left:(\d+)%;width:(\d+)%', activity.result.value
    )
    (up, up_left, up_width), (down, down_left, down_width) = bars
    assert (up, up_left) == ("up", "50")
    assert down == "down"
    assert int(down_left) + int(down_width) == 50
    money, the = contributions(model, "money the").abs()
    assert max(int(up_width), int(down_width)) == 50
    assert int(up_width) / int(down_width) == pytest.approx(money / the, rel=0.05)


def test_words_that_hardly_push_are_said_to(opened):
    model = fitted(CountVectorizer(), LogisticRegression())
    model[-1].coef_[:] = 0.001
    activity = opened(model)
    activity.field.value = "money"
    activity.score.click()
    assert not in_table(activity.result.value)
    assert "hardly push the score" in activity.result.value


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("en", "The model knows none of these words; the score is that of an empty mail."),
        ("ja", "モデルはこの文章の単語を一つも知りません。スコアは空のメールと同じ値です。"),
    ],
)
def test_a_mail_of_unknown_words_is_said_to_be_like_an_empty_one(opened, model, chosen, expected):
    language.use(chosen)
    activity = opened()
    activity.field.value = "おめでとうございます。賞金です。"
    activity.score.click()
    says = words_of(activity.result.value)
    assert expected in says
    assert f"{model.predict_proba([''])[0, 1]:.2f}" in says
    assert not in_table(activity.result.value)
    assert "おめでとうございます" in says.split(expected)[1]


def test_known_words_are_not_said_to_be_unknown(opened, model):
    activity = opened()
    activity.field.value = "free zebra money quagga zebra"
    activity.score.click()
    says = words_of(activity.result.value)
    assert "knows none" not in says
    assert says.endswith("Unknown to the model, so without any effect: zebra, quagga")
    assert f"Without any word the score would be {model.predict_proba([''])[0, 1]:.2f}" in says
    activity.field.value = "free money"
    activity.score.click()
    assert "Unknown" not in activity.result.value


def test_many_unknown_words_are_counted(opened):
    activity = opened()
    activity.field.value = " ".join(f"zz{number}" for number in range(14))
    activity.score.click()
    assert words_of(activity.result.value).endswith("zz9 and 4 more")


def test_the_cut_off_decides_the_verdict(opened, model):
    score = float(model.predict_proba(["money the"])[0, 1])
    said = {}
    for cut_off in (0, score - 0.01, round(score, 6), score + 0.01, 1):
        activity = opened(cut_off=cut_off)
        activity.field.value = "money the"
        activity.score.click()
        said[cut_off] = words_of(activity.result.value)
    verdicts = [re.search("verdict is: (spam|good mail)", says)[1] for says in said.values()]
    assert verdicts == ["spam", "spam", "spam", "good mail", "good mail"]


def test_a_score_just_below_the_cut_off_is_not_rounded_to_it(model):
    judge = Judge(model, "spam", "good mail", 0.5)
    assert judge.written(0.4996) == "0.4996"
    assert judge.written(0.5004) == "0.50"
    assert judge.written(0.5) == "0.50"
    assert Judge(model, "spam", "good mail", 0.333).written(0.3334) == "0.333"


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_everything_is_said_in_the_language_of_the_notebook(static, shown, chosen):
    language.use(chosen)
    journal.record(LESSON, "note", KEY, answer="free money for the meeting zebra")
    html = words_of(static(examples=["free money", "zebra"]))
    name = "スパム" if chosen == "ja" else "spam"
    other = "spam" if chosen == "ja" else "スパム"
    assert name in html
    assert other not in html
    japanese = re.findall(r"[ぁ-んァ-ン一-龥]", html)
    assert bool(japanese) == (chosen == "ja")
    activity = TypedText(
        Judge(fitted(TfidfVectorizer(), LogisticRegression()), "p", "n", 0.5), ["a"], "other"
    )
    labels = [
        activity.field.description,
        activity.field.placeholder,
        activity.score.description,
        activity.examples[0].description,
        words_of(activity.result.value),
        shown[-2]["text/plain"],
    ]
    for label in labels:
        assert label
        assert bool(re.search(r"[ぁ-んァ-ン一-龥]", label)) == (chosen == "ja"), label


def test_the_field_has_a_name_for_screen_readers(opened):
    assert opened().field.description


def test_what_is_typed_is_shown_as_typed(opened, static):
    mail = "<script>alert(1)</script> <b>money</b> & <img/onerror=x>"
    model = fitted(TfidfVectorizer(token_pattern=r"\S+"), LogisticRegression())
    name = "<i>spam</i>"
    activity = opened(model, positive=name, negative=name)
    activity.field.value = mail + " money"
    activity.score.click()
    html = static(model=model, positive=name, negative=name, examples=[mail])
    for made in (activity.result.value, html):
        assert not re.search("<(script|b>|img|i>s)", made)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
        assert "&lt;i&gt;spam&lt;/i&gt;" in made


def test_known_words_are_escaped_as_well(opened, static):
    model = fitted(TfidfVectorizer(token_pattern=r"\S+"), LogisticRegression())
    model.fit(["<u>win</u>", "meeting"], [True, False])
    activity = opened(model)
    activity.field.value = "<u>win</u>"
    activity.score.click()
    assert in_table(activity.result.value)[0][0] == "&lt;u&gt;win&lt;/u&gt;"
    assert "<u>" not in static(model=model, examples=["<u>win</u>"])


# Coming back


def test_the_last_text_and_its_result_come_back(opened):
    before = opened()
    for mail in ("meeting", "free <b>money</b>"):
        before.field.value = mail
        before.score.click()
    done = journal.events()
    after = opened()
    assert after.field.value == "free <b>money</b>"
    assert after.result.value == before.result.value
    assert journal.events() == done  # showing it again is not doing it again


def test_a_text_that_was_not_scored_or_is_another_activitys_does_not_come_back(opened, model):
    activity = TypedText(Judge(model, "spam", "good mail", 0.5), [], "another")
    activity.field.value = "free"
    activity.score.click()
    opened().field.value = "money"
    assert opened().field.value == ""


def test_starting_afresh_empties_the_field(opened):
    activity = opened()
    activity.field.value = "free money"
    activity.score.click()
    journal.start_afresh(LESSON)
    assert opened().field.value == ""


@pytest.mark.parametrize("answer", [None, 3, ["a"], {"text": "a"}])
def test_a_note_of_another_shape_is_passed_over(opened, answer):
    journal.record(LESSON, "note", KEY, answer=answer)
    assert opened().field.value == ""


def test_when_the_text_cannot_be_saved_it_is_scored_and_said(opened, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file"))
    activity = opened()
    activity.field.value = "free money"
    activity.score.click()
    assert "verdict is: spam" in activity.result.value
    assert "could not be saved" in activity.result.value


# Without a kernel


def test_static_part_gives_each_example_with_score_verdict_and_words(static, model):
    html = static()
    rows = re.findall("<tr><td>(.*?)</tr>", html)
    assert len(rows) == len(EXAMPLES)
    for row, mail in zip(rows, EXAMPLES, strict=True):
        says = words_of(row).replace("&nbsp;", " ")
        score = model.predict_proba([mail])[0, 1]
        assert says.startswith(" ".join(mail.split()))
        assert f" {score:.2f} {'spam' if score >= 0.5 else 'good mail'} " in says
        for word, push in contributions(model, mail).items():
            assert f"{word} {push:+.2f}".replace("-", "−") in says
    assert "knows none of these words" in rows[1]
    assert "knows none of these words" not in rows[0] + rows[2]


def test_static_part_gives_the_way_from_code_and_that_way_works(static, model):
    code = re.search("<code>(.*?)</code>", static())[1]
    scores = eval(code, {"model": model})
    assert scores == pytest.approx(model.predict_proba(["my text"])[:, 1])


def test_static_part_is_the_same_each_time(static):
    assert static() == static()


def test_static_part_holds_the_text_of_last_time(static):
    assert "Your mail" not in static()
    journal.record(LESSON, "note", KEY, answer="free <b>money</b>")
    html = static()
    assert "Your mail: free &lt;b&gt;money&lt;/b&gt;" in html
    assert {word for word, *_ in in_table(html)} == {"free", "money"}


def test_without_examples_there_is_neither_table_nor_button(static, opened):
    assert "<table" not in static(examples=[])
    assert opened(examples=[]).examples == []


def test_one_example_may_come_without_a_list_and_any_in_both_languages(static):
    assert static(examples="free money").count("<tr><td>") == 1
    language.use("ja")
    html = static(examples=[Text(en="free money", ja="無料のお金")])
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
def test_another_model_is_refused_with_what_was_found_and_the_fix(static, shown, bad, chosen):
    language.use(chosen)
    make, found, fix = BAD[bad]
    for act in (lambda: static(model=make()), lambda: contributions(make(), "money")):
        with pytest.raises(WorkshopError) as refused:
            act()
        assert found in str(refused.value)
        assert fix in str(refused.value)
        assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert shown == []


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan"), "0.5", None, ...])
def test_a_cut_off_outside_0_to_1_is_refused(static, shown, bad, chosen):
    language.use(chosen)
    with pytest.raises(WorkshopError) as refused:
        static(cut_off=bad)
    assert repr(bad) in str(refused.value)
    assert "0.5" in str(refused.value)
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (chosen == "ja")
    assert shown == []


@pytest.mark.parametrize("good", [0, 1, np.float32(0.25), np.float64(0.9)])
def test_any_kind_of_number_from_0_to_1_is_a_cut_off(static, good):
    assert f"Verdict at {good:g}" in static(cut_off=good)
