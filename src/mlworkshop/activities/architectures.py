"""Four ways to get predictions to where they are used: how soon, and at what cost per month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount, Choose, Field
from mlworkshop.language import Text, text
from mlworkshop.typed_number import with_unit

UNDECIDED = "undecided"
_UNDECIDED = Text(en="not decided yet", ja="未定")
_COST = Text(en="Cost per month", ja="月額費用")

# How soon an answer is needed: id, seconds, words.
NEEDS: dict[str, tuple[float, Text]] = {
    "second": (1, Text(en="within a second", ja="1秒以内")),
    "minute": (60, Text(en="within a minute", ja="1分以内")),
    "hour": (3600, Text(en="within an hour", ja="1時間以内")),
    "day": (86_400, Text(en="by tomorrow morning", ja="翌朝まで")),
    "week": (604_800, Text(en="within a week", ja="1週間以内")),
}
_DAYS, _NIGHTLY_HOURS = 30, 1.0  # of a month; a night's run is assumed to need one hour
_ALWAYS = 24.0


@dataclass(frozen=True)
class Architecture:
    """A way to get predictions to where they are used.

    Parameters
    ----------
    name : Text
    steps : tuple of Text
        From left to right; the second one but last holds the model.
    soonest : str
        The strictest of `NEEDS` that it usually meets.
    hours : float
        A day, for which a machine runs.
    """

    name: Text
    steps: tuple[Text, ...]
    soonest: str
    hours: float


ARCHITECTURES = {
    "batch_files": Architecture(
        Text(en="Batch from files", ja="ファイルからのバッチ予測"),
        (
            Text(en="files of the day", ja="その日のファイル"),
            Text(en="model, at night", ja="モデル（夜間）"),
            Text(en="list for the morning", ja="翌朝のリスト"),
        ),
        "day",
        _NIGHTLY_HOURS,
    ),
    "batch_warehouse": Architecture(
        Text(en="Batch from a data warehouse", ja="データウェアハウスからのバッチ予測"),
        (
            Text(en="tables", ja="テーブル"),
            Text(en="model, on schedule", ja="モデル（定時）"),
            Text(en="new column, reports", ja="新しい列・レポート"),
        ),
        "hour",
        _NIGHTLY_HOURS,
    ),
    "existing_flow": Architecture(
        Text(en="Added to an existing flow", ja="既存のデータフローに追加"),
        (
            Text(en="events as they come", ja="届いたデータ"),
            Text(en="model, as one more step", ja="モデル（追加の1工程）"),
            Text(en="same flow as before", ja="これまでの処理"),
        ),
        "minute",
        _ALWAYS,
    ),
    "real_time": Architecture(
        Text(en="Real time in an app", ja="アプリからのリアルタイム予測"),
        (
            Text(en="someone uses the app", ja="アプリの利用者"),
            Text(en="model, always ready", ja="モデル（常時待機）"),
            Text(en="answer on the screen", ja="画面に回答"),
        ),
        "second",
        _ALWAYS,
    ),
}


@dataclass(frozen=True)
class Use:
    """What is needed, and what it takes; an id is `UNDECIDED` and a number 0 at first."""

    need: str
    architecture: str
    per_day: float
    price_1000: float
    price_hour: float
    people_hours: float
    people_rate: float

    def machine(self, architecture: str) -> float:
        """What predictions and machines cost a month."""
        hours = _DAYS * ARCHITECTURES[architecture].hours
        return _DAYS * self.per_day * self.price_1000 / 1000 + hours * self.price_hour

    @property
    def people(self) -> float:
        """What people cost a month."""
        return self.people_hours * self.people_rate

    @property
    def monthly_cost(self) -> float | None:
        """What the chosen architecture costs a month; None until it and a price are known."""
        if self.architecture == UNDECIDED:
            return None
        return (self.machine(self.architecture) + self.people) or None

    @property
    def seconds(self) -> float | None:
        """How soon an answer is needed."""
        return None if self.need == UNDECIDED else NEEDS[self.need][0]

    def meets(self, architecture: str) -> bool | None:
        """Whether an architecture usually answers soon enough; None until that is known."""
        if self.seconds is None:
            return None
        return NEEDS[ARCHITECTURES[architecture].soonest][0] <= self.seconds


class Architectures(Panel[Use]):
    """A need, a choice, volumes and prices; four pictures, and what each costs a month."""

    call = "architectures"
    title = Text(en="Which architecture, at what cost?", ja="アーキテクチャと月額費用")
    minutes = 2.5
    minutes_reason = "3 for seven answers of one's own, 2 to try the choices on an example"

    def __init__(self, currency: str | Text, given: Use, key: str) -> None:
        self._currency = currency
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Field[Any]]:
        """Need and choice, then volumes and prices."""
        money, undecided = str(self._currency), {UNDECIDED: str(_UNDECIDED)}
        needs = {id_: str(words) for id_, (_, words) in NEEDS.items()}
        names = {id_: str(each.name) for id_, each in ARCHITECTURES.items()}
        hours = text(en="hours", ja="時間")
        return {
            "need": Choose(
                text(en="How soon is each answer needed?", ja="予測はいつまでに必要ですか"),
                needs | undecided,
            ),
            "architecture": Choose(text(en="Architecture", ja="アーキテクチャ"), names | undecided),
            "per_day": _amount(text(en="Predictions per day", ja="1日の予測件数"), ""),
            "price_1000": _amount(
                text(en="Price of 1,000 predictions", ja="予測1,000件の料金"), money
            ),
            "price_hour": _amount(
                text(en="Price of a machine per hour", ja="マシン1時間の料金"), money
            ),
            "people_hours": _amount(
                text(en="People's work per month", ja="運用にかける人手（月）"), hours
            ),
            "people_rate": _amount(text(en="Cost of an hour of work", ja="人手1時間の費用"), money),
        }

    def picture(self) -> str:
        """The four architectures, the chosen one framed."""
        return _draw(self.state.architecture, self.alternative())

    def alternative(self) -> str:
        """Each architecture's steps in words."""
        told = [
            f"{each.name}{kit.colon()}{' → '.join(map(str, each.steps))}"
            for each in ARCHITECTURES.values()
        ]
        return "; ".join(
            [*told, text(en=f"Chosen: {self._choice()}", ja=f"選択：{self._choice()}")]
        )

    def page(self) -> str:
        """The cost of the choice, and the four beside each other."""
        heads = (
            text(en="Architecture", ja="アーキテクチャ"),
            text(en="Usual answer", ja="標準的な速さ"),
            text(en="Soon enough?", ja="間に合うか"),
            text(en="Machines per month", ja="マシン（月額）"),
            text(en="With people", ja="人手を含む月額"),
        )
        rows = [
            (
                ("● " if id_ == self.state.architecture else "") + str(each.name),
                NEEDS[each.soonest][1],
                _fit(self.state.meets(id_)),
                self._known(self.state.machine(id_)),
                self._known(self.state.machine(id_) + self.state.people),
            )
            for id_, each in ARCHITECTURES.items()
        ]
        assumed = text(
            en="Assumed: a month has 30 days. A batch run keeps a machine busy for one hour a "
            "night; the other two keep one ready all day. The usual answers are rules of thumb.",
            ja="前提：1か月は30日です。バッチは1晩に1時間だけマシンを使い、ほかの2つは1日中待機させます。"
            "標準的な速さは目安です。",
        )
        return (
            f'<p role="status"><strong>{escape(self._said())}</strong></p>'
            f"{kit.table(heads, rows)}<p>{assumed}</p>"
        )

    def digest(self) -> Sequence[tuple[str, str]]:
        """Need, choice and cost."""
        use, told = self.state, []
        if use.need != UNDECIDED:
            told.append(
                (text(en="A prediction is needed", ja="予測が必要な時点"), str(NEEDS[use.need][1]))
            )
        if use.architecture != UNDECIDED:
            told.append((text(en="Architecture", ja="アーキテクチャ"), self._choice()))
        if use.monthly_cost is not None:
            told.append((str(_COST), self._money(use.monthly_cost)))
        return told

    def blanks(self) -> list[str]:
        """Need, choice and cost, as far as they are not known."""
        is_priced = self.state.monthly_cost is not None
        return [*super().blanks(), *([] if is_priced else [str(_COST)])]

    def facts(self) -> Mapping[str, Any]:
        """Need, choice and cost, each once it is known."""
        known = {
            "seconds_to_answer": self.state.seconds,
            "architecture": None
            if self.state.architecture == UNDECIDED
            else self.state.architecture,
            "monthly_cost": self.state.monthly_cost,
        }
        return {name: value for name, value in known.items() if value is not None}

    def _choice(self) -> str:
        chosen = ARCHITECTURES.get(self.state.architecture)
        return str(chosen.name if chosen else _UNDECIDED)

    def _said(self) -> str:
        use = self.state
        if use.architecture == UNDECIDED:
            return text(
                en="No architecture chosen yet.", ja="アーキテクチャはまだ選ばれていません。"
            )
        if use.monthly_cost is None:
            said = text(
                en=f"{self._choice()}: no price entered yet.",
                ja=f"{self._choice()}：料金はまだ入力されていません。",
            )
        else:
            cost, people = self._money(use.monthly_cost), self._money(use.people)
            said = text(
                en=f"{self._choice()}: {cost} per month, {people} of it for people.",
                ja=f"{self._choice()}：月額{cost}（うち人手{people}）。",
            )
            if not use.people:
                said = text(
                    en=f"{self._choice()}: {cost} per month, people's work not counted yet.",
                    ja=f"{self._choice()}：月額{cost}（人手は未入力）。",
                )
        if use.meets(use.architecture) is False:
            said += text(
                en=" It usually answers too late for your need.",
                ja="必要な時点に間に合わないのが普通です。",
            )
        return said

    def _known(self, value: float) -> str:
        """An amount; nothing that is 0 has a price yet."""
        return self._money(value) if value else "–"

    def _money(self, value: float) -> str:
        cents = 2 if value < 100 and not float(value).is_integer() else 0
        return with_unit(f"{value:,.{cents}f}", str(self._currency))


