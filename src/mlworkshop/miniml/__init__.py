"""A prediction service in four steps, as cloud services offer it, in the open on scikit-learn.

1. `DataSource`: a table with an inferred schema, split into training and test data
2. `train`: a model whose kind follows from the target
3. `evaluate`: how it does on the test data, beside a baseline
4. `predict_batch` for whole tables, `serve` for a record at a time

`cost` says what a cloud service would have charged.
"""

from mlworkshop.called import attached

# The names are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = attached(__name__, __file__)
