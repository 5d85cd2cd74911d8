"""Anomalies of the surface: the look changes, the shape does not."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Rgb, Surface
from ...assets.meshes import Mesh
from ..scene import Item, Scene
from . import Defect, Twins, bounds, changed, describe, items_of, labelled
from .exposure import draw_spot
from .levels import Field, Triangles, blotch, refine_near, split_by_level, trimmed

_STAINS: tuple[Rgb, ...] = (
    (0.020, 0.012, 0.008),  # old oil
    (0.090, 0.040, 0.015),  # rust water
    (0.030, 0.032, 0.036),  # graphite
    (0.420, 0.400, 0.340),  # mould release agent, dried
    (0.010, 0.030, 0.100),  # ink
    (0.050, 0.075, 0.012),  # algae
)
"""Linear reflectances of what soils a brick."""

_LAYERS = ((0.0, 0.45), (-0.14, 0.8), (-0.42, 1.0))
"""Field level below which a layer begins, and its cover: stains are thin at the rim."""


def recolour_part(scene: Scene, part: int, surface: Surface, edit: int = 1) -> Twins:
    """Give a part another surface. S_N is empty, S_A is the part."""
    return Twins(
        scene,
        changed(
            scene, part, lambda item: labelled(dataclasses.replace(item, surface=surface), edit)
        ),
        describe("recoloured", edit, items_of(scene, part)),
    )


def stain(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Soil the object around a random visible point (MAD's Stains).

    Every item that the blotch reaches is cut along its outline into clean and stained items of
    the same part. S_N is empty, S_A the stained surface. Radii lie between 3 and 10 % of the
    object's longest side; severity is the contrast of the stain's core with the surface.
    """
    spot = draw_spot(scene, rng)
    low, high = bounds(*scene.items)
    radius = float((high - low).max() * rng.uniform(0.03, 0.10))
    struck = scene.items[spot.index]
    colours = sorted(_STAINS, key=lambda c: _contrast(c, struck.surface.base_color))[3:]
    colour = colours[int(rng.integers(len(colours)))]
    field = blotch(spot.point, radius, rng)
    roughness = float(rng.uniform(0.25, 0.7))
    items: list[Item] = []
    for item in scene.items:
        items += _soil(item, field, spot.point, radius, (colour, roughness, edit))
    x, y, z = spot.point.tolist()
    severity = min(1.0, _contrast(colour, struck.surface.base_color))
    return Twins(
        scene,
        dataclasses.replace(scene, items=tuple(items)),
        Defect("stain", edit, struck.part, struck.name, severity, 2 * radius, (x, y, z)),
    )


def _soil(
    item: Item,
    field: Field,
    middle: NDArray[np.float64],
    radius: float,
    stain: tuple[Rgb, float, int],
) -> list[Item]:
    """Return the items that `item` becomes: itself where the blotch does not reach it."""
    reach = 1.8 * radius
    world = item.world_vertices().astype(np.float64)
    if np.any(world.min(0) > middle + reach) or np.any(world.max(0) < middle - reach):
        return [item]
    vertices, rest = refine_near(world, item.world_faces(), middle, reach, radius / 6)
    colour, roughness, edit = stain
    result = [item]
    for level, cover in _LAYERS:
        vertices, faces, inside = split_by_level(vertices, rest, field(vertices) - level)
        if not inside.any():
            break
        outer = dataclasses.replace(
            result.pop(), mesh=_mesh(vertices, faces[~inside]), pose=np.eye(4), edits=None
        )
        if result:
            outer = labelled(outer, edit)
        look = dataclasses.replace(
            item.surface,
            base_color=_mix(item.surface.base_color, colour, cover),
            roughness=item.surface.roughness + cover * (roughness - item.surface.roughness),
        )
        rest = faces[inside]
        inner = dataclasses.replace(outer, mesh=_mesh(vertices, rest), surface=look, edits=None)
        result += [outer, labelled(inner, edit)]
    return [part for part in result if len(part.mesh.faces)]


def _mesh(vertices: NDArray[np.float64], faces: Triangles) -> Mesh:
    points, triangles = trimmed(vertices, faces)
    return Mesh(points.astype(np.float32), triangles.astype(np.int32))


def _mix(under: Rgb, over: Rgb, cover: float) -> Rgb:
    red, green, blue = ((1 - cover) * u + cover * o for u, o in zip(under, over, strict=True))
    return red, green, blue


def _contrast(a: Rgb, b: Rgb) -> float:
    """Largest difference of two colours as a screen shows them (gamma 2.2), in [0, 1]."""
    return float(np.abs(np.power(a, 1 / 2.2) - np.power(b, 1 / 2.2)).max())
