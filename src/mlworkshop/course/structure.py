"""The course on disk: where it lies, its modules and lessons in order, each lesson's header."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from mlworkshop.course import course_files, yaml_files
from mlworkshop.errors import CourseFileError, Problem, WorkshopError, nearest, shown
from mlworkshop.language import Text, text
from mlworkshop.models import Listed, Model, Slug

_LONGEST = 60
# Two slugs at most: the id is where the lesson and all that is built from it are on disk.
_PLACE = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$"
_LessonId = Annotated[str, StringConstraints(pattern=_PLACE, max_length=_LONGEST)]
_Limit = Annotated[int, Field(ge=1, le=600)]


class Header(Model):
    """What stands above a lesson's cells.

    Parameters
    ----------
    id : str
        The lesson's path below `lessons/` without `.md`, such as `m1-intro/02-spam`.
    title : Text
    objectives : list of Text
        What the attendee can do afterwards; at least one.
    data : list of str
        Names of the data sets that the lesson loads.
    """

    id: _LessonId
    title: Text
    objectives: Annotated[Listed[Text], Field(min_length=1)]
    data: Listed[str] = ()


class _FrontMatter(Model):
    """The header's place: under a key of its own, as notebooks reserve `title` for a string."""

    lesson: Header


class _Planned(Model):
    title: Text


class Entry(Model):
    """A lesson's place in the course, open or still planned.

    Parameters
    ----------
    id : str
    at_most : int
        How many core minutes it may take; of one that is planned, how many it is planned to take.
    planned : _Planned, optional
        What stands in for a lesson until its Markdown file exists.
    """

    id: _LessonId
    at_most: _Limit
    planned: _Planned | None = None

    @property
    def is_open(self) -> bool:
        """Whether the lesson exists."""
        return is_open(self.id)

    def address(self, here: str) -> str:
        """Where its notebook is, as a link in the notebook of the lesson `here`."""
        return posixpath.relpath(f"{self.id}.ipynb", posixpath.dirname(here) or ".")

    @property
    def title(self) -> Text:
        """The lesson's own title, or the planned one."""
        if self.is_open:
            return header_of(self.id).title
        if self.planned is None:
            what = f"{self.id} is listed as open, but {source_of(self.id)} does not exist."
            raise CourseFileError([Problem(COURSE_FILE, 0, what, "write it, or add `planned`.")])
        return self.planned.title


class Module(Model):
    """A part of the course."""

    id: Slug
    title: Text
    lessons: Listed[Entry]


class Way(Model):
    """A way through the course for a given time.

    Parameters
    ----------
    id : str
    title : Text
    lessons : list of str, or "all"
    at_most : int, optional
        How many core minutes its lessons may take together, without breaks.
    begins : int, optional
        When a workshop on it begins, in minutes since midnight; None for a way of one's own.
    days : int
        Over how many days it goes.
    """

    id: Slug
    title: Text
    lessons: Listed[str] | Literal["all"]
    at_most: _Limit | None = None
    begins: Annotated[int, Field(ge=0, lt=24 * 60)] | None = None
    days: Annotated[int, Field(ge=1, le=2)] = 1


