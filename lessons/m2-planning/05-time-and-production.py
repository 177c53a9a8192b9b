"""The checks of m2-planning/05-time-and-production."""

import re

from mlworkshop.exercise import (
    Exercise,
    Figure,
    FunctionOf,
    Misconception,
    Number,
    OneOf,
    Text,
    Values,
    Wrong,
)


def _weeks(photos, seconds, hours_a_week):
    return photos * seconds / 3600 / hours_a_week


class LabellingWeeks(Figure):
    """How long labelling takes when defects are rare and few people can tell them."""

    id = "labelling-weeks"
    title = Text(en="How long does labelling take?", ja="ラベル付けに何週かかるか")
    answer = Number(
        0, 10_000, unit=Text(en="weeks", ja="週"), label=Text(en="Labelling", ja="ラベル付け")
    )
    rtol = 0.05
    hints = (
        Text(
            en="How many photos must someone look through until 100 defective parts have appeared?",
            ja="不良品が100個見つかるまでに、何枚の写真を見る必要があるでしょうか。",
        ),
        Text(
            en="10,000 photos of 18 seconds each are 50 hours. How many of those fit into a week?",
            ja="1枚18秒で10,000枚なら50時間です。1週間にそのうち何時間を使えるでしょうか。",
        ),
    )
    why = Text(
        en="10,000 photos × 18 seconds = 50 hours, and the inspectors have 5 hours a week. No one "
        "was lazy: defects are rare, and few people can recognise them.",
        ja="10,000枚×18秒＝50時間で、検査員が使えるのは週5時間です。誰かが怠けているわけではなく、不良品は"
        "まれで、見分けられる人も少ないのです。",
    )
    misconceptions = (
        Misconception(
            "defects-only",
            lambda wanted, share, seconds, hours_a_week, photos: _weeks(
                wanted, seconds, hours_a_week
            ),
            Text(
                en="You counted 100 photos. No one knows which photos show the defects: that is "
                "what "
                "the labels are for.",
                ja="100枚で計算しています。しかし、どの写真に不良品が写っているかは、まだ誰にも分かりません。"
                "それを調べるのがラベル付けです。",
            ),
        ),
        Misconception(
            "full-time",
            lambda wanted, share, seconds, hours_a_week, photos: _weeks(
                wanted / share, seconds, 40
            ),
            Text(
                en="That would be true if the inspectors did nothing else for 40 hours a week. "
                "They "
                "have 5.",
                ja="検査員が週40時間、ラベル付けだけをする場合の答えです。使えるのは週5時間です。",
            ),
        ),
        Misconception(
            "all-photos",
            lambda wanted, share, seconds, hours_a_week, photos: _weeks(
                photos, seconds, hours_a_week
            ),
            Text(
                en="That is the time for all 60,000 photos. A first model does not need all of "
                "them.",
                ja="それは60,000枚すべての場合です。最初のモデルに全部は必要ありません。",
            ),
        ),
    )
    otherwise = Text(
        en="Work in steps: photos to look through, then hours, then weeks.",
        ja="見る枚数、合計の時間、週数の順に計算してみましょう。",
    )

    def reference(self, wanted, share, seconds, hours_a_week, photos):
        """Return the weeks for as many photos as hold enough defects."""
        return _weeks(wanted / share, seconds, hours_a_week)


