"""The checks of m1-intro/02-spam."""

import re

from mlworkshop.exercise import (
    CheapestCutOff,
    Exercise,
    Figure,
    Misconception,
    Numbers,
    OneOf,
    Text,
    Values,
    Words,
    Wrong,
)


class BeTheModel(Exercise):
    """Label three emails from six known ones."""

    id = "be-the-model"
    title = Text(en="Be the model", ja="モデルになってみる")
    answer = Values(
        OneOf(
            "spam",
            "good",
            "unknown",
            words={
                "spam": Text(en="spam", ja="スパム"),
                "good": Text(en="good", ja="通常メール"),
                "unknown": Text(en="too few to tell", ja="6通では判断できない"),
            },
        ),
        3,
        labels=[Text(en=f"No. {number}", ja=f"{number}通目") for number in (1, 2, 3)],
    )
    hints = (
        Text(
            en="Compare one column after another. Which one goes together with the label?",
            ja="列を1つずつ比べてみましょう。"
            "スパムか通常メールかで値が分かれているのはどの列でしょうか。",
        ),
        Text(
            en="Look at the sender's domain and the server. Have you seen those of email 3 before?",
            ja="送信者のドメインとサーバーを見ます。3通目のものは、前に出てきたでしょうか。",
        ),
    )
    why = Text(
        en="Sender and server have a history for emails 1 and 2. For email 3 every column points "
        "both ways or nowhere. A model gives it a label anyway: it does not know that it does not "
        "know.",
        ja="1通目と2通目は、送信者とサーバーに前例があります。3通目は、"
        "どの列を見てもどちらとも言えません。それでもモデルは、3通目に何らかのラベルを付けます。"
        "手がかりが足りないことを、モデルは教えてくれません。",
    )
    misconceptions = (
        Misconception("one-example-is-a-rule", lambda: ["spam", "good", "spam"]),
        Misconception("innocent-until-proven", lambda: ["spam", "good", "good"]),
        Misconception("night-is-spam", lambda: ["spam", "spam", "unknown"]),
        Misconception("never-sure", lambda: ["unknown", "unknown", "unknown"]),
    )
    also_wrong = (lambda: ["good", "good", "unknown"],)

    def reference(self):
        """Return what sender and server say."""
        return ["spam", "good", "unknown"]

    def check(self, answer):
        """Compare with what sender and server say."""
        first, second, third = answer
        if first == second == "unknown":
            raise Wrong(
                Text(
                    en="Leaving emails 1 and 2 open is safe but useless. Both come from senders "
                    "that the table knows: use that.",
                    ja="1通目と2通目を「判断できない」にすれば間違いはありませんが、役にも立ちません。"
                    "どちらの送信者も表に出ています。その情報を使いましょう。",
                ),
                misconception="never-sure",
            )
        if second == "spam":
            raise Wrong(
                Text(
                    en="Email 2 was sent at night, like one spam email. But C and F come from the "
                    "same sender and server, F also late in the evening, and both were good.",
                    ja="2通目は、スパムの1通と同じく深夜に届いています。しかし、"
                    "同じ送信者・同じサーバーから届いたCとF（Fも夜遅くです）は、"
                    "どちらも通常メールでした。",
                ),
                misconception="night-is-spam",
            )
        if first != "spam" or second != "good":
            raise Wrong(
                Text(
                    en="Look at the known emails from the same sender and server as emails 1 and "
                    "2: what were they?",
                    ja="1通目、2通目と同じ送信者・サーバーから届いた判断済みのメールは、"
                    "何と判断されていたでしょうか。",
                )
            )
        if third == "spam":
            raise Wrong(
                Text(
                    en="Something in email 3 reminds you of a spam email. But English is the "
                    "language of one spam email (E) and one good one (B), the time is between "
                    "those two, and the servers next to it sent both kinds.",
                    ja="3通目は、どこかがスパムに似て見えます。しかし、"
                    "英語のメールはスパム（E）と通常メール（B）が1通ずつで、"
                    "送信時刻はその2通の間です。番号の近いサーバーからは、"
                    "どちらの種類も届いています。",
                ),
                misconception="one-example-is-a-rule",
            )
        if third == "good":
            raise Wrong(
                Text(
                    en="Calling email 3 good is a policy (let unknown email through), perhaps a "
                    "wise one. But the six emails do not support it: every column points both "
                    "ways.",
                    ja="「知らないものは通す」というのは、方針としては賢明かもしれません。しかし、"
                    "6通のメールから分かることではありません。どの列を見ても、"
                    "どちらとも言えないのです。",
                ),
                misconception="innocent-until-proven",
            )


