"""The cases that a model doubts, for people to decide: what that takes and what it saves."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median

from mlworkshop.activities import kit
from mlworkshop.activities.round import Round, Said, Turns, turns
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, counted, text
from mlworkshop.typed_number import amount

YES, NO = "yes", "no"
_USUAL = 20.0  # seconds for a case where none was measured
_WORK_DAY = 6.0  # hours that a person really reviews
_LONGEST = 400  # characters of a case


@dataclass(frozen=True)
class Case:
    """One case of the queue.

    Parameters
    ----------
    words : str
        What a person reads.
    score : float
        The model's, 0 to 1.
    is_positive : bool
        What it really is.
    """

    words: str
    score: float
    is_positive: bool


@dataclass(frozen=True)
class Costs:
    """What mistakes and time cost.

    Parameters
    ----------
    missed, false_alarm : float
        A positive case that is let through, and a negative one that is taken for positive.
    hour : float
        An hour of the one who reviews.
    """

    missed: float
    false_alarm: float
    hour: float

    def of(self, is_positive: bool, called_positive: bool) -> float:
        """What a decision costs, by itself."""
        if is_positive == called_positive:
            return 0.0
        return self.missed if is_positive else self.false_alarm


@dataclass(frozen=True)
class Result:
    """What a queue has brought.

    Parameters
    ----------
    model, people, time : float
        What the model's own mistakes on these cases would cost, those of the person, and the
        person's time.
    seconds : float
        Of a case: the median, or the usual time where none was measured.
    was_measured : bool
    """

    model: float
    people: float
    time: float
    seconds: float
    was_measured: bool

    @property
    def saved(self) -> float:
        """What the review has brought, less what it took; below zero where it did not pay."""
        return self.model - self.people - self.time


def result(said: Sequence[Said], cases: Mapping[str, Case], cut_off: float, costs: Costs) -> Result:
    """Compare the decisions of a person with those that the model would have made alone."""
    known = [one.seconds for one in said if one.seconds is not None]
    seconds = median(known) if known else _USUAL
    model = people = 0.0
    for one in said:
        case = cases[one.card]
        model += costs.of(case.is_positive, case.score >= cut_off)
        people += costs.of(case.is_positive, one.choice == YES)
    return Result(model, people, len(said) * seconds / 3600 * costs.hour, seconds, bool(known))


def people_needed(queue: float, seconds: float) -> int:
    """How many people it takes to get through a day's queue on the same day."""
    return math.ceil(queue * seconds / 3600 / _WORK_DAY)


