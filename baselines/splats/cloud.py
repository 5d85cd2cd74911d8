"""Splats: the Gaussians an object is made of, and pictures of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.records import Camera
from .harmonics import shade
from .raster import Gaussians, Raster, rasterise


@dataclass(frozen=True, eq=False)
class Splats:
    """N Gaussians with view-dependent colours, parametrised as they are trained.

    Attributes:
        means: (N, 3) float32, world.
        quats: (N, 4) w, x, y, z of any length but 0.
        log_scales: (N, 3) logarithms of the standard deviations.
        logits: (N,) of the opacities.
        harmonics: (N, K, 3) spherical harmonics, K = (degree + 1)^2.
        background: (3,) red, green, blue, 0 to 1.
        antialiased: How they were trained to be drawn; see `raster.rasterise`.
    """

    means: Tensor
    quats: Tensor
    log_scales: Tensor
    logits: Tensor
    harmonics: Tensor
    background: Tensor
    antialiased: bool = True

    def __len__(self) -> int:
        return len(self.means)

    @property
    def degree(self) -> int:
        """Degree of the spherical harmonics, 0 to 3."""
        return int(round(self.harmonics.shape[1] ** 0.5)) - 1  # noqa: RUF046

    @property
    def device(self) -> torch.device:
        """Where they are."""
        return self.means.device

    def to(self, device: torch.device | str) -> Splats:
        """Return them on another device."""
        return replace(self, **{n: getattr(self, n).to(device) for n in TENSORS})

    def detached(self) -> Splats:
        """Return them without their history."""
        return replace(self, **{n: getattr(self, n).detach() for n in TENSORS})


TENSORS = tuple(field.name for field in fields(Splats) if field.name != "antialiased")
"""Fields of `Splats` that are tensors."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture of splats.

    Attributes:
        rgb: (H, W, 3) float32, 0 to about 1, sRGB as the training pictures were.
        alpha: (H, W) 0 where the background shows, 1 where it is covered.
        depth: (H, W) along the axis, world units; 0 where nothing is.
    """

    rgb: Tensor
    alpha: Tensor
    depth: Tensor


def draw(splats: Splats, view: Tensor, camera: Camera, degree: int | None = None) -> Raster:
    """Draw splats, differentiable with regard to them and the pose.

    Args:
        splats: What to draw.
        view: (4, 4) world to camera, in place of the camera's own pose.
        camera: Size and intrinsics.
        degree: Of the harmonics that are used; all of them unless given.
    """
    eye = -(view[:3, :3].T @ view[:3, 3]).to(splats.means)
    known = splats.harmonics[:, : ((splats.degree if degree is None else degree) + 1) ** 2]
    gaussians = Gaussians(
        splats.means,
        splats.quats,
        splats.log_scales.exp(),
        splats.logits.sigmoid(),
        shade(known, splats.means - eye),
    )
    size = camera.height, camera.width
    return rasterise(gaussians, view, lens_of(camera), size, splats.background, splats.antialiased)


@torch.no_grad()
def render(splats: Splats, camera: Camera) -> Picture:
    """Return what a camera with a pose sees; ValueError where the pose is not told."""
    raster = draw(splats, torch.from_numpy(camera.pose.copy()), camera)
    depth = torch.where(raster.alpha > 1e-3, raster.depth_sum / raster.alpha.clamp_min(1e-3), 0)
    return Picture(raster.rgb, raster.alpha, depth)


def lens_of(camera: Camera) -> NDArray[np.float64]:
    """Return fx, fy, cx, cy of a camera, pixels."""
    return np.array([camera.K[0, 0], camera.K[1, 1], camera.K[0, 2], camera.K[1, 2]])
