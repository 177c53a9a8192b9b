"""The journal: nothing that was done is lost, whatever happens to files, disk and clock."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlworkshop import journal, language
from mlworkshop.errors import WorkshopError

LESSON = "m1-intro/02-spam"


def keys(lesson=None):
    return [event.key for event in journal.events(lesson)]


def files():
    return sorted(journal.folder().glob("*"))


def another_process(program):
    """Run a program that uses the journal, in the same folder."""
    return subprocess.Popen(
        [sys.executable, "-c", f"from mlworkshop import journal\n{program}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def a_line(key, time=1.0, **more):
    made = {"format": 1, "time": time, "lesson": LESSON, "kind": "quiz", "key": key} | more
    return json.dumps(made) + "\n"


def put(text, name="other.jsonl"):
    journal.folder().mkdir(parents=True, exist_ok=True)
    (journal.folder() / name).write_text(text, encoding="utf-8")


# What is recorded


def test_reading_alone_creates_nothing():
    assert journal.events() == []
    assert journal.trouble() is None
    assert not journal.folder().exists()


def test_the_folder_is_the_users_unless_set(monkeypatch):
    monkeypatch.delenv("MLWORKSHOP_HOME")
    assert journal.folder().is_absolute()
    assert journal.folder().name == "mlworkshop"


def test_an_event_comes_back_as_recorded():
    assert journal.record(
        LESSON, "quiz", "q", version=3, outcome="right", answer={"order": ["a", 1, None]}
    )
    (event,) = journal.events(LESSON)
    assert (event.lesson, event.kind, event.key) == (LESSON, "quiz", "q")
    assert (event.version, event.outcome) == (3, "right")
    assert event.answer == {"order": ["a", 1, None]}
    assert abs(event.time - time.time()) < 60


def test_another_process_sees_it():
    journal.record(LESSON, "note", "n", answer="日本語\n2行目\u2028🙂")
    reader = another_process(f"print(ascii(journal.latest({LESSON!r}, 'note', 'n').answer))")
    assert reader.communicate()[0].strip() == ascii("日本語\n2行目\u2028🙂")


@pytest.mark.parametrize(
    "answer",
    [Path("x"), {1, 2}, object(), {(1, 2): "a tuple as key"}, "half an emoji \ud83d", float("nan")],
    ids=lambda answer: type(answer).__name__,
)
def test_odd_answers_never_raise(answer):
    assert journal.record(LESSON, "note", "n", answer=answer)
    assert keys() == ["n"]


def test_an_answer_without_end_never_raises():
    endless = []
    endless.append(endless)
    assert journal.record(LESSON, "note", "n", answer=endless)
    assert keys() == ["n"]


class Stubborn:
    def __repr__(self):
        raise RuntimeError("no words for it")


def nested(depth):
    made = []
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize(
    "answer",
    [
        *(
            10**5000,
            [-(10**5000)],
            Stubborn(),
            {"deep": Stubborn()},
            *map(nested, (150, 250, 5000)),
        ),
        *(float("-inf"), "\ud83d", {"\udc00": ["\ud83d"]}, b"\xff", 1j, "x" * 1_000_000),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_whatever_is_recorded_can_be_read_back_and_exported(answer, tmp_path):
    assert journal.record(LESSON, "note", "n", answer=answer)
    journal._open.cache_clear()
    assert keys() == ["n"]
    assert journal.export(tmp_path / "out.jsonl") == 1


@pytest.mark.parametrize(
    ("lesson", "kind", "key", "version"),
    [
        *((None, "quiz", "q", 1), (LESSON, "dream", "q", 1), (LESSON, "quiz", ["q"], 1)),
        *(
            (LESSON, "quiz", "q", "1"),
            (LESSON, "quiz", "q", 1.5),
            (LESSON, "quiz", "q", Stubborn()),
        ),
    ],
)
def test_what_is_no_event_is_not_recorded_and_raises_nothing(lesson, kind, key, version):
    assert not journal.record(lesson, kind, key, version=version)
    assert journal.events() == []
    assert journal.record(LESSON, "quiz", "next")


def test_a_text_with_half_an_emoji_is_kept_but_for_that(monkeypatch):
    journal.record(LESSON, "note", "n", answer="so \ud83d and \ud83d\ude00")
    assert journal.latest(LESSON, "note", "n").answer == "so \ufffd and 😀"


# Where it is kept


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("~", "~"),
        ("~/mine", "~/mine"),
        ("'~/mine'", "~/mine"),
        ('"~/my progress" ', "~/my progress"),
        ("progress", "~/progress"),
        ("./a/../b", "~/b"),
        ("$HOME/c", "~/c"),
        ("~nobody-has-this-name/d", "~/~nobody-has-this-name/d"),
    ],
)
def test_the_folder_is_the_same_from_everywhere(given, expected, tmp_path, monkeypatch):
    home = tmp_path / "user"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("MLWORKSHOP_HOME", given)
    for place in ("en", "en/m1-intro"):
        (tmp_path / place).mkdir()
        monkeypatch.chdir(tmp_path / place)
        assert journal.folder() == Path(str(home) + expected[1:])
        assert journal.record(LESSON, "quiz", place)
    assert keys() == ["en", "en/m1-intro"]
    assert [*(tmp_path / "en").rglob("*.jsonl")] == []


@pytest.mark.parametrize("empty", ["", "  ", "''"])
def test_an_empty_setting_is_none(empty, monkeypatch):
    monkeypatch.setenv("MLWORKSHOP_HOME", empty)
    assert journal.folder().is_absolute()
    assert journal.folder().name == "mlworkshop"


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.skipif(os.name == "nt", reason="this system has other permissions")
def test_other_users_cannot_read_it(tmp_path):
    put(a_line("earlier"), "open.jsonl")
    put("mine", "notes.txt")
    device = journal.folder() / "link.jsonl"
    target = tmp_path / "elsewhere.jsonl"
    target.write_text(a_line("linked"))
    device.symlink_to(target)
    before = mode(target)
    assert journal.record(LESSON, "quiz", "q")
    assert {mode(file) for file in files() if file.suffix == ".jsonl" and file != device} == {0o600}
    assert mode(target) == before, "what a link leads to is somebody else's"
    assert mode(journal.folder() / "notes.txt") != 0o600
    out = tmp_path / "out.jsonl"
    for earlier in (None, 0o644, 0o600):
        if earlier:
            out.chmod(earlier)
        journal.export(out)
        assert mode(out) == 0o600
    shutil.rmtree(journal.folder())
    assert journal.record(LESSON, "quiz", "again")
    assert mode(journal.folder()) == 0o700


def test_latest_is_the_last_of_that_lesson_kind_key_and_version():
    for outcome in ("wrong", "right"):
        journal.record(LESSON, "quiz", "q", outcome=outcome)
    journal.record(LESSON, "hint", "q", outcome="other kind")
    journal.record(LESSON, "quiz", "p", outcome="other key")
    journal.record(LESSON, "quiz", "q", version=2, outcome="other version")
    journal.record("other", "quiz", "q", outcome="other lesson")
    assert journal.latest(LESSON, "quiz", "q").outcome == "right"
    assert journal.latest(LESSON, "quiz", "q", version=2).outcome == "other version"
    assert journal.latest(LESSON, "quiz", "never") is None


# Starting afresh


def test_afresh_hides_what_came_before_in_that_lesson_only():
    journal.record(LESSON, "quiz", "before")
    journal.record("other", "quiz", "elsewhere")
    journal.start_afresh(LESSON)
    assert keys() == ["elsewhere"]
    assert journal.latest(LESSON, "quiz", "before") is None
    journal.record(LESSON, "quiz", "after")
    assert keys(LESSON) == ["after"]


def test_afresh_deletes_nothing(tmp_path):
    journal.record(LESSON, "quiz", "before")
    journal.start_afresh(LESSON)
    written = b"".join(file.read_bytes() for file in files())
    assert b'"before"' in written
    assert journal.export(tmp_path / "out.jsonl") == 2
    assert '"before"' in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


# Several processes, and their end


def test_two_processes_writing_at_once_lose_nothing():
    program = """
