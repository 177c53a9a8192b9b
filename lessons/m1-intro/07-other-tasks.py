"""The checks of m1-intro/07-other-tasks."""

import numpy as np

from mlworkshop.exercise import (
    Exercise,
    Fields,
    Figure,
    Misconception,
    Number,
    Numbers,
    OneOf,
    Text,
    Values,
    Wrong,
)

_COLUMNS = ("visits", "spend", "evening", "weekend", "produce", "meat", "drug", "deli")
_HOW_MUCH = {"visits", "spend"}


class ChooseSegments(Exercise):
    """Choose the columns and the number of segments."""

    id = "choose-segments"
    title = Text(en="Choose columns and number", ja="列とセグメントの数を決める")
    answer = Fields(
        {
            "columns": Values(OneOf(*_COLUMNS), label=Text(en="Columns", ja="列")),
            "number": Number(
                2, 8, whole=True, label=Text(en="Number of segments", ja="セグメントの数")
            ),
        }
    )
    STABLE = 0.7
    SMALLEST = 15  # households
    MANY = 6  # columns
    hints = (
        Text(
            en="Leave out `visits` and `spend`. Which habits would marketing treat differently?",
            ja="`visits` と `spend` を外してみましょう。マーケティング部が対応を変えるとしたら、"
            "どんな習慣の違いでしょうか。",
        ),
        Text(
            en="Try `produce`, `meat`, `drug` and `deli`. The plot above shows which number is "
            "the most stable for them.",
            ja="`produce`、`meat`、`drug`、`deli` を試してみましょう。"
            "何個に分けると最も安定するかは、上のグラフで分かります。",
        ),
    )
    why = Text(
        en="Stable is not enough, and nameable is not enough: the names need segments that are "
        "still there next month.",
        ja="安定しているだけでも、名前が付くだけでも足りません。来月も同じセグメントが残っていてこそ、"
        "名前が役に立ちます。",
    )
    misconceptions = (
        Misconception("more-or-less", lambda **_: {"columns": ["visits", "spend"], "number": 2}),
        Misconception("all-columns", lambda **_: {"columns": list(_COLUMNS), "number": 4}),
        Misconception(
            "unstable",
            lambda **_: {"columns": ["produce", "meat", "drug", "deli"], "number": 2},
        ),
        Misconception("tiny-segment", lambda **_: {"columns": ["visits", "produce"], "number": 6}),
    )
    also_right = (
        lambda **_: {"columns": ["produce", "meat", "drug"], "number": 4},
        lambda **_: {"columns": ["evening", "weekend"], "number": 4},
    )

    def reference(self, stability, segment):
        """Return the shares of spend, with the number that is most stable of 3 to 8."""
        columns = ("produce", "meat", "drug", "deli")
        number = max(range(3, 9), key=lambda number: np.mean(stability(columns, number)))
        return {"columns": list(columns), "number": number}

    def check(self, answer, stability, segment):
        """Judge by what the segments say, their sizes and their stability."""
        columns, number = answer["columns"], answer["number"]
        agreement = np.mean(stability(tuple(columns), number))
        smallest = min(np.unique(segment(columns, number), return_counts=True)[1])
        figures = Text(
            en=f"Mean agreement {agreement:.2f}; households in the smallest segment: {smallest}.",
            ja=f"一致度の平均は{agreement:.2f}、最も小さいセグメントは{smallest}世帯です。",
        )
        if set(columns) <= _HOW_MUCH:
            raise Wrong(
                Text(
                    en=f"{figures.en} But these segments say only who buys more and who buys less. "
                    "Take columns that tell *what* or *when* people buy.",
                    ja=f"{figures.ja}しかし、これで分かるのは「たくさん買うか、あまり買わないか」だけです。"
                    "**何を**買うか、**いつ**買うかを表す列を選びましょう。",
                ),
                misconception="more-or-less",
            )
        if smallest < self.SMALLEST:
            raise Wrong(
                Text(
                    en=f"{figures.en} A handful of odd households makes a segment of its own: no "
                    "leaflet is printed for it. Take fewer segments or other columns.",
                    ja=f"{figures.ja}数世帯の変わった買い方が、それだけで1つのセグメントになっています。"
                    "そのためのチラシは作れません。数を減らすか、列を変えましょう。",
                ),
                misconception="tiny-segment",
            )
        if agreement < self.STABLE:
            if len(columns) >= self.MANY:
                raise Wrong(
                    Text(
                        en=f"{figures.en} More columns are not better: in many directions at once "
                        "everybody is unlike everybody, and chance decides. Choose a few.",
                        ja=f"{figures.ja}列は多いほど良いわけではありません。たくさんの点で同時に比べると"
                        "誰もが誰とも似なくなり、偶然で決まります。数列に絞りましょう。",
                    ),
                    misconception="all-columns",
                )
            raise Wrong(
                Text(
                    en=f"{figures.en} With other households in the data the borders would run "
                    "elsewhere. Try another number or other columns.",
                    ja=f"{figures.ja}データに入る世帯が変われば、境界も変わってしまいます。"
                    "別の数か、別の列を試しましょう。",
                ),
                misconception="unstable",
            )
        return figures


