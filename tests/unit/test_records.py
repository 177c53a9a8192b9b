"""YAML files with mistakes: each is reported with its line, all of them at once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from mlworkshop.course import structure, yaml_files
from mlworkshop.errors import CourseFileError
from mlworkshop.language import Text


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Cat(Strict):
    kind: Literal["cat"]
    name: Text
    lives: int = 9

    @field_validator("lives")
    @classmethod
    def at_most_nine(cls, lives):
        if lives > 9:
            raise ValueError("a cat has nine lives.")
        return lives


class Dog(Strict):
    kind: Literal["dog"]
    tricks: list[str] = []


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]
PETS = TypeAdapter(dict[str, list[Pet]])


def problems(source, model=PETS, **more):
    with pytest.raises(CourseFileError) as caught:
        yaml_files.parse(dedent(source).lstrip("\n"), Path("pets.yml"), model, **more)
    return [(problem.line, problem.what, problem.fix) for problem in caught.value.problems]


def test_a_right_file_is_read(tmp_path):
    path = tmp_path / "pets.yml"
    path.write_text("home:\n- {kind: cat, name: {en: Tama, ja: タマ}}\n", encoding="utf-8")
    (tama,) = yaml_files.load(path, PETS)["home"]
    assert (tama.name.ja, tama.lives) == ("タマ", 9)


def test_all_mistakes_come_together_each_with_its_line_and_fix():
    found = problems("""
        home:
          - kind: cat
            name: {en: Tama}
          - kind: cat
            name:
              en: Mike
              ja: ""
            lives: 10
          - kind: dog
            colour: brown
            tricks:
              - sit
              - 7
          - kind: fish
    """)
    assert [line for line, *_ in found] == [3, 7, 8, 10, 13, 14]
    missing, empty, lives, unknown, type_, fish = found
    assert "name > ja" in missing[1]
    assert missing[2] == "add it."
    assert "the text is empty" in empty[1]
    assert "a cat has nine lives (found 10)" in lives[1]
    assert "colour: this key is unknown" in unknown[1]
    assert "found 7" in type_[1]
    assert "kind: found 'fish', expected one of 'cat', 'dog'" in fish[1]


def test_a_missing_key_is_reported_where_it_should_stand():
    ((line, what, _),) = problems("home:\n- kind: dog\n- kind: cat\n")
    assert line == 3
    assert what.endswith("name: this key is missing.")


def test_lines_count_from_the_place_in_the_file():
    assert problems("home:\n- kind: fish\n", first_line=10)[0][0] == 11
    assert problems("home: [\n", first_line=10)[0][0] == 11


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("home: [a, b\n", 2, "not valid YAML"),
        ("a: b: c\n", 1, "not valid YAML"),
        ("home: []\nhome: []\n", 2, "'home' appears here twice"),
        ("home:\n- kind: dog\n  kind: cat\n", 3, "'kind' appears here twice"),
        ("? [a]\n: 1\n", 1, "not valid YAML"),
        ("", 1, "the file"),
        ("- a list\n", 1, "the file"),
        ("home: !!python/object:os.system {}\n", 1, "not valid YAML"),
        ("home: []\n---\nhome: []\n", 2, "not valid YAML"),
        ("home:\n- \x07\n", 2, "not allowed in YAML"),
        ("a: 2020-02-30\n", 1, "not valid YAML"),
    ],
)
def test_what_is_no_such_yaml(source, line, says):
    ((found, what, fix),) = problems(source)
    assert (found, says in what) == (line, True), (found, what)
    assert fix


def test_a_file_that_is_missing_or_no_text(tmp_path):
    path = tmp_path / "pets.yml"
    with pytest.raises(CourseFileError, match=r"pets\.yml.*does not exist"):
        yaml_files.load(path, PETS)
    path.write_bytes("a: []\n家: []".encode("shift-jis"))
    with pytest.raises(CourseFileError, match=r"pets\.yml:2: This is not UTF-8"):
        yaml_files.load(path, PETS)


def test_keys_that_are_no_text_find_their_line():
    numbers = TypeAdapter(dict[int, Dog])
    assert problems("1: {kind: dog}\n2: {kind: cat}\n", numbers)[0][0] == 2


def test_an_alias_points_to_where_it_stands():
    found = problems("""
        first: &list
          - kind: fish
        second: *list
    """)
    assert {line for line, *_ in found} == {2}


def test_long_values_are_cut():
    for source in (f"home: {'x' * 500}", f"home:\n- {{kind: {'x' * 500}}}\n"):
        ((_, what, _),) = problems(source)
        assert len(what) < 150


def test_a_validator_reports_each_mistake_at_its_own_place():
    class Pair(Strict):
        names: list[str]

        @field_validator("names")
        @classmethod
        def short(cls, names):
            yaml_files.refuse(
                ((at,), f"{name} is long.", "shorten it.")
                for at, name in enumerate(names)
                if len(name) > 4
            )
            return names

    found = problems("names:\n- Tama\n- Tamasaburo\n- Mike\n- Mikenosuke\n", TypeAdapter(Pair))
    assert found == [
        (3, "names > 1: Tamasaburo is long.", "shorten it."),
        (5, "names > 3: Mikenosuke is long.", "shorten it."),
    ]
    yaml_files.refuse([])


def test_where_something_stands(tmp_path):
    path = tmp_path / "pets.yml"
    path.write_text("home:\n- kind: dog\n- kind: cat\n  name: {en: Tama, ja: タマ}\n", "utf-8")
    assert yaml_files.line_of(path, "home", 1, "name", "ja") == 4
    assert yaml_files.line_of(path, "home", 0) == 2


SHIPPED = [
    path
    for folder in ("lessons", "quizzes", "datasets")
    for path in (structure.root() / folder).rglob("*.yml")
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_load_without_libyaml_too(path):
    """The pure-Python reader is stricter: it wants quotes where a `?` ends a text in braces."""
    assert yaml.load(path.read_text(encoding="utf-8"), yaml.SafeLoader)
