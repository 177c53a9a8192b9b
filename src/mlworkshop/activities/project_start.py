"""What no other activity asks for the plan: names, people, and the first two weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Words
from mlworkshop.language import Text, text


@dataclass(frozen=True)
class Start:
    """A project's name, its people and its first two weeks, each in a few words."""

    project: str = ""
    written_by: str = ""
    decides: str = ""
    uses: str = ""
    builds: str = ""
    lacks: str = ""
    week_1: str = ""
    week_2: str = ""
    stop: str = ""

    @property
    def empty(self) -> list[str]:
        """Which of them say nothing."""
        return [name for name, words in asdict(self).items() if not words.strip()]


class ProjectStart(Panel[Start]):
    """Fields for a few words each, and what is still empty."""

    call = "project_start"
    title = Text(en="Names, people and the first two weeks", ja="名前、関わる人、最初の2週間")
    minutes, minutes_reason = 5.0, "nine short lines, most of them names that people know"

    def ask(self) -> Mapping[str, Words]:
        """What to fill in."""
        said = {
            "project": text(en="Name of the project", ja="プロジェクトの名前"),
            "written_by": text(en="Your name or team", ja="書いた人の名前、またはチーム名"),
            "decides": text(
                en="Who decides about money and dates?", ja="予算と期限を決めるのは誰ですか"
            ),
            "uses": text(
                en="One person who will use the result (name them)",
                ja="結果を使う人（1人の名前）",
            ),
            "builds": text(
                en="Who builds it: data, model, software?",
                ja="誰が作りますか（データ、モデル、ソフトウェア）",
            ),
            "lacks": text(
                en="Which skill does the team lack?", ja="チームに足りない技能は何ですか"
            ),
            "week_1": text(en="What will you have tried after week 1?", ja="1週目に試すこと"),
            "week_2": text(
                en="What will users have seen after week 2?", ja="2週目に利用者に見せるもの"
            ),
            "stop": text(
                en="Which result would make you stop?", ja="どんな結果が出たら中止しますか"
            ),
        }
        return {name: Words(label) for name, label in said.items()}

    def page(self) -> str:
        """How much is filled in."""
        count = len(self.fields)
        said = text(
            en=f"{count - len(self.state.empty)} of {count} filled in.",
            ja=f"{count}項目のうち{count - len(self.state.empty)}項目が書かれています。",
        )
        return f'<p role="status">{said}</p>'

    def instead(self) -> str:
        """What is asked, with what was filled in."""
        lines = (
            f"<li>{escape(field.label)}{kit.colon()}"
            f"{escape(field.shown(getattr(self.state, name)))}</li>"
            for name, field in self.fields.items()
        )
        return f"<ul>{''.join(lines)}</ul>"

    def digest(self) -> Sequence[tuple[str, str]]:
        """Everything that is filled in."""
        return self.filled()

    def facts(self) -> Mapping[str, Any]:
        """The names of the project and of its writer."""
        named = {"project": self.state.project, "written_by": self.state.written_by}
        return {name: words for name, words in named.items() if words.strip()}


def project_start(
    *,
    project: str = "",
    written_by: str = "",
    decides: str = "",
    uses: str = "",
    builds: str = "",
    lacks: str = "",
    week_1: str = "",
    week_2: str = "",
    stop: str = "",
    key: str = "own-start",
) -> None:
    """Let the attendee name the project and its people, and say what its first two weeks try.

    Parameters
    ----------
    project, written_by : str, optional
        Names of the project and of who plans it.
    decides, uses, builds, lacks : str, optional
        People, and the skill that they lack.
    week_1, week_2, stop : str, optional
        What is tried, what is shown, and which result ends the project.
    key : str, default "own-start"
        Tells the panels of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If one of them is not text, or too long.
    """
    state = Start(project, written_by, decides, uses, builds, lacks, week_1, week_2, stop)
    ProjectStart(state, key).show()
