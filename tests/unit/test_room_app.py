"""The room's server: who may do what, what is refused, and what is never shown."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial

import pytest
from starlette.testclient import TestClient

from mlworkshop.room import app, database, export, writer
from mlworkshop.room.database import Trouble
from mlworkshop.room.events import TELEPHONE
from mlworkshop.room.limits import Budget
from mlworkshop.room.polls import course, polls

LESSON = "m1-intro/02-spam"
SINGLE = next(each for each in course()[LESSON].questions if each.kind == "single")
MATCH = next(each for each in polls().values() if not each.options)
[RIGHT] = SINGLE.right
WRONG = next(option for option in SINGLE.options if option != RIGHT)


class Served:
    """A room, with those who are in it."""

    def __init__(self, folder, **settings) -> None:
        self.file = folder / "room.sqlite"
        hosts = ("localhost", "room.example")
        self.settings = app.Settings(str(self.file), "http://localhost/", hosts, **settings)
        database = self.settings.opened()
        self.room, self.secret = database.begin(3600)
        database.close()
        self.stopped = []

    def client(self) -> TestClient:
        made = app.create(self.settings, lambda: self.stopped.append(True))
        return TestClient(made, base_url="http://localhost")

    def enter(self, client):
        self.web = client
        return self

    def join(self, code=None):
        return self.web.post("/api/join", json={"code": code or self.room.code})

    def token(self) -> str:
        return self.join().json()["token"]

    def get(self, path, token=None, **headers):
        return self.web.get(path, headers=bearer(token or self.secret) | headers)

    def post(self, path, body=None, token=None):
        return self.web.post(path, json=body or {}, headers=bearer(token or self.secret))

    def send(self, token, *events):
        return self.post("/api/events", {"events": list(events)}, token)

    def question(self):
        seen = self.post("/api/room/lesson", {"lesson": LESSON}).json()["questions"]
        return next(each for each in seen if each["id"] == SINGLE.id)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def answer(n=1, chosen=RIGHT, **other):
    event = {"n": n, "kind": "answer", "time": 1.5, "lesson": LESSON, "version": SINGLE.version}
    event |= {"question": SINGLE.id.removeprefix("quiz:"), "chosen": [chosen]}
    return event | {"outcome": "right" if chosen == RIGHT else "wrong"} | other


def vote(n=TELEPHONE, chosen=RIGHT):
    event = {"n": n, "kind": "vote", "time": 1, "lesson": LESSON}
    return event | {"poll": SINGLE.id, "chosen": [chosen]}


def refused(response, status, error):
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert set(response.json()["message"]) == {"en", "ja"}
    return True


@pytest.fixture
def served(tmp_path):
    made = Served(tmp_path)
    with made.client() as client:
        yield made.enter(client)


@pytest.fixture
def no_time_passes(monkeypatch):
    """Not for budgets."""
    monkeypatch.setattr(app, "Budget", partial(Budget, clock=lambda: 0.0))


class TestJoining:
    def test_the_code_is_read_kindly(self, served):
        code = served.room.code
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
        for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", wide, wide.lower()):
            joined = served.join(typed)
            assert joined.status_code == 201
        assert joined.json().keys() == {"attendance", "token", "room", "until"}
        assert served.get("/api/room").json()["attendees"] == {"joined": 5, "here": 5}

    def test_another_code_is_refused(self, served):
        for code in ("AAAAAA", "", "A" * 5000, None, 7, ["x"], {}):
            response = served.web.post("/api/join", json={"code": code})
            assert refused(response, 403, "wrong-code"), code

    def test_guessing_has_an_end_and_keeps_nobody_out_who_has_the_code(self, served, monkeypatch):
        service = served.web.app._app.state.service
        monkeypatch.setattr(service, "wrong_codes", Budget(20, 2, lambda: 0.0))
        answers = [served.join("AAAAAA") for _ in range(40)]
        assert [each.status_code for each in answers] == [403] * 20 + [429] * 20
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert served.join().status_code == 201

    def test_a_locked_room_takes_nobody_new(self, served):
        token = served.token()
        served.post("/api/room/lock", {"locked": True})
        assert refused(served.join(), 403, "locked")
        assert served.send(token, answer()).json() == {"got": [1]}
        served.post("/api/room/lock", {"locked": False})
        assert served.join().status_code == 201

    def test_a_full_one_neither(self, served, monkeypatch):
        monkeypatch.setattr(app, "_MOST_ATTENDANCES", 1)
        assert served.join().status_code == 201
        assert refused(served.join(), 403, "full")

    def test_only_hashes_of_secrets_are_kept(self, served):
        token = served.token()
        kept = b"".join(path.read_bytes() for path in served.file.parent.iterdir())
        assert token.encode() not in kept
        assert served.secret.encode() not in kept


class TestRoles:
    def test_what_is_the_instructor_s(self, served):
        for path in ("/api/room", "/api/export.csv", "/api/export.html", "/api/qr.svg"):
            assert served.get(path).status_code == 200
            for token in (served.token(), served.room.code, "x", ""):
                assert refused(served.web.get(path, headers=bearer(token)), 403, "not-instructor")
            assert refused(served.web.get(path), 403, "not-instructor")

    def test_nobody_else_acts(self, served):
        token = served.token()
        for action in (*app._ACTIONS, "nonsense"):
            assert refused(served.post(f"/api/room/{action}", {}, token), 403, "not-instructor")

    def test_what_is_the_attendees(self, served):
        for token in (served.secret, served.room.code, "x"):
            assert refused(served.get("/api/vote", token), 401, "not-joined")
            assert refused(served.send(token, answer()), 401, "not-joined")
            assert refused(served.post("/api/leave", {}, token), 401, "not-joined")

    def test_leaving_voids_the_token(self, served):
        stays, forgotten = served.token(), served.token()
        for token in (stays, forgotten):
            served.send(token, answer())
        assert served.post("/api/leave", {}, stays).status_code == 204
        assert served.question()["answered"] == 2
        assert served.post("/api/leave", {"forget": True}, forgotten).status_code == 204
        assert served.question()["answered"] == 1
        for token in (stays, forgotten):
            assert refused(served.send(token, answer(2)), 401, "not-joined")


MALFORMED = [
    None,
    "x",
    {},
    answer(0),
    answer(-1),
    answer(2**40),
    answer(1.5),
    answer("1"),
    answer(True),
    answer(time="now"),
    answer(time=None),
    answer(lesson="../../etc/passwd"),
    answer(lesson="x" * 61),
    answer(question="What do you think?"),
    answer(chosen="<script>"),
    answer(chosen="a\0"),
    answer(chosen="日本語"),
    answer() | {"chosen": "a"},
    answer() | {"chosen": ["a"] * 27},
    answer(outcome="great"),
    answer(version=0),
    answer(kind="join"),
    answer(kind="leave"),
    answer(typed="my secret"),
    vote() | {"poll": "quiz:" + "x" * 61},
    vote() | {"poll": "other:x"},
]
BODIES = [
    (b"", 400, "bad-request"),
    (b"{", 400, "bad-request"),
    (b"[]", 400, "bad-request"),
    (b"\xff\xfe", 400, "bad-request"),
    (b'{"events": {}}', 400, "bad-request"),
    (b'{"events": []}', 400, "bad-request"),
    (b'{"events": [' + b"[" * 5000, 400, "bad-request"),
    (b'{"events": "\\ud800"}', 400, "bad-request"),
    (b'{"events": [NaN]}', 400, "bad-request"),
    (json.dumps({"events": [answer(n) for n in range(1, 102)]}).encode(), 413, "too-large"),
    (b'{"events": ["' + b"x" * 70_000 + b'"]}', 413, "too-large"),
]


class TestEvents:
    def test_twice_is_once(self, served):
        token = served.token()
        for _ in range(3):
            assert served.send(token, answer(2), answer(1)).json() == {"got": [2, 1]}
        assert served.get("/api/room").json()["delayed"] == 0
        assert served.question()["answered"] == 1

    def test_what_is_malformed_is_refused_with_its_place_and_all_beside_it(self, served):
        for wrong in MALFORMED:
            response = served.send(served.token(), answer(5), wrong)
            assert refused(response, 422, "bad-event"), wrong
            assert response.json()["at"] == 1, wrong
        assert served.question()["answered"] == 0

    def test_bodies_that_are_none(self, served):
        for body, status, error in BODIES:
            headers = bearer(served.token())
            response = served.web.post("/api/events", content=body, headers=headers)
            assert refused(response, status, error), body

    @pytest.mark.usefixtures("no_time_passes")
    def test_each_attendance_has_a_budget_of_its_own(self, served):
        fast, slow = served.token(), served.token()
        codes = [served.send(fast, answer(n)).status_code for n in range(1, 22)]
        assert codes == [200] * 20 + [429]
        assert refused(response := served.send(fast, answer(99)), 429, "too-fast")
        assert int(response.headers["Retry-After"]) >= 1
        assert served.send(slow, answer()).status_code == 200

    def test_nothing_is_acknowledged_that_was_not_saved(self, served, monkeypatch):
        token = served.token()
        database = served.web.app._app.state.service.writer._database

        def full(rows, after):
            raise Trouble("database or disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(database, "append", full)
            assert refused(response := served.send(token, answer()), 503, "storage")
            assert "Retry-After" in response.headers
            assert refused(served.join(), 503, "storage")
            assert served.get("/api/room").status_code == 200  # what was known is shown
        assert served.question()["answered"] == 0
        assert served.send(token, answer()).json() == {"got": [1]}
        assert served.question()["answered"] == 1


class TestVoting:
    def test_results_are_hidden_until_they_are_revealed(self, served):
        one, two = served.token(), served.token()
        served.post("/api/room/open", {"poll": SINGLE.id})
        served.send(one, vote())
        served.send(two, answer(1, WRONG))
        hidden = [served.question(), served.get("/api/vote", one).json()["poll"]]
        for seen in hidden:
            assert seen["results"] is seen["right"] is None
        assert hidden[1]["mine"] == [RIGHT]
        assert served.get("/api/vote", one).json()["next"] == TELEPHONE + 1
        shown = served.post("/api/room/reveal", {"poll": SINGLE.id}).json()["questions"]
        shown = [next(each for each in shown if each["id"] == SINGLE.id)]
        shown.append(served.get("/api/vote", two).json()["poll"])
        for seen in shown:
            assert seen["right"] == [RIGHT]
            assert seen["results"]["last"][RIGHT] == seen["results"]["last"][WRONG] == 1
        assert not shown[1]["open"], "nobody votes on what is known"

    def test_who_asks_again_is_told_only_what_is_new(self, served):
        one, two = served.token(), served.token()
        served.post("/api/room/open", {"poll": SINGLE.id})
        tags = {each: served.get("/api/vote", each).headers["ETag"] for each in (one, two)}
        room = served.get("/api/room").headers["ETag"]
        served.send(two, vote())
        again = {
            each: served.get("/api/vote", each, **{"If-None-Match": tag})
            for each, tag in tags.items()
        }
        assert [again[each].status_code for each in (one, two)] == [304, 200]
        assert again[one].content == b""
        assert served.get("/api/room", **{"If-None-Match": room}).status_code == 200
        room = served.get("/api/room").headers["ETag"]
        assert served.get("/api/room", **{"If-None-Match": f"W/{room}"}).status_code == 304

    def test_what_the_instructor_cannot_do(self, served):
        for action, body, status, error in (
            ("open", {"poll": "quiz:no-such-question"}, 422, "unknown"),
            ("open", {"poll": MATCH.id}, 422, "no-options"),
            ("open", {}, 400, "bad-request"),
            ("open", {"poll": 7}, 400, "bad-request"),
            ("reveal", {"poll": "x"}, 422, "unknown"),
            ("lesson", {"lesson": "x"}, 422, "unknown"),
            ("calm", {"lesson": ""}, 422, "unknown"),
            ("timer", {"seconds": -1}, 400, "bad-request"),
            ("timer", {"seconds": "60"}, 400, "bad-request"),
            ("lock", {"locked": "yes"}, 400, "bad-request"),
            ("close", {"more": 1}, 400, "bad-request"),
            ("explode", {}, 404, "not-found"),
        ):
            assert refused(served.post(f"/api/room/{action}", body), status, error), (action, body)

    def test_the_instructor_s_other_actions(self, served):
        token = served.token()
        served.send(token, {"n": 1, "kind": "stuck", "time": 1, "lesson": LESSON, "on": True})
        here = next(x for x in served.get("/api/room").json()["where"] if x["lesson"] == LESSON)
        assert (here["count"], here["stuck"]) == (1, 1)
        seen = served.post("/api/room/calm", {"lesson": LESSON}).json()
        assert sum(each["stuck"] for each in seen["where"]) == 0
        seen = served.post("/api/room/lesson", {"lesson": "m3-organisation/04-leadership"}).json()
        assert seen["lesson"] == "m3-organisation/04-leadership"
        assert len(seen["decisions"]) == 12
        seen = served.post("/api/room/timer", {"seconds": 90}).json()
        assert 80 < seen["timer"]["ends_in"] <= 90
        assert served.get("/api/vote", token).json()["timer"]["ends_in"] > 80
        assert served.post("/api/room/timer", {"seconds": 0}).json()["timer"] is None


class TestEnd:
    def test_the_instructor_ends_it_and_nothing_is_left(self, served, monkeypatch):
        monkeypatch.setattr(app, "FAREWELL", 0.5)
        token = served.token()
        served.send(token, answer())
        ended = time.monotonic()
        assert served.post("/api/room/end").json() == {"ended": True}
        assert [*served.file.parent.iterdir()] == []
        for response in (served.send(token, answer(2)), served.join(), served.get("/api/room")):
            assert refused(response, 410, "over")
        until = time.monotonic() + 10
        while not served.stopped and time.monotonic() < until:
            time.sleep(0.05)
        assert served.stopped == [True]
        assert time.monotonic() - ended >= 0.5  # until then all hear of it

    def test_it_ends_by_itself_when_its_time_is_over(self, tmp_path, monkeypatch):
        monkeypatch.setattr(writer, "_PULSE", 0.05)
        monkeypatch.setattr(app, "FAREWELL", 0.05)
        served = Served(tmp_path)
        with served.client() as client:
            assert served.enter(client).join().status_code == 201
            monkeypatch.setattr(database, "_age", lambda row: row.seconds)
            until = time.monotonic() + 10
            while not served.stopped and time.monotonic() < until:
                time.sleep(0.05)
            assert refused(served.join(), 410, "over")
        assert [*tmp_path.iterdir()] == []


class TestAgain:
    def test_a_server_that_is_started_again_goes_on(self, tmp_path):
        served = Served(tmp_path)
        with served.client() as client:
            token = served.enter(client).token()
            served.send(token, answer())
            served.post("/api/room/open", {"poll": SINGLE.id})
            served.post("/api/room/lock", {"locked": True})
            before = served.get("/api/room").json()
        with served.client() as client:
            served.enter(client)
            after = served.get("/api/room").json()
            assert after | {"attendees": 0} == before | {"attendees": 0}
            assert served.send(token, answer(1), answer(2)).json() == {"got": [1, 2]}

    def test_what_one_worker_has_taken_another_knows(self, tmp_path):
        served = Served(tmp_path)
        with served.client() as one, served.client() as other:
            token = served.enter(one).token()
            served.enter(other)
            assert served.send(token, answer()).json() == {"got": [1]}
            assert served.post("/api/leave", {}, token).status_code == 204
            served.enter(one)
            time.sleep(writer._FRESH)
            assert served.question()["answered"] == 1
            assert refused(served.send(token, answer(2)), 401, "not-joined")


class TestPages:
    def test_each_answer_is_guarded(self, served):
        for path in ("/", "/instructor", "/privacy", "/api/room", "/static/privacy.css", "/no"):
            self.is_guarded(served.web.get(path).headers)

    def is_guarded(self, headers):
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] in ("no-store", "no-cache")
        assert "Set-Cookie" not in headers

    def test_it_answers_to_its_names_and_to_no_other(self, served):
        for host in ("localhost", "LOCALHOST:8765", "room.example:1"):
            assert served.web.get("/privacy", headers={"Host": host}).status_code == 200
        for host in ("evil.example", "localhost.evil.example", "", "localhost:x"):
            for path in ("/", "/api/room", "/static/privacy.css"):
                response = served.web.get(path, headers={"Host": host})
                assert refused(response, 421, "wrong-host"), (host, path)

    def test_only_the_pages_files_are_served(self, served):
        for path in ("../app.py", "%2e%2e/app.py", "/etc/passwd", "", "..%5capp.py"):
            assert refused(served.web.get(f"/static/{path}"), 404, "not-found"), path

    def test_methods(self, served):
        assert refused(served.web.get("/api/join"), 405, "not-allowed")
        assert refused(served.web.delete("/api/room"), 405, "not-allowed")

    def test_the_note_on_privacy_names_who_is_responsible_and_escapes_it(self, tmp_path):
        served = Served(tmp_path, organisation="A & <b>B</b> *K*", contact="privacy@example.com")
        with served.client() as client:
            page = client.get("/privacy").text
        assert page.count("A &amp; &lt;b&gt;B&lt;/b&gt; *K*") >= 2  # in both languages
        assert page.count("privacy@example.com") >= 2
        assert "<script" not in page
        assert "room-privacy" not in page  # both languages are on it


class TestExport:
    def test_counts_in_both_languages(self, served):
        served.send(served.token(), answer(1, WRONG), answer(2))
        table = served.get("/api/export.csv")
        assert table.content.startswith("\ufeff".encode())
        row = next(line for line in table.text.splitlines() if f",{RIGHT}," in line)
        assert row.endswith(",yes,0,1")
        for language in ("en", "ja"):
            page = served.get(f"/api/export.html?lang={language}").text
            assert f'<html lang="{language}">' in page
            assert "http" not in page.replace("http-equiv", "")
        assert refused(served.get("/api/export.exe"), 404, "not-found")

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
    def test_a_spreadsheet_computes_nothing(self, sign):
        assert export._cell(f"{sign}1+1") == f"'{sign}1+1"
        assert export._cell("1=1") == "1=1"

    def test_what_is_written_is_escaped(self, served, monkeypatch):
        served.send(served.token(), answer())
        folded = served.web.app._app.state.service.folded
        evil = type(SINGLE.prompt)(en="`<script>`", ja="`<script>`")
        poll = app.polls()[SINGLE.id]
        object.__setattr__(poll, "prompt", evil)
        try:
            page = export.page_of(folded, "en")
        finally:
            object.__setattr__(poll, "prompt", SINGLE.prompt)
        assert "&lt;script&gt;" in page
        assert "<script>" not in page


def test_a_budget_fills_up_again():
    now = [0.0]
    budget = Budget(2, 0.5, lambda: now[0])
    assert [budget.wait(), budget.wait()] == [0.0, 0.0]
    assert budget.wait() == 2.0
    now[0] = 2.0
    assert budget.wait() == 0.0
    now[0] = 1000.0
    assert [budget.wait() for _ in range(3)] == [0.0, 0.0, 2.0]


def test_a_body_that_does_not_come_is_not_waited_for(served, monkeypatch):
    monkeypatch.setattr(app, "_SECONDS", 0.05)
    said = []

    async def stalls():
        receive = asyncio.Event()
        headers = [(b"host", b"localhost"), (b"content-length", b"10")]
        scope = {"type": "http", "method": "POST", "path": "/api/join", "headers": headers}
        scope |= {"query_string": b"", "raw_path": b"/api/join", "root_path": "", "scheme": "http"}
        scope |= {"server": ("localhost", 80), "client": ("localhost", 1), "http_version": "1.1"}

        async def send(message):
            said.append(message)

        await served.web.app(scope, receive.wait, send)

    served.web.portal.call(stalls)
    assert said[0]["status"] == 408
