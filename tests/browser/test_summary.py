"""Pages to print in a real browser: a module's written and downloaded, each on one sheet."""

from __future__ import annotations

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from mlworkshop import journal, language
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import certificate, summary_page
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import Open
from mlworkshop.questions.sittings import Score

MODULE = "m1-intro"
BEGIN = f'import mlworkshop as ws\nws.begin("{MODULE}/01-what-is-ml", "en")'
SHOW = f'ws.summary("{MODULE}")'
LONG = {
    "nothing": "",
    "words": "Every day somebody sorts inquiries into piles by hand, and so on. " * 40,
    "文": "毎日、届いた問い合わせを人が手で仕分けています。そのほかにもいろいろとあります。" * 40,
    "wide": "W" * 3000,
    "lines": "a\n\n" * 500,
}


def test_its_link_holds_what_is_written(lab, open_notebook):
    notebook = open_notebook(lab.write(f"notebooks/en/{MODULE}/page.ipynb", BEGIN, SHOW))
    notebook.run_all()
    cell = notebook.cell(SHOW)
    cell.locator(".mlw-live button").last.click()
    link = cell.locator(".mlw-live a[download]")
    with notebook.page.expect_download() as downloaded:
        link.click()
    file = lab.folder / "notebooks/en" / MODULE / link.get_attribute("download")
    assert downloaded.value.path().read_bytes() == file.read_bytes()
    notebook.screenshot("page", cell.locator(".mlw-live"))


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 800, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The page with the same note for each lesson, also where one is still to be written."""
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path))
    before = language.current()
    (module,) = (module for module in structure.load().modules if module.id == MODULE)
    asked = [
        entry
        for entry in bank.entries()
        if isinstance(entry.question, Open) and entry.lesson.startswith(f"{MODULE}/")
    ]

    def written(lang, note=""):
        language.use(lang)
        for entry in asked if note else ():
            key, version = entry.question.id, entry.question.version
            journal.record(entry.lesson, "quiz", key, version=version, outcome="kept", answer=note)
        html = summary_page._page(module, "2026-01-31")
        if note:
            row = re.findall(r'<div class="mlw-notes">(<p.*?</p>)', html)[0]
            missing = len(module.lessons) - len({entry.lesson for entry in asked})
            html = html.replace(row, row * (missing + 1))
        return html

    yield written
    language.use(before)


def pages_of(page: Page, size: str) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=size)))


@pytest.mark.parametrize("note", LONG)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_prints_on_one_sheet_however_long_the_notes(lang, note, page, written):
    page.set_content(written(lang, LONG[note]))
    for size in ("A4", "Letter"):
        assert pages_of(page, size) == 1


NAMES = {
    "short": "Ada Lovelace",
    "wide": "W" * 200,
    "文": "寿限無寿限無五劫の擦り切れ" * 15,
    "emoji": "👩‍🔬" * 60,
    "right to left": "مريم بنت عبد الله " * 11,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_certificate_of_the_whole_course_prints_on_one_sheet(lang, name, page, monkeypatch):
    lessons = list(structure.load().lessons)
    for done, begun in ((lessons, []), ([], []), (lessons[:9], lessons[9:])):
        monkeypatch.setattr(certificate.progress_map, "finished", lambda both=(done, begun): both)
        monkeypatch.setattr(certificate.final_check, "score", lambda: Score(14, 20, skipped=3))
        before = language.current()
        language.use(lang)
        page.set_content(certificate._page(NAMES[name], date(2026, 11, 26)))
        language.use(before)
        for size in ("A4", "Letter"):
            assert pages_of(page, size) == 1
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []


def test_a_longer_page_would_be_noticed(page):
    page.set_content("<p>line</p>" * 200)
    assert pages_of(page, "A4") > 1


def test_it_is_accessible_and_black_on_white(page, written):
    page.set_content(written("en"))
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found] == []
    colours = page.locator(".mlw-page *").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