import sys
sys.stdin.readline()
for number in range(1000):
    assert journal.record("lesson", "quiz", f"{sys.argv}-%s-{number}")
"""
    writers = [another_process(program % name) for name in ("one", "two")]
    for writer in writers:  # both have started: now both go
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert len(files()) == 2
    assert len(set(keys())) == 2000


def test_a_forked_process_writes_its_own_file():
    journal.record(LESSON, "quiz", "parent")
    child = os.fork()
    if child == 0:
        journal.record(LESSON, "quiz", "child")
        os._exit(0)
    os.waitpid(child, 0)
    assert keys() == ["parent", "child"]
    assert len(files()) == 2


def test_killed_while_writing_loses_nothing_that_was_recorded():
    writer = another_process("""
for number in range(10**9):
    journal.record("lesson", "quiz", str(number), answer="long " * 200)
    print(number, flush=True)
""")
    for _ in range(200):
        recorded = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    assert writer.returncode == -signal.SIGKILL
    assert keys()[: recorded + 1] == [str(number) for number in range(recorded + 1)]
    assert journal.record("lesson", "quiz", "life goes on")
    assert keys()[-1] == "life goes on"


# Files that are not as they should be


def test_a_truncated_last_line_loses_only_itself():
    put(a_line("whole") + a_line("half")[:-10])
    assert keys() == ["whole"]
    assert journal.record(LESSON, "quiz", "next")
    assert keys() == ["whole", "next"]


def test_a_line_still_being_written_is_read_once_it_is_whole():
    line = a_line("late")
    put(line[:20])
    assert keys() == []
    put(line)
    assert keys() == ["late"]


@pytest.mark.parametrize(
    "broken",
    [
        "not JSON",
        "[]",
        "null",
        "{}",
        '{"format": 1}',
        a_line("q", time=float("inf")).strip(),
        a_line("q", time="noon").strip(),
        a_line("q", kind=["quiz"]).strip(),
        "[" * 100_000,
        "\0" * 50,
    ],
    ids=lambda broken: broken[:20],
)
def test_a_broken_line_is_passed_over_and_kept(broken):
    put(a_line("first", time=1) + broken + "\n" + a_line("second", time=2))
    before = files()[0].read_bytes()
    assert keys() == ["first", "second"]
    assert journal.record(LESSON, "quiz", "third")
    assert (journal.folder() / "other.jsonl").read_bytes() == before


def test_bytes_that_are_no_text_are_passed_over():
    put("")
    (journal.folder() / "other.jsonl").write_bytes(b"\xff\xfe\n" + a_line("q").encode())
    assert keys() == ["q"]


def test_a_future_version_is_kept_and_ignored(tmp_path):
    future = a_line("q", format=3) + a_line("r", kind="dream") + '{"format": 9, "x": []}\n'
    put(future)
    assert keys() == []
    assert journal.record(LESSON, "quiz", "now")
    assert keys() == ["now"]
    assert (journal.folder() / "other.jsonl").read_text() == future
    # That version finds its lines again after a move to another machine.
    assert journal.export(tmp_path / "out.jsonl") == 4
    shutil.rmtree(journal.folder())
    assert journal.import_(tmp_path / "out.jsonl") == 4
    assert keys() == ["now"]
    exported = b"".join(file.read_bytes() for file in files()).decode()
    assert all(line in exported for line in future.splitlines())


def test_other_files_and_folders_are_left_alone():
    put("not ours", "notes.txt")
    (journal.folder() / "folder.jsonl").mkdir()
    (journal.folder() / "device.jsonl").symlink_to("/dev/zero")
    (journal.folder() / "nowhere.jsonl").symlink_to("/nowhere")
    assert journal.record(LESSON, "quiz", "q")
    assert keys() == ["q"]


def test_a_file_replaced_by_a_shorter_one_is_read_anew():
    put(a_line("long", answer="x" * 100))
    assert keys() == ["long"]
    put(a_line("short"))
    assert keys() == ["short"]
    put(a_line("other"))  # of the same length
    os.utime(files()[0], (1, 1))  # file systems' clocks tick slowly
    assert keys() == ["other"]
    put(a_line("a longer one", answer="x" * 100), "new")
    (journal.folder() / "new").replace(files()[-1])
    assert keys() == ["a longer one"]


def test_a_folder_wiped_under_a_running_kernel_is_made_anew():
    journal.record(LESSON, "quiz", "old")
    shutil.rmtree(journal.folder())
    assert keys() == []
    assert journal.record(LESSON, "quiz", "new")
    assert keys() == ["new"]


# Saving is impossible


def assert_remembered_but_not_saved():
    assert not journal.record(LESSON, "quiz", "q", outcome="right")
    assert not journal.record(LESSON, "quiz", "r")
    assert keys() == ["q", "r"]
    assert journal.latest(LESSON, "quiz", "q").outcome == "right"
    assert str(journal.folder()) in journal.trouble()


@pytest.mark.parametrize("where", ["below a file", "/proc/nowhere", "x" * 300])
def test_a_folder_that_cannot_be_made(where, tmp_path, monkeypatch):
    (tmp_path / "below a file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / where / "home"))
    assert_remembered_but_not_saved()
    assert journal.export(tmp_path / "rescued.jsonl") == 2


@pytest.fixture
def read_only_folder(monkeypatch):
    """A folder with progress that this process, were it root before, must not write to."""
    folder = Path(tempfile.mkdtemp())
    (folder / "earlier.jsonl").write_text(a_line("earlier"))
    (folder / "earlier.jsonl").chmod(0o444)
    folder.chmod(0o555)
    monkeypatch.setenv("MLWORKSHOP_HOME", str(folder))
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder(read_only_folder):
    assert keys() == ["earlier"]
    assert not journal.record(LESSON, "quiz", "q")
    assert keys() == ["earlier", "q"]
    assert "not allowed" in journal.trouble()
    language.use("ja")
    assert "アクセス権" in journal.trouble()
    assert [file.name for file in read_only_folder.iterdir()] == ["earlier.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_and_then_space_again():
    journal.record(LESSON, "quiz", "before")
    (own,) = files()
    own.rename(own.with_name("kept.jsonl"))
    own.symlink_to("/dev/full")
    assert not journal.record(LESSON, "quiz", "q")
    assert "full" in journal.trouble()
    assert keys() == ["before", "q"]
    # The next record finds a place and brings along what was unsaved.
    assert journal.record(LESSON, "quiz", "r")
    assert journal.trouble() is None
    reader = another_process("print([event.key for event in journal.events()])")
    assert reader.communicate()[0].strip() == "['before', 'q', 'r']"


@contextmanager
def no_file_above(size):
    """A disk that fills up: files of this process cannot grow beyond a number of bytes."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_disk_that_fills_up_in_the_middle_of_a_line():
    journal.record(LESSON, "quiz", "before")
    (own,) = files()
    with no_file_above(own.stat().st_size + 20):
        assert not journal.record(LESSON, "quiz", "q")
    assert not own.read_bytes().endswith(b"\n")
    assert journal.record(LESSON, "quiz", "r")
    reader = another_process("print([event.key for event in journal.events()])")
    assert reader.communicate()[0].strip() == "['before', 'q', 'r']"


