"""Localisation at a fixed operating point: what is found of the defects at a few false alarms."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..records import Score
from .tallies import Tally


def recall_at(
    counted: Tally, sound: NDArray[np.bool_], rate: float, chosen: NDArray[np.bool_]
) -> Score:
    """Return the share of the defects that is found at a false positive rate of images.

    The threshold is the lowest that at most `rate` of the sound images have a pixel above; found
    is an anomalous pixel above it, and the share found is averaged over the regions.

    Args:
        counted: The test set.
        sound: (n,) bool, the images labelled sound.
        rate: Share of the sound images, in [0, 1).
        chosen: (n,) bool, the images whose defects are looked for.
    """
    if not sound.any():
        return Score(None, "no sound image")
    if not counted.positives.regions[chosen].sum():
        return Score(None, "no anomalous pixel")
    weights = (chosen | sound).astype(float)[None]
    return Score(float(recall_replicates(counted, sound, rate, weights)[0]))


def recall_replicates(
    counted: Tally, sound: NDArray[np.bool_], rate: float, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return `recall_at` (R,) for images drawn anew; NaN where no region or no sound image is.

    Args:
        counted: The test set.
        sound: (n,) bool, the images labelled sound.
        rate: Share of the sound images, in [0, 1).
        weights: (R, n) how often each image is drawn.
    """
    order = np.flatnonzero(sound)[np.argsort(-counted.tops[sound])]
    thresholds = counted.tops[order]
    drawn = weights[:, order].cumsum(1)
    allowed = np.floor(rate * drawn[:, -1] + 1e-9)
    at = (drawn <= allowed[:, None]).sum(1).clip(max=order.size - 1)
    # images of equal tops exceed their common top together or not at all: nothing to mend
    regions = weights @ counted.positives.regions
    found = weights * _overlap_above(counted, thresholds)[:, at].T
    share = np.full(at.size, np.nan)
    np.divide(found.sum(1), regions, out=share, where=(regions > 0) & (drawn[:, -1] > 0))
    return share


def _overlap_above(counted: Tally, thresholds: Iterable[float]) -> NDArray[np.float64]:
    """Return (n, T) the shares of each image's regions that lie above thresholds (descending)."""
    positives = counted.positives
    levels = np.fromiter(thresholds, float)
    n, size = positives.regions.size, levels.size
    scores = positives.rungs[positives.rung].astype(np.float64)
    first = size - np.searchsorted(levels[::-1], scores, "left")  # the highest threshold below it
    summed = np.bincount(positives.image * (size + 1) + first, positives.share, n * (size + 1))
    return summed.reshape(n, size + 1)[:, :size].cumsum(1)
