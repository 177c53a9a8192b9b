"""A certificate of what an attendee has worked through, as one page to print.

The page is a file of its own, which needs nothing else. It says what this computer knows: lessons,
their minutes by the course's own rule, the result of the final check. It says also that no one has
examined the attendee.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

import ipywidgets as widgets

from mlworkshop import fields, files, journal, language, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, counted, text, whole
from mlworkshop.overview import page_file, progress_map, timetable
from mlworkshop.plan import document
from mlworkshop.questions import final_check

__all__ = ["certificate"]

_NAME = "my-certificate.html"
_NOTE = "certificate"  # key of the name
_LONGEST = 200  # letters of a name
_MARK = '<meta name="generator" content="mlworkshop certificate">'  # by which we know our own files

# Black on white, for A4 and US Letter alike. The name may be long or in any script.
_STYLE = """
.mlw-certificate { font: 11pt/1.5 "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; color: #000000; background: #ffffff; max-width: 44em;
  margin: 0 auto; padding: 12mm; border: 2pt solid #0b5394; overflow-wrap: anywhere; }
.mlw-certificate .mlw-title { font-size: 22pt; line-height: 1.2; margin: 0 0 6pt; color: #0b5394; }
.mlw-certificate .mlw-name { font-size: 18pt; line-height: 1.25; margin: 6pt 0; color: #000000;
  max-height: 3.75em; overflow: hidden; }
.mlw-certificate .mlw-name.mlw-small { font-size: 11pt; max-height: 7.5em; }
.mlw-certificate p { margin: 0 0 4pt; }
.mlw-certificate .mlw-part { font-size: 11pt; margin: 8pt 0 2pt; color: #000000; }
.mlw-certificate ul { margin: 0; padding-left: 1.2em; columns: 2; column-gap: 16pt;
  font-size: 10pt; line-height: 1.4; }
.mlw-certificate li { break-inside: avoid; }
.mlw-certificate .mlw-small-print { font-size: 8.5pt; margin-top: 8pt; }
"""
_PRINT = """
@page { margin: 15mm; }
body { margin: 12mm; background: #ffffff; }
@media print { body { margin: 0; } .mlw-certificate { max-width: none; } }
"""


def certificate(name: str | None = None, path: str | Path | None = None) -> None:
    """Show a certificate of what you have worked through, to be written to a file and printed.

    Parameters
    ----------
    name : str, optional
        Whose it is. Without it, the name that was given last, here or in the plan.
    path : str or Path, optional
        Where to write it at once, without the button; an earlier certificate there is replaced.

    Raises
    ------
    WorkshopError
        If this is no name, or the file cannot be written or holds something else.
    """
    _View(name, path).show()


class _View:
    """The certificate on display, with a field for the name and a button that writes it."""

    def __init__(self, name: object, path: object) -> None:
        label = text(en="Your name, as it is to be printed", ja="証明書に載せる名前")
        self._field = fields.Words(label, longest=_LONGEST)
        if name is not None:
            self._keep(_known(name))
        self._name = _kept()
        self._field.put(self._name or None)
        self._field.watch(self._named)
        said = "" if path is None else _written(self._name, files.named(path, _NAME))
        self._preview, self._said = ui.html(_preview(self._name)), ui.html(said)

    def show(self) -> None:
        """Display it in the current cell."""
        label = text(en="Write the certificate to a file", ja="証明書をファイルに保存する")
        button = ui.button(label, self._write)
        button.add_class("mlw-main")
        row = widgets.HBox([button])
        live = widgets.VBox([self._field.widget, self._preview, row, self._said])
        says = text(en="From code:", ja="コードで保存するには：")
        example = text(en="Your Name", ja="山田 花子")
        call = f'ws.certificate("{example}", "{_NAME}")'
        static = f"{_preview(self._name)}{self._said.value}<p>{says} <code>{call}</code></p>"
        ui.show(live, static, text(en="Certificate", ja="受講証明書"))

    def _named(self, value: object) -> None:
        self._name = value if isinstance(value, str) else ""
        self._keep(self._name)
        self._preview.value = _preview(self._name)

    def _keep(self, name: str) -> None:
        journal.record(final_check.HOME, "note", _NOTE, answer=name)

    def _write(self) -> None:
        try:
            self._said.value = _written(self._name, Path(_NAME))
        except WorkshopError as error:
            self._said.value = ui.alert(str(error))
        self._preview.value = _preview(self._name)


def _known(name: object) -> str:
    """A name that fits."""
    if isinstance(name, str) and name.strip() and len(name) <= _LONGEST:
        return " ".join(whole(name).split())
    raise WorkshopError(
        text(
            en=f"{shown(name)} is not a name. Give a text of at most {_LONGEST} characters.",
            ja=f"{shown(name)} は名前として使えません。{_LONGEST}文字以内で指定してください。",
        )
    )


def _kept() -> str:
    """The name that was given last, here or in the plan; empty before."""
    event = journal.latest(final_check.HOME, "note", _NOTE)
    if event and isinstance(event.answer, str):
        return event.answer[:_LONGEST]
    return " ".join((document.load().facts.written_by or "").split())[:_LONGEST]


def _written(name: str, path: Path) -> str:
    """Write the certificate, and say in HTML where it is."""
    page = _page(name, date.today())
    return page_file.written(path, page, _MARK, Text(en="certificate", ja="受講証明書"))


def _preview(name: str) -> str:
    """The certificate inside the notebook; without the date, which changes from run to run."""
    return f'<style>{_STYLE}</style><div class="mlw-certificate">{_body(name, level=3)}</div>'


def _page(name: str, day: date) -> str:
    """The certificate as a whole document."""
    return f"""<!DOCTYPE html>
<html lang="{language.current()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{_MARK}
<title>{escape(_title())}</title>
<style>{_STYLE}{_PRINT}</style>
</head>
<body>
<main class="mlw-certificate">{_body(name, _day(day))}</main>
</body>
</html>
"""


def _title() -> str:
    return text(en="Certificate of participation", ja="受講証明書")


def _day(day: date) -> str:
    return text(en=f"{day.day} {day:%B %Y}", ja=f"{day.year}年{day.month}月{day.day}日")


def _body(name: str, day: str = "", level: int = 1) -> str:
    """What stands on the page; its headings begin at a level, from 1."""
    done, begun = progress_map.finished()
    course = text(
        en="Machine-learning workshop: from a first model to an organisation that uses ML",
        ja="機械学習ワークショップ（最初のモデルから、機械学習を活かす組織まで）",
    )
    somebody = name or text(en="(your name)", ja="（お名前）")
    small = " mlw-small" if len(somebody) > 40 else ""
    parts = [
        f'<h{level} class="mlw-title">{escape(_title())}</h{level}>',
        f"<p>{escape(course)}</p>",
        f'<p class="mlw-name{small}" dir="auto"><bdi>{escape(somebody)}</bdi></p>',
        *(f"<p>{escape(line)}</p>" for line in [_worked(done, begun), _way(done), _score(), day]),
        _listed(text(en="Finished", ja="完了したレッスン"), done, level + 1),
        _listed(text(en="Begun", ja="始めたレッスン"), begun, level + 1),
        f'<p class="mlw-small-print">{escape(_certifies())}</p>',
    ]
    return "".join(part for part in parts if part != "<p></p>")


def _worked(done: Sequence[structure.Entry], begun: Sequence[structure.Entry]) -> str:
    """How much was worked through."""
    if not done:
        if begun:
            return text(
                en="is on the way: the lessons below have been begun.",
                ja="次のレッスンに取り組んでいます。",
            )
        return text(
            en="is about to begin. Lessons appear here as soon as they are finished.",
            ja="これから始めます。レッスンを終えると、ここに表示されます。",
        )
    minutes = sum(timetable.of_entry(entry).core for entry in done)
    hours, rest = divmod(minutes, 60)
    took = text(en=f"{hours} h {rest} min", ja=f"{hours}時間{rest}分")
    return text(
        en=f"has finished {counted(len(done), 'lesson')}, {took} of core work together.",
        ja=f"{len(done)}レッスン（本編の合計 {took}）を完了しました。",
    )


def _way(done: Sequence[structure.Entry]) -> str:
    """The way through the course that comes closest to what was done; the longest of equals."""
    if not done:
        return ""
    course = structure.load()
    finished = {entry.id for entry in done}

    def share(way: structure.Way) -> tuple[float, int]:
        lessons = course.entries_of(way)
        return sum(entry.id in finished for entry in lessons) / len(lessons), len(lessons)

    best = max(course.ways, key=share)
    lessons = course.entries_of(best)
    count = sum(entry.id in finished for entry in lessons)
    if count == len(course.lessons):
        return text(en="This is the whole course.", ja="コースの全レッスンです。")
    if count == len(lessons):
        return text(
            en=f'This includes every lesson of the path "{best.title}".',
            ja=f"「{best.title}」コースの全レッスンを含みます。",
        )
    return text(
        en=f'Of the path "{best.title}": {count} of {len(lessons)} lessons.',
        ja=f"「{best.title}」コースの{len(lessons)}レッスンのうち、{count}レッスンです。",
    )


def _score() -> str:
    result = final_check.score()
    if result is None:
        return ""
    said = text(
        en=f"Final check: {result.right} of {result.of} questions right at the first answer.",
        ja=f"修了チェック：{result.of}問中{result.right}問に1回目で正解しました。",
    )
    if result.skipped:
        said += text(en=f" Left out: {result.skipped}.", ja=f"（飛ばした問題：{result.skipped}問）")
    return said


def _listed(title: str, lessons: Sequence[structure.Entry], level: int) -> str:
    if not lessons:
        return ""
    items = "".join(f"<li>{escape(str(entry.title))}</li>" for entry in lessons)
    return f'<h{level} class="mlw-part">{escape(title)}</h{level}><ul>{items}</ul>'


def _certifies() -> str:
    return text(
        en='"Finished" means that all core questions and exercises of a lesson were answered, '
        "right or wrong. The minutes are the course's own estimate. All of this was recorded on "
        "the attendee's computer, without supervision. It certifies participation and is not an "
        "exam.",
        ja="「完了」は、レッスンの本編の問題と演習すべてに答えたこと（正誤は問いません）を示します。時間は、"
        "コースの基準で見積もったものです。記録は本人のコンピューターで、監督者なしに残されました。"
        "受講したことの証明であり、試験の合格を示すものではありません。",
    )
