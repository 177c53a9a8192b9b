"""Look for mistakes in all lessons, and in the question banks, checks and data sets they use.

The lessons' reader already refuses what would change a cell in silence. The lints here, one
function each, find what reads well and is wrong all the same. Everything is reported together.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import symtable
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from mlworkshop import data
from mlworkshop.authoring import (
    author_code,
    build,
    question_files,
    references,
    skeletons,
    times,
    wording,
)
from mlworkshop.course import course_files, lesson, minutes, structure, yaml_files
from mlworkshop.course.lesson import Cell
from mlworkshop.course.syntax import dotted, first_argument, is_blank, is_blanked, parsed
from mlworkshop.errors import CourseFileError, Problem, shown
from mlworkshop.exercise import Exercise, store
from mlworkshop.language import LANGUAGES
from mlworkshop.overview import summary_page
from mlworkshop.questions import bank

# Line in the file, what is wrong, how to mend it.
Finding = tuple[int, str, str]


@dataclass(frozen=True)
class Draft:
    """A lesson as far as it can be read.

    Parameters
    ----------
    path : Path
    header : structure.Header or None
        None if it has mistakes.
    cells : tuple of Cell
        Those without mistakes.
    unreadable : tuple of Problem
        What the reader refuses.
    """

    path: Path
    header: structure.Header | None
    cells: tuple[Cell, ...]
    unreadable: tuple[Problem, ...]

    @classmethod
    def read(cls, path: Path) -> Draft:
        """Read as much of a lesson as can be read."""
        header, cells, unreadable = lesson.parse(course_files.read(path), path)
        return cls(path, header, cells, unreadable)

    @property
    def id(self) -> str:
        """The lesson's id, as its place on disk gives it."""
        below = self.path.relative_to(structure.root() / "lessons")
        return below.with_suffix("").as_posix()

    @cached_property
    def code(self) -> list[tuple[Cell, ast.Module]]:
        """The cells of code that are valid Python, with their syntax trees."""
        found = []
        for cell in self.cells:
            if cell.kind == "code" and not isinstance(tree := parsed(cell.source), SyntaxError):
                found.append((cell, tree))
        return found

    def calls(self, name: str) -> Iterator[tuple[Cell, ast.Call, int]]:
        """Calls of a function such as `ws.quiz`: the cell, the call and its line in the file."""
        for cell, tree in self.code:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and dotted(node.func) == name:
                    yield cell, node, cell.line + node.lineno - 1


def main() -> int:
    """Print every mistake in the course's files.

    Returns
    -------
    int
        0 when there is none.
    """
    found = problems()
    build.report(found)
    count = len(build.sources())
    print(f"{count} lessons, {len(found)} problems.")
    return 1 if found else 0


def problems() -> list[Problem]:
    """Every mistake in the course's files, sorted by file and line, each once."""
    found: list[Problem] = []
    drafts: list[Draft] = []
    for path in build.sources():
        try:
            drafts.append(Draft.read(path))
        except CourseFileError as error:
            found += error.problems
    for path in build.sources(".py"):
        with author_code.running(path), contextlib.suppress(CourseFileError):
            store.load(path)  # read once and remembered; what is wrong is said by `exercises`
    for draft in drafts:
        found += draft.unreadable
        for lint in LINTS:
            found += [Problem(draft.path, *finding) for finding in lint(draft)]
    for lint_all in COURSE_LINTS:
        found += _collected(lint_all, drafts)
    return sorted(set(found))


def _collected(
    lint: Callable[[list[Draft]], Iterable[Problem]], drafts: list[Draft]
) -> list[Problem]:
    """A lint's problems, or those of the file that it could not read."""
    try:
        return list(lint(drafts))
    except CourseFileError as error:
        return error.problems


# ---- the cells' order


def twins(draft: Draft) -> Iterator[Finding]:
    """A text stands in one language only, or its twin is not right below, English first."""
    waiting: Cell | None = None
    for cell in draft.cells:
        if waiting and cell.language == "ja":
            if (waiting.role, waiting.slide) != (cell.role, cell.slide):
                what = "This text and its twin above differ in role or slide."
                yield cell.line, what, "give both the same."
            if minutes.is_optional(waiting) != minutes.is_optional(cell):
                what = "This heading and its twin above differ in whether they are optional."
                yield cell.line, what, "write (optional) and （省略可）, or neither."
            waiting = None
            continue
        if waiting:
            yield waiting.line, "The Japanese twin is not right below.", "put it there."
            waiting = None
        if cell.language == "ja":
            yield cell.line, "The English twin is not right above.", "put it there."
        elif cell.language == "en":
            waiting = cell
    if waiting:
        yield waiting.line, "The Japanese twin is not right below.", "put it there."


