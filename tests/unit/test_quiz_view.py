"""Knowledge checks through their widgets: a question of each kind, in both languages.

How every option of the course's own questions is graded, `test_quiz_question` proves.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html import escape
from pathlib import Path
from threading import Thread

import ipywidgets as widgets
import pytest

import mlworkshop as ws
from mlworkshop import journal, language, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank, view
from mlworkshop.questions.kinds import Match, Multiple, Number, Open, Order, Single, lettered

ANIMALS = bank.entries(Path(__file__).parent / "fixtures" / "quizzes")
ENTRIES = {entry.question.id: entry for entry in ANIMALS}


def of_kind(kind, parts=lambda question: [()]):
    """Each part of each question of a kind in each language, as parameters for a test."""
    return [
        pytest.param(lang, id_, part, id=f"{id_}-{at}-{lang}")
        for id_, entry in ENTRIES.items()
        if isinstance(entry.question, kind)
        for at, part in enumerate(parts(entry.question))
        for lang in LANGUAGES
    ]


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    """No question on display yet; the bank holds the animals."""
    monkeypatch.setattr(bank, "entries", lambda: ANIMALS)
    monkeypatch.setattr(view, "_shown", {})
    monkeypatch.setattr(view, "_told_of_trouble", False)


@pytest.fixture
def bundles(monkeypatch):
    """What is displayed: one mime bundle an output."""
    found = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: found.append(bundle))
    return found


@pytest.fixture
def ask(bundles):
    """Show a question and return it as an attendee sees it."""

    def ask(id_, lang="en"):
        language.use(lang)
        assert ws.quiz(id_) is None
        return Page(view._shown[id_])

    return ask


class Page:
    """A question's live widgets, found as an attendee finds them: by what they say."""

    def __init__(self, shown):
        self._shown = shown

    def widgets(self, kind):
        found, waiting = [], [self._shown.widget]
        while waiting:
            widget = waiting.pop(0)
            waiting = [*getattr(widget, "children", ()), *waiting]
            if isinstance(widget, kind):
                found.append(widget)
        return found

    def button(self, label):
        (found,) = (
            button
            for button in self.widgets(widgets.Button)
            if label in (button.description.lstrip("○● "), button.tooltip)
        )
        return found

    def press(self, label):
        button = self.button(label)
        assert not button.disabled
        button.click()

    def check(self):
        self.press(ui.text(en="Check my answer", ja="答え合わせをする"))

    @property
    def feedback(self):
        return self._shown.feedback.value

    @property
    def text(self):
        return "\n".join(widget.value for widget in self.widgets(widgets.HTML))

    def chosen(self):
        """What the buttons that look chosen say; they also say so in their words."""
        buttons = self.widgets(widgets.Button)
        by_looks = [button for button in buttons if "mlw-chosen" in button._dom_classes]
        assert by_looks == [button for button in buttons if button.description.startswith("●")]
        return [button.tooltip for button in by_looks]

    # Answering, given what `ws.answer` takes.

    def tick(self, letters):
        for box, letter in zip(self.widgets(widgets.Checkbox), "abcdefghijklm", strict=False):
            box.value = letter in letters
        self.check()

    def arrange(self, letters, question):
        labels = {
            letter: f"{letter}. {step.text}" for letter, step in lettered(question.in_shown_order)
        }
        for place, letter in enumerate(letters):
            for _ in range(self.rows().index(labels[letter]) - place):
                self.press(
                    ui.text(en=f"Move up: {labels[letter]}", ja=f"上に移動：{labels[letter]}")
                )
        assert self.rows() == [labels[letter] for letter in letters]

    def rows(self):
        """The steps from the top, as the buttons beside them and the words have them."""
        start = ui.text(en="Move up: ", ja="上に移動：")
        named = [
            button.tooltip.removeprefix(start)
            for button in self.widgets(widgets.Button)
            if button.tooltip.startswith(start)
        ]
        words = [
            box.children[2].value for box in self.widgets(widgets.HBox) if len(box.children) == 3
        ]
        assert words == [escape(name) for name in named]
        return named

    def place(self, answer, question):
        for part in answer.split():
            card = dict(lettered(question.cards))[part[0]]
            group = question.groups[int(part[1:]) - 1]
            self.press(f"{part[0]}. {card.text} → {part[1:]}. {group.text}")

    def type(self, words):
        (field,) = self.widgets((widgets.Text, widgets.Textarea))
        field.value = words