# The clock


def test_the_clock_going_backwards_keeps_the_order(monkeypatch):
    now = iter([5000.0, 4000.0, 4000.0, 6000.0, 3000.0])
    monkeypatch.setattr(time, "time", lambda: next(now))
    for key in "abcd":
        journal.record(LESSON, "quiz", key)
    assert keys() == list("abcd")
    assert journal.events()[-1].time == 6000.0
    shutil.rmtree(journal.folder())
    put(a_line("older", time=1))
    journal.record(LESSON, "quiz", "e")
    assert journal.events()[-1].time > 6000.0


def test_afresh_hides_events_that_a_wrong_clock_put_in_the_future():
    put(a_line("tomorrow", time=time.time() + 1e8) + a_line("no clock", time=1e300))
    journal.start_afresh(LESSON)
    assert keys() == []
    journal.record(LESSON, "quiz", "after")
    assert keys() == ["after"]


BEYOND = ["1.7976931348623157e308", "1e12", "-1", "-1e308", "1e400", "true", '"1"', "[1]", "null"]


@pytest.mark.parametrize("when", BEYOND)
@pytest.mark.parametrize("kind", ["note", "afresh"])
def test_a_record_from_beyond_all_clocks_is_passed_over_everywhere(when, kind, tmp_path):
    crafted = a_line("crafted", kind=kind, time=0).replace('"time": 0', f'"time": {when}')
    put(crafted)
    assert journal.record(LESSON, "quiz", "q", outcome="right")
    journal._open.cache_clear()
    assert journal.record(LESSON, "quiz", "r")
    assert keys() == ["q", "r"]
    (tmp_path / "in.jsonl").write_text(crafted + a_line("good"))
    assert journal.import_(tmp_path / "in.jsonl") == 1
    journal.export(tmp_path / "out.jsonl")
    assert "crafted" not in (tmp_path / "out.jsonl").read_text()


