"""A plan of the supermarket chain that contradicts itself, invented to be put right. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from mlworkshop.language import Text
from mlworkshop.plan.facts import Facts
from mlworkshop.plan.rules import Finding, findings

__all__ = ["CHANGES", "FACTS", "LINES", "SUSPECTS", "Change", "Suspect", "after", "planted"]

# What the plan says, part by part.
LINES = (
    (
        Text(en="Goal", ja="目標"),
        Text(
            en="In 16 weeks, the shops throw away 8% of their prepared salads. Today it is 12%.",
            ja="16週間後に、惣菜サラダの廃棄率を、今の12%から8%に下げます。",
        ),
    ),
    (
        Text(en="Measured", ja="測り方"),
        Text(
            en="From the sales data and the waste log, every Monday, by the fresh-food buyer.",
            ja="POSと廃棄記録から、毎週月曜に惣菜部のバイヤーが集計します。",
        ),
    ),
    (
        Text(en="Scenario", ja="シナリオ"),
        Text(
            en="Once a day, the shop manager sees an order suggested for the day after tomorrow, "
            "changes it if needed, and sends it. Orders, sales and waste are recorded.",
            ja="店長は1日1回、あさっての発注数の提案を見て、必要なら直して発注します。"
            "発注数、販売数、廃棄数は記録に残ります。",
        ),
    ),
    (
        Text(en="Requirement", ja="要件"),
        Text(
            en="On 85% of the days, the suggestion is within 10% of the demand.",
            ja="85%の日で、提案と需要の差を10%以内に収めます。",
        ),
    ),
    (
        Text(en="Value", ja="価値"),
        Text(
            en="Likely $240,000 a year before costs. Costs of $60,000 a year are counted.",
            ja="費用を引く前で、年2,400万円の見込みです。費用は年600万円で計算しました。",
        ),
    ),
    (
        Text(en="ML or not", ja="機械学習か"),
        Text(
            en="ML: the demand depends on many things at once, and new sales arrive every day.",
            ja="機械学習を使います。需要は多くの要因に左右され、新しい売上データも毎日届きます。",
        ),
    ),
    (
        Text(en="Data", ja="データ"),
        Text(
            en="Three years of sales and waste by shop and day, ready to use. Nothing personal.",
            ja="店舗別・日別の売上と廃棄が3年分あり、すぐに使えます。個人情報は含みません。",
        ),
    ),
    (
        Text(en="Labels", ja="ラベル"),
        Text(
            en="For each past day, someone has to mark whether the salads sold out too early.",
            ja="過去の日ごとに、早く売り切れたかどうか（機会ロスの有無）を人が記録する必要があります。",
        ),
    ),
    (
        Text(en="Timeline", ja="スケジュール"),
        Text(
            en="Collect the data, train the model, build the screen, try it in five shops. Best "
            "case: 14 weeks. In 8 of 10 cases: done within 22.",
            ja="データの収集、モデルの学習、画面の開発、5店舗での試行。最も順調なら14週間、"
            "80%の確率で22週間以内に終わります。",
        ),
    ),
    (
        Text(en="Architecture", ja="アーキテクチャ"),
        Text(
            en="A service that answers in real time, at $9,000 a month. If it fails, the IT desk "
            "is called.",
            ja="リアルタイムで答えるサービスで、月90万円かかります。止まったときは情報システム部を呼びます。",
        ),
    ),
    (
        Text(en="Operation", ja="運用"),
        Text(
            en="The model stays as it is for the first year.",
            ja="最初の1年間は、モデルを作り直しません。",
        ),
    ),
)

FACTS = Facts(
    kpi="share of salads thrown away",
    as_is=12.0,
    to_be=8.0,
    weeks_to_deadline=16.0,
    measured_how="sales data and waste log",
    measured_by="fresh-food buyer",
    training_data_arises=True,
    required_percent=85.0,
    value_likely=240_000.0,  # in dollars; the Japanese edition has a hundred times as many yen
    running_cost=60_000.0,
    verdict="ml",
    new_data_arrives=True,
    full_explanation_demanded=False,
    data_exists="yes",
    personal_data=False,
    labels="to_label",
    weeks_best_case=14.0,
    weeks_80=22.0,
    labelling_planned=False,
    tasks_beside_the_model=3,
    seconds_to_answer=86_400.0,
    architecture="real_time",
    monthly_cost=9_000.0,
    on_call="IT desk",
    retraining_planned=False,
)


@dataclass(frozen=True)
class Suspect:
    """Two parts of the plan that may contradict each other.

    Parameters
    ----------
    text : Text
    why : Text
        Why they do, or do not.
    rule : str
        The id of the rule that finds it; empty where nothing is wrong.
    """

    text: Text
    why: Text
    rule: str = ""


SUSPECTS = {
    "goal-timeline": Suspect(
        Text(en="Goal and timeline", ja="目標とスケジュール"),
        Text(
            en="The goal is due in week 16, and the work is done by week 22 in 8 of 10 cases.",
            ja="期限は16週間後ですが、80%の確率で終わるのは22週間後です。",
        ),
        "deadline-before-end",
    ),
    "requirement-ml": Suspect(
        Text(en="Requirement and the choice of ML", ja="要件と、機械学習を選んだこと"),
        Text(
            en="No contradiction: every model is wrong at times. A plan says how often is "
            "acceptable, and this one does.",
            ja="食い違いではありません。どんなモデルも間違えます。どこまでなら許せるかを、"
            "この計画書は数字で書いています。",
        ),
    ),
    "value-architecture": Suspect(
        Text(en="Value and architecture", ja="価値とアーキテクチャ"),
        Text(
            en="The service alone costs $108,000 a year, and the value counts only $60,000.",
            ja="サービスだけで年1,080万円かかりますが、価値の計算では600万円しか見ていません。",
        ),
        "operation-not-in-the-cost",
    ),
    "data-law": Suspect(
        Text(en="Data and the missing legal basis", ja="データと、書かれていない利用の根拠"),
        Text(
            en="No contradiction: sales by shop and day are not personal data. Names or cards of "
            "customers would be.",
            ja="食い違いではありません。店舗別・日別の売上は個人情報ではありません。"
            "会員番号を使うなら話は別です。",
        ),
    ),
    "labels-timeline": Suspect(
        Text(en="Labels and timeline", ja="ラベルとスケジュール"),
        Text(
            en="People have to label past days, and no task of the timeline does it.",
            ja="人がラベルを付ける必要があるのに、その作業がスケジュールにありません。",
        ),
        "no-labels",
    ),
    "scenario-measured": Suspect(
        Text(en="Scenario and measurement", ja="シナリオと測り方"),
        Text(
            en="No contradiction: managers may change the suggestion, because what counts is the "
            "waste, not who decided on the order.",
            ja="食い違いではありません。測るのは廃棄率なので、店長が提案を直してもかまいません。",
        ),
    ),
    "scenario-architecture": Suspect(
        Text(en="Scenario and architecture", ja="シナリオとアーキテクチャ"),
        Text(
            en="Managers look once a day, so a file every night would do. Real time costs more and "
            "helps no one.",
            ja="店長が見るのは1日1回なので、毎晩のバッチで足ります。リアルタイムは高くつくだけです。",
        ),
        "fast-for-nobody",
    ),
    "ml-operation": Suspect(
        Text(en="Choice of ML and operation", ja="機械学習を選んだ理由と運用"),
        Text(
            en="New sales arrive every day, and the model never learns from them.",
            ja="新しい売上データが毎日届くのに、モデルはそこから学びません。",
        ),
        "no-retraining",
    ),
}


@dataclass(frozen=True)
class Change:
    """One way to settle the first contradiction.

    Parameters
    ----------
    text : Text
    facts : dict of str to value
        What it changes.
    price : Text
        What it costs, and what no rule can see.
    """

    text: Text
    facts: dict[str, object]
    price: Text


CHANGES = {
    "later": Change(
        Text(en="Ask for 24 weeks instead of 16", ja="期限を16週間後から24週間後に延ばしてもらう"),
        {"weeks_to_deadline": 24.0},
        Text(
            en="The board has to agree to two more months. Labelling is still missing from the "
            "timeline, so the 80% date will move again.",
            ja="2か月の延期を役員に認めてもらう必要があります。ラベル付けがまだスケジュールにないので、"
            "終わる時期はさらに遅れます。",
        ),
    ),
    "best-case": Change(
        Text(en="Promise the best case, 14 weeks", ja="最も順調な場合の14週間を約束する"),
        {"weeks_80": 14.0},
        Text(
            en="Only the number has changed: the work and its risks are the same.",
            ja="変わったのは数字だけです。作業もリスクも同じです。",
        ),
    ),
    "no-trial": Change(
        Text(en="Leave out the trial in five shops", ja="5店舗での試行をやめる"),
        {"weeks_80": 16.0, "tasks_beside_the_model": 2},
        Text(
            en="The rules cannot see it, but now no manager uses the suggestions before all shops "
            "depend on them.",
            ja="ルールでは見つかりませんが、店長が一度も試さないまま、全店で使い始めることになります。",
        ),
    ),
    "smaller": Change(
        Text(
            en="Begin with the 40 salads whose sell-out time is already recorded at the checkout",
            ja="売り切れ時刻がPOSに残っている40品から始める",
        ),
        {"weeks_80": 15.0, "labels": "exist", "value_likely": 90_000.0},
        Text(
            en="The first year is worth $90,000 instead of $240,000. That is less than the "
            "real-time service costs, so the architecture has to change as well. But the promise "
            "can be kept, and managers tell you early what to change.",
            ja="初年度の価値は2,400万円から900万円に減ります。リアルタイムのサービスの費用を下回るので、"
            "アーキテクチャも見直す必要があります。その代わり約束を守れて、直すべき点を店長から"
            "早く聞けます。",
        ),
    ),
}


def planted() -> list[str]:
    """The suspects that really contradict each other."""
    return [id_ for id_, suspect in SUSPECTS.items() if suspect.rule]


def after(change: str) -> list[Finding]:
    """What still contradicts itself in the plan once it is changed."""
    return findings(FACTS.model_copy(update=CHANGES[change].facts))
