"""Build what attendees open, and the solutions, from the lessons' sources.

For each lesson and language:

1. `notebooks/<language>/<lesson>.ipynb`: title, first code cell, then the cells of that language
   with the starters of the exercises, then which lesson comes next; without outputs.
2. `solutions/<language>/<lesson>.ipynb`: the same with the answers, executed without a network;
   with a hash of what its outputs came from, so that only what changed is executed again.

Then the READMEs' built parts and the glossary's pages; see `readme` and `glossary_docs`. Building
twice gives the same bytes; `main(check=True)` only compares.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlworkshop import data
from mlworkshop.authoring import glossary_docs, kernels, question_files, readme, slide_types
from mlworkshop.course import (
    course_files,
    glossary,
    lesson,
    notebook_files,
    structure,
    syntax,
)
from mlworkshop.course.lesson import Cell, Lesson
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.language import LANGUAGES, Language, Text, joined
from mlworkshop.outcome import Outcome
from mlworkshop.overview import timetable
from mlworkshop.questions import bank
from mlworkshop.questions.kinds import AnyQuestion

# A notebook or a cell as JSON has it.
Node = dict[str, Any]

# Part of every hash: raise it when the same sources shall give other solutions.
_FORMAT = 1
_AT_ONCE = 2  # kernels
_SILENT = logging.getLogger("mlworkshop.build")
_SILENT.disabled = True
# What a cell is about: a question, an exercise, or a module.
_ABOUT = re.compile(r"(?:\w+ = )?ws\.(quiz|check|review|summary)\(\s*[\"']([\w-]+)")
# Code, which stays as it is, or a price's sign in a text: Jupyter would take what is between two of
# them for a formula. It looks at the Markdown, hence the backslash, and MathJax at the page, within
# an element at a time. Formulas have two signs on either side.
_CODE_OR_PRICE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|(?<![\\$])\\?\$(?!\$)", re.DOTALL)
_PRICE = r"<span>\$</span>"
# nbval's tag for a cell whose output differs from machine to machine.
_IGNORED = "nbval-ignore-output"

# Needs only the standard library until the import works. IPython asks the exception how to be
# shown, so Run All stops with the message alone. A file beside the notebook that has the name of a
# package, such as `yaml.py`, makes imports fail in any way, or succeed with the wrong module.
_FIRST_CELL = '''\
{invitation}
try:
    import mlworkshop as ws

    assert ws.begin
except Exception as error:
    import os
    import pkgutil
    import sys
    from importlib.machinery import PathFinder

    class _NotReady(Exception):
        def _render_traceback_(self):
            return [str(self)]

    _elsewhere = [path for path in sys.path if path not in ("", os.getcwd())]
    _hiding = [
        module.name
        for module in pkgutil.iter_modules([os.getcwd()])
        if PathFinder.find_spec(module.name, _elsewhere)
    ]
    if _hiding:
        raise _NotReady(f"""{hiding}""") from None
    raise _NotReady(f"""{message}""") from None

ws.begin("{lesson}", "{language}"{solved})'''

# JupyterLab shows the first line of a cell whose source is hidden.
_RUN_FIRST = Text(
    en="# ▶ Run this cell first (Shift + Enter): it starts the lesson",
    ja="# ▶ 最初にこのセルを実行（Shift + Enter）：レッスンが始まります",
)
_RUN_TOO = Text(
    en="# ▶ Run this cell too (Shift + Enter)", ja="# ▶ このセルも実行（Shift + Enter）"
)

_NOT_READY = Text(
    en="""\
This kernel cannot load the course ({error}).
Choose Kernel > Change Kernel…: "Python 3 (ipykernel)" after `make lab`,
"mlworkshop" on Studio Lab or with conda. If it is chosen already, run in the course's folder:
`make lab`, or `pip install -r requirements.txt -e .`""",
    ja="""\
このカーネルでは教材を読み込めません（{error}）。
メニューの Kernel > Change Kernel… で、`make lab` で起動した場合は "Python 3 (ipykernel)" を、
Studio Lab や conda の場合は "mlworkshop" を選んでください。すでに選ばれている場合は、
教材のフォルダーで `make lab` または `pip install -r requirements.txt -e .` を実行してください。""",
)
_HIDING = Text(
    en="""\