def outcome_of(feedback):
    (outcome,) = (outcome for outcome in Outcome if f"mlw-feedback mlw-{outcome.value}" in feedback)
    assert escape(outcome.label) in feedback, "said in words as well"
    return outcome


def explains(feedback, words):
    """Whether an explanation stands in the feedback, alone or behind an option's letter."""
    rendered = ui.markdown(str(words)).strip().removeprefix("<p>")
    return rendered in feedback


def latest(id_, kind="quiz"):
    entry = ENTRIES[id_]
    return journal.latest(entry.lesson, kind, id_, entry.question.version)


# Every option.


@pytest.mark.parametrize(
    ("lang", "id_", "option"),
    of_kind(Single, lambda q: [letter for letter, _ in lettered(q.options)]),
)
def test_single(lang, id_, option, ask):
    page, question = ask(id_, lang), ENTRIES[id_].question
    chosen = dict(lettered(question.options))[option]
    page.press(f"{option}. {chosen.text}")
    expected = Outcome.RIGHT if chosen.correct else Outcome.WRONG
    assert outcome_of(page.feedback) is expected
    assert page.chosen() == [f"{option}. {chosen.text}"]
    open_, _, folded = page.feedback.partition("<details>")
    for other in question.options:
        assert explains(open_, other.why) is (other is chosen)
        assert explains(folded, other.why) is (chosen.correct and other is not chosen)
    assert (latest(id_).outcome, latest(id_).answer) == (expected.value, chosen.id)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("letters", "outcome", "kept"),
    [
        ("ace", Outcome.RIGHT, ["bat", "dolphin", "mouse"]),
        ("ab", Outcome.WRONG, ["dolphin", "shark"]),
        ("c", Outcome.PARTIAL, ["bat"]),
    ],
)
def test_multiple(lang, letters, outcome, kept, ask):
    page, question = ask("mammals", lang), ENTRIES["mammals"].question
    page.tick(letters)
    assert outcome_of(page.feedback) is outcome
    open_, _, folded = page.feedback.partition("<details>")
    for letter, option in lettered(question.options):
        is_shown = letter in letters and (outcome is Outcome.RIGHT or not option.correct)
        assert explains(open_, option.why) is is_shown
        assert explains(folded, option.why) is (outcome is Outcome.RIGHT and not option.correct)
    assert latest("mammals").answer == kept


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("letters", "outcome", "kept"),
    [
        ("bdac", Outcome.RIGHT, ["egg", "larva", "pupa", "adult"]),
        ("cadb", Outcome.WRONG, ["adult", "pupa", "larva", "egg"]),
        ("bdca", Outcome.PARTIAL, ["egg", "larva", "adult", "pupa"]),
    ],
)
def test_order(lang, letters, outcome, kept, ask):
    page, question = ask("butterfly", lang), ENTRIES["butterfly"].question
    page.arrange(letters, question)
    page.check()
    assert outcome_of(page.feedback) is outcome
    for why in question.grade(kept).explanations:
        assert explains(page.feedback, why)
    assert latest("butterfly").answer == kept


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "outcome", "kept"),
    [
        ("a1 b1 c2", Outcome.RIGHT, {"trout": "water", "whale": "water", "hare": "land"}),
        ("c2 b2", Outcome.PARTIAL, {"whale": "land", "hare": "land"}),
        ("a2", Outcome.WRONG, {"trout": "land"}),
    ],
)
def test_match(lang, typed, outcome, kept, ask):
    page, question = ask("where-they-live", lang), ENTRIES["where-they-live"].question
    page.place(typed, question)
    page.check()
    assert outcome_of(page.feedback) is outcome
    for why in question.grade(kept).explanations:
        assert explains(page.feedback, why)
    assert len(page.chosen()) == len(kept)
    assert latest("where-they-live").answer == kept