class Course(Model):
    """The course as a whole, as `lessons/course.yml` gives it.

    Parameters
    ----------
    repository : str
    modules : list of Module
    ways : list of Way
    over : mapping of str to int
        Core minutes of those lessons and ways that take more than their limit, for the time being.
    without_notes : list of str
        Those lessons that have no instructor's notes in some sections, for the time being.
    """

    repository: str
    modules: Listed[Module]
    ways: Listed[Way]
    over: dict[str, _Limit] = Field(default_factory=dict)
    without_notes: Listed[str] = ()

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
            (place, f"the lesson {id_!r} appears here {seen[id_]} times.", "leave one.")
            for place, id_ in places
            if seen[id_] > 1
        )
        yaml_files.refuse(
            (
                (at, "lessons", within, "id"),
                f"the lesson {entry.id!r} is in another folder than its module {module.id!r}.",
                f"call it {module.id}/{entry.id.rpartition('/')[2]}, or move it.",
            )
            for at, module in enumerate(modules)
            for within, entry in enumerate(module.lessons)
            if entry.id.rpartition("/")[0] not in ("", module.id)
        )
        return modules

    @field_validator("ways")
    @classmethod
    def _check_ways(cls, ways: tuple[Way, ...], info: ValidationInfo) -> tuple[Way, ...]:
        if modules := info.data.get("modules"):
            known = {entry.id for module in modules for entry in module.lessons}
            yaml_files.refuse(
                ((at, "lessons", within), f"no module has a lesson {id_!r}.", "correct the id.")
                for at, way in enumerate(ways)
                if way.lessons != "all"
                for within, id_ in enumerate(way.lessons)
                if id_ not in known
            )
        return ways

    @property
    def lessons(self) -> tuple[Entry, ...]:
        """All lessons in the order of the course."""
        return tuple(entry for module in self.modules for entry in module.lessons)

    def after(self, lesson: str, way: Way | None = None) -> Entry | None:
        """The open lesson that follows on one, in the whole course or on a way that has both."""
        entries = self.entries_of(way) if way else self.lessons
        ids = [entry.id for entry in entries]
        later = entries[ids.index(lesson) + 1 :] if lesson in ids else ()
        return next((entry for entry in later if entry.is_open), None)

    def entries_of(self, way: Way) -> tuple[Entry, ...]:
        """The lessons of a way in the order of the course."""
        return tuple(
            entry for entry in self.lessons if way.lessons == "all" or entry.id in way.lessons
        )


COURSE_FILE = Path("lessons/course.yml")


@lru_cache
def root() -> Path:
    """The folder that holds lessons, quizzes, data sets and notebooks.

    Raises
    ------
    WorkshopError
        If this package was installed away from the course's files.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / COURSE_FILE).is_file():
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
    return yaml_files.load(root() / COURSE_FILE, Course)


def source_of(lesson: str) -> Path:
    """The Markdown source of a lesson; its check file is beside it with the ending `.py`."""
    return root() / "lessons" / f"{lesson}.md"


def edition(lesson: str) -> str:
    """A few letters that change with the source of a lesson."""
    return hashlib.sha256(source_of(lesson).read_bytes()).hexdigest()[:8]


def is_open(lesson: object) -> bool:
    """Whether there is a lesson with this id, which may be anything that somebody typed."""
    return (
        isinstance(lesson, str)
        and len(lesson) <= _LONGEST
        and re.fullmatch(_PLACE, lesson) is not None
        and source_of(lesson).exists()
    )


def require(lesson: str) -> None:
    """Refuse what is not the id of an open lesson.

    Raises
    ------
    WorkshopError
        With the nearest id there is.
    """
    if is_open(lesson):
        return
    near = nearest(lesson, [entry.id for entry in load().lessons if entry.is_open])
    raise WorkshopError(
        text(
            en=f"The course has no lesson {shown(lesson)}. "
            + (f"Did you mean {near}?" if near else "`mlworkshop minutes` lists them."),
            ja=f"{shown(lesson)} というレッスンはありません。"
            + (
                f"{near} の間違いではありませんか。"
                if near
                else "`mlworkshop minutes` で一覧を確認できます。"
            ),
        )
    )


@lru_cache
def header_of(lesson: str) -> Header:
    """The header of an open lesson.

    Raises
    ------
    CourseFileError
        If there is none, or it has mistakes.
    """
    path = source_of(lesson)
    return header_in(course_files.read(path), path)


def header_in(source: str, path: Path) -> Header:
    """The header at the top of a lesson's source; `path` is named in errors."""
    match = re.match(r"---\n(.*?)^---\n", source, re.DOTALL | re.MULTILINE)
    if not match:
        what = "The lesson has no header between two lines of `---`."
        raise CourseFileError([Problem(path, 1, what, "start it with lesson: id, title, …")])
    header = yaml_files.parse(match[1], path, _FrontMatter, first_line=2).lesson
    lessons = root() / "lessons"
    if path.is_relative_to(lessons):
        place = path.relative_to(lessons).with_suffix("").as_posix()
        if header.id != place:
            line = source.count("\n", 0, source.find("id:")) + 1
            what = f"The header gives the id {header.id!r}, but the file's place {place!r}."
            raise CourseFileError([Problem(path, line, what, "make them the same.")])
    return header
