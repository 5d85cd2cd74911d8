"""The curves behind the figures: ROC, precision-recall and per-region overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ranking import Ranks


@dataclass(frozen=True, eq=False)
class Curves:
    """The curves at every distinct score of a positive, from the highest down; none is skipped.

    At a threshold everything that scores it or more is called anomalous. Between two thresholds the
    ROC and the overlap curve run level from `fpr` to the next `fpr_above` and in a straight line
    from there to the next `fpr` (through a tie); further thresholds, at scores of sound pixels
    alone, lie on these lines. Precision falls to TP / (TP + FP) on the way.

    Attributes:
        thresholds: (U,) float.
        fpr_above: (U,) float64, false positive rate just above the threshold.
        fpr: (U,) float64, false positive rate.
        recall: (U,) float64, true positive rate.
        precision: (U,) float64.
        pro: (U,) float64, overlap with the regions, averaged over them.
    """

    thresholds: NDArray[Any]
    fpr_above: NDArray[np.float64]
    fpr: NDArray[np.float64]
    recall: NDArray[np.float64]
    precision: NDArray[np.float64]
    pro: NDArray[np.float64]

    def line(self, heights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the corners (x, y), both (2 U + 2,), of a curve over the false positive rate.

        Args:
            heights: `recall` for the ROC curve, `pro` for the overlap curve.
        """
        before = np.concatenate([[0.0], heights[:-1]])
        x = np.stack([self.fpr_above, self.fpr], 1).ravel()
        y = np.stack([before, heights], 1).ravel()
        return np.concatenate([[0.0], x, [1.0]]), np.concatenate([[0.0], y, y[-1:]])

    def area(self, heights: NDArray[np.float64], limit: float = 1.0) -> float:
        """Return the area under a curve up to the rate `limit`, divided by it (trapezoids)."""
        x, y = self.line(heights)
        end = int(np.searchsorted(x, limit, "right"))
        x, y = np.append(x[:end], limit), np.append(y[:end], np.interp(limit, x, y))
        return float(np.trapezoid(y, x)) / limit


def draw_curves(ranks: Ranks, overlap: NDArray[np.float64]) -> Curves:
    """Return the curves of some ranks and the gain in overlap (U,) at each of their scores."""
    found = np.cumsum(ranks.counts)
    gained = np.cumsum(overlap)
    return Curves(
        ranks.scores,
        ranks.above / ranks.n_negative,
        ranks.reached / ranks.n_negative,
        found / ranks.n_positive,
        found / (found + ranks.reached),
        gained / gained[-1],
    )


def thin(x: NDArray[np.float64], y: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """Return the indices of a polyline's corners that keep it within `tolerance`, ends included.

    Args:
        x: (n,) ascending.
        y: (n,).
        tolerance: Largest distance, in units of x and y alike (Douglas and Peucker, 1973).
    """
    keep = np.zeros(x.size, bool)
    keep[[0, -1]] = True
    waiting = [(0, x.size - 1)]
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:
            continue
        dx, dy = x[high] - x[low], y[high] - y[low]
        span = float(np.hypot(dx, dy))
        ax, ay = x[low + 1 : high] - x[low], y[low + 1 : high] - y[low]
        away = np.abs(ax * dy - ay * dx) / span if span else np.hypot(ax, ay)
        worst = int(away.argmax())
        if away[worst] > tolerance:
            middle = low + 1 + worst
            keep[middle] = True
            waiting += [(low, middle), (middle, high)]
    return np.flatnonzero(keep)
