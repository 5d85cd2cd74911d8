"""Wires and threads: bodies wound and swept, in millimetres, and what closes them."""

from __future__ import annotations

import numpy as np
from manifold3d import Error, Manifold, Mesh64
from numpy.typing import NDArray

from ..brick_shapes import Point, cylinder

_SAGITTA = 0.006
"""How far a chord may stand off its arc, mm: no facet shows, and highlights do not step."""


def segments(radius: float) -> int:
    """Return how many chords a full turn of that radius (mm) has, a multiple of 8."""
    turn = np.pi / np.arccos(1 - _SAGITTA / max(abs(radius), 10 * _SAGITTA))
    return int(np.clip(8 * np.ceil(turn / 8), 32, 192))


def sweep(rings: NDArray[np.float64]) -> Manifold:
    """Return the closed body through rings of points.

    Args:
        rings: (N, K, 3), K points on each ring, in corresponding order; each ring is capped flat
            about its mean at both ends.
    """
    n, k, _ = rings.shape
    j = np.arange(k)
    following = (j + 1) % k
    starts = k * np.arange(n - 1)[:, None]
    low, low_next, high, high_next = (starts + c for c in (j, following, j + k, following + k))
    sides = [np.stack([low, low_next, high_next], -1), np.stack([low, high_next, high], -1)]
    first, last = n * k, n * k + 1
    caps = [
        np.c_[following, j, np.full(k, first)],
        np.c_[(n - 1) * k + j, (n - 1) * k + following, np.full(k, last)],
    ]
    points = np.concatenate([rings.reshape(-1, 3), rings[[0, -1]].mean(1)])
    faces = np.concatenate([*(s.reshape(-1, 3) for s in sides), *caps])
    return closed_body(points, faces)


def thread(diameter: float, pitch: float, z: Point) -> Manifold:
    """Return a right-handed ISO metric thread as a bar between two heights, crests at `diameter`.

    Basic profile of ISO 68-1, root of the bolt as in ISO 724: flanks of 60 degrees, crest flat
    p / 8, core diameter d - 1.22687 p. The flanks are swept along the helix, so crests and roots
    are true edges; one turn wraps into the next.
    """
    around = max(48, segments(diameter / 2) // 2)
    depth = 0.61343 * pitch
    flank = depth * np.tan(np.pi / 6) / pitch
    steps = np.array([0, 1 / 8, 1 / 8 + flank, 1 - flank])
    radii = diameter / 2 - depth * np.array([0, 0, 1, 1])
    turns = int(np.ceil((z[1] - z[0]) / pitch)) + 3
    s = (np.arange(turns)[:, None] + steps).ravel()
    r = np.tile(radii, turns)
    turn = np.arange(around) / around
    low = z[0] - 2 * pitch
    rings = np.stack(
        [
            r[:, None] * np.cos(2 * np.pi * turn),
            r[:, None] * np.sin(2 * np.pi * turn),
            low + pitch * (s[:, None] + turn),
        ],
        axis=-1,
    )
    return _wrapped(rings, len(steps)) ^ cylinder(diameter, z)


def closed_body(points: NDArray[np.float64], faces: NDArray[np.int64]) -> Manifold:
    """Return the body of a closed surface, points (V, 3) in mm and faces (F, 3).

    Raises:
        ValueError: It is not closed, or inside out.
    """
    body = Manifold(Mesh64(points, faces.astype(np.uint64)))
    if body.status() != Error.NoError or body.volume() <= 0:
        raise ValueError(f"a drawing is no body: {body.status()}, {body.volume():.3g} mm3")
    return body


def _wrapped(rings: NDArray[np.float64], lead: int) -> Manifold:
    """Return the body of a helical surface whose last column meets its first `lead` rings on.

    Args:
        rings: (N, K, 3), ring by ring up the axis, K points round it.
        lead: Rings that one turn climbs.
    """
    n, k, _ = rings.shape
    name = np.arange(n * k).reshape(n, k)
    grid = np.concatenate([name[: n - lead], name[lead:, :1]], axis=1)
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]
    sides = [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    step = np.arange(lead)
    foot = np.concatenate([grid[0], name[step[:0:-1], 0]])
    head = np.concatenate([grid[-1], name[n - lead - 1 + step[:0:-1], 0]])
    first, last = n * k, n * k + 1
    caps = [
        np.c_[np.roll(foot, -1), foot, np.full(len(foot), first)],
        np.c_[head, np.roll(head, -1), np.full(len(head), last)],
    ]
    flat = rings.reshape(-1, 3)
    middles = np.array([[0, 0, flat[foot, 2].mean()], [0, 0, flat[head, 2].mean()]])
    points = np.concatenate([flat, middles])
    used, faces = np.unique(np.concatenate([*sides, *caps]), return_inverse=True)
    return closed_body(points[used], faces.reshape(-1, 3))
