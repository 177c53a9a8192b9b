"""Plots for everyone: colour-blind-safe colours, a font for Japanese, words beside the picture.

A lesson says what a plot shows as the label of its figure, before it is shown:
`plt.gcf().set_label(ws.text(en="…", ja="…"))`. Jupyter knows no alternative text for pictures
(https://github.com/jupyter/enhancement-proposals/issues/120), so the picture goes into HTML.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from IPython import get_ipython

from mlworkshop.language import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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

    shell: Any = get_ipython()
    if shell is not None:
        # The one formatter that matplotlib's own way into Jupyter leaves alone when it loads.
        formatter = shell.display_formatter.mimebundle_formatter
        formatter.for_type_by_name("matplotlib.figure", "Figure", _with_words)
    style.use("seaborn-v0_8-colorblind")
    matplotlib_fontja.japanize()  # which makes it the only one
    fonts = ["IPAexGothic", "sans-serif"]
    rcParams["font.family"] = fonts if language == "ja" else fonts[::-1]


def _with_words(figure: Figure) -> dict[str, str]:
    """A figure's picture with its label as alternative text; nothing to add where it has none."""
    label = figure.get_label()
    if not label:
        return {}
    from IPython.core.pylabtools import print_figure

    png = print_figure(figure, base64=True)
    words = escape(str(label))
    return {"text/html": f'<img alt="{words}" src="data:image/png;base64,{png}">'}
