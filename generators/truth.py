"""Ground truth by Embree rays through pixel centres, on the geometry the renderers get.

Definition. Let N be the sound scene and A the anomalous one, seen by one camera. Every edit e
names two surface sets: S_N(e), what it removes or moves, in N, and S_A(e), what it adds, moves or
recolours, in A (`Item.edits` holds them, face by face). Then

    mask(p) = 1  iff  the centre ray of p first hits S_N in N, or first hits S_A in A.

Pixel colours never decide. Shadows and reflections of an anomaly are outside the mask. Rays pass
through what cameras do not see (`Item.seen`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from embreex import mesh_construction, rtcore_scene
from numpy.typing import NDArray

from ..assets.meshes import Mesh
from ..benchmarks.poses import centre
from ..benchmarks.records import Camera
from .scene import Scene

_CASTERS = 4
"""Ray structures kept; a class's sound scene is asked again for each of its pictures."""


@dataclass(frozen=True, eq=False)
class Hits:
    """What the centre ray of each pixel meets first.

    Attributes:
        solid: (H, W) int32, index into `scene.solids()`; -1 where the ray meets nothing.
        face: (H, W) int32, face of that solid's mesh; -1 where nothing.
        depth: (H, W) float32, Z-depth along the optical axis in world units; inf where nothing.
        normal: (H, W, 3) float32, unit geometric normal in the world, towards the camera; 0 where
            nothing.
    """

    solid: NDArray[np.int32]
    face: NDArray[np.int32]
    depth: NDArray[np.float32]
    normal: NDArray[np.float32]


class RayCaster:
    """A scene made ready for rays; labels may differ between scenes of the same geometry."""

    def __init__(self, scene: Scene) -> None:
        numbered = [(k, solid) for k, solid in enumerate(scene.solids()) if solid.seen]
        if not numbered:
            raise ValueError("a scene without items has no truth: give it at least one item")
        solids = [solid for _, solid in numbered]
        vertices = [solid.world_vertices() for solid in solids]
        counts = np.array([len(solid.mesh.faces) for solid in solids])
        starts = np.cumsum([0, *(len(v) for v in vertices)])
        faces = [s.world_faces() + start for s, start in zip(solids, starts[:-1], strict=True)]
        merged = np.concatenate(vertices)
        self._box = np.stack([merged.min(0), merged.max(0)])
        self._solid = np.repeat(np.array([k for k, _ in numbered], np.int32), counts)
        self._face = (
            np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        ).astype(np.int32)
        self._embree = rtcore_scene.EmbreeScene(robust=True)
        mesh_construction.TriangleMesh(self._embree, merged, np.concatenate(faces).astype(np.int32))

    def cast(self, camera: Camera, around: NDArray[np.float32] | None = None) -> Hits:
        """Cast the centre ray of every pixel of `camera` (which has a pose).

        Args:
            camera: With a pose.
            around: (V, 3) world points; only pixels in the box around their projection are
                cast, the others stay "nothing". None casts all.
        """
        shape = (camera.height, camera.width)
        top, bottom, left, right = _window(camera, self._box if around is None else around)
        rows, columns = np.mgrid[top:bottom, left:right] + 0.5
        rays = np.stack(
            [
                (columns - camera.K[0, 2]) / camera.K[0, 0],
                (rows - camera.K[1, 2]) / camera.K[1, 1],
                np.ones_like(rows),
            ],
            -1,
        ).reshape(-1, 3)
        directions = (rays @ camera.pose[:3, :3]).astype(np.float32)
        origins = np.broadcast_to(centre(camera.pose).astype(np.float32), directions.shape)
        met = self._embree.run(
            np.ascontiguousarray(origins), directions, query="INTERSECT", output=1
        )
        found = met["primID"] >= 0
        prim = met["primID"][found]
        normal = met["Ng"][found]
        normal = normal / np.linalg.norm(normal, axis=1, keepdims=True)
        away = np.einsum("ij,ij->i", normal, directions[found]) > 0
        normal[away] *= -1
        pixels = np.zeros(shape, bool)
        pixels[top:bottom, left:right] = found.reshape(rows.shape)

        hits = Hits(
            np.full(shape, -1, np.int32),
            np.full(shape, -1, np.int32),
            np.full(shape, np.inf, np.float32),
            np.zeros((*shape, 3), np.float32),
        )
        # rays keep z = 1 in the camera's frame, so their length parameter is the Z-depth
        hits.solid[pixels], hits.face[pixels] = self._solid[prim], self._face[prim]
        hits.depth[pixels], hits.normal[pixels] = met["tfar"][found], normal
        for array in (hits.solid, hits.face, hits.depth, hits.normal):
            array.setflags(write=False)
        return hits

    def first_hits(
        self, origins: NDArray[np.float64], directions: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Cast free rays.

        Args:
            origins: (R, 3) world.
            directions: (R, 3) world, any length but 0.

        Returns:
            solid: (R,) int32 index into `scene.solids()`, -1 where nothing.
            face: (R,) int32 face of that solid's mesh, -1 where nothing.
            point: (R, 3) float64 world; inf or nan where nothing.
        """
        met = self._embree.run(
            origins.astype(np.float32), directions.astype(np.float32), query="INTERSECT", output=1
        )
        prim = met["primID"]
        solid = np.where(prim >= 0, self._solid[prim], -1)
        face = np.where(prim >= 0, self._face[prim], -1)
        return solid, face, origins + directions * met["tfar"][:, None].astype(np.float64)


@lru_cache(_CASTERS)
def _caster(geometry: tuple[object, ...], scene: _ByIdentity) -> RayCaster:
    return RayCaster(scene.scene)


@dataclass(frozen=True, eq=False)
class _ByIdentity:
    """Carries a scene past the cache's key: equal to any other, so that geometry alone decides."""

    scene: Scene

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity)

    def __hash__(self) -> int:
        return 0


