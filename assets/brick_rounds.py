"""Round parts: bodies of revolution about the z axis, wheels about the y axis."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from manifold3d import Manifold

from .brick_shapes import (
    BEVEL,
    BRICK,
    GAP,
    PLATE,
    SEGMENTS,
    STUD_HEIGHT,
    WALL,
    Point,
    box,
    cells,
    cylinder,
    rectangle,
    rounded_prism,
    stud,
    studs,
    tube,
    turned,
    union,
)

WIDE = 48
"""Segments of a full turn of radius 20."""
CROSS = (6.0, 2.0)
"""Half length and half width of the arms of an axle hole."""


def axle_hole(z: Point) -> Manifold:
    """Return the cross that an axle leaves, between the two heights."""
    long, wide = CROSS
    return box((-long, long), (-wide, wide), z) + box((-wide, wide), (-long, long), z)


def round_brick() -> Manifold:
    """Return 3062b, 1 x 1: hollow stud, a foot of radius 8, open from top to bottom."""
    r = 10 - GAP
    outline = [(4, 0), (r, 0), (r, -19), (8, -19), (8, -BRICK), (6, -BRICK), (6, -WALL), (4, -WALL)]
    return turned(outline) + stud(hollow=True)


def round_plate() -> Manifold:
    """Return 6141, 1 x 1: a disc of 3 on a ring of radius 8."""
    r = 10 - GAP
    ring = [(0, 0), (r, 0), (r, -3), (8, -3), (8, -PLATE), (6, -PLATE), (6, -3), (0, -3)]
    return turned(ring) + stud()


def round_tile() -> Manifold:
    """Return 98138, 1 x 1."""
    r = 10 - GAP
    return turned(
        [(0, 0), (r, 0), (r, -7), (9, -7), (9, -PLATE), (6, -PLATE), (6, -WALL), (0, -WALL)]
    )


def round_2x2(height: float) -> Manifold:
    """Return 3941 (brick) or 4032b (plate): four studs, clipped by the rim, and an axle hole."""
    r = 20 - GAP
    body = turned([(0, 0), (r, 0), (r, -height), (0, -height)], segments=WIDE)
    body -= cylinder(16, (-height - 1, -WALL), WIDE) + square_foot(height)
    body += tube((-height, BEVEL - WALL))
    knobs = studs(cells(2), cells(2)) ^ cylinder(r, (-1, STUD_HEIGHT), WIDE)
    return (body + knobs) - axle_hole((-height - 1, 1))


def square_foot(height: float) -> Manifold:
    """Return the square room for four studs in the lowest 4 LDU of a round 2 x 2 body."""
    return box((-16, 16), (-16, 16), (-height - 1, WALL - height))


def cone_1x1() -> Manifold:
    """Return 4589: from the stud's radius to 10, on the foot of a round brick; open through."""
    r = 10 - GAP
    outer = [(4, 0), (6, 0), (r, -19), (8, -19), (8, -BRICK)]
    return turned([*outer, (6, -BRICK), (6, -18), (4, -18)]) + stud(hollow=True)


def cone_2x2() -> Manifold:
    """Return 3942c, two bricks high: radius 10 to 20, a tube inside, open through."""
    r, height = 20 - GAP, 2 * BRICK
    outer = [(4, 0), (10 - GAP, 0), (r, -44), (r, -height), (16, -height)]
    shell = turned([*outer, (16, -44), (8.3, -4), (4, -4)], segments=WIDE)
    pipe = turned([(6, -height), (8, -height), (8, -3), (4, -3), (4, -12), (6, -12)])
    return (shell - square_foot(height)) + pipe + stud(hollow=True)


def arc(radius: float, sag: float, start: float, stop: float, count: int = 8) -> list[Point]:
    """Return points (r, z) of a sphere's meridian that falls by `sag` from r = 0 to `radius`."""
    sphere = (radius**2 + sag**2) / (2 * sag)
    r = np.linspace(start, stop, count)
    z = np.sqrt(sphere**2 - r**2) - sphere
    return list(zip(r.tolist(), z.tolist(), strict=True))


def dish_2x2() -> Manifold:
    """Return 4740: a shell of 2 with a hollow stud, on a ring; open through."""
    r = 20 - GAP
    top = arc(20, 5.6, 4, r)
    under = [(x, z - 2.2) for x, z in arc(20, 5.6, 4, r)]
    shell = turned([*top, *reversed(under)], 0.3, WIDE)
    return shell + tube((-PLATE, -2)) + stud(hollow=True)


def dish_4x4() -> Manifold:
    """Return 3960: a shell of 4 with a solid stud and a plain rim, a tube with an axle hole."""
    r, height = 40 - GAP, 16.0
    top = arc(40, 8, 0, r, 12)
    under = [(x, z - 3.8) for x, z in arc(40, 8, 0, 36, 12)]
    shell = turned([*top, (r, -height), (36, -height), *reversed(under)], segments=64)
    hub = cylinder(10, (-11, -3), SEGMENTS) + cylinder(8, (-height, -3))
    hub -= cylinder(6, (-height - 1, -12)) + axle_hole((-13, -WALL))
    return shell + hub + stud()


def tyre() -> Manifold:
    """Return 3641: radius 18, 16 wide along y; 16 lugs on each side, staggered."""
    half, lugs = 8 - GAP, 16
    ring = [(10, -half), (14, -half), (14, half), (10, half)]
    body = turned([*ring, (10, 3.5), (8.5, 2.5), (8.5, -2.5), (10, -3.5)], segments=WIDE)
    # set back from the ring's sides, which it would touch in single points otherwise
    lug = rounded_prism(rectangle((0.4, half - 0.1), (13, 18)), 1.5, gap=0)
    both = (lug, lug.mirror((0, 1, 0)).rotate((0, 180 / lugs, 0)))
    turns = [(0, 360 / lugs * i, 0) for i in range(lugs)]
    return body.rotate((90, 0, 0)) + union(side.rotate(t) for side in both for t in turns)


def rim() -> Manifold:
    """Return 4624: radius 10, 16 wide along y; its face (LDraw -z) has five round holes."""
    half, r = 8 - GAP, 10 - GAP
    bed = [(r, half), (r, 4), (8, 2), (8, -2), (r, -4), (r, -half)]
    body = turned([(0, half), *bed, (6.5, -half), (6.5, 5.5), (0, 5.5)])
    hub = cylinder(3, (-half + 4, 6)) - cylinder(1.8, (-half, half + 1))
    spots = [(0, 0, 0), (4.7, 0, 0), (-4.7, 0, 0), (0, 4.7, 0), (0, -4.7, 0)]
    holes = union(cylinder(1.5, (5, half + 1)).translate(spot) for spot in spots)
    return ((body - holes) + hub - cylinder(1.8, (5, half + 1))).rotate((90, 0, 0))


ROUNDS: dict[str, Callable[[], Manifold]] = {
    "3062b": round_brick,
    "3941": partial(round_2x2, BRICK),
    "6141": round_plate,
    "4032b": partial(round_2x2, PLATE),
    "98138": round_tile,
    "4589": cone_1x1,
    "3942c": cone_2x2,
    "4740": dish_2x2,
    "3960": dish_4x4,
    "3641": tyre,
    "4624": rim,
}
"""Part number -> what draws it."""
