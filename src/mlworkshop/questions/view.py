"""Knowledge checks in a notebook: a question, ways to answer it, feedback, hints.

Clicks and `ws.answer` meet in `View.submit`; what comes before it only puts the answer together.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape
from typing import Any, cast

import ipywidgets as widgets

from mlworkshop import cards, journal, ui
from mlworkshop.cards import Cards
from mlworkshop.errors import WorkshopError
from mlworkshop.hints import Hints
from mlworkshop.language import text
from mlworkshop.outcome import Outcome
from mlworkshop.plan import outline
from mlworkshop.questions import bank, history, spaced
from mlworkshop.questions.kinds import (
    Answer,
    AnyQuestion,
    Grade,
    Match,
    Multiple,
    Number,
    Open,
    Order,
    Single,
    lettered,
)
from mlworkshop.room import attendee

__all__ = ["View", "answer", "display_of", "quiz"]

_Submit = Callable[[object], None]  # takes what `Question.read` takes


def quiz(id_: str) -> None:
    """Show a question, with the earlier answer if there is one.

    Parameters
    ----------
    id_ : str
        The question's id in `quizzes/`.

    Raises
    ------
    WorkshopError
        If there is no such question.
    """
    view = display_of(bank.find(id_))
    ui.show(view.widget, view.static(), view.plain())


def answer(id_: str, value: object) -> None:
    """Answer a question from code: the same as clicking.

    Parameters
    ----------
    id_ : str
        The question's id.
    value : str, float, list of str or dict
        What the question asks for: an option's letter, such as "b"; several, "ac" or
        ["a", "c"]; steps in order, "cabd"; cards with the numbers of their groups, "a1 b2 c1"; a
        number; or words. The options' ids from `quizzes/` do as well.

    Raises
    ------
    WorkshopError
        If there is no such question, or this is no answer to it.
    """
    entry = bank.find(id_)
    read = entry.question.read(value)
    view = _shown.get(id_) or View(entry)
    view.put(read)
    grade = view.submit(read)
    ui.still(view.feedback.value, grade.outcome.label)


def display_of(
    entry: bank.Entry, *, afresh: bool = False, on_answer: Callable[[Outcome], None] | None = None
) -> View:
    """The view of a question that `answer` puts answers into from now on; see `View`."""
    view = _shown[entry.question.id] = View(entry, afresh=afresh, on_answer=on_answer)
    return view


class View:
    """A question on display, with its earlier answer.

    Parameters
    ----------
    entry : bank.Entry
    afresh : bool
        Ask as if for the first time: without the earlier answer and the hints.
    on_answer : callable, optional
        Called with how an answer came out, each time that one is given.
    """

    def __init__(
        self,
        entry: bank.Entry,
        *,
        afresh: bool = False,
        on_answer: Callable[[Outcome], None] | None = None,
    ) -> None:
        self._entry = entry
        self._afresh = afresh
        self._on_answer = on_answer
        self._form = _form(entry.question, self._enter)
        self._hints = _HintButton(entry, afresh)
        self._trouble = ""
        self.feedback = ui.html()
        asked = ui.html(_prompt(entry))
        actions = [*self._form.actions, *self._hints.actions]
        self.widget = widgets.VBox(
            [asked, *self._form.rows, widgets.HBox(actions), self._hints.words, self.feedback]
        )
        if not afresh:
            self._restore()

    def submit(self, answer: Answer | None) -> Grade:
        """Grade what `Question.read` returned, remember it, and say how it came out."""
        grade = self._entry.question.grade(answer)
        shared = ""
        if answer is not None and grade.outcome is not Outcome.NOT_ATTEMPTED:
            self._remember(answer, grade)
            shared = self._share(answer, grade)
        says = _explained(grade) + self._trouble + shared
        self.feedback.value = ui.feedback(grade.outcome, says)
        if self._on_answer and grade.outcome is not Outcome.NOT_ATTEMPTED:
            self._on_answer(grade.outcome)
        return grade

    def put(self, read: Answer | None) -> None:
        """Let the widgets show an answer, without submitting it."""
        self._form.put(read)

    def asked(self) -> str:
        """The question, what there is to choose from and its hints, without a kernel."""
        question = self._entry.question
        blocks = (
            "<p>" + "<br>".join(escape(line) for line in lines) + "</p>"
            for lines in question.choices()
        )
        return "".join([_prompt(self._entry), *blocks, self._hints.hints.folded()])

    def static(self) -> str:
        """The question and what is known of its answer, without a kernel."""
        call = self._entry.question.call
        return f"{self.asked()}{self.feedback.value}{ui.no_widgets_hint(call)}"

    def plain(self) -> str:
        """The question alone, as plain text."""
        question = self._entry.question
        blocks = ["\n".join(lines) for lines in question.choices()]
        return "\n\n".join([str(question.prompt), *blocks])

    def _enter(self, value: object) -> None:
        """Submit what the widgets hold, if it can be read."""
        try:
            read = self._entry.question.read(value)
        except WorkshopError as error:
            says = f"<p>{escape(str(error))}</p>"
            self.feedback.value = ui.aloud(ui.feedback(Outcome.NOT_ATTEMPTED, says))
        else:
            with ui.LOCK, self.feedback.hold_sync():
                self.submit(read)
                self.feedback.value = ui.aloud(self.feedback.value)

    def _remember(self, answer: Answer, grade: Grade) -> None:
        global _told_of_trouble
        entry, question = self._entry, self._entry.question
        today = date.today()
        earlier, is_due = history.latest(entry), spaced.is_due(entry, today)
        if is_due and grade.outcome is Outcome.RIGHT:
            spaced.move_on(entry, today)
        if earlier and (earlier.answer, earlier.grade) == (answer, grade) and not is_due:
            return  # such as by leaving the field for the button
        saved = journal.record(
            entry.lesson,
            "quiz",
            question.id,
            version=question.version,
            outcome=grade.outcome.value,
            answer=answer,
        )
        tell = not saved and not _told_of_trouble
        self._trouble = f"<p>{escape(journal.trouble() or '')}</p>" if tell else ""
        _told_of_trouble = not saved

    def _share(self, answer: Answer, grade: Grade) -> str:
        """Tell the room, where there is one; also the same answer again, as a second vote."""
        if self._afresh:  # in a review or a final check, which the room does not follow
            return ""
        entry, question = self._entry, self._entry.question
        chosen: list[str] = []
        if isinstance(question, Single | Multiple):
            chosen = [answer] if isinstance(answer, str) else cast(list[str], answer)
        letters = question.typed(answer) if chosen else ""
        return attendee.share_answer(
            entry.lesson, question.id, question.version, chosen, letters, grade.outcome
        )

    def _restore(self) -> None:
        earlier = history.latest(self._entry)
        if earlier is None:
            return
        self.put(earlier.answer)
        label = text(en="Your earlier answer:", ja="以前の答え：")
        typed = escape(self._entry.question.typed(earlier.answer))
        says = f'<p class="mlw-typed">{label} {typed}</p>'
        self.feedback.value = ui.feedback(earlier.grade.outcome, says + _explained(earlier.grade))


# The view of each question that was shown last in this kernel.
_shown: dict[str, View] = {}
# Whether the attendee knows that answers cannot be saved at the moment.
_told_of_trouble = False


def _prompt(entry: bank.Entry) -> str:
    """The question, what to do, and where words about one's own work go."""
    question = entry.question
    how = str(question.how)
    if isinstance(question, Open) and outline.takes(entry.lesson, question.id):
        how += text(en=" What you write goes into your plan.", ja="書いた内容は計画書に入ります。")
    return f'{ui.markdown(str(question.prompt))}<p class="mlw-how">{escape(how)}</p>'


