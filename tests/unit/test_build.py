"""From lessons to notebooks: content, bytes, execution, and what is left alone."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pydantic
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from mlworkshop import data, ui
from mlworkshop.authoring import build, kernels
from mlworkshop.course import lesson, notebook_files, structure
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome
from mlworkshop.overview import timetable
from mlworkshop.questions import bank

ROOT = Path(__file__).resolve().parents[2]
NBVAL = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
LESSON = "lessons/part/01-small.md"


def put_code(root: Path, *cells: str) -> Path:
    """Replace the small lesson by one of these cells of code, and a text."""
    path = root / LESSON
    header = path.read_text(encoding="utf-8").split("\n+++", 1)[0]
    text = '\n+++ {"lang": "en"}\n\nWords.\n\n+++ {"lang": "ja"}\n\n文です。\n'
    blocks = "".join(f"\n```{{code-cell}}\n{cell}\n```\n" for cell in cells)
    path.write_text(header + text + blocks, encoding="utf-8")
    return path


def built(root: Path, kind: str, language: str = "en") -> dict:
    return json.loads((root / kind / language / "part" / "01-small.ipynb").read_text("utf-8"))


def sources(notebook: dict) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def all_bytes(root: Path) -> dict[str, bytes]:
    files = [*root.glob("notebooks/**/*"), *root.glob("solutions/**/*")]
    return {str(file): file.read_bytes() for file in files if file.is_file()}


def forget() -> None:
    """What a process remembers of the course's files; the next `mlworkshop build` is another."""
    for remembered in (structure.load, structure.header_of, bank.entries):
        remembered.cache_clear()


@pytest.fixture
def executed(monkeypatch):
    """Names of the solutions that were executed; stand-in outputs instead of a kernel's."""
    names: list[str] = []

    async def pretend(target):
        names.append(target.name)
        notebook = target.notebook()
        for number, cell in enumerate(notebook["cells"], 1):
            if cell["cell_type"] == "code":
                cell["execution_count"] = number
        return notebook

    monkeypatch.setattr(build, "_executed", pretend)
    return names


# ---- content


def test_a_notebook_holds_its_language_and_the_stubs(authored_course):
    for language, twin, yes, no in (
        ("en", "ja", "Double 21", "2倍"),
        ("ja", "en", "2倍", "Double"),
    ):
        for solved in (False, True):
            notebook = build.Target(
                lesson.read(authored_course / LESSON), language, solved
            ).notebook()
            text = "\n".join(sources(notebook))
            assert yes in text
            assert no not in text.replace("my_double", "").replace("ws.text", "").replace(
                'ja="', ""
            )
            assert ("my_double = 42" in text) is solved
            assert ("my_double = ...\n" in text) is not solved
            assert "Ask who" not in text
            assert "手を挙げて" not in text
            solved_too = ", solved=True" if solved else ""
            assert f'ws.begin("part/01-small", "{language}"{solved_too})' in text
            assert f'ws.begin("part/01-small", "{twin}"' not in text


def test_the_title_cell_tells_minutes_and_objectives(authored_course):
    read = lesson.read(authored_course / LESSON)
    titles = {
        language: sources(build.Target(read, language, False).notebook())[0]
        for language in LANGUAGES
    }
    for language, title in titles.items():
        assert title.startswith(f"# {read.header.title.of(language)}\n")
        took = timetable.of(read)
        assert str(took.core) in re.findall(r"\d+", title)
        for objective in read.header.objectives:
            assert f"\n- {objective.of(language)}" in title


