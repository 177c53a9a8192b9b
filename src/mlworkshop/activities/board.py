"""Boards: cards that people put into cells, and cards that they add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any, ClassVar, cast

from mlworkshop import cards, ui
from mlworkshop.activities.panel import Panel
from mlworkshop.cards import Cards
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Field, Words
from mlworkshop.language import Text, text

__all__ = ["Board", "Placed"]

_WAITING = Text(en="Not placed yet", ja="まだ置いていないもの")


@dataclass(frozen=True)
class Placed:
    """Where cards lie.

    Parameters
    ----------
    placed : dict of str to str
        The cell of each card that lies in one, by ids; the id of an own card is its words.
    own : tuple of str
        The cards that were added.
    """

    placed: dict[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()


class Board(Panel[Placed]):
    """Cards to be put into cells by buttons.

    Parameters
    ----------
    deck, cells : mapping of str to str or Text
        From ids to words.
    given : Placed
    key : str
    """

    style = cards.STYLE
    columns: ClassVar[int] = 0  # cells beside each other; as many as there is room for
    takes_own: bool = False  # whether people may add cards

    def __init__(
        self,
        deck: Mapping[str, str | Text],
        cells: Mapping[str, str | Text],
        given: Placed,
        key: str,
    ) -> None:
        self._deck, self._cells = deck, cells
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Field[Any]]:
        """The cards, and the field for own ones."""
        asked: dict[str, Field[Any]] = {}
        if self.takes_own:
            own = text(en="Cards of your own, one per line", ja="自分で追加するカード（1行に1枚）")
            asked["own"] = Words(own, several=True, lines=3)
        where = text(en="Where does each card belong?", ja="どこに置きますか？")
        asked["placed"] = Cards(
            where,
            _words(self._deck),
            _words(self._cells),
            nowhere=text(en="not placed", ja="未配置"),
        )
        return asked

    def page(self) -> str:
        """The cells with their cards, and own ones that are in none."""
        lines = "".join(f"<li>{escape(words)}</li>" for words in self._waiting())
        laid = cards.piles(
            self._cards(self.state), _words(self._cells), self.state.placed, self.columns
        )
        return laid + (f"<p>{_WAITING}</p><ul>{lines}</ul>" if lines else "")

    def instead(self) -> str:
        """The cards that are in no cell, which the buttons show where there are any."""
        left = (str(words) for id_, words in self._deck.items() if id_ not in self.state.placed)
        lines = "".join(f"<li>{escape(words)}</li>" for words in left)
        return f"<ul>{lines}</ul>" if lines else ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """What lies in each cell, and own cards that are in none, a card per line."""
        deck, placed = self._cards(self.state), self.state.placed.items()
        laid = [
            (name, "\n".join(deck[card] for card, at in placed if at == cell))
            for cell, name in _words(self._cells).items()
        ]
        return [*laid, (str(_WAITING), "\n".join(self._waiting()))]

    def blanks(self) -> list[str]:
        """The cards of the deck that are in no cell."""
        placed = self.state.placed
        return [words for card, words in _words(self._deck).items() if card not in placed]

    def fits(self, state: Placed) -> bool:
        """Whether these cards and cells are here."""
        known = self._cards(state)
        return state.placed.keys() <= known.keys() and set(state.placed.values()) <= set(
            self._cells
        )

    def become(self, state: Placed, *, drags: bool = False) -> None:
        """Take over a new state; cards that are gone lie nowhere."""
        with ui.LOCK:
            known = self._cards(state)
            placed = {card: cell for card, cell in state.placed.items() if card in known}
            super().become(Placed(placed, state.own), drags=drags)

    def _as_called(self, given: Placed) -> Placed:
        if self.takes_own:  # a call may place own cards, too; what is wrong with them is said below
            with suppress(WorkshopError):
                own = cast(tuple[str, ...], self.fields["own"].read(given.own))
                self._field.deal(self._cards(Placed(own=own)))
        return super()._as_called(given)

    def _fill(self) -> None:
        self._field.deal(self._cards(self.state))
        super()._fill()

    def _waiting(self) -> list[str]:
        return [words for words in self.state.own if words not in self.state.placed]

    @property
    def _field(self) -> Cards:
        asked = self.fields["placed"]
        assert isinstance(asked, Cards)
        return asked

    def _cards(self, state: Placed) -> dict[str, str]:
        return {**_words(self._deck), **{words: words for words in state.own}}


def _words(named: Mapping[str, str | Text]) -> dict[str, str]:
    """Words in the language of the moment."""
    return {id_: str(words) for id_, words in named.items()}