def test_recording_goes_on_after_the_latest_time_of_all():
    put(a_line("crafted", time=journal._LATEST))
    for key in "abc":
        assert journal.record(LESSON, "quiz", key)
    journal._open.cache_clear()
    assert {*keys()} == {"crafted", *"abc"}


def test_lines_of_several_files_come_in_order_of_time():
    put(a_line("a", time=1) + a_line("c", time=3), "one.jsonl")
    put(a_line("b", time=2) + a_line("d", time=4), "two.jsonl")
    assert keys() == list("abcd")


# Export and import


def test_export_wipe_import(tmp_path):
    journal.record(LESSON, "quiz", "q", outcome="right", answer="b")
    journal.record("other", "note", "n", answer="日本語")
    before = journal.events()
    out = tmp_path / "progress.jsonl"
    assert journal.export(out) == 2
    shutil.rmtree(journal.folder())
    assert journal.events() == []
    assert journal.import_(out) == 2
    assert journal.events() == before
    reader = another_process("print(len(journal.events()))")
    assert reader.communicate()[0].strip() == "2"


def test_importing_twice_adds_nothing_twice(tmp_path):
    journal.record(LESSON, "quiz", "q")
    out = tmp_path / "progress.jsonl"
    journal.export(out)
    contents = {file: file.read_bytes() for file in files()}
    assert journal.import_(out) == 0
    assert {file: file.read_bytes() for file in files()} == contents
    shutil.rmtree(journal.folder())
    assert [journal.import_(out), journal.import_(out)] == [1, 0]
    assert keys() == ["q"]


