"""What m1-intro/03-product-category and its questions claim, held to the lesson's own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import accuracy_score, f1_score

from mlworkshop.language import LANGUAGES
from mlworkshop.measures import paired_difference
from mlworkshop.measures.several_classes import class_matrix

LESSON = kit.lesson("m1-intro/03-product-category")


@pytest.fixture(scope="module")
def results(names):
    """Accuracy and macro F1: always the largest, price, then the tables of size, maker, both."""
    return names["results"].to_numpy()


def test_the_rule_for_rare_departments_is_as_written(names):
    assert names["fewest"] == 150
    assert len(names["large"]) == 11
    assert len(names["counts"]) - len(names["large"]) == 17
    assert names["counts"].iloc[0] / len(names["products"]) == pytest.approx(0.5, abs=0.02)


def test_nothing_is_chosen_on_the_test_products(names):
    parts = [names[part].index for part in ("train", "validation", "test")]
    assert [len(part) / len(names["known"]) for part in parts] == pytest.approx(
        [0.5, 0.25, 0.25], abs=0.001
    )
    assert len(set().union(*parts)) == len(names["known"])
    opened = [cell for cell in LESSON.cells if cell.kind == "code" and "test[" in cell.source]
    assert len(opened) == 1
    after = LESSON.text.index('ws.check("set-the-cut-off"')
    assert LESSON.text.index("final = {") > after


def test_the_results_are_those_that_were_measured(results):
    always, price, size, maker, table = results
    assert always == pytest.approx([0.51, 0.06], abs=0.005)
    assert price == pytest.approx([0.53, 0.09], abs=0.005)
    assert (maker > size).all()
    assert (table > maker).all()
    assert table == pytest.approx([0.89, 0.74], abs=0.005)
    assert (results[:, 1] < results[:, 0]).all()
    assert LESSON.says(en="right for 53% of all products; always answering Grocery gives 51%")
    assert LESSON.says(ja="商品の89%に正解")


def test_the_baseline_question_has_the_numbers_of_the_data(names):
    question = LESSON.asked("category-baseline")
    shares = names["known"]["department"].value_counts(normalize=True)
    assert question.answer == pytest.approx(100 * shares.iloc[0], abs=0.5)
    wrong = {
        round(100 / len(shares)),
        round(100 - 100 * shares.iloc[0]),
        round(100 * shares.iloc[1]),
    }
    assert {slip.value for slip in question.mistakes} == wrong


def test_the_price_model_knows_two_answers_only(names, results):
    assert set(names["by_price"]) == {"GROCERY", "DRUG GM"}
    assert (names["f1_by_department"] == 0).sum() == 9
    question = LESSON.asked("category-accuracy-alone")
    for said in (f"{100 * results[1][0]:.0f}", f"{100 / 11:.0f}"):
        assert said in question.prompt.en
        assert said in question.prompt.ja
    assert 5.5 < results[1][0] * 11 < 6


def test_the_film_matrix_of_2015_is_computed_right():
    """F1 is twice the right ones by the totals of row and column, so the totals give the rest."""
    f1 = np.array([0.78, 0.33, 0.32])
    true, predicted = np.array([57.92, 21.23, 20.85]), np.array([77.56, 9.33, 13.12])
    romance = 2 * true[0] / (true[0] + 100)
    question = LESSON.asked("category-films")
    assert romance == pytest.approx(0.73, abs=0.005)
    assert question.answer == pytest.approx(romance / 3, abs=0.005)
    assert pytest.approx(f1.mean(), abs=0.01) == 0.47
    assert 0.47 / question.answer == pytest.approx(2, abs=0.1)
    assert (f1 * (true + predicted) / 2).sum() == pytest.approx(63, abs=1)
    slips = {slip.value for slip in question.mistakes}
    assert slips == {0.73, 0.58, 0.47, round(romance / 2, 2)}


def test_deli_is_weakest_and_mistaken_for_drug(names):
    data = class_matrix(names["truth"], names["by_table"])
    [row, column] = LESSON.cases["find-the-weakest"].reference
    assert (data.classes[int(row) - 1], data.classes[int(column) - 1]) == ("DELI", "DRUG GM")
    assert [row, column] == [5, 2]
    errors = data.true - data.counts.diagonal()
    assert row - 1 not in (data.true.argmin(), errors.argmax())
    assert sorted(data.f1)[1] > min(data.f1) + 0.05, "the weakest is not a matter of chance"


def test_the_reason_is_a_new_maker_and_no_size(names):
    new, no_size, says = names["new_maker"], names["no_size"], names["by_table"]
    cell = (names["truth"] == "DELI") & (says == "DRUG GM")
    assert no_size[cell].all()
    assert new[cell].mean() > 0.8
    assert new[(names["truth"] == "DELI") & (says == "DELI")].mean() < 0.01
    assert (says[new & no_size] == "DRUG GM").all()
    train = names["train"]
    gaps = train.loc[train["package_size"].isna(), "department"]
    assert (gaps == "DRUG GM").mean() == pytest.approx(2 / 3, abs=0.02)


def test_weighed_goods_often_have_no_size(names):
    known = names["known"]
    weighed = known[known["product_type"].fillna("").str.contains("BULK")]
    weighed = weighed[weighed["department"].isin(["DELI", "MEAT", "PRODUCE"])]
    assert weighed["package_size"].isna().mean() > 0.7


def test_the_gain_of_the_forest_comes_from_new_makers(names):
    whole, old, new, without, with_size = names["differences"].values()
    assert whole.excludes_zero
    assert whole.estimate == pytest.approx(0.008, abs=0.0005), "8 products in 1,000"
    assert not old.excludes_zero
    assert new.excludes_zero
    assert not with_size.excludes_zero
    assert round(100 * without.estimate) == 16
    assert LESSON.says(en="rises by 16 points", ja="16ポイント上がりました")
    lacking = names["new_maker"] & names["no_size"]
    assert names["right"][lacking].mean() < 0.5
    fresh = names["new_maker"]
    assert names["right"][fresh].mean() < 0.5
    assert fresh.mean() == pytest.approx(0.06, abs=0.005)
    assert whole.estimate * len(fresh) < 1.5 * new.estimate * fresh.sum(), "most of the gain"
    scores = [
        f1_score(names["truth"], each, average="macro")
        for each in (names["by_table"], names["says"])
    ]
    assert scores == pytest.approx([0.74, 0.76], abs=0.005)


def test_a_linear_model_is_no_better_than_the_table(names):
    linear, forest, last = names["tried"].values()
    assert 0 < 100 * last.low < 0.05, "processors differ in the next digit"
    assert LESSON.says(en="begins just above zero", ja="下端は0をわずかに上回る")
    assert not linear.excludes_zero
    assert forest == names["differences"][next(iter(names["differences"]))]
    assert LESSON.says(
        en="0.8 points here and 0.5 there", ja="0.8ポイント、テストデータでは0.5ポイント"
    )


def test_the_text_model_leads_with_few_labels_only(names):
    (words, _), (_, letters), (_, at_all) = names["text_gaps"].values()
    assert round(100 * words.estimate) == 11
    assert words.low > 0
    assert letters.low > 0
    ends = [round(100 * end, 1) for end in (at_all.estimate, at_all.low, at_all.high)]
    assert ends == [0.2, -3.5, 4.1]
    assert LESSON.says(en="+0.2 points (−3.5 to +4.1)", ja="+0.2ポイント（−3.5〜+4.1）")
    assert list(names["text_results"])[-1] == "1,264"
    assert len(names["usual"]) == 1807
    assert (names["unlabelled"] == names["large"][0]).mean() == pytest.approx(0.34, abs=0.005)
    shares = [shares[-1] for shares in names["text_results"].values()]
    assert round(shares[0], 2) == 0.50
    assert max(names["text_results"]["1,264"]) == pytest.approx(0.72, abs=0.005)


@pytest.mark.slow
def test_with_all_labels_the_learner_decides_whether_letters_or_vectors_lead(names):
    """With ridge regression, letters score higher than vectors."""
    labelled, unlabelled = names["labelled"], names["unlabelled"]
    letters, vectors = (
        (
            RidgeClassifier()
            .fit(numbers(labelled.index), labelled)
            .predict(numbers(unlabelled.index))
            == unlabelled
        ).mean()
        for numbers in list(names["inputs"].values())[1:]
    )
    assert letters > vectors


def test_new_makers_are_hardly_ever_decided_by_the_model(names):
    test = names["test"]
    new = ~test["maker"].isin(names["train"]["maker"]).to_numpy()
    decided = names["decided"] & new
    wrong = int((~names["right_test"].to_numpy()[decided]).sum())
    assert LESSON.says(
        en=f"Of the {new.sum()} products from new makers, the model decides only {decided.sum()}, "
        f"and {wrong} of them",
        ja=f"モデルが決めたのは{decided.sum()}点だけで、うち{wrong}点",
    )


def test_the_rule_decides_the_cut_off(names):
    assert LESSON.cases["set-the-cut-off"].reference == 0.9
    shares = names["wrong_shares"]
    assert shares[0.8] > 0.02 > shares[0.9]
    assert [shares[cut_off] for cut_off in sorted(shares)] == sorted(shares.values(), reverse=True)
    assert (names["rare_score"] >= 0.9).mean() == pytest.approx(1 / 3, abs=0.02)


def test_the_test_says_what_the_text_says(names):
    assert names["gain"].excludes_zero
    assert names["gain"].estimate == pytest.approx(0.005, abs=0.0005)
    low, high = np.quantile(names["f1_gain"][1:], [0.025, 0.975])
    assert low < 0 < high
    truth = names["test"]["department"]
    for says, (accuracies, macros) in zip(
        names["final"].values(), names["resampled"].values(), strict=True
    ):
        assert accuracies[0] == pytest.approx(accuracy_score(truth, says))
        assert macros[0] == pytest.approx(f1_score(truth, says, average="macro"))
    assert names["decided"].mean() == pytest.approx(0.73, abs=0.005)
    wrong = names["wrong"]
    assert [wrong.estimate, wrong.high] == pytest.approx([0.015, 0.023], abs=0.0005)
    assert LESSON.says(
        en="decides for 73% of the products, and 1.5% of", ja="間違いは1.5%です。区間の上端は2.3%"
    )


def test_intervals_over_makers_agree_with_those_of_the_package(names):
    right = names["right_test"]
    accuracies = list(names["resampled"].values())[-1][0]
    known = paired_difference(right, np.zeros(len(right)), unit=names["test"]["maker"])
    assert np.quantile(accuracies[1:], [0.025, 0.975]) == pytest.approx(
        [known.low, known.high], abs=0.01
    )


def test_the_forest_is_ahead_on_other_splits_too(names):
    """The one split that the lesson shows is not a lucky one."""
    from sklearn.model_selection import train_test_split

    known = names["known"]
    gains = []
    for seed in (1, 2):
        train, rest = train_test_split(
            known, test_size=1 / 2, random_state=seed, stratify=known["department"]
        )
        says = names["model_of"]("maker", "size", "maker_size").fit(train, train["department"])
        found = None
        for column in ("maker_size", "maker", "size"):
            usual = train.groupby(column)["department"].agg(lambda each: each.mode()[0])
            looked_up = rest[column].map(usual)
            found = looked_up if found is None else found.fillna(looked_up)
        truth = rest["department"]
        gains.append((says.predict(rest) == truth).mean() - (found == truth).mean())
    assert min(gains) > 0


def test_the_type_is_the_answer_in_disguise(names):
    plain, with_type, lookup = names["with_types"].to_numpy()
    assert with_type[0] == pytest.approx(0.98, abs=0.005)
    assert with_type - lookup == pytest.approx([0, 0], abs=0.02)
    assert lookup[1] > plain[1] + 0.15
    types = names["known"].dropna(subset="product_type").groupby("product_type", observed=True)
    assert (types["department"].nunique() == 1).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("cell", [[1, 1], [11, 3], [3, 11]])
def test_any_cell_can_be_handed_on(names, cell):
    """A wrong cell, even an empty one, leaves the next table with gaps and no error."""
    source = next(
        cell.source for cell in LESSON.cells if cell.kind == "code" and "order = " in cell.source
    )
    scope = dict(names) | {"weakest": float(cell[0]), "mistaken_for": float(cell[1])}
    exec(source + ".to_html()", scope)


@pytest.mark.parametrize("cut_off", [0.5, 0.95])
def test_any_cut_off_can_be_handed_on(names, cut_off):
    source = next(
        cell.source for cell in LESSON.cells if cell.kind == "code" and "final = {" in cell.source
    )
    scope = dict(names) | {"cut_off": cut_off}
    exec(source + "\nshown = at_the_end.to_html()", scope)
    assert 0 < scope["decided"].mean() < 1


def test_macro_f1_is_scikit_learns(names):
    macro = f1_score(names["truth"], names["by_price"], average="macro", zero_division=0)
    assert LESSON.cases["macro-f1"].reference == pytest.approx(macro)


def test_the_type_named_in_the_text_exists(names):
    assert LESSON.says(en="`SNACKS: SALTY`")
    assert "SNACKS: SALTY" in set(names["train"]["product_type"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_results(results, lang):
    said = LESSON.idea(lang)
    assert re.findall(r"(\d+)%", said) == [f"{100 * results[-1][0]:.0f}"]
    assert re.findall(r"0\.\d+", said) == [f"{results[-1][1]:.2f}"]
