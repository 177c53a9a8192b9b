"""Skeletons: good files, each blank of which the lint names, and clean once they are filled."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import get_args

import pytest

from mlworkshop import cli
from mlworkshop.authoring import lint, skeletons, wording
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.exercise import store
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import AnyQuestion

SMALL = "part/01-small"
KINDS = [kind.model_fields["kind"].annotation for kind in get_args(get_args(AnyQuestion)[0])]
KINDS = [get_args(kind)[0] for kind in KINDS]


def blanks(problems):
    return {(problem.path, problem.line) for problem in problems if "blank is left" in problem.what}


def marked(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {(path, at) for at, line in enumerate(lines, 1) if "todo" in line.lower()}


def fill(path):
    """Fill each blank with other words, as an author would."""
    count = iter(range(1000))
    source = path.read_text(encoding="utf-8")
    source = re.sub("TODO ", lambda _: f"Case {next(count)}: ", source)
    source = re.sub(r"# Case \d+: ", "# ", source)
    if path.suffix == ".yml":
        source = re.sub(r"(en|ja): (Case .*)", r'\1: "\2"', source)
    source = re.sub(r"\{en: (Case [^,]*), ja: ([^}]*)\}", r'{en: "\1", ja: "\2"}', source)
    path.write_text(source.replace("todo-", "an-"), encoding="utf-8")


def forget():
    for remembered in (structure.load, structure.header_of, bank.entries):
        remembered.cache_clear()


def ask(root, id_):
    path = root / "lessons" / f"{SMALL}.md"
    source = path.read_text(encoding="utf-8")
    recap = source.index('+++ {"lang": "en"}\n\n## In this lesson')
    cell = f'```{{code-cell}}\nws.quiz("{id_}")\n```\n\n'
    path.write_text(source[:recap] + cell + source[recap:], encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_lints_clean_once_it_is_filled(kind, authored_course):
    (path,) = skeletons.question(kind, "a-new-one", SMALL)
    assert bank.find("a-new-one").question.kind == kind
    ask(authored_course, "a-new-one")
    assert blanks(lint.problems()) == marked(path) != set()
    fill(path)
    forget()
    assert [str(problem) for problem in lint.problems()] == []


@pytest.mark.parametrize("code", [False, True])
def test_an_exercise_lints_clean_once_it_is_filled(authored_course, code):
    paths = skeletons.exercise("what-is-one", SMALL, code=code)
    assert store.of_lesson(SMALL)["what-is-one"].code is code
    assert blanks(lint.problems()) == set().union(*map(marked, paths)) != set()
    for path in paths:
        fill(path)
    forget()
    assert [str(problem) for problem in lint.problems()] == []


def test_a_lesson_lints_clean_once_it_is_filled(authored_course):
    paths = skeletons.lesson("part/02-two-loops")
    listed = authored_course / "lessons" / "course.yml"
    entry = "      - {id: part/01-small, at_most: 20}\n"
    both = entry + entry.replace("01-small", "02-two-loops")
    listed.write_text(listed.read_text("utf-8").replace(entry, both), "utf-8")
    forget()
    assert blanks(lint.problems()) == set().union(*map(marked, paths)) != set()
    for path in paths:
        fill(path)
    forget()
    assert [str(problem) for problem in lint.problems()] == []


@pytest.fixture
def with_activities(authored_course):
    """The course with the files that list activities."""
    for place in ("src/mlworkshop/activities/__init__.pyi", "tests/browser/gallery/gallery.md"):
        path = authored_course / place
        path.parent.mkdir(parents=True)
        path.write_bytes((Path(__file__).parents[2] / place).read_bytes())
    return authored_course


def test_an_activity_works_at_once_and_lints_clean_once_it_is_filled(
    with_activities, begin, outputs, monkeypatch
):
    module, stub, gallery = skeletons.activity("shop_window")
    assert "import shop_window as shop_window" in stub.read_text("utf-8")
    assert "ws.activities.shop_window(visitors=100)" in gallery.read_text("utf-8")
    assert blanks(lint.problems()) == marked(module) != set()
    fill(module)
    forget()
    assert [str(problem) for problem in lint.problems()] == []
    spec = importlib.util.spec_from_file_location("shop_window", module)
    made = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "shop_window", made)
    spec.loader.exec_module(made)
    begin(SMALL)
    made.shop_window(visitors=100)
    page = outputs[-1].page
    page.enter(page.fields[0][0], "300")
    assert ": 30<" in page.html
    with pytest.raises(WorkshopError, match="exists already"):
        skeletons.activity("shop_window")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["activity", "Value"], "cannot be a name"),
        (["activity", "class"], "cannot be a name"),
        (["activity", "../evil"], "cannot be a name"),
        (["lesson", "part/01-small"], "exists already"),
        (["lesson", "../../evil"], "cannot be a name"),
        (["lesson", "part/no-number"], "cannot be a name"),
        (["question", "essay", "a-new-one", SMALL], "single, multiple"),
        (["question", "open", "small-half", SMALL], "Choose another id"),
        (["question", "open", "A new one", SMALL], "cannot be a name"),
        (["question", "open", "a-new-one", "part/09-none"], "no lesson"),
        (["exercise", "twice", SMALL], "already"),
        (["exercise", "new/one", SMALL], "cannot be a name"),
        (["exercise", "new-one", "part/09-none"], "no lesson"),
    ],
)
def test_nothing_is_overwritten_and_no_odd_name_taken(authored_course, arguments, says, capsys):
    def everything():
        return {path: path.read_bytes() for path in authored_course.rglob("*") if path.is_file()}

    before = everything()
    assert cli.main(["new", *arguments]) == 1
    assert says in capsys.readouterr().err
    assert everything() == before


def test_the_command_says_what_it_wrote_and_what_comes_next(authored_course, capsys):
    assert cli.main(["new", "question", "single", "a-new-one", SMALL]) == 0
    said = capsys.readouterr().out
    assert "quizzes/part/01-small.yml" in said
    assert 'ws.quiz("a-new-one")' in said
    assert cli.main(["new", "exercise", "one-more", SMALL]) == 0
    assert "lessons/part/01-small.py" in capsys.readouterr().out
    with pytest.raises(WorkshopError):
        skeletons.exercise("one-more", SMALL)


def test_words_are_not_looked_for_in_blanks(authored_course):
    rules = Path(__file__).parents[2] / "lessons" / "wording.yml"
    (authored_course / "lessons" / "wording.yml").write_bytes(rules.read_bytes())
    skeletons.question("single", "a-new-one", SMALL)
    skeletons.exercise("what-is-one", SMALL)
    assert [str(slip.problem) for slip in wording.slips() if "TODO" in slip.words.upper()] == []