Beside this notebook there is a file or folder with the name of a package: {', '.join(_hiding)}.
Python takes it for the package. Rename it, then choose Kernel > Restart Kernel and Run All Cells….\
""",
    ja="""\
このノートブックと同じ場所に、パッケージと同じ名前のファイルまたはフォルダーがあります：
{', '.join(_hiding)}
Python がそちらを読み込んでしまいます。名前を変えてから、メニューの
Kernel > Restart Kernel and Run All Cells… を選んでください。""",
)
_OBJECTIVES = Text(en="Objectives", ja="このレッスンの目標")
_TIME = Text(
    en="Time: {} minutes, and {} more for what is optional",
    ja="所要時間：{}分（省略可の部分は別に{}分）",
)
_CORE_ONLY = Text(en="Time: {} minutes", ja="所要時間：{}分")
_START = Text(
    en="Choose **Run > Run All Cells** first, then read from here.",
    ja="最初に **Run > Run All Cells** を選び、ここに戻って読み始めてください。",
)
_NEXT = Text(en="Next", ja="次のレッスン")
_SKIP = Text(
    en="Exercises marked *(code)* are for people who code: skip them if you like, nothing later "
    "needs them.",
    ja="「（コード）」と付いた演習は、コードを書く人向けです。飛ばしても、そのまま先へ進めます。",
)


@dataclass(frozen=True)
class Target:
    """One file to build.

    Parameters
    ----------
    lesson : Lesson
    language : {"en", "ja"}
    solved : bool
        Whether it holds the answers and their outputs.
    """

    lesson: Lesson
    language: Language
    solved: bool

    @property
    def path(self) -> Path:
        """Where the file lies."""
        folder = structure.root() / ("solutions" if self.solved else "notebooks")
        return folder / self.language / f"{self.lesson.header.id}.ipynb"

    @property
    def name(self) -> str:
        """The path from the course's root on, for reports."""
        return self.path.relative_to(structure.root()).as_posix()

    def cells(self, with_notes: bool = False) -> list[tuple[Cell, str]]:
        """The lesson's cells for this file with their ids, perhaps with the speaker's notes."""
        others = {"stub" if self.solved else "solution"} | (set() if with_notes else {"notes"})
        return [
            (cell, name)
            for cell, name in zip(self.lesson.cells, _ids(self.lesson), strict=True)
            if cell.language in (None, self.language) and cell.role not in others
        ]

    def notebook(self) -> Node:
        """The file's content before anything is executed."""
        meta = {"lesson": self.lesson.header.id, "language": self.language}
        if self.solved:
            meta["hash"] = fingerprint(self.lesson)
        named = self.cells()
        slides = slide_types.of([cell for cell, _ in named])
        cells = [_title_cell(self.lesson, self.language), _first_cell(self)]
        cells += [
            _notebook_cell(replace(cell, slide=slide), name, _source(cell, self.language))
            for (cell, name), slide in zip(named, slides, strict=True)
        ]
        cells += _last_cells(self.lesson, self.language)
        built: Node = {
            "cells": cells,
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                    "name": "python3",
                },
                "language_info": {
                    "file_extension": ".py",
                    "mimetype": "text/x-python",
                    "name": "python",
                },
                "mlworkshop": meta,
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        if not self.solved:
            meta["given"] = notebook_files.digest(built)
        return built


def main(check: bool = False, everything: bool = False, lessons: Sequence[str] = ()) -> int:
    """Build the notebooks and solutions, and print what was done.

    Parameters
    ----------
    check : bool
        Only compare; write and execute nothing.
    everything : bool
        Execute all solutions again, also where nothing changed.
    lessons : sequence of str
        Ids of the lessons to build; all of them when empty.

    Returns
    -------
    int
        0 when every file is as it should be.
    """
    begin = time.perf_counter()
    targets, problems = _targets(lessons)
    if not lessons:
        problems += _orphans(targets)
    stale = []
    for target in targets:
        try:
            if reason := _staleness(target, everything):
                stale.append((target, reason))
        except CourseFileError as error:
            problems += error.problems
    if check:
        for target, reason in stale:
            fix = f"run `mlworkshop build {target.lesson.header.id}`."
            problems.append(Problem(target.path, 0, reason, fix))
    else:
        problems += _write_all([target for target, _ in stale], everything)
    if not lessons:
        for derived in (readme, question_files, glossary_docs):
            problems += derived.bring_up_to_date(check)
    report(problems)
    did = f"{len(targets) - len(stale)} of {len(targets)} files were as they should be"
    print(f"{did}; {len(problems)} problems; {time.perf_counter() - begin:.1f} s.")
    return 1 if problems else 0


