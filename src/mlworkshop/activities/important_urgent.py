"""Importance x urgency: what a leader does first, protects, hands over and drops.

The four cells are those of Stephen R. Covey, "The 7 Habits of Highly Effective People" (1989). The
cards and the views on them are this course's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, cast

from mlworkshop.activities import kit
from mlworkshop.activities.board import Board, Placed
from mlworkshop.language import Text, text

CELLS = {
    "now": Text(en="1. Important and urgent", ja="1. 重要で緊急"),
    "plan": Text(en="2. Important only", ja="2. 重要のみ"),
    "others": Text(en="3. Urgent only", ja="3. 緊急のみ"),
    "drop": Text(en="4. Neither", ja="4. どちらでもない"),
}
ADVICE = {
    "now": Text(
        en="Do it first, and ask what made it so urgent.",
        ja="最初に片づけ、急ぎになった原因も調べます。",
    ),
    "plan": Text(
        en="Put a date and a name to it now: nothing else will remind you.",
        ja="今すぐ期日と担当者を決めます。催促してくれる人はいません。",
    ),
    "others": Text(
        en="Hand it over, keep it short, or say no.", ja="任せるか、短く済ませるか、断ります。"
    ),
    "drop": Text(en="Leave it out.", ja="やめます。"),
}


@dataclass(frozen=True)
class Card:
    """Something that may be done, where the course would put it, why, and when it would not."""

    words: Text
    cell: str
    why: Text
    unless: Text


def _card(words: tuple[str, str], cell: str, why: tuple[str, str], unless: tuple[str, str]) -> Card:
    one, two, three = (Text(en=en, ja=ja) for en, ja in (words, why, unless))
    return Card(one, cell, two, three)


CARDS = {
    "fair": _card(
        (
            "A vendor's discount on an AI platform ends on Friday",
            "AI基盤の割引が金曜日で終わると、ベンダーから連絡",
        ),
        "others",
        (
            "The date is the vendor's. Without a first use, no one knows what to buy.",
            "急いでいるのはベンダーです。最初の使い道が決まるまで、何を買うべきか分かりません。",
        ),
        (
            "A use is in production already, and it needs exactly this.",
            "本番で使う例があり、まさにその機能が必要な場合。",
        ),
    ),
    "two_projects": _card(
        (
            "Choose the first two ML projects, and a sponsor for each",
            "最初の機械学習プロジェクトを2つ選び、後ろ盾の役員を決める",
        ),
        "plan",
        (
            "No one calls about it, and everything later depends on it.",
            "催促する人はいませんが、この後のすべてを左右します。",
        ),
        (
            "The budget round closes this week: then it is urgent, too.",
            "予算の締め切りが今週なら、緊急でもあります。",
        ),
    ),
    "prices": _card(
        (
            "Since this morning, the price labels show a model's wrong prices",
            "今朝から、モデルの誤った価格が電子棚札に出ている",
        ),
        "now",
        (
            "Customers pay wrong prices every minute. Switch back to yesterday's first.",
            "誤った価格での会計が続いています。まず昨日の価格に戻します。",
        ),
        (
            "It is a test in one store, with staff beside it, who can handle it.",
            "1店舗だけの試行で、担当者がその場で対応できる場合。",
        ),
    ),
    "chatbot": _card(
        (
            "A rival announced a chatbot, and the board wants one this month",
            "他社のチャットボット発表を受け、経営陣が今月中の公開を希望",
        ),
        "others",
        (
            "It answers the rival, not a customer. Ask which question customers cannot get "
            "answered.",
            "お客様ではなく、他社への対抗策です。お客様が困っている質問は何かを、先に尋ねます。",
        ),
        (
            "Customers already leave over something that it would solve.",
            "それで解決する不満のために、お客様がすでに離れている場合。",
        ),
    ),
    "records": _card(
        (
            "Record, in every store, what is thrown away and why",
            "廃棄した商品と理由を、全店で記録し始める",
        ),
        "plan",
        (
            "Each month without records is a month that no model can ever learn from.",
            "記録のない月のことは、後からどんなモデルも学べません。",
        ),
        (
            "No planned use needs it. Then it is only work for the stores.",
            "使う予定がない場合。店舗の手間が増えるだけです。",
        ),
    ),
    "managers": _card(
        (
            "Train store managers to read and overrule a forecast",
            "予測の読み方と直し方を、店長に教える",
        ),
        "plan",
        (
            "A forecast that no one trusts changes no order. Nothing breaks today without it.",
            "信用されない予測では、発注は変わりません。ただし、今日困ることはありません。",
        ),
        (
            "The forecast goes live on Monday: then it is urgent, too.",
            "予測が月曜に動き出すなら、緊急でもあります。",
        ),
    ),
    "robot": _card(
        (
            "Set up a greeting robot in the lobby of the head office",
            "本社のロビーに、案内ロボットを置く",
        ),
        "drop",
        (
            "It changes no decision, and no one waits for it.",
            "どの判断も変わらず、待っている人もいません。",
        ),
        (
            "Visitors are many and lost, and a sign has not helped.",
            "迷う来客が多く、案内板では解決しない場合。",
        ),
    ),
}


class ImportantUrgent(Board):
    """Seven cards for a leader's desk; where one differs from the course, the reasons are shown."""

    call = "important_urgent"
    title = Text(en="Important or urgent?", ja="重要か、緊急か")
    minutes, minutes_reason = (
        1.75,
        "seven cards at ten seconds, reasons where one sees it otherwise",
    )
    columns = 2

    def __init__(self, given: Placed, key: str) -> None:
        deck = {id_: card.words for id_, card in CARDS.items()}
        super().__init__(deck, CELLS, given, key)

    def page(self) -> str:
        """The cells; once all cards lie, each with the course's view, and advice for each cell."""
        is_done = len(self.state.placed) == len(CARDS)
        return super().page() + (self._compared() if is_done else "")

    def _compared(self) -> str:
        heads = (
            text(en="Card", ja="カード"),
            text(en="You", ja="選んだ枠"),
            text(en="The course, and why", ja="教材の判断と理由"),
            text(en="It would move if …", ja="ほかの枠になる場合"),
        )
        rows = [
            (card.words, _number(at), f"{_number(card.cell)}{kit.colon()}{card.why}", card.unless)
            for id_, card in CARDS.items()
            if (at := self.state.placed[id_]) != card.cell
        ]
        advice = "".join(
            f"<li><strong>{escape(str(name))}</strong><br>{escape(str(ADVICE[cell]))}</li>"
            for cell, name in CELLS.items()
        )
        advice = f'<ul style="list-style: none">{advice}</ul>'
        if not rows:
            says = text(
                en="The course sees all cards as you do.", ja="教材の判断もすべて同じです。"
            )
            return f"{advice}<p>{says}</p>"
        says = text(en="Where the course would decide otherwise:", ja="教材の判断が違うカード：")
        return f"{advice}<p>{says}</p>{kit.table(heads, rows)}"


def _number(cell: str) -> str:
    return str(CELLS[cell]).partition(".")[0]


def important_urgent(
    *, placed: Mapping[str, str] | str | None = None, key: str = "important-urgent"
) -> None:
    """Let the attendee sort what may be done by importance and urgency.

    Parameters
    ----------
    placed : mapping of str to str, or str, optional
        The cell of each card, by ids, or letters of cards with numbers of cells: "a3 b2".
    key : str, default "important-urgent"
        Tells the boards of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such card or cell.
    """
    # As the call says it: the field refuses what is neither.
    ImportantUrgent(Placed(cast(Any, {} if placed is None else placed)), key).show()
