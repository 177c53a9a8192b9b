"""Step 4 of the service, first way: predictions for a whole table at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from mlworkshop import files, ui
from mlworkshop.errors import WorkshopError, nearest, shown
from mlworkshop.language import counted, text
from mlworkshop.miniml.model import Model, check_cut_off
from mlworkshop.miniml.reading import LONGEST_ROW, Chunk, Table, table
from mlworkshop.miniml.schema import short
from mlworkshop.miniml.source import add_words
from mlworkshop.miniml.view import Shown

if TYPE_CHECKING:
    import pandas as pd


_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*%?")


@dataclass(frozen=True, repr=False)
class BatchResult(Shown):
    """What a batch prediction has written.

    Parameters
    ----------
    path : Path
        The file.
    rows : int
        All rows in it.
    rejected : int
        Those of them without a prediction.
    formulas : int
        Those of them with a cell that a spreadsheet program takes for a formula.
    """

    path: Path
    rows: int
    rejected: int
    formulas: int

    def _parts(self) -> tuple[str, list[str], list[list[object]], list[str]]:
        title = text(
            en=f"{counted(self.rows, 'row')} written to {self.path.name}: "
            f"{self.rows - self.rejected:,} with a prediction, {self.rejected:,} without",
            ja=f"{self.path.name} に{self.rows:,}行を書き出しました"
            f"（予測あり{self.rows - self.rejected:,}行、予測なし{self.rejected:,}行）",
        )
        remarks = []
        if self.rejected:
            remarks.append(
                text(
                    en='The column "reason" says why a row has no prediction.',
                    ja="予測のない行は、reason 列に理由があります。",
                )
            )
        if self.formulas:
            remarks.append(
                text(
                    en=f"In {counted(self.formulas, 'row')} a cell begins with =, +, - or @, as in "
                    "the input: Excel takes it for a formula. Do not open the file there unless "
                    "you trust where the data comes from.",
                    ja=f"=、+、-、@ で始まるセルが、入力のまま{self.formulas:,}行にあります。"
                    "Excel では数式として扱われるため、出どころを信頼できるデータでなければ "
                    "Excel で開かないでください。",
                )
            )
        return title, [], [], remarks


@overload
def predict_batch(
    model: Model, source: pd.DataFrame, target: None = None, *, cut_off: float = 0.5
) -> pd.DataFrame: ...


@overload
def predict_batch(
    model: Model,
    source: str | Path,
    target: str | Path,
    *,
    cut_off: float = 0.5,
    replace: bool = False,
) -> BatchResult: ...


def predict_batch(
    model: Model,
    source: str | Path | pd.DataFrame,
    target: str | Path | None = None,
    *,
    cut_off: float = 0.5,
    replace: bool = False,
) -> BatchResult | pd.DataFrame:
    """Predict every row of a table: CSV in, CSV out; or DataFrame in, DataFrame out.

    The result has all rows and columns of the input, and these: `prediction`; `score` unless it is
    an amount (binary: probability of `model.positive`; several classes: probability of the
    predicted one); `reason`, why a row has no prediction. A row has none if it has another number
    of cells than the header, quotes that do not fit, or a word in a numeric column. A missing
    number counts as the mean, a category never seen as rare; neither is a reason.

    A file is read and written in chunks: UTF-8 with a byte order mark, commas. It appears under its
    name only once it is complete, in place of an earlier result. Its cells are those of the input,
    also where they begin with = or another sign of a formula; the result says how many rows do.

    Parameters
    ----------
    model : Model
    source : str, Path or DataFrame
        What `DataSource` takes, with all columns of `model.types`; others are kept. The target may
        be missing.
    target : str or Path, optional
        The CSV file to write; needed for a file, not used for a DataFrame.
    cut_off : float, default 0.5
        Binary models call `model.positive` what scores as much or more.
    replace : bool, default False
        Whether to replace a file that is no earlier result as well; never the input.

    Returns
    -------
    BatchResult or DataFrame

    Raises
    ------
    WorkshopError
        If the input cannot be read, lacks columns, or has some of the names above already, or the
        output would replace the input or another file, is no file, or cannot be written.
    """
    _check_model(model)
    check_cut_off(cut_off)
    rows = table(source)
    _check_columns(model, rows)
    if rows.path is None:
        return _frame(model, source, rows, cut_off)
    path = _checked(target, rows.path, _added(model), replace)
    count = rejected = formulas = 0
    with (
        files.replacing(path) as unfinished,
        unfinished.open("x", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*rows.columns, *_added(model)])
        for chunk, made in _predicted(model, rows, cut_off):
            new = made.astype(object).where(made.notna(), "")
            for cells in map(chain, _cells(chunk.frame), _cells(new)):
                row = [*cells]
                writer.writerow(row)
                formulas += any(map(_is_formula, row))
            count += len(made)
            rejected += len(chunk.reasons)
    return BatchResult(path, count, rejected, formulas)


def _cells(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = frame.itertuples(index=False, name=None)
    return rows


def _is_formula(cell: object) -> bool:
    """Whether a spreadsheet program calculates with a cell instead of showing it."""
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return False
    return not _NUMBER.fullmatch(cell)


def _frame(model: Model, source: Any, rows: Table, cut_off: float) -> pd.DataFrame:
    import pandas as pd

    made = pd.concat([made for _, made in _predicted(model, rows, cut_off)])
    made.index = source.index
    return pd.concat([source, made], axis=1)


def _predicted(model: Model, rows: Table, cut_off: float) -> Iterator[tuple[Chunk, pd.DataFrame]]:
    """Each chunk with its new columns, while a bar shows how far it is."""
    label = text(en=f"Prediction of {model.target}", ja=f"{model.target} の予測")
    with ui.meter(label, rows.size) as advance:
        for chunk in rows.chunks(advance):
            yield chunk, predicted(model, chunk, cut_off)


def predicted(model: Model, chunk: Chunk, cut_off: float) -> pd.DataFrame:
    """Predict the good rows of a chunk.

    Parameters
    ----------
    model : Model
    chunk : Chunk
        Its reasons are completed.
    cut_off : float

    Returns
    -------
    DataFrame, a row for each of the chunk
        prediction, score (unless it is an amount), reason. Where there is no prediction, it and the
        score are missing; where there is one, reason is empty.
    """
    import pandas as pd

    add_words(chunk, model.types)
    good = np.ones(len(chunk.frame), bool)
    good[list(chunk.reasons)] = False
    if good.any():
        made = model.predict(chunk.frame[good], cut_off)
    else:
        made = pd.DataFrame(columns=_added(model)[:-1])
    made.index = pd.Index(np.flatnonzero(good))
    made = made.reindex(range(len(good)))
    made["reason"] = [_reason(chunk, place) for place in range(len(good))]
    return made


def _reason(chunk: Chunk, place: int) -> str:
    """Why a row has no prediction; with its text, where the result lacks some of its cells."""
    reason = str(chunk.reasons.get(place, ""))
    return f"{reason}: {chunk.texts[place]}" if place in chunk.texts else reason


def _added(model: Model) -> list[str]:
    score = [] if model.kind == "regression" else ["score"]
    return ["prediction", *score, "reason"]


def _check_model(model: Any) -> None:
    if not isinstance(model, Model):
        raise WorkshopError(
            text(
                en=f"predict_batch was given {shown(model)} as the model. "
                "Pass what ws.miniml.train returned.",
                ja=f"モデルとして {shown(model)} が渡されました。"
                "ws.miniml.train が返したモデルを渡してください。",
            )
        )


def _check_columns(model: Model, rows: Table) -> None:
    missing = [name for name in model.types if name not in rows.columns]
    if missing:
        others = [name for name in rows.columns if name not in model.types]
        near = nearest(missing[0], others)
        lacks, has = [*map(short, missing)], [*map(short, rows.columns[:20])]
        raise WorkshopError(
            text(
                en=f"The table lacks columns that the model needs: {', '.join(lacks)}. "
                f"It has: {', '.join(has)}. Add them, under the same names"
                + (f": is {near!r} meant to be {missing[0]!r}?" if near else "."),
                ja=f"モデルに必要な列がありません：{'、'.join(lacks)}。"
                f"ある列：{'、'.join(has)}。同じ名前の列を加えてください。"
                + (f"{near!r} は {missing[0]!r} のことですか。" if near else ""),
            )
        )
    taken = [name for name in _added(model) if name in rows.columns]
    if taken:
        raise WorkshopError(
            text(
                en=f"The table has columns of these names already: {', '.join(taken)}. They are "
                "needed for the result: rename or drop them.",
                ja=f"結果を入れる列と同じ名前の列がすでにあります：{'、'.join(taken)}。"
                "名前を変えるか、削除してください。",
            )
        )


def _checked(target: Any, source: Path, added: list[str], replace: bool) -> Path:
    if not isinstance(target, str | Path):
        raise WorkshopError(
            text(
                en="Where shall the predictions go? Name a file: "
                'predict_batch(model, "in.csv", "out.csv").',
                ja='書き出すファイルを指定してください：predict_batch(model, "in.csv", "out.csv")',
            )
        )
    path = files.named(target, "out.csv").absolute()
    try:
        if not path.is_file():
            return path  # `files.replacing` says what is wrong with it
        if path.samefile(source):
            raise WorkshopError(
                text(
                    en=f"{path} is the input itself, which would be lost. Choose another name.",
                    ja=f"{path} は入力ファイルそのものです。上書きを防ぐため、"
                    "別の名前を指定してください。",
                )
            )
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = next(csv.reader([file.readline(LONGEST_ROW)]), [])
    except (OSError, ValueError, csv.Error) as error:
        raise files.not_written(path, error) from None
    if replace or header[-len(added) :] == added:
        return path
    raise WorkshopError(
        text(
            en=f"{path} is there already and is not an earlier result. Choose another name, or add "
            "replace=True if it may go.",
            ja=f"{path} はすでにあり、以前の予測結果ではありません。別の名前を指定するか、"
            "上書きしてよければ replace=True を加えてください。",
        )
    )
