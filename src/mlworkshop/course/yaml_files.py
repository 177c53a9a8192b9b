"""YAML files checked against a model: every mistake with its line, all of them at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from mlworkshop.course import course_files
from mlworkshop.errors import CourseFileError, Problem, shown

try:  # ten times as fast, and in every wheel of PyYAML
    from yaml import CSafeLoader as _SafeLoader
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

Model = TypeVar("Model")

# YAML ends a line at these as well, which nothing else that counts lines does.
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")


class _Loader(_SafeLoader):
    """Loader that refuses a key given twice, which YAML readers otherwise drop in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue  # refused below
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} appears here twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # such as a date that no calendar has
            raise yaml.constructor.ConstructorError(
                None, None, str(error), node.start_mark
            ) from None


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
    return parse(course_files.read(path), path, model)


def parse(
    source: str, path: Path, model: type[Model] | TypeAdapter[Model], first_line: int = 1
) -> Model:
    """Check YAML text that stands in a file from `first_line` on; see `load`."""
    before = first_line - 1
    try:
        loader = _Loader(source.translate(_NO_LINE_ENDS))
        try:
            root = loader.get_single_node()
            content = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = before + (mark.line + 1 if mark else 1)
        what = f"This is not valid YAML: {error.problem}."
        fix = (
            "correct the line; quote a text that holds a colon or starts with a special character."
        )
        raise CourseFileError([Problem(path, line, what, fix)]) from None
    except yaml.reader.ReaderError as error:
        line = before + source.count("\n", 0, error.position) + 1
        what = f"The character with the number {error.character} is not allowed in YAML."
        raise CourseFileError([Problem(path, line, what, "remove it.")]) from None
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    try:
        return adapter.validate_python(content)
    except ValidationError as errors:
        raise CourseFileError(
            Problem(path, before + _line(root, _location(error)), *_explain(error))
            for error in errors.errors()
        ) from None


def line_of(path: Path, *location: int | str) -> int:
    """The line, from 1, where something stands in a YAML file that can be read.

    Parameters
    ----------
    path : Path
    *location : int or str
        Keys and positions that lead there from the top.
    """
    return _line(composed(course_files.read(path)), location)


@lru_cache(maxsize=8)
def composed(source: str) -> yaml.Node | None:
    """The nodes of YAML text, which know their lines.

    Raises
    ------
    yaml.YAMLError
        If it is no YAML.
    """
    return yaml.compose(source.translate(_NO_LINE_ENDS), _Loader)


def refuse(mistakes: Iterable[tuple[tuple[int | str, ...], str, str]]) -> None:
    """Report mistakes from inside a pydantic validator, each at its own place.

    Parameters
    ----------
    mistakes : iterable of (location, what, fix)
        Location counts from what the validator validates. With none, nothing happens.

    Raises
    ------
    ValidationError
        Which pydantic merges into its own.
    """
    errors = [
        InitErrorDetails(
            type=PydanticCustomError("refused", "{what}", {"what": what, "fix": fix}),
            loc=location,
            input=None,
        )
        for location, what, fix in mistakes
    ]
    if errors:
        raise ValidationError.from_exception_data("refused", errors)


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


def _location(error: Any) -> tuple[int | str, ...]:
    """Where an error of pydantic's is: that of an unknown kind at the kind itself."""
    location: tuple[int | str, ...] = error["loc"]
    if error["type"] == "union_tag_invalid":
        location += (_discriminator(error),)
    return location


def _discriminator(error: Any) -> str:
    return str(error["ctx"]["discriminator"]).strip("'")


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
        case "refused":
            return f"{where}: {error['ctx']['what']}", error["ctx"]["fix"]
        case "union_tag_invalid":
            expected, found = error["ctx"]["expected_tags"], shown(error["ctx"]["tag"])
            what = f"{where} > {_discriminator(error)}: found {found}, expected one of {expected}."
            return what, "choose one."
        case "union_tag_not_found":
            return f"{where} > {_discriminator(error)}: this key is missing.", "add it."
    what = error["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {what} (found {shown(error['input'])}).", "correct the value."