_LATER_HEADING = re.compile(r"(?<=\n)## ")


def sections(draft: Draft) -> Iterator[Finding]:
    """A section begins in the middle of a text, or has no notes for the instructor."""
    for cell in draft.cells:
        is_text = cell.kind == "text" and cell.role is None
        for found in _LATER_HEADING.finditer(cell.source) if is_text else ():
            what = "A section begins in the middle of a text: minutes and notes do not see it."
            fix = "begin a text there, in both languages."
            yield cell.line + cell.source.count("\n", 0, found.start()), what, fix
    if draft.id in _still_without_notes():
        return
    for section in _without_notes(draft):
        what = "This section has no notes for the instructor in both languages."
        fix = 'write what to ask and what goes wrong, below +++ {"lang": …, "role": "notes"}.'
        yield section.cells[0].line, what, fix


def _without_notes(draft: Draft) -> list[lesson.Section]:
    """The sections that lack notes in a language."""
    return [
        section
        for section in lesson.sections(draft.cells)
        if section.heading("en") and not all(map(section.notes, LANGUAGES))
    ]


def _still_without_notes() -> tuple[str, ...]:
    with contextlib.suppress(CourseFileError):  # `unlisted` reports that one
        return structure.load().without_notes
    return ()


# ---- code


def not_python(draft: Draft) -> Iterator[Finding]:
    """A cell of code does not compile."""
    for cell in draft.cells:
        if cell.kind == "code" and isinstance(error := parsed(cell.source), SyntaxError):
            what = f"This is not Python: {error.msg}."
            fix = "correct it; magic commands (%, !) are not needed in lessons."
            yield cell.line + (error.lineno or 1) - 1, what, fix


def lone_halves(draft: Draft) -> Iterator[Finding]:
    """A stub has no solution right below, a solution no stub; or an exercise stands twice."""
    seen: set[str | None] = set()
    before: Cell | None = None
    for cell in [*(cell for cell in draft.cells if cell.role != "notes"), None]:
        if before and before.role == "stub":
            if not cell or (cell.role, cell.exercise) != ("solution", before.exercise):
                what = f"The stub of {before.exercise!r} has no solution right below."
                yield before.line, what, "put a cell with `:role: solution` there."
            if before.exercise in seen:
                what = f"The exercise {before.exercise!r} appears here for the second time."
                yield before.line, what, "give it a name of its own."
            seen.add(before.exercise)
        if cell and cell.role == "solution":
            pair = before and (before.role, before.exercise) == ("stub", cell.exercise)
            if not pair:
                what = f"The solution of {cell.exercise!r} has no stub right above."
                yield cell.line, what, "put a cell with `:role: stub` there."
        before = cell


def not_blanked(draft: Draft) -> Iterator[Finding]:
    """The stub is something else than the solution with `...` in place of parts of it."""
    trees = {(cell.exercise, cell.role): tree for cell, tree in draft.code}
    for cell, tree in draft.code:
        solution = trees.get((cell.exercise, "solution"))
        if cell.role == "stub" and solution and not is_blanked(tree.body, solution.body):
            what = "The stub is not its solution with blanks."
            fix = "make it a copy of the solution, with `...` in place of what attendees fill in."
            yield cell.line, what, fix


def no_blank(draft: Draft) -> Iterator[Finding]:
    """A stub has no `...`, so that nobody can tell whether it was attempted."""
    for cell, tree in draft.code:
        if cell.role == "stub" and not any(map(is_blank, ast.walk(tree))):
            what = "The stub has no blank."
            yield cell.line, what, "write a bare `...` for each thing to fill in."


def stub_needs_more(draft: Draft) -> Iterator[Finding]:
    """A stub does not run by itself, without the cells before it."""
    for cell, tree in draft.code:
        if cell.role == "stub":
            try:
                with author_code.running(draft.path), contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(tree, "stub", "exec"), {"__name__": "stub"})
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # `exit()` ends no process but the attendee's own
                trace = error.__traceback__
                line = trace.tb_next.tb_lineno if trace and trace.tb_next else 1
                what = f"The stub does not run by itself: {type(error).__name__}: {error}."
                fix = "assign `...` to whole names, or define functions."
                yield cell.line + line - 1, what, fix


