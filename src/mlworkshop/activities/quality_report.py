"""A report on the quality of one's data: what has been measured, and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from mlworkshop.activities.board import Board, Placed
from mlworkshop.language import Text, text

# What can be wrong with data, each as a figure that one can measure.
_ASPECTS = {
    "complete": Text(en="Completeness: share of empty fields", ja="完全性：空欄の割合"),
    "accurate": Text(
        en="Accuracy: share of wrong values in 50 rows checked by hand",
        ja="正確性：50行を人が確かめて、間違っていた割合",
    ),
    "consistent": Text(
        en="Consistency: spellings and units for the same thing",
        ja="一貫性：同じものを表す表記や単位の数",
    ),
    "compatible": Text(
        en="Compatibility: share of rows that match between tables",
        ja="互換性：ほかの表と結び付けられる行の割合",
    ),
    "timely": Text(en="Timeliness: days since the last update", ja="適時性：最後の更新からの日数"),
    "unique": Text(
        en="Duplicates and damage: rows that occur twice or cannot be read",
        ja="重複・破損：二重になった行、読めない行の数",
    ),
}
_STANDINGS = {
    "fine": Text(en="Measured: good enough", ja="測った（問題なし）"),
    "fix": Text(en="Measured: to be fixed", ja="測った（直す必要あり）"),
    "measure": Text(en="Not measured: do it in week 1", ja="まだ測っていない（1週目に測る）"),
    "aside": Text(en="Does not matter here", ja="今回は関係ない"),
}


class QualityReport(Board):
    """Six aspects and findings of one's own, each put where it belongs."""

    call = "quality_report"
    title = Text(en="Quality report", ja="品質レポート")
    minutes, minutes_reason = 2.0, "six cards at fifteen seconds, and a finding of one's own"
    columns = 2
    takes_own = True

    def intro(self) -> str:
        """What is asked."""
        asks = text(
            en="How good is the data? What no one has measured is not good, but not measured.",
            ja="データの品質はどうでしょうか。誰も測っていないものは「問題なし」ではなく"
            "「まだ測っていない」です。",
        )
        return f"<p>{asks}</p>"

    def code(self) -> str:
        """A cell for a card."""
        return 'ws.activities.quality_report(…, placed={"complete": "measure"}, own=["…"])'


def quality_report(
    *,
    placed: Mapping[str, str] | None = None,
    own: Iterable[str] = (),
    key: str = "quality-report",
) -> None:
    """Let the attendee put together what is known of the quality of some data.

    Parameters
    ----------
    placed : mapping of str to str, optional
        By aspect (`complete`, `accurate`, `consistent`, `compatible`, `timely`, `unique`): `fine`,
        `fix`, `measure` or `aside`.
    own : iterable of str
        Findings to add as cards.
    key : str, default "quality-report"
        Tells the reports of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If there is no such aspect or answer, or these are no words.
    """
    # As the call says it: the fields refuse what is neither.
    given = Placed(cast(Any, {} if placed is None else placed), cast(Any, own))
    QualityReport(_ASPECTS, _STANDINGS, given, key).show()
