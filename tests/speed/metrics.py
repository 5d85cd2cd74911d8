"""Pixel metrics: ours against their peers, alternating in one run; ratios of CPU seconds, memory.

    python tests/speed/metrics.py [--images 300 --size 400 --rounds 3 --kinds smooth]

All peers compute pixel AUROC, AP, F1-max and AUPRO at 0.3 on the same maps; whoever is not
installed is passed over:

    sklearn + PRO   scikit-learn's three, and the exact PRO curve by one sort of all scores, as
                    MVTec's evaluation code goes about it (written here after its description)
    anomalib        AUROC, AUPR, F1Max and AUPRO of anomalib (exact up to float32)
    ADEval          AUROC, AUPR and AUPRO in 1000 bins (approximate, and without F1)

A first round on a few maps warms everything up (compilers, caches) and does not count. Memory is
the highest resident memory above that before the call, the maps being loaded (Linux).
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from scipy import ndimage
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from padkit.benchmarks.metrics import pixel_scores
from padkit.benchmarks.metrics.bootstrap import EDGES, draw_weights, pixel_replicates
from padkit.benchmarks.metrics.survey import tally

Figures = dict[str, float]
Work = Callable[[np.ndarray, np.ndarray], Figures]


def make_data(images: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Maps (N, H, W) float32 and masks (N, H, W) bool; three of ten have blobs and scratches."""
    rng = np.random.default_rng(0)
    maps, masks = np.empty((images, size, size), np.float32), np.zeros((images, size, size), bool)
    for index in range(images):
        mask = np.zeros((size, size), np.uint8)
        for _ in range(int(rng.integers(2, 7)) if index % 10 < 3 else 0):
            place = rng.integers(size // 20, size - size // 20, 2)
            if rng.random() < 0.5:
                axes = rng.integers(size // 100, size // 18, 2).tolist()
                turn = float(rng.integers(0, 180))
                cv2.ellipse(mask, place.tolist(), axes, turn, 0, 360, 1, -1)
            else:
                end = place + rng.integers(-size // 7, size // 7, 2)
                cv2.line(mask, place.tolist(), end.tolist(), 1, int(rng.integers(1, 3)))
        noise = cv2.GaussianBlur(rng.standard_normal((size, size), np.float32), (0, 0), 4)
        grain = 0.05 * rng.standard_normal((size, size), np.float32)
        glow = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 3) * rng.uniform(1, 4)
        maps[index], masks[index] = noise / noise.std() + grain + glow, mask > 0
    return maps, masks


def ours(maps: np.ndarray, masks: np.ndarray) -> Figures:
    scores = pixel_scores(maps, masks)
    return {"auroc": scores.auroc, "ap": scores.ap, "f1": scores.f1_max, "aupro": scores.aupro}


def scikit_learn(maps: np.ndarray, masks: np.ndarray) -> Figures:
    truth, scores = masks.ravel(), maps.ravel()
    precision, recall, _ = precision_recall_curve(truth, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    return {
        "auroc": roc_auc_score(truth, scores),
        "ap": average_precision_score(truth, scores),
        "f1": f1.max(),
        "aupro": sorted_pro(maps, masks),
    }


def sorted_pro(maps: np.ndarray, masks: np.ndarray, limit: float = 0.3) -> float:
    """AUPRO from a sort of all scores: each pixel brings a step in FPR or in the mean overlap."""
    overlap, regions = np.zeros(maps.shape, np.float64), 0
    for mask, share in zip(masks, overlap, strict=True):
        labels, count = ndimage.label(mask, np.ones((3, 3)))
        sizes = np.bincount(labels.ravel())
        share[mask] = 1 / sizes[labels[mask]]
        regions += count
    order = np.argsort(maps.ravel())[::-1]
    scores = maps.ravel()[order]
    fpr = np.cumsum(~masks.ravel()[order], dtype=np.float64)
    pro = np.cumsum(overlap.ravel()[order]) / regions
    fpr /= fpr[-1]
    last = np.append(scores[1:] != scores[:-1], True)
    fpr, pro = np.append(0, fpr[last]), np.append(0, pro[last])
    end = np.searchsorted(fpr, limit, "right")
    y = np.interp(limit, fpr, pro)
    return np.trapezoid(np.append(pro[:end], y), np.append(fpr[:end], limit)) / limit


def find_anomalib() -> Work | None:
    """anomalib's metrics, without its batch interface."""
    try:
        import torch
        from anomalib.metrics.aupr import _AUPR
        from anomalib.metrics.aupro import _AUPRO
        from anomalib.metrics.auroc import _AUROC
        from anomalib.metrics.f1_score import _F1Max
    except ImportError:
        return None

    def work(maps: np.ndarray, masks: np.ndarray) -> Figures:
        truth, scores = torch.from_numpy(masks), torch.from_numpy(maps)
        scores = (scores - scores.min()) / (scores.max() - scores.min())  # it wants [0, 1]
        found = {}
        for name, kind in {"auroc": _AUROC, "ap": _AUPR, "f1": _F1Max, "aupro": _AUPRO}.items():
            metric = kind()
            metric.update(scores, truth.int())
            found[name] = float(metric.compute())
        return found

    return work


def find_adeval() -> Work | None:
    """ADEval in its default of 1000 bins."""
    if not hasattr(np, "trapz"):
        setattr(np, "trapz", np.trapezoid)  # noqa: B010 ADEval 1.1.0 wants numpy below 2.4
    try:
        from adeval import auroc_aupr_aupro
    except ImportError:
        return None

    def work(maps: np.ndarray, masks: np.ndarray) -> Figures:
        auroc, ap, aupro = auroc_aupr_aupro(maps, masks.astype(np.uint8), nstrips=1000)
        return {"auroc": auroc, "ap": ap, "aupro": aupro}

    return work


PEERS: dict[str, Work | None] = {
    "sklearn + PRO": scikit_learn,
    "anomalib": find_anomalib(),
    "ADEval": find_adeval(),
}


def resident(key: str = "VmRSS") -> float:
    """MiB of this process that are resident (VmRSS), or were at most (VmHWM); 0 elsewhere."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(key)), 0.0)


def measure(work: Work, *data: np.ndarray) -> tuple[float, float, Figures]:
    """Return CPU seconds, MiB above what was resident before, and what came of them."""
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5")  # the highest mark begins anew
    before, start = resident(), time.process_time()
    result = work(*data)
    return time.process_time() - start, resident("VmHWM") - before, result


def compare(maps: np.ndarray, masks: np.ndarray, rounds: int) -> None:
    """Print a line for us and for each peer: medians over the rounds, each pair side by side."""
    peers = {name: work for name, work in PEERS.items() if work}
    for name in PEERS.keys() - peers.keys():
        print(f"{name}: not installed, passed over")
    for work in (ours, *peers.values()):
        work(maps[:10, :50, :50], masks[:10, :50, :50] | (np.arange(50) < 3))  # warm up
    mine: list[tuple[float, float, Figures]] = []
    theirs: dict[str, list[tuple[float, float, Figures]]] = {name: [] for name in peers}
    ratios: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, work in peers.items():
            mine.append(measure(ours, maps, masks))
            theirs[name].append(measure(work, maps, masks))
            ratios[name].append(theirs[name][-1][0] / mine[-1][0])
    seconds, memory = np.median([m[0] for m in mine]), max(m[1] for m in mine)
    print(f"{'ours':>14}: {seconds:7.3f} CPU s, {memory:5.0f} MiB more")
    for name, found in theirs.items():
        seconds, memory = np.median([m[0] for m in found]), max(m[1] for m in found)
        gap = max(abs(found[0][2][key] - mine[0][2][key]) for key in found[0][2])
        print(
            f"{name:>14}: {seconds:7.3f} CPU s, {memory:5.0f} MiB more; "
            f"{np.median(ratios[name]):6.1f} times ours ({min(ratios[name]):.1f} to "
            f"{max(ratios[name]):.1f}); largest difference {gap:.1e}"
        )


def time_bootstrap(maps: np.ndarray, masks: np.ndarray) -> None:
    """Print what intervals cost: a count that keeps each image, then 1000 replicates."""
    kinds = ["defect" if mask.any() else "good" for mask in masks]
    start = time.process_time()
    counted = tally(maps, masks, kinds=kinds, edges=EDGES)
    middle = time.process_time()
    pixel_replicates(counted, draw_weights(kinds, "speed", 1000))
    end = time.process_time()
    print(f"count that keeps images {middle - start:.2f} CPU s, 1000 replicates {end - middle:.2f}")


KINDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "smooth": lambda m: m,
    "ties": lambda m: (m * 10).round() / 10,
    "heavy-tailed": lambda m: np.exp(2 * m),
}
"""Kinds of score maps."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    asked = parser.parse_args()
    maps, masks = make_data(asked.images, asked.size)
    print(f"{asked.images} maps of {asked.size} x {asked.size}, {masks.sum()} anomalous pixels")
    for kind in asked.kinds:
        print(f"-- {kind}", flush=True)
        compare(KINDS[kind](maps), masks, asked.rounds)
    print("-- intervals")
    time_bootstrap(maps, masks)


if __name__ == "__main__":
    main()