def unchecked(draft: Draft) -> Iterator[Finding]:
    """The next cell of code after an exercise is not its check; or a check has no exercise."""
    code = [cell for cell in draft.cells if cell.kind == "code"]
    checked = {id(cell): first_argument(call) for cell, call, _ in draft.calls("ws.check")}
    for cell, after in pairwise([*code, None]):
        if (
            cell
            and cell.role == "solution"
            and (not after or checked.get(id(after)) != cell.exercise)
        ):
            what = f"The next cell of code is not the check of {cell.exercise!r}."
            fix = f'put a cell with `… = ws.check("{cell.exercise}", my_…)` there.'
            yield cell.line, what, fix
    starters = {cell.exercise for cell in code if cell.role}
    for _, call, line in draft.calls("ws.check"):
        name = first_argument(call)
        if len(call.args) == 1 and name in starters:
            what = f"The check of {name!r} asks with fields, but the lesson has a starter of it."
            yield line, what, "give it what the starter makes, or remove starter and solution."
        elif len(call.args) > 1 and name not in starters:
            what = f"The lesson has no starter of the exercise {name!r}."
            fix = "correct the name; if it is an exercise without code, give the check no answer."
            yield line, what, fix


def not_the_answer(draft: Draft) -> Iterator[Finding]:
    """A check is given something else than what its exercise's cell makes."""
    made = {
        cell.exercise: _assigned(cell.source) for cell, _ in draft.code if cell.role == "solution"
    }
    for _, call, line in draft.calls("ws.check"):
        names = made.get(first_argument(call), set())
        for given in call.args[1:] if names else []:
            if not names & {node.id for node in ast.walk(given) if isinstance(node, ast.Name)}:
                what = "The check is given something that its exercise does not make."
                yield line, what, f"give it {' or '.join(sorted(names))}."


def used_after_check(draft: Draft) -> Iterator[Finding]:
    """A later cell uses what the attendee made in place of what the check hands back."""
    made: dict[str, tuple[str | None, Cell]] = {}  # name: its exercise, and its check's cell
    checks = {first_argument(call): cell for cell, call, _ in draft.calls("ws.check")}
    for cell, tree in draft.code:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in made:
                exercise, check = made[node.id]
                if cell is check and isinstance(node.ctx, ast.Load):
                    continue
                what = f"{node.id!r} is the attendee's own, and may be anything."
                fix = f'use what `ws.check("{exercise}", …)` hands back, under another name.'
                yield cell.line + node.lineno - 1, what, fix
        if cell.role == "solution" and cell.exercise in checks:
            own = (cell.exercise, checks[cell.exercise])
            made |= dict.fromkeys(_assigned(cell.source), own)


def _assigned(source: str) -> set[str]:
    """The names that some code sets."""
    symbols = symtable.symtable(source, "solution", "exec").get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned()}


_MOST_SILENT = 3  # clicks in a lesson on collapsed cells that show nothing


def silent_cells(draft: Draft) -> Iterator[Finding]:
    """Too many collapsed cells show nothing: each is a click for which nobody sees a reason."""
    silent = [cell for cell, tree in draft.code if cell.is_hidden and not _shows(tree)]
    for cell in silent[_MOST_SILENT:]:
        what = f"Of the collapsed cells {len(silent)} show nothing; {_MOST_SILENT} may."
        fix = "merge this one into the first, or into the cell that shows its result."
        yield cell.line, what, fix


def _shows(tree: ast.Module) -> bool:
    """Whether a cell ends with something to be seen: a value, a plot, a call of the course."""
    match tree.body:
        case [*_, ast.Expr()]:
            return True
        case [*_, ast.Assign(value=ast.Call(func=called))]:
            return dotted(called).startswith("ws.")
    return False


def quiz_not_alone(draft: Draft) -> Iterator[Finding]:
    """A question does not have a cell of its own, or its id is computed."""
    for cell, call, line in draft.calls("ws.quiz"):
        if not re.fullmatch(r"ws\.quiz\(\s*([\"'])[\w-]+\1\s*\)\s*", cell.source):
            what = "A question needs a cell of its own."
            shown = first_argument(call) or "question-id"
            yield line, what, f'make the cell `ws.quiz("{shown}")`.'


