"""Peeling: a coat that flakes off what it covers and curls up round the hole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..scene import Scene
from . import Twins, millimetre
from .exposure import Spot, draw_spot_on
from .levels import Field, carve
from .patches import (
    Look,
    clearance,
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
from .substances import Substance, below, substances

_SIZES = (0.06, 0.14)
"""Diameter of a flake over the longest side of the object."""
_SMALLEST = 3.5
_COATS = (0.1, 0.5)
"""Thickness of the coat, mm."""
_CURLS = (0.5, 1.2)
"""How far the lip stands up at most, mm."""
_LIPS = (1.2, 3.0)
"""How far from the edge the lip begins to rise, mm."""
_TILE = 20.0
_REACH = 1.75
"""Radii within which all flakes end."""


def flake(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Let the coat of a part peel about a random visible point: enamel, paint, print or glaze.

    Inside an outline of flakes the surface lies lower by the thickness of the coat and shows what
    was below; along part of the rim the coat curls up. S_N are the faces that move, S_A these and
    the flaked ones. Severity is the diameter in millimetres of a disc as large as the flaked
    surface that is open to outside.

    Raises:
        ValueError: No part that is seen has a coat.
    """
    mm = millimetre(scene)
    kinds = substances(scene)
    coated = [kind.peels for kind in kinds]

    def attempt() -> tuple[Twins, float, float]:
        spot = draw_spot_on(scene, rng, coated, "coat that could peel")
        size = max(_SMALLEST, extent(scene) * float(np.exp(rng.uniform(*np.log(_SIZES)))))
        made, area = _flaked(scene, spot, kinds[spot.index], size / 2 * mm, rng, edit)
        return made, area, 0.35 * np.pi * (size / 2 * mm) ** 2

    made, area = large_enough(attempt)
    return recorded(made, "peeling", disc(area, mm))


def _flaked(
    scene: Scene,
    spot: Spot,
    kind: Substance,
    radius: float,
    rng: np.random.Generator,
    edit: int,
) -> tuple[Twins, float]:
    """Return the scene with a flaked patch of a radius, in world units, and its open area."""
    mm, item = millimetre(scene), scene.items[spot.index]
    thick = min(float(rng.uniform(*_COATS)) * mm, 0.7 * clearance(scene, spot))
    curl, lip = (float(rng.uniform(*limits)) * mm for limits in (_CURLS, _LIPS))
    if kind.coat == "glaze":  # is brittle
        curl *= 0.12
    axis = np.stack([spot.point] * 2)
    edge = max(0.22 * mm, radius / 16)
    skin = patch(item, spot, axis, _REACH * radius + lip, edge)
    outline = _flakes(spot, radius, rng)
    layers = below(kind, item, rng)
    skin = carve(skin, outline, 0.0, (1, 2))  # the wall of the coat, its torn edge
    skin = carve(skin, outline, -0.14 * mm, (2, 3))
    looks = [Look(2, layers[0], _TILE * mm), Look(3, layers[0], _TILE * mm)]
    if len(layers) > 1:
        skin = carve(skin, outline, -float(rng.uniform(0.25, 0.5)) * radius, (3, 4))
        looks.append(Look(4, layers[1], _TILE * mm))
    places = _sunk(skin, thick) + _curled(skin, spot, (curl, lip), radius, rng)
    return twins(scene, spot, skin, skin.vertices + places, tuple(looks), edit)


def _flakes(spot: Spot, radius: float, rng: np.random.Generator) -> Field:
    """Return a field that is negative in a cluster of flakes: cells with straight, chipped sides.

    Its values are about distances to the outline, in world units.
    """
    seeds = spot.point + 2.6 * radius * rng.uniform(-1, 1, (260, 3))
    seeds[0] = spot.point
    far = np.linalg.norm(seeds - spot.point, axis=1)
    gone = far < radius * rng.uniform(0.65, 1.15, len(seeds))
    gone[0] = True
    inner, outer = cKDTree(seeds[gone]), cKDTree(seeds[~gone])
    coarse, fine = (
        waves((0.5 * radius, 1.2 * radius), 10, rng),
        waves((0.1 * radius, 0.3 * radius), 14, rng),
    )

    def field(points: NDArray[np.float64]) -> NDArray[np.float64]:
        between = (inner.query(points)[0] - outer.query(points)[0]) / 1.6
        chips = 0.09 * roughness(coarse, points) + 0.03 * roughness(fine, points)
        return np.asarray(between + radius * chips)

    return field


def _sunk(skin: Skin, thick: float) -> NDArray[np.float64]:
    """Return how the floor of the flaked patch moves, (V, 3): inwards by the coat's thickness."""
    floor = skin.only(skin.numbers() >= 3)
    rim = np.isin(np.arange(len(skin.vertices)), skin.only(skin.numbers() == 1).faces)
    used = np.zeros(len(skin.vertices), bool)
    used[floor.faces] = True
    used &= ~rim
    return np.where(used[:, None], -thick * floor.normals(), 0.0)


def _curled(
    skin: Skin,
    spot: Spot,
    lip: tuple[float, float],
    radius: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return how the coat about the patch moves, (V, 3): up along part of the rim, and back.

    Args:
        skin: Tagged: 1 the coat, 2 the wall at its edge.
        spot: The middle.
        lip: How high the lip stands, and how far from the edge it begins.
        radius: Of the patch.
        rng: Draws along which part.
    """
    high, wide = lip
    coat = skin.only(skin.numbers() == 1)
    around, wall = np.unique(coat.faces), np.unique(skin.faces[skin.numbers() == 2])
    rim = np.intersect1d(around, wall)
    shift = np.zeros_like(skin.vertices)
    if not len(rim):
        return shift
    points = skin.vertices[around]
    far, nearest = cKDTree(skin.vertices[rim]).query(points)
    edge = skin.vertices[rim][nearest]
    rising = np.clip(0.55 + 0.75 * roughness(waves((1.5 * radius, 4 * radius), 6, rng), edge), 0, 1)
    rising *= 0.8 + 0.2 * roughness(waves((0.3 * radius, 0.8 * radius), 8, rng), edge)
    share = np.clip(1 - far / wide, 0, 1)
    lift = high * rising * share**2
    normals = coat.normals()[around]
    back = points - spot.point
    back -= np.einsum("ij,ij->i", back, normals)[:, None] * normals
    back /= np.maximum(np.linalg.norm(back, axis=1, keepdims=True), 1e-12)
    shift[around] = lift[:, None] * (normals + 0.45 * share[:, None] * back)
    return shift
