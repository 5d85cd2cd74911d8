"""Pixel figures of merit, with the regions of the truth: AUROC, AP, F1-max and AUPRO in one go.

AUPRO is MVTec's (Bergmann et al., "The MVTec Anomaly Detection Dataset", IJCV 2021, section 5.3):
the per-region overlap, averaged over the 8-connected regions of all images, against the false
positive rate over the sound pixels of all images, for every distinct score a threshold, joined by
straight lines; the area up to the limit, divided by the limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..records import Score
from .ranking import Ranks, auroc, average_precision, check_floats, f1_max, rank, undefined


@dataclass(frozen=True)
class PixelScores:
    """What the score maps are worth; see `METRICS` for the definitions.

    Attributes:
        auroc: Area under the ROC curve of all pixels, in [0, 1].
        ap: Average precision of all pixels, in [0, 1].
        f1_max: Highest F1 of any threshold, in [0, 1].
        f1_threshold: The score to reach for that F1.
        aupro: Area under the per-region overlap, in [0, 1].
        n_positive: Anomalous pixels.
        n_negative: Sound pixels.
        n_regions: 8-connected anomalous regions.
    """

    auroc: Score
    ap: Score
    f1_max: Score
    f1_threshold: Score
    aupro: Score
    n_positive: int
    n_negative: int
    n_regions: int


def pixel_scores(
    maps: Iterable[NDArray[Any]], masks: Iterable[NDArray[np.bool_]], *, fpr_limit: float = 0.3
) -> PixelScores:
    """Judge score maps against masks, exactly.

    Both are gone through twice: once for the anomalous pixels, which stay in memory, once for the
    sound ones, a few million at a time. Give something that can be iterated again and again (a
    list, an object that reads from disk); a mere iterator is first put into a list.

    Args:
        maps: (H, W) float16, float32 or float64, larger is more anomalous, any finite range.
        masks: (H, W) bool of the same size, one for each map; the size may change between images.
        fpr_limit: Where AUPRO stops, in (0, 1].

    Raises:
        ValueError: A map is not finite, or map and mask do not fit: the message has the index.
    """
    if not 0 < fpr_limit <= 1:
        raise ValueError(f"fpr_limit is {fpr_limit}; it lies above 0 and at most at 1")
    maps = list(maps) if isinstance(maps, Iterator) else maps
    masks = list(masks) if isinstance(masks, Iterator) else masks
    found: list[NDArray[Any]] = [np.zeros(0, np.float16)]
    weights: list[NDArray[np.float64]] = [np.zeros(0)]
    n_regions = 0
    for index, (score_map, mask) in enumerate(_pairs(maps, masks)):
        _check(index, score_map, mask)
        if mask.any():
            shares, count = region_shares(mask)
            found.append(score_map[mask])
            weights.append(shares)
            n_regions += count
    positives, shares = np.concatenate(found), np.concatenate(weights)
    ranks = rank(positives, (m[~t] if t.any() else m.ravel() for m, t in _pairs(maps, masks)))
    counts = (ranks.n_positive, ranks.n_negative, n_regions)
    gap = undefined(ranks, "pixel")
    if gap:
        return PixelScores(gap, gap, gap, gap, gap, *counts)
    at = ranks.scores.size - 1 - np.searchsorted(ranks.scores[::-1], positives)
    overlap = np.asarray(np.bincount(at, shares, ranks.scores.size), np.float64)
    f1, threshold = f1_max(ranks)
    return PixelScores(
        Score(auroc(ranks)),
        Score(average_precision(ranks)),
        Score(f1),
        Score(threshold),
        Score(aupro(ranks, overlap, fpr_limit)),
        *counts,
    )


def region_shares(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """Return each anomalous pixel's share of its region, and the number of regions.

    Args:
        mask: (H, W) bool.

    Returns:
        (P,) float64 in row-major order, 1 / (pixels of the region); the 8-connected regions.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(mask, np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    return 1.0 / stats[labels[mask], cv2.CC_STAT_AREA], count - 1


def aupro(ranks: Ranks, overlap: NDArray[np.float64], limit: float) -> float:
    """Return the area under the overlap curve up to a false positive rate, divided by that rate.

    Let the score s bring a gain in overlap, and let a and b be the rates of the negatives above s
    and at or above s. The curve climbs by the gain between a and b, in a straight line, and the
    area up to `limit` grows by gain * (limit - (a + b) / 2); where `limit` cuts the ramp, by its
    triangle gain * (limit - a)^2 / (2 (b - a)). The curve itself is never built.

    Args:
        ranks: Ranks of the anomalous pixels.
        overlap: (U,) float64, gain in the regions' overlap at each of `ranks.scores`, summed over
            the regions.
        limit: False positive rate in (0, 1].
    """
    a = ranks.above / ranks.n_negative
    b = ranks.reached / ranks.n_negative
    under = np.maximum(limit - a, 0.0)  # how much of a ramp that is cut lies left of the limit
    width = np.where(under > 0, b - a, 1.0)
    cut = np.divide(under**2, 2 * width, where=b > limit, out=np.zeros_like(a))
    share = np.where(b <= limit, 1 - (a + b) / (2 * limit), cut / limit)
    return float((overlap * share).sum() / overlap.sum())


def _pairs(
    maps: Iterable[NDArray[Any]], masks: Iterable[NDArray[np.bool_]]
) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_]]]:
    """Yield map and mask; ValueError when there are more of the one than of the other."""
    yield from zip(maps, masks, strict=True)


def _check(index: int, score_map: NDArray[Any], mask: NDArray[np.bool_]) -> None:
    """Raise ValueError, naming the image's index, for anything the ranks would get wrong."""
    if mask.dtype != bool or mask.ndim != 2:
        raise ValueError(f"mask {index} is {mask.dtype} {mask.shape}; want bool (H, W)")
    if score_map.shape != mask.shape:
        raise ValueError(f"map {index} is {score_map.shape}, its mask {mask.shape}")
    check_floats(score_map, f"map {index}")
    wrong = score_map.size - np.count_nonzero(np.isfinite(score_map))
    if wrong:
        raise ValueError(f"map {index} holds {wrong} values that are NaN or infinite")
