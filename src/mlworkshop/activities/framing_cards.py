"""Framing: from what a business wants to training data, problem type and output.

The first four cases, and that amount, format and target decide, are those of a talk on Amazon
Machine Learning at AWS Summit Tokyo 2015; the others are from six more industries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.round import Round, Said, Turns, turns
from mlworkshop.errors import WorkshopError, nearest
from mlworkshop.language import Text, text
from mlworkshop.outcome import Outcome

_RIGHT = "right"  # the id of the choice that fits; the others are "other-1", "other-2"
_ASPECTS = {
    "data": Text(en="Training data: which examples?", ja="学習用データ：どんな例を使いますか"),
    "task": Text(en="Problem type: which is it?", ja="問題の種類：どれに当たりますか"),
    "output": Text(en="Output: what comes out?", ja="出力：何を出させますか"),
}
_DECIDES = {
    "amount": Text(en="the amount of training data", ja="学習用データの量"),
    "format": Text(en="the format of training data and input", ja="学習用データと入力の形式"),
    "target": Text(en="the target: what is predicted", ja="ターゲット（何を予測するか）"),
}
# Problem types, as lesson 1 of module 1 has them, each with what its answer looks like.
_TASKS = {
    "binary": Text(en="binary classification", ja="二値分類"),
    "multiclass": Text(en="multiclass classification", ja="多クラス分類"),
    "regression": Text(en="regression", ja="回帰"),
    "ranking": Text(en="ranking", ja="ランキング"),
    "clustering": Text(en="clustering", ja="クラスタリング"),
    "recommendation": Text(en="recommendation", ja="レコメンデーション"),
    "anomaly": Text(en="anomaly detection", ja="異常検知"),
}


@dataclass(frozen=True)
class Ask:
    """A decision about a case: what fits, what does not, and why."""

    right: Text
    others: tuple[Text, Text]
    why: Text

    def options(self, card: str) -> dict[str, Text]:
        """The choices by id, in an order that depends on the card alone."""
        ids = ["other-1", "other-2"]
        ids.insert(crc32(card.encode()) % 3, _RIGHT)
        words = {_RIGHT: self.right, "other-1": self.others[0], "other-2": self.others[1]}
        return {id_: words[id_] for id_ in ids}


@dataclass(frozen=True)
class Case:
    """What a business wants, and three decisions that make a machine-learning problem of it."""

    title: Text
    wish: Text
    decides: str  # one of _DECIDES
    data: Ask
    task: Ask
    output: Ask


class FramingCards(Round):
    """A case after another, three decisions each.

    Parameters
    ----------
    cases : sequence of str
        Their ids.
    given : Turns
    key : str
    """

    call = "framing_cards"
    title = Text(en="Framing cards", ja="定式化カード")
    minutes, minutes_reason = 3.5, "four cases, three decisions of fifteen seconds each, a reply"

    def __init__(self, cases: Sequence[str], given: Turns, key: str) -> None:
        self._cases = tuple(cases)
        super().__init__(cards(cases), given, key)

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """Those of the first card."""
        return choices_for(self._cards[0])

    def choices_for(self, id_: str) -> Mapping[str, tuple[str, str]]:
        """Three options a card."""
        return choices_for(id_)

    def card(self, id_: str) -> str:
        """The case, what is settled already, and the question."""
        case, aspect = _of(id_)
        settled = list(_ASPECTS)[: list(_ASPECTS).index(aspect)]
        rows = "".join(
            f"<li>{escape(_label(done))}{kit.colon()}{escape(str(getattr(case, done).right))}</li>"
            for done in settled
        )
        return (
            f'<div class="mlw-card"><p><strong>{escape(str(case.title))}</strong><br>'
            f"{escape(str(case.wish))}</p>{f'<ul>{rows}</ul>' if rows else ''}"
            f"<p><strong>{escape(str(_ASPECTS[aspect]))}</strong></p></div>"
        )

    def heard(self, id_: str) -> str:
        """The case and the question."""
        case, aspect = _of(id_)
        return text(
            en=f"{case.title}. {case.wish} {_ASPECTS[aspect]}",
            ja=f"{case.title}。{case.wish}{_ASPECTS[aspect]}",
        )

    def reply(self, said: Said) -> str:
        """Whether it fits, what does, and why."""
        case, aspect = _of(said.card)
        ask: Ask = getattr(case, aspect)
        fits = said.choice == _RIGHT
        chosen = "" if fits else f"<p>{_you_chose(str(ask.options(said.card)[said.choice]))}</p>"
        right = escape(str(ask.right))
        better = f"<p>{escape(str(case.title))}{kit.colon()}<strong>{right}</strong></p>"
        outcome = Outcome.RIGHT if fits else Outcome.WRONG
        return ui.feedback(outcome, f"{chosen}{better}<p>{escape(str(ask.why))}</p>")

    def outcome(self) -> str:
        """All cases as they are framed, and what decides each."""
        heads = (
            text(en="Case", ja="事例"),
            *map(_label, _ASPECTS),
            text(en="What decides above all", ja="特に決め手になるもの"),
        )
        rows = [
            (
                CASES[id_].title,
                *(getattr(CASES[id_], aspect).right for aspect in _ASPECTS),
                _DECIDES[CASES[id_].decides],
            )
            for id_ in self._cases
        ]
        right = sum(said.choice == _RIGHT for said in self.state.said)
        says = text(
            en=f"{right} of {len(self._cards)} decisions as in the table.",
            ja=f"{len(self._cards)}個の判断のうち、表と同じだったのは{right}個です。",
        )
        return f"<p>{says}</p>{kit.table(heads, rows)}"

    def instead(self) -> str:
        """The options, which the buttons show where there are any."""
        return self.listed()

    def code(self) -> str:
        """The call with a letter for each decision so far, and one more."""
        return f'ws.activities.{self.call}(…, said="{self.letters()}")'


def cards(cases: Sequence[str]) -> tuple[str, ...]:
    """A card for each decision about each case."""
    return tuple(f"{case}:{aspect}" for case in cases for aspect in _ASPECTS)


def choices_for(card: str) -> dict[str, tuple[str, str]]:
    """A card's options by letter: id and words."""
    case, aspect = _of(card)
    options = getattr(case, aspect).options(card).items()
    return {at: (id_, str(words)) for at, (id_, words) in zip("abc", options, strict=True)}


