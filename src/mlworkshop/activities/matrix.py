"""The matrix of several classes: which class is taken for which, and the cases in each cell."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from functools import partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from mlworkshop import journal, notebook, ui
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text
from mlworkshop.measures.several_classes import ClassMatrix, class_matrix

if TYPE_CHECKING:
    import pandas as pd

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
.mlw-matrix { font-size: 0.85em; }
.mlw .mlw-matrix .widget-html, .mlw .mlw-matrix .widget-html-content { margin: 0;
  line-height: 1.25; }
.mlw .mlw-matrix .widget-html-content { white-space: nowrap; font-size: 0.85rem; }
.mlw-matrix .mlw-matrix-middle .widget-html-content { width: 100%; padding: 0 0.4em;
  text-align: center; }
.mlw .mlw-matrix .widget-gridbox, .mlw .mlw-matrix.widget-gridbox { overflow-x: auto;
  align-items: center; padding: 4px; }
.mlw .mlw-matrix button.jupyter-button { margin: 0; padding: 0; min-height: 2em; width: 100%;
  text-align: center; border-radius: 0; font-size: 0.85rem; }
.mlw .mlw-matrix-table td, .mlw .mlw-matrix-table th { padding: 0.15em 0.35em;
  text-align: center; white-space: nowrap; }
.mlw .mlw-matrix-table tr > th:first-child { text-align: left; }
.mlw .mlw-matrix-key span { display: inline-block; border: 1px solid #767676;
  padding: 0 0.5em; margin-right: 0.3em; }
.mlw .mlw-matrix-right { font-weight: bold; }
.mlw .mlw-matrix button.jupyter-button.mlw-matrix-chosen { outline: 3px solid #c64a00;
  outline-offset: -1px; z-index: 1; }
.mlw td.mlw-matrix-chosen { outline: 3px solid #c64a00; outline-offset: -2px; }
.mlw .mlw-matrix-fields .widget-text { flex-direction: column; align-items: flex-start;
  width: auto; height: auto; margin: 0.3em 1.5em 0.3em 0; }
.mlw .mlw-matrix-fields .widget-label { width: auto; height: auto; white-space: normal; }
.mlw .mlw-matrix-fields input { width: 6em; background: #ffffff; color: #1b1b1b;
  border: 1px solid #767676; }
.mlw .mlw-matrix-cases { overflow-x: auto; }
.mlw .mlw-matrix-cases td, .mlw .mlw-matrix-cases th { text-align: left; }
""" + "".join(
    f".mlw .mlw-matrix button.jupyter-button.mlw-matrix-{step}, .mlw .mlw-matrix-{step} "
    f"{{ background: {ground}; color: {letters}; }}\n"
    for step, (ground, letters) in enumerate(_SHADES)
)


