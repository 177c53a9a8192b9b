"""The table of minutes, and which lessons and ways take longer than they may."""

from __future__ import annotations

from collections.abc import Iterator

from mlworkshop.course import structure, yaml_files
from mlworkshop.course.minutes import Minutes
from mlworkshop.errors import Problem
from mlworkshop.overview import timetable

_SLACK = 2  # minutes that an allowance may be too large, so that small changes need no edit of it

_Place = tuple[str | int, ...]


def main(lesson: str | None = None) -> int:
    """Print the minutes of all lessons and ways as a table, or those of a lesson's sections.

    Parameters
    ----------
    lesson : str, optional
        Such as `m1-intro/02-spam`.

    Returns
    -------
    int
        0; it is `mlworkshop lint` that fails over a limit.

    Raises
    ------
    WorkshopError
        If there is no such lesson.
    """
    if lesson:
        structure.require(lesson)
    rows: list[tuple[str, Minutes, int | None]] = [each[:3] for each in _measured()]
    if lesson:
        parts = [(part.heading or "–", part.minutes, None) for part in timetable.sections(lesson)]
        # Each part rounds up: the lesson as a whole takes less than their sum.
        rows = [*parts, *(row for row in rows if row[0] == lesson)]
    width = max(len(name) for name, *_ in rows)
    print(f"{'minutes':{width}}  core  optional  at most")
    for name, minutes, limit in rows:
        mark = " !" if limit and minutes.core > limit else ""
        columns = f"{minutes.core:4}  {minutes.optional or '':8}  {limit or '':7}"
        print(f"{name:{width}}  {columns}{mark}".rstrip())
    return 0


def problems() -> Iterator[Problem]:
    """Lessons and ways over their limit, and allowances in `over` that could shrink."""
    path = structure.root() / structure.COURSE_FILE
    over = structure.load().over
    measured = list(_measured())
    for id_ in set(over) - {id_ for id_, *_ in measured}:
        line = yaml_files.line_of(path, "over", id_)
        yield Problem(path, line, f"over > {id_}: there is no such lesson or way.", "remove it.")
    for id_, minutes, limit, place in measured:
        core, allowed = minutes.core, over.get(id_, limit)
        if allowed is None:
            continue
        if core > allowed:
            fix = "shorten it, or call *(optional)* what the main idea does not need."
            what = f"{id_} takes {core} core minutes, at most {allowed} are allowed."
            at = ("over", id_) if id_ in over else place
            yield Problem(path, yaml_files.line_of(path, *at), what, fix)
        elif id_ in over and (limit is None or core <= limit or allowed - core > _SLACK):
            needed = limit is not None and core > limit
            fix = f"write {core}." if needed else "take the line out."
            what = f"over > {id_}: {core} core minutes are enough."
            yield Problem(path, yaml_files.line_of(path, "over", id_), what, fix)


def _measured() -> Iterator[tuple[str, Minutes, int | None, _Place]]:
    """Each lesson and way: its id, its minutes, its limit, and its place in the course's file."""
    course, lessons = structure.load(), timetable.of_course()
    for at, module in enumerate(course.modules):
        for within, entry in enumerate(module.lessons):
            place = ("modules", at, "lessons", within, "at_most")
            yield entry.id, lessons[entry.id], entry.at_most, place
    for at, way in enumerate(course.ways):
        yield way.id, timetable.of_way(way, lessons), way.at_most, ("ways", at, "at_most")
