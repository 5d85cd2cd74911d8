"""Multi-scale Retinex on white: reflectance as intensity over its surroundings, without training.

D. J. Jobson, Z. Rahman, G. A. Woodell, "A Multiscale Retinex for Bridging the Gap Between Color
Images and the Human Observation of Scenes", IEEE Transactions on Image Processing 6(7), 1997. With
I the linear intensity and F_s a Gaussian of scale s, their Eq. 1 summed over scales (Eq. 4) is

    log R = mean_s (log I - log(F_s * I))

Three things differ. The Gaussians are normalised over the object, F_s * I = blur(m I) / blur(m)
with m = 0 where the picture is white, for white surroundings would darken the rim of the object.
Only the intensity is divided and colours keep their ratios (A. B. Petro, C. Sbert, J.-M. Morel,
"Multiscale Retinex", Image Processing On Line 4, 2014), in place of the colour restoration of 1997,
which has a gain and an offset to tune. And the result is brought to 0..1 by a constant, not by the
extremes of the picture, which change with the pose.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ...benchmarks.srgb import decode_srgb, encode_srgb

SCALES = (0.03, 0.16, 0.5)
"""Standard deviations over the longer side of the picture: 15, 80 and 250 pixels of 512."""

WHITE = 250
"""Least grey value of a white background in each channel; a JPEG's is not 255 everywhere."""

MIDDLE = 0.3
"""Linear reflectance of a pixel that is as bright as its surroundings."""

_DARK = 1e-3  # linear; a few steps of 8 bits, below which log I is noise
_COARSE = 8.0  # wider Gaussians are as smooth on a coarser grid, where they have this sigma


def apply_retinex(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the reflectance (H, W, 3) float32, sRGB-encoded in 0..1; white pixels are exactly 1.

    Args:
        image: (H, W, 3) uint8 sRGB.
    """
    linear = decode_srgb(image.astype(np.float32) / np.float32(255))
    intensity = linear.mean(2)
    inside = (~find_white(image)).astype(np.float32)
    side = max(image.shape[:2])
    log_ratio = np.log(intensity + _DARK)
    for scale in SCALES:
        log_ratio -= np.log(_blur(intensity, inside, scale * side) + _DARK) / len(SCALES)
    gain = MIDDLE * np.exp(log_ratio) / (intensity + _DARK)
    reflectance = encode_srgb(linear * gain[..., None])
    reflectance[inside == 0] = 1
    return reflectance


def find_white(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where (H, W) a picture (H, W, 3) uint8 is white: background, or clipped light."""
    return np.asarray((image >= WHITE).all(2), np.bool_)


def _blur(
    values: NDArray[np.float32], weights: NDArray[np.float32], sigma: float
) -> NDArray[np.float32]:
    """Return the weighted Gaussian mean (H, W) of `values`; 0 where there is no weight around."""
    stack = np.stack([values * weights, weights], 2)
    height, width = weights.shape
    if sigma > 2 * _COARSE:
        shrink = sigma / _COARSE
        size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
        stack = cv2.resize(stack, size, interpolation=cv2.INTER_AREA)
        sigma = _COARSE
    stack = cv2.GaussianBlur(stack, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    stack = cv2.resize(stack, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(stack[..., 0] / np.maximum(stack[..., 1], 1e-6), np.float32)