def _amount(label: str, unit: str) -> Amount:
    return Amount(label, unit=unit, lowest=0, highest=1e9)


def _fit(meets: bool | None) -> str:
    if meets is None:
        return "–"
    return text(en="yes", ja="はい") if meets else text(en="no", ja="いいえ")


_WIDTH, _BOX, _HIGH, _ROW = 760, 224, 34, 74


def _draw(chosen: str, label: str) -> str:
    parts = []
    for at, (id_, each) in enumerate(ARCHITECTURES.items()):
        top, is_chosen = 6 + _ROW * at, id_ == chosen
        if is_chosen:
            parts.append(_box(3, top, _WIDTH - 6, _ROW - 4, "#e8f1fa", ui.COLOURS["said"], 3))
        mark = "● " if is_chosen else ""
        parts.append(kit.write(12, top + 18, f"{mark}{each.name}", anchor="start"))
        for step, words in enumerate(each.steps):
            x, y = 12 + step * (_BOX + 32), top + 27
            is_model = step == 1
            ground, ink = (ui.COLOURS["said"], kit.GROUND) if is_model else (kit.GROUND, kit.INK)
            parts.append(_box(x, y, _BOX, _HIGH, ground, kit.INK, 1))
            parts.append(kit.write(x + _BOX / 2, y + 22, str(words), fill=ink))
            if step:
                parts.append(_arrow(x - 30, x - 2, y + _HIGH / 2))
    return kit.svg(_WIDTH, 8 + _ROW * len(ARCHITECTURES), label, parts)


