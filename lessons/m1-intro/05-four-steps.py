"""The checks of m1-intro/05-four-steps."""

import numpy as np

from mlworkshop.exercise import Exercise, Fields, Figure, Misconception, Number, OneOf, Text, Wrong

_TYPE = OneOf("numeric", "categorical", "text", "binary")
_KIND = OneOf("binary", "multiclass", "regression")
_DECISIONS = {
    "ship": Text(en="ship", ja="使い始める"),
    "improve": Text(en="improve", ja="性能を上げる"),
    "measure again": Text(en="measure again", ja="測り直す"),
}


def _decision(en, ja):
    return OneOf(*_DECISIONS, words=_DECISIONS, label=Text(en=en, ja=ja))


class MendTheTypes(Exercise):
    """Say what three columns of the product master are."""

    id = "mend-the-types"
    title = Text(en="Mend the types", ja="型を直す")
    answer = Fields({"price": _TYPE, "package_size": _TYPE, "manufacturer_id": _TYPE})
    hints = (
        Text(
            en="Ask of each column: would the mean of two of its values mean anything?",
            ja="列ごとに考えてみましょう。2つの値の平均に、何か意味はあるでしょうか。",
        ),
        Text(
            en="The mean of 1 and 3 dollars is a price. Is there a maker halfway between makers "
            "100 and 300, and does it make similar goods?",
            ja="1ドルと3ドルの平均は価格です。では、メーカー100とメーカー300の中間のメーカーは、"
            "その2社と似た商品を作っているでしょうか。",
        ),
    )
    why = Text(
        en="The service saw digits in `manufacturer_id` and took them for an amount. Only somebody "
        "who knows the table can tell that they are names. (The size may be text or categorical: "
        "as text, `16 OZ` and `16 OZ BOX` have something in common.)",
        ja="サービスは `manufacturer_id` の数字を数量だと考えました。名前だと分かるのは、この表を"
        "知っている人だけです（内容量は text でも categorical でもかまいません。text なら、"
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
                    en="Text is for words that come together in many ways. A maker is one name out "
                    "of a list.",
                    ja="text は、単語がいろいろに組み合わさる文章のための型です。"
                    "メーカーは、一覧の中の1つの名前です。",
                ),
                misconception="maker-is-prose",
            )
        if maker == "binary":
            raise Wrong(
                Text(
                    en="Binary is for two answers, yes or no. There are thousands of makers.",
                    ja="binary は、「はい」か「いいえ」の2通りのための型です。"
                    "メーカーは何千社もあります。",
                ),
                misconception="binary-is-binary-code",
            )
        if price == "categorical":
            raise Wrong(
                Text(
                    en="As names, 1.99 and 2.00 would have nothing to do with each other. Prices "
                    "can be near and far.",
                    ja="名前とみなすと、1.99と2.00は互いに無関係になります。"
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
                    "make an amount of it somebody must convert the units first.",
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


class WhatWillItChoose(Exercise):
    """Foresee which kind of model the service chooses for four targets."""

    id = "what-will-it-choose"
    title = Text(en="What will it choose?", ja="どれを選ぶか")
    answer = Fields(
        {"spam": _KIND, "department": _KIND, "sales_usd": _KIND, "manufacturer_id": _KIND}
    )
    hints = (
        Text(
            en="Look up the type of each target, then the table above.",
            ja="それぞれのターゲットの型を確かめてから、上の表を見ましょう。",
        ),
        Text(
            en="For the last one, look at the schema above: what did the service take "
            "`manufacturer_id` for?",
            ja="最後の1つは、上のスキーマを見てください。サービスは `manufacturer_id` を何だと"
            "考えたでしょうか。",
        ),
    )
    why = Text(
        en="The choice follows from the type alone. For the maker it is wrong: the service would "
        "forecast an amount somewhere between the makers' numbers. It does what it is told, and "
        "nobody told it that these are names.",
        ja="選択は、型だけで決まります。メーカーについては、間違った選択です。メーカー番号の間の"
        "どこかの数値を、数量として予測することになります。名前だと誰も教えなかったので、"
        "そのとおりにしたまでです。",
    )
    misconceptions = (
        Misconception("by-meaning", lambda: _kinds(manufacturer_id="multiclass")),
        Misconception("amounts-are-classes", lambda: _kinds(sales_usd="multiclass")),
        Misconception("one-of-two-is-many", lambda: _kinds(spam="multiclass")),
        Misconception("names-are-amounts", lambda: _kinds(department="regression")),
        Misconception("yes-or-no-eleven-times", lambda: _kinds(department="binary")),
    )
    also_wrong = (
        lambda: _kinds(spam="regression"),
        lambda: _kinds(sales_usd="binary"),
        lambda: _kinds(manufacturer_id="binary"),
    )

    def reference(self):
        """Return what the type of each target leads to."""
        return _kinds()

    def check(self, answer):
        """Compare with what the type of each target leads to."""
        spam, department, sales, maker = answer.values()
        if spam == "multiclass":
            raise Wrong(
                Text(
                    en="A mail is spam or not: two answers. Multiclass begins with three.",
                    ja="スパムかどうかは2通りの答えです。multiclass は3通り以上のときに使います。",
                ),
                misconception="one-of-two-is-many",
            )
        if department == "regression":
            raise Wrong(
                Text(
                    en="Departments are names: between Deli and Grocery there is no amount.",
                    ja="部門は名前です。「惣菜」と「食品・日用品」の間に数量はありません。",
                ),
                misconception="names-are-amounts",
            )
        if department == "binary":
            raise Wrong(
                Text(
                    en="There are eleven departments, not two.",
                    ja="部門は2つではなく、11あります。",
                ),
                misconception="yes-or-no-eleven-times",
            )
        if sales == "multiclass":
            raise Wrong(
                Text(
                    en="Sales are an amount. As classes, 10,000 and 10,001 dollars would be two "
                    "names without any relation.",
                    ja="売上は数量です。クラスとみなすと、10,000ドルと10,001ドルが無関係な2つの名前に"
                    "なってしまいます。",
                ),
                misconception="amounts-are-classes",
            )
        if maker == "multiclass":
            raise Wrong(
                Text(
                    en="That is what it should choose. But nobody mended the type, and the service "
                    "goes by the type, not by the meaning.",
                    ja="本来選ぶべきなのは、それです。しかし型は直されておらず、サービスは意味ではなく"
                    "型で選びます。",
                ),
                misconception="by-meaning",
            )
        if answer != _kinds():
            raise Wrong(
                Text(
                    en="Look up each type in the table: two answers, several names, or an amount?",
                    ja="型を1つずつ表で確かめましょう。2通りの答え、いくつかの名前、数量の"
                    "どれでしょうか。",
                )
            )


def _kinds(
    spam="binary", department="multiclass", sales_usd="regression", manufacturer_id="regression"
):
    return {
        "spam": spam,
        "department": department,
        "sales_usd": sales_usd,
        "manufacturer_id": manufacturer_id,
    }


class LearningRate(Exercise):
    """Find a learning rate with which SGD arrives and stays."""

    id = "learning-rate"
    title = Text(en="Choose the learning rate", ja="学習率を決める")
    answer = Number(0.0001, 10, label=Text(en="Learning rate", ja="学習率"))
    CLOSE, SOON = 1.02, 5  # times the lowest loss; passes
    hints = (
        Text(
            en="Begin with 0.001 and take ten times as much, until the feedback changes its tone.",
            ja="0.001から始めて、フィードバックの内容が変わるまで10倍ずつ増やしてみましょう。",
        ),
        Text(
            en="0.001 is too slow and 1 too fast. Try something between.",
            ja="0.001では遅すぎ、1では速すぎます。その間を試してみましょう。",
        ),
    )
    why = Text(
        en="Between crawling and jumping there is a wide range that works. It is another one for "
        "each table, so services try several, or begin with long steps and make them shorter.",
        ja="「進まない」と「飛び越える」の間には、うまくいく範囲が広くあります。ちょうどよい値は"
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
        still_falling = all(np.diff(path[: self.SOON]) < 0)
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


class ShipIt(Exercise):
    """Decide for four models whether they may go into use."""

    id = "ship-it"
    title = Text(en="Ship it or not?", ja="使い始めてよいか")
    answer = Fields(
        {
            "as_inferred": _decision(
                "Departments, the maker as an amount (as_inferred)",
                "部門：メーカーを数量とみなしたもの（as_inferred）",
            ),
            "department": _decision(
                "Departments, the maker as a name (department)",
                "部門：メーカーを名前とみなしたもの（department）",
            ),
            "spam": _decision("Spam filter (spam)", "スパムフィルター（spam）"),
            "sales": _decision("Sales of a day (sales)", "1日の売上（sales）"),
        }
    )
    RIGHT, MACRO_F1 = 0.75, 0.4
    hints = (
        Text(
            en="First ask where each figure comes from: are those the mails, products and days "
            "that the model will meet?",
            ja="まず、数字の出どころを確かめましょう。モデルがこれから出会うメール、商品、日付で"
            "測ったものでしょうか。",
        ),
        Text(
            en="The mails are twenty years old. The test days lie among the training days. Only "
            "for the products do the figures decide.",
            ja="メールは20年以上前のものです。テストの日は、学習に使った日の間にあります。"
            "数字で決められるのは、商品だけです。",
        ),
    )
    why = Text(
        en="The two models with the best figures have to wait: theirs were measured on old mails "
        "from elsewhere, and on days with the next day in the training. The department model is "
        "far from perfect, but it was measured as it will be used, and a person looks at the "
        "doubtful proposals.",
        ja="数字が良い2つのモデルは、まだ使えません。よその古いメールや、翌日が学習に入っている"
        "日で測ったからです。部門のモデルは完璧ではありませんが、実際の使い方と同じように測ってあり、"
        "自信のない候補は人が確認します。",
    )
    misconceptions = (
        Misconception("spam-figures-are-best", lambda **context: _decided(spam="ship")),
        Misconception("a-split-is-a-split", lambda **context: _decided(sales="ship")),
        Misconception("must-be-perfect", lambda **context: _decided(department="improve")),
        Misconception("a-person-looks-anyway", lambda **context: _decided(as_inferred="ship")),
        Misconception(
            "always-measure-more", lambda **context: _decided(department="measure again")
        ),
        Misconception("better-model-helps", lambda **context: _decided(spam="improve")),
    )
    also_wrong = (
        lambda **context: _decided(sales="improve"),
        lambda **context: _decided(as_inferred="measure again"),
    )

    def reference(self, accuracy, macro_f1):
        """Return what figures and their origin allow."""
        return _decided(
            **{
                name: "ship"
                if accuracy[name] >= self.RIGHT and macro_f1[name] >= self.MACRO_F1
                else "improve"
                for name in ("as_inferred", "department")
            }
        )

    def check(self, answer, accuracy, macro_f1):
        """Compare with what figures and their origin allow."""
        right = self.reference(accuracy, macro_f1)
        if answer["spam"] == "ship":
            raise Wrong(
                Text(
                    en="Spam: splendid figures, measured on mails of 2001 and 2002 from mailing "
                    "lists. Are those the mails that the desk wanted it to be measured on?",
                    ja="スパム：見事な数字ですが、測ったのは2001年と2002年の、メーリングリストのメールです。"
                    "窓口が求めていたのは、どんなメールでの成績でしょうか。",
                ),
                misconception="spam-figures-are-best",
            )
        if answer["spam"] == "improve":
            raise Wrong(
                Text(
                    en="Spam: the figures are above what was asked for. A better model is not "
                    "what is missing.",
                    ja="スパム：数字は、求められた水準を上回っています。"
                    "足りないのは、モデルの性能ではありません。",
                ),
                misconception="better-model-helps",
            )
        if answer["sales"] == "ship":
            raise Wrong(
                Text(
                    en="Sales: the service drew the test days at random, from among the training "
                    "days. The days that lie ahead have no day after them.",
                    ja="売上：サービスは、テストの日を無作為に選びました。前後の日は学習に入っています。"
                    "これから来る日には、「翌日のデータ」はありません。",
                ),
                misconception="a-split-is-a-split",
            )
        if answer["as_inferred"] == "ship":
            raise Wrong(
                Text(
                    en="Departments with the maker as an amount: compare both figures with what "
                    "was asked for. That a buyer confirms does not make a weak proposal worth "
                    "reading.",
                    ja="メーカーを数量とみなした部門のモデル：2つの数字を条件と比べてみましょう。"
                    "人が確認するからといって、当たらない候補を出してよいことにはなりません。",
                ),
                misconception="a-person-looks-anyway",
            )
        if answer["department"] == "improve" and right["department"] == "ship":
            raise Wrong(
                Text(
                    en="Departments with the maker as a name: both figures are above what was "
                    "asked for, before anybody had seen them. Perfect was not asked for.",
                    ja="メーカーを名前とみなした部門のモデル：どちらの数字も、あらかじめ決めた条件を"
                    "満たしています。完璧であることは条件ではありません。",
                ),
                misconception="must-be-perfect",
            )
        if answer["department"] == "measure again":
            raise Wrong(
                Text(
                    en="Departments with the maker as a name: the test products are of the same "
                    "kind as those that come next month. Measuring more is not what is missing.",
                    ja="メーカーを名前とみなした部門のモデル：テストの商品は、来月届く商品と同じ種類の"
                    "ものです。測り直す必要はありません。",
                ),
                misconception="always-measure-more",
            )
        if answer != right:
            raise Wrong(
                Text(
                    en="Ask of each: was it measured as it will be used? If so, do the figures "
                    "reach what was asked for?",
                    ja="それぞれについて、「実際の使い方と同じように測ったか」、そうであれば"
                    "「数字は条件に届いているか」を考えてみましょう。",
                )
            )


def _decided(as_inferred="improve", department="ship", spam="measure again", sales="measure again"):
    return {"as_inferred": as_inferred, "department": department, "spam": spam, "sales": sales}


class ForTheBuyers(Figure):
    """Compute the share of proposals with a low score."""

    id = "for-the-buyers"
    title = Text(en="Work for the buyers", ja="仕入れ担当者が確認する割合")
    code = True
    answer = Number(0)
    BELOW = 0.7
    rtol, atol = 0, 0.005  # two decimals will do
    hints = (
        Text(
            en='`proposals["score"] < 0.7` is a column of True and False.',
            ja='`proposals["score"] < 0.7` は True と False の列になります。',
        ),
        Text(
            en="The mean of True and False is the share of True. Put the comparison in brackets "
            "first.",
            ja="True と False の平均は、True の割合になります。比較の式を先に括弧で囲みましょう。",
        ),
    )
    why = Text(
        en="The bound of 0.7 is a cut-off, too: higher means more work and fewer errors.",
        ja="0.7という境目も、しきい値の一種です。高くすれば手間が増え、誤りが減ります。",
    )
    misconceptions = (
        Misconception(
            "the-others",
            lambda scores: (scores >= 0.7).mean(),
            Text(
                en="Those are the products that they need not look at. Turn the comparison round.",
                ja="それは、確認しなくてよい商品の割合です。不等号の向きを逆にしましょう。",
            ),
        ),
        Misconception(
            "count",
            lambda scores: (scores < 0.7).sum(),
            Text(
                en="That is the number of products. A share is asked for: divide by all, or "
                "take the mean.",
                ja="それは商品の数です。割合を求めましょう。全体の数で割るか、平均を使います。",
            ),
        ),
        Misconception(
            "per-cent",
            lambda scores: 100 * (scores < 0.7).mean(),
            Text(
                en="Those are per cent. Leave the × 100 out.",
                ja="パーセントになっています。100を掛けないでください。",
            ),
        ),
        Misconception(
            "mean-score",
            lambda scores: scores[scores < 0.7].mean(),
            Text(
                en="That is the mean score of those products. Count them instead: take the "
                "mean of the comparison itself.",
                ja="それは、該当する商品のスコアの平均です。スコアではなく、比較の結果"
                "（True と False）の平均を取りましょう。",
            ),
        ),
    )
    also_right = (lambda scores: round((scores < 0.7).mean(), 2),)
    also_wrong = (lambda scores: (scores < 0.7).mean() / 2,)
    otherwise = Text(
        en="Not yet. Compare each score with 0.7, then take the mean of what comes out.",
        ja="もう一歩です。それぞれのスコアを0.7と比べ、その結果の平均を取りましょう。",
    )

    def reference(self, scores):
        """Return the share of scores below the bound."""
        return float((scores < self.BELOW).mean())

    def praise(self, answer, scores):
        """Say what the share means."""
        right = self.reference(scores)
        return Text(
            en=f"The buyers look at {right:.0%} of the products.",
            ja=f"担当者が確認するのは、商品の{right:.0%}です。",
        )


class Reservation(Figure):
    """Find the number of predictions that costs as much as the reservation."""

    id = "reservation"
    title = Text(
        en="When does the reservation weigh more?", ja="予約料のほうが高くつくのはどこまでか"
    )
    answer = Number(0, unit=Text(en="predictions a month", ja="件"))
    hints = (
        Text(
            en="First the reservation of one month: hours × tens of megabytes × price.",
            ja="まず、1か月の予約料を求めます。時間数 × 10MB単位の数 × 料金です。",
        ),
        Text(
            en="It is 4.32 US dollars. 1,000 predictions cost 0.10. How many times 1,000 is that?",
            ja="4.32米ドルになります。予測1,000件で0.10ドルです。1,000件の何倍に当たるでしょうか。",
        ),
    )
    why = Text(
        en="About one prediction a minute. Below that you pay mainly for being ready. Today's "
        "services charge far more for readiness; some let an idle endpoint sleep, and then the "
        "first answer is slow.",
        ja="1分に1件ほどです。それより少なければ、主に「待機」に払っていることになります。今の"
        "サービスでは、待機の費用がずっと高くなっています。使われないエンドポイントを休ませる"
        "サービスもありますが、その場合、最初の返事が遅くなります。",
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
                en="That is the reservation in US dollars. How many predictions cost as much?",
                ja="それは予約料（米ドル）です。同じ金額になるのは、何件の予測でしょうか。",
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
