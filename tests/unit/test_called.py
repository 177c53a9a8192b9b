"""What holds for every function that a notebook can call: a wrong call is refused in words."""

import inspect

import pytest

import mlworkshop
from mlworkshop.errors import WorkshopError


def functions(module, name):
    for each in module.__all__:
        found = getattr(module, each)
        if inspect.ismodule(found):
            yield from functions(found, f"{name}.{each}")
        elif inspect.isfunction(found):
            yield f"{name}.{each}", found


FUNCTIONS = dict(functions(mlworkshop, "ws"))


def refused(name, *given, **said):
    """What is said of a call in place of Python's `TypeError`."""
    with pytest.raises(WorkshopError) as found:
        FUNCTIONS[name](*given, **said)
    assert name in str(found.value)
    return str(found.value)


def test_the_functions_of_the_course_and_of_its_parts_are_here():
    some = {"ws.quiz", "ws.data.labels", "ws.measures.wilson", "ws.activities.gap"}
    assert some <= FUNCTIONS.keys()


def test_too_many_values_and_unknown_names_are_refused(begin):
    begin("m1-intro/02-spam")
    for name in FUNCTIONS:
        refused(name, *range(99))
        refused(name, meow=1)


def test_what_is_missing_is_named_and_the_call_written():
    for name, call in FUNCTIONS.items():
        parts = inspect.signature(call).parameters.values()
        needed = [p.name for p in parts if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        if needed:
            assert all(part in refused(name) for part in needed)
    assert 'ws.quiz("…")' in refused("ws.quiz")
    assert 'ws.text(en="…", ja="…")' in refused("ws.text", en="a")


def test_help_shows_the_function_itself():
    for name, call in FUNCTIONS.items():
        parts = inspect.signature(call).parameters.values()
        assert call.__name__ == name.rpartition(".")[2]
        assert all(part.kind is not part.VAR_POSITIONAL for part in parts)
        assert inspect.getdoc(call)
