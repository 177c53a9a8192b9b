"""Who made a photo, said so that it can stand beside the photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlworkshop.language import text

# As the licences call themselves.
_LICENCES = {"CC0-1.0": "CC0", "GPL-3.0-only": "GPL 3", "GPL-3.0-or-later": "GPL 3+"}


def credit(photo: Mapping[str, Any]) -> str:
    """Who made a photo, under which licence, and that it was made smaller.

    Parameters
    ----------
    photo : mapping
        With `author` and `licence`, such as a row of `ws.data.camera_roll()`.

    Returns
    -------
    str
        One line in the language of the open notebook; empty where the author is unknown.
    """
    author, licence = photo.get("author"), photo.get("licence")
    if not isinstance(author, str) or not author:
        return ""
    if author == "the GCompris authors":
        author = text(en="the GCompris authors", ja="GCompris の作者")
    terms = f", {_licence(str(licence))}" if licence else ""
    return text(en=f"Photo: {author}{terms}; resized", ja=f"写真：{author}{terms}（縮小）")


def _licence(licence: str) -> str:
    if licence == "LicenseRef-Public-Domain":
        return text(en="public domain", ja="パブリックドメイン")
    if licence.startswith("CC-"):
        kind, _, version = licence.removeprefix("CC-").rpartition("-")
        return f"CC {kind} {version}"
    return _LICENCES.get(licence, licence)