class StateRates(Exercise):
    """Count precision and recall in a list of alarms."""

    id = "state-rates"
    title = Text(en="State precision and recall", ja="適合率と再現率を求める")
    answer = Numbers(
        0,
        100,
        length=2,
        unit=Text(en="%", ja="%"),
        labels=[Text(en="Precision", ja="適合率"), Text(en="Recall", ja="再現率")],
    )
    hints = (
        Text(
            en="Precision asks the rows of the table: how many of them meet a documented event?",
            ja="適合率は、表の行を見ます。説明にある区間に当たる行はいくつあるでしょうか。",
        ),
        Text(
            en="Seven alarms, four of them real. And the four events: how many of them are in "
            "the last column?",
            ja="警報は7件で、本物は4件です。また、4つの区間のうち、"
            "右端の列に現れているのはいくつでしょうか。",
        ),
    )
    why = Text(
        en="Here an alarm is what is counted, not an hour: people drive out once an alarm.",
        ja="ここで数えるのは、時間ではなく警報です。出動するのは、警報1件につき1回だからです。",
    )
    misconceptions = (
        Misconception("swapped", lambda **context: _rates(**context)[::-1]),
        Misconception("share", lambda **context: [rate / 100 for rate in _rates(**context)]),
        Misconception(
            "false-share",
            lambda **context: [100 - _rates(**context)[0], _rates(**context)[1]],
        ),
        Misconception("recall-of-alarms", lambda **context: 2 * _rates(**context)[:1]),
    )
    also_wrong = (lambda **_: [100, 100], lambda **_: [20, 40])
    also_right = (
        lambda **context: [_rates(**context)[0] + 0.9, _rates(**context)[1]],
        lambda **context: [_rates(**context)[0] - 0.9, _rates(**context)[1] - 0.9],
    )

    def reference(self, events, of):
        """Return both, rounded."""
        return [float(round(rate)) for rate in _rates(events, of)]

    def check(self, answer, events, of):
        """Compare with what the list says, to one per cent."""
        precision, recall = _rates(events, of)
        if np.allclose(answer, [precision, recall], rtol=0, atol=1):
            return
        if np.allclose(answer, [recall, precision], rtol=0, atol=1):
            raise Wrong(
                Text(
                    en="The right figures in the other's place. Precision comes first.",
                    ja="数字は合っていますが、順番が逆です。先に適合率を書きます。",
                ),
                misconception="swapped",
            )
        if max(answer) <= 1:
            raise Wrong(
                Text(
                    en="These look like shares. Enter per cent: 50, not 0.5.",
                    ja="割合のようです。パーセントで（0.5 ではなく 50 のように）入力してください。",
                ),
                misconception="share",
            )
        if np.isclose(answer[0], 100 - precision, rtol=0, atol=1):
            raise Wrong(
                Text(
                    en="The first figure is the share of *false* alarms. Precision is the rest.",
                    ja="1つ目は**誤検出**の割合です。適合率は残りのほうです。",
                ),
                misconception="false-share",
            )
        if np.isclose(answer[0], precision, rtol=0, atol=1):
            raise Wrong(
                Text(
                    en="Precision is right. For recall forget the false alarms: of the four "
                    "events, how many set off an alarm?",
                    ja="適合率は合っています。再現率では誤検出のことは忘れて、"
                    "4つの区間のうち、警報が鳴ったのはいくつかを考えましょう。",
                ),
                misconception="recall-of-alarms",
            )
        raise Wrong(
            Text(
                en="Not yet. Count the rows, and those whose last column names an event.",
                ja="もう一歩です。表の行数と、右端の列に区間の番号がある行数を数えましょう。",
            )
        )


