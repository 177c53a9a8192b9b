"""Event storming: the model of it, and what its picture makes of long words."""

from __future__ import annotations

import importlib
from xml.etree import ElementTree

import pytest

from mlworkshop import language
from mlworkshop.activities.kit import wrapped
from mlworkshop.errors import WorkshopError

storming = importlib.import_module("mlworkshop.activities.event_storming")
Storm = storming.Storm
A, B, C = ({"actor": name, "event": f"{name} done"} for name in "abc")


@pytest.fixture
def laid(begin):
    begin("m1-intro/02-spam")

    def lay(**said):
        return storming.EventStorming(Storm(**said), "own-storm")

    return lay


def test_what_points_to_a_step_follows_it():
    storm = Storm((A, B, C), bottleneck=1, model=2, data=3)
    moved = storm.with_steps((B, A, C))
    assert (moved.bottleneck, moved.model, moved.data) == (2, 1, 3)
    removed = storm.with_steps((A, C))
    assert (removed.bottleneck, removed.model, removed.data) == (1, None, 2)
    edited = storm.with_steps((A, {"actor": "b", "event": "other"}, C))
    assert (edited.bottleneck, edited.model, edited.data) == (1, 2, 3)
    assert Storm((A, B), data=0).with_steps((B,)).data == 0


@pytest.mark.parametrize(
    ("data", "arises"), [(None, None), (0, False), (1, True), (2, True), (3, None)]
)
def test_training_data_arise_at_a_step_that_there_is(laid, data, arises):
    activity = laid(steps=(A, B), data=data, percent=90.0)
    assert activity.facts() == {"training_data_arises": arises, "required_percent": 90}


def test_an_empty_scenario_asks_and_adds_nothing(laid):
    activity = laid()
    assert activity.state.open == list(Storm.__dataclass_fields__)
    assert activity.digest() == []
    assert activity.picture() == activity.alternative() == ""
    assert set(activity.facts().values()) == {None}


def test_a_full_scenario_has_nothing_open_unless_it_cannot_work(laid):
    full = {
        "steps": (A, B),
        "bottleneck": 1,
        "model": 1,
        "data": 2,
        "inputs": "x",
        "output": "y",
        "training": "z",
        "measure": "recall",
        "percent": 90.0,
        "tested_on": "100",
    }
    assert laid(**full)._questions() == []
    assert laid(**full | {"data": 0})._questions() == [str(storming._WHERE_FROM)]
    assert laid(**full | {"percent": 100.0})._questions() == [str(storming._NEVER_WRONG)]
    (asks,) = laid(**full | {"bottleneck": 3})._questions()
    assert "3" in asks


@pytest.mark.parametrize(
    "bad", [{"data": 13}, {"bottleneck": 0}, {"percent": 101.0}, {"measure": "luck"}]
)
def test_a_call_that_cannot_be_filled_in_names_the_argument(laid, bad):
    with pytest.raises(WorkshopError, match=next(iter(bad))):
        laid(**bad)


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize(
    "typed", ["W" * 9000, "漢字" * 9000, " 🎉👨‍👩‍👧 x" * 3000, "<b>&\x00\x1b\ufffe" * 3000]
)
def test_long_and_odd_words_leave_the_picture_whole(laid, lang, typed):
    language.use(lang)
    typed = typed.strip()
    steps = tuple({"actor": typed, "event": typed} for _ in range(12))
    said = {"inputs": typed, "output": typed, "training": typed, "tested_on": typed}
    activity = laid(steps=steps, data=1, measure="f1", percent=50.0, **said)
    drawn = ElementTree.fromstring(activity.picture())
    lines = [
        part.text for part in drawn.iter() if part.tag.endswith(("tspan", "text")) and part.text
    ]
    assert max(map(len, lines)) < 200
    assert activity.alternative().count(typed) == 24 + len(said)


@pytest.mark.parametrize(
    ("words", "lines", "expected"),
    [
        ("", 2, [""]),
        ("short", 2, ["short"]),
        ("two short words here", 2, ["two short", "words here"]),
        ("two short words here", 1, ["two shor…"]),
        ("a" * 25, 2, ["a" * 10, "a" * 9 + "…"]),
        ("漢字を折り返す", 2, ["漢字を折り", "返す"]),
        (" blank \n line ", 2, ["blank line"]),
    ],
)
def test_words_are_wrapped_and_cut(words, lines, expected):
    assert wrapped(words, 10, lines) == expected
