"""The notebook that is open in this kernel: its lesson and its language."""

from __future__ import annotations

import sys
from contextlib import suppress
from html import escape
from typing import Any

from IPython import get_ipython

from mlworkshop import language, plots
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.exercise import starters
from mlworkshop.language import LANGUAGES, Language, Text, text
from mlworkshop.room import attendee

_lesson: str | None = None
_solved = False
_ws: object = None  # what the notebook means by `ws`, as the cell before left it


def begin(
    lesson: str, in_language: Language, *, solved: bool = False, edition: str | None = None
) -> None:
    """Say which lesson this notebook holds; the first code cell of each calls it.

    Sets the language of everything shown, and plots' colours and font to suit it. Answers of an
    earlier run are forgotten; they stay in the record of progress.

    Parameters
    ----------
    lesson : str
        Such as `m1-intro/02-spam`.
    in_language : {"en", "ja"}
    solved : bool
        Whether exercises without code show our answer as if it had been entered; built solutions
        say so.
    edition : str, optional
        `structure.edition` of the lesson that the notebook was made from: in a browser alone, where
        copies are not renewed.

    Raises
    ------
    WorkshopError
        If the course has no such lesson, or is not in this language.
    """
    global _lesson, _solved
    if not isinstance(in_language, str) or in_language not in LANGUAGES:
        found = shown(in_language)
        raise WorkshopError(
            text(
                en=f'The course is not in the language {found}. Choose "en" or "ja".',
                ja=f'{found} には対応していません。"en" か "ja" を指定してください。',
            )
        )
    language.use(in_language)
    if not structure.is_open(lesson):
        raise WorkshopError(
            text(
                en=f"The course has no lesson {shown(lesson)}. Open one of the course's notebooks, "
                "and leave its first cell as it is.",
                ja=f"レッスン {shown(lesson)} は見つかりません。教材のノートブックを開き、"
                "最初のセルは変更せずに実行してください。",
            )
        )
    _lesson, _solved = lesson, solved
    starters.watch(lesson)
    _watch_the_name()
    _lose_no_message()
    plots.prepare(in_language)
    print(text(en="✓ The lesson is ready.", ja="✓ レッスンの準備ができました。"))
    if edition not in (None, structure.edition(lesson)):
        print(_OLD_COPY)
    attendee.arrive(lesson, solved=solved)


_OLD_COPY = Text(
    en="There is a new edition of this lesson. Your browser still shows the copy that you worked "
    "in. To get the new one, right-click this notebook in the list on the left, choose Rename and "
    "give it another name, then reload the page and open the lesson again. Your answers are kept.",
    ja="このレッスンには新しい版があります。ブラウザーに表示されているのは、以前に使った版の写しです。"
    "新しい版を開くには、左側の一覧でこのノートブックを右クリックし、Rename で別の名前に変えます。"
    "その後、ページを再読み込みして、もう一度レッスンを開いてください。回答は残ります。",
)


def _lose_no_message() -> None:
    """Let messages to the page wait for a server that is slow, as many as there are.

    By default ZeroMQ keeps 1,000 and drops the rest without a word (its high-water mark). Run All
    sends thousands, three a widget: on a busy computer cells then stay at [*], and empty.
    """
    with suppress(ImportError, AttributeError):  # no kernel, or one of another make
        thread: Any = get_ipython().kernel.iopub_thread
        import zmq  # only where there is a kernel to talk to: in a browser there is none

        thread.schedule(lambda: thread.socket.set(zmq.SNDHWM, 0))  # 0: no limit


def _watch_the_name() -> None:
    """From now on tell the cell that gives the name `ws` to something else, as in `ws = 3`."""
    shell: Any = get_ipython()
    if shell is not None and _name_is_kept not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _name_is_kept)


def _name_is_kept(result: Any) -> None:
    global _ws
    before, _ws = _ws, get_ipython().user_ns.get("ws", sys.modules["mlworkshop"])
    stumbled = isinstance(result.error_in_exec, AttributeError) and "ws." in str(
        result.info.raw_cell
    )
    if _ws is sys.modules["mlworkshop"] or (_ws is before and not stumbled):
        return
    print(
        text(
            en=f"The name ws now means {shown(_ws)}, not the course any more: give it another "
            "name in this cell, then choose Run > Run All Cells.",
            ja=f"ws という名前が、教材ではなく {shown(_ws)} を指すようになりました。このセルでは"
            "別の名前を使い、Run > Run All Cells を選んでください。",
        )
    )


def lesson() -> str:
    """The open lesson's id.

    Raises
    ------
    WorkshopError
        If no notebook has begun.
    """
    if _lesson is None:
        raise WorkshopError(
            text(
                en="This notebook has not been started: run its first code cell, then run this one "
                "again.",
                ja="最初のコードセルがまだ実行されていません。"
                "最初のコードセルを実行してから、もう一度このセルを実行してください。",
            )
        )
    return _lesson


def is_solved() -> bool:
    """Whether the open notebook is one of the solutions."""
    return _solved


def link(to: structure.Entry) -> str:
    """HTML of a lesson's title, leading to its notebook where the open one tells from where."""
    title = escape(str(to.title))
    with suppress(WorkshopError):
        here = lesson()
        if to.is_open:
            return f'<a href="{escape(to.address(here))}">{title}</a>'
    return title
