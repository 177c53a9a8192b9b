"""The pins, environment.yml and what else must agree on them."""

from __future__ import annotations

import itertools
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import mlworkshop_jupyter
from mlworkshop.checkup import pinned
from mlworkshop.course import structure

ROOT = structure.root()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
JUPYTER = ROOT / "tools" / "jupyter"
PINS = ["requirements.txt", "requirements-dev.txt", "requirements-room.txt"]
PYTHONS = [
    classifier.rpartition(" ")[2]
    for classifier in PROJECT["project"]["classifiers"]
    if "Python :: 3." in classifier
]
DEBIAN = "3.11.2"  # of Debian 12, where CI runs; some pins differ within 3.11
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


def requirements(name: str) -> list[Requirement]:
    return [Requirement(line) for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]


def pins_for(name: str, python: str, system: str) -> dict[str, str]:
    """Package and version, as an installer there reads the file; each of them once.

    A Python such as 3.11 is a late one of its kind; 3.11.2 is that very one.
    """
    environment = default_environment() | SYSTEMS[system]
    late = f"{python}.9" if python.count(".") == 1 else python
    environment |= {"python_version": late.rpartition(".")[0], "python_full_version": late}
    chosen: dict[str, str] = {}
    for requirement in requirements(name):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert requirement.name not in chosen, requirement.name
            chosen[requirement.name] = str(requirement.specifier)
    return chosen


def test_the_oldest_python_that_was_tried_is_the_one_required():
    required = SpecifierSet(PROJECT["project"]["requires-python"])
    oldest = min(PYTHONS, key=lambda version: int(version.partition(".")[2]))
    assert list(required.filter(["3.10", *PYTHONS])) == PYTHONS
    assert str(required) == f">={oldest}"


def test_the_search_for_a_python_knows_those_that_were_tried():
    script = (ROOT / "tools" / "find-python.sh").read_text(encoding="utf-8")
    assert set(re.findall(r"python(3\.\d+)", script)) == set(PYTHONS)
    newest = max(int(version.partition(".")[2]) for version in PYTHONS)
    assert f"(3, {newest + 1})" in script


@pytest.mark.parametrize("name", PINS)
def test_a_pin_is_one_version_without_an_address(name):
    for requirement in requirements(name):
        assert requirement.url is None
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement


