"""The rig of whatever stands on four legs: trunk, legs and tails; mm, front +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike, NDArray

from ..materials import Surface
from ..piad.turning import bend
from .blobs import Blob, ball, blend, solid, swollen, tube
from .figures import Figure

Pair = tuple[float, float]
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Build:
    """Proportions of an animal, in millimetres.

    Attributes:
        length: From hips to shoulders.
        height: Of the middle of the hips over the ground.
        chest: Half width and half height of the trunk at the shoulders.
        belly: In the middle.
        hips: At the hips.
        rise: By which the shoulders are higher than the hips.
        stance: Of each foot from the middle plane.
        leg: Radius at the top, the knee and the ankle.
        foot: Radius of a paw; 0 without.
        hock: By which the hocks are behind the hips.
    """

    length: float
    height: float
    chest: Pair
    belly: Pair
    hips: Pair
    stance: float
    leg: Triple
    rise: float = 0.0
    foot: float = 0.0
    hock: float = 8.0

    @property
    def shoulder(self) -> NDArray[np.float64]:
        """Middle of the trunk at the shoulders (3,)."""
        return np.array([self.length / 2, 0, self.height + self.rise])

    @property
    def hip(self) -> NDArray[np.float64]:
        """Middle of the trunk at the hips (3,)."""
        return np.array([-self.length / 2, 0, self.height])


def scaled(build: Build, rng: np.random.Generator, spread: float = 0.1) -> Build:
    """Return the build as another of its kind has it: each measure within +- `spread`."""
    f = 1 + spread * rng.uniform(-1, 1, 6)
    return Build(
        length=build.length * f[0],
        height=build.height * f[1],
        chest=(build.chest[0] * f[2], build.chest[1] * f[2]),
        belly=(build.belly[0] * f[3], build.belly[1] * f[3]),
        hips=(build.hips[0] * f[2], build.hips[1] * f[2]),
        stance=build.stance * f[2],
        leg=(build.leg[0] * f[4], build.leg[1] * f[4], build.leg[2] * f[4]),
        rise=build.rise * f[1],
        foot=build.foot * f[4],
        hock=build.hock * f[5],
    )


def trunk(build: Build, soft: float = 40.0) -> Blob:
    """Return the body without its neck."""
    long = 0.5 * build.length
    middle = (build.shoulder + build.hip) / 2
    sections = (
        (build.shoulder, 0.85 * long, build.chest),
        (middle, 1.15 * long, build.belly),
        (build.hip, 0.8 * long, build.hips),
    )
    # no longer than their height asks, or the chest would reach below the head
    lumps = [
        ball(at, (float(np.clip(x, 0.9 * yz[0], 1.45 * yz[1])), *yz)) for at, x, yz in sections[::2]
    ]
    lumps.append(ball(middle, (sections[1][1], *build.belly)))
    return blend(*lumps, soft=soft)


def fore_leg(build: Build, lean: float = 0.0) -> Blob:
    """Return the left front leg; its foot is `lean` mm ahead of the shoulder."""
    x, y = 0.9 * build.shoulder[0], build.stance
    h = float(build.shoulder[2])
    top = build.leg[0]
    points = [(x, 0.9 * y, h - 0.25 * build.chest[1]), (x + 0.3 * lean, y, 0.5 * h),
              (x + 0.8 * lean, y, 0.16 * h), (x + lean, y, 0.0)]  # fmt: skip
    limb = tube(bend(points, 10), np.interp(np.linspace(0, 1, 10), (0, 0.5, 0.85), build.leg))
    tall = 0.34 * h
    shoulder = ball((x, 0.9 * y, h + 0.4 * build.chest[1] - tall), (top * 1.25, top, tall))
    return _shod(blend(limb, shoulder, soft=8), build, x + lean, y)


def hind_leg(build: Build, lean: float = 0.0) -> Blob:
    """Return the left rear leg, bent back at the hock; its foot is `lean` mm ahead of the hip."""
    x, y, h = float(build.hip[0]) * 0.95, build.stance, build.height
    top = build.leg[0]
    points = [(x, 0.9 * y, h - 0.2 * build.hips[1]), (x + 0.7 * build.hock, y, 0.58 * h),
              (x - 1.6 * build.hock, y, 0.36 * h), (x - 0.3 * build.hock + lean, y, 0.14 * h),
              (x + lean, y, 0.0)]  # fmt: skip
    limb = tube(bend(points, 14), np.interp(np.linspace(0, 1, 14), (0, 0.5, 0.85), build.leg))
    tall = 0.3 * h
    high = h + 0.5 * build.hips[1] - tall
    thigh = ball((x + 2, 0.95 * y, high), (1.65 * top, 1.02 * top, tall))
    return _shod(blend(limb, thigh, soft=10), build, x + lean, y)


def legs(
    figure: Figure, build: Build, surface: Surface, hoofs: Surface | None = None, tile: float = 0.0
) -> None:
    """Add four legs that stand on z = 0, on hoofs if these have a surface."""
    spacing = 3.4 if build.leg[1] < 15 else 4.4
    for name, leg in (("front", fore_leg(build)), ("rear", hind_leg(build))):
        drawing = solid(leg, spacing=spacing).trim_by_plane((0, 0, 1), 0)
        if hoofs is None:
            figure.twins(f"{name} leg", drawing, surface, tile=tile)
            continue
        high = 1.5 * build.leg[2]
        x = float((build.shoulder if name == "front" else build.hip)[0]) * (
            0.9 if name == "front" else 0.95
        )
        wide = build.leg[2]
        hoof = Manifold.cylinder(high, 1.5 * wide, 1.12 * wide, 24).translate(
            (x + 0.15 * wide, build.stance, 0)
        )
        figure.twins(
            f"{name} leg", drawing.trim_by_plane((0, 0, 1), 0.5 * high), surface, tile=tile
        )
        figure.twins(f"{name} hoof", hoof, hoofs)


def socks(figure: Figure, build: Build, surface: Surface, share: float) -> None:
    """Add socks over the lowest `share` of four legs."""
    for name, leg in (("front", fore_leg(build)), ("rear", hind_leg(build))):
        low, high = np.array(leg.low) - 2, np.array(leg.high) + 2
        high[2] = share * build.height
        sock = solid(swollen(leg, 0.8), low, high, spacing=3.0).trim_by_plane((0, 0, 1), 0)
        figure.twins(f"{name} sock", sock, surface)


def toenails(x: float, y: float, radius: float, size: float, spread: float) -> Manifold:
    """Return three nails round the front of a foot at (x, y), joined inside it.

    Args:
        x: Of the foot's middle.
        y: As x.
        radius: Of the foot.
        size: Of a nail.
        spread: Degrees from one to the next.
    """
    angle = np.radians([-spread, 0, spread])
    line = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle), 0 * angle + 4], axis=1)
    nails = [ball(p, (size, size, 1.1 * size)) for p in line]
    inside = line - np.array([0.25 * radius, 0, 0])
    drawn = solid(blend(*nails, tube(inside, 0.7 * size), soft=0.5), spacing=2)
    return drawn.trim_by_plane((0, 0, 1), 0)


def tail(points: ArrayLike, radii: ArrayLike, count: int = 16) -> Blob:
    """Return a tail pulled along points (n, 3), n >= 4, its radii interpolated."""
    given = np.asarray(radii, np.float64)
    along = np.linspace(0, 1, count)
    return tube(bend(points, count), np.interp(along, np.linspace(0, 1, len(given)), given))


def thin_tail(
    figure: Figure, build: Build, surface: Surface, tuft: Surface, rng: np.random.Generator
) -> None:
    """Add a thin tail that hangs down, with a tuft at its end."""
    hip = build.hip + np.array([-0.38 * build.length, 0, 0.5 * build.hips[1]])
    out, long = rng.uniform(12, 26), build.height * rng.uniform(0.45, 0.6)
    line = hip + np.array([[8, 0, 0], [-out, 0, 8], [-out - 4, 0, -0.5 * long], [-out, 0, -long]])
    figure.add("tail", solid(tail(line, (6.5, 5, 4.5, 4)), spacing=2.2), surface)
    end = line[-1]
    lump = tube(end + np.array([[0, 0, 10], [0, 0, 0], [0, 0, -18]]), (5, 8.5, 2.5))
    figure.add("tail tuft", solid(lump, spacing=2.2), tuft)


def _shod(leg: Blob, build: Build, x: float, y: float) -> Blob:
    if not build.foot:
        return leg
    f = build.foot
    return blend(leg, ball((x + 0.55 * f, y, 0.45 * f), (1.25 * f, 0.95 * f, 0.75 * f)), soft=5)
