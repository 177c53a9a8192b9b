"""The course's data sets: what is in the catalogue, whether it is undamaged, and its loaders.

Each data set has a folder below `datasets/`, with a datasheet (README.md), and an entry in
`datasets/catalog.yml`. A loader has the data set's name: `ws.data.spam_mail()`.
"""

from typing import NoReturn

from mlworkshop.called import guard
from mlworkshop.data.data_sets import DataSet, UnknownDataSet, catalogue, check, labels
from mlworkshop.data.downloads import cat_photo, download, is_downloaded
from mlworkshop.data.loaders import (
    camera_roll,
    cat_photo_features,
    cat_photos,
    spam_mail,
    supermarket_baskets,
    supermarket_extract,
    supermarket_products,
    supermarket_sales,
    text_vectors,
    water_meter,
)
from mlworkshop.data.upkeep import problems

__all__ = [
    "DataSet",
    "UnknownDataSet",
    "camera_roll",
    "cat_photo",
    "cat_photo_features",
    "cat_photos",
    "catalogue",
    "check",
    "download",
    "is_downloaded",
    "labels",
    "problems",
    "spam_mail",
    "supermarket_baskets",
    "supermarket_extract",
    "supermarket_products",
    "supermarket_sales",
    "text_vectors",
    "water_meter",
]

guard(globals())


def __getattr__(name: str) -> NoReturn:
    # Python itself and notebooks look for names such as __wrapped__ and _repr_html_.
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    raise UnknownDataSet(name)
