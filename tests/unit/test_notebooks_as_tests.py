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
