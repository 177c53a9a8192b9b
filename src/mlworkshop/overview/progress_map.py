"""The map of the course: what there is, what is done, what was missed, what comes next."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from html import escape, unescape
from pathlib import Path
from typing import Literal, get_args

import ipywidgets as widgets

from mlworkshop import files, journal, notebook, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, cut
from mlworkshop.exercise import store
from mlworkshop.language import Text, counted, text
from mlworkshop.outcome import Outcome
from mlworkshop.overview import timetable
from mlworkshop.questions import bank, final_check, history
from mlworkshop.questions.review import Due

__all__ = ["export_progress", "finished", "import_progress", "plain", "progress", "right"]

_Kind = Literal["quiz", "exercise"]
_DONE = {Outcome.RIGHT, Outcome.KEPT}
_TRIED = {outcome.value: outcome for outcome in Outcome if outcome is not Outcome.NOT_ATTEMPTED}
_FILE = "mlworkshop-progress.jsonl"
_GIST = 70  # letters of a question that name it

# JupyterLab sets tables flush right, with columns of one width.
_STYLE = """
.mlw .mlw-map { width: 100%; table-layout: auto; }
.mlw .mlw-map caption { text-align: left; }
.mlw .mlw-map th, .mlw .mlw-map td { text-align: left; white-space: nowrap; }
.mlw .mlw-map th[scope=row] { font-weight: normal; white-space: normal; width: 100%; }
"""


@dataclass(frozen=True)
class _Task:
    """A question or an exercise; whoever got it right once has done it, whatever came after."""

    kind: _Kind
    name: str
    optional: bool
    is_tried: bool
    is_done: bool

    def __str__(self) -> str:
        if self.kind == "quiz":
            return text(en=f"question: {self.name}", ja=f"問題：{self.name}")
        return text(en=f"exercise: {self.name}", ja=f"演習：{self.name}")


class _State(Enum):
    PLANNED = Text(en="In preparation", ja="準備中")
    OPEN = Text(en="Not started", ja="未着手")
    BEGUN = Text(en="Started", ja="途中")
    FINISHED = Text(en="Finished", ja="完了")


# Beside the words, and not in plain text: few terminals on Windows have them.
_SIGNS = {_State.PLANNED: "–", _State.OPEN: "○", _State.BEGUN: "◐", _State.FINISHED: "✓"}


@dataclass(frozen=True)
class _Lesson:
    """A lesson with all its questions and exercises.

    Parameters
    ----------
    entry : structure.Entry
    tasks : tuple of _Task
    is_begun : bool
        Whether something was done in it; that the final check asked about it is not enough.
    waits_for_check : bool
        Whether it has the final check, and that has no result yet.
    """

    entry: structure.Entry
    tasks: tuple[_Task, ...]
    is_begun: bool
    waits_for_check: bool

    @property
    def state(self) -> _State:
        """Finished when all of the core has been tried, right or not; code may always be left."""
        if not self.entry.is_open:
            return _State.PLANNED
        if not (self.is_begun and any(task.is_tried for task in self.tasks)):
            return _State.OPEN
        if all(task.is_tried or task.optional for task in self.tasks) and not self.waits_for_check:
            return _State.FINISHED
        return _State.BEGUN

    @property
    def missed(self) -> list[_Task]:
        """What was tried and never came out right."""
        return [task for task in self.tasks if task.is_tried and not task.is_done]

    @property
    def title(self) -> str:
        return str(self.entry.title)

    @property
    def link(self) -> str:
        """HTML of the title, leading to the notebook."""
        return notebook.link(self.entry)

    @property
    def minutes(self) -> str:
        core = timetable.of_entry(self.entry).core
        return text(en=f"{core} min", ja=f"{core}分")

    @property
    def line(self) -> str:
        """All about it but what was missed."""
        counts = ""
        if self.entry.is_open:
            quiz, done = self.right("quiz"), self.right("exercise")
            counts = text(
                en=f", questions right: {quiz}, exercises right: {done}",
                ja=f"、正解した問題：{quiz}、正解した演習：{done}",
            )
        return text(
            en=f"{self.title} ({self.minutes}): {self.state.value}{counts}",
            ja=f"{self.title}（{self.minutes}）：{self.state.value}{counts}",
        )

    def right(self, kind: _Kind) -> str:
        """How many of its questions or exercises came out right, of how many."""
        done = [task.is_done for task in self.tasks if task.kind == kind]
        if not done:
            return text(en="none", ja="なし")
        return text(en=f"{sum(done)} of {len(done)}", ja=f"{len(done)}問中{sum(done)}問")


def progress() -> None:
    """Show the map of the course with what you have done, missed and left.

    Questions that are due for review today can be answered below it.
    """
    due = Due()
    if not due.is_wanted:
        ui.still(_html(_lessons()), plain())
        return
    called = f"<p><strong>{escape(_due(due.count))}</strong></p>"
    whole = widgets.VBox([ui.html(_html(_lessons())), ui.html(called), due.widget])
    ui.show(whole, f"{_html(_lessons())}{called}{due.static()}", plain())


def plain() -> str:
    """The map as plain text, for terminals.

    Returns
    -------
    str
        Lines without columns: how wide Japanese is, only the terminal knows.
    """
    lessons = _lessons()
    lines = [_summary(lessons), _ahead(lessons, link=False)]
    if count := Due().count:
        lines.append(f"{_due(count)} ws.review()")
    for module in structure.load().modules:
        lines += ["", str(module.title)]
        for lesson in (lessons[entry.id] for entry in module.lessons):
            lines.append(f"  {lesson.line}")
    lines += ["", _meaning()]
    for lesson in lessons.values():
        if lesson.missed:
            lines += ["", _again(lesson.title), *(f"  {task}" for task in lesson.missed)]
    return "\n".join([*lines, *_trouble()])


def right(lessons: Collection[str]) -> dict[_Kind, tuple[int, int]]:
    """How many questions and exercises of some lessons came out right, and of how many.

    Parameters
    ----------
    lessons : collection of str
        Their ids; those in preparation have none.
    """
    tasks = [task for id_, lesson in _lessons().items() if id_ in lessons for task in lesson.tasks]
    kinds: tuple[_Kind, ...] = get_args(_Kind)
    of_kind = {kind: [task.is_done for task in tasks if task.kind == kind] for kind in kinds}
    return {kind: (sum(done), len(done)) for kind, done in of_kind.items()}


def finished() -> tuple[list[structure.Entry], list[structure.Entry]]:
    """The lessons that are finished, and those that are begun, in the order of the course."""
    lessons = _lessons().values()
    done = [lesson.entry for lesson in lessons if lesson.state is _State.FINISHED]
    begun = [lesson.entry for lesson in lessons if lesson.state is _State.BEGUN]
    return done, begun


def export_progress(path: str | Path = _FILE) -> None:
    """Write your progress to one file, to take it to another machine.

    Parameters
    ----------
    path : str or Path
        A file that exists keeps what an earlier export left in it.

    Raises
    ------
    WorkshopError
        If the file cannot be written, or holds something else.
    """
    path = files.named(path, _FILE)
    count = journal.export(path)
    if count:
        call = f"ws.import_progress({'' if str(path) == _FILE else repr(path.name)})"
        said = text(
            en=f"Your progress is in the file {path} (records: {count}). To download it, "
            "right-click it in the file browser on the left. Next time, upload it beside a "
            f"notebook and run {call}.",
            ja=f"進み具合を {path} に書き出しました（{count}件）。左のファイルブラウザーで"
            "ファイルを右クリックするとダウンロードできます。次回は、ノートブックと同じフォルダーに"
            f"アップロードして {call} を実行してください。",
        )
    else:
        said = text(
            en="There is no progress to save yet. Answer a question first.",
            ja="まだ記録がありません。問題や演習に取り組んでから実行してください。",
        )
    _say(said)


def import_progress(path: str | Path = _FILE) -> None:
    """Add the progress that `export_progress` wrote; doing it twice adds nothing twice.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    WorkshopError
        If the file cannot be read or holds no progress; then nothing has changed.
    """
    path = files.named(path, _FILE)
    if not os.path.exists(path):  # unlike Path's own, it takes any name
        asked = cut(str(path))
        raise WorkshopError(
            text(
                en=f"There is no file {asked} in this notebook's folder. Open that folder in the "
                "file browser on the left, drag the file onto it, and run this again.",
                ja=f"このノートブックのフォルダーに {asked} が見つかりません。"
                "左のファイルブラウザーでこのフォルダーを開き、ファイルをドラッグしてアップロードしてから、もう一度実行して"
                "ください。",
            )
        )
    count = journal.import_(path)
    _say(
        text(
            en=f"Your progress has been restored (new records: {count}). Run the cells of a lesson "
            "again to see your answers there.",
            ja=f"進み具合を読み込みました（新しい記録：{count}件）。レッスンのセルを実行し直すと、"
            "以前の答えが表示されます。",
        )
    )


def _say(message: str) -> None:
    said = [message, *_trouble()]
    ui.still("".join(f"<p>{escape(line)}</p>" for line in said), "\n".join(said))


def _lessons() -> dict[str, _Lesson]:
    """All lessons by their id, in the order of the course."""

    def task(
        kind: _Kind, name: str, outcomes: Collection[Outcome], optional: bool = False
    ) -> _Task:
        is_done = not _DONE.isdisjoint(outcomes)
        return _Task(kind, name, optional, is_tried=bool(outcomes), is_done=is_done)

    def tasks(entry: structure.Entry) -> Iterator[_Task]:
        lesson, optional = entry.id, timetable.optional_parts(entry)
        for asked in bank.entries():
            if asked.lesson == lesson:
                outcomes = {earlier.grade.outcome for earlier in history.all_of(asked)}
                may_be_left = asked.question.review or asked.question.id in optional
                yield task("quiz", _gist(str(asked.question.prompt)), outcomes, may_be_left)
        for made in store.of_lesson(lesson).values():
            events = journal.about(lesson, "exercise", made.id, made.version)
            outcomes = {_TRIED[event.outcome] for event in events if event.outcome in _TRIED}
            yield task("exercise", str(made.title), outcomes, made.code or made.id in optional)

    def waits_for_check(entry: structure.Entry) -> bool:
        return entry.id == final_check.HOME and final_check.score() is None

    begun = final_check.begun()
    return {
        entry.id: _Lesson(
            entry,
            tuple(tasks(entry)) if entry.is_open else (),
            is_begun=entry.id in begun,
            waits_for_check=waits_for_check(entry),
        )
        for entry in structure.load().lessons
    }


def _gist(prompt: str) -> str:
    """The beginning of a question, without Markdown, to name it by."""
    words = unescape(re.sub("<[^>]*>", "", ui.markdown(prompt)))
    words = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", words)  # Japanese has no spaces
    words = " ".join(words.split())
    return words if len(words) <= _GIST else f"{words[:_GIST].rstrip()}…"


def _summary(lessons: dict[str, _Lesson]) -> str:
    states = [lesson.state for lesson in lessons.values() if lesson.entry.is_open]
    finished = states.count(_State.FINISHED)
    return text(
        en=f"You have finished {finished} of {len(states)} available lessons.",
        ja=f"公開中の{len(states)}レッスンのうち、完了したのは{finished}レッスンです。",
    )


def _meaning() -> str:
    """What a state promises that its word alone does not say."""
    finished = _State.FINISHED.value
    return text(
        en=f'"{finished}" means that you have tried all core questions and exercises of the '
        "lesson, whether right or wrong. Code exercises and optional parts may be left out. "
        "Anything you have got right once still counts.",
        ja=f"「{finished}」は、レッスンの本編の問題と演習にひととおり取り組んだという意味です"
        "（正解でなくてもかまいません。コードを書く演習と省略可の部分は任意です）。"
        "一度正解したものは、その後に間違えても正解として数えます。",
    )


def _ahead(lessons: dict[str, _Lesson], link: bool) -> str:
    """What comes next: the first open lesson that is not finished."""
    for lesson in lessons.values():
        if lesson.state in (_State.OPEN, _State.BEGUN):
            title = lesson.link if link else lesson.title
            return text(
                en=f"Next: {title} ({lesson.minutes})",
                ja=f"次のレッスン：{title}（{lesson.minutes}）",
            )
    return text(
        en="You have finished all available lessons.", ja="公開中のレッスンはすべて終わりました。"
    )


def _due(count: int) -> str:
    """How many questions come back today."""
    return text(
        en=f"Due for review today: {counted(count, 'question')} that you once got wrong.",
        ja=f"今日の復習：以前、正解できなかった問題が{count}問あります。",
    )


def _html(lessons: dict[str, _Lesson]) -> str:
    columns = (
        text(en="Lesson", ja="レッスン"),
        text(en="Time", ja="時間"),
        text(en="Questions right", ja="正解した問題"),
        text(en="Exercises right", ja="正解した演習"),
        text(en="State", ja="状態"),
    )
    caption = text(en="Map of the course", ja="コースの地図")
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    parts = [
        f"<style>{_STYLE}</style>",
        f"<p><strong>{_summary(lessons)}</strong> {_ahead(lessons, link=True)}</p>",
        f'<table class="mlw-map"><caption>{caption}</caption><thead><tr>{head}</tr></thead>',
    ]
    for module in structure.load().modules:
        title = escape(str(module.title))
        parts.append(f'<tbody><tr><th scope="rowgroup" colspan="{len(columns)}">{title}</th></tr>')
        parts += [_row(lessons[entry.id]) for entry in module.lessons]
        parts.append("</tbody>")
    parts.append(f"</table><p>{escape(_meaning())}</p>")
    for lesson in lessons.values():
        if lesson.missed:
            items = "".join(f"<li>{escape(str(task))}</li>" for task in lesson.missed)
            parts.append(f"<p>{_again(lesson.link)}</p><ul>{items}</ul>")
    parts += [f"<p>{escape(trouble)}</p>" for trouble in _trouble()]
    return "".join(parts)


def _row(lesson: _Lesson) -> str:
    counts = [lesson.right("quiz"), lesson.right("exercise")] if lesson.entry.is_open else ["", ""]
    cells = [lesson.minutes, *counts, f"{_SIGNS[lesson.state]} {lesson.state.value}"]
    return (
        f'<tr><th scope="row">{lesson.link}</th>'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _again(title: str) -> str:
    return text(en=f"To try again in {title}:", ja=f"もう一度挑戦しましょう（{title}）：")


def _trouble() -> list[str]:
    return [trouble] if (trouble := journal.trouble()) else []
