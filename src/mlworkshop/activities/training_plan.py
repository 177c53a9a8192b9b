"""A training plan for two groups, the technical team and the leaders who do not code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.called import refuse_unknown
from mlworkshop.fields import Amount, Field, Words
from mlworkshop.language import Text, colon, text

__all__ = ["training_plan"]

_LONGEST = 100_000  # characters, so that nothing that was pasted is lost
_Line = Annotated[str, Bounds(max_length=_LONGEST)]
_Hours = Annotated[float, Bounds(ge=0, le=5_000)]
_Weeks = Annotated[float, Bounds(ge=1, le=520)]

_GROUPS = {
    "team": Text(en="Technical team", ja="技術チーム"),
    "leaders": Text(en="Leaders who do not code", ja="コードを書かないリーダー"),
}
_PARTS = {
    "who": Text(en="who, and how many", ja="誰が、何人"),
    "can": Text(en="what they can do afterwards", ja="終わったあとにできること"),
    "hours": Text(en="hours for each person", ja="1人あたりの時間"),
    "weeks": Text(en="done within", ja="終わるまで"),
    "seen": Text(en="how you see that it worked", ja="身についたことを何で確かめるか"),
}


@dataclass(frozen=True)
class Training:
    """For each group: who learns to do what, in how many hours and weeks, and how one sees it."""

    team_who: _Line = ""
    team_can: _Line = ""
    team_hours: _Hours | None = None
    team_weeks: _Weeks | None = None
    team_seen: _Line = ""
    leaders_who: _Line = ""
    leaders_can: _Line = ""
    leaders_hours: _Hours | None = None
    leaders_weeks: _Weeks | None = None
    leaders_seen: _Line = ""

    def open(self, group: str) -> list[str]:
        """Which parts of a group's plan are not said yet."""
        return [part for part in _PARTS if getattr(self, f"{group}_{part}") in ("", None)]

    def hours_a_week(self, group: str) -> float | None:
        """For each person of a group; None until both are said."""
        hours, weeks = getattr(self, f"{group}_hours"), getattr(self, f"{group}_weeks")
        return None if hours is None or weeks is None else hours / weeks


class TrainingPlan(Panel[Training]):
    """Five fields for each group, and what is still open."""

    call = "training_plan"
    title = Text(en="A training plan for two groups", ja="2つのグループの育成計画")
    minutes, minutes_reason = 4.0, "ten short fields, most of them a few words or a number"

    def ask(self) -> Mapping[str, Field[Any]]:
        """The parts of each group's plan."""
        asked: dict[str, Field[Any]] = {}
        for group, name in _GROUPS.items():
            for part, words in _PARTS.items():
                label = text(en=f"{name}: {words}", ja=f"{name}：{words}")
                asked[f"{group}_{part}"] = _field(part, label)
        return asked

    def controls(self) -> list[widgets.Widget]:
        """The groups below each other."""
        rows = []
        for group in _GROUPS:
            row = widgets.HBox([self.fields[f"{group}_{part}"].widget for part in _PARTS])
            row.add_class("mlw-fields")
            rows.append(row)
        return rows

    def page(self) -> str:
        """How far each group's plan is."""
        lines = "".join(
            f"<li><strong>{name}</strong>{colon()}{escape(self._said(group))}</li>"
            for group, name in _GROUPS.items()
        )
        return f'<div role="status"><ul>{lines}</ul></div>'

    def instead(self) -> str:
        """What was filled in."""
        rows = [(label, kit.beginning(says, 200)) for label, says in self.filled()]
        return kit.table((text(en="Part", ja="項目"), ""), rows) if rows else ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """Everything that is filled in."""
        return self.filled()

    def facts(self) -> Mapping[str, Any]:
        """In how many weeks the technical team has learned it."""
        return {"weeks_to_train": self.state.team_weeks}

    def _said(self, group: str) -> str:
        left, weekly = self.state.open(group), self.state.hours_a_week(group)
        if left:
            parts = text(en="; ", ja="、").join(str(_PARTS[part]) for part in left)
            said = text(en=f"still open: {parts}.", ja=f"未記入：{parts}。")
        else:
            said = text(en="complete.", ja="すべて記入しました。")
        if weekly is None:
            return said
        return said + text(
            en=f" That takes {weekly:.1f} hours a week of each person. Who does their work then?",
            ja=f"1人あたり週{weekly:.1f}時間です。その間の仕事は誰が引き受けますか。",
        )


def _field(part: str, label: str) -> Field[Any]:
    if part == "hours":
        return Amount(label, unit=text(en="hours", ja="時間"), lowest=0, highest=5_000)
    if part == "weeks":
        return Amount(label, unit=text(en="weeks", ja="週"), lowest=1, highest=520)
    return Words(label, longest=_LONGEST)


def training_plan(*, key: str = "training-plan", **said: Any) -> None:
    """Let the attendee plan who learns what, for the technical team and for leaders.

    Parameters
    ----------
    key : str, default "training-plan"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.
    **said : str or float
        For each group, `team` and `leaders`: `team_who`, `team_can` (what they can do afterwards),
        `team_hours` for each person, `team_weeks` until it is done, `team_seen` (how one sees that
        it worked), and so on.

    Raises
    ------
    WorkshopError
        If there is no such part, or it cannot be read.
    """
    refuse_unknown("ws.activities.training_plan", Training.__dataclass_fields__, said)
    TrainingPlan(Training(**said), key).show()
