"""Kinds: which cells, studs and sockets each part has on the grid, in the part's own frame.

Cells are one stud wide and deep and one plate high. Measures: the LDraw parts library.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Final

Cell = tuple[int, int, int]
"""(x, y, z): stud to the right, stud to the back, plate upwards."""


@dataclass(frozen=True)
class Shape:
    """What rows cannot say, in cells (column, row, level) from the front left bottom corner.

    Attributes:
        cells: The cells that the part fills.
        studs: The cells above its studs.
        sockets: The cells at whose bottom there is room for a stud.
    """

    cells: tuple[Cell, ...]
    studs: tuple[Cell, ...]
    sockets: tuple[Cell, ...]


@dataclass(frozen=True)
class Kind:
    """What the legaliser must know of a part, in cells of the part's own frame.

    Attributes:
        size: Cells to the right, to the back and up.
        studs: Rows (counted from the front) with studs on top.
        sockets: Rows with room for studs beneath.
        origin: LDraw's origin in cells from the front left bottom corner.
        raised: Rows whose underside is one plate higher, as that of the curved slopes is.
        face: Depth (LDU, from the middle of the cell) of the seat of its side stud; 0 has none.
        shape: Its exact cells, studs and sockets, where rows cannot say them.
    """

    size: tuple[int, int, int]
    studs: tuple[int, ...]
    sockets: tuple[int, ...]
    origin: tuple[float, float, float]
    raised: tuple[int, ...] = ()
    face: int = 0
    shape: Shape | None = None


def _box(width: int, depth: int, height: int, studs: bool = True) -> Kind:
    rows = tuple(range(depth))
    return Kind((width, depth, height), rows if studs else (), rows, (width / 2, depth / 2, height))


def _slope(width: int, depth: int, inverted: bool = False) -> Kind:
    rows, last = tuple(range(depth)), (depth - 1,)
    studs, sockets = (rows, last) if inverted else (last, rows)
    return Kind((width, depth, 3), studs, sockets, (width / 2, depth - 0.5, 3))


def _area(x: range, y: range, z: range) -> tuple[Cell, ...]:
    return tuple(itertools.product(x, y, z))


def _holder_4488() -> Kind:
    left, right, rows = range(1), range(1, 2), range(2)
    cells = (*_area(left, rows, range(1, 2)), *_area(right, rows, range(2)))
    sockets = (*_area(left, rows, range(1, 2)), *_area(right, rows, range(1)))
    studs = _area(range(2), rows, range(2, 3))
    return Kind((2, 2, 2), (), (), (1, 1, 2), shape=Shape(cells, studs, sockets))


def _windscreen(depth: int, height: int, legs: tuple[Cell, ...]) -> Kind:
    """Return a windscreen: its glass is before the second row, whose inner cells stay free."""
    sides, inner = (range(1), range(3, 4)), range(1, 3)
    walls = [_area(x, range(1, depth), range(height)) for x in sides]
    # the upper rim leans over the second row
    rim = _area(inner, range(1, 2), range(height - 1, height))
    glass = _area(range(4), range(1), range(height))
    studs = ((0, 1, height), (3, 1, height))
    shape = Shape(
        (*glass, *walls[0], *walls[1], *rim), studs, (*_area(range(4), range(1), range(1)), *legs)
    )
    return Kind((4, depth, height), (), (), (2, 1.5, height), shape=shape)


def _mudguard_3788() -> Kind:
    middle, ends, rows = range(1, 3), (range(1), range(3, 4)), range(2)
    cells = [_area(x, rows, range(2)) for x in ends]
    studs = [_area(x, rows, range(2, 3)) for x in ends]
    low = _area(middle, rows, range(1))
    shape = Shape(
        (*cells[0], *low, *cells[1]),
        (*studs[0], *_area(middle, rows, range(1, 2)), *studs[1]),
        low,
    )
    return Kind((4, 2, 2), (), (), (2, 1, 2), shape=shape)


def _mudguard_50745() -> Kind:
    both = range(2)
    cells = (*_area(both, range(1), range(2, 3)), *_area(both, range(1, 2), range(3)))
    shape = Shape(cells, _area(both, both, range(3, 4)), _area(both, range(1, 2), range(1)))
    return Kind((2, 2, 3), (), (), (1, 1, 3), shape=shape)


def _curved_4(width: int) -> Kind:
    across = range(width)
    front, third, last = range(2), range(2, 3), range(3, 4)
    cells = _area(across, front, range(3)), _area(across, third, range(1, 3))
    back = _area(across, last, range(2, 3))
    sockets = (*_area(across, front, range(1)), *_area(across, third, range(1, 2)), *back)
    shape = Shape((*cells[0], *cells[1], *back), (), sockets)
    return Kind((width, 4, 3), (), (), (width / 2, 2, 3), shape=shape)


def _curved_double() -> Kind:
    ends = (0, 0, 0), (0, 3, 0)
    middle = (0, 1, 1), (0, 2, 1)
    shape = Shape((*ends, (0, 0, 1), (0, 3, 1), *middle), (), (*ends, *middle))
    return Kind((1, 4, 2), (), (), (0.5, 2, 0), shape=shape)


def _wedge(straight: int) -> Kind:
    rows, beside = range(4), 1 - straight
    column = range(straight, straight + 1)
    sockets = (*_area(column, rows, range(1)), (beside, 3, 0))
    shape = Shape(_area(range(2), rows, range(1)), _area(column, rows, range(1, 2)), sockets)
    return Kind((2, 4, 1), (), (), (1, 2, 1), shape=shape)


def _wing() -> Kind:
    inner = range(1, 3)
    sockets = (*_area(inner, range(1), range(1)), *_area(range(4), range(1, 2), range(1)))
    shape = Shape(_area(range(4), range(2), range(1)), _area(inner, range(2), range(1, 2)), sockets)
    return Kind((4, 2, 1), (), (), (2, 1, 1), shape=shape)


def _arch(width: int) -> Kind:
    ends = [_area(range(x, x + 1), range(1), range(3)) for x in (0, width - 1)]
    crown = _area(range(1, width - 1), range(1), range(1, 3))
    studs = _area(range(width), range(1), range(3, 4))
    shape = Shape((*ends[0], *crown, *ends[1]), studs, ((0, 0, 0), (width - 1, 0, 0)))
    return Kind((width, 1, 3), (), (), (width / 2, 0.5, 3), shape=shape)


def _curved_top() -> Kind:
    bow = _area(range(1), range(1), range(4))
    shape = Shape((*bow, (0, 1, 2)), ((0, 1, 3),), ((0, 0, 0), (0, 1, 2)))
    return Kind((1, 2, 4), (), (), (0.5, 1.5, 4), shape=shape)


def _spindles() -> Kind:
    area = _area(range(4), range(1), range(6))
    shape = Shape(area, ((0, 0, 6), (3, 0, 6)), _area(range(4), range(1), range(1)))
    return Kind((4, 1, 6), (), (), (2, 0.5, 6), shape=shape)


def _cap(width: int, depth: int, height: int, top: bool = False) -> Kind:
    origin = (width / 2, depth / 2, height if top else 0)
    raised = (depth - 1,) if depth > 1 else ()
    return Kind((width, depth, height), (), tuple(range(depth)), origin, raised)


BRICKS: Final = {
    (1, 1): "3005", (2, 1): "3004", (3, 1): "3622", (4, 1): "3010", (6, 1): "3009",
    (2, 2): "3003", (3, 2): "3002", (4, 2): "3001", (6, 2): "2456",
}  # fmt: skip
PLATES: Final = {
    (1, 1): "3024", (2, 1): "3023", (3, 1): "3623", (4, 1): "3710", (6, 1): "3666", (8, 1): "3460",
    (2, 2): "3022", (3, 2): "3021", (4, 2): "3020", (6, 2): "3795", (8, 2): "3034", (4, 4): "3031",
}  # fmt: skip
# the legaliser lays none of these by itself
LONG_BRICKS: Final = {(8, 1): "3008", (12, 1): "6112", (8, 2): "3007"}
LONG_PLATES: Final = {
    (10, 1): "4477", (12, 1): "60479", (10, 2): "3832", (12, 2): "2445",
    (6, 4): "3032", (8, 4): "3035", (10, 4): "3030", (12, 4): "3029",
    (6, 6): "3958", (8, 6): "3036",
}  # fmt: skip
TILES: Final = {
    (1, 1): "3070b", (2, 1): "3069b", (3, 1): "63864", (4, 1): "2431", (6, 1): "6636",
    (8, 1): "4162", (2, 2): "3068b", (4, 2): "87079",
}  # fmt: skip
KINDS: Final[dict[str, Kind]] = {
    **{number: _box(w, d, 3) for (w, d), number in BRICKS.items()},
    **{number: _box(w, d, 1) for (w, d), number in PLATES.items()},
    **{number: _box(w, d, 3) for (w, d), number in LONG_BRICKS.items()},
    **{number: _box(w, d, 1) for (w, d), number in LONG_PLATES.items()},
    **{number: _box(w, d, 1, False) for (w, d), number in TILES.items()},
    "98138": _box(1, 1, 1, False), "6141": _box(1, 1, 1), "4032b": _box(2, 2, 1),
    "3062b": _box(1, 1, 3), "3941": _box(2, 2, 3), "4589": _box(1, 1, 3),
    "4070": replace(_box(1, 1, 3), face=6), "87087": replace(_box(1, 1, 3), face=10),
    "4740": _box(2, 2, 1, False), "2412b": _box(2, 1, 1, False),
    "3040b": _slope(1, 2), "3039": _slope(2, 2), "3038": _slope(3, 2), "3037": _slope(4, 2),
    "4286": _slope(1, 3), "3298": _slope(2, 3),
    "3665": _slope(1, 2, True), "3660": _slope(2, 2, True),
    "4287": _slope(1, 3, True), "3747b": _slope(2, 3, True),
    "4600": _box(2, 2, 1), "2926": _box(4, 1, 1), "4488": _holder_4488(),
    "3700": _box(2, 1, 3), "3701": _box(4, 1, 3),
    "3823": _windscreen(2, 6, ((0, 1, 0), (3, 1, 0))), "2437": _windscreen(3, 4, ()),
    "3788": _mudguard_3788(), "50745": _mudguard_50745(),
    "99780": _box(2, 1, 1), "99781": _box(2, 1, 1), "44728": _box(2, 1, 1), "99207": _box(2, 1, 1),
    "4865": _box(2, 1, 3, False), "4864b": _box(2, 1, 6), "60592": _box(2, 1, 6),
    "30414": _box(4, 1, 3), "3659": _arch(4), "4490": _arch(3), "6091": _curved_top(),
    "61678": _curved_4(1), "93606": _curved_4(2), "93273": _curved_double(),
    "3043": _box(2, 2, 3, False), "3041": _box(4, 2, 3, False),
    "41769": _wedge(1), "41770": _wedge(0), "51739": _wing(),
    "49668": Kind((1, 2, 1), (1,), (1,), (0.5, 1.5, 1)),
    "2540": _box(2, 1, 1), "48336": _box(2, 1, 1), "63868": _box(2, 1, 1), "4175": _box(2, 1, 1),
    "2555": _box(1, 1, 1, False), "3957": _box(1, 1, 1, False), "4592": _box(1, 1, 1, False),
    "64644": _box(1, 1, 5), "85861": _box(1, 1, 1), "4599b": _box(1, 1, 3),
    "3185": _box(4, 1, 6, False), "30055": _spindles(),
    # the studs are those of 3679, which is fitted into it
    "3680": _box(2, 2, 1),
    "4079": Kind((2, 2, 1), (0,), (0, 1), (1, 1, 1)), "3829c01": _box(2, 1, 1, False),
    "54200": _cap(1, 1, 2), "85984": _cap(2, 1, 2),
    "11477": _cap(1, 2, 2), "15068": _cap(2, 2, 2), "50950": _cap(1, 3, 3, top=True),
}  # fmt: skip

FULL: Final = frozenset(
    (*BRICKS.values(), *PLATES.values(), *LONG_BRICKS.values(), *LONG_PLATES.values(), "87087")
)
"""The parts that hide what is behind them."""
