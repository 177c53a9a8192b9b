"""The checks of m3-organisation/02-data-strategy."""

from math import log

from mlworkshop.exercise import (
    Exercise,
    Fields,
    Figure,
    Misconception,
    Number,
    OneOf,
    Text,
    Values,
    Wrong,
)

_KEYS = {
    "household": Text(
        en="Card number at the checkout = household number", ja="POSのカード番号＝世帯番号"
    ),
    "text": Text(en="Card number = card number, as text", ja="カード番号どうし（文字のまま）"),
    "number": Text(en="Card number = card number, as numbers", ja="カード番号どうし（数として）"),
}
_LISTS = {
    "as-is": Text(en="The list as it is", ja="一覧をそのまま使う"),
    "once": Text(en="One row for each product", ja="商品ごとに1行にする"),
    "drop": Text(en="Only products listed once", ja="1行しかない商品だけを使う"),
}
_WEEKS = {
    "any": Text(en="No condition on the week", ja="週を指定しない"),
    "where": Text(
        en="Match first, then keep rows of the week", ja="結合してから、その週の行だけを残す"
    ),
    "on": Text(en="Match only purchases of the week", ja="その週の買い物だけを結合する"),
}
_RIGHT = {"key": "number", "products": "once", "week": "on"}


class LakeJoins(Exercise):
    """Choose how three queries link the tables of a lake."""

    id = "lake-joins"
    title = Text(en="Which way gives the right total?", ja="どの結び方なら正しい合計になるか")
    answer = Fields(
        {
            "key": OneOf(
                *_KEYS,
                words=_KEYS,
                label=Text(
                    en="1. What did the gold households spend?", ja="1. ゴールド会員の世帯の購入額"
                ),
            ),
            "products": OneOf(
                *_LISTS,
                words=_LISTS,
                label=Text(en="2. What did fruit and vegetables bring in?", ja="2. 青果部門の売上"),
            ),
            "week": OneOf(
                *_WEEKS,
                words=_WEEKS,
                label=Text(
                    en="3. What share of the gold households came?",
                    ja="3. 来店したゴールド会員の世帯の割合",
                ),
            ),
        }
    )
    hints = (
        Text(
            en="Look at the first rows of each table. Which columns hold the same thing, and are "
            "they "
            "written alike?",
            ja="各表の先頭の行を見てください。同じものを表す列はどれで、書き方は同じでしょうか。",
        ),
        Text(
            en="`000412` and `412` are the same card. A product on two rows is counted twice. A "
            "household "
            "that did not come has no row of that week.",
            ja="`000412` と `412` は同じカードです。2行ある商品は2回数えられます。"
            "来なかった世帯には、その週の行がありません。",
        ),
    )
    why = Text(
        en="A join is right when both columns mean the same thing, are written alike, and one side "
        "has one row for each key. The table below shows what each other way would have reported.",
        ja="結合が正しいのは、2つの列が同じものを表し、書き方が同じで、"
        "片方の表ではキーごとに1行しかないときです。"
        "ほかの方法ならどう報告していたかは、下の表で分かります。",
    )
    misconceptions = (
        Misconception("clashing-key", lambda: _RIGHT | {"key": "household"}),
        Misconception("leading-zeros", lambda: _RIGHT | {"key": "text"}),
        Misconception("doubled-rows", lambda: _RIGHT | {"products": "as-is"}),
        Misconception("rows-thrown-away", lambda: _RIGHT | {"products": "drop"}),
        Misconception("where-after-left-join", lambda: _RIGHT | {"week": "where"}),
        Misconception("no-week", lambda: _RIGHT | {"week": "any"}),
    )

    def reference(self):
        """Return the right way of each query."""
        return dict(_RIGHT)

    def check(self, answer):
        """Say of the first wrong way what it would report."""
        for part, wrong in _WRONG.items():
            if answer[part] in wrong:
                raise Wrong(*wrong[answer[part]])


