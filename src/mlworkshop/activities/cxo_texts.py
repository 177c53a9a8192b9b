"""The words of the CXO simulation: decisions, options, what follows from them, and the deck."""

from __future__ import annotations

from dataclasses import dataclass

from mlworkshop.activities.cxo_model import (
    BOUGHT,
    CORE,
    DIRECTOR,
    FIRST,
    LEAK,
    LEAVES,
    NEXT,
    ORGANISATION,
    OUTSIDE,
    PEOPLE,
    PRICES,
    PRICING,
    RECORDS,
    RIVAL,
    ROLL_OUT,
    SETBACK,
    TOOLS,
    TRUTH,
    WHY,
)
from mlworkshop.language import Text, text
from mlworkshop.typed_number import amount

STRATEGY, DATA, TOGETHER = AREAS = ("strategy", "data", "together")
AREA = {
    STRATEGY: Text(en="strategy", ja="戦略"),
    DATA: Text(en="data", ja="データ"),
    TOGETHER: Text(en="collaboration", ja="協力体制"),
}
STAGES = (
    Text(en="interest, little experience", ja="興味はあるが、経験は浅い"),
    Text(en="a few models in production", ja="少数の実用化"),
    Text(en="several in production, with impact", ja="複数の実用化と事業への貢献"),
)


@dataclass(frozen=True)
class Decision:
    """A decision: its area, what is going on, and the options in the order of their letters."""

    area: str
    title: Text
    scene: Text
    options: tuple[Text, Text, Text]


def _decision(
    area: str,
    title: tuple[str, str],
    scene: tuple[str, str],
    *options: tuple[str, str],
) -> Decision:
    one, two, three = (Text(en=en, ja=ja) for en, ja in options)
    return Decision(
        area,
        Text(en=title[0], ja=title[1]),
        Text(en=scene[0], ja=scene[1]),
        (one, two, three),
    )


