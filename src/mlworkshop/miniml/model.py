"""Step 2 of the service: a linear model whose kind follows from the target, trained by SGD."""

from __future__ import annotations

import pickle
import time
from collections import Counter
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import counted, text
from mlworkshop.miniml import fitting
from mlworkshop.miniml.columns import ColumnType
from mlworkshop.miniml.fitting import MIN_FREQUENCY, Statistics, encoder, fit
from mlworkshop.miniml.source import DataSource
from mlworkshop.miniml.view import Shown

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.pipeline import Pipeline

Kind = Literal["binary", "multiclass", "regression"]

# Which of two values counts as yes; for others it is the rarer one.
_YES = frozenset(["1", "yes", "y", "true", "t", "positive", "はい", "有", "あり", "陽性"])
_NO = frozenset(["0", "-1", "no", "n", "false", "f", "negative", "いいえ", "無", "なし", "陰性"])


@dataclass(frozen=True, repr=False)
class Model(Shown):
    """A trained model. `train` makes one.

    Parameters
    ----------
    pipeline : sklearn.pipeline.Pipeline
        Takes a DataFrame with the columns of `types`, and predicts what the service predicts. Its
        steps: "columns" (types and missing values, `as_columns`), "encode" (a ColumnTransformer)
        and "model" (an SGDClassifier, LogisticRegression or SGDRegressor). Classes are strings.
    kind : {"binary", "multiclass", "regression"}
    target : str
        Name of the column that is predicted.
    types : dict of str to str
        Type of each input column.
    classes : tuple of str
        Sorted; empty for regression.
    positive : str or None
        Of two classes the one whose probability is the score.
    baseline : str or float
        The most frequent class, or the mean of the target, in the training data.
    pooled : dict of str to int
        For each categorical column the number of categories that are treated as one, because the
        training data has each of them once only.
    train_rows : int
    passes : int
        How often the training data was gone through.
    seconds : float
        That training took.
    size_bytes : int
        Of the pickled pipeline: what a service would have to keep in memory.
    """

    pipeline: Pipeline
    kind: Kind
    target: str
    types: dict[str, ColumnType]
    classes: tuple[str, ...]
    positive: str | None
    baseline: str | float
    pooled: dict[str, int]
    train_rows: int
    passes: int
    seconds: float
    size_bytes: int

    @property
    def loss(self) -> str:
        """The loss that SGD makes smaller, by scikit-learn's name."""
        return "squared_error" if self.kind == "regression" else "log_loss"

    def scores(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """What the model computes for each row.

        Parameters
        ----------
        frame : DataFrame, n rows
            Has the columns of `types`; no row is checked.

        Returns
        -------
        ndarray of float
            Binary: probability of `positive`, shape (n,). Multiclass: probability of each of
            `classes`, shape (n, k). Regression: the amount, shape (n,).
        """
        if self.kind == "regression":
            return np.asarray(self.pipeline.predict(frame), float)
        probabilities = np.asarray(self.pipeline.predict_proba(frame))
        if self.positive is None:
            return probabilities
        return np.asarray(probabilities[:, self.classes.index(self.positive)])

    def predict(self, frame: pd.DataFrame, cut_off: float = 0.5) -> pd.DataFrame:
        """Predict each row of a table that has been checked.

        Parameters
        ----------
        frame : DataFrame, n rows
        cut_off : float, default 0.5
            Binary models call `positive` what scores as much or more.

        Returns
        -------
        DataFrame, n rows
            prediction (str, or float for regression) and, except for regression, score: the
            probability of `positive` (binary) or of the predicted class (multiclass).
        """
        import pandas as pd

        scores = self.scores(frame)
        if self.kind == "regression":
            return pd.DataFrame({"prediction": scores})
        classes = np.array(self.classes, dtype=object)
        if self.positive is not None:
            (negative,) = set(self.classes) - {self.positive}
            called = np.where(scores >= cut_off, self.positive, negative).astype(object)
            return pd.DataFrame({"prediction": called, "score": scores})
        return pd.DataFrame(
            {"prediction": classes[scores.argmax(axis=1)], "score": scores.max(axis=1)}
        )

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        name = {
            "binary": text(en="logistic regression", ja="ロジスティック回帰"),
            "multiclass": text(
                en=f"multinomial logistic regression, {len(self.classes)} classes",
                ja=f"多項ロジスティック回帰（{len(self.classes)}クラス）",
            ),
            "regression": text(en="linear regression", ja="線形回帰"),
        }[self.kind]
        loss = {
            "binary": text(en="logistic loss", ja="ロジスティック損失"),
            "multiclass": text(en="multinomial logistic loss", ja="多項ロジスティック損失"),
            "regression": text(en="squared error", ja="二乗誤差"),
        }[self.kind]
        title = text(en=f"Model for {self.target}: {name}", ja=f"{self.target} のモデル：{name}")
        remarks = [
            text(
                en=f"Trained by SGD on {loss}: {self.passes} passes over {self.train_rows:,} rows.",
                ja=f"{loss}を SGD で小さくするよう学習（{self.train_rows:,}行を{self.passes}回）",
            )
        ]
        if self.positive is not None:
            remarks.append(
                text(
                    en=f"The score is the probability of {self.positive!r}.",
                    ja=f"スコアは {self.positive!r} である確率です。",
                )
            )
        remarks += [
            text(
                en=f"{name}: {counted(count, 'value')} that occur only once are treated as one "
                "category.",
                ja=f"{name}：1回しか出てこない{count:,}種類の値は、まとめて1つとして扱います。",
            )
            for name, count in self.pooled.items()
            if count
        ]
        return title, [], [], remarks


def train(source: DataSource, *, passes: int = 10, penalty: float = 1.0, seed: int = 0) -> Model:
    """Train the model that the target's type asks for, on the training part.

    ============ ==================== ====================== =======================
    target       kind                 model                  loss
    ============ ==================== ====================== =======================
    binary       "binary"             logistic regression    logistic ("log_loss")
    categorical  "multiclass"         multinomial logistic   multinomial logistic
                                      regression             (also called log loss)
    numeric      "regression"         linear regression      squared error
    ============ ==================== ====================== =======================

    Each is a linear model trained by stochastic gradient descent (SGD): scikit-learn's
    `SGDClassifier`, `SGDRegressor` and, because `SGDClassifier` would train one class at a time
    against all others, for several classes an `MLPClassifier` without hidden layers. What that
    has learned is handed over as a `LogisticRegression`, which predicts in the same way.

    The penalty on large weights, alpha, is `penalty` by the number of rows: 1 is as strong as the
    default of `LogisticRegression` and `Ridge`, 0.1 as `LogisticRegression(C=10)`.

    Numbers are standardised, missing ones replaced by the mean. Categories, and a missing one,
    become a column each, those seen only once in training share one with those never seen. Texts
    become counts of words, hashed to 65,536 columns; Japanese texts, which have no blanks between
    words, counts of single characters and pairs.

    The data is read in chunks, so memory does not grow with it. Rows are shuffled within a chunk,
    and all together where the whole of them takes little memory: shuffle a large file that is
    sorted before you train on it.

    Parameters
    ----------
    source : DataSource
    passes : int, default 10
        How often to go through the training data, from 1 to 1,000.
    penalty : float, default 1.0
        How strongly large weights are held back, from 0 (not at all) to 1,000.
    seed : int, default 0
        Of the order in which the rows are learned from.

    Returns
    -------
    Model

    Raises
    ------
    WorkshopError
        If the training part has fewer than two rows, or rows of one class only.
    """
    _check(source, passes, penalty, seed)
    begin = time.perf_counter()
    found = Statistics(source)
    _check_rows(source, found)
    encode = encoder(source, found)
    pipeline = fitting.pipeline(source, encode, fit(source, encode, found, passes, penalty, seed))
    counts = found.counts.get(source.target, Counter())
    kinds: dict[str, Kind] = {"numeric": "regression", "binary": "binary"}
    kind = kinds.get(source.target_type, "multiclass")
    return Model(
        pipeline=pipeline,
        kind=kind,
        target=source.target,
        types=source.types,
        classes=tuple(sorted(counts)),
        positive=_positive(counts) if kind == "binary" else None,
        baseline=counts.most_common(1)[0][0] if counts else float(found.target_scaler.mean_[0]),
        pooled={
            name: sum(count < MIN_FREQUENCY for count in found.counts[name].values())
            for name in source.types
            if name in found.counts
        },
        train_rows=found.rows,
        passes=passes,
        seconds=time.perf_counter() - begin,
        size_bytes=len(pickle.dumps(pipeline)),
    )


def _positive(counts: Counter[str]) -> str:
    """Which of two classes the score is about."""
    one, other = sorted(counts)
    if (one.lower() in _NO) != (other.lower() in _NO):
        return other if one.lower() in _NO else one
    if (one.lower() in _YES) != (other.lower() in _YES):
        return one if one.lower() in _YES else other
    return one if counts[one] < counts[other] else other


def _check(source: Any, passes: Any, penalty: Any, seed: Any) -> None:
    if not isinstance(source, DataSource):
        raise WorkshopError(
            text(
                en=f"train was given {shown(source)}; expected a data source. "
                "Make one: ws.miniml.DataSource(data, target).",
                ja=f"train に {shown(source)} が渡されました。"
                "ws.miniml.DataSource(data, target) で作ったデータソースを渡してください。",
            )
        )
    for name, value, lowest, highest in (
        ("passes", passes, 1, 1_000),
        ("seed", seed, 0, 2**32 - 1),
    ):
        is_whole = isinstance(value, Integral) and not isinstance(value, bool)
        if not (is_whole and lowest <= value <= highest):
            raise WorkshopError(
                text(
                    en=f"{name}={shown(value)}: expected a whole number from {lowest:,} to "
                    f"{highest:,}. Change it in the call.",
                    ja=f"{name}={shown(value)} は使えません。"
                    f"{lowest:,} 以上 {highest:,} 以下の整数を指定してください。",
                )
            )
    is_number = isinstance(penalty, Real) and not isinstance(penalty, bool)
    if not (is_number and 0 <= penalty <= 1_000):
        raise WorkshopError(
            text(
                en=f"penalty={shown(penalty)}: expected a number from 0 to 1,000. Change it in the "
                "call.",
                ja=f"penalty={shown(penalty)} は使えません。"
                "0以上1,000以下の数値を指定してください。",
            )
        )


def check_cut_off(cut_off: Any) -> None:
    """Make sure that a cut-off is one.

    Raises
    ------
    WorkshopError
        If it is no number from 0 to 1.
    """
    is_number = isinstance(cut_off, Real) and not isinstance(cut_off, bool)
    if not (is_number and 0 <= cut_off <= 1):
        raise WorkshopError(
            text(
                en=f"cut_off={shown(cut_off)}: expected a number from 0 to 1. Change it in the "
                "call.",
                ja=f"cut_off={shown(cut_off)} は使えません。0以上1以下の数値を指定してください。",
            )
        )


def _check_rows(source: DataSource, found: Statistics) -> None:
    if found.rows < 2:
        raise WorkshopError(
            text(
                en=f"There are {found.rows} rows to learn from after the split; expected at least "
                "2, ideally hundreds. Add rows, or look at source.rejected.",
                ja=f"学習用データが{found.rows}行しかありません。少なくとも2行、"
                "できれば数百行が必要です。行を増やすか、source.rejected を確かめてください。",
            )
        )
    classes = found.counts.get(source.target)
    if classes is not None and len(classes) < 2:
        (only,) = classes
        raise WorkshopError(
            text(
                en=f"The training rows have one class only, {only!r}; expected two or more. "
                "Add rows of the others, or choose another seed for the split.",
                ja=f"学習用データのクラスが {only!r} だけです。2つ以上のクラスが必要です。"
                "ほかのクラスの行を増やすか、分割の seed を変えてください。",
            )
        )
