"""Anomalies of the surface: the look changes, the shape does not."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ...assets.colours import COLOURS, MAIN, PLAIN, colour_surface
from ...assets.materials import Rgb, Surface
from ...assets.meshes import Mesh
from ..scene import Item, Scene
from ..shades import difference
from . import Defect, Twins, changed, describe, items_of, labelled, millimetre
from .exposure import Spot, boxes, draw_spot, is_open, outer_faces, seen_items
from .levels import Triangles, distance_to, refine_near, split_by_level, trimmed
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
    `splashes.FAINTEST` at the rim of the mask, beyond which nothing is laid on. S_N is empty, S_A
    the stained surface. Severity is the diameter in millimetres of a disc as large as the stained
    surface that is open to outside.
    """
    mm = millimetre(scene)
    spot = draw_spot(scene, rng)
    struck = scene.items[spot.index]
    radius = float(np.exp(rng.uniform(*np.log(_SIZES)))) / 2 * mm
    splash = draw_splash(spot, struck.surface.base_color, radius, rng)
    lows, highs = boxes(scene)
    items: list[Item] = []
    for item, seen, low, high in zip(scene.items, seen_items(scene), lows, highs, strict=True):
        met = seen and any(
            (np.minimum(high, d.axis.max(0)) + d.reach > np.maximum(low, d.axis.min(0))).all()
            for d in splash.drops
        )
        items += _soil(item, splash, spot, edit) if met else [item]
    stained = [item for item in items if item.edits is not None]
    area, size = _open_area(scene, stained)
    x, y, z = spot.point.tolist()
    severity = 2 * float(np.sqrt(area / np.pi)) / mm
    return Twins(
        scene,
        dataclasses.replace(scene, items=tuple(items)),
        Defect("stain", edit, struck.part, struck.name, severity, "mm", size / mm, (x, y, z)),
    )


def _open_area(scene: Scene, items: list[Item]) -> tuple[float, float]:
    """Return how much of the items' surface is open to outside, and the longest extent of that."""
    corners = np.concatenate(
        [i.world_vertices().astype(np.float64)[i.world_faces()] for i in items]
    )
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    twice = np.linalg.norm(cross, axis=1)
    solid = twice > 0
    seen = is_open(scene, corners[solid].mean(1), cross[solid] / twice[solid, None])
    places = corners[solid][seen].reshape(-1, 3)
    size = float(np.ptp(places, axis=0).max()) if len(places) else 0.0
    return float(twice[solid][seen].sum()) / 2, size


def _soil(item: Item, splash: Splash, spot: Spot, edit: int) -> list[Item]:
    """Return the items that `item` becomes: itself where the stain does not reach it."""
    world, all_faces = item.world_vertices().astype(np.float64), item.world_faces()
    near = _reached(world[all_faces], splash, spot.normal) & _facing(item, spot.normal)
    if not near.any():
        return [item]
    vertices, rest = trimmed(world, all_faces[near])
    for drop in splash.drops:
        vertices, rest = refine_near(vertices, rest, drop.axis, drop.reach, drop.edge)
    clean: list[tuple[NDArray[np.float64], Triangles]] = [(world, all_faces[~near])]
    stained: list[Item] = []
    look, cover = item.surface, 0.0
    for level, deeper in (*splash.layers, (-np.inf, 1.0)):
        points, faces, inside = split_by_level(vertices, rest, splash.field(vertices) - level)
        if (~inside).any() and cover:
            mesh = _mesh((points, faces[~inside]))
            part = dataclasses.replace(item, mesh=mesh, surface=look, pose=np.eye(4), edits=None)
            stained.append(labelled(part, edit))
        elif not cover:
            clean.append((points, faces[~inside]))
        if not inside.any():
            break
        vertices, rest = trimmed(points, faces[inside])
        cover, look = deeper, _soiled(item.surface, splash, deeper)
    if not stained:
        return [item]
    mesh = _mesh(*clean)
    whole = [dataclasses.replace(item, mesh=mesh, pose=np.eye(4))] if len(mesh.faces) else []
    return whole + stained


def _facing(item: Item, normal: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether paint that comes in against `normal` could get to faces, were the item alone.

    That keeps the hollow underside of a brick clean when its outside is soiled.
    """
    along = np.linalg.solve(item.pose[:3, :3], normal)
    axis = int(np.abs(along).argmax())
    return outer_faces(item.mesh, axis, 1 if along[axis] > 0 else -1)


def _reached(
    corners: NDArray[np.float64], splash: Splash, normal: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a stain can reach triangles (F, 3, 3) of the side that looks along `normal`."""
    middle = corners.mean(1)
    extent = np.linalg.norm(corners - middle[:, None], axis=2).max(1)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = cross @ normal > _BEHIND * np.linalg.norm(cross, axis=1)
    reached = [distance_to(d.axis, middle) < d.reach + extent for d in splash.drops]
    return np.asarray(facing & np.any(reached, axis=0))


def _soiled(surface: Surface, splash: Splash, cover: float) -> Surface:
    red, green, blue = (
        (1 - cover) * u + cover * o for u, o in zip(surface.base_color, splash.colour, strict=True)
    )
    rough = (1 - cover) * surface.roughness + cover * splash.roughness
    metal, clear = ((1 - cover) * v for v in (surface.metallic, surface.transmission))
    opacity = 1 - (1 - cover) * (1 - surface.opacity)
    return dataclasses.replace(
        surface, base_color=(red, green, blue), roughness=rough, metallic=metal,
        transmission=clear, opacity=opacity, texture=None,
    )  # fmt: skip


def _mesh(*pieces: tuple[NDArray[np.float64], Triangles]) -> Mesh:
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in pieces)])
    vertices, faces = trimmed(
        np.concatenate([vertices for vertices, _ in pieces]),
        np.concatenate([faces + start for (_, faces), start in zip(pieces, starts, strict=False)]),
    )
    return Mesh(vertices.astype(np.float32), faces.astype(np.int32))
