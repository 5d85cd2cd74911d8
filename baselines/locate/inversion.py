"""From a coarse pose to a fine one: gradient descent of what rays see against the picture.

Yen-Chen et al., iNeRF: Inverting Neural Radiance Fields for Pose Estimation, IROS 2021, Section
IV. Each step looks along random pixels of an interest region, which is what surrounds the keypoints
of the picture (IV-B.3); the camera moves, the field stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ...benchmarks.poses import invert
from ...benchmarks.records import Camera
from ..motions import Kind, begin_motion, nearest_rigid
from ..radiance.fields import RadianceField
from ..radiance.rendering import pixel_rays, render_rays

_SHORT = 20
"""Steps after which it shows which of several poses is right."""


@dataclass(frozen=True)
class InversionConfig:
    """Hyper-parameters of a search for a pose; the defaults are those of `paper`.

    Attributes:
        steps: Of gradient descent. 300 (iNeRF; PAD).
        rays: Pixels in a step. 3072 (PAD).
        rate: Adam's learning rate. 0.01 (iNeRF; PAD).
        decay: Its factor over 100 steps. 0.8 (iNeRF; PAD).
        kernel: Side in pixels of the square by which the interest points grow. 5 (iNeRF; PAD).
        dilations: How many times they do. 3 (iNeRF; PAD).
        motion: Of the camera; see `motions`. `screw` (iNeRF, Eq. 3 to 5).
    """

    steps: int = 300
    rays: int = 3072
    rate: float = 0.01
    decay: float = 0.8
    kernel: int = 5
    dilations: int = 3
    motion: Kind = "screw"

    def __post_init__(self) -> None:
        if self.steps < 0 or self.rays < 1:
            raise ValueError(f"{self.steps} steps of {self.rays} rays: at least 0 and 1")
        if self.motion not in get_args(Kind):
            raise ValueError(f"motion is {self.motion!r}; allowed: {', '.join(get_args(Kind))}")


def find_pose(
    field: RadianceField,
    image: NDArray[np.uint8],
    camera: Camera,
    poses: Sequence[NDArray[np.float64]],
    config: InversionConfig,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Return the world-to-camera (4, 4) from which a field looks like a picture.

    Args:
        field: Of the object.
        image: (H, W, 3) uint8, before white, of the size the field was fitted with.
        camera: Its intrinsics.
        poses: World to camera, from which to begin. Of several each goes a few steps and the one
            that then fits best goes on.
        config: How.
        seed: Of the pixels that are looked at.
    """
    goal = _Goal(image, camera, config)
    if len(poses) > 1 and config.steps:
        brief = replace(config, steps=min(_SHORT, config.steps))
        tried = [_descend(field, goal, pose, brief, seed) for pose in poses]
        misfits = [goal.misfit(field, pose, seed) for pose in tried]
        poses = [tried[int(np.argmin(misfits))]]
    return _descend(field, goal, poses[0], config, seed)


def interest_region(image: NDArray[np.uint8], kernel: int, dilations: int) -> NDArray[np.bool_]:
    """Return the pixels (H, W) around keypoints (SIFT), all of them where there are none.

    Args:
        image: (H, W, 3) uint8.
        kernel: Side in pixels of the square that the keypoints grow by.
        dilations: How many times they do.
    """
    region = np.zeros(image.shape[:2], np.uint8)
    found = cv2.SIFT.create().detect(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), None)
    for point in found:
        region[int(point.pt[1] + 0.5), int(point.pt[0] + 0.5)] = 1
    if not found:
        return np.ones(image.shape[:2], bool)
    return cv2.dilate(region, np.ones((kernel, kernel), np.uint8), iterations=dilations) > 0


class _Goal:
    """A picture to look like: its pixels of interest and what colour they have."""

    def __init__(self, image: NDArray[np.uint8], camera: Camera, config: InversionConfig) -> None:
        rows, columns = np.nonzero(interest_region(image, config.kernel, config.dilations))
        self._pixels = torch.from_numpy(np.stack([columns, rows], 1) + 0.5)
        self._colours = torch.from_numpy(image[rows, columns].astype(np.float32) / 255)
        self._lens = torch.from_numpy(camera.K.copy())
        self._rays = config.rays

    def error(
        self, field: RadianceField, camera_to_world: Tensor, generator: torch.Generator
    ) -> Tensor:
        """Return the mean squared error of random pixels, none twice (iNeRF, Eq. 2)."""
        chosen = torch.randperm(len(self._pixels), generator=generator)[: self._rays]
        rays = pixel_rays(self._lens, camera_to_world, self._pixels[chosen])
        rgb = render_rays(field, *rays)[0]
        return functional.mse_loss(rgb, self._colours[chosen].to(rgb))

    @torch.no_grad()
    def misfit(self, field: RadianceField, pose: NDArray[np.float64], seed: int) -> float:
        """Return the error at a pose, of the same pixels for the same seed."""
        generator = torch.Generator().manual_seed(seed)
        return float(self.error(field, torch.from_numpy(invert(pose)), generator))


def _descend(
    field: RadianceField, goal: _Goal, pose: NDArray[np.float64], config: InversionConfig, seed: int
) -> NDArray[np.float64]:
    """Return the pose after all steps of Adam."""
    generator = torch.Generator().manual_seed(seed)
    start = torch.from_numpy(invert(pose))
    motion = begin_motion(config.motion, *field.ball, seed)
    optimiser = torch.optim.Adam(motion.parameters, lr=config.rate)
    for step in range(config.steps):
        error = goal.error(field, motion.transform() @ start, generator)
        optimiser.zero_grad()
        error.backward()  # type: ignore[no-untyped-call]
        optimiser.param_groups[0]["lr"] = config.rate * config.decay ** ((step + 1) / 100)
        optimiser.step()
    moved = nearest_rigid((motion.transform() @ start).detach()).numpy()
    return invert(moved)
