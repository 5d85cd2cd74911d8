"""Pieces: the parts a model may be built of, and where their cells, studs and sockets lie.

Models stand on a grid of cells, one stud wide and deep and one plate high: x to the right, y to
the back, z up. Measures of the parts: the LDraw parts library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from .piece_kinds import BRICKS, FULL, KINDS, PLATES, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BRICKS", "FULL", "KINDS", "PLATES", "Cell", "Fitting", "Piece"]

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
        kind = KINDS[self.part]
        if kind.shape:
            return self._put(kind.shape.cells)
        _, depth, height = kind.size
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
        if kind.shape:
            return self._put(kind.shape.studs)
        return tuple((i, j, z + kind.size[2]) for row in kind.studs for i, j in self._row(row))

    @cached_property
    def sockets(self) -> tuple[Cell, ...]:
        """The cells at its bottom that a stud can be pushed into."""
        if self.out:
            return ()
        kind = KINDS[self.part]
        if kind.shape:
            return self._put(kind.shape.sockets)
        return tuple((i, j, self._floor(row)) for row in kind.sockets for i, j in self._row(row))

    def _floor(self, row: int) -> int:
        return self.corner[2] + (row in KINDS[self.part].raised)

    def _row(self, row: int) -> Iterator[tuple[int, int]]:
        """Yield x and y of the cells of a row, counted from the part's front."""
        for column in range(KINDS[self.part].size[0]):
            yield self._spot(column, row)

    def _put(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Return cells of the part's own frame where the piece stands."""
        return tuple((*self._spot(i, j), self.corner[2] + k) for i, j, k in cells)

    def _spot(self, column: int, row: int) -> tuple[int, int]:
        """Return x and y of a cell, its column counted from the part's left."""
        x, y, _ = self.corner
        width, depth, _ = KINDS[self.part].size
        i, j = (
            (column, row),
            (depth - 1 - row, column),
            (width - 1 - column, depth - 1 - row),
            (row, width - 1 - column),
        )[TURNS[self.side]]
        return x + i, y + j

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
