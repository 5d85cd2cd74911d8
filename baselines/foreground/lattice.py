"""The repetition of a flat regular pattern in one picture of it: by what it falls onto itself.

A pattern that repeats along a line of a plane is seen in perspective as one that falls onto itself
under an elation, whose axis l is the vanishing line of the plane and whose centre v, on the axis,
is the vanishing point of the line (Schaffalitzky and Zisserman, Geometric Grouping of Repeated
Elements within Images, BMVC 1998):

    H(k) = I + k v l^T,    l^T v = 0,    so that H(j) H(k) = H(j + k)

for the k-th neighbour. With l = (a, b, 1) and v = (t, u, -a t - b u) it has four parameters; (t, u)
is the step at the picture's middle. Coordinates are (column, row) from the middle, in units of half
the longer side.

All of a conveyor obeys this, not only its belt: what runs straight along the travel, such as rails
and edges, consists of lines through v, and those fall onto themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import fft

from .elations import LEAST_STEP, OVERLAP, Floats, Parameters, places, refine, remap

TILTS = (0.0, 0.2, 0.4, 0.65, 0.9)
"""The b that are tried: of cameras without roll that look steeply down to rather flat along."""

_WORK = 160
"""Longer side in pixels at which the repetition is looked for."""
_SHARE = 0.8
"""A part of a step is preferred to it when its likeness is at least this share."""
_PEAKS = 3
"""Steps that are tried at each tilt."""
_FINALISTS = 3
"""Fits of the first round that enter the others."""
_LEAST_LIKENESS = 0.15
"""Correlation below which a picture is said to repeat nothing."""
_ROUNDS = ((1, 2.0), (1, 1.0), (2, 1.0), (3, 0.7), (4, 0.7))
"""Neighbours that are fitted up to, and the blur in pixels, in one round after the other."""


@dataclass(frozen=True)
class Repetition:
    """How a picture repeats.

    Attributes:
        step: (t, u), by which the middle of the picture moves, in half longer sides.
        axis: (a, b) of the vanishing line a x + b y + 1 = 0.
        likeness: Correlation of the picture with itself moved by a step, or by two where that is
            less, over what is visible; 1 is a perfect copy.
    """

    step: tuple[float, float]
    axis: tuple[float, float]
    likeness: float

    def places(self, k: int, shape: tuple[int, int]) -> tuple[Floats, Floats]:
        """Return from where each pixel of a picture (H, W) is filled by the k-th neighbour.

        Returns:
            Columns and rows as `cv2.remap` wants them, (H, W) float32; -1 behind the horizon.
        """
        return places(np.array([*self.step, *self.axis]), k, shape)


def find_repetition(image: NDArray[np.uint8], visible: NDArray[np.bool_]) -> Repetition | None:
    """Return how the visible part of a picture repeats; None if it does not.

    Args:
        image: (H, W, 3) uint8.
        visible: (H, W) bool, the pixels that show the pattern.
    """
    factor = min(1.0, _WORK / max(visible.shape))
    size = tuple(max(1, round(s * factor)) for s in visible.shape[::-1])
    whole = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32)
    seen = cv2.resize(visible.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.99
    if seen.mean() < 0.05:
        return None
    flat = _flatten(grey, seen)
    starts = [start for b in TILTS for start in _correlate(flat, seen, b)]
    rough = [refine(flat, seen, start, _ROUNDS[:1]) for start in starts]
    rough.sort(key=lambda fit: -fit[1])
    fits = [refine(flat, seen, fit[0], _ROUNDS[1:]) for fit in rough[:_FINALISTS]]
    best = max(fits, key=lambda fit: fit[1], default=None)
    if best is None or best[1] < _LEAST_LIKENESS:
        return None
    values, likeness = _divide(flat, seen, best)
    t, u, a, b = (float(value) for value in values)
    return Repetition((t, u), (a, b), likeness)


def _flatten(grey: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Return `grey` of local mean 0 and deviation 1 over what is seen: shades do not matter."""
    weight = seen.astype(np.float32)
    sigma = max(grey.shape) * 0.06

    def blur(values: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)

    mass = blur(weight) + 1e-6
    centred = (grey - blur(grey * weight) / mass) * weight
    deviation = np.sqrt(blur(centred**2) / mass)
    scaled = np.clip(centred / (deviation + 2.0), -3, 3) * weight
    return np.asarray(scaled, np.float32)


