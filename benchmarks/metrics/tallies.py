"""Where the anomalous pixels of a test set stand among its sound ones.

The anomalous pixels are kept (a hundredth of all, some twenty bytes each); the sound ones are
counted between them, see `survey`. Every figure of merit follows from the counts: of all images, of
one type of defect, inside the object's box, or of images drawn anew (bootstrap).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ranking import Ranks

Counts = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Sound pixels strictly between rungs (U + 1,) and at each rung (U,)."""


@dataclass(frozen=True, eq=False)
class Positives:
    """The anomalous pixels, by ascending score.

    Attributes:
        rungs: (U,) float32 or float64, the distinct scores, ascending.
        rung: (P,) int32, index into `rungs`, ascending.
        image: (P,) int32, which image.
        share: (P,) float64, 1 / (pixels of its region).
        inside: (P,) bool, whether it lies in its image's box; True for an image without one.
        regions: (n,) int64, 8-connected regions of each image.
    """

    rungs: NDArray[Any]
    rung: NDArray[np.int32]
    image: NDArray[np.int32]
    share: NDArray[np.float64]
    inside: NDArray[np.bool_]
    regions: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PerImage:
    """What is kept of each image so that sets of images drawn anew can be judged.

    Attributes:
        sound, sound_inside: (n,) int64, sound pixels of each image, and of those in its box.
        wins, wins_inside: (n, n) float64, pairs of an anomalous pixel of the one image and a sound
            pixel of the other in which the first scores higher, ties counting half; all pixels,
            and those inside the boxes.
        edges: (K,) int64, indices into `Positives.rungs`, descending: the thresholds of the rest.
        found: (n, K) float64, anomalous pixels of each image that reach the threshold.
        overlap: (n, K) float64, the same pixels' shares of their regions, summed.
        reached: (n, K) float64, sound pixels of each image that reach the threshold.
    """

    sound: NDArray[np.int64]
    sound_inside: NDArray[np.int64]
    wins: NDArray[np.float64]
    wins_inside: NDArray[np.float64]
    edges: NDArray[np.int64]
    found: NDArray[np.float64]
    overlap: NDArray[np.float64]
    reached: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tally:
    """The counts of a test set of n images.

    Attributes:
        positives: The anomalous pixels.
        kinds: (n,) the kind of each image, such as its defect type.
        tops: (n,) float64, highest score of each map.
        boxed: Whether every image has a box.
        counts: (kind, inside the box) -> sound pixels of such images there.
        per_image: What bootstrap needs; None where it was not asked for.
    """

    positives: Positives
    kinds: tuple[str, ...]
    tops: NDArray[np.float64]
    boxed: bool
    counts: Mapping[tuple[str, bool], Counts]
    per_image: PerImage | None = None

    def choose(self, kinds: Iterable[str] | None) -> NDArray[np.bool_]:
        """Return (n,) bool, the images of some kinds; None takes all."""
        chosen = set(self.kinds if kinds is None else kinds)
        return np.array([kind in chosen for kind in self.kinds], bool)

    def ranks(
        self, kinds: Iterable[str] | None = None, inside: bool = False
    ) -> tuple[Ranks, NDArray[np.float64]]:
        """Return the ranks of the anomalous pixels and the gain in overlap at each of their scores.

        Args:
            kinds: Only images of these kinds; None for all.
            inside: Only pixels inside the boxes.

        Returns:
            The ranks, and (U',) float64 as `regions.aupro` wants it.
        """
        positives = self.positives
        keep = self.choose(kinds)[positives.image]
        if inside:
            keep &= positives.inside
        size = positives.rungs.size
        rung = positives.rung[keep]
        held = np.bincount(rung, minlength=size)
        overlap: NDArray[np.float64]
        overlap = np.bincount(rung, positives.share[keep], minlength=size).astype(np.float64)
        gaps, ties = np.zeros(size + 1, np.int64), np.zeros(size, np.int64)
        for (kind, boxed), (more_gaps, more_ties) in self.counts.items():
            if (boxed or not inside) and (kinds is None or kind in kinds):
                gaps += more_gaps
                ties += more_ties
        total = int(gaps.sum() + ties.sum())
        upto = np.cumsum(gaps[:-1] + ties)
        down = np.flatnonzero(held)[::-1]
        above = total - upto[down]
        ranks = Ranks(positives.rungs[down], held[down], above, above + ties[down], total)
        return ranks, overlap[down]
