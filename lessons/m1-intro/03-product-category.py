"""The checks of m1-intro/03-product-category."""

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
    Wrong,
)
from mlworkshop.measures.several_classes import class_matrix

_USE = dict.fromkeys(["price", "package_size", "manufacturer_id"], "use")


class ChooseTheColumns(Exercise):
    """Decide for each column whether it is known in time."""

    id = "choose-the-columns"
    title = Text(en="Choose the columns", ja="列を選ぶ")
    answer = Fields(
        dict.fromkeys(
            [*_USE, "product_type", "baskets"],
            OneOf(
                "use",
                "ask",
                "leave out",
                words={
                    "use": Text(en="use it", ja="使う"),
                    "ask": Text(en="ask first", ja="先に確かめる"),
                    "leave out": Text(en="leave it out", ja="外す"),
                },
            ),
        )
    )
    hints = (
        Text(
            en="Picture the buyer at the keyboard. What is printed on the product or the invoice?",
            ja="登録画面に向かう担当者を思い浮かべてください。商品や納品書には何が書いてあるでしょうか。",
        ),
        Text(
            en="Nobody has bought the product yet. And look at the table again: when was its type "
            "chosen?",
            ja="その商品は、まだ誰も買っていません。また、タイプはいつ選ばれたと書いてあるでしょうか。",
        ),
    )
    why = Text(
        en="Price, size and maker come with the product. `baskets` lies in the future. The type "
        "depends on how the shop works: only the people who fill it in can tell.",
        ja="価格、内容量、メーカーは商品と一緒に届きます。`baskets` が分かるのは売れた後です。"
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
                    en="`baskets` counts sales, and a new product has none. A column that is known "
                    "only later makes the test look good and is empty in use.",
                    ja="`baskets` は売れた回数です。新しい商品は、まだ1つも売れていません。"
                    "後にならないと分からない列は、テストの成績を良く見せても、使うときには空欄です。",
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
                    en="Careful is good, but the supplier may send the type along. Then it is "
                    "the best column of all. Whether it does, somebody in the shop knows.",
                    ja="慎重なのはよいことです。ただ、仕入れ先がタイプも知らせてくれるのなら、一番役に立つ列"
                    "になります。どちらなのかは、店の誰かが知っているはずです。",
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
            ja="部門の大きさに関係なく、どの部門も同じ重みで数えます。",
        ),
        Text(
            en="A pandas column has methods such as `.sum()`, `.max()` and `.mean()`.",
            ja="pandas の列には `.sum()`、`.max()`、`.mean()` などのメソッドがあります。",
        ),
    )
    why = Text(
        en="Nine zeros pull the mean down. That is what the figure is for.",
        ja="9つの0が平均を引き下げます。それを見せるための数字です。",
    )
    misconceptions = (
        Misconception(
            "weighted-by-size",
            lambda f1_by_department, sizes, accuracy: (
                (f1_by_department * sizes).sum() / sizes.sum()
            ),
            Text(
                en="You let large departments count more. Then small ones disappear again, as "
                "they do in accuracy.",
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
                ja="それは正解率（正しかった商品の割合）です。部門についての平均をとりましょう。",
            ),
        ),
        Misconception(
            "the-best-one",
            lambda f1_by_department, sizes, accuracy: f1_by_department.max(),
            Text(
                en="That is the F1 of the best department alone. Ask all eleven.",
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
        en="Not yet: add up the eleven figures and divide by eleven.",
        ja="もう一歩です。11個の数字を足して、11で割りましょう。",
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
    """Find the department with the lowest F1, and what it is taken for."""

    id = "find-the-weakest"
    title = Text(en="Find the weakest department", ja="最も弱い部門を探す")
    answer = Numbers(
        1,
        11,
        length=2,
        whole=True,
        labels=[
            Text(en="Row: the department with the lowest F1", ja="行：F1が最も低い部門の番号"),
            Text(
                en="Column: the department that most of its mistaken products are called",
                ja="列：間違えた商品が最も多く振り分けられた部門の番号",
            ),
        ],
    )
    hints = (
        Text(
            en="Start at the right: the lowest figure in the column F1 gives the row.",
            ja="右端から見ます。F1の列で一番小さい数字が、行を教えてくれます。",
        ),
        Text(
            en="In that row, leave out the bold cell. Which of the others is darkest?",
            ja="その行の太字のセルを除いて、一番濃いセルはどれでしょうか。",
        ),
    )
    why = Text(
        en="Deli, taken for “Drug and general”. Deli is neither the smallest department nor the "
        "one with most errors.",
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
                    en="It has the most errors because it has the most products. F1 sets the "
                    "errors against the size.",
                    ja="誤りの件数が最も多いのは、商品数が最も多いからです。"
                    "F1は、誤りを部門の大きさと比べた数字です。",
                ),
                misconception="most-errors",
            )
        if row == 11:
            raise Wrong(
                Text(
                    en="The smallest department is not the weakest. Its price and makers give it "
                    "away: read the column F1.",
                    ja="最も小さい部門が、最も弱いとは限りません。この部門は価格やメーカーで見分けが"
                    "つきます。F1の列を読みましょう。",
                ),
                misconception="smallest",
            )
        raise Wrong(
            Text(
                en="Another department has a lower F1. Compare the last column row by row.",
                ja="F1がもっと低い部門があります。右端の列を1行ずつ比べましょう。",
            )
        )


def _cell(truth, predicted, by):
    """The row that is weakest, by F1 or by errors, and where most of its errors go."""
    data = class_matrix(truth, predicted)
    errors = data.counts - np.diag(data.counts.diagonal())
    row = int(np.argmin(data.f1) if by == "f1" else np.argmax(errors.sum(axis=1)))
    return [float(row + 1), float(np.argmax(errors[row]) + 1)]
