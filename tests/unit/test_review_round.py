"""A round of review questions as an attendee plays it: widgets, code, journal and map."""

from __future__ import annotations

import re

import ipywidgets as widgets
import pytest
from banks import put_questions
from hands import Page

import mlworkshop as ws
from mlworkshop import journal, language, notebook, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import progress_map
from mlworkshop.questions import bank, review, view
from mlworkshop.questions.rounds import LENGTH

CATS, REVIEW = "m1/01-cats", "m1/02-dogs"

NUMBER = """\
  - id: {id}
    kind: number
    objective: 1
    review: {review}
    prompt: {{en: "How many, {id}?", ja: "{id} はいくつ。"}}
    hints: [{{en: "Hint of {id}.", ja: "{id} のヒント。"}}]
    answer: 1
    tolerance: 0
    why: {{en: One., ja: 1です。}}
    mistakes: [{{value: 2, why: {{en: Too many., ja: 多すぎます。}}}}]
"""
OPEN = """\
  - id: {id}
    kind: open
    objective: 1
    prompt: {{en: Your own?, ja: あなたの。}}
"""


def questions(ids, review="false"):
    return "".join(NUMBER.format(id=id_, review=review) for id_ in ids)


@pytest.fixture(autouse=True)
def review_of_cats(small_course, monkeypatch):
    """A module with a lesson about cats, and one that reviews it."""
    header = (small_course / "lessons" / f"{CATS}.md").read_text(encoding="utf-8")
    (small_course / "lessons" / f"{REVIEW}.md").write_text(
        header.replace(CATS, REVIEW).replace("en: Cats", "en: Review"), encoding="utf-8"
    )
    of_review = questions(["new-a", "new-b"], "true") + questions(["placed"])
    of_cats = questions(["paws", "tail", "ears"])
    put_questions(
        small_course,
        {
            REVIEW: of_review + OPEN.format(id="own-review"),
            CATS: of_cats + OPEN.format(id="own-cats"),
            "00-start": questions(["start"]),
        },
    )
    monkeypatch.setattr(notebook, "_lesson", REVIEW)
    monkeypatch.setattr(view, "_shown", {})


@pytest.fixture
def change(small_course):
    """Change the question bank's text."""

    def change(pattern, by):
        for path in bank.files(small_course / "quizzes"):
            path.write_text(re.sub(pattern, by, path.read_text("utf-8"), flags=re.DOTALL), "utf-8")
        bank.entries.cache_clear()

    return change


@pytest.fixture
def play(outputs):
    """Show the round and return it as an attendee sees it."""

    def play(lang="en", **more):
        language.use(lang)
        assert ws.review("m1", **more) is None
        return Round(outputs[-1].live)

    return play


class Round(Page):
    """The round as it is shown, played to its end or so far."""

    @property
    def on_the_table(self):
        """The id of the question that is asked; None after the end."""
        found = [
            entry.question.id
            for entry in bank.entries()
            if f"<p>{entry.question.prompt}</p>" in self.html
        ]
        return found[0] if found else None

    def answer(self, value):
        (field,) = self.find(widgets.Text)
        field.value = str(value)

    @property
    def last(self):
        return self.find(widgets.Button)[-1]

    def onward(self):
        self.last.click()

    def play(self, *values):
        """Answer one after the other; "" leaves a question out. The ids in the order asked."""
        asked = []
        for value in values:
            asked.append(self.on_the_table)
            if value != "":
                self.answer(value)
            self.onward()
        return asked


def stands(right, again):
    return ui.text(
        en=f"Right: {right} · to repeat: {again}",
        ja=f"正解：{right} · もう一度出る問題：{again}",
    )


def missed(key, lesson=CATS, outcome="wrong", version=1):
    answer = 1 if outcome == "right" else 2
    journal.record(lesson, "quiz", key, version=version, outcome=outcome, answer=answer)


def test_with_nothing_done_there_are_only_the_new_ones(play):
    page = play()
    assert page.play(1, 1) == ["new-a", "new-b"]
    assert page.on_the_table is None
    assert "The round is over." in page.html


