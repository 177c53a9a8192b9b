"""The lints on words: bad texts at every kind of place are found, and the baseline only shrinks."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from mlworkshop import cli
from mlworkshop.authoring import author_code, wording
from mlworkshop.authoring.wording import baseline, glossary, passages, patterns, twins
from mlworkshop.authoring.wording.passages import Pair, Passage
from mlworkshop.errors import CourseFileError, WorkshopError

SHIPPED = patterns.patterns()


@pytest.fixture
def course(authored_course):
    """A course without mistakes whose one pattern does not let "gizmo" pass."""
    (authored_course / "lessons" / "wording.yml").write_text(
        entry(id="gizmo", words=["gizmo", "gizmos"], exceptions=[]), encoding="utf-8"
    )
    assert list(wording.slips()) == []
    return authored_course


def entry(**changes):
    """A data file of one pattern."""
    pattern = {
        "id": "gizmo",
        "language": "en",
        "better": "tool",
        "reason": "It is slang.",
        "matches": ["A gizmo."],
        "passes": ["A tool."],
        **changes,
    }
    return yaml.safe_dump([pattern], allow_unicode=True)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(rule=None):
    """What is found: the file, the line and the words."""
    return [
        (slip.key[0], slip.line, slip.words)
        for slip in wording.slips()
        if rule in (None, slip.rule)
    ]


# ---- patterns


@pytest.mark.parametrize("pattern", SHIPPED, ids=lambda pattern: pattern.id)
def test_a_pattern_is_as_its_examples_say(pattern):
    assert [text for text in pattern.matches if not pattern.occurs_in(text)] == []
    assert [text for text in pattern.passes if pattern.occurs_in(text)] == []


def test_a_pattern_has_an_id_of_its_own():
    ids = [pattern.id for pattern in SHIPPED]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "either `words` or a `regex`"),
        ({"words": ["gizmo"], "regex": "gizmos?"}, "either `words` or a `regex`"),
        ({"regex": "gizmo("}, "not a regular expression"),
        ({"words": ["gizmo"], "matches": []}, "matches"),
        ({"words": ["gizmo"], "not_in": ["poem"]}, "not_in"),
        ({"words": ["gizmo"], "betters": "tool"}, "betters"),
    ],
)
def test_a_mistake_in_the_data_file_is_reported(course, changes, says):
    write(patterns.path(), entry(**changes))
    with pytest.raises(CourseFileError) as caught:
        wording.problems()
    assert [says in problem.what for problem in caught.value.problems] == [True]
    assert {problem.path for problem in caught.value.problems} == {patterns.path()}


@pytest.mark.parametrize(
    ("place", "source", "line"),
    [
        ("README.md", "# Tools\n\nTake a\nGizmo.\n", 4),
        ("instructor/README.md", "A list:\n\n- gizmos\n", 3),
        ("quizzes/a/b.yml", "x:\n  - prompt:\n      en: |\n        Which?\n        A gizmo?\n"
         "      ja: どれですか。\n", 5),
        ("datasets/catalog.yml", "known:\n  title: {en: Gizmos, ja: 道具}\n", 2),
        ("lessons/part/summary.yml", "ideas:\n  - en: >-\n      A\n      gizmo.\n    ja: 道具。\n",
         3),
        ("lessons/part/02-new.py", 'x = Text(\n    en="Take the tool, "\n    "not a gizmo.",\n'
         '    ja="道具を使います。",\n)\n', 3),
        ("src/mlworkshop/new.py", 'def f(n):\n    return text(en=f"{n} gizmos", ja=f"{n}個")\n', 2),
        ("src/mlworkshop/new.py", 'says(\n    en=f"No {1}." + " A gizmo.",\n    ja="はい。",\n)\n',
         2),
    ],
)  # fmt: skip
def test_every_text_is_read(course, place, source, line):
    write(course / place, source)
    ((file, at, words),) = found("gizmo")
    assert (file, words) == (place, "gizmos" if "izmos" in source else "gizmo")
    # In YAML's folded texts lines are not known; the text's first line is near enough.
    assert at == line or (place.endswith("summary.yml") and abs(at - line) <= 1)


@pytest.mark.parametrize("role", ["", ', "role": "notes"'])
def test_lessons_are_read_with_header_and_labels(course, role):
    path = course / "lessons" / "part" / "01-small.md"
    source = path.read_text(encoding="utf-8")
    lines = source.count("\n")
    write(
        path,
        source.replace("title: {en: ", "title: {en: Gizmos and ")
        + f'\n+++ {{"lang": "en"{role}}}\n\n## A gizmo\n\nOf `gizmo`s and\ngizmos.\n'
        + f'\n+++ {{"lang": "ja"{role}}}\n\n## 道具\n\n道具です。\n'
        + '\n```{code-cell}\ngizmo = ws.text(en="one gizmo", ja="道具1つ")\n```\n',
    )
    assert sorted(line for _, line, _ in found("gizmo")) == [4, lines + 4, lines + 7, lines + 16]


@pytest.mark.parametrize(
    "text",
    [
        "`gizmo`",
        "``a `gizmo` b``",
        "```\na gizmo\n```",
        "[tool](gizmo.md)",
        "https://example.org/gizmo",
        "$gizmo + 1$",
        '<img src="gizmo.png">',
        "<!-- a gizmo -->",
        "gizmo-like",
        "A gizmology",
    ],
)
def test_what_is_no_prose_is_not_read(course, text):
    write(course / "README.md", f"First.\n\n{text}\n\nLast.\n")
    assert found() == []


@pytest.mark.parametrize("text", [r"A gizmo of \$5 or \$6.", "$5 for a gizmo, $6 for two."])
def test_dollars_are_no_formula(course, text):
    write(course / "README.md", text)
    assert len(found()) == 1


def test_an_expression_begins_and_ends_with_a_paragraph(course):
    write(patterns.path(), entry(regex="^Gizmos?|gizmos$", matches=["Gizmo"]))
    write(course / "README.md", "Gizmos.\n\nA Gizmo. Some gizmos\nand more.\n\nSome gizmos\n")
    assert [line for _, line, _ in found()] == [1, 6]


def test_an_expression_ends_with_its_paragraph(course):
    write(patterns.path(), entry(regex="gizmo[^.]*[.]", matches=["gizmo."]))
    write(course / "README.md", "A gizmo\n\nA gizmo, too. A gizmo\n\nNone.\n\nA gizmo.\n")
    assert [line for _, line, _ in found()] == [3, 7]


def test_an_exception_is_a_place(course):
    quoted = [{"file": "instructor/*", "quote": "the gizmo of 1920"}]
    write(patterns.path(), entry(words=["gizmo"], exceptions=quoted))
    write(course / "instructor" / "README.md", "Remember the\ngizmo of 1920.\n\nA gizmo.\n")
    write(course / "README.md", "Remember the gizmo of 1920.\n")
    assert [(file, line) for file, line, _ in found()] == [
        ("README.md", 1),
        ("instructor/README.md", 4),
    ]


def test_some_kinds_of_text_may_have_it(course):
    write(patterns.path(), entry(words=["gizmo"], not_in=["heading", "option"]))
    write(course / "README.md", "# A gizmo\n\nA gizmo.\n")
    write(
        course / "quizzes" / "q.yml",
        "x:\n- options:\n  - text: {en: A gizmo, ja: 道具}\n    why: {en: A gizmo., ja: 道具。}\n",
    )
    assert [(file, line) for file, line, _ in found()] == [("README.md", 3), ("quizzes/q.yml", 4)]


# ---- languages


def texts(en, ja):
    """The rules that a pair of texts breaks, beside ordinary English."""
    path = Path("lesson.md")
    made = [
        Passage(path, 1, language, "text", passages.prose(words), 1)
        for language, words in (("en", en), ("ja", ja), ("en", "try again: the answer is not yet"))
    ]
    return [slip.rule for slip in twins.slips(made, [Pair(made[0], made[1])])]


@pytest.mark.parametrize(
    ("en", "ja", "rule"),
    [
        ("Try again.", "Try again.", "same-twins"),
        ("Again", "Again", "same-twins"),
        ("One moment.", "The answer is not yet there.", "english-in-ja"),
        ("One moment.", "まだ the answer is not yet です", "english-in-ja"),
        ("もう一度", "もう一度", "japanese-in-en"),
        ("Press 実行 now.", "実行を押します。", "japanese-in-en"),
        ("{} 枚", "{}枚", "japanese-in-en"),
    ],
)
def test_a_text_in_the_wrong_language_is_found(en, ja, rule):
    assert texts(en, ja) == [rule]


@pytest.mark.parametrize(
    ("en", "ja"),
    [
        ("Try again.", "もう一度試してください。"),
        ("AUC", "AUC"),
        ("Amazon SageMaker", "Amazon SageMaker"),
        ("98%", "98%"),
        ("`the answer`", "`the answer`"),
        ("{the.answer}", "{the.answer}"),
        ('The folder is called "迷惑メール".', "フォルダーの名前は「迷惑メール」です。"),
        ("[日本語](README.ja.md)", "[the answer](README.md)"),
        ("The sign reads not yet.", "看板には「not yet」と書いてあります。"),
        ("Press again.", "again を押します。"),
    ],
)
def test_names_codes_and_quotes_may_be_in_any_language(en, ja):
    assert texts(en, ja) == []


# ---- glossary

TERM = """\
- plain: {en: cut, ja: 切り口}
  standard: {en: incision, ja: 切開}
  means: {en: Where it opens., ja: 開くところです。}
  lesson: part/01-small
  avoid: {en: [slit, long slit], ja: [裂け目]}
