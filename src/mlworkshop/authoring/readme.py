"""The parts of the READMEs that come from the course: badges, the map, the ways through.

Each stands between `<!-- built: NAME -->` and `<!-- end -->`; the rest of the file is written by
hand.
"""

from __future__ import annotations

import re
from pathlib import Path

from mlworkshop.course import structure
from mlworkshop.course.structure import Course, Entry
from mlworkshop.errors import CourseFileError, Problem
from mlworkshop.language import Language, Text

FILES: dict[str, Language] = {"README.md": "en", "README.ja.md": "ja"}

_PART = re.compile(r"(<!-- built: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

_HEADINGS = Text(en="Lesson | Teaching | Exercises", ja="レッスン | 講義 | 演習")
_MINUTES = Text(en="{} min", ja="{}分")
_PLANNED = Text(en="in preparation", ja="準備中")
_WAYS = Text(en="Way | Lessons | Minutes", ja="コース | レッスン | 時間")
_ALL = Text(en="all", ja="すべて")
_OPEN = Text(en="(open today: {} min)", ja="（現在公開中：{}分）")


def bring_up_to_date(check: bool = False) -> list[Problem]:
    """Write the built parts of both READMEs anew where they differ.

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
    for name, language in FILES.items():
        path = structure.root() / name
        if not path.exists():
            continue
        try:
            expected = rendered(path, language)
        except CourseFileError as error:
            problems += error.problems
            continue
        if expected == path.read_text(encoding="utf-8"):
            continue
        if check:
            what = "The badges, the map or the ways through are not as the course gives them."
            problems.append(Problem(path, 0, what, "run `mlworkshop build`."))
        else:
            path.write_text(expected, encoding="utf-8", newline="\n")
    return problems


def rendered(path: Path, language: Language) -> str:
    """A README with its built parts brought up to date.

    Parameters
    ----------
    path : Path
        README.md or README.ja.md.
    language : {"en", "ja"}

    Returns
    -------
    str
        The whole file.

    Raises
    ------
    CourseFileError
        If the file names a part that does not exist, or lacks one.
    """
    source = path.read_text(encoding="utf-8")
    parts = {
        "badges": _badges(structure.load(), language),
        "map": _map(structure.load(), language),
        "ways": _ways(structure.load(), language),
    }
    found = [match[2] for match in _PART.finditer(source)]
    if sorted(found) != sorted(parts):
        what = f"The built parts are {', '.join(found) or 'missing'}; expected {', '.join(parts)}."
        fix = "let each stand once between <!-- built: NAME --> and <!-- end -->."
        raise CourseFileError([Problem(path, 0, what, fix)])
    return _PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n\n{match[4]}", source)


def _badges(of: Course, language: Language) -> str:
    first = f"notebooks/{language}/{of.lessons[0].id}.ipynb"
    repository = of.repository
    return "\n".join(
        [
            "[![Open In SageMaker Studio Lab](https://studiolab.sagemaker.aws/studiolab.svg)]"
            f"(https://studiolab.sagemaker.aws/import/github/{repository}/blob/main/{first})",
            "[![Binder](https://mybinder.org/badge_logo.svg)]"
            f"(https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{first})",
        ]
    )


def _map(of: Course, language: Language) -> str:
    rows = []
    for module in of.modules:
        rows += [f"**{module.title.of(language)}**", "", f"| {_HEADINGS.of(language)} |"]
        rows += ["|---|--:|--:|", *(_row(entry, language) for entry in module.lessons), ""]
    return "\n".join(rows).rstrip()


def _row(entry: Entry, language: Language) -> str:
    title = entry.title.of(language)
    if entry.is_open:
        name = f"[{title}](notebooks/{language}/{entry.id}.ipynb)"
    else:
        name = f"{title} *({_PLANNED.of(language)})*"
    minutes = (entry.minutes.teaching, entry.minutes.exercise)
    return " | ".join(["| " + name, *(_MINUTES.of(language).format(n) for n in minutes)]) + " |"


def _ways(of: Course, language: Language) -> str:
    rows = [f"| {_WAYS.of(language)} |", "|---|---|--:|"]
    for way in of.paths:
        chosen = [e for e in of.lessons if way.lessons == "all" or e.id in way.lessons]
        total = sum(entry.minutes.total for entry in chosen)
        ready = sum(entry.minutes.total for entry in chosen if entry.is_open)
        names = (
            _ALL.of(language) if way.lessons == "all" else ", ".join(f"`{e.id}`" for e in chosen)
        )
        minutes = _MINUTES.of(language).format(total)
        if ready < total:
            minutes += " " + _OPEN.of(language).format(ready)
        rows.append(f"| {way.title.of(language)} | {names} | {minutes} |")
    return "\n".join(rows)
