"""What contradicts itself in a plan: one table of rules over its facts. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlworkshop.errors import cut
from mlworkshop.language import LANGUAGES, Language, Text, counted
from mlworkshop.plan.facts import Facts
from mlworkshop.typed_number import amount

__all__ = ["RULES", "Finding", "Rule", "findings"]

_CURRENCY: dict[Language, str] = {"en": "$", "ja": "円"}
_MONEY = {"value_low", "value_likely", "value_high", "running_cost", "monthly_cost"}
_HOUR, _DAY = 3600, 86_400  # seconds


@dataclass(frozen=True)
class Finding:
    """A contradiction in one plan.

    Parameters
    ----------
    rule : Rule
    found : Text
        What was found, with the plan's own figures.
    """

    rule: Rule
    found: Text


@dataclass(frozen=True)
class Rule:
    """What cannot be true, or cannot be meant, at the same time.

    Parameters
    ----------
    id : str
    needs : tuple of str
        Names of facts; while one of them is unknown, nothing contradicts.
    contradicts : callable
        Takes the values of `needs`, then those of `may`, and says whether they contradict.
    title : Text
    found : Text
        With the names of `needs` in braces.
    why : Text
        Why it matters.
    ask : Text
        The question that settles it.
    may : tuple of str, optional
        Names of facts that may be unknown.
    """

    id: str
    needs: tuple[str, ...]
    contradicts: Callable[..., bool]
    title: Text
    found: Text
    why: Text
    ask: Text
    may: tuple[str, ...] = ()

    def applied(self, facts: Facts) -> Finding | None:
        """What it finds in a plan, if anything."""
        values = [getattr(facts, name) for name in (*self.needs, *self.may)]
        if None in values[: len(self.needs)] or not self.contradicts(*values):
            return None
        en, ja = (
            self.found.of(lang).format(
                **{name: _said(name, getattr(facts, name), lang) for name in self.needs}
            )
            for lang in LANGUAGES
        )
        return Finding(self, Text(en=en, ja=ja))


def findings(facts: Facts) -> list[Finding]:
    """Everything that contradicts itself, in the order of the table."""
    return [finding for rule in RULES if (finding := rule.applied(facts))]


def _said(name: str, value: object, lang: Language) -> str:
    """A fact in words."""
    if name == "seconds_to_answer" and isinstance(value, float):
        return _duration(value, lang)
    if isinstance(value, float | int) and not isinstance(value, bool):
        rounded = float(f"{value:.4g}")
        if name.startswith("weeks_") and lang == "en":
            return counted(rounded, "week")
        if name not in _MONEY:
            return amount(rounded)
        return amount(rounded if rounded < 100 else round(rounded), _CURRENCY[lang])
    return cut(" ".join(str(value).split()))


def _duration(seconds: float, lang: Language) -> str:
    """A time of less than an hour in words."""
    minutes = round(seconds / 60)
    count, unit = (minutes, "minute") if minutes > 1 else (round(seconds), "second")
    if lang == "ja":
        return f"{count}{'分' if unit == 'minute' else '秒'}"
    return counted(count, unit)


RULES = (
    # Time
    Rule(
        "deadline-past",
        ("weeks_to_deadline",),
        lambda deadline: deadline <= 0,
        Text(en="The deadline has passed", ja="期限が過ぎている"),
        Text(
            en="The target date is not in the future.",
            ja="目標の時期が、今日か、もっと前になっています。",
        ),
        Text(
            en="No plan can meet a date in the past, and no one will believe the other dates.",
            ja="過ぎた期限は守れません。ほかの日付も信用されなくなります。",
        ),
        Text(
            en="By when does the business need the result?",
            ja="事業としては、いつまでに必要ですか。",
        ),
    ),
    Rule(
        "deadline-before-end",
        ("weeks_to_deadline", "weeks_80"),
        lambda deadline, end: 0 < deadline < end,
        Text(
            en="The deadline comes before the 80% date", ja="80%の確率で終わる時期より、期限が早い"
        ),
        Text(
            en="The goal is due in {weeks_to_deadline}; the timeline ends within {weeks_80} "
            "in 8 of 10 cases.",
            ja="目標の期限は{weeks_to_deadline}週間後ですが、スケジュールが80%の確率で終わるのは"
            "{weeks_80}週間後です。",
        ),
        Text(
            en="You would promise a date that you expect to miss.",
            ja="守れないと分かっている日付を約束することになります。",
        ),
        Text(
            en="Which part can come later, or who agrees to a later date?",
            ja="後回しにできるのはどの部分ですか。または、誰に期限の延長を認めてもらいますか。",
        ),
    ),
    Rule(
        "only-the-model",
        ("tasks_beside_the_model",),
        lambda tasks: tasks == 0,
        Text(en="Only the model is in the timeline", ja="スケジュールにモデル開発しかない"),
        Text(
            en="The timeline has no task beside the model.",
            ja="スケジュールに、モデル開発以外の作業がありません。",
        ),
        Text(
            en="Data, labels, integration and the trial often take longer than the model.",
            ja="データ、ラベル付け、組み込み、利用者との検証のほうが、長くかかることが多いからです。",
        ),
        Text(
            en="Who gets the data, who labels it, and who builds the screen, by when?",
            ja="データの入手、ラベル付け、画面の開発は、誰がいつまでに行いますか。",
        ),
    ),
    Rule(
        "nothing-goes-wrong",
        ("weeks_best_case", "weeks_80"),
        lambda best, end: end <= best,
        Text(en="The timeline has no room for delays", ja="スケジュールに遅れの余地がない"),
        Text(
            en="The 80% date ({weeks_80}) does not come after the best case ({weeks_best_case}).",
            ja="80%の確率で終わる時期（{weeks_80}週間後）が、最も順調な場合"
            "（{weeks_best_case}週間後）と変わりません。",
        ),
        Text(
            en="A date that holds only if nothing goes wrong is not a promise.",
            ja="すべてが順調なときにしか守れない日付は、約束になりません。",
        ),
        Text(
            en="Which delay hit your last project, and how likely is it this time?",
            ja="前のプロジェクトは何で遅れましたか。今回も起きる確率はどのくらいですか。",
        ),
    ),
    # Value
    Rule(
        "no-gap",
        ("as_is", "to_be"),
        lambda now, then: now == then,
        Text(en="There is no gap to close", ja="埋めるギャップがない"),
        Text(
            en="The KPI is {as_is} today, and the target is {to_be}.",
            ja="KPIの現状は{as_is}、目標は{to_be}です。",
        ),
        Text(en="Then nothing has to change.", ja="これでは、何も変える必要がありません。"),
        Text(
            en="Which value would show that the project was worth it?",
            ja="KPIがいくつになれば、やってよかったと言えますか。",
        ),
    ),
    Rule(
        "value-below-cost",
        ("value_likely", "running_cost"),
        lambda value, cost: value <= cost,
        Text(en="It costs more than it brings in", ja="費用が価値を上回っている"),
        Text(
            en="Before costs, a year is worth {value_likely} (the middle of the simulated years). "
            "It costs {running_cost}.",
            ja="費用を引く前の年間の価値は{value_likely}（試算の中央値）、費用は{running_cost}です。",
        ),
        Text(
            en="Even if all goes as expected, the project loses money.",
            ja="期待どおりに進んでも、赤字になります。",
        ),
        Text(
            en="Which driver of the value could be larger, or what can you leave out?",
            ja="価値を増やせる要因は何ですか。または、何を削れますか。",
        ),
    ),
    Rule(
        "operation-not-in-the-cost",
        ("running_cost", "monthly_cost"),
        lambda cost, month: 12 * month > cost,
        Text(en="The value leaves out part of the cost", ja="価値の計算に費用の一部が入っていない"),
        Text(
            en="The architecture costs {monthly_cost} a month; the value counts only "
            "{running_cost} a year.",
            ja="アーキテクチャの費用は月{monthly_cost}ですが、価値の計算では年{running_cost}しか"
            "見ていません。",
        ),
        Text(
            en="The value looks better than it is.",
            ja="価値が実際よりも良く見えています。",
        ),
        Text(
            en="What does a year of operation cost, people included?",
            ja="人件費も含めて、1年間の運用にいくらかかりますか。",
        ),
    ),
    # The KPI
    Rule(
        "no-way-to-measure",
        ("kpi",),
        lambda kpi, how: bool(kpi.strip()) and not (how or "").strip(),
        Text(en="No one can measure the KPI", ja="KPIを測る方法がない"),
        Text(
            en='The KPI "{kpi}" comes without a way to measure it.',
            ja="KPI「{kpi}」を測る方法が書かれていません。",
        ),
        Text(
            en="In the end, no one will know whether the project succeeded.",
            ja="最後に、成功したかどうかが誰にも分かりません。",
        ),
        Text(
            en="In which system or report does this number appear today?",
            ja="その数字は、今どのシステムや帳票で見られますか。",
        ),
        may=("measured_how",),
    ),
    Rule(
        "nobody-measures",
        ("kpi", "measured_how"),
        lambda kpi, how, who: bool(kpi.strip() and how.strip()) and not (who or "").strip(),
        Text(en="No one is named to measure the KPI", ja="KPIを測る人が決まっていない"),
        Text(
            en='There is a way to measure "{kpi}", but no one is named to do it.',
            ja="「{kpi}」の測り方はありますが、測る人が決まっていません。",
        ),
        Text(
            en="A number that no one owns is not measured when the project gets busy.",
            ja="担当者のいない数字は、忙しくなると測られなくなります。",
        ),
        Text(en="Who reports it, and how often?", ja="誰が、どのくらいの頻度で報告しますか。"),
        may=("measured_by",),
    ),
    # What is demanded of the model
    Rule(
        "never-wrong",
        ("required_percent",),
        lambda percent: percent >= 100,
        Text(en="The model must never be wrong", ja="間違いが許されていない"),
        Text(
            en="The requirement is {required_percent}%.",
            ja="モデルの要件は{required_percent}%です。",
        ),
        Text(
            en="No model can promise that. If no error is acceptable, ML is the wrong tool.",
            ja="どんなモデルでも約束できません。1件の誤りも許されないなら、機械学習は向いていません。",
        ),
        Text(
            en="What does one error cost, and who catches it?",
            ja="1件の誤りでいくら損をしますか。誰がそれに気づきますか。",
        ),
    ),
    Rule(
        "better-than-people",
        ("required_percent", "agreement"),
        lambda percent, agreement: percent > 100 * agreement,
        Text(
            en="The requirement is higher than people's agreement",
            ja="モデルの要件が、人どうしの一致度より高い",
        ),
        Text(
            en="The requirement is {required_percent}%; the agreement of two people is {agreement} "
            "(1 is perfect).",
            ja="モデルの要件は{required_percent}%ですが、2人のラベルの一致度は{agreement}です"
            "（1が完全な一致）。",
        ),
        Text(
            en="The two are not the same measure. But where people disagree, no one knows whether "
            "the model is right, so such a requirement is hard to prove.",
            ja="2つは同じ指標ではありません。それでも、人の意見が割れるところでは正解が決まらないので、"
            "達成したことを示せません。",
        ),
        Text(
            en="Which rule for labelling would make two people agree?",
            ja="どんな基準があれば、2人のラベルがそろいますか。",
        ),
    ),
    # Data and labels
    Rule(
        "no-labels",
        ("labels", "labelling_planned"),
        lambda labels, planned: labels == "to_label" and not planned,
        Text(
            en="Labels are missing, and no one is going to add them",
            ja="ラベルがなく、ラベル付けの予定もない",
        ),
        Text(
            en="There are no labels yet, and the timeline has no labelling.",
            ja="ラベルがまだないのに、スケジュールにラベル付けの作業がありません。",
        ),
        Text(
            en="Without labels there is nothing to learn from, and nothing to measure with.",
            ja="ラベルがなければ、学習も評価もできません。",
        ),
        Text(
            en="Who labels how many examples, by when?",
            ja="誰が、いつまでに、何件にラベルを付けますか。",
        ),
    ),
    Rule(
        "labels-of-no-data",
        ("data_exists", "labels"),
        lambda exists, labels: exists == "no" and labels == "exist",
        Text(en="Labels exist for data that do not", ja="データがないのにラベルがある"),
        Text(
            en="The plan says that labels exist and that the data do not.",
            ja="ラベルはあるのに、データはないと書かれています。",
        ),
        Text(en="One of the two is a guess.", ja="どちらかが思い込みです。"),
        Text(
            en="Can someone show you ten labelled examples this week?",
            ja="今週中に、ラベル付きの例を10件見せてもらえますか。",
        ),
    ),
    Rule(
        "labels-do-not-arise",
        ("training_data_arises", "labels"),
        lambda arises, labels: not arises and labels == "arise",
        Text(
            en="Labels are to arise from use, but do not",
            ja="使ううちに生まれるはずのラベルが、生まれない",
        ),
        Text(
            en="Labels should come from use, but no step of the scenario records training data.",
            ja="ラベルは使ううちに集まる想定ですが、シナリオのどこでも学習用データが記録されません。",
        ),
        Text(
            en="The cycle of use, data and accuracy cannot turn.",
            ja="「使われる、データが増える、精度が上がる」という循環が回りません。",
        ),
        Text(
            en="At which step does someone confirm or correct the answer?",
            ja="どの場面で、誰が答えを確認したり直したりしますか。",
        ),
    ),
    Rule(
        "no-legal-basis",
        ("personal_data",),
        lambda personal, basis: personal and basis is not True,
        Text(en="Personal data without a legal basis", ja="個人情報を使う根拠がない"),
        Text(
            en="The data are personal, and no legal basis for this use is named.",
            ja="個人情報を使いますが、この目的で使ってよい根拠が書かれていません。",
        ),
        Text(
            en="The project can be stopped at any time, after the money has been spent.",
            ja="費用をかけた後でも、いつ中止になるか分かりません。",
        ),
        Text(
            en="Which consent, contract or law allows this use, and who confirms it?",
            ja="どの同意、契約、法令にもとづく利用ですか。誰がそれを確認しますか。",
        ),
        may=("legal_basis",),
    ),
    # Machine learning or not
    Rule(
        "rule-with-a-model",
        ("verdict", "weeks_80"),
        lambda verdict, end: verdict == "rule" and end > 0,
        Text(
            en="A rule is enough, but a model is planned", ja="ルールで足りるのに、モデルを作る予定"
        ),
        Text(
            en="Your verdict is a rule without ML; the timeline still plans {weeks_80} of an "
            "ML project.",
            ja="「ルールで足りる」と判断しましたが、スケジュールは{weeks_80}週間の機械学習プロジェクト"
            "です。",
        ),
        Text(
            en="A model costs more than a rule every month, long after the project.",
            ja="モデルには、プロジェクトの後も毎月、ルールより多くの費用がかかります。",
        ),
        Text(
            en="How much of the value does the rule bring, and from when?",
            ja="ルールだけで、価値のどのくらいが、いつから得られますか。",
        ),
    ),
    Rule(
        "certainty-from-ml",
        ("verdict", "certainty_demanded"),
        lambda verdict, demanded: verdict in ("ml", "prompt") and demanded,
        Text(en="ML, and no error is acceptable", ja="機械学習を使うのに、誤りが許されない"),
        Text(
            en="The answer is to come from a model, and it must be right every single time.",
            ja="モデルに答えさせる計画ですが、毎回必ず正しいことも求められています。",
        ),
        Text(
            en="Every model is wrong at times, so the first error may end the project.",
            ja="どんなモデルも間違えるので、最初の誤りで計画が終わるおそれがあります。",
        ),
        Text(
            en="Which part must be certain, and could a rule or a person decide that part?",
            ja="必ず正しくなければならないのはどの部分ですか。そこだけ、ルールや人で決められますか。",
        ),
    ),
    Rule(
        "every-decision-explained",
        ("verdict", "full_explanation_demanded"),
        lambda verdict, demanded: verdict == "ml" and demanded,
        Text(
            en="ML, and every decision explained in full",
            ja="機械学習を使い、すべての判断の説明も求めている",
        ),
        Text(
            en="The verdict is ML, and each decision must be explained in full.",
            ja="機械学習を使うと判断しましたが、1件ごとの完全な説明も求められています。",
        ),
        Text(
            en="Most models give tendencies, not reasons that hold in every case.",
            ja="多くのモデルが示せるのは傾向で、1件ごとに通用する理由ではありません。",
        ),
        Text(
            en="Who needs which explanation, and would a suggestion to a person do?",
            ja="誰が、どんな説明を必要としていますか。人への提案だけなら足りますか。",
        ),
    ),
    # Production
    Rule(
        "real-time-by-night",
        ("seconds_to_answer", "architecture"),
        lambda seconds, how: seconds < _HOUR and how in ("batch_files", "batch_warehouse"),
        Text(
            en="Answers within the hour from a nightly batch", ja="すぐに答えが要るのに、夜間バッチ"
        ),
        Text(
            en="The answer is needed within {seconds_to_answer}, and the architecture is a batch.",
            ja="{seconds_to_answer}以内に答えが必要ですが、アーキテクチャはバッチ処理です。",
        ),
        Text(
            en="The prediction arrives after the decision has been made.",
            ja="予測が届くころには、判断は終わっています。",
        ),
        Text(
            en="Who waits for the answer, and what happens if it comes tomorrow?",
            ja="誰が答えを待っていますか。翌日に届くと何が困りますか。",
        ),
    ),
    Rule(
        "fast-for-nobody",
        ("seconds_to_answer", "architecture"),
        lambda seconds, how: seconds >= _DAY and how == "real_time",
        Text(en="Real time for an answer that can wait", ja="急がない答えにリアルタイム"),
        Text(
            en="The answer can wait until tomorrow; the architecture answers in real time.",
            ja="答えは翌日でもかまいませんが、アーキテクチャはリアルタイムです。",
        ),
        Text(
            en="You pay for a service that is always on, and for someone to watch it.",
            ja="常に動くサービスと、それを見守る人に費用がかかります。",
        ),
        Text(
            en="Would a file every morning do for the first release?",
            ja="最初のリリースは、毎朝のファイルで足りませんか。",
        ),
    ),
    Rule(
        "nobody-called",
        ("architecture",),
        lambda how, who: how in ("real_time", "existing_flow") and not (who or "").strip(),
        Text(en="No one is called when it fails", ja="止まったときに呼ばれる人がいない"),
        Text(
            en="The service answers at any time, but the plan does not say who is called when it "
            "fails.",
            ja="いつでも答えを返す仕組みなのに、止まったときに誰を呼ぶかが書かれていません。",
        ),
        Text(
            en="The first night on which it fails decides whether people trust it.",
            ja="最初に止まった夜の対応で、使い続けてもらえるかどうかが決まります。",
        ),
        Text(
            en="Who is called, and what do people do until it works again?",
            ja="誰を呼びますか。復旧するまで、現場はどうしますか。",
        ),
        may=("on_call",),
    ),
    Rule(
        "no-retraining",
        ("new_data_arrives", "retraining_planned"),
        lambda arrives, planned: arrives and not planned,
        Text(en="The data change, the model does not", ja="データは変わるのに、再学習の予定がない"),
        Text(
            en="New data keep arriving, and no retraining is planned.",
            ja="新しいデータが入り続けますが、再学習の予定がありません。",
        ),
        Text(
            en="The model may get worse without anyone noticing.",
            ja="誰も気づかないうちに、精度が落ちていくおそれがあります。",
        ),
        Text(
            en="Who looks at which number each month, and when do you retrain?",
            ja="毎月、誰がどの数字を見て、どうなったら再学習しますか。",
        ),
    ),
    Rule(
        "retraining-on-nothing",
        ("new_data_arrives", "retraining_planned"),
        lambda arrives, planned: not arrives and planned,
        Text(en="Retraining without new data", ja="新しいデータがないのに、再学習の予定がある"),
        Text(
            en="Retraining is planned, but no new data arrive.",
            ja="再学習の予定がありますが、新しいデータは入りません。",
        ),
        Text(
            en="The same data give the same model.",
            ja="同じデータからは、同じモデルしかできません。",
        ),
        Text(
            en="Where could new examples come from, once people use it?",
            ja="使われ始めたら、新しい例をどこから集められますか。",
        ),
    ),  # The team
    Rule(
        "nobody-to-label",
        ("labels", "labelling_by"),
        lambda labels, by: labels == "to_label" and by == "nobody",
        Text(en="No one is there to label", ja="ラベルを付ける人がいない"),
        Text(
            en="Labels have to be added, and no one on the team can do it.",
            ja="これからラベルを付ける必要があるのに、担う人がいません。",
        ),
        Text(
            en="Labelling needs people who know the subject, and they have other work.",
            ja="ラベル付けには業務を知る人が必要で、その人たちには本来の仕事があります。",
        ),
        Text(
            en="Whose time do you ask for, and which of their work stops meanwhile?",
            ja="誰の時間を、何の仕事を止めて分けてもらいますか。",
        ),
    ),
    Rule(
        "nobody-to-operate",
        ("architecture", "operation_by"),
        lambda architecture, by: by == "nobody",
        Text(en="It goes live, and no one operates it", ja="本番で動かすのに、運用する人がいない"),
        Text(
            en="The plan has an architecture for production, and no one to operate it.",
            ja="本番運用のアーキテクチャは決まっているのに、運用を担う人がいません。",
        ),
        Text(
            en="A model that no one watches gets worse until a customer notices.",
            ja="誰も見ていないモデルは、お客様に気づかれるまで悪くなり続けます。",
        ),
        Text(
            en="Who watches it from the first day, and in whose working hours?",
            ja="初日から誰が見守りますか。それは誰の勤務時間に入っていますか。",
        ),
    ),
    Rule(
        "staffed-too-late",
        ("weeks_to_staff", "weeks_to_deadline"),
        lambda staffed, deadline: 0 < deadline < staffed,
        Text(en="The team is complete after the deadline", ja="チームがそろう前に期限が来る"),
        Text(
            en="The last gap in the team is filled in {weeks_to_staff}; the goal is due in "
            "{weeks_to_deadline}.",
            ja="チームの穴がすべて埋まるのは{weeks_to_staff}週間後ですが、目標の期限は"
            "{weeks_to_deadline}週間後です。",
        ),
        Text(
            en="Until then, part of the work is done by no one.",
            ja="それまで、一部の作業は誰も担えません。",
        ),
        Text(
            en="Who bridges the gap until then, or which task can wait?",
            ja="それまで誰がつなぎますか。または、どの作業を後回しにできますか。",
        ),
    ),
    Rule(
        "trained-too-late",
        ("weeks_to_train", "weeks_to_deadline"),
        lambda trained, deadline: 0 < deadline < trained,
        Text(en="The training ends after the deadline", ja="育成が終わる前に期限が来る"),
        Text(
            en="The technical team is trained in {weeks_to_train}; the goal is due in "
            "{weeks_to_deadline}.",
            ja="技術チームの育成が終わるのは{weeks_to_train}週間後ですが、目標の期限は"
            "{weeks_to_deadline}週間後です。",
        ),
        Text(
            en="This project cannot use what people learn after it.",
            ja="終わってから身につくことは、このプロジェクトでは使えません。",
        ),
        Text(
            en="What do people need first, and who can do it until then?",
            ja="最初に必要な知識は何ですか。それまで誰が代わりに担いますか。",
        ),
    ),
)
