"""Photos labelled by hand, one after another: how long a label takes, and whether two agree."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from statistics import median
from typing import Any

from mlworkshop.activities.kit import Html, table, thumbnail
from mlworkshop.activities.round import Round, Turns, letter_of
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, counted, text
from mlworkshop.vision import open_photo
from mlworkshop.vision.photos import Photo

CAT, OTHER, SKIPPED = "cat", "other", "skipped"
_CHOICES = {
    "c": (CAT, Text(en="cat", ja="猫")),
    "n": (OTHER, Text(en="not a cat", ja="猫ではない")),
    "s": (SKIPPED, Text(en="skip", ja="スキップ")),
}
_NAMES = dict(_CHOICES.values())
_SIZE = (420, 280)  # pixels of the photo to be labelled, at most
_SMALL = (150, 100)  # of one that two people label differently


@dataclass(frozen=True)
class Agreement:
    """How two people labelled the photos that both of them labelled.

    Parameters
    ----------
    same, both : int
        Photos with the same label, of the photos that both labelled.
    differ : tuple of str
        The names of the others.
    kappa : float, optional
        Cohen's kappa: 1 where they always agree, 0 where they agree as often as chance would
        have it. None where it says nothing, because all labels are the same.
    """

    same: int
    both: int
    differ: tuple[str, ...]
    kappa: float | None


def labels_of(turns: Turns) -> dict[str, str]:
    """Label by name of photo, without those that were skipped."""
    return {said.card: said.choice for said in turns.said if said.choice != SKIPPED}


def seconds_per_label(turns: Turns) -> float | None:
    """The median time of a label, None before any time is known."""
    known = [said.seconds for said in turns.said if said.choice != SKIPPED]
    return median(times) if (times := [time for time in known if time is not None]) else None


def agreement(mine: Mapping[str, str], second: Mapping[str, str]) -> Agreement:
    """Compare the labels of two people, each by name of photo."""
    pairs = {name: (said, second[name]) for name, said in mine.items() if name in second}
    differ = tuple(name for name, (one, other) in pairs.items() if one != other)
    kappa = None
    if len({label for pair in pairs.values() for label in pair}) > 1:
        from sklearn.metrics import cohen_kappa_score

        kappa = float(cohen_kappa_score(*zip(*pairs.values(), strict=True)))
    return Agreement(len(pairs) - len(differ), len(pairs), differ, kappa)


def label_photos(
    photos: Mapping[str, Photo],
    *,
    credits: Mapping[str, str],
    descriptions: Mapping[str, str],
    second: Mapping[str, str] | None = None,
    labels: str = "",
    key: str = "labelling",
) -> Labelling:
    """Let the attendee label photos, "cat" or "not a cat", and measure how long that takes.

    Each press is remembered: the next run of the cell goes on where the last one stopped, unless
    `labels` in the call has changed since: that is how to label without widgets.

    Parameters
    ----------
    photos : mapping of str to photo
        Name and photo, as `ws.vision.open_photo` takes it, in the order in which they are shown.
        Names are never shown: they may give the answer away.
    credits : mapping of str to str
        By name, who made the photo and under which licence.
    descriptions : mapping of str to str
        By name, what is to be seen, for those who cannot see it: without naming it.
    second : mapping of str to str, optional
        By name, the label of a second annotator, "cat" or "other". Shown at the end.
    labels : str, optional
        A letter for each photo, from the first: c for a cat, n for none, s to skip it.
    key : str, default "labelling"
        Tells the sessions of a lesson that has several apart.

    Returns
    -------
    Labelling
        What has been said so far, always up to date: `labels`, a dict of str to "cat" or "other";
        `seconds_per_label`, a float or None.

    Raises
    ------
    WorkshopError
        If `labels` holds other letters or more than there are photos, if a photo lacks its credit
        or description, or the second annotator said something else.
    """
    # A pandas Series will do for each of them.
    photos, credits, descriptions = dict(photos), dict(credits), dict(descriptions)
    others = {} if second is None else dict(second)
    for given, what in (
        (credits, text(en="credits", ja="credits（撮影者とライセンス）")),
        (descriptions, text(en="descriptions", ja="descriptions（説明）")),
    ):
        if missing := [name for name in photos if name not in given]:
            raise WorkshopError(
                text(
                    en=f"{what} says nothing about the photo {missing[0]!r}. Add a line for it.",
                    ja=f"{what} に写真 {missing[0]!r} の項目がありません。追加してください。",
                )
            )
    for name, label in others.items():
        if label not in (CAT, OTHER):
            raise WorkshopError(
                text(
                    en=f"second gives {name!r} the label {shown(label)}. "
                    f'Write "{CAT}" or "{OTHER}".',
                    ja=f"second の {name!r} のラベルが {shown(label)} になっています。"
                    f'"{CAT}" か "{OTHER}" を指定してください。',
                )
            )
    turns = _from_letters(tuple(photos), labels)
    labelling = Labelling(turns, photos, credits, descriptions, others, key)
    labelling.show()
    return labelling


def _from_letters(names: tuple[str, ...], labels: object) -> Turns:
    letters = letter_of(labels) if isinstance(labels, str) else None
    if letters is None or not set(letters) <= _CHOICES.keys() or len(letters) > len(names):
        raise WorkshopError(
            text(
                en=f"labels is {shown(labels)}. Write one letter for each photo, from the first, "
                f"{len(names)} at most: c (cat), n (not a cat) or s (skip), such as "
                'labels="ccns".',
                ja=f"labels が {shown(labels)} になっています。最初の写真から順に1文字ずつ、"
                f"{len(names)}文字以内で書いてください。c（猫）、n（猫ではない）、s（スキップ）の"
                'いずれかです。例：labels="ccns"',
            )
        )
    turns = Turns()
    for name, letter in zip(names, letters, strict=False):
        turns = turns.then(name, _CHOICES[letter][0])
    return turns


class Labelling(Round):
    """A photo after another, and what came out.

    Parameters
    ----------
    given : Turns
        What the call in the notebook says.
    photos, credits, descriptions, second
        See `label_photos`.
    key : str
    clock : callable, optional
        Gives the time in seconds.
    """

    call = "label_photos"
    title = Text(en="Labelling of photos", ja="写真のラベル付け")
    minutes, minutes_reason = 3.0, "twenty photos at five seconds, and the result"
    style = (
        Round.style
        + """
