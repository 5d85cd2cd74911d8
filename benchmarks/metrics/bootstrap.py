"""How sure a figure is: its spread when the test images are drawn anew.

Images are drawn with replacement, those of each kind (sound, and each type of defect) by
themselves, as many as there are (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapters 8 and 13). A replicate is then a weighted sum over images. Image figures and AUROC are
exact in every replicate: pixel AUROC is bilinear in the weights, w'Aw / ((w.P) (w.N)), where A
holds the pairs won. AP, F1-max and AUPRO are taken at about a thousand thresholds and shifted by
what that changes in the sample itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .operating import recall_replicates
from .tallies import PerImage, Tally

RESAMPLES = 1000
"""Replicates, unless asked for another number."""

LEVEL = 0.95
"""Confidence level of the intervals."""

EDGES = 1024
"""Thresholds at which AP, F1-max and AUPRO are taken in a replicate."""

Replicates = Mapping[str, NDArray[np.float64]]
"""Column of `METRICS` -> (R,) its value in each replicate; NaN where it is undefined there."""


def draw_weights(
    kinds: Sequence[str], name: str, resamples: int = RESAMPLES, seed: int = 0
) -> NDArray[np.float64]:
    """Return (R, n) float64, how often each image is drawn in each replicate.

    The same arguments give the same weights, so that methods judged on the same images are
    compared on the same draws.

    Args:
        kinds: (n,) the kind of each image.
        name: Of the test set, such as its class; other names draw otherwise.
        resamples: Number of replicates.
        seed: Another seed draws otherwise.
    """
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(digest,)))
    weights = np.zeros((resamples, len(kinds)))
    for kind in sorted(set(kinds)):
        members = np.flatnonzero([k == kind for k in kinds])
        share = np.full(members.size, 1 / members.size)
        weights[:, members] = rng.multinomial(members.size, share, resamples)
    return weights


def image_replicates(
    scores: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Replicates:
    """Return the image figures of images drawn anew, exactly.

    Args:
        scores: (n,) float.
        labels: (n,) bool, True for anomalous images.
        weights: (R, n) how often each image is drawn.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    found = (weights * labels)[:, order].cumsum(1)[:, ends]
    false = (weights * ~labels)[:, order].cumsum(1)[:, ends]
    positives, negatives = found[:, -1:], false[:, -1:]
    gained = np.diff(found, axis=1, prepend=0)
    lost = gained * (np.diff(false, axis=1, prepend=0) / -2 + false)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(found > 0, found / (found + false), 0.0)
        return {
            "image_auroc": 1 - lost.sum(1) / (positives * negatives)[:, 0],
            "image_ap": (gained * precision).sum(1) / positives[:, 0],
            "image_f1_max": (2 * found / (found + false + positives)).max(1),
        }


def pixel_replicates(
    counted: Tally, weights: NDArray[np.float64], fpr_limit: float = 0.3
) -> Replicates:
    """Return the pixel figures of images drawn anew.

    Args:
        counted: The test set, with `per_image`.
        weights: (R, n) how often each image is drawn; 0 leaves an image out.
        fpr_limit: Where AUPRO stops, in (0, 1].

    Raises:
        ValueError: The test set was counted without `per_image`.
    """
    kept = counted.per_image
    if kept is None:
        raise ValueError("this test set was counted without edges; bootstrap needs some")
    positives = counted.positives
    n = positives.regions.size
    figures = {
        "pixel_auroc": _auroc(
            kept.wins, np.bincount(positives.image, minlength=n), kept.sound, weights
        )
    }
    if counted.boxed:
        inside = np.bincount(positives.image[positives.inside], minlength=n)
        figures["seg_auroc"] = _auroc(kept.wins_inside, inside, kept.sound_inside, weights)
    return figures | _at_edges(kept, positives.regions, weights, fpr_limit)