class ChooseTheCutOff(CheapestCutOff):
    """Choose a cut-off by the price of each kind of error."""

    id = "choose-the-cut-off"
    version = 2
    title = Text(en="Decide", ja="しきい値を決める")
    good_enough = 2  # one false alarm makes that difference
    hints = (
        Text(
            en="Which error costs more here, and by how much? That gives you the direction to "
            "move.",
            ja="どちらの誤りが、どれだけ高くつくでしょうか。それで動かす方向が分かります。",
        ),
        Text(
            en="One false alarm costs as much as fifty missed emails. Move the cut-off up until "
            "hardly any good email is stopped.",
            ja="誤検出1通は、見逃し50通と同じ損害です。通常メールの誤検出がほとんど"
            "なくなるまで、しきい値を上げてみましょう。",
        ),
    )
    why = Text(
        en="The same model needs a different cut-off when the costs change. You chose this one on "
        "the validation emails; the test emails will show what it is worth.",
        ja="同じモデルでも、損害額が変われば、ちょうどよいしきい値も変わります。"
        "これは検証用のメールで選んだ値です。どれだけ役立つかは、テストデータで確かめます。",
    )
    misconceptions = (
        Misconception(
            "half-is-neutral",
            lambda **context: 0.5,
            Text(
                en="One half is fair only when both errors cost the same. Compare the two costs.",
                ja="0.5が妥当なのは、2種類の誤りの損害が同じときだけです。"
                "2つの損害額を比べてみましょう。",
            ),
        ),
        Misconception(
            "catch-everything",
            lambda **context: 0.05,
            Text(
                en="A low cut-off catches nearly all spam, and stops many customers' emails with "
                "it. Count what those cost.",
                ja="しきい値が低いとスパムはほぼ捕まりますが、お客様のメールも"
                "たくさん巻き込みます。その損害を数えてみましょう。",
            ),
        ),
        Misconception(
            "not-far-enough",
            lambda **context: 0.7,
            Text(
                en="The direction is right, but one false alarm still costs as much as many missed "
                "emails. Go further up.",
                ja="方向は合っています。ただし、誤検出1通の損害は、まだ見逃し何通分にもなります。"
                "もっと上げてみましょう。",
            ),
        ),
        Misconception(
            "lose-nothing",
            lambda **context: 1.0,
            Text(
                en="With such a high cut-off, hardly anything is called spam and you pay for "
                "almost all of it: that is like doing nothing.",
                ja="ここまで高いとほとんどスパムと判定されず、見逃しの損害ばかりになります。"
                "「何もしない」のと同じです。",
            ),
        ),
    )

    def figures(self, cut_off, at, cost, lowest):
        """Say it in each edition's currency."""
        return Text(
            en=f"At {cut_off:g} the errors cost ${cost:,.2f}; the lowest possible is "
            f"${lowest:,.2f}.",
            ja=f"しきい値{cut_off:g}での損害額は{cost:,.0f}円です（最小値は{lowest:,.0f}円）。",
        )


