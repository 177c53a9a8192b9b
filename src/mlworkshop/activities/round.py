"""Rounds: one card after another, each with a choice, with undo and an end."""

from __future__ import annotations

import time
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Annotated

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import ui
from mlworkshop.activities.base import Activity
from mlworkshop.errors import WorkshopError, cut, shown
from mlworkshop.language import text

__all__ = ["Round", "Said", "Stopwatch", "Turns", "letter_of", "turns"]

_UNDO = "u"
# What a Japanese keyboard makes of letters before people switch it to Latin ones.
_KANA = {"ん": "n", "う": "u", "あ": "a", "い": "i", "え": "e", "お": "o"}
_PAUSE = 60.0  # seconds: who takes longer has been away


@dataclass(frozen=True)
class Said:
    """What was chosen for one card.

    Parameters
    ----------
    card, choice : str
        Their ids.
    seconds : float, optional
        How long it took; None where that is not known.
    """

    card: str
    choice: str
    seconds: Annotated[float, Bounds(ge=0)] | None = None


@dataclass(frozen=True)
class Turns:
    """What was chosen for the first cards of a round, in their order."""

    said: tuple[Said, ...] = ()

    def then(self, card: str, choice: str, seconds: float | None = None) -> Turns:
        """One turn more."""
        return replace(self, said=(*self.said, Said(card, choice, seconds)))

    def undone(self) -> Turns:
        """Without the last turn."""
        return replace(self, said=self.said[:-1])


class Stopwatch:
    """Seconds from one press to the next; longer than a minute is a pause and does not count."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: float | None = None

    def lap(self) -> float | None:
        """Seconds since the last call; None at the first one and after a pause."""
        now = self._clock()
        seconds = None if self._last is None else now - self._last
        self._last = now
        return seconds if seconds is not None and seconds <= _PAUSE else None


class Round(Activity[Turns]):
    """One card after another; for each, a button a choice, or its letter.

    Parameters
    ----------
    cards : sequence of str
        Ids, in their order.
    given : Turns
    key : str
    clock : callable, optional
        Gives the time in seconds.
    """

    style = """
.mlw progress { width: 14em; max-width: 100%; vertical-align: middle;
  accent-color: var(--mlw-main); }
