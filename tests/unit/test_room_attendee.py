"""The room from an attendee's notebook: what is sent, when, and that nothing else is."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hands import words

import mlworkshop as ws
from mlworkshop.errors import WorkshopError
from mlworkshop.outcome import Outcome
from mlworkshop.room import attendance, attendee

LESSON = "m1-intro/02-spam"
CODE = "ABCDEF"


class Room:
    """A server that keeps what it is told, and answers as usual or as a test has laid out."""

    def __init__(self):
        self.asked, self.answers = [], deque()
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(
                    self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}"
                )
                usual = room.usual(self.path, body)
                status, said = room.answers.popleft() if room.answers else usual
                room.asked.append((self.path, self.headers.get("Authorization"), body, status))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    def usual(self, path, body):
        match path:
            case "/api/join":
                joined = {"attendance": "a1b2", "token": "T", "until": time.time() + 3600}
                return (201, joined) if body["code"] == CODE else (403, {"error": "wrong-code"})
            case "/api/vote":
                return 200, {"poll": None}
            case "/api/events":
                return 200, {"got": [event["n"] for event in body["events"]]}
        return 204, b""

    def events(self, kind):
        """What came of a kind, once it is there; and it alone came."""
        wait_until(lambda: self._of(kind))
        return self._of(kind)

    def _of(self, kind):
        bodies = [
            body for path, _, body, status in self.asked if path == "/api/events" and status == 200
        ]
        return [event for body in bodies for event in body["events"] if event["kind"] == kind]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def wait_until(is_so):
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def all_have_come(state="sent"):
    return all(each.state == state for each in attendance.sent())


@pytest.fixture(autouse=True)
def lesson(monkeypatch, outputs, begin):
    monkeypatch.setattr(attendance, "_sender", attendance._Sender())
    monkeypatch.setattr(attendance.random, "uniform", lambda low, high: 0.01)  # of the pauses
    begin(LESSON)
    attendee.arrive(LESSON, solved=False)
    yield
    attendance.leave()
    attendee._stuck_button.cache_clear()


@pytest.fixture
def room():
    made = Room()
    yield made
    made.close()


def test_without_a_room_nothing_is_kept_or_sent(room, outputs):
    ws.answer("spam-why-split", "a")
    ws.stuck()
    assert "no room" in outputs[-1].plain
    assert not attendance._home().exists()
    assert room.asked == []
    assert attendee.stuck_buttons() == []


def test_a_choice_is_sent_by_ids_and_said(room, outputs):
    ws.join(room.address, CODE)
    ws.answer("spam-why-split", "c")
    assert "(c)" in words(outputs[-1].static)
    (event,) = room.events("answer")
    assert event["n"] > 0
    assert abs(event["time"] - time.time()) < 60
    del event["n"], event["time"]
    assert event == {
        "kind": "answer",
        "lesson": LESSON,
        "question": "spam-why-split",
        "version": 1,
        "chosen": ["only-memory"],
        "outcome": "right",
    }
    path, authorization, _, _ = room.asked[-1]
    assert (path, authorization) == ("/api/events", "Bearer T")


def test_a_second_vote_for_the_same_is_a_vote(room):
    ws.join(room.address, CODE)
    ws.answer("spam-why-split", "c")
    ws.answer("spam-why-split", "c")
    wait_until(lambda: len(room.events("answer")) == 2)


@pytest.mark.parametrize(
    ("question", "typed"), [("spam-own-work", "our SECRET plan"), ("spam-minutes-saved", 987654321)]
)
def test_what_is_typed_stays_here(room, question, typed):
    ws.join(room.address, CODE)
    ws.answer(question, typed)
    (event,) = room.events("answer")
    assert event["chosen"] == []
    assert str(typed) not in json.dumps(room.asked)


def test_an_exercise_sends_its_outcome_and_the_kind_of_slip(room, outputs):
    ws.join(room.address, CODE)
    ws.check("be-the-model")
    ws.answer("be-the-model", ["spam", "good", "spam"])
    assert "ws.sent()" in outputs[-1].static
    (event,) = room.events("exercise")
    assert event["exercise"] == "be-the-model"
    assert event["outcome"] == "wrong"
    assert event["diagnosis"] == "one-example-is-a-rule"
    assert "good" not in json.dumps(room.asked)


def test_questions_of_a_review_and_solved_notebooks_are_not_shared(room):
    from mlworkshop.questions import bank, view

    ws.join(room.address, CODE)
    room.events("lesson")
    view.display_of(bank.find("spam-why-split"), afresh=True)
    ws.answer("spam-why-split", "a")
    view.display_of(bank.find("spam-why-split"))
    attendee.arrive(LESSON, solved=True)
    ws.answer("spam-why-split", "b")
    attendee.arrive(LESSON, solved=False)
    wait_until(lambda: len(room.events("lesson")) >= 2)
    assert room._of("answer") == []


def test_all_that_was_sent_is_shown_word_for_word(room, outputs):
    ws.sent()
    assert "Nothing" in outputs[-1].plain
    ws.join(room.address, CODE)
    ws.answer("spam-why-split", "a")
    wait_until(all_have_come)
    attendance.leave()
    ws.sent()
    for event in room.events("answer"):
        assert json.dumps(event) in outputs[-1].plain
        assert words(json.dumps(event)) in words(outputs[-1].static)


def test_the_fields_let_in_and_the_bar_lets_out(room, outputs):
    ws.join()
    page = outputs[-1].page
    page.press("Join the room")
    assert "address" in page.text
    page.enter("Address on the instructor's screen", f" http://{room.address}/ ")
    page.enter("Code (six letters)", "ａｂｃ def")
    page.press("Join the room")
    page.press("I am stuck")
    assert [event["on"] for event in room.events("stuck")] == [True]
    ws.join()
    again = outputs[-1].page  # the same button in two places
    again.press("I am stuck: the instructor sees it")
    wait_until(lambda: [event["on"] for event in room.events("stuck")] == [True, False])
    assert "I am stuck" in page.buttons
    page.press("Leave the room")
    assert attendance.current() is None
    count = len(room.asked)
    ws.answer("spam-why-split", "a")
    assert len(room.asked) == count


def test_another_notebook_goes_on_in_the_room(room, outputs, monkeypatch):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    monkeypatch.setattr(attendance, "_sender", attendance._Sender())  # as in a new kernel
    attendee.arrive("m1-intro/04-tomorrows-sales", solved=False)
    wait_until(all_have_come)
    here = {event["n"]: event["lesson"] for event in room.events("lesson")}  # twice is once
    assert [*here.values()] == [LESSON, "m1-intro/04-tomorrows-sales"]
    assert "I am stuck" in outputs[-1].page.buttons


def test_without_a_network_answers_wait_and_are_sent_later(room, outputs):
    ws.join(room.address, CODE)
    room.events("lesson")
    room.answers.extend(
        [(503, {"error": "full"}), (302, b"<html>log in</html>"), (200, b"<html>")] * 2
    )
    started = time.monotonic()
    ws.answer("spam-why-split", "a")
    assert time.monotonic() - started < attendance._WAITS[0]
    wait_until(lambda: attendance.is_cut_off() or not room.answers)
    (event,) = room.events("answer")
    assert event["chosen"] == ["cheaper-training"]
    wait_until(all_have_come)


def test_what_the_server_refuses_does_not_hold_up_the_rest(room):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    room.answers.append((422, {"error": "bad-event", "at": 0}))
    ws.answer("spam-why-split", "a")
    wait_until(lambda: any(each.state == "refused" for each in attendance.sent()))
    ws.answer("spam-why-split", "b")
    assert [event["chosen"] for event in room.events("answer")] == [["second-set-for-correction"]]


@pytest.mark.parametrize("ended", [(401, {"error": "not-joined"}), (410, {"error": "over"})])
def test_when_the_room_has_ended_nothing_more_is_sent(room, ended):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    room.answers.append(ended)
    ws.answer("spam-why-split", "a")
    wait_until(lambda: attendance.current() is None)
    count = len(room.asked)
    ws.answer("spam-why-split", "b")
    assert len(room.asked) == count


def test_joining_the_same_room_again_is_the_same_person(room):
    ws.join(room.address, CODE)
    ws.join(f"http://{room.address}/#{CODE}")
    assert [path for path, *_ in room.asked].count("/api/join") == 1


def test_a_room_below_a_path_is_found():
    found = attendance._address(f"https://example.com/rooms/3/#{CODE}")
    assert found == ("https://example.com/rooms/3", CODE)


@pytest.mark.parametrize("gone", [(401, {"error": "not-joined"}), (410, {"error": "over"})])
def test_a_new_room_at_the_same_address_is_joined(room, gone):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    room.answers.append(gone)  # to the question whether the attendance still holds
    ws.join(room.address, CODE)
    assert [path for path, *_ in room.asked].count("/api/join") == 2


def test_a_room_that_does_not_answer_is_not_called_joined(room):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    room.close()
    with pytest.raises(WorkshopError, match="Nothing answers"):
        ws.join(room.address, CODE)


def test_to_be_forgotten_the_server_must_answer(room):
    ws.join(room.address, CODE)
    wait_until(all_have_come)
    room.answers.append((503, {"error": "full"}))
    with pytest.raises(WorkshopError, match=r"ws\.leave\(\)"):
        ws.leave(forget=True)
    ws.leave(forget=True)
    assert room.asked[-1][2] == {"forget": True}
    assert attendance.current() is None


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        (5, CODE, "not the address"),
        ("", CODE, "not the address"),
        ("ftp://10.0.0.1", CODE, "not the address"),
        ("10.0.0.1:x", CODE, "not the address"),
        ("http://[::1", CODE, "not the address"),
        ("HERE", "ABC", "six letters"),
        ("HERE", None, "six letters"),
        ("HERE", "ABCDEÉ", "six letters"),
        ("HERE", 123456, "six letters"),
        ("HERE", "GHJKMN", "different code"),
        ("127.0.0.1:9", CODE, "Nothing answers"),
    ],
)
def test_what_leads_into_no_room_is_said(room, address, code, says):
    with pytest.raises(WorkshopError, match=says):
        ws.join(room.address if address == "HERE" else address, code)
    assert attendance.current() is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((403, {"error": "full", "message": {"en": "It is full.", "ja": "満員です。"}}), "is full"),
        ((403, {"error": "full", "message": {"en": ["It is full."]}}), "not a room"),
        ((200, b"<html>Log in</html>"), "not a room"),
        ((201, {"attendance": 1}), "not a room"),
        ((201, [1]), "not a room"),
        ((404, {}), "not a room"),
    ],
)
def test_a_server_that_lets_nobody_in_is_said(room, answer, says):
    room.answers.append(answer)
    with pytest.raises(WorkshopError, match=says):
        ws.join(room.address, CODE)
    assert attendance.current() is None


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"address": "x"}',
        b'{"address": "http://x", "id": "../..", "token": "t", "until": 9e9}',
    ],
)
def test_a_damaged_attendance_is_none(kept):
    folder = attendance._home()
    folder.mkdir(parents=True)
    attendance._file().write_bytes(kept)
    assert attendance.current() is None
    ws.answer("spam-why-split", "a")


def test_events_of_many_threads_have_numbers_of_their_own(room):
    ws.join(room.address, CODE)
    threads = [
        threading.Thread(target=attendance.tell, args=["lesson", str(at)]) for at in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until(all_have_come)
    numbers = [event["n"] for event, _ in attendance.sent()]
    assert len(numbers) == len(set(numbers)) == 41


def test_a_folder_that_cannot_be_written_does_not_stop_a_lesson(room, outputs, monkeypatch):
    ws.join(room.address, CODE)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attendance, "_keep", full)
    ws.answer("spam-why-split", "c")
    assert Outcome.RIGHT.label in outputs[-1].plain
    assert "ws.sent()" not in outputs[-1].static