def test_importing_joins_what_was_done_on_two_machines(tmp_path, monkeypatch):
    journal.record(LESSON, "quiz", "at home")
    journal.export(tmp_path / "home.jsonl")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "at work"))
    journal.record(LESSON, "quiz", "at work")
    assert journal.import_(tmp_path / "home.jsonl") == 1
    assert keys() == ["at home", "at work"]


def test_an_export_file_changed_by_windows_imports_the_same(tmp_path):
    journal.record(LESSON, "quiz", "q")
    journal.record(LESSON, "quiz", "r")
    out = tmp_path / "progress.jsonl"
    journal.export(out)
    out.write_bytes(out.read_bytes().replace(b"\n", b"\r\n").rstrip())
    assert journal.import_(out) == 0


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b'{"cells": []}', b"hello\n"])
def test_importing_or_overwriting_something_else_is_refused(content, tmp_path):
    journal.record(LESSON, "quiz", "q")
    contents = {file: file.read_bytes() for file in files()}
    other = tmp_path / "other"
    other.write_bytes(content)
    for use in (journal.import_, journal.export):
        with pytest.raises(WorkshopError, match="holds no progress"):
            use(other)
    language.use("ja")
    with pytest.raises(WorkshopError, match="進み具合の記録がありません"):
        journal.import_(other)
    assert other.read_bytes() == content
    assert {file: file.read_bytes() for file in files()} == contents


