"""When a first version can be there: tasks that wait for each other, and what may delay them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.base import digests
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError
from mlworkshop.fields import Amount, Field, Words
from mlworkshop.language import Text, text

# Each task with those that it waits for, in the order of the picture. Building can begin as soon
# as the goal is agreed on: it does not need the model, only what goes in and what comes out.
WAITS_FOR: dict[str, tuple[str, ...]] = {
    "goal": (),
    "access": ("goal",),
    "label": ("access",),
    "prepare": ("access",),
    "model": ("label", "prepare"),
    "build": ("goal",),
    "operate": ("build",),
    "other": ("goal",),
    "trial": ("model", "operate", "other"),
}
FACTORS = ("unprecedented", "science", "gaps", "short")

_TASKS = {
    "goal": Text(en="Agree on goal and metric", ja="目標と指標の合意"),
    "access": Text(en="Get the data, with approvals", ja="データの入手と承認"),
    "label": Text(en="Label the data", ja="データのラベル付け"),
    "prepare": Text(en="Explore and prepare the data", ja="データの探索と前処理"),
    "model": Text(en="Train and evaluate the model", ja="モデルの学習と評価"),
    "build": Text(en="Build it into the product or process", ja="製品・業務への組み込み"),
    "operate": Text(en="Prepare monitoring and retraining", ja="監視と再学習の準備"),
    "other": Text(en="Another task", ja="その他の作業"),
    "trial": Text(en="Try it out with users", ja="利用者による試行"),
}
_FACTORS = {
    "unprecedented": Text(en="It has not been done before", ja="前例のない課題"),
    "science": Text(en="It needs deep expertise", ja="高度な専門知識が必要"),
    "gaps": Text(en="Data or labels turn out to be missing", ja="データやラベルの不足が発覚"),
    "short": Text(en="The model is not good enough", ja="モデルの性能が要件に届かない"),
}
_EVERYDAY = Text(en="Everyday overruns", ja="日常的な遅れ")

# What the runs assume. These are choices of the course, shown beside the result, and no findings.
_RUNS = 1000
_OVERRUN = (1.0, 1.1, 1.6)  # times the best case: at least, most often, at most
_UNPRECEDENTED = (1.5, 2.5)  # times as long for the model
_SCIENCE = (2.0, 6.0)  # weeks until a specialist has helped
_GAPS = (4.0, 12.0)  # weeks that training waits until the gap is filled
_MOST_ROUNDS = 3  # of more experiments, each as likely as the first

_LONGEST = 520  # weeks
_WIDTH, _LEFT, _ROW, _HIGH = 760, 270, 26, 70
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_BLUE, _ORANGE, _PALE = ui.COLOURS["said"], ui.COLOURS["wrong"], "#8fb6d9"


@dataclass(frozen=True)
class Plan:
    """Weeks of each task in the best case, 0 for none, and each delay's probability in per cent."""

    goal: float
    access: float
    label: float
    prepare: float
    model: float
    build: float
    operate: float
    other: float
    trial: float
    other_name: str
    unprecedented: float
    science: float
    gaps: float
    short: float

    @property
    def planned(self) -> list[str]:
        """The tasks that have weeks, in order."""
        return [task for task in WAITS_FOR if getattr(self, task)]

    @property
    def beside_the_model(self) -> int:
        """How many tasks are planned beside the model."""
        return len(set(self.planned) - {"model"})

    @property
    def best_case(self) -> dict[str, tuple[float, float]]:
        """When each planned task begins and ends without any delay, in weeks."""
        ends = _ends({task: getattr(self, task) for task in WAITS_FOR})
        return {
            task: (float(ends[task]) - getattr(self, task), float(ends[task]))
            for task in self.planned
        }

    @property
    def weeks_best_case(self) -> float:
        """When the last task ends without any delay."""
        return max((end for _, end in self.best_case.values()), default=0)

    @property
    def weeks_80(self) -> int:
        """The week by whose end 8 of 10 runs are done."""
        return math.ceil(_quantile(runs(self), 0.8) - 1e-9)

    @property
    def drivers(self) -> list[tuple[str, float]]:
        """By how many weeks each cause moves the 80% date, the others kept; largest first."""
        late = _quantile(runs(self), 0.8)
        never: dict[str, dict[str, Any]] = {factor: {factor: 0} for factor in FACTORS}
        others = {factor: runs(replace(self, **none)) for factor, none in never.items()}
        others["everyday"] = runs(self, overruns=False)
        moved = {cause: late - _quantile(ends, 0.8) for cause, ends in others.items()}
        return sorted(moved.items(), key=lambda each: -each[1])


