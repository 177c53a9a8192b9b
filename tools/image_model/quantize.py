"""Make int8 of the ONNX file that convert.py writes: a quarter of its size, and faster.

    python tools/image_model/quantize.py efficientnet_lite0.onnx ORIGINALS TARGET.onnx

ORIGINALS is the folder with the camera roll's original photos, see datasets/camera_roll/build.py:
the ranges of numbers are chosen by the WebP ones (their pixels, no labels). Needs onnx,
onnxruntime, pillow, numpy.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from PIL import Image


def prepared(photo: Image.Image) -> Any:
    """What the model takes: the same as `mlworkshop.vision.prepared`, which needs the course."""
    photo = photo.convert("RGB")
    scale = 256 / min(photo.size)
    width, height = (max(256, round(side * scale)) for side in photo.size)
    photo = photo.resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - 224) // 2, (height - 224) // 2
    pixels = np.asarray(photo.crop((left, top, left + 224, top + 224)), np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)[None]


class Photos(CalibrationDataReader):
    """Hands out the photos of a folder, one by one."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("*.webp"))
        self.inputs = iter({"image": prepared(Image.open(path))} for path in paths)

    def get_next(self) -> Any:
        """The next photo; None after the last."""
        return next(self.inputs, None)


def main(source: Path, photos: Path, target: Path) -> None:
    """Quantise one file."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "prepared.onnx")
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        quantize_static(
            ready,
            target,
            Photos(photos),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
