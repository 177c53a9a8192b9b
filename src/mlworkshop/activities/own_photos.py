"""Your own photo: choose a file, see what the model sees, and whether it is called a cat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as widgets

from mlworkshop import ui
from mlworkshop.activities.gallery import MOST, Card, between, page
from mlworkshop.errors import WorkshopError
from mlworkshop.language import text
from mlworkshop.vision import BundledModel, Detector, open_photo
from mlworkshop.vision.photos import name_of, several

_TOP = 3
# The button says how many files it holds, which is none as soon as they have been looked at: the
# title, without a number, is shown in place of that.
_STYLE = """
.mlw-own-photo .jupyter-button.widget-upload { width: auto; height: auto; min-height: 2.3em;
  padding: 4px 14px; background: #0b5394; color: #ffffff; border-radius: 4px;
  align-self: flex-start; font-size: 0; }
.mlw-own-photo .widget-upload::after { font-size: var(--jp-ui-font-size1, 13px);
  content: attr(title); content: attr(title) / ""; }
"""


def own_photo(photo: Any = None, *, cutoff: float = 0.5, detector: Detector | None = None) -> None:
    """Show what a detector makes of your own photos, chosen with a button or given in the call.

    The photos stay in this notebook's memory: they are not saved, neither in the notebook nor in
    your progress, and the bundled model sends nothing anywhere.

    Parameters
    ----------
    photo : photo or iterable of photos, optional
        As `ws.vision.open_photo` takes them, such as `"my-photo.jpg"`; at most ten. Default: a
        button to choose files.
    cutoff : float, default 0.5
        From which score on a photo is called a cat.
    detector : Detector, optional
        Default: the bundled model.

    Raises
    ------
    WorkshopError
        If `cutoff` is no number from 0 to 1. What is wrong with a photo is said beside its name.
    """
    activity = OwnPhoto(between("cutoff", cutoff), detector or BundledModel())
    if photo is not None:
        given = several(photo)
        activity.see((name_of(each), each) for each in given)
    activity.show()


class OwnPhoto:
    """The activity's widgets, and what was seen last.

    Parameters
    ----------
    cutoff : float
    detector : Detector
    """

    def __init__(self, cutoff: float, detector: Detector) -> None:
        self._cutoff = cutoff
        self._detector = detector
        self.cards: list[Card] = []
        self.problems: list[str] = []
        self.upload = widgets.FileUpload(
            accept="image/*",
            multiple=True,
            description=text(en="Choose photos", ja="写真を選ぶ"),
            icon="",
        )
        self.upload.tooltip = self.upload.description
        self.upload.observe(self._uploaded, "value")
        self.result = ui.html()

    def show(self) -> None:
        """Display the activity in the current cell."""
        way = ui.html(f"<style>{_STYLE}</style><p>{_promise(self._detector)}</p>")
        live = widgets.VBox([way, self.upload, self.result])
        live.add_class("mlw-own-photo")
        # What is static is saved with the notebook, so it has words and no photo.
        words = [replace(card, image=None) for card in self.cards]
        static = f"<p>{_promise(self._detector)}</p>{_html(words, self.problems)}{_without()}"
        lines = [*self.problems, *([page(words, len(words))[1]] if words else [])]
        ui.show(live, static, "\n".join(lines) or text(en="Your own photo", ja="自分の写真"))

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
                    en=f"The first {MOST} of {len(given)} files were looked at: "
                    f"choose up to {MOST} at once.",
                    ja=f"{len(given)} 個のファイルのうち、最初の {MOST} 個だけを処理しました。"
                    f"一度に選べるのは {MOST} 個までです。",
                )
            )
        self.result.value = _html(self.cards, self.problems)

    def _card(self, name: str, photo: Any) -> Card:
        image = open_photo(photo, name=name)
        [score] = self._detector.cat_scores([image])
        labels = self._detector.labels(image, _TOP)
        return Card(image, name, labels, float(score), self._cutoff)

    def _uploaded(self, change: Any) -> None:
        files = [(str(file["name"]), file["content"]) for file in change.new]
        if not files:
            return
        self.see(files)
        self.upload.value = ()  # lets the photos go, and the same file be chosen again


def _html(cards: list[Card], problems: list[str]) -> str:
    says = "".join(
        f'<p class="mlw-feedback mlw-wrong" role="alert">{escape(problem)}</p>'
        for problem in problems
    )
    return f'{says}<div role="status">{page(cards, len(cards))[0] if cards else ""}</div>'


def _promise(detector: Detector) -> str:
    """Where the photos go."""
    if isinstance(detector, BundledModel):
        return text(
            en="Your photos stay in the memory of this notebook: they are neither saved nor sent "
            "anywhere. JPEG, PNG or WebP; several at once.",
            ja="写真はこのノートブックのメモリーの中だけで処理され、保存も送信もされません。"
            "JPEG、PNG、WebP が使えます。複数をまとめて選べます。",
        )
    name = escape(detector.name)
    return text(
        en=f"<strong>Your photos are sent to {name}</strong>, and each costs money there. "
        "They are not saved on this computer.",
        ja=f"<strong>写真は {name} に送信され</strong>、1枚ごとに料金がかかります。"
        "このコンピューターには保存されません。",
    )


def _without() -> str:
    says = text(
        en="No button here? Run this cell in JupyterLab, or put the photo beside this notebook and "
        "give its name:",
        ja="ボタンが出ないときは、JupyterLab でこのセルを実行してください。または、写真を"
        "ノートブックと同じフォルダーに置き、ファイル名を指定してください：",
    )
    return f'<p>{says} <code>ws.activities.own_photo("my-photo.jpg")</code></p>'
