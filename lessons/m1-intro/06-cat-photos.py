"""The checks of m1-intro/06-cat-photos."""

from sklearn.linear_model import LogisticRegression

from mlworkshop.exercise import CheapestCutOff, Figure, Misconception, Number, Text


class ChooseTheCutOff(CheapestCutOff):
    """Choose a cut-off by the prices of both kinds of error."""

    id = "choose-the-cut-off"
    title = Text(en="Choose the cut-off", ja="しきい値を決める")
    good_enough = 1.5
    hints = (
        Text(
            en="At 0.5 there is no false alarm at all. How far down can you go before there are "
            "some?",
            ja="0.5では、誤検出は1枚もありません。どこまで下げると、誤検出が出始めるでしょうか。",
        ),
        Text(
            en="One false alarm costs as much as ten missed cats. Look between 0.03 and 0.10.",
            ja="誤検出1枚は、見逃し10枚分の損害です。0.03から0.10の間を探してみましょう。",
        ),
    )
    why = Text(
        en="Far from the usual 0.5. A finished model brings its scores, but not your prices: the "
        "cut-off is always yours to choose.",
        ja="よく使われる0.5からは、ずいぶん離れた値になりました。学習済みのモデルはスコアを出してくれますが、"
        "あなたの損害額は知りません。しきい値は、必ず自分で決めるものです。",
    )
    misconceptions = (
        Misconception(
            "usual-cut-off",
            lambda **context: 0.5,
            Text(
                en="Missed cats make up most of it: go lower. Nothing says that a cut-off must "
                "be near 0.5.",
                ja="大部分は、猫の見逃しによるものです。もっと下げてみましょう。"
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
                en="No cat is missed, because nearly everything is called a cat: then nobody "
                "needs a model.",
                ja="見逃しがないのは、ほとんど何でも猫と判定しているからです。"
                "それなら、モデルは要りません。",
            ),
        ),
        Misconception(
            "prices-ignored",
            lambda **context: 0.01,
            Text(
                en="Hardly a cat is missed, but the two mistakes do not cost the same: a false "
                "alarm costs as much as ten missed cats. Go higher.",
                ja="猫はほとんど見逃しませんが、2種類の誤りは同じ重さではありません。"
                "誤検出1枚の損害は、見逃し10枚分です。もっと上げてみましょう。",
            ),
        ),
    )
    also_right = (lambda **context: 0.04, lambda **context: 0.08)

    def figures(self, cut_off, at, cost, lowest):
        """Say how many cats and dogs were mistaken."""
        return Text(
            en=f"At {cut_off:g}, {at.missed:,} cats are missed and {at.false_alarms:,} dogs are "
            f"called cats: {cost:,.2f} US dollars ({lowest:,.2f} is the lowest).",
            ja=f"{cut_off:g}では、猫の見逃しが{at.missed:,}枚、犬の誤検出が{at.false_alarms:,}枚で、"
            f"損害は{cost:,.2f}米ドルです（最小値は{lowest:,.2f}米ドル）。",
        )


