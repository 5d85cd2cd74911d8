"""Outlines: where a plane cuts a mesh, followed for a stretch. Moulds part on such lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene import Item

_FLAT = 0.999
"""Cosine to an axis from which a face counts as lying square to it."""


@dataclass(frozen=True, eq=False)
class Level:
    """A flat outer face of a part: the plane of points p with p @ normal = height, in the world."""

    normal: NDArray[np.float64]  # (3,) unit, outward
    height: float


@dataclass(frozen=True, eq=False)
class Line:
    """A stretch of an outline, resampled at even steps.

    Attributes:
        points: (P, 3) in the world.
        outward: (P, 3) unit, in the plane of the cut, away from the material.
        normal: (3,) unit, of the plane.
        length: In world units.
    """

    points: NDArray[np.float64]
    outward: NDArray[np.float64]
    normal: NDArray[np.float64]
    length: float


def levels_near(item: Item, point: NDArray[np.float64], reach: float) -> list[Level]:
    """Return the flat outer faces of a part whose planes pass a point within `reach`.

    Outer faces are the furthest along the part's own axes, either way; upwards (LDraw's -y) the
    next one counts too: a brick's top below its studs.
    """
    axes = item.pose[:3, :3] / np.linalg.norm(item.pose[:3, :3], axis=0)
    corners = item.world_vertices().astype(np.float64)[item.world_faces()]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    normals = cross / np.maximum(area, 1e-12 * area.max())[:, None]
    found = []
    for axis in range(3):
        for sign in (1.0, -1.0):
            normal = sign * axes[:, axis]
            flat = normals @ normal > _FLAT
            if not flat.any():
                continue
            heights = np.sort((corners[flat] @ normal).mean(1))[::-1]
            steps = np.flatnonzero(np.diff(heights) < -0.2 * reach) + 1
            tops = heights[[0, *steps[: 1 if (axis, sign) == (1, -1.0) else 0]]]
            found += [
                Level(normal, float(top)) for top in tops if abs(top - point @ normal) < reach
            ]
    return found


def follow(
    item: Item, level: Level, inset: float, near: NDArray[np.float64], length: float, step: float
) -> Line | None:
    """Return a stretch of the part's outline `inset` below a level; None where there is none.

    Args:
        item: The part.
        level: One of its flat faces.
        inset: How far below that face the plane cuts, in world units.
        near: (3,) point that the stretch's middle is nearest to.
        length: Wanted; of a closed outline at most 0.8 is given, of an open one what there is.
        step: Distance of the points.
    """
    keys, ends, outward = _cut(item, level.normal, level.height - inset)
    if not len(keys):
        return None
    start, share = _nearest(ends, near)
    corners, segments, before, closed = _chain(keys, ends, start)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
    total = along[-1]
    first = along[before]
    at = first + (along[before + 1] - first) * share
    low, high = at - length / 2, at + length / 2
    if closed:
        half = min(length, 0.8 * total) / 2
        low, high = at - half, at + half
        # three rounds, so that a stretch may pass the point where the chain began
        corners = np.concatenate([corners[:-1], corners[:-1], corners])
        along = np.concatenate([along[:-1] - total, along[:-1], along + total])
        segments = np.tile(segments, 3)
    low, high = max(low, along[0]), min(high, along[-1])
    if high - low < 4 * step:
        return None
    where = np.linspace(low, high, round((high - low) / step) + 1)
    points = np.stack([np.interp(where, along, corners[:, k]) for k in range(3)], axis=1)
    which = np.searchsorted(along, where, side="right") - 1
    ways = outward[segments[np.clip(which, 0, len(segments) - 1)]]
    return Line(points, ways, level.normal, float(high - low))


def _cut(
    item: Item, normal: NDArray[np.float64], height: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Cut a part with a plane.

    Returns:
        keys: (C, 2) names of the mesh edges that the ends of each segment lie on.
        ends: (C, 2, 3) the segments, in the world.
        outward: (C, 3) unit, in the plane, away from the material.
    """
    vertices, faces = item.world_vertices().astype(np.float64), item.world_faces()
    values = vertices @ normal - height
    above = values >= 0
    faces = faces[above[faces].sum(1) % 3 > 0]
    corners = vertices[faces]
    outward = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    outward -= (outward @ normal)[:, None] * normal
    size = np.linalg.norm(outward, axis=1)
    solid = size > 1e-9 * max(float(size.max(initial=0)), 1e-30)
    faces, outward = faces[solid], outward[solid] / size[solid, None]
    edges = np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].astype(np.int64), axis=2)
    crossed = above[edges[..., 0]] != above[edges[..., 1]]
    edges = edges[crossed].reshape(-1, 2, 2)
    low, high = edges[..., 0], edges[..., 1]
    share = (values[low] / (values[low] - values[high]))[..., None]
    ends = vertices[low] + share * (vertices[high] - vertices[low])
    return low * len(vertices) + high, ends, outward


def _nearest(ends: NDArray[np.float64], near: NDArray[np.float64]) -> tuple[int, float]:
    """Return which segment (of (C, 2, 3)) comes nearest to a point, and where on it, in [0, 1]."""
    way = ends[:, 1] - ends[:, 0]
    share = np.einsum("ij,ij->i", near - ends[:, 0], way)
    share = np.clip(share / np.maximum(np.einsum("ij,ij->i", way, way), 1e-30), 0, 1)
    distance = np.linalg.norm(ends[:, 0] + share[:, None] * way - near, axis=1)
    start = int(distance.argmin())
    return start, float(share[start])


def _chain(
    keys: NDArray[np.int64], ends: NDArray[np.float64], start: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], int, bool]:
    """Follow segments from `start` to where they end.

    Returns:
        corners: (K + 1, 3).
        segments: (K,) which segment lies between corners k and k + 1.
        before: Where `start` is in `segments`, from its first end to its second.
        closed: Whether the chain comes back to its beginning.
    """
    owners: dict[int, list[int]] = {}
    for segment, pair in enumerate(keys.tolist()):
        for key in pair:
            owners.setdefault(key, []).append(segment)
    walked = {start}

    def walk(side: int) -> tuple[list[NDArray[np.float64]], list[int]]:
        at = int(keys[start, side])
        corners: list[NDArray[np.float64]] = []
        segments: list[int] = []
        while True:
            onward = [s for s in owners[at] if s not in walked]
            if not onward:
                return corners, segments
            segment = onward[0]
            walked.add(segment)
            far = 1 if keys[segment, 0] == at else 0
            at = int(keys[segment, far])
            corners.append(ends[segment, far])
            segments.append(segment)

    onwards, after = walk(1)
    backwards, ahead = walk(0)
    corners = np.array([*backwards[::-1], *ends[start], *onwards])
    segments = np.array([*ahead[::-1], start, *after])
    closed = len(segments) > 2 and bool(np.allclose(corners[0], corners[-1], rtol=0, atol=1e-9))
    return corners, segments, len(ahead), closed
