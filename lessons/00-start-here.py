"""The check of 00-start-here."""

from mlworkshop.exercise import Figure, Misconception, Number, Text

MAILS, SHARE = 120, 0.30


class HowMany(Figure):
    """Take a share of a number of mails."""

    id = "how-many"
    title = Text(en="How many?", ja="何通でしょう")
    answer = Number(0, unit=Text(en="emails", ja="通"))
    rtol, atol = 0, 0.5
    hints = (
        Text(
            en="30% of 100 emails would be 30. There are 120 emails, so there are a few more.",
            ja="100通の30%なら30通です。メールは120通なので、答えは30通より少し多くなります。",
        ),
        Text(
            en="100 emails give 30, and the other 20 give 6. Together?",
            ja="100通で30通、残りの20通で6通です。合わせると何通でしょうか。",
        ),
    )
    why = Text(
        en="Every exercise works like this: an answer that is not right yet gets a reason, and you "
        "may change it at any time.",
        ja="どの演習も同じです。間違えたときには理由が表示され、答えはいつでも変えられます。",
    )
    misconceptions = (
        Misconception(
            "per-cent-as-number",
            lambda: 30,
            Text(
                en="30 is the percentage itself. 30% of 120 emails is a little more.",
                ja="30はパーセントの数字そのものです。120通の30%は、もう少し多くなります。",
            ),
        ),
        Misconception(
            "the-rest",
            lambda: MAILS * (1 - SHARE),
            Text(
                en="Those are the good emails, the other 70%.",
                ja="それは残りの70%、つまり通常メールの数です。",
            ),
        ),
        Misconception(
            "not-divided",
            lambda: MAILS * 30,
            Text(
                en="That is more than all emails together. 30% means 30 in each hundred: "
                "divide by 100.",
                ja="メール全体の数より多くなっています。30%は「100通につき30通」なので、"
                "100で割ります。",
            ),
        ),
    )
    also_wrong = (lambda: MAILS / 2,)
    otherwise = Text(
        en="Divide 30 by 100, then multiply by 120.",
        ja="30を100で割ってから、120を掛けましょう。",
    )

    def reference(self):
        """Return the number of spam emails a day."""
        return MAILS * SHARE
