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
        en='"never" is nearly always right, because what the model looks for is rare',
        ja="探しているものがまれで、「いつも違う」と答えてもほとんど正解になる",
    ),
    "late": Text(
        en="a column holds something that is not known yet when the answer is needed",
        ja="答えが必要な時点ではまだ分からないことが、列に入っている",
    ),
    "chosen": Text(
        en="a setting was chosen and measured on the same cases",
        ja="ある設定を、同じデータで選び、同じデータで測っている",
    ),
    "chance": Text(
        en="a difference is reported without the range that chance alone can produce",
        ja="差だけを示し、偶然でどれだけ変わりうるかを示していない",
    ),
    "lucky": Text(
        en="one run out of several is reported, and the others are left out",
        ja="何回か試したうちの1回だけを報告し、ほかの回を示していない",
    ),
}

_FLAW_OF = {"A": "rare", "B": "chosen", "C": "chance", "D": "lucky"}

# What to think about, whatever else was answered.
_THINK = {
    "A": Text(
        en="A is different: it uses only the price, which is known, and nothing was chosen. How "
        "many "
        "of ten thousand products are spirits at all?",
        ja="Aは違います。使ったのは分かっている価格だけで、何かを選んでもいません。1万点の商品のうち、"
        "蒸留酒はそもそも何点あるでしょうか。",
    ),
    "B": Text(
        en="B is different: spam is not rare, and the scores are known at once. How many cut-offs "
        "did the colleague try, and on which emails?",
        ja="Bは違います。スパムはまれではなく、スコアもすぐに分かります。同僚は、どのメールで"
        "何通りのしきい値を試したでしょうか。",
    ),
    "C": Text(
        en="C is different: one model was compared with one other on later days. $48 better, "
        "give or "
        "take how much?",
        ja="Cは違います。その後の日で、1つのモデルを別の1つと比べています。48ドルという差は、"
        "どのくらい確かなのでしょうか。",
    ),
    "D": Text(
        en="D is different: it reports run 16 of twenty. How did the other nineteen turn out?",
        ja="Dは違います。報告したのは、20回のうちの16回目です。ほかの19回はどうだったのでしょうか。",
    ),
}

# Mistakes that are thought through, and what they overlook.
_MISTAKEN = {
    ("B", "lucky"): (
        "tries-are-runs",
        Text(
            en="B does report the best of 99. But these are not runs that chance made different: "
            "they are 99 settings, compared on the same 200 emails.",
            ja="Bも、99通りのうち最も良いものを報告しています。ただし、偶然で違いが出る「回」ではありません。"
            "99通りの設定を、同じ200通で比べています。",
        ),
    ),
    ("C", "late"): (
        "the-week-before-is-late",
        Text(
            en="The sales of the seven days before are known in time. But look at the size of the "
            "gain: $48 out of $1,413. What could chance do?",
            ja="前の7日間の売上なら、間に合います。それより、差の大きさを見てください。1,413ドルのうちの48ドルです。"
            "偶然だけでも、これくらいの差が出るでしょうか。",
        ),
    ),
    ("D", "chosen"): (
        "a-run-is-a-setting",
        Text(
            en="No setting was tried in D: the runs differ only in which twenty emails were "
            "labelled. "
            "What does the claim say about the other nineteen runs?",
            ja="Dで試したのは設定ではありません。毎回違うのは、どの20通にラベルを付けたかだけです。"
            "ほかの19回について、主張では何と言っているでしょうか。",
        ),
    ),
}


class FindTheFlaw(Exercise):
    """Name the flaw in each of four claims."""

    id = "find-the-flaw"
    version = 2
    title = Text(en="Find the flaw", ja="穴を見つける")
    answer = Values(
        OneOf(*_FLAWS, words=_FLAWS),
        4,
        labels=[Text(en=f"Claim {name}", ja=f"主張{name}") for name in _FLAW_OF],
    )
    hints = (
        Text(
            en="For each claim, ask what its number leaves out: the simplest answer, the cases "
            "that "
            "were not used to choose, the range of chance, or the other runs.",
            ja="主張ごとに、その数字に何が抜けているかを考えましょう。最も単純な答え方、選ぶのに使っていないデータ、"
            "偶然による範囲、ほかの回のどれでしょうか。",
        ),
        Text(
            en="No claim uses anything that is known too late, so you do not need that flaw. A "
            "looks for something rare, and D names its run.",
            ja="間に合わない情報を使った主張はないので、その穴は使いません。Aが探しているのはまれなもので、"
            "Dは何回目かを明かしています。",
        ),
    )
    why = Text(
        en="All four numbers are computed correctly. Each of them leaves out what you need to "
        "judge "
        "it. The next section adds that.",
        ja="4つの数字は、どれも計算としては正しいものです。ただ、判断に必要なものがそれぞれ抜けています。"
        "次の節で補います。",
    )
    misconceptions = (
        Misconception("tries-are-runs", lambda: ["rare", "lucky", "chance", "lucky"]),
        Misconception("the-week-before-is-late", lambda: ["rare", "chosen", "late", "lucky"]),
        Misconception("a-run-is-a-setting", lambda: ["rare", "chosen", "chance", "chosen"]),
    )
    also_wrong = (
        lambda: ["late", "chosen", "chance", "lucky"],
        lambda: ["rare", "rare", "chance", "lucky"],
        lambda: ["rare", "chosen", "rare", "lucky"],
        lambda: ["rare", "chosen", "chance", "chance"],
        lambda: ["lucky", "chance", "chosen", "rare"],
    )

    def reference(self):
        """Return the flaws of A to D."""
        return list(_FLAW_OF.values())

    def check(self, answer):
        """Name the first claim that has a different flaw."""
        for (claim, flaw), given in zip(_FLAW_OF.items(), answer, strict=True):
            if given != flaw:
                misconception, says = _MISTAKEN.get((claim, given), (None, _THINK[claim]))
                raise Wrong(says, misconception=misconception)


