"""A photo gallery: what is on each photo, what a detector makes of it, and who made the photo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral
from typing import TYPE_CHECKING, Any

from mlworkshop import data
from mlworkshop.activities.base import Activity, Nothing
from mlworkshop.activities.kit import bar, colon, from_0_to_1, thumbnail
from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import Text, text
from mlworkshop.vision import BundledModel, Detector, Label, credit, open_photo
from mlworkshop.vision.photos import name_of, several

if TYPE_CHECKING:
    from PIL import Image

MOST = 10  # photos in one gallery: stored outputs stay small
STYLE = """
.mlw-photos { display: flex; flex-wrap: wrap; gap: 0.6em; align-items: flex-start; }
.mlw-photos figure { width: 11.6em; margin: 0; padding: 0.6em; line-height: 1.45;
  box-sizing: border-box; border: 1px solid var(--mlw-line); border-radius: 6px;
  background: var(--mlw-paper); color: var(--mlw-on-paper); }
.mlw-photos img { display: block; width: 100%; height: 7.5em; object-fit: contain;
  margin: 0 0 0.4em; }
.mlw-photos small { display: block; background: var(--mlw-paper); color: var(--mlw-quiet); }
"""


@dataclass(frozen=True)
class Card:
    """A photo and everything that is said beside it.

    Parameters
    ----------
    image : PIL.Image.Image or None
        None shows the words alone.
    name : str
        What is on it, or the file's name.
    labels : sequence of Label
        What the detector names.
    score : float, optional
        How sure something is that it is a cat, from 0 to 1.
    cut_off : float, optional
        From which score on it is called a cat.
    cat : bool, optional
        Whether it is one.
    credit : str
        Who made it; may be empty.
    """

    image: Image.Image | None
    name: str
    labels: Sequence[Label] = ()
    score: float | None = None
    cut_off: float | None = None
    cat: bool | None = None
    credit: str = ""

    @property
    def lines(self) -> list[str]:
        """What is said, a line each, without the photo's name and its credit."""
        said = [f"{label.name}{colon()}{_share(label.confidence)}" for label in self.labels]
        if self.score is not None:
            said.append(_scored(self.score))
        if verdict := self.verdict:
            said.append(verdict)
        return said

    @property
    def verdict(self) -> str:
        """What it is called at the cut-off, and whether that is right."""
        if self.score is None or self.cut_off is None:
            return ""
        called = self.score >= self.cut_off
        says = text(en="called a cat", ja="猫と判定")
        if not called:
            says = text(en="not called a cat", ja="猫ではないと判定")
        if self.cat is None:
            return says
        if called == self.cat:
            return f"✓ {says}" + text(en=": right", ja="（正しい）")
        if self.cat:
            return f"✗ {says}" + text(en=": missed", ja="（見逃し）")
        return f"✗ {says}" + text(en=": false alarm", ja="（誤検出）")

    def html(self) -> str:
        """The card as HTML: photo, name, bars with words, credit."""
        name = escape(self.name)
        picture = ""
        if self.image is not None:
            alt = text(en=f"Photo: {name}", ja=f"写真：{name}")
            source = small_copy(self.image)
            picture = f'<img alt="{alt}" src="{source}">'
        bars = "".join(
            f"{escape(f'{label.name} {_share(label.confidence)}')}{bar(label.confidence)}"
            for label in self.labels
        )
        if self.score is not None:
            bars += escape(_scored(self.score)) + bar(self.score, mark=self.cut_off)
        verdict = f"<strong>{escape(self.verdict)}</strong>" if self.verdict else ""
        small = f"<small>{escape(self.credit)}</small>" if self.credit else ""
        return (
            f"<figure>{picture}<figcaption><strong>{name}</strong><br>{bars}{verdict}{small}"
            "</figcaption></figure>"
        )