def _explained(grade: Grade) -> str:
    body = "".join(ui.markdown(str(words)) for words in grade.explanations)
    if grade.others:
        others = "".join(ui.markdown(str(words)) for words in grade.others)
        title = text(en="And the other options?", ja="ほかの選択肢は？")
        body += f"<details><summary>{title}</summary>{others}</details>"
    return body


class _HintButton:
    """A button that shows one hint more with each click."""

    def __init__(self, entry: bank.Entry, afresh: bool) -> None:
        question = entry.question
        self.hints = Hints(entry.lesson, question.id, question.version, question.hints)
        self._button = ui.button("", self._more)
        self.actions = [self._button] if question.hints else []
        self.words = ui.html()
        self._show(0 if afresh else self.hints.taken())

    def _more(self) -> None:
        self._show(self.hints.take(self._count))

    def _show(self, count: int) -> None:
        self._count = count
        self.words.value = self.hints.shown(count)
        # The last click leaves the button enabled: disabling would take the focus away.
        self._button.description = self._button.tooltip = self.hints.label(count)


class _Form(ABC):
    """The widgets that put an answer together, and those that submit it."""

    rows: list[widgets.Widget]
    actions: list[widgets.Widget]

    @abstractmethod
    def put(self, read: Any) -> None:
        """Show an answer as `Question.read` returns it; None for nothing."""


def _form(question: AnyQuestion, submit: _Submit) -> _Form:
    match question:
        case Single():
            return _Buttons(question, submit)
        case Multiple():
            return _Ticks(question, submit)
        case Order():
            return _Ladder(question, submit)
        case Match():
            return _Cards(question, submit)
        case Number() | Open():
            return _Field(question, submit)


def _check(submit: Callable[[], None]) -> widgets.Button:
    button = ui.button(text(en="Check my answer", ja="答え合わせをする"), submit)
    button.add_class("mlw-main")
    return button


