"""A value of an attendee's in words and as code: the same on every machine, in both languages."""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlworkshop.language import Text


def code(value: Any, *, quoted: bool = True) -> str:
    """A value as code in Markdown, shortened; what was typed cannot break out of it.

    Parameters
    ----------
    value : object
    quoted : bool
        False for a text that is code itself.

    Returns
    -------
    str
    """
    shown = literal(value) if quoted else str(value)
    shown = " ".join(shown.split())
    if len(shown) > 80:
        shown = shown[:79] + "…"
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"


def describe(value: Any) -> Text:
    """What an answer is: a noun phrase, Markdown.

    Parameters
    ----------
    value : object

    Returns
    -------
    Text
    """
    value, kind = scalar(value), type(value).__name__
    match value:
        case None:
            return Text(en="nothing (`None`)", ja="`None`（値なし）")
        case bool():
            return Text(en=code(value), ja=code(value))
        case str():
            return Text(en=f"the text {code(value)}", ja=f"文字列 {code(value)}")
        case numbers.Number():
            return Text(en=f"the number {code(value)}", ja=f"数値 {code(value)}")
        case list() | tuple() | set():
            count = f"{len(value)} value{'' if len(value) == 1 else 's'}"
            names = {"list": ("list", "リスト"), "tuple": ("tuple", "タプル")}
            en, ja = names.get(kind, ("set", "集合"))
            return Text(
                en=f"a {en} of {count}, {code(value)}", ja=f"{len(value)}個の値の{ja} {code(value)}"
            )
        case Mapping():
            return Text(en=f"the dict {code(value)}", ja=f"辞書 {code(value)}")
    if kind in ("NAType", "NaTType"):
        return Text(en=f"a missing value ({code(value)})", ja=f"{code(value)}（欠損値）")
    if kind == "DataFrame":
        columns = _listed(value.columns)
        rows = len(value)
        return Text(
            en=f"a table with {rows} row{'' if rows == 1 else 's'} and the columns {columns}",
            ja=f"{rows}行の表（列：{columns}）",
        )
    if kind == "Series":
        labels = _listed(value.index)
        return Text(en=f"a column with the labels {labels}", ja=f"1列（ラベル：{labels}）")
    if kind == "ndarray":
        return Text(en=f"an array of shape {value.shape}", ja=f"形が {value.shape} の配列")
    if callable(value):
        name = code(name_of(value), quoted=False)
        return Text(en=f"the function {name}", ja=f"関数 {name}")
    return Text(en=f"a value of type `{kind}`", ja=f"型が `{kind}` の値")


def scalar(value: Any) -> Any:
    """Python's own number or truth value in place of numpy's; anything else as it is."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def name_of(function: Callable[..., Any]) -> str:
    """How a function is called in its cell."""
    return str(getattr(function, "__name__", type(function).__name__)).strip("<>")


def literal(value: Any) -> str:
    """A value as it would be typed, or only its type."""
    value = scalar(value)
    match value:
        case str():
            return json.dumps(value[:100], ensure_ascii=False)
        case None | bool() | numbers.Number():
            return repr(value)
        case list():
            return f"[{', '.join(map(literal, value[:20]))}]"
        case tuple():
            return f"({', '.join(map(literal, value[:20]))}{',' if len(value) == 1 else ''})"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(literal, value)))}}}"
        case Mapping():
            items = [f"{literal(key)}: {literal(part)}" for key, part in value.items()]
            return f"{{{', '.join(items[:20])}}}"
    return name_of(value) if callable(value) else f"<{type(value).__name__}>"


def _listed(names: Iterable[Any]) -> str:
    return code(", ".join(map(literal, names)) or "-", quoted=False)
