"""PatchCore: distance to the nearest of the patches seen on sound pictures.

Roth, Pemula, Zepeda, Schoelkopf, Brox, Gehler, Towards Total Recall in Industrial Anomaly
Detection, CVPR 2022. The pictures are treated as if they were flat: poses are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from ..benchmarks.detector import Options
from ..benchmarks.records import Prediction, View
from .coreset import choose_coreset, find_nearest, project
from .features import Features, spread


@dataclass(kw_only=True, eq=False)
class PatchCore:
    """A bank of sound patches, thinned to a coreset.

    Two things differ from the paper, so that an ordinary processor and its memory suffice: the
    backbone is EfficientNet-Lite0 instead of WideResNet-50 (see `weights`), and at most
    `max_patches` patches, chosen at random, enter the coreset search.

    Attributes:
        seed: Of the random choices: patches, projection, start of the coreset.
        device: `cpu`, `cuda` or `cuda:N`.
        batch_size: Pictures at a time while fitting.
        image_size: Side of the network's input in pixels.
        weights: Another backbone, see `features.Features`; None for EfficientNet-Lite0.
        ratio: Share of the candidate patches kept in the bank.
        max_patches: Most candidates; 210 pictures of 256 pixels have 215,040 patches.
        projection: Dimensions of the random projection in which the coreset is searched.
        neighbours: Bank patches that weigh the image score (b of Eq. 7); 1 for no weighing.
    """

    seed: int = 0
    device: str = "cpu"
    batch_size: int = 8
    image_size: int = 256
    weights: str | None = None
    ratio: float = 0.1
    max_patches: int = 50_000
    projection: int = 128
    neighbours: int = 9

    def __post_init__(self) -> None:
        """Check the options and load the backbone."""
        if not 0 < self.ratio <= 1:
            raise ValueError(f"ratio is {self.ratio}; it must lie above 0 and at most at 1")
        for name in ("max_patches", "projection", "neighbours"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; at least 1 is needed")
        self._features = Features(self.image_size, self.device, self.batch_size, self.weights)
        self._bank: Tensor | None = None

    def config(self) -> Options:
        """Return the options and the backbone they led to."""
        options = {field.name: getattr(self, field.name) for field in fields(self)}
        return options | {"weights": self._features.name}

    @torch.inference_mode()
    def fit(self, views: Sequence[View]) -> None:
        """Fill the bank; the poses of `views` are not used."""
        rng = np.random.default_rng(self.seed)
        patches = self._gather(views, rng)
        count = max(1, round(self.ratio * len(patches)))
        directions = project(patches, self.projection, rng)
        chosen = choose_coreset(directions, count, int(rng.integers(len(patches))))
        self._bank = patches[chosen]

    @torch.inference_mode()
    def predict(self, view: View) -> Prediction:
        """Score `view` by the distances of its patches to the bank."""
        if self._bank is None:
            raise ValueError("PatchCore was asked to predict before it was fitted")
        features = self._features([view.image])
        height, width = features.shape[-2:]
        queries = list_patches(features)
        distances, rows = find_nearest(queries, self._bank)
        worst = int(distances.argmax())
        image_score = weigh(queries[worst], int(rows[worst]), self._bank, self.neighbours)
        grid = distances.reshape(height, width).cpu().numpy()
        shape = (view.image.shape[0], view.image.shape[1])
        return Prediction(spread(grid, self.image_size, shape), image_score)

    def _gather(self, views: Sequence[View], rng: np.random.Generator) -> Tensor:
        """Return the patches (N, C) of all views, or `max_patches` of them chosen at random."""
        if not len(views):
            raise ValueError("PatchCore needs at least one sound view to fit, got none")
        kept: list[Tensor] = []
        wanted: Tensor | None = None
        done = 0
        for features in self._features.batches(views):
            patches = list_patches(features)
            if wanted is None:
                total = len(views) * features.shape[-2] * features.shape[-1]
                number = min(total, self.max_patches)
                wanted = torch.from_numpy(np.sort(rng.choice(total, number, replace=False)))
            here = wanted[(wanted >= done) & (wanted < done + len(patches))] - done
            kept.append(patches[here.to(patches.device)])
            done += len(patches)
        return torch.cat(kept)


def list_patches(features: Tensor) -> Tensor:
    """(B, C, h, w) feature maps -> (B * h * w, C), picture by picture, row by row."""
    return features.permute(0, 2, 3, 1).reshape(-1, features.shape[1])


def weigh(patch: Tensor, nearest: int, bank: Tensor, neighbours: int) -> float:
    """Return the image score of the paper, Eq. 6 and 7.

    With d the distance of the most anomalous patch to its nearest bank patch m*, and N_b(m*) the b
    bank patches nearest to m* (m* among them), a lonely m* counts for more:

        s = (1 - exp(d) / sum over m in N_b(m*) of exp(|patch - m|)) * d

    Args:
        patch: (C,) the patch with the largest distance.
        nearest: Row of m* in the bank.
        bank: (M, C).
        neighbours: b; where the bank is smaller, all of it. With 1 the score is d itself.
    """
    centre = bank[nearest]
    distance = float((patch - centre).norm())
    count = min(neighbours, len(bank))
    if count == 1:
        return distance
    _, around = find_nearest(centre[None], bank, count)
    others = (patch - bank[around[0]]).norm(dim=1).double()
    return (1 - float(torch.exp(distance - torch.logsumexp(others, 0)))) * distance