def test_japanese_sentences_have_no_line_breaks(authored_course):
    path = authored_course / LESSON
    path.write_text(
        path.read_text("utf-8").replace("21を2倍に", "21を\n2倍に\nしてください。よく", 1), "utf-8"
    )
    texts = sources(build.Target(lesson.read(path), "ja", False).notebook())
    assert any("2倍に\nしてください" in cell.source for cell in lesson.read(path).cells)
    assert any("2倍にしてください" in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_prices_make_no_formula(authored_course, language):
    path = authored_course / LESSON
    given = r"From $5 to \$6 (`$HOME`, ``a`$b``): $$x^2$$ and $7."
    text = f'\n+++ {{"lang": "en"}}\n\n{given}\n\n+++ {{"lang": "ja"}}\n\n{given}\n'
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    sign = r"<span>\$</span>"
    wanted = f"From {sign}5 to {sign}6 (`$HOME`, ``a`$b``): $$x^2$$ and {sign}7."
    assert sources(build.Target(lesson.read(path), language, False).notebook())[-1] == wanted


@pytest.mark.parametrize("way", structure.load().ways, ids=lambda way: way.id)
def test_on_each_way_the_last_cell_leads_to_its_next_lesson(way):
    entries = structure.load().entries_of(way)
    for entry, following in itertools.pairwise(entries):
        target = build.Target(lesson.read(structure.source_of(entry.id)), "en", False)
        last = sources(target.notebook())[-1]
        places = dict(re.findall(r"(?:^| · )(.+?): \[.+?\]\((\S+)\)", last))
        address = places.get(str(way.title), places["**Next**"])
        found = (target.path.parent / address).resolve()
        assert found == (ROOT / "notebooks" / "en" / f"{following.id}.ipynb").resolve()


def test_the_last_lesson_leads_nowhere():
    read = lesson.read(structure.source_of(structure.load().lessons[-1].id))
    assert "**Next**" not in sources(build.Target(read, "en", False).notebook())[-1]


def test_metadata_is_what_jupyter_reads(authored_course):
    notebook = build.Target(lesson.read(authored_course / LESSON), "en", False).notebook()
    cells = {cell["id"]: cell["metadata"] for cell in notebook["cells"]}
    shows_only = {"deletable": False, "editable": False}
    assert cells["part-01-small--begin"] == {
        **shows_only,
        "jupyter": {"source_hidden": True},
        "slideshow": {"slide_type": "skip"},
    }
    assert cells["part-01-small-numbers"] == {"slideshow": {"slide_type": "slide"}}
    assert {"slideshow": {"slide_type": "fragment"}, "tags": ["remember"]} in cells.values()
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["metadata"]["mlworkshop"] == {
        "lesson": "part/01-small",
        "language": "en",
        "given": notebook_files.digest(notebook),
    }


def test_files_are_valid_and_written_as_jupyter_writes_them(authored_course, executed):
    assert build.main() == 0
    files = all_bytes(authored_course)
    assert len(files) == 4
    for content in files.values():
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
        nbformat.validate(notebook)
        assert nbformat.writes(notebook) + "\n" == content.decode("utf-8")


# ---- cell ids


def ids(notebook: dict) -> list[str]:
    return [cell["id"] for cell in notebook["cells"]]


def test_ids_are_unique_short_slugs_and_the_same_in_both_languages(authored_course):
    read = lesson.read(authored_course / LESSON)
    for solved in (False, True):
        in_english, in_japanese = (
            ids(build.Target(read, language, solved).notebook()) for language in LANGUAGES
        )
        assert in_english == in_japanese
        assert len(set(in_english)) == len(in_english)
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in in_english)


def test_ids_stay_unique_and_short_when_headings_are_long_or_the_same(authored_course):
    path = authored_course / LESSON
    heading = "A heading that is a good deal longer than any identifier may ever be"
    twins = f'\n+++ {{"lang": "en"}}\n\n## {heading}\n\n+++ {{"lang": "ja"}}\n\n## 見出し\n'
    path.write_text(path.read_text("utf-8") + twins * 3, "utf-8")
    found = ids(build.Target(lesson.read(path), "en", False).notebook())
    assert len(set(found)) == len(found)
    assert max(map(len, found)) <= 64


def test_a_new_cell_leaves_the_ids_of_other_sections_exercises_and_questions(authored_course):
    path = authored_course / LESSON
    source = path.read_text("utf-8")
    before = ids(build.Target(lesson.read(path), "en", True).notebook())
    new = '+++ {"lang": "en"}\n\nNew.\n\n+++ {"lang": "ja"}\n\n新しい文。\n\n'
    marker = '+++ {"lang": "en"}\n\n### Exercise: twice'
    path.write_text(source.replace(marker, new + marker), "utf-8")
    after = ids(build.Target(lesson.read(path), "en", True).notebook())
    assert set(before) < set(after)
    assert {"part-01-small-quiz-small-double", "part-01-small-twice-solution"} < set(before)
    path.write_text(
        source.replace(marker, new.replace('"}', '", "role": "notes"}') + marker), "utf-8"
    )
    assert ids(build.Target(lesson.read(path), "en", True).notebook()) == before


