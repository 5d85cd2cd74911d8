"""Kernels that composite projected Gaussians tile by tile, and the way back of the gradients.

Front to back over 16x16 pixels (Kerbl et al., 3D Gaussian Splatting, SIGGRAPH 2023, Eq. 3 and
Section 6). A pixel stops before the Gaussian that would leave less than `OPAQUE` of the light. A
tile is worked on in blocks of 4x4 pixels, each laid out as one run of 16 numbers: the loops over a
block are what the compiler makes vectors of, and small Gaussians meet fewer blocks than rows.
Nothing is kept for the way back but what light is left and where each pixel stopped. All arrays are
float32 unless said otherwise.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import prange, types
from numba.extending import intrinsic

from ..compiling import compiled
from .binning import TILE

OPAQUE = 1e-4
"""Less light than this never leaves a pixel's stack."""

HEAVIEST = 0.999
"""Largest alpha of one Gaussian in one pixel."""

SIDE = 4
"""Side of a block in pixels."""

BLOCKS, LANES = (TILE // SIDE) ** 2, SIDE**2
"""Blocks in a tile, pixels in a block."""

_EVERY = 16
"""Gaussians after which a tile looks whether all its pixels have stopped."""

_F, _I = np.float32, np.int32
_NEVER = np.float32(2**24)  # pairs of a tile are counted in float32, beside what they meet


@intrinsic
def _as_float(context: Any, bits: Any) -> Any:
    """Take 32 bits for a float."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@compiled(inline="always", fastmath=True)
def _exp(x: Any) -> Any:
    """Return exp(x) for x <= 0 to 2e-7 relative: 2^(whole + rest), the rest by a polynomial."""
    power = max(x * _F(1.4426950408889634), _F(-120.0))
    whole = _I(power - _F(0.5))
    rest = power - _F(whole)
    value = _F(0.0013333558) * rest + _F(0.0096181291)
    value = value * rest + _F(0.0555041086)
    value = value * rest + _F(0.2402265069)
    value = value * rest + _F(0.6931471806)
    value = value * rest + _F(1.0)
    bits = (whole + _I(127)) << _I(23)
    return value * _as_float(bits)  # type: ignore[call-arg]  # numba gives the context


@compiled(inline="always", fastmath=True)
def _blocks(low: Any, high: Any, limit: Any) -> Any:
    """Return the first and the end block in one direction that hold pixel centres of a stretch.

    Whole numbers are made by cutting off what is positive: floor and ceil would be calls.
    """
    low, high = max(low - _F(0.5), _F(0)), min(high + _F(0.5), _F(limit))
    first, end = _I(low), _I(max(high, _F(0)))
    first += _I(_F(first) < low)
    if first >= end:
        return _I(0), _I(0)
    return first // _I(SIDE), (end + _I(SIDE - 1)) // _I(SIDE)


@compiled(inline="always", fastmath=True)
def _rightmost(ellipse: Any, low: Any, high: Any, sense: Any) -> Any:
    """Return how far right of its centre an ellipse goes between two heights; `sense` -1: left.

    That is at the height of its rightmost point, or at the one nearest to it: the border is convex.
    """
    reach_x, reach_y = ellipse.reach_x, ellipse.reach_y
    low, high = max(low, -reach_y), min(high, reach_y)
    tilt, share = ellipse.xy / ellipse.xx, ellipse.cutoff / ellipse.xx
    flat = share / (reach_y * reach_y)
    tip = -sense * ellipse.xy / ellipse.yy * reach_x
    tip = min(max(tip, low), high)
    return math.sqrt(max(share - flat * tip * tip, _F(0))) - sense * tilt * tip


@compiled(inline="always", fastmath=True)
def _meets(ellipse: Any, low: Any, centre_x: Any, columns: Any) -> Any:
    """Return the first and the end block that an ellipse meets in a row of them.

    Args:
        ellipse: See `ellipses.ELLIPSE`.
        low: How far the row's first pixel centres are below the ellipse's.
        centre_x: Of the ellipse in the tile.
        columns: Of the tile that lie in the picture.
    """
    high = low + _F(SIDE - 1)
    left, right = _rightmost(ellipse, low, high, _F(-1)), _rightmost(ellipse, low, high, _F(1))
    return _blocks(centre_x - left, centre_x + right, columns)


@compiled(inline="always")
def _has_stopped(work: Any) -> Any:
    """Whether all pixels of a tile have."""
    latest = _F(0)
    for block in range(BLOCKS):
        for i in range(LANES):
            latest = max(latest, work[block, 1, i])
    return latest < _NEVER


@compiled(parallel=True, fastmath=True)
def composite(
    starts: Any, members: Any, ellipses: Any, background: Any, rgb: Any, alphas: Any,
    depths: Any, kept: Any, ends: Any,
) -> None:  # fmt: skip
    """Draw the Gaussians.

    Args:
        starts: Of `binning.bin_tiles`.
        members: Of `binning.bin_tiles`.
        ellipses: (N,) `ellipses.ELLIPSE`.
        background: (3,).
        rgb: (H, W, 3) out.
        alphas: (H, W) out; what the background is covered by.
        depths: (H, W) out; depth weighed by what each Gaussian covers.
        kept: (tiles, BLOCKS, 2, LANES) out; the light that is left, and the pair at which each
            pixel stopped, counted within the tile.
        ends: (tiles,) int64 out; where each tile stopped.
    """
    height, width = alphas.shape
    across = (width + TILE - 1) // TILE
    for tile in prange(len(starts) - 1):
        left, top = tile % across * TILE, tile // across * TILE
        columns, rows = min(TILE, width - left), min(TILE, height - top)
        work = np.zeros((BLOCKS, 6, LANES), np.float32)  # light, stop, red, green, blue, depth
        for y in range(rows):
            for x in range(columns):
                block, i = y // SIDE * SIDE + x // SIDE, y % SIDE * SIDE + x % SIDE
                work[block, 0, i], work[block, 1, i] = 1, _NEVER
        ends[tile] = starts[tile + 1]
        for pair in range(starts[tile], starts[tile + 1]):
            e, at = ellipses[members[pair]], _F(pair - starts[tile])
            centre_x, centre_y = e.x - _F(left), e.y - _F(top)
            a, b, c, limit = _F(0.5) * e.xx, e.xy, _F(0.5) * e.yy, _F(0.5) * e.cutoff
            opacity, red, green, blue, deep = e.opacity, e.red, e.green, e.blue, e.depth
            first, end = _blocks(centre_y - e.reach_y, centre_y + e.reach_y, rows)
            for down in range(first, end):
                y0 = _F(_I(down * SIDE)) + _F(0.5) - centre_y
                begin, finish = _meets(e, y0, centre_x, columns)
                for along in range(begin, finish):
                    x0 = _F(_I(along * SIDE)) + _F(0.5) - centre_x
                    row = work[down * SIDE + along]
                    for i in range(LANES):
                        dx, dy = x0 + _F(_I(i % SIDE)), y0 + _F(_I(i // SIDE))
                        distance = (a * dx + b * dy) * dx + c * dy * dy
                        alpha = min(_F(HEAVIEST), opacity * _exp(-distance))
                        before, stop = row[0, i], row[1, i]
                        alpha = alpha if (distance <= limit) & (at < stop) else _F(0)
                        after = before - before * alpha
                        over = after < _F(OPAQUE)
                        row[1, i] = min(stop, at) if over else stop
                        after = before if over else after
                        weight = before - after
                        row[0, i] = after
                        row[2, i] += weight * red
                        row[3, i] += weight * green
                        row[4, i] += weight * blue
                        row[5, i] += weight * deep
            if (pair - starts[tile]) % _EVERY == _EVERY - 1 and _has_stopped(work):
                ends[tile] = pair + 1
                break
        kept[tile] = work[:, :2]
        for y in range(rows):
            for x in range(columns):
                block, i = y // SIDE * SIDE + x // SIDE, y % SIDE * SIDE + x % SIDE
                light = work[block, 0, i]
                for c in range(3):
                    rgb[top + y, left + x, c] = work[block, 2 + c, i] + light * background[c]
                alphas[top + y, left + x] = _F(1) - light
                depths[top + y, left + x] = work[block, 5, i]


@compiled(parallel=True, fastmath=True)
def composite_back(
    starts: Any, members: Any, places: Any, ends: Any, kept: Any, ellipses: Any,
    background: Any, to_rgb: Any, to_alphas: Any, to_depths: Any, gradients: Any,
    to_background: Any,
) -> None:  # fmt: skip
    """Fill the gradients of each pair of Gaussian and tile.

    Args:
        starts: As in `composite`.
        members: See there.
        places: Of `binning.bin_tiles`.
        ends: See `composite`.
        kept: See there.
        ellipses: See there.
        background: See there.
        to_rgb: (H, W, 3) gradient of the loss.
        to_alphas: (H, W) gradient of the loss.
        to_depths: (H, W) gradient of the loss.
        gradients: (pairs, 10) out: centre x, y, conic xx, xy, yy, red, green, blue, depth, and
            the logarithm of the opacity.
        to_background: (tiles, 3) out; its sum is the background's gradient.
    """
    height, width = to_alphas.shape
    across = (width + TILE - 1) // TILE
    for tile in prange(len(starts) - 1):
        left, top = tile % across * TILE, tile // across * TILE
        columns, rows = min(TILE, width - left), min(TILE, height - top)
        # light, stop, what the rest of the stack adds to the loss, and towards what
        work = np.zeros((BLOCKS, 7, LANES), np.float32)
        work[:, 0] = 1
        to_background[tile] = 0
        for y in range(rows):
            for x in range(columns):
                block, i = y // SIDE * SIDE + x // SIDE, y % SIDE * SIDE + x % SIDE
                light = kept[tile, block, 0, i]
                work[block, 0, i], work[block, 1, i] = light, kept[tile, block, 1, i]
                behind = -to_alphas[top + y, left + x]
                for c in range(3):
                    toward = to_rgb[top + y, left + x, c]
                    work[block, 3 + c, i] = toward
                    to_background[tile, c] += toward * light
                    behind += toward * background[c]
                work[block, 2, i] = behind * light
                work[block, 6, i] = to_depths[top + y, left + x]
        tallies, sums = np.empty((10, LANES), np.float32), np.empty(10, np.float32)
        for pair in range(ends[tile], starts[tile + 1]):
            gradients[places[pair]] = 0
        for pair in range(ends[tile] - 1, starts[tile] - 1, -1):
            e, at = ellipses[members[pair]], _F(pair - starts[tile])
            centre_x, centre_y = e.x - _F(left), e.y - _F(top)
            a, b, c, limit = _F(0.5) * e.xx, e.xy, _F(0.5) * e.yy, _F(0.5) * e.cutoff
            opacity, red, green, blue, deep = e.opacity, e.red, e.green, e.blue, e.depth
            tallies[:] = 0
            first, end = _blocks(centre_y - e.reach_y, centre_y + e.reach_y, rows)
            for down in range(first, end):
                y0 = _F(_I(down * SIDE)) + _F(0.5) - centre_y
                begin, finish = _meets(e, y0, centre_x, columns)
                for along in range(begin, finish):
                    x0 = _F(_I(along * SIDE)) + _F(0.5) - centre_x
                    row = work[down * SIDE + along]
                    for i in range(LANES):
                        dx, dy = x0 + _F(_I(i % SIDE)), y0 + _F(_I(i // SIDE))
                        distance = (a * dx + b * dy) * dx + c * dy * dy
                        alpha = min(_F(HEAVIEST), opacity * _exp(-distance))
                        alpha = alpha if (distance <= limit) & (at < row[1, i]) else _F(0)
                        t0, t1, t2, t3 = row[3, i], row[4, i], row[5, i], row[6, i]
                        pull = t0 * red + t1 * green + t2 * blue + t3 * deep
                        through = _F(1) / (_F(1) - alpha)
                        before = row[0, i] * through
                        weight = alpha * before
                        slope = alpha * (pull * before - row[2, i] * through)
                        slope = slope if alpha < _F(HEAVIEST) else _F(0)
                        row[0, i] = before
                        row[2, i] += weight * pull
                        slope_x, slope_y = slope * dx, slope * dy
                        tallies[0, i] += slope_x
                        tallies[1, i] += slope_y
                        tallies[2, i] += slope_x * dx
                        tallies[3, i] += slope_x * dy
                        tallies[4, i] += slope_y * dy
                        tallies[5, i] += weight * t0
                        tallies[6, i] += weight * t1
                        tallies[7, i] += weight * t2
                        tallies[8, i] += weight * t3
                        tallies[9, i] += slope
            for k in range(10):
                total = _F(0)
                for i in range(LANES):
                    total += tallies[k, i]
                sums[k] = total
            place = places[pair]
            gradients[place, 0] = e.xx * sums[0] + e.xy * sums[1]
            gradients[place, 1] = e.xy * sums[0] + e.yy * sums[1]
            gradients[place, 2], gradients[place, 3] = _F(-0.5) * sums[2], -sums[3]
            gradients[place, 4] = _F(-0.5) * sums[4]
            for k in range(5, 10):
                gradients[place, k] = sums[k]
