"""What machine shops do to metal: millimetres, Z up; parts leave in metres.

Outlines are `CrossSection`s, bodies `Manifold`s. Bodies round the z axis are turned (`lathe`),
flat ones cut from plate (`prism`); `helices` winds threads and wires.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType, Manifold, OpType, triangulate
from numpy.typing import ArrayLike, NDArray

from ..meshes import Mesh
from ..props import MILLIMETRE, Prop, mesh_of
from ..textures import box_mapped
from .finishes import Finish
from .helices import closed_body, segments
from .helices import sweep as sweep
from .helices import thread as thread

Point = tuple[float, float]


def outline(points: ArrayLike) -> CrossSection:
    """Return what a closed polygon (N, 2) encloses, whichever way it runs."""
    return CrossSection([np.asarray(points, np.float64)], FillRule.NonZero)


def disc(radius: float, centre: Point = (0.0, 0.0)) -> CrossSection:
    """Return a round outline."""
    return CrossSection.circle(radius, segments(radius)).translate(centre)


def rectangle(x: Point, y: Point) -> CrossSection:
    """Return the rectangle between the given limits, each (low, high)."""
    return CrossSection.square([x[1] - x[0], y[1] - y[0]]).translate((x[0], y[0]))


def rounded(section: CrossSection, convex: float, concave: float = 0.0) -> CrossSection:
    """Return an outline, corners rounded; material or gaps thinner than twice a radius vanish."""
    if convex:
        section = section.offset(-convex, JoinType.Miter)
        section = section.offset(convex, JoinType.Round, 2.0, max(12, segments(convex) // 2))
    if concave:
        section = section.offset(concave, JoinType.Miter)
        section = section.offset(-concave, JoinType.Round, 2.0, max(12, segments(concave) // 2))
    return section


def hexagon(flats: float) -> CrossSection:
    """Return a hexagon, `flats` mm across its flats, two corners on the x axis."""
    return CrossSection.circle(flats / np.sqrt(3), 6)


def in_one_piece(solid: Manifold) -> Manifold:
    """Return the largest piece of a solid, without what a cut has left loose beside it."""
    return max(solid.decompose(), key=lambda piece: float(piece.volume()))


def around(shape: CrossSection, count: int, start: float = 0.0) -> CrossSection:
    """Return `count` copies of an outline spread evenly about the origin from `start` degrees."""
    copies = [shape.rotate(start + 360 * k / count) for k in range(count)]
    return CrossSection.batch_boolean(copies, OpType.Add)


def prism(section: CrossSection, z: Point, edge: float = 0.0, steps: int = 1) -> Manifold:
    """Return an outline (with any holes) drawn up from z[0] to z[1], its rims broken.

    Each rim is a stack of ever smaller outlines; the ring between two of them is triangulated as
    a whole, so any shape is watertight, also where a neck closes.

    Args:
        section: The outline.
        z: Bottom and top.
        edge: Width of the chamfer, or radius of the round, at both ends; 0: sharp.
        steps: Facets of the rim: 1 is a chamfer of 45 degrees, more are a round.

    Raises:
        ValueError: The edge leaves nothing of the outline.
    """
    section = section.simplify(2e-3)
    if not edge:
        return section.extrude(z[1] - z[0]).translate((0, 0, z[0]))
    turns = np.linspace(0, np.pi / 2, steps + 1)
    insets, rises = edge * (1 - np.cos(turns)), edge * np.sin(turns)
    levels = [section, *(section.offset(-i, JoinType.Miter).simplify(2e-3) for i in insets[1:])]
    polygons = [[np.asarray(p) for p in level.to_polygons()] for level in levels]
    if not polygons[-1]:
        raise ValueError(f"an edge of {edge} mm leaves nothing of an outline {section.bounds()}")
    plane = [np.concatenate(p) for p in polygons]
    starts = np.cumsum([0, *(len(p) for p in plane)])
    count = int(starts[-1])
    upper = [
        _between(polygons[k], polygons[k + 1], int(starts[k]), int(starts[k + 1]))
        for k in range(steps)
    ]
    upper.append(np.asarray(triangulate(polygons[-1])) + int(starts[-2]))
    cover = np.concatenate(upper)
    rise = np.repeat(rises, [len(p) for p in plane])
    flat = np.concatenate(plane)
    points = np.r_[np.c_[flat, z[1] - edge + rise], np.c_[flat, z[0] + edge - rise]]
    wall = [_wall(p, s, count) for p, s in zip(polygons[0], _offsets(polygons[0]), strict=True)]
    return closed_body(points, np.concatenate([cover, cover[:, ::-1] + count, *wall]))


def lathe(
    profile: ArrayLike, convex: float = 0.4, concave: float = 0.0, around: int = 0
) -> Manifold:
    """Return what a closed profile (N, 2) of points (r, z) turns into about the z axis.

    Args:
        profile: In either direction, r >= 0.
        convex: Radius of its outer corners; 0: sharp.
        concave: Radius of its inner corners (fillets of shoulders).
        around: Segments of the full turn; 0: as its greatest radius needs.
    """
    points = np.asarray(profile, np.float64)
    half = outline(points)
    # both halves, or the rounding would bite into the axis
    whole = rounded(half + half.mirror([1, 0]), convex, concave)
    return whole.simplify(1e-3).revolve(around or segments(float(points[:, 0].max())))


def lathe_mapped(mesh: Mesh, tile: float) -> Mesh:
    """Return the mesh with a texture wrapped round its z axis, lay along the turn.

    u runs round the axis, a whole number of repeats to the turn; v runs along z, and on faces
    that look along z it runs outward.

    Args:
        mesh: A turned body, metres.
        tile: Metres in one repeat.
    """
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = np.abs(normals[:, 2]) > 0.75 * np.linalg.norm(normals, axis=1)
    radius = np.hypot(corners[..., 0], corners[..., 1])
    turn = np.arctan2(corners[..., 1], corners[..., 0]) / (2 * np.pi)
    turn -= np.rint(turn - turn[:, :1])  # corners of one face lie on one side of the seam
    repeats = max(1, round(2 * np.pi * float(radius.max()) / tile))
    along = np.where(facing[:, None], radius, corners[..., 2])
    return Mesh(mesh.vertices, mesh.faces, np.stack([turn * repeats, along / tile], axis=-1))


def part(
    name: str,
    solid: Manifold,
    finish: Finish,
    pose: NDArray[np.float64] | None = None,
    turned: bool = False,
) -> Prop:
    """Return a drawing as a named part.

    Args:
        name: For people.
        solid: The drawing, mm.
        finish: Its surface.
        pose: (4, 4) drawing to object, metres; None leaves it where it is drawn.
        turned: Whether the finish runs round the drawing's z axis, not along its sides.
    """
    mesh = mesh_of(solid)
    if finish.tile:
        mesh = (lathe_mapped if turned else box_mapped)(mesh, finish.tile)
    return Prop(name, mesh, finish.surface, np.eye(4) if pose is None else pose)


def lying(height: float, middle: float, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the pose (4, 4) that lays a drawing along z on its side, its z along x.

    Args:
        height: Of its axis over the table, mm.
        middle: The z that comes to x = 0, mm.
        turn: By which it is rolled about its axis first, degrees.
    """
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    pose = np.eye(4)
    pose[:3, :3] = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]]) @ [[c, -s, 0], [s, c, 0], [0, 0, 1]]
    pose[:3, 3] = -middle * MILLIMETRE, 0, height * MILLIMETRE
    return pose


def _between(
    outer: Sequence[NDArray[np.float64]],
    inner: Sequence[NDArray[np.float64]],
    outer_start: int,
    inner_start: int,
) -> NDArray[np.int64]:
    """Return the triangles (T, 3) of the ring between an outline and a smaller one inside it."""
    names = [np.arange(sum(len(p) for p in outer)) + outer_start]
    for polygon, start in zip(inner, _offsets(inner), strict=True):
        names.append(np.arange(len(polygon))[::-1] + inner_start + start)
    triangles = np.asarray(triangulate([*outer, *(p[::-1] for p in inner)]))
    ring: NDArray[np.int64] = np.concatenate(names)[triangles]
    return ring


def _offsets(polygons: Sequence[NDArray[np.float64]]) -> list[int]:
    return [int(v) for v in np.cumsum([0, *(len(p) for p in polygons[:-1])])]


def _wall(polygon: NDArray[np.float64], start: int, below: int) -> NDArray[np.int64]:
    """Return the upright faces (T, 3) under one polygon; its lower points come `below` later."""
    i = np.arange(len(polygon)) + start
    j = np.roll(i, -1)
    lower = np.stack([i + below, j + below, j], axis=1)
    return np.concatenate([lower, np.stack([i + below, j, i], axis=1)])
