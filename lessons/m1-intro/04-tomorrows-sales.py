"""The checks of m1-intro/04-tomorrows-sales."""

import numpy as np

from mlworkshop.exercise import Exercise, Figure, Misconception, Number, Numbers, Text, Wrong


class BeTheForecaster(Exercise):
    """Forecast three days of the coming week from the last two."""

    id = "be-the-forecaster"
    title = Text(en="Be the forecaster", ja="予測してみる")
    answer = Numbers(
        0,
        100_000,
        length=3,
        unit=Text(en="$", ja="米ドル"),
        labels=[
            Text(en="Monday, 11 September", ja="9月11日（月曜日）"),
            Text(en="Wednesday, 13 September", ja="9月13日（水曜日）"),
            Text(en="Saturday, 16 September", ja="9月16日（土曜日）"),
        ],
    )
    TOLERANCE = 0.15
    hints = (
        Text(
            en="Compare each day with the same weekday of both weeks. Which of the two Mondays was "
            "an ordinary one?",
            ja="それぞれの日を、2週間分の同じ曜日と比べてみましょう。2つの月曜日のうち、"
            "普通の月曜日はどちらでしょうか。",
        ),
        Text(
            en="About as on Monday, 28 August; as on the two Wednesdays; as on the second "
            "Saturday.",
            ja="8月28日の月曜日、2つの水曜日、2番目の土曜日に近い金額にしてみましょう。",
        ),
    )
    why = Text(
        en="You looked for days that are like the day to be forecast. A model does the same. (The "
        "mean of both Mondays passes, too, but with the holiday in it: 14 % too high.)",
        ja="予測したい日と似た日を探しましたね。モデルがすることも同じです。（2つの月曜日の平均でも合格になりますが、"
        "祝日が混じっているため、実際より14%高くなります。）",
    )
    misconceptions = (
        Misconception("as-last-week", lambda truth: [14741, 10098, 14158]),
        Misconception("one-number", lambda truth: [12500, 12500, 12500]),
        Misconception("no-weekend", lambda truth: [11000, 10000, 11000]),
        Misconception("holiday-weekend", lambda truth: [11000, 10000, 16000]),
    )
    also_wrong = (
        lambda truth: [11000, 14000, 14000],
        lambda truth: [11000, 10000, 90000],
        lambda truth: [1000, 10000, 15000],
    )
    also_right = (
        lambda truth: [value * 1.149 for value in truth],
        lambda truth: [value * 0.851 for value in truth],
    )

    def reference(self, truth):
        """Return what was really sold, rounded as people do."""
        return [float(round(value, -3)) for value in truth]

    def check(self, answer, truth):
        """Compare with what was really sold."""
        shares = [given / real - 1 for given, real in zip(answer, truth, strict=True)]
        figures = Text(
            en=f"Off by {', '.join(f'{100 * share:+.0f} %' for share in shares)}.",
            ja=f"実際との差は、順に{'、'.join(f'{100 * share:+.0f}%' for share in shares)}です。",
        )
        if all(abs(share) <= self.TOLERANCE for share in shares):
            return figures
        if max(answer) - min(answer) < 0.05 * max(answer):
            raise Wrong(
                Text(
                    en=f"{figures.en} You gave all days about the same. A mean is off on every day "
                    "that is not average: use the weekday.",
                    ja=f"{figures.ja}3日ともほぼ同じ金額です。平均は、平均的でない日に外れます。"
                    "曜日の違いを使いましょう。",
                ),
                misconception="one-number",
            )
        if shares[0] > self.TOLERANCE:
            raise Wrong(
                Text(
                    en=f"{figures.en} Monday is too high. Last Monday was a holiday, and tomorrow "
                    "is none.",
                    ja=f"{figures.ja}月曜日が高すぎます。先週の月曜日は祝日でしたが、明日は違います。",
                ),
                misconception="as-last-week",
            )
        if shares[2] < -self.TOLERANCE:
            raise Wrong(
                Text(
                    en=f"{figures.en} Saturday is too low: at the weekend more is sold.",
                    ja=f"{figures.ja}土曜日が低すぎます。週末はもっと売れます。",
                ),
                misconception="no-weekend",
            )
        if self.TOLERANCE < shares[2] < 2 * self.TOLERANCE:
            raise Wrong(
                Text(
                    en=f"{figures.en} Saturday is too high. 2 September was the Saturday of the "
                    "holiday weekend: 9 September is the better guide.",
                    ja=f"{figures.ja}土曜日が高すぎます。9月2日は祝日を含む連休中の土曜日でした。"
                    "9月9日のほうが参考になります。",
                ),
                misconception="holiday-weekend",
            )
        raise Wrong(
            Text(
                en=f"{figures.en} Look again at the same weekday of both weeks.",
                ja=f"{figures.ja}2週間分の同じ曜日を、もう一度見てみましょう。",
            )
        )


