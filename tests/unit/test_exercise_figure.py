"""The kinds of exercise that compare by themselves: near, exactly a slip, another figure."""

from __future__ import annotations

from pathlib import Path

import exercise_kit as kit
import pandas as pd
import pytest

from mlworkshop.exercise import (
    CheapestCutOff,
    Column,
    Figure,
    Misconception,
    Number,
    Numbers,
    Text,
    cut_off,
    figure,
)
from mlworkshop.exercise.check import evaluate
from mlworkshop.outcome import Outcome


def says(words):
    return Text(en=words, ja=f"（{words}）")


class Pair(Figure):
    """Two figures, of which a slip is nearer to what is right than the tolerance."""

    answer = Numbers(length=2)
    rtol, atol = 0, 0.1
    why = otherwise = says("Another.")
    misconceptions = (
        Misconception("close", lambda: [1, 2.05], says("One digit.")),
        Misconception("swapped", lambda: [2, 1], says("Swapped."), (lambda: [4, 2],)),
        Misconception("zero", lambda: [0, 0], says("Nothing.")),
        Misconception("silent", lambda: [9, 9]),
    )

    def reference(self):
        return [1, 2]


class Labelled(Figure):
    """A figure for each label."""

    answer = Column(["a", "b"], Number())
    why = otherwise = says("Another.")
    misconceptions = (
        Misconception("halved", lambda: pd.Series({"b": 1.0, "a": 0.5}), says("Half.")),
        Misconception("nothing", lambda: pd.Series({"a": 0.0, "b": 0.0}), says("None.")),
    )

    def reference(self):
        return pd.Series({"a": 1.0, "b": 2.0})


class Decide(CheapestCutOff):
    """A mail filter."""

    why = says("So.")
    misconceptions = (
        Misconception("low", lambda **_: 0.1, says("Low.")),
        Misconception("half", lambda **_: 0.4, says("Half.")),
        Misconception("high", lambda **_: 1.0, says("High.")),
    )


MAILS = {
    "is_positive": [False, False, False, True, False, True, True],
    "scores": [0.05, 0.2, 0.45, 0.3, 0.55, 0.7, 0.9],
    "missed_price": 1,
    "false_alarm_price": 10,
}
NEAR = [
    (Pair, {}, [1, 2], None),
    (Pair, {}, [1.05, 1.95], None),
    (Pair, {}, [1.1, 2.1], None),
    (Pair, {}, [1, 2.05], "close"),
    (Pair, {}, [1, 2.06], None),
    (Pair, {}, [2, 1.1], "swapped"),
    (Pair, {}, [4, 2], "swapped"),
    (Pair, {}, [0.1, 0], "zero"),
    (Pair, {}, [1, 2.2], ""),
    (Pair, {}, [2, 2], ""),
    (Pair, {}, [9, 9], ""),
    (Labelled, {}, pd.Series({"b": 2.0, "a": 1.0}), None),
    (Labelled, {}, pd.Series({"a": 1.009, "b": 2.0}), None),
    (Labelled, {}, pd.Series({"a": 2.0, "b": 1.0}), ""),
    (Labelled, {}, pd.Series({"a": 0.5, "b": 1.0}), "halved"),
    (Labelled, {}, pd.Series({"a": 0.0, "b": 0.0}), "nothing"),
    (Labelled, {}, pd.Series({"a": 0.01, "b": 0.0}), ""),
    (Decide, MAILS, 0.6, None),
    (Decide, MAILS, 0.58, None),
    (Decide, MAILS, 0.0, "low"),
    (Decide, MAILS, 0.2, "low"),
    (Decide, MAILS, 0.3, "half"),
    (Decide, MAILS, 0.5, "half"),
    (Decide, MAILS, 0.8, "high"),
    (Decide, MAILS, 1, "high"),
]


@pytest.mark.parametrize(("kind", "context", "answer", "misconception"), NEAR)
def test_an_answer_is_right_a_slip_or_another_figure(kind, context, answer, misconception):
    result = evaluate(kind(), answer, context)
    assert result.outcome is (Outcome.RIGHT if misconception is None else Outcome.WRONG)
    assert result.misconception == (misconception or None)


@pytest.mark.parametrize(
    ("module", "owner", "function", "kinds"),
    [
        (figure, "Figure", "check", (Pair, Labelled)),
        (figure, "Figure", "_off", (Pair, Labelled)),
        (cut_off, "CheapestCutOff", "check", (Decide,)),
    ],
)
def test_each_change_to_the_comparison_is_noticed(module, owner, function, kinds):
    path = Path(module.__file__)
    count = 0
    for line, change, names in kit.mutated(path, owner, function, module.__name__):
        assert any(_tells(names[owner], function, *case) for case in NEAR if case[0] in kinds), (
            f"{path.name}:{line}: {change}"
        )
        count += 1
    assert count >= 4


def _tells(changed, function, kind, context, answer, misconception):
    mutant = type("Mutant", (kind,), {function: vars(changed)[function]})()
    try:
        result = evaluate(mutant, answer, context)
    except Exception:
        return True
    right = misconception is None
    return (result.outcome is Outcome.RIGHT, result.misconception) != (right, misconception or None)
