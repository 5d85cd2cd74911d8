"""Kernels that composite projected Gaussians tile by tile, and the way back of the gradients.

Front to back over 16x16 pixels (Kerbl et al., 3D Gaussian Splatting, SIGGRAPH 2023, Eq. 3 and
Section 6). A pixel stops before the Gaussian that would leave less than `OPAQUE` of the light. The
inner loops run over whole rows of a tile, so that the compiler makes vectors of them; nothing is
kept for the way back but what light is left and where each pixel stopped, and the gradients of
each pair of Gaussian and tile have a place of their own: no two threads add into one, and sums are
the same on any number of them. All arrays are float32 unless said otherwise.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import prange, types
from numba.extending import intrinsic

from ..compiling import compiled

TILE = 16
"""Side of a tile in pixels."""

CHANNELS = 4
"""Red, green, blue and depth."""

OPAQUE = 1e-4
"""Less light than this never leaves a pixel's stack."""

HEAVIEST = 0.999
"""Largest alpha of one Gaussian in one pixel."""

_EVERY = 16
"""Gaussians after which a tile looks whether all its pixels have stopped."""

_F = np.float32
_BEYOND = np.int32(2**31 - 1)


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
    whole = np.int32(power - _F(0.5))
    rest = power - _F(whole)
    value = _F(0.0013333558) * rest + _F(0.0096181291)
    value = value * rest + _F(0.0555041086)
    value = value * rest + _F(0.2402265069)
    value = value * rest + _F(0.6931471806)
    value = value * rest + _F(1.0)
    bits = (whole + np.int32(127)) << np.int32(23)
    return value * _as_float(bits)  # type: ignore[call-arg]  # numba gives the context


