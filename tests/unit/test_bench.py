"""The table of budgets."""

from __future__ import annotations

import json
import sys

import pytest

from mlworkshop import notebook
from mlworkshop.authoring import bench
from mlworkshop.authoring.bench import Row
from mlworkshop.questions import bank


@pytest.mark.parametrize(("measured", "kept"), [(2.0, "yes"), (2.0001, "**no**")])
def test_a_row_tells_whether_the_budget_is_kept(measured, kept):
    assert str(Row("all", 2, measured, "s")).endswith(f"| all | 2 s | 2 s | {kept} |")


def test_a_row_names_the_one_that_was_meant():
    assert "| 312 MB (02-spam) |" in str(Row("memory", 600, 312.4, "MB", "02-spam"))


def test_the_table_is_markdown_and_fails_on_no_budget(monkeypatch, capsys):
    monkeypatch.setattr(bench, "rows", lambda: iter([Row("size", 1, 5, "MB")]))
    assert bench.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.count("|") for line in lines} == {5}
    assert "**no**" in lines[-1]


def ran(capsys, source: str) -> str:
    """What one of the measuring scripts prints, here and not in a kernel."""
    exec(source, {})
    return capsys.readouterr().out.splitlines()[-1]


def test_each_question_is_shown_and_clicked(monkeypatch, capsys):
    some = bank.entries()[:3]
    monkeypatch.setattr(bank, "entries", lambda: some)
    monkeypatch.setattr(notebook, "_lesson", some[0].lesson)
    shown, clicked = json.loads(ran(capsys, bench._QUIZZES + bench._QUIZ_TIMES))
    assert 0 < shown < 60
    assert 0 < clicked < 60


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak")
def test_the_peak_counts_what_was_given_back(capsys):
    bytearray(300_000_000)
    assert float(ran(capsys, "import re\n" + bench._PEAK)) > 300e6
