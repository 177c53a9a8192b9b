"""Gradient features: they say where edges are and which way they run, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mlworkshop.vision.edges import DIRECTIONS, FIELDS, SIDE, gradients


def photo(brightness):
    """A photo whose brightness, 0 to 255, depends on the place: x and y go from 0 to 127."""
    y, x = np.indices((SIDE, SIDE))
    return Image.fromarray(np.clip(brightness(x, y), 0, 255).astype(np.uint8))


def by_place(features):
    return features.reshape(FIELDS, FIELDS, DIRECTIONS)


@pytest.mark.parametrize(
    ("brightness", "direction"),
    [
        (lambda x, y: x + 60, 0),  # it becomes brighter to the right: upright edges
        (lambda x, y: 190 - x, 0),  # and so to the left
        (lambda x, y: x + y, 2),  # a quarter of the half turn further, clockwise
        (lambda x, y: y + 60, 4),
        (lambda x, y: 127 - x + y, 6),
    ],
)
def test_each_direction_is_told(brightness, direction):
    found = by_place(gradients(photo(brightness)))
    assert (found.argmax(axis=2) == direction).all()
    assert found[:, :, direction].sum() == pytest.approx(found.sum(), rel=0.01)


def test_between_two_directions_both_count():
    found = by_place(gradients(photo(lambda x, y: x + 0.1989 * y + 40))).sum(axis=(0, 1))
    assert min(found[:2]) > 0.3 * found.sum()
    assert found[:2].sum() > 0.9 * found.sum()


def test_the_last_direction_goes_on_to_the_first():
    found = by_place(gradients(photo(lambda x, y: x - 0.1989 * y + 80))).sum(axis=(0, 1))
    assert min(found[[0, 7]]) > 0.3 * found.sum()
    assert found[[0, 7]].sum() > 0.9 * found.sum()


@pytest.mark.parametrize("row", range(FIELDS))
@pytest.mark.parametrize("column", range(FIELDS))
def test_each_place_is_told(row, column):
    def spot(x, y):
        return 200 * ((abs(x - 32 * column - 16) < 8) & (abs(y - 32 * row - 16) < 8))

    found = by_place(gradients(photo(spot))).sum(axis=2)
    assert found[row, column] > 0
    assert found.sum() == found[row, column]


def test_length_is_one_whatever_the_contrast_and_colour():
    pale = gradients(photo(lambda x, y: 100 + x % 7 + y % 3))
    strong = gradients(photo(lambda x, y: 100 + 20 * (x % 7) + 20 * (y % 3) - 100))
    assert pale.dtype == np.float32
    assert pale.shape == (FIELDS * FIELDS * DIRECTIONS,)
    assert np.linalg.norm(pale) == pytest.approx(1, abs=1e-5)
    assert np.allclose(pale, strong, atol=1e-5)
    coloured = photo(lambda x, y: 100 + x % 7 + y % 3).convert("RGB")
    assert np.allclose(pale, gradients(coloured), atol=1e-5)


def test_without_an_edge_there_is_nothing():
    assert not gradients(photo(lambda x, y: 0 * x + 90)).any()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "CMYK"])
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (300, 20), (640, 480)])
def test_any_photo_will_do(mode, size):
    found = gradients(Image.effect_noise(size, 60).convert(mode))
    assert found.shape == (128,)
    assert np.isfinite(found).all()


def test_only_the_middle_counts():
    wide = Image.new("L", (3 * SIDE, SIDE), 90)
    wide.paste(photo(lambda x, y: x + 60), (0, 0))
    assert not gradients(wide).any()
    wide.paste(photo(lambda x, y: x + 60), (SIDE, 0))
    assert gradients(wide).any()
