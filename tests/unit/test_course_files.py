"""Files of the course that cannot be read or written: the file, the line and the fix are named."""

from __future__ import annotations

import os
import sys

import pytest

from mlworkshop import cli
from mlworkshop.authoring import lint
from mlworkshop.course import course_files, lesson, structure
from mlworkshop.errors import CourseFileError

LESSON = "lessons/part/01-small.md"
TEXT = "Double 21."


def problems(call, *arguments):
    with pytest.raises(CourseFileError) as caught:
        call(*arguments)
    return caught.value.problems


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_byte_order_marks_and_line_ends_do_not_matter(tmp_path, start, end):
    path = tmp_path / "x.md"
    path.write_bytes(start + "一行目".encode() + end + b"two" + end)
    assert course_files.read(path) == "一行目\ntwo\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a\nb\nスパム\n".encode("shift_jis"), 3),
        ("スパム".encode("euc_jp"), 1),
        ("a\nb\n".encode("utf-16"), 1),
        (b"a\n\x00b\n", 2),
        (b"a\xff", 1),
    ],
)
def test_what_is_no_utf8_text_is_named_with_its_line(tmp_path, content, line):
    path = tmp_path / "x.md"
    path.write_bytes(content)
    (problem,) = problems(course_files.read, path)
    assert (problem.path, problem.line) == (path, line)


def _folder(path):
    path.mkdir()


def _dangling(path):
    path.symlink_to("nowhere.md")


def _circle(path):
    path.symlink_to(path.name)


@pytest.mark.parametrize("spoil", [_folder, _dangling, _circle, lambda path: None])
def test_what_is_no_file_is_named(tmp_path, spoil):
    path = tmp_path / "x.md"
    spoil(path)
    (problem,) = problems(course_files.read, path)
    assert problem.path == path


@pytest.mark.parametrize("name", ["x" * 300, "x\0", "folder/" * 2000])
def test_names_that_no_file_can_have(tmp_path, name):
    assert problems(course_files.read, tmp_path / name)
    assert problems(course_files.write, tmp_path / name, "x")
    assert not structure.is_open(name)


@pytest.mark.parametrize("place", ["taken/x.md", "folder"])
def test_what_cannot_be_written_is_named_and_nothing_is_left(tmp_path, place):
    (tmp_path / "taken").write_text("a file where a folder is needed")
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    (problem,) = problems(course_files.write, tmp_path / place, "x")
    assert problem.path == tmp_path / place
    assert sorted(tmp_path.rglob("*")) == before


# Line separators that come with text pasted from web pages, word processors and old printers.
SEPARATORS = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"]


@pytest.mark.parametrize("sign", SEPARATORS)
def test_separators_inside_a_line_move_no_cell(authored_course, sign):
    path = authored_course / LESSON
    clean = lesson.read(path).cells
    source = path.read_text("utf-8")
    assert source.count(TEXT) == source.count("1 + 2 + 3") == 1
    path.write_text(
        source.replace(TEXT, f"Double{sign}21.").replace("1 + 2 + 3", f"1 + 2{sign}+ 3"), "utf-8"
    )
    read = lesson.read(path).cells
    assert [(cell.line, cell.language) for cell in read] == [
        (cell.line, cell.language) for cell in clean
    ]
    changed = [new.source for new, old in zip(read, clean, strict=True) if new != old]
    assert len(changed) == 2
    assert all(sign in source for source in changed)


@pytest.mark.parametrize("sign", SEPARATORS[:3])
def test_separators_move_no_line_of_a_yaml_file(authored_course, sign):
    path = authored_course / "lessons" / "course.yml"
    source = path.read_text("utf-8")
    path.write_text(source.replace("{en: A part,", f'{{en: "A{sign}part",') + "odd: 1\n", "utf-8")
    structure.load.cache_clear()
    (problem,) = problems(structure.load)
    assert problem.line == source.count("\n") + 1


COMMANDS = [["lint"], ["build", "--check"], ["build"], ["minutes"], ["progress"]]
FILES = [LESSON, "lessons/part/01-small.py", "quizzes/part/01-small.yml", "lessons/course.yml"]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", ["binary", "folder"])
def test_commands_name_the_file_that_they_cannot_read(
    authored_course, monkeypatch, capsys, file, kind
):
    monkeypatch.setattr("mlworkshop.authoring.author_code.supervised", lambda work: work())
    path = authored_course / file
    path.unlink()
    if kind == "binary":
        path.write_bytes("# スパム\n".encode("shift_jis") * 3)
    else:
        path.mkdir()
    for command in COMMANDS:
        if command[0] == "build" and file == "lessons/course.yml":
            continue  # this course has no README to be built from it
        assert cli.main(command) == 1, command
        assert path.name in capsys.readouterr().err, command


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may do anything")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_names_the_file_that_it_may_not_read(authored_course, command, capsys):
    (authored_course / LESSON).chmod(0)
    assert cli.main(command) == 1
    assert "01-small.md" in capsys.readouterr().err


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), UnicodeError("odd")])
def test_the_last_net_says_what_went_wrong_without_a_traceback(monkeypatch, capsys, error):
    def fail():
        raise error

    monkeypatch.setattr(lint, "main", fail)
    monkeypatch.setattr("mlworkshop.authoring.author_code.supervised", lambda work: work())
    assert cli.main(["lint"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


# ---- ids


@pytest.mark.parametrize(
    "id_",
    ["../evil", "../../../evil", "part/../../evil", "/etc/evil", "a/b/c", "Part/01", "part\\01",
     "part/01 small", "part/", "x" * 61, "con:1"],
)  # fmt: skip
def test_an_id_that_is_no_place_in_the_course_is_refused_by_the_reader(authored_course, id_):
    path = authored_course / LESSON
    quoted = id_.replace("\\", "\\\\")
    path.write_text(path.read_text("utf-8").replace("id: part/01-small", f'id: "{quoted}"'))
    (problem, *_) = problems(lesson.read, path)
    assert problem.line == 3
    listed = authored_course / "lessons" / "course.yml"
    listed.write_text(listed.read_text("utf-8").replace("id: part/01-small", f'id: "{quoted}"'))
    structure.load.cache_clear()
    assert all(problem.line == 9 for problem in problems(structure.load))
    assert not structure.is_open(id_)


@pytest.mark.parametrize("command", [["build"], ["build", "--check"], ["lint"]], ids=" ".join)
@pytest.mark.parametrize("name", ["part/02-copy", "other/01-small", "00-copy"])
def test_a_copied_lesson_with_the_id_of_another_is_named(
    authored_course, monkeypatch, capsys, command, name
):
    monkeypatch.setattr("mlworkshop.authoring.author_code.supervised", lambda work: work())
    monkeypatch.setattr("mlworkshop.authoring.build._write_all", lambda *_: [])
    copy = authored_course / "lessons" / f"{name}.md"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes((authored_course / LESSON).read_bytes())
    assert cli.main(command) == 1
    assert f"lessons/{name}.md:3:" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["other", "par", "part-2"])
def test_a_module_holds_the_lessons_of_its_own_folder(authored_course, module):
    listed = authored_course / "lessons" / "course.yml"
    listed.write_text(listed.read_text("utf-8").replace("- id: part\n", f"- id: {module}\n"))
    structure.load.cache_clear()
    (problem,) = problems(structure.load)
    assert problem.line == 9
