"""The lessons as slides, each file by itself in a real Chromium without a network.

Run by `make slides-test`, by night in CI: it needs npm, which `make test` does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mlworkshop.authoring import slides
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES, Language

OPEN = [entry.id for entry in structure.load().lessons if entry.is_open]
# What each slide that scrolls shows, by the id of its first cell, and why it may.
TALL = yaml.safe_load((structure.root() / "lessons/tall-slides.yml").read_text("utf-8"))
_MEASURE = """() => [...document.querySelectorAll(".slides > section > section")].map(slide => {
    const {h, v} = Reveal.getIndices(slide);
    Reveal.slide(h, v);
    const cell = slide.querySelector(".jp-Cell[id]");
    return {
        cell: cell ? cell.id.replace("cell-id=", "") : "",
        overflow: slide.scrollHeight - slide.clientHeight,
        height: slide.clientHeight,
        words: slide.innerText.trim().length + slide.querySelectorAll("img").length,
    };
})"""

LARGE = ["m1-intro/02-spam", "m2-planning/04-is-the-data-ready", "m3-organisation/04-leadership"]
_BEYOND = """width => [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > width + 1)
    .filter(each => !each.closest("pre, table, svg, math"))
    .map(each => each.textContent.trim().slice(0, 40))"""
_MOVES = """parts => parts.filter(part => {
    const style = getComputedStyle(part);
    return parseFloat(style.transitionDuration) || style.animationName !== "none";
}).map(part => part.className)"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that fails the test if it asks any host or has an error."""
    context = chromium.new_context(viewport={"width": slides.WIDTH, "height": slides.HEIGHT})
    context.set_offline(True)
    opened, asked = context.new_page(), []
    context.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: asked.append(str(error)))
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", OPEN)
def test_nothing_scrolls_off_but_what_is_listed(
    page: Page, tmp_path: Path, id_: str, language: Language
) -> None:
    path = slides.write(id_, language, tmp_path)
    page.goto(path.as_uri())
    page.wait_for_function("Reveal.isReady()")
    measured = page.evaluate(_MEASURE)
    assert len(measured) >= 5
    assert [slide["cell"] for slide in measured if not slide["words"]] == []
    assert [slide["cell"] for slide in measured if not slide["height"]] == []
    too_tall = {slide["cell"] for slide in measured if slide["overflow"] > 2}
    assert too_tall <= set(TALL), too_tall - set(TALL)


def test_list_of_tall_slides_is_true() -> None:
    """Each entry names a cell of the course and has a reason."""
    ids = {
        line.split('"id": "')[1].split('"')[0]
        for path in (structure.root() / "solutions").rglob("*.ipynb")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith('   "id": "')
    }
    assert set(TALL) <= ids, set(TALL) - ids
    assert all(len(reason.split()) > 3 for reason in TALL.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaker_window_has_the_notes(page: Page, tmp_path: Path, language: Language) -> None:
    path = slides.write("m1-intro/02-spam", language, tmp_path)
    page.goto(path.as_uri())
    page.wait_for_function("Reveal.isReady()")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    page.evaluate("Reveal.slide(1, 0)")
    note = {"en": "How does your mail program know", "ja": "お使いのメールソフト"}[language]
    speaker.wait_for_function("words => document.body.innerText.includes(words)", arg=note)


def test_formula_is_drawn_without_a_script(page: Page, tmp_path: Path) -> None:
    path = slides.write("m3-organisation/02-data-strategy", "ja", tmp_path)
    page.goto(path.as_uri())
    assert page.locator("math mfrac").count() >= 1
    assert "$$" not in page.locator(".slides").inner_text()


@pytest.mark.parametrize("width", [640, 320])
@pytest.mark.parametrize("id_", LARGE)
def test_in_a_narrow_window_slides_are_one_page(page: Page, tmp_path: Path, id_: str, width: int):
    """As at 200% and 400%: text stays large, and only tables and code scroll to the side."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(slides.write(id_, "ja", tmp_path).as_uri())
    expect(page.locator("html.page")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(_BEYOND, width) == []
    slide = page.locator(".slides > section > section")
    assert all(one.is_visible() for one in slide.all())
    page.set_viewport_size({"width": slides.WIDTH, "height": slides.HEIGHT})
    page.wait_for_function("window.Reveal && Reveal.isReady()")


def test_nothing_moves_for_those_who_ask_for_it(page: Page, tmp_path: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(slides.write(LARGE[0], "en", tmp_path).as_uri())
    page.wait_for_function("Reveal.isReady()")
    assert page.locator("body *").evaluate_all(_MOVES) == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_slide_is_accessible(page: Page, tmp_path: Path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(slides.write("m1-intro/02-spam", "en", tmp_path).as_uri())
    page.wait_for_function("Reveal.isReady()")
    found = set()
    for _ in range(page.evaluate("Reveal.getTotalSlides()")):
        for rule in Axe().run(page).response["violations"]:  # it looks at what is shown
            found |= {f"{rule['id']}: {node['html']}" for node in rule["nodes"]}
        page.evaluate("Reveal.next()")
    assert page.evaluate("Reveal.isLastSlide()")
    assert found == set()
