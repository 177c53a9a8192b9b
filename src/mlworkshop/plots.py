"""Plots that everyone can read: colour-blind-safe colours, and a font for Japanese."""

from __future__ import annotations

from mlworkshop.language import Language


def prepare(language: Language) -> None:
    """Set matplotlib's defaults for this kernel, where there is matplotlib: not in a browser alone.

    Parameters
    ----------
    language : {"en", "ja"}
        Its font comes first; the other one draws what is missing there, so that Japanese words
        typed into an English notebook are no boxes. seaborn's `set_theme` would take the bundled
        IPAex Gothic font away again: set single options instead.
    """
    try:
        import matplotlib_fontja  # its import registers the font
        from matplotlib import rcParams, style
    except ImportError:
        return

    style.use("seaborn-v0_8-colorblind")
    matplotlib_fontja.japanize()  # which makes it the only one
    fonts = ["IPAexGothic", "sans-serif"]
    rcParams["font.family"] = fonts if language == "ja" else fonts[::-1]
