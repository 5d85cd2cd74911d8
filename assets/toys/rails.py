"""What runs on rails: spoked wheels with flanges, and the livery; mm, front at +X."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manifold3d import CrossSection, Manifold

from ..materials import Surface
from ..piad.machining import around, prism
from . import shaping
from .shaping import twins
from .turned import Piece


@dataclass(frozen=True)
class Livery:
    """The surfaces of one locomotive: paints, that of the wheels, and what shines."""

    main: Surface
    second: Surface
    dark: Surface
    wheel: Surface
    bright: Surface


def rail_wheel(radius: float, width: float, count: int) -> Manifold:
    """Return a spoked wheel about the y axis, flange inside, its outside at y = width."""
    r = radius
    rim = [(0.8 * r, 0), (1.08 * r, 0), (1.08 * r, 0.25 * width), (r, 0.3 * width), (r, width)]
    tyre = shaping.turned([*rim, (0.8 * r, width)], 0.0, 36)
    nave = shaping.turned(
        [(0, 0), (0.25 * r, 0), (0.25 * r, 1.1 * width), (0, 1.1 * width)], 0.0, 20
    )
    spoke = CrossSection.square([0.85 * r, 0.13 * r]).translate((0, -0.065 * r))
    star = prism(around(spoke, count), (0.15 * width, 0.75 * width))
    return shaping.along_y(tyre + nave + star)


def axles(
    name: str, spots: Sequence[float], radius: float, y: float, livery: Livery
) -> list[Piece]:
    """Return a pair of wheels at each x, numbered; y is that of the inside of the left ones."""
    made: list[Piece] = []
    wheel = rail_wheel(radius, 10, 8)
    for k, x in enumerate(spots):
        made += twins(f"{name} {k + 1}", wheel.translate((x, y, 1.08 * radius)), livery.wheel)
    return made
