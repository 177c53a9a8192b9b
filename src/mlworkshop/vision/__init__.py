"""Photos and what an image model makes of them: labels, scores for cats, features.

>>> photo = ws.vision.open_photo("my-photo.jpg")
>>> ws.vision.look(photo)
"""

from mlworkshop.called import attached

# The names are in the stub beside this file; each is imported on first use.
__getattr__, __dir__, __all__ = attached(__name__, __file__)
