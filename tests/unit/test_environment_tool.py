"""`make lab` on a newcomer's computer: what it does, and what it says when it cannot."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mlworkshop import language
from mlworkshop.course import structure

TOOLS = structure.root() / "tools"
LANGUAGE_VARIABLES = ("COURSE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """The script, working on an empty repository with pins, in English."""
    spec = importlib.util.spec_from_file_location("environment", TOOLS / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(module.shutil, "which", lambda name: None)  # no uv
    return module


@pytest.fixture
def ran(tool, monkeypatch):
    """The commands that the script ran; "venv" makes an interpreter, and nothing else happens."""
    commands = []

    def run(command):
        commands.append(" ".join(map(str, command)))
        if "venv" in command:
            tool.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            tool.PYTHON.unlink(missing_ok=True)
            tool.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(tool, "run", run)
    return commands


def test_a_first_run_makes_the_environment_and_the_next_does_nothing(tool, ran):
    tool.update([])
    made, installed = ran
    assert made.endswith(f"-m venv --clear {tool.VENV}")
    assert installed.startswith(f"{tool.PYTHON} -m pip install")
    assert installed.endswith("-r requirements.txt -e .")
    tool.update([])
    assert len(ran) == 2


@pytest.mark.parametrize("uv", [None, "uv"])
def test_a_room_without_a_network_takes_all_from_one_folder(tool, ran, monkeypatch, uv):
    monkeypatch.chdir(tool.ROOT)
    monkeypatch.setenv("WHEELS", "stick")
    monkeypatch.setattr(tool.shutil, "which", lambda name: uv)
    tool.update([])
    offline = f"--no-index --find-links {tool.ROOT / 'stick'}"
    made, installed = ran
    assert offline in installed
    assert (offline in made) is bool(uv)  # without uv, pip comes with Python


def test_new_pins_are_installed_into_the_same_environment(tool, ran):
    tool.update([])
    (tool.ROOT / "requirements.txt").write_text("# after git pull\n")
    tool.update([])
    assert len(ran) == 3
    assert "pip install" in ran[-1]


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "setup.py", "tools/jupyter/labconfig/settings.json"]
)
def test_new_commands_and_settings_are_installed_too(tool, ran, name):
    tool.update([])
    path = tool.ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("new")
    tool.update([])
    assert ran[2:] == [ran[1]]  # into the same environment
    tool.update([])
    assert len(ran) == 3


def test_test_tools_are_added_and_a_lab_needs_them_not(tool, ran):
    tool.update([])
    tool.update(["dev"])
    assert ran[-1].endswith("-r requirements.txt -r requirements-dev.txt -e .")
    tool.update([])
    tool.update(["dev"])
    assert len(ran) == 3
    (tool.ROOT / "requirements-dev.txt").write_text("# after git pull\n")
    tool.update([])
    assert len(ran) == 3
    tool.update(["dev"])
    assert len(ran) == 4
    (tool.ROOT / "requirements.txt").write_text("# after git pull\n")
    tool.update([])
    tool.update(["dev"])  # the test tools are still there
    assert len(ran) == 5


def test_uv_is_used_when_it_is_there_and_compiles(tool, ran, monkeypatch):
    monkeypatch.setattr(tool.shutil, "which", lambda name: "/opt/uv")
    tool.update([])
    made, installed = ran
    assert made.startswith("/opt/uv venv")
    assert "--seed" in made  # with pip, for %pip in a notebook
    assert installed.startswith("/opt/uv pip install")
    assert "--compile-bytecode" in installed


@pytest.mark.parametrize("damage", ["interrupted", "broken note", "moved", "other python", "gone"])
def test_a_half_made_moved_or_broken_environment_is_made_afresh(tool, ran, damage):
    tool.update([])
    stamp = json.loads(tool.STAMP.read_text())
    match damage:
        case "interrupted":
            tool.STAMP.unlink()
        case "broken note":
            tool.STAMP.write_text("{")
        case "moved":
            tool.STAMP.write_text(json.dumps(stamp | {"root": "/elsewhere"}))
        case "other python":
            tool.STAMP.write_text(json.dumps(stamp | {"python": "3.9"}))
        case "gone":
            tool.PYTHON.unlink()
            tool.PYTHON.symlink_to("/nowhere/python")
    tool.update([])
    assert len(ran) == 4
    assert "venv --clear" in ran[2]


def test_an_installation_that_fails_is_not_taken_for_whole(tool, ran, monkeypatch):
    tool.update([])
    (tool.ROOT / "requirements.txt").write_text("# after git pull\n")

    def fail(command):
        raise tool.Failure("no")

    monkeypatch.setattr(tool, "run", fail)
    with pytest.raises(tool.Failure):
        tool.update([])
    assert tool.installed() == {}


def main(tool, capsys, *arguments):
    """Exit code and what was said."""
    tool.sys.argv = ["environment.py", *arguments]
    code = tool.main()
    return code, capsys.readouterr().err


@pytest.fixture
def argv(monkeypatch):
    monkeypatch.setattr(sys, "argv", sys.argv)


@pytest.mark.usefixtures("argv", "ran")
@pytest.mark.parametrize(("chosen", "words"), [("en", "too full"), ("ja", "空き容量が足りません")])
def test_too_little_space_is_said_before_anything_begins(
    tool, ran, capsys, monkeypatch, chosen, words
):
    monkeypatch.setenv("COURSE_LANG", chosen)
    monkeypatch.setattr(tool.shutil, "disk_usage", lambda path: SimpleNamespace(free=2e8))
    code, said = main(tool, capsys)
    assert code == 1
    assert words in said
    assert "1.5 GB" in said
    assert "0.2 GB" in said
    assert ran == []


@pytest.mark.usefixtures("argv")
@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(tool, ran, capsys, monkeypatch, missing):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        tool.importlib.util, "find_spec", lambda name: None if name == missing else find(name)
    )
    code, said = main(tool, capsys)
    assert code == 1
    assert f"sudo apt install python3.{sys.version_info[1]}-venv" in said
    assert ran == []
    monkeypatch.setattr(tool.shutil, "which", lambda name: "/opt/uv")
    assert main(tool, capsys)[0] == 0  # uv needs neither


# What pip and uv print, word for word.
COMPLAINTS = {
    "too full": [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "  cause: failed to write to file `/x/y.py`: No space left on device (os error 28)",
        "OSError: [Errno 122] Disk quota exceeded",
    ],
    "cannot be reached": [
        "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) "
        "after connection broken by 'NewConnectionError('<…>: Failed to establish a new "
        "connection: [Errno 111] Connection refused')': /simple/setuptools/",
        "  cause: error sending request for url (http://127.0.0.1:9/simple/charset-normalizer/)",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x'): "
        "Read timed out.",
    ],
    "the lines above say why": ["ERROR: Failed to build 'pyyaml'"],
}


@pytest.mark.usefixtures("argv")
@pytest.mark.parametrize(
    ("words", "complaint"), [(words, line) for words in COMPLAINTS for line in COMPLAINTS[words]]
)
def test_why_an_installer_failed_is_said_in_plain_words(
    tool, capsys, monkeypatch, words, complaint
):
    code = "import sys; sys.stderr.write(sys.argv[1]); sys.exit(2)"
    # In place of making the environment: what complains.
    monkeypatch.setattr(tool.sys, "_base_executable", _script(tool, code, complaint))
    exit_code, said = main(tool, capsys)
    assert exit_code == 1
    assert complaint in said  # the installer's own words stay to be read
    assert words in said.replace(complaint, "")
    assert "run the same command again" in said.lower()
    assert not tool.STAMP.exists()


def _script(tool, code: str, argument: str) -> str:
    path = tool.ROOT / "python"
    path.write_text(f"#!{sys.executable}\nimport sys\nsys.argv[1:] = [{argument!r}]\n{code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.usefixtures("argv")
def test_ctrl_c_and_a_full_disk_while_noting_down_end_in_words(tool, capsys, monkeypatch):
    def interrupt(dev):
        raise KeyboardInterrupt

    monkeypatch.setattr(tool, "update", interrupt)
    code, said = main(tool, capsys)
    assert code == 130
    assert "Interrupted" in said

    def full(dev):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tool, "update", full)
    code, said = main(tool, capsys)
    assert code == 1
    assert "too full" in said


def test_uv_s_list_of_every_package_is_not_repeated(tool, capsys):
    code = r"import sys; sys.stderr.write(' + numpy==2.4.6\nInstalled 120 packages\n')"
    tool.run([sys.executable, "-c", code])
    said = capsys.readouterr().err
    assert "numpy" not in said
    assert "Installed" in said


@pytest.mark.parametrize("variable", LANGUAGE_VARIABLES)
@pytest.mark.parametrize("value", ["ja", "ja_JP.UTF-8", "JA", "en_US.UTF-8", "C", ""])
def test_it_speaks_the_language_that_the_course_will_speak(tool, monkeypatch, variable, value):
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert tool.text(en="en", ja="ja") == language.of_system()


class TestFindPython:
    @pytest.fixture
    def path(self, tmp_path):
        """A folder as the whole PATH, with what the script itself needs."""
        for name in ("cat", "tr"):
            (tmp_path / name).symlink_to(shutil.which(name))
        return tmp_path

    def python(self, path: Path, name: str, version: str) -> None:
        """A stand-in for a Python of another version."""
        script = path / name
        major, minor, _ = version.split(".")
        script.write_text(
            f"#!{shutil.which('sh')}\n"
            f'if [ "$1" = --version ]; then echo Python {version}; exit; fi\n'
            f'code=$(echo "$2" | {shutil.which("sed")} "s/sys.version_info/({major}, {minor})/")\n'
            f'exec {sys.executable} -c "$code"\n'
        )
        script.chmod(0o755)

    def find(self, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [shutil.which("sh"), TOOLS / "find-python.sh"],
            env={"PATH": str(path), **environment},
            capture_output=True,
            text=True,
        )

    def test_python3_is_taken_when_it_is_new_enough(self, path):
        self.python(path, "python3", "3.11.2")
        self.python(path, "python3.13", "3.13.0")
        assert self.find(path).stdout == f"{path}/python3\n"

    def test_another_is_taken_when_python3_is_too_old_or_was_not_tried(self, path):
        self.python(path, "python3", "3.9.2")
        self.python(path, "python3.12", "3.12.1")
        assert self.find(path).stdout == f"{path}/python3.12\n"
        self.python(path, "python3", "3.99.0")
        assert self.find(path).stdout == f"{path}/python3.12\n"

    def test_one_that_is_too_new_is_better_than_none(self, path):
        self.python(path, "python3", "3.99.0")
        assert self.find(path).stdout == f"{path}/python3\n"

    def test_one_can_be_named(self, path):
        self.python(path, "python3", "3.13.0")
        self.python(path, "mine", "3.11.0")
        assert self.find(path, PYTHON=f"{path}/mine").stdout == f"{path}/mine\n"

    def test_a_python_that_is_too_old_is_said_so_in_both_languages(self, path):
        self.python(path, "python3", "3.8.18")
        found = self.find(path)
        assert found.returncode == 1
        assert found.stdout == ""
        assert "needs Python 3.11 or newer, but this computer offers: Python 3.8.18" in found.stderr
        assert "3.8.18" in self.find(path, LANG="ja_JP.UTF-8").stderr
        assert "インストール" in self.find(path, LANG="en_US.UTF-8", COURSE_LANG="ja").stderr
        assert "インストール" in self.find(path, LANG="en_US.UTF-8", LANGUAGE="ja:en").stderr

    @pytest.mark.parametrize(
        ("listed", "word"), [('"ja-JP", "en-JP"', "インストール"), ('"en-JP", "ja-JP"', "needs")]
    )
    def test_a_mac_without_variables_is_asked(self, path, listed, word):
        self.python(path, "python3", "3.8.18")
        asked = path / "defaults"
        asked.write_text(f"#!/bin/sh\nprintf '(\\n    %s\\n)\\n' '{listed}'\n")
        asked.chmod(0o755)
        assert word in self.find(path).stderr

    def test_make_reads_it_also_with_the_line_ends_of_windows(self, path):
        self.python(path, "python3", "3.12.0")
        makefile = (TOOLS.parent / "Makefile").read_text(encoding="utf-8")
        [call] = re.findall(r"^FIND_PYTHON := (.*)$", makefile, re.MULTILINE)
        folder = path / "tools"
        folder.mkdir()
        script = (TOOLS / "find-python.sh").read_bytes().replace(b"\n", b"\r\n")
        (folder / "find-python.sh").write_bytes(script)
        (path / "sh").symlink_to(shutil.which("sh"))
        found = subprocess.run(
            [shutil.which("sh"), "-c", call],
            cwd=path,
            env={"PATH": str(path)},
            capture_output=True,
            text=True,
        )
        assert found.stdout == f"{path}/python3\n"

    def test_no_python_at_all_is_said_so(self, path):
        assert "no python3" in self.find(path).stderr
