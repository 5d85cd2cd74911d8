"""PIAD: poses and differences from colour and reflectance together.

Yang et al., PIAD: Pose and Illumination Agnostic Anomaly Detection, CVPR 2025. Re-implemented from
its description: two clouds of splats, one of the pictures and one of their reflectances; the coarse
pose is that of the training view with the most matches among the half whose reflectance is most
similar; it is refined on 0.6 |R - R'| + 0.4 |I - I'|, and the score is the product of the feature
differences of both, layer by layer (Eq. 8). What differs: RootSIFT instead of EfficientLoFTR, true
absolute differences in the retrieval, where the published code subtracts bytes, and padkit's own
reflectance network instead of URetinex-Net's initialisation (see `reflectance`).

`pose_start`, `pose_terms` and `score_terms` are the ablations of the supplement's Tables 4 and 6,
`share` that of its Table 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..benchmarks.detector import Options
from ..benchmarks.records import Camera, View
from .difference import CompareConfig
from .locate import Found, LocateConfig, Locator, RefineConfig
from .locate.refinement import Loss
from .pose_agnostic import Sound
from .reflectance import load_reflectance
from .splat_detector import SplatConfig, SplatDetector
from .splats import SMALL, FitConfig, Splats

TERMS = ("colour", "reflectance", "both")
"""What a step looks at."""


@dataclass(frozen=True)
class PiadConfig(SplatConfig):
    """Hyper-parameters of PIAD.

    Attributes:
        reflectance: See `reflectance.load_reflectance`: `network`, `retinex` or a file.
        faintest: Opacity below which Gaussians of the reflectance are dropped.
        pose_start: `reflectance` or `colour`: where the coarse pose comes from.
        pose_terms: `both`, `reflectance` or `colour`: what is compared while it is refined.
        share: Weight of the reflectance there; the rest is the colour's.
        score_terms: `both`, `reflectance` or `colour`: what the score is made of.
    """

    locate: LocateConfig = field(default_factory=lambda: LocateConfig(pnp=False, shortlist=0.5))
    compare: CompareConfig = field(default_factory=lambda: CompareConfig(side=400, colours=False))
    reflectance: str = "network"
    faintest: float = 0.004
    pose_start: str = "reflectance"
    pose_terms: str = "both"
    share: float = 0.6
    score_terms: str = "both"

    def __post_init__(self) -> None:
        """Check the values."""
        for name in ("pose_start", "pose_terms", "score_terms"):
            allowed = TERMS[:2] if name == "pose_start" else TERMS
            if getattr(self, name) not in allowed:
                told = ", ".join(allowed)
                raise ValueError(f"{name} is {getattr(self, name)!r}; allowed: {told}")
        if not 0 <= self.share <= 1:
            raise ValueError(f"share is {self.share}; it lies between 0 and 1")


class Piad(SplatDetector[PiadConfig]):
    """See the module."""

    NAME = "piad"
    PRESETS = {  # noqa: RUF012 a table
        "paper": PiadConfig(
            FitConfig(side=400, cube=2.0, opacity=0.5),
            LocateConfig(candidates=1, pnp=False, shortlist=0.5),
            RefineConfig(steps=300, rate=0.02, motion="screw", tolerance=3e-6),
            CompareConfig(side=400, colours=False),
        ),
        "small": PiadConfig(
            SMALL,
            LocateConfig(pnp=False, shortlist=0.5),
            RefineConfig(steps=60, rate=0.03, decay=0.01),
            CompareConfig(side=256, colours=False),
        ),
    }  # fmt: skip

    def __init__(
        self, *, preset: str = "small", seed: int = 0, device: str = "cpu", **changes: object
    ) -> None:
        """See `SplatDetector`."""
        super().__init__(preset=preset, seed=seed, device=device, **changes)
        self._estimate = load_reflectance(self._config.reflectance, device)
        self._shade = lru_cache(2)(self._make_shade)  # three steps of an answer ask for it

    def config(self) -> Options:
        """Return every hyper-parameter, and what networks they led to."""
        return super().config() | {"reflectance": self._estimate.name}

    def _prepare(self, views: Sequence[View]) -> None:
        """Fit the second cloud, and take the landmarks from the pictures that are asked for."""
        self._tell("reflectances")
        shades = [self._shade(view) for view in views]
        config = replace(self._config.splats, faintest=self._config.faintest)
        self._shades = self._learn_splats(shades, config)
        if self._config.pose_start == "reflectance":
            views = shades
        self._locator = Locator(views, self._splats, self._config.locate, self._seed)

    def _find(self, view: View, camera: Camera) -> Found:
        """Return the pose of a view of the training views' size."""
        start = self._shade(view) if self._config.pose_start == "reflectance" else view
        found = self._locator.locate(start.image, camera)
        return self._refine(found, camera, self._terms(view), view)

    def _terms(self, view: View) -> list[tuple[Splats, Loss]]:
        """Return the absolute differences of colour and reflectance, weighed."""
        weights = {"colour": (0.0, 1.0), "reflectance": (1.0, 0.0)}.get(
            self._config.pose_terms, (self._config.share, 1 - self._config.share)
        )
        pictures = (self._shade(view).image, view.image)
        clouds = (self._shades, self._splats)
        return [
            (cloud, _mean_absolute(picture, weight, cloud))
            for cloud, picture, weight in zip(clouds, pictures, weights, strict=True)
            if weight
        ]

    def _score(
        self, view: View, sound: Sound, found: Found
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the product of both differences, layer by layer, or one of them (Eq. 8)."""
        layers: list[list[Tensor]] = []
        if self._config.score_terms != "reflectance":
            layers.append(self._compare.differences(view.image, sound.picture))
        if self._config.score_terms != "colour":
            assert view.camera is not None
            shade = self._see_splats(self._shades, view.camera, found.pose).picture
            layers.append(self._compare.differences(self._shade(view).image, shade))
        maps = layers[0]
        if len(layers) > 1:
            maps = [a * b for a, b in zip(*layers, strict=True)]
        total = sum(self._compare.upscale(m) for m in maps)
        assert isinstance(total, Tensor)
        return self._compare.finish(total, view.image.shape[:2]), sound.picture

    def _make_shade(self, view: View) -> View:
        """Return a view with its reflectance in place of its picture."""
        estimate = self._estimate(view.image)
        return View(np.round(estimate * 255).astype(np.uint8), view.camera)


def _mean_absolute(picture: NDArray[np.uint8], weight: float, cloud: Splats) -> Loss:
    """Return `weight` times the mean absolute difference from a picture (H, W, 3) uint8."""
    goal = torch.from_numpy(picture.astype(np.float32) / 255).to(cloud.device)
    return lambda image: weight * (image - goal).abs().mean()