def test_missed_ones_come_first_then_new_ones(play):
    missed("tail")
    missed("paws", outcome="partial")
    missed("ears", outcome="right")
    missed("start", lesson="00-start")
    assert play().play(1, 1, 1, 1) == ["tail", "paws", "new-a", "new-b"]


def test_what_was_wrong_after_it_was_right_comes_again(play):
    missed("tail", outcome="right")
    missed("tail")
    assert play().on_the_table == "tail"


def test_a_right_answer_takes_a_question_from_the_missed_and_the_map_counts_it(play):
    missed("tail")
    assert "How many, tail?" in progress_map.plain()
    play().play(1)
    assert "How many, tail?" not in progress_map.plain()
    line = next(line for line in progress_map.plain().splitlines() if "Cats" in line)
    assert "questions right: 1 of 4" in line
    assert journal.latest(CATS, "quiz", "tail").outcome == "right"


def test_what_is_wrong_comes_again_at_the_end_and_first_next_time(play):
    missed("tail")
    missed("paws")
    page = play()
    assert page.play(1, 2, 1, 1, 2) == ["tail", "paws", "new-a", "new-b", "paws"]
    assert page.on_the_table is None
    missed("ears")
    page.onward()
    assert page.play(1, 1) == ["paws", "ears"]


def test_a_second_try_in_the_same_turn_is_welcome_but_the_question_comes_again(play):
    page = play()
    page.answer(2)
    page.answer(1)
    assert page.outcome is ui.Outcome.RIGHT
    page.onward()
    assert page.play(1, 1) == ["new-b", "new-a"]
    assert "right the second time: 1" in page.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_comes_without_its_earlier_answer_and_hints(lang, play):
    missed("tail")
    journal.record(CATS, "hint", "tail", answer=1)
    page = play(lang)
    assert page.on_the_table == "tail"
    assert page.find(widgets.Text)[0].value == ""
    assert page.outcome is None
    assert ui.text(en="Hint of tail.", ja="tail のヒント。") not in page.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_where_a_question_is_from(lang, play):
    missed("tail")
    page = play(lang)
    assert '<a href="01-cats.ipynb">' in page.html
    page.play(2, 1, 1)
    assert page.on_the_table == "tail"
    assert ui.text(en="not right the first time", ja="さきほど正解できなかった") in page.html


@pytest.mark.parametrize(
    ("lang", "labels"),
    [
        (
            "en",
            ["Leave it out →", "Next question →", "See the result →", "Play another round"],
        ),
        ("ja", ["この問題を飛ばす →", "次の問題へ →", "結果を見る →", "もう1ラウンド"]),
    ],
)
def test_the_button_says_what_it_does_and_stays_where_it_is(lang, labels, play):
    page = play(lang)
    button, said = page.last, []
    for value in (1, 1):
        said.append(page.last.description)
        page.answer(value)
        said.append(page.last.description)
        page.onward()
    said.append(page.last.description)
    assert said == [labels[0], labels[1], labels[0], labels[2], labels[3]]
    assert page.last is button
    assert not button.disabled
    assert button.tooltip == button.description


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_counts_as_it_goes(lang, play):
    page = play(lang)
    assert ui.text(en="Question 1 of 2", ja="問題 1/2") in page.html
    assert ui.text(en="Right: 0 · to repeat: 0", ja="正解：0 · もう一度出る問題：0") in page.html
    assert "● ○" in page.html
    page.answer(2)
    assert ui.text(en="Right: 0 · to repeat: 1", ja="正解：0 · もう一度出る問題：1") in page.html
    page.onward()
    assert "↻ ●" in page.html
    page.answer(1)
    assert ui.text(en="Right: 1 · to repeat: 1", ja="正解：1 · もう一度出る問題：1") in page.html
    page.onward()
    assert ui.text(en="Once more: 1 of 1", ja="もう一度挑戦 1/1") in page.html
    assert ui.text(en="to repeat", ja="もう一度出る") not in page.html
    page.answer(1)
    assert "✓ ✓" in page.html
    assert ui.text(en="Right: 2", ja="正解：2") in page.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_comes_again_is_counted_to_its_end(lang, play):
    missed("tail")
    page = play(lang)
    page.play(2, 2, 2)
    said = []
    for value in (1, 2, 1):
        said.append(ui.text(en="Once more: {} of 3", ja="もう一度挑戦 {}/3").format(len(said) + 1))
        assert said[-1] in page.html
        page.play(value)
    over = ui.text(
        en="The round is over. Right: 2 of 3.", ja="このラウンドは終わりです。正解：3問中2問"
    )
    assert over in page.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_end_says_how_it_went_and_what_is_left(lang, play):
    missed("tail")
    missed("paws")
    page = play(lang)
    page.play(1, 2, "", 2, 2, 1)
    for words in (
        ui.text(en="right at once: 1", ja="1回目で正解：1"),
        ui.text(en="right the second time: 1", ja="2回目で正解：1"),
        ui.text(en="not right this time: 1", ja="今回は正解ならず：1"),
        ui.text(en="left out: 1", ja="飛ばした：1"),
        ui.text(
            en="what you missed (1), then new questions (1)",
            ja="正解できていない問題（1問）、新しい問題（1問）",
        ),
    ):
        assert words in page.html
    page.onward()
    assert page.on_the_table == "paws"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_everything_is_right_it_says_so_and_plays_its_own_again(lang, play):
    page = play(lang)
    page.play(1, 1)
    assert ui.text(en="every question in this module correctly", ja="すべて正解です") in page.html
    page.onward()
    assert page.play(1, 1) == ["new-a", "new-b"]


