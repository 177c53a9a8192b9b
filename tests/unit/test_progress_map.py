"""The map of the course: what it counts, what it names, where it leads, who can read it."""

from __future__ import annotations

import inspect
import re
import shutil
import time
from html import escape
from html.parser import HTMLParser

import pytest
from banks import put_questions

from mlworkshop import cli, journal, language, notebook, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.outcome import Outcome
from mlworkshop.overview import progress_map
from mlworkshop.questions import final_check

CATS = "m1/01-cats"

READY = """
  - id: ready
    kind: open
    objective: 1
    prompt: {en: Are you ready?, ja: 準備はいいですか。}
"""
QUESTIONS = """
  - id: whiskers
    kind: number
    version: 2
    objective: 1
    prompt:
      en: |
        **How many** `whiskers` has <a> cat & why?
      ja: |
        ひげは
        **何本**ですか。
    answer: 24
    tolerance: 0
    why: {en: Count., ja: 数えます。}
    mistakes: [{value: 12, why: {en: One side., ja: 片側だけです。}}]
  - id: milk
    kind: number
    objective: 1
    prompt:
      en: "How many litres of milk a day are good for a grown cat that lives in a flat, if any?"
      ja: 室内で暮らす大人の猫に、牛乳は1日に何リットル与えるのがよいでしょうか。
    answer: 0
    tolerance: 0
    why: {en: None., ja: 与えません。}
    mistakes: [{value: 1, why: {en: Too much., ja: 多すぎます。}}]
"""

CHECKS = '''
from mlworkshop.exercise import Exercise, Misconception, Number, Text


class Purr(Exercise):
    """Purr."""

    id = "purr"
    title = Text(en="Purr <loudly>", ja="のどを鳴らす")
    answer = Number(0, 9)
    why = Text(en="Yes.", ja="はい。")
    misconceptions = tuple(Misconception(str(at), lambda: 0) for at in range(3))

    def reference(self):
        return 1

    def check(self, answer):
        pass


class Sort(Purr):
    """Sort, in code."""

    id = "sort"
    title = Text(en="Sort cats", ja="猫を並べる")
    code = True
'''


