"""What lessons ask of a detector: the labels of photos as a table, and scores for cats."""

from __future__ import annotations

import os
from numbers import Integral
from typing import TYPE_CHECKING, Any, Protocol

from mlworkshop.errors import WorkshopError, shown
from mlworkshop.language import text
from mlworkshop.vision.bundled import BundledModel, Label
from mlworkshop.vision.photos import Photo, name_of, several

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


class Detector(Protocol):
    """What names things on photos: the bundled model, or a service on the internet."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def labels(self, photo: Photo, top: int = 5) -> list[Label]:
        """At most `top` labels, the most confident first."""
        ...

    def cat_scores(self, photos: Iterable[Photo]) -> NDArray[np.float64]:
        """How confident it is, from 0 to 1, that there is a cat on each photo."""
        ...


def look(photos: Any, top: int = 5, *, detector: Detector | None = None) -> pd.DataFrame:
    """Name what is on one or several photos.

    Parameters
    ----------
    photos : photo or iterable of photos
        Each as `open_photo` takes it: a path, the bytes of a file, an open file or an image.
    top : int, default 5
        How many labels for each photo.
    detector : Detector, optional
        Default: the bundled model.

    Returns
    -------
    pandas.DataFrame
        One row a label, those of a photo together, the most confident first.

        ============ ===== ====================================================================
        column       type  meaning
        ============ ===== ====================================================================
        `photo`      str   The file's name; "photo 1", "photo 2", … where there is none.
        `label`      str   What the detector names, in the notebook's language if it knows it.
        `confidence` float How sure it is of that, from 0 to 1.
        ============ ===== ====================================================================

    Raises
    ------
    WorkshopError
        If a photo cannot be opened, its message names the photo; or `top` is no number from 1.
    """
    import pandas as pd

    if not isinstance(top, Integral) or isinstance(top, bool) or top < 1:
        raise WorkshopError(
            text(
                en=f"top={shown(top)}: expected a whole number from 1. Change it in the call.",
                ja=f"top={shown(top)} は使えません。1以上の整数を指定してください。",
            )
        )
    detector = detector or BundledModel()
    rows = [
        (_called(photo, at), label.name, label.confidence)
        for at, photo in enumerate(several(photos), start=1)
        for label in detector.labels(photo, top)
    ]
    return pd.DataFrame(rows, columns=["photo", "label", "confidence"])


def cat_score(photos: Any, *, detector: Detector | None = None) -> NDArray[np.float64]:
    """How confident a detector is that there is a house cat on each photo.

    Parameters
    ----------
    photos : photo or iterable of photos
        As `look` takes them.
    detector : Detector, optional
        Default: the bundled model, which knows five kinds of cats; their confidences are added.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        From 0 to 1; of one element for one photo.

    Raises
    ------
    WorkshopError
        If a photo cannot be opened; its message names the photo.
    """
    return (detector or BundledModel()).cat_scores(several(photos))


def features(photos: Any) -> NDArray[np.float32]:
    """What the bundled model makes of photos before it names anything.

    Parameters
    ----------
    photos : photo or iterable of photos
        As `look` takes them.

    Returns
    -------
    numpy.ndarray of float32, shape (n, 1280)
        One row a photo: numbers from which its labels are read, or others that you train.

    Raises
    ------
    WorkshopError
        If a photo cannot be opened; its message names the photo.
    """
    return BundledModel().features(several(photos))


def _called(photo: object, at: int) -> str:
    has_name = isinstance(photo, str | os.PathLike) or getattr(photo, "name", None)
    return name_of(photo) if has_name else text(en=f"photo {at}", ja=f"写真 {at}")
