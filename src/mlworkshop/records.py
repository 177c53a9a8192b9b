"""YAML files checked against a model: every mistake with its line, all of them at once."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from mlworkshop.errors import CourseFileError, Problem

Model = TypeVar("Model")


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, which YAML readers otherwise drop in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands here twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def load(path: Path, model: type[Model] | TypeAdapter[Model]) -> Model:
    """Read a YAML file and check it.

    Parameters
    ----------
    path : Path
        The file, UTF-8.
    model : type or TypeAdapter
        What the whole file must be.

    Returns
    -------
    Model

    Raises
    ------
    CourseFileError
        With a `Problem` for each mistake, naming its line.
    """
    return parse(path.read_text(encoding="utf-8"), path, model)


def parse(
    source: str, path: Path, model: type[Model] | TypeAdapter[Model], first_line: int = 1
) -> Model:
    """Check YAML text that stands in a file from `first_line` on; see `load`."""
    before = first_line - 1
    try:
        loader = _Loader(source)
        try:
            root = loader.get_single_node()
            content = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = before + (mark.line + 1 if mark else 1)
        what = f"This is not valid YAML: {error.problem}."
        fix = "correct the line; quote a text that holds a colon or starts with a special sign."
        raise CourseFileError([Problem(path, line, what, fix)]) from None
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    try:
        return adapter.validate_python(content)
    except ValidationError as errors:
        raise CourseFileError(
            Problem(path, before + _line(root, error["loc"]), *_explain(error))
            for error in errors.errors()
        ) from None


def _line(root: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest node on the way that `location` describes.

    Parts that are no key of the file (pydantic also names the chosen kind of a union) are passed
    over.
    """
    node, line = root, 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    node, line = value, key.start_mark.line + 1
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _explain(error: Any) -> tuple[str, str]:
    """What is wrong, and the fix, of one error of pydantic's."""
    where = " > ".join(str(part) for part in error["loc"]) or "the file"
    match error["type"]:
        case "missing":
            return f"{where}: this key is missing.", "add it."
        case "extra_forbidden":
            return f"{where}: this key is unknown.", "remove it, or correct its spelling."
        case "string_too_short":
            return f"{where}: the text is empty.", "write it."
    found = str(error["input"])
    if len(found) > 60:
        found = found[:60] + "…"
    what = error["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {what} (found {found}).", "correct the value."
