"""Woven textures, and the same with a foreign square: small pictures that any method must tell."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from padkit.benchmarks.records import View

Weave = Callable[..., View]


@pytest.fixture
def weave() -> Weave:
    """The function that draws a texture from a seed."""

    def draw(seed: int, height: int = 96, width: int = 96, spoiled: bool = False) -> View:
        rng = np.random.default_rng(seed)
        noise = rng.normal(size=(height, width, 3)).astype(np.float32)
        image = (128 + 120 * cv2.GaussianBlur(noise, (0, 0), 1.5)).clip(0, 255).astype(np.uint8)
        if spoiled:  # rows 24 to 40, columns 56 to 72
            image[24:40, 56:72] = (220, 30, 30)
        return View(image)

    return draw


@pytest.fixture
def contrast() -> Callable[[Any], float]:
    """The function that divides the lowest score within the square by the highest far from it."""

    def compare(score_map: Any) -> float:
        far = score_map.copy()
        far[8:56, 40:88] = -np.inf
        return float(score_map[28:36, 60:68].min() / far.max())

    return compare
