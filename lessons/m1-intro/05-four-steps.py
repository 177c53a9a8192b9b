"""The checks of m1-intro/05-four-steps."""

from itertools import pairwise

from mlworkshop.exercise import Exercise, Fields, Figure, Misconception, Number, OneOf, Text, Wrong

_COLUMNS = {
    "price": Text(en="Price (price)", ja="価格（price）"),
    "package_size": Text(en="Size (package_size)", ja="内容量（package_size）"),
    "manufacturer_id": Text(en="Maker (manufacturer_id)", ja="メーカー（manufacturer_id）"),
}
_CHANGES = {
    "rows": Text(en="more rows", ja="行を増やす"),
    "passes": Text(en="more passes", ja="学習の回数を増やす"),
    "penalty": Text(en="a weaker penalty", ja="罰則を弱める"),
    "column": Text(en="a new column", ja="列を加える"),
    "restart": Text(en="a new start", ja="最初からやり直す"),
}


class MendTheTypes(Exercise):
    """Say what three columns of the product master are."""

    id = "mend-the-types"
    title = Text(en="Correct the types", ja="型を直す")
    answer = Fields(
        {
            column: OneOf("numeric", "categorical", "text", "binary", label=label)
            for column, label in _COLUMNS.items()
        }
    )
    hints = (
        Text(
            en="Ask of each column: would the mean of two of its values mean anything?",
            ja="列ごとに考えてみましょう。2つの値の平均に、何か意味はあるでしょうか。",
        ),
        Text(
            en="The mean of $1 and $3 is $2, which makes sense as a price. Is there a maker "
            "halfway between makers 100 and 300, and does it make similar goods?",
            ja="1ドルと3ドルの平均は2ドルで、価格として意味があります。"
            "では、メーカー100とメーカー300の中間のメーカーは、"
            "その2社と似た商品を作っているでしょうか。",
        ),
    )
    why = Text(
        en="The service saw digits in `manufacturer_id` and took them for an amount. Only someone "
        "who knows the table can say that they are categories. (The size may be text or "
        "categorical: as text, `16 OZ` and `16 OZ BOX` have something in common.)",
        ja="サービスは `manufacturer_id` の数字を数量だと推定しました。"
        "カテゴリだと分かるのは、この表を知っている人だけです"
        "（内容量は text でも categorical でもかまいません。text なら、"
        "`16 OZ` と `16 OZ BOX` に共通点があることも学べます）。",
    )
    misconceptions = (
        Misconception("digits-are-amounts", lambda: _types(manufacturer_id="numeric")),
        Misconception("price-is-a-name", lambda: _types(price="categorical")),
        Misconception("size-is-a-number", lambda: _types(package_size="numeric")),
        Misconception("maker-is-prose", lambda: _types(manufacturer_id="text")),
        Misconception("binary-is-binary-code", lambda: _types(manufacturer_id="binary")),
    )
    also_right = (lambda: _types(package_size="text"),)
    also_wrong = (
        lambda: _types(price="text"),
        lambda: _types(price="binary"),
        lambda: _types(package_size="binary"),
    )

    def reference(self):
        """Return what the values mean."""
        return _types()

    def check(self, answer):
        """Compare with what the values mean."""
        price, size, maker = answer.values()
        if maker == "numeric":
            raise Wrong(
                Text(
                    en="As an amount, maker 200 counts as twice maker 100, and all makers share "
                    "one weight. What do these digits stand for?",
                    ja="数量とみなすと、メーカー200はメーカー100の2倍という意味になり、"
                    "すべてのメーカーで重みが1つだけになります。この数字は何を表しているでしょうか。",
                ),
                misconception="digits-are-amounts",
            )
        if maker == "text":
            raise Wrong(
                Text(
                    en="Text is for words that come together in many ways. A maker is one class "
                    "from a list.",
                    ja="text は、単語がいろいろに組み合わさる文章のための型です。"
                    "メーカーは、決まった選択肢の1つです。",
                ),
                misconception="maker-is-prose",
            )
        if maker == "binary":
            raise Wrong(
                Text(
                    en="Binary is for two answers, yes or no. There are hundreds of makers.",
                    ja="binary は、「はい」か「いいえ」の2通りのための型です。"
                    "メーカーは何百社もあります。",
                ),
                misconception="binary-is-binary-code",
            )
        if price == "categorical":
            raise Wrong(
                Text(
                    en="As categories, 1.99 and 2.00 would have nothing to do with each other. "
                    "Prices can be near and far.",
                    ja="カテゴリとみなすと、1.99と2.00は互いに無関係になります。"
                    "価格には、近い、遠いがあります。",
                ),
                misconception="price-is-a-name",
            )
        if price != "numeric":
            raise Wrong(
                Text(
                    en="Twice the price means something. Which type is for amounts?",
                    ja="「2倍の価格」には意味があります。数量のための型はどれでしょうか。",
                )
            )
        if size == "numeric":
            raise Wrong(
                Text(
                    en="`16 OZ` cannot be read as a number, and 16 ounces are not 16 pounds. To "
                    "turn it into an amount, someone would have to convert the units first.",
                    ja="`16 OZ` は数値として読めません。また、16オンスと16ポンドは違います。"
                    "数量にするには、先に単位をそろえる必要があります。",
                ),
                misconception="size-is-a-number",
            )
        if size == "binary":
            raise Wrong(
                Text(
                    en="The size has many values, not two.",
                    ja="内容量の値は2通りではなく、たくさんあります。",
                )
            )


