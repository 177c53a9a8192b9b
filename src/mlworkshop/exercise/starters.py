"""The cells that attendees fill in: which names they set, and which of them hold no answer now.

A cell that stops with an error leaves its name as it was, so that a check would judge the answer
before it. Here such a name gets a `Missing` in place of the old answer, which says what happened.
"""

from __future__ import annotations

import ast
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from IPython import get_ipython

from mlworkshop.course import lesson, structure
from mlworkshop.course.lesson import Lesson
from mlworkshop.errors import CourseFileError
from mlworkshop.exercise.check import Missing
from mlworkshop.exercise.wording import code
from mlworkshop.language import Text


@dataclass(frozen=True)
class _Starter:
    """The names that the cell of an exercise sets."""

    exercise: str
    names: tuple[str, ...]


class _Watch:
    """What IPython calls after each cell.

    Parameters
    ----------
    of : Lesson
    names : dict of str to object
        The notebook's global names.
    """

    def __init__(self, of: Lesson, names: dict[str, Any]) -> None:
        self._names = names
        self._code = [cell.source for cell in of.cells if cell.kind == "code"]
        self._starters = [
            _Starter(cell.exercise, tuple(_assigned(cell.source)))
            for cell in of.cells
            if cell.role == "stub" and cell.exercise
        ]

    def begin(self) -> None:
        """Forget the answers of a lesson that begins anew."""
        for starter in self._starters:
            for name in starter.names:
                self._names[name] = Missing(_not_run(name))

    def after_cell(self, result: Any) -> None:
        """Take away the answers that a cell should have set, but has not.

        Parameters
        ----------
        result : IPython.core.interactiveshell.ExecutionResult
        """
        info = result.info
        source = info.raw_cell if isinstance(info.raw_cell, str) else ""
        error = result.error_before_exec or result.error_in_exec
        for starter in self._starters:
            # JupyterLab names the cell; elsewhere its text must do.
            its_cell = str(info.cell_id or "").endswith(f"-{starter.exercise}-stub")
            for name in starter.names:
                if not its_cell and not _sets(source, name):
                    continue
                if error is not None:
                    self._names[name] = Missing(_stopped(self._slip(error, source)))
                elif not _sets(source, name):
                    self._names[name] = Missing(_not_set(name))

    def _slip(self, error: BaseException, source: str) -> Text:
        """The likely mistake in a cell that stopped, as a sentence of its own."""
        if isinstance(error, SyntaxError):
            return _slip_of_syntax(error, source)
        if isinstance(error, NameError) and error.name:
            return self._slip_of_name(error.name, source)
        shown = code(f"{type(error).__name__}: {error}", quoted=False)
        return Text(en=f"Python says {shown}.", ja=f"Pythonのメッセージ：{shown}。")

    def _slip_of_name(self, name: str, source: str) -> Text:
        shown = code(name, quoted=False)
        if any(_sets(source, name) for source in self._code):
            return Text(
                en=f"{shown} comes from a cell further up: choose Run > Run All Cells.",
                ja=f"{shown} は上のほうのセルで作られます。Run > Run All Cells を選んでください。",
            )
        known = [each for each in self._names if not each.startswith("_")]
        if close := difflib.get_close_matches(name, known, 1, 0.8):
            meant = code(close[0], quoted=False)
            return Text(
                en=f"The name {shown} is unknown. Do you mean {meant}?",
                ja=f"{shown} という名前はありません。{meant} のことですか。",
            )
        if re.search(rf"(?<![\w.]){name}\s*[.(]", source):
            return Text(
                en=f"The name {shown} is unknown: does it need an `import` first?",
                ja=f"{shown} という名前はありません。`import` が必要ではありませんか。",
            )
        quoted = code(name)
        return Text(
            en=f"Is {shown} a word? Put words in quotation marks: {quoted}.",
            ja=f"{shown} が単語なら、{quoted} のように引用符で囲んでください。",
        )


_watch: _Watch | None = None


def watch(where: str) -> None:
    """Forget the answers of a lesson, and watch over its cells from now on.

    Parameters
    ----------
    where : str
        The lesson's id. Outside of IPython nothing is done.
    """
    global _watch
    shell: Any = get_ipython()
    if shell is None:
        return
    if _watch and _watch.after_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", _watch.after_cell)
    _watch = None
    try:
        read = lesson.read(structure.source_of(where))
    except CourseFileError:  # for its author to see; the notebook works without
        return
    _watch = _Watch(read, shell.user_ns)
    _watch.begin()
    shell.events.register("post_run_cell", _watch.after_cell)


