"""The READMEs' built parts."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from mlworkshop.authoring import readme
from mlworkshop.course import structure
from mlworkshop.errors import CourseFileError
from mlworkshop.overview import timetable

PARTS = "".join(f"# {name}\n<!-- built: {name} -->\nold\n<!-- end -->\n" for name in
                ("badges", "map", "ways"))  # fmt: skip


@pytest.fixture
def page(small_course):
    made = small_course / "README.md"
    made.write_text(PARTS, encoding="utf-8")
    return made


def test_all_readmes_are_up_to_date():
    assert readme.bring_up_to_date(check=True) == []
    assert all((structure.root() / name).exists() for name in readme.FILES)


def test_the_map_has_each_lesson_with_its_minutes_in_its_own_language():
    took = timetable.of_course()
    for name, language in (("README.md", "en"), ("README.ja.md", "ja")):
        text = (structure.root() / name).read_text(encoding="utf-8")
        for entry in structure.load().lessons:
            [row] = re.findall(rf"^\| .*{re.escape(entry.title.of(language))}.*\|$", text, re.M)
            minutes = [int(number) for number in re.findall(r"\| (\d+) ?(?:min|分)", row)]
            expected = took[entry.id]
            assert minutes == [n for n in (expected.core, expected.optional) if n]
            assert (f"(notebooks/{language}/{entry.id}.ipynb)" in row) == entry.is_open


def test_the_ways_and_their_agendas_add_up():
    course, took = structure.load(), timetable.of_course()
    ways = (structure.root() / "README.md").read_text(encoding="utf-8")
    agendas = (structure.root() / "instructor/README.md").read_text(encoding="utf-8")
    for way in course.ways:
        core = sum(took[entry.id].core for entry in course.entries_of(way))
        assert re.search(rf"^\| {way.title.en} \| .* \| {core} min \|$", ways, re.M)
        if way.begins is not None and way.days == 1:
            assert re.search(rf"^\| \d+:\d\d \| {core} \| \*end; ", agendas, re.M)


def test_the_address_stands_in_one_place(page):
    readme.bring_up_to_date()
    badges = page.read_text(encoding="utf-8")
    addresses = re.findall(r"(?:github|gh|codespaces.new)/([\w.-]+/[\w.-]+)", badges)
    assert len(addresses) == 3
    assert set(addresses) == {structure.load().repository}


def test_each_language_opens_a_container_of_its_own_that_exists():
    for name, (language, _) in list(readme.FILES.items())[:2]:
        text = (structure.root() / name).read_text(encoding="utf-8")
        [asked] = re.findall(r"codespaces\.new/[^)?]+(?:\?devcontainer_path=([^)]+))?\)", text)
        path = unquote(asked) or ".devcontainer/devcontainer.json"
        container = json.loads((structure.root() / path).read_text(encoding="utf-8"))
        assert container["containerEnv"]["COURSE_LANG"] == language


def test_checking_reports_what_is_stale_and_changes_nothing(page):
    [problem] = readme.bring_up_to_date(check=True)
    assert (problem.path, page.read_text(encoding="utf-8")) == (page, PARTS)
    assert readme.bring_up_to_date() == []
    built = page.read_text(encoding="utf-8")
    assert "old" not in built
    assert readme.bring_up_to_date(check=True) == []
    assert page.read_text(encoding="utf-8") == built


@pytest.mark.parametrize("bad", [PARTS.replace("built: map", "built: mop"), PARTS + PARTS, ""])
def test_a_part_that_is_missing_unknown_or_there_twice_is_reported(page, bad):
    page.write_text(bad, encoding="utf-8")
    with pytest.raises(CourseFileError, match="built parts"):
        readme.rendered("README.md")
    assert len(readme.bring_up_to_date()) == 1
    assert page.read_text(encoding="utf-8") == bad


@pytest.mark.parametrize("page", ["instructor/README.md", "instructor/README.ja.md"])
def test_an_instructor_finds_each_section_that_the_hints_name(page):
    text = (structure.root() / page).read_text(encoding="utf-8")
    of_lesson = {entry.id.rpartition("/")[2]: entry.id for entry in structure.load().lessons}
    named = re.findall(r"^\| `(\d\d-[\w-]+)` \|(.*sections? \d.*|.*\d節.*)\|$", text, re.M)
    assert len(named) == 13, "the table of the other lessons"
    for name, hints in named:
        source = structure.source_of(of_lesson[name]).read_text(encoding="utf-8")
        sections = set(re.findall(r"^## (\d+)\. ", source, re.M))
        hinted = re.findall(r"\d+", " ".join(re.findall(r"\(sections? [^)]*\)|\d+節", hints)))
        assert hinted, name
        assert set(hinted) <= sections, name