def _types(price="numeric", package_size="categorical", manufacturer_id="categorical"):
    return {"price": price, "package_size": package_size, "manufacturer_id": manufacturer_id}


class WhatToChange(Exercise):
    """Choose the one change that gains most in the next round."""

    id = "what-to-change"
    title = Text(en="One change only", ja="変えるのは1つだけ")
    answer = OneOf(
        *_CHANGES, words=_CHANGES, label=Text(en="What helps most?", ja="一番効くのはどれか")
    )
    hints = (
        Text(
            en="The training rows of round 2 are about 2,100, and there are more than 900 makers.",
            ja="2周目の学習用の行は約2,100行で、メーカーは900社以上あります。",
        ),
        Text(
            en="Most makers have only one or two products in the training rows. Which change "
            "gives the model more examples?",
            ja="ほとんどのメーカーは、学習用の行に1、2商品しかありません。例が増えるのは、"
            "どの変更でしょうか。",
        ),
    )
    why = Text(
        en="More rows give the model more examples of each maker, and most of the gain comes "
        "from makers that it already knew. Passes and columns can only reuse what "
        "2,100 rows contain. This was measured for this table; measure it for yours.",
        ja="行を増やすと、メーカーごとの例が増えます。伸びの大半は、すでに知っていたメーカーの"
        "商品でした。回数や列を増やしても、"
        "使えるのは約2,100行にある情報だけです。これはこの表での結果です。ほかの表では、"
        "その表で測ってください。",
    )
    misconceptions = (
        Misconception("train-longer", lambda **context: "passes"),
        Misconception("looser-model", lambda **context: "penalty"),
        Misconception("cleverer-column", lambda **context: "column"),
        Misconception("better-luck", lambda **context: "restart"),
    )

    def reference(self, gains):
        """Return the change with the largest gain."""
        return max(gains, key=gains.get)

    def check(self, answer, gains):
        """Compare what each change gains on the evaluation rows."""
        best = self.reference(gains)
        if answer == best:
            return
        told = Text(
            en=f"It changes the result by {100 * gains[answer]:+.1f} points. Another change brings "
            f"{100 * gains[best]:+.1f}.",
            ja=f"2周目との差は{100 * gains[answer]:+.1f}ポイントです。"
            f"{100 * gains[best]:+.1f}ポイントになる選択肢があります。",
        )
        if answer == "passes":
            raise Wrong(
                Text(
                    en=f"{told.en} The same rows again add nothing new to learn from.",
                    ja=f"{told.ja}同じ行を繰り返しても、新しい例は増えません。",
                ),
                misconception="train-longer",
            )
        if answer == "penalty":
            raise Wrong(
                Text(
                    en=f"{told.en} The model may now follow its rows more closely, but the rows "
                    "are the same.",
                    ja=f"{told.ja}同じ行に、より細かく合わせられるようになるだけです。",
                ),
                misconception="looser-model",
            )
        if answer == "restart":
            raise Wrong(
                Text(
                    en=f"{told.en} A different random start adds no information.",
                    ja=f"{told.ja}乱数を変えてやり直しても、情報は増えません。",
                ),
                misconception="better-luck",
            )
        raise Wrong(
            Text(
                en=f"{told.en} Most combinations of maker and size occur once or twice in 2,100 "
                "rows, which is too rare to learn a weight from.",
                ja=f"{told.ja}メーカーと内容量の組み合わせの多くは、約2,100行に1、2回しか出てきません。"
                "重みを学ぶには少なすぎます。",
            ),
            misconception="cleverer-column",
        )