# ---- the first cell


def first_cell(language: str) -> str:
    target = build.Target(
        lesson.read(ROOT / "tests" / "unit" / "fixtures" / "course" / LESSON), language, False
    )
    return "".join(target.notebook()["cells"][1]["source"])


SAYS = {"en": "This kernel cannot load the course", "ja": "教材を読み込めません"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_cell_needs_the_standard_library_only(language):
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", first_cell(language)],
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 1
    assert SAYS[language] in run.stderr
    for way in ("Python 3 (ipykernel)", "mlworkshop", "make lab", "requirements.txt"):
        assert way in run.stderr
    (other,) = set(LANGUAGES) - {language}
    assert SAYS[other] not in run.stderr


@pytest.mark.parametrize(("language", "missing"), [("en", "mlworkshop"), ("ja", "pydantic")])
def test_run_all_stops_at_the_first_cell_with_the_message_alone(tmp_path, language, missing):
    """In a kernel that lacks the course, or something that the course needs."""
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{missing!r}] = None\n")
    cells = [nbformat.v4.new_code_cell(text) for text in (first_cell(language), "later = 1")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, kernel_name="python3", config=kernels.sockets()).execute(
            env=os.environ | {"PYTHONPATH": str(tmp_path)}, stderr=subprocess.DEVNULL
        )
    (error,) = cells[0].outputs
    shown = "\n".join(error.traceback)
    assert shown.startswith(("This kernel", "このカーネル"))
    assert SAYS[language] in shown
    assert missing in shown
    assert "Traceback" not in shown
    assert cells[1].execution_count is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("stray", "content"),
    [
        ("yaml.py", ""),
        ("pydantic.py", "class BaseModel: pass"),
        ("uuid.py", "import nothing_of_that_name"),
        ("mlworkshop.py", "mine = 1"),
        ("IPython/__init__.py", "1 / 0"),
    ],
)
def test_the_first_cell_names_a_file_that_hides_a_package(tmp_path, language, stray, content):
    path = tmp_path / stray
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    run = subprocess.run(
        # The current folder comes first, as in a kernel.
        [sys.executable, "-X", "utf8", "-c", first_cell(language)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert "_NotReady" in run.stderr
    assert stray.partition("/")[0].removesuffix(".py") in run.stderr
    assert "Kernel > Restart Kernel and Run All Cells…" in run.stderr
    assert SAYS[language] not in run.stderr


# ---- what is built again


def test_only_what_changed_is_executed_again(authored_course, executed, capsys):
    assert build.main() == 0
    assert sorted(executed) == [f"solutions/{lang}/part/01-small.ipynb" for lang in LANGUAGES]
    before = all_bytes(authored_course)
    executed.clear()
    assert build.main() == 0
    assert executed == []
    assert build.main(everything=True) == 0
    assert len(executed) == 2
    assert all_bytes(authored_course) == before
    assert "2 of 4 files were as they should be" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("lessons/part/01-small.py", "Count again.", "Count once more."),
        ("quizzes/part/01-small.yml", "twice 4?", "twice four?"),
        ("requirements.txt", "3.0.0", "3.0.1"),
    ],
)
def test_a_change_of_an_ingredient_makes_solutions_stale(
    authored_course, executed, capsys, file, old, new
):
    build.main()
    assert build.main(check=True) == 0
    path = authored_course / file
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")
    forget()
    executed.clear()
    assert build.main(check=True) == 1
    assert executed == []
    assert "mlworkshop build part/01-small" in capsys.readouterr().err
    assert build.main() == 0
    assert len(executed) == 2
    assert build.main(check=True) == 0


