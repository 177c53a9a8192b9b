"""Things to try out: one file an activity, one function each for the notebooks."""

import lazy_loader

# The names are in the stub beside this file; each is imported on first use.
_imported, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name):
    from mlworkshop.activities.called import checked

    call = globals()[name] = checked(_imported(name))
    return call
