"""The room's log on disk: once, all or nothing, for as long as the room lasts."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import event

from mlworkshop.room import database as module
from mlworkshop.room.database import CODE_LETTERS, Database, Over, Row, Trouble, same


@pytest.fixture
def opened(tmp_path):
    made = Database(tmp_path / "folder" / "room.sqlite")
    made.begin(3600)
    yield made
    made.close()


def rows(attendance, *numbers, size=1):
    return [Row("lesson", {"lesson": "x" * size}, attendance, n) for n in numbers]


def numbers(entries):
    return [(entry.attendance, entry.n) for entry in entries]


def test_what_is_sent_twice_or_in_another_order_is_there_once(opened):
    first = opened.append(rows("one", 2, 1, 2), 0)
    assert numbers(first) == [("one", 2), ("one", 1)]
    again = opened.append(rows("one", 1, 3) + rows("two", 1), first[-1].seq)
    assert numbers(again) == [("one", 3), ("two", 1)]
    assert [entry.seq for entry in first + again] == sorted({e.seq for e in opened.append([], 0)})


def test_the_instructor_s_rows_count_each(opened):
    assert len(opened.append([Row("close", {}), Row("close", {})], 0)) == 2


def test_forgetting_deletes_and_no_number_is_used_again(opened):
    before = opened.append([Row("join", {"token": "t"}, "one", 0), *rows("one", 1, 2)], 0)
    after = opened.append([Row("leave", {"forget": True}, "one")], before[-1].seq)
    assert [entry.kind for entry in after] == ["leave"]
    assert [entry.kind for entry in opened.append([], 0)] == ["join", "leave"]


def test_what_is_forgotten_is_in_no_file_any_more(opened, tmp_path):
    opened.append([Row("lesson", {"lesson": "m1-forget-me"}, "one", 1)], 0)
    opened.append([Row("leave", {"forget": True}, "one")], 0)
    files = [path.read_bytes() for path in (tmp_path / "folder").iterdir()]
    assert files
    assert b"m1-forget-me" not in b"".join(files)


def test_what_comes_after_leaving_is_not_kept(opened):
    """It was on its way, or came to a worker that did not know yet."""
    opened.append([Row("join", {"token": "t"}, "one", 0), *rows("one", 1)], 0)
    together = [*rows("one", 2), Row("leave", {"forget": True}, "one"), *rows("one", 3)]
    opened.append(together, 0)
    opened.append([*rows("one", 4), *rows("two", 1)], 0)
    kept = [(entry.kind, entry.attendance) for entry in opened.append([], 0)]
    assert kept == [("join", "one"), ("leave", "one"), ("lesson", "two")]


def test_a_new_room_has_a_readable_code_and_is_nobody_else_s(opened, tmp_path):
    room, secret = opened.begin(60)
    assert set(room.code) <= set(CODE_LETTERS)
    assert len(room.code) == 6
    assert same(secret, room.secret)
    assert secret not in (tmp_path / "folder" / "room.sqlite").read_bytes().decode("latin-1")
    for path in (tmp_path / "folder").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_ending_leaves_nothing(opened, tmp_path):
    opened.append(rows("one", 1), 0)
    opened.end()
    assert [*(tmp_path / "folder").iterdir()] == []
    assert opened.room() is None
    opened.end()  # twice is no mistake


def test_another_process_notices_the_end(opened, tmp_path):
    other = Database(tmp_path / "folder" / "room.sqlite")
    other.append(rows("one", 1), 0)
    with other._engine.connect():  # it holds the file that goes away
        opened.end()
        with pytest.raises((Over, Trouble)):
            other.append(rows("one", 2), 0)
    other.close()


class TestTime:
    @pytest.fixture
    def clocks(self, monkeypatch):
        """Two clocks to be set: on the wall, and since the machine was started."""

        class Clocks:
            wall, ticks = 1e9, 5000.0

        monkeypatch.setattr(module.time, "time", lambda: Clocks.wall)
        monkeypatch.setattr(module.time, "monotonic", lambda: Clocks.ticks)
        return Clocks

    @pytest.fixture
    def opened(self, clocks, tmp_path):
        made = Database(tmp_path / "room.sqlite")
        made.begin(3600)
        yield made
        made.close()

    @pytest.mark.parametrize("jump", [86_400, -86_400, 0])
    def test_it_lasts_as_long_as_it_should_whatever_the_clock_on_the_wall_says(
        self, opened, clocks, jump
    ):
        clocks.ticks += 3599
        clocks.wall += 3599 + jump
        assert opened.room()
        opened.hear({})
        clocks.ticks += 2
        assert opened.room() is None
        with pytest.raises(Over):
            opened.hear({})

    def test_after_the_machine_was_started_again_the_clock_on_the_wall_decides(
        self, opened, clocks
    ):
        clocks.ticks, clocks.wall = 10.0, clocks.wall + 3599
        assert opened.room()
        clocks.wall += 2
        assert opened.room() is None

    def test_a_machine_that_has_slept_for_days_keeps_nothing(self, opened, clocks):
        clocks.wall += 3 * 86_400
        assert opened.room() is None

    def test_when_attendances_were_heard_of_is_shared(self, opened):
        opened.hear({"one": 1.0, "two": 2.0})
        assert opened.hear({"one": 3.0}) == {"one": 3.0, "two": 2.0}


def test_a_full_disk_refuses_all_of_it_and_goes_on_when_there_is_room(opened):
    kept = opened.append(rows("one", 1), 0)
    pages = 40
    event.listen(
        opened._engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}"),
    )
    opened.close()  # so that the next connection is so limited
    with pytest.raises(Trouble, match="full"):
        opened.append([*rows("one", 2), *rows("one", 3, size=400_000)], 0)
    assert opened.append([], 0) == kept
    pages = 4000
    opened.close()
    assert numbers(opened.append(rows("one", 2), kept[-1].seq)) == [("one", 2)]


def test_without_a_room_nothing_is_kept(tmp_path):
    made = Database(tmp_path / "room.sqlite")
    assert made.room() is None
    with pytest.raises((Over, Trouble)):
        made.append(rows("one", 1), 0)
    made.close()


def test_a_database_that_cannot_be_reached_is_said_so():
    begun = time.monotonic()
    made = Database("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(Trouble):
        made.room()
    assert time.monotonic() - begun < 10