_WRONG = {
    "key": {
        "household": (
            Text(
                en="Query 1: card 17 has nothing to do with household 17. Both are small numbers, "
                "so "
                "the query runs, and adds up the purchases of strangers.",
                ja="1：カードの17番と世帯の17番は無関係です。どちらも小さな数なので、"
                "エラーにならずに別の世帯の買い物を"
                "足してしまいます。",
            ),
            "clashing-key",
        ),
        "text": (
            Text(
                en="Query 1: the checkout writes `000412`, the loyalty programme `412`. As text "
                "they differ, so nothing "
                "matches and the total is 0.",
                ja="1：POSでは `000412`、会員名簿では `412` と書かれています。"
                "文字としては違うので1件も結び付かず、合計は0になります。",
            ),
            "leading-zeros",
        ),
    },
    "products": {
        "as-is": (
            Text(
                en="Query 2: a fifth of the products are on two rows of the list. Each of their "
                "purchases is then counted twice.",
                ja="2：商品の5分の1は、一覧に2行あります。その商品の買い物は、"
                "すべて2回数えられます。",
            ),
            "doubled-rows",
        ),
        "drop": (
            Text(
                en="Query 2: the products are doubled, the purchases are not. You throw away sales "
                "that took place.",
                ja="2：重複しているのは商品の行で、買い物ではありません。"
                "実際にあった売上まで捨てています。",
            ),
            "rows-thrown-away",
        ),
    },
    "week": {
        "where": (
            Text(
                en="Query 3: a household that did not come has no purchase of that week, so the "
                "last "
                "step removes it. Everyone who is left came: 100%.",
                ja="3：来なかった世帯にはその週の買い物がないので、最後の絞り込みで消えます。"
                "残るのは来た世帯だけなので、"
                "100%になります。",
            ),
            "where-after-left-join",
        ),
        "any": (
            Text(
                en="Query 3: you count who came at any time in the year. The board asked about one "
                "week.",
                ja="3：1年間に一度でも来た世帯を数えています。経営陣が尋ねたのは、"
                "ある1週間のことです。",
            ),
            "no-week",
        ),
    },
}


class GoldSpent(Figure):
    """Add up what gold households spent, by way of the card register."""

    id = "lake-sql-gold"
    title = Text(en="Query 1: gold households", ja="クエリ1：ゴールド会員の購入額")
    code = True
    answer = Number(0)
    rtol, atol = 0, 0.5
    hints = (
        Text(
            en="Go from `checkouts` to `cards` by the card, and from `cards` to `households` by "
            "the household.",
            ja="`checkouts` と `cards` はカードで、`cards` と `households` は世帯で結び付けます。",
        ),
        Text(
            en="`CAST(checkouts.card_no AS INTEGER)` turns `000412` into 412.",
            ja="`CAST(checkouts.card_no AS INTEGER)` とすると、`000412` が412になります。",
        ),
    )
    why = Text(
        en="Both card numbers are read as numbers, and each card belongs to one household, so "
        "that no purchase is counted twice.",
        ja="カード番号を両方とも数として読みました。1枚のカードは1つの世帯のものなので、"
        "買い物が2回数えられることもありません。",
    )
    misconceptions = (
        Misconception(
            "clashing-key",
            lambda totals, everyone: totals["key", "household"],
            Text(
                en="You compared the card number with the household number. Both are small whole "
                "numbers, so the query runs, "
                "and adds up strangers.",
                ja="カード番号を世帯番号と比べています。どちらも小さな整数なので動きますが、"
                "無関係な世帯を足しています。",
            ),
        ),
        Misconception(
            "leading-zeros",
            lambda totals, everyone: totals["key", "text"],
            Text(
                en="Nothing matched: `000412` and `412` differ as text. Read both as numbers.",
                ja="1件も結び付いていません。`000412` と `412` は、文字としては違います。"
                "両方を数として読みましょう。",
            ),
        ),
        Misconception(
            "no-gold",
            lambda totals, everyone: everyone,
            Text(
                en="That is what all households spent. `WHERE gold` is missing.",
                ja="それは全世帯の購入額です。`WHERE gold` が抜けています。",
            ),
        ),
    )
    otherwise = Text(
        en="Not yet. Check the dates (17 to 23 December), and count the rows before and after "
        "each join.",
        ja="もう一歩です。日付（12月17〜23日）を確かめ、結合の前後で行数を数えてみましょう。",
    )

    def reference(self, totals, everyone):
        """Return the total by the right key."""
        return totals["key", "number"]


