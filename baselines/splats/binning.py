"""Which Gaussians each tile of a picture sees, front to back.

Gaussians are sorted by depth once, and tiles filled in that order: no list of a tile is sorted by
itself. Each pair of a Gaussian and a tile has a place of its own for its gradients, so that no two
threads add into one, and sums are the same on any number of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..compiling import compiled

TILE = 16
"""Side of a tile in pixels. Numba's cache of `tiles` does not notice when this changes."""

_SHIFT = 4  # TILE is 2 to the power of this
_F = np.float32


def order_by_depth(ellipses: NDArray[np.void]) -> NDArray[np.int64]:
    """Return which of the (N,) `ellipses.ELLIPSE` are seen, (V,), nearest first, ties by number.

    One key of 64 bits, depth before number, sorts 17 times faster than a stable sort of floats:
    the bits of positive floats are in the order of their values.
    """
    seen = np.flatnonzero(ellipses["reach_x"] > 0)
    bits = ellipses["depth"][seen].view(np.uint32).astype(np.int64)
    keys: NDArray[np.int64] = np.sort(bits << 32 | seen)
    return keys & 0xFFFFFFFF


@compiled(inline="always")
def _tiles(centre: Any, reach: Any, limit: Any) -> Any:
    """Return the first and the end tile in one direction that hold pixel centres of a box."""
    low, high = max(centre - reach - _F(0.5), _F(0)), min(centre + reach + _F(0.5), _F(limit))
    first = np.int32(low)
    first += np.int32(_F(first) < low)
    end = np.int32(max(high, _F(0)))
    if first >= end:
        return 0, 0
    return first >> _SHIFT, (end + TILE - 1) >> _SHIFT


@compiled()
def bin_tiles(order: Any, ellipses: Any, width: int, height: int) -> Any:
    """Return which Gaussians each tile sees, front to back.

    Args:
        order: (V,) int64; the Gaussians that are seen, by depth.
        ellipses: (N,) `ellipses.ELLIPSE`.
        width: Of the picture in pixels.
        height: Likewise.

    Returns:
        `starts` (tiles + 1,) int64 into `members` (pairs,) int32, the Gaussian of each pair in the
        order of tiles; `places` (pairs,) int32, where a pair's gradients lie; `firsts` (N + 1,)
        int64, where those of each Gaussian begin.
    """
    across, down = (width + TILE - 1) // TILE, (height + TILE - 1) // TILE
    starts = np.zeros(across * down + 1, np.int64)
    firsts = np.empty(len(ellipses) + 1, np.int64)
    boxes = np.empty((len(ellipses), 4), np.int16)
    pairs = 0
    for n in range(len(ellipses)):
        firsts[n] = pairs
        if ellipses[n].reach_x > 0:
            left, right = _tiles(ellipses[n].x, ellipses[n].reach_x, width)
            top, bottom = _tiles(ellipses[n].y, ellipses[n].reach_y, height)
            boxes[n, 0], boxes[n, 1], boxes[n, 2], boxes[n, 3] = left, right, top, bottom
            for row in range(top, bottom):
                for column in range(left, right):
                    starts[row * across + column + 1] += 1
            pairs += (bottom - top) * (right - left)
    firsts[len(ellipses)] = pairs
    for tile in range(across * down):
        starts[tile + 1] += starts[tile]
    ends = starts[:-1].copy()
    members, places = np.empty(pairs, np.int32), np.empty(pairs, np.int32)
    for n in order:
        place = firsts[n]
        for row in range(boxes[n, 2], boxes[n, 3]):
            for column in range(boxes[n, 0], boxes[n, 1]):
                at = ends[row * across + column]
                members[at], places[at] = n, place
                ends[row * across + column] += 1
                place += 1
    return starts, members, places, firsts
