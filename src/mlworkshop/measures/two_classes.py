"""How a yes-or-no model does at a given cut-off: numbers only, no display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError
from mlworkshop.language import text

# Divided, not multiplied by 0.05: so that an edge is the same number as the cut-off typed as 0.15.
BIN_EDGES: NDArray[np.float64] = np.arange(21) / 20


@dataclass(frozen=True)
class Confusion:
    """How many cases came out which way at one cut-off.

    The four numbers are those of the confusion matrix; precision and recall follow C. D. Manning,
    P. Raghavan, H. Schütze, "Introduction to Information Retrieval" (2008), section 8.3.

    Parameters
    ----------
    found : int
        Positive, and called so: true positives.
    missed : int
        Positive, but called negative: false negatives.
    false_alarms : int
        Negative, but called positive: false positives.
    left_alone : int
        Negative, and called so: true negatives.
    """

    found: int
    missed: int
    false_alarms: int
    left_alone: int

    @property
    def positive(self) -> int:
        """Cases that are positive."""
        return self.found + self.missed

    @property
    def negative(self) -> int:
        """Cases that are negative."""
        return self.false_alarms + self.left_alone

    @property
    def called_positive(self) -> int:
        """Cases whose score reaches the cut-off."""
        return self.found + self.false_alarms

    @property
    def called_negative(self) -> int:
        """Cases whose score stays below the cut-off."""
        return self.missed + self.left_alone

    @property
    def cases(self) -> int:
        """All cases."""
        return self.positive + self.negative

    @property
    def right(self) -> int:
        """Cases that were called what they are."""
        return self.found + self.left_alone

    @property
    def precision(self) -> float | None:
        """Share of the cases called positive that are; None where none was called so."""
        return self.found / self.called_positive if self.called_positive else None

    @property
    def recall(self) -> float:
        """Share of the positive cases that were found."""
        return self.found / self.positive

    @property
    def accuracy(self) -> float:
        """Share of all cases that were called what they are."""
        return self.right / self.cases

    def cost(self, price_missed: float, price_false_alarm: float) -> float:
        """What the mistakes cost together, in the unit of the two prices."""
        return self.missed * price_missed + self.false_alarms * price_false_alarm


@dataclass(frozen=True)
class Scored:
    """Cases whose class is known, each with a model's score. `scored` makes one of checked data.

    Parameters
    ----------
    is_positive : ndarray of bool, shape (n,)
        Both values occur.
    scores : ndarray of float, shape (n,)
        From 0 to 1; the higher, the more the model holds the case to be positive.
    """

    is_positive: NDArray[np.bool_]
    scores: NDArray[np.float64]

    def at(self, cut_off: float) -> Confusion:
        """Call positive what scores `cut_off` or more.

        Parameters
        ----------
        cut_off : float

        Returns
        -------
        Confusion
        """
        from sklearn.metrics import confusion_matrix  # here: it takes as long as all other imports

        matrix = confusion_matrix(self.is_positive, self.scores >= cut_off, labels=[False, True])
        (left_alone, false_alarms), (missed, found) = matrix.tolist()
        return Confusion(found, missed, false_alarms, left_alone)

    def cheapest(self, price_missed: float, price_false_alarm: float) -> float:
        """The cut-off of 0.00, 0.01 … 1.00 whose mistakes cost least, the lowest of such.

        Parameters
        ----------
        price_missed, price_false_alarm : float
            Of one mistake each, in the same unit.

        Returns
        -------
        float
        """
        steps = np.arange(101) / 100
        missed = np.searchsorted(np.sort(self.scores[self.is_positive]), steps)
        others = np.sort(self.scores[~self.is_positive])
        false_alarms = len(others) - np.searchsorted(others, steps)
        costs = missed * price_missed + false_alarms * price_false_alarm
        return float(steps[np.argmin(costs)])

    def histogram(self) -> tuple[list[int], list[int]]:
        """Count the cases in each of the 20 bins between `BIN_EDGES`.

        Returns
        -------
        positive, negative : list of int
            A score on an edge counts in the bin above, 1 in the last.
        """
        counts = [
            np.histogram(self.scores[self.is_positive == kind], BIN_EDGES)[0].tolist()
            for kind in (True, False)
        ]
        return counts[0], counts[1]


def scored(is_positive: Any, scores: Any) -> Scored:
    """Check that labels and scores are what they should be.

    Parameters
    ----------
    is_positive : array-like of bool, or of 0 and 1, shape (n,)
    scores : array-like of float, shape (n,)
        From 0 to 1.

    Returns
    -------
    Scored

    Raises
    ------
    WorkshopError
        If they are of another kind or shape, or all of one class.
    """
    labels = _column("is_positive", is_positive)
    values = _column("scores", scores)
    if len(labels) != len(values):
        raise WorkshopError(
            text(
                en=f"is_positive has {len(labels):,} values and scores {len(values):,}; "
                "each case needs one of each. Pass labels and scores of the same rows.",
                ja=f"is_positive は{len(labels):,}件、scores は{len(values):,}件です。"
                "同じ行のラベルとスコアを、同じ件数だけ渡してください。",
            )
        )
    # tolist gives Python's own numbers, whatever kind of array they came in.
    kinds = dict.fromkeys(labels.tolist())
    strange = [kind for kind in kinds if not _is_zero_or_one(kind)]
    if strange:
        raise WorkshopError(
            text(
                en=f"is_positive holds {strange[0]!r}; expected True and False (or 1 and 0). "
                'Compare with the positive class first, such as emails["label"] == "spam".',
                ja=f"is_positive に {strange[0]!r} が含まれています。True と False（または1と0）"
                'が必要です。emails["label"] == "spam" のように、'
                "陽性クラスと比較した結果を渡してください。",
            )
        )
    if len(kinds) < 2:
        only = "".join(str(bool(kind)) for kind in kinds) or text(en="nothing", ja="空のデータ")
        raise WorkshopError(
            text(
                en=f"is_positive holds only one class ({only}); expected cases of both. "
                "Pass rows among which both True and False occur.",
                ja=f"is_positive に片方のクラスしかありません（{only}）。"
                "True と False の両方を含む行を渡してください。",
            )
        )
    return Scored(labels.astype(bool), _between_0_and_1(values))


def _column(name: str, given: Any) -> NDArray[Any]:
    try:
        values = np.asarray(given)
    except ValueError:  # a list of lists of unequal lengths
        values = np.empty((0, 0))
    if values.ndim == 1:
        return values
    both = name == "scores" and values.ndim == 2 and values.shape[1] == 2
    raise WorkshopError(
        text(
            en=f"{name} has the shape {values.shape}; expected one value a case. "
            + (
                "The positive class is the second column: model.predict_proba(X)[:, 1]."
                if both
                else "Pass a single column or list."
            ),
            ja=f"{name} の形が {values.shape} です。1件につき値は1つにしてください。"
            + (
                "陽性クラスの確率は2列目です：model.predict_proba(X)[:, 1]"
                if both
                else "1列だけ、または1次元のリストを渡してください。"
            ),
        )
    )


def _is_zero_or_one(value: object) -> bool:
    return isinstance(value, bool | int | float) and value in (0, 1)


def _between_0_and_1(given: NDArray[Any]) -> NDArray[np.float64]:
    import pandas as pd  # here: whoever has data has imported it already

    numbers = pd.to_numeric(pd.Series(given), errors="coerce")  # NaN for what is none
    values: NDArray[np.float64] = numbers.to_numpy(np.float64, na_value=np.nan)
    outside = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if not len(outside):
        return values
    at = outside[0]
    found = given.tolist()[at]
    raise WorkshopError(
        text(
            en=f"scores: {len(outside):,} of {len(values):,} are not numbers from 0 to 1, the "
            f"first at position {at}: {found!r}. Pass the probability of the positive class: "
            "model.predict_proba(X)[:, 1].",
            ja=f"scores の{len(values):,}件中{len(outside):,}件が0〜1の数値ではありません"
            f"（最初は位置 {at} の {found!r}）。"
            "陽性クラスの確率 model.predict_proba(X)[:, 1] を渡してください。",
        )
    )
