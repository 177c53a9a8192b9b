"""Your own photo: choose a file, see what the model sees, and whether it is called a cat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities.base import Activity, Nothing
from mlworkshop.activities.gallery import MOST, STYLE, Card, page
from mlworkshop.activities.kit import from_0_to_1
from mlworkshop.errors import WorkshopError
from mlworkshop.language import Text, text
from mlworkshop.vision import BundledModel, Detector, open_photo
from mlworkshop.vision.photos import name_of, several

_TOP = 3
# The button says how many files it holds, which is none as soon as they have been looked at: the
# title, without a number, is shown in place of that.
_BUTTON = """
.mlw-own-photo .jupyter-button.widget-upload { width: auto; height: auto; min-height: 2.3em;
  padding: 4px 14px; background: var(--mlw-main); color: var(--mlw-on-main); border-radius: 4px;
  align-self: flex-start; font-size: 0; }
.mlw-own-photo .widget-upload::after { font-size: var(--jp-ui-font-size1, 13px);
  content: attr(title); content: attr(title) / ""; }
"""


def own_photo(photo: Any = None, *, cut_off: float = 0.5, detector: Detector | None = None) -> None:
    """Show what a detector makes of your own photos, chosen with a button or given in the call.

    The photos stay in this notebook's memory: they are not saved, neither in the notebook nor in
    your progress, and the bundled model sends nothing anywhere.

    Parameters
    ----------
    photo : photo or iterable of photos, optional
        As `ws.vision.open_photo` takes them, such as `"my-photo.jpg"`; at most ten. Default: a
        button to choose files.
    cut_off : float, default 0.5
        From which score on a photo is called a cat.
    detector : Detector, optional
        Default: the bundled model.

    Raises
    ------
    WorkshopError
        If `cut_off` is no number from 0 to 1. What is wrong with a photo is said beside its name.
    """
    activity = OwnPhoto(from_0_to_1("cut_off", cut_off), detector or BundledModel())
    if photo is not None:
        given = several(photo)
        activity.see((name_of(each), each) for each in given)
    activity.show()


class OwnPhoto(Activity[Nothing]):
    """A button to choose photos, and what was seen on them; nothing of it is kept.

    Parameters
    ----------
    cut_off : float
    detector : Detector
    """

    call = "own_photo"
    title = Text(en="Your own photo", ja="自分の写真")
    minutes, minutes_reason = 2.0, "one photo found, chosen and judged"
    style = STYLE + _BUTTON

    def __init__(self, cut_off: float, detector: Detector) -> None:
        self._cut_off = cut_off
        self._detector = detector
        self.cards: list[Card] = []
        self.problems: list[str] = []
        super().__init__(Nothing(), self.call)

    def intro(self) -> str:
        """Where the photos go."""
        return f"<p>{_promise(self._detector)}</p>"

    def controls(self) -> list[widgets.Widget]:
        """The button."""
        choose = text(en="Choose photos", ja="写真を選ぶ")
        upload = widgets.FileUpload(
            accept="image/*", multiple=True, description=choose, tooltip=choose, icon=""
        )
        upload.observe(self._uploaded, "value")
        return [upload]

    def page(self) -> str:
        """What was seen."""
        return _html(self.cards, self.problems)

    def static(self) -> str:
        """What was seen, in words: this is saved with the notebook, so it has no photo."""
        seen, self.cards = self.cards, [replace(card, image=None) for card in self.cards]
        try:
            return super().static()
        finally:
            self.cards = seen

    def plain(self) -> str:
        """What was seen, as lines."""
        seen = [page(self.cards, len(self.cards))[1]] if self.cards else []
        return "\n".join([*self.problems, *seen]) or str(self.title)

    def code(self) -> str:
        """The name of a file beside the notebook."""
        return 'ws.activities.own_photo("my-photo.jpg")'

    def see(self, photos: Iterable[tuple[str, Any]]) -> None:
        """Look at photos, each given with its name, and say what was found."""
        self.cards, self.problems = [], []
        given = list(photos)
        for name, photo in given[:MOST]:
            try:
                self.cards.append(self._card(name, photo))
            except WorkshopError as problem:
                self.problems.append(str(problem))
        if len(given) > MOST:
            self.problems.append(
                text(
                    en=f"Only the first {MOST} of {len(given)} files were used. "
                    f"Choose up to {MOST} at once.",
                    ja=f"{len(given)}個のファイルのうち、最初の{MOST}個だけを処理しました。"
                    f"一度に選べるのは{MOST}個までです。",
                )
            )
        self.refresh()

    def _card(self, name: str, photo: Any) -> Card:
        image = open_photo(photo, name=name)
        [score] = self._detector.cat_scores([image])
        labels = self._detector.labels(image, _TOP)
        return Card(image, name, labels, float(score), self._cut_off)

    def _uploaded(self, change: Any) -> None:
        files = [(str(file["name"]), file["content"]) for file in change.new]
        if files:
            with ui.LOCK:
                self.see(files)
            change.owner.value = ()  # lets the photos go, and the same file be chosen again


def _html(cards: list[Card], problems: list[str]) -> str:
    shown = page(cards, len(cards))[0] if cards else ""
    return f'{"".join(map(ui.alert, problems))}<div role="status">{shown}</div>'


def _promise(detector: Detector) -> str:
    """Where the photos go."""
    if isinstance(detector, BundledModel):
        return text(
            en="Your photos stay in the memory of this notebook: they are neither saved nor sent "
            "anywhere. JPEG, PNG or WebP; several at once. If nothing appears, the files are more "
            "than 10 MB together, which some servers drop: choose fewer or smaller ones.",
            ja="写真はこのノートブックのメモリの中だけで処理され、保存も送信もされません。"
            "JPEG、PNG、WebP が使えます。複数をまとめて選べます。何も表示されないときは、合計が "
            "10 MB を超え、サーバーが受け取れなかった可能性があります。枚数を減らすか、小さい写真を"
            "選んでください。",
        )
    name = escape(detector.name)
    return text(
        en=f"<strong>Your photos are sent to {name}</strong>, and each costs money there. "
        "They are not saved on this computer.",
        ja=f"<strong>写真は {name} に送信され</strong>、1枚ごとに料金がかかります。"
        "このコンピューターには保存されません。",
    )
