"""Photos inside a ZIP archive, each known by its size and its checksum.

Nothing is ever unpacked: photos are read by the names that the manifest has, so no path that the
archive holds is used.
"""

from __future__ import annotations

import hashlib
import weakref
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple


class Known(NamedTuple):
    """How to know a photo: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


class Archive:
    """The photos inside a ZIP archive, by their names alone.

    Parameters
    ----------
    path : Path
    photos : dict of str to Known
        The manifest. What else the archive holds is never looked at.

    Raises
    ------
    zipfile.BadZipFile
        If it is no ZIP archive, or not all of one.
    OSError
        If it cannot be opened.
    """

    def __init__(self, path: Path, photos: Mapping[str, Known]) -> None:
        self._file = path.open("rb")
        weakref.finalize(self, self._file.close)  # where nobody says `close`
        try:
            self._zip = zipfile.ZipFile(self._file)
        except Exception as error:  # the reader raises whatever a damaged file makes it raise
            self._file.close()
            raise zipfile.BadZipFile(str(error)) from None
        self._photos = photos
        self._inside = {PurePosixPath(info.filename).name: info for info in self._zip.infolist()}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._file.close()

    def read(self, file: str) -> bytes | None:
        """A photo's bytes; None if it is missing, damaged or another one than in the manifest.

        Raises
        ------
        KeyError
            If the manifest does not have it.
        """
        known, info = self._photos[file], self._inside.get(file)
        # These two methods give out no more than asked for, whatever an entry claims to hold.
        methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if info is None or info.compress_type not in methods:
            return None
        try:
            with self._zip.open(info) as packed:
                content = packed.read(known.bytes)
        except Exception:  # see above
            return None
        return content if hashlib.sha256(content).hexdigest() == known.sha256 else None

    def wrong(self) -> list[str]:
        """The photos that `read` does not give."""
        return [file for file in self._photos if self.read(file) is None]


def is_whole(path: Path, photos: Mapping[str, Known]) -> bool:
    """Whether an archive is there and every photo in it as the manifest says."""
    try:
        with Archive(path, photos) as archive:
            return not archive.wrong()
    except (zipfile.BadZipFile, OSError):
        return False
