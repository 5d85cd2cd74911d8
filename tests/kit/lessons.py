"""Small datasets that networks can be trained on, made of the squares of the other folders."""

from pathlib import Path
from typing import Any

import numpy as np
import piad_folder
from mad_folder import SIZE

from padkit.benchmarks.images import read_rgb, write_exr, write_png
from padkit.benchmarks.srgb import encode_srgb


def draw_plates(height: int = 120, width: int = 160) -> Any:
    """Draw grey plates with dark slots, (H, W, 3) uint8."""
    y, x = np.mgrid[:height, :width]
    slanted = (x + y // 3) % 24
    grey = 165 + 8 * np.sin(x / 9) - 60 * (slanted < 2)
    grey[(slanted > 10) & (slanted < 14) & (y % 20 < 9)] = 40
    noise = np.random.default_rng(0).normal(0, 3, grey.shape)
    return np.repeat((grey + noise).clip(0, 255).astype(np.uint8)[..., None], 3, 2)


def lay_on_plates(root: Path) -> None:
    """Lay what a dataset of squares on white has to test on plates, and write their masks."""
    for path in root.glob("*/test/*/*.png"):
        image = read_rgb(path)
        mask = (image != 255).any(2)
        write_png(path, np.where(mask[..., None], image, draw_plates(*mask.shape)))
        below = path.relative_to(path.parents[2])
        write_png(path.parents[2] / "object_masks" / below, mask.astype(np.uint8) * 255)


def write_lit(root: Path) -> None:
    """Write red squares of albedo 0.5, 0.2, 0.2 in a light that fades downwards."""
    piad_folder.write_class(root / "Gear", piad_folder.OURS, ours=True)
    albedo = np.zeros((SIZE, SIZE, 3), np.float32)
    albedo[12:36, 12:36] = (0.5, 0.2, 0.2)
    fade = np.linspace(1, 0.3, SIZE, dtype=np.float32)[:, None, None]
    linear = np.where(albedo > 0, albedo * fade, 1).astype(np.float32)
    for path in (root / "Gear").glob("extras/**/*_albedo.exr"):
        write_exr(path, albedo)
        place = path.relative_to(root / "Gear/extras").with_name(path.name.split("_")[0] + ".png")
        write_png(root / "Gear" / place, (encode_srgb(linear) * 255).round().astype(np.uint8))
