"""How long lessons take: the rule, the limits, and the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlworkshop.authoring import times
from mlworkshop.course import lesson, minutes, structure
from mlworkshop.course.minutes import Contents, Minutes

HEADER = """\
---
lesson:
  id: made-up
  title: {en: Made up, ja: 作り話}
  objectives: [{en: You can., ja: できる。}]
---
"""
CONTENTS = Contents(
    questions=dict(
        zip("abcdef", ("single", "multiple", "match", "order", "number", "open"), strict=True)
    ),
    code=["with-code"],
    review=["single", "open"],
    final=["single", "order"],
    halves=(4, 2),
    activities={"matrix": 2.0, "rules_game": 4.0},
)


def made(*cells: str) -> lesson.Lesson:
    """A lesson of cells: code, or English text of which nothing in Japanese takes longer."""
    source = HEADER
    for cell in cells:
        if cell.startswith("text "):
            source += f'\n+++ {{"lang": "en"}}\n\n{cell[5:]}\n\n+++ {{"lang": "ja"}}\n\n文\n'
        else:
            source += f"\n```{{code-cell}}\n{cell}\n```\n"
    header, read, problems = lesson.parse(source, Path("made-up.md"))
    assert (header is not None, problems) == (True, ())
    return lesson.Lesson(Path("made-up.md"), header, read)


def seconds(*cells: str) -> tuple[int, int]:
    found = minutes.sections(made(*cells), CONTENTS)
    return round(sum(one.core for one in found)), round(sum(one.optional for one in found))


@pytest.mark.parametrize(
    ("cell", "core", "optional"),
    [
        ("ws.final_check()", 45 + 4 * 60, 2 * 60),
        ("x = 1", 20, 0),
        (":jupyter: {source_hidden: true}\nx = 1", 0, 0),
        ("x.head()", 50, 0),
        (":jupyter: {source_hidden: true}\nsns.histplot(x)\nplt.show()", 30, 0),
        ("axes = x.plot()", 50, 0),
        ("print(x)", 20, 0),
        ("def show():\n    return 1", 20, 0),
        *((f'ws.quiz("{id_}")', took, 0) for id_, took in zip("abcdef", (45, 60, 90, 75, 75, 150),
                                                              strict=True)),
        ('y = ws.check("no-code", my_y)', 150, 0),
        ('y = ws.check("with-code", my_y, of=x)', 0, 300),
        ('ws.review("m1")', 195, 0),
        ("ws.progress()", 30, 0),
        ("ws.activities.rules_game(x)", 240, 0),
        ("x = 1\nws.activities.matrix(x)", 140, 0),
        ("ws.activities.unheard_of(x)", 120, 0),
        (":role: stub\n:exercise: no-code\nmy_y = ...", 0, 0),
        (":role: solution\n:exercise: no-code\nmy_y = 1", 0, 0),
    ],
)  # fmt: skip
def test_what_a_cell_of_code_takes(cell, core, optional):
    assert seconds(cell) == (core, optional)


def test_reading_is_at_the_pace_of_the_slower_language():
    assert seconds("text " + "word " * 100) == (30, 0)
    assert seconds("text **a** [link](https://example.org/with/many/words) | b |") == (1, 0)
    source = '+++ {"lang": "en"}\n\nShort.\n\n+++ {"lang": "ja"}\n\n' + "長い文。" * 225
    _, cells, _ = lesson.parse(HEADER + source, Path("made-up.md"))
    (found,) = minutes.sections(lesson.Lesson(Path("x"), None, cells), CONTENTS)
    assert found.core == pytest.approx(120)


def test_notes_for_the_instructor_take_no_time():
    notes = '+++ {"lang": "en", "role": "notes"}\n\nLong.\n\n+++ {"lang": "ja", "role": "notes"}'
    _, cells, _ = lesson.parse(HEADER + notes + "\n\n長い。\n", Path("made-up.md"))
    assert minutes.sections(lesson.Lesson(Path("x"), None, cells), CONTENTS) == []


@pytest.mark.parametrize(
    ("headings", "is_optional"),
    [
        (["## More (optional)"], True),
        (["## More (optional)", "### Inside"], True),
        (["### More (optional)", "## Next"], False),
        (["## More (optional)", "## Next"], False),
        (["## More (optional)", "### Deep (optional)", "### Deeper"], True),
        (["## Next", "### More (optional)", "#### Deep", "### Next"], False),
        (["## An optional step"], False),
    ],
)
def test_optional_is_what_is_below_such_a_heading(headings, is_optional):
    before = seconds(*(f"text {heading}" for heading in headings))
    after = seconds(*(f"text {heading}" for heading in headings), "x = 1")
    assert (after[0] - before[0], after[1] - before[1]) == ((0, 20) if is_optional else (20, 0))


def test_sections_add_up_and_a_minute_begun_counts():
    read = made("text ## One", "x = 1", "text ### Within", "x = 1", "text ## Two", 'ws.quiz("a")')
    found = minutes.sections(read, CONTENTS)
    assert [one.heading for one in found] == ["One", "Two"]
    assert [one.minutes for one in found] == [Minutes(1), Minutes(1)]
    assert minutes.of(read, CONTENTS) == Minutes(2)


# ---- limits


def set_limits(course: Path, at_most: int, over: str) -> None:
    path = course / "lessons" / "course.yml"
    source = path.read_text(encoding="utf-8").replace("at_most: 20", f"at_most: {at_most}")
    ways = f"ways:\n  - {{id: all, title: {{en: All, ja: 全部}}, lessons: all, at_most: {at_most}}}"
    path.write_text(source.replace("ways: []", f"{ways}\nover: {over}"), encoding="utf-8")


@pytest.fixture
def takes(authored_course) -> int:
    return times.timetable.of_course()["part/01-small"].core


@pytest.mark.parametrize(
    ("limit", "over", "finds"),
    [
        (0, {}, set()),
        (5, {}, set()),
        (-1, {}, {"modules", "ways"}),
        (-1, {"part/01-small": 0, "all": 0}, set()),
        (-1, {"part/01-small": 2, "all": 2}, set()),
        (-1, {"part/01-small": 3, "all": 0}, {"over"}),
        (-1, {"part/01-small": -1, "all": 0}, {"over"}),
        (0, {"part/01-small": 1}, {"over"}),
        (5, {"all": 0}, {"over"}),
        (5, {"nowhere": 0}, {"over"}),
    ],
)
def test_what_is_over_its_limit_or_could_be_held_tighter(
    authored_course, takes, limit, over, finds
):
    allowed = ", ".join(f"{id_}: {takes + more}" for id_, more in over.items())
    set_limits(authored_course, takes + limit, f"{{{allowed}}}")
    structure.load.cache_clear()
    found = list(times.problems())
    lines = (authored_course / "lessons/course.yml").read_text(encoding="utf-8").splitlines()
    top = [next(line for line in lines[one.line - 1 :: -1] if line[:1].strip()) for one in found]
    assert {line.split(":")[0] for line in top} == finds


def test_the_table_marks_what_is_over_its_limit(authored_course, takes, capsys):
    set_limits(authored_course, takes - 1, "{}")
    structure.load.cache_clear()
    assert times.main() == 0
    _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows] == [["part/01-small", str(takes)], ["all", str(takes)]]
    assert all(row.endswith("!") for row in rows)
    assert times.main("part/01-small") == 0
    assert len(capsys.readouterr().out.splitlines()) > 1


def test_what_stands_in_optional_parts_is_known_by_name():
    read = made(
        "text ## One",
        'ws.quiz("a")',
        "text ## Two (optional)",
        'x = ws.check("b")',
        "text ### Three",
        'ws.quiz("c")',
        "text ## Four",
        'ws.quiz("d")',
    )
    assert minutes.optional_parts(read) == {"b", "c"}
