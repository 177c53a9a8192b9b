"""The READMEs' built parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlworkshop.authoring import readme
from mlworkshop.course import structure
from mlworkshop.errors import CourseFileError

PARTS = "".join(f"# {name}\n<!-- built: {name} -->\nold\n<!-- end -->\n" for name in
                ("badges", "map", "ways"))  # fmt: skip


@pytest.fixture
def page(small_course):
    made = small_course / "README.md"
    made.write_text(PARTS, encoding="utf-8")
    return made


def test_both_readmes_are_up_to_date():
    assert readme.bring_up_to_date(check=True) == []
    assert all((structure.root() / name).exists() for name in readme.FILES)


def test_the_map_has_each_lesson_with_its_minutes_in_its_own_language():
    for name, language in readme.FILES.items():
        text = (structure.root() / name).read_text(encoding="utf-8")
        for entry in structure.load().lessons:
            [row] = re.findall(rf"^\| .*{re.escape(entry.title.of(language))}.*\|$", text, re.M)
            minutes = [int(number) for number in re.findall(r"\| (\d+) ?(?:min|分)", row)]
            assert minutes == [entry.minutes.teaching, entry.minutes.exercise]
            assert (f"(notebooks/{language}/{entry.id}.ipynb)" in row) == entry.is_open


def test_the_ways_add_up():
    text = (structure.root() / "README.md").read_text(encoding="utf-8")
    everything = sum(entry.minutes.total for entry in structure.load().lessons)
    assert f"| Two days: everything | all | {everything} min" in text


def test_the_address_stands_in_one_place(page):
    readme.bring_up_to_date()
    addresses = re.findall(r"(?:github|gh)/([\w.-]+/[\w.-]+?)/", page.read_text(encoding="utf-8"))
    assert set(addresses) == {structure.load().repository}


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
        readme.rendered(Path(page), "en")
    assert len(readme.bring_up_to_date()) == 1
    assert page.read_text(encoding="utf-8") == bad