def report(problems: Iterable[Problem]) -> None:
    """Print problems, each once and sorted, with paths from the course's root on."""
    for problem in sorted(set(problems)):
        path = problem.path
        if path.is_relative_to(structure.root()):
            path = path.relative_to(structure.root())
        print(replace(problem, path=path), file=sys.stderr)


def sources(ending: str = ".md") -> list[Path]:
    """The Markdown sources of all lessons, or their check files, in the order of their paths."""
    return _files("lessons", ending)


def _files(folder: str, ending: str) -> list[Path]:
    """Files below a folder of the course, but for attendees' copies."""
    found = sorted((structure.root() / folder).rglob(f"*{ending}"))
    return [path for path in found if not notebook_files.is_own(path)]


def _targets(ids: Sequence[str]) -> tuple[list[Target], list[Problem]]:
    """All files to build from the lessons of these ids, or of all lessons."""
    targets: list[Target] = []
    problems: list[Problem] = []
    for path in map(structure.source_of, ids) if ids else sources():
        try:
            read = lesson.read(path)
        except CourseFileError as error:
            problems += error.problems
        else:
            targets += [
                Target(read, lang, solved) for solved in (False, True) for lang in LANGUAGES
            ]
    return targets, problems


def _orphans(targets: Iterable[Target]) -> Iterator[Problem]:
    """Notebooks in the built folders that no lesson gives."""
    expected = {target.path for target in targets}
    for folder in ("notebooks", "solutions"):
        for path in _files(folder, ".ipynb"):
            if path not in expected:
                what = "No lesson gives this notebook."
                fix = "move it elsewhere if it is your own, otherwise remove it."
                yield Problem(path, 0, what, fix)


def _staleness(target: Target, everything: bool) -> str | None:
    """Why a file must be built, or None if it is as it should be."""
    expected = target.notebook()
    if not target.path.exists():
        return "This file is missing."
    found = _found(target)
    if not target.solved:
        as_given = found == _dumps(expected)
        return None if as_given else "This file is not as its lesson gives it."
    if everything:
        return "Everything was asked for."
    notebook = _loaded(found)
    if notebook is None:
        return "This file is not a notebook, or a cell of it was not executed."
    is_same = _without_outputs(notebook) == expected
    return None if is_same else "This solution is older than what it comes from."


def _found(target: Target) -> str:
    """The file as it is; nothing where it cannot be read, as the next build replaces it."""
    try:
        return course_files.read(target.path)
    except CourseFileError:
        return ""


def _loaded(source: str) -> Node | None:
    """An executed notebook; None if it is none, or not all of it was executed."""
    try:
        notebook: Node = json.loads(source)
        code = [cell for cell in notebook["cells"] if cell["id"] and cell["cell_type"] == "code"]
        ran = (cell["execution_count"] and isinstance(cell["outputs"], list) for cell in code)
        return notebook if all(ran) else None
    except (ValueError, KeyError, TypeError):
        return None


def _without_outputs(notebook: Node) -> Node:
    empty: Node = {"execution_count": None, "outputs": []}
    cells = [cell | empty if cell["cell_type"] == "code" else cell for cell in notebook["cells"]]
    return notebook | {"cells": cells}