def _box(x: float, y: float, width: float, height: float, fill: str, stroke: str, line: int) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="5" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{line}"/>'
    )


def _arrow(start: float, end: float, y: float) -> str:
    return (
        f'<path d="M{start} {y} H{end} M{end - 7} {y - 5} L{end} {y} L{end - 7} {y + 5}" '
        f'fill="none" stroke="{kit.INK}" stroke-width="2"/>'
    )


def architectures(
    *,
    need: str = UNDECIDED,
    architecture: str = UNDECIDED,
    per_day: float = 0,
    price_1000: float = 0,
    price_hour: float = 0,
    people_hours: float = 0,
    people_rate: float = 0,
    currency: str | Text | None = None,
    key: str = "architecture",
) -> None:
    """Let the attendee choose how predictions get to where they are used, and see what that costs.

    Parameters
    ----------
    need : str, default "undecided"
        How soon an answer is needed: "second", "minute", "hour", "day" or "week".
    architecture : str, default "undecided"
        "batch_files", "batch_warehouse", "existing_flow" or "real_time".
    per_day : float, default 0
        Predictions a day.
    price_1000, price_hour : float, default 0
        Of 1,000 predictions, and of an hour of a machine.
    people_hours, people_rate : float, default 0
        Hours of people's work a month, and what an hour costs.
    currency : str or Text, optional
        Without it dollars in English and yen in Japanese.
    key : str, default "architecture"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.

    Raises
    ------
    WorkshopError
        If a choice is unknown, or a number is none or out of bounds.
    """
    given = Use(need, architecture, per_day, price_1000, price_hour, people_hours, people_rate)
    Architectures(currency or Text(en="$", ja="円"), given, key).show()
