"""RootSIFT: keypoints whose descriptors are compared by the Hellinger kernel.

Lowe, Distinctive Image Features from Scale-Invariant Keypoints, IJCV 2004; Arandjelovic and
Zisserman, Three Things Everyone Should Know to Improve Object Retrieval, CVPR 2012.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_SMALL = 400
"""Pictures with a longer side below this are searched at twice their size."""

_MOST, _CONTRAST = 4000, 0.01


@dataclass(frozen=True, eq=False)
class Keypoints:
    """Keypoints of a picture.

    Attributes:
        places: (K, 2) float64 x, y in pixels, pixel centres at +0.5.
        descriptors: (K, 128) float32 of length 1.
    """

    places: NDArray[np.float64]
    descriptors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.places)

    def choose(self, kept: NDArray[np.bool_]) -> Keypoints:
        """Return those that are `kept`, (K,)."""
        return Keypoints(self.places[kept], self.descriptors[kept])


def find_keypoints(image: NDArray[np.uint8]) -> Keypoints:
    """Return the keypoints of a picture (H, W, 3) uint8; there may be none."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    zoom = 2 if max(grey.shape) < _SMALL else 1
    if zoom > 1:
        grey = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    sift = cv2.SIFT.create(_MOST, contrastThreshold=_CONTRAST)
    found, raw = sift.detectAndCompute(grey, None)
    if not found:
        return Keypoints(np.zeros((0, 2)), np.zeros((0, 128), np.float32))
    places = (np.array([point.pt for point in found], np.float64) + 0.5) / zoom
    root = np.sqrt(raw / np.maximum(raw.sum(1, keepdims=True), 1e-6))
    length = np.linalg.norm(root, axis=1, keepdims=True)
    return Keypoints(places, (root / np.maximum(length, 1e-6)).astype(np.float32))


def match(
    similarities: NDArray[np.float32], ratio: float = 0.85
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of (K, M) dot products that pass Lowe's ratio test.

    A row matches its most similar column where its distance is below `ratio` times that of the
    next.
    """
    none = np.zeros(0, np.int64)
    if similarities.shape[1] < 2 or not len(similarities):
        return none, none
    two = np.argpartition(-similarities, 1, axis=1)[:, :2]
    values = np.take_along_axis(similarities, two, 1)
    first = values.argmax(1)
    rows = np.arange(len(two))
    nearest, next_ = values[rows, first], values[rows, 1 - first]
    distances = np.sqrt(np.maximum(2 - 2 * np.stack([nearest, next_]), 0))
    kept = np.flatnonzero(distances[0] < ratio * distances[1])
    return kept, two[kept, first[kept]]