@pytest.mark.parametrize(("lang", "id_", "_"), of_kind(Match))
def test_cards_move_to_the_group_that_is_chosen(lang, id_, _, ask):
    page, question = ask(id_, lang), ENTRIES[id_].question
    cards = [f"{letter}. {card.text}" for letter, card in lettered(question.cards)]
    groups = [f"{at}. {group.text}" for at, group in enumerate(question.groups, 1)]

    def piles():
        _, *found = page.text.partition('class="mlw-piles"')[2].split('class="mlw-pile"')
        return [[card for card in cards if f"<div>{escape(card)}</div>" in one] for one in found]

    def left():
        found = re.search(r"(\d+) still to go|残り(\d+)枚", page.text)
        return int(found[1] or found[2]) if found else 0

    assert piles() == [[] for _ in groups]
    assert left() == len(cards)
    for at, card in enumerate(cards):
        for group in (groups[-1], groups[0]):
            page.press(f"{card} → {group}")
        assert piles() == [cards[: at + 1], *([] for _ in groups[1:])]
        assert left() == len(cards) - at - 1


@pytest.mark.parametrize(("lang", "id_", "mistake"), of_kind(Number, lambda q: [None, *q.mistakes]))
def test_number(lang, id_, mistake, ask):
    page, question = ask(id_, lang), ENTRIES[id_].question
    value, why = (mistake.value, mistake.why) if mistake else (question.answer, question.why)
    page.type(f"{value} {question.unit or ''}")
    assert outcome_of(page.feedback) is (Outcome.WRONG if mistake else Outcome.RIGHT)
    assert explains(page.feedback, why)
    assert latest(id_).answer == value


@pytest.mark.parametrize(("lang", "id_", "_"), of_kind(Open))
def test_open(lang, id_, _, ask):
    page = ask(id_, lang)
    page.type("<b>My</b> words\nof two lines")
    page.press(ui.text(en="Save", ja="保存する"))
    assert outcome_of(page.feedback) is Outcome.KEPT
    assert latest(id_).answer == "<b>My</b> words\nof two lines"
    assert "<b>My" not in ask(id_, lang).feedback


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id_", ENTRIES)
def test_a_question_can_be_read_without_a_kernel(id_, lang, ask, bundles):
    question = ENTRIES[id_].question
    page = ask(id_, lang)
    static, _ = bundles
    assert escape(question.call) in static["text/html"]
    assert str(question.how) in static["text/html"]
    assert ui.markdown(str(question.prompt)) in static["text/html"]
    assert ui.markdown(str(question.prompt)) in page.text
    assert str(question.prompt) in static["text/plain"]
    for entries in ("options", "steps", "groups", "cards"):
        for entry in getattr(question, entries, ()):
            assert escape(str(entry.text)) in static["text/html"]
            assert str(entry.text) in static["text/plain"]
    for hint in question.hints:
        assert ui.markdown(str(hint)) in static["text/html"]
    assert "mlw-feedback" not in static["text/html"].rpartition("</style>")[2]
    ask(id_, lang)
    assert bundles[2] == static, "the same on every run"


# Nothing, anything and again.


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id_", ["mammals", "butterfly", "where-they-live", "legs"])
def test_checking_nothing_is_not_attempted(id_, lang, ask):
    page = ask(id_, lang)
    page.check()
    assert outcome_of(page.feedback) is Outcome.NOT_ATTEMPTED
    assert latest(id_) is None


def test_saving_nothing_is_not_attempted(ask):
    page = ask("your-pet")
    page.press("Save")
    assert outcome_of(page.feedback) is Outcome.NOT_ATTEMPTED
    assert latest("your-pet") is None


def test_there_are_as_many_tries_as_one_likes(ask):
    page = ask("colour")
    for label in ("a. Blue & white", "c. Red", "b. <b>Black</b>, from $1 to $2", "c. Red"):
        page.press(label)
    assert outcome_of(page.feedback) is Outcome.WRONG
    assert [event.answer for event in journal.events()] == ["black", "red"], (
        "the last of each outcome"
    )


def test_the_same_answer_again_is_no_other_event(ask):
    page = ask("legs")
    page.type("1200")  # leaving the field submits
    page.check()
    assert [event.answer for event in journal.events()] == [1200]
    page.type("")
    assert outcome_of(page.feedback) is Outcome.WRONG, "emptying the field is no answer"
    page.check()
    assert outcome_of(page.feedback) is Outcome.NOT_ATTEMPTED


