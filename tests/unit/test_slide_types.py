"""Where a slide ends: one idea, question, exercise, activity or plot each."""

from __future__ import annotations

import pytest

from mlworkshop.authoring import slide_types
from mlworkshop.course.lesson import Cell

HEADING = Cell("text", "## 1. Look", 1, "en")
SHORT = Cell("text", "**How many?**", 1, "en")
LONG = Cell("text", "word " * 61, 1, "en")
PLOT = Cell("code", "sns.countplot(mails)\nplt.show()", 1)
DEFINES = Cell("code", "def draw():\n    plt.plot([1])", 1)
QUIZ = Cell("code", 'ws.quiz("one")', 1)
STUB = Cell("code", "answer = ...", 1, role="stub", exercise="one")
CHECK = Cell("code", 'right = ws.check("one", answer)', 1)
LATE = Cell("text", "## 2. More (optional)", 1, "en")


@pytest.mark.parametrize(
    ("cells", "types"),
    [
        ([HEADING, SHORT, PLOT], ["slide", "subslide", None]),
        ([HEADING, LONG, PLOT], ["slide", "subslide", "subslide"]),
        ([HEADING, DEFINES, QUIZ], ["slide", None, "subslide"]),
        ([HEADING, STUB, CHECK], ["slide", "subslide", None]),
        ([LATE, STUB, CHECK, HEADING], ["skip", "skip", "skip", "slide"]),
        ([HEADING, Cell("code", "plt.show()", 1, slide="fragment")], ["slide", "fragment"]),
        (
            [Cell("text", "## 1. 見る", 1, "ja"), Cell("text", "字" * 161, 1, "ja"), PLOT],
            ["slide", "subslide", "subslide"],
        ),
    ],
)
def test_types(cells: list[Cell], types: list[str | None]) -> None:
    assert slide_types.of(cells) == types