class Reservation(Figure):
    """Find the number of predictions that costs as much as the reservation."""

    id = "reservation"
    title = Text(en="When does the reservation cost more?", ja="予約料のほうが高いのは何件までか")
    answer = Number(0, unit=Text(en="predictions a month", ja="件"))
    hints = (
        Text(
            en="First the reservation of one month: hours × tens of megabytes × price.",
            ja="まず、1か月の予約料を求めます。時間数 × 10MB単位の数 × 料金です。",
        ),
        Text(
            en="It is $4.32. 1,000 predictions cost $0.10. How many predictions does that pay for?",
            ja="4.32ドルになります。予測1,000件で0.10ドルです。1,000件の何倍に当たるでしょうか。",
        ),
    )
    why = Text(
        en="That is one prediction a minute. With fewer, you pay mainly for keeping the endpoint "
        "ready. Look up what your service charges for an idle endpoint before you open one.",
        ja="1分に1件の割合です。それより少なければ、主に「待機」に払っていることになります。"
        "エンドポイントを開く前に、使うサービスの待機中の料金を確かめましょう。",
    )
    misconceptions = (
        Misconception(
            "ten-mb-only",
            lambda: _break_even(720, 1),
            Text(
                en="That is the reservation of 10 MB. The model has 60.",
                ja="それは10MB分の予約料です。モデルは60MBあります。",
            ),
        ),
        Misconception(
            "each-mb",
            lambda: _break_even(720, 60),
            Text(
                en="You took the price for each megabyte. It is for each 10 MB.",
                ja="1MBごとの料金として計算しています。料金は10MBごとです。",
            ),
        ),
        Misconception(
            "thousands",
            lambda: _break_even(720, 6) / 1000,
            Text(
                en="Those are thousands of predictions. How many predictions is that?",
                ja="それは1,000件単位の数です。件数に直すといくつでしょうか。",
            ),
        ),
        Misconception(
            "dollars",
            lambda: _break_even(720, 6) * _PREDICTION,
            Text(
                en="That is the reservation in dollars. How many predictions cost as much?",
                ja="それは予約料（ドル）です。同じ金額になるのは、何件の予測でしょうか。",
            ),
        ),
        Misconception(
            "one-hour",
            lambda: _break_even(1, 6),
            Text(
                en="That is for one hour. The endpoint is open for 720.",
                ja="それは1時間分です。エンドポイントは720時間開いています。",
            ),
        ),
        Misconception(
            "one-day",
            lambda: _break_even(24, 6),
            Text(
                en="That is for one day. The endpoint is open for 720 hours.",
                ja="それは1日分です。エンドポイントは720時間開いています。",
            ),
        ),
    )
    also_right = (lambda: 43_000, lambda: 43_500)
    also_wrong = (lambda: 40_000, lambda: 0)
    otherwise = Text(
        en="Not yet. First the reservation of the month in dollars, then divide by the "
        "price of one prediction.",
        ja="もう一歩です。まず1か月の予約料を求め、予測1件の料金で割りましょう。",
    )

    def reference(self):
        """Return the reservation of a month, divided by the price of a prediction."""
        return _break_even(720, 6)


_RESERVATION, _PREDICTION = 0.001, 0.10 / 1000  # US dollars: 10 MB for an hour; each


def _break_even(hours, tens_of_mb):
    return hours * tens_of_mb * _RESERVATION / _PREDICTION


