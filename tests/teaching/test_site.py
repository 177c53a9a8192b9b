"""The web edition, read in a real browser, on a telephone and in the dark.

Run by `make site-test`, which makes it first; by night in CI.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mlworkshop.authoring import site
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES, Language

SITE = structure.root() / site.FOLDER
OPEN = [entry.id for entry in structure.load().lessons if entry.is_open]
MOST = 40_000_000  # bytes

Open = Callable[..., Page]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the site is served from."""
    handler = partial(_Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Open]:
    """Open a page of the site; afterwards, no request went elsewhere and none failed."""
    asked: list[str] = []
    failed: list[str] = []
    contexts = []

    def opened(path: str, **options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on(
            "response",
            lambda response: failed.append(response.url) if response.status >= 400 else None,
        )
        page = context.new_page()
        page.goto(f"{address}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert [url for url in failed if not url.endswith("favicon.ico")] == []


def test_size() -> None:
    size = sum(
        path.stat().st_size
        for path in SITE.rglob("*")
        if path.is_file() and SITE / "try" not in path.parents
    )
    assert size < MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_on_a_telephone(visit: Open, language: Language) -> None:
    """And at 400% of a window of 1,280 pixels, which is as wide."""
    page = visit(f"{language}/index.html", viewport={"width": 320, "height": 844})
    base = page.url.removesuffix("index.html")
    for id_ in OPEN:
        page.goto(f"{base}{id_}.html")
        title = structure.header_of(id_).title.of(language)
        expect(page.locator("article h1")).to_contain_text(title)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, id_
        assert page.locator("article img:not([alt])").count() == 0, id_
        words = page.locator("article").inner_text()
        assert "Loading widget" not in words
        assert "ws.quiz(" not in words
        assert "ws.answer(" not in words or id_ == "00-start-here", id_


def test_language_is_switched_on_every_page(visit: Open) -> None:
    page = visit("en/m1-intro/02-spam.html", viewport={"width": 1280, "height": 900})
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert page.url.endswith("ja/m1-intro/02-spam.html")
    for path in SITE.glob("en/**/*.html"):
        if "_static" not in path.parts:
            twin = SITE / "ja" / path.relative_to(SITE / "en")
            assert twin.exists(), path
            assert 'hreflang="ja"' in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    ("language", "word"), [("en", "cut-off"), ("ja", "しきい値"), ("ja", "学習用データ")]
)
def test_search_finds_words_of_its_language(visit: Open, language: str, word: str) -> None:
    page = visit(f"{language}/index.html", viewport={"width": 1280, "height": 900})
    page.locator("#course-search input").fill(word)
    found = page.locator(".pagefind-ui__result-link")
    expect(found.nth(2)).to_be_visible()
    links = found.evaluate_all("all => all.map(a => a.href)")
    assert all(f"/{language}/" in link for link in links)


def test_nothing_moves_for_those_who_ask_for_it(visit: Open) -> None:
    page = visit("en/m1-intro/02-spam.html", reduced_motion="reduce")
    moves = page.locator("html, html *").evaluate_all(
        """parts => parts.map(part => getComputedStyle(part)).filter(style =>
          parseFloat(style.transitionDuration) || style.animationName !== 'none'
          || style.scrollBehavior === 'smooth').length"""
    )
    assert moves == 0


def test_dark_page_can_be_read(visit: Open) -> None:
    page = visit(
        "en/m1-intro/02-spam.html", viewport={"width": 1280, "height": 900}, color_scheme="dark"
    )
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    contrast = page.locator("article p").first.evaluate(
        """element => {
          const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
            .map(value => value / 255).map(value => value <= .03928 ? value / 12.92
              : ((value + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b; };
          const ground = getComputedStyle(document.body).backgroundColor;
          const [a, b] = [light(getComputedStyle(element).color), light(ground)].sort();
          return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }"""
    )
    assert contrast >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["en/index.html", "ja/m1-intro/02-spam.html"])
def test_page_is_accessible(visit: Open, path: str, scheme: str) -> None:
    page = visit(path, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    expect(page.locator("#course-search input")).to_be_visible()
    # Without looking for style sheets at addresses of its own making.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    problems = [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
    assert problems == []
