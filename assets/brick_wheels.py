"""Rims, tyres, the plates and bricks that carry them, axles and pins.

A rim or tyre turns about the y axis; its outlines are (r, y), y = LDraw's z, so that the face of a
rim, which looks outwards on a vehicle, is at the lowest y. Measures: the LDraw parts, set back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from manifold3d import CrossSection, JoinType, Manifold

from .brick_basics import brick
from .brick_shapes import (
    BEVEL,
    GAP,
    INNER_SEGMENTS,
    PLATE,
    SEGMENTS,
    WALL,
    Point,
    box,
    cells,
    cylinder,
    rectangle,
    rounded_prism,
    studs,
    turned,
    union,
)

WIDE = 48
"""Segments of a full turn of radius 20."""
AXLE = (6.0, 2.2)
"""Half length and half width of the arms of an axle hole in a rim."""
PIN_HEIGHT = -5.0
"""Height of the pins of a wheel holder."""


def wheel(outline: Sequence[Point], bevel: float = 0.3) -> Manifold:
    """Return the body of revolution about y of a closed outline (r, y)."""
    return turned(outline, bevel, WIDE).rotate((-90, 0, 0))


def bore(radius: float, y: Point, segments: int = SEGMENTS) -> Manifold:
    """Return the sharp cylinder round the y axis between two depths `y`."""
    return cylinder(radius, y, segments).rotate((-90, 0, 0))


def around(body: Manifold, count: int, start: float = 0) -> Manifold:
    """Return `count` copies of a body, evenly turned about the y axis from `start` degrees."""
    return union(body.rotate((0, start + 360 / count * i, 0)) for i in range(count))


def through(section: CrossSection, y: Point) -> Manifold:
    """Return a section (x, z) drawn out along the y axis."""
    return section.extrude(y[1] - y[0]).rotate((90, 0, 0)).translate((0, y[1], 0))


def axle_cross(y: Point) -> Manifold:
    """Return the cross that an axle leaves in a rim, between the two depths."""
    long, wide = AXLE
    return box((-long, long), y, (-wide, wide)) + box((-wide, wide), y, (-long, long))


def pin_bore(y: Point) -> Manifold:
    """Return the hole for a holder's pin: round, with four notches, open at the far end."""
    notches = box((-5.2, 5.2), (y[0] + 1.2, y[1]), (-1.8, 1.8))
    notches += notches.rotate((0, 90, 0))
    return bore(4.25, y) + (notches ^ bore(5.2, y))


def rim_6014b() -> Manifold:
    """Return 6014b: radius 13, a dished face with four slots, a groove that takes a tyre."""
    sides = [(12.75, -19.75), (12.75, -9.1), (9.75, -7.1), (9.75, -4.9), (12.75, -2.9)]
    front = [(0, -11.75), (11.25, -11.75), (11.25, -19.75)]
    back = [(12.75, 7.75), (11.25, 7.75), (11.25, 3.75), (5.75, 3.75), (5.75, 7.75), (0, 7.75)]
    slots = bore(8.2, (-12, -9.7)) - bore(5.6, (-13, -9))
    slots -= box((-20, 20), (-13, -9), (-1.3, 1.3)) + box((-1.3, 1.3), (-13, -9), (-20, 20))
    room = bore(6.5, (-7.25, -0.75)) + pin_bore((-0.8, 8))
    return wheel([*front, *sides, *back]) - slots - room


def rim_30027b() -> Manifold:
    """Return 30027b: radius 10, four broad spokes before a deep open face."""
    sides = [(9.75, -9.75), (9.75, -4.1), (7.75, -2.1), (7.75, 2.1), (9.75, 4.1), (9.75, 9.75)]
    back = [(8.25, 9.75), (8.25, 3.75), (5.75, 3.75), (5.75, 9.75), (4.25, 9.75), (4.25, 0.25)]
    shell = wheel(
        [*sides, *back, (5.3, 0.25), (5.3, -1.7), (6.1, -1.75), (8.75, -3.9), (8.75, -9.75)]
    )
    spokes = box((-9, 9), (-3.75, -2.3), (-1.9, 1.9)) + box((-1.9, 1.9), (-3.75, -2.3), (-9, 9))
    webs = box((-8.5, 8.5), (3.5, 9.5), (-1.25, 1.25)) + box((-1.25, 1.25), (3.5, 9.5), (-8.5, 8.5))
    plug = bore(3.75, (-3.75, -2.3)) + (spokes ^ bore(9, (-4, -2))) + (webs - bore(5, (2, 10)))
    # a little inside the shell, or the two would share faces
    plug ^= wheel([(0, -9), *((r - 0.4, y) for r, y in sides), (0, 9.75)])
    return (shell + plug) - (pin_bore((0.2, 10)) ^ bore(5.2, (1.8, 11)))


