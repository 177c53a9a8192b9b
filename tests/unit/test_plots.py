"""Plots in Japanese have a font for what they say, and every plot can be said in words."""

from __future__ import annotations

import re

import matplotlib
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from mlworkshop import plots
from mlworkshop.authoring import build

JAPANESE = re.compile(r'ja=f?"([^"]+)"')


@pytest.fixture(scope="module")
def font():
    with matplotlib.rc_context():
        plots.prepare("ja")
        family = FontProperties(family=matplotlib.rcParams["font.family"])
        return get_font(findfont(family))


@pytest.mark.parametrize("path", build.sources(), ids=lambda path: path.stem)
def test_no_label_in_a_lesson_s_code_is_drawn_as_boxes(path, font):
    labels = JAPANESE.findall(path.read_text(encoding="utf-8"))
    signs = set("".join(labels)) - set("\\")
    assert [sign for sign in sorted(signs) if not font.get_char_index(ord(sign))] == []


def test_a_sign_without_its_shape_would_be_noticed(font):
    assert font.get_char_index(ord("し"))
    assert not font.get_char_index(ord("🐈"))


def test_a_figure_s_label_is_its_alternative_text():
    figure = Figure((1, 1))
    assert plots._with_words(figure) == {}  # an attendee's own
    figure.set_label('"a < b" & more')
    (html,) = plots._with_words(figure).values()
    assert html.startswith('<img alt="&quot;a &lt; b&quot; &amp; more" src="data:image/png;base64,')
