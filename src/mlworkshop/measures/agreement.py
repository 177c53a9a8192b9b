"""How far several annotators agree on the labels of the same cases: numbers only, no display."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence, Sized
from itertools import combinations
from statistics import fmean, pvariance
from typing import TypeVar

from mlworkshop.errors import WorkshopError
from mlworkshop.language import text

L = TypeVar("L", bound=Hashable)


def mean_agreement(labels: Sequence[Sequence[Hashable]]) -> float:
    """Give the share of cases with the same label, on average over all pairs of annotators.

    Parameters
    ----------
    labels : sequence of sequences, shape (annotators, cases)
        Two annotators or more, one case or more.

    Returns
    -------
    float
        From 0 to 1; agreement by chance is in it.

    Raises
    ------
    WorkshopError
        If annotators have labelled different numbers of cases, or there are too few of either.
    """
    _check(labels)
    return fmean(_observed(one, other) for one, other in combinations(labels, 2))


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Give the agreement of two annotators beyond chance: (observed - chance) / (1 - chance).

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960), pages 37 to 46.

    Parameters
    ----------
    first, second : sequence, shape (cases,)

    Returns
    -------
    float or None
        1 where they always agree, 0 where as often as by chance, below 0 where less often; None
        where all labels of both are the same, so that chance explains everything.

    Raises
    ------
    WorkshopError
        If they have labelled different numbers of cases, or none.
    """
    _check((first, second))
    one, other = Counter(first), Counter(second)
    chance = sum(one[label] * other[label] for label in one) / len(first) ** 2
    return None if chance == 1 else (_observed(first, second) - chance) / (1 - chance)


def mean_kappa(labels: Sequence[Sequence[Hashable]]) -> float | None:
    """Give Cohen's kappa on average over all pairs of annotators.

    R. J. Light, "Measures of response agreement for qualitative data", Psychological Bulletin 76
    (1971), pages 365 to 377.

    Parameters
    ----------
    labels : sequence of sequences, shape (annotators, cases)

    Returns
    -------
    float or None
        None where a pair has none.

    Raises
    ------
    WorkshopError
        See `mean_agreement`.
    """
    _check(labels)
    kappas = [cohen_kappa(one, other) for one, other in combinations(labels, 2)]
    known = [kappa for kappa in kappas if kappa is not None]
    return fmean(known) if len(known) == len(kappas) else None


def cronbach_alpha(ratings: Sequence[Sequence[float]]) -> float | None:
    """Give how consistent ratings are: k / (k - 1) (1 - sum of variances / variance of sums).

    L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16
    (1951), pages 297 to 334. With ratings of 0 and 1 it is the formula 20 of Kuder and Richardson.

    Parameters
    ----------
    ratings : sequence of sequences of float, shape (annotators, cases)
        Each annotator is what a test calls an item.

    Returns
    -------
    float or None
        1 where annotators differ by a constant only; may be below 0. None where the sums of all
        cases are the same.

    Raises
    ------
    WorkshopError
        See `mean_agreement`.
    """
    _check(ratings)
    of_sums = pvariance([sum(case) for case in zip(*ratings, strict=True)])
    if of_sums == 0:
        return None
    count, apart = len(ratings), sum(pvariance(each) for each in ratings)
    return float(count / (count - 1) * (1 - apart / of_sums))


def consensus(labels: Sequence[Sequence[L]]) -> list[L | None]:
    """Give the label that more than half of the annotators chose.

    Parameters
    ----------
    labels : sequence of sequences, shape (annotators, cases)

    Returns
    -------
    list
        One label a case; None where no label has a majority.

    Raises
    ------
    WorkshopError
        See `mean_agreement`.
    """
    _check(labels)
    majority = []
    for case in zip(*labels, strict=True):
        label, votes = Counter(case).most_common(1)[0]
        majority.append(label if 2 * votes > len(case) else None)
    return majority


def _observed(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    return fmean(a == b for a, b in zip(one, other, strict=True))


def _check(labels: Sequence[Sequence[Hashable]]) -> None:
    listed = labels if isinstance(labels, Iterable) else ()
    counts = [len(each) if isinstance(each, Sized) else 0 for each in listed]
    if len(counts) > 1 and len(set(counts)) == 1 and counts[0]:
        return
    raise WorkshopError(
        text(
            en=f"The annotators have labelled {counts} cases; expected two annotators or more who "
            "labelled the same cases. Pass one list of labels an annotator.",
            ja=f"担当者ごとのラベルの件数が {counts} になっています。同じ件数にラベルを付けた"
            "2人以上の結果を、1人につき1つのリストで渡してください。",
        )
    )