def test_no_two_threads_grade_at_once(ask):
    """Or the answer of the one might be shown as the outcome of the other."""
    page = ask("legs")
    leaving = Thread(target=page.type, args=("1200",))
    with ui.LOCK:
        leaving.start()
        leaving.join(0.1)
        assert page.feedback == ""
    leaving.join(10)
    assert outcome_of(page.feedback) is Outcome.WRONG


def test_typed_text_is_escaped(ask):
    page = ask("legs")
    page.type("<img src=x onerror=alert(1)>")
    assert "<img" not in page.feedback
    assert "&lt;img" in page.feedback
    assert outcome_of(page.feedback) is Outcome.NOT_ATTEMPTED
    assert latest("legs") is None


def test_plain_texts_are_escaped_where_html_is_shown(ask, bundles):
    page = ask("where-they-live")
    assert "Hare &lt;long ears&gt;" in page.text
    assert "<long ears>" not in page.text + bundles[0]["text/html"]
    ask("colour")
    assert "<b>Black" not in bundles[2]["text/html"]
    assert "Which &lt;colour&gt; is a <em>blackbird</em>?" in bundles[2]["text/html"]


def test_focus_has_somewhere_to_stay(ask):
    """Answering changes no children and disables nothing, so that the focus stays where it is."""
    for id_ in ENTRIES:
        page = ask(id_)
        before = page.widgets(widgets.Widget)
        enabled = [w for w in before if not getattr(w, "disabled", False)]
        for button in page.widgets(widgets.Button):
            button.click()
            button.click()
        assert page.widgets(widgets.Widget) == before
        assert [w for w in before if not getattr(w, "disabled", False)] == enabled


def test_buttons_can_be_told_apart(ask):
    for id_ in ENTRIES:
        tooltips = [button.tooltip for button in ask(id_).widgets(widgets.Button)]
        assert len(set(tooltips)) == len(tooltips)
        assert all(tooltips)


def test_moving_a_step_keeps_the_buttons_in_place(ask):
    page = ask("butterfly")
    down = page.button("Move down: a. Chrysalis")
    down.click()
    assert page.rows() == ["b. Egg", "a. Chrysalis", "c. Butterfly", "d. Caterpillar & hunger"]
    assert down.tooltip == "Move down: b. Egg"
    page.press("Move up: d. Caterpillar & hunger")
    assert page.rows() == ["b. Egg", "a. Chrysalis", "d. Caterpillar & hunger", "c. Butterfly"]
    assert page.button("Move up: b. Egg").disabled
    assert page.button("Move down: c. Butterfly").disabled


def test_a_card_changes_its_group(ask):
    page = ask("where-they-live")
    page.press("a. Trout → 2. On land")
    page.press("b. Whale → 1. In water")
    page.press("a. Trout → 1. In water")
    assert page.chosen() == ["a. Trout → 1. In water", "b. Whale → 1. In water"]


def test_a_price_in_dollars_is_no_formula(ask):
    labels = [box.description for box in ask("mammals").widgets(widgets.Checkbox)]
    assert not any("$" in label for label in labels)
    assert any("1 to" in label for label in labels)


# Hints.


@pytest.mark.parametrize(
    ("lang", "labels"),
    [
        ("en", ["Hint (1 of 2)", "Hint (2 of 2)", "No more hints"]),
        ("ja", ["ヒント（1/2）", "ヒント（2/2）", "ヒントは以上です"]),
    ],
)
def test_hints_come_one_by_one(lang, labels, ask):
    page, hints = ask("colour", lang), ENTRIES["colour"].question.hints
    for count, label in enumerate([*labels, labels[-1]]):
        shown = [ui.markdown(str(hint)) in page.text for hint in hints]
        assert shown == [at < count for at in range(2)]
        page.press(label)
    assert [(event.kind, event.answer) for event in journal.events()] == [("hint", 2)]


def test_hints_stay_shown(ask):
    ask("colour").press("Hint (1 of 2)")
    again = ask("colour")
    assert "<strong>name</strong>" in again.text
    again.press("Hint (2 of 2)")
    assert latest("colour", "hint").answer == 2


def test_without_hints_there_is_no_button(ask):
    assert not any("Hint" in button.description for button in ask("legs").widgets(widgets.Button))


