"""How good a model's answers are, computed from answers alone: no model, no display."""

from mlworkshop.called import attached

# The names for notebooks are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = attached(__name__, __file__)