@pytest.mark.parametrize(
    "foreign", ["my own notes", "{}", "[1]", '{"format": "1"}', '{"format": true}', '{"cells": [}']
)
@pytest.mark.parametrize("at", [1, 2, 4])
def test_exporting_over_anything_else_is_refused_with_its_line(foreign, at, tmp_path):
    journal.record(LESSON, "quiz", "q")
    lines = [a_line("first"), "\n", a_line("second")]
    lines.insert(at - 1, foreign + "\n")
    out = tmp_path / "notes.jsonl"
    out.write_text("".join(lines))
    before = out.read_bytes()
    with pytest.raises(WorkshopError, match=rf"line {at}\b"):
        journal.export(out)
    language.use("ja")
    with pytest.raises(WorkshopError, match=f"{at}行目"):
        journal.export(out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["notes.jsonl"]


def test_importing_a_missing_file_or_a_folder_says_so(tmp_path):
    with pytest.raises(WorkshopError, match="does not exist"):
        journal.import_(tmp_path / "nowhere.jsonl")
    with pytest.raises(WorkshopError, match="not a file"):
        journal.import_(tmp_path)
    assert not journal.folder().exists()


def test_importing_where_nothing_can_be_saved_lasts_for_this_kernel(tmp_path, monkeypatch):
    journal.record(LESSON, "quiz", "q")
    journal.export(tmp_path / "progress.jsonl")
    monkeypatch.setenv("MLWORKSHOP_HOME", "/proc/nowhere")
    assert journal.import_(tmp_path / "progress.jsonl") == 1
    assert keys() == ["q"]
    assert journal.trouble()


def test_exporting_again_keeps_what_the_file_held(tmp_path):
    out = tmp_path / "progress.jsonl"
    journal.record(LESSON, "quiz", "first")
    journal.export(out)
    shutil.rmtree(journal.folder())  # such as Binder does between two visits
    journal.record(LESSON, "quiz", "second")
    assert journal.export(out) == 2
    journal.import_(out)
    assert keys() == ["first", "second"]


def test_exporting_nothing_writes_nothing(tmp_path):
    assert journal.export(tmp_path / "progress.jsonl") == 0
    assert list(tmp_path.iterdir()) == []


def test_exporting_to_an_impossible_place_says_so_and_leaves_nothing(tmp_path):
    journal.record(LESSON, "quiz", "q")
    with pytest.raises(WorkshopError, match="does not exist"):
        journal.export(tmp_path / "nowhere" / "progress.jsonl")
    with pytest.raises(WorkshopError, match="not a file"):
        journal.export(journal.folder())
    if Path("/dev/full").exists():
        with pytest.raises(WorkshopError, match="not a file"):
            journal.export(Path("/dev/full"))
    with no_file_above(10), pytest.raises(WorkshopError, match="Could not write"):
        journal.export(tmp_path / "progress.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


# Speed


def test_a_record_is_read_without_reading_all_others_again(monkeypatch):
    for _ in range(100):
        journal.record(LESSON, "quiz", "q")
    journal.events()
    read = []
    whole = journal.from_json
    monkeypatch.setattr(journal, "from_json", lambda line: read.append(line) or whole(line))
    journal.record(LESSON, "quiz", "another")
    assert keys() == ["q", "another"]
    assert len(read) < 5


def test_what_is_kept_in_memory_does_not_grow_with_the_lines():
    for start in (0, 10_000):
        lines = (a_line(f"q{at % 50}", time=start + at, outcome="wrong") for at in range(10_000))
        put("".join(lines), f"{start}.jsonl")
        assert len(journal.events()) == 50
    assert journal.latest(LESSON, "quiz", "q49").time == 19_999
    assert journal._journal()._known.keys() == {
        (LESSON, "quiz", f"q{at}", 1, "wrong") for at in range(50)
    }


@pytest.mark.parametrize("seed", range(5))
def test_lines_in_any_order_and_form_give_the_last_of_each(seed, monkeypatch):
    """Lines that are skipped unread make no difference."""
    monkeypatch.setattr(journal, "_BATCH", 7)
    rng = random.Random(seed)
    last, lines = {}, []
    for _ in range(300):
        made = {"format": rng.choice([1, 2]), "time": rng.randrange(100) + rng.random()}
        made |= {"lesson": LESSON, "kind": rng.choice(["quiz", "hint"]), "key": rng.choice("ab")}
        made |= {"version": rng.choice([1, 2]), "outcome": rng.choice(["right", "wrong"])}
        made["answer"] = rng.choice(['", "lesson": "x", "answer": ', {"lesson": 1, "answer": 2}, 3])
        line = json.dumps(made)
        broken = rng.random()
        if broken < 0.1:
            line = line.replace(f'"time": {made["time"]}', '"time": 1e300')
        elif broken < 0.2:
            line = line[:-1]
        else:
            slot = (made["kind"], made["key"], made["version"], made["outcome"])
            last[slot] = max(last.get(slot, (0, "")), (made["time"], json.dumps(made["answer"])))
            if broken < 0.3:
                line = json.dumps(dict(reversed(made.items())))
        lines.append(line + "\n")
    put("".join(lines[:150]), "one.jsonl")
    put("".join(lines[150:]), "two.jsonl")
    found = {
        (event.kind, event.key, event.version, event.outcome): (
            event.time,
            json.dumps(event.answer),
        )
        for event in journal.events()
    }
    assert found == last


def test_ten_thousand_events_cost_little():
    put("".join(a_line(f"q{number}", time=number) for number in range(10_000)))
    assert len(keys()) == 10_000  # a kernel reads them once

    def seconds():
        start = time.process_time()
        journal.record(LESSON, "quiz", "q")
        journal.latest(LESSON, "quiz", "never")
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < 0.05
