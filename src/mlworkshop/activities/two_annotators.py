"""How far two people agree who labelled the same cases, from four counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any

from pydantic import Field as Bounds

from mlworkshop import measures
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount
from mlworkshop.language import Text, text

_MOST = 10_000  # cases of one kind: the measures look at each
_ENOUGH = 30  # cases from which on an interval says something
Count = Annotated[int, Bounds(ge=0, le=_MOST)]


@dataclass(frozen=True)
class Pairs:
    """How many cases two annotators called yes: both of them, only one of them, neither."""

    both: Count = 0
    first_only: Count = 0
    second_only: Count = 0
    neither: Count = 0

    @property
    def cases(self) -> int:
        """All cases."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def same(self) -> int:
        """Cases with the same label."""
        return self.both + self.neither

    @property
    def labels(self) -> tuple[list[int], list[int]]:
        """The labels of the first and of the second annotator, 1 for yes."""
        first = [1] * (self.both + self.first_only) + [0] * (self.second_only + self.neither)
        second = [1] * self.both + [0] * self.first_only
        return first, second + [1] * self.second_only + [0] * self.neither


class TwoAnnotators(Panel[Pairs]):
    """Four counts to fill in, and what they say."""

    call = "two_annotators"
    title = Text(en="How far do two people agree?", ja="2人のラベルはどれだけ一致するか")
    minutes, minutes_reason = 1.5, "four counts and three figures to read"

    def ask(self) -> Mapping[str, Amount]:
        """The four counts."""

        def count(en: str, ja: str) -> Amount:
            return Amount(text(en=en, ja=ja), lowest=0, highest=_MOST, whole=True)

        return {
            "both": count("Both said yes", "2人とも「はい」"),
            "first_only": count("Only the first said yes", "1人目だけ「はい」"),
            "second_only": count("Only the second said yes", "2人目だけ「はい」"),
            "neither": count("Neither said yes", "2人とも「いいえ」"),
        }

    def page(self) -> str:
        """Agreement with its interval, kappa and alpha."""
        if not self.state.cases:
            says = text(
                en="Let two people label the same 50 cases without talking, and enter the counts.",
                ja="2人が相談せずに同じ50件にラベルを付け、その件数を入力してください。",
            )
            return f'<p role="status">{says}</p>'
        few = text(
            en=f" With fewer than {_ENOUGH} cases the interval is wide: label more.",
            ja=f"{_ENOUGH}件未満では区間が広く、はっきりしたことは言えません。件数を増やしましょう。",
        )
        said = f'<p role="status"><strong>{escape(self._said())}</strong>'
        beyond = f"<p>{escape(self._beyond())}</p>"
        return f"{said}{few if self.state.cases < _ENOUGH else ''}</p>{beyond}"

    def digest(self) -> Sequence[tuple[str, str]]:
        """The agreement."""
        if not self.state.cases:
            return []
        return [(str(self.title), text(en=" ", ja="").join([self._said(), self._beyond()]))]

    def facts(self) -> Mapping[str, Any]:
        """The share of cases with the same label."""
        state = self.state
        return {"agreement": state.same / state.cases if state.cases else None}

    def _said(self) -> str:
        same, cases = self.state.same, self.state.cases
        share = measures.wilson(same, cases)
        ends = f"{share.low:.0%}", f"{share.high:.0%}"
        return text(
            en=f"{same} of {cases} the same: {share.estimate:.0%} (95% interval {ends[0]} to "
            f"{ends[1]}).",
            ja=f"{cases}件中{same}件が一致：{share.estimate:.0%}"
            f"（95%信頼区間 {ends[0]}〜{ends[1]}）。",
        )

    def _beyond(self) -> str:
        """What is left of the agreement once chance is taken out."""
        kappa = measures.cohen_kappa(*self.state.labels)
        alpha = measures.cronbach_alpha(self.state.labels)
        if kappa is None or alpha is None:
            return text(
                en="All labels are the same, so nothing can be said beyond chance.",
                ja="ラベルがすべて同じなので、偶然の一致かどうかは分かりません。",
            )
        return text(
            en=f"Beyond chance (Cohen's kappa): {kappa:.2f}. Cronbach's alpha: {alpha:.2f}.",
            ja=f"偶然を除いた一致（カッパ係数）は{kappa:.2f}、クロンバックのアルファ係数は{alpha:.2f}。",
        ).replace("-", "−")


def two_annotators(
    *,
    both: int = 0,
    first_only: int = 0,
    second_only: int = 0,
    neither: int = 0,
    key: str = "two-annotators",
) -> None:
    """Let the attendee enter how two people labelled the same cases, and see how far they agree.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        How many cases both called yes, only one of them, neither of them; from 0 to 10,000.
    key : str, default "two-annotators"
        Tells the tables of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a count is none.
    """
    TwoAnnotators(Pairs(both, first_only, second_only, neither), key).show()