def _with_old_outputs(target: Target) -> Node | None:
    """A solution of which nothing but words has changed: nothing has to be executed again."""
    old, new = _loaded(_found(target)), target.notebook()
    if old is None or old.get("metadata") != new["metadata"]:
        return None
    before, after = (
        [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for notebook in (old, new)
    )
    if [*map(_run, before)] != [*map(_run, after)]:
        return None
    for cell, ran in zip(after, before, strict=True):
        cell |= {name: ran[name] for name in ("execution_count", "outputs")}
    return new


def _run(cell: Node) -> tuple[object, ...]:
    """What of a cell of code its stored outputs depend on."""
    return cell["id"], cell["source"], cell["metadata"].get("tags")


def _write_all(targets: list[Target], everything: bool) -> list[Problem]:
    """Build files, execute the solutions among them, and give the problems met."""
    problems: list[Problem] = []
    for target in targets:
        if not target.solved:
            try:
                _write(target, target.notebook())
            except CourseFileError as error:
                problems += error.problems
    solutions = [target for target in targets if target.solved]
    return problems + (asyncio.run(_solve_all(solutions, everything)) if solutions else [])


async def _solve_all(targets: list[Target], everything: bool) -> list[Problem]:
    turn = asyncio.Semaphore(_AT_ONCE)
    problems: list[Problem] = []

    async def solve(target: Target) -> None:
        async with turn:
            try:
                kept = None if everything else _with_old_outputs(target)
                _write(target, kept or await _executed(target))
            except CourseFileError as error:
                problems.extend(error.problems)

    await asyncio.gather(*map(solve, targets))
    return problems


async def _executed(target: Target) -> Node:
    """A solution with its outputs.

    Raises
    ------
    CourseFileError
        If a cell fails, or shows what would differ on another machine.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.reads(_dumps(target.notebook()), as_version=4)
    target.path.parent.mkdir(parents=True, exist_ok=True)
    at = 0  # the cell being executed

    def begins(cell: Node, cell_index: int) -> None:
        nonlocal at
        at = cell_index

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        client = NotebookClient(
            notebook,
            timeout=kernels.CELL_TIMEOUT,
            kernel_name="python3",
            config=kernels.sockets(),
            resources={"metadata": {"path": str(target.path.parent)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            on_cell_execute=begins,
            log=_SILENT,  # what goes wrong is reported as a problem
        )
        failure = None
        try:
            # A kernel's own log, which goes to stderr, is of no use here.
            await client.async_execute(
                env=kernels.environment(Path(home)), stderr=subprocess.DEVNULL
            )
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            failure = error
        cells = json.loads(nbformat.writes(notebook))["cells"]
        problems = [_failure(target, cells[at], failure)] if failure else []
        solved = target.notebook()
        for cell, executed in zip(solved["cells"], cells, strict=True):
            if cell["cell_type"] == "code":
                cell["execution_count"] = executed["execution_count"]
                cell["outputs"] = _lasting(executed)
        problems = problems or [
            *_machine_traces(target, solved["cells"], home),
            *_wrong_answers(target, solved["cells"]),
            *_plots_without_words(target, solved["cells"]),
        ]
    if problems:
        raise CourseFileError(problems)
    return solved


def _failure(target: Target, cell: Node, failure: Exception) -> Problem:
    """Why a cell ended the execution, and the line in the lesson's source."""
    from nbclient.exceptions import CellExecutionError

    error = next((made for made in cell["outputs"] if made["output_type"] == "error"), None)
    line = 1
    if error and isinstance(failure, CellExecutionError):
        trace = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(error["traceback"]))
        if inside := re.search(r"^\s*Cell In\[\d+\], line (\d+)", trace, re.MULTILINE):
            line = int(inside[1])
        says = f"raises {error['ename']}: {error['evalue']}"
        fix = "correct the lesson's code."
    else:
        says = f"does not come to its end: {str(failure).splitlines()[0]}"
        fix = f"make it finish in far less than {kernels.CELL_TIMEOUT} s."
    what = f"{target.name}, cell {cell['id']} {says}".rstrip(".") + "."
    return Problem(target.lesson.path, _line_of(target.lesson, cell["id"], line), what, fix)


def _machine_traces(target: Target, cells: list[Node], home: str) -> Iterator[Problem]:
    """Outputs that would differ on another machine or in another run."""
    packages = sysconfig.get_paths()
    folders = (str(structure.root()), home, packages["stdlib"], packages["purelib"])
    pattern = re.compile("|".join([*map(re.escape, folders), r"\bat 0x[0-9a-f]{6,}"]))
    for cell in cells:
        for output in cell.get("outputs", []):
            if found := pattern.search(json.dumps(output, ensure_ascii=False)):
                what = f"{target.name}, cell {cell['id']} shows {found[0]!r}, which changes."
                line = _line_of(target.lesson, cell["id"], 1)
                fix = "show only what is the same on every machine and in every run."
                yield Problem(target.lesson.path, line, what, fix)