def _rates(events, of):
    real = [event for event in events if event]
    return [100 * len(real) / len(events), 100 * len(set(real)) / of]


class AlarmLimit(Exercise):
    """Choose the limit of an alarm."""

    id = "alarm-limit"
    title = Text(en="Set the limit", ja="基準値を決める")
    answer = Number(0.5, 120, unit=Text(en="l/s", ja="L/秒"), label=Text(en="Limit", ja="基準値"))
    FALSE_ALARMS = 1  # that people put up with
    hints = (
        Text(
            en="How high is the single cross of the third event, on 3 April? The limit must not "
            "lie above it.",
            ja="4月3日にぽつんとある×印（3つ目の区間）は、どの高さにあるでしょうか。"
            "基準値をそれより高くはできません。",
        ),
        Text(
            en="The third event is a single hour, about 8 l/s off. Try 3, 5 and 7.",
            ja="3つ目の区間は1時間だけで、普段との差は約8 L/秒です。3、5、7を試してみてください。",
        ),
    )
    why = Text(
        en="Precision and recall, from a rule that anybody can check. How far they can be trusted "
        "comes next.",
        ja="誰でも確かめられるルールから、適合率と再現率が出ました。どこまで信用できるかは、この後で考えます。",
    )
    misconceptions = (
        Misconception("too-sensitive", lambda **_: 1),
        Misconception("misses-the-peak", lambda **_: 20),
        Misconception("flow-itself", lambda **_: 98),
    )
    also_right = (lambda **_: 3.5, lambda **_: 5, lambda **_: 8)

    def reference(self, alarms_at, of):
        """Return the lowest limit that people put up with, in the steps of the list of alarms."""
        steps = np.arange(2.5, 120, 2.5)
        return float(next(limit for limit in steps if self._false(alarms_at(limit)) <= 1))

    def check(self, answer, alarms_at, of):
        """Count false alarms and events missed."""
        events = alarms_at(answer)["event"]
        if len(events) == 0:
            raise Wrong(
                Text(
                    en="No alarm at all. The limit is how far the flow is *off the usual*, not the "
                    "flow itself.",
                    ja="警報が1件も鳴りません。基準値は流量そのものではなく、**普段との差**です。",
                ),
                misconception="flow-itself",
            )
        found = events[events > 0].nunique()
        real = len(events) - self._false(alarms_at(answer))
        precision, recall = 100 * real / len(events), 100 * found / of
        figures = Text(
            en=f"{len(events)} alarms, {real} of them real: precision {precision:.0f} %. "
            f"{found} of {of} events found: recall {recall:.0f} %.",
            ja=f"警報{len(events)}件のうち本物は{real}件で、適合率は{precision:.0f}%。"
            f"{of}つの区間のうち{found}つで鳴り、再現率は{recall:.0f}%です。",
        )
        if found < of:
            raise Wrong(
                Text(
                    en=f"{figures.en} Hardly anybody drives out for nothing, but an event is "
                    "missed: the short peak is only about 8 l/s off.",
                    ja=f"{figures.ja}無駄な出動はほとんどありませんが、区間を1つ見逃しています。"
                    "短い急増は、普段との差が8 L/秒ほどしかありません。",
                ),
                misconception="misses-the-peak",
            )
        if len(events) - real > self.FALSE_ALARMS:
            raise Wrong(
                Text(
                    en=f"{figures.en} Too many drives for nothing; after some weeks nobody goes "
                    "any more. Raise the limit.",
                    ja=f"{figures.ja}無駄な出動が多すぎて、数週間もすれば誰も行かなくなります。"
                    "基準値を上げましょう。",
                ),
                misconception="too-sensitive",
            )
        return figures

    @staticmethod
    def _false(alarms):
        return int((alarms["event"] == 0).sum())


