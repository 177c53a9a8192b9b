"""The note on privacy as the room shows it: docs/room-privacy.md in both languages."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt

from mlworkshop.course import course_files, structure
from mlworkshop.language import LANGUAGES, Text

_FILES = Text(en="docs/room-privacy.md", ja="docs/room-privacy.ja.md")
_TITLE = Text(en="Privacy in the room", ja="ルームでのプライバシー")
# What the organisation fills in stands so in the files.
_ORGANISATION = Text(en="*the organisation that runs this workshop*", ja="*この研修を実施する組織*")
_CONTACT = Text(en="*your instructor*", ja="*担当講師*")


def page(organisation: str, contact: str) -> str:
    """The whole page, in both languages.

    Parameters
    ----------
    organisation : str
        Who is responsible; may be empty.
    contact : str
        Whom to ask; may be empty.

    Returns
    -------
    str
        HTML without scripts, styles or anything from elsewhere.
    """
    filled_in = (organisation, contact)
    parts = []
    for language in LANGUAGES:
        words = course_files.read(structure.root() / _FILES.of(language))
        words = re.sub(r"^\*\[.*\n", "", words, flags=re.MULTILINE)  # the link to the other file
        for name, typed in zip((_ORGANISATION, _CONTACT), filled_in, strict=True):
            words = words.replace(
                name.of(language), _as_typed(typed) if typed else name.of(language)
            )
        made = MarkdownIt("commonmark", {"html": False}).enable("table").render(words)
        parts.append(f'<section id="{language}" lang="{language}">{made}</section>')
    title = f"{_TITLE.ja} · {_TITLE.en}"
    links = '<p><a href="#ja">日本語</a> · <a href="#en">English</a></p>'
    return (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="static/privacy.css"></head>'
        f"<body>{links}{parts[1]}{parts[0]}</body></html>"
    )


def _as_typed(words: str) -> str:
    """Plain text as Markdown that shows it as it is."""
    return "".join(
        rf"\{sign}" if sign.isascii() and not sign.isalnum() and sign != " " else sign
        for sign in words
    )
