"""The two-loop simulator: 26 weeks of an invented project, turn by turn, with a debrief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Annotated

import ipywidgets as widgets
from pydantic import Field as Bounds

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.base import Activity
from mlworkshop.activities.two_loops_debrief import causes, debrief
from mlworkshop.activities.two_loops_model import (
    ACTIONS,
    ASK,
    BUDGET,
    BUILD,
    COST,
    IMPROVE,
    LABEL,
    RENT,
    RENT_A_WEEK,
    SHIP,
    SIMPLE,
    WEEKS,
    Project,
    play,
)
from mlworkshop.activities.two_loops_picture import draw
from mlworkshop.activities.two_loops_ways import NAMES, WAYS, money, run
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, counted, text
from mlworkshop.typed_number import amount

_SAYS = {
    ASK: Text(en="Ask users", ja="利用者に聞く"),
    SIMPLE: Text(en="Start simpler", ja="簡単な方法で作る"),
    IMPROVE: Text(en="Improve the model", ja="モデルを改善する"),
    LABEL: Text(en="Label data", ja="データにラベルを付ける"),
    BUILD: Text(en="Build infrastructure", ja="基盤を自前で作る"),
    RENT: Text(en="Rent infrastructure", ja="基盤を借りる"),
    SHIP: Text(en="Ship", ja="リリースする"),
}
_HAPPENS = {
    "need": Text(
        en="the stores change how they work; part of what you know and have built no longer fits",
        ja="店舗の業務手順が変わり、分かっていたことと作ったものの一部が合わなくなった",
    ),
    "archive": Text(
        en="someone finds an archive of labelled data", ja="ラベル付きの過去データが見つかった"
    ),
    "leaves": Text(
        en="an engineer leaves, and with them what was never written down or automated",
        ja="エンジニアが1人異動し、手作業だった部分が分からなくなった",
    ),
    "cheaper": Text(
        en="a better ready-made model comes out: a simple start is now worth more",
        ja="より良い学習済みモデルが公開され、簡単な方法でも前より良いものが作れるようになった",
    ),
    "season": Text(
        en="a busy season begins: for three weeks everything in use is worth double",
        ja="繁忙期に入り、3週間、使われているものの価値が2倍になった",
    ),
}


@dataclass(frozen=True)
class Played:
    """A world by its number, and the turns that were taken in it."""

    world: Annotated[int, Bounds(ge=1, le=9_999)]
    turns: tuple[str, ...]

    @property
    def project(self) -> Project:
        """The project after these turns.

        Raises
        ------
        ValueError
            If one of them cannot be taken.
        """
        return play(self.world, self.turns)


def two_loops(*, world: int = 1, turns: str | Iterable[str] = (), key: str = "two-loops") -> None:
    """Let the attendee lead an invented project of 26 weeks.

    Parameters
    ----------
    world : int, default 1
        Its number, from 1 to 9,999: the same one is always the same.
    turns : str or iterable of str, optional
        Turns taken already, with blanks between, such as "ask simple ship".
    key : str, default "two-loops"
        Tells the projects of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such world or turn, or a turn cannot be taken there.
    """
    TwoLoops(_as_called(world, turns), key).show()


def _as_called(world: object, turns: str | Iterable[str]) -> Played:
    if isinstance(world, bool) or not isinstance(world, int) or not 1 <= world <= 9_999:
        raise WorkshopError(
            text(
                en=f"world={shown(world)} in ws.activities.two_loops: use a whole number from 1 "
                "to 9,999.",
                ja=f"ws.activities.two_loops の world={shown(world)} は使えません。"
                "1以上9,999以下の整数にしてください。",
            )
        )
    if not isinstance(turns, Iterable):
        raise WorkshopError(
            text(
                en=f"turns={shown(turns)} in ws.activities.two_loops: write the turns with blanks "
                'between, such as "ask simple ship".',
                ja=f"ws.activities.two_loops の turns={shown(turns)} は使えません。"
                "「ask simple ship」のように、空白で区切って書いてください。",
            )
        )
    played = Played(world, ())
    for at, turn in enumerate(turns.split() if isinstance(turns, str) else turns, 1):
        where = text(
            en=f"turns= in ws.activities.two_loops, turn {at}: ",
            ja=f"ws.activities.two_loops の turns= の{at}番目：",
        )
        if turn not in ACTIONS:
            known = ", ".join(ACTIONS)
            raise WorkshopError(
                where
                + text(
                    en=f"{shown(turn)} is not one of {known}.",
                    ja=f"{shown(turn)} は使えません。{known} のどれかにしてください。",
                )
            )
        if why := _why_not(played.project, turn):
            raise WorkshopError(where + why)
        played = replace(played, turns=(*played.turns, turn))
    return played


def _why_not(project: Project, action: str) -> str:
    says = _SAYS[action]
    return {
        "": "",
        "over": text(
            en="The 26 weeks are over. Undo, or play in another world.",
            ja="26週間は終わりました。元に戻すか、別の条件で始めてください。",
        ),
        "money": text(
            en=f'"{says}" costs more than the {money(project.money)} that are left. Choose '
            "something else.",
            ja=f"残りの予算は{money(project.money)}なので、「{says}」はできません。"
            "ほかの手を選んでください。",
        ),
        "nothing": text(
            en="There is nothing to ship yet. Start simpler or improve the model first.",
            ja="まだリリースするものがありません。先に、簡単な方法で作るか、モデルを改善してください。",
        ),
        "have": text(
            en="You have an infrastructure already. Choose something else.",
            ja="基盤はもうあります。ほかの手を選んでください。",
        ),
    }[project.obstacle(action)]


class TwoLoops(Activity[Played]):
    """A button for each turn, the picture of the weeks, and the debrief at the end."""

    call = "two_loops"
    title = Text(en="The two-loop simulator", ja="2つのループのシミュレーター")
    minutes = 7.0
    minutes_reason = "a dozen turns at 25 seconds, and two minutes for the debrief"
    style = """