def photo_gallery(
    photos: Any,
    *,
    top: int = 1,
    cat_scores: Iterable[float] | None = None,
    cut_off: float | None = None,
    names: Iterable[str] | None = None,
    detector: Detector | None = None,
) -> None:
    """Show photos, and beside each what a detector makes of it, in words and as bars.

    Sort and choose before: the first ten are shown.

    Parameters
    ----------
    photos : DataFrame, photo or iterable of photos
        Rows of `ws.data.camera_roll()`, or any table with a column `path`; its columns `subject`,
        `author`, `licence` and `cat` are used where there are any. Or photos as
        `ws.vision.open_photo` takes them.
    top : int, default 1
        How many labels of each photo to show; 0 for none.
    cat_scores : iterable of float, shape (n,), optional
        How sure something is that each photo shows a cat, from 0 to 1: shown as a bar.
    cut_off : float, optional
        From which of these scores on a photo is called a cat: says so, and whether it is right.
    names : iterable of str, shape (n,), optional
        What is on the photos. Default: their subjects, else the files' names.
    detector : Detector, optional
        Which names the labels. Default: the bundled model.

    Raises
    ------
    WorkshopError
        If a photo cannot be opened, there is none, or scores and names are not one for each photo.
    """
    import pandas as pd

    if isinstance(photos, pd.DataFrame):
        if "path" not in photos:
            raise WorkshopError(
                text(
                    en="The table has no column `path`, so there are no photos in it to show. "
                    "Give rows of ws.data.camera_roll().",
                    ja="表に `path` という列がないため、表示する写真が分かりません。"
                    "ws.data.camera_roll() の行を指定してください。",
                )
            )
        rows: list[Mapping[str, Any]] = photos.to_dict("records")
    else:
        rows = [{"path": photo} for photo in several(photos)]
    if not rows:
        raise WorkshopError(
            text(
                en="There is no photo to show: the list is empty. Choose at least one.",
                ja="表示する写真がありません。1枚以上指定してください。",
            )
        )
    scores = _one_each("cat_scores", cat_scores, len(rows))
    titles = _one_each("names", names, len(rows))
    cut_off = None if cut_off is None else from_0_to_1("cut_off", cut_off)
    if isinstance(top, bool) or not isinstance(top, Integral):
        raise WorkshopError(
            text(
                en=f"top: {shown(top)} is not a whole number. Write how many labels to show for "
                "each photo, such as top=3.",
                ja=f"top の {shown(top)} は使えません。写真ごとに表示するラベルの数を、"
                "top=3のような整数で指定してください。",
            )
        )
    chosen = detector or BundledModel()
    cards = []
    for row, score, title in list(zip(rows, scores, titles, strict=True))[:MOST]:
        image = open_photo(row["path"])
        cards.append(
            Card(
                image,
                str(title) if title is not None else _title(row),
                chosen.labels(image, int(top)) if top > 0 else (),
                None if score is None else from_0_to_1("cat_scores", score),
                cut_off,
                bool(row["cat"]) if "cat" in row else None,
                credit(row),
            )
        )
    PhotoGallery(cards, len(rows)).show()


class PhotoGallery(Activity[Nothing]):
    """Cards with photos, to be looked at.

    Parameters
    ----------
    cards : sequence of Card
    total : int
        How many photos there were.
    """

    call = "photo_gallery"
    title = Text(en="Photos", ja="写真")
    minutes, minutes_reason = 1.0, "a look at each photo and at what the model says"
    style = STYLE
    lives = False

    def __init__(self, cards: Sequence[Card], total: int) -> None:
        self._cards, self._total = cards, total
        super().__init__(Nothing(), self.call)

    def page(self) -> str:
        """The cards."""
        return page(self._cards, self._total)[0]

    def plain(self) -> str:
        """The cards in words."""
        return page(self._cards, self._total)[1]


def page(cards: Sequence[Card], total: int) -> tuple[str, str]:
    """Cards as HTML, and the same as lines of text; says so where there are more."""
    more = ""
    if total > len(cards):
        more = text(
            en=f"The first {len(cards)} of {total:,} photos.",
            ja=f"{total:,}枚のうち、最初の{len(cards)}枚です。",
        )
    html = f'<div class="mlw-photos">{"".join(card.html() for card in cards)}</div>'
    lines = ["; ".join([card.name, *card.lines, *filter(None, [card.credit])]) for card in cards]
    return html + (f"<p>{more}</p>" if more else ""), "\n".join([*lines, *filter(None, [more])])


def small_copy(image: Image.Image) -> str:
    """A photo as a card shows it, as the address of an `<img>`."""
    return thumbnail(image, 280, 140, quality=65)


def _title(row: Mapping[str, Any]) -> str:
    subject = row.get("subject")
    if isinstance(subject, str):
        return data.labels("camera_roll").get(subject, subject)
    return name_of(row["path"])


def _scored(score: float) -> str:
    return text(en=f"cat score {score:.3f}", ja=f"猫スコア {score:.3f}")


def _share(share: float) -> str:
    """A share of 1 in per cent, whole: more digits differ from one processor to another."""
    if 0 < share < 0.005:
        return text(en="less than 1%", ja="1%未満")
    return f"{100 * share:.0f}%"


def _one_each(argument: str, values: Iterable[Any] | None, count: int) -> list[Any]:
    if values is None:
        return [None] * count
    listed = list(values)
    if len(listed) != count:
        raise WorkshopError(
            text(
                en=f"{argument} has {len(listed):,} values for {count:,} photos. "
                "Give one for each photo, in the same order.",
                ja=f"{argument} の値が{len(listed):,}個で、写真の数（{count:,}枚）と合いません。"
                "写真と同じ順に、1枚に1つずつ指定してください。",
            )
        )
    return listed
