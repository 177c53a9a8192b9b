"""A round of review questions: one question at a time, the missed ones first, with a clear end.

Every answer is recorded where the question belongs, in the lesson that asked it first, so the map
counts it there. What is kept for the review itself is the state of its round.
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank, history, rounds, view
from mlworkshop.questions.kinds import Open
from mlworkshop.questions.rounds import Asked, Round

__all__ = ["review"]

_NOTE = "review"  # key of the round's state, with the module behind it
_RESULTS: dict[rounds.Mark, Text] = {
    "right": Text(en="right at once", ja="1回目で正解"),
    "again": Text(en="right the second time", ja="2回目で正解"),
    "wrong": Text(en="not right this time", ja="今回は正解ならず"),
    "skipped": Text(en="left out", ja="飛ばした"),
}
_AHEAD = 2  # questions that can be read without a kernel, beside the one on the table


def review(module: str, *, go_on: bool = False) -> None:
    """Play a round of questions about a module: what you missed first, then new ones.

    An unfinished round goes on where it was left.

    Parameters
    ----------
    module : str
        Such as "m1-intro".
    go_on : bool
        Take the next question before showing the round, or begin another round after its end: what
        the button does, where buttons do not show.

    Raises
    ------
    WorkshopError
        If there is no such module, or no notebook has begun.
    """
    game = _Game(_module(module), notebook.lesson())
    if go_on:
        game.onward()
    ui.show(game.widget, game.static(), game.plain())


def _module(id_: str) -> structure.Module:
    modules = {module.id: module for module in structure.load().modules}
    if isinstance(id_, str) and id_ in modules:
        return modules[id_]
    known = ", ".join(modules)
    raise WorkshopError(
        text(
            en=f"There is no module {shown(id_)}. Use one of: {known}.",
            ja=f"モジュール {shown(id_)} は見つかりません。次のどれかを指定してください：{known}",
        )
    )


class _Game:
    """The round on display: a line about how it stands, the question, the button to the next."""

    def __init__(self, module: structure.Module, lesson: str) -> None:
        self._module, self._lesson = module, lesson
        self._lessons = {entry.id: entry for entry in module.lessons}
        self._round = self._kept() or rounds.deal(self._asked())
        self._standing = ui.html()
        self._table = widgets.VBox([])
        self._button = ui.button("", self.onward)
        self.widget = widgets.VBox([self._standing, self._table, widgets.HBox([self._button])])
        self._lay(afresh=not self._round.said)

    def onward(self) -> None:
        """Take the next question, or begin another round."""
        if self._round.key:
            self._round = self._round.onward()
        else:
            lost = [key for key, mark in self._round.marks.items() if mark == "wrong"]
            self._round = rounds.deal(self._asked(), lost)
        self._keep()
        self._lay(afresh=True)

    def static(self) -> str:
        """The round as it stands, with the questions that come next, without a kernel."""
        call = f'ws.review("{self._module.id}", go_on=True)'
        says = text(en="To go on from code:", ja="コードで次に進むには：")
        onward = f"<p>{says} <code>{escape(call)}</code></p>"
        if not self._round.key:
            return f"{self._standing.value}{onward}"
        ahead = [view.View(self._entries()[key], afresh=True).asked() for key in self._ahead()]
        title = text(en="The next questions", ja="このあとの問題")
        folded = f"<details><summary>{title}</summary>{'<hr>'.join(ahead)}</details>"
        return f"{self._standing.value}{self._view.static()}{onward}{folded if ahead else ''}"

    def plain(self) -> str:
        """Where the round stands, and its question, as plain text."""
        return f"{self._title()}\n\n{self._view.plain()}" if self._round.key else self._title()

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

    # What the journal knows.

    def _entries(self) -> dict[str, bank.Entry]:
        """The questions of the module's lessons by their keys, in the order of the course."""
        order = list(self._lessons)
        found = [
            entry
            for entry in bank.entries()
            if entry.lesson in self._lessons
            and not isinstance(entry.question, Open)
            and (entry.question.review or entry.lesson != self._lesson)
        ]
        found.sort(key=lambda entry: order.index(entry.lesson))
        return {f"{entry.question.id}:{entry.question.version}": entry for entry in found}

    def _asked(self) -> list[Asked]:
        def asked(key: str, entry: bank.Entry) -> Asked:
            own, last = entry.lesson == self._lesson, history.latest(entry)
            if last is None:
                return Asked(key, own)
            return Asked(key, own, last.grade.outcome is Outcome.RIGHT, last.time)

        return [asked(key, entry) for key, entry in self._entries().items()]

    def _kept(self) -> Round | None:
        event = journal.latest(self._lesson, "note", f"{_NOTE} {self._module.id}")
        kept = rounds.read(event.answer) if event else None
        kept = kept.among(self._entries()) if kept else None
        return kept if kept and kept.count else None

    def _keep(self) -> None:
        key = f"{_NOTE} {self._module.id}"
        journal.record(self._lesson, "note", key, answer=asdict(self._round))

    # What it says.

    def _ahead(self) -> list[str]:
        return [key for key in self._round.waiting[1 : 1 + _AHEAD] if key != self._round.key]

    def _title(self) -> str:
        """Which question this is, or that the round is over."""
        count, left = self._round.count, len(self._round.waiting)
        if not count:
            return text(en="There is nothing to review yet.", ja="復習する問題はまだありません。")
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
        entry = self._entries()[self._round.key]
        if self._round.comes_again:
            origin = text(
                en="It was not right the first time.", ja="さきほど正解できなかった問題です。"
            )
        elif entry.lesson == self._lesson:
            origin = text(en="A new question.", ja="新しい問題です。")
            if not self._round.marks and not any(one.is_missed for one in self._asked()):
                origin = text(
                    en="Nothing is missed so far, so you get new questions.",
                    ja="正解できていない問題はないので、新しい問題を出します。",
                )
        else:
            lesson = notebook.link(self._lessons[entry.lesson])
            origin = text(
                en=f"You got this wrong in {lesson}. The plots it mentions are in that lesson.",
                ja=f"「{lesson}」で正解できなかった問題です。"
                "問題文に出てくるグラフは、そのレッスンにあります。",
            )
        stands = self._round.onward() if self._round.said else self._round
        right = sum(mark in ("right", "again") for mark in stands.marks.values())
        again = sum(key in stands.marks for key in stands.waiting)
        standing = text(en=f"Right: {right}", ja=f"正解：{right}")
        if not self._round.comes_again:
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
        """What stands there after the end: how it came out, and what another round would have."""
        over = f"<p><strong>{escape(self._title())}</strong></p>"
        counted = [
            text(en=f"{words.en}: {count}", ja=f"{words.ja}：{count}")
            for mark, words in _RESULTS.items()
            if (count := list(self._round.marks.values()).count(mark))
        ]
        items = "".join(f"<li>{escape(line)}</li>" for line in counted)
        listed = f"<ul>{items}</ul>" if items else ""
        return f'<div role="status">{over}{listed}<p>{escape(self._outlook())}</p></div>'

    def _outlook(self) -> str:
        asked = self._asked()
        missed, new = sum(one.is_missed for one in asked), sum(one.is_new for one in asked)
        if missed or new:
            waiting = {
                Text(en="what you missed ({})", ja="正解できていない問題（{}問）"): missed,
                Text(en="new questions ({})", ja="新しい問題（{}問）"): new,
            }
            listed = text(en=", then ", ja="、").join(
                str(words).format(count) for words, count in waiting.items() if count
            )
            return text(
                en=f"Another round would contain {listed}. You can stop here.",
                ja=f"もう1ラウンド続けると、次の順に出ます：{listed}。ここで終わりにしてもかまいません。",
            )
        if asked:
            return text(
                en="You have answered every question in this module correctly. You can go through "
                "the same questions again if you like.",
                ja="すべて正解です。このモジュールの問題はもう残っていません。同じ問題にもう一度挑戦できます。",
            )
        return ""

    def _label(self) -> str:
        if not self._round.key:
            return text(en="Play another round", ja="もう1ラウンド")
        if not self._round.said:
            return text(en="Leave it out →", ja="この問題を飛ばす →")
        if not self._round.onward().waiting:
            return text(en="See the result →", ja="結果を見る →")
        return text(en="Next question →", ja="次の問題へ →")