def matrix(
    truth: Any,
    predicted: Any,
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
    for label in start:
        if label not in counted.classes:
            known = ", ".join(map(repr, counted.classes))
            raise WorkshopError(
                text(
                    en=f"start names {label!r}, which is no class here. There are: {known}.",
                    ja=f"start の {label!r} というクラスはありません。使えるクラス：{known}",
                )
            )
    shown = cases.assign(**{_TRUE: list(truth), _CALLED: list(predicted)})
    words = [str((names or {}).get(label, label)) for label in counted.classes]
    cell = (counted.classes.index(start[0]), counted.classes.index(start[1]))
    what = str(unit or text(en="cases", ja="件"))
    OpenMatrix(counted, shown, words, what, cell, key).show()


_TRUE, _CALLED = "_mlworkshop_true", "_mlworkshop_called"


class OpenMatrix:
    """The activity's widgets, and which cell is open.

    Parameters
    ----------
    data : ClassMatrix
    cases : DataFrame
        With a column of true and one of predicted labels.
    names : list of str
        Of the classes, in their order.
    unit : str
    given : tuple of int
        Row and column of the cell that the call in the notebook says.
    key : str
        Under which the cell is remembered in the open lesson.
    """

    def __init__(
        self,
        data: ClassMatrix,
        cases: pd.DataFrame,
        names: list[str],
        unit: str,
        given: tuple[int, int],
        key: str,
    ) -> None:
        self._data, self._cases, self._names, self._unit = data, cases, names, unit
        self._given, self._key = given, key
        self._lesson = notebook.lesson()
        self.cell = given
        self._recall()
        self.result = ui.html()
        labels = (
            text(en="True class (number of the row)", ja="実際のクラス（行の番号）"),
            text(en="Predicted class (number of the column)", ja="予測したクラス（列の番号）"),
        )
        self.fields = [
            widgets.BoundedIntText(place + 1, min=1, max=len(names), description=label)
            for place, label in zip(self.cell, labels, strict=True)
        ]
        for place, field in enumerate(self.fields):
            field.observe(partial(self._typed, place), "value")
        self.buttons = self._buttons()
        self._refresh()

    def show(self) -> None:
        """Display the activity in the current cell."""
        grid = widgets.GridBox(self._grid())
        count = len(self._names)
        grid.layout.grid_template_columns = f"max-content repeat({count}, 2.6em) max-content 3.2em"
        grid.add_class("mlw-matrix")
        fields = widgets.HBox(self.fields)
        fields.add_class("mlw-matrix-fields")
        top = ui.html(f"<style>{_STYLE}</style>{_how()}{_key()}")
        live = widgets.VBox([top, grid, ui.html(self._figures()), fields, self.result])
        static = f"<style>{_STYLE}</style>{_how()}{_key()}{self._table()}{self._figures()}"
        ui.show(
            live,
            static + self.result.value + _without_widgets(),
            text(en="Matrix of the classes", ja="クラスごとの混同行列"),
        )

    def _clicked(self, cell: tuple[int, int], _: widgets.Button) -> None:
        self._open(cell)

    def _typed(self, place: int, change: Any) -> None:
        row, column = self.cell
        self._open((change.new - 1, column) if place == 0 else (row, change.new - 1))

    def _open(self, cell: tuple[int, int]) -> None:
        if cell == self.cell:
            return
        self.buttons[self.cell].remove_class("mlw-matrix-chosen")
        self.cell = cell
        for field, place in zip(self.fields, cell, strict=True):
            field.value = place + 1
        self._refresh()
        chosen = {"given": list(self._given), "chosen": list(cell)}
        if not journal.record(self._lesson, "note", self._key, answer=chosen):
            self.result.value += f"<p>{escape(journal.trouble() or '')}</p>"

    def _refresh(self) -> None:
        self.buttons[self.cell].add_class("mlw-matrix-chosen")
        self.result.value = self._opened()

    def _recall(self) -> None:
        """Come back to the cell opened last, unless the call has said something new since."""
        event = journal.latest(self._lesson, "note", self._key)
        match event and event.answer:
            case {"given": given, "chosen": [int(row), int(column)]} if given == list(
                self._given
            ) and {row, column} <= set(range(len(self._names))):
                self.cell = (row, column)

    def _buttons(self) -> dict[tuple[int, int], widgets.Button]:
        """A button for each cell; the number fields stand in for all of them at the keyboard."""
        layout, style = widgets.Layout(), widgets.ButtonStyle()
        made = {}
        for row, shares in enumerate(self._data.shares):
            for column, share in enumerate(shares):
                button = widgets.Button(
                    description=self._written(row, column),
                    tooltip=self._says(row, column),
                    layout=layout,
                    style=style,
                    tabbable=False,
                )
                button.add_class(f"mlw-matrix-{bisect(_STEPS, share)}")
                if row == column:
                    button.add_class("mlw-matrix-right")
                button.on_click(partial(self._clicked, (row, column)))
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
            cells += [name, *(self.buttons[row, c] for c in range(len(self._names))), *ends]
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
                kinds += ["mlw-matrix-chosen"] * ((row, column) == self.cell)
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

    def _opened(self) -> str:
        """The open cell in words, and the cases in it."""
        row, column = self.cell
        true, called = self._data.classes[row], self._data.classes[column]
        inside = self._cases[(self._cases[_TRUE] == true) & (self._cases[_CALLED] == called)]
        html = f'<p role="status"><strong>{escape(self._says(row, column))}</strong></p>'
        if inside.empty:
            return html
        if len(inside) > _MOST_CASES:
            html += text(
                en=f"<p>The first {_MOST_CASES}:</p>", ja=f"<p>最初の{_MOST_CASES}件：</p>"
            )
        table = inside.head(_MOST_CASES).drop(columns=[_TRUE, _CALLED])
        shown = table.to_html(index=False, border=0, na_rep="–", float_format="{:,.2f}".format)
        return f'{html}<div class="mlw-matrix-cases">{shown}</div>'


def _per_cent(share: float) -> str:
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _how() -> str:
    return text(
        en="<p>Each row is a true class. A cell tells how many per cent of that class the model "
        "called the class of the column. <b>Bold</b>: right. Click a cell, or type its two numbers "
        "below, to see what is in it.</p>",
        ja="<p>各セルの数字は、左のクラスに属するもののうち、その列のクラスと予測された割合（%）です。"
        "<b>太字</b>は正解です。セルをクリックするか、下に2つの番号を入力すると、中身を表示します。</p>",
    )


def _key() -> str:
    edges = [0, *(round(100 * step) for step in _STEPS), 100]
    per_cent = text(en="&nbsp;%", ja="%")
    steps = "".join(
        f'<span class="mlw-matrix-{step}">{low}–{high}{per_cent}</span>'
        for step, (low, high) in enumerate(pairwise(edges))
    )
    return f'<p class="mlw-matrix-key">{text(en="Darker = more:", ja="濃いほど多い：")} {steps}</p>'


def _without_widgets() -> str:
    return text(
        en="<p>Run this cell to open other cells of the matrix, or name one in the code: "
        "<code>start=(true, predicted)</code>.</p>",
        ja="<p>ほかのセルを開くには、このコードを実行するか、<code>start=(実際, 予測)</code> に"
        "クラスを指定してください。</p>",
    )
