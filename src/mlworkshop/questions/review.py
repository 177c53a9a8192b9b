"""Rounds of review: of a module, the missed questions first; and of what is due today."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from html import escape

from mlworkshop import journal, notebook
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome
from mlworkshop.questions import bank, game, history, rounds, spaced
from mlworkshop.questions.game import Game
from mlworkshop.questions.rounds import Asked, Round

__all__ = ["Due", "review"]

_NOTE = "review"  # key of the round's state, with the module behind it
_DUE = "review due"
_HOME = "00-start-here"  # the lesson that shows the map, and keeps the round of what is due


def review(module: str | None = None, *, go_on: bool = False) -> None:
    """Play a round of questions: about a module, or what is due today.

    About a module it asks what you missed first, then new questions. Without one, it asks what you
    once answered wrong and is due: 1, 7 and 30 days later. An unfinished round goes on where it was
    left.

    Parameters
    ----------
    module : str, optional
        Such as "m1-intro".
    go_on : bool
        Take the next question before showing the round, or begin another round after its end: what
        the button does, where buttons do not show.

    Raises
    ------
    WorkshopError
        If there is no such module, or no notebook has begun.
    """
    playing: Game = Due() if module is None else _Review(_module(module), notebook.lesson())
    if go_on:
        playing.onward()
    playing.show()


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


class _Review(Game):
    """A round about a module, in the lesson that reviews it."""

    def __init__(self, module: structure.Module, lesson: str) -> None:
        self._module, self._lesson = module, lesson
        self._lessons = {entry.id: entry for entry in module.lessons}
        self.call = f'ws.review("{module.id}", go_on=True)'
        super().__init__()

    def _entries(self) -> dict[str, bank.Entry]:
        return {
            game.key_of(entry): entry
            for entry in game.askable()
            if entry.lesson in self._lessons
            and (entry.question.review or entry.lesson != self._lesson)
        }

    def _kept(self) -> Round:
        event = journal.latest(self._lesson, "note", f"{_NOTE} {self._module.id}")
        kept = rounds.read(event.answer) if event else None
        kept = kept.among(self._entries()) if kept else None
        return kept if kept and kept.count else rounds.deal(self._asked())

    def _keep(self) -> None:
        key = f"{_NOTE} {self._module.id}"
        journal.record(self._lesson, "note", key, answer=asdict(self._round))

    def _another(self) -> Round:
        lost = [key for key, mark in self._round.marks.items() if mark == "wrong"]
        return rounds.deal(self._asked(), lost)

    def _asked(self) -> list[Asked]:
        def asked(key: str, entry: bank.Entry) -> Asked:
            own, last = entry.lesson == self._lesson, history.latest(entry)
            if last is None:
                return Asked(key, own)
            return Asked(key, own, last.grade.outcome is Outcome.RIGHT, last.time)

        return [asked(key, entry) for key, entry in self._entries().items()]

    def _origin(self, entry: bank.Entry) -> str:
        if entry.lesson != self._lesson:
            lesson = notebook.link(self._lessons[entry.lesson])
            return text(
                en=f"You got this wrong in its lesson ({lesson}).{_beside(entry)}",
                ja=f"「{lesson}」で正解できなかった問題です。{_beside(entry)}",
            )
        if not self._round.marks and not any(one.is_missed for one in self._asked()):
            return text(
                en="Nothing is missed so far, so you get new questions.",
                ja="正解できていない問題はないので、新しい問題を出します。",
            )
        return text(en="A new question.", ja="新しい問題です。")

    def _outlook(self) -> str:
        return f"<p>{escape(self._ahead_of())}</p>"

    def _ahead_of(self) -> str:
        """What another round would have."""
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

    def _over(self) -> str:
        return text(en="Play another round", ja="もう1ラウンド")


class Due(Game):
    """A round of what is due today: what was wrong 1, 7 or 30 days ago."""

    call = "ws.review(go_on=True)"

    def __init__(self) -> None:
        self._today = date.today()
        super().__init__()

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to answer, or a round of this day to go on with."""
        return bool(self._round.key or self.count)

    @property
    def count(self) -> int:
        """How many questions are due."""
        return len(self._waiting())

    def _entries(self) -> dict[str, bank.Entry]:
        return {game.key_of(entry): entry for entry in game.askable()}

    def _waiting(self) -> list[str]:
        return [game.key_of(entry) for entry in spaced.due(game.askable(), self._today)]

    def _kept(self) -> Round:
        event = journal.latest(_HOME, "note", _DUE)
        held = event.answer if event and isinstance(event.answer, dict) else {}
        kept = rounds.read(held.get("round"))
        if kept and held.get("day") == self._today.isoformat():
            kept = kept.among(self._entries())
            if kept.key:
                return kept
        return self._another()

    def _keep(self) -> None:
        answer = {"day": self._today.isoformat(), "round": asdict(self._round)}
        journal.record(_HOME, "note", _DUE, answer=answer)

    def _another(self) -> Round:
        return Round(tuple(self._waiting()[: rounds.LENGTH]))

    def _origin(self, entry: bank.Entry) -> str:
        (lesson,) = (one for one in structure.load().lessons if one.id == entry.lesson)
        link = notebook.link(lesson)
        return text(
            en=f"You once got this wrong ({link}).{_beside(entry)}",
            ja=f"以前、正解できなかった問題です（{link}）。{_beside(entry)}",
        )

    def _outlook(self) -> str:
        said = text(
            en="What you got right comes back after a longer break, the rest tomorrow.",
            ja="正解した問題は前より間をあけて、そのほかの問題は明日、もう一度出ます。",
        )
        if left := self.count:
            said += text(en=f" Still due today: {left}.", ja=f"今日の残り：{left}問")
        return f"<p>{escape(said)}</p>" if self._round.marks else ""

    def _over(self) -> str:
        return text(en="Play another round", ja="もう1ラウンド")

    def _nothing(self) -> str:
        return text(en="No question is due today.", ja="今日、復習する問題はありません。")


def _beside(entry: bank.Entry) -> str:
    """Where to look for what a question speaks of, if it speaks of something."""
    if not entry.question.here_only:
        return ""
    return text(
        en=" What it speaks of is shown there.",
        ja="問題文に出てくるグラフなどは、そのレッスンにあります。",
    )
