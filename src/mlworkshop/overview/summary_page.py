"""A module on one printed page: its ideas, questions to ask, words, own notes, next steps.

The page is a file of its own, which needs nothing else. Its texts stand in `summary.yml` beside
the module's lessons; how long they and the attendee's notes may be keeps it to one page.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field, field_validator

from mlworkshop import files, language, ui
from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.models import Listed, Model
from mlworkshop.overview import page_file, progress_map
from mlworkshop.plan import outline
from mlworkshop.questions import bank, history
from mlworkshop.questions.kinds import Open

__all__ = ["problems", "summary"]

# What may stand on the page, in widths of a Latin letter; a Japanese one takes two.
_IDEA = 240
_MEANS = 150
_NOTE = 180
_WORDS = 10

_MARK = '<meta name="generator" content="mlworkshop summary">'  # by which we know our own files

# Black on white, in points, for A4 and US Letter alike. The style of the preview in the notebook
# is the same, below its own class.
_STYLE = """
.mlw-page { font: 9.5pt/1.35 "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; color: #000000; background: #ffffff; max-width: 48em;
  margin: 0 auto; overflow-wrap: anywhere; }
.mlw-page .mlw-title { font-size: 15pt; line-height: 1.2; margin: 0 0 2pt; color: #000000; }
.mlw-page .mlw-part { font-size: 10.5pt; line-height: 1.2; margin: 7pt 0 2pt; color: #000000;
  padding-bottom: 1pt; border-bottom: 0.75pt solid #000000; }
.mlw-page p.mlw-row, .mlw-page ul { margin: 0 0 2pt; }
.mlw-page ul { padding-left: 1.2em; }
.mlw-page .mlw-words { columns: 2; column-gap: 16pt; }
.mlw-page .mlw-words p { break-inside: avoid; }
.mlw-page .mlw-notes p { display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 2; overflow: hidden; }
"""
_FRAME = """
.mlw .mlw-page { border: 1px solid #767676; padding: 1em 1.2em; margin: 0.4em 0; }
"""
_PRINT = """
@page { margin: 11mm; }
body { margin: 12mm; background: #ffffff; }
@media print {
  body { margin: 0; }
  .mlw-page { max-width: none; font-size: 8.8pt; line-height: 1.28; } }
"""


def _no_wider(limit: int, texts: Mapping[Any, Text] | Text) -> None:
    """Refuse texts, by their places, that would not fit onto the page."""
    placed = {(): texts} if isinstance(texts, Text) else {(at,): one for at, one in texts.items()}
    yaml_files.refuse(
        (
            (*place, lang),
            f"this is {_width(each.of(lang))} wide; {limit} fit onto the page.",
            "shorten it (a Japanese letter counts 2).",
        )
        for place, each in placed.items()
        for lang in language.LANGUAGES
        if _width(each.of(lang)) > limit
    )


class _Word(Model):
    """A word and what it means."""

    word: Text
    means: Text

    @field_validator("means")
    @classmethod
    def _check(cls, means: Text) -> Text:
        _no_wider(_MEANS, means)
        return means


class _Summary(Model):
    """What a module's `summary.yml` holds.

    Parameters
    ----------
    ideas : mapping of str to Text
        The main idea of each lesson, by the lesson's id; one line of Markdown, with the figure that
        matters.
    ask : tuple of Text
        Questions to ask when somebody shows a figure, with an example each; Markdown.
    words : tuple of _Word
        Ten at most.
    next : tuple of Text
        Steps to take after the module; one line of Markdown each.
    """

    ideas: dict[str, Text]
    ask: Annotated[Listed[Text], Field(max_length=3)]
    words: Annotated[Listed[_Word], Field(max_length=_WORDS)]
    next: Annotated[Listed[Text], Field(max_length=3)]

    @field_validator("ideas")
    @classmethod
    def _check_ideas(cls, ideas: dict[str, Text]) -> dict[str, Text]:
        _no_wider(_IDEA, ideas)
        return ideas

    @field_validator("ask", "next")
    @classmethod
    def _check_lines(cls, lines: tuple[Text, ...]) -> tuple[Text, ...]:
        _no_wider(_MEANS, dict(enumerate(lines)))
        return lines


def summary(module: str, path: str | Path | None = None) -> None:
    """Show a module on one page, to be written to a file and printed.

    Parameters
    ----------
    module : str
        Such as "m1-intro".
    path : str or Path, optional
        Where to write it at once, without the button; an earlier summary there is replaced.

    Raises
    ------
    WorkshopError
        If the module has no summary, or the file cannot be written or holds something else.
    """
    found = _found(module)
    says = "" if path is None else _written(found, files.named(path, _name(module)))
    said, preview = ui.html(says), ui.html(_preview(found))

    def write() -> None:
        try:
            said.value = _written(found, Path(_name(module)))
        except WorkshopError as error:
            said.value = f'<p role="status">{escape(str(error))}</p>'
        preview.value = _preview(found)

    label = text(en="Write this page to a file", ja="このページをファイルに保存する")
    button = ui.button(label, write)
    button.add_class("mlw-main")
    call = f'ws.summary("{module}", "{_name(module)}")'
    hint = text(en="No button below? Run", ja="下にボタンが出ないときは、次を実行してください：")
    static = f"{_preview(found)}{says}<p>{hint} <code>{escape(call)}</code></p>"
    live = widgets.VBox([preview, widgets.HBox([button]), said])
    ui.show(live, static, str(found.title))


def problems() -> list[Problem]:
    """What is wrong with the modules' summaries, for the authors."""
    found: list[Problem] = []
    for module in structure.load().modules:
        path = _source(module)
        if not path.exists():
            continue
        try:
            ideas = _read(path).ideas
        except CourseFileError as error:
            found += error.problems
            continue
        for lesson in set(ideas) - {entry.id for entry in module.lessons}:
            what = f"the module {module.id} has no lesson {lesson!r}."
            line = yaml_files.line_of(path, "ideas", lesson)
            found.append(Problem(path, line, what, "correct the id."))
    return sorted(found)


def _source(module: structure.Module) -> Path:
    return structure.root() / "lessons" / module.id / "summary.yml"


@lru_cache
def _read(path: Path) -> _Summary:
    return yaml_files.load(path, _Summary)


def _found(id_: object) -> structure.Module:
    """The module of an id, if it has a summary."""
    modules = [module for module in structure.load().modules if _source(module).exists()]
    for module in modules:
        if isinstance(id_, str) and module.id == id_:
            return module
    known = ", ".join(f'"{module.id}"' for module in modules)
    raise WorkshopError(
        text(
            en=f"There is no summary of {shown(id_)}. Use one of: {known}.",
            ja=f"{shown(id_)} のまとめはありません。次のどれかを指定してください：{known}",
        )
    )


def _name(module: str) -> str:
    return f"my-summary-{module}.html"


def _written(module: structure.Module, path: Path) -> str:
    """Write the page, and say in HTML where it is."""
    page = _page(module, time.strftime("%Y-%m-%d"))
    return page_file.written(path, page, _MARK, Text(en="summary", ja="まとめ"))


def _preview(module: structure.Module) -> str:
    """The page inside the notebook; without the date, which changes from run to run."""
    return f'<style>{_STYLE}{_FRAME}</style><div class="mlw-page">{_body(module, level=3)}</div>'


def _page(module: structure.Module, date: str) -> str:
    """The page as a whole document."""
    return f"""<!DOCTYPE html>
<html lang="{language.current()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{_MARK}
<title>{escape(str(module.title))}</title>
<style>{_STYLE}{_PRINT}</style>
</head>
<body>
<main class="mlw-page">{_body(module, date)}</main>
</body>
</html>
"""


def _body(module: structure.Module, date: str = "", level: int = 1) -> str:
    """What stands on the page; its headings begin at a level, from 1."""
    texts = _read(_source(module))
    parts = (
        (text(en="Main ideas", ja="要点"), _ideas(module, texts)),
        (
            text(en="When you are shown a number, ask", ja="数字を見せられたら尋ねること"),
            _list(texts.ask),
        ),
        (text(en="Words", ja="用語"), _glossary(texts)),
        (text(en="My own notes", ja="自分のメモ"), _notes(module)),
        (text(en="Next steps", ja="次の一歩"), _list(texts.next)),
    )
    title = f'<h{level} class="mlw-title">{escape(str(module.title))}</h{level}>'
    standing = _paragraph(" · ".join(filter(None, [date, _result(module)])))
    sections = (
        f'<section><h{level + 1} class="mlw-part">{escape(name)}</h{level + 1}>{content}</section>'
        for name, content in parts
    )
    return "".join([title, standing, *sections]).replace(" %", "&nbsp;%")  # never on its own line


def _result(module: structure.Module) -> str:
    right = progress_map.right([entry.id for entry in module.lessons])
    (questions, of_questions), (exercises, of_exercises) = right["quiz"], right["exercise"]
    return text(
        en=f"Questions right: {questions} of {of_questions} · "
        f"exercises right: {exercises} of {of_exercises}",
        ja=f"正解した問題：{of_questions}問中{questions}問 · "
        f"正解した演習：{of_exercises}問中{exercises}問",
    )


def _ideas(module: structure.Module, texts: _Summary) -> str:
    rows = [
        _row(str(entry.title), ui.inline(str(texts.ideas[entry.id])))
        for entry in module.lessons
        if entry.id in texts.ideas
    ]
    return "".join(rows)


def _glossary(texts: _Summary) -> str:
    rows = [_row(str(one.word), ui.inline(str(one.means))) for one in texts.words]
    return f'<div class="mlw-words">{"".join(rows)}</div>'


def _notes(module: structure.Module) -> str:
    """What the attendee wrote about their own work, cut where it goes on and on."""
    rows: list[str] = []
    was_cut = False
    # Not every open question is about the attendee's own work: those that the plan takes are.
    asked = {
        entry.lesson: entry
        for entry in bank.entries()
        if isinstance(entry.question, Open) and outline.takes(entry.lesson, entry.question.id)
    }
    for lesson in module.lessons:
        if lesson.id not in asked:
            continue
        if earlier := history.latest(asked[lesson.id]):
            words = " ".join(str(earlier.answer).split())[: 10 * _NOTE]
            short = _cut(words, _NOTE)
            was_cut |= short != words
            rows.append(_row(str(lesson.title), escape(short)))
    if not rows:
        none = text(
            en='None yet: they come from your answers to "Now think of your own work".',
            ja="まだありません。「ここで自分の…を考えてみましょう」への答えがここに入ります。",
        )
        return _paragraph(escape(none))
    aside = text(
        en='Notes that end in "…" have been shortened; the full text is in the lessons.',
        ja="末尾が「…」のメモは途中までです。全文は各レッスンに残っています。",
    )
    return f'<div class="mlw-notes">{"".join(rows)}</div>' + (_paragraph(aside) if was_cut else "")


def _list(lines: tuple[Text, ...]) -> str:
    return f"<ul>{''.join(f'<li>{ui.inline(str(line))}</li>' for line in lines)}</ul>"


def _row(term: str, description: str) -> str:
    """A term with its description, HTML, in one paragraph."""
    return _paragraph(f"<strong>{escape(term)}</strong> {description}")


def _paragraph(content: str) -> str:
    return f'<p class="mlw-row">{content}</p>'


def _width(words: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words)


def _cut(words: str, limit: int) -> str:
    """A text no wider than a limit, with "…" where it was cut."""
    if _width(words) <= limit:
        return words
    while _width(words) > limit - 2:  # the width of "…"
        words = words[:-1]
    return f"{words.rstrip()}…"
