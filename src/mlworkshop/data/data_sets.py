"""The catalogue: which data sets there are, and whether their files are undamaged."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, StringConstraints, TypeAdapter

from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import Text, text
from mlworkshop.models import Listed, Model, Words


class File(Model):
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

    path: Words
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(gt=0)]
    licence: Words | None = None


class Origin(Model):
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

    name: Words
    version: Words
    address: HttpUrl
    retrieved: Annotated[int, Field(ge=2000, le=2100)]


class Download(Model):
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
    manifest: Words


class DataSet(Model):
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
    files: Annotated[Listed[File], Field(min_length=1)]
    licence: Words
    origin: Origin
    labels: dict[str, Text] = Field(default_factory=dict)
    download: Download | None = None


def folder() -> Path:
    """Where the data sets are."""
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
    return _catalogue(folder() / "catalog.yml")


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
    for file in entry(name).files:
        read(file.path)


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
    return {category: str(words) for category, words in entry(name).labels.items()}


def entry(name: object) -> DataSet:
    """What the catalogue says about one data set."""
    if isinstance(name, str) and name in catalogue():
        return catalogue()[name]
    raise UnknownDataSet(name)


def read(path: str) -> bytes:
    """The bytes of a file in the catalogue, once they are found to be as they should."""
    [file] = (file for entry in catalogue().values() for file in entry.files if file.path == path)
    content, fault = inspect(file)
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


def inspect(file: File) -> tuple[bytes, Text | None]:
    """The bytes of a file and what is wrong with it, to follow "is" and the file's name."""
    try:
        content = (folder() / file.path).read_bytes()
    except FileNotFoundError:
        return b"", Text(en="missing", ja="が見つかりません")
    except OSError as error:
        reason = error.strerror
        return b"", Text(en=f"unreadable ({reason})", ja=f"を読み込めません（{reason}）")
    if len(content) != file.bytes:
        return content, Text(
            en=f"damaged: it has {len(content):,} bytes, expected {file.bytes:,}",
            ja=f"が壊れています（サイズは{file.bytes:,}バイトのはずですが、"
            f"{len(content):,}バイトになっています）",
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
        near = nearest(name, catalogue())
        quoted = f'"{next(iter(catalogue()))}"' if not isinstance(name, str) else ""
        super().__init__(
            text(
                en=f"There is no data set {shown(name)}. "
                + (f"Give its name between quotation marks, such as {quoted}. " if quoted else "")
                + (f"Did you mean ws.data.{near}()? " if near else "")
                + f"These exist: {loaders}",
                ja=f"{shown(name)} というデータセットはありません。"
                + (f"{quoted} のように、名前を引用符で囲んで指定してください。" if quoted else "")
                + (f"ws.data.{near}() のことでしょうか。" if near else "")
                + f"使えるデータセット：{loaders}",
            )
        )