def rim_3482() -> Manifold:
    """Return 3482: radius 22, a disc with two kidney-shaped windows beside a split hub."""
    half = [(0, 9.75), (8.75, 9.75), (8.75, 8.75), (21.75, 8.75), (21.75, 6.2), (18.75, 5.2)]
    body = wheel([*half, *((r, -y) for r, y in reversed(half))])
    ring = CrossSection.circle(15.25, WIDE) - CrossSection.circle(8.75, SEGMENTS)
    kidneys = ring - CrossSection.square([4.5, 40], center=True)
    kidneys = kidneys.offset(-2.5).offset(2.5, circular_segments=INNER_SEGMENTS)
    slit = CrossSection.square([20, 4.4], center=True)
    return body - through(kidneys + slit, (-10, 10)) - axle_cross((-10, 10))


def rim_55982() -> Manifold:
    """Return 55982: radius 21, a deep face with six dimples, ribs behind, an axle hole."""
    front = [(0, 0.25), (10.2, 0.25), (10.2, -6.75), (19.25, -6.75), (19.25, -16.75)]
    bed = [(20.75, -16.75), (20.75, -4.2), (11.75, -2.2), (11.75, 2.2), (20.75, 4.2)]
    rear = [(20.75, 6.75), (11.75, 6.75), (11.75, 12.25), (20.75, 12.25), (20.75, 16.75)]
    back = [(19.25, 16.75), (19.25, 14.75), (9.75, 14.75), (9.75, 19.75), (0, 19.75)]
    dimple = bore(2.7, (-7, -4.75)).translate((0, 0, 15))
    rib = Manifold.hull_points(
        [(x, y, z) for x in (1.6, 3.2) for y, z in ((14, 9), (19.3, 9), (16.7, 19.5), (14, 19.5))]
    )
    ribs = around(rib + rib.mirror((1, 0, 0)), 6, 30)
    return wheel([*front, *bed, *rear, *back]) + ribs - around(dimple, 6) - axle_cross((0, 20))


def tyre(
    ring: Sequence[Point], lug: Sequence[Point], count: int, width: float, start: float
) -> Manifold:
    """Return a tyre with lugs on both sides of its middle, staggered.

    Args:
        ring: Outline (r, y) of the half at positive y, from the inner end to the outer.
        lug: Convex outline (r, y) of a lug at positive y.
        count: Lugs on each side.
        width: How wide a lug is along the way.
        start: Degrees from the top to a lug at positive y.
    """
    body = wheel([*ring, *((r, -y) for r, y in reversed(ring))])
    shrunk = CrossSection.hull_points(lug).offset(-BEVEL, JoinType.Miter).to_polygons()[0]
    sides = [(lug, width / 2 - BEVEL), (shrunk, width / 2)]
    one = Manifold.hull_points(
        [(s * x, y, r) for edge, x in sides for r, y in edge for s in (-1, 1)]
    )
    near = one.mirror((0, 1, 0))
    return body + around(one, count, start) + around(near, count, start + 180 / count)


def tyre_6015() -> Manifold:
    """Return 6015: radius 25, 28 wide, for rim 6014b."""
    ring = [(12.25, 2.2), (13.25, 2.9), (13.25, 13.75), (20.75, 13.75)]
    lug = [(19, 0.25), (24.75, 0.25), (24.75, 11.85), (20.8, 13.6), (19, 13.6)]
    return tyre(ring, lug, 18, 3.8, 94.9)


def tyre_3483() -> Manifold:
    """Return 3483: radius 31, 18 wide, for rim 3482."""
    ring = [(19.25, 4.8), (22.25, 5.8), (22.25, 8.75), (24.75, 8.75)]
    lug = [(24, 0.25), (30.9, 0.25), (30.9, 8.6), (24, 8.6)]
    return tyre(ring, lug, 22, 3.8, 94.1)


def tyre_30648() -> Manifold:
    """Return 30648: radius 30, 34 wide, with a flat tread, for rim 55982."""
    ring = [(19.25, 2.8), (21.25, 3.8), (21.25, 16.75), (27.9, 16.75), (29, 15.65)]
    lug = [(26, 0.25), (29.75, 0.25), (29.75, 15.6), (28.6, 16.65), (26, 16.65)]
    return tyre(ring, lug, 20, 4.4, 103.4)


def tyre_30391() -> Manifold:
    """Return 30391: radius 38, 34 wide, with high lugs, for rim 55982."""
    ring = [(19.25, 2.8), (21.25, 3.8), (21.25, 16.75), (32.75, 16.75)]
    lug = [(30, 0.25), (37.75, 0.25), (37.75, 12.9), (35.3, 16.6), (30, 16.6)]
    return tyre(ring, lug, 20, 5.2, 103.4)


def tyre_30028() -> Manifold:
    """Return 30028: radius 18, 20 wide, smooth, for rim 30027b; it turns about x = 5."""
    half = [(8.25, 1.9), (10.25, 3.9), (10.25, 9.75), (17.75, 9.75)]
    body = wheel([*half, *((r, -y) for r, y in reversed(half))], 1.8)
    return body.rotate((0, 0, 90)).translate((5, 0, 0))


