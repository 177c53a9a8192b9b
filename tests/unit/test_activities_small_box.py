"""The small box: the picture, and what is said once every box has its place."""

from __future__ import annotations

from itertools import combinations

from mlworkshop import activities
from mlworkshop.activities import base
from mlworkshop.activities.small_box import BOXES


def test_no_two_boxes_overlap_and_the_code_is_the_smallest():
    for one, other in combinations(BOXES.values(), 2):
        left, top, width, height = one.place
        x, y, wide, high = other.place
        apart = x >= left + width or left >= x + wide or y >= top + height or top >= y + high
        assert apart, (one.name.en, other.name.en)
    area = {id_: box.place[2] * box.place[3] for id_, box in BOXES.items()}
    assert min(area, key=area.get) == "code"
    assert area["code"] < 0.03 * sum(area.values())


def test_some_boxes_are_taken_some_shared_and_one_is_never():
    cells = [box.cell for box in BOXES.values()]
    assert {cell: cells.count(cell) for cell in cells} == {"shared": 7, "ours": 1, "taken": 2}
    assert all(box.cell not in box.also for box in BOXES.values())


def test_the_course_speaks_once_all_boxes_have_a_place(begin, outputs):
    begin("m1-intro/02-spam")
    activities.small_box(placed=dict.fromkeys(BOXES, "ours"))
    page = outputs[-1].page
    assert page.html.count("<tr>") == 1 + len(BOXES)
    fine = [box for box in BOXES.values() if "ours" in box.also]
    assert page.text.count("(fine, too)") == len(fine) > 0
    page.press("Serving → not placed")
    assert "<table>" not in page.html


def test_the_picture_says_in_words_what_is_decided_and_the_plan_gets_nothing(begin, outputs):
    begin("m1-intro/02-spam")
    activities.small_box()
    page = outputs[-1].page
    assert "(cloud)" not in page.html
    page.press("Serving → A cloud takes it over")
    assert "(cloud)" in page.html
    assert base.digests() == []
