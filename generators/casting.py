"""What rays say of a picture, whoever renders it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .plans import Composition, has_scenery
from .reflectance import albedo_picture
from .truth import caster, edit_picture, instance_ids, occlusion, part_ids


@dataclass(frozen=True, eq=False)
class Cast:
    """What rays say of a picture.

    Attributes:
        covered: (H, W) bool, where anything is.
        edits: (H, W) uint8, edit ids.
        objects: (H, W) bool, where the object under inspection is; None without scenery.
        hidden: Share of the defect that something hides; None without one.
        extras: By name.
    """

    covered: NDArray[np.bool_]
    edits: NDArray[np.uint8]
    objects: NDArray[np.bool_] | None
    hidden: float | None
    extras: dict[str, NDArray[Any]]


def cast_truth(shown: Composition, wanted: Collection[str]) -> Cast:
    """Cast the rays of a picture.

    Args:
        shown: What is to be seen.
        wanted: Of "parts", "depth", "normals" and "albedo" those that are asked for.
    """
    hits = caster(shown.scene).cast(shown.camera)
    drawn: dict[str, Callable[[], NDArray[Any]]] = {
        "parts": lambda: part_ids(shown.scene, hits),
        "depth": lambda: hits.depth,
        "normals": lambda: hits.normal @ shown.frame[:3, :3].astype(np.float32),  # object's frame
        "albedo": lambda: albedo_picture(shown.scene, shown.camera),
    }
    extras = {name: draw() for name, draw in drawn.items() if name in wanted}
    objects = instance_ids(shown.scene, hits) > 0 if has_scenery(shown.scene) else None
    edits = edit_picture(shown.sound, shown.scene, shown.camera, hits)
    hidden = None
    if shown.defect is not None:
        hidden = occlusion(shown.sound, shown.scene, shown.camera, edits)
    return Cast(hits.solid >= 0, edits, objects, hidden, extras)
