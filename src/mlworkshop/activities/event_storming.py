"""Event storming: who does what in order of time, the bottleneck, and where a model helps.

The method is Alberto Brandolini's ("Introducing EventStorming", 2021), here its first two steps,
big picture and process modelling, and what the model at one of the steps needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Annotated, Any

from pydantic import Field as Bounded

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount, Choose, Field, Rows, Words
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

_MOST_STEPS = 12
_AT_ONCE = 3  # questions that are asked at a time

_MEASURES = {
    "precision": Text(en="right among those it picks (precision)", ja="選んだうちの正解（適合率）"),
    "recall": Text(en="found among those there are (recall)", ja="見つけた割合（再現率）"),
    "f1": Text(en="both in one number (F1)", ja="両方を1つの数値で（F1）"),
    "accuracy": Text(en="right among all (accuracy)", ja="全体のうちの正解（正解率）"),
    "close": Text(en="amounts close enough", ja="誤差が許容範囲内の割合"),
}

# The colours of the sticky notes that the method uses: actors yellow, events orange. Each colour
# has its place and its word as well.
_ACTOR, _EVENT, _MODEL, _DATA = "#fff3b0", "#fbd9b5", "#e8f1fa", "#e3f1e7"
_EDGE, _MARK = "#767676", "#a33b00"

_COLUMNS, _WIDE, _GAP = 4, 190, 24  # the steps in the picture
_SIDE, _TOP, _ACTOR_HIGH, _HIGH, _BETWEEN = 10, 54, 26, 108, 58
_FITS = 25  # characters of half width on a line of a note
_ACROSS = 2 * _SIDE + _COLUMNS * _WIDE + (_COLUMNS - 1) * _GAP
_BOX_WIDE, _BOX_HIGH, _BOX_FITS = 236, 128, 31  # the parts of the cycle


@dataclass(frozen=True)
class Storm:
    """A scenario and the model in it; "" and None are not said yet.

    Parameters
    ----------
    steps : tuple of dict with "actor" and "event"
        In order of time.
    bottleneck, model : int, optional
        The number of the step that holds all others up, and of the one that uses the model.
    data : int, optional
        The number of the step that leaves an example with its answer; 0 where none does.
    inputs, output, training : str
        What the model gets, what it gives, and from which examples it learns.
    measure : str, optional
        One of precision, recall, f1, accuracy, close.
    percent : float, optional
        What is required by that measure.
    tested_on : str
        On which cases it is measured.
    """

    steps: tuple[dict[str, str], ...] = ()
    bottleneck: Annotated[int, Bounded(ge=1, le=_MOST_STEPS)] | None = None
    model: Annotated[int, Bounded(ge=1, le=_MOST_STEPS)] | None = None
    data: Annotated[int, Bounded(ge=0, le=_MOST_STEPS)] | None = None
    inputs: str = ""
    output: str = ""
    training: str = ""
    measure: str | None = None
    percent: Annotated[float, Bounded(ge=0, le=100)] | None = None
    tested_on: str = ""

    @property
    def arises(self) -> bool | None:
        """Whether training data arise in the scenario itself; None while nobody has said."""
        if self.data is None or self.data > len(self.steps):
            return None
        return self.data > 0

    @property
    def nowhere(self) -> list[str]:
        """Which of the numbers of steps name a step that there is not."""
        return [
            name
            for name in ("bottleneck", "model", "data")
            if (getattr(self, name) or 0) > len(self.steps)
        ]

    @property
    def open(self) -> list[str]:
        """The parts that are still to be said, in their order."""
        return [
            name
            for name in self.__dataclass_fields__
            if getattr(self, name) in ("", None, ()) or name in self.nowhere
        ]

    def with_steps(self, steps: tuple[dict[str, str], ...]) -> Storm:
        """With other steps; what points to a step follows it when it is moved."""

        def followed(number: int | None) -> int | None:
            if not number or number > len(self.steps):
                return number
            step, at = self.steps[number - 1], number - 1
            if steps[at : at + 1] == (step,):
                return number
            if step in steps:
                return steps.index(step) + 1
            return number if len(steps) == len(self.steps) else None  # edited, or taken away

        return replace(
            self,
            steps=steps,
            bottleneck=followed(self.bottleneck),
            model=followed(self.model),
            data=followed(self.data),
        )


class EventStorming(Panel[Storm]):
    """The steps in rows, the model below them, and both as a picture."""

    call = "event_storming"
    title = Text(en="Event storming", ja="イベントストーミング")
    minutes, minutes_reason = 4.0, "five steps in a few words each, and six lines about the model"
    style = ".mlw-event-storming :is(td, th, p) { overflow-wrap: anywhere; }"

    def ask(self) -> Mapping[str, Field[Any]]:
        """The scenario, then the model."""

        def words(en: str, ja: str) -> Words:
            return Words(text(en=en, ja=ja))

        def number(en: str, ja: str, lowest: int = 1) -> Amount:
            return Amount(text(en=en, ja=ja), lowest=lowest, highest=_MOST_STEPS, whole=True)

        return {
            "steps": Rows(
                text(
                    en="What happens, in order of time: who does it (actor), and what has happened "
                    "as a result (event)",
                    ja="起きることを時間の順に：誰が（アクター）、何が起きたか（イベント）",
                ),
                {
                    "actor": partial(words, "Actor", "アクター"),
                    "event": partial(words, "Event", "イベント"),
                },
                most=_MOST_STEPS,
            ),
            "bottleneck": number("Bottleneck: step number", "ボトルネックのステップ番号"),
            "model": number("Step that uses the model", "モデルを使うステップ番号"),
            "data": number(
                "Step that records new training data (0: none)",
                "学習用データが新しく記録されるステップ番号（なければ0）",
                lowest=0,
            ),
            "inputs": words("Input: what the model gets", "入力：モデルに渡すもの"),
            "output": words("Output: what the model gives", "出力：モデルが返すもの"),
            "training": words(
                "Training data: which examples, with which answer",
                "学習用データ：どんな例に、どんな正解が付いているか",
            ),
            "measure": Choose(
                text(en="Requirement: what is counted", ja="要件：何の割合で測るか"),
                {id_: str(says) for id_, says in _MEASURES.items()},
            ),
            "percent": Amount(
                text(en="At least", ja="その割合の下限"), unit="%", lowest=0, highest=100
            ),
            "tested_on": words(
                "Measured on which cases (how many, from when)",
                "どのデータで測るか（件数、時期）",
            ),
        }

    def become(self, state: Storm, *, drags: bool = False) -> None:
        """Take over a new state; what points to a step follows it."""
        if state.steps != self.state.steps:
            state = self.state.with_steps(state.steps)
        super().become(state, drags=drags)

    def picture(self) -> str:
        """The steps as notes in order of time, and below them the cycle of the model."""
        if not self.state.steps:
            return ""
        steps = self.state.steps
        below = _TOP + -(-len(steps) // _COLUMNS) * (_HIGH + _BETWEEN)
        notes = [_note(at, step, self._marks(at + 1)) for at, step in enumerate(steps)]
        arrows = map(_arrow_to, range(1, len(steps)))
        height = below + _BOX_HIGH + 70
        return kit.svg(_ACROSS, height, self.alternative(), [*notes, *arrows, *self._cycle(below)])

    def alternative(self) -> str:
        """The same in words, and all of them."""
        if not self.state.steps:
            return ""
        lines = [
            _line(number, step) + "".join(f" [{mark}]" for mark in self._marks(number))
            for number, step in enumerate(self.state.steps, 1)
        ]
        lines += [f"{label}{kit.colon()}{says}" for label, says in self._model_parts()]
        return "\n".join([*lines, self._turns()])

    def page(self) -> str:
        """Whether the cycle can turn, and what is still to be said."""
        turns = f"<p><strong>{escape(self._turns())}</strong></p>"
        asks = self._questions()
        items = "".join(f"<li>{escape(each)}</li>" for each in asks[:_AT_ONCE])
        left = text(
            en=f"Still to answer: {len(asks)}. Next:",
            ja=f"残りの問いは{len(asks)}個です。次に考えること：",
        )
        return f'<div role="status">{turns}{f"<p>{left}</p><ul>{items}</ul>" if asks else ""}</div>'

    def instead(self) -> str:
        """Everything in full, which the picture cuts and the fields show where there are any."""
        step = text(en="Step", ja="ステップ")
        steps = (
            (
                f"{number}. {row['actor']}",
                row["event"],
                text(en=", ", ja="、").join(self._marks(number)),
            )
            for number, row in enumerate(self.state.steps, 1)
        )
        event = text(en="Event", ja="イベント")
        scenario = kit.table((step, event, ""), steps) if self.state.steps else ""
        parts = self._model_parts()
        return scenario + (kit.table((text(en="Model", ja="モデル"), ""), parts) if parts else "")

    def digest(self) -> Sequence[tuple[str, str]]:
        """The scenario, the bottleneck, and the model with its requirement."""
        steps = self.state.steps
        scenario = "\n".join(_line(number, step) for number, step in enumerate(steps, 1))
        parts = [
            (text(en="Scenario", ja="シナリオ"), scenario),
            (text(en="Bottleneck", ja="ボトルネック"), self._step(self.state.bottleneck)),
            (
                text(en="Step that uses the model", ja="モデルを使うステップ"),
                self._step(self.state.model),
            ),
            *self._model_parts(),
        ]
        if self.state.arises is not None:
            parts.append((text(en="Better with use", ja="使うほど良くなるか"), self._turns()))
        return [(label, says) for label, says in parts if says]

    def blanks(self) -> list[str]:
        """What is not said yet, or names a step that there is not."""
        return [self.spoken()[name].label for name in self.state.open]

    def facts(self) -> Mapping[str, Any]:
        """Whether the cycle can turn, and what is required of the model."""
        return {"training_data_arises": self.state.arises, "required_percent": self.state.percent}

    def _step(self, number: int | None) -> str:
        """A step by its number, with its words."""
        if not number or number > len(self.state.steps):
            return ""
        return _line(number, self.state.steps[number - 1])

    def _marks(self, number: int) -> list[str]:
        """What is special about a step, each with a sign of its own."""
        state = self.state
        marks = {
            text(en="▲ bottleneck", ja="▲ ボトルネック"): state.bottleneck,
            text(en="◆ uses the model", ja="◆ モデルを使う"): state.model,
            text(en="● records data", ja="● データを記録"): state.data,
        }
        return [mark for mark, at in marks.items() if at == number]

    def _requirement(self) -> str:
        """The requirement in a line, as far as it is said."""
        state = self.state
        if state.measure is None or state.percent is None:
            return ""
        measure, least = _MEASURES[state.measure], amount(state.percent, "%")
        on = text(en=" on {}", ja="（{}）").format(state.tested_on) if state.tested_on else ""
        return text(en=f"{measure}: at least {least}{on}", ja=f"{measure}：{least}以上{on}")

    def _model_parts(self) -> list[tuple[str, str]]:
        """What is said about the model: labels and words."""
        state = self.state
        parts = [
            (text(en="Training data", ja="学習用データ"), state.training),
            (text(en="Input", ja="入力"), state.inputs),
            (text(en="Output", ja="出力"), state.output),
            (text(en="Requirement", ja="モデルの要件"), self._requirement()),
        ]
        return [(label, says) for label, says in parts if says]

    def _turns(self) -> str:
        """Whether use, data and accuracy drive each other."""
        if self.state.arises is None:
            return text(
                en="It is not known yet whether use leaves training data behind.",
                ja="使うことで学習用データがたまるかどうかは、まだ分かりません。",
            )
        if self.state.arises:
            return text(
                en=f"The cycle can turn: each use adds an example at step {self.state.data}. "
                "More examples can make the model more accurate.",
                ja=f"循環が回ります。使われるたびに、ステップ{self.state.data}で例が増え、"
                "精度を上げる材料になります。",
            )
        return text(
            en="The cycle cannot turn: no step records the right answer, so use adds no training "
            "data, and the model stays at best as accurate as on its first day.",
            ja="循環が回りません。どのステップでも正解が記録されず、使われても学習用データが増えません。"
            "精度は良くても初日のままです。",
        )

    def _questions(self) -> list[str]:
        """What to ask next, by what is still open or will not work."""
        state, asks = self.state, []
        for name in state.nowhere:
            label, number = self.fields[name].label, getattr(state, name)
            asks.append(
                text(
                    en=f"{label}: there is no step {number}. Which one do you mean?",
                    ja=f"「{label}」：ステップ{number}がありません。どのステップですか。",
                )
            )
        asks += [str(_QUESTIONS[name]) for name in state.open if name not in state.nowhere]
        if state.arises is False:
            asks.append(str(_WHERE_FROM))
        if state.percent == 100:
            asks.append(str(_NEVER_WRONG))
        return asks

    def _cycle(self, top: float) -> list[str]:
        """The model with what goes in and out, and whether use leads back to training data."""
        state, empty = self.state, "?"
        used = text(en=f"→ step {state.model}", ja=f"→ ステップ{state.model}")
        gets = text(en="gets: ", ja="入力：") + (state.inputs or empty)
        boxes = (
            (text(en="Training data", ja="学習用データ"), _DATA, [(state.training or empty, 5)]),
            (
                text(en="Model", ja="モデル"),
                _MODEL,
                [(gets, 2), (self._requirement() or empty, 3)],
            ),
            (
                text(en="Output", ja="出力"),
                _EVENT,
                [(state.output or empty, 4), (used if self._step(state.model) else "→ ?", 1)],
            ),
        )
        step = (_ACROSS - 2 * _SIDE - _BOX_WIDE) / 2
        lefts = [_SIDE + at * step for at in range(3)]
        parts = [_box(x, top, *box) for x, box in zip(lefts, boxes, strict=True)]
        middle = top + _BOX_HIGH / 2
        parts += [_arrow(x + _BOX_WIDE, middle, x + step, middle) for x in lefts[:2]]
        low, first, last = top + _BOX_HIGH, lefts[0] + _BOX_WIDE / 2, lefts[2] + _BOX_WIDE / 2
        back = f"M{last} {low}V{low + 24}H{first}V{low + 10}"
        dashes = "" if state.arises else ' stroke-dasharray="5 5"'
        parts.append(f'<path d="{back}" fill="none" stroke="{kit.INK}" stroke-width="2"{dashes}/>')
        parts.append(_head(first, low + 2, "up"))
        sign = {True: "", False: "✕ ", None: "? "}[state.arises]
        colour = _MARK if state.arises is False else kit.INK
        for at, line in enumerate(kit.wrapped(sign + self._turns(), 90, 2)):
            parts.append(kit.write(_ACROSS / 2, low + 42 + 17 * at, line, fill=colour))
        return parts


def _line(number: int, step: Mapping[str, str]) -> str:
    """A step in words."""
    return text(
        en=f"{number}. {step['actor']}: {step['event']}",
        ja=f"{number}. {step['actor']}：{step['event']}",
    )


def _note(at: int, step: Mapping[str, str], marks: Sequence[str]) -> str:
    """A step: its marks, its actor, its event."""
    row, column = divmod(at, _COLUMNS)
    x, y = _SIDE + column * (_WIDE + _GAP), _TOP + row * (_HIGH + _BETWEEN)
    edge = f'stroke="{_MARK}" stroke-width="3"' if marks else f'stroke="{_EDGE}"'
    (actor,) = kit.wrapped(f"{at + 1}. {step['actor']}", _FITS, 1)
    lines = kit.wrapped(step["event"], _FITS, 4)
    return "".join(
        [
            f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" fill="{_EVENT}" {edge}/>',
            f'<rect x="{x + 2}" y="{y + 2}" width="{_WIDE - 4}" height="{_ACTOR_HIGH - 2}" '
            f'fill="{_ACTOR}"/>',
            *(
                kit.write(x, y - 6 - 15 * up, mark, anchor="start", fill=_MARK, size=12)
                for up, mark in enumerate(marks)
            ),
            _words(x + 8, y + 18, [actor]),
            _words(x + 8, y + _ACTOR_HIGH + 18, lines),
        ]
    )


def _arrow_to(at: int) -> str:
    """From the step before; at the beginning of a row it comes in from the left."""
    row, column = divmod(at, _COLUMNS)
    x, y = _SIDE + column * (_WIDE + _GAP), _TOP + row * (_HIGH + _BETWEEN) + _HIGH / 2
    return _arrow(x - (_GAP if column else _SIDE), y, x, y)


def _arrow(x: float, y: float, to_x: float, to_y: float) -> str:
    line = f'<path d="M{x} {y}L{to_x - 6} {to_y}" stroke="{kit.INK}" stroke-width="2"/>'
    return line + _head(to_x - 1, to_y, "right")


def _head(x: float, y: float, way: str) -> str:
    """The head of an arrow with its tip here."""
    back = "l-8 -5v10Z" if way == "right" else "l-5 8h10Z"
    return f'<path d="M{x} {y}{back}" fill="{kit.INK}"/>'


def _box(x: float, y: float, title: str, fill: str, said: Sequence[tuple[str, int]]) -> str:
    """A part of the cycle: a title, and words that take so many lines at most."""
    lines = [line for words, most in said for line in kit.wrapped(words, _BOX_FITS, most)]
    return "".join(
        [
            f'<rect x="{x}" y="{y}" width="{_BOX_WIDE}" height="{_BOX_HIGH}" rx="8" '
            f'fill="{fill}" stroke="{_EDGE}"/>',
            _words(x + 10, y + 22, [title], ' font-weight="bold"'),
            _words(x + 10, y + 46, lines),
        ]
    )


def _words(x: float, y: float, lines: Sequence[str], style: str = "") -> str:
    """Lines on a coloured ground, where they need no rim."""
    spans = "".join(
        f'<tspan x="{x}" y="{y + 17 * down}">{escape(line)}</tspan>'
        for down, line in enumerate(lines)
    )
    return f'<text fill="{kit.INK}" font-size="13"{style}>{spans}</text>'


_QUESTIONS = {
    "steps": Text(
        en="Who does what today, and what has happened as a result? Begin with two or three steps.",
        ja="今は、誰が何をして、何が起きますか。まず2、3ステップを書いてみましょう。",
    ),
    "bottleneck": Text(
        en="At which step do people wait, or give up?",
        ja="待たされたり、あきらめたりするのは、どのステップですか。",
    ),
    "model": Text(
        en="At which step would a prediction change what someone does?",
        ja="予測があれば人の動きが変わるのは、どのステップですか。",
    ),
    "data": Text(
        en="At which step does someone confirm or correct the answer, so that it is recorded?",
        ja="答えを誰かが確認したり直したりして、それが記録されるのは、どのステップですか。",
    ),
    "inputs": Text(
        en="What is known at the moment when the answer is needed?",
        ja="答えが必要な時点で、何が分かっていますか。",
    ),
    "output": Text(
        en="What comes out: a class, a probability or an amount?",
        ja="何が出てきますか（分類、確率、数量など）。",
    ),
    "training": Text(
        en="Which past cases have a known answer?",
        ja="正解の分かっている過去の例は、どこにありますか。",
    ),
    "measure": Text(
        en="Which kind of error hurts more? It decides what to count.",
        ja="どちらの間違いのほうが困りますか。それで、測るものが決まります。",
    ),
    "percent": Text(
        en="What percentage would already beat the way it is done today?",
        ja="何%以上なら、今のやり方より良くなりますか。",
    ),
    "tested_on": Text(
        en="On which cases will you measure it: how many, and from when?",
        ja="いつの、何件のデータで測りますか。",
    ),
}
_WHERE_FROM = Text(
    en="Which step could record a confirmation or a correction? If there is none, who collects "
    "new examples each time, and who pays for it?",
    ja="確認や修正を記録できるステップを作れませんか。作れなければ、新しい例を毎回誰が集め、"
    "その費用を誰が負担しますか。",
)
_NEVER_WRONG = Text(
    en="No model is right 100% of the time. What does one error cost, and who notices it?",
    ja="100%正しいモデルはありません。1件の間違いで何が起き、誰が気づきますか。",
)


def event_storming(
    *,
    steps: Sequence[dict[str, str]] = (),
    bottleneck: int | None = None,
    model: int | None = None,
    data: int | None = None,
    inputs: str = "",
    output: str = "",
    training: str = "",
    measure: str | None = None,
    percent: float | None = None,
    tested_on: str = "",
    key: str = "event-storming",
) -> None:
    """Let the attendee lay out a scenario, find its bottleneck and place a model in it.

    Parameters
    ----------
    steps : sequence of dict with "actor" and "event"
        In order of time, twelve at most.
    bottleneck, model : int, optional
        The number of the step, from 1, that holds all others up, and of the one that uses the
        model.
    data : int, optional
        The number of the step that records new training data; 0 where none does.
    inputs, output, training : str
        What the model gets and gives, and which examples with which answers it learns from.
    measure : {"precision", "recall", "f1", "accuracy", "close"}, optional
        What is counted to judge the model.
    percent : float, optional
        What is required by that measure, from 0 to 100.
    tested_on : str
        On which cases it is measured.
    key : str, default "event-storming"
        Tells the scenarios of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If what the call says cannot be filled in.
    """
    laid = Storm(
        tuple(steps),
        bottleneck,
        model,
        data,
        inputs,
        output,
        training,
        measure,
        percent,
        tested_on,
    )
    EventStorming(laid, key).show()