class ProduceSold(Figure):
    """Add up a department's sales although the list of products has rows twice."""

    id = "lake-sql-produce"
    title = Text(en="Query 2: fruit and vegetables", ja="クエリ2：青果部門の売上")
    code = True
    answer = Number(0)
    rtol, atol = 0, 0.5
    hints = (
        Text(
            en="Compare `SELECT count(*) FROM products` with "
            "`SELECT count(DISTINCT product_id) FROM products`.",
            ja="`SELECT count(*) FROM products` と "
            "`SELECT count(DISTINCT product_id) FROM products` を比べてみましょう。",
        ),
        Text(
            en="A query in brackets can take the place of a table: "
            "`JOIN (SELECT DISTINCT * FROM products)`.",
            ja="表の代わりに、括弧に入れたクエリを書けます："
            "`JOIN (SELECT DISTINCT * FROM products)`",
        ),
    )
    why = Text(
        en="With one row for each product, each purchase finds exactly one department.",
        ja="商品ごとに1行にすると、1つの買い物に1つの部門だけが結び付きます。",
    )
    misconceptions = (
        Misconception(
            "doubled-rows",
            lambda totals, year: totals["products", "as-is"],
            Text(
                en="Too much: a purchase of a product that is on two rows was counted twice.",
                ja="多すぎます。2行ある商品の買い物が、2回数えられています。",
            ),
        ),
        Misconception(
            "rows-thrown-away",
            lambda totals, year: totals["products", "drop"],
            Text(
                en="Too little: products on two rows are left out, and their sales with them.",
                ja="少なすぎます。2行ある商品を外したので、その売上も消えています。",
            ),
        ),
        Misconception(
            "whole-year",
            lambda totals, year: year,
            Text(
                en="That is the whole year. Add the condition on the week.",
                ja="それは1年分です。週の条件を加えましょう。",
            ),
        ),
    )
    otherwise = Text(
        en="Not yet. Join `checkouts` and `products` by `product_id`, for 17 to 23 December.",
        ja="もう一歩です。`checkouts` と `products` を `product_id` で結合し、"
        "12月17〜23日に絞りましょう。",
    )

    def reference(self, totals, year):
        """Return the total with one row for each product."""
        return totals["products", "once"]


class ShareThatCame(Figure):
    """Find the share of households that came, with those that did not."""

    id = "lake-sql-share"
    title = Text(en="Query 3: the share that came", ja="クエリ3：来店した割合")
    code = True
    answer = Number(0, 1)
    rtol, atol = 0, 0.0005
    hints = (
        Text(
            en="`WHERE` is applied after the join. A household without a visit has an empty "
            "`time` then.",
            ja="`WHERE` は結合の後に働きます。来店のない世帯の `time` は、そのとき空です。",
        ),
        Text(
            en="Put the week after `ON`, and only `gold` after `WHERE`.",
            ja="週の条件は `ON` の後に、`gold` だけを `WHERE` の後に書きます。",
        ),
    )
    why = Text(
        en="In `ON`, the week decides which visits are matched. In `WHERE`, it would decide which "
        "households are left.",
        ja="`ON` に書いた週の条件は、どの来店を結び付けるかを決めます。`WHERE` に書くと、"
        "どの世帯を残すかを決めてしまいます。",
    )
    misconceptions = (
        Misconception(
            "where-after-left-join",
            lambda totals, households, gold: totals["week", "where"],
            Text(
                en="100%: your condition removed every household that did not come, or it is "
                "missing. Did the week get into `ON`?",
                ja="100%になっています。条件が来なかった世帯を消したか、条件がありません。"
                "週の条件は `ON` に書きましたか。",
            ),
        ),
        Misconception(
            "of-all-households",
            lambda totals, households, gold: totals["week", "on"] * gold / households,
            Text(
                en="You divided by all households. The question is about the gold ones.",
                ja="全世帯の数で割っています。尋ねられているのはゴールド会員です。",
            ),
        ),
        Misconception(
            "the-others",
            lambda totals, households, gold: 1 - totals["week", "on"],
            Text(
                en="That is the share that stayed away.",
                ja="それは来なかった世帯の割合です。",
            ),
        ),
    )
    otherwise = Text(
        en="Not yet. Count different households on both sides of the fraction: "
        "`count(DISTINCT …)`.",
        ja="もう一歩です。分子も分母も、`count(DISTINCT …)` で世帯を数えましょう。",
    )

    def reference(self, totals, households, gold):
        """Return the share with the week in the join."""
        return totals["week", "on"]


