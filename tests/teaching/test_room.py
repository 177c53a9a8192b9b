"""The room with 500 people at once, killed, tormented, out of disk: nothing acknowledged is lost.

Run by `make room-test`, on the loopback alone; each loop has an end. It prints a table of figures,
which docs/room.md quotes. Everything is done with SQLite, and with PostgreSQL and two workers.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

PEOPLE = int(os.environ.get("PEOPLE", "500"))
DAY = 86_400
QUESTION = "quiz:spam-why-split"
pytestmark = pytest.mark.timeout(400)

# A process whose clock on the wall can be set: by the number of seconds in a file.
CLOCK = """
import os, time
_real, _file = time.time, os.environ.get("ROOM_CLOCK", "")
def _set():
    try:
        with open(_file) as file:
            return _real() + float(file.read())
    except (OSError, ValueError):
        return _real()
time.time = _set
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Cluster:
    """A PostgreSQL of its own, made for the test by a user who is not root."""

    def __init__(self) -> None:
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="room-")), free_port()
        self.as_user: list[str] = []
        if os.geteuid() == 0:
            self.as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=room")
        self.start()

    @staticmethod
    def programs() -> Path | None:
        """Where PostgreSQL is on this machine."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        on_path = shutil.which("initdb")
        return Path(on_path).parent if on_path else found[-1].parent if found else None

    @property
    def address(self) -> str:
        return f"postgresql://room@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", settings)

    def crash(self) -> None:
        """Stop as if the power had gone."""
        self._run("pg_ctl", "stop", "-m", "immediate")

    def remove(self) -> None:
        """Stop it if it runs, and delete it."""
        with suppress(subprocess.CalledProcessError):
            self.crash()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        programs = self.programs()
        assert programs
        command = [*self.as_user, str(programs / program), "-D", str(self.folder / "data")]
        subprocess.run([*command, *arguments], check=True, stdout=subprocess.DEVNULL, timeout=60)


@dataclass
class Served:
    """A room in a folder, served by a process group of its own."""

    kind: str
    folder: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    cluster: Cluster | None = None
    process: subprocess.Popen[bytes] | None = None
    code: str = ""
    secret: str = ""

    def start(self) -> None:
        """Start it, or start it again; return when it answers."""
        clock = self.folder / "clock"
        clock.mkdir(exist_ok=True)
        (clock / "sitecustomize.py").write_text(CLOCK)
        path = os.pathsep.join([str(clock), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {"PYTHONPATH": path, "ROOM_CLOCK": str(clock / "seconds")}
        # With as few open files as some systems allow: it has to ask for more.
        command = ["sh", "-c", 'ulimit -S -n 256; exec "$0" "$@"']
        command += [str(Path(sys.executable).with_name("mlworkshop")), "room", "--lang", "en"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--no-browser"]
        command += ["--folder", str(self.folder / "room")]
        if self.database:
            command += ["--database", self.database, "--workers", "2"]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, process_group=0
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/privacy", timeout=2).ok:
                    break
            assert self.process.poll() is None, self._log.read_text()
            time.sleep(0.05)
        said = self._log.read_text()
        self.code = re.search(r"code: ([A-Z]{6})", said)[1]
        self.secret = re.search(r"instructor#(\S+)", said)[1]

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Kill all of it at once, without a warning."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def set_clock(self, seconds: float) -> None:
        """Let the clock on the wall jump."""
        (self.folder / "clock" / "seconds").write_text(str(seconds))

    def state(self) -> dict[str, Any]:
        answer = self.ask("GET", "/api/room", self.secret)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, method: str, path: str, token: str, body: Any = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=20)

    def act(self, action: str, **body: Any) -> dict[str, Any]:
        answer = self.ask("POST", f"/api/room/{action}", self.secret, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def kept(self) -> list[tuple[str, int]]:
        """Attendances and numbers of all events in the database, asked past the server."""
        asked = "SELECT attendance, n FROM room_log WHERE n > 0"
        if self.database:
            with psycopg.connect(self.database) as connection:
                return [*map(tuple, connection.execute(asked))]
        connection = sqlite3.connect(self.folder / "room" / "room.sqlite")
        try:
            return connection.execute(asked).fetchall()
        finally:
            connection.close()


class Crowd:
    """People in a process of their own."""

    def __init__(self, port: int, people: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("room_crowd.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.do("begin", port=port, people=people)

    def tell(self, command: str, **arguments: Any) -> None:
        """Begin something."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([command, arguments]) + "\n")
        self._process.stdin.flush()

    def said(self) -> dict[str, Any]:
        """What came of it."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the crowd has broken up"
        return json.loads(line)

    def do(self, command: str, **arguments: Any) -> dict[str, Any]:
        self.tell(command, **arguments)
        return self.said()

    def go(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, dict[str, str]]]:
    """What was measured, printed at the end."""
    found: dict[str, dict[str, str]] = {"SQLite": {}, "PostgreSQL": {}}
    yield found
    rows = list(dict.fromkeys([*found["SQLite"], *found["PostgreSQL"]]))
    width = max(map(len, rows), default=0)
    load = os.getloadavg()[0]
    print(f"\n\nLoad of {os.cpu_count()} cores: {load:.1f} (busy ones are slower than the limits)")
    print(f"{f'{PEOPLE} people':{width}}  {'SQLite':>28}  {'PostgreSQL, 2 workers':>28}")
    for row in rows:
        print(f"{row:{width}}  " + "  ".join(f"{found[kind].get(row, '-'):>28}" for kind in found))


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A room with a class in it."""
    folder = tmp_path_factory.mktemp(request.param)
    made, cluster = Served(request.param, folder), None
    if request.param == "PostgreSQL":
        if Cluster.programs() is None:
            assert not os.environ.get("MLWORKSHOP_REQUIRE_POSTGRESQL"), "PostgreSQL is missing"
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
        cluster = Cluster()
        made.database = cluster.address
        made.cluster = cluster
    made.start()
    yield made
    with suppress(ProcessLookupError):
        made.kill()
    if cluster:
        cluster.remove()


