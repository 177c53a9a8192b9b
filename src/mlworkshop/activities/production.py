"""What a model needs before others rely on it: four questions, a person to call, retraining."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Choose, Field, Words
from mlworkshop.language import Text, text

_COST = {
    "unknown": Text(en="not known", ja="不明"),
    "estimated": Text(en="estimated", ja="見積もった"),
    "measured": Text(en="measured", ja="測定した"),
}
_CHANGES = {
    "unknown": Text(en="not known", ja="不明"),
    "rarely": Text(en="rarely", ja="ほとんど変わらない"),
    "monthly": Text(en="every month", ja="月単位"),
    "weekly": Text(en="every week", ja="週単位"),
    "daily": Text(en="every day", ja="日単位"),
}
_PERFORMANCE = {
    "unknown": Text(en="not measured", ja="未測定"),
    "short": Text(en="measured: not enough", ja="測定済み：不足"),
    "enough": Text(en="measured: enough", ja="測定済み：十分"),
}
_RETRAINING = {
    "undecided": Text(en="not decided yet", ja="未定"),
    "planned": Text(en="planned", ja="計画あり"),
    "none": Text(en="not planned", ja="計画なし"),
}
_LABELS = {
    "cost": Text(en="What does a prediction cost?", ja="予測の計算コストは？"),
    "changes": Text(en="How often does the data change?", ja="データはどのくらいの頻度で変わる？"),
    "to_do": Text(en="What must change for production?", ja="本番化のために必要な変更は？"),
    "performance": Text(
        en="Does performance meet the business need?", ja="性能はビジネスの要件を満たす？"
    ),
    "on_call": Text(en="Who is called at night?", ja="夜間の連絡先は誰？"),
    "retraining": Text(en="Retraining", ja="再学習"),
}


@dataclass(frozen=True)
class Readiness:
    """Answers to the questions; ids of options, and words."""

    cost: str
    changes: str
    to_do: str
    performance: str
    on_call: str
    retraining: str

    @property
    def lights(self) -> dict[str, str]:
        """Each question's light: "careful" while it is open, "stop" where the answer is bad."""
        steady = self.changes == "rarely"
        return {
            "cost": "careful" if self.cost == "unknown" else "go",
            "changes": "careful" if self.changes == "unknown" else "go",
            "to_do": "go" if self.to_do else "careful",
            "performance": {"unknown": "careful", "short": "stop", "enough": "go"}[
                self.performance
            ],
            "on_call": "go" if self.on_call else "careful",
            "retraining": {
                "undecided": "careful",
                "planned": "go",
                "none": "go" if steady else "stop",
            }[self.retraining],
        }


_EMPTY = Readiness("unknown", "unknown", "", "unknown", "", "undecided")


class Production(Panel[Readiness]):
    """Six questions to answer, and a light for each."""

    call = "production"
    title = Text(en="Ready for production?", ja="本番運用の準備")
    minutes, minutes_reason = 2.5, "six short answers about the attendee's own project"

    def ask(self) -> Mapping[str, Field[Any]]:
        """The questions."""

        def choose(name: str, options: Mapping[str, Text]) -> Choose:
            return Choose(str(_LABELS[name]), {id_: str(words) for id_, words in options.items()})

        return {
            "cost": choose("cost", _COST),
            "changes": choose("changes", _CHANGES),
            "to_do": Words(str(_LABELS["to_do"])),
            "performance": choose("performance", _PERFORMANCE),
            "on_call": Words(str(_LABELS["on_call"])),
            "retraining": choose("retraining", _RETRAINING),
        }

    def page(self) -> str:
        """Each question with its light."""
        lights = self.state.lights
        ready = sum(light == "go" for light in lights.values())
        said = text(
            en=f"{ready} of {len(lights)} are ready.",
            ja=f"{len(lights)}項目中{ready}項目の準備ができています。",
        )
        heads = (
            text(en="Question", ja="質問"),
            text(en="Answer", ja="回答"),
            text(en="Light", ja="判定"),
        )
        rows = [
            (label, kit.beginning(says, 120), "–" if self.state == _EMPTY else kit.light(light))
            for (label, says), light in zip(self._answers(), lights.values(), strict=True)
        ]
        return f'<p role="status"><strong>{said}</strong></p>{kit.table(heads, rows)}'

    def digest(self) -> Sequence[tuple[str, str]]:
        """All answers, once there is one."""
        return [] if self.state == _EMPTY else self.filled()

    def _answers(self) -> list[tuple[str, str]]:
        fields = self.spoken().items()
        return [(field.label, field.shown(getattr(self.state, name))) for name, field in fields]

    def facts(self) -> Mapping[str, Any]:
        """Who is called, and whether retraining is planned."""
        said: dict[str, Any] = {}
        if self.state.on_call:
            said["on_call"] = self.state.on_call
        if self.state.retraining != "undecided":
            said["retraining_planned"] = self.state.retraining == "planned"
        return said


def production(
    *,
    cost: str = "unknown",
    changes: str = "unknown",
    to_do: str = "",
    performance: str = "unknown",
    on_call: str = "",
    retraining: str = "undecided",
    key: str = "production",
) -> None:
    """Let the attendee answer what should be asked before a model goes into production.

    Parameters
    ----------
    cost : str, default "unknown"
        Of a prediction: "unknown", "estimated" or "measured".
    changes : str, default "unknown"
        How often the data changes: "unknown", "rarely", "monthly", "weekly" or "daily".
    to_do : str, default ""
        What must change.
    performance : str, default "unknown"
        "unknown", "short" or "enough" for the business.
    on_call : str, default ""
        Who is called at night.
    retraining : str, default "undecided"
        "undecided", "planned" or "none".
    key : str, default "production"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.

    Raises
    ------
    WorkshopError
        If a choice is unknown, or a text too long.
    """
    given = Readiness(cost, changes, to_do, performance, on_call, retraining)
    Production(given, key).show()
