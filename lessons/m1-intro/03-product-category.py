"""The checks of m1-intro/03-product-category."""

from mlworkshop.exercise import (
    Exercise,
    Fields,
    Figure,
    Misconception,
    Number,
    Numbers,
    OneOf,
    Text,
    Wrong,
)

_COLUMNS = {
    "price": Text(en="Price (price)", ja="価格（price）"),
    "package_size": Text(en="Size (package_size)", ja="内容量（package_size）"),
    "manufacturer_id": Text(en="Maker (manufacturer_id)", ja="メーカー（manufacturer_id）"),
    "product_type": Text(en="Type (product_type)", ja="タイプ（product_type）"),
    "baskets": Text(en="Baskets (baskets)", ja="購入件数（baskets）"),
}
_WAYS = {
    "use": Text(en="use it", ja="使う"),
    "ask": Text(en="ask first", ja="先に確かめる"),
    "leave out": Text(en="leave it out", ja="外す"),
}
_USE = dict.fromkeys(["price", "package_size", "manufacturer_id"], "use")
_AT_MOST = 0.02  # of the products that the model decides may be wrong


class ChooseTheColumns(Exercise):
    """Decide for each column whether it is known in time."""

    id = "choose-the-columns"
    title = Text(en="Choose the columns", ja="列を選ぶ")
    answer = Fields(
        {
            column: OneOf("use", "ask", "leave out", words=_WAYS, label=label)
            for column, label in _COLUMNS.items()
        }
    )
    hints = (
        Text(
            en="Picture the buyer at the keyboard. What is printed on the product or the invoice?",
            ja="登録画面に向かう担当者を思い浮かべてください。商品や納品書には何が書いてあるでしょうか。",
        ),
        Text(
            en="No one has bought the product yet. And look at the table again: when is the type "
            "chosen?",
            ja="その商品は、まだ誰も買っていません。また、タイプはいつ選ばれたと書いてあるでしょうか。",
        ),
    )
    why = Text(
        en="Price, size and maker come with the product. `baskets` is not known yet. The type "
        "depends on how the company works, so ask the people who fill it in.",
        ja="価格、内容量、メーカーは、商品が届いた時点で分かっています。"
        "`baskets` が分かるのは売れた後です。"
        "タイプを使ってよいかは業務の流れによるので、入力している人に聞かなければ分かりません。",
    )
    misconceptions = (
        Misconception("more-is-better", lambda: _USE | {"product_type": "use", "baskets": "use"}),
        Misconception(
            "closest-to-the-answer",
            lambda: _USE | {"product_type": "use", "baskets": "leave out"},
        ),
        Misconception(
            "never-ask", lambda: _USE | {"product_type": "leave out", "baskets": "leave out"}
        ),
        Misconception(
            "gaps-spoil-a-column",
            lambda: {
                **_USE,
                "package_size": "leave out",
                "product_type": "ask",
                "baskets": "leave out",
            },
        ),
    )
    also_right = (lambda: _USE | {"price": "ask", "product_type": "ask", "baskets": "leave out"},)
    also_wrong = (
        lambda: (
            _USE | {"manufacturer_id": "leave out", "product_type": "ask", "baskets": "leave out"}
        ),
        lambda: _USE | {"price": "leave out", "product_type": "ask", "baskets": "leave out"},
    )

    def reference(self):
        """Return what is known when a product is entered."""
        return _USE | {"product_type": "ask", "baskets": "leave out"}

    def check(self, answer):
        """Compare with what is known when a product is entered."""
        if answer["baskets"] != "leave out":
            raise Wrong(
                Text(
                    en="`baskets` counts purchases, and a new product has none. A column that is "
                    "known only later makes the test look good and is empty in production. This "
                    "is *data leakage*.",
                    ja="`baskets` は購入された件数です。新しい商品は、まだ1点も売れていません。"
                    "後で分かる列はテストの成績を良く見せますが、本番では空欄です（データリーク）。",
                ),
                misconception="more-is-better",
            )
        if answer["product_type"] == "use":
            raise Wrong(
                Text(
                    en="`product_type` is usually chosen together with the department. If it is "
                    "filled in at the same moment, it is not there when the proposal is needed. "
                    "First find out.",
                    ja="`product_type` は、ふつう部門と一緒に選びます。同時に入力されるのなら、"
                    "候補がほしい時点ではまだ空欄です。先に確かめましょう。",
                ),
                misconception="closest-to-the-answer",
            )
        if answer["product_type"] == "leave out":
            raise Wrong(
                Text(
                    en="Being careful is good, but the supplier may send the type with the "
                    "product. Then it is the best column of all. Ask the people who fill it in.",
                    ja="慎重なのはよいことです。ただ、仕入れ先がタイプも知らせてくれるのなら、一番役に立つ列"
                    "になります。まず、入力している人に聞きましょう。",
                ),
                misconception="never-ask",
            )
        if answer["package_size"] != "use":
            raise Wrong(
                Text(
                    en="The size is often missing, but it is known as soon as the product "
                    "is. A gap says something too: weighed goods often have no size.",
                    ja="内容量は空欄が多いものの、商品があれば分かります。しかも、"
                    "空欄そのものも手がかりになります。量り売りの商品は、内容量が空欄のことがよくあります。",
                ),
                misconception="gaps-spoil-a-column",
            )
        if answer["manufacturer_id"] != "use" or answer["price"] == "leave out":
            raise Wrong(
                Text(
                    en="Price and maker are known before a product is on the shelf.",
                    ja="価格とメーカーは、商品が棚に並ぶ前に分かっています。",
                )
            )


