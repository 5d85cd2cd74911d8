"""Scratches: grooves that something hard drew over a surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from ..truth import caster
from . import Twins, millimetre
from .exposure import Spot, draw_spot_on
from .films import colour_at
from .levels import along, carve, refine_near
from .patches import Look, clearance, extent, recorded, twins
from .skins import Skin, connected, nearest_face, skin_of
from .substances import Substance, bare, substances

_LENGTHS = (0.12, 0.40)
"""Of the longest groove over the longest side of the object."""
_WIDTHS = (0.006, 0.012)
"""Of a groove over the longest side of the object."""
_WIDTH_LIMITS = (0.4, 1.6)
"""The same in millimetres, whatever the object."""
_DEPTHS = (0.1, 0.6)
"""Deepest and least, in millimetres."""
_RIDGE = 0.3
"""Height of the ridges that the groove throws up, over its depth."""
_BEND = 0.8
"""Cosine between normals above which the tool follows the surface."""
_TURN = 0.35
"""Cosine to the normal where it began below which the tool loses touch."""
_TILE = 20.0
_TRIES = 30
_ENOUGH = 0.55
"""Share of the wanted length that is long enough."""


@dataclass(frozen=True, eq=False)
class Groove:
    """One stroke.

    Attributes:
        points: (P, 3) on the surface, evenly apart.
        normals: (P, 3) unit, outward.
        width: World units, in its middle.
        depth: World units, in its middle.
        sharp: Whether its section is a V; else a U.
    """

    points: NDArray[np.float64]
    normals: NDArray[np.float64]
    width: float
    depth: float
    sharp: bool

    @property
    def length(self) -> float:
        """Along the surface, in world units."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


