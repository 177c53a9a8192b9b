"""Small pieces that activities are put together from: HTML, SVG, numbers in a call."""

from __future__ import annotations

import base64
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from html import escape
from io import BytesIO
from itertools import chain, repeat
from numbers import Real
from typing import TYPE_CHECKING, Any

from mlworkshop import ui
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.language import colon as colon

if TYPE_CHECKING:
    from PIL import Image

INK, QUIET, GROUND = "#1b1b1b", "#595959", "#ffffff"  # of pictures, which know no variables

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

STYLE = """
.mlw caption, .mlw th, .mlw td { text-align: left; vertical-align: top; }
.mlw-bar { display: block; position: relative; height: 0.5em; max-width: 34em;
  margin: 0.1em 0 0.5em; background: var(--mlw-chosen); color: var(--mlw-on-chosen); }
.mlw-bar b { display: block; height: 100%; background: var(--mlw-main); }
.mlw-bar i { position: absolute; top: -0.2em; height: 0.9em; border-left: 2px solid; }
.mlw-light { white-space: nowrap; }
"""

# Each with a shape and words of its own, for those who do not see its colour.
_LIGHTS = {
    "go": ("●", ui.COLOURS["right"], Text(en="go", ja="進めてよい")),
    "careful": ("▲", ui.COLOURS["partial"], Text(en="careful", ja="注意")),
    "stop": ("■", ui.COLOURS["wrong"], Text(en="stop", ja="止める")),
}


class Html(str):
    """HTML that has been escaped already: `table` shows it as it is."""


def table(
    heads: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: object = "",
    wrong: Iterable[bool] = (),
) -> str:
    """An HTML table; the first cell of each row is its header.

    Parameters
    ----------
    heads : sequence, shape (columns,)
        Everything but `Html` is escaped, here and below; nothing is shown over an empty one.
    rows : iterable of sequences, shape (columns,)
    caption : object, optional
    wrong : iterable of bool, shape (rows,), optional
        Which rows get the class "mlw-no".
    """
    top = "".join(f'<th scope="col">{_cell(head)}</th>' if head else "<td></td>" for head in heads)
    body = ""
    for (first, *cells), is_wrong in zip(rows, chain(wrong, repeat(False)), strict=False):
        row = f'<th scope="row">{_cell(first)}</th>' + "".join(
            f"<td>{_cell(c)}</td>" for c in cells
        )
        body += f'<tr class="mlw-no">{row}</tr>' if is_wrong else f"<tr>{row}</tr>"
    head = f"<caption>{_cell(caption)}</caption>" if caption else ""
    head += f"<thead><tr>{top}</tr></thead>" if any(heads) else ""
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _cell(cell: object) -> str:
    return cell if isinstance(cell, Html) else escape(str(cell))


def bar(share: float, *, mark: float | None = None) -> Html:
    """A bar of a share from 0 to 1, with a line at another one; the words beside it say it."""
    line = "" if mark is None else f'<i style="left: {100 * mark:.1f}%"></i>'
    return Html(
        f'<span class="mlw-bar" aria-hidden="true"><b style="width: {100 * share:.0f}%"></b>'
        f"{line}</span>"
    )


def spans(parts: Sequence[tuple[str, float, float]], say: Callable[[float], str]) -> str:
    """Ranges as bars on one scale, below each other.

    Parameters
    ----------
    parts : sequence of (str, float, float)
        What it is, and from where to where it goes.
    say : callable
        A number in words.
    """
    low, high = min(part[1] for part in parts), max(part[2] for part in parts)
    scale = 100 / (high - low or 1)
    return "".join(
        f"<div>{escape(label)}{colon()}<strong>{escape(say(start))} – {escape(say(end))}</strong>"
        f'<span class="mlw-bar" aria-hidden="true"><b style="margin-left: '
        f'{scale * (start - low):.1f}%; width: {scale * (end - start):.1f}%"></b></span></div>'
        for label, start, end in parts
    )


def light(kind: str) -> Html:
    """A traffic light, "go", "careful" or "stop": a shape, a colour and a word."""
    shape, colour, words = _LIGHTS[kind]
    look = f"color: {colour}; background: var(--mlw-paper); padding: 0 0.2em; border-radius: 3px"
    return Html(f'<span class="mlw-light"><b style="{look}">{shape}</b> {words}</span>')