class MacroF1(Figure):
    """Compute macro F1 from the F1 of each department."""

    id = "macro-f1"
    title = Text(en="Macro F1", ja="マクロF1")
    code = True
    answer = Number(0)
    rtol, atol = 0, 0.005
    hints = (
        Text(
            en="Each department counts the same, whatever its size.",
            ja="部門の大きさに関係なく、どの部門も同じ重さで数えます。",
        ),
        Text(
            en="A pandas column has methods such as `.sum()`, `.max()` and `.mean()`.",
            ja="pandas の列には `.sum()`、`.max()`、`.mean()` などのメソッドがあります。",
        ),
    )
    why = Text(
        en="Nine zeros pull the mean down, so macro F1 shows what accuracy hides.",
        ja="9つの0が平均を引き下げるので、正解率では見えなかったことが見えます。",
    )
    misconceptions = (
        Misconception(
            "weighted-by-size",
            lambda f1_by_department, sizes, accuracy: (
                (f1_by_department * sizes).sum() / sizes.sum()
            ),
            Text(
                en="This lets large departments count more, so the small ones disappear again, "
                "as they do in accuracy.",
                ja="大きな部門ほど重く数えています。それでは正解率と同じように、"
                "小さな部門が見えなくなります。",
            ),
        ),
        Misconception(
            "accuracy",
            lambda f1_by_department, sizes, accuracy: accuracy,
            Text(
                en="That is the accuracy: the share of right products. Take the mean over "
                "departments.",
                ja="それは正解率（正しかった商品の割合）です。部門ごとのF1の平均を取りましょう。",
            ),
        ),
        Misconception(
            "the-best-one",
            lambda f1_by_department, sizes, accuracy: f1_by_department.max(),
            Text(
                en="That is the F1 of the best department only. Use all eleven.",
                ja="それは一番良い部門だけのF1です。11部門すべてを数に入れましょう。",
            ),
        ),
        Misconception(
            "sum",
            lambda f1_by_department, sizes, accuracy: f1_by_department.sum(),
            Text(
                en="That is the sum. Divide it by the number of departments.",
                ja="それは合計です。部門の数で割りましょう。",
            ),
        ),
    )
    also_wrong = (lambda f1_by_department, sizes, accuracy: f1_by_department.median(),)
    otherwise = Text(
        en="Not yet: add up the eleven values of F1 and divide by eleven.",
        ja="もう一歩です。11個のF1を足して、11で割りましょう。",
    )

    def reference(self, f1_by_department, sizes, accuracy):
        """Return the plain mean."""
        return float(f1_by_department.mean())

    def praise(self, answer, f1_by_department, sizes, accuracy):
        """Set it beside the accuracy."""
        mean = f1_by_department.mean()
        return Text(
            en=f"Macro F1 is {mean:.2f}, beside an accuracy of {accuracy:.2f}.",
            ja=f"マクロF1は{mean:.2f}です（正解率は{accuracy:.2f}）。",
        )


