"""Changes of shape: what moves more than a threshold, and whether one would see it.

Also what a severity that is asked for means: the keyword `severity` of an anomaly, in the unit of
its defect. None draws one; 0 leaves the scene as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.records import Camera
from ..cameras import SPHERE, orbit, ring_directions, sphere_directions
from ..scene import Item, Scene
from ..truth import RayCaster, caster, edit_ids
from . import Defect, Twins, millimetre
from .exposure import Spot, boxes, draw_spot
from .skins import Skin, item_of, skin_of

TAU = 0.5
"""Millimetres that a vertex may move before its faces count as moved."""
_VIEWS, _GRID = 14, 64
_RING, _AROUND, _SIZE = 1.05, 8, 80
"""Polar angle, number and size of the views in which an anomaly should show."""
_FEW = 8
"""Pixels that it should have in one of these."""
_DOWN = -0.6
"""Z of the normal of a surface that an object stands on."""

Places = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""World points (V, 3) -> where they go (V, 3)."""


def wanted(severity: float | None, drawn: float) -> float:
    """Return the severity that is asked for, or else the drawn one.

    Raises:
        ValueError: It is negative or no number.
    """
    if severity is None:
        return drawn
    if not 0 <= severity < np.inf:
        raise ValueError(f"severity {severity} is not 0 or more; None draws one")
    return float(severity)


def untouched(scene: Scene, kind: str, unit: str, edit: int, index: int) -> Twins:
    """Return twins that do not differ: an anomaly of severity 0, which would have hit an item."""
    item = scene.items[index]
    lows, highs = boxes(scene)
    x, y, z = ((lows[index] + highs[index]) / 2).tolist()
    defect = Defect(kind, edit, item.part, item.name, 0.0, unit, 0.0, (x, y, z))
    return Twins(scene, scene, defect)


def displaced(
    scene: Scene,
    chosen: Collection[int],
    refine: Callable[[Skin], Skin],
    places: Places,
    edit: int,
) -> tuple[Scene, Scene]:
    """Return the scene before and after points of some items move.

    S_N and S_A are the faces with a vertex that moves more than `TAU`. Items without such a face
    stay as they are.

    Args:
        scene: The sound one.
        chosen: Which items.
        refine: Makes their faces small enough to follow.
        places: Where points go.
        edit: Id of the edit.
    """
    tau = TAU * millimetre(scene)
    sound, anomalous = list(scene.items), list(scene.items)
    for k in sorted(chosen):
        item = scene.items[k]
        skin = refine(skin_of(item))
        after = places(skin.vertices)
        far = np.linalg.norm(after - skin.vertices, axis=1) > tau
        labels = np.where(far[skin.faces].any(1), edit, 0).astype(np.uint8)
        if labels.any():
            sound[k] = item_of(item, skin, edits=labels)
            moved = Skin(after, skin.faces, skin.uv, skin.tags)
            anomalous[k] = item_of(item, moved, edits=labels)
    return with_items(scene, sound), with_items(scene, anomalous)


def with_items(scene: Scene, items: Collection[Item]) -> Scene:
    """Return the scene with other items."""
    return dataclasses.replace(scene, items=tuple(items))


def recorded(
    sound: Scene, anomalous: Scene, kind: str, item: Item, severity: tuple[float, str], edit: int
) -> Twins:
    """Return twins with the record of their edit; place and size are those of its faces in A.

    Args:
        sound: N, labelled.
        anomalous: A, labelled.
        kind: Of the anomaly.
        item: Whose part and name the record gets.
        severity: How severe, and the unit of that.
        edit: Its id.
    """
    size, (x, y, z) = 0.0, boxes(sound)[0][0].tolist()
    touched = _touched(anomalous) or _touched(sound)
    if touched:
        points = np.concatenate(touched)
        low, high = points.min(0), points.max(0)
        size = float((high - low).max()) / millimetre(sound)
        x, y, z = ((low + high) / 2).tolist()
    defect = Defect(kind, edit, item.part, item.name, *severity, size, (x, y, z))
    return Twins(sound, anomalous, defect)


