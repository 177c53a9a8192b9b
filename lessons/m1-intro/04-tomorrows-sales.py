"""The checks of m1-intro/04-tomorrows-sales."""

from mlworkshop.exercise import Exercise, Figure, Misconception, Number, Numbers, Text, Wrong


class BeTheForecaster(Exercise):
    """Forecast three days of the coming week from the last two."""

    id = "be-the-forecaster"
    version = 2
    title = Text(en="Be the forecaster", ja="予測してみる")
    answer = Numbers(
        0,
        100_000,
        length=3,
        unit=Text(en="$", ja="米ドル"),
        labels=[
            Text(en="Tuesday, 11 July", ja="7月11日（火曜日）"),
            Text(en="Wednesday, 12 July", ja="7月12日（水曜日）"),
            Text(en="Sunday, 16 July", ja="7月16日（日曜日）"),
        ],
    )
    TOLERANCE = 0.15
    hints = (
        Text(
            en="Compare each day with the same weekday of both weeks. Which of the two Tuesdays "
            "was an ordinary one?",
            ja="それぞれの日を、2週間分の同じ曜日と比べてみましょう。2つの火曜日のうち、"
            "普通の火曜日はどちらでしょうか。",
        ),
        Text(
            en="Choose amounts close to Tuesday, 27 June, the two Wednesdays, and the two Sundays.",
            ja="6月27日の火曜日、2つの水曜日、2つの日曜日に近い金額にしてみましょう。",
        ),
    )
    why = Text(
        en="You looked for days that are like the day to be forecast. A model does the same, but "
        "it averages over the holiday unless someone tells it.",
        ja="予測したい日と似た日を探しましたね。モデルがすることも同じです。ただし、"
        "人が教えなければ、祝日も一緒に平均してしまいます。",
    )
    misconceptions = (
        Misconception("as-last-week", lambda truth: [16869, 11039, 15923]),
        Misconception("one-number", lambda truth: [12500, 12500, 12500]),
        Misconception("no-weekend", lambda truth: [9500, 11000, 11000]),
    )
    also_wrong = (
        lambda truth: [10500, 14000, 15000],
        lambda truth: [10500, 11000, 90000],
        lambda truth: [1000, 11000, 15000],
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
        listed = [f"{100 * share:+.0f}%".replace("-", "−") for share in shares]
        off = Text(
            en=f"Compared with the actual sales: {', '.join(listed)}.",
            ja=f"実際との差は、順に{'、'.join(listed)}です。",
        )
        if all(abs(share) <= self.TOLERANCE for share in shares):
            return off
        if max(answer) - min(answer) < 0.05 * max(answer):
            raise Wrong(
                Text(
                    en=f"{off.en} You gave all days about the same. A mean is wrong on every day "
                    "that is not average: use the weekday.",
                    ja=f"{off.ja}3日ともほぼ同じ金額です。平均は、平均的でない日に外れます。"
                    "曜日の違いを使いましょう。",
                ),
                misconception="one-number",
            )
        if shares[0] > self.TOLERANCE:
            raise Wrong(
                Text(
                    en=f"{off.en} Tuesday is too high. Last Tuesday was a holiday; the coming one "
                    "is not.",
                    ja=f"{off.ja}火曜日が高すぎます。先週の火曜日は祝日でしたが、次の火曜日は違います。",
                ),
                misconception="as-last-week",
            )
        if shares[2] < -self.TOLERANCE:
            raise Wrong(
                Text(
                    en=f"{off.en} Sunday is too low: the shops sell more at the weekend.",
                    ja=f"{off.ja}日曜日が低すぎます。週末はもっと売れます。",
                ),
                misconception="no-weekend",
            )
        raise Wrong(
            Text(
                en=f"{off.en} Look again at the same weekday of both weeks.",
                ja=f"{off.ja}2週間分の同じ曜日を、もう一度見てみましょう。",
            )
        )


class MeanError(Figure):
    """Compute a mean absolute error."""

    id = "mean-error"
    version = 2
    title = Text(en="Compute the MAE", ja="平均絶対誤差を計算する")
    code = True
    answer = Number()
    rtol = 0.001
    hints = (
        Text(
            en="The difference on each day is `sold - forecast`.",
            ja="1日ごとの差は `sold - forecast` です。",
        ),
        Text(
            en="`.abs()` makes each difference positive. What do you need after it?",
            ja="`.abs()` でそれぞれの差の符号を外します。そのあとに何を付ければよいでしょうか。",
        ),
    )
    why = Text(
        en="Every dollar of error counts the same, so the result is in dollars.",
        ja="どの誤差も同じ重みで足し合わせるので、結果も金額（ドル）で読み取れます。",
    )
    misconceptions = (
        Misconception(
            "no-abs",
            lambda sales, forecast: (sales - forecast).mean(),
            Text(
                en="Too high on one day and too low on another cancel out this way. Make "
                "them positive before you take the mean.",
                ja="これでは、多すぎた日と少なすぎた日が打ち消し合います。"
                "平均をとる前に、符号を外しましょう。",
            ),
            also=(lambda sales, forecast: (forecast - sales).mean(),),
        ),
        Misconception(
            "sum",
            lambda sales, forecast: (sales - forecast).abs().sum(),
            Text(
                en="That is the total for all days. The question asks for an average day.",
                ja="それは全部の日の合計です。1日あたりの平均を求めましょう。",
            ),
        ),
        Misconception(
            "squares",
            lambda sales, forecast: ((sales - forecast) ** 2).mean() ** 0.5,
            Text(
                en="You squared the differences (RMSE). Then a few large errors count more than "
                "many small ones. Here each dollar should count the same.",
                ja="差を二乗していますね（RMSE）。この値では、少数の大きな誤差が強く"
                "効きます。ここでは、どの誤差も同じ重みで数えます。",
            ),
        ),
        Misconception(
            "percentage",
            lambda sales, forecast: ((sales - forecast).abs() / sales).mean(),
            Text(
                en="That looks like a share or a percentage. The question asks for dollars.",
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
        en="Not yet. Take the difference on each day, make it positive, then take the mean.",
        ja="もう一歩です。1日ごとの差をとり、符号を外してから平均しましょう。",
    )

    def reference(self, sales, forecast):
        """Return the mean of the absolute differences."""
        return float((sales - forecast).abs().mean())

    def praise(self, answer, sales, forecast):
        """Say what the number means."""
        right = self.reference(sales, forecast)
        return Text(
            en=f"On an average day, this forecast is off by ${right:,.0f}.",
            ja=f"この予測は、平均で1日あたり{right:,.0f}米ドル外れています。",
        )


class ChooseTheMargin(Exercise):
    """Choose how much more or less than the forecast to order."""

    id = "choose-the-margin"
    version = 2
    title = Text(en="Choose the margin", ja="発注の増減率を決める")
    answer = Number(-50, 50, unit=Text(en="%", ja="%"), label=Text(en="Margin", ja="増減率"))
    GOOD_ENOUGH = 1.1  # times the lowest cost
    hints = (
        Text(
            en="Which error is more expensive here? Choose a margin that makes it rarer.",
            ja="ここで高くつくのは、どちらの誤りでしょうか。それが減る方向に動かします。",
        ),
        Text(
            en="Ordering too much costs three times as much as ordering too little, so order less "
            "than the forecast. Try −3, −6 and −15.",
            ja="仕入れすぎは、不足の3倍高くつきます。予測より少なく発注しましょう。"
            "−3、−6、−15を試してみてください。",
        ),
    )
    why = Text(
        en="At these invented prices, the cheapest order runs out on about three days in four. A "
        "chain that loses customers at an empty shelf would give a missing product a higher price.",
        ja="この架空の損害額では、4日のうち3日ほど欠品するくらいが計算上は最も安くなります。"
        "欠品でお客様が離れる店なら、不足の損害をもっと大きく見積もります。",
    )
    misconceptions = (
        Misconception("more-is-safer", lambda **context: 10),
        Misconception("forecast-is-best", lambda **context: 0),
        Misconception("far-too-little", lambda **context: -20),
    )
    also_right = (
        lambda **context: -5,
        lambda **context: -7,
        lambda **context: -10,
    )

    def reference(self, sales, forecast, price_left_over, price_missing):
        """Return the cheapest whole margin from -50 to 50%."""
        steps = range(-50, 51)
        prices = (price_left_over, price_missing)
        return float(min(steps, key=lambda step: _cost(step, sales, forecast, *prices)))

    def check(self, answer, sales, forecast, price_left_over, price_missing):
        """Compare its cost with the lowest possible one."""
        prices = (price_left_over, price_missing)
        best = self.reference(sales, forecast, *prices)
        cost, lowest = (_cost(step, sales, forecast, *prices) for step in (answer, best))
        said = f"{answer:g}%".replace("-", "−")
        costs = Text(
            en=f"A margin of {said} costs ${cost:,.0f} in these eight weeks; the lowest possible "
            f"is ${lowest:,.0f}.",
            ja=f"増減率{said}での損害は、8週間で{cost:,.0f}米ドルです（最小値は{lowest:,.0f}米ドル）。",
        )
        if cost <= self.GOOD_ENOUGH * lowest:
            return costs
        if answer > 0:
            raise Wrong(
                Text(
                    en=f"{costs.en} Ordering more only keeps the shelf full. Here, leftover goods "
                    "are the expensive error.",
                    ja=f"{costs.ja}多めに仕入れて防げるのは、欠品だけです。"
                    "ここで高くつくのは、売れ残りのほうです。",
                ),
                misconception="more-is-safer",
            )
        if answer > best:
            raise Wrong(
                Text(
                    en=f"{costs.en} That is close to the forecast, which aims at the average. "
                    "Ordering the average is right only if both errors cost about the same. (For "
                    "10% less enter −10, not −0.1.)",
                    ja=f"{costs.ja}予測は、平均をねらった値です。そのまま発注してよいのは、"
                    "2種類の誤りの損害がほぼ同じときだけです（10%少なくするときは −0.1ではなく−10と"
                    "入力します）。",
                ),
                misconception="forecast-is-best",
            )
        raise Wrong(
            Text(
                en=f"{costs.en} You throw away very little, but you lose too much profit. Avoiding "
                "one kind of error completely is seldom the cheapest choice.",
                ja=f"{costs.ja}廃棄はほとんどありませんが、利益を失いすぎています。"
                "一方の誤りを完全に避けても、最も安くなることはめったにありません。",
            ),
            misconception="far-too-little",
        )


class StopTheSpiral(Exercise):
    """Find the margin at which orders stop shrinking although the model learns from sales."""

    id = "stop-the-spiral"
    title = Text(en="Stop the spiral", ja="縮小の連鎖を止める")
    answer = Number(-50, 50, unit=Text(en="%", ja="%"), label=Text(en="Margin", ja="増減率"))
    ROUNDS = 5
    NEAR = 2  # products
    hints = (
        Text(
            en="Start with 0 and read the five orders in the feedback. Do they shrink or grow?",
            ja="まず0を入力して、表示される5回の発注量を見ましょう。減るでしょうか、増えるでしょうか。",
        ),
        Text(
            en="At 0 the order still shrinks, because sales above it are never recorded. Try small "
            "margins above 0.",
            ja="0でも、発注を超える需要が記録されないので減っていきます。"
            "0より少し大きい増減率を試してみましょう。",
        ),
    )
    why = Text(
        en="You paid for an unbiased record with extra stock. A note of when the shelf ran empty "
        "is often cheaper.",
        ja="余分に仕入れることで、記録の偏りを防ぎました。"
        "棚が空になった時刻を記録するほうが、たいてい安く済みます。",
    )
    misconceptions = (
        Misconception("cheapest-order", lambda demand: -7),
        Misconception("forecast-is-unbiased", lambda demand: 0),
        Misconception("far-too-much", lambda demand: 20),
    )

    def reference(self, demand):
        """Return the whole margin whose fifth order is closest to mean demand."""
        return float(
            min(range(-50, 51), key=lambda step: abs(self._orders(step, demand)[-1] - 100))
        )

    def check(self, answer, demand):
        """Compare the fifth order with mean demand."""
        orders = self._orders(answer, demand)
        listed = [f"{order:.1f}" for order in orders]
        told = Text(
            en=f"The five orders: {', '.join(listed)}.",
            ja=f"5回の発注量は、順に{'、'.join(listed)}です。",
        )
        if abs(orders[-1] - 100) <= self.NEAR:
            return told
        if answer < 0:
            raise Wrong(
                Text(
                    en=f"{told.en} Each round sells less than people wanted, and the next forecast "
                    "takes that for demand. The cheapest order today shrinks the business.",
                    ja=f"{told.ja}毎回、需要より少ししか売れず、次の予測がそれを需要とみなします。"
                    "今日の損害が最も小さい発注を続けると、商売が縮んでいきます。",
                ),
                misconception="cheapest-order",
            )
        if orders[-1] < 100:
            raise Wrong(
                Text(
                    en=f"{told.en} The orders still shrink: on days with high demand, sales stop "
                    "at the order, so the mean of what was sold is too low.",
                    ja=f"{told.ja}まだ減っています。需要の多い日も、売上は発注量で頭打ちになるため、"
                    "売れた数の平均は低くなりすぎます。",
                ),
                misconception="forecast-is-unbiased",
            )
        raise Wrong(
            Text(
                en=f"{told.en} The spiral has stopped, but you order more than people want on "
                "most days, and the rest is thrown away.",
                ja=f"{told.ja}連鎖は止まりましたが、ほとんどの日に需要より多く発注し、"
                "残りを廃棄することになります。",
            ),
            misconception="far-too-much",
        )

    def _orders(self, margin, demand):
        """Order five times; each forecast is the mean of what was sold before."""
        forecast, orders = float(demand.mean()), []
        for _ in range(self.ROUNDS):
            orders.append(forecast * (1 + margin / 100))
            forecast = float(demand.clip(upper=orders[-1]).mean())
        return orders


def _cost(margin, sales, forecast, price_left_over, price_missing):
    over = forecast * (1 + margin / 100) - sales
    return price_left_over * over.clip(lower=0).sum() - price_missing * over.clip(upper=0).sum()
