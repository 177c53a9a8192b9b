"""Exercises through what a notebook calls and what an attendee presses, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import SimpleNamespace

import ipywidgets as widgets
import pytest

import mlworkshop as ws
from mlworkshop import journal, language, notebook, ui
from mlworkshop.course import lesson, structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.exercise import store, view
from mlworkshop.exercise.check import Missing
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.outcome import Outcome

PRACTICE = Path(__file__).parent / "fixtures" / "exercises"
CONTEXT = {"scores": [0.95, 0.1, 0.8, 0.6], "is_spam": [True, False, True, False]}
HINT = {"en": "Hint ({} of 2)", "ja": "ヒント（{}/2）"}
NO_MORE = {"en": "No more hints", "ja": "ヒントは以上です"}
SHOW = {"en": "Show the solution", "ja": "解答例を見る"}
SURE = {
    "en": "Show the solution? Press again",
    "ja": "解答例を表示しますか？ もう一度押してください",
}
SHOWN = {"en": "The solution stands below", "ja": "解答例を下に表示しています"}
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@dataclass
class Shown:
    """One output: live widgets, if any, static HTML and plain text."""

    live: widgets.Widget | None
    static: str
    plain: str

    @property
    def buttons(self):
        return [each for each in self._below(self.live) if isinstance(each, widgets.Button)]

    @property
    def labels(self):
        return [button.description for button in self.buttons]

    @property
    def html(self):
        """All that the live widgets say but for the buttons."""
        return "".join(
            each.value for each in self._below(self.live) if isinstance(each, widgets.HTML)
        )

    def press(self, label):
        [button] = [button for button in self.buttons if button.description == label]
        button.click()

    def _below(self, widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from self._below(child)


@pytest.fixture(autouse=True)
def outputs(monkeypatch):
    """What is shown in an open notebook of the practice lesson."""
    shown = []
    monkeypatch.setattr(ui, "show", lambda *given: shown.append(Shown(*given)))
    monkeypatch.setattr(ui, "still", lambda *given: shown.append(Shown(None, *given)))
    monkeypatch.setattr(structure, "root", lambda: PRACTICE)
    monkeypatch.setattr(notebook, "_lesson", "practice")
    monkeypatch.setattr(view, "_DOUBLE_CLICK", -1)
    monkeypatch.setattr(store.bank, "entries", lambda: ())
    return shown


@pytest.fixture
def check(outputs):
    """Check an answer; give what is handed back and what is shown."""

    def check(answer, name="cut-off", **context):
        handed_back = ws.check(name, answer, **(context or CONTEXT))
        return handed_back, outputs[-1]

    return check


def restart():
    """What a new kernel knows is what the files say."""
    journal._open.cache_clear()


def outcome_of(html):
    found = [outcome for outcome in Outcome if f"mlw-{outcome.value}" in html]
    assert len(found) == 1
    nothing_now = ui.text(en="No answer in the cell now", ja="今のセルには答えがありません")
    is_earlier = found[0] is Outcome.NOT_ATTEMPTED and nothing_now in html
    assert is_earlier != (found[0].label in html)
    return found[0]


@each_language
@pytest.mark.parametrize(
    ("answer", "outcome", "handed_back", "says"),
    [
        (..., Outcome.NOT_ATTEMPTED, 0.75, {"en": "in place of", "ja": "書き換えて"}),
        (0.7, Outcome.RIGHT, 0.7, {"en": "<em>higher</em>", "ja": "<em>スパム</em>"}),
        (0.0, Outcome.WRONG, 0.0, {"en": "All is called", "ja": "（All is called"}),
        ("0.7", Outcome.WRONG, 0.75, {"en": "Remove the quotation", "ja": "引用符を外して"}),
    ],
)
def test_each_outcome_is_shown_live_static_and_plain(
    check, lang, answer, outcome, handed_back, says
):
    language.use(lang)
    found, shown = check(answer)
    assert found == handed_back
    title = ui.text(en="Exercise: The cut-off", ja="演習：しきい値")
    for html in (shown.html, shown.static):
        assert outcome_of(html) is outcome
        assert says[lang] in html
        assert title in html
    assert shown.plain == f"{title} {outcome.label}"


@each_language
def test_what_the_lesson_goes_on_with_is_said(check, lang):
    language.use(lang)
    ours = ui.text(en="goes on with our answer", ja="こちらで用意した答え")
    theirs = ui.text(en="with your answer as it is", ja="今の答えをそのまま")
    for answer in (..., "0.7"):
        html = check(answer)[1].html
        assert ours in html
        assert theirs not in html
    html = check(0.0)[1].html
    assert theirs in html
    assert ours not in html
    html = check(0.7)[1].html
    assert ours not in html
    assert theirs not in html


@each_language
def test_an_error_in_their_function_shows_their_line(check, lang):
    language.use(lang)

    def rule(mail, word):
        return {}["no <b>such</b> key"]

    handed_back, shown = check(rule, "rule", mails=["x"])
    assert handed_back("free", "free") == "spam"
    assert outcome_of(shown.html) is Outcome.ERROR
    assert "KeyError" in shown.html
    assert "return {}[" in shown.html
    assert "<b>" not in shown.html


def test_an_exercise_that_wants_code_is_marked(check):
    shown = check(..., "rule", mails=["x"])[1]
    assert "Exercise: A rule (code)" in shown.static
    language.use("ja")
    shown = check(..., "rule", mails=["x"])[1]
    assert "演習：ルール（コード）" in shown.static


def test_checking_twice_says_the_same(check):
    for answer in (..., 0.0, 0.7, "0.7"):
        first, second = check(answer), check(answer)
        assert first[0] == second[0]
        assert first[1].static == second[1].static
        assert first[1].html == second[1].html


def test_what_is_typed_is_escaped(check):
    html = check('<img src=x onerror="alert(1)"> **x** $5 and $6')[1].html
    assert "<img" not in html
    assert "&lt;img" in html
    assert "**x**" in html


# ---- hints and the solution


@each_language
def test_hints_come_one_after_the_other(check, lang):
    language.use(lang)
    shown = check(...)[1]
    hints = [hint.of(lang) for hint in store.find("practice", "cut-off").hints]
    assert shown.labels == [HINT[lang].format(1), SHOW[lang]]
    assert not any(hint in shown.html for hint in hints)
    shown.press(HINT[lang].format(1))
    assert hints[0] in shown.html
    assert hints[1] not in shown.html
    shown.press(HINT[lang].format(2))
    assert all(hint in shown.html for hint in hints)
    assert shown.labels[0] == NO_MORE[lang]
    shown.press(NO_MORE[lang])
    assert shown.labels[0] == NO_MORE[lang]
    assert not any(button.disabled for button in shown.buttons), "the focus would be lost"


def test_without_hints_there_is_no_button_for_them(check):
    shown = check(..., "rule", mails=["x"])[1]
    assert shown.labels == [SHOW["en"]]
    assert "ws.hint" not in shown.static
    assert "ws.solution(&quot;rule&quot;)" in shown.static


@each_language
def test_the_solution_takes_a_second_press(check, lang):
    language.use(lang)
    shown = check(...)[1]
    assert "my_cut_off = 0.7" not in shown.html
    shown.press(SHOW[lang])
    assert shown.labels[1] == SURE[lang]
    assert "my_cut_off = 0.7" not in shown.html
    assert journal.latest("practice", "solution", "cut-off") is None
    shown.press(SURE[lang])
    assert "<pre><code>my_cut_off = 0.7</code></pre>" in shown.html
    assert shown.labels[1] == SHOWN[lang]
    shown.press(SHOWN[lang])
    assert "my_cut_off = 0.7" in shown.html
    kinds = [event.kind for event in journal.events()]
    assert kinds.count("solution") == 1


def test_a_double_click_does_not_show_the_solution(check, monkeypatch):
    monkeypatch.setattr(view, "_DOUBLE_CLICK", 1000)
    shown = check(...)[1]
    shown.press(SHOW["en"])
    shown.press(SURE["en"])
    assert shown.labels[1] == SURE["en"]
    assert "my_cut_off = 0.7" not in shown.html


@each_language
def test_hints_and_solution_come_from_code_as_well(check, outputs, lang):
    language.use(lang)
    hints = [hint.of(lang) for hint in store.find("practice", "cut-off").hints]
    for count in (1, 2, 2):
        assert ws.hint("cut-off") is None
        assert [hint in outputs[-1].static for hint in hints] == [count >= 1, count >= 2]
        assert outputs[-1].plain == "\n".join(hints[:count])
    assert ws.solution("cut-off") is None
    assert "my_cut_off = 0.7" in outputs[-1].static
    assert outputs[-1].plain == "my_cut_off = 0.7"
    shown = check(...)[1]
    assert shown.labels == [NO_MORE[lang], SHOWN[lang]]
    ws.hint("rule")
    assert NO_MORE[lang] in outputs[-1].static


def test_a_hint_from_code_counts_for_the_button_on_display(check):
    shown = check(...)[1]
    ws.hint("cut-off")
    shown.press(HINT["en"].format(1))
    assert shown.labels[0] == NO_MORE["en"]


def test_the_shown_solution_is_the_lessons_own(check, outputs):
    read = lesson.read(PRACTICE / "lessons" / "practice.md")
    ws.solution("rule")
    assert outputs[-1].plain == read.code_of("rule", "solution").source


def test_the_static_part_has_all_hints_folded_and_no_solution(check):
    static = check(...)[1].static
    assert static.count("<details><summary>Hint") == 2
    assert "my_cut_off = 0.7" not in static
    assert "ws.hint(&quot;cut-off&quot;)" in static


@pytest.mark.parametrize("call", [ws.hint, ws.solution, lambda name: ws.check(name, 1)])
def test_an_unknown_name_is_told(call):
    with pytest.raises(WorkshopError, match="cut-off"):
        call("cut-of")


def test_a_notebook_that_has_not_begun_is_told(monkeypatch):
    monkeypatch.setattr(notebook, "_lesson", None)
    with pytest.raises(WorkshopError, match="first code cell"):
        ws.check("cut-off", 1)


# ---- what is remembered


def test_answers_are_remembered_but_not_twice(check):
    check(...)
    assert journal.events() == []
    for answer in (0.0, 0.0, "0.7", 0.7, 0.7):
        check(answer)
    seen = [(event.outcome, event.answer) for event in journal.events()]
    assert seen == [("wrong", '"0.7"'), ("right", "0.7")], "the last of each outcome"
    (file,) = journal.folder().iterdir()
    assert len(file.read_bytes().splitlines()) == 3
    event = journal.latest("practice", "exercise", "cut-off")
    assert (event.version, event.outcome) == (1, "right")


@each_language
def test_an_untouched_starter_after_a_restart_tells_of_the_earlier_answer(check, lang):
    language.use(lang)
    check(0.0)
    restart()
    html = check(...)[1].html
    assert outcome_of(html) is Outcome.NOT_ATTEMPTED
    assert ui.text(en="Earlier you tried this", ja="以前、この演習に取り組んで") in html
    assert ui.text(en="No answer in the cell now", ja="今のセルには答えがありません") in html
    check(0.7)
    restart()
    shown = check(...)[1]
    for html in (shown.html, shown.static):
        assert outcome_of(html) is Outcome.NOT_ATTEMPTED
        assert ui.text(en="Earlier you solved this", ja="以前、この演習に正解して") in html
        assert Outcome.NOT_ATTEMPTED.label not in html
        assert "<pre><code>0.7</code></pre>" in html


def test_an_earlier_function_is_shown_as_its_source(check):
    def rule(mail, word):
        return "spam" if word in mail and "<" not in word else "good"

    check(rule, "rule", mails=["x"])
    restart()
    html = check(..., "rule", mails=["x"])[1].html
    assert "<pre><code>def rule(mail, word):\n    return" in html
    assert "&lt;" in html


def test_hints_and_solution_are_there_again_after_a_restart(check):
    shown = check(...)[1]
    shown.press(HINT["en"].format(1))
    shown.press(SHOW["en"])
    shown.press(SURE["en"])
    restart()
    again = check(...)[1]
    assert again.labels == [HINT["en"].format(2), SHOWN["en"]]
    assert again.html == shown.html


def test_a_question_that_was_only_asked_is_forgotten_by_a_restart(check):
    check(...)[1].press(SHOW["en"])
    restart()
    assert check(...)[1].labels[1] == SHOW["en"]


def test_a_new_version_of_an_exercise_forgets_the_answers_to_the_old(check, monkeypatch):
    check(0.7)[1].press(HINT["en"].format(1))
    monkeypatch.setattr(type(store.find("practice", "cut-off")), "version", 2)
    shown = check(...)[1]
    assert "arlier" not in shown.html
    assert shown.labels[0] == HINT["en"].format(1)


def test_an_answer_that_cannot_be_saved_is_said(check, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(blocked / "home"))
    handed_back, shown = check(0.7)
    assert handed_back == 0.7
    assert journal.trouble()
    assert escape(journal.trouble()) in shown.html
    assert "Earlier you solved this" in check(...)[1].html, "this kernel remembers"


# ---- mistakes of the course


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A course whose check file has been changed."""

    def broken(before, after):
        folder = tmp_path / "course" / "lessons"
        folder.mkdir(parents=True)
        for name in ("practice.md", "practice.py"):
            source = (PRACTICE / "lessons" / name).read_text(encoding="utf-8")
            if name.endswith(".py"):
                assert before in source
                source = source.replace(before, after)
            (folder / name).write_text(source, encoding="utf-8")
        monkeypatch.setattr(structure, "root", lambda: folder.parent)

    return broken


