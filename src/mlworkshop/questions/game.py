"""A round of questions on display: one at a time, with a clear end.

Every answer is recorded where the question belongs, in the lesson that asked it first, so the map
counts it there. What is kept for the round itself is how it stands.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.course import structure
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank, rounds, view
from mlworkshop.questions.kinds import Open
from mlworkshop.questions.rounds import Round

__all__ = ["Game", "askable", "key_of"]

_RESULTS: dict[rounds.Mark, Text] = {
    "right": Text(en="right at once", ja="1回目で正解"),
    "again": Text(en="right the second time", ja="2回目で正解"),
    "wrong": Text(en="not right this time", ja="今回は正解ならず"),
    "skipped": Text(en="left out", ja="飛ばした"),
}
_AHEAD = 2  # questions that can be read without a kernel, beside the one on the table


def key_of(entry: bank.Entry) -> str:
    """What a round calls a question: its id and version."""
    return f"{entry.question.id}:{entry.question.version}"


def askable() -> list[bank.Entry]:
    """All questions that are right or wrong, in the order of the course."""
    order = [entry.id for entry in structure.load().lessons]
    found = [entry for entry in bank.entries() if not isinstance(entry.question, Open)]
    return sorted(found, key=lambda entry: order.index(entry.lesson))


class Game(ABC):
    """The round on display: a line about how it stands, the question, the button to the next.

    A subclass says which questions there are, where the round is kept, and what is said about it.
    """

    call: str  # what the button does, from code

    def __init__(self) -> None:
        self._round = self._kept()
        self._standing = ui.html()
        self._table = widgets.VBox([])
        self._button = ui.button("", self.onward)
        self.widget = widgets.VBox([self._standing, self._table, widgets.HBox([self._button])])
        self._lay(afresh=not self._round.said)

    def show(self) -> None:
        """Display it in the current cell."""
        ui.show(self.widget, self.static(), self.plain())

    def onward(self) -> None:
        """Take the next question, or begin another round."""
        self._round = self._round.onward() if self._round.key else self._another()
        self._keep()
        self._lay(afresh=True)

    def static(self) -> str:
        """The round as it stands, with the questions that come next, without a kernel."""
        says = text(en="To go on from code:", ja="コードで次に進むには：")
        onward = f"<p>{says} <code>{escape(self.call)}</code></p>"
        if not self._round.key:
            return f"{self._standing.value}{onward}"
        ahead = [view.View(self._entries()[key], afresh=True).asked() for key in self._ahead()]
        title = text(en="The next questions", ja="このあとの問題")
        folded = f"<details><summary>{title}</summary>{'<hr>'.join(ahead)}</details>"
        return f"{self._standing.value}{self._view.static()}{onward}{folded if ahead else ''}"

    def plain(self) -> str:
        """Where the round stands, and its question, as plain text."""
        return f"{self._title()}\n\n{self._view.plain()}" if self._round.key else self._title()

    # What a kind of round decides.

    @abstractmethod
    def _entries(self) -> dict[str, bank.Entry]:
        """The questions that it may ask by their keys, in the order of the course."""

    @abstractmethod
    def _kept(self) -> Round:
        """The round as it was left, or a new one."""

    @abstractmethod
    def _keep(self) -> None:
        """Remember how the round stands."""

    @abstractmethod
    def _another(self) -> Round:
        """The round after this one."""

    @abstractmethod
    def _origin(self, entry: bank.Entry) -> str:
        """HTML that says where the question on the table is from, at its first turn."""

    @abstractmethod
    def _outlook(self) -> str:
        """HTML of what is said after the end."""

    @abstractmethod
    def _over(self) -> str:
        """What the button says after the end."""

    def _nothing(self) -> str:
        """What is said where there is nothing to ask."""
        return text(en="There is nothing to review yet.", ja="復習する問題はまだありません。")

    # How it goes on.

    def _lay(self, afresh: bool) -> None:
        """Put the question on the table that the round asks now."""
        if key := self._round.key:
            self._view = view.display_of(
                self._entries()[key],
                afresh=afresh,
                on_answer=lambda outcome: self._heard(key, outcome),
            )
            self._table.children = [self._view.widget]
        else:
            self._table.children = []
        self._say()

    def _heard(self, key: str, outcome: Outcome) -> None:
        if key == self._round.key:  # not a card of an earlier turn, answered from code
            self._round = self._round.heard(outcome.value)
            self._keep()
            self._say()

    def _say(self) -> None:
        self._standing.value = self._where() if self._round.key else self._result()
        self._button.description = self._button.tooltip = self._label()
        (self._button.add_class if self._round.said else self._button.remove_class)("mlw-main")

    # What it says.

    def _ahead(self) -> list[str]:
        return [key for key in self._round.waiting[1 : 1 + _AHEAD] if key != self._round.key]

    def _title(self) -> str:
        """Which question this is, or that the round is over."""
        count, left = self._round.count, len(self._round.waiting)
        if not count:
            return self._nothing()
        marks = list(self._round.marks.values())
        if not left:
            right = marks.count("right") + marks.count("again")
            return text(
                en=f"The round is over. Right: {right} of {count}.",
                ja=f"このラウンドは終わりです。正解：{count}問中{right}問",
            )
        if self._round.comes_again:
            of = marks.count("wrong") + marks.count("again")
            at = of - left + 1
            return text(en=f"Once more: {at} of {of}", ja=f"もう一度挑戦 {at}/{of}")
        at = len(self._round.marks) + 1
        return text(en=f"Question {at} of {count}", ja=f"問題 {at}/{count}")

    def _where(self) -> str:
        """The line above the question: how far, from where, how it stands."""
        assert self._round.key
        if self._round.comes_again:
            origin = text(
                en="It was not right the first time.", ja="さきほど正解できなかった問題です。"
            )
        else:
            origin = self._origin(self._entries()[self._round.key])
        stands = self._round.onward() if self._round.said else self._round
        right = sum(mark in ("right", "again") for mark in stands.marks.values())
        again = sum(key in stands.marks for key in stands.waiting)
        standing = text(en=f"Right: {right}", ja=f"正解：{right}")
        if not self._round.comes_again and not self._round.is_single:
            standing += text(en=f" · to repeat: {again}", ja=f" · もう一度出る問題：{again}")
        return (
            f'<p role="status"><strong>{escape(self._title())}</strong> · {standing} '
            f'<span aria-hidden="true">{self._cards(stands)}</span></p>'
            f'<p class="mlw-how">{origin}</p>'
        )

    def _cards(self, stands: Round) -> str:
        """A sign for each question of the round."""
        signs = {"right": "✓", "again": "✓", "wrong": "✗", "skipped": "–"}
        shown = {key: signs[mark] for key, mark in stands.marks.items()}
        shown |= {key: "↻" if key in stands.marks else "○" for key in stands.waiting}
        if not self._round.said and self._round.key:
            shown[self._round.key] = "●"
        return " ".join(shown.values())

    def _result(self) -> str:
        """What stands there after the end: how it came out, and what comes then."""
        over = f"<p><strong>{escape(self._title())}</strong></p>"
        counted = [
            text(en=f"{words.en}: {count}", ja=f"{words.ja}：{count}")
            for mark, words in _RESULTS.items()
            if (count := list(self._round.marks.values()).count(mark))
        ]
        items = "".join(f"<li>{escape(line)}</li>" for line in counted)
        listed = f"<ul>{items}</ul>" if items else ""
        return f'<div role="status">{over}{listed}{self._outlook()}</div>'

    def _label(self) -> str:
        if not self._round.key:
            return self._over()
        if not self._round.said:
            return text(en="Leave it out →", ja="この問題を飛ばす →")
        if not self._round.onward().waiting:
            return text(en="See the result →", ja="結果を見る →")
        return text(en="Next question →", ja="次の問題へ →")
