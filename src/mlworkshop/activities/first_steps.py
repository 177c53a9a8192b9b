"""First steps by stage: strategy, data and collaboration, each with a person and a date.

The three stages, and what is suggested to leaders at each, are those of a workshop's slides on the
journey of an organisation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from html import escape
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Words
from mlworkshop.language import Text, text

_LONGEST = 2000
_Line = Annotated[str, Bounds(max_length=_LONGEST)]

STAGES = {
    "start": Text(en="1. Interest, little experience", ja="1. 興味はあるが、経験は浅い"),
    "few": Text(en="2. A few models in production", ja="2. 少数の実用化"),
    "many": Text(en="3. Several in production, with impact", ja="3. 複数の実用化と事業への貢献"),
}
AREAS = {
    "strategy": Text(en="Strategy", ja="戦略"),
    "data": Text(en="Data", ja="データ"),
    "collaboration": Text(en="Collaboration", ja="協力体制"),
}
_EXAMPLES = {
    "strategy": Text(en="forecast fresh food in 20 stores", ja="20店舗で生鮮品の需要を予測する"),
    "data": Text(en="list who keeps which sales data", ja="売上データの一覧と管理者をまとめる"),
    "collaboration": Text(
        en="an analyst sits with the buyers", ja="分析担当者がバイヤーの隣で働く"
    ),
}
ACTIONS = {
    "start": {
        "strategy": Text(
            en="start proofs of concept (PoC) with projects of high importance, build momentum on "
            "them, and say why the organisation turns to ML",
            ja="重要度の高いプロジェクトから PoC を始めて勢いを作り、なぜ機械学習に取り組むのかを"
            "説明する",
        ),
        "data": Text(
            en="explore and document the data that exist, and write down whether ML projects can "
            "use them; without a data pipeline, set dates for building one",
            ja="今あるデータを調べ、プロジェクトに使えるかどうかを文書に残す（データパイプラインがなければ、"
            "作る日程を決める）",
        ),
        "collaboration": Text(
            en="let each team explore data and experiment; use help from outside and managed "
            "services",
            ja="各部署にデータの探索と実験を認め、社外の力やマネージドサービスを借りる",
        ),
    },
    "few": {
        "strategy": Text(
            en="build skills across the organisation, plan the way from PoC to production, and "
            "encourage teams to work together",
            ja="組織全体の力を育て、PoC から本番運用までの道筋を決め、部署を越えた協力を促す",
        ),
        "data": Text(
            en="plan how separate sources become one source of truth, such as a data lake, and "
            "raise data literacy",
            ja="ばらばらのデータを「信頼できる1つの情報源」（データレイクなど）にまとめる計画を立て、"
            "データリテラシーを高める",
        ),
        "collaboration": Text(
            en="form an ML team in the organisation, and train the people you have, online or in a "
            "classroom",
            ja="社内に機械学習のチームを作り、今いる社員をオンラインや対面の講座で育てる",
        ),
    },
    "many": {
        "strategy": Text(
            en="make a long-term ML strategy part of the core business, with leaders who keep its "
            "vision and a steady way of hiring",
            ja="事業の中核に長期の機械学習戦略を組み込み、ビジョンを守る体制と採用の流れを作る",
        ),
        "data": Text(
            en="bring in data from outside that make your own data better and more useful",
            ja="社外のデータを取り込み、自社データの質と効果を高める",
        ),
        "collaboration": Text(
            en="have an ML organisation that works with many teams, and keep exploring data and "
            "experimenting",
            ja="さまざまな部署と協働する機械学習の組織を作り、データの探索と実験を続ける",
        ),
    },
}


@dataclass(frozen=True)
class Stage:
    """A step, a person and a date for each area, in words."""

    strategy: _Line = ""
    strategy_who: _Line = ""
    strategy_by: _Line = ""
    data: _Line = ""
    data_who: _Line = ""
    data_by: _Line = ""
    collaboration: _Line = ""
    collaboration_who: _Line = ""
    collaboration_by: _Line = ""

    @property
    def lacks(self) -> dict[str, tuple[str, ...]]:
        """By area with a step, whether "who" and "by" are missing from it."""
        said = asdict(self)
        return {
            area: tuple(part for part in ("who", "by") if not said[f"{area}_{part}"])
            for area in AREAS
            if said[area]
        }


@dataclass(frozen=True)
class Steps:
    """The steps of each stage, and which stage the fields show."""

    start: Stage = field(default_factory=Stage)
    few: Stage = field(default_factory=Stage)
    many: Stage = field(default_factory=Stage)
    at: str = "start"


class FirstSteps(Panel[Steps]):
    """Three steps for a stage; the other stages are a button away."""

    call = "first_steps"
    title = Text(en="First steps by stage", ja="段階ごとの最初の一歩")
    minutes, minutes_reason = 2.5, "three sentences, names and dates for today's stage alone"
    style = """
