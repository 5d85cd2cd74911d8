"""Soft shapes: signed distances in millimetres, blended, then meshed by marching cubes.

The distances are those of I. Quilez, Distance functions (iquilezles.org/articles): exact outside
spheres and boxes, close to the surface good to a few percent elsewhere, which is all that
blending and meshing ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from manifold3d import Manifold, Mesh
from numpy.typing import ArrayLike, NDArray
from skimage.measure import marching_cubes

Values = NDArray[np.floating[Any]]

Field = Callable[[Values], Values]
"""Points (N, 3) -> signed distances (N,), negative inside."""


@dataclass(frozen=True, eq=False)
class Blob:
    """A field that knows the box it lies in.

    Attributes:
        distance: The field.
        low: (3,) lower corner of the box; -inf where nobody knows.
        high: (3,) upper corner.
    """

    distance: Field
    low: Values
    high: Values

    def __call__(self, points: Values) -> Values:
        """Return the signed distances (N,) of points (N, 3)."""
        return self.distance(points)


def ball(centre: ArrayLike, radii: ArrayLike) -> Blob:
    """Return an ellipsoid of half axes `radii`, (3,) or one number for a sphere."""
    c = np.asarray(centre, np.float32)
    r = np.broadcast_to(np.asarray(radii, np.float32), 3)

    def distance(points: Values) -> Values:
        away = (points - c) / r
        inner = np.sqrt((away * away).sum(1))
        outer = np.sqrt(((away / r) ** 2).sum(1))
        # the quotient tends to the least radius in the middle
        near: Values = np.where(
            inner > 1e-4, inner * (inner - 1) / np.maximum(outer, 1e-9), -r.min()
        )
        return near

    return Blob(distance, c - r, c + r)


def tube(points: ArrayLike, radii: ArrayLike) -> Blob:
    """Return a chain of round cones along a polyline.

    Args:
        points: (n, 3), n >= 2.
        radii: (n,) at the points, or one for all of them.
    """
    line = np.asarray(points, np.float32)
    r = np.broadcast_to(np.asarray(radii, np.float32), len(line))

    def distance(query: Values) -> Values:
        nearest: Values = np.full(len(query), np.inf, np.float32)
        for k in range(len(line) - 1):
            start, along = line[k], line[k + 1] - line[k]
            away = query - start
            share = np.clip(away @ along / max(float(along @ along), 1e-9), 0, 1)
            away = away - share[:, None] * along
            radius = r[k] + share * (r[k + 1] - r[k])
            nearest = np.minimum(nearest, np.sqrt((away * away).sum(1)) - radius)
        return nearest

    return Blob(distance, (line - r[:, None]).min(0), (line + r[:, None]).max(0))


def slab(low: ArrayLike, high: ArrayLike, corner: float) -> Blob:
    """Return the box between two corners (3,), all its edges rounded with radius `corner`."""
    a, b = np.asarray(low, np.float32), np.asarray(high, np.float32)
    middle, half = (a + b) / 2, (b - a) / 2 - np.float32(corner)

    def distance(points: Values) -> Values:
        over = np.abs(points - middle) - half
        outside = np.sqrt((np.maximum(over, 0) ** 2).sum(1))
        near: Values = outside + np.minimum(over.max(1), 0) - np.float32(corner)
        return near

    return Blob(distance, a, b)


def blend(*fields: Field, soft: float = 6.0) -> Blob:
    """Return the union, its seams filled over about `soft` mm; 0 leaves them sharp."""

    def distance(points: Values) -> Values:
        return reduce(lambda a, b: _least(a, b, soft), (field(points) for field in fields))

    boxes = [_box(field) for field in fields]
    swell = soft / 4
    low, high = np.min([b[0] for b in boxes], 0), np.max([b[1] for b in boxes], 0)
    return Blob(distance, low - swell, high + swell)


def carve(field: Field, *others: Field, soft: float = 1.0) -> Blob:
    """Return the field without the others, the rims of the cuts rounded over about `soft` mm."""

    def distance(points: Values) -> Values:
        cut = reduce(lambda a, b: _least(a, b, 0), (other(points) for other in others))
        return -_least(-field(points), cut, soft)

    return Blob(distance, *_box(field))


def shared(field: Field, *others: Field, soft: float = 1.0) -> Blob:
    """Return what all fields have in common, its rims rounded over about `soft` mm."""

    def distance(points: Values) -> Values:
        return -reduce(
            lambda a, b: _least(a, b, soft), (-each(points) for each in (field, *others))
        )

    boxes = [_box(each) for each in (field, *others)]
    return Blob(distance, np.max([b[0] for b in boxes], 0), np.min([b[1] for b in boxes], 0))


def swollen(field: Field, by: float) -> Blob:
    """Return the field with its surface moved outward by some mm; inward if negative."""
    low, high = _box(field)
    return Blob(lambda points: field(points) - np.float32(by), low - by, high + by)


def turned(field: Field, pose: ArrayLike) -> Blob:
    """Return the field moved by a rigid pose (4, 4), or turned by a rotation (3, 3)."""
    given = np.asarray(pose, np.float32)
    rotation = given[:3, :3]
    shift = given[:3, 3] if given.shape == (4, 4) else np.zeros(3, np.float32)
    low, high = _box(field)
    ends = np.stack([low, high])
    corners = np.array([[ends[i & 1, 0], ends[i >> 1 & 1, 1], ends[i >> 2, 2]] for i in range(8)])
    if np.isfinite(corners).all():
        corners = corners @ rotation.T + shift
    return Blob(lambda points: field((points - shift) @ rotation), corners.min(0), corners.max(0))


def mirrored(field: Field, axis: int = 1) -> Blob:
    """Return the field reflected in the plane through the origin across an axis; 1 is y."""
    signs = np.ones(3, np.float32)
    signs[axis] = -1
    ends = np.stack(_box(field)) * signs
    return Blob(lambda points: field(points * signs), ends.min(0), ends.max(0))


def solid(
    field: Field,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    spacing: float = 3.0,
) -> Manifold:
    """Return the field as a closed solid, by marching cubes (Lewiner et al., 2003).

    Args:
        field: Distances in mm.
        low: (3,) lower corner of the box to look in, which cuts what reaches over it; None takes
            the box of a `Blob`.
        high: (3,) upper corner.
        spacing: Of the grid in mm; what is thinner than it may vanish.

    Raises:
        ValueError: The box is not known, or there is nothing in it.
    """
    known = _box(field)
    a = np.asarray(known[0] if low is None else low, np.float64)
    b = np.asarray(known[1] if high is None else high, np.float64)
    if not np.isfinite([a, b]).all():
        raise ValueError(f"this field knows no box ({a} to {b}): give solid() low and high")
    start, values = _sampled(field, a, b, spacing)
    if not values.min() < 0:
        raise ValueError(f"nothing lies between {a} and {b}: is it thinner than {spacing} mm?")
    # on a corner the surface would touch itself in a point
    values = np.where(np.abs(values) < 1e-3, np.float32(1e-3), values)
    vertices, faces, _, _ = marching_cubes(values, 0.0)  # type: ignore[no-untyped-call]
    points = (start + vertices * spacing).astype(np.float32)
    return Manifold(Mesh(points, faces.astype(np.uint32))).simplify(0.08 * spacing)


def _sampled(field: Field, low: Values, high: Values, spacing: float) -> tuple[Values, Values]:
    """Return the first corner (3,) of a grid over a box, and the distances there (i, j, k).

    The outermost layer is made air, so that the surface closes.
    """
    count = np.maximum(np.ceil((high - low) / spacing).astype(int), 1) + 3
    start = (low + high) / 2 - spacing * (count - 1) / 2
    axes = [
        (s + spacing * np.arange(n)).astype(np.float32) for s, n in zip(start, count, strict=True)
    ]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    found = np.array(field(grid.reshape(-1, 3)), np.float32).reshape(grid.shape[:3])
    values = np.maximum(found, np.float32(0.5 * spacing))
    values[1:-1, 1:-1, 1:-1] = found[1:-1, 1:-1, 1:-1]
    return start, values


def _least(a: Values, b: Values, soft: float) -> Values:
    """Return the polynomial smooth minimum of two distances."""
    if not soft:
        least: Values = np.minimum(a, b)
        return least
    near = np.maximum(1 - np.abs(a - b) / np.float32(soft), 0)
    smooth: Values = np.minimum(a, b) - near * near * np.float32(soft / 4)
    return smooth


def _box(field: Field) -> tuple[Values, Values]:
    """Return the box of a blob; without bounds for any other field."""
    if isinstance(field, Blob):
        return field.low, field.high
    return np.full(3, -np.inf), np.full(3, np.inf)
