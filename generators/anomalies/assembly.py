"""Anomalies of assembly: the list of parts changes, no part does."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from ..scene import Item, Scene
from . import Defect, Twins, index_of, labelled, replaced
from .exposure import draw_spot

_TRIES = 30


def remove_part(scene: Scene, part: int, edit: int = 1) -> Twins:
    """Take part `part` away. S_N is the part, S_A is empty."""
    index = index_of(scene, part)
    item = scene.items[index]
    sound = replaced(scene, index, labelled(item, edit))
    return Twins(sound, replaced(scene, index), _record("missing", edit, item, 1.0))


def add_part(scene: Scene, item: Item, edit: int = 1) -> Twins:
    """Put one more item into the scene. S_N is empty, S_A is the item.

    Raises:
        ValueError: The scene has its part id already.
    """
    if any(item.part == other.part for other in scene.items):
        raise ValueError(f"part id {item.part} of the added item is taken: choose a new one")
    anomalous = dataclasses.replace(scene, items=(*scene.items, labelled(item, edit)))
    return Twins(scene, anomalous, _record("added", edit, item, 1.0))


def move_part(scene: Scene, part: int, motion: NDArray[np.float64], edit: int = 1) -> Twins:
    """Move a part by `motion`, (4, 4) in the world: S_N is the old place, S_A the new one.

    Faces without a vertex that moves (a turn about an axis they lie on) belong to neither.
    """
    index = index_of(scene, part)
    item = scene.items[index]
    moved = dataclasses.replace(item, pose=np.asarray(motion) @ item.pose)
    shift = np.linalg.norm(moved.world_vertices() - item.world_vertices(), axis=1)
    faces = shift[item.mesh.faces].max(1) > 0
    return Twins(
        replaced(scene, index, labelled(item, edit, faces)),
        replaced(scene, index, labelled(moved, edit, faces)),
        dataclasses.replace(_record("moved", edit, item, 1.0), size=float(shift.max())),
    )


def lose_part(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Take away a random part that is seen from outside (MAD's Missing).

    Parts that hold others are spared where any other can be found: what is left should not float.
    """
    index = draw_spot(scene, rng).index
    for _ in range(_TRIES):
        if not holds_others(scene, index):
            break
        index = draw_spot(scene, rng).index
    return remove_part(scene, scene.items[index].part, edit)


def holds_others(scene: Scene, index: int) -> bool:
    """Whether the scene falls apart, or further apart, without item `index`.

    Items whose bounding boxes overlap hold each other: the studs of a brick reach into the one
    above it, while bricks side by side keep a gap.
    """
    vertices = [item.world_vertices() for item in scene.items]
    low = np.array([v.min(0) for v in vertices])
    high = np.array([v.max(0) for v in vertices])
    overlap = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    joined = (overlap > 0).all(2)
    rest = np.arange(len(scene.items)) != index
    return _pieces(joined[rest][:, rest]) > _pieces(joined)


def _pieces(joined: NDArray[np.bool_]) -> int:
    count, _ = connected_components(joined, directed=False)
    return int(count)


def _record(kind: str, edit: int, item: Item, severity: float) -> Defect:
    vertices = item.world_vertices().astype(np.float64)
    low, high = vertices.min(0), vertices.max(0)
    x, y, z = ((low + high) / 2).tolist()
    size = float((high - low).max())
    return Defect(kind, edit, item.part, item.name, severity, size, (x, y, z))
