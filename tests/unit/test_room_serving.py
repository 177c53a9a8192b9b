"""Starting a room, and what it knows of the course."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
import uvicorn

from mlworkshop import cli
from mlworkshop.errors import WorkshopError
from mlworkshop.exercise import store as exercises
from mlworkshop.room import polls, protocol, serving
from mlworkshop.room.serving import Options


@pytest.fixture
def options(tmp_path):
    return Options(folder=tmp_path / "room", host="127.0.0.1", port=0)


def settings(options):
    return serving._settings(options)


def test_the_same_folder_is_the_same_room(options):
    room, secret = serving.begun(options, settings(options))
    assert serving.begun(options, settings(options)) == (room, secret)
    for path in options.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_new_one_is_another(options):
    room, secret = serving.begun(options, settings(options))
    other, other_secret = serving.begun(Options(folder=options.folder, new=True), settings(options))
    assert room.id != other.id
    assert secret != other_secret


def test_without_its_secret_nobody_takes_a_room_over(options):
    serving.begun(options, settings(options))
    (options.folder / "secret").unlink()
    with pytest.raises(WorkshopError, match="--new"):
        serving.begun(options, settings(options))


def test_ending_deletes_all(options, capsys):
    serving.begun(options, settings(options))
    assert serving.end(options) == 0
    assert [*options.folder.iterdir()] == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"workers": 2}, "--database"),
        ({"workers": 0}, "--workers"),
        ({"workers": -1}, "--workers"),
        ({"certificate": "x.pem"}, "--key"),
        ({"database": "postgresql://nobody@127.0.0.1:9/no"}, "--database"),
        ({"database": "nonsense"}, "--database"),
        ({"database": "postgresql://me:secret@here:port/name"}, "^(?!.*secret).*--database"),
        ({"hours": 0}, "--hours"),
        ({"hours": -1}, "not -1:"),
        ({"hours": float("nan")}, "--hours"),
        ({"port": 70_000}, "--port"),
        ({"host": "192.0.2.77"}, "--port"),
        ({"address": "room.example"}, "--address"),
        ({"address": "ftp://room.example/"}, "--address"),
        ({"folder": Path(__file__) / "room"}, "test_room_serving.py"),
    ],
)
def test_what_cannot_be_served_is_said_with_the_fix(options, wrong, named):
    given = {"folder": options.folder, "host": "127.0.0.1", "port": 0, "browser": False} | wrong
    with pytest.raises(WorkshopError, match=named):
        serving.serve(Options(**given))


def test_a_port_in_use_is_said_before_a_room_begins(options):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WorkshopError, match=str(port)):
            serving.serve(Options(folder=options.folder, host="127.0.0.1", port=port))
    assert not options.folder.exists()


@pytest.mark.parametrize(
    ("given", "address", "hosts"),
    [
        ({"host": "127.0.0.1"}, "http://127.0.0.1:8765/", {"127.0.0.1", "localhost"}),
        ({"address": "https://room.example"}, "https://room.example/", {"room.example"}),
        ({"address": "https://hub.example/room"}, "https://hub.example/room/", {"hub.example"}),
        ({"host_names": ("Room.Local",)}, None, {"room.local"}),
        ({"host": "::1"}, "http://[::1]:8765/", {"::1"}),
    ],
)
def test_it_is_called_by_the_names_that_were_printed(given, address, hosts):
    made = settings(Options(**given))
    assert hosts <= set(made.hosts)
    assert address in (None, made.address)


def test_the_command_says_what_is_not_installed(monkeypatch, capsys):
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    assert cli.main(["room", "--lang", "en"]) == 1
    assert "make room" in capsys.readouterr().err


@pytest.mark.parametrize("lesson", polls.course(), ids=lambda id_: id_.rpartition("/")[2])
def test_exercises_are_read_as_they_are_without_being_run(lesson):
    tasks, real = polls.course()[lesson].tasks, exercises.of_lesson(lesson).values()
    assert [task.id for task in tasks] == [each.id for each in real]
    for task, each in zip(tasks, real, strict=True):
        assert (task.version, task.title) == (each.version, each.title)
        assert task.diagnoses == {made.name: made.says for made in each.misconceptions}


def test_the_simulation_s_decisions_are_in_its_lesson():
    decisions = polls.course()[polls.SIMULATION].decisions
    assert [each.id for each in decisions[:5:4]] == ["cxo:1/first", "cxo:2/setback"]
    assert all(len(each.options) == 3 and each.right is None for each in decisions)
    assert "ws.activities.cxo(" in polls.structure.source_of(polls.SIMULATION).read_text("utf-8")


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Why **30%**?\nOr `x`", "Why 30%? Or x"),
        ("One\n\n| a | b |\n|---|---|\n| 1 | *2* |", "One\na\nb\n1\n2"),
        ("```\nx = 1\n```", "x = 1"),
    ],
)
def test_exports_show_the_words_without_markdown_s_signs(markdown, words):
    assert polls.plain(markdown) == words


def test_a_client_that_does_not_read_is_let_go(monkeypatch):
    monkeypatch.setattr(protocol, "_SECONDS", 0.2)

    async def sends_much(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(1 << 24)})

    async def is_let_go():
        with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as client:
            config = uvicorn.Config(
                sends_much, http=protocol.Bounded, lifespan="off", log_level="error"
            )
            server = uvicorn.Server(config)
            running = asyncio.create_task(server.serve([listening]))
            client.connect(listening.getsockname())
            client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            lines = server.server_state.connections
            async with asyncio.timeout(10):
                for is_there in (True, False):
                    while bool(lines) != is_there:
                        await asyncio.sleep(0.02)
            server.should_exit = True
            await running

    asyncio.run(is_let_go())
