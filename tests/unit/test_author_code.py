"""Code of authors that exits, kills or hangs: lint fails, and names the file."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from mlworkshop.authoring import author_code, lint
from mlworkshop.errors import CourseFileError
from mlworkshop.exercise import store

LESSON = "lessons/part/01-small.md"
CULPRIT = Path("lessons/culprit.py")


# ---- what ends the whole process: each of these runs in a process of its own


def goes_away() -> int:
    with author_code.running(CULPRIT):
        os._exit(0)


def becomes_another_program() -> int:
    with author_code.running(CULPRIT):
        os.execv(sys.executable, [sys.executable, "-c", ""])


def kills_itself() -> int:
    with author_code.running(CULPRIT):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    return 0


def waits_for_ever() -> int:
    author_code.TIME_LIMIT = 0.1  # type: ignore[assignment]
    with author_code.running(CULPRIT):
        while True:
            pass


@pytest.mark.parametrize("work", [goes_away, becomes_another_program, kills_itself, waits_for_ever])
def test_code_that_ends_or_stops_its_process_is_a_failure_and_named(work, capfd):
    assert author_code.supervised(work) == 1
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith(f"{CULPRIT}:0: ")


def finds_seven() -> int:
    with author_code.running(CULPRIT):
        pass
    return 7


def test_what_comes_to_its_end_hands_back_its_result(capfd):
    assert author_code.supervised(finds_seven) == 7
    assert capfd.readouterr().err == ""


# ---- what raises, however


EXITS = [
    "exit()",
    "quit(3)",
    "import sys; sys.exit(0)",
    "raise SystemExit",
    "raise GeneratorExit",
    "class Odd(BaseException): pass\nraise Odd",
]


@pytest.mark.parametrize("code", EXITS)
def test_a_starter_that_leaves_is_found_in_its_line(authored_course, code):
    path = authored_course / LESSON
    source = path.read_text("utf-8")
    path.write_text(source.replace("my_double = ...", f"my_double = ...\n{code}"), "utf-8")
    (found,) = lint.stub_needs_more(lint.Draft.read(path))
    lines = path.read_text("utf-8").splitlines()
    assert lines[found[0] - 1] == code.splitlines()[-1]


@pytest.mark.parametrize("code", EXITS)
def test_a_check_file_that_leaves_is_found_in_its_line(authored_course, code):
    path = authored_course / "lessons" / "part" / "01-small.py"
    path.write_text(f"{path.read_text('utf-8')}\n\n{code}\n", "utf-8")
    with pytest.raises(CourseFileError) as refused:
        store.load(path)
    (problem,) = refused.value.problems
    assert problem.line == len(path.read_text("utf-8").splitlines())


def test_ctrl_c_is_nobodys_mistake(authored_course):
    path = authored_course / LESSON
    source = path.read_text("utf-8")
    path.write_text(source.replace("my_double = ...", "raise KeyboardInterrupt"), "utf-8")
    with pytest.raises(KeyboardInterrupt):
        list(lint.stub_needs_more(lint.Draft.read(path)))
