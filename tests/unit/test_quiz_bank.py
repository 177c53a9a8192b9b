"""The bank: mistakes in its files are all reported at their lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from banks import put_questions

from mlworkshop import language
from mlworkshop.course import structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.questions import bank

FIXTURES = Path(__file__).parent / "fixtures"
BAD = sorted((FIXTURES / "bad_quizzes").rglob("*.yml"))
MARKED = [
    pytest.param(path, line, mark[1], id=f"{path.stem}-{line}")
    for path in BAD
    for line, source in enumerate(path.read_text("utf-8").splitlines(), 1)
    if (mark := re.search(r"#! (.+)", source))
]


def problems_of(path, tmp_path):
    """What is reported of a file alone in its folder."""
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / path.name).write_bytes(path.read_bytes())
    with pytest.raises(CourseFileError) as caught:
        bank.entries(folder)
    return caught.value.problems


@pytest.mark.parametrize(("path", "line", "says"), MARKED)
def test_a_mistake_is_reported_at_its_line(path, line, says, tmp_path):
    found = [problem for problem in problems_of(path, tmp_path) if problem.line == line]
    assert [says in problem.what for problem in found] == [True], found
    assert found[0].path.name == path.name
    assert re.fullmatch(r"[a-z].+\.", found[0].fix), "the fix is an instruction"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_nothing_else_is_reported(path, tmp_path):
    marked = {line.values[1] for line in MARKED if line.values[0] == path}
    assert {problem.line for problem in problems_of(path, tmp_path)} == marked


def test_all_files_are_reported_together():
    with pytest.raises(CourseFileError) as caught:
        bank.entries(FIXTURES / "bad_quizzes")
    assert {problem.path for problem in caught.value.problems} == set(BAD)


def test_good_questions_keep_their_places():
    found = bank.entries(FIXTURES / "quizzes")
    assert [entry.question.kind for entry in found] == [
        "single", "multiple", "order", "match", "number", "number", "open",
    ]  # fmt: skip
    for entry in found:
        source = (FIXTURES / "quizzes" / f"{entry.lesson}.yml").read_text("utf-8").splitlines()
        problem = entry.problem("is off.", "mend it.", "id")
        assert f"id: {entry.question.id}" in source[problem.line - 1]
        assert entry.question.id in problem.what


def test_a_folder_without_files_is_an_empty_bank(tmp_path):
    assert bank.entries(tmp_path) == ()
    assert bank.problems(tmp_path) == []


def test_the_shipped_bank_is_sound():
    assert [str(problem) for problem in bank.problems()] == []


@pytest.mark.parametrize(
    "id_", [["a"], {"a": 1}, None, 10**5000, 1.5], ids=lambda id_: type(id_).__name__
)
def test_an_id_that_is_no_text_is_unknown(id_):
    with pytest.raises(WorkshopError, match="There is no question") as caught:
        bank.find(id_)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_id_suggests_a_known_one(lang, monkeypatch):
    language.use(lang)
    found = bank.entries(FIXTURES / "quizzes")
    monkeypatch.setattr(bank, "entries", lambda: found)
    assert bank.find("legs") is found[4]
    with pytest.raises(WorkshopError, match="'butterfly'"):
        bank.find("buterfly")
    with pytest.raises(WorkshopError, match=r"ws\.quiz"):
        bank.find("unheard-of")
    with pytest.raises(WorkshopError):
        bank.find(7)


# What makes sense alone and not in this course.


def option(at, text, right):
    why = "{en: Because., ja: だから。}"
    return f"      - {{id: o{at}, text: {text}, correct: {str(right).lower()}, why: {why}}}"


def single(id_, right, objective=1):
    """A question of four options of which the one at `right` is right."""
    lines = [
        f"  - id: {id_}",
        "    kind: single",
        f"    objective: {objective}",
        "    prompt: {en: What?, ja: 何？}",
        "    options:",
    ]
    lines += [option(at, f"{{en: word {at}, ja: 言葉{at}}}", at == right) for at in range(4)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def problems_in(small_course):
    def problems_in(*questions, lesson="00-start"):
        put_questions(small_course, {lesson: "".join(questions)})
        return bank.problems(small_course / "quizzes")

    return problems_in


def test_an_id_is_used_once_in_all_files(problems_in):
    assert problems_in(single("cat", 0), single("dog", 1)) == []
    (found,) = problems_in(single("ant", 2), single("dog", 3), lesson="m1/01-cats")
    assert (found.path.name, found.line) == ("01-cats.yml", 11)
    assert "00-start" in found.what


def test_a_lesson_exists(problems_in):
    (found,) = problems_in(single("cat", 0), lesson="m1/02-dogs")
    assert (found.line, "m1/02-dogs" in found.what) == (1, True)
    assert "lessons/m1/02-dogs.md" in found.fix


def test_an_objective_exists(problems_in):
    (found,) = problems_in(single("cat", 0), single("dog", 1, objective=2))
    assert (found.line, "objective 2 of 1" in found.what) == (13, True)


def test_a_lesson_without_header_is_reported_elsewhere(problems_in, small_course):
    (small_course / "lessons" / "00-start.md").write_text("nothing")
    structure.header_of.cache_clear()
    assert problems_in(single("cat", 0, objective=9)) == []


def test_mistakes_in_one_file_do_not_hide_those_of_another(problems_in):
    assert len(problems_in(single("cat", 0, objective=9))) == 1
    found = problems_in("  - id: dog\n", lesson="m1/01-cats")
    assert {problem.path.name for problem in found} == {"00-start.yml", "01-cats.yml"}
