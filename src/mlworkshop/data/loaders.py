"""The data sets as tables: a loader has its data set's name."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal

from mlworkshop.data.data_sets import check, folder, read
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "camera_roll",
    "cat_photo_features",
    "cat_photos",
    "spam_mail",
    "supermarket_baskets",
    "supermarket_extract",
    "supermarket_products",
    "supermarket_sales",
    "text_vectors",
    "water_meter",
]


def cat_photos() -> pd.DataFrame:
    """2,799 photos of cats and dogs, as numbers: what the bundled image model says of each.

    Returns
    -------
    pandas.DataFrame
        One row a photo: those for training before those for validation, cats before dogs. The
        index `file` (str) is the photo's file name, such as `cat.0.jpg`.

        =========== =========== ==================================================================
        column      type        meaning
        =========== =========== ==================================================================
        `part`      categorical `train` (1,999 photos) or `validation` (800): choose anything only
                                with the former, and judge with the latter.
        `cat`       bool        Whether it shows a cat; otherwise it shows a dog.
        `cat_score` float       The bundled model's confidence that there is a house cat, 0 to 1.
        =========== =========== ==================================================================

        The photos themselves are not shared; `ws.data.download("cat_photos")` fetches them from
        where they are published. The datasheet, `datasets/cat_photos/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If a file is missing or damaged.
    """
    import pandas as pd

    photos = pd.read_csv(
        io.BytesIO(read("cat_photos/manifest.csv")),
        index_col="file",
        dtype={"part": pd.CategoricalDtype(["train", "validation"])},
    )[["part", "cat"]]
    return photos.assign(cat_score=_cat_photo_numbers("cat_score").astype(float))


def cat_photo_features(kind: Literal["model", "gradients"] = "model") -> NDArray[np.float32]:
    """What a model of one's own can learn from: each of the cat photos as a row of numbers.

    Parameters
    ----------
    kind : {"model", "gradients"}, default "model"
        What the bundled image model makes of the photo before its last layer, 1,280 numbers from 0
        up; or how strong its edges are by place and direction (`mlworkshop.vision.edges`), 128
        numbers from 0 to 1.

    Returns
    -------
    numpy.ndarray of float32, shape (2799, 1280) or (2799, 128)
        The rows are those of `cat_photos()`, in the same order.

    Raises
    ------
    WorkshopError
        If there is no such kind, or the file is missing or damaged.
    """
    if not isinstance(kind, str) or kind not in ("model", "gradients"):
        raise WorkshopError(
            text(
                en=f'There is no kind {shown(kind)}. Choose "model" or "gradients".',
                ja=f"{shown(kind)} という種類はありません。"
                '"model" か "gradients" を指定してください。',
            )
        )
    features: NDArray[np.float32] = _cat_photo_numbers(kind) * _cat_photo_numbers(f"{kind}_step")
    return features


def _cat_photo_numbers(name: str) -> NDArray[Any]:
    """One of the arrays that `datasets/cat_photos/build.py` has computed."""
    import numpy as np

    with np.load(io.BytesIO(read("cat_photos/numbers.npz"))) as numbers:
        array: NDArray[Any] = numbers[name]
        return array


def spam_mail() -> pd.DataFrame:
    """Real mails of 2001 and 2002, each spam or not: the SpamAssassin public corpus, cleaned.

    Returns
    -------
    pandas.DataFrame
        One row a mail, in the order of the corpus, which is sorted by group: shuffle before
        taking a part. The index `mail_id` (int) is the mail's position in the corpus, from 0.

        ============ =========== ==============================================================
        column       type        meaning
        ============ =========== ==============================================================
        `subject`    str         Subject line; may be empty, never missing.
        `body`       str         Text as a reader sees it, at most 2,000 characters; may be
                                 empty, never missing.
        `group`      categorical `spam`, `easy ham` (not spam), or `hard ham` (not spam, but
                                 much like it: newsletters, offers that were asked for).
        `spam`       bool        Whether `group` is `spam`.
        `reviewed`   bool        Whether the project read it and found it fit to be shown in a
                                 lesson. The others hold every kind of spam.
        ============ =========== ==============================================================

        `[mail_address]`, `[phone_number]`, `[ip_address]`, `[long_number]` and `[url_query]`
        stand in for what leads to persons or machines. The datasheet,
        `datasets/spam_mail/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If a file is missing or damaged.
    """
    import pandas as pd

    mails = pd.read_csv(
        io.BytesIO(read("spam_mail/spam_mail.csv.gz")),
        compression="gzip",
        index_col="mail_id",
        dtype={"group": pd.CategoricalDtype(["spam", "easy ham", "hard ham"])},
        keep_default_na=False,  # an empty subject is an empty text, and "NA" is a text as well
    )[["subject", "body", "group"]]
    reviewed = pd.read_csv(io.BytesIO(read("spam_mail/reviewed.csv")), index_col="mail_id")
    return mails.assign(spam=mails["group"] == "spam", reviewed=mails.index.isin(reviewed.index))


def supermarket_products() -> pd.DataFrame:
    """Products of a supermarket chain, each with its department: the Complete Journey data.

    Returns
    -------
    pandas.DataFrame
        One row a product that was in three baskets or more in 2017. The index is `product_id`
        (int).

        ================== =========== ===========================================================
        column             type        meaning
        ================== =========== ===========================================================
        `manufacturer_id`  int         The maker's number; the data has no names. 69 is the chain.
        `department`       categorical 28 departments, the one with most products first.
        `brand`            categorical `National` (a maker's brand) or `Private` (the chain's own).
        `product_category` str         295 groups below the departments; missing for 83.
        `product_type`     str         1,867 groups below the categories; missing for 77.
        `package_size`     str         As written, such as `16 OZ`; missing for 8,920.
        `price`            float       Mean price paid for a unit in 2017, US dollars.
        `baskets`          int         How many baskets it was in.
        ================== =========== ===========================================================

        Some rows are no products or were free: fuel, coupons, prices of 0. The datasheet,
        `datasets/supermarket_products/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If the file is missing or damaged.
    """
    import pandas as pd

    products = pd.read_csv(
        io.BytesIO(read("supermarket_products/supermarket_products.csv.gz")),
        compression="gzip",
        index_col="product_id",
        dtype={"brand": pd.CategoricalDtype(["National", "Private"])},
    )
    by_size = products["department"].value_counts().index
    return products.assign(department=pd.Categorical(products["department"], by_size))


def supermarket_sales() -> pd.DataFrame:
    """A supermarket chain's sales of each day of 2017: the Complete Journey data, summed by day.

    Returns
    -------
    pandas.DataFrame
        One row a day, in order, 364 of them. The index `date` (datetime) is the day in New York
        time; 25 December is missing, because the shops were closed.

        =========== ===== =====================================================================
        column      type  meaning
        =========== ===== =====================================================================
        `sales_usd` float What the shops received on that day, after discounts, US dollars.
        `baskets`   int   Number of purchases on that day; known only when the day is over.
        =========== ===== =====================================================================

        The purchases of 2,469 households, simulated from real shopping patterns. The datasheet,
        `datasets/supermarket_sales/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If the file is missing or damaged.
    """
    import pandas as pd

    return pd.read_csv(
        io.BytesIO(read("supermarket_sales/supermarket_sales.csv")),
        index_col="date",
        parse_dates=["date"],
    )


def camera_roll() -> pd.DataFrame:
    """Photos as somebody may have them on a telephone: animals, things, buildings, three cats.

    Returns
    -------
    pandas.DataFrame
        One row a photo, 110 of them. The index `file` (str) is the file's name.

        ========= =========== ================================================================
        column    type        meaning
        ========= =========== ================================================================
        `subject` str         What is on it, in English; `ws.data.labels("camera_roll")` has
                              the names in the notebook's language.
        `kind`    categorical `animal`, `monument`, `renewable` (energy), `tool`, `other`.
        `cat`     bool        Whether there is a house cat on it.
        `licence` str         SPDX expression, such as `CC-BY-SA-3.0`.
        `author`  str         Who made it.
        `address` str         Where it was published.
        `path`    Path        The file on this computer, for `ws.vision.open_photo`.
        ========= =========== ================================================================

        Whoever shows a photo names its author and licence; `ws.activities.photo_gallery` does. The
        datasheet, `datasets/camera_roll/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If a file is missing or damaged.
    """
    import pandas as pd

    check("camera_roll")
    roll = pd.read_csv(
        io.BytesIO(read("camera_roll/photos.tsv")),
        sep="\t",
        index_col="file",
        dtype={"kind": pd.CategoricalDtype(["animal", "monument", "renewable", "tool", "other"])},
    ).drop(columns="source")
    return roll.assign(path=[folder() / "camera_roll" / file for file in roll.index])


def supermarket_baskets() -> pd.DataFrame:
    """What 370 households bought in 2017, basket by basket: a sample of the Complete Journey data.

    Returns
    -------
    pandas.DataFrame
        One row a product in a basket, by household and time.

        ================== =========== ===========================================================
        column             type        meaning
        ================== =========== ===========================================================
        `household_id`     int         1 to 370, numbered anew.
        `basket_id`        int         Purchases, numbered anew from 1; one household and time each.
        `time`             datetime    When it was paid, New York time, to the minute.
        `product_id`       int         As in `supermarket_products`.
        `sales_usd`        float       What was paid for it, all units together, US dollars.
        `department`       categorical The product's department, as in `supermarket_products`.
        `brand`            categorical `National` (a maker's brand) or `Private` (the chain's own).
        `product_category` categorical The product's category, as in `supermarket_products`.
        ================== =========== ===========================================================

        Department, brand and category are missing for products that only one or two baskets
        of the whole data hold. The datasheet, `datasets/supermarket_baskets/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If a file is missing or damaged.
    """
    import pandas as pd

    lines = pd.read_csv(
        io.BytesIO(read("supermarket_baskets/supermarket_baskets.csv.gz")),
        compression="gzip",
        parse_dates=["time"],
    )
    products = supermarket_products()[["department", "brand", "product_category"]]
    products["product_category"] = products["product_category"].astype("category")
    return lines.join(products, on="product_id")


def supermarket_extract(table: Literal["purchases", "households", "spending"]) -> pd.DataFrame:
    """Three tables of a supermarket chain as an IT department hands them over, flaws and all.

    Parameters
    ----------
    table : {"purchases", "households", "spending"}

    Returns
    -------
    pandas.DataFrame
        `purchases`: one row a product in a basket, in eight stores and six weeks, by time.

        ================== =========== ===========================================================
        column             type        meaning
        ================== =========== ===========================================================
        `time`             datetime    When it was paid, New York time, to the minute.
        `store_id`         int         The store's number.
        `household_id`     int         As in the other two tables.
        `basket_id`        int         Purchases, numbered anew from 1.
        `product_id`       int         As in `supermarket_products`, which has most of them.
        `quantity`         int         Pieces; of fuel, thousandths of a gallon.
        `sales_usd`        float       What was paid for all of them, US dollars: so they say.
        ================== =========== ===========================================================

        `households`: one row a household; the index is `household_id`. `name`, `phone` and
        `confirmed` (datetime: when its details were last confirmed) are invented. `age`, `income`,
        `home_ownership`, `marital_status`, `household_size`, `household_comp` and `kids_count` are
        str, and known of 801 of the 2,469.

        `spending`: one row a household, the index is `household_id`; what it spent in 2017, US
        dollars, as `total_usd` and in 40 categories as in `supermarket_products`, and its number
        of `visits`.

        Five defects are planted, the others are real. The datasheet,
        `datasets/supermarket_extract/README.md`, lists them.

    Raises
    ------
    WorkshopError
        If there is no such table, or its file is missing or damaged.
    """
    import pandas as pd

    options: dict[str, dict[str, Any]] = {
        "purchases": {"parse_dates": ["time"]},
        "households": {"index_col": "household_id", "parse_dates": ["confirmed"]},
        "spending": {"index_col": "household_id"},
    }
    if not isinstance(table, str) or table not in options:
        raise WorkshopError(
            text(
                en=f"There is no table {shown(table)}. Use one of: {', '.join(options)}.",
                ja=f"{shown(table)} という表はありません。次のどれかを指定してください："
                f"{'、'.join(options)}",
            )
        )
    packed = io.BytesIO(read(f"supermarket_extract/{table}.csv.gz"))
    return pd.read_csv(packed, compression="gzip", **options[table])


def text_vectors(of: Literal["spam_mail", "product_type"]) -> pd.DataFrame:
    """What the pre-trained text model all-MiniLM-L6-v2 sees in short texts.

    Parameters
    ----------
    of : {"spam_mail", "product_type"}
        The emails of `ws.data.spam_mail()`, each body once, or the product types of
        `ws.data.supermarket_products()`.

    Returns
    -------
    pandas.DataFrame
        One row a text, 384 columns (float32), each row of length one. The index is the email's
        number or the product type. The datasheet, `datasets/text_vectors/README.md`, tells more.

    Raises
    ------
    WorkshopError
        If there are no vectors of this name, or the file is missing or damaged.
    """
    import numpy as np
    import pandas as pd

    keys = {"spam_mail": "row", "product_type": "product_type"}
    if not isinstance(of, str) or of not in keys:
        raise WorkshopError(
            text(
                en=f"There are no text vectors of {shown(of)}. Use one of: {', '.join(keys)}.",
                ja=f"{shown(of)} のベクトルはありません。次のどれかを指定してください："
                f"{'、'.join(keys)}",
            )
        )
    with np.load(io.BytesIO(read(f"text_vectors/{of}.npz"))) as arrays:
        index = pd.Index(arrays[keys[of]], name="mail_id" if of == "spam_mail" else of)
        return pd.DataFrame(arrays["vectors"].astype(np.float32), index=index)


def water_meter() -> pd.DataFrame:
    """Water through a branch of a pipeline, hour by hour, with four unusual segments.

    Returns
    -------
    pandas.DataFrame
        One row a reading, in order, 1,268 of them from 20 March to 16 May 2022. The index `time`
        (datetime) is the clock's time in Italy; some hours are missing.

        =========== =========== ================================================================
        column      type        meaning
        =========== =========== ================================================================
        `flow_l_s`  float       Water flow, litres a second.
        `event`     int         1 to 4: the unusual segment that the reading belongs to; 0: none.
        `kind`      categorical Of that segment: `low` or `peak`; missing where there is none.
        =========== =========== ================================================================

        The data's documentation says that there are four such segments, and of which kind; their
        bounds were set by this project. The datasheet, `datasets/water_meter/README.md`, tells
        how.

    Raises
    ------
    WorkshopError
        If a file is missing or damaged.
    """
    import pandas as pd

    readings = pd.read_csv(io.BytesIO(read("water_meter/water_meter.csv")))
    events = pd.read_csv(io.BytesIO(read("water_meter/events.csv")))
    # Hours of the day matter here, not the zone: the offset at the end is left out.
    clock = pd.DatetimeIndex(pd.to_datetime(readings["time"].str[:16]), name="time")
    readings = readings.set_index(clock)[["flow_l_s"]].assign(event=0)
    for number, (start, end) in enumerate(zip(events["start"], events["end"], strict=True), 1):
        readings.loc[start[:16] : end[:16], "event"] = number
    kinds = readings["event"].map(dict(enumerate(events["kind"], 1)))
    return readings.assign(kind=pd.Categorical(kinds, ["low", "peak"]))