@pytest.fixture(scope="module")
def crowd(served: Served, figures) -> Iterator[Crowd]:
    made = Crowd(served.port, PEOPLE)
    joined = made.do("join", code=served.code)
    note(figures, served, "all join at once", joined)
    yield made
    made.go()


def note(figures, served: Served, what: str, found: dict[str, Any]) -> None:
    """Keep a line of the table."""
    seconds = "  ".join(f"{name} {1000 * found[name]:.0f}" for name in ("p50", "p95", "max"))
    figures[served.kind][f"{what}, ms"] = seconds


def test_a_class_votes(served: Served, crowd: Crowd, figures) -> None:
    """Everybody at the same moment, five times, while their telephones look."""
    served.act("open", poll=QUESTION)
    served.act("lesson", lesson="m1-intro/02-spam")
    found = crowd.do("vote", rounds=5)
    while asked(served)["answered"] < PEOPLE and time.monotonic() < found["last"] + 10:
        time.sleep(0.02)
    shown = time.monotonic() - found["last"]
    note(figures, served, "vote acknowledged", found)
    figures[served.kind]["last vote to the instructor's page, ms"] = f"{1000 * shown:.0f}"
    assert found["count"] == 5 * PEOPLE
    assert found["p95"] < 1
    assert shown < 1


def asked(served: Served) -> dict[str, Any]:
    return next(each for each in served.state()["questions"] if each["id"] == QUESTION)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    served: Served, crowd: Crowd, figures
) -> None:
    """Killed in the middle of what 500 people send, in order or not, once or again."""
    crowd.do("endure")
    time.sleep(4)
    served.kill()
    time.sleep(0.5)
    begun = time.monotonic()
    served.start()
    up = time.monotonic() - begun
    until = begun + 30
    while (back := crowd.do("back", since=begun))["people"] < PEOPLE and time.monotonic() < until:
        time.sleep(0.3)
    acknowledged = crowd.do("stop")
    kept = served.kept()
    missing = {(who, n) for who, some in acknowledged.items() for n in some} - set(kept)
    count = sum(map(len, acknowledged.values()))
    figures[served.kind]["answers after kill -9, seconds to start"] = f"{up:.1f}"
    figures[served.kind]["all back after a restart, s"] = f"{back['seconds']:.1f}"
    figures[served.kind]["acknowledged answers, lost"] = f"{count}, {len(missing)}"
    assert missing == set()
    assert len(kept) == len(set(kept))  # twice is once
    assert back["people"] == PEOPLE
    assert back["seconds"] < 10
    assert asked(served)["answered"] == PEOPLE
    assert served.state()["delayed"] == 0