class MissingFigures(Exercise):
    """Read the missing numbers of claim A from a table of counts."""

    id = "missing-figures"
    title = Text(en="Two numbers that were missing", ja="足りなかった2つの数字")
    answer = Numbers(
        0,
        length=2,
        whole=True,
        labels=[
            Text(en="Spirits that the model found", ja="モデルが見つけた蒸留酒の数"),
            Text(
                en='Products right by always saying "something else"',
                ja="いつも「それ以外」と答えたときに正解になる商品の数",
            ),
        ],
    )
    hints = (
        Text(
            en='The spirits it found are in the row of spirits, under "called spirits".',
            ja="見つけた数は、「実際に蒸留酒」の行の、「蒸留酒」と判定した列にあります。",
        ),
        Text(
            en='"Something else" is right for every product that is something else: add up the '
            "second row.",
            ja="いつも「それ以外」と答えると、実際に「それ以外」である商品がすべて正解になります。"
            "2行目の合計です。",
        ),
    )
    why = Text(
        en='The model is right for three products fewer than always saying "something else". '
        "Its high accuracy comes from the products that no one asked about.",
        ja="このモデルが正解した商品は、何も考えずに「それ以外」と答え続けた場合より3点少なくなります。正解率が高いのは、"
        "知りたいものではない商品がほとんどだからです。",
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
                    en=f"The model called {called} products spirits. Look at the row they are in: "
                    "only the ones that really are spirits count as found.",
                    ja=f"モデルが「蒸留酒」と判定した商品は{called}点あります。どの行にあるかを見てください。"
                    "「見つけた」と言えるのは、実際に蒸留酒だったものだけです。",
                ),
                misconception="called-is-not-found",
            )
        if answer[0] == spirits - found:
            raise Wrong(
                Text(
                    en="Those are the spirits that it missed (false negatives). Look one column "
                    "to the left.",
                    ja="それは見逃した蒸留酒の数（偽陰性）です。1つ左の列を見てください。",
                ),
                misconception="missed-for-found",
            )
        if answer[0] != found:
            raise Wrong(
                Text(
                    en="The first number is not right. You will find it where the row of spirits "
                    'meets the column "called spirits".',
                    ja="1つ目の数が違います。「実際に蒸留酒」の行と、「蒸留酒」と判定した列が交わるところです。",
                )
            )
        if answer[1] == (is_spirit == says_spirit).sum():
            raise Wrong(
                Text(
                    en='That is how many the *model* gets right. Always saying "something else" is '
                    "right for every product in the second row.",
                    ja="それは、この*モデル*の正解数です。いつも「それ以外」と答えれば、2行目の商品がすべて正解になります。",
                ),
                misconception="right-by-the-model",
            )
        if answer[1] == spirits:
            raise Wrong(
                Text(
                    en="That is how many it gets wrong: the spirits. All the others are right.",
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
            en="First shift, then `.rolling(7).mean()`, and pass the result to `error_with(…)`.",
            ja="まずずらし、次に `.rolling(7).mean()` を付け、その結果を "
            "`error_with(…)` に渡します。",
        ),
    )
    why = Text(
        en="This is the error in claim C: a little better than the weekday alone. Most of the $323 "
        "came from knowing the future.",
        ja="これが主張Cの誤差で、曜日だけのときより少し良くなります。323ドルの「改善」の大半は、"
        "未来の売上を使ったことによるものでした。",
    )
    misconceptions = (
        Misconception(
            "with-the-day-itself",
            lambda sales, error_with: error_with(sales.rolling(7).mean()),
            Text(
                en="`rolling(7)` ends with the day itself, whose sales you want to forecast. "
                "Move it "
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
                en="That is the day before alone. It is known in time, and even a little closer. "
                "But to "
                "check the colleague's idea, take the mean of seven days.",
                ja="それは前日の売上だけを使った誤差です。間に合う情報で、しかも少し良くなります。ただ、"
                "同僚の考えを確かめるには、7日間の平均にしましょう。",
            ),
        ),
        Misconception(
            "shifted-up",
            lambda sales, error_with: error_with(sales.shift(-1).rolling(7).mean()),
            Text(
                en="`shift(-1)` moves the next day's sales up to today. Shift in the other "
                "direction.",
                ja="`shift(-1)` では、明日の売上が今日に来ます。ずらす向きが逆です。",
            ),
        ),
        Misconception(
            "a-week-old",
            lambda sales, error_with: error_with(sales.shift(7).rolling(7).mean()),
            Text(
                en="That is known in time, but it leaves out the last six days. Shift by one day "
                "only.",
                ja="間に合う情報ですが、直前の6日間を使っていません。ずらすのは1日分だけです。",
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
        en="That is a different number. Shift `sales` by one day, take the mean of seven, and "
        "pass it to `error_with`.",
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
            en=f"The average error is ${answer:,.0f} a day.",
            ja=f"誤差は平均で1日{answer:,.0f}ドルです。",
        )