def test_a_change_of_data_or_of_the_builds_format_makes_solutions_stale(
    authored_course, monkeypatch
):
    path = authored_course / LESSON
    path.write_text(
        path.read_text("utf-8").replace("\n---\n", "\n  data: [known]\n---\n", 1), "utf-8"
    )
    entry = {
        "title": {"en": "Known", "ja": "既知"},
        "description": {"en": "Known.", "ja": "既知。"},
        "licence": "CC0-1.0",
        "origin": {
            "name": "x",
            "version": "1",
            "address": "https://example.org/",
            "retrieved": 2026,
        },
    }

    def fingerprint(name: str, checksum: str) -> str:
        file = {"path": "known.csv", "sha256": checksum * 64, "bytes": 1}
        known = {name: data.DataSet.model_validate(entry | {"files": [file]})}
        monkeypatch.setattr(data, "catalogue", lambda: known)
        return build.fingerprint(lesson.read(path))

    first = fingerprint("known", "a")
    assert fingerprint("known", "a") == first
    assert fingerprint("known", "b") != first
    assert fingerprint("other", "a") == fingerprint("other", "b")
    monkeypatch.setattr(build, "_FORMAT", build._FORMAT + 1)
    assert fingerprint("known", "a") != first


def test_another_lessons_questions_leave_solutions_alone(authored_course):
    read = lesson.read(authored_course / LESSON)
    before = build.fingerprint(read)
    file = authored_course / "quizzes" / "part" / "01-small.yml"
    asked = file.read_text("utf-8")
    file.with_stem("02-other").write_text(asked.replace("id: ", "id: o-"), "utf-8")
    forget()
    assert build.fingerprint(read) == before


@pytest.mark.parametrize("text", ["Double 21.", "よく考えて", "## Numbers", "A small lesson"])
def test_a_change_of_words_executes_nothing(authored_course, executed, text):
    path = authored_course / LESSON
    path.write_text(path.read_text("utf-8").replace("21を2倍", "よく考えて、21を2倍"), "utf-8")
    build.main()
    executed.clear()
    source = path.read_text("utf-8")
    assert text in source
    path.write_text(source.replace(text, text + "!"), "utf-8")
    assert build.main(check=True) == 1
    assert build.main() == 0
    assert executed == []
    assert build.main(check=True) == 0
    assert text + "!" in "".join(
        "".join(sources(built(authored_course, "solutions", language))) for language in LANGUAGES
    )


def test_overviews_change_with_what_they_show_of_other_lessons_and_with_nothing_else(
    authored_course, executed
):
    """A slip mended in one lesson changes no other lesson's file."""
    other = authored_course / "lessons" / "part" / "02-other.md"
    small = (authored_course / LESSON).read_text("utf-8")
    other.write_text(small.replace("01-small", "02-other"), "utf-8")
    bank_file = authored_course / "quizzes" / "part" / "01-small.yml"
    asked = bank_file.read_text("utf-8")
    bank_file.with_stem("02-other").write_text(asked.replace("id: ", "id: o-"), "utf-8")
    listed = authored_course / "lessons" / "course.yml"
    entry = "      - {id: part/01-small, at_most: 20}\n"
    both = listed.read_text("utf-8").replace(entry, entry + entry.replace("01-small", "02-other"))
    listed.write_text(both, "utf-8")
    put_code(authored_course, 'ws.progress()\nws.summary("part")')
    forget()
    build.main()
    before = all_bytes(authored_course)
    for old, new, touches in (
        ("Double 21.", "Double 12.", {"02-other"}),
        ("21を2倍", "21の2倍", {"02-other"}),
        ("A small lesson", "A tiny lesson", {"01-small", "02-other"}),
    ):
        source = other.read_text("utf-8")
        other.write_text(source.replace(old, new), "utf-8")
        forget()
        build.main()
        after = all_bytes(authored_course)
        changed = {Path(name).stem for name in after if after[name] != before[name]}
        assert changed == (touches if old in source else set())
        before = after


def test_a_summary_changes_with_its_texts(authored_course):
    put_code(authored_course, 'ws.summary("part")')
    read = lesson.read(authored_course / LESSON)
    before = build.fingerprint(read)
    (authored_course / "lessons" / "part" / "summary.yml").write_text("ideas: {}")
    assert build.fingerprint(read) != before


