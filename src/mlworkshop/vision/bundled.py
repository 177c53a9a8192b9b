"""The bundled image model: EfficientNet-Lite0, small enough for any computer, in onnxruntime."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkshop.errors import WorkshopError
from mlworkshop.language import current, text
from mlworkshop.vision.photos import Photo, open_photo, prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = Path(__file__).with_name("efficientnet_lite0_int8.onnx")
LABELS = Path(__file__).with_name("labels.csv")
SHA256 = "eeb5dc3a65d1c6ffa411992a8656b3f8ee8ee3c2fd182c03e4309a200b461721"
CLASSES = 1000
FEATURES = 1280
CATS = slice(281, 286)  # tabby, "a cat having a striped coat", Persian, Siamese, Egyptian Mau


@dataclass(frozen=True)
class Label:
    """What a detector names on a photo.

    Parameters
    ----------
    name : str
        In the language of the open notebook where the detector knows it, otherwise in English.
    confidence : float
        From 0 to 1.
    """

    name: str
    confidence: float


class BundledModel:
    """The image model that comes with the course: 1,000 labels, no network, 3 to 5 ms a photo.

    It has learned from ImageNet, a collection of 1.3 million photos from the web.
    """

    name = "EfficientNet-Lite0"

    def labels(self, photo: Photo, top: int = 5) -> list[Label]:
        """The labels that fit best.

        Parameters
        ----------
        photo : path, bytes, open file, or PIL.Image.Image
        top : int, default 5
            How many.

        Returns
        -------
        list of Label
            The most confident first. The confidences of all 1,000 labels add up to 1.

        Raises
        ------
        WorkshopError
            If the photo cannot be opened, or the model's file is missing or damaged.
        """
        [probabilities] = self.probabilities([photo])
        return best(probabilities, top)

    def cat_scores(self, photos: Iterable[Photo]) -> NDArray[np.float64]:
        """How confident it is that there is a house cat: the sum over its five labels for cats.

        Parameters
        ----------
        photos : iterable of photos

        Returns
        -------
        numpy.ndarray of float, shape (n,)
            From 0 to 1.

        Raises
        ------
        WorkshopError
            As `labels`.
        """
        sums: NDArray[np.float64] = self.probabilities(photos)[:, CATS].sum(axis=1)
        return sums

    def probabilities(self, photos: Iterable[Photo]) -> NDArray[np.float64]:
        """How the model divides its confidence among the labels.

        Parameters
        ----------
        photos : iterable of photos

        Returns
        -------
        numpy.ndarray of float, shape (n, 1000)
            Each row adds up to 1.

        Raises
        ------
        WorkshopError
            As `labels`.
        """
        import numpy as np

        logits = self._run("logits", CLASSES, photos).astype(float)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def features(self, photos: Iterable[Photo]) -> NDArray[np.float32]:
        """What the model makes of a photo before it names anything: the input of its last layer.

        Parameters
        ----------
        photos : iterable of photos

        Returns
        -------
        numpy.ndarray of float32, shape (n, 1280)
            None below 0.

        Raises
        ------
        WorkshopError
            As `labels`.
        """
        return self._run("features", FEATURES, photos)

    def _run(self, output: str, width: int, photos: Iterable[Photo]) -> NDArray[np.float32]:
        import numpy as np

        parts = [np.empty((0, width), np.float32)]
        running: Future[list[NDArray[np.float32]]] | None = None
        # The next photo is opened while the model looks at one: two at a time need little memory,
        # and keep two cores busier than a model that shares out the work on a single photo.
        with ThreadPoolExecutor(max_workers=1) as model:
            for photo in photos:
                inputs = {"image": prepared([open_photo(photo)])}
                if running:
                    parts += running.result()
                running = model.submit(_session().run, [output], inputs)
            if running:
                parts += running.result()
        return np.concatenate(parts)


def best(probabilities: NDArray[np.float64], top: int) -> list[Label]:
    """The labels of one photo that fit best, the most confident first."""
    order = probabilities.argsort(kind="stable")[::-1][:top]
    return [Label(names()[number], float(probabilities[number])) for number in order]


def names() -> list[str]:
    """The names of the model's 1,000 labels, in the language of the open notebook.

    Returns
    -------
    list of str
        Those without a Japanese name are in English in both languages.
    """
    return [(ja or en) if current() == "ja" else en for en, ja in _labels()]


@lru_cache
def _labels() -> list[tuple[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return [(row["en"], row["ja"]) for row in csv.DictReader(lines)]


@lru_cache
def _session() -> Any:
    import onnxruntime

    try:
        content = MODEL.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        where = "src/mlworkshop/vision/" + MODEL.name
        raise WorkshopError(
            text(
                en=f"The image model {where} is {'damaged' if content else 'missing'}.\n"
                "To get it back, open a terminal in the course's folder and run:\n"
                f"    git restore :/{where}\n"
                "If you did not fetch the course with git, download it again.",
                ja=f"画像モデル {where} が{'壊れています' if content else '見つかりません'}。\n"
                "教材のフォルダーでターミナルを開き、次のコマンドを実行すると元に戻せます。\n"
                f"    git restore :/{where}\n"
                "git を使わずに教材を入手した場合は、もう一度ダウンロードしてください。",
            )
        )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only: the rest is for those who build models
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