def _wrong_answers(target: Target, cells: list[Node]) -> Iterator[Problem]:
    """Checks that do not call the solution's own answer right."""
    right = f"mlw-feedback mlw-{Outcome.RIGHT.value}"
    for cell in cells:
        says = json.dumps(cell.get("outputs", []), ensure_ascii=False)
        if "ws.check(" in "".join(cell["source"]) and "mlw-feedback" in says and right not in says:
            what = f"{target.name}, cell {cell['id']}: the check does not call the solution right."
            line = _line_of(target.lesson, cell["id"], 1)
            yield Problem(target.lesson.path, line, what, "correct the one or the other.")


def _plots_without_words(target: Target, cells: list[Node]) -> Iterator[Problem]:
    """Plots without an alternative text: those that come as a picture alone."""
    for cell in cells:
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            what = f"{target.name}, cell {cell['id']} shows a plot without an alternative text."
            fix = "say what it shows: plt.gcf().set_label(ws.text(en=…, ja=…))."
            line = _line_of(target.lesson, cell["id"], 1)
            yield Problem(target.lesson.path, line, what, fix)


def _line_of(source: Lesson, name: str, line_in_cell: int) -> int:
    """The line in a lesson's source of a line of the cell with an id; 1 for built cells."""
    for cell, own in zip(source.cells, _ids(source), strict=True):
        if own == name and cell.kind == "code":
            return cell.line + line_in_cell - 1 - cell.is_hidden  # below its first line
    return 1


def _lasting(cell: Node) -> list[Node]:
    """The outputs to store: no live widget, which is dead in a file; none that tests ignore.

    A plot is stored once, with its words.

    Styled tables get the same ids each time, of their cell's own as they share a page.
    """
    if _IGNORED in cell["metadata"].get("tags", []):
        return []
    own = hashlib.sha256(cell["id"].encode()).hexdigest()[:5]
    for output in cell["outputs"]:
        shown = output.get("data", {})
        shown.pop("application/vnd.jupyter.widget-view+json", None)
        if "text/html" in shown:
            shown.pop("image/png", None)
            for kind in ("text/html", "text/plain"):
                shown[kind] = [kernels.steady(line, own) for line in shown.get(kind, [])]
    return list(cell["outputs"])


def fingerprint(of: Lesson) -> str:
    """A hash of what a lesson's outputs come from, beside the cells and this package's code.

    Parameters
    ----------
    of : Lesson

    Returns
    -------
    str
        It changes with the lesson's check file, the questions filed under it, its data sets'
        entries in the catalogue, the pinned packages and the format of the build; and, if the
        lesson shows the map of the course, the glossary or the summary of a module, with what
        these show.
    """
    known = data.catalogue()
    checks, id_ = of.path.with_suffix(".py"), of.header.id
    parts: list[object] = [
        _FORMAT,
        course_files.read(structure.root() / "requirements.txt"),
        course_files.read(checks) if checks.exists() else "",
        *(_shown(entry.question) for entry in bank.entries() if entry.lesson == id_),
        *(known[name].model_dump_json() for name in of.header.data if name in known),
    ]
    called = {name for cell in of.cells if cell.kind == "code" for name in _calls(cell)}
    if called & {"ws.progress", "ws.summary"}:
        parts += timetable.outline()
    if "ws.glossary" in called:
        parts.append(course_files.read(glossary.path()))
    if "ws.summary" in called:
        parts += [course_files.read(path) for path in _files("lessons", "summary.yml")]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _shown(question: AnyQuestion) -> str:
    """What a lesson shows of a question, as JSON."""
    return question.model_dump_json(exclude={"here_only"})


def _calls(cell: Cell) -> Iterator[str]:
    """The dotted names of what a cell calls."""
    tree = syntax.parsed(cell.source)
    if not isinstance(tree, SyntaxError):
        yield from (name for name, _ in syntax.calls(tree))


def _ids(of: Lesson) -> list[str]:
    """Cell ids: the lesson, and what the cell is about; twins have the same.

    A question is known by its id, an exercise's cells by its name, every other cell by the English
    heading above it. What comes again is counted, so that a change in one section leaves the
    others' ids alone; notes are counted apart.
    """
    lesson_slug = of.header.id.replace("/", "-")
    taken: set[str] = set()
    names: list[str] = []
    section = "start"
    for cell in of.cells:
        if cell.language == "ja" and names:
            names.append(names[-1])
            continue
        key = section
        if cell.role == "notes":  # in no notebook: they leave the others' ids alone
            key = f"{section}-notes"
        elif cell.exercise:
            key = f"{cell.exercise}-{cell.role}"
        elif call := _ABOUT.match(cell.source):
            key = f"{call[1]}-{call[2]}"
        elif cell.kind == "text" and (heading := re.match(r"#+ +(.+)", cell.source)):
            key = section = re.sub(r"[^a-z0-9]+", "-", heading[1].lower()).strip("-") or section
        name = stem = f"{lesson_slug}-{key}"[:60]
        count = 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        names.append(name)
    return names