class LiftOfAPair(Figure):
    """Compute the lift of two categories."""

    id = "lift-of-a-pair"
    title = Text(en="The lift of a pair", ja="2つのカテゴリのリフト値")
    code = True
    answer = Number()
    hints = (
        Text(
            en="What is divided: baskets with both, times all baskets.",
            ja="分子は「両方が入ったかご × すべてのかご」です。",
        ),
        Text(
            en="`with_both * all_baskets / (... * ...)`; mind the brackets after the `/`.",
            ja="`with_both * all_baskets / (... * ...)` です。分母の括弧を忘れずに。",
        ),
    )
    why = Text(
        en="If pasta and sauce had nothing to do with each other, only about a tenth as many "
        "baskets would hold both.",
        ja="パスタとソースが無関係なら、両方が入ったかごは、実際の10分の1ほどしかないはずです。",
    )
    misconceptions = (
        Misconception(
            "share-of-pasta",
            lambda **n: n["with_both"] / n["with_pasta"],
            Text(
                en="That is the share of pasta baskets with sauce. To know whether it is much, "
                "compare it with the share of sauce in all baskets.",
                ja="それは、パスタの入ったかごのうちソースも入っていた割合です。多いかどうかは、"
                "すべてのかごのうちソースが入っている割合と比べて初めて分かります。",
            ),
        ),
        Misconception(
            "share-of-sauce",
            lambda **n: n["with_both"] / n["with_sauce"],
            Text(
                en="That is the share of sauce baskets with pasta. To know whether it is much, "
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
                en="That is the share of baskets with both: a count again, where popularity wins.",
                ja="それは、両方が入ったかごの割合です。これも数を数えているだけなので、"
                "売れ筋が勝ちます。",
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
                en="Upside down: less than 1 would mean that they avoid each other.",
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
        en="Not yet. Baskets with both times all baskets, divided by the two others multiplied.",
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


class MinimumBaskets(Exercise):
    """Choose in how many baskets a pair must have been."""

    id = "minimum-baskets"
    title = Text(en="Choose the minimum", ja="最低限の件数を決める")
    answer = Number(
        1,
        1000,
        whole=True,
        unit=Text(en="baskets", ja="かご"),
        label=Text(en="At least", ja="最低限の件数"),
    )
    HELD = 9  # of the ten pairs
    LIFT = 5
    hints = (
        Text(
            en="Try 1, 10, 100 and 1000, and compare what the check says.",
            ja="1、10、100、1000を試して、チェックの結果を比べてみましょう。",
        ),
        Text(
            en="Something between 20 and 300 is right.",
            ja="20から300の間がちょうどよい件数です。",
        ),
    )
    why = Text(
        en="Too low and chance wins; too high and popularity wins. In between the pairs tell "
        "something, and it is still true later.",
        ja="低すぎると偶然が、高すぎると売れ筋が勝ちます。その間に、意味があって後まで続く組み合わせがあります。",
    )
    misconceptions = (
        Misconception("no-minimum", lambda **_: 1),
        Misconception("a-handful", lambda **_: 5),
        Misconception("only-the-popular", lambda **_: 600),
    )
    also_right = (lambda **_: 20, lambda **_: 300)

    def reference(self, top_pairs):
        """Return the lowest minimum, in tens, that is good enough."""
        return next(ten for ten in range(10, 1000, 10) if self._held(top_pairs(ten)) >= self.HELD)

    def check(self, answer, top_pairs):
        """Ask how many pairs hold, and how high their lift is."""
        table = top_pairs(answer)
        held, lift = self._held(table), table["lift"].mean()
        figures = Text(
            en=f"{held} of {len(table)} pairs hold; their mean lift was {lift:,.1f}.",
            ja=f"{len(table)}組のうち{held}組で関係が続きました。リフト値の平均は{lift:,.1f}でした。",
        )
        if held == 0:
            raise Wrong(
                Text(
                    en=f"{figures.en} All were chance: rare things, once or twice in the same "
                    "basket.",
                    ja=f"{figures.ja}どれも偶然でした。珍しいものどうしが、1、2度同じかごに入っただけです。",
                ),
                misconception="no-minimum",
            )
        if held < self.HELD:
            raise Wrong(
                Text(
                    en=f"{figures.en} A handful of baskets is still often chance. Ask for more.",
                    ja=f"{figures.ja}数件では、まだ偶然のことが多いようです。件数を増やしましょう。",
                ),
                misconception="a-handful",
            )
        if lift < self.LIFT:
            raise Wrong(
                Text(
                    en=f"{figures.en} They hold, but who did not know that bread and cheese are "
                    "bought? Only popular things are left. Ask for less.",
                    ja=f"{figures.ja}関係は続きますが、残ったのは売れ筋ばかりです。"
                    "パンとチーズが買われることなら、誰でも知っています。件数を減らしましょう。",
                ),
                misconception="only-the-popular",
            )
        return figures

    @staticmethod
    def _held(table):
        return int((table["later"] >= table["lift"] / 2).sum())


class ThreeForThePasta(Exercise):
    """Pick three categories to show beside the pasta."""

    id = "three-for-the-pasta"
    title = Text(en="Three for the pasta", ja="パスタに添える3つ")
    answer = Numbers(
        1,
        8,
        length=3,
        whole=True,
        labels=[
            Text(en="First row", ja="1つ目の番号"),
            Text(en="Second row", ja="2つ目の番号"),
            Text(en="Third row", ja="3つ目の番号"),
        ],
    )
    SURE = 50  # baskets with both
    hints = (
        Text(
            en="First cross out what is in fewer than 50 baskets with pasta.",
            ja="まず、両方が入ったかごが50未満のものを外しましょう。",
        ),
        Text(
            en="Of the rest, take the three with the highest lift.",
            ja="残りから、リフト値の高い順に3つ選びます。",
        ),
    )
    why = Text(
        en="High lift says: because of the pasta. Many baskets say: we are sure of it.",
        ja="リフト値が高いのは「パスタだから」、かごが多いのは「確かだから」ということです。",
    )
    misconceptions = (
        Misconception("most-popular", lambda **c: _rows(c["both"])),
        Misconception("highest-lift", lambda **c: _rows(c["lift"])),
        Misconception(
            "one-popular", lambda **c: [*_best(**c)[:2], c["both"].index(max(c["both"])) + 1]
        ),
        Misconception("one-thrice", lambda **c: 3 * _best(**c)[:1]),
    )
    also_right = (lambda **c: _best(**c)[::-1],)

    def reference(self, both, lift):
        """Return the three with the highest lift among those that are sure."""
        return sorted(_best(both, lift))

    def check(self, answer, both, lift):
        """Compare with the three with the highest lift among those that are sure."""
        if set(answer) == set(_best(both, lift)):
            return
        if len(set(answer)) < len(answer):
            raise Wrong(
                Text(en="Take three different rows.", ja="違う行を3つ選んでください。"),
                misconception="one-thrice",
            )
        if min(both[row - 1] for row in answer) < self.SURE:
            raise Wrong(
                Text(
                    en="One of these was in only a few baskets with pasta. Its lift is high by "
                    "chance.",
                    ja="パスタと一緒のかごが数件しかないものが入っています。リフト値が高いのは偶然です。",
                ),
                misconception="highest-lift",
            )
        if set(answer) == set(_rows(both)):
            raise Wrong(
                Text(
                    en="Many baskets with pasta hold these, because many baskets of all kinds do. "
                    "Whoever buys pasta finds the milk anyway.",
                    ja="パスタと一緒によく買われていますが、それはどのかごにもよく入っているからです。"
                    "牛乳なら、パスタを買う人も自分で見つけます。",
                ),
                misconception="most-popular",
            )
        raise Wrong(
            Text(
                en="All of these are sure, but not all have a high lift: some go with many other "
                "things, too. A row that you left out has a higher one.",
                ja="どれも確かですが、リフト値の低いものが混じっています。パスタ以外とも、よく一緒に買われるものです。"
                "選ばなかった行に、もっと高いものがあります。",
            ),
            misconception="one-popular",
        )


def _rows(values):
    """The rows, counted from 1, of the three highest values."""
    return [int(at) + 1 for at in np.argsort(-np.asarray(values), kind="stable")[:3]]


def _best(both, lift):
    sure = np.where(np.asarray(both) >= ThreeForThePasta.SURE, lift, 0)
    return _rows(sure)
