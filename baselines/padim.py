"""PaDiM: a Gaussian of the sound features at every position of the picture.

Defard, Setkov, Loesch, Audigier, PaDiM: a Patch Distribution Modeling Framework for Anomaly
Detection and Localization, ICPR Workshops 2020. The positions must mean the same from picture to
picture; on objects seen in many poses this baseline shows what ignoring the pose costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from ..benchmarks.detector import Options
from ..benchmarks.records import Prediction, View
from .features import Features, spread


@dataclass(kw_only=True, eq=False)
class Padim:
    """Mean and covariance at each position, over a random choice of channels.

    Two things differ from the paper: the backbone is EfficientNet-Lite0 instead of ResNet-18 or
    WideResNet-50 (see `weights`), and the grid has stride 8, not 4, which bounds the memory:
    32 x 32 positions with 100 x 100 numbers each.

    Attributes:
        seed: Of the choice of channels.
        device: `cpu`, `cuda` or `cuda:N`.
        batch_size: Pictures at a time while fitting.
        image_size: Side of the network's input in pixels.
        weights: Another backbone, see `features.Features`; None for EfficientNet-Lite0.
        channels: Channels chosen (d of the paper); Lite0 offers 152.
        epsilon: Added to the variances (Eq. 1), which makes a few pictures enough.
    """

    seed: int = 0
    device: str = "cpu"
    batch_size: int = 8
    image_size: int = 256
    weights: str | None = None
    channels: int = 100
    epsilon: float = 0.01

    def __post_init__(self) -> None:
        """Check the options and load the backbone."""
        if self.channels < 1:
            raise ValueError(f"channels is {self.channels}; at least 1 is needed")
        if not self.epsilon > 0:
            raise ValueError(f"epsilon is {self.epsilon}; it must be above 0")
        self._features = Features(
            self.image_size, self.device, self.batch_size, self.weights, pooled=False
        )
        self._gaussians: tuple[Tensor, Tensor, Tensor] | None = None

    def config(self) -> Options:
        """Return the options and the backbone they led to."""
        options = {field.name: getattr(self, field.name) for field in fields(self)}
        return options | {"weights": self._features.name}

    @torch.inference_mode()
    def fit(self, views: Sequence[View]) -> None:
        """Learn the Gaussians; the poses of `views` are not used."""
        if not len(views):
            raise ValueError("Padim needs at least one sound view to fit, got none")
        chosen: Tensor | None = None
        total = products = torch.zeros((), dtype=torch.float64, device=self._features.device)
        for features in self._features.batches(views):
            if chosen is None:
                chosen = self._choose_channels(features.shape[1]).to(features.device)
            values = list_positions(features[:, chosen]).double()  # large sums are subtracted below
            total = total + values.sum(1)
            products = products + values.mT @ values
        assert chosen is not None  # there is at least one batch
        count = len(views)
        mean = total / count
        covariance = (products - count * mean[:, :, None] * mean[:, None]) / max(count - 1, 1)
        whitening = whiten(covariance, self.epsilon)
        self._gaussians = chosen, mean.float(), whitening.float()

    @torch.inference_mode()
    def predict(self, view: View) -> Prediction:
        """Score `view` by the Mahalanobis distance at each position (Eq. 2)."""
        if self._gaussians is None:
            raise ValueError("Padim was asked to predict before it was fitted")
        chosen, mean, whitening = self._gaussians
        features = self._features([view.image])[:, chosen]
        offsets = list_positions(features)[:, 0] - mean
        distances = (whitening @ offsets[:, :, None])[:, :, 0].norm(dim=1)
        grid = distances.reshape(features.shape[-2:]).cpu().numpy()
        score_map = spread(grid, self.image_size, (view.image.shape[0], view.image.shape[1]))
        return Prediction(score_map, float(score_map.max()))

    def _choose_channels(self, offered: int) -> Tensor:
        if self.channels > offered:
            raise ValueError(f"channels is {self.channels}, but the backbone offers {offered}")
        rng = np.random.default_rng(self.seed)
        return torch.from_numpy(np.sort(rng.choice(offered, self.channels, replace=False)))


def list_positions(features: Tensor) -> Tensor:
    """(B, C, h, w) feature maps -> (h * w, B, C), row by row."""
    return features.flatten(2).permute(2, 0, 1)


def whiten(covariance: Tensor, epsilon: float) -> Tensor:
    """Return W (P, d, d) such that |W x| is the Mahalanobis length of x.

    W is the inverse of the Cholesky factor of covariance + epsilon I, so a squared length is never
    negative, as it can be with a rounded inverse covariance.
    """
    one = torch.eye(covariance.shape[-1], dtype=covariance.dtype, device=covariance.device)
    factor = torch.linalg.cholesky(covariance + epsilon * one)
    inverse: Tensor = torch.linalg.solve_triangular(factor, one.expand_as(factor), upper=False)
    return inverse
