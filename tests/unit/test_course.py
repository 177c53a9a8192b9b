"""The course on disk: its order, what is open, and what is wrong with it."""

from __future__ import annotations

import json
import re

import pytest

from mlworkshop.course import structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.language import LANGUAGES


def problems(call, *arguments):
    with pytest.raises(CourseFileError) as caught:
        call(*arguments)
    return [(problem.path.name, problem.line, problem.what) for problem in caught.value.problems]


def test_the_courses_own_files_are_right():
    loaded = structure.load()
    for entry in loaded.lessons:
        assert entry.title.en != entry.title.ja
        if entry.is_open:
            assert structure.header_of(entry.id).id == entry.id
    assert {way.id for way in loaded.ways} == {"half-day", "one-day", "two-days", "evenings"}


def test_modules_and_lessons_come_in_order(small_course):
    loaded = structure.load()
    assert [module.id for module in loaded.modules] == ["start", "m1"]
    assert [entry.id for entry in loaded.lessons] == ["00-start", "m1/01-cats", "m1/02-dogs"]


def test_an_open_lesson_speaks_for_itself_and_a_planned_one_by_its_plan(small_course):
    _, cats, dogs = structure.load().lessons
    assert (cats.is_open, cats.title.en) == (True, "Cats")
    assert (dogs.is_open, dogs.title.en, dogs.at_most) == (False, "Dogs <planned>", 25)
    (small_course / "lessons/m1/02-dogs.md").write_text(
        (small_course / "lessons/m1/01-cats.md")
        .read_text()
        .replace("Cats", "Dogs at last")
        .replace("01-cats", "02-dogs")
    )
    assert (dogs.is_open, dogs.title.en) == (True, "Dogs at last")


def test_a_lesson_neither_written_nor_planned(small_course):
    (small_course / "lessons/00-start.md").unlink()
    ((name, _, what),) = problems(lambda: structure.load().lessons[0].title)
    assert name == "course.yml"
    assert "00-start is listed as open" in what


def test_a_lesson_listed_twice_and_a_way_to_nowhere(small_course):
    file = small_course / "lessons/course.yml"
    lines = file.read_text().splitlines()
    twice = lines.index("      - {id: m1/01-cats, at_most: 30}")
    lines.insert(twice, lines[twice])
    nowhere = next(at for at, line in enumerate(lines) if "lessons: [" in line)
    lines[nowhere] = "    lessons: [00-start, m1/01-cat]"
    file.write_text("\n".join(lines))
    first, second = problems(structure.load)
    assert first == (
        "course.yml",
        twice + 1,
        "modules > 1 > lessons > 0 > id: the lesson 'm1/01-cats' appears here 2 times.",
    )
    assert second[1] == twice + 2
    lines.pop(twice)
    file.write_text("\n".join(lines))
    ((_, line, what),) = problems(structure.load)
    assert (line, what) == (
        nowhere,
        "ways > 0 > lessons > 1: no module has a lesson 'm1/01-cat'.",
    )


def test_the_check_file_lies_beside_the_source(small_course):
    assert structure.source_of("m1/01-cats") == small_course / "lessons" / "m1" / "01-cats.md"


def test_the_header_of_a_lesson(small_course):
    header = structure.header_of("m1/01-cats")
    assert (header.id, header.title.ja, header.data) == ("m1/01-cats", "猫", ())
    assert [objective.en for objective in header.objectives] == ["Tell a cat."]


def test_a_lesson_that_does_not_exist_has_no_header(small_course):
    assert problems(structure.header_of, "m1/02-dogs") == [
        ("02-dogs.md", 0, "The file does not exist.")
    ]


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("---\nlesson:", "lesson:", 1, "no header"),
        ("en: Cats, ", "", 4, "title > en: this key is missing"),
        ("en: Cats", "en: 9", 4, "found 9"),
        ("objectives: [{en: Tell a cat., ja: 猫を見分ける。}]", "objectives: []", 5, "at least 1"),
        ("objectives", "objective", 2, "objectives: this key is missing"),
    ],
)
def test_a_header_with_a_mistake(before, after, line, says, small_course):
    file = small_course / "lessons/m1/01-cats.md"
    changed = file.read_text(encoding="utf-8").replace(before, after, 1)
    assert changed != file.read_text(encoding="utf-8")
    file.write_text(changed, encoding="utf-8")
    found = problems(structure.header_of, "m1/01-cats")
    assert any((at, says in what) == (line, True) for _, at, what in found), found


def test_a_package_away_from_the_course_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(structure, "__file__", str(tmp_path / "mlworkshop" / "course.py"))
    with pytest.raises(WorkshopError, match="pip install -e"):
        structure.root.__wrapped__()


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_write_what_is_below_zero_with_the_minus_sign_of_the_texts(language):
    below = re.compile(r"<t[dh][^>]*>[^<]*(?<![\w.)])-\d[^<]*</t[dh]>")
    for path in sorted((structure.root() / "solutions" / language).rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                table = "".join(output.get("data", {}).get("text/html", ""))
                assert not below.findall(table), (path.name, cell["id"])
