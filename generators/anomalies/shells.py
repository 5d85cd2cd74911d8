"""Shells: the separate pieces that a closed skin is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...assets.meshes import put_in_order
from .bodies import solid
from .skins import Skin


def pieces(skin: Skin) -> NDArray[np.int64]:
    """Return which piece each face of a closed skin belongs to, (F,), from 0.

    Faces hang together by shared vertices. A shell that looks inwards is the wall of a cavity; it
    belongs to the smallest shell that looks outwards and whose box holds its own.
    """
    ends = np.concatenate([skin.faces[:, [0, 1]], skin.faces[:, [1, 2]]])
    count = len(skin.vertices)
    graph = coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    _, shell = np.unique(label[skin.faces[:, 0]], return_inverse=True)
    shell = np.asarray(shell.ravel(), np.int64)
    inward = np.flatnonzero(volumes(skin, shell) < 0)
    if not len(inward):
        return shell
    low, high = _boxes(skin, shell)
    size = np.prod(high - low, axis=1)
    size[inward] = np.inf
    owner = np.arange(len(low))
    for k in inward.tolist():
        holds = (low <= low[k]).all(1) & (high >= high[k]).all(1)
        owner[k] = int(np.where(holds, size, np.inf).argmin())
    _, piece = np.unique(owner[shell], return_inverse=True)
    return np.asarray(piece.ravel(), np.int64)


def is_closed(skins: Sequence[Skin]) -> bool:
    """Whether skins together bound a solid, once vertices that are alike as float32 are one."""
    starts = np.cumsum([0, *(len(skin.vertices) for skin in skins)])
    points = np.concatenate([skin.vertices for skin in skins])
    faces = np.concatenate([skin.faces + at for skin, at in zip(skins, starts, strict=False)])
    mesh = put_in_order(points, faces)
    whole = Skin(mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64))
    return not solid(whole).is_empty()


def volumes(skin: Skin, label: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the volume inside the faces of each label, (max + 1,), in cubic world units."""
    corners = skin.corners() - skin.vertices.mean(0)
    cross = np.cross(corners[:, 0], corners[:, 1])
    return np.bincount(label, np.einsum("ij,ij->i", cross, corners[:, 2])) / 6


def _boxes(skin: Skin, label: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest corner of the faces of each label, (max + 1, 3) each."""
    corners = skin.corners()
    low = np.full((int(label.max()) + 1, 3), np.inf)
    high = -low
    np.minimum.at(low, label, corners.min(1))
    np.maximum.at(high, label, corners.max(1))
    return low, high
