"""Compute the numbers of the cat photos: what the image model and gradients make of each photo.

    python build.py cats_and_dogs_filtered.zip

The photos themselves are not shared; README.md says why and where the archive is. manifest.csv
says which photos are used, and how to know them; this script writes numbers.npz beside it, in the
same order:

1.  Each photo is looked for by its name, wherever it lies in the archive, and must have the
    SHA-256 of the manifest.
2.  `cat_score`: the bundled image model's confidence that there is a cat, float32.
3.  `model`: what the model makes of the photo before its last layer. It computes with 8 bits, so
    each of its 1,280 numbers is a whole multiple of one step: the multiples as uint8, and
    `model_step`. Nothing is lost.
4.  `gradients`: the photo's 128 gradient features (see mlworkshop.vision.edges) as uint8, and
    `gradients_step`.

With --manifest it writes manifest.csv instead, from all photos of the archive.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
from PIL import Image

from mlworkshop.vision import BundledModel
from mlworkshop.vision.edges import gradients

FOLDER = Path(__file__).parent
PHOTO = re.compile(r"(train|validation)/(cat|dog)s/((?:cat|dog)\.(\d+)\.jpg)$")


def manifest(archive: zipfile.ZipFile) -> pd.DataFrame:
    """A row for each photo of the archive: training before validation, cats before dogs."""
    rows = []
    for path in archive.namelist():
        if found := PHOTO.search(path):
            part, kind, file, number = found.groups()
            content = archive.read(path)
            digest = hashlib.sha256(content).hexdigest()
            rows.append((part, kind, int(number), file, len(content), digest))
    columns = ["part", "kind", "number", "file", "bytes", "sha256"]
    table = pd.DataFrame(sorted(rows), columns=columns).assign(cat=lambda t: t["kind"] == "cat")
    return table[["file", "part", "cat", "bytes", "sha256"]]


def photos(archive: zipfile.ZipFile, names: pd.DataFrame) -> Iterator[bytes]:
    """The photos of the manifest in its order, undamaged."""
    paths = {PurePosixPath(path).name: path for path in archive.namelist()}
    for row in names.itertuples():
        content = archive.read(paths[row.file]) if row.file in paths else b""
        if hashlib.sha256(content).hexdigest() != row.sha256:
            sys.exit(f"{row.file} is missing in the archive, or not the photo of the manifest.")
        yield content


def steps(values: np.ndarray) -> tuple[np.ndarray, np.float32]:
    """Numbers from 0 up as multiples, of one byte, of a step.

    The step is the smallest difference between two of the numbers, or what 255 steps need.
    """
    present = np.unique(values)
    smallest = present[1] - present[0]
    step = np.float32(present[-1] / max(np.rint(present[-1] / smallest), 1))
    step = max(step, np.float32(present[-1] / 255))
    return np.rint(values / step).astype(np.uint8), step


def numbers(archive: zipfile.ZipFile, names: pd.DataFrame) -> dict[str, np.ndarray]:
    """All that is computed from the photos, each array in the manifest's order."""
    model = BundledModel()
    scores, features, edges = [], [], []
    for content in photos(archive, names):
        scores.append(model.cat_scores([content]))
        features.append(model.features([content]))
        edges.append(gradients(Image.open(io.BytesIO(content))))
    made = {"cat_score": np.concatenate(scores).astype(np.float32)}
    made["model"], made["model_step"] = steps(np.concatenate(features))
    made["gradients"], made["gradients_step"] = steps(np.stack(edges))
    return made


def main() -> None:
    """Write numbers.npz, or manifest.csv, beside this script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--manifest", action="store_true", help="write manifest.csv instead")
    options = parser.parse_args()
    with zipfile.ZipFile(options.archive) as archive:
        if options.manifest:
            target = FOLDER / "manifest.csv"
            manifest(archive).to_csv(target, index=False, lineterminator="\n")
        else:
            target = FOLDER / "numbers.npz"
            np.savez_compressed(target, **numbers(archive, pd.read_csv(FOLDER / "manifest.csv")))
    print(f"{target}: {target.stat().st_size:,} bytes, SHA-256")
    print(hashlib.sha256(target.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
