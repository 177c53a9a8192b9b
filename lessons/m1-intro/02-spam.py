"""The checks of m1-intro/02-spam."""

import re

import numpy as np

from mlworkshop.exercise import (
    CheapestCutOff,
    Column,
    Exercise,
    Figure,
    Misconception,
    Number,
    Numbers,
    OneOf,
    Text,
    Values,
    Words,
    Wrong,
)


class BeTheModel(Exercise):
    """Label three mails from six known ones."""

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
            ja="列を1つずつ比べてみましょう。ラベルと一緒に変わっているのはどの列でしょうか。",
        ),
        Text(
            en="Look at the sender's domain and the server. Have you met those of mail 3 before?",
            ja="送信者のドメインとサーバーを見ます。3通目のものは、前に出てきたでしょうか。",
        ),
    )
    why = Text(
        en="Sender and server have a history for mails 1 and 2, and none for mail 3. A model would "
        "give a label for mail 3 all the same: it does not know that it does not know.",
        ja="1通目と2通目は送信者とサーバーに前例がありますが、3通目にはありません。それでもモデルは"
        "3通目に何らかのラベルを付けます。「知らない」ということを、モデルは知らないのです。",
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
                    en="Being never sure is safe but useless. Mails 1 and 2 come from senders that "
                    "the table knows: use that.",
                    ja="すべて「分からない」にすれば間違いはありませんが、役にも立ちません。"
                    "1通目と2通目の送信者は表に出ています。その情報を使いましょう。",
                ),
                misconception="never-sure",
            )
        if second == "spam":
            raise Wrong(
                Text(
                    en="Mail 2 was sent at night like one spam mail. But C and F come from the "
                    "same sender and server, F also late in the evening, and both were good.",
                    ja="2通目は、スパムの1通と同じく深夜に届いています。しかし、同じ送信者・同じサーバー"
                    "から届いたCとF（Fも夜遅くです）は、どちらも通常メールでした。",
                ),
                misconception="night-is-spam",
            )
        if first != "spam" or second != "good":
            raise Wrong(
                Text(
                    en="Look at the known mails from the same sender and server as mails 1 and 2: "
                    "what were they?",
                    ja="1通目、2通目と同じ送信者・サーバーから届いた判断済みのメールは、"
                    "何と判断されていたでしょうか。",
                )
            )
        if third == "spam":
            raise Wrong(
                Text(
                    en="Mail 3 is like one single spam mail, in its language and time of day. One "
                    "example is not a rule: all French customers would land in the spam folder.",
                    ja="3通目がスパムと似ているのは言語や時間帯くらいで、その例も1通しかありません。"
                    "1つの例からルールは作れません。フランス語のお客様のメールが、"
                    "すべて迷惑メールフォルダーに入ってしまいます。",
                ),
                misconception="one-example-is-a-rule",
            )
        if third == "good":
            raise Wrong(
                Text(
                    en="To call mail 3 good is a policy (let pass what you do not know), and "
                    "perhaps a wise one. But the six mails do not say so: they say nothing "
                    "about it.",
                    ja="「知らないものは通す」というのは方針としては賢明かもしれません。しかし、"
                    "6通のメールから分かることではありません。3通目については、手がかりがないのです。",
                ),
                misconception="innocent-until-proven",
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
            en="You want words with a long bar for spam and a very short one for good mail.",
            ja="スパムの棒が長く、通常メールの棒がとても短い単語を選びます。",
        ),
        Text(
            en="`click here` alone catches more than a third. Add one or two more of that kind.",
            ja="`click here` だけで3分の1以上が捕まります。似た単語をあと1つ2つ足してみましょう。",
        ),
    )
    why = Text(
        en="A fair rule, and it took a minute. Whether it does as well on new mails, and against a "
        "model, comes next.",
        ja="1分でなかなか良いルールができました。新しいメールでも通用するか、"
        "モデルと比べてどうかは、このあと確かめます。",
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
            en=f"Your rule catches {catch:.0%} of the spam and stops {stop:.0%} of the good mails.",
            ja=f"あなたのルールは、スパムの{catch:.0%}を捕まえ、通常メールの{stop:.0%}を止めます。",
        )
        absent = [word for word in answer if not _has(train["text"], word).any()]
        if absent:
            names = ", ".join(f"`{word}`" for word in absent)
            raise Wrong(
                Text(
                    en=f"No mail contains {names}. Is a comma missing between two words, or a "
                    "letter wrong?",
                    ja=f"{names} を含むメールは1通もありません。単語の間のカンマが抜けているか、"
                    "つづりが違っていませんか。",
                ),
                misconception="in-no-mail",
            )
        if stop > catch and catch < self.CATCH:
            raise Wrong(
                Text(
                    en=f"{figures.en} Your words speak for good mail, not for spam.",
                    ja=f"{figures.ja}スパムではなく、通常メールらしい単語です。",
                ),
                misconception="for-good-mail",
            )
        if stop > catch:
            raise Wrong(
                Text(
                    en=f"{figures.en} Your words are frequent in all mails, so they tell nothing "
                    "apart. What counts is the difference between the two bars.",
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
                    ja=f"{figures.ja}害はありませんが、多くを見逃しています。いかにもスパムらしい単語でも、"
                    "実際にはめったに出てこないことがあります。スパムによく出る単語を足してみましょう。",
                ),
                misconception="too-rare",
            )
        if stop > self.STOP:
            raise Wrong(
                Text(
                    en=f"{figures.en} Too many good mails are lost. A word can be typical of spam "
                    "and still common elsewhere: drop the one with the longest bar for good mail.",
                    ja=f"{figures.ja}通常メールの被害が大きすぎます。スパムに多い単語でも、"
                    "通常メールに多ければ使えません。通常メールの棒が一番長い単語を外してみましょう。",
                ),
                misconception="one-sided",
            )
        return figures


