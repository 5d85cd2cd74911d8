"""A picture of a plane's pattern against its own elations: where a pixel goes, what fits best.

`lattice` says what an elation is, and its four parameters (t, u, a, b).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_STEP = 0.05
"""Smallest step, in half longer sides: less is the likeness of neighbouring pixels."""
OVERLAP = 0.25
"""Share of the visible pixels that must have a visible partner."""
_FREEDOM = np.array([0.1, 0.1, 0.2, 0.3])
"""Standard deviations of (t, u, a, b) about where a fit starts, and of the prior's weight below."""
_PRIOR = 0.01
"""How many times the pixels' number the prior counts."""

Floats = NDArray[np.float32]
Parameters = NDArray[np.float64]
"""(4,) float64: t, u, a, b."""


def _grid(shape: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return x (1, W) and y (H, 1) of the pixels' centres, and half the longer side in pixels."""
    height, width = shape
    half = max(shape) / 2
    x = (np.arange(width, dtype=np.float64) + 0.5 - width / 2) / half
    y = (np.arange(height, dtype=np.float64) + 0.5 - height / 2) / half
    return x[None], y[:, None], half


def places(values: Parameters, k: int, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return to where H(k) takes each pixel of a picture (H, W).

    Returns:
        Columns and rows in pixels, the first pixel's centre being 0; (H, W) float32 each, -1 for
        what comes to lie on the horizon or behind it.
    """
    t, u, a, b = values
    x, y, half = _grid(shape)
    line = k * (a * x + b * y + 1)
    depth = 1 - (a * t + b * u) * line
    valid = depth > 0.05
    inverse = half / np.where(valid, depth, 1)
    columns = np.where(valid, (x + t * line) * inverse + shape[1] / 2 - 0.5, -1)
    rows = np.where(valid, (y + u * line) * inverse + shape[0] / 2 - 0.5, -1)
    return columns.astype(np.float32), rows.astype(np.float32)


def _slopes(
    values: Parameters,
    k: int,
    shape: tuple[int, int],
    pixels: tuple[NDArray[np.intp], ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the derivatives of `places`, columns and rows, (N, 4) each, at N of the pixels."""
    t, u, a, b = values
    grid_x, grid_y, half = _grid(shape)
    x, y = grid_x[0, pixels[1]], grid_y[pixels[0], 0]
    c, line = a * t + b * u, k * (a * x + b * y + 1)
    depth = 1 - c * line
    # of the depth's negative, by t, u, a, b
    falls = np.stack([a * line, b * line, t * line + c * k * x, u * line + c * k * y], 1)
    found = []
    for start, step, own in ((x, t, 0), (y, u, 1)):
        slope = ((start + step * line) / depth)[:, None] * falls
        slope[:, own] += line
        slope[:, 2] += step * k * x
        slope[:, 3] += step * k * y
        found.append(slope * (half / depth)[:, None])
    return found[0], found[1]


def refine(
    flat: Floats,
    seen: NDArray[np.bool_],
    start: Parameters,
    rounds: tuple[tuple[int, float], ...],
) -> tuple[Parameters, float]:
    """Return parameters near `start` by Gauss-Newton on the nearest neighbours, and the likeness.

    Residuals beyond one deviation count less (Huber), so that what does not repeat has no say.
    """
    values = start.copy()
    for most, sigma in rounds:
        smooth = np.asarray(cv2.GaussianBlur(flat, (0, 0), sigma), np.float32)
        for _ in range(5):
            step = _solve(smooth, seen, values, start, most)
            values = values + step
            if np.abs(step).max() < 1e-4:
                break
    if np.hypot(*values[:2]) < LEAST_STEP:  # it has found itself
        return values, 0.0
    return values, min(_likeness(flat, seen, values, 1), _likeness(flat, seen, values, 2))


def _solve(
    smooth: Floats,
    seen: NDArray[np.bool_],
    values: Parameters,
    start: Parameters,
    most: int,
) -> NDArray[np.float64]:
    """Return one Gauss-Newton step for the neighbours 1..most; those behind are the same pairs."""
    prior = _PRIOR * seen.size / _FREEDOM**2
    normal, right = np.diag(prior), prior * (start - values)
    slopes = [
        np.asarray(cv2.Sobel(smooth, -1, dx, 1 - dx, scale=1 / 8), np.float32) for dx in (1, 0)
    ]
    for k in range(1, most + 1):
        columns, rows = places(values, k, smooth.shape)
        valid = _visible(seen, columns, rows) & seen
        if not valid.any():
            continue
        residual = (remap(smooth, columns, rows) - smooth)[valid]
        dx, dy = (remap(slope, columns, rows)[valid] for slope in slopes)
        across, down = _slopes(values, k, smooth.shape, np.nonzero(valid))
        jacobian = dx[:, None] * across + dy[:, None] * down
        weight = 1 / np.maximum(1, np.abs(residual))
        normal += (jacobian.T * weight) @ jacobian
        right -= (jacobian.T * weight) @ residual
    return np.asarray(np.clip(np.linalg.solve(normal, right), -0.05, 0.05))


def _visible(seen: NDArray[np.bool_], columns: Floats, rows: Floats) -> NDArray[np.bool_]:
    """Return where a pixel's place lies on seen pixels only."""
    grid = remap(seen.astype(np.float32), columns, rows)
    return np.asarray(grid > 0.99)


def _likeness(flat: Floats, seen: NDArray[np.bool_], values: Parameters, k: int) -> float:
    """Return the correlation with the k-th neighbour; 1 beyond the first where few pixels tell."""
    columns, rows = places(values, k, flat.shape)
    valid = _visible(seen, columns, rows) & seen
    if valid.sum() < OVERLAP * seen.sum():
        return float(k > 1)
    moved = remap(flat, columns, rows)[valid].astype(np.float64)
    here = flat[valid].astype(np.float64)
    return float(moved @ here / np.sqrt((moved @ moved) * (here @ here) + 1e-9))


def remap(picture: Floats, columns: Floats, rows: Floats, how: int = cv2.INTER_LINEAR) -> Floats:
    """Return the values of (H, W, ...) at places between pixels' centres, 0 outside."""
    return np.asarray(cv2.remap(picture, columns, rows, how), np.float32)
