"""The matrix of several classes: what each cell says and holds."""

from __future__ import annotations

import re

import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest
from hands import words

from mlworkshop import activities, journal, language
from mlworkshop.activities.class_matrix import _SHADES, _STEPS
from mlworkshop.errors import WorkshopError
from mlworkshop.language import LANGUAGES
from mlworkshop.measures.several_classes import class_matrix

LESSON = "m1-intro/03-product-category"
NAMES = {"x": "Deli", "y": "Meat", "z": "Flowers"}
TRUTH = ["x"] * 20 + ["y"] * 10 + ["z"] * 4
PREDICTED = ["x"] * 5 + ["y"] * 15 + ["y"] * 9 + ["x"] + ["y"] * 2 + ["z"] * 2
CASES = pd.DataFrame(
    {"type": [f"thing {n}" for n in range(34)], "price": np.arange(34) + 0.5, "size": [None] * 34},
    index=range(100, 134),
)
ROW, COLUMN = "True class (number of the row)", "Predicted class (number of the column)"


@pytest.fixture
def shown(begin, outputs):
    """Run the activity's cell: what it shows."""
    begin(LESSON)

    def run(start=("x", "y"), names=NAMES, cases=CASES, **options):
        activities.matrix(TRUTH, PREDICTED, cases, start=start, names=names, **options)
        return outputs[-1]

    return run


def cells(page):
    """The buttons of the matrix, row by row."""
    (grid,) = page.find(widgets.GridBox)
    return [button for button in grid.children if isinstance(button, widgets.Button)]


@pytest.mark.parametrize("way", ["click", "type"])
@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("column", range(3))
def test_every_cell_shows_what_is_in_it(shown, way, row, column):
    page = shown(start=("z", "x")).page
    if way == "click":
        cells(page)[3 * row + column].click()
    else:
        page.enter(ROW, str(row + 1))
        page.enter(COLUMN, str(column + 1))
    inside = [
        number
        for number, pair in enumerate(zip(TRUTH, PREDICTED, strict=True))
        if pair == ("xyz"[row], "xyz"[column])
    ]
    assert [int(number) for number in re.findall(r"thing (\d+)", page.text)] == inside[:10]
    chosen = ["mlw-matrix-chosen" in button._dom_classes for button in cells(page)]
    assert (chosen.count(True), chosen.index(True)) == (1, 3 * row + column)
    assert (page.field(ROW).value, page.field(COLUMN).value) == (str(row + 1), str(column + 1))
    names, total = list(NAMES.values()), TRUTH.count("xyz"[row])
    says = f"Really {names[row]}, called {names[column]}: {len(inside)} of {total} cases"
    assert says in page.text
    assert ("The first 10" in page.text) == (len(inside) > 10)


def test_cells_say_their_share_and_darker_means_more(shown):
    buttons = cells(shown().page)
    shares = [*("25", "75", "·"), *("10", "90", "·"), *("·", "50", "50")]
    assert [button.description for button in buttons] == shares
    classes = [" ".join(button._dom_classes) for button in buttons]
    shades = [int(re.search(r"mlw-matrix-(\d)", names)[1]) for names in classes]
    assert shades == [2, 3, 0, 1, 4, 0, 0, 3, 3]
    assert buttons[1].tooltip == "Really Deli, called Meat: 15 of 20 cases (75.0%)"
    assert not any(button.tabbable for button in buttons)  # the fields are for the keyboard


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_static_part_has_the_matrix_and_the_open_cell(shown, lang):
    language.use(lang)
    page = shown().static
    data = class_matrix(TRUTH, PREDICTED)
    table = re.search(r'(?s)<table class="mlw-matrix-table">.*?</table>', page)[0]
    rows = [
        [words(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]
    assert rows[1][1:] == ["25", "75", "·", "58.8% (20)", f"{data.f1[0]:.2f}"]
    assert rows[4][1:] == ["18", "76", "6", "100.0% (34)", f"{data.macro_f1:.2f}"]
    assert f"{data.accuracy:.1%}" in words(page)
    assert "thing 5" in page
    assert "thing 4" not in page
    assert table.count("mlw-matrix-chosen") == 1
    assert table.count("mlw-matrix-right") == 3


def test_labels_are_names_unless_there_are_others(shown):
    assert "Really x, called y" in shown(names=None).text


def test_a_cell_of_the_first_version_is_still_open(shown):
    journal.record(LESSON, "note", "matrix", answer={"given": [0, 1], "chosen": [1, 1]})
    assert "Really Meat, called Meat" in shown().text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": ("x", "w")}, "'w'"),
        ({"start": "x"}, "'x'"),
        ({"start": ("x",)}, "'x'"),
        ({"cases": CASES.head(3)}, "3"),
    ],
)
def test_the_call_is_checked(shown, outputs, lang, options, said):
    language.use(lang)
    with pytest.raises(WorkshopError, match=said):
        shown(**options)
    assert outputs == []


def test_letters_stand_out_from_their_ground():
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert len(_SHADES) == len(_STEPS) + 1
    grounds = [light(ground) for ground, _ in _SHADES]
    assert grounds == sorted(grounds, reverse=True)
    for ground, letters in _SHADES:
        low, high = sorted([light(ground), light(letters)])
        assert (high + 0.05) / (low + 0.05) >= 7
