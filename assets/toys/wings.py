"""What airplanes share: wings, landing gear, propellers, stripes; mm, nose at +X."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from . import paintbox, shaping
from .paintbox import Finish
from .shaping import Span, rod, twins
from .turned import Piece
from .vehicles import Wheel

Spot = tuple[float, float, float]
LONG = 300.0
"""Length of every fuselage, mm."""


@dataclass(frozen=True)
class Livery:
    """The sRGB codes of one airplane."""

    body: str
    wing: str
    trim: str


def foil(root: Spot, tip: Spot, chords: tuple[float, float], thick: float) -> Manifold:
    """Return a wing from root to tip, chords along x, rounded all over."""
    up = np.abs(np.array(tip) - np.array(root))
    lies = up[1] >= up[2]
    ends = []
    for spot, chord, share in ((root, chords[0], 1.0), (tip, chords[1], 0.7)):
        flat, span = thick * share / 2, 3.0
        radii = (chord / 2, span, flat) if lies else (chord / 2, flat, span)
        ends.append(shaping.ball(spot, radii, 40))
    return Manifold.batch_hull(ends)


def gear(
    spots: Mapping[str, tuple[float, float, float, float]], width: float, finish: Finish
) -> list[Piece]:
    """Return wheels on struts, a pair where y > 0, one in the middle where y = 0.

    Args:
        spots: x, y of the wheel, height of the top of its strut, radius; by a name.
        width: Of the wheels.
        finish: That of the tyres.
    """
    made: list[Piece] = []
    for name, (x, y, top, radius) in spots.items():
        wheel = Wheel(radius, width)
        tyre = wheel.tyre().translate((x, y, radius))
        leg = rod((x, y - (width / 2 + 2 if y else 0), radius), (x, 0.6 * y, top), 2.6)
        pin = rod((x, y - width / 2 - 3, radius), (x, y + width / 2 + 1, radius), 2.4)
        if y:
            made += twins(f"{name} wheel", tyre, finish.paint(paintbox.BLACK))
            made += twins(f"{name} strut", leg + pin, paintbox.METAL)
        else:
            fork = rod((x, -width / 2 - 2, radius), (x, -width / 2 - 2, radius + 2), 2.4)
            bent = rod((x, -width / 2 - 2, radius), (x, 0, 2.2 * radius), 2.4)
            made.append(Piece(f"{name} wheel", tyre, finish.paint(paintbox.BLACK)))
            made.append(Piece(f"{name} strut", union([
                fork, bent, pin, rod((x, 0, 2.2 * radius), (x, 0, top), 2.6)]),
                paintbox.METAL))  # fmt: skip
    return made


def stripe(body: Manifold, z: Span, finish: Finish, colour: str) -> Piece:
    """Return a stripe round a fuselage between two heights, 0.8 mm proud."""
    band = shaping.upright(shaping.corners((-300, 300), z), (-200, 200))
    return Piece("stripe", shaping.swollen(body, 0.8) ^ band, finish.paint(colour))


def propeller(x: float, z: float, radius: float, blades: int, turn: float) -> Manifold:
    """Return blades with a spinner about the x axis through (x, 0, z)."""
    arms = [
        shaping.ball((0, 0, radius / 2 + 1), (1.9, 6.5, radius / 2), 20)
        .rotate((0, 0, 22)).rotate((360 * k / blades + turn, 0, 0))
        for k in range(blades)
    ]  # fmt: skip
    nose = shaping.turned([(0, -6), (8.5, -6), (8, 3), (5, 10), (0, 13)], 1.0, 28)
    return union([*arms, shaping.along_x(nose)]).translate((x, 0, z))
