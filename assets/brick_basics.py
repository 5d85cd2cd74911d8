"""Bricks, plates and tiles, and the small parts cut from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from manifold3d import Manifold

from .brick_shapes import (
    BRICK,
    GAP,
    PLATE,
    WALL,
    box,
    cavity,
    cells,
    cylinder,
    fittings,
    rectangle,
    rounded_prism,
    stud,
    studs,
)


def brick(columns: int, rows: int, height: float = BRICK) -> Manifold:
    """Return a brick or plate of columns (x) by rows (y) studs."""
    xs, ys = cells(columns), cells(rows)
    profile = rectangle((-10.0 * rows, 10.0 * rows), (-height, 0))
    body = rounded_prism(profile, 10.0 * columns) - cavity(profile, 10.0 * columns)
    return body + fittings(xs, ys, (-height, -WALL)) + studs(xs, ys)


def tile(columns: int, rows: int) -> Manifold:
    """Return a tile: a plate without studs, its foot set back by 1 (the groove of real tiles)."""
    half_x, half_y = 10.0 * columns, 10.0 * rows
    top = rounded_prism(rectangle((-half_y, half_y), (-7, 0)), half_x)
    foot = box((1 - half_x, half_x - 1), (1 - half_y, half_y - 1), (-PLATE, -6))
    hollow = cavity(rectangle((-half_y, half_y), (-PLATE, 0)), half_x)
    # a 1 x 2 tile has no pin
    pins = columns * rows > 2
    inside = fittings(cells(columns), cells(rows), (-PLATE, -WALL)) if pins else Manifold()
    return (top + foot - hollow) + inside


def corner_plate() -> Manifold:
    """Return plate 2420, an L of three cells: (0, 0), (20, 0) and (0, 20)."""
    long, short = rectangle((-10, 30), (-PLATE, 0)), rectangle((-10, 10), (-PLATE, 0))
    arm = rounded_prism(long, 10)
    body = arm + rounded_prism(short, 20).translate((10, 0, 0))
    hollow = cavity(long, 10) + cavity(short, 20).translate((10, 0, 0))
    pins = fittings((0, 20), (0,), (-PLATE, -WALL)) + fittings((0,), (0, 20), (-PLATE, -WALL))
    return (body - hollow) + pins + studs((0, 20), (0,)) + studs((0,), (20,))


def side_stud_brick() -> Manifold:
    """Return brick 87087, 1 x 1 with a hollow stud on its front (LDraw -z, here -y)."""
    front = stud(hollow=True).rotate((90, 0, 0)).translate((0, GAP - 10, -10))
    hole = cylinder(4, (-2, 10)).rotate((90, 0, 0)).translate((0, -4, -10))
    return (brick(1, 1) + front) - hole


def headlight_brick() -> Manifold:
    """Return brick 4070, 1 x 1 with a hollow stud in a recess of its front.

    The recess is as deep as a stud is high; the back has a window that takes a stud.
    """
    body = rounded_prism(rectangle((-6 - GAP, 10), (-BRICK, 0)), 10)
    lip = rounded_prism(rectangle((-10, 10), (-BRICK, -20)), 10)
    rooms = [
        box((-6, 6), (-2, 6), (-BRICK, -WALL)),
        box((-6, 6), (-5.9, 6), (-BRICK - 1, -20)),
        box((-6, 6), (0, 11), (-16, -WALL)),
        cylinder(4, (0, 12)).rotate((90, 0, 0)).translate((0, 0, -10)),
    ]
    front = stud(hollow=True).rotate((90, 0, 0)).translate((0, GAP - 6, -10))
    solid = body + lip + front
    for room in rooms:
        solid -= room
    return solid + stud()


def jumper() -> Manifold:
    """Return plate 3794b, 1 x 2 with one hollow stud in the middle and a tile's groove."""
    return tile(2, 1) + stud(hollow=True)


def grille() -> Manifold:
    """Return tile 2412b, 1 x 2 with two slits lengthwise, open at both ends."""
    solid = tile(2, 1)
    for y in (-4.0, 4.0):
        solid -= box((-20, 20), (y - 2.2, y + 2.2), (-4.2, 1))
    return solid


BRICKS = {
    "3005": (1, 1),
    "3004": (2, 1),
    "3622": (3, 1),
    "3010": (4, 1),
    "3009": (6, 1),
    "3008": (8, 1),
    "6112": (12, 1),
    "3003": (2, 2),
    "3002": (3, 2),
    "3001": (4, 2),
    "2456": (6, 2),
    "3007": (8, 2),
}
"""Bricks: columns and rows of studs."""

PLATES = {
    "3024": (1, 1),
    "3023": (2, 1),
    "3623": (3, 1),
    "3710": (4, 1),
    "3666": (6, 1),
    "3460": (8, 1),
    "4477": (10, 1),
    "60479": (12, 1),
    "3022": (2, 2),
    "3021": (3, 2),
    "3020": (4, 2),
    "3795": (6, 2),
    "3034": (8, 2),
    "3832": (10, 2),
    "2445": (12, 2),
    "3031": (4, 4),
    "3032": (6, 4),
    "3035": (8, 4),
    "3030": (10, 4),
    "3029": (12, 4),
    "3958": (6, 6),
    "3036": (8, 6),
}
"""Plates: columns and rows of studs."""

TILES = {
    "3070b": (1, 1),
    "3069b": (2, 1),
    "63864": (3, 1),
    "2431": (4, 1),
    "6636": (6, 1),
    "4162": (8, 1),
    "3068b": (2, 2),
    "87079": (4, 2),
}
"""Tiles: columns and rows of cells."""

BASICS: dict[str, Callable[[], Manifold]] = {
    **{number: partial(brick, *size) for number, size in BRICKS.items()},
    **{number: partial(brick, *size, PLATE) for number, size in PLATES.items()},
    **{number: partial(tile, *size) for number, size in TILES.items()},
    "2420": corner_plate,
    "4070": headlight_brick,
    "87087": side_stud_brick,
    "3794b": jumper,
    "2412b": grille,
}
"""Part number -> what draws it."""