def _touched(scene: Scene) -> list[NDArray[np.float64]]:
    """Return the corners (K, 3) of the labelled faces of every item that has any."""
    return [
        item.world_vertices().astype(np.float64)[item.mesh.faces[item.edits > 0].ravel()]
        for item in scene.items
        if item.edits is not None and item.edits.any()
    ]


def draw_upper_spot(scene: Scene, rng: np.random.Generator) -> Spot:
    """Return a spot as `draw_spot` does, but seldom one that looks down: the object lies on it."""
    spot = draw_spot(scene, rng)
    for _ in range(12):
        if spot.normal[2] > _DOWN:
            break
        spot = draw_spot(scene, rng)
    return spot


def shows(twins: Twins) -> bool:
    """Whether an edit has some pixels in one of a ring of small pictures from obliquely above."""
    sound, anomalous = RayCaster(twins.sound), RayCaster(twins.anomalous)
    for camera in _ring(twins.sound):
        edits = edit_ids(twins.anomalous, anomalous.cast(camera)) > 0
        if np.count_nonzero(edits) >= _FEW:
            return True
        edits |= edit_ids(twins.sound, sound.cast(camera)) > 0
        if np.count_nonzero(edits) >= _FEW:
            return True
    return False


def _ring(scene: Scene) -> list[Camera]:
    """Return the cameras of `shows`; they see the whole object."""
    lows, highs = boxes(scene)
    low, high = lows.min(0), highs.max(0)
    radius = float(np.linalg.norm(high - low)) / 2
    shift = np.eye(4)
    shift[:3, 3] = -(low + high) / 2
    made = [
        orbit(way, 4 * radius, (_SIZE, _SIZE), 2 * float(np.arcsin(1 / 4)))
        for way in ring_directions([_RING], [_AROUND])
    ]
    return [dataclasses.replace(of, world_to_camera=of.pose @ shift) for of in made]


def seen_change(
    scene: Scene, anomalous: Scene, chosen: Collection[int] = ()
) -> tuple[float, float]:
    """Return how much of what many views see changes its shape, and how much is left of a group.

    Args:
        scene: The sound one.
        anomalous: With the same items in the same order, where a group is asked for.
        chosen: Items of the group.

    Returns:
        changed: Share of the sound object's silhouettes where the surface in sight is more than
            `TAU` nearer or farther, or there is one in only one of the two.
        left: What is seen of the group, over what was seen of it before.
    """
    lows, highs = boxes(scene)
    low, high = lows.min(0), highs.max(0)
    middle, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    steps = radius * (2 * (np.arange(_GRID) + 0.5) / _GRID - 1)
    grid = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    before, after = caster(scene), RayCaster(anomalous)
    covered, changed = 0, 0
    seen = np.zeros(2)
    group = np.array(sorted(chosen))
    for way in sphere_directions(_VIEWS, SPHERE):
        starts = middle - 3 * radius * way + grid @ np.linalg.svd(way[None])[2][1:]
        ways = np.broadcast_to(way, starts.shape)
        depths = []
        for k, rays in enumerate((before, after)):
            solids, _, points = rays.first_hits(starts, ways)
            depth = np.full(len(starts), 1e3 * radius)
            depth[solids >= 0] = (points[solids >= 0] - starts[solids >= 0]) @ way
            depths.append(depth)
            seen[k] += int(np.count_nonzero(np.isin(solids, group)))
            covered += int(np.count_nonzero(solids >= 0)) if k == 0 else 0
        far = np.abs(depths[1] - depths[0]) > TAU * millimetre(scene)
        changed += int(np.count_nonzero(far))
    return changed / max(covered, 1), float(seen[1] / max(seen[0], 1.0))
