"""Measure what the course may cost, and print it beside the budget, as a Markdown table.

The budgets are those of two cores. Nothing fails here: a table is for judging.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any
from xml.etree import ElementTree

from mlworkshop.authoring import kernels
from mlworkshop.course import structure

MEGABYTE = 1e6

# Each prints one number, or a list of them as JSON.
_IMPORT = """
import time, ipywidgets
begin = time.perf_counter()
import mlworkshop
print(time.perf_counter() - begin)
"""
_QUIZZES = """
import gc, json, time
from ipywidgets import Button
from mlworkshop.questions import bank, view
from mlworkshop.questions.view import quiz

gc.disable()  # it would go through the widgets of all questions; a lesson has a few of them
shown, clicked = [], []
def timed(call, *arguments):
    begin = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - begin

def buttons(widget):
    for child in getattr(widget, "children", ()):
        yield from buttons(child)
    if isinstance(widget, Button):
        yield widget

for entry in bank.entries():
    shown.append(min(timed(quiz, entry.question.id) for _ in range(3)))
    for button in buttons(view._shown[entry.question.id].widget):
        clicked.append(timed(button.click))
"""
_QUIZ_TIMES = "print(json.dumps([max(shown), max(clicked)]))"
# The first look at a photo loads the model, which is another row.
_LOOK = """
import json, time
import mlworkshop as ws
paths = list(ws.data.camera_roll()["path"])
begin = time.perf_counter()
ws.vision.cat_score(paths[0])
loaded = time.perf_counter() - begin
times = []
for _ in range(3):
    begin = time.perf_counter()
    ws.vision.cat_score(paths)
    times.append((time.perf_counter() - begin) / len(paths))
print(json.dumps([loaded, min(times)]))
"""
# Rows of 2,000 letters in few words, so that reading takes the time and not the counting of words.
_SERVICE = """
import random, re, sys
from pathlib import Path
import mlworkshop as ws

folder, size = Path(sys.argv[1]), int(sys.argv[2])
rng = random.Random(0)
words = ["".join(rng.choices("abcdefghij", k=180)) for _ in range(50)]
data = folder / f"{size}.csv"
with data.open("w") as file:
    done = file.write("number,shop,text,answer\\n")
    while done < size:
        number, shop, text = rng.random(), rng.randrange(200), " ".join(rng.choices(words, k=11))
        done += file.write(f"{number:.4f},k{shop},{text},{number > 0.5}\\n")
source = ws.miniml.DataSource(data, "answer")
assert source.types == {"number": "numeric", "shop": "categorical", "text": "text"}
model = ws.miniml.train(source, passes=1)
result = ws.miniml.predict_batch(model, data, folder / "out.csv")
assert result.rows == source.counts["rows"] and not result.rejected
data.unlink()
(folder / "out.csv").unlink()
"""
# A million lines, as an attendee would write who never stops.
_JOURNAL = """
import itertools, json, sys, time
from pathlib import Path
from mlworkshop import journal
from mlworkshop.questions import bank

asked = itertools.cycle([(entry.lesson, entry.question.id) for entry in bank.entries()])
outcomes = itertools.cycle(["wrong", "partial", "right"])
with (Path(sys.argv[1]) / "one.jsonl").open("w") as file:
    for at, (lesson, key) in zip(range(1_000_000), asked):
        line = dict(format=2, time=1.7e9 + at, lesson=lesson, kind="quiz", key=key, version=1)
        file.write(json.dumps(line | {"outcome": next(outcomes), "answer": ["an-id"] * 3}) + "\\n")
begin = time.perf_counter()
assert journal.events()
print(time.perf_counter() - begin)
"""
_PEAK = """
with open("/proc/self/status") as status:
    print(int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1]) * 1024)
"""


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Parameters
    ----------
    what : str
    budget, measured : float
        In the same unit.
    unit : str
    where : str
        Which one it was, where there are several.
    """

    what: str
    budget: float
    measured: float
    unit: str
    where: str = ""

    def __str__(self) -> str:
        verdict = "yes" if self.measured <= self.budget else "**no**"
        measured = f"{self.measured:.3g} {self.unit}"
        if self.where:
            measured += f" ({self.where})"
        return f"| {self.what} | {self.budget:g} {self.unit} | {measured} | {verdict} |"


def main() -> int:
    """Print the table, a row as soon as it is measured.

    Returns
    -------
    int
        0, whatever was measured.
    """
    print("| what | at most | measured | kept |\n|---|---|---|---|")
    for row in rows():
        print(row, flush=True)
    return 0


def rows() -> Iterator[Row]:
    """Measure one budget after the other."""
    solutions = sorted((structure.root() / "solutions" / "en").rglob("*.ipynb"))
    if solutions:
        yield from _notebooks(solutions)
        yield from _memory(solutions)
    yield _import()
    yield from _service()
    yield from _quizzes()
    yield from _journal()
    yield from _photos()
    yield _build()
    yield _size()
    yield from _clone()


def _notebooks(solutions: list[Path]) -> Iterator[Row]:
    runs = {path: _nbval(path) for path in solutions}
    slowest = max(runs, key=lambda path: runs[path][0])
    cells = {f"{path.stem}, {name}": took for path, (_, own) in runs.items() for name, took in own}
    cell = max(cells, key=lambda name: cells[name])
    took = [seconds for seconds, _ in runs.values()]
    yield Row("a notebook, start to end under nbval", 20, max(took), "s", slowest.stem)
    yield Row("the same on average", 12, mean(took), "s")
    yield Row("a single cell", 5, cells[cell], "s", cell)
    together, _ = _nbval(structure.root() / "solutions" / "ja", "-n", "2", "--dist", "loadfile")
    count = len(solutions)
    yield Row("all solutions of one language, two workers", 120, together, "s", f"{count} of 20")


