"""What the tests of the prediction service share."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from mlworkshop import language
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES

KANA = re.compile("[\u3040-\u30ff]")


def refused(call, *parts, en="", ja=""):
    """Make sure that a call fails with a message, in either language, that has all parts."""
    for lang in LANGUAGES:
        language.use(lang)
        with pytest.raises(WorkshopError) as caught:
            call()
        message = str(caught.value)
        for part in (*parts, en if lang == "en" else ja):
            assert part in message
        assert bool(KANA.search(message)) == (lang == "ja"), message
    language.use("en")


def in_both(show):
    """What something says in English and in Japanese."""
    said = []
    for lang in LANGUAGES:
        language.use(lang)
        said.append(show())
    language.use("en")
    assert KANA.search(said[1])
    assert not KANA.search(said[0])
    return said


def colours(rows=60, **more):
    """A table whose target follows from its columns: a number, a category and two classes."""
    number = pd.Series(range(rows)) * 7 % 31
    table = pd.DataFrame(
        {
            "number": number,
            "colour": [("red", "green", "blue")[place % 3] for place in range(rows)],
            "answer": ["yes" if value > 15 else "no" for value in number],
        }
    )
    return table.assign(**more)
