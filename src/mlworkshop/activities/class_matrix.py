"""The matrix of several classes: which class is taken for which, and the cases in each cell."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Amount
from mlworkshop.language import Text, text

if TYPE_CHECKING:
    import pandas as pd

    from mlworkshop.measures.several_classes import ClassMatrix

_MOST_CASES = 10  # shown of a cell
_STEPS = (0.05, 0.2, 0.5, 0.8)  # shares at which the ground gets darker
# Ground and letters of each step; each pair reaches a contrast of 7:1.
_SHADES = (
    ("#ffffff", "#1b1b1b"),
    ("#deebf7", "#1b1b1b"),
    ("#9ecae1", "#1b1b1b"),
    ("#1c5a92", "#ffffff"),
    ("#08306b", "#ffffff"),
)

_STYLE = """
.mlw .mlw-matrix-grid.widget-gridbox { overflow-x: auto; align-items: center; padding: 4px;
  font-size: 0.85em; }
.mlw .mlw-matrix-grid .widget-html, .mlw .mlw-matrix-grid .widget-html-content { margin: 0;
  line-height: 1.25; }
.mlw .mlw-matrix-grid .widget-html-content { white-space: nowrap; font-size: 0.85rem; }
.mlw-matrix-grid .mlw-matrix-middle .widget-html-content { width: 100%; padding: 0 0.4em;
  text-align: center; }
.mlw .mlw-matrix-grid button.jupyter-button { margin: 0; padding: 0; min-height: 2em;
  width: 100%; text-align: center; border-radius: 0; font-size: 0.85rem; }
.mlw .mlw-matrix-table td, .mlw .mlw-matrix-table th { padding: 0.15em 0.35em;
  text-align: center; white-space: nowrap; }
.mlw .mlw-matrix-table tr > th:first-child { text-align: left; }
.mlw .mlw-matrix-key span { display: inline-block; border: 1px solid var(--mlw-line);
  padding: 0 0.5em; margin-right: 0.3em; }
.mlw .mlw-matrix-right { font-weight: bold; }
.mlw .mlw-matrix-grid button.jupyter-button.mlw-matrix-chosen { outline: 3px solid #c64a00;
  outline-offset: -1px; z-index: 1; }
