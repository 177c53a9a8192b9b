"""The final check: what it draws, how it is taken, what its result says."""

from __future__ import annotations

from collections import Counter

import pytest
from banks import NUMBER, put_questions
from hands import Page

import mlworkshop as ws
from mlworkshop import journal, language, notebook
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.measures import wilson
from mlworkshop.questions import bank, final_check, sittings, view
from mlworkshop.questions.kinds import Open
from mlworkshop.questions.sittings import HALF, LENGTH, Candidate, Score, Sitting

CATS, START = "m1/01-cats", "00-start"


def pool(modules=3, lessons=3, objectives=2, questions=2):
    return [
        Candidate(f"{m}{n}{o}{q}:1", f"m{m}", (f"m{m}/{n}", o))
        for m in range(modules)
        for n in range(lessons)
        for o in range(objectives)
        for q in range(questions)
    ]


def draw(candidates, past=None, **more):
    return sittings.draw(candidates, past or {}, seed=1, **more)


# The draw


def test_every_beginning_of_a_draw_has_the_modules_alike():
    keys = draw(pool())
    assert len(set(keys)) == len(keys) == LENGTH
    for count in (3, HALF, LENGTH):
        shares = Counter(key[0] for key in keys[:count]).values()
        assert len(shares) == 3
        assert max(shares) - min(shares) <= 1


def test_it_meets_all_lessons_and_as_many_objectives_as_it_can():
    keys = draw(pool())
    assert len({key[:2] for key in keys}) == 9
    assert len({key[:3] for key in keys}) == 18


def test_the_same_seed_gives_the_same_draw_and_another_one_another():
    assert draw(pool()) == draw(pool()) != sittings.draw(pool(), {}, seed=2)


def test_a_small_bank_gives_what_it_has():
    assert len(draw(pool(1, 1, 1, 2), {})) == 2
    assert draw([], {}) == ()


def test_what_was_not_drawn_comes_first_then_what_was_not_right():
    known = [one.key for one in pool(1, 1, 3, 4)]
    past = dict.fromkeys(known[:6], "right") | dict.fromkeys(known[6:9], "wrong")
    keys = draw(pool(1, 1, 3, 4), past, count=12)
    assert set(keys[:3]) == set(known[9:])
    assert set(keys[3:6]) == set(known[6:9])


def played(sitting, said="right"):
    while sitting.round.key:
        round_ = sitting.round.heard(said).onward()
        sitting = sittings.replace(sitting, round=round_)
    return sitting


def test_sittings_repeat_nothing_while_there_is_anything_new():
    seen, sitting = [], None
    for _ in range(2):
        sitting = played(sittings.begin(pool(3, 4, 2, 2), sitting))
        sitting = played(sitting.extended())
        seen += sitting.drawn
    assert len(set(seen)) == 2 * LENGTH


def test_a_wrong_answer_has_no_second_turn():
    sitting = played(sittings.begin(pool()), "wrong")
    assert sitting.score == Score(0, HALF)
    assert played(sitting.extended(), "wrong").score == Score(0, LENGTH)


def test_half_a_check_has_a_result_and_an_unfinished_one_the_result_before():
    assert sittings.begin(pool()).score is None
    first = played(sittings.begin(pool()))
    assert first.extended().score == first.score == Score(HALF, HALF)
    assert sittings.begin(pool(), first).score == Score(HALF, HALF)


# The course's own questions


@pytest.fixture(scope="module")
def candidates():
    return final_check._candidates()


def test_the_course_has_enough_for_two_checks_without_a_repetition(candidates):
    first = sittings.begin(candidates)
    second = sittings.begin(candidates, played(played(first).extended()))
    size = Counter(one.module for one in candidates)
    repeated = {one.module for one in candidates if one.key in {*first.drawn} & {*second.drawn}}
    assert len(first.drawn) == len(second.drawn) == LENGTH
    assert all(size[module] < 2 * LENGTH / 3 + 1 for module in repeated)


def test_a_check_meets_every_module_and_most_lessons(candidates):
    modules = {one.module for one in candidates}
    by_key = {one.key: one for one in candidates}
    for number in range(1, 6):
        keys = sittings.draw(candidates, {}, seed=number)
        drawn = [by_key[key] for key in keys]
        assert {one.module for one in drawn[:HALF]} == modules
        assert len({one.lesson for one in drawn}) >= min(
            15, len({one.lesson for one in candidates})
        )
        assert len({one.objective for one in drawn}) >= 19


POINTING = ("above", "the plot", "as in the table", "in the text", "グラフ", "上の図", "上の表")


def test_no_question_of_the_check_points_at_what_its_lesson_shows():
    """Questions that do say `here_only`; tables within a prompt are its own."""
    asked = [entry.question for entry in final_check._pool().values()]
    assert not any(isinstance(question, Open) for question in asked)
    pointing = [
        (question.id, word)
        for question in asked
        for lang in LANGUAGES
        for word in POINTING
        if word in question.prompt.of(lang) and "|---|" not in question.prompt.of(lang)
    ]
    assert pointing == []


# On display


@pytest.fixture
def cats(small_course, monkeypatch):
    ids = [f"cat-{at}" for at in range(24)]
    away = NUMBER.format(id="away").replace("objective", "here_only: true\n    objective")
    put_questions(
        small_course,
        {
            CATS: away + "".join(NUMBER.format(id=id_) for id_ in ids),
            START: "".join(NUMBER.format(id=f"start-{at}") for at in range(24)),
        },
    )
    monkeypatch.setattr(notebook, "_lesson", CATS)
    monkeypatch.setattr(view, "_shown", {})


