"""What the pose-agnostic methods have in common: find the pose, see the sound object, compare.

Zhou et al., PAD, NeurIPS 2023. A method says how its model is learned, how a coarse pose is
refined and how pictures are compared; stages are timed here, and a pose that cannot be found is
told as a failure, never raised.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from ..benchmarks.detector import Options
from ..benchmarks.records import Camera, Prediction, View
from .difference import CompareConfig, Comparison
from .framing import resize_camera, resize_picture, shrink
from .locate import Found, LocateConfig, Locator, refine_best
from .locate.refinement import Loss
from .options import choose_preset, flatten, override
from .shelf import keep_splats, name_fit
from .splats import FitConfig, Splats, draw, fit, render
from .splats.hull import silhouette
from .splats.loss import Target, photometric

_OVERLAP = 0.75
"""Intersection over union of the object seen and rendered from which a refined pose is trusted."""


@dataclass(frozen=True)
class SplatConfig:
    """Hyper-parameters of a method with one cloud of splats.

    Attributes:
        splats: How the cloud is fitted.
        locate: How poses are found.
        compare: How the picture and its reference are compared.
    """

    splats: FitConfig = field(default_factory=FitConfig)
    locate: LocateConfig = field(default_factory=LocateConfig)
    compare: CompareConfig = field(default_factory=CompareConfig)


class Stages:
    """Seconds of the stages of one answer."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time what is done within as the stage `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, eq=False)
class Sound:
    """The sound object, rendered from the pose that was found, of the query's size.

    Attributes:
        picture: (H, W, 3) uint8 sRGB on the splats' ground.
        cover: (H, W) float32, 1 where the object hides what is behind, 0 where it does not.
    """

    picture: NDArray[np.uint8]
    cover: NDArray[np.float32]


Config = TypeVar("Config", bound=SplatConfig)


