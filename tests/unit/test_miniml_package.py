"""The package's face: few names, each imported only when somebody asks for it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import mlworkshop as ws

_SLOW = ("sklearn", "numpy", "pandas", "scipy", "onnxruntime", "PIL.Image")


def test_every_name_is_there_and_documented():
    for name in ws.miniml.__all__:
        made = getattr(ws.miniml, name)
        assert inspect.isclass(made) or inspect.isfunction(made)
        assert name in dir(ws.miniml)
        told = inspect.getdoc(made)  # as Python 3.13 and later keep it, without indentation
        assert "Raises\n" in told
        for parameter in inspect.signature(made).parameters:
            assert re.search(rf"^(\w+, )*{parameter}\b.* : ", told, re.MULTILINE)


def test_another_name_is_none():
    with pytest.raises(AttributeError, match="attribute fit"):
        ws.miniml.fit  # noqa: B018


def test_importing_the_workshop_imports_none_of_it():
    code = f"import sys, mlworkshop; print([name for name in {_SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
