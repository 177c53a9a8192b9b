"""Skeletons of what authors write: good files whose blanks are marked TODO.

`mlworkshop lint` names each blank until it is filled.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from pathlib import Path

from mlworkshop.authoring import question_files
from mlworkshop.course import course_files, structure
from mlworkshop.errors import Problem, WorkshopError
from mlworkshop.questions import bank

__all__ = ["activity", "blanks", "exercise", "lesson", "question"]

BLANK = re.compile(r"\bTODO\b", re.IGNORECASE)  # in ids it is written small
_RECAP = re.compile(r'^\+\+\+ \{"lang": "en"[^\n]*\n+## In this lesson you', re.MULTILINE)

_ASKED = """\
  - id: {id}
    kind: {kind}
    objective: 1 # TODO which of the lesson's objectives this checks
    prompt:
      en: TODO the question
      ja: TODO 問題文
"""
_HINT = """\
    hints:
      - en: TODO a hint
        ja: TODO ヒント
"""


def _option(id_: str, words: tuple[str, str], correct: bool = False) -> str:
    right = "        correct: true\n" if correct else ""
    why = ("why it is right", "正しい理由") if correct else ("which mistake it is", "どんな誤解か")
    return f"""\
      - id: todo-{id_}
        text:
          en: TODO {words[0]}
          ja: TODO {words[1]}
{right}        why:
          en: TODO {why[0]}
          ja: TODO {why[1]}
"""


def _item(id_: str, words: tuple[str, str], more: str = "") -> str:
    return f"""\
      - id: todo-{id_}
        text:
          en: TODO {words[0]}
          ja: TODO {words[1]}
{more}"""


def _why(words: tuple[str, str], indent: int) -> str:
    before = " " * indent
    return f"{before}why:\n{before}  en: TODO {words[0]}\n{before}  ja: TODO {words[1]}\n"


_RIGHT, _WRONG = ("a right option", "正解の選択肢"), ("a wrong option", "誤りの選択肢")
_OTHER = ("another wrong option", "別の誤りの選択肢")
_SLIP = ("what to think of again", "何を考え直せばよいか")
_BODIES = {
    "single": _HINT
    + "    options:\n"
    + _option("wrong", _WRONG)
    + _option("right", _RIGHT, correct=True)
    + _option("wrong-too", _OTHER),
    "multiple": _HINT
    + "    options:\n"
    + _option("right", _RIGHT, correct=True)
    + _option("wrong", _WRONG)
    + _option("right-too", ("another right option", "別の正解の選択肢"), correct=True)
    + _option("wrong-too", _OTHER),
    "order": _HINT
    + "    steps: # in the right order\n"
    + _item("first", ("the first step", "最初のステップ"))
    + _item("second", ("the second step", "2番目のステップ"))
    + _item("third", ("the third step", "3番目のステップ"))
    + "    shown: [todo-second, todo-third, todo-first]\n"
    + _why(("why this order", "この順番になる理由"), 4)
    + "    mistakes:\n      - before: todo-second\n        after: todo-first\n"
    + _why(_SLIP, 8),
    "match": _HINT
    + "    groups:\n"
    + _item("here", ("a group", "グループ"))
    + _item("there", ("another group", "別のグループ"))
    + "    cards:\n"
    + _item("one", ("a card", "カード"), "        group: todo-here\n")
    + _why(("why it goes there", "そこに入る理由"), 8)
    + _item("two", ("another card", "別のカード"), "        group: todo-there\n")
    + _why(("why that goes there", "そちらに入る理由"), 8)
    + "    mistakes:\n      - card: todo-one\n        group: todo-there\n"
    + _why(_SLIP, 8),
    "number": _HINT
    + "    answer: 1 # TODO the right number\n"
    + "    tolerance: 0 # TODO how far off is still right\n"
    + _why(("how to work it out", "求め方"), 4)
    + "    mistakes:\n      - value: 2 # TODO a likely wrong number\n"
    + _why(_SLIP, 8),
    "open": "",
}

_LESSON = """\
---
lesson:
  id: {id}
  title: {{en: TODO the title, ja: TODO タイトル}}
  objectives:
    - {{en: TODO what you can do afterwards., ja: TODO できるようになること。}}