DECISIONS = {
    FIRST: _decision(
        STRATEGY,
        ("The first project", "最初のプロジェクト"),
        (
            "The chain analyses its sales, but no one has used ML yet. Which project comes first?",
            "売上の分析はしていますが、機械学習を使った人はまだいません。どのプロジェクトから始めますか。",
        ),
        (
            "Forecast fresh food in twenty stores: the board cares, results in three months",
            "20店舗で生鮮品の販売数を予測する。関心が高く、3か月で結果が出る",
        ),
        (
            "Set prices daily in all stores: the largest value, a year of work on good data",
            "全店の価格を毎日見直す。効果は最大だが、良いデータと1年が必要",
        ),
        (
            "Watch competitors for a year, then buy what has worked for them",
            "1年間は他社の様子を見て、成果の出たものを後から買う",
        ),
    ),
    WHY: _decision(
        STRATEGY,
        ("The reason", "始める理由"),
        (
            "People ask why the chain needs ML at all. What do they hear from you?",
            "「なぜ当社に機械学習が必要なのか」と聞かれます。社内にどう伝えますか。",
        ),
        (
            "Explain the reason in a two-day course for directors and store managers",
            "役員と店長に、2日間の研修で理由を説明する",
        ),
        (
            "Announce a public target: the first savings in every region within a year",
            "「1年以内に全地域で成果を出す」と目標を発表する",
        ),
        (
            "Say little until there is a first result that you can show",
            "見せられる結果が出るまでは、多くを語らない",
        ),
    ),
    RECORDS: _decision(
        DATA,
        ("The data at hand", "手元のデータ"),
        (
            "Purchasing, logistics and stores each keep data of their own. What happens to it?",
            "仕入・物流・店舗が、それぞれにデータを持っています。どうしますか。",
        ),
        (
            "Explore and document what exists, and write down what ML can use",
            "今あるデータを調べて文書にし、機械学習に使えるかどうかを記す",
        ),
        (
            "Move everything into one new data lake now, to be ready for any project",
            "どんなプロジェクトにも備え、すべてを新しいデータレイクに移す",
        ),
        (
            "Collect by hand what the first project needs, and leave the rest alone",
            "最初の案件に必要な分だけを手作業で集め、残りはそのままにする",
        ),
    ),
    TOOLS: _decision(
        TOGETHER,
        ("Hands and tools", "誰が、何を使って"),
        (
            "Two analysts are free for the work. Who helps them, and with which tools?",
            "担当できるのは分析担当の2人です。誰と組み、何を使いますか。",
        ),
        (
            "An outside partner works beside them with managed cloud services",
            "社外のパートナーと組み、クラウドのマネージドサービスを使う",
        ),
        (
            "The chain buys a complete ML platform, for this project and all later ones",
            "今後の案件すべてに使えるように、機械学習の基盤一式を自社で持つ",
        ),
        (
            "Each department may explore its data and experiment, with a managed notebook",
            "各部門にデータの探索と実験を認め、マネージドのノートブックを用意する",
        ),
    ),
    SETBACK: _decision(
        STRATEGY,
        ("A failure", "失敗"),
        (
            "Your first model is badly wrong over a holiday week, and a newspaper reports it.",
            "連休の週に最初のモデルが大きく外れ、新聞でも報じられました。どう対応しますか。",
        ),
        (
            "Say openly what went wrong, and give the team time to learn from it",
            "何が悪かったのかを公表し、チームが学ぶ時間を取る",
        ),
        (
            "Withdraw the model where it was worst, and give the team other work",
            "特にひどかった店舗から引き上げ、チームには別の仕事を任せる",
        ),
        (
            "Have people approve whatever the model suggests from now on",
            "今後は、モデルの提案をすべて人が承認してから使う",
        ),
    ),
    ROLL_OUT: _decision(
        STRATEGY,
        ("From trial to production", "試行から本番へ"),
        (
            "Other stores ask for it, too. How does it get from the trial into production?",
            "ほかの店舗からも使いたいという声が上がりました。本番にどう進めますか。",
        ),
        (
            "By a plan with an owner, monitoring and retraining, store by store",
            "責任者・監視・再学習を決めた計画に沿って、順に広げる",
        ),
        (
            "Into all stores this month, with repairs when problems come up",
            "今月中に全店へ入れ、問題が出たら、その都度直していく",
        ),
        (
            "After pilots in three more departments, so that more people gain experience",
            "まず別の3部門でも試し、経験者を増やしてから決める",
        ),
    ),
    TRUTH: _decision(
        DATA,
        ("One source of truth", "信頼できる1つの情報源"),
        (
            "Three departments count the same sales differently. How is the data brought together?",
            "同じ売上なのに、3つの部門で数字が違います。データをどうまとめますか。",
        ),
        (
            "Agree with the departments on one source that all trust",
            "部門と話し合い、全員が使う1つの共有データに統合する",
        ),
        (
            "Order every department to hand over its data by spring",
            "春までにすべてのデータを渡すよう全部門に指示する",
        ),
        (
            "Link only the tables that the models in production need",
            "今、本番で使うモデルに必要な表だけをつなぐ",
        ),
    ),
    PEOPLE: _decision(
        TOGETHER,
        ("Skills", "人材とスキル"),
        (
            "The team can no longer keep up with requests. Where do more skills come from?",
            "チームだけでは依頼に応えきれません。スキルをどう増やしますか。",
        ),
        (
            "Build an in-house ML team around experienced people from outside",
            "経験者を採用し、社内に機械学習のチームを作る",
        ),
        (
            "Train your own people in courses that use the chain's data",
            "自社のデータを使った研修で、今いる社員を育てる",
        ),
        (
            "Leave the extra work to outside specialists, paid by the month",
            "増えた仕事は、月契約で社外の専門家に任せる",
        ),
    ),
    CORE: _decision(
        STRATEGY,
        ("The core of the business", "事業の中核"),
        (
            "Two years are over. The board asks what role ML will play from now on.",
            "2年がたちました。経営陣から、今後の位置づけを聞かれます。",
        ),
        (
            "Part of the long-term strategy, with one director responsible for it",
            "長期戦略に組み込み、責任をもつ役員を置く",
        ),
        (
            "An item in each year's budget: what earns too little is cut",
            "年度予算の1項目とし、効果の小さいものは打ち切る",
        ),
        (
            "A business of its own, which sells forecasts to suppliers",
            "独立した事業とし、取引先に予測を販売する",
        ),
    ),
    OUTSIDE: _decision(
        DATA,
        ("Better data", "より良いデータ"),
        (
            "The models know the chain's own data only. What improves them next?",
            "モデルが知っているのは自社のデータだけです。次に何をしますか。",
        ),
        (
            "Buy external data: weather, local events, market prices",
            "天気、地域の行事、市場価格などの外部データを買う",
        ),
        (
            "Correct the weakest of the chain's own data first",
            "まず、自社のデータで特に弱いところを直す",
        ),
        (
            "Exchange data with suppliers, who share theirs in return",
            "取引先とデータを交換し、互いに使えるようにする",
        ),
    ),
    ORGANISATION: _decision(
        TOGETHER,
        ("The organisation", "組織"),
        (
            "Six departments want models of their own. How are the ML people organised?",
            "6つの部門が自分のモデルを欲しがっています。機械学習の人材をどう配置しますか。",
        ),
        (
            "A central ML team that recruits and works with one department after another",
            "採用も担う全社の機械学習チームを置き、部門と順番に組む",
        ),
        (
            "ML people inside each department, with standards that all of them share",
            "部門ごとに機械学習の人材を置き、共通の標準で働く",
        ),
        (
            "As before: those who built the first models help where they can",
            "今までどおり、最初に作った人たちができる範囲で手伝う",
        ),
    ),
    NEXT: _decision(
        TOGETHER,
        ("What comes next", "次の一手"),
        (
            "One decision is left before the two years that this budget pays for.",
            "この予算でまかなう2年間が始まります。最後の決断です。",
        ),
        (
            "Keep time in every team for exploring data and experimenting",
            "どのチームにも、データの探索と実験の時間を残す",
        ),
        (
            "Put everyone on the applications that have proved themselves",
            "すでに成果の出ている用途に、全員を集める",
        ),
        (
            "Buy the chain's own ML platform, for all that is in production",
            "本番で動くものすべてのために、自社の基盤を買う",
        ),
    ),
}