@pytest.mark.parametrize(
    ("python", "system"), [*itertools.product(PYTHONS, SYSTEMS), (DEBIAN, "linux")]
)
def test_everywhere_each_package_has_one_version_and_kernels_are_among_them(python, system):
    kernel, tests, room = (pins_for(name, python, system) for name in PINS)
    direct = {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    assert "ipykernel" in direct
    assert direct <= kernel.keys()
    [with_room, *dev], groups = PROJECT["dependency-groups"]["dev"], PROJECT["dependency-groups"]
    assert with_room == {"include-group": "room"}
    assert {Requirement(line).name for line in dev} <= tests.keys()
    assert {Requirement(line).name for line in groups["room"]} <= room.keys()
    assert room.items() <= tests.items()
    for name in kernel.keys() & tests.keys():
        assert kernel[name] == tests[name]


@pytest.mark.parametrize("package", ["boto3", "botocore"])
def test_the_extra_for_amazon_rekognition_goes_with_the_pins(package):
    assert PROJECT["project"]["optional-dependencies"]["rekognition"] == ["boto3"]
    kernel = {pin.name: pin.specifier for pin in requirements("requirements.txt")}
    needed = [Requirement(line) for line in metadata.requires(package) or []]
    shared = [need for need in needed if need.name in kernel and not need.marker]
    for need in shared:
        [version] = [clause.version for clause in kernel[need.name]]
        assert need.specifier.contains(version), need
    assert shared or package == "boto3"


def test_the_doctor_reads_the_same_pins():
    here = pins_for("requirements.txt", platform.python_version(), sys.platform)
    assert {name: f"=={version}" for name, version in pinned().items()} == here


class TestEnvironmentYml:
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

    def test_its_name_is_that_of_the_kernel_that_the_notebooks_ask_for(self):
        assert self.content["name"] == PROJECT["project"]["name"] == "mlworkshop"
        assert self.content["channels"] == ["conda-forge", "nodefaults"]

    def test_conda_brings_python_and_pip_alone_and_pip_the_rest(self):
        python, pip, packages = self.content["dependencies"]
        assert python.removeprefix("python=") in PYTHONS
        assert pip == "pip"
        assert packages == {"pip": ["-r requirements.txt", "-e ."]}


class TestDevcontainer:
    folder = ROOT / ".devcontainer"
    english, japanese = (
        json.loads((ROOT / ".devcontainer" / name).read_text(encoding="utf-8"))
        for name in ("devcontainer.json", "ja/devcontainer.json")
    )

    def test_its_python_and_packages_are_those_of_environment_yml(self):
        python, _, packages = TestEnvironmentYml.content["dependencies"]
        _, version = self.english["image"].rsplit("-", 1)
        assert python == f"python={version}"
        installs = self.english["updateContentCommand"]
        assert installs.endswith(" ".join(packages["pip"]))

    def test_the_japanese_one_differs_in_words_alone(self):
        words = {"name": "", "portsAttributes": {}, "containerEnv": {}}
        assert self.english | words == self.japanese | words
        languages = [each["containerEnv"]["COURSE_LANG"] for each in (self.english, self.japanese)]
        assert languages == ["en", "ja"]

    @pytest.mark.skipif(not shutil.which("sh"), reason="no shell here")
    @pytest.mark.parametrize("codespace", ["", "fluffy-robot"])
    def test_it_starts_the_course_at_the_port_that_it_shows(self, tmp_path, codespace):
        python = tmp_path / "python"
        python.write_text(
            '#!/bin/sh\nprintf "%s\\n" "$@" > "$SAID.part"; mv "$SAID.part" "$SAID"\n'
        )
        python.chmod(0o755)
        said = tmp_path / "said"
        here = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SAID": str(said), "CODESPACE_NAME": codespace}
        starts = shlex.split(self.english["postStartCommand"])
        subprocess.run(starts, cwd=ROOT, env=here, check=True)
        until = time.monotonic() + 10
        while not said.exists() and time.monotonic() < until:
            time.sleep(0.02)
        arguments = said.read_text().split()
        [port] = self.english["forwardPorts"]
        assert arguments[:3] == ["-m", "mlworkshop.cli", "lab"]
        assert f"--port={port}" in arguments
        outside = f"=https://{codespace}-{port}.app.github.dev"
        assert bool(codespace) == any(argument.endswith(outside) for argument in arguments)
        assert bool(codespace) == any(argument.endswith(f"{outside}/") for argument in arguments)

    def test_the_address_that_the_course_prints_is_shown_to_whoever_opens_it(self):
        script = (self.folder / "start.sh").read_text(encoding="utf-8")
        log = self.english["postAttachCommand"].split()[-1]
        assert f"> {log} " in script


class TestWorkflow:
    content = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    jobs = content["jobs"]

    def commands(self, job):
        return "\n".join(step.get("run", "") for step in self.jobs[job]["steps"])

    def test_unit_tests_run_on_the_oldest_and_newest_python_and_on_windows(self):
        lanes = self.jobs["unit"]["strategy"]["matrix"]["include"]
        tried = {lane["python"] for lane in lanes}
        assert {PYTHONS[0], PYTHONS[-1]} <= tried <= set(PYTHONS)
        assert any(lane["os"].startswith("windows") for lane in lanes)

    def test_slow_proofs_and_the_newest_packages_have_the_night(self):
        for job in ("slow", "newest"):
            assert "schedule" in self.jobs[job]["if"]
        assert "make test-slow" in self.commands("slow")
        assert self.jobs["newest"]["continue-on-error"] is True
        assert "requirements" not in self.commands("newest")
        assert "GITHUB_STEP_SUMMARY" in self.commands("newest")


def test_the_settings_for_jupyterlab_are_ones_that_it_knows():
    config = JUPYTER / "labconfig/default_setting_overrides.json"
    schemas = Path(sys.prefix, "share/jupyter/lab/schemas")
    for plugin, settings in json.loads(config.read_text(encoding="utf-8")).items():
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        for key, value in settings.items():
            known = schema["properties"][key]
            allowed = [choice["const"] for choice in known.get("oneOf", [])] or [value]
            assert value in allowed
            assert value != known["default"], f"{key}: is the default anyway"


def test_what_is_typed_reaches_the_kernel_before_the_press_after_it():
    """JupyterLab would send what widgets say to a thread of the kernel's own.

    ipykernel 7.4 gives the button's message to another thread than the field's, so that on a busy
    machine "Check my answer" may check the answer before. Without such threads all come in order.
    """
    config = json.loads((JUPYTER / "labconfig/default_setting_overrides.json").read_text())
    kernels = config["@jupyterlab/apputils-extension:kernels-settings"]
    assert kernels["commsOverSubshells"] == "disabled"


def test_the_keys_that_are_switched_off_are_ones_that_jupyterlab_has():
    """By command, keys and place: with another JupyterLab they might come back unnoticed."""
    config = json.loads((JUPYTER / "labconfig/default_setting_overrides.json").read_text())
    off = config["@jupyterlab/shortcuts-extension:shortcuts"]["shortcuts"]
    schemas = Path(sys.prefix, "share/jupyter/lab/schemas/@jupyterlab").glob("*/*.json")
    known = [
        (shortcut["command"], shortcut["keys"], shortcut["selector"])
        for schema in schemas
        for shortcut in json.loads(schema.read_text("utf-8")).get("jupyter.lab.shortcuts", ())
        if "keys" in shortcut
    ]
    for shortcut in off:
        assert shortcut["disabled"] is True
        assert (shortcut["command"], shortcut["keys"], shortcut["selector"]) in known
    # What changes a notebook or stops its kernel by one key; to move, copy and run is harmless.
    changing = re.compile(
        "change-cell|insert-|delete-|cut-|paste-|merge-|undo-|redo-|:restart|:interrupt"
    )
    one_key = [
        (command, keys)
        for command, keys, selector in known
        if changing.search(command) and "focus" in selector
        if all(re.fullmatch("(Shift )?[A-Z0-9]", key) for key in keys)
    ]
    assert sorted(one_key) == sorted((shortcut["command"], shortcut["keys"]) for shortcut in off)


@pytest.mark.parametrize(
    "name", ["labconfig/default_setting_overrides.json", "jupyter_server_config.d/mlworkshop.json"]
)
def test_any_jupyter_of_this_environment_has_the_settings(name):
    installed = Path(sys.prefix, "etc/jupyter", name)
    assert installed.read_text(encoding="utf-8") == (JUPYTER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("before", [{}, {"websocket_max_message_size": 1}, {"x": 1}])
def test_a_server_takes_large_photos_and_keeps_its_other_settings(before):
    [point] = mlworkshop_jupyter._jupyter_server_extension_points()
    config = json.loads((JUPYTER / "jupyter_server_config.d/mlworkshop.json").read_text())
    assert config == {"ServerApp": {"jpserver_extensions": {point["module"]: True}}}
    server = SimpleNamespace(web_app=SimpleNamespace(settings=dict(before)))
    mlworkshop_jupyter._load_jupyter_server_extension(server)
    largest = {"websocket_max_message_size": mlworkshop_jupyter.LARGEST_MESSAGE}
    assert server.web_app.settings == before | largest


def test_a_server_that_takes_more_still_does():
    server = SimpleNamespace(web_app=SimpleNamespace(settings={"websocket_max_message_size": 1e12}))
    mlworkshop_jupyter._load_jupyter_server_extension(server)
    assert server.web_app.settings == {"websocket_max_message_size": 1e12}


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("tools/find-python.sh", "lf"),
        ("Makefile", "lf"),
        (".ci/run", "lf"),
        ("lessons/00-start-here.md", "lf"),
        ("docs/cut-off.en.png", None),
        ("src/mlworkshop/vision/efficientnet_lite0_int8.onnx", None),
        ("datasets/catalog.yml", None),
    ],
)
def test_line_ends_are_the_same_on_every_system(path, ends):
    asked = ["git", "check-attr", "text", "eol", "--", path]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    said = dict(line.rsplit(": ", 2)[1:] for line in done.stdout.splitlines())
    assert said["text"] == ("auto" if ends else "unset")
    assert not ends or said["eol"] == ends


@pytest.mark.skipif(not shutil.which("make"), reason="no make here")
def test_make_alone_tells_what_there_is_and_test_runs_all_in_order():
    def make(*arguments: str) -> str:
        # These tests may themselves run under make, whose options would be inherited.
        outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        return subprocess.run(
            ["make", *arguments], cwd=ROOT, env=outside, capture_output=True, text=True, check=True
        ).stdout

    listed = make()
    for target in ("lab", "test", "build", "lint", "bench"):
        assert f"make {target} " in listed
    planned = make("--dry-run", "test")
    steps = [
        "tools/environment.py --dev",
        "ruff check",
        "ruff format --check",
        "-m mypy",
        "tests/unit",
        "mlworkshop lint",
        "mlworkshop build --check",
        "--nbval solutions",
        "notebooks tests/notebooks/offline.ipynb",
        "tests/browser",
    ]
    assert [planned.count(step) for step in steps] == [1] * len(steps)
    assert sorted(steps, key=planned.index) == steps
    assert "tests/browser" in planned.splitlines()[-1]
