"""The checks of m1-intro/01-what-is-ml."""

from mlworkshop.exercise import Exercise, Misconception, Number, Text, Wrong


class AskOutside(Exercise):
    """Find a temperature for which a straight line gives an impossible answer."""

    id = "ask-outside"
    title = Text(en="Ask something impossible", ja="ありえない答えを引き出す")
    answer = Number(-60, 60, unit=Text(en="°C", ja="℃"), label=Text(en="Temperature", ja="気温"))
    hints = (
        Text(
            en="A shop can sell very many bottles, or none. What can it never sell?",
            ja="お店で売れる本数は、とても多いことも、ゼロのこともあります。絶対にありえない本数は？",
        ),
        Text(
            en="Follow the line to the left until it crosses zero, and go on: think of winter.",
            ja="直線を左へたどると、どこかで0を横切ります。その先、冬の気温を入れてみましょう。",
        ),
    )
    why = Text(
        en="Fewer than no bottles: the line goes on where July has no days. Here everybody sees "
        "the nonsense. Where the answer merely sounds likely, nobody does.",
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
        bottles = model.intercept_ + model.coef_[0] * answer
        figures = Text(
            en=f"Bottles sold at {answer:g} °C, says the model: {bottles:.0f}.",
            ja=f"気温{answer:g}℃に対するモデルの答えは{bottles:.0f}本です。",
        )
        if bottles < 0:
            return figures
        if answer > july["temperature"].max():
            raise Wrong(
                Text(
                    en=f"{figures.en} You did leave the data, and the number may well be wrong. "
                    "But a big number is not impossible. Try the other side.",
                    ja=f"{figures.ja}確かにデータの外ですし、おそらく当たらないでしょう。しかし、"
                    "多いだけなら「絶対にありえない」とは言えません。反対側を試してみましょう。",
                ),
                misconception="too-hot",
            )
        if answer < july["temperature"].min():
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
                en=f"{figures.en} July had such days: here the model is at home. Leave the range "
                "that it has seen.",
                ja=f"{figures.ja}7月にもあった気温で、モデルの得意な範囲です。"
                "見たことのない気温を入れてみましょう。",
            ),
            misconception="inside",
        )


class SetTheAlarm(Exercise):
    """Choose a limit that tells a changed world from an ordinary week."""

    id = "set-the-alarm"
    title = Text(en="Set the alarm", ja="警報を設定する")
    answer = Number(0, 1000, unit=Text(en="bottles", ja="本"), label=Text(en="Limit", ja="上限"))
    DAYS = 4  # after the rival opens, in which the alarm must ring
    hints = (
        Text(
            en="How high is the curve at most before the dotted line? The limit must not be lower.",
            ja="点線より前で、曲線が一番高いところは何本でしょうか。上限をそれより下げてはいけません。",
        ),
        Text(
            en="How high is it on the 19th? Choose a number between the two.",
            ja="19日には何本でしょうか。2つの数字の間を選びます。",
        ),
    )
    why = Text(
        en="The limit lies above the usual misses and below those of the new world. With an alarm, "
        "somebody looks. Without one, the shop orders too much tea until somebody complains.",
        ja="この上限は、普段のずれより上、世界が変わったあとのずれより下にあります。警報が鳴れば、誰かが"
        "調べます。警報がなければ、苦情が出るまでお茶の仕入れすぎが続きます。",
    )
    misconceptions = (
        Misconception("every-blip", lambda weekly_miss, rival_day: 5),
        Misconception("wait-and-see", lambda weekly_miss, rival_day: weekly_miss.max() - 1),
        Misconception("never", lambda weekly_miss, rival_day: 300),
    )

    def reference(self, weekly_miss, rival_day):
        """Return a limit between the usual and the unusual."""
        return 25.0

    def check(self, answer, weekly_miss, rival_day):
        """Ring through August with this limit."""
        rings = weekly_miss.index[weekly_miss > answer]
        if rings.empty:
            raise Wrong(
                Text(
                    en="This alarm never rings: the misses do not get that high. An alarm that "
                    "waits for a catastrophe is none.",
                    ja="この上限では一度も鳴りません。ずれがそこまで大きくならないからです。"
                    "大惨事になるまで待つようでは、警報とは言えません。",
                ),
                misconception="never",
            )
        first = rings[0]
        if first < rival_day:
            raise Wrong(
                Text(
                    en=f"It rings on August {first}, in an ordinary week. Every model misses by a "
                    "little. After some false alarms nobody looks any more.",
                    ja=f"何も起きていない8月{first}日に鳴ります。どんなモデルでも少しは外れます。"
                    "空振りが続くと、誰も見なくなります。",
                ),
                misconception="every-blip",
            )
        if first > rival_day + self.DAYS:
            raise Wrong(
                Text(
                    en=f"It rings on August {first}: certain, but late. Each day until then the "
                    "shop has ordered too much.",
                    ja=f"8月{first}日に鳴ります。確実ですが、遅すぎます。"
                    "それまで毎日、仕入れすぎていたことになります。",
                ),
                misconception="wait-and-see",
            )
        return Text(en=f"It rings on August {first}.", ja=f"8月{first}日に鳴ります。")
