"""Skins: the triangles of one part in the world, while an anomaly cuts and moves them.

A mesh is for renderers; a skin is for work. Its vertices are float64 and stay where they are when
faces are cut or split off, so that pieces of one skin still fit together vertex for vertex, and its
texture coordinates follow every cut: a cut lies in the plane of the face it cuts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ...assets.meshes import Mesh
from ..scene import Item

Triangles = NDArray[np.integer[Any]]
"""(F, 3) vertex indices."""


@dataclass(frozen=True, eq=False)
class Skin:
    """Triangles in the world.

    Attributes:
        vertices: (V, 3) float64; faces need not use all of them.
        faces: (F, 3) vertex indices, counter-clockwise seen from outside.
        uv: (F, 3, 2) float64 texture coordinates of the faces' corners, or None.
        tags: (F,) numbers for whoever works on it; pieces of a face have the tag of the face.
            None, the default, makes all of them 0.
    """

    vertices: NDArray[np.float64]
    faces: Triangles
    uv: NDArray[np.float64] | None = None
    tags: NDArray[np.integer[Any]] | None = None

    def only(self, chosen: NDArray[np.bool_]) -> Skin:
        """Return the skin of the chosen faces (F,) bool; the vertices stay as they are."""
        uv = None if self.uv is None else self.uv[chosen]
        return Skin(self.vertices, self.faces[chosen], uv, self.numbers()[chosen])

    def numbers(self) -> NDArray[np.integer[Any]]:
        """Return the tags, (F,)."""
        return np.zeros(len(self.faces), np.int64) if self.tags is None else self.tags

    def corners(self) -> NDArray[np.float64]:
        """Return the corners of the faces, (F, 3, 3)."""
        return self.vertices[self.faces]

    def crosses(self) -> NDArray[np.float64]:
        """Return the outward normals of the faces, (F, 3), twice as long as the faces are large."""
        corners = self.corners()
        return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])

    def normals(self) -> NDArray[np.float64]:
        """Return unit normals of the vertices, (V, 3): means over the faces; 0 where none is."""
        corners, count = self.faces.ravel(), len(self.vertices)
        cross = np.repeat(self.crosses(), 3, axis=0)
        total = np.stack([np.bincount(corners, of, count) for of in cross.T], axis=1)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        return np.asarray(total / np.maximum(length, 1e-300))


def skin_of(item: Item) -> Skin:
    """Return the skin of an item: exactly the world vertices that renderers and rays see."""
    uv = item.world_uv()
    return Skin(
        item.world_vertices().astype(np.float64),
        item.world_faces().astype(np.int64),
        None if uv is None else uv.astype(np.float64),
    )


def joined(skins: Sequence[Skin]) -> Skin:
    """Return several skins as one; all of them have uv, or none has."""
    starts = np.cumsum([0, *(len(skin.vertices) for skin in skins)])
    uv = [skin.uv for skin in skins if skin.uv is not None]
    return Skin(
        np.concatenate([skin.vertices for skin in skins]),
        np.concatenate([skin.faces + at for skin, at in zip(skins, starts, strict=False)]),
        np.concatenate(uv) if uv else None,
        np.concatenate([skin.numbers() for skin in skins]),
    )


def trimmed(skin: Skin) -> Skin:
    """Return the skin without the vertices that no face uses."""
    used, renamed = np.unique(skin.faces, return_inverse=True)
    return Skin(skin.vertices[used], renamed.reshape(skin.faces.shape), skin.uv, skin.tags)


def item_of(
    item: Item,
    skin: Skin,
    surface: Surface | None = None,
    edits: NDArray[np.uint8] | None = None,
) -> Item:
    """Return `item` made of a skin.

    Args:
        item: What it was; name, part and instance stay.
        skin: Its triangles, in the world.
        surface: Its new look; None leaves the old one.
        edits: (F,) uint8 of the skin's faces, or None.
    """
    look = item.surface if surface is None else surface
    fit = trimmed(skin)
    uv = None if fit.uv is None or look.texture is None else fit.uv.astype(np.float32)
    mesh = Mesh(fit.vertices.astype(np.float32), fit.faces.astype(np.int32), uv)
    return dataclasses.replace(item, mesh=mesh, surface=look, pose=np.eye(4), edits=edits)


def edge_keys(faces: Triangles, count: int) -> NDArray[np.int64]:
    """Return a number for each side of each face, (F, 3), the same for both faces of an edge.

    Args:
        faces: (F, 3); side k lies between corners k and k + 1.
        count: How many vertices there are.
    """
    ends = np.stack([faces, faces[:, [1, 2, 0]]], axis=2).astype(np.int64)
    return np.asarray(ends.min(2) * count + ends.max(2))


def connected(skin: Skin, within: NDArray[np.bool_], start: int) -> NDArray[np.bool_]:
    """Return which faces hang together with face `start` by edges of faces `within`, (F,) bool."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    chosen = np.flatnonzero(within)
    keys = edge_keys(skin.faces[chosen], len(skin.vertices)).ravel()
    _, edge = np.unique(keys, return_inverse=True)
    face = np.repeat(np.arange(len(chosen)), 3)
    links = coo_array(
        (np.ones(len(edge), bool), (face, edge)), shape=(len(chosen), int(edge.max()) + 1)
    ).tocsr()
    _, group = connected_components(links @ links.T, directed=False)
    found = np.zeros(len(within), bool)
    found[chosen] = group == group[np.searchsorted(chosen, start)]
    return found


def nearest_face(skin: Skin, point: NDArray[np.float64], among: NDArray[np.bool_]) -> int:
    """Return which of the faces `among` (F,) bool comes nearest to a point, by triangle."""
    chosen = np.flatnonzero(among)
    a, b, c = np.moveaxis(skin.vertices[skin.faces[chosen]], 1, 0)
    # the point in barycentric coordinates, drawn into the triangle: near enough to tell faces
    ab, ac, ap = b - a, c - a, point - a
    d = np.stack([
        np.einsum("ij,ij->i", ab, ab), np.einsum("ij,ij->i", ab, ac), np.einsum("ij,ij->i", ac, ac),
        np.einsum("ij,ij->i", ap, ab), np.einsum("ij,ij->i", ap, ac),
    ])  # fmt: skip
    scale = np.maximum(d[0] * d[2] - d[1] ** 2, 1e-300)
    v = np.clip((d[2] * d[3] - d[1] * d[4]) / scale, 0, 1)
    w = np.clip((d[0] * d[4] - d[1] * d[3]) / scale, 0, 1)
    over = np.maximum(v + w, 1)
    nearest = a + (v / over)[:, None] * ab + (w / over)[:, None] * ac
    return int(chosen[np.linalg.norm(nearest - point, axis=1).argmin()])
