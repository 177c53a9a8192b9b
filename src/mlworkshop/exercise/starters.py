"""The cells that attendees fill in: what they did to the names that they should set.

A cell that stops with an error leaves its name as it was, so that a check would judge the answer
before it. Here such a name gets a `Missing` in place of the old answer, which says what happened.
What counts is the name itself, before and after the cell has run; the cell's text only tells which
cell it was, where the front end does not say, and what the slip may have been.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from IPython import get_ipython

from mlworkshop.course import lesson, structure
from mlworkshop.course.lesson import Lesson
from mlworkshop.errors import CourseFileError, nearest
from mlworkshop.exercise.check import Missing
from mlworkshop.exercise.wording import code
from mlworkshop.language import Text


@dataclass(frozen=True)
class _Starter:
    """The names that the cell of an exercise sets."""

    exercise: str
    names: tuple[str, ...]


class _Watch:
    """What IPython calls before and after each cell.

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
            _Starter(cell.exercise, tuple(_set_by(cell.source)))
            for cell in of.cells
            if cell.role == "stub" and cell.exercise
        ]
        self._before: dict[str, Any] = {}
        self._left_out: dict[str, str] = {}  # by exercise: the name that its cell is silent about

    def begin(self) -> None:
        """Forget the answers of a lesson that begins anew."""
        for starter in self._starters:
            for name in starter.names:
                self._names[name] = Missing(_not_run(name))

    def left_out(self, exercise: str) -> str | None:
        """The name that an exercise's cell does not mention any more, which keeps its answer."""
        return self._left_out.get(exercise)

    def before_cell(self, _info: Any) -> None:
        """Keep what the names stand for."""
        self._before = {
            name: self._names.get(name) for starter in self._starters for name in starter.names
        }

    def after_cell(self, result: Any) -> None:
        """Say of names that a cell should have set, but has not, what happened.

        Parameters
        ----------
        result : IPython.core.interactiveshell.ExecutionResult
        """
        info = result.info
        source = info.raw_cell if isinstance(info.raw_cell, str) else ""
        error = result.error_before_exec or result.error_in_exec
        for starter in self._starters:
            # JupyterLab names the cell; elsewhere its text must do.
            is_own = str(info.cell_id or "").endswith(f"-{starter.exercise}-stub")
            for name in starter.names:
                if not is_own and name in self._names and name not in _set_by(source):
                    continue
                self._left_out.pop(starter.exercise, None)
                before = self._before.get(name)
                if name in self._names and self._names[name] is not before:
                    continue
                # From here on the cell has not set it, or to the very same value as before.
                if error is not None:
                    self._names[name] = Missing(_stopped(self._slip(error, source)))
                elif name not in self._names or isinstance(before, Missing):
                    self._names[name] = Missing(_not_set(name))
                elif name not in source:
                    self._left_out[starter.exercise] = name

    def _slip(self, error: BaseException, source: str) -> Text:
        """The likely mistake in a cell that stopped, as a sentence of its own."""
        if isinstance(error, SyntaxError):
            return _slip_of_syntax(error, source)
        if isinstance(error, NameError) and error.name:
            return self._slip_of_name(error.name, source)
        shown = code(f"{type(error).__name__}: {error}", quoted=False)
        return Text(en=f"Python says {shown}.", ja=f"Python のメッセージ：{shown}。")

    def _slip_of_name(self, name: str, source: str) -> Text:
        shown = code(name, quoted=False)
        if any(name in _set_by(source) for source in self._code):
            return Text(
                en=f"{shown} comes from a cell further up: choose Run > Run All Cells.",
                ja=f"{shown} は上のほうのセルで作られます。Run > Run All Cells を選んでください。",
            )
        known = [each for each in self._names if not each.startswith("_")]
        if close := nearest(name, known, likeness=0.8):
            meant = code(close, quoted=False)
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
    for event, registered in (("pre_run_cell", "before_cell"), ("post_run_cell", "after_cell")):
        call = getattr(_watch, registered, None)
        if call in shell.events.callbacks[event]:
            shell.events.unregister(event, call)
    _watch = None
    try:
        read = lesson.read(structure.source_of(where))
    except CourseFileError:  # for its author to see; the notebook works without
        return
    _watch = _Watch(read, shell.user_ns)
    _watch.begin()
    shell.events.register("pre_run_cell", _watch.before_cell)
    shell.events.register("post_run_cell", _watch.after_cell)


def left_out(exercise: str) -> str | None:
    """The name that an exercise's cell, run last, does not mention any more.

    Parameters
    ----------
    exercise : str
        Its id.

    Returns
    -------
    str or None
        It still stands for the answer from before. None if all is well.
    """
    return _watch.left_out(exercise) if _watch else None


def _set_by(source: str) -> set[str]:
    """The names that code sets outside of functions; of what is no Python, those that begin a line.

    Ways that do without the name in the code, such as `exec`, are not seen.
    """
    try:
        return set(_bound(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return set(filter(None, map(_begun, source.splitlines())))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, _OWN_NAMES):
        return
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


_OWN_NAMES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _begun(line: str) -> str:
    """The name that a line which is no Python means to set, such as `x` of `x = 30 %`."""
    words = line.strip()
    for keyword in ("def ", "class "):
        if words.startswith(keyword):
            return words.removeprefix(keyword).partition("(")[0].rstrip(": ")
    name, equals, after = unicodedata.normalize("NFKC", words).partition("=")
    return name.strip() if equals and not after.startswith("=") else ""


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
        en=f"The cell above has run, but does not set `{name}`. Write {shown} with your "
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
                en="There is a full-width space. Type an ordinary space instead.",
                ja="全角スペースが入っています。半角スペースに直してください。",
            )
        if meant != sign and meant.isascii() and meant != "%":
            plain = code(meant, quoted=False)
            return Text(
                en=f"Python does not know the character {shown}. Type {plain} instead.",
                ja=f"{shown} は使えません。半角の {plain} に直してください。",
            )
    if re.search(r"\d\s*(?:[xX]\s*\d|[%％])", source):
        return Text(
            en="Type only a number or a calculation, with `*` for times and without %, such "
            "as `50 * 0.2`.",
            ja="数値か計算式だけを入力します。掛け算は `*` で書き、パーセント記号は使いません"
            "（例：`50 * 0.2`）。",
        )
    if _UNIT.search(source):
        return Text(
            en="Type numbers alone, without a unit or symbol such as $ or °C.",
            ja="単位や記号（$、℃、本など）は付けず、数値だけを入力してください。",
        )
    if _CUT_SHORT.search(said):
        return Text(
            en="A bracket, a comma or a quotation mark is missing, or there is one too many.",
            ja="括弧、カンマ、引用符のどれかが足りないか、余分に付いています。",
        )
    shown = code(said, quoted=False)
    return Text(
        en=f"This is not valid Python yet ({shown}). Compare it with how the cell began.",
        ja=f"Python の書き方になっていません（{shown}）。元のセルの形と見比べてください。",
    )
