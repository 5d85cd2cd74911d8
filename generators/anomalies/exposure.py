"""Where an object can be touched: points of its surface that are seen from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ...assets.meshes import Mesh
from ..cameras import SPHERE, sphere_directions
from ..scene import Item, Scene
from ..truth import RayCaster, caster
from . import bounds

_RAYS = 256
_BATCH = 8
_TILTS = 5
_DRAWS = 400
_VIEWS, _GRID = 40, 48


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


@lru_cache(8)
def boxes(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest corner, (I, 3) each, of every item's box in the world."""
    corners = np.array([bounds(item) for item in scene.items])
    corners.setflags(write=False)
    return corners[:, 0], corners[:, 1]


def draw_spot(scene: Scene, rng: np.random.Generator) -> Spot:
    """Return a random point that is seen from outside, the likelier the more sides see it.

    Parallel rays from a random direction, aimed at a random point of the bounding sphere's disc,
    find it: the chance of a surface patch is its mean projected, unoccluded area.

    Raises:
        ValueError: No ray met an item: the scene has no visible surface.
    """
    lows, highs = boxes(scene)
    low, high = lows.min(0), highs.max(0)
    middle, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    for _ in range(_RAYS // _BATCH):
        towards = rng.normal(size=(_BATCH, 3))
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        # a point of the ball's disc: a direction across, and the root of a uniform share
        across = np.cross(towards, rng.normal(size=(_BATCH, 3)))
        across /= np.linalg.norm(across, axis=1, keepdims=True)
        reach = radius * np.sqrt(rng.uniform(size=(_BATCH, 1)))
        origins = middle + reach * across - 2 * radius * towards
        solids, faces, points = caster(scene).first_hits(origins, towards)
        for i in np.flatnonzero((solids >= 0) & (solids < len(scene.items))):
            item = scene.items[solids[i]]
            triangle = item.world_faces()[faces[i]]
            corners = item.world_vertices()[triangle].astype(np.float64)
            normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
            normal /= np.linalg.norm(normal)
            if normal @ towards[i] > 0:
                normal = -normal
            return Spot(int(solids[i]), int(faces[i]), points[i], normal)
    raise ValueError(f"{_RAYS} rays met no item: the scene has no visible surface")


def draw_spot_on(scene: Scene, rng: np.random.Generator, suited: Sequence[bool], what: str) -> Spot:
    """Return a spot as `draw_spot` does, on one of the items that are `suited`.

    Raises:
        ValueError: No visible item is; it says that there is no `what`.
    """
    if any(suited):
        for _ in range(_DRAWS):
            spot = draw_spot(scene, rng)
            if suited[spot.index]:
                return spot
    raise ValueError(f"the scene has no {what} that is seen from outside")


@lru_cache(8)
def seen_shares(scene: Scene) -> NDArray[np.float64]:
    """Return each item's share of what many views from outside see of all items, (I,)."""
    lows, highs = boxes(scene)
    low, high = lows.min(0), highs.max(0)
    middle, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    steps = radius * (2 * (np.arange(_GRID) + 0.5) / _GRID - 1)
    grid = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    counts = np.zeros(len(scene.items) + 2)  # room for the floor and for nothing (-1)
    for way in sphere_directions(_VIEWS, SPHERE):
        plane = np.linalg.svd(way[None])[2][1:]
        starts = middle - 2 * radius * way + grid @ plane
        ways = np.broadcast_to(way, starts.shape)
        solids = caster(scene).first_hits(starts, ways)[0]
        np.add.at(counts, solids, 1)
    counts = counts[: len(scene.items)]
    return np.asarray(counts / max(float(counts.sum()), 1.0))


def seen_items(scene: Scene) -> NDArray[np.bool_]:
    """Whether any of many views from outside sees each item: (I,) bool."""
    return np.asarray(seen_shares(scene) > 0)


@lru_cache(16)
def _alone(mesh: Mesh) -> RayCaster:
    """Return a mesh ready for rays by itself, told by identity.

    The shared casters are few, and the scene's is needed again.
    """
    return RayCaster(Scene((Item("alone", 1, mesh, Surface((0.5, 0.5, 0.5))),)))


def outer_faces(
    mesh: Mesh, axis: int, sign: int, faces: NDArray[np.intp] | None = None
) -> NDArray[np.bool_]:
    """Whether faces can be seen from one side of a mesh when it is alone.

    Args:
        mesh: Told by identity.
        axis: 0, 1 or 2: the axis of the mesh's own frame that the side looks along,
        sign: 1 or -1, which way.
        faces: (K,) which of its faces; None for all.

    Returns:
        (K,) bool.
    """
    corners = mesh.vertices.astype(np.float64)[mesh.faces if faces is None else mesh.faces[faces]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(cross, axis=1)
    normals = cross / np.maximum(size, 1e-12 * float(size.max(initial=0)) + 1e-300)[:, None]
    lift = 1e-4 * float(np.ptp(mesh.vertices, axis=0).max())
    starts = corners.mean(1) + lift * normals
    seen = np.zeros(len(corners), bool)
    for way in sphere_directions(48, SPHERE):
        if sign * way[axis] > 0.1:
            dark = np.flatnonzero(~seen & (normals @ way > 0))
            ways = np.broadcast_to(way, (len(dark), 3))
            seen[dark] = _alone(mesh).first_hits(starts[dark], ways)[0] < 0
    return seen


def is_open(
    scene: Scene, points: NDArray[np.float64], normals: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether light from outside reaches points of surfaces, at least from one of a few sides.

    Args:
        scene: What may be in the way.
        points: (P, 3) in the world, on surfaces.
        normals: (P, 3) unit, outward.

    Returns:
        (P,) bool.
    """
    lows, highs = boxes(scene)
    lift = 1e-4 * float(np.linalg.norm(highs.max(0) - lows.min(0)))
    aside = np.cross(normals, np.eye(3)[np.abs(normals).argmin(1)])
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    across = np.cross(normals, aside)
    sides = [normals]
    for turn in 2 * np.pi * np.arange(_TILTS) / _TILTS:
        sides.append(0.6 * normals + 0.8 * (np.cos(turn) * aside + np.sin(turn) * across))
    seen = np.zeros(len(points), bool)
    for side in sides:
        dark = np.flatnonzero(~seen)
        origins = points[dark] + lift * normals[dark]
        seen[dark] = caster(scene).first_hits(origins, side[dark])[0] < 0
    return seen


def open_area(scene: Scene, items: list[Item]) -> tuple[float, float]:
    """Return how much of the items' surface is open to outside, and the longest extent of that.

    Args:
        scene: What may be in the way.
        items: Whole items, in world units.
    """
    corners = np.concatenate(
        [i.world_vertices().astype(np.float64)[i.world_faces()] for i in items]
    )
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    twice = np.linalg.norm(cross, axis=1)
    solid = twice > 0
    seen = is_open(scene, corners[solid].mean(1), cross[solid] / twice[solid, None])
    places = corners[solid][seen].reshape(-1, 3)
    size = float(np.ptp(places, axis=0).max()) if len(places) else 0.0
    return float(twice[solid][seen].sum()) / 2, size
