"""Pieces: the parts a model may be built of, and where their cells, studs and sockets lie.

Models stand on a grid of cells, one stud wide and deep and one plate high: x to the right, y to
the back, z up. Measures of the parts: the LDraw parts library.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = tuple[int, int, int]
"""(x, y, z): stud to the right, stud to the back, plate upwards."""

STUD: Final = 20
"""LDU from stud to stud."""
PLATE: Final = 8
"""LDU from plate to plate."""

Point = tuple[float, float, float]
"""(x, y, z) in LDU, LDraw's axes: x right, y down, z back."""
Turn = tuple[float, ...]
"""The nine numbers of a rotation, row by row, part axes to model axes (LDraw's)."""

TURNS: Final = {"front": 0, "right": 1, "back": 2, "left": 3}
"""Quarter turns that bring a part's front (LDraw -Z, where slopes descend) to the named side."""
STEPS: Final = {"front": (0, -1), "right": (1, 0), "back": (0, 1), "left": (-1, 0)}
ROTATIONS: Final[tuple[Turn, ...]] = (
    (1, 0, 0, 0, 1, 0, 0, 0, 1),
    (0, 0, -1, 0, 1, 0, 1, 0, 0),
    (-1, 0, 0, 0, 1, 0, 0, 0, -1),
    (0, 0, 1, 0, 1, 0, -1, 0, 0),
)
# the same turns for a part whose studs look to that side instead of up
_SIDEWAYS: Final[tuple[Turn, ...]] = (
    (1, 0, 0, 0, 0, -1, 0, 1, 0),
    (0, -1, 0, 0, 0, -1, 1, 0, 0),
    (-1, 0, 0, 0, 0, -1, 0, -1, 0),
    (0, 1, 0, 0, 0, -1, -1, 0, 0),
)


@dataclass(frozen=True)
class Fitting:
    """A part that keeps to no grid: a wheel on its pin, a bar in a clip, a tilted flap.

    Attributes:
        part: LDraw number, without ".dat".
        colour: LDraw colour code.
        at: Where its LDraw origin is.
        turn: How it is turned.
    """

    part: str
    colour: int
    at: Point
    turn: Turn


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
    """

    size: tuple[int, int, int]
    studs: tuple[int, ...]
    sockets: tuple[int, ...]
    origin: tuple[float, float, float]
    raised: tuple[int, ...] = ()
    face: int = 0


def _box(width: int, depth: int, height: int, studs: bool = True) -> Kind:
    rows = tuple(range(depth))
    return Kind((width, depth, height), rows if studs else (), rows, (width / 2, depth / 2, height))


def _slope(width: int, depth: int, inverted: bool = False) -> Kind:
    rows, last = tuple(range(depth)), (depth - 1,)
    studs, sockets = (rows, last) if inverted else (last, rows)
    return Kind((width, depth, 3), studs, sockets, (width / 2, depth - 0.5, 3))


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
KINDS: Final[dict[str, Kind]] = {
    **{number: _box(w, d, 3) for (w, d), number in BRICKS.items()},
    **{number: _box(w, d, 1) for (w, d), number in PLATES.items()},
    "3070b": _box(1, 1, 1, False), "3069b": _box(2, 1, 1, False),
    "2431": _box(4, 1, 1, False), "3068b": _box(2, 2, 1, False),
    "98138": _box(1, 1, 1, False), "6141": _box(1, 1, 1), "4032b": _box(2, 2, 1),
    "3062b": _box(1, 1, 3), "3941": _box(2, 2, 3), "4589": _box(1, 1, 3),
    "4070": replace(_box(1, 1, 3), face=6), "87087": replace(_box(1, 1, 3), face=10),
    "4740": _box(2, 2, 1, False),
    "3040b": _slope(1, 2), "3039": _slope(2, 2), "3038": _slope(3, 2), "3037": _slope(4, 2),
    "4286": _slope(1, 3), "3298": _slope(2, 3),
    "3665": _slope(1, 2, True), "3660": _slope(2, 2, True),
    "4287": _slope(1, 3, True), "3747b": _slope(2, 3, True),
    "54200": _cap(1, 1, 2), "85984": _cap(2, 1, 2),
    "11477": _cap(1, 2, 2), "15068": _cap(2, 2, 2), "50950": _cap(1, 3, 3, top=True),
}  # fmt: skip

FULL: Final = frozenset((*BRICKS.values(), *PLATES.values(), "87087"))
"""The parts that hide what is behind them."""


@dataclass(frozen=True)
class Piece:
    """One brick where it stands.

    Attributes:
        part: LDraw number, without ".dat".
        colour: LDraw colour code.
        corner: Left front bottom cell of the space it fills.
        side: Where its front looks: "front", "right", "back" or "left".
        out: 0 for a piece that stands. A piece that hangs on the side stud of the brick at
            `corner` has its studs to `side` and its LDraw origin `out` LDU from that cell's middle.
    """

    part: str
    colour: int
    corner: Cell
    side: str = "front"
    out: int = 0

    @property
    def size(self) -> tuple[int, int, int]:
        """Cells in x, y and z (of a standing piece)."""
        width, depth, height = KINDS[self.part].size
        return (depth, width, height) if TURNS[self.side] % 2 else (width, depth, height)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells it fills; a hanging piece fills the space before its host."""
        x, y, z = self.corner
        if self.out:
            dx, dy = STEPS[self.side]
            return tuple((x + dx, y + dy, z + k) for k in range(3))
        _, depth, height = KINDS[self.part].size
        return tuple(
            (i, j, k)
            for row in range(depth)
            for i, j in self._row(row)
            for k in range(self._floor(row), z + height)
        )

    @cached_property
    def studs(self) -> tuple[Cell, ...]:
        """The cells above its studs."""
        if self.out:
            return ()
        kind, z = KINDS[self.part], self.corner[2]
        return tuple((i, j, z + kind.size[2]) for row in kind.studs for i, j in self._row(row))

    @cached_property
    def sockets(self) -> tuple[Cell, ...]:
        """The cells at its bottom that a stud can be pushed into."""
        if self.out:
            return ()
        rows = KINDS[self.part].sockets
        return tuple((i, j, self._floor(row)) for row in rows for i, j in self._row(row))

    def _floor(self, row: int) -> int:
        return self.corner[2] + (row in KINDS[self.part].raised)

    def _row(self, row: int) -> Iterator[tuple[int, int]]:
        """Yield x and y of the cells of a row, counted from the part's front."""
        x, y, _ = self.corner
        width, depth, _ = KINDS[self.part].size
        for column in range(width):
            i, j = (
                (column, row),
                (depth - 1 - row, column),
                (width - 1 - column, depth - 1 - row),
                (row, width - 1 - column),
            )[TURNS[self.side]]
            yield x + i, y + j

    def placement(self) -> tuple[Point, Turn]:
        """Return where LDraw's origin of the part is, and how it is turned."""
        x, y, z = self.corner
        turn = TURNS[self.side]
        if self.out:
            dx, dy = STEPS[self.side]
            # side studs sit 10 LDU below the top of a brick
            top = 10.0 - (z + 3) * PLATE
            at = ((x + 0.5) * STUD + dx * self.out, top, (y + 0.5) * STUD + dy * self.out)
            return at, _SIDEWAYS[turn]
        width, depth, _ = KINDS[self.part].size
        u, v, w = KINDS[self.part].origin
        i, j = ((u, v), (depth - v, u), (width - u, depth - v), (v, width - u))[turn]
        return ((x + i) * STUD, -(z + w) * PLATE, (y + j) * STUD), ROTATIONS[turn]
