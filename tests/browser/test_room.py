"""A class in a room: ten simulated attendees, the instructor's page and a telephone.

The server is a real one; attendees speak to it as notebooks do. Nothing reaches any other host.
"""

from __future__ import annotations

import itertools
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

LESSON, SIMULATION = "m1-intro/02-spam", "m3-organisation/04-leadership"
PEOPLE = 10


@dataclass
class Room:
    """A running room.

    Parameters
    ----------
    url : str
        Without a slash at its end.
    code, secret : str
    """

    url: str
    code: str
    secret: str

    def ask(self, path: str, token: str = "", body: object = None) -> requests.Response:
        """Send a body, or get what there is; an error is one."""
        answer = requests.request(
            "GET" if body is None else "POST",
            f"{self.url}/api/{path}",
            headers={"Authorization": f"Bearer {token}"},
            json=body,
            timeout=10,
        )
        answer.raise_for_status()
        return answer

    def act(self, action: str, **what: object) -> dict:
        """What the instructor does, and sees then."""
        return self.ask(f"room/{action}", self.secret, what).json()

    def joined(self) -> Attendee:
        return Attendee(self, self.ask("join", body={"code": self.code}).json()["token"])


@dataclass
class Attendee:
    """Someone whose notebook has joined."""

    room: Room
    token: str
    number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def send(self, kind: str, lesson: str = LESSON, **what: object) -> None:
        """Send an event, until the server has it."""
        n = next(self.number)
        event = {"n": n, "kind": kind, "time": time.time(), "lesson": lesson, **what}
        assert self.room.ask("events", self.token, {"events": [event]}).json()["got"] == [n]

    def vote(self, poll: dict, option: str, lesson: str = LESSON) -> None:
        self.send("vote", lesson, poll=poll["id"], chosen=[option])


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room of its own, as the command starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("room")
    log = folder / "log"
    command = [sys.executable, "-m", "mlworkshop.cli", "room", "--no-browser", "--host=127.0.0.1"]
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, f"--port={port}", f"--folder={folder}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _wait_for(server, log, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(server: subprocess.Popen[bytes], log: Path, url: str) -> Room:
    for _ in range(600):
        secret = re.search(r"instructor#(\S+)", log.read_text("utf-8"))
        if secret and _answers(url):
            state = requests.get(
                f"{url}/api/room",
                headers={"Authorization": f"Bearer {secret[1]}"},
                timeout=10,
            ).json()
            return Room(url, state["code"], secret[1])
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the room did not start:\n{log.read_text('utf-8')}")


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture
def open_page(room: Room, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the room; errors in it, and requests to other hosts, fail the test."""
    contexts, wrong = [], []

    def open_(path: str, width: int, height: int, **settings: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on(
            "request",
            lambda asked: (
                urlsplit(asked.url).hostname in ("127.0.0.1", None) or wrong.append(asked.url)
            ),
        )
        page.goto(f"{room.url}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [line for line in wrong if "ERR_INTERNET_DISCONNECTED" not in line] == []


@pytest.fixture
def people(room: Room) -> Iterator[list[Attendee]]:
    """Ten of them; they leave when the test is over."""
    joined = [room.joined() for _ in range(PEOPLE)]
    yield joined
    for attendee in joined:
        room.ask("leave", attendee.token, {"forget": True})


def numbers(page: Page, option: int) -> list[int]:
    """How many chose an option, by first and last try, as the page says."""
    said = page.locator("#options > li").nth(option).locator(".bar .number").all_text_contents()
    return [int(re.match(r"\d+", words)[0]) for words in said]


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def seconds_until(shown: Locator, words: re.Pattern[str]) -> float:
    begun = time.monotonic()
    expect(shown).to_have_text(words, timeout=5000)
    return time.monotonic() - begun


def test_class_votes_talks_and_votes_again(
    room: Room, people: list[Attendee], open_page: Callable[..., Page]
) -> None:
    state = room.act("lesson", lesson=LESSON)
    poll = next(each for each in state["questions"] if each["kind"] == "single")
    page = open_page(f"/instructor#{room.secret}", 1280, 720, locale="en-GB", color_scheme="light")
    expect(page.locator("#questions button").first).to_be_visible()
    assert room.secret not in page.url, "a projector would show it"
    telephone = open_page(f"/#t={people[0].token}", 360, 740, locale="ja-JP", color_scheme="dark")
    expect(telephone.locator("#tools")).to_be_visible()

    at = state["questions"].index(poll)
    page.locator("#questions button").nth(at).click()
    page.keyboard.press("o")
    expect(telephone.locator("#options input").first).to_be_enabled()
    # Everyone votes for the first option; each vote is on the page within a second.
    first, second = (option["id"] for option in poll["options"][:2])
    waited = []
    for count, attendee in enumerate(people, start=1):
        attendee.vote(poll, first)
        waited.append(seconds_until(page.locator("#answered"), re.compile(rf"^{count}\b")))
    assert statistics.median(waited) < 1, waited
    assert room.ask("room", room.secret).json()["questions"][at]["results"] is None
    assert page.locator(".bar").count() == telephone.locator(".bar").count() == 0

    # They talk and vote again: four for the second option, one of them by telephone.
    page.locator("#vote").focus()
    for then in ("again", "close"):
        page.keyboard.press("Enter")
        expect(page.locator("#vote")).to_have_attribute("data-does", then)
    for attendee in people[1:4]:
        attendee.vote(poll, second)
    expect(telephone.locator("#send")).to_have_attribute("aria-disabled", "false")
    telephone.locator("#options label").nth(1).click()
    telephone.locator("#send").click()
    expect(telephone.locator("#send")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#answered")).to_have_text(re.compile(rf"^{PEOPLE}\b.*\b4\b"))
    expect(page.locator("#vote")).to_be_focused()

    page.locator("#reveal").click()
    expect(page.locator(".bar").first).to_be_visible()
    assert [numbers(page, option) for option in (0, 1)] == [[PEOPLE, 6], [0, 4]]
    right = room.ask("room", room.secret).json()["questions"][at]["right"]
    with page.expect_download() as saved:
        page.locator("#csv").click()
    assert poll["id"] in saved.value.path().read_text("utf-8-sig")
    marked = page.locator("#options > li.right")
    assert marked.evaluate_all("rows => rows.map(row => row.dataset.id)") == right
    expect(telephone.locator(".bar").first).to_be_visible()
    assert numbers(telephone, 1) == [0, 4]
    for each in (page, telephone):
        assert violations(each) == []
        assert each.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert violations(page) == []


def test_decisions_of_the_simulation(
    room: Room, people: list[Attendee], open_page: Callable[..., Page]
) -> None:
    decisions = [
        each
        for each in room.act("lesson", lesson=SIMULATION)["decisions"]
        if each["id"].startswith("cxo:1/")
    ]
    assert len(decisions) == 4
    page = open_page(f"/instructor#{room.secret}", 390, 844, locale="ja-JP")
    for decision in decisions:
        for attendee, option in zip(people, itertools.cycle(decision["options"]), strict=False):
            attendee.vote(decision, option["id"], SIMULATION)
    last = page.locator("#decisions button").nth(3)
    expect(last.locator(".number")).to_have_text(re.compile(rf"{PEOPLE}"))
    last.click()
    page.keyboard.press("r")
    expect(page.locator("#options .bar")).to_have_count(3)
    assert [numbers(page, option) for option in range(3)] == [[4], [3], [3]]
    assert page.locator("#options > li.right").count() == 0
    telephone = open_page(f"/#t={people[0].token}", 320, 640, locale="en-GB")
    hand = telephone.locator("#stuck")
    hand.click()
    expect(hand).to_have_attribute("aria-pressed", "true")
    page.locator("#stuck button").click()
    expect(page.locator("#stuck-part")).to_be_hidden()
    # A vote that is still open is in sight from every lesson.
    room.act("open", poll=decisions[0]["id"])
    room.act("lesson", lesson=LESSON)
    page.locator("#elsewhere-close").click()
    expect(page.locator("#elsewhere-part")).to_be_hidden()
    assert room.ask("room", room.secret).json()["voting"] is None
    expect(hand).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.activeElement !== document.body")


def test_vote_without_network_is_sent_later(room: Room, open_page: Callable[..., Page]) -> None:
    state = room.act("lesson", lesson=LESSON)
    poll = next(each for each in state["questions"] if each["kind"] == "multiple")
    telephone = open_page(f"/#{room.code.lower()}", 360, 740, locale="en-GB")
    telephone.locator("#join button").click()
    expect(telephone.locator("#tools")).to_be_visible()
    room.act("open", poll=poll["id"])
    options = telephone.locator("#options [type=checkbox]:enabled")
    expect(options).to_have_count(len(poll["options"]))
    telephone.context.set_offline(True)
    options.first.check()
    options.first.uncheck()  # the only one
    for option in (0, 1):
        options.nth(option).check()
    telephone.locator("#send").click()
    expect(telephone.locator("#connection")).to_have_attribute("data-lost", "true")
    context = telephone.context
    telephone.close()  # nothing is lost by it
    context.set_offline(False)
    telephone = context.new_page()
    with telephone.expect_response("**/api/events"):
        telephone.goto(room.url)
    expect(telephone.locator("#options :checked")).to_have_count(2)
    room.act("reveal", poll=poll["id"])
    results = next(
        each["results"]
        for each in room.ask("room", room.secret).json()["questions"]
        if each["id"] == poll["id"]
    )
    assert [results["last"][option["id"]] for option in poll["options"][:3]] == [1, 1, 0]

    # One that comes after the reveal does not count, and the voter hears of it.
    room.act("open", poll=poll["id"])
    options = telephone.locator("#options [type=checkbox]:enabled")
    expect(options).to_have_count(len(poll["options"]))
    context.set_offline(True)
    options.nth(2).check()
    telephone.locator("#send").click()
    room.act("reveal", poll=poll["id"])
    context.set_offline(False)
    expect(telephone.locator("#said")).to_have_text(re.compile(r"^a, b, c came after.*: a, b\.$"))
    telephone.locator("#leave").click()
    expect(telephone.locator("#leave-no")).to_be_focused()  # Enter deletes nothing
    telephone.locator("#leave-forget").click()
    expect(telephone.locator("#code")).to_be_focused()


def test_each_text_is_in_both_languages(open_page: Callable[..., Page]) -> None:
    """And takes the same numbers in both."""
    differing = """async () => {
        const {TEXTS} = await import("/static/texts.js");
        const kind = words => typeof words === "function" ? words.length : typeof words;
        return Object.entries(TEXTS)
            .filter(([, {en, ja}]) => !en || !ja || kind(en) !== kind(ja))
            .map(([key]) => key);
    }"""
    assert open_page("/", 360, 740).evaluate(differing) == []