class FindTheWeakest(Exercise):
    """Find the department with the lowest F1, and what it is mistaken for."""

    id = "find-the-weakest"
    title = Text(en="Find the weakest department", ja="最も苦手な部門を探す")
    answer = Numbers(
        1,
        11,
        length=2,
        whole=True,
        labels=[
            Text(en="Row: the department with the lowest F1", ja="行：F1が最も低い部門の番号"),
            Text(
                en="Column: the department it is most often mistaken for",
                ja="列：最もよく間違えられた部門の番号",
            ),
        ],
    )
    hints = (
        Text(
            en="Start on the right: find the lowest value in the column F1, and take its row.",
            ja="右端から見ます。F1の列で一番小さい数字のある行が、最も苦手な部門です。",
        ),
        Text(
            en="In that row, leave out the bold cell. Which of the others is darkest?",
            ja="その行の太字のセルを除いて、一番濃いセルはどれでしょうか。",
        ),
    )
    why = Text(
        en='Deli, mistaken for "Drug and general". Deli is neither the smallest department nor the '
        "one with the most errors.",
        ja="惣菜が「医薬品・雑貨」と間違えられています。商品数が最も少ない部門でも、"
        "誤りの件数が最も多い部門でもありません。",
    )
    misconceptions = (
        Misconception("most-errors", lambda truth, predicted: _cell(truth, predicted, "errors")),
        Misconception("smallest", lambda truth, predicted: [11.0, 2.0]),
        Misconception("the-diagonal", lambda truth, predicted: [5.0, 5.0]),
        Misconception("swapped", lambda truth, predicted: _cell(truth, predicted, "f1")[::-1]),
    )
    also_wrong = (
        lambda truth, predicted: [5.0, 1.0],
        lambda truth, predicted: [10.0, 1.0],
    )

    def reference(self, truth, predicted):
        """Return row and column, counted from 1."""
        return _cell(truth, predicted, "f1")

    def check(self, answer, truth, predicted):
        """Compare with the matrix."""
        right = self.reference(truth, predicted)
        if answer == right:
            return
        if answer == right[::-1]:
            raise Wrong(
                Text(
                    en="The two are swapped. The row is the true department and comes first.",
                    ja="順番が逆です。先に書くのは行、つまり実際の部門です。",
                ),
                misconception="swapped",
            )
        row, column = answer
        if row == column:
            raise Wrong(
                Text(
                    en="That cell is on the diagonal: those products are right. Look for the "
                    "darkest other cell of the row.",
                    ja="それは対角線上のセルで、正解だった商品です。同じ行の、"
                    "ほかのセルで一番濃いものを探しましょう。",
                ),
                misconception="the-diagonal",
            )
        if row == right[0]:
            raise Wrong(
                Text(
                    en="The row is right. Another cell of it is darker.",
                    ja="行は合っています。その行には、もっと濃いセルがあります。",
                )
            )
        if row == _cell(truth, predicted, "errors")[0]:
            raise Wrong(
                Text(
                    en="It has the most errors because it has the most products. F1 takes the size "
                    "into account.",
                    ja="誤りの件数が最も多いのは、商品数が最も多いからです。"
                    "F1は、誤りを部門の大きさと比べた数字です。",
                ),
                misconception="most-errors",
            )
        if row == 11:
            raise Wrong(
                Text(
                    en="The smallest department need not be the weakest. Compare the values in the "
                    "column F1.",
                    ja="最も小さい部門が、最も苦手とは限りません。F1の列の値を比べましょう。",
                ),
                misconception="smallest",
            )
        raise Wrong(
            Text(
                en="Another department has a lower F1. Compare the last column row by row.",
                ja="F1がもっと低い部門があります。右端の列を1行ずつ比べましょう。",
            )
        )


class SetTheCutOff(Exercise):
    """Choose the lowest cut-off that keeps the team's rule."""

    id = "set-the-cut-off"
    title = Text(en="Set the cut-off", ja="しきい値を決める")
    answer = OneOf(0.5, 0.7, 0.8, 0.9, 0.95, label=Text(en="Cut-off", ja="しきい値"))
    hints = (
        Text(
            en='Look at the column "of these, wrong". In which rows is it at most 2%?',
            ja="「そのうち間違い」の列を見ます。2%以下になっているのはどの行でしょうか。",
        ),
        Text(
            en="Several cut-offs keep the rule. At which of them does the model decide most?",
            ja="ルールを守れるしきい値はいくつかあります。その中で、モデルが決める割合が最も高いのは"
            "どれでしょうか。",
        ),
    )
    why = Text(
        en="A higher cut-off would also keep the rule, but it would leave more products to people.",
        ja="もっと高いしきい値でもルールは守れますが、人の作業が増えてしまいます。",
    )
    misconceptions = (
        Misconception("less-work-at-any-price", lambda wrong_shares: 0.5),
        Misconception("nearly-will-do", lambda wrong_shares: 0.8),
        Misconception("the-safest-one", lambda wrong_shares: 0.95),
    )

    def reference(self, wrong_shares):
        """Return the lowest cut-off that keeps the rule."""
        return min(cut_off for cut_off, wrong in wrong_shares.items() if wrong <= _AT_MOST)

    def check(self, answer, wrong_shares):
        """Compare what is wrong with the rule."""
        wrong, right = wrong_shares[answer], self.reference(wrong_shares)
        if wrong > _AT_MOST:
            near = answer == max(each for each in wrong_shares if each < right)
            raise Wrong(
                Text(
                    en=f"At {answer:g}, {wrong:.1%} of the model's decisions are wrong. The rule "
                    f"allows {_AT_MOST:.0%}.",
                    ja=f"しきい値{answer:g}では、モデルが決めた商品の{wrong:.1%}が間違いです。"
                    f"ルールは{_AT_MOST:.0%}までです。",
                ),
                misconception="nearly-will-do" if near else "less-work-at-any-price",
            )
        if answer > right:
            raise Wrong(
                Text(
                    en="This keeps the rule, but a lower cut-off does so too and leaves less work "
                    "to people.",
                    ja="ルールは守れますが、もっと低いしきい値でも守れます。そのほうが人の作業が減ります。",
                ),
                misconception="the-safest-one",
            )


def _cell(truth, predicted, by):
    """The row that is weakest, by F1 or by errors, and where most of its errors go."""
    from mlworkshop.measures.several_classes import class_matrix  # here: it needs numpy

    data = class_matrix(truth, predicted)
    errors = data.counts.copy()
    for at in range(len(errors)):
        errors[at, at] = 0
    row = data.f1.argmin() if by == "f1" else errors.sum(axis=1).argmax()
    return [float(row + 1), float(errors[row].argmax() + 1)]
