"""Anomalies of assembly: the list of parts changes, no part does."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ..scene import Item, Scene
from . import Twins, changed, describe, items_of, labelled, millimetre, volume_of
from .exposure import boxes, draw_spot
from .joints import carries, falls_apart, kind_of

_TRIES = 40


def remove_parts(scene: Scene, parts: tuple[int, ...], edit: int = 1) -> Twins:
    """Take one part or several away. S_N are the parts, S_A is empty.

    Raises:
        ValueError: A part is not there, or nothing would be left.
    """
    items = tuple(item for part in parts for item in items_of(scene, part))
    if len(items) == len(scene.items):
        raise ValueError(f"without part {', '.join(map(str, parts))} nothing is left of the scene")
    sound = tuple(labelled(i, edit) if i.part in parts else i for i in scene.items)
    rest = tuple(item for item in scene.items if item.part not in parts)
    return Twins(
        dataclasses.replace(scene, items=sound),
        dataclasses.replace(scene, items=rest),
        describe("missing", edit, items, volume_of(items, scene), scene),
    )


def add_parts(scene: Scene, items: tuple[Item, ...], edit: int = 1) -> Twins:
    """Put one item or several into the scene. S_N is empty, S_A are the items.

    Raises:
        ValueError: The scene has one of their part ids already.
    """
    taken = {item.part for item in scene.items} & {item.part for item in items}
    if taken:
        raise ValueError(f"part id {min(taken)} of an added item is taken: choose a new one")
    new = tuple(labelled(item, edit) for item in items)
    return Twins(
        scene,
        dataclasses.replace(scene, items=(*scene.items, *new)),
        describe("added", edit, items, volume_of(items, scene), scene),
    )


def move_part(scene: Scene, part: int, motion: NDArray[np.float64], edit: int = 1) -> Twins:
    """Move a part by `motion`, (4, 4) in the world: S_N is the old place, S_A the new one.

    Faces without a vertex that moves (a turn about an axis they lie on) belong to neither.
    Severity is how far the furthest vertex moves, in millimetres.
    """
    reach = 0.0

    def moved(item: Item) -> tuple[Item, NDArray[np.bool_]]:
        nonlocal reach
        other = dataclasses.replace(item, pose=np.asarray(motion) @ item.pose)
        shift = np.linalg.norm(other.world_vertices() - item.world_vertices(), axis=1)
        reach = max(reach, float(shift.max()))
        return other, shift[item.mesh.faces].max(1) > 0

    sound = changed(scene, part, lambda item: labelled(item, edit, moved(item)[1]))
    anomalous = changed(scene, part, lambda item: labelled(moved(item)[0], edit, moved(item)[1]))
    severity = (reach / millimetre(scene), "mm")
    return Twins(sound, anomalous, describe("moved", edit, items_of(scene, part), severity, scene))


def lose_part(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Take away a random part that is seen from outside (MAD's Missing).

    What is left stays in one piece, and nothing sits on what is taken, where such a part can be
    found. A wheel goes as a whole, rim and tyre.
    """
    chosen: tuple[int, ...] = (scene.items[0].part,)
    best = 4
    for _ in range(_TRIES):
        parts = go_together(scene, draw_spot(scene, rng).index)
        lost = np.array([item.part in parts for item in scene.items])
        if lost.all():
            continue
        # a part under others can be left out by whoever builds, a floating rest cannot
        flaw = 2 * falls_apart(scene, lost) + carries(scene, lost)
        if flaw < best:
            chosen, best = parts, flaw
        if not best:
            break
    return remove_parts(scene, chosen, edit)


def go_together(scene: Scene, index: int) -> tuple[int, ...]:
    """Return the parts that go with an item: itself, and what sits around the same middle.

    A rim and its tyre have no studs; their boxes share one middle.
    """
    item = scene.items[index]
    if kind_of(item) is not None or not item.number:
        return (item.part,)
    low, high = boxes(scene)
    middle, side = (low + high) / 2, (high - low).max(1)
    near = np.linalg.norm(middle - middle[index], axis=1) < 0.2 * np.minimum(side, side[index])
    others = (
        other.part for other, close in zip(scene.items, near, strict=True)
        if close and other.number and kind_of(other) is None
    )  # fmt: skip
    return tuple(dict.fromkeys((item.part, *others)))