EMPTY = Plan(0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0, 0, 0, 0)


def _quantile(ends: Any, share: float) -> float:
    import numpy as np  # here, as below: activities' minutes are read where there is none, too

    return float(np.quantile(ends, share))


def _ends(weeks: Mapping[str, Any]) -> dict[str, Any]:
    """When each task ends that begins once all that it waits for are done."""
    import numpy as np

    ends: dict[str, Any] = {}
    for task, before in WAITS_FOR.items():
        start: Any = 0.0
        for other in before:
            start = np.maximum(start, ends[other])
        ends[task] = start + weeks[task]
    return ends


@lru_cache(maxsize=64)
def runs(plan: Plan, overruns: bool = True) -> Any:
    """When a plan ends, run a thousand times.

    Every plan meets the same luck, so that two of them differ by what they plan alone.

    Parameters
    ----------
    plan : Plan
    overruns : bool, default True
        Whether tasks take longer than in the best case on ordinary days, too.

    Returns
    -------
    numpy.ndarray of float, shape (1000,)
        Weeks.
    """
    import numpy as np

    luck = np.random.default_rng(0)
    stretch = luck.triangular(*_OVERRUN, size=(len(WAITS_FOR), _RUNS))
    happens = luck.random((len(FACTORS), _RUNS))
    times_model = luck.uniform(*_UNPRECEDENTED, _RUNS)
    for_science, for_gaps = luck.uniform(*_SCIENCE, _RUNS), luck.uniform(*_GAPS, _RUNS)
    again = luck.random((_MOST_ROUNDS, _RUNS)) < plan.short / 100
    rounds = np.cumprod(again, axis=0).sum(axis=0)

    weeks: dict[str, Any] = {
        task: getattr(plan, task) * (by if overruns else 1)
        for task, by in zip(WAITS_FOR, stretch, strict=True)
    }
    unprecedented, science, gaps, _ = (
        draw < getattr(plan, factor) / 100 for factor, draw in zip(FACTORS, happens, strict=True)
    )
    weeks["model"] = weeks["model"] * np.where(unprecedented, times_model, 1) * (1 + rounds)
    weeks["model"] = weeks["model"] + science * for_science + gaps * for_gaps
    ends = np.broadcast_to(_ends(weeks)["trial"], _RUNS)
    ends.flags.writeable = False
    return ends


