"""A value of an attendee's in words and as code: the same on every machine, in both languages."""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from mlworkshop.errors import cut, shown
from mlworkshop.language import Text, counted


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
    words = literal(value) if quoted else whole_characters(str(value))
    words = cut(" ".join(words.split()), 79)
    longest = max(map(len, re.findall("`+", words)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{words}{space}{fence}"


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
        case list() | tuple() | set() | frozenset():
            count = counted(len(value), "value")
            en, ja = "set", "集合"
            for of, *names in ((list, "list", "リスト"), (tuple, "tuple", "タプル")):
                if isinstance(value, of):
                    en, ja = names
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
            en=f"a table with {counted(rows, 'row')} and the columns {columns}",
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


def literal(value: Any, *, deep: int = 5) -> str:
    """A value as it would be typed, or only its type.

    Parameters
    ----------
    value : object
    deep : int
        How many lists inside each other are written out; a list may hold itself.

    Returns
    -------
    str
    """
    value = scalar(value)
    match value:
        case str():
            return json.dumps(whole_characters(value[:100]), ensure_ascii=False)
        case None | bool() | numbers.Number():
            return shown(value)
        case list() | tuple() | set() | frozenset() | Mapping() if not deep:
            return "…"
        case list():
            return f"[{', '.join(_parts(value, deep))}]"
        case tuple():
            return f"({', '.join(_parts(value, deep))}{',' if len(value) == 1 else ''})"
        case set() | frozenset():
            return f"{{{', '.join(sorted(_parts(value, deep)))}}}"
        case Mapping():
            keys = _parts(value, deep)
            items = map(": ".join, zip(keys, _parts(value.values(), deep), strict=True))
            return f"{{{', '.join(items)}}}"
    return name_of(value) if callable(value) else f"<{type(value).__name__}>"


def _parts(values: Iterable[Any], deep: int) -> list[str]:
    return [literal(value, deep=deep - 1) for value in islice(values, 20)]


def whole_characters(typed: str) -> str:
    """A text without halves of a character, such as of an emoji: nothing can store those."""
    return typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _listed(names: Iterable[Any]) -> str:
    return code(", ".join(map(literal, names)) or "-", quoted=False)