# Short names of the options, for the debrief.
SHORT = {
    (FIRST, "pilot"): Text(en="the forecast pilot", ja="予測の試行"),
    (FIRST, "pricing"): Text(en="daily prices", ja="価格の毎日見直し"),
    (FIRST, "wait"): Text(en="waiting for competitors", ja="他社の様子見"),
    (WHY, "course"): Text(en="the leaders' course", ja="管理職の研修"),
    (WHY, "target"): Text(en="a public target", ja="目標の発表"),
    (WHY, "quiet"): Text(en="saying little", ja="結果が出るまで語らない"),
    (RECORDS, "document"): Text(en="documenting the data", ja="データの文書化"),
    (RECORDS, "lake"): Text(en="a data lake at once", ja="データレイクへの移行"),
    (RECORDS, "by_hand"): Text(en="data by hand", ja="手作業での収集"),
    (TOOLS, "partner"): Text(en="a partner", ja="社外パートナー"),
    (TOOLS, "platform"): Text(en="the early platform", ja="早い時期の自社基盤"),
    (TOOLS, "open"): Text(en="open experiments", ja="各部門での実験"),
    (SETBACK, "learn"): Text(en="learning in the open", ja="公表して学ぶ"),
    (SETBACK, "stop"): Text(en="withdrawal", ja="引き上げ"),
    (SETBACK, "guard"): Text(en="approval by people", ja="人による承認"),
    (ROLL_OUT, "plan"): Text(en="a production plan", ja="本番計画"),
    (ROLL_OUT, "rush"): Text(en="all stores at once", ja="全店一斉"),
    (ROLL_OUT, "pilots"): Text(en="more pilots", ja="追加の試行"),
    (TRUTH, "agree"): Text(en="an agreed source", ja="合意による統合"),
    (TRUTH, "order"): Text(en="an order", ja="指示による統合"),
    (TRUTH, "link"): Text(en="linking some tables", ja="必要な表だけの接続"),
    (PEOPLE, "hire"): Text(en="an in-house team", ja="社内のチーム"),
    (PEOPLE, "train"): Text(en="training", ja="社員の育成"),
    (PEOPLE, "rent"): Text(en="specialists by the month", ja="社外の専門家"),
    (CORE, "embed"): Text(en="a long-term strategy", ja="長期戦略"),
    (CORE, "results"): Text(en="cutting by results", ja="効果による打ち切り"),
    (CORE, "service"): Text(en="selling forecasts", ja="予測の販売"),
    (OUTSIDE, "buy"): Text(en="buying data", ja="外部データの購入"),
    (OUTSIDE, "repair"): Text(en="repairing data", ja="自社データの修正"),
    (OUTSIDE, "swap"): Text(en="exchanging data", ja="取引先との交換"),
    (ORGANISATION, "central"): Text(en="a central team", ja="全社チーム"),
    (ORGANISATION, "inside"): Text(en="people in departments", ja="部門ごとの配置"),
    (ORGANISATION, "leave"): Text(en="leaving it as it is", ja="現状維持"),
    (NEXT, "experiments"): Text(en="time for experiments", ja="実験の時間"),
    (NEXT, "proven"): Text(en="proven uses only", ja="実績のある用途への集中"),
    (NEXT, "platform"): Text(en="the late platform", ja="後で買う自社基盤"),
}

