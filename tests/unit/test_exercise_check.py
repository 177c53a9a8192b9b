"""The four outcomes of an answer, what is handed back, and what is said."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from mlworkshop.exercise import (
    Exercise,
    Fields,
    FunctionOf,
    Misconception,
    Number,
    Numbers,
    Text,
    Wrong,
)
from mlworkshop.exercise.check import Missing, evaluate
from mlworkshop.outcome import Outcome


def both(words):
    return Text(en=words, ja=f"（{words}）")


class Half(Exercise):
    id = "half"
    title = both("Half")
    answer = Number(0, 1)
    why = both("Because.")

    def reference(self, **context):
        return 0.5

    def check(self, answer, **context):
        if answer != 0.5:
            raise Wrong(both(f"{answer} is not half."), "not-half")


class Double(Exercise):
    id = "double"
    title = both("Double")
    answer = FunctionOf(Number(), [(1,), (2,)])
    why = both("Because.")

    def reference(self):
        return lambda value: 2 * value

    def check(self, answer):
        if answer(4) != 8:
            raise Wrong(both("Not twice."))


class Pair(Half):
    answer = Numbers(length=2)

    def reference(self):
        return [1.0, 2.0]

    def check(self, answer):
        if answer != [1, 2]:
            raise Wrong(both("No."))


class Named(Pair):
    answer = Fields({"a": Number(), "b": Number()})

    def reference(self):
        return {"a": 1.0, "b": 2.0}


def test_a_right_answer_is_handed_back():
    result = evaluate(Half(), np.float64(0.5), {})
    assert (result.outcome, result.is_reference, result.message) == (
        Outcome.RIGHT,
        False,
        Half.why,
    )
    assert result.handed_back == 0.5
    assert type(result.handed_back) is float


def test_a_wrong_answer_of_the_right_shape_is_handed_back_as_it_is():
    result = evaluate(Half(), 0.25, {})
    assert (result.outcome, result.handed_back, result.is_reference) == (Outcome.WRONG, 0.25, False)
    assert result.message == both("0.25 is not half.")
    assert result.misconception == "not-half"


def test_an_unusable_answer_is_replaced_by_the_reference():
    result = evaluate(Half(), "0.25", {})
    assert (result.outcome, result.handed_back, result.is_reference) == (Outcome.WRONG, 0.5, True)


def test_the_context_is_given_to_both_reference_and_check():
    class Share(Half):
        def reference(self, part, whole):
            return part / whole

        def check(self, answer, part, whole):
            if answer != part / whole:
                raise Wrong(both("No."))

    context = {"part": 1, "whole": 4}
    assert evaluate(Share(), ..., context).handed_back == 0.25
    assert evaluate(Share(), 0.25, context).outcome is Outcome.RIGHT
    assert evaluate(Share(), 0.5, context).outcome is Outcome.WRONG


def test_a_check_may_say_something_about_a_right_answer():
    class Says(Half):
        def check(self, answer):
            return both("Exactly.")

    message = evaluate(Says(), 0.5, {}).message
    assert message.en == "Exactly.\n\nBecause."
    assert message.ja == "（Exactly.）\n\n（Because.）"


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (Half(), ...),
        (Pair(), [..., ...]),
        (Pair(), [1, ...]),
        (Pair(), (..., 2)),
        (Named(), {"a": 1, "b": ...}),
        (Named(), {"a": 1, "b": [2, {3: (...,)}]}),
        (Half(), {0.5, ...}),
    ],
)
def test_an_answer_with_a_blank_is_not_attempted(exercise, answer):
    result = evaluate(exercise, answer, {})
    assert result.outcome is Outcome.NOT_ATTEMPTED
    assert result.handed_back == exercise.reference()
    assert result.is_reference
    assert "`...`" in result.message.en
    assert "`...`" in result.message.ja


def test_what_is_still_open_is_counted():
    untouched = evaluate(Pair(), [..., ...], {}).message
    assert evaluate(Pair(), ..., {}).message == untouched
    partly = evaluate(Pair(), [1, ...], {}).message
    assert partly.en == "Fill in 1 more: replace the `...` that is left."
    assert partly.ja.startswith("あと1個です。")
    twice = evaluate(Pair(), [1, ..., ...], {}).message
    assert twice.en == "Fill in 2 more: replace each `...` that is left."
    assert twice.ja.startswith("あと2個です。")


@pytest.mark.parametrize(
    "wrapped", [lambda it: it, lambda it: [1, it], lambda it: {"a": [..., it]}]
)
def test_where_an_answer_is_missing_its_reason_is_said(wrapped):
    missing = Missing(both("It stopped."))
    result = evaluate(Half(), wrapped(missing), {})
    assert (result.outcome, result.message) == (Outcome.NOT_ATTEMPTED, missing.why)
    assert (result.handed_back, result.is_reference) == (0.5, True)


def untouched(value):
    return ...


def partly_filled(value):
    if value > 0:
        ...
    return value * 2


def two_blanks(value):
    value *= ...
    return value * ...


def uses_dots(value):
    cube = np.full((2, 2, 2), value)
    pair: tuple[int, ...] = (1, 2)
    return float(cube[..., 0].sum() / 2) if pair else 0.0


@pytest.mark.parametrize(
    ("function", "lines"), [(untouched, [1]), (partly_filled, [2]), (two_blanks, [1, 2])]
)
def test_a_function_with_a_blank_is_not_attempted_and_its_lines_are_named(function, lines):
    result = evaluate(Double(), function, {})
    assert result.outcome is Outcome.NOT_ATTEMPTED
    first = function.__code__.co_firstlineno
    numbers = [str(first + line) for line in lines]
    assert f"`{function.__name__}`: on line {' and line '.join(numbers)}." in result.message.en
    assert f"{'・'.join(numbers)}行目" in result.message.ja
    assert result.handed_back(3) == 6


def test_dots_in_an_index_or_a_type_are_no_blank():
    assert evaluate(Double(), uses_dots, {}).outcome is Outcome.RIGHT


def test_a_function_without_source_is_called_to_see_whether_it_was_attempted():
    names = {}
    exec("def blank(value):\n    return ...\ndef filled(value):\n    return 2 * value", names)
    assert evaluate(Double(), names["blank"], {}).outcome is Outcome.NOT_ATTEMPTED
    assert evaluate(Double(), names["filled"], {}).outcome is Outcome.RIGHT


def test_a_right_function_is_handed_back_itself():
    def double(value):
        return 2 * value

    result = evaluate(Double(), double, {})
    assert (result.outcome, result.handed_back) == (Outcome.RIGHT, double)
    triple = functools.partial(lambda factor, value: factor * value, 3)
    result = evaluate(Double(), triple, {})
    assert (result.outcome, result.handed_back) == (Outcome.WRONG, triple)


def helper(value):
    return value / 0


def calls_helper(value):
    return helper(value)


def fails_in_a_library(value):
    return np.zeros(3).reshape(2, 2).sum()


def fails_late(value):
    if value > 2:
        return {}["missing `key` *x*"]
    return 2 * value


def endless(value):
    return endless(value)


@pytest.mark.parametrize(
    ("function", "error", "source"),
    [
        (calls_helper, "ZeroDivisionError: division by zero", "return value / 0"),
        (fails_in_a_library, "ValueError: cannot reshape", "return np.zeros(3)"),
        (fails_late, "KeyError: ", 'return {}["missing'),
        (endless, "RecursionError", "return endless(value)"),
    ],
)
def test_an_error_shows_their_line_and_none_of_ours(function, error, source):
    result = evaluate(Double(), function, {})
    assert result.outcome is Outcome.ERROR
    assert result.is_reference
    assert result.handed_back(3) == 6
    for message in (result.message.en, result.message.ja):
        assert error in message
        assert source in message
        assert "contract.py" not in message
        assert "Traceback" not in message
        assert "accepted(" not in message


def test_the_line_is_numbered_as_in_the_cell_and_the_call_is_shown():
    message = evaluate(Double(), calls_helper, {}).message
    line = helper.__code__.co_firstlineno + 1
    assert f"line {line} of the cell that defines `helper`" in message.en
    assert f"`helper` を定義したセルの{line}行目" in message.ja
    assert "`calls_helper(1)` stopped" in message.en
    assert "`fails_late(4)` stopped" in evaluate(Double(), fails_late, {}).message.en


def test_special_errors_come_with_advice():
    def interrupted(value):
        raise KeyboardInterrupt

    def leaves(value):
        raise SystemExit

    assert "loops never end" in evaluate(Double(), interrupted, {}).message.en
    assert "終わらないループ" in evaluate(Double(), interrupted, {}).message.ja
    assert "use `return`" in evaluate(Double(), leaves, {}).message.en
    assert "without end" in evaluate(Double(), endless, {}).message.en


def test_an_error_in_a_callable_without_names_of_its_own_is_told_without_a_line():
    result = evaluate(Double(), functools.partial(calls_helper), {})
    assert result.outcome is Outcome.ERROR
    assert "ZeroDivisionError" in result.message.en
    assert "line" not in result.message.en


def test_a_function_that_is_wrong_on_a_later_call_is_replaced():
    result = evaluate(Double(), lambda value: 2 * value if value < 3 else None, {})
    assert result.outcome is Outcome.WRONG
    assert result.is_reference
    assert "(4)` returns nothing (`None`)" in result.message.en


def test_a_mistake_in_the_check_file_is_raised():
    class Broken(Half):
        def check(self, answer):
            return undefined  # noqa: F821

    class Returns(Half):
        def check(self, answer):
            return False

    class NoReference(Half):
        def reference(self):
            raise LookupError

    with pytest.raises(NameError):
        evaluate(Broken(), 0.5, {})
    with pytest.raises(TypeError, match=r"Returns\.check returned False"):
        evaluate(Returns(), 0.5, {})
    with pytest.raises(LookupError):
        evaluate(NoReference(), ..., {})
    assert evaluate(NoReference(), 0.5, {}).outcome is Outcome.RIGHT
    with pytest.raises(TypeError):
        evaluate(Double(), lambda value: 2 * value, {"unexpected": 1})


def test_every_outcome_has_both_languages():
    for exercise, answer in (
        (Half(), ...),
        (Half(), 0.5),
        (Half(), 0.4),
        (Half(), "x"),
        (Double(), calls_helper),
    ):
        message = evaluate(exercise, answer, {}).message
        assert message.en
        assert message.ja
        assert message.en != message.ja


def test_a_misconception_is_given_the_context():
    likely = Misconception("all", lambda part, whole: whole)
    assert likely.answer(part=1, whole=4) == 4