class WriteTheRule(Exercise):
    """Choose words that stop spam and little else."""

    id = "write-the-rule"
    title = Text(en="Write the rule", ja="ルールを書く")
    answer = Words(
        minimum=1,
        label=Text(en="Words, with commas between them", ja="単語（カンマで区切る）"),
    )
    CATCH, STOP = 0.5, 0.1
    hints = (
        Text(
            en="You want words with a long bar for spam and a very short one for good email.",
            ja="スパムの棒が長く、通常メールの棒がとても短い単語を選びます。",
        ),
        Text(
            en="`click here` alone catches more than a third. Add one or two more of that kind.",
            ja="`click here` だけで3分の1以上が捕まります。似た単語をあと1つ2つ足してみましょう。",
        ),
    )
    why = Text(
        en="It meets the target of the support desk. What it costs on new emails, and whether a "
        "model does better, comes next.",
        ja="問い合わせ窓口の要望を満たしています。新しいメールでの損害額はいくらか、"
        "モデルのほうが良いのかは、このあと確かめます。",
    )
    misconceptions = (
        Misconception("too-common", lambda train: ["the", "you"]),
        Misconception("too-rare", lambda train: ["winner", "viagra"]),
        Misconception("one-sided", lambda train: ["free", "click", "money"]),
        Misconception("for-good-mail", lambda train: ["thanks"]),
        Misconception("in-no-mail", lambda train: ["click hereremove"]),
    )

    def reference(self, train):
        """Return words that do it."""
        return ["click here", "remove", "guarantee", "credit"]

    def check(self, answer, train):
        """Count what the words catch and stop in the training data."""
        says = _has(train["text"], *answer)
        catch, stop = says[train["spam"]].mean(), says[~train["spam"]].mean()
        figures = Text(
            en=f"Your rule catches {catch:.0%} of the spam and stops {stop:.0%} of the good "
            "emails.",
            ja=f"このルールは、スパムの{catch:.0%}を捕まえ、通常メールの{stop:.0%}を止めます。",
        )
        absent = [word for word in answer if not _has(train["text"], word).any()]
        if absent:
            names = ", ".join(f"`{word}`" for word in absent)
            raise Wrong(
                Text(
                    en=f"No email contains {names}. Is a comma missing between two words, or a "
                    "letter wrong?",
                    ja=f"{names} を含むメールは1通もありません。単語の間のカンマが抜けているか、"
                    "つづりが違っていませんか。ほとんどが英語のメールなので、半角の英単語で答えてください。",
                ),
                misconception="in-no-mail",
            )
        if stop > catch and catch < self.CATCH:
            raise Wrong(
                Text(
                    en=f"{figures.en} Your words point to good email, not to spam.",
                    ja=f"{figures.ja}スパムではなく、通常メールらしい単語です。",
                ),
                misconception="for-good-mail",
            )
        if stop > catch:
            raise Wrong(
                Text(
                    en=f"{figures.en} Your words are frequent in all emails, so they separate "
                    "nothing. What counts is the difference between the two bars.",
                    ja=f"{figures.ja}どのメールにもよく出る単語なので、区別の役に立ちません。"
                    "大切なのは、2本の棒の長さの差です。",
                ),
                misconception="too-common",
            )
        if catch < self.CATCH and stop <= self.STOP:
            raise Wrong(
                Text(
                    en=f"{figures.en} Harmless, but it misses most. Words that sound like spam can "
                    "be rare: add some that are frequent in spam.",
                    ja=f"{figures.ja}害はありませんが、多くを見逃しています。"
                    "いかにもスパムらしい単語でも、実際にはめったに出てこないことがあります。"
                    "スパムによく出る単語を足してみましょう。",
                ),
                misconception="too-rare",
            )
        if stop > self.STOP:
            raise Wrong(
                Text(
                    en=f"{figures.en} Too many good emails are stopped. A word can be typical of "
                    "spam and still common elsewhere: drop the one with the longest bar for good "
                    "email.",
                    ja=f"{figures.ja}通常メールの被害が大きすぎます。スパムに多い単語でも、"
                    "通常メールに多ければ使えません。"
                    "通常メールの棒が一番長い単語を外してみましょう。",
                ),
                misconception="one-sided",
            )
        return figures


