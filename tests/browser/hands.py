"""What the tests of lessons share: two ways to work, how to answer a question or an exercise.

`Mouse` and `Keyboard` do the same things; a test takes one of them and never mixes.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from mlworkshop import ui
from mlworkshop.questions.kinds import (
    AnyQuestion,
    Match,
    Multiple,
    Number,
    Open,
    Order,
    Single,
    lettered,
)

if TYPE_CHECKING:
    from conftest import Notebook

_MOST_STEPS = 60  # of the Tab key inside one cell

# Marks what has the focus, if it shows that and has not been scrolled away; is it elsewhere?
_MARK = """
key => {
  const now = document.activeElement, notebook = document.querySelector('.jp-Notebook');
  const [box, window] = [now, notebook].map(each => each.getBoundingClientRect());
  const isInSight = box.bottom > window.top && box.top < window.bottom;
  if (isInSight && getComputedStyle(now).outlineStyle !== 'none') now.dataset.seen = key;
  return !notebook.contains(now);
}"""


class Mouse:
    """Points and clicks; types where it has clicked."""

    def __init__(self, notebook: Notebook) -> None:
        self.page = notebook.page
        self._notebook = notebook

    def reach(self, cell: Locator) -> None:
        """Go to a cell."""
        cell.scroll_into_view_if_needed()

    def press(self, button: Locator) -> None:
        """Press a button, or tick a box, once it stands still."""
        self._notebook.bring_into_view(button, "nearest")
        button.click()

    def type(self, field: Locator, words: str) -> None:
        """Replace what a field holds."""
        self.press(field)
        _retype(field, words)


class Keyboard:
    """Tab, Shift+Tab, Space, Enter, arrows and letters."""

    def __init__(self, notebook: Notebook) -> None:
        self.page = notebook.page
        self._cells = notebook.cells

    def reach(self, cell: Locator) -> None:
        """Go to a cell by the arrow keys, which pass over those whose source is collapsed."""
        self.page.locator(".jp-Notebook .jp-mod-active").focus()
        self.page.keyboard.press("Escape")
        wanted = cell.element_handle()
        for _ in range(self._cells.count()):
            way = self._cells.evaluate_all(
                "(cells, wanted) => Math.sign(cells.indexOf(wanted)"
                " - cells.findIndex(cell => cell.classList.contains('jp-mod-active')))",
                wanted,
            )
            if not way:
                break
            self.page.keyboard.press("ArrowDown" if way > 0 else "ArrowUp")
        expect(cell).to_have_class(re.compile("jp-mod-active"))

    def press(self, button: Locator, key: str = "Enter") -> None:
        """Press a button by Enter, or tick a box by Space."""
        self.focus(button)
        self.page.keyboard.press("Space" if button.get_attribute("type") == "checkbox" else key)

    def type(self, field: Locator, words: str) -> None:
        """Replace what a field holds."""
        self.focus(field)
        _retype(field, words)

    def run(self, cell: Locator, source: str | None = None) -> None:
        """Run a cell, with another source if one is given, and wait for it."""
        self.reach(cell)
        if source is not None:
            self.page.keyboard.press("Enter")
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(source)
        prompt = cell.locator(".jp-InputPrompt")
        prompt.evaluate("prompt => { prompt.textContent = 'before'; }")
        self.page.keyboard.press("Control+Enter")
        expect(prompt).to_have_text(re.compile(r"\d"))

    def focus(self, target: Locator) -> None:
        """Go on to an element of the cell, and see that it shows that it has the focus."""
        for _ in range(_MOST_STEPS):
            way = target.evaluate(
                """target => {
                  const now = document.activeElement;
                  const after = now.compareDocumentPosition(target) & 4;
                  return now === target ? null : after ? 'Tab' : 'Shift+Tab';
                }"""
            )
            if way is None:
                break
            self.page.keyboard.press(way)
        expect(target).to_be_focused()
        expect(target).not_to_have_css("outline-style", "none")

    def leave(self, key: str) -> None:
        """Press Tab or Shift+Tab until the focus has left the notebook; mark where it was seen."""
        for _ in range(_MOST_STEPS * self._cells.count()):
            self.page.keyboard.press(key)
            if self.page.evaluate(_MARK, key):
                return
        raise AssertionError(f"{key} does not leave the notebook")


Hand = Mouse | Keyboard


def _retype(field: Locator, words: str) -> None:
    keyboard = field.page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.press("Delete")
    keyboard.insert_text(words)


def _letters(rows: Locator) -> list[str]:
    """The letters of the steps from top to bottom, as soon as no exchange is half shown."""
    while True:
        at = [text[0] for text in rows.locator(".widget-html-content").all_text_contents()]
        if len(set(at)) == len(at):
            return at


def answer(hand: Hand, cell: Locator, question: AnyQuestion, value: str) -> None:
    """Give an answer as `ws.answer` takes it, whatever was answered before; "" is none.

    Parameters
    ----------
    hand : Mouse or Keyboard
    cell : Locator
        The cell that shows the question.
    question : Question
    value : str
    """
    live = cell.locator(".mlw-live")
    hand.reach(cell)
    match question:
        case Single():
            hand.press(live.locator("button").filter(has_text=_lettered(value)))
            return
        case Multiple():
            for letter, _ in lettered(question.options):
                box = live.locator(".widget-label-basic", has_text=_lettered(letter))
                box = box.locator("input")
                if box.is_checked() != (letter in value):
                    hand.press(box)
                expect(box).to_be_checked(checked=letter in value)
        case Order():
            rows = live.locator(".widget-hbox").filter(has=live.page.get_by_text("↑"))
            for goal, letter in enumerate(value):
                at = _letters(rows)
                for below in range(at.index(letter), goal, -1):
                    hand.press(rows.nth(below).locator("button").first)
                    expect(rows.nth(below - 1)).to_contain_text(f"{letter}. ")
        case Match():
            for card in value.split():
                of_card = live.locator(f'button[title^="{card[0]}. "]')
                hand.press(of_card.filter(has_text=re.compile(rf"^\S\s{card[1:]}\. ")))
                # The piles grow when the kernel has heard of it, and move the button below them.
                pile = live.locator(".mlw-pile").nth(int(card[1:]) - 1)
                lying = pile.locator("div", has_text=re.compile(rf"^{card[0]}\. "))
                expect(lying).to_have_count(1)
        case Number() | Open():
            hand.type(live.locator("input, textarea"), value)
    hand.press(live.locator("button.mlw-main").first)


def _lettered(letter: str) -> re.Pattern[str]:
    """An option, step or card, after the sign that tells whether it is chosen."""
    return re.compile(rf"^(\S\s)?\s*{letter}\. ")


def right(question: AnyQuestion) -> str:
    """The right answer, or words of one's own."""
    match question:
        case Single() | Multiple():
            return "".join(at for at, option in lettered(question.options) if option.correct)
        case Order():
            letters = {step.id: at for at, step in lettered(question.in_shown_order)}
            return "".join(letters[step.id] for step in question.steps)
        case Match():
            numbers = {group.id: at for at, group in enumerate(question.groups, 1)}
            return " ".join(f"{at}{numbers[card.group]}" for at, card in lettered(question.cards))
        case Number():
            return f"{question.answer:g}"
        case Open():
            return "Orders with & without <b>gift wrap</b>"


