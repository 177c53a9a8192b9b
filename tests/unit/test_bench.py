"""The table of budgets."""

from __future__ import annotations

import json
import sys

import pytest

from mlworkshop.authoring import bench
from mlworkshop.authoring.bench import Row


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


def test_what_a_kernel_prints_last_is_measured():
    assert bench._in_kernel("answer = 42", "print('no')", "print(answer)") == "42\n"


def test_the_kernel_measures_every_question():
    shown, clicked = json.loads(bench._in_kernel(bench._QUIZZES, bench._QUIZ_TIMES))
    assert 0 < shown < 60
    assert 0 < clicked < 60


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's peak")
def test_the_peak_counts_what_was_given_back():
    peak = bench._in_kernel("del (data := bytearray(300_000_000))[:]", "import re\n" + bench._PEAK)
    assert 300e6 < float(peak) < 2e9
