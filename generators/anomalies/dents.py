"""Dents: what a blow leaves in metal."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ..scene import Item, Scene
from ..truth import caster
from . import Defect, Twins, millimetre
from .exposure import Spot, boxes, draw_spot_on
from .levels import carve, refine_near
from .patches import extent
from .skins import Skin, item_of, skin_of
from .substances import substances

TAU = 0.05
"""Millimetres that a vertex may move before its faces count as moved."""

_SHELL = 2.2
"""Millimetres up to which a wall is a shell."""
_SHELL_SIZES = (0.06, 0.14)
_SOLID_SIZES = (0.025, 0.055)
"""Radius of a dent over the longest side of the object, in a shell and in a solid."""
_LIMITS = (3.0, 25.0)
"""Radii in millimetres, whatever the object."""
_SHELL_DEPTHS = (0.2, 0.36)
_SOLID_DEPTHS = (0.22, 0.40)
"""Depth over radius."""
_DEPTH_LIMITS = (1.0, 6.0)
_RIM = 0.10
"""Height of the raised rim over the depth."""
_REACH = 1.45
"""Radii within which a dent ends."""
_SHALLOWEST = 0.6
"""Depth in millimetres of a dent that was made smaller to fit."""
_TRIES = 40
_FLAT = 0.9
"""Share of a dent that has to have a surface below it which looks its way."""


@dataclass(frozen=True, eq=False)
class Dent:
    """A field of displacement.

    Attributes:
        point: (3,) middle, on the surface.
        frame: (3, 3) rows: outward normal, long axis, short axis; unit.
        radii: Along the long and the short axis, in world units.
        depth: In world units.
        crease: Whether it is folded along the long axis; else round at its bottom.
        bruised: Whether its bottom is left bright by what struck it.
        wall: How far below the surface all moves alike, in world units,
        fade: and over what further depth that fades to nothing.
    """

    point: NDArray[np.float64]
    frame: NDArray[np.float64]
    radii: tuple[float, float]
    depth: float
    crease: bool
    bruised: bool
    wall: float
    fade: float

    def bottom(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a field at points (V, 3) that is negative at the bottom, with a ragged outline."""
        _, x, y = ((points - self.point) @ self.frame.T).T
        x, y = x / self.radii[0], y / self.radii[1]
        turn = np.arctan2(y, x)
        return np.asarray(np.hypot(x, y) - 0.72 - 0.05 * np.sin(3 * turn) - 0.03 * np.sin(7 * turn))

    def shift(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how points (V, 3) move, (V, 3)."""
        height, x, y = ((points - self.point) @ self.frame.T).T
        x, y = x / self.radii[0], y / self.radii[1]
        r = np.hypot(x, y)
        if self.crease:
            # sharp along the fold, but for a bend no tighter than sheet takes
            fold = np.sqrt(y**2 + 0.14**2) - 0.14
            across = 1 - fold / np.sqrt(np.clip(1 - x**2, 1e-6, 1))
            bowl = (np.clip(across, 0, 1) * np.clip(1 - x**2, 0, 1)) ** 1.2
        else:
            bowl = np.clip(1 - r**2, 0, 1) ** 2 * (1 + 0.35 * r**2)
        rim = _RIM * np.clip(1 - ((r - 1.08) / (_REACH - 1.08)) ** 2, 0, 1) ** 2
        down = bowl - rim * (r > 0.75) * (1 - bowl)
        # between bowl and rim, where nothing sinks or rises, metal is drawn aside
        drawn = 0.1 * np.clip(1 - ((r - 0.95) / 0.45) ** 2, 0, 1) ** 2 / np.maximum(r, 1e-9)
        below = np.clip((-height - self.wall) / self.fade, 0, 1)
        above = np.clip(height / min(self.radii) - 0.4, 0, 1)
        strength = self.depth * (1 - below**2 * (3 - 2 * below)) * (1 - above)
        shift = strength * np.stack([-down, drawn * x, drawn * y])
        return np.asarray(shift.T @ self.frame)


def strike(scene: Scene, rng: np.random.Generator, edit: int = 1, tau: float = TAU) -> Twins:
    """Drive a dent into a random visible metal part.

    Both sides of a thin wall move together, and what lies on it or just below moves along; in a
    solid the movement fades out below the surface, and bare metal is left bright. S_N and S_A are
    the faces with a vertex that moves more than `tau`, at the old and at the new place. Severity is
    the depth in millimetres.

    Args:
        scene: The sound scene.
        rng: Draws the place and the dent.
        edit: Id of the edit.
        tau: In millimetres.

    Raises:
        ValueError: No part that is seen is of metal that a blow could dent.
    """
    mm = millimetre(scene)
    soft = [kind.bends for kind in substances(scene)]
    best: tuple[Spot, Dent] | None = None
    flattest = -1.0
    for _ in range(_TRIES):
        spot = draw_spot_on(scene, rng, soft, "metal that a blow could dent")
        dent = _draw(scene, spot, rng)
        flat = _flatness(scene, spot, dent)
        while flat < _FLAT and max(dent.radii) > 1.3 * _LIMITS[0] * mm:
            dent = _smaller(dent)
            flat = _flatness(scene, spot, dent)
        if dent.depth < _SHALLOWEST * mm:
            continue
        if flat > flattest:
            best, flattest = (spot, dent), flat
        if flat >= _FLAT:
            break
    if best is None:
        raise ValueError(f"none of {_TRIES} visible points of metal is thick enough for a dent")
    spot, dent = best
    return _struck(scene, spot, dent, edit, tau * mm)


def _smaller(dent: Dent) -> Dent:
    """Return the same dent, a fifth smaller."""
    along, across = dent.radii
    return dataclasses.replace(dent, radii=(0.8 * along, 0.8 * across), depth=0.8 * dent.depth)


def _draw(scene: Scene, spot: Spot, rng: np.random.Generator) -> Dent:
    """Return a random dent about a spot, as the wall there allows."""
    mm, size = millimetre(scene), extent(scene)
    wall, gap = _wall(scene, spot)
    shell = wall < _SHELL * mm
    share = float(np.exp(rng.uniform(*np.log(_SHELL_SIZES if shell else _SOLID_SIZES))))
    radius = float(np.clip(share * size, *_LIMITS)) * mm
    depth = radius * float(rng.uniform(*(_SHELL_DEPTHS if shell else _SOLID_DEPTHS)))
    depth = float(np.clip(depth, *(np.array(_DEPTH_LIMITS) * mm)))
    crease = bool(shell and rng.uniform() < 0.45)
    oval = float(rng.uniform(1.5, 2.4) if crease else rng.uniform(1.0, 1.5))
    turn = float(rng.uniform(0, 2 * np.pi))
    aside = np.cross(spot.normal, np.eye(3)[np.abs(spot.normal).argmin()])
    aside /= np.linalg.norm(aside)
    across = np.cross(spot.normal, aside)
    long = np.cos(turn) * aside + np.sin(turn) * across
    frame = np.stack([spot.normal, long, np.cross(spot.normal, long)])
    radii = (radius * np.sqrt(oval), radius / np.sqrt(oval))
    if shell:  # as deep as there is room for the wall to go; it curves away from the spot
        whole = wall + min(0.45 * gap, 0.5 * radius)
        fade = min(0.45 * gap, 0.8 * radius)
        depth = min(depth, 0.4 * fade)
    else:
        whole, fade = 0.0, min(0.9 * wall, 3.3 * depth)
        depth = min(depth, fade / 2.5)
    bruised = not shell and scene.items[spot.index].surface.metallic >= 0.5
    return Dent(spot.point, frame, radii, depth, crease, bruised, whole, fade)


def _wall(scene: Scene, spot: Spot) -> tuple[float, float]:
    """Return how thick what was struck is, and how wide the room behind it, in world units.

    Parts that touch count as one wall, up to a gap of 0.3 millimetres.
    """
    mm = millimetre(scene)
    lift = 1e-3 * mm
    at, inside, left, depth = spot.point - lift * spot.normal, 1, 0.0, 0.0
    for _ in range(24):
        solid, face, points = caster(scene).first_hits(at[None], -spot.normal[None])
        if solid[0] < 0:
            break
        depth = float((spot.point - points[0]) @ spot.normal)
        item = scene.items[solid[0]]
        corners = item.world_vertices()[item.world_faces()[face[0]]].astype(np.float64)
        enters = np.cross(corners[1] - corners[0], corners[2] - corners[0]) @ spot.normal > 0
        if enters and inside <= 0 and depth - left > 0.3 * mm:
            return left, depth - left
        inside += 1 if enters else -1
        if inside <= 0 and not enters:
            left = depth
        at = points[0] - lift * spot.normal
    # surfaces in one place may be passed at once: then it counts as solid to the last
    return left if inside <= 0 else depth, extent(scene) * mm


def _flatness(scene: Scene, spot: Spot, dent: Dent) -> float:
    """Return which share of a dent has a surface below it that looks about the same way."""
    turns = 2 * np.pi * np.arange(10) / 10
    rings = [(0.5, turns), (0.95, turns)]
    offsets = np.concatenate([
        np.stack([
            np.zeros(len(t)), r * dent.radii[0] * np.cos(t), r * dent.radii[1] * np.sin(t)
        ], 1) for r, t in rings
    ])  # fmt: skip
    lift = max(dent.radii)
    starts = spot.point + offsets @ dent.frame + lift * spot.normal
    ways = np.broadcast_to(-spot.normal, starts.shape)
    solids, faces, points = caster(scene).first_hits(starts, ways)
    good = 0
    for solid, face, point in zip(solids, faces, points, strict=True):
        if 0 <= solid < len(scene.items):
            item = scene.items[solid]
            corners = item.world_vertices()[item.world_faces()[face]].astype(np.float64)
            cross = np.cross(corners[1] - corners[0], corners[2] - corners[0])
            cross /= max(float(np.linalg.norm(cross)), 1e-300)
            drop = abs(float((point - spot.point) @ spot.normal))
            good += bool(abs(cross @ spot.normal) > 0.87 and drop < 0.35 * lift)
    return good / len(offsets)


def _struck(scene: Scene, spot: Spot, dent: Dent, edit: int, tau: float) -> Twins:
    """Return the scene with a dent in all that it reaches."""
    mm = millimetre(scene)
    long, short = dent.radii
    radius = max(_REACH * short, dent.wall + dent.fade)
    half = _REACH * (long - short) * dent.frame[1]
    axis = np.stack([spot.point - half, spot.point + half])
    lows, highs = boxes(scene)
    sound: list[Item] = []
    anomalous: list[Item] = []
    for k, (item, low, high) in enumerate(zip(scene.items, lows, highs, strict=True)):
        before, after = [item], [item]
        if ((low < axis.max(0) + radius) & (high > axis.min(0) - radius)).all():
            bruised = dent.bruised and k == spot.index
            before, after = _dented(item, dent, (axis, radius), bruised, edit, tau)
        sound += before
        anomalous += after
    item = scene.items[spot.index]
    x, y, z = spot.point.tolist()
    defect = Defect(
        "dent", edit, item.part, item.name, dent.depth / mm, "mm",
        2 * max(dent.radii) / mm, (x, y, z),
    )  # fmt: skip
    return Twins(
        dataclasses.replace(scene, items=tuple(sound)),
        dataclasses.replace(scene, items=tuple(anomalous)),
        defect,
    )


def _dented(
    item: Item,
    dent: Dent,
    tube: tuple[NDArray[np.float64], float],
    bruised: bool,
    edit: int,
    tau: float,
) -> tuple[list[Item], list[Item]]:
    """Return what an item is before and after; itself where the dent does not reach it."""
    skin = refine_near(skin_of(item), *tube, min(dent.radii) / 15)
    moved = np.linalg.norm(dent.shift(skin.vertices), axis=1)[skin.faces].max(1) > tau
    if not moved.any():
        return [item], [item]
    if bruised:
        skin = carve(Skin(skin.vertices, skin.faces, skin.uv, moved * 1), dent.bottom, 0.0, (1, 2))
    shift = dent.shift(skin.vertices)
    moved = np.linalg.norm(shift, axis=1)[skin.faces].max(1) > tau
    labels = np.where(moved, edit, 0).astype(np.uint8)
    after = Skin(skin.vertices + shift, skin.faces, skin.uv, skin.tags)
    bright = moved & (skin.numbers() == 2)
    made = [item_of(item, after.only(~bright), edits=labels[~bright])]
    if bright.any():
        look = _bright(item.surface)
        made.append(item_of(item, after.only(bright), look, labels[bright]))
    return [item_of(item, skin, edits=labels)], made


def _bright(surface: Surface) -> Surface:
    """Return metal where a blow has smoothed and cleaned it: paler, smoother, still metal."""
    red, green, blue = (0.35 * value + 0.65 * 0.85 for value in surface.base_color)
    if surface.texture is None:
        return dataclasses.replace(surface, base_color=(red, green, blue), roughness=0.18)
    return dataclasses.replace(
        surface, base_color=(red, green, blue), roughness=0.18, cover=_BRUISE
    )


_BRUISE = 0.6
"""Cover of the bright film that stands for smoothed metal."""
