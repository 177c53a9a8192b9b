"""What came out, to take along: a table for a spreadsheet, and a page for the report.

Counts only: neither says what one attendance has answered.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import NamedTuple

from mlworkshop.language import Language, Text, speaking, text
from mlworkshop.outcome import Outcome
from mlworkshop.room.polls import Lesson, Poll, Task, plain
from mlworkshop.room.store import Folded, key_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would compute
_COLUMNS = ("lesson", "kind", "id", "item", "en", "ja", "right", "first", "last")


class Line(NamedTuple):
    """One option, outcome or misconception, and how many it was."""

    lesson: str
    kind: str
    id: str
    item: str
    words: Text | None
    is_right: bool | None
    first: int | None
    last: int


def csv_of(folded: Folded) -> bytes:
    """A table for a spreadsheet: UTF-8, marked as such for Excel.

    Parameters
    ----------
    folded : Folded

    Returns
    -------
    bytes
        A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_COLUMNS)
    for line in _lines(folded):
        words = (plain(line.words.en), plain(line.words.ja)) if line.words else ("", "")
        right = {None: "", True: "yes", False: "no"}[line.is_right]
        first = "" if line.first is None else line.first
        table.writerow([*map(_cell, (*line[:4], *words, right)), first, line.last])
    return written.getvalue().encode("utf-8-sig")


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _lines(folded: Folded) -> Iterator[Line]:
    for lesson in folded.course.values():
        for poll in (*lesson.questions, *lesson.decisions):
            if folded.answered(poll.id):
                yield from _of_poll(folded, poll)
        for task in lesson.tasks:
            yield from _of_task(folded, lesson, task)


def _of_poll(folded: Folded, poll: Poll) -> Iterator[Line]:
    results = folded.results(poll)
    for option, words in poll.options.items():
        right = None if poll.right is None else option in poll.right
        first, last = results["first"][option], results["last"][option]
        yield Line(poll.lesson, poll.kind, poll.id, option, words, right, first, last)
    if poll.question is None:
        return  # nothing is right or wrong
    outcomes = results["outcomes"]
    for name in sorted(outcomes["first"].keys() | outcomes["last"].keys()):
        first, last = (outcomes[which].get(name, 0) for which in ("first", "last"))
        yield Line(poll.lesson, "outcome", poll.id, name, _label(name), None, first, last)


def _of_task(folded: Folded, lesson: Lesson, task: Task) -> Iterator[Line]:
    outcomes, met = folded.done(lesson.id, task)
    for name, count in outcomes.items():
        yield Line(lesson.id, "exercise", task.id, name, _label(name), None, None, count)
    for name, count in met.most_common():
        says = task.diagnoses[name]
        yield Line(lesson.id, "misconception", task.id, name, says, None, None, count)


def _label(outcome: str) -> Text:
    words = {}
    for language in ("en", "ja"):
        with speaking(language):
            words[language] = Outcome(outcome).label
    return Text(**words)


def page_of(folded: Folded, language: Language) -> str:
    """One page for the report, which needs nothing else and can be printed.

    Parameters
    ----------
    folded : Folded
    language : str

    Returns
    -------
    str
        HTML.
    """
    with speaking(language):
        title = text(en="How the room answered", ja="ルームの回答結果")
        count = len(folded.attendances)
        people = text(
            en=f"{date.today()}: {count} taking part when this was written",
            ja=f"{date.today()}　書き出したときの参加者：{count}人",
        )
        parts = "".join(_section(folded, lesson, language) for lesson in folded.course.values())
        nothing = text(en="No one has answered anything yet.", ja="まだ誰も回答していません。")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1><p>{escape(people)}</p>"
        f"{parts or f'<p>{escape(nothing)}</p>'}</body></html>"
    )


def _section(folded: Folded, lesson: Lesson, language: Language) -> str:
    polls = [each for each in (*lesson.questions, *lesson.decisions) if folded.answered(each.id)]
    asked = "".join(_table_of_poll(folded, each, language) for each in polls)
    done = _table_of_tasks(folded, lesson, language)
    heading = f"<h2>{escape(lesson.title.of(language))}</h2>"
    return heading + asked + done if asked or done else ""


def _table_of_poll(folded: Folded, poll: Poll, language: Language) -> str:
    total = folded.answered(poll.id)
    rows = []
    for line in _of_poll(folded, poll):
        words = plain(line.words.of(language)) if line.words else line.item
        mark = text(en=" (right)", ja="（正解）") if line.is_right else ""
        rows.append(
            f"<tr><td>{escape(words)}{mark}</td>{_bar(line.first or 0, total)}"
            f"{_bar(line.last, total)}</tr>"
        )
    heads = (
        text(en="answer", ja="回答"),
        text(en="first try", ja="1回目"),
        text(en="last try", ja="最後の回答"),
    )
    answers = text(en=f"{total} answered", ja=f"回答者{total}人")
    return (
        f"<h3>{escape(plain(poll.prompt.of(language)))}</h3><p>{answers}</p><table><thead><tr>"
        f"{''.join(f'<th>{each}</th>' for each in heads)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _table_of_tasks(folded: Folded, lesson: Lesson, language: Language) -> str:
    rows = []
    for task in lesson.tasks:
        total = folded.answered(key_of(lesson.id, task.id))
        for line in _of_task(folded, lesson, task):
            words = plain(line.words.of(language)) if line.words else line.item
            rows.append(
                f"<tr><td>{escape(plain(task.title.of(language)))}</td><td>{escape(words)}</td>"
                f"{_bar(line.last, total)}</tr>"
            )
    if not rows:
        return ""
    heads = (
        text(en="exercise", ja="演習"),
        text(en="outcome or misconception", ja="結果・多かった誤解"),
        text(en="people", ja="人数"),
    )
    return (
        f"<table><thead><tr>{''.join(f'<th>{each}</th>' for each in heads)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _bar(count: int, total: int) -> str:
    share = round(100 * count / total) if total else 0
    return f'<td>{count} <span class="bar" style="width:{share / 10:.1f}em"></span></td>'


_STYLE = (
    "body{font:100%/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%;margin-bottom:1.5rem}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "h3{white-space:pre-line}.bar{display:inline-block;height:.7em;background:#0b57a4;"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact}"
)