def svg(width: int, height: int, label: str, parts: Iterable[str]) -> str:
    """An SVG element on white ground that scales with the space it has.

    Parameters
    ----------
    width, height : int
        In its own units.
    label : str
        What it shows, for those who do not see it.
    parts : iterable of str
        SVG elements.
    """
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" '
        f'role="img" aria-label="{escape(label)}" font-family="system-ui, sans-serif" '
        'paint-order="stroke" stroke-linejoin="round">'
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>{"".join(parts)}</svg>'
    )
    return _NOT_IN_XML.sub("", drawn)  # one of them, and the whole image would be gone


def write(
    x: float, y: float, words: str, *, anchor: str = "middle", fill: str = INK, size: int = 13
) -> str:
    """Words in an SVG picture; coloured ones are bold."""
    weight = "" if fill in (INK, QUIET) else ' font-weight="bold"'
    # A white rim keeps words legible where a line runs behind them.
    rim = "" if fill == GROUND else f' stroke="{GROUND}" stroke-width="{size // 3}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" '
        f'font-size="{size}"{weight}{rim}>{escape(words)}</text>'
    )


def as_image(drawn: str, alternative: str) -> str:
    """An SVG element as an image, which stays where SVG elements are taken out of a page."""
    coded = base64.b64encode(drawn.encode()).decode()
    alt = escape(alternative)
    return f'<img alt="{alt}" style="width: 100%" src="data:image/svg+xml;base64,{coded}">'


def thumbnail(image: Image.Image, width: int, height: int, quality: int = 80) -> str:
    """A small copy of a photo, within so many pixels, as the address of an `<img>`."""
    small = image.copy()
    small.thumbnail((width, height))
    made = BytesIO()
    small.save(made, "JPEG", quality=quality, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(made.getvalue()).decode()}"


def from_0_to_1(argument: str, value: Any) -> float:
    """A number in a call that must be from 0 to 1.

    Raises
    ------
    WorkshopError
        If it is none; the message names the argument.
    """
    if (number := _number(value)) is not None and 0 <= number <= 1:
        return number
    raise WorkshopError(
        text(
            en=f"{argument}={shown(value)} is not a number from 0 to 1. Change it in the call.",
            ja=f"{argument}={shown(value)} は使えません。0以上1以下の数値に書き換えてください。",
        )
    )


def at_least_0(argument: str, value: Any) -> float:
    """A finite number in a call, such as a price, that must be 0 or more.

    Raises
    ------
    WorkshopError
        If it is none; the message names the argument.
    """
    if (number := _number(value)) is not None and 0 <= number < math.inf:
        return number
    raise WorkshopError(
        text(
            en=f"{argument}={shown(value)} is not a number of 0 or more. Change it in the call.",
            ja=f"{argument}={shown(value)} は使えません。0以上の数値に書き換えてください。",
        )
    )


def _number(value: object) -> float | None:
    if isinstance(value, Real) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    return None


def beginning(words: str, length: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def wrapped(words: str, width: int, lines: int) -> list[str]:
    """Words on a few lines for an SVG picture, which breaks none itself; what is left is cut.

    Parameters
    ----------
    words : str
    width : int
        Of a line, in characters of half width; kana, kanji and emoji count twice.
    lines : int
        How many at most, at least one; the last one ends with "…" where something is cut.
    """
    found, line, used, gap = [], "", 0, -1  # gap: behind which character the line may break
    for sign in " ".join(words[: width * lines * 4].split()):
        if used + _half_widths(sign) > width:
            end = gap if gap > len(line) // 2 and sign != " " else len(line)
            found.append(line[:end].strip())
            line, gap = line[end:].lstrip(), -1
            used = sum(map(_half_widths, line))
            if len(found) == lines:
                found[-1] = found[-1][: len(found[-1]) - 1] + "…"
                return found
        line, used = line + sign, used + _half_widths(sign)
        if sign == " " or _half_widths(sign) == 2:
            gap = len(line)
    return [*found, line.strip()] if line.strip() or not found else found


def _half_widths(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0  # drawn over the sign before, or not at all
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
