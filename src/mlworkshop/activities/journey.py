"""The journey of an organisation with machine learning: six stages, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import Any

import ipywidgets as widgets

from mlworkshop.activities import kit
from mlworkshop.activities.panel import Panel
from mlworkshop.called import refuse_unknown
from mlworkshop.fields import Field, Ticks, Words
from mlworkshop.language import Text, text

_LONGEST = 100_000  # characters of evidence, so that nothing that was pasted is lost

# By stage: its name, and what would be evidence of it. The first three are about finding out what
# is possible, the others about relying on it.
STAGES = {
    "learning": (
        Text(en="Learning", ja="学習"),
        Text(en="who has worked through what, since when", ja="誰が、何を、いつ最後まで学んだか"),
    ),
    "experimenting": (
        Text(en="Experimenting", ja="検証"),
        Text(en="one result measured on our own data", ja="手元のデータで測った結果が1つあるか"),
    ),
    "prototyping": (
        Text(en="Prototyping", ja="試作"),
        Text(en="which users tried it, and what they did", ja="どの利用者が試し、どう使ったか"),
    ),
    "building": (
        Text(en="Building", ja="構築"),
        Text(
            en="who can build the same model again, and how it is tested",
            ja="誰が同じモデルを作り直せるか、どうテストしているか",
        ),
    ),
    "deploying": (
        Text(en="Deploying", ja="デプロイ"),
        Text(
            en="who relies on it in daily work, since when, and its KPI",
            ja="誰が日々の業務で頼り、KPIはどう動いたか",
        ),
    ),
    "scaling": (
        Text(en="Scaling", ja="スケール"),
        Text(
            en="a second use that was quicker because of the first",
            ja="1つ目のおかげで早くできた2つ目の用途",
        ),
    ),
}
_TRIES = 3  # stages of the first kind


@dataclass(frozen=True)
class Journey:
    """What is said of each stage, and which of it others could check."""

    learning: str = ""
    experimenting: str = ""
    prototyping: str = ""
    building: str = ""
    deploying: str = ""
    scaling: str = ""
    checkable: tuple[str, ...] = ()

    def said(self, stage: str) -> str:
        """What is said of a stage."""
        words: str = getattr(self, stage)
        return words

    def counts(self, stage: str) -> bool:
        """Whether there is evidence of a stage: something is said, and others could check it."""
        return bool(self.said(stage).strip()) and stage in self.checkable

    @property
    def reached(self) -> str | None:
        """The last stage before the first one without evidence."""
        unbroken = [*takewhile(self.counts, STAGES)]
        return unbroken[-1] if unbroken else None

    @property
    def next(self) -> str | None:
        """The first stage without evidence."""
        return next((stage for stage in STAGES if not self.counts(stage)), None)

    @property
    def beyond(self) -> list[str]:
        """Stages with evidence behind one without."""
        after = False
        return [
            stage
            for stage in STAGES
            if (after := after or stage == self.next) and self.counts(stage)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of any stage."""
        return not any(self.said(stage).strip() for stage in STAGES)


