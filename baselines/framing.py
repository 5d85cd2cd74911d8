"""Pictures in another size, and their cameras with them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..benchmarks.records import Camera, View


def shrink(view: View, side: int) -> View:
    """Return `view` with its longer side at most `side` pixels (0: as it is), by area means."""
    height, width = view.image.shape[:2]
    if not side or max(height, width) <= side:
        return view
    ratio = side / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    image = resize_picture(view.image, size[1], size[0])
    return View(image, view.camera and resize_camera(view.camera, *size))


def resize_camera(camera: Camera, width: int, height: int) -> Camera:
    """Return a camera that sees the same in another number of pixels."""
    scale = np.diag([width / camera.width, height / camera.height, 1.0])
    return Camera(width, height, scale @ camera.K, camera.world_to_camera)


def resize_picture(image: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """Return (H, W) or (H, W, C) of any dtype in another size: by area to shrink, else bilinear."""
    if image.shape[:2] == (height, width):
        return image
    shrinks = height * width < image.shape[0] * image.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(image, (width, height), interpolation=how)
