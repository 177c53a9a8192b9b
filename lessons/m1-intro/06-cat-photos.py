"""The checks of m1-intro/06-cat-photos."""

from mlworkshop.exercise import CheapestCutOff, Figure, Misconception, Number, Text


class ChooseTheCutOff(CheapestCutOff):
    """Choose a cut-off by the prices of both kinds of error, where cats are rare."""

    id = "choose-the-cut-off"
    title = Text(en="Choose the cut-off", ja="しきい値を決める")
    version = 2
    good_enough = 1.5
    hints = (
        Text(
            en="At 0.5 there is no false alarm at all. How far down can you go before there are "
            "some?",
            ja="0.5では、誤検出は1枚もありません。どこまで下げると、誤検出が出始めるでしょうか。",
        ),
        Text(
            en="Other photos are so common that a single dog outweighs hundreds of cats. Look "
            "between 0.15 and 0.25.",
            ja="猫以外の写真はとても多いので、犬1枚の誤検出が、猫の見逃し何百枚分にもなります。"
            "0.15から0.25の間を探してみましょう。",
        ),
    )
    why = Text(
        en="A ready-made model brings its scores, but it knows neither your prices nor how rare "
        "cats are on your customers' phones. The cut-off is always yours to choose.",
        ja="提供されたモデルはスコアを出してくれますが、損害額も、お客様のスマートフォンに猫の写真が"
        "どのくらいあるかも知りません。しきい値は、必ず自社で決めるものです。",
    )
    misconceptions = (
        Misconception(
            "usual-cut-off",
            lambda **context: 0.5,
            Text(
                en="All of it comes from missed cats: go lower. A cut-off does not have to be "
                "near 0.5.",
                ja="すべて、猫の見逃しによるものです。もっと下げてみましょう。"
                "しきい値が0.5の近くでなければならない、という決まりはありません。",
            ),
        ),
        Misconception(
            "only-when-sure",
            lambda **context: 0.9,
            Text(
                en="You let in only what the model is sure of. But this model is hardly ever "
                "sure: its confidence is shared among 1,000 labels.",
                ja="確信のあるものだけを通していますが、このモデルが確信することはめったに"
                "ありません。信頼度を1,000個のラベルで分け合っているからです。",
            ),
        ),
        Misconception(
            "miss-none",
            lambda **context: 0,
            Text(
                en="No cat is missed, because everything is called a cat. Then no one needs a "
                "model.",
                ja="見逃しがないのは、何でも猫と判定しているからです。それなら、モデルは要りません。",
            ),
        ),
        Misconception(
            "half-are-cats",
            lambda **context: 0.05,
            Text(
                en="That would be a good choice if half of the photos were cats. Here other "
                "photos are 32 times as common, and a few of them cost more than all the cats "
                "that you save. Go higher.",
                ja="写真の半分が猫なら、良い値です。ここでは、ほかの写真が32倍もあり、"
                "わずかな誤検出でも、見逃しを減らして浮いた分より高くつきます。もっと上げてみましょう。",
            ),
        ),
    )
    also_right = (lambda **context: 0.16, lambda **context: 0.2)

    def figures(self, cut_off, at, cost, lowest):
        """Say what the mistakes cost per 1,000 photos."""
        per_1000 = 1000 / at.cases
        return Text(
            en=f"At {cut_off:g}, {at.recall:.0%} of the cats are found, and the mistakes cost "
            f"${cost * per_1000:,.2f} per 1,000 photos (the lowest possible is "
            f"${lowest * per_1000:,.2f}).",
            ja=f"{cut_off:g}では、猫の{at.recall:.0%}が見つかり、損害は写真1,000枚あたり"
            f"{cost * per_1000:,.0f}円です（最小値は{lowest * per_1000:,.0f}円）。",
        )


