"""Photos and what an image model makes of them: labels, scores for cats, features.

>>> photo = ws.vision.open_photo("my-photo.jpg")
>>> ws.vision.look(photo)
"""

from mlworkshop.vision.bundled import Bundled, Label
from mlworkshop.vision.credits import credit
from mlworkshop.vision.looking import Detector, cat_score, features, look
from mlworkshop.vision.photos import open_photo, prepared
from mlworkshop.vision.rekognition import Rekognition

__all__ = [
    "Bundled",
    "Detector",
    "Label",
    "Rekognition",
    "cat_score",
    "credit",
    "features",
    "look",
    "open_photo",
    "prepared",
]
