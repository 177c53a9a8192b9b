"""How a model of several classes does, class by class: numbers only, no display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError
from mlworkshop.language import text


@dataclass(frozen=True)
class ClassMatrix:
    """How many cases of each class were called what. `class_matrix` makes one of labels.

    F1 follows C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval"
    (2008), sections 8.3 and 13.6.

    Parameters
    ----------
    classes : tuple
        The labels, those of most cases first.
    counts : ndarray of int, shape (k, k)
        A row for each true class, a column for each predicted one, both in the order of `classes`.
    """

    classes: tuple[Any, ...]
    counts: NDArray[np.int64]

    @property
    def cases(self) -> int:
        """All cases."""
        return int(self.counts.sum())

    @property
    def true(self) -> NDArray[np.int64]:
        """Cases that are of each class, shape (k,)."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Cases that are called each class, shape (k,)."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def shares(self) -> NDArray[np.float64]:
        """Each count by the cases of its true class, shape (k, k); 0 where there are none."""
        return self.counts / np.maximum(self.true, 1)[:, None]

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of each class's precision and recall, shape (k,)."""
        return np.asarray(2 * self.counts.diagonal() / (self.true + self.predicted))

    @property
    def macro_f1(self) -> float:
        """Plain mean of all F1: each class counts the same."""
        return float(self.f1.mean())

    @property
    def accuracy(self) -> float:
        """Share of all cases that were called what they are."""
        return float(self.counts.trace() / self.cases)


def class_matrix(truth: Any, predicted: Any) -> ClassMatrix:
    """Count how many cases of each class were called what.

    Parameters
    ----------
    truth, predicted : array-like of labels, shape (n,)
        What each case is, and what the model calls it.

    Returns
    -------
    ClassMatrix

    Raises
    ------
    WorkshopError
        If there are no cases, a label is missing, or the two differ in length.
    """
    import pandas as pd  # here: whoever has data has imported it already

    columns = {"truth": pd.Series(list(truth)), "predicted": pd.Series(list(predicted))}
    for name, labels in columns.items():
        if labels.empty or labels.isna().any():
            raise WorkshopError(
                text(
                    en=f"{name} has {len(labels):,} labels, {labels.isna().sum():,} of them "
                    "missing; expected a label for each case. Leave out rows without one.",
                    ja=f"{name} は{len(labels):,}件で、うち{labels.isna().sum():,}件に"
                    "ラベルがありません。ラベルのない行を除いてください。",
                )
            )
    true, called = columns.values()
    if len(true) != len(called):
        raise WorkshopError(
            text(
                en=f"truth has {len(true):,} labels and predicted {len(called):,}; each case needs "
                "one of each. Pass labels and predictions of the same rows.",
                ja=f"truth は{len(true):,}件、predicted は{len(called):,}件です。"
                "同じ行のラベルと予測を、同じ件数だけ渡してください。",
            )
        )
    sizes = true.value_counts().reindex(pd.concat([true, called]).unique(), fill_value=0)
    classes = tuple(sorted(sizes.index, key=lambda label: (-sizes[label], str(label))))
    places = {label: place for place, label in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(counts, (true.map(places).to_numpy(), called.map(places).to_numpy()), 1)
    return ClassMatrix(classes, counts)