class PriceOfLabels(Figure):
    """Compute what 1,000 labels cost."""

    id = "price-of-labels"
    title = Text(en="What would 1,000 labels cost?", ja="1,000枚のラベル付けにかかる費用は？")
    answer = Number(0, unit=Text(en="$", ja="円"))
    rtol = 0.05  # hours rounded to one decimal, such as 0.8, will do
    hints = (
        Text(
            en="How many seconds do 1,000 labels take? How many hours is that?",
            ja="1,000枚では何秒かかるでしょうか。それは何時間でしょうか。",
        ),
        Text(
            en="An hour has 3,600 seconds. Divide the seconds of 1,000 labels by that, then "
            "multiply by what an hour costs.",
            ja="1時間は3,600秒です。1,000枚分の秒数を3,600で割り、"
            "1時間あたりの費用を掛けましょう。",
        ),
    )
    why = Text(
        en="That is affordable. But two annotators double it, breaks reduce the number of labels "
        "per hour, and someone has to write the rule. Drawing a box around each cat, or judging an "
        "X-ray, takes minutes.",
        ja="びっくりするほどの金額ではありません。ただし、2人で付ければ2倍になり、休憩を入れれば1時間に進む枚数は減り、"
        "ラベルのルールを書く人も必要です。猫を枠で囲むラベルやX線写真の判定なら、1枚に何分もかかります。",
    )
    misconceptions = (
        Misconception(
            "seconds-as-minutes",
            lambda seconds, wage: 1000 * seconds / 60 * wage,
            Text(
                en="Divided by 60, the seconds become minutes. The wage is for an hour.",
                ja="60で割ると、秒が分になります。費用は1時間あたりの金額です。",
            ),
        ),
        Misconception(
            "seconds-as-hours",
            lambda seconds, wage: 1000 * seconds * wage,
            Text(
                en="You multiplied seconds by the price of an hour. Turn the seconds into "
                "hours first.",
                ja="秒数に、1時間あたりの費用を掛けています。先に秒を時間に直しましょう。",
            ),
        ),
        Misconception(
            "hours-only",
            lambda seconds, wage: 1000 * seconds / 3600,
            Text(
                en="That is the number of hours. What do they cost?",
                ja="それは時間数です。費用はいくらになるでしょうか。",
            ),
        ),
        Misconception(
            "minutes-only",
            lambda seconds, wage: 1000 * seconds / 60,
            Text(
                en="Those are the minutes. How many hours are they, and what do they cost?",
                ja="それは何分かかるかです。何時間になり、費用はいくらになるでしょうか。",
            ),
        ),
        Misconception(
            "seconds-only",
            lambda seconds, wage: 1000 * seconds,
            Text(
                en="Those are the seconds. How many hours are they, and what do they cost?",
                ja="それは秒数です。何時間になり、費用はいくらになるでしょうか。",
            ),
        ),
        Misconception(
            "one-label",
            lambda seconds, wage: seconds / 3600 * wage,
            Text(
                en="That is the price of one label. The question is about 1,000.",
                ja="それは1枚分の費用です。1,000枚分を求めましょう。",
            ),
        ),
    )
    also_wrong = (
        lambda seconds, wage: 1.1 * 1000 * seconds / 3600 * wage,
        lambda seconds, wage: 0.9 * 1000 * seconds / 3600 * wage,
    )
    also_right = (
        lambda seconds, wage: round(1000 * seconds / 3600 * wage, 1),
        lambda seconds, wage: 0.96 * 1000 * seconds / 3600 * wage,
    )
    otherwise = Text(
        en="Not yet. Turn the seconds of 1,000 labels into hours, and multiply by the price of "
        "an hour.",
        ja="もう一歩です。1,000枚分の秒数を時間に直し、1時間あたりの費用を掛けましょう。",
    )

    def reference(self, seconds, wage):
        """Return 1,000 labels in hours times the price of an hour."""
        return 1000 * seconds / 3600 * wage

    def praise(self, answer, seconds, wage):
        """Say how long it takes."""
        right = self.reference(seconds, wage)
        return Text(
            en=f"1,000 labels take {1000 * seconds / 60:.0f} minutes: ${right:,.2f}.",
            ja=f"1,000枚で{1000 * seconds / 60:.0f}分、{right:,.0f}円です。",
        )