# Coming back.

ANSWERS = [
    ("colour", "c", Outcome.WRONG),
    ("mammals", "ab", Outcome.WRONG),
    ("butterfly", "bdca", Outcome.PARTIAL),
    ("where-they-live", "a1 b2", Outcome.PARTIAL),
    ("legs", 1200.0, Outcome.WRONG),
    ("weight", 0.025, Outcome.RIGHT),
    ("your-pet", "a <i>cat</i>\nor two", Outcome.KEPT),
]


def shows(page, question, answer):
    """Whether the widgets hold an answer, given as `ws.answer` takes it."""
    match question:
        case Single():
            return [label[0] for label in page.chosen()] == list(answer)
        case Multiple():
            ticked = [box.description[0] for box in page.widgets(widgets.Checkbox) if box.value]
            return ticked == list(answer)
        case Order():
            return [row[0] for row in page.rows()] == list(answer or "abcd")
        case Match():
            groups = {f"{at}. {group.text}": at for at, group in enumerate(question.groups, 1)}
            found = [label.split(" → ") for label in page.chosen()]
            return " ".join(f"{card[0]}{groups[group]}" for card, group in found) == answer
        case _:
            (field,) = page.widgets((widgets.Text, widgets.Textarea))
            return (question.read(field.value) or "") == answer


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("id_", "answer", "outcome"), ANSWERS)
def test_the_earlier_answer_comes_back_after_a_restart(
    id_, answer, outcome, lang, ask, bundles, monkeypatch
):
    question = ENTRIES[id_].question
    assert shows(ask(id_, lang), question, "")
    ws.answer(id_, answer)
    monkeypatch.setattr(view, "_shown", {})
    journal._open.cache_clear()
    bundles.clear()

    page = ask(id_, lang)
    assert shows(page, question, answer)
    assert outcome_of(page.feedback) is outcome
    assert ui.text(en="Your earlier answer", ja="以前の答え") in page.feedback
    assert page.feedback in bundles[0]["text/html"]
    assert "<i>cat" not in page.feedback
    assert len(journal.events()) == 1, "showing it is no answer"


def test_showing_an_earlier_answer_that_is_graded_otherwise_now_records_nothing(ask):
    journal.record("m1/01-cats", "quiz", "legs", outcome="right", answer=1200.0)
    assert outcome_of(ask("legs").feedback) is Outcome.WRONG
    assert len(journal.events()) == 1


@pytest.mark.parametrize(("id_", "answer", "outcome"), ANSWERS)
def test_a_new_version_forgets_answers(id_, answer, outcome, ask, monkeypatch):
    entry = ENTRIES[id_]
    ws.answer(id_, answer)
    version = entry.question.version + 1
    raised = replace(entry, question=entry.question.model_copy(update={"version": version}))
    monkeypatch.setattr(bank, "entries", lambda: (raised,))
    page = ask(id_)
    assert shows(page, entry.question, "")
    assert page.feedback == ""


def test_answering_again_replaces_the_earlier_answer(ask):
    ask("colour").press("c. Red")
    page = ask("colour")
    page.press("c. Red")
    assert "earlier" not in page.feedback
    assert len(journal.events()) == 1


def test_starting_afresh_forgets_answers(ask):
    page = ask("colour")
    page.press("c. Red")
    journal.start_afresh("00-start")
    assert ask("colour").feedback == ""
    page.press("c. Red")
    assert latest("colour").answer == "red"


@pytest.mark.parametrize(
    "kept", ["z", 5, None, ["b"], {"a": 1}, "", "abc", [["bat"]], {"trout": "sky"}, ["egg", "egg"]]
)
def test_an_answer_that_no_longer_fits_is_passed_over(kept, ask):
    for id_, entry in ENTRIES.items():
        if not isinstance(entry.question, Open):
            journal.record(entry.lesson, "quiz", id_, version=entry.question.version, answer=kept)
    for id_ in ENTRIES:
        ask(id_)
    assert ask("colour").chosen() == []


# From code.


