"""What a record for the real-time endpoint looks like, and what is wrong with one that is not."""

from __future__ import annotations

import json
from typing import Any

from mlworkshop.errors import cut, nearest, shown
from mlworkshop.language import text
from mlworkshop.miniml.columns import HIGHEST, ColumnType

_JSON_TYPES: dict[ColumnType, list[str]] = {
    "numeric": ["number", "null"],
    "binary": ["string", "number", "boolean", "null"],
    "categorical": ["string", "number", "boolean", "null"],
    "text": ["string", "null"],
}
_MOST_PROBLEMS = 20  # told in one answer

Fault = dict[str, Any]


class BadRequest(Exception):
    """A request that cannot be answered.

    Parameters
    ----------
    status : int
        Of HTTP, 4xx.
    problems : list of Fault
    """

    def __init__(self, status: int, problems: list[Fault]) -> None:
        super().__init__(status, problems)
        self.status = status
        self.problems = problems


def problem(
    found: str, expected: str, *, field: str | None = None, record: int | None = None
) -> Fault:
    """One thing that is wrong, as the answer says it.

    Parameters
    ----------
    found, expected : str
        In the notebook's language.
    field : str, optional
        Which field of a record.
    record : int, optional
        Which record of a list, from 0.

    Returns
    -------
    dict
        field, record, found, expected, message.
    """
    where = ""
    if record is not None:
        where += text(en=f"Record {record}: ", ja=f"レコード {record}：")
    if field is not None:
        where += text(en=f"field {field!r}: ", ja=f"項目 {field!r}：")
    message = where + text(
        en=f"found {found}; expected {expected}.",
        ja=f"受け取ったもの：{found}。必要なもの：{expected}。",
    )
    return {
        "record": record,
        "field": field,
        "found": found,
        "expected": expected,
        "message": message,
    }


def schema(types: dict[str, ColumnType], title: str) -> dict[str, Any]:
    """The JSON Schema of one record.

    Parameters
    ----------
    types : dict of str to str
        The model's input columns.
    title : str

    Returns
    -------
    dict
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {
            name: {"type": _JSON_TYPES[kind], "minimum": -HIGHEST, "maximum": HIGHEST}
            if kind != "text"
            else {"type": _JSON_TYPES[kind]}
            for name, kind in types.items()
        },
        "required": list(types),
        "additionalProperties": False,
    }


def parse(body: bytes) -> Any:
    """Read a request's body as JSON.

    Raises
    ------
    BadRequest
        400, if it is none.
    """
    json_expected = text(
        en="JSON in UTF-8: a record {…} or a list of them", ja="UTF-8 のJSON（{…} かそのリスト）"
    )
    try:
        return json.loads(
            body.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once
        )
    except BadRequest:
        raise
    except UnicodeDecodeError as error:
        found = text(
            en=f"bytes that are not valid UTF-8, at position {error.start}",
            ja=f"{error.start}バイト目が UTF-8 以外",
        )
    except json.JSONDecodeError as error:
        found = text(
            en=f"invalid JSON at line {error.lineno}, column {error.colno} ({error.msg})",
            ja=f"{error.lineno}行{error.colno}文字目が JSON として読めない内容（{error.msg}）",
        )
    except (ValueError, RecursionError):
        found = text(en="a number or a nesting too large", ja="大きすぎる数値か深すぎる入れ子")
    raise BadRequest(400, [problem(found, json_expected)])


def _no_constant(name: str) -> Any:
    raise BadRequest(
        400,
        [
            problem(
                name,
                text(
                    en="a valid JSON number, or null for a missing value",
                    ja="JSONで書ける数値（値がないときは null）",
                ),
            )
        ],
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        found = text(en="the same field twice", ja="同じ項目が2回")
        raise BadRequest(400, [problem(found, text(en="it once", ja="1回だけ"), field=twice)])
    return made


def checked(given: Any, types: dict[str, ColumnType]) -> list[dict[str, Any]]:
    """Make sure that a request holds records that the model can predict.

    Parameters
    ----------
    given : object
        From `parse`.
    types : dict of str to str

    Returns
    -------
    list of dict

    Raises
    ------
    BadRequest
        422, naming each field, what was found and what was expected.
    """
    is_list = isinstance(given, list)
    records = given if is_list else [given]
    problems = []
    if not records:
        problems.append(
            problem(
                text(en="an empty list", ja="空のリスト"),
                text(en="at least one record", ja="1件以上のレコード"),
            )
        )
    for place, record in enumerate(records):
        problems += _problems(record, types, place if is_list else None)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise BadRequest(422, problems[:_MOST_PROBLEMS])
    return records


def _problems(record: Any, types: dict[str, ColumnType], place: int | None) -> list[Fault]:
    if not isinstance(record, dict):
        return [
            problem(
                _named(record),
                text(en="a record {field: value, …}", ja="{項目：値、…}の形のレコード"),
                record=place,
            )
        ]
    problems = []
    for name in record:
        if name not in types:
            expected = nearest(name, types) or ", ".join(types)
            problems.append(
                problem(
                    text(en="a field that the model does not know", ja="モデルにない項目"),
                    text(en=f"only: {expected}", ja=f"「{expected}」"),
                    field=name,
                    record=place,
                )
            )
    for name, kind in types.items():
        if name not in record:
            found = text(en="no such field", ja="項目なし")
        elif _fits(record[name], kind):
            continue
        else:
            found = _named(record[name])
        problems.append(problem(found, _expected(kind, record.get(name)), field=name, record=place))
    return problems


def _fits(value: Any, kind: ColumnType) -> bool:
    if value is None or (isinstance(value, str) and kind != "numeric"):
        return True
    if kind == "text":
        return False
    if isinstance(value, bool):
        return kind != "numeric"
    if not isinstance(value, int | float):
        return False
    try:
        return abs(float(value)) <= HIGHEST
    except OverflowError:
        return False


def _expected(kind: ColumnType, found: Any) -> str:
    if kind == "numeric" and isinstance(found, int | float) and not isinstance(found, bool):
        return text(en="a number up to 1e100", ja="1e100 までの数値")
    if kind == "numeric":
        return text(en="a number, or null", ja="数値（値がなければ null）")
    if kind == "text":
        return text(en="a string, or null", ja="文字列（値がなければ null）")
    return text(
        en="a string, a number, true, false or null", ja="文字列、数値、true、false、null のどれか"
    )


def _named(value: Any) -> str:
    """A value as JSON writes it, shortened."""
    if isinstance(value, list):
        return text(en="a list", ja="リスト")
    if isinstance(value, dict):
        return text(en="an object", ja="オブジェクト")
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return shown(value) if is_whole else cut(json.dumps(value, ensure_ascii=False))