---

+++ {{"lang": "en", "slide": "slide"}}

## TODO why it matters

TODO a case that the reader knows.

+++ {{"lang": "ja", "slide": "slide"}}

## TODO なぜ大切か

TODO 読者が知っている場面。

+++ {{"lang": "en", "role": "notes"}}

TODO a question to ask the room, and what goes wrong here.

+++ {{"lang": "ja", "role": "notes"}}

TODO 参加者への問いかけと、つまずきやすいところ。

```{{code-cell}}
ws.quiz("{topic}-first")
```

```{{code-cell}}
ws.quiz("{topic}-second")
```

+++ {{"lang": "en"}}

## In this lesson you …

- TODO what was done.

+++ {{"lang": "ja"}}

## このレッスンでやったこと

- TODO やったこと。

+++ {{"lang": "en", "role": "notes"}}

TODO how to close: what everyone says aloud.

+++ {{"lang": "ja", "role": "notes"}}

TODO 締めくくり方：全員で声に出して言うこと。

```{{code-cell}}
ws.quiz("{topic}-own-work")
```
"""

_CELLS = """\
+++ {{"lang": "en"}}

### Exercise: TODO the title

TODO what to decide.

+++ {{"lang": "ja"}}

### 演習：TODO タイトル

TODO 決めること。

```{{code-cell}}
{name} = ws.check("{id}")
```

"""

_CELLS_OF_CODE = """\
+++ {{"lang": "en"}}

### Exercise: TODO the title (code) (optional)

TODO what to do.

+++ {{"lang": "ja"}}

### 演習：TODO タイトル（コード）（省略可）

TODO やること。

```{{code-cell}}
:role: stub
:exercise: {id}
my_{name} = ...
```

```{{code-cell}}
:role: solution
:exercise: {id}
my_{name} = 1
```

```{{code-cell}}
{name} = ws.check("{id}", my_{name})
```

"""

_CHECK = '''

class {cls}(Figure):
    """TODO what is to be found."""

    id = "{id}"
    title = Text(en="TODO the title", ja="TODO タイトル")
{answer}    hints = (Text(en="TODO a hint.", ja="TODO ヒント。"),)
    why = Text(en="TODO what it means.", ja="TODO その意味。")
    misconceptions = (
        Misconception(
            "todo-first",
            lambda: 2,  # TODO a likely wrong figure
            Text(en="TODO what it is instead.", ja="TODO 何を求めたことになるか。"),
        ),
        Misconception(
            "todo-second",
            lambda: 3,  # TODO another
            Text(en="TODO what that is instead.", ja="TODO そちらは何を求めたことになるか。"),
        ),
        Misconception(
            "todo-third",
            lambda: 4,  # TODO a third
            Text(en="TODO what the third is.", ja="TODO 3つ目は何を求めたことになるか。"),
        ),
    )
    otherwise = Text(en="TODO where to look again.", ja="TODO 見直すところ。")

    def reference(self):
        """TODO how it is found."""
        return 1  # TODO the right figure
'''
_ANSWER = """\
    answer = Number(
        unit=Text(en="TODO unit", ja="TODO 単位"), label=Text(en="TODO label", ja="TODO 項目名")
    )
"""
_ANSWER_IN_CODE = """\
    code = True
    answer = Number()
"""
_IMPORTS = ("Figure", "Misconception", "Number", "Text")

_ACTIVITY = '''\
"""TODO what people find out with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any

from pydantic import Field as Bounded

from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount, Field
from mlworkshop.language import Text, text


@dataclass(frozen=True)
class {model}:
    """TODO what people set, and what follows from it: no widgets here."""

    visitors: Annotated[float, Bounded(ge=0, le=1_000_000)]  # TODO the first thing to set

    @property
    def buyers(self) -> float:
        """TODO what comes out."""
        return self.visitors / 10