class AlarmCutOff(Exercise):
    """Choose an alarm's cut-off by what it earned on earlier days."""

    id = "alarm-cut-off"
    title = Text(en="When should the alarm ring?", ja="何件でアラートを出すか")
    answer = Number(
        44,
        54,
        whole=True,
        unit=Text(en="receipts", ja="件"),
        label=Text(en="Alarm at", ja="アラートを出す件数"),
    )
    hints = (
        Text(
            en="Each row of the table says what that cut-off would have earned from January to "
            "August. Which column has the money?",
            ja="表の各行は、その件数で1〜8月にいくら得をしたかを示しています。金額はどの列でしょうか。",
        ),
        Text(
            en="The best row is in the upper half of the table, just above 45.",
            ja="一番良い行は表の上半分、45件より少し多いところです。",
        ),
    )
    why = Text(
        en='Neither "miss nothing" nor "no false alarm" is best: the prices decide. Rows next to '
        "each other differ by a few days only, so a neighbour is fine too.",
        ja="「見逃さない」でも「誤検出ゼロ」でもなく、金額で決まります。隣り合う行の差は数日分しかないので、"
        "隣の行でもかまいません。",
    )
    misconceptions = (
        Misconception("miss-nothing", lambda **_: 44, also=(lambda **_: 46,)),
        Misconception("no-false-alarm", lambda **_: 54, also=(lambda **_: 52,)),
        Misconception("halves", lambda **_: 49, also=(lambda **_: 51,)),
    )
    also_right = (lambda **_: 47, lambda **_: 48, lambda **_: 50)

    def reference(self, earned, false_alarm):
        """Return the cut-off that earned most."""
        return int(earned.idxmax())

    def check(self, answer, earned, false_alarm):
        """Compare what it earned with the best."""
        got, best = earned[answer], earned.max()
        said = Text(
            en=f"On the earlier days this would have earned ${got:,.0f}.",
            ja=f"この件数なら、1〜8月に{got:,.0f}円の得でした。",
        )
        if best - got <= 2 * false_alarm:  # so few days cannot tell more apart
            return said
        if answer > earned.idxmax() and best - got <= 4 * false_alarm:
            return Text(
                en=f"{said.en} That is less than the best row, but a dozen days make the "
                "difference, and colleagues come in for nothing half as often. If they might stop "
                "trusting the alarm, that is a good reason.",
                ja=f"{said.ja}最高の行には届きませんが、差は12日分の結果にすぎず、無駄に呼ぶ回数は約半分です。"
                "誤検出が続くと信用されなくなるなら、よい理由になります。",
            )
        if answer < earned.idxmax():
            raise Wrong(
                Text(
                    en=f"{said.en} It rings for nearly every busy day, and too often for ordinary "
                    "ones.",
                    ja=f"{said.ja}混む日はほとんど捉えますが、普通の日にも出すぎます。",
                ),
                misconception="miss-nothing",
            )
        if answer >= 52:
            raise Wrong(
                Text(
                    en=f"{said.en} Hardly any false alarm, and hardly any busy day either.",
                    ja=f"{said.ja}誤検出はほとんどありませんが、混む日もほとんど捉えていません。",
                ),
                misconception="no-false-alarm",
            )
        raise Wrong(
            Text(
                en=f"{said.en} A busy day is worth three false alarms, so you can afford more of "
                f"them.",
                ja=f"{said.ja}混む日1日の価値は誤検出3回分です。もう少し誤検出を許せます。",
            ),
            misconception="halves",
        )


_RECEIPTS = {
    "ordinary": Text(en="812 · 14:05 · $23.10", ja="812・14:05・2,310円"),
    "refund": Text(en="813 · 14:06 · −$4.50 (goods returned)", ja="813・14:06・−450円（返品）"),
    "bad-time": Text(en="814 · 25:10 · $8.00", ja="814・25:10・800円"),
    "no-amount": Text(en="815 · 14:07 · (no amount)", ja="815・14:07・（金額なし）"),
    "twice": Text(en="812 · 14:05 · $23.10 (again)", ja="812・14:05・2,310円（2回目）"),
    "free": Text(en="816 · 14:08 · $0.00 (coupon)", ja="816・14:08・0円（クーポン）"),
}


class RefuseInputs(Exercise):
    """Decide which inputs a function must refuse."""

    id = "refuse-inputs"
    title = Text(en="Which receipts must be refused?", ja="受け付けてはいけないレシートはどれか")
    answer = Values(
        OneOf(*_RECEIPTS, words=_RECEIPTS),
        label=Text(en="Refuse (number · time · amount)", ja="拒否するもの（番号・時刻・金額）"),
    )
    hints = (
        Text(
            en="Unusual is not the same as impossible. Which of them could really happen at a "
            "checkout?",
            ja="珍しいことと、ありえないことは違います。レジで実際に起こりうるのはどれでしょうか。",
        ),
        Text(
            en="Three must go: one impossible time, one gap, one that has been counted before.",
            ja="拒否するのは、ありえない時刻、欠けた金額、数え終わったレシートの3つです。",
        ),
    )
    why = Text(
        en="You know the business, so you can say what is odd and what is impossible. No "
        "programmer "
        "can guess that refunds are allowed.",
        ja="珍しいだけなのか、ありえないのか。それを言えるのは業務を知る人です。返品が正しい入力であることは、"
        "開発者には推測できません。",
    )
    misconceptions = (
        Misconception("refund", lambda: ["refund", "bad-time", "no-amount", "twice"]),
        Misconception("free", lambda: ["bad-time", "no-amount", "twice", "free"]),
        Misconception("twice", lambda: ["bad-time", "no-amount"]),
    )
    also_wrong = (
        lambda: ["ordinary"],
        lambda: ["no-amount", "twice"],
        lambda: list(_RECEIPTS),
    )

    def reference(self):
        """Return what cannot be."""
        return ["bad-time", "no-amount", "twice"]

    def check(self, answer):
        """Say of the first odd decision what would come of it."""
        refused = set(answer)
        if "ordinary" in refused:
            raise Wrong(
                Text(
                    en="Receipt 812 is in perfect order the first time. A check that refuses it "
                    "stops "
                    "the shop.",
                    ja="最初の812番に問題はありません。これを拒否すると業務が止まります。",
                )
            )
        if "refund" in refused:
            raise Wrong(
                Text(
                    en="A refund is unusual, but it happens every day. Without it the day's total "
                    "is too "
                    "high.",
                    ja="返品は毎日起こります。拒否すると、その日の合計が実際より大きくなります。",
                ),
                misconception="refund",
            )
        if "free" in refused:
            raise Wrong(
                Text(
                    en="A coupon can pay for everything. The customer still waited in the queue "
                    "that the "
                    "alarm is about.",
                    ja="クーポンで0円になることはあります。そのお客様もレジの列には並んでいました。",
                ),
                misconception="free",
            )
        if "twice" not in refused:
            raise Wrong(
                Text(
                    en="Receipt 812 arrives twice, perhaps because the network failed. Counted "
                    "twice, it "
                    "makes the day look busier than it is.",
                    ja="812番が2回届いています（通信の再送などで起こります）。2回数えると、実際より混んで見えます。",
                ),
                misconception="twice",
            )
        missing = {"bad-time", "no-amount"} - refused
        if missing:
            raise Wrong(
                Text(
                    en="One that cannot be real still gets in. Look at each time and each amount.",
                    ja="ありえないものがまだ通っています。時刻と金額をもう一度見てください。",
                )
            )


