"""What the methods that see the sound object through splats have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from ..benchmarks.records import Camera, View
from .difference import CompareConfig
from .locate import Found, LocateConfig, Locator, RefineConfig, refine_best
from .locate.refinement import Loss
from .locate.triangulation import name_recipe, triangulate
from .pose_agnostic import PoseAgnostic, Sound, see
from .shelf import keep_splats, name_fit
from .splats import FitConfig, Splats, fit, render
from .splats.loss import Target, photometric


@dataclass(frozen=True)
class SplatConfig:
    """Hyper-parameters of a method with one cloud of splats.

    Attributes:
        splats: How the cloud is fitted.
        locate: How coarse poses are found.
        refine: How they are refined.
        compare: How the picture and its reference are compared.
    """

    splats: FitConfig = field(default_factory=FitConfig)
    locate: LocateConfig = field(default_factory=LocateConfig)
    refine: RefineConfig = field(default_factory=RefineConfig)
    compare: CompareConfig = field(default_factory=CompareConfig)


Config = TypeVar("Config", bound=SplatConfig)


class SplatDetector(PoseAgnostic[Config]):
    """A pose-agnostic detector with one cloud of splats."""

    @property
    def _side(self) -> int:
        return self._config.splats.side

    def _learn(self, views: Sequence[View]) -> None:
        self._splats = self._learn_splats(views, self._config.splats)
        self._prepare(views)

    def _prepare(self, views: Sequence[View]) -> None:
        """Learn what is needed beside the splats."""
        self._tell("landmarks")
        self._locator = Locator(views, self._splats, self._config.locate, self._seed)

    def _learn_splats(self, views: Sequence[View], config: FitConfig) -> Splats:
        """Return splats of `views`, fitted or from the shelf."""
        kind = torch.device(self._device).type
        recipe = [name_recipe()] if config.start == "points" else []
        splats, seconds, kept = keep_splats(
            name_fit("splats", views, config, self._seed, kind, *recipe),
            lambda: self._fit_splats(views, config),
        )
        self._borrowed += seconds if kept else 0.0
        return splats.to(self._device)

    def _fit_splats(self, views: Sequence[View], config: FitConfig) -> Splats:
        """Return splats of `views`, from triangulated points where the config asks for them."""
        points = None
        if config.start == "points":
            self._tell("triangulation")
            points = triangulate(views, self._seed)
        return fit(
            views, config, seed=self._seed, device=self._device, points=points, tell=self._tell
        )

    def _find(self, view: View, camera: Camera) -> Found:
        found = self._locator.locate(view.image, camera)
        return self._refine(found, camera, self._terms(view), view)

    def _terms(self, view: View) -> list[tuple[Splats, Loss]]:
        """Return what is compared while the pose is refined."""
        target = Target(view.image.astype(np.float32) / 255)
        return [(self._splats, lambda picture: photometric(picture, target))]

    def _refine(
        self, found: Found, camera: Camera, terms: list[tuple[Splats, Loss]], view: View
    ) -> Found:
        """Return the refined pose, or the coarse one where no steps are asked for."""
        config = self._config.refine
        if not config.steps:
            return found
        pose, _ = refine_best([found.pose, *found.others], terms, camera, config, self._seed)
        return self._judge(found, pose, camera, view)

    def _see(self, camera: Camera, pose: NDArray[np.float64]) -> Sound:
        return self._see_splats(self._splats, camera, pose)

    def _see_splats(self, splats: Splats, camera: Camera, pose: NDArray[np.float64]) -> Sound:
        """Return what the camera would see of a cloud."""

        def look(posed: Camera) -> NDArray[np.float32]:
            drawn = render(splats, posed)
            return torch.cat([drawn.rgb, drawn.alpha[..., None]], -1).cpu().numpy()

        return see(look, camera, pose, self._side)
