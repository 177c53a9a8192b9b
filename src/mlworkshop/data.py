"""The course's data sets: what is in the catalogue, whether it is undamaged, and its loaders.

Each data set has a folder below `datasets/`, with a datasheet (README.md), and an entry in
`datasets/catalog.yml`. A loader has the data set's name: `ws.data.spam_mail()`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from contextlib import suppress
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn
from zipfile import BadZipFile

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, TypeAdapter

from mlworkshop import journal
from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, shown
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from PIL import Image

    from mlworkshop.download import Archive, Known

__all__ = [
    "DataSet",
    "camera_roll",
    "cat_photo",
    "cat_photo_features",
    "cat_photos",
    "catalogue",
    "check",
    "download",
    "is_downloaded",
    "labels",
    "problems",
    "spam_mail",
    "supermarket_baskets",
    "supermarket_products",
    "supermarket_sales",
    "water_meter",
]

_METER = 1000  # steps of a download's progress bar

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Record):
    """A file of a data set, and how to know that it is undamaged.

    Parameters
    ----------
    path : str
        Relative to `datasets/`.
    sha256 : str
        64 hexadecimal digits.
    bytes : int
        Size.
    licence : str, optional
        Where it is another than the data set's: SPDX expression.
    """

    path: _Words
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(gt=0)]
    licence: _Words | None = None


class Origin(_Record):
    """Where a data set comes from.

    Parameters
    ----------
    name, version : str
        Of the package or publication.
    address : URL
        The origin's public home.
    retrieved : int
        Year.
    """

    name: _Words
    version: _Words
    address: HttpUrl
    retrieved: Annotated[int, Field(ge=2000, le=2100)]


class Download(_Record):
    """Where photos are published that are not among a data set's files.

    Parameters
    ----------
    address : URL
        Of a ZIP archive.
    megabytes : int
        About how large it is.
    manifest : str
        The file, relative to `datasets/`, that names the photos: a CSV with the columns `file`,
        `bytes` and `sha256`.
    """

    address: HttpUrl
    megabytes: Annotated[int, Field(gt=0)]
    manifest: _Words


class DataSet(_Record):
    """What the catalogue says about a data set.

    Parameters
    ----------
    title, description : Text
    files : list of File
    licence : str
        SPDX expression; each licence's text lies in `LICENSES/`.
    origin : Origin
    labels : dict of str to Text
        Names, in both languages, of the categories in the data.
    download : Download, optional
        What `ws.data.download` fetches.
    """

    title: Text
    description: Text
    files: Annotated[tuple[File, ...], Field(min_length=1)]
    licence: _Words
    origin: Origin
    labels: dict[str, Text] = {}
    download: Download | None = None


def _folder() -> Path:
    return structure.root() / "datasets"


@lru_cache
def _catalogue(path: Path) -> dict[str, DataSet]:
    return yaml_files.load(path, TypeAdapter(dict[str, DataSet]))


def catalogue() -> dict[str, DataSet]:
    """Every data set by name.

    Returns
    -------
    dict of str to DataSet

    Raises
    ------
    CourseFileError
        If `datasets/catalog.yml` has mistakes.
    """
    return _catalogue(_folder() / "catalog.yml")


def check(name: str) -> None:
    """Make sure that a data set is complete and undamaged.

    Parameters
    ----------
    name : str
        Such as `spam_mail`.

    Raises
    ------
    WorkshopError
        Naming the first file that is missing or damaged, and how to get it back; or that there is
        no such data set.
    """
    for file in _entry(name).files:
        _read(file.path)


def labels(name: str) -> dict[str, str]:
    """Names of a data set's categories in the language of the open notebook, for tables and plots.

    Parameters
    ----------
    name : str
        Such as `spam_mail`.

    Returns
    -------
    dict of str to str
        From the category in the data to its name. With a categorical column:
        `mails["group"].cat.rename_categories(ws.data.labels("spam_mail"))`.

    Raises
    ------
    WorkshopError
        If there is no such data set.
    """
    return {category: str(words) for category, words in _entry(name).labels.items()}


def download(name: str) -> None:
    """Fetch a data set's photos from where they are published, and say what has been done.

    They are kept in your own folder for data (below `MLWORKSHOP_HOME` if that is set). A download
    that was interrupted goes on where it stopped; one that is complete is not made again. No lesson
    needs it, and nothing else in the course downloads anything.

    Parameters
    ----------
    name : str
        Such as `cat_photos`. The environment variable `MLWORKSHOP_MIRROR` can name another place
        to fetch from: an address, or a folder on this computer.

    Raises
    ------
    WorkshopError
        If it did not succeed, saying why and what to do; or there is nothing to download.
    """
    from mlworkshop import ui
    from mlworkshop.download import fetch

    _, there = _with_download(name)
    _archive.cache_clear()  # Windows does not let an open file be replaced
    label = text(en=f"Photos of {name}", ja=f"{name} の写真")
    photos = _known(name)
    with ui.meter(label, _METER) as show:
        is_new = fetch(
            str(there.address),
            _downloaded(name),
            photos,
            most=2_000_000 * there.megabytes,
            advance=lambda done, total: show(_METER * done // total),
        )
        show(_METER)
    print(
        text(
            en=f"All {len(photos):,} photos are here"
            + (", each with the right checksum." if is_new else " already."),
            ja=f"{len(photos):,} 枚の写真が"
            + (
                "そろいました。チェックサムもすべて一致しています。"
                if is_new
                else "すでにそろっています。"
            ),
        )
    )


def is_downloaded(name: str) -> bool:
    """Whether `download` has fetched a data set's photos.

    Parameters
    ----------
    name : str
        Such as `cat_photos`.

    Returns
    -------
    bool

    Raises
    ------
    WorkshopError
        If there is no such data set, or nothing to download for it.
    """
    _with_download(name)
    return _downloaded(name).is_file()


def cat_photo(file: str) -> Image.Image | None:
    """One of the cat photos, if they have been downloaded.

    Parameters
    ----------
    file : str
        Such as `cat.0.jpg`: a name from the index of `cat_photos()`.

    Returns
    -------
    PIL.Image.Image or None
        None as long as `ws.data.download("cat_photos")` has not been called.

    Raises
    ------
    WorkshopError
        If there is no photo of this name, or the archive was damaged after the download.
    """
    from mlworkshop.vision import open_photo

    photos = _known("cat_photos")
    if not isinstance(file, str) or file not in photos:
        raise WorkshopError(
            text(
                en=f"There is no photo {shown(file)}. Names are such as {next(iter(photos))!r}; "
                "ws.data.cat_photos().index has them all.",
                ja=f"{shown(file)} という写真はありません。名前は {next(iter(photos))!r} のような"
                "形で、すべての名前は ws.data.cat_photos().index にあります。",
            )
        )
    path = _downloaded("cat_photos")
    if not path.is_file():
        return None
    content = None
    with suppress(BadZipFile, OSError):
        content = _archive(path, path.stat().st_mtime_ns).read(file)
    if content is None:
        raise WorkshopError(
            text(
                en=f"The downloaded photos in {path} have been damaged: {file} cannot be read. "
                'Run ws.data.download("cat_photos") again.',
                ja=f"ダウンロードした写真 {path} が壊れていて、{file} を読み込めません。"
                'もう一度 ws.data.download("cat_photos") を実行してください。',
            )
        )
    return open_photo(content, name=file)


def _with_download(name: object) -> tuple[DataSet, Download]:
    """What the catalogue says about a data set of which there is something to download."""
    entry = _entry(name)
    if entry.download:
        return entry, entry.download
    names = ", ".join(f'"{name}"' for name, other in catalogue().items() if other.download)
    raise WorkshopError(
        text(
            en=f"{shown(name)} is complete: there is nothing to download. Downloads: {names}",
            ja=f"{shown(name)} はすべて教材に含まれていて、ダウンロードするものはありません。"
            f"ダウンロードできるもの：{names}",
        )
    )


def _downloaded(name: str) -> Path:
    """Where a downloaded archive lies, or will."""
    return journal.folder() / "downloads" / f"{name}.zip"


@lru_cache(maxsize=4)
def _manifest(content: bytes) -> dict[str, Known]:
    from mlworkshop.download import Known

    rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return {row["file"]: Known(int(row["bytes"]), row["sha256"]) for row in rows}


def _known(name: str) -> dict[str, Known]:
    """How to know each photo of a download."""
    return _manifest(_read(_with_download(name)[1].manifest))


@lru_cache(maxsize=1)
def _archive(path: Path, _: int) -> Archive:
    """The downloaded cat photos, kept open: finding them anew for each would take longer."""
    from mlworkshop.download import Archive

    return Archive(path, _known("cat_photos"))


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
        io.BytesIO(_read("cat_photos/manifest.csv")),
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

    with np.load(io.BytesIO(_read("cat_photos/numbers.npz"))) as numbers:
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
        io.BytesIO(_read("spam_mail/spam_mail.csv.gz")),
        compression="gzip",
        index_col="mail_id",
        dtype={"group": pd.CategoricalDtype(["spam", "easy ham", "hard ham"])},
        keep_default_na=False,  # an empty subject is an empty text, and "NA" is a text as well
    )[["subject", "body", "group"]]
    reviewed = pd.read_csv(io.BytesIO(_read("spam_mail/reviewed.csv")), index_col="mail_id")
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
        io.BytesIO(_read("supermarket_products/supermarket_products.csv.gz")),
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
        io.BytesIO(_read("supermarket_sales/supermarket_sales.csv")),
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
        io.BytesIO(_read("camera_roll/photos.tsv")),
        sep="\t",
        index_col="file",
        dtype={"kind": pd.CategoricalDtype(["animal", "monument", "renewable", "tool", "other"])},
    ).drop(columns="source")
    return roll.assign(path=[_folder() / "camera_roll" / file for file in roll.index])


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
        io.BytesIO(_read("supermarket_baskets/supermarket_baskets.csv.gz")),
        compression="gzip",
        parse_dates=["time"],
    )
    products = supermarket_products()[["department", "brand", "product_category"]]
    products["product_category"] = products["product_category"].astype("category")
    return lines.join(products, on="product_id")


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

    readings = pd.read_csv(io.BytesIO(_read("water_meter/water_meter.csv")))
    events = pd.read_csv(io.BytesIO(_read("water_meter/events.csv")))
    # Hours of the day matter here, not the zone: the offset at the end is left out.
    clock = pd.DatetimeIndex(pd.to_datetime(readings["time"].str[:16]), name="time")
    readings = readings.set_index(clock)[["flow_l_s"]].assign(event=0)
    for number, (start, end) in enumerate(zip(events["start"], events["end"], strict=True), 1):
        readings.loc[start[:16] : end[:16], "event"] = number
    kinds = readings["event"].map(dict(enumerate(events["kind"], 1)))
    return readings.assign(kind=pd.Categorical(kinds, ["low", "peak"]))


def problems() -> list[Problem]:
    """Everything that is wrong with the catalogue and the folders of the data sets.

    Returns
    -------
    list of Problem
        For authors, in English: mistakes in `datasets/catalog.yml`; files missing, damaged or not
        in the catalogue; data sets without datasheet, licence text or loader.
    """
    try:
        known = catalogue()
    except CourseFileError as error:
        return error.problems
    catalog = Path("datasets/catalog.yml")
    expected = {"catalog.yml"}
    found = []
    for name, data_set in known.items():
        for file in data_set.files:
            expected.add(file.path)
            if fault := _inspect(file)[1]:
                fix = (
                    f"run: git restore :/datasets/{file.path}; or, if the new file is right, "
                    "give its size and SHA-256 in datasets/catalog.yml."
                )
                found.append(Problem(Path("datasets", file.path), 0, f"It is {fault.en}.", fix))
        for sheet in ("README.md", "README.ja.md"):
            expected.add(f"{name}/{sheet}")
            if not (_folder() / name / sheet).is_file():
                what = "The data set has no datasheet in this language."
                fix = "write it; take that of another data set as a pattern."
                found.append(Problem(Path("datasets", name, sheet), 0, what, fix))
        for licence in sorted({*re.findall(r"[\w.+-]+", data_set.licence)} - {"AND", "OR"}):
            if not (structure.root() / "LICENSES" / f"{licence}.txt").is_file():
                what = f"{name}: there is no LICENSES/{licence}.txt."
                found.append(Problem(catalog, 0, what, "add the licence's text, named as in SPDX."))
        if name not in __all__:
            what = f"{name} has no loader."
            found.append(Problem(catalog, 0, what, f"write {name}() in src/mlworkshop/data.py."))
    for path in sorted(_folder().rglob("*")):
        inside = path.relative_to(_folder())
        # A script that builds a data set lies beside it; tools leave hidden files and byte code.
        passed_over = (
            inside.suffix in {".py", ".pyc"}
            or inside.name == "REUSE.toml"
            or any(p[0] == "." for p in inside.parts)
        )
        if path.is_file() and inside.as_posix() not in expected and not passed_over:
            what = "This file belongs to no data set."
            fix = "list it in datasets/catalog.yml, or remove it."
            found.append(Problem(Path("datasets", inside), 0, what, fix))
    return found


def _entry(name: object) -> DataSet:
    """What the catalogue says about one data set."""
    if isinstance(name, str) and name in catalogue():
        return catalogue()[name]
    raise UnknownDataSet(name)


def _read(path: str) -> bytes:
    """The bytes of a file in the catalogue, once they are found to be as they should."""
    [file] = (file for entry in catalogue().values() for file in entry.files if file.path == path)
    content, fault = _inspect(file)
    if fault is None:
        return content
    raise WorkshopError(
        text(
            en=f"The data file datasets/{path} is {fault.en}.\n"
            "To get it back, open a terminal in the course's folder and run:\n"
            f"    git restore :/datasets/{path}\n"
            "If you did not fetch the course with git, download it again.",
            ja=f"データファイル datasets/{path} {fault.ja}。\n"
            "教材のフォルダーでターミナルを開き、次のコマンドを実行すると元に戻せます。\n"
            f"    git restore :/datasets/{path}\n"
            "git を使わずに教材を入手した場合は、もう一度ダウンロードしてください。",
        )
    )


def _inspect(file: File) -> tuple[bytes, Text | None]:
    """The bytes of a file and what is wrong with it, to follow "is" and the file's name."""
    try:
        content = (_folder() / file.path).read_bytes()
    except FileNotFoundError:
        return b"", Text(en="missing", ja="が見つかりません")
    except OSError as error:
        reason = error.strerror
        return b"", Text(en=f"unreadable ({reason})", ja=f"を読み込めません（{reason}）")
    if len(content) != file.bytes:
        return content, Text(
            en=f"damaged: it has {len(content):,} bytes, expected {file.bytes:,}",
            ja=f"が壊れています（サイズは {file.bytes:,} バイトのはずですが、"
            f"{len(content):,} バイトになっています）",
        )
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        return content, Text(
            en=f"damaged: its SHA-256 starts with {found[:8]}, expected {file.sha256[:8]}",
            ja=f"が壊れています（SHA-256 は {file.sha256[:8]}… のはずですが、"
            f"{found[:8]}… になっています）",
        )
    return content, None


class UnknownDataSet(WorkshopError, AttributeError):
    """There is no data set of this name; the message says which there are.

    Parameters
    ----------
    name : object
        What was asked for.
    """

    def __init__(self, name: object) -> None:
        loaders = ", ".join(f"ws.data.{known}()" for known in catalogue())
        near = get_close_matches(name, catalogue(), n=1) if isinstance(name, str) else []
        quoted = f'"{next(iter(catalogue()))}"' if not isinstance(name, str) else ""
        super().__init__(
            text(
                en=f"There is no data set {shown(name)}. "
                + (f"Give its name between quotation marks, such as {quoted}. " if quoted else "")
                + (f"Did you mean ws.data.{near[0]}()? " if near else "")
                + f"These exist: {loaders}",
                ja=f"{shown(name)} というデータセットはありません。"
                + (f"{quoted} のように、名前を引用符で囲んで指定してください。" if quoted else "")
                + (f"ws.data.{near[0]}() のことでしょうか。" if near else "")
                + f"使えるデータセット：{loaders}",
            )
        )


def __getattr__(name: str) -> NoReturn:
    # Python itself and notebooks look for names such as __wrapped__ and _repr_html_.
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    raise UnknownDataSet(name)
