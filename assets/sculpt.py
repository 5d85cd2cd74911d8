"""Sculptures: coloured cells that become a model of bonded bricks.

An animal paints colours into the cells of a grid, puts the pieces that have a character of their
own (eyes, beaks, tails) by hand, lays slopes along the staircases, and leaves the rest to the
mason (see `masonry`).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from .ldraw import Placement
from .masonry import tile
from .pieces import FULL, KINDS, PLATE, ROTATIONS, STEPS, STUD, TURNS, Cell, Fitting, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]
"""First cell and the one after the last."""

EVERYWHERE: Final[Span] = (-99, 99)

SLOPES: Final = {
    "3040b": {1: "3040b", 2: "3039", 3: "3038", 4: "3037"},
    "4286": {1: "4286", 2: "3298"},
    "3665": {1: "3665", 2: "3660"},
    "4287": {1: "4287", 2: "3747b"},
    "54200": {1: "54200", 2: "85984"},
    "11477": {1: "11477", 2: "15068"},
    "50950": {1: "50950"},
}
"""The slopes that can be laid in runs, and their wider brothers by width."""


@dataclass
class Sculpture:
    """Cells with colours and pieces put by hand, mirrored about the middle of its width.

    Attributes:
        width: Cells in x; the mirror image of cell x is width - 1 - x.
        cells: Colour of each filled cell that no piece has taken yet.
        pieces: The pieces put so far.
        taken: The cells those pieces fill.
        fittings: The parts that keep to no grid.
    """

    width: int
    cells: dict[Cell, int] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    taken: set[Cell] = field(default_factory=set)
    fittings: list[Fitting] = field(default_factory=list)

    def box(self, colour: int, x: Span, y: Span, z: Span) -> None:
        """Paint the cells of half-open ranges, and their mirror images."""
        for cell in itertools.product(range(*x), range(*y), range(*z)):
            self._paint(cell, colour)

    def ball(
        self, colour: int, centre: tuple[float, float, float], radii: tuple[float, float, float],
        power: float = 2.0,
    ) -> None:  # fmt: skip
        """Paint the cells whose centres lie in a (super)ellipsoid, and their mirror images."""
        spans = [
            range(math.floor(c - r), math.ceil(c + r)) for c, r in zip(centre, radii, strict=True)
        ]
        for x, y, z in itertools.product(*spans):
            away = [(q + 0.5 - c) / r for q, c, r in zip((x, y, z), centre, radii, strict=True)]
            if sum(abs(a) ** power for a in away) <= 1 and z >= 0:
                self._paint((x, y, z), colour)

    def recolour(self, colour: int, x: Span, y: Span, z: Span) -> None:
        """Give the filled cells of half-open ranges, and their mirror images, another colour."""
        for cell in itertools.product(range(*x), range(*y), range(*z)):
            for twin in (cell, self.mirrored(cell)):
                if twin in self.cells:
                    self.cells[twin] = colour

    def carve(self, x: Span, y: Span, z: Span) -> None:
        """Empty the cells of half-open ranges, and their mirror images."""
        for cell in itertools.product(range(*x), range(*y), range(*z)):
            self.cells.pop(cell, None)
            self.cells.pop(self.mirrored(cell), None)

    def put(
        self, part: str, colour: int, corner: Cell, side: str = "front", twin: bool = True
    ) -> None:
        """Put a piece and, unless it is to be alone, its mirror image."""
        self._put(Piece(part, colour, corner, side), twin)

    def hang(self, part: str, colour: int, corner: Cell, side: str = "front") -> None:
        """Hang a piece on the side stud of the brick at a corner, or on what hangs there already.

        The mirror image is hung as well.
        """
        outs = [p.out or KINDS[p.part].face for p in self.pieces if p.corner == corner]
        if not any(outs):
            raise ValueError(f"no brick with a side stud at {corner} to hang {part} on")
        self._put(Piece(part, colour, corner, side, max(outs) + PLATE))

    def fit(
        self, part: str, colour: int, at: tuple[float, float, float],
        turn: str | Sequence[float] = "front", twin: bool = True,
    ) -> None:  # fmt: skip
        """Fit a part that keeps to no grid and, unless it is to be alone, its mirror image.

        Args:
            part: LDraw number; it may be none of `KINDS`.
            colour: LDraw colour code.
            at: Its LDraw origin in studs to the right and back and plates up, fractions allowed,
                from the left front bottom corner of cell (0, 0, 0).
            turn: The side its front (LDraw -Z) looks to, or the nine numbers of LDraw's rotation.
            twin: Whether to fit the mirror image as well; the part itself is turned, not mirrored.
        """
        x, y, z = at
        numbers = ROTATIONS[TURNS[turn]] if isinstance(turn, str) else tuple(turn)
        other = tuple(-n if i in (1, 2, 3, 6) else n for i, n in enumerate(numbers))
        fittings = [
            Fitting(part, colour, (x * STUD, -z * PLATE, y * STUD), numbers),
            Fitting(part, colour, ((self.width - x) * STUD, -z * PLATE, y * STUD), other),
        ]
        self.fittings += fittings if twin else fittings[:1]

    def _put(self, piece: Piece, twin: bool = True) -> None:
        x, y, z = piece.corner
        width = 1 if piece.out else piece.size[0]
        side = {"left": "right", "right": "left"}.get(piece.side, piece.side)
        image = replace(piece, corner=(self.width - x - width, y, z), side=side)
        for each in dict.fromkeys((piece, image) if twin else (piece,)):
            for cell in each.cells:
                if cell in self.taken and not each.out:
                    raise ValueError(f"{each} runs into another piece at {cell}")
                self.cells.pop(cell, None)
                self.taken.add(cell)
            self.pieces.append(each)

    def _paint(self, cell: Cell, colour: int) -> None:
        for each in (cell, self.mirrored(cell)):
            if each in self.taken:
                raise ValueError(f"cannot paint {each}: a piece is there; paint before you put")
            self.cells[each] = colour

    def mirrored(self, cell: Cell) -> Cell:
        """Return the mirror image of a cell."""
        return self.width - 1 - cell[0], cell[1], cell[2]

    def slope(
        self, part: str, sides: str, x: Span = EVERYWHERE, y: Span = EVERYWHERE,
        z: Span = EVERYWHERE,
    ) -> None:  # fmt: skip
        """Lay slopes along every edge that fits, descending to each of `sides` in turn.

        A slope replaces cells of one colour whose outer side is open and whose sloping part has
        nothing above it (below it, for inverted slopes). Runs are joined to wider slopes.

        Args:
            part: The narrowest slope of its family, a key of `SLOPES`.
            sides: Words such as "front left", in the order of precedence.
            x: Span in which the outermost cell must lie (the mirror image is done as well).
            y: The same to the back.
            z: The same upwards, for the lowest cell.
        """
        for side in sides.split():
            runs: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
            across = 0 if STEPS[side][0] == 0 else 1
            for cell, colour in sorted(self.cells.items()):
                inside = all(lo <= q < hi for q, (lo, hi) in zip(cell, (x, y, z), strict=True))
                if inside and self._fits(_by_outer_cell(part, colour, side, cell), cell):
                    runs[cell[1 - across], cell[2], colour].append(cell[across])
            for (along, low, colour), places in runs.items():
                for first, width in _split(places, SLOPES[part]):
                    cell = (first, along, low) if across == 0 else (along, first, low)
                    piece = _by_outer_cell(SLOPES[part][width], colour, side, cell)
                    if self._fits(piece, cell):
                        self._put(piece)

    def smooth(self, sides: str = "left front back") -> None:
        """Lay slopes along all staircases: steep ones, shallow ones, edges, undersides."""
        for part in ("3040b", "11477", "54200", "3665"):
            self.slope(part, sides)

    def _fits(self, piece: Piece, outer: Cell) -> bool:
        """Tell whether a slope of width one fits with its outermost lowest cell here."""
        kind, (x, y, z), (dx, dy) = KINDS[piece.part], outer, STEPS[piece.side]
        cells, studs, sockets = set(piece.cells), set(piece.studs), set(piece.sockets)
        image = {self.mirrored(cell) for cell in cells}
        columns = {(i, j) for i, j, _ in cells}
        # the space that a curve cuts away may be empty already
        optional = {c for c in cells if kind.raised and c not in sockets and c[2] < z + 2}
        outside = {(x + dx, y + dy, z + k) for k in range(kind.size[2])}
        over = {(i, j, z + kind.size[2]) for i, j in columns} - studs
        under = {(i, j, z - 1) for i, j in columns if not {(i, j, z), (i, j, z + 1)} & sockets}
        return (
            all(self.cells.get(cell) == piece.colour for cell in cells - optional)
            and all(self.cells.get(cell, piece.colour) == piece.colour for cell in optional)
            and not (cells | image) & self.taken
            # on the middle line a slope is its own mirror image, unless it looks to one side
            and (not image & cells or (image == cells and dx == 0))
            and not any(self.solid(cell) for cell in outside | over | under)
            and any(self.solid(c) for c in studs | {(i, j, k - 1) for i, j, k in sockets})
        )

    def solid(self, cell: Cell) -> bool:
        """Tell whether a cell is filled, by colour or by a piece."""
        return cell in self.cells or cell in self.taken

    def bricks(self, rounds: int = 600) -> list[Piece]:
        """Return the whole model as bonded pieces; see `masonry.tile` for the rounds."""
        return tile(self._rooted(), self.pieces, self.width, rounds)

    def placements(self) -> list[Placement]:
        """Return the whole model as LDraw sees it, from the ground up, fittings last."""
        ordered = sorted(
            self.bricks(), key=lambda p: (p.corner[2], p.corner[1], p.corner[0], p.out)
        )
        stood = [Fitting(p.part, p.colour, *p.placement()) for p in ordered]
        return [
            Placement(f.part, f.colour, np.array(f.at), np.reshape(f.turn, (3, 3)))
            for f in (*stood, *self.fittings)
        ]

    def _rooted(self) -> dict[Cell, int]:
        """Return the cells with patches of colour grown one cell inwards, where no one sees it.

        A stripe of another colour can then be a brick that reaches into the body and is held.
        """
        share = Counter(self.cells.values())
        opaque = set(self.cells)
        for piece in self.pieces:
            if not piece.out and piece.part in FULL:
                opaque.update(piece.cells)
        rooted = dict(self.cells)
        for x, y, z in self.cells:
            beside = [(x + 1, y, z), (x - 1, y, z), (x, y + 1, z), (x, y - 1, z)]
            if all(cell in opaque for cell in (*beside, (x, y, z + 1), (x, y, z - 1))):
                colours = [self.cells[cell] for cell in beside if cell in self.cells]
                rooted[x, y, z] = min((*colours, self.cells[x, y, z]), key=lambda c: (share[c], c))
        return rooted


def _by_outer_cell(part: str, colour: int, side: str, outer: Cell) -> Piece:
    """Return the slope whose outermost lowest cell (with the smallest x or y) is given."""
    inwards = KINDS[part].size[1] - 1
    (x, y, z), (dx, dy) = outer, STEPS[side]
    return Piece(part, colour, (x - max(0, dx * inwards), y - max(0, dy * inwards), z), side)


def _split(places: Iterable[int], widths: Iterable[int]) -> Iterator[Span]:
    """Yield (first, width) of the slopes that cover runs of places, symmetric within each run."""
    ordered = sorted(places)
    for _, group in itertools.groupby(enumerate(ordered), lambda pair: pair[1] - pair[0]):
        run = [place for _, place in group]
        while run:
            width = max(w for w in widths if w == len(run) or 2 * w <= len(run))
            yield run[0], width
            if len(run) > width:
                yield run[-width], width
            run = run[width : max(width, len(run) - width)]
