"""Fields: one example of each kind, driven through its widgets, from code and from JSON."""

from __future__ import annotations

import json
import re

import ipywidgets as widgets
import pytest

from mlworkshop import language, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Amount, Choose, Range, Rows, Ticks, Words
from mlworkshop.language import LANGUAGES

EVIL = "<b>&\"'"
OPTIONS = {"red": "the <red> one", "blue": "the blue one", "green": "the green one"}


def rows():
    return Rows(EVIL, {"what": lambda: Words("What"), "many": lambda: Amount("How many")})


MAKE = {
    "amount": lambda: Amount(EVIL, lowest=0, highest=10, step=0.5, slider=True),
    "whole": lambda: Amount(EVIL, lowest=1, whole=True, unit="days"),
    "choose": lambda: Choose(EVIL, OPTIONS),
    "ticks": lambda: Ticks(EVIL, OPTIONS),
    "words": lambda: Words(EVIL, lines=3, longest=30),
    "several": lambda: Words(EVIL, several=True),
    "lines": lambda: Words(EVIL, several=True, lines=2),
    "range": lambda: Range(EVIL, lowest=0, unit="$"),
    "rows": rows,
}
# What code gives, the value that it stands for, and how people enter the same.
GIVEN = {
    "amount": (2.5, 2.5, lambda field: type_(field.input, " ２．５ ")),
    "whole": ("3 days", 3, lambda field: type_(field.input, "3 Days")),
    "choose": ("b", "blue", lambda field: field.buttons["blue"].click()),
    "ticks": ("ca", ("red", "green"), lambda field: tick(field, "green", "red")),
    "words": ("  two words ", "two words", lambda field: type_(field.input, "two words\n")),
    "several": ("a, b、c，", ("a", "b", "c"), lambda field: type_(field.input, "a,b,, c")),
    "lines": (
        "a, b\n\n c ",
        ("a, b", "c"),
        lambda field: type_(field.input, "a, b\nc"),
    ),
    "range": (("1", 2, "$3"), (1, 2, 3), lambda field: type_range(field, "1", "2", "3")),
    "rows": (
        [{"what": "x", "many": 2}],
        ({"what": "x", "many": 2},),
        lambda field: fill(field, 0, "x", "2"),
    ),
}
UNFIT = {
    "amount": [10.1, -1, "eleven", float("nan"), 10**400, True, None, [1]],
    "whole": [1.5, 0, "1.5", {}],
    "choose": ["d", "purple", 1, None, ["red"]],
    "ticks": ["xyz", ["red", "purple"], 3, {"red": True}, b"a"],
    "words": ["x" * 31, 3, None, ["a"]],
    "several": [3, None, [1], {"a": 1}],
    "lines": [3, None, [1]],
    "range": [(3, 2, 1), (1, 2), (1, 2, "x"), (-1, 0, 1), "1 2 3", None, -1],
    "rows": [[{"what": "x"}], [3], "x", [{"what": "x", "many": "y"}], [{}] * 21],
}
KINDS = pytest.mark.parametrize("kind", MAKE)


def type_(field, words):
    field.value = words


def type_range(field, *typed):
    for one, words in zip(field.inputs, typed, strict=True):
        one.value = words


def tick(field, *ids):
    for id_ in ids:
        field.boxes[id_].value = True


def fill(field, at, what, many):
    field.rows[at]["what"].input.value = what
    field.rows[at]["many"].input.value = many


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def alert(field):
    return next(
        (w.value for w in inside(field.widget) if 'role="alert"' in str(getattr(w, "value", ""))),
        "",
    )


@KINDS
def test_code_people_and_json_give_the_same_value(kind):
    given, value, enter = GIVEN[kind]
    field = MAKE[kind]()
    assert field.value is None
    assert field.read(given) == value
    assert field.read(json.loads(json.dumps(value))) == value
    assert type(field.read(given)) is type(value)
    heard = []
    field.watch(heard.append)
    enter(field)
    assert field.value == value
    assert heard[-1] == value


@KINDS
def test_putting_shows_a_value_and_calls_nobody(kind):
    field, heard = MAKE[kind](), []
    blank = looks(field)
    field.watch(heard.append)
    value = GIVEN[kind][1]
    field.put(value)
    assert field.value == value
    assert looks(field) != blank
    field.put(None)
    assert field.value is None
    if kind != "amount":  # a slider is always somewhere
        assert looks(field) == blank
    assert heard == []


def looks(field):
    return [
        (w.description, getattr(w, "value", None), w._dom_classes)
        for w in inside(field.widget)
        if hasattr(w, "description") and not isinstance(w, widgets.HTML)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "given"), [(kind, given) for kind in UNFIT for given in UNFIT[kind]]
)
def test_what_will_not_do_is_named_with_its_field(kind, given, lang):
    language.use(lang)
    with pytest.raises(WorkshopError) as refused:
        MAKE[kind]().read(given)
    assert EVIL in str(refused.value) or "How many" in str(refused.value)
    assert len(str(refused.value)) < 300
    assert bool(re.search("[ぁ-ん]", str(refused.value))) == (lang == "ja")


@pytest.mark.parametrize(
    ("kind", "field_of", "typed"),
    [
        ("amount", lambda field: field.input, "<b>11"),
        ("whole", lambda field: field.input, "1.5"),
    ],
)
def test_a_refusal_is_escaped_and_the_last_value_put_back(kind, field_of, typed):
    field, heard = MAKE[kind](), []
    field.put(GIVEN[kind][1])
    before = looks(field)
    field.watch(heard.append)
    field_of(field).value = typed
    assert alert(field)
    assert not re.search("<[bi]>", alert(field))
    assert field.value == GIVEN[kind][1]
    assert looks(field) == before
    assert heard == []
    GIVEN[kind][2](field)
    field_of(field).value = "4"
    assert not alert(field)


