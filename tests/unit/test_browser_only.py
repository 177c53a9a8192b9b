"""Lessons of the edition for the browser alone need nothing compiled but pydantic's core.

They are played in a process of its own, where the compiled packages cannot be imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mlworkshop.authoring import lite

# PyYAML and its kin are as good without: they bring the same in Python.
MAY_BE_COMPILED = {"pydantic_core", "yaml"}

PROGRAM = """
import sys

BLOCKED = {"numpy", "pandas", "matplotlib", "scipy", "sklearn", "lxml", "PIL", "onnxruntime"}
BLOCKED |= {"psutil", "requests", "zmq"}


class NotHere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, NotHere())

import plays
from hands import Outputs

from mlworkshop import language, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.plan import document, formats

ui.display = Outputs().display
for lang in language.LANGUAGES:
    for lesson in sys.argv[1:]:
        plays.play(lesson, lang)
    assert formats.parsed(formats.written(".html"), "x").pieces
assert document.load().said
try:
    formats.written(".docx")
except WorkshopError as error:
    print("WORD:", error)
for name, module in sys.modules.items():
    path = getattr(module, "__file__", None) or ""
    if "site-packages" in path and path.endswith((".so", ".pyd")):
        print("COMPILED:", name)
"""


def test_they_are_played_without_anything_compiled(tmp_path):
    here = Path(__file__).parent
    environment = os.environ | {
        "PYTHONPATH": str(here),
        "PYTHONUTF8": "1",
        "MLWORKSHOP_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *lite.WHOLE],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    compiled = {line.split()[1] for line in lines if line.startswith("COMPILED:")}
    assert {name.partition(".")[0] for name in compiled} <= MAY_BE_COMPILED
    assert [line for line in lines if line.startswith("WORD:") and "python-docx" in line]
