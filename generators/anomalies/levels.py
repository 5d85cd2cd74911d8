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

Triangles = NDArray[np.integer[Any]]
"""(F, 3) vertex indices."""


def refine_near(
    vertices: NDArray[np.float64],
    faces: Triangles,
    middle: NDArray[np.float64],
    radius: float,
    edge: float,
) -> tuple[NDArray[np.float64], Triangles]:
    """Halve the edges of faces that reach into a ball until none there is longer than `edge`.

    Args:
        vertices: (V, 3).
        faces: (F, 3).
        middle: (3,) of the ball.
        radius: Of the ball.
        edge: Longest edge wanted inside it.

    Returns:
        Vertices and faces of the finer mesh; the surface is the same.
    """
    import trimesh

    while True:
        corners = vertices[faces]
        longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
        # a face reaches into the ball only if the ball around its centroid does
        centroid = corners.mean(1)
        reach = np.linalg.norm(corners - centroid[:, None], axis=2).max(1)
        near = np.linalg.norm(centroid - middle, axis=1) <= radius + reach
        chosen = np.flatnonzero(near & (longest > edge))
        if not chosen.size:
            return vertices, faces
        vertices, faces = trimesh.remesh.subdivide(vertices, faces, face_index=chosen)


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
    plane waves whose lengths lie between 0.35 and 1.8 radii.
    """
    waves = 9
    directions = rng.normal(size=(waves, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    lengths = radius * np.geomspace(1.8, 0.35, waves)
    phases = rng.uniform(0, 2 * np.pi, waves)
    weights = 0.34 * np.geomspace(1.0, 0.22, waves) * rng.uniform(0.5, 1.0, waves)

    def field(points: NDArray[np.float64]) -> NDArray[np.float64]:
        offset = points - middle
        distance = np.linalg.norm(offset, axis=1) / radius
        angles = 2 * np.pi * (offset @ directions.T) / lengths + phases
        return np.asarray(distance - 1 + np.sin(angles) @ weights)

    return field
