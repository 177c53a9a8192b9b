"""What a cell's Python says, found without running it."""

from __future__ import annotations

import ast
from functools import lru_cache

# Calls after which a cell shows something to look at or to click, and has nothing to be changed.
_SHOWING = {
    f"ws.{name}"
    for name in (
        *("quiz", "check", "review", "final_check", "doctor", "my_plan", "progress", "summary"),
        *("certificate", "glossary"),
    )
}
ACTIVITIES = "ws.activities."


@lru_cache(maxsize=4096)  # minutes, slides and lints ask of each cell, in each of its notebooks
def parsed(source: str) -> ast.Module | SyntaxError:
    """The syntax tree of a cell, or why Python refuses it, also where only compiling tells."""
    try:
        tree = ast.parse(source)
        compile(tree, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        return error
    except ValueError as error:  # such as a null character
        return SyntaxError(str(error))
    return tree


def dotted(node: ast.expr) -> str:
    """`ws.data.spam_mail` of the expression so written; empty for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def first_argument(call: ast.Call) -> str | None:
    """The first argument of a call if it is a string."""
    match call.args:
        case [ast.Constant(value=str(first)), *_]:
            return first
    return None


@lru_cache(maxsize=4096)
def calls(tree: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    """Every call below a node by its dotted name, in the order of the code."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found.sort(key=lambda call: (call.lineno, call.col_offset))
    return tuple((dotted(call.func), call) for call in found)


def showing(name: str) -> bool:
    """Whether a call is one that shows a question, a check, an activity or an overview."""
    return name in _SHOWING or name.startswith(ACTIVITIES)


def shows(tree: ast.Module | SyntaxError) -> bool:
    """Whether a cell makes such a call, its result perhaps kept under a name."""
    return not isinstance(tree, SyntaxError) and any(map(_shows, tree.body))


def only_shows(tree: ast.Module | SyntaxError) -> bool:
    """Whether a cell is nothing but one such call."""
    return not isinstance(tree, SyntaxError) and [*map(_shows, tree.body)] == [True]


def _shows(statement: ast.stmt) -> bool:
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and showing(dotted(value.func))


def is_blank(node: object) -> bool:
    """Whether this is `...`, as an expression or as a statement."""
    if isinstance(node, ast.Expr):
        node = node.value
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def is_blanked(stub: object, solution: object) -> bool:
    """Whether filling the blanks of a stub can give the solution.

    A blank stands for one expression, or for any number of statements or list elements.
    """
    if is_blank(stub):
        return True
    if isinstance(stub, list) and isinstance(solution, list):
        if stub and is_blank(stub[0]):
            rests = (solution[count:] for count in range(len(solution) + 1))
            return any(is_blanked(stub[1:], rest) for rest in rests)
        if not stub or not solution:
            return not stub and not solution
        return is_blanked(stub[0], solution[0]) and is_blanked(stub[1:], solution[1:])
    if isinstance(stub, ast.AST):
        return type(stub) is type(solution) and all(
            is_blanked(value, getattr(solution, name)) for name, value in ast.iter_fields(stub)
        )
    return stub == solution
