"""Short texts labelled twice, before and after a rule was written down, beside three colleagues."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mlworkshop import measures
from mlworkshop.activities.kit import beginning, table
from mlworkshop.activities.round import Round, Turns, letter_of
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text

YES, NO = "yes", "no"
_LETTERS = {"y": YES, "n": NO}
_BEGINNING = 60  # characters of a text in the table at the end


@dataclass(frozen=True)
class Pass:
    """What everybody called the same cases, once.

    Parameters
    ----------
    labels : tuple of tuples of bool, shape (annotators, cases)
        The attendee's first.
    """

    labels: tuple[tuple[bool, ...], ...]

    @property
    def unanimous(self) -> int:
        """Cases with one label from all."""
        return sum(len(set(case)) == 1 for case in zip(*self.labels, strict=True))

    @property
    def agreement(self) -> float:
        """The share of equal labels, on average over pairs."""
        return measures.mean_agreement(self.labels)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, on average over pairs."""
        return measures.mean_kappa(self.labels)

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha."""
        return measures.cronbach_alpha(self.labels)

    @property
    def with_majority(self) -> int:
        """Cases where the attendee says what more than half say."""
        majority = measures.consensus(self.labels)
        return sum(mine == said for mine, said in zip(self.labels[0], majority, strict=True))


class AnnotatorAgreement(Round):
    """A text after another, twice, and how far all agree.

    Parameters
    ----------
    given : Turns
        What the call in the notebook says.
    items, question, positive, negative, rule, colleagues
        See `annotator_agreement`; the colleagues' labels by name, one tuple a pass.
    key : str
    clock : callable, optional
        Gives the time in seconds.
    """

    call = "annotator_agreement"
    title = Text(en="Twenty emails, labelled twice", ja="20通を2回判定する")
    minutes, minutes_reason = 2.5, "forty lines at two seconds, a rule, and the result"
    style = (
        Round.style
        + """
