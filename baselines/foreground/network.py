"""A small U-Net that tells an object from what it lies on, and how to run it or another one.

Ronneberger et al., U-Net, MICCAI 2015, a hundredth of its size, with batch normalisation, fewer
convolutions on the fine levels and a dilated one at the bottom so that it sees all of the object.
Squares of 2x2 pixels enter as one pixel of twelve channels and leave as one of four logits (Shi et
al., CVPR 2016), which spares the level that costs most. The published pipeline uses BiRefNet (Zheng
et al., CAAI AIR 2024) there, whose weights padkit does not ship; who has them exports the network
and gives its path to `load_segmenter`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ...benchmarks.errors import UnknownNameError
from ...benchmarks.files import sha256
from ..features import EXPORTED, IMAGENET_DEVIATION, IMAGENET_MEAN, find_device
from ..framing import resize_picture
from ..weights import fill, read_weights
from .exported import load_square

SHIPPED = Path(__file__).with_name("network.safetensors")
"""The weights behind the name `network`; the package's docstring says how they were made."""

SIDE = 256
"""Longer side in pixels that pictures have in front of the U-Net."""

WIDTHS = (16, 32, 48, 64)
"""Channels at strides 2, 4, 8 and 16: 194 thousand parameters."""

EXPORTED_SIDE = 1024
"""Side in front of an exported network that leaves it open; BiRefNet's."""

KIND = "foreground"
"""What its files of weights are called; see `weights`."""


def _conv(inputs: int, outputs: int, dilation: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    """From pictures (B, 3, H, W) in -1..1 to logits (B, 1, H, W); H and W are multiples of 16."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.widths = widths
        last = len(widths) - 1
        self.down = nn.ModuleList([_conv(12, widths[0])])
        for level in range(1, len(widths)):
            deep = _conv(widths[level], widths[level], 3 if level == last else 1)
            self.down.append(nn.Sequential(_conv(widths[level - 1], widths[level]), deep))
        self.up = nn.ModuleList(
            _conv(coarse + fine, fine)
            for fine, coarse in zip(widths[-2::-1], widths[:0:-1], strict=True)
        )
        self.head = nn.Conv2d(widths[0], 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of "this pixel shows the object"."""
        levels: list[Tensor] = []
        x = functional.pixel_unshuffle(x, 2)
        for block in self.down:
            x = block(functional.max_pool2d(x, 2) if levels else x)
            levels.append(x)
        for block, fine in zip(self.up, levels[-2::-1], strict=True):
            coarse = functional.interpolate(x, scale_factor=2.0, mode="bilinear")
            x = block(torch.cat([coarse, fine], 1))
        return functional.pixel_shuffle(self.head(x), 2)


def load_weights(path: Path) -> UNet:
    """Return the U-Net of a file that `training.train` wrote, ready to predict, on the CPU.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file holds something else.
    """
    about, tensors = read_weights(path, KIND)
    network = UNet(tuple(about["widths"]))
    fill(network, tensors, path)
    return network


class Segmenter:
    """A function from a picture (H, W, 3) uint8 sRGB to the object's probability (H, W) float32.

    Attributes:
        name: `network`, or the name of a file.
        digest: First sixteen hexadecimal digits of the SHA-256 of its file.
    """

    def __init__(
        self, name: str, digest: str, answer: Callable[[NDArray[np.uint8]], NDArray[np.float32]]
    ) -> None:
        self.name, self.digest, self._answer = name, digest, answer

    def __call__(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return for each pixel how likely it shows the object, 0 to 1."""
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(f"image is {image.dtype} {image.shape}, not uint8 (H, W, 3)")
        height, width = image.shape[:2]
        found: NDArray[np.float32] = resize_picture(self._answer(image), height, width)
        return np.clip(found, 0, 1).astype(np.float32, copy=False)


def load_segmenter(name: str = "network", device: str = "cpu") -> Segmenter:
    """Return a segmenter by name or path.

    Args:
        name: `network` for the shipped weights; the path of a .safetensors file that
            `training.train` wrote; or the path of a .pt2 file of `torch.export.save`, which takes
            (B, 3, S, S) float32, normalised with ImageNet's mean and deviation, and returns logits
            (B, 1, S, S) or a list that ends with them. S is the file's, 1024 where it is dynamic.
            BiRefNet, for one, is exported by `torch.export.export(model.eval(), (torch.zeros(1, 3,
            1024, 1024),))`.
        device: See `features.find_device`.

    Raises:
        UnknownNameError: Neither a name nor a path of these kinds.
        FileNotFoundError: No such file.
        ValueError: No such device, or the file holds something else.
    """
    where = find_device(device)
    path = SHIPPED if name == "network" else Path(name)
    if path.suffix == EXPORTED:
        answer = _exported(path, where)
    elif path.suffix == ".safetensors":
        answer = _shipped(path, where)
    else:
        raise UnknownNameError("segmenter", name, ("network", "FILE.safetensors", "FILE.pt2"))
    return Segmenter("network" if name == "network" else path.name, sha256(path)[:16], answer)


def scale_values(images: NDArray[Any], device: torch.device) -> Tensor:
    """Return (B, H, W, 3) of 0..255 as the U-Net's input, (B, 3, H, W) float32 in -1..1."""
    values = torch.from_numpy(np.ascontiguousarray(images)).to(device).permute(0, 3, 1, 2)
    return values.float() / 127.5 - 1


def _shipped(
    path: Path, device: torch.device
) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    network = load_weights(path).to(device)
    stride = 2 ** len(network.widths)

    @torch.inference_mode()
    def answer(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        height, width = image.shape[:2]
        factor = SIDE / max(height, width)
        rows, columns = (max(stride, round(s * factor / stride) * stride) for s in (height, width))
        logits = network(scale_values(resize_picture(image, rows, columns)[None], device))
        return np.asarray(torch.sigmoid(logits)[0, 0].cpu().numpy(), np.float32)

    return answer


def _exported(
    path: Path, device: torch.device
) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    network = load_square(path, 3, 1, EXPORTED_SIDE, device)
    mean, deviation = (np.array(v, np.float32) for v in (IMAGENET_MEAN, IMAGENET_DEVIATION))

    @torch.inference_mode()
    def answer(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        square = (resize_picture(image, network.side, network.side) - mean) / deviation
        values = torch.from_numpy(square.astype(np.float32)).permute(2, 0, 1)[None].to(device)
        return np.asarray(torch.sigmoid(network.run(values))[0, 0].cpu().numpy(), np.float32)

    return answer