class SplatDetector(Generic[Config]):
    """A pose-agnostic detector with one cloud of splats; subclasses give the presets.

    Attributes:
        fit_seconds: Of the last fit where splats of it came from the shelf, with what those once
            took; None where all was done.
    """

    NAME = ""
    PRESETS: dict[str, Config] = {}  # noqa: RUF012 replaced whole by subclasses

    def __init__(
        self, *, preset: str = "small", seed: int = 0, device: str = "cpu", **changes: object
    ) -> None:
        """Check the options and load the networks.

        Args:
            preset: Key of `PRESETS`.
            seed: Of the fit and of RANSAC's samples.
            device: `cpu`, `cuda` or `cuda:N`.
            **changes: Values of the preset to change, such as `splats.iterations`.
        """
        chosen = choose_preset(self.NAME, self.PRESETS, preset)
        self._config = override(self.NAME, chosen, changes)
        self._preset, self._seed, self._device = preset, seed, device
        self._compare = Comparison(self._config.compare, device)
        self._tell: Callable[[str], None] | None = None
        self._locator: Locator | None = None
        self.fit_seconds: float | None = None
        self._borrowed = 0.0

    def config(self) -> Options:
        """Return every hyper-parameter, and what network they led to."""
        told: Options = {"preset": self._preset, "seed": self._seed, "device": self._device}
        return told | flatten(self._config) | {"network": self._compare.name}

    def listen(self, tell: Callable[[str], None]) -> None:
        """Tell `tell` about the stages of a fit from now on."""
        self._tell = tell

    def fit(self, views: Sequence[View]) -> None:
        """Learn the sound object from posed views."""
        start, self._borrowed = time.perf_counter(), 0.0
        kept = [shrink(view, self._config.splats.side) for view in views]
        self._splats = self._learn(kept, self._config.splats)
        self._prepare(kept)
        done = time.perf_counter() - start
        self.fit_seconds = done + self._borrowed if self._borrowed else None

    def predict(self, view: View) -> Prediction:
        """Find the pose of `view`, render the sound object and compare."""
        if self._locator is None:
            raise ValueError(f"{self.NAME} was asked to predict before it was fitted")
        if view.camera is None:
            raise ValueError(f"{self.NAME} needs the camera's intrinsics, and the view has none")
        stages = Stages()
        with stages("pose"):
            small = shrink(view, self._config.splats.side)
            assert small.camera is not None
            found = self._find(small, small.camera)
        with stages("render"):
            sound = self._see(self._splats, view.camera, found.pose)
        with stages("compare"):
            score_map, reference = self._score(view, sound, found)
        return Prediction(
            score_map, float(score_map.max()), pose=found.pose, seconds=stages.seconds,
            failure=found.failure, reference=reference,
        )  # fmt: skip

    def _prepare(self, views: Sequence[View]) -> None:
        """Learn what is needed beside the splats."""
        self._say("landmarks")
        self._locator = Locator(views, self._splats, self._config.locate, self._seed)

    def _learn(self, views: Sequence[View], config: FitConfig) -> Splats:
        """Return splats of `views`, fitted or from the shelf."""
        kind = torch.device(self._device).type
        splats, seconds, kept = keep_splats(
            name_fit(views, config, self._seed, kind),
            lambda: fit(views, config, seed=self._seed, device=self._device, tell=self._tell),
        )
        self._borrowed += seconds if kept else 0.0
        return splats.to(self._device)

    def _find(self, view: View, camera: Camera) -> Found:
        """Return the pose of a view of the training views' size."""
        assert self._locator is not None
        found = self._locator.locate(view.image, camera)
        return self._refine(found, camera, self._terms(view), view)

    def _terms(self, view: View) -> list[tuple[Splats, Loss]]:
        """Return what is compared while the pose is refined."""
        target = Target(view.image.astype(np.float32) / 255)
        return [(self._splats, lambda picture: photometric(picture, target))]

    def _refine(
        self, found: Found, camera: Camera, terms: list[tuple[Splats, Loss]], view: View
    ) -> Found:
        """Return the refined pose, and whether it is trusted: by what it shows, however found."""
        config = self._config.locate.refine
        if not config.steps:
            return found
        pose, _ = refine_best([found.pose, *found.others], terms, camera, config, self._seed)
        overlap = self._overlap(pose, camera, view)
        fits = overlap >= _OVERLAP
        why = f"pose: the object as rendered and as seen overlap by {overlap:.2f} only"
        return replace(found, pose=pose, failure="" if fits else why)

    def _overlap(self, pose: NDArray[np.float64], camera: Camera, view: View) -> float:
        """Return the intersection over union of the object seen and the object rendered."""
        with torch.no_grad():
            alpha = draw(self._splats, torch.from_numpy(pose), camera).alpha.cpu().numpy()
        seen, there = silhouette(view.image), alpha > 0.5
        return float((seen & there).sum() / max(1, (seen | there).sum()))

    def _see(self, splats: Splats, camera: Camera, pose: NDArray[np.float64]) -> Sound:
        """Return what the camera would see of the sound object.

        Larger pictures than the splats were trained with are rendered at that size and enlarged.
        """
        side = self._config.splats.side
        ratio = side / max(camera.width, camera.height)
        small = camera
        if side and ratio < 1:
            small = resize_camera(camera, round(camera.width * ratio), round(camera.height * ratio))
        posed = Camera(small.width, small.height, small.K, pose)
        drawn = render(splats, posed)
        both = torch.cat([drawn.rgb, drawn.alpha[..., None]], -1).clamp(0, 1).cpu().numpy()
        whole = resize_picture(both, camera.height, camera.width)
        return Sound(np.round(whole[..., :3] * 255).astype(np.uint8), whole[..., 3])

    def _score(
        self, view: View, sound: Sound, found: Found
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the score map (H, W) and the picture (H, W, 3) the view was compared with."""
        return self._compare(view.image, sound.picture), sound.picture

    def _say(self, what: str) -> None:
        if self._tell:
            self._tell(what)