class ReviewQueue(Round):
    """One doubtful case after another, and what the work was worth.

    Parameters
    ----------
    given : Turns
        What the call in the notebook says.
    cases : mapping of str to Case
    cut_off : float
        From which score on the model alone would say yes.
    costs : Costs
    currency, positive, negative : str
    per_day : float
        How long the queue is every day.
    key : str
    clock : callable, optional
        Gives the time in seconds.
    """

    call = "review_queue"
    title = Text(en="Review queue", ja="確認待ちの一覧")
    minutes, minutes_reason = 2.5, "eight short emails at fifteen seconds, and the result"
    style = (
        Round.style
        + """
.mlw-case { white-space: pre-wrap; overflow-wrap: anywhere; min-height: 11em; padding: 0.6em 0.8em;
  border: 1px solid var(--mlw-line); }
"""
    )

    def __init__(
        self,
        given: Turns,
        cases: Mapping[str, Case],
        cut_off: float,
        costs: Costs,
        currency: str,
        positive: str,
        negative: str,
        per_day: float,
        key: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cases, self._cut_off, self._costs, self._currency = cases, cut_off, costs, currency
        self._positive, self._negative, self._per_day = positive, negative, per_day
        super().__init__(tuple(cases), given, key, clock)

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """Positive or negative."""
        return _choices(self._positive, self._negative)

    def card(self, id_: str) -> str:
        """What a person reads, and the model's score."""
        case = self._cases[id_]
        score = text(en="Score of the model", ja="モデルのスコア") + kit.colon()
        words = escape(_beginning(case.words))
        return f'<p>{score}{case.score:.2f}</p><div class="mlw-case">{words}</div>'

    def heard(self, id_: str) -> str:
        """The first line."""
        return kit.beginning(self._cases[id_].words.partition("\n")[0], 120)

    def code(self) -> str:
        """A letter for each case."""
        return 'ws.activities.review_queue(…, said="yn")'

    def outcome(self) -> str:
        """What the queue has saved, how many people it needs, and each decision."""
        found = result(self.state.said, self._cases, self._cut_off, self._costs)
        return (
            f"<p><strong>{escape(self._saved(found))}</strong></p><p>{escape(self._pace(found))}</p>"
            f"{self._decisions()}"
        )

    def _saved(self, found: Result) -> str:
        alone, yours = self._money(found.model), self._money(found.people)
        hours, net = self._money(found.time), self._money(abs(found.saved))
        sums = text(
            en=f"Alone, the model's mistakes on these {len(self._cases)} would cost {alone}. Yours "
            f"cost {yours}, and your time {hours}.",
            ja=f"この{len(self._cases)}件をモデルだけで判定すると、誤りの損害は{alone}です。"
            f"人が判断した誤りの損害は{yours}、作業時間の費用は{hours}でした。",
        )
        if found.saved > 0:
            return sums + text(en=f" The review saved {net}.", ja=f"確認によって{net}の得です。")
        return sums + text(en=f" The review lost {net}.", ja=f"確認によって{net}の損です。")

    def _pace(self, found: Result) -> str:
        whole, people = round(found.seconds), people_needed(self._per_day, found.seconds)
        seconds = counted(whole, "second")
        took = (
            text(
                en=f"Half of your decisions took less than {seconds}.",
                ja=f"1件にかかった時間の中央値は{whole}秒です。",
            )
            if found.was_measured
            else text(
                en=f"No time was measured, so {seconds} each are assumed.",
                ja=f"時間が測れなかったので、1件{whole}秒とみなします。",
            )
        )
        needs = text(
            en=f" At that pace, a queue of {self._per_day:,.0f} per day needs "
            f"{counted(people, 'person', 'people')} ({_WORK_DAY:.0f} hours of review per day).",
            ja=f"このペースで1日{self._per_day:,.0f}件を確認するには、{people}人必要です"
            f"（1人1日{_WORK_DAY:.0f}時間）。",
        )
        return took + needs

    def _decisions(self) -> str:
        heads = (
            text(en="Case", ja="内容"),
            text(en="Score", ja="スコア"),
            text(en="Model alone", ja="モデルだけ"),
            text(en="You", ja="あなた"),
            text(en="Really", ja="実際"),
        )
        rows, wrong = [], []
        for said in self.state.said:
            case, yes = self._cases[said.card], said.choice == YES
            calls = (case.score >= self._cut_off, yes, case.is_positive)
            names = [self._positive if call else self._negative for call in calls]
            mark = text(en="wrong: {}", ja="誤り：{}").format
            for at in (0, 1):
                if calls[at] != case.is_positive:
                    names[at] = mark(names[at])
            rows.append((self.heard(said.card), f"{case.score:.2f}", *names))
            wrong.append(yes != case.is_positive)
        return kit.table(heads, rows, wrong=wrong)

    def _money(self, value: float) -> str:
        rounded = round(value, 2) if value < 10 else round(value)
        return amount(rounded, self._currency)


def _choices(positive: str, negative: str) -> Mapping[str, tuple[str, str]]:
    return {"y": (YES, positive), "n": (NO, negative)}


def _beginning(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def review_queue(
    cases: Mapping[str, str],
    scores: Mapping[str, float],
    is_positive: Mapping[str, bool],
    *,
    positive: str | Text,
    negative: str | Text,
    currency: str | Text,
    cut_off: float,
    price_missed: float,
    price_false_alarm: float,
    price_hour: float,
    per_day: float,
    said: str = "",
    key: str = "review-queue",
) -> None:
    """Let the attendee decide the cases that a model doubts, and see what that was worth.

    Parameters
    ----------
    cases : mapping of str to str
        By id, what a person reads, in the order of the queue. The first line is its name.
    scores : mapping of str to float
        By id, the model's score, 0 to 1.
    is_positive : mapping of str to bool
        By id, what it really is.
    positive, negative : str or Text
        The two decisions.
    currency : str or Text
    cut_off : float
        From 0 to 1: from which score on the model alone would call a case positive.
    price_missed, price_false_alarm : float
        What a positive case costs that is let through, and a negative one that is called positive.
    price_hour : float
        An hour of the one who reviews.
    per_day : float
        How many such cases there are every day.
    said : str, optional
        A letter for each case, from the first: y for positive, n for negative.
    key : str, default "review-queue"
        Tells the queues of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a case lacks its score or its answer, or a mapping, number or letter does not fit.
    """
    for name, known in (("scores", scores), ("is_positive", is_positive)):
        if missing := [id_ for id_ in cases if id_ not in known]:
            raise WorkshopError(
                text(
                    en=f"{name} says nothing about the case {shown(missing[0])}. Add it.",
                    ja=f"{name} に {shown(missing[0])} の項目がありません。追加してください。",
                )
            )
    made = {
        id_: Case(str(cases[id_]), kit.from_0_to_1("scores", scores[id_]), bool(is_positive[id_]))
        for id_ in cases
    }
    costs = Costs(
        kit.at_least_0("price_missed", price_missed),
        kit.at_least_0("price_false_alarm", price_false_alarm),
        kit.at_least_0("price_hour", price_hour),
    )
    names = str(positive), str(negative)
    given = turns(tuple(made), lambda _: _choices(*names), said)
    ReviewQueue(
        given,
        made,
        kit.from_0_to_1("cut_off", cut_off),
        costs,
        str(currency),
        *names,
        kit.at_least_0("per_day", per_day),
        key,
    ).show()