def _has(texts, *words):
    return texts.str.contains("|".join(map(re.escape, words)), case=False)


class AccuracyByGroup(Figure):
    """Compute the accuracy for each kind of mail."""

    id = "accuracy-by-group"
    title = Text(en="One figure for each kind of mail", ja="メールの種類ごとの正解率")
    code = True
    answer = Column(["easy ham", "hard ham", "spam"], Number())
    rtol, atol = 0, 0.0051  # two decimals will do
    hints = (
        Text(
            en="Accuracy is the mean of a column of True and False.",
            ja="正解率は、True と False の列の平均です。",
        ),
        Text(
            en='Group first, then take the column: `results.groupby("group")["right"]`. What is '
            "missing at the end?",
            ja='まずグループに分け、列を選びます：`results.groupby("group")["right"]`。'
            "最後に何を付ければよいでしょうか。",
        ),
    )
    why = Text(
        en="`True` counts as 1 and `False` as 0, so the mean is the share of right answers.",
        ja="`True` は1、`False` は0として数えられるので、平均が正解の割合になります。",
    )
    misconceptions = (
        Misconception(
            "share-of-errors",
            lambda results: 1 - _right(results).mean(),
            Text(
                en="That is the share of errors. Accuracy is the share of right answers.",
                ja="それは誤りの割合です。正解率は、正しかったものの割合です。",
            ),
        ),
        Misconception(
            "per-cent",
            lambda results: 100 * _right(results).mean(),
            Text(
                en="Those are per cent. Leave the × 100 out: the lesson goes on with shares.",
                ja="パーセントになっています。このあとは割合のまま使うので、100を掛けないでください。",
            ),
        ),
        Misconception(
            "counts",
            lambda results: _right(results).sum(),
            Text(
                en="Those are numbers of mails. Divide by the size of each group, or use the mean.",
                ja="それはメールの件数です。それぞれのグループの件数で割るか、平均を使いましょう。",
            ),
        ),
        Misconception(
            "share-of-all",
            lambda results: _right(results).sum() / len(results),
            Text(
                en="You divided by all test mails. Divide each group by its own size.",
                ja="テストデータ全体の件数で割っています。それぞれのグループの件数で割りましょう。",
            ),
        ),
    )
    also_right = (lambda results: _right(results).mean().round(2),)
    also_wrong = (lambda results: _right(results).mean() / 2,)
    otherwise = Text(
        en="The groups are right, the figures are not: take the mean of `right` in each.",
        ja="グループは合っていますが、数字が違います。"
        "グループごとに `right` の平均を求めましょう。",
    )

    def reference(self, results):
        """Return the mean of right answers by group."""
        return _right(results).mean()


