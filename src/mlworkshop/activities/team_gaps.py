"""Who does each of the six tasks of a pilot in the own organisation, and how gaps are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.activities.staffing import TASKS
from mlworkshop.called import refuse_unknown
from mlworkshop.fields import Amount, Choose, Field, Words
from mlworkshop.language import Text, text
from mlworkshop.plan.facts import Staffed

__all__ = ["team_gaps"]

_LONGEST = 100_000  # characters, so that nothing that was pasted is lost
_MOST_WEEKS = 520
_Line = Annotated[str, Bounds(max_length=_LONGEST)]
_Weeks = Annotated[float, Bounds(ge=0, le=_MOST_WEEKS)]

_WAYS = {
    "have": Text(en="Someone can", ja="できる人がいる"),
    "train": Text(en="Train", ja="育てる"),
    "hire": Text(en="Hire", ja="採用する"),
    "partner": Text(en="Partner", ja="パートナー"),
    "nobody": Text(en="No one yet", ja="まだいない"),
    "unknown": Text(en="Not known", ja="不明"),
}


@dataclass(frozen=True)
class Gaps:
    """For each task how it is staffed, and by whom."""

    users: Staffed = "unknown"
    users_who: _Line = ""
    data: Staffed = "unknown"
    data_who: _Line = ""
    label: Staffed = "unknown"
    label_who: _Line = ""
    train: Staffed = "unknown"
    train_who: _Line = ""
    operate: Staffed = "unknown"
    operate_who: _Line = ""
    decide: Staffed = "unknown"
    decide_who: _Line = ""
    weeks: _Weeks | None = None

    def way(self, task: str) -> Staffed:
        """How a task is staffed."""
        said: Staffed = getattr(self, task)
        return said

    def who(self, task: str) -> str:
        """Who does a task, or fills the gap."""
        said: str = getattr(self, f"{task}_who")
        return said

    def says(self, task: str) -> bool:
        """Whether anything is said of a task."""
        return self.way(task) != "unknown" or bool(self.who(task))

    @property
    def lights(self) -> dict[str, str]:
        """By task: "go" only where someone who can is named, "stop" where there is no one.

        A task that nothing is said of has none.
        """
        return {
            task: "stop"
            if self.way(task) == "nobody"
            else "go"
            if self.way(task) == "have" and self.who(task)
            else "careful"
            for task in TASKS
            if self.says(task)
        }


class TeamGaps(Panel[Gaps]):
    """Two fields a task, and a light for each."""

    call = "team_gaps"
    title = Text(en="Who does the six tasks?", ja="6つの作業を誰が担うか")
    minutes, minutes_reason = 4.0, "six choices, each with a name that people know or look for"

    def ask(self) -> Mapping[str, Field[Any]]:
        """How each task is staffed, and by whom; then by when there are no gaps."""
        ways = {id_: str(words) for id_, words in _WAYS.items()}
        asked: dict[str, Field[Any]] = {}
        for task, name in TASKS.items():
            asked[task] = Choose(str(name), ways)
            who = text(
                en=f"{name}: who, or which role to find?", ja=f"{name}：担う人（または探す役割）"
            )
            asked[f"{task}_who"] = Words(who, longest=_LONGEST)
        asked["weeks"] = Amount(
            text(
                en="In how many weeks is the last gap filled?",
                ja="最後の1人がそろうのは何週間後ですか",
            ),
            unit=text(en="weeks", ja="週"),
            lowest=0,
            highest=_MOST_WEEKS,
        )
        return asked

    def controls(self) -> list[widgets.Widget]:
        """A task below the other."""
        return [field.widget for field in self.fields.values()]

    def code(self) -> str:
        """What fits on a line."""
        return 'ws.activities.team_gaps(…, users="have", users_who="…")'

    def page(self) -> str:
        """Each task with its light."""
        lights = self.state.lights
        heads = (
            text(en="Task", ja="作業"),
            text(en="Light", ja="判定"),
            text(en="How", ja="方法"),
            text(en="Who", ja="担う人"),
        )
        rows = [
            (
                name,
                kit.light(lights[task]) if task in lights else "–",
                self._way(task),
                kit.beginning(self.state.who(task) or "–", 120),
            )
            for task, name in TASKS.items()
        ]
        when = "".join(f"<p>{escape(label)} {says}</p>" for label, says in self._when())
        said = f'<p role="status"><strong>{escape(self._said())}</strong></p>'
        return f"{said}{kit.table(heads, rows)}{when}"

    def digest(self) -> Sequence[tuple[str, str]]:
        """Each task that something is said about, what is open, and by when it is filled."""
        if self.state == Gaps():
            return []
        told = [
            (str(name), self._way_and_who(task))
            for task, name in TASKS.items()
            if self.state.says(task)
        ]
        return [(str(self.title), self._said()), *told, *self._when()]

    def facts(self) -> Mapping[str, Any]:
        """Who labels and who operates, and when the last gap is filled."""
        state = self.state
        return {
            "labelling_by": state.label,
            "operation_by": state.operate,
            "weeks_to_staff": state.weeks,
        }

    def _when(self) -> list[tuple[str, str]]:
        """In how many weeks there are no gaps, once that is said."""
        field, weeks = self.spoken()["weeks"], self.state.weeks
        return [] if weeks is None else [(field.label, field.shown(weeks))]

    def _way(self, task: str) -> str:
        return str(_WAYS[self.state.way(task)])

    def _way_and_who(self, task: str) -> str:
        way, who = self._way(task), self.state.who(task)
        return text(en=f"{way}: {who}", ja=f"{way}：{who}") if who else way

    def _said(self) -> str:
        lights = list(self.state.lights.values())
        ready, nobody = lights.count("go"), lights.count("stop")
        return text(
            en=f"{ready} of 6: someone can, and is named. {nobody} of 6: no one yet.",
            ja=f"できる人の名前が挙がっている作業は6つのうち{ready}つ、誰もいない作業は{nobody}つです。",
        )


def team_gaps(*, key: str = "team-gaps", **said: Any) -> None:
    """Let the attendee say who does each of six tasks, and how the gaps are filled.

    Parameters
    ----------
    key : str, default "team-gaps"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.
    **said : str or float
        By task (`users`, `data`, `label`, `train`, `operate`, `decide`) "have", "train", "hire",
        "partner" or "nobody", and as `users_who` and so on a name; `weeks` until the last gap is
        filled.

    Raises
    ------
    WorkshopError
        If there is no such part, or it cannot be read.
    """
    refuse_unknown("ws.activities.team_gaps", Gaps.__dataclass_fields__, said)
    TeamGaps(Gaps(**said), key).show()
