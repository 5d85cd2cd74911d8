"""Bananas: alone, in hands, half peeled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold
from scipy.interpolate import PchipInterpolator

from ..materials import Surface
from ..piad.turning import Points, oval, swept
from ..props import Prop
from .looks import colour, mottled, soft
from .shaping import ball
from .turned import Piece, cord, finished, pick

_BANANAS = (("F6D233", "EFC21F"), ("F4CB2A", "C9C53A"), ("A9BE3C", "D5CC3E"), ("EDB92B", "D99C22"))
"""Ripe, half ripe, green, very ripe."""


def banana(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return one banana lying on its side, a hand of two to four, or a half peeled one."""
    kind = pick(rng, ("one", "hand", "peeled"), (0.35, 0.4, 0.25))
    ground, cloud = _BANANAS[int(rng.integers(len(_BANANAS)))]
    spots = colour(rng, ("7A4F20", "B98A2E", ground))
    skin = mottled(ground, cloud, spots, int(rng.integers(4)), 0.45)
    shape = _Banana(rng.uniform(1.7, 2.6), rng.uniform(29, 39), rng.uniform(0.02, 0.07))
    end, green = soft("3B2A1C", 0.8), soft(colour(rng, ("8C8A3A", "A59A45", "6E5A30")), 0.6)
    if kind == "peeled":
        return finished(_peeled(shape, skin, end, green, rng), rng)
    count = 1 if kind == "one" else int(rng.integers(2, 5))
    pieces = [Piece("stem", ball((2, 0, 0), (17, 11 + 4 * count, 13), 28), green)]
    for k in range(count):
        tilt = (0.0 if count == 1 else 4.0 + 25 * k, 0.0, float(rng.uniform(-4, 4)))
        name = "body" if count == 1 else f"banana {k + 1}"
        pieces.append(Piece(name, shape.stretch(0, 1).rotate(tilt), skin, 170.0))
        tip = "tip" if count == 1 else f"tip {k + 1}"
        pieces.append(Piece(tip, shape.tip().rotate(tilt), end))
    return finished(pieces, rng)


@dataclass(frozen=True)
class _Banana:
    """An arc of length 300 from the origin along +X, turning to +Y.

    Attributes:
        turned: Angle over its length, radians.
        thick: Half its width.
        edged: How much of its five edges shows.
    """

    turned: float
    thick: float
    edged: float

    def path(self, share: Points) -> Points:
        """Return the middle (n, 3) at shares of the length."""
        angle, r = self.turned * share, 300 / self.turned
        return np.stack([r * np.sin(angle), r * (1 - np.cos(angle)), 0 * share], axis=1)

    def half(self, share: Points) -> Points:
        """Return half the width (n,) at shares of the length."""
        known = [0, 0.06, 0.12, 0.2, 0.32, 0.5, 0.68, 0.82, 0.92, 1.0]
        width = [0.3, 0.27, 0.34, 0.68, 0.93, 1.0, 0.95, 0.78, 0.5, 0.2]
        return self.thick * np.asarray(PchipInterpolator(known, width)(share))

    def stretch(self, low: float, high: float, slim: float = 1.0) -> Manifold:
        """Return the body between two shares of the length."""
        share = np.linspace(low, high, max(int(44 * (high - low)), 8))
        angle = np.arange(30) * 2 * np.pi / 30
        ring = (1 + self.edged * np.cos(5 * angle))[:, None] * oval(1, 1, 30)
        half = slim * self.half(share)
        return swept(self.path(share), half[:, None, None] * ring, (0, 0, 1))

    def tip(self) -> Manifold:
        """Return the dark end."""
        share = np.array([0.975, 1.0, 1.02])
        return cord(self.path(share), 0.26 * self.thick, (0, 0, 1))


def _peeled(
    shape: _Banana, skin: Surface, end: Surface, green: Surface, rng: np.random.Generator
) -> list[Piece]:
    """Return a banana whose upper half is bare, the peel hanging down in strips."""
    start = float(rng.uniform(0.4, 0.52))
    flesh = soft("F7EBC0", 0.6, 0.4)
    fruit = shape.stretch(start - 0.15, 0.97, 0.86)
    pieces = [
        Piece("stem", ball((2, 0, 0), (15, 12, 12), 24), green),
        Piece("peel", shape.stretch(0, start), skin, 170.0),
        Piece("flesh", fruit + ball(shape.path(np.array([0.96]))[0], 9.5, 20), flesh),
    ]
    at = shape.path(np.array([start - 0.03]))[0]
    heading = float(np.degrees(shape.turned * start))
    # none below: it would lift the fruit off the table
    turns = np.linspace(-105, 105, int(rng.integers(3, 5))) + rng.uniform(-12, 12)
    length = 300 * (0.92 - start)
    for k, roll in enumerate(turns.tolist()):
        t = np.linspace(0, 1, 22)
        droop = rng.uniform(1.7, 2.5)
        # away from the fruit, then back along the peel
        out = 0.7 * shape.thick + 0.55 * length * (1 - np.cos(droop * t))
        line = np.stack([length * 0.5 * np.sin(droop * t), 0 * t, out], axis=1)
        wide = 1.0 * shape.thick * (1 - t**2.5) + 3
        flat = oval(1, 1, 20)
        outlines = np.stack([flat * [w, 4.0] for w in wide])
        flap = _strip(line, outlines)
        pose = flap.rotate((roll, 0, 0)).rotate((0, 0, heading))
        pieces.append(Piece(f"flap {k + 1}", pose.translate(at.tolist()), skin, 170.0))
    return pieces


def _strip(line: Points, outlines: Points) -> Manifold:
    """Return a strip along a path in the xz plane, as wide along y as its outlines' first axis."""
    return swept(line, outlines[..., ::-1] * [1, -1], (0, 1, 0))
