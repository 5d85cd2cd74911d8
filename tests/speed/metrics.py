"""Pixel metrics: ours against scikit-learn, paired and alternating; ratios of CPU seconds.

scikit-learn computes AUROC, AP and F1-max here, ours those and AUPRO. Three kinds of score maps:
smooth ones, smooth ones rounded to a few hundred levels (ties), and heavy-tailed ones.
"""

import time
from collections.abc import Callable

import cv2
import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from padkit.benchmarks.metrics import pixel_scores

IMAGES, SIZE, ROUNDS = 30, 256, 3


def make_data(rng: np.random.Generator) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return maps (H, W) float32 and masks (H, W) bool; every third image is anomalous."""
    maps, masks = [], []
    for index in range(IMAGES):
        mask = np.zeros((SIZE, SIZE), np.uint8)
        if index % 3 == 0:
            for _ in range(3):
                centre = rng.integers(20, SIZE - 20, 2).tolist()
                cv2.circle(mask, centre, int(rng.integers(2, 12)), 1, -1)
        noise = cv2.GaussianBlur(rng.random((SIZE, SIZE), np.float32), (0, 0), 3)
        maps.append(noise / noise.std() + cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 3) * 4)
        masks.append(mask > 0)
    return maps, masks


def ours(maps: list[np.ndarray], masks: list[np.ndarray]) -> tuple[float | None, ...]:
    scores = pixel_scores(maps, masks)
    return scores.auroc.value, scores.ap.value, scores.f1_max.value


def theirs(maps: list[np.ndarray], masks: list[np.ndarray]) -> tuple[float, ...]:
    truth, scores = np.concatenate(masks).ravel(), np.concatenate(maps).ravel()
    precision, recall, _ = precision_recall_curve(truth, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    return roc_auc_score(truth, scores), average_precision_score(truth, scores), f1.max()


def measure(
    work: Callable[..., tuple[float | None, ...]], *data: list[np.ndarray]
) -> tuple[float, tuple[float | None, ...]]:
    """Return CPU seconds and what came of them."""
    start = time.process_time()
    result = work(*data)
    return time.process_time() - start, result


def main() -> None:
    maps, masks = make_data(np.random.default_rng(0))
    kinds = {
        "smooth": maps,
        "many ties": [(m * 10).round() / 10 for m in maps],
        "heavy-tailed": [np.exp(2 * m) for m in maps],
    }
    for kind, scores in kinds.items():
        ratios, gap = [], 0.0
        for _ in range(ROUNDS):
            mine, my_result = measure(ours, scores, masks)
            other, other_result = measure(theirs, scores, masks)
            ratios.append(other / mine)
            gap = max(gap, np.abs(np.array(my_result, float) - np.array(other_result, float)).max())
        print(
            f"{kind:>12}: scikit-learn takes {np.median(ratios):.1f} times our CPU seconds "
            f"({min(ratios):.1f} to {max(ratios):.1f}); largest difference {gap:.1e}"
        )


if __name__ == "__main__":
    main()
