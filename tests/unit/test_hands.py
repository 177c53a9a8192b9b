"""The driver of widgets sees and presses no more than an attendee can."""

from __future__ import annotations

import ipywidgets as widgets
import pytest
from hands import Page, outcome, words

from mlworkshop import ui
from mlworkshop.outcome import Outcome


def box(*children):
    return Page(widgets.VBox(children))


def test_an_output_has_its_static_part_and_what_lives(outputs):
    ui.still("<p>alone</p>", "alone")
    ui.show(widgets.HBox([ui.html("<p>5 &lt; 6</p>")]), "<p>still</p>", "plain")
    alone, last = outputs
    assert (alone.text, alone.live, last.text, last.plain) == ("alone", None, "still", "plain")
    assert last.page.text == "5 < 6"


def test_buttons_are_found_by_label_longer_name_and_without_their_mark():
    pressed = []
    a, b = (
        ui.button(f"○ {name}", lambda n=name: pressed.append(n), f"Up: {name}") for name in "ab"
    )
    b.description = "● b"
    b.add_class("mlw-chosen")
    page = box(a, b)
    page.press("a", "Up: b")
    assert (pressed, page.buttons, page.chosen) == (["a", "b"], ["a", "b"], ["b"])


def test_nobody_presses_what_is_hidden_disabled_or_there_twice():
    hidden, off, once = (ui.button(name, lambda: None) for name in ("hidden", "off", "once"))
    hidden.layout = widgets.Layout(display="none")
    off.disabled = True
    page = box(hidden, off, once, ui.button("once", lambda: None))
    for name in ("hidden", "off", "once"):
        with pytest.raises(AssertionError, match=name):
            page.press(name)


def test_a_look_without_its_mark_is_noticed():
    button = ui.button("○ a", lambda: None)
    button.add_class("mlw-chosen")
    with pytest.raises(AssertionError):
        _ = box(button).chosen


def test_fields_have_the_label_on_them_or_next_above():
    price, guess = widgets.FloatText(description="Price"), widgets.Text()
    page = box(ui.html("<p>Your guess</p>"), guess, ui.html(), price)
    page.enter("Your guess", "12")
    page.enter("Price", 3.5)
    assert (guess.value, price.value) == ("12", 3.5)
    with pytest.raises(AssertionError, match="Cost"):
        page.enter("Cost", 1)


def test_exactly_the_named_boxes_are_ticked():
    boxes = [widgets.Checkbox(description=name, value=name == "a") for name in "abc"]
    box(*boxes).tick("b", "c")
    assert [each.value for each in boxes] == [False, True, True]


@pytest.mark.parametrize("told", Outcome)
def test_an_outcome_needs_class_and_words(told):
    page = ui.feedback(told, "<p>why</p>")
    assert outcome(page) is told
    with pytest.raises(AssertionError):
        outcome(page.replace(told.label, "Right or wrong"))
    with pytest.raises(AssertionError):
        outcome(page + page)
    assert outcome("<p>nothing</p>") is None


def test_words_are_those_that_are_seen():
    assert words("<style>p { color: red }</style><p>a &amp;\n b</p><b>c</b>") == "a & b c"
