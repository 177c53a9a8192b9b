"""For and against: four situations that speak for machine learning, and four against it.

Ten cases to be decided, and the same questions about a case of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.activities.round import Round, Said, turns
from mlworkshop.fields import Choose, Field, Words
from mlworkshop.language import Text, text

_VERDICTS = {
    "ml": Text(en="ML", ja="機械学習"),
    "rule": Text(en="no ML", ja="機械学習以外"),
    "prompt": Text(en="a prompt", ja="プロンプト"),
}


@dataclass(frozen=True)
class Reason:
    """What decides a case, and what it decides for: one of _VERDICTS."""

    verdict: str
    words: Text


REASONS = {
    "complex": Reason("ml", Text(en="complex logic", ja="複雑なロジック")),
    "scale": Reason("ml", Text(en="scalability", ja="スケーラビリティ")),
    "instant": Reason("ml", Text(en="immediate response", ja="即時の応答")),
    "personal": Reason("ml", Text(en="personalisation", ja="パーソナライズ")),
    "existing": Reason("rule", Text(en="an existing algorithm is enough", ja="既存の方法で足りる")),
    "static": Reason("rule", Text(en="no new data to cope with", ja="新しいデータが来ない")),
    "certain": Reason("rule", Text(en="100% accuracy is demanded", ja="精度100%が必要")),
    "explained": Reason("rule", Text(en="full explanation is needed", ja="完全な説明が必要")),
    "prompt": Reason(
        "prompt", Text(en="instructions in words are enough", ja="言葉の指示で足りる")
    ),
}


@dataclass(frozen=True)
class Case:
    """A wish, what decides it, why, and when one would decide otherwise."""

    title: Text
    wish: Text
    decides: str  # one of REASONS
    why: Text
    unless: Text
    also: tuple[str, ...] = ()  # reasons that may as well be named


def _case(
    title: tuple[str, str],
    wish: tuple[str, str],
    decides: str,
    why: tuple[str, str],
    unless: tuple[str, str],
    also: tuple[str, ...] = (),
) -> Case:
    one, two, three, four = (Text(en=en, ja=ja) for en, ja in (title, wish, why, unless))
    return Case(one, two, decides, three, four, also)


CASES = {
    "addresses": _case(
        ("Logistics: handwriting", "物流：手書きの宛名"),
        (
            "A carrier wants to read the handwritten addresses on its parcels. People read them "
            "easily, but no one can say by which rules.",
            "運送会社が、荷物の手書きの宛名を読み取りたいと考えています。人なら簡単に読めますが、どんな"
            "ルールで読んでいるのかは誰にも説明できません。",
        ),
        "complex",
        (
            "There are endless ways to write a 7, and no rule covers them. Examples say more.",
            "「7」の書き方だけでも無数にあり、ルールでは書ききれません。例から学ぶほうが向いています。",
        ),
        (
            "With a printed barcode on every label, a scanner would do.",
            "すべての荷札にバーコードが印刷されていれば、スキャナーで足ります。",
        ),
        ("scale",),
    ),
    "doses": _case(
        ("Health care: infusion pump", "医療：輸液ポンプ"),
        (
            "A maker of infusion pumps wants a model to decide whether a dose is below the legal "
            "limit. Not one may be above it.",
            "輸液ポンプのメーカーが、投与量が法定の上限以下かどうかをモデルに判断させたいと考えています。"
            "1回の超過も許されません。",
        ),
        "certain",
        (
            "A model is wrong now and then; a comparison with a fixed limit is not. Write it as "
            "one line of code, and test that line.",
            "モデルは時々間違えますが、決まった上限との比較は間違えません。1行のコードで書き、それをテスト"
            "します。",
        ),
        (
            "A model could suggest a dose to a doctor, if the fixed limit still has the last word.",
            "最後は決まった上限で止めるという条件なら、医師に投与量を提案するモデルはありえます。",
        ),
        ("existing",),
    ),
    "payments": _case(
        ("Finance: card payments", "金融：カード決済"),
        (
            "A card company has to approve or stop each payment within a second, day and night. "
            "Patterns of fraud change every week.",
            "カード会社は、昼夜を問わず1秒以内に、決済を承認するか止めるかを決めます。不正の手口は毎週"
            "変わります。",
        ),
        "instant",
        (
            "No one can look at each payment within a second. Confirmed fraud keeps coming back "
            "as new examples.",
            "1秒では人が確認できません。確定した不正は、新しい例として次々にたまります。",
        ),
        (
            "If transfers could wait a day, people could look at the few that simple rules pick.",
            "翌日まで待てる振込なら、簡単なルールで絞り込み、人が確認する方法もあります。",
        ),
        ("complex", "scale"),
    ),
    "benefit": _case(
        ("Public sector: housing benefit", "公共：住居の給付金"),
        (
            "A city wants to decide on applications for housing benefit automatically. Each "
            "refusal must be justified, paragraph by paragraph, before a court if need be.",
            "市役所が、住居の給付金の審査を自動化したいと考えています。不支給の理由は、条文ごとに、裁判でも"
            "通用するように説明しなければなりません。",
        ),
        "explained",
        (
            "The law is the rule: write it down. A model learns what was decided, not why, and "
            "past mistakes with it.",
            "ルールは法律そのものなので、条文どおりに書けます。モデルが学ぶのは過去の判断の結果で、理由では"
            "ありません。過去の誤りも学びます。",
        ),
        (
            "A model may well forecast how long an application will take, because no one is "
            "refused anything by it.",
            "審査にかかる日数の予測なら、誰かの権利を左右しないので、モデルでもよいでしょう。",
        ),
        ("certain", "existing"),
    ),
    "hail": _case(
        ("Insurance: hail damage", "保険：ひょうの被害"),
        (
            "After a hailstorm an insurer gets 50,000 photos of damaged cars in a week. Its ten "
            "assessors manage 2,000. They could check a proposal much faster.",
            "ひょうの後、保険会社には1週間で5万枚の車の写真が届きます。10人の鑑定人が見られるのは2,000枚"
            "です。下書きがあれば、確認はずっと速くなります。",
        ),
        "scale",
        (
            "The number of cases decides: 25 times what people manage. The assessors still judge "
            "the doubtful ones, and each check is a new example.",
            "決め手は、人が見られる数の25倍という量です。疑わしい写真は鑑定人が判断し、その結果が新しい例に"
            "なります。",
        ),
        (
            "With 200 claims a year, ten assessors are enough, and a model would not pay off.",
            "年に200件なら鑑定人だけで足り、モデルの費用を取り戻せません。",
        ),
        ("complex", "instant"),
    ),
    "route": _case(
        ("Logistics: shortest route", "物流：最短の経路"),
        (
            "A wholesaler wants to find the shortest way by road between two of its warehouses. "
            "All distances are known.",
            "卸売会社が、2つの倉庫の間の、道路での最短経路を求めたいと考えています。距離はすべて分かって"
            "います。",
        ),
        "existing",
        (
            "A method from 1959 (Dijkstra's) finds the shortest route, and proves it. There is "
            "nothing to learn.",
            "1959年に発表された方法（ダイクストラ法）で、最短だと証明できる経路が求まります。学ぶことは"
            "ありません。",
        ),
        (
            "How long the drive takes at 17:00 on a rainy Friday is not known: that is a case for "
            "a forecast.",
            "「雨の金曜17時に何分かかるか」は分かっていないので、予測する意味があります。",
        ),
    ),
    "learners": _case(
        ("Education: the next exercise", "教育：次の問題"),
        (
            "A learning app wants to give each of its 300,000 learners the exercise that helps "
            "this person most next.",
            "学習アプリが、30万人の利用者それぞれに、その人が今解くと一番力の付く問題を出したいと考えています。",
        ),
        "personal",
        (
            "One rule for everyone cannot know this person. Each answer that a learner gives adds "
            "to what the model knows.",
            "全員に同じルールでは、その人に合いません。利用者が答えるたびに、モデルの学ぶ例が増えます。",
        ),
        (
            "If learners differ little, a fixed order of exercises may do as well. Compare the two "
            "on a part of the learners.",
            "利用者の差が小さければ、決まった順番で足りるかもしれません。一部の利用者で比べてみましょう。",
        ),
        ("scale", "complex"),
    ),
    "letters": _case(
        ("Museum: a finished collection", "美術館：完結した資料"),
        (
            "A museum wants the 600 letters of a painter sorted by person. The painter died in "
            "1906; experts sort 40 letters a day.",
            "美術館が、ある画家の手紙600通を相手ごとに整理したいと考えています。画家は1906年に亡くなり、"
            "専門家は1日に40通を整理できます。",
        ),
        "static",
        (
            "No letter will come after these. Three weeks of work settle it for good, and a model "
            "would need labels first anyway.",
            "これ以上、手紙は増えません。3週間で終わる仕事で、モデルを作るにもまずラベル付けが必要です。",
        ),
        (
            "With 400,000 letters, or new estates each year, the sheer number would speak for ML.",
            "手紙が40万通ある場合や、毎年新しい資料が届く場合は、機械学習を考える理由になります。",
        ),
        ("existing",),
    ),
    "handover": _case(
        ("Software: handover notes", "ソフトウェア：引き継ぎのメモ"),
        (
            "A support team wants a draft summary of each of its 40 calls a day, in three "
            "languages. There are no examples, and a colleague reads every draft.",
            "サポートチームが、1日40件の電話の要約の下書きを、3か国語で作りたいと考えています。過去の例は"
            "なく、下書きは必ず担当者が読みます。",
        ),
        "prompt",
        (
            "A newcomer could do it from a page of instructions, and a foundation model may manage "
            "it, too. Ask first whether recordings may leave the company; then try a prompt.",
            "1ページの指示があれば、新人にもできる仕事です。基盤モデルにもできるかもしれません。通話を社外に"
            "出してよいかを確認してから、プロンプトを試します。",
        ),
        (
            "With thousands of rated summaries, or words that only your trade knows, a model of "
            "your own may catch up. Measure both on the same calls.",
            "評価の付いた要約が何千件もあるか、業界だけの言葉が多ければ、自社のモデルが追いつくかもしれません。"
            "同じ通話で両方を測ります。",
        ),
        ("complex",),
    ),
    "sales": _case(
        ("Retail: tomorrow's sales", "小売：明日の売上"),
        (
            "The supermarket chain wants to forecast the sales of tomorrow for all stores "
            "together. No model tried so far is clearly better than the mean of each weekday.",
            "スーパーマーケットチェーンが、全店合計の明日の売上を予測したいと考えています。曜日ごとの平均を"
            "明らかに上回るモデルは、まだ見つかっていません。",
        ),
        "existing",
        (
            "One number a day, and a formula in a spreadsheet that no model has clearly beaten: "
            "use it, and keep measuring.",
            "1日に1つの数字で、表計算の式1つに、どのモデルも明らかには勝てていません。まずそれを使い、測り"
            "続けます。",
        ),
        (
            "For each of 20,000 products in each store, no one can keep the formulas up to date. "
            "Then the number of cases speaks for ML.",
            "店舗ごとに2万品目を予測するなら、式を人の手では保てません。その場合は、量が機械学習を使う理由に"
            "なります。",
        ),
        ("scale",),
    ),
}

_LETTERS = dict(zip("abcdefghi", REASONS, strict=True))


class ForAndAgainst(Round):
    """A case after another, each with what decides it; no points, but an answer to each choice."""

    call = "for_and_against"
    title = Text(en="For and against ML", ja="機械学習に向くか、向かないか")
    minutes, minutes_reason = 5.0, "ten cases at half a minute: two sentences, a choice, a reply"

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """What may decide, with what it decides for."""
        return {at: (id_, _reason(id_)) for at, id_ in _LETTERS.items()}

    def card(self, id_: str) -> str:
        """The wish."""
        case = CASES[id_]
        asks = text(en="What decides this case?", ja="この事例の決め手はどれでしょうか。")
        return (
            f'<div class="mlw-card"><p><strong>{escape(str(case.title))}</strong><br>'
            f"{escape(str(case.wish))}</p><p>{asks}</p></div>"
        )

    def heard(self, id_: str) -> str:
        """The wish."""
        case = CASES[id_]
        return text(en=f"{case.title}. {case.wish}", ja=f"{case.title}。{case.wish}")

    def reply(self, said: Said) -> str:
        """How that compares with what the course says, and when one would decide otherwise."""
        case = CASES[said.card]
        ours = text(
            en=f"{case.title}. The course says: {_reason(case.decides)}.",
            ja=f"{case.title}。教材の判断は「{_reason(case.decides)}」です。",
        )
        otherwise = text(
            en=f"When to decide otherwise: {case.unless}",
            ja=f"別の判断になる場合：{case.unless}",
        )
        body = "".join(
            f"<p>{escape(words)}</p>"
            for words in (_compared(case, said.choice), f"{ours} {case.why}", otherwise)
        )
        return f'<div class="mlw-feedback mlw-kept" role="status">{body}</div>'

    def outcome(self) -> str:
        """All cases beside each other: what was chosen, and what the course says."""
        heads = (
            text(en="Case", ja="事例"),
            text(en="You", ja="選んだもの"),
            text(en="The course", ja="教材"),
            text(en="Otherwise when …", ja="別の判断になる場合"),
        )
        rows = [
            (case.title, _reason(said.choice), _reason(case.decides), case.unless)
            for said in self.state.said
            for case in (CASES[said.card],)
        ]
        return kit.table(heads, rows)

    def instead(self) -> str:
        """The choices, which the buttons show where there are any."""
        return self.listed()

    def code(self) -> str:
        """The call with a letter for each case so far, and one more."""
        return f'ws.activities.{self.call}(said="{self.letters()}")'


def _reason(id_: str) -> str:
    reason = REASONS[id_]
    return text(
        en=f"{_VERDICTS[reason.verdict]}: {reason.words}",
        ja=f"{_VERDICTS[reason.verdict]}：{reason.words}",
    )


def _compared(case: Case, choice: str) -> str:
    """What is said to a choice, by how near it comes."""
    yours = _reason(choice)
    if choice == case.decides:
        return text(
            en=f"You: {yours}. The course says the same.",
            ja=f"選んだもの：{yours}。教材と同じです。",
        )
    if choice in case.also:
        return text(
            en=f"You: {yours}. It holds here, too; the course puts another reason first.",
            ja=f"選んだもの：{yours}。これも当てはまります。教材は別の理由を先に挙げます。",
        )
    if REASONS[choice].verdict == REASONS[case.decides].verdict:
        return text(
            en=f"You: {yours}. The same verdict for another reason. Does yours hold here?",
            ja=f"選んだもの：{yours}。結論は同じですが、理由が違います。その理由は、この事例に"
            "当てはまりますか。",
        )
    return text(
        en=f"You: {yours}. The course decides otherwise. Compare the reasons.",
        ja=f"選んだもの：{yours}。教材とは結論が違います。理由を比べてみましょう。",
    )


@dataclass(frozen=True)
class Fit:
    """Nine answers about a case ("yes", "no", "unknown"), a verdict and its reason."""

    complex: str | None = None
    scale: str | None = None
    instant: str | None = None
    personal: str | None = None
    existing: str | None = None
    new_data: str | None = None
    certain: str | None = None
    explained: str | None = None
    instructed: str | None = None
    verdict: str | None = None
    reason: str = ""

    @property
    def speaks_for(self) -> list[str]:
        """What speaks for machine learning."""
        return self._among("yes", "complex", "scale", "instant", "personal")

    @property
    def speaks_against(self) -> list[str]:
        """What speaks against it."""
        return [
            *self._among("yes", "existing"),
            *self._among("no", "new_data"),
            *self._among("yes", "certain", "explained"),
        ]

    @property
    def open(self) -> list[str]:
        """What nobody knows yet."""
        return [name for name in _ASKED if getattr(self, name) in (None, "unknown")]

    @property
    def clashes(self) -> list[Text]:
        """What to ask about answers that do not go together."""
        return [
            asks
            for answers, asks in _CLASHES
            if all(getattr(self, name) == answer for name, answer in answers.items())
        ]

    def _among(self, answer: str, *names: str) -> list[str]:
        return [name for name in names if getattr(self, name) == answer]


_ASKED = {
    "complex": Text(
        en="Are the rules too complicated to write down?",
        ja="ルールが複雑すぎて、書ききれませんか",
    ),
    "scale": Text(
        en="Are there more cases than people can handle?", ja="人では処理しきれない件数ですか"
    ),
    "instant": Text(
        en="Is the answer needed at once, at any hour?", ja="いつでも、すぐに答えが必要ですか"
    ),
    "personal": Text(
        en="Should each person get an answer of their own?", ja="人によって答えを変えたいですか"
    ),
    "existing": Text(
        en="Does a simple rule or a known algorithm do it well enough?",
        ja="簡単なルールや既存のアルゴリズムで十分ですか",
    ),
    "new_data": Text(
        en="Do new data keep coming that it has to cope with?",
        ja="新しいデータが来て、対応し続ける必要がありますか",
    ),
    "certain": Text(
        en="Must it be right every single time (100%)?", ja="1件の誤りも許されませんか（精度100%）"
    ),
    "explained": Text(
        en="Must every single decision be explained in full?",
        ja="1件ごとに、完全な説明が必要ですか",
    ),
    "instructed": Text(
        en="Could a newcomer do it from one page of instructions?",
        ja="1ページの指示があれば、新人にもできますか",
    ),
}
_ANSWERS = {
    "yes": Text(en="yes", ja="はい"),
    "no": Text(en="no", ja="いいえ"),
    "unknown": Text(en="not known yet", ja="まだ分からない"),
}
_OWN_VERDICTS = {
    "ml": Text(en="ML", ja="機械学習を使う"),
    "rule": Text(en="a rule or a known algorithm", ja="ルールや既存の方法を使う"),
    "prompt": Text(en="a prompt to a foundation model", ja="基盤モデルにプロンプトで指示する"),
    "undecided": Text(en="undecided yet", ja="まだ決められない"),
}
_NEXT = {
    "existing": Text(
        en="Start with the simple method, and measure it. A model has to beat it.",
        ja="まず簡単な方法を使い、結果を測りましょう。モデルは、それを上回る必要があります。",
    ),
    "new_data": Text(
        en="If nothing new comes, do it once by hand. What would it cost?",
        ja="新しいデータが来ないなら、一度だけ人手で済ませられます。費用はいくらですか。",
    ),
    "certain": Text(
        en="No model is right every time. Can people check the doubtful cases, or must a fixed "
        "rule decide?",
        ja="必ず正しいモデルはありません。疑わしいものを人が確認できますか。それとも、決まったルールで判断"
        "しますか。",
    ),
    "explained": Text(
        en="Who needs which explanation? A model may propose while a person decides and explains.",
        ja="誰に、どんな説明が必要ですか。モデルは提案だけにして、人が決めて説明する方法もあります。",
    ),
}
_TRY_A_PROMPT = Text(
    en="May these data leave your organisation? If so, try a prompt on thirty real cases, and "
    "count the errors. Even with none in thirty, one answer in ten may still be wrong.",
    ja="そのデータは組織の外に出せますか。出せるなら、実際の30件をプロンプトで試し、誤りを数えてみましょう。"
    "30件で誤りがなくても、実際には10件に1件ほど間違える可能性が残ります。",
)
_NOTHING_SPEAKS_FOR = Text(
    en="Nothing here speaks for ML yet. What would be lost without it?",
    ja="機械学習に向く理由が、まだありません。使わないと何が困りますか。",
)


# Answers that contradict each other, each with the question that settles it.
_CLASHES: tuple[tuple[dict[str, str], Text], ...] = (
    (
        {"complex": "yes", "instructed": "yes"},
        Text(
            en="Too complicated to write down, yet one page is enough for a newcomer? If common "
            "sense fills the gaps of that page, try a prompt. If not, the page is your rule.",
            ja="「ルールが複雑すぎる」のに「1ページの指示で新人にもできる」のですか。指示にない部分を常識で"
            "補っているなら、プロンプトを試しましょう。補っていないなら、その1ページがルールになります。",
        ),
    ),
    (
        {"complex": "yes", "existing": "yes"},
        Text(
            en="Too complicated to write down, yet a simple rule does it well enough? Say which "
            "of the two you have seen on real cases.",
            ja="「ルールが複雑すぎる」のに「簡単なルールで十分」なのですか。実際の事例で確かめたのは"
            "どちらかを書きましょう。",
        ),
    ),
    (
        {"verdict": "ml", "existing": "yes"},
        Text(
            en="You decided on ML, yet something simpler does it well enough. What would ML add?",
            ja="機械学習を選びましたが、簡単な方法で十分とも答えています。機械学習で何が増えますか。",
        ),
    ),
    (
        {"verdict": "rule", "complex": "yes", "existing": "no"},
        Text(
            en="You decided on a rule, yet the rules are too complicated and no known method is "
            "enough. Who would write the rule?",
            ja="ルールや既存の方法を選びましたが、ルールは複雑すぎ、既存の方法では足りないとも答えています。"
            "そのルールは誰が書きますか。",
        ),
    ),
    (
        {"verdict": "prompt", "instructed": "no"},
        Text(
            en="You decided on a prompt, yet one page of instructions is not enough. What would "
            "the prompt say?",
            ja="プロンプトを選びましたが、1ページの指示では足りないとも答えています。プロンプトには何を"
            "書きますか。",
        ),
    ),
)


class FitForMl(Panel[Fit]):
    """Nine questions about a case, what speaks for and against, and the verdict."""

    call = "fit_for_ml"
    title = Text(en="Should it be ML?", ja="機械学習を使うべきか")
    minutes, minutes_reason = 2.5, "nine questions at ten seconds, and a sentence of one's own"
    style = (
        ".mlw-fit-for-ml :is(p, td) { overflow-wrap: anywhere; }"
        ".mlw-fit-for-ml th { min-width: 8em; }"
    )

    def ask(self) -> Mapping[str, Field[Any]]:
        """Nine questions, then the verdict."""

        def choose(label: Text, options: Mapping[str, Text]) -> Choose:
            return Choose(str(label), {id_: str(words) for id_, words in options.items()})

        return {
            **{name: choose(label, _ANSWERS) for name, label in _ASKED.items()},
            "verdict": choose(Text(en="Your verdict", ja="結論"), _OWN_VERDICTS),
            "reason": Words(text(en="The reason that decides it", ja="決め手になった理由")),
        }

    def page(self) -> str:
        """What speaks for and against, and what to ask next."""
        state = self.state
        columns = (
            (text(en="Speaks for ML", ja="機械学習に向く理由"), state.speaks_for),
            (text(en="Speaks against ML", ja="機械学習に向かない理由"), state.speaks_against),
            (text(en="Not known yet", ja="まだ分からないこと"), state.open),
        )
        rows = [(head, len(names), self._named(names)) for head, names in columns]
        asks = "".join(f"<li>{escape(str(says))}</li>" for says in self._next())
        asks = f"<ul>{asks}</ul>" if asks else ""
        return f'<div role="status">{kit.table(("", "", ""), rows)}{asks}</div>'

    def instead(self) -> str:
        """What is filled in, which the fields show where there are any."""
        heads = (text(en="Question", ja="質問"), text(en="Answer", ja="回答"))
        return kit.table(heads, self.filled()) if self.filled() else ""

    def digest(self) -> Sequence[tuple[str, str]]:
        """The verdict with its reason, and what it rests on."""
        filled = self.filled()
        asked = {str(label) for label in _ASKED.values()}
        verdict = [pair for pair in filled if pair[0] not in asked]
        return [*verdict, *(pair for pair in filled if pair not in verdict)]

    def facts(self) -> Mapping[str, Any]:
        """The verdict, and what may contradict other parts of the plan."""
        known = {"yes": True, "no": False}
        return {
            "verdict": self.state.verdict,
            "new_data_arrives": known.get(self.state.new_data or ""),
            "certainty_demanded": known.get(self.state.certain or ""),
            "full_explanation_demanded": known.get(self.state.explained or ""),
        }

    def _named(self, names: Sequence[str]) -> str:
        """Questions with their answers; what is open needs none."""

        def says(name: str) -> str:
            answer = "" if name in self.state.open else f" – {_ANSWERS[getattr(self.state, name)]}"
            return f"{_ASKED[name]}{answer}"

        return text(en=" / ", ja="／").join(map(says, names)) or "–"

    def _next(self) -> list[Text]:
        """What to ask or to do, given the answers."""
        state = self.state
        asks = [*state.clashes, *(_NEXT[name] for name in state.speaks_against)]
        if state.instructed == "yes":
            asks.append(_TRY_A_PROMPT)
        if not state.open and not state.speaks_for:
            asks.append(_NOTHING_SPEAKS_FOR)
        return asks


def for_and_against(*, said: str = "", key: str = "for-and-against") -> None:
    """Let the attendee decide for ten cases what speaks for or against machine learning.

    Parameters
    ----------
    said : str
        What decides the first cases, a letter each, from a to i.
    key : str, default "for-and-against"
        Tells the rounds of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If `said` holds other letters, or too many.
    """
    choices = {at: (id_, id_) for at, id_ in _LETTERS.items()}
    given = turns(tuple(CASES), lambda _: choices, said)
    ForAndAgainst(tuple(CASES), given, key).show()


def fit_for_ml(
    *,
    complex: str | None = None,
    scale: str | None = None,
    instant: str | None = None,
    personal: str | None = None,
    existing: str | None = None,
    new_data: str | None = None,
    certain: str | None = None,
    explained: str | None = None,
    instructed: str | None = None,
    verdict: str | None = None,
    reason: str = "",
    key: str = "fit",
) -> None:
    """Let the attendee judge whether a case of their own should be machine learning.

    Parameters
    ----------
    complex, scale, instant, personal : {"yes", "no", "unknown"}, optional
        Whether the logic is complex, the cases are too many for people, the answer is needed at
        once, and each person should get one of their own.
    existing, new_data, certain, explained : {"yes", "no", "unknown"}, optional
        Whether something simpler is enough, new data keep coming, every answer must be right, and
        every decision explained in full.
    instructed : {"yes", "no", "unknown"}, optional
        Whether a page of instructions is enough.
    verdict : {"ml", "rule", "prompt", "undecided"}, optional
    reason : str
        Why.
    key : str, default "fit"
        Tells the cases of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If what the call says cannot be filled in.
    """
    said = Fit(
        complex,
        scale,
        instant,
        personal,
        existing,
        new_data,
        certain,
        explained,
        instructed,
        verdict,
        reason,
    )
    FitForMl(said, key).show()
