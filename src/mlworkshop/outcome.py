"""How an answer came out, for questions and exercises alike."""

from __future__ import annotations

from enum import Enum

from mlworkshop.language import Text


class Outcome(Enum):
    """How an answer came out; the value names its style."""

    NOT_ATTEMPTED = "open"
    WRONG = "wrong"
    PARTIAL = "partial"
    ERROR = "error"
    RIGHT = "right"
    KEPT = "kept"

    @property
    def label(self) -> str:
        """Symbol and words, in the language of the open notebook."""
        return str(_LABELS[self])


_LABELS = {
    Outcome.NOT_ATTEMPTED: Text(en="○ Not attempted yet", ja="○ まだ取り組んでいません"),
    Outcome.WRONG: Text(en="✗ Not yet right", ja="✗ 正解ではありません"),
    Outcome.PARTIAL: Text(en="△ Partly right", ja="△ 一部正解です"),
    Outcome.ERROR: Text(en="! Error in your code", ja="! コードでエラーが起きました"),
    Outcome.RIGHT: Text(en="✓ Right", ja="✓ 正解です"),
    Outcome.KEPT: Text(en="✓ Kept", ja="✓ 保存しました"),
}