.mlw-annotator-agreement .mlw-item { min-height: 7em; }
.mlw-annotator-agreement .mlw-item strong { font-size: 1.15em; }
"""
    )

    def __init__(
        self,
        given: Turns,
        items: Mapping[str, str],
        question: str,
        positive: str,
        negative: str,
        rule: str,
        colleagues: Mapping[str, tuple[tuple[bool, ...], tuple[bool, ...]]],
        key: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._items, self._question, self._rule = dict(items), question, rule
        self._names = {YES: positive, NO: negative}
        self._colleagues = dict(colleagues)
        super().__init__(cards_of(self._items), given, key, clock)

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """The two labels."""
        return {letter: (id_, self._names[id_]) for letter, id_ in _LETTERS.items()}

    def intro(self) -> str:
        """The question."""
        return f"<p><strong>{escape(self._question)}</strong></p>"

    def card(self, id_: str) -> str:
        """A text, and in the second pass the rule above it."""
        pass_, _, item = id_.partition(":")
        if pass_ == "1":
            says = text(
                en="First pass: decide quickly, as you see fit.",
                ja="1回目：自分の感覚で、すばやく判断してください。",
            )
        else:
            says = text(
                en="Second pass, in another order, with a rule: ",
                ja="2回目：順番を変えました。今度は次の決まりに従ってください。",
            )
            says += self._rule
        return (
            f'<div class="mlw-item"><p>{escape(says)}</p>'
            f"<p><strong>{escape(self._items[item])}</strong></p></div>"
        )

    def heard(self, id_: str) -> str:
        """The text."""
        return self._items[id_.partition(":")[2]]

    def code(self) -> str:
        """A letter for each text of both passes."""
        return 'ws.activities.annotator_agreement(…, labels="ynny")'

    def digest(self) -> Sequence[tuple[str, str]]:
        """Nothing: it is about the emails of others."""
        return []

    def passes(self) -> tuple[Pass, Pass]:
        """What everybody said, in the order of the items; both passes must be over."""
        said = {each.card: each.choice == YES for each in self.state.said}
        first, second = (
            Pass(
                (
                    tuple(said[f"{number}:{item}"] for item in self._items),
                    *(labels[number - 1] for labels in self._colleagues.values()),
                )
            )
            for number in (1, 2)
        )
        return first, second

    def outcome(self) -> str:
        """Agreement in both passes, own constancy, and where labels differ."""
        first, second = self.passes()
        count = len(self._items)
        kept = sum(a == b for a, b in zip(first.labels[0], second.labels[0], strict=True))
        share = measures.wilson(kept, count)
        says = text(
            en=f"You gave <strong>{kept} of {count}</strong> the same label both times "
            f"(95% interval {share.low:.0%} to {share.high:.0%}). Your colleagues are simulated; "
            "only your own labels are real.",
            ja=f"2回とも同じラベルにしたのは、{count}通中<strong>{kept}通</strong>です"
            f"（95%信頼区間 {share.low:.0%}〜{share.high:.0%}）。同僚3人はシミュレーションで、"
            "本物のラベルは自分のものだけです。",
        )
        return f"<p>{says}</p>{self._measures(first, second)}{self._differences(first, second)}"

    def _measures(self, first: Pass, second: Pass) -> str:
        heads = (
            text(en="All four of you", ja="4人全員の結果"),
            text(en="First pass", ja="1回目"),
            text(en="Second pass, with the rule", ja="2回目（決まりあり）"),
        )
        count = len(self._items)
        both = (first, second)
        rows = [
            (
                text(en="unanimous", ja="4人とも同じ"),
                *(f"{each.unanimous} / {count}" for each in both),
            ),
            (
                text(
                    en="you say what the majority says (consensus)", ja="自分が多数派と同じ（合意）"
                ),
                *(f"{each.with_majority} / {count}" for each in both),
            ),
            (
                text(en="agreement, mean of pairs", ja="2人ずつの一致率の平均"),
                *(f"{each.agreement:.0%}" for each in both),
            ),
            (
                text(en="Cohen's kappa, mean of pairs", ja="カッパ係数の平均"),
                *(_two_digits(each.kappa) for each in both),
            ),
            (
                text(en="Cronbach's alpha", ja="クロンバックのアルファ係数"),
                *(_two_digits(each.alpha) for each in both),
            ),
        ]
        return table(heads, rows)

    def _differences(self, first: Pass, second: Pass) -> str:
        """The texts on which not all agree even with the rule, or the attendee changed sides."""
        votes = [list(zip(*each.labels, strict=True)) for each in (first, second)]
        rows = [
            (beginning(words, _BEGINNING), *(self._votes(each[at]) for each in votes))
            for at, words in enumerate(self._items.values())
            if len(set(votes[1][at])) > 1 or votes[0][at][0] != votes[1][at][0]
        ]
        if not rows:
            return ""
        heads = (
            text(en="Still disputed, or changed by you", ja="まだ割れているもの、自分が変えたもの"),
            text(en="First pass", ja="1回目"),
            text(en="Second pass", ja="2回目"),
        )
        return table(heads, rows)

    def _votes(self, votes: tuple[bool, ...]) -> str:
        mine = self._names[YES if votes[0] else NO]
        yes, name = sum(votes), self._names[YES]
        return text(
            en=f"you: {mine}; {yes} of {len(votes)} say {name}",
            ja=f"自分：{mine}（{len(votes)}人中{yes}人が「{name}」）",
        )


def annotator_agreement(
    items: Mapping[str, str],
    *,
    question: str,
    positive: str,
    negative: str,
    rule: str,
    colleagues: Mapping[str, tuple[str, str]],
    labels: str = "",
    key: str = "annotator-agreement",
) -> None:
    """Let the attendee label short texts twice, and measure how far people agree.

    Parameters
    ----------
    items : mapping of str to str
        Short texts by id, in the order of the first pass; the second is shuffled.
    question : str
        What is asked of each text.
    positive, negative : str
        The names of the two labels.
    rule : str
        The written rule that is shown in the second pass.
    colleagues : mapping of str to tuple of two str
        By name, what simulated colleagues say in either pass: y or n for each text, in the order
        of `items`.
    labels : str, optional
        The attendee's labels, y or n, from the first text of the first pass on: the way without
        widgets.
    key : str, default "annotator-agreement"
        Tells the rounds of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If labels hold other letters, or do not fit the number of texts.
    """
    items = dict(items)
    read = {}
    for name, both in dict(colleagues).items():
        first, second = both if isinstance(both, tuple | list) and len(both) == 2 else (both, both)
        read[name] = (
            _read(f"colleagues[{name!r}]", first, len(items), exactly=True),
            _read(f"colleagues[{name!r}]", second, len(items), exactly=True),
        )
    turns = Turns()
    said = _read("labels", labels, 2 * len(items))
    for card, label in zip(cards_of(items), said, strict=False):
        turns = turns.then(card, YES if label else NO)
    AnnotatorAgreement(turns, items, question, positive, negative, rule, read, key).show()


def cards_of(items: Mapping[str, str]) -> list[str]:
    """The ids of all cards: the items in their order, then shuffled, always in the same way."""
    again = list(items)
    random.Random(len(again)).shuffle(again)
    return [*(f"1:{item}" for item in items), *(f"2:{item}" for item in again)]


def _read(argument: str, given: object, most: int, *, exactly: bool = False) -> tuple[bool, ...]:
    letters = letter_of(given) if isinstance(given, str) else None
    fits = letters is not None and set(letters) <= _LETTERS.keys()
    if letters is None or not fits or len(letters) > most or (exactly and len(letters) < most):
        raise WorkshopError(
            text(
                en=f"{argument} is {shown(given)}. Write y or n for each text, {most} letters"
                f"{'' if exactly else ' at most'}.",
                ja=f"{argument} が {shown(given)} になっています。1件につき y か n を1文字ずつ、"
                f"{most}文字{'' if exactly else '以内'}で書いてください。",
            )
        )
    return tuple(letter == "y" for letter in letters)


def _two_digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")
