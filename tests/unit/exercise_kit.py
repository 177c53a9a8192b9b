"""What every exercise of the course must stand, and its check's mutants must not.

A lesson is run once, with the solutions in place of the starters, and what each `ws.check` is given
is kept. Everything else computes with that. A later lesson needs no code here: `lessons/*/*.md`
with a check file beside it is found by itself.
"""

from __future__ import annotations

import ast
import copy
import io
import json
import linecache
import re
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib
import pandas as pd
import pytest

import mlworkshop
from mlworkshop import language, notebook
from mlworkshop.course import lesson, structure
from mlworkshop.exercise import Exercise, store
from mlworkshop.exercise.check import Result, evaluate
from mlworkshop.exercise.contracts import Unusable, leaves
from mlworkshop.fields import Field
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome


@dataclass
class Case:
    """An exercise, what its check is given in its lesson, and answers to try.

    Parameters
    ----------
    path : Path
        The check file.
    exercise : Exercise
    context : dict
        The keyword arguments of `ws.check`.
    solved : object
        The answer of the lesson's solution.
    untouched : object
        The answer of the starter.
    partly : list of object
        The answers of starters in which all blanks but one are filled.
    """

    path: Path
    exercise: Exercise
    context: dict[str, Any]
    solved: Any
    untouched: Any = None
    partly: list[Any] = field(default_factory=list)

    def try_(self, answer: Any, exercise: Exercise | None = None) -> Result:
        """How an answer comes out; without code, once it went through the fields."""
        exercise = exercise or self.exercise
        if exercise.code:
            return evaluate(exercise, answer, self.context)
        return evaluate(exercise, self.entered(answer), self.context, by_fields=True)

    def entered(self, answer: Any) -> Any:
        """An answer as the fields give it when its parts are entered."""
        if any(leaf is ... for leaf in leaves(answer)):
            return answer
        contract = self.exercise.answer
        try:
            values = contract.spread(contract.accept(answer))
        except Unusable:
            return answer
        return contract.joined(
            [field.read(value) for field, value in zip(self.fields, values, strict=True)]
        )

    @cached_property
    def fields(self) -> list[Field]:
        return self.exercise.answer.fields()

    @property
    def reference(self) -> Any:
        return self.exercise.reference(**self.context)

    def examples(self) -> Iterator[tuple[str, Any, Outcome, str | None]]:
        """Answers of which the check file says how they come out, and as which misconception."""
        yield "the reference", self.reference, Outcome.RIGHT, None
        yield "the lesson's solution", self.solved, Outcome.RIGHT, None
        for likely in self.exercise.misconceptions:
            for answer in likely.answers(**self.context):
                yield f"the misconception {likely.name!r}", answer, Outcome.WRONG, likely.name
        for number, make in enumerate(self.exercise.also_right, 1):
            yield f"also_right no. {number}", make(**self.context), Outcome.RIGHT, None
        for number, make in enumerate(self.exercise.also_wrong, 1):
            yield f"also_wrong no. {number}", make(**self.context), Outcome.WRONG, None


def paths() -> list[Path]:
    """The course's lessons that have a check file."""
    lessons = sorted((structure.root() / "lessons").rglob("*.md"))
    return [path for path in lessons if path.with_suffix(".py").exists()]


@lru_cache
def run(path: Path) -> Run:
    """Run a lesson with its solutions.

    Parameters
    ----------
    path : Path
        The lesson; the folder `lessons` that holds it is taken for the course's.
    """
    return Run(path)


def cases(path: Path) -> dict[str, Case]:
    """Run a lesson, and give a case for each exercise, by its id."""
    return run(path).cases


