"""From score maps on disk and a dataset to figures of merit, per class and on average."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .datasets import Dataset, Sample
from .metrics import METRICS, PixelScores, image_scores, pixel_scores
from .predictions import find_maps, read_image_scores, read_map, resize_map
from .records import GOOD, Score

MEAN = "mean"
"""The name of the row that averages the classes."""

Progress = Callable[[int, int], None]
"""Called with the maps read so far and in all; each map is read twice."""


@dataclass(frozen=True)
class ImageRow:
    """One test image as it was judged.

    Attributes:
        category: Its class.
        defect: Its test type; `GOOD` for sound images.
        stem: Its file name without suffix.
        score: Its image score.
        map_max: Highest value of its score map, as stored.
        mask_pixels: Anomalous pixels of its truth.
    """

    category: str
    defect: str
    stem: str
    score: float
    map_max: float
    mask_pixels: int

    @property
    def anomalous(self) -> bool:
        """The label: whether the image lies in the folder of a defect."""
        return self.defect != GOOD


@dataclass(frozen=True)
class ClassRow:
    """The figures of merit of one class, or the mean of all.

    Attributes:
        category: Class name, or `MEAN`.
        n_images: Test images.
        n_anomalous: Those labelled anomalous.
        n_pixels: Pixels of all test images.
        n_mask_pixels: Those that are anomalous.
        scores: Column name (a key of `METRICS`, in that order) -> score.
        notes: What the figures do not say: why cells are empty, which classes a mean leaves out.
    """

    category: str
    n_images: int
    n_anomalous: int
    n_pixels: int
    n_mask_pixels: int
    scores: Mapping[str, Score]
    notes: str = ""

    @property
    def prevalence(self) -> float:
        """Share of anomalous pixels; the chance level of pixel AP."""
        return self.n_mask_pixels / self.n_pixels if self.n_pixels else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; an undefined score is null, `notes` says why."""
        return {
            "class": self.category,
            "n_images": self.n_images,
            "n_anomalous": self.n_anomalous,
            "pixel_prevalence": self.prevalence,
            **{name: score.value for name, score in self.scores.items()},
            "notes": self.notes,
        }


@dataclass(frozen=True)
class Scores:
    """What a set of predictions is worth on a dataset.

    Attributes:
        dataset: Name of the dataset.
        fingerprint: Its fingerprint.
        classes: One row a class, in the dataset's order.
        images: One row a test image, in the dataset's order.
    """

    dataset: str
    fingerprint: str
    classes: tuple[ClassRow, ...]
    images: tuple[ImageRow, ...]

    @property
    def mean(self) -> ClassRow:
        """The mean row."""
        return average(self.classes)

    def table(self) -> list[tuple[str, ...]]:
        """Return the rows to print; see `tabulate`."""
        return tabulate(self.classes)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: dataset, fingerprint, the classes' rows and their mean."""
        return {
            "dataset": self.dataset,
            "fingerprint": self.fingerprint,
            "classes": [row.to_json() for row in self.classes],
            "mean": self.mean.to_json(),
        }


def tabulate(classes: Sequence[ClassRow]) -> list[tuple[str, ...]]:
    """Return a head row, a row for each class and the mean, as short texts ("-": undefined)."""
    head = ("Class", "Images", *(metric.title for metric in METRICS.values()))
    rows = [
        (row.category, str(row.n_images), *(_short(row.scores[name]) for name in METRICS))
        for row in (*classes, average(classes))
    ]
    return [head, *rows]


def _short(score: Score) -> str:
    """Return three decimals, or a dash."""
    return "-" if score.value is None else f"{score.value:.3f}"


def score(
    dataset: Dataset,
    predictions: Path,
    *,
    seconds_per_image: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Scores:
    """Judge the maps in `predictions` (layout: see `predictions.py`) against the truth.

    Metrics are computed per class, at the size of the test images (other maps are resized by
    `resize_map`). Without `image_scores.csv` an image's score is the maximum of its map as stored.
    One class is worked on at a time; its anomalous pixels' scores and packed masks are in memory.

    Args:
        dataset: What was to be judged; every test image needs a map.
        predictions: The folder of the maps.
        seconds_per_image: Class -> seconds, where they were measured.
        progress: Told about each map that was read.

    Raises:
        FileNotFoundError: `predictions` is no folder.
        ValueError: Maps or image scores are missing, extra, doubled, unreadable or not finite.
    """
    paths = find_maps(predictions, dataset)
    given = read_image_scores(predictions, dataset)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, 2 * len(paths))

    classes: list[ClassRow] = []
    images: list[ImageRow] = []
    for category in dataset.categories:
        samples = dataset.test[category]
        masks = _Masks(samples)
        maps = _Maps([paths[sample.key] for sample in samples], masks.shapes, tick)
        pixels = pixel_scores(maps, masks)
        rows = [
            ImageRow(s.category, s.defect, s.stem, given[s.key] if given else top, top, marked)
            for s, top, marked in zip(samples, maps.maxima, masks.marked, strict=True)
        ]
        classes.append(_judge(category, pixels, rows, (seconds_per_image or {}).get(category)))
        images += rows
    return Scores(dataset.name, dataset.fingerprint, tuple(classes), tuple(images))


