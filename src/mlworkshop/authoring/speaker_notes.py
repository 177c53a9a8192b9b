"""The speaker's page of a lesson: what the instructor knows and attendees do not see.

For a second screen or for paper, beside the notebook that the room looks at: by section the notes,
the minutes on a running clock, the answers with what is behind each wrong one, and what can be
left out when time runs short.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

from mlworkshop import ui
from mlworkshop.activities import base
from mlworkshop.course import course_files, lesson, minutes, structure, syntax
from mlworkshop.course.lesson import Cell, Lesson, Section
from mlworkshop.course.minutes import Minutes
from mlworkshop.exercise import store
from mlworkshop.exercise.check import Exercise
from mlworkshop.language import Language, Text, colon, joined, speaking, text
from mlworkshop.overview import timetable
from mlworkshop.questions import answer_key, bank
from mlworkshop.questions.kinds import AnyQuestion

__all__ = ["FOLDER", "page", "write"]

FOLDER = Path("teaching/notes")  # below the course's folder; git ignores it

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; max-width: 50em; margin: 1.5em auto; padding: 0 1em; }
h1 { font-size: 1.6em; line-height: 1.25; margin: 0 0 .3em; }
h2 { font-size: 1.2em; margin: 1.6em 0 .3em; padding-top: .5em; border-top: 2px solid; }
h3 { font-size: 1em; margin: 1em 0 .2em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2em .8em .2em 0;
  border-bottom: 1px solid #8888; }
td:nth-child(n + 2), th:nth-child(n + 2) { text-align: right; white-space: nowrap; }
.clock { font-weight: normal; font-size: .8em; white-space: nowrap; }
.says { border-inline-start: 4px solid; padding-inline-start: .8em; margin: .5em 0; }
.right { font-weight: bold; }
ul { margin: .2em 0; padding-inline-start: 1.4em; }
li > p, .right > p { margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@page { size: A4; margin: 15mm; }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; } li, .says { break-inside: avoid; } }
"""

_TITLE = Text(en="speaker's notes", ja="講師用メモ")
_NO_NOTES = Text(en="There are no notes for this section.", ja="この節のメモはありません。")
_WHY_RIGHT = Text(en="Why", ja="理由")
_SLIPS = Text(
    en="What people answer instead, and what to say", ja="よくある誤答と、その考え方への答え"
)
_NO_RIGHT = Text(
    en="No right or wrong: let two people read theirs aloud. It goes into the plan.",
    ja="正解はありません。2人ほどに読み上げてもらいます。答えは計画書に入ります。",
)
_CODE = Text(en="code, may be left out", ja="コード・省略可")
_SOLVED = Text(
    en="All plots and tables are in the solved lesson:",
    ja="グラフと表は、解答済みのレッスンにあります：",
)
# A field of a solved exercise as `Form.static` writes it: its label, what there is to choose, ours.
_FIELD = re.compile(r"<p>([^<]*)<br>(?:[^<]*<br>)*<strong>([^<]*)</strong></p>")
_STUCK = Text(en="When they are stuck", ja="行き詰まったとき")
_THEN = Text(en="When it is solved", ja="解けたあとに伝えること")


@dataclass
class _Part:
    """A section as it goes onto the page: its heading in both languages, and HTML below it."""

    key: str  # the English heading
    heading: str
    blocks: list[str]