# What follows, by decision, option and how it went.
REPLIES = {
    (FIRST, "pilot", ""): Text(
        en="After three months, twenty stores throw away less. The board has something to show.",
        ja="3か月後、20店舗で廃棄が減りました。経営陣にも見せられる結果です。",
    ),
    (FIRST, "pricing", ""): Text(
        en="The board likes the size of it. Nothing is in use until next year.",
        ja="経営陣は規模の大きさを気に入りました。来年まで、使われるものはありません。",
    ),
    (FIRST, "wait", ""): Text(
        en="Money is saved. Nothing is in use this year, and no one learns anything.",
        ja="お金は減りません。今年は使われるものがなく、社内の学びもありません。",
    ),
    (WHY, "course", ""): Text(
        en="Directors and store managers know what to expect, failures included.",
        ja="役員と店長が、失敗も含めて、何を期待すればよいかを理解しました。",
    ),
    (WHY, "target", ""): Text(
        en="There is applause, and everyone now waits for the savings.",
        ja="期待が高まりました。全員が成果を待っています。",
    ),
    (WHY, "quiet", ""): Text(
        en="No one expects much. No one is disappointed, but no one helps either.",
        ja="期待もされず、失望もされませんが、協力もされません。",
    ),
    (RECORDS, "document", ""): Text(
        en="A catalogue says what each table means, and which gaps matter.",
        ja="どの表が何を意味し、どの欠けが問題なのかが分かる一覧ができました。",
    ),
    (RECORDS, "lake", "known"): Text(
        en="The tables were described, so the lake can be searched and used.",
        ja="表の説明があったので、データレイクは探しやすく、使えます。",
    ),
    (RECORDS, "lake", "unknown"): Text(
        en="The lake holds a lot that no one can explain. Half of it will never be used.",
        ja="説明できる人のいないデータが、たくさん入りました。半分は使われないままです。",
    ),
    (RECORDS, "by_hand", ""): Text(
        en="The first project has what it needs. The next one starts from nothing.",
        ja="最初の案件に必要な分はそろいました。次の案件は一からです。",
    ),
    (TOOLS, "partner", ""): Text(
        en="The work goes fast, and your two analysts learn by doing it with the partner.",
        ja="作業は速く進み、分析担当の2人も一緒に働いて学びました。",
    ),
    (TOOLS, "platform", ""): Text(
        en="The platform is impressive. So far it has hardly any data, users or tasks.",
        ja="立派な基盤です。ただ、データも使う人も用途も、まだほとんどありません。",
    ),
    (TOOLS, "open", "known"): Text(
        en="People find their way in the documented data, and 30 of them try something.",
        ja="データに説明があるので迷わず、30人が試し始めました。",
    ),
    (TOOLS, "open", "unknown"): Text(
        en="People are curious, but most get lost in tables without a description.",
        ja="関心は高いのですが、説明のない表で迷う人が大半です。",
    ),
    (SETBACK, "learn", "prepared"): Text(
        en="Leaders had been told that models fail at times. They defend the team.",
        ja="研修で失敗もあると聞いていた管理職が、チームを守ってくれました。",
    ),
    (SETBACK, "learn", "surprised"): Text(
        en="The team learns a lot. Leaders, who expected no failures, are shocked.",
        ja="チームは多くを学びました。失敗を想定していなかった管理職は動揺しています。",
    ),
    (SETBACK, "stop", ""): Text(
        en="Calm returns, but two fifths of what was in use is gone.",
        ja="騒ぎは収まりました。使われていたものの4割が止まりました。",
    ),
    (SETBACK, "guard", ""): Text(
        en="Mistakes are caught, and store managers feel safe. The checks cost money every year.",
        ja="誤りは止まり、店長は安心しました。確認の費用は毎年かかります。",
    ),
    (ROLL_OUT, "plan", ""): Text(
        en="Each new store gets a model that someone watches and retrains.",
        ja="監視と再学習の担当が決まったモデルが、順に広がりました。",
    ),
    (ROLL_OUT, "rush", "ready"): Text(
        en="Data and team were ready, so it works, and it was cheap.",
        ja="データもチームも準備ができていたので、安く広げられました。",
    ),
    (ROLL_OUT, "rush", "unready"): Text(
        en="The data or the team was not ready. Many stores switch it off again.",
        ja="データかチームの準備が足りず、多くの店舗が使うのをやめました。",
    ),
    (ROLL_OUT, "pilots", ""): Text(
        en="Three departments have tried something, and a little more is in use.",
        ja="3つの部門が試し、使われるものが少し増えました。",
    ),
    (TRUTH, "agree", "agreed"): Text(
        en="Departments trust the plan and share their data. Now all of them count sales alike.",
        ja="各部門が納得してデータを出し、売上の数字が1つになりました。",
    ),
    (TRUTH, "agree", "stalled"): Text(
        en="Goodwill is too low: the talks stall, and most data stays where it is.",
        ja="支持が足りず、話し合いは進みません。データの大半は元のままです。",
    ),
    (TRUTH, "order", "prepared"): Text(
        en="The data arrives. Leaders grumble, but they know what it is for.",
        ja="データは集まりました。不満はありますが、目的は理解されています。",
    ),
    (TRUTH, "order", "resisted"): Text(
        en="The data arrives, and so does the anger of three departments.",
        ja="データは集まりましたが、3つの部門の反感を買いました。",
    ),
    (TRUTH, "link", ""): Text(
        en="What runs today runs better. The next model has to begin again.",
        ja="今あるものは良くなりました。次のモデルでは同じ作業が必要です。",
    ),
    (PEOPLE, "hire", "stayed"): Text(
        en="The new team finds support, stays, and builds something of its own.",
        ja="採用した人たちは社内で支持されて定着し、新しいものも作りました。",
    ),
    (PEOPLE, "hire", "left"): Text(
        en="The new people meet resistance. Half of them leave within the year.",
        ja="社内の抵抗に遭い、採用した人の半分が1年で辞めました。",
    ),
    (PEOPLE, "train", "practised"): Text(
        en="Many had experimented already. The courses turn that into skill.",
        ja="すでに試していた人が多く、研修が実力につながりました。",
    ),
    (PEOPLE, "train", "new"): Text(
        en="People learn, though most have never touched the chain's data before.",
        ja="力は付きましたが、自社のデータに初めて触れる人が大半でした。",
    ),
    (PEOPLE, "rent", "same"): Text(
        en="The partner knows the chain by now, and starts at once.",
        ja="当社をよく知るパートナーなので、すぐに始められました。",
    ),
    (PEOPLE, "rent", "new"): Text(
        en="The specialists are good. Their knowledge leaves with them each evening.",
        ja="優秀ですが、社内に知識が残りません。",
    ),
    (CORE, "embed", "carried"): Text(
        en="Everyone knows where this is going, and departments bring new uses.",
        ja="方向が共有され、部門から新しい用途が出てきました。",
    ),
    (CORE, "embed", "paper"): Text(
        en="The strategy is printed, but too few people support it.",
        ja="戦略は文書になりましたが、支持する人が足りません。",
    ),
    (CORE, "results", ""): Text(
        en="Running costs fall by more than half. Some teams feel watched.",
        ja="維持費は半分以下になりました。監視されていると感じるチームもあります。",
    ),
    (CORE, "service", "bought"): Text(
        en="Suppliers pay for forecasts that are good enough to sell.",
        ja="売れる水準の予測だったので、取引先が契約しました。",
    ),
    (CORE, "service", "rejected"): Text(
        en="Suppliers test the forecasts and decline: your data or skills are not good enough.",
        ja="データかスキルの水準が足りず、取引先は試したうえで断りました。",
    ),
    (OUTSIDE, "buy", "joined"): Text(
        en="Weather and events fit onto well-kept data, and forecasts improve.",
        ja="整ったデータに天気や行事が加わり、予測が良くなりました。",
    ),
    (OUTSIDE, "buy", "alone"): Text(
        en="The data you bought cannot be joined to your own, which has too many gaps.",
        ja="自社のデータに欠けが多く、買ったデータとつなげられません。",
    ),
    (OUTSIDE, "repair", ""): Text(
        en="The worst gaps are closed. The worse the data was, the more this helps.",
        ja="大きな欠けが埋まりました。元のデータが悪いほど効果があります。",
    ),
    (OUTSIDE, "swap", "sound"): Text(
        en="You know what may be shared, and suppliers send good data in return.",
        ja="渡してよいものが分かっており、取引先からも良いデータが届きました。",
    ),
    (OUTSIDE, "swap", "careless"): Text(
        en="Good data arrives. But customer data that no one had documented went out with yours.",
        ja="良いデータは届きましたが、把握していない顧客データを渡してしまいました。",
    ),
    (OUTSIDE, "swap", "refused"): Text(
        en="Your own departments do not support it, so suppliers get and give little.",
        ja="社内の支持が足りず、ほとんど交換できませんでした。",
    ),
    (ORGANISATION, "central", ""): Text(
        en="The team has enough people for one department at a time.",
        ja="一度に1部門ずつ、確実に進んでいます。",
    ),
    (ORGANISATION, "inside", "enough"): Text(
        en="There are enough skilled people for all departments. Models are used far more.",
        ja="全部門に足りる人材がおり、モデルの利用が大きく広がりました。",
    ),
    (ORGANISATION, "inside", "thin"): Text(
        en="Too few skilled people are spread over six departments. Things fall apart.",
        ja="少ない人材を6部門に分けたため、手が回らなくなりました。",
    ),
    (ORGANISATION, "leave", ""): Text(
        en="Nothing is spent, and nothing changes.",
        ja="費用はかからず、何も変わりません。",
    ),
    (NEXT, "experiments", "found"): Text(
        en="In good data, one team finds a new use that pays.",
        ja="整ったデータの中から、効果のある新しい用途が見つかりました。",
    ),
    (NEXT, "experiments", "nothing"): Text(
        en="People enjoy it, but find little in data of this quality.",
        ja="意欲は高まりましたが、このデータの質では成果が出ません。",
    ),
    (NEXT, "proven", ""): Text(
        en="What works is used a little more. Those with other ideas are disappointed.",
        ja="成果の出ているものは少し広がりました。別の案を持つ人は落胆しています。",
    ),
    (NEXT, "platform", ""): Text(
        en="The platform is built for what is in production, if data and skills are up to it.",
        ja="本番で動くものに合わせて基盤を作りました。生きるかどうかはデータとスキル次第です。",
    ),
    (NEXT, "platform", "again"): Text(
        en="You have a platform already, and renew it.",
        ja="すでにある基盤を更新しました。",
    ),
}

