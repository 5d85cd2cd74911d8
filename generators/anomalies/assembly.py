"""Anomalies of assembly: the list of parts changes, no part does."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from ..scene import Item, Scene
from . import Twins, bounds, changed, describe, items_of, labelled
from .exposure import draw_spot

_TRIES = 30


def remove_part(scene: Scene, part: int, edit: int = 1) -> Twins:
    """Take part `part` away. S_N is the part, S_A is empty."""
    return Twins(
        changed(scene, part, lambda item: labelled(item, edit)),
        changed(scene, part, lambda _: None),
        describe("missing", edit, items_of(scene, part)),
    )


def add_part(scene: Scene, item: Item, edit: int = 1) -> Twins:
    """Put one more item into the scene. S_N is empty, S_A is the item.

    Raises:
        ValueError: The scene has its part id already.
    """
    if any(item.part == other.part for other in scene.items):
        raise ValueError(f"part id {item.part} of the added item is taken: choose a new one")
    anomalous = dataclasses.replace(scene, items=(*scene.items, labelled(item, edit)))
    return Twins(scene, anomalous, describe("added", edit, (item,)))


def move_part(scene: Scene, part: int, motion: NDArray[np.float64], edit: int = 1) -> Twins:
    """Move a part by `motion`, (4, 4) in the world: S_N is the old place, S_A the new one.

    Faces without a vertex that moves (a turn about an axis they lie on) belong to neither.
    """
    reach = 0.0

    def moved(item: Item) -> tuple[Item, NDArray[np.bool_]]:
        nonlocal reach
        other = dataclasses.replace(item, pose=np.asarray(motion) @ item.pose)
        shift = np.linalg.norm(other.world_vertices() - item.world_vertices(), axis=1)
        reach = max(reach, float(shift.max()))
        return other, shift[item.mesh.faces].max(1) > 0

    return Twins(
        changed(scene, part, lambda item: labelled(item, edit, moved(item)[1])),
        changed(scene, part, lambda item: labelled(moved(item)[0], edit, moved(item)[1])),
        dataclasses.replace(describe("moved", edit, items_of(scene, part)), size=reach),
    )


def lose_part(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Take away a random part that is seen from outside (MAD's Missing).

    Parts that hold others are spared where any other can be found: what is left should not float.
    """
    part = 0
    for _ in range(_TRIES):
        part = scene.items[draw_spot(scene, rng).index].part
        if not holds_others(scene, part):
            break
    return remove_part(scene, part, edit)


def holds_others(scene: Scene, part: int) -> bool:
    """Whether the scene falls apart, or further apart, without a part.

    Items whose bounding boxes overlap hold each other: the studs of a brick reach into the one
    above it, while bricks side by side keep a gap.
    """
    boxes = [bounds(item) for item in scene.items]
    low, high = (np.array([box[side] for box in boxes]) for side in range(2))
    overlap = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    joined = (overlap > 0).all(2)
    rest = np.array([item.part != part for item in scene.items])
    return _pieces(joined[rest][:, rest]) > _pieces(joined)


def _pieces(joined: NDArray[np.bool_]) -> int:
    count, _ = connected_components(joined, directed=False)
    return int(count)