@pytest.fixture
def check(outputs, cats):
    def check(lang="en", **more):
        language.use(lang)
        assert ws.final_check(**more) is None
        return Page(outputs[-1].live)

    return check


def press_main(page):
    page.find(final_check.widgets.Button)[-1].click()


def on_the_table():
    sitting = final_check._held()
    return sitting.round.key.partition(":")[0]


def take(page, values):
    """Answer through the fields, one after the other; None leaves a question out."""
    for value in values:
        if value is not None:
            field = page.find(final_check.widgets.Text)[-1]
            field.value = str(value)
        press_main(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_asks_first_what_one_expects_and_then_compares(lang, check):
    page = check(lang)
    fields = page.find(final_check.widgets.Text)
    assert len(fields) == 2
    fields[0].value, fields[1].value = "５", "3"
    press_main(page)
    take(page, [1] * 4 + [2] * 5 + [None])
    assert final_check.score() == Score(4, HALF, skipped=1)
    sitting = final_check._held()
    assert list(sitting.expected.values()) == [5, 3]
    assert {"en": "Left out: 1.", "ja": "飛ばした問題：1問"}[lang] in page.html
    assert "%" not in page.text
    assert ">3</td>" in page.html
    assert ">5</td>" in page.html


def test_no_expectation_is_needed_and_too_high_a_one_is_refused(check):
    page = check()
    field = page.find(final_check.widgets.Text)[0]
    field.value = "6"
    assert "from 0 to 5" in page.html
    press_main(page)
    assert final_check._held().expected == {}
    assert "Question 1 of 10" in page.html


def test_nothing_is_kept_before_it_begins(check):
    check()
    assert journal.events() == []


def test_it_goes_on_after_a_restart(check, monkeypatch):
    page = check()
    press_main(page)
    take(page, [1, 2])
    before = on_the_table()
    journal._open.cache_clear()
    monkeypatch.setattr(view, "_shown", {})
    page = check("ja")
    assert "問題 3/10" in page.html
    assert on_the_table() == before


def test_after_half_of_it_there_is_a_result_and_then_the_rest(check):
    page = check()
    press_main(page)
    take(page, [1] * HALF)
    assert "Right: 10 of 10." in page.html
    assert "between 72% and 100%" in page.html
    press_main(page)
    assert "Question 11 of 20" in page.html
    take(page, [2] * HALF)
    assert "Right: 10 of 20." in page.html
    first = set(final_check._held().drawn)
    press_main(page)
    press_main(page)
    assert not first & set(final_check._held().drawn)
    assert final_check.score() == Score(10, 20)


def test_every_part_can_be_done_from_code(check, outputs):
    check(expected=[4, 4])
    assert final_check._held().expected == {"start": 4, "m1": 4}
    for _ in range(HALF):
        ws.answer(on_the_table(), 1)
        check(go_on=True)
    assert final_check.score() == Score(HALF, HALF)
    assert "Right: 10 of 10." in outputs[-1].static
    check(expected=[0, 0])
    assert final_check._held().expected == {"start": 4, "m1": 4}


@pytest.mark.parametrize("expected", [[1], [1, 2, 3], "ab", 7, [1, 6], [1, "x"], {"m1": 2}])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_expectations_that_do_not_fit_are_refused_kindly(expected, lang, check):
    with pytest.raises(WorkshopError):
        check(lang, expected=expected)
    assert final_check._held() is None


def test_what_was_not_right_leads_back_to_its_lesson(check):
    page = check()
    press_main(page)
    take(page, [2, *[1] * (HALF - 1)])
    wrong = bank.find(final_check._held().drawn[0].partition(":")[0])
    (entry,) = (one for one in structure.load().lessons if one.id == wrong.lesson)
    assert page.html.count("<li>") == 1
    assert str(entry.title) in page.html.split("<ul>")[1]


def test_questions_that_make_sense_in_their_lesson_only_are_not_drawn(cats):
    assert "away:1" not in final_check._pool()


@pytest.mark.parametrize("held", [None, 3, {}, {"drawn": "x"}, {"drawn": ["gone:1"], "round": {}}])
def test_what_cannot_be_read_as_a_sitting_does_no_harm(held, check):
    journal.record(final_check.HOME, "note", "final check", answer=held)
    assert len(check().find(final_check.widgets.Text)) == 2
    assert final_check.score() is None


def test_questions_that_were_removed_leave_the_sitting(check, small_course):
    page = check()
    press_main(page)
    take(page, [1])
    gone = {one.partition(":")[0] for one in final_check._held().drawn if one.startswith("cat")}
    left = "".join(NUMBER.format(id=f"cat-{at}") for at in range(24) if f"cat-{at}" not in gone)
    put_questions(small_course, {CATS: left})
    page = check()
    assert "of 5" in page.html
    take(page, [1] * 4)
    assert final_check.score().of == 5


def test_the_interval_is_the_one_of_the_measures():
    for right, of in ((0, 10), (7, 10), (20, 20)):
        known = wilson(right, of)
        found = final_check._wilson(Score(right, of))
        assert found == pytest.approx((known.low, known.high), abs=1e-4)


def test_a_sitting_is_kept_as_json_and_read_back():
    sitting = played(sittings.begin(pool()))
    kept = sittings._SITTING.dump_python(sitting, mode="json")
    assert sittings.read(kept) == sitting
    assert isinstance(sittings.read(kept), Sitting)
