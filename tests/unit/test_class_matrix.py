"""The matrix of several classes, held to scikit-learn's figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.measures.several_classes import class_matrix


@pytest.fixture(scope="module")
def cases():
    random = np.random.default_rng(3)
    truth = random.choice(list("abcd"), 500, p=[0.1, 0.6, 0.25, 0.05])
    return truth, np.where(random.random(500) < 0.7, truth, random.choice(list("abce"), 500))


def test_the_figures_are_those_of_scikit_learn(cases):
    found = class_matrix(*cases)
    assert found.classes[:3] == ("b", "c", "a")
    assert set(found.classes) == set("abcde"), "a class that is only predicted has a column"
    expected = metrics.confusion_matrix(*cases, labels=list(found.classes))
    assert (found.counts == expected).all()
    assert np.allclose(found.f1, metrics.f1_score(*cases, labels=list(found.classes), average=None))
    assert found.macro_f1 == pytest.approx(metrics.f1_score(*cases, average="macro"))
    assert found.accuracy == pytest.approx(metrics.accuracy_score(*cases))
    shares = metrics.confusion_matrix(*cases, labels=list(found.classes), normalize="true")
    assert np.allclose(found.shares, shares)
    assert found.cases == 500
    assert found.true.tolist() == expected.sum(axis=1).tolist()
    assert found.predicted.tolist() == expected.sum(axis=0).tolist()


def test_columns_of_tables_and_lists_are_the_same(cases):
    truth, predicted = cases
    series = pd.Series(truth, index=range(7, 507), dtype="category")
    assert (class_matrix(series, predicted).counts == class_matrix(*cases).counts).all()
    assert (class_matrix(list(truth), list(predicted)).counts == class_matrix(*cases).counts).all()


def test_classes_of_one_size_stand_in_the_alphabet_s_order():
    assert class_matrix(["c", "a", "b"], ["a", "a", "a"]).classes == ("a", "b", "c")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("truth", "predicted", "said"),
    [
        ([], [], "truth"),
        (["a", None], ["a", "a"], "truth"),
        (["a", "b"], ["a", float("nan")], "predicted"),
        (["a", "b"], ["a"], "2"),
    ],
)
def test_labels_that_do_not_fit_are_named(truth, predicted, said, lang):
    language.use(lang)
    with pytest.raises(WorkshopError, match=said) as error:
        class_matrix(truth, predicted)
    assert ("ラベル" in str(error.value)) == (lang == "ja")
