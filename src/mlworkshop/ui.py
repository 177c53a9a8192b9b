"""The small kit that every interactive thing is made of.

Everything is shown twice in one output: once as static HTML, which needs no kernel, and once as
live widgets, whose style sheet hides the static part while they work. GitHub, nbviewer, nbconvert
and a notebook opened without a kernel have only the former.
"""

from __future__ import annotations

import base64
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from html import escape

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display
from markdown_it import MarkdownIt

from mlworkshop.language import text
from mlworkshop.outcome import Outcome

__all__ = [
    "COLOURS",
    "LOCK",
    "PAIRS",
    "alert",
    "aloud",
    "button",
    "download",
    "feedback",
    "html",
    "inline",
    "label",
    "mark",
    "markdown",
    "meter",
    "show",
    "still",
]

# Pairs of a ground and the text on it, with a contrast of 4.5:1 or more: CSS has --mlw-NAME and
# --mlw-on-NAME of each. Nothing sets one of a pair without the other, so that it can be read on
# light and dark pages. Meaning is always in the words and the symbol as well.
PAIRS = {
    "paper": ("#ffffff", "#1b1b1b"),
    "pale": ("#f3f3f3", "#1b1b1b"),
    "main": ("#0b5394", "#ffffff"),
    "chosen": ("#e8f1fa", "#1b1b1b"),
    "off": ("#f0f0f0", "#595959"),
    "good": ("#cfe3f3", "#1b1b1b"),
    "bad": ("#fbe3d4", "#1b1b1b"),
}
# Words, lines and shapes on paper.
COLOURS = {
    "right": "#00664b",
    "wrong": "#a33b00",
    "partial": "#7a5200",
    "said": "#0b5394",
    "quiet": "#595959",
    "line": "#767676",
}

_VARIABLES = " ".join(
    [f"--mlw-{name}: {ground}; --mlw-on-{name}: {ink};" for name, (ground, ink) in PAIRS.items()]
    + [f"--mlw-{name}: {colour};" for name, colour in COLOURS.items()]
)

# On paper, too, in a dark VS Code; in JupyterLab and Notebook, which mark their pages, in the
# theme's own colours. Never one of theirs beside one of ours: some front ends know a few of them.
_STYLE = (
    f".mlw {{ {_VARIABLES} }}"
    + """
.mlw { max-width: 52em; line-height: 1.6; }
.mlw { background: var(--mlw-paper); color: var(--mlw-on-paper); }
[data-jp-theme-light] .mlw { background: var(--jp-layout-color0);
  color: var(--jp-content-font-color1); }
.mlw-card { border: 1px solid var(--mlw-line); border-radius: 6px; padding: 0.6em 1em;
  margin: 0.3em 0; }
.mlw p { margin: 0.4em 0; }
.mlw p.mlw-how { font-size: 0.92em; }
.mlw p.mlw-typed { white-space: pre-wrap; }
.mlw a { text-decoration: underline !important; color: var(--mlw-said); }
[data-jp-theme-light] .mlw a { color: var(--jp-content-link-color); }
.mlw table { border-collapse: collapse; }
.mlw th, .mlw td { border: 1px solid var(--mlw-line); padding: 0.2em 0.7em; }
.mlw-feedback { border-left: 6px solid; border-radius: 4px; padding: 0.4em 0.9em; margin: 0.4em 0;
  background: var(--mlw-paper); color: var(--mlw-on-paper); }
.mlw .mlw-feedback a { color: var(--mlw-said) !important; }
.mlw-right { border-color: var(--mlw-right); }
.mlw-right > strong:first-child { color: var(--mlw-right); }
.mlw-wrong, .mlw-error { border-color: var(--mlw-wrong); }
.mlw-wrong > strong:first-child, .mlw-error > strong:first-child { color: var(--mlw-wrong); }
.mlw-partial { border-color: var(--mlw-partial); }
.mlw-partial > strong:first-child { color: var(--mlw-partial); }
.mlw-open, .mlw-kept { border-color: var(--mlw-said); }
.mlw-open > strong:first-child, .mlw-kept > strong:first-child { color: var(--mlw-said); }
.mlw-heard { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.mlw pre { white-space: pre-wrap; background: var(--mlw-pale); color: var(--mlw-on-pale);
  padding: 0.5em; }
"""
)

