"""Things to try out: one file an activity, one function each for the notebooks."""

import lazy_loader

# The names are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
