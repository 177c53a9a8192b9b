"""What is wrong with a call of one of the course's functions, said before Python says it.

Who calls `ws.quiz()` meets a sentence in place of Python's `TypeError`, which comes with a
traceback through our files.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import lazy_loader

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text

__all__ = ["attached", "checked", "guard", "refuse_unknown"]

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
# Of what is not here, such as numbers, the functions say more themselves.
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


def guard(names: dict[str, Any]) -> None:
    """Have each public function of a module `checked`.

    Parameters
    ----------
    names : dict
        The module's `globals()`, with `__all__` among them.
    """
    for name in names["__all__"]:
        if inspect.isfunction(names[name]):
            names[name] = checked(names[name], names["__name__"])


def attached(
    module: str, file: str, *, with_types: bool = False
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Like `lazy_loader.attach_stub`, and each public function is `checked`.

    Parameters
    ----------
    module, file : str
        The `__name__` and `__file__` of a package with a stub beside it.
    with_types : bool
        See `checked`.

    Returns
    -------
    tuple
        Its `__getattr__`, `__dir__` and `__all__`.
    """
    imported, names, public = lazy_loader.attach_stub(module, file)

    def attribute(name: str) -> object:
        found = imported(name)
        if name in public and inspect.isfunction(found):
            found = checked(found, module, with_types=with_types)
            setattr(sys.modules[module], name, found)
        return found

    return attribute, names, public


def checked(call: Callable[P, R], module: str, *, with_types: bool = False) -> Callable[P, R]:
    """A public function that refuses what it cannot read.

    Parameters
    ----------
    call : callable
        Its annotations are those of this package: strings, each a type or several with `|`.
    module : str
        Where attendees find it, such as `mlworkshop.activities`.
    with_types : bool
        Whether a value of another type is refused, too: for functions that do not do so themselves.

    Returns
    -------
    callable
        The same, but for a `WorkshopError` in place of Python's `TypeError` where an argument is
        missing, unknown or one too many.
    """
    signature = inspect.signature(call)
    name = f"{module.replace('mlworkshop', 'ws', 1)}.{call.__name__}"

    @wraps(call)
    def checks(*given: P.args, **said: P.kwargs) -> R:
        _refuse_misplaced(name, signature, given, said)
        bound = signature.bind_partial(*given, **said)
        for part, value in bound.arguments.items() if with_types else ():
            _refuse_unreadable(name, signature.parameters[part], value)
        _refuse_missing(name, signature, bound)
        return call(*given, **said)

    return checks


def refuse_unknown(call: str, known: Iterable[str], said: Iterable[str]) -> None:
    """Refuse what a call says of a part that its function does not have.

    Parameters
    ----------
    call : str
        The function, such as `ws.activities.journey`.
    known : iterable of str
        The parts that there are.
    said : iterable of str
        The names of the keyword arguments of the call.

    Raises
    ------
    WorkshopError
        With the parts that there are.
    """
    known = [*known]
    if unknown := {*said} - {*known}:
        found = min(unknown)
        if not known:
            raise _takes_nothing(call)
        expected = ", ".join(known)
        raise WorkshopError(
            text(
                en=f"{call} takes no {found!r}. It takes {expected}.",
                ja=f"{call} に {found!r} という項目はありません。指定できるのは {expected} です。",
            )
        )


def _takes_nothing(call: str) -> WorkshopError:
    return WorkshopError(
        text(
            en=f"{call} needs nothing between its brackets. Write {call}().",
            ja=f"{call} の括弧には何も入れません。{call}() と書いてください。",
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
    by_place = [part for part in parts if part.kind not in (part.KEYWORD_ONLY, part.VAR_KEYWORD)]
    twice = {part.name for part in by_place[: len(given)] if part.kind is not part.POSITIONAL_ONLY}
    if len(given) > len(by_place) or not twice.isdisjoint(said):
        if not parts:
            raise _takes_nothing(call)
        form = ", ".join(map(_as_written, parts))
        raise WorkshopError(
            text(
                en=f"{call} got too many values. Give each once: {call}({form}).",
                ja=f"{call} に渡す値が多すぎます。1つずつ指定してください：{call}({form})",
            )
        )


def _as_written(part: inspect.Parameter) -> str:
    """A parameter as a call has it by name: `key="…"`, `weeks=…`."""
    has_name = part.kind in (part.POSITIONAL_OR_KEYWORD, part.KEYWORD_ONLY)
    return f"{part.name}={_blank(part)}" if has_name else _blank(part)


def _blank(part: inspect.Parameter) -> str:
    return '"…"' if str(part.annotation) == "str" else "…"


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
                en=f"{part.name}={shown(value)} in {call} cannot be read. Give {expected}.",
                ja=f"{call} の {part.name}={shown(value)} は使えません。"
                f"{expected}を指定してください。",
            )
        )


def _refuse_missing(call: str, signature: inspect.Signature, bound: inspect.BoundArguments) -> None:
    """Refuse a call without what it needs."""
    needed = [
        part
        for part in signature.parameters.values()
        if part.default is part.empty and part.kind is not part.VAR_KEYWORD
    ]
    if missing := [part.name for part in needed if part.name not in bound.arguments]:
        form = ", ".join(
            _as_written(part) if part.kind is part.KEYWORD_ONLY else _blank(part) for part in needed
        )
        names = ", ".join(missing)
        raise WorkshopError(
            text(
                en=f"{call} also needs {names}. Write {call}({form}).",
                ja=f"{call} には {names} も必要です。{call}({form}) の形で書いてください。",
            )
        )


def _without_what_is_inside(annotation: str) -> str:
    """`Mapping[str, str | Text] | None` as `Mapping | None`."""
    while annotation != (shorter := re.sub(r"\[[^\[\]]*\]", "", annotation)):
        annotation = shorter
    return annotation
