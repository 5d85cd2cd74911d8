"""From a field to what rays and cameras see of it, before white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.poses import invert
from ...benchmarks.records import Camera
from .fields import Field, RadianceField, Samples, absorbed

CHUNK = 8192
"""Rays at a time of a whole picture."""


@dataclass(frozen=True, eq=False)
class Rendered:
    """A picture of a field.

    Attributes:
        rgb: (H, W, 3) float32, 0 to 1, sRGB as the training pictures were.
        alpha: (H, W) float32, 0 where the white ground shows, 1 where it is covered.
        depth: (H, W) float32 along the optical axis, world units; 0 where nothing is.
    """

    rgb: NDArray[np.float32]
    alpha: NDArray[np.float32]
    depth: NDArray[np.float32]


def pixel_rays(K: Tensor, camera_to_world: Tensor, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Return origins and unit directions (R, 3), world, of the rays through pixels.

    Args:
        K: (3, 3) pixels.
        camera_to_world: (4, 4), OpenCV axes; the rays are differentiable with regard to it. Its
            upper left 3x3 need not be quite a rotation.
        pixels: (R, 2) column and row, the centre of the first pixel at 0.5.
    """
    flat = torch.stack(
        [(pixels[:, 0] - K[0, 2]) / K[0, 0], (pixels[:, 1] - K[1, 2]) / K[1, 1],
         torch.ones_like(pixels[:, 0])], 1,
    )  # fmt: skip
    # no matrix product: the order of its sums, and so the gradient, depends on where arrays lie
    turned = (flat[:, None] * camera_to_world[:3, :3]).sum(2)
    directions = torch.nn.functional.normalize(turned, dim=1)
    return camera_to_world[:3, 3].expand_as(directions), directions


def camera_rays(camera: Camera) -> tuple[Tensor, Tensor]:
    """Return origins and directions (H * W, 3) float64 of all pixels, row by row."""
    rows, columns = np.indices((camera.height, camera.width)).reshape(2, -1) + 0.5
    pixels = torch.from_numpy(np.stack([columns, rows], 1))
    pose = torch.from_numpy(invert(camera.pose))
    return pixel_rays(torch.from_numpy(camera.K.copy()), pose, pixels)


def composite(
    density: Tensor, rgb: Tensor, samples: Samples, count: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Return rgb (R, 3) before white, alpha (R,) and depth (R,) of `count` rays.

    Max, Optical Models for Direct Volume Rendering, IEEE TVCG 1995, as NeRF's Eq. 3. Depth is the
    mean distance of what is seen; 0 where nothing is.
    """
    rays = samples.rays
    weights = absorbed(density * samples.lengths, rays)
    values = torch.cat([rgb, torch.ones_like(rgb[:, :1]), samples.distances[:, None]], 1)
    sums = torch.zeros((count, 5), dtype=rgb.dtype, device=rgb.device)
    sums = sums.index_add(0, rays, weights[:, None] * values)
    alpha = sums[:, 3]
    depth = torch.where(alpha > 1e-6, sums[:, 4] / alpha.clamp_min(1e-6), 0)
    return sums[:, :3] + (1 - alpha)[:, None], alpha, depth


def look(
    field: Field, origins: Tensor, directions: Tensor, samples: Samples
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what rays see of a field at given samples; see `composite`."""
    # not by indexing: its way back adds atomically, in any order
    along = directions.index_select(0, samples.rays)
    points = origins.index_select(0, samples.rays) + samples.distances[:, None] * along
    return composite(*field(points, along), samples, len(origins))


def render_rays(
    field: RadianceField,
    origins: Tensor,
    directions: Tensor,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return rgb (R, 3), alpha (R,) and depth (R,) of rays, differentiable with regard to them.

    The distances along the rays at which the field is looked at are constants of the derivative.

    Args:
        field: What to look at.
        origins: (R, 3) world.
        directions: (R, 3) unit vectors.
        generator: See `RadianceField.march`.

    Returns:
        rgb, before white; alpha; depth in world units along the ray, 0 where nothing is.
    """
    origins, directions = (t.to(field.device, field.dtype) for t in (origins, directions))
    samples = field.march(origins.detach(), directions.detach(), generator)
    return look(field, origins, directions, samples)


@torch.no_grad()
def render_view(field: RadianceField, camera: Camera) -> Rendered:
    """Return what a camera with a pose sees; ValueError where the pose is not told."""
    origins, directions = camera_rays(camera)
    parts = [
        render_rays(field, origins[i : i + CHUNK], directions[i : i + CHUNK])
        for i in range(0, len(origins), CHUNK)
    ]
    rgb, alpha, depth = (torch.cat(p).cpu().float().numpy() for p in zip(*parts, strict=True))
    depth *= (directions @ torch.from_numpy(camera.pose[2, :3].copy())).float().numpy()
    shape = (camera.height, camera.width)
    return Rendered(rgb.reshape(*shape, 3).clip(0, 1), alpha.reshape(shape), depth.reshape(shape))