# What comes into use in the second stage, and events, by how they go.
NEWS = {
    (PRICING, "ready"): Text(
        en="Daily prices go live in half of the stores, on time: the data was good enough.",
        ja="データが十分だったので、価格の見直しが予定どおり半数の店舗で始まりました。",
    ),
    (PRICING, "late"): Text(
        en="Daily prices come late and in few stores: a year was too short for such poor data.",
        ja="データが足りず、価格の見直しは遅れ、一部の店舗だけで始まりました。",
    ),
    (BOUGHT, "proven"): Text(
        en="You buy what worked for others. It works in your stores, too.",
        ja="他社で成果の出た製品を買いました。当社の店舗でも使えます。",
    ),
    (BOUGHT, "unproven"): Text(
        en="You buy what others use. It fits few of your stores.",
        ja="他社が使う製品を買いましたが、合う店舗はわずかです。",
    ),
    (LEAVES, "alone"): Text(
        en="Your best analyst leaves, and takes most of what was known.",
        ja="一番詳しい分析担当者が退職し、知識の大半が失われました。",
    ),
    (LEAVES, "shared"): Text(
        en="Your best analyst leaves. Others know the work, so little is lost.",
        ja="一番詳しい分析担当者が退職しましたが、ほかの人も仕事を知っており、影響はわずかです。",
    ),
    (RIVAL, "ahead"): Text(
        en="A competitor announces ML forecasts. Yours are in use already.",
        ja="競合が機械学習の予測を発表しました。当社ではもう使っています。",
    ),
    (RIVAL, "behind"): Text(
        en="A competitor announces ML forecasts. The board asks where yours are.",
        ja="競合が機械学習の予測を発表しました。経営陣から「当社はどうなっているのか」と聞かれます。",
    ),
    (LEAK, "found"): Text(
        en="Loyalty-card data went to the wrong people. The catalogue shows at once what it was.",
        ja="会員データの誤送信が起きました。一覧があるので、対象がすぐに分かりました。",
    ),
    (LEAK, "searched"): Text(
        en="Loyalty-card data went to the wrong people. It takes weeks to find out what it was.",
        ja="会員データの誤送信が起きました。対象を調べるのに何週間もかかりました。",
    ),
    (DIRECTOR, "answered"): Text(
        en="A sceptical director joins the board. Colleagues from the course answer the questions.",
        ja="懐疑的な役員が就任しましたが、研修を受けた役員が質問に答えてくれました。",
    ),
    (DIRECTOR, "doubted"): Text(
        en="A sceptical director joins the board, and no one there can answer the questions.",
        ja="懐疑的な役員が就任し、経営陣には質問に答えられる人がいません。",
    ),
    (PRICES, ""): Text(
        en="Purchase prices rise: what is in use at the end of this stage is worth a third more.",
        ja="仕入価格が上がり、この段階で使われているものの価値が3割増えます。",
    ),
}


