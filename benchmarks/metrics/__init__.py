"""What a good answer is worth: exact figures of merit, and the table that defines them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .ranking import ImageScores, image_scores
from .regions import PixelScores, pixel_scores


@dataclass(frozen=True)
class Metric:
    """One column of the results.

    Attributes:
        title: What a table's head says.
        better: Whether a higher or a lower value is better.
        range: Lowest and highest value possible; None is without end.
        definition: One or two sentences, with the source.
    """

    title: str
    better: Literal["higher", "lower"]
    range: tuple[float, float | None]
    definition: str


_UNIT = (0.0, 1.0)
_AUROC = "Area under the ROC curve: how often an anomalous {0} scores higher than a sound one, ties"
_AP = "Average precision: precision summed over the steps in recall, without interpolation"
_F1 = "The highest F1 that any one threshold reaches"

METRICS: dict[str, Metric] = {
    "image_auroc": Metric(
        "Image AUROC",
        "higher",
        _UNIT,
        f"{_AUROC.format('image')} counting half. Chance is 0.5. (Fawcett, 2006)",
    ),
    "image_ap": Metric(
        "Image AP",
        "higher",
        _UNIT,
        f"{_AP}, over images. Chance is the share p of anomalous images. (scikit-learn)",
    ),
    "image_f1_max": Metric(
        "Image F1-max",
        "higher",
        _UNIT,
        f"{_F1} on the images. Calling everything anomalous already gives 2p / (1 + p), p being "
        "the share of anomalous images.",
    ),
    "pixel_auroc": Metric(
        "Pixel AUROC",
        "higher",
        _UNIT,
        f"{_AUROC.format('pixel')} counting half; the pixels of all test images of a class, sound "
        "images included. Chance is 0.5. (Bergmann et al., MVTec AD, IJCV 2021)",
    ),
    "pixel_ap": Metric(
        "Pixel AP",
        "higher",
        _UNIT,
        f"{_AP}, over the pixels of all test images of a class. Chance is the share of anomalous "
        "pixels. (scikit-learn)",
    ),
    "pixel_f1_max": Metric(
        "Pixel F1-max",
        "higher",
        _UNIT,
        f"{_F1} on the pixels of all test images of a class.",
    ),
    "aupro": Metric(
        "AUPRO",
        "higher",
        _UNIT,
        "Area under the per-region overlap, averaged over all 8-connected regions of a class, "
        "against the false positive rate over all sound pixels; up to a rate of 0.3 (interpolated) "
        "and divided by it. A constant map gets 0.15. (Bergmann et al., MVTec AD, IJCV 2021)",
    ),
    "seconds_per_image": Metric(
        "s / image",
        "lower",
        (0.0, None),
        "Wall-clock seconds per test image from picture to score map, everything included but "
        "reading the picture and writing the map.",
    ),
}
"""Column name -> what it means, in the order of the tables."""

__all__ = ["METRICS", "ImageScores", "Metric", "PixelScores", "image_scores", "pixel_scores"]
