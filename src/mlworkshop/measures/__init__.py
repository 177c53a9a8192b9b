"""How good a model's answers are, computed from answers alone: no model, no display."""

import lazy_loader

# The names for notebooks are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
