"""A prediction service in four steps, as cloud services offer it, in the open on scikit-learn.

1. `DataSource`: a table with an inferred schema, split into training and test data
2. `train`: a model whose kind follows from the target
3. `evaluate`: how it does on the test data, beside a baseline
4. `predict_batch` for whole tables, `serve` for a record at a time

`cost` says what a cloud service would have charged.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlworkshop.miniml.batch import predict_batch
    from mlworkshop.miniml.costs import cost
    from mlworkshop.miniml.evaluation import evaluate
    from mlworkshop.miniml.model import train
    from mlworkshop.miniml.serving import serve
    from mlworkshop.miniml.source import DataSource

__all__ = ["DataSource", "cost", "evaluate", "predict_batch", "serve", "train"]

_HOMES = {
    "DataSource": "source",
    "cost": "costs",
    "evaluate": "evaluation",
    "predict_batch": "batch",
    "serve": "serving",
    "train": "model",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: most notebooks never do."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
