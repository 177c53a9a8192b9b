"""The small pieces of activities: what they escape, and what they refuse."""

from __future__ import annotations

import re

import pytest

from mlworkshop.activities import kit
from mlworkshop.errors import WorkshopError

EVIL = "<b>&\"'"


def test_a_table_escapes_all_but_html():
    made = kit.table(
        ["", EVIL], [(EVIL, kit.Html("<i>x</i>")), (1, 2)], caption=EVIL, wrong=[False, True]
    )
    assert "<b>" not in made
    assert "<td><i>x</i></td>" in made
    assert made.count('scope="row"') == 2
    assert re.findall('<tr class="mlw-no">(.*?)</tr>', made) == ['<th scope="row">1</th><td>2</td>']


def test_spans_have_one_scale():
    made = kit.spans([(EVIL, -10, 30), ("x", 0, 10), ("y", 5, 5)], "{:g}".format)
    places = re.findall(r"margin-left: ([\d.]+)%; width: ([\d.]+)%", made)
    assert places == [("0.0", "100.0"), ("25.0", "25.0"), ("37.5", "0.0")]
    assert "<b>" not in made.replace("<b style", "")
    assert "-10 – 30" in made


def test_lights_differ_in_shape_and_word():
    made = {re.sub("<[^>]*>", "", kit.light(kind)) for kind in ("go", "careful", "stop")}
    assert len({words[0] for words in made}) == len({words[1:] for words in made}) == 3


@pytest.mark.parametrize("bad", [-0.01, 1.01, "0.5", None, True, float("nan"), 10**400, [1]])
def test_a_number_from_0_to_1_is_nothing_else(bad):
    with pytest.raises(WorkshopError, match="level="):
        kit.from_0_to_1("level", bad)


def test_the_beginning_of_a_text_is_one_line():
    assert kit.beginning("a\n b  c", 10) == "a b c"
    assert kit.beginning("x" * 11, 10) == "x" * 9 + "…"
