"""Exercises that ask for a figure: near it is right, and each likely slip is a figure, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from mlworkshop.exercise.check import Exercise, Misconception, Wrong
from mlworkshop.language import Text


class Figure(Exercise):
    """An exercise that asks for a figure; `reference` computes it.

    A likely wrong figure and what is said about it stand in its `Misconception` alone.

    Attributes
    ----------
    rtol, atol : float
        How far an answer may be off, relative to the figure and in its unit; both count together.
    otherwise : Text
        What is said about any other figure, Markdown.
    """

    rtol: ClassVar[float] = 0.01
    atol: ClassVar[float] = 0.0
    otherwise: ClassVar[Text]

    def right_figures(self, **context: Any) -> Iterator[Any]:
        """Every figure that is right; here the reference alone."""
        yield self.reference(**context)

    def praise(self, answer: Any, **context: Any) -> Text | None:
        """What there is to say about a right answer, before `why`."""
        return None

    def check(self, answer: Any, **context: Any) -> Text | None:
        """Compare with the right figures, and with those of the misconceptions."""
        off = min(self._off(answer, figure) for figure in self.right_figures(**context))
        # Within one photo of what is right, a wrong way shows by its very digits only.
        slip, slip_off = min(self._slips(answer, **context), key=lambda slip: slip[1])
        is_slip_itself = slip_off < _EXACT < off
        if off <= _FAR and not is_slip_itself:
            return self.praise(answer, **context)
        if slip_off <= _FAR and slip.says:
            raise Wrong(slip.says, slip.name)
        raise Wrong(self.otherwise)

    def _slips(self, answer: Any, **context: Any) -> Iterator[tuple[Misconception, float]]:
        for likely in self.misconceptions:
            for figure in likely.answers(**context):
                yield likely, self._off(answer, figure)

    def _off(self, answer: Any, figure: Any) -> float:
        """How far an answer is from a figure: 1 is as far as it may be."""
        import numpy as np  # here: it takes longer to import than everything else of ours

        if hasattr(answer, "reindex"):  # by label, whatever the order
            figure = figure.reindex(answer.index)
        given, expected = np.asarray(answer, float), np.asarray(figure, float)
        allowed = self.atol + self.rtol * np.abs(expected)
        off = np.abs(given - expected)
        return float(
            np.max(np.divide(off, allowed, out=np.where(off > 0, np.inf, 0.0), where=allowed > 0))
        )


# In what is allowed; 2.1 - 2 is a little more than 0.1.
_EXACT, _FAR = 1e-6, 1 + 1e-6
