"""A class on a real JupyterHub: ten people log in, open a lesson, run it and answer, all at once.

Run by `make hub-test`. It prints seconds and memory a person, which deploy/README.md quotes.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import websocket

pytest.importorskip("jupyterhub", reason="make hub-test installs it")

ROOT = Path(__file__).resolve().parents[2]
PROXY = ROOT / "tools" / "web" / "node_modules" / ".bin" / "configurable-http-proxy"
PEOPLE = int(os.environ.get("PEOPLE", "10"))
LESSON = "notebooks/en/m1-intro/02-spam.ipynb"
QUESTION, ANSWER = "spam-raise-cut-off", "a"
pytestmark = pytest.mark.timeout(600)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Hub:
    """A hub in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=secrets.token_hex)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        environment = os.environ | {
            "HUB_URL": f"http://127.0.0.1:{self.port}",
            "HUB_PASSWORD": self.password,
            "HUB_HOMES": str(self.folder / "homes"),
            "HUB_PROXY": str(PROXY),
            "CONFIGPROXY_AUTH_TOKEN": "0" * 64,
        }
        command = [
            str(Path(sys.executable).with_name("jupyterhub")),
            *("-f", str(ROOT / "deploy" / "jupyterhub_config.py")),
            f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{self.port + 1}",
            f"--JupyterHub.hub_port={self.port + 2}",
        ]
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/hub/health", timeout=2).ok:
                    return
            time.sleep(0.3)
        raise AssertionError((self.folder / "hub.log").read_text()[-3000:])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@dataclass
