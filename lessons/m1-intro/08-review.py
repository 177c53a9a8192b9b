"""The checks of m1-intro/08-review."""

from mlworkshop.exercise import (
    Exercise,
    Figure,
    Misconception,
    Number,
    Numbers,
    OneOf,
    Text,
    Values,
    Wrong,
)

_FLAWS = {
    "rare": Text(
        en='what is looked for is so rare that "never" is nearly always right',
        ja="探しているものがまれで、「いつも違う」と答えてもほとんど正解になる",
    ),
    "late": Text(
        en="a column holds something that is not known yet when the answer is needed",
        ja="答えが必要な時点では誰も知らないことが、列に入っている",
    ),
    "chosen": Text(
        en="something was chosen and measured on the same cases",
        ja="同じ例を使って選び、同じ例で測っている",
    ),
    "memory": Text(
        en="the model was measured on cases that it had learned from",
        ja="モデルが学習した例で測っている",
    ),
}


class FindTheFlaw(Exercise):
    """Name the flaw in each of three claims."""

    id = "find-the-flaw"
    title = Text(en="Find the flaw", ja="穴を見つける")
    answer = Values(
        OneOf(*_FLAWS, words=_FLAWS),
        3,
        labels=[Text(en=f"Claim {name}", ja=f"主張{name}") for name in "ABC"],
    )
    hints = (
        Text(
            en="Ask three things of each claim: what would the simplest answer score, what was "
            "known when, and which cases had no say in it?",
            ja="主張ごとに3つのことを尋ねてみましょう。最も単純な答え方なら何点か。いつ分かる情報か。"
            "選ぶのに使わなかった例はどれか。",
        ),
        Text(
            en="All three models were tested on cases that they had not learned from, so the last "
            "of the four flaws is the one that is not needed.",
            ja="3つのモデルはどれも、学習に使っていない例でテストしています。"
            "使わないのは、4つのうち最後のものです。",
        ),
    )
    why = Text(
        en="None of the three figures is wrong. Each answers another question than the one that "
        "was asked. The next section computes those that are missing.",
        ja="3つの数字は、どれも計算としては正しいものです。ただ、尋ねたこととは別の問いに答えています。"
        "次の節で、足りない数字を求めます。",
    )
    misconceptions = (
        Misconception("unseen-is-enough", lambda: ["memory", "late", "chosen"]),
        Misconception("later-days-are-enough", lambda: ["rare", "memory", "chosen"]),
        Misconception("the-model-is-not-all", lambda: ["rare", "late", "memory"]),
        Misconception("swapped", lambda: ["rare", "chosen", "late"]),
    )
    also_wrong = (
        lambda: ["late", "late", "chosen"],
        lambda: ["rare", "rare", "chosen"],
        lambda: ["rare", "late", "rare"],
        lambda: ["chosen", "rare", "late"],
    )

    def reference(self):
        """Return the flaws of A, B and C."""
        return ["rare", "late", "chosen"]

    def check(self, answer):
        """Compare them one by one."""
        first, second, third = answer
        if first != "rare":
            if first == "memory":
                raise Wrong(
                    Text(
                        en="A was tested on products that the model had never seen, so memory is "
                        "not it. How many of ten thousand products are spirits at all?",
                        ja="Aは、モデルが見たことのない商品でテストしているので、丸暗記ではありません。"
                        "1万点の商品のうち、蒸留酒はそもそも何点あるでしょうか。",
                    ),
                    misconception="unseen-is-enough",
                )
            raise Wrong(
                Text(
                    en="Not A: it uses the price alone, which is known, and nothing was chosen. "
                    "How many of ten thousand products are spirits at all?",
                    ja="Aではありません。使ったのは分かっている価格だけで、何かを選んでもいません。"
                    "1万点の商品のうち、蒸留酒はそもそも何点あるでしょうか。",
                )
            )
        if second != "late":
            if second == "memory":
                raise Wrong(
                    Text(
                        en="B learned from earlier days than it was tested on. But look at its new "
                        "column: from which days does it take its figures?",
                        ja="Bの学習の日は、テストの日より前です。しかし、新しい列を見てください。"
                        "どの日の数字が入っているでしょうか。",
                    ),
                    misconception="later-days-are-enough",
                )
            if (second, third) == ("chosen", "late"):
                raise Wrong(
                    Text(
                        en="B and C the other way round: who looks three days ahead, and who tries "
                        "99 times?",
                        ja="BとCが逆です。3日先をのぞいているのはどちらで、99回試したのはどちらでしょうか。",
                    ),
                    misconception="swapped",
                )
            raise Wrong(
                Text(
                    en="Not B. It is the evening before: are the three days after known by then?",
                    ja="Bではありません。前の晩のつもりで考えましょう。後の3日間のことは分かっているでしょうか。",
                )
            )
        if third == "memory":
            raise Wrong(
                Text(
                    en="The model of C had not seen the 200 mails. But something else was made to "
                    "fit them.",
                    ja="Cのモデルは、その200通を見ていません。しかし、別のものがその200通に合わせて"
                    "決められています。",
                ),
                misconception="the-model-is-not-all",
            )
        if third != "chosen":
            raise Wrong(
                Text(
                    en="Not C: spam is not rare, and scores are known at once. How often did the "
                    "colleague try, and on which mails?",
                    ja="Cではありません。スパムはまれではなく、スコアもすぐに分かります。"
                    "同僚は、どのメールで何回試したでしょうか。",
                )
            )