def _of(card: str) -> tuple[Case, str]:
    case, _, aspect = card.partition(":")
    return CASES[case], aspect


def _label(aspect: str) -> str:
    return str(_ASPECTS[aspect]).partition(text(en=":", ja="："))[0]


def _you_chose(words: str) -> str:
    return text(en=f"You chose: {escape(words)}", ja=f"選んだもの：{escape(words)}")


def _ask(
    right: tuple[str, str], first: tuple[str, str], second: tuple[str, str], why: tuple[str, str]
) -> Ask:
    made = [Text(en=en, ja=ja) for en, ja in (right, first, second, why)]
    return Ask(made[0], (made[1], made[2]), made[3])


def _task(right: str, first: str, second: str, why: tuple[str, str]) -> Ask:
    return Ask(_TASKS[right], (_TASKS[first], _TASKS[second]), Text(en=why[0], ja=why[1]))


CASES = {
    "click-fraud": Case(
        Text(en="Click fraud (advertising)", ja="広告の不正クリック（広告）"),
        Text(
            en="An ad network wants to stop charging its clients for fraudulent clicks.",
            ja="広告配信会社が、不正なクリックの料金を広告主に請求しないようにしたいと考えています。",
        ),
        "format",
        _ask(
            (
                "Logged clicks, each marked as fraud or not",
                "クリックのログ1件ごとに、不正かどうかの印を付けたもの",
            ),
            (
                "Logged clicks of one year, without any marks",
                "印の付いていない、1年分のクリックのログすべて",
            ),
            (
                "A list of the addresses of known fraudsters",
                "これまでに見つかった不正な業者のアドレスの一覧",
            ),
            (
                "Each example needs its answer, which comes from a separate check here. A list of "
                "fraudsters has no honest clicks to compare with.",
                "例には1件ずつ正解が必要です。ここでは別の方法で調べて印を付けます。業者の一覧には、"
                "比べる相手になる正常なクリックがありません。",
            ),
        ),
        _task(
            "binary",
            "regression",
            "clustering",
            (
                "The target has two values, fraud or not, and both are known beforehand.",
                "ターゲットは「不正」と「不正でない」の2つで、あらかじめ決まっています。",
            ),
        ),
        _ask(
            (
                "For each line of the log: fraud or not",
                "ログの1行ごとに、不正かどうか",
            ),
            (
                "For each client: clicks expected tomorrow",
                "広告主ごとに、明日のクリック数",
            ),
            (
                "For each month: how fraud has developed",
                "月ごとに、不正の件数の移り変わり",
            ),
            (
                "The output has the unit of the training data, one click. That is what lets you "
                "leave a single click off the bill.",
                "出力の単位は、学習用データと同じ「クリック1件」です。だから、1件ずつ請求から外せます。",
            ),
        ),
    ),
    "demographics": Case(
        Text(en="Demographic estimation (media)", ja="デモグラフィック推定（メディア）"),
        Text(
            en="A news site knows the age group and gender of one reader in ten, who agreed to "
            "this use. It wants an estimate for the others.",
            ja="ニュースサイトが、会員の1割について年代と性別を知っています（利用の同意あり）。"
            "残りの会員についても推定したいと考えています。",
        ),
        "target",
        _ask(
            (
                "Behaviour of readers whose group is known",
                "年代と性別が分かっている会員の行動ログ",
            ),
            (
                "Behaviour of readers whose group is unknown",
                "年代と性別が分からない会員の行動ログ",
            ),
            (
                "Census figures on age groups and gender",
                "国勢調査にある、年代別・性別の人口",
            ),
            (
                "The model learns from readers whose answer is known. Ask whether they resemble "
                "the others: people who fill in forms may not be typical.",
                "正解の分かっている会員から学びます。進んで登録した人は偏っているかもしれないので、"
                "ほかの会員と似ているかどうかも確かめます。",
            ),
        ),
        _task(
            "multiclass",
            "binary",
            "ranking",
            (
                "The target is one of several groups, such as women from 20 to 34. With age in "
                "years as the target, it would be regression.",
                "ターゲットは「F1（20〜34歳の女性）」など、いくつかの区分の1つです。年齢そのものが"
                "ターゲットなら回帰になります。",
            ),
        ),
        _ask(
            (
                "For each reader: a group, with a probability",
                "会員ごとに、どの区分かとその確率",
            ),
            (
                "For each group: how many readers it has",
                "区分ごとに、当てはまる会員の人数",
            ),
            (
                "For each page: how often it was opened",
                "ページごとに、これまでの閲覧回数",
            ),
            (
                "One reader, one group. The probability lets you leave out the doubtful ones. "
                "The estimate is personal data as well.",
                "1人に1つの区分を返します。確率があれば、推定が不確かな人を除けます。推定した結果も"
                "個人情報として扱います。",
            ),
        ),
    ),
    "recommendation": Case(
        Text(en="Recommendation (online shop)", ja="おすすめの表示（通販）"),
        Text(
            en="An online shop wants to show each customer a product category that suits their "
            "age group and gender.",
            ja="通販サイトが、お客様の年代と性別に合う商品カテゴリを1つ表示したいと考えています。",
        ),
        "target",
        _ask(
            (
                "Purchases, joined with the buyer's group",
                "購入履歴に、買った人の区分を結び付けたもの",
            ),
            (
                "Purchases, without a link to the buyer",
                "誰が買ったかを記録していない購入履歴",
            ),
            (
                "A catalogue that describes all products",
                "すべての商品の説明が載ったカタログ",
            ),
            (
                "Input (the group) and target (the category) have to be in the same row. Without "
                "the link there is nothing to learn.",
                "入力（区分）とターゲット（カテゴリ）が、同じ1行になければなりません。結び付いて"
                "いなければ、学べません。",
            ),
        ),
        _task(
            "multiclass",
            "regression",
            "anomaly",
            (
                "Put like this, the target is one of many categories. With each person's own "
                "history as input, it would be a recommendation task instead.",
                "この立て方では、ターゲットはたくさんのカテゴリの1つです。一人ひとりの履歴を入力に"
                "するなら、レコメンデーションとして立てます。",
            ),
        ),
        _ask(
            (
                "For each customer: the category to show",
                "お客様ごとに、表示する商品カテゴリ",
            ),
            (
                "For each category: sales of next month",
                "カテゴリごとに、来月の売上の見込み",
            ),
            (
                "For each customer: age group and gender",
                "お客様ごとに、推定した年代と性別",
            ),
            (
                "The last option is the case before this one: the same people, another target, "
                "another model.",
                "年代と性別を返すのは、1つ前の事例です。相手は同じでも、ターゲットが違えば別のモデルに"
                "なります。",
            ),
        ),
    ),
    "face-match": Case(
        Text(en="Face match (building access)", ja="顔写真の照合（入退室）"),
        Text(
            en="A company wants a door camera to tell whether a photo shows one particular "
            "person, who agreed to this.",
            ja="会社の入口のカメラで、写真が特定の1人（同意済み）かどうかを判定したいと考えています。",
        ),
        "amount",
        _ask(
            (
                "Photos of faces, marked as this person or not",
                "「本人」か「別人」の印を付けた、たくさんの顔写真",
            ),
            (
                "A single photo: the one on the person's badge",
                "社員証に使っている、本人の写真1枚だけ",
            ),
            (
                "Names and departments of everyone who enters",
                "入口を通る人全員の氏名と所属部署の一覧",
            ),
            (
                "Training from pixels takes many photos of both kinds; in 2015 they were scaled "
                "to greyscale bitmaps. Today you would compare the features of a pretrained "
                "model, and a few photos may do.",
                "画素から学習させるには、本人と別人の写真が何枚も必要です（2015年当時はグレースケールの"
                "ビットマップにしました）。今は学習済みモデルの特徴量を比べるので、数枚で足りることも"
                "あります。",
            ),
        ),
        _task(
            "binary",
            "multiclass",
            "clustering",
            (
                "This person or someone else: two values. Which of 500 employees it is would be "
                "another target.",
                "「本人」か「別人」の2つです。500人の社員の誰かを当てるなら、ターゲットが変わります。",
            ),
        ),
        _ask(
            (
                "For each photo: this person or not",
                "写真ごとに、本人かどうか",
            ),
            (
                "For each photo: how many people it shows",
                "写真ごとに、写っている人数",
            ),
            (
                "For each person: hours at the office",
                "人ごとに、会社にいた時間",
            ),
            (
                "Consent first: a face identifies a person, and many laws give it special "
                "protection. Ask for this one purpose, offer another way in, and delete it on "
                "request.",
                "まず同意です。顔のデータは個人を識別するもので、法律でも特に保護されています。目的を"
                "限って同意を得て、ほかの入り方も用意し、求められたら消します。",
            ),
        ),
    ),
    "bearing": Case(
        Text(en="Bearing wear (manufacturing)", ja="軸受の寿命（製造）"),
        Text(
            en="A factory wants to know how many hours a bearing will still run, in order to "
            "change it in time.",
            ja="工場が、軸受（ベアリング）をちょうどよい時期に交換するため、あと何時間もつかを知りたい"
            "と考えています。",
        ),
        "amount",
        _ask(
            (
                "Vibration series that run up to a failure",
                "故障するまで記録した振動のデータ",
            ),
            (
                "Vibration series that end before a failure",
                "故障する前に交換した軸受の振動のデータ",
            ),
            (
                "The maker's brochure with average lifetimes",
                "平均寿命が載ったメーカーのカタログ",
            ),
            (
                "The hours left are known only where a bearing ran until it failed. Careful "
                "plants have few of those: count them first.",
                "残り時間の正解は、故障まで使った軸受にしかありません。早めに交換する工場ほど少ないので、"
                "まず数えましょう。",
            ),
        ),
        _task(
            "regression",
            "multiclass",
            "clustering",
            (
                "The answer is an amount: hours.",
                "答えは「時間」という数量です。",
            ),
        ),
        _ask(
            (
                "For each bearing: hours left",
                "軸受ごとに、残りの時間",
            ),
            (
                "For each plant: hours of downtime",
                "工場ごとに、停止した時間",
            ),
            (
                "For each bearing: its maker",
                "軸受ごとに、そのメーカー",
            ),
            (
                "Someone plans the change from it. Ask how much notice they need: it sets the "
                "error that is acceptable.",
                "この時間をもとに交換を計画します。何時間前に分かれば間に合うかで、許せる誤差が決まります。",
            ),
        ),
    ),
    "x-rays": Case(
        Text(en="Order of X-rays (health care)", ja="読影の順番（医療）"),
        Text(
            en="A hospital wants its radiologists to read the most urgent X-rays first.",
            ja="病院が、緊急度の高いX線画像から先に、読影医に診てもらいたいと考えています。",
        ),
        "target",
        _ask(
            (
                "Past X-rays with the urgency found by a doctor",
                "医師が判断した緊急度の付いた、過去のX線画像",
            ),
            (
                "Past X-rays with the time when they arrived",
                "撮影を受け付けた時刻の付いた、過去のX線画像",
            ),
            (
                "A textbook with typical pictures of diseases",
                "病気ごとの典型的な画像が載っている医学書",
            ),
            (
                "The target is urgency. The order of arrival is what the hospital wants to get "
                "away from; a model would learn to repeat it.",
                "ターゲットは緊急度です。到着順はやめたい順番そのもので、それを教えれば、モデルも到着順を"
                "まねます。",
            ),
        ),
        _task(
            "ranking",
            "clustering",
            "recommendation",
            (
                "The answer is an order of what is waiting, not a diagnosis.",
                "答えは、待っている画像の「順番」です。診断ではありません。",
            ),
        ),
        _ask(
            (
                "The waiting X-rays, in order of urgency",
                "待っている画像を、緊急度の順に並べたもの",
            ),
            (
                "The waiting X-rays, with their diagnosis",
                "待っている画像それぞれの、最終的な診断名",
            ),
            (
                "The X-rays of a day, counted in advance",
                "1日に撮影する画像の、枚数の見込み",
            ),
            (
                "A doctor still reads every one, so an error is a delay and not a wrong diagnosis. "
                "A delay can harm a patient, too: measure how long urgent images wait.",
                "すべての画像を医師が診るので、モデルの誤りで起きるのは誤診ではなく、遅れです。遅れも患者の"
                "不利益になるので、緊急の画像の待ち時間を測ります。",
            ),
        ),
    ),
    "cold-chain": Case(
        Text(en="Cold chain (logistics)", ja="冷蔵輸送（物流）"),
        Text(
            en="A haulier wants an alarm when the cooling of a truck behaves oddly. Only three "
            "cooling units have ever failed on the road.",
            ja="運送会社が、冷蔵車の冷え方がおかしいときにアラートを出したいと考えています。走行中に冷却装置が"
            "故障したことは、過去に3回しかありません。",
        ),
        "amount",
        _ask(
            (
                "Temperatures of thousands of normal trips",
                "数千回の正常な輸送で記録した庫内の温度",
            ),
            (
                "Temperatures of the three failed trips only",
                "故障した3回の輸送で記録した庫内の温度だけ",
            ),
            (
                "Temperatures that the contracts allow",
                "荷主との契約で決まっている温度の上限と下限",
            ),
            (
                "Three failures are too few to learn what a failure looks like. Thousands of "
                "normal trips show what is normal; keep the three for the test.",
                "3回では、故障の特徴を学べません。数千回の正常な輸送から「いつもの様子」を学び、3回は"
                "テストに取っておきます。",
            ),
        ),
        _task(
            "anomaly",
            "multiclass",
            "ranking",
            (
                'The question is "is this unusual?", because failures hardly ever occur. With '
                "thousands of failures it would be classification.",
                "故障の例がほとんどないので、「いつもと違うか」を問います。故障が何千件もあれば、分類として"
                "立てられます。",
            ),
        ),
        _ask(
            (
                "For each trip: how unusual it is",
                "輸送ごとに、いつもとの違いの大きさ",
            ),
            (
                "For each truck: which part is broken",
                "車両ごとに、故障している部品の名前",
            ),
            (
                "For each route: how warm it is outside",
                "経路ごとに、これからの外気温の見込み",
            ),
            (
                "It says that something is unusual, not what. A person looks, and the finding "
                "becomes a label.",
                "分かるのは「いつもと違う」ことだけで、原因は分かりません。人が調べ、その結果が次のラベルに"
                "なります。",
            ),
        ),
    ),
    "bookkeeping": Case(
        Text(en="Bookkeeping (finance)", ja="仕訳（会計）"),
        Text(
            en="A maker of accounting software wants to propose an account (rent, travel, …) for "
            "each bank transaction.",
            ja="会計ソフトの会社が、入出金明細の1件ごとに、勘定科目（旅費、家賃など）を提案したいと"
            "考えています。",
        ),
        "format",
        _ask(
            (
                "Past transactions with the account chosen",
                "決定した勘定科目の付いた、過去の入出金明細",
            ),
            (
                "This month's transactions, not yet booked",
                "勘定科目がまだ付いていない、今月の入出金明細",
            ),
            (
                "The tax office's definitions of accounts",
                "税務署や会計基準による、勘定科目の定義",
            ),
            (
                "Every booked transaction is an example with its answer, and users add more each "
                "day. Definitions contain no transactions.",
                "処理済みの明細は、すべて正解付きの例です。使われるたびに増えていきます。定義には、明細の例が"
                "ありません。",
            ),
        ),
        _task(
            "multiclass",
            "regression",
            "anomaly",
            (
                "The answer is one of a few dozen accounts that are known beforehand.",
                "答えは、あらかじめ決まった数十の勘定科目の1つです。",
            ),
        ),
        _ask(
            (
                "For each transaction: an account to confirm",
                "明細ごとに、利用者が確認する勘定科目",
            ),
            (
                "For each company: the profit of the year",
                "会社ごとに、今年1年間の利益の見込み",
            ),
            (
                "For each transaction: the amount in euros",
                "明細ごとに、外貨に換算した取引の金額",
            ),
            (
                "The user confirms or corrects it, and that is the next training example.",
                "利用者が確認や修正をすると、それが次の学習用データになります。",
            ),
        ),
    ),
    "error-reports": Case(
        Text(en="Error reports (software)", ja="不具合の報告（ソフトウェア）"),
        Text(
            en="A software team gets 5,000 error reports a week. It wants to see which kinds there "
            "are; no one has defined any.",
            ja="ソフトウェアの開発チームに、毎週5,000件の不具合の報告が届きます。どんな種類があるのかを"
            "知りたいのですが、まだ誰も分類を決めていません。",
        ),
        "target",
        _ask(
            (
                "The texts of all reports, without labels",
                "ラベルの付いていない、すべての報告の文章",
            ),
            (
                "The texts of the ten angriest customers",
                "特に強い苦情を寄せた、10社の報告の文章",
            ),
            (
                "The list of error kinds of an old product",
                "以前の製品で使っていた、不具合の分類表",
            ),
            (
                "Here no label is needed, because no one knows the kinds yet. Choosing by anger "
                "would tell you about those customers, not about the kinds.",
                "まだ種類が分からないので、ラベルは要りません。苦情の強さで選ぶと、見えるのはその会社の事情"
                "だけです。",
            ),
        ),
        _task(
            "clustering",
            "multiclass",
            "regression",
            (
                "Groups that no one has defined yet. Once they have names, sorting new reports is "
                "classification.",
                "まだ誰も決めていないグループを見つけます。名前が付いた後に、新しい報告を仕分けるのは分類"
                "です。",
            ),
        ),
        _ask(
            (
                "Groups of similar reports for people to name",
                "似た報告のグループ（名前は人が付ける）",
            ),
            (
                "The right fix for each report, as code",
                "報告ごとに、不具合を直すためのコード",
            ),
            (
                "The week in which most reports arrive",
                "報告が最も多く届く週がいつになるか",
            ),
            (
                "There is no right answer to compare with. Judge whether people can name the "
                "groups, and whether the same groups come back next week.",
                "比べる正解がないので、人が名前を付けられるか、翌週も同じグループができるかで判断します。",
            ),
        ),
    ),
    "library": Case(
        Text(en="Next book (public sector)", ja="次に読む本（公共）"),
        Text(
            en="A city library wants to suggest a few books to each reader who agreed to it.",
            ja="市立図書館が、同意した利用者一人ひとりに、次に読む本を数冊提案したいと考えています。",
        ),
        "format",
        _ask(
            (
                "Loans, each with its book and its reader",
                "本と利用者の両方が分かる、貸し出しの記録",
            ),
            (
                "Loans, counted for each book and month",
                "本ごと・月ごとに集計した、貸し出しの回数",
            ),
            (
                "Reviews of new books, by the librarians",
                "司書が書いた、新しく入った本すべての紹介文",
            ),
            (
                "Counts per book have lost who read what, so everyone would get the same list. "
                "Keep loans only as long as readers agree.",
                "本ごとの集計では、誰が何を読んだかが消え、全員に同じ本を勧めることになります。記録は、同意の"
                "ある間だけ保管します。",
            ),
        ),
        _task(
            "recommendation",
            "regression",
            "anomaly",
            (
                "The answer suits one person. Compare it with a plain list of popular books.",
                "その人に合うものを答えます。全員に同じ「人気の本」を見せる方法と比べましょう。",
            ),
        ),
        _ask(
            (
                "For each reader: a short list of books",
                "利用者ごとに、勧める本の短いリスト",
            ),
            (
                "For each reader: age group and district",
                "利用者ごとに、推定した年代と居住地区",
            ),
            (
                "For each book: the number of copies",
                "本ごとに、そろえておく冊数の見込み",
            ),
            (
                "Someone with no loans gets no list from this. Plan what they see instead, such as "
                "popular books.",
                "貸し出しの記録がない人には出せません。人気の本など、代わりに見せるものも決めておきます。",
            ),
        ),
    ),
}


def framing_cards(cases: Sequence[str] = (), *, said: str = "", key: str = "framing") -> None:
    """Let the attendee frame cases as problems for machine learning, three decisions each.

    Parameters
    ----------
    cases : sequence of str, optional
        Which, in this order: click-fraud, demographics, recommendation, face-match (the deck's),
        bearing, x-rays, cold-chain, bookkeeping, error-reports, library. Default: all.
    said : str
        The choices for the first decisions, a letter each: a, b or c.
    key : str, default "framing"
        Tells the cards of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If a case is unknown, or `said` holds other letters or too many.
    """
    wanted = tuple(cases) or tuple(CASES)
    for case in wanted:
        if case not in CASES:
            near = nearest(case, CASES) or ", ".join(CASES)
            raise WorkshopError(
                text(
                    en=f'There is no case "{case}". Did you mean {near}?',
                    ja=f"「{case}」という事例はありません。使えるのは {near} です。",
                )
            )
    FramingCards(wanted, turns(cards(wanted), choices_for, said), key).show()
