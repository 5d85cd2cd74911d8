"""What swimmers and butterflies share: spindle bodies and thin, softly outlined fins; mm."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, FillRule, Manifold
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline, PchipInterpolator

from ..brick_shapes import union
from ..piad.machining import prism
from ..piad.turning import Points
from .blobs import Blob, Values, carve, shared, slab, solid, swollen
from .shaping import rod


def spindle(profile: ArrayLike, flat: float) -> Blob:
    """Return a body along x.

    Args:
        profile: (n, 3) rows x, z of the middle and half height, x rising.
        flat: Half width over half height.
    """
    table = np.asarray(profile, np.float64)
    x = np.linspace(table[0, 0], table[-1, 0], 64)
    z, r = PchipInterpolator(table[:, 0], table[:, 1:])(x).T
    lean = np.hypot(1, np.gradient(r, x))

    def distance(points: Values) -> Values:
        along = np.clip(points[:, 0], x[0], x[-1])
        away = np.sqrt(
            (points[:, 0] - along) ** 2
            + points[:, 1] ** 2
            + (points[:, 2] - np.interp(along, x, z)) ** 2
        )
        near: Values = (away - np.interp(along, x, r)) / np.interp(along, x, lean)
        return near

    big = r.max()
    low, high = (x[0] - r[0], -big, (z - r).min()), (x[-1] + r[-1], big, (z + r).max())
    return squashed(Blob(distance, np.array(low), np.array(high)), flat)


def squashed(field: Blob, share: float) -> Blob:
    """Return a body, its widths in y multiplied."""
    squeeze = np.array([1, 1 / share, 1], np.float32)
    scale = np.float32((1 + share) / 2)  # distances are right midway between flank and back
    side = np.array([1, share, 1])

    def distance(points: Values) -> Values:
        away: Values = field(points * squeeze) * scale
        return away

    return Blob(distance, field.low * side, field.high * side)


def belt(body: Blob, x: float, width: float, proud: float = 1.3, spacing: float = 3.8) -> Manifold:
    """Return a band round a body at x: a shell from 5 mm inside it to `proud` mm outside."""
    low, high = (x - width / 2, -400, -400), (x + width / 2, 400, 400)
    where = slab(low, high, 0.25 * width)
    return solid(carve(shared(swollen(body, proud), where), swollen(body, -5.0)), spacing=spacing)


def hoop(radius: float, thick: float) -> Manifold:
    """Return a ring round the z axis of few triangles, `thick` its tube's radius."""
    return CrossSection.circle(thick, 12).translate((radius, 0)).revolve(32)


def looped(points: ArrayLike, count: int = 72, sharp: float = 0.0) -> CrossSection:
    """Return what a smooth closed line through points (n, 2) encloses.

    Args:
        points: In turn.
        count: Corners of the result.
        sharp: 0 is round all over; towards 1 the line keeps nearer to straight chords.
    """
    given = np.asarray(points, np.float64)
    closed = np.concatenate([given, given[:1]])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1) ** 0.7)])
    steps = np.linspace(0, way[-1], count, endpoint=False)
    smooth = CubicSpline(way, closed, bc_type="periodic")(steps)
    straight = np.stack([np.interp(steps, way, closed[:, k]) for k in (0, 1)], axis=1)
    return CrossSection([(1 - sharp) * smooth + sharp * straight], FillRule.NonZero)


def sheet(shape: CrossSection, thick: float, edge: float = 0.0) -> Manifold:
    """Return an outline in (x, y) as a sheet about z = 0, its rim round; edge 0: fully so."""
    edge = edge or 0.42 * thick
    return prism(shape, (-thick / 2, thick / 2), edge, 2)


def fin(
    points: ArrayLike, thick: float, root: tuple[float, float], rays: int = 0, sharp: float = 0.0
) -> Manifold:
    """Return a fin in the plane of x and z, with rays that spread from its root.

    Args:
        points: (n, 2) outline in (x, z).
        thick: mm.
        root: (x, z) where the rays come from.
        rays: How many; they stand out of both sides.
        sharp: Of the outline, as in `looped`.
    """
    shape = looped(points, 60, sharp)
    body = sheet(shape, thick).rotate((90, 0, 0))
    if not rays:
        return body
    rim = np.concatenate([np.asarray(p) for p in shape.offset(-3.0).to_polygons()])
    away = rim - np.asarray(root)
    far = np.linalg.norm(away, axis=1) > 0.62 * np.linalg.norm(away, axis=1).max()
    chosen = rim[far][_spread(away[far], rays)]
    start = np.asarray(root)
    rods = [
        rod(_xz(start + 0.25 * (p - start)), _xz(start + 0.96 * (p - start)), 0.5 * thick + 0.7, 8)
        for p in chosen
    ]  # fmt: skip
    return union([body, *rods])


def _spread(away: Points, count: int) -> list[int]:
    """Return which of some directions (n, 2) are spread most evenly, `count` of them."""
    angle = np.unwrap(np.arctan2(away[:, 1], away[:, 0]))
    wanted = np.linspace(angle.min(), angle.max(), count + 2)[1:-1]
    return sorted({int(np.abs(angle - w).argmin()) for w in wanted})


def _xz(point: Points) -> tuple[float, float, float]:
    return float(point[0]), 0.0, float(point[1])