def unknown_data(draft: Draft) -> Iterator[Finding]:
    """A data set is not in the catalogue, or header and code name different ones."""
    with contextlib.suppress(CourseFileError):  # `data.problems` reports that one
        known = data.catalogue()
        loaded: dict[str, int] = {}
        for cell, tree in draft.code:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    package, _, name = dotted(node.func).rpartition(".")
                    is_tool = name in data.__all__ and name not in known
                    if package == "ws.data" and not is_tool:
                        loaded.setdefault(name, cell.line + node.lineno - 1)
        named = set(draft.header.data) if draft.header else set(loaded)
        header_line = _line_with(draft.path, "data:")
        for name in named - set(known):
            yield header_line, f"The catalogue has no data set {name!r}.", "correct the name."
        for name, line in loaded.items():
            if name not in known:
                yield line, f"The catalogue has no data set {name!r}.", "correct the name."
            elif name not in named:
                what = f"The header does not name the data set {name!r}."
                yield line, what, "add it to `data`, so that the build notices when it changes."
        for name in (named & set(known)) - set(loaded):
            what = f"The lesson never loads the data set {name!r}."
            yield header_line, what, "take it out of `data`."


# ---- prose in code

_JAPANESE = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uff01-\uff5e]")
_SENTENCE = re.compile(r"(?:[A-Za-z']{2,}[,;:]?\s+){2}[A-Za-z']{2,}")
_WORD = re.compile(r"[a-z]{2}")
_SHOWN_CALLS = {
    *("print", "title", "suptitle", "xlabel", "ylabel", "set_title", "set_xlabel", "set_ylabel"),
    *("annotate", "supxlabel", "supylabel"),
}
_SHOWN_KEYWORDS = {"title", "suptitle", "label", "xlabel", "ylabel"}
_QUERY_CALLS = {"query", "eval", "sql", "execute"}
_DATA_KEYWORDS = {"examples"}


def comments(draft: Draft) -> Iterator[Finding]:
    """A comment in code, which one of the two readers cannot read."""
    for cell, _ in draft.code:
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type == tokenize.COMMENT:
                what = "A comment in code is in one language only."
                fix = "say it in the text above, in both languages."
                yield cell.line + token.start[0] - 1, what, fix


def prose(draft: Draft) -> Iterator[Finding]:
    """Words for readers in a string outside `ws.text(en=…, ja=…)`.

    These count as such: Japanese; three or more words in a row; a single word where matplotlib,
    seaborn or `print` show it; a string that stands alone. Free are queries, and texts given as
    `examples=…`, which are data for a model.
    """
    for cell, tree in draft.code:
        for node, what in _prose(tree):
            yield cell.line + node.lineno - 1, what, "write ws.text(en=…, ja=…)."


def _prose(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Strings with words for readers below a node, and what is wrong with each."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.keyword) and node.arg in _DATA_KEYWORDS:
            continue
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if dotted(node.func) == "ws.text" or name in _QUERY_CALLS:
                continue
            shown = [word.value for word in node.keywords if word.arg in _SHOWN_KEYWORDS]
            shown += node.args if name in _SHOWN_CALLS else []
            for argument in shown:
                if _WORD.search(_words(argument)):
                    yield argument, "A label is in one language only."
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as alone):
                yield alone, "A text in code is in one language only."
            case ast.Constant() | ast.JoinedStr():
                words = _words(node)
                if _JAPANESE.search(words) or _SENTENCE.search(words):
                    yield node, "A text in code is in one language only."
                for value in ast.iter_child_nodes(node):  # what an f-string computes
                    yield from _prose(value)
            case _:
                yield from _prose(node)


def _words(node: ast.expr) -> str:
    """What a string shows, with `XX` for what an f-string computes; empty for anything else."""
    match node:
        case ast.JoinedStr():
            return "".join(map(_words, node.values))
        case ast.FormattedValue():
            return "XX"
        case ast.Constant(value=str(words)):
            return words
    return ""


def one_language(draft: Draft) -> Iterator[Finding]:
    """`ws.text` lacks a language; `wording.twins` looks whether each has its own."""
    for _, call, line in draft.calls("ws.text"):
        if call.args or {word.arg for word in call.keywords} != {"en", "ja"}:
            yield line, "ws.text needs both languages.", "write ws.text(en=…, ja=…)."


# ---- text


def pictures(draft: Draft) -> Iterator[Finding]:
    """A picture has no text for those who do not see it."""
    for cell in draft.cells:
        for found in references.of(cell):
            if found.kind == "picture" and not found.alternative.strip():
                fix = "say in the square brackets, or in `alt`, what it shows."
                yield found.line, "This picture has no alternative text.", fix


