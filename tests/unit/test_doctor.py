"""The doctor: healthy, and with each thing broken in turn."""

from __future__ import annotations

import importlib
import re
import sys
from html import escape
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import psutil
import pytest
from ipywidgets import Button

from mlworkshop import copies, data, inspection, journal, language, place, ui
from mlworkshop.checkup import DISK, MEMORY, Examination, Finding, State, examine
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Text

doctor = importlib.import_module("mlworkshop.checkup")  # the package has its function
GIGABYTE = doctor.GIGABYTE


@pytest.fixture(autouse=True)
def healthy(monkeypatch, tmp_path):
    """A machine with room, on which nothing is known of the place."""
    monkeypatch.setattr(doctor, "CONTAINER", tmp_path / "no-container")
    monkeypatch.setattr(place, "name", lambda: None)
    monkeypatch.setattr(copies, "folder", lambda: tmp_path / "my-workshop")
    free(monkeypatch, disk=50e9, memory=8e9)


def free(monkeypatch, *, disk: float | None = None, memory: float | None = None):
    if disk is not None:
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=disk))
    if memory is not None:
        monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=memory))


def found(name: str) -> Finding:
    """What the check of this English name finds; the others are not made."""
    return next(doctor._guarded(look) for title, look in doctor._CHECKS if title.en == name)


def test_all_is_fine_here():
    examined = examine()
    assert examined.state is State.FINE, str(examined)
    assert examined.summary == f"✓ All {len(doctor._CHECKS)} checks are fine."


def test_python_must_be_one_that_the_package_supports(monkeypatch):
    assert sys.version.split()[0] in found("Python").found.en
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.9.1")
    assert found("Python").state is State.PROBLEM
    assert ">=3.11" in found("Python").fix.en


def test_versions_are_held_against_the_pins(monkeypatch):
    version = metadata.version("pandas")
    monkeypatch.setattr(doctor, "pinned", lambda: {"pandas": version})
    assert found("Packages").state is State.FINE
    monkeypatch.setattr(doctor, "pinned", lambda: {"pandas": "0.1"})
    assert found("Packages").state is State.NOTE
    assert f"pandas {version} (≠ 0.1)" in found("Packages").found.en
    monkeypatch.setattr(doctor, "pinned", lambda: {"pandas": "0.1", "no-such-package": "1"})
    assert found("Packages").state is State.PROBLEM
    assert "no-such-package" in found("Packages").found.ja
    assert found("Packages").fix == place.installing()


@pytest.mark.parametrize(
    ("package", "module"), [("pandas", "pandas"), ("scikit-learn", "sklearn"), ("pyyaml", "yaml")]
)
def test_the_version_is_that_of_what_is_imported(monkeypatch, package, module):
    monkeypatch.setattr(doctor, "pinned", lambda: {package: metadata.version(package)})
    assert found("Packages").state is State.FINE
    monkeypatch.setitem(sys.modules, module, SimpleNamespace(__version__="0.0.7"))
    assert found("Packages").state is State.NOTE
    assert f"{package} 0.0.7" in found("Packages").found.en


def test_files_that_hide_a_package_damaged_notebooks_and_mistakes_are_problems(monkeypatch):
    names = {
        "Files that hide packages": ("hiding_files", ["my-workshop/en/pandas.py"]),
        "Notebooks": ("damaged_notebooks", [("x.ipynb", Text(en="it is empty", ja="空"))]),
        "Lessons and questions": ("mistakes", ["lessons/course.yml: 3"]),
    }
    for name, (look, problems) in names.items():
        assert found(name).state is State.FINE
        monkeypatch.setattr(inspection, look, lambda problems=problems: problems)
        assert found(name).state is State.PROBLEM
        (problem,) = problems
        assert (problem if isinstance(problem, str) else "x.ipynb") in found(name).found.en
        assert found(name).fix
    assert place.command("update") in found("Notebooks").fix.en


@pytest.mark.parametrize(("name", "limits"), [("Disk", DISK), ("Memory", MEMORY)])
def test_room_is_enough_or_short_or_too_little(monkeypatch, name, limits):
    enough, little = limits
    for size, state in [
        (enough, State.FINE),
        (enough - 1, State.NOTE),
        (little, State.NOTE),
        (little - 1, State.PROBLEM),
    ]:
        free(monkeypatch, **{name.lower(): size})
        assert found(name).state is state
        assert f"{size / GIGABYTE:.1f} GB" in found(name).found.en


def test_in_a_container_its_limit_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "CONTAINER", tmp_path)
    (tmp_path / "memory.current").write_text("1500000000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert "8.0 GB" in found("Memory").found.en
    (tmp_path / "memory.max").write_text("2000000000\n")
    assert "0.5 GB" in found("Memory").found.en
    assert found("Memory").state is State.PROBLEM


def test_damaged_data_are_named_with_the_repair(monkeypatch):
    asked = []
    monkeypatch.setattr(data, "check", asked.append)
    assert found("Data sets").state is State.FINE
    assert asked == list(data.catalogue())

    def damaged(name):
        raise WorkshopError("git restore it")

    monkeypatch.setattr(data, "check", damaged)
    assert found("Data sets").state is State.PROBLEM
    assert "git restore it" in found("Data sets").found.ja


def test_the_font_must_have_japanese_signs_and_looking_leaves_plots_alone(monkeypatch):
    for module in [name for name in sys.modules if name.startswith("matplotlib_fontja")]:
        monkeypatch.delitem(sys.modules, module)  # its first import is what changes plots
    with matplotlib.rc_context({"font.family": ["sans-serif"]}):
        assert found("Japanese font for plots").state is State.FINE
        assert list(matplotlib.rcParams["font.family"]) == ["sans-serif"]
    import matplotlib_fontja

    latin = Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")
    monkeypatch.setattr(matplotlib_fontja, "get_font_ttf_path", lambda: str(latin))
    assert found("Japanese font for plots").state is State.PROBLEM


def test_progress_needs_a_folder_to_write_to(monkeypatch, tmp_path):
    assert found("Saving your progress").state is State.FINE
    assert list(journal.folder().iterdir()) == []  # looking leaves nothing behind
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "file"))
    assert found("Saving your progress").state is State.PROBLEM
    assert "MLWORKSHOP_HOME" in found("Saving your progress").fix.ja