# Shown only inside live widgets: what widgets need, among it that the frame around the one that
# has the focus is not cut off.
_LIVE_STYLE = """
.mlw button.jupyter-button { height: auto; min-height: 2.3em; width: auto; max-width: 100%;
  white-space: normal; text-align: left; line-height: 1.45; padding: 0.25em 0.9em;
  background: var(--mlw-paper); color: var(--mlw-on-paper); border: 1px solid var(--mlw-line);
  border-radius: 4px; }
.mlw button.jupyter-button.mlw-main { background: var(--mlw-main); color: var(--mlw-on-main);
  border-color: var(--mlw-main); }
.mlw button.jupyter-button.mlw-chosen { border: 2px solid var(--mlw-said);
  background: var(--mlw-chosen); color: var(--mlw-on-chosen); }
.mlw button.jupyter-button:disabled { background: var(--mlw-off); color: var(--mlw-on-off);
  opacity: 1; }
.mlw .jupyter-widgets:focus-visible, .mlw .jupyter-widgets :focus-visible {
  outline: 3px solid var(--mlw-said) !important; outline-offset: 2px;
  box-shadow: 0 0 0 2px var(--mlw-paper); }
.mlw-live { padding: 5px; }
.mlw .widget-box { overflow: visible; }
.mlw .widget-checkbox { width: auto; height: auto; }
.mlw .widget-checkbox .widget-label-basic { white-space: normal; height: auto; width: auto;
  line-height: 1.45; align-items: baseline; overflow: visible; }
.mlw .widget-inline-hbox { max-width: 100%; }
.mlw .widget-hbox { align-items: center; flex-wrap: wrap; overflow: visible; }
.mlw .widget-hbox > .widget-html { flex: 1 1 0; min-width: 14em; }
.mlw .widget-textarea { width: auto; }
.mlw .progress-bar { background-color: var(--mlw-main); }
.mlw .widget-textarea textarea { min-height: 6em; min-width: 0; }
.mlw .widget-html { height: auto; }
.mlw .widget-html-content { line-height: 1.6; white-space: normal; }
.mlw .mlw-fields { align-items: flex-end; gap: 0 1.5em; }
.mlw .mlw-field { margin: 0.3em 0; }
.mlw .mlw-field .widget-html { min-width: 0; margin: 0; }
.mlw .mlw-field .widget-text, .mlw .mlw-field .widget-textarea { flex-direction: column;
  align-items: flex-start; width: auto; max-width: 100%; height: auto; margin: 2px; }
.mlw .mlw-field .widget-textarea, .mlw .mlw-field .mlw-words.widget-text { width: 34em; }
.mlw .mlw-field .widget-label { width: auto; height: auto; white-space: normal;
  line-height: 1.45; text-align: left; overflow: visible; }
.mlw .mlw-field .widget-text input { width: 9em; box-sizing: border-box;
  height: 2.2em; background: var(--mlw-paper); color: var(--mlw-on-paper);
  border: 1px solid var(--mlw-line); }
.mlw .mlw-field .mlw-words input, .mlw .mlw-field textarea { width: 100%; font-size: 1em;
  background: var(--mlw-paper); color: var(--mlw-on-paper); border: 1px solid var(--mlw-line); }
.mlw .mlw-field input::placeholder, .mlw .mlw-field textarea::placeholder {
  color: var(--mlw-quiet); opacity: 1; }
.mlw .mlw-row { align-items: flex-end; border-left: 4px solid var(--mlw-line);
  padding-left: 0.6em; margin: 0.3em 0; }
.mlw .widget-slider { width: auto; margin: 0; }
.mlw .slider-container { margin: 0; }
.mlw .noUi-handle:has(> .noUi-touch-area) { visibility: hidden; }
.mlw .noUi-touch-area { visibility: visible; box-sizing: border-box; cursor: ew-resize;
  width: 24px; height: 24px; margin: -5px; border: 3px solid var(--mlw-on-paper);
  border-radius: 50%; background: var(--mlw-paper); }
"""

