"""The course on disk: where it lies, its modules and lessons in order, each lesson's header."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from mlworkshop.course import yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError
from mlworkshop.language import Text, text

Minutes = Annotated[int, Field(ge=0, le=240)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Duration(_Record):
    """Minutes of teaching and of exercise."""

    teaching: Minutes
    exercise: Minutes

    @property
    def total(self) -> int:
        """Minutes altogether."""
        return self.teaching + self.exercise


class Header(_Record):
    """What stands above a lesson's cells.

    Parameters
    ----------
    id : str
        The lesson's path below `lessons/` without `.md`, such as `m1-intro/02-spam`.
    title : Text
    minutes : Duration
        As measured with attendees; as planned until somebody has measured them.
    objectives : list of Text
        What the attendee can do afterwards; at least one.
    data : list of str
        Names of the data sets that the lesson loads.
    """

    id: str
    title: Text
    minutes: Duration
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    data: tuple[str, ...] = ()


class _FrontMatter(_Record):
    """The header's place: under a key of its own, as notebooks reserve `title` for a string."""

    lesson: Header


class _Planned(Duration):
    title: Text


class Entry(_Record):
    """A lesson's place in the course, open or still planned."""

    id: str
    planned: _Planned | None = None

    @property
    def is_open(self) -> bool:
        """Whether the lesson exists."""
        return source_of(self.id).exists()

    @property
    def title(self) -> Text:
        """The lesson's own title, or the planned one."""
        return header_of(self.id).title if self.is_open else self._plan().title

    @property
    def minutes(self) -> Duration:
        """The lesson's own minutes, or the planned ones."""
        return header_of(self.id).minutes if self.is_open else self._plan()

    def _plan(self) -> _Planned:
        if self.planned is None:
            what = f"{self.id} is listed as open, but {source_of(self.id)} does not exist."
            raise CourseFileError([Problem(_COURSE_FILE, 0, what, "write it, or add `planned`.")])
        return self.planned


class Module(_Record):
    """A part of the course."""

    id: str
    title: Text
    lessons: tuple[Entry, ...]


class Route(_Record):
    """A way through the course for a given time."""

    id: str
    title: Text
    lessons: tuple[str, ...] | Literal["all"]


class Course(_Record):
    """The course as a whole, as `lessons/course.yml` gives it."""

    repository: str
    modules: tuple[Module, ...]
    paths: tuple[Route, ...]

    @field_validator("modules")
    @classmethod
    def _check_modules(cls, modules: tuple[Module, ...]) -> tuple[Module, ...]:
        places = [
            ((at, "lessons", within, "id"), entry.id)
            for at, module in enumerate(modules)
            for within, entry in enumerate(module.lessons)
        ]
        seen = Counter(id_ for _, id_ in places)
        yaml_files.refuse(
            (place, f"the lesson {id_!r} stands here {seen[id_]} times.", "leave one.")
            for place, id_ in places
            if seen[id_] > 1
        )
        return modules

    @field_validator("paths")
    @classmethod
    def _check_paths(cls, paths: tuple[Route, ...], info: ValidationInfo) -> tuple[Route, ...]:
        if modules := info.data.get("modules"):
            known = {entry.id for module in modules for entry in module.lessons}
            yaml_files.refuse(
                ((at, "lessons", within), f"no module has a lesson {id_!r}.", "correct the id.")
                for at, path in enumerate(paths)
                if path.lessons != "all"
                for within, id_ in enumerate(path.lessons)
                if id_ not in known
            )
        return paths

    @property
    def lessons(self) -> tuple[Entry, ...]:
        """All lessons in the order of the course."""
        return tuple(entry for module in self.modules for entry in module.lessons)


_COURSE_FILE = Path("lessons/course.yml")


@lru_cache
def root() -> Path:
    """The folder that holds lessons, quizzes, data sets and notebooks.

    Raises
    ------
    WorkshopError
        If this package was installed away from the course's files.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / _COURSE_FILE).is_file():
            return folder
    raise WorkshopError(
        text(
            en="The course's files are not beside this package. "
            "Install it from the course's folder: pip install -e .",
            ja="このパッケージの近くに教材ファイルが見つかりません。"
            "教材のフォルダーで pip install -e . を実行してください。",
        )
    )


@lru_cache
def load() -> Course:
    """The course as `lessons/course.yml` gives it.

    Raises
    ------
    CourseFileError
        If the file has mistakes.
    """
    return yaml_files.load(root() / _COURSE_FILE, Course)


def source_of(lesson: str) -> Path:
    """The Markdown source of a lesson; the check file lies beside it with the ending `.py`."""
    return root() / "lessons" / f"{lesson}.md"


@lru_cache
def header_of(lesson: str) -> Header:
    """The header of an open lesson.

    Raises
    ------
    CourseFileError
        If there is none, or it has mistakes.
    """
    path = source_of(lesson)
    return header_in(yaml_files.read(path), path)


def header_in(source: str, path: Path) -> Header:
    """The header at the top of a lesson's source; `path` is named in errors."""
    match = re.match(r"---\n(.*?)^---\n", source, re.DOTALL | re.MULTILINE)
    if not match:
        what = "The lesson has no header between two lines of `---`."
        raise CourseFileError([Problem(path, 1, what, "start it with lesson: id, title, …")])
    return yaml_files.parse(match[1], path, _FrontMatter, first_line=2).lesson
