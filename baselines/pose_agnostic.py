"""What the pose-agnostic methods have in common: find the pose, see the sound object, compare.

Zhou et al., PAD, NeurIPS 2023. A method says how its model is learned, how a pose is found in it
and what is seen from there; stages are timed here, and a pose that cannot be found is told as a
failure, never raised.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.detector import Options
from ..benchmarks.records import Camera, Prediction, View
from .difference import CompareConfig, Comparison
from .framing import resize_camera, resize_picture, shrink
from .locate import Found, LocateConfig
from .locate.learned import ROOTSIFT, load_matcher
from .options import choose_preset, flatten, override
from .splats.hull import silhouette

_OVERLAP = 0.75
"""Intersection over union of the object seen and rendered from which a refined pose is trusted."""


class PoseConfig(Protocol):
    """What the hyper-parameters of every method have, a frozen dataclass each."""

    @property
    def locate(self) -> LocateConfig:
        """How poses are found."""
        ...

    @property
    def compare(self) -> CompareConfig:
        """How the picture and its reference are compared."""
        ...


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
        picture: (H, W, 3) uint8 sRGB on the model's ground.
        cover: (H, W) float32, 1 where the object hides what is behind, 0 where it does not.
    """

    picture: NDArray[np.uint8]
    cover: NDArray[np.float32]


def see(
    look: Callable[[Camera], NDArray[np.float32]], camera: Camera, pose: NDArray[np.float64],
    side: int,
) -> Sound:  # fmt: skip
    """Return what a camera sees of the sound object.

    Args:
        look: Returns red, green, blue and cover (H, W, 4) that a posed camera sees.
        camera: Size and intrinsics.
        pose: (4, 4) world to camera, in place of the camera's own.
        side: Longest side in pixels of the pictures the model was learned from; larger ones are
            rendered at that size and enlarged. 0 for as they were.
    """
    ratio = side / max(camera.width, camera.height)
    small = camera
    if side and ratio < 1:
        small = resize_camera(camera, round(camera.width * ratio), round(camera.height * ratio))
    drawn = look(Camera(small.width, small.height, small.K, pose)).clip(0, 1)
    whole = resize_picture(drawn, camera.height, camera.width)
    return Sound(np.round(whole[..., :3] * 255).astype(np.uint8), whole[..., 3])


Config = TypeVar("Config", bound=PoseConfig)


class PoseAgnostic(ABC, Generic[Config]):
    """A pose-agnostic detector; subclasses give the presets and the model.

    Attributes:
        fit_seconds: Of the last fit where a model of it came from the shelf, with what that once
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
            seed: Of the fit and of the search for poses.
            device: `cpu`, `cuda` or `cuda:N`.
            **changes: Values of the preset to change, such as `compare.side`.
        """
        chosen = choose_preset(self.NAME, self.PRESETS, preset)
        self._config = override(self.NAME, chosen, changes)
        self._preset, self._seed, self._device = preset, seed, device
        self._compare = Comparison(self._config.compare, device)
        matcher = load_matcher(self._config.locate.matcher, device)  # now, not after the fit
        self._matcher = matcher.name if matcher else ROOTSIFT
        self._tell: Callable[[str], None] = lambda _: None
        self._fitted = False
        self.fit_seconds: float | None = None
        self._borrowed = 0.0

    def config(self) -> Options:
        """Return every hyper-parameter, and what network they led to."""
        told: Options = {"preset": self._preset, "seed": self._seed, "device": self._device}
        networks = {"network": self._compare.name, "locate.matcher": self._matcher}
        return told | flatten(self._config) | networks

    def listen(self, tell: Callable[[str], None]) -> None:
        """Tell `tell` about the stages of a fit from now on."""
        self._tell = tell

    def fit(self, views: Sequence[View]) -> None:
        """Learn the sound object from posed views."""
        start, self._borrowed = time.perf_counter(), 0.0
        self._learn([shrink(view, self._side) for view in views])
        self._fitted = True
        done = time.perf_counter() - start
        self.fit_seconds = done + self._borrowed if self._borrowed else None

    def predict(self, view: View) -> Prediction:
        """Find the pose of `view`, render the sound object and compare."""
        if not self._fitted:
            raise ValueError(f"{self.NAME} was asked to predict before it was fitted")
        if view.camera is None:
            raise ValueError(f"{self.NAME} needs the camera's intrinsics, and the view has none")
        stages = Stages()
        with stages("pose"):
            small = shrink(view, self._side)
            assert small.camera is not None
            found = self._find(small, small.camera)
        with stages("render"):
            sound = self._see(view.camera, found.pose)
        with stages("compare"):
            score_map, reference = self._score(view, sound, found)
        return Prediction(
            score_map, float(score_map.max()), pose=found.pose, seconds=stages.seconds,
            failure=found.failure, reference=reference,
        )  # fmt: skip

    @property
    @abstractmethod
    def _side(self) -> int:
        """Longest side in pixels of the pictures that are learned from; 0 for as they are."""

    @abstractmethod
    def _learn(self, views: Sequence[View]) -> None:
        """Learn all that is needed from sound views of at most `_side` pixels."""

    @abstractmethod
    def _find(self, view: View, camera: Camera) -> Found:
        """Return the pose of a view of at most `_side` pixels."""

    @abstractmethod
    def _see(self, camera: Camera, pose: NDArray[np.float64]) -> Sound:
        """Return what the camera would see of the sound object."""

    def _score(
        self, view: View, sound: Sound, found: Found
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the score map (H, W) and the picture (H, W, 3) the view was compared with."""
        return self._compare(view.image, sound.picture), sound.picture

    def _judge(self, found: Found, pose: NDArray[np.float64], camera: Camera, view: View) -> Found:
        """Return a refined pose, and whether it is trusted: by what it shows, however found."""
        seen, there = silhouette(view.image), self._see(camera, pose).cover > 0.5
        overlap = float((seen & there).sum() / max(1, (seen | there).sum()))
        why = f"pose: the object as rendered and as seen overlap by {overlap:.2f} only"
        return replace(found, pose=pose, failure="" if overlap >= _OVERLAP else why)
