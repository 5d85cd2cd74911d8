"""Warps: an object, or one long part of it, is bent or twisted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from . import Twins
from .bodies import groups, main_of, root_of
from .changes import displaced, recorded, seen_change, shows, untouched, wanted
from .exposure import seen_shares
from .levels import refine_near
from .skins import Skin

_BENDS, _TWISTS = (20.0, 60.0), (35.0, 100.0)
"""Degrees."""
_PARTS = 0.5
"""Chance of a long part where there is one."""
_SLENDER = 1.5
"""Length over width from which a part is long."""
_START, _END = 0.12, 0.85
"""Shares of the length between which it is bent; the rest stays straight."""
_ROOM = 0.9
"""Radius of the neutral fibre over which stuff on the inside of a bend would fold over."""
_TRIES = 40
_CHANGED = 0.01
"""Share of the object's silhouettes that must change; of a part, over its share of the whole."""


@dataclass(frozen=True, eq=False)
class Rod:
    """What is bent or twisted: some items, and the line that runs through them.

    Attributes:
        items: Which items.
        main: The one that the record names.
        origin: (3,) where the line is held.
        frame: (3, 3) rows, unit: along the line, the side to bend to, across both.
        length: In world units.
    """

    items: tuple[int, ...]
    main: int
    origin: NDArray[np.float64]
    frame: NDArray[np.float64]
    length: float

    def coordinates(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (V, 3) in the frame of the rod, (V, 3)."""
        return np.asarray((points - self.origin) @ self.frame.T)

    def bent(self, points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
        """Return where a bend by radians takes points (V, 3): the line becomes an arc."""
        x, y, z = self.coordinates(points).T
        start, end = _START * self.length, _END * self.length
        radius = (end - start) / angle
        inside = np.clip(x, start, end)
        turn = (inside - start) / radius
        beyond = x - inside
        # the end of the arc, and from there the offset across and what lies beyond
        along = start + (radius - y) * np.sin(turn) + beyond * np.cos(turn)
        aside = radius - (radius - y) * np.cos(turn) + beyond * np.sin(turn)
        along = np.where(x < start, x, along)
        aside = np.where(x < start, y, aside)
        return np.asarray(np.stack([along, aside, z], axis=1) @ self.frame + self.origin)

    def twisted(self, points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
        """Return where a twist by radians from end to end takes points (V, 3)."""
        x, y, z = self.coordinates(points).T
        turn = angle * np.clip(x / self.length, 0, 1)
        c, s = np.cos(turn), np.sin(turn)
        return np.asarray(np.stack([x, c * y - s * z, s * y + c * z], 1) @ self.frame + self.origin)


Warp = Callable[[Rod, NDArray[np.float64], float], NDArray[np.float64]]


def bend(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Bend the whole object, or a long part with all that hangs on it.

    A whole object is held at one end of one of its axes, the lower one of the upright axis; a part
    is held at its root. The line through it becomes an arc between two straight ends; drawn anew
    where the inside would fold over. S_N and S_A are the faces with a vertex that moves more than
    `changes.TAU`, at the old and at the new place.

    Args:
        scene: The sound scene, of closed parts.
        rng: Draws what is bent, and which way.
        edit: Id of the edit.
        severity: Angle between the ends in degrees; None draws it, 0 bends nothing.

    Raises:
        ValueError: Nothing can be bent that far.
    """
    angle = wanted(severity, float(rng.uniform(*_BENDS)))
    return _warped(scene, rng, ("bend", angle), Rod.bent, edit)


def twist(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Twist the whole object, or a long part with all that hangs on it, evenly along its length.

    Held as by `bend`; drawn anew where a twist would not show, as that of a round rod. S_N and S_A
    as there.

    Args:
        scene: The sound scene, of closed parts.
        rng: Draws what is twisted.
        edit: Id of the edit.
        severity: Angle between the ends in degrees; None draws it, 0 twists nothing.

    Raises:
        ValueError: A twist shows nowhere: the object is round whichever way.
    """
    angle = wanted(severity, float(rng.uniform(*_TWISTS)))
    return _warped(scene, rng, ("twist", angle), Rod.twisted, edit)


def _warped(
    scene: Scene, rng: np.random.Generator, what: tuple[str, float], warp: Warp, edit: int
) -> Twins:
    """Return the scene with something bent or twisted, kind and degrees given."""
    kind, angle = what
    long = _long_groups(scene)
    radians = np.radians(angle) * (1 if rng.uniform() < 0.5 else -1)
    for _ in range(_TRIES):
        part = bool(long) and rng.uniform() < _PARTS
        rod = _part(scene, long[int(rng.integers(len(long)))], rng) if part else _whole(scene, rng)
        if angle == 0:
            return untouched(scene, kind, "deg", edit, rod.main)
        rod, turn = _faced(rod, radians)
        if kind == "bend" and not _fits(scene, rod, turn):
            continue
        sound, anomalous = _applied(scene, rod, turn, warp, edit)
        made = recorded(sound, anomalous, kind, scene.items[rod.main], (angle, "deg"), edit)
        share = float(seen_shares(scene)[list(rod.items)].sum())
        enough = _CHANGED + 0.1 * share
        if angle < 1 or (seen_change(scene, anomalous)[0] >= enough and shows(made)):
            return made
    raise ValueError(
        f"a {kind} by {angle:.3g} degrees: none of {_TRIES} draws shows without folding the "
        "surface; ask for another angle, or take another kind"
    )


def _applied(scene: Scene, rod: Rod, turn: float, warp: Warp, edit: int) -> tuple[Scene, Scene]:
    """Return the scene before and after a warp by radians."""

    def refine(skin: Skin) -> Skin:
        return _refined(skin, rod)

    def places(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return warp(rod, points, turn)

    return displaced(scene, rod.items, refine, places, edit)


def _faced(rod: Rod, radians: float) -> tuple[Rod, float]:
    """Return the rod with its side turned so that the angle is positive, and that angle."""
    if radians > 0:
        return rod, radians
    frame = rod.frame * np.array([[1.0], [-1.0], [-1.0]])
    return Rod(rod.items, rod.main, rod.origin, frame, rod.length), -radians


def _whole(scene: Scene, rng: np.random.Generator) -> Rod:
    """Return the whole object, held at an end of a random axis of its box, likelier a long one."""
    points = _points(scene, range(len(scene.items)))
    low, high = points.min(0), points.max(0)
    side = high - low
    axis = int(rng.choice(3, p=side**2 / (side**2).sum()))
    along = np.eye(3)[axis] * (1 if axis == 2 or rng.uniform() < 0.5 else -1)
    origin = (low + high) / 2 - along * side[axis] / 2
    main = int(seen_shares(scene).argmax())
    return Rod(tuple(range(len(scene.items))), main, origin, _frame(along, rng), float(side[axis]))


def _part(scene: Scene, group: tuple[int, ...], rng: np.random.Generator) -> Rod:
    """Return a group of parts, held at its root."""
    origin, along, length, _ = _line(scene, group)
    return Rod(group, main_of(scene, group), origin, _frame(along, rng), length)


def _long_groups(scene: Scene) -> list[tuple[int, ...]]:
    """Return the groups of parts that are long, seen from their root."""
    found = []
    for group in groups(scene):
        _, _, length, width = _line(scene, group)
        if length > _SLENDER * width:
            found.append(group)
    return found


def _line(
    scene: Scene, group: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float, float]:
    """Return root (3,), outward unit vector (3,), length and width of a group of parts."""
    root, points = root_of(scene, group), _points(scene, group)
    along = (points.min(0) + points.max(0)) / 2 - root
    along = along / max(float(np.linalg.norm(along)), 1e-12)
    height = (points - root) @ along
    away = np.linalg.norm(points - root - height[:, None] * along, axis=1)
    return root, along, float(height.max()), 2 * float(away.max())


def _points(scene: Scene, items: range | tuple[int, ...]) -> NDArray[np.float64]:
    return np.concatenate([scene.items[k].world_vertices() for k in items]).astype(np.float64)


def _frame(along: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a right-handed frame (3, 3) of rows: a unit vector, a random side of it, the third."""
    side = np.cross(along, rng.normal(size=3))
    side /= np.linalg.norm(side)
    return np.stack([along, side, np.cross(along, side)])


def _fits(scene: Scene, rod: Rod, angle: float) -> bool:
    """Whether nothing in the bent stretch lies so far inside that it would fold over."""
    x, y, _ = rod.coordinates(_points(scene, rod.items)).T
    start, end = _START * rod.length, _END * rod.length
    return bool(y[x > start].max(initial=0.0) < _ROOM * (end - start) / angle)


def _refined(skin: Skin, rod: Rod) -> Skin:
    """Return a skin whose faces are short enough to follow an arc."""
    low, high = skin.vertices.min(0), skin.vertices.max(0)
    middle = (low + high) / 2
    radius = float(np.linalg.norm(high - low)) / 2
    return refine_near(skin, np.stack([middle, middle]), 1.1 * radius, rod.length / 24)
