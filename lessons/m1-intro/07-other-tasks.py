"""The checks of m1-intro/07-other-tasks."""

from collections import Counter
from statistics import fmean

from mlworkshop.exercise import (
    Exercise,
    Fields,
    Figure,
    Misconception,
    Number,
    OneOf,
    Text,
    Wrong,
)


class ChooseSegments(Exercise):
    """Choose the columns and the number of segments."""

    id = "choose-segments"
    version = 3  # an agreement of 0.55 is enough; version 1 took a list of columns
    title = Text(en="Choose columns and number", ja="列とセグメントの数を決める")
    answer = Fields(
        {
            "columns": OneOf(
                "how much",
                "when",
                "what",
                words={
                    "how much": Text(en="how much they buy", ja="どれだけ買うか"),
                    "when": Text(en="when they buy", ja="いつ買うか"),
                    "what": Text(en="what they buy", ja="何を買うか"),
                },
                label=Text(en="Columns", ja="列"),
            ),
            "number": Number(
                2, 7, whole=True, label=Text(en="Number of segments", ja="セグメントの数")
            ),
        }
    )
    STABLE = 0.55
    SMALLEST = 15  # households
    hints = (
        Text(
            en="The leaflets are about departments. Which columns say something about departments?",
            ja="チラシのテーマは部門です。部門について分かるのは、どの列でしょうか。",
        ),
        Text(
            en="Take *what they buy*. At which number is its agreement highest in the plot?",
            ja="「何を買うか」を選びましょう。グラフで一致度が最も高いのは、いくつに分けたときでしょうか。",
        ),
    )
    why = Text(
        en="The segments fit the plan and are stable enough. Only later data will show whether "
        "they are worth it.",
        ja="計画に合い、ほどほどに安定したセグメントです。役に立つかどうかは、その後の期間のデータで確かめます。",
    )
    misconceptions = (
        Misconception("other-question", lambda **_: {"columns": "when", "number": 3}),
        Misconception("more-or-less", lambda **_: {"columns": "how much", "number": 2}),
        Misconception("unstable", lambda **_: {"columns": "what", "number": 2}),
        Misconception("tiny-segment", lambda **_: {"columns": "what", "number": 7}),
    )

    def reference(self, stability, segment):
        """Return what they buy, with the number that is most stable."""
        number = max(range(2, 8), key=lambda number: fmean(stability("what", number)))
        return {"columns": "what", "number": number}

    def check(self, answer, stability, segment):
        """Judge by what the segments say, their sizes and their stability."""
        columns, number = answer["columns"], answer["number"]
        agreement = fmean(stability(columns, number))
        smallest = min(Counter(segment(columns, number)).values())
        said = Text(
            en=f"Mean agreement {agreement:.2f}; households in the smallest segment: {smallest}.",
            ja=f"一致度の平均は{agreement:.2f}、最も小さいセグメントは{smallest}世帯です。",
        )
        if columns == "how much":
            raise Wrong(
                Text(
                    en=f"{said.en} But these segments only show who buys more and who buys less. "
                    "That does not help marketing to choose a leaflet.",
                    ja=f"{said.ja}しかし、これで分かるのは「たくさん買うか、あまり買わないか」だけです。"
                    "どのチラシを届けるかは決められません。",
                ),
                misconception="more-or-less",
            )
        if columns == "when":
            raise Wrong(
                Text(
                    en=f"{said.en} But these segments show when people come. They would help "
                    "to plan opening hours, not to choose one of four departments.",
                    ja=f"{said.ja}しかし、これで分かるのは来店の時間帯です。営業時間を考えるには役立ちますが、"
                    "4つの部門から1つを選ぶ役には立ちません。",
                ),
                misconception="other-question",
            )
        if smallest < self.SMALLEST:
            raise Wrong(
                Text(
                    en=f"{said.en} A few unusual households form their own segment, too small to "
                    "print a leaflet for. Choose fewer segments.",
                    ja=f"{said.ja}買い方の変わった数世帯だけで、1つのセグメントになっています。"
                    "そのためのチラシは作れません。数を減らしましょう。",
                ),
                misconception="tiny-segment",
            )
        if agreement < self.STABLE:
            raise Wrong(
                Text(
                    en=f"{said.en} With other households in the data, the boundaries would be "
                    "different. Try another number.",
                    ja=f"{said.ja}データに入る世帯が変われば、境界も変わってしまいます。"
                    "別の数を試しましょう。",
                ),
                misconception="unstable",
            )
        return said


