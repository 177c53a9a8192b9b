"""Plots that everyone can read: colour-blind-safe colours, and a font for Japanese."""

from __future__ import annotations

from mlworkshop.language import Language


def prepare(language: Language) -> None:
    """Set matplotlib's defaults for this kernel.

    Parameters
    ----------
    language : {"en", "ja"}
        For Japanese the bundled IPAex Gothic font becomes the default. seaborn's `set_theme`
        would take it away again: set single options instead.
    """
    from matplotlib import style

    style.use("seaborn-v0_8-colorblind")
    if language == "ja":
        import matplotlib_fontja  # its import registers the font and makes it the default

        matplotlib_fontja.japanize()