class MeanError(Figure):
    """Compute a mean absolute error."""

    id = "mean-error"
    title = Text(en="How far off is it?", ja="どのくらい外れているか")
    code = True
    answer = Number()
    rtol = 0.001
    hints = (
        Text(
            en='The difference of each day is `test["sales"] - test["last_week"]`.',
            ja='1日ごとの差は `test["sales"] - test["last_week"]` です。',
        ),
        Text(
            en="`.abs()` drops the sign of each difference. What comes after it?",
            ja="`.abs()` でそれぞれの差の符号を外します。そのあとに何を付ければよいでしょうか。",
        ),
    )
    why = Text(
        en="Every dollar of error counts the same, and the result is in dollars.",
        ja="どの誤差も1ドルは1ドルとして数えるので、結果も金額になります。",
    )
    misconceptions = (
        Misconception(
            "no-abs",
            lambda sales, forecast: (sales - forecast).mean(),
            Text(
                en="Too high on one day and too low on another cancel out this way. Drop the "
                "signs before you take the mean.",
                ja="これでは、多すぎた日と少なすぎた日が打ち消し合います。"
                "平均をとる前に、符号を外しましょう。",
            ),
            also=(lambda sales, forecast: (forecast - sales).mean(),),
        ),
        Misconception(
            "sum",
            lambda sales, forecast: (sales - forecast).abs().sum(),
            Text(
                en="That is the error of all days together. An average day is asked for.",
                ja="それは全部の日の合計です。1日あたりの平均を求めましょう。",
            ),
        ),
        Misconception(
            "squares",
            lambda sales, forecast: np.sqrt(((sales - forecast) ** 2).mean()),
            Text(
                en="You squared the differences: the root of their mean counts a few large "
                "errors more. It has its uses, but here each dollar counts the same.",
                ja="差を2乗していますね。2乗の平均の平方根では、少数の大きな誤差が強く"
                "効きます。使いみちはありますが、ここではどの1ドルも同じ重さで数えます。",
            ),
        ),
        Misconception(
            "percentage",
            lambda sales, forecast: ((sales - forecast).abs() / sales).mean(),
            Text(
                en="That looks like a share or a percentage. The error in dollars is asked for.",
                ja="割合かパーセントのようです。ここでは金額（ドル）で求めてください。",
            ),
            also=(lambda sales, forecast: 100 * ((sales - forecast).abs() / sales).mean(),),
        ),
    )
    also_wrong = (
        lambda sales, forecast: 2 * (sales - forecast).abs().mean(),
        lambda sales, forecast: ((sales - forecast) ** 2).mean(),
    )
    otherwise = Text(
        en="Not yet. Take the difference of each day, drop its sign, then take the mean.",
        ja="もう一歩です。1日ごとの差をとり、符号を外してから平均しましょう。",
    )

    def reference(self, sales, forecast):
        """Return the mean of the absolute differences."""
        return float((sales - forecast).abs().mean())

    def praise(self, answer, sales, forecast):
        """Say what the figure means."""
        right = self.reference(sales, forecast)
        return Text(
            en=f"The baseline is off by {right:,.0f} US dollars on an average day.",
            ja=f"このベースラインは、平均で1日あたり{right:,.0f}米ドル外れています。",
        )


