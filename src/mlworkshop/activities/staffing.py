"""Staff a pilot: people with skills under a budget, and which of six tasks no one can do.

Roles and skills of product manager, data scientist and ML engineer are those of the deck's pilot
team. The other cards, the days that tasks take and all wages are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from typing import Annotated, Any

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import language, ui
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.cards import Cards
from mlworkshop.fields import Amount, Field
from mlworkshop.language import Text, colon, text
from mlworkshop.typed_number import amount

__all__ = ["TASKS", "staffing"]

_MOST = 1e12
_Money = Annotated[float, Bounds(ge=0, le=_MOST)]

TASKS = {
    "users": Text(en="Ask the users", ja="利用者に聞く"),
    "data": Text(en="Get and clean the data", ja="データを集めて整える"),
    "label": Text(en="Label examples", ja="ラベルを付ける"),
    "train": Text(en="Train and evaluate", ja="学習させて評価する"),
    "operate": Text(en="Put into operation, and watch", ja="本番で動かし、見守る"),
    "decide": Text(en="Decide on go or no-go", ja="続けるかどうかを部門と決める"),
}

_SKILLS = {
    "management": Text(en="project management", ja="プロジェクトマネジメント"),
    "leadership": Text(en="leadership", ja="リーダーシップ"),
    "ml_outline": Text(en="an outline of ML algorithms", ja="MLアルゴリズムの概要の理解"),
    "maths": Text(en="mathematics", ja="数学"),
    "statistics": Text(en="statistics", ja="統計"),
    "ml": Text(en="ML algorithms", ja="MLアルゴリズム"),
    "ml_basics": Text(en="(ML algorithms)", ja="（MLアルゴリズム）"),
    "processing": Text(en="data processing", ja="データ処理"),
    "pipelines": Text(en="data-pipeline tools", ja="データパイプラインツール"),
    "architecture": Text(en="architecture design", ja="アーキテクチャ設計"),
    "software": Text(en="software development", ja="ソフトウェア開発"),
    "interviews": Text(en="interviews with users", ja="利用者へのヒアリング"),
    "screens": Text(en="screen design", ja="画面設計"),
    "goods": Text(en="knowledge of the goods", ja="商品の知識"),
    "say": Text(en="a say in the department", ja="部門での発言権"),
}

# By task: the skills that it takes, and for how many days a week.
_NEEDS = {
    "users": {"interviews": 1},
    "data": {"processing": 2, "pipelines": 1},
    "label": {"goods": 2},
    "train": {"ml": 2, "statistics": 1},
    "operate": {"software": 2, "architecture": 1},
    "decide": {"leadership": 1, "say": 1},
}


@dataclass(frozen=True)
class Role:
    """A card: the name, a short one for pictures, and skills by their ids."""

    name: Text
    short: Text | str
    skills: tuple[str, ...]


_GROUPS = {
    "model": Text(en="Model development", ja="モデル開発"),
    "software": Text(en="Software development", ja="ソフトウェア開発"),
    "department": Text(en="Fresh-food department", ja="生鮮部門"),
    "outside": Text(en="From outside", ja="社外"),
}
ROLES = {
    "model": {
        "product": Role(
            Text(en="Product manager ★", ja="プロダクトマネージャー★"),
            "PM",
            ("management", "leadership", "ml_outline"),
        ),
        "scientist": Role(
            Text(en="Data scientist ★", ja="データサイエンティスト★"),
            "DS",
            ("maths", "statistics", "ml", "processing"),
        ),
        "ml_engineer": Role(
            Text(en="ML engineer ★", ja="MLエンジニア★"),
            "MLE",
            ("ml_basics", "pipelines", "architecture", "software"),
        ),
        "data_engineer": Role(
            Text(en="Data engineer", ja="データエンジニア"),
            "DE",
            ("processing", "pipelines", "architecture"),
        ),
    },
    "software": {
        "developer": Role(
            Text(en="Software engineer", ja="ソフトウェアエンジニア"),
            "SE",
            ("software", "architecture"),
        ),
        "designer": Role(
            Text(en="UX researcher", ja="UXリサーチャー"),
            "UX",
            ("interviews", "screens"),
        ),
        "it_manager": Role(
            Text(en="IT project manager", ja="ITプロジェクトマネージャー"),
            "IT",
            ("management", "leadership"),
        ),
    },
    "department": {
        "buyer": Role(
            Text(en="Buyer", ja="バイヤー"), Text(en="buyer", ja="バイヤー"), ("goods", "say")
        ),
        "store": Role(
            Text(en="Store manager", ja="店長"),
            Text(en="store", ja="店長"),
            ("goods", "interviews"),
        ),
        "analyst": Role(
            Text(en="Sales analyst", ja="販売分析の担当者"),
            Text(en="analyst", ja="分析"),
            ("statistics", "processing"),
        ),
    },
    "outside": {
        "consultant": Role(
            Text(en="ML consultant", ja="機械学習コンサルタント"),
            Text(en="outside", ja="社外"),
            ("management", "statistics", "ml", "processing"),
        ),
    },
}
_ROLE = {id_: role for group in ROLES.values() for id_, role in group.items()}
_TIMES = {
    "half": Text(en="half", ja="兼任"),
    "one": Text(en="full", ja="専任"),
    "two": Text(en="two", ja="専任2人"),
}
# A full-time person gives four days a week to the tasks, and one to everything else.
_DAYS = {"half": 2, "one": 4, "two": 8}
_FULL = _DAYS["one"]

# Of a full-time person and month, in dollars; the Japanese edition has a hundred times as many yen.
_WAGES = {"model": 13_000, "software": 10_000, "department": 7_000, "outside": 30_000}
_BUDGET = 50_000
_RATE: dict[language.Language, int] = {"en": 1, "ja": 100}
_CURRENCY = Text(en="$", ja="円")

_EXAMPLES = {
    "deck": (
        Text(en="The three with a star", ja="★の3人だけ"),
        {"model": {"product": "one", "scientist": "one", "ml_engineer": "one"}},
    ),
    "scientists": (
        Text(en="Data scientists only", ja="データサイエンティストだけ"),
        {"model": {"scientist": "two"}},
    ),
    "nobody": (Text(en="Empty the team", ja="チームを空にする"), {}),
}


@dataclass(frozen=True)
class Day:
    """A day a week that a task takes of a skill.

    Parameters
    ----------
    task, skill : str
    by : str
        Who gives it, the id of a role; "" while no one does.
    """

    task: str
    skill: str
    by: str


@dataclass(frozen=True)
class Team:
    """Who is on the team and for how much of their time, by ids, and what that costs.

    Parameters
    ----------
    model, software, department, outside : dict of str to str
        By role "half", "one" or "two".
    model_wage, software_wage, department_wage, outside_wage : float, optional
        Of a full-time person and month; None is the invented one.
    budget : float, optional
        Per month; None is the invented one.
    """

    model: dict[str, str] = field(default_factory=dict)
    software: dict[str, str] = field(default_factory=dict)
    department: dict[str, str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    model_wage: _Money | None = None
    software_wage: _Money | None = None
    department_wage: _Money | None = None
    outside_wage: _Money | None = None
    budget: _Money | None = None

    def group(self, name: str) -> dict[str, str]:
        """Who of a group is on the team."""
        members: dict[str, str] = getattr(self, name)
        return members

    @property
    def members(self) -> dict[str, str]:
        """Everyone on the team."""
        return {who: time for group in ROLES for who, time in self.group(group).items()}

    def cost(self, rate: float = 1) -> float:
        """Of a month, where the invented wages are in dollars times a rate."""
        return sum(
            _DAYS[time] / _FULL * self.wage(group, rate)
            for group in ROLES
            for time in self.group(group).values()
        )

    def wage(self, group: str, rate: float = 1) -> float:
        """Of a full-time person of a group and month."""
        said: float | None = getattr(self, f"{group}_wage")
        return _WAGES[group] * rate if said is None else said

    def may_cost(self, rate: float = 1) -> float:
        """The budget of a month."""
        return _BUDGET * rate if self.budget is None else self.budget

    @property
    def days(self) -> list[Day]:
        """Each day that the tasks take, with as many as possible done by someone.

        A maximum matching of days and people (H. W. Kuhn, 1955): no other division of the work
        gets more days done. Where days are short, the first tasks get them.
        """
        wanted = [
            (task, skill)
            for task, skills in _NEEDS.items()
            for skill, days in skills.items()
            for _ in range(days)
        ]
        done: dict[str, list[int]] = {who: [] for who in self.members}

        def takes(day: int, seen: set[str]) -> bool:
            for who, days in done.items():
                if wanted[day][1] in _ROLE[who].skills and who not in seen:
                    seen.add(who)
                    if len(days) < _DAYS[self.members[who]]:
                        days.append(day)
                        return True
                    for other in days:
                        if takes(other, seen):
                            days[days.index(other)] = day
                            return True
            return False

        for day in range(len(wanted)):
            takes(day, set())
        by = {day: who for who, days in done.items() for day in days}
        return [Day(*what, by.get(at, "")) for at, what in enumerate(wanted)]

    @property
    def missing(self) -> dict[str, dict[str, list[str]]]:
        """By task that is not done in full: its skills, each with those who have it, but no day."""
        found: dict[str, dict[str, list[str]]] = {}
        for day in self.days:
            if not day.by:
                able = [who for who in self.members if day.skill in _ROLE[who].skills]
                found.setdefault(day.task, {})[day.skill] = able
        return found

    def is_ready(self, rate: float = 1) -> bool:
        """Whether all tasks are done within the budget."""
        return not self.missing and self.cost(rate) <= self.may_cost(rate)


# A card beside its buttons, so that cards and outcome fit on a screen.
_STYLE = """
.mlw-people > .widget-vbox > .widget-html { font-weight: bold; }
.mlw-people .widget-vbox .widget-vbox .widget-vbox { flex-flow: row wrap; align-items: center; }
.mlw-people .widget-vbox .widget-vbox .widget-vbox > .widget-html { flex: 1 1 18em; width: auto; }
"""


class Staffing(Panel[Team]):
    """Cards of people, the days of each task, and what is missing."""

    call = "staffing"
    title = Text(en="Staff the pilot", ja="パイロットのチームを編成する")
    minutes, minutes_reason = 5.0, "eleven cards to read, and three or four teams to try"
    style = _STYLE

    def ask(self) -> Mapping[str, Field[Any]]:
        """Each group's cards and wage, and the budget."""
        times, nobody = _words(_TIMES), text(en="none", ja="なし")
        asked: dict[str, Field[Any]] = {
            group: Cards(
                str(name),
                {id_: _card(role) for id_, role in ROLES[group].items()},
                times,
                nowhere=nobody,
            )
            for group, name in _GROUPS.items()
        }
        for group, wage in _WAGES.items():
            asked[f"{group}_wage"] = _money_field(_GROUPS[group], wage)
        asked["budget"] = _money_field(Text(en="Budget", ja="予算"), _BUDGET)
        return asked

    def how(self) -> str:
        """What to do, and what is invented."""
        says = text(
            en="Staff the team so that all six tasks get done within the budget. A full-time "
            "person gives the tasks four days a week, a half-time person two. ★ marks the pilot "
            "team of the slides behind this course. The picture says which skills a task "
            "takes, for how many days a week. The other cards, the days and all money are "
            "invented.",
            ja="6つの作業がすべて進み、予算に収まるチームを作ってください。専任の人は週4日、"
            "兼任の人は週2日を作業に使えます。図の右側は、作業に必要なスキルと週の日数です。★は、このコースの元になった資料のパイロットチームです。ほかのカード、"
            "日数、金額はすべて架空のものです。",
        )
        return f"<p>{escape(says)}</p>"

    def layout(self) -> list[widgets.Widget]:
        """Teams to start from, what comes out, the cards, and the money."""
        starts = [
            ui.button(str(words), partial(self._start_from, example))
            for example, (words, _) in _EXAMPLES.items()
        ]
        people = [self.fields[group].widget for group in ROLES]
        money = widgets.HBox(
            [self.fields[name].widget for name in self.fields if name not in ROLES]
        )
        money.add_class("mlw-fields")
        for group in people:
            group.add_class("mlw-people")
        above = [widgets.HBox(starts), self._message, self._picture, self._page]
        label = text(
            en="A full-time person's month, and the budget of a month",
            ja="専任1人の月額と、1か月の予算",
        )
        return [*above, *people, ui.html(f"<strong>{escape(label)}</strong>"), money]

    def picture(self) -> str:
        """A box for each day a week that a task takes, with who gives it."""
        parts: list[str] = []
        for row, (task, name) in enumerate(TASKS.items()):
            y = 8 + _ROW * row
            parts.append(kit.write(_NAMES - 10, y + 17, str(name), anchor="end"))
            days = [day for day in self.state.days if day.task == task]
            for at, day in enumerate(days):
                parts += _box(_NAMES + _BOX * at, y, day)
            needs = text(en=", ", ja="、").join(
                f"{_SKILLS[skill]} {count}" for skill, count in _NEEDS[task].items()
            )
            x = _NAMES + 3 * _BOX + 4
            parts.append(kit.write(x, y + 17, needs, anchor="start", fill=kit.QUIET, size=11))
        return kit.svg(_WIDTH, 8 + _ROW * len(TASKS), self.alternative(), parts)

    def alternative(self) -> str:
        """Who gives the days of each task."""
        days, sign = self.state.days, text(en=", ", ja="、")
        return text(en="; ", ja="。").join(
            f"{name}{colon()}{sign.join(_short(day) for day in days if day.task == task)}"
            for task, name in TASKS.items()
        )

    def page(self) -> str:
        """The money, and for each task that is not done, why."""
        state, rate = self.state, _RATE[language.current()]
        cost, budget = state.cost(rate), state.may_cost(rate)
        missing = state.missing
        done = len(TASKS) - len(missing)
        money = text(
            en=f"{self._money(cost)} a month of {self._money(budget)}",
            ja=f"月{self._money(cost)}（予算{self._money(budget)}）",
        )
        if not state.members:
            said = text(en="No one is on the team yet.", ja="まだ誰もチームにいません。")
        elif state.is_ready(rate):
            said = text(
                en=f"All six tasks get done, for {money}. Other teams do, too: is there a cheaper "
                "one?",
                ja=f"6つの作業がすべて進みます。{money}。ほかの組み合わせでもできます。もっと安い"
                "チームはありますか。",
            )
        else:
            over = text(en=" That is over the budget.", ja="予算を超えています。")
            said = text(
                en=f"{done} of 6 tasks get done, for {money}.",
                ja=f"6つのうち{done}つの作業が進みます。{money}。",
            ) + (over if cost > budget else "")
        lines = "".join(
            f"<li><strong>{TASKS[task]}</strong>{colon()}{escape(' '.join(_why(skills)))}</li>"
            for task, skills in missing.items()
        )
        html = f"<p><strong>{escape(said)}</strong></p>"
        html += f"<ul>{lines}</ul>" if state.members and lines else ""
        return f'<div role="status">{html}{self._leaving()}</div>'

    def instead(self) -> str:
        """The cards, with who is on the team."""
        members = self.state.members
        heads = (
            text(en="Role", ja="役割"),
            text(en="Group", ja="グループ"),
            text(en="Skills", ja="スキル"),
            text(en="On the team", ja="チームに"),
        )
        rows = (
            (role.name, _GROUPS[group], _skills(role), _TIMES.get(members.get(id_, ""), "–"))
            for group, roles in ROLES.items()
            for id_, role in roles.items()
        )
        return kit.table(heads, rows)

    def digest(self) -> Sequence[tuple[str, str]]:
        """Who is on the team, and what no one does."""
        sign = text(en="; ", ja="、")
        said = [f"{_ROLE[who].name} ({_TIMES[time]})" for who, time in self.state.members.items()]
        gaps = [str(TASKS[task]) for task in self.state.missing]
        return [
            (str(self.title), sign.join(said)),
            (text(en="Not done by anyone", ja="担う人がいない作業"), sign.join(gaps)),
        ]

    def _start_from(self, example: str) -> None:
        _, team = _EXAMPLES[example]
        groups: dict[str, Any] = {group: dict(team.get(group, {})) for group in ROLES}
        self.become(replace(self.state, **groups))

    def _leaving(self) -> str:
        """What stops when those from outside go."""
        stays = replace(self.state, outside={})
        lost = [str(TASKS[task]) for task in stays.missing if task not in self.state.missing]
        if not lost:
            return ""
        says = text(
            en=f"When the consultant leaves, these tasks stop: {'; '.join(lost).lower()}.",
            ja=f"コンサルタントの契約が終わると、次の作業が止まります：{'、'.join(lost)}。",
        )
        return f"<p>{escape(says)}</p>"

    def _money(self, value: float) -> str:
        return amount(round(value), str(_CURRENCY))


