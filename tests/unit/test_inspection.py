"""What the doctor finds in the course's files and beside the notebooks."""

from __future__ import annotations

import shutil
import sys

import pytest
from test_copies import notebook

from mlworkshop import copies, inspection
from mlworkshop.course import structure
from mlworkshop.data import data_sets


@pytest.fixture
def course(authored_course, tmp_path, monkeypatch):
    """A course of one good lesson with its notebook, and a copy of that."""
    source = structure.root()
    monkeypatch.setattr(copies, "folder", lambda: source / copies.FOLDER)
    if not (source / "datasets").exists():
        (source / "datasets").mkdir()
        (source / "datasets" / "catalog.yml").write_text("{}\n")
    for folder in ("notebooks", copies.FOLDER):
        path = source / folder / "en" / "part" / "01-small.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(notebook("x = 1")).replace("'", '"').replace("None", "null"))
    return source


def test_a_good_course_has_nothing(course):
    assert inspection.mistakes() == []
    assert inspection.damaged_notebooks() == []
    assert inspection.hiding_files() == []


DAMAGED = [
    b"",
    b"\n\n",
    b"null",
    b'{"cells": [], "metadata": {}, "nbformat": 4',
    b"<<<<<<< HEAD\n{}\n=======\n>>>>>>> x\n",
    b"\xff\xfe{\x00}\x00",
    b'{"nbformat": 4, "metadata": {}, "cells": {}}',
    b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "heading", "source": ""}]}',
]


@pytest.mark.parametrize("content", DAMAGED)
@pytest.mark.parametrize("folder", ["notebooks", copies.FOLDER])
def test_a_notebook_that_cannot_be_read_is_found_in_both_places(course, content, folder):
    name = f"{folder}/en/part/01-small.ipynb"
    (course / name).write_bytes(content)
    [(found, reason)] = inspection.damaged_notebooks()
    assert found == name
    assert reason.en
    assert reason.ja


def test_a_folder_in_a_notebooks_place_is_found(course):
    (course / "notebooks" / "en" / "x.ipynb").mkdir()
    (course / "notebooks" / "en" / "y.ipynb").write_text("{}")
    assert [name for name, _ in inspection.damaged_notebooks()] == [
        "notebooks/en/x.ipynb",
        "notebooks/en/y.ipynb",
    ]


def test_after_the_cure_that_is_named_nothing_is_left(course):
    """What was set aside is damaged still, and so are notebooks of the attendee's own."""
    copy = course / copies.FOLDER / "en" / "part" / "01-small.ipynb"
    copy.write_text("<<<<<<< x")
    (copy.parent / "my-notes.ipynb").write_text("")
    assert len(inspection.damaged_notebooks()) == 1
    copies.bring_up_to_date("en")
    assert len(list(copy.parent.glob("01-small-*.ipynb"))) == 1
    assert inspection.damaged_notebooks() == []


def question_file(course):
    return next(course.glob("quizzes/**/*.yml"))


def amid_the_last_part(path):
    """What is above the end of the last cell of code, or above the last value."""
    return path.read_bytes().rpartition(b"```" if path.suffix == ".md" else b":")[0]


MISTAKES = {
    "empty": lambda path: path.write_bytes(b""),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
    "cut off": lambda path: path.write_bytes(amid_the_last_part(path)),
    "Shift_JIS": lambda path: path.write_bytes("猫: [".encode("cp932")),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", MISTAKES)
@pytest.mark.parametrize("name", ["lessons/course.yml", "lessons/part/01-small.md", "quizzes"])
def test_what_cannot_be_read_is_named(course, name, damage, monkeypatch):
    path = question_file(course) if name == "quizzes" else course / name
    if name == "quizzes" and damage == "empty":
        pytest.skip("an empty file asks no question, which is no mistake")
    MISTAKES[damage](path)
    for remembered in (structure.load, structure.header_of, inspection.bank.entries):
        remembered.cache_clear()
    found = "\n".join(inspection.mistakes())
    assert path.name in found or name in found
    assert str(course) not in found


@pytest.mark.parametrize(
    "code",
    ["def :", "import no_such_package", "1 / 0", "import sys; sys.exit()", "exit(3)", "\0"],
)
def test_a_check_file_that_does_not_run_is_named(course, code):
    (course / "lessons" / "part" / "01-small.py").write_text(code)
    [found] = inspection.mistakes()
    assert "lessons/part/01-small.py" in found


def test_a_list_of_data_sets_that_cannot_be_read_is_named(course, monkeypatch):
    monkeypatch.setattr(data_sets, "folder", lambda: course / "datasets")
    (course / "datasets" / "catalog.yml").write_text("- [")
    [found] = inspection.mistakes()
    assert "datasets/catalog.yml" in found


@pytest.mark.parametrize(
    "stray",
    ["pandas.py", "random.py", "yaml/__init__.py", "sklearn.py", "json.py", "PIL/__init__.py"],
)
@pytest.mark.parametrize("folder", ["notebooks/en/part", "my-workshop/en/part", "elsewhere"])
def test_a_file_that_hides_a_package_is_named(course, monkeypatch, folder, stray):
    path = course / folder / stray
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    if folder == "elsewhere":  # as PYTHONPATH puts it there
        monkeypatch.setattr(sys, "path", [str(course / folder), *sys.path])
    assert inspection.hiding_files() == [f"{folder}/{stray.removesuffix('/__init__.py')}"]


@pytest.mark.parametrize(
    "own", ["my_rules.py", "helpers/__init__.py", "pandas.txt", "pandas/x.txt"]
)
def test_other_files_beside_a_notebook_are_fine(course, own):
    path = course / "my-workshop" / "en" / "part" / own
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    assert inspection.hiding_files() == []


def test_what_is_meant_to_come_first_hides_nothing(course, tmp_path, monkeypatch):
    packages = tmp_path / "site-packages"  # as Debian's Python has one
    for folder in (packages, tmp_path / "first"):
        folder.mkdir()
        (folder / "sitecustomize.py").write_text("")
    monkeypatch.setattr(inspection.sysconfig, "get_path", lambda name: str(packages))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "first"), str(packages)])
    assert inspection.hiding_files() == []


def test_where_there_are_no_copies_yet_nothing_is_missing(course):
    shutil.rmtree(course / copies.FOLDER)
    assert inspection.damaged_notebooks() == []
