"""Burrs: what a mould that does not close, or is cut off badly, leaves on its parting lines."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ...assets.meshes import Mesh
from ..scene import Item, Scene
from ..truth import caster
from . import Twins, describe, free_part, labelled, millimetre
from .exposure import Spot, draw_spot, is_open
from .outlines import Line, follow, levels_near

_TRIES = 60
_FINS = 0.65
"""Share of fins; the rest are nubs."""
_HEIGHTS = (0.6, 2.8)
_LENGTHS = (4.0, 20.0)
_SUNK = 0.2
"""Depth in millimetres of a root in the part, so that no gap shows."""
_SIDES = 14

Triangles = tuple[NDArray[np.float64], NDArray[np.int64]]


def grow_burr(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Let flash or the stub of a gate stand out along an edge of a random visible part.

    Parting lines are the outlines of a part just below its flat outer faces (MAD's Burrs). A fin
    is a thin ragged film along a stretch of one, nubs are one to three little stubs or blobs on
    it. S_N is empty, S_A is the burr. Severity is its greatest height in millimetres.

    Raises:
        ValueError: No part of the scene has an outline with room for a burr.
    """
    mm = millimetre(scene)
    for attempt in range(_TRIES):
        spot = draw_spot(scene, rng)
        height = float(np.exp(rng.uniform(*np.log(_HEIGHTS))))
        length = float(np.exp(rng.uniform(*np.log(_LENGTHS))))
        fin = bool(rng.uniform() < _FINS)
        host = scene.items[spot.index]
        radius = 0.0 if fin else float(rng.uniform(0.6, 1.4))
        # the longer nothing is found, the less room has to do
        line = _parting_line(host, spot, rng, (0.24 + 1.1 * radius) * mm, length * mm, mm)
        wanted = 0.6 * height * mm * (1 - attempt / _TRIES)
        if line is None or not _has_room(scene, line, wanted):
            continue
        if fin:
            shape = _fin(line, height * mm, rng.uniform(0.1, 0.3) * mm, _SUNK * mm, rng)
        else:
            shape = _nubs(line, height * mm, radius * mm, _SUNK * mm, rng)
        mesh = Mesh(shape[0].astype(np.float32), shape[1].astype(np.int32))
        surface = _pale(host.surface)
        part = free_part(scene)
        burr = Item(f"burr on {host.name}", part, mesh, surface, instance=host.instance)
        defect = describe("burr", edit, (burr,), (height, "mm"), scene)
        return Twins(
            scene,
            dataclasses.replace(scene, items=(*scene.items, labelled(burr, edit))),
            dataclasses.replace(defect, part=host.part, part_name=host.name),
        )
    raise ValueError(f"{_TRIES} visible points have no outline near them to grow a burr on")


def _pale(surface: Surface) -> Surface:
    """Return the look of a torn thin film of the same plastic: a little paler and duller."""
    red, green, blue = (0.85 * value + 0.15 * 0.8 for value in surface.base_color)
    roughness = min(1.0, surface.roughness + 0.15)
    return dataclasses.replace(surface, base_color=(red, green, blue), roughness=roughness)


def _parting_line(
    item: Item, spot: Spot, rng: np.random.Generator, inset: float, length: float, mm: float
) -> Line | None:
    """Return a stretch of outline near the spot, of a random flat face; None where there is none.

    The plane of the face must pass the spot within 10 millimetres (a brick is 9.6 high), the
    outline within 12.
    """
    levels = levels_near(item, spot.point, 10 * mm)
    if not levels:
        return None
    far = np.array([abs(level.height - spot.point @ level.normal) for level in levels])
    chance = 1 / (far + mm)
    level = levels[int(rng.choice(len(levels), p=chance / chance.sum()))]
    line = follow(item, level, inset, spot.point, length, 0.1 * mm)
    if line is None or np.linalg.norm(line.points - spot.point, axis=1).min() > 12 * mm:
        return None
    return line


def _has_room(scene: Scene, line: Line, height: float) -> bool:
    """Whether most of a line is open to outside and nothing is in the way of what grows there."""
    chosen = np.linspace(0, len(line.points) - 1, 12).round().astype(int)
    points, outward = line.points[chosen], line.outward[chosen]
    free = is_open(scene, points + height * outward, outward)
    start = points + 0.02 * height * outward
    solids, _, hits = caster(scene).first_hits(start, outward)
    blocked = (solids >= 0) & (np.linalg.norm(hits - start, axis=1) < height)
    return float((free & ~blocked).mean()) > 0.7