"""


@pytest.fixture
def lesson_says(course):
    """Call it with texts: they are added to the lesson of first use."""
    write(course / "glossary.yml", TERM)
    path = course / "lessons" / "part" / "01-small.md"
    source = path.read_text(encoding="utf-8")

    def lesson_says(en, ja):
        write(path, f'{source}\n+++ {{"lang": "en"}}\n\n{en}\n\n+++ {{"lang": "ja"}}\n\n{ja}\n')

    return lesson_says


@pytest.mark.parametrize(
    ("en", "ja", "missing"),
    [
        ("The cut (*incision*).", "切り口（切開）です。", []),
        ("The cut (also called an incision).", "切り口（切開ともいいます）です。", []),
        ("The cut, an incision.", "切り口（切開）です。", ["en incision"]),
        ("The cut (incisions).", "切り口、つまり切開です。", ["en incision", "ja 切開"]),
        ("Nothing.", "何もありません。", ["en incision", "ja 切開"]),
    ],
)
def test_the_standard_term_is_in_brackets_once(lesson_says, en, ja, missing):
    lesson_says(en, ja)
    assert [words for _, _, words in found("glossary-term")] == missing


@pytest.mark.parametrize(
    ("en", "ja", "late"),
    [
        ("The cut (*incision*).\n\nA cut.", "切り口（切開）です。\n\n切り口です。", []),
        ("The cut.\n\nA cut (*incision*).", "切り口（切開）です。", ["en incision"]),
        ("The uncut, a cut-off.\n\nA cut (*incision*).", "切り口（切開）です。", []),
        ("A cut (*incision*).", "切り口です。\n\n切り口（切開）です。", ["ja 切開"]),
        ("A cut (*incision*).", "横切り口です。\n\n切り口（切開）です。", []),
    ],
)
def test_the_brackets_stand_at_the_first_use(lesson_says, en, ja, late):
    lesson_says(en, ja)
    assert [words for _, _, words in found("glossary-late")] == late


def test_a_word_to_avoid_is_found_with_the_better_one(lesson_says):
    lesson_says("A long\nslit (incision), a slit.", "裂け目（切開）です。")
    slips = [slip for slip in wording.slips() if slip.rule == "glossary-word"]
    assert [(slip.words, "cut" in slip.fix) for slip in slips] == [
        ("long slit", True),
        ("slit", True),
        ("裂け目", False),
    ]


def test_a_glossary_knows_its_lessons_and_has_one_thing_a_word(course):
    write(course / "glossary.yml", TERM + TERM.replace("01-small", "09-none"))
    assert [problem.line for problem in glossary.problems()] == [9, 6, 6]


def test_a_lesson_to_come_lacks_no_term(course):
    write(course / "glossary.yml", TERM.replace("01-small", "09-none"))
    assert found() == []


# ---- baseline


@pytest.fixture
def listed(course):
    """A course whose baseline lists three slips of two kinds."""
    write(course / "README.md", "A gizmo.\n\nTwo gizmos, a gizmo.\n")
    wording.start_baseline([])
    assert wording.problems() == []
    return course


def test_what_is_listed_may_move(listed):
    write(listed / "README.md", "New.\n\nA gizmo, a gizmo.\n\n\nNow two gizmos.\n")
    assert wording.problems() == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A gizmo.\n\nTwo gizmos, a gizmo.\n\nThe gizmo.\n", [1]),  # which of them is new?
        ("A gizmo.\n\nTwo gizmos, gizmos, a gizmo.\n", [3]),
    ],
)
def test_what_is_new_is_reported(listed, text, lines):
    write(listed / "README.md", text)
    assert [problem.line for problem in wording.problems()] == lines


def test_another_file_is_new(listed):
    write(listed / "instructor" / "README.md", "\nA gizmo.\n\nA gizmo.\n")
    assert [problem.line for problem in wording.problems()] == [2, 4]


def test_what_is_gone_is_reported_until_the_baseline_shrinks(listed):
    write(listed / "README.md", "A gizmo.\n")
    (problem,) = wording.problems()
    assert problem.path == baseline.path()
    assert "--shrink-baseline" in problem.fix
    wording.shrink_baseline()
    assert wording.problems() == []
    write(listed / "README.md", "A gizmo, a gizmo.\n")
    assert len(wording.problems()) == 1, "what has been mended is new from then on"


def test_a_baseline_without_entries_goes(listed):
    write(listed / "README.md", "A tool.\n")
    wording.shrink_baseline()
    assert not baseline.path().exists()
    assert wording.problems() == []


def test_shrinking_adds_nothing(listed):
    before = baseline.path().read_text(encoding="utf-8")
    write(listed / "README.md", "A gizmo, a gizmo, gizmos.\n\nA gizmo.\n")
    wording.shrink_baseline()
    assert baseline.path().read_text(encoding="utf-8") == before


def test_only_a_new_rule_may_start(listed):
    write(listed / "README.md", "A gizmo.\n\nTwo gizmos, a gizmo.\n\nA gizmo. 道具\n")
    with pytest.raises(WorkshopError, match="may only shrink"):
        wording.start_baseline(["gizmo"])
    with pytest.raises(WorkshopError, match="japanese-in-en"):
        wording.start_baseline(["japanese-en"])
    wording.start_baseline([])
    assert [problem.line for problem in wording.problems()] == [1], "the new gizmo"


def test_a_damaged_baseline_is_reported_with_its_line(listed):
    source = baseline.path().read_text(encoding="utf-8")
    write(baseline.path(), source.replace("gizmo: 2", "gizmo: 0"))
    (problem,) = wording.problems()
    assert problem.line == source[: source.index("gizmo: 2")].count("\n") + 1


def test_the_command_shrinks_and_reports(listed, monkeypatch, capsys):
    # In this process, which alone knows the course's folder.
    monkeypatch.setattr(author_code, "supervised", lambda work: work())
    write(listed / "README.md", "A gizmo.\n")
    assert cli.main(["lint"]) == 1
    assert cli.main(["lint", "--shrink-baseline"]) == 0
    assert cli.main(["lint", "--start-baseline", "gizmo"]) == 1
    assert "may only shrink" in capsys.readouterr().err


def test_no_text_shows_the_asterisks_of_its_bold_words():
    """`**（…）**の` is not bold: between a bracket and a letter, the second pair ends nothing."""
    parsed = MarkdownIt()
    found = {
        f"{passage.place}:{passage.line}"
        for passage in passages.of_course()[0]
        if passage.path.suffix in (".md", ".yml")
        for block in parsed.parse(passage.words)
        for part in block.children or ()
        if part.type == "text" and "**" in part.content
    }
    assert found == set()
