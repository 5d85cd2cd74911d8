"""Fractures: a piece breaks off a part along a rough face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold, Mesh64
from numpy.typing import NDArray

from ..scene import Item
from .patches import roughness, waves
from .skins import Skin, joined, skin_of

_ROUNDS = 5
"""Times that the edges of an octahedron are halved to make the ball that breaks a piece out."""


@dataclass(frozen=True, eq=False)
class Break:
    """What a piece that breaks out does to a part.

    Attributes:
        rest: The outside that stays.
        gone: The outside that is gone; its rim is that of `rest`, vertex for vertex.
        face: The new face, where it broke.
        volume: Of what is gone, in cubic world units.
    """

    rest: Skin
    gone: Skin
    face: Skin
    volume: float


def ragged_ball(
    middle: NDArray[np.float64],
    axes: NDArray[np.float64],
    rough: float,
    rng: np.random.Generator,
) -> Skin:
    """Return a closed ball with a face as broken stuff has it.

    Args:
        middle: (3,).
        axes: (3, 3) rows: its half axes.
        rough: Height of its roughness over its radius.
        rng: Draws the roughness.
    """
    points, faces = _octahedron(_ROUNDS)
    large, small = waves((0.7, 1.6), 10, rng), waves((0.12, 0.4), 24, rng)
    swell = 1 + 0.12 * roughness(large, points) + rough * roughness(small, points)
    return Skin(middle + (points * np.clip(swell, 0.6, 1.4)[:, None]) @ axes, faces)


def _octahedron(rounds: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the unit sphere, (V, 3) points and (F, 3) outward faces."""
    points = np.concatenate([np.eye(3), -np.eye(3)])
    faces = np.array([
        [0, 1, 2], [1, 3, 2], [3, 4, 2], [4, 0, 2], [1, 0, 5], [3, 1, 5], [4, 3, 5], [0, 4, 5],
    ])  # fmt: skip
    for _ in range(rounds):
        ends = np.sort(np.stack([faces, faces[:, [1, 2, 0]]], 2).reshape(-1, 2), axis=1)
        pairs, index = np.unique(ends, axis=0, return_inverse=True)
        m, n, o = (index.reshape(-1, 3) + len(points)).T
        middles = points[pairs].mean(1)
        points = np.concatenate([points, middles])
        a, b, c = faces.T
        corners = [(a, m, o), (m, b, n), (n, c, o), (m, n, o)]
        faces = np.concatenate([np.stack(corner, axis=1) for corner in corners])
    return points / np.linalg.norm(points, axis=1, keepdims=True), faces


def break_out(item: Item, cutter: Skin) -> Break | None:
    """Return what an item becomes when all inside a closed skin is gone.

    Args:
        item: Of a closed mesh.
        cutter: Closed.

    Returns:
        The break; None where the item is not closed, not met, or would be gone altogether.
    """
    skin = skin_of(item)
    body, tool = _solid(skin, 0), _solid(cutter, len(skin.faces))
    if body.is_empty() or tool.is_empty():
        return None
    lost, left = body.split(tool)
    if lost.is_empty() or left.is_empty():
        return None
    rest, face = _parted(left, skin)
    gone, inner = _parted(lost, skin)
    return Break(rest, gone, face, volume(joined([gone, inner])))


def _solid(skin: Skin, first: int) -> Manifold:
    """Return a skin as a solid whose faces are numbered from `first`, so that none is merged."""
    numbers = np.arange(first, first + len(skin.faces), dtype=np.uint64)
    points = np.ascontiguousarray(skin.vertices)
    return Manifold(Mesh64(points, skin.faces.astype(np.uint64), face_id=numbers))


def _parted(solid: Manifold, skin: Skin) -> tuple[Skin, Skin]:
    """Return those faces of a solid that come from a skin, with its uv, and those that do not.

    Vertices and faces are in the order that their values decide: the modeller works in parallel
    and gives them in another order from run to run.
    """
    mesh = solid.to_mesh64()
    drawn = np.asarray(mesh.vert_properties)[:, :3].astype(np.float32)
    points, renamed = np.unique(drawn, axis=0, return_inverse=True)
    faces = renamed.ravel()[np.asarray(mesh.tri_verts).astype(np.int64)]
    parent = np.asarray(mesh.face_id).astype(np.int64)
    whole = (faces != np.roll(faces, 1, axis=1)).all(1)
    faces, parent = faces[whole], parent[whole]
    turned = (faces.argmin(1)[:, None] + np.arange(3)) % 3
    faces = np.take_along_axis(faces, turned, axis=1)
    order = np.lexsort(faces.T[::-1])
    all_faces = Skin(points.astype(np.float64), faces[order], None, parent[order])
    old = all_faces.numbers() < len(skin.faces)
    kept = all_faces.only(old)
    uv = None if skin.uv is None else _inherited(kept, skin)
    return Skin(kept.vertices, kept.faces, uv), all_faces.only(~old)


def volume(skin: Skin) -> float:
    """Return the volume inside a closed skin, in cubic world units."""
    corners = skin.corners() - skin.vertices.mean(0)
    cross = np.cross(corners[:, 0], corners[:, 1])
    return float(np.einsum("ij,ij->", cross, corners[:, 2])) / 6


def _inherited(pieces: Skin, skin: Skin) -> NDArray[np.float64]:
    """Return the texture coordinates (F, 3, 2) of pieces, tagged with the face each is of."""
    assert skin.uv is not None
    parent = pieces.numbers()
    whole, uv = skin.corners()[parent], skin.uv[parent]
    ab, ac = whole[:, 1] - whole[:, 0], whole[:, 2] - whole[:, 0]
    normal = np.cross(ab, ac)
    scale = np.maximum(np.einsum("fi,fi->f", normal, normal), 1e-300)
    away = pieces.corners() - whole[:, :1]
    # areas of the triangles that a corner makes with the sides, over that of the whole
    b = np.einsum("fki,fi->fk", np.cross(away, ac[:, None]), normal) / scale[:, None]
    c = np.einsum("fki,fi->fk", np.cross(ab[:, None], away), normal) / scale[:, None]
    shares = np.clip(np.stack([1 - b - c, b, c], axis=2), 0, 1)
    shares /= shares.sum(2, keepdims=True)
    made = np.einsum("fkc,fcx->fkx", shares, uv)
    for k in range(3):  # a corner that is one of the parent's has its very coordinates
        for j in range(3):
            same = (pieces.corners()[:, k] == whole[:, j]).all(1)
            made[same, k] = uv[same, j]
    return np.asarray(made)