def _auroc(
    wins: NDArray[np.float64],
    positives: NDArray[np.int64],
    negatives: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the AUROC (R,) of weighted images: pairs won of all pairs."""
    won = ((weights @ wins) * weights).sum(1)
    pairs = (weights @ positives) * (weights @ negatives)
    area = np.full(won.size, np.nan)
    np.divide(won, pairs, out=area, where=pairs > 0)
    return area


def _at_edges(
    kept: PerImage, regions: NDArray[np.int64], weights: NDArray[np.float64], limit: float
) -> dict[str, NDArray[np.float64]]:
    """Return AP, F1-max and AUPRO (R,) from the counts at the edges."""
    if not kept.edges.size:
        nothing = np.full(len(weights), np.nan)
        return dict.fromkeys(("pixel_ap", "pixel_f1_max", "aupro"), nothing)
    found, false = weights @ kept.found, weights @ kept.reached
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = found / (found + false)
        before = np.concatenate([precision[:, :1], precision[:, :-1]], 1)
        gained = np.diff(found, axis=1, prepend=0)
        steps = np.where(gained > 0, gained * (precision + np.nan_to_num(before)) / 2, 0.0)
        f1 = 2 * found / (found + false + found[:, -1:])
        pro = weights @ kept.overlap / (weights @ regions)[:, None]
        fpr = false / (weights @ kept.sound)[:, None]
        return {
            "pixel_ap": steps.sum(1) / found[:, -1],
            "pixel_f1_max": f1.max(1),
            "aupro": _area(fpr, pro, limit),
        }


def _area(x: NDArray[np.float64], y: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Return the area (R,) under curves (R, K) from (0, 0) over y = 1 at last, up to `limit`."""
    start, one = np.zeros_like(x[:, :1]), np.ones_like(x[:, :1])
    x, y = np.concatenate([start, x, one], 1), np.concatenate([start, y, y[:, -1:]], 1)
    x0, x1, y0, y1 = x[:, :-1], x[:, 1:], y[:, :-1], y[:, 1:]
    end = np.minimum(x1, limit)
    width = np.maximum(end - x0, 0)
    slope = np.divide(y1 - y0, x1 - x0, out=np.zeros_like(x0), where=x1 > x0)
    area: NDArray[np.float64] = (width * (y0 + slope * width / 2)).sum(1) / limit
    return area


def all_replicates(
    counted: Tally,
    scores: NDArray[np.float64],
    sound: NDArray[np.bool_],
    weights: NDArray[np.float64],
    exact: Mapping[str, float],
    *,
    kinds: Sequence[str] | None = None,
    fpr_limit: float = 0.3,
) -> dict[str, NDArray[np.float64]]:
    """Return all figures of images drawn anew, those of the sample itself being `exact`.

    Args:
        counted: The test set, with `per_image`.
        scores: (n,) image scores.
        sound: (n,) bool, the images labelled sound.
        weights: (R, n) how often each image is drawn.
        exact: Column -> its value in the sample, NaN where it is undefined.
        kinds: Only images of these kinds; None for all.
        fpr_limit: Where AUPRO stops.
    """
    chosen = counted.choose(kinds)
    sample_and_draws = np.concatenate([np.ones((1, chosen.size)), weights]) * chosen
    figures = dict(image_replicates(scores, ~sound, sample_and_draws))
    figures |= pixel_replicates(counted, sample_and_draws, fpr_limit)
    if (sound & chosen).any():
        for name, rate in OPERATING_POINTS.items():
            figures[name] = recall_replicates(counted, sound & chosen, rate, sample_and_draws)
    return {
        name: np.clip(values[1:] + (exact[name] - values[0]), 0.0, 1.0)
        for name, values in figures.items()
        if np.isfinite(exact[name])
    }


OPERATING_POINTS = {"recall_fpr1": 0.01, "recall_fpr5": 0.05}
"""Column -> share of the sound images that may have a false alarm."""


def interval(
    replicates: NDArray[np.float64], level: float = LEVEL
) -> tuple[float, float] | tuple[None, None]:
    """Return the percentile interval of (R,) replicates; None where half of them are undefined."""
    finite = replicates[np.isfinite(replicates)]
    if 2 * finite.size < replicates.size or not finite.size:
        return None, None
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def compare(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the two-sided p-value for two methods being equally good, from paired replicates.

    Twice the share of replicates in which the difference has the other sign or is none (Efron and
    Tibshirani, 1993, section 15.4: the level at which the percentile interval of the difference
    just reaches zero), counting the sample itself as a replicate, so that it is never 0.

    Args:
        a: (R,) a figure of the one method.
        b: (R,) of the other, in the same draws.
    """
    difference = (a - b)[np.isfinite(a) & np.isfinite(b)]
    if not difference.size:
        return 1.0
    tail = min(np.count_nonzero(difference <= 0), np.count_nonzero(difference >= 0))
    return min(1.0, 2 * (tail + 1) / (difference.size + 1))


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number (Holm, Scand. J. Statistics, 1979)."""
    order = np.argsort(values)
    corrected = np.empty(len(values))
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, values[index] * (len(values) - rank)))
        corrected[index] = highest
    return corrected.tolist()
