"""How training goes: one pass to get to know the columns, then SGD over the encoded rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mlworkshop.miniml.columns import MOST_VALUES, as_columns
from mlworkshop.miniml.source import DataSource

if TYPE_CHECKING:
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

TEXT_FEATURES = 2**16
MIN_FREQUENCY = 2  # a category seen less often counts as one with those never seen
_KEPT_BYTES = 10_000_000  # of encoded rows that stay in memory between passes


class Statistics:
    """What one pass over the training part tells.

    Parameters
    ----------
    source : DataSource

    Attributes
    ----------
    rows : int
    counts : dict of str to Counter
        How often each category occurs in each column of categories; also of the target, unless it
        is numeric. Of more than 20,000 the first are counted.
    numeric : list of str
        The numeric columns.
    scaler, target_scaler : StandardScaler
        Fitted, where there is something to fit on.
    """

    def __init__(self, source: DataSource) -> None:
        from sklearn.preprocessing import StandardScaler

        self.rows = 0
        self.numeric = [name for name, kind in source.types.items() if kind == "numeric"]
        self.scaler = StandardScaler()
        self.target_scaler = StandardScaler()
        self.counts: dict[str, Counter[str]] = {
            name: Counter()
            for name, kind in source.types.items()
            if kind in ("binary", "categorical")
        }
        is_amount = source.target_type == "numeric"
        if not is_amount:
            self.counts[source.target] = Counter()
        for chunk in source.chunks("train"):
            self.rows += len(chunk.target)
            if self.numeric:
                with np.errstate(invalid="ignore"):  # of a column in which all is missing
                    self.scaler.partial_fit(chunk.inputs[self.numeric])
            if is_amount:
                self.target_scaler.partial_fit(chunk.target[:, None])
            for name, counts in self.counts.items():
                values = chunk.target if name == source.target else chunk.inputs[name]
                if len(counts) < MOST_VALUES:
                    counts.update(values)
                else:
                    counts.update(value for value in values if value in counts)


def encoder(source: DataSource, found: Statistics) -> ColumnTransformer:
    """What turns columns into numbers, each part fitted already, for nothing fits in memory.

    Parameters
    ----------
    source : DataSource
    found : Statistics

    Returns
    -------
    ColumnTransformer
        The same as one fitted on the whole training part at once.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.frozen import FrozenEstimator
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    parts: list[tuple[str, Any, Any]] = []
    first = next(source.chunks("train")).inputs
    if found.numeric:
        # 0 is the mean, once standardised.
        fill = SimpleImputer(strategy="constant", fill_value=0, keep_empty_features=True)
        fill.fit(found.scaler.transform(first[found.numeric]))
        parts.append(("numbers", FrozenEstimator(make_pipeline(found.scaler, fill)), found.numeric))
    for name, kind in source.types.items():
        if kind in ("binary", "categorical"):
            parts.append((name, FrozenEstimator(_one_hot(name, found.counts[name])), [name]))
        elif kind == "text":
            parts.append((name, FrozenEstimator(_hashing(source.is_japanese[name])), name))
    return ColumnTransformer(parts).fit(first)


def _one_hot(name: str, counts: Counter[str]) -> Any:
    """A one-hot encoder as fitted on all rows: it asks only which values occur often enough."""
    import pandas as pd
    from sklearn.preprocessing import OneHotEncoder

    values = [value for value in counts for _ in range(min(counts[value], MIN_FREQUENCY))]
    made = OneHotEncoder(min_frequency=MIN_FREQUENCY, handle_unknown="infrequent_if_exist")
    return made.fit(pd.DataFrame({name: pd.Series(values, dtype=object)}))


def _hashing(is_japanese: bool) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    made = HashingVectorizer(n_features=TEXT_FEATURES)
    return made.set_params(analyzer="char", ngram_range=(1, 2)) if is_japanese else made