class WhereWeAre(Panel[Journey]):
    """A line of evidence for each stage, and the way so far as a picture."""

    call = "journey"
    title = Text(en="Where are we on the journey?", ja="ジャーニーのどこにいるか")
    minutes, minutes_reason = 3.0, "six claims at twenty seconds to find or judge, and six ticks"
    style = (
        ".mlw-journey :is(li, td) { overflow-wrap: anywhere; }"
        # A sentence is to be read as a whole.
        ".mlw .mlw-journey .mlw-field .mlw-words.widget-text { width: 100%; }"
    )

    def ask(self) -> Mapping[str, Field[Any]]:
        """For each stage its evidence, then which of them could be checked."""
        asked: dict[str, Field[Any]] = {
            id_: Words(
                text(en=f"{number}. {name} ({proof})", ja=f"{number}. {name}（{proof}）"),
                longest=_LONGEST,
            )
            for number, (id_, (name, proof)) in enumerate(STAGES.items(), 1)
        }
        asked["checkable"] = Ticks(
            text(
                en="Which of these could a colleague from another department check tomorrow?",
                ja="ほかの部門の人が、明日にでも確かめられるのはどれですか",
            ),
            {id_: str(name) for id_, (name, _) in STAGES.items()},
        )
        return asked

    def controls(self) -> list[widgets.Widget]:
        """The fields below each other: evidence takes a line."""
        return [field.widget for field in self.fields.values()]

    def picture(self) -> str:
        """The stages from left to right, those with evidence filled."""
        return kit.svg(660, 96, self.alternative(), _drawn(self.state))

    def alternative(self) -> str:
        """Which stages have evidence."""
        return text(en=" ", ja="").join(self._standing())

    def page(self) -> str:
        """How far the evidence reaches, and what the next stage asks for."""
        lines = "".join(f"<p>{escape(words)}</p>" for words in self._standing())
        return f'<div role="status">{lines}</div>'

    def instead(self) -> str:
        """What is said of each stage, which the fields show where there are any."""
        heads = (text(en="Stage", ja="段階"), text(en="What is said", ja="記入したこと"))
        return kit.table(heads, self._told()) if self._told() else ""

    def code(self) -> str:
        """What fits on a line."""
        return f'ws.activities.{self.call}(…, learning="…", checkable=["learning"])'

    def digest(self) -> Sequence[tuple[str, str]]:
        """How far the evidence reaches, and what is said of each stage."""
        if self.state.is_empty:
            return []
        return [(str(self.title), text(en=" ", ja="").join(self._standing())), *self._told()]

    def _told(self) -> list[tuple[str, str]]:
        claim = text(en=" (cannot be checked yet)", ja="（まだ確かめられない）")
        return [
            (str(name), self.state.said(id_) + ("" if self.state.counts(id_) else claim))
            for id_, (name, _) in STAGES.items()
            if self.state.said(id_).strip()
        ]

    def _standing(self) -> list[str]:
        state, lines = self.state, []
        if state.reached:
            name, number = STAGES[state.reached][0], list(STAGES).index(state.reached) + 1
            lines.append(
                text(
                    en=f"The evidence reaches stage {number} of 6: {name}.",
                    ja=f"根拠があるのは、6段階のうち{number}段階目の「{name}」までです。",
                )
            )
        else:
            lines.append(
                text(
                    en="There is no evidence of the first stage yet.",
                    ja="最初の段階の根拠が、まだありません。",
                )
            )
        if state.next:
            name, proof = STAGES[state.next]
            lines.append(
                text(
                    en=f"Next is {name}. Evidence would be: {proof}.",
                    ja=f"次は「{name}」です。根拠になるのは「{proof}」です。",
                )
            )
        if state.beyond:
            names = text(en=", ", ja="、").join(str(STAGES[stage][0]) for stage in state.beyond)
            lines.append(
                text(
                    en=f"There is also evidence further on: {names}. Who would notice that the "
                    "stage in between is missing?",
                    ja=f"その先の「{names}」にも根拠があります。間の段階が抜けていて、困るのは誰ですか。",
                )
            )
        return lines


_WIDE, _GAP = 100, 10  # of a stage in the picture, and what is between two


def _drawn(state: Journey) -> Iterator[str]:
    """Six boxes on a way, below the two kinds that they are of."""
    kinds = (
        (text(en="find out what is possible", ja="学び、検証し、試作する"), 0, _TRIES),
        (text(en="rely on it", ja="構築・運用し、広げる"), _TRIES, len(STAGES)),
    )
    for words, start, end in kinds:
        left, right = _x(start), _x(end) - _GAP
        yield f'<path d="M{left} 26H{right}" stroke="{kit.QUIET}" stroke-width="2"/>'
        yield kit.write((left + right) / 2, 18, words, fill=kit.QUIET, size=12)
    for at, (id_, (name, _)) in enumerate(STAGES.items()):
        counts, claimed = state.counts(id_), bool(state.said(id_).strip())
        ground, ink = ("#0b5394", kit.GROUND) if counts else (kit.GROUND, kit.INK)
        dashes = "" if counts or not claimed else ' stroke-dasharray="5 4"'
        yield (
            f'<rect x="{_x(at)}" y="38" width="{_WIDE}" height="48" rx="5" fill="{ground}" '
            f'stroke="{kit.QUIET}"{dashes}/>'
        )
        yield kit.write(_x(at) + _WIDE / 2, 59, str(name), fill=ink, size=12)
        yield kit.write(_x(at) + _WIDE / 2, 77, _mark(counts, claimed), fill=ink, size=11)


def _x(at: int) -> int:
    return 5 + (_WIDE + _GAP) * at


def _mark(counts: bool, claimed: bool) -> str:
    if counts:
        return text(en="✓ evidence", ja="✓ 根拠あり")
    return (
        text(en="? claim", ja="？ 主張のみ") if claimed else text(en="nothing yet", ja="まだない")
    )


def journey(*, key: str = "journey", **said: Any) -> None:
    """Let the attendee place an organisation on the journey, by evidence alone.

    The six stages are those of a deck on shifting an organisation to machine learning (2022).

    Parameters
    ----------
    key : str, default "journey"
        Tells those of a lesson that has several apart; one that begins with "own-" goes into the
        plan.
    **said : str or iterable of str
        By stage (`learning`, `experimenting`, `prototyping`, `building`, `deploying`, `scaling`)
        what is said of it; `checkable`: the stages of which others could check that.

    Raises
    ------
    WorkshopError
        If there is no such stage, or it is not said in words.
    """
    refuse_unknown("ws.activities.journey", Journey.__dataclass_fields__, said)
    WhereWeAre(Journey(**said), key).show()