def _title_cell(of: Lesson, language: Language) -> Node:
    header, minutes = of.header, timetable.of(of)
    time = _TIME if minutes.optional else _CORE_ONLY
    gap = " " if language == "en" else ""
    wants_code = any(cell.role == "stub" for cell in of.cells)
    objectives = "\n".join(f"- {objective.of(language)}" for objective in header.objectives)
    text = "\n\n".join(
        [
            f"# {header.title.of(language)}",
            time.of(language).format(minutes.core, minutes.optional),
            f"**{_OBJECTIVES.of(language)}**",
            objectives,
            _START.of(language) + (f"{gap}{_SKIP.of(language)}" if wants_code else ""),
        ]
    )
    cell = Cell("text", text, 1, language, slide="slide")
    return _notebook_cell(cell, f"{header.id.replace('/', '-')}--title", _source(cell, language))


def _first_cell(of: Target) -> Node:
    where, language = of.lesson.header.id, of.language
    source = _FIRST_CELL.format(
        invitation=_RUN_FIRST.of(language),
        hiding=_HIDING.of(language),
        message=_NOT_READY.of(language),
        lesson=where,
        language=language,
        solved=", solved=True" if of.solved else "",
    )
    metadata = {"jupyter": {"source_hidden": True}, "deletable": False, "editable": False}
    cell = Cell("code", source, 1, slide="skip", metadata=metadata)
    return _notebook_cell(cell, f"{where.replace('/', '-')}--begin", source)


def _last_cells(of: Lesson, language: Language) -> list[Node]:
    """A line with the lesson that comes next, also on ways that leave some out; none at the end."""
    course, here = structure.load(), of.header.id
    following = course.after(here)
    if following is None:
        return []

    def link(entry: structure.Entry) -> str:
        return f"[{entry.title.of(language)}]({entry.address(here)})"

    elsewhere = {
        way.title.of(language): link(there)
        for way in course.ways
        if (there := course.after(here, way)) and there != following
    }
    if language == "en":
        ways = "".join(f" · {name}: {there}" for name, there in elsewhere.items())
        text = f"**{_NEXT.of(language)}**: {link(following)}{ways}"
    else:
        ways = "、".join(f"「{name}」では{there}" for name, there in elsewhere.items())
        text = f"**{_NEXT.of(language)}**：{link(following)}" + (f"（{ways}）" if ways else "")
    cell = Cell("text", text, 1, language, slide="skip")
    return [_notebook_cell(cell, f"{here.replace('/', '-')}--next", _source(cell, language))]


def _source(cell: Cell, language: Language) -> str:
    """What stands in a notebook's cell."""
    if cell.kind == "text":
        words = joined(cell.source) if language == "ja" else cell.source
        return _CODE_OR_PRICE.sub(lambda found: found[0] if found[1] else _PRICE, words)
    return f"{_RUN_TOO.of(language)}\n{cell.source}" if cell.is_hidden else cell.source


def _notebook_cell(cell: Cell, name: str, source: str) -> Node:
    metadata = dict(cell.metadata)
    if cell.kind == "code" and not cell.role:
        # After a click the focus stays there: a key pressed then must not take the cell away.
        tree = syntax.parsed(cell.source)
        if syntax.shows(tree):
            metadata["deletable"] = False
        if syntax.only_shows(tree):
            metadata["editable"] = False
    if cell.role == "stub":  # a slip of the pen in it must not stop Run All
        metadata["tags"] = [*metadata.get("tags", []), "raises-exception"]
    if cell.slide:
        metadata["slideshow"] = {"slide_type": cell.slide}
    node: Node = {
        "cell_type": "markdown" if cell.kind == "text" else "code",
        "id": name,
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }
    return node | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})


def _dumps(notebook: Node) -> str:
    """JSON as JupyterLab saves it, so that saving changes nothing."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(target: Target, notebook: Node) -> None:
    course_files.write(target.path, _dumps(notebook))
    print(target.name)