def _fin(
    line: Line, height: float, thickness: float, sunk: float, rng: np.random.Generator
) -> Triangles:
    """Return a closed thin fin along a line, ragged at its rim, thinning outwards."""
    count = len(line.points)
    outward = _smooth(line.outward, 3.0)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    swell = np.sin(np.pi * np.linspace(0, 1, count)) ** 0.35
    ragged = 0.6 + 0.4 * _noise(count, rng, 8) + 0.25 * _noise(count, rng, 2.5)
    reach = swell * np.clip(ragged, 0.12, None)
    reach *= height / reach.max()
    curl = 0.22 * height * _noise(count, rng, 16) * swell
    root = line.points - sunk * outward
    tip = line.points + reach[:, None] * outward + curl[:, None] * line.normal
    half = thickness / 2 * line.normal
    rings = np.stack([root - half, root + half, tip + 0.4 * half, tip - 0.4 * half], axis=1)
    return _skin(rings)


def _nubs(
    line: Line, height: float, radius: float, sunk: float, rng: np.random.Generator
) -> Triangles:
    """Return one to three closed stubs (broken off) or blobs (molten) on a line."""
    count = int(rng.integers(1, 4))
    middle, apart = len(line.points) // 2, 2.2 * radius
    step = line.length / (len(line.points) - 1)
    vertices: list[NDArray[np.float64]] = []
    faces: list[NDArray[np.int64]] = []
    for k in range(count):
        at = middle + round((k - (count - 1) / 2) * apart * rng.uniform(1.0, 1.6) / step)
        at = min(max(at, 0), len(line.points) - 1)
        share = 1.0 if k == 0 else float(rng.uniform(0.5, 1.0))
        points, triangles = _nub(rng, radius * (0.6 + 0.4 * share), height * share, sunk)
        out = line.outward[at]
        along = np.cross(line.normal, out)
        along /= np.linalg.norm(along)
        frame = np.stack([along, np.cross(out, along), out])
        faces.append(triangles + sum(map(len, vertices)))
        vertices.append(line.points[at] + points @ frame)
    return np.concatenate(vertices), np.concatenate(faces)


def _nub(rng: np.random.Generator, radius: float, height: float, sunk: float) -> Triangles:
    """Return a lumpy stub or blob on the plane z = 0, rooted below it."""
    angles = 2 * np.pi * np.arange(_SIDES) / _SIDES
    if rng.uniform() < 0.5:  # a stub: upright walls, a slanting broken top
        profile = [(1.15, -sunk), (1.1, 0.0), (0.95, 0.35), (0.85, 0.75), (0.7, 1.0), (0.3, 1.02)]
        slant, lumps = 0.3, 0.06
    else:  # a blob
        profile = [(1.15, -sunk), (1.1, 0.0), (1.0, 0.4), (0.8, 0.72), (0.5, 0.92), (0.2, 1.0)]
        slant, lumps = 0.05, 0.1
    lean, phase = rng.uniform(0, 2 * np.pi, 2)
    wobble = 1 + lumps * (np.sin(2 * angles + phase) + 0.7 * np.sin(3 * angles - 2 * phase))
    rings = []
    for wide, high in profile:
        upper = max(high, 0.0)
        tilt = 1 - slant * upper * (1 - wide * np.cos(angles - lean)) / 2
        rough = 1 + 0.05 * upper * rng.normal(size=_SIDES)
        z = high if high < 0 else height * high * tilt * rough
        rim = radius * wide * wobble
        rings.append(np.stack([rim * np.cos(angles), rim * np.sin(angles), z + 0 * rim], axis=1))
    shape = np.stack(rings)
    shape[..., 2] *= np.where(shape[..., 2] > 0, height / shape[..., 2].max(), 1.0)
    return _skin(shape)


def _skin(rings: NDArray[np.float64]) -> Triangles:
    """Close rings of points (R, K, 3) to a tube with lids, its faces outward."""
    count, sides, _ = rings.shape
    i, k = np.meshgrid(np.arange(count - 1), np.arange(sides), indexing="ij")
    a, b = i * sides + k, i * sides + (k + 1) % sides
    walls = [np.stack([a, b, a + sides], -1), np.stack([b, b + sides, a + sides], -1)]
    fan = np.stack([np.zeros(sides - 2), np.arange(1, sides - 1), np.arange(2, sides)], 1)
    fan = fan.astype(np.int64)
    lids = [fan[:, ::-1], fan + (count - 1) * sides]
    faces = np.concatenate([w.reshape(-1, 3) for w in walls] + lids)
    vertices = rings.reshape(-1, 3)
    corners = (vertices - vertices.mean(0))[faces]
    volume = np.einsum("ij,ij->", np.cross(corners[:, 0], corners[:, 1]), corners[:, 2])
    return vertices, faces if volume > 0 else faces[:, ::-1]


def _smooth(values: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, width, axis=0, mode="nearest"))


def _noise(count: int, rng: np.random.Generator, width: float) -> NDArray[np.float64]:
    """Return (count,) smooth noise about 0 with a spread of 0.5, correlated over `width` steps."""
    margin = int(4 * width)
    smooth = _smooth(rng.normal(size=count + 2 * margin), width)[margin : margin + count]
    return np.asarray(0.5 * smooth / max(float(smooth.std()), 1e-9))
