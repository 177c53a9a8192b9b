"""What colours must tell apart can be told apart by people with each kind of colour blindness."""

from __future__ import annotations

from itertools import combinations

import matplotlib
import numpy as np
import pytest

from mlworkshop import plots, ui
from mlworkshop.activities import pictures, two_loops_picture
from mlworkshop.activities.label_machines import _COLOURS as LABELLING
from mlworkshop.activities.timeline import _BLUE, _ORANGE, _PALE

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
# deficiency" (2009), severity 1.0: from linear RGB to linear RGB.
SIGHT = {
    "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# In CIE76, of which about 2.3 can just be noticed side by side (Mahy and others, 1994). Grounds
# touch each other or have an edge: four times that. Lines are thin, and apart from their key: six
# times that.
GROUNDS, LINES = 10, 15


def lab(colour, sight):
    """A colour in CIELAB, as a person sees it; its white is D65."""
    coded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHT[sight]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, sight):
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def test_distance_is_computed_as_cie76_does():
    assert distance("#000000", "#ffffff", "all colours") == pytest.approx(100, abs=0.1)
    assert distance("#ff0000", "#00ff00", "all colours") == pytest.approx(170.6, abs=0.5)


def test_red_and_green_come_close_without_red_cones():
    """The classic pair, which would not pass."""
    assert distance("#c00000", "#5a5a00", "protanopia") < LINES


@pytest.mark.parametrize("sight", SIGHT)
def test_grounds_that_mean_something(sight):
    grounds = {name: ground for name, (ground, _) in ui.PAIRS.items()}
    pairs = [(grounds["good"], grounds["bad"]), (pictures._RIGHT_FILL, pictures._WRONG_FILL)]
    pairs += [(grounds["paper"], grounds[name]) for name in ("main", "good", "bad")]
    pairs += [(two_loops_picture._USERS, two_loops_picture._MODEL)]
    for pair in pairs:
        assert distance(*pair, sight) >= GROUNDS, pair


@pytest.mark.parametrize("sight", SIGHT)
def test_lines_that_mean_something(sight):
    said = ui.COLOURS
    pairs = [(said["right"], said["wrong"]), (said["said"], said["wrong"])]
    pairs += [(said["right"], said["partial"]), (said["said"], said["partial"])]
    pairs += [(pictures._RIGHT, pictures._WRONG)]
    pairs += combinations([_BLUE, _ORANGE, _PALE], 2)
    for pair in pairs:
        assert distance(*pair, sight) >= LINES, pair


@pytest.mark.parametrize("sight", SIGHT)
def test_first_three_colours_of_plots(sight):
    with matplotlib.rc_context():
        plots.prepare("en")
        colours = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"][:3]
    for pair in combinations(colours, 2):
        assert distance(*pair, sight) >= LINES, pair


def test_lines_that_come_close_differ_in_their_dashes():
    """Blue and green without blue cones."""
    for (one, dashes), (other, others) in combinations(LABELLING.values(), 2):
        is_close = min(distance(one, other, sight) for sight in SIGHT) < LINES
        assert not is_close or dashes != others