# Shown only inside live widgets, so only there it hides the static part above them.
_HIDE_STATIC = """
.jp-OutputArea-child:has(.mlw-static):has(+ .jp-OutputArea-child .mlw-live) { display: none; }
"""

# Below the static part a widget without a kernel leaves the line "Loading widget...", and one that
# a new kernel does not know "Error displaying widget: model not found"; both without any element.
_HIDE_DEAD_WIDGET = """
.jp-OutputArea-child:has(.mlw-static) + .jp-OutputArea-child > .lm-Panel:not(:has(*)) {
  display: none; }
"""

# The front end may serve two widgets in two threads at once, where the settings that the course
# ships for JupyterLab do not reach. All share one lock, so that no two of them wait for each other.
LOCK = threading.RLock()

# For MathJax, which would take what stands between two prices in dollars for a formula.
_NO_MATH = "mathjax_ignore tex2jax_ignore"


@lru_cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(source: str) -> str:
    """Render CommonMark with tables to HTML; raw HTML in it is shown as typed.

    Every text of the course that appears inside a widget goes through here.

    Parameters
    ----------
    source : str

    Returns
    -------
    str
        HTML of whole paragraphs.
    """
    return str(_renderer().render(source))


def inline(source: str) -> str:
    """Render one line of CommonMark to HTML without a paragraph around it."""
    return str(_renderer().renderInline(source))


def feedback(outcome: Outcome, body: str = "") -> str:
    """HTML that says how an answer came out, in words and colour.

    Parameters
    ----------
    outcome : Outcome
    body : str
        HTML of the explanation, from `markdown`.

    Returns
    -------
    str
    """
    return (
        f'<div class="mlw-feedback mlw-{outcome.value}" role="status">'
        f"<strong>{escape(outcome.label)}</strong>{body}</div>"
    )


def aloud(said: str) -> str:
    """What `feedback` says, for just after a press: read out at once.

    A screen reader may pass over a status message that appears together with its words, as a
    widget's new HTML does. It never passes over an alert.
    """
    return said.replace('role="status"', 'role="alert"', 1)


def download(label: str, name: str, media_type: str, data: bytes) -> str:
    """HTML of a link that holds a file itself: it works wherever the notebook is shown.

    Parameters
    ----------
    label : str
        Plain text.
    name : str
        What the file is called when it is saved.
    media_type : str
        Such as "text/html;charset=utf-8".
    data : bytes
        The file.
    """
    held = base64.b64encode(data).decode()
    href = f"data:{media_type};base64,{held}"
    return f'<a download="{escape(name)}" href="{href}">{escape(label)}</a>'


def alert(problem: str) -> str:
    """HTML that says at once what cannot be done; nothing for no words."""
    says = f'<p class="mlw-feedback mlw-wrong" role="alert">{escape(problem)}</p>'
    return says if problem else ""


def html(value: str = "") -> widgets.HTML:
    """A widget that shows HTML; change its `value` to say something new."""
    return widgets.HTML(value)


def button(label: str, on_click: Callable[[], object], tooltip: str = "") -> widgets.Button:
    """A button that calls `on_click` without arguments, holding `LOCK`.

    Parameters
    ----------
    label : str
        Plain text; long labels wrap.
    on_click : callable
    tooltip : str
        What the button is called where its label is not enough; otherwise the label.

    Returns
    -------
    ipywidgets.Button
        Its layout and style are those of all buttons: classes tell it from others.
    """
    made = widgets.Button(description=label, tooltip=tooltip or label, **_look_of_buttons())

    def clicked(_: widgets.Button) -> None:
        with LOCK:
            on_click()

    made.on_click(clicked)
    return made


