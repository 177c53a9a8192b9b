"""The parts of the READMEs that come from the course: badges, the map, the ways, their agendas.

Each stands between `<!-- built: NAME -->` and `<!-- end -->`; the rest of the file is written by
hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from mlworkshop.authoring import derived
from mlworkshop.course import course_files, structure
from mlworkshop.course.minutes import Minutes
from mlworkshop.course.structure import Course, Entry
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.language import Language, Text
from mlworkshop.overview import agenda, timetable
from mlworkshop.overview.agenda import Slot

# Each file's language, and its built parts in any order.
FILES: dict[str, tuple[Language, tuple[str, ...]]] = {
    "README.md": ("en", ("badges", "map", "ways")),
    "README.ja.md": ("ja", ("badges", "map", "ways")),
    "instructor/README.md": ("en", ("agendas",)),
    "instructor/README.ja.md": ("ja", ("agendas",)),
}

_PART = re.compile(r"(<!-- built: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

_HEADINGS = Text(en="Lesson | Core | Optional", ja="レッスン | 本編 | 省略可")
_MINUTES = Text(en="{} min", ja="{}分")
_PLANNED = Text(en="{} *(in preparation)*", ja="{}（準備中）")
_WAYS = Text(en="Path | Lessons | Core", ja="コース | レッスン | 時間")
_AGENDA = Text(
    en="From | Minutes | Lesson | If there is time: optional",
    ja="開始 | 分 | レッスン | 余裕があれば：省略可",
)
_TOGETHER = Text(en="*end; minutes of teaching*", ja="*終了、授業の合計時間*")
_DAY = Text(en=", day {}", ja="：{}日目")
_PAUSES = {
    "break": Text(en="break", ja="休憩"),
    "lunch": Text(en="lunch", ja="昼休み"),
    "reserve": Text(en="reserve: questions, late starts", ja="予備：質問、遅れの調整"),
}
_ALL = Text(en="all", ja="すべて")
_CONTAINER = "?devcontainer_path=.devcontainer%2F{}%2Fdevcontainer.json"


def bring_up_to_date(check: bool = False) -> list[Problem]:
    """Write the built parts of all READMEs anew where they differ.

    Parameters
    ----------
    check : bool
        Only compare.

    Returns
    -------
    list of Problem
        What is stale, or cannot be built; a course without these files has none.
    """
    problems: list[Problem] = []
    for name in FILES:
        path = structure.root() / name
        if not path.exists():
            continue
        try:
            problems += derived.bring(path, rendered(name), "the course gives its parts", check)
        except CourseFileError as error:
            problems += error.problems
    return problems


def rendered(name: str) -> str:
    """A README with its built parts brought up to date.

    Parameters
    ----------
    name : str
        One of `FILES`.

    Returns
    -------
    str
        The whole file.

    Raises
    ------
    CourseFileError
        If the file names a part that does not exist, or lacks one.
    """
    path = structure.root() / name
    language, wanted = FILES[name]
    source = course_files.read(path)
    found = [match[2] for match in _PART.finditer(source)]
    if sorted(found) != sorted(wanted):
        what = f"The built parts are {', '.join(found) or 'missing'}; expected {', '.join(wanted)}."
        fix = "write each once between <!-- built: NAME --> and <!-- end -->."
        raise CourseFileError([Problem(path, 0, what, fix)])
    course, minutes = structure.load(), timetable.of_course()
    parts = {part: _BUILDERS[part](course, minutes, language) for part in wanted}
    return _PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n\n{match[4]}", source)


def _badges(of: Course, _: Mapping[str, Minutes], language: Language) -> str:
    first = f"notebooks/{language}/{of.lessons[0].id}.ipynb"
    repository = of.repository
    # English is what a codespace has without being asked for a language.
    container = "" if language == "en" else _CONTAINER.format(language)
    return "\n".join(
        [
            "[![Open in GitHub Codespaces](https://github.com/codespaces/badge.svg)]"
            f"(https://codespaces.new/{repository}{container})",
            "[![Binder](https://mybinder.org/badge_logo.svg)]"
            f"(https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{first})",
            "[![Open In SageMaker Studio Lab](https://studiolab.sagemaker.aws/studiolab.svg)]"
            f"(https://studiolab.sagemaker.aws/import/github/{repository}/blob/main/{first})",
        ]
    )


def _map(of: Course, minutes: Mapping[str, Minutes], language: Language) -> str:
    rows = []
    for module in of.modules:
        rows += [f"**{module.title.of(language)}**", "", f"| {_HEADINGS.of(language)} |"]
        rows.append("|---|--:|--:|")
        for entry in module.lessons:
            title = entry.title.of(language)
            if entry.is_open:
                title = f"[{title}](notebooks/{language}/{entry.id}.ipynb)"
            name = _marked(title, entry, language)
            rows.append(_row([name, *_columns(minutes[entry.id], language)]))
        rows.append("")
    return "\n".join(rows).rstrip()


def _marked(name: str, entry: Entry, language: Language) -> str:
    """A lesson's name, marked while the lesson is in preparation and its minutes are planned."""
    return name if entry.is_open else _PLANNED.of(language).format(name)


def _ways(of: Course, minutes: Mapping[str, Minutes], language: Language) -> str:
    rows = [f"| {_WAYS.of(language)} |", "|---|---|--:|"]
    for way in of.ways:
        names = ", ".join(_marked(f"`{entry.id}`", entry, language) for entry in of.entries_of(way))
        if way.lessons == "all":
            names = _ALL.of(language)
        core, _ = _columns(timetable.of_way(way, minutes), language)
        rows.append(_row([way.title.of(language), names, core]))
    return "\n".join(rows)


def _agendas(of: Course, minutes: Mapping[str, Minutes], language: Language) -> str:
    """A table for each day of each way that a workshop can take."""
    rows = []
    for way in of.ways:
        if way.begins is None:
            continue
        shared = agenda.days(of.entries_of(way), minutes, way.days)
        for number, lessons in enumerate(shared, 1):
            title = way.title.of(language)
            if way.days > 1:
                title += _DAY.of(language).format(number)
            rows += [f"**{title}**", "", f"| {_AGENDA.of(language)} |", "|--:|--:|---|--:|"]
            slots = agenda.schedule(lessons, minutes, way.begins)
            rows += [_row(_slot(slot, minutes, language)) for slot in slots]
            core = sum(slot.minutes for slot in slots if slot.kind == "lesson")
            together = _TOGETHER.of(language)
            rows += [_row([_clock(slots[-1].ends), f"{core}", together, ""]), ""]
    return "\n".join(rows).rstrip()


def _slot(slot: Slot, minutes: Mapping[str, Minutes], language: Language) -> list[str]:
    name, late = f"*{_PAUSES[slot.kind].of(language)}*" if slot.kind in _PAUSES else "", ""
    if slot.entry:
        title = f"{slot.entry.title.of(language)} `{slot.entry.id}`"
        name = _marked(title, slot.entry, language)
        late = str(minutes[slot.entry.id].optional or "")
    return [_clock(slot.begins), str(slot.minutes), name, late]


def _columns(of: Minutes, language: Language) -> list[str]:
    """Core and optional minutes; what is none is not told."""
    return [_MINUTES.of(language).format(n) if n else "" for n in (of.core, of.optional)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _row(columns: Sequence[str]) -> str:
    return f"| {' | '.join(columns)} |"


_BUILDERS: dict[str, Callable[[Course, Mapping[str, Minutes], Language], str]] = {
    "badges": _badges,
    "map": _map,
    "ways": _ways,
    "agendas": _agendas,
}