def write(id_: str, language: Language, folder: Path | None = None) -> Path:
    """Write the speaker's page of a lesson to a file.

    Parameters
    ----------
    id_ : str
        The lesson, such as `m1-intro/02-spam`.
    language : {"en", "ja"}
    folder : Path, optional
        By default `FOLDER` in the course's folder.

    Returns
    -------
    Path
        The file: UTF-8, needs nothing else.

    Raises
    ------
    WorkshopError
        If there is no such lesson.
    """
    path = (folder or structure.root() / FOLDER) / f"{id_.replace('/', '-')}.{language}.html"
    words = page(id_, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    course_files.write(path, words)
    return path


def page(id_: str, language: Language) -> str:
    """The speaker's page of a lesson, as HTML.

    Parameters
    ----------
    id_ : str
        The lesson, such as `m1-intro/02-spam`.
    language : {"en", "ja"}

    Returns
    -------
    str

    Raises
    ------
    WorkshopError
        If there is no such lesson.
    CourseFileError
        If its files have mistakes.
    """
    structure.require(id_)
    read = lesson.read(structure.source_of(id_))
    with speaking(language):
        parts = _parts(read, language)
        taken = {section.heading: section for section in timetable.sections(id_)}
        whole = timetable.of(read)
        title = f"{read.header.title.of(language)} · {_TITLE}"
        body = [
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(id_)} · {_length(whole)}</p>",
            f"<p>{_SOLVED} <code>solutions/{language}/{escape(id_)}.ipynb</code></p>",
            _plan(parts, taken),
            _when_late(parts, taken),
        ]
        for part, begins, takes in _clocked(parts, taken):
            heading = part.heading or text(en="Start", ja="はじめ")
            length = f" · {_length(takes)}" if takes.core or takes.optional else ""
            clock = f"{_clock(begins)}{length}"
            body.append(f'<h2>{ui.inline(heading)} <span class="clock">{clock}</span></h2>')
            body += part.blocks
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _parts(read: Lesson, language: Language) -> list[_Part]:
    """The lesson's sections in order, each with what the instructor needs in its order."""
    parts = []
    for section in lesson.sections(read.cells):
        key, blocks = section.heading("en"), list(_blocks(section, read, language))
        if not section.notes(language) and (key or blocks):
            blocks.insert(0, f'<p class="says"><em>{_NO_NOTES}</em></p>')
        if blocks:
            parts.append(_Part(key, section.heading(language), blocks))
    return parts


def _blocks(section: Section, read: Lesson, language: Language) -> Iterator[str]:
    """A section's notes, questions, exercises and activities in its order."""
    for cell in section.cells:
        if cell.role == "notes" and cell.language == language:
            yield f'<div class="says">{ui.markdown(_source(cell))}</div>'
        elif cell.kind == "code":
            yield from _about(cell, read, language)


def _source(cell: Cell) -> str:
    return joined(cell.source) if cell.language == "ja" else cell.source


def _about(cell: Cell, read: Lesson, language: Language) -> Iterator[str]:
    """What the instructor needs for the questions, exercises and activities of a cell."""
    tree = syntax.parsed(cell.source)
    if isinstance(tree, SyntaxError) or cell.role:
        return
    exercises = store.of_lesson(read.header.id)
    for name, call in syntax.calls(tree):
        about = syntax.first_argument(call) or ""
        if name == "ws.quiz":
            yield _question(bank.find(about).question)
        elif name == "ws.check" and about in exercises:
            yield _exercise(exercises[about], read, language)
        elif name == "ws.review":
            for entry in bank.entries():
                if entry.lesson == read.header.id and entry.question.review:
                    yield _question(entry.question)
        elif name.startswith(syntax.ACTIVITIES):
            kind = base.kinds().get(name.removeprefix(syntax.ACTIVITIES))
            if kind:
                label = text(en="Activity:", ja="アクティビティ：")
                length = _minute(math.ceil(kind.minutes))
                yield f"<h3>{label} {escape(str(kind.title))} · {length}</h3>"


def _question(question: AnyQuestion) -> str:
    key = answer_key.of(question)
    label = text(en="Question", ja="問題")
    lines = [
        f"<h3>{label} <code>{escape(question.id)}</code></h3>",
        ui.markdown(str(question.prompt)),
    ]
    if not key.right:
        lines.append(f"<p>{escape(str(_NO_RIGHT))}</p>")
    else:
        lines.append('<div class="right">✓ ' + "<br>✓ ".join(_inline(key.right)) + "</div>")
    lines += [f"<p><strong>{_WHY_RIGHT}</strong>&ensp;{why}</p>" for why in _inline(key.whys)]
    if key.slips:
        rows = (
            f"<li>✗ {ui.inline(str(slip))} <br>{ui.inline(str(why))}</li>"
            for slip, why in key.slips
        )
        lines.append(f"<details open><summary>{_SLIPS}</summary><ul>{''.join(rows)}</ul></details>")
    return "\n".join(lines)


def _inline(texts: tuple[Text, ...]) -> list[str]:
    return [ui.inline(str(each).replace("\n", " ")) for each in texts]


