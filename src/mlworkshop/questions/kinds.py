"""Questions of the knowledge checks: what they consist of, how answers are read and graded."""

from __future__ import annotations

import math
import numbers
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase
from typing import Annotated, Any, ClassVar, Literal, TypeGuard, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from mlworkshop import typed_number
from mlworkshop.course import yaml_files
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import LANGUAGES, Text, text, whole
from mlworkshop.models import Listed, Model, Slug
from mlworkshop.outcome import Outcome
from mlworkshop.questions import parts
from mlworkshop.questions.parts import Card, Item, Miscalculation, Misplacement, Option, Swap

__all__ = [
    "Answer",
    "AnyQuestion",
    "Grade",
    "Match",
    "Multiple",
    "Number",
    "Open",
    "Order",
    "Question",
    "Single",
    "lettered",
]

# As the journal keeps it: the id of an option; ids of all options ticked, sorted; ids of steps in
# order; for each card the id of its group; a number; words.
Answer = str | float | list[str] | dict[str, str]

_Entry = TypeVar("_Entry")

_PLACED = r"([a-z])\W*(\d{1,3})"  # a card's letter with its group's number


@dataclass(frozen=True)
class Grade:
    """How an answer came out.

    Parameters
    ----------
    outcome : Outcome
    score : float
        From 0 to 1.
    explanations : tuple of Text
        Markdown: why.
    others : tuple of Text
        Markdown: what is wrong with the options that a right answer left aside.
    """

    outcome: Outcome
    score: float = 0.0
    explanations: tuple[Text, ...] = ()
    others: tuple[Text, ...] = ()


class Question(Model, ABC):
    """What the questions of all kinds have in common.

    Parameters
    ----------
    id : str
        Lower-case words with hyphens, unique over all questions of the course.
    version : int
        Raised when the meaning changes: answers to earlier versions are forgotten.
    objective : int
        Which of the lesson's objectives it checks, counted from 1.
    prompt : Text
        Markdown.
    hints : tuple of Text
        Markdown, shown one after the other.
    review : bool
        Whether the lesson asks it in its round of review questions, and not at a place of its own.
    here_only : bool
        Whether it speaks of what the lesson shows beside it, such as a plot, so that no final check
        can ask it.
    """

    how: ClassVar[Text]  # what to do, and the rule of partial credit

    id: Slug
    version: Annotated[int, Field(ge=1, strict=True)] = 1
    objective: Annotated[int, Field(ge=1, strict=True)]
    prompt: Text
    hints: Listed[Text] = ()
    review: bool = False
    here_only: bool = False

    @property
    def call(self) -> str:
        """The Python call that answers this question, with an answer as an example."""
        answer = f'"{self._example}"' if isinstance(self._example, str) else self._example
        return f'ws.answer("{self.id}", {answer})'

    def read(self, value: object) -> Answer | None:
        """Bring an answer into the one form that is kept.

        Parameters
        ----------
        value
            As typed, clicked together, handed to `ws.answer` or kept in the journal: letters or
            ids.

        Returns
        -------
        Answer or None
            Reading it again gives the same. None for nothing: no letter, no word.

        Raises
        ------
        WorkshopError
            If this is no answer to this kind of question.
        """
        return self._read(whole(value) if isinstance(value, str) else value)

    def grade(self, answer: Answer | None) -> Grade:
        """Grade what `read` returned."""
        if answer is None:
            return Grade(Outcome.NOT_ATTEMPTED, explanations=(self.how,))
        return self._grade(answer)

    def choices(self) -> list[list[str]]:
        """What there is to choose from, a line each, in blocks."""
        return []

    @abstractmethod
    def meaning(self) -> list[object]:
        """What earlier answers rely on, as JSON: ids and what is right, whatever the order shown.

        Whatever changes it must raise `version`.
        """

    def typed(self, answer: Answer) -> str:
        """What `read` returned, as one would type it; reading that gives the same answer."""
        return self._in_letters(answer)

    @property
    @abstractmethod
    def _example(self) -> str | float: ...

    @abstractmethod
    def _in_letters(self, answer: Any) -> str: ...

    @abstractmethod
    def _read(self, value: object) -> Answer | None: ...

    @abstractmethod
    def _grade(self, answer: Any) -> Grade: ...

    def _unreadable(self, value: object, expected: Text) -> WorkshopError:
        found = shown(value)
        return WorkshopError(
            text(
                en=f"{found} does not answer this question: it takes {expected.en}, "
                f"such as {self.call}",
                ja=f"{found} は答えとして読み取れません。{expected.ja}で答えてください。"
                f"例：{self.call}",
            )
        )

    def _letters(self, value: object, count: int, expected: Text) -> str:
        """Letters in any case and width, with or without signs around them."""
        if isinstance(value, str):
            found = re.sub(r"[\s,;.()、。・→>-]", "", parts.plain(value))
            if set(found) <= set(ascii_lowercase[:count]):
                return found
        raise self._unreadable(value, expected)