def _has(texts, *words):
    return texts.str.contains("|".join(map(re.escape, words)), case=False)


class TwoRates(Figure):
    """Write precision and recall as formulas."""

    id = "two-rates"
    title = Text(en="Two rates", ja="2つの割合")
    code = True
    answer = Numbers(0, 1, length=2)
    rtol, atol = 0, 0.0051  # two decimals will do
    hints = (
        Text(
            en="Both are `found` divided by something.",
            ja="どちらも `found` を何かで割ったものです。",
        ),
        Text(
            en="Precision: divide by all emails *called* spam, one column of the table. Recall: "
            "by all emails that *are* spam, one row.",
            ja="適合率は「スパムと**判定した**メール」全部（表の1列）で、"
            "再現率は「**本当に**スパムであるメール」全部（表の1行）で割ります。",
        ),
    )
    why = Text(
        en="Precision looks at the emails in the spam folder; recall looks at the real spam. "
        "Moving the cut-off usually raises one and lowers the other.",
        ja="適合率は迷惑メールフォルダーの中身を、再現率は本物のスパム全体を見た数字です。"
        "しきい値を動かすと、たいてい一方が上がり、もう一方が下がります。",
    )
    misconceptions = (
        Misconception(
            "swapped",
            lambda **counts: _rates(**counts)[::-1],
            Text(
                en="Both formulas are right, but swapped. Precision comes first.",
                ja="式は2つとも合っていますが、順番が逆です。先に適合率を書きます。",
            ),
        ),
        Misconception(
            "share-of-all",
            lambda **counts: [counts["found"] / sum(counts.values())] * 2,
            Text(
                en="You divided by all emails. Precision looks only at emails called spam, "
                "recall only at real spam.",
                ja="全メールで割っています。適合率はスパムと判定したメールだけ、"
                "再現率は本物のスパムだけを見ます。",
            ),
            also=(
                lambda **counts: [counts["found"] / sum(counts.values()), _rates(**counts)[1]],
                lambda **counts: [_rates(**counts)[0], counts["found"] / sum(counts.values())],
            ),
        ),
        Misconception(
            "accuracy",
            lambda **counts: [_accuracy(**counts), _rates(**counts)[1]],
            Text(
                en="That is accuracy: it also counts good emails left alone. Neither precision "
                "nor recall does.",
                ja="それは正解率です。正解率は正しく通した通常メールも数えますが、"
                "適合率と再現率では数えません。",
            ),
            also=(lambda **counts: [_rates(**counts)[0], _accuracy(**counts)],),
        ),
    )
    also_wrong = (lambda **counts: [1 - rate for rate in _rates(**counts)],)
    otherwise = Text(
        en="Not yet. Which emails are in the spam folder? Which are spam?",
        ja="もう一歩です。迷惑メールフォルダーに入ったのはどのメールで、本当にスパムなのは"
        "どのメールでしょうか。",
    )

    def reference(self, **counts):
        """Return precision and recall by their definitions."""
        return _rates(**counts)


def _rates(found, missed, false_alarms, left_alone):
    return [found / (found + false_alarms), found / (found + missed)]


def _accuracy(found, missed, false_alarms, left_alone):
    return (found + left_alone) / (found + missed + false_alarms + left_alone)


