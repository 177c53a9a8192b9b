"""Contracts of type and shape, a file a kind."""

from mlworkshop.exercise.contracts.base import Contract, Raised, Unfilled, Unusable, leaves
from mlworkshop.exercise.contracts.choice import OneOf
from mlworkshop.exercise.contracts.column import Column
from mlworkshop.exercise.contracts.function import FunctionOf
from mlworkshop.exercise.contracts.number import Number
from mlworkshop.exercise.contracts.several import Fields, Numbers, Values, Words

__all__ = [
    "Column",
    "Contract",
    "Fields",
    "FunctionOf",
    "Number",
    "Numbers",
    "OneOf",
    "Raised",
    "Unfilled",
    "Unusable",
    "Values",
    "Words",
    "leaves",
]
