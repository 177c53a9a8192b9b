"""The small box of ML code among everything around it, and what of that a cloud takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.board import Board, Placed
from mlworkshop.language import Text, text

_CELLS = {
    "taken": Text(en="A cloud takes it over", ja="クラウドに任せられる"),
    "shared": Text(en="A cloud lends the tool, the content is ours", ja="ツールは借り、中身は自社"),
    "ours": Text(en="Always ours", ja="いつも自社"),
}
_SHORT = {
    "taken": Text(en="cloud", ja="クラウド"),
    "shared": Text(en="shared", ja="分担"),
    "ours": Text(en="ours", ja="自社"),
}
_GROUNDS = {"taken": "main", "shared": "good", "ours": "bad"}


@dataclass(frozen=True)
class Box:
    """A part of a system, where it is in the picture, and who carries it.

    Parameters
    ----------
    name : Text
    place : tuple of four int
        Left, top, width and height in the picture.
    cell : str
        One of `_CELLS`, where the course puts it.
    why : Text
    also : tuple of str
        Where it may be put as well.
    """

    name: Text
    place: tuple[int, int, int, int]
    cell: str
    why: Text
    also: tuple[str, ...] = ()


def _box(
    name: tuple[str, str],
    place: tuple[int, int, int, int],
    cell: str,
    why: tuple[str, str],
    *also: str,
) -> Box:
    (en, ja), (why_en, why_ja) = name, why
    return Box(Text(en=en, ja=ja), place, cell, Text(en=why_en, ja=why_ja), also)


# The boxes of figure 1 in D. Sculley et al., "Hidden Technical Debt in Machine Learning Systems",
# NeurIPS 2015. Their sizes are ours; who carries them is what this course says.
BOXES = {
    "configuration": _box(
        ("Configuration", "設定"),
        (8, 8, 108, 180),
        "shared",
        (
            "A cloud keeps settings and their versions. You know which of them are right.",
            "設定とその版はクラウドが保管します。どの設定が正しいかを知っているのは自社です。",
        ),
        "ours",
    ),
    "collection": _box(
        ("Data collection", "データ収集"),
        (124, 8, 150, 84),
        "ours",
        (
            "No provider has your customers. You decide what your work records.",
            "お客様と接しているのは自社です。業務で何を記録するかも、自社で決めます。",
        ),
        "shared",
    ),
    "verification": _box(
        ("Data verification", "データ検証"),
        (282, 8, 130, 84),
        "shared",
        (
            "Checks run by themselves, but only you know that a refund may be negative.",
            "確認は自動で動かせます。ただし、返品ならマイナスでよいと知っているのは自社です。",
        ),
        "ours",
    ),
    "resources": _box(
        ("Machines", "計算資源の管理"),
        (420, 8, 112, 84),
        "taken",
        (
            "You rent them by the hour, and broken ones are replaced. Nothing here sets you apart.",
            "1時間だけ借り、壊れれば交換されます。ここで他社との差はつきません。",
        ),
    ),
    "features": _box(
        ("Feature extraction", "特徴量の抽出"),
        (124, 100, 150, 88),
        "shared",
        (
            "Computing and storing can be rented. What a column means is your business.",
            "計算と保存は任せられます。列が何を意味するかは、自社の業務で決まります。",
        ),
        "ours",
    ),
    "code": _box(
        ("ML code", "MLコード"),
        (296, 128, 62, 34),
        "shared",
        (
            "Algorithms come ready to use. What is predicted, and what an error costs, is yours.",
            "アルゴリズムは既製のものが使えます。何を予測し、誤りがいくらかを決めるのは自社です。",
        ),
        "taken",
    ),
    "analysis": _box(
        ("Analysis tools", "分析ツール"),
        (380, 100, 152, 40),
        "shared",
        (
            "Charts can be rented. One of your people must see what is wrong in them.",
            "グラフのツールは借りられます。おかしい点に気づくのは、業務を知る人です。",
        ),
        "taken",
    ),
    "process": _box(
        ("Process management", "プロセス管理"),
        (380, 148, 152, 40),
        "shared",
        (
            "A service runs the steps at night. Which steps, and who may stop them, is yours.",
            "夜間の実行はサービスに任せられます。どの手順を、誰が止めてよいかは自社で決めます。",
        ),
        "taken",
    ),
    "serving": _box(
        ("Serving", "推論の提供基盤"),
        (540, 8, 112, 84),
        "taken",
        (
            "Answering at any hour, with more machines when more people ask, can be rented.",
            "昼夜の応答や、利用が増えたときの増強は、任せられる仕事です。",
        ),
    ),
    "monitoring": _box(
        ("Monitoring", "監視"),
        (540, 100, 112, 88),
        "shared",
        (
            "A service measures and rings. You say when it should ring, and who responds.",
            "測って知らせるのはサービスです。いつ出し、誰が対応するかは自社で決めます。",
        ),
        "ours",
    ),
}


class SmallBox(Board):
    """Ten boxes to give to a cloud, to share or to keep, and the picture of all of them."""

    call = "small_box"
    title = Text(en="Which boxes does a cloud take over?", ja="どの箱をクラウドに任せられるか")
    minutes, minutes_reason = 2.0, "ten boxes at eight seconds, and a table of reasons"

    def __init__(self, given: Placed, key: str) -> None:
        super().__init__({id_: box.name for id_, box in BOXES.items()}, _CELLS, given, key)

    def picture(self) -> str:
        """All boxes, each with who carries it, as far as that is decided."""
        parts = [part for id_ in BOXES for part in self._drawn(id_)]
        return kit.svg(660, 196, self.alternative(), parts)

    def alternative(self) -> str:
        """What is where, in words."""
        known = text(
            en="A machine-learning system as ten boxes, the ML code the smallest. ",
            ja="機械学習システムを10の箱で表した図。MLコードの箱が最も小さい。",
        )
        return known + text(en="; ", ja="、").join(
            f"{BOXES[id_].name}{kit.colon()}{_SHORT[cell]}"
            for id_, cell in self.state.placed.items()
        )

    def page(self) -> str:
        """The three cells; once all boxes are in one, what the course says of each."""
        is_done = len(self.state.placed) == len(BOXES)
        return super().page() + (self._compared() if is_done else "")

    def digest(self) -> list[tuple[str, str]]:
        """Nothing: it is about any system."""
        return []

    def code(self) -> str:
        """A cell for a box."""
        return f'ws.activities.{self.call}(placed={{"serving": "taken"}})'

    def _drawn(self, id_: str) -> Iterator[str]:
        left, top, width, height = BOXES[id_].place
        cell = self.state.placed.get(id_)
        ground, ink = ui.PAIRS[_GROUNDS[cell]] if cell else ui.PAIRS["paper"]
        yield (
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4" '
            f'fill="{ground}" stroke="{kit.INK if id_ == "code" else kit.QUIET}" '
            f'stroke-width="{3 if id_ == "code" else 1}"/>'
        )
        lines = kit.wrapped(str(BOXES[id_].name), max(8, width // 7), 2)
        says = [*lines, f"({_SHORT[cell]})"] if cell else lines
        step = 14 if height > 40 else 12
        first = top + height / 2 - step * (len(says) - 1) / 2 + 4
        for at, words in enumerate(says):
            size = 11 if height > 40 else 10
            yield kit.write(left + width / 2, first + step * at, words, fill=ink, size=size)

    def _compared(self) -> str:
        heads = (
            text(en="Box", ja="箱"),
            text(en="You", ja="選んだもの"),
            text(en="The course, and why", ja="教材の判断と理由"),
        )
        rows = []
        for id_, box in BOXES.items():
            yours = self.state.placed[id_]
            fine = text(en=" (fine, too)", ja="（これも可）") if yours in box.also else ""
            why = text(en=f"{_SHORT[box.cell]}: {box.why}", ja=f"{_SHORT[box.cell]}：{box.why}")
            rows.append((box.name, f"{_SHORT[yours]}{fine}", why))
        return kit.table(heads, rows)


def small_box(*, placed: Mapping[str, str] | str | None = None, key: str = "small-box") -> None:
    """Let the attendee decide which parts of a machine-learning system a cloud takes over.

    The ten boxes are those of D. Sculley et al. (2015), "Hidden Technical Debt in Machine Learning
    Systems", NeurIPS, figure 1.

    Parameters
    ----------
    placed : mapping of str to str, or str, optional
        By box `taken`, `shared` or `ours`; or letters of boxes with numbers of cells: "a2 b3".
    key : str, default "small-box"
        Tells the pictures of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such box or cell.
    """
    # As the call says it: the field refuses what is neither.
    SmallBox(Placed(cast(Any, {} if placed is None else placed)), key).show()
