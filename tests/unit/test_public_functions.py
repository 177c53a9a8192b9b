"""Whatever attendees give to a function of `ws`, they see a message and no traceback of ours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mlworkshop as ws
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES, speaking

_ENDLESS: list[object] = []
_ENDLESS.append(_ENDLESS)
ODD = {
    "none": None,
    "number": 3,
    "fraction": float("nan"),
    "digits": 10**5000,
    "long": "x" * 100_000,
    "null": "a\0b",
    "half an emoji": "a\ud83d",
    "up and away": "../../README",
    "bytes": b"spam",
    "array": np.array(["spam", "good"]),
    "numbers": np.arange(3.0),
    "column": pd.Series(["spam", "good"]),
    "table": pd.DataFrame({"spam": [1, 2]}),
    "set": {"spam"},
    "mapping": {"spam": 1},
    "endless": _ENDLESS,
    "type": str,
}
# Functions by the argument that may be anything.
CALLS = {
    "quiz": ws.quiz,
    "answer, id": lambda odd: ws.answer(odd, "a"),
    "answer, choice": lambda odd: ws.answer("start-practice", odd),
    "check, name": lambda odd: ws.check(odd),
    "check, answer": lambda odd: ws.check("how-many", odd),
    "hint": ws.hint,
    "solution": ws.solution,
    "review": ws.review,
    "summary": ws.summary,
    "final_check": lambda odd: ws.final_check(expected=odd if odd is not None else 3),
    "certificate": ws.certificate,
    "certificate, path": lambda odd: ws.certificate("Ada", odd),
    "glossary": ws.glossary,
    "begin, lesson": lambda odd: ws.begin(odd, "en"),
    "begin, language": lambda odd: ws.begin("00-start-here", odd),
    "export_progress": ws.export_progress,
    "import_progress": ws.import_progress,
    "export_plan": ws.export_plan,
    "import_plan": ws.import_plan,
    "data.labels": ws.data.labels,
    "data.check": ws.data.check,
    "data.download": ws.data.download,
    "data.is_downloaded": ws.data.is_downloaded,
    "data.cat_photo": ws.data.cat_photo,
    "data.cat_photo_features": ws.data.cat_photo_features,
    "data.supermarket_extract": ws.data.supermarket_extract,
    "data.text_vectors": ws.data.text_vectors,
    "vision.open_photo": ws.vision.open_photo,
    "miniml.DataSource, data": lambda odd: ws.miniml.DataSource(odd, "target"),
    "miniml.DataSource, target": lambda odd: ws.miniml.DataSource(
        pd.DataFrame({"a": [1], "b": [2]}), odd
    ),
    "miniml.cost": lambda odd: ws.miniml.cost(batch_predictions=odd),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("call", CALLS)
def test_odd_arguments_get_a_short_message_and_no_traceback(
    call, lang, begin, outputs, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    begin("00-start-here")
    failed = {}
    with speaking(lang):
        for name, odd in ODD.items():
            try:
                CALLS[call](odd)
            except WorkshopError as error:
                if len(str(error)) > 2_000:
                    failed[name] = "a message without end"
            except Exception as error:
                failed[name] = repr(error)[:200]
    assert failed == {}