.mlw .mlw-field.mlw-letters { align-items: flex-end; }
.mlw .mlw-field.mlw-letters .widget-text input { width: 4em; }
"""

    def __init__(
        self,
        cards: Sequence[str],
        given: Turns,
        key: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cards = tuple(cards)
        self._clock = Stopwatch(clock)
        self._put_away: Turns | None = None  # by starting again
        self._says = ""
        super().__init__(given, key)
        self._card, self._status = ui.html(), ui.html()
        self._buttons = {
            letter: ui.button(f"{words} ({letter})", partial(self._press, letter))
            for letter, words in self._keys().items()
        }
        self._field = widgets.Text(continuous_update=False)
        letters = text(en=", ", ja="・").join(self._buttons)
        self._field.description = text(
            en=f"Or type {letters} and press Enter:",
            ja=f"{letters} を入力して Enter を押しても操作できます：",
        )
        self._field.observe(lambda change: self._typed(change.new), "value")
        self._again = ui.button(text(en="Start again", ja="最初からやり直す"), self._start_again)

    # What a subclass says.

    @abstractmethod
    def choices(self) -> Mapping[str, tuple[str, str]]:
        """By letter, the id of a choice and its words, in the language of the moment."""

    def choices_for(self, id_: str) -> Mapping[str, tuple[str, str]]:
        """The same for one card, where each has its own choices; by the same letters."""
        return self.choices()

    def listed(self) -> str:
        """The choices for the card of the moment, for where there are no buttons, as HTML."""
        if self.is_done:
            return ""
        choices = self.choices_for(self._cards[len(self.state.said)])
        items = "".join(f"<li>{at}. {escape(words)}</li>" for at, (_, words) in choices.items())
        return f'<ul style="list-style: none">{items}</ul>'

    def letters(self) -> str:
        """A letter for each choice so far, and one more where the round goes on."""
        so_far = (
            next(at for at, (id_, _) in self.choices_for(said.card).items() if id_ == said.choice)
            for said in self.state.said
        )
        return "".join(so_far) + ("" if self.is_done else "a")

    def reply(self, said: Said) -> str:
        """What is said to a choice once it is made, as HTML."""
        return ""

    @abstractmethod
    def card(self, id_: str) -> str:
        """A card as HTML."""

    def heard(self, id_: str) -> str:
        """What somebody who cannot see the card should hear of it."""
        return ""

    @abstractmethod
    def outcome(self) -> str:
        """What came out of all turns, as HTML."""

    # What it does.

    @property
    def is_done(self) -> bool:
        """Whether each card has had its turn."""
        return len(self.state.said) == len(self._cards)

    def page(self) -> str:
        """The card in turn, how far one has come, and at the end what came out."""
        return f"{self._on_the_table()}{self._standing()}{self._said_to()}"

    def layout(self) -> list[widgets.Widget]:
        """The card above the buttons, what came out below them."""
        buttons = widgets.HBox(list(self._buttons.values()))
        typing = widgets.HBox([self._field, self._again])
        typing.add_class("mlw-field")
        typing.add_class("mlw-letters")
        return [self._card, self._status, buttons, typing, self._message, self._page]

    def refresh(self) -> None:
        """Show the card in turn."""
        self._card.value, self._status.value = self._on_the_table(), self._standing()
        self._page.value = self._said_to()
        for letter, (_, words) in self._choices_now().items():
            self._buttons[letter].description = f"{words} ({letter})"

    def fits(self, state: Turns) -> bool:
        """Whether these cards came in this order, with choices that there are."""
        return len(state.said) <= len(self._cards) and all(
            said.card == card
            and said.choice in {choice for choice, _ in self.choices_for(card).values()}
            for said, card in zip(state.said, self._cards, strict=False)
        )

    def _keys(self) -> dict[str, str]:
        keys = {letter: words for letter, (_, words) in self.choices().items()}
        return keys | {_UNDO: text(en="Undo", ja="元に戻す")}

    def _choices_now(self) -> Mapping[str, tuple[str, str]]:
        """The choices for the card in turn, or the last one."""
        at = min(len(self.state.said), len(self._cards) - 1)
        return self.choices_for(self._cards[at]) if self._cards else self.choices()

    def _said_to(self) -> str:
        """The reply to the last choice, and at the end what came out."""
        reply = self.reply(self.state.said[-1]) if self.state.said else ""
        return reply + (self.outcome() if self.is_done else "")

    def _on_the_table(self) -> str:
        return "" if self.is_done else self.card(self._cards[len(self.state.said)])

    def _standing(self) -> str:
        total, done = len(self._cards), len(self.state.said)
        heard = ""
        if self.is_done:
            where = text(en=f"All {total} are done.", ja=f"{total}枚すべて終わりました。")
        else:
            where = text(en=f"{done + 1} of {total}", ja=f"{total}枚中{done + 1}枚目")
            heard = f'<span class="mlw-heard">{escape(self.heard(self._cards[done]))}</span>'
        bar = f'<progress value="{done}" max="{max(total, 1)}" aria-hidden="true"></progress>'
        says = escape(self._says)
        return f'<p role="status">{says} <strong>{where}</strong> {heard}{bar}</p>'

    def _typed(self, value: str) -> None:
        if not value:
            return
        self._field.value = ""
        letter = letter_of(value)
        with ui.LOCK:
            if letter in self._buttons:
                self._press(letter)
            elif letter:
                letters, typed = ", ".join(self._buttons), cut(value)
                self._say(
                    text(
                        en=f'"{typed}" is not one of {letters}: nothing has changed.',
                        ja=f"「{typed}」は{letters}のどれでもないため、何も変更していません。",
                    )
                )

    def _press(self, letter: str) -> None:
        seconds = self._clock.lap()
        if letter == _UNDO:
            self._undo()
        elif self.is_done:
            self._say(
                text(
                    en="All are done. Undo or start again to change your mind.",
                    ja="すべて終わっています。変えるには「元に戻す」か「最初からやり直す」を押してください。",
                )
            )
        else:
            id_, words = self._choices_now()[letter]
            number = len(self.state.said)
            self._says = text(en=f"{number + 1}: {words}.", ja=f"{number + 1}枚目：{words}。")
            self.become(self.state.then(self._cards[number], id_, seconds))

    def _undo(self) -> None:
        if self.state.said:
            number = len(self.state.said)
            self._says = text(
                en=f"Your choice for {number} is taken back.",
                ja=f"{number}枚目の選択を取り消しました。",
            )
            self.become(self.state.undone())
        elif self._put_away:
            self._says = text(en="Your choices are back.", ja="選択を元に戻しました。")
            state, self._put_away = self._put_away, None
            self.become(state)
        else:
            self._say(text(en="There is nothing to undo.", ja="元に戻す操作はありません。"))

    def _start_again(self) -> None:
        self._clock.lap()
        if not self.state.said:
            self._say(text(en="Nothing is chosen yet.", ja="まだ何も選んでいません。"))
            return
        self._put_away = self.state
        self._says = text(
            en="All choices are taken back. Undo brings them back.",
            ja="すべての選択を取り消しました。「元に戻す」で復元できます。",
        )
        self.become(Turns())

    def _say(self, says: str) -> None:
        self._says = says
        self.refresh()


def letter_of(typed: str) -> str:
    """Small Latin letters, whatever keyboard was in use."""
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    return "".join(_KANA.get(sign, sign) for sign in plain)


def turns(
    cards: Sequence[str],
    choices_for: Callable[[str], Mapping[str, tuple[str, str]]],
    said: object,
) -> Turns:
    """What a call says for the first cards, by a letter each.

    Parameters
    ----------
    cards : sequence of str
        Ids, in their order.
    choices_for : callable
        Gives a card's choices, as `Round.choices_for` does.
    said : str
        Letters, from the first card on; blanks between them are passed over.

    Raises
    ------
    WorkshopError
        If there are other letters, or more than there are cards.
    """
    letters = letter_of(said).replace(" ", "") if isinstance(said, str) else None
    made = Turns()
    for card, letter in zip(cards, letters or "", strict=False):
        if letter in (choices := choices_for(card)):
            made = made.then(card, choices[letter][0])
    if letters is None or len(made.said) != len(letters):
        known = list(choices_for(cards[0])) if cards else []
        raise WorkshopError(
            text(
                en=f"said is {shown(said)}. Write one letter for each card, from the first, "
                f"{len(cards)} at most: {', '.join(known)}.",
                ja=f"said が {shown(said)} になっています。最初のカードから順に1文字ずつ、"
                f"{len(cards)}文字以内で書いてください（{'・'.join(known)} のいずれか）。",
            )
        )
    return made
