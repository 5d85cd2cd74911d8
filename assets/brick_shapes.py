"""The vocabulary of LEGO-compatible parts: rounded prisms, turned bodies, studs, tubes, cavities.

Unit: LDU (0.4 mm). Frame while drawing: Z up, the part's top face at z = 0, x as in LDraw and
y = LDraw's z; `bricks.part_mesh` turns the result into LDraw's own frame (y down). Measures are
those of the LDraw parts library: stud pitch 20, brick 24 and plate 8 high, stud radius 6 and
height 4, wall and roof 4, tube radii 8 and 6, pin radius 4. Studs carry no lettering.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold, OpType

PITCH = 20.0
"""Distance of neighbouring studs."""
BRICK = 24.0
"""Height of a brick."""
PLATE = 8.0
"""Height of a plate and of a tile."""
WALL = 4.0
"""Thickness of walls and roofs."""
GAP = 0.25
"""How far each side stands back from the grid, so that neighbours show a joint of twice that."""
BEVEL = 0.5
"""Radius of the rounded outer edges."""
STUD_RADIUS = 6.0
STUD_HEIGHT = 4.0
SEGMENTS = 32
"""Segments of a full turn that is seen."""
INNER_SEGMENTS = 24
"""Segments of a full turn that is seen from below only."""

Point = tuple[float, float]


def cells(count: int) -> tuple[float, ...]:
    """Return the centres of `count` cells in a row, centred on 0.

    >>> cells(2)
    (-10.0, 10.0)
    """
    return tuple((i - (count - 1) / 2) * PITCH for i in range(count))


def union(bodies: Iterable[Manifold]) -> Manifold:
    """Return the union of any number of bodies (none gives the empty body)."""
    return Manifold.batch_boolean(list(bodies), OpType.Add)


def box(x: Point, y: Point, z: Point) -> Manifold:
    """Return the sharp box between the given limits, each (low, high)."""
    low, high = zip(x, y, z, strict=True)
    return Manifold.cube([b - a for a, b in zip(low, high, strict=True)]).translate(low)


def cylinder(radius: float, z: Point, segments: int = INNER_SEGMENTS) -> Manifold:
    """Return the sharp cylinder round the z axis between the two heights `z`."""
    return Manifold.cylinder(z[1] - z[0], radius, radius, segments).translate((0, 0, z[0]))


def rectangle(y: Point, z: Point) -> list[Point]:
    """Return the corners (y, z) of a rectangle between the given limits."""
    return list(product(y, z))


def rounded_prism(profile: Sequence[Point], half_width: float, gap: float = GAP) -> Manifold:
    """Return a convex profile drawn out along x, set back from the grid, its edges rounded.

    The profile shrunk by the bevel, swept by a ball of that radius (a Minkowski sum, which for a
    convex body is the hull of a ball in each corner).

    Args:
        profile: Points (y, z) on the grid; their convex hull is the profile.
        half_width: The prism reaches from -half_width to half_width before it is set back.
        gap: How far the sides (not top and bottom) stand back.
    """
    points = np.asarray(profile, np.float64)
    (y0, z0), (y1, z1) = points.min(0), points.max(0)
    window = CrossSection.square([y1 - y0 - 2 * gap, z1 - z0]).translate([y0 + gap, z0])
    shrunk = (CrossSection.hull_points(points) ^ window).offset(-BEVEL, JoinType.Miter)
    outline = np.concatenate(shrunk.to_polygons())
    x = half_width - gap - BEVEL
    corners = np.array([(side, *point) for side in (-x, x) for point in outline])
    ball = Manifold.sphere(BEVEL, 12).to_mesh().vert_properties[:, :3]
    return Manifold.hull_points((corners[:, None] + ball).reshape(-1, 3))


def block(x: Point, y: Point, z: Point) -> Manifold:
    """Return the box between the given limits, each (low, high), its edges rounded."""
    width = x[1] - x[0]
    return rounded_prism(rectangle(y, z), width / 2, gap=0).translate((x[0] + width / 2, 0, 0))


def cavity(profile: Sequence[Point], half_width: float, wall: float = WALL) -> Manifold:
    """Return the hollow under a prism: a wall in from its sides and below its top.

    Under a slope the wall is measured upright; a low box keeps the room that the studs below
    need right up to the front wall.
    """
    points = np.asarray(profile, np.float64)
    bottom = points[:, 1].min()
    foot = points[points[:, 1] == bottom, 0]
    x, y = half_width - wall, (foot.min() + wall, foot.max() - wall)
    lowered = CrossSection.hull_points(points - [0, wall])
    # columns: the drawn (y, z) and the extrusion's own axis, which is x
    turn = np.array([[0, 0, 1, -x], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64)
    room = lowered.extrude(2 * x).transform(turn) ^ box((-x, x), y, (bottom - wall, 1000))
    return room + box((-x, x), y, (bottom - 1, bottom + STUD_HEIGHT))


def turned(profile: Sequence[Point], bevel: float = BEVEL, segments: int = SEGMENTS) -> Manifold:
    """Return the body of revolution of a closed outline (r, z), its convex edges rounded.

    Args:
        profile: Outline in either direction, r >= 0; it may be hollow or dented.
        bevel: Radius of the rounding; material thinner than twice that would vanish.
        segments: Segments of the full turn.
    """
    outline = np.asarray(profile, np.float64)
    r, z = outline.T
    if np.sum(r * np.roll(z, -1) - z * np.roll(r, -1)) < 0:
        outline = outline[::-1]
    half = CrossSection([outline])
    # both halves, or the rounding would bite into the axis
    whole = half + half.mirror([1, 0])
    opened = whole.offset(-bevel, JoinType.Miter).offset(bevel, JoinType.Round, 2.0, 12)
    return opened.revolve(segments)


@lru_cache
def stud(hollow: bool = False) -> Manifold:
    """Return a stud on the plane z = 0, rooted a little below it; a hollow one has a hole."""
    inner = 4.0 if hollow else 0.0
    root, top, r = -BEVEL, STUD_HEIGHT, STUD_RADIUS
    return turned([(inner, root - 1), (r, root - 1), (r, top), (inner, top)]) ^ box(
        (-r, r), (-r, r), (root, top)
    )


def studs(xs: Sequence[float], ys: Sequence[float], hollow: bool = False) -> Manifold:
    """Return the studs at all (x, y)."""
    return union(stud(hollow).translate((x, y, 0)) for x, y in product(xs, ys))


def tube(z: Point) -> Manifold:
    """Return the tube that grips four studs, between the two heights."""
    return cylinder(8, z) - cylinder(6, (z[0] - 1, z[1] + 1))


def fittings(xs: Sequence[float], ys: Sequence[float], z: Point) -> Manifold:
    """Return what stands in a cavity: tubes between four cells, or pins between two.

    Args:
        xs: Cell centres along x.
        ys: Cell centres along y.
        z: From the rim to the roof; the roof end is lengthened a little into the roof.
    """
    reach = (z[0], z[1] + BEVEL)
    between_x, between_y = ([(a + b) / 2 for a, b in pairwise(s)] for s in (xs, ys))
    if between_x and between_y:
        return union(tube(reach).translate((x, y, 0)) for x, y in product(between_x, between_y))
    centres = product(between_x or xs, between_y or ys) if between_x or between_y else ()
    return union(cylinder(4, reach).translate((x, y, 0)) for x, y in centres)