class DriftAlarm(Exercise):
    """Set an alarm by the weeks before a change."""

    id = "drift-alarm"
    title = Text(en="At which PSI should it ring?", ja="PSIがいくつを超えたらアラートを出すか")
    answer = Number(
        0, 2, label=Text(en="Alarm above a PSI of", ja="これを超えたらアラートを出す（PSI）")
    )
    hints = (
        Text(
            en="How high did the points go in weeks in which nothing happened?",
            ja="何もなかった週の点は、どこまで上がったでしょうか。",
        ),
        Text(
            en="A limit above all points, and not above 0.25: there the rule of thumb already "
            "speaks of a clear change.",
            ja="すべての点より上で、0.25以下です。0.25は、目安ではすでに明らかな変化とされる値です。",
        ),
    )
    why = Text(
        en="You chose it from ordinary weeks alone, before you knew of any change. That is what "
        "makes the count of false alarms honest.",
        ja="変化を知る前に、何もない週だけを手がかりに決めました。だからこそ、誤検出の数を信用できます。",
    )
    misconceptions = (
        Misconception("like-a-p-value", lambda highest: 0.05),
        Misconception("nothing-may-pass", lambda highest: 0.03),
        Misconception("only-disasters", lambda highest: 0.5),
    )
    also_right = (lambda highest: 0.12, lambda highest: 0.25)

    def reference(self, highest):
        """Return the rule of thumb, which no ordinary week reached."""
        return 0.1

    def check(self, answer, highest):
        """Count the false alarms in the ordinary weeks."""
        false = int((highest > answer).sum())
        said = Text(
            en=f"It would have rung in {false} of {len(highest)} ordinary weeks.",
            ja=f"何もない{len(highest)}週のうち、{false}週でアラートが出ていました。",
        )
        if answer > 0.25:
            raise Wrong(
                Text(
                    en=f"{said.en} But from 0.25 the rule of thumb speaks of a clear change, and "
                    "yours would still be silent.",
                    ja=f"{said.ja}ただし、目安では0.25で明らかな変化とされます。この値では、まだアラートが出ません。",
                ),
                misconception="only-disasters",
            )
        if false <= 1:
            return said
        if answer >= 0.05:
            raise Wrong(
                Text(
                    en=f"{said.en} A PSI is a distance and not a p-value, so 0.05 means nothing "
                    "special here.",
                    ja=f"{said.ja}PSIは隔たりの大きさで、p値ではありません。0.05という値に特別な意味はありません。",
                ),
                misconception="like-a-p-value",
            )
        raise Wrong(
            Text(
                en=f"{said.en} After a few weeks no one will look any more.",
                ja=f"{said.ja}数週間もすれば、誰も見なくなります。",
            ),
            misconception="nothing-may-pass",
        )


