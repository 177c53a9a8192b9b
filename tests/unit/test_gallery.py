"""The gallery that is worked in a real browser shows everything that the course can show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlworkshop import activities
from mlworkshop.course import lesson
from mlworkshop.exercise import store
from mlworkshop.questions import bank

FIXTURES = Path(__file__).parent / "fixtures"
GALLERY = Path(__file__).parents[1] / "browser" / "gallery" / "gallery.md"
CODE = "\n".join(cell.source for cell in lesson.read(GALLERY).cells if cell.kind == "code")


def test_its_questions_are_one_of_each_kind():
    known = {entry.question.id: entry.question for entry in bank.entries(FIXTURES / "quizzes")}
    shown = [known[id_].kind for id_ in re.findall(r'ws\.quiz\("([\w-]+)"\)', CODE)]
    assert sorted(shown) == sorted({question.kind for question in known.values()})


@pytest.mark.parametrize("name", activities.__all__)
def test_every_activity_is_in_it(name):
    assert f"ws.activities.{name}(" in CODE


def test_its_exercises_are_a_value_and_a_function():
    known = store.load(FIXTURES / "exercises" / "lessons" / "practice.py")
    shown = [known[id_] for id_ in re.findall(r'ws\.check\(\s*"([\w-]+)"', CODE)]
    assert {exercise.code for exercise in shown} == {False, True}
