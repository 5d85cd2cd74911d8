"""Cracks: a groove like a wedge along a random walk over the surface."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manifold3d import Manifold, OpType
from numpy.typing import NDArray

from ...assets.meshes import put_in_order
from ..scene import Scene
from ..truth import caster
from . import Twins, millimetre
from .changes import draw_upper_spot, recorded, shows, untouched, wanted, with_items
from .exposure import Spot, boxes
from .incisions import STEP, incise, left_of
from .patches import extent
from .shells import pieces
from .skins import Skin, skin_of

_LENGTHS = (0.25, 0.60)
"""Over the longest side of the object."""
_OPENING, _OPENINGS = 0.04, (1.5, 6.0)
"""Greatest opening over the length, and its limits in millimetres."""
_DEPTH = 2.0
"""Depth over opening."""
_STEPS = 36
_SWAY, _KINK = 0.09, 0.42
"""Radians by which the walk turns at a step, and at every sixth on average."""
_FOLD = 0.35
"""Cosine of two neighbouring normals below which a walk ends."""
_BRANCH = 0.4
"""Chance of a branch."""
_ENOUGH = 0.95
_SHORT = 12.0
"""Millimetres up to which a crack need not show from afar."""
_TRIES = 24


@dataclass(frozen=True, eq=False)
class Walk:
    """A line on the surface: points and unit normals, (P, 3) each, and its length."""

    points: NDArray[np.float64]
    normals: NDArray[np.float64]

    @property
    def length(self) -> float:
        """In world units."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