class PsiByHand(Figure):
    """Compute a population stability index from shares."""

    id = "psi-by-hand"
    title = Text(en="Compute a PSI", ja="PSIを計算する")
    code = True
    answer = Number()
    rtol = 0.01
    hints = (
        Text(
            en="For each bin: how much the share changed, times the logarithm of how many times it "
            "is as large.",
            ja="区間ごとに、「割合の差」と「割合の比の対数」を掛けます。",
        ),
        Text(en="`np.log(q / p)` is the second part.", ja="後半は `np.log(q / p)` です。"),
    )
    why = Text(
        en="Both factors are above zero or below it together, so every bin that changes adds to "
        "the index.",
        ja="2つの因数は必ず同じ符号になるので、変わった区間の分だけ値が大きくなります。",
    )
    misconceptions = (
        Misconception(
            "one-way",
            lambda p, q: float((q * _log(q / p)).sum()),
            Text(
                en="That is the Kullback-Leibler divergence: it weighs by the shares of now. The "
                "index weighs by the difference.",
                ja="それはKLダイバージェンスです。今の割合で重みを付けています。PSIでは差で重みを付けます。",
            ),
        ),
        Misconception(
            "base-ten",
            lambda p, q: float(((q - p) * _log(q / p)).sum() / log(10)),
            Text(
                en="That uses the logarithm to base 10. The limits 0.1 and 0.25 are for the "
                "natural one.",
                ja="常用対数を使っています。0.1や0.25という目安は、自然対数の値です。",
            ),
        ),
        Misconception(
            "differences",
            lambda p, q: float(abs(q - p).sum()),
            Text(
                en="That is the sum of the differences. It does not see that a small share has "
                "doubled.",
                ja="それは差の合計です。小さい割合が2倍になったことを捉えられません。",
            ),
        ),
    )
    otherwise = Text(
        en="Sum over the bins: (q - p) times the natural logarithm of q / p.",
        ja="各区間の (q - p) × log(q / p) を合計します。",
    )

    def reference(self, p, q):
        """Return the index."""
        return float(((q - p) * _log(q / p)).sum())


def _log(ratios):
    import numpy as np  # here: the map of the course reads this file where there is none

    return np.log(ratios)


_KEPT = {
    "data": Text(en="Which data, up to which day", ja="どのデータの、何日までを使ったか"),
    "columns": Text(en="Which columns, by which definition", ja="どの列を、どの定義で計算したか"),
    "settings": Text(en="The settings", ja="設定値"),
    "code": Text(en="The version of the code", ja="コードの版"),
    "result": Text(en="The result, and what it was measured on", ja="結果と、その測り方"),
    "customers": Text(
        en="The names of the customers in the data", ja="データに含まれるお客様の氏名"
    ),
    "best-only": Text(en="Only runs that beat the one before", ja="前回を上回った実行だけ"),
}
_NEEDED = ["data", "columns", "settings", "code", "result"]


class FillTheLog(Exercise):
    """Decide what a log of training runs keeps."""

    id = "lake-fill-log"
    title = Text(en="What does the log keep?", ja="記録に何を残すか")
    answer = Values(OneOf(*_KEPT, words=_KEPT), label=Text(en="Keep", ja="残すもの"))
    hints = (
        Text(
            en="Imagine that you must train the same model again, in a year, in another team.",
            ja="1年後に、別のチームが同じモデルをもう一度作る場面を想像してください。",
        ),
        Text(
            en="Five of the seven are needed. One is a matter of privacy, one hides failures.",
            ja="7つのうち5つが必要です。1つは個人情報の問題になり、1つは失敗を隠します。",
        ),
    )
    why = Text(
        en="With these five, someone else can repeat the run and compare it. The log points to "
        "the data, and holds none of it.",
        ja="この5つがあれば、別の人が実行を再現し、比べられます。"
        "記録は「どのデータか」を示すだけで、データそのものは含みません。",
    )
    misconceptions = (
        Misconception(
            "result-alone", lambda: ["result"], also=(lambda: ["settings", "code", "result"],)
        ),
        Misconception("code-is-enough", lambda: ["data", "columns", "result"]),
        Misconception("personal-data", lambda: [*_NEEDED, "customers"]),
        Misconception("winners-only", lambda: [*_NEEDED, "best-only"]),
        Misconception("no-result", lambda: ["data", "columns", "settings", "code"]),
    )

    def reference(self):
        """Return what a repetition needs."""
        return list(_NEEDED)

    def check(self, answer):
        """Say of the first gap or surplus what would come of it."""
        kept = set(answer)
        if "customers" in kept:
            raise Wrong(
                Text(
                    en="A log is read by many and kept for years, so it must not hold personal "
                    "data. Note which data, not its content.",
                    ja="記録は多くの人が読み、何年も残ります。個人情報を入れてはいけません。"
                    "中身ではなく、どのデータかを残します。",
                ),
                "personal-data",
            )
        if "best-only" in kept:
            raise Wrong(
                Text(
                    en="Then the next team tries again what failed. And the best of many tries "
                    "looks better than it is.",
                    ja="失敗が残らないと、次のチームが同じ失敗を繰り返します。また、"
                    "多くの試行から選んだ最良の結果は、実力より良く見えます。",
                ),
                "winners-only",
            )
        if not {"data", "columns"} <= kept:
            raise Wrong(
                Text(
                    en="Your log cannot say what the model learned from. You need exactly that "
                    "to explain the complaints.",
                    ja="この記録では、モデルが何から学んだのかが分かりません。"
                    "苦情の原因を調べるときに必要なのは、まさにそれです。",
                ),
                "result-alone",
            )
        if not {"settings", "code"} <= kept:
            raise Wrong(
                Text(
                    en="The same data give a different model with other settings or other code. "
                    "No one can repeat this run.",
                    ja="同じデータでも、設定値やコードが違えば別のモデルになります。"
                    "これでは再現できません。",
                ),
                "code-is-enough",
            )
        if "result" not in kept:
            raise Wrong(
                Text(
                    en="The run can be repeated, but no one knows whether it was any good.",
                    ja="再現はできますが、良い結果だったのかが分かりません。",
                ),
                "no-result",
            )