.mlw-first-steps td { overflow-wrap: anywhere; }
.mlw-first-steps .mlw-fields .mlw-field .mlw-words.widget-text { width: 11em; }
.mlw-first-steps .mlw-fields > :first-child .mlw-words.widget-text { width: 24em; }
"""

    def __init__(self, given: Steps, key: str) -> None:
        self._switch = {
            at: ui.button("", partial(self._turn_to, at), str(name)) for at, name in STAGES.items()
        }
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Words]:
        """What to do, who does it and by when, for each area."""
        asked = {}
        for area, name in AREAS.items():
            asked[area] = Words(
                text(en=f"{name}: step", ja=f"{name}：すること"),
                longest=_LONGEST,
                placeholder=text(en=f"such as: {_EXAMPLES[area]}", ja=f"例：{_EXAMPLES[area]}"),
            )
            asked[f"{area}_who"] = Words(
                text(en=f"{name}: who", ja=f"{name}：担当者"),
                longest=_LONGEST,
                placeholder=text(en="a name", ja="名前"),
            )
            asked[f"{area}_by"] = Words(
                text(en=f"{name}: by when", ja=f"{name}：期日"),
                longest=_LONGEST,
                placeholder=text(en="a date", ja="日付"),
            )
        return asked

    def part(self, state: Steps) -> Stage:
        """The stage that the fields show."""
        stage: Stage = getattr(state, state.at)
        return stage

    def with_part(self, state: Steps, part: Any) -> Steps:
        """The steps with those of this stage changed."""
        return replace(state, **{state.at: part})

    def fits(self, state: Steps) -> bool:
        """Whether there is such a stage, and the fields take each one."""
        return state.at in STAGES and all(
            super(FirstSteps, self).fits(replace(state, at=at)) for at in STAGES
        )

    def layout(self) -> list[widgets.Widget]:
        """What is suggested at a stage above its fields, a row for each area."""
        rows = []
        for area in AREAS:
            parts = (area, f"{area}_who", f"{area}_by")
            rows.append(widgets.HBox([self.fields[part].widget for part in parts]))
            rows[-1].add_class("mlw-fields")
        switch = widgets.HBox(list(self._switch.values()))
        return [switch, self._page, *rows, self._message]

    def refresh(self) -> None:
        """Show the present state and which stage it is about."""
        super().refresh()
        for at, button in self._switch.items():
            ui.mark(button, str(STAGES[at]), at == self.state.at)

    def page(self) -> str:
        """What is suggested at this stage, and which of one's own steps have no person or date."""
        actions = "".join(
            f"<li>{escape(text(en=f'{AREAS[area]}: {says}', ja=f'{AREAS[area]}：{says}'))}</li>"
            for area, says in ACTIONS[self.state.at].items()
        )
        suggested = text(
            en=f"Suggested at this stage ({STAGES[self.state.at]}):",
            ja=f"この段階（{STAGES[self.state.at]}）で取るとよい行動：",
        )
        return (
            f'<p role="status">{escape(self._standing())}</p>'
            f"<p>{escape(suggested)}</p><ul>{actions}</ul>"
        )

    def instead(self) -> str:
        """The steps that are filled in."""
        heads = (
            text(en="Stage and area", ja="段階と分野"),
            text(en="Step, person, date", ja="すること、担当者、期日"),
        )
        return kit.table(heads, self.digest()) if self.digest() else ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """A line for each step, with its person and date."""
        sign = text(en="; ", ja="、")
        lines = []
        for at, stage in STAGES.items():
            said = asdict(getattr(self.state, at))
            for area, name in AREAS.items():
                words = [said[each] for each in (area, f"{area}_who", f"{area}_by") if said[each]]
                label = text(en=f"{stage}: {name}", ja=f"{stage}：{name}")
                # A step is often a sentence: its full stop makes way for the sign.
                joined = sign.join(words).replace(f".{sign}", sign).replace(f"。{sign}", sign)
                lines += [(label, joined)] if words else []
        return lines

    def code(self) -> str:
        """The call with the present steps."""
        said = ", ".join(
            f"{at}={filled!r}" for at in STAGES if (filled := _filled(getattr(self.state, at)))
        )
        return f"ws.activities.{self.call}({said or '…'})"

    def _as_called(self, given: Steps) -> Steps:
        for at in STAGES:
            given = super()._as_called(replace(given, at=at))
        return replace(given, at="start")

    def _turn_to(self, at: str) -> None:
        self.become(replace(self.state, at=at))

    def _standing(self) -> str:
        """How many steps there are, and what they lack."""
        lacks = self.part(self.state).lacks
        count = len(lacks)
        says = [
            text(
                en=f"{count} of 3 steps at this stage.",
                ja=f"この段階では3項目のうち{count}項目が書かれています。",
            )
        ]
        missing = {"who": text(en="a person", ja="担当者"), "by": text(en="a date", ja="期日")}
        for area, parts in lacks.items():
            if parts:
                what = text(en=" and ", ja="と").join(missing[part] for part in parts)
                says.append(
                    text(
                        en=f"{AREAS[area]} still needs {what}.",
                        ja=f"「{AREAS[area]}」の{what}がまだありません。",
                    )
                )
        return text(en=" ", ja="").join(says)


