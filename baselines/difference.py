"""How a picture differs from a reference seen from the same pose.

Zhou et al., PAD: A Dataset and Benchmark for Pose-agnostic Anomaly Detection, NeurIPS 2023, with q
and r the pictures, scaled to a square of `side` pixels and normalised, and F_l a frozen network's
maps:

    s = sum_c (q - r)^2 + sum_l up(sum_c (F_l(q) - F_l(r))^2)

blurred by a Gaussian of 4 pixels. Plain sums over channels; no weights of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..benchmarks.files import sha256
from . import lite0
from .features import IMAGENET_DEVIATION, IMAGENET_MEAN, find_device, load_exported
from .framing import resize_picture
from .vgg import load_vgg16

EXTRACTORS = ("efficientnet", "vgg", "vanilla")
"""The feature extractors of the PAD supplement's Table 1."""


@dataclass(frozen=True)
class CompareConfig:
    """How two pictures are compared.

    Attributes:
        extractor: `efficientnet`, `vgg` or `vanilla` (colours alone).
        weights: For `efficientnet` None for EfficientNet-Lite0, else a .pt2 file (see
            `features.Features`; the papers have an EfficientNet-B4, blocks 1, 5, 9 and 21); for
            `vgg` the state dict of torchvision's VGG16, .safetensors.
        side: Of the square that is compared, pixels.
        sigma: Of the blur, pixels of that square.
        colours: Whether the difference of colours is added.
    """

    extractor: str = "efficientnet"
    weights: str | None = None
    side: int = 224
    sigma: float = 4.0
    colours: bool = True

    def __post_init__(self) -> None:
        """Check the values."""
        if self.extractor not in EXTRACTORS:
            allowed = ", ".join(EXTRACTORS)
            raise ValueError(f"extractor is {self.extractor!r}; allowed: {allowed}")
        if self.extractor == "vgg" and self.weights is None:
            raise ValueError(
                "extractor vgg needs weights: a .safetensors file with the state dict of "
                "torchvision's VGG16; nothing is downloaded"
            )
        if self.side < 32:
            raise ValueError(f"side is {self.side}; at least 32 pixels are needed")


class Comparison:
    """Compares pictures; made once, used for many.

    Attributes:
        name: Of the network; of a file with the digits of its content.
    """

    def __init__(self, config: CompareConfig, device: str = "cpu") -> None:
        self._config, self._device = config, find_device(device)
        self._mean, self._deviation = np.array(IMAGENET_MEAN), np.array(IMAGENET_DEVIATION)
        network_mean, network_deviation = self._mean, self._deviation
        if config.extractor == "vanilla":
            self.name = "none"
            self._network: Callable[[Tensor], list[Tensor]] | None = None
        elif config.weights is None:
            self.name = "efficientnet-lite0"
            network = lite0.load_lite0(lite0.LAST_OF_EACH_STRIDE).to(self._device)
            self._network = network
            network_mean, network_deviation = np.array(lite0.MEAN), np.array(lite0.DEVIATION)
        else:
            path = Path(config.weights)
            load = load_exported if config.extractor == "efficientnet" else load_vgg16
            self._network = load(path, self._device)
            self.name = f"{path.name} sha256:{sha256(path)[:16]}"
        self._to_network = network_mean, network_deviation

    def __call__(
        self, query: NDArray[np.uint8], reference: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """Return the map (H, W) float32 of two pictures (H, W, 3) uint8 of one size."""
        total = sum(self.upscale(d) for d in self.differences(query, reference))
        if self._config.colours:
            q, r = ((self._square(p) - self._mean) / self._deviation for p in (query, reference))
            total = total + torch.from_numpy(((q - r) ** 2).sum(2)).float().to(self._device)
        assert isinstance(total, Tensor)
        return self.finish(total, query.shape[:2])

    @torch.inference_mode()
    def differences(self, query: NDArray[np.uint8], reference: NDArray[np.uint8]) -> list[Tensor]:
        """Return the squared differences (h, w) of each layer's features."""
        if self._network is None:
            return []
        mean, deviation = self._to_network
        pair = np.stack([(self._square(p) - mean) / deviation for p in (query, reference)])
        inputs = torch.from_numpy(pair).float().permute(0, 3, 1, 2).to(self._device)
        return [((m[0] - m[1]) ** 2).sum(0) for m in self._network(inputs)]

    def upscale(self, layer: Tensor) -> Tensor:
        """Return a map (h, w) at the compared size, bilinear."""
        size = (self._config.side,) * 2
        large = functional.interpolate(
            layer[None, None], size=size, mode="bilinear", align_corners=False
        )
        return large[0, 0]

    def finish(self, total: Tensor, shape: Sequence[int]) -> NDArray[np.float32]:
        """Return a map blurred and in the picture's size (H, W)."""
        sharp = total.cpu().numpy().astype(np.float32)
        smooth = cv2.GaussianBlur(sharp, (0, 0), self._config.sigma, borderType=cv2.BORDER_REFLECT)
        whole = cv2.resize(smooth, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
        return whole.astype(np.float32)

    def _square(self, picture: NDArray[np.uint8]) -> NDArray[np.float64]:
        return resize_picture(picture, self._config.side, self._config.side).astype(np.float64)
