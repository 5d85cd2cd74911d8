"""LEGO-compatible parts drawn from their measures, by LDraw part number.

`part_mesh` draws a part once and keeps it. Where the user has the official LDraw library,
`padkit.assets.ldraw` prefers its part to ours. LEGO is a trademark of the LEGO Group, which does
not sponsor, authorise or endorse this project.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from manifold3d import Manifold

from .brick_rounds import ROUNDS
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
from .brick_slopes import SLOPES
from .meshes import Mesh, put_in_order


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


Drawing = Callable[[], Manifold]

BRICKS = {
    "3005": (1, 1),
    "3004": (2, 1),
    "3622": (3, 1),
    "3010": (4, 1),
    "3009": (6, 1),
    "3008": (8, 1),
    "3003": (2, 2),
    "3002": (3, 2),
    "3001": (4, 2),
    "2456": (6, 2),
}
"""Bricks: columns and rows of studs."""

PLATES = {
    "3024": (1, 1),
    "3023": (2, 1),
    "3623": (3, 1),
    "3710": (4, 1),
    "3666": (6, 1),
    "3460": (8, 1),
    "3022": (2, 2),
    "3021": (3, 2),
    "3020": (4, 2),
    "3795": (6, 2),
    "3034": (8, 2),
    "3031": (4, 4),
    "3032": (6, 4),
    "3958": (6, 6),
    "3036": (8, 6),
}
"""Plates: columns and rows of studs."""

TILES = {"3070b": (1, 1), "3069b": (2, 1), "3068b": (2, 2), "2431": (4, 1), "6636": (6, 1)}
"""Tiles: columns and rows of cells."""

PARTS: dict[str, Drawing] = {
    **{number: partial(brick, *size) for number, size in BRICKS.items()},
    **{number: partial(brick, *size, PLATE) for number, size in PLATES.items()},
    **{number: partial(tile, *size) for number, size in TILES.items()},
    "2420": corner_plate,
    "4070": headlight_brick,
    "87087": side_stud_brick,
    "3794b": jumper,
    "2412b": grille,
    **SLOPES,
    **ROUNDS,
}
"""Part number -> what draws it (Z up, see `brick_shapes`)."""

ALIASES = {
    "2412": "2412b",
    "3040": "3040b",
    "3040a": "3040b",
    "3062": "3062b",
    "3068": "3068b",
    "3069": "3069b",
    "3070": "3070b",
    "3070a": "3070b",
    "3660a": "3660",
    "3665a": "3665",
    "3747": "3747b",
    "3794": "3794b",
    "3794a": "3794b",
    "3942": "3942c",
    "3942b": "3942c",
    "4032": "4032b",
    "4073": "6141",
    "4287b": "4287",
    "4589b": "4589",
}
"""Other numbers of the same part, or of a mould variant that looks the same."""

_LDRAW_FROM_DRAWING = np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0]], np.float64)


def canonical(number: str) -> str | None:
    """Return the key of `PARTS` for a part number, any case; None where we do not draw it."""
    key = number.lower()
    key = ALIASES.get(key, key)
    return key if key in PARTS else None


@cache
def _draw(key: str) -> Mesh:
    # booleans leave slivers that are points in float32
    solid = PARTS[key]().simplify(1e-4).transform(_LDRAW_FROM_DRAWING).to_mesh()
    return put_in_order(solid.vert_properties[:, :3], solid.tri_verts)


def part_mesh(number: str) -> Mesh:
    """Return the part's mesh: LDU, LDraw frame (y down), watertight; drawn once, then shared.

    Args:
        number: LDraw part number without ".dat", any case; aliases are understood.

    Raises:
        KeyError: The part is not in `PARTS`.
    """
    key = canonical(number)
    if key is None:
        raise KeyError(number)
    return _draw(key)
