"""Long curved slopes, roofs, wedge plates, arches and other shaped bricks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold

from .brick_basics import brick
from .brick_shapes import (
    BEVEL,
    BRICK,
    GAP,
    PLATE,
    WALL,
    Point,
    block,
    box,
    cavity,
    cells,
    cylinder,
    fittings,
    rounded_prism,
    stud,
    studs,
    union,
)

CURVE_4 = [(-40, -20.2), (-21.1, -11.6), (-1.3, -5.3), (19.2, -1.5), (40, -GAP)]
"""Crown of 61678 and 93606, (y, z) below the top, read off the LDraw part."""
CURVE_DOUBLE = [
    (40, 3.9),
    (34.3, 7.3),
    (28.2, 10.3),
    (21.6, 12.6),
    (14.6, 14.4),
    (7.4, 15.4),
    (0, 15.8),
]
"""One half of the crown of 93273, (y, z) above the foot."""


def crown(points: Sequence[Point]) -> list[Point]:
    """Return a dozen points of the smooth curve (y, z) through a few read off a part."""
    y, z = np.asarray(points, np.float64).T
    curve = np.polynomial.Polynomial.fit(y, z, len(y) - 1)
    along = np.linspace(y[0], y[-1], 13)
    return list(zip(along.tolist(), curve(along).tolist(), strict=True))


def slab(outline: Sequence[Point], low: float, high: float = 0) -> Manifold:
    """Return a convex plan (x, y) drawn up from `low` to `high`, its edges rounded."""
    shrunk = CrossSection.hull_points(outline).offset(-BEVEL, JoinType.Miter)
    plan = np.concatenate(shrunk.to_polygons())
    corners = np.array([(*p, z) for z in (low + BEVEL, high - BEVEL) for p in plan])
    ball = Manifold.sphere(BEVEL, 12).to_mesh().vert_properties[:, :3]
    return Manifold.hull_points((corners[:, None] + ball).reshape(-1, 3))


def room(outline: Sequence[Point], half_width: float) -> Manifold:
    """Return the hollow whose convex profile (y, z) is drawn out along x."""
    sides = (-half_width, half_width)
    return Manifold.hull_points([(x, y, z) for x in sides for y, z in outline])


def curved_4(columns: int) -> Manifold:
    """Return 61678 (one column) or 93606 (two): four cells deep, its back on two steps."""
    half = 10.0 * columns
    body = rounded_prism([(-40, -BRICK), *crown(CURVE_4), (40, -BRICK)], half)
    body -= box((-half, half), (-GAP, 50), (-99, -16 + GAP)) + box(
        (-half, half), (19.75, 50), (-99, -PLATE)
    )
    rooms: list[list[Point]] = [
        [(-36, -25), (-36, -20), (-32, -20), (-20, -16), (-WALL, -12), (-WALL, -25)],
        [(3.75, -17), (3.75, -8), (16, -5.8), (16, -17)],
        [(23.75, -9), (23.75, -WALL), (36, -WALL), (36, -9)],
    ]
    hollow = union(room(outline, half - WALL) for outline in rooms)
    pins = union(cylinder(4, (-BRICK, -3)).translate((0, y, 0)) for y in (-20, 10, 30))
    return (body - hollow) + ((pins if columns > 1 else Manifold()) ^ body)


def curved_double() -> Manifold:
    """Return 93273, four cells long, its ends on plates and its middle one plate higher."""
    front = crown([*CURVE_DOUBLE, (-7.4, 15.4)])
    back = [(-y, z) for y, z in front]
    body = rounded_prism([(40, 0), *front, *back, (-40, 0)], 10)
    body -= box((-10, 10), (-20.1, 20.1), (-1, PLATE + GAP))
    end = room([(24, -1), (24, 7.4), (30.1, 4.2), (36, 4.2), (36, -1)], 6)
    middle = box((-6, 6), (-16, 16), (7, 12.2)) - cylinder(4, (0, 20))
    return body - end - end.mirror((0, 1, 0)) - middle


def roof(columns: int) -> Manifold:
    """Return 3043 or 3041: slopes of 45 degrees on both sides of a ridge, two cells deep."""
    half = 10.0 * columns
    profile = [(-20, -BRICK), (-20, -20), (0, 0), (20, -20), (20, -BRICK)]
    body = rounded_prism(profile, half)
    inside = fittings(cells(columns), cells(2), (-BRICK, -WALL)) ^ body
    return (body - cavity(profile, half)) + inside


def wedge(right: bool) -> Manifold:
    """Return plate 41769 (right) or 41770 (left), 2 x 4: one side runs in to the front."""
    plan = [(GAP, GAP - 40), (20 - GAP, GAP - 40), (20 - GAP, 40 - GAP), (GAP - 20.15, 40 - GAP)]
    inner = [(4, -36), (16, -36), (16, 36), (-15, 36)]
    deep = Manifold.hull_points([(x, y, z) for x, y in inner for z in (-PLATE - 1, -WALL)])
    plate = slab(plan, -PLATE)
    grip = fittings((-10, 10), (-30, -10, 10, 30), (-PLATE, -WALL)) ^ plate
    # open at the slanted side, for the studs beneath it
    deep += box((-21, 0), (-15, 34), (-PLATE - 1, -WALL))
    knobs = studs((10,), (-30, -10, 10, 30))
    body = (plate - deep) + grip + knobs
    return body if right else body.mirror((1, 0, 0))


def wing() -> Manifold:
    """Return plate 51739, 2 x 4: both sides run in to the front."""
    back, front = 38.25, 20.0
    plan = [(-front, GAP - 20), (front, GAP - 20), (back, 17.1), (back, 20 - GAP)]
    plan += [(-back, 17.1), (-back, 20 - GAP)]
    span = (-PLATE - 1, -WALL)
    deep = box((-16, 16), (-16, 16), span)
    for side in (-1, 1):
        bay = [(19.75, -12), (19.75, 16), (32.2, 16), (36.7, 14), (31, 2.6), (20.2, -12)]
        deep += Manifold.hull_points([(side * x, y, z) for x, y in bay for z in span])
        deep += cylinder(6.25, span).translate((30 * side, -10, 0))
    plate = slab(plan, -PLATE)
    grip = fittings(cells(2), cells(2), (-PLATE, -WALL))
    return (plate - deep) + grip + studs(cells(2), cells(2))


def arch(columns: int, radius: float, middle: float) -> Manifold:
    """Return arch 3659 or 4490, one cell deep.

    Args:
        columns: Cells along x.
        radius: That of the opening.
        middle: Height of its centre.
    """
    half = 10.0 * columns
    body = block((GAP - half, half - GAP), (GAP - 10, 10 - GAP), (-BRICK, 0))
    gate = cylinder(radius, (-20, 20), 48).rotate((90, 0, 0)).translate((0, 0, middle))
    if middle > -BRICK:
        gate += box((-radius, radius), (-20, 20), (-BRICK - 1, middle))
    gate += box((-radius + GAP, radius - GAP), (-6, 6), (-BRICK, -WALL))
    for side in (-1, 1):
        wide = half - radius - 2 * WALL
        centre = side * (radius + half) / 2
        gate += box((centre - wide / 2, centre + wide / 2), (-6, 6), (-BRICK - 1, -WALL))
    return (body - gate) + studs(cells(columns), (0,))


def curved_top() -> Manifold:
    """Return 6091: a bow of four plates before a stud that stands two plates up."""
    top = [(-30, -20), (-28.2, -12.4), (-24, -6), (-17.6, -1.8), (-10, -GAP)]
    bow = rounded_prism([(-30, -32), *top, (-10, -32)], 10)
    hollow = room([(-26, -33), (-26, -20), (-22.7, -9.2), (-14, -4.7), (-14, -33)], 6)
    seat = block((GAP - 10, 10 - GAP), (-11, 10 - GAP), (-16, -PLATE))
    seat -= box((-6, 6), (-6.25, 6.25), (-17, -12))
    return (bow - hollow) + seat + stud().translate((0, 0, -PLATE))


def tooth() -> Manifold:
    """Return 49668: a 1 x 1 plate with a tooth in front of it."""
    rim = [(9.4, -9.7), (8.3, -15.9), (6, -21.7), (3.4, -25.7), (0.3, -29.7)]
    ridge = [(3.2, -9.7, -1), (1.2, -15.2, -1), (0.3, -9.7, -0.3), (0.3, -15.8, -0.9)]
    ridge += [(0.3, -21.8, -2.4), (0.3, -25.8, -4), (0.3, -29.7, -6.3), (2, -20, -2.5)]
    ridge += [(8, -12, -4.7), (6, -12, -2.7), (4, -12, -1.6), (8, -16, -5.7), (6, -16, -3.6)]
    ridge += [(4, -16, -2.2), (6, -20, -5.2), (4, -20, -3.6), (4, -24, -5.6), (2, -24, -4.2)]
    points = [*((x, y, z) for x, y in rim for z in (-7.75, -6.3)), *ridge]
    claw = Manifold.hull_points([(s * x, y, z) for x, y, z in points for s in (-1, 1)])
    under = Manifold.hull_points(
        [
            (s * x, y, z)
            for x, y, z in ((4, -9, -9), (4, -9, -4.9), (0.3, -21, -9), (0.3, -20, -6))
            for s in (-1, 1)
        ]
    )
    return brick(1, 1, PLATE) + (claw - under)


def side_studs_1x4() -> Manifold:
    """Return brick 30414, 1 x 4 with four hollow studs on its front."""
    knob = stud(hollow=True).rotate((90, 0, 0))
    body = brick(4, 1) - box((-40, 40), (-10, -5.9), (-WALL + GAP, 9))
    return body + union(knob.translate((x, GAP - 10, -10)) for x in cells(4))


ROOFS: dict[str, Callable[[], Manifold]] = {
    "61678": partial(curved_4, 1),
    "93606": partial(curved_4, 2),
    "93273": curved_double,
    "3043": partial(roof, 2),
    "3041": partial(roof, 4),
    "41769": partial(wedge, True),
    "41770": partial(wedge, False),
    "51739": wing,
    "3659": partial(arch, 4, 20.25, -28),
    "4490": partial(arch, 3, 10.25, -18),
    "6091": curved_top,
    "49668": tooth,
    "30414": side_studs_1x4,
}
"""Part number -> what draws it."""
