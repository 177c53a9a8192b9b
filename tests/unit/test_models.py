"""What files of the course may hold: each value as it is meant, nothing that only resembles it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from mlworkshop.course.structure import Course, Entry, Way
from mlworkshop.data import DataSet
from mlworkshop.language import Text
from mlworkshop.models import Model, Slug
from mlworkshop.questions.parts import Option

WORDS = {"en": "a", "ja": "あ"}


@pytest.mark.parametrize(
    ("model", "right", "wrong"),
    [
        (Entry, {"id": "a", "at_most": 3}, {"at_most": "3"}),
        (Entry, {"id": "a", "at_most": 3}, {"at_most": 3.0}),
        (Entry, {"id": "a", "at_most": 3}, {"at_most": True}),
        (Text, WORDS, {"en": 2026}),
        (Text, WORDS, {"ja": "  "}),
        (Way, {"id": "a", "title": WORDS, "lessons": []}, {"lessons": "a"}),
        (Way, {"id": "a", "title": WORDS, "lessons": []}, {"more": 1}),
    ],
)
def test_what_only_resembles_the_right_value_is_refused(model, right, wrong):
    model.model_validate(right)
    with pytest.raises(ValidationError):
        model.model_validate(right | wrong)


@pytest.mark.parametrize("model", [Course, DataSet, Option, Text, Way])
def test_all_have_the_same_base_and_cannot_be_changed(model):
    assert issubclass(model, Model)
    assert model.model_config == Model.model_config


@pytest.mark.parametrize("name", ["a", "a-b-1", "00-start", "x" * 60])
def test_slugs(name):
    assert TypeAdapter(Slug).validate_python(name) == name


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a--b", "a/b", "..", "é", "x" * 61, "a\n"])
def test_no_slugs(name):
    with pytest.raises(ValidationError):
        TypeAdapter(Slug).validate_python(name)