def caster(scene: Scene) -> RayCaster:
    """Return the scene's ray caster; scenes of the same seen meshes and poses share one."""
    geometry = tuple((s.mesh, s.pose.tobytes(), s.seen) for s in scene.solids())
    return _caster(geometry, _ByIdentity(scene))


def part_ids(scene: Scene, hits: Hits) -> NDArray[np.uint16]:
    """Return the part picture (H, W) uint16; 0 where there is nothing."""
    return _per_solid([s.part for s in scene.solids()], hits)


def instance_ids(scene: Scene, hits: Hits) -> NDArray[np.uint16]:
    """Return the instance picture (H, W) uint16; 0 where there is nothing, and on the floor."""
    return _per_solid([s.instance for s in scene.solids()], hits)


def edit_ids(scene: Scene, hits: Hits) -> NDArray[np.uint8]:
    """Return the edit that each pixel's first hit belongs to, (H, W) uint8; 0 where to none."""
    ids = np.zeros(hits.solid.shape, np.uint8)
    for index, solid in enumerate(scene.solids()):
        if solid.edits is not None and solid.edits.any():
            pixels = hits.solid == index
            ids[pixels] = solid.edits[hits.face[pixels]]
    return ids


def edit_picture(
    sound: Scene, anomalous: Scene, camera: Camera, hits: Hits | None = None
) -> NDArray[np.uint8]:
    """Return the edit id of every pixel, (H, W) uint8: the mask of the definition, by instance.

    A pixel is anomalous where the id is not 0. Where both scenes name an edit, A's stands.

    Args:
        sound: N, its items labelled with S_N.
        anomalous: A, its items labelled with S_A.
        camera: With a pose.
        hits: `caster(anomalous).cast(camera)`, where the caller has it already.
    """
    in_anomalous = _cast_edits(anomalous, camera) if hits is None else edit_ids(anomalous, hits)
    return np.where(in_anomalous > 0, in_anomalous, _cast_edits(sound, camera))


def occlusion(
    sound: Scene, anomalous: Scene, camera: Camera, edits: NDArray[np.uint8]
) -> float | None:
    """Return the share of the edits' silhouette that something hides; None outside the picture.

    The silhouette is where the edited surfaces would be met if there were nothing else: S_N in N
    and S_A in A, cast alone. What hides may be the object itself.

    Args:
        sound: N, its items labelled with S_N.
        anomalous: A, its items labelled with S_A.
        camera: With a pose.
        edits: `edit_picture` of the same.
    """
    silhouette = np.zeros(edits.shape, bool)
    for scene in (sound, anomalous):
        alone = _edited_alone(scene)
        if alone.items:
            silhouette |= RayCaster(alone).cast(camera).solid >= 0
    whole = np.count_nonzero(silhouette)
    return 1 - np.count_nonzero((edits > 0) & silhouette) / whole if whole else None


def _edited_alone(scene: Scene) -> Scene:
    """Return the scene with nothing but the faces that an edit touches."""
    items = []
    for item in scene.items:
        if item.edits is not None and item.edits.any() and item.seen:
            faces = item.mesh.faces[item.edits > 0]
            mesh = Mesh(item.mesh.vertices, faces)
            plain = dataclasses.replace(item.surface, texture=None)
            items.append(dataclasses.replace(item, mesh=mesh, surface=plain, edits=None))
    return dataclasses.replace(scene, items=tuple(items), floor=None)


def _cast_edits(scene: Scene, camera: Camera) -> NDArray[np.uint8]:
    """Return `edit_ids` by casting only the pixels that can see an edited face."""
    edited = [
        solid.world_vertices()[solid.mesh.faces[solid.edits > 0].ravel()]
        for solid in scene.items
        if solid.edits is not None and solid.edits.any()
    ]
    if not edited:
        return np.zeros((camera.height, camera.width), np.uint8)
    return edit_ids(scene, caster(scene).cast(camera, np.concatenate(edited)))


def _window(camera: Camera, points: NDArray[np.float32]) -> tuple[int, int, int, int]:
    """Top, bottom, left, right of the pixels that can see into the points' bounding box."""
    corners = np.array(np.meshgrid(*np.stack([points.min(0), points.max(0)], 1))).reshape(3, -1)
    seen = camera.pose[:3, :3] @ corners + camera.pose[:3, 3:]
    if seen[2].min() <= 0:  # the box reaches behind the camera: any pixel may see it
        return 0, camera.height, 0, camera.width
    u, v, _ = camera.K @ (seen / seen[2])
    top, left = np.clip(np.floor([v.min(), u.min()]) - 1, 0, [camera.height, camera.width])
    bottom, right = np.clip(np.ceil([v.max(), u.max()]) + 1, 0, [camera.height, camera.width])
    return int(top), int(bottom), int(left), int(right)


def _per_solid(values: list[int], hits: Hits) -> NDArray[np.uint16]:
    table = np.array([*values, 0], np.uint16)  # index -1, nothing, reads the last
    return table[hits.solid]
