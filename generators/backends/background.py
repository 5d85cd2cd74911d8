"""What shows behind a scene.

Pictures are denoised as they will be looked at, over their background: denoised over nothing,
colour and alpha part ways at the outlines and leave a dark fringe. What the background gave is
taken off again afterwards, so that frames stay premultiplied.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ...assets.skies import direction_to_pixel
from ...benchmarks.poses import invert
from ...benchmarks.records import Camera
from ...benchmarks.srgb import decode_srgb
from ..scene import Environment


def decode_background(background: tuple[int, int, int] | None) -> NDArray[np.float32]:
    """Return the linear colour (3,) float32 of `Scene.background`; black for None."""
    return decode_srgb(np.array(background or (0, 0, 0), np.float32) / np.float32(255))


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


def pixel_rays(camera: Camera) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the camera's place (3,) and the world directions (H W, 3) of its pixel centres."""
    K, to_world = camera.K, invert(camera.pose)
    v, u = np.mgrid[: camera.height, : camera.width] + 0.5
    local = np.stack([(u - K[0, 2]) / K[0, 0], (v - K[1, 2]) / K[1, 1], np.ones_like(u)], axis=-1)
    directions = local.reshape(-1, 3) @ to_world[:3, :3].T
    return to_world[:3, 3], directions / np.linalg.norm(directions, axis=1, keepdims=True)


def picture_environment(environment: Environment | None, camera: Camera) -> NDArray[np.float32]:
    """Return the environment (H, W, 3) as `camera` sees it; black where there is none."""
    if environment is None:
        return np.zeros((camera.height, camera.width, 3), np.float32)
    place = direction_to_pixel(pixel_rays(camera)[1], len(environment.radiance)) - 0.5
    column, row = (
        place.reshape(camera.height, camera.width, 2).astype(np.float32).transpose(2, 0, 1)
    )
    seen = cv2.remap(
        environment.radiance, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
    )
    return (seen * environment.strength).astype(np.float32)
