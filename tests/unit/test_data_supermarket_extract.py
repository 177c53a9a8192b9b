"""The three tables as handed over: as documented, with the defects that the datasheet lists."""

from __future__ import annotations

import gzip
import importlib.util
import re

import pandas as pd
import pytest

from mlworkshop import data
from mlworkshop.course import structure
from mlworkshop.errors import WorkshopError

FOLDER = structure.root() / "datasets" / "supermarket_extract"
TABLES = ("purchases", "households", "spending")


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_extract", FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables():
    return {name: data.supermarket_extract(name) for name in TABLES}


def test_the_tables_belong_together(tables):
    purchases, households, spending = (tables[name] for name in TABLES)
    assert households.index.equals(spending.index)
    assert set(purchases["household_id"]) <= set(households.index)
    assert purchases["time"].dt.date.is_monotonic_increasing
    assert (purchases.isna().sum() == 0).all()
    assert (spending.isna().sum() == 0).all()
    assert set(data.labels("supermarket_extract")) == set(spending.columns[2:])
    known = data.supermarket_products()["product_category"]
    assert set(spending.columns[2:]) <= set(known)


def test_a_table_that_there_is_not_is_refused():
    with pytest.raises(WorkshopError, match="purchases, households, spending"):
        data.supermarket_extract("stores")


def planted(purchases):
    """The lines that occur twice, and those in cents."""
    times, seen = purchases["time"], purchases.drop_duplicates()
    in_cents = (seen["store_id"] == 367) & seen["time"].between("2017-10-10", "2017-10-13")
    assert set(times[purchases.duplicated()].dt.date.astype(str)) == {"2017-09-28"}
    return purchases.duplicated().sum(), in_cents.sum()


def figures(tables):
    """The datasheet's table, row by row."""
    purchases, households, spending = (tables[name] for name in TABLES)
    known = households["kids_count"].notna()
    return [
        f"{len(purchases):,}",
        *map(str, planted(purchases)),
        f"{purchases['basket_id'].nunique():,}",
        f"{purchases['household_id'].nunique():,}",
        f"{(purchases['quantity'] == 0).sum()}",
        f"{(purchases['sales_usd'] == 0).sum()}",
        f"{(purchases['quantity'] > 100).sum()}",
        f"{len(households):,}",
        f"{known.sum()}",
        f"{(known & (households['kids_count'] != '0')).sum()}",
        f"{households['marital_status'].notna().sum()}",
        f"{households['home_ownership'].notna().sum()}",
        f"{spending.loc[known, 'total_usd'].median():,.0f}",
        f"{spending.loc[~known, 'total_usd'].median():,.0f}",
    ]


@pytest.mark.parametrize("sheet", ["README.md", "README.ja.md"])
def test_the_datasheet_s_numbers_are_those_of_the_data(tables, build, sheet):
    content = (FOLDER / sheet).read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\| ([\d.,]+) \|$", content, flags=re.M)
    assert rows == figures(tables)
    assert f"{tables['purchases']['quantity'].max():,}" in content
    households = tables["households"]
    for column in ("marital_status", "home_ownership"):
        assert str(801 - households[column].notna().sum()) in content
    assert set(build.SPELLINGS) < set(households["home_ownership"].dropna())
    assert all(f"`{spelling}`" in content for spelling in build.SPELLINGS)


def test_sales_in_cents_are_a_hundred_times_those_of_the_day_before(tables):
    purchases = tables["purchases"]
    of_store = purchases[purchases["store_id"] == 367]
    in_cents = of_store["time"].between("2017-10-10", "2017-10-13")
    per_line = of_store.groupby(in_cents)["sales_usd"].mean()
    assert per_line[True] == pytest.approx(100 * per_line[False], rel=0.25)


def test_names_and_numbers_are_invented(tables, build):
    households = tables["households"]
    assert households["phone"].str.fullmatch(r"[2-9]\d\d-555-01\d\d").all()
    assert set(households["name"].str.split().str[1]) == set(build.LAST_NAMES)


def test_the_invented_dates_are_of_those_with_demographics_and_old(tables):
    households = tables["households"]
    assert (households["confirmed"].notna() == households["kids_count"].notna()).all()
    age = (pd.Timestamp("2017-09-01") - households["confirmed"].dropna()).dt.days / 365
    assert age.min() >= 0
    assert age.mean() == pytest.approx(3.5, abs=0.3)  # four years, but twelve at most


def test_files_are_small_and_packed_without_time_and_name():
    for name in TABLES:
        packed = (FOLDER / f"{name}.csv.gz").read_bytes()
        assert len(packed) < 250_000
        assert packed[3] == 0, "no file name"
        assert packed[4:8] == b"\0" * 4, "no time"
        assert b"\r" not in gzip.decompress(packed)


def test_the_script_plants_what_it_says(build, monkeypatch):
    lines = pd.DataFrame(
        {
            "time": pd.to_datetime(
                ["2017-09-27 10:00", "2017-09-28 09:00", "2017-10-11 09:00"] * 2
            ),
            "store_id": [5, 5, 5, 9, 9, 5],
            "household_id": 1,
            "basket_id": [30, 10, 20, 40, 50, 20],
            "product_id": [1, 2, 3, 4, 5, 6],
            "quantity": 1,
            "sales_value": [1.0, 2.0, 3.0, 4.0, 5.0, 0.5],
        }
    )
    made = build.purchases(lines)
    assert made["product_id"].tolist() == [1, 4, 2, 5, 2, 5, 3, 6]
    assert made["sales_usd"].tolist() == [1, 4, 2, 5, 2, 5, 300, 50]
    assert made["basket_id"].tolist() == [1, 2, 3, 4, 3, 4, 5, 5]
    monkeypatch.setattr(build, "STORES", 1)
    assert set(build.purchases(lines)["store_id"]) == {5}


def test_another_package_is_refused(build, tmp_path):
    other = tmp_path / "other.whl"
    other.write_bytes(b"x")
    with pytest.raises(SystemExit, match="not the package"):
        build.main(other)