class MissingFigures(Exercise):
    """Read the missing figures of claim A off a table of counts."""

    id = "missing-figures"
    title = Text(en="Two figures that were missing", ja="足りなかった2つの数字")
    answer = Numbers(
        0,
        length=2,
        whole=True,
        labels=[
            Text(en="Spirits that the model found", ja="モデルが見つけた蒸留酒の数"),
            Text(
                en="Products right by always saying 'something else'",
                ja="いつも「それ以外」と答えたときに正解になる商品の数",
            ),
        ],
    )
    hints = (
        Text(
            en="Found: the row of spirits, under “called spirits”.",
            ja="見つけた数は、「実際に蒸留酒」の行の、「蒸留酒」と判定した列にあります。",
        ),
        Text(
            en="“Something else” is right for everything that is something else: the sum of the "
            "second row.",
            ja="いつも「それ以外」と答えると、実際に「それ以外」である商品がすべて正解になります。"
            "2行目の合計です。",
        ),
    )
    why = Text(
        en="The model is right for three products fewer than a sign that reads “no spirits "
        "here”. All its accuracy comes from the products that nobody asked about.",
        ja="このモデルの正解は、「蒸留酒ではありません」と書いた札より3点少なくなります。正解率の高さは、"
        "誰も尋ねていない商品のおかげです。",
    )
    misconceptions = (
        Misconception("called-is-not-found", lambda is_spirit, says_spirit: [3, 10769]),
        Misconception("missed-for-found", lambda is_spirit, says_spirit: [34, 10769]),
        Misconception("right-by-the-model", lambda is_spirit, says_spirit: [0, 10766]),
        Misconception("wrong-for-right", lambda is_spirit, says_spirit: [0, 34]),
    )
    also_wrong = (
        lambda is_spirit, says_spirit: [0, 10803],
        lambda is_spirit, says_spirit: [5, 10769],
    )

    def reference(self, is_spirit, says_spirit):
        """Return the spirits found, and the products that are none."""
        return [int((is_spirit & says_spirit).sum()), int((~is_spirit).sum())]

    def check(self, answer, is_spirit, says_spirit):
        """Compare both with the counts."""
        found, never = self.reference(is_spirit, says_spirit)
        called, spirits = int(says_spirit.sum()), int(is_spirit.sum())
        if answer[0] == called:
            raise Wrong(
                Text(
                    en=f"The model called {called} products spirits. Look in which row they stand: "
                    "found are only those that are spirits indeed.",
                    ja=f"モデルが「蒸留酒」と判定した商品は{called}点あります。どの行にあるかを見てください。"
                    "「見つけた」と言えるのは、実際に蒸留酒だったものだけです。",
                ),
                misconception="called-is-not-found",
            )
        if answer[0] == spirits - found:
            raise Wrong(
                Text(
                    en="Those are the spirits that it missed. Look one column to the left.",
                    ja="それは見逃した蒸留酒の数です。1つ左の列を見てください。",
                ),
                misconception="missed-for-found",
            )
        if answer[0] != found:
            raise Wrong(
                Text(
                    en="The first number is not right. It stands where the row of spirits meets "
                    "“called spirits”.",
                    ja="1つ目の数が違います。「実際に蒸留酒」の行と、「蒸留酒」と判定した列が交わるところです。",
                )
            )
        if answer[1] == (is_spirit == says_spirit).sum():
            raise Wrong(
                Text(
                    en="So many the *model* gets right. Always “something else” is right for every "
                    "product of the second row.",
                    ja="それは、この*モデル*の正解数です。いつも「それ以外」と答えれば、2行目の商品がすべて正解になります。",
                ),
                misconception="right-by-the-model",
            )
        if answer[1] == spirits:
            raise Wrong(
                Text(
                    en="So many it gets wrong, the spirits. The others are right.",
                    ja="それは間違いになる数（蒸留酒）です。正解になるのは、残りのほうです。",
                ),
                misconception="wrong-for-right",
            )
        if answer[1] != never:
            raise Wrong(
                Text(
                    en="The second number is not right: add the two numbers of the second row.",
                    ja="2つ目の数が違います。2行目の2つの数を足しましょう。",
                )
            )


