"""Photos that are published elsewhere: fetched when somebody asks for them, then read from disk."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from mlworkshop import journal
from mlworkshop.data.archive import Archive, Known, is_whole
from mlworkshop.data.data_sets import Download, catalogue, entry, read
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text

if TYPE_CHECKING:
    from PIL import Image

_STEPS = 1000  # of the bar that shows how far a download has come


def download(name: str) -> None:
    """Fetch a data set's photos from where they are published, and say what has been done.

    They are kept in your own folder for data (below `MLWORKSHOP_HOME` if that is set). A download
    that was interrupted leaves nothing behind; one that is complete is not made again. No lesson
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
    from mlworkshop.data.transfer import fetch

    there, photos, path = _source(name), _known(name), _downloaded(name)
    _open.cache_clear()  # Windows does not let an open file be replaced
    is_new = not is_whole(path, photos)
    if is_new:
        with ui.meter(text(en=f"Photos of {name}", ja=f"{name} の写真"), _STEPS) as show:
            fetch(
                str(there.address),
                path,
                photos,
                most=2_000_000 * there.megabytes,
                advance=lambda done, total: show(_STEPS * done // total),
            )
            show(_STEPS)
    print(
        text(
            en=f"All {len(photos):,} photos are here"
            + (", each with the right checksum." if is_new else " already."),
            ja=f"{len(photos):,}枚の写真が"
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
    _source(name)
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
        content = _open(path, path.stat().st_mtime_ns).read(file)
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


def _source(name: object) -> Download:
    """Where the photos of a data set are published."""
    if there := entry(name).download:
        return there
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
    rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return {row["file"]: Known(int(row["bytes"]), row["sha256"]) for row in rows}


def _known(name: str) -> dict[str, Known]:
    """How to know each photo of a download."""
    return _manifest(read(_source(name).manifest))


@lru_cache(maxsize=1)
def _open(path: Path, _: int) -> Archive:
    """The downloaded cat photos, kept open: finding them anew for each would take longer."""
    return Archive(path, _known("cat_photos"))
