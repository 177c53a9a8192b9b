"""The command `mlworkshop`."""

from __future__ import annotations

import importlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zmq
from jupyterlab.labapp import LabApp

from mlworkshop import cli, copies, data, journal, language
from mlworkshop.authoring import bench, build, times
from mlworkshop.course import structure
from mlworkshop.errors import Problem, WorkshopError

doctor = importlib.import_module("mlworkshop.checkup")


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for name in ("lab", "update", "doctor", "progress", "data", "build", "lint", "bench"):
        assert f"\n    {name} " in said


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["doctor", "--port"]])
def test_what_it_does_not_know_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: mlworkshop" in capsys.readouterr().err


class TestLab:
    @pytest.fixture
    def started(self, monkeypatch, tmp_path):
        """Start it with no copies yet, and give the arguments that JupyterLab got."""
        calls = []
        monkeypatch.setattr(copies, "folder", lambda: tmp_path / "my-workshop")
        monkeypatch.setattr(LabApp, "launch_instance", calls.append)
        for name in ("PATH", "JUPYTER_CONFIG_PATH"):  # so that they come back
            monkeypatch.setenv(name, "/before")

        def start(*options):
            assert cli.main(["lab", *options]) == 0
            return calls[-1]

        return start

    @pytest.mark.parametrize("chosen", language.LANGUAGES)
    @pytest.mark.parametrize("way", ["variable", "option"])
    def test_it_opens_the_first_notebook_in_the_chosen_language(
        self, started, monkeypatch, tmp_path, chosen, way
    ):
        monkeypatch.setenv("COURSE_LANG", chosen if way == "variable" else "en")
        arguments = started(*(["--lang", chosen] if way == "option" else []))
        assert f"--LabApp.default_url=/lab/tree/{chosen}/00-start-here.ipynb" in arguments
        assert f"--ServerApp.root_dir={tmp_path / 'my-workshop'}" in arguments
        assert (tmp_path / "my-workshop" / chosen / "00-start-here.ipynb").is_file()

    def test_copies_in_the_course_s_folder_are_opened_there(
        self, started, monkeypatch, small_course
    ):
        monkeypatch.setattr(copies, "folder", lambda: small_course / copies.FOLDER)
        arguments = started("--lang", "ja")
        assert f"--ServerApp.root_dir={small_course}" in arguments
        assert "--LabApp.default_url=/lab/tree/my-workshop/ja/00-start-here.ipynb" in arguments

    @pytest.mark.parametrize("are_there", [True, False])
    def test_where_copies_cannot_be_written_those_of_last_time_are_opened(
        self, started, monkeypatch, tmp_path, capsys, are_there
    ):
        if are_there:
            started("--lang", "en")

        def full(lang):
            raise WorkshopError("the disk is full")

        monkeypatch.setattr(copies, "bring_up_to_date", full)
        assert cli.main(["lab", "--lang", "en"]) == (0 if are_there else 1)
        assert "the disk is full" in capsys.readouterr().err

    @pytest.mark.parametrize(("chosen", "word"), [("en", "browser"), ("ja", "ブラウザー")])
    def test_it_says_first_what_happens_in_the_chosen_language(
        self, monkeypatch, capsys, started, chosen, word
    ):
        said = []
        monkeypatch.setattr(LabApp, "launch_instance", lambda _: said.append(capsys.readouterr()))
        assert cli.main(["lab", "--lang", chosen]) == 0
        (line,) = said[0].out.splitlines()
        assert word in line
        assert "Ctrl + C" in line

    @pytest.mark.parametrize("possible", [True, False])
    def test_kernels_are_encrypted_where_they_can_be(self, started, monkeypatch, possible):
        monkeypatch.setattr(zmq, "has", lambda feature: possible)
        assert ("--KernelManager.transport_encryption=auto" in started()) is possible

    def test_it_brings_the_course_s_settings_and_commands(self, started):
        started()
        config, *others = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
        assert Path(config, "labconfig", "default_setting_overrides.json").is_file()
        assert others == ["/before"]
        assert os.environ["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/before"]

    def test_it_passes_options_on_and_shows_another_folder(self, started, tmp_path):
        arguments = started("--port=8899", f"--folder={tmp_path}", "--debug")
        assert arguments[-2:] == ["--port=8899", "--debug"]
        assert f"--ServerApp.root_dir={tmp_path}" in arguments
        assert not copies.folder().exists()

    @pytest.mark.parametrize(
        ("system", "display", "opens"),
        [
            ("linux", {"DISPLAY": ":0"}, True),
            ("linux", {"BROWSER": "firefox"}, True),
            ("linux", {}, False),
            ("darwin", {}, True),
            ("win32", {}, True),
        ],
    )
    def test_a_browser_opens_where_there_is_a_window(
        self, started, monkeypatch, system, display, opens
    ):
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            monkeypatch.delenv(name, raising=False)
        for name, value in display.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("COURSE_LANG", "en")  # or that system would be asked for its language
        monkeypatch.setattr(cli.sys, "platform", system)
        assert ("--no-browser" in started()) is not opens

    @pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
    def test_root_in_a_container_may_start_it(self, started, monkeypatch, user, allowed):
        monkeypatch.setattr(cli.os, "geteuid", lambda: user, raising=False)
        assert ("--allow-root" in started()) is allowed


