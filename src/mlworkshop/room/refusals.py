"""What the server refuses, in words and with an id that pages and notebooks act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from mlworkshop.language import Text


class Refused(Exception):
    """A request that is not carried out.

    Parameters
    ----------
    id : str
        One of `_SAID`.
    headers : mapping of str to str
    **more
        Goes into the answer beside id and words.
    """

    def __init__(self, id: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        self.id, self.headers, self.more = id, headers, more
        super().__init__(id)

    def response(self) -> JSONResponse:
        """The answer to it."""
        status, words = _SAID[self.id]
        body = {"error": self.id, "message": {"en": words.en, "ja": words.ja}} | self.more
        return JSONResponse(body, status, self.headers)


_SAID = {
    "bad-request": (
        400,
        Text(
            en="The server could not read this request. Reload the page.",
            ja="要求を読み取れませんでした。ページを再読み込みしてください。",
        ),
    ),
    "not-joined": (
        401,
        Text(
            en="You are not in this room. Join with its code.",
            ja="このルームに参加していません。参加コードを入力してください。",
        ),
    ),
    "not-instructor": (
        403,
        Text(
            en="Only the instructor can do this. Open the link that the server printed.",
            ja="この操作は講師だけができます。サーバーの起動時に表示されたリンクを開いてください。",
        ),
    ),
    "wrong-code": (
        403,
        Text(
            en="This is not the room's code. Look at the instructor's screen again.",
            ja="参加コードが違います。講師の画面のコードをもう一度確認してください。",
        ),
    ),
    "locked": (
        403,
        Text(
            en="The room is closed to new people at the moment. Ask the instructor.",
            ja="現在、新しい参加は受け付けていません。講師に声をかけてください。",
        ),
    ),
    "full": (
        403,
        Text(
            en="The room is full. Ask the instructor.",
            ja="ルームは満員です。講師に声をかけてください。",
        ),
    ),
    "not-found": (
        404,
        Text(en="There is nothing at this address.", ja="このアドレスには何もありません。"),
    ),
    "not-allowed": (
        405,
        Text(
            en="This address does not take such a request.",
            ja="このアドレスでは、この種類の要求は使えません。",
        ),
    ),
    "too-slow": (
        408,
        Text(
            en="The request did not arrive in time. Send it again.",
            ja="要求が時間内に届きませんでした。もう一度送信してください。",
        ),
    ),
    "over": (
        410,
        Text(
            en="The room has ended, and its data are deleted.",
            ja="ルームは終了し、データは削除されました。",
        ),
    ),
    "too-large": (
        413,
        Text(
            en="The request is too large. Send at most 100 answers at once.",
            ja="要求が大きすぎます。一度に送れる回答は100件までです。",
        ),
    ),
    "wrong-host": (
        421,
        Text(
            en="The room has another address. Open the one on the instructor's screen, or start "
            "the server with --host-name and this name.",
            ja="ルームのアドレスではありません。講師の画面のアドレスを開くか、"
            "--host-name にこの名前を指定してサーバーを起動してください。",
        ),
    ),
    "bad-event": (
        422,
        Text(
            en="One of the answers is not of the expected form; none was kept.",
            ja="回答の中に形式の正しくないものがあり、どれも保存しませんでした。",
        ),
    ),
    "unknown": (
        422,
        Text(
            en="The course has no question or lesson of this name.",
            ja="この名前の問題またはレッスンはありません。",
        ),
    ),
    "no-options": (
        422,
        Text(
            en="Only questions with options to choose from can be voted on.",
            ja="投票できるのは、選択肢のある問題だけです。",
        ),
    ),
    "too-fast": (
        429,
        Text(
            en="That was too fast. Wait a moment and send it again.",
            ja="送信が速すぎます。少し待ってから、もう一度送信してください。",
        ),
    ),
    "storage": (
        503,
        Text(
            en="The server cannot save at the moment; nothing was kept. Send it again.",
            ja="現在サーバーに保存できないため、何も保存していません。"
            "あとでもう一度送信してください。",
        ),
    ),
}
