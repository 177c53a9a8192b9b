"""Step 3: measures on the test part are scikit-learn's, and stand beside a baseline's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from miniml_kit import colours, in_both, refused
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score, root_mean_squared_error

import mlworkshop as ws
from mlworkshop import notebook, ui
from mlworkshop.miniml import reading


def service(load, **types):
    data = load(as_frame=True)
    frame = data.frame
    if load is not load_diabetes:
        frame = frame.assign(target=data.target_names[data.target])
    source = ws.miniml.DataSource(frame, "target", types=types)
    model = ws.miniml.train(source)
    return source, model, ws.miniml.evaluate(model, source)


def test_two_classes():
    source, model, report = service(load_breast_cancer)
    test, train = source.part("test"), source.part("train")
    truth = test["target"] == "malignant"
    place = list(model.pipeline.classes_).index("malignant")
    scores = model.pipeline.predict_proba(test)[:, place]
    assert (report.positive, report.negative) == ("malignant", "benign")
    assert (report.truth == truth).all()
    np.testing.assert_allclose(report.scores, scores)
    assert report.auc == pytest.approx(roc_auc_score(truth, scores))
    assert report.accuracy == pytest.approx(model.pipeline.score(test, test["target"]))
    dummy = DummyClassifier().fit(train, train["target"])
    assert report.baseline_accuracy == dummy.score(test, test["target"])
    assert report.baseline_auc == roc_auc_score(truth, dummy.predict_proba(test)[:, 0])
    assert report.auc > 0.98
    found = report.at(0.9)
    assert found.found == (truth & (scores >= 0.9)).sum()
    assert found.false_alarms == (~truth & (scores >= 0.9)).sum()


def test_several_classes():
    source, model, report = service(load_iris)
    test, train = source.part("test"), source.part("train")
    predicted = model.pipeline.predict(test)
    assert (report.truth == test["target"]).all()
    assert (report.predicted == predicted).all()
    names = sorted(report.f1)
    expected = f1_score(test["target"], predicted, average=None, labels=names)
    np.testing.assert_allclose([report.f1[name] for name in names], expected)
    assert list(report.f1) == test["target"].value_counts().index.tolist()
    assert report.macro_f1 == pytest.approx(expected.mean())
    assert report.accuracy == pytest.approx(accuracy_score(test["target"], predicted))
    dummy = DummyClassifier().fit(train, train["target"]).predict(test)
    assert report.baseline_accuracy == pytest.approx(accuracy_score(test["target"], dummy))
    macro = f1_score(test["target"], dummy, average="macro", zero_division=0)
    assert report.baseline_macro_f1 == pytest.approx(macro)


def test_amounts():
    source, model, report = service(load_diabetes)
    test, train = source.part("test"), source.part("train")
    predicted = model.pipeline.predict(test)
    np.testing.assert_allclose(report.truth, test["target"])
    np.testing.assert_allclose(report.predicted, predicted)
    assert report.rmse == pytest.approx(root_mean_squared_error(test["target"], predicted))
    dummy = DummyRegressor().fit(train, train["target"]).predict(test)
    assert report.baseline_rmse == pytest.approx(root_mean_squared_error(test["target"], dummy))
    assert report.rmse < 0.75 * report.baseline_rmse


@pytest.mark.parametrize("load", [load_breast_cancer, load_iris, load_diabetes])
def test_chunks_change_nothing(load, monkeypatch):
    source, model, report = service(load)
    monkeypatch.setattr(reading, "MOST_ROWS", 13)
    again = ws.miniml.evaluate(model, source)
    assert (again.truth == report.truth).all()
    assert str(again) == str(report)


@pytest.mark.parametrize(
    ("load", "measure"), [(load_breast_cancer, "AUC"), (load_iris, "F1"), (load_diabetes, "RMSE")]
)
def test_a_report_shows_itself_beside_the_baseline_in_both_languages(load, measure):
    _, _, report = service(load)
    for show in (report._repr_html_, report.__repr__):
        english, japanese = in_both(show)
        assert measure in english
        assert measure in japanese
        assert "aseline" in english
        assert "ベースライン" in japanese
    if load is load_diabetes:
        assert f"{report.baseline_rmse:,.4g}" in english
    else:
        assert f"{report.baseline_accuracy:.3f}" in english


@pytest.fixture
def in_lesson(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", "m1-intro/05-four-steps")
    shown = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: shown.append(bundle))
    return shown


def test_a_report_can_be_explored_with_the_movable_cut_off(in_lesson):
    _, _, report = service(load_breast_cancer)
    ws.activities.cut_off(report.truth, report.scores, positive=report.positive)
    found = report.at(0.5)
    assert f"{found.found}" in in_lesson[0]["text/html"]


def test_a_report_can_be_explored_as_a_matrix(in_lesson):
    source, _, report = service(load_iris)
    ws.activities.matrix(
        report.truth, report.predicted, source.part("test"), start=("setosa", "setosa")
    )
    assert f"{report.macro_f1:.2f}" in in_lesson[0]["text/html"]


def test_a_class_that_was_not_in_training_counts_as_missed():
    frame = load_iris(as_frame=True).frame
    frame["target"] = frame["target"].map({0: "a", 1: "b", 2: "c"})
    two = ws.miniml.DataSource(
        frame[frame["target"] != "c"], "target", types={"target": "categorical"}
    )
    assert ws.miniml.train(two).kind == "binary"
    rare = frame.copy()
    source = ws.miniml.DataSource(rare, "target")
    in_test = source.part("test").index
    place = int(np.flatnonzero(source._is_test(next(source._table.chunks())))[0])
    rare.loc[place, "target"] = "z"
    source = ws.miniml.DataSource(rare, "target")
    report = ws.miniml.evaluate(ws.miniml.train(source), source)
    assert len(report.truth) == len(in_test)
    assert report.f1["z"] == 0
    assert "z" not in report.predicted


def test_another_source_of_the_same_form_will_do():
    model = ws.miniml.train(ws.miniml.DataSource(colours(), "answer"))
    later = ws.miniml.DataSource(colours(200, more=1), "answer", seed=5)
    assert ws.miniml.evaluate(model, later).auc > 0.9


def test_what_does_not_fit_is_refused():
    source = ws.miniml.DataSource(colours(), "answer")
    model = ws.miniml.train(source)
    refused(lambda: ws.miniml.evaluate(source, model), "DataSource", "Model")
    refused(lambda: ws.miniml.evaluate(model, colours()), "DataFrame")
    other = ws.miniml.DataSource(colours().drop(columns="number"), "answer")
    refused(lambda: ws.miniml.evaluate(model, other), "number")
    turned = ws.miniml.DataSource(colours(), "number")
    refused(lambda: ws.miniml.evaluate(model, turned), "'answer'")
    amounts = ws.miniml.DataSource(colours(answer=range(60)), "answer")
    refused(lambda: ws.miniml.evaluate(model, amounts), "answer")


def test_test_rows_of_one_class_are_refused():
    frame = colours()
    source = ws.miniml.DataSource(frame, "answer")
    model = ws.miniml.train(source)
    is_test = source._is_test(next(source._table.chunks()))
    frame["answer"] = np.where(is_test, "no", frame["answer"])
    one = ws.miniml.DataSource(frame, "answer")
    refused(lambda: ws.miniml.evaluate(model, one), "'no'", "seed")


def test_a_source_without_test_rows_is_refused():
    model = ws.miniml.train(ws.miniml.DataSource(colours(), "answer"))
    few = ws.miniml.DataSource(
        pd.concat([colours().query("answer == @kind").head(1) for kind in ("yes", "no")]),
        "answer",
        test_share=1e-9,
    )
    refused(lambda: ws.miniml.evaluate(model, few), "test_share")
