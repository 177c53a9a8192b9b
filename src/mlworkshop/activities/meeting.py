"""Meetings: what people say there, a reply to choose, and what comes of it.

The question to every team, the answers that are not accepted and the two mistakes are those of a
workshop's slides on leadership; who says what, and what follows, is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from mlworkshop.activities import kit
from mlworkshop.activities.round import Round, Said, Turns, turns
from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import Text, text


@dataclass(frozen=True)
class Reply:
    """Something that one may say, and what comes of it."""

    words: Text
    then: Text


@dataclass(frozen=True)
class Remark:
    """What someone says in a meeting.

    Parameters
    ----------
    who, says : Text
    replies : dict of str to Reply
        By their ids, in the order of their letters.
    course : str
        The reply that the course would choose.
    """

    who: Text
    says: Text
    replies: dict[str, Reply]
    course: str


@dataclass(frozen=True)
class Script:
    """A meeting.

    Parameters
    ----------
    asks : Text
        What is to be decided about each remark.
    remarks : dict of str to Remark
        By their ids, in the order in which they are made.
    moral : Text
        What there is to see at the end.
    """

    asks: Text
    remarks: dict[str, Remark]
    moral: Text


class Meeting(Round):
    """A remark after another; for each a reply, and what comes of it. There are no points.

    Parameters
    ----------
    script : str
        The meeting's id.
    given : Turns
    key : str
    """

    call = "meeting"
    title = Text(en="In the meeting", ja="会議での受け答え")
    minutes, minutes_reason = 2.0, "four or five remarks with three short replies, 25 seconds each"

    def __init__(self, script: str, given: Turns, key: str) -> None:
        self._name, self._script = script, SCRIPTS[script]
        super().__init__(tuple(self._script.remarks), given, key)

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """Those of the first remark."""
        return self.choices_for(self._cards[0])

    def choices_for(self, id_: str) -> Mapping[str, tuple[str, str]]:
        """Three replies to each remark."""
        return _choices(self._script.remarks[id_])

    def card(self, id_: str) -> str:
        """Who says what, and what is to be decided."""
        remark = self._script.remarks[id_]
        says = text(en=f'"{remark.says}"', ja=f"「{remark.says}」")
        return (
            f'<div class="mlw-card"><p><strong>{escape(str(remark.who))}</strong><br>'
            f"{escape(says)}</p><p>{escape(str(self._script.asks))}</p></div>"
        )

    def heard(self, id_: str) -> str:
        """Who says what."""
        remark = self._script.remarks[id_]
        return text(en=f"{remark.who}: {remark.says}", ja=f"{remark.who}：{remark.says}")

    def reply(self, said: Said) -> str:
        """What comes of a reply, and of the one that the course would choose."""
        remark = self._script.remarks[said.card]
        chosen, ours = remark.replies[said.choice], remark.replies[remark.course]
        lines = [
            text(
                en=f'You chose "{chosen.words}". {chosen.then}',
                ja=f"「{chosen.words}」を選びました。その後：{chosen.then}",
            ),
        ]
        if said.choice == remark.course:
            lines.append(
                text(en="The course would choose the same.", ja="教材も同じ答えを選びます。")
            )
        else:
            lines.append(
                text(
                    en=f'The course would choose "{ours.words}". {ours.then}',
                    ja=f"教材なら「{ours.words}」を選びます。その後：{ours.then}",
                )
            )
        who = f"<p><strong>{escape(str(remark.who))}</strong></p>"
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        return f'<div class="mlw-feedback mlw-kept" role="status">{who}{body}</div>'

    def outcome(self) -> str:
        """All remarks with both replies, and what there is to see."""
        heads = (
            text(en="Who", ja="発言者"),
            text(en="Your reply", ja="選んだ答え"),
            text(en="The course", ja="教材"),
        )
        rows = [
            (remark.who, remark.replies[said.choice].words, remark.replies[remark.course].words)
            for said in self.state.said
            for remark in (self._script.remarks[said.card],)
        ]
        return f"{kit.table(heads, rows)}<p>{escape(str(self._script.moral))}</p>"

    def instead(self) -> str:
        """The replies, which the buttons show where there are any."""
        return self.listed()

    def code(self) -> str:
        """The call with a letter for each remark so far, and one more."""
        return f'ws.activities.{self.call}("{self._name}", said="{self.letters()}")'


def _choices(remark: Remark) -> dict[str, tuple[str, str]]:
    replies = remark.replies.items()
    return {at: (id_, str(reply.words)) for at, (id_, reply) in zip("abc", replies, strict=True)}


def _remark(
    who: tuple[str, str],
    says: tuple[str, str],
    course: str,
    **replies: tuple[tuple[str, str], tuple[str, str]],
) -> Remark:
    return Remark(
        Text(en=who[0], ja=who[1]),
        Text(en=says[0], ja=says[1]),
        {
            id_: Reply(Text(en=words[0], ja=words[1]), Text(en=then[0], ja=then[1]))
            for id_, (words, then) in replies.items()
        },
        course,
    )


SCRIPTS = {
    "departments": Script(
        Text(
            en='You asked: "How will you use machine learning?" Do you accept this answer?',
            ja="「どのように機械学習を使いますか」という質問への答えです。受け入れますか。",
        ),
        {
            "hr": _remark(
                ("Human resources", "人事部長"),
                (
                    "We don't know. No one here understands the technology.",
                    "分かりません。技術の分かる者がおりませんので。",
                ),
                "decision",
                other_work=(
                    (
                        "Accept: HR has enough other work to do",
                        "受け入れる：人事部にはほかの仕事がある",
                    ),
                    (
                        "Two more departments hear of it. Next time they do not know either.",
                        "ほかの2つの部にも話が伝わり、次の会議では、そこも「分かりません」と答えました。",
                    ),
                ),
                decision=(
                    (
                        "Send back: name a decision you make every week",
                        "差し戻す：毎週している判断を1つ挙げてもらう",
                    ),
                    (
                        "They name one: how many people each store needs. They know the work, and "
                        "an analyst brings the technology.",
                        "「店舗ごとに何人必要か」が挙がりました。業務は人事部が知っていて、技術は分析担当者が"
                        "補えます。",
                    ),
                ),
                course_first=(
                    (
                        "Send back: take a course on algorithms first",
                        "差し戻す：まずアルゴリズムの研修を受けてもらう",
                    ),
                    (
                        "Three months later they can explain a decision tree. No one has named a "
                        "use.",
                        "3か月後、決定木の説明はできるようになりましたが、使い道は1つも出てきません。",
                    ),
                ),
            ),
            "software": _remark(
                ("Software development", "システム開発部長"),
                (
                    "We won't use it. Our code does exactly what we tell it to do.",
                    "使いません。うちのコードは、書いたとおりに正確に動いています。",
                ),
                "reports",
                reports=(
                    (
                        "Send back: ask what they still sort by hand",
                        "差し戻す：人が仕分けている作業を聞く",
                    ),
                    (
                        "The stores send 300 error reports a week. Sorting them is a first test "
                        "that touches no checkout.",
                        "店舗から週300件届く不具合の報告でした。これを仕分けるテストなら、レジのシステムには"
                        "触りません。",
                    ),
                ),
                know_best=(
                    (
                        "Accept: people who write software know best",
                        "受け入れる：開発のことは開発部が一番よく知っている",
                    ),
                    (
                        "They know code best. What their users wait for is not discussed.",
                        "コードのことなら確かにそうです。しかし、利用者が何を待っているかは、話に出ないままです。",
                    ),
                ),
                by_june=(
                    (
                        "Send back: every team has a model by June",
                        "差し戻す：どの部も6月までにモデルを1つ作らせる",
                    ),
                    (
                        "In June there is a model. No one uses it, because no one had the question "
                        "that it answers.",
                        "6月にモデルはできましたが、誰も使いません。誰も知りたくない問いに答えるモデルだからです。",
                    ),
                ),
            ),
            "logistics": _remark(
                ("Logistics", "物流部長"),
                (
                    "We will ask the vendor of our route planner what it can do.",
                    "配送計画システムのベンダーに、何ができるか聞いてみます。",
                ),
                "problem",
                vendor=(
                    (
                        "Accept: the vendor knows its own product best",
                        "受け入れる：製品のことはベンダーが一番詳しい",
                    ),
                    (
                        "The vendor offers what it sells. What costs most, late suppliers, is not "
                        "in its catalogue.",
                        "ベンダーは、自社の商品を提案します。最も損失の大きい「仕入先の遅れ」は、そこにありません。",
                    ),
                ),
                alone=(
                    (
                        "Send back: they must do it without any vendor",
                        "差し戻す：ベンダーを使わずに進めさせる",
                    ),
                    (
                        "Now no one outside is asked at all. Help from outside is fine early on; "
                        "the question has to stay yours.",
                        "外部に頼めなくなりました。初期に社外の力を借りるのは良いことです。ただし、何を解くかは"
                        "自社で決めます。",
                    ),
                ),
                problem=(
                    (
                        "Send back: which delay should shrink? Then ask",
                        "差し戻す：減らしたい遅れを決めてから聞いてもらう",
                    ),
                    (
                        "They choose late suppliers, and take that question to the data team and "
                        "to two vendors.",
                        "「仕入先の遅れ」に決め、データチームとベンダー2社に、その課題を持ち込みました。",
                    ),
                ),
            ),
            "food": _remark(
                ("Product development", "商品開発部長"),
                (
                    "Of 300 recipe ideas a year, we can try 30. With the data team we want to "
                    "predict which ones sell. By 31 March we check it on last year's 30.",
                    "年300件のレシピ案のうち、試作できるのは30件です。どれが売れるかを、データチームと予測したいと"
                    "思います。昨年の30件での確認を、3月31日までに終えます。",
                ),
                "accept",
                too_few=(
                    (
                        "Send back: 30 trials are too few to learn from",
                        "差し戻す：30件では少なすぎて学べない",
                    ),
                    (
                        "Perhaps they are too few. Now no one finds out, and no one records more.",
                        "確かに少なすぎるかもしれません。しかし、それを確かめる人も、記録を増やす人もいなくなりました。",
                    ),
                ),
                accept=(
                    (
                        "Accept: a decision, a partner and a date",
                        "受け入れる：判断、相手、期日がそろっている",
                    ),
                    (
                        "On 31 March they report. 30 may prove too few; then the next question is "
                        "how to record more.",
                        "3月31日に報告が届きます。30件で足りなければ、次の課題は記録の増やし方です。",
                    ),
                ),
                promise=(
                    (
                        "Accept, if they promise 20% more sales",
                        "受け入れる：ただし売上20%増を約束させる",
                    ),
                    (
                        "They withdraw the idea. A promise before the first test ends experiments.",
                        "提案は取り下げられました。試す前に成果を約束させると、誰も実験しなくなります。",
                    ),
                ),
            ),
            "stores": _remark(
                ("Store operations", "店舗運営部長"),
                (
                    "We don't know yet. On Thursday, two store managers and an analyst look at "
                    "queues and at empty shelves. On 12 December we name one use.",
                    "まだ分かりません。木曜に店長2人と分析担当者が、レジ待ちと欠品のデータを見ます。12月12日までに"
                    "1つに絞ります。",
                ),
                "find_out",
                never=(
                    (
                        "Send back: not knowing is never accepted",
                        "差し戻す：分からないという答えは認めない",
                    ),
                    (
                        "They learn to hide their doubts. Next time they name whatever sounds "
                        "certain.",
                        "「迷いは隠すものだ」と学びます。次は、確実に聞こえるものを答えるでしょう。",
                    ),
                ),
                data_team=(
                    (
                        "Accept, but let the data team choose instead",
                        "受け入れる：ただしデータチームに選ばせる",
                    ),
                    (
                        "The data team takes what has the tidiest data. The stores do not use it.",
                        "データチームは、データの整ったものを選びました。店舗では使われません。",
                    ),
                ),
                find_out=(
                    (
                        "Accept: they know how they will find out",
                        "受け入れる：確かめ方が決まっている",
                    ),
                    (
                        "On 12 December there is a use, or a reason why not. Only an answer that "
                        "ends the talk is refused.",
                        "12月12日に、使い道か、使わない理由が分かります。差し戻すのは、話がそこで終わる答えだけです。",
                    ),
                ),
            ),
        },
        Text(
            en='"We don\'t know", "we won\'t use it" and "we will ask the vendor" end the talk. An '
            "answer to accept has a decision of the team's own, someone to work with, and a date.",
            ja="「分かりません」「使いません」「ベンダーに聞きます」では、話がそこで終わります。受け入れてよい"
            "答えには、その部の判断、一緒に取り組む相手、期日があります。",
        ),
    ),
    "mistakes": Script(
        Text(en="What do you reply?", ja="どう答えますか。"),
        {
            "switch-on": _remark(
                ("Director of stores, meeting 1", "店舗担当の常務（1つ目の会議）"),
                (
                    "We buy this forecasting AI, switch it on on Monday, and throw away a third "
                    "less. Another chain has done it.",
                    "この需要予測AIを買いましょう。月曜に動かせば、廃棄が3分の1減ります。他社で実績もあります。",
                ),
                "five_shops",
                buy=(
                    (
                        "Buy it: another chain has proved it",
                        "買いましょう。他社で効果が出ています",
                    ),
                    (
                        "In week 3 the stores go back to their own numbers. The system knows "
                        "neither the town festival nor their delivery days.",
                        "3週目には、各店が自分の数字に戻しました。町の祭りも、店ごとの納品日も、システムは"
                        "知りませんでした。",
                    ),
                ),
                five_shops=(
                    (
                        "Try it in five stores, beside today's way",
                        "5店舗で、今のやり方と並べて試しましょう",
                    ),
                    (
                        "After six weeks it is better for milk and worse for salads. You know "
                        "which data it lacks before you sign.",
                        "6週間後、牛乳では今より良く、サラダでは悪いと分かりました。契約の前に、足りないデータが"
                        "見えました。",
                    ),
                ),
                wait=(
                    (
                        "Wait: such products improve every year",
                        "待ちましょう。来年はもっと良くなります",
                    ),
                    (
                        "Next year's product is better. The waste data that it needs were never "
                        "recorded.",
                        "翌年の製品は良くなっていました。しかし、必要な廃棄の記録を、誰も残していませんでした。",
                    ),
                ),
            ),
            "runs-itself": _remark(
                ("Director of stores, meeting 1", "店舗担当の常務（1つ目の会議）"),
                (
                    "Fine, five stores first. But after the launch it runs by itself, doesn't it?",
                    "では5店舗から。しかし導入した後は、放っておいても動くのでしょう？",
                ),
                "owner",
                learns=(
                    (
                        "Yes: a model keeps learning by itself",
                        "はい。モデルは自分で学び続けます",
                    ),
                    (
                        "In spring a new loyalty price changes what people buy. The orders are "
                        "wrong for five weeks before anyone sees it.",
                        "春に会員価格が変わり、売れ方も変わりました。発注のずれに気づいたのは5週間後です。",
                    ),
                ),
                vendor=(
                    (
                        "Yes: the vendor's contract covers it",
                        "はい。保守契約でベンダーが見ています",
                    ),
                    (
                        "The vendor sees that the service is up. Whether the orders still fit is "
                        "seen in your stores only.",
                        "ベンダーに分かるのは、システムが動いていることだけです。発注が合っているかは、店舗でしか"
                        "分かりません。",
                    ),
                ),
                owner=(
                    (
                        "No: it needs an owner and a weekly number",
                        "いいえ。責任者を置き、毎週数字を見ます",
                    ),
                    (
                        "The owner sees the error rise in the first week of the new prices, and "
                        "has the model retrained.",
                        "会員価格が変わった週に、責任者が誤差の増加に気づき、再学習を手配しました。",
                    ),
                ),
            ),
            "invoices": _remark(
                ("Chief financial officer, meeting 2", "財務担当の専務（2つ目の会議）"),
                (
                    "Let us use ML to read invoices. It is safe, and it saves two jobs. The rest "
                    "of the company need not bother.",
                    "機械学習は、請求書の読み取りに使いましょう。安全で、2人分の作業が減ります。ほかの部署には"
                    "関係のない話です。",
                ),
                "ask_all",
                ask_all=(
                    (
                        "Start there, and ask every team as well",
                        "そこから始め、全部署にも問いかけましょう",
                    ),
                    (
                        "Invoices start. In the same month three teams bring a use each, and one "
                        "is worth more than all invoices.",
                        "読み取りを始めた月に、3つの部から案が出ました。うち1つは、請求書すべてより大きな価値が"
                        "ありました。",
                    ),
                ),
                agree=(
                    (
                        "Agree: one safe use proves the value",
                        "賛成です。1つ成功すれば価値が伝わります",
                    ),
                    (
                        "It works. From then on the board thinks of ML as something that reads "
                        "invoices.",
                        "うまくいきました。以来、経営会議では、機械学習といえば請求書を読む技術のことです。",
                    ),
                ),
                big=(
                    (
                        "Refuse: the first use must be a large one",
                        "反対です。最初から大きく狙いましょう",
                    ),
                    (
                        "The large project has nothing to show for a year. Its sponsor moves to "
                        "another post.",
                        "大きなプロジェクトは1年間成果を見せられず、後ろ盾の役員は異動しました。",
                    ),
                ),
            ),
            "only-costs": _remark(
                ("Chief financial officer, meeting 2", "財務担当の専務（2つ目の会議）"),
                (
                    "Agreed, but only to save costs. What customers see stays as it is.",
                    "分かりました。ただしコスト削減だけです。お客様に見えるところは変えません。",
                ),
                "one_test",
                no_change=(
                    (
                        "Agree: customers do not like change",
                        "賛成です。お客様は変化を好みません",
                    ),
                    (
                        "Costs fall a little each year. What would bring customers back is never "
                        "tried.",
                        "コストは毎年少しずつ下がります。お客様にまた来ていただく工夫は、試されないままです。",
                    ),
                ),
                one_test=(
                    (
                        "Test one thing that customers miss",
                        "お客様の不満を1つ選び、試しましょう",
                    ),
                    (
                        "Three stores suggest a dinner from tonight's discounts, three do not. "
                        "Sales and waste of both are compared.",
                        "3店舗では値引き品を使った献立を勧め、別の3店舗では勧めず、売上と廃棄を比べます。",
                    ),
                ),
                label=(
                    (
                        "Write AI on every product right away",
                        "全商品に「AI」と表示しましょう",
                    ),
                    (
                        "Customers ask what it does. The staff cannot say, because nothing has "
                        "changed.",
                        "お客様に何ができるのかと聞かれても、店員は答えられません。何も変わっていないからです。",
                    ),
                ),
            ),
        },
        Text(
            en="Meeting 1 took ML for plug and play: something that works as soon as it is "
            "switched on. Meeting 2 thought too narrowly: one safe corner, and costs alone.",
            ja="1つ目の会議の間違いは、機械学習を、動かせばすぐ効く「プラグ&プレイ」だと考えたことです。"
            "2つ目は、1つの業務やコスト削減だけに、使い道を狭く考えたことです。",
        ),
    ),
}


def meeting(script: str, *, said: str = "", key: str = "") -> None:
    """Let the attendee reply to what is said in a meeting, and show what comes of it.

    Parameters
    ----------
    script : {"departments", "mistakes"}
        Five departments answer the question to every team, or two directors each make a mistake.
    said : str
        The replies to the first remarks, a letter each: a, b or c.
    key : str, optional
        Tells the meetings of a lesson apart; by default the name of the script.

    Raises
    ------
    WorkshopError
        If there is no such meeting, or `said` holds other letters or too many.
    """
    if not isinstance(script, str) or script not in SCRIPTS:
        near = nearest(script, SCRIPTS)
        known = [near] if near else SCRIPTS
        raise WorkshopError(
            text(
                en=f"There is no meeting {shown(script)}. Did you mean {' or '.join(known)}?",
                ja=f"{shown(script)} という会議はありません。{'、'.join(known)} のことですか。",
            )
        )
    remarks = SCRIPTS[script].remarks
    given = turns(tuple(remarks), lambda id_: _choices(remarks[id_]), said)
    Meeting(script, given, key or script).show()