def test_doctor_ends_well_only_without_problems(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "_CHECKS", doctor._CHECKS[:1])
    assert cli.main(["doctor"]) == 0
    assert "✓ fine: Python" in capsys.readouterr().out
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.9.1")
    assert cli.main(["doctor"]) == 1
    assert "✗ problem: Python" in capsys.readouterr().out


class TestProgress:
    def test_it_shows_the_map(self, capsys):
        assert cli.main(["progress"]) == 0
        shown = capsys.readouterr().out
        for entry in structure.load().lessons:
            assert str(entry.title) in shown

    def test_it_is_taken_along_in_a_file(self, capsys, tmp_path, monkeypatch):
        journal.record("m1-intro/02-spam", "quiz", "a-question", outcome="right")
        file = str(tmp_path / "progress.jsonl")
        assert cli.main(["progress", "export", file]) == 0
        assert capsys.readouterr().out == "1 record written.\n"
        monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "another"))
        assert cli.main(["progress", "import", file]) == 0
        assert capsys.readouterr().out == "1 record added.\n"
        assert [event.key for event in journal.events()] == ["a-question"]

    def test_a_forgotten_or_missing_file_is_said_in_one_line(self, capsys, tmp_path):
        assert cli.main(["progress", "export"]) == 1
        assert "mlworkshop progress export my-progress.jsonl" in capsys.readouterr().err
        assert cli.main(["progress", "import", str(tmp_path / "none")]) == 1
        said = capsys.readouterr().err
        assert "none" in said
        assert "Traceback" not in said


def test_data_tells_every_problem(monkeypatch, capsys):
    assert cli.main(["data"]) == 0
    assert capsys.readouterr().out == "All data sets are as they should be.\n"
    problem = Problem(Path("datasets/x.csv"), 0, "It is missing.", "restore it.")
    monkeypatch.setattr(data, "problems", lambda: [problem])
    assert cli.main(["data"]) == 1
    assert capsys.readouterr().out == f"{problem}\n"


@pytest.mark.parametrize(
    ("arguments", "module", "given"),
    [
        (["minutes"], times, (None,)),
        (["bench"], bench, ()),
        (["build"], build, (False, False, [])),
        (["build", "--check"], build, (True, False, [])),
        (["build", "--all", "a/b", "c"], build, (False, True, ["a/b", "c"])),
    ],
)
def test_authors_commands_hand_on_their_options_and_result(monkeypatch, arguments, module, given):
    calls = []
    monkeypatch.setattr(module, "main", lambda *got: calls.append(got) or 7)
    assert cli.main(arguments) == 7
    assert calls == [given]


class TestAnyTerminal:
    """What people redirect into a file for a problem report must be written, whatever it holds."""

    @pytest.fixture
    def printed(self, monkeypatch):
        """Run a command, and give what a terminal of this encoding got."""

        def run(encoding, *arguments):
            written = io.BytesIO()
            for name in ("stdout", "stderr"):
                stream = io.TextIOWrapper(written, encoding=encoding, write_through=True)
                monkeypatch.setattr(sys, name, stream)
            cli.main(arguments)
            return written.getvalue().decode(encoding)

        return run

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932"])
    @pytest.mark.parametrize("lang", language.LANGUAGES)
    @pytest.mark.parametrize(
        "arguments", [["progress"], ["data"], ["doctor"], ["progress", "import", "no 猫 ✓"]]
    )
    def test_every_command_reaches_its_end(self, printed, monkeypatch, encoding, lang, arguments):
        monkeypatch.setattr(doctor, "_CHECKS", doctor._CHECKS[:1])
        language.use(lang)
        said = printed(encoding, *arguments)
        assert said
        assert language.current() == (lang if encoding == "cp932" else "en")

    def test_signs_that_mean_something_stay_apart(self, printed, monkeypatch):
        results = iter((doctor.State.FINE, doctor.State.NOTE, doctor.State.PROBLEM))
        word = language.Text(en="x", ja="x")
        checks = tuple((word, lambda: doctor.Finding(next(results), word)) for _ in range(3))
        monkeypatch.setattr(doctor, "_CHECKS", checks)
        report = printed("cp1252", "doctor").splitlines()[-4:]
        assert report == ["+ x: x", "! x: x", "x x: x", "buttons: not tried"]

    def test_half_a_sign_is_no_end_either(self, printed):
        assert "?" in printed("utf-8", "progress", "import", "\ud83d")

    def test_as_it_is_started_from_a_shell(self):
        command = [sys.executable, "-m", "mlworkshop.cli", "progress"]
        environment = os.environ | {"PYTHONIOENCODING": "cp932", "COURSE_LANG": "ja"}
        ran = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert "はじめに" in ran.stdout.decode("cp932")


@pytest.mark.skipif(os.name == "nt", reason="Windows tells a closed pipe in another way")
def test_a_reader_that_has_seen_enough_ends_it_quietly():
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "mlworkshop.cli", "minutes"]
    with os.fdopen(write, "w") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "")
