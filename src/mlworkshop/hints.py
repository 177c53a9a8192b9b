"""Hints in steps, for questions and exercises alike: their words, and how many were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlworkshop import journal, ui
from mlworkshop.language import Text, text

__all__ = ["Hints"]


@dataclass(frozen=True)
class Hints:
    """The hints of a question or an exercise; the journal counts how many were asked for.

    Parameters
    ----------
    lesson, key, version
        What they belong to; see `journal.Event`.
    words : sequence of Text
        Markdown, each telling more than the one before.
    """

    lesson: str
    key: str
    version: int
    words: Sequence[Text]

    def taken(self) -> int:
        """How many were asked for."""
        event = journal.latest(self.lesson, "hint", self.key, self.version)
        count = event.answer if event else 0
        if not isinstance(count, int) or isinstance(count, bool):
            return 0
        return min(max(count, 0), len(self.words))

    def take(self, before: int | None = None) -> int:
        """Ask for one more, and say how many that makes.

        Parameters
        ----------
        before : int, optional
            How many are shown, where that is not as many as were ever asked for.
        """
        count = self.taken() if before is None else before
        if count < len(self.words):
            count += 1
            journal.record(self.lesson, "hint", self.key, version=self.version, answer=count)
        return count

    def label(self, count: int) -> str:
        """What the button for the next one says when so many are shown."""
        total = len(self.words)
        if count >= total:
            return text(en="No more hints", ja="ヒントは以上です")
        return text(en=f"Hint ({count + 1} of {total})", ja=f"ヒント（{count + 1}/{total}）")

    def shown(self, count: int) -> str:
        """HTML of the first ones."""
        return "".join(
            f"<p><strong>{_title()} {at}/{len(self.words)}</strong></p>{ui.markdown(str(words))}"
            for at, words in enumerate(self.words[:count], 1)
        )

    def folded(self) -> str:
        """HTML of all, each folded, for where there is no button."""
        return "".join(
            f"<details><summary>{_title()} {at}</summary>{ui.markdown(str(words))}</details>"
            for at, words in enumerate(self.words, 1)
        )


def _title() -> str:
    return text(en="Hint", ja="ヒント")