.mlw-two-loops ul { margin: 0.3em 0; }
.mlw-two-loops table { margin: 0.5em 0; }
"""

    def __init__(self, given: Played, key: str) -> None:
        self._says = ""
        super().__init__(given, key)
        self._buttons = {
            action: ui.button("", partial(self._take, action), str(_SAYS[action]))
            for action in ACTIONS
        }
        self._undo = ui.button(text(en="Undo", ja="元に戻す"), self._take_back)
        self._other = ui.button(text(en="Play in another world", ja="別の条件で始める"), self._move)
        self._left: Played | None = None  # the world that was left for this one

    def how(self) -> str:
        """What a turn is."""
        says = text(
            en="Each press is one turn and takes the weeks on the button. The team is paid; the "
            f"budget of {money(BUDGET)} is for everything else. Your result is the value earned, "
            "less what you spent.",
            ja="ボタンを1回押すと1手進み、表示の週数がたちます。チームの人件費は別枠で、"
            f"そのほかの予算は{money(BUDGET)}です。結果は「生み出した価値−使った予算」です。",
        )
        return f"<p>{says}</p>"

    def controls(self) -> list[widgets.Widget]:
        """The turns, and below them what takes back."""
        return [
            widgets.HBox(list(self._buttons.values())),
            widgets.HBox([self._undo, self._other]),
        ]

    def refresh(self) -> None:
        """Show the project and what each turn would take now."""
        project = self.state.project
        for action, button in self._buttons.items():
            button.description = f"{_SAYS[action]}{_takes(project.weeks_of(action), action)}"
        super().refresh()

    def picture(self) -> str:
        """Value and money, knowledge and quality, week by week."""
        return draw(self.state.project, self.alternative())

    def alternative(self) -> str:
        """The project so far in a sentence."""
        turns = text(en=", ", ja="、").join(str(_SAYS[turn]) for turn in self.state.turns)
        return text(
            en=f"Turns so far: {turns or 'none'}. {_standing(self.state)}",
            ja=f"これまでの手：{turns or 'なし'}。{_standing(self.state)}",
        )

    def page(self) -> str:
        """Where the project is, what has happened, and the debrief at the end."""
        project = self.state.project
        happened = "".join(
            f"<li>{escape(_in_week(week))}{escape(str(_HAPPENS[event]))}</li>"
            for week, event in project.happened
        )
        said = escape(f"{self._says} {_last(self.state)}".strip())
        return (
            f'<p role="status"><strong>{escape(_standing(self.state))}</strong> {said}</p>'
            f"<p>{escape(_live(project))}</p>"
            f"{f'<ul>{happened}</ul>' if happened else ''}"
            f"{_look_back(project, self.state.world) if project.is_over else ''}"
        )

    def code(self) -> str:
        """The call with the turns taken, or with three to begin with."""
        turns = " ".join(self.state.turns) or "ask simple ship"
        return f'ws.activities.two_loops(world={self.state.world}, turns="{turns}")'

    def instead(self) -> str:
        """The turns by their names in code."""
        names = text(en="; ", ja="、").join(
            f"{name}{kit.colon()}{says}" for name, says in _SAYS.items()
        )
        return f"<p>{escape(names)}</p>"

    def fits(self, state: Played) -> bool:
        """Whether each turn can be taken."""
        try:
            return bool(state.project)
        except (KeyError, ValueError):
            return False

    def _take(self, action: str) -> None:
        self._says = ""
        if why := _why_not(self.state.project, action):
            self.say(why)
            return
        self.become(replace(self.state, turns=(*self.state.turns, action)))

    def _take_back(self) -> None:
        if self.state.turns:
            self._says = text(en="The last turn is taken back.", ja="最後の手を取り消しました。")
            self.become(replace(self.state, turns=self.state.turns[:-1]))
        elif self._left:
            self._says = text(en="You are back.", ja="前の条件に戻りました。")
            back, self._left = self._left, None
            self.become(back)
        else:
            self.say(text(en="There is nothing to undo.", ja="元に戻す操作はありません。"))

    def _move(self) -> None:
        self._left = self.state
        self._says = text(
            en="A new world: other users, other events. Undo takes you back.",
            ja="新しい条件です。利用者も、途中で起きることも変わります。「元に戻す」で前の条件に戻れます。",
        )
        self.become(Played(self.state.world % 9_999 + 1, ()))


# What is said of a project.


def _takes(weeks: int, action: str) -> str:
    """How many weeks a turn takes, and what it costs, if anything."""
    says = [text(en=counted(weeks, "week"), ja=f"{weeks}週")]
    if COST[action]:
        says.append(money(COST[action]))
    if action == RENT:
        each = text(en=amount(RENT_A_WEEK * 1000, "$"), ja=amount(RENT_A_WEEK * 10, "万円"))
        says.append(text(en=f"then {each} a week", ja=f"その後は毎週{each}"))
    return text(en=f" ({', '.join(says)})", ja=f"（{'、'.join(says)}）")


def _in_week(week: int) -> str:
    return text(en=f"Week {week}: ", ja=f"{week}週目：")


def _standing(state: Played) -> str:
    project = state.project
    earned, left = money(project.earned), money(project.money)
    return text(
        en=f"World {state.world}, {project.week} of {WEEKS} weeks. Value earned {earned}, "
        f"budget left {left}, need known {project.known:.0%}, model quality {project.quality:.0%}.",
        ja=f"条件{state.world}、{WEEKS}週のうち{project.week}週が経過。生み出した価値{earned}、"
        f"残りの予算{left}、分かっているニーズ{project.known:.0%}、モデルの品質{project.quality:.0%}。",
    )


def _live(project: Project) -> str:
    """What users have, and how useful it must be, as far as the team can know."""
    bar = f"{project.world.bar:.0%}"
    useful = f"{project.useful:.0%}"
    if project.is_used:
        return text(
            en=f"Version {len(project.versions)} is in use. It is {useful} useful (quality × fit "
            f"to the need) and earns about {money(project.weekly)} per week.",
            ja=f"バージョン{len(project.versions)}が使われています。有用さ（品質×ニーズとの一致）は"
            f"{useful}、生み出す価値は1週間に約{money(project.weekly)}です。",
        )
    if project.is_live:
        return text(
            en=f"Version {len(project.versions)} is live, but no one uses it: it is {useful} "
            f"useful, and the stores need at least {bar}.",
            ja=f"バージョン{len(project.versions)}は公開されていますが、使われていません。"
            f"有用さは{useful}で、店舗が求める最低限は{bar}です。",
        )
    if project.has_asked:
        return text(
            en=f"Nothing is live yet. Users say they would use something at least {bar} useful.",
            ja=f"まだ何も公開していません。利用者は「有用さが{bar}あれば使う」と言っています。",
        )
    return text(
        en="Nothing is live yet. No user has been asked how good it must be.",
        ja="まだ何も公開していません。どのくらい良ければ使われるのか、誰も利用者に聞いていません。",
    )


def _last(state: Played) -> str:
    """What the last turn has brought."""
    if not state.turns:
        return ""
    project, before = state.project, replace(state, turns=state.turns[:-1]).project
    says = _SAYS[state.turns[-1]]
    if not project.turns[-1].is_done:
        return text(
            en=f'"{says}" was not finished in time.',
            ja=f"「{says}」は期限までに終わりませんでした。",
        )
    known = f"{before.known:.0%} → {project.known:.0%}"
    quality = f"{before.quality:.0%} → {project.quality:.0%}"
    return text(
        en=f'"{says}" is done: need known {known}, model quality {quality}{_slowed(project)}.',
        ja=f"「{says}」が終わりました。分かっているニーズは{known}、モデルの品質は{quality}です"
        f"{_slowed(project)}。",
    )


def _slowed(project: Project) -> str:
    weeks = int(project.debt)
    if not weeks or project.is_over:
        return ""
    return text(
        en=f"; so much is done by hand that work on the model and releases take "
        f"{counted(weeks, 'week')} more",
        ja=f"（手作業が増え、モデルの改善とリリースに{weeks}週ずつ余計にかかります）",
    )


def _look_back(project: Project, world: int) -> str:
    """The debrief: the loops, what never earned, and the eight ways in the same world."""
    found = debrief(project)
    head = text(en="Debrief: a result of", ja="振り返り：結果は")
    loops = text(
        en=f"Turns of the business loop: {found.business} (versions in use long enough to learn "
        f"from). Turns of the model loop: {found.model} ({found.shipped} of them shipped).",
        ja=f"ビジネスのループは{found.business}回転しました（利用から学べるだけの期間使われた"
        f"バージョンの数）。モデルのループは{found.model}回転し、そのうち{found.shipped}回分を"
        "リリースしました。",
    )
    reasons = (
        "".join(f"<li>{escape(_reason(cause, project))}</li>" for cause in causes(found, project))
        or "<li>" + text(en="Nothing stands out.", ja="目立ったものはありません。") + "</li>"
    )
    kept = text(en="What kept the result low:", ja="結果を下げた要因：")
    return (
        f"<h4>{head} {escape(money(project.result))}</h4><p>{escape(loops)}</p>"
        f"<p>{kept}</p><ul>{reasons}</ul>{_beside_the_ways(project, world)}"
    )


_BAR_KNOWN = Text(
    en="You had asked, so you knew the bar.",
    ja="事前に聞いていたので、この基準は分かっていました。",
)
_BAR_UNKNOWN = Text(
    en="Asking once would have told you the bar.", ja="一度聞けば、この基準は分かります。"
)


def _reason(cause: str, project: Project) -> str:
    found = debrief(project)
    return {
        "nothing": text(
            en="Nothing was ever used, so nothing was earned or learned from use.",
            ja="一度も使われず、価値も、利用からの学びもありませんでした。",
        ),
        "bar": text(
            en=f"A version was shipped below what the stores need ({project.world.bar:.0%}), and "
            f"no one used it. {_BAR_KNOWN if found.knew_bar else _BAR_UNKNOWN}",
            ja=f"店舗が求める最低限（{project.world.bar:.0%}）に届かないバージョンを出し、"
            f"使われませんでした。{_BAR_KNOWN if found.knew_bar else _BAR_UNKNOWN}",
        ),
        "late": text(
            en=f"Users had nothing they would use until week {found.first_used}. Until then you "
            "earned nothing, and learned nothing from use.",
            ja=f"{found.first_used}週目まで、利用者に使われるものがありませんでした。その間は価値も、"
            "利用からの学びもありません。",
        ),
        "beside": text(
            en=f"You worked {counted(found.blind, 'week')} on data and model before the first "
            f"version. About {found.beside} of them missed the need, because it was not known yet.",
            ja=f"最初の版までに、データとモデルの作業に{found.blind}週かけました。"
            f"ニーズが分かる前だったため、うち約{found.beside}週分は的外れでした。",
        ),
        "platform": text(
            en=f"You built infrastructure for {counted(found.platform, 'week')}. In all, "
            f"infrastructure saved you {counted(found.saved, 'week')}. Renting takes one week.",
            ja=f"基盤作りに{found.platform}週かけました。基盤のおかげで節約できたのは、全部で"
            f"{found.saved}週です。借りるなら1週で済みます。",
        ),
        "unshipped": text(
            en=f"At the end, {counted(found.unshipped, 'week')} of work on data and model never "
            "reached users.",
            ja=f"最後の{found.unshipped}週分のデータとモデルの作業は、利用者に届きませんでした。",
        ),
        "stale": text(
            en="The need changed, and no new version followed.",
            ja="ニーズが変わった後、新しいバージョンを出しませんでした。",
        ),
        "slow": text(
            en=f"Work by hand cost {counted(found.slow, 'extra week')}.",
            ja=f"手作業のために、{found.slow}週余計にかかりました。",
        ),
    }[cause]


def _beside_the_ways(project: Project, world: int) -> str:
    results = {str(NAMES[name]): run(way, world).result for name, way in WAYS.items()}
    yours = text(en="You", ja="あなた")
    ranked = sorted((results | {yours: project.result}).items(), key=lambda each: -each[1])
    caption = text(
        en="The same world, played in eight ways by fixed rules",
        ja="今回と同じ条件を、決まったルールの8通りで進めた場合",
    )
    rows = [
        (kit.Html(f"<strong>{name}</strong>") if name == yours else name, money(result))
        for name, result in ranked
    ]
    heads = (text(en="way to play", ja="進め方"), text(en="result", ja="結果"))
    why = {
        "usual": text(
            en="In this world the need was hardly known and the bar was low, as in most of them.",
            ja="今回は、ニーズがほとんど分かっておらず、求められる水準は低いという、よくある条件でした。",
        ),
        "known": text(
            en="In this world the need was known from the start, so asking gained little.",
            ja="今回は、最初からニーズが分かっていました。利用者に聞いても、得るものはわずかです。",
        ),
        "high": text(
            en="In this world the bar was high: a simple start was of no use to anyone.",
            ja="今回は、求められる水準が高い条件でした。簡単な方法で作ったものは、誰にも使われません。",
        ),
    }[project.world.kind]
    return f"<p>{escape(why)}</p>{kit.table(heads, rows, caption=caption)}"
