"""Step 3 of the service: how a model does on the test data, beside a baseline."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworkshop.errors import WorkshopError
from mlworkshop.language import text
from mlworkshop.measures.several_classes import class_matrix
from mlworkshop.measures.two_classes import Confusion, scored
from mlworkshop.miniml.model import Model
from mlworkshop.miniml.source import DataSource
from mlworkshop.miniml.view import Shown


@dataclass(frozen=True, repr=False, eq=False)
class BinaryReport(Shown):
    """How a model tells two classes apart: `ws.activities.cut_off(report.truth, report.scores)`.

    Parameters
    ----------
    truth : ndarray of bool, shape (n,)
        Whether each test row is `positive`.
    scores : ndarray of float, shape (n,)
        Probability of `positive`.
    positive, negative : str
        The two classes.
    auc : float
        Area under the ROC curve: how often a positive row scores higher than a negative one.
    baseline_auc : float
        0.5: of scores that say nothing.
    baseline_accuracy : float
        Of always calling the class that is more frequent in the training data.
    """

    truth: NDArray[np.bool_]
    scores: NDArray[np.float64]
    positive: str
    negative: str
    auc: float
    baseline_auc: float
    baseline_accuracy: float

    def at(self, cut_off: float = 0.5) -> Confusion:
        """What is found, missed and called wrongly at a cut-off.

        Parameters
        ----------
        cut_off : float, default 0.5
            What scores as much or more is called positive.

        Returns
        -------
        mlworkshop.measures.two_classes.Confusion
            With accuracy, precision, recall and cost.
        """
        return scored(self.truth, self.scores).at(cut_off)

    @property
    def accuracy(self) -> float:
        """Share of the rows called right at the cut-off 0.5."""
        return self.at().accuracy

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        rows: list[list[object]] = [
            ["AUC", f"{self.auc:.3f}", f"{self.baseline_auc:.3f}"],
            [
                text(en="accuracy at cut-off 0.5", ja="しきい値0.5での正解率"),
                f"{self.accuracy:.3f}",
                f"{self.baseline_accuracy:.3f}",
            ],
        ]
        count, positive = len(self.truth), int(self.truth.sum())
        remark = text(
            en=f"The score is the probability of {self.positive!r}. Baseline: always the class "
            "that is more frequent in the training data.",
            ja=f"スコアは {self.positive!r} である確率です。"
            "ベースラインは、学習用データで多いほうのクラスを常に答えた場合です。",
        )
        title = text(
            en=f"Evaluation on {count:,} test rows, {positive:,} of them {self.positive!r}",
            ja=f"テストデータ{count:,}行での評価（うち {self.positive!r} は{positive:,}行）",
        )
        return title, _head(), rows, [remark]


@dataclass(frozen=True, repr=False, eq=False)
class MulticlassReport(Shown):
    """How a model tells several classes apart.

    `ws.activities.matrix(report.truth, report.predicted, source.part("test"), start=…)` shows it.

    Parameters
    ----------
    truth, predicted : ndarray of str, shape (n,)
        Class of each test row, and what the model calls it.
    f1 : dict of str to float
        Of each class, most frequent first.
    macro_f1, accuracy : float
    baseline_macro_f1, baseline_accuracy : float
        Of always calling the class that is most frequent in the training data.
    """

    truth: NDArray[Any]
    predicted: NDArray[Any]
    f1: dict[str, float]
    macro_f1: float
    accuracy: float
    baseline_macro_f1: float
    baseline_accuracy: float

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        rows: list[list[object]] = [
            [
                text(en="macro F1", ja="マクロF1"),
                f"{self.macro_f1:.3f}",
                f"{self.baseline_macro_f1:.3f}",
            ],
            [
                text(en="accuracy", ja="正解率"),
                f"{self.accuracy:.3f}",
                f"{self.baseline_accuracy:.3f}",
            ],
        ]
        rows += [[f"F1: {name}", f"{value:.3f}", ""] for name, value in self.f1.items()]
        remark = text(
            en="Baseline: always the class that is most frequent in the training data.",
            ja="ベースラインは、学習用データで最も多いクラスを常に答えた場合です。",
        )
        title = text(
            en=f"Evaluation on {len(self.truth):,} test rows of {len(self.f1)} classes",
            ja=f"テストデータ{len(self.truth):,}行、{len(self.f1)}クラスでの評価",
        )
        return title, _head(), rows, [remark]


@dataclass(frozen=True, repr=False, eq=False)
class RegressionReport(Shown):
    """How far a model's amounts are off.

    Parameters
    ----------
    truth, predicted : ndarray of float, shape (n,)
        Amount of each test row, and what the model predicts.
    rmse : float
        Root of the mean squared error, in the target's unit.
    baseline_rmse : float
        Of always predicting the mean of the training data.
    """

    truth: NDArray[np.float64]
    predicted: NDArray[np.float64]
    rmse: float
    baseline_rmse: float

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        rows: list[list[object]] = [["RMSE", f"{self.rmse:,.4g}", f"{self.baseline_rmse:,.4g}"]]
        remark = text(
            en="Baseline: always the mean of the training data.",
            ja="ベースラインは、学習用データの平均を常に答えた場合です。",
        )
        title = text(
            en=f"Evaluation on {len(self.truth):,} test rows",
            ja=f"テストデータ{len(self.truth):,}行での評価",
        )
        return title, _head(), rows, [remark]


Report = BinaryReport | MulticlassReport | RegressionReport


def evaluate(model: Model, source: DataSource) -> Report:
    """See how a model does on the test part of a data source.

    Parameters
    ----------
    model : Model
    source : DataSource
        The one that the model was trained on, or another with the same columns.

    Returns
    -------
    BinaryReport, MulticlassReport or RegressionReport
        By `model.kind`; shows itself beside the baseline.

    Raises
    ------
    WorkshopError
        If the source has no test rows, has other columns or another target than the model, or, for
        a binary model, the test rows are all of one class.
    """
    _check(model, source)
    truths: list[NDArray[Any]] = []
    scores: list[NDArray[Any]] = []
    for rows in source.chunks("test"):
        found = model.scores(rows.inputs)
        if model.kind == "binary":
            truths.append(rows.target == model.positive)
        elif model.kind == "multiclass":
            # One object a class, not one a row.
            truths.append(np.array([sys.intern(label) for label in rows.target], dtype=object))
            found = np.array(model.classes, dtype=object)[found.argmax(axis=1)]
        else:
            truths.append(rows.target)
        scores.append(found)
    if not truths:
        raise WorkshopError(
            text(
                en="The data source has no test rows. Add rows, or choose a larger test_share.",
                ja="テストデータの行がありません。行を増やすか、test_share を大きくしてください。",
            )
        )
    truth, found = np.concatenate(truths), np.concatenate(scores)
    if model.kind == "binary":
        return _binary(model, truth.astype(bool), found)
    if model.kind == "multiclass":
        matrix = class_matrix(truth, found)
        baseline = class_matrix(truth, np.full(len(truth), model.baseline, dtype=object))
        return MulticlassReport(
            truth=truth,
            predicted=found,
            f1=dict(zip(matrix.classes, matrix.f1.tolist(), strict=True)),
            macro_f1=matrix.macro_f1,
            accuracy=matrix.accuracy,
            baseline_macro_f1=baseline.macro_f1,
            baseline_accuracy=baseline.accuracy,
        )
    return RegressionReport(truth, found, _rmse(truth - found), _rmse(truth - model.baseline))


def _binary(model: Model, truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> BinaryReport:
    from sklearn.metrics import roc_auc_score

    assert model.positive is not None
    (negative,) = set(model.classes) - {model.positive}
    if truth.all() or not truth.any():
        only = model.positive if truth.all() else negative
        raise WorkshopError(
            text(
                en=f"The {len(truth):,} test rows are all {only!r}; expected both classes. "
                "Add rows, or choose another seed for the split.",
                ja=f"テストデータ{len(truth):,}行のクラスがすべて {only!r} です。両方のクラスが"
                "必要です。行を増やすか、分割の seed を変えてください。",
            )
        )
    return BinaryReport(
        truth=truth,
        scores=scores,
        positive=model.positive,
        negative=negative,
        auc=float(roc_auc_score(truth, scores)),
        baseline_auc=0.5,
        baseline_accuracy=float((truth == (model.baseline == model.positive)).mean()),
    )


def _rmse(errors: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def _head() -> list[str]:
    return [
        text(en="measure", ja="指標"),
        text(en="model", ja="モデル"),
        text(en="baseline", ja="ベースライン"),
    ]


def _check(model: Any, source: Any) -> None:
    if not isinstance(model, Model) or not isinstance(source, DataSource):
        raise WorkshopError(
            text(
                en=f"evaluate was given {type(model).__name__} and {type(source).__name__}; "
                "expected a model and a data source: ws.miniml.evaluate(model, source).",
                ja=f"evaluate に {type(model).__name__} と {type(source).__name__} が"
                "渡されました。ws.miniml.evaluate(model, source) の形で、"
                "モデルとデータソースを渡してください。",
            )
        )
    same = model.target == source.target and (model.kind == "regression") == (
        source.target_type == "numeric"
    )
    missing = [name for name in model.types if name not in source.types]
    if not same or missing:
        fits = ", ".join(missing) or source.target
        raise WorkshopError(
            text(
                en=f"The model does not fit this data source: {fits}. Expected the target "
                f"{model.target!r} and the columns {', '.join(model.types)}. "
                "Pass the source that it was trained on.",
                ja=f"モデルとデータソースが合っていません（{fits}）。予測する列 {model.target!r} と"
                f"列 {', '.join(model.types)} が必要です。"
                "学習に使ったデータソースを渡してください。",
            )
        )
