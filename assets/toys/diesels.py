"""A toy diesel locomotive: a box with a slanted or a long low nose on two bogies; mm."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from . import paintbox, shaping, vehicles
from .rails import Livery, axles
from .shaping import pillow, twins
from .turned import Piece

_GLOW = paintbox.Finish(0.12, 0.5).paint("FFF1B0")


def diesel(livery: Livery, rng: np.random.Generator) -> list[Piece]:
    """Return the locomotive, its driver's end at +x."""
    long, half = 300.0, float(rng.uniform(36, 42))
    radius, roof = float(rng.uniform(15, 18)), float(rng.uniform(108, 122))
    deck = 2.1 * radius
    lean = float(rng.uniform(10, 34))
    waist = deck + 0.5 * (roof - deck)
    nose = float(rng.choice((0.0, 38.0)))
    end = long / 2 - nose
    side = [(-long / 2, deck), (end + nose, deck), (end + nose, waist), (end, waist + nose / 8),
            (end - lean, roof), (-long / 2, roof)]  # fmt: skip
    body = shaping.upright(side, (-half, half), 7.0, 9.0)
    made = [Piece("body", body, livery.main)]
    shell = shaping.swollen(body, 1.0)
    low = deck + 12
    for name, z, paint in (("stripe", (low, low + float(rng.uniform(6, 16))), livery.second),
                           ("roof", (roof - 8, roof + 9), livery.dark)):  # fmt: skip
        band = shaping.upright(shaping.corners((-300, 300), z), (-200, 200))
        made.append(Piece(name, shell ^ band, paint))
    deck_plate = pillow(
        (-long / 2 - 5, end + nose + 6), (-half - 3, half + 3), (deck - 9, deck + 3), 3
    )
    made.append(Piece("deck", deck_plate, livery.dark))
    made += _glass(body, end, lean, waist, roof, half, livery)
    x = end + nose
    made += twins("headlight", vehicles.lamp(x - 1, 0.55 * half, deck + 14, 6, 12), _GLOW)
    for name, at in (("front beam", x + 4), ("rear beam", -long / 2 - 4)):
        beam = pillow((at - 7, at + 7), (-half, half), (deck - 20, deck - 4), 3)
        made.append(Piece(name, beam, livery.second))
    for name, middle in (("front", 0.29 * long), ("rear", -0.29 * long)):
        frame = pillow((middle - 46, middle + 46), (-half + 18, half - 18),
                       (0.7 * radius, deck - 4), 3)  # fmt: skip
        made.append(Piece(f"{name} bogie", frame, livery.dark))
        spots = [middle - 28, middle + 28]
        made += axles(f"{name} wheel", spots, radius, half - 20, livery)
    return made + _roof_gear(long, roof, livery, rng)


def _glass(
    body: Manifold, end: float, lean: float, waist: float, roof: float, half: float,
    livery: Livery,
) -> list[Piece]:  # fmt: skip
    """Return the panes of the driver's cab and the louvres behind."""
    z = (waist + 8, roof - 11)
    made = list(twins("cab window", vehicles.pane(body, (end - lean - 38, end - lean - 8), z, 6),
                      paintbox.WINDOW))  # fmt: skip
    front = shaping.facing(shaping.corners((4, half - 8), z), (end - lean - 12, end + 20), 0, 4)
    skin = body.translate((1.2, 0, 0.3)) - body.translate((-6, 0, 0))
    made += twins("windscreen", skin ^ front, paintbox.WINDOW)
    for k, x in enumerate(np.linspace(-118, end - lean - 96, 3)):
        slats = [shaping.rod((x, half, h), (x + 34, half, h), 2.2, 10) for h in np.linspace(*z, 4)]
        frame = pillow((x - 5, x + 39), (half - 5, half + 1.2), (z[0] - 5, z[1] + 5), 1.0)
        made += twins(f"louvre {k + 1}", union([frame, *slats]), livery.dark)
    return made


def _roof_gear(long: float, roof: float, livery: Livery, rng: np.random.Generator) -> list[Piece]:
    """Return fans, exhaust and horn on the roof."""
    made = []
    for k in range(int(rng.integers(1, 4))):
        fan = shaping.turned([(0, -6), (17, -6), (17, 4), (13, 4), (11, 1), (0, 1)], 0.8, 32)
        made.append(
            Piece(f"fan {k + 1}", fan.translate((-0.4 * long + 42 * k, 0, roof)), livery.bright)
        )
    pipe = shaping.turned([(0, -6), (7, -6), (6, 14), (4, 14), (4, 6), (0, 6)], 0.8, 24)
    made.append(Piece("exhaust", pipe.translate((0.06 * long, 0, roof)), livery.dark))
    horn = shaping.along_x(shaping.turned([(0, -12), (3, -12), (3, 6), (7, 14), (0, 12)], 0.8, 24))
    foot = pillow((0.22 * long - 4, 0.22 * long + 4), (-4, 4), (roof - 5, roof + 9), 2)
    made.append(Piece("horn", horn.translate((0.22 * long, 0, roof + 8)) + foot, livery.bright))
    return made
