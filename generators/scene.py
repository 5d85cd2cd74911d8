"""The neutral description of a scene: values only, understood by truth and by every renderer.

A scene is frozen and survives JSON + npz unchanged (`scene_files`). Units are metres unless a suite
says otherwise; world axes and cameras are those of `padkit.benchmarks.records`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..assets.materials import Surface
from ..assets.meshes import Mesh
from ..benchmarks.records import Camera, frozen

FLOOR_PART = 65535
"""Part id of the floor in id pictures; items use 1 to 65534, 0 is the background."""


@dataclass(frozen=True, eq=False)
class Item:
    """One part of a scene: a mesh with one surface, at one place.

    Attributes:
        name: For people, such as "brick 12 (3001)".
        part: 1 to 65534, the same for the same part in a scene and its sound twin. A part whose
            surface changes from face to face is several items with one part id.
        mesh: Its triangles, in the item's own frame.
        surface: Its look.
        pose: (4, 4) float64, item to world; may scale and mirror (LDraw does).
        instance: Which object of the scene it belongs to, 1 and up.
        edits: (F,) uint8, the id of the anomaly's edit that each face belongs to (S_N in a sound
            twin, S_A in an anomalous scene); None where none does.
        number: What it is in its catalogue, such as "3001" (LDraw); empty where it is in none.
        seen: Whether cameras (and the truth's rays) see it. An unseen item still casts shadows,
            reflects light and is mirrored; cameras look through it.
    """

    name: str
    part: int
    mesh: Mesh
    surface: Surface
    pose: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))
    instance: int = 1
    edits: NDArray[np.uint8] | None = None
    number: str = ""
    seen: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.part <= FLOOR_PART:
            raise ValueError(f"part {self.part} of {self.name!r} is not in 1..{FLOOR_PART}")
        if self.surface.texture is not None and self.mesh.uv is None:
            raise ValueError(f"{self.name!r} has a texture but its mesh no uv: give it (F, 3, 2)")
        object.__setattr__(self, "pose", frozen(self.pose, np.float64, (4, 4)))
        if self.edits is not None:
            edits = frozen(self.edits, np.uint8, (len(self.mesh.faces),))
            object.__setattr__(self, "edits", edits)

    def world_vertices(self) -> NDArray[np.float32]:
        """Return the vertices (V, 3) float32 in the world; what renderers and rays both see."""
        world = self.mesh.vertices @ self.pose[:3, :3].T + self.pose[:3, 3]
        return world.astype(np.float32)

    def world_faces(self) -> NDArray[np.int32]:
        """Return the faces (F, 3) int32, turned round where the pose mirrors."""
        return self.mesh.faces[:, ::-1] if self.mirrored else self.mesh.faces

    def world_uv(self) -> NDArray[np.float32] | None:
        """Return the texture coordinates (F, 3, 2) of the corners of `world_faces`, if any."""
        uv = self.mesh.uv
        return uv[:, ::-1] if uv is not None and self.mirrored else uv

    @property
    def mirrored(self) -> bool:
        """Whether the pose mirrors."""
        return bool(np.linalg.det(self.pose[:3, :3]) < 0)


@dataclass(frozen=True, eq=False)
class Light:
    """A lamp. It sits at its pose's origin and shines along its own -Z (as Blender's do).

    Attributes:
        kind: "area" (square), "point" (sphere) or "spot".
        power: Radiant power in watts, as Blender counts it (a spot's is that of the full sphere).
        pose: (4, 4) float64 rigid, lamp to world.
        size: Side of the square, or radius of the sphere (point and spot), in world units.
        color: Linear tint.
        cone: Full opening angle of a spot in radians.
    """

    kind: str
    power: float
    pose: NDArray[np.float64]
    size: float = 0.1
    color: tuple[float, float, float] = (1.0, 1.0, 1.0)
    cone: float = 0.8

    def __post_init__(self) -> None:
        if self.kind not in ("area", "point", "spot"):
            raise ValueError(f"light kind {self.kind!r} is not area, point or spot")
        object.__setattr__(self, "pose", frozen(self.pose, np.float64, (4, 4)))


@dataclass(frozen=True, eq=False)
class Environment:
    """Light from all around.

    Attributes:
        radiance: (h, 2h, 3) float32 linear, equirectangular: row 0 is straight up (+Z), the middle
            column looks along +X, the column at 3/4 along -Y; `padkit.assets.skies` owns the
            mapping.
        strength: Factor on the radiance.
    """

    radiance: NDArray[np.float32]
    strength: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "radiance", frozen(self.radiance, np.float32, (-1, -1, 3)))


@dataclass(frozen=True)
class Floor:
    """A square floor at a height, centred on the Z axis; its part id is `FLOOR_PART`.

    Attributes:
        height: Z of it.
        surface: Its look.
        size: Side of the square in world units.
        tile: Side of one repeat of its texture in world units; (0, 0) is a texture's corner.
        seen: As that of `Item`.
    """

    height: float
    surface: Surface
    size: float = 20.0
    tile: float = 1.0
    seen: bool = True


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything there is to see; `background` is what shows where there is nothing.

    Attributes:
        items: Parts, in a fixed order.
        lights: Lamps.
        environment: Surrounding light, or None.
        floor: Floor, or None.
        background: sRGB 8-bit colour behind the scene, or None to show the environment itself.
        unit: Metres in one world unit.
    """

    items: tuple[Item, ...]
    lights: tuple[Light, ...] = ()
    environment: Environment | None = None
    floor: Floor | None = None
    background: tuple[int, int, int] | None = (255, 255, 255)
    unit: float = 1.0

    def solids(self) -> tuple[Item, ...]:
        """Return the items and, last, the floor as an item-like square (part `FLOOR_PART`)."""
        if self.floor is None:
            return self.items
        square = _square(self.floor.height, self.floor.size, self.floor.tile)
        floor = Item(
            "floor", FLOOR_PART, square, self.floor.surface, instance=0, seen=self.floor.seen
        )
        return (*self.items, floor)


@lru_cache(64)
def _square(height: float, size: float, tile: float) -> Mesh:
    """Return the floor's mesh; the same object for the same floor, as renderers go by identity."""
    half = size / 2
    corners = np.array([[x, y, height] for x, y in ((-1.0, -1), (1, -1), (1, 1), (-1, 1))])
    corners[:, :2] *= half
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    return Mesh(corners, faces, corners[faces][..., :2] / tile)


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture to take: a scene through a camera with a pose."""

    scene: Scene
    camera: Camera


@dataclass(frozen=True, eq=False)
class Frame:
    """What a renderer answers for a shot.

    Attributes:
        color: (H, W, 3) float32, linear Rec. 709 radiance, premultiplied by alpha.
        alpha: (H, W) float32 in [0, 1], the share of the pixel that the scene covers.
        parts: (H, W) uint16, the renderer's own part ids (an oracle for tests); None where it
            was not asked or has none.
    """

    color: NDArray[np.float32]
    alpha: NDArray[np.float32]
    parts: NDArray[np.uint16] | None = None
