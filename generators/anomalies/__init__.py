"""Anomalies: from a sound scene to a pair of twins that differ by one edit, and its record.

`ANOMALIES` names them. Each is a function `(scene, rng, edit=1) -> Twins`; the sound twin N carries
the faces that the edit removes or moves (S_N), the anomalous twin A those it adds, moves or
recolours (S_A), both in `Item.edits`. See `padkit.generators.truth` for what that means for a mask.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.errors import UnknownNameError
from ..scene import Item, Scene

ANOMALIES = {
    "burr": "shape:grow_burr",
    "missing": "assembly:lose_part",
    "stain": "surface:stain",
}
"""Name -> "module:function" of this package."""


@dataclass(frozen=True)
class Defect:
    """What was done to a scene.

    Attributes:
        kind: Key of `ANOMALIES`.
        edit: Id of the edit in `Item.edits` and in edit pictures, 1 to 255.
        part: Part id of the item it was done to.
        part_name: That item's name.
        severity: How severe, in [0, 1], on the kind's own scale.
        size: Largest extent in world units.
        position: Where, (x, y, z) in the world.
    """

    kind: str
    edit: int
    part: int
    part_name: str
    severity: float
    size: float
    position: tuple[float, float, float]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Twins:
    """A sound scene N, an anomalous scene A, and what lies between them."""

    sound: Scene
    anomalous: Scene
    defect: Defect


Anomaly = Callable[..., Twins]


def labelled(item: Item, edit: int, faces: NDArray[np.bool_] | None = None) -> Item:
    """Return `item` with `faces` (F,) bool, or all of its faces, marked as touched by `edit`."""
    chosen = np.ones(len(item.mesh.faces), bool) if faces is None else faces
    return dataclasses.replace(item, edits=np.where(chosen, edit, 0).astype(np.uint8))


def items_of(scene: Scene, part: int) -> tuple[Item, ...]:
    """Return the items of a part, mostly one; ValueError when there is none."""
    items = tuple(item for item in scene.items if item.part == part)
    if not items:
        raise ValueError(f"no item of the scene has part id {part}")
    return items


def changed(scene: Scene, part: int, change: Callable[[Item], Item | None]) -> Scene:
    """Return `scene` with `change` made to every item of a part; None takes an item away."""
    items_of(scene, part)
    made = (change(item) if item.part == part else item for item in scene.items)
    return dataclasses.replace(scene, items=tuple(item for item in made if item is not None))


def bounds(*items: Item) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest corner, (3,) each, of the items' box in the world."""
    vertices = [item.world_vertices() for item in items]
    low = np.min([v.min(0) for v in vertices], axis=0)
    high = np.max([v.max(0) for v in vertices], axis=0)
    return low.astype(np.float64), high.astype(np.float64)


def describe(kind: str, edit: int, items: tuple[Item, ...]) -> Defect:
    """Return the record of an edit that takes a part as a whole."""
    low, high = bounds(*items)
    x, y, z = ((low + high) / 2).tolist()
    return Defect(
        kind, edit, items[0].part, items[0].name, 1.0, float((high - low).max()), (x, y, z)
    )


def load(kind: str) -> Anomaly:
    """Return the function of an anomaly by its name."""
    if kind not in ANOMALIES:
        raise UnknownNameError("anomaly", kind, ANOMALIES)
    module, function = ANOMALIES[kind].split(":")
    anomaly: Anomaly = getattr(importlib.import_module(f".{module}", __name__), function)
    return anomaly