def _sound(receipt):
    _, time, amount = receipt
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        return "time"
    return "" if isinstance(amount, int | float) else "amount"


def _refuses_refunds(receipt):
    return _sound(receipt) or ("amount" if receipt[2] < 0 else "")


def _accepts_any_time(receipt):
    return "" if isinstance(receipt[2], int | float) else "amount"


class TestThatCanFail(Exercise):
    """Write a test that passes the sound check and fails each broken one."""

    id = "test-that-can-fail"
    title = Text(en="Write a test that can fail", ja="失敗できるテストを書く")
    code = True
    answer = FunctionOf(OneOf(True, False), [(_sound,), (_accepts_any_time,)])
    hints = (
        Text(
            en='`check((813, "14:06", -4.50))` is `""` where the refund is accepted.',
            ja='返品を受け付けるなら、`check((813, "14:06", -4.50))` は `""` になります。',
        ),
        Text(
            en='A refused receipt gives a word: `check((814, "25:10", 8.00)) != ""`.',
            ja='拒否されたレシートでは単語が返ります：`check((814, "25:10", 8.00)) != ""`',
        ),
    )
    why = Text(
        en="Your test passes the sound check and fails every broken one. A test that cannot fail "
        "proves nothing.",
        ja="正しい関数では成功し、壊れた関数ではどれも失敗するテストになりました。失敗できないテストは、"
        "何も証明しません。",
    )
    misconceptions = (
        Misconception("always-true", lambda: lambda check: True),
        Misconception("always-false", lambda: lambda check: False),
        Misconception("refund-only", lambda: lambda check: check((813, "14:06", -4.5)) == ""),
        Misconception("time-only", lambda: lambda check: check((814, "25:10", 8.0)) != ""),
    )

    def reference(self):
        """Return a test of both sides."""
        return lambda check: (
            check((813, "14:06", -4.50)) == "" and check((814, "25:10", 8.00)) != ""
        )

    def check(self, answer):
        """Let the test judge one sound check and several broken ones."""
        if not answer(_sound):
            raise Wrong(
                Text(
                    en="Your test fails the sound check, which accepts refunds and refuses 25:10.",
                    ja="返品を受け付けて25:10を拒否する、正しい関数でも失敗しています。",
                ),
                misconception="always-false",
            )
        passes_lax, passes_strict = answer(_accepts_any_time), answer(_refuses_refunds)
        if passes_lax and passes_strict:
            raise Wrong(
                Text(
                    en="Your test also passes checks that are broken either way. What must differ?",
                    ja="何でも通す関数も、返品を拒否する関数も、成功と判定しています。どこに差が出るべきでしょうか。",
                ),
                misconception="always-true",
            )
        if passes_lax:
            raise Wrong(
                Text(
                    en="Your test also passes a check that lets 25:10 in. Test one receipt that "
                    "must be "
                    "refused.",
                    ja="25:10を通してしまう関数も成功と判定しています。拒否すべきレシートも試しましょう。",
                ),
                misconception="refund-only",
            )
        if passes_strict:
            raise Wrong(
                Text(
                    en="Your test also passes a check that refuses refunds. Test one receipt that "
                    "must be "
                    "accepted.",
                    ja="返品を拒否する関数も成功と判定しています。受け付けるべきレシートも試しましょう。",
                ),
                misconception="time-only",
            )
