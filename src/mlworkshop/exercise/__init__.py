"""Exercises: what a lesson's check file is written with.

A check file holds a class for each exercise. Its whole contract: `check` returns quietly when the
answer is right, and raises `Wrong` when it is not; it only ever sees answers that `answer`, a
contract of type and shape, has accepted.
"""

from mlworkshop.exercise.check import Exercise, Misconception, Wrong
from mlworkshop.exercise.contracts import (
    Column,
    Contract,
    Fields,
    FunctionOf,
    Number,
    Numbers,
    OneOf,
    Values,
    Words,
)
from mlworkshop.exercise.cut_off import CheapestCutOff
from mlworkshop.exercise.figure import Figure
from mlworkshop.language import Text

__all__ = [
    "CheapestCutOff",
    "Column",
    "Contract",
    "Exercise",
    "Fields",
    "Figure",
    "FunctionOf",
    "Misconception",
    "Number",
    "Numbers",
    "OneOf",
    "Text",
    "Values",
    "Words",
    "Wrong",
]
