"""The glossary as a page of the documentation, in each language."""

from __future__ import annotations

from mlworkshop.authoring import derived
from mlworkshop.course import structure
from mlworkshop.course.glossary import Term, terms
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.language import LANGUAGES, Language, Text

__all__ = ["FILES", "bring_up_to_date", "rendered"]

FILES: dict[str, Language] = {"docs/glossary.md": "en", "docs/glossary.ja.md": "ja"}

_TITLE = Text(en="Glossary", ja="用語集")
_ABOUT = Text(
    en="The course's words, with the field's standard terms in brackets. In a notebook, "
    "`ws.glossary()` shows them with a search field.",
    ja="このコースの言葉と、専門用語（括弧の中）の一覧です。"
    "ノートブックでは `ws.glossary()` で検索できます。",
)
_HEADINGS = Text(en="Word | Japanese | Meaning | Lesson", ja="言葉 | 英語 | 意味 | レッスン")
_BUILT = "<!-- Built from glossary.yml by `make build`. -->"


def bring_up_to_date(check: bool = False) -> list[Problem]:
    """Write the pages that are not as the glossary gives them.

    Parameters
    ----------
    check : bool
        Only compare.

    Returns
    -------
    list of Problem
        With `check`, the pages that differ; mistakes of the glossary in any case.
    """
    problems: list[Problem] = []
    try:
        known = terms()
    except CourseFileError as error:
        return error.problems
    for name, language in FILES.items() if known else ():
        path = structure.root() / name
        problems += derived.bring(path, rendered(known, language), "the glossary gives it", check)
    return problems


def rendered(known: tuple[Term, ...], language: Language) -> str:
    """The page in a language."""
    (other,) = (lang for lang in LANGUAGES if lang != language)
    titles = {entry.id: entry for entry in structure.load().lessons}
    rows = []
    for term in known:
        entry = titles.get(term.lesson or "")
        lesson = entry.title.of(language) if entry else ""
        if entry and entry.is_open:
            lesson = f"[{lesson}](../notebooks/{language}/{entry.id}.ipynb)"
        cells = [term.named(language), term.named(other), term.means.of(language), lesson]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    head = [f"| {_HEADINGS.of(language)} |", "|---|---|---|---|"]
    above = [_BUILT, "", f"# {_TITLE.of(language)}", "", _ABOUT.of(language), ""]
    return "\n".join([*above, *head, *rows, ""])
