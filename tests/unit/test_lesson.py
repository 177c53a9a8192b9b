"""Lessons as the reader gives them; jupytext, which JupyterLab uses, is the judge."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlworkshop.course import lesson, structure
from mlworkshop.course.lesson import Cell

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "unit" / "fixtures" / "course" / "lessons" / "part" / "01-small.md"
SOURCES = [SMALL, *sorted((ROOT / "lessons").rglob("*.md"))]


def without_line(cell: Cell) -> tuple:
    said = (cell.kind, cell.source, cell.language, cell.role, cell.exercise, cell.slide)
    return *said, *cell.metadata.items()


def test_what_a_lesson_says_of_its_cells():
    read = lesson.read(SMALL)
    assert read.header.id == "part/01-small"
    assert [(cell.kind, cell.language, cell.role) for cell in read.cells[:5]] == [
        ("text", "en", None),
        ("text", "ja", None),
        ("text", "en", "notes"),
        ("text", "ja", "notes"),
        ("code", None, None),
    ]
    hidden, plot = read.cells[4:6]
    assert hidden.metadata == {"jupyter": {"source_hidden": True}}
    assert (plot.slide, plot.metadata) == ("fragment", {"tags": ["remember"]})
    assert read.cells[0].slide == "slide"


def test_cells_know_their_lines():
    lines = SMALL.read_text(encoding="utf-8").splitlines()
    for cell in lesson.read(SMALL).cells:
        source = cell.source.splitlines()
        assert lines[cell.line - 1 : cell.line - 1 + len(source)] == source


def test_the_code_of_an_exercise():
    read = lesson.read(SMALL)
    assert read.code_of("twice", "stub").source == "my_double = ..."
    assert read.code_of("twice", "solution").source == "my_double = 42"
    with pytest.raises(KeyError, match="thrice"):
        read.code_of("thrice", "stub")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_jupytext_reads_the_same_cells(path):
    import jupytext

    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    expected = []
    for cell in notebook.cells:
        given = {name: cell.metadata.pop(name, None) for name in ("lang", "role", "exercise")}
        slide = cell.metadata.pop("slide", None)
        kind = "text" if cell.cell_type == "markdown" else "code"
        expected.append((kind, cell.source, *given.values(), slide, *cell.metadata.items()))
    assert [without_line(cell) for cell in lesson.read(path).cells] == expected


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_saving_from_jupyterlab_changes_neither_header_nor_cells(path, tmp_path):
    import jupytext

    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    copy = Path(shutil.copy(path, tmp_path))
    before = lesson.read(copy)
    contents = jupytext.TextFileContentsManager()
    contents.root_dir = str(tmp_path)
    model = contents.get(copy.name, type="notebook")
    model["content"]["metadata"] |= {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3", "version": "3.11.7"},
    }
    contents.save(model, copy.name)
    after = lesson.read(copy)
    assert after.header == before.header
    assert [*map(without_line, after.cells)] == [*map(without_line, before.cells)]
    assert "kernelspec" not in copy.read_text(encoding="utf-8")


def test_reading_does_not_wait_for_jupytext():
    code = (
        "import pathlib, sys; from mlworkshop.course import lesson; "
        f"lesson.read(pathlib.Path({str(SMALL)!r})); print('jupytext' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_header_may_hold_nothing_of_its_own(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(SMALL.read_text(encoding="utf-8").replace("lesson:", "author: me\nlesson:", 1))
    with pytest.raises(lesson.CourseFileError) as refused:
        lesson.read(path)
    (problem,) = refused.value.problems
    assert (problem.line, "author" in problem.what) == (2, True)


def test_the_header_alone_is_what_the_course_reads():
    source = SMALL.read_text(encoding="utf-8")
    assert structure.header_in(source, SMALL) == lesson.read(SMALL).header
