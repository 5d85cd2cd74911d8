"""Rust: crusts that grow on iron, through enamel as well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import srgb
from ...assets.piad.decay import rust as crust
from ..scene import Scene
from . import Twins, millimetre
from .exposure import Spot, draw_spot_on
from .films import laid_on
from .levels import Field, blotch, carve
from .patches import (
    Look,
    disc,
    extent,
    large_enough,
    patch,
    recorded,
    roughness,
    twins,
    waves,
)
from .skins import Skin
from .substances import substances

_SIZES = (0.045, 0.115)
"""Diameter of the largest patch over the longest side of the object."""
_SMALLEST = 3.0
_RISES = (0.05, 0.3)
"""Height of the crust in millimetres."""
_HALO = ((0.40, 0.22), (0.31, 0.40), (0.22, 0.58), (0.13, 0.74), (0.05, 0.88))
"""Levels of the field below which the halo covers what is below, and how much."""
_DUST = srgb("B0561C")
_TILE = 16.0


def corrode(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Let a part rust about a random visible point: a rough crust in a halo of orange dust.

    S_N are the faces that the crust lifts, S_A the crust and its halo. Severity is the diameter
    in millimetres of a disc as large as the rusted surface, halo included, that is open to outside.

    Raises:
        ValueError: No part that is seen can rust.
    """
    mm = millimetre(scene)
    rusting = [substance.rusts for substance in substances(scene)]

    def attempt() -> tuple[Twins, float, float]:
        spot = draw_spot_on(scene, rng, rusting, "steel or iron that could rust")
        size = max(_SMALLEST, extent(scene) * float(np.exp(rng.uniform(*np.log(_SIZES)))))
        made, area = _rusted(scene, spot, size / 2 * mm, rng, edit)
        return made, area, 0.35 * np.pi * (size / 2 * mm) ** 2

    made, area = large_enough(attempt)
    return recorded(made, "rust", disc(area, mm))


def _rusted(
    scene: Scene, spot: Spot, radius: float, rng: np.random.Generator, edit: int
) -> tuple[Twins, float]:
    """Return the scene with a patch of rust of a radius, in world units, and its open area."""
    mm, item = millimetre(scene), scene.items[spot.index]
    field = _spread(spot, radius, rng)
    reach = 2.6 * radius
    skin = patch(item, spot, np.stack([spot.point] * 2), reach, max(0.25 * mm, radius / 12))
    looks = []
    for tag, (level, cover) in enumerate(_HALO, start=1):
        skin = carve(skin, field, level, (tag, tag + 1))
        looks.append(Look(tag + 1, laid_on(item.surface, _DUST, 0.8, cover)))
    core = len(_HALO) + 2
    skin = carve(skin, field, 0.0, (core - 1, core))
    looks.append(Look(core, crust(int(rng.integers(3))), _TILE * mm))
    height = float(rng.uniform(*_RISES)) * mm
    places = skin.vertices + _rise(skin, core, field, height, radius, rng)
    return twins(scene, spot, skin, places, tuple(looks), edit)


def _spread(spot: Spot, radius: float, rng: np.random.Generator) -> Field:
    """Return the field of a patch with up to five smaller ones about it."""
    parts = [blotch(spot.point, radius, rng)]
    for _ in range(int(rng.integers(0, 6))):
        way = np.cross(spot.normal, rng.normal(size=3))
        way /= max(float(np.linalg.norm(way)), 1e-12)
        far, size = float(rng.uniform(0.9, 1.9)), float(rng.uniform(0.12, 0.4))
        parts.append(blotch(spot.point + far * radius * way, size * radius, rng))
    return lambda points: np.min([part(points) for part in parts], axis=0)


def _rise(
    skin: Skin, core: int, field: Field, height: float, radius: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return by how much each vertex is lifted, (V, 3): rough, and nothing at the rim."""
    crusty = skin.only(skin.numbers() == core)
    used = np.unique(crusty.faces)
    points = skin.vertices[used]
    bundle = waves((0.12 * radius, 0.6 * radius), 24, rng)
    rough = 0.6 + 0.35 * np.clip(roughness(bundle, points), -1.6, 1.6)
    inwards = np.clip(-field(points) / 0.25, 0, 1)
    lift = np.zeros_like(skin.vertices)
    lift[used] = (height * inwards * rough)[:, None] * crusty.normals()[used]
    return lift
