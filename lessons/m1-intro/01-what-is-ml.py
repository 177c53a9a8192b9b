"""The checks of m1-intro/01-what-is-ml."""

from mlworkshop.exercise import Exercise, Misconception, Number, Text, Wrong


class AskOutside(Exercise):
    """Find a temperature for which a straight line gives an impossible answer."""

    id = "ask-outside"
    title = Text(en="Ask something impossible", ja="ありえない答えを引き出す")
    answer = Number(-60, 60, unit=Text(en="°C", ja="℃"), label=Text(en="Temperature", ja="気温"))
    hints = (
        Text(
            en="A store can sell very many bottles, or none at all. What can it never sell?",
            ja="売れる本数は、とても多い日も、ゼロの日もあるでしょう。絶対にありえないのは何本でしょうか。",
        ),
        Text(
            en="Follow the line to the left until it crosses zero, and go on: think of winter.",
            ja="直線を左へたどると、どこかで0を横切ります。その先、冬の気温を入れてみましょう。",
        ),
    )
    why = Text(
        en="A store cannot sell a negative number of bottles: the line simply continues beyond the "
        "data. Here anyone can see that the answer is nonsense. When it only sounds "
        "plausible, no one notices.",
        ja="売れる本数がマイナスになりました。7月のデータがないところまで直線が延びているからです。"
        "これなら誰でもおかしいと分かります。もっともらしい数字だったら、誰も気づきません。",
    )
    misconceptions = (
        Misconception("inside", lambda model, july: 25),
        Misconception("too-hot", lambda model, july: 45),
        Misconception("not-far-enough", lambda model, july: 18),
    )
    also_right = (lambda model, july: -20,)

    def reference(self, model, july):
        """Return a day in winter."""
        return 5.0

    def check(self, answer, model, july):
        """Ask the model."""
        bottles = round(float(model.intercept_ + model.coef_[0] * answer))
        said = f"{bottles}".replace("-", "−")
        at = f"{answer:g}".replace("-", "−")
        figures = Text(
            en=f"Bottles sold at {at}°C, says the model: {said}.",
            ja=f"気温{at}℃に対するモデルの答えは{said}本です。",
        )
        if bottles < 0:
            return figures
        # The lesson says "20 to 34°C": both ends count as seen.
        if answer > july["temperature"].max().round():
            raise Wrong(
                Text(
                    en=f"{figures.en} You are outside the data, and the number may well be wrong. "
                    "But a large number is not impossible. Try the other end.",
                    ja=f"{figures.ja}確かにデータの外ですし、おそらく当たらないでしょう。しかし、"
                    "多いだけなら「絶対にありえない」とは言えません。反対側を試してみましょう。",
                ),
                misconception="too-hot",
            )
        if answer < july["temperature"].min().round():
            raise Wrong(
                Text(
                    en=f"{figures.en} You are outside the data, where the model is guessing, but "
                    "such a day could still exist. Go further.",
                    ja=f"{figures.ja}データの外に出たので、もう当てになりません。ただ、そんな日が"
                    "ないとも言い切れません。もっと先まで進んでみましょう。",
                ),
                misconception="not-far-enough",
            )
        raise Wrong(
            Text(
                en=f"{figures.en} July had days like this, so the model is on safe ground. Go "
                "outside the range that it has seen.",
                ja=f"{figures.ja}7月にもあった気温で、モデルが学習した範囲です。"
                "範囲の外の気温を入れてみましょう。",
            ),
            misconception="inside",
        )


class SetTheAlarm(Exercise):
    """Choose a threshold that tells a change from an ordinary week, in months not yet seen."""

    id = "set-the-alarm"
    version = 2
    title = Text(en="Set the alarm", ja="アラートを設定する")
    answer = Number(
        0, 1000, unit=Text(en="bottles", ja="本"), label=Text(en="Threshold", ja="上限")
    )
    DAYS = 4  # after the rival opens, by which the alarm must ring
    ENOUGH = 0.9  # of the months
    hints = (
        Text(
            en="How high is the curve before the dotted line? Other months will go higher by "
            "chance: leave a margin.",
            ja="点線より前で、曲線が一番高いところは何本でしょうか。ほかの月は、たまたまもっと高くなる"
            "こともあります。余裕を持たせましょう。",
        ),
        Text(
            en="How high is it on the 19th? Stay well below that, too.",
            ja="19日には何本でしょうか。そこからも十分に下げておきます。",
        ),
    )
    why = Text(
        en="A threshold that only just clears the month you looked at is often crossed in others. "
        "With a margin it holds in new months as well, and someone looks in time.",
        ja="グラフで見た月にぎりぎり合わせると、ほかの月では超えてしまいがちです。余裕があれば、"
        "新しい月にも通用し、担当者がすぐに調べられます。",
    )
    misconceptions = (
        Misconception("every-blip", lambda months, rival_day: 5),
        Misconception("just-above", lambda months, rival_day: 11),
        Misconception("wait-and-see", lambda months, rival_day: 45),
        Misconception("never", lambda months, rival_day: 300),
    )
    also_right = (lambda months, rival_day: 20, lambda months, rival_day: 30)

    def reference(self, months, rival_day):
        """Return a threshold between the usual and the unusual."""
        return 25.0

    def check(self, answer, months, rival_day):
        """Try the threshold on every month."""
        over = months > answer
        early = over.loc[: rival_day - 1].any()
        in_time = over.loc[rival_day : rival_day + self.DAYS].any() & ~early
        counts = Text(
            en=f"Of {len(early)} months, {early.sum()} had an alarm before the rival opened and "
            f"{in_time.sum()} had their first one in time.",
            ja=f"{len(early)}か月のうち、開店前にアラートが出たのは{early.sum()}か月、"
            f"条件どおりに出たのは{in_time.sum()}か月です。",
        )
        if in_time.mean() >= self.ENOUGH:
            return counts
        if not over.to_numpy().any():
            raise Wrong(
                Text(
                    en="This alarm never rings: the error does not get that high.",
                    ja="この上限では一度もアラートが出ません。外れがそこまで大きくならないからです。",
                ),
                misconception="never",
            )
        if early.mean() > 0.95:
            raise Wrong(
                Text(
                    en=f"{counts.en} Every model is off by a little. After a few false alarms, "
                    "no one pays attention (*alarm fatigue*).",
                    ja=f"{counts.ja}どんなモデルでも少しは外れます。誤ったアラートが続くと、誰も見なくなります。",
                ),
                misconception="every-blip",
            )
        if early.mean() > 1 - self.ENOUGH:
            raise Wrong(
                Text(
                    en=f"{counts.en} It may fit the month in the plot, but other months go higher "
                    "by chance. Leave a margin.",
                    ja=f"{counts.ja}グラフの月には合っていても、ほかの月はたまたまもっと高くなります。"
                    "余裕を持たせましょう。",
                ),
                misconception="just-above",
            )
        raise Wrong(
            Text(
                en=f"{counts.en} In most of the others it comes too late or never, and until then "
                "the store orders too much every day.",
                ja=f"{counts.ja}残りの月のほとんどでは、遅すぎるか、一度も出ません。"
                "その間は毎日、仕入れすぎていることになります。",
            ),
            misconception="wait-and-see",
        )
