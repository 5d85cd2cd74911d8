"""Motions: a part of a body sits in the wrong place or at the wrong angle."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from . import Twins, bounds, millimetre
from .bodies import body, groups, main_of, root_of
from .changes import TAU, recorded, seen_change, shows, untouched, wanted, with_items
from .exposure import seen_shares
from .patches import extent

_SHIFTS = (0.05, 0.16)
"""Distance over the longest side of the object."""
_TURNS = (20.0, 75.0)
"""Degrees."""
_TRIES = 60
_HOLD = 0.1
"""Share of what a part shared with the rest that it must still share."""
_LEFT = 0.5
"""Share of what was seen of the part that must still be seen."""
_OUT, _SMALL = 0.15, 0.35
"""Distance of a group's middle from its root over its size, and its size over that of what it hangs
on: above the first or below the second it may move."""
_CHANGED = 0.005
"""Share of the object's silhouettes that must change."""

Group = tuple[int, ...]
Draw = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Root and outward unit vector of a group, (3,) each -> its motion (4, 4) in the world."""


def translate(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Shift a random part along what it is attached to, with all that hangs on it.

    The way is across the direction in which the part stands out, aslant by up to 20 degrees. Drawn
    anew where the part comes off, sinks in or hardly seems to move. S_N is the old place, S_A the
    new one.

    Args:
        scene: The sound scene, of closed parts that overlap.
        rng: Draws part and way.
        edit: Id of the edit.
        severity: Distance in millimetres; None draws it, 0 moves nothing.

    Raises:
        ValueError: No part can be moved so.
    """
    drawn = extent(scene) * float(np.exp(rng.uniform(*np.log(_SHIFTS))))
    distance = wanted(severity, drawn)

    def draw(_: NDArray[np.float64], out: NDArray[np.float64]) -> NDArray[np.float64]:
        across = np.cross(out, rng.normal(size=3))
        slant = np.radians(rng.uniform(-20, 20))
        way = np.cos(slant) * across / np.linalg.norm(across) + np.sin(slant) * out
        motion = np.eye(4)
        motion[:3, 3] = distance * millimetre(scene) * way
        return motion

    return _moved(scene, rng, ("translation", "mm", distance), draw, edit)


