"""Arms and what a toy robot stands on; mm, Z up, looking to +X."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from . import paintbox, shaping
from .shaping import pillow, rod, twins
from .turned import Piece, joined, ring
from .vehicles import Wheel

if TYPE_CHECKING:
    from .robots import Looks


def arms(half: float, top: float, looks: Looks, rng: np.random.Generator) -> list[Piece]:
    """Return shoulders, arms and hands on both sides, hanging or reaching forward."""
    kind = str(rng.choice(("tube", "box", "ribbed")))
    claw = str(rng.choice(("claw", "mitten", "magnet")))
    lift = float(rng.uniform(-80, 30))
    y, z = half + 10, top - 22
    upper, fore = float(rng.uniform(36, 46)), float(rng.uniform(36, 46))
    a = np.radians(lift)
    elbow = (0.0, y + 13, z - upper)
    hand = (fore * float(np.cos(a)), y + 15, elbow[2] + fore * float(np.sin(a)))
    held = _hand(claw).rotate((0, -lift, 0)).translate(hand)
    return [
        *twins("shoulder", shaping.ball((0, half + 6, z), 16, 32), looks.trim),
        *twins("upper arm", _tube((0, y + 3, z), elbow, kind, 9.5), looks.bright),
        *twins("elbow", shaping.ball(elbow, 11.5, 28), looks.trim),
        *twins("forearm", _tube(elbow, hand, kind, 10.5), looks.limb),
        *twins("hand", held, looks.trim),
    ]


def _tube(
    a: tuple[float, float, float], b: tuple[float, float, float], kind: str, radius: float
) -> Manifold:
    """Return a limb between two joints: a tube, a bar, or a hose of beads."""
    if kind == "ribbed":
        line = np.linspace(a, b, 6)
        beads = [shaping.ball(tuple(p), radius, 24) for p in line]
        return joined([rod(a, b, 0.75 * radius), *beads])
    if kind == "box":
        side = (-radius, radius)
        end = pillow(side, side, side, 3, 12)
        return Manifold.batch_hull([end.translate(a), end.translate(b)])
    return rod(a, b, radius, 28)


def _hand(kind: str) -> Manifold:
    """Return a hand about the origin that reaches to +x."""
    wrist = shaping.along_x(shaping.turned([(0, -4), (12, -4), (12, 9), (0, 9)], 2.0, 28))
    if kind == "claw":
        jaw = [(6, -2), (16, 15), (36, 14), (44, 3), (34, 6), (22, 6), (12, -2)]
        upper = shaping.upright(jaw, (-7, 7), 1.5, 1.5)
        return union([wrist, upper, upper.mirror((0, 0, 1))])
    if kind == "magnet":
        arc = ring(14, 5.5, 0).rotate((90, 0, 0)).translate((25, 0, 0))
        gap = pillow((26, 60), (-20, 20), (-8.5, 8.5), 1, 8)
        return union([wrist, arc - gap])
    palm = shaping.ball((20, 0, 0), (15, 9, 13), 28)
    thumb = rod((16, 0, 8), (26, 0, 18), 5)
    return union([wrist, palm, thumb])


def base(
    floor: float, half: float, deep: float, looks: Looks, rng: np.random.Generator
) -> tuple[list[Piece], float]:
    """Return what the robot stands on, and the height at which its torso begins."""
    kind = str(rng.choice(("legs", "legs", "tracks", "wheels")))
    pelvis = pillow(
        (-0.8 * deep, 0.8 * deep), (-0.72 * half, 0.72 * half), (floor - 12, floor + 8), 5
    )
    made = [Piece("pelvis", pelvis, looks.trim)]
    if kind == "legs":
        return made + _legs(floor, half, deep, looks, rng), floor + 2
    if kind == "tracks":
        return made + _tracks(floor, half, looks, rng), floor + 2
    r = 0.3 * floor
    body = pillow((-deep - 8, deep + 8), (-half, half), (0.7 * r, floor - 8), 8)
    made.append(Piece("base", body, looks.limb))
    wheel = Wheel(r, 16, "holes", 5)
    for name, x in (("front", 0.72 * deep), ("rear", -0.72 * deep)):
        spot = (x, half + 2, r)
        made += twins(f"{name} wheel", wheel.tyre().translate(spot), paintbox.RUBBER)
        made += twins(f"{name} hub cap", wheel.cap().translate(spot), looks.bright)
    return made, floor + 2


def _legs(
    floor: float, half: float, deep: float, looks: Looks, rng: np.random.Generator
) -> list[Piece]:
    kind = str(rng.choice(("tube", "box", "ribbed")))
    y = 0.5 * half
    foot = shaping.upright(
        [(-0.9 * deep, 0), (1.45 * deep, 0), (1.45 * deep, 12), (0.5 * deep, 26),
         (-0.9 * deep, 26)],
        (y - 0.46 * half, y + 0.44 * half), 4.0, 5.0,
    )  # fmt: skip
    made = [*twins("leg", _tube((0, y, floor - 4), (0, y, 18), kind, 13), looks.bright)]
    if rng.random() < 0.6:
        knee = shaping.ball((0, y, 0.5 * floor + 10), (18, 17, 15), 28)
        made += twins("knee", knee, looks.trim)
    return made + list(twins("foot", foot, looks.limb))


def _tracks(floor: float, half: float, looks: Looks, rng: np.random.Generator) -> list[Piece]:
    """Return two tracks with wheels in them and a deck between."""
    long, tall = float(rng.uniform(52, 66)), 0.78 * floor
    r = tall / 2
    y = (half - 12, half + 16)
    end = shaping.along_y(Manifold.cylinder(y[1] - y[0], r, circular_segments=40))
    loop = Manifold.batch_hull([end.translate((x, y[0], r)) for x in (-long + r, long - r)])
    pads = [
        pillow((x - 3.5, x + 3.5), (y[0] - 1, y[1] + 1), (z - 3, z + 3), 1.2, 8)
        for x in np.linspace(-long + r, long - r, 6) for z in (1.5, tall - 1.5)
    ]  # fmt: skip
    for middle, start in ((long - r, -90), (-long + r, 90)):
        for a in np.radians(start + np.array([30, 60, 90, 120, 150])):
            pads.append(
                pillow((-3.5, 3.5), (y[0] - 1, y[1] + 1), (-3, 3), 1.2, 8)
                .rotate((0, -float(np.degrees(a)) + 90, 0))
                .translate((middle + (r - 1.5) * np.cos(a), 0, r + (r - 1.5) * np.sin(a)))
            )
    made = [*twins("track", joined([loop, *pads]), paintbox.RUBBER)]
    hub = shaping.along_y(
        shaping.turned([(0, -6), (0.7 * r, -6), (0.7 * r, 2), (0.3 * r, 5), (0, 5)], 1.0, 28)
    )
    for k, x in enumerate(np.linspace(-long + r, long - r, 3)):
        made += twins(f"track wheel {k + 1}", hub.translate((float(x), y[1], r)), looks.bright)
    deck = pillow((-long + 14, long - 14), (-half + 2, half - 2), (0.4 * tall, floor - 6), 6)
    made.append(Piece("deck", deck, looks.limb))
    return made
