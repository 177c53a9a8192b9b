"""The gap between today and the goal: what is measured, from where to where, by when, by whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any

from pydantic import Field as Bounded

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.fields import Amount, Field, Words
from mlworkshop.language import Text, counted, text
from mlworkshop.typed_number import amount

_MOST_WEEKS = 520
_AT_ONCE = 3  # questions: more are not read
_LINE, _SHADE = "#0b5394", "#e8f1fa"

# Words that say in which direction, but not what is counted, each with the question that finds it.
# The first that is found asks.
_VAGUE = {
    r"(?<![a-z])(?:ai|ml|dx)(?![a-z])|machine learning|機械学習|データ活用|デジタル化": Text(
        en="This names a technology. Whose problem goes away, and what would you count to see it?",
        ja="これは技術の話です。誰のどんな困りごとがなくなりますか。それは何を数えれば分かりますか。",
    ),
    r"satisf|happ|delight|loyal|experience|満足|体験|喜": Text(
        en="What do satisfied people do more often, or less often? Count that: complaints per "
        "1,000 orders, say, or the share of customers who come back.",
        ja="満足した人は、何をする回数が増え、何をする回数が減りますか。それを数えましょう"
        "（1,000件あたりの苦情件数、再来店した人の割合など）。",
    ),
    r"efficien|productiv|workload|streamlin|効率|生産性|負担": Text(
        en="Which hours, or how much money, for how many of what? Minutes per order, for example.",
        ja="何時間、またはいくらを、何件に対して使っていますか（受注1件あたりの時間など）。",
    ),
    r"qualit|accura|品質|精度": Text(
        en="What is wrong when quality is poor, and how many of them are there per 1,000?",
        ja="品質が悪いときは、何がどう悪いのですか。1,000個あたり、いくつありますか。",
    ),
    r"improv|better|optimi|increas|reduc|\b(?:fewer|less|lower)\b|boost|enhanc|"
    r"向上|改善|強化|最適|推進|高め|減ら|削減": Text(
        en="What exactly would you count? Two people who have never met must find the same number.",
        ja="具体的に何を数えますか。面識のない2人が数えても、同じ数になる必要があります。",
    ),
}
# What can be counted: with one of these the words above are fine.
_COUNTED = (
    r"share|number|rate\b|ratio|percent|%|\bper\b|score|\bnps\b|csat|hours?\b|minutes?\b|days?\b|"
    r"\btimes?\b|count|costs?\b|revenue|sales|profit|margin|complaints|returns|errors|defects|"
    r"[^効]率|割合|件|数|時間|日数|点|スコア|額|売上|利益|費用|コスト|苦情|クレーム|返品|在庫"
)
# What a count is compared with: a share, an average, a period, a size.
_PER = (
    r"%|/|share|ratio|rate\b|percent|average|mean\b|median|score|\bnps\b|csat|points?\b|\bper\b|"
    r"\beach\b|\bevery\b|out of|daily|weekly|monthly|yearly|annual|"
    r"(?:second|minute|hour|day|week|month|quarter|year)s?\b|"
    r"率|割合|平均|中央値|あたり|当たり|ごと|毎|スコア|点|時間|[分秒日週月年期]"
)
_BARE = Text(
    en="A count alone grows with the business. Is it per week, or a share of all cases? Say so in "
    'the KPI or its unit, such as "failed deliveries per 1,000".',
    ja="件数だけでは、期間や規模が変わると比べられません。1週間あたりの件数ですか、全体に占める割合ですか。"
    "「1,000件あたりの不在件数」のように、KPIか単位に書いてください。",
)
_NOBODY = r"\b(?:everyone|everybody|all of us|we|the team|the company)\b|全員|みんな|チーム|各自"


@dataclass(frozen=True)
class Goal:
    """What is to change, as an experience and as a number; "" and None are not said yet."""

    today: str = ""
    then: str = ""
    kpi: str = ""
    unit: str = ""
    as_is: float | None = None
    to_be: float | None = None
    weeks: Annotated[float, Bounded(ge=1, le=_MOST_WEEKS)] | None = None
    how: str = ""
    who: str = ""

    @property
    def clarifies(self) -> Text | None:
        """The question that makes a KPI of mere direction one that can be counted."""
        found = [asks for words, asks in _VAGUE.items() if re.search(words, self.kpi, re.I)]
        is_technology = found[:1] == [next(iter(_VAGUE.values()))]
        is_counted = re.search(_COUNTED, self.kpi, re.I) and not is_technology
        if found and not is_counted:
            return found[0]
        said = unicodedata.normalize("NFKC", f"{self.kpi} {self.unit}")
        is_bare = self.kpi and self.unit and not re.search(_PER, said, re.I)
        return _BARE if is_bare else None

    @property
    def open(self) -> list[str]:
        """The parts that still need an answer, in the order in which they are asked."""
        needs = {
            "today": not self.today,
            "then": not self.then,
            "kpi": not self.kpi or self.clarifies is not None,
            "unit": not self.unit,
            "as_is": self.as_is is None,
            "to_be": self.to_be is None or self.as_is == self.to_be,
            "weeks": self.weeks is None,
            "how": not self.how,
            "who": not self.who or bool(re.search(_NOBODY, self.who, re.I)),
        }
        return [name for name, needed in needs.items() if needed]


class Gap(Panel[Goal]):
    """Nine fields, and the questions that make a goal of them."""

    call = "gap"
    title = Text(en="From today to the goal", ja="現状と目標のギャップ")
    minutes, minutes_reason = 3.5, "two sentences and seven short entries, some put right"

    def ask(self) -> Mapping[str, Field[Any]]:
        """The gap as an experience, then as a number."""

        def words(en: str, ja: str) -> Words:
            return Words(text(en=en, ja=ja))

        return {
            "today": words("What people go through today", "今、利用者や担当者が経験していること"),
            "then": words("What they will go through instead", "目標では、どんな経験に変わるか"),
            "kpi": words("What you will measure (KPI)", "測るもの（KPI）"),
            "unit": words("Unit", "単位"),
            "as_is": Amount(text(en="Today (as-is)", ja="現状（As-is）")),
            "to_be": Amount(text(en="Goal (to-be)", ja="目標（To-be）")),
            "weeks": Amount(
                text(en="Weeks from today", ja="何週間後までに"), lowest=1, highest=_MOST_WEEKS
            ),
            "how": words("Measured how, from which data", "測り方（使うデータ、頻度）"),
            "who": words("Measured by whom (one person or post)", "測る人（1人、または役職）"),
        }

    def picture(self) -> str:
        """The way from as-is to to-be over the weeks, once all three are known."""
        goal = self.state
        if goal.as_is is None or goal.to_be is None or goal.weeks is None:
            return ""
        rises = goal.to_be > goal.as_is
        start, end = (110, 50) if rises else (50, 110)
        if goal.to_be == goal.as_is:
            start = end = 80
        ends = [(60, start, self._now(goal.as_is)), (460, end, self._then(goal.to_be, goal.weeks))]
        return kit.svg(
            520,
            150,
            self.alternative(),
            [
                f'<path d="M60 {start}L460 {end}V{start}Z" fill="{_SHADE}"/>',
                f'<path d="M60 {start}H460" stroke="{kit.QUIET}" stroke-dasharray="4 4"/>',
                f'<path d="M60 {start}L460 {end}" stroke="{_LINE}" stroke-width="3"/>',
                *(f'<circle cx="{x}" cy="{y}" r="5" fill="{_LINE}"/>' for x, y, _ in ends),
                kit.write(20, start + (28 if rises else -18), ends[0][2], anchor="start"),
                kit.write(500, end + (-18 if rises else 28), ends[1][2], anchor="end"),
            ],
        )

    def alternative(self) -> str:
        """The same in a sentence."""
        goal = self.state
        if goal.as_is is None or goal.to_be is None or goal.weeks is None:
            return ""
        return text(
            en=f"{self._now(goal.as_is)}, {self._then(goal.to_be, goal.weeks)}",
            ja=f"{self._now(goal.as_is)}、{self._then(goal.to_be, goal.weeks)}",
        )

    def page(self) -> str:
        """Whether it can be measured, and what is to be asked next."""
        asks = "".join(f"<li>{escape(question)}</li>" for question in self._questions()[:_AT_ONCE])
        last = text(
            en="Could a colleague work out today's number from these words alone? "
            "Then it is a goal.",
            ja="最後に確認してください。この文章だけで、同僚は現状の数値を計算できるでしょうか。",
        )
        rest = f"<ol>{asks}</ol>" if self.state.open else f"<p>{escape(last)}</p>"
        return f'<div role="status"><p><strong>{escape(self._said())}</strong></p>{rest}</div>'

    def digest(self) -> Sequence[tuple[str, str]]:
        """What is filled in, and whether that can be measured."""
        filled = self.filled()
        return [(str(self.title), self._said()), *filled] if filled else []

    def blanks(self) -> list[str]:
        """What is not said so that it can be measured."""
        return [self.spoken()[name].label for name in self.state.open]

    def facts(self) -> Mapping[str, Any]:
        """The gap; what cannot be measured is no KPI."""
        goal = self.state
        said = {"kpi": goal.kpi, "measured_how": goal.how, "measured_by": goal.who}
        if goal.clarifies:
            said["kpi"] = ""
        return {name: words or None for name, words in said.items()} | {
            "as_is": goal.as_is,
            "to_be": goal.to_be,
            "weeks_to_deadline": goal.weeks,
        }

    def _said(self) -> str:
        left = len(self.state.open)
        if not left:
            return text(en="This can be measured.", ja="測定できる目標です。")
        return text(
            en=f"Not a measurable goal yet. Parts to answer: {left}",
            ja=f"まだ測定できる目標ではありません。答えが必要な項目：{left}つ",
        )

    def _questions(self) -> list[str]:
        goal = self.state
        asks = {
            "today": text(
                en="What does someone who has this problem do today?",
                ja="この問題を抱えている人は、今どうしていますか。",
            ),
            "then": text(
                en="What will that person notice once the problem is solved?",
                ja="問題が解決したら、その人は何が変わったと気づきますか。",
            ),
            "kpi": text(
                en="Which one number shows that it has got better?",
                ja="良くなったことは、どの数値を見れば分かりますか。",
            ),
            "unit": text(
                en="In which unit: %, hours, items, money?",
                ja="単位は何ですか（%、時間、件、円など）。",
            ),
            "as_is": text(
                en="What is the number today? If no one knows, measuring it is your first task.",
                ja="現状の数値はいくつですか。誰も知らなければ、測ることが最初の仕事です。",
            ),
            "to_be": text(
                en="Which number would be good enough? It must differ from today's.",
                ja="いくつになれば十分ですか。現状と違う数値が必要です。",
            ),
            "weeks": text(
                en="By when? Without a date no one can say that you missed it.",
                ja="いつまでに達成しますか。期限がなければ、未達かどうかも決められません。",
            ),
            "how": text(
                en="From which data is it computed, and how often?",
                ja="どのデータから、どのくらいの頻度で計算しますか。",
            ),
            "who": text(
                en="Which one person or post measures and reports it?",
                ja="測って報告するのは、どの1人（どの役職）ですか。",
            ),
        }
        first = []
        if goal.clarifies:
            first = [str(goal.clarifies)]
            del asks["kpi"]
        return first + [asks[name] for name in goal.open if name in asks]

    def _now(self, value: float) -> str:
        return text(en=f"today: {self._with_unit(value)}", ja=f"現状：{self._with_unit(value)}")

    def _then(self, value: float, weeks: float) -> str:
        goal = self._with_unit(value)
        return text(
            en=f"in {counted(weeks, 'week')}: {goal}",
            ja=f"{weeks:g}週間後：{goal}",
        )

    def _with_unit(self, value: float) -> str:
        return amount(value, kit.beginning(self.state.unit, 30))


def gap(
    *,
    today: str = "",
    then: str = "",
    kpi: str = "",
    unit: str = "",
    as_is: float | None = None,
    to_be: float | None = None,
    weeks: float | None = None,
    how: str = "",
    who: str = "",
    key: str = "gap",
) -> None:
    """Let the attendee say a goal so that it can be measured.

    Parameters
    ----------
    today, then : str
        What people go through today, and once the goal is reached.
    kpi, unit : str
        What is measured, and in what.
    as_is, to_be : float, optional
        The KPI today and at the goal, in that unit.
    weeks : float, optional
        From today until the goal is to be reached.
    how, who : str
        From which data and how often it is measured, and by which person.
    key : str, default "gap"
        Tells the gaps of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If what the call says cannot be filled in.
    """
    Gap(Goal(today, then, kpi, unit, as_is, to_be, weeks, how, who), key).show()