def test_what_is_too_long_stays_typed_beside_the_last_value():
    field = MAKE["words"]()
    field.put("short")
    field.input.value = "<i>" * 20
    assert alert(field)
    assert "<i>" not in alert(field)
    assert (field.value, field.input.value) == ("short", "<i>" * 20)
    field.input.value = "short again"
    assert field.value == "short again"
    assert not alert(field)


def test_an_emptied_field_holds_nothing():
    for kind in ("amount", "words", "several"):
        field, heard = MAKE[kind](), []
        field.put(GIVEN[kind][1])
        field.watch(heard.append)
        field.input.value = "  "
        assert field.value is None
        assert heard == [None]


def test_an_amount_moves_by_steps_and_by_its_slider_within_its_bounds():
    field = MAKE["amount"]()
    less, more = field.buttons
    more.click()
    assert (field.value, field.slider.value, field.input.value) == (0.5, 0.5, "0.5")
    less.click()
    less.click()
    assert field.value == 0
    field.slider.value = 10
    more.click()
    assert (field.value, field.input.value) == (10, "10")
    field.input.value = "9.9"  # between two places of the slider
    assert (field.value, field.slider.value) == (9.9, 10)


def test_a_range_that_does_not_fit_stays_typed_until_it_does():
    field = MAKE["range"]()
    field.put((1, 2, 3))
    field.inputs[0].value = "10"
    assert alert(field)
    assert field.value == (1, 2, 3)
    assert field.inputs[0].value == "10"
    field.inputs[2].value = "30"
    field.inputs[1].value = "20"
    assert field.value == (10, 20, 30)
    assert not alert(field)
    field.put((1, 2, 3))
    assert [one.value for one in field.inputs] == ["1", "2", "3"]
    field.inputs[0].value = "5"
    field.inputs[0].value = "1"
    assert not alert(field)
    for one in field.inputs:
        one.value = ""
    assert field.value is None


def test_ticks_can_be_taken_away_again():
    field = MAKE["ticks"]()
    tick(field, "blue")
    field.boxes["blue"].value = False
    assert field.value == ()


def test_rows_are_added_moved_and_removed_and_half_ones_do_not_count():
    field, heard = rows(), []
    field.watch(heard.append)
    fill(field, 0, "x", "1")
    field.add.click()
    assert len(field.rows) == 2
    field.rows[1]["what"].input.value = "y"
    assert len(heard[-1]) == 1
    field.rows[1]["many"].input.value = "2"
    field.buttons[1]["up"].click()
    assert [row["what"] for row in heard[-1]] == ["y", "x"]
    field.buttons[0]["down"].click()
    field.buttons[0]["up"].click()  # there is no row above
    assert [row["what"] for row in field.value] == ["x", "y"]
    field.rows[1]["many"].input.value = ""
    assert [row["what"] for row in field.value] == ["x"]
    assert field.rows[1]["what"].value == "y"
    field.buttons[0]["remove"].click()
    assert field.value == ()
    assert [row["what"].value for row in field.rows] == ["y"]
    field.buttons[0]["remove"].click()
    assert len(field.rows) == 1, "one row stays to be filled"
    for _ in range(30):
        field.add.click()
    assert len(field.rows) == 20
    assert alert(field)


@KINDS
def test_what_is_entered_has_a_name_and_is_safe_with_the_keyboard(kind):
    field = MAKE[kind]()
    field.put(GIVEN[kind][1])
    controls = [w for w in inside(field.widget) if hasattr(w, "description")]
    for control in controls:
        safe = (widgets.Button, widgets.Checkbox, widgets.Text, widgets.Textarea, widgets.HTML)
        assert isinstance(control, (*safe, widgets.FloatSlider))
        if not isinstance(control, widgets.HTML | widgets.FloatSlider):
            assert control.description
            # Names are shown as text, or escaped.
            assert (
                not getattr(control, "description_allow_html", False)
                or "<b>" not in control.description
            )
        if isinstance(control, widgets.HTML):
            assert "<b>" not in control.value


@pytest.mark.parametrize("lang", LANGUAGES)
@KINDS
def test_a_value_is_shown_as_text(kind, lang):
    language.use(lang)
    field = MAKE[kind]()
    assert field.shown(None) == "–"
    for part in re.findall(r"\w+", str(GIVEN[kind][1])):
        assert OPTIONS.get(part, part) in field.shown(GIVEN[kind][1]) or part in ("what", "many")


def test_only_options_are_there_to_choose_from():
    for kind, make in MAKE.items():
        lines = make().choices()
        assert (lines == ["a. the <red> one", "b. the blue one", "c. the green one"]) == (
            kind in ("choose", "ticks")
        )
        assert lines or kind not in ("choose", "ticks")


def test_half_an_emoji_is_cleaned_where_it_enters():
    MAKE["words"]().read("a\ud83d").encode("utf-8")


def test_prices_in_a_label_are_no_formula():
    box = Ticks("x", {"a": "from $1 to $2"}).boxes["a"]
    assert "$" not in box.description
    assert ui.label("one $") == "one $"


def test_bounds_name_a_unit_once_and_a_currency_with_each():
    for unit, says in (("baskets", "from 1 to 500 baskets"), ("$", "from $1 to $500")):
        with pytest.raises(WorkshopError, match=re.escape(says)):
            Amount("How many", lowest=1, highest=500, unit=unit).read(0)