class TrainIt(Figure):
    """Train on 100 photos and measure on other training photos."""

    id = "train-it"
    title = Text(en="Train it yourself", ja="自分で学習させる")
    code = True
    version = 2
    answer = Number()
    rtol, atol = 0, 0.0011  # two photos of 1,899, for other settings of the same model
    hints = (
        Text(
            en="The photos to learn from: `features[rows]`, and their labels `cat[rows]`.",
            ja="学習に使う写真は `features[rows]`、そのラベルは `cat[rows]` です。",
        ),
        Text(
            en="`fit` returns the model, so `.score(…)` can follow at once, with the features "
            "and labels of `rest`.",
            ja="`fit` はモデル自身を返すので、続けて `.score(…)` を書けます。"
            "渡すのは `rest` の特徴量とラベルです。",
        ),
    )
    why = Text(
        en="A hundred photos, a fraction of a second. The features do most of the work; your model "
        "only learns which of them point to a cat.",
        ja="100枚で、1秒もかかりません。仕事の大部分は特徴量がしてくれます。小さなモデルが学んだのは、"
        "どの特徴量が猫らしさを示すかだけです。",
    )
    misconceptions = (
        Misconception(
            "measured-where-trained",
            lambda features, cat, rows, rest: _accuracy(features, cat, rows, rows),
            Text(
                en="You measured on photos that the model has learned from, or you trained on "
                "those of `rest`. Train on those of `rows` only, and measure on those of `rest`.",
                ja="学習に使った写真で測っているか、`rest` の写真で学習させています。"
                "学習には `rows` の写真だけを使い、`rest` の写真で測りましょう。",
            ),
            also=(
                lambda features, cat, rows, rest: _accuracy(features, cat, _all(rows, rest), rest),
            ),
        ),
        Misconception(
            "per-cent",
            lambda features, cat, rows, rest: 100 * _accuracy(features, cat, rows, rest),
            Text(
                en="That is a percentage. The lesson goes on with shares: leave the × 100 out.",
                ja="パーセントになっています。このあとは割合のまま使うので、100を掛けないでください。",
            ),
        ),
        Misconception(
            "errors",
            lambda features, cat, rows, rest: 1 - _accuracy(features, cat, rows, rest),
            Text(
                en="That is the share of errors. Accuracy is the share of right answers.",
                ja="それは誤りの割合です。正解率は、正しかったものの割合です。",
            ),
        ),
        Misconception(
            "measured-on-all",
            lambda features, cat, rows, rest: _accuracy(features, cat, rows, slice(None)),
            Text(
                en="That is the accuracy on all photos: those that the model has learned from "
                "are among them. Measure on those of `rest` only.",
                ja="それは、全部の写真での正解率です。学習に使った写真も混じっています。"
                "`rest` の写真だけで測りましょう。",
            ),
        ),
        Misconception(
            "measured-on-training-part",
            lambda features, cat, rows, rest: _accuracy(features, cat, rows, _all(rows, rest)),
            Text(
                en="That is the accuracy on all training photos: those that the model has learned "
                "from are among them. Measure on those of `rest`.",
                ja="それは、学習用の写真すべてでの正解率です。"
                "学習に使った `rows` の写真も混じっています。"
                "`rest` の写真で測りましょう。",
            ),
        ),
        Misconception(
            "count",
            lambda features, cat, rows, rest: _accuracy(features, cat, rows, rest) * rest.sum(),
            Text(
                en="That is how many photos are right. Accuracy is their share of `rest`.",
                ja="それは正解した枚数です。正解率は、`rest` の写真に占める割合です。",
            ),
        ),
    )
    also_wrong = (lambda features, cat, rows, rest: 0.5,)
    also_right = (lambda features, cat, rows, rest: round(_accuracy(features, cat, rows, rest), 2),)
    otherwise = Text(
        en="Not yet. Train `LogisticRegression(max_iter=1000)` as it is with "
        "`.fit(features[rows], cat[rows])`, measure with `.score` on the photos of `rest`.",
        ja="もう一歩です。`LogisticRegression(max_iter=1000)` をこの設定のまま "
        "`.fit(features[rows], cat[rows])` で学習させ、"
        "`rest` の写真を `.score` に渡して測りましょう。",
    )

    def reference(self, features, cat, rows, rest):
        """Return the accuracy on the photos of `rest` after training on the rows."""
        return _accuracy(features, cat, rows, rest)

    def praise(self, answer, features, cat, rows, rest):
        """Say what it means."""
        right = self.reference(features, cat, rows, rest)
        return Text(
            en=f"{right:.1%} of the other photos are right.",
            ja=f"ほかの写真での正解率は{right:.1%}です。",
        )


def _all(rows, rest):
    return [*rest.nonzero()[0], *rows]


def _accuracy(features, cat, learned, measured):
    from sklearn.linear_model import LogisticRegression  # here: the map of the course needs none

    model = LogisticRegression(max_iter=1000).fit(features[learned], cat[learned])
    return float(model.score(features[measured], cat[measured]))
