"""Check files found by path, and every mistake in one named with its line."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from mlworkshop import language
from mlworkshop.course import structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.exercise import store

GOOD = '''\
from mlworkshop.exercise import Exercise, Misconception, Number, Text, Wrong


class Half(Exercise):
    """Halve."""

    id = "half"
    title = Text(en="Half", ja="半分")
    answer = Number(0, 1)
    why = Text(en="So.", ja="はい。")
    misconceptions = (
        Misconception("none", lambda: 0),
        Misconception("all", lambda: 1),
        Misconception("third", lambda: 1 / 3),
    )

    def reference(self):
        return 0.5

    def check(self, answer):
        raise Wrong(self.why)
'''


@pytest.fixture(autouse=True)
def no_questions(monkeypatch):
    monkeypatch.setattr(store.bank, "entries", lambda: ())


@pytest.fixture
def put(tmp_path):
    """Write a check file."""
    path = tmp_path / "lessons" / "m1-intro" / "02-x.py"
    path.parent.mkdir(parents=True)

    def put(source):
        path.write_text(source, encoding="utf-8")
        return path

    return put


def problems(path):
    with pytest.raises(CourseFileError) as refused:
        store.load(path)
    return refused.value.problems


def test_exercises_are_found_by_id_in_the_files_order(put):
    second = GOOD[GOOD.index("class") :].replace("Half", "Other").replace('"half"', '"a-first"')
    loaded = store.load(put(GOOD + "\n\n" + second))
    assert list(loaded) == ["half", "a-first"]
    assert loaded["half"].reference() == 0.5


def test_what_is_no_exercise_of_the_file_is_passed_over(put):
    assert list(store.load(put(GOOD + "\n\nclass Helper:\n    id = 'x'\n"))) == ["half"]


def test_a_changed_file_is_read_again(put):
    path = put(GOOD)
    assert store.load(path) is store.load(path)
    put(GOOD.replace("0.5", "0.4"))
    os.utime(path, ns=(1, 1))
    assert store.load(path)["half"].reference() == 0.4


def test_nothing_is_written_beside_the_file(put):
    path = put(GOOD)
    store.load(path)
    assert [child.name for child in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ('    id = "half"\n', "", 4, "`id` is no str"),
        ('    title = Text(en="Half", ja="半分")\n', "", 4, "`title` is no Text"),
        ('Text(en="So.", ja="はい。")', '"So."', 4, "`why` is no Text"),
        ("    answer = Number(0, 1)\n", "", 4, "`answer` is no Contract"),
        ("answer = Number(0, 1)", "answer = Number", 4, "`answer` is no Contract"),
        ("def reference", "def solution", 4, "`reference` missing"),
        ("def check", "def checks", 4, "`check` missing"),
        ('        Misconception("third", lambda: 1 / 3),\n', "", 4, "names 2 misconceptions"),
        ('"third"', '"all"', 4, "names 2 misconceptions"),
        ("    misconceptions", "    hints = (why)\n    misconceptions", 4, "`hints` is no tuple"),
        ("lambda: 1 / 3),\n    )", "lambda: 1 / 3),\n    )[0]", 4, "`misconceptions` is no tuple"),
        ("import Exercise", "import Exercises", 1, "cannot import name 'Exercises'"),
        ('Misconception("none"', 'Misconceptio("none"', 12, "name 'Misconceptio' is not defined"),
        ('    id = "half"', '    id = "half"\n    raise SystemExit(0)', 8, "SystemExit: 0"),
        ("class Half", "exit()\n\n\nclass Half", 4, "SystemExit"),
        ("class Half", "raise GeneratorExit\n\n\nclass Half", 4, "GeneratorExit"),
        ("    def check(self, answer):", "    def check(self, answer)", 20, "SyntaxError"),
        ('Text(en="Half", ja="半分")', 'Text(en="Half")', 8, "ja"),
    ],
)
def test_a_mistake_is_named_with_its_line(put, before, after, line, what):
    assert before in GOOD
    [problem] = problems(put(GOOD.replace(before, after)))
    assert problem.line == line
    assert what in problem.what
    assert problem.fix


def test_all_mistakes_are_reported_together(put):
    path = put(GOOD.replace('    id = "half"\n', "").replace("Number(0, 1)", "None"))
    assert len(problems(path)) == 2


def test_an_id_given_twice_is_named(put):
    second = GOOD[GOOD.index("class") :].replace("Half", "Other")
    [problem] = problems(put(GOOD + "\n\n" + second))
    assert "'half' stands here twice" in problem.what
    assert problem.line == GOOD.count("\n") + 3


def test_a_misconception_named_twice_among_enough_is_a_mistake(put):
    more = '        Misconception("all", lambda: 2),\n        Misconception("none"'
    [problem] = problems(put(GOOD.replace('        Misconception("none"', more)))
    assert "a misconception stands here twice" in problem.what


@pytest.fixture
def in_course(put, monkeypatch):
    path = put(GOOD)
    monkeypatch.setattr(structure, "root", lambda: path.parents[2])


@pytest.mark.usefixtures("in_course")
def test_an_exercise_is_found_by_lesson_and_name():
    assert store.find("m1-intro/02-x", "half").id == "half"
    assert list(store.of_lesson("m1-intro/02-x")) == ["half"]
    assert store.of_lesson("m1-intro/no-checks") == {}


@pytest.mark.usefixtures("in_course")
def test_an_unknown_name_says_which_there_are():
    for language_, says in (("en", "no exercise 'hlf'"), ("ja", "演習 'hlf' はありません")):
        language.use(language_)
        with pytest.raises(WorkshopError, match=says) as refused:
            store.find("m1-intro/02-x", "hlf")
        assert "half" in str(refused.value)
    with pytest.raises(WorkshopError, match="half"):
        store.find("m1-intro/02-x", "quite-different")
    for odd in (5, np.array([1, 2]), pd.Series(["half"]), pd.DataFrame(), ["half"], b"half"):
        with pytest.raises(WorkshopError, match="half"):
            store.find("m1-intro/02-x", odd)
    with pytest.raises(WorkshopError) as refused:
        store.find("m1-intro/02-x", "x" * 100_000)
    assert len(str(refused.value)) < 200
    with pytest.raises(WorkshopError, match="half"):
        store.find("m1-intro/02-x", " HALF ")
    language.use("en")
    with pytest.raises(WorkshopError, match="has no exercises"):
        store.find("m1-intro/no-checks", "half")
