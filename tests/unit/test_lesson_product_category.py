"""What m1-intro/03-product-category and its questions claim, held to the lesson's own code."""

from __future__ import annotations

import re

import kit
import pytest
from sklearn.metrics import f1_score

from mlworkshop.language import LANGUAGES
from mlworkshop.measures.several_classes import class_matrix

LESSON = kit.lesson("m1-intro/03-product-category")


@pytest.fixture(scope="module")
def table(names):
    """Accuracy and macro F1: always the largest, price, price and size, maker, all three."""
    return names["figures"].to_numpy()


def test_the_rule_for_rare_departments_is_as_written(names):
    assert names["fewest"] == 150
    assert len(names["large"]) == 11
    assert len(names["counts"]) - len(names["large"]) == 17
    assert names["counts"].iloc[0] / len(names["products"]) == pytest.approx(0.5, abs=0.02)
    assert len(names["test"]) / len(names["known"]) == pytest.approx(0.3, abs=0.001)
    assert 0.3 * names["fewest"] == 45


def test_the_steps_are_those_that_were_measured(table):
    always, price, price_size, maker, three = table
    assert always[0] == pytest.approx(0.51, abs=0.01)
    assert price == pytest.approx([0.53, 0.10], abs=0.01)
    assert price_size == pytest.approx([0.69, 0.25], abs=0.02)
    assert (maker > price_size).all()
    assert (three > maker).all()
    assert (table[:, 1] < table[:, 0]).all()
    # "right for nearly nine products in ten"
    assert 0.87 <= three[0] < 0.9


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


def test_the_price_model_knows_two_answers_only(names, table):
    assert set(names["by_price"]) == {"GROCERY", "DRUG GM"}
    assert (names["f1_by_department"] == 0).sum() == 9
    assert table[1][0] > 0.5
    prompt = LESSON.asked("category-accuracy-alone").prompt
    for said in (f"{100 * table[1][0]:.0f}", f"{100 / 11:.0f}"):
        assert said in prompt.en
        assert said in prompt.ja
    assert 5.5 < table[1][0] * 11 < 6


def test_only_flowers_stand_apart_by_price(names):
    by_department = names["train"].groupby("department")["price"]
    low, high = by_department.quantile(0.25), by_department.quantile(0.75)
    others = [name for name in low.index if name != "FLORAL"]
    assert low["FLORAL"] >= high[others].median()
    assert max(low[others]) < min(high[others]), "all other boxes overlap"
    at_three = [name for name in others if low[name] <= 3 <= high[name]]
    assert len(at_three) >= 6


def test_deli_is_weakest_and_taken_for_drug(names):
    data = class_matrix(names["test"]["department"], names["says"])
    [row, column] = LESSON.cases["find-the-weakest"].reference
    assert (data.classes[int(row) - 1], data.classes[int(column) - 1]) == ("DELI", "DRUG GM")
    assert [row, column] == [5, 2]
    errors = data.true - data.counts.diagonal()
    # "neither the smallest department nor the one with most errors"
    assert row - 1 not in (data.true.argmin(), errors.argmax())
    assert list(data.classes) == list(names["large"]), "numbers are those of the plot, top down"


def test_each_small_department_does_worse_than_both_large_ones(names):
    data = class_matrix(names["test"]["department"], names["says"])
    assert list(data.classes[:2]) == ["GROCERY", "DRUG GM"]
    assert max(data.f1[2:]) < min(data.f1[:2])


def test_weighed_goods_often_have_no_size(names):
    known = names["known"]
    weighed = known[known["product_type"].str.contains("BULK")]
    weighed = weighed[weighed["department"].isin(["DELI", "MEAT", "PRODUCE"])]
    assert weighed["package_size"].isna().mean() > 0.7