class PriceOfLabels(Figure):
    """Compute what 1,000 labels cost."""

    id = "price-of-labels"
    title = Text(en="What would 1,000 labels cost?", ja="1,000枚のラベル付けにかかる費用は？")
    answer = Number(0, unit=Text(en="$", ja="米ドル"))
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
        en="Not the end of the world. But two annotators double it, an hour with breaks holds "
        "fewer labels, and somebody has to write the rule.",
        ja="びっくりするほどの金額ではありません。ただし、2人で付ければ2倍になり、休憩を入れれば1時間に進む枚数は減り、"
        "ラベルのルールを書く人も必要です。",
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
                en="Those are the hours. What do they cost?",
                ja="それは時間数です。費用はいくらになるでしょうか。",
            ),
        ),
        Misconception(
            "minutes-only",
            lambda seconds, wage: 1000 * seconds / 60,
            Text(
                en="Those are the minutes. How many hours are they, and what do they cost?",
                ja="それは分数です。何時間になり、費用はいくらになるでしょうか。",
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
                en="That is the price of one label. Asked for are 1,000.",
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
            en=f"1,000 labels take {1000 * seconds / 60:.0f} minutes: {right:,.2f} US dollars.",
            ja=f"1,000枚で{1000 * seconds / 60:.0f}分、{right:,.2f}米ドルです。",
        )


class TrainIt(Figure):
    """Train on 40 photos and measure on the test photos."""

    id = "train-it"
    title = Text(en="Train it yourself", ja="自分で学習させる")
    code = True
    answer = Number()
    rtol, atol = 0, 0.0015  # one test photo of 800, for other settings of the same model
    hints = (
        Text(
            en="The photos to learn from: `features[rows]`, and their labels `cat[rows]`.",
            ja="学習に使う写真は `features[rows]`、そのラベルは `cat[rows]` です。",
        ),
        Text(
            en="`fit` gives back the model, so `.score(…)` can follow at once, with the features "
            "and labels of `is_test`.",
            ja="`fit` はモデル自身を返すので、続けて `.score(…)` を書けます。"
            "渡すのは `is_test` の特徴量とラベルです。",
        ),
    )
    why = Text(
        en="Forty photos, a fraction of a second. The features do most of the work; your model "
        "only learns which of them speak for a cat.",
        ja="40枚で、1秒もかかりません。仕事の大部分は特徴量がしてくれます。あなたのモデルが学んだのは、"
        "どの特徴量が猫らしさを示すかだけです。",
    )
    misconceptions = (
        Misconception(
            "measured-where-trained",
            lambda features, cat, rows, is_test: _accuracy(features, cat, rows, rows),
            Text(
                en="That is the accuracy on photos that the model has learned from. Train on "
                "those of `rows` only, and measure on those of `is_test`.",
                ja="それは、学習に使った写真での正解率です。学習には `rows` の写真だけを使い、"
                "`is_test` の写真で測りましょう。",
            ),
        ),
        Misconception(
            "per-cent",
            lambda features, cat, rows, is_test: 100 * _accuracy(features, cat, rows, is_test),
            Text(
                en="Those are per cent. The lesson goes on with shares: leave the × 100 out.",
                ja="パーセントになっています。このあとは割合のまま使うので、100を掛けないでください。",
            ),
        ),
        Misconception(
            "errors",
            lambda features, cat, rows, is_test: 1 - _accuracy(features, cat, rows, is_test),
            Text(
                en="That is the share of errors. Accuracy is the share of right answers.",
                ja="それは誤りの割合です。正解率は、正しかったものの割合です。",
            ),
        ),
        Misconception(
            "all-photos",
            lambda features, cat, rows, is_test: _accuracy(features, cat, ~is_test, is_test),
            Text(
                en="You trained on all 1,999 photos. Take the 40 of `rows` only: how far do "
                "these few go?",
                ja="学習に1,999枚すべてを使っています。`rows` の40枚だけを使いましょう。"
                "これだけで、どこまで行けるでしょうか。",
            ),
        ),
        Misconception(
            "parts-swapped",
            lambda features, cat, rows, is_test: _accuracy(features, cat, is_test, ~is_test),
            Text(
                en="Training and test have changed places: you trained on the test photos. "
                "Train on `rows`, and measure on `is_test`.",
                ja="学習用とテスト用が入れ替わっています。テスト用の写真で学習させています。"
                "`rows` の写真で学習させ、`is_test` の写真で測りましょう。",
            ),
        ),
        Misconception(
            "measured-on-all",
            lambda features, cat, rows, is_test: _accuracy(features, cat, rows, slice(None)),
            Text(
                en="That is the accuracy on all photos: those that the model has learned from "
                "are among them. Measure on those of `is_test` only.",
                ja="それは、全部の写真での正解率です。学習に使った写真も混じっています。"
                "`is_test` の写真だけで測りましょう。",
            ),
        ),
        Misconception(
            "measured-on-training-part",
            lambda features, cat, rows, is_test: _accuracy(features, cat, rows, ~is_test),
            Text(
                en="That is the accuracy on the training part: the photos that the model has "
                "learned from are among them. Measure on those of `is_test`.",
                ja="それは、学習用の写真での正解率です。"
                "学習に使った `rows` の写真も混じっています。"
                "`is_test` の写真で測りましょう。",
            ),
        ),
        Misconception(
            "count",
            lambda features, cat, rows, is_test: (
                _accuracy(features, cat, rows, is_test) * is_test.sum()
            ),
            Text(
                en="That is how many photos are right. Accuracy is their share of the test photos.",
                ja="それは正解した枚数です。正解率は、テスト用の写真に占める割合です。",
            ),
        ),
    )
    also_wrong = (lambda features, cat, rows, is_test: 0.5,)
    also_right = (
        lambda features, cat, rows, is_test: round(_accuracy(features, cat, rows, is_test), 2),
    )
    otherwise = Text(
        en="Not yet. Train `LogisticRegression(max_iter=1000)` as it is with "
        "`.fit(features[rows], cat[rows])`, measure with `.score` on the test photos.",
        ja="もう一歩です。`LogisticRegression(max_iter=1000)` をこの設定のまま "
        "`.fit(features[rows], cat[rows])` で学習させ、"
        "テスト用の写真を `.score` に渡して測りましょう。",
    )

    def reference(self, features, cat, rows, is_test):
        """Return the accuracy on the test photos after training on the rows."""
        return _accuracy(features, cat, rows, is_test)

    def praise(self, answer, features, cat, rows, is_test):
        """Say what the figure means."""
        right = self.reference(features, cat, rows, is_test)
        return Text(
            en=f"{right:.1%} of the test photos are right.",
            ja=f"テスト用の写真の正解率は{right:.1%}です。",
        )


def _accuracy(features, cat, learned, measured):
    model = LogisticRegression(max_iter=1000).fit(features[learned], cat[learned])
    return float(model.score(features[measured], cat[measured]))
