"""The language that somebody's system speaks; needs nothing but the standard library.

`tools/environment.py` runs this file by itself, before the package is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

_JAPANESE = 0x11  # Windows: the primary part, the lower ten bits, of a language's number


def of_system() -> str:
    """The language of everything until a notebook says its own.

    Returns
    -------
    str
        "ja" where `COURSE_LANG`, else the variables of Linux and macOS, else the system's settings
        say so; "en" otherwise.
    """
    for variable in ("COURSE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wished := os.environ.get(variable):
            return _first(wished.split(":"))  # LANGUAGE may list several
    return _first(_of_windows() or _of_macos())


def _first(wished: list[str]) -> str:
    """The first of some languages that the course has."""
    for each in wished:
        if each.strip().lower()[:2] in ("ja", "en"):
            return each.strip().lower()[:2]
    return "en"


def _of_windows() -> list[str]:
    if sys.platform != "win32":
        return []
    import ctypes

    language = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return ["ja"] if language & 0x3FF == _JAPANESE else []


def _of_macos() -> list[str]:
    """What System Settings list, such as `("ja-JP", "en-GB")`; nothing on other systems."""
    if sys.platform != "darwin":
        return []
    with suppress(OSError, subprocess.SubprocessError):
        listed = subprocess.run(
            ["defaults", "read", "-g", "AppleLanguages"],
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        ).stdout
        return [line.strip(' ",') for line in listed.splitlines() if line.strip() not in ("(", ")")]
    return []
