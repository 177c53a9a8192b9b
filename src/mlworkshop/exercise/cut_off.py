"""The exercise that nearly every model leads to: choose the cut-off whose mistakes cost least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from mlworkshop.exercise.check import Exercise, Wrong
from mlworkshop.exercise.contracts import Number
from mlworkshop.language import Text

if TYPE_CHECKING:
    from mlworkshop.measures.two_classes import Confusion


class CheapestCutOff(Exercise):
    """Choose a cut-off by the price of both kinds of mistake.

    `ws.check` gives it `is_positive` and `scores`, both of shape (n,), and `missed_price` and
    `false_alarm_price`. A misconception stands for all cut-offs around its own, on the same side
    of the cheapest; what it says follows the figures. There must be one on each side.

    Attributes
    ----------
    good_enough : float
        How many times the lowest cost will do.
    """

    answer = Number(0, 1, label=Text(en="Cut-off", ja="しきい値"))
    good_enough: ClassVar[float] = 1.25

    def reference(self, **context: Any) -> float:
        """Return the cheapest cut-off in steps of a hundredth."""
        from mlworkshop.measures.two_classes import scored  # here: numpy takes its time

        cases = scored(context["is_positive"], context["scores"])
        return cases.cheapest(context["missed_price"], context["false_alarm_price"])

    def figures(self, cut_off: float, at: Confusion, cost: float, lowest: float) -> Text:
        """What a cut-off leads to.

        Parameters
        ----------
        cut_off : float
        at : Confusion
            How the cases come out there.
        cost, lowest : float
            What its mistakes cost, and the least that is possible, in US dollars.

        Returns
        -------
        Text
        """
        return Text(
            en=f"At {cut_off:g} the mistakes cost ${cost:,.2f}; the lowest possible cost is "
            f"${lowest:,.2f}.",
            ja=f"しきい値{cut_off:g}での損害額は{cost:,.2f}米ドルです（最小値は{lowest:,.2f}米ドル）。",
        )

    def check(self, answer: float, **context: Any) -> Text:
        """Compare its cost with the lowest possible one."""
        from mlworkshop.measures.two_classes import scored

        cases = scored(context["is_positive"], context["scores"])
        prices = context["missed_price"], context["false_alarm_price"]
        best = self.reference(**context)
        at, cheapest = cases.at(answer), cases.at(best)
        cost, lowest = at.cost(*prices), cheapest.cost(*prices)
        figures = self.figures(answer, at, cost, lowest)
        if cost <= self.good_enough * lowest:
            return figures
        side = [
            (abs(cut_off - answer), likely)
            for likely in self.misconceptions
            if ((cut_off := likely.answer(**context)) > best) == (answer > best)
        ]
        nearest = min(side, key=lambda near: near[0])[1]
        says = nearest.says
        assert says, f"{nearest.name} says nothing"
        raise Wrong(Text(en=f"{figures.en} {says.en}", ja=f"{figures.ja}{says.ja}"), nearest.name)
