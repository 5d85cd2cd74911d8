"""Masonry: tile coloured cells with bricks and plates that hold on to each other.

Layers are tiled from the ground up, brick by brick: large bricks, and bricks that straddle the
seams below them, are preferred. Then small neighbourhoods are torn out and laid anew for as long
as that joins what hangs loose or saves bricks, in the spirit of Testuz et al. 2013, "Automatic
Generation of Constructable Brick Sculptures" (Eurographics short papers). Every choice is made by
generators with fixed seeds: the same cells give the same bricks.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from .pieces import BRICKS, KINDS, PLATES, Cell, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_Spot = tuple[int, int]


def tile(cells: Mapping[Cell, int], fixed: Sequence[Piece], width: int, rounds: int) -> list[Piece]:
    """Return `fixed` and the bricks that fill `cells`, bonded into one component.

    Args:
        cells: Colour of each cell to fill, free of fixed pieces.
        fixed: Pieces that stand already.
        width: The mirror image of cell x is width - 1 - x; bricks are laid in mirrored pairs
            where the colours allow it.
        rounds: How many neighbourhoods to lay anew.

    Raises:
        ValueError: The bricks do not hold together; names a brick of each component.
    """
    rng = np.random.default_rng(0)
    laid = _Mason(cells, fixed, width, rng).build()
    groups = components([*fixed, *laid])
    for _ in range(rounds if cells else 0):
        loose = [p for group in groups[1:] for p in group]
        around = loose or laid
        region = _region(around[int(rng.integers(len(around)))], laid, width)
        torn_out = set(region)
        kept = [p for p in laid if p not in torn_out]
        torn = {cell: p.colour for p in region for cell in p.cells}
        bold = bool(loose) and rng.random() < 0.5
        trial = kept + _Mason(torn, [*fixed, *kept], width, rng, bold).build()
        joined = components([*fixed, *trial])
        if (len(joined), len(trial)) <= (len(groups), len(laid)):
            laid, groups = trial, joined
    if len(groups) > 1:
        where = ", ".join(f"{len(g)} about {g[0].corner}" for g in groups)
        raise ValueError(f"the bricks do not hold together; components: {where}")
    return [*fixed, *laid]


def components(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the groups of pieces joined by studs, the largest first."""
    over = {cell: n for n, p in enumerate(pieces) for cell in p.sockets}
    hosts = {p.corner: n for n, p in enumerate(pieces) if KINDS[p.part].face}
    parent = list(range(len(pieces)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    for n, piece in enumerate(pieces):
        touching = [over[c] for c in piece.studs if c in over]
        if piece.out:
            touching = [hosts[piece.corner]]
        for other in touching:
            parent[root(n)] = root(other)
    groups: defaultdict[int, list[Piece]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        groups[root(n)].append(piece)
    return sorted(groups.values(), key=len, reverse=True)


def _region(piece: Piece, laid: Sequence[Piece], width: int) -> list[Piece]:
    """Return the laid pieces about a piece, and about its mirror image."""
    (x, y, z), (w, d, h) = piece.corner, piece.size
    boxes = [(left, y, z, left + w, y + d, z + h) for left in (x, width - w - x)]
    region = []
    for other in laid:
        (i, j, k), (u, v, t) = other.corner, other.size
        near = (
            i <= x1 and i + u >= x0 and j <= y1 and j + v >= y0 and k <= z1 and k + t >= z0
            for x0, y0, z0, x1, y1, z1 in boxes
        )
        if any(near):
            region.append(other)
    return region


class _Mason:
    """Tiles cells once, and remembers what stands to choose what comes next.

    A bold mason leaves more to chance: it finds the odd brick that bridges a split.
    """

    def __init__(
        self, cells: Mapping[Cell, int], standing: Sequence[Piece], width: int,
        rng: np.random.Generator, bold: bool = False,
    ) -> None:  # fmt: skip
        self.cells, self.width, self.rng, self.bold = cells, width, rng, bold
        self.pieces: list[Piece] = []
        self.studs = {cell: n for n, p in enumerate(standing) for cell in p.studs}
        self.hooks = {cell for p in standing for cell in p.sockets}
        self.count = len(standing)

    def build(self) -> list[Piece]:
        """Tile every layer, from the ground up."""
        layers: defaultdict[tuple[int, int], dict[_Spot, int]] = defaultdict(dict)
        phase = int(self.rng.integers(3))
        plates = float(self.rng.choice([0.0, 0.3, 1.0] if self.bold else [0.0, 0.0, 0.3]))
        for (x, y, z), height in _courses(self.cells, phase, plates, self.rng).items():
            layers[z, height][x, y] = self.cells[x, y, z]
        for z, height in sorted(layers):
            plan = layers[z, height]
            left = set(plan)
            while left:
                # the most cramped cell first: it has the fewest ways to be covered
                pivot = min(left, key=lambda c: (_freedom(c, left), self.rng.random()))
                free = {c for c in left if plan[c] == plan[pivot]}
                _, best = max(self._choices(pivot, z, height, free), key=lambda c: c[0])
                for piece in best:
                    left -= {(x, y) for x, y, _ in piece.cells}
                    self._lay(piece)
        return self.pieces

    def _lay(self, piece: Piece) -> None:
        self.studs.update(dict.fromkeys(piece.studs, self.count))
        self.pieces.append(piece)
        self.count += 1

    def _choices(
        self, pivot: _Spot, z: int, height: int, free: set[_Spot]
    ) -> Iterator[tuple[float, tuple[Piece, ...]]]:
        """Yield score and pieces (one, or two mirrored ones) of each way to cover the pivot."""
        colour = self.cells[*pivot, z]
        for (long, short), part in (BRICKS if height == 3 else PLATES).items():
            for side, (w, d) in {"front": (long, short), "right": (short, long)}.items():
                if side == "right" and long == short:
                    continue
                for x, y in itertools.product(
                    range(pivot[0] - w + 1, pivot[0] + 1), range(pivot[1] - d + 1, pivot[1] + 1)
                ):
                    if (x, y) not in free or (x + w - 1, y + d - 1) not in free:
                        continue
                    area, mirror_x = _area(x, y, w, d), self.width - w - x
                    twin = _area(mirror_x, y, w, d)
                    if not area <= free or (mirror_x != x and area & twin):
                        continue
                    pieces = [Piece(part, colour, (x, y, z), side)]
                    if mirror_x != x and twin <= free:
                        pieces.append(Piece(part, colour, (mirror_x, y, z), side))
                    yield self._score(area, z, height, w - d), tuple(pieces)

    def _score(self, area: frozenset[_Spot], z: int, height: int, along: int) -> float:
        """Judge a brick: large, over seams, held from below or above, across the layer below."""
        below = {self.studs[x, y, z] for x, y in area if (x, y, z) in self.studs}
        above = any(
            (x, y, z + height) in self.cells or (x, y, z + height) in self.hooks for x, y in area
        )
        return (
            2.0 * len(area)
            + 1.5 * len(below)
            + 0.3 * (along if z % 2 else -along)
            - (0.0 if below or above else 30.0)
            + (12.0 if self.bold else 3.0) * self.rng.random()
        )


def _courses(
    cells: Mapping[Cell, int], phase: int, plates: float, rng: np.random.Generator
) -> dict[Cell, int]:
    """Cut each column into bricks and plates.

    Args:
        cells: Colour by cell.
        phase: Level (modulo 3) at which bricks start where the column has room.
        plates: Share of the bricks to cut into plates nevertheless.
        rng: Draws which.

    Returns:
        Height (1 or 3) by bottom cell.
    """
    heights: dict[Cell, int] = {}
    for (x, y, z), colour in sorted(cells.items()):
        if cells.get((x, y, z - 1)) == colour:
            continue
        top = next(k for k in itertools.count(z) if cells.get((x, y, k)) != colour)
        first = z + (phase - z) % 3
        if first + 3 > top:
            first = z
        low = z
        while low < top:
            on_grid = low >= first and (low - first) % 3 == 0 and low + 3 <= top
            tall = on_grid and rng.random() >= plates
            heights[x, y, low] = 3 if tall else 1
            low += heights[x, y, low]
    return heights


@cache
def _area(x: int, y: int, w: int, d: int) -> frozenset[_Spot]:
    return frozenset(itertools.product(range(x, x + w), range(y, y + d)))


def _freedom(cell: _Spot, left: set[_Spot]) -> int:
    x, y = cell
    return sum((x + i, y + j) in left for i in (-1, 0, 1) for j in (-1, 0, 1))
