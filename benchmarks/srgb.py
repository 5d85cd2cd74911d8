"""From light to the codes that pictures are stored as, and back (sRGB, IEC 61966-2-1)."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Float = TypeVar("Float", np.float32, np.float64)


def encode_srgb(linear: NDArray[Float]) -> NDArray[Float]:
    """Return codes in 0 to 1 of linear Rec. 709 of any shape, clipped at black and white."""
    clipped = np.clip(linear, 0.0, 1.0)
    high = 1.055 * np.power(clipped, 1 / 2.4) - 0.055
    coded: NDArray[Float] = np.where(clipped <= 0.0031308, 12.92 * clipped, high)
    return coded


def decode_srgb(code: NDArray[Float]) -> NDArray[Float]:
    """Return linear values of codes in 0 to 1 of any shape; inverse of `encode_srgb`."""
    high = np.power((code + 0.055) / 1.055, 2.4)
    linear: NDArray[Float] = np.where(code <= 0.04045, code / 12.92, high)
    return linear