def test_check_lists_what_is_missing_stale_and_nobodys(authored_course, executed, capsys):
    build.main()
    for kind in ("notebooks", "solutions"):
        folder = authored_course / kind
        (folder / "en" / "part" / "mine.ipynb").write_text("{}")
        (folder / "en" / "part" / "01-small-afresh-2.ipynb").write_text("{}")
        (folder / "ja" / "part" / "01-small.ipynb").unlink()
        checkpoints = folder / "en" / ".ipynb_checkpoints"
        checkpoints.mkdir()
        (checkpoints / "01-small-checkpoint.ipynb").write_text("{}")
    notebook = authored_course / "notebooks" / "en" / "part" / "01-small.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Double 21", "Double 3"), "utf-8")
    before = all_bytes(authored_course)
    executed.clear()
    capsys.readouterr()
    assert build.main(check=True) == 1
    assert (executed, all_bytes(authored_course)) == ([], before)
    reported = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert reported == [
        "notebooks/en/part/01-small.ipynb",
        "notebooks/en/part/mine.ipynb",
        "notebooks/ja/part/01-small.ipynb",
        "solutions/en/part/mine.ipynb",
        "solutions/ja/part/01-small.ipynb",
    ]


@pytest.mark.parametrize("kind", ["notebooks", "solutions"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda notebook: notebook["cells"][0]["source"].append("More."),
        lambda notebook: notebook["cells"].pop(),
        lambda notebook: notebook["cells"][0].update(id="x"),
        lambda notebook: notebook["cells"][1].pop("id"),
        lambda notebook: notebook["cells"][1].pop("outputs"),
        lambda notebook: notebook["metadata"].update(kernelspec={}),
        lambda notebook: notebook["metadata"].update(widgets={}),
        lambda notebook: notebook["metadata"]["mlworkshop"].update(hash="0"),
        lambda notebook: notebook.clear(),
    ],
)
def test_check_notices_any_change_by_hand(authored_course, executed, kind, spoil):
    build.main()
    path = authored_course / kind / "en" / "part" / "01-small.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    spoil(notebook)
    path.write_text(json.dumps(notebook), "utf-8")
    assert build.main(check=True) == 1
    assert build.main() == 0
    assert build.main(check=True) == 0


def test_check_notices_outputs_in_notebooks_and_their_lack_in_solutions(authored_course, executed):
    build.main()
    notebook = authored_course / "notebooks" / "en" / "part" / "01-small.ipynb"
    clean = notebook.read_text("utf-8")
    notebook.write_text(clean.replace('"execution_count": null', '"execution_count": 1'), "utf-8")
    assert build.main(check=True) == 1
    notebook.write_text(clean, "utf-8")
    solution = authored_course / "solutions" / "en" / "part" / "01-small.ipynb"
    content = re.sub(r'"execution_count": \d+', '"execution_count": null', solution.read_text())
    solution.write_text(content, "utf-8")
    assert build.main(check=True) == 1


@pytest.mark.parametrize(
    "content",
    [b"<<<<<<< HEAD", b"", b"\xff\xfe{", b"{}", b"[]", b'{"cells": [{}]}', b'{"cells": null}'],
)
def test_a_file_that_is_no_notebook_is_stale(authored_course, executed, content):
    build.main()
    solution = authored_course / "solutions" / "en" / "part" / "01-small.ipynb"
    solution.write_bytes(content)
    assert build.main(check=True) == 1
    assert build.main() == 0
    assert build.main(check=True) == 0


def test_one_lesson_may_be_built_alone(authored_course, executed, capsys):
    (authored_course / "lessons" / "part" / "02-bad.md").write_text("no header")
    assert build.main(lessons=["part/01-small"]) == 0
    assert build.main(lessons=["part/03-none"]) == 1
    assert "part/03-none.md" in capsys.readouterr().err


