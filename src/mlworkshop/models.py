"""What every model of a file of the course shares."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

# A name that is part of files' names and of cells' ids.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# YAML has lists only; kept as tuples, so that nobody changes what was read.
Listed = Annotated[tuple[T, ...], Field(strict=False)]


class Model(BaseModel):
    """A part of a file: unknown keys are mistakes, and so are "3" for 3 and "yes" for true."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
