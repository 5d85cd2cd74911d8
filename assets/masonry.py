"""Masonry: tile coloured cells with bricks and plates that hold on to each other.

The tiling is greedy with repair, in the spirit of Testuz et al. 2013, "Automatic Generation of
Constructable Brick Sculptures" (Eurographics short papers): layers are tiled from the ground up,
bricks that straddle the seams below them are preferred, and when the result falls apart the
cells on both sides of each split are made to attract each other and the tiling is done again.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from .pieces import BRICKS, KINDS, PLATES, Cell, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_Layer = tuple[int, int]
"""Bottom (plates) and height (1 or 3) of the bricks tiled together."""
_Tile = frozenset[tuple[int, int]]


def tile(
    cells: Mapping[Cell, int], fixed: Sequence[Piece], width: int, attempts: int = 60
) -> list[Piece]:
    """Return `fixed` and the bricks that fill `cells`, bonded into one component.

    Args:
        cells: Colour of each cell to fill, free of fixed pieces.
        fixed: Pieces that stand already.
        width: The mirror image of cell x is width - 1 - x; bricks are laid in mirrored pairs
            where the colours allow it.
        attempts: How many tilings to try; the best is kept.

    Raises:
        ValueError: No attempt held together; names a cell of each component.
    """
    glue: Counter[frozenset[Cell]] = Counter()
    best: list[Piece] = []
    best_groups: list[list[Piece]] = []
    for attempt in range(attempts):
        mason = _Mason(cells, fixed, width, glue, np.random.default_rng(attempt))
        pieces = mason.build()
        groups = components(pieces)
        if not best or (len(groups), len(pieces)) < (len(best_groups), len(best)):
            best, best_groups = pieces, groups
        _attract(groups, cells, glue)
    if len(best_groups) > 1:
        where = ", ".join(f"{len(g)} from {g[0].corner}" for g in best_groups)
        raise ValueError(f"the bricks do not hold together, components: {where}")
    return best


def components(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the groups of pieces joined by studs, the largest first."""
    over = {cell: n for n, p in enumerate(pieces) for cell in p.sockets()}
    hosts = {p.corner: n for n, p in enumerate(pieces) if KINDS[p.part].face}
    parent = list(range(len(pieces)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    for n, piece in enumerate(pieces):
        touching = [over[c] for c in piece.studs() if c in over]
        if piece.out:
            touching = [hosts[piece.corner]]
        for other in touching:
            parent[root(n)] = root(other)
    groups: defaultdict[int, list[Piece]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        groups[root(n)].append(piece)
    return sorted(groups.values(), key=len, reverse=True)


def _attract(
    groups: list[list[Piece]], cells: Mapping[Cell, int], glue: Counter[frozenset[Cell]]
) -> None:
    """Make cells of one colour that meet across a split attract each other."""
    of = {cell: n for n, group in enumerate(groups) for p in group for cell in p.cells()}
    for (x, y, z), colour in cells.items():
        for other in ((x + 1, y, z), (x, y + 1, z)):
            if cells.get(other) == colour and of[other] != of[x, y, z]:
                glue[frozenset(((x, y, z), other))] += 1


class _Mason:
    """One attempt at tiling; remembers what stands to choose what comes next."""

    def __init__(
        self, cells: Mapping[Cell, int], fixed: Sequence[Piece], width: int,
        glue: Counter[frozenset[Cell]], rng: np.random.Generator,
    ) -> None:  # fmt: skip
        self.cells, self.width, self.glue, self.rng = cells, width, glue, rng
        self.pieces = list(fixed)
        self.tension = Counter(cell for pair, n in glue.items() for cell in pair for _ in range(n))
        self.studs = {cell: n for n, p in enumerate(fixed) for cell in p.studs()}
        self.hooks = {cell for p in fixed for cell in p.sockets()}

    def build(self) -> list[Piece]:
        """Tile every layer, from the ground up."""
        layers: defaultdict[_Layer, dict[tuple[int, int], int]] = defaultdict(dict)
        for (x, y, z), height in courses(self.cells, self._loose).items():
            layers[z, height][x, y] = self.cells[x, y, z]
        for layer in sorted(layers):
            self._tile(layer, layers[layer])
        return self.pieces

    def _loose(self, column: Sequence[Cell]) -> bool:
        """Tell whether to lay plates instead of a brick: by chance, more likely at old splits."""
        return self.rng.random() < min(0.8, 0.1 * sum(self.tension[cell] for cell in column))

    def _tile(self, layer: _Layer, plan: dict[tuple[int, int], int]) -> None:
        left = set(plan)
        while left:
            # the most cramped cell first: it has the fewest ways to be covered
            pivot = min(left, key=lambda c: (_freedom(c, left), self.rng.random()))
            choices = list(self._choices(pivot, layer, left, plan))
            for piece in max(choices, key=lambda choice: choice[0])[1]:
                left -= {(x, y) for x, y, _ in piece.cells()}
                self._lay(piece)

    def _lay(self, piece: Piece) -> None:
        self.studs.update(dict.fromkeys(piece.studs(), len(self.pieces)))
        self.pieces.append(piece)

    def _choices(
        self, pivot: tuple[int, int], layer: _Layer, left: set[tuple[int, int]],
        plan: dict[tuple[int, int], int],
    ) -> Iterator[tuple[float, tuple[Piece, ...]]]:  # fmt: skip
        """Yield score and pieces (one, or two mirrored ones) of each way to cover the pivot."""
        z, height = layer
        colour = plan[pivot]
        free = {c for c in left if plan[c] == colour}
        sizes = BRICKS if height == 3 else PLATES
        for (long, short), part in sizes.items():
            for side, (w, d) in (("front", (long, short)), ("right", (short, long))):
                if side == "right" and long == short:
                    continue
                for x, y in itertools.product(
                    range(pivot[0] - w + 1, pivot[0] + 1), range(pivot[1] - d + 1, pivot[1] + 1)
                ):
                    area = _area(x, y, w, d)
                    if not area <= free:
                        continue
                    mirror_x = self.width - w - x
                    twin = _area(mirror_x, y, w, d)
                    pieces = [Piece(part, colour, (x, y, z), side)]
                    if mirror_x != x:
                        if area & twin:
                            continue
                        if twin <= free:
                            pieces.append(Piece(part, colour, (mirror_x, y, z), side))
                    yield self._score(area, layer), tuple(pieces)

    def _score(self, area: _Tile, layer: _Layer) -> float:
        """Judge a brick: large, over seams, held from below or above, bridging old splits."""
        z, height = layer
        below = {self.studs[x, y, z] for x, y in area if (x, y, z) in self.studs}
        held = below or any(
            (x, y, z + height) in self.cells or (x, y, z + height) in self.hooks for x, y in area
        )
        pairs = [
            frozenset(((x, y, z + k), (x + dx, y + dy, z + k)))
            for x, y in area
            for dx, dy in ((1, 0), (0, 1))
            if (x + dx, y + dy) in area
            for k in range(height)
        ]
        xs, ys = ({c[i] for c in area} for i in (0, 1))
        along = len(xs) - len(ys) if (z // 3 + z) % 2 else len(ys) - len(xs)
        return (
            2.0 * len(area)
            + 1.5 * len(below)
            + 0.3 * along
            + 1.0 * sum(self.glue[p] for p in pairs)
            - (0.0 if held else 30.0)
            + 3.0 * self.rng.random()
        )


def courses(cells: Mapping[Cell, int], loose: Callable[[Sequence[Cell]], bool]) -> dict[Cell, int]:
    """Cut each column into bricks (height 3, on a common grid where possible) and plates.

    Args:
        cells: Colour by cell.
        loose: Told the three cells of a brick, says whether they shall be plates nevertheless.

    Returns:
        Height by bottom cell.
    """
    heights: dict[Cell, int] = {}
    for (x, y, z), colour in sorted(cells.items()):
        if cells.get((x, y, z - 1)) == colour:
            continue
        top = z
        while cells.get((x, y, top)) == colour:
            top += 1
        first = -(-z // 3) * 3
        if first + 3 > top and top - z >= 3:
            first = z
        low = z
        while low < top:
            column = [(x, y, low + k) for k in range(3)]
            tall = first <= low <= top - 3 and not loose(column)
            for k in (0,) if tall else range(3 if first <= low <= top - 3 else 1):
                heights[x, y, low + k] = 3 if tall else 1
            low += 3 if first <= low <= top - 3 else 1
    return heights


def _area(x: int, y: int, w: int, d: int) -> _Tile:
    return frozenset(itertools.product(range(x, x + w), range(y, y + d)))


def _freedom(cell: tuple[int, int], left: set[tuple[int, int]]) -> int:
    x, y = cell
    return sum((x + i, y + j) in left for i in (-1, 0, 1) for j in (-1, 0, 1))
