"""Cut triangle meshes along the level set of a scalar field: where a surface changes its look.

Renderers and rays then see the same triangles, so a stain's outline is exact in all of them. The
cut leaves the shape as it is: new vertices lie on old edges.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .cuts import Points, cut_edges
from .skins import Skin, edge_keys

Field = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""(V, 3) points -> (V,) values."""

BLOTCH_REACH = 1.7
"""Radii within which a blotch ends: there the fence outweighs all waves together."""


def refine_near(
    skin: Skin, axis: NDArray[np.float64], radius: float, edge: float, tag: int | None = None
) -> Skin:
    """Cut faces that reach into a tube along a grid, until none has a side longer than a cell.

    The cuts are those of the planes x, y, z = multiples of `edge`, counted from beside the middle
    of the tube; edges no longer than that are left whole. Neighbours are cut along, so that a
    closed skin stays closed.

    Args:
        skin: Any.
        axis: (P, 3), P >= 2: the line that the tube runs round; one point twice for a ball.
        radius: Of the tube.
        edge: Side of the grid's cells.
        tag: Of the faces that count as reached; None for all.

    Returns:
        The finer skin, old vertices and untouched faces first; the surface is the same.
    """
    reached = near_line(skin, axis, radius)
    if tag is not None:
        reached &= skin.numbers() == tag
    if not reached.any():
        return skin
    keys = edge_keys(skin.faces, len(skin.vertices))
    pool = np.asarray(np.isin(keys, np.unique(keys[reached])).any(1))
    rest, work, reached = skin.only(~pool), skin.only(pool), reached[pool]
    for stretch in _stretches(axis, 4 * radius):
        low, high = stretch.min(0) - radius, stretch.max(0) + radius
        # no plane may pass the struck point: flat faces would lie in it but for their rounding
        middle = (low + high) / 2 + edge * np.array([0.31, 0.43, 0.37])
        cells = int(np.ceil(float((high - low).max()) / 2 / edge)) + 1
        ends, grid = np.array([-cells, cells]), np.arange(-cells, cells + 1)
        for planes in (ends, grid):
            for way in range(3):
                heights = (work.vertices[:, way] - middle[way]) / edge
                near = reached & near_line(work, stretch, radius)
                work, parent = _sliced(work, near, heights, planes, edge)
                reached = reached[parent]
    return _appended(rest, work)


def _stretches(axis: NDArray[np.float64], longest: float) -> list[NDArray[np.float64]]:
    """Return a line in stretches of about a length, each of two points or more."""
    along_ = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(axis, axis=0), axis=1))])
    count = max(1, int(np.ceil(along_[-1] / longest)))
    cuts = np.searchsorted(along_, along_[-1] * np.arange(1, count) / count)
    ends = np.unique([0, *cuts.tolist(), len(axis) - 1])
    return [axis[a : b + 1] for a, b in pairwise(ends)]


def _sliced(
    skin: Skin,
    reached: NDArray[np.bool_],
    heights: NDArray[np.float64],
    planes: NDArray[np.int64],
    edge: float,
) -> tuple[Skin, NDArray[np.int64]]:
    """Cut faces that are reached by planes at whole heights; short edges are left whole.

    Args:
        skin: Any.
        reached: (F,) bool.
        heights: (V,) over the planes' distance.
        planes: Their heights, at even steps.
        edge: The planes' distance, and the longest edge that is short.

    Returns:
        The finer skin, and which face each of its faces is a piece of.
    """
    faces = skin.faces[reached]
    ends = np.sort(np.stack([faces, faces[:, [1, 2, 0]]], axis=2).reshape(-1, 2), axis=1)
    ends = np.unique(ends, axis=0).astype(np.int64)
    sides = skin.vertices[ends[:, 1]] - skin.vertices[ends[:, 0]]
    ends = ends[np.einsum("ij,ij->i", sides, sides) > edge * edge]
    at = heights[ends]
    step = planes[1] - planes[0]
    first = np.ceil((np.maximum(at.min(1) + 1e-6, planes[0]) - planes[0]) / step)
    last = np.floor((np.minimum(at.max(1) - 1e-6, planes[-1]) - planes[0]) / step)
    many = np.maximum(last - first + 1, 0).astype(np.int64)
    if not many.any():
        return skin, np.arange(len(skin.faces))
    which = np.repeat(np.arange(len(ends)), many)
    number = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
    height = planes[0] + step * (first[which] + number)
    low, high = at[which].T
    return cut_edges(skin, heights, Points(ends[which], (height - low) / (high - low), height))