def scratch(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Draw one to four grooves over a random visible part and lay bare what is below.

    S_N are the faces that move, S_A these and the bare ones. Severity is the length in
    millimetres of all grooves together: it is what one sees of a scratch; width and depth hardly
    vary on one object.

    Raises:
        ValueError: No part that is seen keeps a scratch.
    """
    mm = millimetre(scene)
    kinds = substances(scene)
    hard = [kind.scratches for kind in kinds]
    best: tuple[Spot, list[Groove]] | None = None
    share = -1.0
    for _ in range(_TRIES):
        spot = draw_spot_on(scene, rng, hard, "surface hard enough to keep a scratch")
        grooves, wanted = _strokes(scene, spot, rng)
        if grooves and grooves[0].length / wanted > share:
            best, share = (spot, grooves), grooves[0].length / wanted
        if share > _ENOUGH:
            break
    if best is None:
        raise ValueError(f"{_TRIES} visible points have no room for a scratch")
    spot, grooves = best
    made = _grooved(scene, spot, kinds[spot.index], grooves, edit)
    return recorded(made, "scratch", sum(groove.length for groove in grooves) / mm)


def _strokes(scene: Scene, spot: Spot, rng: np.random.Generator) -> tuple[list[Groove], float]:
    """Return grooves about a spot, the longest one first, and how long that was meant to be."""
    mm, size = millimetre(scene), extent(scene)
    wanted = size * float(np.exp(rng.uniform(*np.log(_LENGTHS)))) * mm
    width = float(np.clip(size * rng.uniform(*_WIDTHS), *_WIDTH_LIMITS)) * mm
    room = 0.7 * clearance(scene, spot)
    turn, sharp = float(rng.uniform(0, 2 * np.pi)), bool(rng.uniform() < 0.6)
    grooves = []
    for k in range(int(rng.choice([1, 2, 3, 4], p=[0.4, 0.3, 0.2, 0.1]))):
        share = 1.0 if k == 0 else float(rng.uniform(0.3, 0.9))
        aside = np.zeros(3) if k == 0 else rng.normal(0, 3 * width, 3)
        heading = turn + (0.0 if k == 0 else float(rng.normal(0, 0.25)))
        depth = float(np.clip(0.5 * width / mm * share, *_DEPTHS)) * mm
        bend = float(rng.normal(0, 0.5)) / wanted
        line = _trace(scene, spot, aside, heading, share * wanted, (width / 2, bend))
        if line is not None:
            wide = width * (0.6 + 0.4 * share)
            grooves.append(Groove(*line, wide, min(depth, room), sharp))
    if not grooves or grooves[0].length < 0.25 * wanted:
        return [], wanted
    return grooves, wanted


def _trace(
    scene: Scene,
    spot: Spot,
    aside: NDArray[np.float64],
    heading: float,
    length: float,
    course: tuple[float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Follow the struck item's surface both ways from beside a spot.

    Args:
        scene: Its surfaces stop the tool where they end, turn sharply or belong to another item.
        spot: Where.
        aside: (3,) offset from there; it is laid on the surface.
        heading: Angle about the normal.
        length: As far as the tool gets if nothing stops it.
        course: Length of a step, and by how many radians a world unit the way bends.

    Returns:
        points and normals, (P, 3) each; None where there is no surface.
    """
    step, bend = course
    start = _land(scene, spot, spot.point + aside, spot.normal, 6 * step)
    if start is None:
        return None
    across = np.cross(start[1], np.eye(3)[np.abs(start[1]).argmin()])
    across /= np.linalg.norm(across)
    way = np.cos(heading) * across + np.sin(heading) * np.cross(start[1], across)
    halves = []
    for sign in (1.0, -1.0):
        (point, normal), ahead = start, sign * way
        found = []
        for _ in range(round(length / 2 / step)):
            ahead = ahead + sign * bend * step * np.cross(normal, ahead)
            ahead -= (ahead @ normal) * normal
            ahead /= np.linalg.norm(ahead)
            landed = _land(scene, spot, point + step * ahead, normal, 1.5 * step)
            if landed is None:
                break
            point, normal = landed
            found.append(landed)
        halves.append(found)
    line = [*halves[1][::-1], start, *halves[0]]
    if len(line) < 4:
        return None
    points, normals = (np.array(values) for values in zip(*line, strict=True))
    return points, normals


def _land(
    scene: Scene,
    spot: Spot,
    point: NDArray[np.float64],
    normal: NDArray[np.float64],
    reach: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return point and normal where a tool above a point meets the struck item; None if not."""
    origin = point + reach * normal
    solid, face, points = caster(scene).first_hits(origin[None], -normal[None])
    if solid[0] != spot.index or np.linalg.norm(points[0] - origin) > 2 * reach:
        return None
    item = scene.items[spot.index]
    corners = item.world_vertices()[item.world_faces()[face[0]]].astype(np.float64)
    cross = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    cross /= max(float(np.linalg.norm(cross)), 1e-300)
    follows = cross @ normal > _BEND and cross @ spot.normal > _TURN
    return (points[0], cross) if follows else None


def _grooved(scene: Scene, spot: Spot, kind: Substance, grooves: list[Groove], edit: int) -> Twins:
    """Return the scene with grooves in the struck item."""
    mm, item = millimetre(scene), scene.items[spot.index]
    skin = skin_of(item)
    outside = (skin.crosses() @ spot.normal > 0).astype(np.int64)  # not the far side of a wall
    skin = Skin(skin.vertices, skin.faces, skin.uv, outside)
    for groove in grooves:
        skin = refine_near(skin, groove.points[::3], 1.1 * groove.width, groove.width / 4.5, 1)
    skin = _region(skin, grooves)
    skin = carve(skin, lambda points: _inside(grooves, points), 0.0, (1, 2))
    places = skin.vertices + _ploughed(skin, grooves)
    surface = bare(kind, item, colour_at(item, spot))
    tile = _TILE * mm if surface.texture is not None else 0.0
    made, _ = twins(scene, spot, skin, places, (Look(2, surface, tile),), edit)
    return made


def _region(skin: Skin, grooves: list[Groove]) -> Skin:
    """Return the skin with tag 1 on what hangs together with the middles of grooves near them."""
    centroid = skin.corners().mean(1)
    low = np.min([g.points.min(0) - 2 * g.width for g in grooves], axis=0)
    high = np.max([g.points.max(0) + 2 * g.width for g in grooves], axis=0)
    near = ((centroid > low) & (centroid < high)).all(1) & (skin.numbers() == 1)
    tags = np.zeros(len(centroid), np.int64)
    for groove in grooves:
        start = nearest_face(skin, groove.points[len(groove.points) // 2], near)
        near[start] = True
        tags[connected(skin, near, start)] = 1
    return Skin(skin.vertices, skin.faces, skin.uv, tags)


def _half(groove: Groove, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half the width of a groove at places along it: it begins and ends in points."""
    share = place / (len(groove.points) - 1)
    ragged = 0.88 + 0.12 * np.sin(23 * share + 5 * np.sin(9 * share))
    taper = np.clip(np.minimum(share, 1 - share) / 0.12, 0.02, 1) ** 0.6
    return np.asarray(groove.width / 2 * ragged * taper)


def _inside(grooves: list[Groove], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points (V, 3) are from the nearest edge of a groove; negative inside one."""
    values = []
    for groove in grooves:
        far, place = along(groove.points, points)
        values.append(far - _half(groove, place))
    return np.asarray(np.min(values, axis=0))


def _ploughed(skin: Skin, grooves: list[Groove]) -> NDArray[np.float64]:
    """Return how vertices move, (V, 3): down in a groove, up beside it."""
    used = np.unique(skin.faces[skin.numbers() > 0])
    points = skin.vertices[used]
    lowest, highest = np.zeros(len(points)), np.zeros(len(points))
    normals = np.zeros_like(points)
    nearest = np.full(len(points), np.inf)
    for groove in grooves:
        far, place = along(groove.points, points)
        half = _half(groove, place)
        x = far / half
        strength = groove.depth * half / (groove.width / 2)
        floor = np.where(x < 1, -(1 - x) if groove.sharp else -(1 - x**2), 0.0)
        ridge = _RIDGE * np.where((x > 1) & (x < 1.9), np.sin(np.pi * (x - 1) / 0.9), 0.0)
        lowest = np.minimum(lowest, strength * floor)
        highest = np.maximum(highest, strength * ridge)
        closer = x < nearest
        normals[closer] = groove.normals[np.rint(place[closer]).astype(int)]
        nearest = np.minimum(nearest, x)
    shift = np.zeros_like(skin.vertices)
    shift[used] = np.where(lowest < 0, lowest, highest)[:, None] * normals
    return shift
