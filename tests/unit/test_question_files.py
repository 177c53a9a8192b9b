"""Fingerprints and the schema: what earlier answers rely on does not change unnoticed."""

from __future__ import annotations

import json

import pytest
import yaml

from mlworkshop.authoring import build, lint, question_files
from mlworkshop.questions import bank, fingerprints

BANK = """\
# yaml-language-server: $schema=../schema.json

questions:
  - id: small-double
    kind: single
    objective: 1
    prompt: {en: "What is twice 4?", ja: 4の2倍は。}
    options:
      - {id: square, text: {en: "16", ja: "16"}, why: {en: Squared., ja: 2乗。}}
      - {id: twice, text: {en: "8", ja: "8"}, correct: true, why: {en: Twice., ja: 2倍。}}
  - id: small-all
    kind: multiple
    objective: 1
    prompt: {en: "Even?", ja: 偶数は。}
    options:
      - {id: two, text: {en: "2", ja: "2"}, correct: true, why: {en: So., ja: 偶数。}}
      - {id: three, text: {en: "3", ja: "3"}, why: {en: No., ja: 奇数。}}
  - id: small-order
    kind: order
    objective: 1
    prompt: {en: Order., ja: 順に。}
    steps:
      - {id: one, text: {en: One, ja: 一}}
      - {id: two, text: {en: Two, ja: 二}}
      - {id: three, text: {en: Three, ja: 三}}
    shown: [three, one, two]
    why: {en: So., ja: そう。}
    mistakes: [{before: two, after: one, why: {en: No., ja: 違う。}}]
  - id: small-match
    kind: match
    objective: 1
    prompt: {en: Sort., ja: 分ける。}
    groups: [{id: odd, text: {en: Odd, ja: 奇数}}, {id: even, text: {en: Even, ja: 偶数}}]
    cards:
      - {id: four, group: even, text: {en: "4", ja: "4"}, why: {en: So., ja: そう。}}
      - {id: five, group: odd, text: {en: "5", ja: "5"}, why: {en: So., ja: そう。}}
    mistakes: [{card: five, group: even, why: {en: No., ja: 違う。}}]
  - id: small-half
    kind: number
    version: 3
    objective: 1
    prompt: {en: "Half of 8?", ja: 8の半分は。}
    answer: 4
    tolerance: 0.5
    why: {en: So., ja: そう。}
    mistakes: [{value: 16, why: {en: Twice., ja: 2倍。}}]
  - id: small-own
    kind: open
    objective: 1
    prompt: {en: "Yours?", ja: あなたの。}
"""


@pytest.fixture
def course(authored_course):
    """A course whose bank holds a question of each kind, built."""
    change(authored_course, BANK)
    assert question_files.bring_up_to_date() == []
    return authored_course


def change(course, source):
    (course / "quizzes" / "part" / "01-small.yml").write_text(source, encoding="utf-8")
    bank.entries.cache_clear()


def known(course):
    return json.loads((course / "quizzes" / "fingerprints.json").read_text(encoding="utf-8"))


CHANGES = [
    ("small-double", "id: square", "id: squared"),
    ("small-double", "kind: single", "kind: multiple"),
    ("small-double", 'ja: "8"}, correct: true', 'ja: "8"}'),  # with the one above
    ("small-all", "id: three, text", "id: eleven, text"),
    ("small-all", '"3", ja: "3"}', '"6", ja: "6"}, correct: true'),
    ("small-order", "- {id: one, text", "- {id: first, text"),
    ("small-match", "group: odd, text", "group: even, text"),
    ("small-match", "id: four, group", "id: 4-cards, group"),
    ("small-half", "answer: 4", "answer: 5"),
    ("small-half", "tolerance: 0.5", "tolerance: 0.25"),
    ("small-own", "kind: open", "kind: number"),
]
FIXES = {
    "kind: multiple": ("    - {id: square", "    - {id: square"),
    'ja: "8"}': ('ja: "16"}, why', 'ja: "16"}, correct: true, why'),
    '"6", ja: "6"}, correct: true': ("questions:", "questions:"),
    "- {id: first, text": ("one", "first"),
    "group: even, text": ("{card: five, group: even", "{card: five, group: odd"),
    "kind: number": (
        "ja: あなたの。}",
        "ja: あなたの。}\n    answer: 1\n    tolerance: 0\n    why: {en: So., ja: そう。}\n"
        "    mistakes: [{value: 2, why: {en: No., ja: 違う。}}]",
    ),
}


def changed(id_, old, new):
    """The bank with a question changed so that it is still a good one."""
    before, start, rest = BANK.partition(f"  - id: {id_}\n")
    own, end, rest = rest.partition("  - id: ")
    assert old in own
    own = own.replace(old, new).replace(*FIXES.get(new, (old, new)))
    if new == '"6", ja: "6"}, correct: true':
        own += "      - {id: nine, text: {en: '9', ja: '9'}, why: {en: No., ja: 奇数。}}\n"
    return before + start + own + end + rest


