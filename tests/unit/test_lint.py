"""Each lint on a lesson that is bad in just this way: it names the right lines, and no other does.

A bad lesson's second line says where problems are to be found.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlworkshop.authoring import lint
from mlworkshop.course import lesson, structure
from mlworkshop.errors import Problem
from mlworkshop.overview import summary_page

BAD = Path(__file__).parent / "fixtures" / "bad_lessons"
LESSON = "lessons/part/01-small.md"
CHECKS = "lessons/part/01-small.py"


def put_bad(authored_course: Path, name: str) -> tuple[Path, list[int]]:
    """Make a bad lesson the only one of the small course; give its path and expected lines."""
    source = (BAD / f"{name}.md").read_text(encoding="utf-8")
    path = authored_course / LESSON
    path.write_text(source, encoding="utf-8")
    second = source.splitlines()[1]
    has_header = second.startswith("# finds: ")
    return path, [*map(int, second.removeprefix("# finds: ").split())] if has_header else [1]


def test_every_lint_has_a_bad_lesson():
    names = [function.__name__ for function in lint.LINTS]
    assert [name for name in names if not (BAD / f"{name}.md").exists()] == []


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in BAD.glob("*.md") if not path.stem.startswith("reader_"))
)
def test_a_lint_finds_the_right_lines_and_no_other_lint_finds_anything(authored_course, name):
    path, expected = put_bad(authored_course, name)
    (authored_course / "datasets" / "catalog.yml").write_text(
        "known: &entry\n"
        "  title: {en: Known, ja: 既知}\n"
        "  description: {en: Known., ja: 既知。}\n"
        f"  files: [{{path: known.csv, sha256: {'a' * 64}, bytes: 1}}]\n"
        "  licence: CC0-1.0\n"
        "  origin: {name: x, version: '1', address: https://example.org/, retrieved: 2026}\n"
        "unused: *entry\n"
    )
    draft = lint.Draft.read(path)
    assert draft.unreadable == ()
    found = {function.__name__: list(function(draft)) for function in lint.LINTS}
    own = found.pop(next(lint for lint in found if name.startswith(lint)))
    assert sorted({line for line, _, _ in own}) == expected
    assert all(what.endswith(".") and fix.endswith((".", "…")) for _, what, fix in own)
    if name != "lone_halves_twice":  # which entails others
        assert {other: findings for other, findings in found.items() if findings} == {}


@pytest.mark.parametrize("name", sorted(path.stem for path in BAD.glob("reader_*.md")))
def test_what_changes_a_cell_in_silence_is_reported_with_its_line(authored_course, name):
    path, expected = put_bad(authored_course, name)
    _, _, problems = lesson.parse(path.read_text(encoding="utf-8"), path)
    assert sorted({problem.line for problem in problems}) == expected
    assert {problem.path for problem in problems} == {path}
    with pytest.raises(lesson.CourseFileError) as refused:
        lesson.read(path)
    assert sorted(refused.value.problems) == sorted(problems)


@pytest.mark.parametrize(
    "code", ["return 1", "break", "yield 1", "nonlocal x", "def f(a, a): ...", "x = 1\n  y = 2"]
)
def test_what_only_compiling_finds(authored_course, code):
    path = authored_course / LESSON
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("numbers = [1, 2, 3]", code), encoding="utf-8")
    (found,) = lint.not_python(lint.Draft.read(path))
    assert found[0] == line_of(authored_course, LESSON, code.splitlines()[-1].strip())


def test_a_cell_may_wait_as_notebooks_can(authored_course):
    path = authored_course / LESSON
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("numbers = [1, 2, 3]", "await x"), encoding="utf-8")
    assert list(lint.not_python(lint.Draft.read(path))) == []


@pytest.mark.parametrize(
    "address", ["x" * 300, "a%00b.md", "../" * 30 + "etc/passwd", "~/notes.ipynb"]
)
def test_a_link_that_no_file_can_have_leads_nowhere(authored_course, address):
    path = authored_course / LESSON
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("](01-small.ipynb)", f"]({address})", 1), encoding="utf-8")
    assert len(list(lint.dead_links(lint.Draft.read(path)))) == 1


def test_a_good_course_has_no_problem(authored_course, capsys):
    assert lint.problems() == []
    assert lint.main() == 0
    assert capsys.readouterr().out == "1 lessons, 0 problems.\n"


def test_a_lesson_may_lack_notes_only_while_it_is_listed_as_such(authored_course):
    path, listed = authored_course / LESSON, authored_course / structure.COURSE_FILE
    noted = path.read_text(encoding="utf-8")
    bare = re.sub(r'\+\+\+ .*"notes"}\n\n.*\n\n', "", noted)
    path.write_text(bare, encoding="utf-8")
    assert len(list(lint.sections(lint.Draft.read(path)))) == 2
    without = "\nwithout_notes: [part/01-small]\n"
    listed.write_text(listed.read_text(encoding="utf-8") + without, encoding="utf-8")
    structure.load.cache_clear()
    assert lint.problems() == []
    path.write_text(noted, encoding="utf-8")
    line = line_of(authored_course, structure.COURSE_FILE, "without_notes")
    assert [(found.path, found.line) for found in lint.problems()] == [(listed, line)]


def test_a_lesson_that_is_there_is_planned_no_longer(authored_course):
    listed = authored_course / structure.COURSE_FILE
    words = listed.read_text(encoding="utf-8")
    entry = "- id: part/01-small\n        at_most: 20\n        planned: {title: {en: x, ja: あ}}"
    listed.write_text(words.replace("- {id: part/01-small, at_most: 20}", entry), encoding="utf-8")
    structure.load.cache_clear()
    (found,) = lint.problems()
    assert found.line == line_of(authored_course, structure.COURSE_FILE, "- id: part/01-small")
    (authored_course / LESSON).unlink()
    assert list(lint.planned([])) == []


def test_copies_that_jupyterlab_keeps_are_no_lessons(authored_course):
    copies = authored_course / "lessons" / "part" / ".ipynb_checkpoints"
    copies.mkdir()
    (copies / "01-small-checkpoint.md").write_text("x")
    (copies / "01-small-checkpoint.py").write_text("x = =")
    assert lint.problems() == []


def test_problems_of_all_files_are_reported_together_with_short_paths(authored_course, capsys):
    put_bad(authored_course, "pictures")
    stray = authored_course / "lessons" / "part" / "02-stray.md"
    stray.write_text("no header")
    quizzes = authored_course / "quizzes" / "part" / "01-small.yml"
    quizzes.write_text(quizzes.read_text().replace("objective: 1", "objective: 7"))
    assert lint.main() == 1
    reported = capsys.readouterr().err.splitlines()
    assert {line.split(":")[0] for line in reported} == {
        LESSON,
        CHECKS,
        "lessons/part/02-stray.md",
        "quizzes/part/01-small.yml",
    }
    assert all(" Fix: " in line for line in reported)


def test_an_unreadable_cell_does_not_hide_other_problems(authored_course):
    path, _ = put_bad(authored_course, "pictures")
    before = len(lint.problems())
    path.write_text(path.read_text() + "\n+++ {lang: en}\n\nWords.\n")
    assert len(lint.problems()) > before


def changed(authored_course: Path, file: str, *changes: tuple[str, str]) -> list[Problem]:
    """Replace texts in a file of the small course, and lint it."""
    path = authored_course / file
    source = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    path.write_text(source, encoding="utf-8")
    return lint.problems()


def line_of(authored_course: Path, file: str, start: str) -> int:
    lines = (authored_course / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(start))


def test_an_exercise_without_check_and_a_check_without_exercise(authored_course):
    in_lesson, in_checks = changed(authored_course, CHECKS, ('id = "twice"', 'id = "thrice"'))
    assert in_lesson.line == line_of(authored_course, LESSON, "my_double = ...")
    assert "'twice'" in in_lesson.what
    assert in_checks.line == line_of(authored_course, CHECKS, "class Twice")
    assert "'thrice'" in in_checks.what


def test_a_lesson_without_its_check_file(authored_course):
    (authored_course / CHECKS).unlink()
    assert [problem.path.name for problem in lint.problems()] == ["01-small.md"] * 2


def test_a_check_file_without_lesson(authored_course):
    alone = authored_course / "lessons" / "part" / "02-alone.py"
    alone.write_text("")
    (problem,) = lint.problems()
    assert problem.path == alone


def test_a_check_file_that_is_not_python(authored_course):
    problems = changed(authored_course, CHECKS, ('id = "twice"', 'id = = "twice"'))
    (problem,) = problems
    assert problem.line == line_of(authored_course, CHECKS, "id = =")


def test_an_unknown_question_and_one_that_is_never_asked(authored_course):
    in_lesson, in_bank = changed(authored_course, LESSON, ('"small-double"', '"small-triple"'))
    assert in_lesson.line == line_of(authored_course, LESSON, "ws.quiz(")
    assert "'small-triple'" in in_lesson.what
    assert in_bank.line == line_of(
        authored_course, "quizzes/part/01-small.yml", "- id: small-double"
    )


def test_a_question_asked_twice(authored_course):
    call = '```{code-cell}\nws.quiz("small-double")\n```\n'
    (problem,) = changed(authored_course, LESSON, (call, f"{call}\n{call}"))
    assert problem.line == line_of(authored_course, LESSON, "ws.quiz(") + 4


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (['ws.review("part")'], True),
        (["1"], False),
        (['ws.review("part")', 'ws.quiz("small-double")'], False),
    ],
)
def test_questions_of_a_review_are_asked_by_its_round_alone(authored_course, cells, asked):
    bank = authored_course / "quizzes" / "part" / "01-small.yml"
    whole = bank.read_text(encoding="utf-8")
    bank.write_text(whole.replace("objective: 1\n", "objective: 1\n    review: true\n", 1), "utf-8")
    made = "\n".join(f"```{{code-cell}}\n{cell}\n```\n" for cell in cells)
    call = '```{code-cell}\nws.quiz("small-double")\n```\n'
    problems = changed(authored_course, LESSON, (call, made))
    about = [problem for problem in problems if "small-double" in problem.what]
    assert len(about) == (not asked)


def test_lesson_and_check_file_mean_the_same_kind_of_exercise(authored_course):
    (problem,) = changed(
        authored_course, CHECKS, ("    code = True\n    answer = Number", "    answer = Number")
    )
    assert problem.path.name == "01-small.md"
    assert problem.line == line_of(authored_course, LESSON, "my_double = ...")
    assert "without starter" in problem.fix


def test_an_exercise_by_fields_needs_no_starter(authored_course):
    source = (authored_course / LESSON).read_text(encoding="utf-8")
    start = source.index("```{code-cell}\n:role: stub\n:exercise: twice")
    cells = source[start : source.index("```{code-cell}\ndouble")]
    by_fields = ((cells, ""), ('ws.check("twice", my_double', 'ws.check("twice"'))
    (problem,) = changed(authored_course, LESSON, *by_fields)
    assert "wants code" in problem.what
    assert problem.line == line_of(authored_course, LESSON, "double = ws.check(")
    assert (
        changed(
            authored_course, CHECKS, ("    code = True\n    answer = Number", "    answer = Number")
        )
        == []
    )


def test_mistakes_of_a_modules_summary_are_reported(authored_course):
    path = authored_course / "lessons" / "part" / "summary.yml"
    path.write_text("ideas: {part/09: {en: a, ja: b}}\nwords: []\nnext: []\n", encoding="utf-8")
    summary_page._read.cache_clear()
    (problem,) = lint.problems()
    assert (problem.path, problem.line) == (path, 1)


def test_a_question_of_another_lesson(authored_course):
    other = authored_course / "lessons" / "part" / "02-review.md"
    lesson_source = (authored_course / LESSON).read_text(encoding="utf-8")
    other.write_text(
        lesson_source[: lesson_source.index("\n+++")].replace("part/01-small", "part/02-review")
        + '\n```{code-cell}\nws.quiz("small-double")\n```\n'
    )
    course_file = authored_course / "lessons" / "course.yml"
    listed = "      - {id: part/01-small, at_most: 20}\n"
    course_file.write_text(
        course_file.read_text().replace(listed, listed + listed.replace("01-small", "02-review"))
    )
    too_few, problem = changed(
        authored_course, LESSON, ('```{code-cell}\nws.quiz("small-double")\n```', "")
    )
    assert "asks 2 question(s)" in too_few.what
    assert problem.path == other
    assert "part/01-small" in problem.what


HALF = '```{code-cell}\nws.quiz("small-half")\n```\n'
RECAPS = (("## In this lesson you …", "## The end"), ("## このレッスンでやったこと", "## 終わり"))
NUMBER = """\
```{code-cell}
:role: stub
:exercise: any-number
def my_doubled(number):
    return ...
```

