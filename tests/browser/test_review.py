"""The review of module 1 in a real browser: from a missed question to the printed page."""

from __future__ import annotations

import re

import pytest
from hands import (
    Keyboard,
    Mouse,
    answer,
    attempt,
    feedback,
    right,
    starter_and_solution,
    words,
    wrong,
)
from playwright.sync_api import Page, expect

from mlworkshop import journal, language
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome
from mlworkshop.overview import summary_page
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import Open

LESSON = "m1-intro/08-review"
MISSED = bank.find("ml-why-rules-break").question
NEW = [entry.question for entry in bank.entries() if entry.question.review]


def begun(lesson, lang, *cells):
    """The sources of a notebook's cells in which a lesson has begun."""
    return [f'import mlworkshop as ws\nws.begin("{lesson}", "{lang}")', *cells]


@pytest.fixture(scope="module")
def review(open_for_module, running_lab, lang):
    """The review's notebook, run after one question was missed in the lesson about ML."""
    source = f'ws.quiz("{MISSED.id}")'
    cells = begun("m1-intro/01-what-is-ml", lang, source)
    missed_in = open_for_module(running_lab.write(f"missed-{lang}.ipynb", *cells))
    missed_in.run_all()
    answer(Mouse(missed_in), missed_in.cell(source), MISSED, wrong(MISSED))
    expect(feedback(missed_in.cell(source))).to_contain_text(Outcome.WRONG.label)
    notebook = open_for_module(f"notebooks/{lang}/{LESSON}.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture
def round_(review):
    return review.cell("ws.review(")


def onward(cell):
    return cell.locator(".mlw-live button").last


def on_the_table(cell, question):
    expect(cell.locator(".mlw-live")).to_contain_text(words(str(question.prompt)).split("\n")[0])


def test_run_all_leaves_no_error(review):
    review.assert_clean()


def test_a_missed_question_comes_first_and_a_right_answer_changes_the_map(review, round_, lang):
    hand = Mouse(review)
    progress = review.cell("ws.progress()")
    gist = words(str(MISSED.prompt)).strip()[:20]
    expect(review.output(progress)).to_contain_text(gist)
    on_the_table(round_, MISSED)
    review.screenshot(f"review-{lang}-missed", round_.locator(".mlw-live"))
    answer(hand, round_, MISSED, right(MISSED))
    expect(feedback(round_)).to_contain_text(Outcome.RIGHT.label)
    expect(round_.locator(".mlw-live a")).to_have_attribute("href", re.compile("what-is-ml"))
    review.screenshot(f"review-{lang}-right", round_.locator(".mlw-live"))
    review.run(progress)
    expect(review.output(progress)).not_to_contain_text(gist)
    hand.reach(round_)
    hand.press(onward(round_))
    on_the_table(round_, NEW[0])


def test_half_a_round_goes_on_in_another_kernel(review, open_for_module, lang):
    source = 'ws.review("m1-intro")'
    half = open_for_module(review.lab.write(f"half-{lang}.ipynb", *begun(LESSON, lang, source)))
    half.run_all()
    on_the_table(half.cell(source), NEW[0])
    expect(half.cell(source).locator(".mlw-live")).to_contain_text(
        language.text(en="Question 2 of 10 · Right: 1", ja="問題 2/10 · 正解：1")
    )


def test_the_rest_of_the_round_to_its_end(review, round_, lang):
    hand = Keyboard(review) if lang == "en" else Mouse(review)
    rest = NEW[:9]
    for at, question in enumerate(rest):
        on_the_table(round_, question)
        answer(hand, round_, question, wrong(question) if at == 1 else right(question))
        expected = Outcome.WRONG if at == 1 else Outcome.RIGHT
        expect(feedback(round_)).to_contain_text(expected.label)
        if at in (0, 3):
            review.screenshot(f"review-{lang}-{question.kind}", round_.locator(".mlw-live"))
        hand.press(onward(round_))
    on_the_table(round_, rest[1])
    review.screenshot(f"review-{lang}-again", round_.locator(".mlw-live"))
    answer(hand, round_, rest[1], right(rest[1]))
    hand.press(onward(round_))
    expect(round_.locator(".mlw-live")).to_contain_text(
        language.text(
            en="The round is over. Right: 10 of 10.",
            ja="このラウンドは終わりです。正解：10問中10問",
        )
    )
    review.screenshot(f"review-{lang}-end", round_.locator(".mlw-live"))


@pytest.mark.parametrize("exercise", ["find-the-flaw", "missing-figures"])
def test_exercises_can_be_done(review, exercise):
    _, solution = starter_and_solution(LESSON, exercise)
    check = attempt(review, exercise, solution)
    expect(feedback(check)).to_contain_text(Outcome.RIGHT.label)


def test_plots_are_drawn(review, lang):
    plots = review.page.locator('.jp-Notebook [data-mime-type="image/png"] img')
    expect(plots).to_have_count(2)
    for at in range(2):
        assert plots.nth(at).evaluate("plot => plot.naturalWidth") > 0
        review.screenshot(f"review-{lang}-plot-{at + 1}", plots.nth(at))


def test_the_page_is_written_and_its_link_holds_it(review, lang):
    own = bank.find("review-own-work").question
    hand = Mouse(review)
    answer(hand, review.cell(f'ws.quiz("{own.id}")'), own, right(own))
    cell = review.cell("ws.summary(")
    review.run(cell)
    expect(cell.locator(".mlw-live .mlw-page")).to_contain_text("<b>gift wrap</b>")
    hand.reach(cell)
    hand.press(onward(cell))
    file = review.lab.folder / f"notebooks/{lang}/m1-intro/my-summary-m1-intro.html"
    link = cell.locator(".mlw-live a[download]")
    expect(link).to_have_attribute("download", file.name)
    with review.page.expect_download() as downloaded:
        link.click()
    assert downloaded.value.path().read_bytes() == file.read_bytes()
    review.screenshot(f"review-{lang}-page", cell.locator(".mlw-live"))


def test_it_is_accessible(review):
    assert review.accessibility_problems() == []


def test_the_result_is_there_in_another_kernel(review, open_for_module, lang):
    source = 'ws.review("m1-intro")'
    again = open_for_module(review.lab.write(f"again-{lang}.ipynb", *begun(LESSON, lang, source)))
    again.run_all()
    expect(again.cell(source).locator(".mlw-live")).to_contain_text(
        language.text(en="right at once: 9", ja="1回目で正解：9")
    )


# The page, printed


LONG = {
    "en": "Every day somebody sorts inquiries into piles by hand, and so on. " * 40,
    "ja": "毎日、届いた問い合わせを人が手で仕分けています。そのほかにもいろいろとあります。" * 40,
    "wide": "W" * 3000,
    "lines": "a\n\n" * 500,
}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 800, "height": 1000})
    yield context.new_page()
    context.close()


