"""Which training view looks most like a picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 32


def thumbnail(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture (H, W, 3) uint8 as 32x32 colours in a row, 0 to 1, slightly blurred."""
    small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    return (cv2.GaussianBlur(small, (0, 0), 1.0) / 255).ravel().astype(np.float32)


def rank(query: NDArray[np.uint8], thumbnails: Sequence[NDArray[np.float32]]) -> NDArray[np.int64]:
    """Return the views from the most similar to the least, by the mean absolute difference."""
    mine = thumbnail(query)
    distances = [float(np.abs(mine - other).mean()) for other in thumbnails]
    return np.argsort(distances, kind="stable")