def _correlate(flat: Floats, seen: NDArray[np.bool_], b: float) -> list[Parameters]:
    """Return the parameters (t, u, 0, b) that are worth a fit, the likeliest first.

    What l = (0, b, 1) sends to infinity is straightened first: there the elation is a translation,
    and all translations are tried at once by masked normalised cross-correlation (Padfield, CVPR
    2010, Eq. 12, for pictures of local mean 0).
    """
    height, width = flat.shape
    half = max(height, width) / 2
    rows = (np.array([0.5, height - 0.5]) - height / 2) / half
    if 1 + b * rows[0] <= 0.05:
        return []
    top, bottom = rows / (1 + b * rows)
    reach = float(width / 2 / half / (1 + b * rows[0]))
    scale = half  # pixels in a unit at the picture's middle
    size = (
        min(round(2 * reach * scale), 3 * width),
        min(round((bottom - top) * scale), 3 * height),
    )
    x, y = np.meshgrid((np.arange(size[0]) + 0.5) / scale - reach, np.arange(size[1]) / scale + top)
    depth = 1 / (1 - b * y)
    columns = (x * depth * half + width / 2 - 0.5).astype(np.float32)
    lines = (y * depth * half + height / 2 - 0.5).astype(np.float32)
    mask = remap(seen.astype(np.float32), columns, lines, cv2.INTER_NEAREST)
    picture = remap(flat, columns, lines) * mask
    likeness = _self_correlation(picture, mask)
    peaks = _pick(likeness, LEAST_STEP * scale)
    return [np.array([column / scale, row / scale, 0.0, b]) for row, column in peaks]


def _self_correlation(picture: Floats, mask: Floats) -> Floats:
    """Return the masked correlation at each shift, (2R + 1, 2C + 1), the middle being none."""
    shape = tuple(fft.next_fast_len(2 * s, real=True) for s in picture.shape)

    def correlate(one: Floats, other: Floats) -> Floats:
        product = fft.rfft2(one, shape) * np.conj(fft.rfft2(other, shape))
        return np.asarray(fft.irfft2(product, shape), np.float32)

    overlap = correlate(mask, mask)
    power = correlate(picture**2, mask)
    mirrored = np.roll(power[::-1, ::-1], 1, (0, 1))
    energy = np.sqrt(np.clip(power, 0, None) * np.clip(mirrored, 0, None))
    least = OVERLAP * mask.sum()
    found = np.where(overlap > least, correlate(picture, picture) / (energy + 1e-3 * least), -1)
    rows, columns = picture.shape
    return np.asarray(
        np.roll(found, (rows, columns), (0, 1))[: 2 * rows, : 2 * columns], np.float32
    )


def _pick(likeness: Floats, least: float) -> list[tuple[float, float]]:
    """Return rows and columns of the shifts with the highest peaks; of +s and -s, only one."""
    rows, columns = (s // 2 for s in likeness.shape)
    y, x = np.ogrid[-rows : likeness.shape[0] - rows, -columns : likeness.shape[1] - columns]
    once = (y > 0) | ((y == 0) & (x > 0))
    peaks = (likeness == cv2.dilate(likeness, np.ones((5, 5)))) & once & (likeness > 0)
    peaks &= np.hypot(y, x) >= least
    found = np.argwhere(peaks)
    order = np.argsort(-likeness[peaks], kind="stable")[:_PEAKS]
    return [(float(row - rows), float(column - columns)) for row, column in found[order]]


def _divide(
    flat: Floats, seen: NDArray[np.bool_], fit: tuple[Parameters, float]
) -> tuple[Parameters, float]:
    """Return the fit with the shortest step that `fit` is a multiple of: it shows more places."""
    for parts in (5, 4, 3, 2):
        start = fit[0] / (parts, parts, 1, 1)
        if np.hypot(*start[:2]) >= LEAST_STEP:
            shorter = refine(flat, seen, start, _ROUNDS[1:])
            if shorter[1] >= _SHARE * fit[1]:
                return shorter
    return fit