@pytest.fixture(autouse=True)
def course_of_cats(small_course, monkeypatch):
    put_questions(small_course, {"00-start": READY, CATS: QUESTIONS})
    (small_course / "lessons" / "m1" / "01-cats.py").write_text(CHECKS, encoding="utf-8")
    monkeypatch.setattr(notebook, "_lesson", None)


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one mime bundle an output."""
    bundles = []
    monkeypatch.setattr(ui, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def line_about(title):
    return next(line for line in progress_map.plain().splitlines() if title in line)


RIGHT = {"whiskers": 24, "milk": 0, "ready": "Yes, I am."}


def quiz(key, outcome, version=1, lesson=CATS):
    """Record an answer that comes out so, or is wrong where a number cannot come out so."""
    answer = RIGHT[key] if outcome in (Outcome.RIGHT, Outcome.KEPT) else 5
    if outcome is Outcome.NOT_ATTEMPTED:
        answer = None
    journal.record(lesson, "quiz", key, version=version, outcome=outcome.value, answer=answer)


def tried(key, outcome):
    journal.record(CATS, "exercise", key, outcome=outcome.value)


# What it counts


def test_at_first_nothing_is_done_and_the_first_lesson_is_next():
    assert progress_map.plain().splitlines() == [
        "You have finished 0 of 2 available lessons.",
        "Next: Start here (0 min)",
        "",
        "Start",
        "  Start here (0 min): Not started, questions right: 0 of 1, exercises right: none",
        "",
        "Animals & co.",
        "  Cats (0 min): Not started, questions right: 0 of 2, exercises right: 0 of 2",
        "  Dogs <planned> (25 min): In preparation",
        "",
        progress_map._meaning(),
    ]


@pytest.mark.parametrize(("lang", "word"), [("en", "Finished"), ("ja", "完了")])
def test_what_finished_means_is_said_below_the_map(lang, word, shown):
    language.use(lang)
    progress_map.progress()
    _, below = shown[-1]["text/html"].split("</table>")
    assert f"<p>{escape(progress_map._meaning())}</p>" in below
    assert word in progress_map._meaning()
    assert str(progress_map._State.FINISHED.value) == word


def test_right_answers_are_counted():
    quiz("whiskers", Outcome.RIGHT, version=2)
    tried("sort", Outcome.RIGHT)
    assert line_about("Cats").endswith("Started, questions right: 1 of 2, exercises right: 1 of 2")


def test_a_lesson_begun_is_still_next():
    quiz("ready", Outcome.KEPT, lesson="00-start")
    quiz("milk", Outcome.RIGHT)
    assert "Next: Cats (0 min)" in progress_map.plain()


def test_a_lesson_that_only_the_final_check_asked_about_is_not_started(monkeypatch):
    monkeypatch.setattr(final_check, "drawn", lambda: {"milk:1"})
    quiz("milk", Outcome.RIGHT)
    assert "Not started, questions right: 1 of 2" in line_about("Cats")
    tried("sort", Outcome.WRONG)
    assert "Started" in line_about("Cats")


def test_words_kept_for_the_plan_count_as_done():
    quiz("ready", Outcome.KEPT, lesson="00-start")
    assert "Finished, questions right: 1 of 1" in line_about("Start here")
    assert "Next: Cats" in progress_map.plain()


@pytest.mark.parametrize("later", [Outcome.WRONG, Outcome.PARTIAL, Outcome.NOT_ATTEMPTED])
def test_what_was_right_once_stays_right(later):
    quiz("milk", Outcome.WRONG)
    tried("purr", Outcome.ERROR)
    assert "questions right: 0 of 2, exercises right: 0 of 2" in line_about("Cats")
    quiz("milk", Outcome.RIGHT)
    tried("purr", Outcome.RIGHT)
    quiz("milk", later)
    tried("purr", later)
    assert "questions right: 1 of 2, exercises right: 1 of 2" in line_about("Cats")
    assert "try again" not in progress_map.plain()


def test_going_back_to_the_starter_does_not_undo_a_try():
    tried("purr", Outcome.WRONG)
    tried("purr", Outcome.NOT_ATTEMPTED)
    assert "Started" in line_about("Cats")
    assert "Purr" in progress_map.plain()


@pytest.mark.parametrize("version", [1, 3])
def test_answers_to_another_version_of_the_question_do_not_count(version):
    quiz("whiskers", Outcome.RIGHT, version=version)
    assert "Not started, questions right: 0 of 2" in line_about("Cats")


def test_hints_and_untouched_starters_start_nothing():
    journal.record(CATS, "hint", "milk", answer=1)
    tried("purr", Outcome.NOT_ATTEMPTED)
    quiz("milk", Outcome.NOT_ATTEMPTED)
    assert "Not started" in line_about("Cats")
    assert "try again" not in progress_map.plain()


def test_what_is_optional_may_be_left_out(small_course):
    path = small_course / "lessons" / "m1" / "01-cats.md"
    more = (
        '\n+++ {"lang": "en"}\n\n## More (optional)\n\n+++ {"lang": "ja"}\n\n## もっと（省略可）\n'
    )
    shown = '\n```{code-cell}\nws.quiz("milk")\n```\n\n```{code-cell}\nws.check("purr")\n```\n'
    path.write_text(path.read_text("utf-8") + more + shown, "utf-8")
    quiz("whiskers", Outcome.WRONG, version=2)
    assert "Finished, questions right: 0 of 2" in line_about("Cats")


def test_unknown_questions_lessons_and_outcomes_do_no_harm():
    journal.record(CATS, "quiz", "taken away", outcome="right")
    journal.record("m9/99-gone", "quiz", "milk", outcome="right")
    journal.record(CATS, "quiz", "milk", outcome="right", answer="a litre")
    journal.record(CATS, "exercise", "purr", outcome="splendid")
    assert "Not started, questions right: 0 of 2" in line_about("Cats")


def test_a_lesson_is_finished_when_all_but_code_is_tried_and_what_was_missed_is_named():
    quiz("whiskers", Outcome.WRONG, version=2)
    quiz("milk", Outcome.PARTIAL)
    assert "Started" in line_about("Cats")
    tried("purr", Outcome.ERROR)
    assert "Finished, questions right: 0 of 2" in line_about("Cats")
    assert progress_map.plain().splitlines()[-4:] == [
        "To try again in Cats:",
        "  question: How many whiskers has <a> cat & why?",
        "  question: How many litres of milk a day are good for a grown cat that lives in a…",
        "  exercise: Purr <loudly>",
    ]
    tried("purr", Outcome.RIGHT)
    assert "Purr" not in progress_map.plain()


def test_what_was_missed_can_be_named_in_japanese():
    language.use("ja")
    quiz("whiskers", Outcome.WRONG, version=2)
    assert "  問題：ひげは何本ですか。" in progress_map.plain()


def test_when_all_is_finished_nothing_is_next():
    quiz("ready", Outcome.KEPT, lesson="00-start")
    quiz("whiskers", Outcome.RIGHT, version=2)
    quiz("milk", Outcome.RIGHT)
    tried("purr", Outcome.RIGHT)
    assert progress_map.plain().startswith(
        "You have finished 2 of 2 available lessons.\nYou have finished all available lessons."
    )


def test_afresh_takes_a_lesson_back_to_its_beginning():
    quiz("milk", Outcome.RIGHT)
    journal.start_afresh(CATS)
    assert "Not started, questions right: 0 of 2" in line_about("Cats")


# How it looks


class Table(HTMLParser):
    """Reads the table as a screen reader does: cells with their row's and column's headers."""

    def __init__(self, source):
        super().__init__()
        self.rows, self.links, self.scopes, self.open = [], {}, [], []
        self.feed(source)
        assert self.open == [], "a tag is not closed"

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            if tag == "th":
                self.scopes.append(dict(attributes)["scope"])
        if tag == "a":
            self.address = dict(attributes)["href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "tr" in self.open:
            self.rows[-1][-1] += data
        if self.open[-1:] == ["a"] and "tr" in self.open:
            self.links[data] = self.address


def table(shown):
    return Table(shown[-1]["text/html"])


def test_the_map_has_headers_and_says_everything_in_words(shown):
    quiz("milk", Outcome.WRONG)
    progress_map.progress()
    read = table(shown)
    assert read.rows == [
        ["Lesson", "Time", "Questions right", "Exercises right", "State"],
        ["Start"],
        ["Start here", "0 min", "0 of 1", "none", "○ Not started"],
        ["Animals & co."],
        ["Cats", "0 min", "0 of 2", "0 of 2", "◐ Started"],
        ["Dogs <planned>", "25 min", "", "", "– In preparation"],
    ]
    assert read.scopes == ["col"] * 5 + ["rowgroup", "row"] + ["rowgroup", "row", "row"]
    assert "<caption>" in shown[0]["text/html"]
    missed = progress_map.plain().splitlines()[-1].strip()
    assert f"<li>{missed}</li>" in shown[0]["text/html"]


def test_the_map_needs_no_widgets_and_carries_its_plain_text(shown):
    progress_map.progress()
    (bundle,) = shown
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == progress_map.plain()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_progress_gives_the_same_map(lang, shown):
    language.use(lang)
    progress_map.progress()
    before, home = shown[-1], journal.folder()
    quiz("milk", Outcome.WRONG)
    progress_map.progress()
    assert shown[-1] != before
    shutil.rmtree(home)
    progress_map.progress()
    assert shown[-1] == before
    assert str(home) not in str(before)


def test_the_two_languages_share_no_words_but_names(shown):
    quiz("milk", Outcome.WRONG)
    seen = {}
    for lang in LANGUAGES:
        language.use(lang)
        progress_map.progress()
        body = re.sub("<style>.*?</style>|<[^>]*>", " ", shown[-1]["text/html"], flags=re.DOTALL)
        seen[lang] = body
    assert re.findall(r"[A-Za-z]{2,}", seen["ja"]) == []
    assert re.findall(r"[^\x00-\x7f○◐✓…–]", seen["en"]) == []


def test_what_people_wrote_is_escaped(shown):
    quiz("whiskers", Outcome.WRONG, version=2)
    tried("purr", Outcome.WRONG)
    progress_map.progress()
    assert "Purr &lt;loudly&gt;" in shown[0]["text/html"]
    assert "Animals &amp; co." in shown[0]["text/html"]
    assert "Dogs &lt;planned&gt;" in shown[0]["text/html"]
    assert "has &lt;a&gt; cat &amp; why?" in shown[0]["text/html"]


# Where it leads


@pytest.mark.parametrize(
    ("here", "links"),
    [
        ("00-start", {"Start here": "00-start.ipynb", "Cats": "m1/01-cats.ipynb"}),
        (CATS, {"Start here": "../00-start.ipynb", "Cats": "01-cats.ipynb"}),
        ("m2/x/03-birds", {"Start here": "../../00-start.ipynb", "Cats": "../../m1/01-cats.ipynb"}),
        (None, {}),
    ],
)
def test_open_lessons_are_linked_from_the_open_notebook(here, links, shown, monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", here)
    progress_map.progress()
    assert table(shown).links == links
    next_link = f'Next: <a href="{links["Start here"]}">' if links else "Next: Start here"
    assert next_link in shown[0]["text/html"]
    assert "<a" not in progress_map.plain()


# Troubles


def test_trouble_with_saving_is_told(shown, monkeypatch):
    monkeypatch.setenv("MLWORKSHOP_HOME", "/proc/<nowhere>")
    quiz("milk", Outcome.RIGHT)
    progress_map.progress()
    assert "questions right: 1 of 2" in shown[0]["text/plain"]
    assert journal.trouble() in shown[0]["text/plain"]
    assert "/proc/&lt;nowhere&gt;" in shown[0]["text/html"]


# Taking progress along


def test_export_and_import_by_default_beside_the_notebook(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    quiz("milk", Outcome.RIGHT)
    progress_map.export_progress()
    assert "(records: 1)" in shown[-1]["text/plain"]
    assert "ws.import_progress()" in shown[-1]["text/html"]
    shutil.rmtree(journal.folder())
    assert journal.events() == []
    progress_map.import_progress()
    assert "(new records: 1)" in shown[-1]["text/plain"]
    assert [event.key for event in journal.events()] == ["milk"]
    progress_map.import_progress()
    assert "(new records: 0)" in shown[-1]["text/plain"]
    assert [event.key for event in journal.events()] == ["milk"]


def test_what_export_says_is_what_import_takes(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    quiz("milk", Outcome.RIGHT)
    progress_map.export_progress("somewhere <else>.jsonl")
    call = re.search(r"ws\.import_progress\((.*)\)", shown[-1]["text/plain"])[1]
    assert call == "'somewhere <else>.jsonl'"
    assert "somewhere &lt;else&gt;.jsonl" in shown[-1]["text/html"]


def test_with_nothing_to_export_no_file_is_written(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    progress_map.export_progress()
    assert not list(tmp_path.glob("*.jsonl"))


def test_a_home_folder_can_be_named_by_its_tilde(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    quiz("milk", Outcome.RIGHT)
    progress_map.export_progress("~/mine.jsonl")
    assert (tmp_path / "mine.jsonl").exists()
    progress_map.import_progress("~/mine.jsonl")


@pytest.mark.parametrize(("lang", "says"), [("en", "drag the file"), ("ja", "ドラッグ")])
def test_a_missing_file_is_said_with_the_way_to_upload_it(lang, says, tmp_path, monkeypatch):
    language.use(lang)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkshopError, match=says):
        progress_map.import_progress()


@pytest.mark.parametrize(("lang", "says"), [("en", "quotation marks"), ("ja", "引用符")])
@pytest.mark.parametrize("path", [None, 3, ["mine.jsonl"], 10**400])
def test_what_is_no_path_is_said_with_an_example(path, lang, says):
    language.use(lang)
    quiz("milk", Outcome.RIGHT)
    for use in (progress_map.export_progress, progress_map.import_progress):
        with pytest.raises(WorkshopError, match=says):
            use(path)


@pytest.mark.parametrize(("lang", "says"), [("en", "Could not write"), ("ja", "書き込めません")])
@pytest.mark.parametrize("path", ["\0", "/", ".", "", "~nobody-at-all/x", "x" * 5000, "/dev/null"])
def test_an_impossible_place_is_said_to_be_one(path, lang, says, tmp_path, monkeypatch):
    language.use(lang)
    monkeypatch.chdir(tmp_path)
    quiz("milk", Outcome.RIGHT)
    with pytest.raises(WorkshopError, match=says):
        progress_map.export_progress(path)
    with pytest.raises(WorkshopError):
        progress_map.import_progress(path)
    assert list(tmp_path.glob("*.jsonl*")) == []


def test_import_tells_when_it_could_not_be_saved(shown, tmp_path, monkeypatch):
    quiz("milk", Outcome.RIGHT)
    progress_map.export_progress(tmp_path / "mine.jsonl")
    monkeypatch.setenv("MLWORKSHOP_HOME", "/proc/nowhere")
    progress_map.import_progress(tmp_path / "mine.jsonl")
    assert journal.trouble() in shown[-1]["text/plain"]


# Its names, and its speed


def test_the_notebooks_names():
    import mlworkshop as ws

    for name in ("progress", "export_progress", "import_progress"):
        assert inspect.unwrap(getattr(ws, name)) is getattr(progress_map, name)
    assert {"progress", "export_progress", "import_progress"} <= set(ws.__all__)


def test_the_command_prints_the_map_and_takes_it_along(capsys, tmp_path):
    file = str(tmp_path / "mine.jsonl")
    assert cli.main(["progress"]) == 0
    assert capsys.readouterr().out == progress_map.plain() + "\n"
    quiz("milk", Outcome.RIGHT)
    assert cli.main(["progress", "export", file]) == 0
    shutil.rmtree(journal.folder())
    assert cli.main(["progress", "import", file]) == 0
    assert "questions right: 1 of 2" in line_about("Cats")
    assert cli.main(["progress", "import", "/nowhere"]) == 1


def test_the_command_says_when_an_import_could_not_be_saved(capsys, tmp_path, monkeypatch):
    quiz("milk", Outcome.RIGHT)
    journal.export(tmp_path / "mine.jsonl")
    monkeypatch.setenv("MLWORKSHOP_HOME", "/proc/nowhere")
    assert cli.main(["progress", "import", str(tmp_path / "mine.jsonl")]) == 1
    assert "/proc/nowhere" in capsys.readouterr().err


def test_ten_thousand_events_show_quickly(shown):
    journal.folder().mkdir(parents=True)
    line = '{{"format": 1, "time": {}, "lesson": "m1/01-cats", "kind": "quiz", "key": "milk"}}\n'
    (journal.folder() / "many.jsonl").write_text("".join(line.format(at) for at in range(10_000)))
    progress_map.progress()

    def seconds():
        start = time.process_time()
        progress_map.progress()
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.05