class RunInSql(Exercise):
    """Find the run of the version in use by a join of registry and log."""

    id = "lake-sql-run"
    title = Text(en="Ask the log", ja="記録に尋ねる")
    code = True
    answer = Fields(
        {
            "run": Number(1, 4, whole=True),
            "data": OneOf("checkouts < 2017-05-01", "checkouts < 2017-08-01"),
            "columns": OneOf("last_7_days", "last_28_days", "month_so_far"),
        }
    )
    hints = (
        Text(
            en="Both tables have a column `run`: `registry JOIN log USING (run)`.",
            ja="どちらの表にも `run` の列があります：`registry JOIN log USING (run)`",
        ),
        Text(
            en="The registry knows which version is in use; the log does not.",
            ja="使用中の版を知っているのは、記録ではなくレジストリです。",
        ),
    )
    why = Text(
        en="The registry leads from the version to its run, and the run leads to its data and "
        "columns.",
        ja="レジストリで版から実行へ、記録で実行からデータと列へたどれます。",
    )
    misconceptions = (
        Misconception("version-is-run", lambda log: _line(log, 2)),
        Misconception("newest-run", lambda log: _line(log, 4)),
        Misconception("oldest-version", lambda log: _line(log, 1)),
        Misconception(
            "rows-mixed", lambda log: _line(log, 3) | {"columns": _line(log, 2)["columns"]}
        ),
    )

    def reference(self, log):
        """Return the line of run 3, which made version 2."""
        return _line(log, 3)

    def check(self, answer, log):
        """Say where the way back from the version went wrong."""
        if answer["run"] in _NOT_THE_RUN:
            raise Wrong(*_NOT_THE_RUN[answer["run"]])
        if answer != _line(log, 3):
            raise Wrong(
                Text(
                    en="That is not one line of the log. Take run, data and columns from the same "
                    "row.",
                    ja="記録の1行になっていません。実行、データ、列を同じ行から取りましょう。",
                ),
                "rows-mixed",
            )


def _line(log, run):
    return {"run": run, "data": log.loc[run, "data"], "columns": log.loc[run, "columns"]}


_NOT_THE_RUN = {
    1: (
        Text(
            en="Run 1 made version 1. It is retired: look for the version that is in use.",
            ja="1番の実行からは第1版が作られましたが、すでに使われていません。"
            "使用中の版を探しましょう。",
        ),
        "oldest-version",
    ),
    2: (
        Text(
            en="Version 2 is in use, but its number is not its run. The registry says which run "
            "made it.",
            ja="使用中なのは第2版ですが、版の番号と実行の番号は別です。どの実行で作られたかは、"
            "レジストリに書いてあります。",
        ),
        "version-is-run",
    ),
    4: (
        Text(
            en="Run 4 is the newest. Its version is still waiting: no one has released it for use.",
            ja="4番は最も新しい実行ですが、その版はまだ承認待ちです。使われてはいません。",
        ),
        "newest-run",
    ),
}
