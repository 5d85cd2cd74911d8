"""Small convolutional networks that turn a picture into reflectance and illumination, and a file.

Input is the sRGB-encoded picture in 0..1, output its reflectance (channels 0 to 2, encoded alike)
and illumination (channel 3), such that picture = reflectance * illumination, as in W. Wu et al.,
"URetinex-Net: Retinex-based Deep Unfolding Network for Low-light Image Enhancement", CVPR 2022.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional

from ...benchmarks.errors import UnknownNameError
from ..features import find_device
from ..framing import resize_picture
from ..weights import fill, read_weights
from .retinex import find_white

KIND = "reflectance"
"""What its files of weights are called; see `weights`."""

SIDE = 256
"""Longest side, in pixels, at which a network sees a picture: objects fill it as in training."""

_SLOPE = 0.2
_REACH = 3.0  # largest logarithm of illumination, either way: a factor of 20
_FLOOR = 0.02  # grey below which quotients of dark pixels would be noise


class Conv4(nn.Module):
    """Four 3x3 convolutions, 3 to 32 to 32 to 32 to 4, as URetinex-Net's initialisation network.

    LeakyReLU 0.2 between, ReLU last. It sees 9x9 pixels: what is lit and what is bright by itself
    look alike to it beyond that.
    """

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 32, 32, 32, 4)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(i, o, 3, padding=1, padding_mode="replicate") for i, o in pairwise(widths)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, 4, H, W), not negative."""
        *hidden, last = self.convolutions
        for layer in hidden:
            x = functional.leaky_relu(layer(x), _SLOPE)
        found: Tensor = functional.relu(last(x))
        return found


class Pair(nn.Module):
    """Two 3x3 convolutions, each with a LeakyReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) -> (B, outputs, H, W)."""
        x = functional.leaky_relu(self.first(x), _SLOPE)
        return functional.leaky_relu(self.second(x), _SLOPE)


class UNet(nn.Module):
    """A U-Net of three levels (Ronneberger et al., MICCAI 2015) with 116k parameters.

    It finds the logarithm of the illumination and divides the picture by that, so that colours and
    fine marks are the picture's own, on objects unlike those it learned from, too. The lowest level
    has dilated convolutions, so that an output sees about 50 pixels around it on each side, and
    adds a projection of its mean over the picture: the exposure shows nowhere else.
    """

    def __init__(self) -> None:
        super().__init__()
        fine, middle, coarse = 16, 32, 48
        self.down = nn.ModuleList([Pair(3, fine), Pair(fine, middle)])
        self.bottom = nn.ModuleList(
            nn.Conv2d(i, coarse, 3, padding=d, dilation=d)
            for i, d in ((middle, 1), (coarse, 2), (coarse, 4))
        )
        self.summary = nn.Linear(coarse, coarse)
        self.up = nn.ModuleList([Pair(coarse + middle, middle), Pair(middle + fine, fine)])
        self.last = nn.Conv2d(fine, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) -> (B, 4, H, W); none is negative, reflectance may exceed 1."""
        picture, (height, width) = x, x.shape[-2:]
        x = functional.pad(x, (0, -width % 4, 0, -height % 4), mode="replicate")
        kept = []
        for level in self.down:
            x = level(x)
            kept.append(x)
            x = functional.avg_pool2d(x, 2)
        for layer in self.bottom:
            x = functional.leaky_relu(layer(x), _SLOPE)
        x = x + self.summary(x.mean((2, 3)))[:, :, None, None]
        for level, skip in zip(self.up, reversed(kept), strict=True):
            x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = level(torch.cat([x, skip], 1))
        light = self.last(x)[..., :height, :width].clamp(-_REACH, _REACH).exp()
        return torch.cat([picture / light, light], 1)


ARCHITECTURES: dict[str, type[nn.Module]] = {"conv4": Conv4, "unet": UNet}
"""Name, as in the metadata of a file of weights, -> network."""


def build(architecture: str, generator: torch.Generator | None = None) -> nn.Module:
    """Return a network with random weights (He et al., ICCV 2015), or zeros without a generator.

    Raises:
        UnknownNameError: No such architecture.
    """
    if architecture not in ARCHITECTURES:
        raise UnknownNameError("reflectance network", architecture, ARCHITECTURES)
    with torch.device("meta"):  # layers draw from the global generator where they have storage
        network = ARCHITECTURES[architecture]()
    network.to_empty(device="cpu")
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
            if generator is not None and parameter.ndim > 1:
                nn.init.kaiming_normal_(parameter, _SLOPE, generator=generator)
        if generator is not None and isinstance(network, Conv4):
            last = network.convolutions[-1]
            assert isinstance(last, nn.Conv2d) and last.bias is not None
            last.bias.fill_(0.5)  # a last ReLU that begins below 0 would stay there
            last.weight.mul_(0.1)
    return network


def load_network(path: Path, device: str = "cpu") -> nn.Module:
    """Return the network of a file that `training.train` wrote, float32, frozen, on `device`.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file holds something else, or no such device.
    """
    about, tensors = read_weights(path, KIND)
    network = build(about["architecture"])
    return fill(network, tensors, path).to(find_device(device))


def estimator(network: nn.Module) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Return the function from a picture (H, W, 3) uint8 sRGB to its reflectance.

    That is (H, W, 3) float32, sRGB-encoded in 0..1, and exactly 1 on the white background. A
    picture whose longer side is above `SIDE` is shown smaller to the network; what it changes
    there, the quotient of reflectance and picture, is enlarged and applied to the picture itself,
    so that fine marks stay.
    """
    device = next(network.parameters()).device

    @torch.inference_mode()
    def estimate(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        picture = image.astype(np.float32) / np.float32(255)
        small = _shrink(picture)
        batch = torch.from_numpy(small).permute(2, 0, 1)[None].to(device)
        found = network(batch)[0, :3].clamp(0, 1).permute(1, 2, 0).cpu().numpy()
        if small.shape != picture.shape:
            quotient = (found + _FLOOR) / (small + _FLOOR)
            wide = resize_picture(quotient, picture.shape[0], picture.shape[1])
            found = wide * (picture + _FLOOR) - _FLOOR
        reflectance = np.asarray(np.clip(found, 0, 1), np.float32)
        reflectance[find_background(image)] = 1
        return reflectance

    return estimate


def _shrink(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture whose longer side is `SIDE` at most, by area."""
    height, width = picture.shape[:2]
    factor = SIDE / max(height, width)
    if factor >= 1:
        return picture
    rows, columns = max(round(height * factor), 1), max(round(width * factor), 1)
    return np.asarray(resize_picture(picture, rows, columns), np.float32)


def find_background(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where (H, W) a picture (H, W, 3) uint8 is white and so all the way to its border."""
    regions, _ = ndimage.label(find_white(image))
    rim = np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]])
    return np.isin(regions, np.unique(rim[rim > 0]))