def dead_links(draft: Draft) -> Iterator[Finding]:
    """A relative link, as seen from the built notebook, leads nowhere."""
    for cell in draft.cells:
        for found in references.of(cell):
            if references.is_dead(found.address, cell, draft.id):
                what = f"The link {shown(found.address)} leads nowhere."
                fix = "make it relative to the built notebook, notebooks/<language>/<lesson>.ipynb."
                yield found.line, what, fix


# ---- across the course


def unlisted(drafts: list[Draft]) -> Iterator[Problem]:
    """The course does not list a lesson."""
    listed = {entry.id for entry in structure.load().lessons}
    for draft in drafts:
        if draft.id not in listed:
            what = "lessons/course.yml does not list this lesson."
            yield Problem(draft.path, 1, what, "add it to its module there.")


def planned(drafts: list[Draft]) -> Iterator[Problem]:
    """A lesson is there, and still planned."""
    for entry in structure.load().lessons:
        if entry.planned and entry.is_open:
            path = structure.root() / structure.COURSE_FILE
            what = f"{entry.id} is planned, though its file exists."
            yield Problem(path, _line_with(path, f"- id: {entry.id}"), what, "remove `planned`.")


def noted_by_now(drafts: list[Draft]) -> Iterator[Problem]:
    """A lesson is listed as one without notes, and has them all or does not exist."""
    lacking = {draft.id for draft in drafts if _without_notes(draft)}
    path = structure.root() / structure.COURSE_FILE
    for at, id_ in enumerate(structure.load().without_notes):
        if id_ not in lacking:
            what = f"without_notes > {id_}: no section of such a lesson lacks notes."
            yield Problem(path, yaml_files.line_of(path, "without_notes", at), what, "remove it.")


def exercises(drafts: list[Draft]) -> Iterator[Problem]:
    """An exercise has no check; a check has no exercise, or its file no lesson or mistakes."""
    files = set(build.sources(".py"))
    for path in sorted(files - {draft.path.with_suffix(".py") for draft in drafts}):
        yield Problem(path, 0, "There is no lesson for this check file.", "rename or remove it.")
    for draft in drafts:
        path = draft.path.with_suffix(".py")
        starters = {cell.exercise: cell.line for cell in draft.cells if cell.role == "stub"}
        asked = {first_argument(call): line for call, line in _asking(draft)}
        wanted = asked | starters
        try:
            checked = store.load(path) if path in files else {}
        except CourseFileError as error:
            yield from error.problems
            continue
        for name, line in wanted.items():
            if name not in checked:
                what = f"{path.name} has no check of the exercise {name!r}."
                yield Problem(draft.path, line, what, "write a class with this `id` there.")
        for name, exercise in checked.items():
            if name not in wanted:
                what = f"The lesson does not ask for the exercise {name!r}."
                line = _line_with(path, f"class {type(exercise).__name__}")
                yield Problem(path, line, what, f"{_form_of(exercise)}; or remove this class.")
            elif exercise.code != (name in starters):
                kind = "wants code" if exercise.code else "is without code"
                what = f"The exercise {name!r} {kind}, says {path.name}."
                yield Problem(draft.path, wanted[name], what, f"{_form_of(exercise)}.")


def _asking(draft: Draft) -> Iterator[tuple[ast.Call, int]]:
    """The checks that ask with fields, and their lines."""
    for _, call, line in draft.calls("ws.check"):
        if len(call.args) == 1:
            yield call, line


def _form_of(exercise: Exercise) -> str:
    """What an exercise of its kind consists of, as a fix."""
    if exercise.code:
        return f'write a starter, a solution and `ws.check("{exercise.id}", my_…)`'
    return f'write `ws.check("{exercise.id}")` alone, without starter and solution'


def questions(drafts: list[Draft]) -> Iterator[Problem]:
    """A question is unknown, asked twice or never, or belongs to another lesson."""
    known = {entry.question.id: entry for entry in bank.entries()}
    reviewing = {draft.id for draft in drafts if any(draft.calls("ws.review"))}
    asked = {
        name for name, entry in known.items() if entry.question.review and entry.lesson in reviewing
    }
    for draft in drafts:
        for _, call, line in draft.calls("ws.quiz"):
            name = first_argument(call) or ""
            if name not in known:
                what, fix = f"The bank has no question {name!r}.", "correct the id, or write it."
            elif name in asked:
                what = f"The question {name!r} is asked here for the second time."
                fix = "ask another one."
            elif known[name].lesson != draft.id:
                what = f"The bank has {name!r} under {known[name].lesson}."
                fix = f"move it to {draft.id} there."
            else:
                asked.add(name)
                continue
            asked.add(name)
            yield Problem(draft.path, line, what, fix)
    for name in set(known) - asked:
        fix = "ask it in its lesson, or remove it."
        yield known[name].problem("no lesson asks this question.", fix)


