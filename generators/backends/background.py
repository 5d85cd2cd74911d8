"""The background of a denoised picture, the same in both renderers.

Pictures are denoised as they will be looked at, over their background: denoised over nothing,
colour and alpha part ways at the outlines and leave a dark fringe. What the background gave is
taken off again afterwards, so that frames stay premultiplied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..developing import decode_srgb


def decode_background(background: tuple[int, int, int] | None) -> NDArray[np.float32]:
    """Return the linear colour (3,) float32 of `Scene.background`; black for None."""
    return decode_srgb(np.array(background or (0, 0, 0), np.float32) / 255)


def lift_background(
    over: NDArray[np.float32], alpha: NDArray[np.float32], backdrop: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the premultiplied colour (H, W, 3) of a picture that was laid over `backdrop`.

    Args:
        over: (H, W, 3) linear colour over the background.
        alpha: (H, W) in [0, 1]; where it is 0 the colour is exactly 0.
        backdrop: (3,) linear.
    """
    color = np.maximum(over - (1 - alpha[..., None]) * backdrop, 0)
    color[alpha == 0] = 0
    return color.astype(np.float32)
