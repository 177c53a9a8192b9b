"""Every exercise of the course, and of a small one of our own; see `exercise_kit`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import exercise_kit as kit
import pytest

from mlworkshop import language
from mlworkshop.errors import CourseFileError
from mlworkshop.exercise import said, store
from mlworkshop.language import LANGUAGES

PRACTICE = Path(__file__).parent / "fixtures" / "exercises" / "lessons" / "practice.md"
LESSONS = [PRACTICE, *kit.paths()]


def _exercises():
    """A pair of lesson and exercise each; a check file that cannot be read fails by itself."""
    for path in LESSONS:
        try:
            names = list(store.load(path.with_suffix(".py")))
        except CourseFileError:
            names = ["(does not load)"]
        for name in names:
            yield pytest.param(path, name, id=f"{path.stem}-{name}")


def _is_by_fields(path, name):
    with suppress(CourseFileError):
        return not store.load(path.with_suffix(".py"))[name].code


EXERCISES = list(_exercises())


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lesson_checks_each_exercise_once(path):
    assert list(kit.cases(path)) == list(store.load(path.with_suffix(".py")))


@pytest.mark.parametrize("requirement", kit.REQUIREMENTS, ids=lambda it: it.__name__)
@pytest.mark.parametrize(("path", "name"), EXERCISES)
def test_an_exercise(path, name, requirement):
    requirement(kit.cases(path)[name])


@pytest.mark.parametrize("requirement", kit.BY_FIELDS, ids=lambda it: it.__name__)
@pytest.mark.parametrize(("path", "name"), [it for it in EXERCISES if _is_by_fields(*it.values)])
def test_an_exercise_without_code(path, name, requirement):
    requirement(kit.cases(path)[name])


@pytest.mark.parametrize(("path", "name"), EXERCISES)
def test_no_mutant_of_a_check_survives(path, name):
    alive = kit.survivors(kit.cases(path)[name])
    assert not alive, (
        "No answer in the check file notices these changes. Add a misconception, or an answer to "
        "also_wrong or also_right that does:\n" + "\n".join(alive)
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("where", "name", "is_above"),
    [
        ("00-start-here", "how-many", True),
        ("m1-intro/02-spam", "two-rates", True),
        ("m2-planning/05-time-and-production", "labelling-weeks", False),
    ],
)
def test_a_title_that_the_text_has_is_read_out_and_not_shown_again(where, name, is_above, lang):
    language.use(lang)
    exercise = store.find(where, name)
    head = said.live_head(where, exercise)
    assert said.heading(exercise) in head
    assert ("mlw-heard" in head) is is_above