def test_when_all_lessons_went_right_the_new_ones_are_offered(play):
    for key in ("paws", "tail", "ears"):
        missed(key, outcome="right")
    page = play()
    assert page.on_the_table == "new-a"
    assert "Nothing is missed" in page.html


def test_a_round_is_no_longer_than_promised_and_more_come_by_button(small_course, play):
    ids = [f"more-{at}" for at in range(LENGTH + 1)]
    put_questions(small_course, {REVIEW: questions(["new-a", "new-b", *ids], "true")})
    page = play()
    assert page.play(*[1] * LENGTH) == ["new-a", "new-b", *ids[: LENGTH - 2]]
    assert page.on_the_table is None
    page.onward()
    assert page.play(1, 1, 1) == ids[LENGTH - 2 :]


def test_the_round_goes_on_after_a_restart(play, monkeypatch):
    missed("tail")
    page = play()
    page.play(1, 2)
    page.answer(2)
    monkeypatch.setattr(view, "_shown", {})
    journal._open.cache_clear()
    page = play()
    assert page.on_the_table == "new-b"
    assert "Your earlier answer" in page.html
    assert page.last.description == "Next question →"
    page.onward()
    assert page.play(1, 1) == ["new-a", "new-b"]


def test_showing_a_round_leaves_no_trace_so_a_lesson_done_later_still_counts(play):
    play()
    assert journal.events() == []
    missed("tail")
    assert play().on_the_table == "tail"


def test_the_result_stays_after_a_restart(play):
    play().play(1, 1)
    journal._open.cache_clear()
    page = play()
    assert page.on_the_table is None
    assert "right at once: 2" in page.html


def test_starting_afresh_begins_a_new_round(play):
    play().play(1)
    journal.start_afresh(REVIEW)
    assert play().on_the_table == "new-a"


def test_a_question_that_was_removed_leaves_the_round(play, change):
    missed("tail")
    play().answer(2)
    change("tail|new-a", "other")
    page = play()
    assert page.play(1) == ["new-b"]
    assert page.on_the_table is None


def test_when_all_of_a_round_was_removed_another_one_begins(play, change):
    play().play(1)
    change("new-", "newer-")
    missed("tail")
    assert play().on_the_table == "tail"


@pytest.mark.parametrize("version", [1, 3])
def test_answers_to_another_version_of_a_question_are_about_another_question(version, play, change):
    missed("tail", version=version)
    change("id: tail\n", "id: tail\n    version: 2\n")
    assert play().on_the_table == "new-a"
    missed("tail", version=2)
    assert play().on_the_table == "tail"


