"""Seconds of fit and predict: PatchCore and PaDiM on the same pictures, paired and alternating.

    python tests/speed/detectors.py [TRAINING_PICTURES ...]      # 24 and 210 when none is given

Prints CPU and wall seconds per picture, the ratio of the CPU seconds, and the peak memory of the
process so far. Nothing is asserted: a shared machine tells ratios, not times.
"""

import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np

from padkit.baselines.padim import Padim
from padkit.baselines.patchcore import PatchCore
from padkit.benchmarks.asking import measure_peak_memory
from padkit.benchmarks.records import View

SIDE, QUERIES, ROUNDS = 256, 16, 2


def draw(rng: np.random.Generator) -> View:
    """An object of noise on white, as MAD's pictures are: the background is the same everywhere."""
    noise = cv2.GaussianBlur(rng.normal(size=(SIDE, SIDE, 3)).astype(np.float32), (0, 0), 2)
    image = (128 + 250 * noise).clip(0, 255).astype(np.uint8)
    radius = SIDE // 3
    centre = SIDE // 2 + rng.integers(-SIDE // 10, SIDE // 10, 2)
    rows, columns = np.ogrid[:SIDE, :SIDE]
    image[(rows - centre[0]) ** 2 + (columns - centre[1]) ** 2 > radius**2] = 255
    return View(image)


def clock(work: Callable[[], Any]) -> np.ndarray:
    """CPU and wall seconds of a call."""
    before = time.process_time(), time.perf_counter()
    work()
    return np.subtract((time.process_time(), time.perf_counter()), before)


def measure(count: int) -> None:
    """Print a line for each method, the best of `ROUNDS`."""
    rng = np.random.default_rng(0)
    views, queries = [draw(rng) for _ in range(count)], [draw(rng) for _ in range(QUERIES)]
    best: dict[str, np.ndarray] = {}
    for _ in range(ROUNDS):
        for method in (PatchCore, Padim):
            detector = method()
            fit = clock(partial(detector.fit, views)) / count
            ask = clock(partial(deque, map(detector.predict, queries), 0)) / QUERIES
            seconds = np.concatenate([fit, ask])
            best[method.__name__] = np.minimum(best.get(method.__name__, seconds), seconds)
    for name, seconds in best.items():
        peak = measure_peak_memory("cpu") or float("nan")
        print(
            f"{name:10} {count:4} pictures: fit {seconds[0]:.3f} CPU s ({seconds[1]:.3f} wall), "
            f"predict {seconds[2]:.3f} CPU s ({seconds[3]:.3f} wall) each; peak {peak:.0f} MiB"
        )
    ratio = best["PatchCore"] / best["Padim"]
    print(f"PatchCore / PaDiM, CPU: fit {ratio[0]:.2f}, predict {ratio[2]:.2f}")


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ("24", "210")):
        measure(count)