class {view}(Panel[{model}]):
    """TODO the same, as fields and a page."""

    call = "{name}"
    title = Text(en="TODO the title", ja="TODO タイトル")
    minutes, minutes_reason = 2.0, "TODO what takes that long"

    def ask(self) -> Mapping[str, Field[Any]]:
        """TODO what is asked."""
        label = text(en="TODO label", ja="TODO 項目名")
        return {{"visitors": Amount(label, lowest=0, highest=1_000_000)}}

    def page(self) -> str:
        """TODO what comes out, as HTML."""
        said = text(
            en=f"TODO what follows: {{self.state.buyers:,.0f}}",
            ja=f"TODO そこから分かること：{{self.state.buyers:,.0f}}",
        )
        return f\'<p role="status">{{escape(said)}}</p>\'

    def digest(self) -> Sequence[tuple[str, str]]:
        """TODO what this adds to the attendee's plan."""
        return [(str(self.title), f"{{self.state.buyers:,.0f}}"), *self.filled()]


def {name}(*, visitors: float, key: str = "{key}") -> None:
    """Let the attendee TODO find out what.

    Parameters
    ----------
    visitors : float
        TODO the first thing to set.
    key : str, default "{key}"
        Tells those of a lesson apart that has several.

    Raises
    ------
    WorkshopError
        If what the call says cannot be filled in.
    """
    {view}({model}(visitors), key).show()
