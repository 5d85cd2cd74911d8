"""What cars, buses and trains share: wheels on axles, lamps, panes; mm, front at +X."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold

from ..materials import Surface
from ..piad.machining import around, prism
from . import paintbox, shaping
from .shaping import Span
from .turned import Piece

HUBS = ("plain", "spokes", "holes", "star")


@dataclass(frozen=True)
class Wheel:
    """A wheel drawn about the y axis.

    Attributes:
        radius: Of the tread, mm.
        width: Of the tyre, mm.
        hub: One of `HUBS`.
        count: Spokes, holes or points of the star.
    """

    radius: float
    width: float
    hub: str = "plain"
    count: int = 5

    def tyre(self) -> Manifold:
        """Return the tyre, full to the axle, its sides at y = -width / 2 and width / 2."""
        half, r = self.width / 2, self.radius
        wall = [(0, half - 2.5), (0.6 * r, half - 2.5), (0.66 * r, half), (0.86 * r, half)]
        tread = [(r, half - 0.1 * r), (r, -half + 0.1 * r)]
        back = [(0.86 * r, -half), (0, -half)]
        return shaping.along_y(shaping.turned([*wall, *tread, *back], 1.2, 32))

    def cap(self) -> Manifold:
        """Return what closes the tyre on the outside (+y)."""
        r, high = 0.6 * self.radius, self.width / 2
        low = high - 6
        nave = shaping.turned(
            [(0, low), (0.3 * r, low), (0.3 * r, high + 2), (0, high + 2)], 0.8, 24
        )
        drawn = prism(self._plan(r), (low, high), 0.8) + nave
        return shaping.along_y(drawn)

    def _plan(self, r: float) -> CrossSection:
        full = _disc(r)
        if self.hub == "spokes":
            spoke = CrossSection.square([r, 0.26 * r]).translate((0, -0.13 * r))
            return (full - _disc(0.78 * r)) + around(spoke, self.count) ^ full
        if self.hub == "holes":
            return full - around(_disc(0.15 * r, 12).translate((0.62 * r, 0)), self.count)
        if self.hub == "star":
            wedge = CrossSection([[(0.0, -0.42 * r), (0.97 * r, 0.0), (0.0, 0.42 * r)]])
            return around(wedge, self.count) + _disc(0.4 * r)
        return full


def _disc(radius: float, segments: int = 32) -> CrossSection:
    return CrossSection.circle(radius, segments)


def chance_wheel(rng: np.random.Generator, radius: float, width: float) -> Wheel:
    """Return a wheel with a hub left to chance."""
    return Wheel(radius, width, str(rng.choice(HUBS)), int(rng.integers(5, 8)))


def wheels(
    wheel: Wheel, axles: Mapping[str, float], track: float, tyre: Surface, cap: Surface
) -> list[Piece]:
    """Return axles, and a pair of wheels on each, standing on z = 0.

    Args:
        wheel: All are alike.
        axles: x of each, by a name such as "front".
        track: y of the middle of the left wheels.
        tyre: The surface of the tyres.
        cap: The surface of the hub caps.
    """
    made = []
    for name, x in axles.items():
        spot = (x, track, wheel.radius)
        axle = shaping.along_y(Manifold.cylinder(2 * track, 0.22 * wheel.radius, -1.0, 20, True))
        made.append(Piece(f"{name} axle", axle.translate((x, 0, wheel.radius)), tyre))
        made += shaping.twins(f"{name} wheel", wheel.tyre().translate(spot), tyre)
        made += shaping.twins(f"{name} hub cap", wheel.cap().translate(spot), cap)
    return made


def arches(wheel: Wheel, axles: Mapping[str, float], inner: float, play: float = 1.12) -> Manifold:
    """Return what has to be cut out of a body beyond y = inner and below -inner for the wheels."""
    cuts = []
    for x in axles.values():
        round_cut = Manifold.cylinder(200, play * wheel.radius, circular_segments=40)
        well = round_cut.rotate((-90, 0, 0)).translate((x, inner, wheel.radius))
        cuts += [well, well.mirror((0, 1, 0))]
    total = Manifold()
    for cut in cuts:
        total = total + cut
    return total


def pane(shell: Manifold, x: Span, z: Span, depth: float, slant: Span = (0.0, 0.0)) -> Manifold:
    """Return a side window of the left (+y) flank of a cabin, standing 1 mm out of it.

    Args:
        shell: The cabin.
        x: Of the lower edge.
        z: Low and high.
        depth: How deep the glass reaches inward from the widest point.
        slant: By which the upper rear and front corners are displaced along x.
    """
    points = [(x[0], z[0]), (x[1], z[0]), (x[1] + slant[1], z[1]), (x[0] + slant[0], z[1])]
    high = float(shell.bounding_box()[4])
    return shaping.swollen(shell, 1.0) ^ shaping.upright(points, (high - depth, high + 5), 0.0, 4.0)


def screen(shell: Manifold, y: float, z: Span, front: bool, depth: float) -> Manifold:
    """Return the windscreen (or rear window) of a cabin from -y to y, standing 1 mm out."""
    swollen = shaping.swollen(shell, 1.0)
    inner = shaping.swollen(shell, -depth)
    window = shaping.facing(shaping.corners((-y, y), z), (-400, 400), 0.0, 4.0)
    cut = (swollen - inner) ^ window
    middle = sum(shell.bounding_box()[i] for i in (0, 3)) / 2
    return cut.trim_by_plane((1, 0, 0), middle) if front else cut.trim_by_plane((-1, 0, 0), -middle)


def lamp(x: float, y: float, z: float, radius: float, length: float = 8.0) -> Manifold:
    """Return a round lamp that looks to +x (to -x if its length is negative)."""
    long = abs(length)
    profile = [(0, -long), (radius, -long), (radius, 0.3 * radius), (0.6 * radius, 0.7 * radius)]
    drawn = shaping.turned([*profile, (0, 0.8 * radius)], 0.5, 28)
    turned = shaping.along_x(drawn)
    if length < 0:
        turned = turned.rotate((0, 0, 180))
    return turned.translate((x, y, z))


def chrome_or(rng: np.random.Generator, finish: paintbox.Finish) -> Surface:
    """Return bright metal, or grey or white plastic."""
    kinds = (paintbox.METAL, finish.paint("D9DDE0"), finish.paint("55595E"))
    return kinds[int(rng.integers(len(kinds)))]
