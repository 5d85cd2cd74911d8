"""Slopes, inverted slopes, cheese and curved slopes; each is a profile drawn out along x.

A profile is a list of (y, z), z up, y = LDraw's z; the slope faces -y, as in LDraw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

from manifold3d import Manifold

from .brick_shapes import (
    BRICK,
    PITCH,
    SEGMENTS,
    WALL,
    Point,
    box,
    cavity,
    cells,
    cylinder,
    fittings,
    rounded_prism,
    studs,
    union,
)


def slope(columns: int, depth: int) -> Manifold:
    """Return a slope: one row of studs, then the face down to a lip of 4 at the front.

    Args:
        columns: Cells along x.
        depth: Cells along y; 2 is the slope of 45 degrees, 3 that of 33.
    """
    half, front = 10.0 * columns, 10 - PITCH * depth
    profile = [(10, 0), (-10, 0), (front, -20), (front, -BRICK), (10, -BRICK)]
    body = rounded_prism(profile, half)
    rows = [-PITCH * i for i in range(depth)]
    inside = fittings(cells(columns), rows, (-BRICK, -WALL)) ^ body
    return (body - cavity(profile, half)) + inside + studs(cells(columns), (0,))


def inverted_slope(columns: int, depth: int, lip: float = 4) -> Manifold:
    """Return a slope upside down: open above its overhang, where the studs are long pipes."""
    xs, half, front = cells(columns), 10.0 * columns, 10 - PITCH * depth
    profile = [(10, 0), (front, 0), (front, -lip), (-10, -BRICK), (10, -BRICK)]
    block = rounded_prism(profile, half)
    body = block - box((WALL - half, half - WALL), (-6, 6), (-BRICK - 1, -WALL))
    # its side walls are 2 thick
    tub = cavity([(y, -z) for y, z in profile], half + 2).mirror((0, 0, 1))
    body -= tub ^ box((-half, half), (front, -10), (-BRICK, 20))
    overhang = [-PITCH * i for i in range(1, depth)]
    places = [(x, y, 0) for x, y in product(xs, overhang)]
    # a little wider than a stud: it joins the front wall, which the stud only touches
    pipe = cylinder(6.2, (-BRICK, 0), SEGMENTS) - cylinder(4, (-BRICK - 1, 1), SEGMENTS)
    body += union(pipe.translate(p) for p in places) ^ block
    # the slope of 33 degrees makes room for the studs before it
    body -= union(cylinder(6.1, (-BRICK - 1, -20)).translate((x, -PITCH, 0)) for x in xs)
    return body + studs(xs, (0,)) + studs(xs, overhang, hollow=True)


def cheese(columns: int) -> Manifold:
    """Return a cheese slope, one cell deep, on a tile's foot; its origin lies at the bottom."""
    half = 10.0 * columns
    profile = [(10, 1), (-10, 1), (-10, 4), (9.3, 15.6), (10, 15.6)]
    foot = box((1 - half, half - 1), (-9, 9), (0, 2))
    body = rounded_prism(profile, half) + foot
    hollow = cavity([(10, 0), (-10, 0), *profile[2:]], half)
    return (body - hollow) + (fittings(cells(columns), (0,), (0, 10)) ^ body)


def curved(
    columns: int, outline: Sequence[Point], foot: Point, rooms: Sequence[Manifold]
) -> Manifold:
    """Return a curved slope whose back stands one plate higher than its front.

    Args:
        columns: Cells along x.
        outline: Convex profile as if the bottom were flat.
        foot: The (y, z) of the step: what lies behind y and below z is cut away.
        rooms: Hollows underneath.
    """
    body = rounded_prism(outline, 10.0 * columns)
    y, z = foot
    body -= box((-10.0 * columns, 10.0 * columns), (y, 1000), (-1000, z))
    for room in rooms:
        body -= room
    return body


CURVE_2 = [(-14.3, 7.3), (-8.2, 10.3), (-1.6, 12.6), (5.4, 14.5), (12.6, 15.6), (20, 16)]
"""Crown of 11477 and 15068, (y, z) above the front foot, read off the LDraw part."""
CURVE_3 = [(-19.9, -13.4), (-8.2, -7.6), (4.2, -3.5), (17, -0.9), (29.7, 0)]
"""Crown of 50950, (y, z) below the top."""


def curved_2(columns: int) -> Manifold:
    """Return 11477 (one column) or 15068 (two): origin at the bottom of the front foot."""
    x = 10.0 * columns - WALL
    outline = [(-20, 0), (-20, 4), *CURVE_2, (20, 0)]
    rooms = [
        box((-x, x), (-16, -4), (-1, 4.2)),
        box((-x, x), (4, 16), (7, 12.2)),
    ]
    return curved(columns, outline, (0, 8), rooms)


def curved_3() -> Manifold:
    """Return 50950, three cells deep in front of the step: its top is at z = 0."""
    outline = [(-30, -BRICK), (-30, -20), *CURVE_3, (30, -BRICK)]
    rooms = [
        box((-6, 6), (-26, 6), (-BRICK - 1, -19.8)),
        rounded_prism([(-18, -19.9), (-14, -14.7), (-4.7, -10.1), (6, -6.5), (6, -19.9)], 6, 0),
        box((-6, 6), (14, 26), (-17, -5)),
    ]
    return curved(1, outline, (10, -16), rooms)


SLOPES: dict[str, Callable[[], Manifold]] = {
    "3040b": partial(slope, 1, 2),
    "3039": partial(slope, 2, 2),
    "3038": partial(slope, 3, 2),
    "3037": partial(slope, 4, 2),
    "4286": partial(slope, 1, 3),
    "3298": partial(slope, 2, 3),
    "3665": partial(inverted_slope, 1, 2),
    "3660": partial(inverted_slope, 2, 2),
    "4287": partial(inverted_slope, 1, 3),
    "3747b": partial(inverted_slope, 2, 3, 3),
    "54200": partial(cheese, 1),
    "85984": partial(cheese, 2),
    "11477": partial(curved_2, 1),
    "15068": partial(curved_2, 2),
    "50950": curved_3,
}
"""Part number -> what draws it."""
