"""The exercises' own test kit: it notices what is wrong with an exercise, a lesson or a check."""

from __future__ import annotations

from pathlib import Path

import exercise_kit as kit
import pytest

PRACTICE = Path(__file__).parent / "fixtures" / "exercises" / "lessons"


@pytest.fixture
def changed(tmp_path):
    """Cases of the practice lesson with a change to it or to its check file."""

    def changed(name, *changes):
        folder = tmp_path / "lessons"
        folder.mkdir()
        sources = {
            suffix: (PRACTICE / f"practice{suffix}").read_text(encoding="utf-8")
            for suffix in (".md", ".py")
        }
        for suffix, before, after in changes:
            assert before in sources[suffix]
            sources[suffix] = sources[suffix].replace(before, after)
        for suffix, source in sources.items():
            (folder / f"practice{suffix}").write_text(source, encoding="utf-8")
        return kit.cases(folder / "practice.md")[name]

    return changed


def test_what_a_check_is_given_is_kept_as_it_was():
    case = kit.cases(PRACTICE / "practice.md")["cut-off"]
    assert case.context == {
        "scores": [0.95, 0.1, 0.8, 0.6],
        "is_spam": [True, False, True, False],
    }
    assert (case.solved, case.untouched, case.partly) == (0.75, ..., [])
    counts = kit.cases(PRACTICE / "practice.md")["counts"]
    assert counts.partly == [{"spam": ..., "good": 2}, {"spam": 2, "good": ...}]


def test_later_cells_do_not_change_what_a_check_was_given(changed):
    case = changed("cut-off", (".md", "my_labels = [...", "scores.clear()\nmy_labels = [..."))
    assert len(case.context["scores"]) == 4


def test_each_blank_is_left_open_once():
    case = kit.cases(PRACTICE / "practice.md")["labels"]
    assert case.partly == [[..., None, None], [None, ..., None], [None, None, ...]]
    assert [function.__name__ for function in kit.cases(PRACTICE / "practice.md")["rule"].partly]


@pytest.mark.parametrize(
    ("requirement", "name", "change"),
    [
        ("right_answers_are_right", "share", (".md", "= sum(is_spam) / len", "= 2 * len")),
        ("right_answers_are_right", "cut-off", (".py", "return 0.75", "return 0.5")),
        ("right_answers_are_right", "cut-off", (".py", "is_spam: 0.61,", "is_spam: 0.6,")),
        ("blanks_are_not_attempted", "share", (".md", "my_share = ...", "my_share = 0.1")),
        ("no_word_is_about_code", "cut-off", (".py", "Look at the scores.", "Type `0.6 + 0.1`.")),
        (
            "no_word_is_about_code",
            "cut-off",
            (".py", "スコアを見ましょう。", "引用符を外しましょう。"),
        ),
        (
            "misconceptions_are_named",
            "cut-off",
            (".py", "scores, is_spam: 0.0", "scores, is_spam: 0.7"),
        ),
        (
            "misconceptions_are_named",
            "cut-off",
            (".py", "scores, is_spam: 0.0", "scores, is_spam: 2"),
        ),
        (
            "misconceptions_are_named",
            "cut-off",
            (".py", '"All is called spam."), "catch-everything"', '"All is called spam.")'),
        ),
        (
            "misconceptions_are_named",
            "labels",
            (".py", 'both(f"All {answer[0]}.")', 'both("All the same.")'),
        ),
        ("misconceptions_are_named", "cut-off", (".py", "is_spam: 0.9,", "is_spam: 0.75,")),
        (
            "checking_twice_says_the_same",
            "cut-off",
            (
                ".py",
                "        if all(called):",
                "        is_spam.reverse()\n        if all(called):",
            ),
        ),
    ],
)
def test_an_exercise_that_fails_a_requirement_is_found(changed, requirement, name, change):
    with pytest.raises(AssertionError):
        getattr(kit, requirement)(changed(name, change))


@pytest.mark.parametrize(
    ("requirement", "change"),
    [
        # Only the right answer was ever tried by hand.
        ("misconceptions_are_named", ("if not any(called):", "if not any(caled):")),
        ("misconceptions_are_named", ("lost = sum(", "lost = summ(")),
    ],
)
def test_a_check_that_crashes_on_a_wrong_answer_is_found(changed, requirement, change):
    with pytest.raises(NameError):
        getattr(kit, requirement)(changed("cut-off", (".py", *change)))


def test_a_contract_that_takes_what_it_should_not_is_found(changed, monkeypatch):
    case = changed("cut-off")
    monkeypatch.setattr(case.exercise.answer, "accept", lambda answer: 0.7)
    with pytest.raises(AssertionError, match="missing is"):
        kit.bad_answers_are_explained(case)


def test_a_field_that_refuses_a_right_answer_is_found(changed):
    case = changed("cut-off")
    case.fields[0].read = lambda given: 0.5
    with pytest.raises(AssertionError, match="reference"):
        kit.fields_take_what_the_contract_takes(case)


@pytest.mark.parametrize(
    ("name", "gone", "survives"),
    [
        ("cut-off", "    also_wrong = (lambda scores, is_spam: 0.9,)\n", "return before this line"),
        ("labels", '    also_wrong = (lambda: ["spam", "spam", "good"],)\n', "return before"),
    ],
)
def test_a_mutant_that_no_answer_notices_is_named_with_its_line(changed, name, gone, survives):
    case = changed(name, (".py", gone, ""))
    alive = kit.survivors(case)
    assert alive
    lines = case.path.read_text(encoding="utf-8").splitlines()
    for found in alive:
        path, line, change = found.split(":", 2)
        assert path == str(case.path)
        assert survives in change
        assert "raise Wrong" in lines[int(line) - 1] or "if" in lines[int(line) - 1]


def test_every_kind_of_change_is_made():
    made = {
        change
        for name in ("cut-off", "labels", "counts")
        for _, change, _ in kit.mutants(PRACTICE / "practice.py", name)
    }
    assert {
        "return before this line",
        "not all(called)",
        "not not any(called)",
        "GtE became Lt",
        "NotEq became Eq",
        "Eq became NotEq",
        "And became Or",
        "Gt became LtE",
        "Lt became GtE",
    } <= made


def test_mutants_leave_the_check_as_it_was():
    before = [change[:2] for change in kit.mutants(PRACTICE / "practice.py", "cut-off")]
    assert before == [change[:2] for change in kit.mutants(PRACTICE / "practice.py", "cut-off")]
    assert kit.survivors(kit.cases(PRACTICE / "practice.md")["cut-off"]) == []