.mlw-label-photos figure { margin: 0.4em 0; }
.mlw-label-photos figcaption { font-size: 0.85em; }
.mlw-label-photos img { display: block; border: 1px solid var(--mlw-line); }
.mlw-photo { min-height: 325px; }
"""
    )

    def __init__(
        self,
        given: Turns,
        photos: Mapping[str, Photo],
        credits: Mapping[str, str],
        descriptions: Mapping[str, str],
        second: Mapping[str, str],
        key: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._photos, self._credits, self._descriptions = photos, credits, descriptions
        self._second = second
        super().__init__(tuple(photos), given, key, clock)

    @property
    def labels(self) -> dict[str, str]:
        """Label by name of photo, "cat" or "other", without those that were skipped."""
        return labels_of(self.state)

    @property
    def seconds_per_label(self) -> float | None:
        """The median time of a label in seconds, None before any is known."""
        return seconds_per_label(self.state)

    def choices(self) -> Mapping[str, tuple[str, str]]:
        """Cat, not a cat, skip."""
        return {letter: (id_, str(words)) for letter, (id_, words) in _CHOICES.items()}

    def intro(self) -> str:
        """The question."""
        question = text(en="Is there a cat in this photo?", ja="この写真に猫は写っていますか？")
        return f"<p><strong>{question}</strong></p>"

    def card(self, id_: str) -> str:
        """A photo with its credit."""
        return f'<div class="mlw-photo">{self._figure(id_)}</div>'

    def heard(self, id_: str) -> str:
        """What is to be seen, without naming it."""
        return self._descriptions[id_]

    def code(self) -> str:
        """A letter for each photo."""
        return 'ws.activities.label_photos(…, labels="ccns")'

    @classmethod
    def older(cls, note: Any) -> Any:
        """Notes had what the call said as labels, and triples of name, label and seconds."""
        match note:
            case {"given": list(given), "answers": list(answers)}:
                said = [
                    dict(zip(("card", "choice", "seconds"), answer, strict=False))
                    for answer in answers
                    if isinstance(answer, list)
                ]
                cards = zip(said, given, strict=False)
                before = [{"card": one["card"], "choice": choice} for one, choice in cards]
                return {"given": {"said": before}, "state": {"said": said}}
        return None

    def digest(self) -> list[tuple[str, str]]:
        """The pace."""
        if (seconds := self.seconds_per_label) is None:
            return []
        label = text(en="Time per label", ja="ラベル1枚にかかる時間")
        return [(label, text(en=f"{seconds:.1f} seconds", ja=f"{seconds:.1f}秒"))]

    def _figure(self, name: str, size: tuple[int, int] = _SIZE) -> Html:
        """A photo with its credit, and in words for those who cannot see it."""
        source = thumbnail(open_photo(self._photos[name]), *size)
        return Html(
            f'<figure><img src="{source}" alt="{escape(self._descriptions[name])}">'
            f"<figcaption>{escape(self._credits[name])}</figcaption></figure>"
        )

    def outcome(self) -> str:
        """Counts, time per label, and how far the second annotator agrees."""
        counts = [said.choice for said in self.state.said]
        html = "<p>{}</p>".format(
            text(en=", ", ja="、").join(
                f"{name}{text(en=': ', ja='：')}{counts.count(label)}"
                for label, name in _NAMES.items()
            )
        )
        html += f"<p>{self._pace()}</p>"
        agreed = agreement(self.labels, self._second)
        if not agreed.both:
            return html
        share = f"{agreed.same / agreed.both:.0%}"
        says = text(
            en=f"You and the second annotator gave <strong>{agreed.same} of {agreed.both}"
            f"</strong> photos the same label ({share}).",
            ja=f"もう1人の担当者と同じラベルになったのは、{agreed.both}枚中"
            f"<strong>{agreed.same}枚</strong>（{share}）です。",
        )
        if agreed.kappa is not None:
            says += text(
                en=f" Cohen's kappa, which leaves out agreement by chance: {agreed.kappa:.2f} "
                "(1: always the same, 0: no more than chance).",
                ja="偶然の一致を差し引いた指標（カッパ係数）は"
                f"{agreed.kappa:.2f}です（完全に一致すれば1、偶然と同じ程度なら0）。",
            )
        return f"{html}<p>{says}</p>{self._differences(agreed.differ)}"

    def _pace(self) -> str:
        seconds = self.seconds_per_label
        if seconds is None:
            return text(
                en="No time per label is known: it is measured from press to press.",
                ja="1枚あたりの時間は測れませんでした（ボタンを押す間隔で測っています）。",
            )
        minutes = 1000 * seconds / 60
        return text(
            en=f"Half of your labels took less than <strong>{seconds:.1f} seconds</strong> "
            f"(pauses over a minute do not count). At this pace 1,000 labels take "
            f"{counted(round(minutes), 'minute')}.",
            ja=f"1枚にかかった時間の中央値は<strong>{seconds:.1f}秒</strong>です"
            "（1分を超える休憩は除きます）。このペースなら、1,000枚のラベル付けに"
            f"{minutes:.0f}分かかります。",
        )

    def _differences(self, names: tuple[str, ...]) -> str:
        if not names:
            return ""
        heads = (
            text(en="Photo", ja="写真"),
            text(en="You", ja="あなた"),
            text(en="Second annotator", ja="もう1人の担当者"),
        )
        rows = [
            (self._figure(name, _SMALL), _NAMES[self.labels[name]], _NAMES[self._second[name]])
            for name in names
        ]
        says = text(en="You differ here:", ja="ラベルが分かれた写真：")
        return f"<p>{says}</p>{table(heads, rows)}"