@pytest.mark.parametrize(("id_", "answer", "outcome"), ANSWERS)
def test_answering_from_code_is_the_same_as_clicking(id_, answer, outcome, ask, bundles):
    page = ask(id_)
    bundles.clear()
    assert ws.answer(id_, answer) is None
    assert shows(page, ENTRIES[id_].question, answer)
    assert outcome_of(page.feedback) is outcome
    read = ENTRIES[id_].question.read(answer)
    assert (latest(id_).outcome, latest(id_).answer) == (outcome.value, read)
    (still,) = bundles
    assert page.feedback in still["text/html"]
    assert still["text/plain"] == outcome.label
    assert len(journal.events()) == 1


def test_answering_needs_no_question_on_display(bundles):
    ws.answer("colour", "b")
    (still,) = bundles
    assert outcome_of(still["text/html"].rpartition("</style>")[2]) is Outcome.RIGHT
    assert latest("colour").answer == "black"


def test_answering_nothing_from_code_is_not_attempted(bundles):
    ws.answer("colour", "")
    assert outcome_of(bundles[0]["text/html"].rpartition("</style>")[2]) is Outcome.NOT_ATTEMPTED
    assert journal.events() == []


@pytest.mark.parametrize("value", ["d", "ab", 1, None])
def test_what_is_no_answer_changes_nothing(value, ask, bundles):
    page = ask("colour")
    page.press("c. Red")
    before, shown = page.feedback, len(bundles)
    with pytest.raises(WorkshopError, match=r'ws\.answer\("colour", "a"\)'):
        ws.answer("colour", value)
    assert (page.feedback, len(bundles), len(journal.events())) == (before, shown, 1)
    assert page.chosen() == ["c. Red"]


@pytest.mark.parametrize("call", [ws.quiz, lambda id_: ws.answer(id_, "a")])
@pytest.mark.parametrize("id_", [["colour"], {"colour": "a"}, None, 10**400])
def test_an_id_that_is_no_text(call, id_, bundles):
    with pytest.raises(WorkshopError):
        call(id_)
    assert bundles == []


@pytest.mark.parametrize("value", [10**400, ["b"], {"b": 1}])
@pytest.mark.parametrize("id_", ["colour", "legs", "your-pet"])
def test_any_value_is_answered_kindly(id_, value, bundles):
    with pytest.raises(WorkshopError):
        ws.answer(id_, value)
    assert latest(id_) is None


def test_several_letters_may_come_in_a_list(bundles):
    ws.answer("mammals", ["a", "c", "e"])
    assert latest("mammals").answer == ["bat", "dolphin", "mouse"]
    assert latest("mammals").outcome == Outcome.RIGHT.value


def test_an_unknown_question(bundles):
    for call in (lambda: ws.quiz("color"), lambda: ws.answer("color", "b")):
        with pytest.raises(WorkshopError, match="'colour'"):
            call()
    assert bundles == []


# When saving is impossible.


def test_trouble_with_saving_is_told_once(ask, monkeypatch):
    saved = False
    monkeypatch.setattr(journal, "record", lambda *args, **more: saved)
    monkeypatch.setattr(journal, "trouble", lambda: "the <disk> is full")
    page = ask("colour")
    page.press("c. Red")
    assert "the &lt;disk&gt; is full" in page.feedback
    assert outcome_of(page.feedback) is Outcome.WRONG
    page.press("a. Blue & white")
    assert "disk" not in page.feedback
    saved = True
    page.press("c. Red")
    saved = False
    page.press("a. Blue & white")
    assert "disk" in page.feedback, "it went well in between"


def test_trouble_stays_told_when_the_button_follows_the_field(ask, monkeypatch):
    monkeypatch.setenv("MLWORKSHOP_HOME", "/dev/null/nowhere")
    page = ask("legs")
    page.type("1200")
    page.check()
    assert "kernel stops" in page.feedback
    assert shows(ask("legs"), ENTRIES["legs"].question, 1200), "the kernel remembers"


# Budgets.


def test_showing_and_feedback_take_less_than_50_ms(bundles):
    def best_of(runs, act):
        times = []
        for _ in range(runs):
            start = time.process_time()
            act()
            times.append(time.process_time() - start)
        return min(times)

    for id_, answer, _ in ANSWERS:
        assert best_of(3, lambda id_=id_: ws.quiz(id_)) < 0.05
        assert best_of(3, lambda id_=id_, answer=answer: ws.answer(id_, answer)) < 0.05
