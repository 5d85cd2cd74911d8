"""What a stain is made of: a pigment, the drops it fell in, and how it covers towards its rim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Rgb
from ..shades import difference
from .exposure import Spot
from .levels import BLOTCH_REACH, Field, blotch, distance_to

PIGMENTS: dict[str, Rgb] = {
    "oil": (0.020, 0.012, 0.008),
    "rust": (0.160, 0.050, 0.012),
    "ink": (0.008, 0.022, 0.120),
    "red paint": (0.450, 0.020, 0.015),
    "green paint": (0.030, 0.170, 0.035),
    "release agent": (0.560, 0.540, 0.470),
}
"""Linear reflectances of what soils a brick; release agent dries to a pale film."""

FAINTEST = 0.12
"""Cover at the very rim of a soft stain. Nothing fainter is laid on: the mask is all that is."""

HARD = ((0.0, 0.96),)
SOFT = tuple(
    (-0.62 * k / 9, FAINTEST + (0.88 - FAINTEST) * float(np.sin(np.pi / 2 * k / 9) ** 1.5))
    for k in range(10)
)
"""Layers: field level below which each begins, and its cover of what is underneath."""

_CONTRAST = 35.0
"""Colour difference (CIE76) from the struck surface that a pigment should have."""


@dataclass(frozen=True, eq=False)
class Drop:
    """One blotch: where its field is negative it soils; that lies within `reach` of `axis`."""

    field: Field
    axis: NDArray[np.float64]  # (2, 3) start and end of its middle line
    reach: float
    edge: float  # longest triangle edge that its outline needs


@dataclass(frozen=True, eq=False)
class Splash:
    """A stain in space; it colours the surfaces that it meets."""

    drops: tuple[Drop, ...]
    layers: tuple[tuple[float, float], ...]
    colour: Rgb
    roughness: float

    def field(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (V,) values at (V, 3) points: negative inside, about -1 in a drop's middle."""
        return np.asarray(np.min([drop.field(points) for drop in self.drops], axis=0))


def draw_splash(spot: Spot, under: Rgb, radius: float, rng: np.random.Generator) -> Splash:
    """Return a random stain about a spot on a surface of colour `under`.

    Args:
        spot: Its middle.
        under: Linear reflectance of what it has to stand out from.
        radius: Of its largest drop, in world units.
        rng: Draws pigment, style and shape.
    """
    colours = sorted(PIGMENTS.values(), key=lambda c: -float(difference(c, under)))
    clear = [c for c in colours if difference(c, under) >= _CONTRAST]
    choice = clear if len(clear) >= 3 else colours[:3]
    colour = choice[int(rng.integers(len(choice)))]
    main = _drop(spot.point, radius, rng)
    if rng.uniform() < 0.45:
        return Splash((main,), SOFT, colour, float(rng.uniform(0.3, 0.7)))
    drops = (main, *(_alone, _drips, _satellites)[int(rng.integers(3))](spot, radius, rng))
    return Splash(drops, HARD, colour, float(rng.uniform(0.08, 0.5)))


def _drop(middle: NDArray[np.float64], radius: float, rng: np.random.Generator) -> Drop:
    return Drop(
        blotch(middle, radius, rng), np.stack([middle] * 2), BLOTCH_REACH * radius, radius / 6
    )


def _alone(spot: Spot, radius: float, rng: np.random.Generator) -> list[Drop]:
    return []


def _satellites(spot: Spot, radius: float, rng: np.random.Generator) -> list[Drop]:
    """Return small drops around the large one, smaller further out."""
    aside, across = _tangents(spot.normal)
    drops = []
    for _ in range(int(rng.integers(4, 10))):
        turn, far = rng.uniform(0, 2 * np.pi), rng.uniform(1.2, 2.3)
        way = np.cos(turn) * aside + np.sin(turn) * across
        size = radius * float(rng.uniform(0.12, 0.34)) * 1.6 / far
        drops.append(_drop(spot.point + far * radius * way, size, rng))
    return drops


def _drips(spot: Spot, radius: float, rng: np.random.Generator) -> list[Drop]:
    """Return runs down the surface from the lower rim; none on a level one."""
    down = np.array([0.0, 0.0, -1.0])
    down -= (down @ spot.normal) * spot.normal
    if np.linalg.norm(down) < 0.3:
        return _satellites(spot, radius, rng)
    down /= np.linalg.norm(down)
    across = np.cross(spot.normal, down)
    drops = []
    for _ in range(int(rng.integers(1, 4))):
        start = spot.point + rng.uniform(-0.6, 0.6) * radius * across
        length, width = radius * rng.uniform(1.2, 2.6), radius * rng.uniform(0.12, 0.24)
        drops.append(_run(start, start + length * down, float(width), rng))
    return drops


def _run(
    start: NDArray[np.float64], end: NDArray[np.float64], width: float, rng: np.random.Generator
) -> Drop:
    """Return a run of paint from start to end, thicker at its end."""
    axis, way, phase = np.stack([start, end]), end - start, float(rng.uniform(0, 2 * np.pi))

    def field(points: NDArray[np.float64]) -> NDArray[np.float64]:
        share = np.clip((points - start) @ way / (way @ way), 0, 1)
        thick = 0.75 + 0.12 * np.sin(7 * share + phase) + 0.4 * np.clip(share - 0.75, 0, 1)
        return np.asarray(distance_to(axis, points) / (width * thick) - 1)

    return Drop(field, axis, 1.2 * width, width / 2)


def _tangents(normal: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two unit vectors square to `normal` and to each other."""
    aside = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    aside /= np.linalg.norm(aside)
    return aside, np.cross(normal, aside)