def near_line(skin: Skin, axis: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    """Whether boxes round faces reach into the tube of a line (P, 3), or nearly so: (F,) bool."""
    a, b, c = (skin.vertices[skin.faces[:, k]] for k in range(3))
    low, high = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    near = np.flatnonzero(((high > axis.min(0) - radius) & (low < axis.max(0) + radius)).all(1))
    found = np.zeros(len(a), bool)
    for start, end in pairwise(axis):
        steps = int(np.ceil(np.linalg.norm(end - start) / radius)) + 1
        for point in np.linspace(start, end, steps):
            away = point - np.clip(point, low[near], high[near])
            # the balls about points a radius apart hold the tube if they are this much larger
            found[near] |= np.einsum("ij,ij->i", away, away) <= 1.25 * radius**2
    return found


def _appended(first: Skin, second: Skin) -> Skin:
    """Return the faces of both; the second's vertices go on where the first's end."""
    uv = None
    if first.uv is not None and second.uv is not None:
        uv = np.concatenate([first.uv, second.uv])
    tags = np.concatenate([first.numbers(), second.numbers()])
    return Skin(second.vertices, np.concatenate([first.faces, second.faces]), uv, tags)


def distance_to(axis: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points (V, 3) are from a line of straight pieces, (P, 3), P >= 2: (V,)."""
    return along(axis, points)[0]


def along(
    axis: NDArray[np.float64], points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far points (V, 3) are from a line (P, 3), and where they are nearest to it.

    Returns:
        distance: (V,).
        place: (V,) from 0, the first point, to P - 1, the last.
    """
    best, place = np.full(len(points), np.inf), np.zeros(len(points))
    for k, (start, end) in enumerate(pairwise(axis)):
        way = end - start
        away = points - start
        share = np.clip(away @ way / max(float(way @ way), 1e-30), 0, 1)
        away = away - share[:, None] * way
        squared = np.einsum("ij,ij->i", away, away)
        nearer = squared < best
        best[nearer], place[nearer] = squared[nearer], k + share[nearer]
    return np.sqrt(best), place


def split_by_level(skin: Skin, values: NDArray[np.float64]) -> tuple[Skin, NDArray[np.bool_]]:
    """Cut the faces where linearly interpolated vertex `values` cross 0.

    Args:
        skin: Any; closed ones stay closed.
        values: (V,) field at the vertices; negative is inside.

    Returns:
        skin: The old vertices first, faces wound as before, those that are left whole first.
        inside: (F',) bool, which faces lie where the field is negative.
    """
    ends = np.sort(np.stack([skin.faces, skin.faces[:, [1, 2, 0]]], axis=2), axis=2)
    at = values[ends]
    ends = ends[(at.min(2) < 0) & (at.max(2) > 0)]
    if len(ends):
        ends = np.unique(ends, axis=0).astype(np.int64)
        low, high = values[ends].T
        points = Points(ends, low / (low - high), np.zeros(len(ends)))
        skin, _ = cut_edges(skin, values, points)
    negative = np.zeros(len(skin.vertices), bool)
    negative[: len(values)] = values < 0
    # what lies inside has an old corner there, its others there or on the level
    return skin, np.asarray(negative[skin.faces].any(1))


def carve(skin: Skin, field: Field, level: float, tags: tuple[int, int]) -> Skin:
    """Cut the faces of one tag along a level and give those inside another tag.

    Args:
        skin: Any.
        field: Asked at the corners of these faces only.
        level: Inside is where the field is below.
        tags: The one to look for, and the new one.
    """
    old, new = tags
    used = np.unique(skin.faces[skin.numbers() == old])
    values = np.ones(len(skin.vertices))
    values[used] = field(skin.vertices[used]) - level
    cut, inside = split_by_level(skin, values)
    numbers = np.where(inside & (cut.numbers() == old), new, cut.numbers())
    return Skin(cut.vertices, cut.faces, cut.uv, numbers)


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