@pytest.mark.parametrize(("id_", "old", "new"), CHANGES)
def test_a_new_meaning_needs_a_new_version(course, id_, old, new, capsys):
    before = known(course)
    source = changed(id_, old, new)
    change(course, source)
    (found,) = question_files.problems()
    assert (found.path.name, id_ in found.what) == ("01-small.yml", True)
    assert f"id: {id_}" in source.splitlines()[found.line - 1]
    version = before[id_]["version"] + 1
    assert f"`version` to {version}" in found.fix
    assert found in lint.problems()
    assert question_files.bring_up_to_date() == [found]
    assert known(course) == before, "building does not wave it through"

    start = f"  - id: {id_}\n"
    own = source.partition(start)[2].replace("    version: 3\n", "", 1 if version == 4 else 0)
    raised = f"{source.partition(start)[0]}{start}    version: {version}\n{own}"
    change(course, raised)
    assert question_files.bring_up_to_date() == []
    assert known(course)[id_]["version"] == version
    assert known(course)[id_]["hash"] != before[id_]["hash"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What is twice 4?", "And twice 4?"),
        ("why: {en: Squared., ja: 2乗。}", "why: {en: That is squared., ja: 2乗。}"),
        ("shown: [three, one, two]", "shown: [two, one, three]"),
        ("value: 16", "value: 8"),
        ("[{id: odd, text: {en: Odd, ja: 奇数}}, {id: even, text: {en: Even, ja: 偶数}}]",
         "[{id: even, text: {en: Even, ja: 偶数}}, {id: odd, text: {en: Odd, ja: 奇数}}]"),
    ],
)  # fmt: skip
def test_words_mistakes_and_the_order_shown_may_change(course, old, new):
    assert old in BANK
    change(course, BANK.replace(old, new))
    assert [*question_files.problems()] == []
    assert question_files.bring_up_to_date(check=True) == []


def test_options_may_change_their_places(course):
    first, second = (
        line
        for line in BANK.splitlines(keepends=True)
        if "id: square" in line or "id: twice" in line
    )
    change(course, BANK.replace(first + second, second + first))
    assert [*question_files.problems()] == []


def test_a_lower_version_is_refused(course):
    change(course, BANK.replace("version: 3", "version: 2"))
    (found,) = question_files.problems()
    assert "to 4" in found.fix


def test_a_question_taken_away_is_remembered(course):
    own = BANK[BANK.index("  - id: small-half") : BANK.index("  - id: small-own")]
    change(course, BANK.replace(own, ""))
    assert question_files.bring_up_to_date(check=True) == []
    assert "small-half" in known(course)
    change(course, BANK.replace("answer: 4", "answer: 3"))
    assert len([*question_files.problems()]) == 1, "the id came back for another question"
    change(course, BANK)
    assert [*question_files.problems()] == []


def test_a_new_question_is_added_by_the_build_alone(course):
    change(course, BANK + BANK.partition("questions:\n")[2].replace("small-", "large-"))
    assert [*question_files.problems()] == []
    assert [problem.path.name for problem in question_files.bring_up_to_date(check=True)] == [
        fingerprints.FILE
    ]
    assert question_files.bring_up_to_date() == []
    assert "large-half" in known(course)


@pytest.mark.parametrize("name", ["schema.json", "fingerprints.json"])
def test_a_file_that_is_missing_or_old_is_reported_and_made_again(course, name):
    path = course / "quizzes" / name
    whole = path.read_bytes()
    for spoil in (path.unlink, lambda: path.write_text("{}")):
        spoil()
        assert [found.path for found in question_files.bring_up_to_date(check=True)] == [path]
        assert question_files.bring_up_to_date() == []
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "source", ["", "[]", '{"a": 1}', '{"a": {"version": 0, "hash": ""}}', "<<<<"]
)
def test_fingerprints_that_cannot_be_read_are_reported(course, source):
    path = course / "quizzes" / "fingerprints.json"
    path.write_text(source)
    for found in (question_files.bring_up_to_date(), question_files.bring_up_to_date(check=True)):
        assert [problem.path for problem in found] == [path]
    assert path.read_text() == source
    assert path in [problem.path for problem in lint.problems()]


@pytest.mark.parametrize(
    "line", ["", "# Questions.", "# yaml-language-server: $schema=schema.json"]
)
def test_each_bank_names_its_schema(course, line):
    change(course, BANK.replace(BANK.partition("\n")[0], line))
    (found,) = question_files.problems()
    assert (found.path.name, found.line) == ("01-small.yml", 1)
    assert "$schema=../schema.json" in found.fix


def test_the_build_writes_both_and_its_check_compares_them(course, monkeypatch):
    monkeypatch.setattr(build, "_write_all", lambda targets, everything: [])
    (course / "quizzes" / "schema.json").unlink()
    build.main()
    assert (course / "quizzes" / "schema.json").exists()


def test_the_schema_knows_what_the_models_know():
    schema = json.loads((bank.folder() / "schema.json").read_text(encoding="utf-8"))
    kinds = schema["properties"]["questions"]["items"]["discriminator"]["mapping"]
    questions = yaml.safe_load(BANK)["questions"]
    assert {question["kind"] for question in questions} == kinds.keys()
    for question in questions:
        known = schema["$defs"][kinds[question["kind"]].rpartition("/")[2]]
        assert set(known["required"]) <= question.keys() <= known["properties"].keys()
        assert known["additionalProperties"] is False