def pin(body: float) -> Manifold:
    """Return a wheel pin along x from a body that ends at x = `body`, its gusset with it."""
    seat = body + 2 - GAP
    shaft = [(0, seat - 3), (3.75, seat - 3), (3.75, seat + 11.4), (4.1, seat + 11.4)]
    stem = turned([*shaft, (4.1, seat + 12), (0, seat + 12)], 0.2).rotate((0, 90, 0))
    stem -= box((seat + 4, seat + 20), (-0.9, 0.9), (-9, 9))
    disc = cylinder(4.75, (seat - 1.5, seat), SEGMENTS).rotate((0, 90, 0))
    collar = Manifold.batch_hull(
        [disc, box((body - 2, body - 1), (GAP - 10, 10 - GAP), (-1.5, 0.5))]
    )
    return (stem + collar).translate((0, 0, PIN_HEIGHT))


def pins(columns: int) -> Manifold:
    """Return the two pins of a holder as wide as `columns`."""
    one = pin(10.0 * columns)
    return one + one.mirror((1, 0, 0))


def holder(columns: int, rows: int) -> Manifold:
    """Return 4600 or 2926: a plate with a wheel pin at each end."""
    half = 10.0 * columns
    inside = box((WALL - half, half - WALL), (-99, 99), (-99, 9))
    below = box((-half, half), (-99, 99), (-99, GAP - PLATE))
    return brick(columns, rows, PLATE) + (pins(columns) - inside - below)


def holder_4488() -> Manifold:
    """Return 4488: a 2 x 2 plate, its right half two plates high, with a pin there."""
    deep = rectangle((-20, 20), (-2 * PLATE, 0))
    body = rounded_prism(rectangle((-20, 20), (-PLATE, 0)), 20)
    body += rounded_prism(deep, 10).translate((10, 0, 0))
    rooms = box((-16, 0), (-16, 16), (-PLATE - 1, -WALL))
    rooms += box((4, 16), (-16, 16), (-2 * PLATE - 1, -WALL))
    stems = cylinder(4, (-2 * PLATE, -3)).translate((10, 0, 0))
    stems += cylinder(4, (-PLATE, -3)).translate((-10, 0, 0))
    outside = pin(20) - box((-99, 17), (-99, 99), (-99, 9))
    return body - rooms + stems + outside + studs(cells(2), cells(2))


def technic_brick(columns: int) -> Manifold:
    """Return 3700 or its longer kin: round holes along y between hollow studs."""
    solid = brick(columns, 1) - studs(cells(columns), (0,))
    holes = [
        (0.5 * (a + b), 0, -10) for a, b in zip(cells(columns), cells(columns)[1:], strict=False)
    ]
    ring = bore(7.75, (-7, 7))
    sunk = bore(6.25, (-20, 20)) + bore(8.25, (-11, -7.75)) + bore(8.25, (7.75, 11))
    body = solid + union(ring.translate(p) for p in holes)
    return body - union(sunk.translate(p) for p in holes) + studs(cells(columns), (0,), hollow=True)


def axle(length: int) -> Manifold:
    """Return a Technic axle along x, `length` studs long: a cross of rounded arms."""
    arm = CrossSection.square([11.5, 3.5], center=True)
    cross = (arm + arm.rotate(90)) ^ CrossSection.circle(5.75, SEGMENTS)
    long = 20.0 * length - 1.5
    return cross.extrude(long).rotate((0, 90, 0)).translate((-long / 2, 0, 0))


def technic_pin() -> Manifold:
    """Return 3673, a pin along x: hollow, slit at both ends, a flange in the middle."""
    half = [(6.25, 19.75), (6.25, 18.6), (5.75, 18), (5.75, 1.75), (7.75, 1.75)]
    inner = [(4.25, -19.75), (4.25, 19.75)]
    body = turned([*inner, *half, *((r, -z) for r, z in reversed(half))], 0.2).rotate((0, 90, 0))
    slits = box((9.5, 30), (-9, 9), (-1.25, 1.25)) + box((-30, -9.5), (-9, 9), (-1.25, 1.25))
    return body - slits


WHEELS: dict[str, Callable[[], Manifold]] = {
    "6014b": rim_6014b,
    "30027b": rim_30027b,
    "3482": rim_3482,
    "55982": rim_55982,
    "6015": tyre_6015,
    "3483": tyre_3483,
    "30648": tyre_30648,
    "30391": tyre_30391,
    "30028": tyre_30028,
    "4600": partial(holder, 2, 2),
    "2926": partial(holder, 4, 1),
    "4488": holder_4488,
    "3700": partial(technic_brick, 2),
    "3701": partial(technic_brick, 4),
    "3704": partial(axle, 2),
    "3705": partial(axle, 4),
    "3706": partial(axle, 6),
    "3673": technic_pin,
}
"""Part number -> what draws it."""
