"""Where a slide ends and the next begins, live in JupyterLab and in the slides made from it.

One idea, question, exercise, activity or plot each, so that little has to be scrolled in front of
a room. A lesson's own `slide` wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlworkshop.course import minutes, syntax
from mlworkshop.course.lesson import Cell, Slide

__all__ = ["of"]

# A text so short shares its slide with the plot that it announces.
_SHORT = {"en": 60, "ja": 160}  # words; characters


def of(cells: Sequence[Cell]) -> list[Slide | None]:
    """Jupyter's slide type for each cell of a notebook.

    Parameters
    ----------
    cells : sequence of Cell
        Of one language, in their order, with the starters or with the answers.

    Returns
    -------
    list of str or None
        None for what goes on with the slide before; `skip` for what is optional.
    """
    return list(_types(cells))


def _types(cells: Sequence[Cell]) -> Iterator[Slide | None]:
    optional_below = 0  # level of the heading that makes what is below it optional; 0 for none
    before: Cell | None = None
    for cell in cells:
        if cell.level:
            if optional_below and cell.level <= optional_below:
                optional_below = 0
            if not optional_below and minutes.is_optional(cell):
                optional_below = cell.level
        if cell.slide or optional_below:
            yield cell.slide or "skip"
        elif cell.begins_section:
            yield "slide"
        else:
            yield "subslide" if _begins(cell, before) else None
        before = cell


def _begins(cell: Cell, before: Cell | None) -> bool:
    """Whether a cell without a section's heading begins a slide of its own."""
    if cell.kind == "text" or cell.role:
        return True
    tree = syntax.parsed(cell.source)
    if isinstance(tree, SyntaxError):
        return False
    if syntax.shows(tree):
        # An exercise's starter and its check are one.
        return not (before and before.role)
    return minutes.draws(tree) and not (before and _is_short(before))


def _is_short(cell: Cell) -> bool:
    if cell.language == "ja":
        return len(cell.source) <= _SHORT["ja"]
    return cell.language == "en" and len(cell.source.split()) <= _SHORT["en"]
