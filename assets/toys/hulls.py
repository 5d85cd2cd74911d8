"""Hulls, sails and flags of toy boats, mm; bow at +X, keel on z = 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike

from ..brick_shapes import box
from ..materials import Surface
from ..piad.helices import sweep
from ..piad.machining import in_one_piece
from ..piad.turning import Points
from . import paintbox, shaping
from .paintbox import Finish, colours
from .shaping import Span
from .turned import Piece


@dataclass(frozen=True)
class Hull:
    """A hull from x = -length / 2 to length / 2, its keel on z = 0; mm.

    Attributes:
        length: At the deck.
        half: Half the beam.
        side: Height of the deck amidships.
        sheer: By which the bow rises above that; the stern rises a third of it.
        stern: Width of the transom, a share of the beam; less than 0.2 is a pointed stern.
        flat: Power of the sections: 2 is round, 3 flat-bottomed.
    """

    length: float
    half: float
    side: float
    sheer: float
    stern: float
    flat: float

    def wide(self, share: Points) -> Points:
        """Return half widths of the deck at shares of the length from the stern (n,)."""
        aft = self.stern + (1 - self.stern) * np.sin(np.clip(share / 0.45, 0, 1) * np.pi / 2) ** 0.8
        fore = np.cos(np.clip((share - 0.45) / 0.55, 0, 1) * np.pi / 2) ** 0.75
        drawn: Points = self.half * np.where(share < 0.45, aft, fore)
        return drawn

    def deck(self, share: Points) -> Points:
        """Return heights of the deck's edge at shares of the length (n,)."""
        rise = np.where(share > 0.4, (share - 0.4) / 0.6, 0.33 * (0.4 - share) / 0.4)
        drawn: Points = self.side + self.sheer * rise**2
        return drawn

    def solid(self, inset: float = 0.0, low: float = 0.0, over: float = 0.0) -> Manifold:
        """Return the hull, full, or what is `inset` mm inside it.

        Args:
            inset: Distance from the sides.
            low: Height of the bottom.
            over: By which it stands over the deck's edge.
        """
        share = np.linspace(inset / self.length, 1 - 1.5 * inset / self.length, 36)
        wide = np.maximum(self.wide(share) - inset, 0.8)
        top = self.deck(share) + over
        # the stem is raked: the keel begins aft of it
        keel = low + (top - low) * np.clip((share - 0.72) / 0.3, 0, 1) ** 1.7 * 0.9
        x = (share - 0.5) * self.length
        angle = np.linspace(0, np.pi, 15)
        across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (2 / self.flat)
        down = np.abs(np.sin(angle)) ** (2 / self.flat)
        y = wide[:, None] * across * (0.82 + 0.18 * (1 - down))
        z = top[:, None] - (top - keel)[:, None] * down
        rings = np.stack([np.broadcast_to(x[:, None], y.shape), y, z], axis=-1)
        return sweep(rings[:, ::-1])

    def strip(self, low: float, high: float, proud: float) -> Manifold:
        """Return a band round the hull between heights over (below) the deck's edge."""
        body = shaping.swollen(self.solid(), proud)
        share = np.linspace(-0.1, 1.1, 30)
        x, top = (share - 0.5) * self.length, self.deck(share)
        lower, upper = np.c_[x, top + low], np.c_[x, top + high]
        return body ^ shaping.upright(np.concatenate([lower, upper[::-1]]), (-300, 300))

    def pieces(self, main: Surface, below: Surface, deck: Surface, rail: Surface) -> list[Piece]:
        """Return the hull with a bulwark round its deck, painted below the water line."""
        floor = self.side - 0.25 * self.side
        room = self.solid(5.0, floor, 40.0)
        core = self.solid(2.0, floor, 40.0)  # the rail ends within the bulwark
        planks = self.solid(2.5) ^ box((-400, 400), (-300, 300), (floor - 6, floor + 3))
        wet = shaping.swollen(self.solid(), 0.8) ^ box(
            (-400, 400), (-300, 300), (-5, 0.42 * self.side)
        )
        return [
            Piece("hull", self.solid() - room, main),
            Piece("bottom", in_one_piece(wet.simplify(0.2)), below),
            Piece("deck", planks, deck),
            Piece("rub rail", self.strip(-0.2 * self.side, -0.08 * self.side, 2.0) - core, rail),
        ]


def chance_hull(
    rng: np.random.Generator, beam: tuple[float, float], side: tuple[float, float],
    sheer: tuple[float, float], stern: tuple[float, float],
) -> Hull:  # fmt: skip
    """Return a hull 300 mm long, its measures between limits in shares of that."""
    half, high, rise = (300 * float(rng.uniform(*v)) for v in (beam, side, sheer))
    return Hull(300.0, half, high, rise, float(rng.uniform(*stern)), float(rng.uniform(2.3, 3.2)))


def painted(hull: Hull, finish: Finish, rng: np.random.Generator) -> tuple[list[Piece], list[str]]:
    """Return the hull's pieces and four colours that go with it."""
    main, below, trim, more = colours(rng, 4)
    if rng.random() < 0.35:
        main = "FFFFFF"
    wood = str(rng.choice(paintbox.WOODS))
    rail = finish.paint(str(rng.choice((trim, "FFFFFF", wood))))
    made = hull.pieces(finish.paint(main), finish.paint(below), finish.paint(wood), rail)
    return made, [main, below, trim, more]


def sail(z: Span, luff: Span, leech: Sequence[float], belly: float, thick: float = 3.0) -> Manifold:
    """Return a sail blown towards +y.

    Args:
        z: Of its foot and its head.
        luff: x of the front edge at foot and head.
        leech: x of the rear edge at foot, half the height and head.
        belly: Depth over width.
        thick: mm.
    """
    share = np.linspace(0, 1, 28)
    front = np.interp(share, [0, 1], luff)
    rear = np.interp(share, [0, 0.5, 1], leech)
    rear = np.minimum(rear, front - 2.5)
    along = np.linspace(0, 1, 16)
    x = front[:, None] + (rear - front)[:, None] * along
    y = belly * np.abs(front - rear)[:, None] * np.sin(np.pi * along**0.8)
    height = np.broadcast_to(np.interp(share, [0, 1], z)[:, None], x.shape)
    port = np.stack([x, y + thick / 2, height], axis=-1)
    starboard = np.stack([x, y - thick / 2, height], axis=-1)
    return sweep(np.concatenate([port, starboard[:, ::-1]], axis=1))


def flag(foot: ArrayLike, size: Span, wave: float) -> Manifold:
    """Return a waving flag from (3,) its lower corner at the staff towards -x."""
    x = np.linspace(0, 1, 18)
    y = wave * np.sin(2 * np.pi * x) * x
    rings = []
    for s, bend in zip(x, y, strict=True):
        a, b = (-s * size[0], bend - 1.2, 0.0), (-s * size[0], bend + 1.2, 0.0)
        up = np.array([0, 0, size[1]])
        rings.append([a, b, np.array(b) + up, np.array(a) + up])
    return sweep((np.asarray(rings) + np.asarray(foot))[:, ::-1])
