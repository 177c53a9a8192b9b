"""The products: the table is as documented, and the datasheet's numbers are its own."""

from __future__ import annotations

import gzip
import importlib.util
import re

import pandas as pd
import pytest

from mlworkshop import data
from mlworkshop.course import structure

FOLDER = structure.root() / "datasets" / "supermarket_products"
FILE = FOLDER / "supermarket_products.csv.gz"
SHEETS = ["README.md", "README.ja.md"]


@pytest.fixture(scope="module")
def products():
    return data.supermarket_products()


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_products", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_as_documented(products):
    assert products.index.name == "product_id"
    assert products.index.is_unique
    assert products.index.is_monotonic_increasing
    assert products.columns.tolist() == [
        "manufacturer_id",
        "department",
        "brand",
        "product_category",
        "product_type",
        "package_size",
        "price",
        "baskets",
    ]
    missing = {"product_category": 83, "product_type": 77, "package_size": 8920}
    assert products.isna().sum()[products.isna().any()].to_dict() == missing
    assert products["department"].cat.categories.size == 28
    assert products["department"].value_counts(sort=False).is_monotonic_decreasing
    assert products["product_category"].nunique() == 295
    assert products["product_type"].nunique() == 1867
    assert (products["price"] >= 0).all()
    assert (products["baskets"] >= 3).all()
    assert set(products.loc[products["manufacturer_id"] == 69, "brand"]) == {"Private"}


def test_every_category_has_a_name(products):
    names = data.labels("supermarket_products")
    departments, brands = products["department"].cat, products["brand"].cat
    assert names.keys() == {*departments.categories, *brands.categories}
    assert departments.rename_categories(names).cat.categories.is_unique


def test_texts_are_tidy(products):
    for column in ("product_category", "product_type", "package_size"):
        texts = products[column].dropna()
        assert (texts == texts.str.strip()).all()
        assert not texts.str.contains("  ").any()


def test_the_file_is_packed_without_time_and_name_and_with_one_kind_of_line_end():
    packed = FILE.read_bytes()
    assert packed[3] == 0, "no file name"
    assert packed[4:8] == b"\0" * 4, "no time"
    assert b"\r" not in gzip.decompress(packed)


def test_the_script_keeps_what_was_sold_and_computes_its_mean_price(build):
    products = pd.DataFrame({"product_id": [3, 1, 2], "product_type": ["A  B", "C", None]})
    lines = pd.DataFrame(
        {
            "product_id": [3, 3, 3, 1, 1, 1, 2, 2, 2, 2],
            "basket_id": [1, 2, 3, 1, 2, 2, 1, 2, 3, 4],
            "quantity": [1, 2, 1, 1, 1, 1, 1, 1, 0, 1],
            "sales_value": [1.0, 2.5, 1.0, 1, 1, 1, 1, 1, 9, 1],
        }
    )
    sold = build.sold(products, lines)
    assert sold.index.tolist() == [2, 3]
    assert sold["price"].tolist() == [1.0, 1.12]
    assert sold["baskets"].tolist() == [3, 3]
    assert sold["product_type"].tolist()[1] == "A B"


def facts(products):
    """A row of the datasheet's table."""
    columns = ["manufacturer_id", "product_category", "product_type"]
    counts = [len(products), *(products[column].nunique() for column in columns)]
    return [
        *(f"{count:,}" for count in counts),
        f"{100 * products['package_size'].isna().mean():.0f}",
        f"{100 * (products['brand'] == 'Private').mean():.0f}",
        f"{products['price'].median():.2f}",
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_datasheet_s_table_is_computed_from_the_data(products, sheet):
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (FOLDER / sheet).read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and line.count("|") == 9
    ][2:]
    large = products["department"].cat.categories[:11]
    assert [row[0].split("`")[1] for row in rows[:11]] == large.tolist()
    parts = [products[products["department"] == name] for name in large]
    parts += [products[~products["department"].isin(large)], products]
    assert [row[1:] for row in rows] == [facts(part) for part in parts]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_datasheet_s_sentences_hold(products, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    counts = products["department"].value_counts()
    assert counts.iloc[0] / len(products) == pytest.approx(0.5, abs=0.01)
    assert (counts < 150).sum() == 17
    assert (counts <= 2).sum() == 6
    assert "150" in content
    departments = products.groupby("product_type")["department"].nunique()
    assert f"{100 * (departments == 1).mean():.0f}" in re.findall(r"(\d+) ?%", content)
    free = products[products["price"] == 0]
    assert len(free) == 20
    assert "20" in content
    assert free["product_type"].str.contains("GASOLINE|COUPON|SEASONAL").all()
    assert f"{len(products):,}" in content
    assert {"2 LB 3 OZ", "35 OZ"} <= set(products["package_size"])