class Run:
    """A lesson's code, run cell by cell as a notebook does.

    Attributes
    ----------
    names : dict
        What the lesson's names stand for at its end.
    cases : dict of str to Case
        By the exercise's id.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lesson = lesson.read(path)
        self._checked: list[tuple[str, Any, dict[str, Any]]] = []
        ws = types.SimpleNamespace(
            **{name: getattr(mlworkshop, name) for name in mlworkshop.__all__}
        )
        ws.check = self._check
        self.names: dict[str, Any] = {"__name__": "__main__", "ws": ws}
        self.cases = {case.exercise.id: case for case in self._run()}

    def _run(self) -> list[Case]:
        found: list[Case] = []
        starter: tuple[lesson.Cell, dict[str, Any]] | None = None
        with self._as_in_a_notebook():
            for cell in self._lesson.cells:
                if cell.role == "stub":
                    starter = cell, dict(self.names)
                elif cell.kind == "code":
                    self._exec(cell, cell.source, self.names)
                    if cell.role is None and self._checked:
                        found.append(self._case(starter, cell))
                        starter = None
        return found

    def _case(self, starter: tuple[lesson.Cell, dict[str, Any]] | None, check: lesson.Cell) -> Case:
        [(name, solved, context)] = self._checked
        self._checked.clear()
        checks = self._path.with_suffix(".py")
        exercise = store.load(checks)[name]
        if not exercise.code:  # a rule for 3,000 mails needs no more than a part of them
            context = {key: _sample(value) for key, value in context.items()}
            size, joined = exercise.answer.size, exercise.answer.joined
            values = exercise.answer.spread(exercise.answer.accept(solved))
            partly = [
                joined([None if at == left else value for at, value in enumerate(values)])
                for left in range(size if size > 1 else 0)
            ]
            return Case(checks, exercise, context, solved, joined([None] * size), partly)
        assert starter, f"{self._path}:{check.line}: no starter before this check"
        stub, before = starter

        def answered(source: str) -> Any:
            names = dict(before)
            self._exec(stub, source, names)
            self._exec(check, check.source, names)
            [(_, answer, _)] = self._checked
            self._checked.clear()
            return answer

        return Case(
            checks,
            exercise,
            context,
            solved,
            answered(stub.source),
            [answered(source) for source in partly_filled(stub.source)],
        )

    def _check(self, name: str, answer: Any = None, /, **context: Any) -> Any:
        """In place of `ws.check`: nothing is shown, and a mistake in the check file is raised."""
        exercise = store.load(self._path.with_suffix(".py"))[name]
        if not exercise.code:
            answer = exercise.reference(**context)
        self._checked.append((name, answer, _copy(context)))
        return evaluate(exercise, answer, context).handed_back

    def _exec(self, cell: lesson.Cell, source: str, names: dict[str, Any]) -> None:
        # inspect finds the source of functions by this name, as it does for a notebook's cells.
        name = f"<{self._path.name}, line {cell.line}, {abs(hash(source))}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), names)

    @contextmanager
    def _as_in_a_notebook(self) -> Iterator[None]:
        root = next(folder.parent for folder in self._path.parents if folder.name == "lessons")
        before = language.current()
        matplotlib.use("Agg")
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(structure, "root", return_value=root))
            stack.enter_context(mock.patch.object(notebook, "_lesson", self._lesson.header.id))
            stack.enter_context(mock.patch("IPython.display.display"))
            stack.enter_context(mock.patch("mlworkshop.ui.display"))
            stack.enter_context(mock.patch("matplotlib.pyplot.show"))
            stack.enter_context(redirect_stdout(io.StringIO()))
            language.use("en")
            try:
                yield
            finally:
                language.use(before)
                from matplotlib import pyplot

                pyplot.close("all")


def _copy(value: Any) -> Any:
    """A copy that later cells cannot change."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _sample(value: Any) -> Any:
    """A part of a large table, anything else as it is."""
    is_large = isinstance(value, pd.DataFrame) and len(value) > 1000
    return value.sample(600, random_state=0) if is_large else value


def partly_filled(stub: str) -> Iterator[str]:
    """Starters in which all blanks but one are filled; none if there is only one."""
    count = len(_blanks(ast.parse(stub)))
    for kept in range(count if count > 1 else 0):
        tree = ast.parse(stub)
        for position, blank in enumerate(_blanks(tree)):
            if position != kept:
                blank.value = None
        yield ast.unparse(tree)