class Person:
    """Somebody with a browser of their own, as far as HTTP and web sockets go."""

    hub: Hub
    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    kernel: str = ""

    def __post_init__(self) -> None:
        self.web = requests.Session()

    @property
    def home(self) -> str:
        return f"{self.hub.url}/user/{self.name}"

    def log_in(self) -> None:
        page = self.web.get(f"{self.hub.url}/hub/login", timeout=60)
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        form = {"username": self.name, "password": self.hub.password}
        form |= {"_xsrf": token[1]} if token else {}
        answer = self.web.post(
            f"{self.hub.url}/hub/login", data=form, timeout=120, allow_redirects=False
        )
        assert answer.status_code == 302, answer.text[:300]

    def server(self) -> None:
        """Ask for a server, and wait until it is there."""
        until = time.monotonic() + 180
        while time.monotonic() < until:
            self.web.get(f"{self.hub.url}/hub/spawn", timeout=120)
            # A page, which sends the browser to the hub and back with a cookie of the server's.
            page = self.web.get(f"{self.home}/lab", timeout=60)
            if page.ok and page.url.startswith(self.home):
                return
            time.sleep(0.5)
        raise AssertionError(f"{self.name}: no server")

    def headers(self) -> dict[str, str]:
        jar = [each for each in self.web.cookies if each.name == "_xsrf"]
        mine = [each for each in jar if self.name in (each.path or "")] or jar
        return {"X-XSRFToken": mine[-1].value or ""} if mine else {}

    def open(self) -> list[str]:
        """Open the lesson with a kernel; its cells of code."""
        self.web.get(f"{self.home}/lab/tree/{LESSON}", timeout=60)
        notebook = self.web.get(f"{self.home}/api/contents/{LESSON}", timeout=60).json()
        asked = {"path": LESSON, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.web.post(
            f"{self.home}/api/sessions", json=asked, headers=self.headers(), timeout=120
        )
        assert answer.status_code == 201, answer.text[:300]
        self.kernel = answer.json()["kernel"]["id"]
        cells = notebook["content"]["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]

    def run(self, cells: list[str]) -> list[str]:
        """Run cells one after the other, sent all at once as Run All does; the errors met."""
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.web.cookies)
        address = f"{self.home}/api/kernels/{self.kernel}/channels".replace("http", "ws", 1)
        line = websocket.create_connection(address, cookie=cookies, timeout=180)
        waiting = set()
        for source in cells:
            message = _request(source)
            waiting.add(message["header"]["msg_id"])
            line.send(json.dumps(message))
        errors = []
        while waiting:
            heard = json.loads(line.recv())
            parent = heard.get("parent_header", {}).get("msg_id")
            if heard["msg_type"] == "error":
                errors.append(f"{heard['content']['ename']}: {heard['content']['evalue']}"[:200])
            if heard["msg_type"] == "execute_reply":
                waiting.discard(parent)
        line.close()
        return errors

    def timed(self, what: str, do: Any) -> Any:
        begin = time.monotonic()
        result = do()
        self.seconds[what] = time.monotonic() - begin
        return result

    def attend(self) -> list[str]:
        """All of it: log in, start, open, run all, answer."""
        self.timed("login", self.log_in)
        self.timed("server ready", self.server)
        cells = self.timed("lesson and kernel", self.open)
        errors: list[str] = self.timed("run all", lambda: self.run(cells))
        return errors + self.timed(
            "answer", lambda: self.run([f'ws.answer("{QUESTION}", "{ANSWER}")'])
        )

    def answers_kept(self) -> int:
        """How many answers to the question stand in this person's files."""
        home = self.hub.folder / "homes" / self.name
        return sum(
            QUESTION in line and '"quiz"' in line
            for path in home.rglob("*.jsonl")
            for line in path.read_text("utf-8").splitlines()
        )


def _request(source: str) -> dict[str, Any]:
    header = {"msg_id": uuid.uuid4().hex, "username": "", "session": uuid.uuid4().hex}
    header |= {"msg_type": "execute_request", "version": "5.3", "date": ""}
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
    return {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content | {"user_expressions": {}, "stop_on_error": False},
        "channel": "shell",
        "buffers": [],
    }


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    made = Hub(tmp_path_factory.mktemp("hub"))
    (made.folder / "homes").mkdir()
    made.start()
    yield made
    made.kill()
    for process in psutil.process_iter():  # the proxy, people's servers and their kernels
        with suppress(psutil.Error):
            environment = process.environ()
            if str(made.folder) in environment.get("HOME", "") + environment.get("HUB_HOMES", ""):
                process.kill()


@pytest.fixture(scope="module")
def people(hub: Hub) -> list[Person]:
    """Ten who have done it all at the same time."""
    made = [Person(hub, f"attendee{number:02d}") for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        errors = dict(zip([each.name for each in made], pool.map(Person.attend, made), strict=True))
    assert {name: found for name, found in errors.items() if found} == {}
    return made


def test_ten_people_at_once(hub: Hub, people: list[Person]) -> None:
    """Everybody comes to the end; the figures are printed for the sizing table."""
    memory = [_memory(hub, person) for person in people]
    print()
    for what in people[0].seconds:
        taken = [person.seconds[what] for person in people]
        print(f"{what:18} median {statistics.median(taken):5.1f} s, longest {max(taken):5.1f} s")
    print(f"memory a person    {statistics.median(memory) / 1e6:.0f} MB (RSS)")
    assert max(memory) < 1.2e9
    assert all(person.answers_kept() == 1 for person in people)


def _memory(hub: Hub, person: Person) -> int:
    """Bytes of a person's server and kernels."""
    home = str(hub.folder / "homes" / person.name)
    total = 0
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.environ().get("HOME") == home:
                total += process.memory_info().rss
    return total


def test_answers_survive_a_killed_server(hub: Hub, people: list[Person]) -> None:
    """What was answered is there after the server and its kernel were killed."""
    person = people[0]
    home = str(hub.folder / "homes" / person.name)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("HOME") == home:
                process.kill()
    assert person.answers_kept() == 1
    again = Person(hub, person.name)
    again.log_in()
    again.server()  # the hub notices that the old one is gone, and starts another
    first = again.open()[0]
    assert again.run([first, f'ws.quiz("{QUESTION}")']) == []
    assert again.answers_kept() == 1


def test_work_goes_on_while_the_hub_is_away(hub: Hub, people: list[Person]) -> None:
    """The hub is killed in the middle: servers go on, and a new hub takes them over."""
    person = people[1]
    hub.kill()
    threading.Event().wait(1)
    assert person.run([f'ws.answer("{QUESTION}", "b")']) == []
    assert person.answers_kept() == 2
    hub.start()
    answer = person.web.get(f"{person.home}/api/status", timeout=60)
    assert answer.ok