def money(thousands: float) -> str:
    """An amount of the game: in dollars, or in yen at 100 to the dollar; tens of thousands."""
    tens = round(thousands / 10)
    return text(en=amount(tens * 10_000, "$"), ja=_yen(tens * 100))


def _yen(ten_thousands: int) -> str:
    sign = "−" if ten_thousands < 0 else ""
    large, small = divmod(abs(ten_thousands), 10_000)
    if large:
        return f"{sign}{large}億{f'{small:,}万' if small else ''}円"
    return f"{sign}{small:,}万円" if small else "0円"


# What is known of a world before the first decision: how it is said where it holds, and where not.
FACTS = {
    "patient": (
        Text(en="the board waits two years for results", ja="経営陣は結果を2年待つ"),
        Text(en="the board wants results this year", ja="経営陣は今年中の結果を求めている"),
    ),
    "documented": (
        Text(en="an audit found the data in good order", ja="監査によると、データは整っている"),
        Text(
            en="an audit found half the data without a description",
            ja="監査によると、データの半分には説明がない",
        ),
    ),
    "scarce": (
        Text(en="people with ML skills are scarce", ja="機械学習の経験者は採用しにくい"),
        Text(en="people with ML skills can be hired", ja="機械学習の経験者は採用しやすい"),
    ),
    "ready_made": (
        Text(
            en="ready-made products work well for retailers abroad",
            ja="既製品は海外の小売業で成果を出している",
        ),
        Text(en="ready-made products are unproven", ja="既製品には実績がない"),
    ),
}