def test_a_lesson_that_cannot_be_read_does_not_keep_others_from_being_built(
    authored_course, executed, capsys
):
    (authored_course / "lessons" / "part" / "02-bad.md").write_text("no header")
    assert build.main() == 1
    assert len(all_bytes(authored_course)) == 4
    assert "lessons/part/02-bad.md:1:" in capsys.readouterr().err


def test_nothing_half_written_is_left_when_writing_fails(authored_course, monkeypatch, executed):
    build.main()
    before = all_bytes(authored_course)
    path = authored_course / LESSON
    path.write_text(path.read_text("utf-8").replace("Double 21.", "Double 22."), "utf-8")

    def fail(self, *arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert build.main() == 1
    after = all_bytes(authored_course)
    assert after == before


# ---- execution


def cell_of(*, name: str = "part-01-small-x", **output) -> dict:
    return {"id": name, "cell_type": "code", "metadata": {}, "outputs": [output] if output else []}


TRACE = "\x1b[31m-----\x1b[0m\nCell In[{}], line {}\n      1 x\n----> 2 y\n\nFile /x.py:3, in f()\n"


@pytest.mark.parametrize(
    ("failure", "output", "line_in_cell", "says"),
    [
        (
            CellExecutionError("", "ZeroDivisionError", "division by zero"),
            {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero",
             "traceback": TRACE.format(3, 4).split("\n")},
            4,
            "raises ZeroDivisionError: division by zero.",
        ),
        (
            CellExecutionError("", "KeyError", "'a'"),
            {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": ["odd"]},
            1,
            "raises KeyError: 'a'.",
        ),
        (CellTimeoutError("A cell timed out\nmore"), {}, 1, "does not come to its end: A cell"),
        (DeadKernelError("Kernel died"), {}, 1, "does not come to its end: Kernel died."),
    ],
)  # fmt: skip
def test_a_failure_names_lesson_cell_and_line(authored_course, failure, output, line_in_cell, says):
    put_code(authored_course, "a = 1\n\n\nx / 0")
    read = lesson.read(authored_course / LESSON)
    (cell,) = (cell for cell in read.cells if cell.kind == "code")
    failed = cell_of(name=ids(build.Target(read, "ja", True).notebook())[-1], **output)
    problem = build._failure(build.Target(read, "ja", True), failed, failure)
    assert (problem.path, problem.line) == (read.path, cell.line + line_in_cell - 1)
    assert problem.what.startswith("solutions/ja/part/01-small.ipynb, cell part-01-small-")
    assert says in problem.what


@pytest.mark.parametrize(
    ("shows", "is_trace"),
    [
        ("<object object at 0x7f0a1b2c3d4e>", True),
        (re.__file__, True),
        (pydantic.__file__, True),
        ("{root}/datasets", True),
        ("{home}/mlworkshop", True),
        ("0x7f0a1b2c3d4e, and a look at 0x12", False),
        ("/usr/share, C:\\Windows", False),
    ],
)
def test_what_differs_from_machine_to_machine_is_named(authored_course, tmp_path, shows, is_trace):
    target = build.Target(lesson.read(authored_course / LESSON), "en", True)
    home = str(tmp_path / "kernel-home")
    shown = shows.replace("{root}", str(authored_course)).replace("{home}", home)
    cell = cell_of(output_type="stream", name="stdout", text=[shown])
    assert bool(list(build._machine_traces(target, [cell], home))) is is_trace


@pytest.mark.parametrize("outcome", Outcome)
def test_a_solution_that_its_own_check_does_not_call_right_is_named(authored_course, outcome):
    read = lesson.read(authored_course / LESSON)
    target = build.Target(read, "en", True)
    (cell,) = (cell for cell in target.notebook()["cells"] if cell["id"].endswith("-check-twice"))
    shown = {"text/html": [ui.feedback(outcome, "<p>Says why.</p>")]}
    cell["outputs"] = [{"output_type": "display_data", "data": shown, "metadata": {}}]
    found = list(build._wrong_answers(target, [cell]))
    assert bool(found) is (outcome is not Outcome.RIGHT)
    lines = read.path.read_text("utf-8").splitlines()
    assert all(lines[problem.line - 1].startswith("double = ws.check(") for problem in found)


@pytest.mark.parametrize("kinds", [["text/html", "text/plain"], ["image/png", "text/plain"]])
def test_a_plot_that_no_words_describe_is_named(authored_course, kinds):
    target = build.Target(lesson.read(authored_course / LESSON), "ja", True)
    cell = cell_of(output_type="display_data", data=dict.fromkeys(kinds, "shown"), metadata={})
    assert bool(list(build._plots_without_words(target, [cell]))) is ("image/png" in kinds)


STYLED = "import pandas as pd\n\npd.DataFrame({'a': [1]}).style.highlight_max().format('{:.1f}')"
FRESH = """\
import os

from mlworkshop import journal

assert journal.folder().is_relative_to(os.environ["MLWORKSHOP_HOME"])
assert not any(event.kind == "note" for event in journal.events())
journal.record("part/01-small", "note", "x")"""
IGNORED = ":tags: [nbval-ignore-output]\nimport sys\n\nsys.prefix"


@pytest.fixture(scope="module")
def executed_course(tmp_path_factory):
    """The small course, built twice: its folder, and the bytes of the first time.

    It holds a copy of this package, so that kernels find the course, too.
    """
    root = tmp_path_factory.mktemp("executed") / "course"
    shutil.copytree(ROOT / "tests" / "unit" / "fixtures" / "course", root)
    (root / "requirements.txt").write_text("pandas==3.0.0\n")
    package = root / "src" / "mlworkshop"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "mlworkshop", package, ignore=ignored)
    path = root / LESSON
    blocks = "".join(
        f"\n```{{code-cell}}\n{code}\n```\n" for code in (STYLED, STYLED, FRESH, IGNORED)
    )
    path.write_text(path.read_text("utf-8") + blocks, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "root", lambda: root)
        patch.setenv("PYTHONPATH", str(root / "src"))
        forget()
        assert build.main() == 0
        first = all_bytes(root)
        patch.setattr(build, "LANGUAGES", ("ja",))
        assert build.main(everything=True, lessons=["part/01-small"]) == 0
    forget()
    return root, first


def test_a_solution_is_executed_and_its_bytes_are_always_the_same(executed_course):
    root, first = executed_course
    assert all_bytes(root) == first
    for language, title, words in (
        ("en", "Three numbers", "A line up to 3"),
        ("ja", "3つの数", "3まで上がる線"),
    ):
        solution = built(root, "solutions", language)
        code = [cell for cell in solution["cells"] if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in code] == [*range(1, len(code) + 1)]
        outputs = [output for cell in code for output in cell["outputs"]]
        assert f'<img alt=\\"{words}\\" src=\\"data:image/png' in json.dumps(
            outputs, ensure_ascii=False
        )
        assert not any("image/png" in output.get("data", {}) for output in outputs)
        assert any(output.get("text") == ["6 = 1 + 2 + 3\n"] for output in outputs)
        assert any(output.get("data", {}).get("text/plain") == ["6"] for output in outputs)
        assert title in "".join(sources(solution))
        assert "widget-view" not in json.dumps(solution)
        assert all("execution" not in cell["metadata"] for cell in code)
        notebook = built(root, "notebooks", language)
        assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_styled_tables_do_not_share_an_id_and_what_nbval_ignores_is_not_stored(executed_course):
    root, _ = executed_course
    *_, first, second, _, ignored = built(root, "solutions")["cells"]
    used = [
        set(re.findall(r"T_\w{5}", "".join(cell["outputs"][0]["data"]["text/html"])))
        for cell in (first, second)
    ]
    assert [*map(len, used), len(used[0] | used[1])] == [1, 1, 2]
    assert ignored["outputs"] == []


def test_nbval_agrees_with_built_files_and_notices_another_output(executed_course):
    """One process for all; a notebook without outputs has nothing to be compared with."""
    root, _ = executed_course
    solution = root / "solutions" / "ja" / "part" / "01-small.ipynb"
    changed = solution.with_name("changed.ipynb")
    changed.write_text(solution.read_text("utf-8").replace("6 = 1 + 2", "7 = 1 + 2"), "utf-8")
    notebook = root / "notebooks" / "en" / "part" / "01-small.ipynb"
    path = os.pathsep.join([str(root / "src"), str(ROOT)])
    options = ("-q", "-p", "conftest", "--nbval", "-p", "no:cacheprovider")
    files = map(str, (solution, notebook, changed))
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *files],
            cwd=root,
            env=os.environ | {"PYTHONPATH": path, "COLUMNS": "200"},
            capture_output=True,
            text=True,
        )
    finally:
        changed.unlink()
    assert run.returncode == 1
    failed = re.findall(r"^FAILED (\S+)", run.stdout, re.MULTILINE)
    assert [name.split("::")[0] for name in failed] == ["solutions/ja/part/changed.ipynb"], (
        run.stdout
    )
    assert "7 = 1 + 2" in run.stdout
    assert "mlworkshop build --all" in run.stdout