def _judge(
    category: str, pixels: PixelScores, rows: Sequence[ImageRow], seconds: float | None
) -> ClassRow:
    """Return the figures of one class from its pixels' and its images'."""
    ranked = image_scores([row.score for row in rows], [row.anomalous for row in rows])
    values = {
        "image_auroc": ranked.auroc,
        "image_ap": ranked.ap,
        "image_f1_max": ranked.f1_max,
        "pixel_auroc": pixels.auroc,
        "pixel_ap": pixels.ap,
        "pixel_f1_max": pixels.f1_max,
        "aupro": pixels.aupro,
        "seconds_per_image": Score(None, "not measured") if seconds is None else Score(seconds),
    }
    return ClassRow(
        category,
        n_images=len(rows),
        n_anomalous=sum(row.anomalous for row in rows),
        n_pixels=pixels.n_positive + pixels.n_negative,
        n_mask_pixels=pixels.n_positive,
        scores=values,
        notes=_explain(values),
    )


def average(classes: Sequence[ClassRow]) -> ClassRow:
    """Return the mean row: each class counts the same, whatever its number of images.

    A score is averaged over the classes where it is defined; `notes` names the columns in which
    that is not all of them.
    """
    means: dict[str, Score] = {}
    partial: dict[str, list[str]] = {}
    for name in METRICS:
        values = [v for row in classes if (v := row.scores[name].value) is not None]
        if not values:
            means[name] = Score(None, "defined in no class")
            continue
        means[name] = Score(float(np.mean(values)))
        if len(values) < len(classes):
            partial.setdefault(f"mean over {len(values)} of {len(classes)} classes", []).append(
                name
            )
    notes = [f"{', '.join(names)}: {what}" for what, names in partial.items()]
    return ClassRow(
        MEAN,
        sum(row.n_images for row in classes),
        sum(row.n_anomalous for row in classes),
        sum(row.n_pixels for row in classes),
        sum(row.n_mask_pixels for row in classes),
        means,
        "; ".join(filter(None, [_explain(means), *notes])),
    )


def _explain(scores: Mapping[str, Score]) -> str:
    """Return why cells are empty: "image_auroc, image_ap: no sound image"."""
    reasons: dict[str, list[str]] = {}
    for name, value in scores.items():
        if value.value is None:
            reasons.setdefault(value.reason, []).append(name)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


class _Masks:
    """The masks (H, W) bool of some samples: read once, kept at one bit a pixel."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.shapes: list[tuple[int, int]] = []
        self.marked: list[int] = []
        self._bits: list[NDArray[np.uint8]] = []
        for sample in samples:
            mask = sample.truth().mask
            self.shapes.append((mask.shape[0], mask.shape[1]))
            self.marked.append(int(mask.sum()))
            self._bits.append(np.packbits(mask))

    def __iter__(self) -> Iterator[NDArray[np.bool_]]:
        for (height, width), bits in zip(self.shapes, self._bits, strict=True):
            flat = np.unpackbits(bits, count=height * width)
            yield flat.view(bool).reshape(height, width)


class _Maps:
    """Score maps read from disk anew at each pass, in the size of their images.

    Attributes:
        maxima: Highest value of each map as stored, known after the first pass.
    """

    def __init__(
        self, paths: Sequence[Path], shapes: Sequence[tuple[int, int]], tick: Callable[[], None]
    ) -> None:
        self.maxima: list[float] = []
        self._paths, self._shapes, self._tick = paths, shapes, tick

    def __iter__(self) -> Iterator[NDArray[Any]]:
        first = not self.maxima
        for path, shape in zip(self._paths, self._shapes, strict=True):
            stored = read_map(path)
            if first:
                self.maxima.append(float(stored.max()))
            yield resize_map(stored, shape)
            self._tick()
