"""What the instructor sees of a question: the right answer, and what is behind each wrong one."""

from __future__ import annotations

from dataclasses import dataclass

from mlworkshop.language import Text
from mlworkshop.questions.kinds import (
    AnyQuestion,
    Match,
    Multiple,
    Number,
    Open,
    Order,
    Single,
    lettered,
)

__all__ = ["Key", "of"]


@dataclass(frozen=True)
class Key:
    """How a question is answered, and how people go wrong.

    Parameters
    ----------
    right : tuple of Text
        The right answer, Markdown, a line each; empty where there is no right or wrong.
    whys : tuple of Text
        Why it is right, Markdown.
    slips : tuple of pairs of Text
        A wrong answer that people give, and what is behind it, Markdown.
    """

    right: tuple[Text, ...] = ()
    whys: tuple[Text, ...] = ()
    slips: tuple[tuple[Text, Text], ...] = ()


def of(question: AnyQuestion) -> Key:
    """The key to a question of any kind."""
    match question:
        case Single() | Multiple():
            options = [(_numbered(at, each.text), each) for at, each in lettered(question.options)]
            return Key(
                tuple(words for words, each in options if each.correct),
                tuple(each.why for _, each in options if each.correct),
                tuple((words, each.why) for words, each in options if not each.correct),
            )
        case Order():
            steps = {step.id: step.text for step in question.steps}
            letters = {step.id: at for at, step in lettered(question.in_shown_order)}
            right = tuple(_numbered(letters[id_], words) for id_, words in steps.items())
            return Key(
                right,
                (question.why,),
                tuple(
                    (_joined(steps[slip.before], " → ", steps[slip.after]), slip.why)
                    for slip in question.mistakes
                ),
            )
        case Match():
            groups = {group.id: group.text for group in question.groups}
            cards = {card.id: card for card in question.cards}
            return Key(
                tuple(
                    _numbered(at, _joined(card.text, " → ", groups[card.group]))
                    for at, card in lettered(question.cards)
                ),
                (),
                tuple(
                    (_joined(cards[slip.card].text, " → ", groups[slip.group]), slip.why)
                    for slip in question.mistakes
                ),
            )
        case Number():
            return Key(
                (_amount(question.answer, question),),
                (question.why,),
                tuple((_amount(slip.value, question), slip.why) for slip in question.mistakes),
            )
        case Open():
            return Key()


def _numbered(letter: str, words: Text) -> Text:
    return Text(en=f"{letter}. {words.en}", ja=f"{letter}. {words.ja}")


def _joined(first: Text, sign: str, second: Text) -> Text:
    return Text(en=f"{first.en}{sign}{second.en}", ja=f"{first.ja}{sign}{second.ja}")


def _amount(value: float, question: Number) -> Text:
    number, unit = f"{value:,}".removesuffix(".0"), question.unit
    return Text(
        en=f"{number} {unit.en}" if unit else number, ja=f"{number}{unit.ja}" if unit else number
    )