@each_language
def test_a_check_that_fails_says_what_may_not_fit_and_the_lesson_goes_on(
    broken, check, outputs, lang
):
    language.use(lang)
    broken("if all(called):", "if all(caled):")
    handed_back, shown = check(0.9)
    assert handed_back == 0.75
    assert shown.live is None
    assert ui.text(en="Something does not fit", ja="どこかが食い違って") in shown.static
    assert ui.text(en="a name of the lesson was overwritten", ja="上書きされた") in shown.static
    assert ui.text(en="goes on with our answer", ja="用意した答えを使って") in shown.static
    assert ui.text(en="with your answer as it is", ja="今の答えをそのまま") not in shown.static
    assert "NameError" in shown.static
    assert "practice.py" in shown.static
    assert "Traceback" not in shown.static
    [event] = journal.events()
    assert (event.kind, event.key, event.outcome) == ("exercise", "cut-off", "")
    assert "NameError" in event.answer
    check(0.9)
    assert len(journal.events()) == 1
    assert "arlier" not in check(...)[1].static


def test_a_bug_does_not_forget_what_was_right_before(check, broken):
    check(0.7)
    broken("if all(called):", "if all(caled):")
    check(0.9)
    assert journal.latest("practice", "exercise", "cut-off").outcome == "right"


