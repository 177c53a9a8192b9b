"""Photos and what an image model makes of them: labels, scores for cats, features.

>>> photo = ws.vision.open_photo("my-photo.jpg")
>>> ws.vision.look(photo)
"""

from mlworkshop.vision.bundled import Bundled, Label
from mlworkshop.vision.looking import cat_score, features, look
from mlworkshop.vision.photos import open_photo, prepared

__all__ = ["Bundled", "Label", "cat_score", "features", "look", "open_photo", "prepared"]
