"""What is wrong with a call of an activity, said in words before Python says it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import wraps
from typing import ParamSpec, TypeVar

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text

__all__ = ["checked", "refuse_unknown"]

P = ParamSpec("P")
R = TypeVar("R")


def _can_be_listed(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _is_list(value: object) -> bool:
    return _can_be_listed(value) and isinstance(value, Sized)


_WORDS = Text(en="words in quotation marks", ja="引用符で囲んだ文字列")
_LIST = Text(en='a list, such as ["a", "b"]', ja='["a", "b"] のようなリスト')
_BY_NAME = Text(en='values by name, such as {"a": …}', ja='{"a": …} のような名前ごとの値')
_TABLE = Text(en="a table of pandas", ja="pandas の表")
_MODEL = Text(
    en="a model such as ws.vision.BundledModel()", ja="ws.vision.BundledModel() のようなモデル"
)

# By the name of a type in a signature: whether a value can be read as it, and what it is called.
# Of what is not here, such as numbers, the activities say more themselves.
_READABLE: Mapping[str, tuple[Callable[[object], bool], Text | None]] = {
    "None": (lambda value: value is None, None),
    "str": (lambda value: isinstance(value, str), _WORDS),
    "Text": (lambda value: isinstance(value, Text), None),
    "tuple": (_is_list, _LIST),
    "Sequence": (_is_list, _LIST),
    "Iterable": (_can_be_listed, _LIST),
    "dict": (lambda value: hasattr(value, "keys"), _BY_NAME),
    "Mapping": (lambda value: hasattr(value, "keys"), _BY_NAME),
    "pd.DataFrame": (lambda value: hasattr(value, "columns"), _TABLE),
    "Detector": (lambda value: hasattr(value, "labels"), _MODEL),
}


def checked(call: Callable[P, R]) -> Callable[P, R]:
    """A function of `ws.activities` that refuses what it cannot read.

    Parameters
    ----------
    call : callable
        Its annotations are those of this package: strings, each a type or several with `|`.

    Returns
    -------
    callable
        The same, but for a `WorkshopError` in place of Python's `TypeError` where an argument is
        missing, unknown or of another type.
    """
    signature = inspect.signature(call)

    @wraps(call)
    def checks(*given: P.args, **said: P.kwargs) -> R:
        _refuse_misplaced(call.__name__, signature, given, said)
        bound = signature.bind_partial(*given, **said)
        for name, value in bound.arguments.items():
            _refuse_unreadable(call.__name__, signature.parameters[name], value)
        _refuse_missing(call.__name__, signature, bound)
        return call(*given, **said)

    return checks


def refuse_unknown(call: str, known: Iterable[str], said: Iterable[str]) -> None:
    """Refuse what a call says of a part that its activity does not have.

    Parameters
    ----------
    call : str
        The function of `ws.activities`.
    known : iterable of str
        The parts that there are.
    said : iterable of str
        The names of the keyword arguments of the call.

    Raises
    ------
    WorkshopError
        With the parts that there are.
    """
    if unknown := {*said} - {*known}:
        found, expected = min(unknown), ", ".join(known)
        raise WorkshopError(
            text(
                en=f"ws.activities.{call} asks no {found!r}. Use one of {expected}.",
                ja=f"ws.activities.{call} に {found!r} という項目はありません。"
                f"{expected} のどれかを指定してください。",
            )
        )


def _refuse_misplaced(
    call: str, signature: inspect.Signature, given: tuple[object, ...], said: Mapping[str, object]
) -> None:
    """Refuse arguments that are unknown, or too many."""
    parts = signature.parameters.values()
    named = [part.name for part in parts if part.kind is not part.VAR_KEYWORD]
    if len(named) == len(parts):
        refuse_unknown(call, named, said)
    in_a_row = [part.name for part in parts if part.kind is part.POSITIONAL_OR_KEYWORD]
    if len(given) > len(in_a_row) or not said.keys().isdisjoint(in_a_row[: len(given)]):
        names = ", ".join(f"{name}=…" for name in named)
        raise WorkshopError(
            text(
                en=f"ws.activities.{call} got too many values. Write each once, by name: {names}.",
                ja=f"ws.activities.{call} に渡す値が多すぎます。"
                f"名前を付けて1つずつ指定してください：{names}",
            )
        )


def _refuse_unreadable(call: str, part: inspect.Parameter, value: object) -> None:
    """Refuse a value that is none of the types which the signature names."""
    types = _without_what_is_inside(str(part.annotation)).split(" | ")
    if part.kind is part.VAR_KEYWORD or any(each not in _READABLE for each in types):
        return
    read = [_READABLE[each] for each in types]
    if not any(is_readable(value) for is_readable, _ in read):
        expected = text(en=" or ", ja="か、").join(str(words) for _, words in read if words)
        raise WorkshopError(
            text(
                en=f"{part.name}={shown(value)} in ws.activities.{call} cannot be read. Give "
                f"{expected}.",
                ja=f"ws.activities.{call} の {part.name}={shown(value)} は使えません。"
                f"{expected}を指定してください。",
            )
        )


def _refuse_missing(call: str, signature: inspect.Signature, bound: inspect.BoundArguments) -> None:
    """Refuse a call without what it needs."""
    missing = [
        part.name
        for part in signature.parameters.values()
        if part.default is part.empty
        and part.kind is not part.VAR_KEYWORD
        and part.name not in bound.arguments
    ]
    if missing:
        names = ", ".join(missing)
        raise WorkshopError(
            text(
                en=f"ws.activities.{call} also needs {names}. Add what is missing.",
                ja=f"ws.activities.{call} には {names} も必要です。指定してください。",
            )
        )


def _without_what_is_inside(annotation: str) -> str:
    """`Mapping[str, str | Text] | None` as `Mapping | None`."""
    while annotation != (shorter := re.sub(r"\[[^\[\]]*\]", "", annotation)):
        annotation = shorter
    return annotation
