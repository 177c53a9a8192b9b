"""How sure a figure is: an interval for a share, and for the difference between two results."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text

_AT_ONCE = 2_000_000  # draws times units that are held in memory together: 16 MB


@dataclass(frozen=True)
class Interval:
    """A figure and the range that the data leave for it.

    Parameters
    ----------
    estimate : float
        The figure itself.
    low, high : float
        The ends of the interval.
    """

    estimate: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def wilson(successes: int, cases: int, confidence: float = 0.95) -> Interval:
    """Give the score interval for a share; it is honest for small counts and for 0 of n.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), pages 209 to 212.

    Parameters
    ----------
    successes : int
        How many of the cases came out that way, from 0 to `cases`.
    cases : int
        How many there were, at least 1.
    confidence : float, default 0.95
        Between 0 and 1: how often such an interval holds the true share.

    Returns
    -------
    Interval
        Shares from 0 to 1.

    Raises
    ------
    WorkshopError
        If the counts or the confidence are not what they should be.
    """
    counts = isinstance(successes, Integral) and isinstance(cases, Integral)
    if not counts or not 0 <= successes <= cases or cases < 1:
        raise WorkshopError(
            text(
                en=f"wilson({shown(successes)}, {shown(cases)}): expected two counts, such as "
                "wilson(3, 10) for 3 of 10. Pass whole numbers, the smaller one first.",
                ja=f"wilson({shown(successes)}, {shown(cases)}) は計算できません。"
                "10件中3件なら wilson(3, 10) のように、2つの件数を整数で渡してください。",
            )
        )
    _check_confidence(confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = successes / cases, z * z / cases
    middle = (share + weight / 2) / (1 + weight)
    half = (z / (1 + weight)) * (share * (1 - share) / cases + weight / (4 * cases)) ** 0.5
    # At the ends the formula gives 0 and 1, but for rounding.
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == cases else middle + half
    return Interval(share, low, high)


def paired_difference(
    first: Any,
    second: Any,
    *,
    unit: Any = None,
    confidence: float = 0.95,
    draws: int = 2_000,
    seed: int = 0,
) -> Interval:
    """Give the mean of first minus second, case by case, with a bootstrap interval.

    Both are measured on the same cases, so the cases that are hard for both cancel out. Cases that
    belong together (mails of one thread, the days of one week) are drawn together: name what they
    share in `unit`. Percentile method of B. Efron and R. J. Tibshirani, "An Introduction to the
    Bootstrap" (1993), section 13.3; drawing whole units: A. C. Davison and D. V. Hinkley,
    "Bootstrap Methods and their Application" (1997), section 3.8.

    Parameters
    ----------
    first, second : array-like of float or bool, shape (n,)
        What each case costs, or whether it was right, under the one and under the other.
    unit : array-like, shape (n,), optional
        What each case belongs to; by default each case stands for itself.
    confidence : float, default 0.95
        Between 0 and 1.
    draws : int, default 2,000
        How often the units are drawn again.
    seed : int, default 0
        The same seed gives the same interval.

    Returns
    -------
    Interval
        In the unit of the values; above zero where `first` is the larger.

    Raises
    ------
    WorkshopError
        If the columns do not fit together, or hold something that is not a number.
    """
    _check_confidence(confidence)
    differences = _numbers("first", first) - _same_length(_numbers("second", second), first)
    if unit is None:
        sums, counts = differences, np.ones(len(differences))
    else:
        _, of = np.unique(_same_length(np.asarray(unit), first), return_inverse=True)
        sums = np.bincount(of, differences)
        counts = np.bincount(of).astype(float)
    means = _drawn_means(sums, counts, draws, np.random.default_rng(seed))
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail]).tolist()
    return Interval(float(differences.mean()), low, high)


def _drawn_means(
    sums: NDArray[np.float64],
    counts: NDArray[np.float64],
    draws: int,
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """The mean over all cases of units drawn with replacement, `draws` times."""
    size = max(1, _AT_ONCE // len(sums))
    means = []
    for begin in range(0, draws, size):
        drawn = random.integers(len(sums), size=(min(size, draws - begin), len(sums)))
        means.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    return np.concatenate(means)


def _numbers(name: str, given: Any) -> NDArray[np.float64]:
    try:
        values = np.asarray(given, dtype=np.float64)
        fits = values.ndim == 1 and len(values) > 0 and bool(np.isfinite(values).all())
    except (TypeError, ValueError):
        fits = False
    if fits:
        return values
    raise WorkshopError(
        text(
            en=f"{name}: expected one number a case, none of them missing. Pass a column such as "
            "abs(actual - forecast), or whether each case is right.",
            ja=f"{name} には、1件につき1つの数値（欠損なし）が必要です。"
            "abs(actual - forecast) や、正解かどうかの列を渡してください。",
        )
    )


def _same_length(values: NDArray[Any], first: Any) -> NDArray[Any]:
    if values.shape == (len(first),):
        return values
    raise WorkshopError(
        text(
            en=f"The columns have {len(first):,} and {values.size:,} values; expected those of the "
            "same cases. Pass columns of the same rows.",
            ja=f"列の長さが{len(first):,}件と{values.size:,}件で異なります。"
            "同じ行の列を渡してください。",
        )
    )


def _check_confidence(confidence: object) -> None:
    if isinstance(confidence, float) and 0 < confidence < 1:
        return
    raise WorkshopError(
        text(
            en=f"confidence={shown(confidence)}: expected a number between 0 and 1, such as 0.95.",
            ja=f"confidence={shown(confidence)} は使えません。0.95のように0と1の間の数値を"
            "指定してください。",
        )
    )