@compiled()
def bin_tiles(order: Any, centres: Any, reach: Any, across: int, down: int) -> Any:
    """Return which Gaussians each tile sees, front to back.

    Args:
        order: (V,) int; the visible Gaussians by depth.
        centres: (N, 2) pixels.
        reach: (N, 2) half sizes of their boxes; 0 where not seen.
        across: Tiles in a row.
        down: Tiles in a column.

    Returns:
        `starts` (tiles + 1,) int64 into `members` (pairs,) int32, the Gaussian of each pair in the
        order of tiles; `places` (pairs,) int64, where a pair's gradients lie; `firsts` (N + 1,)
        int64, where those of each Gaussian begin.
    """
    starts = np.zeros(across * down + 1, np.int64)
    firsts = np.zeros(len(centres) + 1, np.int64)
    boxes = np.zeros((len(centres), 4), np.int32)
    pairs = 0
    for n in range(len(centres)):
        firsts[n] = pairs
        if reach[n, 0] > 0:
            left = max(0, math.floor(centres[n, 0] - reach[n, 0])) // TILE
            right = min(across - 1, math.floor(centres[n, 0] + reach[n, 0]) // TILE)
            top = max(0, math.floor(centres[n, 1] - reach[n, 1])) // TILE
            bottom = min(down - 1, math.floor(centres[n, 1] + reach[n, 1]) // TILE)
            boxes[n, 0], boxes[n, 1], boxes[n, 2], boxes[n, 3] = left, right + 1, top, bottom + 1
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    starts[row * across + column + 1] += 1
                    pairs += 1
    firsts[len(centres)] = pairs
    for tile in range(across * down):
        starts[tile + 1] += starts[tile]
    ends = starts[:-1].copy()
    members, places = np.empty(pairs, np.int32), np.empty(pairs, np.int64)
    for n in order:
        place = firsts[n]
        for row in range(boxes[n, 2], boxes[n, 3]):
            for column in range(boxes[n, 0], boxes[n, 1]):
                at = ends[row * across + column]
                members[at], places[at] = n, place
                ends[row * across + column] += 1
                place += 1
    return starts, members, places, firsts


@compiled(inline="always", fastmath=True)
def _misses(conic: Any, cutoff: Any, dy: Any, centre: Any, left: Any) -> Any:
    """Whether the ellipse of a Gaussian meets no pixel centre of a tile's row."""
    room = conic[0] * cutoff - (conic[0] * conic[2] - conic[1] * conic[1]) * dy * dy
    if room <= 0:
        return True
    middle = centre - conic[1] / conic[0] * dy - left
    away = max(max(_F(0.5) - middle, middle - _F(TILE - 0.5)), _F(0)) * conic[0]
    return away * away > room


@compiled(inline="always", fastmath=True)
def _fill_alphas(alphas: Any, conic: Any, cutoff: Any, opacity: Any, start: Any, dy: Any) -> None:
    """Fill the (TILE,) alphas of a row whose first pixel is `start` right of the centre."""
    half, slope, rest = _F(0.5) * conic[0], conic[1] * dy, _F(0.5) * conic[2] * dy * dy
    limit = _F(0.5) * cutoff
    for i in range(TILE):
        dx = start + _F(np.int32(i))
        distance = (half * dx + slope) * dx + rest
        alpha = min(_F(HEAVIEST), opacity * _exp(-distance))
        alphas[i] = alpha if distance <= limit else _F(0)


@compiled(inline="always", fastmath=True)
def _rows(centre: Any, half: Any, top: Any, bottom: Any) -> Any:
    """Return the first and the end row of a tile that a Gaussian's box meets."""
    first = max(top, math.ceil(centre - half - _F(0.5)))
    return first, min(bottom, math.floor(centre + half - _F(0.5)) + 1)


@compiled(parallel=True, fastmath=True)
def composite(
    starts: Any, members: Any, centres: Any, conics: Any, reach: Any, cutoffs: Any,
    opacities: Any, colours: Any, image: Any, light: Any, stops: Any, ends: Any,
) -> None:  # fmt: skip
    """Draw the Gaussians.

    Args:
        starts: Of `bin_tiles`.
        members: Of `bin_tiles`.
        centres: (N, 2) of `projection.project`, and so on to `cutoffs`.
        conics: (N, 3).
        reach: (N, 2).
        cutoffs: (N,).
        opacities: (N,) as drawn.
        colours: (N, 4) red, green, blue, depth.
        image: (H, W, 4) out, on black.
        light: (H, W) out; what the stack lets through.
        stops: (tiles, TILE, TILE) int32 out; the pair at which each pixel stopped.
        ends: (tiles,) int64 out; where each tile stopped.
    """
    height, width = light.shape
    across = (width + TILE - 1) // TILE
    for tile in prange(len(starts) - 1):
        left, top = tile % across * TILE, tile // across * TILE
        right, bottom = min(left + TILE, width), min(top + TILE, height)
        glow = np.ones((TILE, TILE), np.float32)
        sums = np.zeros((CHANNELS, TILE, TILE), np.float32)
        stop = np.zeros((TILE, TILE), np.int32)
        stop[: bottom - top, : right - left] = _BEYOND
        alphas, weights = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
        ends[tile] = starts[tile + 1]
        for pair in range(starts[tile], starts[tile + 1]):
            n, at = members[pair], np.int32(pair)
            conic = (conics[n, 0], conics[n, 1], conics[n, 2])
            red, green, blue, deep = colours[n, 0], colours[n, 1], colours[n, 2], colours[n, 3]
            first, end = _rows(centres[n, 1], reach[n, 1], top, bottom)
            for y in range(first, end):
                dy = _F(y) + _F(0.5) - centres[n, 1]
                if _misses(conic, cutoffs[n], dy, centres[n, 0], _F(left)):
                    continue
                start = _F(left) + _F(0.5) - centres[n, 0]
                _fill_alphas(alphas, conic, cutoffs[n], opacities[n], start, dy)
                row, halt = glow[y - top], stop[y - top]
                for i in range(TILE):
                    alpha = alphas[i] if at < halt[i] else _F(0)
                    after = row[i] - row[i] * alpha
                    over = after < _F(OPAQUE)
                    halt[i] = min(halt[i], at) if over else halt[i]
                    after = row[i] if over else after
                    weights[i] = row[i] - after
                    row[i] = after
                reds, greens = sums[0, y - top], sums[1, y - top]
                blues, deeps = sums[2, y - top], sums[3, y - top]
                for i in range(TILE):
                    reds[i] += weights[i] * red
                    greens[i] += weights[i] * green
                    blues[i] += weights[i] * blue
                    deeps[i] += weights[i] * deep
            if (pair - starts[tile]) % _EVERY == _EVERY - 1 and stop.max() < _BEYOND:
                ends[tile] = pair + 1
                break
        stops[tile] = stop
        for y in range(top, bottom):
            for x in range(left, right):
                light[y, x] = glow[y - top, x - left]
                for c in range(CHANNELS):
                    image[y, x, c] = sums[c, y - top, x - left]


@compiled(parallel=True, fastmath=True)
def composite_back(
    starts: Any, members: Any, places: Any, ends: Any, stops: Any, centres: Any, conics: Any,
    reach: Any, cutoffs: Any, opacities: Any, colours: Any, light: Any,
    to_image: Any, to_light: Any, gradients: Any,
) -> None:  # fmt: skip
    """Fill the gradients of each pair of Gaussian and tile.

    Args:
        starts: As in `composite`, and so on to `light`.
        members: See there.
        places: Of `bin_tiles`.
        ends: See `composite`.
        stops: See there.
        centres: See there.
        conics: See there.
        reach: See there.
        cutoffs: See there.
        opacities: See there.
        colours: See there.
        light: See there.
        to_image: (H, W, 4) gradient of the loss.
        to_light: (H, W) gradient of the loss.
        gradients: (pairs, 10) out, zeros before: centre x, y, conic xx, xy, yy, opacity, colour.
    """
    height, width = light.shape
    across = (width + TILE - 1) // TILE
    for tile in prange(len(starts) - 1):
        left, top = tile % across * TILE, tile // across * TILE
        right, bottom = min(left + TILE, width), min(top + TILE, height)
        glow = np.ones((TILE, TILE), np.float32)
        behind = np.zeros((TILE, TILE), np.float32)  # what the rest of the stack adds to the loss
        toward = np.zeros((CHANNELS, TILE, TILE), np.float32)
        for y in range(top, bottom):
            for x in range(left, right):
                for c in range(CHANNELS):
                    toward[c, y - top, x - left] = to_image[y, x, c]
                glow[y - top, x - left] = light[y, x]
                behind[y - top, x - left] = to_light[y, x] * light[y, x]
        alphas, weights = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
        pulls = np.empty(TILE, np.float32)
        for pair in range(ends[tile] - 1, starts[tile] - 1, -1):
            n, at = members[pair], np.int32(pair)
            conic = (conics[n, 0], conics[n, 1], conics[n, 2])
            red, green, blue, deep = colours[n, 0], colours[n, 1], colours[n, 2], colours[n, 3]
            xx = xy = yy = x_ = y_ = whole = _F(0)
            reds = greens = blues = deeps = _F(0)
            first, end = _rows(centres[n, 1], reach[n, 1], top, bottom)
            for y in range(first, end):
                dy = _F(y) + _F(0.5) - centres[n, 1]
                if _misses(conic, cutoffs[n], dy, centres[n, 0], _F(left)):
                    continue
                start = _F(left) + _F(0.5) - centres[n, 0]
                _fill_alphas(alphas, conic, cutoffs[n], opacities[n], start, dy)
                row, back, halt = glow[y - top], behind[y - top], stops[tile, y - top]
                t0, t1 = toward[0, y - top], toward[1, y - top]
                t2, t3 = toward[2, y - top], toward[3, y - top]
                for i in range(TILE):
                    alpha = alphas[i] if at < halt[i] else _F(0)
                    through = _F(1) / (_F(1) - alpha)
                    before = row[i] * through
                    pull = t0[i] * red + t1[i] * green + t2[i] * blue + t3[i] * deep
                    weight = alpha * before
                    slope = alpha * (pull * before - back[i] * through)
                    back[i] += weight * pull
                    row[i] = before
                    weights[i] = weight
                    pulls[i] = slope if alpha < _F(HEAVIEST) else _F(0)
                line = line_x = line_xx = _F(0)
                for i in range(TILE):
                    dx = start + _F(np.int32(i))
                    line += pulls[i]
                    line_x += pulls[i] * dx
                    line_xx += pulls[i] * dx * dx
                    reds += weights[i] * t0[i]
                    greens += weights[i] * t1[i]
                    blues += weights[i] * t2[i]
                    deeps += weights[i] * t3[i]
                whole += line
                x_ += line_x
                y_ += line * dy
                xx += line_xx
                xy += line_x * dy
                yy += line * dy * dy
            place = places[pair]
            gradients[place, 0] = conic[0] * x_ + conic[1] * y_
            gradients[place, 1] = conic[1] * x_ + conic[2] * y_
            gradients[place, 2], gradients[place, 3] = _F(-0.5) * xx, -xy
            gradients[place, 4], gradients[place, 5] = _F(-0.5) * yy, whole / opacities[n]
            gradients[place, 6], gradients[place, 7] = reds, greens
            gradients[place, 8], gradients[place, 9] = blues, deeps


@compiled(parallel=True)
def gather(firsts: Any, gradients: Any, sums: Any) -> None:
    """Fill `sums` (N, C) with each Gaussian's gradients, (pairs, C), over all its tiles."""
    for n in prange(len(sums)):
        for c in range(sums.shape[1]):
            total = 0.0
            for place in range(firsts[n], firsts[n + 1]):
                total += gradients[place, c]
            sums[n, c] = total
