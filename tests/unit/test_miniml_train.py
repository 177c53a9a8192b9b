"""Step 2: the model that is trained is the one that scikit-learn trains on the same data."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from miniml_kit import colours, in_both, refused
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import mlworkshop as ws
from mlworkshop.miniml import fitting, reading


def binary():
    data = load_breast_cancer(as_frame=True)
    return data.frame.assign(target=data.target_names[data.target])


def multiclass():
    data = load_iris(as_frame=True)
    return data.frame.assign(target=data.target_names[data.target])


def regression():
    return load_diabetes(as_frame=True, scaled=False).frame.drop(columns="sex")


def mixed():
    """Numbers with gaps, categories, a text: all kinds of columns."""
    rng = np.random.default_rng(0)
    words = np.array(["red", "blue", "salt", "shop", "late", "soon", "paid", "free", "wins", "tea"])
    frame = pd.DataFrame(
        {
            "amount": rng.normal(100, 30, 900).round(1),
            "shop": rng.choice([f"s{place}" for place in range(400)], 900),
            "flag": rng.choice(["on", "off"], 900),
            "note": [" ".join(rng.choice(words, 7)) for _ in range(900)],
        }
    )
    good = (frame["amount"] > 105) ^ frame["note"].str.contains("free")
    frame["target"] = np.where(good, "good", "bad")
    frame.loc[rng.choice(900, 60), "amount"] = None
    frame.loc[rng.choice(900, 60), "shop"] = None
    return frame


def directly(source, train, passes, penalty, seed):
    """The same with scikit-learn alone: encoder and estimator, fitted on all rows at once."""
    kinds = {
        kind: [name for name, type_ in source.types.items() if type_ in kind]
        for kind in (("numeric",), ("binary", "categorical"), ("text",))
    }
    numeric, words, texts = kinds.values()
    parts = []
    if numeric:
        parts.append((make_pipeline(StandardScaler(), SimpleImputer()), numeric))
    if words:
        one_hot = OneHotEncoder(min_frequency=2, handle_unknown="infrequent_if_exist")
        parts.append((one_hot, words))
    parts += [(HashingVectorizer(n_features=2**16), name) for name in texts]
    encoder = make_column_transformer(*parts)
    inputs = encoder.fit_transform(train)
    options = {"alpha": penalty / len(train), "random_state": seed}
    target = train["target"]
    if source.target_type == "numeric":
        scaler = StandardScaler().fit(target.to_frame())
        estimator = SGDRegressor(**options)
        scaled = scaler.transform(target.to_frame())[:, 0]
        for _ in range(passes):
            estimator.partial_fit(inputs, scaled)
        return lambda frame: scaler.inverse_transform(
            estimator.predict(encoder.transform(frame))[:, None]
        )[:, 0]
    if source.target_type == "binary":
        estimator = SGDClassifier(loss="log_loss", **options)
    else:
        estimator = multinomial(source)
        estimator.set_params(random_state=seed, alpha=penalty * estimator.alpha)
    for _ in range(passes):
        estimator.partial_fit(inputs, target, classes=sorted(target.unique()))
    return lambda frame: estimator.predict_proba(encoder.transform(frame))


def multinomial(source):
    """Multinomial logistic regression for SGD: a network of one layer.

    It takes the penalty of a batch's mean loss, with alpha by its rows; here that of the sum of
    all losses is to be 1, as in `LogisticRegression()`.
    """
    rows = source.counts["train"]
    return MLPClassifier(
        hidden_layer_sizes=(),
        solver="sgd",
        learning_rate_init=1,
        alpha=min(200, rows) / rows,
        random_state=0,
    )


@pytest.mark.parametrize(("passes", "penalty", "seed"), [(1, 1, 0), (10, 0.1, 0), (10, 1, 3)])
@pytest.mark.parametrize("table", [binary, multiclass, regression, mixed])
def test_the_model_is_the_one_that_scikit_learn_trains(table, passes, penalty, seed):
    source = ws.miniml.DataSource(table(), "target")
    model = ws.miniml.train(source, passes=passes, penalty=penalty, seed=seed)
    train, test = source.part("train"), source.part("test")
    expected = directly(source, train, passes, penalty, seed)(test)
    found = (
        model.pipeline.predict(test)
        if model.kind == "regression"
        else model.pipeline.predict_proba(test)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("table", [binary, multiclass, regression, mixed])
def test_learning_in_chunks_is_scikit_learns_partial_fit(table, tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "_KEPT_BYTES", 1000)
    monkeypatch.setattr(reading, "MOST_ROWS", 100)
    source = ws.miniml.DataSource(table(), "target")
    encode, target = ws.miniml.train(source, passes=1).pipeline["encode"], source.target_type
    options = {"alpha": 1 / source.counts["train"], "random_state": 0}
    estimator = {
        "numeric": SGDRegressor(**options),
        "binary": SGDClassifier(loss="log_loss", **options),
        "categorical": multinomial(source),
    }[target]
    train = source.part("train")["target"]
    centre, scale = (train.mean(), train.std(ddof=0)) if target == "numeric" else (0, 1)
    for _ in range(3):
        for rows in source.chunks("train"):
            if target == "numeric":
                values = (rows.target - centre) / scale
                estimator.partial_fit(encode.transform(rows.inputs), values)
            else:
                classes = sorted(train.unique())
                estimator.partial_fit(encode.transform(rows.inputs), rows.target, classes=classes)
    learned = ws.miniml.train(source, passes=3).pipeline["model"]
    if target == "categorical":
        coef, intercept = estimator.coefs_[0].T, estimator.intercepts_[0]
    else:
        coef, intercept = estimator.coef_, estimator.intercept_
    np.testing.assert_allclose(learned.coef_, coef * scale, rtol=1e-9)
    np.testing.assert_allclose(learned.intercept_, intercept * scale + centre)


@pytest.mark.parametrize(
    ("table", "kind", "loss", "estimator", "reference"),
    [
        (binary, "binary", "log_loss", SGDClassifier, LogisticRegression(max_iter=1000)),
        (multiclass, "multiclass", "log_loss", LogisticRegression, LogisticRegression()),
        (regression, "regression", "squared_error", SGDRegressor, Ridge()),
    ],
)
def test_the_kind_follows_from_the_target(table, kind, loss, estimator, reference):
    source = ws.miniml.DataSource(table(), "target")
    model = ws.miniml.train(source)
    assert (model.kind, model.loss) == (kind, loss)
    fitted = model.pipeline["model"]
    assert type(fitted) is estimator
    train, test = source.part("train"), source.part("test")
    exact = make_pipeline(StandardScaler(), reference).fit(
        train.drop(columns="target"), train["target"]
    )
    score = exact.score(test.drop(columns="target"), test["target"])
    assert model.pipeline.score(test, test["target"]) > score - 0.06


def test_the_pipeline_is_an_ordinary_one_and_can_be_kept():
    source = ws.miniml.DataSource(mixed(), "target")
    model = ws.miniml.train(source)
    assert type(model.pipeline) is Pipeline
    assert all(isinstance(step, BaseEstimator) for _, step in model.pipeline.steps)
    assert [name for name, _ in model.pipeline.steps] == ["columns", "encode", "model"]
    kept = pickle.dumps(model.pipeline)
    assert model.size_bytes == len(kept)
    again = pickle.loads(kept)
    assert (again.predict(mixed()) == model.pipeline.predict(mixed())).all()
    names = model.pipeline["encode"].transformers_
    assert [name for name, *_ in names] == ["numbers", "shop", "flag", "note"]
    assert model.seconds > 0


def test_columns_as_they_come_and_as_read_from_a_file_give_the_same(tmp_path):
    table = mixed().assign(whole=[1, 2, None] * 300, sure=[True, False, False] * 300)
    table.to_csv(tmp_path / "data.csv", index=False)
    model = ws.miniml.train(ws.miniml.DataSource(table, "target", types={"whole": "categorical"}))
    read = pd.read_csv(tmp_path / "data.csv")
    words = pd.read_csv(tmp_path / "data.csv", dtype=str, keep_default_na=False)
    expected = model.pipeline.predict_proba(table)
    np.testing.assert_array_equal(model.pipeline.predict_proba(read), expected)
    np.testing.assert_array_equal(model.pipeline.predict_proba(words), expected)
    shuffled = table.sample(frac=1, random_state=0)
    np.testing.assert_array_equal(
        model.pipeline.predict_proba(shuffled), expected[shuffled.index.to_numpy()]
    )


def test_training_twice_gives_the_same():
    source = ws.miniml.DataSource(mixed(), "target")
    first, again, other = (ws.miniml.train(source, seed=seed) for seed in (0, 0, 1))
    weights = [model.pipeline["model"].coef_ for model in (first, again, other)]
    assert (weights[0] == weights[1]).all()
    assert (weights[0] != weights[2]).any()


def test_more_passes_learn_more():
    source = ws.miniml.DataSource(regression(), "target")
    test = source.part("test")
    scores = [
        ws.miniml.train(source, passes=passes).pipeline.score(test, test["target"])
        for passes in (1, 10)
    ]
    assert scores[0] < scores[1]


def test_only_the_training_part_is_learned_from():
    table = mixed()
    source = ws.miniml.DataSource(table, "target")
    in_test = pd.Series(True, index=table.index)
    train = source.part("train")
    position = 0
    for place, note in enumerate(table["note"]):
        if position < len(train) and train["note"].iloc[position] == note:
            in_test[place] = False
            position += 1
    assert in_test.sum() == source.counts["test"]
    spoiled = table.copy()
    spoiled.loc[in_test, "amount"] = 1e6
    spoiled.loc[in_test, "note"] = spoiled.loc[in_test, "note"] + " spoiled"
    spoiled.loc[in_test, "shop"] = "another"
    other = ws.miniml.train(ws.miniml.DataSource(spoiled, "target"))
    model = ws.miniml.train(source)
    assert (model.pipeline["model"].coef_ == other.pipeline["model"].coef_).all()


def test_missing_numbers_count_as_the_mean_and_unseen_categories_as_rare():
    table = mixed()
    source = ws.miniml.DataSource(table, "target")
    model = ws.miniml.train(source)
    train = source.part("train")
    row = table.iloc[[0]]
    pairs = [
        ({"amount": None}, {"amount": train["amount"].mean()}),
        ({"shop": "never seen"}, {"shop": train["shop"].value_counts().index[-1]}),
        ({"shop": None}, {"shop": ""}),
    ]
    assert train["shop"].value_counts().iloc[-1] == 1
    for change, same in pairs:
        np.testing.assert_allclose(
            model.scores(row.assign(**change)), model.scores(row.assign(**same)), rtol=1e-9
        )
    assert model.scores(row.assign(shop="never seen")) != model.scores(row.assign(shop=None))


def test_rare_categories_are_pooled_and_counted():
    source = ws.miniml.DataSource(mixed(), "target")
    model = ws.miniml.train(source)
    counts = source.part("train")["shop"].value_counts()
    assert model.pooled == {"shop": (counts == 1).sum(), "flag": 0}
    for said in in_both(lambda: str(model)):
        assert str(model.pooled["shop"]) in said


def test_ten_thousand_categories_work():
    rng = np.random.default_rng(0)
    shops = np.arange(10_000).repeat(2)
    table = pd.DataFrame({"shop": [f"s{shop}" for shop in shops], "other": rng.random(20_000)})
    table["target"] = np.where(shops % 2 == 0, "even", "odd")
    model = ws.miniml.train(ws.miniml.DataSource(table, "target"))
    width = model.pipeline["model"].coef_.shape[1]
    # Two rows a shop: both are in the training part with a chance of a half.
    assert 0.45 * 10_000 < width < 0.55 * 10_000
    assert model.pooled["shop"] > 4000
    known = model.pipeline["encode"].named_transformers_["shop"].categories_[0]
    assert len(known) == width - 2 + model.pooled["shop"]


def test_japanese_texts_are_told_apart_by_their_signs():
    good, bad = "この店の料理はとてもおいしかったです", "この店の接客はあまりよくなかったです"
    texts = [f"{(good, bad)[place % 2]}、{place}回目の感想" for place in range(200)]
    table = pd.DataFrame({"text": texts, "target": ["good", "bad"] * 100})
    source = ws.miniml.DataSource(table, "target")
    assert source.types == {"text": "text"}
    model = ws.miniml.train(source)
    test = source.part("test")
    assert model.pipeline.score(test, test["target"]) == 1
    assert model.pipeline["encode"].transformers_[0][1].analyzer == "char"
    english = ws.miniml.train(ws.miniml.DataSource(mixed(), "target"))
    assert english.pipeline["encode"].transformers_[-1][1].analyzer == "word"


@pytest.mark.parametrize(
    ("classes", "positive"),
    [
        (("yes", "no"), "yes"), (("0", "1"), "1"), (("True", "False"), "true"),
        (("Y", "N"), "Y"), (("-1", "1"), "1"), (("はい", "いいえ"), "はい"),
        (("no", "maybe"), "maybe"), (("yes", "maybe"), "yes"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rare_first", [True, False])
def test_yes_is_the_positive_class(classes, positive, rare_first):
    one, other = classes if rare_first else classes[::-1]
    table = colours(90, answer=[one, other, other] * 30)
    assert ws.miniml.train(ws.miniml.DataSource(table, "answer")).positive == positive


def test_otherwise_the_rarer_class_is_positive():
    for rare, frequent in (("spam", "ham"), ("ham", "spam")):
        table = colours(90, answer=[rare, frequent, frequent] * 30)
        model = ws.miniml.train(ws.miniml.DataSource(table, "answer"))
        assert model.positive == rare
        assert model.baseline == frequent


def test_the_score_is_the_probability_of_the_positive_class():
    model = ws.miniml.train(ws.miniml.DataSource(colours(), "answer"))
    probabilities = model.pipeline.predict_proba(colours())
    place = list(model.pipeline.classes_).index("yes")
    np.testing.assert_array_equal(model.scores(colours()), probabilities[:, place])
    predicted = model.predict(colours())
    assert (predicted["prediction"] == model.pipeline.predict(colours())).all()
    for cut_off in (0, 0.3, 0.9, 1):
        called = model.predict(colours(), cut_off)["prediction"] == "yes"
        assert (called == (model.scores(colours()) >= cut_off)).all()


def test_several_classes_have_a_probability_each():
    model = ws.miniml.train(ws.miniml.DataSource(multiclass(), "target"))
    assert model.classes == ("setosa", "versicolor", "virginica")
    assert model.positive is None
    scores = model.scores(multiclass())
    np.testing.assert_allclose(scores.sum(axis=1), 1)
    predicted = model.predict(multiclass())
    assert (predicted["prediction"] == model.pipeline.predict(multiclass())).all()
    assert (predicted["score"] == scores.max(axis=1)).all()


def test_amounts_have_the_unit_of_the_target():
    table = regression()
    for factor, shift in ((1, 0), (1e6, 1e9), (1e-6, -5)):
        scaled = table.assign(target=table["target"] * factor + shift)
        source = ws.miniml.DataSource(scaled, "target")
        model = ws.miniml.train(source)
        test = source.part("test")
        assert model.pipeline.score(test, test["target"]) > 0.4
        assert model.baseline == pytest.approx(source.part("train")["target"].mean())
        assert list(model.predict(table)) == ["prediction"]


def test_a_class_without_training_rows_is_no_hindrance():
    table = multiclass()
    source = ws.miniml.DataSource(table, "target")
    place = int(np.flatnonzero(source._is_test(next(source._table.chunks())))[0])
    table.loc[place, "target"] = "rare"
    model = ws.miniml.train(ws.miniml.DataSource(table, "target"))
    assert "rare" not in model.classes


def test_what_cannot_be_trained_on():
    source = ws.miniml.DataSource(colours(), "answer")
    refused(lambda: ws.miniml.train(colours()), "DataSource", "<DataFrame>")
    for passes in (0, -1, 1001, 1.5, "10", True, None):
        refused(lambda passes=passes: ws.miniml.train(source, passes=passes), "passes", "1,000")
    for penalty in (-0.1, 1001, float("nan"), "1", True, None):
        refused(
            lambda penalty=penalty: ws.miniml.train(source, penalty=penalty), "penalty", "1,000"
        )
    for seed in (-1, 2**32, 0.5, None):
        refused(lambda seed=seed: ws.miniml.train(source, seed=seed), "seed")


def test_too_few_rows_after_the_split():
    table = colours(2, answer=["yes", "no"])
    seeds = {}
    for seed in range(40):
        source = ws.miniml.DataSource(table, "answer", seed=seed)
        seeds.setdefault(source.counts["train"], source)
    for rows in (0, 1):
        refused(lambda rows=rows: ws.miniml.train(seeds[rows]), str(rows), "source.rejected")


def test_one_class_only_in_the_training_part():
    table = colours(20, answer=["no"] * 20)
    for place in range(20):
        changed = table.copy()
        changed.loc[place, "answer"] = "yes"
        source = ws.miniml.DataSource(changed, "answer")
        if (source.part("train")["answer"] == "no").all():
            break
    refused(lambda: ws.miniml.train(source), "'no'", "seed")


@pytest.mark.parametrize("table", [binary, multiclass, regression])
def test_a_model_shows_itself_in_both_languages(table):
    model = ws.miniml.train(ws.miniml.DataSource(table(), "target"), passes=7)
    for said in in_both(lambda: repr(model)):
        assert "target" in said
        assert "7" in said
        assert "SGD" in said
    assert len(set(in_both(model._repr_html_))) == 2


def test_a_numeric_column_of_which_no_number_is_left_makes_no_noise():
    table = pd.DataFrame(
        {
            "size": ["16 OZ", None, None, None, "2 LB"] * 20,
            "price": range(100),
            "kind": [str(place > 50) for place in range(100)],
        }
    )
    source = ws.miniml.DataSource(table, "kind", types={"size": "numeric"})
    assert source.counts["rejected"] == 40
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = ws.miniml.train(source)
        assert ws.miniml.evaluate(model, source).auc > 0.9
