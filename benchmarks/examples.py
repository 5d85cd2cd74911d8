"""A few small pictures of a run: image, truth and heat map side by side, for the report.

They are made where dataset and predictions are at hand and stay with the run, which tells nobody
where its dataset lay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .datasets import Sample
from .files import write_bytes
from .images import encode_png, read_rgb
from .predictions import read_map, resize_map

EXAMPLES = "examples"
"""The folder of a run that holds them."""

SIZE = 160
"""Longest side of one picture in pixels; three stand side by side."""

COLOUR_MAP = cv2.COLORMAP_VIRIDIS
QUANTILES = (0.01, 0.999)
"""The ends of the colour scale among all scores of a class's examples."""

_OUTLINE = (230, 0, 110)
GAP = 4
"""Pixels between two pictures."""

_HEAT = 0.8  # opacity of the heat map


def write_examples(folder: Path, samples: Sequence[Sample], maps: Mapping[str, Path]) -> list[Path]:
    """Write `<class>_<type>_<stem>.png` of a class into `folder` and return the paths.

    Nothing is picked by hand and nothing by score, so all methods show the same images: of each
    defect the image whose mask has the middle size, of the sound images the one in the middle of
    the list. All examples of a class share one colour scale.

    Args:
        folder: `EXAMPLES` of the run.
        samples: The test images of the class.
        maps: `Sample.key` -> its map.
    """
    size = {sample.key: int(sample.truth().mask.sum()) for sample in samples}
    chosen = _choose(samples, size)
    heats = [read_map(maps[sample.key]) for sample in chosen]
    low, high = np.quantile(np.concatenate([heat.ravel() for heat in heats]), QUANTILES)
    written = []
    for sample, heat in zip(chosen, heats, strict=True):
        level = np.clip((heat - low) / max(high - low, np.finfo(np.float32).tiny), 0, 1)
        path = folder / f"{sample.category}_{sample.defect}_{sample.stem}.png"
        panel = draw_panel(read_rgb(sample.image), sample.truth().mask, level)
        write_bytes(path, encode_png(panel))
        written.append(path)
    return written


def _choose(samples: Sequence[Sample], size: dict[str, int]) -> list[Sample]:
    """Return the middle sample of each test type by mask size, invisible defects left aside."""
    chosen = []
    for defect in dict.fromkeys(sample.defect for sample in samples):
        ordered = sorted((s for s in samples if s.defect == defect), key=lambda s: size[s.key])
        seen = [sample for sample in ordered if size[sample.key]] or ordered
        chosen.append(seen[len(seen) // 2])
    return chosen


def draw_panel(
    image: NDArray[np.uint8], mask: NDArray[np.bool_], level: NDArray[Any]
) -> NDArray[np.uint8]:
    """Return image, image with the mask's outline, and image under its heat map, side by side.

    Args:
        image: (H, W, 3) uint8 RGB.
        mask: (H, W) bool.
        level: (h, w) float in [0, 1], any size.

    Returns:
        (H', 3 W' + 2 gaps, 3) uint8 RGB, at most `SIZE` pixels the longest side of a picture.
    """
    height, width = image.shape[:2]
    shrink = min(1.0, SIZE / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    marked = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    outlined = small.copy()
    rim = cv2.dilate(marked.view(np.uint8), np.ones((3, 3), np.uint8)).view(bool) & ~marked
    outlined[rim] = _OUTLINE
    grey = np.repeat(small.mean(2, keepdims=True), 3, 2)
    heat = colourise(resize_map(level, (size[1], size[0])))
    blend = (_HEAT * heat + (1 - _HEAT) * grey).round().astype(np.uint8)
    gap = np.full((size[1], GAP, 3), 255, np.uint8)
    return np.hstack([small, gap, outlined, gap, blend])


def colourise(level: NDArray[Any]) -> NDArray[np.uint8]:
    """Return (H, W, 3) uint8 RGB of (H, W) levels in [0, 1], on the report's colour map."""
    bgr = cv2.applyColorMap((level * 255).round().astype(np.uint8), COLOUR_MAP)
    return np.ascontiguousarray(bgr[..., ::-1])
