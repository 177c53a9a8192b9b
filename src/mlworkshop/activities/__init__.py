"""Things to try out: one file an activity, one function each for the notebooks."""

from mlworkshop.activities.gallery import photo_gallery
from mlworkshop.activities.labelling import label_photos
from mlworkshop.activities.matrix import matrix
from mlworkshop.activities.movable_cutoff import cutoff
from mlworkshop.activities.own_photos import own_photo
from mlworkshop.activities.rules import rules_game
from mlworkshop.activities.typed import typed_text

__all__ = [
    "cutoff",
    "label_photos",
    "matrix",
    "own_photo",
    "photo_gallery",
    "rules_game",
    "typed_text",
]