def _assigned(source: str) -> Iterator[str]:
    """The names that code sets at its top level."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


def _sets(source: str, name: str) -> bool:
    """Whether code sets a name at the start of a line, also if it is no valid Python."""
    # `name.method()`, `name[0]`, `name(1)` and `name == 1` only use what it holds.
    own = rf"(?:def\s+{name}\b|{name}\b(?![\w.(\[]|\s*==))"
    return re.search(rf"^[^\S\n]*{own}|^\w[\w, ]*,\s*{own}", source, re.MULTILINE) is not None


def _not_run(name: str) -> Text:
    shown = code(name, quoted=False)
    return Text(
        en=f"No cell has set {shown} since the lesson began. Run the cell above, where `...` "
        f"stands for your answer and {shown} before the equals sign, then run this one again.",
        ja=f"レッスンを始めてから、{shown} に値を入れるセルが実行されていません。上のセルの"
        f" `...` を自分の答えに書き換えて実行し（等号の左は {shown} のままにします）、"
        "そのあとこのセルをもう一度実行してください。",
    )


def _not_set(name: str) -> Text:
    shown = code(f"{name} = …", quoted=False)
    return Text(
        en=f"The cell above has run, but does not set `{name}` any more. Write {shown} with your "
        "answer in it, run it, then run this cell again.",
        ja=f"上のセルは実行されましたが、`{name}` に値が入っていません。{shown} の形で答えを書いて"
        "実行し、そのあとこのセルをもう一度実行してください。",
    )


def _stopped(slip: Text) -> Text:
    return Text(
        en="The cell above stopped with an error, so there is no new answer to check. "
        f"{slip.en} Then run both cells again.",
        ja="上のセルがエラーで止まったため、チェックする新しい答えがありません。"
        f"{slip.ja}直したら、両方のセルをもう一度実行してください。",
    )


_CURLY = "“”„‟‘’‚‛«»「」『』＂＇"
# Signs that look like others, beside the full-width ones.
_MEANT: Mapping[str, str] = {"×": "*", "÷": "/", "−": "-", "–": "-", "、": ",", "。": "."}
# A number with a sign or a word beside it, other than Python's own words.
_UNIT = re.compile(
    r"[$€¥￥£]\s*\d|(?<![\w.])\d[\d.,]*\s*"
    r"(?:[°℃$€¥￥£\u3040-\u9fff]|(?!(?:if|else|for|in|is|and|or|not)\b)[^\W\d_]{2,})"
)
_CUT_SHORT = re.compile(
    "never closed|incomplete input|unterminated|unmatched|does not match|"
    "forgot a comma|f-string: expecting"
)


def _slip_of_syntax(error: SyntaxError, source: str) -> Text:
    """What may be wrong with code that is no Python."""
    said = str(error.msg)
    if found := re.search(r"U\+([0-9A-F]{4,6})", said):
        sign = chr(int(found[1], 16))
        shown = code(sign, quoted=False)
        if sign in _CURLY:
            return Text(
                en=f'Type straight quotation marks, `"`, in place of {shown}.',
                ja=f'引用符 {shown} を、半角のまっすぐな引用符 `"` に直してください。',
            )
        meant = _MEANT.get(sign, unicodedata.normalize("NFKC", sign))
        if meant.isspace():
            return Text(
                en="There is a full-width space: type a plain one in its place.",
                ja="全角スペースが入っています。半角スペースに直してください。",
            )
        if meant != sign and meant.isascii() and meant != "%":
            plain = code(meant, quoted=False)
            return Text(
                en=f"Python does not know the sign {shown}: type {plain} in its place.",
                ja=f"{shown} は使えません。半角の {plain} に直してください。",
            )
    if re.search(r"\d\s*(?:[xX]\s*\d|[%％])", source):
        return Text(
            en="Type only a number or a calculation, with `*` for times and without a percent "
            "sign, such as `50 * 0.2`.",
            ja="数値か計算式だけを入力します。掛け算は `*` で書き、パーセント記号は使いません"
            "（例：`50 * 0.2`）。",
        )
    if _UNIT.search(source):
        return Text(
            en="Type numbers alone, without a unit or a sign such as $ or °C.",
            ja="単位や記号（$、℃、本など）は付けず、数値だけを入力してください。",
        )
    if _CUT_SHORT.search(said):
        return Text(
            en="A bracket, a comma or a quotation mark is missing, or there is one too many.",
            ja="括弧、カンマ、引用符のどれかが足りないか、余分に付いています。",
        )
    shown = code(said, quoted=False)
    return Text(
        en=f"It is no valid Python yet ({shown}): compare it with how the cell began.",
        ja=f"Pythonの書き方になっていません（{shown}）。元のセルの形と見比べてください。",
    )