'''
_ACTIVITIES = "src/mlworkshop/activities"
_GALLERY = "tests/browser/gallery/gallery.md"


def lesson(id_: str) -> list[Path]:
    """Write a lesson with three questions and two exercises.

    Parameters
    ----------
    id_ : str
        Its place below `lessons/`, such as `m2-planning/01-two-loops`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WorkshopError
        If the id is none, or the lesson exists.
    """
    _refuse_unless(r"[a-z0-9-]+/\d\d-[a-z0-9-]+", id_, "m2-planning/01-two-loops")
    source, checks = structure.source_of(id_), structure.source_of(id_).with_suffix(".py")
    questions = bank.folder() / f"{id_}.yml"
    for path in (source, checks, questions):
        if path.exists():
            raise WorkshopError(f"{_said(path)} exists already. Choose another name.")
    topic = id_.rpartition("/")[2][3:]
    names = {f"{topic}-first": "single", f"{topic}-second": "number", f"{topic}-own-work": "open"}
    for name in names:
        _refuse_known(name)
    course_files.write(source, _LESSON.format(id=id_, topic=topic))
    for name, kind in names.items():
        question(kind, name, id_)
    for name in (f"{topic}-one", f"{topic}-two"):
        exercise(name, id_)
    return [source, checks, questions]


def question(kind: str, id_: str, of: str) -> list[Path]:
    """Add a question to a lesson's bank.

    Parameters
    ----------
    kind, id_ : str
    of : str
        The lesson's id.

    Returns
    -------
    list of Path
        The file written.

    Raises
    ------
    WorkshopError
        If there is no such kind or lesson, or a question of this id.
    """
    if kind not in _BODIES:
        raise WorkshopError(f"{kind!r} is not a kind of question: use {', '.join(_BODIES)}.")
    _refuse_unless(r"[a-z0-9]+(-[a-z0-9]+)+", id_, "spam-why-split")
    _refuse_without(of)
    _refuse_known(id_)
    path = bank.folder() / f"{of}.yml"
    start = f"{question_files.first_line(path)}\n\nquestions:\n"
    before = course_files.read(path).rstrip("\n") + "\n\n" if path.exists() else start
    asked = _ASKED.format(id=id_, kind=kind) + _BODIES[kind]
    course_files.write(path, before + asked)
    bank.entries.cache_clear()
    return [path]


def exercise(id_: str, of: str, *, code: bool = False) -> list[Path]:
    """Add an exercise to a lesson, before its recap, and its check.

    Parameters
    ----------
    id_ : str
    of : str
        The lesson's id.
    code : bool
        Whether the answer is code; otherwise it is entered in fields.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WorkshopError
        If there is no such lesson, or it has an exercise of this id.
    """
    _refuse_unless(r"[a-z0-9]+(-[a-z0-9]+)*", id_, "choose-the-cut-off")
    _refuse_without(of)
    source = structure.source_of(of)
    checks = source.with_suffix(".py")
    text = course_files.read(source)
    if f'ws.check("{id_}"' in text:
        raise WorkshopError(f"{of} has an exercise {id_!r} already. Choose another name.")
    recap = _RECAP.search(text)
    at = recap.start() if recap else len(text)
    cells = (_CELLS_OF_CODE if code else _CELLS).format(id=id_, name=id_.replace("-", "_"))
    before = course_files.read(checks) if checks.exists() else f'"""The checks of {of}."""\n'
    cls = "".join(part.capitalize() for part in id_.split("-"))
    cls = cls if cls[0].isalpha() else f"Exercise{cls}"
    check = _CHECK.format(id=id_, cls=cls, answer=_ANSWER_IN_CODE if code else _ANSWER)
    course_files.write(source, text[:at] + cells + text[at:])
    course_files.write(checks, _with_imports(before.rstrip("\n") + "\n") + check)
    return [source, checks]


def activity(name: str) -> list[Path]:
    """Write an activity of one field, and show it in the gallery.

    Parameters
    ----------
    name : str
        The function of `ws.activities`, such as `value_calculator`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WorkshopError
        If the name is none, or there is a file of this name.
    """
    if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise WorkshopError(
            f"{name!r} cannot be a name here: small letters, digits and underscores, as in "
            "value_calculator."
        )
    root = structure.root()
    folder, gallery = root / _ACTIVITIES, root / _GALLERY
    made, stub = folder / f"{name}.py", folder / "__init__.pyi"
    if made.exists():
        raise WorkshopError(f"{_said(made)} exists already. Choose another name.")
    model = "".join(part.capitalize() for part in name.split("_"))
    source = _ACTIVITY.format(
        name=name, key=name.replace("_", "-"), model=f"{model}State", view=model
    )
    names = sorted([*course_files.lines(course_files.read(stub).strip()), _import_of(name)])
    cell = f"\n```{{code-cell}}\nws.activities.{name}(visitors=100)\n```\n"
    shown = course_files.read(gallery).rstrip("\n") + "\n"
    course_files.write(made, source)
    course_files.write(stub, "\n".join(names) + "\n")
    course_files.write(gallery, shown + cell)
    return [made, stub, gallery]


def _import_of(name: str) -> str:
    return f"from .{name} import {name} as {name}"


def blanks() -> Iterator[Problem]:
    """The blanks that are left in what these skeletons began, a problem for each line."""
    root = structure.root()
    places = ("lessons/**/*.md", "lessons/**/*.py", "quizzes/**/*.yml", f"{_ACTIVITIES}/*.py")
    for pattern in places:
        for path in sorted(root.glob(pattern)):
            if ".ipynb_checkpoints" in path.parts:
                continue
            for line, words in enumerate(course_files.lines(course_files.read(path)), 1):
                if BLANK.search(words):
                    yield Problem(path, line, f"A blank is left: {words.strip()}", "fill it in.")


def _with_imports(source: str) -> str:
    """A check file that imports what a skeleton needs."""
    tree = ast.parse(source)
    known = {
        name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "mlworkshop.exercise"
        for name in node.names
    }
    if not (missing := [name for name in _IMPORTS if name not in known]):
        return source
    line = f"from mlworkshop.exercise import {', '.join(missing)}\n"
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if not imports:
        return f"{source}\n{line}"
    lines = source.splitlines(keepends=True)
    lines.insert(imports[-1].end_lineno or 0, line)
    return "".join(lines)


def _refuse_unless(pattern: str, name: str, example: str) -> None:
    if not re.fullmatch(pattern, name) or len(name) > 60:
        raise WorkshopError(
            f"{name!r} cannot be a name here: small letters, digits and hyphens, as in {example}."
        )


def _refuse_without(lesson_id: str) -> None:
    if not structure.source_of(lesson_id).is_file():
        raise WorkshopError(
            f"The course has no lesson {lesson_id!r}. Write it first: mlworkshop new lesson …"
        )


def _refuse_known(id_: str) -> None:
    for entry in bank.entries():
        if entry.question.id == id_:
            raise WorkshopError(
                f"{entry.lesson} has a question {id_!r} already. Choose another id."
            )


def _said(path: Path) -> str:
    return path.relative_to(structure.root()).as_posix()