def test_a_reference_that_fails_hands_the_answer_back(broken, check):
    broken("return 0.75", "raise LookupError")
    handed_back, shown = check("text")
    assert handed_back == "text"
    assert "LookupError" in shown.static
    assert "goes on with your answer as it is" in shown.static
    assert "our answer." not in shown.static


def test_a_check_file_that_does_not_load_hands_the_answer_back(broken, check):
    broken("class Labels(Exercise):", "class Labels(Exercis):")
    handed_back, shown = check(0.9)
    assert handed_back == 0.9
    assert "The mistake is ours" in shown.static
    assert "practice.py" in shown.static
    assert "goes on with your answer as it is" in shown.static
    assert "our answer." not in shown.static


@pytest.mark.parametrize(
    "context", [{"scores": [1]}, {**CONTEXT, "more": 1}, {**CONTEXT, "scores": 5}]
)
def test_a_changed_context_is_not_called_our_mistake(check, context):
    shown = check(0.5, **context)[1]
    assert "Something does not fit" in shown.static
    assert "mistake is ours" not in shown.static
    assert "Run All Cells" in shown.static


@each_language
def test_only_who_codes_is_asked_for_code(check, lang):
    language.use(lang)
    code = ui.text(en="for people who code", ja="コードを書く人向け")
    html = check(..., "rule", mails=["x"])[1].html
    assert code in html
    assert "<code>...</code>" in html
    assert html.count(ui.text(en="with our answer", ja="用意した答え")) == 1
    assert code not in check(...)[1].html
    assert code not in check(5, "rule", mails=["x"])[1].html
    missing = check(Missing(Text(en="It stopped.", ja="停止。")), "rule", mails=["x"])[1].html
    assert code not in missing
    assert ui.text(en="our answer", ja="用意した答え") in missing


@pytest.mark.parametrize("call", [ws.hint, ws.solution, lambda name: ws.check(name, 1)])
@pytest.mark.parametrize("name", [["cut-off"], {"a": 1}, 5, None, {1}])
def test_a_name_that_is_none_is_told(call, name):
    with pytest.raises(WorkshopError, match="cut-off"):
        call(name)


@each_language
@pytest.mark.parametrize("call", [ws.hint, ws.solution, lambda name: ws.check(name, 1)])
def test_a_question_is_told_from_an_exercise(call, lang, monkeypatch):
    language.use(lang)
    entry = SimpleNamespace(question=SimpleNamespace(id="spam-why"))
    monkeypatch.setattr(store.bank, "entries", lambda: (entry,))
    with pytest.raises(WorkshopError, match=ui.text(en="is a question", ja="問題です")):
        call("spam-why")
    with pytest.raises(WorkshopError, match="cut-off"):
        call("spam-wh")


def test_a_broken_question_bank_does_not_hide_a_wrong_name(monkeypatch):
    def broken():
        raise CourseFileError([])

    monkeypatch.setattr(store.bank, "entries", broken)
    with pytest.raises(WorkshopError, match="cut-off"):
        ws.hint("cut-of")