def _exercise(exercise: Exercise, read: Lesson, language: Language) -> str:
    label = text(en="Exercise:", ja="演習：")
    mark = f" ({_CODE})" if exercise.code else ""
    lines = [f"<h3>{label} {ui.inline(str(exercise.title))}{escape(mark)}</h3>"]
    if exercise.code:
        solution = read.code_of(exercise.id, "solution").source
        lines.append(f"<pre><code>{escape(solution)}</code></pre>")
    elif answers := _answers(exercise, read.header.id, language):
        lines.append(f'<div class="right">✓ {"<br>✓ ".join(answers)}</div>')
    lines.append(f"<p><strong>{_THEN}</strong></p>{ui.markdown(str(exercise.why))}")
    if exercise.hints:
        steps = "".join(f"<li>{ui.inline(str(hint))}</li>" for hint in exercise.hints)
        lines.append(f"<p><strong>{_STUCK}</strong></p><ol>{steps}</ol>")
    slips = [each.says for each in exercise.misconceptions if each.says]
    if slips:
        rows = "".join(f"<li>{ui.inline(str(says))}</li>" for says in slips)
        lines.append(f"<details open><summary>{_SLIPS}</summary><ul>{rows}</ul></details>")
    return "\n".join(lines)


def _answers(exercise: Exercise, id_: str, language: Language) -> list[str]:
    """HTML of our answer to an exercise without code, a field each.

    It depends on what the lesson has computed until there, so it is read where that was done.
    """
    path = structure.root() / f"solutions/{language}/{id_}.ipynb"
    asks = re.compile(rf'ws\.check\(\s*"{exercise.id}"')
    with suppress(FileNotFoundError):
        for cell in json.loads(course_files.read(path))["cells"]:
            if asks.search("".join(cell["source"])):
                html = "".join(
                    "".join(each.get("data", {}).get("text/html", ""))
                    for each in cell.get("outputs", ())
                )
                return [f"{label}{colon()}{answer}" for label, answer in _FIELD.findall(html)]
    return []


def _clocked(
    parts: list[_Part], taken: dict[str, minutes.Section]
) -> Iterator[tuple[_Part, int, Minutes]]:
    """Each section with the minute in which it begins and its whole minutes.

    The clock is rounded up, and a section takes what lies between two readings of it: so the
    minutes add up to those of the lesson.
    """
    spent = 0.0
    for part in parts:
        section = taken.get(part.key)
        begins = math.ceil(spent / 60)
        spent += section.core if section else 0.0
        optional = math.ceil(section.optional / 60) if section else 0
        yield part, begins, Minutes(math.ceil(spent / 60) - begins, optional)


def _plan(parts: list[_Part], taken: dict[str, minutes.Section]) -> str:
    """The running clock, a row a section."""
    head = text(
        en="<th>Section<th>Begins<th>Core<th>Optional", ja="<th>節<th>開始<th>本編<th>省略可"
    )
    rows = []
    for part, begins, takes in _clocked(parts, taken):
        if part.key in taken:
            name = ui.inline(part.heading or text(en="Start", ja="はじめ"))
            core, optional = _minute(takes.core), _minute(takes.optional)
            rows.append(f"<tr><td>{name}<td>{_clock(begins)}<td>{core}<td>{optional}")
    return f"<table><thead><tr>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _when_late(parts: list[_Part], taken: dict[str, minutes.Section]) -> str:
    """How to catch up within the core, and what is optional anyway, the longest first."""
    title = text(en="When you are late", ja="時間が足りないとき")
    catch_up = text(
        en="In each section ask the first question alone, by show of hands, say the answer, and "
        "leave the others for home. Hear one voice instead of three. Keep the questions on "
        "people's own work: the plan needs those answers, and the next lesson needs none.",
        ja="各節の問題は1問目だけを挙手で聞いて答えを伝え、残りは持ち帰りにします。発言も3人ではなく1人に"
        "します。自分の仕事についての問いは、計画書で使うので省きません。次のレッスンは、どの答えがなくても"
        "始められます。",
    )
    optional = [
        (section.optional, ui.inline(part.heading))
        for part in parts
        if (section := taken.get(part.key)) and section.optional
    ]
    lines = [f"<h3>{title}</h3><p>{catch_up}</p>"]
    if optional:
        also = text(
            en="These parts are optional. The core minutes do not contain them:",
            ja="次の部分は省略可で、本編の時間には含まれていません。",
        )
        items = "".join(
            f"<li>{name} · {_minute(math.ceil(seconds / 60))}</li>"
            for seconds, name in sorted(optional, key=lambda row: -row[0])
        )
        lines.append(f"<p>{also}</p><ul>{items}</ul>")
    return "".join(lines)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _minute(number: int) -> str:
    """Nothing for none."""
    return text(en=f"{number} min", ja=f"{number}分") if number else ""


def _length(taken: Minutes) -> str:
    core = text(en=f"{taken.core} min core", ja=f"本編{taken.core}分")
    late = text(en=f"{taken.optional} min optional", ja=f"省略可{taken.optional}分")
    return " + ".join([core] * bool(taken.core) + [late] * bool(taken.optional))
