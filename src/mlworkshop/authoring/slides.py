"""Slides of a lesson: one file that needs no kernel, no network and nothing beside it.

Made from the solution, as the build gave it, with nbconvert and reveal.js. The key S opens the
speaker's window with the notes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mlworkshop.authoring import build, reading_copy
from mlworkshop.course import course_files, lesson, structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Language, joined, text

__all__ = ["FOLDER", "HEIGHT", "WIDTH", "main", "write"]

FOLDER = Path("teaching/slides")  # below the course's folder; git ignores it
WIDTH, HEIGHT = 1280, 720  # pixels, as most projectors show them
_SMALLEST = 0.75  # of 20 px, to which a tall slide may shrink

_TEMPLATE = Path(__file__).parent / "slides_template"
_REVEAL = Path("tools/web/node_modules/reveal.js/dist")  # `make slides` fetches it
_STYLE = f"""
html, body, main, .reveal {{ height: 100%; margin: 0; background: #ffffff; }}
.reveal {{ font-family: "Helvetica Neue", Arial, "Hiragino Sans", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; --jp-content-font-size1: 20px; --jp-code-font-size: 16px;
  --jp-content-font-color1: #1b1b1b; }}
.reveal .slides {{ text-align: start; font-size: 20px; }}
.reveal .slides section {{ max-height: {HEIGHT}px; overflow-y: auto; box-sizing: border-box;
  padding: 16px 40px; width: {WIDTH}px; }}
.reveal .slides section.stack {{ padding: 0; overflow: visible; max-height: none; }}
.reveal .jp-InputPrompt, .reveal .jp-OutputPrompt, .reveal .jp-Collapser,
.reveal a.anchor-link {{ display: none; }}
.reveal .jp-Cell {{ padding: 0; margin: 0 0 10px; }}
.reveal .jp-RenderedHTMLCommon {{ font-size: 20px; line-height: 1.4; padding: 0; }}
.reveal .jp-RenderedHTMLCommon > :first-child {{ margin-top: 0; }}
.reveal .jp-RenderedHTMLCommon h1 {{ font-size: 36px; }}
.reveal .jp-RenderedHTMLCommon h2 {{ font-size: 30px; }}
.reveal .jp-RenderedHTMLCommon h3 {{ font-size: 24px; }}
.reveal .jp-OutputArea-output > img {{ max-width: 100%; max-height: 560px; height: auto;
  width: auto; object-fit: contain; }}
.reveal .jp-RenderedHTMLCommon table {{ font-size: 17px; margin: 4px 0; }}
.reveal .mlw {{ max-width: none; font-size: 18px; }}
.reveal .mlw-static img {{ max-height: 460px; object-fit: contain; object-position: left; }}
.reveal .mlw-way-in {{ display: none; }}
.reveal .slide-number {{ background: #595959; }}
@media (prefers-reduced-motion: reduce) {{ *, *::before, *::after {{
  animation: none !important; transition: none !important; }} }}
.page .reveal {{ height: auto; overflow: visible; }}
.page .reveal .slides, .page .reveal .slides section {{ all: revert; display: block; width: auto; }}
.page .reveal .slides section section {{ padding: 0 12px 24px; }}
.page .reveal aside.notes {{ display: none; }}
.page .reveal pre, .page .reveal table {{ display: block; max-width: 100%; overflow-x: auto; }}
.page .reveal img {{ max-width: 100%; height: auto; }}
.page .reveal p, .page .reveal li {{ overflow-wrap: anywhere; }}
"""


def main(ids: list[str], languages: tuple[Language, ...] = LANGUAGES) -> int:
    """Write the slides of some lessons, or of all, and print their paths.

    Parameters
    ----------
    ids : list of str
        Such as `m1-intro/02-spam`; empty for all.
    languages : tuple of {"en", "ja"}

    Returns
    -------
    int
        0, for the shell.

    Raises
    ------
    WorkshopError
        If there is no such lesson, or reveal.js is missing.
    """
    for id_ in ids or [entry.id for entry in structure.load().lessons if entry.is_open]:
        for language in languages:
            print(write(id_, language))
    return 0


def write(id_: str, language: Language, folder: Path | None = None) -> Path:
    """Write the slides of a lesson to a file.

    Parameters
    ----------
    id_ : str
        Such as `m1-intro/02-spam`.
    language : {"en", "ja"}
    folder : Path, optional
        By default `FOLDER` in the course's folder.

    Returns
    -------
    Path
        The file: HTML, UTF-8.

    Raises
    ------
    WorkshopError
        If there is no such lesson, or reveal.js is missing.
    """
    import nbformat
    from nbconvert.exporters import SlidesExporter

    structure.require(id_)
    target = build.Target(lesson.read(structure.source_of(id_)), language, solved=True)
    notebook = nbformat.reads(json.dumps(_deck(target)), as_version=4)
    exporter = SlidesExporter(  # type: ignore[no-untyped-call]
        template_name=_TEMPLATE.name,
        extra_template_basedirs=[str(_TEMPLATE.parent)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.language_code = language
    deck = {
        "title": target.lesson.header.title.of(language),
        "width": WIDTH,
        "height": HEIGHT,
        "smallest": _SMALLEST,
        "style": _STYLE,
        "reveal_css": _part_of_reveal("reset.css") + _part_of_reveal("reveal.css"),
        "reveal_js": _part_of_reveal("reveal.js"),
        "notes_js": _part_of_reveal("plugin/notes.js"),
    }
    body, _ = exporter.from_notebook_node(notebook, {"deck": deck})
    path = (folder or structure.root() / FOLDER) / f"{id_.replace('/', '-')}.{language}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    course_files.write(path, body)
    return path


def _part_of_reveal(name: str) -> str:
    """A file of reveal.js, so that it can stand inside a page."""
    path = structure.root() / _REVEAL / name
    try:
        source = path.read_text(encoding="utf-8")
    except OSError:
        raise WorkshopError(
            text(
                en=f"Slides need reveal.js, which is not at {_REVEAL.as_posix()}. "
                "Run `make slides`, which fetches it with npm.",
                ja=f"スライドを作るには reveal.js が必要ですが、{_REVEAL.as_posix()} に"
                "ありません。`make slides` を実行してください（npm で取得します）。",
            )
        ) from None
    return re.sub(r"</(?=script|style)", r"<\\/", source)


def _deck(target: build.Target) -> dict[str, Any]:
    """A solution with its speaker notes, and without what no slide shows."""
    notes = _notes(target)
    cells: list[dict[str, Any]] = []
    for cell in reading_copy.cells(target):
        if reading_copy.is_plumbing(cell):
            cell["metadata"]["transient"] = {"remove_source": True}
        cells.append(cell)
        cells += notes.get(cell["id"], [])
    return target.notebook() | {"cells": cells}


def _notes(target: build.Target) -> dict[str, list[dict[str, Any]]]:
    """The notes of a lesson as cells, by the id of the cell that they come after."""
    found: dict[str, list[dict[str, Any]]] = {}
    after, count = "", 0
    for cell, name in target.cells(with_notes=True):
        if cell.role == "notes":
            words = joined(cell.source) if target.language == "ja" else cell.source
            metadata = {"slideshow": {"slide_type": "notes"}}
            note = {"cell_type": "markdown", "id": f"note-{count}", "metadata": metadata}
            count += 1
            found.setdefault(after, []).append(note | {"source": words})
        else:
            after = name
    return found
