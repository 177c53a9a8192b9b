"""Starting a lesson afresh: answers forgotten, an untouched notebook, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path

import ipywidgets as widgets
import pytest

import mlworkshop as ws
from mlworkshop import journal, language, notebook, ui
from mlworkshop.course import structure
from mlworkshop.language import LANGUAGES

PRACTICE = Path(__file__).parent / "fixtures" / "exercises"
UNTOUCHED = '{"cells": ["untouched"]}\n'
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course with an edited notebook, one answer, and no git."""
    root = tmp_path / "deep" / "course"
    shutil.copytree(PRACTICE, root)
    for lang in LANGUAGES:
        path = root / "notebooks" / lang / "practice.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(UNTOUCHED)
    monkeypatch.setattr(structure, "root", lambda: root)
    monkeypatch.setattr(notebook, "_lesson", "practice")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    journal.record("practice", "exercise", "cut-off", outcome="right")
    journal.record("another", "exercise", "x", outcome="right")
    return root


@pytest.fixture
def with_git(folder):
    """The same inside a larger repository; the notebooks edited since."""
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(folder.parent), *command], check=True)
    for path in folder.glob("notebooks/*/*.ipynb"):
        path.write_text("edited")
    return folder


@pytest.fixture
def outputs(monkeypatch):
    shown = []
    monkeypatch.setattr(ui, "show", lambda *given: shown.append(given))
    monkeypatch.setattr(ui, "still", lambda *given: shown.append((None, *given)))
    return shown


def kept():
    return [event.lesson for event in journal.events() if event.kind == "exercise"]


@each_language
def test_it_asks_first_and_forgets_only_this_lesson(with_git, outputs, lang):
    language.use(lang)
    assert ws.start_afresh() is None
    [(live, static, plain)] = outputs
    assert kept() == ["practice", "another"]
    question, row, said = live.children
    [button] = row.children
    assert plain in question.value
    assert "ws.start_afresh(sure=True)" in static
    assert isinstance(button, widgets.Button)
    assert said.value == ""
    button.click()
    assert kept() == ["another"]
    assert "practice-afresh.ipynb" in said.value
    assert ui.text(en="Your answers are forgotten", ja="記録を消しました") in said.value


def test_an_untouched_copy_comes_beside_the_edited_notebook(with_git, outputs):
    for lang in LANGUAGES:
        language.use(lang)
        ws.start_afresh(sure=True)
        notebooks = with_git / "notebooks" / lang
        assert (notebooks / "practice-afresh.ipynb").read_text() == UNTOUCHED
        assert (notebooks / "practice.ipynb").read_text() == "edited"


def test_in_a_copy_of_one_s_own_it_comes_beside_that_without_git(folder, outputs, monkeypatch):
    own = folder / "my-workshop" / "en" / "practice.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("worked on")
    monkeypatch.chdir(own.parent)
    ws.start_afresh(sure=True)
    assert own.with_name("practice-afresh.ipynb").read_text() == UNTOUCHED
    assert own.read_text() == "worked on"
    assert len(list(folder.glob("notebooks/en/*"))) == 1


def test_an_earlier_copy_is_never_overwritten(with_git, outputs):
    notebooks = with_git / "notebooks" / "en"
    (notebooks / "practice-afresh.ipynb").write_text("worked on")
    ws.start_afresh(sure=True)
    assert (notebooks / "practice-afresh.ipynb").read_text() == "worked on"
    assert (notebooks / "practice-afresh-2.ipynb").read_text() == UNTOUCHED
    assert "practice-afresh-2.ipynb" in outputs[-1][1]


def test_a_double_click_makes_one_copy(with_git, outputs):
    ws.start_afresh()
    button = outputs[0][0].children[1].children[0]
    button.click()
    button.click()
    assert len(list(with_git.glob("notebooks/en/*"))) == 2


def starters_are_shown(html):
    return (
        "<pre><code>my_share = ...</code></pre>" in html
        and "def my_rule(mail, word):" in html
        and "len(is_spam)" not in html
    )


@each_language
def test_without_git_history_the_starters_are_shown(folder, outputs, lang):
    language.use(lang)
    ws.start_afresh(sure=True)
    assert kept() == ["another"]
    assert starters_are_shown(outputs[-1][1])
    assert len(list(folder.glob(f"notebooks/{lang}/*"))) == 1


def test_without_git_at_all_the_starters_are_shown(with_git, outputs, monkeypatch):
    monkeypatch.setenv("PATH", "")
    ws.start_afresh(sure=True)
    assert starters_are_shown(outputs[-1][1])


def test_where_no_copy_can_be_written_the_starters_are_shown(with_git, outputs):
    shutil.rmtree(with_git / "notebooks")
    ws.start_afresh(sure=True)
    assert starters_are_shown(outputs[-1][1])


def test_forgetting_that_cannot_be_saved_is_said(folder, outputs, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(blocked / "home"))
    ws.start_afresh(sure=True)
    assert journal.trouble()
    assert escape(journal.trouble()) in outputs[-1][1]


@pytest.mark.parametrize("sure", ["no", "yes", 1, None, ...])
def test_only_true_itself_forgets_unasked(folder, outputs, sure):
    ws.start_afresh(sure=sure)
    assert kept() == ["practice", "another"]
    assert outputs[0][0] is not None
