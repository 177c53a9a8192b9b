"""The room in a notebook: join, see what is sent, say that one is stuck, leave."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from html import escape

import ipywidgets as widgets

from mlworkshop import fields, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import text
from mlworkshop.outcome import Outcome
from mlworkshop.room import attendance
from mlworkshop.room.attendance import Attendance, State

__all__ = [
    "arrive",
    "join",
    "leave",
    "sent",
    "share_answer",
    "share_exercise",
    "stuck",
    "stuck_buttons",
]

_lesson = ""
_is_solved = False  # a notebook of the solutions shares nothing: its answers are ours


def arrive(lesson: str, *, solved: bool) -> None:
    """Tell the room, where there is one, which lesson has begun, and show what one can do there."""
    global _lesson, _is_solved
    _lesson, _is_solved = lesson, solved
    if not solved and (room := attendance.tell("lesson", lesson)):
        _show(_Bar(room))


def join(address: object = None, code: object = None) -> None:
    """Join the room of an instructor, who then sees how the room answers, without names.

    Parameters
    ----------
    address : str, optional
        As the instructor's screen shows it. Without it, there are fields to enter both.
    code : str, optional
        The six letters beside it.

    Raises
    ------
    WorkshopError
        If there is no such room.
    """
    if address is not None:
        _show(_Bar(_joined(address, code)))
    elif room := attendance.current():
        _show(_Bar(room))
    else:
        _show(_Door())


def leave(*, forget: bool = False) -> None:
    """Leave the room: from now on nothing more is sent.

    Parameters
    ----------
    forget : bool
        Whether what was sent is deleted on the instructor's server as well.

    Raises
    ------
    WorkshopError
        If it cannot be deleted there now.
    """
    says = _left(attendance.leave(forget=forget is True))
    ui.still(f"<p>{escape(says)}</p>", says)


def sent() -> None:
    """Show all that was sent to a room from here, word for word."""
    every = attendance.sent()
    if not every:
        says = text(en="Nothing was sent to any room.", ja="ルームには何も送信していません。")
        return ui.still(f"<p>{says}</p>", says)
    heads = text(en="When|How far|What, word for word", ja="時刻|状態|送信内容（そのまま）")
    rows = [
        (
            f"{datetime.fromtimestamp(event['time']):%H:%M:%S}",
            _states()[state],
            json.dumps(event, ensure_ascii=False),
        )
        for event, state in every
    ]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads.split("|"))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    plain = "\n".join("  ".join(row) for row in rows)
    return ui.still(f"<table><tr>{head}</tr>{body}</table>", plain)


def stuck(on: bool = True) -> None:
    """Tell the instructor that someone is stuck in this lesson, or no longer; not who.

    Parameters
    ----------
    on : bool
        False: no longer.
    """
    says = _raised(bool(on))
    ui.still(f"<p>{escape(says)}</p>", says)


def share_answer(
    lesson: str, question: str, version: int, chosen: list[str], letters: str, outcome: Outcome
) -> str:
    """Tell the room how a question was answered.

    Parameters
    ----------
    lesson, question : str
        Their ids.
    version : int
        The question's.
    chosen : list of str
        Ids of the chosen options; empty for kinds of questions that have none.
    letters : str
        The same as the page shows them.
    outcome : Outcome

    Returns
    -------
    str
        HTML, one line that says what was sent; empty without a room.
    """
    what = {"question": question, "version": version, "chosen": chosen, "outcome": outcome.value}
    if chosen:
        says = text(
            en=f"your choice ({letters}) and whether it is right",
            ja=f"選んだ答え（{letters}）とその正誤",
        )
    else:
        says = text(
            en="whether you are right, not your answer", ja="正誤のみ（答えそのものは送りません）"
        )
    return _line(says) if _tell("answer", lesson, **what) else ""


def share_exercise(
    lesson: str, exercise: str, version: int, outcome: Outcome, misconception: str | None
) -> str:
    """Tell the room how an exercise came out; see `share_answer`.

    Parameters
    ----------
    lesson, exercise : str
        Their ids.
    version : int
        The exercise's.
    outcome : Outcome
    misconception : str, optional
        The name of the one that the check recognised.
    """
    diagnosis = misconception or ""
    what = {"exercise": exercise, "version": version, "outcome": outcome.value}
    says = text(
        en="how it came out and, if our check knows it, the kind of slip; not your answer",
        ja="結果と、チェックが見分けた間違いの種類のみ（答えそのものは送りません）",
    )
    return _line(says) if _tell("exercise", lesson, **what, diagnosis=diagnosis) else ""


def _tell(kind: str, lesson: str, **what: object) -> Attendance | None:
    return attendance.tell(kind, lesson, **what) if lesson and not _is_solved else None


def _line(what: str) -> str:
    if attendance.is_cut_off():
        begin = text(
            en="For the room, when there is a connection again", ja="接続が戻り次第ルームに送信"
        )
    else:
        begin = text(en="Sent to the room", ja="ルームに送信")
    says = text(en=f"{begin}: {what}.", ja=f"{begin}：{what}。")
    all_ = text(en="Everything sent:", ja="送信した内容の一覧：")
    return f'<p class="mlw-how">{escape(says)} {all_} <code>ws.sent()</code></p>'


def _states() -> dict[State, str]:
    return {
        "waiting": text(en="waiting", ja="送信待ち"),
        "sent": text(en="sent", ja="送信済み"),
        "refused": text(en="not taken", ja="受け付けられず"),
    }


def _joined(address: object, code: object) -> Attendance:
    room = attendance.join(address, code)
    if _lesson:
        _tell("lesson", _lesson)
    return room


def _raised(on: bool) -> str:
    if not _tell("stuck", _lesson, on=on):
        return text(
            en="You are in no room, so no one was told.",
            ja="ルームに参加していないため、講師には伝わっていません。",
        )
    if on:
        return text(
            en="The instructor sees that someone in this lesson is stuck.",
            ja="このレッスンで困っている人がいることを、講師の画面に表示しました。",
        )
    return text(en="The instructor sees that it goes on.", ja="解決したことを講師に知らせました。")


def _left(room: Attendance | None) -> str:
    if room is None:
        return text(en="You are in no room.", ja="ルームには参加していません。")
    return text(
        en="You have left the room. Nothing more is sent.",
        ja="ルームを退出しました。今後は何も送信しません。",
    )


def _show(part: _Door | _Bar) -> None:
    ui.show(part.widget, part.static(), text(en="Room", ja="ルーム"))


class _Door:
    """Fields to join a room."""

    def __init__(self) -> None:
        self._address = fields.Words(
            text(en="Address on the instructor's screen", ja="講師の画面に表示されたアドレス")
        )
        self._code = fields.Words(text(en="Code (six letters)", ja="参加コード（6文字）"))
        self._place = widgets.VBox()  # of what comes of it
        button = ui.button(text(en="Join the room", ja="ルームに参加する"), self._join)
        button.add_class("mlw-main")
        entered = [self._address.widget, self._code.widget]
        self.widget = widgets.VBox([ui.html(_promise()), *entered, button, self._place])

    def static(self) -> str:
        """The same without a kernel."""
        return _promise() + ui.no_widgets_hint('ws.join("192.168.0.7:8765", "ABCDEF")')

    def _join(self) -> None:
        try:
            bar = _Bar(_joined(self._address.value or "", self._code.value or None))
        except WorkshopError as error:
            self._place.children = [ui.html(ui.alert(str(error)))]
        else:
            self._place.children = [bar.widget]


class _Bar:
    """That one is in a room, with what one can do there."""

    def __init__(self, room: Attendance) -> None:
        self._room = room
        self._said = ui.html()
        leave_ = ui.button(text(en="Leave the room", ja="ルームを退出する"), self._leave)
        buttons = widgets.HBox([*stuck_buttons(), leave_])
        self.widget = widgets.VBox([ui.html(self._status()), buttons, self._said])

    def static(self) -> str:
        """The same without a kernel."""
        calls = "<code>ws.stuck()</code> <code>ws.leave()</code>"
        return f"{self._status()}<p>{text(en='From code:', ja='コードでは：')} {calls}</p>"

    def _status(self) -> str:
        says = text(
            en=f"You are in the room at {self._room.address}. Your choices and whether they are "
            "right are sent there, without your name. What you type is not.",
            ja=f"{self._room.address} のルームに参加しています。選んだ答えと正誤だけが、"
            "名前なしで送信されます。入力した文章やコードは送信されません。",
        )
        page, name = escape(self._room.page), text(en="your own page", ja="投票ページ")
        link = f'<a href="{page}" target="_blank" rel="noreferrer">{name}</a>'
        vote = text(
            en=f"When the instructor opens a vote, vote on {link} first. Here you would see at "
            "once what is right.",
            ja=f"講師が投票を始めたら、先に{link}で投票してください。ノートブックで答えると、"
            "その場で正誤が表示されます。",
        )
        all_ = text(en="Everything sent:", ja="送信した内容の一覧：")
        return f"<p>{escape(says)}</p><p>{vote}</p><p>{all_} <code>ws.sent()</code></p>"

    def _leave(self) -> None:
        self._said.value = f'<p role="status">{escape(_left(attendance.leave()))}</p>'


def stuck_buttons() -> list[widgets.Button]:
    """A button that tells the instructor that one is stuck; none without a room."""
    return [_stuck_button()] if not _is_solved and attendance.current() else []


@cache  # one, in several places: all of them show the same
def _stuck_button() -> widgets.Button:
    is_raised = False

    def show() -> None:
        says = text(en="I am stuck", ja="困っています")
        if is_raised:
            says = text(en="I am stuck: the instructor sees it", ja="困っています（講師に表示中）")
        ui.mark(made, says, is_raised)

    def switch() -> None:
        nonlocal is_raised
        is_raised = not is_raised and _tell("stuck", _lesson, on=True) is not None
        if not is_raised:
            _tell("stuck", _lesson, on=False)
        show()

    made = ui.button("", switch)
    show()
    return made


def _promise() -> str:
    says = text(
        en="In a workshop the instructor may open a room. If you join, the instructor sees how the "
        "room answers: which options are chosen, what is right, where people are. What you type, "
        "your code and your name stay here. You can leave at any time.",
        ja="ワークショップでは、講師が「ルーム」を開くことがあります。参加すると、どの選択肢が選ばれたか、"
        "正解が何人か、どのレッスンに何人いるかが講師に伝わります。入力した文章、コード、名前は"
        "送信されません。いつでも退出できます。",
    )
    return f"<p>{escape(says)}</p>"
