"""The final check: questions from all modules, each with one turn, and what the result says.

Before the first question the attendee says how many they expect to get right. After half of the
questions there is a result, and the other half is offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from html import escape
from math import sqrt

import ipywidgets as widgets

from mlworkshop import fields, journal, notebook
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import counted, text
from mlworkshop.questions import bank, game, sittings, spaced
from mlworkshop.questions.game import Game
from mlworkshop.questions.rounds import Round
from mlworkshop.questions.sittings import Candidate, Score, Sitting

__all__ = ["HOME", "begun", "drawn", "final_check", "kinds", "score"]

HOME = "m3-organisation/05-wrap-up"  # the lesson that has the check
_NOTE = "final check"  # key of the sitting

_STYLE = """
.mlw .mlw-score { table-layout: auto; }
.mlw .mlw-score th, .mlw .mlw-score td { text-align: left; }
"""


def final_check(*, expected: Sequence[float] | None = None, go_on: bool = False) -> None:
    """Take the final check: ten questions from all modules, and ten more for those who like.

    A check that is not finished goes on where it was left. The next one prefers questions that were
    not drawn before, then those that were not right.

    Parameters
    ----------
    expected : sequence of float, optional
        How many of the first ten you expect to get right, a number for each module.
    go_on : bool
        Do what the main button does, where buttons do not show: begin, take the next question, or
        another ten after the end.

    Raises
    ------
    WorkshopError
        If a number does not fit.
    """
    check = _Check()
    if expected is not None and not check.has_begun:
        check.expect(expected)
    elif go_on:
        check.onward()
    check.show()


def score() -> Score | None:
    """The result of the check that was finished last; None before there is one."""
    sitting = _held()
    return sitting.score if sitting else None


def drawn() -> set[str]:
    """Keys of the questions, "id:version", that the check has asked so far."""
    sitting = _held()
    return {*sitting.past, *sitting.round.marks, *sitting.round.waiting[:1]} if sitting else set()


def begun() -> frozenset[str]:
    """Lessons in which something was done; that the check asked about one is not enough."""
    asked = drawn()
    return frozenset(
        event.lesson
        for event in journal.events()
        if not spaced.is_about(event)
        and not (event.kind == "quiz" and f"{event.key}:{event.version}" in asked)
    )


def kinds() -> list[str]:
    """The kinds of the questions that a check may draw."""
    return [entry.question.kind for entry in _pool().values()]


def _pool() -> dict[str, bank.Entry]:
    """What a check may ask, by key: all that makes sense away from its lesson, in others."""
    return {
        game.key_of(entry): entry
        for entry in game.askable()
        if not entry.question.here_only and entry.lesson != HOME and structure.is_open(entry.lesson)
    }


def _module_of() -> dict[str, str]:
    return {entry.id: each.id for each in structure.load().modules for entry in each.lessons}


def _candidates() -> list[Candidate]:
    module = _module_of()
    return [
        Candidate(key, module[entry.lesson], (entry.lesson, entry.question.objective))
        for key, entry in _pool().items()
    ]


def _held() -> Sitting | None:
    event = journal.latest(HOME, "note", _NOTE)
    return sittings.read(event.answer) if event else None


class _Check(Game):
    """A sitting of the check on display."""

    call = "ws.final_check(go_on=True)"

    def __init__(self) -> None:
        self._modules = {each.id: str(each.title) for each in structure.load().modules}
        self._expecting = widgets.VBox([])
        super().__init__()
        self.widget.children = [self._standing, self._expecting, *self.widget.children[1:]]

    @property
    def has_begun(self) -> bool:
        """Whether the attendee has said what they expect, or left that out."""
        return self._sitting.has_begun

    def expect(self, expected: Sequence[float]) -> None:
        """Begin, with how many of each module's questions the attendee expects to get right."""
        asked = self._fields()
        if not isinstance(expected, list | tuple) or len(expected) != len(asked):
            raise WorkshopError(
                text(
                    en=f"expected={shown(expected)} does not fit: give {len(asked)} numbers, one "
                    "for each module.",
                    ja=f"expected={shown(expected)} は使えません。モジュールごとに1つずつ、"
                    f"{len(asked)}個の数を指定してください。",
                )
            )
        numbers = zip(asked.values(), expected, strict=True)
        read = [int(field.read(number)) for field, number in numbers]
        self._begin(dict(zip(asked, read, strict=True)))

    def onward(self) -> None:
        if not self.has_begun:
            entered = {id_: field.value for id_, field in self._asked.items()}
            self._begin({id_: int(value) for id_, value in entered.items() if value is not None})
        else:
            super().onward()

    def static(self) -> str:
        if self.has_begun or not self._round.key:
            return super().static()
        counts = [count for _, count in self._counts()]
        says = text(en="From code, a number for each:", ja="コードで答えるには、順に数を並べます：")
        listed = "".join(f"<li>{escape(field.label)}</li>" for field in self._fields().values())
        call = f"ws.final_check(expected={counts})"
        return f"{self._standing.value}<ul>{listed}</ul><p>{says} <code>{escape(call)}</code></p>"

    def plain(self) -> str:
        if self.has_begun or not self._round.key:
            return super().plain()
        return text(en="Final check", ja="修了チェック")

    # What this kind of round decides.

    def _entries(self) -> dict[str, bank.Entry]:
        return _pool()

    def _kept(self) -> Round:
        held = _held()
        sitting = held.among(self._entries()) if held else None
        if sitting is None or not sitting.drawn:
            sitting = sittings.begin(_candidates(), sitting)
        self._sitting = sitting
        return sitting.round

    def _keep(self) -> None:
        self._sitting = replace(self._sitting, round=self._round)
        journal.record(HOME, "note", _NOTE, answer=asdict(self._sitting))

    def _another(self) -> Round:
        if self._sitting.rest:
            self._sitting = self._sitting.extended()
        else:
            self._sitting = sittings.begin(_candidates(), self._sitting)
        return self._sitting.round

    def _origin(self, entry: bank.Entry) -> str:
        module = self._modules[_module_of()[entry.lesson]]
        return escape(f"{module} · {structure.header_of(entry.lesson).title}")

    def _over(self) -> str:
        if more := len(self._sitting.rest):
            return text(en=counted(more, "more question"), ja=f"あと{more}問解く")
        return text(en="Take another check", ja="別の問題でもう一度")

    def _nothing(self) -> str:
        return text(en="There is nothing to ask yet.", ja="出題できる問題がまだありません。")

    # Before the first question.

    def _begin(self, expected: dict[str, int]) -> None:
        self._sitting = replace(self._sitting, has_begun=True, expected=expected)
        self._keep()
        self._lay(afresh=True)

    def _counts(self) -> list[tuple[str, int]]:
        """How many of the first questions each module has."""
        module, entries = _module_of(), self._entries()
        found = Counter(module[entries[key].lesson] for key in self._sitting.first_half)
        return [(id_, found[id_]) for id_ in self._modules if found[id_]]

    def _fields(self) -> dict[str, fields.Amount]:
        return {
            id_: fields.Amount(
                text(
                    en=f"{self._modules[id_]}: how many of {count} will you get right?",
                    ja=f"{self._modules[id_]}：{count}問中、何問正解できそうですか",
                ),
                lowest=0,
                highest=count,
                whole=True,
            )
            for id_, count in self._counts()
        }

    def _lay(self, afresh: bool) -> None:
        if self.has_begun or not self._round.key:
            self._expecting.children = []
            super()._lay(afresh)
            return
        self._asked = self._fields()
        self._expecting.children = [field.widget for field in self._asked.values()]
        self._table.children = []
        count = len(self._sitting.first_half)
        says = text(
            en=f"{count} questions from all modules are waiting. How sure are you?",
            ja=f"全モジュールから{count}問が出ます。どのくらい自信がありますか。",
        )
        self._standing.value = f'<p role="status">{says}</p>'
        self._button.description = self._button.tooltip = text(
            en="Begin the check →", ja="チェックを始める →"
        )
        self._button.add_class("mlw-main")

    # After the last one.

    def _title(self) -> str:
        if self._round.key or not self._round.count:
            return super()._title()
        result = self._sitting.score
        assert result
        said = text(
            en=f"Right: {result.right} of {result.of}.", ja=f"{result.of}問中{result.right}問正解"
        )
        if result.skipped:
            said += text(
                en=f" Left out: {result.skipped}.", ja=f"（飛ばした問題：{result.skipped}問）"
            )
        return said

    def _result(self) -> str:
        if not self._round.count:
            return f"<p>{escape(self._nothing())}</p>"
        return (
            f'<div role="status"><style>{_STYLE}</style>'
            f"<p><strong>{escape(self._title())}</strong> {escape(self._how_sure())}</p>"
            f"{self._by_module()}{self._outlook()}</div>"
        )

    def _how_sure(self) -> str:
        """What so few questions leave open, unless some were left out on purpose."""
        result = self._sitting.score
        assert result
        if result.skipped:
            return ""
        low, high = _wilson(result)
        return text(
            en=f"So few questions leave a wide margin: on all questions of this kind, between "
            f"{low:.0%} and {high:.0%} right would fit this result.",
            ja=f"問題数が少ないので、幅を見ておきましょう。同じような問題をすべて解いたときの正解率が"
            f"{low:.0%}から{high:.0%}のどこであっても、この結果と矛盾しません。",
        )

    def _by_module(self) -> str:
        """A table: what was right, and what was expected of the first half."""
        marks, entries, module = self._round.marks, self._entries(), _module_of()
        expected, is_half = self._sitting.expected, len(marks) <= sittings.HALF
        columns = [text(en="Module", ja="モジュール"), text(en="Right", ja="正解")]
        if expected and not is_half:
            columns.append(text(en="Right in the first half", ja="前半の正解"))
        if expected:
            columns.append(text(en="Expected", ja="予想"))
        rows = []
        for id_, title in self._modules.items():
            keys = [key for key in marks if module[entries[key].lesson] == id_]
            if not keys:
                continue
            cells = [_of(keys, self._round)]
            if expected and not is_half:
                first = [key for key in keys if key in self._sitting.first_half]
                cells.append(_of(first, self._round))
            if expected:
                cells.append(str(expected.get(id_, "–")))
            rows.append(
                f'<tr><th scope="row">{escape(title)}</th>'
                f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
            )
        head = "".join(f'<th scope="col">{column}</th>' for column in columns)
        return (
            f'<table class="mlw-score"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )

    def _outlook(self) -> str:
        """Which lessons to open again, by module."""
        lessons = {entry.id: entry for entry in structure.load().lessons}
        entries = self._entries()
        again = Counter(
            entries[key].lesson for key, mark in self._round.marks.items() if mark != "right"
        )
        if not again:
            well = text(en="Everything was right.", ja="全問正解です。")
            return f"<p>{well}</p>"
        title = text(en="Worth opening again:", ja="もう一度開くとよいレッスン：")
        items = "".join(
            f"<li>{notebook.link(entry)}</li>" for id_, entry in lessons.items() if id_ in again
        )
        return f"<p>{title}</p><ul>{items}</ul>"


def _of(keys: Sequence[str], round_: Round) -> str:
    right = sum(round_.marks[key] == "right" for key in keys)
    return text(en=f"{right} of {len(keys)}", ja=f"{len(keys)}問中{right}問")


def _wilson(result: Score) -> tuple[float, float]:
    """The 95% score interval for the share; `measures.wilson` says the same and needs numpy."""
    z, share, of = 1.96, result.right / result.of, result.of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)
