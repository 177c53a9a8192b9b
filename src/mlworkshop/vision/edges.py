"""A photo as its gradients: how strong its edges are, by place and direction, and nothing more.

What computer vision made by hand before networks learned such things by themselves; known as HOG.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

FIELDS = 4  # along each side of the photo
DIRECTIONS = 8  # of an edge, over half a turn: dark to light and light to dark are the same edge
SIDE = 128  # pixels, once the photo's middle square has been made small


def gradients(photo: Image.Image) -> NDArray[np.float32]:
    """How strong a photo's edges are in each of 4 x 4 fields, by their direction.

    Parameters
    ----------
    photo : PIL.Image.Image
        Of any size; its middle square is looked at, without its colours.

    Returns
    -------
    numpy.ndarray of float32, shape (128,)
        Field by field in the order of reading, 8 directions each: upright edges first, then
        turning clockwise in steps of 22.5 degrees. From 0 to 1; the squares add up to 1, so that
        a pale photo counts as much as one with strong contrast. All 0 where there is no edge.
    """
    import numpy as np
    from PIL import Image

    width, height = photo.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    small = photo.convert("L").resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)
    down, right = np.gradient(np.asarray(small, np.float32))
    strength = np.hypot(right, down)
    # Between two of the directions an edge counts for both, the more the nearer it is.
    angle = np.arctan2(down, right) % np.pi / np.pi * DIRECTIONS
    first = np.floor(angle).astype(int)
    beyond = angle - first
    shares = np.zeros((DIRECTIONS, SIDE, SIDE), np.float32)
    rows, columns = np.indices((SIDE, SIDE))
    shares[first % DIRECTIONS, rows, columns] = strength * (1 - beyond)
    shares[(first + 1) % DIRECTIONS, rows, columns] = strength * beyond
    field = SIDE // FIELDS
    sums = shares.reshape(DIRECTIONS, FIELDS, field, FIELDS, field).sum(axis=(2, 4))
    values = sums.transpose(1, 2, 0).ravel()
    length = np.linalg.norm(values)
    scaled: NDArray[np.float32] = values / length if length else values
    return scaled
