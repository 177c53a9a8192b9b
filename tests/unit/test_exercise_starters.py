"""Cells of answers that stop with an error or lose their name: no old answer is judged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import matplotlib
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from mlworkshop import notebook
from mlworkshop.authoring import kernels
from mlworkshop.authoring.build import Target
from mlworkshop.course import structure
from mlworkshop.course.lesson import read
from mlworkshop.exercise import starters
from mlworkshop.exercise.check import Missing

PRACTICE = Path(__file__).parent / "fixtures" / "exercises"
GOOD = 'my_labels = ["spam", "good", "spam"]'


@pytest.fixture
def shell(monkeypatch):
    """A notebook of the practice lesson that has begun."""
    shell = InteractiveShell()
    monkeypatch.setattr(shell, "showtraceback", lambda *_, **__: None)
    monkeypatch.setattr(shell, "showsyntaxerror", lambda *_, **__: None)
    monkeypatch.setattr(starters, "get_ipython", lambda: shell)
    monkeypatch.setattr(starters, "_watch", None)
    monkeypatch.setattr(structure, "root", lambda: PRACTICE)
    starters.watch("practice")
    yield shell
    shell.history_manager.end_session()


def why(shell, name="my_labels"):
    missing = shell.user_ns[name]
    assert isinstance(missing, Missing)
    return missing.why


def test_the_names_are_set_when_a_lesson_begins(shell):
    names = {"my_labels", "my_rule", "my_share"}
    assert names == {name for name, it in shell.user_ns.items() if isinstance(it, Missing)}
    assert "No cell has set `my_rule`" in why(shell, "my_rule").en
    assert "`my_rule` に値を入れる" in why(shell, "my_rule").ja


def test_a_lesson_that_begins_again_forgets_its_answers_and_is_watched_once(shell):
    shell.run_cell(GOOD)
    assert shell.user_ns["my_labels"] == ["spam", "good", "spam"]
    before = list(shell.events.callbacks["post_run_cell"])
    starters.watch("practice")
    why(shell)
    assert len(shell.events.callbacks["post_run_cell"]) == len(before)


def test_outside_of_ipython_nothing_is_watched(monkeypatch):
    monkeypatch.setattr(starters, "get_ipython", lambda: None)
    monkeypatch.setattr(starters, "_watch", None)
    starters.watch("practice")
    assert starters._watch is None


def test_a_lesson_with_mistakes_begins_all_the_same(shell, tmp_path, monkeypatch):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "broken.md").write_text("no header")
    monkeypatch.setattr(structure, "root", lambda: tmp_path)
    starters.watch("broken")
    assert starters._watch is None
    shell.run_cell(GOOD.replace("good", "x"))
    assert shell.user_ns["my_labels"][1] == "x"


QUOTES = ("straight quotation marks", "まっすぐな引用符")
BRACKET = ("A bracket, a comma or a quotation mark", "括弧、カンマ、引用符")
NUMBER = ("`*` for times", "掛け算は `*`")
UNIT = ("without a unit", "数値だけ")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("my_labels = [spam, good]", ('quotation marks: `"spam"`', '`"spam"` のように引用符')),
        ("my_labels = [“spam”, “good”]", QUOTES),
        ("my_labels = [‘spam’]", QUOTES),
        ("my_labels = [「spam」]", QUOTES),
        ('my_labels = ["spam", "good"', BRACKET),
        ('my_labels = ["spam", "good]', BRACKET),
        ('my_labels = "spam", "good"]', BRACKET),
        ('my_labels = ["spam" good]', BRACKET),
        ("my_labels = 120 x 0.3", NUMBER),
        ("my_labels = 30 %", NUMBER),
        ("my_labels = 30％", NUMBER),
        ("my_labels = 5 °C", UNIT),
        ("my_labels = 5℃", UNIT),
        ("my_labels = 25 bottles", UNIT),
        ("my_labels = [$300, $5]", UNIT),
        ("my_labels = 300円", UNIT),
        ("my_labels = 120 × 0.3", ("Type `*` instead", "半角の `*`")),
        ("my_labels ＝ 3", ("Type `=` instead", "半角の `=`")),
        ('my_labels = ["spam"， "good"]', ("Type `,` instead", "半角の `,`")),
        ('my_labels =\u3000["spam"]', ("full-width space", "全角スペース")),
        ("my_labels = [mails[0]]", ("`mails` comes from a cell further up", "上のほうのセル")),
        ("my_labels = [fonds]", ("Do you mean `founds`?", "`founds` のこと")),
        ("my_labels = stats.mode([1])", ("need an `import`", "`import` が必要")),
        ("my_labels = mean([1, 2])", ("need an `import`", "`import` が必要")),
        ("my_labels = 1 / 0", ("`ZeroDivisionError: division", "`ZeroDivisionError: division")),
        ("my_labels = 3 if 4", ("not valid Python", "Python の書き方")),
        ("my_labels = 3 5", ("`invalid syntax`", "`invalid syntax`")),
        ("  my_labels = [spam]", ('`"spam"`', '`"spam"`')),
        ("# mine\nmy_labels = [\n    spam,\n]", ('`"spam"`', '`"spam"`')),
    ],
)
def test_a_cell_that_stops_leaves_no_answer_and_its_slip_is_named(shell, source, says):
    shell.user_ns["founds"] = 5
    shell.run_cell(GOOD)
    shell.run_cell(source)
    for lang, stopped, slip in (
        ("en", "stopped with an error", says[0]),
        ("ja", "止まった", says[1]),
    ):
        assert stopped in why(shell).of(lang)
        assert slip in why(shell).of(lang)
    shell.run_cell(GOOD)
    assert shell.user_ns["my_labels"] == ["spam", "good", "spam"]


def test_a_function_that_is_no_python_leaves_no_answer(shell):
    shell.run_cell("def my_rule(mail, word):\n    return 1")
    assert shell.user_ns["my_rule"]("", "") == 1
    shell.run_cell("def my_rule(mail, word)\n    return 1")
    assert "expected ':'" in why(shell, "my_rule").en


@pytest.mark.parametrize(
    "source",
    [
        "other = [spam]",
        "my_labels.nothing",
        "my_labels[9]",
        "my_labels()",
        "print(my_labels, nothing)",
        "my_labels_2 = [spam]",
        "my_labels == nothing",
        "other = my_labels",
        "",
    ],
)
def test_other_cells_leave_the_answer_alone(shell, source):
    shell.run_cell(GOOD)
    shell.run_cell(source)
    assert shell.user_ns["my_labels"] == ["spam", "good", "spam"]


STUB = "practice-labels-stub"


@pytest.mark.parametrize(
    "source",
    [
        "rate = 0.3; my_labels = 120 * rate",
        "y = my_labels = 36",
        "if True: my_labels = 36",
        "(my_labels) = 36",
        "(my_labels := 36)",
        "[my_labels] = [36]",
        "a, (my_labels, b) = 1, (36, 2)",
        "*_, my_labels = 1, 36",
        "for my_labels in [36]: pass",
        "%time my_labels = 36",
        "%%time\nmy_labels = 36",
        "my_labels = 35\nmy_labels += 1",
        "import io\nwith io.StringIO() as my_labels: pass",
        "import math as my_labels",
        "from math import pi as my_labels",
        "def my_labels(): return 36",
        "class my_labels: pass",
        "async def my_labels(): pass",
        'globals()["my_labels"] = 36',
        'exec("my_" + "labels = 36")',
        "def answer():\n    global my_labels\n    my_labels = 36\nanswer()",
        'get_ipython().user_ns["my_labels"] = 36',
        "my_labels: int = 36",
        "try:\n    my_labels = 1 / 0\nexcept ZeroDivisionError:\n    my_labels = 36",
        "match 36:\n    case my_labels: pass",
        "my_labels = 36; 1 / 0",
    ],
)
@pytest.mark.parametrize("cell_id", [STUB, None])
def test_what_a_cell_sets_in_any_way_is_the_answer_each_time(shell, source, cell_id):
    for _ in range(2):  # the second time small numbers are the very same
        shell.run_cell(source, cell_id=cell_id)
        stopped_with_the_same = source.endswith("1 / 0") and _ == 1
        assert isinstance(shell.user_ns["my_labels"], Missing) is stopped_with_the_same
        assert starters.left_out("labels") is None or "my_labels" not in source
    why(shell, "my_share")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("my_labels.append(4)", [1, 2, 3, 4]),
        ("my_labels[0] = 9", [9, 2, 3]),
        ("my_labels += [4]", [1, 2, 3, 4]),
        ("my_labels", [1, 2, 3]),
        ("print(my_labels)", [1, 2, 3]),
        ("%timeit -n1 -r1 my_labels", [1, 2, 3]),
    ],
)
def test_an_answer_that_is_used_or_changed_in_place_stays(shell, source, answer):
    shell.run_cell("my_labels = [1, 2, 3]", cell_id=STUB)
    shell.run_cell(source, cell_id=STUB)
    assert shell.user_ns["my_labels"] == answer
    assert starters.left_out("labels") is None


@pytest.mark.parametrize("source", ['my_label = ["spam"]', "1 + 1", "# nothing"])
def test_a_cell_that_loses_its_name_keeps_the_answer_and_says_so(shell, source):
    shell.run_cell(source, cell_id=STUB)
    assert "does not set `my_labels`" in why(shell).en
    assert "`my_labels` に値が入って" in why(shell).ja
    why(shell, "my_share")
    shell.run_cell(GOOD, cell_id=STUB)
    assert starters.left_out("labels") is None
    shell.run_cell(source, cell_id=STUB)
    assert shell.user_ns["my_labels"] == ["spam", "good", "spam"]
    assert starters.left_out("labels") == "my_labels"
    assert starters.left_out("rule") is None
    shell.run_cell(GOOD, cell_id=STUB)
    assert starters.left_out("labels") is None
    shell.run_cell("my labels = 1", cell_id=STUB)
    assert "stopped" in why(shell).en


@pytest.mark.parametrize("cell_id", [STUB, None])
def test_a_name_that_is_deleted_is_missing(shell, cell_id):
    shell.run_cell(GOOD, cell_id=STUB)
    shell.run_cell("del my_labels", cell_id=cell_id)
    assert "does not set" in why(shell).en


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a, b = ..., ...\nc: int = ...\ndef d(e): f = 1", "abcd"),
        ("[x for x in y]\nf(z, w=1)", ""),
        ("a = 1 +\nb == 2\ndef c(d\nclass e:\n", "ace"),
        ("a ＝ 3 %", "a"),
    ],
)
def test_the_names_that_code_sets(source, names):
    assert starters._set_by(source) == set(names)


def test_a_notebook_begins_by_watching(monkeypatch, small_course):
    begun = []
    monkeypatch.setattr(starters, "watch", begun.append)
    monkeypatch.setattr(notebook, "_lesson", None)
    with matplotlib.rc_context():
        notebook.begin("00-start", "en")
    assert begun == ["00-start"]


# ---- in a kernel


@pytest.fixture
def run_all(tmp_path, monkeypatch):
    """Run the built notebook of the practice lesson, with changed cells; give what it shows."""
    root = shutil.copytree(PRACTICE, tmp_path / "course")
    shutil.copytree(structure.root() / "src", root / "src")
    shutil.copy(structure.root() / "lessons" / "course.yml", root / "lessons")
    monkeypatch.setattr(structure, "root", lambda: root)
    monkeypatch.setenv("PYTHONPATH", str(root / "src"))

    def run_all(changes, again=()):
        built = Target(read(root / "lessons" / "practice.md"), "en", False).notebook()
        made = nbformat.reads(json.dumps(built), as_version=4)
        cells = {cell.id: cell for cell in made.cells}
        for name, source in changes.items():
            cells[name].source = source
        client = NotebookClient(made, kernel_name="python3", timeout=60, config=kernels.sockets())
        client.execute(env=kernels.environment(tmp_path / "home"))
        return {
            name: json.dumps(cell.get("outputs"), ensure_ascii=False)
            for name, cell in cells.items()
        }

    return run_all


def test_only_starters_may_stop_without_ending_run_all():
    practice = read(PRACTICE / "lessons" / "practice.md")
    for solved in (False, True):
        cells = Target(practice, "en", solved).notebook()["cells"]
        tagged = {
            cell["id"] for cell in cells if "raises-exception" in cell["metadata"].get("tags", [])
        }
        assert tagged == {cell["id"] for cell in cells if cell["id"].endswith("-stub")}
        assert bool(tagged) is not solved


def test_run_all_goes_on_after_a_cell_that_stops(run_all):
    shown = run_all(
        {
            "practice-labels-stub": "my_labels = [spam, good, spam]",
            "practice-rule-stub": "def my_rule(mail, word)\n    return 1",
        }
    )
    assert "NameError" in shown["practice-labels-stub"]
    for name, says in (
        ("cut-off", "Enter your answer"),
        ("labels", "stopped with an error"),
        ("rule", "stopped with an error"),
        ("counts", "Enter your answer"),
        ("share", "Put your answer in place of"),
    ):
        assert "Not attempted yet" in shown[f"practice-check-{name}"]
        assert says in shown[f"practice-check-{name}"]
        assert "goes on with our answer" in shown[f"practice-check-{name}"]
