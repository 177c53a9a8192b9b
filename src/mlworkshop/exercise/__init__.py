"""Exercises: what a lesson's check file is written with.

A check file holds a class for each exercise. Its whole contract: `check` returns quietly when the
answer is right, and raises `Wrong` when it is not; it only ever sees answers that `answer`, a
contract of type and shape, has accepted.
"""

from mlworkshop.exercise.check import Exercise, Misconception, Wrong
from mlworkshop.exercise.contract import (
    Column,
    Contract,
    Fields,
    FunctionOf,
    Number,
    Numbers,
    OneOf,
    Table,
    Values,
    Words,
)
from mlworkshop.language import Text

__all__ = [
    "Column",
    "Contract",
    "Exercise",
    "Fields",
    "FunctionOf",
    "Misconception",
    "Number",
    "Numbers",
    "OneOf",
    "Table",
    "Text",
    "Values",
    "Words",
    "Wrong",
]