def _right(results):
    return results.groupby("group", observed=True)["right"]


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
            en="Precision: divide by all mails *called* spam, one column of the table. Recall: "
            "by all mails that *are* spam, one row.",
            ja="適合率は「スパムと**判定した**メール」全部（表の1列）で、再現率は「**本当に**スパムである"
            "メール」全部（表の1行）で割ります。",
        ),
    )
    why = Text(
        en="Precision asks the mails in the spam folder, recall asks the spam. Moving the cut-off "
        "usually raises one and lowers the other.",
        ja="適合率は迷惑メールフォルダーの中身を、再現率は本物のスパム全体を見た数字です。"
        "しきい値を動かすと、たいてい一方が上がり、もう一方が下がります。",
    )
    misconceptions = (
        Misconception(
            "swapped",
            lambda **counts: _rates(**counts)[::-1],
            Text(
                en="Both formulas are right, but in the other's place. Precision comes first.",
                ja="式は2つとも合っていますが、順番が逆です。先に適合率を書きます。",
            ),
        ),
        Misconception(
            "share-of-all",
            lambda **counts: [counts["found"] / sum(counts.values())] * 2,
            Text(
                en="You divided by all mails. Precision looks only at mails called spam, "
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
                en="That is accuracy: it also counts good mails left alone. Neither precision "
                "nor recall does.",
                ja="それは正解率です。正解率は正しく通した通常メールも数えますが、"
                "適合率と再現率では数えません。",
            ),
            also=(lambda **counts: [_rates(**counts)[0], _accuracy(**counts)],),
        ),
    )
    also_wrong = (lambda **counts: [1 - rate for rate in _rates(**counts)],)
    otherwise = Text(
        en="Not yet. Which mails are in the spam folder? Which are spam?",
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


class ChooseTheCutOff(CheapestCutOff):
    """Choose a cut-off by the price of each kind of error."""

    id = "choose-the-cut-off"
    title = Text(en="Decide", ja="しきい値を決める")
    hints = (
        Text(
            en="Which error is more expensive here, and by how much? That tells the "
            "direction to move.",
            ja="どちらの誤りが、どれだけ高くつくでしょうか。それで動かす方向が分かります。",
        ),
        Text(
            en="One false alarm costs as much as fifty missed mails. Move the cut-off up until "
            "hardly any good mail is stopped.",
            ja="誤検出1通は、見逃し50通と同じ損害です。通常メールの誤検出がほとんど"
            "なくなるまで、しきい値を上げてみましょう。",
        ),
    )
    why = Text(
        en="A cut-off follows from prices, not from the model. Other prices, another cut-off, the "
        "same model.",
        ja="しきい値を決めるのは、モデルではなく損害額です。損害額が変われば、"
        "同じモデルのままでしきい値が変わります。",
    )
    misconceptions = (
        Misconception(
            "half-is-neutral",
            lambda **context: 0.5,
            Text(
                en="One half is fair only when both errors cost the same. Compare the two prices.",
                ja="0.5が妥当なのは、2種類の誤りの損害が同じときだけです。"
                "2つの損害額を比べてみましょう。",
            ),
        ),
        Misconception(
            "catch-everything",
            lambda **context: 0.05,
            Text(
                en="A low cut-off catches nearly all spam, and many customers' mails with it. "
                "Count what those cost.",
                ja="しきい値が低いとスパムはほぼ捕まりますが、お客様のメールも"
                "たくさん巻き込みます。その損害を数えてみましょう。",
            ),
        ),
        Misconception(
            "not-far-enough",
            lambda **context: 0.7,
            Text(
                en="The right direction: one false alarm still costs as much as many missed "
                "mails. Go further up.",
                ja="方向は合っています。誤検出1通の損害は、まだ見逃し何通分にもなります。"
                "もっと上げてみましょう。",
            ),
        ),
        Misconception(
            "lose-nothing",
            lambda **context: 1.0,
            Text(
                en="So high, hardly anything is called spam, and you pay for nearly all that is "
                "missed: that is doing nothing.",
                ja="ここまで高いとほとんどスパムと判定されず、見逃しの損害ばかりになります。"
                "「何もしない」のと同じです。",
            ),
        ),
    )


class FoolTheFilter(Exercise):
    """Add words to a spam mail until the filter lets it through."""

    id = "fool-the-filter"
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
            en="You need words that the model takes for a sign of good mail and that are not in "
            "the mail yet.",
            ja="モデルが「通常メールのしるし」だと思っていて、まだメールに入っていない単語が必要です。",
        ),
        Text(
            en="Try `2002`, `wrote`, `url` and two more from the top of the left plot.",
            ja="`2002`、`wrote`、`url` と、左のグラフの上のほうからあと2つ使ってみましょう。",
        ),
    )
    why = Text(
        en="Words that only show where the good mails were collected are a free pass for whoever "
        "knows them.",
        ja="「通常メールの収集元」を示すだけの単語は、それを知っている人にとって通行証になってしまいます。",
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
        by_weight = [str(names[i]) for i in np.argsort(model[-1].coef_[0])]
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
                    ja=f"{figures.ja}モデルが一度も見たことのない単語なので、スコアに影響しません。",
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
                    en=f"{figures.en} To the model {names} are signs of spam, as are words of "
                    "advertising, polite phrases and talking to the reader.",
                    ja=f"{figures.ja}{names} は、モデルにとってスパムのしるしです。"
                    "宣伝によく出る単語、ていねいな言い回し、読み手への呼びかけがそうです。",
                ),
                misconception="politeness",
            )
        present = sorted(tokens & set(model[0].build_analyzer()(mail)))
        if present:
            names = ", ".join(f"`{word}`" for word in present)
            raise Wrong(
                Text(
                    en=f"{figures.en} {names} stood in the mail already, so adding it does little. "
                    "Choose words that are not there yet.",
                    ja=f"{figures.ja}{names} はもともとメールに入っているので、"
                    "足してもほとんど変わりません。まだ入っていない単語を選びましょう。",
                ),
                misconception="there-already",
            )
        raise Wrong(
            Text(
                en=f"{figures.en} The right direction. Add more words, up to five, or some with "
                "larger weights.",
                ja=f"{figures.ja}方向は合っていますが、まだ足りません。"
                "重みの大きい単語を、5つまで足してみましょう。",
            ),
            misconception="too-weak",
        )