def test_the_reason_is_a_new_maker_and_no_size(names):
    test, says = names["test"], names["says"]
    new, no_size = names["new_maker"], names["no_size"]
    cell = (test["department"] == "DELI") & (says == "DRUG GM")
    assert no_size[cell].all()
    assert new[cell].mean() > 0.8
    found = (test["department"] == "DELI") & (says == "DELI")
    assert new[found].mean() < 0.01
    # "With nothing else to go by, the gap itself speaks"
    assert (says[(new & no_size).to_numpy()] == "DRUG GM").all()
    train = names["train"]
    gaps = train.loc[train["package_size"].isna(), "department"]
    assert (gaps == "DRUG GM").mean() > 0.5


def test_new_makers_are_one_product_in_twenty_and_much_harder(names):
    new, right = names["new_maker"], names["right"]
    assert new.mean() == pytest.approx(1 / 20, abs=0.005)
    assert right[new].mean() < 0.5 < 0.9 < right[~new].mean()


def test_a_lookup_table_does_as_well_as_the_model_with_the_type(names):
    (_, three), with_type, lookup = names["compared"].to_numpy()
    assert with_type == pytest.approx(lookup, abs=0.01)
    assert with_type[0] > 0.96
    assert with_type[1] > three + 0.15


def test_nine_types_in_ten_occur_in_one_department_only(names):
    known = names["known"][names["known"]["product_type"] != ""]
    departments = known.groupby("product_type")["department"].nunique()
    assert (departments == 1).mean() == pytest.approx(0.9, abs=0.02)


def test_half_of_the_work_at_a_score_of_nine_tenths(names):
    sure = names["score"] >= 0.9
    assert 0.5 < sure.mean() < 0.55
    # "about one in a hundred of these is wrong"
    assert 1 - names["right"][sure].mean() == pytest.approx(0.01, abs=0.004)
    assert (names["rare_score"] >= 0.9).mean() > 0.2
    assert len(names["rare"]) == len(names["products"]) - len(names["known"])


def test_the_settings_hold_on_the_training_data_alone(names):
    from sklearn.model_selection import cross_val_score

    train = names["train"]
    model = names["model_of"](names["price"], names["size"], names["maker"])
    scores = {}
    for alpha in (1e-4, 1e-5):
        model[-1].set_params(alpha=alpha)
        found = cross_val_score(model, train, train["department"], scoring="f1_macro", cv=3)
        scores[alpha] = found.mean()
    assert scores[1e-5] > scores[1e-4] + 0.05


@pytest.mark.parametrize("cell", [[1, 1], [11, 3], [3, 11]])
def test_any_cell_can_be_handed_on(names, cell):
    """A wrong cell, even an empty one, leaves the next table with gaps and no error."""
    source = next(
        cell.source for cell in LESSON.cells if cell.kind == "code" and "order = " in cell.source
    )
    scope = dict(names) | {"weakest": float(cell[0]), "mistaken_for": float(cell[1])}
    exec(source + ".to_html()", scope)


def test_macro_f1_is_scikit_learns(names):
    macro = f1_score(names["test"]["department"], names["by_price"], average="macro")
    assert LESSON.cases["macro-f1"].reference == pytest.approx(macro)


def test_the_type_named_in_the_text_exists(names):
    assert LESSON.says(en="`SNACKS: SALTY`")
    assert "SNACKS: SALTY" in set(names["train"]["product_type"])
    assert {"16 OZ", "1 LB"} <= set(names["train"]["package_size"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(names, lang):
    from sklearn.metrics import accuracy_score, f1_score

    truth = names["test"]["department"]
    always = (truth == truth.value_counts().idxmax()).mean()
    price = accuracy_score(truth, names["by_price"])
    macro = f1_score(truth, names["by_price"], average="macro", zero_division=0)
    said = LESSON.idea(lang)
    assert re.findall(r"(\d+) ?%", said) == [f"{100 * price:.0f}", f"{100 * always:.0f}"]
    assert re.findall(r"0\.\d+", said) == [f"{macro:.2f}"]
