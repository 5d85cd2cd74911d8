"""Turned, swept and bent solids: what potters, tinsmiths and benders make. Unit: millimetres.

A profile is (n, 2): distance from the Z axis and height. Few points are smoothed into a curve, a
section is made of it, and the section is turned round the axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold, OpType
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import Akima1DInterpolator, BSpline

from .. import meshes
from .machining import outline, rounded, sweep

SEGMENTS = 144
"""Segments of a full turn."""

Points = NDArray[np.float64]
"""(n, 2) or (n, 3)."""


def curve(points: ArrayLike, spacing: float = 1.0) -> Points:
    """Return points on a smooth curve through few ones; it does not swing over between them.

    Args:
        points: (n, d), n >= 2; the curve is Akima's over the chord length.
        spacing: Distance of neighbouring points of the curve, about.
    """
    given = np.asarray(points, np.float64)
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(given, axis=0), axis=1))])
    if len(given) == 2:
        return given
    steps = np.linspace(0, way[-1], max(int(np.ceil(way[-1] / spacing)), len(given)) + 1)
    smooth: Points = Akima1DInterpolator(way, given)(steps)
    return smooth


def turn(shape: CrossSection | ArrayLike, segments: int = SEGMENTS) -> Manifold:
    """Return the solid of a section, or of a closed outline (n, 2), turned round the Z axis."""
    drawn = shape if isinstance(shape, CrossSection) else outline(shape)
    return drawn.revolve(segments)


def bend(points: ArrayLike, count: int = 48) -> Points:
    """Return `count` points (count, d) on the cubic B-spline that the given ones pull on.

    It begins at the first and ends at the last of the points (n, d), n >= 4, and is rounder than
    a curve through them: for handles and spouts.
    """
    given = np.asarray(points, np.float64)
    knots = np.concatenate([[0, 0, 0], np.linspace(0, 1, len(given) - 2), [1, 1, 1]])
    bent: Points = BSpline(knots, given, 3)(np.linspace(0, 1, count))
    return bent


def filled(profile: ArrayLike) -> CrossSection:
    """Return the section of the full solid of a profile from bottom to top, on both sides."""
    half = np.asarray(profile, np.float64)
    return outline(np.concatenate([half, half[::-1] * [-1, 1]]))


def vessel(profile: ArrayLike, wall: float, floor: float, foot: float) -> tuple[Manifold, Manifold]:
    """Return a hollow vessel, open at the top, and the full solid of the same outside.

    Args:
        profile: (n, 2) the outside from the foot's edge to the lip.
        wall: Thickness, measured across.
        floor: Height of the floor inside.
        foot: Depth of the recess below, which leaves a foot ring as wide as 1.6 walls.
    """
    outside = np.asarray(profile, np.float64)
    high = float(outside[:, 1].max())
    whole = filled(outside)
    # prolonged upwards, or the offset would close the mouth
    room = filled(np.concatenate([outside, [[outside[-1, 0], high + 4 * wall]]]))
    room = room.offset(-wall, JoinType.Round, 2.0, 32) ^ _window(floor, high + 2 * wall)
    recess = float(outside[0, 0]) - 1.6 * wall
    under = CrossSection.square([2 * recess, 2 * foot], True)
    shell = rounded((whole - room) - under, 0.3 * wall).simplify(0.008)
    return turn(shell), turn(rounded(whole, 0.3 * wall).simplify(0.008))


def _window(low: float, high: float) -> CrossSection:
    return CrossSection.square([1000, high - low]).translate([-500, low])


def sheet(path: ArrayLike, thick: float) -> CrossSection:
    """Return the section of a metal sheet bent along a path (n, 2), its edges round."""
    disc = CrossSection.circle(thick / 2, 12)
    discs = [disc.translate([float(r), float(z)]) for r, z in np.asarray(path, np.float64)]
    links = [CrossSection.batch_hull([a, b]) for a, b in pairwise(discs)]
    return CrossSection.batch_boolean(links, OpType.Add).simplify(0.004)


def torus(radius: float, tube: float, z: float, segments: int = SEGMENTS) -> Manifold:
    """Return a ring round the Z axis, such as a rolled rim."""
    return CrossSection.circle(tube, 24).translate([radius, z]).revolve(segments)


def oval(width: float, height: float, count: int = 28) -> Points:
    """Return an ellipse (count, 2) of the given half axes."""
    angle = np.arange(count) * 2 * np.pi / count
    return np.stack([width * np.cos(angle), height * np.sin(angle)], axis=1)


def swept(path: ArrayLike, sections: ArrayLike, up: Sequence[float] = (0, 1, 0)) -> Manifold:
    """Return the solid of a section that changes on its way along a path.

    Args:
        path: (n, 3), nowhere along `up`.
        sections: (n, k, 2) outlines seen along the path, counter-clockwise with the path
            towards the eye, star-shaped about it; their second axis is as near to `up` as can
            be. (k, 2) if it does not change.
        up: Direction.
    """
    line = np.asarray(path, np.float64)
    n = len(line)
    outlines = np.broadcast_to(sections, (n, *np.shape(sections)[-2:]))
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    across = np.cross(np.asarray(up, np.float64), along)
    across /= np.linalg.norm(across, axis=1)[:, None]
    upward = np.cross(along, across)
    return sweep(
        line[:, None] + outlines[..., :1] * across[:, None] + outlines[..., 1:] * upward[:, None]
    )


def plate(x: float, y: float, corner: float) -> CrossSection:
    """Return a rectangle of the given full lengths about the origin, its corners rounded."""
    return rounded(CrossSection.square([x, y], True), corner)


def wrapped(
    mesh: meshes.Mesh, heights: ArrayLike, v: ArrayLike, within: ArrayLike | None = None
) -> meshes.Mesh:
    """Return the mesh with a picture laid once round the Z axis, its middle at -Y, seam at +Y.

    Args:
        mesh: In metres.
        heights: (n,) rising, in metres.
        v: (n,) where the picture lies at these heights.
        within: (n,) metres; faces whose middle is nearer to the axis than this take the
            picture's lowest twentieth, from bottom to top.
    """
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    middle = corners.mean(1)
    centre = np.arctan2(middle[:, 1], middle[:, 0])[:, None]
    angle = np.arctan2(corners[..., 1], corners[..., 0]) - centre
    angle = (angle + np.pi) % (2 * np.pi) - np.pi
    radius = np.linalg.norm(corners[..., :2], axis=-1)
    angle = np.where(radius > 1e-6, angle, 0)
    u = ((centre + np.pi / 2) / (2 * np.pi) + 0.5) % 1 + angle / (2 * np.pi)
    known = np.asarray(heights, np.float64)
    up = np.interp(corners[..., 2], known, np.asarray(v, np.float64))
    if within is not None:
        inside = np.linalg.norm(middle[:, :2], axis=1) < np.interp(
            middle[:, 2], known, np.asarray(within, np.float64)
        )
        low, high = corners[..., 2].min(), corners[..., 2].max()
        within_up = 0.005 + 0.04 * (corners[..., 2] - low) / (high - low)
        up = np.where(inside[:, None], within_up, up)
    return meshes.Mesh(mesh.vertices, mesh.faces, np.stack([u, up], axis=-1).astype(np.float32))