def mark(button: widgets.Button, label: str, chosen: bool) -> None:
    """Mark a button as chosen, or not, in words and by its looks."""
    button.description = f"{'●' if chosen else '○'} {label}"
    (button.add_class if chosen else button.remove_class)("mlw-chosen")


def label(words: str) -> str:
    """Words as the label of a widget: a front end takes what is between two $ for a formula."""
    return words.replace("$", "＄") if words.count("$") > 1 else words


@cache
def _look_of_buttons() -> dict[str, widgets.Widget]:
    # Made once: each is a widget of its own, so a sorter of 60 buttons would need 180 of them.
    return {"layout": widgets.Layout(), "style": widgets.ButtonStyle()}


def still(static: str, plain: str) -> None:
    """Display static HTML alone.

    Parameters
    ----------
    static : str
        See `show`.
    plain : str
        The same for front ends that show text only.
    """
    display(
        {
            "text/html": (
                f"<style>{_STYLE}{_HIDE_DEAD_WIDGET}</style>"
                f'<div class="mlw mlw-static {_NO_MATH}"><div class="mlw-card">{static}</div></div>'
            ),
            "text/plain": plain,
        },
        raw=True,
    )


def show(live: widgets.Widget, static: str, plain: str) -> None:
    """Display static HTML and, below it, live widgets that take its place while they work.

    Parameters
    ----------
    live : ipywidgets.Widget
    static : str
        HTML that says the same without a kernel. It must not change from run to run with the same
        progress, or the stored solutions differ from what a test sees.
    plain : str
        One constant line for front ends that show text only.
    """
    still(static, plain)
    box = widgets.VBox([widgets.HTML(f"<style>{_STYLE}{_LIVE_STYLE}{_HIDE_STATIC}</style>"), live])
    box.add_class("mlw")
    box.add_class("mlw-live")
    display(
        {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": box.model_id,
            },
            "text/plain": "",
        },
        raw=True,
    )


@contextmanager
def meter(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far something has come: a bar in a notebook, a line on stderr in a terminal.

    Parameters
    ----------
    label : str
        What is being done, as a heading: "Prediction of 300 rows".
    total : int
        How much there is to do, in any unit.

    Yields
    ------
    callable
        Call it with how much is done by now, from 0 to `total`.
    """
    bar = widgets.IntProgress(0, max=max(total, 1))
    words = html()
    in_notebook = get_ipython() is not None

    def advance(done: int) -> None:
        share = min(100, 100 * done // max(total, 1))
        says = text(en=f"{label}: {share}%", ja=f"{label}：{share}%")
        if in_notebook:
            bar.value = min(done, total)
            words.value = escape(says)
        elif sys.stderr.isatty():
            print(f"\r{says}", end="", file=sys.stderr, flush=True)

    if in_notebook:
        show(widgets.HBox([bar, words]), f"<p>{escape(label)}</p>", label)
    advance(0)
    yield advance
    if not in_notebook and sys.stderr.isatty():
        print(file=sys.stderr)


def no_widgets_hint(call: str) -> str:
    """HTML that gives the way in from code, for front ends without live widgets.

    Parameters
    ----------
    call : str
        The Python call that does what the widgets do.
    """
    says = text(
        en="No buttons here? Choose Run > Run All Cells: your answers come back. "
        "Or answer from code:",
        ja="ボタンが出ないときは、メニューから Run > Run All Cells を選んでください。"
        "これまでの回答も元に戻ります。コードで答えることもできます：",
    )
    return f'<p class="mlw-way-in">{escape(says)} <code>{escape(call)}</code></p>'