def _before(sales, at_least=7):
    return sales.shift(1).rolling(7, min_periods=at_least).mean()


class WeekBefore(Figure):
    """Compute the error with a column that is known in time."""

    id = "week-before"
    title = Text(en="The week before", ja="前の週")
    code = True
    answer = Number(0)
    rtol, atol = 0, 0.5  # whole dollars will do
    hints = (
        Text(
            en="`sales.shift(1)` is, on each day, the sales of the day before.",
            ja="`sales.shift(1)` は、それぞれの日に前日の売上を並べた列です。",
        ),
        Text(
            en="First shift, then `.rolling(7).mean()`, and hand the result to `error_with(…)`.",
            ja="まずずらし、次に `.rolling(7).mean()` を付け、その結果を "
            "`error_with(…)` に渡します。",
        ),
    )
    why = Text(
        en="A little better than the weekday alone, and a long way from the claim. What the "
        "colleague had gained was mostly knowledge of the future.",
        ja="曜日だけのときより少し良くなりますが、主張には遠く及びません。同僚の「改善」の大半は、"
        "未来を知っていたことによるものでした。",
    )
    misconceptions = (
        Misconception(
            "with-the-day-itself",
            lambda sales, error_with: error_with(sales.rolling(7).mean()),
            Text(
                en="`rolling(7)` ends with the day itself, whose sales are to be forecast. Move it "
                "down by one day.",
                ja="`rolling(7)` には、予測したい日そのものの売上が入っています。"
                "1日分下にずらしましょう。",
            ),
        ),
        Misconception(
            "still-around",
            lambda sales, error_with: error_with(sales.rolling(7, center=True).mean()),
            Text(
                en="With `center=True` it still looks three days ahead. Take that out, and shift.",
                ja="`center=True` のままでは、3日先までのぞいています。"
                "それを外し、列をずらしましょう。",
            ),
        ),
        Misconception(
            "around-the-day-before",
            lambda sales, error_with: error_with(sales.shift(1).rolling(7, center=True).mean()),
            Text(
                en="Shifted, but with `center=True` it still looks two days ahead. Take that out.",
                ja="ずらしましたが、`center=True` が残っているので、まだ2日先までのぞいています。"
                "それを外しましょう。",
            ),
        ),
        Misconception(
            "yesterday-alone",
            lambda sales, error_with: error_with(sales.shift(1)),
            Text(
                en="That is yesterday alone: honest, and even a little closer. But to judge the "
                "colleague's idea, take the mean of seven days.",
                ja="それは前日の売上だけを使った誤差です。正直な列で、しかも少し良くなります。ただ、"
                "同僚の考えを確かめるには、7日間の平均にしましょう。",
            ),
        ),
        Misconception(
            "shifted-up",
            lambda sales, error_with: error_with(sales.shift(-1).rolling(7).mean()),
            Text(
                en="`shift(-1)` brings tomorrow up to today. The other direction is honest.",
                ja="`shift(-1)` では、明日の売上が今日に来ます。ずらす向きが逆です。",
            ),
        ),
        Misconception(
            "a-week-old",
            lambda sales, error_with: error_with(sales.shift(7).rolling(7).mean()),
            Text(
                en="Honest, but older than it need be: it leaves out the last six days. Shift by "
                "one day only.",
                ja="正直な列ですが、必要以上に古いものです。直前の6日間を使っていません。ずらすのは1日分だけです。",
            ),
        ),
    )
    also_wrong = (
        lambda sales, error_with: error_with(0),
        lambda sales, error_with: error_with(_before(sales)) + 1,
    )
    also_right = (
        lambda sales, error_with: error_with(sales.rolling(7).mean().shift(1)),
        lambda sales, error_with: error_with(sales.shift(1).rolling("7D").mean()),
        lambda sales, error_with: round(error_with(_before(sales))),
    )

    otherwise = Text(
        en="That is another figure. Shift `sales` by one day, take the mean of seven, and "
        "hand it to `error_with`.",
        ja="別の数字のようです。`sales` を1日分ずらし、7日間の平均をとって、"
        "`error_with` に渡しましょう。",
    )

    def reference(self, sales, error_with):
        """Return the error with the mean of the seven days before."""
        return float(error_with(_before(sales)))

    def right_figures(self, sales, error_with):
        """The first days may do with the fewer days before them."""
        for at_least in (7, 1):
            yield error_with(_before(sales, at_least))

    def praise(self, answer, sales, error_with):
        """Say what the figure means."""
        return Text(
            en=f"Off by {answer:,.0f} US dollars on an average day.",
            ja=f"誤差は平均で1日{answer:,.0f}米ドルです。",
        )
