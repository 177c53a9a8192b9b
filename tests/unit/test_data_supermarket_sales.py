"""The daily sales: as documented, and summed by the day of New York."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest

from mlworkshop import data
from mlworkshop.course import structure

FOLDER = structure.root() / "datasets" / "supermarket_sales"


@pytest.fixture(scope="module")
def days():
    return data.supermarket_sales()


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_supermarket_sales", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_as_documented(days):
    assert days.index.name == "date"
    assert days.columns.tolist() == ["sales_usd", "baskets"]
    assert days.dtypes.tolist() == ["float64", "int64"]
    assert days.notna().all(axis=None)
    whole_year = pd.date_range("2017-01-01", "2017-12-31")
    assert whole_year.difference(days.index).tolist() == [pd.Timestamp("2017-12-25")]
    assert days.index.is_monotonic_increasing
    assert days.index.is_unique


def test_a_late_purchase_counts_for_the_day_of_new_york(build):
    lines = pd.DataFrame(
        {
            "transaction_timestamp": pd.to_datetime(
                [
                    "2017-01-02 04:59:59",  # UTC; 1 January, one second before midnight in winter
                    "2017-01-02 05:00:00",
                    "2017-01-02 17:00:00",
                    "2017-07-02 03:59:59",  # one hour earlier in summer
                    "2017-07-02 04:00:00",
                ]
            ),
            "basket_id": [1, 2, 2, 3, 4],
            "sales_value": [1.0, 2.0, 0.25, 4.0, 8.0],
        }
    )
    made = build.daily(lines)
    assert made.index.astype(str).tolist() == [
        "2017-01-01",
        "2017-01-02",
        "2017-07-01",
        "2017-07-02",
    ]
    assert made["sales_usd"].tolist() == [1, 2.25, 4, 8]
    assert made["baskets"].tolist() == [1, 1, 1, 1]


def test_another_package_is_refused(build, tmp_path):
    other = tmp_path / "other.whl"
    other.write_bytes(b"x")
    with pytest.raises(SystemExit, match="not the package"):
        build.main(other)


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_datasheet_s_numbers_are_those_of_the_data(days, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in content.splitlines()
        if line.startswith("|") and line.count("|") == 4
    ]
    header, _, *rows = table
    assert header[1:] == ["`sales_usd`", "`baskets`"]
    weekend = days.index.day_of_week >= 5
    facts = [
        days.count(),
        days.min(),
        days.median(),
        days.mean(),
        days.max(),
        days[~weekend].mean(),
        days[weekend].mean(),
        days.sum(),
    ]
    assert [row[1:] for row in rows] == [
        [f"{round(float(number)):,}" for number in fact] for fact in facts
    ]


def test_the_datasheet_names_the_extreme_days(days):
    assert days["sales_usd"].idxmin() == pd.Timestamp("2017-11-23")
    assert days["sales_usd"].idxmax() == pd.Timestamp("2017-12-23")


def test_line_ends_are_the_same_everywhere():
    assert b"\r" not in (FOLDER / "supermarket_sales.csv").read_bytes()