def _money_field(label: Text, invented: float) -> Amount:
    """A field for money that is empty while the invented amount holds."""
    usual = amount(invented * _RATE[language.current()], "")
    says = text(en=f"{label}, if empty {usual}", ja=f"{label}、空欄なら{usual}")
    return Amount(says, unit=str(_CURRENCY), lowest=0, highest=_MOST)


def _words(named: Mapping[str, Text]) -> dict[str, str]:
    """Words in the language of the moment."""
    return {id_: str(words) for id_, words in named.items()}


def _skills(role: Role) -> str:
    return text(en=", ", ja="、").join(str(_SKILLS[skill]) for skill in role.skills)


def _card(role: Role) -> str:
    """What a card says, and what the picture calls it."""
    name, short, skills = str(role.name), str(role.short), _skills(role)
    if short.lower() not in name.lower():
        name = text(en=f"{name} ({short})", ja=f"{name}（{short}）")
    return text(en=f"{name}: {skills}", ja=f"{name}：{skills}")


def _why(skills: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """For each skill of a task that is short of days, a sentence."""
    for skill, able in skills.items():
        name = str(_SKILLS[skill])
        who = text(en=", ", ja="、").join(str(_ROLE[each].short) for each in able)
        yield (
            text(
                en=f"The team has too few days of {name} (on the team: {who}).",
                ja=f"「{name}」の日数が足りません（担えるのは{who}）。",
            )
            if able
            else text(
                en=f"No one on the team brings {name}.",
                ja=f"「{name}」を担える人がチームにいません。",
            )
        )


_NAMES, _BOX, _ROW, _WIDTH = 210, 66, 30, 700  # units of the picture


def _box(x: float, y: float, day: Day) -> Iterator[str]:
    ground, ink = ("#0b5394", kit.GROUND) if day.by else (kit.GROUND, "#a33b00")
    dashes = "" if day.by else ' stroke-dasharray="4 3"'
    yield (
        f'<rect x="{x}" y="{y}" width="{_BOX - 6}" height="{_ROW - 6}" rx="3" fill="{ground}" '
        f'stroke="{kit.QUIET}"{dashes}/>'
    )
    yield kit.write(x + (_BOX - 6) / 2, y + 16.5, _short(day), fill=ink, size=12)


def _short(day: Day) -> str:
    return str(_ROLE[day.by].short) if day.by else text(en="no one", ja="担当なし")


def staffing(
    *,
    model: dict[str, str] | None = None,
    software: dict[str, str] | None = None,
    department: dict[str, str] | None = None,
    outside: dict[str, str] | None = None,
    model_wage: float | None = None,
    software_wage: float | None = None,
    department_wage: float | None = None,
    outside_wage: float | None = None,
    budget: float | None = None,
    key: str = "staffing",
) -> None:
    """Let the attendee staff a pilot, and see which of six tasks no one can do.

    Parameters
    ----------
    model, software, department, outside : dict of str to str, optional
        Who is on the team: roles of the group (`product`, `scientist`, `ml_engineer`,
        `data_engineer`; `developer`, `designer`, `it_manager`; `buyer`, `store`, `analyst`;
        `consultant`), each with "half", "one" or "two".
    model_wage, software_wage, department_wage, outside_wage, budget : float, optional
        Per month, in the money of the attendee's language; left out, the invented amounts.
    key : str, default "staffing"
        Tells the teams of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a role or a time is unknown, or an amount is none.
    """
    team = Team(
        model or {},
        software or {},
        department or {},
        outside or {},
        model_wage,
        software_wage,
        department_wage,
        outside_wage,
        budget,
    )
    Staffing(team, key).show()
