"""Windscreens, mudguards, brackets, panels and window frames: what a car's body is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from manifold3d import CrossSection, FillRule, Manifold

from .brick_shapes import (
    BEVEL,
    BRICK,
    GAP,
    PLATE,
    SEGMENTS,
    WALL,
    block,
    box,
    cells,
    cylinder,
    fittings,
    stud,
    studs,
    tube,
    turned,
    union,
)

GLASS = 3.5
"""Thickness of windows, panels and brackets."""
CORNER = 10 - GAP
"""Radius of a windscreen's corners."""
AXLE_HEIGHT = -29.0
"""Height of the middle of the arch of mudguard 50745."""


def pane(height: float, depth: float, thin: float) -> Manifold:
    """Return the outer body of a windscreen, or with `thin` > 0 the room inside it.

    Args:
        height: From the lower rim to the top, where it leans back by a cell.
        depth: How far it reaches back (y).
        thin: How far the room's walls stand in.
    """
    r, lip = CORNER - thin, 7.5
    knee = -height + lip
    side = 40 - GAP - thin
    front = [cylinder(r, (-height, knee), SEGMENTS).translate((x, -20, 0)) for x in (-30, 30)]
    # the glass stands upright at the lip and leans back above it
    top = [cylinder(r, (-BEVEL, 0), SEGMENTS).translate((x, 0, 0)) for x in (-30, 30)]
    back = [box((-side, side), (depth - 1, depth), (-height, 0))]
    return Manifold.batch_hull([*front, *top, *back])


def bosses() -> Manifold:
    """Return the two round seats of the studs of a windscreen."""
    seat = cylinder(CORNER, (-GLASS, 0), SEGMENTS) + box((0, 10), (-10, 10), (-GLASS, 0))
    one = seat.translate((30, 0, 0))
    return one + one.mirror((1, 0, 0))


def glazed(height: float, depth: float, sill: Manifold) -> Manifold:
    """Return a windscreen, open behind and on top, with a sill that has the sockets.

    Args:
        height: From the lower rim to the top.
        depth: How far it reaches back (y).
        sill: Its foot, one plate high.
    """
    outer = pane(height, depth, 0)
    room = pane(height, 60, GLASS)
    room += room.translate((0, 0, 0.5)) + room.translate((0, 0, -5))
    feet = (sill + bosses()) ^ outer
    return (outer - room) + feet + studs((-30, 30), (0,), hollow=True)


def windscreen_3823() -> Manifold:
    """Return 3823, 2 x 4 x 2: six sockets beneath, two studs on top, open behind."""
    low, top, roof = -2 * BRICK, PLATE - 2 * BRICK, WALL - 2 * BRICK
    sill = box((-40, 40), (-30, -10.25), (low, top))
    hollow = box((-36.25, 36.25), (-26.25, -13.75), (low - 1, roof))
    for side in (-1, 1):
        x = (20.25, 40.0) if side > 0 else (-40.0, -20.25)
        room = (23.75, 36.25) if side > 0 else (-36.25, -23.75)
        sill += box(x, (-30, CORNER), (low, top))
        hollow += box(room, (-14, 6.25), (low - 1, roof))
    spots = ((-20, -20), (0, -20), (20, -20), (-30, -10), (30, -10))
    pins = union(cylinder(4, (low, top - 1)).translate((x, y, 0)) for x, y in spots)
    return glazed(-low, CORNER, (sill - hollow) + pins)


def windscreen_2437() -> Manifold:
    """Return 2437, 3 x 4 x 1 1/3: four sockets beneath its front, two studs on top."""
    low, top = -BRICK - PLATE, -BRICK
    sill = box((-40, 40), (-30, -10.25), (low, top))
    sill -= box((-36.25, 36.25), (-26.25, -13.75), (low - 1, low + WALL))
    pins = union(cylinder(4, (low, top - 1)).translate((x, -20, 0)) for x in (-20, 0, 20))
    return glazed(-low, 30 - GAP, sill + pins)


def mudguard_3788() -> Manifold:
    """Return 3788, 2 x 4: two plates high, its middle one plate lower, wheel arches at the ends."""
    y, low = (GAP - 20, 20 - GAP), -2 * PLATE
    body = block((GAP - 40, 40 - GAP), y, (low, -PLATE)) + block((GAP - 40, -20 - GAP), y, (low, 0))
    body += block((20 + GAP, 40 - GAP), y, (low, 0))
    body -= box((-16, 16), (-16, 16), (low - 1, 4 + low))
    end = [(20, low - 1), (24, -6), (24, -WALL), (36, -WALL), (36, low - 1)]
    room = Manifold.hull_points([(x, side, z) for x, z in end for side in (-16, 16)])
    arch = [(-16.6, low - 1), (-8.1, -4.8), (8.1, -4.8), (16.6, low - 1)]
    gate = Manifold.hull_points([(x, side, z) for side, z in arch for x in (35, 41)])
    hollow = room + gate
    body -= hollow + hollow.mirror((1, 0, 0))
    high = studs((-30, 30), cells(2)) + studs(cells(2), cells(2)).translate((0, 0, -PLATE))
    return body + tube((low, 5 + low)) + high


