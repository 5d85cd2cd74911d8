"""Bars and what holds them, fences, a ladder, aerials, a seat and a steering wheel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

from manifold3d import Manifold

from .brick_basics import brick
from .brick_shapes import (
    BRICK,
    GAP,
    PLATE,
    SEGMENTS,
    WALL,
    Point,
    block,
    box,
    cells,
    cylinder,
    rounded_prism,
    studs,
    turned,
    union,
)

BAR = 4 - GAP
"""Radius of a bar."""
CLIP = 4 + GAP
"""Radius of the hole of a clip."""


def along_x(radius: float, x: Point) -> Manifold:
    """Return a cylinder round the x axis between two places."""
    return cylinder(radius, x, SEGMENTS).rotate((0, 90, 0))


def along_y(radius: float, y: Point) -> Manifold:
    """Return a cylinder round the y axis between two depths."""
    return cylinder(radius, y, SEGMENTS).rotate((-90, 0, 0))


def bar(length: float) -> Manifold:
    """Return a bar that hangs down from its origin."""
    return turned([(0, -GAP), (BAR, -GAP), (BAR, GAP - length), (0, GAP - length)])


def handle(closed: bool) -> Manifold:
    """Return plate 2540 or 48336 (closed at both ends), 1 x 2 with a bar before it."""
    arm = (14.25, 20 - GAP) if closed else (6.25, 11.75)
    rod = along_x(BAR, (GAP - 20, 20 - GAP)).translate((0, -20, -2))
    ring = along_x(5.75, arm).translate((0, -20, -2))
    root = block(arm, (-12, -8), (GAP - PLATE, -GAP))
    one = ring + Manifold.batch_hull([ring.trim_by_plane((0, 0, -1), GAP), root])
    return brick(2, 1, PLATE) + rod + one + one.mirror((1, 0, 0))


def clip_plate() -> Manifold:
    """Return plate 63868, 1 x 2 with a clip at its right end for a bar along y."""
    ring = (
        along_y(7.25, (-BAR, BAR))
        - along_y(CLIP, (-9, 9))
        - box((0, 9), (-9, 9), (-4.2, 4.2))
        - box((BAR, 9), (-9, 9), (-9, 9))
    )
    root = box((-10.5, -5), (-BAR, BAR), (-5.75, 1.75))
    clip = (ring + root - along_y(CLIP, (-9, 9))).translate((30, 0, -2))
    return brick(2, 1, PLATE) + clip


def clip_tile() -> Manifold:
    """Return tile 2555, 1 x 1 with a clip on top for a bar along y."""
    profile = [(-10 + GAP, -0.4), (-7.8, 9.75), (7.8, 9.75), (10 - GAP, -0.4)]
    jaws = Manifold.hull_points([(x, y, z) for x, z in profile for y in (-BAR, BAR)])
    gap = along_y(CLIP, (-9, 9)).translate((0, 0, 6))
    gap += box((-4.1, 4.1), (-9, 9), (8.5, 20))
    base = block((GAP - 10, 10 - GAP), (GAP - 10, 10 - GAP), (-PLATE, 0))
    return (base - box((-6, 6), (-6, 6), (-PLATE - 1, -WALL))) + (jaws - gap)


def aerial() -> Manifold:
    """Return aerial 3957, four bricks high."""
    outline = [(0, 87.75), (1.9, 87.2), (3.4, 85.7), (BAR, 84), (BAR, 3.75), (5.75, 3.75)]
    foot = [(5.75, -GAP), (7.75, -GAP), (7.75, -7.75), (6.2, -7.75), (6.2, -3.75)]
    return turned([*outline, *foot, (3.2, -3.75), (3.2, GAP), (0, GAP)], 0.2)


def lever_base() -> Manifold:
    """Return 4592, the round foot of a lever, slit for it."""
    dome = [(0, 5.45), (3, 5.25), (5.5, 3.4), (7.1, 1), (7.75, -2), (7.75, -7.75)]
    body = turned([*dome, (6.2, -7.75), (6.2, -1.8), (0, -1.8)], 0.1)
    return body - box((-2, 2), (-5.3, 5.3), (-3, 9)) - box((-2, 2), (-9, 9), (GAP * -1, 9))


def lever() -> Manifold:
    """Return 4593, a lever with a knob; it turns about its origin in 4592."""
    knob = Manifold.sphere(BAR, SEGMENTS).translate((0, 0, 34))
    stick = cylinder(1.75, (0, 34))
    eye = along_x(BAR, (-1.7, 1.7))
    return knob + stick + eye


def telescope() -> Manifold:
    """Return 64644, a tube in two steps, open at both ends."""
    outer = [(5.7, 3.75), (5.7, -GAP), (6.75, -GAP), (6.75, -1.75), (BAR, -1.75), (BAR, -18.25)]
    lower = [(5.75, -18.25), (5.75, -32.2), (7.75, -32.2), (7.75, -39.75), (6.2, -39.75)]
    inner = [(6.2, -33.7), (4.2, -33.7), (4.2, -19.8), (2.2, -19.8), (2.2, -GAP), (4.2, -GAP)]
    return turned([*outer, *lower, *inner, (4.2, 3.75)], 0.2)


def open_round_plate() -> Manifold:
    """Return 85861, a round 1 x 1 plate with a hole right through it."""
    r = 10 - GAP
    outer = [(5.75, 3.75), (5.75, 0), (r, 0), (r, -2.75), (7.75, -2.75), (7.75, -7.75)]
    return turned([*outer, (6.2, -7.75), (6.2, -2.75), (4.2, -2.75), (4.2, 3.75)], 0.2)


def tap() -> Manifold:
    """Return tap 4599b: a spout that slants to the back from an upright pipe."""
    pipe = [(0, 3.75), (5.75, 3.75), (5.75, 0), (BAR, -0.5), (BAR, -16), (6.5, -17.3), (7.75, -20)]
    body = turned([*pipe, (7.75, -23.75), (6.2, -23.75), (6.2, -19.75), (0, -19.75)], 0.2)
    spout = along_y(BAR, (0, 17)) + turned(
        [(0, 16.25), (3.75, 16.25), (3.75, 19.75), (0, 19.75)]
    ).rotate((-90, 0, 0))
    return body + spout.translate((0, 0, -4))


def foot_1x4() -> Manifold:
    """Return the foot of a fence: a plate of 1 x 4 without studs, two bricks down."""
    low, top = -2 * BRICK, -2 * BRICK + PLATE
    body = block((GAP - 40, 40 - GAP), (GAP - 10, 10 - GAP), (low, top - GAP))
    body -= box((-36, 36), (-6, 6), (low - 1, low + WALL))
    pins = union(cylinder(4, (low, top - 1)).translate((x, 0, 0)) for x in (-20, 0, 20))
    return body + pins


def lattice_fence() -> Manifold:
    """Return fence 3185, 1 x 4 x 2: crossed laths in a frame."""
    y = (-2.75, 2.75)
    frame = block((GAP - 40, 40 - GAP), y, (-42, -GAP)) - box(
        (-36.25, 36.25), (-9, 9), (-36.25, -3.75)
    )
    lath = box((-60, 60), y, (-0.9, 0.9))
    laths = union(
        lath.rotate((0, turn, 0)).translate((x, 0, -10))
        for turn, x in product((45, -45), (-40, -20, 0, 20, 40))
    )
    return foot_1x4() + frame + (laths ^ box((-38, 38), (-9, 9), (-38, -2)))


def spindle_fence() -> Manifold:
    """Return fence 30055, 1 x 4 x 2: four spindles, hollow studs on the outer two."""
    spots = [(x, 0, 0) for x in cells(4)]
    rail = block((GAP - 40, 40 - GAP), (GAP - 10, 10 - GAP), (-3.75, 0))
    holes = union(cylinder(CLIP, (-2.5, 9)).translate((x, 0, 0)) for x in (-10, 10))
    rod = cylinder(BAR, (-41, -3), SEGMENTS) + cylinder(5.75, (-41, -36.25), SEGMENTS)
    rods = union(rod.translate(spot) for spot in spots)
    return foot_1x4() + rods + (rail - holes) + studs((-30, 30), (0,), hollow=True)


def ladder() -> Manifold:
    """Return ladder 4175: rungs that hang before a 1 x 2 plate."""
    x = (GAP - 20, 20 - GAP)
    rungs = union(block(x, (-17.75, -10.25), (z - 3.5, z)) for z in (-12.25, -24.25, -36.25))
    head = block(x, (-17.75, -8), (-3.75, 0)) + block(x, (-11.75, -10.25), (-14, -1))
    rail = block((16.25, 20 - GAP), (-13.75, -10.25), (GAP - 48, -1))
    return brick(2, 1, PLATE) + head + rungs + rail + rail.mirror((1, 0, 0))


def seat() -> Manifold:
    """Return seat 4079, 2 x 2, with two studs at its front."""
    profile = [(20.25, 39.75), (24.75, 39.75), (22.9, 10), (21, 1), (19.5, -3), (16, -3), (17.9, 6)]
    fillet = [(11.5, -2), (11.5, -GAP), (14.5, 1), (17.9, 5.5), (18, -2)]
    back = rounded_prism(profile, 20 - GAP, gap=0) + rounded_prism(fillet, 20 - GAP, gap=0)
    arch = Manifold.batch_hull(
        [along_y(5, (0, 40)).translate((x, 0, 34.75)) for x in (-14.75, 14.75)]
        + [box((GAP - 20, 20 - GAP), (0, 40), (-9, 0))]
    )
    panel = box((-14.25, 14.25), (0, 20.25), (6.5, 60)) + box((-14.25, 14.25), (17, 30), (3, 6))
    base = brick(2, 2, PLATE) - studs(cells(2), cells(2))
    return base + ((back ^ arch) - panel) + studs(cells(2), (-10,))


def steering() -> Manifold:
    """Return 3829c01: a steering wheel on a slanted head of a 1 x 2 stand without studs."""
    column = block((GAP - 10, 10 - GAP), (GAP - 10, -6.25), (-1, 23.75))
    column += cylinder(5.75, (-1, 22), SEGMENTS).translate((0, -7.5, 0)) - box(
        (-9, 9), (-20, -9), (-9, 99)
    )
    base = block((GAP - 20, 20 - GAP), (GAP - 10, 10 - GAP), (GAP - PLATE, -GAP))
    base -= box((-16, 16), (-6, 6), (-PLATE - 1, -WALL))
    base += cylinder(4, (-PLATE, -3))
    ring = turned([(12.1, -1.1), (14.1, -1.1), (14.1, 1.1), (12.1, 1.1)], 0.6, 48)
    spokes = union(
        block((0, 12.5), (-1.3, 1.3), (-1, 0.5)).rotate((0, 0, 90 + 120 * i)) for i in range(3)
    )
    hub = turned([(0, -6), (5.7, -6), (5.7, 0.7), (0, 0.7)])
    wheel = (ring + spokes + hub).rotate((-54.4, 0, 0)).translate((0, -0.3, 26.4))
    return base + column + wheel


FENCES: dict[str, Callable[[], Manifold]] = {
    "30374": partial(bar, 80),
    "87994": partial(bar, 60),
    "2540": partial(handle, False),
    "48336": partial(handle, True),
    "63868": clip_plate,
    "2555": clip_tile,
    "3957": aerial,
    "4592": lever_base,
    "4593": lever,
    "64644": telescope,
    "85861": open_round_plate,
    "4599b": tap,
    "3185": lattice_fence,
    "30055": spindle_fence,
    "4175": ladder,
    "4079": seat,
    "3829c01": steering,
}
"""Part number -> what draws it."""