class AlarmLimit(Exercise):
    """Choose the limit of an alarm."""

    id = "alarm-limit"
    title = Text(en="Set the limit", ja="基準値を決める")
    answer = Number(0.5, 120, unit=Text(en="l/s", ja="L/秒"), label=Text(en="Limit", ja="基準値"))
    FALSE_ALARMS = 1  # that people put up with
    hints = (
        Text(
            en="How high is the single point of the third event, on 3 April? The limit must not "
            "be above it.",
            ja="4月3日の3つ目の異常は、点が1つだけです。どの高さにあるでしょうか。"
            "基準値をそれより高くはできません。",
        ),
        Text(
            en="The third event is a single hour, about 8 l/s off. Try 3, 5 and 7.",
            ja="3つ目の異常は1時間だけで、普段との差は約8 L/秒です。3、5、7を試してみてください。",
        ),
    )
    why = Text(
        en="You chose the limit on these weeks, so the numbers are probably too good. The later "
        "weeks come next.",
        ja="この期間を見て決めた基準値なので、値は良すぎるかもしれません。次に、その後の期間で確かめます。",
    )
    misconceptions = (
        Misconception("too-sensitive", lambda **_: 1),
        Misconception("misses-the-peak", lambda **_: 20),
        Misconception("flow-itself", lambda **_: 98),
    )
    also_right = (lambda **_: 3.5, lambda **_: 5, lambda **_: 8)

    def reference(self, alarms_at, of):
        """Return the lowest limit, in steps of 2.5, that people put up with."""
        steps = (2.5 * step for step in range(1, 48))
        return next(limit for limit in steps if self._false(alarms_at(limit)) <= 1)

    def check(self, answer, alarms_at, of):
        """Count false alarms and events missed."""
        events = alarms_at(answer)["event"]
        if len(events) == 0:
            raise Wrong(
                Text(
                    en="No alarm at all. The limit is how far the flow is *off the usual*, not the "
                    "flow itself.",
                    ja="アラートが1件も出ません。基準値は流量そのものではなく、**普段との差**です。",
                ),
                misconception="flow-itself",
            )
        found = events[events > 0].nunique()
        real = len(events) - self._false(alarms_at(answer))
        precision, recall = 100 * real / len(events), 100 * found / of
        said = Text(
            en=f"Alarms: {len(events)}, {real} of them real; precision {precision:.0f}%. "
            f"{found} of {of} events found: recall {recall:.0f}%.",
            ja=f"アラート{len(events)}件のうち本物は{real}件で、適合率は{precision:.0f}%。"
            f"{of}つの異常のうち{found}つを見つけ、再現率は{recall:.0f}%です。",
        )
        if found < of:
            raise Wrong(
                Text(
                    en=f"{said.en} There are few wasted trips, but an event is missed: "
                    "the short peak is only about 8 l/s off.",
                    ja=f"{said.ja}無駄な出動はほとんどありませんが、異常を見逃しています。"
                    "短い急増は、普段との差が8 L/秒ほどしかありません。",
                ),
                misconception="misses-the-peak",
            )
        if len(events) - real > self.FALSE_ALARMS:
            raise Wrong(
                Text(
                    en=f"{said.en} There are too many wasted trips. After a few weeks no one "
                    "goes any more. Raise the limit.",
                    ja=f"{said.ja}無駄な出動が多すぎて、数週間もすれば誰も行かなくなります。"
                    "基準値を上げましょう。",
                ),
                misconception="too-sensitive",
            )
        return said

    @staticmethod
    def _false(alarms):
        return int((alarms["event"] == 0).sum())