def test_what_is_counted_is_what_was_sent(served: Served, crowd: Crowd) -> None:
    """First and last try of everybody, by the answers' own numbers."""
    acknowledged = crowd.do("stop")
    tallies = crowd.do("tallies")
    results = next(
        each for each in served.act("reveal", poll=QUESTION)["questions"] if each["id"] == QUESTION
    )["results"]
    served.act("hide", poll=QUESTION)
    assert len(acknowledged) == PEOPLE
    for which in ("first", "last"):
        counted = {option: n for option, n in results[which].items() if n}
        assert counted == tallies[which]


def test_stalled_and_hostile_clients_change_nothing_for_the_others(
    served: Served, crowd: Crowd, figures
) -> None:
    """6,000 malformed requests, and a hundred lines that do not get on, while all vote."""
    stalled, hostile = Crowd(served.port, 0), Crowd(served.port, 1)
    try:
        hostile.do("join", code=served.code)
        stalled.tell("stall", count=100)
        hostile.tell("torment", count=6000)
        found = crowd.do("vote", rounds=5)
        said, waited = hostile.said(), stalled.said()
    finally:
        stalled.go()
        hostile.go()
    note(figures, served, "vote acknowledged among hostile clients", found)
    answers = said["answers"]
    shown = " ".join(f"{status}:{count}" for status, count in sorted(answers.items()))
    figures[served.kind]["malformed requests, refused"] = f"6000, {sum(answers.values())}"
    print(f"\n{served.kind}: {said['kinds']} kinds of malformed requests were answered {shown}")
    figures[served.kind]["stalled clients, let go after s"] = f"{waited['seconds']:.0f}"
    assert sum(answers.values()) == 6000
    assert {status for status in answers if status[0] in "25"} == set()
    assert found["p95"] < 1
    assert waited["seconds"] < 25
    assert served.state()["attendees"]["joined"] == PEOPLE + 1
    assert "Traceback" not in served._log.read_text()


def test_a_clock_that_jumps_by_a_day_changes_nothing(served: Served, crowd: Crowd) -> None:
    """Forward and back, while the server runs and while it does not."""
    before = served.state()
    for jump in (DAY, -DAY):
        served.set_clock(jump)
        crowd.do("vote", rounds=1)
        time.sleep(6)  # longer than a pulse, in which the room's age is looked at
        assert served.state()["attendees"]["here"] >= PEOPLE
    served.set_clock(DAY)
    served.kill()
    served.start()
    crowd.do("vote", rounds=1)
    served.set_clock(0)
    after = served.state()
    for same in ("code", "until"):
        assert after[same] == before[same]
    assert after["attendees"]["joined"] == before["attendees"]["joined"]


def test_when_nothing_can_be_saved_nothing_is_acknowledged_and_then_it_goes_on(
    served: Served, crowd: Crowd, figures
) -> None:
    """A full disk with SQLite; a database that is not there with PostgreSQL."""
    token = served.ask("POST", "/api/join", "", {"code": served.code}).json()["token"]

    def send(n: int) -> int:
        event = {"n": n, "kind": "lesson", "time": 1, "lesson": "m1-intro/02-spam"}
        return served.ask("POST", "/api/events", token, {"events": [event]}).status_code

    assert send(1) == 200
    if served.cluster:
        served.cluster.crash()
        how = "stopped database"
    else:
        _limit(served, 1)
        how = "file limit"
    refused = [send(2) for _ in range(3)]
    shown = served.ask("GET", "/api/room", served.secret).status_code
    if served.cluster:
        served.cluster.start()
    else:
        _limit(served, resource.RLIM_INFINITY)
    until = time.monotonic() + 20
    while (again := send(2)) == 503 and time.monotonic() < until:
        time.sleep(0.2)
    figures[served.kind]["nothing can be saved"] = f"503, then goes on ({how})"
    assert refused == [503] * 3
    assert shown == 200  # what was known before
    assert again == 200
    assert crowd.do("vote", rounds=1)["count"] == PEOPLE


def _limit(served: Served, size: int) -> None:
    """No file of the server may become larger, as if the disk were full."""
    assert served.process
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_the_end_deletes_all(served: Served, crowd: Crowd) -> None:
    """The server stops, and neither its folder nor its database knows anything."""
    assert served.act("end") == {"ended": True}
    assert served.process
    assert served.process.wait(timeout=20) == 0
    assert [*(served.folder / "room").iterdir()] == []
    if served.database:
        assert served.kept() == []