.mlw td.mlw-matrix-chosen { outline: 3px solid #c64a00; outline-offset: -2px; }
.mlw .mlw-matrix-cases { overflow-x: auto; }
""" + "".join(
    f".mlw .mlw-matrix-grid button.jupyter-button.mlw-matrix-{step}, .mlw .mlw-matrix-{step} "
    f"{{ background: {ground}; color: {letters}; }}\n"
    for step, (ground, letters) in enumerate(_SHADES)
)


def matrix(
    truth: Iterable[Any],
    predicted: Iterable[Any],
    cases: pd.DataFrame,
    *,
    start: tuple[Any, Any],
    names: Mapping[Any, str] | None = None,
    unit: str | Text | None = None,
    key: str = "matrix",
) -> None:
    """Let the attendee look into the matrix of a model of several classes, cell by cell.

    The cell that was opened last comes back when the code is run again.

    Parameters
    ----------
    truth, predicted : array-like of labels, shape (n,)
        What each case is, and what the model calls it.
    cases : DataFrame, n rows
        The cases in the same order; its columns are shown as they are.
    start : tuple of two labels
        True and predicted class of the cell that is open at first.
    names : mapping, optional
        From a label to its name.
    unit : str or Text, optional
        What the cases are, in the plural.
    key : str, default "matrix"
        Tells the matrices of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If labels, cases and predictions do not fit together, or `start` names no class.
    """
    from mlworkshop.measures.several_classes import class_matrix  # here: it needs numpy

    counted = class_matrix(truth, predicted)
    if len(cases) != counted.cases:
        raise WorkshopError(
            text(
                en=f"cases has {len(cases):,} rows and truth {counted.cases:,} labels. "
                "Pass the rows that the labels belong to.",
                ja=f"cases は{len(cases):,}行、truth は{counted.cases:,}件です。"
                "ラベルと同じ行を渡してください。",
            )
        )
    known = [*counted.classes]
    if not (isinstance(start, tuple | list) and len(start) == 2 and all(c in known for c in start)):
        names_ = ", ".join(map(repr, known))
        raise WorkshopError(
            text(
                en=f"start={shown(start)} does not name a true and a predicted class. "
                f"There are: {names_}.",
                ja=f"start={shown(start)} は、実際のクラスと予測したクラスの組ではありません。"
                f"使えるクラス：{names_}",
            )
        )
    rows = cases.assign(**{_TRUE: list(truth), _CALLED: list(predicted)})
    words = [str((names or {}).get(label, label)) for label in known]
    cell = Cell(known.index(start[0]) + 1, known.index(start[1]) + 1)
    OpenMatrix(counted, rows, words, unit or Text(en="cases", ja="件"), cell, key).show()


_TRUE, _CALLED = "_mlworkshop_true", "_mlworkshop_called"


@dataclass(frozen=True)
class Cell:
    """The open cell.

    Parameters
    ----------
    row, column : int
        Numbers of the true and of the predicted class, from 1.
    """

    row: int
    column: int


class OpenMatrix(Panel[Cell]):
    """The matrix, and what is in the cell that is open.

    Parameters
    ----------
    data : ClassMatrix
    cases : DataFrame
        With a column of true and one of predicted labels.
    names : list of str
        Of the classes, in their order.
    unit : str or Text
    given : Cell
        What the call in the notebook says.
    key : str
    """

    call = "matrix"
    title = Text(en="Matrix of the classes", ja="クラスごとの混同行列")
    minutes, minutes_reason = 2.0, "two or three cells opened"
    style = _STYLE

    def __init__(
        self,
        data: ClassMatrix,
        cases: pd.DataFrame,
        names: list[str],
        unit: str | Text,
        given: Cell,
        key: str,
    ) -> None:
        self._data, self._cases, self._names, self._unit = data, cases, names, unit
        self._buttons: dict[tuple[int, int], widgets.Button] = {}
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Amount]:
        """The numbers of a cell: nobody wants to press Tab for each cell of a large matrix."""
        row = text(en="True class (number of the row)", ja="実際のクラス（行の番号）")
        column = text(en="Predicted class (number of the column)", ja="予測したクラス（列の番号）")
        most = len(self._names)
        return {
            "row": Amount(row, lowest=1, highest=most, whole=True, step=1),
            "column": Amount(column, lowest=1, highest=most, whole=True, step=1),
        }

    def intro(self) -> str:
        """What the matrix shows, and the key of its shades."""
        return _how() + _key()

    def controls(self) -> list[widgets.Widget]:
        """A button a cell, and the fields."""
        self._buttons = self._made()
        grid = widgets.GridBox(self._grid())
        count = len(self._names)
        grid.layout.grid_template_columns = f"max-content repeat({count}, 2.3em) max-content 2.6em"
        grid.add_class("mlw-matrix-grid")
        return [grid, ui.html(self._figures()), *super().controls()]

    def instead(self) -> str:
        """The matrix as a table."""
        return self._table() + self._figures()

    def code(self) -> str:
        """The classes of the open cell."""
        true, called = self._labels()
        return f"ws.activities.matrix(…, start=({true!r}, {called!r}))"

    def refresh(self) -> None:
        """Mark the open cell."""
        super().refresh()
        for (row, column), button in self._buttons.items():
            chosen = (row + 1, column + 1) == (self.state.row, self.state.column)
            (button.add_class if chosen else button.remove_class)("mlw-matrix-chosen")

    @classmethod
    def older(cls, note: Any) -> Any:
        """Notes had pairs of numbers, from 0."""
        match note:
            case {"given": [int(), int()] as given, "chosen": [int(), int()] as chosen} if (
                bool not in map(type, given + chosen)
            ):
                names = ("row", "column")
                return {
                    key: dict(zip(names, (at + 1 for at in cell), strict=True))
                    for key, cell in (("given", given), ("state", chosen))
                }
        return None

    def _labels(self) -> tuple[Any, Any]:
        classes = self._data.classes
        return classes[self.state.row - 1], classes[self.state.column - 1]

    def _open(self, row: int, column: int) -> None:
        self.become(replace(self.state, row=row + 1, column=column + 1))

    def _made(self) -> dict[tuple[int, int], widgets.Button]:
        """A button for each cell; the number fields stand in for all of them at the keyboard."""
        made = {}
        for row, shares in enumerate(self._data.shares):
            for column, share in enumerate(shares):
                written, says = self._written(row, column), self._says(row, column)
                button = ui.button(written, partial(self._open, row, column), says)
                button.tabbable = False
                button.add_class(f"mlw-matrix-{bisect(_STEPS, share)}")
                if row == column:
                    button.add_class("mlw-matrix-right")
                made[row, column] = button
        return made

    def _grid(self) -> list[widgets.Widget]:
        layout = widgets.Layout()

        def line(texts: list[str]) -> list[widgets.Widget]:
            cells = [widgets.HTML(cell, layout=layout) for cell in texts]
            for cell in cells[1:]:
                cell.add_class("mlw-matrix-middle")
            return cells

        cells = line([f"<b>{head}</b>" for head in self._heads()])
        for row in range(len(self._names)):
            name, *ends = line([*self._ends(row)])
            cells += [name, *(self._buttons[row, c] for c in range(len(self._names))), *ends]
        return cells + line(self._totals())

    def _heads(self) -> list[str]:
        return [
            text(en="true ↓ predicted →", ja="実際 ↓　予測 →"),
            *(str(number) for number in range(1, len(self._names) + 1)),
            text(en="share of true", ja="実際の構成比"),
            "F1",
        ]

    def _ends(self, row: int) -> tuple[str, str, str]:
        """Name, share of the true and F1 of a class."""
        name = f"{row + 1}&nbsp;{escape(self._names[row])}"
        return name, self._share(self._data.true[row]), f"{self._data.f1[row]:.2f}"

    def _totals(self) -> list[str]:
        return [
            text(en="share of predicted (%)", ja="予測の構成比（%）"),
            *(escape(_per_cent(count / self._data.cases)) for count in self._data.predicted),
            self._share(self._data.cases),
            f"<b>{self._data.macro_f1:.2f}</b>",
        ]

    def _share(self, count: int) -> str:
        return f"{count / self._data.cases:.1%} ({count:,})"

    def _written(self, row: int, column: int) -> str:
        if not self._data.counts[row, column]:
            return "·"
        return _per_cent(self._data.shares[row, column])

    def _says(self, row: int, column: int) -> str:
        """What a cell holds, in words."""
        count, total = self._data.counts[row, column], self._data.true[row]
        true, called = self._names[row], self._names[column]
        share = self._data.shares[row, column]
        return text(
            en=f"Really {true}, called {called}: {count:,} of {total:,} {self._unit} ({share:.1%})",
            ja=f"実際は{true}、予測は{called}：{total:,}{self._unit}中{count:,}{self._unit}"
            f"（{share:.1%}）",
        )

    def _table(self) -> str:
        """The matrix as it stands, for pages without widgets."""
        places = range(len(self._names))
        html = "".join(f'<th scope="col">{head}</th>' for head in self._heads())
        html = f"<tr>{html}</tr>"
        for row in places:
            name, *ends = self._ends(row)
            html += f'<tr><th scope="row">{name}</th>'
            for column in places:
                step = bisect(_STEPS, self._data.shares[row, column])
                kinds = [f"mlw-matrix-{step}"]
                kinds += ["mlw-matrix-right"] * (row == column)
                is_open = (row + 1, column + 1) == (self.state.row, self.state.column)
                kinds += ["mlw-matrix-chosen"] * is_open
                html += f'<td class="{" ".join(kinds)}">{escape(self._written(row, column))}</td>'
            html += "".join(f"<td>{end}</td>" for end in ends) + "</tr>"
        name, *totals = self._totals()
        html += f'<tr><th scope="row">{name}</th>'
        html += "".join(f"<td>{total}</td>" for total in totals) + "</tr>"
        return f'<table class="mlw-matrix-table">{html}</table>'

    def _figures(self) -> str:
        accuracy, macro = f"{self._data.accuracy:.1%}", f"{self._data.macro_f1:.2f}"
        return text(
            en=f"<p>Accuracy <strong>{accuracy}</strong>, macro F1 (the plain mean of the last "
            f"column) <strong>{macro}</strong></p>",
            ja=f"<p>正解率<strong>{accuracy}</strong>、マクロF1（右端の列の単純平均）"
            f"<strong>{macro}</strong></p>",
        )

    def page(self) -> str:
        """The open cell in words, and the cases in it."""
        true, called = self._labels()
        inside = self._cases[(self._cases[_TRUE] == true) & (self._cases[_CALLED] == called)]
        says = self._says(self.state.row - 1, self.state.column - 1)
        html = f'<p role="status"><strong>{escape(says)}</strong></p>'
        if inside.empty:
            return html
        if len(inside) > _MOST_CASES:
            html += text(
                en=f"<p>The first {_MOST_CASES}:</p>", ja=f"<p>最初の{_MOST_CASES}件：</p>"
            )
        table = inside.head(_MOST_CASES).drop(columns=[_TRUE, _CALLED])
        listed = table.to_html(index=False, border=0, na_rep="–", float_format="{:,.2f}".format)
        return f'{html}<div class="mlw-matrix-cases">{listed}</div>'


def _per_cent(share: float) -> str:
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _how() -> str:
    return text(
        en="<p>Each row is a true class. Each cell shows what percentage of that class the model "
        "assigned to the class of the column. <b>Bold</b>: right. Click a cell, or type its two "
        "numbers below, to see what is in it.</p>",
        ja="<p>各セルの数字は、左のクラスに属するもののうち、その列のクラスと予測された割合（%）です。"
        "<b>太字</b>は正解です。セルをクリックするか、下に2つの番号を入力すると、中身を表示します。</p>",
    )


def _key() -> str:
    edges = [0, *(round(100 * step) for step in _STEPS), 100]
    steps = "".join(
        f'<span class="mlw-matrix-{step}">{low}–{high}%</span>'
        for step, (low, high) in enumerate(pairwise(edges))
    )
    return f'<p class="mlw-matrix-key">{text(en="Darker = more:", ja="濃いほど多い：")} {steps}</p>'