class LearningRate(Exercise):
    """Find a learning rate with which SGD arrives and stays."""

    id = "learning-rate"
    title = Text(en="Choose the learning rate", ja="学習率を決める")
    answer = Number(0.0001, 10, label=Text(en="Learning rate", ja="学習率"))
    CLOSE, SOON = 1.02, 5  # times the lowest loss; passes
    hints = (
        Text(
            en="Begin with 0.001 and multiply by ten until the feedback changes.",
            ja="0.001から始めて、フィードバックの内容が変わるまで10倍ずつ増やしてみましょう。",
        ),
        Text(
            en="0.001 is too slow and 1 is too fast. Try something in between.",
            ja="0.001では遅すぎ、1では速すぎます。その間を試してみましょう。",
        ),
    )
    why = Text(
        en="Between crawling and jumping there is a wide range that works. It is different for "
        "each table, so services try several values, or begin with "
        "long steps and make them shorter.",
        ja="「進まない」と「飛び越える」の間には、うまくいく範囲が広くあります。適切な値は"
        "表によって違うので、サービスはいくつかの値を試したり、歩幅をだんだん小さくしたりします。",
    )
    misconceptions = (
        Misconception("hardly-moves", lambda **context: 0.0001),
        Misconception("crawls", lambda **context: 0.002),
        Misconception("jumps", lambda **context: 1),
        Misconception("away", lambda **context: 5),
    )
    also_right = (
        lambda **context: 0.01,
        lambda **context: 0.05,
    )

    def reference(self, losses, at_zero, lowest):
        """Return a rate in the middle of those that work."""
        return 0.02

    def check(self, answer, losses, at_zero, lowest):
        """Run SGD with it and look at the loss after each pass."""
        path = losses(answer)
        figures = Text(
            en=f"The loss is {at_zero:.2f} at the start, {path[self.SOON - 1]:.2f} after five "
            f"passes and {path[-1]:.2f} after twenty. The lowest possible is {lowest:.2f}, so the "
            f"aim is {self.CLOSE * lowest:.2f} or less.",
            ja=f"損失は、最初が{at_zero:.2f}、5巡後が{path[self.SOON - 1]:.2f}、"
            f"20巡後が{path[-1]:.2f}です（最小値は{lowest:.2f}なので、"
            f"目標は{self.CLOSE * lowest:.2f}以下）。",
        )
        if max(path) > at_zero:
            raise Wrong(
                Text(
                    en=f"{figures.en} On the way it rose to {max(path):,.0f}, worse than doing "
                    "nothing: steps land higher up on the other side of the valley.",
                    ja=f"{figures.ja}途中で{max(path):,.0f}まで上がり、何もしないより悪くなりました。"
                    "谷の反対側の、もっと高いところへ飛んでしまっています。",
                ),
                misconception="away",
            )
        if path[-1] > (at_zero + lowest) / 2:
            raise Wrong(
                Text(
                    en=f"{figures.en} After twenty passes it is not even halfway. Multiply the "
                    "rate by ten or more.",
                    ja=f"{figures.ja}20巡しても、まだ半分も進んでいません。学習率を10倍以上に"
                    "してみましょう。",
                ),
                misconception="hardly-moves",
            )
        still_falling = all(after < before for before, after in pairwise(path[: self.SOON]))
        if path[self.SOON - 1] > self.CLOSE * lowest and still_falling:
            raise Wrong(
                Text(
                    en=f"{figures.en} It goes down all the time, but five passes are not enough. "
                    "Longer steps would do.",
                    ja=f"{figures.ja}ずっと下がってはいますが、5巡では足りません。"
                    "歩幅を大きくしましょう。",
                ),
                misconception="crawls",
            )
        highest = max(path[self.SOON - 1 :])
        if highest > self.CLOSE * lowest:
            raise Wrong(
                Text(
                    en=f"{figures.en} It comes down quickly, but then jumps about above the "
                    f"bottom, once up to {highest:.2f}. Shorter steps would do.",
                    ja=f"{figures.ja}すぐに下がりますが、その後は谷底の上で落ち着かず、"
                    f"一度は{highest:.2f}まで上がっています。歩幅を小さくしましょう。",
                ),
                misconception="jumps",
            )
        return figures
