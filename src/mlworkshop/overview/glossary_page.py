"""The course's words in a notebook: found by a part of them, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

import ipywidgets as widgets

from mlworkshop import fields, notebook, ui
from mlworkshop.course import structure
from mlworkshop.course.glossary import Term, terms
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import LANGUAGES, Language, current, text, whole

__all__ = ["found", "glossary"]

_LONGEST = 60  # letters of what is looked for

# JupyterLab lays such lists out in two columns, a fifth of the width for the words.
_STYLE = """
.mlw .mlw-glossary { max-height: 26em; overflow: auto; border: 1px solid var(--mlw-line);
  padding: 0.2em 1em; margin: 0.4em 0; }
.mlw .mlw-glossary dt { font-weight: bold; margin-top: 0.6em; float: none; width: auto; }
.mlw .mlw-glossary dd { margin: 0 0 0 1.2em; float: none; width: auto; }
"""


def glossary(word: str = "") -> None:
    """Show the course's words: each with the field's standard term, in both languages.

    Parameters
    ----------
    word : str, optional
        Only those whose names or meaning contain this, in either language.

    Raises
    ------
    WorkshopError
        If this is no word.
    """
    if not isinstance(word, str) or len(word) > _LONGEST:
        raise WorkshopError(
            text(
                en=f'ws.glossary({shown(word)}): give a part of a word, such as "cut-off".',
                ja=f"ws.glossary({shown(word)})：調べたい言葉を"
                '"しきい値" のように指定してください。',
            )
        )
    label = text(en="Look for a word", ja="言葉を探す")
    field = fields.Words(label, longest=_LONGEST)
    listed = ui.html(_listed(word))

    def look(value: str | tuple[str, ...] | None) -> None:
        listed.value = _listed(value if isinstance(value, str) else "")

    field.put(word or None)
    field.watch(look)
    says = text(en="To look for a word from code:", ja="コードで探すには：")
    example = text(en="threshold", ja="しきい値")
    static = f'{_listed(word)}<p>{says} <code>ws.glossary("{example}")</code></p>'
    ui.show(widgets.VBox([field.widget, listed]), static, text(en="Glossary", ja="用語集"))


def found(word: str, among: Iterable[Term]) -> list[Term]:
    """The terms that contain a word, in either language; those that are called so come first."""
    sought = unicodedata.normalize("NFKC", whole(word)).casefold().strip()

    def rank(term: Term) -> int | None:
        names = [term.named(lang).casefold() for lang in LANGUAGES]
        meanings = [term.means.of(lang).casefold() for lang in LANGUAGES]
        if any(sought in name for name in names):
            return 0
        return 1 if any(sought in meaning for meaning in meanings) else None

    ranked = [(rank(term), term) for term in among]
    return [term for wanted in (0, 1) for at, term in ranked if at == wanted]


def _listed(word: str) -> str:
    entries = {entry.id: entry for entry in structure.load().lessons}
    chosen = found(word, terms())
    count = text(en=f"Words: {len(chosen)}", ja=f"{len(chosen)}語")
    rows = "".join(_row(term, entries, current()) for term in chosen)
    label = text(en="Glossary", ja="用語集")
    body = (
        f'<div class="mlw-glossary" tabindex="0" role="region" aria-label="{label}">'
        f"<dl>{rows}</dl></div>"
    )
    return f'<style>{_STYLE}</style><p role="status">{count}</p>{body if rows else ""}'


def _row(term: Term, entries: dict[str, structure.Entry], language: Language) -> str:
    (other,) = (lang for lang in LANGUAGES if lang != language)
    lesson = entries.get(term.lesson or "")
    link = f" {notebook.link(lesson)}" if lesson else ""
    return (
        f"<dt>{escape(term.named(language))} · "
        f'<span lang="{other}">{escape(term.named(other))}</span></dt>'
        f"<dd>{escape(term.means.of(language))}{link}</dd>"
    )