class MinimumBaskets(Exercise):
    """Choose in how many baskets a pair must have been."""

    id = "minimum-baskets"
    title = Text(en="Choose the minimum", ja="最低限の件数を決める")
    answer = Number(
        1,
        1000,
        whole=True,
        unit=Text(en="baskets", ja="件"),
        label=Text(en="At least", ja="最低限の件数"),
    )
    HELD, SURE = 9, 10  # of the ten pairs: good enough, and in the reference
    LIFT = 5
    hints = (
        Text(
            en="Try 1, 10, 100 and 1000, and compare what the check says.",
            ja="1、10、100、1000を試して、チェックの結果を比べてみましょう。",
        ),
        Text(
            en="A number between 20 and 200 is right.",
            ja="20から200の間がちょうどよい件数です。",
        ),
    )
    why = Text(
        en="If the minimum is too low, chance decides; if it is too high, only popular categories "
        "are left. In between, the pairs are informative, and they still hold later.",
        ja="低すぎると偶然の組み合わせが、高すぎると売れ筋ばかりが残ります。その間に、意味があって後まで続く組み合わせがあります。",
    )
    misconceptions = (
        Misconception("no-minimum", lambda **_: 1),
        Misconception("a-handful", lambda **_: 5),
        Misconception("only-the-popular", lambda **_: 600),
    )
    also_right = (lambda **_: 10, lambda **_: 200)

    def reference(self, top_pairs):
        """Return the lowest minimum, in tens, at which all ten pairs hold."""
        return next(ten for ten in range(10, 1000, 10) if self._held(top_pairs(ten)) >= self.SURE)

    def check(self, answer, top_pairs):
        """Ask how many pairs hold, and how high their lift is."""
        table = top_pairs(answer)
        held, lift = self._held(table), table["lift"].mean()
        said = Text(
            en=f"{held} of {len(table)} pairs hold; their mean lift was {lift:,.1f}.",
            ja=f"{len(table)}組のうち{held}組で関係が続きました。リフト値の平均は{lift:,.1f}でした。",
        )
        if lift < self.LIFT:
            raise Wrong(
                Text(
                    en=f"{said.en} Only popular categories are left, and "
                    "everyone knows that people buy bread and cheese. Set a lower minimum.",
                    ja=f"{said.ja}残ったのは売れ筋ばかりです。"
                    "パンとチーズが買われることなら、誰でも知っています。件数を減らしましょう。",
                ),
                misconception="only-the-popular",
            )
        if held == 0:
            raise Wrong(
                Text(
                    en=f"{said.en} All of them were chance: two rare things were in the same "
                    "basket once or twice.",
                    ja=f"{said.ja}どれも偶然でした。珍しいものどうしが、1、2度同じかごに入っただけです。",
                ),
                misconception="no-minimum",
            )
        if held < self.HELD:
            raise Wrong(
                Text(
                    en=f"{said.en} A handful of baskets is still often chance. Set a higher "
                    "minimum.",
                    ja=f"{said.ja}数件では、まだ偶然のことが多いようです。件数を増やしましょう。",
                ),
                misconception="a-handful",
            )
        return said

    @staticmethod
    def _held(table):
        return int((table["later"] >= table["lift"] / 2).sum())


