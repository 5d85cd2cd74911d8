"""Pixel figures of merit in one go: AUROC, AP, F1-max, AUPRO and the curves, from ranks alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..records import Score
from .curves import Curves, draw_curves
from .ranking import auroc, average_precision, f1_max, undefined
from .regions import aupro, check_limit
from .survey import tally
from .tallies import Tally


@dataclass(frozen=True)
class PixelScores:
    """What the score maps are worth; see `METRICS` for the definitions.

    A `Score` is a float; where it is undefined it is NaN and says why.

    Attributes:
        auroc: Area under the ROC curve of all pixels, in [0, 1].
        ap: Average precision of all pixels, in [0, 1].
        f1_max: Highest F1 of any threshold, in [0, 1].
        f1_threshold: The score to reach for that F1.
        aupro: Area under the per-region overlap, in [0, 1].
        n_positive: Anomalous pixels.
        n_negative: Sound pixels.
        n_regions: 8-connected anomalous regions.
        curves: The points of the curves; None where the figures are undefined.
    """

    auroc: Score
    ap: Score
    f1_max: Score
    f1_threshold: Score
    aupro: Score
    n_positive: int
    n_negative: int
    n_regions: int
    curves: Curves | None = field(default=None, compare=False, repr=False)


def pixel_scores(
    maps: Iterable[NDArray[Any]], masks: Iterable[NDArray[np.bool_]], *, fpr_limit: float = 0.3
) -> PixelScores:
    """Judge score maps against masks, exactly.

    Memory goes with the anomalous pixels, not with the images, and the digits do not depend on how
    the maps are handed over: lists, and whatever else can be iterated again, are gone through
    twice; a mere iterator once, and what it gives is kept in a temporary file.

    Args:
        maps: (H, W) float16, float32 or float64, larger is more anomalous, any finite range.
        masks: (H, W) bool of the same size, one for each map; the size may change between images.
        fpr_limit: Where AUPRO stops, in (0, 1].

    Raises:
        ValueError: A map is not finite, or map and mask do not fit: the message has the index.
    """
    check_limit(fpr_limit)
    return judge(tally(maps, masks), fpr_limit)


def judge(counted: Tally, fpr_limit: float, kinds: Iterable[str] | None = None) -> PixelScores:
    """Return the figures of a test set, or of its images of some kinds."""
    ranks, overlap = counted.ranks(kinds)
    regions = int(counted.positives.regions[counted.choose(kinds)].sum())
    numbers = (ranks.n_positive, ranks.n_negative, regions)
    gap = undefined(ranks, "pixel")
    if gap is not None:
        return PixelScores(gap, gap, gap, gap, gap, *numbers)
    f1, threshold = f1_max(ranks)
    return PixelScores(
        Score(auroc(ranks)),
        Score(average_precision(ranks)),
        Score(f1),
        Score(threshold),
        Score(aupro(ranks, overlap, fpr_limit)),
        *numbers,
        draw_curves(ranks, overlap),
    )


def judge_inside(counted: Tally, kinds: Iterable[str] | None = None) -> Score:
    """Return the segmentation pixel AUROC: of the pixels inside the objects' boxes."""
    if not counted.boxed:
        return Score(None, "where the object is, is not known")
    ranks, _ = counted.ranks(kinds, inside=True)
    gap = undefined(ranks, "pixel inside the box")
    return Score(auroc(ranks)) if gap is None else gap