@pytest.mark.parametrize("given", ["progress", "./a/b", ".."])
def test_the_folder_of_progress_is_shown_from_the_root_on(monkeypatch, tmp_path, given):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLWORKSHOP_HOME", given)
    monkeypatch.setattr(doctor, "_anonymous", lambda words: words)
    assert Path(found("Saving your progress").found.en).is_absolute()


@pytest.mark.parametrize("error", [WorkshopError("no course"), RuntimeError("broken")])
def test_a_check_that_fails_itself_is_a_problem(monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(doctor, "pinned", fail)
    assert found("Packages").state is State.PROBLEM
    assert str(error) in found("Packages").found.en


def test_the_worst_finding_decides():
    def examined(*states):
        return Examination(
            tuple((Text(en="x", ja="x"), Finding(state, Text(en="x", ja="x"))) for state in states)
        )

    fine, note, problem = State.FINE, State.NOTE, State.PROBLEM
    assert examined(fine, fine).state is fine
    assert examined(fine, note).state is note
    assert examined(problem, note, fine).state is problem


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_the_lines_have_a_fix_and_end_in_the_english_report(monkeypatch, chosen):
    language.use(chosen)
    free(monkeypatch, disk=0)
    examined = examine()
    lines = examined.lines()
    assert len(lines) == len(examined.findings)
    bad = [line for line in lines if "→" in line]
    assert len(bad) == 1
    assert bad[0].startswith(State.PROBLEM.label)
    assert str(dict(examined.findings)[Text(en="Disk", ja="ディスク")].fix) in bad[0]
    assert str(examined).endswith(examined.report())
    assert "✗ Disk: 0.0 GB free" in examined.report()
    assert "空き" not in examined.report()


def test_the_report_names_nobody(monkeypatch, tmp_path):
    home = tmp_path / "taro.yamada"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("MLWORKSHOP_HOME", str(home / "progress"))
    examined = str(examine())
    assert "~/progress" in examined
    assert "taro" not in examined


@pytest.mark.parametrize("where", doctor._ADVICE)
def test_each_place_has_a_sentence(monkeypatch, where):
    before = str(examine())
    monkeypatch.setattr(place, "name", lambda: where)
    examined = examine()
    assert str(doctor._ADVICE[where]) in str(examined)
    assert str(doctor._ADVICE[where]) not in before
    assert f"place: {where}" in examined.report()


def test_a_usual_place_is_not_reported_as_a_fault():
    report = examine().report()
    assert "place:" not in report
    assert "unknown" not in report.replace("commit unknown", "")
    assert "not recognised" not in report


def folded(html):
    """What stands in the fold, whose title says what it is for."""
    (inside,) = re.findall("<details>(.*?)</details>", html, re.DOTALL)
    assert "<summary>For a problem report</summary>" in inside
    return inside


class TestNotebook:
    @pytest.fixture
    def shown(self, monkeypatch):
        """Live widgets, static HTML and plain text of the last call."""
        calls = []
        monkeypatch.setattr(ui, "show", lambda *given: calls.append(given))

        def show():
            doctor.doctor()
            return calls[-1]

        return show

    def test_without_a_kernel_it_is_the_same_each_time_while_all_is_fine(self, shown, monkeypatch):
        _, static, plain = shown()
        free(monkeypatch, disk=49e9, memory=7e9)
        assert shown()[1:] == (static, plain)
        assert "GB" not in static
        assert sys.prefix not in static
        assert "✓ fine" in static
        assert plain == examine().summary

    def test_without_a_kernel_it_still_tells_problems_fixes_and_the_report(
        self, shown, monkeypatch
    ):
        free(monkeypatch, disk=0)
        _, static, plain = shown()
        finding = found("Disk")
        assert finding.found.en in static
        assert escape(finding.fix.en) in static
        assert "Copy this text" in static
        assert escape(examine().report()) in folded(static)
        assert "Disk" in plain

    def test_with_a_kernel_there_is_a_button_that_answers(self, shown):
        live, static, _ = shown()
        words = [child.value for child in live.children if hasattr(child, "value")]
        assert "50.0 GB" in words[0]
        assert escape(examine().report()) in folded(words[-1])
        assert "A button should appear here" in static
        (button,) = (
            child
            for box in live.children
            for child in getattr(box, "children", ())
            if isinstance(child, Button)
        )
        assert "buttons: not tried" in words[-1]
        button.click()
        assert "buttons: work" in live.children[-1].value
        assert any("Buttons work" in getattr(child, "value", "") for child in live.children)
        assert not any("Buttons work" in value for value in words)

    def test_what_the_system_says_is_escaped(self, shown, monkeypatch):
        monkeypatch.setattr(doctor, "pinned", lambda: {"<b>": "1"})
        live, static, _ = shown()
        for html in (static, *(getattr(child, "value", "") for child in live.children)):
            assert "<b>" not in html