class ChooseTheMargin(Exercise):
    """Choose how much more or less than the forecast to order."""

    id = "choose-the-margin"
    title = Text(en="Choose the margin", ja="上乗せ率を決める")
    answer = Number(-50, 50, unit=Text(en="%", ja="%"), label=Text(en="Margin", ja="上乗せ率"))
    GOOD_ENOUGH = 1.3  # times the lowest cost
    hints = (
        Text(
            en="Which error is dearer here? Move away from it.",
            ja="ここで高くつくのは、どちらの誤りでしょうか。それを避ける方向に動かします。",
        ),
        Text(
            en="Too much costs three times as much as too little, so order less than the forecast. "
            "Try −5, −10 and −20.",
            ja="仕入れすぎは、不足の3倍高くつきます。予測より少なく発注しましょう。"
            "−5、−10、−20を試してみてください。",
        ),
    )
    why = Text(
        en="With these prices it is right to run out of goods on about three days in four. The "
        "margin follows from prices and errors, not from a wish to be safe.",
        ja="この損害額なら、4日のうち3日ほどは品切れになるくらいがちょうどよいのです。"
        "上乗せ率を決めるのは、安心したいという気持ちではなく、損害額と予測の誤差です。",
    )
    misconceptions = (
        Misconception("more-is-safer", lambda **context: 10),
        Misconception("forecast-is-best", lambda **context: 0),
        Misconception("far-too-little", lambda **context: -30),
    )
    also_right = (
        lambda **context: -5,
        lambda **context: -10,
        lambda **context: -15,
    )

    def reference(self, sales, forecast, price_left_over, price_missing):
        """Return the cheapest whole margin from -50 to 50 %."""
        steps = range(-50, 51)
        prices = (price_left_over, price_missing)
        return float(min(steps, key=lambda step: _cost(step, sales, forecast, *prices)))

    def check(self, answer, sales, forecast, price_left_over, price_missing):
        """Compare its cost with the lowest possible one."""
        prices = (price_left_over, price_missing)
        best = self.reference(sales, forecast, *prices)
        cost, lowest = (_cost(step, sales, forecast, *prices) for step in (answer, best))
        figures = Text(
            en=f"A margin of {answer:g} % costs {cost:,.0f} US dollars in these eight weeks; "
            f"{lowest:,.0f} is the lowest possible.",
            ja=f"上乗せ率{answer:g}%での損害は、8週間で{cost:,.0f}米ドルです"
            f"（最小値は{lowest:,.0f}米ドル）。",
        )
        if cost <= self.GOOD_ENOUGH * lowest:
            return figures
        if answer > 0:
            raise Wrong(
                Text(
                    en=f"{figures.en} More is safer only for the shelf. Here the goods left over "
                    "are the dear error.",
                    ja=f"{figures.ja}多めに仕入れて安心なのは、棚が空にならないことだけです。"
                    "ここで高くつくのは、売れ残りのほうです。",
                ),
                misconception="more-is-safer",
            )
        if answer > best:
            raise Wrong(
                Text(
                    en=f"{figures.en} That is close to the forecast, which aims at the middle. To "
                    "order the middle is right only when both errors cost the same. (For 10% "
                    "less enter −10, not −0.1.)",
                    ja=f"{figures.ja}予測は、ちょうど真ん中をねらった値です。そのまま発注してよいのは、"
                    "2種類の誤りの損害が同じときだけです（10%少なくするときは −0.1ではなく−10と"
                    "入力します）。",
                ),
                misconception="forecast-is-best",
            )
        raise Wrong(
            Text(
                en=f"{figures.en} Hardly anything is thrown away, but too much profit is lost. "
                "To avoid one kind of error completely is seldom the cheapest.",
                ja=f"{figures.ja}廃棄はほとんどありませんが、利益を失いすぎています。"
                "一方の誤りをゼロにして最も安く済むことは、めったにありません。",
            ),
            misconception="far-too-little",
        )


def _cost(margin, sales, forecast, price_left_over, price_missing):
    over = forecast * (1 + margin / 100) - sales
    return price_left_over * over.clip(lower=0).sum() - price_missing * over.clip(upper=0).sum()
