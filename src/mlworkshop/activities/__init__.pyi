from .class_matrix import matrix as matrix
from .gallery import photo_gallery as photo_gallery
from .labelling import label_photos as label_photos
from .movable_cut_off import cut_off as cut_off
from .own_photos import own_photo as own_photo
from .rules import rules_game as rules_game
from .typed_text import typed_text as typed_text
from .value_calculator import value_calculator as value_calculator
