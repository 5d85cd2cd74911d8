"""Patches: a stretch of one part's surface about a spot, to be cut, moved and given other looks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface
from ..scene import Item, Scene
from ..truth import caster
from . import Defect, Twins, millimetre
from .exposure import Spot, boxes, open_area
from .levels import near_line, refine_near
from .skins import Skin, connected, item_of, nearest_face, skin_of

TAU = 0.02
"""Millimetres that a vertex may move before its faces count as moved."""


@dataclass(frozen=True, eq=False)
class Look:
    """What some faces of a patch look like.

    Attributes:
        tag: That of the faces.
        surface: Their surface.
        tile: World units in one repeat of its texture, laid on afresh; 0 keeps the texture
            coordinates that the faces have.
    """

    tag: int
    surface: Surface
    tile: float = 0.0


def extent(scene: Scene) -> float:
    """Return the longest side of the box round all items, in millimetres."""
    lows, highs = boxes(scene)
    return float((highs.max(0) - lows.min(0)).max()) / millimetre(scene)


def patch(item: Item, spot: Spot, axis: NDArray[np.float64], radius: float, edge: float) -> Skin:
    """Return an item's skin, fine within a tube; the tag of the faces of the patch is 1.

    Those hang together with the struck face inside the tube, so that the far side of a wall does
    not belong, but what lies round an edge does.

    Args:
        item: The struck one.
        spot: On it.
        axis: (P, 3) line of the tube, as for `levels.refine_near`.
        radius: Of the tube.
        edge: Longest edge wanted.
    """
    coarse = skin_of(item)
    region = connected(coarse, near_line(coarse, axis, radius), spot.face)
    tagged = Skin(coarse.vertices, coarse.faces, coarse.uv, region.astype(np.int64))
    skin = refine_near(tagged, axis, radius, edge, tag=1)
    # what large faces had joined may not hang together inside the tube
    near = near_line(skin, axis, radius) & (skin.numbers() == 1)
    region = connected(skin, near, nearest_face(skin, spot.point, near))
    return Skin(skin.vertices, skin.faces, skin.uv, region.astype(np.int64))


def clearance(scene: Scene, spot: Spot) -> float:
    """Return how far below a spot the next surface lies, of whatever item; in world units."""
    lift = 1e-3 * millimetre(scene)
    start = spot.point - lift * spot.normal
    solid, _, points = caster(scene).first_hits(start[None], -spot.normal[None])
    return float(np.linalg.norm(points[0] - start)) + lift if solid[0] >= 0 else float("inf")


def projected(skin: Skin, normal: NDArray[np.float64], tile: float) -> NDArray[np.float64]:
    """Return texture coordinates (F, 3, 2) for a picture of a size, laid on along a direction.

    Faces that look aside get it from the side they look to most.

    Args:
        skin: Any.
        normal: (3,) unit, the direction.
        tile: World units in one repeat.
    """
    aside = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    aside /= np.linalg.norm(aside)
    frame = np.stack([normal, aside, np.cross(normal, aside)])
    looks = np.abs(skin.crosses() @ frame.T)
    looks[:, 0] *= 2
    axes = np.array([[1, 2], [0, 2], [0, 1]])[looks.argmax(1)]
    places = skin.corners() @ frame.T
    return np.take_along_axis(places, axes[:, None, :].repeat(3, axis=1), axis=2) / tile


def twins(
    scene: Scene,
    spot: Spot,
    skin: Skin,
    places: NDArray[np.float64],
    looks: tuple[Look, ...],
    edit: int,
) -> tuple[Twins, float]:
    """Return the scene with the struck item as it was and as it became, and the open area.

    S_N are the faces with a vertex that moves more than `TAU`; S_A those and the faces with
    another look. Kind and severity of the defect are for the caller to fill in.

    Args:
        scene: The sound one.
        spot: What was struck; its normal lays textures on.
        skin: The item's skin, tagged.
        places: Where its vertices go, (V, 3).
        looks: What changes its look.
        edit: Id of the edit.

    Returns:
        The twins, and how much of the faces with another look is open to outside, in world units.
    """
    item, mm = scene.items[spot.index], millimetre(scene)
    moved = np.linalg.norm(places - skin.vertices, axis=1)[skin.faces].max(1) > TAU * mm
    after = Skin(places, skin.faces, skin.uv, skin.tags)
    plain = ~np.isin(skin.numbers(), [look.tag for look in looks])
    made = []
    if plain.any():
        made.append(item_of(item, after.only(plain), edits=_labels(moved[plain], edit)))
    recoloured = []
    for look in looks:
        chosen = skin.numbers() == look.tag
        if chosen.any():
            piece = after.only(chosen)
            if look.tile:
                uv = projected(skin.only(chosen), spot.normal, look.tile)
                piece = Skin(piece.vertices, piece.faces, uv)
            labels = np.full(len(piece.faces), edit, np.uint8)
            recoloured.append(item_of(item, piece, look.surface, labels))
    anomalous = _replaced(scene, spot.index, made + recoloured)
    sound = scene
    if moved.any():
        sound = _replaced(scene, spot.index, [item_of(item, skin, edits=_labels(moved, edit))])
    area, size = open_area(anomalous, recoloured)
    x, y, z = spot.point.tolist()
    blank = Defect("", edit, item.part, item.name, 0.0, "mm", size / mm, (x, y, z))
    return Twins(sound, anomalous, blank), area


def _labels(chosen: NDArray[np.bool_], edit: int) -> NDArray[np.uint8]:
    return np.where(chosen, edit, 0).astype(np.uint8)


def _replaced(scene: Scene, index: int, items: list[Item]) -> Scene:
    """Return the scene with other items in the place of one."""
    parts = (*scene.items[:index], *items, *scene.items[index + 1 :])
    return dataclasses.replace(scene, items=parts)


def large_enough(
    attempt: Callable[[], tuple[Twins, float, float]], tries: int = 30
) -> tuple[Twins, float]:
    """Return twins and open area of the first attempt that is large enough, else of the largest.

    Args:
        attempt: Returns twins, the open area of what it made, and what area it should have.
        tries: How often to try; a spot may lie where there is hardly room.
    """
    best: tuple[Twins, float] | None = None
    share = -1.0
    for _ in range(tries):
        made, area, wanted = attempt()
        if area / wanted > share:
            best, share = (made, area), area / wanted
        if share >= 1:
            break
    assert best is not None
    return best


def recorded(made: Twins, kind: str, severity: float) -> Twins:
    """Return twins whose defect has its kind and its severity in millimetres."""
    defect = dataclasses.replace(made.defect, kind=kind, severity=severity)
    return dataclasses.replace(made, defect=defect)


def disc(area: float, mm: float) -> float:
    """Return the diameter in millimetres of a disc of an area in world units."""
    return 2 * float(np.sqrt(area / np.pi)) / mm


def waves(
    lengths: tuple[float, float], count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return random plane waves for `roughness`, (count, 4): wave vectors and phases.

    Args:
        lengths: Shortest and longest wave, in world units.
        count: How many.
        rng: Draws directions, lengths and phases.
    """
    ways = rng.normal(size=(count, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    length = np.exp(rng.uniform(np.log(lengths[0]), np.log(lengths[1]), count))
    return np.concatenate(
        [2 * np.pi * ways / length[:, None], rng.uniform(0, 2 * np.pi, (count, 1))], axis=1
    )


def roughness(bundle: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return smooth noise (V,) of mean 0 and variance 1 at points (V, 3)."""
    total = np.sin(points @ bundle[:, :3].T + bundle[:, 3]).sum(1)
    return np.asarray(total * np.sqrt(2 / len(bundle)))
