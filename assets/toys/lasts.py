"""The last that a shoe is built on: a foot-shaped body, toe at +X, and what is cut after it; mm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from ..piad.machining import outline
from ..piad.turning import Points
from . import shaping
from .paintbox import Finish
from .shaping import Span
from .turned import Piece

WALL = 5.0
"""Thickness of an upper, mm."""


@dataclass(frozen=True, eq=False)
class Last:
    """A foot-shaped body between x = -150 and 150.

    Attributes:
        stations: (n, 5) rows x, middle in y, half width, bottom, top; both ends have no width.
        power: Of the superelliptic sections.
    """

    stations: Points
    power: float

    def solid(self, inset: float = 0.0) -> Manifold:
        """Return the body, or what is `inset` mm inside it."""
        x, y, half, low, high = self.stations.T
        shrunk = x * (1 - inset / 150)
        wide = np.where(half > 0, np.maximum(half - inset, 1), 0)
        tall = np.where(half > 0, np.maximum((high - low) / 2 - inset, 1), 0)
        rows = [shrunk, y, (low + high) / 2, wide, tall, np.full(len(x), self.power)]
        return shaping.loft(np.stack(rows, axis=1), 44, 44)

    def top(self, x: ArrayLike) -> Points:
        """Return heights of the ridge at given x."""
        found: Points = self._between(x, (self.stations[:, 3] + self.stations[:, 4]) / 2)
        tall = self._between(x, ((self.stations[:, 4] - self.stations[:, 3]) / 2) ** 2)
        return found + np.sqrt(np.maximum(tall, 0))

    def middle(self, x: ArrayLike) -> Points:
        """Return the middle in y at given x."""
        return self._between(x, self.stations[:, 1])

    def low(self, x: ArrayLike) -> Points:
        """Return heights of the underside at given x."""
        return self._between(x, self.stations[:, 3])

    def _between(self, x: ArrayLike, values: Points) -> Points:
        drawn: Points = PchipInterpolator(self.stations[:, 0], values)(np.asarray(x, np.float64))
        return drawn

    def plan(self, grow: float = 0.0) -> CrossSection:
        """Return the outline seen from above, `grow` mm wider."""
        x = -150 * np.cos(np.linspace(0, np.pi, 48))
        half = np.sqrt(np.maximum(self._between(x, self.stations[:, 2] ** 2), 0.01))
        y = self.middle(x)
        left, right = np.c_[x, y + half], np.c_[x, y - half]
        drawn = outline(np.concatenate([left, right[::-1]]))
        return drawn.offset(grow, JoinType.Round, 2.0, 32).simplify(0.05) if grow else drawn

    def sole(self, thick: Span, grow: float) -> Manifold:
        """Return a sole between two distances below the underside, bent along with it."""
        flat = self.plan(grow)
        x = np.linspace(-150 - grow - 2, 150 + grow + 2, 60)
        low = self.low(np.clip(x, -149, 149))
        under, over = np.c_[x, low - thick[1]], np.c_[x, low - thick[0]]
        side = shaping.upright(np.concatenate([under, over[::-1]]), (-120, 120))
        return flat.extrude(600).translate((0, 0, -200)) ^ side


def last_of(
    tops: tuple[float, ...], rng: np.random.Generator, power: float = 2.6, lift: float = 0.0,
    ground: float = 18.0, point: float = 0.0,
) -> Last:  # fmt: skip
    """Return a last.

    Args:
        tops: Heights over the underside at x = -125, -60, 0, 45, 90, 125.
        rng: Decides width and swing.
        power: Of the sections.
        lift: By which the heel stands higher.
        ground: Height of the underside at the toe.
        point: How pointed the toe is, in [0, 1].
    """
    x = np.array([-150, -125, -60, 0, 45, 90, 125, 150.0])
    wide = float(rng.uniform(0.9, 1.08))
    half = wide * np.array([0, 31, 33, 37, 46, 46 - 6 * point, 36 - 14 * point, 0])
    y = float(rng.uniform(5, 10)) * np.array([0, 0, 0, -0.4, 0, 0.3, 0, -1.2])
    rise = np.clip((50 - x) / 165, 0, 1)
    low = ground + lift * rise * rise * (3 - 2 * rise)
    high = low + np.array([tops[0] * 0.7, *tops, 0.6 * tops[-1]])
    return Last(np.stack([x, y, half, low, high], axis=1), power)


def opened(
    last: Last, body: Manifold, x: Span, half: float, above: float, wall: float = WALL
) -> Manifold:
    """Return an upper, hollow, with an opening over an oval between two x above a height.

    What lies on an upper takes a smaller wall, so that it ends inside the upper's.
    """
    x, half = (x[0] - WALL + wall, x[1] + WALL - wall), half + WALL - wall
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    middle, long = (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
    oval = np.c_[middle + long * np.cos(angle), half * np.sin(angle) + float(last.middle(middle))]
    hole = shaping.level(oval, (above, 500))
    return body - last.solid(wall) - hole


def soles(last: Last, finish: Finish, mid: str, out: str, thick: float) -> list[Piece]:
    """Return midsole and outsole; the midsole reaches 4 mm up the upper."""
    return [
        Piece("midsole", last.sole((-9.0, 0.6 * thick), 4.0), finish.paint(mid)),
        Piece("outsole", last.sole((0.5 * thick, thick), 5.0), finish.paint(out)),
    ]
