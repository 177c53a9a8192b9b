"""The flywheel of use, data and quality: a toy with three conditions to switch off.

The conditions are those of a deck on planning ML projects, which names an article by LayerX as its
source. All numbers are invented; `Toy` lists them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Ticks
from mlworkshop.language import Text, text

_CONDITIONS = {
    "pays": Text(
        en="1. A better experience leads to more revenue",
        ja="1. 体験が良くなると、収益が増える",
    ),
    "accrues": Text(
        en="2. Use itself records training data, half automatically",
        ja="2. 使われると、学習用データが半自動的にたまる",
    ),
    "exhausted": Text(
        en="3. Cheap gains from rules have reached their limit",
        ja="3. 手軽なルールによる改善が、限界に近い",
    ),
}

# What the toy assumes.
_MONTHS = 48
_USERS, _MARKET = 1_000, 20_000
_EXAMPLES, _BY_HAND = 500, 150  # at first; a month
_ERROR, _FALL = 0.45, 0.2  # of the model at first; the exponent of its learning curve
_AS_GOOD_AS_OTHERS = 0.70  # quality at which users neither come nor go
_PULL = 0.6  # growth a month for each point of quality above
_RULES_AT_LAST, _RULES_MONTHS = 0.86, 12  # where rules can still be improved
_UNPAID = 0.5  # share of the money that each 1,000 users more use up, where they bring none


@dataclass(frozen=True)
class Month:
    """Where things are: users, examples, and the share of right answers of model and rules."""

    users: float
    examples: float
    model: float
    rules: float


@dataclass(frozen=True)
class Toy:
    """Four years of a product, with the conditions that hold.

    Parameters
    ----------
    holds : tuple of str
        Among "pays", "accrues", "exhausted".
    """

    holds: tuple[str, ...] = tuple(_CONDITIONS)

    def run(self, *, with_model: bool = True) -> list[Month]:
        """The months from 0 on; people see whichever of model and rules is better."""
        users, examples, trained_on = float(_USERS), float(_EXAMPLES), float(_EXAMPLES)
        months = []
        for month in range(_MONTHS + 1):
            model = 1 - _ERROR * (trained_on / _EXAMPLES) ** -_FALL
            now = Month(users, examples, model, self._rules(month))
            months.append(now)
            seen = max(model, now.rules) if with_model else now.rules
            money = self._money(users)
            examples += _BY_HAND * money + (users if "accrues" in self.holds else 0)
            trained_on += money * (examples - trained_on)
            pull = _PULL * (seen - _AS_GOOD_AS_OTHERS)
            users += users * pull * money * (1 - users / _MARKET)
        return months

    @property
    def gained(self) -> float:
        """Users at the end beyond those that rules alone would have."""
        return self.run()[-1].users - self.run(with_model=False)[-1].users

    @property
    def ahead_from(self) -> int | None:
        """The first month in which the model is better than the rules."""
        return next((at for at, now in enumerate(self.run()) if now.model > now.rules), None)

    def _rules(self, month: int) -> float:
        if "exhausted" in self.holds:
            return _AS_GOOD_AS_OTHERS
        left = math.exp(-month / _RULES_MONTHS)
        return _RULES_AT_LAST - (_RULES_AT_LAST - _AS_GOOD_AS_OTHERS) * left

    def _money(self, users: float) -> float:
        """The share of growth, retraining and labelling that can be paid for."""
        if "pays" in self.holds:
            return 1
        return max(0.0, 1 - _UNPAID * (users / _USERS - 1))


class Flywheel(Panel[Toy]):
    """Three conditions to tick, and what becomes of users, data and quality."""

    call = "flywheel"
    title = Text(en="The flywheel: a toy", ja="フライホイール（おもちゃのモデル）")
    minutes, minutes_reason = 3.0, "four settings, half a minute each, and the assumptions"

    def ask(self) -> Mapping[str, Ticks]:
        """Which conditions hold."""
        label = text(en="Conditions that hold", ja="成り立っている条件")
        return {"holds": Ticks(label, {id_: str(says) for id_, says in _CONDITIONS.items()})}

    def how(self) -> str:
        """What to do."""
        says = text(
            en="Switch off one condition at a time, and guess the result before you do.",
            ja="条件を1つずつ外します。外す前に、結果を予想してください。",
        )
        return f"<p>{says}</p>"

    def picture(self) -> str:
        """Users, examples and quality over time, below each other."""
        toy, rules_only, full = self.state.run(), self.state.run(with_model=False), Toy().run()
        with_ml, without = (
            text(en="with ML", ja="機械学習あり"),
            text(en="rules alone", ja="ルールのみ"),
        )
        all_hold = text(en="all three hold", ja="3つとも成立")
        model, rules = text(en="model", ja="モデル"), text(en="rules", ja="ルール")

        def users(now: Month) -> float:
            return now.users

        def examples(now: Month) -> float:
            return now.examples

        lines = {
            text(en="Users", ja="利用者数"): [
                _Line(with_ml, list(map(users, toy)), _LINE),
                _Line(without, list(map(users, rules_only)), _OTHER, "6 4"),
            ],
            text(en="Examples to learn from", ja="学習用データの件数"): [
                _Line(with_ml, list(map(examples, toy)), _LINE)
            ],
            text(en="Share of right answers", ja="正解率"): [
                _Line(model, [now.model for now in toy], _LINE),
                _Line(rules, [now.rules for now in toy], _OTHER, "6 4"),
            ],
        }
        if len(self.state.holds) < len(_CONDITIONS):
            reference = [list(map(users, full)), list(map(examples, full)), [m.model for m in full]]
            for part, values in zip(lines.values(), reference, strict=True):
                part.append(_Line(all_hold, values, kit.QUIET, "2 4"))
        parts = [
            drawn
            for at, (title, part) in enumerate(lines.items())
            for drawn in _panel(_HIGH * at, title, part, is_share=at == len(lines) - 1)
        ]
        return kit.svg(
            _WIDE, _HIGH * len(lines) + 24, self.alternative(), [*parts, *_axis(len(lines))]
        )

    def alternative(self) -> str:
        """Where things are at the beginning, halfway and at the end."""
        run = self.state.run()
        return " ".join(
            text(
                en=f"Month {at}: {_about(now.users)} users, {_about(now.examples)} examples, model "
                f"right {now.model:.0%}, rules {now.rules:.0%}.",
                ja=f"{at}か月目：利用者{_about(now.users)}人、学習用データ{_about(now.examples)}件、"
                f"正解率はモデル{now.model:.0%}、ルール{now.rules:.0%}。",
            )
            for at in (0, _MONTHS // 2, _MONTHS)
            for now in (run[at],)
        )

    def page(self) -> str:
        """What the model has brought, what stops it, and what the toy assumes."""
        missing = [id_ for id_ in _CONDITIONS if id_ not in self.state.holds]
        stops = "".join(f"<li>{escape(str(_STOPS[id_]))}</li>" for id_ in missing)
        assumed = "".join(f"<li>{escape(says)}</li>" for says in _assumptions())
        return (
            f'<div role="status"><p><strong>{escape(self._said())}</strong></p>'
            f"{f'<ul>{stops}</ul>' if stops else ''}</div>"
            f"<details><summary>{escape(str(_ABOUT))}</summary><ul>{assumed}</ul></details>"
        )

    def instead(self) -> str:
        """All conditions, and each switched off: the way to compare where nothing can be ticked."""
        settings = [
            Toy(),
            *(Toy(tuple(i for i in _CONDITIONS if i != off)) for off in _CONDITIONS),
        ]
        heads = (
            text(en="Switched off", ja="外した条件"),
            text(en="Users", ja="利用者数"),
            text(en="Of these through ML", ja="うち機械学習による増加"),
            text(en="Model ahead from month", ja="モデルがルールを上回る月"),
        )
        rows = []
        for toy in settings:
            off = [says for id_, says in _CONDITIONS.items() if id_ not in toy.holds]
            ahead = "–" if toy.ahead_from is None else toy.ahead_from
            name = off[0] if off else text(en="none", ja="なし")
            rows.append((name, _about(toy.run()[-1].users), _about(toy.gained), ahead))
        return kit.table(heads, rows)

    def _said(self) -> str:
        toy = self.state
        users, gained, ahead = _about(toy.run()[-1].users), _about(toy.gained), toy.ahead_from
        if ahead is None:
            when = text(
                en="The model never gets ahead of the rules.",
                ja="モデルは一度もルールを上回りません。",
            )
        else:
            when = text(
                en=f"The model is ahead of the rules from month {ahead} onwards.",
                ja=f"モデルがルールを上回るのは{ahead}か月目からです。",
            )
        return text(
            en=f"After {_MONTHS} months there are about {users} users. About {gained} of them come "
            f"through ML; rules alone would bring the rest. {when}",
            ja=f"{_MONTHS}か月後の利用者は約{users}人です。そのうち機械学習による増加は約{gained}人で、"
            f"残りはルールだけでも得られます。{when}",
        )


_STOPS = {
    "pays": Text(
        en="Without condition 1, more users mean more cost and no more income. Growth and "
        "retraining slow down, then stop.",
        ja="条件1がないと、利用者が増えても費用が増えるだけです。成長も再学習も鈍り、やがて止まります。",
    ),
    "accrues": Text(
        en="Without condition 2, only labels made by hand are added. The model needs years for "
        "what use would have brought in months.",
        ja="条件2がないと、増えるのは手作業のラベルだけです。使われていれば数か月でたまるデータに、何年もかかります。",
    ),
    "exhausted": Text(
        en="Without condition 3, users grow as well, but because of the rules. The model adds "
        "almost nothing for years: it comes too early.",
        ja="条件3がないと、利用者は増えますが、それはルールの改善によるものです。モデルはほとんど貢献せず、時期尚早です。",
    ),
}
_ABOUT = Text(
    en="A toy: what it assumes (all numbers are invented)",
    ja="おもちゃのモデルです。置いている仮定（数値はすべて架空）",
)


def _assumptions() -> list[str]:
    """What the toy assumes, with its numbers."""
    doubling, broke = 2**-_FALL, _USERS / _UNPAID + _USERS
    return [
        text(
            en=f"At first there are {_USERS:,} users and {_EXAMPLES} examples; the market has "
            f"{_MARKET:,} people. There is no chance in it, and no rival reacts.",
            ja=f"最初の利用者は{_USERS:,}人、学習用データは{_EXAMPLES}件、市場は{_MARKET:,}人です。"
            "偶然の変動はなく、競合も反応しません。",
        ),
        text(
            en="People see the answers of the model or of the rules, whichever is better. Each "
            f"point above {_AS_GOOD_AS_OTHERS:.0%} right answers adds {_PULL:.1f}% users a month.",
            ja="利用者が見るのは、モデルとルールのうち良いほうの答えです。正解が"
            f"{_AS_GOOD_AS_OTHERS:.0%}を1ポイント上回るごとに、利用者は月に{_PULL:.1f}%ずつ増えます。",
        ),
        text(
            en=f"The model is wrong in {_ERROR:.0%} of cases at first. Twice the examples "
            f"multiply its error by {doubling:.2f}.",
            ja=f"モデルの誤りは最初{_ERROR:.0%}です。例が2倍になると、誤りは{doubling:.2f}倍になります。",
        ),
        text(
            en="Condition 1 off: users bring no money, and each one costs some. At "
            f"{broke:,.0f} users none is left for growth, labels or retraining.",
            ja=f"条件1を外すと、利用者は収入を生まず、費用だけがかかります。{broke:,.0f}人に達すると、"
            "成長、ラベル付け、再学習の資金がなくなります。",
        ),
        text(
            en=f"Condition 2 on: each user leaves one example a month, and {_BY_HAND} more are "
            "labelled by hand. Off: only those made by hand.",
            ja=f"条件2があると、利用者1人につき月に1件の例がたまり、手作業の{_BY_HAND}件が加わります。"
            "外すと、手作業の分だけです。",
        ),
        text(
            en=f"Condition 3 on: rules stay at {_AS_GOOD_AS_OTHERS:.0%} right answers. Off: they "
            f"still rise, towards {_RULES_AT_LAST:.0%}.",
            ja=f"条件3があると、ルールの正解は{_AS_GOOD_AS_OTHERS:.0%}のままです。外すと、"
            f"{_RULES_AT_LAST:.0%}に向けてまだ伸びます。",
        ),
    ]


# The picture.

_LINE, _OTHER = "#0b5394", "#a33b00"
_WIDE, _HIGH, _LEFT, _RIGHT, _PLOT_TOP, _PLOT_HIGH = 720, 170, 20, 520, 34, 116


@dataclass(frozen=True)
class _Line:
    name: str
    values: Sequence[float]
    colour: str
    dashes: str = ""


def _panel(top: float, title: str, lines: Sequence[_Line], *, is_share: bool) -> list[str]:
    """One plot: lines over the months, each with its name and last value at its end."""
    low = 0.5 if is_share else 0.0
    high = 0.9 if is_share else max(max(line.values) for line in lines)
    say: Callable[[float], str] = "{:.0%}".format if is_share else _about

    def y(value: float) -> float:
        return top + _PLOT_TOP + _PLOT_HIGH * (high - value) / (high - low)

    ends = text(en=f" ({say(low)}–{say(high)})", ja=f"（{say(low)}〜{say(high)}）")
    floor = top + _PLOT_TOP + _PLOT_HIGH
    drawn = [
        kit.write(_LEFT, top + 20, title + ends, anchor="start"),
        f'<path d="M{_LEFT} {floor}H{_RIGHT}" stroke="{kit.INK}"/>',
    ]
    used: list[float] = []
    for line in lines:
        points = " ".join(f"{_x(at):.1f},{y(value):.1f}" for at, value in enumerate(line.values))
        dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
        drawn.append(
            f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="2.5"'
            f"{dashes}/>"
        )
        at = y(line.values[-1]) + 4
        while any(abs(at - other) < 15 for other in used):
            at -= 1
        used.append(at)
        name = f"{line.name}{kit.colon()}{say(line.values[-1])}"
        drawn.append(kit.write(_RIGHT + 8, at, name, anchor="start", fill=line.colour, size=12))
    return drawn


def _axis(panels: int) -> list[str]:
    """The months below the last plot."""
    y = _HIGH * (panels - 1) + _PLOT_TOP + _PLOT_HIGH + 18
    years = range(0, _MONTHS + 1, 12)
    months = [kit.write(_x(at), y, f"{at}", size=12) for at in years]
    unit = kit.write(_RIGHT + 20, y, text(en="months", ja="か月"), anchor="start", size=12)
    return [*months, unit]


def _x(month: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * month / _MONTHS


def _about(number: float) -> str:
    """A number of a toy: two digits say enough."""
    return f"{float(f'{number:.2g}'):,.0f}"


def flywheel(holds: Sequence[str] = tuple(_CONDITIONS), *, key: str = "flywheel") -> None:
    """Let the attendee see a flywheel turn, and stop it by switching off its conditions.

    Parameters
    ----------
    holds : sequence of {"pays", "accrues", "exhausted"}, default all three
        The conditions that hold: a better experience leads to more revenue; use itself records
        training data; cheap gains from rules have reached their limit.
    key : str, default "flywheel"
        Tells the flywheels of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a condition is unknown.
    """
    Flywheel(Toy(tuple(holds)), key).show()
