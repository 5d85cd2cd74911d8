"""Kernels that look into a sparse grid of voxels, and the way back of the gradients.

A grid has corners (X, Y, Z) and cells (X-1, Y-1, Z-1). `index` (X, Y, Z) int32 is each corner's row
of the records, -1 where there is none; the eight corners of each cell of `cells` (uint8, 1 where
something may be) have one. Points are told in cells: (0, 0, 0) is the first corner. Floats may be
float32 or float64. Sums do not depend on the number of threads.
"""

from __future__ import annotations

import math
from typing import Any

from numba import prange

from ..compiling import compiled

EMPTY = -50.0
"""First value of a record where there is none: what makes density 0."""

OPAQUE = 1e-3
"""A ray ends where less light than this is left."""

FAINT = 3e-3
"""A place that takes less light than this is passed over."""


@compiled(inline="always")
def _cell(cells: Any, x: Any, y: Any, z: Any) -> Any:
    """Return the cell (i, j, k) of a point, i = -1 where nothing is."""
    if not (x >= 0 and y >= 0 and z >= 0):  # also where it is not a number
        return -1, 0, 0
    i, j, k = int(x), int(y), int(z)
    if i >= cells.shape[0] or j >= cells.shape[1] or k >= cells.shape[2] or cells[i, j, k] == 0:
        return -1, 0, 0
    return i, j, k


@compiled(parallel=True, fastmath=True)
def gather(points: Any, cells: Any, index: Any, records: Any, found: Any) -> None:
    """Write the records (V, C) interpolated at points (N, 3) into `found` (N, C)."""
    channels = records.shape[1]
    for n in prange(len(points)):
        i, j, k = _cell(cells, points[n, 0], points[n, 1], points[n, 2])
        for c in range(channels):
            found[n, c] = 0
        if i < 0:
            found[n, 0] = EMPTY
            continue
        x, y, z = points[n, 0] - i, points[n, 1] - j, points[n, 2] - k
        for corner in range(8):
            a, b, d = corner >> 2, (corner >> 1) & 1, corner & 1
            weight = (x if a else 1 - x) * (y if b else 1 - y) * (z if d else 1 - z)
            row = index[i + a, j + b, k + d]
            for c in range(channels):
                found[n, c] += weight * records[row, c]


@compiled(parallel=True, fastmath=True)
def scatter(points: Any, cells: Any, index: Any, slopes: Any, sums: Any) -> None:
    """Add the gradients (N, C) of what `gather` found into those of the records, `sums` (V, C).

    The eight corners of a cell differ in the parities of their places, so each of eight workers
    owns one parity, takes one corner of each cell, and shares no record with another.
    """
    channels = sums.shape[1]
    for parity in prange(8):
        for n in range(len(points)):
            i, j, k = _cell(cells, points[n, 0], points[n, 1], points[n, 2])
            if i < 0:
                continue
            x, y, z = points[n, 0] - i, points[n, 1] - j, points[n, 2] - k
            a, b = (parity >> 2 ^ i) & 1, (parity >> 1 ^ j) & 1
            d = (parity ^ k) & 1
            weight = (x if a else 1 - x) * (y if b else 1 - y) * (z if d else 1 - z)
            row = index[i + a, j + b, k + d]
            for c in range(channels):
                sums[row, c] += weight * slopes[n, c]


@compiled(parallel=True, fastmath=True)
def slant(points: Any, cells: Any, index: Any, records: Any, slopes: Any, found: Any) -> None:
    """Write the gradients with regard to points (N, 3), in cells, into `found` (N, 3)."""
    channels = records.shape[1]
    for n in prange(len(points)):
        found[n, 0] = found[n, 1] = found[n, 2] = 0
        i, j, k = _cell(cells, points[n, 0], points[n, 1], points[n, 2])
        if i < 0:
            continue
        x, y, z = points[n, 0] - i, points[n, 1] - j, points[n, 2] - k
        for corner in range(8):
            a, b, d = corner >> 2, (corner >> 1) & 1, corner & 1
            row = index[i + a, j + b, k + d]
            dot = 0 * x
            for c in range(channels):
                dot += records[row, c] * slopes[n, c]
            p, q, r = x if a else 1 - x, y if b else 1 - y, z if d else 1 - z
            found[n, 0] += dot * (q * r if a else -q * r)
            found[n, 1] += dot * (p * r if b else -p * r)
            found[n, 2] += dot * (p * q if d else -p * q)


@compiled(inline="always")
def _span(origin: Any, direction: Any, cells: Any) -> Any:
    """Return the distances at which a ray enters and leaves the grid's box; empty if near > far."""
    near, far = 0.0, math.inf
    for axis in range(3):
        if direction[axis] != 0:
            first = -origin[axis] / direction[axis]
            last = (cells.shape[axis] - origin[axis]) / direction[axis]
            near, far = max(near, min(first, last)), min(far, max(first, last))
        elif origin[axis] < 0 or origin[axis] > cells.shape[axis]:
            far = -1.0
    return near, far


@compiled(inline="always")
def _opacity(
    x: Any, y: Any, z: Any, cell: Any, index: Any, raw: Any, shift: Any, thick: Any
) -> Any:
    """Return the light that a stride takes at a point within a cell."""
    i, j, k = cell
    value = 0.0
    for corner in range(8):
        a, b, d = corner >> 2, (corner >> 1) & 1, corner & 1
        u, v, w = x - i if a else 1 - x + i, y - j if b else 1 - y + j, z - k if d else 1 - z + k
        value += u * v * w * raw[index[i + a, j + b, k + d]]
    value += shift
    return 1 - math.exp(-thick * (value if value > 20 else math.log1p(math.exp(value))))


@compiled(parallel=True)
def march(
    origins: Any, directions: Any, offsets: Any, cells: Any, index: Any, raw: Any,
    figures: Any, distances: Any, counts: Any,
) -> None:  # fmt: skip
    """Find where rays meet what is there.

    The places of a ray are whole strides from its origin and its offset, wherever the box begins:
    a ray that moves a little is looked at in the same distances.

    Args:
        origins: (R, 3) in cells.
        directions: (R, 3) unit vectors.
        offsets: (R,) in strides, within [0, 1).
        cells: (X-1, Y-1, Z-1) uint8.
        index: (X, Y, Z) int32.
        raw: (V,) density before softplus.
        figures: Stride in cells, shift of `raw`, length of a stride times the density's scale.
        distances: (R, S) in cells, out; at most S places a ray.
        counts: (R,) int64, out.
    """
    stride, shift, thick = figures
    for r in prange(len(origins)):
        counts[r] = 0
        near, far = _span(origins[r], directions[r], cells)
        light = 1.0
        step = math.ceil(near / stride - offsets[r]) if near <= far else math.inf
        while light > OPAQUE and counts[r] < distances.shape[1]:
            distance = (step + offsets[r]) * stride
            if not distance <= far:
                break
            x = origins[r, 0] + distance * directions[r, 0]
            y = origins[r, 1] + distance * directions[r, 1]
            z = origins[r, 2] + distance * directions[r, 2]
            cell = _cell(cells, x, y, z)
            if cell[0] >= 0:
                opacity = _opacity(x, y, z, cell, index, raw, shift, thick)
                if opacity > FAINT:
                    distances[r, counts[r]] = distance
                    counts[r] += 1
                    light *= 1 - opacity
            step += 1
