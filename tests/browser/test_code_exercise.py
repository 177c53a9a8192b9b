"""An exercise that wants a function, in a real browser; no lesson has one yet."""

from __future__ import annotations

from hands import attempt, feedback
from playwright.sync_api import expect

from mlworkshop import language
from mlworkshop.outcome import Outcome

EXERCISE = """
import mlworkshop as ws
from mlworkshop.exercise import Exercise, FunctionOf, Number, Text, Wrong, store

class Half(Exercise):
    id = "half"
    title = Text(en="Half", ja="半分")
    code = True
    answer = FunctionOf(Number(), [(4,)])
    why = Text(en="Half of it is left.", ja="半分が残ります。")

    def reference(self):
        return lambda mails: mails / 2

    def check(self, answer):
        if answer(4) != 2:
            raise Wrong(Text(en="Divide by 2.", ja="2で割ります。"))

store.find = lambda lesson, name: Half()
ws.begin("00-start-here", "en")
"""
CHECK = 'half = ws.check("half", my_half)'


def half_by(body: str) -> str:
    return f"def my_half(mails):\n    {body}"


def test_an_error_in_a_function_is_shown_with_its_line_and_without_ours(lab, open_notebook):
    language.use("en")
    path = lab.write("half.ipynb", EXERCISE, half_by("return ..."), CHECK, "print(half(10))")
    notebook = open_notebook(path)
    notebook.run_all()
    result = notebook.cell("print(half(10))")
    for source, outcome, says, goes_on_with in (
        (half_by("return ..."), Outcome.NOT_ATTEMPTED, "line 2", "5.0"),
        (half_by("return mails / two"), Outcome.ERROR, "name 'two' is not defined", "5.0"),
        (half_by("return mails / 5"), Outcome.WRONG, "Divide by 2.", "2.0"),
        (half_by("return mails / 2"), Outcome.RIGHT, "Half of it is left.", "5.0"),
    ):
        said = feedback(attempt(notebook, "half", source))
        expect(said).to_contain_text(outcome.label)
        expect(said).to_contain_text(says)
        if outcome is Outcome.ERROR:
            expect(said).to_contain_text("line 2")
            expect(said.locator("pre")).to_have_text(source.splitlines()[1].strip())
            notebook.screenshot("exercise-error", notebook.output(notebook.cell(CHECK)))
        notebook.run(result)
        expect(notebook.output(result)).to_have_text(goes_on_with)
        notebook.assert_clean()
