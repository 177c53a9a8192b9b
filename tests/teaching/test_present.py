"""A lesson presented live, slide by slide, as `make present` starts it.

Run by `make slides-test`: it needs what only an instructor installs.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

pytest.importorskip("sliveshow", reason="make slides-test installs it")

LESSON = "m1-intro/02-spam"
ALL_RAN = """() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')];
  const said = prompts.map(prompt => prompt.textContent);
  return said.some(each => /\\d/.test(each)) && !said.some(each => each.includes('*'));
}"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where settings, progress and files for a time would be left behind."""
    names = ("JUPYTERLAB_SETTINGS_DIR", "MLWORKSHOP_HOME", "TMPDIR")
    return {name: str(tmp_path_factory.mktemp(name.lower())) for name in names}


@pytest.fixture(scope="module")
def page(places: dict[str, str]) -> Iterator[Page]:
    """The lesson in a JupyterLab of its own, in a real browser that reaches nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("mlworkshop")
    server = subprocess.Popen(
        [
            command,
            "present",
            LESSON,
            "--lang",
            "en",
            "--no-browser",
            f"--port={port}",
            "--IdentityProvider.token=",
        ],
        env=os.environ | places,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until:
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/api")
                break
            time.sleep(0.3)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            opened = browser.new_page(viewport={"width": 1280, "height": 720})
            asked: list[str] = []
            opened.on("request", lambda request: asked.append(request.url))
            opened.goto(f"{url}/lab/tree/{LESSON}.ipynb")
            yield opened
            browser.close()
        local = (url, f"ws://localhost:{port}", "data:", "blob:")
        assert [each for each in asked if not each.startswith(local)] == []
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    left = [path for place in places.values() for path in Path(place).rglob("*")]
    assert left == [], "something was left behind"


@pytest.mark.timeout(600)
def test_lesson_is_presented(page: Page) -> None:
    """Start the show, drag, type, tick, run a cell, leave."""
    wait = 180_000
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=wait)
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=wait)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).first.click()
    page.wait_for_function(ALL_RAN, timeout=wait)
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=wait)
    page.get_by_role("menuitem", name="Sliveshow").click()
    page.get_by_text("Start from first cell").click()
    present = page.locator(".reveal section.present:not(.stack)")
    expect(present).to_contain_text("Spam: rules or learning?")

    def go_to(selector: str) -> None:
        for _ in range(60):
            if present.locator(selector).count():
                page.wait_for_timeout(1000)  # the slide moves in
                return
            page.keyboard.press("PageDown")
            page.wait_for_timeout(150)
        raise AssertionError(f"no slide shows {selector}")

    # Run a cell.
    go_to(".cm-content:visible:has-text('spam_mail')")
    present.locator(".cm-content:visible", has_text="spam_mail").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nprint(6 * 7 * 1000)")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-OutputArea-output", has_text="42000")).to_have_count(1)
    # Drag and type.
    go_to(".noUi-handle")
    number = present.get_by_role("textbox", name="Cut-off")
    start = present.locator(".noUi-touch-area").bounding_box()
    track = present.locator(".noUi-base").bounding_box()
    assert start
    assert track
    y = start["y"] + start["height"] / 2
    page.mouse.move(start["x"] + start["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(track["x"] + 0.8 * track["width"], y, steps=5)
    page.mouse.up()
    expect(number).to_have_value(re.compile(r"^0\.(79|8|81)$"))
    number.fill("0.89")
    number.press("Tab")
    expect(present.locator(".mlw-live")).to_contain_text("Cut-off 0.89")
    # Tick and check.
    go_to("input[type=checkbox]:visible")
    present.locator("input[type=checkbox]:visible").first.click()
    present.get_by_role("button", name="Check my answer").click()
    expect(present.locator("[role=alert]").first).to_contain_text(re.compile(r"\w"))
    # A person presses Esc, which the browser takes: without a window it does not.
    page.evaluate("document.exitFullscreen()")
    expect(page.locator(".reveal")).to_have_count(0)
    expect(page.get_by_role("menuitem", name="File")).to_be_visible()