class FoolTheFilter(Exercise):
    """Add words to a spam mail until the filter lets it through."""

    id = "fool-the-filter"
    version = 2
    title = Text(en="Fool the filter", ja="フィルターをだます")
    answer = Words(
        minimum=1,
        maximum=5,
        single=True,
        label=Text(
            en="Up to five words, with commas between them", ja="単語（5つまで、カンマで区切る）"
        ),
    )
    hints = (
        Text(
            en="You need words that point to good email for the model and that are not in this "
            "email yet.",
            ja="モデルが通常メールらしいと見ていて、まだこのメールに入っていない単語が必要です。",
        ),
        Text(
            en="Try `2002`, `wrote`, `url` and two more from the top of the left plot.",
            ja="`2002`、`wrote`、`url` と、左のグラフの上のほうからあと2つ使ってみましょう。",
        ),
    )
    why = Text(
        en="Words that only show where the good emails were collected let in anyone who knows "
        "them. That is why a filter is never finished: the other side adapts.",
        ja="通常メールの収集元を示すだけの単語は、それを知っている人なら誰でも悪用できます。"
        "こちらが対策すれば相手も変わるので、フィルターに完成はありません。",
    )
    misconceptions = (
        Misconception("politeness", lambda **context: ["please", "dear", "thank", "you"]),
        Misconception("unknown-words", lambda **context: ["こんにちは", "qqxyzzy"]),
        Misconception("there-already", lambda **context: ["the"]),
        Misconception("too-weak", lambda **context: ["thursday"]),
    )

    def reference(self, model, mail, cut_off):
        """Return the five words with the strongest weights for good mail that it has not yet."""
        names = model[0].get_feature_names_out()
        present = set(model[0].build_analyzer()(mail))
        by_weight = [str(names[i]) for i in model[-1].coef_[0].argsort()]
        return [word for word in by_weight if word not in present][:5]

    def check(self, answer, model, mail, cut_off):
        """Score the mail with the words added."""
        added = " ".join(answer)
        before, after = model.predict_proba([mail, f"{mail}\n{added}"])[:, 1]
        figures = Text(
            en=f"The score went from {before:.3f} to {after:.3f}; the cut-off is {cut_off:g}.",
            ja=f"スコアは{before:.3f}から{after:.3f}になりました（しきい値は{cut_off:g}）。",
        )
        if after < cut_off:
            return figures
        if model[0].transform([added]).nnz == 0:
            raise Wrong(
                Text(
                    en=f"{figures.en} The model has never seen your words, so they count for "
                    "nothing.",
                    ja=f"{figures.ja}モデルが一度も見たことのない単語なので、スコアに影響しません。"
                    "",
                ),
                misconception="unknown-words",
            )
        weights = dict(zip(model[0].get_feature_names_out(), model[-1].coef_[0], strict=True))
        tokens = set(model[0].build_analyzer()(added))
        for_spam = sorted(word for word in tokens if weights.get(word, 0) > 0)
        if for_spam:
            names = ", ".join(f"`{word}`" for word in for_spam)
            raise Wrong(
                Text(
                    en=f"{figures.en} To the model {names} point to spam, like advertising words, "
                    "polite phrases and direct address.",
                    ja=f"{figures.ja}モデルは {names} をスパムらしい単語と見ています。"
                    "宣伝によく出る単語、ていねいな言い回し、読み手への呼びかけも同じです。",
                ),
                misconception="politeness",
            )
        present = sorted(tokens & set(model[0].build_analyzer()(mail)))
        if present:
            names = ", ".join(f"`{word}`" for word in present)
            raise Wrong(
                Text(
                    en=f"{figures.en} Already in the email: {names}. Adding words again does "
                    "little. Choose some that are not there yet.",
                    ja=f"{figures.ja}{names} はもともとメールに入っているので、"
                    "足してもほとんど変わりません。まだ入っていない単語を選びましょう。",
                ),
                misconception="there-already",
            )
        raise Wrong(
            Text(
                en=f"{figures.en} The direction is right. Add more words, up to five, or some with "
                "larger weights.",
                ja=f"{figures.ja}方向は合っていますが、まだ足りません。"
                "重みの大きい単語を、5つまで足してみましょう。",
            ),
            misconception="too-weak",
        )


