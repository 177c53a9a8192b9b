"""What the conftest.py at the root asks of notebooks that run as tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES

ROOT = structure.root()


@pytest.fixture(scope="module")
def root_conftest():
    spec = importlib.util.spec_from_file_location("root_conftest", ROOT / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def config(one_language):
    return SimpleNamespace(getoption=lambda name: one_language)


def test_each_lesson_is_left_in_one_language_and_both_have_their_turn(root_conftest):
    notebooks = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    left = [
        path for path in notebooks if not root_conftest.pytest_ignore_collect(path, config(True))
    ]
    lessons = {}
    for path in left:
        lang, _, lesson = path.relative_to(ROOT / "notebooks").as_posix().partition("/")
        lessons.setdefault(lesson, []).append(lang)
    assert set(lessons) == {
        f"{entry.id}.ipynb" for entry in structure.load().lessons if entry.is_open
    }
    assert all(len(langs) == 1 for langs in lessons.values())
    assert {lang for (lang,) in lessons.values()} == set(LANGUAGES)


@pytest.mark.parametrize("path", ["notebooks/en/00-start-here.ipynb", "tests/offline.ipynb"])
def test_without_the_option_nothing_is_left_out(root_conftest, path):
    assert not root_conftest.pytest_ignore_collect(ROOT / path, config(False))


@pytest.mark.parametrize(("name", "fails"), [("stderr", True), ("stdout", False), (None, False)])
def test_a_cell_that_writes_to_stderr_fails(root_conftest, name, fails):
    class Said(dict):
        text = "careful"

    told = []
    item = SimpleNamespace(
        test_outputs=[Said(name=name) if name else Said()],
        raise_cell_error=lambda *words: told.append(words),
    )
    hook = root_conftest.pytest_runtest_call(item)
    next(hook)
    with pytest.raises(StopIteration):
        hook.send(None)
    assert bool(told) is fails


def test_other_tests_are_let_alone(root_conftest):
    assert root_conftest.pytest_ignore_collect(Path("test_x.py"), config(True)) is None


def test_what_is_dear_to_make_is_made_on_one_worker(root_conftest):
    shared_by = root_conftest.shared_by
    for entry in structure.load().lessons:
        name = entry.id.rpartition("/")[2]
        own = ROOT / f"tests/unit/test_lesson_{name[3:].replace('-', '_')}.py"
        if entry.id.startswith("m1-intro/"):
            assert own.is_file()
        exercise = f"tests/unit/test_course_exercises.py::test_an_exercise[{name}-x-y]"
        assert shared_by(f"tests/unit/{own.name}::test_x") == shared_by(exercise) == name
    lake, drift = (f"tests/unit/test_lesson_data_strategy_{half}.py" for half in ("lake", "drift"))
    assert shared_by(f"{lake}::test_x") == shared_by(f"{drift}::test_y") == "02-data-strategy"
    here = "tests/unit/test_notebooks_as_tests.py::test_"  # whose fixture is for all of them
    assert shared_by(f"{here}x") == shared_by(f"{here}y[1]")
    gallery = "tests/browser/test_gallery.py::test_"
    assert shared_by(f"{gallery}a[en]") == shared_by(f"{gallery}b[en-open]")
    assert shared_by(f"{gallery}a[en]") != shared_by(f"{gallery}b[ja-open]")
    one, other = (f"tests/unit/test_a.py::test_b[{at}]" for at in "12")
    assert shared_by(one) != shared_by(other)
