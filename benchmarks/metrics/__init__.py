"""What a good answer is worth: exact figures of merit, and the table that defines them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .curves import Curves
from .pixels import PixelScores, pixel_scores
from .ranking import ImageScores, image_scores


@dataclass(frozen=True)
class Metric:
    """One column of the results.

    Attributes:
        title: What a table's head says.
        better: Whether a higher or a lower value is better.
        range: Lowest and highest value possible; None is without end.
        definition: One or two sentences, with the source.
        headline: Whether a narrow table shows it.
    """

    title: str
    better: Literal["higher", "lower"]
    range: tuple[float, float | None]
    definition: str
    headline: bool = False


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
        headline=True,
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
        headline=True,
    ),
    "pixel_auroc": Metric(
        "Pixel AUROC",
        "higher",
        _UNIT,
        f"{_AUROC.format('pixel')} counting half; the pixels of all test images of a class, sound "
        "images included. Chance is 0.5. (Bergmann et al., MVTec AD, IJCV 2021)",
        headline=True,
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
        headline=True,
    ),
    "aupro": Metric(
        "AUPRO",
        "higher",
        _UNIT,
        "Area under the per-region overlap, averaged over all 8-connected regions of a class, "
        "against the false positive rate over all sound pixels; up to a rate of 0.3 (interpolated) "
        "unless another is said, and divided by it. A constant map gets 0.15. (Bergmann et al., "
        "MVTec AD, IJCV 2021)",
        headline=True,
    ),
    "seg_auroc": Metric(
        "Seg. AUROC",
        "higher",
        _UNIT,
        "Segmentation pixel AUROC: pixel AUROC of the pixels inside the object's bounding box, "
        "each image's own, so that an empty background does not lift it. Chance is 0.5. (Zhou et "
        "al., PAD, NeurIPS 2023, supplement 5.4)",
    ),
    "recall_fpr1": Metric(
        "Recall@1%",
        "higher",
        _UNIT,
        "Share of the defects that is found when at most 1 % of the sound images have a false "
        "alarm: the threshold is the lowest that at most so many of them have a pixel above, and "
        "the share of anomalous pixels above it is averaged over the 8-connected regions.",
    ),
    "recall_fpr5": Metric(
        "Recall@5%",
        "higher",
        _UNIT,
        "The same with at most 5 % of the sound images.",
    ),
    "seconds_per_image": Metric(
        "s / image",
        "lower",
        (0.0, None),
        "Wall-clock seconds per test image from picture to score map, everything included but "
        "reading the picture and writing the map.",
        headline=True,
    ),
}
"""Column name -> what it means, in the order of the tables."""


HEADLINES = tuple(metric.title for metric in METRICS.values() if metric.headline)
"""Heads of the columns that a narrow table shows."""


def chance(
    n_images: int, n_anomalous: int, n_pixels: int, n_mask_pixels: int, fpr_limit: float = 0.3
) -> dict[str, float | None]:
    """Return what a method gets that knows nothing, for each column; None where no rule tells.

    AUROC 0.5; AP the share p of the anomalous; F1-max 2 p / (1 + p), that of calling everything
    anomalous; AUPRO half its limit, that of the diagonal.
    """
    of_images = n_anomalous / n_images if n_images else 0.0
    of_pixels = n_mask_pixels / n_pixels if n_pixels else 0.0
    known = {
        "image_auroc": 0.5,
        "image_ap": of_images,
        "image_f1_max": 2 * of_images / (1 + of_images),
        "pixel_auroc": 0.5,
        "pixel_ap": of_pixels,
        "pixel_f1_max": 2 * of_pixels / (1 + of_pixels),
        "aupro": fpr_limit / 2,
        "seg_auroc": 0.5,
    }
    return {name: known.get(name) for name in METRICS}


__all__ = [
    "HEADLINES",
    "METRICS",
    "Curves",
    "ImageScores",
    "Metric",
    "PixelScores",
    "chance",
    "image_scores",
    "pixel_scores",
]
