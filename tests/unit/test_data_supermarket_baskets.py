"""The baskets: the table is as documented, drawn as the datasheet says."""

from __future__ import annotations

import gzip
import importlib.util
import re

import pandas as pd
import pytest

from mlworkshop import data
from mlworkshop.course import structure

FOLDER = structure.root() / "datasets" / "supermarket_baskets"
FILE = FOLDER / "supermarket_baskets.csv.gz"


@pytest.fixture(scope="module")
def lines():
    return data.supermarket_baskets()


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_baskets", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_as_documented(lines):
    assert lines.columns.tolist() == [
        "household_id",
        "basket_id",
        "time",
        "product_id",
        "sales_usd",
        "department",
        "brand",
        "product_category",
    ]
    assert set(lines["household_id"]) == set(range(1, 371))
    assert set(lines["basket_id"]) == set(range(1, lines["basket_id"].max() + 1))
    one_each = lines.groupby("basket_id")[["household_id", "time"]].nunique()
    assert (one_each == 1).all(axis=None)
    assert not lines.duplicated(["basket_id", "product_id"]).any()
    assert lines["time"].dt.year.eq(2017).all()
    assert (lines["sales_usd"] >= 0).all()
    missing = lines.columns[lines.isna().any()].tolist()
    assert missing == ["department", "brand", "product_category"]


def test_products_are_those_of_the_product_master(lines):
    products = data.supermarket_products()
    known = lines["product_id"].isin(products.index)
    assert (known == lines["department"].notna()).all()
    joined = products["department"].reindex(lines.loc[known, "product_id"]).to_numpy()
    assert (joined == lines.loc[known, "department"].to_numpy()).all()


def test_names_are_of_categories_in_the_data(lines):
    names = data.labels("supermarket_baskets")
    assert set(names) <= set(lines["product_category"].cat.categories)
    assert len(set(names.values())) == len(names)


def test_the_file_is_small_and_packed_without_time_and_name():
    packed = FILE.read_bytes()
    assert len(packed) < 1_500_000
    assert packed[3] == 0, "no file name"
    assert packed[4:8] == b"\0" * 4, "no time"
    assert b"\r" not in gzip.decompress(packed)


@pytest.fixture
def purchases():
    return pd.DataFrame(
        {
            "household_id": [7, 7, 7, 9, 9, 30],
            "basket_id": [500, 500, 400, 800, 800, 900],
            "product_id": [2, 1, 3, 4, 5, 6],
            "quantity": [1, 2, 1, 1, 0, 1],
            "sales_value": [1.0, 2.5, 1.004, 1.0, 0.0, 3.0],
            "transaction_timestamp": pd.to_datetime(
                [
                    "2017-01-02 04:59:59",  # UTC; still 1 January in New York
                    "2017-01-02 04:59:59",
                    "2017-07-01 04:30:00",
                    "2017-02-01 12:00:00",
                    "2017-02-01 12:00:00",
                    "2017-02-01 12:00:00",
                ]
            ),
        }
    )


def test_the_script_keeps_whole_households_and_numbers_them_anew(build, purchases):
    made = build.sample(purchases, 3)
    assert made.to_numpy().tolist() == [
        [1, 2, "2017-01-01 23:59", 1, 2.5],
        [1, 2, "2017-01-01 23:59", 2, 1.0],
        [1, 1, "2017-07-01 00:30", 3, 1.0],
        [2, 3, "2017-02-01 07:00", 4, 1.0],
        [3, 4, "2017-02-01 07:00", 6, 3.0],
    ]
    two = build.sample(purchases, 2)
    assert set(two["household_id"]) == {1, 2}
    # the same households whatever the order of the lines
    again = build.sample(purchases[::-1], 2)
    assert again.reset_index(drop=True).equals(two.reset_index(drop=True))


def test_another_package_is_refused(build, tmp_path):
    other = tmp_path / "other.whl"
    other.write_bytes(b"x")
    with pytest.raises(SystemExit, match="not the package"):
        build.main(other)


def figures(lines):
    """The datasheet's table, row by row."""
    baskets = lines.groupby("household_id")["basket_id"].nunique()
    return [
        f"{len(lines):,}",
        f"{lines['basket_id'].nunique():,}",
        f"{len(baskets)}",
        f"{(baskets >= 12).sum()}",
        f"{baskets.median():.0f}",
        f"{baskets.max()}",
        f"{lines.groupby('basket_id').size().median():.0f}",
        f"{lines['product_id'].nunique():,}",
        f"{lines['product_category'].nunique()}",
        f"{100 * lines['department'].isna().mean():.1f}",
        f"{(lines['sales_usd'] == 0).sum()}",
        f"{lines['sales_usd'].sum():,.0f}",
    ]


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_datasheet_s_numbers_are_those_of_the_data(lines, build, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\| ([\d.,]+) \|$", content, flags=re.M)
    assert rows == figures(lines)
    assert str(build.SEED) in content
    assert str(build.HOUSEHOLDS) in content
    baskets = lines.groupby("household_id")["basket_id"].nunique()
    assert baskets.max() / baskets.median() == pytest.approx(20, abs=1)
