"""The web edition: the solved lessons to read and to search, without running anything.

Made with Sphinx, MyST-NB and a theme, once a language; Pagefind adds the search, which splits
Japanese into words. No page asks another host for anything.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mlworkshop.authoring import build, lite, reading_copy
from mlworkshop.course import course_files, lesson, structure
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, Language, Text, text
from mlworkshop.overview import timetable

__all__ = ["FOLDER", "main"]

_TRY = "try"  # where the edition for the browser alone is, if `make lite` has made it
FOLDER = Path("site")  # below the course's folder; git ignores it
_TEMPLATE = Path(__file__).parent / "site_template"
_PAGEFIND = Path("tools/web/node_modules/.bin/pagefind")  # `make site` fetches it

_TITLE = Text(
    en="A hands-on machine-learning workshop", ja="手を動かして学ぶ機械学習ワークショップ"
)
_ABOUT = Text(
    en="This edition is for reading and searching: it shows the lessons with their solutions. The "
    "course itself runs in JupyterLab, where you answer the questions, solve the exercises and "
    "make your own plan. {link} says how to start it.",
    ja="このサイトは、解答入りのレッスンを読んだり検索したりするためのものです。問題に答え、"
    "演習を解き、自分の計画書を作るには、JupyterLab で教材を開いてください。始め方は{link}に"
    "あります。",
)
_ACCESSIBILITY = Text(
    en="What has been checked for people with disabilities, and what is not right yet: "
    "[accessibility statement]({home}/blob/main/docs/accessibility.md).",
    ja="障害のある方が使えるかどうかについて、確認したことと、まだできていないことを"
    "[アクセシビリティ方針]({home}/blob/main/docs/accessibility.ja.md)にまとめています。",
)
_OPEN_IT = Text(
    en="To answer or change this, open the lesson in JupyterLab.",
    ja="回答や操作は、JupyterLab でレッスンを開いて行います。",
)
_TRY_IT = Text(
    en='Without installing anything, you can <a href="{to}">try the questions and some of the '
    "lessons in this browser</a>.",
    ja='インストールせずに試すには、<a href="{to}">このブラウザーで問題と一部のレッスンを開いて'
    "ください</a>。",
)
_MINUTES = Text(en="{} min", ja="{}分")
_WAY_IN = re.compile(r'<p class="mlw-way-in">.*?</p>', re.DOTALL)


def main(folder: Path | None = None) -> int:
    """Make the web edition.

    Parameters
    ----------
    folder : Path, optional
        Replaced by it; by default `FOLDER` in the course's folder.

    Returns
    -------
    int
        0, for the shell.

    Raises
    ------
    WorkshopError
        If something is missing that `make site` fetches, or Sphinx has a complaint.
    """
    to = folder or structure.root() / FOLDER
    shutil.rmtree(to, ignore_errors=True)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as made:
            source = Path(made, "source")
            shutil.copytree(_TEMPLATE, source)
            for path, words in _pages(language):
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                course_files.write(source / path, words)
            _run(
                sys.executable,
                *("-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"),
                *("-D", f"language={language}", "-D", f"html_title={_TITLE.of(language)}"),
                *("-d", Path(made, "trees"), source, to / language),
            )
    shutil.rmtree(to / "jupyter_execute", ignore_errors=True)  # MyST-NB's own copies
    if _can_be_tried():
        shutil.copytree(structure.root() / lite.FOLDER, to / _TRY)
    course_files.write(to / "index.html", _entrance())
    _run(structure.root() / _PAGEFIND, "--site", to, "--root-selector", "article", "--quiet")
    print(to / "index.html")
    return 0


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(command, check=True)
    except FileNotFoundError:
        raise WorkshopError(
            text(
                en=f"{command[0]} is missing. `make site` fetches it.",
                ja=f"{command[0]} がありません。`make site` を実行すると取得します。",
            )
        ) from None
    except subprocess.CalledProcessError as error:
        raise WorkshopError(
            text(
                en=f"{Path(command[0]).name} stopped ({error.returncode}); see the lines above.",
                ja=f"{Path(command[0]).name} が停止しました（{error.returncode}）。上の行を確認して"
                "ください。",
            )
        ) from None


def _pages(language: Language) -> Iterator[tuple[str, str]]:
    """The source of each page, by its path."""
    import nbformat

    course = structure.load()
    minutes = timetable.of_course()
    link = f"[README]({course.repository})"
    lines = [f"# {_TITLE.of(language)}", "", _ABOUT.of(language).format(link=link), ""]
    for module in course.modules:
        opened = [entry for entry in module.lessons if entry.is_open]
        if not opened:
            continue
        rows = [
            f"- [{entry.title.of(language)}]({entry.id}.ipynb) · "
            + _MINUTES.of(language).format(minutes[entry.id].core)
            for entry in opened
        ]
        tree = "\n".join(entry.id for entry in opened)
        caption = module.title.of(language)
        lines += [f"## {caption}", "", *rows, ""]
        lines += ["```{toctree}", f":caption: {caption}", ":hidden:", "", tree, "```", ""]
    if _can_be_tried():
        to = f"../{_TRY}/lab/index.html?path={language}/{lite.INDEX}"
        lines += [_TRY_IT.of(language).format(to=to), ""]
    lines.append(_ACCESSIBILITY.of(language).format(home=course.repository))
    yield "index.md", "\n".join(lines)
    for entry in course.lessons:
        if entry.is_open:
            target = build.Target(lesson.read(structure.source_of(entry.id)), language, solved=True)
            page = target.notebook() | {"cells": [*_cells(target)]}
            yield f"{entry.id}.ipynb", nbformat.writes(nbformat.from_dict(page))


def _can_be_tried() -> bool:
    return (structure.root() / lite.FOLDER).exists()


def _cells(target: build.Target) -> Iterator[dict[str, Any]]:
    for cell in reading_copy.cells(target):
        if reading_copy.is_plumbing(cell):
            # The calls of questions and the like say nothing; other plumbing can be unfolded.
            is_hidden = cell["metadata"].get("jupyter", {}).get("source_hidden")
            tag = "hide-input" if is_hidden else "remove-input"
            cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), tag]
        if cell["cell_type"] == "markdown":
            cell["source"] = _links(cell["source"])
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                says = f'<p class="mlw-way-in">{_OPEN_IT.of(target.language)}</p>'
                data["text/html"] = _WAY_IN.sub(says, "".join(data["text/html"]))
        yield cell


def _links(source: str) -> str:
    """Links to files of the repository, which the site does not have, lead to the repository."""
    home = structure.load().repository
    return re.sub(
        r"\]\((?:\.\./)+((?:datasets|docs|lessons)/[^)]*)\)", rf"]({home}/blob/main/\1)", source
    )


def _entrance() -> str:
    """The first page of all, which goes on to the reader's language."""
    links = "".join(
        f'<p><a href="{each}/index.html" lang="{each}">{escape(_TITLE.of(each))}</a></p>'
        for each in LANGUAGES
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_TITLE.en)}</title>\n<script>\n"
        'location.replace(navigator.language.startsWith("ja") ? "ja/index.html" : "en/index.html");'
        f"\n</script>\n</head>\n<body>{links}</body>\n</html>\n"
    )
