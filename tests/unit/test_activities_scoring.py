"""How a yes-or-no model does at a cut-off, held against scikit-learn; and data that will not do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.measures.two_classes import BIN_EDGES, scored


@pytest.fixture
def cases():
    """Labels and scores that overlap, many scores tied on hundredths."""
    random = np.random.default_rng(0)
    labels = random.random(500) < 0.3
    scores = np.clip(random.normal(np.where(labels, 0.7, 0.3), 0.25), 0, 1).round(2)
    return labels, scores


@pytest.mark.parametrize("cutoff", [0, 0.05, 0.3, 0.5, 0.51, 0.95, 1])
def test_measures_are_those_of_scikit_learn(cases, cutoff):
    labels, scores = cases
    called = scores >= cutoff
    got = scored(labels, scores).at(cutoff)
    matrix = [[got.left_alone, got.false_alarms], [got.missed, got.found]]
    assert matrix == metrics.confusion_matrix(labels, called).tolist()
    assert got.precision == pytest.approx(metrics.precision_score(labels, called))
    assert got.recall == pytest.approx(metrics.recall_score(labels, called))
    assert got.accuracy == pytest.approx(metrics.accuracy_score(labels, called))
    assert got.called_positive == called.sum()
    assert got.called_negative == (~called).sum()
    assert (got.positive, got.negative) == (labels.sum(), (~labels).sum())
    assert got.cases == len(labels)


def test_a_score_on_the_cutoff_is_called_positive():
    data = scored([True, True, False, False], [0.6, 0.3, 0.3, 0.1])
    at, above = data.at(0.3), data.at(np.nextafter(0.3, 1))
    assert (at.found, at.missed, at.false_alarms, at.left_alone) == (2, 0, 1, 1)
    assert (above.found, above.missed, above.false_alarms, above.left_alone) == (1, 1, 0, 2)


def test_at_0_all_are_called_positive_and_at_1_only_the_sure_ones():
    data = scored([True, True, False], [1, 0.9, 0])
    assert data.at(0).called_positive == 3
    assert data.at(1).called_positive == 1


def test_no_precision_where_nothing_is_called_positive():
    got = scored([True, False], [0.4, 0.2]).at(0.5)
    assert got.precision is None
    assert got.recall == 0


def test_cost_is_each_mistake_at_its_price():
    got = scored([True, True, True, False, False], [0.1, 0.2, 0.9, 0.8, 0.1]).at(0.5)
    assert got.cost(10, 0) == 20
    assert got.cost(0, 3) == 3
    assert got.cost(10, 3) == 23


def test_histogram_counts_every_case_once(cases):
    labels, scores = cases
    positive, negative = scored(labels, scores).histogram()
    assert sum(positive) == labels.sum()
    assert sum(negative) == (~labels).sum()
    assert len(positive) == len(negative) == 20


def test_a_score_on_an_edge_counts_above_it_as_it_does_at_the_cutoff():
    edges = [number / 100 for number in range(0, 101, 5)]
    assert edges == BIN_EDGES.tolist()
    positive, negative = scored([True, *[False] * 21], [0.5, *edges]).histogram()
    assert negative == [*[1] * 19, 2]
    assert positive.index(1) == 10


@pytest.mark.parametrize(
    "labels",
    [
        [True, False, True],
        (1, 0, 1),
        [1.0, 0.0, 1.0],
        np.array([1, 0, 1], dtype=np.int8),
        pd.Series([True, False, True], index=[7, 3, 5]),
        pd.Series([True, False, True], dtype="boolean"),
        pd.Series([True, False, True], dtype=object),
    ],
)
@pytest.mark.parametrize("as_scores", [list, np.array, pd.Series, np.float32])
def test_columns_of_every_usual_kind_will_do(labels, as_scores):
    got = scored(labels, as_scores([0.75, 0.5, 0.25]))
    assert got.is_positive.tolist() == [True, False, True]
    assert got.scores.tolist() == [0.75, 0.5, 0.25]


BAD = {
    "unequal lengths": ([True, False], [0.1, 0.2, 0.3], ["is_positive", "2", "scores", "3"]),
    "labels in words": (["spam", "ham"], [0.9, 0.1], ["is_positive", "'spam'", "=="]),
    "other numbers": ([1, 2], [0.9, 0.1], ["is_positive", "2"]),
    "no label": ([True, None], [0.9, 0.1], ["is_positive", "None"]),
    "missing in pandas": (pd.Series([True, pd.NA]), [0.9, 0.1], ["is_positive", "<NA>"]),
    "only positive": ([True, True], [0.9, 0.1], ["is_positive", "True"]),
    "only negative": ([0, 0], [0.9, 0.1], ["is_positive", "False"]),
    "nothing": ([], [], ["is_positive"]),
    "one label": (True, [0.9], ["is_positive", "()"]),
    "labels in a table": (np.ones((2, 3)), [0.9, 0.1], ["is_positive", "(2, 3)"]),
    "ragged": ([[1], [1, 0]], [0.9, 0.1], ["is_positive"]),
    "all of predict_proba": (
        [True, False],
        [[0.1, 0.9], [0.8, 0.2]],
        ["scores", "(2, 2)", "predict_proba(X)[:, 1]"],
    ),
    "scores in words": ([True, False], [0.9, "high"], ["scores", "'high'"]),
    "no score": ([True, False], [0.9, None], ["scores", "None"]),
    "missing score in pandas": (
        [True, False],
        pd.Series([0.9, pd.NA], dtype="Float64"),
        ["scores", "1", "nan"],
    ),
    "not a number": ([True, False], [0.9, np.nan], ["scores", "1", "2", "nan"]),
    "above 1": ([True, False, True], [0.9, 1.25, 7], ["scores", "2", "3", "1.25"]),
    "below 0": ([True, False], [-0.5, 0.1], ["scores", "-0.5", "predict_proba"]),
    "infinite": ([True, False], [0.9, np.inf], ["scores", "inf"]),
}


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize(("labels", "scores", "named"), BAD.values(), ids=BAD)
def test_data_that_will_not_do_is_named(labels, scores, named, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as error:
        scored(labels, scores)
    said = str(error.value)
    assert all(name in said for name in named), said
    assert ("ください" in said) == (lang == "ja")
