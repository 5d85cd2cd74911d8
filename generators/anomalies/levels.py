"""Cut triangle meshes along the level set of a scalar field: where a surface changes its look.

Renderers and rays then see the same triangles, so a stain's outline is exact in all of them. The
cut leaves the shape as it is: new vertices lie on old edges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Field = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""(V, 3) points -> (V,) values."""

BLOTCH_REACH = 1.7
"""Radii within which a blotch ends: there the fence outweighs all waves together."""

Triangles = NDArray[np.integer[Any]]
"""(F, 3) vertex indices."""


def refine_near(
    vertices: NDArray[np.float64],
    faces: Triangles,
    axis: NDArray[np.float64],
    radius: float,
    edge: float,
) -> tuple[NDArray[np.float64], Triangles]:
    """Halve the edges of faces that reach into a capsule until none there is longer than `edge`.

    Args:
        vertices: (V, 3).
        faces: (F, 3).
        axis: (2, 3) start and end of the capsule's middle line; the same for a ball.
        radius: Of the capsule.
        edge: Longest edge wanted inside it.

    Returns:
        Vertices and faces of the finer mesh; the surface is the same.
    """
    done: list[Triangles] = []
    while len(faces):
        corners = vertices[faces]
        sides = corners[:, [1, 2, 0]] - corners
        long = np.einsum("fij,fij->fi", sides, sides) > edge * edge
        # a face reaches into the capsule only if the ball around its centroid does
        centroid = corners.sum(1) / 3
        offset = corners - centroid[:, None]
        reach = np.sqrt(np.einsum("fij,fij->fi", offset, offset).max(1))
        long &= (distance_to(axis, centroid) <= radius + reach)[:, None]
        chosen = long.any(1)
        done.append(faces[~chosen])
        if not chosen.any():
            break
        vertices, faces = _halve(vertices, faces[chosen], long[chosen])
    return vertices, np.concatenate(done)


def _halve(
    vertices: NDArray[np.float64], faces: Triangles, long: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], Triangles]:
    """Cut every face at the middles of its `long` sides, (F, 3) bool; side k is corners k, k + 1.

    Only long sides are cut, so that slivers become short and do not multiply.
    """
    ends = np.sort(np.stack([faces, faces[:, [1, 2, 0]]], axis=2)[long], axis=1)
    pairs, index = np.unique(ends, axis=0, return_inverse=True)
    middles = np.full(faces.shape, -1)
    middles[long] = len(vertices) + index.ravel()
    pieces: list[Triangles] = []
    count = long.sum(1)
    for cuts in (1, 2, 3):
        chosen = count == cuts
        sides, triangles, mids = long[chosen], faces[chosen], middles[chosen]
        # turn each face so that its first side is cut and, of two cut ones, the other is the last
        first = sides.argmin(1) + 2 if cuts == 2 else sides.argmax(1)
        order = (first[:, None] + [0, 1, 2]) % 3
        a, b, c = np.take_along_axis(triangles, order, axis=1).T
        m, n, o = np.take_along_axis(mids, order, axis=1).T
        corners = {
            1: [(a, m, c), (m, b, c)],
            2: [(a, m, o), (m, b, c), (m, c, o)],
            3: [(a, m, o), (m, b, n), (n, c, o), (m, n, o)],
        }[cuts]
        pieces += [np.stack(corner, axis=1) for corner in corners]
    added = vertices[pairs].mean(1)
    return np.concatenate([vertices, added]), np.concatenate(pieces).astype(faces.dtype)


def distance_to(axis: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points (V, 3) are from a line segment, (2, 3) start and end: (V,)."""
    start, way = axis[0], axis[1] - axis[0]
    away = points - start
    share = np.clip(away @ way / max(float(way @ way), 1e-30), 0, 1)
    away = away - share[:, None] * way
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", away, away)))


def split_by_level(
    vertices: NDArray[np.float64], faces: Triangles, values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Triangles, NDArray[np.bool_]]:
    """Cut the faces where linearly interpolated vertex `values` cross 0.

    Args:
        vertices: (V, 3).
        faces: (F, 3).
        values: (V,) field at the vertices; negative is inside.

    Returns:
        vertices: (V', 3), the old ones first.
        faces: (F', 3), wound as before.
        inside: (F',) bool, which faces lie where the field is negative.
    """
    negative = values < 0
    count = negative[faces].sum(1)
    whole = (count == 0) | (count == 3)
    cut, inner = faces[~whole], count[~whole]
    if not len(cut):
        return vertices, faces, count == 3
    # turn each cut face so that its first corner lies alone on its side of the level
    lone = (negative[cut] == (inner == 1)[:, None]).argmax(1)
    a, b, c = np.take_along_axis(cut, (lone[:, None] + [0, 1, 2]) % 3, axis=1).T
    # the neighbour across an edge finds the same point: edges are told by their sorted ends
    ends, index = np.unique(
        np.sort(np.concatenate([np.stack([a, b], 1), np.stack([a, c], 1)]), axis=1),
        axis=0,
        return_inverse=True,
    )
    low, high = ends.T
    share = values[low] / (values[low] - values[high])
    added = vertices[low] + share[:, None] * (vertices[high] - vertices[low])
    p, q = (index.ravel() + len(vertices)).reshape(2, -1)
    tips, bases = (
        np.stack([a, p, q], 1),
        np.concatenate([np.stack([p, b, c], 1), np.stack([p, c, q], 1)]),
    )
    return (
        np.concatenate([vertices, added]),
        np.concatenate([faces[whole], tips, bases]).astype(faces.dtype),
        np.concatenate([count[whole] == 3, inner == 1, np.tile(inner == 2, 2)]),
    )


def trimmed(
    vertices: NDArray[np.float64], faces: Triangles
) -> tuple[NDArray[np.float64], Triangles]:
    """Return the mesh without the vertices that no face uses."""
    used, renamed = np.unique(faces, return_inverse=True)
    return vertices[used], renamed.reshape(faces.shape)


def blotch(middle: NDArray[np.float64], radius: float, rng: np.random.Generator) -> Field:
    """Return the field of a ragged ball: negative inside, about -1 at its middle.

    The outline is the distance from `middle` in units of `radius`, disturbed by a few random
    plane waves whose lengths lie between 0.35 and 1.8 radii; it keeps within `BLOTCH_REACH` radii.
    """
    waves = 9
    directions = rng.normal(size=(waves, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    lengths = radius * np.geomspace(1.8, 0.35, waves)
    phases = rng.uniform(0, 2 * np.pi, waves)
    weights = 0.34 * np.geomspace(1.0, 0.22, waves) * rng.uniform(0.5, 1.0, waves)

    def field(points: NDArray[np.float64]) -> NDArray[np.float64]:
        offset = points - middle
        distance = np.sqrt(np.einsum("ij,ij->i", offset, offset)) / radius
        angles = 2 * np.pi * (offset @ directions.T) / lengths + phases
        fence = 8 * np.maximum(distance - 1.35, 0) ** 2
        return np.asarray(distance - 1 + fence + np.sin(angles) @ weights)

    return field
