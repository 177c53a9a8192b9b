"""Cards to be put into cells: a field of buttons, and how they lie, side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from html import escape
from string import ascii_lowercase

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.fields import Field
from mlworkshop.language import text

__all__ = ["Cards", "piles"]

STYLE = """
.mlw-piles { display: grid; gap: 0.5em; margin: 0.5em 0;
  grid-template-columns: repeat(auto-fit, minmax(12em, 1fr)); }
.mlw-pile { border: 1px dashed var(--mlw-line); border-radius: 4px; padding: 0.3em 0.6em; }
.mlw-pile div { background: var(--mlw-chosen); color: var(--mlw-on-chosen);
  border: 1px solid var(--mlw-said); border-radius: 4px; padding: 0.1em 0.5em; margin: 0.3em 0;
  line-height: 1.35; overflow-wrap: anywhere; }
"""


class Cards(Field[dict[str, str]]):
    """Cards to be put into cells, a button a cell for each card.

    Parameters
    ----------
    label : str
        May be empty, where the label is above already.
    cards, cells : mapping of str to str
        From ids to words. The value holds the id of a cell for each card that is in one.
    nowhere : str
        What the button says that takes a card out again; without words there is none.
    """

    def __init__(
        self,
        label: str,
        cards: Mapping[str, str],
        cells: Mapping[str, str],
        *,
        nowhere: str = "",
    ) -> None:
        self.nothing: dict[str, str] = {}
        self.cells = dict(cells)
        self._places = {**self.cells, "": nowhere} if nowhere else self.cells
        self.cards: dict[str, str] = {}
        self._rows: dict[str, tuple[widgets.Widget, dict[str, widgets.Button]]] = {}
        self._box = widgets.VBox([])
        above = [ui.html(escape(label))] if label else []
        super().__init__(label, widgets.VBox([*above, self._box]))
        self.deal(cards)

    def deal(self, cards: Mapping[str, str]) -> None:
        """Have these cards from now on; the buttons of those that stay are the same."""
        if cards == self.cards:
            return
        self.cards = dict(cards)
        self._rows = {id_: self._rows.get(id_) or self._row(id_) for id_ in cards}
        self._box.children = [row for row, _ in self._rows.values()]
        self._show(self._value)

    def read(self, given: object) -> dict[str, str]:
        """A cell for each card, by ids; or letters of cards with numbers of cells: "a1 b2"."""
        if isinstance(given, str):
            letters = dict(zip(ascii_lowercase, self.cards, strict=False))
            numbers = dict(enumerate(self.cells, 1))
            found = re.findall(r"([a-z])\W*(\d{1,3})", given.lower())
            given = {letters.get(at, at): numbers.get(int(cell), cell) for at, cell in found}
        if not isinstance(given, Mapping):
            raise self._unfit(given, text(en="a cell for each card", ja="カードごとの置き場所"))
        for card, cell in given.items():
            for id_, known in ((card, self.cards), (cell, self.cells)):
                if id_ not in known:
                    names = ", ".join(known)
                    raise self._unfit(id_, text(en=f"one of {names}", ja=f"{names} のどれか"))
        return {card: given[card] for card in self.cards if card in given}

    def shown(self, value: dict[str, str] | None) -> str:
        """A line a card."""
        lines = (f"{self.cards[card]} → {self.cells[cell]}" for card, cell in (value or {}).items())
        return "\n".join(lines) or "–"

    def choices(self) -> list[str]:
        """The cards with their letters."""
        return [
            f"{at}. {words}"
            for at, words in zip(ascii_lowercase, self.cards.values(), strict=False)
        ]

    def button(self, card: str, cell: str) -> widgets.Button:
        """What puts a card into a cell."""
        return self._rows[card][1][cell]

    def _row(self, card: str) -> tuple[widgets.Widget, dict[str, widgets.Button]]:
        words = self.cards[card]
        buttons = {
            cell: ui.button("", partial(self._put_into, card, cell), f"{words} → {name}")
            for cell, name in self._places.items()
        }
        return widgets.VBox([ui.html(escape(words)), widgets.HBox(list(buttons.values()))]), buttons

    def _put_into(self, card: str, cell: str) -> None:
        """Put a card into a cell, or out of all."""
        placed = {**(self._value or {}), card: cell}
        self._entered({card: cell for card, cell in placed.items() if cell})

    def _show(self, value: dict[str, str] | None) -> None:
        for card, (_, buttons) in self._rows.items():
            for cell, button in buttons.items():
                ui.mark(button, self._places[cell], (value or {}).get(card, "") == cell)


def piles(
    cards: Mapping[str, str], cells: Mapping[str, str], placed: Mapping[str, str], columns: int = 0
) -> str:
    """The cells side by side as HTML, each with its cards, and how many cards wait.

    Parameters
    ----------
    cards, cells : mapping of str to str
        From ids to words.
    placed : mapping of str to str
        From cards to cells.
    columns : int, optional
        How many cells stand beside each other. Default: as many as there is room for.
    """
    grid = f' style="grid-template-columns: repeat({columns}, minmax(0, 1fr))"' if columns else ""
    laid = ""
    for cell, name in cells.items():
        inside = (words for card, words in cards.items() if placed.get(card) == cell)
        shown = "".join(f"<div>{escape(words)}</div>" for words in inside)
        laid += f'<div class="mlw-pile"><strong>{escape(name)}</strong>{shown}</div>'
    left = sum(card not in placed for card in cards)
    if not cards:
        says = text(en="No cards yet:", ja="カードはまだありません：")
    else:
        says = text(
            en=f"Sorted so far; {left} still to go:" if left else "All sorted:",
            ja=f"仕分けの様子（残り{left}枚）：" if left else "仕分けの様子（残りなし）：",
        )
    return f'<p role="status">{says}</p><div class="mlw-piles"{grid}>{laid}</div>'
