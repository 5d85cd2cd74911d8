"""LMSE of a picture: ours against the loop over windows that the papers' code has.

    python tests/speed/intrinsic.py [--size 800 --rounds 5]

Both judge the same grey picture, alternating; medians of CPU seconds and of their ratios. Then what
all seven figures of a decomposition cost.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from padkit.benchmarks.intrinsic import WINDOW, intrinsic_scores, lmse


def loop(truth: np.ndarray, estimate: np.ndarray, mask: np.ndarray) -> float:
    error = energy = 0.0
    for top in range(0, truth.shape[0] - WINDOW + 1, WINDOW // 2):
        for left in range(0, truth.shape[1] - WINDOW + 1, WINDOW // 2):
            place = np.s_[top : top + WINDOW, left : left + WINDOW]
            t, e, m = truth[place], estimate[place], mask[place]
            squares = np.sum(m * e**2)
            a = np.sum(m * t * e) / squares if squares else 0.0
            error += np.sum(m * (t - a * e) ** 2)
            energy += np.sum(m * t**2)
    return error / energy


def measure(work: Callable[..., float], *data: np.ndarray) -> tuple[float, float]:
    """Return CPU seconds and the result."""
    start = time.process_time()
    result = work(*data)
    return time.process_time() - start, result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    albedo, shading = rng.random((2, asked.size, asked.size, 3)) + 0.1
    estimate = shading + rng.random(shading.shape)
    grey = shading.mean(2), estimate.mean(2), np.ones(shading.shape[:2], bool)
    rounds = [(measure(lmse, *grey), measure(loop, *grey)) for _ in range(asked.rounds + 1)][1:]
    mine, theirs = (np.median([pair[i][0] for pair in rounds]) for i in (0, 1))
    ratio = np.median([other[0] / own[0] for own, other in rounds])
    gap = abs(rounds[0][0][1] - rounds[0][1][1])
    print(f"{asked.size} x {asked.size}, windows of {WINDOW}")
    print(f"LMSE ours {mine:.4f} CPU s, loop {theirs:.4f}: {ratio:.1f} times; difference {gap:.1e}")
    start = time.process_time()
    intrinsic_scores(albedo, shading, albedo * shading, estimate)
    print(f"all figures of a decomposition: {time.process_time() - start:.3f} CPU s")


if __name__ == "__main__":
    main()