def rotate(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Turn a random part about its root, round a random axis, with all that hangs on it.

    Drawn anew as by `translate`. S_N is the old place, S_A the new one, but for faces that move
    less than `changes.TAU`.

    Args:
        scene: The sound scene, of closed parts that overlap.
        rng: Draws part and axis.
        edit: Id of the edit.
        severity: Angle in degrees; None draws it, 0 turns nothing.

    Raises:
        ValueError: No part can be turned so.
    """
    angle = wanted(severity, float(rng.uniform(*_TURNS)))

    def draw(root: NDArray[np.float64], _: NDArray[np.float64]) -> NDArray[np.float64]:
        axis = rng.normal(size=3)
        motion = np.eye(4)
        motion[:3, :3] = turned(axis / np.linalg.norm(axis), np.radians(angle))
        motion[:3, 3] = root - motion[:3, :3] @ root
        return motion

    return _moved(scene, rng, ("rotation", "deg", angle), draw, edit)


def turned(axis: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Return the rotation (3, 3) about a unit vector (3,) by radians (Rodrigues' formula)."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def _moved(
    scene: Scene, rng: np.random.Generator, what: tuple[str, str, float], draw: Draw, edit: int
) -> Twins:
    """Return the scene with a random group of parts moved, where that is possible.

    Args:
        scene: The sound one.
        rng: Draws the group.
        what: Kind, unit and severity.
        draw: Draws its motion.
        edit: Id of the edit.
    """
    kind, unit, severity = what
    candidates = [of for of in groups(scene) if _stands_out(scene, of)]
    if not candidates:
        raise ValueError("the scene has no part that hangs on another and could move")
    shares = np.array([seen_shares(scene)[list(of)].sum() for of in candidates])
    chance = np.sqrt(shares) / np.sqrt(shares).sum()
    for _ in range(_TRIES):
        group = candidates[int(rng.choice(len(candidates), p=chance))]
        if severity == 0:
            return untouched(scene, kind, unit, edit, main_of(scene, group))
        root = root_of(scene, group)
        motion = draw(root, _outward(scene, group, root, rng))
        sound, anomalous = _twins(scene, group, motion, edit)
        small = _reach(scene, group, motion) < 4 * TAU * millimetre(scene)
        if not _holds(scene, group, motion):
            continue
        changed, left = seen_change(scene, anomalous, group)
        if small or (changed >= _CHANGED and left >= _LEFT):
            item = scene.items[main_of(scene, group)]
            made = recorded(sound, anomalous, kind, item, (severity, unit), edit)
            if small or shows(made):
                return made
    raise ValueError(
        f"{kind} of {severity:.3g} {unit}: none of {_TRIES} draws leaves the part attached and "
        "shows; ask for less, or take another kind"
    )


def _stands_out(scene: Scene, group: Group) -> bool:
    """Whether a group stands out from what it hangs on, or is small beside it.

    A mug's lining and the band round it would cut through its wall.
    """
    points = np.concatenate([scene.items[k].world_vertices() for k in group]).astype(np.float64)
    low, high = points.min(0), points.max(0)
    size = float((high - low).max())
    floor, top = bounds(scene.items[int(body(scene).parent[main_of(scene, group)])])
    far = float(np.linalg.norm((low + high) / 2 - root_of(scene, group)))
    return far > _OUT * size or size < _SMALL * float((top - floor).max())


def _outward(
    scene: Scene, group: Group, root: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the unit vector (3,) in which a group stands out from its root."""
    points = np.concatenate([scene.items[k].world_vertices() for k in group]).astype(np.float64)
    out = (points.min(0) + points.max(0)) / 2 - root
    size = float(np.linalg.norm(out))
    if size < 1e-3 * float(np.ptp(points, axis=0).max()):
        out = rng.normal(size=3)
        size = float(np.linalg.norm(out))
    return np.asarray(out / size)


def _reach(scene: Scene, group: Group, motion: NDArray[np.float64]) -> float:
    """Return how far the farthest vertex of a group moves."""
    points = np.concatenate([scene.items[k].world_vertices() for k in group]).astype(np.float64)
    shift = points @ (motion[:3, :3] - np.eye(3)).T + motion[:3, 3]
    return float(np.linalg.norm(shift, axis=1).max())


def _holds(scene: Scene, group: Group, motion: NDArray[np.float64]) -> bool:
    """Whether a moved group still shares enough with the rest not to come off."""
    whole = body(scene)
    rest = [k for k in range(len(scene.items)) if k not in group]
    before = float(whole.shared[np.ix_(group, rest)].sum())
    after = 0.0
    for a in group:
        moved = whole.solids[a].transform(motion[:3])
        low, high = np.array(moved.bounding_box()).reshape(2, 3)
        for b in rest:
            floor, top = np.array(whole.solids[b].bounding_box()).reshape(2, 3)
            if (np.minimum(high, top) > np.maximum(low, floor)).all():
                after += float((moved ^ whole.solids[b]).volume())
    return after >= _HOLD * before


def _twins(
    scene: Scene, group: Group, motion: NDArray[np.float64], edit: int
) -> tuple[Scene, Scene]:
    """Return the scene before and after a group moves, labelled."""
    sound, anomalous = list(scene.items), list(scene.items)
    for k in group:
        item = scene.items[k]
        other = dataclasses.replace(item, pose=motion @ item.pose)
        shift = np.linalg.norm(other.world_vertices() - item.world_vertices(), axis=1)
        far = shift[item.mesh.faces].max(1) > TAU * millimetre(scene)
        labels = np.where(far, edit, 0).astype(np.uint8)
        sound[k] = dataclasses.replace(item, edits=labels)
        anomalous[k] = dataclasses.replace(other, edits=labels)
    return with_items(scene, sound), with_items(scene, anomalous)
