"""Anomalies of shape: the mesh of a part changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...assets.meshes import Mesh
from ..scene import Item, Scene
from . import Twins, changed, describe, items_of, labelled, millimetre


def displace_part(
    scene: Scene,
    part: int,
    displace: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    tau: float = 0.0,
    edit: int = 1,
) -> Twins:
    """Move the vertices of a part: a bend, bump or dent.

    S_N and S_A are the faces with a vertex that moves more than `tau`, at the old place and at
    the new one. Refine the mesh first (`levels.refine_near`) where its faces are large. Severity is
    how far the furthest vertex moves, in millimetres.

    Args:
        scene: The sound scene.
        part: Part id.
        displace: World points (V, 3) -> displaced world points (V, 3).
        tau: World units.
        edit: Id of the edit.
    """
    far: list[tuple[float, tuple[float, float, float]]] = []

    def moved(item: Item) -> tuple[Item, NDArray[np.bool_]]:
        before = item.world_vertices().astype(np.float64)
        after = displace(before)
        shift = np.linalg.norm(after - before, axis=1)
        x, y, z = after[int(shift.argmax())].tolist()
        far.append((float(shift.max()), (x, y, z)))
        mesh = Mesh(after.astype(np.float32), item.world_faces())
        other = dataclasses.replace(item, mesh=mesh, pose=np.eye(4))
        return other, shift[item.mesh.faces].max(1) > tau

    sound = changed(scene, part, lambda item: labelled(item, edit, moved(item)[1]))
    anomalous = changed(scene, part, lambda item: labelled(moved(item)[0], edit, moved(item)[1]))
    reach, position = max(far)
    severity = (reach / millimetre(scene), "mm")
    defect = describe("displaced", edit, items_of(scene, part), severity, scene)
    return Twins(sound, anomalous, dataclasses.replace(defect, position=position))
