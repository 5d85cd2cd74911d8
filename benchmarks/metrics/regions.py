"""The regions of a truth, and AUPRO, the area under their mean overlap.

AUPRO is MVTec's (Bergmann et al., "The MVTec Anomaly Detection Dataset", IJCV 2021, section 5.3):
the per-region overlap, averaged over the 8-connected regions of all images, against the false
positive rate over the sound pixels of all images, for every distinct score a threshold, joined by
straight lines; the area up to the limit, divided by the limit.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .ranking import Ranks


def region_shares(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
    """Return each anomalous pixel's share of its region, and the number of regions.

    Args:
        mask: (H, W) bool.

    Returns:
        (P,) float64 in row-major order, 1 / (pixels of the region); the 8-connected regions.
    """
    rows = np.flatnonzero(mask.any(1))
    if not rows.size:
        return np.zeros(0), 0
    band = mask[rows[0] : rows[-1] + 1]
    columns = np.flatnonzero(band.any(0))
    near = band[:, columns[0] : columns[-1] + 1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(near, np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    return 1.0 / stats[labels[near], cv2.CC_STAT_AREA], count - 1


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


def check_limit(limit: float) -> None:
    """Raise ValueError unless `limit` is a false positive rate that AUPRO may stop at."""
    if not 0 < limit <= 1:
        raise ValueError(f"fpr_limit is {limit}; it lies above 0 and at most at 1")
