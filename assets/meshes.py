"""Triangle meshes: the one form in which every asset leaves this folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles with flat faces; shared freely, so its arrays are read-only.

    Attributes:
        vertices: (V, 3) float32, in the asset's own unit and frame.
        faces: (F, 3) int32 vertex indices, counter-clockwise seen from outside.
        uv: (F, 3, 2) float32, where each corner of each face lies on a texture: u to the right
            and v up, in widths and heights of the picture, which repeats; None without texture.
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    uv: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        vertices = np.array(self.vertices, np.float32)
        faces = np.array(self.faces, np.int32)
        if vertices.ndim != 2 or vertices.shape[1] != 3 or faces.ndim != 2 or faces.shape[1] != 3:
            raise ValueError(f"a mesh is (V, 3) and (F, 3), not {vertices.shape} and {faces.shape}")
        if faces.size and not (faces.min() >= 0 and faces.max() < len(vertices)):
            raise ValueError(f"faces name vertex {faces.max()} of {len(vertices)}")
        arrays = {"vertices": vertices, "faces": faces}
        if self.uv is not None:
            arrays["uv"] = np.array(self.uv, np.float32)
            if arrays["uv"].shape != (len(faces), 3, 2):
                raise ValueError(f"uv is (F, 3, 2), not {arrays['uv'].shape}, F {len(faces)}")
        for name, array in arrays.items():
            array.setflags(write=False)
            object.__setattr__(self, name, array)


def put_in_order(vertices: NDArray[np.floating[Any]], faces: NDArray[np.integer[Any]]) -> Mesh:
    """Return the mesh with vertices and faces in the one order that their values decide.

    Solid modellers work in parallel and give the same triangles in another order from run to
    run; renderers and files would tell. Vertices that are alike as float32 become one; faces that
    this leaves without area go, so that a closed mesh stays closed.

    Args:
        vertices: (V, 3).
        faces: (F, 3) vertex indices.
    """
    points, renamed = np.unique(np.asarray(vertices, np.float32), axis=0, return_inverse=True)
    turned = renamed.ravel()[faces].astype(np.int32)
    turned = turned[(turned != np.roll(turned, 1, axis=1)).all(1)]
    start = turned.argmin(1)
    turned = np.stack([turned[np.arange(len(turned)), (start + k) % 3] for k in range(3)], axis=1)
    return Mesh(points, turned[np.lexsort(turned.T[::-1])])