def crack(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Open a crack along a random walk over the surface, through all parts it comes to.

    Its opening is 4 % of its length, its depth twice that; both fade to nothing at the ends. Two
    of five have a branch. No part falls in two. S_N is the surface that is gone, S_A the faces of
    the groove, told by whether they come from the cutter.

    Args:
        scene: The sound scene, of closed parts.
        rng: Draws where it starts and how it walks.
        edit: Id of the edit.
        severity: Length along the surface in millimetres; the surface may end before. None draws
            it, and shorter ones where it does not open; 0 opens nothing.

    Raises:
        ValueError: Wherever it starts, a crack would break a part in two or meets none.
    """
    mm = millimetre(scene)
    drawn = extent(scene) * float(np.exp(rng.uniform(*np.log(_LENGTHS))))
    length = wanted(severity, drawn) * mm
    for shorter in (1, 2, 4) if severity is None else (1,):
        made = _opened(scene, length / shorter, rng, edit)
        if made is not None:
            return made
    raise ValueError(f"no crack of {length / mm:.3g} mm opens from any of {_TRIES} points")


def _opened(scene: Scene, length: float, rng: np.random.Generator, edit: int) -> Twins | None:
    """Return the scene with a crack of about a length; None where none opens."""
    walks: list[tuple[Walk, Spot]] = []
    for _ in range(_TRIES):
        spot = draw_upper_spot(scene, rng)
        if length == 0:
            return untouched(scene, "crack", "mm", edit, spot.index)
        walks.append((_walk(scene, spot, length, rng), spot))
        if walks[-1][0].length >= _ENOUGH * length:
            made = _cracked(scene, *walks.pop(), rng, edit)
            if made is not None:
                return made
    for walk, spot in sorted(walks, key=lambda of: -of[0].length):
        made = _cracked(scene, walk, spot, rng, edit) if len(walk.points) > 4 else None
        if made is not None:
            return made
    return None


def _walk(scene: Scene, spot: Spot, length: float, rng: np.random.Generator) -> Walk:
    """Return a random walk of about a length; it ends where the surface does."""
    step = length / _STEPS
    across = np.cross(spot.normal, rng.normal(size=3))
    points, normals = [spot.point], [spot.normal]
    way = across / np.linalg.norm(across)
    for _ in range(_STEPS):
        sway = _KINK if rng.uniform() < 1 / 6 else _SWAY
        way = _turned(way, normals[-1], sway * float(rng.normal()))
        found = _next(scene, points[-1], normals[-1], step * way)
        if found is None:
            break
        points.append(found[0])
        normals.append(found[1])
        way = way - (way @ found[1]) * found[1]
        way /= np.linalg.norm(way)
    return Walk(np.array(points), np.array(normals))


def _turned(
    way: NDArray[np.float64], normal: NDArray[np.float64], angle: float
) -> NDArray[np.float64]:
    return np.asarray(np.cos(angle) * way + np.sin(angle) * np.cross(normal, way))


def _next(
    scene: Scene,
    point: NDArray[np.float64],
    normal: NDArray[np.float64],
    step: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the outer surface (point, normal) a step further; None where it ends or folds."""
    far = float(np.linalg.norm(step))
    # from above, then, round an edge, from ahead
    starts = np.stack([point + step + 1.5 * far * normal, point + 1.2 * step - 0.6 * far * normal])
    ways = np.stack([-normal, -step / far])
    solids, faces, points = caster(scene).first_hits(starts, ways)
    for solid, face, met, way in zip(solids, faces, points, ways, strict=True):
        if not 0 <= solid < len(scene.items) or np.linalg.norm(met - point) > 2 * far:
            continue
        item = scene.items[solid]
        a, b, c = item.world_vertices()[item.world_faces()[face]].astype(np.float64)
        found = np.cross(b - a, c - a)
        found /= max(float(np.linalg.norm(found)), 1e-300)
        if found @ way < -0.2 and found @ normal > _FOLD:
            return met, found
    return None


def _cracked(
    scene: Scene, walk: Walk, spot: Spot, rng: np.random.Generator, edit: int
) -> Twins | None:
    """Return the scene with a crack; None where it hardly shows or breaks a part in two."""
    mm = millimetre(scene)
    opening = float(np.clip(_OPENING * walk.length, *(np.array(_OPENINGS) * mm)))
    opening = min(opening, 0.2 * walk.length)
    grooves = [(walk, opening)]
    if rng.uniform() < _BRANCH and len(walk.points) > 12:
        at = int(rng.integers(len(walk.points) // 3, 2 * len(walk.points) // 3))
        # a walk of its own from there: mostly it leaves at a wide angle
        fork = Spot(spot.index, spot.face, walk.points[at], walk.normals[at])
        side = _walk(scene, fork, float(rng.uniform(0.2, 0.4)) * walk.length, rng)
        grooves += [(side, 0.6 * opening)] if len(side.points) > 6 else []
    lows, highs = boxes(scene)
    line, reach = walk.points, (1 + _DEPTH) * opening
    near = ((lows < line.max(0) + 2 * reach) & (highs > line.min(0) - 2 * reach)).all(1)
    sound, anomalous, rank = [], [], 0
    for item, met in zip(scene.items, near, strict=True):
        cutter = _wedges(grooves, rank * STEP * mm) if met else None
        made = incise(item, cutter, edit) if cutter is not None else None
        if made is None:
            sound.append(item)
            anomalous.append(item)
            continue
        whole = pieces(skin_of(item)).max()
        if pieces(left_of(made.cut)).max() > whole or not made.is_closed():
            return None
        rank += 1
        sound.append(made.sound)
        anomalous += made.anomalous
    if not rank:
        return None
    item = scene.items[spot.index]
    twins = recorded(
        with_items(scene, sound), with_items(scene, anomalous), "crack", item,
        (walk.length / mm, "mm"), edit,
    )  # fmt: skip
    return twins if walk.length < _SHORT * mm or shows(twins) else None


def _wedges(grooves: list[tuple[Walk, float]], wider: float) -> Skin:
    """Return the union of the wedges of walks with their greatest openings, a closed skin."""
    hulls = []
    for walk, opening in grooves:
        along = np.linspace(0, 1, len(walk.points))
        # a branch begins as wide as it ever is; both fade to a hair at their ends
        share = np.sqrt(np.clip(np.minimum(along / 0.25, (1 - along) / 0.35), 0.004, 1))
        width = opening * share + wider
        tangent = np.gradient(walk.points, axis=0)
        side = np.cross(walk.normals, tangent)
        side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-300)
        depth, lift = _DEPTH * width[:, None], 0.75 * width[:, None] + 0.1 * opening
        half = 0.5 * (1 + 0.75 / _DEPTH) * width[:, None]  # as wide as told where it meets air
        sections = np.stack([
            walk.points + lift * walk.normals + half * side,
            walk.points + lift * walk.normals - half * side,
            walk.points - depth * walk.normals,
        ], axis=1)  # fmt: skip
        hulls += [Manifold.hull_points(np.concatenate([a, b])) for a, b in pairwise(sections)]
    made = Manifold.batch_boolean(hulls, OpType.Add).to_mesh64()
    points = np.asarray(made.vert_properties)[:, :3]
    mesh = put_in_order(points, np.asarray(made.tri_verts).astype(np.int64))
    return Skin(mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64))
