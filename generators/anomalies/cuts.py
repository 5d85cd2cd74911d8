"""Cuts: new vertices on the edges of a skin, and the triangles that they ask for.

All cuts of this package are made here. Every edge gets its points once, whatever faces share it, so
that a closed skin stays closed; every face that has such an edge is cut, be there points on one of
its sides, two or three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .skins import Skin, edge_keys


@dataclass(frozen=True, eq=False)
class Points:
    """Points on edges, any number on each; none is an end of its edge.

    Attributes:
        ends: (P, 2) vertices of the edge that each is on, the lower number first.
        share: (P,) how far from the first to the second, between 0 and 1.
        height: (P,) of each, monotonous along every edge, as are the vertices' heights.
    """

    ends: NDArray[np.int64]
    share: NDArray[np.float64]
    height: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Slots:
    """Corners of the polygons that faces become: (S,) which face, vertex, height, and uv (S, 2)."""

    face: NDArray[np.int64]
    vertex: NDArray[np.integer[Any]]
    height: NDArray[np.float64]
    uv: NDArray[np.float64]

    def __getitem__(self, chosen: NDArray[np.integer[Any]]) -> _Slots:
        return _Slots(*(of[chosen] for of in (self.face, self.vertex, self.height, self.uv)))


@dataclass(frozen=True, eq=False)
class _Met:
    """The faces that have points, their corners ranked from the lowest to the highest.

    Attributes:
        which: (K,) of the skin's faces.
        rank: (K, 3) their corners, the lowest first.
        corner: (K, 3) vertices of these.
        height: (K, 3) of these.
        uv: (K, 3, 2) of these; 0 without texture.
        first: (K, 3) number of the first point on each side; side k is corners k, k + 1.
        many: (K, 3) how many there are.
        share: (P,) of all points, as in `Points`.
        level: (P,) heights of all points.
        start: Number of the vertex that the first point becomes.
    """

    which: NDArray[np.int64]
    rank: NDArray[np.int64]
    corner: NDArray[np.integer[Any]]
    height: NDArray[np.float64]
    uv: NDArray[np.float64]
    first: NDArray[np.int64]
    many: NDArray[np.int64]
    share: NDArray[np.float64]
    level: NDArray[np.float64]
    start: int

    def corners(self, k: int) -> _Slots:
        """Return the k-th lowest corner of every face."""
        at = np.arange(len(self.which))
        return _Slots(at, self.corner[:, k], self.height[:, k], self.uv[:, k])

    def between(self, low: int, high: int) -> _Slots:
        """Return the points on the sides between two of the ranked corners."""
        a, b = self.rank[:, low], self.rank[:, high]
        side = np.where((a + 1) % 3 == b, a, b)[:, None]
        first, many = (np.take_along_axis(of, side, axis=1)[:, 0] for of in (self.first, self.many))
        face = np.repeat(np.arange(len(many)), many)
        point = first[face] + np.arange(len(face)) - np.repeat(np.cumsum(many) - many, many)
        turned = (self.corner[:, low] > self.corner[:, high])[face]
        far = np.where(turned, 1 - self.share[point], self.share[point])[:, None]
        uv = self.uv[face, low] + far * (self.uv[face, high] - self.uv[face, low])
        return _Slots(face, self.start + point, self.level[point], uv)


def cut_edges(
    skin: Skin, heights: NDArray[np.float64], points: Points
) -> tuple[Skin, NDArray[np.int64]]:
    """Put points on edges and cut all faces that have them.

    Faces are cut level by level: no new edge crosses a height at which both sides of a face have
    a point.

    Args:
        skin: Any.
        heights: (V,) of its vertices.
        points: The points.

    Returns:
        The finer skin, the old vertices and the faces that stay whole first; and which face each
        of its faces is a piece of.
    """
    if not len(points.ends):
        return skin, np.arange(len(skin.faces))
    keys = points.ends[:, 0] * len(skin.vertices) + points.ends[:, 1]
    order = np.lexsort([points.share, keys])
    share = points.share[order]
    near, far = skin.vertices[points.ends[order].T]
    met = _met(skin, heights, (keys[order], share, points.height[order]))
    lower = met.between(0, 1)
    short = _chain(lower, met.corners(1), met.between(1, 2))
    below = np.bincount(lower.face, minlength=len(met.which))
    long = _chain(met.between(0, 2))
    slots, triangles, owner = _zipped(met.corners(0), long, short, met.corners(2), below)
    odd = ((met.rank[:, 1] - met.rank[:, 0]) % 3 == 2)[owner]
    triangles[odd] = triangles[odd][:, ::-1]
    whole = np.ones(len(skin.faces), bool)
    whole[met.which] = False
    parent = np.concatenate([np.flatnonzero(whole), met.which[owner]])
    uv = None if skin.uv is None else np.concatenate([skin.uv[whole], slots.uv[triangles]])
    vertices = np.concatenate([skin.vertices, near + share[:, None] * (far - near)])
    faces = np.concatenate([skin.faces[whole], slots.vertex[triangles]])
    return Skin(vertices, faces, uv, skin.numbers()[parent]), parent


def _met(
    skin: Skin,
    heights: NDArray[np.float64],
    points: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]],
) -> _Met:
    """Return the faces that have points: (P,) keys of their edges, in order, shares and heights."""
    keys, share, level = points
    edges, start, many = np.unique(keys, return_index=True, return_counts=True)
    sides = edge_keys(skin.faces, len(skin.vertices))
    at = np.minimum(np.searchsorted(edges, sides), len(edges) - 1)
    amount = np.where(edges[at] == sides, many[at], 0)
    which = np.flatnonzero(amount.any(1))
    rank = np.argsort(heights[skin.faces[which]], axis=1, kind="stable")
    corner = np.take_along_axis(skin.faces[which], rank, axis=1)
    uv = np.zeros((*corner.shape, 2))
    if skin.uv is not None:
        uv = np.take_along_axis(skin.uv[which], rank[:, :, None], axis=1)
    return _Met(
        which, rank, corner, heights[corner], uv, start[at[which]], amount[which], share, level,
        len(skin.vertices),
    )  # fmt: skip


def _chain(*pieces: _Slots) -> _Slots:
    """Return slots face by face, from low to high."""
    whole = _Slots(*(
        np.concatenate([getattr(piece, name) for piece in pieces])
        for name in ("face", "vertex", "height", "uv")
    ))  # fmt: skip
    return whole[np.lexsort([whole.height, whole.face])]


def _zipped(
    low: _Slots, long: _Slots, short: _Slots, high: _Slots, below: NDArray[np.integer[Any]]
) -> tuple[_Slots, NDArray[np.int64], NDArray[np.int64]]:
    """Triangulate faces between their long side and the two others, going up.

    Args:
        low: The lowest corner of every face.
        long: What is on the side from there to the highest corner, face by face, going up.
        short: What is on the other way, the middle corner among it, face by face, going up.
        high: The highest corner of every face.
        below: How many of the short way's slots come before the middle corner, by face.

    Returns:
        All slots; triangles (T, 3) of them, turned as (lowest, middle, highest); their faces (T,).
    """
    faces, a, b = len(low.face), len(long.face), len(short.face)
    slots = _Slots(*(
        np.concatenate([getattr(of, name) for of in (long, short, low, high)])
        for name in ("face", "vertex", "height", "uv")
    ))  # fmt: skip
    bottom, top = a + b + np.arange(faces), a + b + faces + np.arange(faces)
    first_a, first_b = (np.searchsorted(of.face, np.arange(faces + 1)) for of in (long, short))
    none = first_a[:-1] == first_a[1:]
    begin_a = np.where(none, top, np.minimum(first_a[:-1], max(a - 1, 0)))
    begin_b = a + first_b[:-1]
    # with nothing on the long side, what is above the middle corner sees the last slot below it
    middle = a + first_b[:-1] + below
    base = np.where(below > 0, middle - 1, bottom)
    follower = np.append(np.arange(a + 1, a + b), 0)
    follower[first_b[1:] - 1] = top
    begin_a = np.where(none & (below == 0), follower[begin_b - a], begin_a)
    made = [np.stack([bottom, begin_b, begin_a], axis=1)]
    # where a chain goes up a step, the triangle's third corner is what the other has reached
    order = np.lexsort([slots.height[: a + b], slots.face[: a + b]])
    place, reached = np.empty(a + b, np.int64), np.empty(a + b, np.int64)
    place[order], reached[order] = np.arange(a + b), np.cumsum(order < a)
    event, left = _steps(long)
    beside = a + np.maximum(place[event] - reached[event], first_b[left])
    made.append(np.stack([event - 1, beside, event], axis=1))
    event, right = _steps(short)
    beside = np.maximum(reached[a + event] - 1, first_a[right])
    beside = np.where(none[right], top[right], beside)
    up = np.stack([a + event - 1, a + event, beside], axis=1)
    fan = np.stack([base[right], a + event, follower[event]], axis=1)
    made.append(np.where((none[right] & (a + event >= middle[right]))[:, None], fan, up))
    last = np.flatnonzero(~none)
    made.append(np.stack([first_a[1:][last] - 1, a + first_b[1:][last] - 1, top[last]], axis=1))
    owner = np.concatenate([np.arange(faces), left, right, last])
    return slots, np.concatenate(made), owner


def _steps(chain: _Slots) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the slots of a chain that have another of their face before them, and their faces."""
    event = np.arange(1, len(chain.face))
    event = event[chain.face[event] == chain.face[event - 1]]
    return event, chain.face[event]