class Timeline(Panel[Plan]):
    """Weeks and probabilities to fill in, a Gantt chart and the distribution of the end."""

    call = "timeline"
    title = Text(en="When will it be there?", ja="いつ完成するか")
    style = ".mlw .mlw-timeline .mlw-fields > .mlw-field { min-width: 19em; }"
    minutes = 2.5
    minutes_reason = "3.5 for thirteen numbers of one's own, 1.5 to change one of a filled-in plan"

    def ask(self) -> Mapping[str, Field[Any]]:
        """The weeks of each task, the name of one more, and the probability of each delay."""
        weeks, percent = text(en="weeks", ja="週"), "%"
        fields: dict[str, Field[Any]] = {
            task: Amount(str(name), unit=weeks, lowest=0, highest=_LONGEST)
            for task, name in _TASKS.items()
        }
        fields["other_name"] = Words(
            text(en="What is the other task?", ja="その他の作業の内容"), longest=200
        )
        return fields | {
            factor: Amount(str(name), unit=percent, lowest=0, highest=100)
            for factor, name in _FACTORS.items()
        }

    def how(self) -> str:
        """What to fill in."""
        says = text(
            en="Enter the weeks that each task takes if all goes well, 0 for none. "
            "Then say how likely each of the four delays is.",
            ja="すべて順調に進んだ場合の週数を入力してください（予定しない作業は0）。"
            "続けて、4つの遅延要因が起きる確率を入力してください。",
        )
        return f"<p>{says}</p>"

    def controls(self) -> list[widgets.Widget]:
        """The tasks, and below them what may delay them."""
        rows = []
        tasks = [task for task in WAITS_FOR if task != "other"]
        for names in ([*tasks, "other", "other_name"], FACTORS):
            row = widgets.HBox([self.fields[name].widget for name in names])
            row.add_class("mlw-fields")
            rows.append(row)
        delays = ui.html(
            text(en="<strong>What may delay it</strong>", ja="<strong>遅延要因</strong>")
        )
        return [rows[0], delays, rows[1]]

    def picture(self) -> str:
        """The best case as a Gantt chart, and below it how often the runs end in which week."""
        return _draw(self.state, self._name, self.alternative()) if self.state.planned else ""

    def alternative(self) -> str:
        """When each task runs in the best case, and when 8 of 10 runs are done."""
        tasks = [
            text(
                en=f"{self._name(task)}: weeks {start:g} to {end:g}",
                ja=f"{self._name(task)}：{start:g}〜{end:g}週",
            )
            for task, (start, end) in self.state.best_case.items()
        ]
        return text(en="; ", ja="、").join([*tasks, self._said()])

    def page(self) -> str:
        """The three answers, what moves the last one, and what is assumed."""
        plan = self.state
        if not plan.planned:
            says = text(
                en="No task has any weeks yet.", ja="まだどの作業にも週数が入っていません。"
            )
            return f'<p role="status">{says}</p>'
        parts = [f'<p role="status"><strong>{escape(self._said())}</strong></p>']
        parts += [f"<p>{escape(says)}</p>" for says in self._remarks()]
        heads = (
            text(en="What moves the 80% date", ja="80%の確率で終わる時期を動かす要因"),
            text(en="by weeks", ja="動く週数"),
        )
        rows = [(_cause(cause), f"{max(0, weeks):.1f}") for cause, weeks in plan.drivers]
        return "".join(parts) + kit.table(heads, rows) + f"<p>{_assumed()}</p>"

    def digest(self) -> Sequence[tuple[str, str]]:
        """The dates, the tasks, and what moves the end most."""
        if not self.state.planned:
            return []
        tasks = "\n".join(
            text(en=f"{self._name(task)}: {weeks:g}", ja=f"{self._name(task)}：{weeks:g}")
            for task in self.state.planned
            for weeks in [getattr(self.state, task)]
        )
        cause, weeks = self.state.drivers[0]
        moves = text(
            en=f"{_cause(cause)} ({weeks:.1f} weeks)", ja=f"{_cause(cause)}（{weeks:.1f}週）"
        )
        return [
            (text(en="Timeline", ja="スケジュール"), self._said()),
            (text(en="Weeks if nothing goes wrong", ja="順調な場合の週数"), tasks),
            (
                text(en="What moves the 80% date most", ja="80%の確率で終わる時期を最も動かす要因"),
                moves,
            ),
        ]

    def blanks(self) -> list[str]:
        """The name of a task that has weeks and none."""
        is_nameless = self.state.other and not self.state.other_name
        return [self.spoken()["other_name"].label] if is_nameless else []

    def facts(self) -> Mapping[str, Any]:
        """The dates, and whether there is more than the model."""
        plan = self.state
        if not plan.planned:
            return {}
        return {
            "weeks_best_case": plan.weeks_best_case,
            "weeks_80": plan.weeks_80,
            "labelling_planned": plan.label > 0,
            "tasks_beside_the_model": plan.beside_the_model,
        }

    def _name(self, task: str) -> str:
        return (task == "other" and self.state.other_name) or str(_TASKS[task])

    def _said(self) -> str:
        plan = self.state
        model, best, late = f"{plan.model:g}", f"{plan.weeks_best_case:g}", plan.weeks_80
        return text(
            en=f"The model alone: {model} weeks. All tasks, if nothing goes wrong: {best} weeks. "
            f"8 of 10 runs are done by week {late}.",
            ja=f"モデルだけなら{model}週。全作業が順調なら{best}週。"
            f"10回のうち8回は{late}週までに終わります。",
        )

    def _has_labels(self) -> bool:
        """Whether the plan of the attendee's own project says that labels exist, or arise."""
        return self._key.startswith("own-") and any(
            digest.facts.get("labels") in ("exist", "arise")
            for digest in digests()
            if digest.key.startswith("own-")
        )

    def _remarks(self) -> list[str]:
        plan, remarks = self.state, []
        if not plan.beside_the_model:
            remarks.append(
                text(
                    en="Only the model has been estimated: everything else is at 0 weeks.",
                    ja="モデルの期間しか見積もっていません。ほかの作業はすべて0週のままです。",
                )
            )
        if not plan.label and not self._has_labels():
            remarks.append(
                text(
                    en="No time is planned for labelling. Do the labels exist already?",
                    ja="ラベル付けの期間がありません。ラベルはすでにありますか。",
                )
            )
        if not any(getattr(plan, factor) for factor in FACTORS):
            remarks.append(
                text(
                    en="All four delays are at 0%: the runs assume that none of them happens.",
                    ja="遅延要因がすべて0%です。どれも起きないと仮定しています。",
                )
            )
        return remarks


