"""Anomalies of shape: the mesh of a part changes, or grows something it should not have."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...assets.meshes import Mesh
from ..scene import FLOOR_PART, Item, Scene
from . import Defect, Twins, bounds, changed, items_of, labelled
from .exposure import Spot, draw_spot

_TRIES = 50


def displace_part(
    scene: Scene,
    part: int,
    displace: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    tau: float = 0.0,
    edit: int = 1,
) -> Twins:
    """Move the vertices of a part: a bend, bump or dent.

    S_N and S_A are the faces with a vertex that moves more than `tau`, at the old place and at
    the new one. Refine the mesh first (`levels.refine_near`) where its faces are large.

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
    size, position = max(far)
    name = items_of(scene, part)[0].name
    defect = Defect("displaced", edit, part, name, min(1.0, size), size, position)
    return Twins(sound, anomalous, defect)


def grow_burr(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Let flash stand out along an edge of a random visible part (MAD's Burrs).

    A mould that does not close leaves a thin ragged fin on its parting line. The fin follows the
    part's outline in a plane just inside one of its box faces, next to a point seen from outside.
    S_N is empty, S_A is the fin. Severity is the fin's width in units of its largest, 12 % of the
    object's radius.

    Raises:
        ValueError: No part of the scene has an outline to grow a fin on.
    """
    low, high = bounds(*scene.items)
    radius = float(np.linalg.norm(high - low)) / 2
    for _ in range(_TRIES):
        spot = draw_spot(scene, rng)
        line = _outline_near(scene.items[spot.index], spot, rng)
        severity = float(rng.uniform(0.4, 1.0))
        length = radius * float(rng.uniform(0.2, 0.6))
        if line is None or line.length < 0.5 * length:
            continue
        width = 0.12 * radius * severity
        mesh = _fin(line.piece(min(length, 0.45 * line.length)), width, 0.006 * radius, rng)
        host = scene.items[spot.index]
        part = 1 + max(item.part for item in scene.items)
        if part >= FLOOR_PART:
            raise ValueError(f"no part id is free for a burr: {part - 1} are taken")
        fin = Item(f"burr on {host.name}", part, mesh, host.surface, instance=host.instance)
        x, y, z = (line.points[line.nearest]).tolist()
        return Twins(
            scene,
            dataclasses.replace(scene, items=(*scene.items, labelled(fin, edit))),
            Defect("burr", edit, host.part, host.name, severity, length, (x, y, z)),
        )
    raise ValueError(f"{_TRIES} visible points have no outline near them to grow a burr on")


@dataclasses.dataclass(frozen=True, eq=False)
class _Outline:
    """A closed outline in a plane: points (P, 3) in the world at even steps, and its frame."""

    points: NDArray[np.float64]
    outward: NDArray[np.float64]  # (P, 3) unit, in the plane, away from the material
    normal: NDArray[np.float64]  # (3,) unit, of the plane
    nearest: int
    step: float

    @property
    def length(self) -> float:
        return self.step * len(self.points)

    def piece(self, length: float) -> _Outline:
        """Return the stretch of `length` centred on the nearest point, as an open line."""
        half = max(2, round(length / self.step / 2))
        chosen = np.arange(self.nearest - half, self.nearest + half + 1) % len(self.points)
        return _Outline(self.points[chosen], self.outward[chosen], self.normal, half, self.step)


def _outline_near(item: Item, spot: Spot, rng: np.random.Generator) -> _Outline | None:
    """Return the part's outline in a plane close to the spot; None where there is none."""
    import trimesh

    mesh = trimesh.Trimesh(item.world_vertices(), item.world_faces(), process=True)
    axes = item.pose[:3, :3] / np.linalg.norm(item.pose[:3, :3], axis=0)
    normal = axes[:, rng.choice(3, p=[0.2, 0.6, 0.2])]  # mostly the part's own up and down
    heights = mesh.vertices @ normal
    low, high = float(heights.min()), float(heights.max())
    at = float(spot.point @ normal)
    inset = 0.06 * (high - low)
    height = high - inset if high - at < at - low else low + inset
    cut = mesh.section(plane_origin=normal * height, plane_normal=normal)
    if cut is None:
        return None
    loops = [np.asarray(loop) for loop in cut.discrete if np.allclose(loop[0], loop[-1])]
    if not loops:
        return None
    loop = min(loops, key=lambda p: float(np.linalg.norm(p - spot.point, axis=1).min()))
    return _even_outline(loop, normal, spot.point)


def _even_outline(
    loop: NDArray[np.float64], normal: NDArray[np.float64], near: NDArray[np.float64]
) -> _Outline | None:
    """Resample a closed loop (P, 3), first = last, at 200 even steps; find outward directions."""
    steps = np.linalg.norm(np.diff(loop, axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(steps)])
    if along[-1] <= 0:
        return None
    count = 200
    at = np.arange(count) * along[-1] / count
    points = np.stack([np.interp(at, along, loop[:, axis]) for axis in range(3)], 1)
    tangent = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    area = np.cross(points - points.mean(0), np.roll(points, -1, axis=0) - points).sum(0) @ normal
    outward = np.cross(tangent, normal) * (1.0 if area > 0 else -1.0)
    nearest = int(np.linalg.norm(points - near, axis=1).argmin())
    return _Outline(points, outward, normal, nearest, along[-1] / count)


def _fin(line: _Outline, width: float, thickness: float, rng: np.random.Generator) -> Mesh:
    """Return a closed thin fin along an open line, ragged at its rim, thinning outwards."""
    fine = np.linspace(0, len(line.points) - 1, 4 * len(line.points))
    index = np.arange(len(line.points))
    points, outward = (
        np.stack([np.interp(fine, index, array[:, axis]) for axis in range(3)], 1)
        for array in (line.points, line.outward)
    )
    count = len(points)
    swell = np.sin(np.pi * np.linspace(0, 1, count)) ** 0.35
    ragged = 0.62 + 0.38 * _noise(count, rng, 6) + 0.14 * _noise(count, rng, 2)
    reach = width * swell * np.clip(ragged, 0.12, 1.0)
    curl = 0.35 * width * _noise(count, rng, 14) * swell
    root = points - 0.15 * width * outward  # sunk into the part, so that no gap shows
    tip = points + reach[:, None] * outward + curl[:, None] * line.normal
    half = thickness / 2 * line.normal
    vertices = np.concatenate([root - half, root + half, tip + 0.35 * half, tip - 0.35 * half])
    ring = np.arange(4) * count
    faces = []
    for i in range(count - 1):
        for side in range(4):
            a, b = ring[side] + i, ring[(side + 1) % 4] + i
            faces += [[a, b, a + 1], [b, b + 1, a + 1]]
    start, end = ring, ring + count - 1
    faces += [[start[0], start[2], start[1]], [start[0], start[3], start[2]]]
    faces += [[end[0], end[1], end[2]], [end[0], end[2], end[3]]]
    triangles = np.array(faces)
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    if np.einsum("ij,ij->", np.cross(a, b), c) < 0:  # signed volume: turn inside out
        triangles = triangles[:, ::-1]
    return Mesh(vertices.astype(np.float32), triangles.astype(np.int32))


def _noise(count: int, rng: np.random.Generator, width: float) -> NDArray[np.float64]:
    """Return (count,) smooth noise about 0 with a spread of 0.5, correlated over `width` steps."""
    from scipy.ndimage import gaussian_filter1d

    smooth = gaussian_filter1d(rng.normal(size=count + 8 * round(width)), width)
    smooth = smooth[4 * round(width) :][:count]
    return np.asarray(0.5 * smooth / max(float(smooth.std()), 1e-9))
