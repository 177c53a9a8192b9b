"""Exercises as a notebook calls them and an attendee presses them, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hands import outcome

import mlworkshop as ws
from mlworkshop import answering, journal, language, notebook, ui
from mlworkshop.course import lesson, structure
from mlworkshop.errors import CourseFileError, WorkshopError
from mlworkshop.exercise import Fields, Number, assistance, said, starters, store, view
from mlworkshop.exercise.check import Missing
from mlworkshop.language import LANGUAGES, Text
from mlworkshop.ui import Outcome

PRACTICE = Path(__file__).parent / "fixtures" / "exercises"
CONTEXT = {"scores": [0.95, 0.1, 0.8, 0.6], "is_spam": [True, False, True, False]}
COUNTS = {"is_spam": CONTEXT["is_spam"]}
CHECK = {"en": "Check my answer", "ja": "答え合わせをする"}
HINT = {"en": "Hint ({} of 2)", "ja": "ヒント（{}/2）"}
NO_MORE = {"en": "No more hints", "ja": "ヒントは以上です"}
SHOW = {"en": "Show the solution", "ja": "解答例を見る"}
SURE = {
    "en": "Show the solution? Press again",
    "ja": "解答例を表示しますか？ もう一度押してください",
}
SHOWN = {"en": "The solution is shown below", "ja": "解答例を下に表示しています"}
RUN_AGAIN = "Run &gt; Run Selected Cell and All Below"
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(autouse=True)
def practice(monkeypatch, outputs, course_at, begin):
    """An open notebook of the practice lesson; `outputs` has what it shows."""
    course_at(PRACTICE)
    begin("practice")
    monkeypatch.setattr(notebook, "_solved", False)
    monkeypatch.setattr(assistance, "_DOUBLE_CLICK", -1)
    monkeypatch.setattr(view, "_shown", {})


@pytest.fixture
def check(outputs):
    """Check what code has made; give what is handed back and what is shown."""

    def check(answer, name="share", **context):
        handed_back = ws.check(name, answer, **(context or COUNTS))
        return handed_back, outputs[-1]

    return check


@pytest.fixture
def ask(outputs):
    """Run the cell of an exercise without code."""

    def ask(name="cut-off", **context):
        handed_back = ws.check(name, **(context or CONTEXT))
        return handed_back, outputs[-1]

    return ask


def restart():
    """What a new kernel knows is what the files say."""
    journal._open.cache_clear()
    view._shown.clear()


def goes_on(html):
    """What is said that the lesson goes on with: "ours", "theirs", or neither."""
    is_told = {"ours": said.goes_on(True) in html, "theirs": said.goes_on(False) in html}
    return [name for name, told in is_told.items() if told]


# ---- in code


@each_language
@pytest.mark.parametrize(
    ("answer", "expected", "handed_back", "goes_on_with"),
    [
        (..., Outcome.NOT_ATTEMPTED, 0.5, []),
        (0.5, Outcome.RIGHT, 0.5, []),
        (2, Outcome.WRONG, 2.0, ["theirs"]),
        ("0.5", Outcome.WRONG, 0.5, ["ours"]),
        (Missing(Text(en="So.", ja="はい。")), Outcome.NOT_ATTEMPTED, 0.5, ["ours"]),
    ],
)
def test_each_outcome_is_shown_live_and_static(
    check, lang, answer, expected, handed_back, goes_on_with
):
    language.use(lang)
    found, shown = check(answer)
    assert found == handed_back
    title = said.heading(store.find("practice", "share"))
    for html in (shown.page.html, shown.static):
        assert outcome(html) is expected
        assert title in html
        assert goes_on(html) == goes_on_with
    assert shown.plain == f"{title} {expected.label}"


@each_language
def test_an_error_in_their_function_shows_their_line(check, lang):
    language.use(lang)

    def rule(mail, word):
        return {}["no <b>such</b> key"]

    handed_back, shown = check(rule, "rule", mails=["x"])
    assert handed_back("free", "free") == "spam"
    assert shown.page.outcome is Outcome.ERROR
    assert "KeyError" in shown.page.text
    assert "return {}[" in shown.page.text
    assert "<b>" not in shown.page.html


def test_checking_twice_says_the_same(check):
    for answer in (..., 2, 0.5, "0.5"):
        first, second = check(answer), check(answer)
        assert first[0] == second[0]
        assert first[1].static == second[1].static
        assert first[1].page.html == second[1].page.html


def test_what_is_typed_is_escaped(check):
    html = check('<img src=x onerror="alert(1)"> **x** $5 and $6')[1].page.html
    assert "<img" not in html
    assert "&lt;img" in html
    assert "**x**" in html


def test_an_answer_that_its_cell_does_not_give_any_more_is_said(check, monkeypatch):
    assert "my_share" not in check(2)[1].static
    monkeypatch.setattr(starters, "left_out", {"share": "my_share"}.get)
    handed_back, shown = check(2)
    assert handed_back == 2
    assert "<code>my_share</code>" in shown.static


def test_answers_are_remembered_but_not_twice(check, monkeypatch):
    kept = []
    record = journal.record

    def record_and_count(*about, **said):
        kept.append((said["outcome"], said["answer"]))
        return record(*about, **said)

    monkeypatch.setattr(journal, "record", record_and_count)
    for answer in (..., 2, 2, "0.5", 0.5, 0.5):
        check(answer)
    assert kept == [("wrong", "2"), ("wrong", '"0.5"'), ("right", "0.5")]


@each_language
def test_an_untouched_starter_after_a_restart_tells_of_the_earlier_answer(check, lang):
    language.use(lang)
    check(...)
    for answer in (2, 0.5):
        check(answer)
        restart()
        html = check(...)[1].page.html
        assert "mlw-open" in html
        assert Outcome.NOT_ATTEMPTED.label not in html
        assert f"<pre><code>{answer}</code></pre>" in html


def test_an_earlier_function_is_shown_as_its_source(check):
    def rule(mail, word):
        return "spam" if word in mail and "<" not in word else "good"

    check(rule, "rule", mails=["x"])
    restart()
    html = check(..., "rule", mails=["x"])[1].page.html
    assert "<pre><code>def rule(mail, word):\n    return" in html
    assert "&lt;" in html


# ---- by fields


@each_language
def test_fields_ask_and_the_lesson_goes_on_with_the_reference_until_then(ask, lang):
    language.use(lang)
    handed_back, shown = ask()
    assert handed_back == 0.75
    for html in (shown.page.html, shown.static):
        assert outcome(html) is Outcome.NOT_ATTEMPTED
        assert goes_on(html) == ["ours"]
    assert shown.page.buttons[:2] == [CHECK[lang], HINT[lang].format(1)]
    [(label, _)] = shown.page.fields
    assert label in shown.text
    assert "ws.answer(&quot;cut-off&quot;, 0.5)" in shown.static
    assert journal.events() == []


@each_language
def test_an_answer_is_checked_kept_and_used_from_the_next_run_on(ask, lang):
    language.use(lang)
    page = ask()[1].page
    [(label, _)] = page.fields
    page.enter(label, "1")
    page.press(CHECK[lang])
    assert page.outcome is Outcome.WRONG
    assert RUN_AGAIN in page.html
    page.enter(label, "0.7")
    assert page.outcome is Outcome.RIGHT
    assert RUN_AGAIN in page.html
    events = [(event.outcome, event.answer) for event in journal.events()]
    assert events == [("wrong", 1.0), ("right", 0.7)]
    for again in (lambda: None, restart):
        again()
        handed_back, shown = ask()
        assert handed_back == 0.7
        for html in (shown.page.html, shown.static):
            assert outcome(html) is Outcome.RIGHT
            assert RUN_AGAIN not in html
            assert goes_on(html) == []
        assert shown.page.field(label).value == "0.7"
    shown.page.enter(label, "1")
    assert RUN_AGAIN in shown.page.html
    shown.page.enter(label, "0.7")
    assert RUN_AGAIN not in shown.page.html, "this is what the last run of the cell has given"


def test_what_a_field_refuses_changes_nothing(ask):
    page = ask()[1].page
    page.enter("Your answer", "2")
    assert page.outcome is Outcome.NOT_ATTEMPTED
    assert 'role="alert"' in page.html
    assert journal.events() == []
    assert ask()[0] == 0.75


def test_several_fields_are_checked_together(ask):
    handed_back, shown = ask("counts", **COUNTS)
    assert handed_back == {"spam": 2, "good": 2}
    page = shown.page
    assert [label for label, _ in page.fields] == ["spam", "good"]
    page.press(CHECK["en"])
    assert page.outcome is Outcome.NOT_ATTEMPTED
    page.enter("spam", "1")
    page.press(CHECK["en"])
    assert page.outcome is Outcome.NOT_ATTEMPTED
    assert RUN_AGAIN not in page.html
    assert journal.events() == []
    page.enter("good", "3")
    assert page.outcome is Outcome.NOT_ATTEMPTED
    page.press(CHECK["en"])
    assert page.outcome is Outcome.WRONG
    restart()
    assert ask("counts", **COUNTS)[0] == {"spam": 1, "good": 3}


@each_language
def test_the_same_from_code(ask, outputs, lang):
    language.use(lang)
    page = ask()[1].page
    ws.answer("cut-off", 0.7)
    assert page.outcome is Outcome.RIGHT
    assert page.fields[0][1].value == "0.7"
    assert outcome(outputs[-1].static) is Outcome.RIGHT
    ws.answer("cut-off", "0.7")
    assert outcome(outputs[-1].static) is Outcome.WRONG
    assert page.outcome is Outcome.RIGHT, "what is no answer changes nothing"
    assert [event.answer for event in journal.events()] == [0.7]
    assert ask()[0] == 0.7


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ws.answer("cut-of", 1), "cut-off"),
        (lambda: ws.answer(["cut-off"], 1), "no question or exercise"),
        (lambda: ws.answer("cut-off", 1), r"ws\.check\(\"cut-off\""),
        (lambda: ws.solution("cut-off"), r"ws\.check\(\"cut-off\""),
        (lambda: ws.answer("rule", 1), "in its own cell"),
        (lambda: ws.check("rule"), "in code"),
    ],
)
def test_what_cannot_be_answered_here_is_told(call, says, monkeypatch):
    known = SimpleNamespace(question=SimpleNamespace(id="asked"))
    monkeypatch.setattr(answering, "bank", SimpleNamespace(entries=lambda: (known,)))
    with pytest.raises(WorkshopError, match=says):
        call()


@pytest.mark.parametrize(
    ("name", "kept", "handed_back"),
    [
        ("cut-off", "0.7", 0.7),
        ("cut-off", 0.7, 0.7),
        ("cut-off", '"0.7"', 0.75),
        ("cut-off", "7", 0.75),
        ("cut-off", "...", 0.75),
        ("cut-off", "(" * 5000, 0.75),
        ("cut-off", [0.7], 0.75),
        ("cut-off", None, 0.75),
        ("counts", '{"spam": 1, "good": 3}', {"spam": 1, "good": 3}),
        ("counts", {"good": 3, "spam": 1}, {"spam": 1, "good": 3}),
        ("counts", '{"spam": 1}', {"spam": 2, "good": 2}),
        ("counts", "{'spam': 1, 'good': 3}", {"spam": 1, "good": 3}),
        ("counts", "<dict>", {"spam": 2, "good": 2}),
    ],
)
def test_what_earlier_versions_have_kept_comes_back_where_it_can_be_read(
    ask, name, kept, handed_back
):
    journal.record("practice", "exercise", name, outcome="wrong", answer=kept)
    found, shown = ask(name, **(CONTEXT if name == "cut-off" else COUNTS))
    assert found == handed_back
    is_open = outcome(shown.static) is Outcome.NOT_ATTEMPTED
    assert is_open == (handed_back in (0.75, {"spam": 2, "good": 2}))


def test_an_earlier_answer_that_its_fields_refuse_is_passed_over(ask, monkeypatch):
    journal.record("practice", "exercise", "counts", outcome="wrong", answer={"spam": 1, "good": 3})
    narrow = Fields({"spam": Number(), "good": Number(high=2)})
    narrow.accept = lambda answer: answer
    monkeypatch.setattr(type(store.find("practice", "counts")), "answer", narrow)
    handed_back, shown = ask("counts", **COUNTS)
    assert handed_back == {"spam": 2, "good": 2}
    assert [field.value for _, field in shown.page.fields] == ["", ""]


@each_language
def test_in_a_solution_our_answer_is_there_as_if_entered(ask, monkeypatch, lang):
    language.use(lang)
    monkeypatch.setattr(notebook, "_solved", True)
    handed_back, shown = ask("counts", **COUNTS)
    assert handed_back == {"spam": 2, "good": 2}
    assert outcome(shown.static) is Outcome.RIGHT
    assert [field.value for _, field in shown.page.fields] == ["2", "2"]
    assert journal.events() == []


# ---- hints and the solution, for both kinds alike


@each_language
def test_hints_come_one_after_the_other(ask, lang):
    language.use(lang)
    page = ask()[1].page
    hints = [hint.of(lang) for hint in store.find("practice", "cut-off").hints]
    assert not any(hint in page.text for hint in hints)
    page.press(HINT[lang].format(1))
    assert hints[0] in page.text
    assert hints[1] not in page.text
    ws.hint("cut-off")
    page.press(HINT[lang].format(2))
    assert all(hint in page.text for hint in hints)
    page.press(NO_MORE[lang])
    assert NO_MORE[lang] in page.buttons


def test_without_hints_there_is_no_button_for_them(check):
    shown = check(..., "rule", mails=["x"])[1]
    assert shown.page.buttons == [SHOW["en"]]
    assert "ws.hint" not in shown.static
    assert "ws.solution(&quot;rule&quot;)" in shown.static


@each_language
def test_the_solution_takes_a_second_press(ask, check, lang):
    language.use(lang)
    in_code = check(...)[1].page, "my_share = sum(is_spam)"
    in_words = ask()[1].page, "0.75"
    for page, solution in (in_code, in_words):
        assert solution not in page.text
        page.press(SHOW[lang])
        assert solution not in page.text
        assert not [event for event in journal.events() if event.kind == "solution"][1:]
        page.press(SURE[lang])
        assert solution in page.text
        page.press(SHOWN[lang])
        assert solution in page.text
    kinds = [event.kind for event in journal.events()]
    assert kinds.count("solution") == 2


def test_a_double_click_does_not_show_the_solution(ask, monkeypatch):
    monkeypatch.setattr(assistance, "_DOUBLE_CLICK", 1000)
    page = ask()[1].page
    page.press(SHOW["en"], SURE["en"])
    assert SURE["en"] in page.buttons
    assert journal.events() == []


@each_language
def test_hints_and_solution_come_from_code_and_after_a_restart(ask, outputs, lang):
    language.use(lang)
    hints = [hint.of(lang) for hint in store.find("practice", "cut-off").hints]
    ask()
    for count in (1, 2, 2):
        assert ws.hint("cut-off") is None
        assert outputs[-1].plain == "\n".join(hints[:count])
    assert ws.solution("cut-off") is None
    assert "0.75" in outputs[-1].plain
    restart()
    assert ask()[1].page.buttons[1:] == [NO_MORE[lang], SHOWN[lang]]
    ws.hint("rule")
    assert NO_MORE[lang] in outputs[-1].static


def test_the_solution_in_code_is_the_lessons_own(outputs):
    read = lesson.read(PRACTICE / "lessons" / "practice.md")
    ws.solution("rule")
    assert outputs[-1].plain == read.code_of("rule", "solution").source


def test_the_static_part_has_all_hints_folded_and_no_solution(ask):
    static = ask()[1].static
    assert static.count("<details><summary>Hint") == 2
    assert "0.75" not in static


@pytest.mark.parametrize("call", [ws.hint, ws.solution, lambda name: ws.check(name, 1), ws.check])
def test_an_unknown_name_is_told(call):
    with pytest.raises(WorkshopError, match="cut-off"):
        call("cut-of")


def test_a_notebook_that_has_not_begun_is_told(begin):
    begin(None)
    for call in (lambda: ws.check("share", 1), lambda: ws.check("cut-off")):
        with pytest.raises(WorkshopError, match="first code cell"):
            call()


def test_a_new_version_of_an_exercise_forgets_the_answers_to_the_old(ask, monkeypatch):
    page = ask()[1].page
    page.enter("Your answer", "0.7")
    page.press(HINT["en"].format(1))
    monkeypatch.setattr(type(store.find("practice", "cut-off")), "version", 2)
    handed_back, shown = ask()
    assert handed_back == 0.75
    assert HINT["en"].format(1) in shown.page.buttons


def test_an_answer_that_cannot_be_saved_is_said(ask, check, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("MLWORKSHOP_HOME", str(blocked / "home"))
    page = ask()[1].page
    page.enter("Your answer", "0.7")
    assert ui.escape(journal.trouble()) in page.html
    assert ui.escape(journal.trouble()) in check(0.5)[1].page.html
    assert ask()[0] == 0.7, "this kernel remembers"


# ---- mistakes of the course


@pytest.fixture
def broken(tmp_path, course_at):
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
        course_at(folder.parent)

    return broken


@each_language
def test_a_check_that_fails_says_so_and_the_lesson_goes_on(broken, check, outputs, lang):
    language.use(lang)
    broken("return sum(is_spam) / len(is_spam)", "return sum(is_spam) / len(is_spm)")
    handed_back, shown = check(0.9)
    assert handed_back == 0.9
    assert shown.live is None
    assert goes_on(shown.static) == ["theirs"]
    assert "mlw-error" in shown.static
    assert "NameError" in shown.static
    assert "practice.py" in shown.static
    assert "Traceback" not in shown.static
    check(0.9)
    [event] = journal.events()
    assert (event.kind, event.key, event.outcome) == ("exercise", "share", "")
    assert "NameError" in event.answer


@each_language
def test_a_check_by_fields_that_fails_says_so(broken, ask, lang):
    language.use(lang)
    broken("if all(called):", "if all(caled):")
    handed_back, shown = ask()
    assert handed_back == 0.75
    shown.page.enter(shown.page.fields[0][0], "0.7")
    assert "mlw-error" in shown.page.html
    assert "NameError" in shown.page.text
    journal.record("practice", "exercise", "cut-off", outcome="wrong", answer=0.7)
    handed_back, shown = ask()
    assert handed_back == 0.75
    assert shown.live is None
    assert "NameError" in shown.static


def test_a_bug_does_not_forget_what_was_right_before(check, broken):
    check(0.5)
    broken("return sum(is_spam) / len(is_spam)", "return sum(is_spam) / len(is_spm)")
    check(0.9)
    assert journal.latest("practice", "exercise", "share").outcome == "right"


@each_language
def test_a_check_file_that_cannot_be_read_leaves_the_answer(broken, check, ask, lang):
    language.use(lang)
    broken("from mlworkshop.exercise import (", "from mlworkshop.exercise import (Nothing,")
    handed_back, shown = check("anything")
    assert handed_back == "anything"
    assert "Nothing" in shown.static
    assert ask()[0] is None
    with pytest.raises(CourseFileError):
        ws.hint("share")


def test_what_is_kept_is_plain_json(ask):
    ask("counts", **COUNTS)
    ws.answer("counts", {"spam": 1, "good": 3})
    [event] = journal.events()
    assert json.loads(json.dumps(event.answer)) == {"spam": 1, "good": 3}
    assert structure.root() == PRACTICE