def _filled(stage: Stage) -> dict[str, str]:
    return {name: words for name, words in asdict(stage).items() if words}


def _stage(argument: str, given: object) -> Stage:
    """A stage as a call says it."""
    names = Stage.__dataclass_fields__
    if given is None:
        return Stage()
    if isinstance(given, Mapping) and given.keys() <= names.keys():
        return Stage(**given)
    raise WorkshopError(
        text(
            en=f"{argument}={shown(given)} in ws.activities.first_steps is not a dictionary with "
            f"some of these keys: {', '.join(names)}.",
            ja=f"ws.activities.first_steps の {argument}={shown(given)} は使えません。次のキーの"
            f"辞書にしてください：{'、'.join(names)}",
        )
    )


def first_steps(
    *,
    start: Mapping[str, str] | None = None,
    few: Mapping[str, str] | None = None,
    many: Mapping[str, str] | None = None,
    key: str = "first-steps",
) -> None:
    """Let the attendee plan the first steps of an organisation, stage by stage.

    Parameters
    ----------
    start, few, many : mapping of str to str, optional
        For an organisation with little experience, with a few uses in production, and with several
        that have an impact: `strategy`, `data` and `collaboration`, each also with `_who` and
        `_by`.
    key : str, default "first-steps"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.

    Raises
    ------
    WorkshopError
        If one of them is not such a mapping, or a text in it too long.
    """
    steps = Steps(_stage("start", start), _stage("few", few), _stage("many", many))
    FirstSteps(steps, key).show()
