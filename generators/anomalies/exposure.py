"""Where an object can be touched: points of its surface that are seen from outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from ..truth import caster
from . import bounds

_RAYS = 64


@dataclass(frozen=True, eq=False)
class Spot:
    """A point on the outside of a scene.

    Attributes:
        index: Which item of the scene.
        face: Which face of its mesh.
        point: (3,) float64 in the world.
        normal: (3,) float64, unit, outward in the world.
    """

    index: int
    face: int
    point: NDArray[np.float64]
    normal: NDArray[np.float64]


def draw_spot(scene: Scene, rng: np.random.Generator) -> Spot:
    """Return a random point that is seen from outside, the likelier the more sides see it.

    Parallel rays from a random direction, aimed at a random point of the bounding sphere's disc,
    find it: the chance of a surface patch is its mean projected, unoccluded area.

    Raises:
        ValueError: No ray met an item: the scene has no visible surface.
    """
    low, high = bounds(*scene.items)
    middle, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    for _ in range(_RAYS):
        towards = rng.normal(size=3)
        towards /= np.linalg.norm(towards)
        across = np.linalg.svd(towards[None])[2][1:]  # two unit vectors at right angles to it
        turn, reach = rng.uniform(0, 2 * np.pi), radius * np.sqrt(rng.uniform())
        offset = reach * (np.cos(turn) * across[0] + np.sin(turn) * across[1])
        origin = middle + offset - 2 * radius * towards
        solid, face, point = caster(scene).first_hits(origin[None], towards[None])
        if 0 <= solid[0] < len(scene.items):
            item = scene.items[solid[0]]
            corners = item.world_vertices()[item.world_faces()[face[0]]].astype(np.float64)
            normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
            normal /= np.linalg.norm(normal)
            if normal @ towards > 0:
                normal = -normal
            return Spot(int(solid[0]), int(face[0]), point[0], normal)
    raise ValueError(f"{_RAYS} rays met no item: the scene has no visible surface")