@pytest.mark.parametrize("kept", [None, "x", {"waiting": 3}, {"waiting": ["gone:1"]}])
def test_what_cannot_be_read_as_a_round_does_no_harm(kept, play):
    journal.record(REVIEW, "note", "review m1", answer=kept)
    assert play().on_the_table == "new-a"


def test_a_module_without_anything_to_ask(play, change):
    change("review: true", "review: false")
    page = play()
    assert "There is nothing to review yet." in page.html
    page.onward()
    assert "There is nothing to review yet." in page.html


# From code


def test_a_round_can_be_played_from_code(play, outputs):
    missed("tail")
    play()
    ws.answer("tail", 2)
    page = play(go_on=True)
    assert page.on_the_table == "new-a"
    ws.answer("new-a", 1)
    assert "Right: 1 · to repeat: 1" in page.html
    assert play(go_on=True).on_the_table == "new-b"
    assert play(go_on=True).on_the_table == "tail"
    ws.answer("tail", 1)
    page = play(go_on=True)
    assert page.on_the_table is None
    assert play(go_on=True).on_the_table == "new-b"


def test_answering_another_question_from_code_does_not_disturb_the_round(play):
    page = play()
    ws.answer("new-b", 2)
    assert page.last.description == "Leave it out →"
    page.play(1)
    ws.answer("new-a", 2)
    assert page.last.description == "Leave it out →"
    assert page.on_the_table == "new-b"


@pytest.mark.parametrize("module", ["m9", "", 3, ["m1"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_module(module, lang, outputs):
    language.use(lang)
    with pytest.raises(WorkshopError, match="start, m1"):
        ws.review(module)
    assert outputs == []


def test_without_a_notebook(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", None)
    with pytest.raises(WorkshopError, match="first code cell"):
        ws.review("m1")


# Without a kernel


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_questions_can_be_read_without_a_kernel(lang, play, outputs):
    missed("tail")
    play(lang)
    first = outputs[0]
    for id_ in ("tail", "new-a", "new-b"):
        (prompt,) = (e.question.prompt for e in bank.entries() if e.question.id == id_)
        assert str(prompt) in first.static
    assert "paws" not in first.static
    assert "ws.review(&quot;m1&quot;, go_on=True)" in first.static
    assert "ws.answer(&quot;tail&quot;, 12.5)" in first.static
    assert ui.text(en="How many, tail?", ja="tail はいくつ。") in first.plain
    play(lang)
    assert (outputs[-1].static, outputs[-1].plain) == (first.static, first.plain)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_result_can_be_read_without_a_kernel(lang, play, outputs):
    play(lang).play(1, 1)
    outputs.clear()
    play(lang)
    assert ui.text(en="right at once: 2", ja="1回目で正解：2") in outputs[0].static
    assert outputs[0].plain == ui.text(
        en="The round is over. Right: 2 of 2.", ja="このラウンドは終わりです。正解：2問中2問"
    )


def test_trouble_with_saving_does_not_stop_the_round(play, monkeypatch):
    monkeypatch.setenv("MLWORKSHOP_HOME", "/dev/null/nowhere")
    page = play()
    assert page.play(1, 1) == ["new-a", "new-b"]
    assert play().on_the_table is None, "the kernel remembers"


def test_titles_are_escaped(small_course, play):
    path = small_course / "lessons" / f"{CATS}.md"
    path.write_text(path.read_text("utf-8").replace("en: Cats", "en: <b>Cats"), "utf-8")
    structure.header_of.cache_clear()
    missed("tail")
    assert "<b>Cats" not in play().html


def test_every_text_differs_between_the_languages(play, outputs):
    def said(lang):
        language.use(lang)
        game = review._Review(structure.load().modules[1], REVIEW)
        return [game._title(), game._outlook(), game._label(), game._where()]

    missed("tail")
    for en, ja in zip(said("en"), said("ja"), strict=True):
        assert en != ja