class LiftOfAPair(Figure):
    """Compute the lift of two categories."""

    id = "lift-of-a-pair"
    title = Text(en="The lift of a pair", ja="2つのカテゴリのリフト値")
    code = True
    answer = Number()
    hints = (
        Text(
            en="Above the line: baskets with both, times all baskets.",
            ja="分子は「両方が入ったかご × すべてのかご」です。",
        ),
        Text(
            en="`with_both * all_baskets / (... * ...)`; mind the brackets after the `/`.",
            ja="`with_both * all_baskets / (... * ...)` です。分母の括弧を忘れずに。",
        ),
    )
    why = Text(
        en="If pasta and sauce were unrelated, only about a tenth as many baskets would hold both.",
        ja="パスタとソースが無関係なら、両方が入ったかごは、実際の10分の1ほどしかないはずです。",
    )
    misconceptions = (
        Misconception(
            "share-of-pasta",
            lambda **n: n["with_both"] / n["with_pasta"],
            Text(
                en="That is the share of pasta baskets with sauce. To know whether that is a lot, "
                "compare it with the share of sauce in all baskets.",
                ja="それは、パスタの入ったかごのうちソースも入っていた割合です。多いかどうかは、"
                "すべてのかごのうちソースが入っている割合と比べて初めて分かります。",
            ),
        ),
        Misconception(
            "share-of-sauce",
            lambda **n: n["with_both"] / n["with_sauce"],
            Text(
                en="That is the share of sauce baskets with pasta. To know whether that is a lot, "
                "compare it with the share of pasta in all baskets.",
                ja="それは、ソースの入ったかごのうちパスタも入っていた割合です。多いかどうかは、"
                "すべてのかごのうちパスタが入っている割合と比べて初めて分かります。",
            ),
        ),
        Misconception(
            "rounded",
            lambda **n: float(round(_lift(**n))),
            Text(
                en="Right so far, but rounded too much. Keep at least one decimal.",
                ja="考え方は合っていますが、丸めすぎです。小数第1位まで残してください。",
            ),
        ),
        Misconception(
            "share-of-all",
            lambda **n: n["with_both"] / n["all_baskets"],
            Text(
                en="That is the share of baskets with both. It is still only a count, and counts "
                "favour popular categories.",
                ja="それは、両方が入ったかごの割合です。これも件数を見ているだけなので、"
                "売れ筋が上位に来ます。",
            ),
        ),
        Misconception(
            "without-all-baskets",
            lambda **n: n["with_both"] / (n["with_pasta"] * n["with_sauce"]),
            Text(
                en="The number of all baskets is missing before the `/`.",
                ja="分子に、すべてのかごの数が抜けています。",
            ),
        ),
        Misconception(
            "upside-down",
            lambda **n: 1 / _lift(**n),
            Text(
                en="This is upside down: less than 1 would mean that they avoid each other.",
                ja="分数が逆さまです。1より小さいと、互いに避け合っていることになります。",
            ),
        ),
        Misconception(
            "brackets",
            lambda **n: n["with_both"] * n["all_baskets"] / n["with_pasta"] * n["with_sauce"],
            Text(
                en="Brackets are missing after the `/`: Python divides by the first number "
                "only, and multiplies by the second.",
                ja="分母の括弧が抜けています。これでは1つ目の数でだけ割り、2つ目は掛けてしまいます。",
            ),
        ),
    )
    also_wrong = (lambda **n: 2 * _lift(**n),)
    also_right = (lambda **n: round(_lift(**n), 1),)
    otherwise = Text(
        en="Not yet. Multiply baskets with both by all baskets, and divide by the product of the "
        "other two.",
        ja="もう一歩です。「両方が入ったかご × すべてのかご」を、"
        "残りの2つの数を掛けたもので割ります。",
    )

    def reference(self, **numbers):
        """Return the lift by its definition."""
        return _lift(**numbers)

    def praise(self, answer, **numbers):
        """Say what the lift means."""
        lift = _lift(**numbers)
        return Text(en=f"{lift:.1f} times as often as by chance.", ja=f"偶然の{lift:.1f}倍です。")


def _lift(with_pasta, with_sauce, with_both, all_baskets):
    return with_both * all_baskets / (with_pasta * with_sauce)
