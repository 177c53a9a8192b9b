"""The question to every team, for a team of one's own organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Words
from mlworkshop.language import Text, text

_LONGEST = 2000
_Line = Annotated[str, Field(max_length=_LONGEST)]


@dataclass(frozen=True)
class Question:
    """Whom one asks what, which answer goes back, and with whom the team can work; in words."""

    team: _Line = ""
    question: _Line = ""
    refused: _Line = ""
    helper: _Line = ""


class TeamQuestion(Panel[Question]):
    """Four lines, and how many of them are filled in."""

    call = "team_question"
    title = Text(en="Your question to a team", ja="部署への問いかけ")
    style = ".mlw-team-question td { overflow-wrap: anywhere; }"
    minutes, minutes_reason = 1.5, "four short lines about a team that people know"

    def ask(self) -> Mapping[str, Words]:
        """What to fill in."""
        said = {
            "team": (
                text(
                    en="Team that will expect the question least", ja="聞かれるとは思っていない部署"
                ),
                text(en="such as: human resources", ja="例：人事部"),
            ),
            "question": (
                text(
                    en='"How will you use machine learning?" in words of this team\'s work',
                    ja="「どのように機械学習を使いますか」を、その部署の仕事の言葉で言うと",
                ),
                text(
                    en="such as: which weekly decision about shifts would you like to make sooner?",
                    ja="例：毎週のシフトの判断のうち、早めたいものは何ですか",
                ),
            ),
            "refused": (
                text(en="Answer that you would send back", ja="差し戻す答え"),
                text(en="such as: we are too small for that", ja="例：うちの部は人数が少ないので"),
            ),
            "helper": (
                text(
                    en="Who could work on the answer with them (a name)",
                    ja="一緒に考えてくれる人（名前）",
                ),
                text(
                    en="such as: Ms Sato, who knows the sales data",
                    ja="例：売上データに詳しい佐藤さん",
                ),
            ),
        }
        return {
            name: Words(label, longest=_LONGEST, placeholder=example)
            for name, (label, example) in said.items()
        }

    def page(self) -> str:
        """How much is filled in."""
        filled = sum(bool(words) for words in asdict(self.state).values())
        said = text(
            en=f"{filled} of {len(self.fields)} filled in.",
            ja=f"{len(self.fields)}項目のうち{filled}項目が書かれています。",
        )
        return f'<p role="status">{said}</p>'

    def instead(self) -> str:
        """What is asked, with what was filled in."""
        rows = [
            (field.label, field.shown(getattr(self.state, name)))
            for name, field in self.spoken().items()
        ]
        return kit.table((text(en="Question", ja="質問"), text(en="Answer", ja="回答")), rows)

    def digest(self) -> Sequence[tuple[str, str]]:
        """Everything that is filled in."""
        return self.filled()


def team_question(
    *,
    team: str = "",
    question: str = "",
    refused: str = "",
    helper: str = "",
    key: str = "team-question",
) -> None:
    """Let the attendee ask a team of their own how it will use machine learning.

    Parameters
    ----------
    team, question : str, optional
        Whom they ask, and in which words.
    refused : str, optional
        The answer that they would not accept.
    helper : str, optional
        Who could work on the answer with the team.
    key : str, default "team-question"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.

    Raises
    ------
    WorkshopError
        If one of them is not text, or too long.
    """
    TeamQuestion(Question(team, question, refused, helper), key).show()
