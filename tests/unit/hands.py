"""One driver for everything that attendees press, type into and read, without a browser.

The fixture `outputs` holds what cells have shown. The widgets of one output are found as an
attendee finds them, by what they say:

    outputs[-1].static                    # HTML for readers without a kernel
    page = outputs[-1].page               # the live widgets
    page.press("Check my answer")         # a button, by its label or its longer name
    page.enter("Your guess", "12")        # a field, by the label on it or above it
    page.tick("a. A cat")                 # a box, by its words
    page.outcome                          # Outcome.RIGHT, as class and words say
    page.text                             # everything there is to read, on one line
    page.chosen, page.buttons, page.find(widgets.HTML)

What is hidden is not found, and a button that is disabled cannot be pressed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import ipywidgets as widgets
from ipywidgets.widgets.widget import _instances
from ipywidgets.widgets.widget_description import DescriptionWidget

from mlworkshop.outcome import Outcome

_VIEW = "application/vnd.jupyter.widget-view+json"
_READ_ONLY = (widgets.HTML, widgets.HTMLMath, widgets.Label, widgets.Image, widgets.IntProgress)
_MARK = re.compile(r"^[○●]\s*")  # in front of what can be chosen


def words(page: str) -> str:
    """What some HTML says, on one line."""
    seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(seen).split())


def outcome(page: str) -> Outcome | None:
    """The outcome that some HTML tells by its class and in words; None where it tells none."""
    told = re.findall(r'class="mlw-feedback mlw-(\w+)"[^>]*>\s*<strong>(.*?)</strong>', page)
    assert len(told) <= 1, f"several outcomes at once: {told}"
    if not told:
        return None
    found = Outcome(told[0][0])
    assert html.unescape(told[0][1]) == found.label
    return found


class Page:
    """Live widgets as somebody sees them.

    Parameters
    ----------
    live : ipywidgets.Widget
        The outermost.
    """

    def __init__(self, live: widgets.Widget) -> None:
        self.live = live

    def find(self, kind: type | tuple[type, ...] = widgets.Widget) -> list[widgets.Widget]:
        """All visible widgets of a kind, from the top."""
        return [each for each in _visible(self.live) if isinstance(each, kind)]

    # What there is to read

    @property
    def html(self) -> str:
        """What all texts say, as HTML."""
        return "\n".join(each.value for each in self.find((widgets.HTML, widgets.Label)))

    @property
    def text(self) -> str:
        """What all texts say, on one line."""
        return words(self.html)

    @property
    def outcome(self) -> Outcome | None:
        """How the last answer came out."""
        return outcome(self.html)

    # What there is to press

    @property
    def buttons(self) -> list[str]:
        """What the visible buttons say, disabled ones too."""
        return [_plain(each.description) for each in self.find(widgets.Button)]

    @property
    def chosen(self) -> list[str]:
        """What the buttons that are chosen say; their looks and their marks must agree."""
        buttons = self.find(widgets.Button)
        by_looks = [each for each in buttons if "mlw-chosen" in each._dom_classes]
        assert by_looks == [each for each in buttons if each.description.startswith("●")]
        return [_plain(each.description) for each in by_looks]

    def button(self, name: str) -> widgets.Button:
        """The one button of this label, or of this longer name."""
        found = [
            each
            for each in self.find(widgets.Button)
            if name in (_plain(each.description), each.description, each.tooltip)
        ]
        return _only(found, name, self.buttons)

    def press(self, *names: str) -> None:
        """Press buttons, one after the other."""
        for name in names:
            button = self.button(name)
            assert not button.disabled, f"{name!r} is disabled"
            button.click()

    def tick(self, *names: str) -> None:
        """Tick these boxes and no others."""
        boxes = {_plain(box.description): box for box in self.find(widgets.Checkbox)}
        assert set(names) <= set(boxes), f"no box {set(names) - set(boxes)} among {set(boxes)}"
        for label, box in boxes.items():
            box.value = label in names

    # What there is to fill in

    @property
    def fields(self) -> list[tuple[str, widgets.Widget]]:
        """All fields with their labels: what is on them or, without that, next above them."""
        above, found = "", []
        for each in _visible(self.live):
            if isinstance(each, (widgets.HTML, widgets.Label)):
                above = words(each.value) or above
            elif _is_field(each):
                found.append((words(each.description) or each.tooltip or above, each))
        return found

    def field(self, label: str) -> widgets.Widget:
        """The one field with this label."""
        found = [field for name, field in self.fields if name == label]
        return _only(found, label, [name for name, _ in self.fields])

    def enter(self, label: str, value: object) -> None:
        """Fill in a field, as typing and leaving it does."""
        field = self.field(label)
        assert not field.disabled, f"{label!r} is disabled"
        field.value = value


@dataclass
class Output:
    """What one call has shown.

    Parameters
    ----------
    static : str
        HTML that needs no kernel.
    plain : str
        The same for front ends that show text only.
    live : ipywidgets.Widget, optional
    """

    static: str
    plain: str
    live: widgets.Widget | None = None

    @property
    def page(self) -> Page:
        """Its live widgets."""
        assert self.live is not None, "nothing here lives"
        return Page(self.live)

    @property
    def text(self) -> str:
        """What is read without a kernel, on one line."""
        return words(self.static)


class Outputs(list[Output]):
    """What cells have shown, the latest last; takes the place of IPython's `display`."""

    def display(self, bundle: dict[str, object], raw: bool) -> None:
        """Keep one mime bundle; live widgets belong to the static part before them."""
        assert raw
        if view := bundle.get(_VIEW):
            self[-1].live = _instances[view["model_id"]]
        else:
            self.append(Output(bundle["text/html"], bundle["text/plain"]))


def _visible(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    if isinstance(widget, widgets.DOMWidget) and widget.layout.display == "none":
        return
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _visible(child)


def _is_field(widget: widgets.Widget) -> bool:
    return (
        isinstance(widget, widgets.ValueWidget)
        and isinstance(widget, DescriptionWidget)
        and not isinstance(widget, (*_READ_ONLY, widgets.Checkbox))
    )


def _plain(label: str) -> str:
    return _MARK.sub("", label)


def _only(found: list[widgets.Widget], name: str, names: list[str]) -> widgets.Widget:
    assert len(found) == 1, f"{len(found)} of {name!r} among {names}"
    return found[0]
