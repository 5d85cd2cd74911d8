"""Anomalies: from a sound scene to a pair of twins that differ by one edit, and its record.

`ANOMALIES` names them. Each is a function `(scene, rng, edit=1) -> Twins`; the sound twin N carries
the faces that the edit removes or moves (S_N), the anomalous twin A those it adds, moves or
recolours (S_A), both in `Item.edits`. See `padkit.generators.truth` for what that means for a mask.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene import Item, Scene


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


def replaced(scene: Scene, index: int, *items: Item) -> Scene:
    """Return `scene` with `items` (none, one or several) in the place of item `index`."""
    return dataclasses.replace(
        scene, items=(*scene.items[:index], *items, *scene.items[index + 1 :])
    )


def index_of(scene: Scene, part: int) -> int:
    """Return the position of the item with part id `part`; ValueError when there is none."""
    for index, item in enumerate(scene.items):
        if item.part == part:
            return index
    raise ValueError(f"no item of the scene has part id {part}")


def load(kind: str) -> Anomaly:
    """Return the function of an anomaly by its name."""
    from ...benchmarks.errors import UnknownNameError
    from . import assembly, shape, surface

    table: dict[str, Anomaly] = {
        "burr": shape.grow_burr,
        "missing": assembly.lose_part,
        "stain": surface.stain,
    }
    if kind not in table:
        raise UnknownNameError("anomaly", kind, table)
    return table[kind]
