"""Which part of the plan takes what: the one place that names activities and questions for it.

Activities about the attendee's own project have keys that begin with `own-`. Questions about their
own work are those of kind `open`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlworkshop.language import Text

__all__ = ["HOME", "SECTIONS", "Section", "Source", "section_of", "takes"]

HOME = "m2-planning/06-your-plan"  # the lesson about the plan

_INTRO, _PLANNING, _ORGANISATION = "m1-intro", "m2-planning", "m3-organisation"


@dataclass(frozen=True)
class Source:
    """One activity or question that adds to the plan.

    Parameters
    ----------
    lesson : str
    key : str
        Of the activity, or the question's id.
    name : Text
        What it adds.
    """

    lesson: str
    key: str
    name: Text

    @property
    def kind(self) -> Literal["note", "quiz"]:
        """What the journal calls it."""
        return "note" if self.key.startswith("own-") else "quiz"


@dataclass(frozen=True)
class Section:
    """A part of the plan.

    Parameters
    ----------
    id : str
    title : Text
    sources : tuple of Source
        What it is put together from, in this order.
    is_wanted : bool
        Whether a plan without it lacks something.
    """

    id: str
    title: Text
    sources: tuple[Source, ...]
    is_wanted: bool = True


def _of(lesson: str, key: str, *, en: str, ja: str) -> Source:
    return Source(lesson, key, Text(en=en, ja=ja))


SECTIONS = (
    Section(
        "goal",
        Text(en="Goal and KPI", ja="目標とKPI"),
        (
            _of(
                f"{_PLANNING}/02-find-the-use-case",
                "own-gap",
                en="The gap to close, and how it is measured",
                ja="埋めたいギャップと測り方",
            ),
            _of(
                f"{_PLANNING}/01-two-loops",
                "loops-own-work",
                en="Where the project starts, and its two loops",
                ja="出発点と、2つのループ",
            ),
        ),
    ),
    Section(
        "customer",
        Text(en="Customer and press release", ja="顧客とプレスリリース"),
        (
            _of(
                f"{_PLANNING}/02-find-the-use-case",
                "own-press-release",
                en="Five questions, press release and FAQ",
                ja="5つの質問、プレスリリース、FAQ",
            ),
        ),
    ),
    Section(
        "scenario",
        Text(en="Scenario and ML process", ja="シナリオと機械学習のプロセス"),
        (
            _of(
                f"{_PLANNING}/02-find-the-use-case",
                "own-storm",
                en="Who does what, the bottleneck, and where ML helps",
                ja="業務の流れ、ボトルネック、機械学習を使うところ",
            ),
            _of(
                f"{_PLANNING}/02-find-the-use-case",
                "case-own-work",
                en="What would help without ML",
                ja="機械学習を使わずにできること",
            ),
        ),
    ),
    Section(
        "value",
        Text(en="Value and what drives it", ja="価値と、それを左右するもの"),
        (
            _of(
                f"{_PLANNING}/02-find-the-use-case",
                "own-value",
                en="What it is worth per year",
                ja="年間の価値",
            ),
        ),
    ),
    Section(
        "fit",
        Text(en="Whether it should be ML", ja="機械学習を使うべきか"),
        (
            _of(
                f"{_PLANNING}/03-should-it-be-ml",
                "own-fit",
                en="Reasons for and against ML",
                ja="機械学習に向く理由と向かない理由",
            ),
            _of(
                f"{_PLANNING}/03-should-it-be-ml",
                "fit-own-work",
                en="What each use records",
                ja="使われるたびに記録されるもの",
            ),
        ),
    ),
    Section(
        "data",
        Text(en="Data: readiness and quality", ja="データの準備と品質"),
        (
            _of(
                f"{_PLANNING}/04-is-the-data-ready",
                "own-readiness",
                en="Six questions about the data",
                ja="データについての6つの質問",
            ),
            _of(
                f"{_PLANNING}/04-is-the-data-ready",
                "own-quality",
                en="Quality report",
                ja="品質レポート",
            ),
            _of(
                f"{_PLANNING}/04-is-the-data-ready",
                "data-own-missing",
                en="What is missing from the data",
                ja="データに足りないもの",
            ),
            _of(
                f"{_ORGANISATION}/02-data-strategy",
                "lake-own-work",
                en="The systems that hold the data, and the key that links them",
                ja="データのあるシステムと、それを結ぶキー",
            ),
        ),
    ),
    Section(
        "labelling",
        Text(en="Labelling", ja="ラベル付け"),
        (
            _of(
                f"{_PLANNING}/04-is-the-data-ready",
                "own-agreement",
                en="How far two people agree",
                ja="2人のラベルの一致度",
            ),
            _of(
                f"{_ORGANISATION}/02-data-strategy",
                "labels-own-work",
                en="How use itself leaves labels",
                ja="使われるほどラベルがたまる仕組み",
            ),
        ),
    ),
    Section(
        "timeline",
        Text(en="Timeline and 80% date", ja="スケジュールと80%の確率で終わる時期"),
        (
            _of(
                f"{_PLANNING}/05-time-and-production",
                "own-timeline",
                en="Tasks, delays and the end date",
                ja="作業、遅れの要因、終わる時期",
            ),
            _of(
                f"{_PLANNING}/05-time-and-production",
                "time-own-hidden",
                en="People whose help you still have to ask for",
                ja="これから協力を頼む人",
            ),
        ),
    ),
    Section(
        "production",
        Text(en="Production", ja="本番運用"),
        (
            _of(
                f"{_PLANNING}/05-time-and-production",
                "own-production",
                en="Four questions to ask early",
                ja="早めに確かめる4つの質問",
            ),
        ),
    ),
    Section(
        "architecture",
        Text(en="Architecture and monthly cost", ja="アーキテクチャと月額費用"),
        (
            _of(
                f"{_PLANNING}/05-time-and-production",
                "own-architecture",
                en="How predictions reach the people who need them",
                ja="予測を使う人に届ける仕組み",
            ),
        ),
    ),
    Section(
        "team",
        Text(en="Team, training and first two weeks", ja="チーム、研修、最初の2週間"),
        (
            _of(HOME, "own-start", en="People and first steps", ja="関わる人と最初の一歩"),
            _of(HOME, "plan-own-work", en="The first point to settle", ja="最初にはっきりさせる点"),
            _of(
                f"{_ORGANISATION}/03-people-and-teams",
                "own-team",
                en="Who does the six tasks",
                ja="6つの作業を担う人",
            ),
            _of(
                f"{_ORGANISATION}/03-people-and-teams",
                "people-own-work",
                en="Who is missing from the room",
                ja="判断の場に招く人",
            ),
            _of(
                f"{_ORGANISATION}/03-people-and-teams",
                "own-training",
                en="Training for two groups",
                ja="2つのグループの育成",
            ),
        ),
    ),
    Section(
        "organisation",
        Text(en="The organisation: first steps by stage", ja="組織の進め方：段階ごとの最初の一歩"),
        (
            _of(
                f"{_ORGANISATION}/01-journey-and-strategy",
                "own-journey",
                en="Stage of the journey, by evidence",
                ja="根拠から見たジャーニーの段階",
            ),
            _of(
                f"{_ORGANISATION}/01-journey-and-strategy",
                "own-first-projects",
                en="Candidates by backing and time to a result",
                ja="後押しと結果までの時間で分けた候補",
            ),
            _of(
                f"{_ORGANISATION}/01-journey-and-strategy",
                "journey-own-work",
                en="The first project, and what a sceptic hears",
                ja="最初のプロジェクトと、慎重な人への説明",
            ),
            _of(
                f"{_ORGANISATION}/04-leadership",
                "own-question",
                en="The question to a team",
                ja="部署への問いかけ",
            ),
            _of(
                f"{_ORGANISATION}/04-leadership",
                "lead-own-work",
                en="Important or urgent, and what pushes it aside",
                ja="重要か、緊急か、なぜ後回しになるか",
            ),
            _of(
                f"{_ORGANISATION}/04-leadership",
                "own-first-steps",
                en="Steps, people and dates by stage",
                ja="段階ごとにすること、担当者、期日",
            ),
            _of(
                f"{_ORGANISATION}/05-wrap-up",
                "wrap-own-stop",
                en="What to stop, or not to begin yet",
                ja="やめること、まだ始めないこと",
            ),
        ),
    ),
    Section(
        "ideas",
        Text(en="Ideas from module 1", ja="モジュール1で書き留めたアイデア"),
        (
            _of(
                f"{_INTRO}/01-what-is-ml",
                "ml-own-work",
                en="A question to answer sooner or more often",
                ja="もっと早く、もっと頻繁に答えを知りたい問い",
            ),
            _of(
                f"{_INTRO}/02-spam",
                "spam-own-work",
                en="Sorting into two piles, and what errors cost",
                ja="2つに仕分ける仕事と、誤りの損害額",
            ),
            _of(
                f"{_INTRO}/03-product-category",
                "category-own-work",
                en="Choosing from a list",
                ja="一覧から選ぶ仕事",
            ),
            _of(
                f"{_INTRO}/04-tomorrows-sales",
                "sales-own-work",
                en="An amount to forecast",
                ja="予測したい数量",
            ),
            _of(
                f"{_INTRO}/05-four-steps",
                "four-own-work",
                en="Where the data is, and who needs the answer",
                ja="データの場所と、答えを必要とする人",
            ),
            _of(
                f"{_INTRO}/06-cat-photos",
                "cats-own-work",
                en="Something rare to find",
                ja="たくさんの中から探すもの",
            ),
            _of(
                f"{_INTRO}/07-other-tasks",
                "tasks-own-work",
                en="Groups, an alarm or a recommendation",
                ja="グループ分け、アラート、おすすめ",
            ),
            _of(
                f"{_INTRO}/08-review",
                "review-own-work",
                en="A number to ask about",
                ja="質問したい数字",
            ),
        ),
        is_wanted=False,
    ),
    # What no section names, such as from another version of the course, goes here as well.
    Section("notes", Text(en="More notes", ja="そのほかのメモ"), (), is_wanted=False),
)

_SECTION_OF = {
    (source.lesson, source.key): section for section in SECTIONS for source in section.sources
}


def takes(lesson: str, key: str) -> bool:
    """Whether words said about this go into the plan, under a heading of their own or not."""
    return (lesson, key) in _SECTION_OF or "-own-" in key


def section_of(lesson: str, key: str) -> Section:
    """The section that takes up an activity or a question; the last one for those unheard of."""
    return _SECTION_OF.get((lesson, key), SECTIONS[-1])
