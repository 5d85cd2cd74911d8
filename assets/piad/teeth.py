"""Outlines of toothed parts, by their standards: millimetres, about the origin, a gap on +x.

ISO 53 and 21771 (involute gears), ISO 606 (roller chains and their sprockets), ISO 14 (splines).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection
from numpy.typing import NDArray

from .machining import around, disc, outline, rectangle

Outline = NDArray[np.float64]
"""(N, 2) float64, counter-clockwise."""

ADDENDUM, DEDENDUM, TIP_ROUND = 1.0, 1.25, 0.38
"""Of the basic rack in modules, and the radius of its tips (ISO 53, profile A)."""


@dataclass(frozen=True)
class Involute:
    """An involute spur gear, cut by the basic rack of ISO 53.

    Attributes:
        teeth: Number of teeth.
        module: Pitch diameter per tooth, mm.
        angle: Pressure angle, radians.
        shift: Profile shift coefficient: how many modules the rack stands off.
    """

    teeth: int
    module: float
    angle: float = float(np.radians(20))
    shift: float = 0.0

    def __post_init__(self) -> None:
        # ISO 21771: the rack's straight flank must end above the base circle
        least = 2 * (ADDENDUM - self.shift) / np.sin(self.angle) ** 2
        if self.teeth < least:
            raise ValueError(
                f"{self.teeth} teeth would be undercut: at least {least:.1f}, or a greater shift"
            )

    @property
    def pitch_radius(self) -> float:
        """Half of the reference diameter, mm."""
        return self.teeth * self.module / 2

    @property
    def base_radius(self) -> float:
        """Radius of the circle from which the flanks unroll, mm."""
        return self.pitch_radius * float(np.cos(self.angle))

    @property
    def tip_radius(self) -> float:
        """Half of the outer diameter, mm."""
        return self.pitch_radius + (ADDENDUM + self.shift) * self.module

    @property
    def root_radius(self) -> float:
        """Half of the diameter at the bottom of the gaps, mm."""
        return self.pitch_radius - (DEDENDUM - self.shift) * self.module

    def outline(self, backlash: float = 0.0, steps: int = 8) -> Outline:
        """Return the teeth.

        Args:
            backlash: By how much each tooth is thinner at the pitch circle, mm.
            steps: Points on a flank, and on a root fillet.
        """
        fillet, flank = self._fillet(steps), self._flank(backlash, steps)
        half = np.concatenate([[(self.root_radius, 0.0)], fillet, flank[1:]])
        tooth = np.concatenate([half[:0:-1] * [1, -1], half])  # polar: r, angle
        # from tip to tip across the gap; chords across tips follow the outer circle
        tip = np.pi / self.teeth
        top = np.linspace(tooth[-1, 1], 2 * tip - tooth[-1, 1], 4)[1:-1]
        tooth = np.concatenate([tooth, np.c_[np.full(2, self.tip_radius), top]])
        turns = 2 * np.pi * np.arange(self.teeth) / self.teeth
        r = np.tile(tooth[:, 0], self.teeth)
        a = (turns[:, None] + tooth[:, 1]).ravel()
        return np.stack([r * np.cos(a), r * np.sin(a)], axis=1)

    def _flank(self, backlash: float, steps: int) -> Outline:
        """Return one flank from its foot to the tip, (steps, 2) polar, angles from the gap."""
        z, x = self.teeth, self.shift
        tooth = np.pi / 2 + 2 * x * np.tan(self.angle)  # ISO 21771: thickness in modules
        half = tooth / z - backlash / (2 * self.pitch_radius)
        r = np.linspace(self._form_radius(), self.tip_radius, steps)
        turn = half + involute_function(self.angle) - involute_function(self._pressure(r))
        return np.stack([r, np.pi / z - turn], axis=1)

    def _fillet(self, steps: int) -> Outline:
        """Return one fillet from the bottom to the flank's foot, (steps, 2) polar.

        The curve that the round tip of the rack leaves (a trochoid's parallel): while the rack
        rolls by s, its tip's centre C and the pitch point P = (s, 0) lie on the common normal.
        """
        m, rho = self.module, TIP_ROUND * self.module
        deep = DEDENDUM * m - rho
        along = (np.pi / 4) * m - deep * np.tan(self.angle) - rho / np.cos(self.angle)
        down = self.shift * m - deep
        s = np.linspace(along, along + down / np.tan(self.angle), steps)
        way = np.stack([along - s, np.full(steps, down)], axis=1)
        way *= 1 + rho / np.linalg.norm(way, axis=1, keepdims=True)
        across, up = way[:, 0], self.pitch_radius + way[:, 1]
        turn = s / self.pitch_radius
        return np.stack([np.hypot(across, up), np.arctan2(across, up) + turn], axis=1)

    def _form_radius(self) -> float:
        """Return where the flank ends and the fillet begins, mm."""
        r = self._fillet(2)[-1, 0]
        return float(max(r, self.base_radius))

    def _pressure(self, r: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.arccos(np.clip(self.base_radius / r, 0, 1))


def involute_function(angle: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return inv(angle) = tan(angle) - angle, radians (ISO 21771)."""
    turned: NDArray[np.float64] = np.tan(angle) - angle
    return turned


@dataclass(frozen=True)
class RollerChain:
    """Dimensions of a roller chain, mm (ISO 606, table 1).

    Attributes:
        pitch: Distance of neighbouring pins.
        roller: Diameter of the rollers.
        inside: Width between the inner plates.
        pin: Diameter of the pins.
        plate: Depth of the inner plates.
        across: Width over the inner plates.
        thick: Thickness of the plates.
        length: Length of the pins.
        strands: Distance of the rows of a duplex chain.
    """

    pitch: float
    roller: float
    inside: float
    pin: float
    plate: float
    across: float
    thick: float
    length: float
    strands: float


CHAINS = {
    "06B": RollerChain(9.525, 6.35, 5.72, 3.28, 8.26, 8.53, 1.3, 13.5, 10.24),
    "08B": RollerChain(12.7, 8.51, 7.75, 4.45, 11.81, 11.30, 1.6, 17.0, 13.92),
    "10B": RollerChain(15.875, 10.16, 9.65, 5.08, 14.73, 13.28, 1.7, 19.6, 16.59),
    "12B": RollerChain(19.05, 12.07, 11.68, 5.72, 16.13, 15.62, 1.8, 22.7, 19.46),
}
"""Chain number of ISO 606 -> its dimensions."""


def sprocket_pitch_radius(teeth: int, chain: RollerChain) -> float:
    """Return the radius on which the rollers' axes lie, mm: p / (2 sin(180 deg / z))."""
    return chain.pitch / (2 * float(np.sin(np.pi / teeth)))


def sprocket_tip_radius(teeth: int, chain: RollerChain) -> float:
    """Return the middle of ISO 606's limits of the tip radius, mm."""
    pitch, d = chain.pitch, 2 * sprocket_pitch_radius(teeth, chain)
    greatest = d + 1.25 * pitch - chain.roller
    least = d + pitch * (1 - 1.6 / teeth) - chain.roller
    return float(greatest + least) / 4


def sprocket(teeth: int, chain: RollerChain) -> CrossSection:
    """Return the teeth of a sprocket, a roller's seat on +x (ISO 606, the smallest tooth gap).

    A seat of radius 0.505 d1 about the roller's axis spans 140 deg - 90 deg / z; flanks of radius
    0.12 d1 (z + 2) leave it tangentially.
    """
    axis, tip = sprocket_pitch_radius(teeth, chain), sprocket_tip_radius(teeth, chain)
    seat, flank = 0.505 * chain.roller, 0.12 * chain.roller * (teeth + 2)
    half = np.radians(140 - 90 / teeth) / 2
    inward = np.linspace(0, half, 12)
    bed = np.c_[axis - seat * np.cos(inward), seat * np.sin(inward)]
    middle = np.array([axis - (seat + flank) * np.cos(half), (seat + flank) * np.sin(half)])
    turn = np.linspace(0, half, 60)[1:]
    side = middle + flank * np.c_[np.cos(half - turn), -np.sin(half - turn)]
    side = side[np.arctan2(side[:, 1], side[:, 0]) < np.pi / teeth]
    side = side[np.hypot(*side.T) < tip + 1]
    half_gap = np.concatenate([bed, side])
    gap = np.concatenate([half_gap[:0:-1] * [1, -1], half_gap, [(tip + 4, half_gap[-1, 1])]])
    gap = np.concatenate([[(tip + 4, -half_gap[-1, 1])], gap])
    return disc(tip) - around(outline(gap), teeth)


SPLINES = ((18, 22, 5), (21, 25, 5), (23, 26, 6), (26, 30, 6), (28, 32, 7))
"""Inner and outer diameter and width of the teeth of six-tooth shafts, mm (ISO 14)."""


def spline(inner: float, outer: float, width: float, teeth: int = 6) -> CrossSection:
    """Return a straight-sided splined shaft (ISO 14), its measures in mm."""
    rib = rectangle((0, outer), (-width / 2, width / 2))
    return (disc(inner / 2) + around(rib, teeth)) ^ disc(outer / 2)
