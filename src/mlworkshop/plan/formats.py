"""The plan in files: written in three formats, read back from two of them. No display here."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mlworkshop import files
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text
from mlworkshop.plan import document, layout, markdown, page, word
from mlworkshop.plan.document import Copy, Plan

__all__ = ["FORMATS", "NAME", "parsed", "read", "save", "written"]

NAME = "my-plan"
_MARK = '{"mlworkshop-plan": '  # begins the line that programs read
_VERSION = 1
_MOST = 50_000_000  # bytes of a file

FORMATS: dict[str, Callable[[Plan, str], bytes]] = {
    ".html": lambda plan, date: page.written(layout.blocks(plan, date), _data(plan)),
    ".docx": lambda plan, date: word.written(
        layout.blocks(plan, date), plan.facts.written_by or ""
    ),
    ".md": lambda plan, date: markdown.written(layout.blocks(plan, date), _data(plan)),
}


def save(path: Path) -> bytes:
    """Write the plan in the format that the name ends with; an earlier plan there is replaced.

    Returns
    -------
    bytes
        What is in the file.

    Raises
    ------
    WorkshopError
        If the ending is unknown, something else is there, or it cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise WorkshopError(
            text(
                en=f"The name {shown(str(path))} does not end in {known}. Choose one of these "
                f'endings, such as "{NAME}.html".',
                ja=f"{shown(str(path))} の末尾が {known} のどれでもありません。"
                f'"{NAME}.html" のように、どれかの拡張子を付けてください。',
            )
        )
    try:
        is_other = path.exists() and not (path.is_file() and _is_plan(path))
    except (OSError, ValueError) as error:
        raise files.not_written(path, error) from None
    if is_other:
        raise WorkshopError(
            text(
                en=f"{path} already exists and is not a plan of this course, so it was not "
                "overwritten. Choose a different name.",
                ja=f"{path} はすでに存在し、このコースの計画書ではないため、上書きしませんでした。"
                "別の名前を指定してください。",
            )
        )
    data = written(path.suffix.lower())
    files.put(path, data)
    return data


def written(suffix: str) -> bytes:
    """The plan as it stands, in the format with this ending."""
    return FORMATS[suffix](document.load(), time.strftime("%Y-%m-%d"))


def read(path: Path) -> Copy:
    """The plan in a file.

    Raises
    ------
    WorkshopError
        If it cannot be read, is too large, or holds no plan.
    """
    path = files.readable(path)
    if path.stat().st_size > _MOST:
        raise _too_large(path.name)
    return parsed(path.read_bytes(), path.name)


def parsed(data: bytes, name: str) -> Copy:
    """The plan in what a file holds; one without a writer's name is called after the file.

    Raises
    ------
    WorkshopError
        If it is too large, or holds no plan.
    """
    if len(data) > _MOST:
        raise _too_large(name)
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith(_MARK):
            with suppress(ValueError, RecursionError):
                if found := document.read(json.loads(line)):
                    return found if found.name.strip() else found.model_copy(update={"name": name})
    raise _no_plan(name)


def _data(plan: Plan) -> str:
    """The plan for programs, as one line of ASCII that no HTML or Markdown can take for its own."""
    held = json.dumps({"mlworkshop-plan": _VERSION, **plan.copy().model_dump(mode="json")})
    for sign in "<>&":
        held = held.replace(sign, f"\\u{ord(sign):04x}")
    return held


def _is_plan(path: Path) -> bool:
    if path.suffix.lower() != ".docx":
        return f"\n{_MARK}" in path.read_text("utf-8", "replace")
    try:
        with zipfile.ZipFile(path) as file:
            return word.MARK.encode() in file.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return False


def _too_large(name: str) -> WorkshopError:
    most = f"{_MOST // 1_000_000} MB"
    return WorkshopError(
        text(
            en=f"{shown(name)} is larger than {most}, so it was not read and nothing has changed. "
            "Text that was pasted in full is the usual reason. Shorten it in the lessons and "
            "export again. For a team, add each person's own file instead of one that holds all.",
            ja=f"{shown(name)} は {most} を超えているため読み込みませんでした。"
            "何も変更していません。長い文章をそのまま貼り付けたことが主な原因です。レッスンの答えを短くして、もう一度"
            "書き出してください。チームの計画書は、全員分をまとめたファイルではなく、1人ずつの"
            "ファイルを読み込んでください。",
        )
    )


def _no_plan(name: str) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{shown(name)} holds no plan of this course, so nothing has changed. Choose a "
            "Markdown or HTML file that was exported from the course. Word files cannot be read "
            "back.",
            ja=f"{shown(name)} に、このコースの計画書は見つかりませんでした。何も変更していません。"
            "コースから書き出した Markdown か HTML のファイルを選んでください。Word ファイルは"
            "読み込めません。",
        )
    )