def wrong(question: AnyQuestion) -> str:
    """An answer without any point, or no words."""
    match question:
        case Single():
            return next(at for at, option in lettered(question.options) if not option.correct)
        case Multiple():
            return "".join(at for at, option in lettered(question.options) if not option.correct)
        case Order():
            return right(question)[::-1]
        case Match():
            numbers = {group.id: at for at, group in enumerate(question.groups, 1)}
            return " ".join(
                f"{at}{numbers[card.group] % len(numbers) + 1}"
                for at, card in lettered(question.cards)
            )
        case Number():
            return f"{question.mistakes[0].value:g}"
        case Open():
            return ""


def feedback(cell: Locator) -> Locator:
    """What stands below a question, or above an exercise's buttons."""
    return cell.locator(".mlw-live .mlw-feedback")


def words(markdown: str) -> str:
    """What a Markdown text says, without its looks."""
    return html.unescape(re.sub(r"<[^>]+>", "", ui.markdown(markdown)))


def check_of(notebook: Notebook, exercise: str) -> Locator:
    """The cell that checks an exercise."""
    return notebook.cell(re.compile(rf'ws\.check\(\s*"{exercise}"'))


def attempt(notebook: Notebook, exercise: str, source: str, hand: Hand | None = None) -> Locator:
    """Write source into the exercise's cell; run it and its check, the cell that is returned."""
    check = check_of(notebook, exercise)
    cell = check.locator("xpath=preceding-sibling::*[contains(@class, 'jp-Cell')][1]")
    if isinstance(hand, Keyboard):
        hand.run(cell, source)
        hand.run(check)
        return check
    notebook.write(cell, source)
    notebook.run(cell)
    notebook.run(check)
    return check