# Those that only open the course or look back on a module are made of other things.
_FRAME = re.compile(r"(.*/)?(00-[\w-]+|\d\d-(review|wrap-up))")
_RECAP = {"en": "In this lesson you", "ja": "このレッスンでやったこと"}
_FEWEST_QUESTIONS, _FEWEST_TASKS = 3, 2


def incomplete(drafts: list[Draft]) -> Iterator[Problem]:
    """A lesson asks too little, gives too little to do, or does not close as lessons do."""
    open_ones = {entry.question.id for entry in bank.entries() if entry.question.kind == "open"}
    for draft in drafts:
        if _FRAME.fullmatch(draft.id):
            continue
        asked = [first_argument(call) for _, call, _ in draft.calls("ws.quiz")]
        if len(asked) < _FEWEST_QUESTIONS:
            what = f"The lesson asks {len(asked)} question(s), fewer than {_FEWEST_QUESTIONS}."
            yield Problem(draft.path, 1, what, "ask more, spread over the lesson.")
        if not open_ones & set(asked):
            what = "No question is about the attendee's own work."
            yield Problem(draft.path, 1, what, "end with a question of the kind `open`.")
        tasks = [cell.line for cell in draft.cells if cell.role == "stub"]
        tasks += [line for _, line in _asking(draft)]
        tasks += [
            cell.line + node.lineno - 1
            for cell, tree in draft.code
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and dotted(node.func).startswith("ws.activities.")
        ]
        if len(tasks) < _FEWEST_TASKS:
            what = f"The lesson gives {len(tasks)} thing(s) to do, fewer than {_FEWEST_TASKS}."
            yield Problem(draft.path, 1, what, "add an exercise or an activity.")
        for language, heading in _RECAP.items():
            recaps = [
                cell.line
                for cell in draft.cells
                if cell.language == language
                and re.search(rf"^## {heading}", cell.source, re.MULTILINE)
            ]
            if not recaps:
                what = f'No text says "## {heading} …".'
                yield Problem(draft.path, 1, what, "close with a recap under that heading.")
            elif recaps[-1] < max(tasks, default=0):
                what = "Something to do comes after the recap."
                yield Problem(draft.path, recaps[-1], what, "move the recap to the end.")


def question_bank(drafts: list[Draft]) -> Iterable[Problem]:
    """What the bank's own lint finds."""
    return bank.problems()


def blanks(drafts: list[Draft]) -> Iterable[Problem]:
    """A blank of a skeleton is left."""
    return skeletons.blanks()


def changed_questions(drafts: list[Draft]) -> Iterable[Problem]:
    """A question changed its meaning without a new version; a bank does not name its schema."""
    return question_files.problems()


def summaries(drafts: list[Draft]) -> Iterable[Problem]:
    """What the modules' summaries' own lint finds."""
    return summary_page.problems()


def too_long(drafts: list[Draft]) -> Iterable[Problem]:
    """A lesson or a way takes longer than it may."""
    return times.problems()


def data_sets(drafts: list[Draft]) -> Iterable[Problem]:
    """What the catalogue's own lint finds."""
    return data.problems()


# ---- helpers


def _line_with(path: Path, key: str) -> int:
    """The first line of a file that begins with a key, 1 if none does."""
    for number, line in enumerate(course_files.lines(course_files.read(path)), 1):
        if line.strip().startswith(key):
            return number
    return 1


LINTS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    twins,
    sections,
    not_python,
    lone_halves,
    not_blanked,
    no_blank,
    stub_needs_more,
    unchecked,
    not_the_answer,
    used_after_check,
    silent_cells,
    quiz_not_alone,
    unknown_data,
    comments,
    prose,
    one_language,
    pictures,
    dead_links,
)

COURSE_LINTS: tuple[Callable[[list[Draft]], Iterable[Problem]], ...] = (
    unlisted,
    planned,
    noted_by_now,
    blanks,
    exercises,
    questions,
    incomplete,
    question_bank,
    changed_questions,
    summaries,
    too_long,
    data_sets,
    wording.problems,
)