```{code-cell}
:role: solution
:exercise: any-number
def my_doubled(number):
    return 2 * number
```

```{code-cell}
doubled = ws.check("any-number", my_doubled)
```
"""
OWN = '```{code-cell}\nws.quiz("small-own-work")\n```\n'
AFTER = ((NUMBER, ""), (OWN, f"{OWN}\n{NUMBER}"))
ACTIVITY = "```{code-cell}\nws.activities.matrix(1, 2, 3, start=(1, 1))\n```\n"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (((HALF, ""),), ["asks 2 question(s)"]),
        ((('ws.quiz("small-own-work")', "1"),), ["asks 2 question(s)", "own work"]),
        (((NUMBER, ""),), ["gives 1 thing(s) to do"]),
        (((NUMBER, ACTIVITY),), []),
        (RECAPS[:1], ['"## In this lesson you …"']),
        (RECAPS[1:], ['"## このレッスンでやったこと …"']),
        (AFTER, ["after the recap"] * 2),
    ],
)
def test_a_lesson_that_is_not_complete(authored_course, changes, says):
    changed(authored_course, LESSON, *changes)
    found = list(lint.incomplete([lint.Draft.read(authored_course / LESSON)]))
    assert len(found) == len(says)
    for problem, words in zip(found, says, strict=True):
        assert words in problem.what
        assert problem.path == authored_course / LESSON
    if "after the recap" in says:
        recap = line_of(authored_course, LESSON, "## In this lesson you")
        assert abs(found[0].line - recap) <= 1


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("00-start-here", False),
        ("m1-intro/08-review", False),
        ("m3-organisation/05-wrap-up", False),
        ("m1-intro/02-spam", True),
        ("m1-intro/10-preview", True),
    ],
)
def test_lessons_that_open_or_look_back_need_not_be_complete(authored_course, name, counts):
    path = authored_course / "lessons" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    source = (authored_course / LESSON).read_text(encoding="utf-8")
    path.write_text(source.replace(HALF, ""), encoding="utf-8")
    assert bool(list(lint.incomplete([lint.Draft.read(path)]))) is counts


def test_a_bank_and_a_catalogue_that_cannot_be_read_are_reported_too(authored_course):
    (authored_course / "quizzes" / "part" / "01-small.yml").write_text("a: {")
    (authored_course / "datasets" / "catalog.yml").write_text("known: 1\n")
    assert {problem.path.name for problem in lint.problems()} == {"01-small.yml", "catalog.yml"}


@pytest.mark.parametrize(
    ("stub", "solution", "fits"),
    [
        ("x = ...", "x = 1", True),
        ("x = ...", "y = 1", False),
        ("x = [..., ...]", "x = [1, 2]", True),
        ("x = [...]", "x = [1, 2]", True),
        ("x = [1, ...]", "x = [1, 2, 3]", True),
        ("x = [2, ...]", "x = [1, 2]", False),
        ("x = {'a': ...}", "x = {'a': 1}", True),
        ("x = {'a': ...}", "x = {'b': 1}", False),
        ("def f(a):\n    ...", "def f(a):\n    b = a\n    return b", True),
        ("def f(a):\n    return ...", "def f(a):\n    return a", True),
        ("def f(a):\n    return ...", "def f(a):\n    b = a\n    return b", False),
        ("def f(a):\n    ...\n    return a", "def f(a):\n    a += 1\n    return a", True),
        ("x = ...\ny = 2", "x = 1", False),
    ],
)
def test_a_stub_is_its_solution_with_blanks(authored_course, stub, solution, fits):
    path = authored_course / LESSON
    source = path.read_text(encoding="utf-8")
    source = source.replace("my_double = ...", stub).replace("my_double = 42", solution)
    path.write_text(source, encoding="utf-8")
    assert list(lint.not_blanked(lint.Draft.read(path))) == [] if fits else True
    assert bool(list(lint.not_blanked(lint.Draft.read(path)))) is not fits


def test_the_courses_own_files_have_no_problem():
    assert [str(problem) for problem in lint.problems()] == []


def test_the_lines_that_a_reader_gives_are_those_of_the_source():
    for entry in structure.load().lessons:
        if entry.is_open:
            path = structure.source_of(entry.id)
            lines = path.read_text(encoding="utf-8").splitlines()
            for cell in lesson.read(path).cells:
                source = cell.source.splitlines()
                assert lines[cell.line - 1 : cell.line - 1 + len(source)] == source
