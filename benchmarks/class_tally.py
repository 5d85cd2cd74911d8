"""The test images of one class, counted once, judged as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .datasets import Sample
from .metrics import METRICS, ImageScores, PixelScores, image_scores
from .metrics.bootstrap import EDGES, OPERATING_POINTS, all_replicates, draw_weights, interval
from .metrics.curves import thin
from .metrics.operating import recall_at
from .metrics.pixels import judge, judge_inside
from .metrics.pose import summarise
from .metrics.survey import Box, tally
from .metrics.tallies import Tally
from .predictions import read_map
from .protocols import Protocol, find_protocol
from .records import Account, Score
from .rules import Rules
from .score_rows import THRESHOLDS, ClassRow, ImageRow, explain

_TOLERANCE = 5e-4
"""How far a thinned curve is from the true one, at most, on both axes."""


@dataclass(frozen=True, eq=False)
class ClassTally:
    """The counts of a class and what its images scored.

    Attributes:
        images: One row a test image, its score told as `scale` says.
        values: (n,) float64, the image scores as they are ranked.
        pixels: The counts of the pixels.
        scale: Lowest and highest score of all maps, which thresholds are told in units of; None
            to tell them as they are.
        rules: How it is judged.
        weights: (R, n) how often each image is drawn in each replicate.
    """

    images: tuple[ImageRow, ...]
    values: NDArray[np.float64]
    pixels: Tally
    scale: tuple[float, float] | None
    rules: Rules
    weights: NDArray[np.float64]

    def judge(
        self, kinds: Sequence[str] | None = None, name: str = "", seconds: float | None = None
    ) -> tuple[ClassRow, dict[str, NDArray[np.float32]]]:
        """Return the figures of the images of some kinds, and those of images drawn anew.

        Args:
            kinds: Kinds of images; None for all.
            name: What the row is called besides its class; empty for all images.
            seconds: Seconds of one prediction, where it was measured.

        Returns:
            The row; column -> (R,) replicates.
        """
        chosen = self.pixels.choose(kinds)
        anomalous = np.array([row.anomalous for row in self.images], bool)
        images = image_scores(self.values[chosen], anomalous[chosen])
        pixels = judge(self.pixels, self.rules.fpr_limit, kinds)
        figures = {
            **_columns(images, pixels),
            "seg_auroc": judge_inside(self.pixels, kinds),
            **{
                column: recall_at(self.pixels, ~anomalous & chosen, rate, chosen)
                for column, rate in OPERATING_POINTS.items()
            },
            "seconds_per_image": Score(seconds, "" if seconds is not None else "not measured"),
        }
        replicates = {}
        if self.rules.resamples:
            replicates = all_replicates(
                self.pixels, self.values, ~anomalous, self.weights, figures,
                kinds=kinds, fpr_limit=self.rules.fpr_limit,
            )  # fmt: skip
        scores = {c: _with_interval(figures[c], replicates.get(c)) for c in METRICS}
        found = (images.f1_threshold, pixels.f1_threshold)
        row = ClassRow(
            self.images[0].category,
            int(chosen.sum()),
            int((anomalous & chosen).sum()),
            pixels.n_positive + pixels.n_negative,
            pixels.n_positive,
            scores,
            explain(scores),
            pixels.n_regions,
            {column: self._tell(value) for column, value in zip(THRESHOLDS, found, strict=True)},
            name,
            summarise(
                [row.account for row, asked in zip(self.images, chosen, strict=True) if asked]
            ),
        )
        return row, {column: drawn.astype(np.float32) for column, drawn in replicates.items()}

    def curves(self) -> dict[str, NDArray[np.float64]]:
        """Return the ROC, precision-recall and overlap curves: name -> corners (n, 2), thinned."""
        curves = judge(self.pixels, self.rules.fpr_limit).curves
        if curves is None:
            return {}
        lines = {
            "roc": curves.line(curves.recall),
            "pr": (curves.recall, curves.precision),
            "pro": curves.line(curves.pro),
        }
        return {name: np.stack([x, y], 1)[thin(x, y, _TOLERANCE)] for name, (x, y) in lines.items()}

    def _tell(self, threshold: Score) -> float | None:
        """Return a threshold as it is told."""
        value = threshold.value
        return value if value is None else _rescale(value, self.scale)


def tally_class(
    samples: Sequence[Sample],
    maps: Mapping[str, Path],
    given: Mapping[str, float] | None,
    kinds: Sequence[str],
    rules: Rules,
    tick: Callable[[], None] | None = None,
    accounts: Mapping[str, Account] | None = None,
) -> ClassTally:
    """Read the maps of one class, each once, and count.

    Args:
        samples: The test images of the class.
        maps: `Sample.key` -> its map.
        given: `Sample.key` -> its image score; None where the maxima of the maps are.
        kinds: (n,) the kind of each image, by which it can be asked for in `ClassTally.judge`.
        rules: How it will be judged.
        tick: Called after each map.
        accounts: `Sample.key` -> how the answer came about, where that is known.
    """
    told = accounts or {}
    protocol = find_protocol(rules.protocol)
    pictures = _Pictures(samples, [maps[sample.key] for sample in samples], protocol, tick)
    boxes = [sample.object_box() for sample in samples]
    scaled = [pictures.scale_box(box, sample) for box, sample in zip(boxes, samples, strict=True)]
    pixels = tally(
        pictures.maps(),
        pictures.masks(),
        kinds=kinds,
        boxes=scaled if None not in boxes else None,
        edges=EDGES if rules.resamples else 0,
    )
    own = protocol.image_score == "own"
    values = np.array(
        [given[s.key] if given else top for s, top in zip(samples, pictures.tops, strict=True)]
        if own
        else pixels.tops
    )
    scale = pictures.range if protocol.minmax else None
    images = tuple(
        ImageRow(s.category, s.defect, s.stem, _rescale(value, scale), top, marked, told.get(s.key))
        for s, value, top, marked in zip(
            samples, values.tolist(), pictures.tops, pictures.marked, strict=True
        )
    )
    weights = draw_weights(kinds, samples[0].category, rules.resamples)
    return ClassTally(images, values, pixels, scale, rules, weights)


def _columns(images: ImageScores, pixels: PixelScores) -> dict[str, Score]:
    """Return the figures that are ranks alone, by their columns."""
    return {
        "image_auroc": images.auroc,
        "image_ap": images.ap,
        "image_f1_max": images.f1_max,
        "pixel_auroc": pixels.auroc,
        "pixel_ap": pixels.ap,
        "pixel_f1_max": pixels.f1_max,
        "aupro": pixels.aupro,
    }


def _rescale(value: float, scale: tuple[float, float] | None) -> float:
    """Return a score on the scale from the lowest to the highest of all, if there is one."""
    if scale is None or scale[0] == scale[1]:
        return value
    return (value - scale[0]) / (scale[1] - scale[0])


def _with_interval(score: Score, drawn: NDArray[np.float64] | None) -> Score:
    """Return the score with the interval of its replicates."""
    return score if drawn is None else Score(score.value, score.reason, *interval(drawn))


class _Pictures:
    """Maps and masks as the protocol has them, one after the other, and what was seen on the way.

    Attributes:
        tops: Highest value of each map as stored.
        marked: Anomalous pixels of each mask.
        range: Lowest and highest value of all maps as judged.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        paths: Sequence[Path],
        protocol: Protocol,
        tick: Callable[[], None] | None,
    ) -> None:
        self.tops: list[float] = []
        self.marked: list[int] = []
        self.range = (np.inf, -np.inf)
        self._samples, self._paths, self._protocol, self._tick = samples, paths, protocol, tick

    def maps(self) -> Iterator[NDArray[Any]]:
        """Yield the maps."""
        for sample, path in zip(self._samples, self._paths, strict=True):
            stored = read_map(path)
            self.tops.append(float(stored.max()))
            judged = self._protocol.prepare_map(stored, sample.shape())
            low, high = self.range
            self.range = min(low, float(judged.min())), max(high, float(judged.max()))
            yield judged
            if self._tick:
                self._tick()

    def masks(self) -> Iterator[NDArray[np.bool_]]:
        """Yield the masks."""
        for sample in self._samples:
            mask = self._protocol.prepare_mask(sample.truth().mask)
            self.marked.append(int(mask.sum()))
            yield mask

    def scale_box(self, box: Box | None, sample: Sample) -> Box | None:
        """Return the box of an object in the size that is judged in."""
        size = self._protocol.size
        if box is None or size is None:
            return box
        height, width = sample.shape()
        ratio = np.array([size / height, size / width] * 2)
        top, left, bottom, right = np.array(box) * ratio
        return int(top), int(left), int(np.ceil(bottom)), int(np.ceil(right))