def fact(name: str, holds: bool) -> str:
    """A fact about a world in words."""
    return str(FACTS[name][0 if holds else 1])


@dataclass(frozen=True)
class Action:
    """An action that suits a stage, and the options that take it."""

    words: Text
    by: tuple[tuple[str, str], ...]


def _action(en: str, ja: str, *by: tuple[str, str]) -> Action:
    return Action(Text(en=en, ja=ja), by)


# By stage and area, as the deck has them; the recruiting and the leadership are parts of options.
ACTIONS: tuple[dict[str, tuple[Action, ...]], ...] = (
    {
        STRATEGY: (
            _action(
                "begin with an important project",
                "重要度の高い案件から始める",
                (FIRST, "pilot"),
                (FIRST, "pricing"),
            ),
            _action(
                "build momentum with a quick result", "早い成果で勢いをつける", (FIRST, "pilot")
            ),
            _action("explain the reason for the shift", "始める理由を説明する", (WHY, "course")),
        ),
        DATA: (
            _action(
                "explore and document the data, and what ML can use",
                "データを調べ、使えるかどうかを文書にする",
                (RECORDS, "document"),
            ),
        ),
        TOGETHER: (
            _action(
                "let teams explore and experiment", "各チームに探索と実験を認める", (TOOLS, "open")
            ),
            _action("work with outside partners", "社外と協業する", (TOOLS, "partner")),
            _action(
                "use managed services",
                "マネージドサービスを使う",
                (TOOLS, "partner"),
                (TOOLS, "open"),
            ),
        ),
    },
    {
        STRATEGY: (
            _action("plan the way into production", "本番への移行を計画する", (ROLL_OUT, "plan")),
            _action(
                "encourage departments to work together", "部門横断の協力を促す", (TRUTH, "agree")
            ),
            _action(
                "build skills throughout the organisation",
                "全社で機械学習の力を育てる",
                (PEOPLE, "train"),
                (ROLL_OUT, "pilots"),
            ),
        ),
        DATA: (
            _action(
                "unite data in one source of truth",
                "信頼できる1つの情報源に統合する",
                (TRUTH, "agree"),
                (TRUTH, "order"),
            ),
            _action("raise data literacy", "データリテラシーを高める", (PEOPLE, "train")),
        ),
        TOGETHER: (
            _action("form an in-house ML team", "社内に機械学習のチームを作る", (PEOPLE, "hire")),
            _action("train the existing staff", "今いる社員を育てる", (PEOPLE, "train")),
        ),
    },
    {
        STRATEGY: (
            _action(
                "embed a long-term ML strategy, with leadership",
                "長期の機械学習戦略と推進体制を置く",
                (CORE, "embed"),
            ),
            _action("recruit continuously", "採用の仕組みを作る", (ORGANISATION, "central")),
        ),
        DATA: (
            _action(
                "bring in external data",
                "外部データを取り込む",
                (OUTSIDE, "buy"),
                (OUTSIDE, "swap"),
            ),
        ),
        TOGETHER: (
            _action(
                "an ML organisation that works with all departments",
                "各部門と組める機械学習の組織を作る",
                (ORGANISATION, "central"),
                (ORGANISATION, "inside"),
            ),
            _action("go on exploring", "探索と実験を続ける", (NEXT, "experiments")),
        ),
    },
)
