"""The picture of the movable cut-off: bars, hatching, words, whatever the scores."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from sklearn import metrics

from mlworkshop import language
from mlworkshop.activities import pictures
from mlworkshop.activities.pictures import MARGIN, WIDTH, Names
from mlworkshop.language import LANGUAGES
from mlworkshop.measures.two_classes import scored

NAMES = Names("spam", "good mail", "mails", "$")
JAPANESE = Names("迷惑メール", "通常のメール", "通", "円")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def cases():
    random = np.random.default_rng(1)
    labels = random.random(800) < 0.3
    return labels, np.clip(random.normal(np.where(labels, 0.75, 0.25), 0.2), 0, 1)


def expected(cases, cut_off):
    labels, scores = cases
    (left_alone, false_alarms), (missed, found) = metrics.confusion_matrix(
        labels, scores >= cut_off
    )
    return [missed, found, left_alone, false_alarms]


def hatched(svg):
    """How far the hatched bars reach, above and below, in units of the score."""
    bars = [
        bar
        for bar in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if bar.get("fill") == "url(#mlw-hatch)"
    ]
    scale = WIDTH - 2 * MARGIN
    spans = [
        ((float(bar.get("x")) - MARGIN) / scale, float(bar.get("width")) / scale) for bar in bars
    ]
    below = [float(bar.get("y")) >= pictures._BOTTOM for bar in bars]
    return spans, below


@pytest.mark.parametrize("cut_off", [0, 0.25, 0.33, 0.5, 0.8, 1])
def test_mistakes_are_hatched_on_their_side_of_the_line(cases, cut_off):
    # Cases all over each bar, so that the line has some of both classes on either side.
    scores = np.concatenate([cases[1], np.linspace(0, 0.9999, 400), np.linspace(0, 0.9999, 400)])
    cases = np.concatenate([cases[0], np.repeat([True, False], 400)]), np.minimum(scores, 0.9999)
    spans, below = hatched(pictures.draw(scored(*cases), cut_off, NAMES))
    missed, _, _, false_alarms = expected(cases, cut_off)
    assert any(below) == (false_alarms > 0)
    assert (not all(below)) == (missed > 0)
    for (left, width), under in zip(spans, below, strict=True):
        if under:
            assert left >= cut_off - 0.001
        else:
            assert left + width <= cut_off + 0.001


@pytest.mark.parametrize(
    ("scores", "cut_off", "above", "below"),
    [
        ([0.96, 0.935], 0.94, 0, 0),  # what the line has left behind is no false alarm
        ([0.96, 0.945], 0.94, 0, 1),
        ([0.96, 0.94], 0.94, 0, 1),
        ([0.41, 0.1], 0.43, 1, 0),
        ([0.44, 0.1], 0.43, 0, 0),
        ([1, 0.1], 1, 0, 0),
        ([0.999, 0.1], 1, 1, 0),
    ],
)
def test_a_bar_is_hatched_only_for_cases_that_are_mistakes(scores, cut_off, above, below):
    data = scored([True, False], scores)
    _, is_below = hatched(pictures.draw(data, cut_off, NAMES))
    assert (is_below.count(False), is_below.count(True)) == (above, below)
    assert (data.at(cut_off).missed, data.at(cut_off).false_alarms) == (above, below)


def test_a_divided_bar_shows_both_parts_however_near_its_end_the_line_runs():
    data = scored([True, False, False], [0.99, 0.90001, 0.93])
    _, is_below = hatched(pictures.draw(data, 0.9001, NAMES))
    assert is_below == [True]
    drawn = ElementTree.fromstring(pictures.draw(data, 0.9001, NAMES))
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if bar.get("stroke")]
    under = [bar for bar in bars if float(bar.get("y")) >= pictures._BOTTOM]
    assert len(under) == 2
    assert all(float(bar.get("width")) >= pictures._SLIVER for bar in under)


def test_every_bar_has_its_number(cases):
    data = scored(*cases)
    drawn = ElementTree.fromstring(pictures.draw(data, 0.5, NAMES))
    numbers = [text.text for text in drawn.iter(f"{SVG}text") if text.get("font-size") == "10"]
    counted = [count for pair in zip(*data.histogram(), strict=True) for count in pair if count]
    assert numbers == [str(count) for count in counted]


def test_bars_above_and_below_have_one_scale(cases):
    data = scored(*cases)
    drawn = ElementTree.fromstring(pictures.draw(data, 0, NAMES))
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if bar.get("stroke")]
    counted = [count for pair in zip(*data.histogram(), strict=True) for count in pair if count]
    heights = {}
    for count, bar in zip(counted, bars, strict=True):
        heights.setdefault(count, set()).add(float(bar.get("height")))
    assert all(len(of_count) == 1 for of_count in heights.values())
    in_order = [heights[count].pop() for count in sorted(heights)]
    assert in_order == sorted(set(in_order))
    assert in_order[0] > 5
    assert in_order[-1] == pictures._BAR


def test_the_line_and_its_label_stay_inside(cases):
    for cut_off in (0, 0.01, 0.5, 0.99, 1):
        drawn = ElementTree.fromstring(pictures.draw(scored(*cases), cut_off, NAMES))
        for rectangle in drawn.iter(f"{SVG}rect"):
            left, width = float(rectangle.get("x", 0)), float(rectangle.get("width"))
            assert left >= 0
            assert left + width <= WIDTH


def test_thousands_are_shortened():
    many = scored(np.repeat([True, False], [12_345, 1]), np.repeat([0.9, 0.1], [12_345, 1]))
    drawn = pictures.draw(many, 0.5, NAMES)
    assert ">12k</text>" in drawn
    assert "found: 12,345<" in drawn


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_scale_is_said_on_the_picture(cases, lang):
    language.use(lang)
    drawn = pictures.draw(scored(*cases), 0.5, JAPANESE if lang == "ja" else NAMES)
    assert ("対数" if lang == "ja" else "logarithmic") in drawn