def mudguard_50745() -> Manifold:
    """Return 50745: an arch of half a turn before a 2 x 2 seat that stands on two studs."""
    lip = [(36.75, 20.2), (36.75, 21.9), (32, 27.75), (28.2, 27.75), (28.2, 26.1), (33.1, 22.2)]
    outline = [*lip, (33.1, 21.7), (28.2, 21.7), (28.2, 20.2)]
    ring = turned(outline, 0, 96).rotate((90, 0, 0)) ^ box((-50, 50), (-50, 50), (0, 50))
    leg = CrossSection([[(r, -y) for r, y in outline]], FillRule.NonZero).extrude(10.75)
    leg = leg.translate((0, 0, -10.75))
    arch = (ring + leg + leg.mirror((1, 0, 0))).scale((39.75 / 36.75, 1, 1))
    shell = arch.translate((0, 0, AXLE_HEIGHT))
    wheel_room = cylinder(28.2, (-60, 60), 96).rotate((90, 0, 0)).translate((0, 0, AXLE_HEIGHT))
    seat = block((GAP - 20, 20 - GAP), (-20.2, 20 - GAP), (-7.7, 0))
    seat -= box((-18.25, 18.25), (-50, GAP), (-9, -2.75)) + (
        wheel_room ^ box((-19, 19), (-50, GAP), (-60, 0))
    )
    stand = block((GAP - 20, 20 - GAP), (GAP, 20 - GAP), (-BRICK, 0))
    stand -= box((-16, 16), (4, 16), (-BRICK - 1, -WALL))
    stand += cylinder(4, (-BRICK, -3)).translate((0, 10, 0))
    seat -= box((-16, 16), (4, 16), (-99, -WALL))
    return shell + seat + stand + studs(cells(2), cells(2))


def bracket(low: float, high: float, heights: Sequence[float]) -> Manifold:
    """Return a bracket: a 1 x 2 plate and an upright plate before it with hollow side studs.

    Args:
        low: Lower end of the upright plate.
        high: Its upper end.
        heights: Heights of the rows of side studs.
    """
    top = block((GAP - 20, 20 - GAP), (-13.75, 10 - GAP), (-PLATE + GAP, 0))
    top -= box((-99, 99), (-99, -10.25), (-99, low)) + box((-99, 99), (-99, -10.25), (high, 99))
    top -= box((-16, 16), (-6.25, 6.25), (-PLATE - 1, -WALL))
    upright = block((GAP - 20, 20 - GAP), (-13.75, -10.25), (low, high))
    knob = stud(hollow=True).rotate((90, 0, 0))
    sides = union(knob.translate((x, -13.75, z)) for x in cells(2) for z in heights)
    return top + upright + fittings(cells(2), (0,), (-PLATE, -WALL)) + sides + studs(cells(2), (0,))


def panel(height: float) -> Manifold:
    """Return panel 4865 (one brick high) or 4864b (two, with a roof and hollow studs)."""
    x, y = (GAP - 20, 20 - GAP), (GAP - 10, 10 - GAP)
    body = block(x, y, (-height, PLATE - height)) + block(x, (6.25, y[1]), (-height, 0))
    body -= box((-16, 16), (-6, 6), (-height - 1, WALL - height))
    body += cylinder(4, (-height, 5 - height))
    if height > BRICK:
        body += block(x, y, (-WALL, 0)) + studs(cells(2), (0,), hollow=True)
    return body


def window_frame() -> Manifold:
    """Return 60592, a frame of 1 x 2 x 2 for a pane of glass."""
    x, y, height = (GAP - 20, 20 - GAP), (GAP - 10, 10 - GAP), 2 * BRICK
    body = block(x, y, (-height, 0)) - box((-15.25, 15.25), (-99, 99), (-40.25, -4.75))
    body -= box((-17.25, 17.25), (-99, -2.25), (-41.5, -2.75))
    body -= box((-16, 16), (-6, 6), (-height - 1, -43.75))
    peg = cylinder(4, (-height, -43))
    hole = cylinder(2.75, (-height, 9)).translate((0, -5, 0))
    return ((body + peg) - hole) + studs(cells(2), (0,), hollow=True)


BODYWORK: dict[str, Callable[[], Manifold]] = {
    "3823": windscreen_3823,
    "2437": windscreen_2437,
    "3788": mudguard_3788,
    "50745": mudguard_50745,
    "99780": partial(bracket, -7.75, 12, (2,)),
    "99781": partial(bracket, -20 + GAP, 0, (-10,)),
    "44728": partial(bracket, -40 + GAP, 0, (-10, -30)),
    "99207": partial(bracket, -7.75, 32, (2, 22)),
    "4865": partial(panel, BRICK),
    "4864b": partial(panel, 2 * BRICK),
    "60592": window_frame,
}
"""Part number -> what draws it."""
