"""A plan that contradicts itself: suspect, let the rules look, and decide on one way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any, cast

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.fields import Choose, Field, Ticks
from mlworkshop.language import Text, text
from mlworkshop.plan import example
from mlworkshop.plan.rules import findings


@dataclass(frozen=True)
class Search:
    """Which pairs of the plan's parts are suspected, and what is changed.

    Parameters
    ----------
    suspected : tuple of str
        Of `example.SUSPECTS`.
    checked : bool
        Whether the rules have looked.
    change : str, optional
        One of `example.CHANGES`.
    """

    suspected: tuple[str, ...] = ()
    checked: bool = False
    change: str | None = None

    @property
    def found(self) -> list[str]:
        """The suspects that contradict each other."""
        return [id_ for id_ in self.suspected if id_ in example.planted()]

    @property
    def missed(self) -> list[str]:
        """The contradictions that are not suspected."""
        return [id_ for id_ in example.planted() if id_ not in self.suspected]

    @property
    def false_alarms(self) -> list[str]:
        """The suspects with which nothing is wrong."""
        return [id_ for id_ in self.suspected if id_ not in example.planted()]


class Contradictions(Panel[Search]):
    """The plan, boxes for what is suspected, and buttons for a way out."""

    call = "contradictions"
    title = Text(en="A plan with mistakes", ja="間違いのある計画書")
    minutes, minutes_reason = 5.0, "eleven lines read, eight pairs compared, one way out chosen"

    def __init__(self, given: Search, key: str) -> None:
        self._after = ui.html()
        super().__init__(given, key)

    def ask(self) -> Mapping[str, Field[Any]]:
        """What is suspected, and what is changed."""
        return {
            "suspected": Ticks(
                text(
                    en="Which parts contradict each other?",
                    ja="どことどこが食い違っていますか",
                ),
                {id_: str(each.text) for id_, each in example.SUSPECTS.items()},
            ),
            "change": Choose(
                text(
                    en="The goal comes before the end of the work. What do you do?",
                    ja="期限が、作業の終わりより先に来ます。どうしますか",
                ),
                {id_: str(each.text) for id_, each in example.CHANGES.items()},
            ),
        }

    def intro(self) -> str:
        """The plan."""
        heads = text(en="Part", ja="項目"), text(en="What it says", ja="内容")
        name = text(
            en="Plan: orders of prepared salads (invented)", ja="計画書：惣菜サラダの発注（架空）"
        )
        return kit.table(heads, example.LINES, caption=name)

    def layout(self) -> list[widgets.Widget]:
        """The boxes, the button, what the rules say, the way out, what comes of it."""
        check = ui.button(text(en="Let the rules check", ja="ルールで確かめる"), self._check)
        check.add_class("mlw-main")
        suspected, change = self.fields.values()
        boxes = [suspected.widget, widgets.HBox([check]), self._message]
        return [*boxes, self._page, change.widget, self._after]

    def refresh(self) -> None:
        """Show what the rules say once they have looked."""
        self._page.value, self._after.value = self._checked(), self._changed()
        self.fields["change"].widget.layout.display = None if self.state.checked else "none"

    def page(self) -> str:
        """What the rules say, and what comes of the way out."""
        return self._checked() + self._changed()

    def instead(self) -> str:
        """What could be ticked and chosen."""
        return "".join(
            f"<p>{escape(field.label)}</p><ul>"
            + "".join(f"<li>{escape(line)}</li>" for line in field.choices())
            + "</ul>"
            for field in self.fields.values()
        )

    def code(self) -> str:
        """The call with the present state."""
        suspected = "".join(
            letter
            for letter, id_ in zip("abcdefgh", example.SUSPECTS, strict=True)
            if id_ in self.state.suspected
        )
        return (
            f'ws.activities.contradictions(suspected="{suspected}", checked=True, '
            f"change={self.state.change!r})"
        )

    def _check(self) -> None:
        self.become(replace(self.state, checked=True))

    def _checked(self) -> str:
        if not self.state.checked:
            waits = text(
                en="Tick first, then let the rules check.",
                ja="先に選んでから、ルールで確かめましょう。",
            )
            return f"<p>{waits}</p>"
        found, of = len(self.state.found), len(example.planted())
        false = len(self.state.false_alarms)
        said = text(
            en=f"You found {found} of {of} contradictions; false alarms: {false}.",
            ja=f"{of}件の食い違いのうち{found}件を見つけました。誤検出：{false}件",
        )
        rows = []
        for id_, suspect in example.SUSPECTS.items():
            if id_ in self.state.found:
                mark = text(en="✓ found", ja="✓ 見つけた")
            elif id_ in self.state.missed:
                mark = text(en="↻ missed", ja="↻ 見逃し")
            elif id_ in self.state.false_alarms:
                mark = text(en="✗ false alarm", ja="✗ 誤検出")
            else:
                mark = text(en="✓ rightly left", ja="✓ 問題なし")
            rows.append((suspect.text, mark, suspect.why))
        heads = text(en="Parts", ja="項目"), "", text(en="Why", ja="理由")
        return f'<p role="status"><strong>{said}</strong></p>{kit.table(heads, rows)}'

    def _changed(self) -> str:
        if not (self.state.checked and self.state.change):
            return ""
        before = {finding.rule.id for finding in findings(example.FACTS)}
        left = example.after(self.state.change)
        new = text(en=" (new)", ja="（新しく発生）")
        items = "".join(
            f"<li>{escape(str(finding.rule.title))}{'' if finding.rule.id in before else new}</li>"
            for finding in left
        )
        count = text(
            en=f"Contradictions before: {len(before)}. After this change: {len(left)}.",
            ja=f"食い違い：変更前{len(before)}件、変更後{len(left)}件",
        )
        price = escape(str(example.CHANGES[self.state.change].price))
        return f'<p role="status"><strong>{count}</strong> {price}</p><ul>{items}</ul>'


def contradictions(
    *,
    suspected: tuple[str, ...] | str = (),
    checked: bool = False,
    change: str | None = None,
    key: str = "contradictions",
) -> None:
    """Let the attendee find what contradicts itself in a plan of the supermarket chain.

    Parameters
    ----------
    suspected : tuple of str, or str of letters, optional
        Pairs of parts that are suspected: their ids, or letters such as "ae".
    checked : bool, default False
        Whether the rules have looked.
    change : str, optional
        The way out: its id or letter.
    key : str, default "contradictions"
        Tells the activities of a lesson that has several apart.

    Raises
    ------
    WorkshopError
        If one of them is not known.
    """
    if not isinstance(checked, bool):
        raise WorkshopError(
            text(
                en=f"checked={shown(checked)} is neither True nor False. Change it in the call.",
                ja=f"checked={shown(checked)} は使えません。True か False にしてください。",
            )
        )
    # As the call says it: the fields refuse what is none of them.
    given = Search(cast(Any, suspected), checked, change)
    Contradictions(given, key).show()
