"""The plan in a notebook: what it says, what is missing or contradicts itself, files of it."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from mlworkshop import files, journal, notebook, ui
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import colon, text
from mlworkshop.plan import document, formats, layout, page
from mlworkshop.plan.document import Copy, Part, Plan, Version

__all__ = ["export_plan", "import_plan", "my_plan"]

_TYPES = {
    ".html": "text/html;charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown;charset=utf-8",
}
# Fields inside a notebook are drawn in its own colours; a plan is paper.
_FRAME = """
.mlw .mlw-plan { border: 1px solid #767676; padding: 1em 1.2em; margin: 0.4em 0; }
"""


def my_plan() -> None:
    """Show your plan: what contradicts itself, what is missing, and everything that you have said.

    Its buttons write it to a file and take up the plan of a colleague.

    Raises
    ------
    WorkshopError
        If the course's files have mistakes.
    """
    _View().show()


def export_plan(path: str | Path = f"{formats.NAME}.html") -> None:
    """Write your plan to a file.

    Parameters
    ----------
    path : str or Path
        Its ending says the format: `.html`, `.docx` for Word or `.md` for Markdown. An earlier plan
        there is replaced.

    Raises
    ------
    WorkshopError
        If the ending is unknown, the file holds something else, or it cannot be written.
    """
    said = _exported(files.named(path, f"{formats.NAME}.html"))
    ui.still(said, text(en="Your plan has been written.", ja="計画書を書き出しました。"))


def import_plan(path: str | Path = f"{formats.NAME}.html") -> None:
    """Take up a plan that was exported: to go on with it, or to merge those of a team.

    What is empty here is filled. Where both say something else, both stay, and `ws.my_plan()` asks
    which one counts. Doing it twice adds nothing twice.

    Parameters
    ----------
    path : str or Path
        A plan in HTML or Markdown.

    Raises
    ------
    WorkshopError
        If the file cannot be read or holds no plan; then nothing has changed.
    """
    said = _taken_over(formats.read(files.named(path, f"{formats.NAME}.html")))
    ui.still(f"<p>{escape(said)}</p>", said)


class _View:
    """The plan on display."""

    def __init__(self) -> None:
        self._standing, self._page, self._said = ui.html(), ui.html(), ui.html()
        self._versions = widgets.VBox([])
        self._open: dict[tuple[str, str], tuple[widgets.Widget, widgets.Button]] = {}
        buttons = [
            ui.button(label, partial(self._export, suffix))
            for suffix, label in (
                (".html", text(en="Write as HTML (to print)", ja="HTMLで保存（印刷用）")),
                (".docx", text(en="Write as Word", ja="Word で保存")),
                (".md", text(en="Write as Markdown", ja="Markdown で保存")),
            )
        ]
        buttons[0].add_class("mlw-main")
        self._again = ui.button(text(en="Refresh", ja="最新の内容にする"), self._refresh)
        choose = text(en="Add a colleague's plan", ja="同僚の計画書を読み込む")
        self._upload = widgets.FileUpload(
            accept=".html,.md", multiple=True, description=choose, tooltip=choose, icon=""
        )
        self._upload.observe(self._uploaded, "value")
        self._live = widgets.VBox(
            [
                self._standing,
                self._versions,
                widgets.HBox([self._again, *buttons, self._upload]),
                self._said,
                self._page,
            ]
        )
        self._refresh()

    def show(self) -> None:
        """Display it in the current cell."""
        plan = document.load()
        call = f'ws.export_plan("{formats.NAME}.html")'
        says = text(
            en="To write it to a file from code (.html, .docx or .md):",
            ja="コードで保存するには（.html、.docx、.md のどれか）：",
        )
        taking = text(en="To add a colleague's plan:", ja="同僚の計画書を読み込むには：")
        static = (
            f"{_standing(plan)}{_preview(plan)}<p>{says} <code>{escape(call)}</code></p>"
            f'<p>{taking} <code>ws.import_plan("…")</code></p>'
        )
        ui.show(self._live, static, text(en="Your plan", ja="計画書"))

    def _refresh(self) -> None:
        """Show the plan as it stands, and what is to be decided in it."""
        plan = self._reread()
        self._open = {
            (part.source.lesson, part.source.key): self._choice(part) for part in plan.open
        }
        self._versions.children = [box for box, _ in self._open.values()]

    def _reread(self) -> Plan:
        plan = document.load()
        self._standing.value, self._page.value = _standing(plan), _preview(plan)
        return plan

    def _choice(self, part: Part) -> tuple[widgets.Widget, widgets.Button]:
        """The versions of a part with a button for each, and the first of these."""
        buttons = []
        asked = text(
            en=f"{part.source.name}: which version counts?",
            ja=f"{part.source.name}：どの案を採用しますか。",
        )
        shown: list[widgets.Widget] = [ui.html(f"<p><strong>{escape(asked)}</strong></p>")]
        for version in part.versions:
            label = text(
                en=f"Use this: {layout.name_of(version)}",
                ja=f"これを採用：{layout.name_of(version)}",
            )
            says = page.body(layout.said(part, version))
            buttons.append(ui.button(label, partial(self._settle, part, version)))
            shown += [
                ui.html(f'<style>{page.STYLE}{_FRAME}</style><div class="mlw-plan">{says}</div>'),
                widgets.HBox(buttons[-1:]),
            ]
        return widgets.VBox(shown), buttons[0]

    def _settle(self, part: Part, version: Version) -> None:
        document.settle(part, version)
        self._reread()
        # Hidden rather than taken away: what is left keeps its place, and can take the focus.
        box, _ = self._open.pop((part.source.lesson, part.source.key))
        box.layout.display = "none"
        _, following = next(iter(self._open.values()), (None, self._again))
        following.focus()
        self._say(
            text(
                en=f"Decided: {part.source.name}. Run the lesson's cell again to see it there. The "
                'other version is kept under "Other versions".',
                ja=f"「{part.source.name}」を決めました。レッスンのセルを実行し直すと、そこにも"
                "表示されます。もう一方の案は「ほかの案」に残っています。",
            )
        )

    def _export(self, suffix: str) -> None:
        try:
            said = _exported(Path(f"{formats.NAME}{suffix}"))
        except WorkshopError as error:
            said = ui.alert(str(error))
        self._refresh()
        self._said.value = said

    def _uploaded(self, change: Any) -> None:
        uploaded = [(str(file["name"]), bytes(file["content"])) for file in change.new]
        if not uploaded:
            return
        with ui.LOCK:
            said = []
            for name, data in uploaded:
                try:
                    said.append(f"<p>{escape(_taken_over(formats.parsed(data, name)))}</p>")
                except WorkshopError as error:
                    said.append(ui.alert(str(error)))
            change.owner.value = ()  # so that the same file can be chosen again
            self._refresh()
            self._said.value = f'<div role="status">{"".join(said)}</div>'

    def _say(self, words: str) -> None:
        self._said.value = f'<p role="status">{escape(" ".join([words, *_trouble()]))}</p>'


def _standing(plan: Plan) -> str:
    """How far the plan is: counts, contradictions, what is missing with links to the lessons."""
    told, partly = [part for part in plan.expected if part.versions], len(plan.partly)
    count = text(
        en=f"Parts with something in them, in lessons that you have begun: {len(told)} of "
        f"{len(plan.expected)} (only partly: {partly}). Contradictions: {len(plan.findings)}.",
        ja=f"始めたレッスンの{len(plan.expected)}項目のうち、{len(told)}項目が書かれています"
        f"（うち一部のみ：{partly}項目）。"
        f"食い違い：{len(plan.findings)}件",
    )
    return f"<p><strong>{count}</strong></p>{_contradictions(plan)}{_missing(plan)}"


def _contradictions(plan: Plan) -> str:
    where = text(en="Change it in", ja="直す場所：")
    items = []
    for finding in plan.findings:
        rule = finding.rule
        links = text(en=", ", ja="、").join(map(_link, plan.lessons_of((*rule.needs, *rule.may))))
        items.append(
            f"<li><strong>▲ {escape(str(rule.title))}</strong><br>{escape(str(finding.found))} "
            f"{escape(str(rule.why))}<br><em>{escape(str(rule.ask))}</em> {where} {links}</li>"
        )
    title = text(en="Contradictions", ja="食い違っているところ")
    return f"<p><strong>{title}</strong></p><ul>{''.join(items)}</ul>" if items else ""


def _missing(plan: Plan) -> str:
    """What is missing, by lesson: those that the attendee has begun first."""
    found = ""

    def says(part: Part) -> str:
        lacks = layout.lacks(part)
        name = f"{part.source.name}{colon()}{lacks}" if lacks else str(part.source.name)
        return f"<li>{escape(name)}</li>"

    for in_begun, title in layout.MISSING.items():
        items = "".join(
            f"<li>{_link(lesson)}<ul>{''.join(map(says, parts))}</ul></li>"
            for lesson, parts in plan.gaps(in_begun=in_begun).items()
        )
        opened = " open" if in_begun else ""
        if items:
            found += f"<details{opened}><summary>{title}</summary><ul>{items}</ul></details>"
    return found


def _link(lesson: str) -> str:
    entries = {entry.id: entry for entry in structure.load().lessons}
    return notebook.link(entries[lesson]) if lesson in entries else escape(lesson)


def _preview(plan: Plan) -> str:
    """The plan inside the notebook; without the date, which changes from run to run."""
    says = page.body(layout.contents(plan), level=3)
    title = text(en="The plan", ja="計画書")
    return (
        f"<style>{page.STYLE}{_FRAME}</style><details open><summary>{title}</summary>"
        f'<div class="mlw-plan">{says}</div></details>'
    )


def _exported(path: Path) -> str:
    """Write the plan, and say in HTML where it is."""
    data = formats.save(path)
    says = text(
        en=f"Your plan is in the file {path}. Changes that you make in that file are not read "
        "back: change the answers in the lessons, and export again.",
        ja=f"計画書を {path} に保存しました。ファイルを直接書き換えても、コースには反映されません。"
        "レッスンの答えを直してから、もう一度書き出してください。",
    )
    label = text(en="Download the plan", ja="計画書をダウンロードする")
    link = ui.download(label, path.name, _TYPES[path.suffix.lower()], data)
    return f'<p role="status">{escape(says)}</p><p>{link}</p>'


def _taken_over(copy: Copy) -> str:
    """Take up a plan, and say what came of it."""
    filled = document.take_over(copy)
    undecided = len(document.load().open)
    said = text(
        en=f"The plan of {copy.name} has been added. Parts in it: {len(copy.pieces)}; empty here "
        f"until now: {filled}. Parts with several versions: {undecided}.",
        ja=f"{copy.name} の計画書を読み込みました（{len(copy.pieces)}項目。うち{filled}項目は、"
        f"ここではまだ空でした）。案が分かれている項目：{undecided}件",
    )
    if undecided:
        said += text(en=" Decide in ws.my_plan().", ja="。ws.my_plan() で選んでください。")
    return " ".join([said, *_trouble()])


def _trouble() -> list[str]:
    return [trouble] if (trouble := journal.trouble()) else []
