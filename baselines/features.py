"""From pictures to feature maps, and from patch scores back to a map of the picture's size."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..benchmarks.files import sha256
from ..benchmarks.records import View
from . import lite0

IMAGENET_MEAN, IMAGENET_DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
"""Of grey values 0 to 255; what networks other than Lite0 are trained with, as a rule."""

EXPORTED = ".pt2"
"""Suffix of the files of `torch.export.save`."""

SIGMA = 4.0
"""Standard deviation, in pixels of the network's input, of the blur of score maps (both papers)."""


def find_device(name: str) -> torch.device:
    """Return the device called `cpu`, `cuda` or `cuda:N`; never another one in its place.

    Raises:
        ValueError: No such device on this machine.
    """
    kind, _, index = name.partition(":")
    if name == "cpu":
        return torch.device(name)
    if kind != "cuda" or (index and not index.isdecimal()):
        raise ValueError(f"device {name!r} is unknown; allowed: cpu, cuda, cuda:0, cuda:1, ...")
    found = torch.cuda.device_count()
    if int(index or 0) >= found:
        raise ValueError(
            f"device {name!r} asked for, but PyTorch {torch.__version__} sees {found} CUDA "
            "device(s); use device cpu or install PyTorch and a driver for the GPU"
        )
    return torch.device(name)


class Features:
    """A frozen network that turns pictures into one dense map of local features.

    The maps of the network's layers are averaged over 3x3 neighbourhoods (Roth et al., Towards
    Total Recall in Industrial Anomaly Detection, CVPR 2022, Eq. 1-2), brought to the grid of the
    finest and stacked. Pictures of any size are resized to a square first.

    Attributes:
        device: Where the network runs and the maps are.
        image_size: Side of the network's input in pixels.
        name: Of the network; of a file with the digits of its content.
    """

    def __init__(
        self,
        image_size: int = 256,
        device: str = "cpu",
        batch_size: int = 8,
        weights: str | None = None,
        pooled: bool = True,
    ) -> None:
        """Load the network.

        Args:
            image_size: Side of the network's input in pixels, at least 32.
            device: See `find_device`.
            batch_size: Pictures at a time; of no influence on the result but rounding.
            weights: None for EfficientNet-Lite0 (strides 8 and 16, 152 channels), else the path of
                another network: a .pt2 file of `torch.export.save` with a dynamic first dimension.
                It takes (B, 3, image_size, image_size) float32, normalised with ImageNet's mean
                and deviation, and returns a list of maps (B, C, h, w), finest first.
            pooled: Whether neighbourhoods are averaged.
        """
        if image_size < 32:
            raise ValueError(f"image_size is {image_size}; at least 32 pixels are needed")
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; at least 1 is needed")
        self.device = find_device(device)
        self.image_size, self._batch_size, self._pooled = image_size, batch_size, pooled
        self._network: Callable[[Tensor], list[Tensor]]
        if weights is None:
            self.name = "efficientnet-lite0"
            self._network = lite0.load_lite0().to(self.device)
            mean, deviation = lite0.MEAN, lite0.DEVIATION
        else:
            path = Path(weights)
            self._network = load_exported(path, self.device)
            self.name = f"{path.name} sha256:{sha256(path)[:16]}"
            mean, deviation = IMAGENET_MEAN, IMAGENET_DEVIATION
        self._mean = np.array(mean, np.float32)
        self._deviation = np.array(deviation, np.float32)

    def batches(self, views: Sequence[View]) -> Iterator[Tensor]:
        """Yield the maps (B, C, h, w) float32 of `views`, `batch_size` at a time."""
        for start in range(0, len(views), self._batch_size):
            stop = min(start + self._batch_size, len(views))
            yield self([views[i].image for i in range(start, stop)])

    @torch.inference_mode()
    def __call__(self, images: Sequence[NDArray[np.uint8]]) -> Tensor:
        """Return the map (B, C, h, w) float32 of B pictures (H, W, 3) uint8 sRGB."""
        inputs = np.stack([self._prepare(image) for image in images])
        maps = self._network(torch.from_numpy(inputs).permute(0, 3, 1, 2).to(self.device))
        if self._pooled:
            maps = [functional.avg_pool2d(m, 3, 1, 1, count_include_pad=False) for m in maps]
        grid = maps[0].shape[-2:]
        return torch.cat([maps[0], *(_enlarge(m, grid) for m in maps[1:])], 1)

    def _prepare(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Resize (H, W, 3) to the network's square, by area where it shrinks, and scale values."""
        side = self.image_size
        shrinks = min(image.shape[:2]) >= side
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        resized = cv2.resize(image, (side, side), interpolation=how).astype(np.float32)
        return (resized - self._mean) / self._deviation


def read_exported(path: Path) -> torch.export.ExportedProgram:
    """Return what `torch.export.save` wrote to `path`: graph and weights, no code of its origin.

    Raises:
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: The file holds something else.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"no weights at {path}: give a local {EXPORTED} file of torch.export.save"
        )
    fault = f"{path} is not a {EXPORTED} file of torch.export.save"
    if path.suffix != EXPORTED or not zipfile.is_zipfile(path):
        raise ValueError(fault)
    try:
        return torch.export.load(path)
    except RuntimeError as error:  # torch logs the details
        raise ValueError(fault) from error


def place_exported(
    program: torch.export.ExportedProgram, device: torch.device
) -> Callable[[Tensor], Any]:
    """Return an exported network as a function that runs on `device`."""
    from torch.export.passes import move_to_device_pass

    return move_to_device_pass(program, device).module()


def load_exported(path: Path, device: torch.device) -> Callable[[Tensor], list[Tensor]]:
    """Return the network saved in `path` by `torch.export.save`, on `device`.

    Raises:
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: The file holds something else.
    """
    network = place_exported(read_exported(path), device)

    def run(pictures: Tensor) -> list[Tensor]:
        maps = network(pictures)
        if not isinstance(maps, list | tuple) or any(m.ndim != 4 for m in maps) or not maps:
            raise ValueError(f"the network in {path} does not return a list of (B, C, h, w) maps")
        return list(maps)

    return run


def _enlarge(maps: Tensor, size: Sequence[int]) -> Tensor:
    return functional.interpolate(maps, size=tuple(size), mode="bilinear", align_corners=False)


def spread(
    patch_scores: NDArray[np.float32], input_side: int, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Return patch scores (h, w) as a smooth map (H, W) of the picture's `shape`, float32.

    Bilinear to the network's input, blurred there by a Gaussian of `SIGMA` pixels, then bilinear to
    the picture.
    """
    side = (input_side, input_side)
    fine = cv2.resize(patch_scores, side, interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(fine, (0, 0), SIGMA)
    whole = cv2.resize(smooth, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return whole.astype(np.float32, copy=False)
