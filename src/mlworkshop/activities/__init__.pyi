from .gallery import photo_gallery as photo_gallery
from .labelling import label_photos as label_photos
from .matrix import matrix as matrix
from .movable_cutoff import cutoff as cutoff
from .own_photos import own_photo as own_photo
from .rules import rules_game as rules_game
from .typed import typed_text as typed_text