def _blanks(tree: ast.AST) -> list[ast.Constant]:
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [node for node in constants if node.value is ...]


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal; functions are when they come from the same code."""
    if isinstance(one, pd.DataFrame | pd.Series):
        return type(one) is type(other) and one.equals(other)
    if callable(one) and callable(other):
        return one is other or getattr(one, "__code__", 1) == getattr(other, "__code__", 2)
    return type(one) is type(other) and bool(one == other)


# ---- what every exercise must stand; each raises AssertionError


def right_answers_are_right(case: Case) -> None:
    for name, answer, outcome, _ in case.examples():
        if outcome is Outcome.RIGHT:
            result = case.try_(answer)
            assert result.outcome is outcome, f"{name} is {result.outcome}: {result.message.en}"
            assert not result.is_reference, name


def blanks_are_not_attempted(case: Case) -> None:
    for answer in [case.untouched, *case.partly]:
        result = case.try_(answer)
        assert result.outcome is Outcome.NOT_ATTEMPTED, f"a starter is {result.outcome}"
        assert result.is_reference
        assert same(result.handed_back, case.reference)
        for words in (result.message.en, result.message.ja):
            assert ("..." in words) == case.exercise.code


def bad_answers_are_explained(case: Case) -> None:
    """Wrong type, wrong shape, missing and raising: expected and found, in both languages."""
    for name, answer in case.exercise.answer.bad_examples().items():
        result = evaluate(case.exercise, answer, case.context)
        assert result.outcome in (Outcome.WRONG, Outcome.ERROR), f"{name} is {result.outcome}"
        assert result.is_reference, f"{name} is handed on"
        assert same(result.handed_back, case.reference)
        if result.outcome is Outcome.ERROR:
            assert "ValueError" in result.message.en
            assert "ValueError" in result.message.ja
            continue
        with pytest.raises(Unusable) as refused:
            case.exercise.answer.accept(answer)
        for lang in LANGUAGES:
            words = result.message.of(lang)
            assert refused.value.expected.of(lang) in words, name
            assert refused.value.found.of(lang) in words, name


def misconceptions_are_named(case: Case) -> None:
    """Each wrong answer is wrong, is handed on, and gets the message that is meant for it."""
    said: dict[str, str] = {}
    for name, answer, outcome, misconception in case.examples():
        if outcome is not Outcome.WRONG:
            continue
        result = case.try_(answer)
        assert result.outcome is outcome, f"{name} is {result.outcome}: {result.message.en}"
        assert not result.is_reference, f"{name} is not of the right type and shape"
        assert same(result.handed_back, case.exercise.answer.accept(answer)), name
        assert result.misconception == misconception, f"{name} is taken for {result.misconception}"
        if misconception:
            for lang in LANGUAGES:
                words = result.message.of(lang)
                assert said.setdefault(words, name) == name, f"{name} is told of {said[words]}"


def fields_take_what_the_contract_takes(case: Case) -> None:
    """Without code: each answer can be entered, and is said to come back as it was."""
    contract = case.exercise.answer
    assert len(case.fields) == contract.size > 0
    assert all(field.label for field in case.fields)
    for name, answer, _, _ in case.examples():
        accepted = contract.accept(answer)
        assert same(contract.accept(case.entered(answer)), accepted), name
        assert same(contract.accept(json.loads(json.dumps(accepted))), accepted), name


def no_word_is_about_code(case: Case) -> None:
    """Without code, what is said of an answer names neither quotation marks nor brackets."""
    said = [*case.exercise.hints, case.exercise.why]
    said += [case.try_(answer).message for _, answer, _, _ in case.examples()]
    for message in said:
        assert not _ABOUT_CODE.search(message.en), message.en
        assert not _ABOUT_CODE.search(message.ja), message.ja


_ABOUT_CODE = re.compile(
    r"quotation mark|bracket|引用符|括弧|`\.\.\.`|`[\[\"(]|`[^`]* [*/+] [^`]*`"
)


def checking_twice_says_the_same(case: Case) -> None:
    for name, answer, _, _ in case.examples():
        first, second = case.try_(answer), case.try_(answer)
        assert (first.outcome, first.message) == (second.outcome, second.message), name
        assert same(first.handed_back, second.handed_back), name
    first, second = case.try_(case.untouched), case.try_(case.untouched)
    assert (first.outcome, first.message) == (second.outcome, second.message)
    assert same(first.handed_back, second.handed_back)


REQUIREMENTS: tuple[Callable[[Case], None], ...] = (
    right_answers_are_right,
    blanks_are_not_attempted,
    bad_answers_are_explained,
    misconceptions_are_named,
    checking_twice_says_the_same,
)
# What those without code must stand as well.
BY_FIELDS = (fields_take_what_the_contract_takes, no_word_is_about_code)


# ---- mutants


_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def survivors(case: Case) -> list[str]:
    """Changes to a check that none of its file's answers notices, as `file:line: change`."""
    examples = list(case.examples())
    alive = []
    for line, change, mutant in mutants(case.path, case.exercise.id):
        # What told the last mutant from the check is likely to tell the next one, too.
        for at, example in enumerate(examples):
            if _tells(case, mutant, *example[1:]):
                examples.insert(0, examples.pop(at))
                break
        else:
            alive.append(f"{case.path}:{line}: {change}")
    return alive


