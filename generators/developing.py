"""From radiance to the picture that is stored."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.srgb import decode_srgb, encode_srgb
from .scene import Frame

_SEEN = 0.5 / 255
"""Alpha below this changes no 8-bit value: background."""


def develop(
    frame: Frame,
    background: tuple[int, int, int] | None,
    covered: NDArray[np.bool_] | None = None,
    green_limit: int = 255,
) -> NDArray[np.uint8]:
    """Return the picture (H, W, 3) uint8 sRGB of a frame.

    Args:
        frame: Linear, premultiplied.
        background: What shows through, blended in linear light; where the frame has no share in
            a pixel the picture holds exactly this colour. None: the frame brings its own.
        covered: (H, W) bool, pixels that count as foreground even where alpha is nearly 0 (a thin
            part that the samples of the pixel missed).
        green_limit: Highest green value of a foreground pixel. MAD's loaders take green 255 for
            background (see datasets.md), so that suite asks for 254.
    """
    if background is None:
        return _to_bytes(encode_srgb(frame.color))
    backdrop = decode_srgb(np.array(background, np.float32) / np.float32(255))
    blended = frame.color + (1 - frame.alpha[..., None]) * backdrop
    picture = _to_bytes(encode_srgb(blended))
    foreground = frame.alpha >= _SEEN
    if covered is not None:
        foreground |= covered
    picture[~foreground] = background
    green = picture[..., 1]
    green[foreground & (green > green_limit)] = green_limit
    return picture


def clipped_share(frame: Frame) -> float:
    """Return the share of the object that is brighter than white in some channel, 0 to 1."""
    whole = frame.alpha > 1 - _SEEN
    bright = (frame.color[whole] > 1).any(1)
    return round(float(bright.mean()), 4) if bright.size else 0.0


def _to_bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(values * 255).astype(np.uint8)
