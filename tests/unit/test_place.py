"""Where the course runs, and that its advice names commands that exist there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mlworkshop import checkup, place
from mlworkshop.course import structure


@pytest.fixture(autouse=True)
def nowhere(monkeypatch, tmp_path):
    for name in ("VSCODE_PID", "CODESPACES", "BINDER_SERVICE_HOST", "BINDER_REPO_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "conda"))
    monkeypatch.setattr(place.shutil, "which", lambda name: None)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("VSCODE_PID", "1", "VS Code"),
        ("BINDER_SERVICE_HOST", "10.0.0.1", "Binder"),
        ("CODESPACES", "true", "GitHub Codespaces"),
        ("HOME", "/home/studio-lab-user", "SageMaker Studio Lab"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="HOME is not asked there")
def test_places_are_recognised(monkeypatch, variable, value, expected):
    assert place.name() is None
    monkeypatch.setenv(variable, value)
    assert place.name() == expected


def test_in_a_page_only_what_can_be_mended_there_is_looked_at(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert place.name() == place.BROWSER
    names = [name.en for name, _ in checkup.examine().findings]
    assert "Memory" not in names
    assert "Saving your progress" in names


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_after_make_lab_it_is_make_lab_and_the_command_of_the_environment(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "prefix", str(structure.root() / ".venv"))
    assert place.command("doctor") == f"{Path('.venv/bin/mlworkshop')} doctor"
    assert "make lab" in place.installing().en
    monkeypatch.setattr(
        place.shutil, "which", lambda name: "/somewhere"
    )  # in JupyterLab's terminal
    assert place.command("doctor") == "mlworkshop doctor"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("where", ["", "SageMaker Studio Lab", "Binder", place.BROWSER, "VS Code"])
def test_elsewhere_nothing_is_said_of_make_or_its_environment(monkeypatch, system, where):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(place, "name", lambda: where or None)
    advice = place.installing()
    for words in (place.command("doctor"), advice.en, advice.ja):
        assert ".venv" not in words
        assert "make" not in words.replace("requirements", "")
    assert ("conda activate mlworkshop" in advice.en) is (where not in ("Binder", place.BROWSER))


def test_a_package_without_its_course_is_elsewhere_too(monkeypatch):
    def nowhere():
        raise place.WorkshopError("no course")

    monkeypatch.setattr(structure, "root", nowhere)
    assert place.command("data") == "mlworkshop data"