class _Choice(Question):
    options: Annotated[Listed[Option], parts.Lettered, parts.Several]

    @field_validator("options")
    @classmethod
    def _check(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        yaml_files.refuse([*parts.repeated(options), *cls._miscounted(options)])
        return options

    def meaning(self) -> list[object]:
        """The options, and which are right."""
        return [*sorted([option.id, option.correct] for option in self.options)]

    def choices(self) -> list[list[str]]:
        """The options with their letters."""
        return [[f"{at}. {option.text}" for at, option in lettered(self.options)]]

    @classmethod
    @abstractmethod
    def _miscounted(cls, options: Sequence[Option]) -> parts.Mistakes: ...


class Single(_Choice):
    """Choose the one right option."""

    kind: Literal["single"]
    how = Text(en="Choose one.", ja="1つ選んでください。")

    @property
    def _example(self) -> str:
        # Not the right one, which the page would give away.
        return next(at for at, option in lettered(self.options) if not option.correct)

    def _in_letters(self, answer: str) -> str:
        return _letters_of(self.options)[answer]

    def _read(self, value: object) -> str | None:
        if _are_ids([value], self.options):
            return str(value)
        last = ascii_lowercase[len(self.options) - 1]
        expected = Text(en=f"one letter from a to {last}", ja=f"a から {last} までの1文字")
        found = self._letters(value, len(self.options), expected)
        if len(found) > 1:
            raise self._unreadable(value, expected)
        return dict(lettered(self.options))[found].id if found else None

    def _grade(self, chosen: str) -> Grade:
        option = next(option for option in self.options if option.id == chosen)
        if not option.correct:
            return Grade(Outcome.WRONG, 0.0, (option.why,))
        others = [(at, other.why) for at, other in lettered(self.options) if not other.correct]
        return Grade(Outcome.RIGHT, 1.0, (option.why,), _labelled(others))

    @classmethod
    def _miscounted(cls, options: Sequence[Option]) -> parts.Mistakes:
        right = [at for at, option in enumerate(options) if option.correct]
        if not right:
            yield (), "none of the options is right.", "add `correct: true` to the right one."
        for at in right[1:]:
            what = f"{len(right)} options are right, of which only one can be chosen."
            yield (at, "correct"), what, "leave one, or make it `kind: multiple`."


class Multiple(_Choice):
    """Choose all right options."""

    kind: Literal["multiple"]
    how = Text(
        en="Choose all that apply. Each correct tick scores a point, each wrong one loses "
        "one; the total never goes below 0.",
        ja="当てはまるものをすべて選んでください。正しい選択は1点、誤った選択は−1点です"
        "（合計が0点を下回ることはありません）。",
    )

    @property
    def _example(self) -> str:
        right = [at for at, option in lettered(self.options) if option.correct]
        return "ab" if right != ["a", "b"] else "ac"  # not the right ones

    def _in_letters(self, answer: list[str]) -> str:
        return "".join(sorted(_letters_of(self.options)[id_] for id_ in answer))

    def _read(self, value: object) -> list[str] | None:
        if _are_ids(value, self.options):
            return sorted(set(value)) or None
        last = ascii_lowercase[len(self.options) - 1]
        expected = Text(en=f"letters from a to {last}", ja=f"a から {last} までの文字")
        found = self._letters(_listed(value), len(self.options), expected)
        return sorted(option.id for at, option in lettered(self.options) if at in found) or None

    def _grade(self, ticked: list[str]) -> Grade:
        options = lettered(self.options)
        right = [(at, option.why) for at, option in options if option.correct]
        wrong = [(at, option.why) for at, option in options if not option.correct]
        found = sum(option.correct for option in self.options if option.id in ticked)
        slips = [
            (at, option.why) for at, option in options if option.id in ticked and not option.correct
        ]
        points, missing = max(0, found - len(slips)), len(right) - found
        if not slips and not missing:
            return Grade(Outcome.RIGHT, 1.0, _labelled(right), _labelled(wrong))
        account = Text(
            en=f"{found} right, {len(slips)} wrong, {missing} still missing.",
            ja=f"正しい選択{found}個、誤った選択{len(slips)}個、選び残した正解{missing}個。",
        )
        return _partial(points, len(right), (account, *_labelled(slips)))

    @classmethod
    def _miscounted(cls, options: Sequence[Option]) -> parts.Mistakes:
        right = sum(option.correct for option in options)
        if not right:
            yield (), "none of the options is right.", "add `correct: true` to the right ones."
        if right == len(options):
            yield (), "all of the options are right.", "add a wrong one, or take `correct` away."


class Order(Question):
    """Put steps in their order; `steps` has them in the right one, `shown` names the other."""

    kind: Literal["order"]
    steps: Annotated[Listed[Item], parts.Lettered, parts.Several]
    shown: Listed[Slug]
    why: Text
    mistakes: Annotated[Listed[Swap], parts.Some]
    how = Text(
        en="Put the steps in order, with the first step at the top. Your score is the number of "
        "pairs of steps (next to each other or not) that are in the right order.",
        ja="正しい順に上から並べてください。どの2つのステップについても、"
        "どちらが先かを見て採点します（隣どうしでなくても数えます）。",
    )

    @field_validator("steps")
    @classmethod
    def _check_steps(cls, steps: tuple[Item, ...]) -> tuple[Item, ...]:
        yaml_files.refuse(parts.repeated(steps))
        return steps

    @field_validator("shown")
    @classmethod
    def _check_shown(cls, shown: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if steps := info.data.get("steps"):
            yaml_files.refuse(parts.misordered(shown, [step.id for step in steps]))
        return shown

    @field_validator("mistakes")
    @classmethod
    def _check_mistakes(cls, mistakes: tuple[Swap, ...], info: ValidationInfo) -> tuple[Swap, ...]:
        if steps := info.data.get("steps"):
            yaml_files.refuse(parts.unlikely_swaps(mistakes, [step.id for step in steps]))
        return mistakes

    @property
    def in_shown_order(self) -> tuple[Item, ...]:
        """The steps as the attendee first sees them, lettered from a."""
        steps = {step.id: step for step in self.steps}
        return tuple(steps[id_] for id_ in self.shown)

    def meaning(self) -> list[object]:
        """The steps in their order."""
        return [step.id for step in self.steps]

    def choices(self) -> list[list[str]]:
        """The steps with their letters, as first shown."""
        return [[f"{at}. {step.text}" for at, step in lettered(self.in_shown_order)]]

    def _in_letters(self, answer: list[str]) -> str:
        return "".join(_letters_of(self.in_shown_order)[id_] for id_ in answer)

    @property
    def _example(self) -> str:
        return ascii_lowercase[: len(self.steps)]

    def _read(self, value: object) -> list[str] | None:
        if _are_ids(value, self.steps) and sorted(value) == sorted(self.shown):
            return list(value)
        expected = Text(
            en=f"each of the letters {', '.join(self._example)} once, in the order that you choose",
            ja=f"{'・'.join(self._example)} をそれぞれ1回ずつ、正しいと思う順に並べた文字",
        )
        found = self._letters(_listed(value), len(self.steps), expected)
        if found and sorted(found) != sorted(self._example):
            raise self._unreadable(value, expected)
        named = dict(lettered(self.in_shown_order))
        return [named[letter].id for letter in found] or None

    def _grade(self, answer: list[str]) -> Grade:
        if answer == list(self.shown):
            # The order shown is never the right one, so whoever leaves it has nothing to lose.
            unmoved = Text(
                en="The steps are still in their original order. Move at least one.",
                ja="ステップはまだ最初の並びのままです。1つ以上動かしてください。",
            )
            return Grade(Outcome.NOT_ATTEMPTED, explanations=(unmoved,))
        right = [step.id for step in self.steps]
        if answer == right:
            return Grade(Outcome.RIGHT, 1.0, (self.why,))
        pairs = list(combinations(answer, 2))
        wrong = sum(right.index(first) > right.index(second) for first, second in pairs)
        account = Text(
            en="1 pair is still in the wrong order."
            if wrong == 1
            else f"{wrong} pairs are still in the wrong order.",
            ja=f"前後が逆になっている2つのステップの組が、あと{wrong}組あります。",
        )
        whys = [
            mistake.why for mistake in self.mistakes if (mistake.before, mistake.after) in pairs
        ]
        points = len(pairs) - wrong
        return _partial(points, len(pairs), (account, *(whys or [_first_slip(answer, right)])))


class Match(Question):
    """Put each card into the group where it belongs."""

    kind: Literal["match"]
    groups: Annotated[Listed[Item], parts.Lettered, parts.Several]
    cards: Annotated[Listed[Card], parts.Lettered, parts.Several]
    mistakes: Annotated[Listed[Misplacement], parts.Some]
    how = Text(
        en="Choose a group for each card. You score a point for each card in the correct group.",
        ja="項目ごとに、当てはまるものを1つ選んでください。",
    )

    @field_validator("groups")
    @classmethod
    def _check_groups(cls, groups: tuple[Item, ...]) -> tuple[Item, ...]:
        yaml_files.refuse(parts.repeated(groups))
        return groups

    @field_validator("cards")
    @classmethod
    def _check_cards(cls, cards: tuple[Card, ...], info: ValidationInfo) -> tuple[Card, ...]:
        named = [((at, "group"), card.group) for at, card in enumerate(cards)]
        groups = info.data.get("groups")
        strangers = parts.strangers(named, [group.id for group in groups]) if groups else ()
        yaml_files.refuse([*parts.repeated(cards), *strangers])
        return cards

    @field_validator("mistakes")
    @classmethod
    def _check_mistakes(
        cls, mistakes: tuple[Misplacement, ...], info: ValidationInfo
    ) -> tuple[Misplacement, ...]:
        if {"groups", "cards"} <= info.data.keys():
            groups = [group.id for group in info.data["groups"]]
            homes = {card.id: card.group for card in info.data["cards"]}
            yaml_files.refuse(parts.unlikely_misplacements(mistakes, groups, homes))
        return mistakes

    @property
    def _example(self) -> str:
        return " ".join(f"{letter}1" for letter, _ in lettered(self.cards))

    def meaning(self) -> list[object]:
        """The groups, and the cards with theirs."""
        cards = sorted([card.id, card.group] for card in self.cards)
        return [sorted(group.id for group in self.groups), cards]

    def choices(self) -> list[list[str]]:
        """The cards with their letters, and the groups with their numbers."""
        groups = [f"{at}. {group.text}" for at, group in enumerate(self.groups, 1)]
        return [[f"{at}. {card.text}" for at, card in lettered(self.cards)], groups]

    def _in_letters(self, answer: dict[str, str]) -> str:
        numbered = {group.id: at for at, group in enumerate(self.groups, 1)}
        letters = _letters_of(self.cards)
        return " ".join(f"{letters[card]}{numbered[group]}" for card, group in answer.items())

    def _read(self, value: object) -> dict[str, str] | None:
        if isinstance(value, dict) and (
            _are_ids([*value], self.cards) and _are_ids([*value.values()], self.groups)
        ):
            return {card.id: value[card.id] for card in self.cards if card.id in value} or None
        last = ascii_lowercase[len(self.cards) - 1]
        expected = Text(
            en=f"each card's letter (a to {last}) with its group's number (1 to "
            f"{len(self.groups)})",
            ja=f"カードの文字（a から {last}）とグループの番号（1から {len(self.groups)}）の組",
        )
        typed = _listed(value)
        if not isinstance(typed, str):
            raise self._unreadable(value, expected)
        typed = parts.plain(typed)
        placed = re.findall(_PLACED, typed)
        rest = re.sub(_PLACED, "", typed)
        if (
            re.search(r"\w", rest)
            or len({card for card, _ in placed}) < len(placed)
            or any(not "a" <= card <= last for card, _ in placed)
            or any(not 1 <= int(group) <= len(self.groups) for _, group in placed)
        ):
            raise self._unreadable(value, expected)
        numbers = {letter: int(number) for letter, number in placed}
        return {
            card.id: self.groups[numbers[at] - 1].id
            for at, card in lettered(self.cards)
            if at in numbers
        } or None

    def _grade(self, chosen: dict[str, str]) -> Grade:
        cards = lettered(self.cards)
        points = sum(chosen.get(card.id) == card.group for card in self.cards)
        if points == len(cards):
            return Grade(Outcome.RIGHT, 1.0, _labelled((at, card.why) for at, card in cards))
        open_ = len(cards) - len(chosen)
        wrong = [(at, card) for at, card in cards if chosen.get(card.id, card.group) != card.group]
        account = Text(
            en=f"{points} right, {len(wrong)} wrong, {open_} still missing.",
            ja=f"正解{points}枚、間違い{len(wrong)}枚、まだ選んでいないカード{open_}枚。",
        )
        likely = {(mistake.card, mistake.group): mistake.why for mistake in self.mistakes}
        groups = {group.id: group for group in self.groups}
        whys = [
            (at, likely.get((card.id, group.id)) or _elsewhere(card, group))
            for at, card in wrong
            for group in [groups[chosen[card.id]]]
        ]
        is_explained = all((card.id, chosen[card.id]) in likely for _, card in wrong)
        advice = () if is_explained else (_READ_AGAIN,)
        return _partial(points, len(cards), (account, *_labelled(whys), *advice))


class Number(Question):
    """Work out a number; right when no further from the answer than the tolerance."""

    kind: Literal["number"]
    answer: parts.Real
    tolerance: Annotated[parts.Real, Field(ge=0)]
    unit: Text | None = None
    why: Text
    mistakes: Annotated[Listed[Miscalculation], parts.Some]
    how = Text(en="Type a number.", ja="数値を入力してください。")

    @field_validator("mistakes")
    @classmethod
    def _check_mistakes(
        cls, mistakes: tuple[Miscalculation, ...], info: ValidationInfo
    ) -> tuple[Miscalculation, ...]:
        if {"answer", "tolerance"} <= info.data.keys():
            answer, tolerance = info.data["answer"], info.data["tolerance"]
            yaml_files.refuse(parts.unlikely_numbers(mistakes, answer, tolerance))
        return mistakes

    def meaning(self) -> list[object]:
        """The number, and how far off is still right."""
        return [self.answer, self.tolerance]

    def choices(self) -> list[list[str]]:
        """The unit, if there is one."""
        unit = self.unit
        return [[text(en=f"Unit: {unit}", ja=f"単位：{unit}")]] if unit else []

    def _in_letters(self, answer: float) -> str:
        return f"{answer:,}".removesuffix(".0")

    @property
    def _example(self) -> float:
        return 12.5

    def _read(self, value: object) -> float | None:
        if isinstance(value, str):
            # The unit of the open notebook first: it is the one that a message names.
            units = [str(self.unit), self.unit.en, self.unit.ja] if self.unit else []
            if units or not parts.plain(value).endswith("%"):
                return typed_number.read(value, units)
            per_cent = typed_number.read(value, ["%"])  # of a number without a unit: 150% is 1.5
            return per_cent and per_cent / 100
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            with suppress(OverflowError):
                if math.isfinite(number := float(value)):
                    return number
        raise self._unreadable(value, Text(en="a number", ja="数値"))

    def _grade(self, number: float) -> Grade:
        if parts.near(number, self.answer, self.tolerance):
            return Grade(Outcome.RIGHT, 1.0, (self.why,))
        nearest = min(self.mistakes, key=lambda mistake: abs(mistake.value - number))
        if self._is_right_share(number) and nearest.value != number:
            return Grade(Outcome.WRONG, 0.0, (_in_per_cent(number),))
        if parts.near(number, nearest.value, self.tolerance):
            return Grade(Outcome.WRONG, 0.0, (nearest.why,))
        if number > self.answer:
            aside = Text(
                en="The number is too large. What goes into it, and in which unit?",
                ja="大きすぎます。何を使って計算するか、単位は何かを確かめてください。",
            )
        else:
            aside = Text(
                en="The number is too small. What goes into it, and in which unit?",
                ja="小さすぎます。何を使って計算するか、単位は何かを確かめてください。",
            )
        return Grade(Outcome.WRONG, 0.0, (aside,))

    def _is_right_share(self, number: float) -> bool:
        """Whether the answer is asked for in per cent, and this is it as a share of 1."""
        units = [parts.plain(self.unit.of(language)) for language in LANGUAGES if self.unit]
        return "%" in units and parts.near(100 * number, self.answer, self.tolerance)


class Open(Question):
    """Think in one's own words; they are kept, and those about one's own work go into the plan."""

    kind: Literal["open"]
    how = Text(
        en="Answer in your own words: there is no right or wrong.",
        ja="自分の言葉で書いてください。正解・不正解はありません。",
    )

    def _in_letters(self, answer: str) -> str:
        return answer

    def meaning(self) -> list[object]:
        """Nothing: all words are kept."""
        return []

    @property
    def _example(self) -> str:
        return "…"

    def _read(self, value: object) -> str | None:
        if isinstance(value, str):
            return value.strip() or None
        raise self._unreadable(value, Text(en="words between quotation marks", ja="文字列"))

    def _grade(self, words: str) -> Grade:
        return Grade(Outcome.KEPT, 1.0)


AnyQuestion = Annotated[
    Single | Multiple | Order | Match | Number | Open, Field(discriminator="kind")
]


def lettered(entries: Sequence[_Entry]) -> list[tuple[str, _Entry]]:
    """Options, steps or cards with the letters that they are called by."""
    return list(zip(ascii_lowercase, entries, strict=False))


def _letters_of(entries: Sequence[Item]) -> dict[str, str]:
    """The letters that options, steps or cards are called by, by their ids."""
    return {entry.id: at for at, entry in lettered(entries)}


def _are_ids(value: object, entries: Sequence[Item]) -> TypeGuard[list[str]]:
    """Whether this is a list of nothing but ids of some entries, which may be empty."""
    known = {entry.id for entry in entries}
    return isinstance(value, list | tuple) and all(
        isinstance(part, str) and part in known for part in value
    )


def _listed(value: object) -> object:
    """A list or tuple of words as one text; anything else as it is."""
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return value


def _in_per_cent(share: float) -> Text:
    per_cent = f"{100 * share:g}"
    return Text(
        en=f"{share:g} is the right share. In per cent it is {per_cent}.",
        ja=f"割合としては {share:g} で合っています。パーセントでは {per_cent} です。",
    )


def _labelled(whys: Iterable[tuple[str, Text]]) -> tuple[Text, ...]:
    """Explanations that say which letter each is about."""
    return tuple(
        Text(en=f"**{letter}.** {why.en}", ja=f"**{letter}.** {why.ja}") for letter, why in whys
    )


_READ_AGAIN = Text(
    en="Read the names of the groups again and ask of each whether it fits.",
    ja="グループの名前をもう一度読み、どれに当てはまるかを1つずつ考えてみましょう。",
)


def _elsewhere(card: Item, group: Item) -> Text:
    """That a card does not belong into a group, without saying where it does."""
    what = Text(en=_as_typed(card.text.en), ja=_as_typed(card.text.ja))
    where = Text(en=_as_typed(group.text.en), ja=_as_typed(group.text.ja))
    return Text(
        en=f'"{what.en}" does not go with "{where.en}".',
        ja=f"「{what.ja}」は「{where.ja}」には当てはまりません。",
    )


def _as_typed(words: str) -> str:
    """Plain text as Markdown that shows it as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)


def _partial(points: int, total: int, explanations: tuple[Text, ...]) -> Grade:
    outcome = Outcome.PARTIAL if points else Outcome.WRONG
    return Grade(outcome, points / total, explanations)


def _first_slip(answer: Sequence[str], right: Sequence[str]) -> Text:
    """Where an order goes wrong for the first time, without saying what belongs there."""
    at = next(at for at, step in enumerate(answer) if step != right[at])
    if at == 0:
        return Text(
            en="Start at the top: a different step must come first.",
            ja="一番上から見直しましょう。最初に来るのは別のステップです。",
        )
    return Text(
        en=f"From the top, the order is right up to step {at}: look at what follows it.",
        ja=f"上から{at}番目までは合っています。その次を見直しましょう。",
    )