def fit(
    source: DataSource,
    encode: ColumnTransformer,
    found: Statistics,
    passes: int,
    penalty: float,
    seed: int,
) -> Any:
    """Learn the weights.

    Parameters
    ----------
    source : DataSource
    encode : ColumnTransformer
    found : Statistics
    passes : int
    penalty : float
    seed : int

    Returns
    -------
    SGDClassifier, LogisticRegression or SGDRegressor
        Its weights are in the target's unit, although it learned the standardised target.
    """
    is_amount = source.target_type == "numeric"
    estimator = _untrained(source.target_type, found.rows, penalty, seed)
    options = {} if is_amount else {"classes": sorted(found.counts[source.target])}

    def target(values: NDArray[Any]) -> NDArray[Any]:
        return found.target_scaler.transform(values[:, None])[:, 0] if is_amount else values

    kept: list[tuple[Any, NDArray[Any]]] = []
    size = 0
    for rows in source.chunks("train"):
        encoded = encode.transform(rows.inputs)
        size += _bytes(encoded)
        if size > _KEPT_BYTES:
            kept.clear()
            break
        kept.append((encoded, target(rows.target)))

    def chunks() -> Iterator[tuple[Any, NDArray[Any]]]:
        if kept:
            yield together
        else:
            for rows in source.chunks("train"):
                yield encode.transform(rows.inputs), target(rows.target)

    if kept:
        together = _stacked(kept)
        del kept[1:]
    for _ in range(passes):
        for inputs, values in chunks():
            estimator.partial_fit(inputs, values, **options)
    if is_amount:
        # SGD wants a target of moderate size; from here on the weights are in the target's unit.
        scale, mean = found.target_scaler.scale_[0], found.target_scaler.mean_[0]
        estimator.coef_ = estimator.coef_ * scale
        estimator.intercept_ = estimator.intercept_ * scale + mean
    return _multinomial(estimator) if source.target_type == "categorical" else estimator


def _untrained(target_type: str, rows: int, penalty: float, seed: int) -> Any:
    from sklearn.linear_model import SGDClassifier, SGDRegressor
    from sklearn.neural_network import MLPClassifier

    alpha = penalty / rows  # at 1 the strength of LogisticRegression() and Ridge()
    if target_type == "numeric":
        return SGDRegressor(loss="squared_error", alpha=alpha, random_state=seed)
    if target_type == "binary":
        return SGDClassifier(loss="log_loss", alpha=alpha, random_state=seed)
    # SGDClassifier knows no multinomial loss. A network without hidden layers is multinomial
    # logistic regression; it divides alpha by the rows of a batch, 200 where there are as many.
    return MLPClassifier(
        hidden_layer_sizes=(),
        solver="sgd",
        learning_rate_init=1,
        alpha=alpha * min(200, rows),
        random_state=seed,
    )


def _multinomial(network: Any) -> Any:
    """The weights where one looks for them, without what only training needs."""
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression()
    made.classes_ = network.classes_
    made.coef_ = network.coefs_[0].T
    made.intercept_ = network.intercepts_[0]
    made.n_features_in_ = network.n_features_in_
    return made


def _bytes(encoded: Any) -> int:
    if isinstance(encoded, np.ndarray):
        return encoded.nbytes
    return int(encoded.data.nbytes + encoded.indices.nbytes + encoded.indptr.nbytes)


def _stacked(chunks: list[tuple[Any, NDArray[Any]]]) -> tuple[Any, NDArray[Any]]:
    from scipy.sparse import vstack  # type: ignore[import-untyped]

    inputs = [encoded for encoded, _ in chunks]
    is_dense = isinstance(inputs[0], np.ndarray)
    return (
        np.vstack(inputs) if is_dense else vstack(inputs, format="csr"),
        np.concatenate([values for _, values in chunks]),
    )


def pipeline(source: DataSource, encode: ColumnTransformer, estimator: Any) -> Pipeline:
    """Put the fitted steps together.

    Parameters
    ----------
    source : DataSource
    encode : ColumnTransformer
    estimator : SGDClassifier, LogisticRegression or SGDRegressor

    Returns
    -------
    Pipeline
        "columns", "encode", "model".
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    columns = FunctionTransformer(as_columns, kw_args={"types": source.types})
    return Pipeline([("columns", columns), ("encode", encode), ("model", estimator)])
