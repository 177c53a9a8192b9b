"""Start a lesson afresh: forget its answers, and get the untouched notebook back.

The attendee's own notebook stays as it is. Beside it comes an untouched one; where that cannot be
had, the starters of the exercises are shown, to be put back by hand.
"""

from __future__ import annotations

import itertools
import subprocess
from html import escape
from pathlib import Path

import ipywidgets as widgets

from mlworkshop import journal, language, notebook, ui
from mlworkshop.course import lesson, structure
from mlworkshop.language import text

__all__ = ["start_afresh"]


def start_afresh(*, sure: bool = False) -> None:
    """Forget the answers to this lesson's questions and exercises, and offer an untouched copy.

    Asks first, by a button.

    Parameters
    ----------
    sure : bool
        Only `True` itself does it without asking, where buttons do not show.
    """
    where = notebook.lesson()
    if sure is True:  # no other value forgets anything unasked
        says = _begin_again(where)
        ui.still(says, text(en="Done.", ja="完了しました。"))
        return
    question = text(
        en="Your answers to all questions and exercises of this lesson will be forgotten. What you "
        "wrote in this notebook stays.",
        ja="このレッスンの問題と演習について、これまでの答えの記録を消します。"
        "このノートブックに書いた内容はそのまま残ります。",
    )
    label = text(en="Start this lesson again", ja="このレッスンを最初からやり直す")
    said = ui.html()
    done = False

    def do() -> None:
        nonlocal done
        if not done:  # a double click makes one copy
            done = True
            said.value = _begin_again(where)

    body = f"<p>{question}</p>"
    call = "<code>ws.start_afresh(sure=True)</code>"
    static = text(en="No button below? Run", ja="下にボタンが出ないときは、次を実行してください：")
    live = widgets.VBox([ui.html(body), widgets.HBox([ui.button(label, do)]), said])
    ui.show(live, f"{body}<p>{static} {call}</p>", question)


def _begin_again(where: str) -> str:
    """Forget the lesson's answers; HTML of what there is to do now."""
    journal.start_afresh(where)
    done = text(
        en="Your answers are forgotten.",
        ja="答えの記録を消しました。",
    )
    if trouble := journal.trouble():
        done += " " + trouble
    if copy := _copy(where):
        says = text(
            en=f"Beside this notebook you find an untouched copy: open {copy.name} in the list of "
            "files on the left.",
            ja=f"同じフォルダーに、まっさらなコピーを用意しました。"
            f"左のファイルブラウザーで {copy.name} を開いてください。",
        )
        return f'<p role="status">{escape(done)} {escape(says)}</p>'
    says = text(
        en="To get the exercises' starters back, copy each into its cell. Then choose Run > Run "
        "All Cells.",
        ja="演習を元に戻すには、次のコードをそれぞれのセルにコピーしてから、Run > Run All Cells を"
        "選んでください。",
    )
    starters = [
        f"<pre><code>{escape(cell.source)}</code></pre>"
        for cell in lesson.read(structure.source_of(where)).cells
        if cell.role == "stub"
    ]
    return f'<p role="status">{escape(done)} {escape(says)}</p>{"".join(starters)}'


def _copy(where: str) -> Path | None:
    """An untouched copy of the open notebook beside it; None if it cannot be had."""
    given = structure.root() / "notebooks" / language.current() / f"{where}.ipynb"
    beside = Path.cwd()  # where the open notebook is, unless somebody has changed that
    if not (beside / given.name).is_file():
        beside = given.parent
    try:
        untouched = _as_given(given, is_open=beside == given.parent)
        for number in itertools.count(1):
            copy = beside / f"{given.stem}-afresh{'' if number == 1 else f'-{number}'}.ipynb"
            try:
                with copy.open("xb") as file:
                    file.write(untouched)
            except FileExistsError:  # an earlier copy, by now somebody's work
                continue
            return copy
    except (OSError, subprocess.SubprocessError):  # no git, not from git, read-only folder
        pass
    return None


def _as_given(notebook: Path, is_open: bool) -> bytes:
    """A notebook as the course gave it; from git where somebody works in that very file."""
    if not is_open:
        return notebook.read_bytes()
    path = notebook.relative_to(structure.root()).as_posix()
    return subprocess.run(
        ["git", "-C", str(structure.root()), "show", f"HEAD:./{path}"],
        capture_output=True,
        check=True,
        timeout=20,
    ).stdout
