"""Things to try out: one file an activity, one function each for the notebooks."""

from mlworkshop.called import attached

# The names are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = attached(__name__, __file__, with_types=True)
