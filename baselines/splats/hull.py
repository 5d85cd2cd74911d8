"""Where to begin: points on the visual hull of an object before a plain background.

Laurentini, The Visual Hull Concept, IEEE TPAMI 1994: what no silhouette excludes. Voxels are carved
coarsely in all that the cameras see, then finely in the box of what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from ...benchmarks.poses import centre
from ...benchmarks.records import Camera, View

COARSE, FINE = 32, 96
"""Voxels along an edge of the box."""

_MISSES = 0.03
"""Share of the views that may miss a voxel of the hull: highlights are as white as the ground."""


@dataclass(frozen=True, eq=False)
class Hull:
    """A visual hull.

    Attributes:
        surface: (S, 3) float64 centres of its outer voxels, world.
        low: (3,) lower corner of its box.
        high: (3,) upper corner.
        voxel: (3,) edges of a voxel.
    """

    surface: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    voxel: NDArray[np.float64]

    @property
    def diameter(self) -> float:
        """Length of the diagonal of its box."""
        return float(np.linalg.norm(self.high - self.low))


def silhouette(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where (H, W, 3) uint8 is not white, closed inside and a pixel wider, (H, W)."""
    there = ndimage.binary_fill_holes(np.asarray((image < 250).any(2)))
    wide = cv2.dilate(there.astype(np.uint8), np.ones((3, 3), np.uint8))
    return wide.astype(bool)


def carve(views: Sequence[View]) -> Hull:
    """Return the visual hull of what stands before white in `views`, whose poses are known.

    Raises:
        ValueError: No point is inside of all silhouettes: the ground is not white, or a pose wrong.
    """
    shapes = [silhouette(view.image) for view in views]
    cameras = [camera for view in views if (camera := view.camera) is not None]
    middle, half = _field(cameras)
    low, high = middle - half, middle + half
    for edge in (COARSE, FINE):
        voxel = (high - low) / edge
        inside = _keep(shapes, cameras, low, voxel, edge)
        if not inside.any():
            raise ValueError(
                "no object stands out in the sound views: their ground is not white (255, 255, "
                "255), or their poses are wrong; without white, begin with splats.start=random"
            )
        found = np.argwhere(inside)
        low, high = low + (found.min(0) - 1) * voxel, low + (found.max(0) + 2) * voxel
    surface = inside & ~ndimage.binary_erosion(inside)
    base = low - (found.min(0) - 1) * voxel
    return Hull(base + (np.argwhere(surface) + 0.5) * voxel, low, high, voxel)


def scatter(
    hull: Hull, views: Sequence[View], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return `count` points (N, 3) on the hull and their colours (N, 3), 0 to 1: see `paint`."""
    chosen = hull.surface[rng.integers(len(hull.surface), size=count)]
    points = chosen + rng.uniform(-0.5, 0.5, (count, 3)) * hull.voxel
    return points.astype(np.float32), paint(points, views)


def paint(points: NDArray[np.float64], views: Sequence[View]) -> NDArray[np.float32]:
    """Return the median (N, 3), 0 to 1, of what up to 25 views show at points (N, 3)."""
    seen = []
    for i in np.unique(np.linspace(0, len(views) - 1, 25).astype(int)):
        view = views[i]
        assert view.camera is not None
        columns, rows = _pixels(points, view.camera)
        height, width = view.image.shape[:2]
        seen.append(view.image[rows.clip(0, height - 1), columns.clip(0, width - 1)])
    return np.asarray(np.median(np.stack(seen), 0) / 255, np.float32)


def spacing(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the root mean square distance (N,) of each point to its three nearest."""
    distances = np.asarray(cKDTree(points).query(points, k=min(4, len(points)))[0])
    found: NDArray[np.float32] = np.sqrt((distances[:, 1:] ** 2).mean(1)).clip(1e-6)
    return found.astype(np.float32)


def _field(cameras: Sequence[Camera]) -> tuple[NDArray[np.float64], float]:
    """Return the point nearest to all optical axes, and half the edge of a cube the views fill."""
    eyes = np.stack([centre(camera.pose) for camera in cameras])
    axes = np.stack([camera.pose[2, :3] for camera in cameras])
    across = np.eye(3) - axes[:, :, None] * axes[:, None, :]
    middle = np.linalg.lstsq(across.sum(0), (across @ eyes[:, :, None]).sum(0)[:, 0])[0]
    wide = [max(c.width / c.K[0, 0], c.height / c.K[1, 1]) / 2 for c in cameras]
    return middle, float(np.max(np.linalg.norm(eyes - middle, axis=1) * wide))


def _keep(
    shapes: Sequence[NDArray[np.bool_]], cameras: Sequence[Camera], low: NDArray[np.float64],
    voxel: NDArray[np.float64], edge: int,
) -> NDArray[np.bool_]:  # fmt: skip
    """Return which voxels (edge, edge, edge) most views see, nearly all in their silhouettes."""
    grid = np.indices((edge,) * 3).reshape(3, -1).T
    points = low + (grid + 0.5) * voxel
    allowed = int(_MISSES * len(shapes))
    misses, sights = np.zeros(len(points), np.int32), np.zeros(len(points), np.int32)
    alive = np.arange(len(points))
    for shape, camera in zip(shapes, cameras, strict=True):
        columns, rows = _pixels(points[alive], camera)
        height, width = shape.shape
        seen = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        sights[alive[seen]] += 1
        outside = seen.copy()
        outside[seen] = ~shape[rows[seen], columns[seen]]
        misses[alive[outside]] += 1
        alive = alive[misses[alive] <= allowed]
    inside = np.zeros(len(points), bool)
    inside[alive] = sights[alive] > len(shapes) / 2
    return inside.reshape((edge,) * 3)


def _pixels(
    points: NDArray[np.float64], camera: Camera
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return columns and rows of the pixels in which world points (N, 3) lie."""
    local = points @ camera.pose[:3, :3].T + camera.pose[:3, 3]
    flat = local @ camera.K.T
    places = np.floor(flat[:, :2] / flat[:, 2:]).clip(-1e6, 1e6).astype(np.int64)
    return places[:, 0], places[:, 1]
