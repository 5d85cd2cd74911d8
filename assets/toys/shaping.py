"""Drawing vocabulary of made toys: slabs with round rims, lofts, twins; mm, Z up, front at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from ..materials import Surface
from ..piad.helices import sweep
from ..piad.machining import lathe, outline, prism, rounded
from .turned import Piece

Span = tuple[float, float]
"""Low and high."""
_FACETS = 3
"""Of a rounded rim."""


def twins(name: str, solid: Manifold, surface: Surface, tile: float = 0.0) -> tuple[Piece, Piece]:
    """Return a drawing of the left side (+Y) and its mirror image, "left" and "right".

    "front wheel" becomes "front left wheel", "lamp" becomes "left lamp".
    """
    return (
        Piece(_sided(name, "left"), solid, surface, tile),
        Piece(_sided(name, "right"), solid.mirror((0, 1, 0)), surface, tile),
    )


def _sided(name: str, side: str) -> str:
    first, _, rest = name.partition(" ")
    if first in ("front", "rear", "middle", "upper", "lower", "inner", "outer") and rest:
        return f"{first} {side} {rest}"
    return f"{side} {name}"


def upright(points: ArrayLike, y: Span, edge: float = 0.0, corner: float = 0.0) -> Manifold:
    """Return a side view (n, 2) in (x, z) drawn out along y, rims and corners rounded."""
    return prism(rounded(outline(points), corner), (-y[1], -y[0]), edge, _FACETS).rotate((90, 0, 0))


def level(points: ArrayLike, z: Span, edge: float = 0.0, corner: float = 0.0) -> Manifold:
    """Return a plan (n, 2) in (x, y) drawn out along z, rims and corners rounded."""
    return prism(rounded(outline(points), corner), z, edge, _FACETS)


def facing(points: ArrayLike, x: Span, edge: float = 0.0, corner: float = 0.0) -> Manifold:
    """Return a front view (n, 2) in (y, z) drawn out along x, rims and corners rounded."""
    drawn = prism(rounded(outline(points), corner), x, edge, _FACETS)
    return drawn.transform(np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64))


def corners(a: Span, b: Span) -> list[Span]:
    """Return the corners of a rectangle between two spans, in turn."""
    return [(a[0], b[0]), (a[1], b[0]), (a[1], b[1]), (a[0], b[1])]


def pillow(x: Span, y: Span, z: Span, radius: float, segments: int = 20) -> Manifold:
    """Return the box between limits, its edges and corners rounded by a ball."""
    ball = Manifold.sphere(radius, segments)
    spots = [
        ball.translate((i + si, j + sj, k + sk))
        for i, si in zip(x, (radius, -radius), strict=True)
        for j, sj in zip(y, (radius, -radius), strict=True)
        for k, sk in zip(z, (radius, -radius), strict=True)
    ]
    return Manifold.batch_hull(spots)


def ball(centre: ArrayLike, radii: ArrayLike, segments: int = 32) -> Manifold:
    """Return an ellipsoid; `radii` is one number or three."""
    scale = np.broadcast_to(np.asarray(radii, np.float64), 3)
    return (
        Manifold.sphere(1.0, segments)
        .scale(scale.tolist())
        .translate(np.asarray(centre, np.float64))
    )


def rod(
    a: tuple[float, float, float],
    b: tuple[float, float, float],
    radius: float,
    segments: int = 20,
) -> Manifold:
    """Return the hull of two balls: a stick with round ends."""
    bead = Manifold.sphere(radius, segments)
    return Manifold.batch_hull([bead.translate(a), bead.translate(b)])


def turned(profile: ArrayLike, convex: float = 0.6, around: int = 40) -> Manifold:
    """Return a closed profile (n, 2) of (r, z) turned round the z axis, its corners rounded."""
    return lathe(profile, convex, 0.0, around)


def along_x(solid: Manifold) -> Manifold:
    """Return a drawing with its z axis laid along +x."""
    return solid.rotate((0, 90, 0))


def along_y(solid: Manifold) -> Manifold:
    """Return a drawing with its z axis laid along +y."""
    return solid.rotate((-90, 0, 0))


def loft(stations: ArrayLike, around: int = 36, count: int = 40) -> Manifold:
    """Return a body along x through superellipses.

    The half axes are interpolated by their squares: one that ends in 0 ends round.

    Args:
        stations: (n, 6) rows x, y, z of the middle, half width (y), half height (z), and the
            power of the superellipse: 2 is an ellipse, 4 nearly a rectangle. x rises.
        around: Points of each ring.
        count: Rings, denser towards both ends.
    """
    table = np.asarray(stations, np.float64)
    low, high = table[0, 0], table[-1, 0]
    x = low + (high - low) * (1 - np.cos(np.linspace(0, np.pi, count))) / 2
    x = np.unique(np.concatenate([x, table[:, 0]]))
    keys = np.column_stack([table[:, 1:3], table[:, 3:5] ** 2, table[:, 5]])
    y, z, wide, tall, power = PchipInterpolator(table[:, 0], keys)(x).T[..., None]
    angle = np.arange(around) * 2 * np.pi / around
    c, s = np.cos(angle), np.sin(angle)
    half_y, half_z = (np.sqrt(np.maximum(v, 0.04)) for v in (wide, tall))
    rings = np.stack(
        [
            np.broadcast_to(x[:, None], (len(x), around)),
            y + half_y * np.sign(c) * np.abs(c) ** (2 / power),
            z + half_z * np.sign(s) * np.abs(s) ** (2 / power),
        ],
        axis=-1,
    )
    return sweep(rings)


def swollen(solid: Manifold, by: float) -> Manifold:
    """Return a drawing stretched about the middle of its box, each side of which goes out by mm."""
    low, high = (np.array(v) for v in np.split(np.array(solid.bounding_box()), 2))
    middle, size = (low + high) / 2, high - low
    scale = (size + 2 * by) / size
    return solid.translate(-middle).scale(scale).translate(middle)