def _tells(
    case: Case, mutant: Exercise, answer: Any, outcome: Outcome, misconception: str | None
) -> bool:
    try:
        result = case.try_(answer, mutant)
    except Exception:
        return True
    return (result.outcome, result.misconception) != (outcome, misconception)


def mutants(path: Path, exercise: str) -> Iterator[tuple[int, str, Exercise]]:
    """An exercise with one change to its check at a time: line, change, exercise.

    A check that the exercise has from its kind, such as `Figure`, is mutated there.
    """
    of = type(store.load(path)[exercise])
    if "check" in vars(of):
        for line, change, names in mutated(path, of.__name__, "check", of.__module__):
            yield line, change, names[of.__name__]()


def mutated(
    path: Path, owner: str, function: str, module: str
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """A file's names, with one change to a method of a class at a time: line, change, names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    [body] = [
        node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == owner
    ]
    [method] = [
        node for node in body if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    for line, change in _mutations(method):
        names: dict[str, Any] = {"__name__": module, "__file__": str(path)}
        exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), names)
        yield line, change, names


def _mutations(check: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """Change a function's tree, and back when the next change is asked for."""
    for node in list(ast.walk(check)):
        if isinstance(node, ast.Compare):
            for at, operator in enumerate(node.ops):
                node.ops[at] = _SWAPPED[type(operator)]()
                yield node.lineno, f"{_name(operator)} became {_name(node.ops[at])}"
                node.ops[at] = operator
        elif isinstance(node, ast.BoolOp):
            operator = node.op
            node.op = _SWAPPED[type(operator)]()
            yield node.lineno, f"{_name(operator)} became {_name(node.op)}"
            node.op = operator
        elif isinstance(node, ast.If) and not _has(node.test, ast.Compare):
            condition = node.test
            node.test = ast.UnaryOp(ast.Not(), condition)
            yield node.lineno, f"not {ast.unparse(condition)}"
            node.test = condition
        for body in _bodies(node):
            for at, statement in enumerate(list(body)):
                if _has(statement, ast.Raise) or (body is check.body and at == 0):
                    body.insert(at, ast.Return())
                    yield statement.lineno, "return before this line"
                    del body[at]


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield value


def _has(node: ast.AST, kind: type[ast.AST]) -> bool:
    return any(isinstance(below, kind) for below in ast.walk(node))


def _name(operator: ast.AST) -> str:
    return type(operator).__name__
