"""Anomalies of the surface: the look changes, the shape does not."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ...assets.colours import COLOURS, MAIN, PLAIN, colour_surface
from ...assets.materials import Rgb
from ..scene import Item, Scene
from ..shades import difference
from . import Defect, Twins, changed, describe, items_of, labelled, millimetre
from .exposure import Spot, boxes, draw_spot, open_area, outer_faces, seen_items
from .films import colour_at, laid_on
from .levels import distance_to, refine_near, split_by_level
from .skins import Skin, item_of, joined, skin_of, trimmed
from .splashes import Splash, draw_splash

NEAR, FAR = (8.0, 20.0), (40.0, 150.0)
"""Colour differences (CIE76) of a mistaken colour."""

_SIZES = (5.0, 18.0)
"""Diameters of a stain's largest drop in millimetres."""
_BEHIND = -0.5
"""Cosine to the struck face below which faces are the other side of a wall and stay clean."""
_TRIES = 30


def recolour_part(scene: Scene, part: int, colour: Rgb, edit: int = 1) -> Twins:
    """Give a part another colour; gloss and finish stay. S_N is empty, S_A is the part."""
    items = items_of(scene, part)
    severity = (float(difference(items[0].surface.base_color, colour)), "dE")

    def change(item: Item) -> Item:
        surface = dataclasses.replace(item.surface, base_color=colour, texture=None)
        return labelled(dataclasses.replace(item, surface=surface), edit)

    return Twins(
        scene,
        changed(scene, part, change),
        describe("recoloured", edit, items, severity, scene),
    )


def mistake_colour(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Give a random visible part a near or a far colour of the LDraw table, half of the time each.

    Severity is the CIE76 difference of the two colours.
    """
    low, high = NEAR if rng.uniform() < 0.5 else FAR
    table = [
        colour_surface(code).base_color
        for code, colour in COLOURS.items()
        if colour.finish is PLAIN and code != MAIN
    ]
    part, fitting = 0, table
    for _ in range(_TRIES):
        item = scene.items[draw_spot(scene, rng).index]
        far = difference(table, item.surface.base_color)
        fitting = [c for c, d in zip(table, far, strict=True) if low <= d <= high]
        part = item.part
        if fitting:
            break
        # where no part has a colour that near, the nearest that shows
        fitting = [min(zip(far, table, strict=True), key=lambda x: (x[0] < low, x[0]))[1]]
    return recolour_part(scene, part, fitting[int(rng.integers(len(fitting)))], edit)


def stain(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Soil the object around a random visible point (MAD's Stains).

    Every item that the stain reaches is cut along its outline into clean and stained items of the
    same part, so that it runs over edges and on to neighbours. A hard stain (paint, ink) covers
    evenly up to its rim; a soft one is several layers, fading out to a cover of
    `splashes.FAINTEST` at the rim of the mask, beyond which nothing is laid on; what is printed
    below shows through. S_N is empty, S_A the stained surface. Severity is the diameter in
    millimetres of a disc as large as the stained surface that is open to outside.
    """
    mm = millimetre(scene)
    spot = draw_spot(scene, rng)
    struck = scene.items[spot.index]
    radius = float(np.exp(rng.uniform(*np.log(_SIZES)))) / 2 * mm
    splash = draw_splash(spot, colour_at(struck, spot), radius, rng)
    lows, highs = boxes(scene)
    items: list[Item] = []
    for item, seen, low, high in zip(scene.items, seen_items(scene), lows, highs, strict=True):
        met = seen and any(
            (np.minimum(high, d.axis.max(0)) + d.reach > np.maximum(low, d.axis.min(0))).all()
            for d in splash.drops
        )
        items += _soil(item, splash, spot, edit) if met else [item]
    stained = [item for item in items if item.edits is not None]
    area, size = open_area(scene, stained)
    x, y, z = spot.point.tolist()
    severity = 2 * float(np.sqrt(area / np.pi)) / mm
    return Twins(
        scene,
        dataclasses.replace(scene, items=tuple(items)),
        Defect("stain", edit, struck.part, struck.name, severity, "mm", size / mm, (x, y, z)),
    )


def _soil(item: Item, splash: Splash, spot: Spot, edit: int) -> list[Item]:
    """Return the items that `item` becomes: itself where the stain does not reach it."""
    skin = skin_of(item)
    near = _reached(skin, splash, spot.normal)
    near[near] = _facing(item, spot.normal, np.flatnonzero(near))
    if not near.any():
        return [item]
    clean, rest = [skin.only(~near)], trimmed(skin.only(near))
    for drop in splash.drops:
        rest = refine_near(rest, drop.axis, drop.reach, drop.edge)
    stained: list[Item] = []
    look, cover = item.surface, 0.0
    for level, deeper in (*splash.layers, (-np.inf, 1.0)):
        rest, inside = split_by_level(rest, splash.field(rest.vertices) - level)
        outside = rest.only(~inside)
        if not cover:
            clean.append(outside)
        elif len(outside.faces):
            edits = np.full(len(outside.faces), edit, np.uint8)
            stained.append(item_of(item, outside, look, edits))
        if not inside.any():
            break
        rest = trimmed(rest.only(inside))
        cover = deeper
        look = laid_on(item.surface, splash.colour, splash.roughness, cover)
    if not stained:
        return [item]
    whole = joined(clean)
    return [item_of(item, whole)] * bool(len(whole.faces)) + stained


def _facing(item: Item, normal: NDArray[np.float64], faces: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether paint that comes in against `normal` could get to faces, were the item alone.

    That keeps the hollow underside of a brick clean when its outside is soiled.
    """
    along = np.linalg.solve(item.pose[:3, :3], normal)
    axis = int(np.abs(along).argmax())
    return outer_faces(item.mesh, axis, 1 if along[axis] > 0 else -1, faces)


def _reached(skin: Skin, splash: Splash, normal: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a stain can reach faces of the side that looks along `normal`, (F,) bool."""
    corners = skin.corners()
    middle = corners.mean(1)
    extent = np.linalg.norm(corners - middle[:, None], axis=2).max(1)
    cross = skin.crosses()
    facing = cross @ normal > _BEHIND * np.linalg.norm(cross, axis=1)
    reached = [distance_to(d.axis, middle) < d.reach + extent for d in splash.drops]
    return np.asarray(facing & np.any(reached, axis=0))