class _Buttons(_Form):
    """One button an option; a click is the answer."""

    def __init__(self, question: Single, submit: _Submit) -> None:
        self._submit = submit
        self._labels = {
            option.id: f"{at}. {option.text}" for at, option in lettered(question.options)
        }
        self._buttons = {
            id_: ui.button(label, partial(self._click, id_)) for id_, label in self._labels.items()
        }
        self.rows, self.actions = list(self._buttons.values()), []
        self.put(None)

    def put(self, read: str | None) -> None:
        for id_, button in self._buttons.items():
            ui.mark(button, self._labels[id_], id_ == read)

    def _click(self, id_: str) -> None:
        self.put(id_)
        self._submit(id_)


class _Ticks(_Form):
    """One box an option to tick."""

    def __init__(self, question: Multiple, submit: _Submit) -> None:
        self._boxes = {
            option.id: widgets.Checkbox(description=ui.label(f"{at}. {option.text}"), indent=False)
            for at, option in lettered(question.options)
        }
        check = _check(lambda: submit([id_ for id_, box in self._boxes.items() if box.value]))
        self.rows, self.actions = list(self._boxes.values()), [check]

    def put(self, read: list[str] | None) -> None:
        for id_, box in self._boxes.items():
            box.value = id_ in (read or ())


class _Ladder(_Form):
    """A row a step; buttons exchange what two rows hold, and stay where they are."""

    def __init__(self, question: Order, submit: _Submit) -> None:
        self._labels = {
            step.id: f"{at}. {step.text}" for at, step in lettered(question.in_shown_order)
        }
        up, down = text(en="↑ Up", ja="↑ 上へ"), text(en="↓ Down", ja="↓ 下へ")
        places = range(len(self._labels))
        self._texts = [ui.html() for _ in places]
        self._ups = [ui.button(up, partial(self._exchange, at - 1)) for at in places]
        self._downs = [ui.button(down, partial(self._exchange, at)) for at in places]
        self._ups[0].disabled = self._downs[-1].disabled = True
        self.rows = [
            widgets.HBox(row) for row in zip(self._ups, self._downs, self._texts, strict=True)
        ]
        self.actions = [_check(lambda: submit(self._order))]
        self.put(None)

    def put(self, read: list[str] | None) -> None:
        self._order = list(read or self._labels)
        for at, id_ in enumerate(self._order):
            label = self._labels[id_]
            self._texts[at].value = escape(label)
            self._ups[at].tooltip = text(en=f"Move up: {label}", ja=f"上に移動：{label}")
            self._downs[at].tooltip = text(en=f"Move down: {label}", ja=f"下に移動：{label}")

    def _exchange(self, above: int) -> None:
        order = self._order.copy()
        order[above : above + 2] = reversed(order[above : above + 2])
        self.put(order)


class _Cards(_Form):
    """For each card a button a group; below them each group with the cards put on it."""

    def __init__(self, question: Match, submit: _Submit) -> None:
        groups = {group.id: f"{at}. {group.text}" for at, group in enumerate(question.groups, 1)}
        labels = {card.id: f"{at}. {card.text}" for at, card in lettered(question.cards)}
        self._cards = Cards("", labels, groups)
        self._cards.watch(lambda _: self._lay())
        self._piles = ui.html()
        self.rows = [self._cards.widget, ui.html(f"<style>{cards.STYLE}</style>"), self._piles]
        self.actions = [_check(lambda: submit(self._cards.value or {}))]
        self.put(None)

    def put(self, read: dict[str, str] | None) -> None:
        self._cards.put(read)
        self._lay()

    def _lay(self) -> None:
        known = self._cards
        self._piles.value = cards.piles(known.cards, known.cells, known.value or {})


class _Field(_Form):
    """A field to type a number or words into; leaving it submits, as the button does."""

    def __init__(self, question: Number | Open, submit: _Submit) -> None:
        if isinstance(question, Number):
            label, make = text(en="Your answer", ja="答え"), widgets.Text
            if question.unit:
                label += text(en=f" ({question.unit})", ja=f"（{question.unit}）")
            button = _check(lambda: submit(self._input.value))
        else:
            label, make = text(en="Your answer", ja="自分の言葉で"), widgets.Textarea
            button = _check(lambda: submit(self._input.value))
            button.description = button.tooltip = text(en="Save", ja="保存する")
        # Without continuous updates the value comes with Enter, and when the field is left.
        self._input = make(
            description=label, continuous_update=False, style={"description_width": "initial"}
        )
        self._question, self._submit = question, submit
        self._input.observe(self._left, "value")
        self.rows, self.actions = [self._input], [button]

    def put(self, read: Any) -> None:
        self._input.unobserve(self._left, "value")
        self._input.value = "" if read is None else self._question.typed(read)
        self._input.observe(self._left, "value")

    def _left(self, change: dict[str, Any]) -> None:
        if change["new"].strip():
            self._submit(change["new"])