@pytest.mark.parametrize(
    ("cells", "line_of", "says"),
    [
        (["x = 1", "def f():\n    return 1 / 0\n\n\nf()", "y = 1"], "f()", "ZeroDivisionError"),
        (["import os\n\nos._exit(1)"], "import os", "does not come to its end"),
    ],
)
def test_the_cell_at_which_a_kernel_stopped_is_named(
    authored_course, monkeypatch, capsys, cells, line_of, says
):
    monkeypatch.setattr("mlworkshop.authoring.build.LANGUAGES", ("ja",))
    path = put_code(authored_course, *cells)
    monkeypatch.setattr(build, "_first_cell", plain_first_cell)
    assert build.main() == 1
    lines = path.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(line_of))
    (reported,) = capsys.readouterr().err.splitlines()
    assert reported.startswith(f"{LESSON}:{line}: solutions/ja/part/01-small.ipynb, cell ")
    assert says in reported
    assert not (authored_course / "solutions" / "ja" / "part" / "01-small.ipynb").exists()


def plain_first_cell(of):
    """One that needs no course: this one's folder is not where the package is."""
    return build._notebook_cell(build.Cell("code", "", 1), "begin", "pass")


def test_the_notebook_that_tries_to_get_out_fails_without_the_block():
    run = subprocess.run(
        [*NBVAL, "--noconftest", "--nbval-lax", "tests/notebooks/offline.ipynb"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "6 failed" in run.stdout


# ---- the course itself


@pytest.mark.parametrize("kind", ["notebooks", "solutions"])
def test_the_courses_solutions_have_outputs_and_its_notebooks_none(kind):
    paths = [
        ROOT / kind / language / f"{entry.id}.ipynb"
        for entry in structure.load().lessons
        if entry.is_open
        for language in LANGUAGES
    ]
    assert paths
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(bool(cell.execution_count) is (kind == "solutions") for cell in code)
        assert any(cell.outputs for cell in code) is (kind == "solutions")
        shown = [output.get("data", {}) for cell in code for output in cell.outputs]
        assert not any("image/png" in data for data in shown), "a plot without alternative text"
        assert "widgets" not in notebook.metadata


SHOWS = re.compile(r"(ws\.(quiz|review|doctor|progress|summary)|\w+ = ws\.check)\([^()]*\)")


@pytest.mark.parametrize("kind", ["notebooks", "solutions"])
def test_cells_that_only_show_something_cannot_be_lost_and_the_others_can_be_changed(kind):
    """After a click the focus stays there, and JupyterLab deletes the cell at `x` or `d d`."""
    for path in sorted((ROOT / kind).rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for cell in cells:
            source, metadata = "".join(cell["source"]), cell["metadata"]
            locked = (metadata.get("deletable"), metadata.get("editable")) == (False, False)
            if "ws.begin(" in source or SHOWS.fullmatch(source):
                assert locked, (path, source)
            if "raises-exception" in metadata.get("tags", []) or "plt.show()" in source:
                assert "editable" not in metadata, (path, source)
            if re.search(r"^(\w+ = )?ws\.activities", source, re.MULTILINE):
                assert metadata["deletable"] is False


def test_comparing_does_not_wait_for_nbformat():
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mlworkshop.cli", "build", "--check"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert " mlworkshop.authoring.build" in run.stderr
    assert " nbformat" not in run.stderr
