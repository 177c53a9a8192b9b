"""The check of 00-start-here."""

from mlworkshop.exercise import Exercise, Misconception, Number, Text, Wrong

MAILS, SHARE = 120, 0.30


class HowMany(Exercise):
    """Take a share of a number of mails."""

    id = "how-many"
    title = Text(en="How many?", ja="何通でしょう")
    answer = Number(0)
    hints = (
        Text(
            en="30 % of 100 mails would be 30. Here there are a few more than 100.",
            ja="100通の30%なら30通です。ここではメールが100通より少し多くあります。",
        ),
        Text(en="Type `120 * 0.30`.", ja="`120 * 0.30` と入力してみましょう。"),
    )
    why = Text(
        en="You may type a number or a calculation: both are fine.",
        ja="数字をそのまま入力しても、計算式を入力してもかまいません。",
    )
    misconceptions = (
        Misconception("per-cent-as-number", lambda: 30),
        Misconception("the-rest", lambda: MAILS * (1 - SHARE)),
        Misconception("not-divided", lambda: MAILS * 30),
    )
    also_wrong = (lambda: MAILS / 2,)

    def reference(self):
        """Return the number of spam mails a day."""
        return MAILS * SHARE

    def check(self, answer):
        """Compare with the share of all mails."""
        if abs(answer - MAILS * SHARE) < 0.5:
            return
        if answer == 30:
            raise Wrong(
                Text(
                    en="30 is the percentage itself. 30 % of 120 mails is a little more.",
                    ja="30はパーセントの数字そのものです。120通の30%は、もう少し多くなります。",
                ),
                misconception="per-cent-as-number",
            )
        if abs(answer - MAILS * (1 - SHARE)) < 0.5:
            raise Wrong(
                Text(
                    en="Those are the good mails, the other 70 %.",
                    ja="それは残りの70%、つまり通常メールの数です。",
                ),
                misconception="the-rest",
            )
        if answer > MAILS:
            raise Wrong(
                Text(
                    en="That is more than all mails together. 30 % means 30 of each hundred: "
                    "divide by 100.",
                    ja="メール全体の数より多くなっています。30%は「100通につき30通」なので、"
                    "100で割ります。",
                ),
                misconception="not-divided",
            )
        raise Wrong(
            Text(
                en="Take 30 of each hundred mails; there are 120.",
                ja="100通につき30通がスパムです。メールは全部で120通あります。",
            )
        )