def _nbval(path: Path, *options: str) -> tuple[float, list[tuple[str, float]]]:
    """Seconds that a strict run took, and those of each cell by name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "--nbval", f"--junitxml={report}"]
        took = _timed([*command, *options, str(path)])
        cells = ElementTree.parse(report).iter("testcase")
        return took, [(cell.get("name", ""), float(cell.get("time", "0"))) for cell in cells]


def _memory(solutions: list[Path]) -> Iterator[Row]:
    if not Path("/proc/self/status").exists():
        return  # only Linux tells a process's peak
    peaks = {path: float(_in_kernel(*_code(path), "import re\n" + _PEAK)) for path in solutions}
    highest = max(peaks, key=lambda path: peaks[path])
    yield Row("kernel memory in a lesson", 600, peaks[highest] / MEGABYTE, "MB", highest.stem)


def _service() -> Iterator[Row]:
    if not Path("/proc/self/status").exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        peak, took = service_peak(Path(folder), 1_000_000_000)
    yield Row("memory of `ws.miniml` on 1 GB", 600, peak / MEGABYTE, "MB", f"{took:.0f} s")


def service_peak(folder: Path, size: int) -> tuple[float, float]:
    """Make a data source of a file, train, and predict all of it, in a process of its own.

    Parameters
    ----------
    folder : Path
        Empty before and after.
    size : int
        Of the file, in bytes.

    Returns
    -------
    peak : float
        Of the process's memory, in bytes.
    took : float
        Seconds, making the file included.
    """
    begin = time.perf_counter()
    peak = _run([sys.executable, "-c", _SERVICE + _PEAK, str(folder), str(size)])
    return float(peak), time.perf_counter() - begin


def _import() -> Row:
    times = [float(_run([sys.executable, "-c", _IMPORT])) for _ in range(5)]
    return Row("`import mlworkshop` beyond ipywidgets", 0.3, min(times), "s")


def _quizzes() -> Iterator[Row]:
    shown, clicked = json.loads(_in_kernel(_QUIZZES, _QUIZ_TIMES))
    yield Row("showing a quiz, in the kernel", 50, shown * 1000, "ms", "the slowest")
    yield Row("feedback after a click, in the kernel", 50, clicked * 1000, "ms", "the slowest")


def _journal() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        program = _JOURNAL + "import re\n" + _PEAK
        environment = os.environ | {"MLWORKSHOP_HOME": folder}
        printed = _run([sys.executable, "-c", program, folder], environment).split()
    yield Row("a million lines of progress read back", 3, float(printed[0]), "s")
    yield Row("memory of the process that does", 200, float(printed[1]) / MEGABYTE, "MB")


def _photos() -> Iterator[Row]:
    loaded, looked = json.loads(_run([sys.executable, "-c", _LOOK]))
    yield Row("looking at a photo", 5, looked * 1000, "ms", "mean of the camera roll")
    yield Row("looking at the first photo", 2, loaded, "s", "loads the model")


def _build() -> Row:
    command = [sys.executable, "-m", "mlworkshop.cli", "build"]
    _run(command)
    return Row("`make build` when nothing has to run", 3, _timed(command), "s")


def _size() -> Row:
    root = structure.root()
    names = _run(["git", "-C", str(root), "ls-files", "-z"]).split("\0")
    # A file may be deleted and not yet committed so.
    size = sum(path.stat().st_size for name in names if (path := root / name).is_file())
    return Row("repository without history", 40, size / MEGABYTE, "MB")


def _clone() -> Iterator[Row]:
    """What a newcomer waits for, who has nothing but the repository as it was committed last."""
    if not shutil.which("make"):
        return
    tool, seconds = ("uv", 15) if shutil.which("uv") else ("pip", 60)
    with tempfile.TemporaryDirectory() as folder:
        _run(["git", "clone", "--quiet", str(structure.root()), folder])
        took = _timed(["make", "-C", folder, "environment"])
        yield Row("`make lab` from a clone, until JupyterLab starts", seconds, took, "s", tool)
        files = Path(folder, ".venv").rglob("*")
        size = sum(path.lstat().st_size for path in files if not path.is_dir())
        yield Row("environment", 1200, size / MEGABYTE, "MB")
        _run(["make", "-C", folder, "dev"])
        minutes = _timed(["make", "-C", folder, "test"]) / 60
        yield Row("`make test`, after installation", 15, minutes, "min")


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    _run(command)
    return time.perf_counter() - begin


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    """What a command prints; its complaints, if it fails, go on stderr."""
    done = subprocess.run(
        command, cwd=structure.root(), stdout=subprocess.PIPE, text=True, env=environment
    )
    if done.returncode:
        print(f"{' '.join(command)} failed:\n{done.stdout}", file=sys.stderr)
    return done.stdout


def _code(path: Path) -> list[str]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _in_kernel(*cells: str) -> str:
    """What the last of some cells prints, run in the surroundings of a lesson."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        client = NotebookClient(
            notebook,
            timeout=kernels.CELL_TIMEOUT,
            kernel_name="python3",
            config=kernels.sockets(),
        )
        client.execute(env=kernels.environment(Path(home)), stderr=subprocess.DEVNULL)
    return "".join(
        output["text"] for output in notebook.cells[-1].outputs if output.get("name") == "stdout"
    )