def _cause(cause: str) -> str:
    return str(_FACTORS.get(cause, _EVERYDAY))


def _assumed() -> str:
    return text(
        en="Assumptions of the runs, not findings: each task takes 1 to 1.6 times its best case, "
        "most often 1.1 times. Work without precedent takes the model 1.5 to 2.5 times as long. "
        "Training waits 2 to 6 weeks for expertise, and 4 to 12 for missing data or labels. "
        "A model that is not good enough goes through training again, up to three times.",
        ja="試行の前提です（調査結果ではなく、この教材で決めた仮定です）。各作業には順調な場合の1〜1.6倍かかり、"
        "1.1倍が最も多くなります。前例がなければ、モデルの期間は1.5〜2.5倍です。学習の開始は、専門家の協力を"
        "待つと2〜6週、データやラベルの不足を埋めるなら4〜12週遅れます。性能が足りなければ、学習を最大3回"
        "やり直します。",
    )


def _draw(plan: Plan, name: Callable[[str], str], label: str) -> str:
    import numpy as np

    ends = runs(plan)
    last = max(plan.weeks_best_case, _quantile(ends, 0.99))
    step = next(step for step in _STEPS if last / step <= 12)
    scale = (_WIDTH - _LEFT - 30) / last
    parts = []
    for at, (task, (start, end)) in enumerate(plan.best_case.items()):
        y, words = 10 + _ROW * at, name(task)
        words = kit.beginning(words, 36 if words.isascii() else 19)
        ink, ground = (_ORANGE, _ORANGE) if task == "model" else (kit.INK, _BLUE)
        parts.append(kit.write(_LEFT - 10, y + 15, words, anchor="end", fill=ink))
        parts.append(_box(_LEFT + scale * start, y, scale * (end - start), _ROW - 6, ground))
    floor = 36 + _ROW * len(plan.planned) + _HIGH
    counts, edges = np.histogram(ends[ends <= last], 40, (0, last))
    for count, left, right in zip(counts, edges, edges[1:], strict=False):
        tall = _HIGH * count / counts.max()
        parts.append(_box(_LEFT + scale * left, floor - tall, scale * (right - left), tall, _PALE))
    says = text(en="1,000 runs end in week", ja="1,000回の試行が終わる週")
    parts.append(kit.write(_LEFT - 10, floor - 4, says, anchor="end"))
    parts.append(_line(_LEFT, floor, _WIDTH - 30, floor))
    for week in range(0, int(last) + 1, step):
        parts.append(kit.write(_LEFT + scale * week, floor + 17, str(week)))
    marks: list[tuple[float, str, int]] = [
        (plan.weeks_best_case, text(en="best case", ja="順調な場合"), floor + 36),
        (plan.weeks_80, text(en="8 of 10 runs", ja="10回中8回"), floor + 54),
    ]
    for at_week, words, y in marks:
        x = _LEFT + scale * min(at_week, last)
        parts.append(_line(x, 6, x, y - 12, dashed=True))
        parts.append(kit.write(x, y, f"{words}{kit.colon()}{at_week:g}", anchor="end"))
    return kit.svg(_WIDTH, floor + 62, label, parts)


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, width):.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{kit.GROUND}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{kit.INK}"{dash}/>'
    )


def timeline(*, key: str = "timeline", **weeks: Any) -> None:
    """Let the attendee plan the tasks of a first version, and run the plan a thousand times.

    Parameters
    ----------
    key : str, default "timeline"
        Tells the timelines of a lesson that has several apart; one that begins with "own-" goes
        into the plan.
    **weeks
        What is filled in at first, by the names of `Plan`: weeks of each task (`goal`, `access`,
        `label`, `prepare`, `model`, `build`, `operate`, `other`, `trial`), the name of the other
        task (`other_name`), and how likely each delay is in per cent (`unprecedented`, `science`,
        `gaps`, `short`). What is left out is 0.

    Raises
    ------
    WorkshopError
        If a name is unknown, or a number of weeks or per cent is none or out of bounds.
    """
    for name in weeks:
        if name not in asdict(EMPTY):
            raise WorkshopError(
                text(
                    en=f"{name}= in ws.activities.timeline is unknown. "
                    f"Use one of {', '.join(asdict(EMPTY))}.",
                    ja=f"ws.activities.timeline に {name}= は使えません。"
                    f"{'、'.join(asdict(EMPTY))} のどれかに書き換えてください。",
                )
            )
    Timeline(replace(EMPTY, **weeks), key).show()