class GuessTheWinner(Exercise):
    """Guess whether counted words or a pre-trained model's vectors do better."""

    id = "guess-the-winner"
    title = Text(en="Guess first", ja="まず予想する")
    answer = Values(
        OneOf(
            "words",
            "vectors",
            words={
                "words": Text(en="counted words", ja="単語を数える"),
                "vectors": Text(en="vectors of the text model", ja="テキストモデルのベクトル"),
            },
        ),
        3,
        labels=[
            Text(en="20 labels a class, all test emails", ja="各クラス20通、テストデータ全体"),
            Text(en="20 labels a class, hard good emails", ja="各クラス20通、紛らわしい通常メール"),
            Text(en="All 3,936 labels, all test emails", ja="3,936通すべて、テストデータ全体"),
        ],
    )
    hints = (
        Text(
            en="The text model reads the first 45 words or so; counting reads the whole email.",
            ja="テキストモデルが読むのは最初の45語ほどです。単語を数える場合は、"
            "メール全体を読みます。",
        ),
        Text(
            en="Traces of where the emails were collected help counting on most good emails, but "
            "hardly on the hard ones. So the answers differ.",
            ja="集められた場所の特徴は、"
            "大半の通常メールでは単語を数えるときの手がかりになりますが、"
            "紛らわしい通常メールではあまり役に立ちません。3つの答えは同じではありません。",
        ),
    )
    why = Text(
        en="Neither wins everywhere. Look at the plot for how large the differences are and how "
        "much the samples vary.",
        ja="どこでも勝つほうはありません。差の大きさと、選び直すたびのばらつきを、"
        "次の図で確かめましょう。",
    )
    misconceptions = (
        Misconception("bigger-is-better", lambda results: ["vectors"] * 3),
        Misconception("nothing-beats-counting", lambda results: ["words"] * 3),
        Misconception("few-labels-decide", lambda results: ["vectors", "vectors", "words"]),
    )
    also_wrong = (
        lambda results: ["words", "vectors", "vectors"],
        lambda results: ["vectors", "words", "vectors"],
    )

    def reference(self, results):
        """Return who is ahead on average."""
        ahead = results.groupby(["labels", "how"])[["all", "hard"]].mean()
        asked = ((20, "all"), (20, "hard"), ("all", "all"))
        return [
            max(("words", "vectors"), key=lambda how: ahead.loc[(labels, how), part])
            for labels, part in asked
        ]

    def check(self, answer, results):
        """Compare with who is ahead."""
        if answer == self.reference(results):
            return
        if answer == ["vectors"] * 3:
            raise Wrong(
                Text(
                    en="Having read much of the web does not make a model better at every task. It "
                    "reads only the beginning of these emails. Look at the plot, then change your "
                    "answer.",
                    ja="ウェブで多くの文章を学んだモデルが、どの課題でも勝つとは限りません。"
                    "このモデルはメールの最初しか読みません。次の図を見てから、"
                    "答えを直してみましょう。",
                ),
                misconception="bigger-is-better",
            )
        if answer == ["words"] * 3:
            raise Wrong(
                Text(
                    en="Counting is strong here, but not in all three cases. Look at the plot, "
                    "then change your answer.",
                    ja="ここでは単語を数える方法が強いのですが、3つとも勝つわけではありません。"
                    "次の図を見てから、答えを直してみましょう。",
                ),
                misconception="nothing-beats-counting",
            )
        if answer == ["vectors", "vectors", "words"]:
            raise Wrong(
                Text(
                    en="Prior knowledge often helps when labels are few. Here it helps in one of "
                    "your two cases only. Look at the plot, then change your answer.",
                    ja="ラベルが少ないときは、事前の学習が役立つことがよくあります。"
                    "ここで役立つのは、2つのうち1つだけです。次の図を見てから、"
                    "答えを直してみましょう。",
                ),
                misconception="few-labels-decide",
            )
        raise Wrong(
            Text(
                en="Not quite. Look at the plot, then change your answer.",
                ja="少し違います。次の図を見てから、答えを直してみましょう。",
            )
        )