def pages_of(page: Page, size: str) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=size)))


@pytest.mark.parametrize("notes", [None, *LONG])
@pytest.mark.parametrize("lang_of_page", LANGUAGES)
def test_it_prints_on_one_sheet_however_long_the_notes(
    lang_of_page, notes, page, tmp_path, monkeypatch
):
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path))
    before = language.current()
    language.use(lang_of_page)
    (module,) = (module for module in structure.load().modules if module.id == "m1-intro")
    asked = [
        entry
        for entry in bank.entries()
        if isinstance(entry.question, Open) and entry.lesson.startswith("m1-intro/")
    ]
    for entry in asked if notes else ():
        key, version = entry.question.id, entry.question.version
        answered = {"outcome": "kept", "answer": LONG[notes]}
        journal.record(entry.lesson, "quiz", key, version=version, **answered)
    html = summary_page._page(module, "2026-01-31")
    language.use(before)
    if notes:
        # One note a lesson, also where a lesson is still to be written.
        row = re.findall(r'<div class="mlw-notes">(<p.*?</p>)', html)[0]
        missing = len(module.lessons) - len({entry.lesson for entry in asked})
        html = html.replace(row, row * (missing + 1))
    page.set_content(html)
    for size in ("A4", "Letter"):
        assert pages_of(page, size) == 1
    page.emulate_media(media="print")
    page.screenshot(path=f"tests/artefacts/page-{lang_of_page}-{notes}.png", full_page=True)


def test_a_longer_page_would_be_noticed(page):
    page.set_content("<p>line</p>" * 200)
    assert pages_of(page, "A4") > 1


def test_the_page_is_accessible_and_black_on_white(page):
    from axe_playwright_python.sync_playwright import Axe

    (module,) = (module for module in structure.load().modules if module.id == "m1-intro")
    page.set_content(summary_page._page(module, "2026-01-31"))
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found] == []
    colours = page.locator(".mlw-page *").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
