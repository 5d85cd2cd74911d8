"""Exact figures of merit from ranks: no bins, no squashing, ties count half.

For each distinct score of a positive it is enough to know how many negatives lie above it and how
many at or above it; AUROC, average precision and F1-max follow in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..records import Score

FLOATS = (np.float16, np.float32, np.float64)
"""The dtypes a score may have."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """Where the positives stand among the negatives.

    Attributes:
        scores: (U,) float, the distinct scores of the positives, descending.
        counts: (U,) int64, positives with exactly that score.
        above: (U,) int64, negatives with a higher score.
        reached: (U,) int64, negatives with that score or a higher one.
        n_negative: Number of negatives.
    """

    scores: NDArray[Any]
    counts: NDArray[np.int64]
    above: NDArray[np.int64]
    reached: NDArray[np.int64]
    n_negative: int

    @property
    def n_positive(self) -> int:
        """Number of positives."""
        return int(self.counts.sum())


@dataclass(frozen=True)
class ImageScores:
    """What the image scores are worth; see `METRICS` for the definitions.

    Attributes:
        auroc: Area under the ROC curve, in [0, 1].
        ap: Average precision, in [0, 1].
        f1_max: Highest F1 of any threshold, in [0, 1].
        f1_threshold: The score to reach for that F1 (the highest one if several give it).
    """

    auroc: Score
    ap: Score
    f1_max: Score
    f1_threshold: Score


def rank(positives: NDArray[Any], negatives: NDArray[Any]) -> Ranks:
    """Count the negatives above and at each positive's score.

    Args:
        positives: (P,) float, finite.
        negatives: (n,) float, finite.
    """
    values, counts = np.unique(positives, return_counts=True)
    ordered = np.sort(negatives)
    down = slice(None, None, -1)
    return Ranks(
        values[down],
        counts[down].astype(np.int64),
        (negatives.size - np.searchsorted(ordered, values, "right"))[down],
        (negatives.size - np.searchsorted(ordered, values, "left"))[down],
        negatives.size,
    )


def auroc(ranks: Ranks) -> float:
    """Return P(positive > negative) + P(equal) / 2 over all pairs, the area under the ROC curve.

    The pairs are counted in integers; one division is the only rounding.
    """
    n_positive, n_negative = ranks.n_positive, ranks.n_negative
    lost_twice = int((ranks.counts * (ranks.above + ranks.reached)).sum())
    pairs_twice = 2 * n_positive * n_negative
    return (pairs_twice - lost_twice) / pairs_twice


def average_precision(ranks: Ranks) -> float:
    """Return the sum of precision x step in recall over the distinct thresholds, no interpolation.

    This is scikit-learn's `average_precision_score`, not the trapezoid under the curve. Only
    thresholds at a positive's score raise the recall, so the others need no term.
    """
    found = np.cumsum(ranks.counts)
    precision = found / (found + ranks.reached)
    return float((ranks.counts * precision).sum() / ranks.n_positive)


def f1_max(ranks: Ranks) -> tuple[float, float]:
    """Return the highest F1 = 2 TP / (2 TP + FP + FN) of any threshold, and that threshold.

    What scores the threshold or more is called anomalous. Between two positives a lower threshold
    only adds false alarms, so the best one is a positive's score; of equals the highest is given.
    """
    found = np.cumsum(ranks.counts)
    f1 = 2 * found / (found + ranks.reached + ranks.n_positive)
    best = int(np.argmax(f1))
    return float(f1[best]), float(ranks.scores[best]) + 0.0  # + 0.0: no negative zero


def undefined(ranks: Ranks, what: str) -> Score | None:
    """Return the Score without value for a set of one class only; None when both are there."""
    if ranks.n_positive and ranks.n_negative:
        return None
    missing = "anomalous" if ranks.n_negative else "sound"
    return Score(None, f"no {missing} {what}" if ranks.n_positive + ranks.n_negative else "no data")


def image_scores(scores: ArrayLike, labels: ArrayLike) -> ImageScores:
    """Judge one score per image.

    Args:
        scores: (N,) float, larger is more anomalous, any finite range.
        labels: (N,) bool, True for anomalous images.

    Raises:
        ValueError: Sizes differ, labels are not bool, or a score is NaN or infinite (its index is
            named).
    """
    values, truth = np.asarray(scores), np.asarray(labels)
    if values.size == 0:
        values, truth = values.astype(np.float64), truth.astype(bool)
    if values.ndim != 1 or values.shape != truth.shape or truth.dtype != bool:
        raise ValueError(
            f"scores {values.shape} and labels {truth.dtype} {truth.shape}: "
            "want one float and one bool an image"
        )
    check_floats(values, "image scores")
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise ValueError(f"score of image {wrong[0]} is {values[wrong[0]]}; scores must be finite")
    ranks = rank(values[truth], values[~truth])
    gap = undefined(ranks, "image")
    if gap:
        return ImageScores(gap, gap, gap, gap)
    f1, threshold = f1_max(ranks)
    return ImageScores(
        Score(auroc(ranks)), Score(average_precision(ranks)), Score(f1), Score(threshold)
    )


def check_floats(array: NDArray[Any], what: str) -> None:
    """Raise ValueError unless `array` is float16, float32 or float64."""
    if array.dtype.type not in FLOATS:
        raise ValueError(f"{what}: {array.dtype}, want float16, float32 or float64")
